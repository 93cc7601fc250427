"""What the pages of superseded texts and of editions show, as :mod:`.views` has it for the others."""

from __future__ import annotations

from dataclasses import dataclass

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.outputs.differences import Block, differences
from sphinx_newsroom.outputs.pages.views import AboutView, AttachmentView, CiteView, Note, ReleaseLine


@dataclass(frozen=True, slots=True)
class Altered:
    """A fact of the header that a correction changed."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AlteredFile:
    """A picture or attachment that a correction changed: the addresses of both, empty where there is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class SupersededView:
    """A text that was published and no longer stands, beside what took its place.

    *line* is the release as it is now, *next* the page of the text that took this one's place, *note* what was
    corrected then; *datetime*, *kind* (in words) and *issuers* are those of this text.  The difference is worked out
    when the page is written, since a view is made at every build.
    """

    line: ReleaseLine
    title: str
    subtitle: str
    language: str
    kicker: tuple[str, ...]
    datetime: str
    kind: str
    issuers: tuple[str, ...]
    revision: int
    total: int
    published: Note
    note: Note
    next: PageName
    previous: PageName | None
    altered: tuple[Altered, ...]
    files: tuple[AlteredFile, ...]
    attachments: tuple[AttachmentView, ...]
    about: tuple[AboutView, ...]
    before: str
    after: str
    digest: str
    withdrawn: Note | None
    cite: CiteView

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs in which the text that came differs."""
        return differences(self.before, self.after)


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A release in an edition: its title as it was, and the page of the text that stood."""

    page: PageName
    title: str
    date: str
    date_text: str
    language: str
    issuer: str
    status: str


@dataclass(frozen=True, slots=True)
class EditionView:
    """The archive as it stood: releases by year, newest first."""

    name: str
    at: str
    at_text: str
    total: int
    years: tuple[tuple[int, tuple[EditionLine, ...]], ...]


@dataclass(frozen=True, slots=True)
class EditionsView:
    """All editions, newest first: name, page, moment in both forms, number of releases."""

    editions: tuple[tuple[str, str, str, str, int], ...]
