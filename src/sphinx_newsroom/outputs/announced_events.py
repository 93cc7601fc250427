"""What a release invites to, as its page shows it and as search engines are told."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_newsroom.outputs.citations import known

if TYPE_CHECKING:
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.model.records import AnnouncedEvent, Release

_CANCELLED, _SCHEDULED = "https://schema.org/EventCancelled", "https://schema.org/EventScheduled"


class EventView(NamedTuple):
    """When and where: *begins* and *ends* for programs, *when* in words, *name* where it is not the release's title."""

    name: str
    begins: str
    ends: str
    when: str
    place: str
    url: str
    cancelled: bool


def event_view(release: Release, interface: Interface) -> EventView | None:
    """What the page says; nothing of a release that was withdrawn or invites to nothing."""
    event = release.event
    if event is None or release.withdrawn:
        return None
    when = when_in_words(event, interface)
    begins, ends = event.start.isoformat(), event.end.isoformat() if event.end else ""
    return EventView(event.name, begins, ends, when, event.place, event.url or "", event.cancelled)


def event_in_words(release: Release, interface: Interface) -> str:
    """All of it in a line, to be compared with what it was before a correction; empty where there is none."""
    view = event_view(release, interface)
    if view is None:
        return ""
    state = interface.say("Cancelled") if view.cancelled else ""
    return " · ".join(filter(None, (view.name, view.when, view.place, view.url, state)))


def when_in_words(event: AnnouncedEvent, interface: Interface) -> str:
    """``21 June 2011, 10:00–12:00 (UTC+2)``: times as the header gives them, with their offset."""
    start, end = event.start, event.end
    first = interface.date(start)
    if not isinstance(start, dt.datetime):
        return f"{first} – {interface.date(end)}" if end and end != start else first
    words = f"{first}, {start:%H:%M}"
    if isinstance(end, dt.datetime):
        there = end.astimezone(start.tzinfo)
        same_day = there.date() == start.date()
        words += f"–{there:%H:%M}" if same_day else f" – {interface.date(there)}, {there:%H:%M}"
    return f"{words} ({_offset(start)})"


def _offset(moment: dt.datetime) -> str:
    """``UTC+2``, ``UTC+5:30``, ``UTC``."""
    minutes = int((moment.utcoffset() or dt.timedelta()).total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "−" if minutes < 0 else "+"
    return f"UTC{sign}{hours}{f':{rest:02}' if rest else ''}" if minutes else "UTC"


def event_thing(event: AnnouncedEvent, title: str, organizers: list[dict[str, Any]]) -> dict[str, Any]:
    """An Event of schema.org, with a place, an address where it can be followed, or both."""
    places: list[dict[str, Any]] = []
    if event.place:
        places.append({"@type": "Place", "name": event.place, "address": event.place})
    if event.url:
        places.append({"@type": "VirtualLocation", "url": event.url})
    found = {
        "@type": "Event",
        "name": event.name or title,
        "startDate": event.start.isoformat(),
        "endDate": event.end.isoformat() if event.end else None,
        "location": places[0] if len(places) == 1 else places,
        "eventStatus": _CANCELLED if event.cancelled else _SCHEDULED,
        "organizer": organizers,
    }
    return known(found)
