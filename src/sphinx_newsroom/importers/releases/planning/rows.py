"""The plan of an import as a table that spreadsheets open and write: one row a release, edited and read again."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, fields

from sphinx_newsroom.diagnostics import ImportCode
from sphinx_newsroom.importers.drafts import Place, refuse
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.sources.table_cells import SEPARATORS, cell, value_of

HELP = (
    "# A plan of newsroom import-releases. Fill in date and title where status asks, write skip as the status of what "
    "shall not come in, change titles, ids and dates as you like; then run the same command again with --write."
)
"""The first line of a plan."""

SKIP, NEW, THERE, NO_TEXT, ASK, CLOSED = "skip", "new", "there", "no text", "ask", "closed"
"""What a status says or begins with."""

_LARGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a plan; every cell is text, and *line* where it stands in the file (0 before it was written)."""

    source: str
    id: str = ""
    title: str = ""
    date: str = ""
    dateline: str = ""
    issuer: str = ""
    embargo: str = ""
    from_what: str = ""
    words: str = ""
    revisions: str = ""
    loss: str = ""
    duplicate_of: str = ""
    status: str = ""
    line: int = 0

    @property
    def skipped(self) -> bool:
        """Whether the editor does not want it."""
        return self.status.strip().lower().split(" ")[0].rstrip(":,;") == SKIP


COLUMNS = tuple(field.name.replace("_", " ") for field in fields(Row) if field.name != "line")
"""The columns of a plan, in their order."""


def written(rows: Iterable[Row]) -> str:
    """A plan as TSV, with the line that says how to use it."""
    lines = io.StringIO()
    lines.write(f"{HELP}\n")
    table = csv.writer(lines, delimiter="\t", lineterminator="\n")
    table.writerow(COLUMNS)
    table.writerows([cell(getattr(row, name.replace(" ", "_"))) for name in COLUMNS] for row in rows)
    return lines.getvalue()


def read_plan(data: bytes, name: str) -> list[Row]:
    """The rows of a plan as it was written, or as a spreadsheet wrote it again.

    Raises RefusedValueError where the file is no plan, or two rows are of one source.
    """
    place = Place(name)
    text = decoded(data, place).text
    lines = text.split("\n")
    start = next(
        (number for number, line in enumerate(lines) if "source" in line.lower() and "#" not in line[:2]), None
    )
    if start is None:
        raise _no_plan(place)
    sign = max(SEPARATORS, key=lines[start].count)
    csv.field_size_limit(_LARGEST_CELL)
    reader = csv.reader(io.StringIO("\n".join(lines[start:]), newline=""), delimiter=sign)
    columns: list[str] = []
    rows: list[Row] = []
    known: dict[str, int] = {}
    try:
        for cells in reader:
            line = start + reader.line_num
            if not columns:
                columns = [cell.strip().lower() for cell in cells]
                if missing := {"source", "title", "date", "status"} - set(columns):
                    raise _no_plan(Place(name, line), f"the columns {', '.join(sorted(missing))} are not there")
            elif any(cell.strip() for cell in cells):
                row = _row(dict(zip(columns, cells, strict=False)), line)
                if row.source in known:
                    words = f"the source {row.source[:60]!r} stands on line {known[row.source]}, too"
                    raise refuse(Place(name, line), words, "remove one of the rows", ImportCode.DUPLICATE_KEY)
                known[row.source] = line
                rows.append(row)
    except csv.Error as error:
        words = f"the plan is no table: {error}"
        raise refuse(
            Place(name, start + reader.line_num), words, "save it as tab-separated text", ImportCode.UNREADABLE_FILE
        ) from None
    return rows


def _no_plan(place: Place, words: str = "the first lines name no columns of a plan") -> Exception:
    advice = "keep the row of columns as it was, or let --plan write another file"
    return refuse(place, f"the file is no plan: {words}", advice, ImportCode.UNREADABLE_FILE)


def _row(cells: dict[str, str], line: int) -> Row:
    values = {name.replace(" ", "_"): value_of(cells.get(name) or "") for name in COLUMNS}
    return Row(**values, line=line)
