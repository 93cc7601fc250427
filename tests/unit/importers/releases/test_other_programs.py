"""What programs for blogs and content export: nothing of it is lost, and nothing that they show to nobody comes in."""

from __future__ import annotations

import json
from collections.abc import Mapping

import pytest
from tests.unit.importers.releases.test_readers import VIENNA, losses

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Incoming, Options
from sphinx_newsroom.importers.readers import read

TEXT = "The Port of Aldrum raises its fees by three per cent, after two years in which costs rose and revenue did not."


def releases(name: str, data: str | bytes, options: Options = VIENNA) -> list[Incoming]:
    data = data.encode() if isinstance(data, str) else data
    return [found for found in read(name, data, options) if isinstance(found, Incoming)]


def titles(name: str, data: str) -> list[str]:
    return [found.title.value for found in releases(name, data) if found.title]


def problems(name: str, data: str) -> str:
    return "\n".join(str(found) for found in read(name, data.encode(), VIENNA) if isinstance(found, Problem))


def markdown(body: str) -> Incoming:
    (found,) = releases("a.md", f"---\ntitle: Fees rise\ndate: 2021-03-04\n---\n{body}")
    return found


# Markdown


@pytest.mark.parametrize(
    "body",
    [
        "Text of it.\n## Head\nMore text.",
        "Before the code.\n```\nENDS\n\n###\n```\nBehind the code.",
        "See [the plan][plan] and [the map][map].\n\n[plan]: https://un.org/plan\n[map]: https://un.org/map",
        "One[^1] and two.[^2]\n\n[^1]: First.\n[^2]: Second.",
        "Line broken\\\nhere, and not\nhere.",
        f"{TEXT}\n1. one\n2. two",
    ],
)
def test_what_stands_together_in_markdown_stays_as_it_is_written(body: str) -> None:
    assert markdown(f"{TEXT}\n\n{body}\n").body == f"{TEXT}\n\n{body}"


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (
            "# Fees\n\nText.\n\n## Ports\n\nText.\n\n# Dues\n\nText.",
            "## Fees\n\nText.\n\n### Ports\n\nText.\n\n## Dues\n\nText.",
        ),
        ("#### Fees\n\nText.\n\n###### Ports", "## Fees\n\nText.\n\n### Ports"),
        ("Fees\n====\n\nText.\n\nPorts\n-----\n\nText.", "## Fees\n\nText.\n\n### Ports\n\nText."),
        ("## Fees\n\n```\n# no heading\n```\n\n- item\n---", "## Fees\n\n```\n# no heading\n```\n\n- item\n---"),
    ],
)
def test_headings_stand_below_the_title_and_skip_no_level(body: str, wanted: str) -> None:
    assert markdown(f"{TEXT}\n\n{body}").body == f"{TEXT}\n\n{wanted}"


def test_a_heading_below_the_title_of_a_page_is_one_of_the_second_level() -> None:
    row = {"title": "Fees rise", "date": "2021-03-04", "html": f"<h3>Fees rise</h3><h4>Why</h4><p>{TEXT}</p>"}
    (found,) = releases("a.json", json.dumps([row]))
    assert found.body == f"## Why\n\n{TEXT}"


def test_links_of_markdown_lead_where_they_led_or_are_told() -> None:
    body = "See [a](#why), [b](#gone) and [c][c].{:target=_blank}\n\n{: .lead}\n## Why {#reason}\n\n```\n[x](#y)\n```\n"
    body += "\n[c]: /c\n"
    (found,) = releases("a.md", f"---\ntitle: T\ndate: 2021-03-04\nurl: https://un.org/n/1\n---\n{body}")
    assert found.body == "See [a](#why), b and [c][c].\n\n## Why\n\n```\n[x](#y)\n```\n\n[c]: https://un.org/c"
    assert losses(found) == [
        "shortcode of kramdown: {:target=_blank}",
        "shortcode of kramdown: {: .lead}",
        "a link without a target: b: #gone",
    ]


def test_an_address_without_a_host_makes_none_absolute() -> None:
    (found,) = releases("a.md", "---\ntitle: T\ndate: 2021-03-04\nurl: /n/1\n---\nSee [a](/a) and ![b](/b/c).\n")
    assert found.body == "See a and b."


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("| a | b |\n|---|---|\n| x<br>y | <i>z</i> |", "| a | b |\n| --- | --- |\n| x y | _z_ |"),
        ("- <p>One</p>\n- Two", "- One\n- Two"),
        ("<b>A</b>b and <strong> c </strong>d", "**A**b and **c** d"),
        ("<blockquote><p>A</p><footer>Jane Roe</footer></blockquote>", "> A\n>\n> Jane Roe"),
        ("<ul><li>a</li>\n\nText", "- a\n\n  Text"),
    ],
)
def test_html_within_markdown_is_what_a_page_shows_of_it(html: str, text: str) -> None:
    assert markdown(f"{TEXT}\n\n{html}\n").body == f"{TEXT}\n\n{text}"


@pytest.mark.parametrize(
    "opening",
    [
        "<ul>",
        "<b>",
        "<blockquote><ul>",
    ],
)
def test_reading_html_within_markdown_ends(opening: str) -> None:
    assert markdown(f"{TEXT}\n\n{opening * 4_000}") is not None


@pytest.mark.parametrize(
    "sign",
    [
        " ",
        "a-\n",
        "\f",
        "A:" + " " * 99,
        "{{",
        "[a]: b\n",
    ],
)
def test_no_text_or_markdown_takes_long_however_long_it_is(sign: str) -> None:
    body = f"{TEXT}\n\n{sign * (10_000 // len(sign))}<br>`"
    assert markdown(body) is not None
    assert releases("a.txt", f"Fees rise\n\n{body}")


@pytest.mark.parametrize(
    ("header", "title"),
    [
        ("Title: Fees rise\nTags:\n", "Fees rise"),
        ("Category: port\nAuthor: Jane Roe\n", "The port"),
        ("Date: 4 March 2021\n", "The port"),
    ],
)
def test_a_header_of_pelican_may_have_a_title_alone_or_keys_without_values(header: str, title: str) -> None:
    (found,) = releases("2021-03-04-a.md", f"{header}\nThe port\n========\n\n{TEXT}")
    assert found.title is not None
    assert found.title.value == title
    assert found.body.endswith(TEXT)
    assert ":" not in found.body


# Text of paper and mail


def test_words_that_a_line_breaks_are_whole_or_told() -> None:
    lines = (
        "Fees rise\n\nAll vessels that come to the Port of Aldrum pay for it, as do ves-",
        "sels, ferries and boats of others, and for the cranes also all the long-",
        "term users of the port, which is in the town that is called Baden-",
        "Baden, and lies where a long-term plan has it. There stands the cranes-",
        "man.",
    )
    (found,) = releases("a.txt", "\n".join(lines))
    assert "as do vessels, ferries" in found.body
    assert "all the long-term users" in found.body
    assert found.body.endswith(
        "called Baden-Baden, and lies where a long-term plan has it. There stands the cranes-man."
    )
    assert losses(found) == ["a word that the end of a line may have broken: cranes-man"]


@pytest.mark.parametrize(
    ("name", "tail", "text"),
    [
        ("a.txt", f"\n{TEXT}", TEXT),
        ("a.eml", f"Content-Type: text/html; charset=iso-8859-1\n\n<p><b>Über</b> {TEXT}</p>", f"**Über** {TEXT}"),
    ],
)
def test_a_mail_gives_title_date_and_text(name: str, tail: str, text: str) -> None:
    head = "From: Press <press@un.org>\nTo: a@un.org,\n  b@un.org\nSubject: =?utf-8?q?Fees_rise_=E2=80=93_now?=\n"
    (found,) = releases(name, f"{head}Date: Thu, 4 Mar 2021 10:00:00 +0100\n{tail}".encode("latin-1"))
    assert found.title is not None
    assert found.date is not None
    assert (found.title.value, found.date.value, found.body) == ("Fees rise – now", "2021-03-04T10:00:00+01:00", text)
    assert losses(found) == ["from of an email: Press <press@un.org>", "to of an email: a@un.org, b@un.org"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_mail_that_was_saved_as_text_keeps_its_letters(encoding: str) -> None:
    head = "From: Zoë\nTo: a@un.org\nCc: b@un.org\nSubject: Gebühren\nDate: Thu, 4 Mar 2021 10:00:00 +0100\n"
    mail = f"{head}\nÜber {TEXT}"
    (found,) = releases("a.txt", mail.encode(encoding))
    assert found.title is not None
    assert (found.title.value, found.body) == ("Gebühren", f"Über {TEXT}")
    told = ["from of an email: Zoë", "to of an email: a@un.org", "cc of an email: b@un.org"]
    assert losses(found)[-3:] == told
    assert (len(losses(found)) > len(told)) == (encoding == "cp1252")


@pytest.mark.parametrize(
    ("head", "sure"),
    [
        ("PORT OF ALDRUM\n\nPress release\n\nFees rise for all", False),
        ("Fees rise for all\n\nPress release", True),
        ("Press release\n\nFees rise for all\n\nFrom March on", True),
    ],
)
def test_a_first_line_above_the_word_press_release_may_be_no_title(head: str, sure: bool) -> None:
    (found,) = releases("a.txt", f"{head}\n\n4 March 2021\n\n{TEXT}")
    assert found.title is not None
    assert found.title.sure is sure


# Feeds


def atom(*entries: str) -> str:
    names = 'xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://www.w3.org/2007/app"'
    others = 'xmlns:thr="http://purl.org/syndication/thread/1.0" xmlns:blogger="http://schemas.google.com/blogger/2018"'
    made = "".join(
        f"<entry><id>tag:{at}</id><title>{at}</title><published>2021-03-04T10:00:00Z</published>"
        f'<content type="html">{TEXT} {TEXT}</content>{entry}</entry>'
        for at, entry in enumerate(entries)
    )
    return f'<?xml version="1.0"?><feed {names} {others}><title>News</title>{made}</feed>'


KIND = (
    '<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#{}"/>'
)


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("<app:control><app:draft>yes</app:draft></app:control>", "draft"),
        ('<thr:in-reply-to ref="tag:0" href="https://un.org/0"/>', "comment"),
        (KIND.format("settings"), "settings"),
        ("<blogger:type>PAGE</blogger:type><blogger:status>LIVE</blogger:status>", "page"),
        ("<blogger:type>POST</blogger:type><blogger:status>SOFT_TRASHED</blogger:status>", "soft_trashed"),
    ],
)
def test_of_a_blogs_export_the_published_posts_alone_are_releases(entry: str, what: str) -> None:
    live = "<blogger:type>POST</blogger:type><blogger:status>LIVE</blogger:status>"
    data = atom("", entry, KIND.format("post"), live, "<app:control><app:draft>no</app:draft></app:control>")
    assert titles("a.xml", data) == ["0", "2", "3", "4"]
    assert f"1 item is not published, so left out: {what}" in problems("a.xml", data)


def test_a_whole_text_is_no_summary_and_a_kind_no_topic() -> None:
    first, second = releases("a.xml", atom(KIND.format("post"), "<summary>In short.</summary>"))
    assert (first.summary, first.topics, first.url) == (None, (), None)
    assert second.summary == "In short."


def test_an_entry_without_a_link_has_the_address_of_its_file() -> None:
    (found,) = releases(
        "a.xml", atom("<blogger:filename>/2021/03/a.html</blogger:filename>"), Options("https://un.org")
    )
    assert found.url == "https://un.org/2021/03/a.html"


def test_the_lines_and_picture_of_a_json_feed_are_kept_or_told() -> None:
    item = {"id": "1", "title": "T", "content_text": f"{TEXT}\n\n• one\n• two", "image": "https://un.org/a.png"}
    data = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "News", "items": [item]})
    (found,) = releases("a.json", data)
    assert found.body == f"{TEXT}\n\n- one\n- two"
    assert losses(found) == ["id: 1", "image: https://un.org/a.png"]


# WordPress


def test_a_tag_of_a_post_may_go_on_over_several_lines() -> None:
    content = f'{TEXT}\n\nSee <a href="https://un.org/a"\n   title="A">the report</a>\nand more.'
    data = (
        '<rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/">'
        f"<channel><item><title>T</title><wp:post_date>2021-03-04</wp:post_date><content:encoded><![CDATA[{content}]]>"
        "</content:encoded></item></channel></rss>"
    )
    (found,) = releases("a.xml", data)
    assert found.body == f"{TEXT}\n\nSee [the report](https://un.org/a)\\\nand more."


# Tables and JSON


@pytest.mark.parametrize(
    ("data", "body"),
    [
        (
            {
                "data": [
                    {"type": "node", "attributes": {"title": "T", "body": {"value": "*A*", "processed": "<p>A</p>"}}}
                ]
            },
            "A",
        ),
        ({"entries": [{"sys": {"id": "1"}, "fields": {"title": {"en-US": "T"}, "body": {"en-US": "A"}}}]}, "A"),
        ({"title": "T", "details": {"body": "<div><p>A</p></div>"}}, "A"),
        ({"title": "News", "articles": [{"title": "T", "body": "A"}, {"title": "T", "body": "A"}]}, "A"),
        ([{"title": "T", "introtext": "<p>A</p>", "fulltext": "<p>B</p>"}], "A\n\nB"),
        ([{"title": "T", "body": "<div>\n\n# A\n\n- b\n\n</div>"}], "## A\n\n- b"),
        ([{"title": "T", "body": "[A](/b)", "url": "https://un.org/1"}], "[A](https://un.org/b)"),
    ],
)
def test_values_are_found_where_programs_have_them(data: object, body: str) -> None:
    found = releases("a.json", json.dumps(data))
    assert {(one.title.value, one.body, one.summary) for one in found if one.title} == {("T", body, None)}


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"status": False}, "not published"),
        ({"visibility": "paid"}, "not public (paid)"),
        ({"content": {"rendered": "", "protected": True}}, "for those who have its password"),
        ({"status": 1}, ""),
        ({"audience": "everyone"}, ""),
    ],
)
def test_what_a_program_calls_unpublished_or_for_members_stays_out(values: Mapping[str, object], why: str) -> None:
    data = json.dumps([{"title": "T", "date": "2021-03-04", "body": "A", **values}])
    assert titles("a.json", data) == ([] if why else ["T"])
    assert not why or f"the row is {why}, so it is left out" in problems("a.json", data)
