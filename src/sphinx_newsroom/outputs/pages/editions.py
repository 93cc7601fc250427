"""The archive as it stood at a date or tag: what the ledger had then, each release with the text of then."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from itertools import groupby

from sphinx_newsroom.archive.versions import Edition, texts_now
from sphinx_newsroom.ledger.events import Record
from sphinx_newsroom.model.addresses import PageName, edition_page
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.views.versions import EditionLine, EditionsView, EditionView


def editions_view(lines: Lines) -> EditionsView:
    """All editions, newest first."""
    shown = dict(edition_views(lines))
    return EditionsView(
        tuple(
            (
                edition.name,
                edition_page(edition.name),
                day_in(lines.settings.zone, edition.at).isoformat(),
                lines.interface.date(day_in(lines.settings.zone, edition.at)),
                shown[edition.name].total,
            )
            for edition in lines.versions.editions
        )
    )


def edition_views(lines: Lines) -> Iterator[tuple[str, EditionView]]:
    """Every edition by its name."""
    places = texts_now(lines.versions.records)
    for edition in lines.versions.editions:
        yield edition.name, _view(edition, places, lines)


def _view(edition: Edition, places: Mapping[str, tuple[PageName, PageName]], lines: Lines) -> EditionView:
    # A text that the archive no longer has is left out, and a translation stands with its original.
    found = [
        _line(record, places[record.current.digest][1], lines)
        for record in edition.records.values()
        if record.current.digest in places and lines.index.original(places[record.current.digest][0]) is None
    ]
    found.sort(key=lambda line: (line.date, line.page), reverse=True)
    years = groupby(found, key=lambda line: int(line.date[:4]))
    return EditionView(
        edition.name,
        edition.at.isoformat(),
        lines.interface.date(day_in(lines.settings.zone, edition.at)),
        len(found),
        tuple((year, tuple(group)) for year, group in years),
    )


def _line(record: Record, page: PageName, lines: Lines) -> EditionLine:
    event = record.current
    organizations = lines.index.registry.organizations
    issuers = [organizations[id_] for id_, _ in event.issuers if id_ in organizations]
    # As it was then, by the ledger's lines up to the edition: later corrections do not count.
    status = "withdrawn" if record.withdrawn else "corrected" if record.superseded else ""
    now = lines.versions.texts.get(page) or lines.index.entries.get(page)
    return EditionLine(
        page,
        now.release.title if now and now.release.withdrawn else event.title,
        event.date,
        lines.interface.date(dt.date.fromisoformat(event.date)),
        event.language,
        lines.interface.names([issuer.acronym or issuer.name for issuer in issuers]),
        status,
    )
