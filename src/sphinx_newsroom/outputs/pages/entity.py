"""The pages of an organization, official or topic: who it is, and the releases that name it."""

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
from sphinx_newsroom.outputs.pages.release import entity_data
from sphinx_newsroom.outputs.pages.views import (
    ContactView,
    Counted,
    EntityRef,
    Group,
    ImageView,
    Lazy,
    Lines,
    PageLink,
    StatementLine,
    YearBar,
    statement_lines,
    year_bars,
)

# What the page of an organization, official or topic shows.


class OfficeRow(NamedTuple):
    """An office over time: on an official's page *other* is the organization, on an organization's the person."""

    role: str
    other: EntityRef
    period: str


class Fact(NamedTuple):
    """A labelled fact of a record; *url* makes it a link out of the archive, *entity* a link within it."""

    label: str
    text: str
    url: str = ""
    entity: EntityRef | None = None


class OtherReleaseLine(NamedTuple):
    """A release of another archive: its day in words, and its language where it is told."""

    title: str
    url: str
    date: str
    date_text: str
    language: str


class Elsewhere(NamedTuple):
    """What another newsroom's archive has of an entity: the address of its page there, and its newest releases."""

    archive: str
    language: str
    url: str
    total: int
    latest: tuple[OtherReleaseLine, ...]


class EntityView(NamedTuple):
    """The page of an organization, official or topic: who it is, what it says, and the releases that name it.

    The first of its pages alone has the *total* of them; *number* is 0 for one that no other leads to yet.
    *more_statements* says whether there are more than the newest, *statements*; *before* and *after* are the bodies
    that this one succeeded and those that succeeded it, where releases name them.
    """

    entity: EntityRef
    kind_label: str
    facts: tuple[Fact, ...]
    identifiers: tuple[Fact, ...]
    offices: tuple[OfficeRow, ...]
    statements: tuple[StatementLine, ...]
    more_statements: bool
    years: tuple[YearBar, ...]
    groups: tuple[Group, ...]
    total: int
    before: tuple[EntityRef, ...]
    after: tuple[EntityRef, ...]
    pages: Sequence[PageLink]
    number: int
    named_with: tuple[Counted, ...]
    contacts: tuple[ContactView, ...] = ()
    """Whom the press may ask about an organization's releases."""
    linked_data: str = ""
    elsewhere: tuple[Elsewhere, ...] = ()
    image: ImageView | None = None
    """The logo or portrait."""
    image_digest: str = ""

    @property
    def has_types(self) -> bool:
        """Whether releases of several types stand on the page, so that each says its own."""
        return len({line.type_label for group in self.groups for line in group.releases}) > 1


KIND_LABELS = {
    "organization": translatable("Organization"),
    "official": translatable("Official"),
    "topic": translatable("Topic"),
}

NAMED_WITH = 12
"""How many of those named in the same releases a page shows."""


def entity_views(key: EntityKey, lines: Lines) -> Iterator[tuple[PageName, EntityView]]:
    """The pages of one entity by page name: the newest releases in ``organizations/unodc``, others in ``…/page-2`` …

    They are filled from the oldest release on, so that one that is added rewrites the first page alone.
    """
    record, entity = lines.record(key), lines.entity(key)
    # A topic that releases name may have no record, and then has no page.
    if record is None or entity is None:
        return
    docnames = lines.index.naming.get(key, ())
    said, more = statement_lines(key, lines)
    placed = lines.versions.placements.records.get(entity.page)
    image = picture(record, placed)
    parts = from_the_oldest(entity.page, docnames, lines.settings.per_page)
    for part in parts:
        # Who it is stands on the first page alone; the others are only more releases.
        first = part.number == 1
        yield (
            part.name,
            EntityView(
                entity=entity,
                kind_label=lines.interface.say(KIND_LABELS[entity.kind]),
                facts=tuple(_facts(record, lines)) if first else (),
                identifiers=tuple(_identifiers(record, lines)) if first else (),
                offices=tuple(_offices(record, lines)) if first else (),
                statements=said if first else (),
                more_statements=more and first,
                years=_bars(parts, lines) if first else (),
                groups=groups_by_year(part.docnames, lines),
                total=len(docnames) if first else 0,
                before=_named(lines.index.registry.all_before(entity.id), lines) if first else (),
                after=_named(lines.index.registry.all_after(entity.id), lines) if first else (),
                pages=part.links,
                number=part.number,
                named_with=lines.counted(lines.index.named_with(key), NAMED_WITH) if first else (),
                contacts=tuple(_contacts(record)) if first else (),
                linked_data=entity_data(record, lines) if first else "",
                elsewhere=tuple(_elsewhere(record, lines)) if first else (),
                image=image if first else None,
                image_digest=placed.sha256 if first and placed else "",
            ),
        )


def entity_pages(key: EntityKey, lines: Lines) -> tuple[PageName, ...]:
    """The names of these pages."""
    entity = lines.entity(key)
    if lines.record(key) is None or entity is None:
        return ()
    return tuple(_begins(entity.page, len(lines.index.naming.get(key, ())), lines.settings.per_page))


def page_inputs(key: EntityKey, lines: Lines) -> tuple[object, ...]:
    """What changes when anything does that these pages show, without making them, as values whose ``repr`` tells all.

    The settings and the records are told by who asks.
    """
    index, record, entity = lines.index, lines.record(key), lines.entity(key)
    if record is None or entity is None:
        return ()
    # Who is named with it, and what is quoted, follow from the releases.
    pages = (*index.naming.get(key, ()), *dict.fromkeys(page for page, _ in index.statements_of(key)))
    others = (*index.registry.all_before(entity.id), *index.registry.all_after(entity.id))
    return (
        " ".join([index.markups[page] for page in pages]),
        [id_ for id_ in others if index.naming.get(("organization", id_))],
        lines.versions.placements.records.get(entity.page),
        tuple(_elsewhere(record, lines)),
    )


def page_links(names: Sequence[PageName], current: int) -> Lazy[PageLink]:
    """The links from one page of a list to all of its pages, each made when somebody asks for it.

    A list of 100,000 releases has as many pages as its longest pages have links, so all links of all pages are never
    there together.
    """
    return Lazy(range(len(names)), partial(_page_link, names, current), partial(_links_inputs, names, current))


def _page_link(names: Sequence[PageName], current: int, place: int) -> PageLink:
    return PageLink(place + 1, names[place], place == current)


def _links_inputs(names: Sequence[PageName], current: int, _: Sequence[int]) -> str:
    # All names follow from the first: those of further pages are numbered.
    return f"{names[0]!r}, {len(names)}, {current}"


class EntityPart(NamedTuple):
    """A page of some releases, newest first; *number* and *links* are 0 and none where no page leads to it yet."""

    name: PageName
    docnames: tuple[PageName, ...]
    number: int
    links: Sequence[PageLink]


def from_the_oldest(page: PageName, docnames: tuple[PageName, ...], size: int) -> list[EntityPart]:
    """Releases, newest first, as pages: ``page-2`` has the oldest *size* for ever, ``page-3`` the next.

    The first page has at least as many where there are so many, and so the newest full one, too, which is there by its
    address as soon as another release follows, and is not led to before the first goes on without it.

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
        if begin is None:  # the newest full one
            found.append(EntityPart(name, docnames[len(docnames) % size :][:size], 0, ()))
            continue
        end = begin + size if begin else len(docnames) - max(0, len(docnames) // size - 1) * size
        links = page_links(led_to, numbers[name]) if len(led_to) > 1 else ()
        found.append(EntityPart(name, docnames[begin:end], numbers[name] + 1, links))
    return found


def _begins(page: PageName, count: int, size: int) -> dict[PageName, int | None]:
    """The pages of so many releases, with the place of the first of each; None where no page leads to it yet."""
    full, left = divmod(count, size)
    found: dict[PageName, int | None] = {page: 0}
    for number in range(full if left else full - 1, 0, -1):
        found[part_page(page, number + 1)] = None if number == full else count - number * size
    return found


def picture(record: Entity, placed: Placed | None) -> ImageView | None:
    """The logo or portrait of a record, where the site has it."""
    if isinstance(record, Topic) or record.image is None or placed is None:
        return None
    return ImageView(placed.address, record.image.alt, record.image.caption, record.image.credit)


def _contacts(record: Entity) -> Iterator[ContactView]:
    if isinstance(record, Organization):
        for contact in record.contacts:
            yield ContactView(contact.name, contact.email, contact.phone)


def _elsewhere(record: Entity, lines: Lines) -> Iterator[Elsewhere]:
    """What other newsrooms' archives have of the same body or person."""
    for archive, entry in lines.others.of(record):
        latest = tuple(
            OtherReleaseLine(
                one.title,
                one.url,
                one.date,
                lines.interface.date(dt.date.fromisoformat(one.date)),
                one.language or archive.language,
            )
            for one in entry.latest
        )
        yield Elsewhere(archive.title, archive.language, entry.url, entry.releases, latest)


def _named(ids: tuple[str, ...], lines: Lines) -> tuple[EntityRef, ...]:
    """Those of some organizations that releases name; without numbers, which would change with every release."""
    return lines.entities(key for id_ in ids if lines.index.naming.get(key := ("organization", id_)))


def _bars(parts: list[EntityPart], lines: Lines) -> tuple[YearBar, ...]:
    """A bar for each year in which the entity is named, leading to the year's place in the list."""
    counts: Counter[int] = Counter()
    # A year may begin on one page and go on over several; its bar leads to where it begins.
    places: dict[int, tuple[PageName, str]] = {}
    for part in parts:
        if part.number:
            years = [lines.index.entries[docname].release.date.year for docname in part.docnames]
            counts.update(years)
            for year in years:
                places.setdefault(year, (part.name, f"y{year}"))
    return year_bars(counts, places)


def groups_by_year(docnames: tuple[PageName, ...], lines: Lines) -> tuple[Group, ...]:
    """Releases by year, newest first."""
    entries = lines.index.entries
    return tuple(
        Group(str(year), f"y{year}", lines.releases(group))
        for year, group in groupby(docnames, key=lambda docname: entries[docname].release.date.year)
    )


def _facts(record: Entity, lines: Lines) -> Iterator[Fact]:
    """What the record says, one line each."""
    if isinstance(record, Topic):
        return
    say = lines.interface.say
    # Names in use before former ones, each in the record's order.
    for other in sorted(record.other_names, key=lambda name: bool(name.end_date)):
        yield Fact(say("Former name") if other.end_date else say("Also named"), _name_text(other, lines))
    if isinstance(record, Organization):
        yield from _organization_facts(record, lines)
    if record.website:
        shown = record.website.removeprefix("https://").removeprefix("http://").rstrip("/")
        yield Fact(say("Website"), shown, record.website)


def _identifiers(record: Entity, lines: Lines) -> Iterator[Fact]:
    """Where readers can look it up elsewhere, and what the record was written from."""
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


def _offices(record: Entity, lines: Lines) -> Iterator[OfficeRow]:
    for held, other in _offices_held(record, lines):
        yield OfficeRow(held.role, other, period(held.start_date, held.end_date, lines.interface))


def _offices_held(record: Entity, lines: Lines) -> Iterator[tuple[Membership, EntityRef]]:
    """Offices over time, newest first: an official's, or those held in an organization."""
    rows: list[tuple[Membership, EntityKey]] = []
    if isinstance(record, Official):
        # What has no beginning comes last: it is the least known.
        newest = sorted(record.memberships, key=lambda held: held.start_date or "", reverse=True)
        rows = [(held, ("organization", held.organization)) for held in newest]
    elif isinstance(record, Organization):
        rows = [(held, ("official", person.id)) for person, held in lines.index.registry.holders(record.id)]
    for held, key in rows:
        # A membership may name a body whose file has an error and is kept back.
        other = lines.entity(key)
        if other is not None:
            yield held, other
