"""What a page says of itself to search engines and other programs: JSON-LD in the words of schema.org.

A release is a NewsArticle, since schema.org has no word for a press release; an organization an Organization, or a
GovernmentOrganization where its classification says so; an official a Person, with offices as roles that have dates.
Addresses are left out where the archive does not know its own, and of a withdrawn release nothing is told that its
page does not show.  What the head says in other words, such as the description, is not said again.

Source: https://schema.org, version 29.3; JSON-LD 1.1, section 7 (JSON-LD in HTML).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.addresses import PageName, entity_page, superseded_page, url_of
from sphinx_newsroom.model.records import Entity, Membership, Official, Organization, Topic
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.outputs.announced_events import event_thing
from sphinx_newsroom.outputs.citations import WIKIDATA, Thing, identifier, known, titled

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import Entry
    from sphinx_newsroom.model.addresses import EntityKey
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.outputs.pages.lines import Lines

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# "intergovernmental" is no government.
_OF_A_GOVERNMENT = re.compile(r"\b(?:government(?:al)?|ministry)\b", re.IGNORECASE)
# In a script element "</script>" ends it and "<!--" hides that; what is left reads the same as JSON.
_FOR_A_SCRIPT = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&")


def release_data(page: PageName, entry: Entry, lines: Lines) -> str:
    """A release in JSON."""
    release, withdrawn = entry.release, entry.release.withdrawn
    notes = list(_corrections(release, lines.interface))
    found: Thing = {
        "@type": "NewsArticle",
        **_addressed(page, lines),
        "headline": titled(release.title, lines.interface, withdrawn=withdrawn is not None),
        "genre": lines.settings.type_label(release.type, lines.interface),
        "identifier": release.number,
        "inLanguage": release.language,
        "publisher": _issuers(release, lines),
        "datePublished": (release.moment or release.date).isoformat(),
        "dateModified": max((note["datePublished"] for note in notes), default=None),
        "correction": notes,
        "creativeWorkStatus": "Withdrawn" if withdrawn else None,
        "translationOfWork": _references([lines.index.original(page)], lines),
        "workTranslation": _references(
            [other for other in lines.index.translations.get(page, ()) if other != page], lines
        ),
    }
    return _script(found if withdrawn else found | _text(page, entry, lines))


def _text(page: PageName, entry: Entry, lines: Lines) -> Thing:
    """What is told of a text that stands."""
    release, index = entry.release, lines.index
    named = (entity_page(*key) for key in index.named(page) if key[0] != "topic" and lines.record(key))
    image, base = release.image, lines.settings.baseurl
    return {
        "alternativeHeadline": release.subtitle,
        "dateline": release.dateline,
        "image": base + quote(release.file_address(image.src)) if image and base else None,
        "about": [event_thing(release.event, release.title, _issuers(release, lines))] if release.event else None,
        "mentions": _references(named, lines),
        # The text that this one was made of by a correction, and the release that it replaces.
        "isBasedOn": _references([_text_before(release, lines), index.page(release.replaces)], lines),
    }


def _references(pages: Iterable[PageName | None], lines: Lines) -> list[Thing]:
    """What a release names, by the addresses where their own pages tell more."""
    return [_addressed(page, lines) for page in pages if page and lines.settings.baseurl]


def _issuers(release: Release, lines: Lines) -> list[Thing]:
    return [
        {"@type": "Organization", **_addressed(entity_page(record.kind, record.id), lines), "name": record.name}
        for record in lines.index.registry.issuers(release)
    ]


def _corrections(release: Release, interface: Interface) -> Iterator[Thing]:
    if release.withdrawn:
        rows = [(release.withdrawn.date, withdrawal_words(release.withdrawn, interface))]
    else:
        rows = [(correction.date, correction.note) for correction in release.corrections_in_order]
    for date, text in rows:
        yield {"@type": "CorrectionComment", "datePublished": date.isoformat(), "text": text}


def _text_before(release: Release, lines: Lines) -> PageName | None:
    """The page of the text that the newest correction superseded, where that has one."""
    record = lines.versions.records.get(release.id)
    page = superseded_page(release.id, record.superseded[-1].revision) if record and record.superseded else None
    return page if page in lines.versions.texts else None


def entity_data(record: Entity, lines: Lines) -> str:
    """An organization, official or topic in JSON."""
    found: Thing = {
        "@type": _type(record),
        **_addressed(entity_page(record.kind, record.id), lines),
        "name": record.name,
    }
    if not isinstance(record, Topic):
        addresses = [identifier(scheme, value).url for scheme, value in record.identifiers]
        found["sameAs"] = [*filter(None, addresses), *([record.website] if record.website else [])]
        found["alternateName"] = [other.name for other in record.other_names]
    placed = lines.versions.placements.records.get(entity_page(record.kind, record.id))
    picture = lines.settings.baseurl + quote(placed.address) if placed and lines.settings.baseurl else None
    if isinstance(record, Organization):
        found |= {"logo": picture, **_organization(record, lines)}
    elif isinstance(record, Official):
        found["image"] = picture
        found["familyName"] = record.family_name
        found["memberOf"] = [
            _role(held, "memberOf", _named(("organization", held.organization), lines)) for held in record.memberships
        ]
    return _script(found)


def _organization(record: Organization, lines: Lines) -> Thing:
    registry = lines.index.registry
    names = [record.acronym] if record.acronym and record.acronym != record.name else []
    return {
        "alternateName": names + [other.name for other in record.other_names],
        "foundingDate": record.founding_date,
        "dissolutionDate": record.dissolution_date,
        "parentOrganization": _named(("organization", record.parent), lines) if record.parent else None,
        "member": [
            _role(held, "member", _named(("official", person.id), lines))
            for person, held in registry.holders(record.id)
        ],
    }


def _role(held: Membership, property_: str, other: Thing | None) -> Thing:
    # A role stands in the place of what it is about, which it repeats under the same property.
    dates = {"startDate": held.start_date, "endDate": held.end_date}
    return known({"@type": "OrganizationRole", "roleName": held.role, **dates, property_: other})


def _named(key: EntityKey, lines: Lines) -> Thing | None:
    """Somebody by type and name, and where more is told."""
    record = lines.record(key)
    if record is None:
        return None
    address = _addressed(entity_page(*key), lines)
    same = "" if isinstance(record, Topic) else dict(record.identifiers).get(WIKIDATA, "")
    same = identifier(WIKIDATA, same).url if same else ""
    return known({"@type": _type(record), **address, "name": record.name, "sameAs": same})


def _type(record: Entity) -> str:
    if isinstance(record, Organization):
        return "GovernmentOrganization" if _OF_A_GOVERNMENT.search(record.classification or "") else "Organization"
    return "Person" if isinstance(record, Official) else "Thing"


def _addressed(page: PageName, lines: Lines) -> Thing:
    base = lines.settings.baseurl
    return {"@id": base + quote(url_of(page))} if base else {}


def _script(found: Thing) -> str:
    """A thing as it stands in a script element."""
    text = _json({"@context": "https://schema.org", **known(found)})
    for sign, escaped in _FOR_A_SCRIPT:  # in a tenth of the time that str.translate takes
        text = text.replace(sign, escaped)
    return text
