"""Parse, validate and sanitize notebooks. Releases are never executed, neither in a build nor on the page."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from sphinx_newsroom.diagnostics import Code, HeaderError, Problem
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.sources import publishable
from sphinx_newsroom.sources.outline import Lines, escaped
from sphinx_newsroom.sources.values import refuse_depth

_TAG = "tag:yaml.org,2002:"
_BLANK = late_pattern("[ \\t\\r\\n\ufeff]*")
_DECODER = json.JSONDecoder()

# JSON with positions, which Python's parser doesn't provide.


class JsonNode(NamedTuple):
    """A JSON value from *begin* to *end*.

    Attributes:
        sign: ``{`` for an object, ``[`` for a list, empty for other values.
        key: the key in its object, at *place*; without a key, *place* is *begin*.
        parts: the members of an object, including duplicates, or the items of a list.
    """

    begin: int
    end: int
    sign: str
    key: str
    place: int
    value: Any = None
    parts: tuple[JsonNode, ...] = ()

    def all_of(self, key: str) -> Iterator[JsonNode]:
        """Yield all values of a key of an object, including duplicates."""
        return (part for part in self.parts if part.key == key and self.sign == "{")

    def of(self, key: str) -> JsonNode | None:
        """Return the value of a key; of duplicates the last one, like JSON parsers."""
        return next((part for part in reversed(self.parts) if part.key == key and self.sign == "{"), None)

    def doubled(self) -> Iterator[JsonNode]:
        """Yield the members with a duplicate key, except those in the header."""
        known: set[str] = set()
        for part in self.parts:
            if part.key in known and self.sign == "{":
                yield part
            known.add(part.key)
            if part.key != "newsroom":
                yield from part.doubled()


def _node(text: str, begin: int, key: str = "", place: int | None = None) -> JsonNode:
    """Parse the value at a position of a JSON text."""
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
    """Parse a notebook; raises HeaderError with the line if it is invalid."""
    try:
        notebook = json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise HeaderError(
            error.lineno, f"the notebook isn't valid JSON: {error.msg}", "save it again from the notebook editor"
        ) from None
    except (RecursionError, ValueError):  # ValueError: a number with thousands of digits
        raise _too_deep_of_header() from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise HeaderError(1, "the file isn't a notebook (nbformat 4)", "save it again from the notebook editor")
    return notebook


def _too_deep_of_header() -> HeaderError:
    what = "the notebook is nested too deeply, or contains a number that is too long"
    return HeaderError(1, what, "save it again from the notebook editor")


def tree_of(text: str) -> JsonNode:
    """Parse a notebook with positions; raises HeaderError."""
    notebook_of(text)
    try:
        return _node(text, _after_blanks(text, 0))
    except RecursionError:
        raise _too_deep_of_header() from None


def header_of(text: str) -> JsonNode:
    """Return the header's object; raises HeaderError."""
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
    """Yield each ``embargo`` and ``draft`` in a notebook's header, in duplicates of it or next to it, with its value.

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
    """Return the header as a YAML node, with the lines of its keys; raises HeaderError."""
    try:
        node = _yaml(header_of(text), Lines(text))
    except RecursionError:
        raise HeaderError(1, "the header is nested too deeply", "write plain keys and values") from None
    assert isinstance(node, yaml.MappingNode)
    refuse_depth(node)
    return node


def _yaml(node: JsonNode, lines: Lines) -> yaml.Node:
    """Convert a value to a YAML node; text is marked as quoted, so that YAML doesn't guess its type."""

    def mark(place: int) -> yaml.Mark:
        # A header in Markdown begins on line 2, and line_of adds 2.
        return yaml.Mark("", place, lines.at(place) - 2, 0, None, 0)

    here, end = mark(node.begin), mark(node.end)
    if node.sign == "{":
        keys = (yaml.ScalarNode(_TAG + "str", one.key, at := mark(one.place), at, '"') for one in node.parts)
        pairs = [*zip(keys, (_yaml(one, lines) for one in node.parts), strict=True)]
        return yaml.MappingNode(_TAG + "map", pairs, here, end, flow_style=True)
    if node.sign:
        return yaml.SequenceNode(_TAG + "seq", [_yaml(one, lines) for one in node.parts], here, end, flow_style=True)
    if isinstance(node.value, str):
        return yaml.ScalarNode(_TAG + "str", node.value, here, end, '"')
    tag = "null" if node.value is None else "bool" if isinstance(node.value, bool) else "float"
    return yaml.ScalarNode(_TAG + tag, json.dumps(node.value), here, end)


class SourceLines(Lines):
    """The lines of a notebook's file on which the sources of its cells are, computed on first use.

    >>> SourceLines('{"cells": [{"source": ["a\\\\n",\\n "b"]}]}').by_cell
    [[1, 2]]
    """

    @cached_property
    def by_cell(self) -> list[list[int]]:
        """For each cell, the line in the file of each line of its source."""
        cells = tree_of(self.text).of("cells")
        sources = (cell.of("source") for cell in (cells.parts if cells else ()) if cell.sign == "{")
        return [list(self._lines(one.parts if one.sign else (one,))) if one else [] for one in sources]

    def _lines(self, strings: Sequence[JsonNode]) -> Iterator[int]:
        begins = True
        for string in strings:
            here, words = self.at(string.begin), string.value
            if not isinstance(words, str) or not words:
                continue
            if begins:
                yield here
            begins = words.endswith("\n")
            yield from [here] * (words.count("\n") - begins)
        if begins and strings:
            yield self.at(strings[-1].begin)


class Cell(NamedTuple):
    """A cell of a notebook; *executed* is its execution count.

    *lines* maps lines of cells to lines of the file, and *number* is the cell's index. Without *lines*, the line
    numbers are those of the file.
    """

    kind: str
    source: str
    lines: SourceLines | None = None
    number: int = 0
    executed: object = None

    def line(self, number: int) -> int:
        """Return the line in the file of line *number* of the cell."""
        if self.lines is None:
            return number
        found = self.lines.by_cell[self.number]
        return found[min(number, len(found)) - 1] if found else 1


def first_lines(text: str) -> list[int]:
    """Return the line in the file of each cell's first line, except raw cells; raises HeaderError."""
    return [cell.line(1) for cell in cells_of(text) if cell.kind != "raw"]


def cells_of(text: str) -> list[Cell]:
    """Return the cells of a notebook; raises HeaderError."""
    cells = [cell for cell in notebook_of(text)["cells"] if isinstance(cell, dict)]
    lines = SourceLines(text)
    return [
        Cell(str(cell.get("cell_type")), joined(cell.get("source", "")), lines, number, cell.get("execution_count"))
        for number, cell in enumerate(cells)
    ]


DEEPEST = 100
"""The maximum nesting depth."""

_HALF = late_pattern(r"\\u[dD][89abAB]|\\u[dD][c-fC-F]")

_FORMAT = 4
"""The major version of the notebook format that Jupyter has written since 2014."""


def wrong_shape(notebook: Mapping[str, Any], text: str) -> str:
    """Say what in a notebook isn't valid in nbformat 4; empty if everything is.

    *text* is the content of its file.
    """
    if notebook.get("nbformat") != _FORMAT:
        return f"nbformat is not {_FORMAT}"
    if _is_deep(notebook):
        return f"lists and mappings are nested more than {DEEPEST} deep"
    if _HALF.search(text):
        try:
            json.dumps(notebook, ensure_ascii=False).encode()
        except UnicodeEncodeError:
            return "a text holds half of a character (a lone surrogate)"
    from fastjsonschema import JsonSchemaValueException  # few releases are notebooks

    try:
        _validator()(notebook)
    except JsonSchemaValueException as error:
        return _wrong_place(error)
    images = ((number, data) for number, cell in enumerate(notebook["cells"], 1) for data in _images_of(cell))
    broken = (number for number, data in images if decoded(joined(data), strict=False) is None)
    return next((f"cell {number} has an image that isn't base64" for number in broken), "")


@cache
def _validator() -> Callable[[object], object]:
    import fastjsonschema

    schema = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    validator: Callable[[object], object] = fastjsonschema.compile(json.loads(schema), use_default=False)
    return validator


def _wrong_place(error: Any) -> str:
    """Say what is wrong with which part of a notebook: ``cell 1, output 2 has no metadata``."""
    where = ""
    for part in error.path[1:]:
        where = f"{where.removesuffix('s')} {int(part) + 1}" if part.isdecimal() else f"{where}, {part}".lstrip(", ")
    if error.rule == "required":
        return f"{where or 'it'} has no {next(key for key in error.rule_definition if key not in error.value)}"
    return f"{where} is not what it should be"


def _images_of(cell: Mapping[str, Any]) -> Iterator[object]:
    """Yield the PNG and JPEG images in the output and the attachments of a valid cell."""
    bundles = [output.get("data", {}) for output in cell.get("outputs", ())]
    bundles += cell.get("attachments", {}).values()
    yield from (bundle[kind] for bundle in bundles for kind in SHOWN[1:] if kind in bundle)


def _is_deep(value: Any, left: int = DEEPEST) -> bool:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left == 0 or any(_is_deep(part, left - 1) for part in parts)


MOST_CELLS, MOST_BLOCKS = 20_000, 100
"""The maximum number of cells in tables, and of the tables, lists and divisions, which may be within one another.

A data frame shows 60 rows of 20 columns by default.
"""
_TABLE_TAGS = frozenset("table caption thead tbody tfoot tr th td br p div ul ol li".split())
_TABLE_ATTRIBUTES = {"th": {"colspan", "rowspan", "scope"}, "td": {"colspan", "rowspan"}, "*": set[str]()}
_UNSEEN = frozenset({"style", "script", "template", "title", "head"})
_CELL_TAG = late_pattern("<t[dh]")
_BLOCK_TAG = late_pattern("<(?:table|div|[uo]l)")
_MARKED = late_pattern(r"\A\s*(?:\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\))\s*\Z", re.DOTALL)


def tables_of(html: str) -> str:
    """Return a cell's HTML output with a table, such as a data frame, as safe HTML; empty without one, or if too large.

    >>> tables_of("<table><tr><th></th><td onclick='x()'>2011<script>x()</script></td></tr></table>")
    '<table><tbody><tr><td></td><td>2011</td></tr></tbody></table>'
    """
    if "<t" not in html.lower():  # like most output
        return ""
    import nh3  # few releases are notebooks

    # A notebook may hold half of a character, which is reported elsewhere.
    whole = html.encode("utf-8", "replace").decode()
    made = nh3.clean(whole, set(_TABLE_TAGS), set(_UNSEEN), _TABLE_ATTRIBUTES)
    too_large = len(_CELL_TAG.findall(made)) > MOST_CELLS or len(_BLOCK_TAG.findall(made)) > MOST_BLOCKS
    # An empty corner cell isn't a heading.
    return made.strip().replace("<th></th>", "<td></td>") if _CELL_TAG.search(made) and not too_large else ""


def formula_of(text: str) -> str | None:
    r"""Return the TeX of a formula without delimiters; None for other LaTeX, such as a table.

    >>> formula_of("$\\displaystyle x^{2}$"), formula_of("\\begin{tabular}{l}x\\end{tabular}")
    ('x^{2}', None)
    """
    found = _MARKED.match(text)
    tex = next((one for one in found.groups() if one is not None), "") if found else ""
    tex = tex.replace(r"\displaystyle", "").strip()
    return tex if tex and "$" not in tex else None


SHOWN = ("text/plain", "image/png", "image/jpeg")
"""Output types that can't contain scripts or markup; every kernel stores one of them."""
TABLES, DRAWING, FORMULA = "text/html", "image/svg+xml", "text/latex"
"""Output types that are shown after sanitizing, see :func:`safe_output`."""


OF_WHO_RAN_IT = ("execution", "executionInfo", "ExecuteTime", "colab", "papermill", "vscode")
"""Metadata about who ran a notebook: Colab's user name and id, papermill's paths and parameters, times."""


def safe_notebook(text: str, title: str) -> str:
    """Return a notebook for nbsphinx: not executed, without raw cells and active output, under *title*."""
    notebook: dict[str, Any] = json.loads(text)
    metadata = {key: value for key, value in notebook.get("metadata", {}).items() if key != "newsroom"}
    notebook["metadata"] = {**metadata, "nbsphinx": {"execute": "never"}}
    cells = [_safe_cell(cell) for cell in notebook.get("cells", []) if cell.get("cell_type") != "raw"]
    notebook["cells"] = _under_title(cells, title)
    return json.dumps(notebook)


def without_times(text: str) -> str:
    """Remove what differs between executions of a notebook, so that builds are reproducible.

    This includes the times at which cells ran, the language version of the kernel, and data about who ran it
    (:data:`OF_WHO_RAN_IT`).
    """
    notebook: dict[str, Any] = json.loads(text)
    metadata = notebook.get("metadata", {})
    metadata.get("language_info", {}).pop("version", None)
    for values in (metadata, *(cell["metadata"] for cell in notebook["cells"])):
        for key in OF_WHO_RAN_IT:
            values.pop(key, None)
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def not_executed(text: str) -> str:
    """Return a notebook that nbsphinx shows without executing it."""
    notebook: dict[str, Any] = json.loads(text)
    metadata = notebook.get("metadata", {})
    notebook["metadata"] = {**metadata, "nbsphinx": {**metadata.get("nbsphinx", {}), "execute": "never"}}
    return json.dumps(notebook)


def without_results(text: str) -> str:
    """Return a notebook without outputs."""
    notebook: dict[str, Any] = json.loads(text)
    for cell in notebook["cells"]:
        if cell.get("cell_type") == "code":
            cell.update(outputs=[], execution_count=None)
    return json.dumps(notebook)


def titled(title: str) -> str:
    """Return a notebook with only a title."""
    cells = [{"cell_type": "markdown", "id": "title", "metadata": {}, "source": f"# {escaped(title)}"}]
    return json.dumps({"metadata": {}, "nbformat": 4, "nbformat_minor": 5, "cells": cells})


def _safe_cell(cell: dict[str, Any]) -> dict[str, Any]:
    cell = {**cell, "metadata": {k: v for k, v in cell.get("metadata", {}).items() if k != "nbsphinx"}}
    if cell.get("cell_type") == "code":
        cell["outputs"] = [safe_output(output) for output in cell.get("outputs", [])]
    return cell


def safe_output(output: dict[str, Any]) -> dict[str, Any]:
    """Return the part of an output that a page can show safely."""
    if "data" not in output:
        return output
    data = {kind: data for kind, data in output["data"].items() if kind in SHOWN}
    given = {kind: joined(output["data"].get(kind, "")) for kind in (TABLES, DRAWING, FORMULA)}
    if tables := tables_of(given[TABLES]):
        data[TABLES] = tables
    if publishable.fault(given[DRAWING].encode("utf-8", "replace")) is None:
        data[DRAWING] = given[DRAWING]
    if formula := formula_of(given[FORMULA]):
        data[FORMULA] = f"$${formula}$$"
    return {**output, "data": data}


def joined(value: object) -> str:
    """Return the text of a notebook's value, which may be a list of lines."""
    return "".join(map(str, value)) if isinstance(value, list) else str(value)


def _under_title(cells: list[dict[str, Any]], title: str) -> list[dict[str, Any]]:
    """Return the cells with *title* as first heading, replacing one at the beginning."""
    heading = f"# {escaped(title)}"
    if cells and cells[0].get("cell_type") == "markdown":
        lines = joined(cells[0]["source"]).split("\n")
        if lines[0].startswith("# "):
            lines = lines[1:]
        return [{**cells[0], "source": "\n".join([heading, "", *lines])}, *cells[1:]]
    return [{"cell_type": "markdown", "id": "newsroom-title", "metadata": {}, "source": heading}, *cells]


def decoded(data: str, *, strict: bool = True) -> bytes | None:
    """Decode an image in a notebook; None if it isn't base64. With *strict* off, other characters are ignored."""
    try:
        return base64.b64decode("".join(data.split()) if strict else data, validate=strict)
    except ValueError:
        return None


def without_links_to(text: str, pages: Collection[str]) -> str:
    """Return a notebook for publication, without links to *pages* and without their names.

    *pages* are withheld releases such as ``releases/2031/secret``. Code and outputs aren't changed, since the page
    shows them too. The same text is returned if there is nothing to remove.
    """
    slugs = [page.rpartition("/")[2] for page in pages]
    hidden = _any_of(slugs)
    if not pages or not hidden.search(text):
        return text
    # A name that is a word, such as `budget`, may be part of a sentence.
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
"""Matches the target of a Markdown link, the content of a role or angle brackets, and reference definitions."""


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for any of some names as whole words, the longest first."""
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(names, key=len, reverse=True)))})(?![\w-])")


def _without(value: Any, hidden: re.Pattern[str]) -> Any:
    """Return a value of a notebook's metadata without the texts that contain a hidden name."""
    if isinstance(value, dict):
        kept = {key: _without(one, hidden) for key, one in value.items() if not hidden.search(key)}
        return {key: one for key, one in kept.items() if one is not None or value[key] is None}
    if isinstance(value, list):
        return [one for one in (_without(one, hidden) for one in value) if one is not None]
    return None if isinstance(value, str) and hidden.search(value) else value


# Outputs that a page can't show: charts that need scripts, widgets, and errors.

_PLAIN = SHOWN[0]
_OBJECT = late_pattern(r"\s*<[^<>\n]+>")
"""Matches the repr of an object without a text form: <VegaLite 5 object>, <IPython.core.display.HTML object>."""
_WIDGET = "application/vnd.jupyter.widget-view+json"
_LONGEST = 40


def unshowable_outputs(path: str, text: str, cells: Iterable[Cell]) -> Iterator[Problem]:
    """Report the outputs that a notebook's page can't show; raises HeaderError."""
    given = [cell for cell in notebook_of(text)["cells"] if isinstance(cell, dict)]
    for cell in cells:
        outputs = given[cell.number].get("outputs") if cell.kind == "code" else None
        for output in outputs if isinstance(outputs, list) else ():
            if isinstance(output, dict) and (fault := _fault_of_output(output)):
                message = f"cell {cell.number + 1} {fault[0]}"
                yield Problem(path, cell.line(1), Code.UNSEEN_OUTPUT, message, f"{fault[1]}, and save it")


def _fault_of_output(output: dict[str, Any]) -> tuple[str, str] | None:
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
