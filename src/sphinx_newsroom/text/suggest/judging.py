"""Decide from all evidence in the texts whether a name is an organization's or an official's.

Names lost or gained with another value of a constant were counted on 5,373 real releases (November 2026), for which
1,278 names are suggested.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from sphinx_newsroom.text.suggest.signs import Sign, is_acronym, plain
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    GENERAL_ABBREVIATIONS,
    GENERIC_BODIES,
    HEADS,
    NOT_BODIES,
    OFFICE_ENDS,
    PLACES,
    PORTFOLIOS,
)

# Grouping the names of one entity: acronyms, typos, with and without "U.S.".

# Collecting the evidence of all releases about each name.

Place = tuple[int, int, int]
"""The number of a release, and where a name starts and ends in it."""

PLACES_SHOWN = 3
"""The number of occurrences of a name to keep, each in a different release, for people who decide about it."""

_COMPANY = COMPANY_FORMS | {"company", "pllc"}
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")


def key_of(name: str, *, person: bool = False) -> str:
    """Return the key that all spellings of a name share: lowercase words without "the", punctuation, Inc. or Ltd.

    An acronym keeps its capitals, so that WHO isn't who. For a *person*, initials don't count.

    >>> key_of("The Smith & Roe Co., Inc."), key_of("W.H.O."), key_of("Jane M. Roe", person=True)
    ('smith and roe', 'WHO', 'jane roe')
    """
    text = plain(name).replace(".", "")
    if " " not in text and is_acronym(text):
        return text
    # Bankers' and Banker's, Smith & Roe and Smith and Roe: punctuation varies between texts, names don't.
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
    """All evidence about one name, in numbers, since a large archive has millions of occurrences.

    Attributes:
        count: how often the name occurs; *persons* how often it looks like a person's.
        releases: the numbers of the releases that contain it.
        names: how often it is spelled in each way; *titles* and *acronyms* count what stands beside it.
        signs: how often each sign occurs.
        joins: how often texts mention each record together with it.
    """

    count: int = 0
    persons: int = 0
    releases: set[int] = field(default_factory=set)
    names: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    acronyms: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)
    joins: Counter[str] = field(default_factory=Counter)
    _first: list[Place] = field(default_factory=list)
    _example: Place | None = None

    def add(self, release: int, offset: int, sign: Sign) -> None:
        """Count an occurrence in a release, in a block that starts at *offset*; releases come in order."""
        place = release, offset + sign.start, offset + sign.end
        if release not in self.releases and len(self._first) < PLACES_SHOWN:
            self._first.append(place)
        if self._example is None and (sign.title or sign.acronym):
            self._example = place
        self.count += 1
        self.persons += sign.person
        self.releases.add(release)
        self.names[sign.name] += 1
        self.signs.update(sign.signs)
        if sign.title:
            self.titles[sign.title] += 1
        if sign.acronym:
            self.acronyms[sign.acronym] += 1

    def share(self, sign: str) -> float:
        """Return the share of occurrences with a sign."""
        return self.signs[sign] / max(1, self.count)

    @property
    def mostly_person(self) -> bool:
        """Whether most occurrences look like a person's name."""
        return 2 * self.persons > self.count

    @property
    def places(self) -> list[Place]:
        """Occurrences, each in a different release; the example, which has a title or acronym, comes first."""
        example = self._example or self._first[0]
        return [example, *(place for place in self._first if place[0] != example[0])][:PLACES_SHOWN]


def most(counter: Counter[str]) -> str | None:
    """Return the most frequent text; of several the longest, then the first alphabetically."""
    return min(counter, key=lambda text: (-counter[text], -len(text), text), default=None)


_MOSTLY = 0.6
"""The share of an acronym's introductions that must agree; otherwise it is ambiguous: ABC for a bank and a board."""

_SELDOM = 0.05
"""The fewest introductions per occurrence of an acronym; with fewer, it may mean something else."""

_SELDOM_COMMON = 0.2
"""The fewest introductions per occurrence if the acronym is also a word or well known, as AI and US are."""


class Group(NamedTuple):
    """The evidence about an entity's full name, and about each of its acronyms that is unambiguous."""

    names: tuple[str, ...]
    tally: Tally
    acronyms: tuple[Tally, ...]

    @property
    def releases(self) -> int:
        """The number of releases that contain the name in any form."""
        return len(self.tally.releases.union(*(tally.releases for tally in self.acronyms)))


def joined(tallies: dict[str, Tally]) -> dict[str, Group]:
    """Group the *tallies* of names, each with its acronym's if most introductions agree."""
    introduced: dict[str, Counter[str]] = defaultdict(Counter)
    for name, tally in tallies.items():
        for acronym, count in tally.acronyms.items():
            introduced[key_of(acronym)][name] += count
    short: dict[str, list[str]] = defaultdict(list)
    for acronym, counts in introduced.items():
        # Of equally frequent names take the shortest, which the others end with, then the first; never depend on text
        # order.
        best = max(counts, key=lambda name: (counts[name], -len(name), name))
        alone = len(tallies[acronym].releases) if acronym in tallies else 0
        least = _SELDOM_COMMON if acronym.casefold() in GENERAL_ABBREVIATIONS or acronym in PLACES else _SELDOM
        if acronym != best and alone and counts[best] >= max(_MOSTLY * counts.total(), least * alone):
            short[best].append(acronym)
    taken = {acronym for acronyms in short.values() for acronym in acronyms}
    return {
        name: Group((name, *short[name]), tally, tuple(tallies[acronym] for acronym in short[name]))
        for name, tally in tallies.items()
        if name not in taken
    }


Kind = Literal["organization", "official"]

# Capitalized words that aren't names however frequent they are: places, company words, bare titles.
_NO_NAMES = PLACES | HEADS | OFFICE_ENDS | PORTFOLIOS | NOT_BODIES | GENERIC_BODIES
_NEVER = frozenset(map(key_of, _NO_NAMES))

# Thresholds for the share of occurrences with a sign, and for counts.

MOSTLY_SMALL = 0.3
"""The lowest ratio of lowercase to capitalized occurrences for a common noun: a data safety monitoring board.

Twice as much lets in 7 such nouns, half as much loses 2 names.
"""

PERSON_WITH_THE = 0.3
"""The lowest share of "the" that rules out a person: the Marshall Plan. Twice as much lets in 2 wrong officials."""

TITLED = 0.1
"""The lowest share of titles for an official: texts give the title once, and later only the family name.

Twice as much loses 52 members of a parliament; half as much adds 20 names.
"""

WITH_INITIAL = 0.3
"""The lowest share of initials for an official: Jane M. Roe is a person, even without an office.

Twice as much loses 17.
"""

HEADED = 0.4
"""The lowest share of occurrences that end like an organization; with less, the ending is a longer name's.

Half as much adds 9, twice as much loses 10.
"""

WITH_THE = 0.4
"""The lowest share of "the" for an acronym to be an organization's."""

FEWEST_OF_ACRONYM = 3
"""The fewest occurrences of an acronym for its "the" to count."""


def worth_a_look(name: str, group: Group) -> bool:
    """Whether there is any evidence for a name; a cheap check that rejects most capitalized words."""
    tally = group.tally
    return not never(name) and bool(tally.joins or any(map(tally.signs.get, ("acronym", "body", "title", "initial"))))


def never(name: str) -> bool:
    """Whether a word is never a name, however frequent: a place, a title, a word such as Ministry."""
    return name in _NEVER or name.casefold() in _COMPANY


def common(names: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    """Count how often *texts* contain each of *names* in lowercase, as a common noun."""
    by_first: dict[str, list[str]] = {}
    for name in names:
        by_first.setdefault(name.split(" ", 1)[0], []).append(name)
    found: Counter[str] = Counter()
    for text in texts:
        for match in _SMALL.finditer(text):
            for name in by_first.get(match[0], ()):
                start = match.start()
                end = start + len(name)
                # "supreme courts" also counts for the supreme court.
                if text.startswith(name, start) and not text[end : end + 2].removeprefix("s")[:1].isalnum():
                    found[name] += 1
    return found


_SMALL = re.compile(r"(?<![\w'’.@/-])[^\W\d_A-Z]{2,}")


def kind_of(name: str, group: Group, small: Mapping[str, int]) -> Kind | None:
    """Return the kind of a name: an organization, an official, or None.

    Args:
        name: The key, such as ``ministry of health``.
        group: The evidence about the name and its acronym.
        small: The lowercase occurrences from :func:`common`.
    """
    tally = group.tally
    shouted = all(form.isupper() and " " in form for form in tally.names)
    if small[name] > MOSTLY_SMALL * tally.count or shouted:
        return None
    if _is_person(tally):
        return "official" if is_official(tally) else None
    return "organization" if tally.joins or _is_body(name, tally) else None


def _is_person(tally: Tally) -> bool:
    """Whether most occurrences look like a person's name, without "the"."""
    return tally.mostly_person and tally.share("the") < PERSON_WITH_THE


def is_official(tally: Tally) -> bool:
    """Whether a name is a person's who has a title, or nearly always an initial."""
    return _is_person(tally) and (tally.share("title") >= TITLED or tally.share("initial") >= WITH_INITIAL)


def _is_body(name: str, tally: Tally) -> bool:
    """Whether the evidence about a name that isn't a person's is that of an organization."""
    # Ministry of Health: the head noun decides.
    if tally.share("body") > HEADED or (tally.share("acronym") and tally.share("body")):
        return True
    # The OSCE.
    return is_acronym(name) and tally.count >= FEWEST_OF_ACRONYM and tally.share("the") >= WITH_THE
