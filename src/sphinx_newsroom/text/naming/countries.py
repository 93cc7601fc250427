"""The countries that words name, or are made of: Sri Lanka, Україні, Russian, британському."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from sphinx_newsroom.text.naming.tokens import words_of
from sphinx_newsroom.text.naming.word_lists import CONNECTORS

_ALSO = {
    "US": ("us", "сша", "united states of america"), "GB": ("uk", "great britain"), "RU": ("russian federation",),
    "TR": ("turkey",), "CZ": ("czech republic",), "KR": ("republic of korea",),
}
"""What countries are called beside the names that CLDR has, folded."""


@cache
def _by_code() -> dict[str, frozenset[tuple[str, ...]]]:
    """The names of countries in English, Ukrainian and Russian, in folded words, by their code."""
    from babel import Locale

    found: dict[str, set[tuple[str, ...]]] = {}
    for language in ("en", "uk", "ru"):
        for code, name in Locale(language).territories.items():
            if len(code) == 2:
                found.setdefault(code, set()).add(tuple(words_of(name)))
    return {code: frozenset(names) for code, names in found.items()}


def _also(code: str) -> Iterator[tuple[str, ...]]:
    return (tuple(name.split()) for name in _ALSO.get(code, ()))


@cache
def _codes() -> dict[tuple[str, ...], str]:
    return {name: code for code, names in _by_code().items() for name in (*names, *_also(code))}


def code_of(name: str) -> str | None:
    """The code of the country of a name."""
    return _codes().get(tuple(words_of(name)))


@cache
def countries() -> dict[str, tuple[tuple[str, ...], ...]]:
    """The names of countries in folded words, by their first word."""
    found: dict[str, set[tuple[str, ...]]] = {}
    for name in _codes():
        found.setdefault(name[0], set()).add(name)
    return {first: tuple(sorted(names)) for first, names in found.items()}


@cache
def _same(name: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """The other names of a country, where CLDR has not all."""
    code = _codes()[name]
    also = tuple(_also(code))
    return tuple(sorted({*also, *names_of(code)} - {name})) if also else ()


def countries_in(words: Sequence[str], places: Iterable[int] | None = None) -> Iterator[tuple[str, ...]]:
    """The countries that stand in some words, at some *places* or anywhere; the United States as "us", too."""
    known = countries()
    for place in range(len(words)) if places is None else places:
        for name in known.get(words[place], ()):
            if tuple(words[place : place + len(name)]) == name:
                yield name
                yield from _same(name)


@cache
def places() -> frozenset[str]:
    """The first words of countries' names, folded, for "EU-Ukraine" and "Sri Lanka Ports Authority"."""
    return frozenset(countries()) | {"america", "europe", "africa", "asia", "eu"}


@cache
def _in_countries() -> frozenset[str]:
    return frozenset(word for names in countries().values() for name in names for word in name) - CONNECTORS


def in_country(word: str) -> bool:
    """Whether a word is part of a country's name: Kingdom."""
    return word in _in_countries()


def is_demonym(word: str) -> bool:
    """Whether a word looks made of a country's name: German, Ukrainian."""
    return len(word) > 4 and word[:4] in _demonyms()


@cache
def _demonyms() -> frozenset[str]:
    return frozenset(word[:4] for word in _in_countries() if len(word) > 3)


def same_stem(one: str, other: str) -> bool:
    """Whether two words in Cyrillic letters can be cases of one."""
    stem = one[: max(4, len(one) - 2)]
    return other.startswith(stem) and abs(len(one) - len(other)) < 4


@cache
def of_demonym(word: str) -> str | None:
    """The code of the country of which a word is made: Russian, російського; None where it may be made of several."""
    if len(word) < 5 or (word,) in countries().get(word, ()):
        return None
    found = {code for stem, code in _DEMONYMS.items() if word.startswith(stem)} or {
        code for code, names in _by_code().items() if any(part[:4] == word[:4] for name in names for part in name)
    }
    return found.pop() or None if len(found) == 1 else None


_DEMONYMS = {stem: code for line in """
    US americ американс; GB brit британс; FR frenc французьк французск; PL polis; NL dutch нідерландс голландс; DK danis
    данськ датск; ES spani; CH swiss; GR greek грецьк греческ; CA canadi; CZ czech чеськ чешск; TR turki турецьк турецк;
    SE swedi; FI finni; IE irish; IN indian індійськ индийск; AU austral австралійс австралийс; AT austri австрійс
    австрийс; SK slovak словацьк словацк; SI sloven словенс; GE georgian; NG nigerian; RO румунськ румынск
""".replace("\n", " ").split(";") for code, *stems in [line.split()] for stem in stems}
_DEMONYMS |= {"europea": "", "європейс": "", "европейс": ""}
"""Beginnings of the words made of a country's name that the name itself, or only it, does not begin with."""


def names_of(code: str) -> Iterator[tuple[str, ...]]:
    """The names of a country in folded words, in English."""
    return (name for name in _by_code().get(code, ()) if name[0] < "\u0400")


def is_place(word: str) -> bool:
    """Whether a word is that of a country, in Cyrillic letters in any case."""
    return word in places() or (word > "\u0400" and any(word[:-cut] in _stems() for cut in (0, 1, 2) if len(word) > 4))


@cache
def _stems() -> frozenset[str]:
    return frozenset(word[:-cut] for word in places() if word > "\u0400" and len(word) > 4 for cut in (0, 1, 2))
