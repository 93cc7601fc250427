"""Convert a release's HTML for feeds: absolute addresses, plain elements, characters that XML allows."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from sphinx_newsroom.memory import late_pattern
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
_ADDRESSED = late_pattern(rf'<p id="{PREFIX}[0-9a-f]+(?:-[0-9]+)?">')
_COMMENT = late_pattern(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
_TAG = late_pattern(r"""(<[^<>"']*(?:(?:"[^"<]*"|'[^'<]*')[^<>"']*)*>)""")
"""Matches a tag, in which `>` may be quoted; it never reads beyond the next `<`, so it takes linear time."""
_NAME = late_pattern(r"</?([A-Za-z][^\s/>]*)")
_ATTRIBUTE = late_pattern(r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""")
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
    pieces = _TAG.split(_COMMENT.sub("", _ADDRESSED.sub("<p>", clean(html))))
    folder = address.rpartition("/")[0]
    parts: list[str] = []
    kept: list[bool] = []  # for each open element of _BARE, whether its tags are kept
    skipped, depth = "", 0  # the element that is being dropped
    for place, piece in enumerate(pieces):
        if place % 2 == 0:
            if piece and not depth:
                parts.append(_escaped(piece))
            continue
        do, name, written = _known(piece, folder) or _read(piece, address)
        if depth:
            if name == skipped:
                depth += -1 if do == "end" else do == "skip" and name != "script"
        elif do == "skip":
            skipped, depth = name, 1
        elif name not in _BARE or do != "end" or (kept and kept.pop()):  # end tags follow their start tags
            parts.append(written)
            if do == "start" and name in _BARE:
                kept.append(bool(written))
    return "".join(parts).strip()


class _Tag(NamedTuple):
    """A tag as it is written; *do* is ``start``, ``end``, ``skip`` (drop the element) or empty."""

    do: str
    name: str
    written: str


@lru_cache(maxsize=8192)
def _known(tag: str, folder: str) -> _Tag | None:
    """Return a tag as it is written on all pages of a folder; None if it depends on the page."""
    found = _read(tag, f"{folder}/page.html")
    return found if found == _read(tag, f"{folder}/other.html") else None


def _read(tag: str, address: str) -> _Tag:
    """Return a tag of the page at *address* as it is written."""
    found = _NAME.match(tag)
    if found is None:  # a document type, or no tag
        return _Tag("", "", "" if tag[1] in "!?" else _escaped(tag))
    name = found[1].lower()
    if tag[1] == "/":
        return _Tag("end", name, "" if name in _VOID | _DROPPED | _DROPPED_VOID else f"</{name}>")
    attrs = {key.lower(): unescape("".join(values)) for key, *values in _ATTRIBUTE.findall(tag, found.end())}
    is_whole = tag.endswith("/>") and name not in _VOID
    if name in _DROPPED or (name == "a" and "headerlink" in attrs.get("class", "").split()):
        return _Tag("" if is_whole else "skip", name, "")
    if name == "img" and attrs.get("alt") == attrs.get("src"):  # docutils repeats the address
        attrs.pop("alt", None)
        attrs["alt"] = ""
    written = "".join([_attribute(key, value, address) for key, value in attrs.items() if key in _ATTRIBUTES])
    if name in _DROPPED_VOID or (name in _BARE and not written):
        return _Tag("" if is_whole else "start", name, "")
    return _Tag("" if is_whole else "start", name, f"<{name}{written}>{f'</{name}>' if is_whole else ''}")


def _attribute(name: str, value: str, address: str) -> str:
    text = clean(value)
    # Readers show a text outside its page, so relative addresses are made absolute.
    if name in _ADDRESSES:
        joined = join(address, text)
        if joined is None:
            return ""
        text = joined
    return f' {name}="{escape(text)}"'


def _escaped(text: str) -> str:
    # A character reference may be a character that XML forbids; without one, most texts are unchanged.
    return escape(clean(unescape(text)), quote=False) if any(sign in text for sign in "&<>") else text


def join(base: str, address: str) -> str | None:
    """Resolve *address* against *base*; return None if it isn't safe to follow (``javascript:``)."""
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
