"""Whether what the texts say of a name makes it an organization's or official's.

Where a number says what another one would cost, that was counted on 5,373 real releases (November 2026), for which
1,278 names are suggested.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

from sphinx_newsroom.text.suggest.capitals import plain
from sphinx_newsroom.text.suggest.signs import INITIAL, Sign, is_acronym
from sphinx_newsroom.text.suggest.word_lists import (
    ABBREVIATIONS,
    COMPANY,
    GENERIC_BODIES,
    HEADS,
    KINDS,
    NOT_BODIES,
    PLACES,
    PORTFOLIOS,
    QUALIFIERS,
    TITLES,
)
from sphinx_newsroom.text.words.countries import is_demonym

# One suggestion for all names of one body or person: acronyms, typing errors, "U.S." before it or not.

# Counting what the releases of an archive say about each name.

PLACES_SHOWN = 3
"""In so many releases places of a name are kept: who decides about it reads a few sentences, and no more."""

_COMPANY = frozenset(word.casefold() for word in COMPANY)
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*'?")


def key_of(name: str) -> str:
    """What all spellings of a name share: its words in small letters, without "the", punctuation and Inc. or Ltd.

    An acronym keeps its capitals, so that WHO is not who.

    >>> key_of("The Smith & Roe Co., Inc."), key_of("W.H.O.")
    ('smith and roe', 'WHO')
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
    return " ".join(words)


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


Kind = Literal["organization", "official"]

# What no name is, however often texts have it: a place, a word of companies' names, a title by itself.
_NO_NAMES = PLACES | COMPANY | HEADS | TITLES | PORTFOLIOS | NOT_BODIES | GENERIC_BODIES
_NEVER = frozenset(map(key_of, _NO_NAMES))
_QUALIFIERS, _KINDS = (frozenset(map(str.casefold, words)) for words in (QUALIFIERS, KINDS))

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

INDEFINITE = 0.1
"""Share of "an X" from which on X is a kind of thing; where an acronym is introduced, one such place is let pass."""

TAIL = 0.6
"""Share of places behind an "and" from which on words are the second half of another name: Trade and (Investment Fund).
0.4 costs 14 names, 0.8 adds 3 that are halves."""

PLACED = 0.25
"""Share of "in X", "across X" from which on X is a place.  Twice as much lets 5 in."""

ALWAYS_FIRST = 0.95
"""Share of beginnings of sentences from which on a capital says nothing.  Were it 1, 12 would come, were it 0.7, 16
go."""

HEADED = 0.4
"""Share of signs of a body (its last word is Ministry, Center) that counts: in fewer they belong to a longer name.
Half as much adds 9, twice as much costs 10."""

THING = 0.5
"""Share of "the X app" from which on a weak head (Help Center) ends the name of a thing."""

THING_WITHOUT_HEAD = 0.25
"""The same where no word says that it is a body.  Half as much costs 5, twice as much adds 2, of things."""

WITH_THE = 0.4
"""Share of "the" from which on an acronym or weak head is a body's, though nothing says what it does.  Half as much
adds 6, twice as much costs 17."""

ACTS = 0.05
"""Share of "X announced", "X's board" that makes several words a body's name; or every other place has "the"."""

WITH_THE_OR_ACTS = 0.5

ACTS_OF_ACRONYM = 0.02
"""The same for an acronym, which says more than a word with a capital."""

ACRONYM_WITH_THE = 0.15
"""Share of "the" that makes up for an act: an acronym that acts once may be anything."""

FEWEST_OF_ACRONYM = 3
"""Places of an acronym from which on its "the" says something."""

ACTS_OF_WORD = 0.1
"""The same for one word with a capital, which may be anything.  Half as much adds 6, twice as much costs 11."""

FEWEST_ACTS_OF_WORD = 3
"""Acts of such a word: two would add 16 brands and companies, four cost 8 companies."""

PLURAL = 20
"""How many times rarer the plural (DAOs) may be where it still shows that an acronym is a common noun (a DAO)."""

LONGEST_TWIN = 7
"""Letters up to which a word may repeat itself by nature: Tartar does; AcmeAcme is scraped."""


def worth_a_look(name: str, group: Group) -> bool:
    """Whether anything speaks for a name; cheap, and leaves out most of what texts write with capitals."""
    signs = group.tally.signs
    *qualifiers, kind = name.split() or [""]
    if qualifiers and kind in _KINDS and _QUALIFIERS.issuperset(qualifiers):
        return False  # District General Hospital, whatever district it is in
    return not never(name) and bool(
        group.tally.joins
        or signs["acronym"]
        or signs["body"]
        or signs["weak-body"]
        or signs["title"]
        or signs["initial"]
        or signs["owner"] + signs["speaks"] > 1
    )


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


def kind_of(name: str, group: Group, small: Mapping[str, int], groups: Mapping[str, Group]) -> Kind | None:
    """What a name is: an organization, an official, or neither.

    Args:
        name: by its key, such as ``ministry of health``.
        group: what the texts say of it and of its acronym.
        small: how often names stand in small letters, as :func:`common` counts.
        groups: those of all names.
    """
    tally = group.tally
    shouted = all(form.isupper() and " " in form for form in tally.forms)
    if small[name] > MOSTLY_SMALL * tally.count or shouted or _is_glued(name):
        return None
    if _is_person(tally):
        return "official" if is_official(tally) else None
    if tally.joins:
        return "organization"
    if not _is_body(name, group) or _is_of_a_country(name) or _is_kind(name, group, small, groups):
        return None
    return "organization"


def _is_of_a_country(name: str) -> bool:
    """Whether a name is a word such as Argentine."""
    return " " not in name and is_demonym(name) and _DEMONYM.search(name) is not None


def _is_kind(name: str, group: Group, small: Mapping[str, int], groups: Mapping[str, Group]) -> bool:
    """Whether a name with an acronym is a common noun: the texts have "a DAO" and "DAOs" as well."""
    tallies = [tally for tally in (group.tally, group.acronym) if tally]
    if not small[name] and not any(tally.signs["one"] for tally in tallies):
        return False
    plurals = (groups.get(f"{acronym}s") for acronym in group.tally.acronyms)
    return any(PLURAL * plural.tally.count > tallies[-1].count for plural in plurals if plural)


def _is_person(tally: Tally) -> bool:
    """Whether a name has a person's shape in most of its places."""
    return 2 * tally.persons > tally.count and tally.share("the") < PERSON_WITH_THE


def is_official(tally: Tally) -> bool:
    """Whether a name is that of a person, who is given a title or nearly always an initial."""
    return _is_person(tally) and (tally.share("title") >= TITLED or tally.share("initial") >= WITH_INITIAL)


def _is_glued(name: str) -> bool:
    """Whether a name runs into itself, as scraped texts have it: Car Museum Car Museum Town, AcmeAcme Capital."""
    words = name.split()
    sizes = range(2, len(words) // 2 + 1)
    if any(words[:size] in (words[place : place + size] for place in range(size, len(words))) for size in sizes):
        return True
    first = words[0]
    if len(words) > 1 and first == words[-1]:
        return True
    return len(first) > LONGEST_TWIN and 2 * first[: len(first) // 2] == first


# --- the signs of a body: each rule answers, or leaves the answer to the next ---


class _Candidate(NamedTuple):
    """A name that is no person's; *acts* counts where it or its acronym announces, or has a spokesman or board."""

    name: str
    tally: Tally
    acts: int

    @property
    def introduced(self) -> int:
        """How often an acronym is introduced for it."""
        return self.tally.signs["acronym"]


def _is_body(name: str, group: Group) -> bool:
    """Whether the signs of a name that is no person's are those of an organization: what the first rule answers."""
    told = [tally.signs for tally in (group.tally, group.acronym) if tally]
    candidate = _Candidate(name, group.tally, sum(signs["speaks"] + signs["owner"] for signs in told))
    answers = (rule(candidate) for rule in _RULES)
    return next((answer for answer in answers if answer is not None), False)


def _kind_of_thing(one: _Candidate) -> bool | None:
    """An X, any X: what has an indefinite article is one of many."""
    indefinite = one.tally.signs["one"]
    return False if indefinite > max(INDEFINITE * one.tally.count, 1 if one.introduced else 0) else None


def _elsewhere(one: _Candidate) -> bool | None:
    """Half of a longer name, a place, or a word that only begins sentences."""
    share = one.tally.share
    return False if share("tail") > TAIL or share("place") > PLACED or share("first") > ALWAYS_FIRST else None


def _with_head(one: _Candidate) -> bool | None:
    """Ministry of Health: its head says what it is."""
    return True if one.tally.share("body") > HEADED or (one.introduced and one.tally.signs["body"]) else None


def _with_weak_head(one: _Candidate) -> bool | None:
    """Kelmark Center: a body where it acts, has an acronym or mostly "the"; Help Center is none."""
    tally = one.tally
    if tally.share("weak-body") <= HEADED and not (one.introduced and tally.signs["weak-body"]):
        return None
    if tally.share("thing") > THING:
        return False
    return one.introduced > 0 or one.acts > 1 or tally.share("the") >= WITH_THE


def _thing(one: _Candidate) -> bool | None:
    """The Acme app; President's Acme."""
    return False if one.tally.share("thing", "title-first") > THING_WITHOUT_HEAD else None


def _with_acronym(one: _Candidate) -> bool | None:
    """Artificial General Intelligence (AGI): an acronym alone makes no body, since much has one."""
    if one.introduced and (" " in one.name or any(_CAMEL.search(form) for form in one.tally.forms)):
        return one.acts > 0 and one.tally.share("the") > 0
    return None


def _several_words(one: _Candidate) -> bool | None:
    """Open Doors: nothing in the name tells, so it must act, and not once only."""
    if " " not in one.name:
        return None
    often = one.acts / one.tally.count
    return one.acts > 1 and (often >= ACTS or one.tally.share("the") >= WITH_THE_OR_ACTS)


def _common_abbreviation(one: _Candidate) -> bool | None:
    """AI, CEO: anybody's."""
    return False if one.name.casefold() in ABBREVIATIONS else None


def _acronym(one: _Candidate) -> bool | None:
    """The OSCE; OSCE said."""
    if not is_acronym(one.name):
        return None
    tally, the = one.tally, one.tally.share("the")
    if tally.count >= FEWEST_OF_ACRONYM and the >= WITH_THE and not tally.signs["one"]:
        return True
    acts = one.acts > 1 or (one.acts > 0 and the >= ACRONYM_WITH_THE)
    return acts and one.acts / tally.count >= ACTS_OF_ACRONYM


def _one_word(one: _Candidate) -> bool | None:
    """Kelmark: it must act often, and own something."""
    often = one.acts / one.tally.count
    return one.acts >= FEWEST_ACTS_OF_WORD and one.tally.signs["owner"] > 0 and often >= ACTS_OF_WORD


# What speaks against a name comes first; then what its own words say, which is surer than what stands around it.
_RULES: tuple[Callable[[_Candidate], bool | None], ...] = (
    _kind_of_thing,
    _elsewhere,
    _with_head,
    _with_weak_head,
    _thing,
    _with_acronym,
    _several_words,
    _common_abbreviation,
    _acronym,
    _one_word,
)

_CAMEL = re.compile("[a-z][A-Z]")
_DEMONYM = re.compile("(?:an|ch|ese|i|ine|ish)$")
