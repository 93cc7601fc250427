"""The Markdown version of a release or superseded text: YAML front matter, the title, and the text.

It is written together with the page, from the same view and HTML, and only when the page is. The values of the front
matter are JSON, which is valid YAML.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from html import unescape
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from sphinx_newsroom.model.addresses import MARKDOWN, PageName, release_id, url_of
from sphinx_newsroom.outputs.citations import known
from sphinx_newsroom.outputs.feeds.content import clean, join
from sphinx_newsroom.outputs.pages.views import AttachmentView, EventView, ImageView, Note, ReleaseView, SupersededView
from sphinx_newsroom.outputs.writing import SiteFolder

# Escaping text in Markdown.
#
# Source: CommonMark 0.31.


SPACE = re.compile(r"[ \t\r\n\f]+")
_SPECIAL = re.compile(
    r"""
    [\\`*\[\]<]        # what begins markup anywhere
    | (?<!\w)_ | _(?!\w)  # emphasis; not within_a_word
    | ~(?=~)
    | &(?=\#?\w+;)     # would be a character reference
    | !\Z              # a link that follows would be an image
    """,
    re.VERBOSE,
)
_MAY_BE_SPECIAL = re.compile(r"[\\`*\[\]<_~&!]")
_LINE_START = re.compile(
    r"""
    (?: [-+] (?=[-\s|]|$) | \#{1,6} (?=\s|$) | > | =+\s*$ | ~~~ | ::: )  # a list, heading, quotation, rule, fence
    | (?P<number> \d{1,9} ) (?= [.)] (?:\s|$) )                          # a numbered list
    """,
    re.VERBOSE,
)
_NOT_BARE = re.compile(r"[\s()<>\\]")
"""Characters that an address in parentheses cannot contain."""


def escaped(text: str) -> str:
    """Return *text* on one line, escaped so that Markdown shows it unchanged, even in a heading."""
    return without_closing_signs(at_line_start(words_escaped(SPACE.sub(" ", clean(text)).strip())))


def link(text: str, url: str) -> str:
    """Return a link; *text* is already Markdown."""
    return f"[{text}]({target(url)})"


def words_escaped(text: str) -> str:
    """Return text with Markdown's special characters escaped."""
    return _SPECIAL.sub(r"\\\g<0>", text) if _MAY_BE_SPECIAL.search(text) else text


def at_line_start(line: str) -> str:
    """Return a line escaped so that it continues a paragraph and doesn't start another block."""
    found = _LINE_START.match(line)
    if found is None:
        return line
    number = found["number"]
    return f"{number}\\{line[len(number) :]}" if number else f"\\{line}"


def without_closing_signs(words: str) -> str:
    """Return a heading's words with trailing number signs escaped, which Markdown would hide."""
    return f"{words[:-1]}\\#" if words.endswith("#") and not words.endswith("\\#") else words


def around(words: str, mark: str) -> str:
    """Return words between marks, with outer spaces moved outside: marks next to a space have no meaning."""
    inner = words.strip()
    if not inner:
        return words
    begin = len(words) - len(words.lstrip())
    return f"{words[:begin]}{mark}{inner}{mark}{words[begin + len(inner) :]}"


def indented(text: str, first: str, rest: str) -> str:
    """Return lines with one prefix for the first line and another for the rest."""
    lines = text.split("\n")
    others = [(rest + line).rstrip() if not line else rest + line for line in lines[1:]]
    return "\n".join([first + lines[0], *others])


def backticks(code: str, least: int) -> str:
    """Return more backticks than any run of them in the code."""
    return "`" * max(least, max(map(len, re.findall("`+", code)), default=0) + 1)


def target(url: str) -> str:
    """Return an address as a link target."""
    if _NOT_BARE.search(url):
        return f"<{url.replace('<', '%3C').replace('>', '%3E')}>"
    return url


# The HTML of a text as Markdown with absolute addresses.
#
# The input is the HTML and not the source, because readers see the HTML: names are links, roles have text, and comments
# (`%`) and drafts are left out. Tags are expected as docutils and the text compiler write them; unknown elements are
# replaced by their content.
#
# Source: CommonMark 0.31; tables and footnotes as GitHub and MyST have them.

_BARE = re.compile(r'<span(?: class="(?:pre|newsroom-dateline)")?>([^<]*)</span>')
"""Matches elements without a meaning of their own."""
_LANGUAGE = re.compile(r"\bhighlight-([\w+-]+)")
_NO_LANGUAGE = frozenset(("default", "none", "text"))

_DROPPED = frozenset("script style svg template h1 head title audio video iframe object".split())
"""Elements dropped with their content; the title is already written above the text."""
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_BLOCKS = frozenset(
    """
    address article caption colgroup dd details div dl figcaption figure footer header p section summary tbody thead
    """.split()
)
_MARKS: Mapping[str, str] = MappingProxyType({"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**"})
_WHITE = " \t\r\n\f"
_BOLD = ("rubric", "admonition-title")  # classes of paragraphs that act as headings
_DEEPEST = 200
"""The nesting limit; texts have at most 60 levels, but the HTML of a notebook can have more."""


class _Element(NamedTuple):
    """An element with its attributes, which begin with a space, and its content."""

    name: str
    attributes: str
    content: list[_Element | str]


def markdown(html: str, address: str) -> str:
    """Convert the *html* of a page at *address* to Markdown.

    Addresses are joined to *address*; if it is empty, they are left unchanged.

    >>> markdown('<p>See <a href="../x.html">the <em>plan</em></a>, item 1.</p>', "https://example.org/a/b.html")
    'See [the *plan*](https://example.org/x.html), item 1.'
    """
    return "\n\n".join(_Writer(address).blocks(_parsed(_BARE.sub(r"\1", clean(html)))))


def _parsed(html: str) -> list[_Element | str]:
    """Return the elements and texts of HTML; an end tag also ends the elements that are still open within its own."""
    root = _Element("<", "", [])  # a name that no tag has
    open_ = [root]
    for piece in f">{html}".split("<"):
        tag, _, text = piece.partition(">")
        if tag[:1] == "/":
            name = tag[1:]
            if open_[-1].name == name or any(one.name == name for one in open_):
                while open_.pop().name != name:
                    pass
        elif tag:
            name, _, attributes = tag.rstrip("/").partition(" ")
            element = _Element(name, f" {attributes}" if attributes else "", [])
            open_[-1].content.append(element)
            if name not in _VOID and tag[-1] != "/" and len(open_) < _DEEPEST:
                open_.append(element)
        if text:
            open_[-1].content.append(text)
    return root.content


def _unescaped(text: str) -> str:
    # a character reference may be an invalid character or a line break
    return clean(unescape(text)).replace("\r", " ") if "&#" in text else unescape(text)


def _code(content: Iterable[_Element | str]) -> str:
    return "".join([_unescaped(one) if isinstance(one, str) else _code(one.content) for one in content])


def _block(words: list[str]) -> list[str]:
    """Return the block that some words make, if any, and forget them."""
    if not words:
        return []
    text = "".join(words).strip(_WHITE)
    words.clear()
    return ["\n".join([at_line_start(line.strip(_WHITE)) for line in text.split("\n")])] if text else []


class _Writer:
    def __init__(self, address: str) -> None:
        self.address, self.folder = address, address[: address.rfind("/") + 1]
        self.language = ""

    def blocks(self, content: Iterable[_Element | str]) -> list[str]:
        blocks: list[str] = []
        words: list[str] = []
        self.add(content, blocks, words)
        return blocks + _block(words)

    def words(self, content: Iterable[_Element | str]) -> str:
        blocks: list[str] = []
        words: list[str] = []
        self.add(content, blocks, words)
        return " ".join(filter(None, (*blocks, "".join(words))))

    def add(self, content: Iterable[_Element | str], blocks: list[str], words: list[str]) -> None:
        """Add content to finished *blocks* and the *words* of the current one."""
        for one in content:
            if isinstance(one, str):
                if one != "\n" or words:
                    words.append(words_escaped((_unescaped(one) if "&" in one else one).replace("\n", " ")))
            elif one.name in _BLOCKS:
                blocks += _block(words)
                if "class" in one.attributes and self.is_title(one):
                    blocks.append(f"**{self.words(one.content).strip()}**")
                else:
                    self.add(one.content, blocks, words)
                    blocks += _block(words)
            elif make := _MADE.get(one.name):
                blocks += _block(words)
                blocks += make(self, one)
            elif inline := _INLINE.get(one.name):
                words.append(inline(self, one))
            elif one.name not in _DROPPED and 'class="fn-bracket"' not in one.attributes:
                self.add(one.content, blocks, words)

    # -- blocks

    def is_title(self, one: _Element) -> bool:
        """Whether a block acts as a heading; notes the language of code that it contains."""
        if found := _LANGUAGE.search(one.attributes):
            self.language = "" if found[1] in _NO_LANGUAGE else found[1]
        return any(word in one.attributes for word in _BOLD)

    def heading(self, one: _Element) -> list[str]:
        words = self.words(one.content).strip()
        return [f"{'#' * int(one.name[1])} {without_closing_signs(words)}"] if words else []

    def term(self, one: _Element) -> list[str]:
        return [f"**{block}**" for block in self.blocks(one.content)]

    def quotation(self, one: _Element) -> list[str]:
        return [indented("\n\n".join(self.blocks(one.content)), "> ", "> ")]

    def items(self, one: _Element) -> list[str]:
        items: list[str] = []
        begin = _value(one.attributes, "start")
        first = int(begin) if begin.isdecimal() else 1
        for item in one.content:
            if isinstance(item, str) or item.name != "li":
                items += self.blocks([item])
                continue
            blocks = self.blocks(item.content)
            marker = f"{first + len(items)}. " if one.name == "ol" else "- "
            tight = len(blocks) == 1 or "simple" in one.attributes
            items.append(indented(("\n" if tight else "\n\n").join(blocks), marker, " " * len(marker)))
        return [("\n" if all("\n\n" not in item for item in items) else "\n\n").join(items)]

    def footnote(self, one: _Element) -> list[str]:
        label = ""
        for part in one.content:
            if not isinstance(part, str) and 'class="label"' in part.attributes:
                label = self.words(part.content).strip()
                part.content.clear()
        mark = f"[^{label}]: " if label else ""
        return [indented("\n\n".join(self.blocks(one.content)), mark, "    " if mark else "")]

    def rule(self, _: _Element) -> list[str]:
        return ["---"]

    def preformatted(self, one: _Element) -> list[str]:
        code, language, self.language = _code(one.content).rstrip("\n"), self.language, ""
        fence = backticks(code, 3)
        return [f"{fence}{language}\n{code}\n{fence}"]

    def table(self, one: _Element) -> list[str]:
        rows: list[list[str]] = []
        blocks = [block for part in one.content for block in self.rows(part, rows)]
        width = max(map(len, rows), default=0)
        lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows if row]
        return [*blocks, "\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]])] if lines else blocks

    def rows(self, one: _Element | str, rows: list[list[str]]) -> list[str]:
        """Add the rows in a part of a table to *rows*; return other blocks, such as its caption."""
        if isinstance(one, str) or one.name not in ("thead", "tbody", "tfoot", "tr"):
            return self.blocks([one])
        if one.name != "tr":
            return [block for part in one.content for block in self.rows(part, rows)]
        cells = ["<br>".join(self.blocks(part.content)) for part in one.content if not isinstance(part, str)]
        lines = [cell.replace("\\\n", "<br>").replace("\n", "<br>") for cell in cells]
        rows.append([line.replace("|", "\\|") for line in lines])
        return []

    # -- words

    def code(self, one: _Element) -> str:
        code = SPACE.sub(" ", _code(one.content))
        fence = backticks(code, 1)
        pad = " " if code[:1] == "`" or code[-1:] == "`" else ""
        return f"{fence}{pad}{code}{pad}{fence}" if code else ""

    def marked(self, one: _Element) -> str:
        return around(self.words(one.content), _MARKS[one.name])

    def link(self, one: _Element) -> str:
        if "headerlink" in one.attributes:
            return ""
        words = self.words(one.content)
        if "footnote-reference" in one.attributes:
            return f"[^{words.strip()}]"
        if 'role="doc-backlink"' in one.attributes:
            return words
        url = self._url(_value(one.attributes, "href"))
        return link(words, url) if url and words.strip() else words

    def image(self, one: _Element) -> str:
        source, alt = _value(one.attributes, "src"), _value(one.attributes, "alt")
        url = self._url(source)
        # docutils uses the address as alternative text if none is given
        return f"!{link('' if alt == source else words_escaped(alt), url)}" if url else ""

    def line_end(self, _: _Element) -> str:
        return "\\\n"

    def as_html(self, one: _Element) -> str:
        return f"<{one.name}>{self.words(one.content)}</{one.name}>"

    def _url(self, address: str) -> str:
        if address[:1] in ("#", "?", ""):
            return join(self.address, address) or "" if address else ""
        return _joined(self.folder, address)


_MADE: Mapping[str, Callable[[_Writer, _Element], list[str]]] = MappingProxyType(
    {
        **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), _Writer.heading),
        **dict.fromkeys(("ul", "ol"), _Writer.items),
        "dt": _Writer.term,
        "blockquote": _Writer.quotation,
        "aside": _Writer.footnote,
        "hr": _Writer.rule,
        "pre": _Writer.preformatted,
        "table": _Writer.table,
    }
)
_INLINE: Mapping[str, Callable[[_Writer, _Element], str]] = MappingProxyType(
    {
        **dict.fromkeys(_MARKS, _Writer.marked),
        **dict.fromkeys(("sub", "sup"), _Writer.as_html),
        "a": _Writer.link,
        "br": _Writer.line_end,
        "code": _Writer.code,
        "img": _Writer.image,
    }
)


def _value(attributes: str, name: str) -> str:
    begin = attributes.find(f' {name}="')
    if begin < 0:
        return ""
    begin += len(name) + 3
    found = attributes[begin : attributes.find('"', begin)]
    return unescape(found) if "&" in found else found


@lru_cache(maxsize=8192)
def _joined(folder: str, address: str) -> str:
    """Return an address relative to any page of a folder as an absolute one; empty if it isn't safe to follow."""
    return join(folder, address) or ""


_line = json.JSONEncoder(ensure_ascii=False).encode


def markdown_file(page: PageName, view: object, body: str, baseurl: str) -> tuple[str, bytes] | None:
    """Return the path and content of a page's Markdown; None if *view* isn't a release or a superseded text.

    *body* is the text's HTML, with links relative to the page; the text of a withdrawn release is left out.
    """
    place = _Address(page, baseurl)
    if isinstance(view, ReleaseView):
        blocks = [_head(_of_release(view, place)), *_text(view, body, place)]
    elif isinstance(view, SupersededView):
        blocks = [_head(_of_superseded(view, place)), *_text(view, body, place)]
    else:
        return None
    text = "\n\n".join(filter(None, blocks)) + "\n"
    return page + MARKDOWN, text.encode("utf-8", "replace")


def write_markdown(folder: SiteFolder, page: PageName, view: object, body: str, baseurl: str) -> str:
    """Write the Markdown of a page, if it has one, and return its SHA-256; raises OSError."""
    made = markdown_file(page, view, body, baseurl)
    if made is None:
        return ""
    folder.write(*made)
    return hashlib.sha256(made[1]).hexdigest()


class _Address(NamedTuple):
    """A file's page, and the address of the site, empty if it has none."""

    page: PageName
    baseurl: str

    def address(self, path: str) -> str:
        """Return the absolute address of a file in the site; without a site address, relative to the page."""
        return self.baseurl + quote(path) if self.baseurl else "../" * self.page.count("/") + quote(path)

    @property
    def own(self) -> str:
        """The page's own address; empty if the site has none."""
        return self.address(url_of(self.page)) if self.baseurl else ""


def _of_release(view: ReleaseView, place: _Address) -> dict[str, object]:
    line, recorded, withdrawn = view.line, view.recorded, view.withdrawn
    return {
        "id": release_id(place.page),
        "title": view.cite["title"],
        "subtitle": view.subtitle,
        "date": view.datetime,
        "type": line.type_label,
        "number": view.number,
        "language": line.language,
        "issuers": [issuer.name for issuer in line.issuers],
        "revision": recorded.revision if recorded else None,
        "sha256": recorded.digest if recorded else None,
        "published": recorded.first if recorded else None,
        "corrected": [{"date": note.date, "note": note.text} for note in view.corrections],
        "withdrawn": _withdrawn(withdrawn, place),
        "draft": line.status == "draft",
        "cite-as": place.own,
        "former": [place.address(url_of(former)) for former in recorded.pages] if recorded else [],
        "event": _event(view.event) if view.event else None,
        "image": _image(view.image, place) if view.image and not withdrawn else None,
        "attachments": _attachments(view.attachments, place),
    }


def _of_superseded(view: SupersededView, place: _Address) -> dict[str, object]:
    return {
        "id": release_id(view.line.page),
        "title": view.cite["title"],
        "subtitle": view.subtitle,
        "date": view.datetime,
        "type": view.kind,
        "number": view.cite["number"],
        "language": view.language,
        "issuers": list(view.issuers),
        "revision": view.revision,
        "sha256": view.digest,
        "published": view.published.date,
        "superseded": {"date": view.note.date, "note": view.note.text, "by": place.address(url_of(view.next))},
        "withdrawn": _withdrawn(view.withdrawn, place),
        "cite-as": place.own,
        "attachments": _attachments(view.attachments, place),
    }


def _head(values: Mapping[str, object]) -> str:
    """Format the front matter, without empty values."""
    return "\n".join(["---", *(f"{key}: {clean(_line(value))}" for key, value in values.items() if value), "---"])


def _withdrawn(note: Note | None, place: _Address) -> dict[str, str] | None:
    if note is None:
        return None
    replaced = {"replaced_by": place.address(url_of(note.replaced_by.page))} if note.replaced_by else {}
    return {"date": note.date, "reason": note.text, **replaced}


def _event(event: EventView) -> dict[str, object]:
    found = {"name": event.name, "start": event.begins, "end": event.ends, "place": event.place, "url": event.url}
    return known({**found, "cancelled": event.cancelled})


def _image(image: ImageView, place: _Address) -> dict[str, str]:
    values = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
    return {"url": place.address(image.src), **known(values)}


def _attachments(found: Iterable[AttachmentView], place: _Address) -> list[dict[str, str]]:
    return [{"title": one.title, "url": place.address(one.address)} for one in found]


def _text(view: ReleaseView | SupersededView, body: str, place: _Address) -> Iterator[str]:
    yield f"# {escaped(view.cite['title'])}"
    if view.withdrawn:
        yield escaped(f"{view.withdrawn.date_text}: {view.withdrawn.text}")
        return
    if view.subtitle:
        yield f"*{escaped(view.subtitle)}*"
    yield markdown(body, place.own)
    for one in view.about:
        heading = escaped(one.heading)
        yield f"## {link(heading, place.address(url_of(one.page))) if one.page else heading}"
        yield from map(escaped, one.paragraphs)
