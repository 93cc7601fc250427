"""One release of what several sources say of it: lists and feeds give pages the titles and dates that these lack."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.captures.revisions import Seen, key_of, revisions
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.releases.planning.addresses_of_sources import address_key


class Joined(NamedTuple):
    """What all sources give: releases in the order of the sources, lines of lists without a text, and problems.

    *captures* are the texts that were captured of a release, the oldest first, by its position among the releases; the
    last is the one that stands there.
    """

    releases: tuple[Incoming, ...]
    listed: tuple[Listed, ...]
    problems: tuple[Problem, ...]
    captures: Mapping[int, tuple[Seen, ...]] = MappingProxyType({})


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
    releases, captures = _with_captures(releases)
    used: set[str] = set()
    for number, release in enumerate(releases):
        key = address_key(release.url, options.base) if release.url else ""
        if key in listed:
            used.add(key)
            releases[number] = _with(release, listed[key], options)
    left = tuple(item for key, item in listed.items() if key not in used)
    return Joined(tuple(releases), left, tuple(problems), captures)


def _with_captures(releases: list[Incoming]) -> tuple[list[Incoming], dict[int, tuple[Seen, ...]]]:
    """The releases with the last captured text of each address alone, where its first one stood; and all of each."""
    texts = {
        key_of(seen[-1].incoming.url or ""): seen
        for seen in revisions(one for one in releases if one.captured is not None and one.url)
    }
    found: list[Incoming] = []
    captures: dict[int, tuple[Seen, ...]] = {}
    for release in releases:
        if release.captured is None or not release.url:
            found.append(release)
        elif seen := texts.pop(key_of(release.url), None):
            captures[len(found)] = seen
            found.append(_last_of(seen))
    return found, captures


def _last_of(seen: Sequence[Seen]) -> Incoming:
    """The text that stands, with what earlier ones know of the release, and what is not taken over of these."""
    last = seen[-1].incoming
    before = [one.incoming for one in seen[-2::-1]]
    dates = (one.date for one in before if one.date is not None and one.date.sure)
    date = last.date if last.date is not None and last.date.sure else next(dates, last.date)
    losses = list(last.losses)
    for one in before:
        when = f"in the text of {one.captured:%Y-%m-%d}, " if one.captured else "in an earlier text, "
        losses += [Loss(f"{when}{loss.what}", loss.words) for loss in one.losses if loss not in last.losses]
        losses += [Loss(f"{when}a file", file.path) for file in one.files if file not in last.files]
    return replace(
        last,
        date=date,
        former_urls=tuple(dict.fromkeys(url for one in (last, *before) for url in one.former_urls)),
        losses=tuple(losses),
        questions=tuple(key for key in last.questions if key != "date" or date is None or not date.sure),
    )


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
