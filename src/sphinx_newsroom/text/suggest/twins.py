"""Find names that may belong to one entity although nothing in the texts says so, to be reviewed together.

Certain cases have already been joined (:func:`.judging.joined`). Rules here may be wrong, since a person decides, but
unrelated pairs waste that person's time. A short name that fits several long ones, as Roe fits Jane and John, has no
twin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import product
from typing import NamedTuple

from sphinx_newsroom.text.suggest.judging import Kind
from sphinx_newsroom.text.suggest.signs import is_acronym
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS

_SMALL = frozenset("of the for on in and to at de du".split())
_LITTLE = _SMALL | COMPANY_FORMS | {"company"}
"""Words that don't matter if the others are equal, including Company, which keys lack only at their end."""
_COUNTRY = (("us",), ("united", "states"))
_FEWEST = 2
"""The shortest name, in words, that can be part of a longer one: a single word such as Board is too common."""
_LONGEST_HEAD = 3
"""The most additional words at the start of the longer name: Standing (Procurement Committee)."""
_ALIKE = 0.75
"""How similar two words must be for one to be a misspelling: harbor, harbour; not east, west."""
_INITIALS = 3
"""The shortest acronym that identifies a name; any two letters match too many."""
_LONGEST_PERSON = 6
"""The longest name of a person whose short forms are compared, in words."""
_NEIGHBOURS = 8
"""The number of names that differ in one word to compare with each, to avoid quadratic time."""

Words = tuple[str, ...]


class KeyedName(NamedTuple):
    """An entity by the keys of all its names (:func:`.judging.key_of`)."""

    kind: Kind
    keys: tuple[str, ...]


class _Key(NamedTuple):
    """A key, with its words and the number of its entry."""

    key: str
    words: tuple[str, ...]
    entry: int


def twins(entries: Sequence[KeyedName]) -> list[list[int]]:
    """Group the numbers of *entries* that may be one entity; most groups have one member.

    Groups and their numbers are in the order of the entries.

    >>> bodies = ("ministry of justice", "justice ministry", "MOJ", "ministry of ports")
    >>> twins([KeyedName("organization", (key,)) for key in bodies])
    [[0, 1, 2], [3]]
    """
    into = list(range(len(entries)))
    for kind, (rules, shorter) in _RULES.items():
        keys = [
            _Key(key, tuple(key.casefold().split()), number)
            for number, entry in enumerate(entries)
            if entry.kind == kind
            for key in dict.fromkeys(entry.keys)
        ]
        for rule in rules:
            _join(into, rule(keys))
        _join(into, _only(into, keys, shorter))
    groups: dict[int, list[int]] = defaultdict(list)
    for number in range(len(entries)):
        groups[_end(into, number)].append(number)
    return list(groups.values())


def _join(into: list[int], pairs: Iterable[tuple[int, int]]) -> None:
    for pair in pairs:
        first, other = sorted(_end(into, number) for number in pair)
        into[other] = first


def _end(into: list[int], number: int) -> int:
    while into[number] != number:
        number = into[number]
    return number


Pairs = Iterator[tuple[int, int]]


def _common(keys: Sequence[_Key]) -> Pairs:
    """A shared name; or Harbor Authority and Harbour Authority, which differ by a typo."""
    first: dict[str, int] = {}
    less: dict[tuple[int, tuple[str, ...]], list[_Key]] = defaultdict(list)
    for one in keys:
        yield first.setdefault(one.key, one.entry), one.entry
        for place in range(len(one.words) if len(one.words) >= _FEWEST else 0):
            less[place, one.words[:place] + one.words[place + 1 :]].append(one)
    for (place, _), alike in less.items():
        # Sorted, so that words that differ by a typo are adjacent.
        alike.sort(key=lambda one: one.words[place])
        for number, one in enumerate(alike):
            for other in alike[number + 1 : number + _NEIGHBOURS]:
                if slipped(one.words[place], other.words[place]):
                    yield one.entry, other.entry


def slipped(one: str, other: str) -> bool:
    """Whether two words differ by a letter or two, but not in the first.

    >>> slipped("harbour", "harbor"), slipped("recieve", "receive"), slipped("east", "west")
    (True, True, False)
    """
    alike = one[0] == other[0] and not any(letter.isdigit() for letter in one + other)
    return alike and SequenceMatcher(None, one, other).ratio() >= _ALIKE


def _same_words(keys: Sequence[_Key]) -> Pairs:
    """Department of State, State Department, U.S. Department of State."""
    by_words: dict[tuple[str, ...], int] = {}
    for one in keys:
        if len(bones := _bones(one.words)) >= _FEWEST:
            yield by_words.setdefault(tuple(sorted(bones)), one.entry), one.entry


def _bones(words: tuple[str, ...]) -> tuple[str, ...]:
    for country in _COUNTRY:
        if words[: len(country)] == country:
            words = words[len(country) :]
    return tuple(word for word in words if word not in _LITTLE)


def _only(into: list[int], keys: Sequence[_Key], shorter: Callable[[Words], Iterator[Words]]) -> Pairs:
    """Pair names with a longer one that they shorten, if they fit only one."""
    long: dict[Words, set[int]] = defaultdict(set)
    for one in keys:
        for words in shorter(one.words):
            long[words].add(one.entry)
    named = {one.entry for one in keys if len(one.words) >= _FEWEST}
    full: dict[int, set[int]] = defaultdict(set)
    for one in keys:
        # An acronym with a name of its own matches no other.
        acronym = is_acronym(one.key) and len(one.key) >= _INITIALS and one.entry not in named
        if one.words in long and (acronym or len(one.words) >= _FEWEST):
            # Use the groups joined so far: Ministry of Justice and Justice Ministry are one, so MoJ fits only one.
            short = _end(into, one.entry)
            full[short] |= {_end(into, entry) for entry in long[one.words]} - {short}
    for short, longs in full.items():
        if len(longs) == 1:
            yield short, longs.pop()


def _shorter_bodies(words: Words) -> Iterator[Words]:
    """Yield Armed Forces (of Ukraine), (Standing) Procurement Committee, and MoJ for the Ministry of Justice."""
    for place in range(_FEWEST, len(words)):
        if words[place] == "of" and "and" not in words[place:]:
            yield words[:place]
    for place in range(1, min(_LONGEST_HEAD, len(words) - _FEWEST) + 1):
        if words[place] in _SMALL or words[place - 1] in _SMALL:
            break
        yield words[place:]
    if len(words) >= _FEWEST:
        yield ("".join(word[0] for word in words),)
        yield ("".join(word[0] for word in words if word not in _SMALL),)


def _shorter_people(words: Words) -> Iterator[Words]:
    """Yield J. Roe, Jane Roe, J. M. Roe and others for Jane Mary Roe."""
    if _FEWEST <= len(words) <= _LONGEST_PERSON:
        first, *middle, family = words
        for given in product((first, first[0]), *((name, name[0], "") for name in middle)):
            if (short := (*filter(None, given), family)) != words:
                yield short


_RULES: Mapping[Kind, tuple[tuple[Callable[[Sequence[_Key]], Pairs], ...], Callable[[Words], Iterator[Words]]]] = {
    "organization": ((_common, _same_words), _shorter_bodies),
    "official": ((_common,), _shorter_people),
}
"""The rules for equal names of a kind, and the short forms of a longer one, which count if only one has them."""
