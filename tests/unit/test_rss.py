"""The feed keeps the rules of RSS 2.0 and of the RSS Advisory Board's profile."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import feedparser
import pytest

from sphinx_newsroom.config import Settings
from sphinx_newsroom.feeds import rss
from sphinx_newsroom.feeds.content import clean, portable
from sphinx_newsroom.index import ArchiveIndex, Entry
from sphinx_newsroom.model import Correction, Image, Organization, Release, Topic, Withdrawal
from sphinx_newsroom.naming import Mark
from sphinx_newsroom.registry import Registry

BASE = "https://archive.example.org/"
SETTINGS = Settings(project="Archive", description="What was said.", baseurl=BASE)
REGISTRY = Registry(
    {"osce": Organization("osce", "Organization for Security & Co-operation in Europe", "OSCE")},
    {}, {"labour": Topic("labour", "Labour rights")},
)
OPENING = Release(
    "2011/opening", "Conference opens", dt.date(2011, 6, 21), "releases/2011/opening.md", issuer="osce",
    topics=("labour",),
)
ATOM, CONTENT, DC = (f"{{{name}}}" for name in (rss.ATOM, rss.CONTENT, rss.DC))


def index_of(*releases: Release, registry: Registry = REGISTRY) -> ArchiveIndex:
    entries = [
        Entry.of(release, f"{release.title}\n\nThe first paragraph.\n\nMore.", (Mark(0, 1, "heading"),), ())
        for release in releases
    ]
    return ArchiveIndex({entry.release.docname: entry for entry in entries}, registry)


def content(docname: str) -> str:
    return f'<p>Text of {docname} on the <a href="../../organizations/osce.html">OSCE</a>.</p>'


def feed(*releases: Release, settings: Settings = SETTINGS) -> bytes:
    (output,) = rss.outputs(index_of(*releases), settings, content)
    (data,) = output.make().values()
    return data


def channel(*releases: Release, settings: Settings = SETTINGS) -> ET.Element:
    found = ET.fromstring(feed(*releases, settings=settings)).find("channel")
    assert found is not None
    return found


def item(release: Release, settings: Settings = SETTINGS) -> dict[str, str]:
    found = channel(release, settings=settings).find("item")
    assert found is not None
    return {element.tag: element.text or "" for element in found}


def encoded(release: Release, settings: Settings = SETTINGS) -> str:
    return item(release, settings)[f"{CONTENT}encoded"]


# -- the channel


def test_the_channel_has_what_the_specification_asks() -> None:
    found = channel(OPENING)
    assert found.findtext("title") == "Archive"
    assert found.findtext("link") == BASE
    assert found.findtext("description") == "What was said."
    assert found.findtext("language") == "en"
    assert found.findtext("docs") == "https://www.rssboard.org/rss-specification"


def test_the_feed_names_its_own_address() -> None:
    link = channel(OPENING).find(f"{ATOM}link")
    assert link is not None
    assert link.attrib == {"href": f"{BASE}rss.xml", "rel": "self", "type": "application/rss+xml"}


def test_the_description_is_never_empty() -> None:
    assert channel(OPENING, settings=replace(SETTINGS, description="")).findtext("description") == "Releases of Archive"


def test_feedparser_reads_it() -> None:
    parsed = feedparser.parse(feed(OPENING))
    assert not parsed.bozo
    assert parsed.version == "rss20"
    (entry,) = parsed.entries
    assert entry.title == "Conference opens"
    assert entry.author == "Organization for Security & Co-operation in Europe"
    assert [tag.term for tag in entry.tags] == ["Labour rights"]
    assert "The first paragraph." in entry.summary
    assert entry.published_parsed[:3] == (2011, 6, 21)
    assert not entry.guidislink


def test_an_archive_without_releases_has_a_feed() -> None:
    parsed = feedparser.parse(feed())
    assert not parsed.bozo
    assert parsed.entries == []


def test_the_newest_come_first_and_no_more_than_asked() -> None:
    releases = [replace(OPENING, id=f"2011/r{day}", date=dt.date(2011, 6, day)) for day in (3, 9, 1, 7)]
    found = channel(*releases, settings=replace(SETTINGS, feed_items=3))
    assert [link.text for link in found.findall("item/link")] == [f"{BASE}releases/2011/r{n}.html" for n in (9, 7, 3)]


# -- dates: RFC 822, from the content alone


def test_a_date_alone_counts_from_midnight_gmt() -> None:
    assert item(OPENING)["pubDate"] == "Tue, 21 Jun 2011 00:00:00 GMT"


def test_a_moment_keeps_its_offset() -> None:
    moment = dt.datetime.fromisoformat("2011-06-21T10:30:00+02:00")
    text = item(replace(OPENING, moment=moment))["pubDate"]
    assert text == "Tue, 21 Jun 2011 10:30:00 +0200"
    assert parsedate_to_datetime(text) == moment


def test_the_channel_is_as_new_as_its_newest_item() -> None:
    older = replace(OPENING, id="2010/old", date=dt.date(2010, 1, 1),
                    corrections=(Correction(dt.date(2012, 1, 2), "A name."),))
    found = channel(OPENING, older)
    assert found.findtext("pubDate") == "Tue, 21 Jun 2011 00:00:00 GMT"
    assert found.findtext("lastBuildDate") == "Mon, 02 Jan 2012 00:00:00 GMT", "a correction is news"


def test_the_bytes_depend_on_the_content_alone() -> None:
    assert feed(OPENING, settings=replace(SETTINGS, now=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))) == feed(OPENING)


# -- identity


def test_the_guid_is_no_link_and_stays() -> None:
    guid = channel(OPENING).find("item/guid")
    assert guid is not None
    assert (guid.attrib, guid.text) == ({"isPermaLink": "false"}, "newsroom:2011/opening")
    other = replace(OPENING, title="Another", date=dt.date(2012, 1, 1), issuer=None)
    assert item(other, replace(SETTINGS, baseurl="http://other.example/"))["guid"] == guid.text


def test_a_moved_release_keeps_its_guid() -> None:
    moved = replace(OPENING, id="2011/conference-opens",
                    former_urls=("press/1.html", "releases/2011/opening.html", "releases/2011/second.html"))
    assert rss.identity(moved) == "newsroom:2011/opening"


# -- addresses


def test_addresses_are_absolute() -> None:
    found = item(OPENING)
    assert found["link"] == f"{BASE}releases/2011/opening.html"
    assert f'href="{BASE}organizations/osce.html"' in found[f"{CONTENT}encoded"]


def test_without_an_address_links_are_relative_to_the_feed() -> None:
    settings = replace(SETTINGS, baseurl="")
    found = item(OPENING, settings)
    assert found["link"] == "releases/2011/opening.html"
    assert 'href="organizations/osce.html"' in found[f"{CONTENT}encoded"]
    assert channel(OPENING, settings=settings).findtext("link") == "index.html"
    assert channel(OPENING, settings=settings).find(f"{ATOM}link") is None
    assert not feedparser.parse(feed(OPENING, settings=settings)).bozo


def test_letters_beyond_ascii_are_quoted_in_addresses() -> None:
    assert item(replace(OPENING, id="2011/größe"))["link"] == f"{BASE}releases/2011/gr%C3%B6%C3%9Fe.html"


# -- content


def test_html_in_a_title_is_text() -> None:
    title = "Profit < loss & <b>bold</b>"
    release = replace(OPENING, title=title)
    assert item(release)["title"] == title
    assert b"<title>Profit &#x3C; loss &#x26; &#x3C;b&gt;" in feed(release), "the form that the profile recommends"


def test_the_summary_is_html() -> None:
    (output,) = rss.outputs(index_of(replace(OPENING, summary="Profit < loss & more")), SETTINGS, content)
    found = ET.fromstring(output.make()["rss.xml"]).findtext("channel/item/description")
    assert found == "<p>Profit &lt; loss &amp; more</p>"


def test_corrections_come_first() -> None:
    notes = (Correction(dt.date(2011, 7, 2), "A <date>."), Correction(dt.date(2011, 6, 22), "A name."))
    text = encoded(replace(OPENING, corrections=notes))
    assert text.startswith("<p><strong>Corrected</strong> 22 June 2011: A name.</p>\n"
                           "<p><strong>Corrected</strong> 2 July 2011: A &lt;date&gt;.</p>\n<p>Text of")


def test_a_withdrawn_text_is_replaced_by_its_notice() -> None:
    gone = replace(OPENING, withdrawn=Withdrawal(dt.date(2011, 7, 1), "It was wrong & false.", "2011/better"),
                   image=Image("a.jpg", "A"))
    better = replace(OPENING, id="2011/better", title="A <better> one", date=dt.date(2010, 1, 1))
    found = channel(gone, better).find("item")
    assert found is not None
    notice = ("<p><strong>Withdrawn</strong> on 1 July 2011. It was wrong &amp; false.</p>\n"
              f'<p>Replaced by <a href="{BASE}releases/2011/better.html">A &lt;better&gt; one</a>.</p>')
    assert found.findtext("description") == notice
    assert found.findtext(f"{CONTENT}encoded") == notice


def test_a_replacement_that_is_not_public_is_not_named() -> None:
    gone = replace(OPENING, withdrawn=Withdrawal(dt.date(2011, 7, 1), "Wrong.", "2030/secret"))
    assert b"secret" not in feed(gone)


def test_the_leading_image_is_shown() -> None:
    text = encoded(replace(OPENING, image=Image("releases/2011/a b.jpg", 'The "hall"', "The hall.", "A. Nyman")))
    assert text.startswith(f'<figure><img src="{BASE}releases/2011/a%20b.jpg" alt="The &quot;hall&quot;">'
                           "<figcaption>The hall. A. Nyman</figcaption></figure>\n<p>Text of")


def test_another_language_is_said() -> None:
    release = replace(OPENING, language="ar", corrections=(Correction(dt.date(2011, 7, 2), "A name."),))
    assert item(release)[f"{DC}language"] == "ar"
    assert '</p>\n<div lang="ar" dir="rtl">\n<p>Text' in encoded(release), "the note is in the archive's language"


def test_a_translation_stands_on_its_original() -> None:
    russian = replace(OPENING, id="2011/opening.ru", language="ru", translation_of="2011/opening")
    assert len(channel(OPENING, russian).findall("item")) == 1


# -- made again only where something changed


def digest(index: ArchiveIndex, settings: Settings = SETTINGS) -> str:
    def never(docname: str) -> str:
        raise AssertionError(docname)

    (output,) = rss.outputs(index, settings, never)
    return output.fingerprint


@pytest.mark.parametrize("changed", [
    index_of(replace(OPENING, title="Other")),
    index_of(replace(OPENING, corrections=(Correction(dt.date(2011, 7, 2), "A name."),))),
    index_of(OPENING, replace(OPENING, id="2011/b")),
    index_of(OPENING, registry=Registry({"osce": Organization("osce", "New name")}, {}, REGISTRY.topics)),
])
def test_the_fingerprint_covers_what_is_shown(changed: ArchiveIndex) -> None:
    assert digest(index_of(OPENING)) == digest(index_of(OPENING))
    assert digest(changed) != digest(index_of(OPENING))


@pytest.mark.parametrize("settings", [
    replace(SETTINGS, project="x"), replace(SETTINGS, description="x"), replace(SETTINGS, language="ru"),
    replace(SETTINGS, baseurl=""), replace(SETTINGS, link="page"),
])
def test_the_fingerprint_covers_the_settings(settings: Settings) -> None:
    assert digest(index_of(OPENING), settings) != digest(index_of(OPENING))


# -- HTML that can stand anywhere


@pytest.mark.parametrize(("html", "wanted"), [
    ('<a class="newsroom-entity" href="../../organizations/u.html" data-tip="UN">UN</a>',
     f'<a href="{BASE}organizations/u.html">UN</a>'),
    ('<h2>Head<a class="headerlink" href="#head" title="Link">¶</a></h2>', "<h2>Head</h2>"),
    ("<h1>The <em>title</em></h1><p>Text</p>", "<p>Text</p>"),
    ('<a href="#note">1</a>', f'<a href="{BASE}releases/2011/a.html#note">1</a>'),
    ('<img alt="x" src="../../_images/a.png" style="width: 50%" />', f'<img alt="x" src="{BASE}_images/a.png">'),
    ('<a href="https://un.org/?a=1&amp;b=2">x</a>', '<a href="https://un.org/?a=1&amp;b=2">x</a>'),
    ('<a href="mailto:a@b.c">x</a>', '<a href="mailto:a@b.c">x</a>'),
    ('<a href="java\tscript:alert(1)">x</a>', "<a>x</a>"),
    ('<a href=" &#1;javascript:alert(1)">x</a>', "<a>x</a>"),
    ('<img src="data:text/html,x">', "<img>"),
    ('<p onclick="x()">a &lt; b &amp; c</p>', "<p>a &lt; b &amp; c</p>"),
    ("<div><script>if (a < b) x()</script>kept<style>p{}</style></div>", "<div>kept</div>"),
    ("<svg><svg><title>x</title></svg><path/></svg>kept", "kept"),
    ("a<br/>b<input>c<!-- no -->", "a<br>bc"),
    ('<td colspan="2">x</td>', '<td colspan="2">x</td>'),
    ('<math xmlns="http://www.w3.org/1998/Math/MathML"><mi mathvariant="normal">x</mi><mspace/></math>',
     '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi mathvariant="normal">x</mi><mspace></mspace></math>'),
    ("<p>a&#11;b&#xFFFF;c</p>", "<p>abc</p>"),
    ('<a href="http://[bad">x</a>', "<a>x</a>"),
])
def test_portable(html: str, wanted: str) -> None:
    assert portable(html, f"{BASE}releases/2011/a.html") == wanted


@pytest.mark.parametrize("character", ["\0", "\x0b", "\x1f", "\ud800", "\ufffe", "\uffff"])
def test_what_xml_forbids_is_taken_out(character: str) -> None:
    assert clean(f"a{character}b") == "ab"
    assert feed(replace(OPENING, title=f"a{character}b")) == feed(replace(OPENING, title="ab"))


def test_what_xml_allows_stays() -> None:
    text = "\t\n Ж é \ue000 \ufffd \U0001f600 \x85"
    assert clean(text) == text
