"""One row of data for each release, statement and record, as :mod:`~sphinx_newsroom.outputs.tables.columns` has it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_newsroom.model.addresses import entity_page, url_of
from sphinx_newsroom.model.media_types import media_type
from sphinx_newsroom.outputs.tables.columns import TABLES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_newsroom.archive.entries import Entry
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.release_files import Offered, Placed
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.model.addresses import PageName, ReleaseId
    from sphinx_newsroom.model.records import AnnouncedEvent, Image, Mention, Official, Organization, Release, Statement


def address(page: PageName, settings: Settings) -> str:
    """A page's address: absolute where the archive knows its own, else relative to the site's root."""
    return settings.baseurl + quote(url_of(page))


def release(
    entry: Entry,
    index: ArchiveIndex,
    settings: Settings,
    files: Iterable[Placed] = (),
    attachments: Iterable[Offered] = (),
) -> dict[str, Any]:
    """A row of ``data/releases.jsonl``; of a withdrawn release what its page still shows, and what it was about.

    The text is not asked for.
    """
    found = entry.release
    named = index.named(found.docname)
    # Programs get no more of a withdrawn release than readers of its page; whom it named stays, since lists count it.
    gone = found.withdrawn is not None
    return {
        "id": found.id,
        "url": address(found.docname, settings),
        "title": found.title,
        "subtitle": None if gone else found.subtitle,
        "date": found.date.isoformat(),
        "moment": found.moment.isoformat() if found.moment else None,
        "type": found.type,
        "language": found.language,
        "issuer": found.issuer,
        "issuers": list(found.all_issuers),
        "number": found.number,
        "dateline": None if gone else found.dateline,
        "summary": None if gone else entry.summary,
        "event": None if gone or found.event is None else _event(found.event),
        "topics": list(found.topics),
        "organizations": [id_ for kind, id_ in named if kind == "organization"],
        "officials": [id_ for kind, id_ in named if kind == "official"],
        **relations(found, index),
        "contacts": [] if gone else [asdict(contact) for contact in found.contacts],
        "image": None if gone or found.image is None else _image(found, found.image, settings),
        "attachments": [] if gone else [_attachment(one, settings) for one in attachments],
        "files": [] if gone else [_file(file, settings) for file in files],
        "boilerplate": None if gone else found.own_boilerplate or None,
        "corrections": [{"date": one.date.isoformat(), "note": one.note} for one in found.corrections_in_order],
        "withdrawn": withdrawn(found, index),
        "former_urls": [url for url in found.former_urls if url != url_of(found.docname)],
    }


def relations(found: Release, index: ArchiveIndex) -> dict[str, Any]:
    """The releases that a header relates to, if in the archive: of one under embargo not even the id is told."""
    return {
        "related": [id_ for id_ in found.related if _known(id_, index)],
        "replaces": _known(found.replaces, index),
        "follows": _known(found.follows, index),
        "translation_of": _known(found.translation_of, index),
    }


def _known(id_: ReleaseId | None, index: ArchiveIndex) -> ReleaseId | None:
    return id_ if index.page(id_) else None


def _event(event: AnnouncedEvent) -> dict[str, Any]:
    return {
        "name": event.name or None,
        "start": event.start.isoformat(),
        "end": event.end.isoformat() if event.end else None,
        "place": event.place or None,
        "url": event.url,
        "cancelled": event.cancelled,
    }


def _image(release: Release, image: Image, settings: Settings) -> dict[str, str]:
    url = settings.baseurl + quote(release.file_address(image.src))
    return {"url": url, "alt": image.alt, "caption": image.caption, "credit": image.credit}


def _file(file: Placed, settings: Settings) -> dict[str, str]:
    return {"url": settings.baseurl + quote(file.address), "sha256": file.sha256}


def _attachment(one: Offered, settings: Settings) -> dict[str, Any]:
    file = _file(one.file, settings)
    kind = {"media_type": media_type(one.file.address), "size": one.size}
    return {"url": file["url"], "title": one.title, **kind, "sha256": file["sha256"]}


def withdrawn(found: Release, index: ArchiveIndex) -> dict[str, Any] | None:
    """When and why a release was withdrawn, None where it stands."""
    if found.withdrawn is None:
        return None
    date, reason = found.withdrawn.date.isoformat(), found.withdrawn.reason
    return {"date": date, "reason": reason, "replaced_by": _known(found.withdrawn.replaced_by, index)}


def mentions(entry: Entry) -> list[Mention]:
    """The mentions of organizations and officials, in the order of the text; those of the header come first."""
    return in_order(entry.mentions)


def in_order(mentions: Iterable[Mention]) -> list[Mention]:
    """Mentions in the order of all data."""
    # Topics are told with the release: they are filed under, and not named in words.
    found = [mention for mention in mentions if mention.kind != "topic"]
    return sorted(found, key=lambda m: (-1 if m.start is None else m.start, m.end or 0, m.kind, m.entity))


def statement(found: Statement, entry: Entry, paragraph: str) -> dict[str, Any]:
    """A row of ``data/statements.jsonl``; *paragraph* is the id of the one that it begins in."""
    return {
        "release": entry.release.id,
        "date": entry.release.date.isoformat(),
        "speaker": found.speaker,
        "kind": found.kind,
        "form": found.form,
        "role": found.role,
        "text": entry.text[found.start : found.end],
        "start": found.start,
        "end": found.end,
        "paragraph": paragraph,
    }


def record(table: str, found: Organization | Official, index: ArchiveIndex, settings: Settings) -> dict[str, Any]:
    """A record of ``data/organizations.json`` or ``data/officials.json``."""
    own = {
        "url": address(entity_page(found.kind, found.id), settings),
        # Identifiers by scheme and not as the header has them: a file that is rearranged says nothing new.
        "identifiers": dict(sorted(found.identifiers)),
        "releases": len(index.naming.get((found.kind, found.id), ())),
    }
    names = [field.name for field in TABLES[table].fields]
    return {name: own[name] if name in own else _plain(getattr(found, name)) for name in names}


def _plain(value: Any) -> Any:
    """A value of a record as JSON has it; nothing where a text is empty."""
    if isinstance(value, tuple):
        return [one if isinstance(one, str) else asdict(one) for one in value]
    return value or None
