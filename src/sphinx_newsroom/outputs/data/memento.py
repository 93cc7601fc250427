"""Memento for files alone: a TimeMap for each release that the ledger has several texts of.

What a server would negotiate, a static site can only tell: where the texts of a release are, and
from when on each stood.  The pages carry the same as ``rel`` links.

Source: RFC 7089 (Memento), sections 2 and 5; RFC 6690 (link format); RFC 5829 (version relations).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Iterator
from email.utils import format_datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import TIME_MAP, PageName, release_page, superseded_page, url_of
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Record


def outputs(
    index: ArchiveIndex, versions: Versions, settings: Settings, standing: Container[PageName] = ()
) -> Iterator[Output]:
    """The TimeMap of each release with a superseded text, ``releases/2011/opens.timemap``, but for those *standing*."""
    for id_, record in sorted(versions.records.items()):
        if record.superseded and (page := index.page(id_)) and page not in standing:
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
