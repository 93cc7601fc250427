"""The plan of an import: a table that spreadsheets may write again, ids that stay, and texts that are nearly one."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import openpyxl
import pytest

from sphinx_newsroom.importers.captures.pages import NearTexts
from sphinx_newsroom.importers.drafts import Given, Incoming, LocalFile, Loss, Options, Place, RefusedValueError
from sphinx_newsroom.importers.formats.dates import date_of
from sphinx_newsroom.importers.plan import Row, read_plan, written
from sphinx_newsroom.importers.releases import former_path, joined, names_of, relinked

ROWS = [
    Row("a.html", "2011/opens", 'He said "no"', "2011-06-20", "Vienna", "OSCE", "", "page", "12", "a, b; c", "", "new"),
    Row("b.html:3", "", "=HYPERLINK(1)", "", "", "", "", "'quoted'", "", "-", "@x", "ask: date"),
]


def plain(rows: list[Row]) -> list[tuple[str, ...]]:
    return [(row.source, row.id, row.title, row.date, row.issuer, row.loss, row.status) for row in rows]


def test_a_plan_is_read_as_it_was_written_and_no_cell_is_a_formula() -> None:
    text = written(ROWS).decode()
    assert text.startswith("# A plan of newsroom import-releases.")
    cells = [cell.strip('"') for line in text.splitlines()[2:] for cell in line.split("\t")]
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert plain(list(read_plan(text.encode(), "p").values())) == plain(ROWS)


def test_a_plan_may_be_a_spreadsheet() -> None:
    data = written([*ROWS, Row("c.html", title="Гавань", status="ask: date")], "plan.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    sheet.cell(5, 4).value = datetime(2011, 6, 21)
    book.create_sheet("Notes").append(["Ask Jane"])
    book.save(made := io.BytesIO())
    rows = list(read_plan(made.getvalue(), "plan.xlsx").values())
    assert plain(rows[:2]) == plain(ROWS)
    assert (rows[2].title, rows[2].date, rows[2].line) == ("Гавань", "2011-06-21", 5)


@pytest.mark.parametrize("sign", ["\t", ";", ","])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_plan_that_a_spreadsheet_wrote_is_read(sign: str, encoding: str) -> None:
    lines = ['"# A plan, with ""words"""' + sign * 3, sign.join(("Source", "ID", "Title", "Date", "Status"))]
    lines += [sign.join(('"a.html"', "", f'"He said ""no"", {sign} twice"', "2011-06-20", "new")), sign * 4]
    (row,) = read_plan("\r\n".join(lines).encode(encoding), "p").values()
    assert (row.title, row.date, row.line) == (
        f'He said "no", {sign.strip()} twice'.replace(",  ", ", "),
        "2011-06-20",
        3,
    )


def test_what_is_no_plan_is_refused_with_its_line() -> None:
    for text, wanted in (
        ("x\ty\n", "[unreadable-file] the file isn't a plan"),
        ("source\ttitle\n", "the columns date, status are not there"),
        ("source\ttitle\tdate\tstatus\na\nb\na\n", "p:4: [duplicate-key] the source 'a' is also on line 2"),
    ):
        with pytest.raises(RefusedValueError) as refusal:
            read_plan(text.encode(), "p")
        assert wanted in str(refusal.value.problem)


def test_dates_are_read_in_many_writings_and_never_where_they_could_be_two() -> None:
    vienna = Options(timezone="Europe/Vienna", language="de")
    for text, wanted in (
        ("2011-06-20", "2011-06-20"),
        ("20. Juni 2011", "2011-06-20"),
        ("June 20, 2011", "2011-06-20"),
        ("Monday, June 20, 2011 - 2:23pm", "2011-06-20T14:23:00+02:00"),
        ("June 20, 2011, 12:05 a.m.", "2011-06-20T00:05:00+02:00"),
        ("June 20, 2011, 12:30 pm", "2011-06-20T12:30:00+02:00"),
        ("Mon, 20 Jun 2011 16:03:54 +0000", "2011-06-20T18:03:54+02:00"),
        ("2011-06-20T16:03:54.25Z", "2011-06-20T18:03:54+02:00"),
        ("2011-12-20 16:03", "2011-12-20T16:03:00+01:00"),
        ("2011-06-20T00:00:00", "2011-06-20"),
        ("20.6.2011", "2011-06-20"),
        ("1308578634", "2011-06-20T16:03:54+02:00"),
        ("3/4/2011", None),
        ("20.6.11", None),
        ("20110620", "2011-06-20"),
        ("201112", None),
        ("2011-02-30", None),
        ("yesterday", None),
        ("June 2011", None),
        ("9" * 10_000, None),
    ):
        assert date_of(text, vienna) == wanted, text


def test_no_path_is_no_former_address() -> None:
    assert former_path("https://example.org/../../etc/passwd") is None


def test_of_the_captures_of_an_address_the_last_is_the_release() -> None:
    days = [datetime(2011, 6, day, tzinfo=UTC) for day in (22, 20, 21)]
    text = "Seven were there when the conference on floods opened in Vienna, a minister and six mayors of towns"
    captures = [
        Incoming(Place(f"{day:%d}.html"), "page", f"{text}, {day.day} in all.", url="https://e.org/1/", captured=day)
        for day in days
    ]
    captures[1] = replace(captures[1], date=Given("2011-06-20", "page"), losses=(Loss("picture", "a.png"),))
    other = Incoming(Place("b.html"), "page", "y", url="https://e.org/1")
    found = joined([*captures, other], Options())
    assert [release.place.file for release, _ in found.releases] == ["22.html", "b.html"]
    assert [seen.incoming.place.file for seen in found.releases[0][1]] == ["20.html", "21.html", "22.html"]
    last = found.releases[0][0]
    assert last.date == Given("2011-06-20", "page"), "an earlier text says the date"
    assert last.losses == (Loss("in the text of 2011-06-20, picture", "a.png"),)


def test_texts_that_are_nearly_one_are_found_and_others_not() -> None:
    words = [f"word{number}" for number in range(300)]
    near = NearTexts()
    assert near.add("a", " ".join(words)) == ""
    assert near.add("b", " ".join(reversed(words))) == ""
    assert near.add("c", " ".join([*words[:100], "other", *words[101:], "end"])) == "a"
    assert near.add("d", "The office is closed.") == ""
    assert near.add("e", "The office is closed.") == ""


def test_files_beside_a_source_get_names_of_their_own_and_links_that_lead_to_them() -> None:
    names = names_of([LocalFile("img/Map 1.PNG"), LocalFile("old/map-1.png"), LocalFile("gone.pdf")])
    assert names == {"img/Map 1.PNG": "map-1.png", "old/map-1.png": "map-1-2.png", "gone.pdf": "gone.pdf"}
    body = "[![a](img/Map%201.PNG)](old/map-1.png) [text](gone.pdf) [far](https://e.org/gone.pdf)"
    assert relinked(body, {**names, "gone.pdf": ""}, "opens") == (
        "[![a](opens/map-1.png)](opens/map-1-2.png) text [far](https://e.org/gone.pdf)"
    )
