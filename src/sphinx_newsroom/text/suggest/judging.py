"""Whether what the texts say of a name makes it an organization's or official's.

Where a number says what another one would cost, that was counted on 5,373 real releases (November 2026), for which
1,278 names are suggested.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sphinx_newsroom.text.suggest.capitals import plain
from sphinx_newsroom.text.suggest.signs import Sign, is_acronym
from sphinx_newsroom.text.suggest.word_lists import (
    ABBREVIATIONS,
    COMPANY,
    GENERIC_BODIES,
    HEADS,
    NOT_BODIES,
    PLACES,
    PORTFOLIOS,
    TITLES,
)

# One suggestion for all names of one body or person: acronyms, typing errors, "U.S." before it or not.

# Counting what the releases of an archive say about each name.

PLACES_SHOWN = 3
"""In so many releases places of a name are kept: who decides about it reads a few sentences, and no more."""

_COMPANY = frozenset(word.casefold() for word in COMPANY)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")


def key_of(name: str, *, person: bool = False) -> str:
    """What all spellings of a name share: its words in small letters, without "the", punctuation and Inc. or Ltd.

    An acronym keeps its capitals, so that WHO is not who.  Of a *person* initials do not count.

    >>> key_of("The Smith & Roe Co., Inc."), key_of("W.H.O."), key_of("Jane M. Roe", person=True)
    ('smith and roe', 'WHO', 'jane roe')
    """
    text = plain(name).replace(".", "")
    if " " not in text and is_acronym(text):
        return text
    # Bankers' and Banker's, Smith & Roe and Smith and Roe: marks differ from text to text, names do not.
    words = _WORD.findall(text.replace("&", " and "))
    if words and words[-1].endswith(("'s", "'")):
        words[-1] = words[-1].removesuffix("s").removesuffix("'")
    words = [word.casefold() for word in words]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    while len(words) > 1 and words[-1] in _COMPANY:
        del words[-1]
    full = [word for word in words if len(word) > 1] if person else []
    return " ".join(full if len(full) > 1 else words)


@dataclass(slots=True)
class Tally:
    """What is known of one name: in which releases it stands, how it is written, and with which signs.

    *example* is a release with the beginning and end of the name there, *places* has the first ones, each in another
    release; *joins* counts the records that the texts put it beside.
    """

    releases: list[int] = field(default_factory=list)
    count: int = 0
    persons: int = 0
    forms: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    acronyms: Counter[str] = field(default_factory=Counter)
    joins: Counter[str] = field(default_factory=Counter)
    example: tuple[bool, int, int, int] | None = None
    places: list[tuple[int, int, int]] = field(default_factory=list)

    def share(self, *signs: str) -> float:
        """In which part of its places the name has these signs."""
        return sum(self.signs[sign] for sign in signs) / self.count if self.count else 0.0

    def add(self, release: int, start: int, sign: Sign) -> None:
        """Count one place: in a release, with the beginning of its block in the text."""
        if not self.releases or self.releases[-1] != release:
            self.releases.append(release)
            if len(self.places) < PLACES_SHOWN:
                self.places.append((release, start + sign.start, start + sign.end))
        self.count += 1
        self.persons += sign.person
        self.forms[sign.name] += 1
        self.signs.update(sign.signs)
        if sign.title:
            self.titles[sign.title] += 1
        if sign.acronym:
            self.acronyms[sign.acronym] += 1
        # The place that tells most is the best example: one with a title or an acronym.
        told = sign.title is not None or sign.acronym is not None
        if self.example is None or (told and not self.example[0]):
            self.example = (told, release, start + sign.start, start + sign.end)

    def absorb(self, other: Tally) -> None:
        """Add what is known of another name for the same."""
        self.releases = sorted({*self.releases, *other.releases})
        first = {place[0]: place for place in sorted((*self.places, *other.places), reverse=True)}
        self.places = [first[release] for release in sorted(first)][:PLACES_SHOWN]
        self.count += other.count
        self.persons += other.persons
        self.forms.update(other.forms)
        self.signs.update(other.signs)
        self.titles.update(other.titles)
        self.acronyms.update(other.acronyms)
        self.joins.update(other.joins)
        if self.example is None or (other.example and other.example[0] and not self.example[0]):
            self.example = other.example


def most(counter: Counter[str]) -> str | None:
    """What was counted most often; of several the longest, then the first by letter."""
    return min(counter, key=lambda text: (-counter[text], -len(text), text), default=None)


_MOSTLY = 0.6
"""Share of an acronym's introductions that must be for one name, else it means several: ABC for a bank and a board."""

_SELDOM = 0.05
"""Introductions over the places where an acronym stands alone: fewer, and nobody knows that it is that one there."""

_SELDOM_COMMON = 0.2
"""The same for what is a word of its own, as AI and US are."""


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
    """The *tallies*, by name, each with that of its acronym, where most introduce it for that name."""
    introduced: dict[str, Counter[str]] = defaultdict(Counter)
    for name, tally in tallies.items():
        for acronym, count in tally.acronyms.items():
            introduced[key_of(acronym)][name] += count
    short: dict[str, list[str]] = defaultdict(list)
    for acronym, counts in introduced.items():
        # Of those introduced as often the shortest, which the others end with, and then the first: no order of texts.
        best = max(counts, key=lambda name: (counts[name], -len(name), name))
        alone = len(tallies[acronym].releases) if acronym in tallies else 0
        least = _SELDOM_COMMON if acronym.casefold() in ABBREVIATIONS or acronym in PLACES else _SELDOM
        if acronym != best and alone and counts[best] >= max(_MOSTLY * counts.total(), least * alone):
            short[best].append(acronym)
    taken = {acronym for acronyms in short.values() for acronym in acronyms}
    return {
        name: Group((name, *short[name]), tally, _sum(tallies[acronym] for acronym in short[name]))
        for name, tally in tallies.items()
        if name not in taken
    }


def _sum(tallies: Iterable[Tally]) -> Tally | None:
    whole = Tally()
    for tally in tallies:
        whole.absorb(tally)
    return whole if whole.count else None


Kind = Literal["organization", "official"]

# What no name is, however often texts have it: a place, a word of companies' names, a title by itself.
_NO_NAMES = PLACES | COMPANY | HEADS | TITLES | PORTFOLIOS | NOT_BODIES | GENERIC_BODIES
_NEVER = frozenset(map(key_of, _NO_NAMES))

# Shares of the places of a name, and counts of its signs.

MOSTLY_SMALL = 0.3
"""Places in small letters, over those with capitals, from which on words are a thing: a data safety monitoring board.
Twice as much lets 7 such things in, half as much costs 2 names."""

PERSON_WITH_THE = 0.3
"""Share of "the" from which on words of a person's shape are none: the Marshall Plan.  Twice as much makes 2 officials
of what is none."""

TITLED = 0.1
"""Share of titles that makes a name an official's: texts give a title at first, and the family name alone later.
Twice as much costs 52 members of a parliament; half as much adds 20 names."""

WITH_INITIAL = 0.3
"""Share of initials that does: who is mostly written Jane M. Roe is a person, though nobody says of what office.
Twice as much costs 17."""

HEADED = 0.4
"""Share of signs of a body (its last word is Ministry) that counts: in fewer they belong to a longer name.
Half as much adds 9, twice as much costs 10."""

TITLE_FIRST = 0.25
"""Share of places with a title before it from which on a name is none: President's Acme."""

WITH_THE = 0.4
"""Share of "the" from which on an acronym is a body's."""

FEWEST_OF_ACRONYM = 3
"""Places of an acronym from which on its "the" says something."""


def worth_a_look(name: str, group: Group) -> bool:
    """Whether anything speaks for a name; cheap, and leaves out most of what texts write with capitals."""
    signs = group.tally.signs
    said = (signs[sign] for sign in ("acronym", "body", "title", "initial"))
    return not never(name) and bool(group.tally.joins or any(said))


def never(name: str) -> bool:
    """Whether a name is none, however often texts have it: a place, a title, a word such as Ministry."""
    return name in _NEVER


def common(names: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    """How often each of *names* stands in *texts* in small letters, as a thing and no name."""
    by_first: dict[str, list[str]] = {}
    for name in names:
        by_first.setdefault(name.split(" ", 1)[0], []).append(name)
    found: Counter[str] = Counter()
    for text in texts:
        for match in _SMALL.finditer(text):
            for name in by_first.get(match[0], ()):
                start = match.start()
                end = start + len(name)
                # "supreme courts" are the supreme court, too.
                if text.startswith(name, start) and not text[end : end + 2].removeprefix("s")[:1].isalnum():
                    found[name] += 1
    return found


_SMALL = re.compile(r"(?<![\w'’.@/-])[^\W\d_A-Z]{2,}")


def kind_of(name: str, group: Group, small: Mapping[str, int]) -> Kind | None:
    """What a name is: an organization, an official, or neither.

    Args:
        name: by its key, such as ``ministry of health``.
        group: what the texts say of it and of its acronym.
        small: how often names stand in small letters, as :func:`common` counts.
    """
    tally = group.tally
    shouted = all(form.isupper() and " " in form for form in tally.forms)
    if small[name] > MOSTLY_SMALL * tally.count or shouted:
        return None
    if _is_person(tally):
        return "official" if is_official(tally) else None
    return "organization" if tally.joins or _is_body(name, tally) else None


def _is_person(tally: Tally) -> bool:
    """Whether a name has a person's shape in most of its places."""
    return 2 * tally.persons > tally.count and tally.share("the") < PERSON_WITH_THE


def is_official(tally: Tally) -> bool:
    """Whether a name is that of a person, who is given a title or nearly always an initial."""
    return _is_person(tally) and (tally.share("title") >= TITLED or tally.share("initial") >= WITH_INITIAL)


def _is_body(name: str, tally: Tally) -> bool:
    """Whether the signs of a name that is no person's are those of an organization."""
    # Ministry of Health: its head says what it is.
    if tally.share("body") > HEADED or (tally.signs["acronym"] and tally.signs["body"]):
        return True
    # The OSCE.
    known = is_acronym(name) and tally.count >= FEWEST_OF_ACRONYM and tally.share("the") >= WITH_THE
    return known and tally.share("title-first") <= TITLE_FIRST
