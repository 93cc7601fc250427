"""The rows of a table in CSV, for whoever gives its columns a meaning."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place


class Cells(NamedTuple):
    """The cells of a row, and where it begins."""

    place: Place
    cells: list[str]


def rows_of(text: str, file: str, separator: str) -> Iterator[Cells | Problem]:
    """The rows of a table that hold something, the one that names the columns first; what is wrong, row by row.

    Source: RFC 4180, with any separator.  A row may have fewer cells than the first, and no more.
    """
    # newline="": line ends inside quoted cells are for the csv module to read.  Strict, since a stray quotation
    # mark would otherwise join cells and rows without a word.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    columns = 0
    while True:
        place = Place(file, reader.line_num + 1)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield place.problem(
                ImportCode.UNREADABLE_FILE,
                f"the row is not CSV: {error}",
                "put a cell that holds quotation marks in quotation marks, and double those in it",
            )
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if columns and any(cell.strip() for cell in cells[columns:]):
            yield place.problem(
                ImportCode.BAD_VALUE,
                f"the row has {len(cells)} cells for {columns} columns",
                "put a cell that holds the separator in quotation marks",
            )
            continue
        columns = columns or len(cells)
        yield Cells(place, cells)
