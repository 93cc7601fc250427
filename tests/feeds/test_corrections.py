"""The feed of corrections keeps the rules that the others keep."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from xml.etree import ElementTree as ET

from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.model.records import Correction, Release, Withdrawal
from sphinx_newsroom.outputs.feeds.items import identities
from sphinx_newsroom.outputs.pages import all_pages
from sphinx_newsroom.outputs.pages.listing import corrections_feed
from tests.feeds.rules import rss_problems
from tests.feeds.samples import BASE, OPENING, SETTINGS, index_of
from tests.helpers.outputs import files_of


def made(*releases: Release, settings: Settings = SETTINGS) -> ET.Element:
    """The feed's channel."""
    index = index_of(*releases)
    view = all_pages(index, settings, PageName("index"))[PageName("corrections")].view
    (output,) = corrections_feed(view["changes"], identities(index, settings, {}), settings)
    data = files_of(output)["corrections/rss.xml"]
    assert rss_problems(data, absolute=bool(settings.baseurl)) == []
    assert b'<?xml-stylesheet type="text/css" href="../_static/newsroom/feed.css"?>' in data
    channel = ET.fromstring(data).find("channel")
    assert channel is not None
    return channel


def corrected(*notes: str) -> Release:
    """The opening, with a correction a day."""
    return replace(
        OPENING, corrections=tuple(Correction(dt.date(2011, 7, day), note) for day, note in enumerate(notes, 1))
    )


def test_each_correction_is_an_item_newest_first() -> None:
    channel = made(corrected("A name.", "A number."))
    titles = [item.findtext("title") for item in channel.findall("item")]
    assert titles == ["Corrected: Conference opens"] * 2
    assert [item.findtext("description") for item in channel.findall("item")] == ["A number.", "A name."]
    assert [item.findtext("guid") for item in channel.findall("item")] == [
        f"tag:example.org,2026:releases/2011/opening/corrected/2011-07-0{day}" for day in (2, 1)
    ]
    assert channel.findtext("link") == f"{BASE}corrections.html"
    assert channel.findtext("lastBuildDate") == "Sat, 02 Jul 2011 00:00:00 GMT"


def test_a_further_correction_of_the_same_day_renames_no_earlier_one() -> None:
    notes = tuple(
        Correction(dt.date(2011, 7, 1), note) for note in ("A number.", "A name.")
    )  # a header has the newest first
    items = made(replace(OPENING, corrections=notes)).findall("item")
    first = "tag:example.org,2026:releases/2011/opening/corrected/2011-07-01"
    assert [(item.findtext("description"), item.findtext("guid")) for item in items] == [
        ("A number.", f"{first}#2"),
        ("A name.", first),
    ]


def test_a_withdrawal_says_so() -> None:
    channel = made(replace(OPENING, title="A < B", withdrawn=Withdrawal(dt.date(2011, 8, 1), "It was false.")))
    assert channel.findtext("item/title") == "Withdrawn: A < B"
    assert channel.findtext("item/link") == f"{BASE}releases/2011/opening.html"
