"""Read the files of alerts, ``alerts/*.yaml``, as strictly as headers; each error has its line.

If one address is invalid, the alert is still sent to the others.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, HeaderError, Problem, RefusedError
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.alerts import ALERTS, Alert
from sphinx_newsroom.model.ids import slug
from sphinx_newsroom.sources.edits import with_id
from sphinx_newsroom.sources.header import ALERT, compose, ways_to
from sphinx_newsroom.sources.listing import read_source
from sphinx_newsroom.sources.values import ID, Reader

SUFFIX = ".yaml"
_OPENING = late_pattern(r"(?:[ \t]*(?:#[^\n]*)?\n)*---[ \t]*\n")
"""Matches the optional first line of a YAML document, with comments above it."""
_LARGEST = 100_000
"""The maximum size of a file in bytes: about two thousand addresses."""


class AlertFiles(NamedTuple):
    """The alerts of an archive, and the problems in their files."""

    alerts: tuple[Alert, ...]
    problems: tuple[Problem, ...]


def read_alerts(root: Path, settings: Settings) -> AlertFiles:
    """Read the alerts of the archive in *root*; errors in files aren't raised."""
    alerts, problems = [], []
    for path in alert_paths(root, (SUFFIX, ".yml", ".json", ".md", ".toml", ".yaml.txt")):
        if path.lower().endswith("/readme.md"):
            continue
        found, wrong = _read(root, path, settings)
        problems += wrong
        if found is not None:
            alerts.append(found)
    return AlertFiles(tuple(alerts), tuple(sorted(problems, key=lambda problem: (problem.path, problem.line))))


def alert_paths(root: Path, suffixes: tuple[str, ...] = (SUFFIX, ".yml")) -> Iterator[str]:
    """Yield the files of alerts, valid or not, sorted by name."""
    try:
        with os.scandir(root / ALERTS) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith("."))
    except (FileNotFoundError, NotADirectoryError):
        return
    yield from (f"{ALERTS}/{name}" for name in names if name.lower().endswith(suffixes))


def _read(root: Path, path: str, settings: Settings) -> tuple[Alert | None, list[Problem]]:
    stem, suffix = os.path.splitext(path.removeprefix(f"{ALERTS}/"))
    if suffix != SUFFIX or not ID.fullmatch(stem):
        return None, [_wrong_name(path, stem, suffix)]
    try:
        return parse_alert(path, read_source(root, path, _LARGEST).text, settings)
    except RefusedError as refusal:
        # An unreadable file doesn't affect other alerts, so this isn't fatal.
        if refusal.code is not Code.NOT_A_FILE:
            refusal.code = Code.UNREADABLE_HEADER
        return None, [refusal.problem(path)]


def _wrong_name(path: str, stem: str, suffix: str) -> Problem:
    if suffix != SUFFIX:
        return Problem(
            path, 1, Code.FILE_NAME, f"the name of an alert's file ends in {SUFFIX}, not in {suffix}", "rename the file"
        )
    advice = f"did you mean {slug(stem)!r}?" if slug(stem) else "use lower-case letters, digits and hyphens"
    return Problem(path, 1, Code.FILE_NAME, f"the name {stem!r} can't be part of an address", advice)


def parse_alert(path: str, text: str, settings: Settings) -> tuple[Alert | None, list[Problem]]:
    """Parse an alert's file; the alert is None if it is invalid."""
    reader = Reader(path, settings.types, filled=False)
    opening = _OPENING.match(text)
    # Lines of nodes are counted as in headers, which have a line above them.
    before = 1 - (opening[0].count("\n") if opening else 0)
    values: dict[str, Any] = {}
    try:
        node = compose(text[opening.end() :] if opening else text)
        if node is None:
            raise HeaderError(1 + before, "the file is empty", "write at least `name: …`")
        values = reader.mapping(node, "", ALERT)
    except RefusedError as refusal:
        if not refusal.line:
            refusal.advice = "write keys and values, `name: …`"
        reader.refuse(refusal, 1 + before)
    of_addresses = {line for where, line in reader.lines.items() if where.startswith("mail.")}
    problems = [replace(problem, line=max(1, problem.line - before)) for problem in reader.problems]
    if any(problem.line not in of_addresses for problem in reader.problems):
        return None, problems
    lines = {where: line - before for where, line in reader.lines.items()}
    readers = enumerate(values.pop("mail", ()))
    mail = tuple(replace(one, line=lines[f"mail.{place}"]) for place, one in readers if one)
    id_ = path.removeprefix(f"{ALERTS}/").removesuffix(SUFFIX)
    return Alert(id=id_, path=path, mail=mail, lines=lines, **values), problems


def alert_with_id(path: str, text: str, kind: str, old: str, new: str) -> str:
    """Replace the id of a record in an alert's file, without other changes. Raises HeaderError.

    >>> alert_with_id("alerts/x.yaml", "name: Rain\\ntopics: [rain, floods]\\n", "topic", "rain", "rainfall")
    'name: Rain\\ntopics: [rainfall, floods]\\n'
    """
    opening = _OPENING.match(text)
    begin = opening.end() if opening else 0
    before, after = "---\n", "\n---\n"  # add the delimiters of a header
    changed = with_id(f"{path}.md", f"{before}{text[begin:]}{after}", [*ways_to(kind, ALERT)], old, new)
    return text[:begin] + changed.removeprefix(before).removesuffix(after)
