"""Records as Popolo: persons, organizations and their memberships.

``newsroom import`` reads them again.  An acronym stands among the other names, with a note that says so, as Popolo has
no word for it; the language of a name and what took an organization's place are keys beside Popolo's.

Source: https://www.popoloproject.com/specs/, its JSON Schemas.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.model.addresses import entity_page, url_of
from sphinx_newsroom.outputs.citations import Thing, known

if TYPE_CHECKING:
    from sphinx_newsroom.model.addresses import EntityKey
    from sphinx_newsroom.model.records import Contact, Membership, Official, Organization
    from sphinx_newsroom.model.registry import Registry


def with_context(registry: Registry, named: Collection[EntityKey]) -> set[EntityKey]:
    """Those who are *named*, with the organizations that they belong to, so that no id leads nowhere."""
    found = set(named)
    for kind, id_ in named:
        if kind == "official" and id_ in registry.officials:
            found.update(("organization", held.organization) for held in registry.officials[id_].memberships)
    waiting = [id_ for kind, id_ in found if kind == "organization"]
    while waiting:
        record = registry.organizations.get(waiting.pop())
        if record and record.parent and ("organization", record.parent) not in found:
            found.add(("organization", record.parent))
            waiting.append(record.parent)
    return found


def popolo(registry: Registry, wanted: Collection[EntityKey], base: str) -> bytes:
    """The records that are *wanted*, by kind and id; *base* is the site's address, empty where it has none."""
    officials = [registry.officials[id_] for kind, id_ in sorted(wanted) if kind == "official"]
    bodies = [registry.organizations[id_] for kind, id_ in sorted(wanted) if kind == "organization"]
    found = {
        "persons": [_person(record, base) for record in officials],
        "organizations": [_organization(record, base) for record in bodies],
        "memberships": [
            _membership(record, held, place)
            for record in officials
            for place, held in enumerate(record.memberships, 1)
            if ("organization", held.organization) in wanted
        ],
    }
    return (json.dumps(found, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "replace")


def _person(record: Official, base: str) -> Thing:
    return known(
        {
            **_beginning(record),
            "other_names": [*_other_names(record), *({"name": name, "note": "Nickname"} for name in record.nicknames)],
            "family_name": record.family_name,
            **_end(record, base),
        }
    )


def _organization(record: Organization, base: str) -> Thing:
    acronym = [{"name": record.acronym, "note": "Acronym"}] if record.acronym else []
    return known(
        {
            **_beginning(record),
            "other_names": [*acronym, *_other_names(record)],
            "classification": record.classification,
            "parent_id": record.parent,
            "founding_date": record.founding_date,
            "dissolution_date": record.dissolution_date,
            "successors": list(record.successors),
            "contact_details": [detail for contact in record.contacts for detail in _contact(contact)],
            **_end(record, base),
        }
    )


def _membership(official: Official, held: Membership, place: int) -> Thing:
    return known(
        {
            "id": f"{official.id}-{place}",
            "person_id": official.id,
            "organization_id": held.organization,
            "role": held.role,
            "start_date": held.start_date,
            "end_date": held.end_date,
        }
    )


def _beginning(record: Organization | Official) -> Thing:
    return {
        "id": record.id,
        "name": record.name,
        "identifiers": [{"scheme": scheme, "identifier": value} for scheme, value in sorted(record.identifiers)],
    }


def _other_names(record: Organization | Official) -> Iterator[Thing]:
    for name in record.other_names:
        dates = {"start_date": name.start_date, "end_date": name.end_date}
        yield known({"name": name.name, "language": name.language, **dates})


def _contact(contact: Contact) -> Iterator[Thing]:
    for kind, value in (("email", contact.email), ("voice", contact.phone)):
        if value:
            yield {"label": contact.name, "type": kind, "value": value}


def _end(record: Organization | Official, base: str) -> Thing:
    links = [{"url": record.website, "note": "Website"}] if record.website else []
    if base:
        links.append({"url": base + quote(url_of(entity_page(record.kind, record.id))), "note": "In this archive"})
    return {
        "links": links,
        "sources": [known({"url": source.url, "note": source.note}) for source in record.sources],
    }
