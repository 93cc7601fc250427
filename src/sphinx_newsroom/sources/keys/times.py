"""The dates and times of headers: days, moments with an offset or in the archive's time zone, partial dates."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.days import PartialDate, earliest, latest
from sphinx_newsroom.sources.keys.meant import day_advice, days, moment_advice, no_such_day
from sphinx_newsroom.sources.keys.sheet import RefusedError, Sheet, ValueForm, label, scalar, shortened
from sphinx_newsroom.sources.keys.value_forms import whole

# What is in JSON Schemas, too, does without flags, and escapes nothing that ECMAScript would not have escaped.
_DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_CLOCK = rf"{_HOUR}:[0-5][0-9](?:\.[0-9]+)?"
_OFFSET = f"(?:[Zz]|[+-]{_HOUR})"
_DATE = re.compile(_DAY)
_PARTIAL = re.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")
# RFC 3339, section 5.6, lets a blank stand in the place of the T, and letters be small.
_MOMENT = re.compile(f"({_DAY})[Tt ]({_CLOCK})({_OFFSET})")
# A time in the archive's own zone is as people write it, and needs no seconds.
_LOCAL_CLOCK = rf"{_HOUR}(?::[0-5][0-9](?:\.[0-9]+)?)?"
_LOCAL = re.compile(f"({_DAY})[Tt ]({_LOCAL_CLOCK})")
_HAS_TIME = re.compile(r":|\d ?(?:[ap]\.?m|uhr|h)\b", re.IGNORECASE)
_DATE_ADVICE = "write a date such as 2011-06-21"
_MOMENT_ADVICE = "write date, time and offset, such as 2011-06-21T10:00:00+02:00"
_ZONE_ADVICE = "name the zone of all such times: newsroom_timezone in conf.py"


def day_of(value: str, where: str) -> dt.date:
    """An ISO 8601 date; raises RefusedError."""
    if _DATE.fullmatch(value):
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            raise RefusedError(
                Code.BAD_DATE, f"{label(where)} is {value}, a day that does not exist", _another(value)
            ) from None
        if day.year == dt.MINYEAR:  # whose first day begins, east of Greenwich, in a year that there is not
            raise RefusedError(Code.BAD_DATE, f"{label(where)} is in the year 1, which no calendar shows", _DATE_ADVICE)
        return day
    if no_such_day(value):
        message = f"{label(where)} is {shortened(value)!r}, a day that does not exist"
        raise RefusedError(Code.BAD_DATE, message, _another(value))
    message = f"{label(where)} is {shortened(value)!r}, which is not how a date is written"
    raise RefusedError(Code.BAD_DATE, message, day_advice(value) or moment_advice(value) or _DATE_ADVICE)


def _another(value: str) -> str:
    """Advice for a day that its month does not have."""
    short = no_such_day(value)
    return f"{short}; write another" if short else _DATE_ADVICE


def moment_of(value: str, where: str, timezone: str | None = None) -> dt.datetime:
    """An RFC 3339 date-time with offset, or one without in the archive's *timezone*; raises RefusedError."""
    if found := _MOMENT.fullmatch(value):
        try:
            return dt.datetime.fromisoformat(f"{found[1]}T{found[2]}{found[3].upper()}")
        except ValueError:
            raise RefusedError(
                Code.BAD_DATE, f"{label(where)} is {value}, a moment that does not exist", _MOMENT_ADVICE
            ) from None
    if local := _LOCAL.fullmatch(value):
        if timezone is None:
            advice = f"{moment_advice(value) or _MOMENT_ADVICE}, or {_ZONE_ADVICE}"
            raise RefusedError(Code.BAD_DATE, f"{label(where)} is {value}, without an offset", advice)
        return _local_moment(f"{local[1]}T{local[2]}", where, timezone)
    advice = _MOMENT_ADVICE if timezone is None else f"write date and time of {timezone}, such as 2011-06-21T10:00"
    what = "without a time of the day" if days(value) else "which is not how date and time are written"
    message = f"{label(where)} is {shortened(value)!r}, {what}"
    raise RefusedError(Code.BAD_DATE, message, moment_advice(value, timezone) or advice)


def _local_moment(value: str, where: str, timezone: str) -> dt.datetime:
    """A time of a time zone with the offset that it has there; raises RefusedError where there is none, or two."""
    try:
        # Clocks that are put back show an hour twice, the second time with a fold.
        first = dt.datetime.fromisoformat(value).replace(tzinfo=ZoneInfo(timezone))
        second = first.replace(fold=1)
        offsets = first.utcoffset() or dt.timedelta(), second.utcoffset() or dt.timedelta()
        there = first.astimezone(dt.UTC).astimezone(ZoneInfo(timezone)).replace(tzinfo=None)
    except (ValueError, OverflowError):
        message = f"{label(where)} is {value}, a moment that does not exist"
        raise RefusedError(Code.BAD_DATE, message, _MOMENT_ADVICE) from None
    if there != first.replace(tzinfo=None):
        message = f"{label(where)} is {value}, which {timezone} never had, since clocks were put forward"
        raise RefusedError(Code.BAD_DATE, message, "write the hour before or after, or an offset")
    if offsets[0] != offsets[1]:
        both = " or ".join(first.replace(tzinfo=dt.timezone(offset)).isoformat() for offset in offsets)
        message = f"{label(where)} is {value}, which {timezone} had twice, since clocks were put back"
        raise RefusedError(Code.BAD_DATE, message, f"write {both}")
    # Local mean time, before standard time, has offsets with seconds, which RFC 3339 cannot write.
    if not offsets[0] or offsets[0] % dt.timedelta(minutes=1):
        return first.astimezone(dt.UTC)
    return first.replace(tzinfo=dt.timezone(offsets[0]))


def date(sheet: Sheet, where: str, node: yaml.Node) -> dt.date:
    """A day."""
    return day_of(scalar(where, node, "a date such as 2011-06-21"), where)


def date_or_moment(sheet: Sheet, where: str, node: yaml.Node, timezone: str | None = None) -> dt.date | dt.datetime:
    """A day, or a date-time with its offset, which the archive's *timezone* may say."""
    value = scalar(where, node, "a date such as 2011-06-21")
    # A colon is in every time and in no date; as people write them, half of the day or the hour's name.
    return moment_of(value, where, timezone) if _HAS_TIME.search(value) else day_of(value, where)


def moment(sheet: Sheet, where: str, node: yaml.Node, timezone: str | None = None) -> dt.datetime:
    """A date-time with its offset, which the archive's *timezone* may say."""
    offset = "with offset, such as 2011-06-21T10:00:00+02:00" if timezone is None else "such as 2011-06-21T10:00"
    return moment_of(scalar(where, node, f"a date-time {offset}"), where, timezone)


def partial_date(sheet: Sheet, where: str, node: yaml.Node) -> PartialDate:
    """A year, a month or a day."""
    value = scalar(where, node, "a date such as 2010, 2010-07 or 2010-07-12")
    if _PARTIAL.fullmatch(value):
        try:
            earliest(value)
        except ValueError:
            raise RefusedError(
                Code.BAD_DATE,
                f"{label(where)} is {value}, a date that does not exist",
                "write a date such as 2010, 2010-07 or 2010-07-12",
            ) from None
        return value
    raise RefusedError(
        Code.BAD_DATE,
        f"{label(where)} is {shortened(value)!r}",
        day_advice(value) or "write as much as is known: 2010, 2010-07 or 2010-07-12",
    )


def in_order(first: str, last: str) -> Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None]:
    """A check that the partial date under *last* is not before that under *first*."""

    def check(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
        start, end = values.get(first), values.get(last)
        if start and end and latest(end) < earliest(start):
            message = f"{last} {end} is before {first} {start}"
            return last, RefusedError(Code.BAD_DATE, message, "correct one of the two")
        return None

    return check


def moments_in_order(first: str, last: str) -> Callable[[Mapping[str, Any]], tuple[str, RefusedError] | None]:
    """A check that the day or moment under *last* is of the kind of that under *first*, and not before it.

    Neither may be so early or late that it cannot be told in another time zone.
    """

    def check(values: Mapping[str, Any]) -> tuple[str, RefusedError] | None:
        start, end = values.get(first), values.get(last)
        for key, value in ((first, start), (last, end)):
            # In another time zone it may be in a year that there is not.
            if value is not None and value.year in (dt.MINYEAR, dt.MAXYEAR):
                message = f"{key} is in the year {value.year}, which no calendar shows"
                return key, RefusedError(Code.BAD_DATE, message, "write another")
        if start is None or end is None:
            return None
        if isinstance(start, dt.datetime) != isinstance(end, dt.datetime):
            kind = "a day and time" if isinstance(start, dt.datetime) else "a day"
            message = f"{last} is not of the kind of {first}, which is {kind}"
            return last, RefusedError(Code.BAD_DATE, message, "give both with a time of the day, or both without")
        if end < start:
            message = f"{last} {end.isoformat()} is before {first} {start.isoformat()}"
            return last, RefusedError(Code.BAD_DATE, message, "correct one of the two")
        return None

    return check


"""The letters of the parts of a language tag that are written in capitals (`AT`) and with one (`Cyrl`); RFC 5646,
section 2.1.1."""


_MONTH, _MONTH_DAY = "(?:0[1-9]|1[0-2])", "(?:0[1-9]|[12][0-9]|3[01])"
_CALENDAR_DAY = f"[0-9]{{4}}-{_MONTH}-{_MONTH_DAY}"

DATE = ValueForm(date, "date", whole(_CALENDAR_DAY, format="date"))
# RFC 3339, and so every schema's "date-time", wants the T for which the reader takes a blank as well.
TIME = ValueForm(moment, "time", whole(f"{_CALENDAR_DAY}[Tt]{_CLOCK}{_OFFSET}", format="date-time"))
DATE_OR_TIME = ValueForm(date_or_moment, "date or time", {"anyOf": [DATE.schema, TIME.schema]})


def time_in(timezone: str) -> ValueForm:
    """A time in an archive that has a time zone: its offset may be left out."""
    local = whole(f"{_CALENDAR_DAY}[Tt ]{_LOCAL_CLOCK}")
    return TIME._replace(read=partial(moment, timezone=timezone), schema={"anyOf": [TIME.schema, local]})


def date_or_time_in(timezone: str) -> ValueForm:
    """A date or time in an archive that has a time zone."""
    schema = {"anyOf": [DATE.schema, *time_in(timezone).schema["anyOf"]]}
    return DATE_OR_TIME._replace(read=partial(date_or_moment, timezone=timezone), schema=schema)


# A year alone is a number to YAML.
PARTIAL_DATE = ValueForm(
    partial_date,
    "partial date",
    whole(f"[0-9]{{4}}(?:-{_MONTH}(?:-{_MONTH_DAY})?)?", "integer", minimum=1000, maximum=dt.MAXYEAR),
)
