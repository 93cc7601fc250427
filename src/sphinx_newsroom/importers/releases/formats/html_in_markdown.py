"""HTML that stands in Markdown, as Markdown: the archive passes none on, and programs for Markdown mostly do."""

from __future__ import annotations

import html
import re

from sphinx_newsroom.importers.releases.formats.stretches import replaced
from sphinx_newsroom.importers.releases.incoming import Loss

_NAMES = frozenset(
    """
    a abbr acronym address article aside audio b bdi bdo big blink blockquote br button canvas caption center cite code
    col colgroup data dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form
    frame h1 h2 h3 h4 h5 h6 header hr i iframe img input ins kbd label legend li link main map mark marquee math menu
    meta nav nobr noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp script
    section select small source span strike strong style sub summary sup svg table tbody td template textarea tfoot th
    thead time tr track tt u ul var video wbr
    """.split()
)
_OF_PARAGRAPHS = frozenset({"p", "div", "section", "article", "td"})
_CLOSED = re.compile(r"</[A-Za-z]")
_WHOLE = re.compile(
    r"<(?P<name>table|ul|ol|dl|figure|iframe|video|audio|object|script|style|form|select|svg)\b[^<>]{0,5000}>",
    re.IGNORECASE,
)
_COMMENT = re.compile("<!--")
_STRONG, _EMPHASIS = (
    re.compile(r"</?(?:strong|b)\s*>", re.IGNORECASE),
    re.compile(r"</?(?:em|i|cite)\s*>", re.IGNORECASE),
)
_BREAK = re.compile(r"<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_LINK = re.compile(r"<a\s([^<>]{1,5000})>([^<>\[\]]{0,1000})</a\s*>", re.IGNORECASE)
_PICTURE = re.compile(r"<img\s([^<>]{1,5000})>", re.IGNORECASE)
_HEADING = re.compile(r"<h([1-6])\b[^<>]{0,1000}>([^<>\n]{0,1000})</h\1\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<rest>\s[^<>]{0,5000}|/)?>")


def is_html(text: str, *, plain: bool = False) -> bool:
    """Whether a text is HTML, and no Markdown in which some stands: its paragraphs are elements, or not parted at all.

    One that is said to be *plain* is HTML where its paragraphs are elements alone: it may be about tags.

    >>> is_html("<p>One</p>\\n\\n<p>Two</p>"), is_html("One <b>two</b>"), is_html("One\\n\\n- <b>two</b>")
    (True, True, False)
    """
    names = {found["name"].lower() for found in _TAG.finditer(text)} & _NAMES if "<" in text else frozenset()
    undivided = not plain and "\n\n" not in text.strip()
    return bool(names) and (undivided or (not names.isdisjoint(_OF_PARAGRAPHS) and _CLOSED.search(text) is not None))


def without_html(text: str, base: str, losses: list[Loss]) -> str:
    """Markdown in which no HTML is left; what of it Markdown cannot say is added to *losses*.

    >>> without_html('See <a href="/b"><b>it</b></a>, <type>.', "", [])
    'See [**it**](/b), \\\\<type>.'
    """
    if "<" not in text:
        return text

    def whole(words: str) -> str:
        from sphinx_newsroom.importers.releases.markup import markdown_of

        markup = markdown_of(words, base)
        losses.extend(markup.losses)
        return f"\n\n{markup.text}\n\n" if markup.text else ""

    text = replaced(text, _COMMENT, lambda opening: "-->", lambda words: "")
    text = replaced(text, _WHOLE, lambda opening: f"</{opening['name'].lower()}", whole)
    text = _HEADING.sub(lambda found: f"\n\n{'#' * int(found[1])} {found[2].strip()}\n\n", text)
    text = _STRONG.sub("**", text)
    text = _EMPHASIS.sub("_", text)
    text = _BREAK.sub("\\\\\n", text)
    text = _PICTURE.sub(_picture, text)
    text = _LINK.sub(_link, text)
    dropped: list[str] = []

    def tag(found: re.Match[str]) -> str:
        if found["name"].lower() not in _NAMES:
            return "\\" + found[0]
        dropped.append(found["name"].lower())
        return ""

    text = _TAG.sub(tag, text)
    if dropped:
        losses.append(Loss("tags of HTML whose words stay", ", ".join(dict.fromkeys(dropped))))
    return text


def _attributes(words: str) -> dict[str, str]:
    found = _ATTRIBUTE.findall(words)
    return {name.lower(): html.unescape(first or second or third) for name, first, second, third in found}


def _picture(found: re.Match[str]) -> str:
    words = _attributes(found[1])
    source = words.get("src", "").strip()
    return f"![{_inside(words.get('alt', ''))}]({_target(source)})" if source else ""


def _link(found: re.Match[str]) -> str:
    target = _attributes(found[1]).get("href", "").strip()
    return f"[{found[2]}]({_target(target)})" if target and found[2].strip() else found[2]


def _inside(words: str) -> str:
    return re.sub(r"[\[\]\n]", " ", words)


def _target(address: str) -> str:
    return re.sub(r"[\s<>()\"\\]", lambda sign: f"%{ord(sign[0]):02X}" if sign[0].isascii() else "", address)
