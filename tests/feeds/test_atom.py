"""Atom is valid by RFC 4287, and its history whole and unchanging by RFC 5005."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Release, Withdrawal
from sphinx_newsroom.outputs import feeds
from sphinx_newsroom.outputs.feeds.items import Enclosure
from tests.feeds.rules import ATOM, DCTERMS, HISTORY, atom_problems
from tests.feeds.samples import BASE, OPENING, SETTINGS, SampleTexts, days, files, index_of
from tests.helpers.outputs import files_of

A = f"{{{ATOM}}}"
SMALL = replace(SETTINGS, feed_items=3)


def made(*releases: Release, settings: Settings = SETTINGS, texts: SampleTexts | None = None) -> dict[str, ET.Element]:
    """The Atom feeds and the pages of their history, all valid."""
    found = {}
    for path, data in files(*releases, settings=settings, texts=texts).items():
        if path.endswith("atom.xml") or "atom/" in path:
            assert atom_problems(data, absolute=bool(settings.baseurl)) == [], path
            found[path] = ET.fromstring(data)
    return found


def ids(feed: ET.Element) -> list[str]:
    return [entry.findtext(f"{A}id", "").rsplit("/", 1)[1] for entry in feed.findall(f"{A}entry")]


def link(feed: ET.Element, rel: str) -> str | None:
    found = [element.get("href") for element in feed.findall(f"{A}link") if element.get("rel") == rel]
    return found[0] if found else None


def entry(release: Release, path: str = "atom.xml", texts: SampleTexts | None = None) -> ET.Element:
    found = made(release, texts=texts)[path].find(f"{A}entry")
    assert found is not None
    return found


def test_a_release_has_the_same_id_in_the_feed_and_its_history() -> None:
    found = made(OPENING, settings=replace(SETTINGS, feed_items=1))
    id_ = "tag:example.org,2026:releases/2011/opening"
    assert {path: feed.findtext(f"{A}entry/{A}id") for path, feed in found.items()} == {
        "atom.xml": id_,
        "atom/1.xml": id_,
    }


@pytest.mark.parametrize(
    "release",
    [
        replace(OPENING, title="Another", corrections=(Correction(dt.date(2012, 1, 1), "x"),)),
        replace(OPENING, id=ReleaseId("2012/moved"), former_urls=("releases/2011/opening.html",)),
    ],
)
def test_an_id_stays(release: Release) -> None:
    settings = replace(SETTINGS, baseurl="https://other.example/press/", project="New name")
    found = made(release, settings=settings)["atom.xml"].findtext(f"{A}entry/{A}id")
    assert found == entry(OPENING).findtext(f"{A}id")


def test_what_no_release_is_on_has_no_feed_and_is_in_no_list() -> None:
    assert set(files()) == {"rss.xml", "atom.xml", "feed.json", "feeds.opml"}
    assert b"osce" not in files()["feeds.opml"]


def test_updated_moves_with_each_correction() -> None:
    days_ = (dt.date(2011, 6, 21), dt.date(2011, 6, 21), dt.date(2011, 6, 23), dt.date(2010, 1, 1))
    notes = tuple(Correction(day, f"No. {n}.") for n, day in enumerate(days_))
    found = [entry(replace(OPENING, corrections=notes[:n])).findtext(f"{A}updated", "") for n in range(5)]
    assert found == sorted(set(found))
    assert found[0] == "2011-06-21T00:00:00Z"
    changed = entry(replace(OPENING, corrections=notes))
    assert changed.findtext(f"{A}published") == "2011-06-21T00:00:00Z"
    assert len(changed.findall(f"{{{DCTERMS}}}provenance")) == 4
    assert changed.findtext(f"{A}content", "").startswith("<p><strong>Corrected</strong> 1 January 2010: No. 3.</p>")


def test_a_withdrawn_release_stays_as_a_notice() -> None:
    gone = entry(
        replace(OPENING, withdrawn=Withdrawal(dt.date(2011, 7, 1), "Wrong.")),
        texts=SampleTexts("<p>secret</p>", {OPENING.docname: (Enclosure("a.pdf", "application/pdf", 1),)}),
    )
    assert gone.findtext(f"{A}content") == "<p><strong>Withdrawn</strong> on 1 July 2011. Wrong.</p>"
    assert gone.findtext(f"{A}updated") == "2011-07-01T00:00:00Z"
    assert link(gone, "enclosure") is None
    assert b"secret" not in ET.tostring(gone)


def test_all_files_are_enclosed() -> None:
    texts = SampleTexts(
        files={OPENING.docname: (Enclosure("a.mp3", "audio/mpeg", 5), Enclosure("b.pdf", "application/pdf", 7))}
    )
    found = [
        element.attrib
        for element in entry(OPENING, texts=texts).findall(f"{A}link")
        if element.get("rel") == "enclosure"
    ]
    assert [(row["href"], row["length"], row["type"]) for row in found] == [
        (f"{BASE}a.mp3", "5", "audio/mpeg"),
        (f"{BASE}b.pdf", "7", "application/pdf"),
    ]


# -- what is newest


def test_a_correction_of_an_old_release_is_news() -> None:
    releases = days(8)
    releases[0] = replace(releases[0], corrections=(Correction(dt.date(2010, 6, 1), "A name."),))
    assert ids(made(*releases, settings=SMALL)["atom.xml"]) == ["r000", "r007", "r006", "r005"]


def test_corrections_push_out_nothing_that_no_page_holds() -> None:
    note = (Correction(dt.date(2010, 6, 1), "A name."),)
    releases = [replace(release, corrections=note) if n < 3 else release for n, release in enumerate(days(8))]
    found = made(*releases, settings=SMALL)
    assert ids(found["atom.xml"]) == ["r002", "r001", "r000", "r007", "r006", "r005"]
    assert ids(found["atom/2.xml"]) == ["r003", "r004", "r005"]


def with_embargo(count: int, under: int, until: int) -> list[Release]:
    """Releases of so many days, of which one is under an embargo until another day."""
    releases = days(count)
    end = dt.datetime.combine(releases[until].date, dt.time(10), dt.UTC)
    releases[under] = replace(releases[under], embargo=end)
    return releases


def test_what_was_long_under_embargo_is_news_when_it_ends() -> None:
    late = with_embargo(9, 0, 8)
    found = made(*late, settings=SMALL)
    assert ids(found["atom.xml"]) == ["r000", "r008", "r007"]
    assert ET.fromstring(files(*late)["organizations/osce/rss.xml"]).findtext("channel/item/title") == "Release 0"
    first = found["atom.xml"].find("{*}entry")
    assert first is not None
    assert [first.findtext(f"{{*}}{name}") for name in ("published", "updated")] == ["2010-01-09T10:00:00Z"] * 2
    assert ids(found["atom/1.xml"]) == ["r001", "r002", "r003"]


def recorded(releases: Iterable[Release], at: dt.datetime) -> dict[ReleaseId, Record]:
    return {one.id: Record(one.id, (Event("published", at, one.id, revision=1),)) for one in releases}


def by_ledger(releases: list[Release], records: Mapping[ReleaseId, Record]) -> dict[str, bytes]:
    made = feeds.outputs(index_of(*releases), SMALL, SampleTexts(), records)
    return {path: data for output in made for path, data in files_of(output).items()}


def test_an_old_release_that_is_added_reaches_readers_and_changes_no_page() -> None:
    releases = days(9)
    before = recorded(releases[1:], dt.datetime(2010, 2, 1, tzinfo=dt.UTC))
    after = before | recorded(releases[:1], dt.datetime(2010, 3, 1, tzinfo=dt.UTC))
    was, now = by_ledger(releases[1:], before), by_ledger(releases, after)
    pages = [path for path in was if "atom/" in path]
    assert pages
    assert [path for path in pages if now[path] != was[path]] == []
    # Neither the last releases nor the old one are missing for who knows of no pages.
    assert ids(ET.fromstring(now["atom.xml"])) == ["r008", "r007", "r006", "r000"]
    assert b"releases/2010/r000" in now["rss.xml"]
    assert b"releases/2010/r000" in now["types/press-release/rss.xml"]


# -- the whole history


def whole(found: dict[str, ET.Element], path: str) -> list[str]:
    """All entries of a feed, as a program finds them that follows ``prev-archive``."""
    entries, feed = [], found[path]
    while True:
        entries += ids(feed)
        before = link(feed, "prev-archive")
        if before is None:
            return sorted(set(entries))
        feed = found[before.removeprefix(BASE)]
        assert feed.find(f"{{{HISTORY}}}archive") is not None
        assert link(feed, "current") == BASE + path


@pytest.mark.parametrize("count", [0, 1, 3, 4, 21, 45])
def test_feed_and_pages_hold_everything(count: int) -> None:
    found = made(*days(count), settings=SMALL)
    names = [f"r{n:03}" for n in range(count)]
    assert whole(found, "atom.xml") == names
    # All others have the newest alone, as RSS.
    assert {path for path in found if "/" in path and not path.startswith("atom/")} == set()
    assert files(*days(count))["types/press-release/rss.xml" if count else "rss.xml"].count(b"<item>") == min(count, 20)


@pytest.mark.parametrize("count", [3, 5, 60])
def test_a_release_that_is_added_changes_no_page(count: int) -> None:
    before, after = (files(*days(n), settings=SMALL) for n in (count, count + 1))
    pages = [path for path in before if "atom/" in path]
    assert pages
    assert [path for path in pages if after[path] != before[path]] == []


def test_a_page_of_the_history_leads_to_the_texts_and_says_what_became_of_them() -> None:
    releases = days(6)
    releases[0] = replace(releases[0], corrections=(Correction(dt.date(2010, 2, 1), "A name."),))
    releases[1] = replace(releases[1], withdrawn=Withdrawal(dt.date(2010, 3, 1), "Wrong."))
    page = made(*releases, settings=SMALL)["atom/1.xml"]
    assert ids(page) == ["r000", "r001", "r002"]
    assert page.find(f"{A}entry/{A}content") is None
    assert [one.findtext(f"{A}summary") for one in page.iter(f"{A}entry")] == [
        "Corrected 1 February 2010: A name. The first paragraph.",
        "Withdrawn on 1 March 2010. Wrong.",
        "The first paragraph.",
    ]
    links = [(one.get("type"), one.get("href")) for one in page.findall(f"{A}entry/{A}link")][:2]
    page_address = f"{BASE}releases/2010/r000"
    assert links == [(None, f"{page_address}.html"), ("text/markdown", f"{page_address}.md")]
    alone = made(*days(3), settings=replace(SMALL, beside=frozenset()))["atom/1.xml"]
    assert [one.get("type") for one in alone.findall(f"{A}entry/{A}link")] == [None] * 3
