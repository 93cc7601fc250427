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
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.interface import Interface
from sphinx_newsroom.model.addresses import PageName, entity_page, superseded_page, url_of
from sphinx_newsroom.model.dates import withdrawal_words
from sphinx_newsroom.model.records import Entity, Membership, Official, Organization, Topic
from sphinx_newsroom.outputs.announced_events import event_thing
from sphinx_newsroom.outputs.citations.citation import titled
from sphinx_newsroom.outputs.identifiers import WIKIDATA, identifier
from sphinx_newsroom.outputs.things import Thing, known

if TYPE_CHECKING:
    from sphinx_newsroom.archive.entries import Entry
    from sphinx_newsroom.model.addresses import EntityKey
    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.outputs.pages.lines import Lines

_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

# "intergovernmental" is no government.
_OF_A_GOVERNMENT = re.compile(r"\b(?:government(?:al)?|ministry)\b", re.IGNORECASE)
# In a script element "</script>" ends it and "<!--" hides that; what is left reads the same as JSON.
_FOR_A_SCRIPT = tuple((sign, f"\\u{ord(sign):04x}") for sign in "<>&")


def kind_and_same(record: Entity) -> tuple[str, str]:
    """The type of a record, and where Wikidata has the same: what a release says of its issuers, beside the name."""
    same = "" if isinstance(record, Topic) else dict(record.identifiers).get(WIKIDATA, "")
    return _type(record), identifier(WIKIDATA, same).url if same else ""


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
        "translationOfWork": _work(lines.index.original(page), lines),
        "workTranslation": [_work(other, lines) for other in lines.index.translations.get(page, ()) if other != page],
    }
    return _script(found if withdrawn else found | _text(page, entry, lines))


def _text(page: PageName, entry: Entry, lines: Lines) -> Thing:
    """What is told of a text that stands."""
    release, index = entry.release, lines.index
    named = index.named(page)
    image, base = release.image, lines.settings.baseurl
    return {
        "alternativeHeadline": release.subtitle,
        "dateline": release.dateline,
        "image": base + quote(release.file_address(image.src)) if image and base else None,
        "about": [
            *_references([key for key in named if key[0] == "topic"], lines),
            *([event_thing(release.event, release.title, _issuers(release, lines))] if release.event else ()),
        ],
        "mentions": _references([key for key in named if key[0] != "topic"], lines),
        "isBasedOn": list(_bases(release, lines)),
    }


def _references(keys: list[EntityKey], lines: Lines) -> list[Thing]:
    """Whom a release names, by the addresses where their own pages tell more."""
    return [_addressed(entity_page(*key), lines) for key in keys if lines.settings.baseurl and lines.record(key)]


def _issuers(release: Release, lines: Lines) -> list[Thing]:
    return [thing for id_ in release.all_issuers if (thing := _named(("organization", id_), lines))]


def _corrections(release: Release, interface: Interface) -> Iterator[Thing]:
    if release.withdrawn:
        rows = [(release.withdrawn.date, withdrawal_words(release.withdrawn, interface))]
    else:
        rows = [(correction.date, correction.note) for correction in release.corrections_in_order]
    for date, text in rows:
        yield {"@type": "CorrectionComment", "datePublished": date.isoformat(), "text": text}


def text_before(release: Release, lines: Lines) -> tuple[PageName, str] | None:
    """The page and the title of the text that the newest correction superseded, where that has a page."""
    record = lines.versions.records.get(release.id)
    if record is None or not record.superseded:
        return None
    page = superseded_page(release.id, record.superseded[-1].revision)
    old = lines.versions.texts.get(page)
    return (page, old.release.title) if old else None


def _bases(release: Release, lines: Lines) -> Iterator[Thing]:
    """The text that this one was made of by a correction, and the release that it replaces."""
    if before := text_before(release, lines):
        yield {"@type": "NewsArticle", **_addressed(before[0], lines), "headline": before[1]}
    if replaced := _work(lines.index.page(release.replaces), lines):
        yield replaced


def _work(page: PageName | None, lines: Lines) -> Thing | None:
    """Another release."""
    if page is None:
        return None
    other = lines.index.entries[page].release
    headline = titled(other.title, lines.interface, withdrawn=other.withdrawn is not None)
    return {"@type": "NewsArticle", **_addressed(page, lines), "headline": headline, "inLanguage": other.language}


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
    # Once for all pages: ten thousand releases have the same few issuers.
    if key not in lines.things:
        record = lines.record(key)
        lines.things[key] = _of_record(record, lines) if record else None
    return lines.things[key]


def _of_record(record: Entity, lines: Lines) -> Thing:
    kind, same = kind_and_same(record)
    address = _addressed(entity_page(record.kind, record.id), lines)
    return known({"@type": kind, **address, "name": record.name, "sameAs": same})


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
