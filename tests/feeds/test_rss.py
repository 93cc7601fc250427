"""RSS keeps the rules of RSS 2.0 and of the RSS Advisory Board's profile."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from email.utils import parsedate_to_datetime
from xml.etree import ElementTree as ET

import feedparser

from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.events import Event, Former, Ledger, Record
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Correction, Image, Release, Withdrawal
from sphinx_newsroom.outputs.feeds.items import Enclosure, identity
from tests.feeds import rules
from tests.feeds.rules import DCTERMS, rss_problems
from tests.feeds.samples import BASE, OPENING, SETTINGS, SampleTexts, files

ATOM, CONTENT, DC = (f"{{{name}}}" for name in (rules.ATOM, rules.CONTENT, rules.DC))


def feed(*releases: Release, settings: Settings = SETTINGS, path: str = "rss.xml") -> bytes:
    data = files(*releases, settings=settings)[path]
    assert rss_problems(data, absolute=bool(settings.baseurl)) == []
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


def test_feedparser_reads_it() -> None:
    parsed = feedparser.parse(feed(OPENING))
    assert not parsed.bozo
    assert parsed.version == "rss20"
    (entry,) = parsed.entries
    assert entry.title == "Conference opens"
    assert entry.author == "Organization for Security & Co-operation in Europe"
    assert [tag.term for tag in entry.tags] == ["Press release", "Labour rights"]
    assert "The first paragraph." in entry.summary
    assert entry.published_parsed[:3] == (2011, 6, 21)
    assert not entry.guidislink


def test_the_newest_come_first_and_no_more_than_asked() -> None:
    releases = [replace(OPENING, id=ReleaseId(f"2011/r{day}"), date=dt.date(2011, 6, day)) for day in (3, 9, 1, 7)]
    found = channel(*releases, settings=replace(SETTINGS, feed_items=3))
    assert [link.text for link in found.findall("item/link")] == [f"{BASE}releases/2011/r{n}.html" for n in (9, 7, 3)]


# -- dates: RFC 822, from the content alone


def test_a_moment_keeps_its_offset() -> None:
    moment = dt.datetime.fromisoformat("2011-06-21T10:30:00+02:00")
    text = item(replace(OPENING, moment=moment))["pubDate"]
    assert text == "Tue, 21 Jun 2011 10:30:00 +0200"
    assert parsedate_to_datetime(text) == moment


def test_the_channel_is_as_new_as_its_newest_item() -> None:
    older = replace(
        OPENING,
        id=ReleaseId("2010/old"),
        date=dt.date(2010, 1, 1),
        corrections=(Correction(dt.date(2012, 1, 2), "A name."),),
    )
    found = channel(OPENING, older)
    assert found.findtext("pubDate") == "Tue, 21 Jun 2011 00:00:00 GMT"
    assert found.findtext("lastBuildDate") == "Mon, 02 Jan 2012 00:00:00 GMT", "a correction is news"


# -- identity


def test_the_guid_is_no_link_and_stays() -> None:
    guid = channel(OPENING).find("item/guid")
    assert guid is not None
    assert (guid.attrib, guid.text) == ({"isPermaLink": "false"}, "tag:example.org,2026:releases/2011/opening")
    other = replace(OPENING, title="Another", date=dt.date(2012, 1, 1), issuer=None)
    assert item(other, replace(SETTINGS, baseurl="http://other.example/"))["guid"] == guid.text


def test_the_ledger_tells_what_a_release_was_first_called() -> None:
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    moved = replace(OPENING, id=ReleaseId("2012/moved"), former_urls=("releases/12.html", "releases/2011/opening.html"))
    record = Record(
        ReleaseId("2012/moved"),
        (Event("published", now, id=ReleaseId("2011/opening")),),
        former=(Former(ReleaseId("2011/opening"), 0), Former(ReleaseId("2011/x"), 0)),
    )
    assert identity(moved, "example.org,2026", record) == "tag:example.org,2026:releases/2011/opening"
    known = replace(record, revisions=(Event("published", now, former_urls=("x.html", "releases/1.html")),))
    assert identity(moved, "example.org,2026", known) == "tag:example.org,2026:releases/1"


def test_a_release_that_moved_back_is_no_other_one() -> None:
    first, second = ReleaseId("2011/opening"), ReleaseId("2011/second")
    now = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    told = (
        Event("published", now, id=first, revision=1, text="0" * 64, title="T", date="2011-01-01", language="en"),
        Event("moved", now, id=first, target=second),
        Event("moved", now, id=second, target=first),
    )
    for length, own in ((1, first), (2, second), (3, first)):
        record = Ledger().with_events(told[:length]).records[own]
        found = identity(replace(OPENING, id=own), "example.org,2026", record)
        assert found == f"tag:example.org,2026:releases/{first}"


def test_a_release_has_another_guid_in_each_feed() -> None:
    made = files(OPENING)
    guids = {
        path: ET.fromstring(data).findtext("channel/item/guid")
        for path, data in made.items()
        if path.endswith("rss.xml") and b"<item>" in data
    }
    tag = "tag:example.org,2026:releases/2011/opening"
    assert guids == {
        "rss.xml": tag,
        "types/press-release/rss.xml": f"{tag}#types/press-release",
        "languages/en/rss.xml": f"{tag}#languages/en",
        "organizations/osce/rss.xml": f"{tag}#organizations/osce",
        "topics/labour/rss.xml": f"{tag}#topics/labour",
    }


# -- addresses


def test_without_an_address_links_are_relative_to_the_feed() -> None:
    settings = replace(SETTINGS, baseurl="")
    found = item(OPENING, settings)
    assert found["link"] == "releases/2011/opening.html"
    assert 'href="organizations/osce.html"' in found[f"{CONTENT}encoded"]
    assert channel(OPENING, settings=settings).findtext("link") == "index.html"
    in_folder = ET.fromstring(feed(OPENING, settings=settings, path="organizations/osce/rss.xml"))
    assert in_folder.findtext("channel/item/link") == "../../releases/2011/opening.html"
    assert channel(OPENING, settings=settings).find(f"{ATOM}link") is None
    assert not feedparser.parse(feed(OPENING, settings=settings)).bozo


# -- content


def test_html_in_a_title_is_text() -> None:
    title = "Profit < loss & <b>bold</b>"
    release = replace(OPENING, title=title)
    assert item(release)["title"] == title
    assert b"<title>Profit &#x3C; loss &#x26; &#x3C;b&gt;" in feed(release), "the form that the profile recommends"


def test_corrections_come_first() -> None:
    notes = (Correction(dt.date(2011, 7, 2), "A <date>."), Correction(dt.date(2011, 6, 22), "A name."))
    text = encoded(replace(OPENING, corrections=notes))
    assert text.startswith(
        "<p><strong>Corrected</strong> 22 June 2011: A name.</p>\n"
        "<p><strong>Corrected</strong> 2 July 2011: A &lt;date&gt;.</p>\n<p>Text of"
    )


def test_a_withdrawn_text_is_replaced_by_its_notice() -> None:
    gone = replace(
        OPENING,
        withdrawn=Withdrawal(dt.date(2011, 7, 1), "It was wrong & false.", ReleaseId("2011/better")),
        image=Image("a.jpg", "A"),
    )
    better = replace(OPENING, id=ReleaseId("2011/better"), title="A <better> one", date=dt.date(2010, 1, 1))
    found = channel(gone, better).find("item")
    assert found is not None
    notice = (
        "<p><strong>Withdrawn</strong> on 1 July 2011. It was wrong &amp; false.</p>\n"
        f'<p>Replaced by <a href="{BASE}releases/2011/better.html">A &lt;better&gt; one</a>.</p>'
    )
    assert found.findtext("description") == "Withdrawn on 1 July 2011. It was wrong &amp; false."
    assert found.findtext(f"{CONTENT}encoded") == notice


def test_a_replacement_that_is_not_public_is_not_named() -> None:
    gone = replace(OPENING, withdrawn=Withdrawal(dt.date(2011, 7, 1), "Wrong.", ReleaseId("2030/secret")))
    assert b"secret" not in feed(gone)


def test_the_leading_image_is_shown() -> None:
    text = encoded(replace(OPENING, image=Image("releases/2011/a b.jpg", 'The "hall"', "The hall.", "A. Nyman")))
    assert text.startswith(
        f'<figure><img src="{BASE}releases/2011/opening/a%20b.jpg" alt="The &quot;hall&quot;">'
        "<figcaption>The hall. A. Nyman</figcaption></figure>\n<p>Text of"
    )


def test_the_leading_image_is_media_rss_and_no_namespace_is_our_own() -> None:
    data = feed(replace(OPENING, image=Image("releases/2011/a.jpg", "The hall")))
    found = ET.fromstring(data).find("channel/item/{http://search.yahoo.com/mrss/}content")
    assert found is not None
    assert found.attrib == {"url": f"{BASE}releases/2011/opening/a.jpg", "type": "image/jpeg", "medium": "image"}
    assert found.findtext("{http://search.yahoo.com/mrss/}description") == "The hall"
    assert b"newsroom.invalid,2026:feeds" not in data


def test_another_language_is_said() -> None:
    release = replace(OPENING, language="ar", corrections=(Correction(dt.date(2011, 7, 2), "A name."),))
    assert item(release)[f"{DC}language"] == "ar"
    assert encoded(release).startswith('<div lang="ar" dir="rtl">\n<p><strong>صُحّح</strong>'), "so is the note"
    assert encoded(replace(release, language="uk")).startswith(
        '<p><strong>Corrected</strong> 2 July 2011: A name.</p>\n<div lang="uk" dir="ltr">\n<p>Text'
    ), "the note is in the archive's language, where nobody has translated it"


# -- enclosures


def test_one_file_is_enclosed_with_its_length_and_type() -> None:
    texts = SampleTexts(
        files={
            OPENING.docname: (
                Enclosure("_downloads/1/say it.mp3", "audio/mpeg", 5),
                Enclosure("_downloads/2/b.pdf", "application/pdf", 7),
            )
        }
    )
    data = files(OPENING, texts=texts)["rss.xml"]
    assert rss_problems(data) == []
    found = [element.attrib for element in ET.fromstring(data).findall("channel/item/enclosure")]
    assert found == [{"url": f"{BASE}_downloads/1/say%20it.mp3", "length": "5", "type": "audio/mpeg"}]


# -- corrections are events


def test_a_correction_says_what_changed_and_when() -> None:
    found = channel(replace(OPENING, corrections=(Correction(dt.date(2011, 6, 21), "A name."),))).find("item")
    assert found is not None
    assert found.findtext(f"{{{DCTERMS}}}provenance") == "Corrected 2011-06-21: A name."
    assert found.findtext(f"{ATOM}updated") == "2011-06-21T00:00:01Z", "later than the publication of the same day"
    assert found.findtext("pubDate") == "Tue, 21 Jun 2011 00:00:00 GMT", "which stands"


# -- WebSub


def test_a_withdrawal_says_so() -> None:
    found = channel(replace(OPENING, withdrawn=Withdrawal(dt.date(2011, 7, 1), "Wrong."))).find("item")
    assert found is not None
    assert found.findtext(f"{{{DCTERMS}}}provenance") == "Withdrawn 2011-07-01: Wrong."


def test_the_hub_is_named() -> None:
    settings = replace(SETTINGS, websub_hub="https://hub.example/?a=1&b=2")
    links = channel(OPENING, settings=settings).findall(f"{ATOM}link")
    assert [(link.get("rel"), link.get("href")) for link in links] == [
        ("self", f"{BASE}rss.xml"),
        ("hub", "https://hub.example/?a=1&b=2"),
    ]
