"""One release of what several sources say of it: lists and feeds give pages the titles and dates that these lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Options
from sphinx_newsroom.importers.releases.planning.addresses_of_sources import address_key


class Joined(NamedTuple):
    """What all sources give: releases in the order of the sources, lines of lists without a text, and problems.

    *captures* are all that were taken of one address, the first one first; the last is among the releases.
    """

    releases: tuple[Incoming, ...]
    listed: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    captures: tuple[tuple[Incoming, ...], ...] = ()


def joined(items: Iterable[Incoming | Listed | Problem], options: Options) -> Joined:
    """Releases and lines of lists of the same address put together.

    Captures of one address are the texts that one release had, of which the last stands; two other texts of one address
    stay two.
    """
    releases: list[Incoming] = []
    listed: dict[str, Listed] = {}
    problems: list[Problem] = []
    for item in items:
        if isinstance(item, Incoming):
            releases.append(item)
        elif isinstance(item, Listed):
            key = address_key(item.url, options.base)
            listed[key] = _fuller(listed[key], item) if key in listed else item
        else:
            problems.append(item)
    releases, captures = _last_captures(releases, options)
    used: set[str] = set()
    for number, release in enumerate(releases):
        key = address_key(release.url, options.base) if release.url else ""
        if key in listed:
            used.add(key)
            releases[number] = _with(release, listed[key], options)
    left = tuple(item for key, item in listed.items() if key not in used)
    return Joined(tuple(releases), left, tuple(problems), captures)


def _last_captures(
    releases: list[Incoming], options: Options
) -> tuple[list[Incoming], tuple[tuple[Incoming, ...], ...]]:
    """The releases with the last capture of each address alone, where its first one stood; and all of each."""
    taken: dict[str, list[Incoming]] = {}
    for release in releases:
        if release.captured is not None and release.url:
            taken.setdefault(address_key(release.url, options.base), []).append(release)
    found: list[Incoming] = []
    captures: list[tuple[Incoming, ...]] = []
    for release in releases:
        if release.captured is None or not release.url:
            found.append(release)
        elif same := taken.pop(address_key(release.url, options.base), None):
            same.sort(key=_moment)
            found.append(same[-1])
            captures.append(tuple(same))
    return found, tuple(captures)


def _moment(release: Incoming) -> datetime:
    captured = release.captured or datetime.min
    return captured if captured.tzinfo else captured.replace(tzinfo=UTC)


def _fuller(one: Listed, other: Listed) -> Listed:
    """What two lists say of one release."""
    return replace(
        one,
        title=max(one.title, other.title, key=len),
        date=one.date or other.date,
        summary=one.summary or other.summary,
    )


def _with(release: Incoming, line: Listed, options: Options) -> Incoming:
    """A release with what a list says of it, where its own page does not say it, or not surely."""
    date = (date_of(line.date, options) or line.date) if line.date else None
    if date and (release.date is None or not release.date.sure):
        release = replace(release, date=Given(date, f"list {line.place.file}"))
    if line.title and (release.title is None or not release.title.sure):
        release = replace(release, title=Given(line.title, f"list {line.place.file}"))
    questions = tuple(key for key in release.questions if getattr(release, key, None) is None)
    return replace(release, questions=questions)
