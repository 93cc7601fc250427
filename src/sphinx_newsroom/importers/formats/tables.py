"""Releases as a table or as objects of JSON: a row or an object each, under names of columns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.documents import Document, rows_of, separator_of
from sphinx_newsroom.importers.drafts import Incoming, Listed, Options, Place, RefusedValueError, quoted
from sphinx_newsroom.importers.formats.dates import decoded
from sphinx_newsroom.importers.formats.fields import (
    meaning,
    release_of,
    why_not_public,
)
from sphinx_newsroom.sources.table_cells import SEPARATORS
from sphinx_newsroom.text.words.text_dates import order_of

# An export of Substack: ``posts.csv`` with a row a post, and ``posts/101.we-open.html`` with the text of each.

FILE, FOLDER = "posts.csv", "posts"
_ID, _PUBLISHED = "post_id", "is_published"
_POST = re.compile(r"(?P<number>\d+)\.(?P<slug>[\w-]+)")
"""A post's id, ``101.we-open``: what its files are called, and behind the point its address."""


def is_post(values: Mapping[str, Any]) -> bool:
    """Whether a row is one of an export's: it has the id of a post, says whether that is public, and has no text."""
    return {_ID, _PUBLISHED} <= values.keys() and _POST.fullmatch(str(values[_ID])) is not None


def text_at(values: Mapping[str, Any]) -> str:
    """Where the text of a post stands, by its row, from the folder of ``posts.csv``."""
    return f"{FOLDER}/{values[_ID]}.html"


def with_text(values: Mapping[str, Any], beside: Callable[[str], bytes | None]) -> dict[str, Any] | None:
    """A row with the text of its post and the address that it had; None where *beside* has no text.

    >>> with_text({"post_id": "101.we-open", "is_published": "true"}, lambda path: b"<p>We open.</p>")["url"]
    '/p/we-open'
    """
    try:
        text, _ = decoded(beside(text_at(values)) or b"", Place(text_at(values)))
    except RefusedValueError:
        return None
    slug = str(values[_ID]).partition(".")[2]
    return {**values, "html": text, "url": f"/p/{slug}"} if text.strip() else None


def posts_in(data: bytes) -> frozenset[str]:
    """The ids of the posts of an export, by its ``posts.csv``: files that are called after them are parts of it."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    return frozenset(row[_ID] for row in rows if is_post(row))


# Rows as the interfaces of other programs give them: where in their JSON the releases stand, and their values.
#
# WordPress has ``{"title": {"rendered": "…"}}``, Drupal and Strapi ``{"attributes": {…}}`` (JSON:API), Contentful
# ``{"fields": {"title": {"en-US": "…"}}}``, GOV.UK ``{"details": {…}}``, Ghost ``{"db": [{"data": {"posts": […]}}]}``;
# Joomla has the beginning of a text in a column of its own.

_TEXTS = {"body", "text", "html", "content"}
_OF_RELEASE = {"title", *_TEXTS}
_LISTS = tuple("posts articles releases news items entries results nodes data docs db".split())
"""What programs call the list of what they hold; the first of these that is there."""

_HOLDERS = ("attributes", "fields", "details")
"""What holds the values of an object."""

_VALUES = ("rendered", "processed", "value")
"""What holds the text of a value; Drupal's *processed* is what readers saw of it."""

_LOCALE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_DEEPEST = 4


def objects_in(value: Mapping[str, Any], depth: int = _DEEPEST) -> list[Any]:
    """The objects of ``{"posts": [{…}, …], "meta": {…}}``; the one that it is itself, where it is a release.

    >>> objects_in({"db": [{"data": {"posts": [{"title": "Harbour opens"}], "tags": [{"name": "Port"}]}}]})
    [{'title': 'Harbour opens'}]
    """
    lists = {
        name: item for name, item in value.items() if isinstance(item, list) and item and isinstance(item[0], dict)
    }
    named = next((lists[name] for name in _LISTS if name in lists), None)
    if depth == 0 or value.keys() & _TEXTS or any(isinstance(value.get(name), dict) for name in _HOLDERS):
        return [value]
    if named is None and len(lists) == 1 and not value.keys() & _OF_RELEASE:
        named = next(iter(lists.values()))
    if named is not None:
        return objects_in(named[0], depth - 1) if len(named) == 1 else named
    inner = value.get("data")
    return objects_in(inner, depth - 1) if isinstance(inner, dict) and not value.keys() & _OF_RELEASE else [value]


def plain_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """An object with its values at hand, under the names that its program has for them.

    >>> plain_row({"id": 7, "title": {"rendered": "Fees rise"}, "content": {"rendered": "", "protected": True}})
    {'id': 7, 'title': 'Fees rise', 'content': '', 'password': 'yes'}
    """
    found = dict(row)
    for name in _HOLDERS:
        if isinstance(found.get(name), dict):
            found = {**{key: value for key, value in found.items() if key != name}, **found[name]}
    if any(isinstance(value, dict) and value.get("protected") is True for value in found.values()):
        found["password"] = "yes"
    if isinstance(body := found.get("body"), dict) and body.get("summary"):
        found.setdefault("summary", body["summary"])
    found = {name: _value(value) for name, value in found.items()}
    if isinstance(begin := found.get("introtext"), str):
        del found["introtext"]
        found["html"] = begin + str(found.pop("fulltext", ""))
    return found


def _value(value: Any) -> Any:
    """The text of a value that a program wraps, or has in one language alone."""
    if not isinstance(value, dict):
        return value
    wrapped = next((value[name] for name in _VALUES if isinstance(value.get(name), str)), None)
    if wrapped is not None:
        return wrapped
    return next(iter(value.values())) if len(value) == 1 and _LOCALE.fullmatch(next(iter(value))) else value


NAME = "table"
WORDS = "CSV or JSON lines with a column map"

LONGEST_CELL = 10_000_000
"""How many characters a cell of a table may have."""
_LARGEST_FIRST = 20_000
"""How many bytes of a file are looked at to tell its format."""
_TABLES, _LINES = (".csv", ".tsv"), (".jsonl", ".ndjson", ".json")
_NEEDED = {"title", "body", "text", "html"}


class TableRow(NamedTuple):
    """A row of a table or an object of JSON."""

    place: Place
    values: dict[str, Any]


def knows(name: str, data: bytes) -> bool:
    """Whether a file is JSON of objects, or is called as tables are, or its first line names columns of releases."""
    start = data[:_LARGEST_FIRST].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return name.lower().endswith(_LINES) or start[:2] in (b"[{", b'{"')
    return name.lower().endswith(_TABLES) or _separator(start.decode("utf-8", "replace")) is not None


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """A release for each row; a row that is none is a problem, and the others go on."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
        rows = list(_objects(text, place) if text.lstrip()[:1] in ("{", "[") else _rows(text, place))
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    options = _with_order([row for row in rows if isinstance(row, TableRow)], options)
    for row in rows:
        if isinstance(row, TableRow) and options.beside and is_post(row.values) and not why_not_public(row.values):
            row = _with_text(row, options.beside)
        yield row if isinstance(row, Problem) else release_of(row.values, row.place, NAME, options, losses)


def _with_text(row: TableRow, beside: Callable[[str], bytes | None]) -> TableRow | Problem:
    """A row of an export of Substack with its text, which stands in a file of its own."""
    values = with_text(row.values, beside)
    if values is not None:
        return row._replace(values=values)
    title, place = quoted(row.values.get("title", "")), text_at(row.values)
    words = f"{title} is left out, since its text is not in {place}"
    return row.place.problem(ImportCode.LEFT_OUT, words, "export it again, or give this post in another form")


def _with_order(rows: list[TableRow], options: Options) -> Options:
    """The options with the order of day and month that the dates of all rows show, where none is given."""
    if options.order is not None:
        return options
    columns = {key: meaning(key, options) for row in rows[:1] for key in row.values}
    dates = [key for key, means in columns.items() if means == "date"]
    texts = [value for row in rows for key in dates if isinstance(value := row.values.get(key), str)]
    return replace(options, order=order_of(iter(texts)))


def _objects(text: str, place: Place) -> Iterator[TableRow | Problem]:
    """The objects of JSON: one a line, a list of them, or what a program answers."""
    document = Document(place.file, text)
    for node in document.values:
        items = objects_in(node.value) if isinstance(node.value, dict) else node.value
        for number, item in enumerate(items if isinstance(items, list) else [items]):
            where = node.place if item is node.value else node.place.at(number)
            if isinstance(item, dict):
                yield TableRow(where, plain_row(item))
            else:
                yield where.problem(ImportCode.WRONG_TYPE, "this isn't an object of JSON", "write keys and values")
    yield from document.broken


def _separator(text: str) -> str | None:
    """The sign between the cells of a first row that names columns of releases."""
    sign, found = separator_of(text, lambda cell: meaning(cell, Options()))
    return sign if len(found) > 1 and found & _NEEDED else None


def _rows(text: str, place: Place) -> Iterator[TableRow | Problem]:
    """The rows below the first; spreadsheets write commas, semicolons (in many countries) or tabs."""
    sign = _separator(text) or max(SEPARATORS, key=text.lstrip("\n").partition("\n")[0].count)
    csv.field_size_limit(LONGEST_CELL)
    columns: list[str] = []
    for row in rows_of(text, place.file, sign):
        if isinstance(row, Problem):
            yield row
        elif not columns:
            columns = _distinct([cell.strip() for cell in row.cells])
        else:
            named = zip(columns, row.cells, strict=False)
            yield TableRow(row.place, plain_row({name: cell for name, cell in named if name and cell.strip()}))


def _distinct(columns: Sequence[str]) -> list[str]:
    """The names of columns, each once: a later one of the same name has its place with it, so that none is lost."""
    seen: set[str] = set()
    found = []
    for number, name in enumerate(columns, 1):
        found.append(f"{name} (column {number})" if name and name.casefold() in seen else name)
        seen.add(name.casefold())
    return found
