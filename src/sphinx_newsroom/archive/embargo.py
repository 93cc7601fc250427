"""Releases that must not be public: before their embargo or date, drafts, unpublished ones, and references to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sphinx_newsroom.archive.source_file import ParsedHeaders
from sphinx_newsroom.diagnostics import Code, Problem, counted, some
from sphinx_newsroom.model.addresses import PageName, ReleaseId, page_of, release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.publishable import Publishable


@dataclass(frozen=True, slots=True)
class Withheld:
    """A file that must not reach Sphinx; *until* is the end of its embargo, or None without one.

    "unpublished" means a finished release that isn't in the ledger.
    """

    path: str
    reason: Literal["error", "embargo", "draft", "unpublished"]
    until: dt.datetime | None = None

    @property
    def page(self) -> PageName:
        """Its docname."""
        return page_of(self.path)

    @property
    def is_to_come(self) -> bool:
        """Whether it is withheld on purpose, so that even its existence must stay secret."""
        return self.reason != "error"


def shown_too_early(
    root: Path,
    shown: Mapping[PageName, Release],
    withheld: Mapping[PageName, Withheld],
    parsed: ParsedHeaders,
) -> Iterator[tuple[PageName, Problem, dict[str, Any]]]:
    """Yield the releases whose header names a file of a withheld release: the problem, and the changes that remove the
    file.
    """
    files = Publishable(root, withheld=withheld)
    for docname, release in shown.items() if withheld else ():
        lines = parsed[release.path].lines
        if release.image is not None and files.kept_back(release.image.src):
            message = "image.src belongs to a release that is kept back, so no image is shown"
            problem = Problem(
                release.path, lines.get("image.src", 1), Code.REFUSED, message, "use another image until then"
            )
            yield docname, problem, {"image": None}
        kept = tuple(one for one in release.attachments if not files.kept_back(one.src))
        if kept != release.attachments:
            place = next(n for n, one in enumerate(release.attachments) if one not in kept)
            message = "attachments lists a file that belongs to a release that is kept back, so it isn't offered"
            line = lines.get(f"attachments.{place}", 1)
            yield (
                docname,
                Problem(release.path, line, Code.REFUSED, message, "add it when that release is public"),
                {"attachments": kept},
            )


def unpublished_releases(
    releases: Mapping[PageName, Release],
    now: dt.datetime,
    *,
    drafts: bool,
    published: Container[ReleaseId] | None = None,
) -> dict[PageName, Withheld]:
    """Return the releases that are drafts, whose embargo or date is in the future, or that aren't *published*.

    With *drafts*, drafts and unpublished releases are included in the site, even before their date. Without
    *published*, publication isn't required.
    """
    found = {}
    past = now.date() - _ANY_ZONE
    for docname, release in releases.items():
        new = published is not None and release.id not in published
        # Most dates are in the past in every time zone, so no times need to be computed.
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
"""More than the difference between the dates of any two time zones."""


def drafts_in_words(withheld: Mapping[PageName, Withheld]) -> str:
    """List the drafts: ``2 drafts, in no output: releases/2026/a.md, releases/2026/b.md``; empty if there are none."""
    drafts = sorted(found.path for found in withheld.values() if found.reason == "draft")
    return _in_words(f"{counted(len(drafts), 'draft')}, in no output", drafts)


def passed_over(withheld: Mapping[PageName, Withheld]) -> Iterator[str]:
    """Yield a line about each kind of release that isn't recorded now: drafts, embargoed and broken ones."""
    ahead = sorted((found.until, found.path) for found in withheld.values() if found.until is not None)
    due = [f"{path} until {until.isoformat()}" for until, path in ahead]
    wrong = sorted(found.path for found in withheld.values() if found.reason == "error")
    errors = _in_words(f"{len(wrong):,} with an error, which newsroom check names", wrong)
    yield from filter(None, (drafts_in_words(withheld), _in_words(f"{len(due):,} kept back", due), errors))


def _in_words(what: str, named: Sequence[str]) -> str:
    """List the first names after a description; empty if there are none."""
    return f"{what}: {some(named)}" if named else ""


def with_their_originals(
    releases: Mapping[PageName, Release], withheld: Mapping[PageName, Withheld]
) -> dict[PageName, Withheld]:
    """Return the translations of withheld releases: they have the same content, and an embargo may be in a broken
    header.
    """
    found: dict[PageName, Withheld] = {}
    for docname, release in releases.items():
        if docname in withheld or release.translation_of is None:
            continue
        original = withheld.get(release_page(release.translation_of))
        # Originals and translations are published separately
        if original is not None and original.reason != "unpublished":
            found[docname] = Withheld(release.path, original.reason, original.until)
    return found


def without_references(release: Release, withheld: Mapping[PageName, Withheld]) -> Release:
    """Remove a release's references to withheld ones, whose ids must not appear before they are published."""
    return _referring(release, lambda id_: None if release_page(id_) in withheld else id_) if withheld else release


def at_present(release: Release, moved: Mapping[ReleaseId, ReleaseId]) -> Release:
    """Update a release's references to the current ids of other releases."""
    return _referring(release, lambda id_: moved.get(id_, id_)) if moved else release


def _referring(release: Release, now: Callable[[ReleaseId], ReleaseId | None]) -> Release:
    """Apply *now* to a release's references to other releases."""
    keys = ("replaces", "follows", "translation_of")
    changes: dict[str, Any] = {key: now(id_) for key in keys if (id_ := getattr(release, key))}
    changes["related"] = tuple(filter(None, map(now, release.related)))
    if release.withdrawn is not None and (id_ := release.withdrawn.replaced_by):
        changes["withdrawn"] = replace(release.withdrawn, replaced_by=now(id_))
    same = all(getattr(release, key) == value for key, value in changes.items())
    return release if same else replace(release, **changes)
