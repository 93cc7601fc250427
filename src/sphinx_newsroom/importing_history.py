"""Revisions from git: how each release's text changed since it was published, before there was a ledger.

A text that a commit replaced before the release's date or embargo was a draft and is no revision;
the one that stood then is the first.  Every later change of it is a correction, of the day of its
commit, with the commit's subject as note.  A release that git does not know is taken as published
on its own date.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sphinx_newsroom import history
from sphinx_newsroom.config import Settings
from sphinx_newsroom.fields import HeaderError
from sphinx_newsroom.header import parse_release
from sphinx_newsroom.header_edits import with_item
from sphinx_newsroom.ledger import Event
from sphinx_newsroom.model import Release
from sphinx_newsroom.publication import Desk, superseded_path
from sphinx_newsroom.published_text import text_digest
from sphinx_newsroom.recording import Plan, PublicationError


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stood: since when, what its commit said, its source, header and digest."""

    at: dt.datetime
    subject: str
    source: str
    release: Release
    digest: str


def plan(desk: Desk, progress: Callable[[int, int], None] = lambda done, of: None) -> Plan:
    """Everything that is published and not in the ledger yet, with its revisions."""
    desk.refuse_damage()
    files: dict[str, bytes] = {}
    events: list[Event] = []
    releases = [release for release in desk.archive.releases.values() if release.id not in desk.ledger.records]
    for number, release in enumerate(releases):
        progress(number, len(releases))
        found = texts(desk.root, release, desk.source(release), desk.settings)
        source = found[-1].source
        for revision, text in enumerate(found, 1):
            if revision < len(found):
                files[superseded_path(release.path, revision)] = text.source.encode()
            note = text.subject if revision > 1 else ""
            if note and not any(correction.note == note for correction in release.corrections):
                item = {"date": text.at.date().isoformat(), "note": note}
                source = with_item(release.path, source, "corrections", item, first=True)
            events.append(replace(
                desk.event(text.release, text.digest, note, revision), id=release.id, at=text.at, recorded=desk.now,
            ))
        if len(found) > 1:
            files[release.path] = source.encode()
        if release.withdrawn:
            when = dt.datetime.combine(release.withdrawn.date, dt.time(), dt.UTC)
            target = release.withdrawn.replaced_by or ""
            note = release.withdrawn.reason
            events.append(Event("withdrawn", when, release.id, note=note, target=target, recorded=desk.now))
    events.sort(key=lambda event: (event.at, event.id, event.revision))
    corrected = sum(event.kind == "corrected" for event in events)
    return Plan(files, tuple(events), told=(f"{len(releases)} releases with {corrected} corrections recorded",))


def texts(root: Path, release: Release, source: str, settings: Settings) -> list[Text]:
    """The texts of a release in the order in which they stood, the last one that of its file."""
    begin = max(
        release.moment or dt.datetime.combine(release.date, dt.time(), dt.UTC),
        release.embargo or dt.datetime.min.replace(tzinfo=dt.UTC),
    )
    found: list[Text] = []
    current = _text(begin, "", source, release, settings)
    for text in _known(root, release, current, settings):
        if text.at <= begin:
            found = [replace(text, at=begin)]
        elif not found or text.digest != found[-1].digest:
            found.append(text if found else replace(text, at=max(text.at, begin)))
    if current is None or not found or found[-1].digest != current.digest:
        raise PublicationError(f"{release.path} has changes that are not committed; commit them first")
    found[-1] = replace(found[-1], source=source, release=current.release)  # what git has may differ in layout
    return [replace(text, at=text.at.astimezone(dt.UTC).replace(microsecond=0)) for text in found]


def _known(root: Path, release: Release, current: Text | None, settings: Settings) -> Iterator[Text]:
    """The texts that git has, or where it has none the current one."""
    none = True
    for version in history.versions(root, release.path):
        text = _text(version.at, version.subject, version.source, release, settings)
        if text is not None:
            none = False
            yield text
    if none and current is not None:
        yield current


def _text(at: dt.datetime, subject: str, source: str, release: Release, settings: Settings) -> Text | None:
    plain = source.replace("\r\n", "\n").replace("\r", "\n")
    record = parse_release(release.path, plain, settings).record
    try:
        return Text(at, subject, source, record, text_digest(record, plain)) if record else None
    except HeaderError:
        return None
