"""The header of a release that is a notebook: ``newsroom`` in its metadata, as the nodes that YAML would give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.sources.values import refuse_depth

_TAG = "tag:yaml.org,2002:"
# Not behind a backslash: there it is the end of text in which quotation marks are escaped.
_PLACE = re.compile(r'(?<!\\)"newsroom"\s*:\s*')


class _Pairs(list[tuple[str, Any]]):
    """A JSON object with its keys as often as they were written."""

    def of(self, key: str) -> Any:
        """The value of a key: the last one, as JSON readers take it."""
        return dict(self).get(key)

    def pairs_of(self, key: str) -> Iterator[_Pairs]:
        """The objects that are values of a key, be it there twice."""
        return (value for name, value in self if name == key and isinstance(value, _Pairs))


_DECODER = json.JSONDecoder(object_pairs_hook=_Pairs)


def notebook_of(text: str) -> dict[str, Any]:
    """A notebook as it stands; raises HeaderError with the line where it is none."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        raise HeaderError(
            error.lineno, f"the notebook is not JSON: {error.msg}", "save it again from the notebook editor"
        ) from None
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        what = "the notebook is nested too deeply, or holds a number that is too long"
        raise HeaderError(1, what, "save it again from the notebook editor") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise HeaderError(1, "the file is no notebook (nbformat 4)", "save it again from the notebook editor")
    return notebook


def header_of(text: str) -> _Pairs:
    """The header's keys and values; raises HeaderError."""
    metadata = notebook_of(text).get("metadata")
    header = metadata.get("newsroom") if isinstance(metadata, dict) else None
    if not isinstance(header, dict):
        raise HeaderError(
            1,
            "the notebook has no header",
            'write it into the notebook\'s metadata: "newsroom": {"title": "…", "date": "2011-06-21"}',
        )
    found: _Pairs = _DECODER.decode(text).of("metadata").of("newsroom")
    return found


def kept_back_beside(text: str) -> Iterator[tuple[str, str]]:
    """Each ``embargo`` and ``draft`` in a notebook's header, or in one of several, and beside it, with its value.

    >>> [*kept_back_beside('{"cells": [], "metadata": {"draft": true, "newsroom": {}}}')]
    [('draft', 'True')]
    """
    notebook: _Pairs = _DECODER.decode(text)
    metadata = [*notebook.pairs_of("metadata")]
    headers = [header for pairs in (notebook, *metadata) for header in pairs.pairs_of("newsroom")]
    for pairs in (notebook, *metadata, *headers):
        yield from ((key, str(value)) for key, value in pairs if key in ("embargo", "draft"))


def header_start(text: str) -> int:
    """Where the header's object begins in the file; raises HeaderError."""
    start = _start(text, header_of(text))
    if not start:
        raise HeaderError(1, "the header cannot be found in the notebook", "save it again from the notebook editor")
    return start


def node_of(text: str) -> yaml.MappingNode:
    """The header's node; each key bears the line of its place in the file where that can be found, else 1.

    Raises HeaderError.
    """
    pairs = header_of(text)
    try:
        node = _Nodes(text, _start(text, pairs)).node(pairs)
    except RecursionError:
        raise HeaderError(1, "the header is nested too deeply", "write plain keys and values") from None
    assert isinstance(node, yaml.MappingNode)
    refuse_depth(node)
    return node


def _start(text: str, pairs: _Pairs) -> int:
    """Where the header's object begins: a cell may speak of "newsroom", too, so the place is proved by its value."""
    for match in _PLACE.finditer(text):
        try:
            if _DECODER.raw_decode(text, match.end())[0] == pairs:
                return match.end()
        except json.JSONDecodeError:
            continue
    return 0


_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL)


_COLON = re.compile(r"\s*:")


class Written(NamedTuple):
    """A text value as it is written, with its quotation marks, and where it begins."""

    start: int
    raw: str


class JsonPlaces(Lines):
    """The places in a text that is JSON, which Python's reader does not tell; it is read once, if somebody asks.

    >>> JsonPlaces('{"cells": [{"source": ["a\\\\n",\\n "b"]}]}').source_lines
    [[1, 2]]
    """

    def values_from(self, start: int) -> Iterator[int]:
        """Where each key, value, list and mapping begins from *start* on, in the order of the text."""
        return (match.start() for match in _TOKEN.finditer(self.text, start) if match[0] not in (",", ":", "]", "}"))

    @cached_property
    def source_lines(self) -> list[list[int]]:
        """For each cell of a notebook, the line of the file in which each line of its source stands."""
        return [list(self._lines(pieces)) for pieces in self._sources()]

    def _lines(self, pieces: list[Written]) -> Iterator[int]:
        begins = True
        for piece in pieces:
            here = self.at(piece.start)
            words = json.loads(piece.raw)
            if not words:
                continue
            if begins:
                yield here
            begins = words.endswith("\n")
            yield from [here] * (words.count("\n") - begins)
        if begins and pieces:
            yield self.at(pieces[-1].start)

    def doubled(self) -> Iterator[tuple[int, str]]:
        """The line and the name of each key that its object has already, but for those of the header."""
        open_: list[tuple[str, set[str]]] = []
        before = ""
        for match in _TOKEN.finditer(self.text):
            token = match[0]
            if token in ("{", "["):
                open_.append((before, set()))
                before = ""
            elif token in ("}", "]"):
                open_.pop()
                before = ""
            elif token[0] == '"' and _COLON.match(self.text, match.end()):
                before = str(json.loads(token))
                if before in open_[-1][1] and "newsroom" not in [key for key, _ in open_]:
                    yield self.at(match.start()), before
                open_[-1][1].add(before)

    def _sources(self) -> list[list[Written]]:
        """The texts that the source of each cell is made of."""
        cells: list[list[Written]] = []
        # What is open, the innermost last: its bracket, and the key whose value comes.
        open_: list[tuple[str, str | None]] = []
        for match in _TOKEN.finditer(self.text):
            token = match[0]
            inside = open_[-1] if open_ else ("", None)
            in_cell = len(open_) > 2 and open_[0][1] == "cells" and open_[1][0] == "["  # noqa: PLR2004 (root, list, cell)
            if token in ("{", "["):
                if token == "{" and [bracket for bracket, _ in open_] == ["{", "["] and open_[0][1] == "cells":
                    cells.append([])
                open_.append((token, None))
            elif token in ("}", "]"):
                open_.pop()
            elif token == "," and inside[0] == "{":
                open_[-1] = "{", None
            elif token[0] == '"' and inside == ("{", None):
                key = str(json.loads(token))
                open_[-1] = "{", key
                # Of a key that stands twice readers of JSON take the last.
                if key == "cells" and len(open_) == 1:
                    cells.clear()
                elif key == "source" and in_cell and len(open_) == 3:  # noqa: PLR2004
                    cells[-1].clear()
            elif token[0] == '"' and in_cell and open_[2][1] == "source":
                cells[-1].append(Written(match.start(), token))
        return cells


class _Nodes:
    """Turns JSON values into YAML nodes, in the order of the file, following the lines along."""

    def __init__(self, text: str, start: int) -> None:
        self._places = JsonPlaces(text)
        self._begin = self._places.values_from(start) if start else iter(())

    def mark(self) -> yaml.Mark:
        """The mark of what comes next in the file; a header in Markdown begins on line 2, so nodes count from -1."""
        place = next(self._begin, None)
        return yaml.Mark("", 0, (1 if place is None else self._places.at(place)) - 2, 0, None, 0)

    def node(self, value: Any) -> yaml.Node:
        """The node of a value; text is as if in quotation marks, so YAML's guesses do not touch it."""
        if isinstance(value, _Pairs):
            mark = self.mark()
            return yaml.MappingNode(_TAG + "map", [(self.node(key), self.node(item)) for key, item in value], mark)
        if isinstance(value, list):
            mark = self.mark()
            return yaml.SequenceNode(_TAG + "seq", [self.node(item) for item in value], mark)
        written = json.dumps(value, ensure_ascii=False)
        mark = self.mark()
        if isinstance(value, str):
            return yaml.ScalarNode(_TAG + "str", value, mark, mark, '"')
        tag = "null" if value is None else "bool" if isinstance(value, bool) else "float"
        return yaml.ScalarNode(_TAG + tag, written, mark, mark)


class Cell(NamedTuple):
    """A cell of a notebook; *executed* is the number of its execution.

    *lines* gives for the cells of a notebook the lines of the file, and *number* says which of them this is; without
    *lines* those of the cell are those of the file.
    """

    kind: str
    source: str
    lines: JsonPlaces | None = None
    number: int = 0
    executed: int | None = None

    def line(self, number: int) -> int:
        """The line in the file of line *number* of the cell."""
        if self.lines is None:
            return number
        found = self.lines.source_lines[self.number]
        return found[min(number, len(found)) - 1] if found else 1


def first_lines(text: str) -> list[int]:
    """The line of a notebook's file in which the source of each cell begins, raw ones left out; raises HeaderError."""
    return [cell.line(1) for cell in cells_of(text) if cell.kind != "raw"]


def cells_of(text: str) -> list[Cell]:
    """The cells of a notebook; raises HeaderError."""
    cells = [cell for cell in notebook_of(text)["cells"] if isinstance(cell, dict)]
    lines = JsonPlaces(text)
    return [
        Cell(str(cell.get("cell_type")), _source(cell), lines, number, _count(cell))
        for number, cell in enumerate(cells)
    ]


def _source(cell: dict[str, Any]) -> str:
    source = cell.get("source", "")
    if isinstance(source, list):
        return "".join(map(str, source))
    return source if isinstance(source, str) else ""


def _count(cell: dict[str, Any]) -> int | None:
    count = cell.get("execution_count")
    return count if isinstance(count, int) else None
