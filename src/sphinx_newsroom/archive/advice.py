"""Advice that works in this archive: what git cannot bring back is not asked of git, and what line ends did is said."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

from sphinx_newsroom.archive.journal import interrupted
from sphinx_newsroom.diagnostics import Code, Problem, Severity
from sphinx_newsroom.files import read_plain
from sphinx_newsroom.ledger.file import restore
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_HEAD, PageName, release_id, superseded_by_name
from sphinx_newsroom.sources.header import SUFFIXES

ATTRIBUTES = ".gitattributes"
ATTRIBUTE_LINES = (
    "releases/ledger.* -text",
    "releases/ledger.jsonl merge=union",
    "releases/ledger.head merge=union",
    "releases/ledger.checkpoint merge=binary",
    "releases/ledger.addresses merge=union",
    "releases/approvals.jsonl merge=union",
)
"""What git is told of the ledger: its bytes are as they are on every system, and a merge keeps both sides' lines.

A signed checkpoint is of one side's history.
"""


_RESTORE = frozenset(restore(*paths) for paths in ((LEDGER,), (LEDGER_HEAD,), (LEDGER, LEDGER_HEAD)))


def advised(root: Path, problems: Iterable[Problem]) -> list[Problem]:
    """*problems* with what can be done about them here, and one in the place of all that a stopped command left."""
    found = list(problems)
    if not any(problem.code.severity is Severity.FATAL for problem in found):
        return found
    if stopped := interrupted(root):
        paths = {LEDGER, LEDGER_HEAD, *(change.path for change in stopped.changes)}
        found = [one for one in found if one.path not in paths or not one.is_error]
        message = f"`newsroom {shlex.join(stopped.call)}` was stopped before its end"
        found.append(Problem(LEDGER, 1, Code.LEDGER, message, "run it again as it was", pending=True))
    damaged = [problem for problem in found if problem.code is Code.LEDGER and not problem.pending]
    if damaged and _has_other_line_ends(root):
        message = "git gave the ledger the line ends of Windows"
        advice = (
            f"write the line `{ATTRIBUTE_LINES[0]}` into {ATTRIBUTES}, delete both files and have git write them anew: "
            f"git checkout -- {LEDGER} {LEDGER_HEAD}"
        )
        found = [problem for problem in found if problem not in damaged]
        found.append(Problem(LEDGER, 1, Code.LEDGER, message, advice))
    return [_possible(root, problem) for problem in found]


def _has_other_line_ends(root: Path) -> bool:
    try:
        return b"\r\n" in read_plain(root / LEDGER, follow=True)
    except OSError:
        return False


def _possible(root: Path, problem: Problem) -> Problem:
    """The problem, with other advice where it asks git for what git never had."""
    if problem.pending or problem.code not in (Code.LEDGER, Code.VANISHED):
        return problem
    if problem.code is Code.LEDGER:
        if problem.advice not in _RESTORE or git_has(root, LEDGER):
            return problem
        site = f"the site that was built last has a copy (_build/html/{LEDGER}); or take it from a backup"
        return replace(problem, advice=f"restore it: {site}")
    asks_git = problem.advice.startswith(restore(problem.path))
    if not asks_git or (root / problem.path).exists() or git_has(root, problem.path):
        return problem
    stem, _, suffix = problem.path.rpartition(".")
    if f".{suffix}" not in SUFFIXES:
        return problem
    if superseded := superseded_by_name(stem):
        shown = f"newsroom show {release_id(PageName(superseded[0]))} --revision {superseded[1]}"
        return replace(problem, advice=f"restore it: {shown} prints it where anything has it; else from a backup")
    advice = (
        "put it back from where you have it; where no reader has it yet, take its publication back: newsroom undo; "
        f"else write it anew, and then: newsroom withdraw {release_id(PageName(stem))} --reason …"
    )
    return replace(problem, advice=advice)


def missing_for(notebook: str) -> str | None:
    """What to install before the notebook at that path can be built; None where it is installed.

    What notebooks need weighs more than all else together, so an archive without any does without it.
    """
    if find_spec("nbsphinx"):
        return None
    return (
        f"{notebook} is a notebook, and what notebooks are built with is not installed; "
        "write [notebooks] after the program's name in requirements.txt and run make html, or: "
        'pip install "sphinx-newsroom[notebooks]"'
    )


def git_has(root: Path, path: str) -> bool:
    """Whether git has had a file at *path*, in the index or in any commit that led here."""
    return bool(git(root, "ls-files", "--", path) or git(root, "log", "-1", "--format=%H", "--", path))


def undecided(root: Path) -> list[Problem]:
    """What git should be told of the ledger and is not, where the archive is kept with git and has one."""
    if not (root / LEDGER).exists():
        return []
    said = git(root, "check-attr", "text", "--", LEDGER)
    if said is None or said.rstrip().endswith(": unset"):
        return []
    message = "git may give the ledger other line ends in another clone, where its lines would not be those recorded"
    return [Problem(ATTRIBUTES, 1, Code.SETTING, message, f"write the line: {ATTRIBUTE_LINES[0]}")]
