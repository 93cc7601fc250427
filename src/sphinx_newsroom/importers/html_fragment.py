"""A fragment of HTML as a tree within limits, and which of its elements are blocks, styles, or nothing to read."""

from __future__ import annotations

import re
from typing import Any, Literal, NamedTuple

from lxml import html as lxml_html

from sphinx_newsroom.importers.incoming import Loss
from sphinx_newsroom.text.html_tags import with_whole_tags

LARGEST_PAGE = 4_000_000
"""Characters of a page that are read; the largest of 2,373 real ones has 1.6 million, with pictures inside."""

MOST_TAGS = 100_000
"""Tags of a page that are read; the most of 2,373 real pages are 19,616."""

DEEPEST = 150
"""Elements inside one another, of which libxml2 reads 255.  One in a hundred of 2,373 real pages has 112 open tags."""

MOST_STYLES = 24
"""Open tags for bold and the like inside one another: a parser opens all of them again in every paragraph.

Pages that forget to close them have more, one in a hundred 31.
"""

# What is left open in it would hold all that follows.
_UNSHOWN = re.compile(r"<noscript\b[^<>]*>.*?(?:</noscript\b[^<>]*>|\Z)", re.DOTALL | re.IGNORECASE)
# A tag whose quoted values may hold the signs of others: <button data-text="<p>Share</p>">.
_WITH_VALUES = re.compile(
    r"""<[A-Za-z][A-Za-z0-9:-]*+
    (?:\s++ [^\s"'<>/=]++ (?:\s*+ = \s*+ (?:"[^"]*+" | '[^']*+' | [^\s"'<>]++))?+ | \s*+ / (?!>))*+
    \s*+ /?+ >""",
    re.VERBOSE,
)
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)[^<>]*>")
# Those that have no end tag, or whose end is known from what follows, as a link ends where another begins.
_CLOSED_BY_THEMSELVES = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr basefont frame
    a p li td th tr dt dd option optgroup thead tbody tfoot colgroup rb rt rp rtc html head body
    """.split()
)
_STYLES = frozenset("b big code em font i nobr s small strike strong tt u".split())
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
"""What no parser of XML takes, and no reader sees."""


class Limited(NamedTuple):
    """HTML within the limits, and what was left out to keep to them."""

    html: str
    losses: tuple[Loss, ...]


def within_limits(html: str) -> Limited:
    """*html* without control characters, cut after the largest size, without the tags that nest too deep.

    The words inside of tags that nest too deep stay.

    >>> within_limits("<b>" * 30 + "deep").html.count("<b>")
    24
    """
    losses = []
    if len(html) > LARGEST_PAGE:
        losses.append(Loss("the end of a page that is too large", f"{len(html) - LARGEST_PAGE:,} characters"))
        html = html[:LARGEST_PAGE]
    counter = _Counter()
    html = _WITH_VALUES.sub(_escaped_values, CONTROLS.sub("", html))
    end = html.lower().rfind("</noscript")
    html = _UNSHOWN.sub("", html[:end]) + html[end:] if end >= 0 else html
    html = _TAG.sub(counter, with_whole_tags(html))
    if counter.left_out:
        losses.append(Loss("tags that nest too deep, or are too many", f"{counter.left_out:,}"))
    return Limited(html, tuple(losses))


def _escaped_values(tag: re.Match[str]) -> str:
    """A tag in which only its own signs stand bare, as the values that browsers read."""
    inner = tag[0][1:-1]
    return tag[0] if "<" not in inner and ">" not in inner else f"<{inner.replace('<', '&lt;').replace('>', '&gt;')}>"


class _Counter:
    """What is kept of each tag, by how many are open and how many there were."""

    def __init__(self) -> None:
        self.left_out = 0
        self._seen = 0
        self._open = 0
        self._styles = 0
        # How many open tags of a name were left out: their end tags go as well.
        self._unopened: dict[str, int] = {}

    def __call__(self, tag: re.Match[str]) -> str:
        self._seen += 1
        if self._seen > MOST_TAGS:
            return self._leave_out()
        name = tag[2].lower()
        if name in _CLOSED_BY_THEMSELVES or tag[0].endswith("/>"):
            return tag[0]
        return self._end(tag[0], name) if tag[1] else self._begin(tag[0], name)

    def _begin(self, tag: str, name: str) -> str:
        if self._open >= DEEPEST or (name in _STYLES and self._styles >= MOST_STYLES):
            self._unopened[name] = self._unopened.get(name, 0) + 1
            return self._leave_out()
        self._open += 1
        self._styles += name in _STYLES
        return tag

    def _end(self, tag: str, name: str) -> str:
        if self._unopened.get(name):
            self._unopened[name] -= 1
            return ""
        self._open = max(0, self._open - 1)
        self._styles = max(0, self._styles - (name in _STYLES))
        return tag

    def _leave_out(self) -> str:
        self.left_out += 1
        return " "


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


def fragment_of(html: str) -> tuple[Any, list[Loss]]:
    """The element that holds a fragment, with what was left out of it on the way; nothing in it is safe or sound."""
    limited = within_limits(html)
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    return lxml_html.fragment_fromstring(limited.html, create_parent="div", parser=parser), list(limited.losses)


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
