"""What ``newsroom`` by itself says: where an archive stands, and what to do first."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.embargo import in_words, next_due
from sphinx_newsroom.archive.journal import interrupted
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.diagnostics import Code, counted
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.opened import opened_as_published
from sphinx_newsroom.operations.site.files import is_ours

_NEW = (Code.UNPUBLISHED, Code.UNRECORDED)


class Step(NamedTuple):
    """A command to run, and why."""

    call: str
    why: str


def tell(root: Path | None) -> None:
    """Say what to do first in the archive at *root*; None where there is none."""
    if root is None:
        print("There is no archive here, nor in a folder above.")
        steps = [Step("newsroom init our-newsroom", "begin one")]
    else:
        archive = opened_as_published(root, settings_of(root))
        print(_state(archive))
        steps = list(_steps(root, archive))
    width = max(len(step.call) for step in steps)
    print("\n".join(f"  {step.call:{width}}   {step.why}" for step in steps))
    print("All commands: newsroom --help")


def _state(archive: Archive) -> str:
    drafts, waiting = _drafts(archive), sum(found.reason == "embargo" for found in archive.withheld.values())
    parts = [counted(len(archive.releases), "release")]
    parts += [counted(drafts, "draft")] if drafts else []
    parts += [f"{waiting:,} to come"] if waiting else []
    new = sum(found.reason == "unpublished" for found in archive.withheld.values())
    parts += [f"{new:,} not published"] if new else []
    return f"{archive.settings.project}: {', '.join(parts)}"


def _drafts(archive: Archive) -> int:
    return sum(found.reason == "draft" for found in archive.withheld.values())


def _steps(root: Path, archive: Archive) -> Iterator[Step]:
    """What to do, the most pressing first; at least one thing."""
    if stopped := interrupted(root):
        yield Step(f"newsroom {shlex.join(stopped.call)}", "it was stopped before its end; run it again as it was")
    if wrong := sum(problem.is_error and not problem.pending for problem in archive.problems):
        yield Step("newsroom check", f"{wrong:,} {'thing is' if wrong == 1 else 'things are'} wrong")
    if drafts := _drafts(archive):
        yield Step("newsroom serve", "look at the draft" if drafts == 1 else f"look at the {drafts:,} drafts")
    unpublished = [found.path for found in archive.withheld.values() if found.reason == "unpublished"]
    texts = (*unpublished, *(release.path for release in archive.releases.values()))
    own = [path for path in texts if not is_sample(root / path)]
    if not own and not drafts:
        yield Step('newsroom new "A title"', "write the first release")
    if own and archive.ledger is None:
        yield Step("newsroom publish", "record what is published; from then on it is held to what it was")
    elif new := sum(one.code in _NEW and not is_sample(root / one.path) for one in archive.problems):
        yield Step("newsroom publish", f"publish what is new: {new:,}")
    if not is_ours(root / "_build" / "html"):
        yield Step("newsroom build", "build the site in _build/html")
    elif due := next_due(archive):
        yield Step("newsroom build --wait-next", f"the next is due at {in_words(due)}")
    if own or drafts:
        yield Step('newsroom new "A title"', "begin a release")
