"""What importers give: drafts of records, with references still in the source's terms, and problems."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Any, Literal

from sphinx_newsroom.diagnostics import ImportCode, Problem, cut, shown
from sphinx_newsroom.model.ids import bare
from sphinx_newsroom.model.records import Name, Source
from sphinx_newsroom.sources.values import canonical_tag

Kind = Literal["organization", "official"]
Identifier = tuple[str, str]
"""A scheme such as wikidata, and the identifier in it."""

LONGEST_TEXT = 1_000
"""How many characters a value may have."""
LONGEST_LIST = 10_000
"""How many items a list inside a record may have."""
_QUOTED = 60
"""How many characters of a value a message quotes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a source something stands: a line where one is known, else a pointer such as ``persons[3].name``."""

    file: str
    line: int | None = None
    pointer: str = ""

    def at(self, step: str | int) -> Place:
        """The place of an item or key inside this one."""
        if isinstance(step, int):
            return Place(self.file, self.line, f"{self.pointer}[{step}]")
        return Place(self.file, self.line, f"{self.pointer}.{step}" if self.pointer else step)

    def problem(self, code: ImportCode, message: str, advice: str) -> Problem:
        """Something here that is not taken over as it is."""
        return Problem(self.file, self.line or 0, code, message, advice, pointer=self.pointer)


class RefusedValueError(Exception):
    """A value of a source cannot be taken; *problem* says which and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Ref:
    """An organization as a source names it: by its own key there, by identifiers, or in words."""

    place: Place
    key: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    words: str | None = None

    def __str__(self) -> str:
        return self.words or self.key or ", ".join(map(" ".join, self.identifiers))


@dataclass(frozen=True, slots=True)
class Office:
    """A membership whose organization is still to be found."""

    place: Place
    role: str
    organization: Ref
    start_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as one source has it.

    *key* is the source's own id; *id* one that it gives as ours; *own* the scheme and id under which the source's id
    is kept where nothing else would tell the record again.  *predecessors* are the keys of those whose successor it is.
    """

    kind: Kind
    name: str
    place: Place
    key: str | None = None
    id: str | None = None
    own: Identifier | None = None
    acronym: str | None = None
    other_names: tuple[Name, ...] = ()
    family_name: str | None = None
    nicknames: tuple[str, ...] = ()
    classification: str | None = None
    parent: Ref | None = None
    founding_date: str | None = None
    dissolution_date: str | None = None
    successors: tuple[Ref, ...] = ()
    predecessors: tuple[str, ...] = ()
    offices: tuple[Office, ...] = ()
    website: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def handles(self) -> tuple[Identifier, ...]:
        """All identifiers by which the record can be told again."""
        return (*self.identifiers, self.own) if self.own else self.identifiers


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are read.

    *language* is the archive's, *languages* are those whose names are taken (in lower case), *scheme* is the key
    under which a source's own ids are kept.
    """

    language: str = "en"
    languages: frozenset[str] = frozenset({"en"})
    scheme: str = "popolo"

    def takes(self, language: str | None) -> bool:
        """Whether names in a language are wanted; those without a language are."""
        if language is None or language == "mul":
            return True
        # A name in pt-br is wanted where names in pt are.
        return language.lower() in self.languages or language.lower().split("-")[0] in self.languages

    def tag(self, language: str | None) -> str | None:
        """The language as a name's record says it: none where it is the archive's own."""
        if language is None or language.lower() == self.language.lower():
            return None
        tag = canonical_tag(language)
        return tag if tag != "mul" else None


# Marks of writing direction, soft hyphens, byte-order marks: left over from web pages, and able to hide what follows.
_MARKS = re.compile("[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile("[ \t\r\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


# What no XML, and so no feed, can carry; halves of characters, which are no text at all.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def clean(value: str) -> str:
    """Text in the usual form (NFC), blanks made single, without invisible marks; control characters stay to be seen."""
    if value.isascii():
        return " ".join(value.split()) if value.isprintable() else _BLANKS.sub(" ", value).strip()
    return _BLANKS.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", value))).strip()


def quoted(value: str) -> str:
    """A value as messages quote it."""
    return repr(cut(value, _QUOTED))


def refuse(place: Place, message: str, advice: str, code: ImportCode = ImportCode.BAD_VALUE) -> RefusedValueError:
    """The error to raise for a value."""
    return RefusedValueError(place.problem(code, message, advice))


def text(value: Any, place: Place) -> str | None:
    """A value as text, or None where there is none; numbers count as text."""
    if value is None or value == "":
        return None
    # Years and ids are often numbers in JSON; True is an int in Python, and no name.
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise refuse(place, f"{last(place)} is {kind_of(value)}", "write text", ImportCode.WRONG_TYPE)
    if len(value) > LONGEST_TEXT:
        raise refuse(place, f"{last(place)} is longer than {LONGEST_TEXT:,} characters", "shorten it")
    return clean(value) or None


def items(value: Any, place: Place) -> list[tuple[Place, Any]]:
    """A list's items with their places; nothing counts as an empty list."""
    if value is None or value == "" or value == {}:
        return []
    if not isinstance(value, list):
        raise refuse(place, f"{last(place)} is {kind_of(value)}", "write a list", ImportCode.WRONG_TYPE)
    if len(value) > LONGEST_LIST:
        raise refuse(place, f"{last(place)} has more than {LONGEST_LIST:,} items", "leave some out")
    return [(place.at(number), item) for number, item in enumerate(value)]


def mapping(value: Any, place: Place) -> dict[str, Any]:
    """A value as keys with values; an empty list, as PHP writes an empty mapping, counts as one."""
    if value is None or value == []:
        return {}
    if not isinstance(value, dict):
        raise refuse(
            place, f"{last(place) or 'the record'} is {kind_of(value)}", "write keys and values", ImportCode.WRONG_TYPE
        )
    return value


def date(value: Any, place: Place) -> str | None:
    """A date without its time, and without months and days that are zero."""
    found = text(value, place)
    if found is None:
        return None
    # "1997-10-01T00:00:00Z" is how databases export a day; "1990-00-00" how they export a year.
    found = re.sub(r"^(\d{4}-\d\d-\d\d)[T ].*$", r"\1", found)
    return re.sub(r"(?:-00){1,2}$", "", found)


def last(place: Place) -> str:
    """The key of a place, as messages name it."""
    return shown(re.sub(r"\[\d+\]", "", place.pointer).rpartition(".")[2])


def kind_of(value: object) -> str:
    """What a JSON value is, in words."""
    # JSON's kinds in the words of people who see a table or a form, not JSON.
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", float: "a number with a fraction"}
    return kinds.get(type(value), "a number" if isinstance(value, int) else "text")


def scheme_of(words: str) -> str | None:
    """The name of a scheme as a key of ``identifiers``, or None where no letter is left of it."""
    found = re.sub(r"[^a-z0-9_]+", "-", re.sub(r"^[^a-z]+", "", words.lower()), flags=re.ASCII).strip("-")
    return found[:60] or None


def identifier(scheme: str, value: str) -> Identifier:
    """An identifier in the one form in which it is kept and compared."""
    return scheme, bare(scheme, value)


def unique(pairs: list[Identifier]) -> tuple[Identifier, ...]:
    """The first identifier of each scheme, in the order of the schemes' first use."""
    found: dict[str, str] = {}
    for scheme, value in pairs:
        found.setdefault(scheme, value)
    return tuple(found.items())
