"""``changelist.xml``: which pages of releases came, changed or went, and when, so that who holds a copy keeps it true.

It is told from the ledger, in the order in which its lines were written, and in parts where it is long: a part that is
full never changes, so a release that is added rewrites the last one alone.  Parts have a number of changes and not a
year, since an archive that records its past writes thousands of lines on one day.

Source: ResourceSync 1.1 (ANSI/NISO Z39.99-2017), sections 6, 9 and 13.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote
from xml.sax.saxutils import escape

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.events import moment_text
from sphinx_newsroom.model.addresses import (
    CAPABILITIES,
    CHANGES,
    RESOURCESYNC,
    TIME_MAP,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Event, Record
    from sphinx_newsroom.model.addresses import ReleaseId


# Memento for files alone: a TimeMap for each release that the ledger has several texts of.
#
# What a server would negotiate, a static site can only tell: where the texts of a release are, and
# from when on each stood.  The pages carry the same as ``rel`` links.
#
# Source: RFC 7089 (Memento), sections 2 and 5; RFC 6690 (link format); RFC 5829 (version relations).


def time_map_outputs(index: ArchiveIndex, versions: Versions, settings: Settings) -> Iterator[Output]:
    """The TimeMap of each release with a superseded text, ``releases/2011/opens.timemap``."""
    for id_, record in sorted(versions.records.items()):
        if record.superseded and (page := index.page(id_)):
            text = _time_map(record, settings.baseurl)
            make = partial(dict[str, bytes], {page + TIME_MAP: text.encode()})
            yield Output(f"timemap/{page}", fingerprint(text), make)


def _time_map(record: Record, baseurl: str) -> str:
    """The links, one a line; addresses are relative to the site's root where the archive does not know its own."""
    # From the ledger alone, whose moments are those at which each text came to stand.
    page = release_page(record.id)
    first, last = record.revisions[0].at, record.current.at
    links = [
        f'<{baseurl}{quote(url_of(page))}>; rel="original latest-version"',
        f'<{baseurl}{quote(page + TIME_MAP)}>; rel="self"; type="application/link-format"; from="{http_date(first)}"; '
        f'until="{http_date(last)}"',
    ]
    # The text that stands is no memento of its own: it is what the original's address answers with.
    count = len(record.superseded)
    for place, event in enumerate(record.superseded):
        relation = " ".join(filter(None, ("first" * (place == 0), "last" * (place == count - 1), "memento")))
        address = baseurl + quote(url_of(superseded_page(record.id, event.revision)))
        links.append(f'<{address}>; rel="{relation}"; datetime="{http_date(event.at)}"')
    return ",\n".join(links) + "\n"


def http_date(moment: dt.datetime) -> str:
    """``Tue, 21 Jun 2011 08:00:00 GMT`` (RFC 9110, IMF-fixdate)."""
    return format_datetime(moment.astimezone(dt.UTC), usegmt=True)


MOST = 1_000
"""How many lines of the ledger one list tells of."""

_NAMESPACES = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:rs="http://www.openarchives.org/rs/terms/"'


def outputs(index: ArchiveIndex, versions: Versions, settings: Settings) -> Iterator[Output]:
    """The list, what leads to it, and its parts; nothing without a ledger, or without an address to begin theirs."""
    if versions.log is None or not settings.baseurl:
        return
    base = settings.baseurl
    for path, text in _leading(base).items():
        yield Output(f"machines/{path}", fingerprint(text), partial(_file, path, text))
    hidden = frozenset(_hidden(index, versions))
    events = sorted((event for event in versions.log.events if event.id and event.id not in hidden), key=_moment)
    parts = [events[start : start + MOST] for start in range(0, len(events), MOST)] or [[]]
    if len(parts) > 1:
        # Of the last part nothing is told that its next change would alter.
        text = _index(parts, base)
        yield Output("machines/changes", fingerprint(text), partial(_file, CHANGES, text))
    for number, part in enumerate(parts, 1):
        path = _part(number) if len(parts) > 1 else CHANGES
        digest = fingerprint(base, path, [event.digest for event in part])
        closed = number < len(parts)
        yield Output(f"machines/changes/{number}", digest, partial(_made, path, part, base, closed=closed))


def _hidden(index: ArchiveIndex, versions: Versions) -> Iterator[ReleaseId]:
    """All ids of the releases that this site does not show."""
    records = versions.ledger.records if versions.ledger else {}
    for id_, record in records.items():
        if release_page(id_) not in index.entries:
            yield id_
            yield from (former.id for former in record.former)


def _moment(event: Event) -> dt.datetime:
    """When the site came to show it: a past that is recorded later was there only then."""
    return event.recorded or event.at


def _part(number: int) -> str:
    return CHANGES.replace(".", f"-{number}.")


def _made(path: str, events: Sequence[Event], base: str, *, closed: bool) -> dict[str, bytes]:
    rows = [row for event in events for row in _rows(event, base)]
    index = f' <rs:ln rel="index" href="{escape(base + CHANGES)}"/>\n' if path != CHANGES else ""
    return _file(
        path, _document("urlset", f"{_up(base + CAPABILITIES)}{index} {_changes(events, closed=closed)}", rows)
    )


def _rows(event: Event, base: str) -> Iterator[str]:
    """What a line of the ledger did to pages."""
    what = {"published": "created", "corrected": "updated", "withdrawn": "deleted", "moved": "deleted"}.get(event.kind)
    if what is None:  # files that were noted later, branches that were joined: no page says anything else
        return
    yield _row(event, event.id, what, base)
    if event.kind == "moved":
        yield _row(event, event.target, "created", base)


def _row(event: Event, id_: ReleaseId, what: str, base: str) -> str:
    address = escape(base + quote(url_of(release_page(id_))))
    return f' <url><loc>{address}</loc><rs:md change="{what}" datetime="{moment_text(_moment(event))}"/></url>'


def _index(parts: Sequence[Sequence[Event]], base: str) -> str:
    rows = [
        f" <sitemap><loc>{escape(base + _part(number))}</loc>{_changes(part, closed=number < len(parts))}</sitemap>"
        for number, part in enumerate(parts, 1)
    ]
    return _document("sitemapindex", f"{_up(base + CAPABILITIES)} {_changes(parts[0][:1], closed=False)}", rows)


def _changes(events: Sequence[Event], *, closed: bool) -> str:
    begin = f' from="{moment_text(_moment(events[0]))}"' if events else ""
    end = f' until="{moment_text(_moment(events[-1]))}"' if closed else ""
    return f'<rs:md capability="changelist"{begin}{end}/>'


def _leading(base: str) -> dict[str, str]:
    """The list of what can be followed, which is this list alone, and the description of the source, which names it."""

    def naming(path: str, capability: str) -> list[str]:
        return [f' <url><loc>{escape(base + path)}</loc><rs:md capability="{capability}"/></url>']

    own = ' <rs:md capability="{}"/>'.format
    return {
        CAPABILITIES: _document(
            "urlset", _up(base + RESOURCESYNC) + own("capabilitylist"), naming(CHANGES, "changelist")
        ),
        RESOURCESYNC: _document("urlset", own("description"), naming(CAPABILITIES, "capabilitylist")),
    }


def _up(address: str) -> str:
    return f' <rs:ln rel="up" href="{escape(address)}"/>\n'


def _document(root: str, head: str, rows: Iterable[str]) -> str:
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root} {_NAMESPACES}>", head, *rows, f"</{root}>"]
    return "\n".join(lines) + "\n"


def _file(path: str, text: str) -> dict[str, bytes]:
    return {path: text.encode()}
