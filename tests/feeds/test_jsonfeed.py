"""JSON feeds keep the rules of JSON Feed 1.1."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.records import Correction, Image, Release, Withdrawal
from sphinx_newsroom.outputs.feeds.items import Enclosure
from tests.feeds.rules import json_problems
from tests.feeds.samples import BASE, OPENING, SETTINGS, SampleTexts, files


def feed(*releases: Release, settings: Settings = SETTINGS, texts: SampleTexts | None = None) -> dict[str, Any]:
    data = files(*releases, settings=settings, texts=texts)["feed.json"]
    assert json_problems(data, absolute=bool(settings.baseurl)) == []
    found: dict[str, Any] = json.loads(data)
    return found


def test_the_whole_of_a_feed() -> None:
    texts = SampleTexts(files={OPENING.docname: (Enclosure("a b.pdf", "application/pdf", 7),)})
    release = replace(OPENING, image=Image("hall.jpg", "The hall"), language="ru")
    assert feed(release, texts=texts) == {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Archive",
        "home_page_url": f"{BASE}index.html",
        "feed_url": f"{BASE}feed.json",
        "description": "What was said.",
        "authors": [{"name": "Archive"}],
        "language": "en",
        "items": [
            {
                "id": "tag:example.org,2026:releases/2011/opening",
                "url": f"{BASE}releases/2011/opening.html",
                "title": "Conference opens",
                "content_html": '<div lang="ru" dir="ltr">\n'
                f'<figure><img src="{BASE}releases/2011/opening/hall.jpg" alt="The hall"></figure>\n'
                f'<p>Text of releases/2011/opening on the <a href="{BASE}organizations/osce.html">OSCE</a>.'
                "</p>\n</div>",
                "summary": "The first paragraph.",
                "image": f"{BASE}releases/2011/opening/hall.jpg",
                "date_published": "2011-06-21T00:00:00Z",
                "date_modified": "2011-06-21T00:00:00Z",
                "authors": [
                    {
                        "name": "Organization for Security & Co-operation in Europe",
                        "url": f"{BASE}organizations/osce.html",
                    }
                ],
                "tags": ["Пресс-релиз", "Labour rights"],
                "language": "ru",
                "attachments": [{"url": f"{BASE}a%20b.pdf", "mime_type": "application/pdf", "size_in_bytes": 7}],
            }
        ],
    }


def test_what_changed_is_said() -> None:
    notes = (Correction(dt.date(2011, 7, 2), "B."), Correction(dt.date(2011, 6, 22), "A."))
    (item,) = feed(replace(OPENING, corrections=notes, withdrawn=Withdrawal(dt.date(2011, 8, 1), "C.")))["items"]
    assert item["_newsroom"] == {
        "changes": [
            {"what": "correction", "date": "2011-06-22", "note": "A."},
            {"what": "correction", "date": "2011-07-02", "note": "B."},
            {"what": "withdrawal", "date": "2011-08-01", "note": "C."},
        ]
    }
    assert item["date_modified"] == "2011-08-01T00:00:02Z", "the third of three changes"
    assert item["date_published"] == "2011-06-21T00:00:00Z"


def test_without_an_address_links_are_relative() -> None:
    (item,) = feed(OPENING, settings=replace(SETTINGS, baseurl=""))["items"]
    assert item["url"] == "releases/2011/opening.html"
