"""Convert a release's HTML for feeds: absolute addresses, plain elements, characters that XML allows."""

from __future__ import annotations

import re
from enum import Enum, auto
from functools import lru_cache
from html import escape, unescape
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.html_tags import with_whole_tags
from sphinx_newsroom.text.words.paragraph_ids import PREFIX

_PLANES = "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x1_0000, 0x11_0000, 0x1_0000))
# A single character class, because two alternatives take six times as long.
_FORBIDDEN = late_pattern(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u061b\u061d-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
    f"{_PLANES}]"
)
_ASCII_FORBIDDEN = dict.fromkeys((*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), 0x7F))

_VOID = frozenset(("area", "br", "col", "hr", "img", "source", "track", "wbr"))
_DROPPED = frozenset(
    """
    script style template noscript iframe object applet frameset form button textarea select svg canvas audio
    video title head h1
    """.split()
)
"""Elements dropped with their content: those that readers ignore or must not run, and the headline."""
_NO_HTML_WITHIN = _DROPPED - {"h1"}
_BARE = frozenset(("span", "section"))
"""Elements without meaning unless they have an attribute: their tags are dropped, and their content is kept."""
_DROPPED_VOID = frozenset(("base", "embed", "frame", "input", "link", "meta", "param"))
_ATTRIBUTES = frozenset(
    """
    href src alt title lang dir colspan rowspan headers scope width height start reversed value datetime cite
    xmlns display mathvariant stretchy fence separator columnalign linethickness
    """.split()
)
"""The attributes that are kept: class, id, style, handlers and ``data-`` attributes mean nothing outside the site."""
_ADDRESSES = frozenset(("href", "src", "cite"))
_PLAIN_START = late_pattern(r'[a-z][a-z0-9]*(?: [a-z-]+="[^"<>]*")*(?: ?/)?')
"""Matches tags as docutils writes them, without brackets: `a class="b" href="x"`; not `a title=x` nor `A HREF="x"`."""
_ADDRESSED = late_pattern(rf'<p id="{PREFIX}[0-9a-f]+(?:-[0-9]+)?">')
_ATTRIBUTE = late_pattern(r' ([a-z-]+)="([^"]*)"')
_REFERENCE = late_pattern(r"&(?:amp|lt|gt|quot|#[0-9]+|#x[0-9a-f]+);")
_PLAIN_END = late_pattern(r"/[a-z][a-z0-9]*")
_OF_THE_FOLDER = late_pattern(r"https?://[^/?#]|\.\./|[A-Za-z0-9_][^:?#;]*\Z")
"""Matches addresses with the same target from every page of a folder: `../x.html`, not `#part` nor `?q=`."""
_ABSOLUTE = late_pattern(r"https?://[A-Za-z0-9.-]+(?::[0-9]+)?(?:/[\w./~%+-]*)?", re.ASCII)
"""Matches simple absolute addresses, which nearly all external links have."""
# Schemes that are safe to follow; "" is an address relative to the release's page.
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp", "ftps", ""))


def clean(text: str) -> str:
    """Return *text* without the characters that feeds must not contain.

    XML can't contain control characters, surrogates, U+FFFE and U+FFFF, even escaped; it should not contain further
    controls and noncharacters. Bidirectional controls in a title would reverse the text around it in a reader.

    Source: Extensible Markup Language (XML) 1.0, production 2 (Char) and the note below it; Unicode's property
    Bidi_Control.
    """
    if text.isascii():
        return text if text.isprintable() else text.translate(_ASCII_FORBIDDEN)
    return _FORBIDDEN.sub("", text)


def portable(html: str, address: str) -> str:
    """Convert the *html* of a page at *address* so that it can be read outside the site.

    Addresses are joined to *address*, and stay relative if it is. Permalinks of headings, a first-level heading (the
    item has its title), and all elements and attributes without meaning outside the site are removed.
    """
    # Each paragraph has its own id, so its tag would never be found in the cache.
    found = _ADDRESSED.sub("<p>", clean(html))
    quick = _by_known_tags(found, address)
    return _by_parser(found, address) if quick is None else quick


class _Do(Enum):
    """The action for a tag."""

    WRITE = auto()
    """Write the tag without the dropped attributes."""
    SKIP = auto()
    """Drop the element with its content."""
    PASS = auto()
    """Drop the tag and keep the content."""
    OPEN = auto()
    """Write or drop the tag, and do the same at the end tag."""
    CLOSE = auto()
    """Repeat the action of the start tag."""


class _Tag(NamedTuple):
    do: _Do
    name: str
    written: str


def _start(name: str, attrs: list[tuple[str, str | None]], address: str) -> _Tag:
    """Return the action for a start tag on the page at *address*."""
    if name in _DROPPED or (name == "a" and "headerlink" in (dict(attrs).get("class") or "").split()):
        return _Tag(_Do.SKIP, name, "")
    if name in _DROPPED_VOID:
        return _Tag(_Do.PASS, name, "")
    if name == "img" and dict(attrs).get("alt") == dict(attrs).get("src"):
        attrs = [*((key, value) for key, value in attrs if key != "alt"), ("alt", "")]  # docutils repeats the address
    written = "".join([_attribute(key, value, address) for key, value in attrs if key in _ATTRIBUTES])
    if name in _BARE:
        return _Tag(_Do.OPEN, name, f"<{name}{written}>" if written else "")
    return _Tag(_Do.WRITE, name, f"<{name}{written}>")


def _end(name: str) -> _Tag:
    """Return the action for an end tag."""
    if name in _VOID or name in _DROPPED or name in _DROPPED_VOID:
        return _Tag(_Do.PASS, name, "")
    return _Tag(_Do.CLOSE if name in _BARE else _Do.WRITE, name, f"</{name}>")


def _attribute(name: str, value: str | None, address: str) -> str:
    text = clean(value or "")
    # Readers show a text outside its page, so relative addresses are made absolute.
    if name in _ADDRESSES:
        joined = join(address, text)
        if joined is None:
            return ""
        text = joined
    return f' {name}="{escape(text)}"'


class _Writer:
    """Writes the portable HTML tag by tag; *skipping* is the element being dropped and its depth."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self.skipping: tuple[str, int] | None = None
        self.kept: list[bool] = []
        """For each open element of :data:`_BARE`, innermost last, whether its tags are kept."""

    def start(self, tag: _Tag) -> None:
        if self.skipping is not None:
            name, depth = self.skipping
            self.skipping = (name, depth + (tag.name == name))
        elif tag.do is _Do.SKIP:
            self.skipping = (tag.name, 1)
        else:
            # End tags have no attributes, so the decision about the start tag is remembered.
            if tag.do is _Do.OPEN:
                self.kept.append(bool(tag.written))
            self.parts.append(tag.written)

    def end(self, tag: _Tag) -> None:
        if self.skipping is not None:
            name, depth = self.skipping
            depth -= tag.name == name
            self.skipping = (name, depth) if depth else None
        elif tag.do is not _Do.CLOSE or (self.kept and self.kept.pop()):
            self.parts.append(tag.written)

    def text(self, data: str) -> None:
        if self.skipping is None:
            self.parts.append(data)


def _by_parser(html: str, address: str) -> str:
    """Convert any HTML that a browser accepts."""
    parser = _Parser(address)
    parser.feed(with_whole_tags(html))
    parser.close()
    return "".join(parser.writer.parts).strip()


class _Parser(HTMLParser):
    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.writer = _Writer()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.writer.start(_start(tag, attrs, self.address))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML ignores "/>" except in void and foreign elements, where it equals an end tag.
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        self.writer.end(_end(tag))

    def handle_data(self, data: str) -> None:
        # A character reference may be a character that XML forbids.
        self.writer.text(escape(clean(data), quote=False))


def _by_known_tags(html: str, address: str) -> str | None:
    """Convert HTML with only docutils' kinds of tags, or return None; each tag is parsed once for many pages.

    It takes a quarter of the parser's time, which was half of the time of all feeds.
    """
    writer = _Writer()
    folder = address.rpartition("/")[0]
    before, *pieces = html.split("<")
    writer.text(_escaped(before))
    for piece in pieces:
        inner, end, text = piece.partition(">")
        if not end:
            return None
        if inner[:1] == "/":
            known = _known_end(inner)
            if known is None:
                return None
            writer.end(known)
        else:
            known = _known_start(inner, folder) or _of_page(inner, address)
            if known is None:
                return None
            writer.start(known)
        if text:
            writer.text(_escaped(text))
    return "".join(writer.parts).strip()


def _escaped(text: str) -> str:
    # A character reference may be a character that XML forbids; without one, the text is unchanged.
    return escape(clean(unescape(text)), quote=False) if "&" in text or ">" in text else text


@lru_cache(maxsize=8192)
def _known_start(inner: str, folder: str) -> _Tag | None:
    """Return the action for a start tag on all pages of a folder; None if it isn't plain or depends on the page."""
    return _of_page(inner, f"{folder}/page.html", _OF_THE_FOLDER)


def _of_page(inner: str, address: str, only: re.Pattern[str] | None = None) -> _Tag | None:
    """Return the action for a plain start tag on a page; None if an address doesn't match *only*.

    *inner* is the tag without its brackets.
    """
    if not _PLAIN_START.fullmatch(inner):
        return None
    name = inner.partition(" ")[0].rstrip("/")
    attrs: list[tuple[str, str | None]] = list(_ATTRIBUTE.findall(inner))
    if "&" in inner:
        # Parsers disagree about other uses of "&".
        if len(_REFERENCE.findall(inner)) != inner.count("&"):
            return None
        attrs = [(key, unescape(value or "")) for key, value in attrs]
    # The content of these isn't HTML to a parser, and "/>" would end a non-void element.
    if name in _NO_HTML_WITHIN or (inner.endswith("/") and name not in _VOID):
        return None
    if only and not all(only.match(value or "") for key, value in attrs if key in _ADDRESSES):
        return None
    return _start(name, attrs, address)


@lru_cache(maxsize=256)
def _known_end(inner: str) -> _Tag | None:
    return _end(inner[1:]) if _PLAIN_END.fullmatch(inner) else None


def join(base: str, address: str) -> str | None:
    """Return *address* relative to *base*; None if it isn't safe to follow, such as ``javascript:``."""
    if _ABSOLUTE.fullmatch(address):
        return address
    # Browsers ignore these inside an address, so they could hide a scheme.
    plain = re.sub("[\x00-\x20]+", "", address) if ":" in address else address.strip()
    try:
        if urlsplit(plain).scheme not in _SCHEMES:
            return None
        return urljoin(base, plain)
    except ValueError:
        return None
