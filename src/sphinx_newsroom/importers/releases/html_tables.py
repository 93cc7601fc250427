"""Tables of HTML as those of Markdown: a row of heads, rows of cells, one line each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple

from sphinx_newsroom.importers.releases.markdown_blocks import Block, Made, Paragraph
from sphinx_newsroom.importers.releases.styled_text import one_line

MOST_COLUMNS = 30
"""Columns of a table that is kept as one: more do not fit a page."""

_LONGEST_CELL = 600
"""Characters of a cell of Markdown; tables with longer ones lay a page out."""


class Table(NamedTuple):
    """The blocks that a table is now, and what it lost; the loss is empty where it lost nothing."""

    blocks: list[Block]
    loss: str = ""


class _Cell(NamedTuple):
    blocks: list[Block]
    head: bool
    columns: int
    rows: int


def table_of(element: Any, blocks_of: Callable[[Any], list[Block]]) -> Table:
    """A table; one that Markdown has no form for becomes the blocks of its cells, one after another.

    Args:
        element: the ``table``.
        blocks_of: what makes the blocks of a cell.
    """
    captions = [block for caption in element.findall("caption") for block in blocks_of(caption)]
    rows = [[_cell(cell, blocks_of) for cell in row if cell.tag in ("td", "th")] for row in _rows(element)]
    rows = [row for row in rows if any(cell.blocks for cell in row)]
    if not rows:
        return Table(captions)
    flat = captions + [block for row in rows for cell in row for block in cell.blocks]
    # One column is no table, and what says that it is none is none.
    if not any(sum(bool(cell.blocks) for cell in row) > 1 for row in rows) or element.get("role") == "presentation":
        return Table(flat)
    if not _is_simple(rows):
        return Table(flat, "a table that Markdown has no form for, now its cells one after another")
    spans = any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row)
    grid = _grid(rows)
    if max(map(len, grid)) > MOST_COLUMNS:
        return Table(flat, "a table with too many columns, now its cells one after another")
    table = Made(_written(grid, all(cell.head for cell in rows[0])), "table")
    return Table([*captions, table], "cells of a table that went over several rows or columns" if spans else "")


def _rows(table: Any) -> Iterator[Any]:
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in ("thead", "tbody", "tfoot"):
            yield from part.findall("tr")


def _cell(element: Any, blocks_of: Callable[[Any], list[Block]]) -> _Cell:
    return _Cell(blocks_of(element), element.tag == "th", _span(element, "colspan"), _span(element, "rowspan"))


def _span(element: Any, key: str) -> int:
    # No table has a span of five digits, and Python takes long for one of a million.
    digits = re.match(r"\s*(\d{1,4})\s*\Z", element.get(key, "1"), re.ASCII)
    return max(1, min(MOST_COLUMNS, int(digits[1]))) if digits else 1


def _is_simple(rows: Sequence[Sequence[_Cell]]) -> bool:
    return all(isinstance(block, Paragraph) for row in rows for cell in row for block in cell.blocks) and all(
        len(_line(cell)) <= _LONGEST_CELL for row in rows for cell in row
    )


def _line(cell: _Cell) -> str:
    return " ".join(one_line(block.lines, within_table=True) for block in cell.blocks if isinstance(block, Paragraph))


def _grid(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """The cells as text, with an empty one wherever another goes on."""
    taken: list[int] = []
    grid = []
    for row in rows:
        line: list[str] = []
        cells = iter(row)
        while len(line) <= MOST_COLUMNS:
            column = len(line)
            if column < len(taken) and taken[column] > 0:
                taken[column] -= 1
                line.append("")
                continue
            cell = next(cells, None)
            if cell is None:
                if not any(taken[column:]):
                    break
                line.append("")
                continue
            line += [_line(cell), *[""] * (cell.columns - 1)]
            taken += [0] * (len(line) - len(taken))
            for spanned in islice(range(column, len(line)), cell.columns):
                taken[spanned] = cell.rows - 1
        grid.append(line)
    return grid


def _written(grid: Sequence[Sequence[str]], has_head: bool) -> str:
    width = max(map(len, grid))
    head, body = (grid[0], grid[1:]) if has_head else ([""] * width, grid)
    rows = [head, ["---"] * width, *body]
    return "\n".join("| " + " | ".join([*row, *[""] * (width - len(row))]) + " |" for row in rows)
