"""The manifest of the reconciliation service, and what a static site has of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom._version import __version__
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import RECONCILIATION
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.reconciliation.records import HEIGHT, TYPES, WIDTH, Record, description, preview

if TYPE_CHECKING:
    from sphinx_newsroom.model.registry import Registry

MANIFEST = f"{RECONCILIATION}/manifest.json"
_SCHEMA_SPACE = "http://www.popoloproject.com/specs/"
"""Records have Popolo's terms; the URI that says so."""

MOST_IN_BATCH = 100
"""How many queries a client should send at once."""


def manifest(settings: Settings, base: str = "") -> dict[str, Any]:
    """What the service is: of a running one at *base* all that it answers, of a static site what that has.

    A site without a service has a view and a preview of each record, and nothing that would need a query.
    """
    space = f"{settings.baseurl}#" if settings.baseurl else "urn:newsroom:record:"
    say = settings.interface.say
    found: dict[str, Any] = {
        "versions": ["0.2"],
        "name": settings.project,
        "identifierSpace": space,
        "schemaSpace": _SCHEMA_SPACE,
        "serviceVersion": __version__,
        "defaultTypes": [{"id": id_, "name": say(called)} for id_, called in TYPES.items()],
        "view": {
            "url": f"{base}/view?id={{{{id}}}}" if base else f"{settings.baseurl}{RECONCILIATION}/{{{{id}}}}.html"
        },
        "preview": {
            "url": f"{base}/preview?id={{{{id}}}}" if base else f"{settings.baseurl}{RECONCILIATION}/{{{{id}}}}.html",
            "width": WIDTH,
            "height": HEIGHT,
        },
    }
    if not base:
        return found
    suggest = {
        what: {"service_url": base, "service_path": f"/suggest/{what}"} for what in ("entity", "property", "type")
    }
    extend = {"propose_properties": {"service_url": base, "service_path": "/properties"}, "property_settings": []}
    return {**found, "batchSize": MOST_IN_BATCH, "suggest": suggest, "extend": extend}


def outputs(registry: Registry, settings: Settings) -> Iterator[Output]:
    """The manifest and the previews of a site that knows its own address: without it, no view could be told."""
    if not settings.baseurl:
        return
    said = settings.baseurl, settings.project, settings.language
    yield Output("data/reconcile", fingerprint(*said), partial(dict, {MANIFEST: _document(manifest(settings))}))
    records: list[Record] = [*registry.organizations.values(), *registry.officials.values()]
    for record in records:
        told = description(record, registry, settings.interface)
        digest = fingerprint(*said, settings.csp, record.kind, record.id, record.name, told)
        # Tables that were matched before have the ids that a record had then.
        for id_ in (
            record.id,
            *(old for old in record.former_ids if registry.current_id(record.kind, old) == record.id),
        ):
            path = f"{RECONCILIATION}/{id_}.html"
            yield Output(f"data/reconcile/{id_}", digest, partial(_preview, path, record, registry, settings))


def _preview(path: str, record: Record, registry: Registry, settings: Settings) -> dict[str, bytes]:
    return {path: preview(record, registry, settings).encode()}


def _document(value: object) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
