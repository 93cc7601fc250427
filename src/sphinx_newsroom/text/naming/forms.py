"""The forms that names take: from a record to all that a text may call it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from sphinx_newsroom.model.records import EntityKind, Method, Official, Organization
from sphinx_newsroom.text.naming.countries import countries_in, is_place
from sphinx_newsroom.text.naming.tokens import Tokens, folded, words_of
from sphinx_newsroom.text.naming.translations import officially
from sphinx_newsroom.text.naming.word_lists import CONNECTORS, GENERIC

Strength = Literal["strong", "generic", "single", "short", "acronym", "family", "office", "head"]
"""How far a form can be trusted by itself: a strong one is a name of several words that others hardly bear, a short one
is the Coast Guard where the text has the United States Coast Guard, too; a head is a word such as parliament, which is
a name with a country's adjective before it."""


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
    """An official's name in parts, folded; *given* has all given names, *middle* what stands between in the first."""

    given: tuple[str, ...]
    middle: tuple[str, ...]
    family: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    latin: frozenset[str] = frozenset()
    """The given names of one who has a name in Cyrillic letters, as those are written in Latin ones."""


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_JOINED = re.compile(r"(?<=\w)-(?=[a-z])")
_TOGETHER = re.compile(r"\b([Cc]o)(?=operat|ordinat)")
_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.) ?(?=[^\W\d_]\.)")
_AFTER_NAME = frozenset({"jr", "sr", "ii", "iii", "iv"})


def family_name_of(official: Official) -> str | None:
    """The recorded family name, else the last word of a name of several words."""
    if official.family_name:
        return official.family_name
    words = [word for word in official.name.split() if word.rstrip(".").lower() not in _AFTER_NAME]
    return words[-1].rstrip(",") if len(words) > 1 else None


def _joined(name: str) -> str | None:
    """A name of two words as one with a capital inside: PRNewswire for PR Newswire."""
    first, _, second = name.partition(" ")
    if not (name.isascii() and first.isalpha() and second.isalpha()):
        return None
    return first + second if second[0].isupper() and second[1:].islower() and len(second) > 3 else None


def spellings(text: str) -> Iterator[str]:
    """A form with its hyphens closed or opened, and its initials: Co-operation, Cooperation; S.B. Berg, S. B. Berg."""
    if "-" in text:
        yield _JOINED.sub("", text)
    if opened := _TOGETHER.search(text):
        yield text[: opened.end()] + "-" + text[opened.end() :]
    if "." in text and _INITIALS.search(text):
        yield _INITIALS.sub(" ", text)
        yield _INITIALS.sub("", text)


def organization_forms(record: Organization) -> Iterator[tuple[list[str], Form]]:
    """All forms of an organization's names with their folded words, those that the record has first."""
    id_ = record.id
    names: list[tuple[str, str | None, list[str]]] = [(record.name, None, words_of(record.name))]
    names += [(other.name, other.language, words_of(other.name)) for other in record.other_names]
    for number, (name, language, words) in enumerate(names):
        method: Method = "other-name" if number else "name"
        capitals = len(words) == 1 and len(name) > 1 and name.isupper()
        strength: Strength = "acronym" if capitals else _strength(name, words)
        if number and strength == "acronym":
            method = "acronym"
        yield words, Form(name, id_, "organization", method, strength, language, number)
    if " of " in record.name:
        for name in officially(record.name):
            yield words_of(name), Form(name, id_, "organization", "other-name", "strong")
    for number, (name, language, words) in enumerate(names):
        if len(words) == 2 and (joined := _joined(name)):
            yield [folded(joined)], Form(joined, id_, "organization", "other-name", "strong", language, number)
    if record.acronym:
        words = words_of(record.acronym)
        word = len(record.acronym) > 4 and record.acronym[1:].islower()  # Statistics, of the UK Statistics Authority
        strength = _strength(record.acronym, words) if word else "acronym"
        yield words, Form(record.acronym, id_, "organization", "acronym", strength)
    for number, (name, language, words) in enumerate(names):  # last, since what the record says itself counts for more
        whole = [(words, name)]
        for short, strength in _without_country(name, words):
            text = _cut(name, len(words), short)
            whole.append((short, text))
            yield short, Form(text, id_, "organization", "other-name", strength, language, number)
        for some, text in whole:
            if len(some) in (3, 4) and (turned := _turned(some, text)):
                yield words_of(turned), Form(turned, id_, "organization", "other-name", "generic", language, number)


def _without_country(name: str, words: Sequence[str]) -> Iterator[tuple[list[str], Strength]]:
    """A name without its country: the Central Bank for that of Sri Lanka, the Navy for the United States Navy."""
    if len(words) > 2 and words[-1] > "\u0400" and is_place(words[-1]):
        yield list(words[:-1]), "generic"
    for country in countries_in(words):
        size = len(country)
        rest = list(words[:-size])
        while rest and rest[-1] in ("of", "the", "in", "for"):
            rest.pop()
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
    """The Health Minister, for the Minister of Health; and the Foreign Minister."""
    head, of, subject = role.partition(" of ")
    if of and head in ("Minister", "Secretary") and len(subject.split()) < 3 and " of " not in subject:
        yield f"{subject.removeprefix('the ')} {head}"
        if subject == "Foreign Affairs":
            yield f"Foreign {head}"


def _cut(name: str, count: int, short: Sequence[str]) -> str:
    """The part of a name of *count* words, its beginning or end, that has the words of *short*, as it is written."""
    tokens = Tokens(name)
    start = 0 if tokens.words[: len(short)] == list(short) else count - len(short)
    return tokens.surface(start, start + len(short))


def _strength(name: str, words: Sequence[str]) -> Strength:
    content = [word for word in words if word not in CONNECTORS]
    if GENERIC.issuperset(content):
        return "generic"
    if len(content) > 1 or (name[1:] != name[1:].lower() and not name.isupper()):
        return "strong"  # capitals inside a word make it nobody else's: DigitalGov
    return "single"


def official_forms(record: Official) -> Iterator[tuple[list[str], Form]]:
    """All forms of an official's names with their folded words, family names last."""
    family = family_name_of(record)
    seen: set[str] = set()
    names = [(record.name, None), *((other.name, other.language) for other in record.other_names)]
    for number, (name, language) in enumerate(names):
        words = words_of(name)
        strength: Strength = "strong" if len(words) > 1 else "single"
        yield words, Form(name, record.id, "official", "other-name" if number else "name", strength, language, number)
    for number, (name, language) in enumerate(names):  # last: a family name that the record lists as a name is one
        ending = family_in(name, number, family)
        if ending and ending not in seen:
            seen.add(ending)
            yield words_of(ending), Form(ending, record.id, "official", "family-name", "family", language, number)


def family_in(name: str, number: int, family: str | None) -> str | None:
    """The family name as it stands in the record's own name (*number* 0) or in another, where that can be told."""
    if number == 0:
        return family
    last = name.split()[-1]
    if family is None or len(name.split()) < 2 or last == family or len(last) < 3:
        return None
    same_script = bool(_CYRILLIC.search(name)) == bool(_CYRILLIC.search(family))
    return last if not same_script or last[:3] == family[:3] else None
