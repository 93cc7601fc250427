"""Releases as Markdown for Hugo, Jekyll, Pelican, Nikola and the like: their headers, and their signs in texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from urllib.parse import urljoin

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.importers.releases.formats.fields import incoming, keys_of, meanings
from sphinx_newsroom.importers.releases.formats.foreign_header import header_of
from sphinx_newsroom.importers.releases.formats.html_in_markdown import without_html
from sphinx_newsroom.importers.releases.formats.markdown_links import settled, without_references
from sphinx_newsroom.importers.releases.formats.plain import unlike_myst
from sphinx_newsroom.importers.releases.formats.unpublished import why_closed, why_not_public
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, LocalFile, Loss, Options
from sphinx_newsroom.importers.releases.recognizing import recognized
from sphinx_newsroom.sources.outline import FENCE, fenced

NAME = "markdown"
WORDS = "Markdown for Hugo, Jekyll, Pelican or Nikola"

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_HEADING = re.compile(r"\s*#[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\n|\Z)|\s*(?P<under>[^\n]+)\n=+[ \t]*(?:\n|\Z)")

_FIGURE = re.compile(r"\{\{[<%]\s*(?:figure|img|image)\s+(?P<words>[^{}]{0,3000}?)/?\s*[>%]\}\}")
_HUGO = re.compile(r"\{\{([<%])\s*/?\s*(?P<name>[\w./-]+)(?P<words>[^{}]{0,3000}?)/?\s*[>%]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(?P<name>\w+)(?P<words>[^{}]{0,3000}?)-?%\}|\{\{(?P<value>[^{}]{0,500})\}\}")
_ATTRIBUTES = re.compile(r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"']+))""")


def knows(name: str, data: bytes) -> bool:
    """Whether a file is called as Markdown is."""
    return name.lower().endswith(_SUFFIXES)


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a file; a draft is none."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
        header = header_of(text.lstrip("\n"), place)
        values = dict(header.values) if header else {}
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    body = header.body if header else text
    if wrong := why_not_public(values):
        yield place.problem(ImportCode.NOT_RELEASED, f"the file is {wrong}, and left out", "publish it there first")
        return
    closed = why_closed(values)
    for key in ("draft", "published", "status", "layout", "_build"):
        values.pop(key, None)
    found = incoming(keys_of(values, meanings(values, options), place), NAME, options)
    found = _with_address(found, options)
    found = replace(found, closed=closed, losses=(*losses, *(loss for loss in found.losses if loss.what not in _TAKEN)))
    if found.date is None and (given := _date_in_name(name, options)):
        found = replace(found, date=given)
    body, found = _title(body, found)
    yield recognized(_translated(body, found, options), options, titled=True)


_TAKEN = {"slug"}


def _with_address(found: Incoming, options: Options) -> Incoming:
    """The release with the address that its header says, absolute where the base is known."""
    if found.url and options.base:
        return replace(found, url=urljoin(options.base, found.url))
    return found


def _date_in_name(name: str, options: Options) -> Given | None:
    """Jekyll's date: ``_posts/2011-06-21-conference-opens.md``."""
    stem = posixpath.splitext(posixpath.basename(name.replace("\\", "/")))[0]
    found = _NAMED.fullmatch(stem)
    date = date_of(found[1], options) if found else None
    return Given(date, "file name") if date else None


def _title(body: str, found: Incoming) -> tuple[str, Incoming]:
    """The text without a first heading that is the title, and the release with that."""
    heading = _HEADING.match(body)
    if heading is None:
        return body, found
    words = " ".join((heading["words"] or heading["under"]).split())
    if found.title is None:
        found = replace(found, title=Given(words, "first heading"))
    elif found.title.value.casefold() != words.casefold():
        return body, found
    return body[heading.end() :], found


def _translated(body: str, found: Incoming, options: Options) -> Incoming:
    """The release with a text in which nothing is left that only its own program understands."""
    losses: list[Loss] = []
    files: dict[LocalFile, None] = {}
    parts: list[str] = []
    base = found.url or options.base
    # What stands in blocks of code is shown as it is.
    for within, lines in groupby(fenced(body, FENCE), lambda line: line[1] != "not"):
        part = "\n".join(line for line, _ in lines)
        parts.append(part if within else _outside_of_code(part, base, files, losses))
    return replace(
        found,
        body="\n".join(parts).strip(),
        words=len(body.split()),
        files=(*found.files, *files),
        losses=(*found.losses, *losses),
    )


def _outside_of_code(text: str, base: str, files: dict[LocalFile, None], losses: list[Loss]) -> str:
    if "{" in text:
        text = _FIGURE.sub(_figure, text)
        text, _, lost = without_references(text)
        losses += lost
        text = _HUGO.sub(lambda match: _left(match["name"], match["words"], losses), text)
        text = _LIQUID.sub(
            lambda match: _left(match["name"] or "{{…}}", match["words"] or match["value"], losses), text
        )
    text = without_html(text, base, losses)
    if "](" in text:
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
