"""What a notebook computed, made harmless: tables as rows of words, drawings that run nothing, formulas.

A page of the site and the notebook that is offered for download have the same of it. Nothing is mended: of HTML its
tables are taken, word for word, and nothing else; a drawing is taken as it is, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from sphinx_newsroom.sources.notebooks import svg

MOST_CELLS = 20_000
"""How many cells a table may have; a data frame shows 60 rows of 20 columns, where nobody asks for more."""
_SPAN = re.compile(r"[1-9][0-9]{0,2}(?![0-9])")
_UNSEEN = frozenset({"style", "script", "template", "title", "head"})
_ENDS_LINE = frozenset({"br", "p", "div", "li"})
_MARKED = re.compile(r"\A\s*(?:\$\$(.*)\$\$|\$(.*)\$|\\\[(.*)\\\]|\\\((.*)\\\))\s*\Z", re.DOTALL)


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
    reader = _Reader()
    reader.feed(html)
    reader.close()
    found = tuple(tuple(map(tuple, rows)) for rows in reader.tables if any(rows))
    return found if sum(len(row) for rows in found for row in rows) <= MOST_CELLS else ()


class _Reader(HTMLParser):
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
    heads = 0
    while heads < len(rows) and all(cell.scope == "col" for cell in rows[heads] if cell.words) and any(rows[heads]):
        heads += 1
    parts = (("thead", rows[:heads]), ("tbody", rows[heads:]))
    made = "".join(f"<{part}>{''.join(map(_row, some))}</{part}>" for part, some in parts if some)
    return f"<table>{made}</table>"


def _row(cells: Sequence[TableCell]) -> str:
    return f"<tr>{''.join(map(_cell, cells))}</tr>"


def _cell(cell: TableCell) -> str:
    spans = "".join(
        f' {name}="{many}"' for name, many in (("colspan", cell.columns), ("rowspan", cell.rows)) if many > 1
    )
    # An empty corner heads nothing.
    name = "th" if cell.scope and cell.words else "td"
    scope = f' scope="{cell.scope}"' if name == "th" else ""
    return f"<{name}{scope}{spans}>{escape(cell.words, quote=False)}</{name}>"


def drawing_of(text: str) -> bytes | None:
    """A drawing (SVG) that a cell gave; None where it could run or load anything.

    >>> drawing_of('<svg xmlns="http://www.w3.org/2000/svg"><script>x()</script></svg>')
    """
    data = text.encode("utf-8", "replace")
    return data if svg.fault(data) is None else None


def formula_of(text: str) -> str | None:
    r"""The TeX of a formula without the signs around it; None for other LaTeX, such as a table.

    >>> formula_of("$\\displaystyle x^{2}$"), formula_of("\\begin{tabular}{l}x\\end{tabular}")
    ('x^{2}', None)
    """
    found = _MARKED.match(text)
    tex = next((one for one in found.groups() if one is not None), "") if found else ""
    tex = tex.replace(r"\displaystyle", "").strip()
    return tex if tex and "$" not in tex else None
