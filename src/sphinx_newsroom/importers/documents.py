"""Files to import as text, tables, spreadsheets, JSON documents or JSON lines, with the places that messages name."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import as_text
from sphinx_newsroom.importers.drafts import Node, Place, RefusedValueError, clean, unreadable
from sphinx_newsroom.sources.table_cells import SEPARATORS


class Cells(NamedTuple):
    """The cells of a row, and the place where it begins."""

    place: Place
    cells: list[str]


def rows_of(text: str, file: str, separator: str) -> Iterator[Cells | Problem]:
    """Yield a table's rows that aren't empty, the row of column names first, and a problem for each bad row.

    Source: RFC 4180, with any separator. A row may have fewer cells than the first row, but not more.
    """
    # newline="" leaves line ends inside quoted cells to the csv module. Without strict, a stray quotation mark would
    # silently join cells and rows.
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
                f"the row isn't valid CSV: {error}",
                "put a cell that contains quotation marks in quotation marks, and double those inside it",
            )
            continue
        if not any(cell.strip() for cell in cells):
            continue
        if columns and any(cell.strip() for cell in cells[columns:]):
            yield place.problem(
                f"the row has {len(cells)} cells for {columns} columns",
                "put a cell that contains the separator in quotation marks",
                ImportCode.BAD_VALUE,
            )
            continue
        columns = columns or len(cells)
        yield Cells(place, cells)


def separator_of(text: str, column: Callable[[str], str | None]) -> tuple[str, set[str]]:
    """Return the separator of a table, and the columns that it yields.

    The separator is the one with which *column* recognizes the most cells of the first row, or else the most frequent.
    """
    # Limited, since a file without line ends is one long row.
    first = text.lstrip("\r\n").partition("\n")[0][:10_000]
    found = {
        sign: {key for cell in first.split(sign) if (key := column(cell.strip().strip('"'))) is not None}
        for sign in SEPARATORS
    }
    best = max(SEPARATORS, key=lambda sign: (len(found[sign]), first.count(sign)))
    return best, found[best]


_LARGEST_SHEET = 64 << 20
"""The largest decompressed spreadsheet, in bytes."""
_MOST_CELLS = 5_000_000


def is_spreadsheet(data: bytes) -> bool:
    """Whether a file is a spreadsheet in the format of Excel."""
    return data.startswith(b"PK\x03\x04") and b"xl/workbook" in data


def spreadsheet(data: bytes, place: Place) -> tuple[Cells | Problem, ...]:
    """Return the rows of the first sheet with values, and problems that name what isn't read.

    Raises RefusedValueError if the spreadsheet can't be read.
    """
    from openpyxl import load_workbook

    found: dict[str, list[Cells]] = {}
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > _LARGEST_SHEET:
                raise ValueError(f"it is larger than {_LARGEST_SHEET >> 20} MiB")
            sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/")]
            has_links = any(b"<hyperlink " in archive.read(name) for name in sheets)
        # Read as a stream, since a sheet's size, merged cells and links may claim any number of cells.
        for sheet in load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets:
            sheet.reset_dimensions()
            if rows := list(_rows_of_sheet(sheet, place)):
                found[sheet.title] = rows
    except Exception as error:  # openpyxl can fail in any way
        words = f"the spreadsheet can't be read: {clean(str(error))[:200] or type(error).__name__}"
        raise unreadable(place, words, "save it as .csv, UTF-8") from None
    if not found:
        raise unreadable(place, "the spreadsheet is empty", "use one whose first row names the columns")
    first, *others = found
    left = [
        (f"only the first sheet is read, so {title!r} is left out", "save it as a file of its own") for title in others
    ]
    if has_links:
        left.append(("the addresses that cells link to aren't read", "write them into a column of their own"))
    return (*found[first], *(place.problem(*words, ImportCode.LEFT_OUT) for words in left))


def _rows_of_sheet(sheet: Any, place: Place) -> Iterator[Cells]:
    """Yield the rows that aren't empty; raises ValueError if there are too many cells."""
    count = 0
    for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
        count += len(row) + 1
        if count > _MOST_CELLS:
            raise ValueError(f"it has more than {_MOST_CELLS:,} cells")
        if any(value is not None for value in row):
            yield Cells(Place(place.file, number), [*map(_cell, row)])


def _cell(value: object) -> str:
    """Return the value of a spreadsheet's cell as text."""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


LARGEST = 1 << 30
"""The largest file that is read, in bytes."""


@dataclass(frozen=True)
class Document:
    """A file's text, or the rows of a spreadsheet, and its name as the user gave it."""

    name: str
    text: str
    sheet: tuple[Cells | Problem, ...] = ()

    @property
    def place(self) -> Place:
        """The file as a whole."""
        return Place(self.name)

    @property
    def is_json(self) -> bool:
        """Whether the text begins like JSON; no CSV of records does."""
        return self.text.lstrip()[:1] in ("{", "[")

    def table(self, column: Callable[[str], str | None]) -> tuple[set[str], Iterator[Cells | Problem]]:
        """Return the columns that *column* recognizes in the first row, and the rows."""
        if self.sheet:
            first = next((row.cells for row in self.sheet if isinstance(row, Cells)), [])
            return {key for cell in first if (key := column(cell)) is not None}, iter(self.sheet)
        separator, known = separator_of(self.text, column)
        return known, rows_of(self.text, self.name, separator)

    @cached_property
    def _parsed(self) -> tuple[list[Node], list[Problem]]:
        # Two lines are enough to tell JSON lines from one value spread over many lines.
        if not _are_values(list(islice(self._lines(), 2))):
            return [Node(self.place, _value(self.text, self.place))], []
        found: list[Node] = []
        broken: list[Problem] = []
        for number, line in self._lines():
            place = Place(self.name, number)
            try:
                found.append(Node(place, _value(line, place)))
            except RefusedValueError as refusal:
                broken.append(refusal.problem)
        return found, broken

    @property
    def values(self) -> list[Node]:
        """The JSON value of the file, or the values of its lines; raises RefusedValueError if there are none."""
        return self._parsed[0]

    @property
    def broken(self) -> list[Problem]:
        """The problems of lines that aren't JSON, in a file of JSON lines."""
        return self._parsed[1]

    def records(self, wrapped: str) -> Iterator[Node]:
        """Yield the values, with lists and ``{wrapped: {…}}`` or ``{wrapped: […]}`` split into their items."""
        for node in self.values:
            if isinstance(node.value, dict) and isinstance(node.value.get(wrapped), (dict, list)):
                node = node.at(wrapped)
                if isinstance(node.value, dict):
                    yield from (node.at(key) for key in node.value)
                    continue
            if isinstance(node.value, list):
                yield from (Node(node.place.at(number), item) for number, item in enumerate(node.value))
            else:
                yield node

    @property
    def first(self) -> Any:
        """The first value, or the first item of a list; None if the file isn't JSON."""
        try:
            value = self.values[0].value if self.is_json and self.values else None
        except RefusedValueError:
            return None
        return value[0] if isinstance(value, list) and value else value

    def _lines(self) -> Iterator[tuple[int, str]]:
        """Yield the lines with values, without the commas and brackets that join them in dumps."""
        for number, line in enumerate(io.StringIO(self.text, newline="\n"), 1):
            # Wikidata's dumps are one list, with an entity and a comma on each line.
            bare = line.strip().removesuffix(",")
            if bare and bare not in ("[", "]"):
                yield number, bare


def _are_values(lines: list[tuple[int, str]]) -> bool:
    """Whether the file is JSON lines: the first line is a complete object, and another line follows."""
    if not lines[1:] or not lines[0][1].startswith("{"):
        return False
    try:
        json.loads(lines[0][1])
    except (ValueError, RecursionError):
        return False
    return True


def _value(source: str, place: Place) -> Any:
    try:
        return json.loads(source)
    except json.JSONDecodeError as error:
        line = (place.line or 1) + error.lineno - 1
        where = Place(place.file, line)
        raise unreadable(
            where, f"this isn't valid JSON: {error.msg[:1].lower()}{error.msg[1:]}", "export the complete file again"
        ) from None
    except (ValueError, RecursionError):
        raise unreadable(
            place, "the JSON contains a number that is too long, or is nested too deeply", "export the file again"
        ) from None


_GZIP = b"\x1f\x8b"
"""The first bytes of a gzip file, whatever its name."""


def _unpacked(file: io.BufferedReader) -> gzip.GzipFile | io.BufferedReader:
    """Return the file, or a stream that decompresses it as far as it is read."""
    return gzip.GzipFile(fileobj=file) if file.peek(len(_GZIP))[: len(_GZIP)] == _GZIP else file


def read(path: Path, name: str) -> Document:
    """Read a file as text or a spreadsheet, decompressing gzip.

    Raises RefusedValueError if it can't be read, is too large or isn't UTF-8.
    """
    place = Place(name)
    try:
        with path.open("rb") as packed, _unpacked(packed) as file:
            # One byte more than the limit, to recognize a larger file.
            source = file.read(LARGEST + 1)  # devices and pipes have no size to check
        if len(source) > LARGEST:
            raise unreadable(place, f"the file is larger than {LARGEST >> 20:,} MiB", "split it")
        if is_spreadsheet(source):
            return Document(name, "", spreadsheet(source, place))
        return Document(name, as_text(source))
    except UnicodeDecodeError as error:
        where = Place(name, error.object.count(b"\n", 0, error.start) + 1)
        raise unreadable(where, "the file isn't UTF-8", "save it as UTF-8") from None
    except (EOFError, zlib.error, gzip.BadGzipFile):
        raise unreadable(place, "the compressed file is damaged or cut off", "download it again") from None
    except OSError as error:
        raise unreadable(place, f"the file can't be read: {error.strerror}", "name a file with records") from None
