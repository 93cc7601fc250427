"""Copies that drives and people make of a release, and that would be published as another one: ``opens-copy.md``.

Most have names that no release can have (:mod:`sphinx_newsroom.sources.listing`).  The others are told by two things:
the name of another file in the folder with words of a copy behind it, and the same date and title.  Where the words
can mean nothing else the date is enough, since the title may be what the two people changed.

OneDrive sets the name of a computer behind (``opens-laptop.md``), which may be any word.  Then the texts must be alike
as well.  Of 22,000 real releases, 26 pairs have the same day and title, and no name of these goes on from the other's.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Collection, Container, Iterator
from pathlib import Path

from sphinx_newsroom.archive.headers import Headers
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.files import read_text
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.keys.sheet import HeaderError
from sphinx_newsroom.sources.release_file import body_of, is_notebook

_WORDS = ("confli", "konflikt", "copy", "kopie", "copi")
"""Of which one is in every such name."""

_COPY = re.compile(r"-(?:[a-z0-9-]+-)?(?:conflict(?:ed|ing)?|konflikt|conflit|copy|kopie|copie|copia)(?:-|$)")
"""What stands behind the name of a release in that of its copy: ``-ann-s-conflicted-copy-2026-11-29``, ``-copy-2``."""

_NUMBER = re.compile(r"-\d+$")
"""What stands behind the name of a second release that has the same title, as when releases are imported."""
_ALIKE = 0.5
"""How much of the lines of two texts is the same, at least, where one is a copy in which something was changed."""

_NOTHING_ELSE = re.compile(r"-(?:conflict(?:ed|ing)?-(?:copy|version)|sync-conflict)(?:-|$)")


def drive_copies(found: Headers, recorded: Container[ReleaseId]) -> Iterator[Problem]:
    """The releases that are copies of others by their names, but for those that were published (*recorded*)."""
    releases = [release for release, _ in found.records("release") if isinstance(release, Release)]
    names = "\n".join(found.ids("release"))
    asked = releases if any(word in names for word in _WORDS) else _same_day_and_title(releases)
    if not asked:  # as mostly
        return
    by_id = {release.id: release for release in releases}
    for release in asked:
        if release.id not in recorded and (of := _copied(release, by_id, found.root)):
            message = f"by its name and date this is a copy of {posixpath.basename(of.path)}, which drives make"
            advice = (
                "keep the one that is right and remove the other; where this is another release, give it another name"
            )
            yield Problem(release.path, 1, Code.FILE_NAME, message, advice)


def _same_day_and_title(releases: Collection[Release]) -> list[Release]:
    """The releases whose date and title another one has."""
    counted = Counter((release.date, release.title) for release in releases)
    if len(counted) == len(releases):
        return []
    return [release for release in releases if counted[release.date, release.title] > 1]


def _copied(release: Release, by_id: dict[ReleaseId, Release], root: Path) -> Release | None:
    id_ = release.id
    for place in (match.start() for match in re.finditer("-", id_)):
        other = by_id.get(ReleaseId(id_[:place]))
        if other is None or other.date != release.date:
            continue
        same = other.title == release.title
        if _COPY.match(id_, place):
            if same or _NOTHING_ELSE.search(id_, place):
                return other
        elif same and not _NUMBER.match(id_, place) and _alike(root / release.path, root / other.path):
            return other
    return None


def _alike(one: Path, other: Path) -> bool:
    """Whether the texts of two files have most of their lines in common."""
    try:
        lines, others = map(_lines, (one, other))
    except (OSError, UnicodeDecodeError, HeaderError):
        return False
    return bool(lines) and (lines & others).total() >= _ALIKE * max(lines.total(), others.total())


def _lines(path: Path) -> Counter[str]:
    text = read_text(path)
    return Counter(filter(None, map(str.strip, (text if is_notebook(path) else body_of(text)).split("\n"))))
