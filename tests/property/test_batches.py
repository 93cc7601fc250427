"""What is told of a month changes whenever anything does that the files of its releases are made of."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from tests.property.test_shown import IDS, entry, header, registry

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.archive.versions import NO_VERSIONS
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import PageName, ReleaseId, release_page
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.batches import Batch, Known, batches
from sphinx_newsroom.outputs.citations.citation import citation_of
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.quotes.cards import Archive

MORE = [*IDS, *(ReleaseId(f"2011/{letter}") for letter in "efghijkl")]


def by_month(entries: dict[PageName, Entry], records: Registry, settings: Settings) -> dict[PageName, str]:
    found = batches(
        ArchiveIndex(entries, records), NO_VERSIONS, lambda page: None, repr((records.digest, settings)), entries
    )
    return {page: batch.digest for batch in found for page in batch.pages}


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
    cards = Archive(index, NO_VERSIONS, settings.interface)
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
    records, settings = registry(dice), Settings()
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


def test_a_release_that_comes_leaves_the_months_that_it_is_not_beside() -> None:
    dice = random.Random(1)
    entries = {}
    for number, id_ in enumerate(MORE):
        alone = Release(id_, "Title", dt.date(2011, number + 1, 5), f"{release_page(id_)}.md")
        entries[alone.docname] = entry(dice, alone)
    records, settings = registry(random.Random(2)), Settings()
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
    known.all_of("data", (one, other), lambda page: page[-1])
    known.all_of("feed", (other,), lambda page: "f")
    again = Known()
    again.keep(batch, known.columns(batch))
    assert again.standing == {one, other}
    assert list(again.all_of("data", (other, one), str).items()) == [(other, "b"), (one, "a")]
    assert again.all_of("feed", (one, other), lambda page: "new") == {one: "new", other: "f"}
