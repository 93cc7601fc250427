"""A fragment of HTML made safe and small: the elements that can be text, and nothing that runs."""

from __future__ import annotations

import re
from typing import Any, Literal

import nh3
from lxml import html as lxml_html

from sphinx_newsroom.importers.releases.html_limits import CONTROLS, within_limits
from sphinx_newsroom.importers.releases.incoming import Loss

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

_TAGS = (
    BLOCKS
    | set(STYLES)
    | set(MEDIA)
    | FIELDS
    | set("a abbr acronym br del img ins mark q s small span strike sub sup time u font big label source".split())
)
_ATTRIBUTES = {
    "*": {"style", "class", "hidden", "role"},
    "a": {"href"},
    "abbr": {"title"},
    "acronym": {"title"},
    "img": {"src", "data-src", "data-original", "data-lazy-src", "alt", "width", "height"},
    "iframe": {"src", "data-src"},
    "video": {"src"},
    "audio": {"src"},
    "embed": {"src"},
    "source": {"src"},
    "object": {"data"},
    "input": {"type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HIDDEN_CLASSES = frozenset("screen-reader-text sr-only visually-hidden visuallyhidden element-invisible".split())
_SCRIPT = re.compile(r"<script\b([^<>]*)>", re.IGNORECASE)
_DATA = re.compile(r"type\s*=\s*[\"']?application/(?:ld\+)?json", re.IGNORECASE)
# Kept here, so that what leads nowhere can be told; link_targets decides.
_SCHEMES = {"http", "https", "mailto", "tel", "ftp", "file", "data", "javascript", "blob", "cid", "about", "vbscript"}


# Parts of drawings and formulas, which nh3 drops with all that is in them; elsewhere they are names of somebody's own,
# such as the <TEXT> around what companies file.
_DRAWN = """
    animate circle defs desc discard ellipse filter g line marker mask metadata mpath path pattern polygon polyline rect
    set stop switch symbol text tspan use view annotation maction menclose merror mfenced mfrac mglyph mi mlabeledtr mn
    mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msup mtable mtd mtext mtr munder semantics
    """.split()
_DRAWING = re.compile(r"<(svg|math)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_PART = re.compile(rf"(</?)(?=(?:{'|'.join(_DRAWN)})(?:[\s/>]|\Z))", re.IGNORECASE)


def _own_names(html: str) -> str:
    """*html* in which what is called as a part of a drawing and stands in none has a name of its own."""
    parts, end = [], 0
    for drawing in _DRAWING.finditer(html):
        parts += [_PART.sub(r"\1x-", html[end : drawing.start()]), drawing[0]]
        end = drawing.end()
    return "".join((*parts, _PART.sub(r"\1x-", html[end:])))


def safe_fragment(html: str) -> tuple[Any, list[Loss]]:
    """The element that holds a fragment, with what was left out of it on the way."""
    limited = within_limits(html)
    losses = list(limited.losses)
    scripts = sum(1 for script in _SCRIPT.finditer(limited.html) if not _DATA.search(script[1]))
    if scripts:
        losses.append(Loss("a script", f"{scripts}" if scripts > 1 else ""))
    clean = nh3.clean(
        _own_names(limited.html),
        tags=set(_TAGS),
        clean_content_tags={"script", "style", "title", "template", "noscript"},
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel=None,
        strip_comments=True,
    )
    # Once more: &#12; is one of them by now.
    return lxml_html.fragment_fromstring(CONTROLS.sub("", clean), create_parent="div"), losses


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
