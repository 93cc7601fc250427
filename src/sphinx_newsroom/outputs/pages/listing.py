"""The pages that are lists: front, years, indexes of entities, corrections, feeds, the search page."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, groupby

from sphinx_newsroom.interface import Interface, translatable
from sphinx_newsroom.model.addresses import EntityKey
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.offices import latest_office
from sphinx_newsroom.model.records import Official
from sphinx_newsroom.outputs.alerts.shown import alerts_view
from sphinx_newsroom.outputs.feeds import corrections
from sphinx_newsroom.outputs.feeds.opml import GROUPS
from sphinx_newsroom.outputs.feeds.selection import of_corrections, places
from sphinx_newsroom.outputs.pages.entity import picture
from sphinx_newsroom.outputs.pages.lines import Lines
from sphinx_newsroom.outputs.pages.release import correction_notes, image_view, withdrawal_note
from sphinx_newsroom.outputs.pages.views import (
    Change,
    CorrectionsView,
    Counted,
    EntitiesView,
    EntityGroup,
    FeedGroup,
    FeedView,
    FrontView,
    SearchView,
    SubscribeView,
)
from sphinx_newsroom.outputs.search.index_files import first_files
from sphinx_newsroom.text.naming import family_name_of

LATEST = 10
"""How many releases the front page shows."""

MOST_NAMED = 8
"""How many organizations and how many officials the front page names: about as high as its list of releases."""

FOLDED = 12
"""How many feeds of a kind the page shows without being asked to."""

TITLES = {
    "organization": translatable("Organizations"),
    "official": translatable("Officials"),
    "topic": translatable("Topics"),
}

_LETTER = re.compile(r"[^\W_]")
_WHOLE = str.maketrans({"ł": "l", "đ": "d", "ð": "d", "ø": "o", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i"})
"""Letters that do not come apart into a plain one and a mark; who looks for Łódź looks under L."""


def front_view(lines: Lines) -> FrontView:
    """The newest releases, the years, and who is named most in the newest year."""
    index = lines.index
    year = next(iter(index.years), None)
    # Of the newest year alone: over all years the same few would stand there for ever.
    named = map(index.named, index.years.get(year, ()) if year else ())
    counts: Counter[EntityKey] = Counter(chain.from_iterable(named))
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    first = index.listed[0] if index.listed else None
    image = image_view(index.entries[first].release) if first else None
    files = lines.versions.placements.pages.get(first, {}).values() if first else ()
    digest = next((file.sha256 for file in files if image and file.address == image.src), "")
    issuer = ("organization", lines.settings.issuer or "")
    publisher, record = lines.entity(issuer), lines.record(issuer)
    placed = lines.versions.placements.records.get(publisher.page) if publisher else None
    return FrontView(
        description=lines.settings.description,
        total=len(index.listed),
        latest=lines.releases(index.listed[:LATEST]),
        years=lines.years,
        named_year=year,
        organizations=lines.counted((item for item in ranked if item[0][0] == "organization"), MOST_NAMED),
        officials=lines.counted((item for item in ranked if item[0][0] == "official"), MOST_NAMED),
        image=image if digest else None,
        publisher=publisher,
        logo=picture(record, placed) if record else None,
        image_digest=f"{digest}{placed.sha256 if placed else ''}",
        recorded=lines.versions.log is not None,
    )


def entities_view(kind: str, lines: Lines) -> EntitiesView:
    """All entities of a kind by first letter, each with the number of releases that name it."""
    records = lines.index.registry.of_kind(kind)
    counted = lines.counted(((kind, id_), len(lines.index.naming.get((kind, id_), ()))) for id_ in records)
    ordered = sorted(counted, key=lambda item: (sort_key(item, lines), item.entity.id))
    rows = [_listed(item, lines) for item in ordered] if kind == "official" else ordered
    groups = groupby(rows, key=lambda item: sort_key(item, lines)[:1].upper())
    return EntitiesView(
        kind,
        lines.interface.say(TITLES[kind]),
        len(ordered),
        tuple(EntityGroup(letter, tuple(found)) for letter, found in groups),
    )


def _listed(item: Counted, lines: Lines) -> Counted:
    """An official as the list has it: by family name, and with an office that no day changes but a release's."""
    record = lines.index.registry.officials[item.entity.id]
    office = latest_office(record, lines.day, lines.index.registry, lines.interface)
    name = by_family_name(record, lines.interface)
    return replace(item, entity=replace(item.entity, name=name, short=name, note=office))


def by_family_name(record: Official, interface: Interface) -> str:
    """``Fedotov, Yury``; a name that begins with the family name stands as it is."""
    given, family, after = record.name.rpartition(family_name_of(record) or record.name)
    # What a record has as the family name may be written otherwise in the name: then nothing is turned.
    if not given.endswith(" ") or not family:
        return record.name
    return interface.with_commas((family, f"{given.strip()}{after}"))


def sort_key(item: Counted, lines: Lines) -> str:
    """The name as it is looked up: a family name first, accents and a leading "The" left aside."""
    record = lines.record((item.entity.kind, item.entity.id))
    if isinstance(record, Official):
        return plain_key(f"{family_name_of(record) or record.name}, {record.name}")
    return plain_key(item.entity.name.removeprefix("The "))


def plain_key(name: str) -> str:
    """A name as it is sorted: without accents and capitals, and from its first letter or digit on.

    >>> plain_key("Łódź"), plain_key("(Colombo Plan) Programme")
    ('lodz', 'colombo plan) programme')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    begins = _LETTER.search(plain)
    return plain[begins.start() :].translate(_WHOLE) if begins else plain


def corrections_view(lines: Lines) -> CorrectionsView:
    """Every correction and withdrawal, newest first."""
    changes = []
    for docname in lines.index.newest:
        release = lines.index.entries[docname].release
        if release.withdrawn is None and not release.corrections:
            continue
        line = lines.release(docname)
        # Before the corrections, since of one day's changes the sort keeps the order, and a withdrawal is the last.
        withdrawn = withdrawal_note(release, lines)
        if withdrawn:
            changes.append(Change(line, withdrawn, "withdrawn"))
        changes += [Change(line, note, "corrected") for note in reversed(correction_notes(release, lines))]
    return CorrectionsView(tuple(sorted(changes, key=lambda change: change.note.date, reverse=True)))


def changes_for_feed(view: CorrectionsView) -> tuple[corrections.Change, ...]:
    """What the feed of corrections carries, from what their page shows."""
    return tuple(
        corrections.Change(line.page, line.title, change.kind, change.note.date, change.note.text, change.note.before)
        for change in view.changes
        for line in (change.release,)
    )


def subscribe_view(lines: Lines, alerts: Sequence[Alert] = ()) -> SubscribeView:
    """All feeds, by what they are of, and the *alerts* that readers are offered."""
    interface = lines.interface
    archive = FeedView(
        interface.say("All releases"),
        "",
        interface.plural(
            "The newest release with its full text, and what was corrected or withdrawn of older ones.",
            "The {number} newest releases with their full text, and what was corrected or withdrawn of older ones.",
            lines.settings.feed_items,
        ),
    )
    place = of_corrections(lines.settings)
    meaning = interface.say("What was corrected or withdrawn, and why, of releases however old.")
    changes = FeedView(place.name, place.folder, meaning)
    groups = []
    # The archive's own feed stands above the groups.
    for kind, found in groupby(places(lines.index, lines.settings), key=lambda place: place.kind):
        if kind != "archive":
            feeds = [FeedView(place.name, place.folder) for place in found]
            feeds.sort(key=lambda feed: plain_key(feed.name))
            groups.append(FeedGroup(interface.say(GROUPS[kind]), kind, tuple(feeds), len(feeds) > FOLDED))
    return SubscribeView(archive, changes, tuple(groups), alerts_view(alerts, lines.settings))


def search_view(lines: Lines) -> SearchView:
    """The search page as it stands without script: ways to browse."""
    naming = lines.index.naming
    counts = [(key, len(found)) for key, found in naming.items() if key[0] == "organization"]
    # By id where counts agree: no order may come from the order of files.
    counts.sort(key=lambda item: (-item[1], item[0]))
    return SearchView(
        len(lines.index.listed), lines.years, lines.counted(counts, 3 * MOST_NAMED), first_files(lines.index)
    )
