"""Headers of releases and records: YAML -> frozen records with line numbers, checked strictly; nothing of Sphinx.

A header stands between ``---`` on the first line and the next ``---`` or ``...``; that of a
notebook under ``newsroom`` in its metadata.  Whatever is wrong is one problem, with its line
and what to write instead, and a header with any error makes no record.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Generic, NamedTuple, TypeVar

import yaml
from yaml.reader import Reader

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Attachment, Image, Official, Organization, Release, Topic
from sphinx_newsroom.sources.keys.file_paths import attachment_path, image_path
from sphinx_newsroom.sources.keys.header_keys import OFFICIAL, ORGANIZATION, TOPIC, release_keys
from sphinx_newsroom.sources.keys.sheet import HeaderError, Key, RefusedError, Sheet, refuse_depth, shortened
from sphinx_newsroom.sources.keys.times import in_order
from sphinx_newsroom.sources.keys.values import canonical_tag
from sphinx_newsroom.sources.notebooks.header import node_of
from sphinx_newsroom.sources.outline import heading_of
from sphinx_newsroom.sources.release_file import bounds, is_notebook, title_text
from sphinx_newsroom.sources.yaml_words import Told, other_signs, told

__all__ = [
    "HeaderError",
    "Parsed",
    "parse_official",
    "parse_organization",
    "parse_release",
    "parse_topic",
]

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
    except HeaderError:
        raise
    except yaml.MarkedYAMLError as error:
        fault = _fault(source, error)
        raise HeaderError(fault.line, fault.message, fault.advice) from None
    except (yaml.YAMLError, ValueError):
        # Where it is, libyaml says in bytes.
        found = Reader.NON_PRINTABLE.search(source)
        line = 2 + source.count("\n", 0, found.start() if found else 0)
        sign = f", U+{ord(found[0]):04X}" if found else ""
        raise HeaderError(line, f"the header holds a character that YAML does not allow{sign}", "remove it") from None
    except RecursionError:
        raise HeaderError(1, "the header is nested too deeply", "write plain keys and values") from None
    if node is not None:
        refuse_depth(node)
    return node


def yaml_fault(source: str) -> Told | None:
    """What YAML cannot read in a header, with the line as it was meant, if that can be told; None where it can."""
    try:
        node = yaml.compose(source, LOADER)
    except yaml.MarkedYAMLError as error:
        return _fault(source, error)
    except (yaml.YAMLError, ValueError, RecursionError):
        return Told(1, "", "")
    return None if isinstance(node, yaml.MappingNode) else _first_of_other_signs(source)


def _first_of_other_signs(source: str) -> Told | None:
    """The first line of a header that would be one of keys and values, but for a wide colon or blank."""
    return next(filter(None, (other_signs(line, number) for number, line in enumerate(source.split("\n"), 2))), None)


def _fault(source: str, error: yaml.MarkedYAMLError) -> Told:
    mark = error.problem_mark or error.context_mark
    # What is not closed is reported by YAML after the last line, where nothing stands.
    line = min(mark.line + 2, source.count("\n") + 1) if mark else 1
    return told(source, max(line, 1))


def _refuse_references(source: str) -> None:
    for event in yaml.parse(source, LOADER):
        line = (event.start_mark.line if event.start_mark else 0) + 2
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise HeaderError(
                line,
                "the header has a YAML anchor or alias (`&` or `*` before a word)",
                "write the value itself, or put text that begins so in quotation marks",
            )
        if tag := getattr(event, "tag", None):
            raise HeaderError(
                line,
                f"the header has the YAML tag {tag!r}",
                "write the value alone, or put text that begins with `!` in quotation marks",
            )


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
    sheet = Sheet(path)
    try:
        node, body = _release_source(path, text)
    except HeaderError as error:
        return _unreadable(sheet, error)
    values = sheet.mapping(node, "", release_keys(settings.types, settings.timezone))
    _take_title(sheet, values, body)
    _take_language(sheet, values, path)
    _take_issuers(sheet, values)
    _take_image(sheet, values, path)
    _take_attachments(sheet, values, path)
    return _parsed(sheet, partial(_release, path, values, settings))


def _release_source(path: str, text: str) -> tuple[yaml.Node, Callable[[], str]]:
    """The header's node, and how to get at the text that may hold the title."""
    return node_of(text) if is_notebook(path) else _root(text), partial(title_text, path, text)


def _root(text: str) -> yaml.Node:
    start, end, _ = bounds(text)
    node = compose(text[start:end])
    if node is None:
        # An empty header is a mapping without keys: what is missing is then said key by key.
        return yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))
    if not isinstance(node, yaml.MappingNode):
        if fault := _first_of_other_signs(text[start:end]):
            raise HeaderError(fault.line, fault.message, fault.advice)
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


def _take_title(sheet: Sheet, values: dict[str, Any], body: Callable[[], str]) -> None:
    """Where the header has no title, the first heading of the body is it."""
    if "title" in values or "title" in sheet.lines or "title" in sheet.meant:
        return
    found = heading_of(body())
    if found is None or not found[1]:
        sheet.report(1, Code.MISSING_KEY, "title is missing", "add `title:`, or begin the text with a `# heading`")
    else:
        values["title"] = found[1]


def _take_language(sheet: Sheet, values: dict[str, Any], path: str) -> None:
    """A language tag in the file's name says the language and the original, and the header must not disagree."""
    implied = original_of(ReleaseId(id_of(path)))
    if implied is None:
        return
    original, tag = implied
    if values.setdefault("language", tag) != tag:
        sheet.report(
            sheet.lines["language"],
            Code.BAD_VALUE,
            f"language is {values['language']!r}, but the file's name says {tag!r}",
            f"write {tag}, or rename the file",
        )
    if values.setdefault("translation_of", original) != original:
        sheet.report(
            sheet.lines["translation_of"],
            Code.BAD_VALUE,
            f"translation_of is {values['translation_of']!r}, but the file's name says {original!r}",
            f"write {original}, or rename the file",
        )


def _take_issuers(sheet: Sheet, values: dict[str, Any]) -> None:
    """Of a joint release the first issuer is its issuer where one is asked for."""
    issuers = tuple(filter(None, values.pop("issuers", ())))
    if not issuers:
        return
    if "issuer" in sheet.lines:
        message = "issuer and issuers stand in one header"
        sheet.report(sheet.lines["issuers"], Code.BAD_VALUE, message, "keep issuers, with all of them")
    values["issuer"], values["issuers"] = issuers[0], issuers


def _take_image(sheet: Sheet, values: dict[str, Any], path: str) -> None:
    """Make the image's path relative to the archive's root."""
    image = values.get("image")
    if image is None:
        return
    try:
        values["image"] = Image(image_path(image.src, path), image.alt, image.caption, image.credit)
    except RefusedError as refusal:
        sheet.refuse(refusal, sheet.lines["image.src"])


def _take_attachments(sheet: Sheet, values: dict[str, Any], path: str) -> None:
    """Make the attachments' paths relative to the archive's root, each file once."""
    found: dict[str, Attachment] = {}
    for position, attachment in enumerate(values.get("attachments", ())):
        if attachment is None:
            continue
        try:
            place = attachment_path(attachment.src, path)
            if place in found:
                message = f"attachments lists {shortened(attachment.src)!r} twice"
                raise RefusedError(Code.BAD_VALUE, message, "keep one of the two")
            found[place] = Attachment(place, attachment.title)
        except RefusedError as refusal:
            sheet.refuse(refusal, sheet.lines[f"attachments.{position}"])
    if found:
        values["attachments"] = tuple(found.values())


def parse_organization(path: str, text: str) -> Parsed[Organization]:
    """The record of an organization; problems as in :func:`parse_release`."""
    return _record(path, text, ORGANIZATION, Organization, in_order("founding_date", "dissolution_date"))


def parse_official(path: str, text: str) -> Parsed[Official]:
    """The record of an official; problems as in :func:`parse_release`."""
    return _record(path, text, OFFICIAL, Official)


def parse_topic(path: str, text: str) -> Parsed[Topic]:
    """The record of a topic; problems as in :func:`parse_release`."""
    return _record(path, text, TOPIC, Topic)


def _record(
    path: str,
    text: str,
    keys: Mapping[str, Key],
    make: Callable[..., T],
    check: Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None] = lambda values: None,
) -> Parsed[T]:
    sheet = Sheet(path, filled=False)
    try:
        values = sheet.mapping(_root(text), "", keys)
    except HeaderError as error:
        return _unreadable(sheet, error)
    if (refused := check(values)) is not None:
        sheet.refuse(refused[1], sheet.lines[refused[0]])
    _take_image(sheet, values, path)
    return _parsed(sheet, lambda: make(id=id_of(path), path=path, **values))


def _unreadable(sheet: Sheet, error: HeaderError) -> Parsed[Any]:
    sheet.report(error.line, Code.UNREADABLE_HEADER, error.message, error.advice)
    return Parsed(None, tuple(sheet.problems), sheet.lines)


def _parsed(sheet: Sheet, make: Callable[[], T]) -> Parsed[T]:
    problems = tuple(sorted(sheet.problems, key=lambda problem: problem.line))
    return Parsed(make() if sheet.sound else None, problems, sheet.lines)
