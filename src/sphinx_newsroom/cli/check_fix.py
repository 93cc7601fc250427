"""``newsroom check --fix``: what is mechanical in headers is mended, in files that nothing published stands in."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Problem, counted
from sphinx_newsroom.files import read_exactly, write
from sphinx_newsroom.model.addresses import PageName, release_id, superseded_by_name
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.sources.keys.header_keys import KEYS, release_keys
from sphinx_newsroom.sources.listing import source_file
from sphinx_newsroom.sources.mending import mended
from sphinx_newsroom.sources.release_file import MARKDOWN


class Mended(NamedTuple):
    """A file as it is and as it would be."""

    path: str
    before: str
    after: str


def mend(archive: Archive, is_wanted: Callable[[str], bool], *, dry: bool) -> bool:
    """Mend the headers of the files that are wanted; whether any was written.

    Differences are shown on the standard error stream, since the other is for the problems.  With *dry* nothing is
    written.  Raises ConfigError where the archive cannot be written to.
    """
    found = [one for one in _mended(archive) if is_wanted(one.path)]
    for one in found:
        before, after = one.before.splitlines(keepends=True), one.after.splitlines(keepends=True)
        sys.stderr.writelines(difflib.unified_diff(before, after, one.path, one.path, n=0))
    if found and not dry:
        try:
            with held_archive(archive.root):
                for one in found:
                    if read_exactly(archive.root / one.path) != one.before:
                        raise ConfigError(f"{one.path} was changed in the meantime; run this again")
                    write(archive.root / one.path, one.after)
        except (BusyError, OSError) as error:
            raise ConfigError(f"nothing more was mended: {error}") from error
    count = counted(len(found), "file")
    print(f"{count} {'would be mended' if dry else 'mended'}", file=sys.stderr)
    return bool(found) and not dry


def _mended(archive: Archive) -> Iterator[Mended]:
    """The files with an error in which something is mechanical, those of published texts left alone."""
    paths = dict.fromkeys(problem.path for problem in archive.problems if _may_be_mended(archive, problem))
    releases = {release.id for release in archive.releases.values()} | archive.moved.keys()
    releases |= {release_id(page) for page in archive.withheld if page.startswith("releases/")}
    for path in paths:
        kind = source_file(path).kind
        keys = release_keys(archive.settings.types, archive.settings.timezone) if kind == "release" else KEYS[kind]
        try:
            before = read_exactly(archive.root / path)
        except (OSError, UnicodeDecodeError):
            continue
        after = mended(before, keys, releases, archive.settings.types)
        if after != before:
            yield Mended(path, before, after)


def _may_be_mended(archive: Archive, problem: Problem) -> bool:
    stem, suffix = os.path.splitext(problem.path)
    if not problem.is_error or suffix != MARKDOWN or "/" not in stem or superseded_by_name(stem):
        return False
    return archive.ledger is None or release_id(PageName(stem)) not in archive.ledger.records
