"""All that a site is made of, as one fingerprint: where it is as it was, nothing is planned, made or written."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sphinx_newsroom.allowed import KINDS
from sphinx_newsroom.model.fingerprints import fingerprint

if TYPE_CHECKING:
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.extension.domain import NewsroomDomain


def everything(domain: NewsroomDomain, salt: str, documents: str) -> str:
    """What changes when anything does that a site is made of.

    *salt* stands for the program, conf.py and the theme, *documents* for which pages have a source of their own.  All
    else that pages, feeds, search and data show follows from these: the settings, the sources, which of them may
    be shown, the ledger as far as it is known by now, the files of releases and all that is copied.
    """
    archive, ledger = domain.archive, domain.archive.ledger
    lines = [event.digest for event in ledger.events if event.at <= archive.settings.now] if ledger else []
    recorded = (len(lines), lines[-1:], ledger.ends, ledger.checkpoint, ledger.stamp) if ledger else ()
    editions = [
        (edition.name, edition.at, sorted(record.current.digest for record in edition.records.values()))
        for edition in (domain.versions.editions if archive.settings.editions else ())
    ]
    return fingerprint(
        salt,
        told_of_settings(archive.settings),
        sorted(archive.digests.items()),
        sorted(archive.releases),
        sorted(archive.superseded),
        sorted((docname, one.reason) for docname, one in archive.withheld.items()),
        archive.registry.digest,
        recorded,
        editions,
        list(archive.placements),
        archive.others.archives,
        sorted(archive.others.inventories.items()),
        sorted(domain.digests.items()),
        sorted(domain.failed.items()),
        documents,
        domain.copied,
    )


def told_of_settings(settings: Settings) -> object:
    """What changes when any setting does, but for the moment by which a build goes."""
    said = [(name, value) for name, value in vars(settings).items() if name not in ("now", "allowed")]
    return said, [sorted(getattr(settings.allowed, kind)) for kind in KINDS]
