"""Suggestions as a table in which people decide, with any editor or spreadsheet, and what they decided."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from sphinx_newsroom.diagnostics import Code, Problem, nearest, shown
from sphinx_newsroom.operations.suggested.deciding import Decisions
from sphinx_newsroom.operations.suggested.pool import DecisionError
from sphinx_newsroom.sources.table_cells import SEPARATORS, cell, value_of
from sphinx_newsroom.text.suggest import Suggestion
from sphinx_newsroom.text.suggest.judging import Kind

Decided = Literal["accept", "reject", "join", "later", ""]
"""What stands in the column ``decision``; nothing yet, as the list was written."""

HELP = (
    "# Write accept, reject, join or nothing into the column decision, and for join into the column into what the name "
    "is another name of: the id of a record, or a name that is accepted here. Then: newsroom suggest --decided FILE"
)
"""The first line of a list."""

COLUMNS = (
    "decision",
    "into",
    "kind",
    "name",
    "acronym",
    "other names",
    "id",
    "releases",
    "group",
    "place",
    "sentence",
)
_NEEDED = COLUMNS[:4]
_BETWEEN = "; "
_LIST = "write a list with `newsroom suggest --list FILE`, and keep its row of columns"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a list: what was decided, of what; *line* is where it stands."""

    decision: Decided
    into: str
    suggestion: Suggestion
    id: str
    line: int


# --- writing ---


def sheet(
    groups: Iterable[Sequence[Suggestion]],
    near: Mapping[str, str],
    ids: Mapping[str, str],
    where: Callable[[Suggestion], tuple[str, str]],
) -> str:
    """Suggestions as a table, a line each, what may be one body or person side by side under one number.

    Args:
        groups: as :func:`~sphinx_newsroom.operations.suggested.pool.groups` gives them.
        near: the ids of records of which suggestions may be another name, by their names.
        ids: the ids that their records would have, by their names.
        where: the place of a suggestion, and its sentence.
    """
    lines = io.StringIO()
    lines.write(f"{HELP}\n")
    table = csv.writer(lines, delimiter=SEPARATORS[0], lineterminator="\n")
    table.writerow(COLUMNS)
    number = 0
    for group in groups:
        number += len(group) > 1
        for one in group:
            into = near.get(one.name) or (group[0].name if one is not group[0] else "")
            told = "", into, one.kind, one.name, one.acronym or "", _BETWEEN.join(one.other_names), ids[one.name]
            values = *told, str(one.releases), str(number) if len(group) > 1 else "", *where(one)
            table.writerow([cell(value) for value in values])
    return lines.getvalue()


# --- reading ---


def read_sheet(path: str, text: str) -> tuple[list[Row], list[Problem]]:
    """The rows of a list that are decided, and what is wrong in it, each with its line."""
    rows: list[Row] = []
    problems: list[Problem] = []
    try:
        head, *table = [*_lines(text)] or [(1, [])]
    except csv.Error as error:
        return [], [Problem(path, 1, Code.BAD_VALUE, f"the list is no table: {error}", _LIST)]
    columns = [value.strip().casefold() for value in head[1]]
    if missing := [column for column in _NEEDED if column not in columns]:
        message = f"the list has no column {', '.join(missing)}"
        return [], [Problem(path, head[0], Code.BAD_VALUE, message, _LIST)]
    known: dict[str, int] = {}
    for line, cells in table:
        row = {**dict.fromkeys(COLUMNS, ""), **dict(zip(columns, map(value_of, cells), strict=False))}
        row["decision"] = row["decision"].casefold()
        wrong = _wrong(row)
        if wrong is None and row["decision"] not in ("", "later"):
            if (first := known.setdefault(row["name"], line)) != line:
                wrong = f"{shown(row['name'])!r} is decided on line {first} as well", "delete one of the two"
            rows.append(_row(row, line))
        if wrong is not None:
            problems.append(Problem(path, line, Code.BAD_VALUE, *wrong))
    return rows, problems


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table with their lines, from that of columns on; spreadsheets may have written it again."""
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if "decision" in line and line.lstrip('"')[:1] != "#"), 0)
    sign = max(SEPARATORS, key=lines[start].count)
    reader = csv.reader(io.StringIO("\n".join(lines[start:]), newline=""), delimiter=sign)
    line = start + 1
    for cells in reader:
        if any(value.strip() for value in cells):
            yield line, cells
        line = start + reader.line_num + 1


def _wrong(row: Mapping[str, str]) -> tuple[str, str] | None:
    """What is wrong in a row, and what to write instead."""
    decision = row["decision"]
    if decision not in get_args(Decided):
        words = [known for known in get_args(Decided) if known]
        near = nearest(decision, words)
        advice = f"did you mean {near}?" if near else "write one of the four, or nothing"
        return f"the decision {shown(decision)!r} is none of {', '.join(words)}", advice
    if decision and not row["name"]:
        return "the row has no name", "write the name that is decided about"
    if decision == "accept" and row["kind"] not in get_args(Kind):
        return f"the kind {shown(row['kind'])!r} is none", "write organization or official"
    if decision == "join" and not row["into"]:
        advice = "write the id of a record, or a name that is accepted here, into the column into"
        return "nothing says what the name is joined to", advice
    return None


def _row(row: Mapping[str, str], line: int) -> Row:
    others = tuple(name for name in map(str.strip, row["other names"].split(_BETWEEN.strip())) if name)
    kind: Kind = "official" if row["kind"] == "official" else "organization"
    acronym = row["acronym"] or None
    suggestion = Suggestion(row["name"], kind, 0, "", "", acronym if kind == "organization" else None, None, others)
    return Row(cast("Decided", row["decision"]), row["into"], suggestion, row["id"], line)


# --- deciding ---


def decide(path: str, rows: Iterable[Row], decisions: Decisions) -> list[Problem]:
    """Take what a list decides, and say of which rows that cannot be, each with its line; raises OSError.

    Names are accepted first, so that others can be joined to them.
    """
    problems = []
    order = ("accept", "join", "reject")
    for row in sorted(rows, key=lambda row: (order.index(row.decision), row.line)):
        try:
            _decide(row, decisions)
        except DecisionError as error:
            problems.append(Problem(path, row.line, Code.BAD_VALUE, error.message, error.advice))
    return sorted(problems, key=lambda problem: problem.line)


def _decide(row: Row, decisions: Decisions) -> None:
    name = row.suggestion.name
    if row.decision == "reject":
        decisions.reject(name)
    elif row.decision == "join":
        decisions.join(name, decisions.id_of(row.into) or row.into)
    else:
        decisions.accept_once(row.suggestion, row.id or None)
