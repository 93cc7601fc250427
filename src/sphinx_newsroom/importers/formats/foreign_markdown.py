"""Convert Markdown of other programs to the archive's: shortcodes, embedded HTML and internal links."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import groupby

from markdown_it import MarkdownIt

from sphinx_newsroom.importers.drafts import FileAt, Loss, no_file
from sphinx_newsroom.importers.markup import Markup, Targets, markdown_of, target_of
from sphinx_newsroom.importers.styled_text import attributes_in, unlike_myst
from sphinx_newsroom.sources.outline import FENCE, fenced
from sphinx_newsroom.text.checks.parsed import anchor, parsed

# HTML in Markdown: the archive doesn't allow it, but most Markdown programs do, so it is converted.

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
_HEADING = re.compile(r"<h([1-6])\b[^<>]{0,1000}>([^<>\n]{0,1000})</h\1\s*>", re.IGNORECASE)
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][A-Za-z0-9-]{0,30})(?P<rest>\s[^<>]{0,5000}|/)?>")
_FOOTNOTE = re.compile("\ue000" + r"([\w-]{1,100}\])(?:\\(?=:))?")
_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def is_html(text: str, *, plain: bool = False) -> bool:
    """Whether a text is HTML instead of Markdown with some HTML in it.

    It is if most of its blocks are elements, or if it is a single block with a tag.


    A text declared as *plain* must consist mainly of elements, since it may be about tags.

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
    """Remove HTML from Markdown: a text that contains some is rendered and converted again.

    >>> without_html('See <a href="/b"><b>it</b></a>, <type>.', "https://un.org", [])
    'See **[it](https://un.org/b)**, \\\\<type>.'
    """
    if "<" not in text:
        return text
    text = _HEADING.sub(lambda found: f"\n\n{'#' * int(found[1])} {found[2].strip()}\n\n", text)
    if not any(tag["name"].lower() in _NAMES for tag in _TAG.finditer(text)):
        return text
    # CommonMark has no footnotes and would read them as links.
    source = _PELICAN.sub("", text).replace("[^", "\ue000")
    source = _TAG.sub(lambda tag: tag[0] if tag["name"].lower() in _NAMES else f"&lt;{tag[0][1:]}", source)
    markup = markdown_of(_MARKDOWN.render(source), base)
    losses += markup.losses
    return _FOOTNOTE.sub(r"[^\1", markup.text)


# Links of other Markdown programs: their target, or just their words if they lead nowhere.

# {{< ref "x.md" >}} and {% post_url x %} stand for another page's address.
_REFERENCE = re.compile(
    r"!?\[([^\[\]\n]{0,1000})\]\(\s{0,9}"
    r"(\{\{[<%][^{}]{0,500}[>%]\}\}|\{%[^{}]{0,500}%\}|\{\{[^{}]{0,500}\}\})([^()\n]{0,500})\)"
)
_LINK = re.compile(r"(!?)\[([^\[\]\n]{0,1000})\]\(([^()\n]{0,2000})\)")
# [plan]: /plan.pdf "The plan" defines the link [plan]; [^1]: is a footnote.
_DEFINED = re.compile(r"(?m)^( {0,3}\[(?!\^)([^\[\]\n]{1,200})\]:[ \t]*)<?([^\s<>]{1,2000})>?")
_TARGET = re.compile(r"\s*<?([^<>\s]*)>?(\s+[\"'(].*)?\s*", re.DOTALL)
_PELICAN = re.compile(r"\{(?:filename|static|attach)\}/?")
_SHOWN = 200


def settled(text: str, targets: Targets, losses: list[Loss]) -> str:
    """Resolve a text's links.

    >>> settled("[a](/b) ![c](d.png) [e](f)", Targets("https://un.org/", no_file), [])
    '[a](https://un.org/b) ![c](d.png) [e](https://un.org/f)'
    """

    def one(found: re.Match[str]) -> str:
        image, words = found[1] == "!", found[2]
        parts = _TARGET.fullmatch(_PELICAN.sub("", found[3]))
        written = parts[1] if parts else ""
        if written.startswith("#"):
            return found[0]
        target = targets.of(written, words, image)
        address = target.address if target else ""
        if target is None or (image and not target.file):
            what = "a link without a target"
            if image:
                what = "an image that isn't next to the text" if address else "an image without a target"
            losses.append(Loss(what, f"{words}: {address or found[3]}"[:_SHOWN]))
        # The archive's pages load nothing from other sites; Sphinx shows such a picture as a link.
        title = (parts[2] or "").rstrip() if parts else ""
        return f"{found[1]}[{words}]({address}{title})" if address else words

    def defined(found: re.Match[str]) -> str:
        if target := target_of(found[3], targets.base):
            return f"{found[1]}{target.address}"
        losses.append(Loss("a link without a target", f"{found[2]}: {found[3]}"[:_SHOWN]))
        return found[0]

    return _DEFINED.sub(defined, _LINK.sub(one, text))


_FIGURE = re.compile(r"\{\{[<%]\s*(?:figure|img|image)\s+(?P<words>[^{}]{0,3000}?)/?\s*[>%]\}\}")
_HUGO = re.compile(r"\{\{([<%])\s*/?\s*(?P<name>[\w./-]+)(?P<words>[^{}]{0,3000}?)/?\s*[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(?P<name>\w+)(?P<words>[^{}]{0,3000}?)-?%\}|\{\{(?P<value>[^{}]{0,500})\}\}")
# Attributes that kramdown applies to the line next to them: {: .lead}, {:toc}, ## Fees {#fees}
_KRAMDOWN = re.compile(
    r"(?m)^(?:[*+-][ \t]+\S+\n)?\{:toc\b[^{}\n]*\}|[ \t]{0,99}\{:{1,2}(?=[^{}\n:]*[.#=\w])[^{}\n]{1,300}\}"
)
_NAMED_HEADING = re.compile(r"(?m)(^#{1,6}[ \t].{0,500}?)[ \t]+\{#[^{}\n]{1,100}\}[ \t]*$")
_OWN_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{0,1000})\]\(#([^()\s]{0,500})(?:\s[^()\n]{0,500})?\)")


def in_own_markdown(body: str, base: str, file_at: FileAt = no_file, *, shortcodes: bool = True) -> Markup:
    """Convert a text of another Markdown program.

    Args:
        body: The text without its header.
        base: The base of relative addresses, such as ``https://un.org/news/1``; empty if unknown.
        file_at: Finds the local file for an address.
        shortcodes: Whether ``{{…}}`` is a shortcode, as in Hugo's files, instead of text.

    >>> in_own_markdown("See [it](/b). {{< video 7 >}}", "https://un.org/").text
    'See [it](https://un.org/b).'
    """
    losses: list[Loss] = []
    targets = Targets(base, file_at)
    parts: list[tuple[bool, str]] = []
    # Code blocks are kept unchanged.
    for within, lines in groupby(fenced(body, FENCE), lambda line: line[1] != "not"):
        part = "\n".join(line for line, _ in lines)
        if not within and shortcodes:
            part = without_shortcodes(part, losses)
        parts.append((within, part if within else _outside_of_code(part, targets, losses)))
    full_text = "\n".join(part for _, part in parts)
    own: set[str] = set()
    if "](#" in full_text:
        parse = parsed(full_text)
        own = {anchor(words) for _, words, _ in parse.headings()} | parse.labels
    text = "\n".join(part if within else _with_own_links(part, own, losses) for within, part in parts)
    return Markup(text.strip(), tuple(losses), tuple(targets.files.values()), len(body.split()))


def _with_own_links(text: str, own: Container[str], losses: list[Loss]) -> str:
    """Keep links to the text's own headings; a link to an HTML anchor becomes plain text."""

    def one(found: re.Match[str]) -> str:
        if found[2].lower() in own:
            return found[0]
        losses.append(Loss("a link without a target", f"{found[1]}: #{found[2]}"[:200]))
        return found[1]

    return _OWN_LINK.sub(one, text) if "](#" in text else text


def without_shortcodes(text: str, losses: list[Loss]) -> str:
    """Remove shortcodes, or replace them by what they stand for; those removed are added to *losses*."""
    if "{" in text:
        text = _NAMED_HEADING.sub(lambda match: match[1], text)
        text = _KRAMDOWN.sub(lambda match: _left("of kramdown", match[0].strip(), losses), text)
        text = _FIGURE.sub(_figure, text)
        text = _REFERENCE.sub(lambda match: _referred(match, losses), text)
        text = _HUGO.sub(lambda match: _left(match["name"], match["words"], losses), text)
        text = _LIQUID.sub(
            lambda match: _left(match["name"] or "{{…}}", match["words"] or match["value"], losses), text
        )
    return text


def _outside_of_code(text: str, targets: Targets, losses: list[Loss]) -> str:
    text = without_html(text, targets.base, losses)
    if "](" in text or "]:" in text:
        text = settled(text, targets, losses)
    return unlike_myst(text)


def _referred(found: re.Match[str], losses: list[Loss]) -> str:
    # A reference may be just the beginning of a link: {{ site.url }}/a.pdf
    losses.append(Loss("a link to a page by its name there", f"{found[1]}: {found[2]}{found[3]}"[:_SHOWN]))
    return found[1]


def _figure(found: re.Match[str]) -> str:
    """Convert Hugo's figure to a picture with its caption below."""
    words = attributes_in(found["words"])
    if not words.get("src"):
        return found[0]
    caption = words.get("caption") or words.get("title") or ""
    picture = f"![{words.get('alt', '')}]({words['src']})"
    return f"{picture}\n\n*{caption}*" if caption else picture


def _left(name: str, words: str | None, losses: list[Loss]) -> str:
    losses.append(Loss(f"shortcode {name}", " ".join((words or "").split())[:60]))
    return ""
