"""Parse the headers of releases and records: YAML becomes frozen records with line numbers, strictly validated.

A header is between ``---`` on the first line and the next ``---`` or ``...``; in a notebook, it is ``newsroom`` in the
metadata. Each error becomes one problem, with its line and advice. A header with any error gives no record.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields
from functools import partial
from os import PathLike, fspath
from typing import Any, Generic, NamedTuple, TypeVar

import yaml
from yaml.reader import Reader as YamlReader

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, RefusedError
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model import records
from sphinx_newsroom.model.addresses import FOLDERS, RELEASES, PageName, ReleaseId, release_id
from sphinx_newsroom.model.alerts import Alert, MailTo, Webhook
from sphinx_newsroom.model.records import Release, earliest, latest
from sphinx_newsroom.sources.advice import without_header, wrong_sign, yaml_error
from sphinx_newsroom.sources.notebook import Cell, cells_of, node_of
from sphinx_newsroom.sources.outline import heading_of
from sphinx_newsroom.sources.values import (
    KINDS,
    Check,
    Key,
    Kind,
    Reader,
    canonical_tag,
    list_of,
    record_of,
    refuse_depth,
)


def _keys_of(record: type) -> dict[str, Key]:
    """Return the keys of a header, or of a nested record, by its class."""
    found = {}
    for each in fields(record):
        if said := getattr(each.type, "__metadata__", ()):
            # The title can be in the text instead.
            required = each.default is MISSING and (record, each.name) != (records.Release, "title")
            found[each.name] = Key(_kind(said[0]), said[0], said[1], required)
    return found


def _kind(name: str) -> Kind:
    """Return a kind by name: ``list of topic ids`` is a list of ``topic id``."""
    one = name.removeprefix("list of ")
    if one == name:
        return KINDS[name]
    single = one if one in KINDS else one.removesuffix("s") if one.removesuffix("s") in KINDS else one[:-2]
    return list_of(KINDS[single], again=one == "corrections")


def in_order(first: str, last: str) -> Check:
    """Return a check that the partial date *last* isn't before *first*."""

    def check(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
        start, end = values.get(first), values.get(last)
        if start and end and latest(end) < earliest(start):
            message = f"{last} {end} is before {first} {start}"
            return last, RefusedError(Code.BAD_DATE, message, "correct one of them")
        return None

    return check


def _event_in_order(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    """Check that an event doesn't end before it begins, and isn't in a year that some time zones can't represent."""
    for key in ("start", "end"):
        if key in values and values[key].year in (dt.MINYEAR, dt.MAXYEAR):
            message = f"{key} is in the year {values[key].year}, which calendars can't show"
            return key, RefusedError(Code.BAD_DATE, message, "use another year")
    start, end = values.get("start"), values.get("end")
    if start is None or end is None:
        return None
    if isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
        kind = "a day and time" if isinstance(start, dt.datetime) else "a day"
        message = f"`end` is of a different kind from `start`, which is {kind}"
        advice = "write both with a time, or both without"
    elif end < start:
        message = f"end {end.isoformat()} is before start {start.isoformat()}"
        advice = "correct one of them"
    else:
        return None
    return "end", RefusedError(Code.BAD_DATE, message, advice)


def _one_place(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    if len(values) == 1:
        return None
    message = "mail contains both env and file" if values else "mail has no address"
    advice = "write only one of them: {env: ALERT_READERS} or {file: /etc/newsroom/readers.txt}"
    return next(iter(values), ""), RefusedError(Code.BAD_VALUE, message, advice)


def _one_address(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
    if "secret_env" in values and ("url" in values) == ("url_env" in values):
        advice = "write url: https://… or url_env: ALERT_HOOK"
        return "secret_env", RefusedError(Code.BAD_VALUE, "a webhook needs either url or url_env", advice)
    return None


_in_time = in_order("start_date", "end_date")
KINDS |= {
    "name": record_of(records.Name, _keys_of(records.Name), _in_time, KINDS["words"]),
    "source": record_of(records.Source, _keys_of(records.Source)),
    "contact": record_of(records.Contact, _keys_of(records.Contact)),
    "an image": record_of(records.Image, _keys_of(records.Image)),
    "office": record_of(records.Membership, _keys_of(records.Membership), _in_time),
    "attachment": record_of(records.Attachment, _keys_of(records.Attachment), alone=KINDS["path of a file"]),
    "an event": record_of(records.AnnouncedEvent, _keys_of(records.AnnouncedEvent), _event_in_order),
    "correction": record_of(records.Correction, _keys_of(records.Correction)),
    "a withdrawal": record_of(records.Withdrawal, _keys_of(records.Withdrawal)),
    "reader": record_of(MailTo, _keys_of(MailTo), _one_place, KINDS["mail address"]),
    "a webhook": record_of(Webhook, _keys_of(Webhook), _one_address),
}

RECORDS: Mapping[str, type] = {
    "release": records.Release,
    "organization": records.Organization,
    "official": records.Official,
    "topic": records.Topic,
}
KEYS: Mapping[str, Mapping[str, Key]] = {kind: _keys_of(record) for kind, record in RECORDS.items()}
"""The keys of each kind of file."""
ALERT = _keys_of(Alert)
"""The keys of an alert's file."""

Way = tuple[str, ...]
"""The keys that lead to a value; ``*`` means each item of a list, or each key."""


def ways_to(kind: str, keys: Mapping[str, Key]) -> Iterator[Way]:
    """Yield the ways to the ids of a kind of record among the keys of a header.

    >>> [*ways_to("organization", KEYS["official"])]
    [('memberships', '*', 'organization')]
    """
    for name, key in keys.items():
        means = key.takes == "name: id or `false`"
        step = (name, "*") if means or "list of" in key.takes else (name,)
        if f"{kind} id" in key.takes or (means and kind != "topic"):
            yield step
        yield from ((*step, *way) for way in ways_to(kind, (key.kind.item or key.kind).keys))


DRAFT = "https://json-schema.org/draft/2020-12/schema"
_WHAT: Mapping[str, tuple[str, str]] = {
    "release": (
        "Header of a release",
        "The YAML that opens a file in releases/, or the value of `newsroom` in a notebook's metadata.",
    ),
    "organization": ("Record of an organization", "The YAML that opens a file in organizations/."),
    "official": ("Record of an official", "The YAML that opens a file in officials/."),
    "topic": ("Record of a topic", "The YAML that opens a file in topics/."),
    "alert": ("An alert", "A file in alerts/: what somebody wants to hear of, and how."),
}


def schema_of(kind: str, settings: Settings) -> dict[str, Any]:
    """Return the JSON Schema of a kind of header, such as ``release``, with the settings' types of releases."""
    filled = kind == "release"  # in other files, a key may be empty

    def record(keys: Mapping[str, Key]) -> dict[str, Any]:
        properties = {
            # Meanings are Markdown for the reference, but editors show plain text.
            name: value(key.kind, empty=not filled and not key.required)
            | {"description": re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", key.meaning)}
            for name, key in keys.items()
        }
        required = [name for name, key in keys.items() if key.required]
        return {"type": "object", "properties": properties, "required": required, "additionalProperties": False}

    def value(form: Kind, *, empty: bool = False) -> dict[str, Any]:
        found = dict(form.schema(settings.types, settings.timezone) if callable(form.schema) else form.schema)
        if form.item:
            found["items"] = value(form.item)
        if form.keys:
            found = {"anyOf": [found, record(form.keys)]} if found else record(form.keys)
        if empty:  # all optional keys of records have a type
            types = found["type"]
            found["type"] = [*([types] if isinstance(types, str) else types), "null"]
            if "enum" in found:
                found["enum"] = [*found["enum"], None]
        return found

    title, description = _WHAT[kind]
    return {
        "$schema": DRAFT,
        # A tag URI, because the schema isn't published at an address.
        "$id": f"tag:{settings.tag}:schema/{kind}",
        "title": title,
        "description": description,
    } | record(ALERT if kind == "alert" else KEYS[kind])


MARKDOWN, NOTEBOOK = SUFFIXES = (".md", ".ipynb")
"""The suffixes of releases' files."""

# A notebook contains images as text, so its file is larger.
_LARGER = 10

_OPEN = late_pattern(r"\ufeff?---[ \t]*\r?\n")
_CLOSE = late_pattern(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)


def is_notebook(path: str | PathLike[str]) -> bool:
    """Whether the file at a path is a notebook."""
    return fspath(path).endswith(NOTEBOOK)


def paths_of(docname: PageName) -> tuple[str, ...]:
    """Return the possible paths of a release with this docname."""
    return tuple(f"{docname}{suffix}" for suffix in SUFFIXES)


def id_in(words: str) -> ReleaseId:
    """Return the id in ``2011/opens``, in a path ``releases/2011/opens.md`` or in the address of a page.

    >>> id_in("https://news.example.org/releases/2011/opens.html#p-57c2d7cf")
    '2011/opens'
    """
    if found := _ADDRESS.match(words):
        return release_id(PageName(found[1]))
    stem, suffix = posixpath.splitext(words)
    return release_id(PageName(stem if suffix in SUFFIXES else words))


_ADDRESS = late_pattern(rf"(?:(?:https?://[^/\s]+)?/(?:.*?/)?)?({RELEASES}/[^?#]+)\.html(?:[?#].*)?\Z")
"""Matches the address of a release's page, with or without the host."""


def size_limit(path: str, text: int) -> int:
    """Return the maximum size of the file at *path*, given that of a text."""
    return text * (_LARGER if is_notebook(path) else 1)


def bounds(text: str) -> tuple[int, int, int]:
    """Return the start and end of a Markdown header's YAML, and the start of the body; raises HeaderError."""
    opening = _OPEN.match(text)
    if opening is None:
        raise HeaderError(1, *without_header(text))
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        raise HeaderError(1, "the header isn't closed", "write `---` on a separate line below the last key")
    return opening.end(), closing.start(), closing.end()


def body_of(text: str) -> str:
    """Return a Markdown file's text with the header's lines blank, so that line numbers stay the same.

    Raises HeaderError if there is no header or it isn't closed.
    """
    end = bounds(text)[2]
    return "\n" * text.count("\n", 0, end) + text[end:]


def cells(path: str, text: str) -> list[Cell]:
    """Return the cells of a notebook, or the body of a Markdown file as one cell.

    Each cell can convert its line numbers to those of the file. Raises HeaderError.
    """
    return cells_of(text) if is_notebook(path) else [Cell("markdown", body_of(text))]


def title_text(path: str, text: str) -> str:
    """Return the Markdown that may begin with the release's title; raises HeaderError."""
    return next((cell.source for cell in cells(path, text) if cell.kind == "markdown"), "")


T = TypeVar("T")

# Finds possible anchors, aliases and tags; text may contain these characters too, so the parser decides.
_INDICATOR = late_pattern(r"(?:^|[\s\[{,:])[&*!]", re.MULTILINE)
LOADER: Any = getattr(yaml, "CLoader", yaml.Loader)
"""libyaml's loader if available."""


class Parsed(NamedTuple, Generic[T]):
    """A parsed header: a record, or None if it has errors; *lines* maps places such as ``topics.0`` to lines."""

    record: T | None
    problems: tuple[Problem, ...]
    lines: Mapping[str, int]


def compose(source: str) -> yaml.Node | None:
    """Parse a header's YAML, restricted to a plain subset; raises HeaderError with the line of the error."""
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
        # libyaml gives the position only in bytes.
        found = YamlReader.NON_PRINTABLE.search(source)
        line = 2 + source.count("\n", 0, found.start() if found else 0)
        sign = f", U+{ord(found[0]):04X}" if found else ""
        raise HeaderError(line, f"the header contains a character that YAML doesn't allow{sign}", "remove it") from None
    if node is not None:
        refuse_depth(node)
    return node


def yaml_fault(source: str) -> HeaderError | None:
    """Return the error that YAML finds in a header, or None."""
    try:
        node = compose(source)
    except HeaderError as error:
        return error
    return None if isinstance(node, yaml.MappingNode) else _first_wrong_sign(source)


def _first_wrong_sign(source: str) -> HeaderError | None:
    """Return the error of the first line that has a full-width colon or space after its key."""
    return next(filter(None, (wrong_sign(line, number) for number, line in enumerate(source.split("\n"), 2))), None)


def _fault(source: str, error: yaml.MarkedYAMLError) -> HeaderError:
    mark = error.problem_mark or error.context_mark
    # YAML reports what isn't closed after the last line.
    return yaml_error(source, max(min(mark.line + 2, source.count("\n") + 1) if mark else 1, 1))


def _refuse_references(source: str) -> None:
    for event in yaml.parse(source, LOADER):
        line = (event.start_mark.line if event.start_mark else 0) + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            what = "a YAML anchor or alias (`&` or `*` before a word)"
            advice = "write the value itself, or put text that begins like this in quotation marks"
            raise HeaderError(line, f"the header has {what}", advice)
        if tag := getattr(event, "tag", None):
            advice = "write only the value, or put text that begins with `!` in quotation marks"
            raise HeaderError(line, f"the header has the YAML tag {tag!r}", advice)


def id_of(path: str) -> str:
    """Return the id of a file: its path below the first folder, without suffix."""
    return path.split("/", 1)[-1].rsplit(".", 1)[0]


def original_of(id_: ReleaseId) -> tuple[ReleaseId, str] | None:
    """Return the original's id and the language if a release's file name has a BCP 47 tag (``2011/opens.ru``)."""
    original, dot, tag = id_.rpartition(".")
    language_ = canonical_tag(tag) if dot else None
    # "2011/.ru" would have an empty original.
    return (ReleaseId(original), language_) if language_ and not original.endswith("/") else None


def parse_release(path: str, text: str, settings: Settings) -> Parsed[Release]:
    """Parse the header of a release, Markdown or notebook; *path* is relative to the archive's root.

    Errors aren't raised but returned as problems. Ids aren't checked here, because that needs the other files
    (:mod:`sphinx_newsroom.archive.checks`).
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
        # An empty header is treated as an empty mapping, so that each missing key is reported.
        return yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))
    if not isinstance(node, yaml.MappingNode):
        if fault := _first_wrong_sign(text[start:end]):
            raise fault
        raise HeaderError(2, "the header doesn't consist of keys and values", "write lines such as `date: 2011-06-21`")
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
    """Use the first heading of the body as title if the header has none."""
    if "title" in values or "title" in reader.lines or "title" in reader.meant:
        return
    found = heading_of(body())
    if found is None or not found[1]:
        reader.report(1, Code.MISSING_KEY, "title is missing", "add `title:`, or begin the text with a `# heading`")
    else:
        values["title"] = found[1]


def _take_language(reader: Reader, values: dict[str, Any], path: str) -> None:
    """Use the language tag in the file's name for language and original; the header must not contradict it."""
    implied = original_of(ReleaseId(id_of(path)))
    if implied is None:
        return
    for key, said in zip(("translation_of", "language"), implied, strict=True):
        if values.setdefault(key, said) != said:
            message = f"{key} is {values[key]!r}, but the file name says {said!r}"
            reader.report(reader.lines[key], Code.BAD_VALUE, message, f"write {said}, or rename the file")


def _take_issuers(reader: Reader, values: dict[str, Any]) -> None:
    """Use the first issuer of a joint release as its issuer."""
    issuers = tuple(filter(None, values.pop("issuers", ())))
    if not issuers:
        return
    if "issuer" in reader.lines:
        message = "the header contains both issuer and issuers"
        reader.report(reader.lines["issuers"], Code.BAD_VALUE, message, "keep issuers, with all of them")
    values["issuer"], values["issuers"] = issuers[0], issuers


def parse_record(path: str, text: str) -> Parsed[Any]:
    """Parse the header of an organization, official or topic, by its folder; see :func:`parse_release`."""
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
