"""The pages of an organization, official or topic: its description and the releases that name it."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import NamedTuple

from sphinx_newsroom.archive.release_files import Placed
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import EntityKey, PageName, part_page
from sphinx_newsroom.model.records import Entity, Membership, Name, Official, Organization, Topic
from sphinx_newsroom.model.wording import partial_date, period
from sphinx_newsroom.outputs.citations import identifier
from sphinx_newsroom.outputs.pages.release import contact_views, entity_data
from sphinx_newsroom.outputs.pages.views import (
    EntityRef,
    Group,
    ImageView,
    Lazy,
    Lines,
    PageLink,
    View,
    YearBar,
    statement_lines,
    year_bars,
)


class Fact(NamedTuple):
    """A labelled fact of a record; *url* links to another site, *entity* to a page of the archive."""

    label: str
    text: str
    url: str = ""
    entity: EntityRef | None = None


KIND_LABELS = {
    "organization": translatable("Organization"),
    "official": translatable("Official"),
    "topic": translatable("Topic"),
}

NAMED_WITH = 12
"""The number of entities shown as named in the same releases."""


def entity_views(key: EntityKey, lines: Lines) -> Iterator[tuple[PageName, View]]:
    """Yield the pages of an entity: the newest releases in ``organizations/unodc``, others in ``…/page-2`` and so on.

    Pages are filled from the oldest release on, so that a new one changes only the first page. *number* is 0 for a page
    without links to it. *before* and *after* are predecessors and successors of an organization, if releases name them.
    """
    record, entity = lines.record(key), lines.entity(key)
    # A topic used by releases may have no record, and then has no page.
    if record is None or entity is None:
        return
    index = lines.index
    docnames = index.naming.get(key, ())
    statements, more = statement_lines(key, lines)
    placed = lines.versions.placements.records.get(entity.page)
    parts = from_the_oldest(entity.page, docnames, lines.settings.per_page)
    description = {
        "facts": tuple(_facts(record, lines)),
        "identifiers": tuple(_identifiers(record, lines)),
        "offices": tuple(_offices(record, lines)),
        "statements": statements,
        "more_statements": more,
        "years": _bars(parts, lines),
        "total": len(docnames),
        "before": _named(index.registry.all_before(entity.id), lines),
        "after": _named(index.registry.all_after(entity.id), lines),
        "named_with": lines.counted(index.named_with(key), NAMED_WITH),
        "contacts": tuple(contact_views(record.contacts if isinstance(record, Organization) else ())),
        "linked_data": entity_data(record, lines),
        "elsewhere": tuple(_elsewhere(record, lines)),
        "image": picture(record, placed),
        "image_digest": placed.sha256 if placed else "",
    }
    # The description is only on the first page; the others continue the list.
    none = dict.fromkeys(description, ()) | {"total": 0}
    for part in parts:
        view = {
            "entity": entity,
            "kind_label": lines.interface.say(KIND_LABELS[entity.kind]),
            "groups": groups_by_year(part.docnames, lines),
            "pages": part.links,
            "number": part.number,
        }
        yield part.name, view | (description if part.number == 1 else none)


def entity_pages(key: EntityKey, lines: Lines) -> tuple[PageName, ...]:
    """Return the names of an entity's pages."""
    entity = lines.entity(key)
    if lines.record(key) is None or entity is None:
        return ()
    return tuple(_begins(entity.page, len(lines.index.naming.get(key, ())), lines.settings.per_page))


def page_inputs(key: EntityKey, lines: Lines) -> tuple[object, ...]:
    """Return the values that an entity's pages depend on, without building them; their ``repr`` is complete.

    The settings and the records are covered by the caller.
    """
    index, record, entity = lines.index, lines.record(key), lines.entity(key)
    if record is None or entity is None:
        return ()
    # Co-named entities and quotations follow from the releases.
    pages = (*index.naming.get(key, ()), *dict.fromkeys(page for page, _ in index.statements_of(key)))
    others = (*index.registry.all_before(entity.id), *index.registry.all_after(entity.id))
    return (
        " ".join([index.markups[page] for page in pages]),
        [id_ for id_ in others if index.naming.get(("organization", id_))],
        lines.versions.placements.records.get(entity.page),
        tuple(_elsewhere(record, lines)),
    )


def page_links(names: Sequence[PageName], current: int) -> Lazy[PageLink]:
    """Return the links from one page of a list to all of its pages, built on access.

    A list of 100,000 releases has as many pages as each of them has links, so all links of all pages would need too
    much memory.
    """
    return Lazy(range(len(names)), partial(_page_link, names, current), partial(_links_inputs, names, current))


def _page_link(names: Sequence[PageName], current: int, place: int) -> PageLink:
    return PageLink(place + 1, names[place], place == current)


def _links_inputs(names: Sequence[PageName], current: int, _: Sequence[int]) -> str:
    # The first name determines all others, which are numbered.
    return f"{names[0]!r}, {len(names)}, {current}"


class EntityPart(NamedTuple):
    """A page of releases, newest first; *number* is 0 and *links* is empty for a page that isn't linked yet."""

    name: PageName
    docnames: tuple[PageName, ...]
    number: int
    links: Sequence[PageLink]


def from_the_oldest(page: PageName, docnames: tuple[PageName, ...], size: int) -> list[EntityPart]:
    """Split releases, newest first, into pages: ``page-2`` always has the oldest *size*, ``page-3`` the next.

    The first page has at least *size* releases, if there are enough. It includes those of the newest full page, which
    already exists at its own address, but is linked only when another release follows.

    >>> for part in from_the_oldest(PageName("topics/budget"), (PageName("x"),) * 25, 10):
    ...     print(part.name, len(part.docnames), part.number, [link.page for link in part.links])
    topics/budget 15 1 ['topics/budget', 'topics/budget/page-2']
    topics/budget/page-3 10 0 []
    topics/budget/page-2 10 2 ['topics/budget', 'topics/budget/page-2']
    """
    begins = _begins(page, len(docnames), size)
    led_to = [name for name, begin in begins.items() if begin is not None]
    numbers = {name: number for number, name in enumerate(led_to)}
    found = []
    for name, begin in begins.items():
        if begin is None:  # the newest full page
            found.append(EntityPart(name, docnames[len(docnames) % size :][:size], 0, ()))
            continue
        end = begin + size if begin else len(docnames) - max(0, len(docnames) // size - 1) * size
        links = page_links(led_to, numbers[name]) if len(led_to) > 1 else ()
        found.append(EntityPart(name, docnames[begin:end], numbers[name] + 1, links))
    return found


def _begins(page: PageName, count: int, size: int) -> dict[PageName, int | None]:
    """Return the pages for a number of releases, each with the index of its first; None if it isn't linked yet."""
    full, left = divmod(count, size)
    found: dict[PageName, int | None] = {page: 0}
    for number in range(full if left else full - 1, 0, -1):
        found[part_page(page, number + 1)] = None if number == full else count - number * size
    return found


def picture(record: Entity, placed: Placed | None) -> ImageView | None:
    """Return the logo or portrait of a record, if the site has it."""
    if isinstance(record, Topic) or record.image is None or placed is None:
        return None
    return ImageView(placed.address, record.image.alt, record.image.caption, record.image.credit)


def _elsewhere(record: Entity, lines: Lines) -> Iterator[View]:
    """Yield the same organization or person in other newsrooms' archives."""
    for archive, entry in lines.others.of(record):
        latest = [
            {
                "title": one.title,
                "url": one.url,
                "date": one.date,
                "date_text": lines.interface.date(dt.date.fromisoformat(one.date)),
                "language": one.language or archive.language,
            }
            for one in entry.latest
        ]
        there = {"archive": archive.title, "language": archive.language, "url": entry.url}
        yield {**there, "total": entry.releases, "latest": latest}


def _named(ids: tuple[str, ...], lines: Lines) -> tuple[EntityRef, ...]:
    """Return links to the organizations that releases name; without counts, which would change with every release."""
    return lines.entities(key for id_ in ids if lines.index.naming.get(key := ("organization", id_)))


def _bars(parts: list[EntityPart], lines: Lines) -> tuple[YearBar, ...]:
    """Return a bar for each year in which the entity is named, linked to the year in the list."""
    counts: Counter[int] = Counter()
    # A year may span several pages; its bar links to the first of them.
    places: dict[int, tuple[PageName, str]] = {}
    for part in parts:
        if part.number:
            years = [lines.index.entries[docname].release.date.year for docname in part.docnames]
            counts.update(years)
            for year in years:
                places.setdefault(year, (part.name, f"y{year}"))
    return year_bars(counts, places)


def groups_by_year(docnames: tuple[PageName, ...], lines: Lines) -> tuple[Group, ...]:
    """Group releases by year, newest first."""
    entries = lines.index.entries
    return tuple(
        Group(str(year), f"y{year}", lines.releases(group))
        for year, group in groupby(docnames, key=lambda docname: entries[docname].release.date.year)
    )


def _facts(record: Entity, lines: Lines) -> Iterator[Fact]:
    """Yield the facts of a record, one per line."""
    if isinstance(record, Topic):
        return
    say = lines.interface.say
    # Current names before former ones, each in the record's order.
    for other in sorted(record.other_names, key=lambda name: bool(name.end_date)):
        yield Fact(say("Former name") if other.end_date else say("Also named"), _name_text(other, lines))
    if isinstance(record, Organization):
        yield from _organization_facts(record, lines)
    if record.website:
        label = record.website.removeprefix("https://").removeprefix("http://").rstrip("/")
        yield Fact(say("Website"), label, record.website)


def _identifiers(record: Entity, lines: Lines) -> Iterator[Fact]:
    """Yield links to other databases, and the sources of the record."""
    if isinstance(record, Topic):
        return
    for scheme, value in record.identifiers:
        known = identifier(scheme, value)
        yield Fact(known.label, value, known.url)
    for source in record.sources:
        yield Fact(lines.interface.say("Source"), source.note or source.url, source.url)


def _organization_facts(record: Organization, lines: Lines) -> Iterator[Fact]:
    registry, interface = lines.index.registry, lines.interface
    say = interface.say
    if record.classification:
        yield Fact(say("Kind"), record.classification[:1].upper() + record.classification[1:])
    if record.founding_date:
        yield Fact(say("Founded"), partial_date(record.founding_date, interface))
    if record.dissolution_date:
        yield Fact(say("Dissolved"), partial_date(record.dissolution_date, interface))
    related: dict[str, tuple[str, ...]] = {
        say("Part of"): (record.parent,) if record.parent else (),
        say("Parts"): tuple(child.id for child in registry.children(record.id)),
        say("Succeeded by"): record.successors,
        say("Successor of"): tuple(earlier.id for earlier in registry.predecessors(record.id)),
    }
    for label, ids in related.items():
        for ref in lines.entities(("organization", id_) for id_ in ids):
            yield Fact(label, ref.name, "", ref)


def _name_text(name: Name, lines: Lines) -> str:
    when = period(name.start_date, name.end_date, lines.interface)
    return f"{name.name} ({when})" if when else name.name


def _offices(record: Entity, lines: Lines) -> Iterator[View]:
    for held, other in _offices_held(record, lines):
        when = period(held.start_date, held.end_date, lines.interface)
        yield {"role": held.role, "other": other, "period": when}


def _offices_held(record: Entity, lines: Lines) -> Iterator[tuple[Membership, EntityRef]]:
    """Yield offices over time, newest first: those of an official, or those held in an organization."""
    rows: list[tuple[Membership, EntityKey]] = []
    if isinstance(record, Official):
        # Memberships without a start date come last.
        newest = sorted(record.memberships, key=lambda held: held.start_date or "", reverse=True)
        rows = [(held, ("organization", held.organization)) for held in newest]
    elif isinstance(record, Organization):
        rows = [(held, ("official", person.id)) for person, held in lines.index.registry.holders(record.id)]
    for held, key in rows:
        # A membership may name an organization whose file has an error and is excluded.
        other = lines.entity(key)
        if other is not None:
            yield held, other
