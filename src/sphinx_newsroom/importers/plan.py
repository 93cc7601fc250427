"""The plan of an import of records or releases: the files to write, and a table for an editor to decide in."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import unified_diff
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Incoming, Place, RefusedValueError, Seen, refuse, unreadable
from sphinx_newsroom.importers.formats.tables import document_of
from sphinx_newsroom.sources.table_cells import cell, value_of


class Copy(NamedTuple):
    """A file to copy into the archive at *path*, from *source* or, if embedded in a source, from *data*."""

    source: str
    path: str
    data: bytes = b""


class Change(NamedTuple):
    """A file that an import writes.

    Attributes:
        before: The present text; empty for a new file.
        copies: Files to write first.
        source: The source in a release's row of the plan.
        note: Why a text replaces a published one.
    """

    path: str
    title: str
    before: str
    after: str
    copies: tuple[Copy, ...] = ()
    source: str = ""
    note: str = ""

    @property
    def id(self) -> str:
        """The id of the record or release, such as ``2011/opens``."""
        return self.path.partition("/")[2].removesuffix(".md")

    @property
    def is_new(self) -> bool:
        """Whether the file doesn't exist yet."""
        return not self.before

    @property
    def difference(self) -> str:
        """The changed lines as a unified diff."""
        before, after = (text.splitlines(keepends=True) for text in (self.before, self.after))
        return "".join(unified_diff(before, after, self.path, self.path, n=1))


@dataclass(frozen=True, slots=True)
class Plan:
    """The plan of an import.

    Attributes:
        changes: The files to write.
        same: The paths of files that don't change.
        kept: The paths of files that no source names.
        rows: The rows for an editor to decide on; empty for records.
    """

    changes: tuple[Change, ...] = ()
    same: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    rows: tuple[Row, ...] = ()


# The plan as TSV or .xlsx, with a row for each release: written, edited in a spreadsheet, and read again.

HELP = (
    "# A plan of newsroom import-releases. Fill in date and title where status asks, or write yes as a date to take "
    "all days that were found in the same way as that one; write skip as the status of what shall not "
    "come in, change titles, ids and dates as you like. Then run the same command again with --write."
)
"""The first line of a plan."""

FURNITURE, KEEP = "furniture", "keep"
SKIP, NEW, THERE, NO_TEXT, ASK, CLOSED = "skip", "new", "there", "no text", "ask", "closed"
CHANGED, TAKE, YES, LOOK, REFUSED = "changed", "take", "yes", "look", "refused"
"""The words with which a status begins."""

_LARGEST_CELL = 1_000_000


@dataclass(slots=True)
class Row:
    """A row of a plan; every cell is text.

    *line* is its line in the file, or 0 before it was written. *release* is None for a list entry, or if the source is
    gone. *texts* are the captured texts, oldest first.
    """

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
    translation_of: str = ""
    status: str = ""
    line: int = 0
    release: Incoming | None = None
    texts: tuple[Seen, ...] = ()
    difference: str = ""

    @property
    def kind(self) -> str:
        """The first word of the status, such as ``ask`` in ``ask: date``."""
        found = re.match(rf"{NO_TEXT}|\w*", self.status.strip().lower())
        return found[0] if found else ""

    @property
    def is_new(self) -> bool:
        """Whether to write its release; one marked ``look`` is written once its plan has been read back."""
        return self.release is not None and (self.kind == NEW or (self.line > 0 and self.kind == LOOK))

    @property
    def cells(self) -> dict[str, str]:
        """The cells by column."""
        return {name: getattr(self, name.replace(" ", "_")) for name in COLUMNS}


COLUMNS = tuple(name.replace("_", " ") for name in Row.__slots__[:14])
"""The columns of a plan, in order."""


def written(rows: Iterable[Row], name: str = "") -> bytes:
    """Return a plan with a first line of instructions: as a spreadsheet if *name* ends in .xlsx, otherwise as TSV."""
    lines = [[*map(cell, row.cells.values())] for row in rows]
    if name.lower().endswith(".xlsx"):
        return _as_spreadsheet(lines)
    text = io.StringIO()
    text.write(f"{HELP}\n")
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows([COLUMNS, *lines])
    return text.getvalue().encode()


def _as_spreadsheet(lines: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook

    book, made = Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    for line in ([HELP], COLUMNS, *lines):
        sheet.append(line)
    for row in sheet.iter_rows(min_row=2):
        for one in row:
            one.number_format = "@"  # as text, or Excel would turn ids and dates into numbers
    sheet.freeze_panes = "A3"
    book.save(made)
    return made.getvalue()


_HELP_LINE = re.compile(r'\A\s*"?#[^\n]*')


def read_plan(data: bytes, name: str) -> dict[str, Row]:
    """Read the rows of a plan by source, even if a spreadsheet has saved it.

    Raises RefusedValueError if the file isn't a plan, or two rows have the same source.
    """
    place = Place(name)
    csv.field_size_limit(_LARGEST_CELL)
    document, _ = document_of(data, name)
    # An empty line instead of the instructions, so that lines keep their numbers.
    document = replace(document, text=_HELP_LINE.sub("", document.text))
    columns: list[str] = []
    rows: dict[str, Row] = {}
    for found in document.table(lambda cell: cell if (cell := cell.lower()) in COLUMNS else None)[1]:
        if isinstance(found, Problem):
            if found.is_error:
                raise RefusedValueError(found)
            continue  # another sheet of the spreadsheet
        where = found.place
        if not columns:
            if found.cells[0].startswith("#"):
                continue
            columns = [cell.strip().lower() for cell in found.cells]
            if missing := {"source", "title", "date", "status"} - set(columns):
                words = f"the columns {', '.join(sorted(missing))} are not there"
                raise unreadable(
                    where,
                    f"the file isn't a plan: {words}",
                    "restore the row of column names, or use another file with --plan",
                )
            continue
        named = zip(columns, found.cells, strict=False)
        cells: dict[str, Any] = {key.replace(" ", "_"): value_of(text) for key, text in named if key in COLUMNS}
        row = Row(**{"source": "", **cells}, line=where.line or 0)
        if row.source in rows:
            words = f"the source {row.source[:60]!r} is also on line {rows[row.source].line}"
            raise refuse(where, words, "remove one of the rows", ImportCode.DUPLICATE_KEY)
        rows[row.source] = row
    if not columns:
        raise unreadable(place, "the file isn't a plan: it is empty", "use another file with --plan")
    return rows
