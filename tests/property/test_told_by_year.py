"""What is kept of years never outlives what it was told of: outputs are what they are where nothing was kept."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace

import pytest
from tests.property.test_batches import MORE, registry, sparse

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.archive.versions import NO_VERSIONS
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import PageName, ReleaseId
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.batches import Kept, Known, ToldByYear, batches, of_years
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.quotes import quote_files
from sphinx_newsroom.outputs.search import index_files
from sphinx_newsroom.outputs.search.index_files import Language

DAYS = [dt.date(year, month, 5) for year in range(2004, 2014) for month in (1, 2)]


def made(
    entries: dict[PageName, Entry], records: Registry, settings: Settings, before: Kept
) -> tuple[dict[str, str], Kept]:
    """By what each output is known, where so much was kept, and what is to be kept now."""
    index, known, after = ArchiveIndex(entries, records), Known(), Kept()
    months = [*batches(index, NO_VERSIONS, lambda page: None, repr(settings), entries)]
    known.years = ToldByYear(of_years((month.year or 0, month.digest) for month in months), before, after)
    for month in months:
        known.keep_some(month, (), ())
    outputs = (
        *bulk.outputs(index, settings, (), NO_VERSIONS, known),
        *quote_files.outputs(index, NO_VERSIONS, known.years),
        *index_files.outputs(index, settings, lambda tag: Language((), (f"the-{tag}",))),
    )
    return {output.key: output.fingerprint for output in outputs}, after


@pytest.mark.parametrize("seed", range(20))
def test_outputs_are_the_same_where_nothing_was_kept(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(index_files, "LARGEST", 3)
    monkeypatch.setattr(index_files, "STEP", 2)
    dice = random.Random(seed)
    ids = [*MORE, *(ReleaseId(f"2012/{letter}") for letter in "abcdef")]

    def release(id_: ReleaseId) -> Entry:
        one = sparse(dice, id_)
        original = dice.choice(ids) if dice.random() < 0.1 else None
        language, text = dice.choice(["en", "de", "fr"]), dice.choice(["First.", "Other."])
        header = replace(
            one.release, date=dice.choice(DAYS), moment=None, language=language, translation_of=original, related=()
        )
        return Entry.of(header, f"{header.title}\n\n{text}", (), one.mentions)

    entries = {one.release.docname: one for one in map(release, ids[: dice.randint(2, len(ids))])}
    records, settings, kept, told_again = registry(dice), Settings(), Kept(), 0
    for _ in range(12):
        act = dice.randrange(10)
        if act == 0:
            records = registry(dice)
        elif act <= 2 and len(entries) > 1:
            del entries[dice.choice(sorted(entries))]
        else:
            one = release(dice.choice(ids))
            entries[one.release.docname] = one
        now, after = made(entries, records, settings, kept)
        assert (now, after) == made(entries, records, settings, {})
        told_again += len(after.keys() & {name for name, told in kept.items() if after.get(name) == told})
        kept = after
    assert told_again


def test_the_last_part_is_told_again_when_a_later_one_begins_that_is_beside_none_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index_files, "LARGEST", 2)
    monkeypatch.setattr(index_files, "STEP", 2)

    def release(id_: str, day: dt.date, language: str = "en", original: str | None = None) -> Entry:
        found = Release(ReleaseId(id_), id_, day, f"releases/{id_}.md", language=language)
        if original:
            found = replace(found, translation_of=ReleaseId(original))
        return Entry.of(found, f"{id_}\n\nText.", (), ())

    last = [release(f"2012/{number}", dt.date(2012, 1, 1 + number)) for number in range(3)]
    some = [release("2004/a", dt.date(2004, 1, 1)), release("2004/b", dt.date(2004, 3, 1)), *last]
    entries = {one.release.docname: one for one in some}
    records, settings = Registry({}, {}, {}), Settings()
    before, kept = made(entries, records, settings, {})
    assert "search/2012-newest" in before
    # Where it stands, no list of 2012 tells of a translation into another language.
    later = release("2013/a.fr", dt.date(2013, 5, 1), "fr", "2004/a")
    entries[later.release.docname] = later
    assert made(entries, records, settings, kept) == made(entries, records, settings, {})
