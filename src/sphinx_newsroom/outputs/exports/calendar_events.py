"""What releases invite to, as a calendar: an event for each header that has ``event``.

A correction that changes it raises SEQUENCE, and what was cancelled, or announced by a release that was withdrawn, is
CANCELLED, so that calendars which have it learn of that.

Source: RFC 5545 (iCalendar), sections 3.6.1 and 3.8; written by the library icalendar.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import TYPE_CHECKING

from sphinx_newsroom._version import __version__

if TYPE_CHECKING:
    from icalendar import Event

    from sphinx_newsroom.outputs.exports.news_items import NewsItem


def calendar(items: Iterable[NewsItem], name: str) -> bytes:
    """A calendar called *name* with the events of the *items* that have one; times are those of UTC.

    Raises ImportError where icalendar is not installed.
    """
    from icalendar import Calendar

    found = Calendar()
    found.add("prodid", f"-//sphinx-newsroom//{__version__}//EN")
    found.add("version", "2.0")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", name)
    for item in items:
        if item.event is not None:
            found.add_component(_event(item))
    data: bytes = found.to_ical()
    return data


def _event(item: NewsItem) -> Event:
    from icalendar import Event, vCalAddress, vText

    event = item.event
    assert event is not None  # the caller looked
    found = Event()
    found.add("uid", f"{item.uri}#event")
    # When the text last changed and not when this was written: the same archive gives the same bytes.
    found.add("dtstamp", _utc(item.changed))
    found.add("last-modified", _utc(item.changed))
    found.add("created", _utc(item.published))
    found.add("sequence", item.version - 1)
    found.add("status", "CANCELLED" if event.cancelled or item.withdrawn else "CONFIRMED")
    name = None if item.withdrawn else event.name  # words of the text, of which the notice alone is told
    found.add("summary", name or item.title, parameters={"language": item.language})
    found.add("dtstart", _when(event.start))
    if event.end is not None:
        found.add("dtend", _end(event.end))
    if event.place and not item.withdrawn:
        found.add("location", event.place)
    words = " ".join(item.notes) if item.withdrawn else item.summary
    if words:
        found.add("description", words)
    if url := event.url if event.url and not item.withdrawn else item.url:
        found.add("url", url)
    if item.url:
        found.add("x-newsroom-release", item.url)
    for issuer in item.issuers[:1]:
        organizer = vCalAddress(issuer.uri or f"urn:x-newsroom:{item.id}")
        organizer.params["CN"] = vText(issuer.name)
        found["organizer"] = organizer
    return found


def _utc(moment: dt.datetime) -> dt.datetime:
    return moment.astimezone(dt.UTC)


def _when(when: dt.date | dt.datetime) -> dt.date | dt.datetime:
    return _utc(when) if isinstance(when, dt.datetime) else when


def _end(when: dt.date | dt.datetime) -> dt.date | dt.datetime:
    # A calendar's end is the first moment that is no longer in it: of days, the one after the last.
    return _utc(when) if isinstance(when, dt.datetime) else when + dt.timedelta(days=1)
