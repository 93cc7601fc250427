"""A query to the releases that hold all of it, as ``theme/search/understand.js`` finds them.

Where no release holds all words, the search page tries others for them, or shows what holds most.  That helps who looks
on, and would only be noise to who waits for news, so it is left out here: such a query finds nothing yet.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain
from typing import Any, Literal

from babel import Locale, UnknownLocaleError

from sphinx_newsroom.outputs.queries.built_index import SPACE, BuiltIndex, Dates, Part, first_day, last_day
from sphinx_newsroom.outputs.search import stems
from sphinx_newsroom.outputs.search.tokens import UNSPACED, tokens

# What a reader types, as search understands it: words, phrases, alternatives, exclusions, fields, dates.
#
# By the rules of ``theme/search/query.js``, less what only the search page needs, such as its notes.

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


_LONGEST_PART = 8
"""Characters of what is looked for as one word where words are written without spaces."""

_YEARS = re.compile(r"([0-9]{1,4})(?:\s*(-|–|\.\.)\s*([0-9]{0,4}))?")
_MONTH = re.compile("[0-9]{1,2}")
_EPOCH = dt.date(1970, 1, 1).toordinal()
_MONTHS = range(1, 13)
_DAY_OF_DATE = 3
_OPEN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_CLOSED = re.compile("([aou])e")


class Finder:
    """Finds what queries ask for in an *index*; a reader of the site has it in *language*.

    Answers about words are kept, since many who wait for news wait for the same.  Only releases *within* are looked
    for, by number: all where it is None.
    """

    def __init__(self, index: BuiltIndex, language: str, within: Collection[int] | None = None) -> None:
        self.index = index
        self.language = language
        self.within = frozenset(range(index.total) if within is None else within)
        wanted = {id(index.part_of(number)) for number in self.within}
        self._parts = [part for part in index.parts if id(part) in wanted]
        self._words: dict[tuple[str, str, bool, bool], frozenset[int]] = {}
        self._phrases: dict[tuple[str, ...], frozenset[int]] = {}
        self._known: dict[tuple[str, ...], bool] = {}
        self._forms: dict[tuple[str, str], tuple[str, ...]] = {}

    def find(self, query: str) -> frozenset[int]:
        """The numbers of the releases that hold all that a query asks for."""
        return self.matching(parse(query, self.index.dates))

    def matching(self, query: Query) -> frozenset[int]:
        """The same for a query that was read."""
        if query.is_idle:
            return frozenset()
        fields = [group[0] for group in query.groups if len(group) == 1 and group[0].kind == "field"]
        others = self._with_optional([group for group in query.groups if len(group) > 1 or group[0].kind != "field"])
        found = self.within
        for group in others:
            for optional, held in self._units(group):
                if not optional:
                    found &= held
                if not found:
                    return found
        for item in fields:
            meant = self._releases(item)
            if meant is not None:  # what is unclear takes away none
                found &= meant
        for item in query.without:
            found -= self._ruled_out(item)
        return found

    # -- groups and their items

    def _with_optional(self, groups: Sequence[tuple[Item, ...]]) -> list[tuple[Item, ...]]:
        """The groups, with the words that say nothing made optional, unless there are no others."""
        words = [
            group[0]
            for group in groups
            if len(group) == 1 and group[0].kind == "word" and not group[0].exact and not group[0].beginning
        ]
        idle = {id(word) for word in self._idle(words)}
        if len(idle) == len(groups):
            return list(groups)
        return [
            (replace(group[0], exact=True, optional=True),) if len(group) == 1 and id(group[0]) in idle else group
            for group in groups
        ]

    @cached_property
    def _stop(self) -> dict[str, frozenset[str]]:
        parted = {tag: map(tokens, words) for tag, words in self.index.stop.items()}
        return {tag: frozenset(one[0] for one in rows if len(one) == 1) for tag, rows in parted.items()}

    def _idle(self, words: Sequence[Item]) -> Iterator[Item]:
        """Those that say nothing: "from", "what"; those of another language than the site's come in company."""
        own = (self.language or "en").split("-")[0]
        for tag, listed in self._stop.items():
            here = [word for word in words if word.token in listed and not word.is_short]
            if tag == own or len(here) > 1:
                yield from here

    def _units(self, group: tuple[Item, ...]) -> list[tuple[bool, frozenset[int]]]:
        """What a group asks for, each with the releases that hold it, and whether these may do without."""
        if len(group) == 1:
            return [(group[0].optional, held) for held in self._held(group[0])]
        return [(False, frozenset(chain.from_iterable(held for item in group for held in self._held(item))))]

    def _held(self, item: Item) -> list[frozenset[int]]:
        if item.kind == "field":
            return [self._releases(item) or frozenset()]
        if item.kind == "word":
            return [self._word(item.token, item.raw, exact=item.exact, beginning=item.beginning)]
        if item.kind == "phrase":
            return [self._phrase(item.tokens)]
        if item.kind == "date":
            return [self._date(item)]
        return self._compound(item)

    def _compound(self, item: Item) -> list[frozenset[int]]:
        """Its words one after the other; where these stand nowhere so: one word, the longest parts, or its words."""
        if self._stands(item.tokens):
            return [self._phrase(item.tokens)]
        joined = "".join(item.tokens)
        if item.joinable and self._is_known(joined):
            return [self._word(joined, joined, exact=True)]
        if not item.unspaced:
            return [self._word(token, token) for token in item.tokens]
        found, rest = [], item.tokens
        while rest:
            length = min(len(rest), _LONGEST_PART)
            while length > 1 and not self._stands(rest[:length]):
                length -= 1
            found.append(self._phrase(rest[:length]) if length > 1 else self._word(rest[0], rest[0], exact=True))
            rest = rest[length:]
        return found

    def _date(self, item: Item) -> frozenset[int]:
        """A date is that of a release, or stands in its text, in either order of day and month."""
        words = item.tokens
        found = self._phrase(words) | self._within(first_day(item.text), last_day(item.text))
        if len(words) == _DAY_OF_DATE:
            found |= self._phrase((words[1], words[0], words[2]))
        return found

    def _ruled_out(self, item: Item) -> frozenset[int]:
        if item.kind == "field":
            return self._releases(item) or frozenset()
        if item.kind == "word":
            return self._word(item.token, item.raw, exact=not item.beginning, beginning=item.beginning)
        if item.kind == "date":
            return self._date(item)
        return self._phrase(item.tokens)

    # -- words and phrases

    def _word(self, token: str, raw: str, *, exact: bool = False, beginning: bool = False) -> frozenset[int]:
        """The releases that hold a word, or another form of it, or with *beginning* a word that begins with it."""
        key = token, raw, exact, beginning
        if key not in self._words:
            forms = () if exact or beginning else self._forms_of(token, raw)
            found: set[int] = set()
            for part in self._parts:
                own = self.index.beginning(part, token) if beginning else (token,)
                for term in (*own, *forms):
                    found |= self.index.holding(part, term)
            self._words[key] = self.within & found
        return self._words[key]

    def _forms_of(self, token: str, raw: str) -> tuple[str, ...]:
        """The other forms of a word, those of any part of the archive."""
        if (token, raw) not in self._forms:
            found = set(_spellings(token, raw) if "de" in self.index.stemmed else ())
            for tag, stem, alone in self._stems(token, raw):
                for part in self.index.parts:
                    found.update(self.index.words_with(part, tag, stem, alone=alone))
            self._forms[token, raw] = tuple(sorted(found - {token}))
        return self._forms[token, raw]

    def _stems(self, token: str, raw: str) -> set[tuple[str, str, bool]]:
        if len(token) < stems.SHORTEST or any(unicodedata.category(char)[0] == "N" for char in token):
            return set()
        found = set()
        for tag in self.index.stemmed:
            for word in {raw.lower(), token}:
                for stem in stems.stems_of(tag, word) - {""}:
                    found.add((tag, stem, stems.stem(tag, stem) == stem))
        return found

    def _phrase(self, words: tuple[str, ...]) -> frozenset[int]:
        if words not in self._phrases:
            found = (self.index.phrase(part, words) for part in self._parts)
            self._phrases[words] = self.within & frozenset(chain.from_iterable(found))
        return self._phrases[words]

    def _stands(self, words: tuple[str, ...]) -> bool:
        """Whether *words* follow each other anywhere in the archive."""
        return self._anywhere(words, lambda part: bool(self.index.phrase(part, words)))

    def _is_known(self, word: str) -> bool:
        return self._anywhere((word,), lambda part: self.index.row(part, word) is not None)

    def _anywhere(self, words: tuple[str, ...], holds: Callable[[Part], bool]) -> bool:
        if words not in self._known:
            self._known[words] = any(map(holds, self.index.parts))
        return self._known[words]

    # -- fields

    def _within(self, begin: float, end: float) -> frozenset[int]:
        return frozenset(number for number in self.within if begin <= self.index.days[number] <= end)

    def _releases(self, item: Item) -> frozenset[int] | None:
        """The releases that a field means; None where its text is no month or year."""
        if item.key == "month":
            date = self.index.dates.date_of(item.text)
            return self._within(first_day(date), last_day(date)) if date else self._in_month(item.text)
        if item.key in ("date", "from", "to", "before", "after"):
            return self._in_time(item.key, self.index.dates.date_of(item.text))
        if item.key == "year" and _years(item.text) is None:
            return None
        numbers = (self.index.values[item.key][value] for value in self.values_of(item.key, item.text))
        return self.within & frozenset(chain.from_iterable(numbers))

    def _in_time(self, key: str, date: str) -> frozenset[int]:
        first, last = first_day(date), last_day(date)
        always = float("inf")
        begin, end = {
            "date": (first, last),
            "from": (first, always),
            "to": (-always, last),
            "before": (-always, first - 1),
            "after": (last + 1, always),
        }[key]
        return self._within(begin, end)

    def _in_month(self, text: str) -> frozenset[int] | None:
        month = self.index.dates.month_named(text) or (int(text) if _MONTH.fullmatch(text) else 0)
        if month not in _MONTHS:
            return None
        days = self.index.days
        return frozenset(one for one in self.within if dt.date.fromordinal(days[one] + _EPOCH).month == month)

    def values_of(self, key: str, text: str) -> list[str]:
        """The values of a facet that a reader means by *text*: those called so, else those whose name holds it."""
        values = list(self.index.values[key])
        if key == "year":
            first, last = _years(text) or (1, 0)
            return [year for year in values if first <= int(year) <= last]
        wanted = tokens(text)
        named = {value: [tokens(name) for name in self._names(key, value)] for value in values}
        same = [value for value, names in named.items() if wanted in names]
        if same or not wanted:
            return same
        return [value for value, names in named.items() if any(_holds(name, wanted) for name in names)]

    def _names(self, key: str, value: str) -> Iterable[str]:
        row: list[Any] = self.index.names.get(key, {}).get(value, [])
        name, short, _, also = [*row, *[value, "", 0, []][len(row) :]][:4]
        own = self._language_name(value) if key == "language" else ""
        return filter(None, (value, name, short, own, *also))

    def _language_name(self, tag: str) -> str:
        try:
            here = Locale.parse(self.language or "en", sep="-")
            return here.languages.get(tag.replace("-", "_")) or Locale.parse(tag, sep="-").get_display_name(here) or tag
        except (ValueError, UnknownLocaleError):
            return tag


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    """Whether a name has all *wanted* words; the last one may be the beginning of its."""
    *others, last = wanted
    return all(word in words for word in others) and any(word.startswith(last) for word in words)


def _spellings(token: str, raw: str) -> Iterator[str]:
    """How else a word may be written: Aerzte for Ärzte, and the other way about."""
    yield from tokens(raw.lower().translate(_OPEN))
    yield _CLOSED.sub(r"\1", token)


def _years(text: str) -> tuple[int, int] | None:
    """The years of a text: 2011, 2009-2011, 2005-06; None where it tells none."""
    found = _YEARS.fullmatch(text)
    if not found:
        return None
    first, dash, last = found[1], found[2], found[3] or ""
    if dash and not last:
        return int(first), 9999
    if last and len(last) < len(first):
        last = first[: -len(last)] + last
    return int(first), int(last or first)
