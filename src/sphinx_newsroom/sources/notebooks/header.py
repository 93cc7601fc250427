"""The header of a release that is a notebook: ``newsroom`` in its metadata, read with its places, and changed there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import yaml

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.sources.values import refuse_depth
from sphinx_newsroom.sources.yaml_text import Plain

_TAG = "tag:yaml.org,2002:"
_BLANK = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()

# JSON with the places of all that stands in it, which Python's reader does not tell.


class JsonNode(NamedTuple):
    """A value of JSON from *begin* to *end*.

    Attributes:
        sign: ``{`` of an object, ``[`` of a list, nothing of another value.
        key: by which its object has it, which stands at *place*; without one that is where it begins.
        parts: what is in an object, keys as often as they are written, or in a list.
    """

    begin: int
    end: int
    sign: str
    key: str
    place: int
    value: Any = None
    parts: tuple[JsonNode, ...] = ()

    def all_of(self, key: str) -> Iterator[JsonNode]:
        """The values of a key of an object, be it there twice."""
        return (part for part in self.parts if part.key == key and self.sign == "{")

    def of(self, key: str) -> JsonNode | None:
        """The value of a key: the last one, as readers of JSON take it."""
        return next((part for part in reversed(self.parts) if part.key == key and self.sign == "{"), None)

    def doubled(self) -> Iterator[JsonNode]:
        """What has a key that its object has already, but for those of the header."""
        known: set[str] = set()
        for part in self.parts:
            if part.key in known and self.sign == "{":
                yield part
            known.add(part.key)
            if part.key != "newsroom":
                yield from part.doubled()


def _node(text: str, begin: int, key: str = "", place: int | None = None) -> JsonNode:
    """The value that begins at a place of a text which is JSON."""
    where, sign = begin if place is None else place, text[begin]
    if sign not in "{[":
        value, end = _DECODER.raw_decode(text, begin)
        return JsonNode(begin, end, "", key, where, value)
    parts, at = [], _after_blanks(text, begin + 1)
    while text[at] not in "]}":
        name, start = "", at
        if sign == "{":
            name, at = _DECODER.raw_decode(text, at)
            at = _after_blanks(text, _after_blanks(text, at) + 1)
        parts.append(_node(text, at, name, start))
        at = _after_blanks(text, parts[-1].end)
        if text[at] == ",":
            at = _after_blanks(text, at + 1)
    return JsonNode(begin, at + 1, sign, key, where, None, tuple(parts))


def _after_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


# A notebook, its header, its cells.


def notebook_of(text: str) -> dict[str, Any]:
    """A notebook as it stands; raises HeaderError with the line where it is none."""
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        raise HeaderError(
            error.lineno, f"the notebook is not JSON: {error.msg}", "save it again from the notebook editor"
        ) from None
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        raise _too_deep() from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise HeaderError(1, "the file is no notebook (nbformat 4)", "save it again from the notebook editor")
    return notebook


def _too_deep() -> HeaderError:
    what = "the notebook is nested too deeply, or holds a number that is too long"
    return HeaderError(1, what, "save it again from the notebook editor")


def tree_of(text: str) -> JsonNode:
    """A notebook with the places of all that stands in it; raises HeaderError."""
    notebook_of(text)
    try:
        return _node(text, _after_blanks(text, 0))
    except RecursionError:
        raise _too_deep() from None


def header_of(text: str) -> JsonNode:
    """The header's object; raises HeaderError."""
    metadata = tree_of(text).of("metadata")
    header = metadata.of("newsroom") if metadata else None
    if header is None or header.sign != "{":
        raise HeaderError(
            1,
            "the notebook has no header",
            'write it into the notebook\'s metadata: "newsroom": {"title": "…", "date": "2011-06-21"}',
        )
    return header


def kept_back_beside(text: str) -> Iterator[tuple[str, str]]:
    """Each ``embargo`` and ``draft`` in a notebook's header, or in one of several, and beside it, with its value.

    >>> [*kept_back_beside('{"cells": [], "metadata": {"draft": true, "newsroom": {}}}')]
    [('draft', 'True')]
    """
    notebook = tree_of(text)
    around = (notebook, *notebook.all_of("metadata"))
    for node in (*around, *(header for one in around for header in one.all_of("newsroom"))):
        for part in node.parts:
            if part.key in ("embargo", "draft"):
                yield part.key, text[part.begin : part.end] if part.sign else str(part.value)


def node_of(text: str) -> yaml.MappingNode:
    """The header as the node that YAML would give, each key with the line of its place; raises HeaderError."""
    try:
        node = _yaml(header_of(text), Lines(text))
    except RecursionError:
        raise HeaderError(1, "the header is nested too deeply", "write plain keys and values") from None
    assert isinstance(node, yaml.MappingNode)
    refuse_depth(node)
    return node


def _yaml(node: JsonNode, lines: Lines) -> yaml.Node:
    """The node of a value; text is as if in quotation marks, so YAML's guesses do not touch it."""

    def mark(place: int) -> yaml.Mark:
        # A header in Markdown begins on line 2, so nodes count from -1.
        return yaml.Mark("", 0, lines.at(place) - 2, 0, None, 0)

    here = mark(node.begin)
    if node.sign == "{":
        keys = (yaml.ScalarNode(_TAG + "str", one.key, at := mark(one.place), at, '"') for one in node.parts)
        return yaml.MappingNode(
            _TAG + "map", [*zip(keys, (_yaml(one, lines) for one in node.parts), strict=True)], here
        )
    if node.sign:
        return yaml.SequenceNode(_TAG + "seq", [_yaml(one, lines) for one in node.parts], here)
    if isinstance(node.value, str):
        return yaml.ScalarNode(_TAG + "str", node.value, here, here, '"')
    tag = "null" if node.value is None else "bool" if isinstance(node.value, bool) else "float"
    return yaml.ScalarNode(_TAG + tag, json.dumps(node.value), here, here)


class SourceLines(Lines):
    """The lines of a notebook's file on which the sources of its cells stand; it is read once, if somebody asks.

    >>> SourceLines('{"cells": [{"source": ["a\\n",\n "b"]}]}').by_cell
    [[1, 2]]
    """

    @cached_property
    def by_cell(self) -> list[list[int]]:
        """For each cell, the line of the file in which each line of its source stands."""
        cells = tree_of(self.text).of("cells")
        sources = (cell.of("source") for cell in (cells.parts if cells else ()) if cell.sign == "{")
        return [list(self._lines(one.parts if one.sign else (one,))) if one else [] for one in sources]

    def _lines(self, pieces: Sequence[JsonNode]) -> Iterator[int]:
        begins = True
        for piece in pieces:
            here, words = self.at(piece.begin), piece.value
            if not isinstance(words, str) or not words:
                continue
            if begins:
                yield here
            begins = words.endswith("\n")
            yield from [here] * (words.count("\n") - begins)
        if begins and pieces:
            yield self.at(pieces[-1].begin)


class Cell(NamedTuple):
    """A cell of a notebook; *executed* is the number of its execution.

    *lines* gives for the cells of a notebook the lines of the file, and *number* says which of them this is; without
    *lines* those of the cell are those of the file.
    """

    kind: str
    source: str
    lines: SourceLines | None = None
    number: int = 0
    executed: int | None = None

    def line(self, number: int) -> int:
        """The line in the file of line *number* of the cell."""
        if self.lines is None:
            return number
        found = self.lines.by_cell[self.number]
        return found[min(number, len(found)) - 1] if found else 1


def first_lines(text: str) -> list[int]:
    """The line of a notebook's file in which the source of each cell begins, raw ones left out; raises HeaderError."""
    return [cell.line(1) for cell in cells_of(text) if cell.kind != "raw"]


def cells_of(text: str) -> list[Cell]:
    """The cells of a notebook; raises HeaderError."""
    cells = [cell for cell in notebook_of(text)["cells"] if isinstance(cell, dict)]
    lines = SourceLines(text)
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


# Additions to the header: JSON put in where it belongs, laid out as what stands around it.


def with_key(text: str, key: str, value: Plain | None) -> str:
    """The file with a key more in its header; raises HeaderError where it is there already, or there is no header."""
    mark, text = _without_mark(text)
    header = header_of(text)
    if header.of(key):
        raise HeaderError(1, f"the header has {key} already", "take it out first")
    return mark + _put_in(text, header, f"{json.dumps(key)}: ", value, first=False)


def with_item(text: str, key: str, item: Plain, *, first: bool) -> str:
    """The file with an item more in a list of its header, which may be a new one; raises HeaderError."""
    mark, text = _without_mark(text)
    header = header_of(text)
    found = header.of(key)
    if found is None:
        return mark + _put_in(text, header, f"{json.dumps(key)}: ", [item], first=False)
    if found.sign != "[":
        raise HeaderError(1, f"{key} is no list that can be added to", f'write it as a list: "{key}": […]')
    if not found.parts:
        return mark + text[: found.begin] + _written([item], _gap(text, header)) + text[found.end :]
    return mark + _put_in(text, found, "", item, first=first)


def with_id(text: str, ways: Sequence[tuple[str, ...]], old: str, new: str) -> str:
    """The file with an id in the place of another in its header, wherever one of the *ways* leads."""
    mark, text = _without_mark(text)
    header = header_of(text)
    spans = {span for way in ways for span in _id_spans(header, way, old, new)}
    for begin, end, written in sorted(spans, reverse=True):
        text = text[:begin] + written + text[end:]
    return mark + text


def _id_spans(node: JsonNode, way: tuple[str, ...], old: str, new: str) -> Iterator[tuple[int, int, str]]:
    if not way:
        return
    known = node.sign == "[" and any(part.value == new for part in node.parts)
    for place, part in enumerate(node.parts):
        if way[0] not in ("*", part.key):
            continue
        if len(way) > 1:
            yield from _id_spans(part, way[1:], old, new)
        elif part.value == old and not known:
            yield part.begin, part.end, json.dumps(new)
        elif part.value == old:  # the list has the new one already
            last = place + 1 == len(node.parts)
            yield ((node.parts[place - 1].end, part.end, "") if last else (part.begin, node.parts[place + 1].begin, ""))


def _without_mark(text: str) -> tuple[str, str]:
    """A byte-order mark, which is no JSON, and what follows it."""
    return ("\ufeff", text[1:]) if text.startswith("\ufeff") else ("", text)


def _gap(text: str, node: JsonNode) -> str:
    """What stands between a bracket and the first thing inside: a line's end with an indent, or little."""
    return text[node.begin + 1 : _after_blanks(text, node.begin + 1)]


def _put_in(text: str, node: JsonNode, name: str, value: Plain | None, *, first: bool) -> str:
    """The text with *value* as the first or last thing in an object or list."""
    gap = _gap(text, node)
    written = name + _written(value, gap)
    if not node.parts:
        return text[: node.begin + 1] + written + text[node.begin + 1 :]
    if first:
        return f"{text[: node.begin + 1]}{gap}{written},{gap or ' '}{text[node.parts[0].place :]}"
    end = node.parts[-1].end
    return f"{text[:end]},{gap or ' '}{written}{text[end:]}"


def _written(value: Plain | None, gap: str) -> str:
    """A value as JSON, with a line for each of its parts where *gap* has a line's end, as nbformat writes notebooks."""
    if "\n" not in gap:
        return json.dumps(value, ensure_ascii=False)
    newline = "\r\n" if "\r\n" in gap else "\n"
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", newline + gap.rpartition("\n")[2])
