"""What is told of a month changes whenever anything does that the files of its releases are made of."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.archive.versions import NO_VERSIONS
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import PageName, ReleaseId, release_page
from sphinx_newsroom.model.records import (
    AnnouncedEvent,
    Contact,
    Correction,
    EntityKind,
    Image,
    Membership,
    Mention,
    Name,
    Official,
    Organization,
    Release,
    Topic,
    Withdrawal,
)
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.batches import Batch, Known, batches
from sphinx_newsroom.outputs.citations import citation_of
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.quotes.quote_files import Archive

DAYS = [dt.date(2010, 5, 5), dt.date(2011, 1, 1), dt.date(2011, 1, 2)]
IDS = [ReleaseId(f"2011/{letter}") for letter in "abcd"]
NAMED = ["unodc", "osce", "ann", "nobody"]


def header(dice: random.Random, id_: ReleaseId) -> Release:
    """Some header; each key is there or not."""
    others = [None, *(other for other in IDS if other != id_)]
    gone = Withdrawal(dice.choice(DAYS), dice.choice("xy"), dice.choice(others))
    values: dict[str, list[Any]] = {
        "type": ["press-release", "statement"],
        "moment": [None, dt.datetime(2011, 1, 1, 12, tzinfo=dt.UTC)],
        "issuer": [None, "unodc", "nobody"],
        "issuers": [(), (), ("unodc", "osce")],
        "subtitle": [None, "Below it."],
        "boilerplate": [None, None, (), ("osce",), "Its own."],
        "event": [
            None,
            AnnouncedEvent(dice.choice(DAYS)),
            AnnouncedEvent(dice.choice(DAYS), place="A hall", cancelled=True),
        ],
        "draft": [False, False, False, True],
        "number": [None, "7"],
        "language": ["en", "de"],
        "summary": [None, "Short."],
        "topics": [(), ("budget",)],
        "related": [(), tuple(filter(None, others[1:2]))],
        "replaces": others,
        "follows": others,
        "translation_of": [None, None, *others],
        "contacts": [(), (Contact("Bo", "bo@example.org"),)],
        "image": [None, Image("a/p.png", "A picture")],
        "corrections": [(), (Correction(dice.choice(DAYS), "A note."),)],
        "withdrawn": [None, None, None, gone],
    }
    chosen = {key: dice.choice(some) for key, some in values.items()}
    return Release(id_, dice.choice(["One", "Two"]), dice.choice(DAYS), f"{release_page(id_)}.md", **chosen)


def entry(dice: random.Random, release: Release) -> Entry:
    named = dice.sample(NAMED[:3], dice.randint(0, 3))
    kinds: dict[str, EntityKind] = {"ann": "official"}
    mentions: list[Any] = [Mention(id_, kinds.get(id_, "organization"), id_, "name") for id_ in named]
    return Entry.of(release, f"{release.title}\n\n{dice.choice(['First.', 'Other.'])}", (), tuple(mentions))


def registry(dice: random.Random) -> Registry:
    held = (Membership(dice.choice(["Director", "Head"]), "unodc", "2010", dice.choice([None, "2010-12"])),)
    bodies = {
        id_: Organization(
            id_,
            dice.choice(["Office", "Bureau"]),
            dice.choice([None, "ABC"]),
            classification=dice.choice([None, "ministry"]),
            identifiers=dice.choice([(), (("wikidata", "Q1"),)]),
            contacts=dice.choice([(), (Contact("Desk", "desk@example.org"),)]),
            boilerplate=dice.choice(["", "What it is."]),
        )
        for id_ in NAMED[:2]
    }
    topics = {"budget": Topic("budget", dice.choice(["Budget", "Money"]))} if dice.random() < 0.8 else {}
    return Registry(bodies, {"ann": Official("ann", dice.choice(["Ann", "Anna"]), memberships=held)}, topics)


MORE = [*IDS, *(ReleaseId(f"2011/{letter}") for letter in "efghijkl")]


BODIES, PEOPLE = ("unodc", "osce", "iaea", "who"), ("ann", "bob", "cyd", "dan", "eve")


WITH_JSON = Settings(beside=frozenset(("md", "json")))


def months_of(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> list[Batch]:
    return [*batches(ArchiveIndex(entries, records), NO_VERSIONS, lambda page: None, repr(settings), entries)]


def by_month(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    return {page: batch.digest for batch in months_of(entries, records, settings) for page in batch.pages}


def by_release(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    return {page: digest for batch in months_of(entries, records, settings) for page, digest in batch.each().items()}


def by_record(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    pages = all_pages(ArchiveIndex(entries, records), settings, PageName("index"))
    return {
        name: fingerprint(records.digest, settings, pages.told_of_entity(key), names)
        for key, names in pages.of_entities.items()
        for name in names
    }


def pages_of_records(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    pages = all_pages(ArchiveIndex(entries, records), settings, PageName("index"))
    return {name: repr(pages.shown(name)) for names in pages.of_entities.values() for name in names}


def told(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    """What the files of each release are known by now, one by one."""
    index = ArchiveIndex(entries, records)
    pages = all_pages(index, settings, PageName("index"))
    cards = Archive(index, NO_VERSIONS)
    made = {output.key: output.fingerprint for output in bulk.outputs(index, settings)}
    return {
        page: fingerprint(
            pages.shown(page),
            cards.told(page),
            citation_of(page, index, settings, NO_VERSIONS),
            made[f"data/{page}"],
            index.entries[page].release.all_issuers,
        )
        for page in entries
    }


@pytest.mark.parametrize("seed", range(15))
def test_a_month_that_stands_has_no_release_that_changed(seed: int) -> None:
    dice = random.Random(seed)
    releases = [header(dice, id_) for id_ in MORE[: dice.randint(4, 12)]]
    # `header` relates the first four alone: some of the others translate or follow any.
    releases = [
        replace(release, translation_of=dice.choice([None, *MORE]), follows=dice.choice([None, None, *MORE]))
        if release.id not in IDS
        else release
        for release in releases
    ]
    entries = {release.docname: entry(dice, release) for release in releases}
    records, settings = registry(dice), WITH_JSON
    settings = replace(settings, per_page=2)
    archive = entries, records, settings
    months, each = by_month(*archive) | by_record(*archive), told(*archive) | pages_of_records(*archive)
    for _ in range(6):
        act = dice.randrange(8)
        if act == 0:
            records = registry(dice)
        elif act == 1 and len(entries) > 1:
            gone = dice.choice(sorted(entries))
            entries = {page: one for page, one in entries.items() if page != gone}
        else:
            release = header(dice, dice.choice(MORE))
            entries = {**entries, release.docname: entry(dice, release)}
        archive = entries, records, settings
        months_now, each_now = by_month(*archive) | by_record(*archive), told(*archive) | pages_of_records(*archive)
        for page in months.keys() & months_now.keys():
            if months[page] == months_now[page]:
                assert each[page] == each_now[page], page
        months, each = months_now, each_now


def sparse(dice: random.Random, id_: ReleaseId) -> Entry:
    """A release that names few records, and mostly no release."""
    release = header(dice, id_)
    if dice.random() < 0.8:
        apart: dict[str, Any] = {"translation_of": None, "follows": None, "replaces": None, "related": ()}
        release = replace(release, **apart, withdrawn=None)
    release = replace(
        release, issuer=dice.choice([None, None, *BODIES]), issuers=(), boilerplate=dice.choice([None, ()])
    )
    bodies = [Mention(id_, "organization", id_, "name") for id_ in dice.sample(BODIES, dice.randint(0, 1))]
    people = [Mention(id_, "official", id_, "name") for id_ in dice.sample(PEOPLE, dice.randint(0, 2))]
    return Entry.of(release, f"{release.title}\n\nSome words.", (), (*bodies, *people))


def one_record_changed(dice: random.Random, records: Registry) -> Registry:
    """A record in its newest form, a new one, or none any more."""
    some = registry(dice)
    if dice.random() < 0.5:
        id_, body = dice.choice(BODIES), some.organizations["unodc"]
        parent = dice.choice([None, *BODIES])
        changed = replace(body, id=id_, parent=parent, successors=dice.choice([(), (dice.choice(BODIES),)]))
        bodies = {**records.organizations, id_: changed}
        if dice.random() < 0.2:
            del bodies[id_]
        return replace(records, organizations=bodies)
    id_, person = dice.choice(PEOPLE), some.officials["ann"]
    names = dice.choice([(), (Name("Anne"),), (Name("Anna auf Deutsch", "de"),)])
    held = tuple(replace(one, organization=dice.choice(BODIES)) for one in person.memberships)
    people = {**records.officials, id_: replace(person, id=id_, other_names=names, memberships=held)}
    if dice.random() < 0.2:
        del people[id_]
    return replace(records, officials=people)


@pytest.mark.parametrize("seed", range(15))
def test_a_release_that_stands_alone_shows_nothing_else(seed: int) -> None:
    dice = random.Random(seed)
    entries = {one.release.docname: one for one in (sparse(dice, id_) for id_ in MORE)}
    records, settings, stood = registry(dice), WITH_JSON, 0
    for _ in range(10):
        records = one_record_changed(dice, records)
    alone, each = by_release(entries, records, settings), told(entries, records, settings)
    for _ in range(8):
        if dice.random() < 0.7:
            records = one_record_changed(dice, records)
        elif dice.random() < 0.3 and len(entries) > len(IDS):
            del entries[dice.choice(sorted(entries))]
        else:
            one = sparse(dice, dice.choice(MORE))
            entries[one.release.docname] = one
        alone_now, each_now = by_release(entries, records, settings), told(entries, records, settings)
        for page in alone.keys() & alone_now.keys():
            if alone[page] == alone_now[page]:
                assert each[page] == each_now[page], page
                stood += 1
        alone, each = alone_now, each_now
    assert stood


def test_a_record_that_changes_leaves_the_releases_that_do_not_show_it() -> None:
    dice = random.Random(4)
    mentions = [(Mention("ann", "official", "Ann", "name"),), (), (), (Mention("osce", "organization", "O", "name"),)]
    made = [Release(id_, "T", dt.date(2011, 1, day), f"{release_page(id_)}.md") for day, id_ in enumerate(IDS, 1)]
    entries = {one.docname: Entry.of(one, "T", (), named) for one, named in zip(made, mentions, strict=True)}
    naming_ann, _, _, naming_osce = entries
    records = registry(dice)
    ann, unodc, osce = records.officials["ann"], records.organizations["unodc"], records.organizations["osce"]
    settings = WITH_JSON
    before = by_release(entries, records, settings)

    def others(now: Registry) -> set[PageName]:
        after = by_release(entries, now, settings)
        return {page for page in before if before[page] != after[page]}

    def with_body(body: Organization) -> Registry:
        return replace(records, organizations={**records.organizations, body.id: body})

    def with_ann(**changed: Any) -> Registry:
        return replace(records, officials={"ann": replace(ann, **changed)})

    assert others(records) == set()
    assert others(with_ann(name="Another")) == {naming_ann}
    assert others(with_ann(other_names=(Name("Annie"),))) == {naming_ann}
    assert others(with_ann(memberships=())) == {naming_ann}
    assert others(with_body(replace(osce, contacts=(Contact("Bo"),)))) == {naming_osce}
    assert others(with_body(replace(unodc, acronym="X"))) == {naming_ann}, "she held an office there"
    assert others(with_body(Organization("new", "New"))) == set()
    assert others(replace(records, topics={"new": Topic("new", "New")})) == set(entries), "roles may name any topic"


@pytest.mark.parametrize("translated", [False, True])
def test_an_issuer_that_is_called_otherwise_shows_beside_its_releases(translated: bool) -> None:
    dice = random.Random(5)
    made = [Release(id_, "T", dt.date(2011, 1, day), f"{release_page(id_)}.md") for day, id_ in enumerate(IDS, 1)]
    made[0] = replace(made[0], issuer="unodc")
    made[3] = replace(made[3], translation_of=made[0].id if translated else None)
    entries = {one.docname: Entry.of(one, "T", (), ()) for one in made}
    records, settings = registry(dice), WITH_JSON
    bodies = {**records.organizations, "unodc": replace(records.organizations["unodc"], name="Another")}
    before = by_release(entries, records, settings)
    after = by_release(entries, replace(records, organizations=bodies), settings)
    first, second, third, last = entries
    # Next to a release stands the one that follows, and a translation tells of its original; the one before that may.
    shown = {first, second, third, last} if translated else {first, second}
    assert {page for page in before if before[page] != after[page]} == shown


def test_a_release_that_comes_leaves_the_months_that_it_is_not_beside() -> None:
    dice = random.Random(1)
    entries = {}
    for number, id_ in enumerate(MORE):
        alone = Release(id_, "Title", dt.date(2011, number + 1, 5), f"{release_page(id_)}.md")
        entries[alone.docname] = entry(dice, alone)
    records, settings = registry(random.Random(2)), WITH_JSON
    before = by_month(entries, records, settings)
    last = entries.popitem()[1].release.docname
    after = by_month(entries, records, settings)
    assert [page for page in after if after[page] != before[page]] == [sorted(after)[-1]]
    assert last not in after


def test_a_month_is_another_where_one_of_its_releases_is_read_otherwise() -> None:
    dice = random.Random(3)
    made = [Release(id_, "T", dt.date(2011, 1, day), f"{release_page(id_)}.md") for day, id_ in enumerate(IDS, 1)]
    entries = {release.docname: entry(dice, release) for release in made}
    index = ArchiveIndex(entries, registry(dice))
    (one,) = batches(index, NO_VERSIONS, lambda page: None, "", entries)
    (other,) = batches(index, NO_VERSIONS, lambda page: None, "", [*entries][1:])
    assert one.digest != other.digest
    assert other.pages == one.pages[1:]


def test_what_is_known_of_a_batch_is_kept_in_the_order_of_its_pages() -> None:
    one, other = PageName("releases/2011/a"), PageName("releases/2011/b")
    batch, known = Batch("2011-06", "x", (one, other)), Known()
    data, feed = known.all_of("data", lambda page: page[-1]), known.all_of("feed", lambda page: "f")
    assert [data[other], data[one], feed[other]] == ["b", "a", "f"]
    again = Known()
    again.keep(batch, known.columns(batch))
    assert again.standing == {one, other}
    assert again.all_of("data", str) == {one: "a", other: "b"}
    feed = again.all_of("feed", lambda page: "new")
    assert (feed[one], feed[other]) == ("new", "f")


def test_pages_that_stand_alone_are_known_of_a_batch_that_does_not() -> None:
    one, other, third = (PageName(f"releases/2011/{letter}") for letter in "abc")
    known = Known()
    batch = Batch("2011-06", "x", (one, other, third), lambda: {one: "1", other: "2", third: "3"}, 2011)
    assert known.keep_some(batch, (), ()) == set()
    assert known.all_of("data", lambda page: page[-1]) == {one: "a", other: "b", third: "c"}, "asked for by nobody else"
    columns = known.columns(batch)
    later = Batch("2011-06", "y", (one, other), lambda: {one: "1", other: "changed"}, 2011)
    again = Known()
    assert again.keep_some(later, batch.pages, columns) == again.standing == {one}
    assert again.all_of("data", lambda page: "new") == {one: "a", other: "new"}
    assert Known().keep_some(later, batch.pages, columns[1:]) == set(), "of another program"
