"""Headers of releases and records: YAML -> frozen records with line numbers, checked strictly; nothing of Sphinx.

A header stands between ``---`` on the first line and the next ``---`` or ``...``; that of a
notebook under ``newsroom`` in its metadata.  Whatever is wrong is one problem, with its line
and what to write instead, and a header with any error makes no record.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import partial
from os import PathLike, fspath
from typing import Any, Generic, NamedTuple, TypeVar

import yaml
from yaml.reader import Reader as YamlReader

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem
from sphinx_newsroom.model.addresses import FOLDERS, RELEASES, PageName, ReleaseId, release_id
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.advice import without_header, wrong_sign, yaml_error
from sphinx_newsroom.sources.header_keys import KEYS, RECORDS, in_order
from sphinx_newsroom.sources.notebooks.header import Cell, cells_of, node_of
from sphinx_newsroom.sources.outline import heading_of
from sphinx_newsroom.sources.values import Reader, canonical_tag, refuse_depth

MARKDOWN, NOTEBOOK = SUFFIXES = (".md", ".ipynb")
"""How the names of releases' files end."""

# Pictures stand in a notebook as text, so its file is larger than the words that it holds.
_LARGER = 10

_OPEN = re.compile(r"\ufeff?---[ \t]*\r?\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)


def is_notebook(path: str | PathLike[str]) -> bool:
    """Whether the file at a path is a notebook."""
    return fspath(path).endswith(NOTEBOOK)


def paths_of(docname: PageName) -> tuple[str, ...]:
    """The paths at which a release of this docname may stand."""
    return tuple(f"{docname}{suffix}" for suffix in SUFFIXES)


def id_in(words: str) -> ReleaseId:
    """The id that somebody means by ``2011/opens``, a path ``releases/2011/opens.md`` or the address of its page.

    >>> id_in("https://news.example.org/releases/2011/opens.html#p-57c2d7cf")
    '2011/opens'
    """
    if found := _ADDRESS.match(words):
        return release_id(PageName(found[1]))
    stem, suffix = posixpath.splitext(words)
    return release_id(PageName(stem if suffix in SUFFIXES else words))


_ADDRESS = re.compile(rf"(?:(?:https?://[^/\s]+)?/(?:.*?/)?)?({RELEASES}/[^?#]+)\.html(?:[?#].*)?\Z")
"""The address of a release's page as a browser shows it, with and without the site's."""


def size_limit(path: str, text: int) -> int:
    """How many bytes the file at *path* may have, where a text may have *text* of them."""
    return text * (_LARGER if is_notebook(path) else 1)


def bounds(text: str) -> tuple[int, int, int]:
    """Where the YAML of a header begins and ends in a Markdown file, and where the body begins; raises HeaderError."""
    opening = _OPEN.match(text)
    if opening is None:
        raise HeaderError(1, *without_header(text))
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        raise HeaderError(1, "the header is not closed", "write `---` on a line of its own below its last key")
    return opening.end(), closing.start(), closing.end()


def body_of(text: str) -> str:
    """The text of a Markdown file with its header's lines blank, so that line numbers stay; the body never changes.

    Raises HeaderError where there is no header or it is not closed.
    """
    end = bounds(text)[2]
    return "\n" * text.count("\n", 0, end) + text[end:]


def cells(path: str, text: str) -> list[Cell]:
    """What the text of a file is made of: the cells of a notebook, or all of a Markdown body as one.

    Each knows the lines of the file that it stands on.  Raises HeaderError.
    """
    return cells_of(text) if is_notebook(path) else [Cell("markdown", body_of(text))]


def title_text(path: str, text: str) -> str:
    """The Markdown that may begin with the release's title; raises HeaderError."""
    return next((cell.source for cell in cells(path, text) if cell.kind == "markdown"), "")


T = TypeVar("T")

# An anchor, alias or tag where a value can begin; the text between may hold these signs, so the parser decides.
_INDICATOR = re.compile(r"(?:^|[\s\[{,:])[&*!]", re.MULTILINE)
LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
"""libyaml's loader where it is there."""


class Parsed(NamedTuple, Generic[T]):
    """What a header says: a record, or None where any problem keeps it out; *lines* maps ``topics.0`` to its line."""

    record: T | None
    problems: tuple[Problem, ...]
    lines: Mapping[str, int]


def compose(source: str) -> yaml.Node | None:
    """The YAML nodes of a header, of our plain subset; raises HeaderError at the line of what is wrong."""
    try:
        if _INDICATOR.search(source):
            _refuse_references(source)
        node: yaml.Node | None = yaml.compose(source, LOADER)
    except yaml.MarkedYAMLError as error:
        raise _fault(source, error) from None
    except RecursionError:
        raise HeaderError(1, "the header is nested too deeply", "write plain keys and values") from None
    except HeaderError:
        raise
    except (yaml.YAMLError, ValueError):
        # Where it is, libyaml says in bytes.
        found = YamlReader.NON_PRINTABLE.search(source)
        line = 2 + source.count("\n", 0, found.start() if found else 0)
        sign = f", U+{ord(found[0]):04X}" if found else ""
        raise HeaderError(line, f"the header holds a character that YAML does not allow{sign}", "remove it") from None
    if node is not None:
        refuse_depth(node)
    return node


def yaml_fault(source: str) -> HeaderError | None:
    """What YAML cannot read in a header, with the line as it was meant, if that can be told; None where it can."""
    try:
        node = compose(source)
    except HeaderError as error:
        return error
    return None if isinstance(node, yaml.MappingNode) else _first_wrong_sign(source)


def _first_wrong_sign(source: str) -> HeaderError | None:
    """The first line of a header that would be one of keys and values, but for a wide colon or blank."""
    return next(filter(None, (wrong_sign(line, number) for number, line in enumerate(source.split("\n"), 2))), None)


def _fault(source: str, error: yaml.MarkedYAMLError) -> HeaderError:
    mark = error.problem_mark or error.context_mark
    # What is not closed is reported by YAML after the last line, where nothing stands.
    return yaml_error(source, max(min(mark.line + 2, source.count("\n") + 1) if mark else 1, 1))


def _refuse_references(source: str) -> None:
    for event in yaml.parse(source, LOADER):
        line = (event.start_mark.line if event.start_mark else 0) + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "a YAML anchor or alias (`&` or `*` before a word)"
            advice = "write the value itself, or put text that begins so in quotation marks"
            raise HeaderError(line, f"the header has {what}", advice)
        if tag := getattr(event, "tag", None):
            advice = "write the value alone, or put text that begins with `!` in quotation marks"
            raise HeaderError(line, f"the header has the YAML tag {tag!r}", advice)


def id_of(path: str) -> str:
    """The id of a file: its path below the first folder, without suffix."""
    return path.split("/", 1)[-1].rsplit(".", 1)[0]


def original_of(id_: ReleaseId) -> tuple[ReleaseId, str] | None:
    """The original's id and the language, where a release's file name has a BCP 47 tag (``2011/opens.ru``)."""
    original, dot, tag = id_.rpartition(".")
    language_ = canonical_tag(tag) if dot else None
    # "2011/.ru" would be a translation of nothing.
    return (ReleaseId(original), language_) if language_ and not original.endswith("/") else None


def parse_release(path: str, text: str, settings: Settings) -> Parsed[Release]:
    """The header of a release, Markdown or notebook, at *path* relative to the archive's root.

    Nothing is raised: what is wrong is in the result's problems.  Ids are not looked up here,
    since they need the other files (:mod:`sphinx_newsroom.archive.checks`).
    """
    reader = Reader(path, settings.types, settings.timezone)
    try:
        node = node_of(text) if is_notebook(path) else _root(text)
    except HeaderError as error:
        return _unreadable(reader, error)
    values = reader.mapping(node, "", KEYS["release"])
    _take_title(reader, values, partial(title_text, path, text))
    _take_language(reader, values, path)
    _take_issuers(reader, values)
    return _parsed(reader, partial(_release, path, values, settings))


def _root(text: str) -> yaml.Node:
    start, end, _ = bounds(text)
    node = compose(text[start:end])
    if node is None:
        # An empty header is a mapping without keys: what is missing is then said key by key.
        return yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))
    if not isinstance(node, yaml.MappingNode):
        if fault := _first_wrong_sign(text[start:end]):
            raise fault
        raise HeaderError(2, "the header is not made of keys and values", "write lines such as `date: 2011-06-21`")
    return node


def _release(path: str, values: dict[str, Any], settings: Settings) -> Release:
    when = values.pop("date")
    if isinstance(when, dt.datetime):
        values["moment"] = when
        when = when.date()
    values.setdefault("issuer", settings.issuer)
    values.setdefault("language", settings.language)
    if "type" not in values and "press-release" not in settings.types:
        values["type"] = next(iter(settings.types), "press-release")
    return Release(id=ReleaseId(id_of(path)), path=path, date=when, zone=settings.zone, **values)


def _take_title(reader: Reader, values: dict[str, Any], body: Callable[[], str]) -> None:
    """Where the header has no title, the first heading of the body is it."""
    if "title" in values or "title" in reader.lines or "title" in reader.meant:
        return
    found = heading_of(body())
    if found is None or not found[1]:
        reader.report(1, Code.MISSING_KEY, "title is missing", "add `title:`, or begin the text with a `# heading`")
    else:
        values["title"] = found[1]


def _take_language(reader: Reader, values: dict[str, Any], path: str) -> None:
    """A language tag in the file's name says the language and the original, and the header must not disagree."""
    implied = original_of(ReleaseId(id_of(path)))
    if implied is None:
        return
    for key, said in zip(("translation_of", "language"), implied, strict=True):
        if values.setdefault(key, said) != said:
            message = f"{key} is {values[key]!r}, but the file's name says {said!r}"
            reader.report(reader.lines[key], Code.BAD_VALUE, message, f"write {said}, or rename the file")


def _take_issuers(reader: Reader, values: dict[str, Any]) -> None:
    """Of a joint release the first issuer is its issuer where one is asked for."""
    issuers = tuple(filter(None, values.pop("issuers", ())))
    if not issuers:
        return
    if "issuer" in reader.lines:
        message = "issuer and issuers stand in one header"
        reader.report(reader.lines["issuers"], Code.BAD_VALUE, message, "keep issuers, with all of them")
    values["issuer"], values["issuers"] = issuers[0], issuers


def parse_record(path: str, text: str) -> Parsed[Any]:
    """The record of an organization, official or topic, by its folder; problems as in :func:`parse_release`."""
    kind = next(kind for kind, folder in FOLDERS.items() if path.startswith(f"{folder}/"))
    reader = Reader(path, filled=False)
    try:
        values = reader.mapping(_root(text), "", KEYS[kind])
    except HeaderError as error:
        return _unreadable(reader, error)
    if refused := in_order("founding_date", "dissolution_date")(values):
        reader.refuse(refused[1], reader.lines[refused[0]])
    return _parsed(reader, lambda: RECORDS[kind](id=id_of(path), path=path, **values))


def _unreadable(reader: Reader, error: HeaderError) -> Parsed[Any]:
    reader.refuse(error, 1)
    return Parsed(None, tuple(reader.problems), reader.lines)


def _parsed(reader: Reader, make: Callable[[], T]) -> Parsed[T]:
    problems = tuple(sorted(reader.problems, key=lambda problem: problem.line))
    return Parsed(make() if reader.sound else None, problems, reader.lines)
