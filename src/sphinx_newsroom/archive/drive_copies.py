"""Copies that drives and people make of a release, and that would be published as another one: ``opens-copy.md``.

Most have names that no release can have (:mod:`sphinx_newsroom.sources.listing`).  The others are told by two things:
the name of another file in the folder with words of a copy behind it, and the same date and title.  Where the words
can mean nothing else the date is enough, since the title may be what the two people changed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Container, Iterator

from sphinx_newsroom.archive.headers import Headers
from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Release

_WORDS = ("confli", "konflikt", "copy", "kopie", "copi")
"""Of which one is in every such name."""

_COPY = re.compile(r"-(?:[a-z0-9-]+-)?(?:conflict(?:ed|ing)?|konflikt|conflit|copy|kopie|copie|copia)(?:-|$)")
"""What stands behind the name of a release in that of its copy: ``-ann-s-conflicted-copy-2026-11-29``, ``-copy-2``."""

_NOTHING_ELSE = re.compile(r"-(?:conflict(?:ed|ing)?-(?:copy|version)|sync-conflict)(?:-|$)")


def drive_copies(found: Headers, recorded: Container[ReleaseId]) -> Iterator[Problem]:
    """The releases that are copies of others by their names, but for those that were published (*recorded*)."""
    names = "\n".join(found.ids("release"))
    if not any(word in names for word in _WORDS):  # as mostly, and then nobody is asked
        return
    by_id = {release.id: release for release, _ in found.records("release") if isinstance(release, Release)}
    for id_, release in by_id.items():
        if _COPY.search(id_) and id_ not in recorded and (of := _copied(release, by_id)):
            message = f"by its name and date this is a copy of {posixpath.basename(of.path)}, which drives make"
            advice = (
                "keep the one that is right and remove the other; where this is another release, give it another name"
            )
            yield Problem(release.path, 1, Code.FILE_NAME, message, advice)


def _copied(release: Release, by_id: dict[ReleaseId, Release]) -> Release | None:
    id_ = release.id
    for place in (match.start() for match in re.finditer("-", id_)):
        other = by_id.get(ReleaseId(id_[:place]))
        if other is None or other.date != release.date or not _COPY.match(id_, place):
            continue
        if other.title == release.title or _NOTHING_ELSE.search(id_, place):
            return other
    return None
