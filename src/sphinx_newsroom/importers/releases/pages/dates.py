"""The day of a page's release: what the page shows, what its head says, and what of the two can be relied on."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple

from sphinx_newsroom.importers.releases.incoming import Given, Options
from sphinx_newsroom.importers.releases.pages.document import PARAGRAPH, Unit
from sphinx_newsroom.importers.releases.pages.metadata import Metadata
from sphinx_newsroom.importers.releases.pages.titles import Title
from sphinx_newsroom.importers.releases.press_lines import LABEL
from sphinx_newsroom.text.words.text_dates import DateOrder, days_in, first_day_in

_SHORT = 14
"""Words of a block that is about the release and not of it: 'Berlin, 4 May 2021 | Press release 12/2021'."""

_BEFORE = 6
_AFTER = 12
"""Blocks before and after the title in which a day counts as the release's; the first paragraph ends them."""

_BARE = 8
"""Words of a block of a day and little else; others count only right beside the title."""

_BESIDE = 4

_CLOSE = 1
"""Days by which a moment's day may differ from the day shown: time zones."""

logging.getLogger("htmldate").setLevel(logging.CRITICAL)


class Dated(NamedTuple):
    """A day with what it is taken from; *asked* says that somebody has to look."""

    given: Given | None
    asked: bool


def date_of(
    html: str,
    metadata: Metadata,
    units: Sequence[Unit],
    title: Title,
    text: Given | None,
    options: Options,
) -> Dated:
    """The day of a release: sure where two sources agree, or where one stands where it must.

    Args:
        html: the page.
        metadata: what its head says.
        units: all blocks of the page.
        title: the title, and what stands in its element besides.
        text: the day that the text itself says, in its dateline or in a line of its own.
        options: the language of the page and the order of numbers.
    """
    said = [day for value, _ in metadata.dates if (day := _day_of(value, options))]
    hinted = [day for value, _ in metadata.hints if (day := _day_of(value, options))]
    seen = list(_shown(units, title, options.language, options.order))
    certain = [days[0] for days in seen if len(days) == 1]
    if text is not None:
        certain.insert(0, date.fromisoformat(text.value))
    # A day in numbers that may be two is the one that the head has.
    certain += [day for days in seen if len(days) > 1 for day in days if day in (*said, *hinted)]
    if text is not None and text.source == LABEL and text.sure and not said:
        return Dated(text, False)
    if certain and said:
        return _of_both(certain, said)
    if certain:
        alone = len(set(certain)) == 1
        return Dated(Given(certain[0].isoformat(), text.source if text else "page", alone), not alone)
    if any(len(days) > 1 for days in seen):
        return Dated(None, True)
    if said:
        alone = len(set(said)) == 1
        return Dated(Given(said[0].isoformat(), metadata.dates[0][1], alone), not alone)
    found = hinted[0].isoformat() if hinted else _by_htmldate(html)
    return Dated(Given(found, metadata.hints[0][1] if hinted else "htmldate", sure=False) if found else None, True)


def _of_both(certain: Sequence[date], said: Sequence[date]) -> Dated:
    for day in certain:
        if day in said:
            return Dated(Given(day.isoformat(), "page"), False)
    for day in certain:
        if any(abs((day - other).days) <= _CLOSE for other in said):
            return Dated(Given(day.isoformat(), "page"), False)
    return Dated(Given(certain[0].isoformat(), "page", sure=False), True)


def _shown(units: Sequence[Unit], title: Title, language: str, order: DateOrder | None) -> Iterator[tuple[date, ...]]:
    """The days that short blocks near the title show."""
    if days := _day_in(title.besides, language, order):
        yield days
    element = title.element
    at = next(
        (number for number, unit in enumerate(units) if element is not None and _is_or_holds(element, unit)), None
    )
    if at is None:
        return
    below = [
        *units[at + 1 : at + 1 + _BESIDE],
        *takewhile(lambda unit: len(unit.words) < PARAGRAPH, units[at + 1 + _BESIDE : at + 1 + _AFTER]),
    ]
    for distance, unit in (*enumerate(below), *enumerate(reversed(units[max(0, at - _BEFORE) : at]))):
        short = len(unit.words) <= (_SHORT if distance < _BESIDE else _BARE)
        days = _day_in(unit.text, language, order) if short else ()
        if short and not days:  # "Press Releases" and "June 8, 2011" may stand side by side without a blank
            days = _day_in(" ".join(unit.element.itertext()), language, order)
        if days:
            yield days


def _is_or_holds(title: Any, unit: Unit) -> bool:
    return unit.element is title or title in unit.element.iterancestors() or unit.element in title.iterancestors()


def _day_in(text: str, language: str, order: DateOrder | None) -> tuple[date, ...]:
    days, begin, _ = first_day_in(text, language, order)
    # "Updated 4 May" and "Deadline: 4 May" are other days.
    return () if _OTHER_DAYS.search(text[:begin]) else days


_OTHER_DAYS = re.compile(
    r"updat|modif|review|chang|deadline|event|until|copyright|©|expire|aktualisier|stand\b|geändert|frist|mis à jour"
    r"|actualiz|aggiorn|обновл|оновл",
    re.IGNORECASE,
)


def _day_of(value: str, options: Options) -> date | None:
    """The day of a moment as pages write it: ISO 8601, or in words."""
    found = re.match(r"\s*(\d{4}-\d\d-\d\d)(?:$|[T\s])", value) or re.match(r"\s*(\d{4})(\d\d)(\d\d)(?:$|T)", value)
    if found:
        try:
            return date.fromisoformat("-".join(found.groups()))
        except ValueError:
            return None
    days = days_in(re.sub(r"[,\s]+\d{1,2}:\d\d.*$", "", value), options.language, options.order)
    return days[0] if len(days) == 1 else None


def _by_htmldate(html: str) -> str | None:
    import htmldate

    try:
        return htmldate.find_date(html, extensive_search=True, original_date=True)
    except Exception:  # whatever a page brings about in a library: it finds no date
        return None
