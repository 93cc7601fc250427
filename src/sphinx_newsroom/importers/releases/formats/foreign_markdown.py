"""Markdown for other programs as that of the archive: their shortcodes, HTML within it, links by names of their own."""

from __future__ import annotations

import re
from collections.abc import Container
from itertools import groupby
from typing import NamedTuple

from sphinx_newsroom.importers.releases.formats.html_in_markdown import without_html
from sphinx_newsroom.importers.releases.formats.markdown_links import settled, without_references
from sphinx_newsroom.importers.releases.formats.plain import unlike_myst
from sphinx_newsroom.importers.releases.incoming import LocalFile, Loss
from sphinx_newsroom.sources.outline import FENCE, fenced
from sphinx_newsroom.sources.texts.faults import headings, labels

_FIGURE = re.compile(r"\{\{[<%]\s*(?:figure|img|image)\s+(?P<words>[^{}]{0,3000}?)/?\s*[>%]\}\}")
_HUGO = re.compile(r"\{\{([<%])\s*/?\s*(?P<name>[\w./-]+)(?P<words>[^{}]{0,3000}?)/?\s*[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(?P<name>\w+)(?P<words>[^{}]{0,3000}?)-?%\}|\{\{(?P<value>[^{}]{0,500})\}\}")
# What kramdown takes from the line beside it, and shows nobody: {: .lead}, {:toc}, ## Fees {#fees}
_KRAMDOWN = re.compile(
    r"(?m)^(?:[*+-][ \t]+\S+\n)?\{:toc\b[^{}\n]*\}|[ \t]{0,99}\{:{1,2}(?=[^{}\n:]*[.#=\w])[^{}\n]{1,300}\}"
)
_NAMED_HEADING = re.compile(r"(?m)(^#{1,6}[ \t].{0,500}?)[ \t]+\{#[^{}\n]{1,100}\}[ \t]*$")
_OWN_LINK = re.compile(r"(?<!!)\[([^\[\]\n]{0,1000})\]\(#([^()\s]{0,500})(?:\s[^()\n]{0,500})?\)")
# What GitHub shows as a heading of the quotation: > [!NOTE]
_ALERT = re.compile(r"(?mi)^((?:[ \t]{0,3}>[ \t]?){1,9})\[!(note|tip|important|warning|caution)\][ \t]*$")
_ATTRIBUTES = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")


class OwnMarkdown(NamedTuple):
    """A text as the archive has it, the files beside it that it names, and what is not taken over."""

    text: str
    files: tuple[LocalFile, ...]
    losses: tuple[Loss, ...]


def in_own_markdown(body: str, base: str, *, shortcodes: bool = True) -> OwnMarkdown:
    """A text for another program, with nothing in it that only that understands.

    Args:
        body: the text without a header.
        base: what addresses are made absolute with, such as ``https://un.org/news/1``; empty where none is known.
        shortcodes: whether ``{{…}}`` is for a program, as in files of Hugo; else it is words.

    >>> in_own_markdown("See [it](/b). {{< video 7 >}}", "https://un.org/").text
    'See [it](https://un.org/b).'
    """
    losses: list[Loss] = []
    files: dict[LocalFile, None] = {}
    parts: list[tuple[bool, str]] = []
    # What stands in blocks of code is shown as it is.
    for within, lines in groupby(fenced(body, FENCE), lambda line: line[1] != "not"):
        part = "\n".join(line for line, _ in lines)
        if not within and shortcodes:
            part = _without_shortcodes(part, losses)
        parts.append((within, part if within else _outside_of_code(part, base, files, losses)))
    whole = "\n".join(part for _, part in parts)
    own = {*headings(whole), *labels(whole)} if "](#" in whole else set()
    text = "\n".join(part if within else _with_own_links(part, own, losses) for within, part in parts)
    return OwnMarkdown(text.strip(), tuple(files), tuple(losses))


def _with_own_links(text: str, own: Container[str], losses: list[Loss]) -> str:
    """A text whose links into itself lead to a heading; one to a place that HTML named is its words."""

    def one(found: re.Match[str]) -> str:
        if found[2].lower() in own:
            return found[0]
        losses.append(Loss("a link that leads nowhere", f"{found[1]}: #{found[2]}"[:200]))
        return found[1]

    return _OWN_LINK.sub(one, text) if "](#" in text else text


def _without_shortcodes(text: str, losses: list[Loss]) -> str:
    if "{" in text:
        text = _NAMED_HEADING.sub(lambda match: match[1], text)
        text = _KRAMDOWN.sub(lambda match: _left("of kramdown", match[0].strip(), losses), text)
        text = _FIGURE.sub(_figure, text)
        text, _, lost = without_references(text)
        losses += lost
        text = _HUGO.sub(lambda match: _left(match["name"], match["words"], losses), text)
        text = _LIQUID.sub(
            lambda match: _left(match["name"] or "{{…}}", match["words"] or match["value"], losses), text
        )
    return text


def _outside_of_code(text: str, base: str, files: dict[LocalFile, None], losses: list[Loss]) -> str:
    text = without_html(text, base, losses)
    if "[!" in text:
        text = _ALERT.sub(lambda found: f"{found[1]}**{found[2].capitalize()}**\n{found[1].rstrip()}", text)
    if "](" in text or "]:" in text:
        text, named, lost = settled(text, base)
        files.update(dict.fromkeys(named))
        losses += lost
    return unlike_myst(text)


def _figure(found: re.Match[str]) -> str:
    """Hugo's figure as a picture with its caption below."""
    words = {key: first or second or third for key, first, second, third in _ATTRIBUTES.findall(found["words"])}
    if not words.get("src"):
        return found[0]
    caption = words.get("caption") or words.get("title") or ""
    picture = f"![{words.get('alt', '')}]({words['src']})"
    return f"{picture}\n\n*{caption}*" if caption else picture


def _left(name: str, words: str | None, losses: list[Loss]) -> str:
    losses.append(Loss(f"shortcode {name}", " ".join((words or "").split())[:60]))
    return ""
