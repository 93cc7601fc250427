"""Find names that may belong to one entity although nothing in the texts says so, to be reviewed together.

Certain cases have already been joined (:func:`.judging.joined`). Rules here may be wrong, since a person decides, but
unrelated pairs waste that person's time. A short name that fits several long ones, as Roe fits Jane and John, has no
twin.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import chain
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
_NEIGHBOURS = 8
"""The number of names with the same family name and first letter to compare with each, to avoid quadratic time."""


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
    for kind, rules in _RULES.items():
        keys = [
            _Key(key, tuple(key.split()), number)
            for number, entry in enumerate(entries)
            if entry.kind == kind
            for key in dict.fromkeys(entry.keys)
        ]
        for rule in rules:
            _join(into, rule(keys))
        _join(into, _only(into, _SHORTER[kind](keys)))
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


def _shorter(keys: Sequence[_Key]) -> Pairs:
    """Armed Forces, Armed Forces of Ukraine; Procurement Committee, Standing Procurement Committee."""
    by_words = {one.words: one.entry for one in reversed(keys) if len(one.words) >= _FEWEST}
    for one in keys:
        for place in range(_FEWEST, len(one.words)):
            if one.words[place] == "of" and "and" not in one.words[place:] and one.words[:place] in by_words:
                yield by_words[one.words[:place]], one.entry
        for place in range(1, min(_LONGEST_HEAD, len(one.words) - _FEWEST) + 1):
            if one.words[place] in _SMALL or one.words[place - 1] in _SMALL:
                break
            if one.words[place:] in by_words:
                yield by_words[one.words[place:]], one.entry


def _initials(keys: Sequence[_Key]) -> Pairs:
    """MoJ, Ministry of Justice; an acronym with a name of its own matches no other."""
    named = {one.entry for one in keys if len(one.words) >= _FEWEST}
    short = (one for one in keys if is_acronym(one.key) and len(one.key) >= _INITIALS and one.entry not in named)
    acronyms = {one.key.casefold(): one.entry for one in short}
    for one in keys:
        if len(one.words) >= _FEWEST:
            for words in {one.words, tuple(word for word in one.words if word not in _SMALL)}:
                letters = "".join(word[0] for word in words)
                if letters in acronyms:
                    yield acronyms[letters], one.entry


def _given_names(keys: Sequence[_Key]) -> Pairs:
    """J. Roe, Jane Roe, Jane M. Roe."""
    alike: dict[tuple[str, str], list[_Key]] = defaultdict(list)
    for one in keys:
        if len(one.words) >= _FEWEST:
            alike[one.words[0][0], one.words[-1]].append(one)
    for names in alike.values():
        names.sort(key=lambda one: (sum(map(len, one.words)), one.key))
        for number, short in enumerate(names):
            for long in names[number + 1 : number + _NEIGHBOURS]:
                if _shortens(short.words[:-1], long.words[:-1]):
                    yield short.entry, long.entry


def _shortens(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether given names shorten others: each is one of them, in order, or its initial."""
    left = iter(long)
    return _fits(short[0], next(left)) and all(any(_fits(name, other) for other in left) for name in short[1:])


def _fits(one: str, other: str) -> bool:
    return one == other or (1 in (len(one), len(other)) and one[0] == other[0])


Rule = Callable[[Sequence[_Key]], Pairs]

_RULES: Mapping[Kind, tuple[Rule, ...]] = {"organization": (_common, _same_words), "official": (_common,)}
_SHORTER: Mapping[Kind, Rule] = {
    "organization": lambda keys: chain(_shorter(keys), _initials(keys)),
    "official": _given_names,
}
"""The rules for short forms of a longer name, which apply if only one longer name fits."""


def _only(into: list[int], pairs: Pairs) -> Pairs:
    """Keep the pairs whose short form fits only one full form."""
    full: dict[int, set[int]] = defaultdict(set)
    for pair in pairs:
        # Use the groups joined so far: Ministry of Justice and Justice Ministry are one, so MoJ fits only one.
        short, long = (_end(into, number) for number in pair)
        if short != long:
            full[short].add(long)
    for short, longs in full.items():
        if len(longs) == 1:
            yield short, longs.pop()
