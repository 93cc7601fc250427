"""A saved page is read as the release that it shows, or as the rows of the list that it is."""

import os
import time
from pathlib import Path

import pytest

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Incoming, Options
from sphinx_newsroom.importers.pages.reader import knows, order_of_pages, read, text_of
from sphinx_newsroom.model.records import Contact
from sphinx_newsroom.model.written_dates import DateOrder

SAVED = Path(os.environ.get("NEWSROOM_SHARED", "../shared")) / "data" / "import"

PARAGRAPHS = [
    "The Varnholm Basin Commission announced today that the river will rise by two metres before the end of the week.",
    "“Nobody on the banks of the river has seen the like of it in forty years,” said Jane Doe, who leads the desk.",
    "Masters who cannot comply with the limits report to the duty desk in Tarnsund, which answers at every hour.",
    "The limits were agreed with the Kelmark Port Authority, which keeps twelve berths free for vessels that wait.",
]
TEXT = "".join(f"<p>{words}</p>" for words in PARAGRAPHS)
HEAD = '<title>Rivers rise before the week ends | Varnholm Basin Commission</title><html lang="en-GB">'


def page(
    head: str = HEAD,
    before: str = "",
    title: str = "<h1>Rivers rise before the week ends</h1>",
    under: str = "<p class=date>20 June 2011</p>",
    text: str = TEXT,
    after: str = "",
) -> str:
    """A page with the frame that pages have."""
    menu = "".join(f"<li><a href='/{name}'>{name}</a>" for name in ("Home", "News", "About us", "Contact"))
    return (
        f"<!doctype html><html><head>{head}</head><body><nav><ul>{menu}</ul></nav>{before}<main>{title}{under}"
        f"<div class='body'>{text}</div>{after}</main><footer><p>© Varnholm Basin Commission</p></footer></body></html>"
    )


ROW = "<li><a href='/news/{0}'>Release number {0} about the river</a> <span>{0} June 2011</span></li>"


def each(form: str, first: int = 10, last: int = 19) -> str:
    """Rows of one form, with the number of each in the place of {0} and a paragraph in that of {1}."""
    return "".join(form.format(number, PARAGRAPHS[number % 4]) for number in range(first, last + 1))


def release(html: str, order: DateOrder | None = None, base: str = "https://vbc.example.org/news/1") -> Incoming:
    found = list(read("news/1.html", html.encode(), Options(base=base, order=order)))
    assert len(found) == 1
    assert isinstance(found[0], Incoming)
    return found[0]


def test_a_page_is_read_as_the_release_that_it_shows() -> None:
    found = release(page())
    assert found.title is not None
    assert found.date is not None
    assert (found.title.value, found.title.source, found.title.sure) == ("Rivers rise before the week ends", "h1", True)
    assert (found.date.value, found.date.sure) == ("2011-06-20", True)
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.questions == ()
    assert found.losses == ()
    # With the day, which is a line of the text.
    assert found.words == sum(len(paragraph.split()) for paragraph in PARAGRAPHS) + 3


def test_the_frame_of_the_page_is_left_out() -> None:
    share = "<ul class=share><li><a href='https://facebook.com'>Facebook</a><li><a href='https://x.com'>X</a></ul>"
    after = (
        f"{share}<p>Subscribe to our Newsletter</p><h2>Related</h2><div class=related><p><a href='/2'>Low water on the "
        "Varn between Tarnsund and Kelmark again</a></p></div>"
    )
    assert release(page(under=f"{share}<p>20 June 2011</p>", after=after)).body.split("\n\n") == PARAGRAPHS


def test_what_is_in_the_text_is_kept() -> None:
    text = (
        f"<p>{PARAGRAPHS[0]} <a href='/report'>The report</a> says more.</p><h2>What it means</h2>"
        f"<p>{PARAGRAPHS[1]}</p><ul><li>Vessels of more than 60 metres wait.</li><li>The lock works on the hour.</li>"
        f"</ul><p>{PARAGRAPHS[2]}</p>"
        "<table><tr><th>Gauge</th><th>Metres</th></tr><tr><td>Osterfell</td><td>1.84</td></tr></table>"
        f"<blockquote><p>{PARAGRAPHS[3]}</p><footer>Jane Roe, harbour master</footer></blockquote>"
        f"<p>{PARAGRAPHS[0][::1]} It does so every year.</p>"
    )
    body = release(page(text=text)).body
    assert "[The report](https://vbc.example.org/report)" in body
    assert "## What it means" in body
    assert "- Vessels of more than 60 metres wait.\n- The lock works on the hour." in body
    assert "| Gauge | Metres |\n| --- | --- |\n| Osterfell | 1.84 |" in body
    assert f"> {PARAGRAPHS[3]}\n>\n> Jane Roe, harbour master" in body


@pytest.mark.parametrize("lead", ["", "<p>The classes are:</p>"])
@pytest.mark.parametrize(
    "letter",
    [
        "x",
        "9",
    ],
)
def test_a_list_at_the_end_of_the_text_is_kept_whole_however_short(letter: str, lead: str) -> None:
    text = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>{lead}"
    text += f"<ul><li>Small boats</li><li>Ferries</li><li>{letter}</li></ul>"
    body = release(f"{HEAD}<body><div><h1>Rivers rise before the week ends</h1>{text}</div></body></html>").body
    assert body.startswith(PARAGRAPHS[0])
    assert body.endswith(f"\n\n- Small boats\n- Ferries\n- {letter}")


@pytest.mark.parametrize(
    ("head", "title", "wanted", "sure"),
    [
        (HEAD, "<h1>News</h1><h2>Rivers rise before the week ends</h2>", "Rivers rise before the week ends", True),
        (HEAD, "<h1>Rivers rise before the week ends20 June 2011</h1>", "Rivers rise before the week ends", True),
        ("<title>VBC</title>", "<h1>Rivers rise before the week ends</h1>", "Rivers rise before the week ends", False),
        (HEAD, "", "Rivers rise before the week ends", False),
        (
            HEAD + '<meta property="og:title" content="Rivers rise before the week ends">',
            "",
            "Rivers rise before the week ends",
            True,
        ),
        (
            '<title>Articles, page 5 of 35</title><meta property="og:title" content="Articles, page 5 of 35">',
            "<h1>Rivers rise before the week ends</h1><h1>Dry May in the south</h1>",
            "Articles, page 5 of 35",
            False,
        ),
        (
            '<meta property="og:title" content="VBC"><title>VBC</title>',
            "<h1>Press release</h1><h1>Rivers rise before the week ends</h1>",
            "Rivers rise before the week ends",
            False,
        ),
        (HEAD, "<h1>20.06.2011 - Rivers rise before the week ends</h1>", "Rivers rise before the week ends", True),
        (
            HEAD,
            "<p><span class=t><b>Rivers rise before the week ends</b></span>",
            "Rivers rise before the week ends",
            True,
        ),
        (
            "<title>Rivers rise before the week ends - The Varnholm Commission Blog</title>",
            "<h1>The Varnholm Commission Blog</h1><h1>Rivers rise before the week ends</h1>",
            "Rivers rise before the week ends",
            True,
        ),
    ],
)
def test_the_title_is_the_heading_that_the_head_confirms(head: str, title: str, wanted: str, sure: bool) -> None:
    found = release(page(head=head, title=title))
    assert found.title is not None
    assert (found.title.value, found.title.sure) == (wanted, sure)
    assert PARAGRAPHS[0] in found.body.split("\n\n")


PUBLISHED = '<meta property="article:published_time" content="{}">'


@pytest.mark.parametrize(
    ("head", "under", "date", "asked"),
    [
(PUBLISHED.format("2011-06-21T01:20:19+00:00"), "<p><a href=/n>News</a><span>June 20, 2011</span></p>",
         "2011-06-20", False),
("", "<p>Press release | 20.06.2011</p>", "2011-06-20", False),
("", "<p>Release Date: 20 June 2011</p><p>Case: 5</p><p>Date: 19 June 2011</p><p>Place: Tarnsund</p>",
         "2011-06-20", False),
("", "<p>发布时间：2011-06-20 来源：本站</p>", "2011-06-20", False),

(PUBLISHED.format("2011-06-19T22:30:00Z"), "<p>20 June 2011</p>", "2011-06-20", False),

(PUBLISHED.format("2011-03-04"), "<p>03/04/2011</p>", "2011-03-04", False),
(
            PUBLISHED.format("2011-03-04") + '<meta name="datePublished" content="2012-01-01">',
            "",
            "2011-03-04",
            True,
        ),
('<meta name="dcterms.date" content="2011-06-20">', "", "2011-06-20", True),

(
            '<script type="application/ld+json">'
            '{"@graph": [{"@type": "Article", "datePublished": "2011-06-20"}]}</script>',
            "",
            "2011-06-20",
            False,
        ),

("", "<p>03/04/2011</p>", None, True),
("", "<p>Updated 20 June 2011</p>", None, True),

],
)  # fmt: skip
def test_a_day_counts_where_it_is_shown_or_said_to_be_that_of_publication(
    head: str, under: str, date: str | None, asked: bool
) -> None:
    found = release(page(head=HEAD + head, under=under))
    if date is not None:
        assert found.date is not None
        assert (found.date.value, found.date.sure) == (date, not asked)
    else:
        assert found.date is None or not found.date.sure


def test_the_batch_shows_how_days_in_numbers_are_read() -> None:
    batch = [page(under=f"<p>{day}/04/2011</p>").encode() for day in ("03", "25")]
    assert order_of_pages(batch) == "dmy"
    found = release(page(under="<p>03/04/2011</p>"), order_of_pages(batch))
    assert found.date is not None
    assert (found.date.value, found.date.sure) == ("2011-04-03", True)


@pytest.mark.parametrize(
    ("head", "url"),
    [('<link rel="canonical" href="https://vbc.example.org/news?id=3">', "https://vbc.example.org/news?id=3"),
('<!-- saved from url=(0030)https://vbc.example.org/news/3 -->', "https://vbc.example.org/news/3"),


('<link rel="canonical" href="https://[">', None),],
)  # fmt: skip
def test_the_address_is_what_the_page_says(head: str, url: str | None) -> None:
    assert release(page(head=HEAD + head)).url == url


@pytest.mark.parametrize(
    ("head", "language"),
    [
        ('<html lang="de_AT">', "de-AT"),
        ("", None),
    ],
)
def test_the_language_is_what_the_page_says(head: str, language: str | None) -> None:
    html = page(head="<title>x</title>").replace("<html>", head or "<html>")
    assert release(html).language == language


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("The river will rise by two metres before the week ends, the Commission announced in Tarnsund", True),
        (PARAGRAPHS[0], False),
        (PARAGRAPHS[0][:60] + "…", False),
        ("Welcome to the official website, with news, photos, careers and everything else about our work", False),
    ],
)
def test_a_description_is_a_summary_where_it_is_about_the_text(description: str, kept: bool) -> None:
    found = release(page(head=f'{HEAD}<meta name="description" content="{description}">'))
    assert found.summary == (description if kept else None)


def test_a_title_of_two_blocks_is_not_repeated_in_the_text() -> None:
    title = "<h1><div>Flood</div><div>Rivers rise before the week ends</div></h1>"
    assert release(page(title=title)).body.split("\n\n") == PARAGRAPHS


def test_a_second_line_of_the_title_is_kept() -> None:
    found = release(page(title="<h1>Rivers rise before the week ends</h1><h3>Twelve berths stay free</h3>"))
    assert found.body.split("\n\n") == ["## Twelve berths stay free", *PARAGRAPHS]


def test_a_title_that_no_heading_has_stands_above_the_dateline() -> None:
    head = "<title>VBC Press Release: June 20, 2011</title>"
    line = "<p>FOR IMMEDIATE RELEASE:</p><p align=center><b>Rivers rise before the week ends</b></p>"
    words = "The river rises by two metres before the end of the week, and masters wait."
    opening = f"<p>TARNSUND, Norway, June 20, 2011 -{words}</p>"
    found = release(page(head, title="", under="", text=line + opening + TEXT))
    assert found.title is not None
    assert (found.title.value, found.title.sure) == ("Rivers rise before the week ends", True)
    assert (found.dateline, found.date and found.date.value) == ("TARNSUND, Norway", "2011-06-20")
    assert found.body.startswith("The river rises by two metres")
    without = release(page(head, title="", under="", text=line.replace("FOR IMMEDIATE RELEASE:", "Exhibit 1") + TEXT))
    assert without.title is None or not without.title.sure
    shown = release(page(head, title="<h1>VBC Press Release: June 20, 2011</h1>"))
    assert shown.title is None or not shown.title.sure, "a kind with a day is a label"


def test_a_label_is_no_title_where_the_site_is_called_as_the_report_is() -> None:
    head = (
        '<meta property="og:site_name" content="Water for all">'
        '<meta property="og:title" content="Press Release - Water for all"><title>Press Release - Water for all</title>'
    )
    title = "<h1>Press Release</h1><h2>Rivers rise before the week ends</h2>"
    found = release(page(head, title=title))
    assert found.title is None or not found.title.sure


@pytest.mark.parametrize(
    ("head", "frame", "title", "wanted", "sure"),
    [
        ("VBC news", "<p>VBC news", "<h2>Rivers rise before Sunday</h2>", "VBC news", False),
        ("Rivers rise | VBC", "", "<h1><a href='index.html'>Rivers rise</a></h1>", "Rivers rise", True),
        (
            "Rivers rise again - VBC</title><meta property='og:title' content='Rivers rise again - VBC'>"
            '<script type="application/ld+json">{"@type": "Article", "headline": "Rivers rise again"}</script><title>',
            "",
            "<h1>VBC News</h1>",
            "Rivers rise again",
            True,
        ),
        (
            "Rivers rise – Varnholm Basin Commission",
            "<h1><a href='../'>Varnholm Basin Commission</a></h1>",
            "",
            "Rivers rise",
            True,
        ),
    ],
)
def test_the_name_of_the_site_is_no_title(head: str, frame: str, title: str, wanted: str, sure: bool) -> None:
    text = f"<p>{' '.join(PARAGRAPHS[:2])}</p>{TEXT}"
    found = release(page(f"<title>{head}</title>", title=title, under="", text=text, before=frame))
    assert found.title is not None
    assert found.title.value == wanted
    if sure and title:
        assert found.title.sure


@pytest.mark.parametrize(
    "other",
    [
        '<p><a href="https://wall.example.net/6"><time pubdate datetime="2013-08-23T15:40:00">2 hours ago</time></a>',
        '<div class="comment-list"><p>Well <time itemprop="datePublished" datetime="2013-08-23">23 August</time></div>',
    ],
)
def test_the_day_of_a_comment_or_of_another_site_is_none_of_the_page(other: str) -> None:
    head = HEAD + '<link rel="canonical" href="https://www.vbc.example.org/news/1">'
    found = release(page(head, under="", after=other))
    assert found.date is None or not found.date.sure
    here = other.replace("wall.example.net", "vbc.example.org").replace("comment-list", "entry comments-open")
    certain = release(page(head, under="", after=here)).date
    assert certain is not None
    assert (certain.value, certain.sure) == ("2013-08-23", True)


def test_what_stands_before_the_first_tag_hides_no_head() -> None:
    html = (
        b"\r\n\xef\xbb\xbf"
        + page(title="<h1>Varnholm Basin Commission</h1><h1>Rivers rise before the week ends</h1>").encode()
    )
    found = next(iter(read("rivers.html", html, Options())))
    assert isinstance(found, Incoming)
    assert found.title is not None
    assert (found.title.value, found.title.sure) == ("Rivers rise before the week ends", True)


def test_of_two_headings_above_a_dateline_either_may_be_the_title() -> None:
    text = (
        "<h2>The network of all who live on the river</h2><h2>Rivers rise</h2><p>TARNSUND, 20 June 2011 – It rises.</p>"
    )
    found = release(page("<title>VBC</title>", title="", under="", text=text + TEXT))
    assert found.title is None or not found.title.sure


def test_names_of_parts_of_drawings_take_nothing_with_them() -> None:
    found = release(page(text=f"<text><line>{TEXT}</line></text><svg><text>drawn</text></svg>"))
    assert found.body.split("\n\n") == PARAGRAPHS


def test_a_text_in_signs_without_blanks_is_no_short_one() -> None:
    words = "瓦恩霍姆流域委员会今天宣布，河流将在本周末之前上升两米，塔恩松德的值班台随时回答所有问题。"
    title = "河流将在本周末之前上升两米，船只必须等待"
    head = f"<title>{title}_瓦恩霍姆</title>"
    found = release(
        page(head, "", f"<div class=t>{title}</div>", "", "".join(f"<p>{n}、{words}</p>" for n in "一二三"))
    )
    assert found.title is not None
    assert (found.title.value, found.title.sure) == (title, True)
    assert found.body.count(words) == 3


@pytest.mark.parametrize(
    "frame",
    [
        '<button data-text="<p>Share</p>" title=\'a > b\' aria-label="Share on X">X</button>',
        "<noscript><div><p></noscript>",
        "<NOSCRIPT><div>",
    ],
)
def test_what_a_page_holds_for_others_is_no_text_of_it(frame: str) -> None:
    whole = page(
        before=frame if frame.lower().startswith("<noscript><div><p>") else "",
        under="<p>20 June 2011</p>" + ("" if frame.lower().startswith("<noscript>") else frame),
    )
    assert release(whole).body.split("\n\n") == PARAGRAPHS


def test_a_list_of_facts_stays_whole() -> None:
    facts = ["Case: 20-0151955", "Date: Wednesday, June 15, 2011", "Time: 11:19 p.m.", "Location: Bluff Springs Road"]
    shown = "<p>20 June 2011</p><p>Contact: Contact: Public Information Office 512-974-5017</p>"
    found = release(page(under=shown, text="".join(f"<p>{fact}</p>" for fact in facts) + TEXT))
    assert found.body.split("\n\n") == [*facts, *PARAGRAPHS]
    assert [(contact.name, contact.phone) for contact in found.contacts] == [
        ("Public Information Office", "512-974-5017")
    ]


def test_a_window_over_the_page_is_no_text_and_is_reported() -> None:
    text = "".join(f"<p>{words}</p><p>{words} It was so in the year before, too.</p>" for words in PARAGRAPHS)
    window = "".join(f"<p>{words} Windows that open over a page hold texts like this.</p>" for words in PARAGRAPHS * 3)
    frame = "".join(f"<li><a href='/{number}'>Another {number}</a>" for number in range(20))
    found = release(page(text=text, after=f"<ul>{frame}</ul><div class=window>{window}</div>"))
    assert "Windows" not in found.body
    assert "it isn't certain what belongs to the text" in [loss.what for loss in found.losses]
    assert "Windows" in found.losses[-1].words


@pytest.mark.parametrize(
    "html",
    [
        "",
        page(text="<p>Gone.</p>"),
        "<ul>" + each("<li><a href='{0}'>A topic of many words {0}</a>") + "</ul>",
        "<b>Today:</b> 20 June 2011<ul>" + each("<li><a href='{0}'>A topic of many words {0}</a>") + "</ul>",
    ],
)
def test_a_page_that_is_neither_is_a_problem(html: str) -> None:
    found = list(read("x.html", html.encode(), Options()))
    assert len(found) == 1
    assert isinstance(found[0], Problem)
    assert found[0].path == "x.html"


@pytest.mark.parametrize(
    ("name", "data", "known"),
    [
        ("news/details.cfm?id=3", b"", True),
        ("1164", b"<!DOCTYPE html><html>", True),
        ("1164", b'<?xml version="1.0"?><!DOCTYPE html>', True),
        ("a.xml", b'<?xml version="1.0"?><rss>', False),
    ],
)
def test_a_page_is_known_by_its_name_or_how_it_begins(name: str, data: bytes, known: bool) -> None:
    assert knows(name, data) is known


@pytest.mark.parametrize(
    ("data", "text"),
    [
("<p>é".encode("utf-16"), "<p>é"),
(b'<meta charset="iso-8859-1"><p>\x80', '<meta charset="iso-8859-1"><p>€'),

(b"<p>\xe9", "<p>é"),
(b"<meta charset=iso-8859-1>\xe2\x80\x99", "<meta charset=iso-8859-1>’"),

(b"<meta charset=utf-8>\xe9", "<meta charset=utf-8>\ufffd"),],
)  # fmt: skip
def test_bytes_are_read_as_they_say_or_can_be(data: bytes, text: str) -> None:
    assert text_of(data) == text


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 100_000,
        "".join(f"<li><a href='/{at}'>Title of release {at}</a> 04/05/2011" for at in range(800)),
        "<script type='application/ld+json'>" + "[" * 100_000 + "</script>",
        "A - " * 20_000,
        f"<p {' '.join(f'a{at}=0' for at in range(100_000))}>Text</p>",
    ],
    ids=lambda html: html[:20],
)
def test_time_grows_with_the_page_and_not_with_its_square(html: str) -> None:
    began = time.process_time()
    assert list(read("x.html", html.encode(), Options()))
    assert time.process_time() - began < 3


@pytest.mark.parametrize(
    ("html", "kept", "told"),
    [
        # Right above and right below the text, in a figure or not, with a caption or not.
        (page(text=f"<figure><img src='a.png' alt='The river'></figure>{TEXT}"), ["a.png"], []),
        (
            page(text=f"<p><img src='a.png' alt='The river'></p>{TEXT}<p><img src='b.png' alt=''></p>"),
            ["a.png", "b.png"],
            [],
        ),
        # Above the element of the text: told. Of the page's frame, or seen by nobody: neither.
        (
            page(title="<header><h1>Rivers rise</h1><p><img src='/lead.jpg' alt='x'></p></header>", under=""),
            [],
            ["/lead.jpg"],
        ),
        (page(under="<div class='share-links'><img src='/f.png' alt='Share'></div>"), [], []),
        (page(text=f"{TEXT}<div class='related'><img src='r.png' alt='Other'></div>"), [], []),
    ],
)
def test_a_picture_beside_the_text_comes_along_or_is_told(html: str, kept: list[str], told: list[str]) -> None:
    found = release(html)
    assert [file.path for file in found.files] == kept
    assert [loss.words for loss in found.losses if loss.what == "a picture beside the text"] == told


def test_a_picture_without_words_right_below_the_title_is_kept() -> None:
    title = "<h1>Rivers rise before the week ends</h1><p>20 June 2011</p>"
    parts = "".join(f"<section><p>{words}</p></section>" for words in PARAGRAPHS)
    banner = f"<section>{title}<div><picture><img src='a.png' alt=''></picture></div></section>"
    found = release(page(title=f"{banner}{parts}", under="", text=""))
    assert found.body.split("\n\n") == ["![](a.png)", *PARAGRAPHS]


def test_downloads_without_words_are_told() -> None:
    card = "<section><figure><a href='/{0}.pdf'><img src='/{0}.png'></a></figure><h3>Issue {0}</h3></section>"
    found = release(page(after=f"<nav><a href='/menu.pdf'>Rules</a></nav>{card.format(1)}{card.format(2)}"))
    assert {loss.words for loss in found.losses} == {"/1.png", "/1.pdf", "Issue 1", "/2.png", "/2.pdf", "Issue 2"}


def test_a_byline_with_the_day_is_read_and_left_out() -> None:
    found = release(page(under="<p class=info>By Jane Doe-Roe <span class=date>June 20, 2011</span></p>"))
    assert found.date is not None
    assert (found.date.value, found.date.sure) == ("2011-06-20", True)
    assert found.body.split("\n\n") == PARAGRAPHS
    assert [loss.words for loss in found.losses] == ["By Jane Doe-Roe"]


def test_the_line_of_a_theme_below_the_title_is_left_out_and_told() -> None:
    line = "Publié à 17:13h dans Actualités en France, Presse par admin2820 0 Likes Share"
    found = release(page(under="<p>20 June 2011</p>", text=f"<p>{line}</p>{TEXT}"))
    assert found.body.split("\n\n") == PARAGRAPHS
    assert line in [loss.words for loss in found.losses]


def test_a_title_that_was_escaped_twice_is_shown_as_meant() -> None:
    head = '<meta property="og:title" content="L&amp;rsquo;aide &amp;amp; the river rise again">'
    found = release(page(head=head, title="<h1>L’aide &amp; the river rise again</h1>"))
    assert found.title is not None
    assert found.title.value == "L’aide & the river rise again"


def test_a_text_without_paragraphs_is_found_below_captions() -> None:
    captions = (
        "<p>The press office took this picture of the quay for the Commission.</p><p>Commissioner Doe in Tarnsund.</p>"
        "<p><a>Full photo</a></p><h3>Story images</h3><p>Click thumbnails for full-size images.</p>"
    )
    text = " ".join(PARAGRAPHS * 3)
    html = (
        f"<html><head>{HEAD}</head><body><div><div><div><div>{captions}</div>\n\t\t{text}\n\t"
        "</div></div></div></body></html>"
    )
    assert text in release(html).body


def test_contacts_in_a_block_named_related_are_read_and_its_other_lines_reported() -> None:
    related = (
        "<div id=related><h3>Related contacts and links:</h3><ul><li><h4><a href='mailto:jane.doe@vbc.example.org'>"
        "Jane Doe, Press Office</a></h4><ul><li>+43 1 555 01 00</li></ul></li>"
        "<li><a href='https://ports.example.org/'>Port Authority</a></li></ul></div>"
    )
    found = release(page(under=f"<p class=date>20 June 2011</p>{related}"))
    assert found.contacts == (Contact("Jane Doe, Press Office", "jane.doe@vbc.example.org", "+43 1 555 01 00"),)
    assert [loss.words for loss in found.losses] == ["Related contacts and links:", "Port Authority"]
    assert "Jane Doe, Press" not in found.body
    assert release(page(under=related.replace("mailto:jane.doe@vbc.example.org", "mailto:?body=x"))).losses == ()


LONG = f"<p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p><p>{PARAGRAPHS[2]}</p>"
TABLE = """
    <h2>Levels in June</h2><div class=card><table><tr><td>
        <span>
            Tarnsund
        </span>
    </td><td>688 508</td></tr><tr><td>Kelmark</td><td>12.1 %</td></tr></table></div>
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (f"{LONG}<p><a href='/talks'>Read more at talks.example.org.</a></p>", "Read more at talks.example.org."),
        (f"<p>{PARAGRAPHS[3]}</p><p><a href='/berths'>Book a berth.</a></p>{LONG}", "Book a berth."),
        (f"{LONG}<p>Thank you.</p>", "Thank you."),
        (f"<p>On levels</p>{LONG}", "On levels"),
        (f"<p>{PARAGRAPHS[3]}</p><h3>Speaker</h3>{LONG}", "Speaker"),
        (f"{LONG}{TABLE}", "688 508"),
        (
            f"{TEXT}<div><a href='#a1' aria-controls=a1 aria-expanded=false><h3>Who decides on the limits?</h3></a>"
            "<div id=a1 aria-hidden=true><p>The limits are decided by the members of the Commission in June.</p></div>"
            "</div>",
            "The limits are decided by the members of the Commission in June.",
        ),
    ],
    ids=["linked last", "linked", "last", "first", "heading", "table", "folded"],
)
def test_short_and_folded_parts_of_the_text_are_kept(text: str, words: str) -> None:
    assert words in release(page(text=text)).body


def test_a_block_beside_the_text_is_told_with_the_address_of_a_link() -> None:
    others = "".join(f"<p><a href='/{name}'>{name}</a></p>" for name in ("One", "Two", "Three"))
    found = release(page(after=f"{others}"))
    assert found.body.split("\n\n") == PARAGRAPHS
    assert {loss.words for loss in found.losses} == {"/One", "/Two", "/Three"}


@pytest.mark.parametrize("shown", ["Uppdaterad: <time>22 June 2011</time>", "<time>22 June 2011</time>"])
def test_the_day_of_a_change_is_not_that_of_the_publication(shown: str) -> None:
    marks = (
        "<meta property='article:published_time' content='2011-06-20T11:37:01+00:00'>"
        "<meta property='article:modified_time' content='2011-06-22T09:55:40+00:00'>"
    )
    found = release(page(head=HEAD + marks, under=f"<div class=signature><span>{shown}</span></div>"))
    assert found.date is not None
    assert (found.date.value, found.date.sure) == ("2011-06-20", True)


@pytest.mark.parametrize(
    "head", ["Rivers rise before the week ends in Tarns...", "Rivers rise before the week ends in Tarnsund"]
)
def test_a_title_behind_a_section_or_cut_off_in_the_head_is_read_from_the_page(head: str) -> None:
    found = release(
        page(
            head=f"<title>Press Release - {head}</title>",
            title="",
            under="<p>20 June 2011</p><p align=center><span>Rivers rise before the week ends in Tarnsund</span></p>",
        )
    )
    assert found.title is not None
    assert (found.title.value, found.title.sure) == ("Rivers rise before the week ends in Tarnsund", True)
    assert found.body.split("\n\n") == PARAGRAPHS


TEASER = (
    "<div class=card><a href='/{0}'><img src='/{0}.png' alt=''></a><p>{0} June 2011</p><div>River life</div>"
    "<h3><a href='/{0}'>The gauge at quay {0} is read every hour of the day</a></h3></div>"
)


def test_teasers_behind_the_text_are_left_out_and_told_once() -> None:
    found = release(page(text=f"{TEXT}<p>Read these, too</p>{each(TEASER, last=12)}"))
    assert found.body.split("\n\n") == [*PARAGRAPHS, "Read these, too"]
    (told,) = (loss.words for loss in found.losses if loss.what == "teasers of other texts")
    assert "The gauge at quay 10 is read every hour of the day" in told
    assert not any("gauge" in loss.words for loss in found.losses if loss.what != "teasers of other texts")


def test_teasers_that_are_the_text_are_kept() -> None:
    items = each(
        "<div class=item><h3><a href='/{0}'>Quay {0}</a></h3><p>{1} <a href='/{0}'>More</a></p></div>", last=11
    )
    assert items.count("item") == 2
    body = release(page(text=f"{items}{TEXT}")).body
    assert body.count(PARAGRAPHS[2]) == 2


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (
            "<div class=entry-meta><span><a href='/cat'>News of the Commission</a></span> / <span>Monday, 20 June 2011"
            "</span> <span>Thursday, 8 March 2012</span></div>",
            "2011-06-20",
        ),
        ("<div>20 June 2011 <b><a href='/cat'>The life of the Commission</a></b></div><p>54 views</p>", "2011-06-20"),
    ],
)
def test_the_line_of_categories_and_days_is_used_and_told(line: str, day: str) -> None:
    found = release(page(under="", text=f"{line}{TEXT}"))
    assert found.body.split("\n\n") == PARAGRAPHS
    assert found.date is not None
    assert found.date.value == day
    assert any(day[:4] in loss.words for loss in found.losses)


def test_the_address_in_the_head_of_the_page_is_no_contact() -> None:
    about = "".join(f"<p>{words}</p>" for words in PARAGRAPHS * 3)
    menu = f"<div class=menu-popup><p>+43 1 555 01 00</p><a href='mailto:info@vbc.example.org'>Mail</a>{about}</div>"
    html = page(title=f"<h1>Rivers rise before the week ends</h1>{menu}")
    found = release(html)
    assert found.contacts == ()
    assert "a line of a list of contacts" not in {loss.what for loss in found.losses}


def test_one_picture_in_several_sizes_is_one() -> None:
    sizes = "".join(f"<img src='quay-{size}.webp' alt='The quay'>" for size in ("425x239", "768x432", "1024x576"))
    found = release(page(text=f"<figure><div>{sizes}<img src='map.webp' alt='A map'></div></figure>{TEXT}"))
    assert [file.path for file in found.files] == ["quay-1024x576.webp", "map.webp"]


@pytest.mark.parametrize("where", ["data-src", "src"])
def test_a_film_that_waits_for_consent_is_told(where: str) -> None:
    film = (
        "<div class=consent-video><div><p>We need your consent to show you content of another page.</p></div>"
        f"<template><iframe {where}='https://films.example.org/1'></iframe></template></div>"
    )
    found = release(page(text=f"<p>{PARAGRAPHS[0]}</p>{film}{TEXT}"))
    assert "https://films.example.org/1" in [loss.words for loss in found.losses]
    assert "consent" not in found.body
