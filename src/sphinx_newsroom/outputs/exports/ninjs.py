"""News items as ninjs 3, IPTC's news in JSON: one item a line, in the order of publication.

Source: https://www.iptc.org/std/ninjs/, ninjs-schema_3.1.json and the user guide.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sphinx_newsroom.model.wording import media_type
from sphinx_newsroom.outputs.feeds.identity import rfc3339
from sphinx_newsroom.outputs.things import Thing, known

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.exports.news_items import NewsItem, Party, Picture

_STANDARD = {"name": "ninjs", "version": "3.1", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json"}
_PLAIN, _PAGE = "text/plain", "text/html"
_EVENT_STATUS = "http://cv.iptc.org/newscodes/eventoccurstatus/eos{}"
"""IPTC's list of whether an event takes place: eos5 planned and certain, eos6 planned and then cancelled."""
_CERTAIN, _CANCELLED = 5, 6


def ninjs(items: Iterable[NewsItem]) -> Iterator[bytes]:
    """A line of JSON for each item; one item alone is a JSON document."""
    for item in items:
        # Halves of surrogate pairs, which a YAML escape can smuggle in, become question marks.
        yield json.dumps(_item(item), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace") + b"\n"


def _item(item: NewsItem) -> Thing:
    found: Thing = {
        "uri": item.uri,
        "standard": _STANDARD,
        "type": "text",
        "representationType": "full",
        "version": str(item.version),
        "firstCreated": rfc3339(item.published),
        "versionCreated": rfc3339(item.changed),
        "pubStatus": "canceled" if item.withdrawn else "usable",
        "language": item.language,
        "title": item.title,
        "headlines": list(_headlines(item)),
        "descriptions": _texts("summary", item.summary),
        "bodies": _body(item),
        "by": ", ".join(issuer.name for issuer in item.issuers),
        "located": item.dateline,
        "edNote": " ".join(item.notes),
        "infoSources": [_party(issuer) | {"role": "issuer"} for issuer in item.issuers],
        "organisations": _named(item, "organization"),
        "people": _named(item, "official"),
        "subjects": [_party(topic) | {"rel": "about"} for topic in item.topics],
        "genres": [{"name": item.kind_label}],
        "altIds": [
            {"role": role, "value": value} for role, value in (("id", item.id), ("number", item.number)) if value
        ],
        "renditions": [{"name": "page", "href": item.url, "contentType": _PAGE}] if item.url else [],
        "associations": _associations(item),
    }
    return known(found)


def _headlines(item: NewsItem) -> Iterator[Thing]:
    yield from _texts("main", item.title)
    yield from _texts("subtitle", item.subtitle)


def _texts(role: str, value: str) -> list[Thing]:
    return [{"role": role, "contentType": _PLAIN, "value": value}] if value else []


def _body(item: NewsItem) -> list[Thing]:
    return [
        {**body, "charCount": len(body["value"]), "wordCount": len(body["value"].split())}
        for body in _texts("main", item.text)
    ]


def _named(item: NewsItem, kind: str) -> list[Thing]:
    return [_party(party) | {"rel": "mentions"} for party in item.named if party.kind == kind]


def _party(party: Party) -> Thing:
    return known({"name": party.name, "uri": party.uri})


def _associations(item: NewsItem) -> list[Thing]:
    found = []
    if item.picture:
        found.append(_picture(item.picture))
    if item.event and not item.withdrawn:
        found.append(_event(item))
    return found


def _picture(picture: Picture) -> Thing:
    roles = (("alt", picture.alt), ("caption", picture.caption))
    return known(
        {
            "name": "image",
            "uri": picture.url,
            "type": "picture",
            "descriptions": [text for role, words in roles for text in _texts(role, words)],
            "by": picture.credit,
            "renditions": [{"name": "original", "href": picture.url, "contentType": media_type(picture.url)}],
        }
    )


def _event(item: NewsItem) -> Thing:
    event = item.event
    assert event is not None  # the caller looked
    links = [{"name": "event", "href": event.url, "contentType": _PAGE}] if event.url else []
    return known(
        {
            "name": "event",
            "uri": f"{item.uri}#event",
            "type": "event",
            "title": event.name or item.title,
            "eventDetails": {
                "eventStatus": _EVENT_STATUS.format(_CANCELLED if event.cancelled else _CERTAIN),
                "dates": known({**_when("start", "Start", event.start), **_when("end", "End", event.end)}),
            },
            "places": [{"name": event.place}] if event.place else [],
            "renditions": links,
        }
    )


def _when(exact: str, truncated: str, when: dt.date | dt.datetime | None) -> Thing:
    """A moment, or a day alone, for which the format has another property."""
    if isinstance(when, dt.datetime):
        return {f"{exact}Date": rfc3339(when)}
    return {f"expected{truncated}Date": when.isoformat()} if when else {}
