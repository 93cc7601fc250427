"""Whatever stands in a release, the feeds are valid and readers take them."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import replace
from typing import cast
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import example, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Image, Mention, Organization, Release, Topic, Withdrawal
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs import feeds
from sphinx_newsroom.outputs.feeds.content import clean, portable
from sphinx_newsroom.outputs.feeds.items import Enclosure, identities, plain
from sphinx_newsroom.outputs.pages.listing import corrections_feed, corrections_view
from sphinx_newsroom.outputs.pages.views import Lines
from tests.feeds.rules import problems
from tests.feeds.samples import SampleTexts

# Any code point, halves of surrogate pairs too, and pieces that mean something to a parser.
HARD = ("<", ">", "&", "&#0;", "]]>", "<b>", "</title>", "<!--", "<![CDATA[", "\0", "\ud800", "\uffff", '"', "\u202e")
ANY = st.text(st.characters(exclude_categories=()), max_size=8)
TEXT = st.lists(st.sampled_from(HARD) | ANY, max_size=5).map("".join)
DATES = st.dates(dt.date(1000, 1, 1))
RELEASES = st.builds(
    Release,
    id=TEXT,
    title=TEXT,
    date=DATES,
    path=st.just("x.md"),
    type=TEXT | st.just("speech"),
    issuer=st.none() | st.just("i"),
    language=TEXT | st.sampled_from(["en", "ar"]),
    summary=st.none() | TEXT,
    topics=st.lists(TEXT | st.just("t"), max_size=2).map(tuple),
    moment=st.none() | st.datetimes(dt.datetime(1000, 1, 2), timezones=st.timezones()),
    image=st.none() | st.builds(Image, src=TEXT, alt=TEXT, caption=TEXT, credit=TEXT),
    corrections=st.lists(st.builds(Correction, DATES, TEXT), max_size=2).map(tuple),
    withdrawn=st.none() | st.builds(Withdrawal, DATES, TEXT, st.none() | TEXT),
    former_urls=st.lists(TEXT.map("releases/{}.html".format), max_size=1).map(tuple),
)


ALL = " x ".join(HARD)
NOTE = Correction(dt.date(2020, 1, 1), ALL)
FULL = Release(
    ReleaseId(f"{ALL}a"),
    ALL,
    dt.date(2020, 1, 1),
    "x.md",
    type=ALL,
    issuer="i",
    language=ALL,
    summary=ALL,
    topics=(ALL, "t"),
    image=Image(ALL, ALL, ALL, ALL),
    corrections=(NOTE, NOTE),
    former_urls=(f"releases/{ALL}.html",),
)
GONE = replace(
    FULL,
    id=ReleaseId(f"{ALL}b"),
    language="ar",
    former_urls=(),
    withdrawn=Withdrawal(dt.date(2020, 1, 2), ALL, ReleaseId(ALL)),
)


@rules(deadline=None)
@example([FULL, GONE], ALL, ALL, ALL, ALL, "https://example.org/a/")
@example([replace(FULL, summary=None), replace(GONE, summary=None)], ALL, ALL, ALL, ALL, "")
@given(st.lists(RELEASES, max_size=3), TEXT, TEXT, TEXT, TEXT, st.sampled_from(["", "https://example.org/a/"]))
def test_any_text_in_any_field(
    releases: list[Release], id_: str, name: str, body: str, html: str, baseurl: str
) -> None:
    registry = Registry({"i": Organization("i", name), id_: Organization(id_, body)}, {}, {"t": Topic("t", name)})
    named = (Mention("i", "organization", "", "name"), Mention(id_, "organization", "", "name"))
    entries = {release.docname: Entry.of(release, body, (), named) for release in releases}
    texts = SampleTexts(html, dict.fromkeys(entries, (Enclosure(f"x/{name}", "audio/mpeg", 3),)))
    settings = Settings(
        project=name,
        description=body,
        baseurl=baseurl,
        feed_items=2,
        language=name,
        types={"speech": html, name: body},
        websub_hub="https://hub.example/?a=1&b=2",
    )
    index = ArchiveIndex(entries, registry)
    ids = identities(index, settings, {})
    changes = corrections_view(Lines(index, settings))["changes"]
    made: dict[str, bytes] = {}
    for output in (*feeds.outputs(index, settings, texts), *corrections_feed(changes, ids, settings)):
        made.update(cast("Mapping[str, bytes]", output.make()))
    ET.fromstring(made.pop("feeds.opml"))
    assert "corrections/rss.xml" in made
    # No header has ids that differ only in characters that no feed can hold.
    identical = len(set(ids.values())) < len(entries)
    for path, data in made.items():
        found = problems(path, data, absolute=bool(baseurl))
        assert [problem for problem in found if "the same" not in problem or not identical] == [], path
        assert path.endswith(".json") or not feedparser.parse(data).bozo
    titles = {
        title
        for path, data in made.items()
        if path == "feed.json"
        for title in (item.get("title", "") for item in json.loads(data)["items"])
    }
    assert titles <= {plain(release.title) for release in releases}


@given(TEXT)
def test_any_html_becomes_portable_and_stays_so(html: str) -> None:
    once = portable(html, "https://example.org/releases/a.html")
    assert clean(once) == once
    assert portable(once, "https://example.org/releases/a.html") == once


# As docutils writes tags, and nearly so.
