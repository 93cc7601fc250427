"""The rows of a list page: links of one form, again and again, each with a day beside it or above it.

A row is told by its structure alone: links whose ways through the tree are the same make a group, and what stands
between two links of a group belongs to one of them.  A group is a list where most of its links have a day of their own,
where all stand below a heading that is a day, or where they are the headings of texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sphinx_newsroom.importers.pages.document import is_inside, shown, words_of
from sphinx_newsroom.text.words.text_dates import LONGEST_DATE, DateOrder, days_in, first_day_in, order_of

FEWEST_ROWS = 4
"""Links of one form that can be a list; sidebars have three."""

_FEWEST_WORDS = 3
"""Words of a title, on the average of a list; menus have one or two."""

_DATED = 0.6
"""Of the links of a list, the share that has a day; some lists leave out the day of what came the same day."""

_TEXT = 25
"""Words below a heading that are a text, or the beginning of one."""

_LONGEST_BETWEEN = 1_500
"""Characters between two links in which a day is looked for; summaries stand there."""

_MOST_IN_ROW = 30
"""Texts that the first and last row may have; others end where the next begins."""

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th", "caption", "strong", "b", "legend")
# Classes that tell a row from its neighbours: its place in the list, and what a blog says of each text.
_OF_A_ROW = re.compile(
    r"(?:odd|even|first|last|active|row|sticky)[-_]?$|^(?:tag|category|cat|author|term|topic|type|status|format|post|has|node)[-_]",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"(?:continue|read|learn|more|full|weiter|mehr|lire|leer|далее|подробнее|детальніше|\W)+", re.IGNORECASE
)


class Row(NamedTuple):
    """A line of a list: where its release stands, what it is called, and its day, where that is clear."""

    url: str
    title: str
    day: date | None


class Rows(NamedTuple):
    """The lines of a page's lists, and the elements from the first to the last of each list."""

    rows: tuple[Row, ...]
    holders: tuple[Any, ...]


class _Link(NamedTuple):
    element: Any
    url: str
    title: str
    at: int


def rows_of(body: Any, language: str, order: DateOrder | None) -> Rows:
    """The rows of all lists of a page."""
    events = _events(body)
    rows: list[Row] = []
    holders = []
    spans: list[tuple[int, int]] = []
    for links in sorted(_groups(body, events), key=_fullness, reverse=True):
        # Topics and kinds that each row links as well are no rows.
        fresh = [link for link in links if not any(begin <= link.at < end for begin, end in spans)]
        if len(fresh) >= FEWEST_ROWS and (found := _read(fresh, events, language, order)):
            rows += found
            spans.append(_span(fresh, events))
            holders.append(_holder(fresh))
    return Rows(tuple(rows), tuple(holders))


def _span(links: Sequence[_Link], events: _Events) -> tuple[int, int]:
    """The texts that a list takes."""
    return links[0].at, events.ends[links[-1].element] + _MOST_IN_ROW


def _fullness(links: Sequence[_Link]) -> int:
    """How much a group says: of groups in the same rows, titles say more than topics, in headings above all."""
    return sum(map(len, {link.title for link in links})) * (1 + _are_headings(links))


def _are_headings(links: Sequence[_Link]) -> bool:
    """Whether most links of a group are headings: a page of several texts, each under its title."""
    found = sum(any(above.tag in _HEADINGS[:3] for above in link.element.iterancestors()) for link in links)
    return 2 * found > len(links)


def _have_texts(links: Sequence[_Link], events: _Events) -> bool:
    """Whether the middle one of the links has a text below it, and not only the next link."""
    between = sorted(
        len(words_of(_between(events, events.ends[link.element], after.at))) for link, after in pairwise(links)
    )
    return between[len(between) // 2] >= _TEXT


class _Events(NamedTuple):
    """The texts of a page in order, each with the element it stands in; and where each element begins."""

    texts: list[tuple[str, Any]]
    begins: dict[Any, int]
    ends: dict[Any, int]


def _events(body: Any) -> _Events:
    texts: list[tuple[str, Any]] = []
    begins: dict[Any, int] = {}
    ends: dict[Any, int] = {}
    stack = [(body, False)]
    while stack:
        element, done = stack.pop()
        if done:
            ends[element] = len(texts)
            if element.tail and element.tail.strip():
                texts.append((element.tail, element.getparent()))
            continue
        begins[element] = len(texts)
        # The machine's form of a day comes before what is shown of it.
        if element.tag == "time" and element.get("datetime"):
            texts.append((element.get("datetime")[:10], element))
        if element.text and element.text.strip():
            texts.append((element.text, element))
        stack.append((element, True))
        stack += [(child, False) for child in reversed(element)]
    return _Events(texts, begins, ends)


def _groups(body: Any, events: _Events) -> Iterator[list[_Link]]:
    """The links of a page by the form of the way to them, within the closest element that holds them all."""
    found: dict[tuple[Any, ...], dict[str, _Link]] = {}
    for element in body.iter("a"):
        url, title = (element.get("href") or "").strip(), " ".join(shown(element).split())
        if not url or url.startswith(("#", "javascript:", "mailto:", "tel:")) or is_inside(element, ("nav", "footer")):
            continue
        group = found.setdefault(_form(element), {})
        if title and (url not in group or len(title) > len(group[url].title)):
            group[url] = _Link(element, url, title, events.begins[element])
    for links in found.values():
        if len(links) >= FEWEST_ROWS:
            yield sorted(links.values(), key=lambda link: link.at)


def _form(element: Any) -> tuple[str, ...]:
    """The way from the page to an element: names and classes, but for what tells rows from one another."""
    way = []
    for part in (element, *element.iterancestors()):
        names = sorted({re.sub(r"\d+", "", name) for name in part.get("class", "").split()})
        plain = [name for name in names if not _OF_A_ROW.search(name)]
        way.append(f"{part.tag}.{'.'.join(plain)}" if part is not element else part.tag)
    return tuple(way)


def _read(links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None) -> list[Row]:
    """The rows of a group; none where it is no list."""
    titles = [_title(link) for link in links]
    if sum(len(words_of(title)) for title in titles) < _FEWEST_WORDS * len(links):
        return []
    # A list of days, such as an archive's by month, is none of releases.
    if sum(bool(days_in(title, language, order)) for title in titles) > len(links) // 2:
        return []
    days = _days(links, events, language, order)
    if sum(day is not None for day in days) < _DATED * len(links):
        heading = _heading_day(links, events, language, order)
        if heading is None and not (_are_headings(links) and _have_texts(links, events)):
            return []
        days = [(heading,) if heading else None] * len(links)
    return [
        Row(link.url, title, day[0] if day and len(day) == 1 else None)
        for link, title, day in zip(links, titles, days, strict=True)
    ]


def _title(link: _Link) -> str:
    """What a link is called; where it is called "Read more", the heading closest to it."""
    if not _MORE.fullmatch(link.title):
        return link.title
    for above in list(link.element.iterancestors())[:4]:
        for heading in above.iter("h1", "h2", "h3", "h4", "h5", "h6"):
            if words := " ".join(shown(heading).split()):
                return words
    return link.title


def _days(
    links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None
) -> list[tuple[date, ...] | None]:
    """The days of the rows: from what stands before their links, or from what stands after, as most have them."""
    begins = [link.at for link in links]
    ends = [events.ends[link.element] for link in links]
    starts = zip([0, *ends[:-1]], begins, strict=True)
    before = [_between(events, max(end, begin - _MOST_IN_ROW), begin) for end, begin in starts]
    stops = zip(ends, [*begins[1:], len(events.texts)], strict=True)
    after = [_between(events, end, min(begin, end + _MOST_IN_ROW)) for end, begin in stops]
    order = order or order_of(iter([*before, *after]))
    sides = [[_first(text, language, order) for text in side] for side in (before, after)]
    return max(sides, key=lambda side: sum(day is not None for day in side))


def _between(events: _Events, begin: int, end: int) -> str:
    return " ".join(" ".join(text for text, _ in events.texts[begin:end]).split())[:_LONGEST_BETWEEN]


def _first(text: str, language: str, order: DateOrder | None) -> tuple[date, ...] | None:
    days, _, _ = first_day_in(text, language, order)
    return days or None


def _heading_day(links: Sequence[_Link], events: _Events, language: str, order: DateOrder | None) -> date | None:
    """The day that the heading above a list is, where nothing but it stands there."""
    begin = links[0].at
    for text, element in reversed(events.texts[max(0, begin - 3) : begin]):
        heads = [element, *element.iterancestors()][:2]
        if len(text) <= LONGEST_DATE and any(part.tag in _HEADINGS for part in heads):
            days = days_in(text, language, order)
            if len(days) == 1:
                return days[0]
    return None


def _holder(links: Sequence[_Link]) -> Any:
    """The closest element that holds the first and the last link."""
    last = set(links[-1].element.iterancestors())
    return next(above for above in links[0].element.iterancestors() if above in last)
