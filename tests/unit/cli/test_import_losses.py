"""``newsroom import-releases``: what a source has and an import once lost without a word."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from tests.unit.cli.test_import_releases import TEXT, lines, put, releases, root, run

from sphinx_newsroom.cli import main
from sphinx_newsroom.importers.plan import COLUMNS

__all__ = ["root"]

PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 100
PARAGRAPHS = "".join(f"<p>{words} {TEXT} {TEXT}</p>" for words in ("First,", "Second,", "Third,"))


def page(title: str, body: str = PARAGRAPHS, head: str = "", language: str = "en") -> str:
    head = f'<meta charset="utf-8"><title>{title} | Port</title><meta property="og:title" content="{title}">{head}'
    dated = f'<h1>{title}</h1><p><time datetime="2011-06-20">20 June 2011</time></p>'
    footer = '<footer><a href="/terms.pdf">Terms</a></footer>'
    return f'<html lang="{language}"><head>{head}</head><body><main>{dated}{body}</main>{footer}</body></html>'


def test_text_that_was_encoded_twice_is_mended_and_told(root: Path) -> None:
    twice = "Harbour \u2014 the Präsident opens it".encode().decode("latin-1")
    put(root.parent / "old/a.html", page(twice, f"<p>VIENNA, 20 June 2011 {twice[8:11]} It opens.</p>{PARAGRAPHS}"))
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--plan", plan, "--write") == 0
    (text,) = releases(root).values()
    assert "title: Harbour — the Präsident opens it\n" in text
    assert "dateline: VIENNA\n" in text
    assert "characters that were encoded twice, now corrected: — ä" in plan.read_text()


def test_a_control_character_in_a_title_is_removed_and_told(root: Path) -> None:
    put(root.parent / "old/a.jsonl", lines({"title": "Har\x93bour opens", "date": "2011-06-20", "body": TEXT}))
    put(root.parent / "old/b.html", page("The port\x81 reports its figures"))
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--plan", plan, "--write") == 0
    assert {path.rpartition("/")[2] for path in releases(root)} == {
        "harbour-opens.md",
        "the-port-reports-its-figures.md",
    }
    assert plan.read_text().count("control characters of the title") == 2


@pytest.mark.parametrize(
    "tail",
    [
        '<h3>Downloads</h3><ul><li><a href="/files/plan.pdf">The plan (PDF, 2 MB)</a></li></ul>',
        '<p><a href="/files/plan.pdf">The plan (PDF, 2 MB)</a></p><div class="share"><a href="//x.com">Tweet</a></div>',
        '<div class="field field--name-field-attachments"><div class="field__label">Attachments</div><div><span>'
        '<a href="/files/plan.pdf">The plan (PDF, 2 MB)</a></span> 2 MB</div></div>',
    ],
)
def test_attachments_at_the_end_of_a_page_come_along_with_their_files(root: Path, tail: str) -> None:
    """Site-absolute addresses are looked for in the given folder."""
    put(root.parent / "site/www.un.org/news/a.html", page("The harbour opens on Monday", PARAGRAPHS + tail))
    put(root.parent / "site/www.un.org/files/plan.pdf", b"%PDF-1.4")
    assert run(root, root.parent / "site", "--base", "https://www.un.org", "--write") == 0
    (text,) = releases(root).values()
    assert "[The plan (PDF, 2 MB)](the-harbour-opens-on-monday/plan.pdf)" in text
    assert "terms.pdf" not in text
    assert "Tweet" not in text
    assert (root / "releases/2011/the-harbour-opens-on-monday/plan.pdf").read_bytes() == b"%PDF-1.4"


def test_files_with_addresses_of_the_site_are_taken_from_the_given_folder(root: Path) -> None:
    folder = root.parent / "old"
    put(folder / "static/img/a hall.png", PNG)
    put(folder / "un.org/files/plan.pdf", b"%PDF-1.4")
    header = "---\ntitle: Opens\ndate: 2011-06-20\ncategories: [Ports]\ntags: [Trade]\n---\n"
    body = (
        "![A hall](/img/a%20hall.png) [Plan](https://un.org/files/plan.pdf) [Other](https://other.org/files/plan.pdf)"
    )
    put(folder / "posts/a.md", f"{header}{TEXT}\n\n{body}\n")
    assert run(root, folder, "--write") == 0
    (text,) = releases(root).values()
    assert "![A hall](opens/a-hall.png) [Plan](opens/plan.pdf) [Other](https://other.org/files/plan.pdf)" in text
    assert "topics: [trade, ports]\n" in text or "topics:\n- trade\n- ports\n" in text, text


def test_pages_that_name_one_another_as_versions_are_translations(root: Path) -> None:
    links = "".join(f'<link rel="alternate" hreflang="{tag}" href="https://un.org/{tag}/1">' for tag in ("de", "en"))
    for tag, title in (("de", "Der Hafen wird am Montag eröffnet"), ("en", "The harbour opens on Monday")):
        head = f'<link rel="canonical" href="https://un.org/{tag}/1">{links}'
        put(root.parent / f"old/{tag}.html", page(title, head=head, language=tag))
    assert run(root, root.parent / "old", "--write") == 0
    said = "translation_of: 2011/the-harbour-opens-on-monday\n"
    assert [said in text for _, text in sorted(releases(root).items())] == [True, False]
    assert main(["--root", str(root), "check"]) == 0


@pytest.mark.parametrize("ledger", [False, True])
def test_a_changed_source_is_shown_and_taken_over_when_asked(
    root: Path, capsys: pytest.CaptureFixture[str], ledger: bool
) -> None:
    source, plan = root.parent / "a.md", root.parent / "plan.tsv"
    header = "---\ntitle: Opens\ndate: 2011-06-20\nurl: /news/1\n---\n"
    put(source, f"{header}{TEXT}\n")
    assert run(root, source, "--write") == 0
    assert not ledger or main(["--root", str(root), "publish"]) == 0
    put(root.parent / "plan.pdf", b"%PDF-1.4")
    put(source, f"{header}{TEXT.replace('three', 'four')}\n\n[Plan](plan.pdf)\n")
    capsys.readouterr()
    assert run(root, source, "--plan", plan, "--write") == 0
    out, err = capsys.readouterr()
    assert "-The conference opened in the Hofburg with three" in out
    assert "1 changed at the source" in err
    assert "three" in releases(root)["releases/2011/opens.md"]
    plan.write_text(plan.read_text().replace("\tchanged: to", "\ttake: Four hundred came, to"))
    assert run(root, source, "--plan", plan, "--write") == 0
    assert "four" in releases(root)["releases/2011/opens.md"]
    assert (root / "releases/2011/opens/plan.pdf").read_bytes() == b"%PDF-1.4"
    assert ("three" in releases(root).get("releases/2011/opens.r1.md", "")) == ledger
    capsys.readouterr()
    assert run(root, source, "--write") == 0
    assert capsys.readouterr().err == "0 written, 1 there already\n"
    assert main(["--root", str(root), "check"]) == 0


def test_a_release_that_is_a_notebook_now_is_there(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    header = {"newsroom": {"title": "Opens", "date": "2011-06-20"}}
    cell = {"cell_type": "markdown", "metadata": {}, "source": "It opened."}
    book = {"cells": [cell], "metadata": header, "nbformat": 4, "nbformat_minor": 5}
    put(root / "releases/2011/opens.ipynb", json.dumps(book))
    put(root.parent / "a.jsonl", lines({"title": "Opens", "date": "2011-06-20", "body": TEXT}))
    assert run(root, root.parent / "a.jsonl", "--write") == 0
    assert capsys.readouterr().err == "0 written, 1 there already\n"


def test_two_sources_with_one_title_and_day_are_told(root: Path) -> None:
    for name, body in (("a", "It opens."), ("b", "The harbour has a day of open doors.")):
        put(root.parent / f"old/{name}.jsonl", lines({"title": "Opens", "date": "2011-06-20", "body": body}))
    assert run(root, root.parent / "old", "--plan", root.parent / "plan.tsv") == 0
    (row,) = (line for line in (root.parent / "plan.tsv").read_text().splitlines() if "old/b.jsonl" in line[:500])
    assert row.split("\t")[COLUMNS.index("duplicate of")].startswith(f"{root.parent}/old/a.jsonl")


def test_a_former_address_is_without_what_was_added_for_sharing_it(root: Path) -> None:
    row = {"title": "Opens", "date": "2011-06-20", "body": TEXT, "url": "https://un.org/1.html?utm_source=mail&id=3"}
    put(root.parent / "a.jsonl", lines(row))
    assert run(root, root.parent / "a.jsonl", "--write") == 0
    assert "1.html?id=3" in releases(root)["releases/2011/opens.md"]


def test_a_plan_that_a_spreadsheet_saved_without_its_letters_is_refused(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, plan = root.parent / "a.jsonl", root.parent / "plan.tsv"
    rows = [{"title": title, "date": "2011-06-20", "body": TEXT + title} for title in ("Гавань", "Harbour")]
    put(source, lines(*rows))
    assert run(root, source, "--plan", plan) == 0
    plan.write_bytes(plan.read_text().encode("cp1252", "replace"))
    assert run(root, source, "--plan", plan, "--write") == 1
    assert "plan.tsv:3: [bad-value] title is '??????': the spreadsheet lost some of its" in capsys.readouterr().err
    assert [*releases(root)] == ["releases/2011/harbour.md"]


def test_a_day_of_another_year_than_the_address_is_asked_for(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    head = '<link rel="canonical" href="https://un.org/2012/06/opens">'
    put(root.parent / "a.html", page("The harbour opens on Monday", head=head))
    assert run(root, root.parent / "a.html", "--write") == 0
    assert capsys.readouterr().out.startswith("ask: date (2011-06-20?): ")


@pytest.mark.parametrize("answer", ["\tyes", "\task: date (2011-06-21?)"], ids=["status", "date"])
def test_a_yes_as_a_status_or_a_date_is_the_same_answer(
    root: Path, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    """How many rows it answers stands in the summary."""
    head, plan = '<meta name="dcterms.date" content="2011-06-{}">', root.parent / "plan.tsv"
    for day in (20, 21, 22):
        html = page(f"The harbour opens on day {day}", head=head.format(day))
        put(root.parent / f"old/{day}.html", re.sub("<p><time.*?</time></p>", "", html))
    assert run(root, root.parent / "old", "--plan", plan) == 0
    assert "; one yes accepts all days found in the same way: 3 by dcterms.date; " in capsys.readouterr().err
    lines = [line.split("\t") for line in plan.read_text().splitlines()]
    lines[3][-1] = answer.strip()
    lines[3][COLUMNS.index("date")] = "" if answer == "\tyes" else "Yes"
    plan.write_text("".join(f"{chr(9).join(line)}\n" for line in lines))
    assert run(root, root.parent / "old", "--plan", plan, "--write") == 0
    assert sorted(re.findall("date: .*", "".join(releases(root).values()))) == [f"date: 2011-06-2{n}" for n in range(3)]


def test_a_yes_where_no_day_was_found_is_no_date(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, plan = put(root.parent / "a.jsonl", lines({"title": "Opens", "body": TEXT})), root.parent / "plan.tsv"
    plan.write_text(f"source\ttitle\tdate\tstatus\n{source}\tOpens\tyes\task: date\n")
    assert run(root, source, "--plan", plan) == 1
    assert "plan.tsv:2: [bad-date] date is 'yes', which is not a date" in capsys.readouterr().err


def test_a_future_day_is_no_guess(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is the day of an event; the future begins after the build's day, or that of the capture."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1308700800")  # 22 June 2011
    head = '<meta name="dcterms.date" content="2011-06-{}">'
    for folder, day in (("old", 22), ("old", 23), ("saved/20110620120000/https/un.org", 21)):
        html = page(f"The harbour opens on day {day}", head=head.format(day))
        put(root.parent / folder / f"{day}.html", re.sub("<p><time.*?</time></p>", "", html))
    assert run(root, root.parent / "old", root.parent / "saved") == 0
    out = capsys.readouterr().out.splitlines()
    assert [line.rpartition(" day ")[2] + line.partition(": /")[0] for line in out] == [
        "22ask: date (2011-06-22?)",
        "23ask: date",
        "21ask: date",
    ]


def test_the_other_title_of_a_page_is_shown_where_one_is_asked_about(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(root.parent / "a.html", page("The minister visits us").replace("<h1>The minister visits us", "<h1>Port opens"))
    assert run(root, root.parent / "a.html", "--write") == 0
    assert capsys.readouterr().out.startswith("look: title (or The minister visits us): ")


def test_days_found_in_the_same_way_are_confirmed_once_but_1_january(root: Path) -> None:
    """A guess of 1 January may come from a year alone."""
    plan = root.parent / "plan.tsv"
    for day in ("2011-06-20", "2011-06-21", "2010-01-01"):
        html = page(f"The harbour opens {day[8:]}", head=f'<meta name="dcterms.date" content="{day}">')
        put(root.parent / f"old/{day}.html", re.sub("<p><time.*?</time></p>", "", html))
    assert run(root, root.parent / "old", "--plan", plan) == 0
    assert plan.read_text().count("; date?: dcterms.date, perhaps only a year\t") == 1
    plan.write_text(plan.read_text().replace("\task: date (2011-06-20?)", "\tyes"))
    assert run(root, root.parent / "old", "--plan", plan, "--write") == 0
    assert sorted(re.findall("date: .*", "".join(releases(root).values()))) == ["date: 2011-06-20", "date: 2011-06-21"]


def test_error_pages_and_files_for_programs_are_left_out_and_counted(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for number, title in enumerate(("Erreur 404 !", "Object not found!", "404 Page not found")):
        html = page(title).replace("20 June 2011", "").replace(' datetime="2011-06-20"', "")
        put(root.parent / f"old/{number}.html", html)
    put(root.parent / "old/404.html", page("404 children of the harbour go to school"))
    put(root.parent / "old/robots.txt", f"User-agent: *\n\n{TEXT}")
    put(root.parent / "old/README.md", f"# About\n\n{TEXT}")
    embed = {"version": "1.0", "title": "Opens", "type": "rich", "html": f"<blockquote>{TEXT}</blockquote>"}
    put(root.parent / "old/embed.json", json.dumps(embed))
    assert run(root, root.parent / "old", "--write") == 0
    assert [path.rpartition("/")[2] for path in releases(root)] == ["404-children-of-the-harbour-go-to-school.md"]
    told = capsys.readouterr().err
    assert "error message, so it is left out; save the page again (and 2 more like it)\n" in told
    assert "so it is left out; to read it as a release, give the file itself (and 2 more like it)\n" in told
    assert told.endswith("\n1 written\n")


def test_a_list_with_another_day_than_the_page_is_asked_about(root: Path) -> None:
    for day in (20, 21, 22):
        put(root.parent / f"old/{day}.html", page(f"The harbour opens on day {day}").replace("20 June", f"{day} June"))
    rows = "".join(
        f'<li>{day} June 2011 <a href="{page_}.html">The harbour opens on day {page_}</a></li>'
        for day, page_ in ((20, 20), (27, 21), (23, 22), (24, 24))
    )
    put(root.parent / "old/list.html", f"<html><body><h1>News</h1><ul>{rows}</ul></body></html>")
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--base", "https://un.org/", "--plan", plan, "--write") == 0
    assert sorted(path[-19:] for path in releases(root)) == ["-opens-on-day-20.md", "-opens-on-day-22.md"]
    (asked,) = (line for line in plan.read_text().splitlines() if "ask: " in line)
    assert "date?: line, but a list has another\t" in asked, "one yes answers all of these, whatever list and day"
    assert re.search(r"another day in list [^;\t]*/list\.html: 2011-06-27", asked)
    assert asked.endswith("\task: date (2011-06-21?)")


def test_a_list_does_not_contest_a_day_that_a_page_shows_and_its_head_gives(root: Path) -> None:
    head = '<meta property="article:published_time" content="2011-06-20T10:00:00Z">'
    put(root.parent / "old/1.html", page("The harbour opens on Monday", head=head))
    rows = "".join(
        f'<li>{n + 22} June 2011 <a href="{n}.html">The harbour opens on Monday</a></li>' for n in range(1, 6)
    )
    put(root.parent / "old/list.html", f"<html><body><h1>News</h1><ul>{rows}</ul></body></html>")
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--base", "https://un.org/", "--plan", plan, "--write") == 0
    (text,) = releases(root).values()
    assert "date: 2011-06-20\n" in text
    assert re.search(r"another day in list [^;\t]*/list\.html: 2011-06-23", plan.read_text())


def test_a_page_and_its_copy_in_an_export_are_one_release(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(root.parent / "site/opens/index.html", page("The harbour opens"))
    put(root.parent / "site/closes/index.html", page("The harbour closes"))
    post = {"id": 7, "date": "2011-06-20T10:00:00", "title": {"rendered": "The harbour opens"}, "status": "publish"}
    post |= {"link": "https://un.org/opens/", "content": {"rendered": PARAGRAPHS}}
    other = post | {"id": 8, "link": "https://un.org/closes/", "content": {"rendered": "<p>Quite other words.</p>" * 9}}
    put(root.parent / "site/wp-json/wp/v2/posts/7.json", json.dumps(post))
    put(root.parent / "site/wp-json/wp/v2/posts/8.json", json.dumps(other | {"title": {"rendered": "The lock"}}))
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "site", "--base", "https://un.org/", "--plan", plan, "--write") == 0
    assert sorted(path.rpartition("/")[2] for path in releases(root)) == [
        "the-harbour-closes.md",
        "the-harbour-opens.md",
        "the-lock.md",
    ]
    assert (
        "/7.json: [left-out] a page has the same address and text, so this copy is left out" in capsys.readouterr().err
    )


def test_the_copy_of_a_site_in_its_api_and_feed_is_left_out_and_told_once(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without --base, too, where a saved page without an address of its own ends like that of its copies."""
    site, items = root.parent / "site", ""
    for number, name in enumerate(("opens", "closes")):
        put(site / f"news/{name}/index.html", page(f"The harbour {name}"))
        post = {"date": "2011-06-20", "title": {"rendered": f"The harbour {name}"}, "status": "publish"}
        post |= {"link": f"https://un.org/news/{name}/", "content": {"rendered": PARAGRAPHS}}
        put(site / f"wp-json/wp/v2/posts/{number}.json", json.dumps({"id": number} | post))
        items += f"<item><title>The harbour {name}</title><link>{post['link']}</link>"
        items += f"<description>{PARAGRAPHS.replace('<', '&lt;') * 3}</description></item>"
    names = 'xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    excerpt = "<content:encoded>Read how it went in all the other rooms. It appeared first on Port.</content:encoded>"
    items += f"<item><title>The harbour opens</title><link>https://un.org/news/opens/</link>{excerpt}</item>"
    items += items[: items.index("</item>") + 7].replace("news/opens", "2019/opens")
    put(site / "feed/index.html", f'<rss version="2.0" {names}><channel><title>News</title>{items}</channel></rss>')
    for kind in ("users", "categories", "media"):
        one = {"id": 1, "name": "Ada", "link": f"https://un.org/{kind}/ada/", "description": TEXT}
        put(site / f"wp-json/wp/v2/{kind}/1.json", json.dumps(one))
    put(site / "wp-json/index.html", json.dumps({"name": "Port", "namespaces": ["wp/v2"]}))
    for base in (("--base", "https://un.org"), ()):
        assert run(root, site, *base) == 0
        out, told = capsys.readouterr()
        new = [f"new releases/2011/the-harbour-{name}.md" for name in ("closes", "opens")]
        assert [line.partition(": ")[0] for line in out.splitlines()] == ["ask", *new]
        assert "feed/index.html#items[3]: The harbour opens\n" in out, "it has another address"
        assert (
            "a page has the same address and text, so this copy is left out; to import it, leave out the page" in told
        )
        assert "leave out the page (and 3 more like it)\n" in told
        assert "items[2]: [left-out] a page has the same address and title, so this copy is left out" in told
        assert "the file is for programs, or about the folder, so it is left out" in told
        assert "give the file itself (and 3 more like it)\n" in told
    assert run(root, site, "--write") == 0
    assert "former_urls: [news/opens/]\n" in releases(root)["releases/2011/the-harbour-opens.md"]


def pdf(*lines: str) -> bytes:
    stream = f"BT /F1 12 Tf 72 720 Td 14 TL {' '.join(f'({line}) Tj T*' for line in lines)} ET"
    return f"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources <</Font <</F1 5 0 R>>>>>> endobj
4 0 obj <</Length {len(stream)}>> stream
{stream}
endstream endobj
5 0 obj <</Type /Font /Subtype /Type1 /BaseFont /Helvetica>> endobj
trailer <</Root 1 0 R /Size 6>>
startxref
0
%%EOF
""".encode()


def test_a_pdf_is_a_draft_that_an_editor_looks_through(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = put(
        root.parent / "old/a.pdf", pdf("Harbour Opens", "", f"VIENNA, 20 June 2011 - {TEXT}", "It opened today.")
    )
    assert run(root, root.parent / "old", "--write") == 0
    assert "old/a.pdf: [left-out] no release refers to the file, so it is left out; to read" in capsys.readouterr().err
    plan = root.parent / "plan.xlsx"
    for words in ((), ("--plan", plan)):
        assert run(root, file, *words, "--write") == 0
        assert releases(root) == {}
    assert capsys.readouterr().out.startswith(f"look: title: {file}: Harbour Opens\n")
    assert run(root, file, "--plan", plan, "--write") == 0
    (text,) = releases(root).values()
    assert text.endswith("It opened today.\n")
    assert "dateline: VIENNA\n" in text


def test_what_most_pages_share_is_used_shown_once_and_left_out_unless_kept(root: Path) -> None:
    about = f"<p>The Port Authority runs the port. {TEXT} {TEXT} {TEXT}</p>"
    for number in range(11, 17):
        head = '<meta property="og:title" content="Port Newsroom">'
        facts = f"<p>Published By: Press Office Date: {number} June 2011 Contact: Jane Roe, +43 1 5555{number}</p>"
        texts = "".join(f"<p>Berth {number} {words} {TEXT} {TEXT}</p>" for words in ("opens.", "closes.", "moves."))
        put(
            root.parent / f"old/{number}.html",
            f"<html><head><title>Port Newsroom</title>{head}</head><body><h1><a href='/'>Port</a> Newsroom</h1><main>"
            f"<h2>The harbour opens berth {number}</h2>{facts}{texts}{about}</main></body></html>",
        )
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--plan", plan) == 0
    (row,) = (line for line in plan.read_text().splitlines() if line.startswith("furniture: "))
    assert "left out of 6 of 6 pages; write keep here to keep it" in row
    put(root.parent / "kept.tsv", plan.read_text().replace("furniture: left out", "keep: left out"))
    assert run(root, root.parent / "old", "--plan", root.parent / "kept.tsv") == 0
    assert run(root, root.parent / "old", "--plan", plan, "--write") == 0
    text = next(text for path, text in releases(root).items() if "berth-12" in path)
    assert "title: The harbour opens berth 12\n" in text
    assert "date: 2011-06-12\n" in text
    assert "{name: Jane Roe, phone: +43 1 555512}" in text
    assert "Published By" not in text
    assert "The Port Authority runs the port." in text  # a paragraph about the issuer belongs to its releases


def test_a_page_of_a_folder_has_the_address_of_its_path(root: Path) -> None:
    """Its links and those of lists lead from there, and the path becomes a former address."""
    body = f'<p>See <a href="../b.html#x">b</a>, <a href="#c">c</a> and <a href="d/">d</a>. {TEXT}</p>{PARAGRAPHS}'
    put(root.parent / "site/news/a/1.html", page("The harbour opens on Monday", body))
    untitled = page("The port reports its figures").replace("20 June 2011", "").replace(' datetime="2011-06-20"', "")
    put(root.parent / "site/www.un.org/news/2/index.html", untitled)
    put(root.parent / "site/news/query?id=7", page("The quay is closed"))
    rows = "".join(
        f'<li>{day} June 2011 <a href="{href}">{title} in June 2011 at the port</a></li>'
        for day, href, title in (
            (20, "a/1.html", "The harbour opens on Monday"),
            (21, "2/", "The port reports its figures"),
            (22, "3.html", "The bridge is repaired"),
            (23, "4.html", "The lock is repaired"),
        )
    )
    put(root.parent / "site/news/list.html", f"<html><body><h1>News</h1><ul>{rows}</ul></body></html>")
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "site", "--base", "https://www.un.org/", "--plan", plan, "--write") == 0
    texts = {path.rpartition("/")[2]: text for path, text in releases(root).items()}
    assert "former_urls: [news/a/1.html]\n" in texts["the-harbour-opens-on-monday.md"]
    assert (
        "See [b](https://www.un.org/news/b.html#x), c and [d](https://www.un.org/news/a/d/)."
        in (texts["the-harbour-opens-on-monday.md"])
    )
    assert "date: 2011-06-21\n" in texts["the-port-reports-its-figures.md"]
    assert 'former_urls: ["news/query?id=7"]\n' in texts["the-quay-is-closed.md"]
    assert re.findall(r"no text: save (\S+)", plan.read_text()) == [
        "https://www.un.org/news/3.html",
        "https://www.un.org/news/4.html",
    ]


def test_a_title_that_an_editor_corrects_is_no_heading_of_the_text_as_well(root: Path) -> None:
    body = f"<h2>The quay opens in May</h2><h3>What is new</h3>{PARAGRAPHS}"
    put(root.parent / "old/a.html", page("Port news of the week", body))
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--plan", plan) == 0
    plan.write_text(plan.read_text().replace("Port news of the week", "The quay opens in May"))
    assert run(root, root.parent / "old", "--plan", plan, "--write") == 0
    (text,) = releases(root).values()
    assert "title: The quay opens in May\n" in text
    assert re.findall("^#.*", text, re.MULTILINE) == ["## What is new"]


def test_a_value_that_most_releases_have_is_told_once(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In each row, it would hide the losses of single releases."""
    rows = [{"title": f"Quay {n} opens", "date": "2011-06-20", "body": TEXT, "author": "Jane Roe"} for n in range(12)]
    source = put(root.parent / "a.jsonl", lines(*rows[1:], rows[0] | {"mood": "glad"}))
    assert run(root, source, "--plan", root.parent / "plan.tsv") == 0
    assert "author" not in (root.parent / "plan.tsv").read_text()
    err = capsys.readouterr().err
    assert "half of 12 releases have values that aren't imported, such as author: Jane Roe; name keys" in err
    assert ", 1 with losses" in err


def test_a_picture_that_most_pages_show_beside_the_text_is_no_loss_of_each(root: Path) -> None:
    for number in range(5):
        pictures = f'<div><img src="/logo.png"><img src="/lead{number}.png"></div>'
        put(
            root.parent / f"old/{number}.html",
            page(f"Quay {number} opens in May", f"{pictures}<div>{PARAGRAPHS}</div>"),
        )
    plan = root.parent / "plan.tsv"
    assert run(root, root.parent / "old", "--plan", plan) == 0
    assert "logo.png" not in plan.read_text()
    assert all(f"a picture beside the text: /lead{number}.png" in plan.read_text() for number in range(5))


def test_a_contact_without_a_name_that_most_pages_have_is_the_sites(root: Path) -> None:
    foot = "<div class=related><a href='mailto:info@un.org'>info@un.org</a><p>+43 1 555 01 00</p></div>"
    own = "<p>Contact: Jane Roe, press@un.org</p></main>"
    for number in range(11, 17):
        text = page(f"The harbour opens berth {number}")
        place = text.index("<p>", text.index("<p>") + 3)
        text = text[:place] + foot + text[place:]
        put(root.parent / f"old/{number}.html", text.replace("</main>", own) if number == 12 else text)
    assert run(root, root.parent / "old", "--base", "https://un.org/", "--write") == 0
    contacts = [line for text in releases(root).values() for line in text.split("\n") if "@" in line]
    assert len(releases(root)) == 6
    assert contacts == ["  - {name: Jane Roe, email: press@un.org}"]
