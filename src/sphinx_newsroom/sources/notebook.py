"""Release notebooks as they are shown and published: nothing in them runs, in the build or on the page."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from html import escape
from html.parser import HTMLParser
from itertools import takewhile
from typing import Any, NamedTuple

import yaml

from sphinx_newsroom.diagnostics import Code, HeaderError, Problem
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.sources import publishable
from sphinx_newsroom.sources.outline import Lines, escaped
from sphinx_newsroom.sources.values import refuse_depth
from sphinx_newsroom.sources.yaml_text import Plain

_TAG = "tag:yaml.org,2002:"
_BLANK = late_pattern("[ \\t\\r\\n\ufeff]*")
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
        notebook = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise HeaderError(
            error.lineno, f"the notebook is not JSON: {error.msg}", "save it again from the notebook editor"
        ) from None
    except (RecursionError, ValueError):  # ValueError: a number of thousands of digits
        raise _too_deep_of_header() from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise HeaderError(1, "the file isn't a notebook (nbformat 4)", "save it again from the notebook editor")
    return notebook


def _too_deep_of_header() -> HeaderError:
    what = "the notebook is nested too deeply, or holds a number that is too long"
    return HeaderError(1, what, "save it again from the notebook editor")


def tree_of(text: str) -> JsonNode:
    """A notebook with the places of all that stands in it; raises HeaderError."""
    notebook_of(text)
    try:
        return _node(text, _after_blanks(text, 0))
    except RecursionError:
        raise _too_deep_of_header() from None


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
    executed: object = None

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
        Cell(str(cell.get("cell_type")), joined(cell.get("source", "")), lines, number, cell.get("execution_count"))
        for number, cell in enumerate(cells)
    ]


# Additions to the header: JSON put in where it belongs, laid out as what stands around it.


def with_key(text: str, key: str, value: Plain | None) -> str:
    """The file with a key more in its header; raises HeaderError where it is there already, or there is no header."""
    header = header_of(text)
    if header.of(key):
        raise HeaderError(1, f"the header has {key} already", "remove it first")
    return _put_in(text, header, f"{json.dumps(key)}: ", value, first=False)


def with_item(text: str, key: str, item: Plain, *, first: bool) -> str:
    """The file with an item more in a list of its header, which may be a new one; raises HeaderError."""
    header = header_of(text)
    found = header.of(key)
    if found is None:
        return with_key(text, key, [item])
    if found.sign != "[":
        raise HeaderError(1, f"{key} isn't a list that can be added to", f'write it as a list: "{key}": […]')
    if not found.parts:
        return text[: found.begin] + _written([item], _gap(text, header)) + text[found.end :]
    return _put_in(text, found, "", item, first=first)


def with_id(text: str, ways: Sequence[tuple[str, ...]], old: str, new: str) -> str:
    """The file with an id in the place of another in its header, wherever one of the *ways* leads."""
    header = header_of(text)
    spans = {span for way in ways for span in _id_spans(header, way, old, new)}
    for begin, end, written in sorted(spans, reverse=True):
        text = text[:begin] + written + text[end:]
    return text


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


DEEPEST = 100
"""How many lists and mappings may stand one within the other."""

_HALF = late_pattern(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")

_FORMAT = 4
"""The major version of the notebook format that Jupyter has written since 2014."""


def wrong_shape(notebook: Mapping[str, Any], text: str) -> str:
    """What of a notebook is not as nbformat 4 has it, in words; empty where all is.

    *text* is the file that it was read from.
    """
    if notebook.get("nbformat") != _FORMAT or not _is_count(notebook.get("nbformat_minor")):
        return "nbformat is not 4, or nbformat_minor no number"
    if _is_deep(notebook):
        return f"lists and mappings are nested more than {DEEPEST} deep"
    if _HALF.search(text):
        try:
            json.dumps(notebook, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return "a text holds half of a character (a lone surrogate)"
    return next(_wrong(notebook, _NOTEBOOK, ""), "")


def _wrong(value: Any, shape: Any, where: str) -> Iterator[str]:
    """What is not as its shape.

    A shape is a mapping by its keys (those with ``!`` are needed), several shapes by the value of a key, a list of one
    shape, one of several shapes, a type, or a test.
    """
    if isinstance(shape, dict) and isinstance(value, dict) and "by" in shape:
        kind = value.get(shape["by"])
        if not isinstance(kind, str) or kind not in shape["shapes"]:
            yield f"{where} has no {shape['by']} that there is"
        else:
            yield from _wrong(value, shape["shapes"][kind], where)
    elif isinstance(shape, dict) and isinstance(value, dict):
        for key, inner in shape.items():
            name = key.rstrip("!")
            if name in value:
                yield from _wrong(value[name], inner, f"{where}, {name}" if where else name)
            elif name != key:
                yield f"{where} has no {name}"
    elif isinstance(shape, list) and isinstance(value, list):
        for number, item in enumerate(value, 1):
            yield from _wrong(item, shape[0], f"{where.removesuffix('s')} {number}")
    elif not _is(value, shape):
        yield f"{where} is not what it should be"


def _is(value: Any, shape: Any) -> object:
    """Whether a value is of one of several shapes, of a type, or passes a test."""
    if isinstance(shape, tuple):
        return any(not any(_wrong(value, one, "")) for one in shape)
    return isinstance(value, shape) if isinstance(shape, type) else callable(shape) and shape(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and value >= 0


def _is_bundle(value: Any) -> bool:
    return isinstance(value, dict) and all(
        (kind not in SHOWN[1:] or decoded(joined(data), strict=False) is not None)
        if _is(data, _LINES)
        else re.fullmatch(r"application/(?:.*\+)?json", kind)
        for kind, data in value.items()
    )


def _is_tags(value: Any) -> object:
    return _is(value, ([_is_tag],)) and len(set(value)) == len(value)


def _is_tag(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and "," not in value and value not in _LISTS


_LISTS = ("nbsphinx-toctree", "nbsphinx-gallery", "nbsphinx-link-gallery")
"""What makes nbsphinx put documents of the site into a list, which is for documents and not for releases."""
_LINES = (str, [str])
_CELL = {
    "id": lambda value: isinstance(value, str) and re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", value),
    "source!": _LINES,
    "metadata": {
        "name": lambda value: isinstance(value, str) and value,
        "tags": _is_tags,
        "jupyter": dict,
        "execution": lambda value: isinstance(value, dict) and _is([*value.values()], ([str],)),
        "collapsed": bool,
        "format": str,
        "scrolled": lambda value: isinstance(value, bool) or value == "auto",
        **dict.fromkeys(_LISTS, lambda _: False),
    },
    "attachments": lambda value: isinstance(value, dict) and all(map(_is_bundle, value.values())),
}
_COUNTED = {"execution_count!": (type(None), _is_count)}
_OUTPUT = {"data!": _is_bundle, "metadata!": dict}
_OUTPUTS = {
    "display_data": _OUTPUT,
    "execute_result": _OUTPUT | _COUNTED,
    "stream": {"name!": str, "text!": _LINES},
    "error": {"ename!": str, "evalue!": str, "traceback!": [str]},
}
_CODE = {**_CELL, **_COUNTED, "outputs": [{"by": "output_type", "shapes": _OUTPUTS}]}
_NOTEBOOK = {
    "metadata": {
        "kernelspec": {"name!": str, "display_name!": str},
        "language_info": {
            "name!": str,
            "codemirror_mode": (str, dict),
            **dict.fromkeys(("file_extension", "mimetype", "pygments_lexer"), str),
        },
        "title": str,
        "authors": list,
        "orig_nbformat": _is_count,
        "widgets": dict,
    },
    "cells": [{"by": "cell_type", "shapes": {"markdown": _CELL, "raw": _CELL, "code": _CODE}}],
}


def _is_deep(value: Any, left: int = DEEPEST) -> bool:
    """Whether values stand deeper than they may."""
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left == 0 or any(_is_deep(part, left - 1) for part in parts)


MOST_CELLS = 20_000
"""How many cells a table may have; a data frame shows 60 rows of 20 columns, where nobody asks for more."""
_SPAN = late_pattern(r"[1-9][0-9]{0,2}(?![0-9])")
_UNSEEN = frozenset({"style", "script", "template", "title", "head"})
_ENDS_LINE = frozenset({"br", "p", "div", "li"})
_MARKED = late_pattern(r"\A\s*(?:\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\))\s*\Z", re.DOTALL)


class TableCell(NamedTuple):
    """A cell of a table: its words, whether it heads its column or row, and how many columns and rows it is wide."""

    words: str
    scope: str = ""
    columns: int = 1
    rows: int = 1


Rows = tuple[tuple[TableCell, ...], ...]


def tables_of(html: str) -> tuple[Rows, ...]:
    """The tables in the HTML that a cell gave, such as that of a data frame; none where one is too large.

    >>> (rows,) = tables_of("<table><tr><th>Year</th></tr><tr><td onclick='x()'>2011</td></tr></table>")
    >>> [[cell.words for cell in row] for row in rows], rows[0][0].scope
    ([['Year'], ['2011']], 'col')
    """
    reader = _TableReader()
    reader.feed(html)
    reader.close()
    found = tuple(tuple(map(tuple, rows)) for rows in reader.tables if any(rows))
    return found if sum(len(row) for rows in found for row in rows) <= MOST_CELLS else ()


class _TableReader(HTMLParser):
    """Goes through HTML and keeps the cells of its tables; a table in a cell is words of that cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[TableCell]]] = []
        self._depth = 0
        self._unseen = 0
        self._head = False
        self._cell: TableCell | None = None
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
            if self._depth == 1:
                self.tables.append([])
        elif self._depth != 1:
            self._words.append(" ")
        elif tag in ("thead", "tbody", "tfoot"):
            self._close()
            self._head = tag == "thead"
        elif tag == "tr":
            self._close()
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self._close()
            values = dict(attrs)
            first_row = len(self.tables[-1]) <= 1
            scope = ("col" if self._head or (first_row and tag == "th") else "row") if tag == "th" else ""
            self._cell = TableCell("", scope, _span(values.get("colspan")), _span(values.get("rowspan")))
        elif tag in _ENDS_LINE:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table" and self._depth:
            if self._depth == 1:
                self._close()
            self._words.append(" ")
            self._depth -= 1
        elif self._depth == 1 and tag in ("td", "th", "tr"):
            self._close()

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._unseen:
            self._words.append(data)

    def close(self) -> None:
        super().close()
        self._close()

    def _close(self) -> None:
        """End the cell that is open."""
        if self._cell is not None:
            if not self.tables[-1]:
                self.tables[-1].append([])
            self.tables[-1][-1].append(self._cell._replace(words=" ".join("".join(self._words).split())))
        self._cell = None
        self._words.clear()


def _span(value: str | None) -> int:
    """How many columns or rows a cell takes, by its attribute."""
    return int(found[0]) if value and (found := _SPAN.match(value)) else 1


def html_of(rows: Sequence[Sequence[TableCell]]) -> str:
    """A table as HTML of our own: what heads columns in its head, and every word escaped.

    >>> html_of(((TableCell("Year", "col"),), (TableCell("<b>"),)))
    '<table><thead><tr><th scope="col">Year</th></tr></thead><tbody><tr><td>&lt;b&gt;</td></tr></tbody></table>'
    """
    above = takewhile(lambda row: row and all(cell.scope == "col" for cell in row if cell.words), rows)
    heads = len([*above])
    parts = (("thead", rows[:heads]), ("tbody", rows[heads:]))
    lines = {part: "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in some) for part, some in parts if some}
    return f"<table>{''.join(f'<{part}>{rows}</{part}>' for part, rows in lines.items())}</table>"


def _cell(cell: TableCell) -> str:
    spans = "".join(
        f' {name}="{many}"' for name, many in (("colspan", cell.columns), ("rowspan", cell.rows)) if many > 1
    )
    # An empty corner heads nothing.
    name = "th" if cell.scope and cell.words else "td"
    scope = f' scope="{cell.scope}"' if name == "th" else ""
    return f"<{name}{scope}{spans}>{escape(cell.words, quote=False)}</{name}>"


def formula_of(text: str) -> str | None:
    r"""The TeX of a formula without the signs around it; None for other LaTeX, such as a table.

    >>> formula_of("$\\displaystyle x^{2}$"), formula_of("\\begin{tabular}{l}x\\end{tabular}")
    ('x^{2}', None)
    """
    found = _MARKED.match(text)
    tex = next((one for one in found.groups() if one is not None), "") if found else ""
    tex = tex.replace(r"\displaystyle", "").strip()
    return tex if tex and "$" not in tex else None


SHOWN = ("text/plain", "image/png", "image/jpeg")
"""Output types that cannot carry script or markup; every kernel stores one of them."""
TABLES, DRAWING, FORMULA = "text/html", "image/svg+xml", "text/latex"
"""Output types of which a page shows what is harmless (:mod:`.safe_outputs`)."""


OF_WHO_RAN_IT = ("execution", "executionInfo", "ExecuteTime", "colab", "papermill", "vscode")
"""Metadata of cells or notebooks: Colab's name and number of a user, papermill's paths and parameters, times."""


def safe_notebook(text: str, title: str) -> str:
    """A notebook that is shown as stored: never executed, without raw cells or active output, under *title*."""
    notebook: dict[str, Any] = json.loads(text)
    metadata = {key: value for key, value in notebook.get("metadata", {}).items() if key != "newsroom"}
    notebook["metadata"] = {**metadata, "nbsphinx": {"execute": "never"}}
    cells = [_safe_cell(cell) for cell in notebook.get("cells", []) if cell.get("cell_type") != "raw"]
    notebook["cells"] = _under_title(cells, title)
    return json.dumps(notebook)


def without_times(text: str) -> str:
    """An executed notebook without the times at which its cells ran, so that two builds give the same bytes.

    Without the version of the language as well, which is the kernel's at that time: two machines have two.  And
    without what programs note of who ran it, where and when (:data:`OF_WHO_RAN_IT`), which no page shows.
    """
    notebook: dict[str, Any] = json.loads(text)
    metadata = notebook.get("metadata", {})
    metadata.get("language_info", {}).pop("version", None)
    for values in (metadata, *(cell["metadata"] for cell in notebook["cells"])):
        for key in OF_WHO_RAN_IT:
            values.pop(key, None)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def not_executed(text: str) -> str:
    """A notebook that nbsphinx shows as it stands."""
    notebook: dict[str, Any] = json.loads(text)
    metadata = notebook.get("metadata", {})
    notebook["metadata"] = {**metadata, "nbsphinx": {**metadata.get("nbsphinx", {}), "execute": "never"}}
    return json.dumps(notebook)


def without_results(text: str) -> str:
    """A notebook without what came of its cells."""
    notebook: dict[str, Any] = json.loads(text)
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(notebook)


def titled(title: str) -> str:
    """A notebook of a title alone."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {escaped(title)}"}]
    return json.dumps({"metadata": {}, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def _safe_cell(cell: dict[str, Any]) -> dict[str, Any]:
    cell = {**cell, "metadata": {k: v for k, v in cell.get("metadata", {}).items() if k != "nbsphinx"}}
    if cell.get("cell_type") == "code":
        cell["outputs"] = [safe_output(output) for output in cell.get("outputs", [])]
    return cell


def safe_output(output: dict[str, Any]) -> dict[str, Any]:
    """What a page shows of what a cell gave."""
    if "data" not in output:
        return output
    data = {kind: data for kind, data in output["data"].items() if kind in SHOWN}
    given = {kind: joined(output["data"].get(kind, "")) for kind in (TABLES, DRAWING, FORMULA)}
    if tables := tables_of(given[TABLES]):
        data[TABLES] = "\n".join(map(html_of, tables))
    if publishable.fault(given[DRAWING].encode("utf-8", "replace")) is None:
        data[DRAWING] = given[DRAWING]
    if formula := formula_of(given[FORMULA]):
        data[FORMULA] = f"$${formula}$$"
    return {**output, "data": data}


def joined(value: object) -> str:
    """The text of a value of a notebook: one, or a list of its lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _under_title(cells: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """The cells with *title* as the first heading, in the place of one that the first cell begins with."""
    heading = f"# {escaped(title)}"
    if cells and cells[0].get("cell_type") == "markdown":
        lines = joined(cells[0]["source"]).split("\n")
        if lines[0].startswith("# "):
            lines = lines[1:]
        return [{**cells[0], "source": "\n".join([heading, "", *lines])}, *cells[1:]]
    return [{"cell_type": "markdown", "id": "newsroom-title", "metadata": {}, "source": heading}, *cells]


def decoded(data: str, *, strict: bool = True) -> bytes | None:
    """The bytes of a picture that a notebook holds; None where it is no base64, *strict* or with other signs in it."""
    try:
        return base64.b64decode("".join(data.split()) if strict else data, validate=strict)
    except ValueError:
        return None


def without_links_to(text: str, pages: Collection[str]) -> str:
    """A notebook as it is published, whose texts lead to none of *pages* and name none by its address.

    *pages* are such as ``releases/2031/secret``, of releases that are kept back.  Code and its results are left: the
    page shows them as well.  The same text where there is none.
    """
    slugs = [page.rpartition("/")[2] for page in pages]
    hidden = _any_of(slugs)
    if not pages or not hidden.search(text):
        return text
    # One that is a word, such as `budget`, may stand in a sentence.
    ids = _any_of((*(page.partition("/")[2] for page in pages), *(slug for slug in slugs if not slug.isalpha())))

    def without(source: str) -> str:
        shown = _LEADING.sub(lambda found: "#" if hidden.search(found[0]) else found[0], source)
        return ids.sub("#", shown)

    notebook: dict[str, Any] = json.loads(text)
    for cell in notebook.get("cells", ()):
        if cell.get("cell_type") != "code":
            cell["source"] = without("".join(cell.get("source", ())))
        cell["metadata"] = _without(cell.get("metadata", {}), ids)
    notebook["metadata"] = _without(notebook.get("metadata", {}), ids)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


_LEADING = late_pattern(r"(?<=\]\()[^()\s]*|(?<=[`<])[^`<>\n]*(?=[`>])|(?<=\]:)[ \t]*\S*")
"""Where a link of Markdown leads, what stands in a role or in angle brackets, and where a link at the end leads."""


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Any of some names as a whole, the longest first."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")


def _without(value: Any, hidden: re.Pattern[str]) -> Any:
    """A value of a notebook's metadata without the texts, in it and below it, in which something hidden stands."""
    if isinstance(value, dict):
        kept = {key: _without(one, hidden) for key, one in value.items() if not hidden.search(key)}
        return {key: one for key, one in kept.items() if one is not None or value[key] is None}
    if isinstance(value, list):
        return [one for one in (_without(one, hidden) for one in value) if one is not None]
    return None if isinstance(value, str) and hidden.search(value) else value


# What the cells of a notebook gave and a page does not show: charts that run scripts, widgets, and what failed.

_PLAIN = SHOWN[0]
_OBJECT = late_pattern(r"\s*<[^<>\n]+>")
"""The plain form of a thing that has none: <VegaLite 5 object>, <IPython.core.display.HTML object>."""
_WIDGET = "application/vnd.jupyter.widget-view+json"
_LONGEST = 40


def unseen(path: str, text: str, cells: Iterable[Cell]) -> Iterator[Problem]:
    """What readers of a notebook's page see nothing of, cell by cell; raises HeaderError."""
    given = [cell for cell in notebook_of(text)["cells"] if isinstance(cell, dict)]
    for cell in cells:
        outputs = given[cell.number].get("outputs") if cell.kind == "code" else None
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict) and (fault := _fault_of_output(output)):
                message = f"cell {cell.number + 1} {fault[0]}"
                yield Problem(path, cell.line(1), Code.UNSEEN_OUTPUT, message, f"{fault[1]}, and save it")


def _fault_of_output(output: dict[str, Any]) -> tuple[str, str] | None:
    """What is to be said of one output."""
    if output.get("output_type") == "error":
        name = joined(output.get("ename", ""))
        return f"failed ({name}), and readers see how", "fix it, or remove it, run the notebook from its beginning"
    data = output.get("data")
    if not isinstance(data, dict) or not data.keys() - set(SHOWN):
        return None
    shown = safe_output(output)["data"]
    plain = joined(shown.get(_PLAIN, "")).strip()
    if shown.keys() - {_PLAIN} or (plain and not _OBJECT.match(plain) and _WIDGET not in data):
        return None
    kind = min(data.keys() - set(SHOWN), key=lambda kind: (not kind.startswith("application/"), kind))
    line = plain.partition("\n")[0]
    instead = f"{line[:_LONGEST]!r} in its place" if plain else "nothing of it"
    return (
        f"has output that pages can't show ({kind}), and readers see {instead}",
        "let it output a picture, a table or printed text, run the notebook",
    )
