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
    r"<(?P<name>table|ul|ol|dl|blockquote|pre|figure|iframe|video|audio|object|script|style|form|select|svg)\b"
    r"[^<>]{0,5000}>",
    re.IGNORECASE,
)
_COMMENT = re.compile("<!--")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(?:[^`\n]|(?!\1(?!`))`){1,2000}\1(?!`)")
_MARK = "\ue000{}\ue001"
_MARKED = re.compile("\ue000(\\d+)\ue001")
_STYLED = re.compile(r"<(?P<name>strong|b|em|i|cite)\s*>(\s*)([^<>]{0,5000}?)(\s*)</(?P=name)\s*>", re.IGNORECASE)
_STRONG, _EMPHASIS = (
    re.compile(r"</?(?:strong|b)\s*>", re.IGNORECASE),
    re.compile(r"</?(?:em|i|cite)\s*>", re.IGNORECASE),
)
_PARAGRAPH = re.compile(
    r"[ \t]{0,99}</?(?P<name>p|div|section|article|center|header|footer|main|address|details|summary)"
    r"(?:\s[^<>]{0,5000})?>[ \t]*",
    re.IGNORECASE,
)
_MARKED_LINE = re.compile(r"[-*+>|#]|\d{1,9}[.)]")
_BREAK = re.compile(r"[ \t]{0,99}<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_BREAKS = re.compile(r"(?:[ \t]{0,99}<br\s*/?>[ \t]{0,99}\n?){2,}", re.IGNORECASE)
_ON_ONE_LINE = re.compile(r"(?m)^[ \t]{0,3}(?:\||#{1,6}[ \t]).*<br.*$", re.IGNORECASE)
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
    blocks = re.split(r"\n\s*\n", text.strip())
    if not names or (not plain and len(blocks) == 1):
        return bool(names)
    made = sum(block.lstrip().startswith("<") for block in blocks)
    return not names.isdisjoint(_OF_PARAGRAPHS) and _CLOSED.search(text) is not None and 2 * made > len(blocks)


def without_html(text: str, base: str, losses: list[Loss]) -> str:
    """Markdown in which no HTML is left; what of it Markdown cannot say is added to *losses*.

    >>> without_html('See <a href="/b"><b>it</b></a>, <type>.', "", [])
    'See [**it**](/b), \\\\<type>.'
    """
    if "<" not in text:
        return text
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return _MARK.format(len(kept) - 1)

    text = _CODE.sub(keep, text.replace("\ue000", "").replace("\ue001", ""))
    text = replaced(text, _COMMENT, lambda opening: "-->", lambda words: "")
    text = _without_whole(text, base, losses)
    text = _HEADING.sub(lambda found: f"\n\n{'#' * int(found[1])} {found[2].strip()}\n\n", text)
    text = _STYLED.sub(_styled, text)
    text = _EMPHASIS.sub("_", _STRONG.sub("**", text))
    text = _ON_ONE_LINE.sub(lambda line: _BREAK.sub(" ", line[0]), text)
    text = _BREAK.sub("\\\\\n", _BREAKS.sub("\n\n", text))
    text = _PICTURE.sub(_picture, text)
    text = _LINK.sub(_link, text)
    text = _without_tags(_PARAGRAPH.sub(_parted, text), losses)
    return _MARKED.sub(lambda found: kept[int(found[1])] if int(found[1]) < len(kept) else "", text)


def _without_whole(text: str, base: str, losses: list[Loss]) -> str:
    """Markdown with what HTML has for tables, lists and the like as Markdown, each with all that it holds."""
    from sphinx_newsroom.importers.releases.markup import markdown_of

    parts: list[str] = []
    at = 0
    # What is left open, or never closed, is looked for once, or each opening would be a walk to the end.
    open_: set[str] = set()
    missing: set[str] = set()
    for opening in _WHOLE.finditer(text):
        name = opening["name"].lower()
        if opening.start() < at or name in missing:
            continue
        end = None if name in open_ else _end_of(text, name, opening.start())
        if end is None:
            open_.add(name)
            close = re.compile(rf"</{name}\b[^<>]{{0,5000}}>", re.IGNORECASE).search(text, opening.end())
            if close is None:
                missing.add(name)
                continue
            end = close.end()
        markup = markdown_of(text[opening.start() : end], base)
        losses += markup.losses
        if _line_before(text, opening.start()).startswith("|"):
            made = " ".join(markup.text.split())
        else:
            made = f"\n\n{markup.text}\n\n" if markup.text else ""
        parts += [text[at : opening.start()], made]
        at = end
    return "".join((*parts, text[at:]))


def _end_of(text: str, name: str, start: int) -> int | None:
    """Where an element ends that begins at *start*, with those of its kind within it; None where one is left open."""
    depth = 0
    for tag in re.compile(rf"<(/?){name}\b[^<>]{{0,5000}}>", re.IGNORECASE).finditer(text, start):
        depth += -1 if tag[1] else 1
        if depth == 0:
            return tag.end()
    return None


def _line_before(text: str, place: int) -> str:
    """What stands before a place on its line."""
    return text[text.rfind("\n", 0, place) + 1 : place].lstrip()


def _parted(found: re.Match[str]) -> str:
    """A paragraph of HTML as one; in an item, row, heading or quotation its words stay where they are."""
    return " " if _MARKED_LINE.match(_line_before(found.string, found.start())) else "\n\n"


def _styled(found: re.Match[str]) -> str:
    """Bold and italic words in their marks; blanks at their ends stand outside of them."""
    mark = "**" if found["name"].lower() in ("strong", "b") else "_"
    return f"{found[2]}{mark}{found[3]}{mark}{found[4]}" if found[3] else f"{found[2]}{found[4]}"


def _without_tags(text: str, losses: list[Loss]) -> str:
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
