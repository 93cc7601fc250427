"""What must not be shown yet, or at all: releases before their moment, what goes with them, and references to both."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sphinx_newsroom.diagnostics import Code, Problem, counted
from sphinx_newsroom.model.addresses import PageName, ReleaseId, release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.header import (
    Parsed,
)
from sphinx_newsroom.sources.publishable import Publishable


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that must not reach Sphinx: *until* is the end of its embargo, which a draft has none of.

    "unpublished" is a finished release that the ledger doesn't have yet.
    """

    path: str
    reason: Literal["error", "embargo", "draft", "unpublished"]
    until: dt.datetime | None = None

    @property
    def page(self) -> PageName:
        """Its docname."""
        return PageName(os.path.splitext(self.path)[0])

    @property
    def is_to_come(self) -> bool:
        """Whether somebody keeps it back on purpose: not even that it exists may be told."""
        return self.reason != "error"


def shown_too_early(
    root: Path,
    shown: Mapping[PageName, Release],
    withheld: Mapping[PageName, Withheld],
    parsed: Mapping[str, Parsed[Any]],
) -> Iterator[tuple[PageName, Problem, dict[str, Any]]]:
    """The releases whose header names a file of one that is kept back: the problem, and what they are without it."""
    files = Publishable(root, withheld=withheld)
    for docname, release in shown.items() if withheld else ():
        lines = parsed[release.path].lines
        if release.image is not None and files.kept_back(release.image.src):
            message = "image.src belongs to a release that is kept back, so no image is shown"
            problem = Problem(release.path, lines.get("image.src", 1), Code.REFUSED, message, "show another until then")
            yield docname, problem, {"image": None}
        kept = tuple(one for one in release.attachments if not files.kept_back(one.src))
        if kept != release.attachments:
            place = next(n for n, one in enumerate(release.attachments) if one not in kept)
            message = "attachments has a file of a release that is kept back, so it is not offered"
            line = lines.get(f"attachments.{place}", 1)
            yield docname, Problem(release.path, line, Code.REFUSED, message, "offer it then"), {"attachments": kept}


def to_come(
    releases: Mapping[PageName, Release],
    now: dt.datetime,
    *,
    drafts: bool,
    published: Container[ReleaseId] | None = None,
) -> dict[PageName, Withheld]:
    """The releases that are drafts, those whose embargo or date is still to come, and those not yet *published*.

    Where *drafts* are shown, so is what isn't published, before its date as well. Without *published*, nothing needs
    to be.
    """
    found = {}
    past = now.date() - _ANY_ZONE
    for docname, release in releases.items():
        new = published is not None and release.id not in published
        # Most are of days that are past everywhere, and need no time worked out.
        if not (new or release.draft or release.moment or release.embargo) and release.date < past:
            continue
        if release.draft or (new and drafts):
            if not drafts:
                found[docname] = Withheld(release.path, "draft")
            continue
        ahead = [moment for moment in (release.begin, release.embargo) if moment is not None and moment > now]
        if ahead:
            found[docname] = Withheld(release.path, "embargo", max(ahead))
        elif new:
            found[docname] = Withheld(release.path, "unpublished")
    return found


_ANY_ZONE = dt.timedelta(days=2)
"""More than by which the days of two time zones differ."""

_NAMED = 10
"""How many drafts a message names."""


def drafts_in_words(withheld: Mapping[PageName, Withheld]) -> str:
    """``2 drafts, in no output: releases/2026/a.md, releases/2026/b.md``; empty where there is none."""
    drafts = sorted(found.path for found in withheld.values() if found.reason == "draft")
    return _in_words(f"{counted(len(drafts), 'draft')}, in no output", drafts)


def passed_over(withheld: Mapping[PageName, Withheld]) -> Iterator[str]:
    """What is not recorded now, a line for each reason: drafts, what is to come, and what has an error."""
    ahead = sorted((found.until, found.path) for found in withheld.values() if found.until is not None)
    due = [f"{path} until {until.isoformat()}" for until, path in ahead]
    wrong = sorted(found.path for found in withheld.values() if found.reason == "error")
    errors = _in_words(f"{len(wrong):,} with an error, which newsroom check names", wrong)
    yield from filter(None, (drafts_in_words(withheld), _in_words(f"{len(due):,} kept back", due), errors))


def _in_words(what: str, named: Sequence[str]) -> str:
    """What there is, with the first names of it; empty where there is none."""
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return f"{what}: {', '.join(named[:_NAMED])}{more}" if named else ""


def with_their_originals(
    releases: Mapping[PageName, Release], withheld: Mapping[PageName, Withheld]
) -> dict[PageName, Withheld]:
    """Translations of withheld releases: they say the same, and a broken header can hide an embargo."""
    found: dict[PageName, Withheld] = {}
    for docname, release in releases.items():
        if docname in withheld or release.translation_of is None:
            continue
        original = withheld.get(release_page(release.translation_of))
        if original is not None and original.reason != "unpublished":  # each is published by itself
            found[docname] = Withheld(release.path, original.reason, original.until)
    return found


def without_references(release: Release, withheld: Mapping[PageName, Withheld]) -> Release:
    """The release without its references to withheld ones, whose ids must not show before they are published."""
    return _referring(release, lambda id_: None if release_page(id_) in withheld else id_) if withheld else release


def at_present(release: Release, moved: Mapping[ReleaseId, ReleaseId]) -> Release:
    """The release with its references to others by the ids that those have now."""
    return _referring(release, lambda id_: moved.get(id_, id_)) if moved else release


def _referring(release: Release, now: Callable[[ReleaseId], ReleaseId | None]) -> Release:
    """The release with its references to others as they are *now*."""
    keys = ("replaces", "follows", "translation_of")
    changes: dict[str, Any] = {key: now(id_) for key in keys if (id_ := getattr(release, key))}
    changes["related"] = tuple(filter(None, map(now, release.related)))
    if release.withdrawn is not None and (id_ := release.withdrawn.replaced_by):
        changes["withdrawn"] = replace(release.withdrawn, replaced_by=now(id_))
    same = all(getattr(release, key) == value for key, value in changes.items())
    return release if same else replace(release, **changes)
