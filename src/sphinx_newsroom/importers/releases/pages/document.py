"""A page as a tree whose texts stand in units: blocks without blocks inside, so that each can be kept or left out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from lxml import etree
from lxml import html as lxml_html

from sphinx_newsroom.importers.releases.html_fragment import BLOCKS, is_hidden
from sphinx_newsroom.importers.releases.styled_text import shown_text

_NO_TEXT = ("script", "style", "noscript", "template", "head", "select", "textarea")
PARAGRAPH = 25
"""Words of a block that is a paragraph of a text, and not a line of the page."""

_LONGEST_CELL = 200
"""Characters of a cell of a table of data."""

# Chinese and Japanese have no blanks between words: two characters count as one.
_HAN_AND_KANA = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_HAN_AND_KANA}]{{1,2}}|(?:(?![{_HAN_AND_KANA}])\w)+")


class Unit(NamedTuple):
    """A block without blocks inside; its *words* are folded."""

    element: Any
    text: str
    words: tuple[str, ...]


def tree_of(html: str) -> Any:
    """The tree of a whole page that is within the limits; an empty one where there is nothing."""
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=False, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        # Text with a declaration of its encoding is refused by lxml; bytes are not. What stands before the first tag,
        # such as a mark of the encoding behind a blank line, would make a body of all that follows, the head with it.
        return lxml_html.document_fromstring(html.lstrip("\ufeff\0 \t\r\n").encode("utf-8"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return lxml_html.document_fromstring("<html><body></body></html>")


def body_of(tree: Any) -> Any:
    """The body of a page, without what is never text, and with all text in blocks of its own."""
    body = tree.find(".//body")
    if body is None:
        body = tree
    for element in [*body.iter(*_NO_TEXT), *filter(is_hidden, body.iterdescendants())]:
        if element.getparent() is not None:
            element.drop_tree()
    holders = {above for element in body.iterdescendants() if _is_block(element) for above in element.iterancestors()}
    for element in list(body.iter()):
        if element in holders:
            _wrap_runs(element, holders)
    return body


def units_of(body: Any) -> list[Unit]:
    """The units of a body in their order, those without words left out."""
    found = []
    inside: set[Any] = set()
    for element in body.iter():
        if element in inside:
            continue
        if element.tag == "table" and _is_data(element):
            inside.update(element.iterdescendants())
        elif not _is_block(element) or any(map(_is_block, element.iterdescendants())):
            continue
        text = shown_text(shown(element)).strip()
        if words := words_of(text):
            found.append(Unit(element, text, words))
    return found


def _is_data(table: Any) -> bool:
    """Whether a table is of data, and so one unit: rows of short cells; others lay out a page."""
    rows = [row for row in table.iter("tr") if len(row) > 1]
    cells = [cell for row in rows for cell in row]
    nested = next(table.iterdescendants("table"), None) is not None
    return len(rows) > 1 and not nested and all(len(shown(cell)) <= _LONGEST_CELL for cell in cells)


def shown(element: Any) -> str:
    """The text of an element, lines broken where it breaks them."""
    return "".join(_texts(element))


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, folded.

    >>> words_of("St. John's")
    ('st', 'john', 's')
    >>> words_of("公告2011年")
    ('公告', '2011', '年')
    """
    return tuple(_WORD.findall(text.casefold()))


def _texts(element: Any) -> Iterator[str]:
    if element.text:
        yield element.text
    for part in element.iterdescendants():
        if part.tag == "br" or _is_block(part):
            yield "\n"
        if part.text and isinstance(part.tag, str):
            yield part.text
        if part.tail:
            yield part.tail


def _is_block(element: Any) -> bool:
    return element.tag in BLOCKS or element.tag == "body"


def _wrap_runs(element: Any, holders: set[Any]) -> None:
    """Put each run of text and inline elements beside blocks in a block of its own.

    An inline element with blocks inside stands for itself: it is one of the *holders*, and its own runs are wrapped.
    """
    run: Any = None
    if element.text and element.text.strip():
        run = lxml_html.Element("div")
        run.text, element.text = element.text, None
        element.insert(0, run)
    for child in list(element):
        if child is run:
            continue
        if _is_block(child) or child in holders:
            run = None
            if child.tail and child.tail.strip():
                run = lxml_html.Element("div")
                run.text, child.tail = child.tail, None
                child.addnext(run)
            continue
        if run is None:
            run = lxml_html.Element("div")
            child.addprevious(run)
        run.append(child)


def is_inside(element: Any, names: tuple[str, ...]) -> bool:
    """Whether an element stands in one of these, or in what has the role of one."""
    roles = {"nav": "navigation", "footer": "contentinfo", "aside": "complementary"}
    wanted = {roles.get(name, name) for name in names}
    return any(above.tag in names or above.get("role") in wanted for above in element.iterancestors())
