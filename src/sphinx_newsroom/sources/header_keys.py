"""The keys of each kind of header, and their JSON Schema (draft 2020-12) for editors and other programs.

A key is declared once, as a field of its record in :mod:`sphinx_newsroom.model.records`: to add one, write it there.
A schema says what one header can say by itself.  What needs other files (whether an id has one), the file's name or its
text (a title there), or two values at once (an office that ends before it begins), ``newsroom check`` says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, RefusedError
from sphinx_newsroom.model import records
from sphinx_newsroom.model.alerts import Alert, MailTo, Webhook
from sphinx_newsroom.model.days import earliest, latest
from sphinx_newsroom.sources.values import KINDS, Check, Key, Kind, list_of, record_of


def _keys_of(record: type) -> dict[str, Key]:
    """The keys of a header, or of a record within one, by its class."""
    found = {}
    for each in fields(record):
        if said := getattr(each.type, "__metadata__", ()):
            # A title may stand in the text as well.
            required = each.default is MISSING and (record, each.name) != (records.Release, "title")
            found[each.name] = Key(_kind(said[0]), said[0], said[1], required)
    return found


def _kind(name: str) -> Kind:
    """A kind by its name: ``list of topic ids`` is a list of the kind ``topic id``."""
    one = name.removeprefix("list of ")
    if one == name:
        return KINDS[name]
    single = one if one in KINDS else one.removesuffix("s") if one.removesuffix("s") in KINDS else one[:-2]
    return list_of(KINDS[single], again=one == "corrections")


def in_order(first: str, last: str) -> Check:
    """A check that the partial date under *last* is not before that under *first*."""

    def check(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
        start, end = values.get(first), values.get(last)
        if start and end and latest(end) < earliest(start):
            message = f"{last} {end} is before {first} {start}"
            return last, RefusedError(Code.BAD_DATE, message, "correct one of the two")
        return None

    return check


def _event_in_order(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    """A check of the times of an event, neither of which may be in a year that another time zone does not have."""
    for key in ("start", "end"):
        if key in values and values[key].year in (dt.MINYEAR, dt.MAXYEAR):
            message = f"{key} is in the year {values[key].year}, which no calendar shows"
            return key, RefusedError(Code.BAD_DATE, message, "write another")
    start, end = values.get("start"), values.get("end")
    if start is None or end is None:
        return None
    if isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
        kind = "a day and time" if isinstance(start, dt.datetime) else "a day"
        message = f"end is not of the kind of start, which is {kind}"
        advice = "give both with a time of the day, or both without"
    elif end < start:
        message = f"end {end.isoformat()} is before start {start.isoformat()}"
        advice = "correct one of the two"
    else:
        return None
    return "end", RefusedError(Code.BAD_DATE, message, advice)


def _one_place(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    if len(values) == 1:
        return None
    message = "mail has both env and file" if values else "mail has no address"
    advice = "write one of them: {env: ALERT_READERS} or {file: /etc/newsroom/readers.txt}"
    return next(iter(values), ""), RefusedError(Code.BAD_VALUE, message, advice)


def _one_address(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    if "secret_env" in values and ("url" in values) == ("url_env" in values):
        advice = "write url: https://… or url_env: ALERT_HOOK"
        return "secret_env", RefusedError(Code.BAD_VALUE, "a webhook has one of url and url_env", advice)
    return None


_in_time = in_order("start_date", "end_date")
KINDS |= {
    "name": record_of(records.Name, _keys_of(records.Name), _in_time, KINDS["words"]),
    "source": record_of(records.Source, _keys_of(records.Source)),
    "contact": record_of(records.Contact, _keys_of(records.Contact)),
    "an image": record_of(records.Image, _keys_of(records.Image)),
    "office": record_of(records.Membership, _keys_of(records.Membership), _in_time),
    "attachment": record_of(records.Attachment, _keys_of(records.Attachment), alone=KINDS["path of a file"]),
    "an event": record_of(records.AnnouncedEvent, _keys_of(records.AnnouncedEvent), _event_in_order),
    "correction": record_of(records.Correction, _keys_of(records.Correction)),
    "a withdrawal": record_of(records.Withdrawal, _keys_of(records.Withdrawal)),
    "reader": record_of(MailTo, _keys_of(MailTo), _one_place, KINDS["mail address"]),
    "a webhook": record_of(Webhook, _keys_of(Webhook), _one_address),
}

RECORDS: Mapping[str, type] = {
    "release": records.Release,
    "organization": records.Organization,
    "official": records.Official,
    "topic": records.Topic,
}
KEYS: Mapping[str, Mapping[str, Key]] = {kind: _keys_of(record) for kind, record in RECORDS.items()}
"""The keys of each kind of file."""
ALERT = _keys_of(Alert)
"""The keys of an alert's file."""

DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WHAT: Mapping[str, tuple[str, str]] = {
    "release": (
        "Header of a release",
        "The YAML that opens a file in releases/, or what stands under `newsroom` in a notebook's metadata.",
    ),
    "organization": ("Record of an organization", "The YAML that opens a file in organizations/."),
    "official": ("Record of an official", "The YAML that opens a file in officials/."),
    "topic": ("Record of a topic", "The YAML that opens a file in topics/."),
    "alert": ("An alert", "A file in alerts/: what somebody wants to hear of, and how."),
}


def schema_of(kind: str, settings: Settings) -> dict[str, Any]:
    """The JSON Schema of a kind of header, such as ``release``, with the types of releases that the settings name."""
    filled = kind == "release"  # in other files a key without a value is as good as none

    def record(keys: Mapping[str, Key]) -> dict[str, Any]:
        properties = {
            # Meanings are written for the reference, in Markdown; editors show them as they are.
            name: value(key.kind, empty=not filled and not key.required)
            | {"description": re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", key.meaning)}
            for name, key in keys.items()
        }
        required = [name for name, key in keys.items() if key.required]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def value(form: Kind, *, empty: bool = False) -> dict[str, Any]:
        found = dict(form.schema(settings.types, settings.timezone) if callable(form.schema) else form.schema)
        if form.item:
            found["items"] = value(form.item)
        if form.keys:
            found = {"anyOf": [found, record(form.keys)]} if found else record(form.keys)
        if empty:  # all of a record's optional keys name their types
            types = found["type"]
            found["type"] = [*([types] if isinstance(types, str) else types), "null"]
            if "enum" in found:
                found["enum"] = [*found["enum"], None]
        return found

    title, description = _WHAT[kind]
    return {
        "$schema": DRAFT,
        # A tag URI: the schema is printed and not published, so it has no address of its own.
        "$id": f"tag:{settings.tag}:schema/{kind}",
        "title": title,
        "description": description,
    } | record(ALERT if kind == "alert" else KEYS[kind])
