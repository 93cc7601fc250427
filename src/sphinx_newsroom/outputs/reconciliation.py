"""The reconciliation service: responses to programs that match tables with records, such as OpenRefine.

Source: W3C Entity Reconciliation Community Group, Reconciliation Service API 0.2, sections 4 to 8.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.config import Settings
from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.model.addresses import entity_page, url_of
from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import ENGLISH, direction, office_text, period
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.reconciling import LONGEST, Candidate, Days, Query, Reconciler
from sphinx_newsroom.text.words.folding import words_of

# The data that the service returns about a record: a description that tells namesakes apart, properties, a preview.

Record = Organization | Official
Value = dict[str, str]
"""A value in the protocol's form: ``{"str": "UNODC"}``, or a record, ``{"id": "unodc", "name": "…"}``."""

TYPES: Mapping[str, str] = MappingProxyType(
    {"organization": translatable("Organization"), "official": translatable("Official")}
)
"""The types of the service, by the ids that queries use."""

WIDTH, HEIGHT = 400, 160
"""The size of a preview, in pixels."""

_MOST_OFFICES = 3


def description(record: Record, registry: Registry, interface: Interface = ENGLISH) -> str:
    """Return a description that tells namesakes apart: an official's offices, an organization's acronym and years."""
    if isinstance(record, Official):
        newest = sorted(record.memberships, key=lambda held: held.start_date or "", reverse=True)
        return "; ".join(_office(held, registry, interface) for held in newest[:_MOST_OFFICES])
    when = period(record.founding_date, record.dissolution_date, interface)
    return "; ".join(filter(None, (record.acronym or "", record.classification or "", when)))


def _office(held: Membership, registry: Registry, interface: Interface = ENGLISH) -> str:
    when = period(held.start_date, held.end_date, interface)
    return office_text(held, registry, interface) + (f" ({when})" if when else "")


def _texts(*values: str | None) -> list[Value]:
    return [{"str": value} for value in values if value]


def _bodies(registry: Registry, *ids: str | None) -> list[Value]:
    """Return organizations by id; one without a record as text."""
    known = [(id_, registry.organizations.get(id_)) for id_ in dict.fromkeys(filter(None, ids))]
    return [{"id": id_, "name": body.name} if body else {"str": id_} for id_, body in known]


_OF_ALL = {
    "name": "Name",
    "other_names": "Other names",
    "website": "Website",
    "wikidata": "Wikidata id",
    "identifiers": "Identifiers",
}
_OF_KIND = {
    "organization": {
        "acronym": "Acronym",
        "classification": "Kind",
        "parent": "Part of",
        "successors": "Succeeded by",
        "founding_date": "Founded",
        "dissolution_date": "Dissolved",
    },
    "official": {"offices": "Offices", "organizations": "Organizations"},
}


def properties_of(kind: str) -> dict[str, str]:
    """Return the properties of a type with their labels; without a type, all properties."""
    return _OF_ALL | (_OF_KIND.get(kind) or _OF_KIND["organization"] | _OF_KIND["official"])


def values(record: Any, property_: str, registry: Registry) -> list[Value]:
    """Return the values of a record's property; empty if its kind has no such property."""
    if property_ not in properties_of(record.kind):
        return []
    match property_:
        case "parent":
            return _bodies(registry, record.parent)
        case "successors":
            return _bodies(registry, *record.successors)
        case "organizations":
            return _bodies(registry, *(held.organization for held in record.memberships))
        case "offices":
            return _texts(*(_office(held, registry) for held in record.memberships))
        case "other_names":
            return _texts(*(name.name for name in record.other_names))
        case "wikidata":
            return _texts(dict(record.identifiers).get("wikidata"))
        case "identifiers":
            return _texts(*(f"{key}:{value}" for key, value in record.identifiers))
    return _texts(getattr(record, property_))


def page_address(record: Record, settings: Settings) -> str:
    """Return the address of a record's page; empty if the archive's own address isn't known."""
    return settings.baseurl + quote(url_of(entity_page(record.kind, record.id))) if settings.baseurl else ""


def preview(record: Record, registry: Registry, settings: Settings) -> str:
    """Return a page for a small frame: the record's description and a link to its page."""
    interface = settings.interface
    title, policy = escape(settings.project), escape(settings.csp or "")
    head = f'<meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title>'
    if policy:
        head += f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    address, name = page_address(record, settings), escape(record.name)
    link = f'<a href="{escape(address)}" target="_blank" rel="noopener">{name}</a>' if address else name
    lines = [interface.say(TYPES[record.kind]), description(record, registry, interface)]
    details = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
    return (
        f'<!doctype html>\n<html lang="{escape(interface.language)}" dir="{direction(interface.language)}">'
        f"<head>{head}</head><body><p><b>{link}</b></p>{details}</body></html>\n"
    )


_SCHEMA_SPACE = "http://www.popoloproject.com/specs/"
"""The URI of Popolo, whose terms the records use."""

MOST_IN_BATCH = 100
"""The recommended maximum of queries in a request."""


def manifest(settings: Settings, base: str) -> dict[str, Any]:
    """Return the manifest of the service at *base*: its name, types and endpoints."""
    say = settings.interface.say
    suggest = {
        what: {"service_url": base, "service_path": f"/suggest/{what}"} for what in ("entity", "property", "type")
    }
    return {
        "versions": ["0.2"],
        "name": settings.project,
        "identifierSpace": f"{settings.baseurl}#" if settings.baseurl else "urn:newsroom:record:",
        "schemaSpace": _SCHEMA_SPACE,
        "serviceVersion": __version__,
        "defaultTypes": [{"id": id_, "name": say(called)} for id_, called in TYPES.items()],
        "view": {"url": f"{base}/view?id={{{{id}}}}"},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}", "width": WIDTH, "height": HEIGHT},
        "batchSize": MOST_IN_BATCH,
        "suggest": suggest,
        "extend": {"propose_properties": {"service_url": base, "service_path": "/properties"}, "property_settings": []},
    }


# The responses

_MOST = 20
"""The maximum of candidates or suggestions in a response."""
_USUAL = 10
_LARGEST_BATCH = 10 * MOST_IN_BATCH
_VALUES = 10_000
"""The maximum of property values in a response, because the next client waits for it."""
QUERY_PROPERTIES: Mapping[str, str] = {
    "date": "The row's day, month or year",
    "office": "The office that the official held then",
    "organization": "The organization of the office, or that a body is part of",
}
"""The properties that a query may have, in addition to the name; `newsroom match` has the same columns."""


class Reply(NamedTuple):
    """A response: status, media type and content; *location* is the target of a redirect."""

    status: int
    kind: str
    content: bytes
    location: str = ""


class AskedWronglyError(ValueError):
    """The query is invalid; the message says why."""


def wrong(words: str) -> Reply:
    """Return the response to an invalid request."""
    return _json({"status": "error", "message": words})._replace(status=400)


@dataclass(frozen=True)
class Service:
    """A reconciliation service for a *registry* at the address *base*."""

    registry: Registry
    settings: Settings
    base: str

    @cached_property
    def reconciler(self) -> Reconciler:
        """Matches the names in queries."""
        return Reconciler(Names(self.registry))

    def reply(self, path: str, said: Mapping[str, str]) -> Reply:
        """Return the response to a request for a *path* within the service, with the parameters *said*."""
        try:
            return self._reply(path.rstrip("/"), said)
        except AskedWronglyError as error:
            return wrong(str(error))
        except Exception as error:  # unexpected JSON values can raise anything
            return wrong(f"a value isn't valid in the protocol ({type(error).__name__})")

    def _reply(self, path: str, said: Mapping[str, str]) -> Reply:
        if path == "":
            return self._endpoint(said)
        if path in ("/preview", "/view"):
            return self._shown(path, said.get("id", ""))
        if path == "/suggest/entity":
            return _json({"result": self._suggested(said)})
        if path in ("/suggest/type", "/suggest/property"):
            known = self._types if path.endswith("type") else {**QUERY_PROPERTIES, **properties_of("")}
            prefix = said.get("prefix", "").casefold()
            return _json(
                {
                    "result": [
                        row
                        for row in _rows(known)
                        if any(value.casefold().startswith(prefix) for value in row.values())
                    ]
                }
            )
        if path == "/properties":
            kind, limit = said.get("type", ""), _number(said.get("limit"), _MOST)
            found = {"properties": [*_rows(properties_of(kind))][:limit]}
            return _json({**({"type": kind} if kind else {}), "limit": limit, **found})
        return Reply(404, "text/plain", b"there is nothing here\n")

    def _endpoint(self, said: Mapping[str, str]) -> Reply:
        if "queries" in said:
            queries = _object(said["queries"], "queries")
            if len(queries) > _LARGEST_BATCH:
                return Reply(413, "text/plain", f"send at most {MOST_IN_BATCH} queries at once\n".encode())
            return _json({key: {"result": self.result(query)} for key, query in queries.items()})
        if "extend" in said:
            return _json(self.extended(_object(said["extend"], "extend")))
        return _json(manifest(self.settings, self.base))

    # Queries

    def result(self, query: Any) -> list[dict[str, Any]]:
        """Return the candidates of a query, best first."""
        row, limit = _asked(query)
        known = self._by_id.get(row.name.strip())
        if known is not None:
            return [{**self._described(known), "score": 100, "match": True}]
        if not row.name.strip():
            return []
        found = self.reconciler.match(row)
        sure = found.record if found.confidence == "sure" else None
        rows = [*([found.record] if found.record else []), *found.others]
        return [self._candidate(one, one is sure) for one in rows[:limit]]

    def _candidate(self, one: Candidate, match: bool) -> dict[str, Any]:
        record = self.registry.entity(one.id)
        candidate = self._described(record) if record is not None else {"id": one.id, "name": one.name}
        features = [
            {"id": "name", "value": int(one.fit)},
            {"id": "beside", "value": one.speaks},
            *([{"id": "in_time", "value": one.in_time}] if one.in_time is not None else []),
        ]
        return {**candidate, "score": one.score, "match": match, "features": features}

    def _described(self, record: Record) -> dict[str, Any]:
        line = description(record, self.registry)
        kind = {"id": record.kind, "name": self._types[record.kind]}
        return {"id": record.id, "name": record.name, **({"description": line} if line else {}), "type": [kind]}

    @cached_property
    def _types(self) -> dict[str, str]:
        return {id_: self.settings.interface.say(called) for id_, called in TYPES.items()}

    @cached_property
    def _by_id(self) -> dict[str, Record]:
        """The records by their current ids, former ids and external identifiers such as Q1065."""
        records: list[Record] = [*self.registry.organizations.values(), *self.registry.officials.values()]
        elsewhere = {value: record for record in records for _, value in record.identifiers}
        former = {id_: record for record in records for id_ in record.former_ids}
        return {**elsewhere, **former, **{record.id: record for record in records}}

    # Suggestions

    def _suggested(self, said: Mapping[str, str]) -> list[dict[str, Any]]:
        prefix, skipped = said.get("prefix", "").strip(), _number(said.get("cursor"), 0)
        words = " ".join(words_of(prefix[:LONGEST]))
        kind = said.get("type", "")
        exact = self._by_id.get(prefix)
        found: dict[str, Record] = {exact.id: exact} if exact else {}
        for text, record in self._texts if words else ():
            if kind in ("", record.kind) and (text.startswith(words) or f" {words}" in text):
                found.setdefault(record.id, record)
        rows = [self._described(record) for record in list(found.values())[skipped : skipped + _USUAL]]
        return [{**{k: v for k, v in row.items() if k != "type"}, "notable": row["type"]} for row in rows]

    @cached_property
    def _texts(self) -> list[tuple[str, Record]]:
        """All names, case-folded and sorted."""
        found: list[tuple[str, Record]] = []
        for body in self.registry.organizations.values():
            names = (body.name, body.acronym or "", *(name.name for name in body.other_names))
            found += [(" ".join(words_of(name)), body) for name in names if name]
        for person in self.registry.officials.values():
            found += [
                (" ".join(words_of(name)), person) for name in (person.name, *(o.name for o in person.other_names))
            ]
        return sorted(found, key=lambda row: (row[0], row[1].id))

    # Pages and data

    def _shown(self, path: str, id_: str) -> Reply:
        record = self._by_id.get(id_)
        if record is None:
            return Reply(404, "text/plain", b"no record has this id\n")
        address = page_address(record, self.settings)
        if path == "/view" and address:
            return Reply(302, "text/plain", b"", address)
        return Reply(200, "text/html", preview(record, self.registry, self.settings).encode())

    def extended(self, query: Mapping[str, Any]) -> dict[str, Any]:
        """Return property values of records (section 8); empty for unknown ids."""
        ids, properties = query.get("ids"), query.get("properties")
        if not isinstance(ids, list) or not isinstance(properties, list):
            raise AskedWronglyError("an extend query needs a list of ids and a list of properties")
        names = list(dict.fromkeys(str(one["id"]) for one in properties if isinstance(one, dict) and "id" in one))
        if len(names) * len(ids[:_LARGEST_BATCH]) > _VALUES:
            raise AskedWronglyError(f"request at most {_VALUES:,} values at once")
        called = properties_of("")
        rows: dict[str, dict[str, Any]] = {}
        for id_ in map(str, ids[:_LARGEST_BATCH]):
            record = self._by_id.get(id_)
            rows[id_] = {one: values(record, one, self.registry) if record else [] for one in names}
        meta = [{"id": one, "name": called.get(one, one), **_type_of(one, self._types)} for one in names]
        return {"meta": meta, "rows": rows}


def _type_of(property_: str, types: Mapping[str, str]) -> dict[str, Any]:
    bodies = property_ in ("parent", "successors", "organizations")
    return {"type": {"id": "organization", "name": types["organization"]}} if bodies else {}


def _asked(query: Any) -> tuple[Query, int]:
    """Return a query as a table row, and the number of candidates it requests."""
    if not isinstance(query, dict):
        raise AskedWronglyError("each query must be an object with a query or properties")
    values = dict.fromkeys(QUERY_PROPERTIES, "")
    said_properties = query.get("properties") or []
    for one in said_properties if isinstance(said_properties, list) else (None,):
        if not isinstance(one, dict) or "pid" not in one or "v" not in one:
            raise AskedWronglyError("each property of a query must have pid and v")
        if one["pid"] in values:
            values[one["pid"]] = _text(one["v"])
    kinds = query.get("type") or []
    kinds = [kind for kind in ([kinds] if isinstance(kinds, str) else kinds) if kind in TYPES]
    name = str(query.get("query") or "")
    kind = kinds[0] if len(kinds) == 1 else ""
    row = Query(name, _days(values["date"]), values["office"], values["organization"], kind)
    return row, _number(query.get("limit"), _USUAL)


def _text(value: Any) -> str:
    """Return a property's value as text: the first of several, the name of a record."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if isinstance(value, dict):
        value = value.get("name") or value.get("id") or ""
    return str(value)


def _days(text: str) -> Days | None:
    try:
        # OpenRefine's dates have a time after the day.
        return Days.of(text.strip()[:10].rstrip("T")) if text.strip() else None
    except ValueError:
        return None


def _number(value: Any, default: int) -> int:
    try:
        found = int(value)
    except (TypeError, ValueError, OverflowError):
        return default
    return max(0, found) if default == 0 else max(1, min(found, _MOST))


def _object(text: str, what: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise AskedWronglyError(f"{what} isn't JSON: {error}") from None
    if not isinstance(found, dict):
        raise AskedWronglyError(f"{what} isn't a JSON object")
    return found


def _rows(known: Mapping[str, str]) -> Iterable[dict[str, str]]:
    return ({"id": id_, "name": called} for id_, called in known.items())


def _json(value: object) -> Reply:
    return Reply(200, "application/json", json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
