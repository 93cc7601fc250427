"""A fragment of HTML as Markdown that shows its words, with a loss for each thing that Markdown cannot show.

Own code in the place of markdownify, which escapes each text by itself, so that what only a line makes into markup goes
through (`+++`, `(name)=`), asks each item of a list for all items before it, and does not say what it leaves out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html
from lxml.html import Element

from sphinx_newsroom.allowed import ALLOWED, IMAGES
from sphinx_newsroom.diagnostics import cut
from sphinx_newsroom.importers.drafts import LocalFile, Loss
from sphinx_newsroom.importers.styled_text import (
    BREAK,
    Piece,
    can_be_code,
    fenced_code,
    one_line,
    paragraph,
    paragraphs,
    shown_text,
)
from sphinx_newsroom.text.checks import BULLETS

LARGEST_PAGE = 4_000_000
"""Characters of a page that are read; the largest of 2,373 real ones has 1.6 million, with pictures inside."""

MOST_TAGS = 200_000
"""Tags of a page that are read, ends counted; the most of 2,373 real pages are 40,000."""

DEEPEST = 150
"""Elements inside one another; one in a hundred of 2,373 real pages has 112."""

# What is left open in it would hold all that follows.
_UNSHOWN = re.compile(r"<noscript\b[^<>]*>.*?</noscript\b[^<>]*>", re.DOTALL | re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What no parser of XML takes, and no reader sees."""
_REFERENCES = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)|x0*(?:[0-8bcef]|1[0-9a-f]|7f))(?:;|(?![0-9a-f]))", re.IGNORECASE
)
"""References to the same signs: &#12; is one."""


def tree_of(html: str, fragment: bool = False) -> tuple[Any, list[Loss]]:
    """The tree of a page, or of a *fragment* within a ``div``, and what of it is too large or nests too deep.

    Of elements that nest too deep the words stay.

    >>> tree_of("<b>One</b> two", fragment=True)[0].text_content()
    'One two'
    """
    losses = []
    tags = next(islice(re.finditer("<", html), MOST_TAGS, None), None)
    if (most := min(LARGEST_PAGE, tags.start() if tags else LARGEST_PAGE)) < len(html):
        losses.append(Loss("the end of a page that is too large", f"{len(html) - most:,} characters"))
    # What stands before the first tag, such as a mark of the encoding, would make a body of all that follows.
    html = _UNSHOWN.sub("", _REFERENCES.sub("", _CONTROLS.sub("", html[:most]))).lstrip(
        "\ufeff\0 \t\r\n" if not fragment else "\0"
    )
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        # Text with a declaration of its encoding is refused by lxml; bytes are not.
        data = html.encode()
        if fragment:
            tree = lxml_html.fragment_fromstring(data, create_parent="div", parser=parser)
        else:
            tree = lxml_html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        tree = lxml_html.document_fromstring("<html><body></body></html>")
    deep = [element for element in tree.xpath("." + "/*" * DEEPEST) if len(element)]
    for element in deep:
        element[:], element.text = [], element.text_content()
    if deep or any("Excessive depth" in error.message for error in parser.error_log):
        losses.append(Loss("tags that nest too deep", f"{len(deep):,}"))
    return tree, losses


BLOCKS = frozenset(
    """
    address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td
    tfoot th thead tr ul
    """.split()
)
"""The elements that end a paragraph."""

STYLES: dict[str, Literal["bold", "italic", "code"]] = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}
"""The elements that give what is in them a style that Markdown has."""

MEDIA = {
    "iframe": "a frame",
    "video": "a video",
    "audio": "a sound",
    "object": "an embedded object",
    "embed": "an embedded object",
    "svg": "a drawing",
    "math": "a formula",
    "canvas": "a drawing",
}
"""The elements that show something that is no text, each in the words of a loss."""

FIELDS = frozenset("input select textarea button option datalist progress meter output".split())
"""The elements of forms."""

UNSHOWN = frozenset("script style title template noscript head link meta base".split())
"""The elements whose words nobody sees."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset("screen-reader-text sr-only visually-hidden visuallyhidden element-invisible".split())


def is_pixel(image: Any) -> bool:
    """Whether a picture has no size that anybody sees, as those that count readers have.

    >>> from lxml.html import fromstring
    >>> is_pixel(fromstring("<img src='count.gif' width='1' height='1'>"))
    True
    """
    return any(image.get(side) in ("0", "1") for side in ("width", "height"))


def is_hidden(element: Any) -> bool:
    """Whether an element says that it is not shown, for all or for those who see."""
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return True
    return not _HIDDEN_CLASSES.isdisjoint(element.get("class", "").split())


# The blocks of a Markdown text, and how they stand together, in lists and in quotations.


class Paragraph(NamedTuple):
    """A paragraph that is not yet written, since a cell of a table writes it otherwise."""

    lines: list[list[Piece]]


class Made(NamedTuple):
    """A block that is written: its Markdown, and what *kind* of block it is: ``list -``, ``quote``, ``code``…"""

    text: str
    kind: str


Block = Paragraph | Made

_LARGEST_START = 999_999_999
"""CommonMark reads nine digits of the number of an item."""


def together(blocks: Iterable[Block]) -> str:
    """Blocks one after another; a rule stands between others, and at the beginning it would open a header."""
    made: list[tuple[bool, str]] = []
    for block in blocks:
        is_rule = isinstance(block, Made) and block.kind == "rule"
        if not is_rule or (made and not made[-1][0]):
            made.append((is_rule, written(block)))
    if made and made[-1][0]:
        made.pop()
    return "\n\n".join(_apart([text for _, text in made]))


def written(block: Block) -> str:
    """The Markdown of a block."""
    return paragraph(block.lines) if isinstance(block, Paragraph) else block.text


def _apart(texts: list[str]) -> list[str]:
    """The texts of blocks; a list right after a list has the other mark, or they would be one."""
    for at in range(1, len(texts)):
        before, text = _marker(texts[at - 1]), _marker(texts[at])
        if before and before == text:
            texts[at] = _with_other_marker(texts[at], text)
    return texts


def _marker(text: str) -> str:
    found = re.match(r"(?:([-*])|\d{1,9}([.)])) ", text)
    return (found[1] or found[2]) if found else ""


def _with_other_marker(text: str, marker: str) -> str:
    other = {"-": "*", "*": "-", ".": ")", ")": "."}[marker]
    if marker in "-*":
        return re.sub(rf"^{re.escape(marker)} ", f"{other} ", text, flags=re.MULTILINE)
    return re.sub(rf"^(\d{{1,9}}){re.escape(marker)} ", rf"\g<1>{other} ", text, flags=re.MULTILINE)


def quoted(blocks: Sequence[Block]) -> Block | None:
    """A quotation of blocks."""
    text = together(blocks)
    return Made("\n".join(f"> {line}".rstrip() for line in text.split("\n")), "quote") if text else None


def made_list(items: Sequence[Sequence[Block]], start: str) -> Block | None:
    """A list; with numbers from *start* on, unless that is empty."""
    number = int(start) if start.isascii() and start.isdecimal() and len(start) <= len(str(_LARGEST_START)) else 1
    texts = []
    for offset, blocks in enumerate(items):
        marker = f"{min(number + offset, _LARGEST_START)}. " if start else "- "
        if text := _item(blocks):
            texts.append(marker + text.replace("\n", "\n" + " " * len(marker)))
    if not texts:
        return None
    loose = any(_is_loose(blocks) for blocks in items)
    text = ("\n\n" if loose else "\n").join(texts)
    return Made(re.sub(r"^ +$", "", text, flags=re.MULTILINE), "list")


def _item(blocks: Sequence[Block]) -> str:
    between = "\n\n" if _is_loose(blocks) else "\n"
    kept = [block for block in blocks if not (isinstance(block, Made) and block.kind == "rule")]
    return between.join(_apart([text for block in kept if (text := written(block))]))


def _is_loose(blocks: Sequence[Block]) -> bool:
    """Whether an item has more than a paragraph with lists below it."""
    return any(isinstance(block, Paragraph) or block.kind != "list" for block in blocks[1:])


_BULLET = re.compile(rf"[{BULLETS}] *")


def in_lists(blocks: Iterable[Block], bullet: re.Pattern[str] = _BULLET) -> Iterator[Block]:
    """Blocks, with lists in the place of lines that begin with bullets, as pages have them: ``• one<br>• two``."""
    for block in blocks:
        lines = block.lines if isinstance(block, Paragraph) else []
        first = next((number for number, line in enumerate(lines) if bullet.match(line[0].text)), len(lines))
        # One line with a bullet may be one of several paragraphs, or set a link apart.
        if len(lines) - first < _LEAST or not all(bullet.match(line[0].text) for line in lines[first:]):
            yield block
            continue
        if first:
            yield Paragraph(lines[:first])
        made = made_list([[Paragraph([_without_bullet(line, bullet)])] for line in lines[first:]], "")
        if made is not None:
            yield made


_LEAST = 2
"""Lines of which a list is made."""


def _without_bullet(line: Sequence[Piece], bullet: re.Pattern[str]) -> list[Piece]:
    first = replace(line[0], text=bullet.sub("", line[0].text, count=1))
    rest = [first, *line[1:]] if first.text else list(line[1:])
    while rest and rest[0] == Piece(" "):
        del rest[0]
    return rest


# Plain text, whose lines are paragraphs, lists, or were broken at a width.

_PLAIN_BULLET = re.compile(r"[•‣◦▪●·–*-][ \t]+(?=\S)")
_BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_WRAPPED = 100
"""The longest line of a text that was broken at a width: mail and typewriters have fewer than 80."""
_FULL = 50
"""The shortest line but the last of a paragraph that was broken at a width; the lines of an address are shorter."""


def markdown(text: str) -> str:
    """Plain text as Markdown: paragraphs, and lists if each line of a paragraph begins as an item does.

    If no line is blank, as in what a browser's page was copied from, each line is a paragraph.

    >>> markdown("5 * 3\\n  2")
    '5 \\\\* 3\\\\\\n2'
    """
    text = text.strip()
    parts = _BLANK_LINES.split(text)
    if len(parts) == 1 and any(len(line) > _WRAPPED for line in text.split("\n")):
        parts = text.split("\n")
    return together(in_lists((Paragraph(_lines_of(part)) for part in parts if part.strip()), _PLAIN_BULLET))


def _lines_of(part: str) -> list[list[Piece]]:
    """The lines of a paragraph: one if it was broken at a width; what has no bullet goes on with the item above."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    found = [lines[0]]
    wrapped = all(len(line) > _FULL for line in lines[:-1]) and not _PLAIN_BULLET.match(lines[-1])
    for line in lines[1:]:
        if not _PLAIN_BULLET.match(line) and (wrapped or _PLAIN_BULLET.match(found[-1])):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return [[Piece(shown_text(line))] for line in found]


# Where the links and images of a saved page lead: elsewhere, to a file beside the page, or nowhere.

LONGEST_ADDRESS = 2_000
"""Characters of an address; longer ones are pictures or programs written as one."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# What ends a destination of Markdown early, or no address has.
_UNSAFE = re.compile(r"[\s\x00-\x20<>\"\\^`{|}]")


class Target(NamedTuple):
    """Where something leads: an *address* as Markdown takes it, and the *file* that it is, where it stands here."""

    address: str
    file: str | None = None


def target_of(written: str, base: str, image: bool = False) -> Target | None:
    """Where an address leads, as written in a page that stands at *base*; None where it leads nowhere.

    An address without a host and without a leading slash is a file beside the page when it ends as an image or
    attachment does; files are looked for by who carries the import out.

    >>> target_of("//example.org/a b", "https://un.org/news/")
    Target(address='https://example.org/a%20b', file=None)
    >>> target_of("Release_files/map%201.png", "", image=True)
    Target(address='Release_files/map%201.png', file='Release_files/map 1.png')
    >>> target_of("javascript:print()", "https://un.org/")
    """
    # Browsers drop tabs and line ends within an address.
    written = re.sub(r"[\t\r\n]", "", written).strip()
    if not written or len(written) > LONGEST_ADDRESS:
        return None
    scheme = _SCHEME.match(written)
    if scheme is None and (local := _beside(written, image)):
        return Target(_escaped(written.partition("#")[0].partition("?")[0]), local)
    if scheme is None and written.startswith("#"):
        return None
    address = joined(base or "https:", written)
    found = _SCHEME.match(address or "")
    if address is None or found is None or found[1].lower() not in ALLOWED.schemes:
        return None
    return Target(_escaped(address))


def is_file(written: str) -> bool:
    """Whether an address is that of a file beside the page, whatever the archive takes of it."""
    return not _SCHEME.match(written) and _local(written) is not None and bool(_suffix(written))


def _beside(written: str, image: bool) -> str | None:
    local = _local(written)
    if local is None:
        return None
    taken = IMAGES if image else (*ALLOWED.attachments, *IMAGES)
    return local if _suffix(written) in taken else None


def _local(written: str) -> str | None:
    """The path of what stands in the page's folder or below, as the file is named; None for all else."""
    path = unquote(written.partition("#")[0].partition("?")[0]).replace("\\", "/")
    if not path or path.startswith("/") or "\0" in path:
        return None
    normal = posixpath.normpath(path)
    hidden = any(part.startswith(".") for part in normal.split("/"))
    return None if hidden else normal


def _suffix(written: str) -> str:
    return posixpath.splitext(unquote(written.partition("#")[0].partition("?")[0]))[1].lower()


def joined(base: str, written: str) -> str | None:
    """An address as written in a page that stands at *base*, absolute; None where it is none, such as ``http://[1/``.

    >>> joined("https://un.org/news/1", "../img/map.png")
    'https://un.org/img/map.png'
    """
    try:
        address = urljoin(base, written)
        host = urlsplit(address).netloc
    except ValueError:
        return None
    return address if host or not address.lower().startswith(("http:", "https:")) else None


def _escaped(address: str) -> str:
    """The address as a destination of Markdown: what would end it is percent-encoded, an entity is none."""
    address = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8")), address)
    if address.count("(") != address.count(")") or re.search(r"\).*\(", address):
        address = address.replace("(", "%28").replace(")", "%29")
    return re.sub(r"&(?=#?\w+;)", r"\\&", address)


# Tables of HTML as those of Markdown: a row of heads, rows of cells, one line each.

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
    captions = [block for part in _outside_of_cells(element) for block in blocks_of(part)]
    rows = [[_cell(cell, blocks_of) for cell in row if cell.tag in ("td", "th")] for row in _rows(element)]
    rows = [row for row in rows if any(cell.blocks for cell in row)]
    if not rows:
        return Table(captions)
    flat = captions + [block for row in rows for cell in row for block in cell.blocks]
    # One column is no table, and what says that it is none is none.
    if not any(sum(bool(cell.blocks) for cell in row) > 1 for row in rows) or element.get("role") == "presentation":
        return Table(flat)
    if not _is_simple(rows):
        return Table(flat, "a table that Markdown can't show; its cells now follow each other")
    spans = any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row)
    grid = _grid(rows)
    if len(grid[0]) > MOST_COLUMNS:
        return Table(flat, "a table with too many columns; its cells now follow each other")
    table = Made(_written(grid, all(cell.head for cell in rows[0])), "table")
    return Table([*captions, table], "table cells that span several rows or columns" if spans else "")


def _outside_of_cells(table: Any) -> Iterator[Any]:
    """The caption of a table, and what stands where nothing may: browsers show it above."""
    groups = [part for part in table if part.tag in ("thead", "tbody", "tfoot")]
    for part in (table, *groups, *_rows(table)):
        yield from (_wrapped(text) for text in (part.text, *(child.tail for child in part)) if text and text.strip())
        yield from (child for child in part if child.tag not in _OF_TABLES)


_OF_TABLES = tuple("tr td th thead tbody tfoot col colgroup".split())


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
    """The cells as text, with an empty one wherever another goes on; each row ends with the columns that are kept."""
    grid: dict[tuple[int, int], str] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row:
            while (y, x) in grid:
                x += 1
            if x > MOST_COLUMNS:
                break
            grid |= dict.fromkeys(product(range(y, min(y + cell.rows, len(rows))), range(x, x + cell.columns)), "")
            grid[y, x] = _line(cell)
    width = 1 + max(x for _, x in grid)
    return [[grid.get((y, x), "") for x in range(width)] for y in range(len(rows))]


def _written(grid: Sequence[Sequence[str]], has_head: bool) -> str:
    head, body = (grid[0], grid[1:]) if has_head else ([""] * len(grid[0]), grid)
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *body))


_FILE_NAME = re.compile(r"\S{1,200}\.(?:jpe?g|png|gif|webp|bmp|svg|tiff?)", re.IGNORECASE)
DEEPEST_LISTS = 5
"""Lists and quotations inside one another; markdown-it reads 20 levels, of which each list is two."""

_LONGEST_WORDS = 200
"""Characters of what a loss quotes."""

_WORD = re.compile(r"\w+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
# Pages that load pictures late have a blank one in src.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_BACK = re.compile(r"\s*[↑↩↵⏎⤴⮐][\ufe0e\ufe0f]?\s*")
_QUIET_FIELDS = frozenset({"hidden", "submit", "button", "image", "reset"})


class Markup(NamedTuple):
    """Markdown, what it does not have of the source, the files it needs, and how many words the source shows."""

    text: str
    losses: tuple[Loss, ...]
    files: tuple[LocalFile, ...]
    words: int


FileAt = Callable[[str, str], LocalFile | None]
"""The file that stands for an address elsewhere, where there is one, by that and the base of the page."""


def markdown_of(html: Any, base: str, file_at: FileAt | None = None) -> Markup:
    """*html*, a fragment of a page that stands at *base*, or the element that holds it, as Markdown.

    Args:
        html: from any source; it may be broken or hostile.
        base: what addresses are made absolute with, such as ``https://un.org/news/1``; empty where none is known.
        file_at: what was captured of pictures and attachments that stand elsewhere.

    >>> markdown_of("<h1>News</h1><p>See <a href='/a'>the report</a> in *full*.", "https://un.org/x").text
    '# News\\n\\nSee [the report](https://un.org/a) in \\\\*full\\\\*.'
    """
    root, losses = tree_of(html, fragment=True) if isinstance(html, str) else (html, [])
    walk = _Walk(base, losses, file_at)
    text = together(in_lists(walk.blocks_of(root, Piece(""))))
    return Markup(text, tuple(dict.fromkeys(walk.losses)), tuple(walk.files.values()), walk.words)


@dataclass(slots=True)
class _Flow:
    """What a part of the page has been made into so far: blocks, and the pieces of the paragraph that is open."""

    blocks: list[Block] = field(default_factory=list)
    open: list[Piece] = field(default_factory=list)

    def close(self) -> None:
        """End the open paragraph."""
        self.blocks += map(Paragraph, paragraphs(self.open))
        self.open.clear()

    def add(self, block: Block | None) -> None:
        """Add a block after the open paragraph."""
        self.close()
        if block is not None:
            self.blocks.append(block)


class _Walk:
    """One way through the tree, element by element, which notes what gets lost."""

    def __init__(self, base: str, losses: list[Loss], file_at: FileAt | None) -> None:
        self.base = base
        self._file_at = file_at
        self.losses = losses
        self.files: dict[str, LocalFile] = {}
        self.words = 0
        self._depth = 0

    def blocks_of(self, element: Any, style: Piece) -> list[Block]:
        """The blocks of what is inside an element."""
        flow = _Flow()
        self._fill(flow, element, style)
        flow.close()
        return flow.blocks

    def _fill(self, flow: _Flow, element: Any, style: Piece) -> None:
        self._text(flow, element.text, style)
        for child in element:
            self._child(flow, child, style)
            self._text(flow, child.tail, style)

    def _text(self, flow: _Flow, text: str | None, style: Piece) -> None:
        if text:
            self.words += len(_WORD.findall(shown_text(text)))
            # A line end in the source is a blank; one of ours breaks the line.
            flow.open.append(replace(style, text=text if text != BREAK else " "))

    def _child(self, flow: _Flow, child: Any, style: Piece) -> None:
        name = child.tag
        if lost := _unshown(child):
            if lost.what:
                self._lose(lost.what, lost.words)
        elif name == "br":
            flow.open.append(Piece(BREAK))
        elif name == "img":
            if not is_pixel(child):
                self._image(flow, child, style)
        elif name in BLOCKS:
            flow.close()
            self._block(flow, child, style)
            flow.close()
        else:
            self._inline(flow, child, style)

    # -- inside of paragraphs

    def _inline(self, flow: _Flow, element: Any, style: Piece) -> None:
        name = element.tag
        if name == "a" and _leads_back(element):
            return
        if name == "a":
            style = self._linked(element, style)
        elif name in STYLES:
            style = _styled(style, STYLES[name])
        elif name in ("sub", "sup"):
            style = replace(style, script=name)
        elif name in ("del", "s", "strike"):
            self._lose("the line through struck-out text", _words_of(element))
        elif name in ("abbr", "acronym") and element.get("title"):
            self._lose("the meaning of an abbreviation", f"{_words_of(element)}: {element.get('title')}")
        elif css := element.get("style"):
            style = replace(
                style, bold=style.bold or bool(_BOLD.search(css)), italic=style.italic or bool(_ITALIC.search(css))
            )
        if name == "q":
            flow.open.append(replace(style, text="“"))
        self._fill(flow, element, style)
        if name == "q":
            flow.open.append(replace(style, text="”"))

    def _linked(self, element: Any, style: Piece) -> Piece:
        """The style of what is inside a link; that of a link that leads nowhere is its words alone."""
        href = element.get("href")
        if not href or href.startswith("#"):
            return style
        target = self._target(href, _words_of(element))
        if target is None:
            what = "a file of a type that an archive doesn't allow" if is_file(href) and not self.base else "a link"
            self._lose(what, f"{_words_of(element)}: {href}")
            return style
        return replace(style, link=target.address)

    def _image(self, flow: _Flow, element: Any, style: Piece) -> None:
        """Show an image that stands beside the page; of another keep what it is called, as a link to it."""
        alt = shown_text(element.get("alt") or "").strip()
        if _FILE_NAME.fullmatch(alt):
            alt = ""  # says nothing to who does not see the picture
        written = next((element.get(key) for key in _SOURCES if element.get(key)), "")
        target = self._target(written, alt, image=True)
        if target is not None and target.file:
            flow.open.append(replace(style, text=alt, image=target.address))
            return
        address = target.address if target else written
        self._lose("an image that isn't beside the page", f"{alt}: {address}" if alt else address)
        # A caption says what the picture shows to those who see it.
        if alt and not _has_caption(element):
            self.words += len(_WORD.findall(alt))
            flow.open.append(replace(style, text=alt, link=style.link or (target.address if target else "")))

    # -- blocks

    def _block(self, flow: _Flow, element: Any, style: Piece) -> None:
        name = element.tag
        if name[0] == "h" and name[1:].isdigit():
            self._heading(flow, element, style, int(name[1]))
        elif name == "hr":
            flow.add(Made("---", "rule"))
        elif name == "pre":
            self._preformatted(flow, element)
        elif name in ("ul", "ol", "dir", "menu") and self._depth < DEEPEST_LISTS:
            flow.add(self._list(element, style))
        elif name == "blockquote" and self._depth < DEEPEST_LISTS:
            flow.add(quoted(self._within(element, style)))
        elif name == "table":
            self._table(flow, element, style)
        elif name in ("dt", "summary", "caption", "legend"):
            self._fill(flow, element, replace(style, bold=True))
        else:
            self._fill(flow, element, style)

    def _within(self, element: Any, style: Piece) -> list[Block]:
        self._depth += 1
        blocks = self.blocks_of(element, style)
        self._depth -= 1
        return blocks

    def _heading(self, flow: _Flow, element: Any, style: Piece, level: int) -> None:
        """A heading of the level that the page has; inside of lists and quotations, bold text."""
        blocks = self.blocks_of(element, replace(style, bold=bool(self._depth)))
        if self._depth or not all(isinstance(block, Paragraph) for block in blocks):
            flow.blocks += blocks
            return
        words = " ".join(one_line(block.lines) for block in blocks if isinstance(block, Paragraph))
        if not words:
            return
        # A # at the end would be taken for the end of the heading.
        words = re.sub(r"#(?=#*\Z)", r"\\#", words)
        flow.add(Made(f"{'#' * level} {words}", "heading"))

    def _preformatted(self, flow: _Flow, element: Any) -> None:
        for break_ in element.iter("br"):
            break_.tail = f"\n{break_.tail or ''}"
        text = "".join(element.itertext()).expandtabs(4)
        lines = [line.rstrip() for line in text.replace("\u00a0", " ").split("\n")]
        while lines and not lines[0]:
            lines.pop(0)
        while lines and not lines[-1]:
            lines.pop()
        self.words += len(_WORD.findall(text))
        if lines and can_be_code("\n".join(lines)):
            flow.add(Made(fenced_code("\n".join(lines)), "code"))
        elif lines:
            self._lose("the spacing of preformatted text that holds markup", lines[0])
            flow.open += [piece for line in lines for piece in (Piece(line), Piece(BREAK))]

    def _list(self, element: Any, style: Piece) -> Block | None:
        items: list[list[Block]] = []
        for child in _items(element):
            blocks = self._within(child, style)
            if child.tag == "li" or not items:
                items.append(blocks)
            else:  # a list right inside a list, which browsers show as part of the item before
                items[-1] += blocks
        if element.tag == "ol" and element.get("type", "1") != "1":
            self._lose("the letters of a list, which are numbers now", _words_of(element))
        numbers = _numbers(element) if element.tag == "ol" else []
        if any(after != before + 1 for before, after in pairwise(numbers)):
            self._lose("the numbers of a list, which count up now", ", ".join(map(str, numbers)))
        start = str(numbers[0] if numbers else 1) if element.tag == "ol" else ""
        return made_list([item for item in items if item], start)

    def _table(self, flow: _Flow, element: Any, style: Piece) -> None:
        self._depth += 1
        table = table_of(element, lambda cell: self.blocks_of(cell, style))
        self._depth -= 1
        if table.loss:
            self._lose(table.loss, _words_of(element))
        flow.blocks += table.blocks

    # -- what is noted

    def _target(self, written: str, title: str, image: bool = False) -> Target | None:
        """Where an address leads; a file that is needed for it is noted, with what it is called."""
        address = joined(self.base, written) if self._file_at else None
        file = self._file_at(address, self.base) if self._file_at and address else None
        if file and (file.is_image or not image):
            self.files.setdefault(file.path, replace(file, title=title))
            return Target(quote(file.path), file.path)
        target = target_of(written, self.base, image)
        if target is not None and target.file:
            self.files.setdefault(target.file, LocalFile(target.file, title))
        return target

    def _lose(self, what: str, words: str) -> None:
        words = shown_text(words).strip()
        self.losses.append(Loss(what, cut(words, _LONGEST_WORDS)))


def _unshown(element: Any) -> Loss | None:
    """Why nothing of an element is shown; without words where nothing is lost with it, None where it is shown."""
    name = element.tag
    if name in UNSHOWN:
        return Loss("a script" if name == "script" and "json" not in element.get("type", "") else "")
    if is_hidden(element):
        return Loss("hidden text", _words_of(element))
    if name in MEDIA:
        return Loss(MEDIA[name], _address_of(element) or _words_of(element))
    if name in FIELDS:
        quiet = name == "input" and element.get("type", "text").lower() in _QUIET_FIELDS
        return Loss("" if quiet else "a field of a form", _words_of(element))
    return None


def _leads_back(link: Any) -> bool:
    """Whether a link leads from a note back to its place in the text: ↑, ↩."""
    return (link.get("href") or "").startswith("#") and _BACK.fullmatch("".join(link.itertext())) is not None


def _styled(style: Piece, name: Literal["bold", "italic", "code"]) -> Piece:
    if name == "bold":
        return replace(style, bold=True)
    return replace(style, italic=True) if name == "italic" else replace(style, code=True)


def _items(element: Any) -> Iterator[Any]:
    """The items of a list, and what stands between them."""
    if element.text and element.text.strip():
        yield _wrapped(element.text)
    for child in element:
        tail, child.tail = child.tail, None
        yield child if child.tag == "li" else _around(child)
        if tail and tail.strip():
            yield _wrapped(tail)


def _numbers(element: Any) -> list[int]:
    """The numbers that a page shows before the items of a list: from *start* on, or as an item says."""
    number = _whole(element.get("start"), 1)
    found = []
    for item in element.iterchildren("li"):
        number = _whole(item.get("value"), number)
        found.append(number)
        number += 1
    return found


def _whole(written: str | None, other: int) -> int:
    return int(written) if written and re.fullmatch(r"\d{1,9}", written.strip(), re.ASCII) else other


def _wrapped(text: str) -> Any:
    made = Element("span")
    made.text = text
    return made


def _around(child: Any) -> Any:
    made = _wrapped("")
    made.append(child)
    return made


def _has_caption(element: Any) -> bool:
    figure = next(element.iterancestors("figure"), None)
    caption = figure.find(".//figcaption") if figure is not None else None
    return caption is not None and bool(_words_of(caption))


def _words_of(element: Any) -> str:
    return " ".join(" ".join(text for text in element.itertext()).split())[: _LONGEST_WORDS + 1]


def _address_of(element: Any) -> str:
    for part in element.iter():
        for key in ("src", "data-src", "data"):
            if part.get(key):
                return str(part.get(key))
    return ""
