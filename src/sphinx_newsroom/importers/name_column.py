"""A table with a column of names: which records they mean, in the same table with columns added (RFC 4180)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from sphinx_newsroom.diagnostics import ImportCode, Problem, shown
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.formats.dates import date_of, decoded
from sphinx_newsroom.importers.incoming import Options
from sphinx_newsroom.importers.records.documents import rows_of
from sphinx_newsroom.sources.table_cells import SEPARATORS, cell, defused
from sphinx_newsroom.sources.values import closest
from sphinx_newsroom.text.reconciling import Asked, Candidate, Confidence, Days, Matched, Reconciler
from sphinx_newsroom.text.words.text_dates import order_of

ADDED = (
    "newsroom_id",
    "newsroom_kind",
    "newsroom_name",
    "newsroom_confidence",
    "newsroom_why",
    "newsroom_candidates",
)
"""The columns that are added; where a table has them, because it was matched before, they are made anew."""

_BETWEEN = "; "
_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Columns:
    """What the columns of a table are called, as the user says it: of *name* the default is ``name``."""

    name: str = "name"
    date: str | None = None
    office: str | None = None
    organization: str | None = None
    kind: str = ""
    """``official`` or ``organization`` where all names are of one kind."""


@dataclass(frozen=True)
class Table:
    """A table as it was read: its rows with the line of each, the first one those of the columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    line_end: str = "\n"
    marked: bool = False
    """Whether it began with a byte-order mark, by which spreadsheets know UTF-8."""


@dataclass(frozen=True)
class MatchedRow:
    """A row, and what its name means."""

    line: int
    cells: tuple[str, ...]
    asked: Asked
    found: Matched


def table_of(name: str, data: bytes) -> tuple[Table | None, list[Problem]]:
    """The table in the bytes of a file, and what is wrong with it: then there is none.

    What stands between the cells, and the encoding (UTF-8, UTF-16 with its mark, else Windows-1252), is recognized.
    """
    try:
        text, _ = decoded(data, Place(name))
    except RefusedValueError as refusal:
        return None, [refusal.problem]
    separator = max((",", *SEPARATORS), key=text.lstrip().partition("\n")[0].count)
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    for row in rows_of(text, name, separator):
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append((row.place.line or 0, tuple(row.cells)))
    if problems or not rows:
        return None, problems or [Place(name, 1).problem(*_EMPTY)]
    (_, head), *others = rows
    ends, mark = ("\r\n" if b"\r\n" in data else "\n"), data.startswith(b"\xef\xbb\xbf")
    return Table(tuple(column.strip() for column in head), tuple(others), separator, ends, mark), []


_EMPTY = ImportCode.UNREADABLE_FILE, "the table is empty", "give one whose first row names the columns"


def match_table(name: str, table: Table, columns: Columns, reconciler: Reconciler) -> Iterator[MatchedRow | Problem]:
    """What the names of a table mean, row by row; or the columns that it has not, and then no row."""
    places: dict[str, int] = {}
    known = {column.casefold(): number for number, column in reversed(list(enumerate(table.head)))}
    missing = False
    for what, wanted in vars(columns).items():
        if what == "kind" or wanted is None:
            continue
        number = known.get(wanted.strip().casefold())
        if number is None:
            missing = True
            yield _no_column(name, what, wanted, table.head)
        else:
            places[what] = number
    if missing:
        return
    order = order_of(cells[places["date"]] for _, cells in table.rows if "date" in places and _has(cells, places))
    options = Options(order=order)
    for line, cells in table.rows:
        said = {what: cells[number].strip() if number < len(cells) else "" for what, number in places.items()}
        days, wrong = _days(said.get("date", ""), options)
        asked = Asked(said["name"], days, said.get("office", ""), said.get("organization", ""), columns.kind)
        found = reconciler.match(asked)
        yield MatchedRow(line, cells, asked, found._replace(why=f"{found.why}; {wrong}") if wrong else found)


def _has(cells: Sequence[str], places: Mapping[str, int]) -> bool:
    return places["date"] < len(cells)


def _no_column(name: str, what: str, wanted: str, head: Sequence[str]) -> Problem:
    option = "--column" if what == "name" else f"--{what}-column"
    columns = ", ".join(shown(column) for column in head[:12])
    meant = closest(wanted, head)
    advice = f"did you mean {option} {shown(meant)!r}?" if meant else f"give {option} one of: {columns}"
    return Place(name, 1).problem(ImportCode.MISSING_KEY, f"there is no column {shown(wanted)!r}", advice)


def _days(text: str, options: Options) -> tuple[Days | None, str]:
    """The days that a cell says, and what is said of one that tells none."""
    if not text:
        return None, ""
    if _PARTIAL.fullmatch(text):
        return (Days.of(text), "") if text[:4] > "0000" else (None, _unread(text))
    found = date_of(text, options)
    return (Days.of(found[:10]), "") if found else (None, _unread(text))


def _unread(text: str) -> str:
    return f"the date {shown(text)!r} is not read"


# Writing


def with_matches(table: Table, rows: Sequence[MatchedRow]) -> str:
    """The table with the columns of :data:`ADDED`, nothing in it that a spreadsheet would run."""
    kept = [number for number, column in enumerate(table.head) if column not in ADDED]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=table.separator, lineterminator=table.line_end)
    writer.writerow([*(defused(table.head[number]) for number in kept), *ADDED])
    for row in rows:
        cells = [defused(row.cells[number]) if number < len(row.cells) else "" for number in kept]
        writer.writerow([*cells, *(cell(value) for value in _added(row.found))])
    return ("\ufeff" if table.marked else "") + out.getvalue()


def _added(found: Matched) -> tuple[str, ...]:
    record = found.record
    told = (record.id, record.kind, record.name) if record else ("", "", "")
    others = _BETWEEN.join(f"{one.id} ({one.name})" for one in found.others)
    return *told, found.confidence, found.why, others


def row_for_programs(row: MatchedRow) -> dict[str, Any]:
    """A row as JSON has it."""
    asked, found = row.asked, row.found
    return {
        "line": row.line,
        "name": asked.name,
        "date": _date(asked.days),
        "office": asked.office or None,
        "organization": asked.organization or None,
        "confidence": found.confidence,
        "record": _candidate(found.record) if found.record else None,
        "why": found.why,
        "candidates": [_candidate(one) for one in found.others],
    }


def _date(days: Days | None) -> str | None:
    if days is None:
        return None
    return days.first.isoformat() if days.first == days.last else f"{days.first}/{days.last}"


def _candidate(one: Candidate) -> dict[str, Any]:
    return {"id": one.id, "kind": one.kind, "name": one.name, "score": one.score, "why": list(one.why)}


def counted(rows: Sequence[MatchedRow]) -> str:
    """How many rows came to what: ``12 rows: 8 sure, 2 likely, 2 none``."""
    counts = Counter(row.found.confidence for row in rows)
    words = ", ".join(f"{counts[key]:,} {key}" for key in get_args(Confidence) if counts[key])
    return f"{len(rows):,} rows: {words}" if rows else "the table has no rows"
