"""Releases as Markdown for Hugo, Jekyll, Pelican, Nikola and the like: their headers, and their signs in texts."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import urljoin

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.importers.releases.formats.fields import incoming, keys_of, meanings
from sphinx_newsroom.importers.releases.formats.foreign_header import header_of
from sphinx_newsroom.importers.releases.formats.foreign_markdown import in_own_markdown
from sphinx_newsroom.importers.releases.formats.unpublished import why_closed, why_not_public
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Options
from sphinx_newsroom.importers.releases.recognizing import recognized

NAME = "markdown"
WORDS = "Markdown for Hugo, Jekyll, Pelican or Nikola"

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_HEADING = re.compile(r"\s*#[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\n|\Z)|\s*(?P<under>[^\n]+)\n=+[ \t]*(?:\n|\Z)")


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
    own = in_own_markdown(body, found.url or options.base)
    return replace(
        found,
        body=own.text,
        words=len(body.split()),
        files=(*found.files, *own.files),
        losses=(*found.losses, *own.losses),
    )
