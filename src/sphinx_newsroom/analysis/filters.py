"""Which rows are asked for, as conditions of SQL."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Annotated, Any, NamedTuple, TypedDict


class ArchiveError(Exception):
    """An archive can't be opened; the message says why, and what to do."""


# Whether a statement says some words, compared as the database's index of words compares them.

SAYS = "says"
"""What SQL calls `says`."""

_PHRASE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")
"""Accents of Latin letters alone: to FTS5 as well, й is another letter than и."""


def phrases(words: str) -> list[str]:
    """Words, and what is in quotation marks as one; not what is signs alone.

    >>> phrases('flood "the upper Varn" *')
    ['flood', 'the upper Varn']
    """
    found = (phrase or word for phrase, word in _PHRASE.findall(words.replace("\0", " ")))  # at which FTS5 would stop
    return [one for one in found if any(map(str.isalnum, one))]


def asked_words(words: str) -> list[str]:
    """The phrases, each as its words between blanks.

    >>> asked_words('Café "the upper-Varn"')
    [' cafe ', ' the upper varn ']
    """
    return [_compared(phrase) for phrase in phrases(words)]


def says(text: str, asked: str) -> bool:
    """Whether a text has all that was `asked`, as JSON.

    >>> says("The Upper Varn rose.", '[" upper varn "]'), says("upper, not Varn", '[" upper varn "]')
    (True, False)
    """
    compared = _compared(text)
    return all(phrase in compared for phrase in _read(asked))


@lru_cache(maxsize=8)
def _read(asked: str) -> tuple[str, ...]:
    return tuple(json.loads(asked))


def _compared(text: str) -> str:
    letters = _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", text.lower()))
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFC', letters)))} "


Texts = str | Iterable[str]
Day = str | dt.date


class Filters(TypedDict, total=False):
    """Which releases are wanted, and what belongs to them: all of what is said has to hold.

    Where several words can be given, any of them will do.
    """

    since: Annotated[
        Day, "The first day, such as ``2011-06-21``, or a year or month; of corrections the day of their note"
    ]
    until: Annotated[Day, "The last day, likewise; a year or month with all its days"]
    type: Annotated[Texts, "The types of releases, such as ``press-release``"]
    language: Annotated[Texts, "Languages of the texts"]
    issuer: Annotated[Texts, "Ids of organizations that issued it, also jointly"]
    organization: Annotated[Texts, "Ids of organizations that it names; of a mention or statement, whom it means"]
    official: Annotated[Texts, "Ids of officials that it names; of a mention or statement, whom it means"]
    topic: Annotated[Texts, "Ids of topics"]
    words: Annotated[
        str,
        "Words that title or text contain, of a statement its words; a phrase in quotation marks, in this order",
    ]
    release: Annotated[Texts, "Ids of releases"]
    translations: Annotated[bool, "``False`` leaves out translations, which are rows of their own"]


class Condition(NamedTuple):
    """A condition in SQL, and the values that it asks for."""

    sql: str
    values: tuple[Any, ...] = ()


def as_asked(filters: Filters) -> Mapping[str, Any]:
    """The filters with ids and words of several as lists, which can be read twice.

    Raises TypeError for a filter that there is none of, or that says nothing.

    >>> as_asked({"topic": "floods", "type": (kind for kind in ("speech", "notice"))})
    {'topic': ['floods'], 'type': ['speech', 'notice']}
    """
    unknown = sorted(filters.keys() - Filters.__annotations__.keys())
    if unknown:
        raise TypeError(f"there is no filter {unknown[0]!r}; there are {', '.join(Filters.__annotations__)}")
    said: dict[str, Any] = dict(filters)
    if nothing := [name for name, value in said.items() if value is None]:
        raise TypeError(f"{nothing[0]} is None; say what is wanted, or leave {nothing[0]} out")
    return {
        name: value if name in _ONE else ([value] if isinstance(value, str) else list(value))
        for name, value in said.items()
    }


_ONE = frozenset({"since", "until", "words", "translations"})
"""Filters of one value each."""


def conditions(table: str, filters: Mapping[str, Any]) -> Iterator[Condition]:
    """What the rows of a *table* have to meet, of filters `as_asked`.

    Raises TypeError or ValueError for a day that is none.
    """
    said = dict(filters)
    if table == "releases":
        yield from _of_releases(said)
        return
    if table in ("mentions", "statements"):
        for column in ("organization", "official"):
            if column in said:
                yield _one_of(column, said.pop(column))
    if table == "corrections":
        yield from _days({name: said.pop(name) for name in ("since", "until") if name in said})
    if table == "statements" and (asked := asked_words(said.get("words", ""))):
        # The index of words finds the releases, few of whose statements have the words.
        yield Condition(f"{SAYS}(text, ?)", (json.dumps(asked),))
    if "release" in said:
        yield _one_of("release", said.pop("release"))
    if found := list(_of_releases(said)):
        inner = _joined(found)
        yield Condition(f"release IN (SELECT id FROM releases WHERE {inner.sql})", inner.values)


def _days(said: Mapping[str, Any]) -> Iterator[Condition]:
    if "since" in said:
        yield Condition("date >= ?", (_day(said["since"], "-01"),))
    if "until" in said:
        yield Condition("date <= ?", (_day(said["until"], "-99"),))


def _of_releases(said: Mapping[str, Any]) -> Iterator[Condition]:
    yield from _days(said)
    if not said.get("translations", True):
        yield Condition("translation_of IS NULL")
    for name, column in (("type", "type"), ("language", "language"), ("release", "id")):
        if name in said:
            yield _one_of(column, said[name])
    for name, source in (
        ("organization", "SELECT release FROM mentions WHERE"),
        ("official", "SELECT release FROM mentions WHERE"),
        ("topic", "SELECT release FROM release_topics WHERE"),
    ):
        if name in said:
            inner = _one_of(name, said[name])
            yield Condition(f"id IN ({source} {inner.sql})", inner.values)
    if "issuer" in said:
        inner = _one_of("value", said["issuer"])
        yield Condition(f"EXISTS (SELECT 1 FROM json_each(issuers) WHERE {inner.sql})", inner.values)
    if "words" in said:
        asked = match(said["words"])
        found = "rowid IN (SELECT rowid FROM releases_fts WHERE releases_fts MATCH ?)"
        yield Condition(found, (asked,)) if asked else Condition("0")


def _joined(found: Iterable[Condition]) -> Condition:
    parts = list(found)
    return Condition(" AND ".join(one.sql for one in parts), tuple(value for one in parts for value in one.values))


def where(table: str, filters: Mapping[str, Any]) -> Condition:
    """All that the rows of a *table* have to meet, as the end of a query; empty if there is nothing."""
    found = _joined(conditions(table, filters))
    return Condition(f" WHERE {found.sql}", found.values) if found.sql else found


def _one_of(column: str, wanted: list[str]) -> Condition:
    # As one value, since SQLite takes 32,766 at most.
    return Condition(f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(wanted),))


_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def _day(day: Day, filled: str) -> str:
    """A day as text that compares as days do; *filled* stands for a month or day that is not given.

    >>> _day("2011", "-99"), _day(dt.date(2011, 6, 21), "-01")
    ('2011-99-99', '2011-06-21')
    """
    text = day.isoformat()[:10] if isinstance(day, dt.date) else day
    if not isinstance(text, str):
        raise TypeError(f"{day!r} isn't a day; write one as text, such as '2011-06-21', '2011-06' or '2011'")
    missing = 2 - text.count("-")
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        dt.date.fromisoformat(text + "-01" * missing)
    except ValueError:
        raise ValueError(f"{text!r} isn't a day; write one such as 2011-06-21, 2011-06 or 2011") from None
    return text + filled * missing


def match(words: str) -> str:
    """Words as FTS5 asks for them, so that no sign of theirs means anything to it.

    >>> match('flood "the upper Varn" AND')
    '"flood" "the upper Varn" "AND"'
    """
    return " ".join(f'"{phrase}"' for phrase in phrases(words))
