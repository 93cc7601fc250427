"""What pages and files show of the ledger, for the releases that this build shows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.archive.release_files import Placements
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.ledger import git as history
from sphinx_newsroom.ledger.events import Ledger, Record, digest_of, entry_of
from sphinx_newsroom.ledger.transparency_log import Log, log_of
from sphinx_newsroom.model.addresses import LEDGER, PageName, ReleaseId, release_page, superseded_page

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.records import Release, Withdrawal


class OldText(NamedTuple):
    """A superseded text as it was read: its header, its plain text, and the withdrawal of its release, if any."""

    release: Release
    text: str
    withdrawn: Withdrawal | None


@dataclass(frozen=True, slots=True)
class Edition:
    """The archive as it stood at a moment: *records* as the ledger had them then, by the ids of then."""

    name: str
    at: dt.datetime
    records: Mapping[ReleaseId, Record]


@dataclass(frozen=True)
class Versions:
    """The record of each release that is shown, by id, superseded texts by docname, and the editions, newest first.

    *log* has the lines that are published: none of after the build's moment; *placements* say where the files of
    releases stand.
    """

    records: Mapping[ReleaseId, Record] = field(default_factory=dict)
    texts: Mapping[PageName, OldText] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    ledger: Ledger | None = None
    log: Log | None = None
    placements: Placements = field(default_factory=Placements)


NO_VERSIONS = Versions()
"""Those of an archive without a ledger."""


def versions_of(archive: Archive, texts: Mapping[PageName, OldText]) -> Versions:
    """What an archive's ledger says of the releases that are shown; raises ConfigError for an edition of no moment."""
    if archive.ledger is None:
        return replace(NO_VERSIONS, placements=archive.placements)
    records = {id_: record for id_, record in archive.ledger.records.items() if release_page(id_) in archive.releases}
    editions = sorted(_editions(archive, archive.ledger), key=lambda edition: edition.at, reverse=True)
    known = archive.ledger.until(archive.settings.now)
    log = log_of(known, archive.ledger.lines) if known else None
    return Versions(records, texts, tuple(editions), archive.ledger, log, archive.placements)


def texts_now(records: Mapping[ReleaseId, Record]) -> dict[str, tuple[PageName, PageName]]:
    """Where each text stands now, by the digest of its line: the release's page, and the text's own."""
    # By digest and not by id: a release may have moved since.
    return {
        event.digest: (page, page if event is record.current else superseded_page(id_, event.revision))
        for id_, record in records.items()
        for page in (release_page(id_),)
        for event in record.revisions
    }


def _editions(archive: Archive, ledger: Ledger) -> Iterator[Edition]:
    for name, when in archive.settings.editions.items():
        moment = moment_of(when, archive.settings.zone)
        if moment is not None:
            if moment <= archive.settings.now:
                yield Edition(name, moment, ledger.as_of(moment))
            continue
        tagged = _of_tag(archive, name, when)
        lines = history.git(archive.root, "show", f"refs/tags/{when}:./{LEDGER}")
        # the lines that the tag has, and not those of its time: another branch's may have been merged since
        known = {digest_of(each) for line in (lines or "").splitlines() for each in (line, entry_of(line))}
        yield Edition(name, tagged, ledger.as_of(tagged) if lines is None else ledger.among(known))


def _of_tag(archive: Archive, name: str, when: str) -> dt.datetime:
    """The moment of the commit that a tag names; raises ConfigError where there is no such tag."""
    at = history.git(archive.root, "log", "-1", "--format=%cI", f"refs/tags/{when}")
    if not at:
        raise ConfigError(f"newsroom_editions: {name!r} names {when!r}, which is no date and no git tag here")
    return dt.datetime.fromisoformat(at.strip())


def refuse_editions_of_no_moment(archive: Archive) -> None:
    """Raise ConfigError for an edition that names neither a date nor a git tag; without a ledger there is none."""
    for name, when in archive.settings.editions.items() if archive.ledger else ():
        if moment_of(when, archive.settings.zone) is None:
            _of_tag(archive, name, when)


def moment_of(when: str, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """The moment that a date or date-time means in a time zone, a date its last second; None where it is neither."""
    try:
        if len(when) == len("2023-12-31"):
            return dt.datetime.combine(dt.date.fromisoformat(when), dt.time(23, 59, 59), zone)
        found = dt.datetime.fromisoformat(when)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)
