"""Read releases from tables and JSON: one release per row or object, with the keys in the column names."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.documents import Document, is_spreadsheet, spreadsheet
from sphinx_newsroom.importers.drafts import Found, Loss, Node, Options, Place, RefusedValueError, quoted
from sphinx_newsroom.importers.formats.dates import decoded
from sphinx_newsroom.importers.formats.fields import (
    meaning,
    release_of,
    why_not_public,
)
from sphinx_newsroom.model.written_dates import order_of

# An export of Substack: ``posts.csv`` with a row for each post, and ``posts/101.we-open.html`` with its text.

FILE, FOLDER = "posts.csv", "posts"
_ID, _PUBLISHED = "post_id", "is_published"
_POST = re.compile(r"(?P<number>\d+)\.(?P<slug>[\w-]+)")
"""A post's id, ``101.we-open``: the name of its files, and after the period its address."""


def is_post(values: Mapping[str, Any]) -> bool:
    """Whether a row is from a Substack export: it has a post's id and says whether that is public."""
    return {_ID, _PUBLISHED} <= values.keys() and _POST.fullmatch(str(values[_ID])) is not None


def posts_in(data: bytes) -> set[str]:
    """Return the ids of the posts in an export's ``posts.csv``; files named after them belong to the export."""
    with suppress(csv.Error):
        rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
        return {row[_ID] for row in rows if is_post(row)}
    return set()


# JSON of other programs' APIs: where the releases are, and their values. WordPress has ``{"title": {"rendered":
# "…"}}``, Drupal and Strapi ``{"attributes": {…}}`` (JSON:API), Contentful ``{"fields": {"title": {"en-US": "…"}}}``,
# GOV.UK ``{"details": {…}}``, Ghost ``{"db": [{"data": {"posts": […]}}]}``. Joomla has the beginning of a text in a
# column of its own.

_TEXTS = {"body", "text", "html", "content"}
_OF_RELEASE = {"title", *_TEXTS}
_LISTS = tuple("posts articles releases news items entries results nodes data docs db".split())
"""Keys under which programs list their content; the first one present counts."""

_HOLDERS = ("attributes", "fields", "details")
"""Keys of an object that hold its values."""

_VALUES = ("rendered", "processed", "value")
"""Keys of a value that hold its text; Drupal's *processed* is what readers saw."""

_LOCALE = re.compile(r"[a-z]{2}(?:[-_][A-Za-z]{2,4})?")
_DEEPEST = 4


def objects_in(value: Mapping[str, Any], depth: int = _DEEPEST) -> list[Any]:
    """Return the objects in ``{"posts": [{…}, …], "meta": {…}}``, or the object itself if it is a release.

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
    """Flatten an object: move nested values up, under the names that its program gives them.

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
    """Unwrap a value that a program wraps, or has in a single language."""
    if not isinstance(value, dict):
        return value
    wrapped = next((value[name] for name in _VALUES if isinstance(value.get(name), str)), None)
    if wrapped is not None:
        return wrapped
    return next(iter(value.values())) if len(value) == 1 and _LOCALE.fullmatch(next(iter(value))) else value


NAME = "table"
WORDS = "CSV, .xlsx or JSON lines with a column map"

LONGEST_CELL = 10_000_000
"""The longest cell of a table, in characters."""
_LARGEST_FIRST = 20_000
"""The number of bytes searched to recognize the format."""
_TABLES, _LINES = (".csv", ".tsv"), (".jsonl", ".ndjson", ".json")
_NEEDED = {"title", "body", "text", "html"}


def knows(name: str, data: bytes) -> bool:
    """Whether a file has JSON objects, is a table by its suffix, or names columns of releases in its first line."""
    if is_spreadsheet(data):
        return True
    start = data[:_LARGEST_FIRST].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start[:1] in (b"{", b"["):
        return name.lower().endswith(_LINES) or start[:2] in (b"[{", b'{"')
    known, _ = Document(name, start.decode("utf-8", "replace")).table(_column)
    return name.lower().endswith(_TABLES) or (len(known) > 1 and not known.isdisjoint(_NEEDED))


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield a release for each row; a bad row is a problem, and the others are still read."""
    try:
        document, losses = document_of(data, name)
        rows = list(_objects(document) if document.is_json else _rows(document))
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    options = _with_order([row for row in rows if isinstance(row, Node)], options)
    for row in rows:
        if isinstance(row, Node) and options.beside and is_post(row.value) and not why_not_public(row.value):
            row = _with_text(row, options.beside)
        yield row if isinstance(row, Problem) else release_of(row.value, row.place, NAME, options, losses)


def document_of(data: bytes, name: str) -> tuple[Document, tuple[Loss, ...]]:
    """Return a source as a document, with the losses of decoding it; raises RefusedValueError if it can't be read."""
    if is_spreadsheet(data):
        return Document(name, "", spreadsheet(data, Place(name))), ()
    text, losses = decoded(data, Place(name))
    return Document(name, text), losses


def _with_text(row: Node, beside: Callable[[str], bytes]) -> Node | Problem:
    """Add the text and the former address to a row of a Substack export; the text is in the post's own file."""
    title, post = quoted(row.value.get("title", "")), str(row.value[_ID])
    path, text = f"{FOLDER}/{post}.html", ""
    with suppress(RefusedValueError):
        text, _ = decoded(beside(path), Place(path))
    if text.strip():
        return row._replace(value={**row.value, "html": text, "url": f"/p/{post.partition('.')[2]}"})
    words = f"{title} is left out because its text isn't in {path}"
    return row.place.problem(words, "export it again, or use this post in another format", ImportCode.LEFT_OUT)


def _with_order(rows: list[Node], options: Options) -> Options:
    """Return the options with the order of day and month that all rows' dates show, unless one is given."""
    if options.order is not None:
        return options
    columns = {key: meaning(key, options) for row in rows[:1] for key in row.value}
    dates = [key for key, means in columns.items() if means == "date"]
    texts = [value for row in rows for key in dates if isinstance(value := row.value.get(key), str)]
    return replace(options, order=order_of(iter(texts)))


def _objects(document: Document) -> Iterator[Node | Problem]:
    """Yield the JSON objects: one per line, a list, or an API's response."""
    for node in document.values:
        items = objects_in(node.value) if isinstance(node.value, dict) else node.value
        for number, item in enumerate(items if isinstance(items, list) else [items]):
            where = node.place if item is node.value else node.place.at(number)
            if isinstance(item, dict):
                yield Node(where, plain_row(item))
            else:
                yield where.problem("this isn't a JSON object", "write keys and values", ImportCode.WRONG_TYPE)
    yield from document.broken


def _column(cell: str) -> str | None:
    return meaning(cell, Options())


def _rows(document: Document) -> Iterator[Node | Problem]:
    """Yield the rows below the first; the separator is a comma, a semicolon (in many countries) or a tab."""
    csv.field_size_limit(LONGEST_CELL)
    columns: list[str] = []
    for row in document.table(_column)[1]:
        if isinstance(row, Problem):
            yield row
        elif not columns:
            columns = _distinct([cell.strip() for cell in row.cells])
        else:
            named = zip(columns, row.cells, strict=False)
            yield Node(row.place, plain_row({name: cell for name, cell in named if name and cell.strip()}))


def _distinct(columns: Sequence[str]) -> list[str]:
    """Make column names unique by adding the position to repeated ones, so that no column is lost."""
    seen: set[str] = set()
    found = []
    for number, name in enumerate(columns, 1):
        found.append(f"{name} (column {number})" if name and name.casefold() in seen else name)
        seen.add(name.casefold())
    return found
