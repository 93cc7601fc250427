"""Whatever stands in a release, the feed is well-formed and readers take it."""

from __future__ import annotations

import datetime as dt
from xml.etree import ElementTree as ET

import feedparser
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.config import Settings
from sphinx_newsroom.feeds import rss
from sphinx_newsroom.feeds.content import clean, portable
from sphinx_newsroom.index import ArchiveIndex, Entry
from sphinx_newsroom.model import Correction, Image, Organization, Release, Topic, Withdrawal
from sphinx_newsroom.registry import Registry

# Any code point, halves of surrogate pairs too, and pieces that mean something to a parser.
HARD = ("<", ">", "&", "&#0;", "]]>", "<b>", "</title>", "<!--", "<![CDATA[", "\0", "\ud800", "\uffff", '"')
ANY = st.text(st.characters(exclude_categories=()), max_size=8)
TEXT = st.lists(st.sampled_from(HARD) | ANY, max_size=5).map("".join)
DATES = st.dates(dt.date(1000, 1, 1))
RELEASES = st.builds(
    Release, id=TEXT, title=TEXT, date=DATES, path=st.just("x.md"), issuer=st.none() | st.just("i"), language=TEXT,
    summary=st.none() | TEXT, topics=st.lists(TEXT | st.just("t"), max_size=2).map(tuple),
    moment=st.none() | st.datetimes(dt.datetime(1000, 1, 2), timezones=st.timezones()),
    image=st.none() | st.builds(Image, src=TEXT, alt=TEXT, caption=TEXT, credit=TEXT),
    corrections=st.lists(st.builds(Correction, DATES, TEXT), max_size=2).map(tuple),
    withdrawn=st.none() | st.builds(Withdrawal, DATES, TEXT, st.none() | TEXT),
    former_urls=st.lists(TEXT.map("releases/{}.html".format), max_size=1).map(tuple),
)


@given(st.lists(RELEASES, max_size=3), TEXT, TEXT, TEXT, st.sampled_from(["", "https://example.org/a/"]))
def test_any_text_in_any_field(releases: list[Release], name: str, body: str, html: str, baseurl: str) -> None:
    registry = Registry({"i": Organization("i", name)}, {}, {"t": Topic("t", name)})
    entries = {release.docname: Entry.of(release, body, (), ()) for release in releases}
    settings = Settings(project=name, description=body, baseurl=baseurl)
    (output,) = rss.outputs(ArchiveIndex(entries, registry), settings, lambda _: html)
    data = output.make()["rss.xml"]
    titles = [title.text or "" for title in ET.fromstring(data).iterfind("channel/item/title")]
    kept = [entry.release for entry in entries.values()]
    assert sorted(titles) == sorted("\n".join(clean(r.title).replace("\r\n", "\r").split("\r")) for r in kept)
    assert not feedparser.parse(data).bozo


@given(TEXT)
def test_any_html_becomes_portable_and_stays_so(html: str) -> None:
    once = portable(html, "https://example.org/releases/a.html")
    assert clean(once) == once
    assert portable(once, "https://example.org/releases/a.html") == once
