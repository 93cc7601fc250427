"""The values that readers return for releases and records, before they are matched with the archive."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, NamedTuple, TypeVar

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.diagnostics import ImportCode, Problem, cut, shown
from sphinx_newsroom.model.ids import bare
from sphinx_newsroom.model.records import Contact, Name, Source
from sphinx_newsroom.model.written_dates import DateOrder
from sphinx_newsroom.sources.values import canonical_tag

Kind = Literal["organization", "official"]
Identifier = tuple[str, str]
"""A scheme such as wikidata, and the identifier in it."""

LONGEST_TEXT = 1_000
"""The maximum number of characters of a value."""
LONGEST_LIST = 10_000
"""The maximum number of items of a list in a record."""
_QUOTED = 60
"""The maximum number of characters that a message quotes from a value."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a source: a line if known, or else a pointer such as ``persons[3].name``."""

    file: str
    line: int | None = None
    pointer: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else f"{self.file}: {self.pointer}"

    def at(self, step: str | int) -> Place:
        """Return the place of an item or key inside this one."""
        if isinstance(step, int):
            return Place(self.file, self.line, f"{self.pointer}[{step}]")
        return Place(self.file, self.line, f"{self.pointer}.{step}" if self.pointer else step)

    def problem(self, message: str, advice: str, code: ImportCode = ImportCode.UNREADABLE_FILE) -> Problem:
        """Return a problem at this place."""
        return Problem(self.file, self.line or 0, code, message, advice, pointer=self.pointer)


class RefusedValueError(Exception):
    """A value of a source can't be imported; *problem* says which and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


Read = TypeVar("Read")


def each(read: Callable[[Read], Draft | None], given: Iterable[Read]) -> Iterator[Draft | Problem]:
    """Yield what *read* makes of each item, or the problem because of which it refuses one."""
    for item in given:
        try:
            if (draft := read(item)) is not None:
                yield draft
        except RefusedValueError as refusal:
            yield refusal.problem


class Ref(NamedTuple):
    """A reference to an organization in a source: by the source's key, by identifiers, or by name."""

    place: Place
    key: str | None = None
    identifiers: tuple[Identifier, ...] = ()
    words: str | None = None

    def __str__(self) -> str:
        return self.words or self.key or ", ".join(map(" ".join, self.identifiers))


class Office(NamedTuple):
    """A membership whose organization hasn't been found yet."""

    place: Place
    role: str
    organization: Ref
    start_date: str | None = None
    end_date: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as read from one source.

    Attributes:
        key: The source's own id.
        id: An id that the source gives for the archive to use.
        own: The scheme and value under which the source's id is saved, if no other identifier can find the record
            again.
        predecessors: The keys of the organizations that this one succeeds.
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
        """All identifiers that can find the record again."""
        return (*self.identifiers, self.own) if self.own else self.identifiers


# Direction marks, soft hyphens and byte-order marks: leftovers of web pages that can also hide text.
_MARKS = re.compile("[\u00ad\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_BLANKS = re.compile("[ \t\r\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")


# Characters that XML, and so feeds, can't contain, and lone surrogates.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


def clean(value: str) -> str:
    """Normalize text to NFC, with single spaces and without invisible marks; control characters are kept."""
    if value.isascii():
        return " ".join(value.split()) if value.isprintable() else _BLANKS.sub(" ", value).strip()
    return _BLANKS.sub(" ", _MARKS.sub("", unicodedata.normalize("NFC", value))).strip()


def quoted(value: str) -> str:
    """Return a value as messages quote it."""
    return repr(cut(value, _QUOTED))


def refuse(place: Place, message: str, advice: str, code: ImportCode = ImportCode.BAD_VALUE) -> RefusedValueError:
    """Return the error to raise for a value."""
    return RefusedValueError(place.problem(message, advice, code))


def unreadable(place: Place, message: str, advice: str) -> RefusedValueError:
    """Return the error to raise for a file that can't be read."""
    return RefusedValueError(place.problem(message, advice))


class Node(NamedTuple):
    """A JSON value with its place; methods raise RefusedValueError if it has the wrong type."""

    place: Place
    value: Any

    @property
    def map(self) -> dict[str, Any]:
        """The value as a mapping; an empty list counts as one, since PHP exports empty mappings so."""
        if self.value is None or self.value == []:
            return {}
        if not isinstance(self.value, dict):
            raise self._refused(ImportCode.WRONG_TYPE, f"is {_kind_of(self.value)}", "write keys and values")
        return self.value

    def at(self, *path: str) -> Node:
        """Return the value below some keys."""
        node = self
        for key in path:
            node = Node(node.place.at(key), node.map.get(key))
        return node

    def items(self, *path: str) -> list[Node]:
        """Return the items of a list; a missing value counts as an empty list."""
        node = self.at(*path)
        value = node.value
        if value is None or value in ("", {}):
            return []
        if not isinstance(value, list):
            raise node._refused(ImportCode.WRONG_TYPE, f"is {_kind_of(value)}", "write a list")
        if len(value) > LONGEST_LIST:
            raise node._refused(ImportCode.BAD_VALUE, f"has more than {LONGEST_LIST:,} items", "remove some")
        return [Node(node.place.at(number), item) for number, item in enumerate(value)]

    def text(self, *path: str) -> str | None:
        """Return text, or None if there is none; whole numbers count as text."""
        node = self.at(*path)
        value = node.value
        # Years and ids are often numbers in JSON; True is an int in Python, but not text.
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if value is not None and not isinstance(value, str):
            raise node._refused(ImportCode.WRONG_TYPE, f"is {_kind_of(value)}", "write text")
        if value and len(value) > LONGEST_TEXT:
            raise node._refused(ImportCode.BAD_VALUE, f"is longer than {LONGEST_TEXT:,} characters", "shorten it")
        return clean(value or "") or None

    def date(self, *path: str) -> str | None:
        """Return a date without its time, and without months and days that are zero."""
        # Databases export a day as "1997-10-01T00:00:00Z", and a year as "1990-00-00".
        found = re.sub(r"^(\d{4}-\d\d-\d\d)[T ].*$", r"\1", self.text(*path) or "")
        return re.sub(r"(?:-00){1,2}$", "", found) or None

    def _refused(self, code: ImportCode, words: str, advice: str) -> RefusedValueError:
        key = shown(re.sub(r"\[\d+\]", "", self.place.pointer).rpartition(".")[2]) or "the record"
        return refuse(self.place, f"{key} {words}", advice, code)


def _kind_of(value: object) -> str:
    # In words for people who see a table or a form instead of JSON.
    kinds = {dict: "a mapping", list: "a list", bool: "true or false", float: "a number with a fraction"}
    return kinds.get(type(value), "a number" if isinstance(value, int) else "text")


def scheme_of(words: str) -> str | None:
    """Turn words into a scheme's name for ``identifiers``, or None if no letter remains."""
    found = re.sub(r"[^a-z0-9_]+", "-", re.sub(r"^[^a-z]+", "", words.lower()), flags=re.ASCII).strip("-")
    return found[:60] or None


def identifier(scheme: str, value: str) -> Identifier:
    """Return an identifier in the form in which it is saved and compared."""
    return scheme, bare(scheme, value)


def unique(pairs: Iterable[Identifier]) -> tuple[Identifier, ...]:
    """Return the first identifier of each scheme, in the order of the schemes' first use."""
    found: dict[str, str] = {}
    for scheme, value in pairs:
        found.setdefault(scheme, value)
    return tuple(found.items())


class Loss(NamedTuple):
    """Something in a source that the release lacks or changes: *what* it is, and an excerpt in *words*.

    *of_key* says that it is the value of a key that headers don't have. One that most releases have is told once for
    all of them instead of in each row.
    """

    what: str
    words: str = ""
    of_key: bool = False


@dataclass(frozen=True, slots=True)
class Given:
    """A value and where it was found, such as ``h1`` or ``pubDate``; if not *sure*, a person must check it."""

    value: str
    source: str
    sure: bool = True


SHOWN_AND_SAID = "page and head"
"""The source of a date that a page shows and its head gives."""

LARGEST_FILE = 200 << 20
"""The largest picture or attachment, in bytes."""


@dataclass(frozen=True, slots=True)
class LocalFile:
    """An image or attachment of a source; *path* is relative to the source's folder.

    A file embedded in the source has its bytes in *data*, and a suggested name in *path*.
    """

    path: str
    title: str = ""
    data: bytes = field(default=b"", repr=False)
    root: str = ""
    """The folder that *path* is relative to, if it isn't the source's own."""

    @property
    def is_image(self) -> bool:
        """Whether it is an image that a release can show."""
        return self.path.lower().endswith(IMAGES)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A release as read from one source.

    Attributes:
        format: The name of the reader.
        url: The address at which it was published, with its query; absolute if the source or ``--base`` allows it.
        date: ``2011-06-20``, or RFC 3339 with an offset; None if unknown.
        body: Markdown, without the title.
        words: The number of words in the source's text, to measure what is lost.
        saved_at: The address that its file has below the given folder.
        versions: Its addresses in all languages.
        titles: Other headings of its page, in case the title belongs to the site, and a title that differs in its head.
        captured: When a copy of the page was captured (WARC, dated folders).
        questions: Optional header keys that only a person can fill in (``embargo``, ``dateline``).
        closed: Why not everyone may read it, although its source counts it as published.
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
    saved_at: str | None = None
    versions: tuple[str, ...] = ()
    titles: tuple[Given, ...] = ()
    words: int = 0
    losses: tuple[Loss, ...] = ()
    questions: tuple[str, ...] = ()
    closed: str = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A captured text, and when it was captured first and last."""

    incoming: Incoming
    first: datetime
    last: datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of a list page or feed: the title and date of the release at *url*, in the form of its own date."""

    place: Place
    url: str
    title: str
    date: str | None = None


Found = Incoming | Listed | Problem
"""What a source contains."""

FileAt = Callable[[str, str], LocalFile | None]
"""Finds the local copy of a picture or attachment by its address and that of its page; None if there is none."""


def no_file(_address: str, _base: str) -> None:
    """Find no local copy."""


@dataclass(frozen=True, slots=True)
class Options:
    """Options for reading sources.

    Attributes:
        base: Makes addresses absolute.
        timezone: The IANA time zone of times without an offset.
        order: The order of day, month and year in numeric dates; None to infer it from the batch.
        captured: Finds the file captured at an address closest to a moment.
        file_at: Finds local copies of pictures and attachments.
        beside: Reads a file next to the source by its relative path; returns nothing if there is none.
    """

    base: str = ""
    timezone: str = "UTC"
    order: DateOrder | None = None
    language: str = "en"
    languages: frozenset[str] = frozenset({"en"})
    """The languages in which records get names, in lower case."""
    scheme: str = "popolo"
    """The scheme under which records save a source's own ids."""
    columns: tuple[tuple[str, str], ...] = ()
    """The names of a table's columns for keys of a release: ``("title", "Headline")``."""
    captured: Callable[[str, datetime], LocalFile | None] | None = None
    file_at: FileAt = no_file
    beside: Callable[[str], bytes] | None = None

    def takes(self, language: str | None) -> bool:
        """Whether names in a language are imported: also names without a language, and pt-BR if pt is."""
        tag = (language or "mul").lower()
        return tag == "mul" or not self.languages.isdisjoint((tag, tag.partition("-")[0]))

    def tag(self, language: str | None) -> str | None:
        """Return the language tag for a name, or None if it is the archive's own language."""
        if language is None or language.lower() in (self.language.lower(), "mul"):
            return None
        return canonical_tag(language)
