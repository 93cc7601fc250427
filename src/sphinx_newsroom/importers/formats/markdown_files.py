"""Read Markdown files of Hugo, Jekyll, Pelican, Nikola and the like, with their front matter and shortcodes."""

from __future__ import annotations

import json
import posixpath
import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any, NamedTuple
from urllib.parse import urljoin

import yaml

from sphinx_newsroom.diagnostics import HeaderError, ImportCode
from sphinx_newsroom.importers.drafts import (
    Found,
    Given,
    Incoming,
    Loss,
    Options,
    Place,
    RefusedValueError,
    refuse,
    unreadable,
)
from sphinx_newsroom.importers.formats.dates import date_of, decoded
from sphinx_newsroom.importers.formats.fields import incoming, keys_of, meanings, why_closed, why_not_public
from sphinx_newsroom.importers.formats.foreign_markdown import in_own_markdown, without_shortcodes
from sphinx_newsroom.importers.markup import markdown_of
from sphinx_newsroom.importers.press_lines import recognized
from sphinx_newsroom.sources.header import compose
from sphinx_newsroom.sources.values import DEEPEST

# Front matter of other programs: YAML, TOML, JSON, and the line formats of Pelican and Nikola.

_YAML = re.compile(r"---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
# A text may also begin with a Hugo shortcode or a MyST role: {{< figure >}}, {org}`un`.
_JSON = re.compile(r'\{\s*["}]')
_NIKOLA = re.compile(r"(?:<!--[ \t]*\n)?((?:[ \t]*\.\. [A-Za-z_-]+:.*\n|[ \t]*\n)+)(?:[ \t]*-->[ \t]*\n?)?")
_NIKOLA_KEY = re.compile(r"^[ \t]*\.\. ([A-Za-z_-]+):[ \t]*(.*)", re.MULTILINE)
_PELICAN = re.compile(r"(?:[A-Za-z][\w -]{0,40}:[ \t]*.*\n(?:[ \t]+\S.*\n)*)+(?=\n|\Z)")
_PELICAN_KEY = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(.*)")
# Lines with colons count as a header only with one of these: "Vienna: the Conference opens" is a sentence.
_OF_PELICAN = frozenset("title date slug category tags summary status author authors lang".split())


class Header(NamedTuple):
    """The front matter's format and values, and the text below it."""

    kind: str
    values: dict[str, Any]
    body: str


def header_of(text: str, place: Place) -> Header | None:
    """Parse the front matter of a text; None if it has none.

    Raises RefusedValueError at the faulty line.
    """
    for pattern, kind, read in ((_YAML, "YAML", _yaml), (_TOML, "TOML", _toml), (_NIKOLA, "Nikola", _nikola)):
        if (found := pattern.match(text)) and found[1].strip():
            return Header(kind, read(found[1], place), text[found.end() :])
    if _JSON.match(text):
        return _json(text, place)
    first = text if text.endswith("\n") else f"{text}\n"
    if found := _PELICAN.match(first):
        values = _pelican(found[0])
        # A title alone counts, since the file name may give the date; "Date: 20 June 2011" alone is text.
        if len(keys := values.keys() & _OF_PELICAN) > 1 or keys == {"title"}:
            return Header("Pelican", {key: value for key, value in values.items() if value}, text[found.end() :])
    return None


def _yaml(source: str, place: Place) -> dict[str, Any]:
    try:
        node = compose(source)
    except HeaderError as error:
        where = Place(place.file, error.line)
        raise unreadable(where, error.message, error.advice) from None
    if node is None:
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise refuse(
            Place(place.file, 2), "the header doesn't consist of keys and values", "write lines such as `title: …`"
        )
    found = _plain(node)
    assert isinstance(found, dict)
    return found


def _plain(node: yaml.Node) -> Any:
    """Return a node's value with scalars as written, since YAML 1.1 guesses their types."""
    if isinstance(node, yaml.MappingNode):
        return {key.value: _plain(value) for key, value in node.value if isinstance(key, yaml.ScalarNode)}
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item) for item in node.value]
    if node.tag == "tag:yaml.org,2002:null":
        return None
    return node.value


def _toml(source: str, place: Place) -> dict[str, Any]:
    try:
        found = tomllib.loads(source)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        line = re.search(r"line (\d+)", str(error))
        where = Place(place.file, int(line[1]) + 1 if line else 1)
        raise unreadable(where, f"the header isn't valid TOML: {error}", "correct it") from None
    written = _written(found, place)
    assert isinstance(written, dict)
    return written


def _written(value: Any, place: Place, depth: int = 0) -> Any:
    """Convert TOML and JSON values to texts, lists and mappings."""
    if depth > DEEPEST:
        raise unreadable(place, "the header is nested too deeply", "use plain keys and values")
    if isinstance(value, dict):
        return {str(key): _written(item, place, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_written(item, place, depth + 1) for item in value]
    if isinstance(value, (datetime, date, time)):
        return value.isoformat()
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if value is None or isinstance(value, str) else str(value)


def _json(text: str, place: Place) -> Header | None:
    try:
        found, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError) as error:
        where = Place(place.file, getattr(error, "lineno", 1))
        raise unreadable(where, "the header isn't valid JSON", "correct it") from None
    values = _written(found, place)
    return Header("JSON", values, text[end:])


def _nikola(source: str, place: Place) -> dict[str, Any]:
    return {key: value.strip() for key, value in _NIKOLA_KEY.findall(source) if value.strip()}


def _pelican(source: str) -> dict[str, Any]:
    """Parse lines such as ``Title: …``; indented lines continue the line above.

    Source: Python-Markdown's extension *meta*.
    """
    found: dict[str, Any] = {}
    key = ""
    for line in source.split("\n"):
        if line[:1] not in (" ", "\t") and (match := _PELICAN_KEY.match(line)):
            key = match[1].strip().lower()
            found[key] = match[2].strip()
        elif key and line.strip():
            found[key] += f" {line.strip()}"
    return found


NAME = "markdown"
WORDS = "Markdown for Hugo, Jekyll, Pelican or Nikola"

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd")
# Jekyll's collections, such as _people, contain data for pages; only posts are releases.
_COLLECTION = re.compile(r"(?:^|[/\\])_(?!posts|drafts)[^/\\]+[/\\]")
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_HEADING = re.compile(r"\s*#[ \t]+(?P<words>[^\n]+?)[ \t#]*(?:\n|\Z)|\s*(?P<under>[^\n]+)\n=+[ \t]*(?:\n|\Z)")


_HTML = (".html", ".htm")
_HEADED = re.compile(
    rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n[A-Za-z_][\w -]*:.*?^(?:---|\.\.\.)[ \t\r]*$", re.DOTALL | re.MULTILINE
)
_START = 20_000


def knows(name: str, data: bytes) -> bool:
    """Whether a file has the name of a Markdown file, or of a text or page and front matter."""
    named = name.lower().endswith((*_HTML, ".txt", ".text"))
    return name.lower().endswith(_SUFFIXES) or (named and _HEADED.match(data[:_START]) is not None)


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield the release in a file; a draft is a problem."""
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
        yield place.problem(
            f"the file is {wrong}, so it is left out", "publish it there first", ImportCode.NOT_RELEASED
        )
        return
    closed = why_closed(values)
    for key in ("draft", "published", "status", "layout", "_build", "slug"):
        values.pop(key, None)
    body, found = _title(body, incoming(keys_of(values, meanings(tuple(values), options), place), NAME, options))
    url = urljoin(options.base, found.url) if found.url else None
    if name.lower().endswith(_HTML):
        left: list[Loss] = []
        own = markdown_of(without_shortcodes(body, left), url or options.base, options.file_at)
        losses = (*losses, *left)
    else:
        own = in_own_markdown(body, url or options.base, options.file_at)
    found = replace(
        found,
        body=own.text,
        words=own.words,
        url=url,
        date=found.date or _date_in_name(name, options),
        files=(*found.files, *own.files),
        closed=closed,
        losses=(*losses, *found.losses, *own.losses),
    )
    if found.date is None and (_COLLECTION.search(name) or not (found.title or own.text)):
        words, advice = "the file has no date, and isn't a post, so it is left out", "write a date into its header"
        yield place.problem(words, advice, ImportCode.NOT_RELEASED)
        return
    yield recognized(found, options, titled=True)


def _date_in_name(name: str, options: Options) -> Given | None:
    """Return the date in a Jekyll file name: ``_posts/2011-06-21-conference-opens.md``."""
    stem = posixpath.splitext(posixpath.basename(name.replace("\\", "/")))[0]
    found = _NAMED.fullmatch(stem)
    date = date_of(found[1], options) if found else None
    return Given(date, "file name") if date else None


def _title(body: str, found: Incoming) -> tuple[str, Incoming]:
    """Take the title from a first heading, or remove that heading if it repeats the title."""
    heading = _HEADING.match(body)
    if heading is None:
        return body, found
    words = " ".join((heading["words"] or heading["under"]).split())
    if found.title is None:
        found = replace(found, title=Given(words, "first heading"))
    elif found.title.value.casefold() != words.casefold():
        return body, found
    return body[heading.end() :], found
