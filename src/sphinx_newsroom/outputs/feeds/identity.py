"""Who an entry is, and when it happened: what readers of feeds go by.

An entry's id is a tag URI, ``tag:example.org,2026:releases/2011/opening``.  The part before the
second colon is ``newsroom_tag``, which stays when the site moves; the rest is the id that the
release was first published under, by the ledger where there is one.  So neither host, path, title,
text, a later move nor an address that is added to the header changes it.

A release has the same id in Atom, its history and JSON, as RFC 4287 asks.  Its guid in RSS
ends in the feed that it stands in: newsboat keeps one item for a guid, whatever feeds it came in,
so that who follows the archive and an organization would see a release in one of them only.

Source: RFC 4151 (The 'tag' URI Scheme); RFC 4287, section 4.2.6.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.model.addresses import PageName, moved_from, release_page
from sphinx_newsroom.model.days import begin_of_day
from sphinx_newsroom.outputs.feeds.content import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Record
    from sphinx_newsroom.model.addresses import ReleaseId
    from sphinx_newsroom.model.records import Release


def first_id(release: Release, record: Record | None = None) -> ReleaseId:
    """The id that a release was first published under.

    A release that moved keeps its first address at the head of ``former_urls``: nobody gets it twice.
    Where it has a *record* in the ledger, that tells, as its first line had it.
    """
    # Without a ledger the header tells, in which somebody may have put a newer address first: hence the ledger.
    urls, own = release.former_urls, release.id
    if record is not None:
        # Not the oldest of its former ids: one that moved back has its first id again, and the others are former ones.
        urls, own = record.revisions[0].former_urls, record.revisions[0].id
    return next(filter(None, map(moved_from, urls)), own)


def tag_uri(tag: str, path: str) -> str:
    """The tag URI of what stands at *path*, such as ``releases/2011/opening`` or ``organizations/unodc``."""
    return f"tag:{tag}:{quote(clean(path), safe='/-._~')}"


def identity(release: Release, tag: str, record: Record | None = None) -> str:
    """The id of a release in every feed, the same for ever."""
    return tag_uri(tag, release_page(first_id(release, record)))


class Identities(Mapping[PageName, str]):
    """The ids of releases as :func:`identities` gives them, each made when somebody asks for it."""

    def __init__(self, index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record]) -> None:
        self._entries, self._tag, self._records = index.entries, settings.tag, records

    def __getitem__(self, docname: PageName) -> str:
        release = self._entries[docname].release
        return identity(release, self._tag, self._records.get(release.id))

    def __iter__(self) -> Iterator[PageName]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def identities(index: ArchiveIndex, settings: Settings, records: Mapping[ReleaseId, Record]) -> Mapping[PageName, str]:
    """The ids of all releases, by docname; *records* are the ledger's, by id."""
    return Identities(index, settings, records)


def guid_end(folder: str) -> str:
    """What the guids of a feed in *folder* end in; the archive's own feed has none."""
    return f"#{quote(clean(folder), safe='/-._~')}" if folder else ""


def published(release: Release) -> dt.datetime:
    """When a release was published: a date alone counts from its first moment in the archive's time zone.

    One under an embargo that ended later was published then: readers of feeds have what came last at the top.
    """
    return release.public_from


def known_since(release: Release, record: Record | None) -> dt.datetime:
    """Since when readers can know a release from this site: when it was recorded, without that as its header says.

    One that was added long after its date, or stood under a long embargo, is new then: to feeds and to a digest.
    """
    if record is None:
        return release.public_from
    first = record.revisions[0]
    return first.recorded or first.at


def changed(release: Release) -> dt.datetime:
    """When a release last changed: its publication, newest correction or withdrawal, and nothing else.

    Those have a date and no time, and may be recorded late.  So each adds a second, the first of a later day none:
    every one moves the time on, in whatever order they stand, which is how readers tell that there is news.
    """
    if not release.corrections and not release.withdrawn:
        return published(release)
    dates = [correction.date for correction in release.corrections]
    if release.withdrawn:
        dates.append(release.withdrawn.date)
    each = dt.timedelta(seconds=len(dates))
    return max(published(release) + each, begin_of_day(max(dates), release.zone) + each - dt.timedelta(seconds=1))


def changed_on(release: Release) -> dt.date:
    """The day of that, where the release was published."""
    if not (release.moment or release.embargo or release.corrections or release.withdrawn):  # as of most
        return release.date
    return changed(release).date()


def _in_minutes(moment: dt.datetime) -> dt.datetime:
    """The same moment with an offset that both formats can write: whole minutes, else none."""
    if moment.tzinfo is dt.UTC:
        return moment
    # Offsets with seconds are those of local mean time, before standard time; no format of a feed has them.
    offset = moment.utcoffset() or dt.timedelta()
    return moment.astimezone(dt.UTC) if offset % dt.timedelta(minutes=1) else moment


def rfc822(moment: dt.datetime) -> str:
    """A moment as RSS writes it: ``Tue, 21 Jun 2011 00:00:00 GMT``."""
    found = _in_minutes(moment)
    return format_datetime(found, usegmt=found.tzinfo is dt.UTC)


def rfc3339(moment: dt.datetime) -> str:
    """A moment as Atom and JSON Feed write it: ``2011-06-21T00:00:00Z``."""
    return _in_minutes(moment).isoformat(timespec="seconds").replace("+00:00", "Z")
