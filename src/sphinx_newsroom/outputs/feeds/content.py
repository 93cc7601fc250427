"""A release's HTML as feeds carry it: absolute addresses, plain elements, characters that XML allows."""

from __future__ import annotations

import re
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from sphinx_newsroom.text.html_tags import with_whole_tags

_PLANES = "".join(f"{chr(plane)}-{chr(plane + 0xFFFD)}" for plane in range(0x1_0000, 0x11_0000, 0x1_0000))
# One class of what may stand, since two ways to match cost six times as much.
_FORBIDDEN = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\u061b\u061d-\u200d\u2010-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
    f"{_PLANES}]"
)

_VOID = frozenset(("area", "br", "col", "hr", "img", "source", "track", "wbr"))
_DROPPED = frozenset(
    (
        "script",
        "style",
        "template",
        "noscript",
        "iframe",
        "object",
        "applet",
        "frameset",
        "form",
        "button",
        "textarea",
        "select",
        "svg",
        "canvas",
        "audio",
        "video",
        "title",
        "head",
        "h1",
    )
)
"""Elements that readers of feeds drop or must not run, and the headline; what they hold goes with them."""
_BARE = frozenset(("span", "section"))
"""Elements that say nothing without an attribute: those go, and what they hold stays."""
_DROPPED_VOID = frozenset(("base", "embed", "frame", "input", "link", "meta", "param"))
_ATTRIBUTES = frozenset(
    (
        "href",
        "src",
        "alt",
        "title",
        "lang",
        "dir",
        "colspan",
        "rowspan",
        "headers",
        "scope",
        "width",
        "height",
        "start",
        "reversed",
        "value",
        "datetime",
        "cite",
        "xmlns",
        "display",
        "mathvariant",
        "stretchy",
        "fence",
        "separator",
        "columnalign",
        "linethickness",
    )
)
"""What is kept: no class, id, style, handler or ``data-`` attribute means anything outside the site."""
_ADDRESSES = frozenset(("href", "src", "cite"))
# What a reader may follow; "" is an address relative to the release's page.
_SCHEMES = frozenset(("http", "https", "mailto", "tel", "ftp", "ftps", ""))


def clean(text: str) -> str:
    """*text* without the characters that no feed may hold.

    No XML document can hold control characters, halves of surrogate pairs, U+FFFE and U+FFFF, not even
    escaped; it should not hold further controls and what stands for no character.  Controls of writing direction
    in a title would turn around what a reader shows beside it.
    Source: Extensible Markup Language (XML) 1.0, production 2 (Char) and the note below it; Unicode's property
    Bidi_Control.
    """
    return _FORBIDDEN.sub("", text)


def portable(html: str, address: str) -> str:
    """*html* of a page at *address*, ready to be read anywhere.

    Addresses in it are joined to *address*; where that is relative they come out relative to what
    it is relative to.  Links of headings to themselves, a heading of the first level (the item has
    its title), and all elements and attributes that mean nothing outside the site are taken out.
    """
    parser = _Portable(address)
    parser.feed(with_whole_tags(clean(html)))
    parser.close()
    return "".join(parser.parts).strip()


class _Portable(HTMLParser):
    """Writes what it reads, but for what is dropped; *skipping* holds the element being dropped and its depth."""

    def __init__(self, address: str) -> None:
        super().__init__(convert_charrefs=True)
        self.address = address
        self.parts: list[str] = []
        self.skipping: tuple[str, int] | None = None
        self.kept: list[bool] = []
        """For each open element that may be bare, the innermost last, whether its tags are kept."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.skipping is not None:
            name, depth = self.skipping
            self.skipping = (name, depth + (tag == name))
        elif tag in _DROPPED or (tag == "a" and "headerlink" in (dict(attrs).get("class") or "").split()):
            self.skipping = (tag, 1)
        elif tag not in _DROPPED_VOID:
            if tag == "img" and dict(attrs).get("alt") == dict(attrs).get("src"):
                attrs = [*((name, value) for name, value in attrs if name != "alt"), ("alt", "")]  # docutils' stopgap
            written = "".join(self._attribute(*pair) for pair in attrs)
            # What closes has no attributes to go by, so it is remembered whether the opening tag was written.
            if tag in _BARE:
                self.kept.append(bool(written))
            if written or tag not in _BARE:
                self.parts.append(f"<{tag}{written}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        # HTML gives "/>" no meaning outside void and foreign elements, where an end tag says the same.
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.skipping is not None:
            name, depth = self.skipping
            depth -= tag == name
            self.skipping = (name, depth) if depth else None
        elif (
            tag not in _VOID
            and tag not in _DROPPED
            and tag not in _DROPPED_VOID
            and (tag not in _BARE or (self.kept and self.kept.pop()))
        ):
            self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self.skipping is None:
            # A character reference may stand for what XML forbids.
            self.parts.append(escape(clean(data), quote=False))

    def _attribute(self, name: str, value: str | None) -> str:
        if name not in _ATTRIBUTES:
            return ""
        text = clean(value or "")
        # Readers show a text far away from its page, so no address in it may be relative to that.
        if name in _ADDRESSES:
            joined = join(self.address, text)
            if joined is None:
                return ""
            text = joined
        return f' {name}="{escape(text)}"'


def join(base: str, address: str) -> str | None:
    """*address* as seen from *base*; None where no reader should follow it, such as ``javascript:``."""
    # Browsers drop these within an address, so a scheme could hide behind them.
    plain = re.sub("[\x00-\x20]+", "", address) if ":" in address else address.strip()
    try:
        if urlsplit(plain).scheme not in _SCHEMES:
            return None
        return urljoin(base, plain)
    except ValueError:
        return None
