"""Releases as a table or as objects of JSON: a row or an object each, under names of columns."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.csv_rows import rows_of
from sphinx_newsroom.importers.drafts import Place, RefusedValueError, quoted, refuse
from sphinx_newsroom.importers.releases.formats import substack
from sphinx_newsroom.importers.releases.formats.dates import order_of
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.importers.releases.formats.fields import incoming, keys_of, meaning, meanings
from sphinx_newsroom.importers.releases.formats.program_rows import objects_in, plain_row
from sphinx_newsroom.importers.releases.formats.unpublished import why_closed, why_not_public
from sphinx_newsroom.importers.releases.incoming import Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.releases.recognizing import recognized

NAME = "table"
WORDS = "CSV or JSON lines with a column map"

LONGEST_CELL = 10_000_000
"""How many characters a cell of a table may have."""
_LARGEST_FIRST = 20_000
"""How many bytes of a file are looked at to tell its format."""
_SEPARATORS = ("\t", ",", ";")
_TABLES, _LINES = (".csv", ".tsv"), (".jsonl", ".ndjson", ".json")
_NEEDED = {"title", "body", "text", "html"}


class Row(NamedTuple):
    """A row of a table or an object of JSON."""

    place: Place
    values: dict[str, Any]


def knows(name: str, data: bytes) -> bool:
    """Whether a file is JSON of objects, or is called as tables are, or its first line names columns of releases."""
    start = data[:_LARGEST_FIRST].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return name.lower().endswith(_LINES) or start[:2] in (b"[{", b'{"')
    first = start.partition(b"\n")[0].decode("utf-8", "replace")
    return name.lower().endswith(_TABLES) or _separator(first) is not None


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """A release for each row; a row that is none is a problem, and the others go on."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
        rows = list(_objects(text, place) if text.lstrip()[:1] in ("{", "[") else _rows(text, place))
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    options = _with_order([row for row in rows if isinstance(row, Row)], options)
    names: dict[tuple[str, ...], dict[str, str]] = {}
    for row in rows:
        if isinstance(row, Row) and options.beside and substack.is_post(row.values) and not why_not_public(row.values):
            row = _with_text(row, options.beside)
        if isinstance(row, Problem):
            yield row
            continue
        keys = tuple(row.values)
        known = names.get(keys)
        if known is None:
            known = names[keys] = meanings(keys, options)
        yield _release(row, known, options, losses)


def _with_text(row: Row, beside: Callable[[str], bytes | None]) -> Row | Problem:
    """A row of an export of Substack with its text, which stands in a file of its own."""
    values = substack.with_text(row.values, beside)
    if values is not None:
        return row._replace(values=values)
    title, place = quoted(row.values.get("title", "")), substack.text_at(row.values)
    words = f"{title} is left out, since its text is not in {place}"
    return row.place.problem(ImportCode.LEFT_OUT, words, "export it again, or give this post in another form")


def _release(row: Row, names: dict[str, str], options: Options, losses: tuple[Loss, ...]) -> Incoming | Problem:
    if wrong := why_not_public(row.values):
        return row.place.problem(ImportCode.NOT_RELEASED, f"the row is {wrong}, and left out", "publish it there first")
    try:
        values = keys_of(row.values, names, row.place)
        found = incoming(values, NAME, options)
    except RecursionError:
        return row.place.problem(ImportCode.UNREADABLE_FILE, "the row is nested too deeply", "write plain values")
    if not found.body and not found.title:
        columns = ", ".join(map(quoted, list(row.values)[:8]))
        return row.place.problem(
            ImportCode.MISSING_KEY,
            f"no column is a title or a text; the columns are {columns}",
            "say which they are, with --map title=…,body=…",
        )
    found = replace(found, closed=why_closed(row.values), losses=(*losses, *found.losses))
    return recognized(found, options)


def _with_order(rows: list[Row], options: Options) -> Options:
    """The options with the order of day and month that the dates of all rows show, where none is given."""
    if options.order is not None:
        return options
    columns = {key: meaning(key, options) for row in rows[:1] for key in row.values}
    dates = [key for key, means in columns.items() if means == "date"]
    texts = [value for row in rows for key in dates if isinstance(value := row.values.get(key), str)]
    return replace(options, order=order_of(texts))


def _objects(text: str, place: Place) -> Iterator[Row | Problem]:
    """The objects of JSON: one a line, or a list of them."""
    lines = [(number, line) for number, line in enumerate(io.StringIO(text, newline="\n"), 1) if line.strip()]
    if len(lines) > 1 and _is_object(lines[0][1]):
        for number, line in lines:
            yield _object(line, Place(place.file, number))
        return
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _no_json(place, error) from None
    items = value if isinstance(value, list) else objects_in(value)
    for number, item in enumerate(items):
        where = place if item is value else place.at(number)
        if isinstance(item, dict):
            yield Row(where, plain_row(item))
        else:
            yield where.problem(ImportCode.WRONG_TYPE, "this is no object of JSON", "write keys and values")


def _is_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _no_json(place: Place, error: Exception) -> RefusedValueError:
    at = getattr(error, "lineno", None)
    where = Place(place.file, at) if at else place
    words = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:100]
    return refuse(where, f"the file is not JSON: {words}", "export it again, whole", ImportCode.UNREADABLE_FILE)


def _object(line: str, place: Place) -> Row | Problem:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError) as error:
        words = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:100]
        return place.problem(ImportCode.UNREADABLE_FILE, f"the line is not JSON: {words}", "export it again, whole")
    if isinstance(value, dict):
        return Row(place, plain_row(value))
    return place.problem(ImportCode.WRONG_TYPE, "the line is no object of JSON", "write keys and values")


def _separator(first: str) -> str | None:
    """The sign between the cells of a first row that names columns of releases."""
    best, most = None, 1
    for sign in _SEPARATORS:
        cells = [cell.strip().strip('"') for cell in first.split(sign)]
        found = {key for cell in cells if (key := meaning(cell, Options())) is not None}
        if len(found) > most and found & _NEEDED:
            best, most = sign, len(found)
    return best


def _rows(text: str, place: Place) -> Iterator[Row | Problem]:
    """The rows below the first; spreadsheets write commas, semicolons (in many countries) or tabs."""
    first = text.lstrip("\n").partition("\n")[0]
    sign = _separator(first) or max(_SEPARATORS, key=first.count)
    csv.field_size_limit(LONGEST_CELL)
    columns: list[str] = []
    for row in rows_of(text, place.file, sign):
        if isinstance(row, Problem):
            yield row
        elif not columns:
            columns = _distinct([cell.strip() for cell in row.cells])
        else:
            named = zip(columns, row.cells, strict=False)
            yield Row(row.place, plain_row({name: cell for name, cell in named if name and cell.strip()}))


def _distinct(columns: Sequence[str]) -> list[str]:
    """The names of columns, each once: a later one of the same name has its place with it, so that none is lost."""
    seen: set[str] = set()
    found = []
    for number, name in enumerate(columns, 1):
        found.append(f"{name} (column {number})" if name and name.casefold() in seen else name)
        seen.add(name.casefold())
    return found
