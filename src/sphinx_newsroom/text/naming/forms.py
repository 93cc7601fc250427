"""The forms that names take: from a record to all that a text may call it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Literal, NamedTuple

from sphinx_newsroom.model.records import EntityKind, Method, Official, Organization
from sphinx_newsroom.text.naming.variants import by_initials, variants
from sphinx_newsroom.text.words.attached import is_arabic
from sphinx_newsroom.text.words.countries import countries_in, is_place
from sphinx_newsroom.text.words.folding import folded, words_of
from sphinx_newsroom.text.words.letters import CYRILLIC, is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.translations import officially
from sphinx_newsroom.text.words.unit_names import is_unit
from sphinx_newsroom.text.words.word_lists import CONNECTORS, GENERIC, SUFFIXES

Strength = Literal["strong", "unit", "generic", "single", "short", "acronym", "family", "office", "head"]
"""How far a form can be trusted by itself.

strong   a name of several words, which others hardly bear: United Nations Office on Drugs and Crime
unit     what every body has, and so means nothing without the body that it is of: Criminal Division
generic  of words that bodies of every country have: Ministry of Health
single   of one word that is not generic: Google, Frontex
short    without its country, where that leaves more than generic words: Coast Guard
acronym  UNODC
family   an official's family name
office   a role as the records write it: Executive Director
head     a word such as parliament, which is a name with a country's adjective before it, or begins a list (Departments)
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


class _Named(NamedTuple):
    """A name that the record of an organization has: its *number* is 0 for the name itself."""

    number: int
    name: str
    language: str | None
    words: list[str]


Forms = Iterator[tuple[list[str], Form]]
"""Forms, each with its folded words."""

# A hyphen before a small letter: takes that of "Co-operation", and not that of "Al-Jazeera".
_JOINED = re.compile(r"(?<=\w)-(?=[a-z])")
# Takes the "Co" of "Cooperation" and "coordination", and not that of "Corporation".
_TOGETHER = re.compile(r"\b([Cc]o)(?=operat|ordinat)")
# A name of two words in one: takes "GlobeNewswire", and not "LinkedIn".
_PARTED = re.compile(r"([A-Z][a-z]{4,})([A-Z][a-z]{4,})")
# Between the dots of two initials: takes "S.B." and "S. B.", and not "Inc. B.".
_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.) ?(?=[^\W\d_]\.)")
# Lengths of words and names.

_JOINED_WORDS, _JOINED_WORD = 2, 4
"""How many words are written as one, and from how many letters the second is on: PRNewswire for PR Newswire.

Nothing changes where the second may have three letters or must have five.
"""

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

_TURNED_ROLE = 2
"""Of how many words at most a minister's portfolio stands before him: Health Minister, Foreign Affairs Minister.

With one the Foreign Minister is lost, four times; with three nothing changes.
"""

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


def _joined(name: str) -> str | None:
    """A name of two words as one with a capital inside: PRNewswire for PR Newswire."""
    first, _, second = name.partition(" ")
    if not (name.isascii() and first.isalpha() and second.isalpha()):
        return None
    return first + second if second[0].isupper() and second[1:].islower() and len(second) >= _JOINED_WORD else None


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


# Organizations


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
        _official_names(record),
        _joined_names(record, names),
        _parted_names(record, names),
        _acronyms(record),
        _shortened(record, names),
        _variants(record, names),
        _by_initials(record),
        _governors(record, names),
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


def _official_names(record: Organization) -> Forms:
    """The Government of the Republic of Estonia, for that of Estonia."""
    if " of " in record.name:
        for name in officially(record.name):
            yield words_of(name), Form(name, record.id, "organization", "other-name", "strong")


def _joined_names(record: Organization, names: Sequence[_Named]) -> Forms:
    for number, name, language, words in names:
        if len(words) == _JOINED_WORDS and (joined := _joined(name)):
            yield [folded(joined)], Form(joined, record.id, "organization", "other-name", "strong", language, number)


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


def _governors(record: Organization, names: Sequence[_Named]) -> Forms:
    """The Board of Governors of the Federal Reserve System, where the record has the Federal Reserve Board, too."""
    boards = [name.removesuffix(" Board") for _, name, _, _ in names if name.endswith(" Board")]
    for number, name, language, _ in names if boards else ():
        if any(name.startswith(board) and not name.endswith(" Board") for board in boards):
            text = f"Board of Governors of the {name}"
            yield words_of(text), Form(text, record.id, "organization", "other-name", "strong", language, number)


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


def numbered_role(role: str) -> Iterator[str]:
    """The Minister of Sport, for the Minister of Sports, and the other way round.

    >>> list(numbered_role("Minister of Sports")), list(numbered_role("Head of Sports"))
    (['Minister of Sport'], [])
    """
    if role.startswith("Minister of ") and not role.endswith("ss"):
        yield role.removesuffix("s") if role.endswith("s") else f"{role}s"


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


# Officials


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
