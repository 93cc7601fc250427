"""The forms that the names of organizations take: without their country, turned, in parts, as acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from sphinx_newsroom.model.records import Method, Organization
from sphinx_newsroom.text.inflection.german import is_german, organization
from sphinx_newsroom.text.naming.forms import Form, Forms, Strength
from sphinx_newsroom.text.words.countries import countries_in, is_place
from sphinx_newsroom.text.words.folding import folded, words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.translations import officially
from sphinx_newsroom.text.words.unit_names import is_unit
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS, GENERIC

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


def _joined(name: str) -> str | None:
    """A name of two words as one with a capital inside: PRNewswire for PR Newswire."""
    first, _, second = name.partition(" ")
    if not (name.isascii() and first.isalpha() and second.isalpha()):
        return None
    return first + second if second[0].isupper() and second[1:].islower() and len(second) >= _JOINED_WORD else None


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
