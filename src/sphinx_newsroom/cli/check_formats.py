"""How ``newsroom check`` prints what it found: for people, for GitHub, for programs that read SARIF or JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.diagnostics import AnyCode, Problem, Severity

Format = Callable[[Sequence[Problem], Path], Iterator[str]]


def _place(problem: Problem, root: Path) -> str:
    """The problem's path as seen from the current folder."""
    return os.path.relpath(root / problem.path)


def text(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """A line each: ``file:line: [code] what is wrong; what to write instead``."""
    for problem in problems:
        yield f"{_place(problem, root)}:{problem.line}: {problem.text}"


_COMMANDS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def github(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """Commands of a workflow, which GitHub shows at their lines.

    Source: GitHub Docs, "Workflow commands for GitHub Actions"; what is escaped is as in actions/toolkit, command.ts.
    """
    for problem in problems:
        said = {"file": _place(problem, root), "line": str(problem.line or 1), "title": problem.code.code}
        properties = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in said.items())
        words = _escaped(f"{problem.message}; {problem.advice}")
        yield f"::{_COMMANDS[problem.code.severity]} {properties}::{words}"


def _escaped(value: str, more: str = "") -> str:
    """A value of a command with the signs that end it as their numbers; the per cent sign first, which begins these."""
    for sign in f"%\r\n{more}":
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value


_LEVELS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def sarif(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """One log of SARIF 2.1.0 (OASIS), with a rule for each code that occurs."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    driver = {"name": "newsroom", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(problem, codes.index(problem.code), root) for problem in problems]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    yield json.dumps(log, ensure_ascii=False, indent=1)


def _rule(code: AnyCode) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.meaning},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(problem: Problem, rule: int, root: Path) -> dict[str, Any]:
    # A path as a relative reference: what is no letter of an address as its number, and never taken for a scheme.
    uri = quote(Path(_place(problem, root)).as_posix(), safe="/")
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    return {
        "ruleId": problem.code.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.code.severity],
        "message": {"text": f"{problem.message}; {problem.advice}"},
        "locations": [{"physicalLocation": place}],
    }


def rows(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """One list of JSON, with the paths as the archive names them."""
    yield json.dumps([problem.row() for problem in problems], ensure_ascii=False, indent=1)


FORMATS: Mapping[str, Format] = {"text": text, "github": github, "sarif": sarif, "json": rows}
"""The formats by name."""
