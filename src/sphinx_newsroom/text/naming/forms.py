"""The forms that the names of organizations take: without their country, turned, in parts, as acronyms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from sphinx_newsroom.model.records import EntityKind, Method, Official, Organization
from sphinx_newsroom.text.words.belonging import is_arabic
from sphinx_newsroom.text.words.countries import Abroad, countries_in, is_place
from sphinx_newsroom.text.words.folding import CYRILLIC, is_cyrillic, words_of
from sphinx_newsroom.text.words.office_words import is_unit
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS, GENERIC, SUFFIXES

Strength = Literal["strong", "unit", "generic", "single", "short", "acronym", "family", "office"]
"""How far a form can be trusted by itself.

strong   a name of several words, which others hardly bear: United Nations Office on Drugs and Crime
unit     what every body has, and so means nothing without the body that it is of: Criminal Division
generic  of words that bodies of every country have: Ministry of Health
single   of one word that is not generic: Google, Frontex
short    without its country, where that leaves more than generic words: Coast Guard
acronym  UNODC
family   an official's family name
office   a role as the records write it: Executive Director
"""


class Form(NamedTuple):
    """One form of one entity's name; of an office the *entity* is the role as the records write it."""

    text: str
    entity: str
    kind: EntityKind
    method: Method
    strength: Strength
    language: str | None = None
    name: int = 0
    """Which of the entity's other names it comes from, counted from 1; 0 for the name itself."""


class Person(NamedTuple):
    """An official's name in parts, folded; *given* has all given names, *middle* what stands between in the first.

    John F. Kennedy with the other name Jack Kennedy is ``Person(("john", "f", "jack"), ("f",), ("kennedy",))``.
    """

    given: tuple[str, ...]
    middle: tuple[str, ...]
    family: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    latin: frozenset[str] = frozenset()
    """The given names of one who has a name in Cyrillic letters, as those are written in Latin ones."""
    called: frozenset[str] = frozenset()
    """What people of the first given name are called as well: Bob, for Robert."""


Forms = Iterator[tuple[list[str], Form]]
"""Forms, each with its folded words."""

# A hyphen before a small letter: takes that of "Co-operation", and not that of "Al-Jazeera".
_JOINED = re.compile(r"(?<=\w)-(?=[a-z])")
# Takes the "Co" of "Cooperation" and "coordination", and not that of "Corporation".
_TOGETHER = re.compile(r"\b([Cc]o)(?=operat|ordinat)")
# Between the dots of two initials: takes "S.B." and "S. B.", and not "Inc. B.".
_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.) ?(?=[^\W\d_]\.)")
_TURNED_ROLE = 2
"""Of how many words at most a minister's portfolio stands before him: Health Minister, Foreign Affairs Minister.

With one the Foreign Minister is lost, four times; with three nothing changes.
"""


def spellings(text: str) -> Iterator[str]:
    """A form with its hyphens closed or opened, and its initials.

    >>> list(spellings("Co-operation")), list(spellings("S.B. Berg"))
    (['Cooperation'], ['S. B. Berg', 'S.B. Berg'])
    """
    if "-" in text:
        yield _JOINED.sub("", text)
    if opened := _TOGETHER.search(text):
        yield text[: opened.end()] + "-" + text[opened.end() :]
    if "." in text and _INITIALS.search(text):
        yield _INITIALS.sub(" ", text)
        yield _INITIALS.sub("", text)


def turned_role(role: str) -> Iterator[str]:
    """The Health Minister, for the Minister of Health; and the Foreign Minister.

    >>> list(turned_role("Minister of Foreign Affairs")), list(turned_role("Head of Office"))
    (['Foreign Affairs Minister', 'Foreign Minister'], [])
    """
    head, of, subject = role.partition(" of ")
    short = len(subject.split()) <= _TURNED_ROLE
    if of and head in ("Minister", "Secretary") and short and " of " not in subject:
        yield f"{subject.removeprefix('the ')} {head}"
        if subject == "Foreign Affairs":
            yield f"Foreign {head}"


_FAMILY_LETTERS = 3
"""Letters of a family name by which two spellings of it are told to be one: Kuleba, Kulebi; shorter is an initial.

With four Кім is lost; with two nothing changes.
"""


def family_name_of(official: Official) -> str | None:
    """The recorded family name, else the last word of a name of several words.

    >>> family_name_of(Official("x", "Martin Luther King Jr.")), family_name_of(Official("x", "Pelé"))
    ('King', None)
    """
    if official.family_name:
        return official.family_name
    words = [word for word in official.name.split() if word.rstrip(".").lower() not in SUFFIXES]
    return words[-1].rstrip(",") if len(words) > 1 else None


def official_forms(record: Official) -> Forms:
    """All forms of an official's names with their folded words, family names last.

    >>> [(form.text, form.strength) for _, form in official_forms(Official("x", "Anna Berg"))]
    [('Anna Berg', 'strong'), ('Berg', 'family')]
    """
    family = family_name_of(record)
    seen: set[str] = set()
    names = [(record.name, None), *((other.name, other.language) for other in record.other_names)]
    for number, (name, language) in enumerate(names):
        words = words_of(name)
        strength: Strength = "strong" if len(words) > 1 else "single"
        yield words, Form(name, record.id, "official", "other-name" if number else "name", strength, language, number)
    # Last: a family name that the record lists as a name is a name.
    for number, (name, language) in enumerate(names):
        ending = family_in(name, number, family, record.name)
        if ending and ending not in seen:
            seen.add(ending)
            yield words_of(ending), Form(ending, record.id, "official", "family-name", "family", language, number)


def family_in(name: str, number: int, family: str | None, own: str = "") -> str | None:
    """The family name as it stands in the record's own name (*number* 0) or in another, where that can be told.

    >>> family_in("Анна Берг", 1, "Berg"), family_in("Anna Berger", 1, "Berg"), family_in("Anna Karenina", 1, "Berg")
    ('Берг', 'Berger', None)

    *own* is the record's own name.

    >>> family_in("لوسيا فيرير مونتيس", 1, "Ferrer", "Lucía Ferrer Montes")
    'فيرير'
    """
    if number == 0:
        return family
    parts = name.split()
    last = parts[-1]
    if family is None or len(parts) == 1 or last == family or len(last) < _FAMILY_LETTERS:
        return None
    if _script(name) == _script(family):
        return last if last[:_FAMILY_LETTERS] == family[:_FAMILY_LETTERS] else None
    # In other letters nothing can be compared: the family name stands where it stands in the record's own name, if both
    # have as many words, and else last.
    place = own.split().index(family) if len(own.split()) == len(parts) and family in own.split() else -1
    return parts[place] if len(parts[place]) >= _FAMILY_LETTERS else None


def _script(name: str) -> str:
    """In which letters a name is written, as far as records have them."""
    if is_arabic(name):
        return "arabic"
    return "cyrillic" if CYRILLIC.search(name) else "latin"


# A word may lose letters of its stem in other cases (Казахський loses "ий", Прага becomes Празі), so only its beginning
# is asked for.  What is declined without need costs time alone, so that these may be short; what is not declined when
# its text comes is not found.
_STEM, _LONG_STEM, _LONG = 3, 5, 8
"""How many letters at its beginning a word keeps in all its cases, a long one, and of how many letters that is.

With four letters of all words 25 mentions are lost (Збройних Сил, whose Сили has four and becomes Сил); with four or
six of long ones nothing changes.
"""


class PendingForm(NamedTuple):
    """A form that gets its cases, or an office or body *abroad* its translations."""

    number: int
    stems: frozenset[str]
    """The beginnings of the words that a text must have."""
    form: Form
    abroad: Abroad | None


class PendingForms:
    """Forms with words in Cyrillic letters: one waits until a text has the beginnings of all its words.

    "Президент України" waits for a text that has words in прези… and укр…, such as Президентові and Україні.
    """

    def __init__(self) -> None:
        self._added: list[PendingForm] = []
        self._count = 0
        self._rows: dict[str, list[PendingForm]] = {}
        """The sorted ones, each once, under the rarest of its stems: Президент України under укр…, not прези….

        A text that has the stem is rare, then, and few rows have to be looked at for each of its words.
        """

    def add(self, form: Form, words: Sequence[str], abroad: Abroad | None = None) -> None:
        """Let a form wait for some folded words."""
        stems = frozenset([word[: _STEM if len(word) < _LONG else _LONG_STEM] for word in words])
        self._added.append(PendingForm(self._count, stems, form, abroad))
        self._count += 1

    def take(self, words: Iterable[str]) -> list[PendingForm]:
        """Those whose words can all be among some folded words, in the order in which they came; each once.

        The order is that of the records and not of the texts, so that the forms of two records are always compared
        in one order, whatever text was read first.
        """
        self._sort_in()
        cyrillic = {word for word in words if is_cyrillic(word)}
        stems = {*[word[:_STEM] for word in cyrillic], *[word[:_LONG_STEM] for word in cyrillic]}
        ready = [
            (row, stem) for stem in self._rows.keys() & stems for row in self._rows[stem] if stems.issuperset(row.stems)
        ]
        for row, stem in ready:
            self._rows[stem].remove(row)
            if not self._rows[stem]:
                del self._rows[stem]
        return sorted((row for row, _ in ready), key=lambda row: row.number)

    def take_all(self) -> list[PendingForm]:
        """All that wait, for who wants every form that there can be."""
        self._sort_in()
        rows = {row.number: row for waiting in self._rows.values() for row in waiting}
        self._rows.clear()
        return [rows[number] for number in sorted(rows)]

    def _sort_in(self) -> None:
        """Put what was added under its rarest stem, as soon as a text comes and so all records have been added."""
        if self._added:
            frequent = Counter(stem for row in self._added for stem in row.stems)
            for row in self._added:
                rarest = min(sorted(row.stems), key=frequent.__getitem__)
                self._rows.setdefault(rarest, []).append(row)
            self._added.clear()


_ADJECTIVE = re.compile(r"(?P<stem>[A-ZÄÖÜ][\wäöüß-]{2,})(?P<ending>e|er|es)")
"""An adjective of a name in the nominative, where another word with a capital follows: Europäische, Vereinte."""

_ENDINGS = {"e": ("e", "en", "er"), "er": ("er", "e", "en", "em"), "es": ("es", "e", "en", "em")}
"""What an adjective may end in, by its ending in the nominative, which tells the gender: -e is feminine or plural."""

_NO_GENITIVE = re.compile(
    r"(?:ung|schaft|ion|heit|keit|tät|ik|bank|wehr|macht|kammer|polizei|partei|kasse|e|en|n|s|ß|z|x)\Z"
)
"""Ends of nouns without "s" in the genitive: feminine ones, plurals, and those that have a hiss already."""

_SMALL = frozenset("fur und zur zum vom gegen".split())
"""Small words of names that no other language has: French has "des", too, and Dutch "der"."""

_HEADS = tuple("amt ministerium gericht gerichtshof verband verein prasidium bundesrat".split())
"""The ends of nouns that German names of bodies begin with."""


def is_german(words: Sequence[str]) -> bool:
    """Whether the folded words of a name show that it is German: a small word, or the noun that it begins with.

    >>> is_german(["landeskriminalamt", "nordmark"]), is_german(["acme", "works"]), is_german(["rat", "fur", "kunst"])
    (True, False, True)
    """
    return (bool(words) and words[0].endswith(_HEADS)) or not _SMALL.isdisjoint(words)


def organization(words: Sequence[str]) -> Iterator[str]:
    """The forms of an organization's German name but for itself.

    >>> sorted(organization(["Europäische", "Union"]))
    ['Europäischen Union', 'Europäischer Union']
    >>> list(organization(["Landeskriminalamt", "Nordmark"]))
    ['Landeskriminalamts Nordmark', 'Landeskriminalamtes Nordmark']
    """
    adjectives = _adjectives(words)
    size = len(adjectives)
    if size == len(words):
        return
    head, rest = words[size], words[size + 1 :]
    genitives = [] if _NO_GENITIVE.search(head) else [f"{head}s", f"{head}es"]
    if not adjectives:
        yield from (" ".join((noun, *rest)) for noun in genitives)
        return
    nominative = adjectives[0]["ending"]
    for ending in _ENDINGS[nominative]:
        before = [found["stem"] + ending for found in adjectives]
        nouns = [head] if ending != nominative else []
        if ending == "en" and nominative != "e":  # des Internationalen Strafgerichtshofs
            nouns += genitives
        yield from (" ".join((*before, noun, *rest)) for noun in nouns)


def _adjectives(words: Sequence[str]) -> list[re.Match[str]]:
    """The adjectives that a name begins with: those of one ending that a word with a capital follows."""
    found: list[re.Match[str]] = []
    for word, following in pairwise(words):
        match = _ADJECTIVE.fullmatch(word)
        if match is None or not following[0].isupper() or (found and match["ending"] != found[0]["ending"]):
            break
        found.append(match)
    return found


# What a body's name is as often written as: Acme Robotics for … Corporation, UN for United Nations, des Bundesrats.

_UNITED = (("United Nations", "UN"), ("United States", "U.S."), ("European Union", "EU"))
"""What stands in names of bodies and is as often written short."""

_LETTERS = 3
"""From how many letters on initials of what a committee is for are a name for it: HELP, but not AS."""


_COMMITTEE_ON = re.compile(r"\b(Committee|Subcommittee) on (?:the )?")
_SELECT = re.compile(r"\b(?:Permanent |Select |Special |Temporary )+$")
_CHAMBERS = ("Senate ", "House ")
_FURTHER = re.compile(r", | and | \(")
"""What parts the things that a committee is for: takes ", " of Banking, Housing, and Urban Affairs."""


def variants(name: str, language: str | None, words: Sequence[str]) -> Iterator[str]:
    """What else texts call a body of a name that has these folded words.

    >>> list(variants("United Nations Forum", None, ["united", "nations", "forum"]))
    ['UN Forum']
    """
    # Of each it is asked first whether there can be any, since an archive may have many thousand names.
    if (is_german(words) if language is None else language.startswith("de")) and not name.isupper():
        yield from organization(name.split())  # der Europäischen Union, des Landeskriminalamts
    if "United " in name or "European Union" in name:
        yield from _united(name)
    if words and words[-1] in COMPANY_FORMS:
        yield from _without_company_form(name)
    if "ommittee on " in name:
        for said in (name, name.replace(" and ", " and the ", 1)):  # Education and the Workforce
            yield from (said,) if said != name else ()
            yield from _turned_committee(said)


def by_initials(name: str) -> tuple[str, str] | None:
    """What texts call a committee by the initials of what it is for, with its chamber and without.

    >>> by_initials("Senate Committee on Health, Education, Labor, and Pensions")
    ('Senate HELP Committee', 'HELP Committee')
    >>> by_initials("House Committee on Armed Services")
    """
    chamber, *rest = _COMMITTEE_ON.split(name, maxsplit=1)
    if not chamber.strip() or not rest or rest[0] != "Committee" or " of " in chamber:
        return None
    letters = "".join(word[0] for word in rest[1].split() if word[0].isupper())
    short = f"{letters} Committee"
    return (f"{chamber}{short}", short) if len(letters) >= _LETTERS and "Committee" not in rest[1] else None


def _united(name: str) -> Iterator[str]:
    """The UN Development Programme, for that of the United Nations; the U.S. Attorney's Office."""
    for long, short in _UNITED:
        if long in name and name != long:
            yield name.replace(long, short, 1)


def _without_company_form(name: str) -> Iterator[str]:
    """Acme Robotics, for Acme Robotics Corporation and Acme Robotics, Inc."""
    bare = " ".join(name.split()[:-1]).rstrip(" ,")
    if bare and not bare.endswith(")"):  # Aviation Services (Sri Lanka) Limited
        yield bare


def _turned_committee(name: str) -> Iterator[str]:
    """The House Armed Services Committee, for the House Committee on Armed Services; also a subcommittee.

    A committee is called by the first that it is for, too: the Senate Banking Committee, the House Oversight Committee.
    Not where nothing says whose committee it is: each chamber has a Committee on Armed Services.
    """
    chamber, *rest = _COMMITTEE_ON.split(name, maxsplit=1)
    if chamber in _CHAMBERS:
        yield f"U.S. {name}"
    if chamber and rest:
        yield f"{chamber}{rest[1]} {rest[0]}"
        house, first = _SELECT.sub("", chamber), _FURTHER.split(rest[1])[0]
        if rest[0] == "Committee" and house and (house, first) != (chamber, rest[1]) and " of " not in chamber:
            yield f"{house}{first} {rest[0]}"


class _Named(NamedTuple):
    """A name that the record of an organization has: its *number* is 0 for the name itself."""

    number: int
    name: str
    language: str | None
    words: list[str]


# A name of two words in one: takes "GlobeNewswire", and not "LinkedIn".
_PARTED = re.compile(r"([A-Z][a-z]{4,})([A-Z][a-z]{4,})")

_CAPITALIZED_ACRONYM = 5
"""From how many letters on an "acronym" of small letters is a word: Statistics, of the UK Statistics Authority.

Nothing changes with four or six.
"""

_TURNED = (3, 4)
"""Of how many words a ministry's name can be that is turned: Health Ministry, but no Health and Wellness Ministry."""

_LONG_NAME = 3
"""From how many words on a name that ends in a country in Cyrillic letters is one without it, too.

With two every "Уряд" is Ukraine's; with four twelve ministries are lost.
"""


def organization_forms(record: Organization, owner: Organization | None = None) -> Forms:
    """All forms of an organization's names with their folded words, those that the record has first.

    Of two forms of the same words the first counts, so what the record says itself goes before what is made of it.
    The *owner* is the organization that the record says it is a unit of.

    >>> [(form.text, form.strength) for _, form in organization_forms(Organization("x", "Coast Guard of Chile"))]
    [('Coast Guard of Chile', 'strong'), ('Coast Guard', 'generic')]
    """
    names = [_Named(0, record.name, None, words_of(record.name))]
    for number, other in enumerate(record.other_names, 1):
        names.append(_Named(number, other.name, other.language, words_of(other.name)))
    return chain(
        _as_recorded(record, names, _names_of(owner)),
        _parted_names(record, names),
        _acronyms(record),
        _shortened(record, names),
        _variants(record, names),
        _by_initials(record),
    )


def _names_of(owner: Organization | None) -> tuple[str, ...]:
    """The names of the body that a unit is of, folded, with blanks around."""
    if owner is None:
        return ()
    names = (owner.name, owner.acronym or "", *(other.name for other in owner.other_names))
    return tuple(f" {' '.join(words_of(name))} " for name in names if name)


def _as_recorded(record: Organization, names: Sequence[_Named], owner: Sequence[str]) -> Forms:
    # What is written in capitals alone is an acronym, whatever key of the record it stands under.
    unit = is_unit(names[0].words)
    for number, name, language, words in names:
        method: Method = "other-name" if number else "name"
        capitals = len(words) == 1 and len(name) > 1 and name.isupper()
        strength: Strength = "acronym" if capitals else _strength(name, words)
        if number and strength == "acronym":
            method = "acronym"
        # A unit's name that has the body in it is enough by itself: Criminal Division of the Department of Justice.
        if strength in ("strong", "single") and (
            (owner and strength == "strong" and not any(name in f" {' '.join(words)} " for name in owner))
            or (unit and language is not None)
        ):
            strength = "unit"  # so is a unit's name in another language
        yield words, Form(name, record.id, "organization", method, strength, language, number)


def _parted_names(record: Organization, names: Sequence[_Named]) -> Forms:
    """Globe Newswire, for GlobeNewswire: of two words of so many letters that they hardly stand together by chance."""
    for number, name, language, words in names:
        if len(words) == 1 and (parts := _PARTED.fullmatch(name)):
            said = " ".join(parts.groups())
            yield words_of(said), Form(said, record.id, "organization", "other-name", "strong", language, number)


def _variants(record: Organization, names: Sequence[_Named]) -> Forms:
    """The names without a company's form, with UN for United Nations, in German cases."""
    for number, name, language, words in names:
        for text in variants(name, language, words):
            bare = words_of(text)
            # One word of a longer name is one by itself only where the text has that, too, or as :mod:`.trust` says.
            strength: Strength = "short" if len(bare) == 1 < len(words) else _strength(text, bare)
            yield bare, Form(text, record.id, "organization", "other-name", strength, language, number)


def _by_initials(record: Organization) -> Forms:
    """The Senate HELP Committee, and the HELP Committee where the text has it by another name, too."""
    if "ommittee on " in record.name and (texts := by_initials(record.name)):
        strengths: tuple[Strength, ...] = ("strong", "short")
        for text, strength in zip(texts, strengths, strict=True):
            yield words_of(text), Form(text, record.id, "organization", "other-name", strength)


def _acronyms(record: Organization) -> Forms:
    if record.acronym:
        words = words_of(record.acronym)
        # Statistics, of the UK Statistics Authority: a word that a source gives as an acronym is none.
        word = len(record.acronym) >= _CAPITALIZED_ACRONYM and record.acronym[1:].islower()
        strength = _strength(record.acronym, words) if word else "acronym"
        yield words, Form(record.acronym, record.id, "organization", "acronym", strength)


def _shortened(record: Organization, names: Sequence[_Named]) -> Forms:
    """Names without their country, and ministries by what they are for."""
    for number, name, language, words in names:
        whole = [(words, name)]
        for short, strength in _without_country(words):
            text = _cut(name, len(words), short)
            whole.append((short, text))
            yield short, Form(text, record.id, "organization", "other-name", strength, language, number)
        for some, text in whole:
            if len(some) in _TURNED and (turned := _turned(some, text)):
                form = Form(turned, record.id, "organization", "other-name", "generic", language, number)
                yield words_of(turned), form


def _without_country(words: Sequence[str]) -> Iterator[tuple[list[str], Strength]]:
    """A name without its country: the Central Bank for that of Sri Lanka, the Navy for the United States Navy."""
    # Behind the head of a Cyrillic name its country stands in the genitive: Міністерство оборони | України.
    if len(words) >= _LONG_NAME and is_cyrillic(words[-1]) and is_place(words[-1]):
        yield list(words[:-1]), "generic"
    for country in countries_in(words):
        size = len(country)
        rest = list(words[:-size])
        while rest and rest[-1] in ("of", "the", "in", "for"):
            rest.pop()
        # Two words must be left, and an "of" or "in" must have joined the country to them: Navy of Chile is no Navy.
        if tuple(words[-size:]) == country and 1 < len(rest) < len(words) - size:
            yield rest, "generic"
        if tuple(words[:size]) == country:
            rest = list(words[size:])
            if GENERIC.issuperset(rest):
                yield rest, "generic"
            elif len(rest) > 1:
                yield rest, "short"


def _turned(words: Sequence[str], name: str) -> str | None:
    """The Health Ministry, for the Ministry of Health: with what it is for before it."""
    if words[0] not in ("ministry", "department") or words[1] != "of":
        return None
    head, _, subject = name.partition(" of ")
    return f"{subject.removeprefix('the ')} {head}"


def _cut(name: str, count: int, short: Sequence[str]) -> str:
    """The part of a name of *count* words, its beginning or end, that has the words of *short*, as it is written."""
    tokens = Tokens(name)
    # The words are the name's as it is written, so they are cut out of it and not joined from folded ones.
    start = 0 if tokens.words[: len(short)] == list(short) else count - len(short)
    return tokens.surface(start, start + len(short))


def _strength(name: str, words: Sequence[str]) -> Strength:
    if is_unit(words):
        return "unit"
    # "Ministry of Health" is as generic as "Health Ministry".
    content = [word for word in words if word not in CONNECTORS]
    if GENERIC.issuperset(content):
        return "generic"
    if len(content) > 1 or (name[1:] != name[1:].lower() and not name.isupper()):
        return "strong"  # capitals inside a word make it nobody else's: DigitalGov
    return "single"
