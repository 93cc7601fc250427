"""A release as a source has it: what every reader gives, before anybody has decided about it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.diagnostics import ImportCode, Problem, cut, shown
from sphinx_newsroom.model.ids import bare
from sphinx_newsroom.model.records import Contact, Name, Source
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.words.text_dates import DateOrder

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


@dataclass(frozen=True, slots=True)
class Node:
    """A value of JSON, with its place; what it should be and is not raises RefusedValueError."""

    place: Place
    value: Any

    @property
    def map(self) -> dict[str, Any]:
        """Keys with values; an empty list, as PHP writes an empty mapping, counts as one."""
        if self.value is None or self.value == []:
            return {}
        if not isinstance(self.value, dict):
            raise self._refused(ImportCode.WRONG_TYPE, f"is {_kind_of(self.value)}", "write keys and values")
        return self.value

    def at(self, *path: str) -> Node:
        """What stands below some keys."""
        node = self
        for key in path:
            node = Node(node.place.at(key), node.map.get(key))
        return node

    def items(self, *path: str) -> list[Node]:
        """The items of a list; nothing counts as an empty one."""
        node = self.at(*path)
        value = node.value
        if value is None or value in ("", {}):
            return []
        if not isinstance(value, list):
            raise node._refused(ImportCode.WRONG_TYPE, f"is {_kind_of(value)}", "write a list")
        if len(value) > LONGEST_LIST:
            raise node._refused(ImportCode.BAD_VALUE, f"has more than {LONGEST_LIST:,} items", "leave some out")
        return [Node(node.place.at(number), item) for number, item in enumerate(value)]

    def text(self, *path: str) -> str | None:
        """Text, None where there is none; numbers count as text."""
        node = self.at(*path)
        value = node.value
        # Years and ids are often numbers in JSON; True is an int in Python, and no name.
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise node._refused(ImportCode.WRONG_TYPE, f"is {_kind_of(value)}", "write text")
        if value and len(value) > LONGEST_TEXT:
            raise node._refused(ImportCode.BAD_VALUE, f"is longer than {LONGEST_TEXT:,} characters", "shorten it")
        return clean(value or "") or None

    def date(self, *path: str) -> str | None:
        """A date without its time, and without months and days that are zero."""
        # "1997-10-01T00:00:00Z" is how databases export a day; "1990-00-00" how they export a year.
        found = re.sub(r"^(\d{4}-\d\d-\d\d)[T ].*$", r"\1", self.text(*path) or "")
        return re.sub(r"(?:-00){1,2}$", "", found) or None

    def _refused(self, code: ImportCode, words: str, advice: str) -> RefusedValueError:
        key = shown(re.sub(r"\[\d+\]", "", self.place.pointer).rpartition(".")[2]) or "the record"
        return refuse(self.place, f"{key} {words}", advice, code)


def _kind_of(value: object) -> str:
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


def unique(pairs: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """The first identifier of each scheme, in the order of the schemes' first use."""
    found: dict[str, str] = {}
    for scheme, value in pairs:
        found.setdefault(scheme, value)
    return tuple(found.items())


@dataclass(frozen=True, slots=True)
class Loss:
    """Something of a source that the release does not have, or has in another form: *what* it is, and *words* of it."""

    what: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Given:
    """A value and where it was taken from, such as ``h1`` or ``pubDate``; *sure* unless somebody has to look at it."""

    value: str
    source: str
    sure: bool = True


LARGEST_FILE = 200 << 20
"""How many bytes a picture or attachment may have."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """An image or attachment that stands beside a source; *path* is relative to the source's own folder.

    One that stands within the source has its *data*, and *path* is what it may be called.
    """

    path: str
    title: str = ""
    data: bytes = field(default=b"", repr=False)
    root: str = ""
    """The folder that *path* is relative to, if that isn't the source's own."""

    @property
    def is_image(self) -> bool:
        """Whether it is one that a release can show."""
        return self.path.lower().endswith(IMAGES)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A release as one source has it.

    *format* is the name of the reader.  *url* is the address at which it was published, with its query, absolute
    where the source or ``--base`` says so.  *date* is ``2011-06-20`` or RFC 3339 with an offset, None where nothing
    says it.  *body* is Markdown without the title; *words* counts the words of the source's own text, chrome left out,
    so that what is lost can be told.  *versions* are its addresses in all languages.
    *captured* is when a copy was taken of a page (WARC, folders by date).
    *questions* are header keys that only a person can answer (``date``, ``dateline``).  *closed* says why not everybody
    may read it, where its source calls it published all the same.
    """

    place: Place
    format: str
    body: str
    title: Given | None = None
    date: Given | None = None
    url: str | None = None
    captured: datetime | None = None
    language: str | None = None
    type: str | None = None
    dateline: str | None = None
    number: str | None = None
    summary: str | None = None
    subtitle: str | None = None
    embargo: str | None = None
    issuer: str | None = None
    topics: tuple[str, ...] = ()
    contacts: tuple[Contact, ...] = ()
    image: LocalFile | None = None
    files: tuple[LocalFile, ...] = ()
    former_urls: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    words: int = 0
    losses: tuple[Loss, ...] = ()
    questions: tuple[str, ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text that was captured: as it was first, and when it was seen first and last; None where nothing says it."""

    incoming: Incoming
    first: datetime | None
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Listed:
    """A line of a list page or feed: the title and date of a release that stands at *url*."""

    place: Place
    url: str
    title: str
    date: str | None = None
    summary: str | None = None


Captured = Callable[[str, datetime], LocalFile | None]
"""The picture or attachment that was captured at an address nearest to a moment; None where none was."""


@dataclass(frozen=True, slots=True)
class Options:
    """How sources are read: *base* makes addresses absolute, *timezone* (a name of the IANA database) is that of dates
    without an offset, *order* that of dates in numbers; None where the batch has to show it.

    For a page that was captured *moment* is when, and *captured* what stood beside it then.
    """

    base: str = ""
    timezone: str = "UTC"
    order: DateOrder | None = None
    language: str = "en"
    languages: frozenset[str] = frozenset({"en"})
    """The languages whose names records get, in lower case."""
    scheme: str = "popolo"
    """The key under which records keep a source's own ids."""
    columns: tuple[tuple[str, str], ...] = ()
    """What a table calls the values of a release: ``("title", "Headline")``."""
    captured: Captured | None = None
    moment: datetime | None = None
    beside: Callable[[str], bytes | None] | None = None
    """What a file holds that stands beside the one that is read, by its path from there; None where there is none."""

    near: Callable[[str, str], LocalFile | None] | None = None
    """The file in the given folder that stood at an address, by that and the address of the release."""

    def file_at(self, address: str, base: str = "") -> LocalFile | None:
        """The picture or attachment that was captured or saved with a page, such as ``https://un.org/img/map.png``."""
        if self.captured and self.moment:
            return self.captured(address, self.moment)
        return self.near(address, base) if self.near else None

    def takes(self, language: str | None) -> bool:
        """Whether names in a language are wanted; those without a language are, and those in pt-BR where pt is."""
        tag = (language or "mul").lower()
        return tag == "mul" or not self.languages.isdisjoint((tag, tag.partition("-")[0]))

    def tag(self, language: str | None) -> str | None:
        """The language as a name's record says it: none where it is the archive's own."""
        if language is None or language.lower() in (self.language.lower(), "mul"):
            return None
        return canonical_tag(language)
