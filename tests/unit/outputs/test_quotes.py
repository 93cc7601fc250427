"""What the quote check looks words up in: numbers of four words, parts of a year, and cards of releases."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.helpers.folders import contents
from tests.helpers.outputs import files_of

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Entry, OldText, Versions
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.addresses import PageName, ReleaseId
from sphinx_newsroom.model.records import Mention, Official, Release, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.outputs.quote_files import SHOWN, QuoteArchive, outputs, shingles
from sphinx_newsroom.outputs.writing import write_outputs

REGISTRY = Registry({}, {"fedotov": Official("fedotov", "Yury Fedotov")})
RELEASE = Release(ReleaseId("2011/opening"), "Opening", dt.date(2011, 6, 21), "releases/2011/opening.md")
QUOTED = "It rained.\n\nYury Fedotov said: “Crime is a threat to us.”"
GROUP = "1984-2047-newest"
NOON = dt.datetime(2011, 6, 21, 12, tzinfo=dt.UTC)


def entry(text: str, release: Release = RELEASE) -> Entry:
    whole = f"{release.title}\n\n{text}"
    at = whole.find("Yury Fedotov")
    mention = Mention("fedotov", "official", "Yury Fedotov", "name", "Director, UNODC", at, at + 12)
    return Entry.of(release, whole, (), (mention,) if at >= 0 else ())


def index_of(*entries: Entry) -> ArchiveIndex:
    return ArchiveIndex({one.release.docname: one for one in entries}, REGISTRY)


def files(index: ArchiveIndex, versions: Versions = NO_VERSIONS) -> dict[str, str]:
    made: dict[str, bytes] = {}
    for output in outputs(index, versions):
        made |= files_of(output)
    return {path.removeprefix("_search/quotes/"): data.decode() for path, data in made.items()}


def value(script: str) -> Any:
    return json.loads(script[script.index(",") + 1 : script.rindex(")")])


def corrected(*texts: str) -> Versions:
    """The versions of a release with these texts before the one that stands."""
    at = [NOON + dt.timedelta(days=number) for number in range(len(texts) + 1)]
    events = [
        Event("published" if number == 1 else "corrected", when, RELEASE.id, revision=number, note=f"Note {number}")
        for number, when in enumerate(at, 1)
    ]
    old = {
        PageName(f"releases/2011/opening.r{number}"): OldText(RELEASE, f"{RELEASE.title}\n\n{text}", None)
        for number, text in enumerate(texts, 1)
    }
    return Versions({RELEASE.id: Record(RELEASE.id, tuple(events))}, old)


def test_few_words_are_no_shingle() -> None:
    assert shingles("One two three") == set()
    assert shingles("One, two: THREE fóur") == shingles("one two three four")


def test_nothing_of_a_withdrawn_release_is_there() -> None:
    gone = replace(RELEASE, withdrawn=Withdrawal(dt.date(2011, 7, 1), "Wrong."))
    kept = replace(RELEASE, id=ReleaseId("2011/other"), title="Other")
    made = files(index_of(entry("It snowed in all of the valleys.", gone), entry("It rained.", kept)))
    assert "snowed" not in str(made)
    assert value(made["index.js"])["withdrawn"] == 1
    assert [card["title"] for card in value(made[f"{GROUP}/c0.js"])] == ["Other"]


def test_a_part_depends_on_its_own_releases_and_on_all_that_it_tells() -> None:
    other = replace(RELEASE, id=ReleaseId("2000/earlier"), date=dt.date(2000, 1, 1))

    def digests(versions: Versions, *entries: Entry, registry: Registry = REGISTRY) -> dict[str, str]:
        index = ArchiveIndex({one.release.docname: one for one in entries}, registry)
        return {output.key: output.fingerprint for output in outputs(index, versions)}

    words = f"quotes/words/{GROUP}"
    before = digests(NO_VERSIONS, entry(QUOTED))
    assert digests(corrected("It snowed."), entry(QUOTED))[words] != before[words]
    assert digests(corrected("It hailed."), entry(QUOTED)) != digests(corrected("It snowed."), entry(QUOTED))
    assert digests(NO_VERSIONS, entry(QUOTED), entry("It rained.", other))[words] != before[words]
    called = Registry({}, {"fedotov": Official("fedotov", "Yuri F.")})
    assert digests(NO_VERSIONS, entry(QUOTED), registry=called) == before


def test_only_the_parts_that_changed_are_counted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    some = {
        year: entry(QUOTED, replace(RELEASE, id=ReleaseId(f"{year}/x"), date=dt.date(year, 1, 1)))
        for year in (1950, 2000, 2050, 2120)
    }
    key = "quotes/words/1920-1983"
    was = {output.key: output for output in outputs(index_of(*some.values()), NO_VERSIONS)}[key]
    some[2000] = entry("It rained on all of us.", some[2000].release)
    now = {output.key: output for output in outputs(index_of(*some.values()), NO_VERSIONS)}[key]
    state, after, asked = State(), State(), list[str]()
    write_outputs([was], State(), state, tmp_path)
    there, whole = contents(tmp_path), files_of(now)
    words = QuoteArchive.words

    def seen(archive: QuoteArchive, page: PageName) -> list[str]:
        asked.append(page)
        return words(archive, page)

    monkeypatch.setattr(QuoteArchive, "words", seen)
    write_outputs([now], state, after, tmp_path)
    assert contents(tmp_path) == whole != there
    assert asked == ["releases/2000/x"]


def test_an_added_release_changes_no_other_release_s_card_file() -> None:
    entries = [
        entry("It rained.", replace(RELEASE, id=ReleaseId(f"2011/{day:02}"), date=dt.date(2011, 5, day)))
        for day in range(1, SHOWN + 3)
    ]
    before, after = files(index_of(*entries[:-1])), files(index_of(*entries))
    assert before[f"{GROUP}/c0.js"] == after[f"{GROUP}/c0.js"]
    assert before[f"{GROUP}/c1.js"] != after[f"{GROUP}/c1.js"]
