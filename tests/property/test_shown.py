"""What is told of a release's page changes whenever its view does."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from typing import Any

import pytest

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
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
from sphinx_newsroom.outputs.pages import Pages, all_pages

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


def pages(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> Pages:
    return all_pages(ArchiveIndex(entries, records), settings, PageName("index"))


@pytest.mark.parametrize("seed", range(50))
def test_what_is_told_changes_with_the_view(seed: int) -> None:
    dice = random.Random(seed)
    releases = [header(dice, id_) for id_ in IDS[: dice.randint(1, 4)]]
    entries = {release.docname: entry(dice, release) for release in releases}
    records, settings = registry(dice), Settings()
    before = pages(entries, records, settings)
    for _ in range(6):
        act = dice.randrange(6)
        if act == 0:
            records = registry(dice)
        elif act == 1:
            settings = replace(settings, baseurl=dice.choice(["", "https://example.org/"]))
        elif act == 2:
            settings = replace(settings, types={**settings.types, "statement": dice.choice(["Word", "Statement"])})
        else:
            release = header(dice, dice.choice(IDS))
            entries = {**entries, release.docname: entry(dice, release)}
        after = pages(entries, records, settings)
        for name in before.keys() & after.keys():
            if repr(before.shown(name)) == repr(after.shown(name)):
                assert before[name] == after[name], name
        before = after
