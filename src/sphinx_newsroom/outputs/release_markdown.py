"""The Markdown version of a release or superseded text: YAML front matter, the title, and the text.

It is written together with the page, from the same view and HTML, and only when the page is. The values of the front
matter are JSON, which is valid YAML.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import quote

from sphinx_newsroom.model.addresses import MARKDOWN, PageName, release_id, url_of
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


def longer_than(code: str, fence: str) -> str:
    """Return a fence with more backticks than any run of them in the code."""
    longest = max(map(len, re.findall("`+", code)), default=0)
    return "`" * max(len(fence), longest + 1 if longest >= len(fence) else 0)


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
_BLOCKS = frozenset(
    """
    address article caption colgroup details div dl figcaption figure footer header p section summary tbody thead
    """.split()
)
_MARKS: Mapping[str, str] = MappingProxyType({"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**"})
_WITHIN_WORDS = frozenset((*_MARKS, "a"))
_WHITE = " \t\r\n\f"
_HEADING, _BRACKET, _LABEL = " heading", " bracket", " label"  # names of frames without a tag; real tags have no space
_BOLD = ("rubric", "admonition-title")  # classes of paragraphs that act as headings


@dataclass(slots=True)
class _Frame:
    """An open element: its finished blocks, and the words of the current one."""

    name: str
    attributes: str = ""
    blocks: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    label: str = ""


def markdown(html: str, address: str) -> str:
    """Convert the *html* of a page at *address* to Markdown.

    Addresses are joined to *address*; if it is empty, they are left unchanged.

    >>> markdown('<p>See <a href="../x.html">the <em>plan</em></a>, item 1.</p>', "https://example.org/a/b.html")
    'See [the *plan*](https://example.org/x.html), item 1.'
    """
    writer = _Writer(address)
    cleaned = _BARE.sub(r"\1", clean(html))
    before, *tags = cleaned.split("<")
    writer.text(before)
    for piece in tags:
        tag, _, text = piece.partition(">")
        writer.tag(tag)
        if text:
            writer.text(text)
    return writer.end()


class _Writer:
    def __init__(self, address: str) -> None:
        self.address, self.folder = address, address[: address.rfind("/") + 1]
        self.frames = [_Frame("")]
        self.verbatim: list[str] | None = None  # the content of an open code element, unescaped; None outside of code
        self.dropping = ""
        self.language = ""
        self.spans: list[str] = []

    # -- parsing

    def text(self, text: str) -> None:
        if self.dropping:
            return
        if "&" in text:
            # a character reference may be an invalid character or a line break
            text = clean(unescape(text)).replace("\r", " ") if "&#" in text else unescape(text)
        if self.verbatim is not None:
            self.verbatim.append(text)
        elif text != "\n" or self.frames[-1].words:
            self.frames[-1].words.append(words_escaped(text.replace("\n", " ")))

    def tag(self, tag: str) -> None:
        if self.dropping:
            if tag == f"/{self.dropping}":
                self.dropping = ""
        elif tag[:1] == "/":
            name = tag[1:]
            if end := _ENDS.get(name):
                end(self, name)
        else:
            name, _, attributes = tag.rstrip("/").partition(" ")
            if start := _STARTS.get(name):
                start(self, name, f" {attributes}" if attributes else "")
            elif name in _DROPPED:
                self.dropping = "" if tag.endswith("/") else name

    def end(self) -> str:
        """Close all open elements and return the Markdown."""
        while (still_open := len(self.frames)) > 1:
            _ENDS[self.frames[-1].name](self, self.frames[-1].name)
            if len(self.frames) == still_open:  # the tag was closed together with an outer one
                frame = self.frames.pop()
                self.frames[-1].blocks += frame.blocks
                self.frames[-1].words += frame.words
        self.flush()
        return "\n\n".join(self.frames[0].blocks)

    # -- blocks

    def flush(self, mark: str = "") -> None:
        """Finish the current block."""
        while self.frames[-1].name in _WITHIN_WORDS:
            _ENDS[self.frames[-1].name](self, self.frames[-1].name)
        frame = self.frames[-1]
        if not frame.words:
            return
        words = "".join(frame.words).strip(_WHITE)
        frame.words = []
        if words:
            lines = [at_line_start(line.strip(_WHITE)) for line in words.split("\n")] if "\n" in words else None
            words = "\n".join(lines) if lines else at_line_start(words)
            frame.blocks.append(f"{mark}{words}{mark}" if mark else words)

    def push(self, name: str, attributes: str = "") -> None:
        self.frames.append(_Frame(name, attributes))

    def pop(self, name: str) -> _Frame | None:
        """Close the innermost frame if it is the element's; return None if tags are unbalanced."""
        if len(self.frames) > 1 and self.frames[-1].name == name:
            return self.frames.pop()
        return None

    def drop(self, _name: str) -> None:
        self.frames.pop()

    def block(self, _name: str, attributes: str = "") -> None:
        if self.frames[-1].words:
            self.flush()
        if "class" not in attributes:  # true for most
            return
        if found := _LANGUAGE.search(attributes):
            self.language = "" if found[1] in _NO_LANGUAGE else found[1]
        if any(word in attributes for word in _BOLD):
            self.push(_HEADING)

    def block_end(self, _name: str) -> None:
        if frame := self.pop(_HEADING):
            words = "".join(frame.words).strip()
            self.frames[-1].blocks.append(f"**{words}**")
        else:
            self.flush()

    def heading_end(self, name: str) -> None:
        words = "".join(self.frames[-1].words).strip()
        self.frames[-1].words.clear()
        if words:
            self.frames[-1].blocks.append(f"{'#' * int(name[1])} {without_closing_signs(words)}")

    def container(self, name: str, attributes: str) -> None:
        self.flush()
        self.push(name, attributes)

    def quotation_end(self, name: str) -> None:
        self.flush()
        if frame := self.pop(name):
            self.frames[-1].blocks.append(indented("\n\n".join(frame.blocks), "> ", "> "))

    def item_end(self, name: str) -> None:
        self.flush()
        frame = self.pop(name)
        if frame is None:
            return
        of = self.frames[-1]
        marker = f"{_start_of(of.attributes) + len(of.blocks)}. " if of.name == "ol" else "- "
        tight = len(frame.blocks) == 1 or "simple" in of.attributes
        of.blocks.append(indented(("\n" if tight else "\n\n").join(frame.blocks), marker, " " * len(marker)))

    def list_end(self, name: str) -> None:
        self.flush()
        if frame := self.pop(name):
            tight = all("\n\n" not in item for item in frame.blocks)
            self.frames[-1].blocks.append(("\n" if tight else "\n\n").join(frame.blocks))

    def term_end(self, _name: str) -> None:
        self.flush("**")

    def footnote_end(self, name: str) -> None:
        self.flush()
        if frame := self.pop(name):
            blocks = "\n\n".join(frame.blocks)
            mark = f"[^{frame.label}]: " if frame.label else ""
            self.frames[-1].blocks.append(indented(blocks, mark, "    " if mark else ""))

    def rule(self, _name: str, _attributes: str) -> None:
        self.flush()
        self.frames[-1].blocks.append("---")

    # -- tables

    def row(self, _name: str, _attributes: str) -> None:
        self.flush()
        self.frames[-1].rows.append([])

    def cell_end(self, name: str) -> None:
        self.flush()
        if frame := self.pop(name):
            words = "<br>".join(frame.blocks).replace("\\\n", "<br>").replace("\n", "<br>").replace("|", "\\|")
            if self.frames[-1].rows:
                self.frames[-1].rows[-1].append(words)

    def table_end(self, name: str) -> None:
        self.flush()
        frame = self.pop(name)
        if frame is None:
            return
        rows = [row for row in frame.rows if row]
        self.frames[-1].blocks += frame.blocks
        if rows:
            width = max(map(len, rows))
            lines = [f"| {' | '.join([*row, *[''] * (width - len(row))])} |" for row in rows]
            self.frames[-1].blocks.append("\n".join([lines[0], f"|{' --- |' * width}", *lines[1:]]))

    # -- code

    def verbatim_start(self, name: str, _attributes: str) -> None:
        if name == "pre":
            self.flush()
            self.verbatim = []
        elif self.verbatim is None:
            self.verbatim = []
            self.push("code")

    def verbatim_end(self, name: str) -> None:
        if name == "pre" and self.verbatim is not None:
            code, self.verbatim = "".join(self.verbatim).rstrip("\n"), None
            fence = longer_than(code, "```")
            self.frames[-1].blocks.append(f"{fence}{self.language}\n{code}\n{fence}")
            self.language = ""
        elif name == "code" and self.verbatim is not None and self.pop("code"):
            code, self.verbatim = SPACE.sub(" ", "".join(self.verbatim)), None
            fence = longer_than(code, "`")
            pad = " " if code[:1] == "`" or code[-1:] == "`" else ""
            self.frames[-1].words.append(f"{fence}{pad}{code}{pad}{fence}" if code else "")

    # -- words

    def inline(self, name: str, attributes: str) -> None:
        if self.verbatim is None:
            self.push(name, attributes)

    def mark_end(self, name: str) -> None:
        if frame := self.pop(name):
            self.frames[-1].words.append(around("".join(frame.words), _MARKS[name]))

    def link_end(self, name: str) -> None:
        frame = self.pop(name)
        if frame is None or "headerlink" in frame.attributes:
            return
        words = "".join(frame.words)
        if "footnote-reference" in frame.attributes:
            self.frames[-1].words.append(f"[^{words.strip()}]")
        elif 'role="doc-backlink"' in frame.attributes:
            self.frames[-1].words.append(words)
        else:
            url = self._url(_value(frame.attributes, "href"))
            self.frames[-1].words.append(link(words, url) if url and words.strip() else words)

    def image(self, _name: str, attributes: str) -> None:
        source, alt = _value(attributes, "src"), _value(attributes, "alt")
        if url := self._url(source):
            # docutils uses the address as alternative text if none is given
            self.frames[-1].words.append(f"!{link('' if alt == source else words_escaped(alt), url)}")

    def line_end(self, _name: str, _attributes: str) -> None:
        self.frames[-1].words.append("\\\n")

    def span(self, _name: str, attributes: str) -> None:
        kind = ""
        if 'class="fn-bracket"' in attributes:
            kind = _BRACKET
        elif 'class="label"' in attributes:
            kind = _LABEL
        if kind:
            self.push(kind)
        self.spans.append(kind)

    def span_end(self, _name: str) -> None:
        kind = self.spans.pop() if self.spans else ""
        if kind and (frame := self.pop(kind)) and kind == _LABEL:
            self.frames[-1].label = "".join(frame.words).strip()

    def as_html(self, name: str, _attributes: str = "") -> None:
        self.frames[-1].words.append(f"<{name}>")

    def as_html_end(self, name: str) -> None:
        self.frames[-1].words.append(f"</{name}>")

    def _url(self, address: str) -> str:
        if address[:1] in ("#", "?", ""):
            return join(self.address, address) or "" if address else ""
        return _joined(self.folder, address)


_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_STARTS: Mapping[str, Callable[[_Writer, str, str], None]] = MappingProxyType(
    {
        **dict.fromkeys(_BLOCKS, _Writer.block),
        **dict.fromkeys((*_HEADINGS, "dt", "dd"), _Writer.block),
        **dict.fromkeys(("ul", "ol", "li", "blockquote", "aside", "table", "td", "th"), _Writer.container),
        **dict.fromkeys(_MARKS, _Writer.inline),
        "a": _Writer.inline,
        **dict.fromkeys(("pre", "code"), _Writer.verbatim_start),
        **dict.fromkeys(("sub", "sup"), _Writer.as_html),
        "tr": _Writer.row,
        "hr": _Writer.rule,
        "img": _Writer.image,
        "br": _Writer.line_end,
        "span": _Writer.span,
    }
)
_ENDS: Mapping[str, Callable[[_Writer, str], None]] = MappingProxyType(
    {
        **dict.fromkeys((*_BLOCKS, "dd"), _Writer.block_end),
        **dict.fromkeys(_HEADINGS, _Writer.heading_end),
        **dict.fromkeys(_MARKS, _Writer.mark_end),
        **dict.fromkeys(("ul", "ol"), _Writer.list_end),
        **dict.fromkeys(("td", "th"), _Writer.cell_end),
        **dict.fromkeys(("pre", "code"), _Writer.verbatim_end),
        **dict.fromkeys(("sub", "sup"), _Writer.as_html_end),
        "li": _Writer.item_end,
        "blockquote": _Writer.quotation_end,
        "aside": _Writer.footnote_end,
        "table": _Writer.table_end,
        "a": _Writer.link_end,
        "dt": _Writer.term_end,
        "span": _Writer.span_end,
        # these have no end tag if their parent ends first
        **dict.fromkeys((_HEADING, _BRACKET, _LABEL), _Writer.drop),
    }
)


def _value(attributes: str, name: str) -> str:
    begin = attributes.find(f' {name}="')
    if begin < 0:
        return ""
    begin += len(name) + 3
    found = attributes[begin : attributes.find('"', begin)]
    return unescape(found) if "&" in found else found


def _start_of(attributes: str) -> int:
    start = _value(attributes, "start")
    return int(start) if start.isdecimal() else 1


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
        "title": view.cite.title,
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
        "title": view.cite.title,
        "subtitle": view.subtitle,
        "date": view.datetime,
        "type": view.kind,
        "number": view.cite.number,
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
    return {key: value for key, value in (*found.items(), ("cancelled", event.cancelled)) if value}


def _image(image: ImageView, place: _Address) -> dict[str, str]:
    values = {"alt": image.alt, "caption": image.caption, "credit": image.credit}
    return {"url": place.address(image.src), **{key: value for key, value in values.items() if value}}


def _attachments(found: Iterable[AttachmentView], place: _Address) -> list[dict[str, str]]:
    return [{"title": one.title, "url": place.address(one.address)} for one in found]


def _text(view: ReleaseView | SupersededView, body: str, place: _Address) -> Iterator[str]:
    yield f"# {escaped(view.cite.title)}"
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
