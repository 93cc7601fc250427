"""The manifest of the reconciliation service, and what a static site has of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from html import escape
from types import MappingProxyType
from typing import Any
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.model.addresses import RECONCILIATION, entity_page, url_of
from sphinx_newsroom.model.languages import direction
from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.wording import ENGLISH, office_text, period
from sphinx_newsroom.outputs.output import Output

# What the reconciliation service tells of a record: a line that tells namesakes apart, its properties, a preview.

Record = Organization | Official
Value = dict[str, str]
"""A value as the protocol has it: ``{"str": "UNODC"}``, or a record, ``{"id": "unodc", "name": "…"}``."""

TYPES: Mapping[str, str] = MappingProxyType(
    {"organization": translatable("Organization"), "official": translatable("Official")}
)
"""The types of the service, by the ids that queries give."""

WIDTH, HEIGHT = 400, 160
"""How large a preview is, in pixels."""

_MOST_OFFICES = 3


def description(record: Record, registry: Registry, interface: Interface = ENGLISH) -> str:
    """A line that tells namesakes apart: the offices of an official, acronym and time of a body."""
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
    """Organizations by their ids; one without a record is told as words."""
    known = [(id_, registry.organizations.get(id_)) for id_ in dict.fromkeys(filter(None, ids))]
    return [{"id": id_, "name": body.name} if body else {"str": id_} for id_, body in known]


_Of = Callable[[Any, Registry], list[Value]]

_OF_ALL: Mapping[str, tuple[str, _Of]] = {
    "name": ("Name", lambda record, _: _texts(record.name)),
    "other_names": ("Other names", lambda record, _: _texts(*(name.name for name in record.other_names))),
    "website": ("Website", lambda record, _: _texts(record.website)),
    "wikidata": ("Wikidata id", lambda record, _: _texts(dict(record.identifiers).get("wikidata"))),
    "identifiers": ("Identifiers", lambda record, _: _texts(*(f"{key}:{value}" for key, value in record.identifiers))),
}
_OF_ORGANIZATIONS: Mapping[str, tuple[str, _Of]] = {
    "acronym": ("Acronym", lambda record, _: _texts(record.acronym)),
    "classification": ("Kind", lambda record, _: _texts(record.classification)),
    "parent": ("Part of", lambda record, registry: _bodies(registry, record.parent)),
    "successors": ("Succeeded by", lambda record, registry: _bodies(registry, *record.successors)),
    "founding_date": ("Founded", lambda record, _: _texts(record.founding_date)),
    "dissolution_date": ("Dissolved", lambda record, _: _texts(record.dissolution_date)),
}
_OF_OFFICIALS: Mapping[str, tuple[str, _Of]] = {
    "offices": ("Offices", lambda record, registry: _texts(*(_office(held, registry) for held in record.memberships))),
    "organizations": (
        "Organizations",
        lambda record, registry: _bodies(registry, *(held.organization for held in record.memberships)),
    ),
}
PROPERTIES: Mapping[str, tuple[str, _Of]] = {**_OF_ALL, **_OF_ORGANIZATIONS, **_OF_OFFICIALS}
"""The properties of records by id: what they are called, and their values."""


def properties_of(kind: str) -> dict[str, str]:
    """The properties of a type, with what they are called; of no type, all of them."""
    own = {"organization": _OF_ORGANIZATIONS, "official": _OF_OFFICIALS}.get(kind)
    wanted = PROPERTIES if own is None else {**_OF_ALL, **own}
    return {id_: called for id_, (called, _) in wanted.items()}


def values(record: Record, property_: str, registry: Registry) -> list[Value]:
    """The values of a property; none where a record of its kind has none."""
    if property_ not in properties_of(record.kind):
        return []
    return PROPERTIES[property_][1](record, registry)


def page_address(record: Record, settings: Settings) -> str:
    """The address of a record's page; empty where the archive does not know its own."""
    return settings.baseurl + quote(url_of(entity_page(record.kind, record.id))) if settings.baseurl else ""


def preview(records: Mapping[str, Record], registry: Registry, settings: Settings) -> str:
    """A page that fits into a small frame: who each of the records is, by its id, and links to their pages."""
    interface = settings.interface
    title, policy = escape(settings.project), escape(settings.csp or "")
    head = f'<meta charset="utf-8"><meta name="robots" content="noindex"><title>{title}</title>'
    if policy:
        head += f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    if len(records) > 1:  # with its styles a frame that is asked for one record shows no other
        head += '<link rel="stylesheet" href="../../_static/newsroom/newsroom.css">'
    shown = []
    for id_, record in records.items():
        address, name = page_address(record, settings), escape(record.name)
        link = f'<a href="{escape(address)}" target="_blank" rel="noopener">{name}</a>' if address else name
        lines = [interface.say(TYPES[record.kind]), description(record, registry, interface)]
        told = "".join(f"<p>{escape(line)}</p>" for line in lines if line)
        shown.append(f'<section id="{id_}"><p><b>{link}</b></p>{told}</section>\n')
    return (
        f'<!doctype html>\n<html lang="{escape(interface.language)}" dir="{direction(interface.language)}">'
        f'<head>{head}</head><body class="records">{"".join(shown)}</body></html>\n'
    )


MANIFEST, RECORDS = f"{RECONCILIATION}/manifest.json", f"{RECONCILIATION}/records.html"
_SCHEMA_SPACE = "http://www.popoloproject.com/specs/"
"""Records have Popolo's terms; the URI that says so."""

MOST_IN_BATCH = 100
"""How many queries a client should send at once."""


def manifest(settings: Settings, base: str = "") -> dict[str, Any]:
    """What the service is: of a running one at *base* all that it answers, of a static site what that has.

    A site without a service has a view and a preview of each record, and nothing that would need a query.
    """
    space = f"{settings.baseurl}#" if settings.baseurl else "urn:newsroom:record:"
    shown = f"{settings.baseurl}{RECORDS}#{{{{id}}}}"
    say = settings.interface.say
    found: dict[str, Any] = {
        "versions": ["0.2"],
        "name": settings.project,
        "identifierSpace": space,
        "schemaSpace": _SCHEMA_SPACE,
        "serviceVersion": __version__,
        "defaultTypes": [{"id": id_, "name": say(called)} for id_, called in TYPES.items()],
        "view": {"url": f"{base}/view?id={{{{id}}}}" if base else shown},
        "preview": {"url": f"{base}/preview?id={{{{id}}}}" if base else shown, "width": WIDTH, "height": HEIGHT},
    }
    if not base:
        return found
    suggest = {
        what: {"service_url": base, "service_path": f"/suggest/{what}"} for what in ("entity", "property", "type")
    }
    extend = {"propose_properties": {"service_url": base, "service_path": "/properties"}, "property_settings": []}
    return {**found, "batchSize": MOST_IN_BATCH, "suggest": suggest, "extend": extend}


def outputs(registry: Registry, settings: Settings) -> Iterator[Output]:
    """The manifest and the records of a site that knows its own address: without it, no view could be told."""
    if not settings.baseurl:
        return
    shown: dict[str, Record] = {}
    records: list[Record] = [*registry.organizations.values(), *registry.officials.values()]
    for record in records:
        # Tables that were matched before have the ids that a record had then.
        former = (old for old in record.former_ids if registry.current_id(record.kind, old) == record.id)
        shown |= dict.fromkeys((record.id, *former), record)
    made = {
        MANIFEST: _document(manifest(settings)),
        RECORDS: preview(shown, registry, settings).encode(),
    }
    yield Output("data/reconcile", fingerprint(*map(str, made.values())), partial(dict, made))


def _document(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
