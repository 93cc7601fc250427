"""What each format of releases gives: titles, dates, texts, and all that is not taken over."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace

import openpyxl
import pytest

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options, Place
from sphinx_newsroom.importers.readers import format_of, others, read

VIENNA = Options(timezone="Europe/Vienna")
TEXT = (
    "The conference opened in the Hofburg on Tuesday with three hundred delegates from fifty-six states of the region."
)


def all_of(name: str, data: str | bytes, options: Options = VIENNA) -> list[Incoming | Listed | Problem]:
    return list(read(name, data.encode() if isinstance(data, str) else data, options))


def one(name: str, data: str | bytes, options: Options = VIENNA) -> Incoming:
    (found,) = all_of(name, data, options)
    assert isinstance(found, Incoming), found
    return found


def problem(name: str, data: str | bytes) -> str:
    (found,) = all_of(name, data)
    assert isinstance(found, Problem), found
    return str(found)


def title(release: Incoming) -> str:
    return release.title.value if release.title else ""


def date(release: Incoming) -> str:
    return release.date.value if release.date else ""


def losses(release: Incoming) -> list[str]:
    return [f"{loss.what}: {loss.words}" if loss.words else loss.what for loss in release.losses]


# Plain text


def test_a_text_is_a_title_and_paragraphs_and_what_it_does_not_say_is_asked_for() -> None:
    found = one(
        "a.txt", f"Subscribe to our Newsletter\n\nConference Opened\n\n\n(OSCE) - {TEXT}\n\n\nIt ends *today*.\n"
    )
    assert title(found) == "Conference Opened"
    assert found.body == f"{TEXT}\n\nIt ends \\*today\\*."
    assert found.issuer == "OSCE"
    assert (found.date, found.questions) == (None, ("dateline",))
    assert losses(found) == ["a line of the page: Subscribe to our Newsletter"]


def test_a_text_keeps_its_lists_and_lines_and_has_none_that_it_does_not_have() -> None:
    aims, after = "- to prevent\n- to protect", "May was dry.\n\n"
    text = f"Title\n\n{TEXT}\n\nThree aims:\n{aims}\n\n1. {after}# Not a heading\n\nRing 5\nVienna\n"
    wanted = f"{TEXT}\n\nThree aims:\n\n{aims}\n\n1\\. {after}\\# Not a heading\n\nRing 5\\\nVienna"
    assert one("a.txt", text).body == wanted


def test_an_encoding_is_told_and_never_guessed_in_silence() -> None:
    text = f"Über Öl – “so”\n\n{TEXT}"
    for data in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16")):
        assert (title(one("a.txt", data)), losses(one("a.txt", data))) == ("Über Öl – “so”", [])
    told = one("a.txt", text.encode("cp1252"))
    assert (title(told), losses(told)) == (
        "Über Öl – “so”",
        ["encoding: the file is not UTF-8, and was read as Windows-1252"],
    )
    assert "neither UTF-8 nor Windows-1252; save it as UTF-8" in problem("a.txt", text.encode("cp1252") + b"\x81")
    assert "the file isn't text" in problem("a.txt", b"\x89PNG\0\0")


# Feeds

RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>News</title><link>https://example.org/</link>
<item><title>Whole &amp;amp; sound</title><link>/news/1</link><pubDate>Mon, 20 Jun 2011 16:03:54 +0000</pubDate>
<description>&lt;p&gt;{whole}&lt;/p&gt;</description><category>Human Rights</category></item>
<item><title>Short</title><link>news/2?id=3</link><description>It begins ...</description></item></channel></rss>"""


def test_a_feed_gives_texts_where_it_has_them_and_lines_of_a_list_where_not() -> None:
    whole, short = all_of("feed.xml", RSS.format(whole=" ".join([TEXT] * 8)))
    assert isinstance(whole, Incoming)
    assert isinstance(short, Listed)
    assert (title(whole), date(whole), whole.url) == (
        "Whole & sound",
        "2011-06-20T18:03:54+02:00",
        "https://example.org/news/1",
    )
    assert whole.topics == ("human-rights",)
    assert (short.title, short.url, short.date) == ("Short", "https://example.org/news/2?id=3", None)


def test_atom_and_json_feeds_are_read_as_well() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>N</title><entry><title>Opens</title>'
        '<link href="https://example.org/1"/><published>2011-06-20T10:00:00Z</published>'
        f'<content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content></entry></feed>'
    )
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "items": [
            {
                "title": "Opens",
                "url": "https://example.org/1",
                "content_html": f"<p>{TEXT}</p>",
                "date_published": "2011-06-20T12:00:00+02:00",
                "attachments": [{"url": "https://example.org/a.mp3"}],
            }
        ],
    }
    for name, data, told in (
        ("feed", atom, []),
        ("feed.json", json.dumps(feed), ["attachments: {'url': 'https://example.org/a.mp3'}"]),
    ):
        found = one(name, data)
        assert (title(found), date(found), found.body) == ("Opens", "2011-06-20T12:00:00+02:00", TEXT)
        assert losses(found) == told
    changed = one("feed", atom.replace("published>", "updated>")).date
    assert changed is not None
    assert (changed.value, changed.sure) == ("2011-06-20T12:00:00+02:00", False)


# WordPress

ITEM = """<item><title>{title}</title><link>https://example.org/{title}/</link>
<guid>https://example.org/?p=7</guid><dc:creator>jane</dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[In short.]]></excerpt:encoded>
<wp:post_id>7</wp:post_id><wp:post_date>2011-06-20 18:03:54</wp:post_date>
<wp:post_date_gmt>2011-06-20 16:03:54</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="a"><![CDATA[Human Rights]]></category>
<category domain="category" nicename="u"><![CDATA[Uncategorized]]></category></item>"""
WXR = """<?xml version="1.0"?><rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
xmlns:wp="http://wordpress.org/export/1.2/"><channel><language>en-US</language>{items}</channel></rss>"""


def export(*items: tuple[str, str, str, str]) -> str:
    rows = (ITEM.format(title=name, content=content, status=status, kind=kind) for name, content, status, kind in items)
    return WXR.format(items="".join(rows))


def test_published_posts_are_taken_over_and_all_else_is_counted() -> None:
    content = (
        f"{TEXT}\n\nSecond line\nand third.\n\n[caption id='x']<img src='https://e.org/a.png' alt='A'> A hall[/caption]"
    )
    found, *others = all_of(
        "e.xml",
        export(("Opens", content, "publish", "post"), ("D", "x", "draft", "post"), ("P", "x", "publish", "page")),
    )
    assert isinstance(found, Incoming)
    assert (title(found), date(found)) == ("Opens", "2011-06-20T18:03:54+02:00")
    assert (found.url, found.former_urls) == ("https://example.org/Opens/", ("https://example.org/?p=7",))
    assert (found.topics, found.summary, found.language) == (("human-rights",), "In short.", "en-US")
    assert found.body.startswith(f"{TEXT}\n\nSecond line\\\nand third.\n\n")
    assert "A hall" in found.body
    assert "author: jane" in losses(found)
    assert [str(other).partition("; ")[0] for other in others] == [
        "e.xml: [not-released] 1 item is not published, so left out: page",
        "e.xml: [not-released] 1 item is not published, so left out: post, draft",
    ]


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("Post Status", "Auto-Draft", "a draft"),
        ("published", "no", "not published"),
        ("Workflow state", "In review", "not public (inreview)"),
        ("post_password", "x", "for those who have its password"),
        ("published", "2011-06-20", None),
        ("State", "Texas", None),
    ],
)
def test_what_its_own_program_does_not_show_is_not_made_public(column: str, value: str, why: str | None) -> None:
    table = f'title,date,body,"{column}"\nOpens,2011-06-20,{TEXT.replace(",", "")},{value}\n'
    objects = json.dumps({"title": "Opens", "date": "2011-06-20", "body": TEXT, column: value})
    header = f"---\ntitle: Opens\ndate: 2011-06-20\n{column}: {value}\n---\n{TEXT}\n"
    for name, data in (("a.csv", table), ("a.jsonl", objects), ("a.md", header)):
        (found,) = all_of(name, data)
        if why is None:
            assert isinstance(found, Incoming), name
        else:
            assert f"is {why}, so it is left out" in str(found), name


@pytest.mark.parametrize(
    ("column", "value", "why"),
    [
        ("publishDate", "2099-02-01", "it is to be published on 2099-02-01"),
        ("expiryDate", "2012-01-31", "it was taken off on 2012-01-31"),
        ("Withdrawn", "2012-01-31", "it was withdrawn there"),
        ("withdrawn", "no", ""),
    ],
)
def test_what_its_own_program_does_not_show_today_is_for_an_editor(column: str, value: str, why: str) -> None:
    table = f'title,date,body,"{column}"\nOpens,2011-06-20,{TEXT.replace(",", "")},{value}\n'
    header = f"---\ntitle: Opens\ndate: 2011-06-20\n{column}: {value}\n---\n{TEXT}\n"
    assert [one(name, data).closed for name, data in (("a.csv", table), ("a.md", header))] == [why, why]


def test_a_day_of_publication_that_is_the_only_date_is_the_date() -> None:
    found = one("a.md", f"---\ntitle: Opens\npublishDate: 2099-02-01\n---\n{TEXT}\n")
    assert (date(found), found.closed) == ("2099-02-01", "")


@pytest.mark.parametrize(
    ("written", "moment", "asked"),
    [
        ("2030-01-01T10:00:00Z", "2030-01-01T11:00:00+01:00", ()),
        ("2030-06-30", "2030-07-01T00:00:00+02:00", ()),
        ("next Tuesday", None, ("embargo",)),
        ("none", None, ()),
    ],
)
def test_an_embargo_is_never_lost(written: object, moment: str | None, asked: tuple[str, ...]) -> None:
    row = json.dumps({"title": "Opens", "date": "2011-06-20", "dateline": "Vienna", "body": TEXT, "embargo": written})
    found = one("a.jsonl", row)
    assert (found.embargo, found.questions) == (moment, asked)


@pytest.mark.parametrize(
    ("column", "value", "asked"),
    [
        ("Sperrfrist", "Montag", True),
        ("Embargoed?", "no", False),
        ("Notes", "embargo", False),
    ],
)
def test_a_column_of_an_embargo_that_is_not_understood_is_asked_for(column: str, value: str, asked: bool) -> None:
    found = one("a.jsonl", json.dumps({"title": "Opens", "date": "2011-06-20", "body": TEXT, column: value}))
    assert ("embargo" in found.questions) is asked


def test_a_reader_that_fails_costs_its_file_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("a library's fault")

    monkeypatch.setattr("sphinx_newsroom.importers.formats.plain_text.decoded", fails)
    (told,) = all_of("a.txt", "Title\n\nText.\n")
    assert "a.txt: [unreadable-file] its reader failed" in str(told)
    assert "RuntimeError: a library's fault" in str(told)


def test_what_shortcodes_stand_for_is_kept_and_what_nobody_knows_is_told() -> None:
    content = '[gallery ids="1,2"] [youtube src="https://v.org/1"] [box color="red"]Inside[/box] It is [sic] so.'
    found = one("e.xml", export(("Opens", content, "publish", "post")))
    assert "Inside" in found.body
    assert "https://v.org/1" in found.body
    assert "\\[sic]" in found.body
    assert {"gallery: 1 2", 'shortcode box: color="red"'} <= set(losses(found))


def test_an_export_with_entities_or_broken_in_the_middle_is_reported() -> None:
    bomb = '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    data = export(("Opens", "x", "publish", "post")).replace("<rss", f"{bomb}<rss").replace("<title>", "<title>&b;&a;")
    found = all_of("e.xml", data)
    assert not any("root:" in str(item) for item in found)
    whole = export(("One", TEXT, "publish", "post"), ("Two", TEXT, "publish", "post"))
    first, told, *_ = all_of("e.xml", whole[: whole.index("<title>Two")])
    assert "the export isn't XML" in f"{first} {told}"


# Word

NO_PARTS: Mapping[str, str | bytes] = {}


def document(body: str, parts: Mapping[str, str | bytes] = NO_PARTS) -> bytes:
    data = io.BytesIO()
    types = (
        '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="png" ContentType="image/png"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/></Types>'
    )
    rels = (
        '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Target="word/document.xml" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument"/></Relationships>'
    )
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", types)
        archive.writestr("_rels/.rels", rels)
        archive.writestr(
            "word/document.xml",
            '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
            'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
            f"<w:body>{body}</w:body></w:document>",
        )
        for name, text in parts.items():
            archive.writestr(name, text)
    return data.getvalue()


def line(words: str, bold: bool = False) -> str:
    return f"<w:p><w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}<w:t>{words}</w:t></w:r></w:p>"


def test_a_word_document_gives_its_headline_and_text() -> None:
    found = one("a.docx", document(line("Conference Opens", bold=True) + line(f"VIENNA, 20 June 2011 - {TEXT}")))
    assert (title(found), date(found), found.dateline, found.body) == ("Conference Opens", "2011-06-20", "VIENNA", TEXT)


HIDDEN = (
    "<w:p><w:r><w:t>Seen. </w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>Not for you</w:t></w:r>"
    '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Seen, too.</w:t></w:r></w:p>'
)
BY_STYLE = '<w:p><w:pPr><w:pStyle w:val="Aside"/></w:pPr><w:r><w:t>Nor this</w:t></w:r></w:p>'
STYLES = (
    '<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:style w:type="paragraph" w:styleId="Note"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Aside"><w:basedOn w:val="Note"/></w:style></w:styles>'
)


def test_what_word_hides_is_in_no_release() -> None:
    body = line("Opens", bold=True) + HIDDEN + BY_STYLE
    found = one("a.docx", document(body, {"word/styles.xml": STYLES}))
    assert found.body == "Seen. Seen, too."
    assert "hidden text: Not for you Nor this" in losses(found)


@pytest.mark.parametrize(
    ("words", "embargo", "asked"),
    [
        ("EMBARGOED UNTIL 10:00 CET, 5 May 2031", "2031-05-05T10:00:00+01:00", False),
        ("Embargoed until Tuesday", None, True),
        ("Page 1 of 2", None, False),
    ],
)
def test_an_embargo_in_the_head_of_a_letter_counts(words: str, embargo: str | None, asked: bool) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    head = f'<w:hdr xmlns:w="{space}">{line("Press Office, 1 Harbour Road")}{line(words)}</w:hdr>'
    body = line("Opens", bold=True) + line(f"VIENNA, 20 June 2011 - {TEXT}")
    found = one("a.docx", document(body, {"word/header2.xml": head}))
    assert (found.body, found.embargo, "embargo" in found.questions) == (TEXT, embargo, asked)


def test_the_pictures_of_a_word_document_come_with_it() -> None:
    space = "http://schemas.openxmlformats.org"
    drawing = (
        "<w:p><w:r><w:drawing><wp:inline>"
        f'<wp:docPr descr="A hall"/><a:graphic xmlns:a="{space}/drawingml/2006/main"><a:graphicData>'
        f'<pic:pic xmlns:pic="{space}/drawingml/2006/picture"><pic:blipFill><a:blip r:embed="{{id}}" '
        f'xmlns:r="{space}/officeDocument/2006/relationships"/></pic:blipFill></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )
    relation = '<Relationship Id="{}" Target="{}" Type="' + f'{space}/officeDocument/2006/relationships/image"/>'
    rels = (
        f'<Relationships xmlns="{space}/package/2006/relationships">'
        f"{relation.format('p', 'media/a.png')}{relation.format('q', '../../../etc/passwd')}</Relationships>"
    )
    body = line("Opens", bold=True) + line(TEXT) + drawing.format(id="p") + drawing.format(id="q")
    png = b"\x89PNG\r\n\x1a\n"
    found = one("a.docx", document(body, {"word/_rels/document.xml.rels": rels, "word/media/a.png": png}))
    assert "![A hall](media/a.png)" in found.body
    assert [(file.path, file.title, file.data) for file in found.files] == [("media/a.png", "A hall", png)]
    assert "pictures in the document: 1" in losses(found)


# Tables and lines of JSON


def test_the_columns_of_a_table_are_found_by_their_names() -> None:
    table = f'Headline;Pub Date;Body text;Tags;Wire\nOpens;20.06.2011;"{TEXT}";"Rights, Law";PR\n'
    found = one("t.csv", table)
    assert (title(found), date(found), found.body, found.topics) == ("Opens", "2011-06-20", TEXT, ("rights", "law"))
    assert losses(found) == ["Wire: PR"]


def spreadsheet(*rows: list[object]) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    return book


def saved(book: openpyxl.Workbook) -> bytes:
    book.save(data := io.BytesIO())
    return data.getvalue()


def test_a_spreadsheet_is_a_table_and_what_is_not_read_of_it_is_told() -> None:
    book = spreadsheet([], ["Titel", "Datum", "Nummer", "Text"], ["Opens", datetime(2011, 6, 20), 12.0, TEXT])
    assert (one("a.xlsx", saved(book)).number, date(one("a.xlsx", saved(book)))) == ("12", "2011-06-20")
    book.worksheets[0]["A3"].hyperlink = "https://un.org/1"
    book.create_sheet("2012").append(["Titel"])
    _, sheets, links = map(str, all_of("a.xlsx", saved(book)))
    assert "the addresses that cells link to aren't read" in links
    assert "only the first sheet is read, so '2012' is left out" in sheets


def test_titles_have_no_entities_and_texts_nothing_that_only_we_would_run() -> None:
    found = one("t.jsonl", json.dumps({"title": "USDA&#8217;s <em>Ask</em>", "body": "See {org}`un` and {{ x }}."}))
    assert (title(found), found.body) == ("USDA’s Ask", "See \\{org}`un` and \\{{ x }}.")


@pytest.mark.parametrize(
    "sign",
    [
        "\x0c",
        "&#12;",
        "\ufffe",
    ],
)
def test_signs_that_no_parser_takes_are_no_end_of_a_text(sign: str) -> None:
    assert "after" in one("t.jsonl", json.dumps({"title": "T", "body": f"before{sign} <p>after</p>"})).body


def test_of_two_columns_with_one_name_the_first_counts_and_the_other_is_told() -> None:
    found = one("a.csv", "Title,Date,Body,Title,TITLE\nOpens,2011-06-20,It is open.,Other,Third\n")
    assert title(found) == "Opens"
    assert losses(found) == ["Title (column 4): Other", "TITLE (column 5): Third"]


def test_a_map_says_which_column_is_which() -> None:
    options = replace(VIENNA, columns=(("title", "Betreff"), ("date", "Versandt"), ("body", "Meldung")))
    found = one("t.csv", f"Betreff,Versandt,Meldung,Title\nEröffnet,20. Juni 2011,{TEXT},x\n", options)
    assert (title(found), date(found), found.body) == ("Eröffnet", "2011-06-20", TEXT)


def test_the_order_of_day_and_month_is_what_the_batch_shows_and_is_asked_for_where_it_does_not() -> None:
    rows = [{"title": "A", "date": "03/04/2011", "body": TEXT}, {"title": "B", "date": "25/12/2011", "body": TEXT}]
    first, second = all_of("t.jsonl", "\n".join(map(json.dumps, rows)))
    assert isinstance(first, Incoming)
    assert isinstance(second, Incoming)
    assert (date(first), date(second)) == ("2011-04-03", "2011-12-25")
    alone = one("t.jsonl", json.dumps(rows[0]))
    assert date(alone) == ""
    assert date(one("t.jsonl", json.dumps(rows[0]), replace(VIENNA, order="mdy"))) == "2011-03-04"


def test_lines_of_json_are_read_each_for_itself() -> None:
    data = f'{{"title": "A", "content_html": "<p>{TEXT}</p>"}}\n{{broken\n[1]\n{{"x": 1}}\n{"[" * 100_000}\n'
    found, *problems = all_of("t.jsonl", data)
    assert isinstance(found, Incoming)
    assert found.body == TEXT
    assert sorted(str(one_).partition(" ")[0] for one_ in problems) == [
        "t.jsonl:2:",
        "t.jsonl:3:",
        "t.jsonl:4:",
        "t.jsonl:5:",
    ]


# Markdown with the headers of others

HUGO_YAML = f"---\ntitle: Opens\ndate: 2011-06-20\ntags: [Rights]\nauthors: [Jane]\naliases: [/old/1/]\n---\n{TEXT}\n"
HUGO_TOML = (
    '+++\ntitle = "Opens"\ndate = 2011-06-20\ntags = ["Rights"]\nauthors = ["Jane"]\naliases = ["/old/1/"]\n'
    f"+++\n{TEXT}\n"
)
HUGO_JSON = json.dumps(
    {"title": "Opens", "date": "2011-06-20", "tags": ["Rights"], "authors": ["Jane"], "aliases": ["/old/1/"]}
)
PELICAN = f"Title: Opens\nDate: 2011-06-20\nTags: Rights\nAuthors: Jane\nAliases: /old/1/\n\n{TEXT}\n"
NIKOLA = (
    "<!--\n.. title: Opens\n.. date: 2011-06-20\n.. tags: Rights\n.. authors: Jane\n.. aliases: /old/1/\n-->\n\n" + TEXT
)


@pytest.mark.parametrize("text", [HUGO_YAML, HUGO_TOML, f"{HUGO_JSON}\n{TEXT}", PELICAN, NIKOLA])
def test_the_headers_of_other_programs_are_read(text: str) -> None:
    found = one("a.md", text)
    assert (title(found), date(found), found.topics, found.body) == ("Opens", "2011-06-20", ("rights",), TEXT)
    assert found.former_urls == ("/old/1/",)
    assert losses(found) == ["authors: Jane"]


def test_jekyll_has_the_date_in_the_name_and_a_heading_is_the_title() -> None:
    found = one("_posts/2011-06-20-opens.md", f"# Conference opens\n\n{TEXT}\n")
    assert (title(found), date(found), found.body) == ("Conference opens", "2011-06-20", TEXT)


@pytest.mark.parametrize(
    ("name", "body"), [("a.txt", TEXT), ("_posts/a.html", f"    <p>{TEXT}</p>"), ("a.text", f"{TEXT}\n\n---")]
)
def test_front_matter_counts_whatever_the_file_is_called(name: str, body: str) -> None:
    found = one(name, f"---\ntitle: Opens\ndate: 2011-06-20\n---\n{body}\n")
    assert (title(found), date(found), found.body.partition("\n")[0]) == ("Opens", "2011-06-20", TEXT)


@pytest.mark.parametrize(
    ("name", "text"), [("_people/jane.md", f"---\ntitle: Jane\n---\n{TEXT}"), ("a.md", "---\nrole: Chair\n---\n")]
)
def test_data_of_a_site_is_no_release(name: str, text: str) -> None:
    assert "[not-released] the file has no date, and isn't a post" in problem(name, text)


def test_the_signs_of_other_programs_are_translated_or_told() -> None:
    text = (
        '---\ntitle: T\n---\n{{< figure src="a.png" alt="A" caption="A hall" >}}\n\n{{% box %}}Inside{{% /box %}}\n\n'
        "{% include x.html %} {{ site.name }} [plan]({static}/plan.pdf) ![far](https://e.org/x.png)\n\n"
        "```\n{{< kept >}}\n```\n"
    )
    found = one("a.md", text)
    assert "![A](a.png)\n\n*A hall*" in found.body
    assert "Inside" in found.body
    assert "{{< kept >}}" in found.body
    assert "{%" not in found.body
    assert [file.path for file in found.files] == ["a.png", "plan.pdf"]
    assert "an image that isn't next to the text: far: https://e.org/x.png" in losses(found)
    assert sum(loss.startswith("shortcode") for loss in losses(found)) == 4


@pytest.mark.parametrize(
    "first",
    [
        '{{< img src="a.png" >}}',
        "{org}`unodc` opens",
    ],
)
def test_a_text_that_begins_with_a_brace_has_no_header_of_json(first: str) -> None:
    found = one("a.md", f"{first}\n\n# Opens\n\n{TEXT}\n")
    assert TEXT in found.body


def test_a_draft_is_no_release_and_a_broken_header_is_reported_with_its_line() -> None:
    assert "a.md: [not-released] the file is a draft" in problem("a.md", "---\ntitle: T\ndraft: true\n---\nx\n")
    bomb = "---\na: &a [x]\nb: &b [*a, *a]\n---\nx\n"
    assert problem("a.md", bomb).startswith("a.md:2: [unreadable-file]")
    assert problem("a.md", "+++\ntitle = \n+++\nx\n").startswith("a.md:2: [unreadable-file] the header isn't valid")


def test_a_file_of_no_format_is_reported() -> None:
    assert format_of("x.bin", b"\x00\x01") is None
    assert "doesn't match any format" in problem("x.bin", b"\x00\x01")
    assert "doesn't match any format; save it as .xlsx or .csv" in problem("2011.xls", b"\xd0\xcf\x11\xe0")
    assert "doesn't match any format; save it as .docx" in problem("2011.DOC", b"\xd0\xcf\x11\xe0\x00")


def test_another_package_adds_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    def read_minutes(name: str, data: bytes, _: Options) -> list[Incoming]:
        return [Incoming(Place(name), "minutes", data.decode())]

    reader = SimpleNamespace(
        NAME="minutes", WORDS="minutes", knows=lambda name, data: name.endswith(".minutes"), read=read_minutes
    )
    entries = {"newsroom.readers": [SimpleNamespace(load=lambda: reader)]}
    monkeypatch.setattr("sphinx_newsroom.importers.readers.entry_points", lambda group: entries[group])
    others.cache_clear()
    found = one("a.minutes", "It met.")
    others.cache_clear()
    assert (found.format, found.body) == ("minutes", "It met.")
