"""Convert an HTML fragment to Markdown that shows the same words, with a loss for each thing that Markdown can't show.

Written here instead of using markdownify, which escapes each text node separately and so lets through markup that only
a whole line forms (`+++`, `(name)=`). It is also slow on long lists, since each item looks at all items before it, and
doesn't report what it leaves out.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, product
from typing import Any, NamedTuple
from urllib.parse import quote, unquote, urljoin, urlsplit

from lxml import etree
from lxml import html as lxml_html

from sphinx_newsroom.allowed import ALLOWED, IMAGES
from sphinx_newsroom.diagnostics import cut
from sphinx_newsroom.importers.drafts import FileAt, LocalFile, Loss, no_file
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
from sphinx_newsroom.text.words.word_files import read_words

LARGEST_PAGE = 4_000_000
"""The number of characters of a page that are read; the largest of 2,373 real pages has 1.6 million."""

MOST_TAGS = 200_000
"""The number of tags of a page that are read, end tags included; at most 40,000 in 2,373 real pages."""

DEEPEST = 150
"""The maximum nesting depth of elements; one in a hundred of 2,373 real pages reaches 112."""

MOST_ATTRIBUTES = 1_000
"""The number of attributes of a tag that are read; the parser compares each with all before it."""

_LONG_TAG = re.compile(r"<([A-Za-z]\w*)(\s[^<>]{5000,})>")
_ATTRIBUTE = re.compile(r"\s[^\s=\"'>]{1,60}(?=[\s=>])")


def _without_attributes(tag: re.Match[str]) -> str:
    return f"<{tag[1]}>" if sum(1 for _ in _ATTRIBUTE.finditer(tag[2])) > MOST_ATTRIBUTES else tag[0]


# Removed before parsing, since an element left open in it would swallow the rest of the page.
_UNSHOWN = re.compile(r"<noscript\b[^<>]*>.*?</noscript\b[^<>]*>", re.DOTALL | re.IGNORECASE)
_UNSHOWN_ENDS = re.compile(r"</noscript\b[^<>]*>", re.IGNORECASE)
_CONTROLS = bytes((*range(9), 11, 12, *range(14, 32), 127))
"""Characters that XML parsers reject and readers can't see."""
_REFERENCES = re.compile(
    r"&#(?:0*(?:[0-8]|1[124-9]|2\d|3[01]|127)|x0*(?:[0-8bcef]|1[0-9a-f]|7f))(?:;|(?![0-9a-f]))", re.IGNORECASE
)
"""References to these characters, such as &#12;."""


def tree_of(html: str, fragment: bool = False) -> tuple[Any, list[Loss]]:
    """Parse a page, or a *fragment* into a ``div``; returns the tree and a loss for anything too large or too deep.

    Elements nested too deep keep their text.

    >>> tree_of("<b>One</b> two", fragment=True)[0].text_content()
    'One two'
    """
    losses = []
    most = LARGEST_PAGE
    if html.count("<") > MOST_TAGS:
        most = min(most, next(islice(re.finditer("<", html), MOST_TAGS, None)).start())
    if most < len(html):
        losses.append(Loss("the end of a page that is too large", f"{len(html) - most:,} characters"))
    # Anything before the first tag, such as a byte-order mark, would make the parser open a body.
    html = _REFERENCES.sub("", html[:most])
    shorter = _LONG_TAG.sub(_without_attributes, html)
    if shorter != html:
        losses.append(Loss("the attributes of tags that have too many", f"{len(html) - len(shorter):,} characters"))
    html = shorter
    # Behind the last end tag, each of many start tags would search the rest of the page.
    end = max((found.end() for found in _UNSHOWN_ENDS.finditer(html)), default=0)
    html = (_UNSHOWN.sub("", html[:end]) + html[end:]).lstrip("\ufeff\0 \t\r\n" if not fragment else "\0")
    parser = lxml_html.HTMLParser(
        no_network=True, huge_tree=True, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        # lxml rejects text with an encoding declaration, but accepts bytes.
        data = html.encode("utf-8", "ignore").translate(None, _CONTROLS)
        data = data.replace("\ufffe".encode(), b"").replace("\uffff".encode(), b"")
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
"""Elements that end a paragraph."""

STYLES = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em", "cite", "var", "dfn"), "italic"),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), "code"),
}
"""Elements with a style that Markdown has."""

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
"""Elements that show something other than text, each with its name in losses."""


def shown(element: Any) -> str:
    """Return the text of an element, with line breaks at its breaks and blocks."""
    texts: list[str] = []
    for event, part in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            texts += ("\n" if part is not element and (part.tag == "br" or part.tag in BLOCKS) else "", part.text or "")
        elif part is not element:
            texts.append(part.tail or "")
    return "".join(texts)


FIELDS = frozenset("input select textarea button option datalist progress meter output".split())
"""Form elements."""

UNSHOWN = frozenset("script style title template noscript head link meta base".split())
"""Elements whose text is never shown."""

_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset("screen-reader-text sr-only visually-hidden visuallyhidden element-invisible".split())


def is_pixel(image: Any) -> bool:
    """Whether a picture is invisibly small, such as a tracking pixel.

    >>> from lxml.html import fromstring
    >>> is_pixel(fromstring("<img src='count.gif' width='1' height='1'>"))
    True
    """
    return any(image.get(side) in ("0", "1") for side in ("width", "height"))


def source_of(image: Any) -> str:
    """Return a picture's address as written; empty if it has none."""
    return next((image.get(key) for key in _SOURCES if image.get(key)), "")


def is_hidden(element: Any) -> bool:
    """Whether an element is marked as hidden, for everyone or only visually."""
    hidden, style, classes = map(element.get, ("hidden", "style", "class"))
    return (
        hidden is not None
        or (style is not None and _HIDDEN.search(style) is not None)
        or (classes is not None and not _HIDDEN_CLASSES.isdisjoint(classes.split()))
    )


# The blocks of a Markdown text, and how they are joined in lists and quotations.


class Block(NamedTuple):
    """A block as Markdown, or the *lines* of a paragraph not yet written so, since table cells write it differently.

    Its *kind* is, for example, ``list``, ``quote`` or ``code``.
    """

    text: str
    kind: str
    lines: Sequence[Sequence[Piece]] = ()


def _paragraph_of(lines: Sequence[Sequence[Piece]]) -> Block:
    return Block("", "paragraph", lines)


_LARGEST_START = 999_999_999
"""CommonMark allows nine digits in an item's number."""


def together(blocks: Iterable[Block]) -> str:
    """Join blocks; rules are kept only between other blocks, since a rule at the start would open a header."""
    made: list[tuple[bool, str]] = []
    for block in blocks:
        is_rule = block.kind == "rule"
        if not is_rule or (made and not made[-1][0]):
            made.append((is_rule, written(block)))
    if made and made[-1][0]:
        made.pop()
    return "\n\n".join(_apart([text for _, text in made]))


def written(block: Block) -> str:
    """Return the Markdown of a block."""
    return paragraph(block.lines) if block.lines else block.text


def _apart(texts: list[str]) -> list[str]:
    """Give a list that follows a list the other marker, so that they don't merge."""
    for at in range(1, len(texts)):
        before, text = _marker(texts[at - 1]), _marker(texts[at])
        if before and before == text:
            other = {"-": "*", "*": "-", ".": ")", ")": "."}[text]
            items = re.compile(rf"^(\d{{0,9}}){re.escape(text)} ", re.MULTILINE)
            texts[at] = items.sub(rf"\g<1>{other} ", texts[at])
    return texts


def _marker(text: str) -> str:
    found = re.match(r"(?:([-*])|\d{1,9}([.)])) ", text)
    return (found[1] or found[2]) if found else ""


def quoted(blocks: Sequence[Block]) -> Block | None:
    """Make a quotation of blocks."""
    text = together(blocks)
    return Block("\n".join(f"> {line}".rstrip() for line in text.split("\n")), "quote") if text else None


def made_list(items: Sequence[Sequence[Block]], start: int | None = None) -> Block | None:
    """Make a list; numbered from *start*, if given."""
    texts = []
    for offset, blocks in enumerate(items):
        marker = "- " if start is None else f"{min(start + offset, _LARGEST_START)}. "
        if text := _item(blocks):
            texts.append(marker + text.replace("\n", "\n" + " " * len(marker)))
    if not texts:
        return None
    loose = any(_is_loose(blocks) for blocks in items)
    text = ("\n\n" if loose else "\n").join(texts)
    return Block(re.sub(r"^ +$", "", text, flags=re.MULTILINE), "list")


def _item(blocks: Sequence[Block]) -> str:
    between = "\n\n" if _is_loose(blocks) else "\n"
    return between.join(_apart([text for block in blocks if block.kind != "rule" and (text := written(block))]))


def _is_loose(blocks: Sequence[Block]) -> bool:
    """Whether an item contains more than a paragraph followed by lists."""
    return any(block.kind != "list" for block in blocks[1:])


_BULLET = re.compile(rf"[{BULLETS}] *")


def in_lists(blocks: Iterable[Block], bullet: re.Pattern[str] = _BULLET) -> Iterator[Block]:
    """Turn lines that begin with bullets into lists, as in ``• one<br>• two``."""
    for block in blocks:
        lines = block.lines
        first = next((number for number, line in enumerate(lines) if bullet.match(line[0].text)), len(lines))
        # A single line with a bullet may be a paragraph, or separate links.
        if len(lines) - first < _LEAST or not all(bullet.match(line[0].text) for line in lines[first:]):
            yield block
            continue
        if first:
            yield _paragraph_of(lines[:first])
        made = made_list([[_paragraph_of([_without_bullet(line, bullet)])] for line in lines[first:]])
        if made is not None:
            yield made


_LEAST = 2
"""The minimum number of lines that make a list."""


def _without_bullet(line: Sequence[Piece], bullet: re.Pattern[str]) -> list[Piece]:
    first = replace(line[0], text=bullet.sub("", line[0].text, count=1))
    rest = [first, *line[1:]] if first.text else list(line[1:])
    while rest and rest[0] == Piece(" "):
        del rest[0]
    return rest


# Plain text: its lines are paragraphs, list items, or wrapped at a width.

_PLAIN_BULLET = re.compile(r"[•‣◦▪●·–*-][ \t]+(?=\S)")
_BLANK_LINES = re.compile(r"\n[ \t\u00a0]*(?:\n[ \t\u00a0]*)+")
_WRAPPED = 100
"""The longest line of a wrapped text; mail and typewriters have fewer than 80 characters."""
_FULL = 50
"""The shortest line of a wrapped paragraph except the last; the lines of an address are shorter."""


def markdown(text: str) -> str:
    """Convert plain text to Markdown: paragraphs, and lists if each line of a paragraph begins like an item.

    If no line is blank, as in text copied from a browser, each line is a paragraph.

    >>> markdown("5 * 3\\n  2")
    '5 \\\\* 3\\\\\\n2'
    """
    text = text.strip()
    parts = _BLANK_LINES.split(text)
    if len(parts) == 1 and any(len(line) > _WRAPPED for line in text.split("\n")):
        parts = text.split("\n")
    return together(in_lists((_paragraph_of(_lines_of(part)) for part in parts if part.strip()), _PLAIN_BULLET))


def _lines_of(part: str) -> list[list[Piece]]:
    """Return the lines of a paragraph, joining wrapped lines and those that continue a list item."""
    lines = [line.strip() for line in part.split("\n") if line.strip()]
    found = [lines[0]]
    wrapped = all(len(line) > _FULL for line in lines[:-1]) and not _PLAIN_BULLET.match(lines[-1])
    for line in lines[1:]:
        if not _PLAIN_BULLET.match(line) and (wrapped or _PLAIN_BULLET.match(found[-1])):
            found[-1] += f" {line}"
        else:
            found.append(line)
    return [[Piece(shown_text(line))] for line in found]


# The targets of a page's links and images: another site, a file next to the page, or none.

LONGEST_ADDRESS = 2_000
"""The longest address, in characters; longer ones contain pictures or programs."""

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
# Characters that would end a Markdown destination early, or that addresses can't contain.
_UNSAFE = re.compile(r"[\s\x00-\x20<>\"\\^`{|}]")


class Target(NamedTuple):
    """The target of a link: an *address* for Markdown, and the *file*, if it is next to the page."""

    address: str
    file: str | None = None


def target_of(written: str, base: str, image: bool = False) -> Target | None:
    """Return the target of a link in a page at *base*, or None if it leads nowhere.

    A relative address with the suffix of an image or attachment is a file next to the page. Whether the file exists is
    checked later in the import.

    >>> target_of("//example.org/a b", "https://un.org/news/")
    Target(address='https://example.org/a%20b', file=None)
    >>> target_of("Release_files/map%201.png", "", image=True)
    Target(address='Release_files/map%201.png', file='Release_files/map 1.png')
    >>> target_of("javascript:print()", "https://un.org/")
    """
    # As browsers do.
    written = re.sub(r"[\t\r\n]", "", written).strip()
    if not written or len(written) > LONGEST_ADDRESS:
        return None
    scheme = _SCHEME.match(written)
    local = "" if scheme else _local(written)
    if posixpath.splitext(local)[1].lower() in (IMAGES if image else (*ALLOWED.attachments, *IMAGES)):
        return Target(_escaped(written.partition("#")[0].partition("?")[0]), local)
    if scheme is None and written.startswith("#"):
        return None
    address = joined(base or "https:", written)
    found = _SCHEME.match(address or "")
    if address is None or found is None or found[1].lower() not in ALLOWED.schemes:
        return None
    return Target(_escaped(address))


@dataclass(slots=True)
class Targets:
    """Finds the targets of a text at *base*, and collects the *files* next to it that they need, by path."""

    base: str
    file_at: FileAt
    files: dict[str, LocalFile] = field(default_factory=dict)

    def of(self, written: str, title: str, image: bool = False) -> Target | None:
        """Return the target of an address; *title* is for its file."""
        address = joined(self.base, written)
        file = self.file_at(address, self.base) if address else None
        if file and (file.is_image or not image):
            self.files.setdefault(file.path, replace(file, title=title))
            return Target(quote(file.path), file.path)
        target = target_of(written, self.base, image)
        if target is not None and target.file:
            self.files.setdefault(target.file, LocalFile(target.file, title))
        return target


def is_file(written: str) -> bool:
    """Whether an address points to a file next to the page, even of a type that the archive doesn't allow."""
    return not _SCHEME.match(written) and bool(posixpath.splitext(_local(written))[1])


def _local(written: str) -> str:
    """Return the file path for an address in the page's folder or below; empty for any other address."""
    path = unquote(written.partition("#")[0].partition("?")[0]).replace("\\", "/")
    normal = posixpath.normpath(path) if path else ""
    is_outside = normal.startswith("/") or "\0" in path or any(part.startswith(".") for part in normal.split("/"))
    return "" if is_outside else normal


def joined(base: str, written: str) -> str | None:
    """Return an address in a page at *base* as an absolute one; None if invalid, such as ``http://[1/``.

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
    """Escape an address for Markdown: percent-encode what would end it, and keep ``&`` from forming an entity."""
    address = _UNSAFE.sub(lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode("utf-8")), address)
    if address.count("(") != address.count(")") or re.search(r"\).*\(", address):
        address = address.replace("(", "%28").replace(")", "%29")
    return re.sub(r"&(?=#?\w+;)", r"\\&", address)


# HTML tables as Markdown tables: a header row and rows of cells, one line each.

MOST_COLUMNS = 30
"""The maximum number of columns of a table; more don't fit a page."""

_LONGEST_CELL = 600
"""The longest cell, in characters; tables with longer cells are layout."""


class _Cell(NamedTuple):
    blocks: list[Block]
    head: bool
    columns: int
    rows: int


_GROUPS = ("thead", "tbody", "tfoot")
_OF_TABLES = ("tr", "td", "th", "col", "colgroup", *_GROUPS)


def _span(element: Any, key: str) -> int:
    return max(1, min(MOST_COLUMNS, _whole(element.get(key), 1)))


def _is_simple(rows: Sequence[Sequence[_Cell]]) -> bool:
    return all(block.lines for row in rows for cell in row for block in cell.blocks) and all(
        len(_line(cell)) <= _LONGEST_CELL for row in rows for cell in row
    )


def _line(cell: _Cell) -> str:
    return " ".join(one_line(block.lines, within_table=True) for block in cell.blocks)


def _grid(rows: Sequence[Sequence[_Cell]]) -> list[list[str]]:
    """Return the cells as text, with empty cells for spans; columns beyond the limit are cut."""
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
_PICTURE_WORDS = frozenset(read_words("picture_words", __package__))
DEEPEST_LISTS = 5
"""The maximum nesting of lists and quotations; markdown-it reads 20 levels, and each list takes two."""

_LONGEST_WORDS = 200
"""The maximum number of characters quoted in a loss."""

_WORD = re.compile(r"\w+")
_BOLD = re.compile(r"font-weight\s*:\s*(?:bold|[6-9]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(?:italic|oblique)", re.IGNORECASE)
# With lazy loading, src has a placeholder.
_SOURCES = ("data-src", "data-original", "data-lazy-src", "src")
_BACK = re.compile(r"\s*[↑↩↵⏎⤴⮐][\ufe0e\ufe0f]?\s*")
_QUIET_FIELDS = frozenset({"hidden", "submit", "button", "image", "reset"})


class Markup(NamedTuple):
    """Markdown with its losses, the files it needs, and the number of words in the source."""

    text: str
    losses: tuple[Loss, ...] = ()
    files: tuple[LocalFile, ...] = ()
    words: int = 0


def markdown_of(html: Any, base: str, file_at: FileAt = no_file) -> Markup:
    """Convert *html*, a fragment of a page at *base* or an element, to Markdown.

    Args:
        html: HTML from any source; it may be broken or hostile.
        base: The base of relative addresses, such as ``https://un.org/news/1``; empty if unknown.
        file_at: Finds captured copies of pictures and attachments on other sites.

    >>> markdown_of("<h1>News</h1><p>See <a href='/a'>the report</a> in *full*.", "https://un.org/x").text
    '# News\\n\\nSee [the report](https://un.org/a) in \\\\*full\\\\*.'
    """
    root, losses = tree_of(html, fragment=True) if isinstance(html, str) else (html, [])
    targets = Targets(base, file_at)
    walk, flow = _Walk(targets, losses), _Flow()
    walk.add(flow, root, Piece(""))
    flow.close()
    text = together(in_lists(flow.blocks))
    return Markup(text, tuple(dict.fromkeys(walk.losses)), tuple(targets.files.values()), walk.words)


@dataclass(slots=True)
class _Flow:
    """The blocks made so far from a part of the page, and the pieces of the open paragraph."""

    blocks: list[Block] = field(default_factory=list)
    open: list[Piece] = field(default_factory=list)

    def close(self) -> None:
        """End the open paragraph."""
        self.blocks += map(_paragraph_of, paragraphs(self.open))
        self.open.clear()

    def add(self, block: Block | None) -> None:
        """End the open paragraph, and add a block."""
        self.close()
        if block is not None:
            self.blocks.append(block)


class _Walk:
    """A walk through the tree that makes blocks and records what gets lost."""

    def __init__(self, targets: Targets, losses: list[Loss]) -> None:
        self._targets, self.losses = targets, losses
        self._texts: list[str] = []
        self._depth = 0

    @property
    def words(self) -> int:
        """The number of words shown."""
        return len(_WORD.findall(shown_text(" ".join(self._texts))))

    def blocks_of(self, element: Any, style: Piece) -> list[Block]:
        """Return the blocks of an element's content."""
        flow = _Flow()
        self._fill(flow, element, style)
        flow.close()
        return flow.blocks

    def _fill(self, flow: _Flow, element: Any, style: Piece) -> None:
        self._text(flow, element.text, style)
        for child in element:
            self.add(flow, child, style)
            self._text(flow, child.tail, style)

    def _text(self, flow: _Flow, text: str | None, style: Piece) -> None:
        if text:
            self._texts.append(text)
            # A line end in the source is a space; only BREAK breaks a line.
            flow.open.append(replace(style, text=text if text != BREAK else " "))

    def add(self, flow: _Flow, child: Any, style: Piece) -> None:
        """Add an element, unless it isn't shown."""
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

    # -- inline elements

    def _inline(self, flow: _Flow, element: Any, style: Piece) -> None:
        name = element.tag
        if name == "a":
            # A link from a note back to the text: ↑, ↩.
            if (element.get("href") or "").startswith("#") and _BACK.fullmatch("".join(element.itertext())):
                return
            style = self._linked(element, style)
        elif name in STYLES:
            style = replace(style, **{STYLES[name]: True})  # type: ignore[arg-type]
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
        """Return the style of a link's content; a link that leads nowhere keeps only its words."""
        href = element.get("href")
        if not href or href.startswith("#"):
            return style
        target = self._targets.of(href, _words_of(element))
        if target is None:
            what = (
                "a file of a type that an archive doesn't allow"
                if is_file(href) and not self._targets.base
                else "a link"
            )
            self._lose(what, f"{_words_of(element)}: {href}")
            return style
        return replace(style, link=target.address)

    def _image(self, flow: _Flow, element: Any, style: Piece) -> None:
        """Show an image next to the page; replace any other by its alternative text, linked to it."""
        alt = shown_text(element.get("alt") or "").strip()
        says_nothing = not style.link and _PICTURE_WORDS.issuperset(alt.lower().split())
        if _FILE_NAME.fullmatch(alt) or says_nothing:
            alt = ""  # a file name is no help to readers, and neither is "Article Main Picture"
        written = source_of(element)
        target = self._targets.of(written, alt, image=True)
        if target is not None and target.file:
            flow.open.append(replace(style, text=alt, image=target.address))
            return
        address = target.address if target else written
        self._lose("an image that isn't beside the page", f"{alt}: {address}" if alt else address)
        # With a caption, the alternative text would repeat it.
        if alt and not _has_caption(element):
            self._texts.append(alt)
            flow.open.append(replace(style, text=alt, link=style.link or (target.address if target else "")))

    # -- block elements

    def _block(self, flow: _Flow, element: Any, style: Piece) -> None:
        name = element.tag
        if name[0] == "h" and name[1:].isdigit():
            self._heading(flow, element, style, int(name[1]))
        elif name == "hr":
            flow.add(Block("---", "rule"))
        elif name == "pre":
            self._preformatted(flow, element)
        elif name in ("ul", "ol", "dir", "menu") and self._depth < DEEPEST_LISTS:
            flow.add(self._list(element, style))
        elif name == "blockquote" and self._depth < DEEPEST_LISTS:
            self._depth += 1
            blocks = self.blocks_of(element, style)
            self._depth -= 1
            flow.add(quoted(blocks))
        elif name == "table":
            self._table(flow, element, style)
        elif name in ("dt", "summary", "caption", "legend"):
            self._fill(flow, element, replace(style, bold=True))
        else:
            self._fill(flow, element, style)

    def _heading(self, flow: _Flow, element: Any, style: Piece, level: int) -> None:
        """Add a heading of the same level, or bold text inside lists and quotations."""
        blocks = self.blocks_of(element, replace(style, bold=bool(self._depth)))
        if self._depth or not all(block.lines for block in blocks):
            flow.blocks += blocks
            return
        words = " ".join(one_line(block.lines) for block in blocks)
        if not words:
            return
        # A trailing # would be read as the heading's end.
        words = re.sub(r"#(?=#*\Z)", r"\\#", words)
        flow.add(Block(f"{'#' * level} {words}", "heading"))

    def _preformatted(self, flow: _Flow, element: Any) -> None:
        text = shown(element).expandtabs(4).replace("\u00a0", " ")
        text = "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
        self._texts.append(text)
        if text and can_be_code(text):
            flow.add(Block(fenced_code(text), "code"))
        elif text:
            lines = text.split("\n")
            self._lose("the spacing of preformatted text that holds markup", lines[0])
            flow.open += [piece for line in lines for piece in (Piece(line), Piece(BREAK))]

    def _list(self, element: Any, style: Piece) -> Block | None:
        items: list[list[Block]] = []
        self._depth += 1
        for child in (None, *element):
            flow = _Flow()
            if child is None:
                self._text(flow, element.text, style)
            else:
                (self._fill if child.tag == "li" else self.add)(flow, child, style)
                flow.close()
                self._text(flow, child.tail, style)
            flow.close()
            if not items or (child is not None and child.tag == "li"):
                items.append(flow.blocks)
            else:  # a list directly inside a list, which browsers show as part of the item before
                items[-1] += flow.blocks
        self._depth -= 1
        if element.tag == "ol" and element.get("type", "1") != "1":
            self._lose("the letters of a list, which are numbers now", _words_of(element))
        numbers = _numbers(element) if element.tag == "ol" else []
        if any(after != before + 1 for before, after in pairwise(numbers)):
            self._lose("the numbers of a list, which count up now", ", ".join(map(str, numbers)))
        return made_list([item for item in items if item], next(iter(numbers), 1) if element.tag == "ol" else None)

    def _table(self, flow: _Flow, element: Any, style: Piece) -> None:
        """Add a table, or if Markdown can't show it, the blocks of its cells one after another."""
        groups = [part for part in element if part.tag in _GROUPS]
        lines = [row for part in element for row in (part if part in groups else (part,)) if row.tag == "tr"]
        self._depth += 1
        # The caption and any content outside the cells, which browsers show above the table.
        for part in (element, *groups, *lines):
            for text in (part.text, *(child.tail for child in part)):
                self._text(flow, text, style)
                flow.close()
            flow.blocks += [
                block for child in part if child.tag not in _OF_TABLES for block in self.blocks_of(child, style)
            ]
        rows = [
            [
                _Cell(self.blocks_of(cell, style), cell.tag == "th", _span(cell, "colspan"), _span(cell, "rowspan"))
                for cell in line
                if cell.tag in ("td", "th")
            ]
            for line in lines
        ]
        self._depth -= 1
        rows = [row for row in rows if any(cell.blocks for cell in row)]
        # A single column, or a table with the role "presentation", is layout.
        wrong = ""
        if any(sum(bool(cell.blocks) for cell in row) > 1 for row in rows) and element.get("role") != "presentation":
            if not _is_simple(rows):
                wrong = "a table that Markdown can't show"
            elif len((grid := _grid(rows))[0]) > MOST_COLUMNS:
                wrong = "a table with too many columns"
            else:
                flow.add(Block(_written(grid, all(cell.head for cell in rows[0])), "table"))
                if any(cell.columns > 1 or cell.rows > 1 for row in rows for cell in row):
                    self._lose("table cells that span several rows or columns", _words_of(element))
                return
        if wrong:
            self._lose(f"{wrong}; its cells now follow each other", _words_of(element))
        flow.blocks += [block for row in rows for cell in row for block in cell.blocks]

    def _lose(self, what: str, words: str) -> None:
        words = shown_text(words).strip()
        self.losses.append(Loss(what, cut(words, _LONGEST_WORDS)))


def _unshown(element: Any) -> Loss | None:
    """Return the loss for an element that isn't shown (unnamed if nothing is lost), or None if it is shown."""
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


def _numbers(element: Any) -> list[int]:
    """Return the numbers that browsers show: from ``start``, backwards if ``reversed``, or as given by an item."""
    items, step = list(element.iterchildren("li")), 1 if element.get("reversed") is None else -1
    number = _whole(element.get("start"), 1 if step > 0 else len(items))
    found = []
    for item in items:
        number = _whole(item.get("value"), number)
        found.append(number)
        number += step
    return found


def _whole(written: str | None, other: int) -> int:
    # Limited to nine digits, since Python is slow with numbers of a million digits.
    return int(written) if written and re.fullmatch(r"\d{1,9}", written.strip(), re.ASCII) else other


def _has_caption(element: Any) -> bool:
    figure = next(element.iterancestors("figure"), None)
    caption = figure.find(".//figcaption") if figure is not None else None
    return caption is not None and bool(_words_of(caption))


def _words_of(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())[: _LONGEST_WORDS + 1]


def _address_of(element: Any) -> str:
    keys = "src", "data-src", "data"
    return next((str(address) for part in element.iter() for key in keys if (address := part.get(key))), "")
