"""One suggestion for all names of one body or person: acronyms, typing errors, "U.S." before it or not."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from sphinx_newsroom.text.suggest.parts import INITIAL
from sphinx_newsroom.text.suggest.tally import Tally, key_of
from sphinx_newsroom.text.suggest.word_lists import ABBREVIATIONS, PLACES
from sphinx_newsroom.text.words.acronyms import is_acronym

# American releases have the country before a body's name or not, the same body.
_COUNTRY = ("us ", "united states ")
_MOSTLY = 0.6
"""Share of an acronym's introductions that must be for one name, else it means several: ABC for a bank and a board."""

_SELDOM = 0.05
"""Introductions over the places where an acronym stands alone: fewer, and nobody knows that it is that one there."""

_SELDOM_COMMON = 0.2
"""The same for what is a word of its own, as AI and US are."""

_ALIKE = 0.85
"""How much of two names agrees by letters where one is mistyped: Servies for Services, not Defence for Science."""


class Group(NamedTuple):
    """Names of one body or person: what is known of the full ones, and of the acronym where that means it alone."""

    names: tuple[str, ...]
    tally: Tally
    acronym: Tally | None

    @property
    def releases(self) -> int:
        """How many releases name it, in any form."""
        return len({*self.tally.releases, *(self.acronym.releases if self.acronym else ())})


def joined(tallies: dict[str, Tally]) -> dict[str, Group]:
    """The *tallies*, by name, with those that mean the same put together."""
    into: dict[str, str] = {}
    for name, other in (*_by_skeleton(tallies), *_by_country(tallies), *_by_initials(tallies), *_by_and(tallies)):
        _join(into, tallies, name, other)
    # Acronyms come after names, since the names of one body must be one by then for most introductions to agree.
    acronyms: dict[str, str] = {}
    for acronym, names, alone in _by_acronym(tallies):
        for other in names[1:]:
            _join(into, tallies, names[0], other)
        if alone:
            acronyms[acronym] = names[0]
    members: dict[str, list[str]] = defaultdict(list)
    for name in tallies:
        if name not in acronyms:
            members[_end(into, name)].append(name)
    short: dict[str, list[str]] = defaultdict(list)
    for acronym, name in acronyms.items():
        short[_end(into, name)].append(acronym)
    return {
        name: Group((*names, *short[name]), _sum(tallies, names), _sum(tallies, short[name]) if short[name] else None)
        for name, names in members.items()
    }


def _sum(tallies: dict[str, Tally], names: Iterable[str]) -> Tally:
    whole = Tally()
    for name in names:
        whole.absorb(tallies[name])
    return whole


def _end(into: dict[str, str], name: str) -> str:
    while name in into:
        name = into[name]
    return name


def _join(into: dict[str, str], tallies: dict[str, Tally], name: str, other: str) -> None:
    """Let *other* be *name*, or the other way around: the more frequent one takes the other in."""
    one, two = _end(into, name), _end(into, other)
    if one != two:
        if _rank(tallies, two) < _rank(tallies, one):
            one, two = two, one
        into[two] = one


def _rank(tallies: dict[str, Tally], name: str) -> tuple[bool, int, str]:
    return (is_acronym(name), -len(tallies[name].releases), name)


Pairs = Iterator[tuple[str, str]]


def _by_skeleton(tallies: dict[str, Tally]) -> Pairs:
    """General Service Administration and General Services Administration; Co-operation and Cooperation."""
    first: dict[str, str] = {}
    for name in tallies:
        # Of two words, an s may tell bodies apart: State Department, States Department.
        if name.count(" ") > 1:
            bones = " ".join(word.removesuffix("s") for word in name.replace("-", "").replace("'s", "").split())
            if (known := first.setdefault(bones, name)) != name:
                yield known, name


def _by_country(tallies: dict[str, Tally]) -> Pairs:
    """U.S. Department of Labor and Department of Labor."""
    for name in tallies:
        for prefix in _COUNTRY:
            rest = name.removeprefix(prefix)
            if rest != name and rest in tallies and " " in rest and tallies[rest].signs["body"]:
                yield rest, name


def _by_initials(tallies: dict[str, Tally]) -> Pairs:
    """Jerome H. Powell and Jerome Powell."""
    for name, tally in tallies.items():
        if tally.persons:
            words = name.split()
            short = " ".join(word for word in words if not INITIAL.match(word.upper()))
            if short != name and " " in short and short in tallies:
                yield short, name


def _by_and(tallies: dict[str, Tally]) -> Pairs:
    """What two names with "and" between them were taken for, and the second, if that one stands alone as often."""
    for name, tally in tallies.items():
        rest = name.rpartition(" and ")[2]
        if rest.startswith("the ") and tallies.get(rest[4:]):
            rest = rest[4:]  # Committee of the Red Cross and the United Nations
        elif " of " in name:
            continue
        if rest != name and " " in rest and not tally.acronyms and rest in tallies:
            # Where the second name stands mostly behind an "and", both may be one: Securities and Exchange Commission.
            alone = tallies[rest]
            if alone.count - alone.signs["tail"] >= tally.count:
                yield rest, name


def _by_acronym(tallies: dict[str, Tally]) -> Iterator[tuple[str, list[str], bool]]:
    """Each acronym, the names that it was introduced for, and whether it means that one wherever it stands alone."""
    introduced: dict[str, Counter[str]] = defaultdict(Counter)
    for name, tally in tallies.items():
        for acronym, count in tally.acronyms.items():
            introduced[key_of(acronym)][name] += count
    for acronym, counts in introduced.items():
        # Of those introduced as often the shortest, which the others end with, and then the first: no order of texts.
        best = max(counts, key=lambda name: (counts[name], -len(name), name))
        alike = [best, *(name for name in counts if name != best and _alike(name, best))]
        told = sum(counts[name] for name in alike)
        alone = tallies[acronym].releases if acronym in tallies else []
        least = _SELDOM_COMMON if acronym.casefold() in ABBREVIATIONS or acronym in PLACES else _SELDOM
        yield acronym, alike, bool(alone) and told >= _MOSTLY * counts.total() and told >= least * len(alone)


def _alike(name: str, best: str) -> bool:
    """Whether two names of one acronym are one: one ends with the other, or they differ by a few letters."""
    if name.endswith(f" {best}") or best.endswith(f" {name}"):
        return True
    return SequenceMatcher(None, name, best, autojunk=False).ratio() > _ALIKE
