"""What a reader types, as search understands it: words, phrases, alternatives, exclusions, fields, dates.

By the rules of ``theme/search/query.js``, less what only the search page needs, such as its notes.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from sphinx_newsroom.outputs.queries.dates import SPACE, Dates
from sphinx_newsroom.outputs.search.tokens import UNSPACED, tokens

FIELDS = {
    "official": "official",
    "officials": "official",
    "organization": "organization",
    "organisation": "organization",
    "organizations": "organization",
    "org": "organization",
    "topic": "topic",
    "topics": "topic",
    "type": "type",
    "language": "language",
    "year": "year",
    "month": "month",
    "date": "date",
    "from": "from",
    "since": "from",
    "to": "to",
    "until": "to",
    "before": "before",
    "after": "after",
}
"""What stands before a colon -> the field that it is."""
DATED = frozenset(("date", "from", "to", "before", "after"))
"""Fields whose value is a date."""

_POSSESSIVE = re.compile(r"(?<=[^\W_])['’‘ʼʻʹ]s(?![^\W_])", re.IGNORECASE)
_FIELD = re.compile(rf"({'|'.join(FIELDS)}):{SPACE}*", re.IGNORECASE)
_OPERATOR = re.compile(rf"(OR|AND|NOT)(?={SPACE}|\Z)")
_VALUE = re.compile(f'"[^"]*"?|(?:(?!{SPACE})[^"])+')
_BLANK = re.compile(SPACE)
_PARTING = re.compile(r"[;|]|,(?![0-9])")  # parts words without a space beside it
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»", '"'))
_IN_JOINABLE = "'’.‐‑–-"
_MINUS = "-−–"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a query asks for.

    A word has *token*, *raw*, *exact* and *beginning*; a phrase, a compound (several words without a space, such as
    co-operation, PR/2011/40 or 会議) and a date have *tokens*; a field has its *key*; a date, in *text*, is ISO 8601.
    """

    kind: Literal["word", "phrase", "compound", "field", "date"]
    text: str
    token: str = ""
    raw: str = ""
    tokens: tuple[str, ...] = ()
    exact: bool = False
    beginning: bool = False
    is_short: bool = False
    joinable: bool = False
    unspaced: bool = False
    key: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Any item of each of the *groups* must be there, nothing of *without* may; *is_idle* where it asks for nothing."""

    groups: tuple[tuple[Item, ...], ...]
    without: tuple[Item, ...]
    is_idle: bool = False


@dataclass(slots=True)
class _Growing:
    groups: list[list[Item]] = field(default_factory=list)
    without: list[Item] = field(default_factory=list)
    alone: set[str] = field(default_factory=set)
    """The words that are groups by themselves, and so need not be asked for again."""

    def put(self, item: Item, minus: bool, either: bool) -> None:
        """Take an item, which is to be there, or with *minus* not, or may stand for the last one."""
        if minus:
            self.without.append(item)
        elif either:
            self.alone.discard(self.groups[-1][0].token)
            self.groups[-1].append(item)
        elif item.kind != "word" or item.token not in self.alone:
            self.groups.append([item])
            if item.kind == "word":
                self.alone.add(item.token)


def parse(query: str, dates: Dates) -> Query:
    """What a *query* asks for, in which the months of *dates* may stand.

    >>> found = parse('"forced labour" -vienna', Dates({}))
    >>> [item.tokens for group in found.groups for item in group], found.without[0].token
    ([('forced', 'labour')], 'vienna')
    """
    text = _PARTING.sub(" ", query.translate(_QUOTES))
    found = _Growing()
    either = minus = False
    at = 0
    while at < len(text):
        if _BLANK.match(text, at):
            at += 1
            continue
        if operator := _OPERATOR.match(text, at):
            at = operator.end()
            if operator[1] == "NOT":
                minus = True
            else:
                either = operator[1] == "OR" and bool(found.groups)
            continue
        if text[at] in _MINUS and at + 1 < len(text) and not _BLANK.match(text, at + 1):
            minus = True
            at += 1
        items, at = _piece(text, at, dates)
        for item in items:
            found.put(item, minus, either)
        either = minus = False
    idle = bool(query.strip()) and not found.groups and not found.without
    return Query(tuple(map(tuple, found.groups)), tuple(found.without), idle)


def _piece(text: str, start: int, dates: Dates) -> tuple[list[Item], int]:
    """What begins at a place of the query, and where it ends."""
    named = _FIELD.match(text, start)
    key = FIELDS[named[1].lower()] if named else ""
    at = named.end() if named else start
    if at == len(text):
        return [], at
    dated = dates.date_at(text, at) if not named or key in DATED or key == "month" else None
    if dated and dated.date:
        if named:
            return [Item("field", dated.date, key=key)], dated.end
        return [Item("date", dated.date, tokens=tuple(tokens(text[at : dated.end])))], dated.end
    found = _VALUE.match(text, at)
    value = found[0] if found else text[at]
    end = at + len(value)
    if not named:
        return _items(value), end
    said = value.replace('"', "").strip()
    if key in DATED and said and not dates.date_of(said):
        return _items(value), end
    return ([Item("field", said, key=key)] if said else []), end


def _items(value: str) -> list[Item]:
    """What a piece of the query asks for: one item as a rule, none where there is no word in it."""
    quoted = value.startswith('"')
    plain = value if quoted else _POSSESSIVE.sub("", value)
    words = tuple(tokens(plain))
    beginning = not quoted and value.endswith("*")
    if len(words) > 1 and quoted:
        return [Item("phrase", value, tokens=words)]
    if len(words) > 1 and not beginning:
        joinable = all(char in _IN_JOINABLE or unicodedata.category(char)[0] in "LM" for char in plain)
        return [Item("compound", value, tokens=words, joinable=joinable, unspaced=UNSPACED.search(value) is not None)]
    normal = unicodedata.normalize("NFC", plain)
    letters = "".join(char for char in normal if unicodedata.category(char)[0] in "LNM")
    capital = any(unicodedata.category(char) == "Lu" for char in letters) and letters == letters.upper()
    return [
        Item(
            "word",
            value,
            token=token,
            raw=token if len(words) > 1 else letters,
            exact=quoted,
            beginning=beginning and number == len(words),
            is_short=capital and len(letters) > 1,
        )
        for number, token in enumerate(words, 1)
    ]
