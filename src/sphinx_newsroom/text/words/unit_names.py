"""Names of units that every body has, and that so mean nobody: the Criminal Division, the Press Service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.word_files import read_words, rows, several


@cache
def _every_head() -> frozenset[str]:
    return frozenset().union(*_heads().values())


@cache
def _heads() -> Mapping[tuple[str, ...], frozenset[str]]:
    """What makes a unit's name of each function, by its folded words: of "criminal" a division, a section …"""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for function, (heads,) in rows(__package__, "units"):
        key = tuple(words_of(function))
        found[key] = found.get(key, frozenset()) | frozenset(several(heads))
    return found


@cache
def _elsewhere() -> frozenset[str]:
    """The names of units in other languages."""
    return frozenset(" ".join(words_of(name)) for name in read_words(__package__, "units_in_languages"))


@cache
def _firsts() -> frozenset[str]:
    return frozenset(name.split()[0] for name in _elsewhere())


def is_unit(words: Sequence[str]) -> bool:
    """Whether folded words are a unit's name, with the body left out that it is of.

    >>> [is_unit(words_of(name)) for name in ("Office of the Inspector General", "Attorney General's Office")]
    [True, True]
    >>> [is_unit(words_of(name)) for name in ("Press Service", "Press Service of Varn", "Secret Service")]
    [True, False, False]
    >>> is_unit(words_of("Service de presse")), is_unit(words_of("Pressestelle")), is_unit(words_of("Pressehaus"))
    (True, True, False)
    """
    # Asked of each name of a registry, so what ends most of them stands first.
    if words and words[0] in _firsts() and " ".join(words) in _elsewhere():
        return True
    heads = _every_head()
    if heads.isdisjoint((*words[:2], *words[-1:])):
        return False
    plain = [word for word in words if word not in ("the", "s")]
    if not plain:
        return False
    head, *function = plain if plain[1:2] == ["of"] else (plain[-1], "of", *plain[:-1])
    return function[:1] == ["of"] and _has(head, tuple(function[1:]))


def _has(head: str, function: tuple[str, ...]) -> bool:
    """Whether a head makes a unit's name of a function, or of two: the Office of Communications and Public Affairs."""
    if head in _heads().get(function, ()):
        return True
    if "and" not in function:
        return False
    middle = function.index("and")
    return all(head in _heads().get(part, ()) for part in (function[:middle], function[middle + 1 :]))
