"""Which record a name in a table means: by the name, the day, the office and the organization beside it, with reasons.

In a text what stands around a name decides (:mod:`..naming`); in a table there is a cell, often written as no text has
it (``ROE, BOB``), and columns.  The names are looked up in the same table of forms, and persons and offices compared
by the same rules; what differs is that nothing beside the cell has to allow a name, and that a person looks at what is
not sure.  Between two records that fit equally well nothing decides.

    asked        a row taken apart
    fits         how well words fit a person's name
    candidates   the records that they may be of
    context      what day, office and organization say of a record
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
)
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import ENGLISH, office_text, years
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.naming.forms import Form, Person, family_name_of, official_forms
from sphinx_newsroom.text.naming.people import extended, initials_fit, named_in_full, same_office
from sphinx_newsroom.text.naming.record_facts import RecordFacts
from sphinx_newsroom.text.suggest.twins import slipped
from sphinx_newsroom.text.words.countries import is_place
from sphinx_newsroom.text.words.folding import romanized, words_of
from sphinx_newsroom.text.words.office_words import SEAT, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS, PARTICLES, STATES, SUFFIXES, TITLES

# The records that a name in a table may be of, each with how well it fits and why.

# What a table says of somebody, taken apart: the name in the order of a text, titles, suffixes, what brackets hold.

_BRACKETS = re.compile(r"[(\[]([^()\[\]]{1,200})[)\]]")
_MOST_GIVEN = 4
"""Up to how many words behind a comma are given names: Roe, Jane Ann M. van."""


class Days(NamedTuple):
    """The days that a row may be of: one where its date is known, a year where that alone is."""

    first: dt.date
    last: dt.date

    @classmethod
    def of(cls, date: PartialDate) -> Days:
        """Those of a partial date.

        >>> Days.of("2010-02").last.isoformat()
        '2010-02-28'
        """
        return cls(earliest(date), latest(date))

    def within(self, start: PartialDate | None, end: PartialDate | None) -> bool:
        """Whether any of the days lies in a time whose ends may be partial dates, or unknown."""
        return (start is None or earliest(start) <= self.last) and (end is None or self.first <= latest(end))

    def held(self, membership: Membership) -> bool:
        """Whether an office was held, or may have been, on any of the days."""
        return self.within(membership.start_date, membership.end_date)

    def years_from(self, membership: Membership) -> int:
        """How many years lie between the days and the time in which an office was held; 0 where none do."""
        start, end = membership.start_date, membership.end_date
        before = earliest(start).year - self.last.year if start is not None else 0
        after = self.first.year - latest(end).year if end is not None else 0
        return max(before, after, 0)


@dataclass(frozen=True)
class Asked:
    """What a row of a table says: the *name* in it, when, and in which *office* and *organization*."""

    name: str
    days: Days | None = None
    office: str = ""
    organization: str = ""
    kind: str = ""
    """``organization`` or ``official`` where it is known which is meant."""

    @cached_property
    def _parts(self) -> tuple[str, ...]:
        bare = _BRACKETS.sub(" ", self.name)
        return tuple(part for part in (" ".join(part.split()) for part in bare.split(",")) if part)

    @cached_property
    def plain(self) -> str:
        """The name without what stands in brackets.

        >>> Asked("Office on Drugs and Crime (UNODC)").plain
        'Office on Drugs and Crime'
        """
        return ", ".join(self._parts)

    @property
    def aside(self) -> str:
        """What stands in brackets behind the name, where it may be another name: UNODC, and no party and state."""
        found = _BRACKETS.search(self.name)
        return found[1].strip() if found and not SEAT.search(self.name) else ""

    @cached_property
    def suffix(self) -> str:
        """What stands behind the name of a father or son, folded: "jr"; empty where nothing does."""
        return next((word for word in reversed(words_of(self.plain)[1:]) if word in SUFFIXES), "")

    @cached_property
    def person(self) -> str:
        """The name as a text would have a person's, given names first, in capitals and small letters.

        >>> Asked("ROE, JANE M.").person, Asked("Roe, Jr., Richard").person, Asked("Jane Roe, Senator").person
        ('Jane M. Roe', 'Richard Roe', 'Jane Roe')
        """
        parts = [part for part in self._parts if not _all_in(part, SUFFIXES)]
        if len(parts) > 1 and not _is_office(parts[1]) and len(words_of(parts[1])) <= _MOST_GIVEN:
            parts = [f"{parts[1]} {parts[0]}"]
        return _with_capitals(parts[0]) if parts else ""

    @cached_property
    def inverted(self) -> bool:
        """Whether the family name stood first, with a comma behind."""
        return _with_capitals(self._parts[0] if self._parts else "") != self.person and len(self._parts) > 1

    @cached_property
    def said_office(self) -> tuple[str, ...]:
        """The folded words of the office, from its column or from behind the name, with plain forms beside them."""
        said = [self.office, *(part for part in self._parts[1:] if _is_office(part))]
        words = [word for text in said for word in words_of(text)] or self._before
        return tuple(office_word(word) or word for word in words)

    @property
    def _before(self) -> list[str]:
        """The offices and titles before the name, the nearest first: Sen. Dr. | Jane Roe."""
        words = words_of(self.person)
        end = next((k for k, word in enumerate(words[:-1]) if word not in TITLES and office_word(word) is None), -1)
        # A name that is left with one word may have a given name that is an office, too: Dean Roe.
        return words[:end][::-1] if end > 0 or len(words) == 1 else [*words[:-1][::-1]] if end < 0 else []


def _is_office(part: str) -> bool:
    """Whether what stands behind a comma is an office and no given name: Senator from Iowa, Minister of Health."""
    words = words_of(part)
    offices = [office_word(word) for word in words]
    return not TITLES.isdisjoint(words) or (any(offices) if len(words) > 1 else not _ALONE.isdisjoint(offices))


_INITIALS = 3
"""Up to how many capitals are initials rather than a name: JFK, in JFK Library."""

_ALONE = frozenset("senator minister president representative secretary governor director".split())
"""Offices that are nobody's given name: a Dean, Major or Marshall may be one."""


def _all_in(part: str, known: frozenset[str]) -> bool:
    words = words_of(part)
    return bool(words) and known.issuperset(words)


def _with_capitals(text: str) -> str:
    """A name that is written in letters of one size in capitals and small ones; others as they are.

    >>> _with_capitals("jane roe"), _with_capitals("JANE ROE"), _with_capitals("J.D. Roe"), _with_capitals("JD ROE")
    ('Jane Roe', 'Jane Roe', 'J.D. Roe', 'Jd Roe')
    """
    if text.islower() or (text.isupper() and any(len(word.strip(".")) > 1 for word in text.split())):
        return text.title()
    # SMITH John, as lists in French have it: what is in capitals is a name, too.
    return " ".join(
        word.title() if len(word) > _INITIALS and word.isupper() and "." not in word else word for word in text.split()
    )


# How well a name in a table fits the name of an official: in full, by initials, by the family name alone.


class Fit(IntEnum):
    """How well words fit a record's name, the better the higher."""

    NEAR = 1
    """All but a letter or two of one word is the same."""
    PART = 2
    """A family name alone, or a middle name in the place of the first; of a body its name without its country."""
    INITIALS = 3
    """The given names are initials: J. Roe."""
    FULL = 4
    """The same name in other words: a short form of the given name, more or fewer middle names, an acronym."""
    EXACT = 5
    """A name as the record has it, but for capitals, accents and dots."""


class Fitted(NamedTuple):
    """How well a name fits, and why, as a part of a sentence; by which *form* of the table, if by one."""

    fit: Fit
    why: str
    form: Form | None = None


def starts_of(tokens: Tokens) -> Iterator[int]:
    """The words at which a name may begin: the first, and those behind titles and offices.

    >>> list(starts_of(Tokens("Senator Dr. Jane Roe")))
    [0, 1, 2]
    """
    yield 0
    for place, word in enumerate(tokens.words[:-1]):
        if word not in TITLES and office_word(word) is None:
            return
        yield place + 1


def end_of(tokens: Tokens) -> int:
    """The word behind the name: what makes a son or a father of its bearer is no part of it."""
    end = len(tokens)
    while end > 1 and tokens.words[end - 1] in SUFFIXES:
        end -= 1
    return end


def fitted(tokens: Tokens, start: int, family: int, end: int, person: Person) -> Fitted | None:
    """How well the words from *start* to *end* fit a person whose family name begins at word *family*.

    >>> robert = Person(("robert", "c"), ("c",), ("roe",), called=frozenset({"bob"}))
    >>> for name in ("Bob Roe", "R. C. Roe", "Robert James Roe", "Roe"):
    ...     print(fitted(tokens := Tokens(name), 0, len(tokens) - 1, len(tokens), robert))
    Fitted(fit=<Fit.FULL: 4>, why='Bob and Robert are forms of one given name', form=None)
    Fitted(fit=<Fit.INITIALS: 3>, why='initials and the family name', form=None)
    None
    Fitted(fit=<Fit.PART: 2>, why='the family name alone', form=None)
    """
    while family > start and tokens.words[family - 1] in PARTICLES and tokens.words[family - 1] in person.given:
        family -= 1  # those of Ursula von der | Leyen are no middle names
    if family == start:
        return Fitted(Fit.PART, "the family name alone")
    if not person.given:
        return None
    said = tokens.words[start:family]
    if all(len(word) == 1 for word in said) or _are_initials(tokens, start, family):
        letters = [letter for word in said for letter in word]
        fits = letters[0] == person.given[0][0] and initials_fit(letters[1:], _middle(person))
        return Fitted(Fit.INITIALS, "initials and the family name") if fits else None
    whole = named_in_full(tokens, family, end, person, middle=True)
    if (whole is not None and whole[0] == start) or _by_given_and_middle(tokens, start, family, person):
        return Fitted(Fit.FULL, _how(tokens, start, person))
    if said[0] in person.middle and len(said[0]) > 1 and len(said) == 1:
        return Fitted(Fit.PART, "a middle name and the family name")
    place = extended(tokens, family, person)
    if place == start:
        return Fitted(Fit.INITIALS, "initials and the family name")
    if len(said) > 1 and len(said[0]) == 1 and said[0] == person.given[0][0] and said[1] in person.given[1:]:
        return Fitted(Fit.FULL, "an initial, the middle name and the family name")
    return None


def _are_initials(tokens: Tokens, start: int, family: int) -> bool:
    """J.D. and JD, but no word: Jo."""
    return all(
        ("." in raw or (raw.isupper() and len(raw) == len("JD"))) and raw.replace(".", "").isupper()
        for raw in tokens.raw[start:family]
    )


def _middle(person: Person) -> tuple[str, ...]:
    return tuple(word for word in person.middle if word not in PARTICLES)


def _by_given_and_middle(tokens: Tokens, start: int, family: int, person: Person) -> bool:
    """Jane Ann M. Roe, for Jane Ann Mary Roe: the first given name, and middle names of which none is another's."""
    first, *rest = tokens.words[start:family]
    if first != person.given[0] and first not in person.called:
        return False
    middle, said = _middle(person), [word for word in rest if word not in PARTICLES]
    if not middle:
        return len(said) <= 1
    return all(
        any(word == known or (1 in (len(word), len(known)) and word[0] == known[0]) for known in middle)
        for word in said
    )


def _how(tokens: Tokens, start: int, person: Person) -> str:
    first, given = tokens.words[start], person.given[0]
    if first not in person.given and first in person.called:
        return f"{first.capitalize()} and {given.capitalize()} are forms of one given name"
    return "the same given and family name"


def in_latin(person: Person) -> Person:
    """A person's names in the spelling that romanizations share (:func:`~..words.folding.romanized`)."""
    given, middle, family = (tuple(map(romanized, names)) for names in person[:3])
    return Person(given, middle, family, person.roles, frozenset(), frozenset(map(romanized, person.called)))


def latin(words: Sequence[str]) -> list[str]:
    """Folded words in that spelling, each with a capital.

    >>> latin(["юрій", "федотов"])
    ['Iuri', 'Fedotov']
    """
    return [spelt.capitalize() for word in words if (spelt := romanized(word))]


Found = dict[str, Fitted]
"""The best way in which each record fits, by id."""

TURNED = "the family name first"
"""Said of a name that stands the other way round."""
_SLAVIC = tuple("ski ov ev ova eva enko uk ich skaia".split())
"""How family names end, as romanizations share them, that are written in Latin letters in several ways.

Of others two spellings are two names: Smyth and Smith, Brian and Bryan.
"""
_LessAWord = tuple[EntityKind, int, tuple[str, ...]]
"""Names without one of their words: of which kind, which word, and the others."""

_FAMILY_WORDS = 4
"""Of how many words a family name may be: de la Cruz Roe."""
_FEWEST = 2
"""Words of a name that may have a letter wrong in one of them: of one word nearly all others are one letter away."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})

_SPELT = frozenset({"ae"})
"""Marks a person whose record has umlauts, and whose name is here with ae, oe and ue."""

_BY_STRENGTH = {
    "generic": (Fit.PART, "the name without its country"),
    "unit": (Fit.PART, "the name without the body that it is of"),
    "short": (Fit.PART, "a shorter form of the name"),
}


class Candidates:
    """Looks names up in the table that texts are looked up in, and in what a table needs beside it."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.registry = names.registry

    def of(self, asked: Asked) -> Found:
        """The records that the words of a row fit; those that only nearly do where there are no others."""
        found: Found = {}
        if asked.kind != "official":
            self._organizations(asked, found)
        if asked.kind != "organization":
            self._officials(asked, found)
        if _in_part(found):
            self._nearly(asked, found)
        return found

    # Organizations

    def _organizations(self, asked: Asked, found: Found) -> None:
        for text in filter(None, (asked.plain, asked.aside)):
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
            # A name of one word and an acronym of the same letters are as good as one another.
            return Fitted(Fit.EXACT if len(words) > 1 else Fit.FULL, _whose(form), form)
        return Fitted(*_BY_STRENGTH.get(form.strength, (Fit.FULL, "another form of the name")), form)

    # Officials

    def _officials(self, asked: Asked, found: Found) -> None:
        tokens = Tokens(asked.person)
        if not tokens.words:
            return
        self._in_full(asked, words_of(asked.plain), found)  # a comma may be the record's own: Roe, Baron Roe
        self._person(asked, tokens, found)
        if not asked.inverted and len(tokens) > 1 and _in_part(found):
            # Without a comma the family name may stand first all the same.
            self._person(asked, Tokens(" ".join((*tokens.raw[1:], tokens.raw[0]))), found, TURNED)

    def _person(self, asked: Asked, tokens: Tokens, found: Found, more: str = "") -> None:
        end = end_of(tokens)
        for start in starts_of(tokens):
            for words in (tokens.words[start:end], tokens.words[start:]):
                self._in_full(asked, words, found, more or (TURNED if asked.inverted else ""))
            for family in range(max(start, end - _FAMILY_WORDS), end):
                for form in self.names.forms_of(tokens.words[family:end]):
                    if form.strength == "family":
                        person = self.names.facts.person(form.entity)
                        self._take(asked, form.entity, fitted(tokens, start, family, end, person), found, more)
                self._in_other_letters(asked, tokens, (start, family, end), found, more)

    def _in_full(self, asked: Asked, words: Sequence[str], found: Found, more: str = "") -> None:
        """Take the officials one of whose names some words are."""
        for form in self.names.forms_of(words):
            if form.kind == "official" and form.strength in ("strong", "single"):
                self._take(asked, form.entity, Fitted(Fit.EXACT, _whose(form), form), found, more)

    def _take(self, asked: Asked, id_: str, fits: Fitted | None, found: Found, more: str) -> None:
        """Note how an official fits; a family name alone is not turned, and is looked up once."""
        alone = fits is None or (more == TURNED and fits.fit <= Fit.PART)
        if fits is not None and not alone and not _other_suffix(asked, self.registry.officials[id_]):
            _note(found, id_, fits._replace(why=_joined(fits.why, more)))

    def _in_other_letters(
        self, asked: Asked, tokens: Tokens, place: tuple[int, int, int], found: Found, more: str
    ) -> None:
        start, family, end = place
        key = " ".join(map(romanized, tokens.words[family:end]))
        known = self._romanized.get(key, ())
        before, name = (latin(tokens.words[start:family]), latin(tokens.words[family:end])) if known else ([], [])
        said = Tokens(" ".join((*before, *name)))
        for id_, person in known:
            fits = fitted(said, 0, len(before), len(said), person)
            if fits is None or (more and fits.fit <= Fit.PART) or (id_ in found and found[id_].fit >= Fit.FULL):
                continue
            surely = tokens.cyrillic or person.latin or person.roles == _SPELT
            if not surely and (fits.fit < Fit.FULL or not key.endswith(_SLAVIC)):
                fits = fits._replace(fit=min(fits.fit, Fit.NEAR if fits.fit == Fit.INITIALS else Fit.PART))
            self._take(asked, id_, fits._replace(why=_joined(fits.why, more)), found, "in another spelling")

    @cached_property
    def _romanized(self) -> dict[str, list[tuple[str, Person]]]:
        """The officials by their family names as romanizations share them, and by those with ue for ü."""
        found: dict[str, list[tuple[str, Person]]] = defaultdict(list)
        for official in self.registry.officials.values():
            for record in _spelt(official):
                facts = self.names.facts if record is official else RecordFacts(Registry({}, {record.id: record}))
                whole = facts.person(record.id)
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

    # Nearly

    def _nearly(self, asked: Asked, found: Found) -> None:
        """Names that are the same but for a letter or two of one word, of two words or more."""
        kinds: dict[EntityKind, str] = {"organization": asked.plain, "official": asked.person}
        for kind, text in kinds.items():
            words = _bones(words_of(text), kind) if asked.kind in ("", kind) else ()
            for place, word in enumerate(words if len(words) >= _FEWEST else ()):
                for other, id_ in self._less_a_word.get((kind, place, words[:place] + words[place + 1 :]), ()):
                    # Of a person's name with other words between the first and the last, nothing is told.
                    if word != other and slipped(word, other):
                        _note(found, id_, Fitted(Fit.NEAR, f"nearly the same name, with {other} for {word}"))

    @cached_property
    def _less_a_word(self) -> dict[_LessAWord, list[tuple[str, str]]]:
        """Each word of the names, with the id of the record, by all other words of the name."""
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
    """Whether nothing fits by more than a part of the name."""
    return all(fits.fit <= Fit.PART for fits in found.values())


def _whose(form: Form) -> str:
    return "the record's name" if form.name == 0 else "another name of the record"


def _joined(why: str, more: str) -> str:
    return f"{why}, {more}" if more else why


def _bones(words: Sequence[str], kind: EntityKind) -> tuple[str, ...]:
    """What of a name is compared letter by letter: of a person the first and the last, of a body no small words."""
    if kind == "organization":
        return tuple(word for word in words if word not in CONNECTORS and word != "the")
    words = [word for word in words if word not in SUFFIXES]
    return (words[0], words[-1]) if len(words) >= _FEWEST else ()


def _other_suffix(asked: Asked, record: Official) -> bool:
    """Whether row and record say that one is the father and the other the son."""
    own = {word for name in (record.name, *_texts(record.other_names)) for word in words_of(name)[1:]} & SUFFIXES
    return bool(asked.suffix and own) and asked.suffix not in own


def _texts(names: Sequence[Name]) -> Iterator[str]:
    return (name.name for name in names)


def _spelt(official: Official) -> Iterator[Official]:
    """A record as it is, and with ae, oe and ue where its name has umlauts."""
    yield official
    spelt = official.name.translate(_UMLAUTS)
    if spelt != official.name:
        family = family_name_of(official)
        yield replace(official, name=spelt, other_names=(), family_name=family.translate(_UMLAUTS) if family else None)


# What stands beside a name in a row, held against a record: the day, the office, the organization.

_STATE_WORDS = frozenset(word for name in STATES for word in name) - set("new north south west island".split())
"""Words that tell the states of the US apart."""

_FAR = 40
"""Years between a row and the nearest office of a record from which on they are hardly of one person."""


class Told(NamedTuple):
    """What a row says of a record: *speaks* for it (1), against it (-1) or neither, *in_time* where there are dates."""

    speaks: int
    in_time: bool | None
    why: tuple[str, ...]


def told_of(names: Names, id_: str, form: Form | None, asked: Asked, bodies: Collection[str]) -> Told:
    """What the row says of a record beside its name; *bodies* are the organizations that its column may mean."""
    record = names.registry.entity(id_)
    if isinstance(record, Official):
        return _of_official(names, record, asked, bodies)
    belongs = not names.facts.circle(id_).isdisjoint(bodies)
    why = ["part of the organization given"] if belongs else []
    in_time = None
    if asked.days is not None and record is not None:
        other = record.other_names[form.name - 1] if form is not None and form.name else None
        named = other is None or asked.days.within(other.start_date, other.end_date)
        in_time = named and asked.days.within(record.founding_date, record.dissolution_date)
        why += [] if in_time else [_out_of_time(record, asked.days, named)]
    return Told(int(belongs), in_time, tuple(why))


def _out_of_time(record: Organization, days: Days, named: bool) -> str:
    if record.founding_date and days.last < earliest(record.founding_date):
        return f"founded in {record.founding_date[:4]}, after the date"
    if record.dissolution_date and latest(record.dissolution_date) < days.first:
        return f"dissolved in {record.dissolution_date[:4]}, before the date"
    return "did not exist then" if named else "not called so on the date"


def _of_official(names: Names, record: Official, asked: Asked, bodies: Collection[str]) -> Told:
    days, held = asked.days, record.memberships
    office = asked.said_office if any(map(office_word, asked.said_office)) else ()
    dated = [one for one in held if one.start_date or one.end_date]
    then = [] if days is None else [one for one in held if days.held(one)]
    in_time = None if days is None or not dated else bool(then)
    if (office or bodies) and held:
        fitting = [one for one in held if _fits(names, record, one, office, bodies)]
        if still := [one for one in fitting if days is None or one in then]:
            return Told(1, in_time, (f"held the office {_words(names, still)}",))
        if fitting:
            return Told(0, False, (f"held the office {_words(names, fitting)}, not on the date",))
        what = " and ".join(what for what, said in (("office", office), ("organization", bodies)) if said)
        return Told(-1, in_time, (f"the record has no such {what}",))
    if in_time is False and days is not None:
        far = min(map(days.years_from, dated)) >= _FAR
        return Told(-far, False, (f"no office within {_FAR} years of the date" if far else "no office on the date",))
    return Told(0, in_time, (f"in office then: {_words(names, then)}",) if in_time else ())


def _fits(names: Names, record: Official, held: Membership, office: Sequence[str], bodies: Collection[str]) -> bool:
    in_body = not bodies or not names.facts.circle(held.organization).isdisjoint(bodies)
    return in_body and (not office or (same_office(office, record, held) and _same_place(office, held.role)))


def _same_place(office: Sequence[str], role: str) -> bool:
    """Whether neither names a country or state that the other has not: members of two parliaments are two.

    >>> _same_place(["member", "of", "the", "ohio", "senate"], "Member of the Iowa Senate")
    False
    """
    said, own = _places(office), _places(words_of(role))
    return not said or not own or not said.isdisjoint(own)


def _places(words: Sequence[str]) -> set[str]:
    return {word for word in words if is_place(word) or word in _STATE_WORDS}


def _words(names: Names, held: Sequence[Membership]) -> str:
    """Offices in words, those of one role as one: ``Senator, United States Senate (2007–2025)``."""
    return "; ".join(dict.fromkeys(_joined_terms(names, held)))


def _joined_terms(names: Names, held: Sequence[Membership]) -> Iterator[str]:
    terms: dict[tuple[str, str], list[Membership]] = {}
    for one in held:
        terms.setdefault((one.role, one.organization), []).append(one)
    for several in terms.values():
        starts, ends = ([getattr(one, key) for one in several] for key in ("start_date", "end_date"))
        when = years(min(starts) if all(starts) else None, max(ends) if all(ends) else None, ENGLISH)
        yield office_text(several[0], names.registry) + (f" ({when})" if when else "")


__all__ = ["LONGEST", "Asked", "Candidate", "Confidence", "Days", "Fit", "Matched", "Reconciler"]

Confidence = Literal["sure", "likely", "possible", "ambiguous", "none"]
"""How sure a match is, in words.

sure       the name fits one record, and nothing that is said speaks against it
likely     one record fits better than all others
possible   something fits, too little to say so
ambiguous  several records fit equally well
none       no record fits
"""

LONGEST = 500
"""How many characters a cell may have: a longer one is a text, and to look all of its stretches up takes long."""

_MOST = 10
"""How many candidates are told of a row."""

_BEFORE, _BEHIND = "Yesterday the ", " met us."
"""What makes a text of a cell."""

_BANDS = {Fit.EXACT: 3, Fit.FULL: 3, Fit.INITIALS: 2, Fit.PART: 1, Fit.NEAR: 0}
"""Fits that are told apart; a name as it stands and one in other words are as good, until nothing else decides."""
_WHOLE, _BY_INITIALS, _BY_PART = 3, 2, 1


class Candidate(NamedTuple):
    """A record that a row may mean: how well its name *fit*s, what *speaks* for or against it, *in_time*, and why."""

    id: str
    kind: EntityKind
    name: str
    fit: Fit
    speaks: int
    in_time: bool | None
    why: tuple[str, ...]

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """By which candidates are compared, the best highest: what is said beside the name counts most."""
        return self.speaks, _BANDS[self.fit], -1 if self.in_time is False else 0, int(self.fit)

    @property
    def score(self) -> int:
        """The same as a number from 0 to 100, for programs that want one."""
        speaks, band, time, fit = self.rank
        return max(0, min(100, 20 * band + 15 * speaks + 10 * time + 5 * (fit == Fit.EXACT) + 20))


class Matched(NamedTuple):
    """What a row means: its *record* where that is sure or likely, the *others* that fit, best first, and why."""

    confidence: Confidence
    record: Candidate | None
    others: tuple[Candidate, ...]
    why: str


class Reconciler:
    """Matches names with the records of a registry.

    >>> from sphinx_newsroom.model.records import Official
    >>> from sphinx_newsroom.model.registry import Registry
    >>> registry = Registry(officials={"robert-roe": Official("robert-roe", "Robert Roe")})
    >>> found = Reconciler(Names(registry)).match(Asked("ROE, BOB"))
    >>> found.confidence, found.record.id, found.why
    ('sure', 'robert-roe', 'Bob and Robert are forms of one given name')
    """

    def __init__(self, names: Names) -> None:
        self.names = names
        self._candidates = Candidates(names)
        self._bodies: dict[str, frozenset[str]] = {}

    def match(self, asked: Asked) -> Matched:
        """Whom a row means."""
        if max(map(len, (asked.name, asked.office, asked.organization))) > LONGEST:
            return Matched("none", None, (), f"a name has at most {LONGEST} characters")
        if asked.kind == "" and asked.said_office and asked.office:
            # A column of offices is one of people; a body may stand in it all the same.
            people = self.match(replace(asked, kind="official"))
            return people if people.confidence != "none" else self.match(replace(asked, kind="organization"))
        return _decided(self.candidates(asked))

    def candidates(self, asked: Asked) -> list[Candidate]:
        """All records that a row may mean, the best first."""
        found = self._candidates.of(asked)
        if _in_part(found):
            found |= self._as_a_text(asked)
        bodies = self._organizations(asked.organization)
        made = []
        for id_, fits in found.items():
            if record := self.names.registry.entity(id_):
                speaks, in_time, why = told_of(self.names, id_, fits.form, asked, bodies)
                made.append(Candidate(id_, record.kind, record.name, fits.fit, speaks, in_time, (fits.why, *why)))
        return sorted(made, key=lambda one: (*(-part for part in one.rank), one.id))

    def _organizations(self, text: str) -> frozenset[str]:
        """The organizations that a column of them may mean; of a text that is none of ours, none."""
        if not text.strip():
            return frozenset()
        if text not in self._bodies:
            found = self._candidates.of(Asked(text, kind="organization"))
            best = max((fits.fit for fits in found.values()), default=Fit.NEAR)
            self._bodies[text] = frozenset(id_ for id_, fits in found.items() if fits.fit == best > Fit.NEAR)
        return self._bodies[text]

    def _as_a_text(self, asked: Asked) -> Found:
        """Whom the cell would name in a text of its day: offices of a body, and long names in another order."""
        if asked.suffix or (asked.days is None and any(map(office_word, asked.plain.lower().split()))):
            return {}  # who held an office, only a day tells
        days = asked.days or Days(dt.date.max, dt.date.max)
        # Minister of Finance, and in another column whose.
        said = f"{asked.plain} of the {asked.organization}" if asked.organization else asked.plain
        whole: Found = {}
        for day in dict.fromkeys(days):
            read = find(self.names, f"{_BEFORE}{said}{_BEHIND}", (), Release(ReleaseId("table"), "", day, ""))
            end = len(_BEFORE) + len(said)
            for one in read.mentions:
                if one.start is None or one.end is None or one.start > len(_BEFORE) or asked.kind not in ("", one.kind):
                    continue
                # Of "Executive Director of UNODC" the office is the first part, and the body that it is of the other.
                last = max(other.end or 0 for other in read.mentions)
                if one.end >= end or (one.method == "office" and last >= end):
                    why = "who held the office" if one.method == "office" else "another form of the name"
                    whole[one.entity] = Fitted(Fit.FULL, why)
        return whole


def _decided(found: list[Candidate]) -> Matched:
    """What the candidates, the best first, come to."""
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
    """How sure the best of several candidates is, which no other equals."""
    band = _BANDS[best.fit]
    if best.speaks < 0:
        return "possible"
    if band == _WHOLE:
        rivals = [one for one in rest if _BANDS[one.fit] == _WHOLE]
        if best.in_time is False:
            return "possible" if rivals else "likely"
        return "likely" if any(one.speaks == best.speaks for one in rivals) else "sure"
    # Whose whole name it is, and of whom nothing else is said, may be meant as well.
    nearer = any(_BANDS[one.fit] > band and one.speaks >= 0 for one in rest)
    said = best.speaks > 0 and band >= _BY_PART and not nearer
    in_office = band == _BY_INITIALS and best.in_time and all(_BANDS[one.fit] < band for one in rest)
    return "likely" if said or in_office else "possible"
