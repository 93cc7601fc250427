"""A release as a source has it: what every reader gives, before anybody has decided about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.importers.drafts import Place
from sphinx_newsroom.model.records import Contact
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.words.text_dates import DateOrder


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
