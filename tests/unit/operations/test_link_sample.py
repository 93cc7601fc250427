"""A random sample of links: each as likely as another, the same for the same seed, in its sentence."""

from __future__ import annotations

import datetime as dt
import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Method, Release
from sphinx_newsroom.operations.link_sample import (
    COLUMNS,
    Precision,
    SampledLink,
    links,
    read_sheet,
    sentence,
    sheet,
    wilson,
)


def release(number: int) -> Release:
    return Release(ReleaseId(f"2011/r{number}"), "T", dt.date(2011, 6, 21), f"releases/2011/r{number}.md")


@pytest.mark.parametrize("method", ["decided", "role", "header", "issuer"])
def test_what_the_author_said_is_not_drawn(method: Method) -> None:
    said = Mention("un", "organization", "UN", method, None, 0, 2)
    found = Mention("un", "organization", "UN", "acronym", None, 5, 7)
    assert [link.start for link in links(release(1), "UN …UN", [said, found])] == [5]


SENTENCES = {
    "the only one": "The [UN] met.",
    "the first": "|The [UN] met.| Then it rained.",
    "the last": "It rained. |Then the [UN] met.|",
    "an abbreviation ends none": "|The U.S. branch of the [UN] met at 8.4 percent.| So it was.",
    "quotation marks": "It rained. |“The [UN] met,” she said.| All went.",
    "a name at the beginning": "It rained! |[UN] members met.|",
    "a paragraph": "No stop here\n\n|The [UN] met|\n\nNor here",
    "another script": "Ішов дощ. |Засідання [ООН] відкрито.| Усе.",
    "the whole sentence is a name": "It rained. |[UN]| ",
}


@pytest.mark.parametrize("marked", SENTENCES.values(), ids=SENTENCES)
def test_the_sentence_is_shown(marked: str) -> None:
    whole = marked if "|" in marked else f"|{marked}|"
    expected = whole.split("|")[1].strip()
    text = marked.replace("|", "").replace("[", "").replace("]", "")
    start = marked.replace("|", "").index("[")
    end = marked.replace("|", "").index("]") - 1
    ahead, behind = sentence(text, start, end)
    assert f"{ahead}[{text[start:end]}]{behind}" == expected


# The sheet of a sample: written, marked, read, and what its marks say.

ROW = SampledLink("", 1, "The [[UN]] met.", "UN", "un", "organization", "United Nations", "acronym", "releases/x.md:5")
HEAD = "\t".join(COLUMNS)
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def marked(*marks: str) -> str:
    rows = sheet(ROW._replace(number=number) for number in range(1, len(marks) + 1)).splitlines()
    return "\n".join([rows[0], *(mark + row for mark, row in zip(marks, rows[1:], strict=True))]) + "\n"


def test_a_sheet_is_a_line_each_with_the_columns_first() -> None:
    assert sheet([ROW]) == (
        "mark\tnumber\tsentence\twords\trecord\tkind\tname\twhy\tplace\n"
        "\t1\tThe [[UN]] met.\tUN\tun\torganization\tUnited Nations\tacronym\treleases/x.md:5\n"
    )


@pytest.mark.parametrize("begin", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)"])
def test_no_cell_is_a_formula(begin: str) -> None:
    text = sheet([ROW._replace(sentence=f"{begin} [[UN]]", words=begin)])
    assert f"\t'{begin}" in text
    assert f"\t{begin}" not in text


@given(st.lists(st.text(), min_size=6, max_size=6), st.sampled_from(["", "right", "wrong", "unsure"]))
def test_what_is_written_is_read(cells: list[str], mark: str) -> None:
    row = ROW._replace(mark=mark, sentence=cells[0], words=cells[1], record=cells[2], name=cells[3], place=cells[5])  # type: ignore[arg-type]
    text = sheet([row])
    rows, problems = read_sheet("s.tsv", text)
    assert not problems
    assert text.count("\n") == 2
    # Control characters are replaced by spaces, because spreadsheets can't store them.
    plain = [
        " ".join(CONTROL.sub(" ", value).split())
        for value in (row.sentence, row.words, row.record, row.name, row.place)
    ]
    read = [rows[0].sentence, rows[0].words, rows[0].record, rows[0].name, rows[0].place]
    assert [value.removeprefix("'") for value in read] == [value.removeprefix("'") for value in plain]
    assert (rows[0].mark, rows[0].number, rows[0].why) == (mark, 1, "acronym")


ONE = marked("right").splitlines()[1]
REASONS = ", ".join(get_args(Method))
DRAW = "write one with `newsroom mentions --sample 60 --output FILE`, and change only its first column"
COLUMN_NAMES = "mark, number, sentence, words, record, kind, name, why, place"
WRONG: dict[str, tuple[str, str]] = {
    "nothing": (
        "",
        f"s.tsv:1: [bad-value] the table has no column {COLUMN_NAMES}; {DRAW}",
    ),
    "no row": (f"{HEAD}\n", f"s.tsv:1: [bad-value] the table has no rows; {DRAW}"),
    "another table": (
        "a,b\n1,2\n",
        f"s.tsv:1: [bad-value] the table has no column {COLUMN_NAMES}; {DRAW}",
    ),
    "a slip": (
        f"{HEAD}\nrigth{ONE.removeprefix('right')}\n",
        "s.tsv:2: [bad-value] the mark 'rigth' is none of right, wrong, unsure; did you mean 'right'?",
    ),
    "a word": (
        f"{HEAD}\n{ONE}\nx{ONE.removeprefix('right')}\n",
        "s.tsv:3: [bad-value] the mark 'x' is none of right, wrong, unsure; write one of these, or nothing",
    ),
    "a cell less": (
        f"{HEAD}\n{ONE.replace('organization' + chr(9), '')}\n",
        f"s.tsv:2: [bad-value] the reason 'releases/x.md:5' is none of {REASONS}; write the one it had",
    ),
    "a cell more": (
        f"{HEAD}\n{ONE.replace('UN' + chr(9), 'UN' + chr(9) * 2)}\n",
        f"s.tsv:2: [bad-value] the reason 'United Nations' is none of {REASONS}; write the one it had",
    ),
    "no number": (
        f"{HEAD}\n{ONE.replace(chr(9) + '1' + chr(9), chr(9) + 'i' + chr(9))}\n",
        "s.tsv:2: [bad-value] the number 'i' is none; write the one that the row had when the sheet was drawn",
    ),
    "a row twice": (
        f"{HEAD}\n{ONE}\n\n{ONE}\n",
        "s.tsv:4: [bad-value] the row 1 is on line 2 as well; delete one of the two",
    ),
    "a reason": (
        f"{HEAD}\n{ONE.replace('acronym', 'acronim')}\n",
        f"s.tsv:2: [bad-value] the reason 'acronim' is none of {REASONS}; did you mean 'acronym'?",
    ),
}


@pytest.mark.parametrize(("text", "message"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_named(text: str, message: str) -> None:
    assert [str(problem) for problem in read_sheet("s.tsv", text)[1]] == [message]


def test_a_spreadsheet_may_have_saved_it_with_another_separator_and_a_note() -> None:
    text = f"{HEAD}\tnote\n{ONE}\tseen\n".replace("\t", ";").replace("The [[UN]] met.", '"The [[UN]]; met."')
    (row,), problems = read_sheet("s.csv", text)
    assert (row.mark, row.sentence, row.place, problems) == ("right", "The [[UN]]; met.", "releases/x.md:5", [])


def test_marks_are_counted() -> None:
    found = Precision.of(read_sheet("s.tsv", marked("right", "right", "right", "wrong", "unsure", "", ""))[0])
    assert found == Precision(right=3, wrong=1, unsure=1, unmarked=2)
    assert found.share == 0.75


# Newcombe 1998, table I, the score method without continuity correction.
PUBLISHED = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("right", "count", "low", "high"), PUBLISHED)
def test_intervals_are_those_of_the_literature(right: int, count: int, low: float, high: float) -> None:
    assert wilson(right, count) == pytest.approx((low, high), abs=5e-5)
    assert wilson(count - right, count) == pytest.approx((1 - high, 1 - low), abs=5e-5)
