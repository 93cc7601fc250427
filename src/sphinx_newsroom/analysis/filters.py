"""Filters for rows, and the SQL conditions they become."""

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


# Whether a statement contains some words, compared as SQLite's full-text index compares them.

SAYS = "says"
"""The name of :func:`says` in SQL."""

_PHRASE = re.compile(r'"([^"]*)"|([^\s"]+)')
_WORD = re.compile(r"[^\W_]+")
_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")
"""Accents of Latin letters only: FTS5, too, treats й and и as different letters."""


def phrases(words: str) -> list[str]:
    """Split a query into words and quoted phrases, without parts that are only punctuation.

    >>> phrases('flood "the upper Varn" *')
    ['flood', 'the upper Varn']
    """
    found = (phrase or word for phrase, word in _PHRASE.findall(words.replace("\0", " ")))  # FTS5 would stop at NUL
    return [one for one in found if any(map(str.isalnum, one))]


def asked_words(words: str) -> list[str]:
    """Return the phrases of a query, each as its normalized words between spaces.

    >>> asked_words('Café "the upper-Varn"')
    [' cafe ', ' the upper varn ']
    """
    return [_compared(phrase) for phrase in phrases(words)]


def says(text: str, query: str) -> bool:
    """Whether a text contains all the phrases in *query*, a JSON list made by :func:`asked_words`.

    >>> says("The Upper Varn rose.", '[" upper varn "]'), says("upper, not Varn", '[" upper varn "]')
    (True, False)
    """
    compared = _compared(text)
    return all(phrase in compared for phrase in _read(query))


@lru_cache(maxsize=8)
def _read(query: str) -> tuple[str, ...]:
    return tuple(json.loads(query))


def _compared(text: str) -> str:
    letters = _ACCENTS.sub(r"\1", unicodedata.normalize("NFD", text.lower()))
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFC', letters)))} "


Texts = str | Iterable[str]
Day = str | dt.date


class Filters(TypedDict, total=False):
    """Filters for releases and the rows that belong to them; a row must match all of them.

    If a filter takes several values, any of them may match.
    """

    since: Annotated[
        Day, "The first day, such as ``2011-06-21``, or a month or year; for corrections, the day of the note"
    ]
    until: Annotated[Day, "The last day, in the same forms; a month or year includes all its days"]
    type: Annotated[Texts, "Types of releases, such as ``press-release``"]
    language: Annotated[Texts, "Languages of the texts"]
    issuer: Annotated[Texts, "Ids of the organizations that issued it, alone or jointly"]
    organization: Annotated[Texts, "Ids of organizations that it names, or that a mention or statement refers to"]
    official: Annotated[Texts, "Ids of officials that it names, or that a mention or statement refers to"]
    topic: Annotated[Texts, "Ids of topics"]
    words: Annotated[
        str,
        "Words in the title or text, or in a statement; quotation marks enclose a phrase",
    ]
    release: Annotated[Texts, "Ids of releases"]
    translations: Annotated[bool, "``False`` leaves out translations, which have their own rows"]


class Condition(NamedTuple):
    """A condition in SQL, and its parameters."""

    sql: str
    values: tuple[Any, ...] = ()


def as_asked(filters: Filters) -> Mapping[str, Any]:
    """Return the filters with single values as lists, unless a filter takes one value only.

    Raises TypeError for an unknown filter, or one that is None.

    >>> as_asked({"topic": "floods", "type": (kind for kind in ("speech", "notice"))})
    {'topic': ['floods'], 'type': ['speech', 'notice']}
    """
    unknown = sorted(filters.keys() - Filters.__annotations__.keys())
    if unknown:
        raise TypeError(f"there is no filter {unknown[0]!r}; the filters are {', '.join(Filters.__annotations__)}")
    said: dict[str, Any] = dict(filters)
    if nothing := [name for name, value in said.items() if value is None]:
        raise TypeError(f"{nothing[0]} is None; set a value, or leave {nothing[0]} out")
    return {
        name: value if name in _SINGLE_VALUED else ([value] if isinstance(value, str) else list(value))
        for name, value in said.items()
    }


_SINGLE_VALUED = frozenset({"since", "until", "words", "translations"})
"""Filters that take one value only."""


def conditions(table: str, filters: Mapping[str, Any]) -> Iterator[Condition]:
    """Yield the conditions for the rows of *table*, from filters returned by :func:`as_asked`.

    Raises TypeError or ValueError for a bad date.
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
    if table == "statements" and (query := asked_words(said.get("words", ""))):
        # The full-text index finds only the releases, not which of their statements match.
        yield Condition(f"{SAYS}(text, ?)", (json.dumps(query),))
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
        query = match(said["words"])
        found = "rowid IN (SELECT rowid FROM releases_fts WHERE releases_fts MATCH ?)"
        yield Condition(found, (query,)) if query else Condition("0")


def _joined(found: Iterable[Condition]) -> Condition:
    parts = list(found)
    return Condition(" AND ".join(one.sql for one in parts), tuple(value for one in parts for value in one.values))


def where(table: str, filters: Mapping[str, Any]) -> Condition:
    """Return the WHERE clause for the rows of *table*; it is empty without filters."""
    found = _joined(conditions(table, filters))
    return Condition(f" WHERE {found.sql}", found.values) if found.sql else found


def _one_of(column: str, values: list[str]) -> Condition:
    # As one JSON value, since SQLite takes at most 32,766 parameters.
    return Condition(f"{column} IN (SELECT value FROM json_each(?))", (json.dumps(values),))


_DAY = re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}")


def _day(day: Day, filled: str) -> str:
    """Return a date as text that sorts correctly; *filled* replaces a missing month or day.

    >>> _day("2011", "-99"), _day(dt.date(2011, 6, 21), "-01")
    ('2011-99-99', '2011-06-21')
    """
    text = day.isoformat()[:10] if isinstance(day, dt.date) else day
    if not isinstance(text, str):
        raise TypeError(f"{day!r} isn't a date; write it as text, such as '2011-06-21', '2011-06' or '2011'")
    missing = 2 - text.count("-")
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        dt.date.fromisoformat(text + "-01" * missing)
    except ValueError:
        raise ValueError(f"{text!r} isn't a date; write one such as 2011-06-21, 2011-06 or 2011") from None
    return text + filled * missing


def match(words: str) -> str:
    """Quote each word and phrase for FTS5, so that none acts as an operator.

    >>> match('flood "the upper Varn" AND')
    '"flood" "the upper Varn" "AND"'
    """
    return " ".join(f'"{phrase}"' for phrase in phrases(words))
