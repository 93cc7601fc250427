"""Feeds of parts carry summaries where texts in full would be too many."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from sphinx_newsroom.archive.index import ArchiveIndex, Entry, FoundHere
from sphinx_newsroom.model.records import Correction, Mention, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs import feeds
from sphinx_newsroom.outputs.feeds.selection import feeds as selected
from tests.feeds.rules import CONTENT, problems
from tests.feeds.samples import OPENING, SETTINGS, days, files

ALL = ("rss.xml", "atom.xml", "feed.json")


class Away:
    """A text that stands elsewhere, and is not to be asked for."""

    size = 3_500

    @property
    def text(self) -> str:
        """What nobody may ask for."""
        raise AssertionError("a text was asked for")

    marks = ()


def dense(releases: int, organizations: int) -> ArchiveIndex:
    """An archive whose releases all name all organizations."""
    ids = [f"o{n}" for n in range(organizations)]
    named = tuple(Mention(id_, "organization", "x", "name") for id_ in ids)
    found = FoundHere(named)
    entries = [Entry(release, Away(), "A summary.", found, "") for release in days(releases)]
    registry = Registry({id_: Organization(id_, id_) for id_ in ids}, {}, {})
    return ArchiveIndex({entry.release.docname: entry for entry in entries}, registry)


@pytest.mark.parametrize(("organizations", "wanted"), [(0, True), (4, True), (40, False)])
def test_what_fits_is_weighed_without_being_read(organizations: int, wanted: bool) -> None:
    index = dense(20, organizations)
    assert feeds.in_full(index, list(selected(index, SETTINGS, {})), small=1_000_000) is wanted


def made(monkeypatch: pytest.MonkeyPatch, release: Release, *, in_full: bool) -> dict[str, bytes]:
    monkeypatch.setattr(feeds, "in_full", lambda *_: in_full)
    found = files(release)
    for path, data in found.items():
        assert path == "feeds.opml" or problems(path, data) == [], path
    return found


@pytest.mark.parametrize("in_full", [False, True])
def test_summaries_stand_in_the_feeds_of_parts(monkeypatch: pytest.MonkeyPatch, in_full: bool) -> None:
    note = (Correction(dt.date(2011, 6, 22), "A name."),)
    found = made(monkeypatch, replace(OPENING, corrections=note), in_full=in_full)
    rss = ET.fromstring(found["organizations/osce/rss.xml"])
    assert (rss.find(f"channel/item/{{{CONTENT}}}encoded") is not None) == in_full
    words = "The first paragraph." if in_full else "Corrected 22 June 2011: A name. The first paragraph."
    assert rss.findtext("channel/item/description") == words


def test_the_archive_has_its_texts_in_any_case(monkeypatch: pytest.MonkeyPatch) -> None:
    found = made(monkeypatch, OPENING, in_full=False)
    assert all(b"Text of releases/2011/opening" in found[path] for path in ALL)
