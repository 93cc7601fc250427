"""What search knows of a release: one frozen record, the only thing that the index is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.model.addresses import PageName

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from sphinx_newsroom.archive.entries import Entry
    from sphinx_newsroom.archive.index import ArchiveIndex


class Faceted(NamedTuple):
    """What a release counts as, by facet: it has one type and one language, and any number of the others."""

    organization: tuple[str, ...]
    official: tuple[str, ...]
    topic: tuple[str, ...]
    type: str
    language: str


@dataclass(frozen=True, slots=True)
class Document:
    """A release as search sees it; *body* is its subtitle and its plain text without the title.

    *issuer* has the ids of all issuers, with blanks between them.
    """

    id: str
    title: str
    date: dt.date
    type: str
    language: str
    issuer: str
    summary: str
    body: str
    organization: tuple[str, ...]
    official: tuple[str, ...]
    topic: tuple[str, ...]
    number: str = ""


FACETS = Faceted._fields
"""What results are narrowed by, besides the year: fields of :class:`Document`, too."""


def faceted(index: ArchiveIndex, docname: PageName) -> Faceted:
    """What a release counts as; its text is not asked for."""
    named, release = index.named(docname), index.entries[docname].release
    bodies, people, topics = (
        tuple(sorted(id_ for kind, id_ in named if kind == which)) for which in ("organization", "official", "topic")
    )
    return Faceted(bodies, people, topics, release.type, release.language)


def documents(index: ArchiveIndex, docnames: Iterable[PageName]) -> tuple[Document, ...]:
    """The search records of releases."""
    return tuple(_document(index.entries[docname], faceted(index, docname)) for docname in docnames)


def _document(entry: Entry, facets: Faceted) -> Document:
    release = entry.release
    # The title stands in a field of its own, which counts more.
    _, _, body = entry.text.partition("\n\n")
    if release.subtitle:
        body = f"{release.subtitle}\n\n{body}"
    return Document(
        id=release.id,
        title=release.title,
        date=release.date,
        issuer=" ".join(release.all_issuers),
        # The summary is the text's beginning more often than not, and then need not be kept twice.
        summary="" if body.startswith(entry.summary.removesuffix(" …")) else entry.summary,
        body=body,
        number=release.number or "",
        **facets._asdict(),
    )
