"""One release of what several sources say of it: lists and feeds give pages the titles and dates that these lack."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Options
from sphinx_newsroom.importers.releases.planning.addresses_of_sources import address_key


class Joined(NamedTuple):
    """What all sources give: releases in the order of the sources, lines of lists without a text, and problems."""

    releases: tuple[Incoming, ...]
    listed: tuple[Listed, ...]
    problems: tuple[Problem, ...]


def joined(items: Iterable[Incoming | Listed | Problem], options: Options) -> Joined:
    """Releases and lines of lists of the same address put together; two texts of one address stay two.

    Texts with a day of capture are versions of one release and are put together elsewhere.
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
    used: set[str] = set()
    for number, release in enumerate(releases):
        key = address_key(release.url, options.base) if release.url else ""
        if key in listed:
            used.add(key)
            releases[number] = _with(release, listed[key], options)
    left = tuple(item for key, item in listed.items() if key not in used)
    return Joined(tuple(releases), left, tuple(problems))


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
