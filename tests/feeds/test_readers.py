"""Feed readers show everything, a correction as an update, and nothing twice."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Release, Withdrawal
from tests.feeds.programs import Newsboat, needs_newsboat, needs_simplepie, simplepie
from tests.feeds.samples import OPENING, SETTINGS, days, files

TAG = "tag:example.org,2026:releases/"
RELEASES = [
    *days(22),
    OPENING,
    replace(OPENING, id=ReleaseId("2011/hard"), title="Profit < loss & <b>bold</b> \x01 \u202e ]]>"),
    replace(OPENING, id=ReleaseId("2011/arabic"), title="بيان", language="ar"),
]
CORRECTED = replace(OPENING, corrections=(Correction(OPENING.date, "The number was 5."),))
WITHDRAWN = replace(OPENING, withdrawn=Withdrawal(dt.date(2011, 7, 1), "It was false."))


def write(folder: Path, releases: list[Release], **changes: object) -> None:
    for path, data in files(*releases, settings=replace(SETTINGS, **changes)).items():  # type: ignore[arg-type]
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    write(tmp_path / "site", RELEASES)
    return tmp_path / "site"


def changed(release: Release) -> list[Release]:
    return [release if other is OPENING else other for other in RELEASES]


@needs_newsboat
def test_newsboat_keeps_each_feed_whole(site: Path, tmp_path: Path) -> None:
    feeds = [site / "rss.xml", site / "organizations/osce/rss.xml", site / "topics/labour/rss.xml"]
    rows = Newsboat(tmp_path / "newsboat", feeds).reload()
    counts = {str(feed): sum(row.feed == str(feed) for row in rows) for feed in feeds}
    assert list(counts.values()) == [25, 20, 3]
    assert len({row.guid for row in rows}) == 48


@needs_newsboat
def test_newsboat_merges_the_same_id_which_is_why_guids_differ(site: Path, tmp_path: Path) -> None:
    """Should this fail some day, guids could be the same in every feed, as Atom's ids are."""
    again = tmp_path / "again.xml"
    again.write_bytes((site / "atom.xml").read_bytes())
    rows = Newsboat(tmp_path / "newsboat", [site / "atom.xml", again]).reload()
    assert len(rows) == len({row.guid for row in rows}) == 25


@needs_newsboat
@pytest.mark.parametrize("name", ["rss.xml", "atom.xml"])
def test_newsboat_shows_a_correction_as_an_update(site: Path, tmp_path: Path, name: str) -> None:
    newsboat = Newsboat(tmp_path / "newsboat", [site / name])
    assert len(newsboat.reload()) == 25
    newsboat.read_all()
    assert [row.title for row in newsboat.reload() if row.unread] == []
    write(site, changed(CORRECTED), project="Moved", baseurl="https://moved.example/")
    rows = newsboat.reload()
    assert len(rows) == 25
    news = {row.guid: row.content for row in rows if "The number was 5." in row.content}
    assert list(news) == [f"{TAG}2011/opening"]
    assert news[f"{TAG}2011/opening"].lstrip().startswith("<p><strong>Corrected</strong> 21 June 2011: The number")
    assert {row.guid for row in rows if row.unread} >= set(news)


def subscribed(folder: Path, *feeds: Path) -> Any:
    reader = pytest.importorskip("reader").make_reader(str(folder / "reader.sqlite"), feed_root="")
    for feed in feeds:
        reader.add_feed(str(feed))
    return reader


def update(reader: Any) -> dict[str, tuple[int, int]]:
    """How many entries are new and changed in each feed; no feed fails."""
    found = {}
    for result in reader.update_feeds_iter(scheduled=False):
        assert not isinstance(result.value, Exception), result
        found[Path(result.url).name] = (result.value.new, result.value.modified) if result.value else (0, 0)
    return found


def test_reader_shows_a_correction_as_an_update(site: Path, tmp_path: Path) -> None:
    reader = subscribed(tmp_path, *(site / name for name in ("rss.xml", "atom.xml", "feed.json")))
    assert update(reader) == dict.fromkeys(("rss.xml", "atom.xml", "feed.json"), (25, 0))
    assert set(update(reader).values()) == {(0, 0)}
    write(site, changed(CORRECTED))
    assert update(reader) == dict.fromkeys(("rss.xml", "atom.xml", "feed.json"), (0, 1))
    write(site, changed(WITHDRAWN))
    assert update(reader) == dict.fromkeys(("rss.xml", "atom.xml", "feed.json"), (0, 1))
    for entry in reader.get_entries():
        if entry.title == OPENING.title:
            assert "It was false." in entry.content[0].value
    assert sum(1 for _ in reader.get_entries()) == 75


@needs_simplepie
@pytest.mark.parametrize("name", ["rss.xml", "atom.xml", "organizations/osce/rss.xml"])
def test_simplepie_shows_every_item(site: Path, name: str) -> None:
    found = simplepie([site / name])[str(site / name)]
    assert found["error"] is None
    assert len(found["items"]) == (20 if "/" in name else 25)
    titles = {item["title"] for item in found["items"]}
    assert "بيان" in titles
    assert any(title.startswith("Profit < loss & ") for title in titles)
    assert all("Text of releases/" in item["content"] for item in found["items"])
