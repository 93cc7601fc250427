"""Match the names in a table with records, using date, office and organization, and give the reasons.

In a text, the words around a name decide (:mod:`..naming`). A table has a cell, often in an unusual form (``ROE,
BOB``), and other columns. Names are looked up in the same table of forms, and people and offices are compared by the
same rules. Unlike in a text, no context is required, and a person reviews uncertain matches. If two records fit equally
well, neither is chosen.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property
from typing import Literal, NamedTuple

from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import (
    EntityKind,
    Membership,
    Name,
    Official,
    Organization,
    PartialDate,
    Release,
    earliest,
    latest,
    overlaps,
)
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import ENGLISH, office_text, years
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.naming.forms import Form, Person, family_name_of, official_forms
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.naming.record_facts import RecordFacts
from sphinx_newsroom.text.suggest.twins import slipped
from sphinx_newsroom.text.words.countries import is_place
from sphinx_newsroom.text.words.folding import romanized, words_of
from sphinx_newsroom.text.words.office_words import SEAT, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS, PARTICLES, STATES, SUFFIXES, TITLES

# Parsing a row: the name in natural order, titles, suffixes, text in brackets.

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]")
_MOST_GIVEN = 4
"""The most given names after a comma, in words: Roe, Jane Ann M. van."""


class Days(NamedTuple):
    """The possible days of a row: one day if the date is known, a whole year if only that is."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, date: PartialDate) -> Days:
        """Return the days of a partial date.

        >>> Days.of("2010-02").last.isoformat()
        '2010-02-28'
        """
        return cls(earliest(date), latest(date))

    def within(self, start: PartialDate | None, end: PartialDate | None) -> bool:
        """Whether any of the days is in a period whose ends may be partial dates, or unknown."""
        return overlaps(start, end, self.first, self.last)

    def in_office(self, membership: Membership) -> bool:
        """Whether an office was held, or may have been, on any of the days."""
        return self.within(membership.start_date, membership.end_date)

    def years_from(self, membership: Membership) -> int:
        """Return the number of years between the days and the term of an office; 0 if they overlap."""
        start, end = membership.start_date, membership.end_date
        before = earliest(start).year - self.last.year if start is not None else 0
        after = self.first.year - latest(end).year if end is not None else 0
        return max(before, after, 0)


@dataclass(frozen=True)
class Query:
    """A row of a table: the *name*, the day, and the *office* and *organization*."""

    name: str
    days: Days | None = None
    office: str = ""
    organization: str = ""
    kind: str = ""
    """``organization`` or ``official`` if that is known."""

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        bare = _BRACKETS.sub(" ", self.name)
        return tuple(part for part in (" ".join(part.split()) for part in bare.split(",")) if part)

    @cached_property
    def plain(self) -> str:
        """The name without text in brackets.

        >>> Query("Office on Drugs and Crime (UNODC)").plain
        'Office on Drugs and Crime'
        """
        return ", ".join(self._parts)

    @property
    def aside(self) -> str:
        """The text in brackets if it may be another name: UNODC, but not a party and state."""
        found = _BRACKETS.search(self.name)
        return found[1].strip() if found and not SEAT.search(self.name) else ""

    @cached_property
    def suffix(self) -> str:
        """The folded generational suffix, such as "jr", or an empty string."""
        return next((word for word in reversed(words_of(self.plain)[1:]) if word in SUFFIXES), "")

    @cached_property
    def person(self) -> str:
        """The name in the order of a text: ``Jane M. Roe`` for ``Roe, Jane M.``

        >>> Query("Roe, Jane M.").person, Query("Roe, Jr., Richard").person, Query("Jane Roe, Senator").person
        ('Jane M. Roe', 'Richard Roe', 'Jane Roe')
        """
        parts = [part for part in self._parts if not _all_in(part, SUFFIXES)]
        if len(parts) > 1 and not _is_office(parts[1]) and len(words_of(parts[1])) <= _MOST_GIVEN:
            parts = [f"{parts[1]} {parts[0]}"]
        return parts[0] if parts else ""

    @cached_property
    def inverted(self) -> bool:
        """Whether the family name came first, followed by a comma."""
        return len(self._parts) > 1 and self._parts[0] != self.person

    @cached_property
    def said_office(self) -> tuple[str, ...]:
        """The folded words of the office, from its column or after the name, including their plain forms."""
        texts = [self.office, *(part for part in self._parts[1:] if _is_office(part))]
        words = [word for text in texts for word in words_of(text)] or self._before
        return tuple(office_word(word) or word for word in words)

    @property
    def _before(self) -> list[str]:
        """The offices and titles before the name, the nearest first: Sen. Dr. | Jane Roe."""
        words = words_of(self.person)
        end = next((k for k, word in enumerate(words[:-1]) if word not in TITLES and office_word(word) is None), -1)
        # If only one word remains, the given name may also be an office: Dean Roe.
        return words[:end][::-1] if end > 0 or len(words) == 1 else [*words[:-1][::-1]] if end < 0 else []


def _is_office(part: str) -> bool:
    """Whether the text after a comma is an office, not a given name: Senator from Iowa, Minister of Health."""
    words = words_of(part)
    offices = [office_word(word) for word in words]
    return not TITLES.isdisjoint(words) or (any(offices) if len(words) > 1 else not _ALONE.isdisjoint(offices))


_ALONE = frozenset("senator minister president representative secretary governor director".split())
"""Offices that nobody has as a given name, unlike Dean, Major or Marshall."""


def _all_in(part: str, known: frozenset[str]) -> bool:
    words = words_of(part)
    return bool(words) and known.issuperset(words)


# How well a name matches an official: in full, by initials, by family name alone.


class Fit(IntEnum):
    """A score for how well words match a record's name; higher is better."""

    NEAR = 1
    """Equal except for a letter or two in one word."""
    PART = 2
    """A family name alone, or a middle name used as the first; for an organization, the name without its country."""
    INITIALS = 3
    """The given names are initials: J. Roe."""
    FULL = 4
    """The same name in other words: a nickname, more or fewer middle names, an acronym."""
    EXACT = 5
    """The recorded name, except for capitals, accents and dots."""


class Fitted(NamedTuple):
    """How well a name matches, the reason as part of a sentence, and the *form* that matched, if any."""

    fit: Fit
    why: str
    form: Form | None = None


def starts_of(tokens: Tokens) -> Iterator[int]:
    """Yield the words at which a name may start: the first, and those after titles and offices.

    >>> list(starts_of(Tokens("Senator Dr. Jane Roe")))
    [0, 1, 2]
    """
    yield 0
    for place, word in enumerate(tokens.words[:-1]):
        if word not in TITLES and office_word(word) is None:
            return
        yield place + 1


def end_of(tokens: Tokens) -> int:
    """Return the word after the name, before a generational suffix."""
    end = len(tokens)
    while end > 1 and tokens.words[end - 1] in SUFFIXES:
        end -= 1
    return end


def fitted(tokens: Tokens, start: int, family: int, end: int, person: Person) -> Fitted | None:
    """Return how well the words from *start* to *end* match a person, with the family name at word *family*.

    >>> robert = Person(("robert", "c"), ("c",), ("roe",), called=frozenset({"bob"}))
    >>> for name in ("Bob Roe", "R. C. Roe", "Robert James Roe", "Roe"):
    ...     print(fitted(tokens := Tokens(name), 0, len(tokens) - 1, len(tokens), robert))
    Fitted(fit=<Fit.FULL: 4>, why='Bob and Robert are forms of one given name', form=None)
    Fitted(fit=<Fit.INITIALS: 3>, why='initials and the family name', form=None)
    None
    Fitted(fit=<Fit.PART: 2>, why='the family name alone', form=None)
    """
    while family > start and tokens.words[family - 1] in PARTICLES and tokens.words[family - 1] in person.given:
        family -= 1  # in Ursula von der | Leyen, these aren't middle names
    if family == start:
        return Fitted(Fit.PART, "the family name alone")
    if not person.given:
        return None
    # JD and J.D. are two initials; Jo is a name, and so is JO among other words in capitals.
    with_capitals = tokens.text.isupper()
    given = [
        letters
        for word, raw in zip(tokens.words[start:family], tokens.raw[start:family], strict=True)
        for letters in (
            word if "." in raw or (raw.isupper() and len(raw) == len("JD") and not with_capitals) else (word,)
        )
        if word not in PARTICLES or raw.isupper()
    ]
    middle = [word for word in person.middle if word not in PARTICLES]
    first, *rest = given or [""]
    if rest == [] and len(first) > 1 and first in middle:
        return Fitted(Fit.PART, "a middle name and the family name")
    # Without a middle name in the record, the name may have one more: Robert James Roe.
    # A title may repeat the family name: Jane Roe, Baroness Roe.
    known = [*middle, *person.given[1:], *person.family]
    if middle and not all(any(_shortened(word, name) for name in known) for word in rest):
        return None
    if len(first) > 1 and (first == person.given[0] or first in person.called):
        if not middle and len(rest) > 1:
            return None
        called = first not in person.given
        same = f"{first.capitalize()} and {person.given[0].capitalize()} are forms of one given name"
        return Fitted(Fit.FULL, same if called else "the same given and family name")
    if len(first) > 1 or first != person.given[0][0]:
        return None
    if any(len(word) > 1 for word in rest):
        return Fitted(Fit.FULL, "an initial, the middle name and the family name") if rest[0] in known else None
    return Fitted(Fit.INITIALS, "initials and the family name")


def _shortened(word: str, name: str) -> bool:
    """Whether one of two given names is the other, or its initial."""
    return word == name or (1 in (len(word), len(name)) and word[0] == name[0])


def in_latin(person: Person) -> Person:
    """Return a person's names in the spelling that romanizations share (:func:`~..words.folding.romanized`)."""
    given, middle, family = (tuple(map(romanized, names)) for names in person[:3])
    return Person(given, middle, family, person.roles, frozenset(), frozenset(map(romanized, person.called)))


def latin(words: Sequence[str]) -> list[str]:
    """Return folded words in the spelling that romanizations share, capitalized.

    >>> latin(["юрій", "федотов"])
    ['Iuri', 'Fedotov']
    """
    return [spelt.capitalize() for word in words if (spelt := romanized(word))]


Found = dict[str, Fitted]
"""The best match of each record, by id."""

TURNED = "the family name first"
"""The reason given for a name in inverted order."""
_SLAVIC = tuple("ski ov ev ova eva enko uk ich skaia".split())
"""Endings of family names with several Latin spellings, as romanizations share them.

With other endings, two spellings are two names: Smyth and Smith, Brian and Bryan.
"""
_LessAWord = tuple[EntityKind, int, tuple[str, ...]]
"""A name without one of its words: the kind, the position, and the other words."""

_FAMILY_WORDS = 4
"""The longest family name, in words: de la Cruz Roe."""
_FEWEST = 2
"""The shortest name, in words, in which a word may be misspelled; single words have too many near matches."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_SPELT = frozenset({"ae"})
"""Marks a person whose umlauts are written as ae, oe and ue."""

_BY_STRENGTH = {
    "generic": (Fit.PART, "the name without its country"),
    "unit": (Fit.PART, "the name without the body that it is of"),
    "short": (Fit.PART, "a shorter form of the name"),
}


class Candidates:
    """Looks up names in the name table, and in additional indexes that tables of people need."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.registry = names.registry

    def of(self, query: Query) -> Found:
        """Return the records that match a row; near matches only if there are no others."""
        found: Found = {}
        if query.kind != "official":
            self._organizations(query, found)
        if query.kind != "organization":
            self._officials(query, found)
        if _in_part(found):
            self._nearly(query, found)
        return found

    # Organizations

    def _organizations(self, query: Query, found: Found) -> None:
        for text in filter(None, (query.plain, query.aside)):
            words = words_of(text)
            bare = words[:-1] if len(words) > 1 and words[-1] in COMPANY_FORMS else []
            for some in filter(None, (words, words[1:] if words[:1] == ["the"] else [], bare)):
                for form in self.names.forms_of(some):
                    if form.kind == "organization" and form.entity in self.registry.organizations:
                        _note(found, form.entity, self._body(form, some))

    def _body(self, form: Form, words: list[str]) -> Fitted:
        record = self.registry.organizations[form.entity]
        if form.method == "acronym" or (record.acronym and words_of(record.acronym) == words):
            return Fitted(Fit.FULL, f"its acronym is {record.acronym or form.text}", form)
        if form.text in (record.name, *_texts(record.other_names)):
            # A one-word name and an acronym with the same letters are equally good.
            return Fitted(Fit.EXACT if len(words) > 1 else Fit.FULL, _whose(form), form)
        return Fitted(*_BY_STRENGTH.get(form.strength, (Fit.FULL, "another form of the name")), form)

    # Officials

    def _officials(self, query: Query, found: Found) -> None:
        tokens = Tokens(query.person)
        if not tokens.words:
            return
        self._in_full(query, words_of(query.plain), found)  # the comma may be part of the recorded name: Roe, Baron Roe
        self._person(query, tokens, found)
        if not query.inverted and len(tokens) > 1 and _in_part(found):
            # The family name may come first even without a comma.
            self._person(query, Tokens(" ".join((*tokens.raw[1:], tokens.raw[0]))), found, TURNED)

    def _person(self, query: Query, tokens: Tokens, found: Found, more: str = "") -> None:
        end = end_of(tokens)
        for start in starts_of(tokens):
            for words in (tokens.words[start:end], tokens.words[start:]):
                self._in_full(query, words, found, more or (TURNED if query.inverted else ""))
            for family in range(max(start, end - _FAMILY_WORDS), end):
                for form in self.names.forms_of(tokens.words[family:end]):
                    if form.strength == "family":
                        person = self.names.facts.person[form.entity]
                        self._take(query, form.entity, fitted(tokens, start, family, end, person), found, more)
                self._in_other_letters(query, tokens, (start, family, end), found, more)

    def _in_full(self, query: Query, words: Sequence[str], found: Found, more: str = "") -> None:
        """Add the officials with exactly these words as a name."""
        for form in self.names.forms_of(words):
            if form.kind == "official" and form.strength in ("strong", "single"):
                self._take(query, form.entity, Fitted(Fit.EXACT, _whose(form), form), found, more)

    def _take(self, query: Query, id_: str, fits: Fitted | None, found: Found, more: str) -> None:
        """Note how well an official matches; a family name alone can't be inverted, so it is looked up once."""
        alone = fits is None or (more == TURNED and fits.fit <= Fit.PART)
        if fits is not None and not alone and not _other_suffix(query, self.registry.officials[id_]):
            _note(found, id_, fits._replace(why=_joined(fits.why, more)))

    def _in_other_letters(
        self, query: Query, tokens: Tokens, place: tuple[int, int, int], found: Found, more: str
    ) -> None:
        start, family, end = place
        key = " ".join(map(romanized, tokens.words[family:end]))
        known = self._romanized.get(key, ())
        before, name = (latin(tokens.words[start:family]), latin(tokens.words[family:end])) if known else ([], [])
        romanized_name = Tokens(" ".join((*before, *name)))
        for id_, person in known:
            fits = fitted(romanized_name, 0, len(before), len(romanized_name), person)
            if fits is None or (more and fits.fit <= Fit.PART) or (id_ in found and found[id_].fit >= Fit.FULL):
                continue
            surely = tokens.cyrillic or person.latin or person.roles == _SPELT
            if not surely and (fits.fit < Fit.FULL or not key.endswith(_SLAVIC)):
                fits = fits._replace(fit=min(fits.fit, Fit.NEAR if fits.fit == Fit.INITIALS else Fit.PART))
            self._take(query, id_, fits._replace(why=_joined(fits.why, more)), found, "in another spelling")

    @cached_property
    def _romanized(self) -> dict[str, list[tuple[str, Person]]]:
        """The officials by romanized family name, and by spellings with ue for ü."""
        found: dict[str, list[tuple[str, Person]]] = defaultdict(list)
        for official in self.registry.officials.values():
            for record in _spelt(official):
                facts = self.names.facts if record is official else RecordFacts(Registry({}, {record.id: record}))
                whole = facts.person[record.id]
                person = in_latin(whole)._replace(latin=whole.latin)
                person = person if record is official else person._replace(roles=_SPELT)
                keys = {
                    " ".join(map(romanized, words))
                    for words, form in official_forms(record)
                    if form.strength == "family"
                }
                for key in sorted(keys):
                    found[key].append((official.id, person._replace(family=tuple(key.split()))))
        return dict(found)

    # Near matches

    def _nearly(self, query: Query, found: Found) -> None:
        """Add names of two or more words that differ by a letter or two in one word."""
        kinds: dict[EntityKind, str] = {"organization": query.plain, "official": query.person}
        for kind, text in kinds.items():
            words = _bones(words_of(text), kind) if query.kind in ("", kind) else ()
            for place, word in enumerate(words if len(words) >= _FEWEST else ()):
                for other, id_ in self._less_a_word.get((kind, place, words[:place] + words[place + 1 :]), ()):
                    # Middle words of a person's name aren't compared.
                    if word != other and slipped(word, other):
                        _note(found, id_, Fitted(Fit.NEAR, f"nearly the same name, with {other} for {word}"))

    @cached_property
    def _less_a_word(self) -> dict[_LessAWord, list[tuple[str, str]]]:
        """Each word of the names, with the record's id, by all other words of the name."""
        found: dict[_LessAWord, list[tuple[str, str]]] = defaultdict(list)
        records: list[Official | Organization] = [*self.registry.organizations.values()]
        records += self.registry.officials.values()
        for record in records:
            names = (record.name, *(other.name for other in record.other_names))
            for words in dict.fromkeys(_bones(words_of(name), record.kind) for name in names):
                for place, word in enumerate(words if len(words) >= _FEWEST else ()):
                    found[record.kind, place, words[:place] + words[place + 1 :]].append((word, record.id))
        return dict(found)


def _note(found: Found, id_: str, fits: Fitted) -> None:
    if id_ not in found or found[id_].fit < fits.fit:
        found[id_] = fits


def _in_part(found: Found) -> bool:
    """Whether all matches are at most partial."""
    return all(fits.fit <= Fit.PART for fits in found.values())


def _whose(form: Form) -> str:
    return "the record's name" if form.name == 0 else "another name of the record"


def _joined(why: str, more: str) -> str:
    return f"{why}, {more}" if more else why


def _bones(words: Sequence[str], kind: EntityKind) -> tuple[str, ...]:
    """Return the words to compare by letter: a person's first and last, an organization's without small words."""
    if kind == "organization":
        return tuple(word for word in words if word not in CONNECTORS and word != "the")
    words = [word for word in words if word not in SUFFIXES]
    return (words[0], words[-1]) if len(words) >= _FEWEST else ()


def _other_suffix(query: Query, record: Official) -> bool:
    """Whether row and record have different generational suffixes."""
    own = {word for name in (record.name, *_texts(record.other_names)) for word in words_of(name)[1:]} & SUFFIXES
    return bool(query.suffix and own) and query.suffix not in own


def _texts(names: Sequence[Name]) -> Iterator[str]:
    return (name.name for name in names)


def _spelt(official: Official) -> Iterator[Official]:
    """Yield a record unchanged, and with ae, oe and ue if its name has umlauts."""
    yield official
    spelt = official.name.translate(_UMLAUTS)
    if spelt != official.name:
        family = family_name_of(official)
        yield replace(official, name=spelt, other_names=(), family_name=family.translate(_UMLAUTS) if family else None)


# Comparing the other columns of a row with a record: date, office, organization.

_STATE_WORDS = frozenset(word for name in STATES for word in name) - set("new north south west island".split())
"""Words that distinguish the US states."""

_FAR = 40
"""If a row is this many years from any office of a record, it is unlikely to be the same person."""


class RowEvidence(NamedTuple):
    """Evidence about a record: *speaks* for it (1), against it (-1) or neither, *in_time* if there are dates."""

    speaks: int
    in_time: bool | None
    why: tuple[str, ...]


def row_evidence(names: Names, id_: str, form: Form | None, query: Query, bodies: Collection[str]) -> RowEvidence:
    """Return the row's evidence about a record; *bodies* are the organizations that its column may mean."""
    record = names.registry.entity(id_)
    if isinstance(record, Official):
        return _of_official(names, record, query, bodies)
    belongs = not names.facts.circle[id_].isdisjoint(bodies)
    why = ["part of the organization given"] if belongs else []
    in_time = None
    if query.days is not None and record is not None:
        other = record.other_names[form.name - 1] if form is not None and form.name else None
        named = other is None or query.days.within(other.start_date, other.end_date)
        in_time = named and query.days.within(record.founding_date, record.dissolution_date)
        why += [] if in_time else [_out_of_time(record, query.days, named)]
    return RowEvidence(int(belongs), in_time, tuple(why))


def _out_of_time(record: Organization, days: Days, named: bool) -> str:
    if record.founding_date and days.last < earliest(record.founding_date):
        return f"founded in {record.founding_date[:4]}, after the date"
    if record.dissolution_date and latest(record.dissolution_date) < days.first:
        return f"dissolved in {record.dissolution_date[:4]}, before the date"
    return "did not exist then" if named else "not called so on the date"


def _of_official(names: Names, record: Official, query: Query, bodies: Collection[str]) -> RowEvidence:
    days, memberships = query.days, record.memberships
    office = query.said_office if any(map(office_word, query.said_office)) else ()
    dated = [membership for membership in memberships if membership.start_date or membership.end_date]
    then = [] if days is None else [membership for membership in memberships if days.in_office(membership)]
    in_time = None if days is None or not dated else bool(then)
    if (office or bodies) and memberships:
        fitting = [membership for membership in memberships if _fits(names, record, membership, office, bodies)]
        if still := [membership for membership in fitting if days is None or membership in then]:
            return RowEvidence(1, in_time, (f"held the office {_words(names, still)}",))
        if fitting:
            return RowEvidence(0, False, (f"held the office {_words(names, fitting)}, not on the date",))
        what = " and ".join(what for what, said in (("office", office), ("organization", bodies)) if said)
        return RowEvidence(-1, in_time, (f"the record has no such {what}",))
    if in_time is False and days is not None:
        far = min(map(days.years_from, dated)) >= _FAR
        return RowEvidence(
            -far, False, (f"no office within {_FAR} years of the date" if far else "no office on the date",)
        )
    return RowEvidence(0, in_time, (f"in office then: {_words(names, then)}",) if in_time else ())


def _fits(
    names: Names, record: Official, membership: Membership, office: Sequence[str], bodies: Collection[str]
) -> bool:
    in_body = not bodies or not names.facts.circle[membership.organization].isdisjoint(bodies)
    return in_body and (
        not office or (same_office(office, record, membership) and _same_place(office, membership.role))
    )


def _same_place(office: Sequence[str], role: str) -> bool:
    """Whether office and role don't name different countries or states.

    >>> _same_place(["member", "of", "the", "ohio", "senate"], "Member of the Iowa Senate")
    False
    """
    places, own = _places(office), _places(words_of(role))
    return not places or not own or not places.isdisjoint(own)


def _places(words: Sequence[str]) -> set[str]:
    return {word for word in words if is_place(word) or word in _STATE_WORDS}


def _words(names: Names, memberships: Sequence[Membership]) -> str:
    """Describe offices, merging those with the same role: ``Senator, United States Senate (2007–2025)``."""
    return "; ".join(dict.fromkeys(_joined_terms(names, memberships)))


def _joined_terms(names: Names, memberships: Sequence[Membership]) -> Iterator[str]:
    terms: dict[tuple[str, str], list[Membership]] = {}
    for one in memberships:
        terms.setdefault((one.role, one.organization), []).append(one)
    for several in terms.values():
        starts, ends = ([getattr(one, key) for one in several] for key in ("start_date", "end_date"))
        when = years(min(starts) if all(starts) else None, max(ends) if all(ends) else None, ENGLISH)
        yield office_text(several[0], names.registry) + (f" ({when})" if when else "")


__all__ = ["LONGEST", "Candidate", "Confidence", "Days", "Fit", "Matched", "Query", "Reconciler"]

Confidence = Literal["sure", "likely", "possible", "ambiguous", "none"]
"""The certainty of a match.

sure       the name matches one record, and nothing contradicts it
likely     one record matches better than all others
possible   a record matches, but there is too little evidence
ambiguous  several records match equally well
none       no record matches
"""

LONGEST = 500
"""The longest cell, in characters; a longer one is a text, and looking up all its spans is slow."""

_MOST = 10
"""The number of candidates returned for a row."""

_BEFORE, _BEHIND = "Yesterday the ", " met us."
"""Wraps a cell in a sentence so that it can be read as a text."""

_BANDS = {Fit.EXACT: 3, Fit.FULL: 3, Fit.INITIALS: 2, Fit.PART: 1, Fit.NEAR: 0}
"""Ranks of matches; an exact name and other words are equal until nothing else decides."""
_WHOLE, _BY_INITIALS, _BY_PART = 3, 2, 1


class Candidate(NamedTuple):
    """A possible record for a row: how well it *fit*s, whether evidence *speaks* for it, *in_time*, and the reasons."""

    id: str
    kind: EntityKind
    name: str
    fit: Fit
    speaks: int
    in_time: bool | None
    why: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """The sort key of candidates, highest first; the evidence from other columns counts most."""
        return self.speaks, _BANDS[self.fit], -1 if self.in_time is False else 0, int(self.fit)

    @property
    def score(self) -> int:
        """The rank as a number from 0 to 100, for programs that need one."""
        speaks, band, time, fit = self.rank
        return max(0, min(100, 20 * band + 15 * speaks + 10 * time + 5 * (fit == Fit.EXACT) + 20))


class Matched(NamedTuple):
    """The result for a row: its *record* if sure or likely, the *others* that match, best first, and the reasons."""

    confidence: Confidence
    record: Candidate | None
    others: tuple[Candidate, ...]
    why: str


class Reconciler(Candidates):
    """Matches names with the records of a registry.

    >>> from sphinx_newsroom.model.records import Official
    >>> from sphinx_newsroom.model.registry import Registry
    >>> registry = Registry(officials={"robert-roe": Official("robert-roe", "Robert Roe")})
    >>> found = Reconciler(Names(registry)).match(Query("ROE, BOB"))
    >>> found.confidence, found.record.id, found.why
    ('sure', 'robert-roe', 'Bob and Robert are forms of one given name')
    """

    def __init__(self, names: Names) -> None:
        super().__init__(names)
        self._bodies = Memo(self._bodies_of)

    def match(self, query: Query) -> Matched:
        """Match a row with a record."""
        if max(map(len, (query.name, query.office, query.organization))) > LONGEST:
            return Matched("none", None, (), f"a name has at most {LONGEST} characters")
        if query.kind == "" and query.said_office and query.office:
            # A column of offices implies people, but may also list an organization.
            people = self.match(replace(query, kind="official"))
            return people if people.confidence != "none" else self.match(replace(query, kind="organization"))
        return _decided(self.candidates(query))

    def candidates(self, query: Query) -> list[Candidate]:
        """Return all records that a row may mean, the best first."""
        found = self.of(query)
        if _in_part(found):
            found |= self._as_a_text(query)
        bodies = self._bodies[query.organization]
        made = []
        for id_, fits in found.items():
            if record := self.names.registry.entity(id_):
                speaks, in_time, why = row_evidence(self.names, id_, fits.form, query, bodies)
                made.append(Candidate(id_, record.kind, record.name, fits.fit, speaks, in_time, (fits.why, *why)))
        return sorted(made, key=lambda one: (*(-part for part in one.rank), one.id))

    def _bodies_of(self, text: str) -> frozenset[str]:
        """Return the organizations that a column may mean; none if the text matches no record."""
        found = self.of(Query(text, kind="organization")) if text.strip() else {}
        best = max((fits.fit for fits in found.values()), default=Fit.NEAR)
        return frozenset(id_ for id_, fits in found.items() if fits.fit == best > Fit.NEAR)

    def _as_a_text(self, query: Query) -> Found:
        """Return the entities that the cell would name in a text: offices of an organization, reordered long names."""
        if query.suffix or (query.days is None and any(map(office_word, query.plain.lower().split()))):
            return {}  # the holder of an office depends on the date
        days = query.days or Days(dt.date.max, dt.date.max)
        # Minister of Finance, with the organization in another column.
        sentence_part = f"{query.plain} of the {query.organization}" if query.organization else query.plain
        found: Found = {}
        for day in dict.fromkeys(days):
            read = find(self.names, f"{_BEFORE}{sentence_part}{_BEHIND}", (), Release(ReleaseId("table"), "", day, ""))
            end = len(_BEFORE) + len(sentence_part)
            for one in read.mentions:
                if one.start is None or one.end is None or one.start > len(_BEFORE) or query.kind not in ("", one.kind):
                    continue
                # In "Executive Director of UNODC" the office comes first, and the organization second.
                last = max(other.end or 0 for other in read.mentions)
                if one.end >= end or (one.method == "office" and last >= end):
                    why = "the holder of the office" if one.method == "office" else "another form of the name"
                    found[one.entity] = Fitted(Fit.FULL, why)
        return found


def _decided(found: list[Candidate]) -> Matched:
    """Choose the result from the candidates, sorted best first."""
    if not found:
        return Matched("none", None, (), "no record has such a name")
    best, *rest = found
    why = "; ".join(best.why)
    equal = sum(one.rank == best.rank for one in found)
    confidence = _confidence(best, rest)
    if equal > 1:
        confidence = "ambiguous" if _BANDS[best.fit] >= _BY_INITIALS or best.speaks > 0 else "possible"
        why = f"{equal} records fit equally well: {why}" if confidence == "ambiguous" else why
    if confidence in ("sure", "likely"):
        return Matched(confidence, best, tuple(rest[: _MOST - 1]), why)
    return Matched(confidence, None, tuple(found[:_MOST]), why)


def _confidence(best: Candidate, rest: Sequence[Candidate]) -> Confidence:
    """Return how certain the best candidate is if no other equals it."""
    band = _BANDS[best.fit]
    if best.speaks < 0:
        return "possible"
    if band == _WHOLE:
        rivals = [one for one in rest if _BANDS[one.fit] == _WHOLE]
        if best.in_time is False:
            return "possible" if rivals else "likely"
        return "likely" if any(one.speaks == best.speaks for one in rivals) else "sure"
    # A record with the full name and no contradicting evidence may also be meant.
    nearer = any(_BANDS[one.fit] > band and one.speaks >= 0 for one in rest)
    supported = best.speaks > 0 and band >= _BY_PART and not nearer
    in_office = band == _BY_INITIALS and best.in_time and all(_BANDS[one.fit] < band for one in rest)
    return "likely" if supported or in_office else "possible"
