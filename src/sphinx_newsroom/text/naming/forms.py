"""The forms of names: without the country, inverted, in parts, as acronyms, in grammatical cases."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, pairwise
from typing import Literal, NamedTuple

from sphinx_newsroom.model.records import EntityKind, Method, Official, Organization
from sphinx_newsroom.text.words.belonging import is_arabic
from sphinx_newsroom.text.words.countries import Abroad, countries_in, is_place, officially
from sphinx_newsroom.text.words.folding import CYRILLIC, is_cyrillic, words_of
from sphinx_newsroom.text.words.office_words import is_unit
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS, GENERIC, SUFFIXES

Strength = Literal["strong", "unit", "generic", "single", "short", "acronym", "family", "office"]
"""The degree to which a form can be trusted without other evidence.

strong   several words that hardly any other entity shares: United Nations Office on Drugs and Crime
unit     a unit that many organizations have, meaningless without its organization: Criminal Division
generic  words that organizations of every country have: Ministry of Health
single   one word that isn't generic: Google, Frontex
short    without its country, if more than generic words remain: Coast Guard
acronym  UNODC
family   an official's family name
office   a role as the records write it: Executive Director
"""


class Form(NamedTuple):
    """One form of one entity's name; for an office, *entity* is the role as the records write it."""

    text: str
    entity: str
    kind: EntityKind
    method: Method
    strength: Strength
    language: str | None = None
    name: int = 0
    """The number of the entity's other name that it comes from, counted from 1; 0 for the main name."""


class Person(NamedTuple):
    """An official's name in folded parts: all *given* names, *middle* names of the main name, the *family* name.

    John F. Kennedy with the other name Jack Kennedy is ``Person(("john", "f", "jack"), ("f",), ("kennedy",))``.
    """

    given: tuple[str, ...]
    middle: tuple[str, ...]
    family: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    latin: frozenset[str] = frozenset()
    """The romanized given names of a person whose name is in Cyrillic letters."""
    called: frozenset[str] = frozenset()
    """Nicknames for the first given name: Bob for Robert."""


Forms = Iterator[tuple[list[str], Form]]
"""Forms, each with its folded words."""

# A hyphen before a lowercase letter: matches in "Co-operation", but not in "Al-Jazeera".
_JOINED = re.compile(r"(?<=\w)-(?=[a-z])")
# Matches the "Co" of "Cooperation" and "coordination", but not of "Corporation".
_TOGETHER = re.compile(r"\b([Cc]o)(?=operat|ordinat)")
# Between the dots of two initials: matches in "S.B." and "S. B.", but not in "Inc. B.".
_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.) ?(?=[^\W\d_]\.)")
_TURNED_ROLE = 2
"""The longest portfolio, in words, that can come before "Minister": Foreign Affairs Minister."""


def spellings(text: str) -> Iterator[str]:
    """Yield spelling variants of a form: hyphens closed or opened, initials with or without a space.

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
    """Yield "Health Minister" for "Minister of Health", and "Foreign Minister".

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
"""The number of initial letters that two spellings of a family name must share: Kuleba, Kulebi.

Shorter words are initials.

Four would lose Кім.
"""


def family_name_of(official: Official) -> str | None:
    """Return the recorded family name, or the last word of a name of several words.

    >>> family_name_of(Official("x", "Martin Luther King Jr.")), family_name_of(Official("x", "Pelé"))
    ('King', None)
    """
    if official.family_name:
        return official.family_name
    words = [word for word in official.name.split() if word.rstrip(".").lower() not in SUFFIXES]
    return words[-1].rstrip(",") if len(words) > 1 else None


def official_forms(record: Official) -> Forms:
    """Yield all forms of an official's names with their folded words, family names last.

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
    # Last, because a family name that the record also lists as a name counts as a name.
    for number, (name, language) in enumerate(names):
        ending = family_in(name, number, family, record.name)
        if ending and ending not in seen:
            seen.add(ending)
            yield words_of(ending), Form(ending, record.id, "official", "family-name", "family", language, number)


def family_in(name: str, number: int, family: str | None, own: str = "") -> str | None:
    """Return the family name as it is written in one of an official's names, or None if that can't be told.

    >>> family_in("Анна Берг", 1, "Berg"), family_in("Anna Berger", 1, "Berg"), family_in("Anna Karenina", 1, "Berg")
    ('Берг', 'Berger', None)

    *number* is 0 for the main name; *own* is the main name.

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
    # Different scripts can't be compared. If both names have as many words, use the same position; otherwise the last
    # word.
    place = own.split().index(family) if len(own.split()) == len(parts) and family in own.split() else -1
    return parts[place] if len(parts[place]) >= _FAMILY_LETTERS else None


def _script(name: str) -> str:
    """Return the script that a name is written in."""
    if is_arabic(name):
        return "arabic"
    return "cyrillic" if CYRILLIC.search(name) else "latin"


# Stems can lose letters in other cases (Казахський loses "ий", Прага becomes Празі), so only the beginning is compared.
# A needless inflection only costs time, so these are short; a missed one means a missed name.
_STEM, _LONG_STEM, _LONG = 3, 5, 8
"""The number of initial letters that a word keeps in all cases; that of a long word; and the length of a long word.

Сили has four letters and becomes Сил, so four for every word would lose "Збройних Сил".
"""


class PendingForm(NamedTuple):
    """A form that still needs its grammatical cases, or an office or organization *abroad* that needs translations."""

    number: int
    stems: frozenset[str]
    """The beginnings of words that a text must contain."""
    form: Form
    abroad: Abroad | None


class PendingForms:
    """Cyrillic forms that are inflected only once a text contains the beginnings of all their words.

    "Президент України" waits for a text with words in прези… and укр…, such as Президентові and Україні.
    """

    def __init__(self) -> None:
        self._count = 0
        self._rows: dict[str, list[PendingForm]] = defaultdict(list)
        """Each pending form once, under its longest stem: Президент України under прези…, not укр….

        Few texts contain a long stem, so few rows are looked at for each word.
        """

    def add(self, form: Form, words: Sequence[str], abroad: Abroad | None = None) -> None:
        """Add a form, pending until a text has its folded words."""
        # Only Cyrillic words are inflected; Фонд UNICEF України also has another, which texts needn't be searched for.
        cyrillic = filter(is_cyrillic, words)
        stems = frozenset([word[: _STEM if len(word) < _LONG else _LONG_STEM] for word in cyrillic])
        self._rows[max(sorted(stems), key=len)].append(PendingForm(self._count, stems, form, abroad))
        self._count += 1

    def take(self, words: Iterable[str]) -> list[PendingForm]:
        """Remove and return the forms whose words may all be among some folded words, in the order they were added.

        Keeping the order of the records means that namesakes are compared in the same order, whichever text is read
        first.
        """
        stems = {word[:size] for word in words if is_cyrillic(word) for size in (_STEM, _LONG_STEM)}
        ready: list[PendingForm] = []
        for stem in self._rows.keys() & stems:
            rows = self._rows.pop(stem)
            ready += (row for row in rows if row.stems <= stems)
            if left := [row for row in rows if not row.stems <= stems]:
                self._rows[stem] = left
        return sorted(ready, key=lambda row: row.number)

    def take_all(self) -> list[PendingForm]:
        """Remove and return all pending forms, for callers that need every possible form."""
        rows = sorted(chain.from_iterable(self._rows.values()), key=lambda row: row.number)
        self._rows.clear()
        return rows


_ADJECTIVE = re.compile(r"(?P<stem>[A-ZÄÖÜ][\wäöüß-]{2,})(?P<ending>e|er|es)")
"""An adjective in the nominative, in a name where another capitalized word follows: Europäische, Vereinte."""

_ENDINGS = {"e": ("e", "en", "er"), "er": ("er", "e", "en", "em"), "es": ("es", "e", "en", "em")}
"""The endings of an adjective in all cases, by its nominative ending: -e is feminine or plural."""

_NO_GENITIVE = re.compile(
    r"(?:ung|schaft|ion|heit|keit|tät|ik|bank|wehr|macht|kammer|polizei|partei|kasse|e|en|n|s|ß|z|x)\Z"
)
"""Endings of nouns that take no "s" in the genitive: feminines, plurals, and nouns that end in a sibilant."""

_SMALL = frozenset("fur und zur zum vom gegen".split())
"""Small words that only German names have; French also has "des", and Dutch "der"."""

_HEADS = tuple("amt ministerium gericht gerichtshof verband verein prasidium bundesrat".split())
"""Endings of the nouns that German names of organizations start with."""

GERMAN_BODIES = tuple(
    "anstalt bank fraktion gericht gesellschaft gemeinschaft gruppe hochschule institut kammer museum parlament partei"
    " schule stiftung tag universitat verband verein werk werke".split()
)
"""Endings of the nouns of German organizations: Alfred-Wegener-Institut, Nordmark-Stiftung."""

_GERMAN_ADJECTIVE = re.compile(r".*(?:isch|deutsch|lich)(?:e|er|es)")


def is_german(words: Sequence[str]) -> bool:
    """Whether the folded words of a name look German: a small word, an adjective, or a typical noun.

    >>> is_german(["landeskriminalamt", "nordmark"]), is_german(["acme", "works"]), is_german(["rat", "fur", "kunst"])
    (True, False, True)
    >>> is_german(["technische", "universitat", "nordmark"]), is_german(["franz", "kafka", "stiftung"])
    (True, True)
    """
    if not words or words[0].endswith(_HEADS) or not _SMALL.isdisjoint(words):
        return bool(words)
    return bool(_GERMAN_ADJECTIVE.fullmatch(words[0])) or any(word.endswith(GERMAN_BODIES) for word in words[1:])


def organization(words: Sequence[str]) -> Iterator[str]:
    """Yield the grammatical cases of an organization's German name, without the nominative.

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
    """Return the adjectives that a name starts with: words with the same ending before a capitalized word."""
    found: list[re.Match[str]] = []
    for word, following in pairwise(words):
        match = _ADJECTIVE.fullmatch(word)
        if match is None or word.endswith(GERMAN_BODIES) or not following[0].isupper():
            break
        if found and match["ending"] != found[0]["ending"]:
            break
        found.append(match)
    return found


# Common variants of an organization's name: Acme Robotics for … Corporation, UN for United Nations.

_UNITED = (("United Nations", "UN"), ("United States", "U.S."), ("European Union", "EU"))
"""Parts of names that are often abbreviated."""

_LETTERS = 3
"""The shortest initials of a committee's portfolio that make a name: HELP, but not AS."""


_COMMITTEE_ON = re.compile(r"\b(Committee|Subcommittee) on (?:the )?")
_SELECT = re.compile(r"\b(?:Permanent |Select |Special |Temporary )+$")
_CHAMBERS = ("Senate ", "House ")
_FURTHER = re.compile(r", | and | \(")
"""Between the parts of a committee's portfolio: matches ", " in Banking, Housing, and Urban Affairs."""


def variants(name: str, language: str | None, words: Sequence[str]) -> Iterator[str]:
    """Yield variants of an organization's name that texts use; *words* are its folded words.

    >>> list(variants("United Nations Forum", None, ["united", "nations", "forum"]))
    ['UN Forum']
    """
    # Cheap checks come first, because an archive may have many thousand names.
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
    """Return a committee's name by the initials of its portfolio, with and without its chamber.

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
    """Yield "UN Development Programme" for United Nations …, and "U.S. Attorney's Office"."""
    for long, short in _UNITED:
        if long in name and name != long:
            yield name.replace(long, short, 1)


def _without_company_form(name: str) -> Iterator[str]:
    """Yield "Acme Robotics" for Acme Robotics Corporation and Acme Robotics, Inc."""
    bare = " ".join(name.split()[:-1]).rstrip(" ,")
    if bare and not bare.endswith(")"):  # Aviation Services (Sri Lanka) Limited
        yield bare


def _turned_committee(name: str) -> Iterator[str]:
    """Yield "House Armed Services Committee" for House Committee on Armed Services; subcommittees too.

    A committee may also be called by the first part of its portfolio: the Senate Banking Committee. The chamber must be
    known, because each chamber has a Committee on Armed Services.
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
    """A name from an organization's record; *number* is 0 for the main name."""

    number: int
    name: str
    language: str | None
    words: list[str]


# Two words written as one: matches "GlobeNewswire", but not "LinkedIn".
_PARTED = re.compile(r"([A-Z][a-z]{4,})([A-Z][a-z]{4,})")

_CAPITALIZED_ACRONYM = 5
"""From this length on, an "acronym" with lowercase letters is a word: Statistics, of the UK Statistics Authority."""

_TURNED = (3, 4)
"""The maximum number of words in an inverted ministry name: Health Ministry, but not Health and Wellness Ministry."""

_LONG_NAME = 3
"""The shortest Cyrillic name, in words, whose final country may be left out.

With two, every "Уряд" would be Ukraine's.
"""


def organization_forms(record: Organization, owner: Organization | None = None) -> Forms:
    """Yield all forms of an organization's names with their folded words, the recorded names first.

    If two forms have the same words the first wins, so recorded names come before derived ones. *owner* is the
    organization that the record says it is a unit of.

    >>> [(form.text, form.strength) for _, form in organization_forms(Organization("x", "Coast Guard of Chile"))]
    [('Coast Guard of Chile', 'strong'), ('Coast Guard', 'generic')]
    """
    names = [_Named(0, record.name, None, words_of(record.name))]
    for number, other in enumerate(record.other_names, 1):
        names.append(_Named(number, other.name, other.language, words_of(other.name)))
    return chain(
        _as_recorded(record, names, _names_of(owner)),
        _official_names(record),
        _parted_names(record, names),
        _acronyms(record),
        _shortened(record, names),
        _variants(record, names),
        _by_initials(record),
    )


def _names_of(owner: Organization | None) -> tuple[str, ...]:
    """Return the folded names of a unit's organization, with spaces around them."""
    if owner is None:
        return ()
    names = (owner.name, owner.acronym or "", *(other.name for other in owner.other_names))
    return tuple(f" {' '.join(words_of(name))} " for name in names if name)


def _as_recorded(record: Organization, names: Sequence[_Named], owner: Sequence[str]) -> Forms:
    # A name in capitals is an acronym, whichever field of the record lists it.
    unit = is_unit(names[0].words)
    for number, name, language, words in names:
        method: Method = "other-name" if number else "name"
        capitals = len(words) == 1 and len(name) > 1 and name.isupper()
        strength: Strength = "acronym" if capitals else _strength(name, words)
        if number and strength == "acronym":
            method = "acronym"
        # A unit's name that contains its organization is sufficient: Criminal Division of the Department of Justice.
        if strength in ("strong", "single") and (
            (owner and strength == "strong" and not any(name in f" {' '.join(words)} " for name in owner))
            or (unit and language is not None)
        ):
            strength = "unit"  # and so is a unit's name in another language
        yield words, Form(name, record.id, "organization", method, strength, language, number)


def _official_names(record: Organization) -> Forms:
    """Yield "Government of the Republic of Estonia" for Government of Estonia."""
    if " of " in record.name:
        for name in officially(record.name):
            yield words_of(name), Form(name, record.id, "organization", "other-name", "strong")


def _parted_names(record: Organization, names: Sequence[_Named]) -> Forms:
    """Yield "Globe Newswire" for GlobeNewswire; words this long are hardly ever adjacent by chance."""
    for number, name, language, words in names:
        if len(words) == 1 and (parts := _PARTED.fullmatch(name)):
            said = " ".join(parts.groups())
            yield words_of(said), Form(said, record.id, "organization", "other-name", "strong", language, number)


def _variants(record: Organization, names: Sequence[_Named]) -> Forms:
    """Yield the names without a company form, with UN for United Nations, and in German cases."""
    for number, name, language, words in names:
        for text in variants(name, language, words):
            bare = words_of(text)
            # A single word of a longer name counts only if the text also has the longer name, or as :mod:`.short_names`
            # says.
            strength: Strength = "short" if len(bare) == 1 < len(words) else _strength(text, bare)
            yield bare, Form(text, record.id, "organization", "other-name", strength, language, number)


def _by_initials(record: Organization) -> Forms:
    """Yield "Senate HELP Committee", and "HELP Committee" for texts that also have another of its names."""
    if "ommittee on " in record.name and (texts := by_initials(record.name)):
        strengths: tuple[Strength, ...] = ("strong", "short")
        for text, strength in zip(texts, strengths, strict=True):
            yield words_of(text), Form(text, record.id, "organization", "other-name", strength)


def _acronyms(record: Organization) -> Forms:
    if record.acronym:
        words = words_of(record.acronym)
        # Statistics, of the UK Statistics Authority: some sources list an ordinary word as an acronym.
        word = len(record.acronym) >= _CAPITALIZED_ACRONYM and record.acronym[1:].islower()
        strength = _strength(record.acronym, words) if word else "acronym"
        yield words, Form(record.acronym, record.id, "organization", "acronym", strength)


def _shortened(record: Organization, names: Sequence[_Named]) -> Forms:
    """Yield names without their country, and inverted names of ministries."""
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
    """Yield a name without its country: Central Bank for Central Bank of Sri Lanka, Navy for United States Navy."""
    # In a Cyrillic name the country comes last, in the genitive: Міністерство оборони | України.
    if len(words) >= _LONG_NAME and is_cyrillic(words[-1]) and is_place(words[-1]):
        yield list(words[:-1]), "generic"
    for country in countries_in(words):
        size = len(country)
        rest = list(words[:-size])
        while rest and rest[-1] in ("of", "the", "in", "for"):
            rest.pop()
        # Two words must remain, and "of" or "in" must have linked the country to them: Navy of Chile doesn't become
        # Navy.
        if tuple(words[-size:]) == country and 1 < len(rest) < len(words) - size:
            yield rest, "generic"
        if tuple(words[:size]) == country:
            rest = list(words[size:])
            if GENERIC.issuperset(rest):
                yield rest, "generic"
            elif len(rest) > 1:
                yield rest, "short"


def _turned(words: Sequence[str], name: str) -> str | None:
    """Return "Health Ministry" for Ministry of Health."""
    if words[0] not in ("ministry", "department") or words[1] != "of":
        return None
    head, _, subject = name.partition(" of ")
    return f"{subject.removeprefix('the ')} {head}"


def _cut(name: str, count: int, short: Sequence[str]) -> str:
    """Return the beginning or end of a name of *count* words that has the folded words *short*, as it is written."""
    tokens = Tokens(name)
    # The words are cut from the name as written, because folded words have lost their spelling.
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
        return "strong"  # capitals inside a word make it distinctive: DigitalGov
    return "single"
