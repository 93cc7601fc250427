"""The fingerprint of a release or record changes whenever anything does that its files show."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Entry
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
    Official,
    Organization,
    Release,
    Topic,
    Withdrawal,
)
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.citations import citation_of
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.fingerprints import ReleaseFingerprints
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.quote_files import QuoteArchive

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


WITH_JSON = Settings(beside=frozenset(("md", "json")))


def by_release(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    index = ArchiveIndex(entries, records)
    return ReleaseFingerprints(index, NO_VERSIONS, lambda page: None, repr(settings)).all()


def by_record(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    pages = all_pages(ArchiveIndex(entries, records), settings, PageName("index"))
    return {
        name: fingerprint(records.digest, settings, pages.entity_inputs(key), names)
        for key, names in pages.of_entities.items()
        for name in names
    }


def pages_of_records(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    pages = all_pages(ArchiveIndex(entries, records), settings, PageName("index"))
    return {name: repr(pages.inputs(name)) for names in pages.of_entities.values() for name in names}


def told(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    """What the files of each release are known by now, one by one."""
    index = ArchiveIndex(entries, records)
    pages = all_pages(index, settings, PageName("index"))
    cards = QuoteArchive(index, NO_VERSIONS)
    made = {output.key: output.fingerprint for output in bulk.outputs(index, settings)}
    return {
        page: fingerprint(
            pages.inputs(page),
            cards.card_inputs(page),
            citation_of(page, index, settings, NO_VERSIONS),
            made[f"data/{page}"],
            index.entries[page].release.all_issuers,
        )
        for page in entries
    }


@pytest.mark.parametrize("seed", range(5))
def test_what_has_the_same_fingerprint_shows_nothing_else(seed: int) -> None:
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
    known, each = by_release(*archive) | by_record(*archive), told(*archive) | pages_of_records(*archive)
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
        now, each_now = by_release(*archive) | by_record(*archive), told(*archive) | pages_of_records(*archive)
        for page in known.keys() & now.keys():
            if known[page] == now[page]:
                assert each[page] == each_now[page], page
        known, each = now, each_now


def test_a_body_s_page_changes_when_a_release_first_names_the_one_before_it() -> None:
    records = Registry(
        {"old": Organization("old", "Bureau", successors=("new",)), "new": Organization("new", "Office")}
    )

    def naming(*bodies: str) -> dict[PageName, Entry]:
        releases = {id_: Release(ReleaseId(f"2011/{id_}"), id_, DAYS[0], f"releases/2011/{id_}.md") for id_ in bodies}
        return {
            release.docname: Entry.of(release, f"{id_}\n\nText.", (), (Mention(id_, "organization", id_, "name"),))
            for id_, release in releases.items()
        }

    page = PageName("organizations/new")
    (shown, known), (now_shown, now) = (
        (pages_of_records(entries, records, WITH_JSON)[page], by_record(entries, records, WITH_JSON)[page])
        for entries in (naming("new"), naming("new", "old"))
    )
    assert shown != now_shown
    assert known != now
