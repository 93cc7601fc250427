"""Decisions about suggested names: two at once, names that are typed in part, and lists."""

from __future__ import annotations

import csv
import io
import subprocess
import sys

import pytest
from tests.conftest import ArchiveOnDisk

from sphinx_newsroom.cli.suggest import matches
from sphinx_newsroom.operations.suggestions import Decisions, Pool, read_sheet, sheet, take
from sphinx_newsroom.text.suggest import REJECTED, Suggestion

# Decisions of two at once: the second waits for the first, and reads what that one wrote.


def test_nobody_decides_between_the_reading_and_the_writing_of_another(archive: ArchiveOnDisk) -> None:
    command = [sys.executable, "-m", "sphinx_newsroom", "--root", str(archive.root), "suggest", "--reject", "Board B"]
    told: list[str] = []

    def act(decisions: Decisions) -> None:
        decisions.reject("Board A")
        told.append(subprocess.run(command, capture_output=True, text=True, check=False).stderr)

    take(archive.root, act, lambda: Pool((), 0, {}, {}))
    assert told == ["newsroom: another command is writing in this archive; wait for it to end\n"]
    subprocess.run(command, capture_output=True, check=True)
    assert (archive.root / REJECTED).read_text(encoding="utf-8").splitlines()[1:] == ["Board A", "Board B"]


# Which record or suggestion somebody means who types a part of its name.

SUGGESTED = [Suggestion(name, "organization", 2, "", "") for name in ("Harbour Authority", "Harbour Company of Varn")]
POOL = Pool(
    tuple(SUGGESTED),
    4,
    {"khc": "organizations/khc.md", "hb": "organizations/hb.md"},
    {"kelmark harbour company": "khc", "KHC": "khc", "harbour board": "hb"},
)


@pytest.mark.parametrize(
    ("typed", "found", "sure"),
    [
        ("khc", ["khc"], True),
        ("KHC", ["khc"], True),
        ("the Harbour Board", ["hb"], True),
        ("Harbour Authority", ["Harbour Authority"], True),
        ("harbour", ["khc", "hb", "Harbour Authority", "Harbour Company of Varn"], False),
        ("varn", ["Harbour Company of Varn"], False),
        ("Harbor Authority", ["Harbour Authority"], False),
        ("zzz", [], False),
        ("(", [], False),
    ],
)
def test_what_is_meant(typed: str, found: list[str], sure: bool) -> None:
    got, beyond_doubt = matches(POOL, typed, set())
    assert ([one if isinstance(one, str) else one.name for one in got], beyond_doubt) == (found, sure)


def test_nothing_is_joined_to_itself() -> None:
    assert matches(POOL, "Harbour Authority", {"Harbour Authority"})[1] is False


# The list in which people decide: written, edited, saved by a spreadsheet, and read again.

HARBOUR = Suggestion("Harbour Authority", "organization", 2, "", "", "HAB", None, ("Authority of Harbours", "The HA"))
ROE = Suggestion("Jane Roe", "official", 1, "", "", role="director")
JUSTICE = [Suggestion(label, "organization", 3, "", "") for label in ("Ministry of Justice", "Justice Ministry")]


def written() -> str:
    groups = [[HARBOUR], JUSTICE, [ROE]]
    ids = {one.name: one.name.casefold().replace(" ", "-") for group in groups for one in group}
    return sheet(groups, {"Jane Roe": "j-roe"}, ids, lambda one: ("releases/2013/port.md:6", f"=Of {one.name}."))


def decided(**decisions: str) -> str:
    """The list with decisions by the first word of a name."""
    lines = written().split("\n")
    for number, line in enumerate(lines):
        cells = line.split("\t")
        if len(cells) > 3 and (word := decisions.get(cells[3].split(" ")[0])):
            lines[number] = word + line
    return "\n".join(lines)


def test_what_may_be_one_stands_together_and_formulas_are_none() -> None:
    table = list(csv.DictReader(written().split("\n")[1:], delimiter="\t"))
    assert [(row["name"], row["into"], row["group"]) for row in table] == [
        ("Harbour Authority", "", ""),
        ("Ministry of Justice", "", "1"),
        ("Justice Ministry", "Ministry of Justice", "1"),
        ("Jane Roe", "j-roe", ""),
    ]
    assert table[0]["sentence"] == "'=Of Harbour Authority."


def test_what_is_decided_is_read_as_it_was_written() -> None:
    rows, problems = read_sheet("names.tsv", decided(Harbour="Accept", Justice="join", Ministry="later", Jane="reject"))
    assert problems == []
    assert [(row.decision, row.into, row.id, row.line) for row in rows] == [
        ("accept", "", "harbour-authority", 3),
        ("join", "Ministry of Justice", "justice-ministry", 5),
        ("reject", "j-roe", "jane-roe", 6),
    ]
    first = rows[0].suggestion
    assert (first.name, first.kind, first.acronym, first.other_names) == (
        "Harbour Authority",
        "organization",
        "HAB",
        ("Authority of Harbours", "The HA"),
    )


@pytest.mark.parametrize("separator", [";", ","])
def test_a_spreadsheet_may_have_saved_it_otherwise(separator: str) -> None:
    saved = io.StringIO()
    rows = list(csv.reader(decided(Harbour="accept").split("\n"), delimiter="\t"))
    csv.writer(saved, delimiter=separator, lineterminator="\r\n").writerows(rows)
    text = saved.getvalue().replace("\r\n", "\n")
    (row,), problems = read_sheet("names.csv", text)
    assert (row.decision, row.suggestion.name, row.line, problems) == ("accept", "Harbour Authority", 3, [])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            decided(Harbour="acept"),
            "n.tsv:3: [bad-value] the decision 'acept' is none of accept, reject, join, later; did you mean 'accept'?",
        ),
        (
            decided(Harbour="x"),
            "n.tsv:3: [bad-value] the decision 'x' is none of accept, reject, join, later; write one of these, or "
            "nothing",
        ),
        (
            decided(Harbour="join"),
            "n.tsv:3: [bad-value] the row doesn't say what the name is joined to; enter the id of a record, or a name "
            "accepted in this table, in the column into",
        ),
        (
            decided(Jane="accept").replace("official", "person"),
            "n.tsv:6: [bad-value] the kind 'person' is none; write organization or official",
        ),
        (
            decided(Jane="accept").replace("Jane Roe\t", "\t"),
            "n.tsv:6: [bad-value] the row has no name; write the name that is decided about",
        ),
        (
            decided(Jane="accept") + "reject\t\tofficial\tJane Roe\n",
            "n.tsv:7: [bad-value] 'Jane Roe' is decided on line 6 as well; delete one of the two",
        ),
        (
            "a\tb\n1\t2\n",
            "n.tsv:1: [bad-value] the table has no column decision, into, kind, name; write a list with "
            "`newsroom suggest --list FILE`, and keep the row of column names",
        ),
        (
            decided(Jane="accept") + "x" * 200_000,
            "n.tsv:1: [bad-value] this isn't a table: field larger than field limit (131072); write a list with "
            "`newsroom suggest --list FILE`, and keep the row of column names",
        ),
        (
            "",
            "n.tsv:1: [bad-value] the table has no column decision, into, kind, name; write a list with "
            "`newsroom suggest --list FILE`, and keep the row of column names",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, told: str) -> None:
    before = csv.field_size_limit(131_072)  # the process has one limit, which imports raise
    try:
        assert [str(problem) for problem in read_sheet("n.tsv", text)[1]] == [told]
    finally:
        csv.field_size_limit(before)
