"""A text as words: what the names of the registry are compared with, and where each word stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache, cached_property
from itertools import accumulate
from operator import itemgetter
from typing import Any, Literal, NamedTuple

Where = Literal["heading", "link", "code", "preformatted", "role"]


class Mark(NamedTuple):
    """A stretch of a text that is not prose; in a "role" the author already said which *entity* is meant."""

    start: int
    end: int
    where: Where
    entity: str | None = None


@cache
def _word() -> re.Pattern[str]:
    """A word: letters and digits, with combining marks and soft hyphens; letters each with a dot (U.N., J.F.); or "&".

    Letters and digits are ranges, as to look into a table takes two thirds of the time that a category takes; it is
    made when first asked for, since not every command reads texts.  The modifier apostrophe counts as a letter for
    Unicode, and as an apostrophe for those who write Ukrainian with it.
    """
    runs = re.findall(r"[^\W_\u02bc]+", "".join(map(chr, range(0x10000))))
    letters = "".join(f"{run[0]}-{run[-1]}" for run in runs) + "\U0001d400-\U0001d7ff\U00020000-\U000323af"
    return re.compile(
        rf"([{letters}][{letters}\u00ad\u0300-\u036f]*(?:\.(?<=(?<![^\W_])[^\W\d_]\.)(?:[^\W\d_]\.)+)?|&)"
    )


_CYRILLIC = re.compile("[\u0400-\u04ff]")
_BREAK = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[a-zа-яґєії])")
_LATIN = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ħ": "h", "æ": "ae", "œ": "oe", "ß": "ss", "þ": "th", "ё": "е",
    "є": "е", "ґ": "г",
}
_SPELLINGS = {
    "organisation": "organization", "organisations": "organizations", "center": "centre", "centers": "centres",
    "program": "programme", "programs": "programmes", "labor": "labour", "defense": "defence", "harbor": "harbour",
    "&": "and", "theater": "theatre", "licensing": "licencing", "dept": "department", "govt": "government",
    "univ": "university",
}
PLURALS = {
    "industries": "industry", "resources": "resource", "services": "service", "institutes": "institute",
    "sciences": "science", "technologies": "technology", "communications": "communication",
}
"""Words of long names that are written in the singular and in the plural: the National Institute of Health."""
_SPELLINGS |= PLURALS
_ADDRESS = ("/", ".", "@", "_", "#")
_KEPT = frozenset("йїў")  # letters of their own, though Unicode takes them apart
_DECLINED = re.compile(r"([a-z]{2,})[а-яёіїє]{1,3}")  # SWIFTу, USAIDом: a Latin acronym with a Cyrillic ending
_ENDS = re.compile(r"[.!?…:;•·\n\r*|]")
_ABBREVIATIONS = frozenset({
    "mr", "mrs", "ms", "dr", "st", "prof", "hon", "rev", "sen", "rep", "gov", "gen", "col", "lt", "sgt", "capt",
    "amb", "messrs", "jr", "sr", "no", "vs", "mt", "ft", "inc", "corp", "ltd", "co", "dept", "govt", "univ", "п",
    "г", "м", "ім", "им", "ул", "вул",
})


@cache
def folded(word: str) -> str:
    """A word as names are compared: in lower case, in one spelling, without accents, soft hyphens and dots.

    What is folded is folded for good: ``folded(folded(word)) == folded(word)``.
    """
    once = _folded(word)
    while (again := _folded(once)) != once:  # "Ǣ" becomes "æ", and that "ae"; each time there is less to take away
        once = again
    return once


def _folded(word: str) -> str:
    low = word.lower().replace("\u00ad", "")
    if low.isascii():
        return _SPELLINGS.get(low) or low.replace(".", "")
    if low[0] < "\u0400" and (declined := _DECLINED.fullmatch(low)):
        return declined[1]
    found = []
    for letter in low.replace(".", ""):
        if letter in _KEPT:
            found.append(letter)
        elif letter in _LATIN:
            found.append(_LATIN[letter])
        else:
            bare = unicodedata.normalize("NFKD", letter)
            found.append("".join(mark for mark in bare if not unicodedata.combining(mark)))
    return "".join(found)


def as_written(text: str) -> list[str]:
    """The words of a name as they are written."""
    return _word().findall(text)


def words_of(text: str) -> list[str]:
    """The words of a name, folded."""
    return [folded(word) for word in as_written(text)]


_FAR = 200
"""How many characters an address is looked through."""
_LINE = 20
"""Up to so many words a block can be a heading."""
_FIRST = itemgetter(0)
Lexicon = Mapping[str, tuple[str, Any]]


def _places(words: list[str], word: str) -> Iterator[int]:
    place = -1
    with suppress(ValueError):  # a loop that looks at each word takes ten times as long
        while True:
            place = words.index(word, place + 1)
            yield place


class Tokens:
    """The words of one text: *words* folded, *raw* as written, *starts* and *ends* as places in the text.

    *gaps* has what stands before each word, and after the last.  A *lexicon* has for each word, as it is written, its
    folded form and what is known of it or None; *known* are the places where it knows something.
    """

    def __init__(self, text: str, marks: Sequence[Mark] = (), lexicon: Lexicon | None = None) -> None:
        self.text, self.marks = text, marks
        parts = _word().split(text)  # what stands between, word, between, word, between
        places = list(accumulate(map(len, parts)))
        self.gaps: list[str] = parts[::2]
        self.raw: list[str] = parts[1::2]
        self.starts: list[int] = places[:-1:2]
        self.ends: list[int] = places[1::2]
        if "-\n" in text or "- \n" in text:
            self._join_broken()
        self.known: list[tuple[int, Any]] = []
        if lexicon is None:
            self.words: list[str] = list(map(folded, self.raw))
        else:
            entries = list(map(lexicon.__getitem__, self.raw))
            self.words = list(map(_FIRST, entries))
            self.known = [(place, entry[1]) for place, entry in enumerate(entries) if entry[1]]

    def _join_broken(self) -> None:
        """Make one word of the two halves of a word that a hyphen breaks at the end of a line."""
        for i in range(len(self.raw) - 1, 0, -1):
            broken = _BREAK.match(self.text, self.ends[i - 1])
            if broken and broken.end() == self.starts[i]:
                self.raw[i - 1 : i + 1] = [self.raw[i - 1] + self.raw[i]]
                del self.starts[i], self.ends[i - 1], self.gaps[i]

    def __len__(self) -> int:
        return len(self.raw)

    def gap(self, i: int) -> str:
        """What stands between word *i* and the one before it."""
        return self.gaps[i]

    def close(self, i: int) -> bool:
        """Whether only blanks stand between word *i* and the one before it, or the dot of an abbreviation."""
        if not 0 < i < len(self.raw):
            return False
        gap = self.gaps[i]
        if gap == " ":
            return True
        bare = gap.strip()
        return "\n\n" not in gap and (not bare or (bare == "." and self.abbreviated(i - 1)))

    def abbreviated(self, i: int) -> bool:
        """Whether a dot after word *i* belongs to it: an initial, or an abbreviation such as Dr."""
        return (len(self.words[i]) == 1 and self.words[i].isalpha()) or self.raw[i].lower() in _ABBREVIATIONS

    def capital(self, i: int) -> bool:
        """Whether word *i* exists and begins with a capital letter."""
        return 0 <= i < len(self.raw) and self.raw[i][0].isupper()

    def follows(self, i: int) -> bool:
        """Whether word *i* goes on with what stands before it, as far as a capital and a blank tell."""
        return self.close(i) and self.raw[i][0].isupper()

    def past_the(self, i: int) -> int:
        """Word *i*, or the next where that is an article."""
        return i + 1 if self.words[i : i + 1] == ["the"] else i

    def all_capitals(self, i: int) -> bool:
        """Whether word *i* exists and has two capital letters or more, and no others."""
        return 0 <= i < len(self.raw) and len(self.raw[i]) > 1 and self.raw[i].isupper()

    def begins_sentence(self, i: int) -> bool:
        """Whether word *i* would have a capital letter in any case: at the start of a block, sentence or quotation."""
        if i == 0:
            return True
        gap = self.gap(i)
        if _ENDS.search(gap):
            return "\n\n" in gap or not (gap.strip() == "." and self.abbreviated(i - 1))
        return gap.rstrip(" ").endswith(("“", "«", "„", '"', "‘", "(", "–", "—"))

    def heading(self, i: int) -> bool:
        """Whether word *i* stands in a heading."""
        place = bisect_right(self._headings, (self.starts[i], len(self.text) + 1)) - 1
        return place >= 0 and self.starts[i] < self._headings[place][1]

    def titled(self, i: int) -> bool:
        """Whether the words around *i* have capitals for the look of it, as in many headings."""
        begin, end = self._block(i)
        first, last = max(begin, i - 6), min(end, i + 7)
        longer = [raw for raw in self.raw[first:last] if len(raw) > 3]
        if 4 * sum(raw[0].islower() for raw in longer) > len(longer):
            return False  # whatever begins a sentence there
        around = [k for k in range(first, last) if k != i and len(self.raw[k]) > 3 and not self.begins_sentence(k)]
        if len(around) < 2 or sum(self.raw[k][0].isupper() for k in around) < 0.75 * len(around):
            return False
        return end - begin <= _LINE or self._capitals(begin, end) >= 0.5

    def _capitals(self, begin: int, end: int) -> float:
        """The share of the words of a block that have capitals: low in a paragraph that lists names somewhere."""
        share = self._shares.get(begin)
        if share is None:
            words = [raw for raw in self.raw[begin:end] if len(raw) > 3]
            share = self._shares[begin] = sum(raw[0].isupper() for raw in words) / max(1, len(words))
        return share

    @cached_property
    def _shares(self) -> dict[int, float]:
        return {}

    def shouted(self, start: int, end: int) -> bool:
        """Whether the words beside the words from *start* to *end* are all in capitals, as in some headlines."""
        first, last = self._block(start)
        around = (*self.raw[max(first, start - 3) : start], *self.raw[end : min(last, end + 3)])
        beside = [raw for raw in around if len(raw) > 1]
        return bool(beside) and all(raw.isupper() or not raw.isalpha() for raw in beside)

    def _block(self, i: int) -> tuple[int, int]:
        """The first word of the block that word *i* stands in, and the one after its last."""
        blocks = self._blocks
        place = bisect_right(blocks, i)
        return blocks[place - 1], blocks[place] if place < len(blocks) else len(self.raw)

    @cached_property
    def _blocks(self) -> list[int]:
        """The words that begin a block."""
        found, place = [0], self.text.find("\n\n")
        while place >= 0:
            word = bisect_left(self.starts, place)
            if word > found[-1]:
                found.append(word)
            place = self.text.find("\n\n", place + 2)
        return found

    @cached_property
    def _headings(self) -> list[tuple[int, int]]:
        return [(mark.start, mark.end) for mark in self.marks if mark.where == "heading"]

    def lower(self, word: str) -> bool:
        """Whether the text has a word in lower case, too, addresses aside."""
        return word in self.written and any(not self._in_address(k) for k in _places(self.raw, word))

    @property
    def cyrillic(self) -> bool:
        """Whether there are Cyrillic letters."""
        return not self.text.isascii() and _CYRILLIC.search(self.text) is not None

    @cached_property
    def written(self) -> frozenset[str]:
        """All words as they are written."""
        return frozenset(self.raw)

    def places(self, word: str) -> Iterator[int]:
        """Where a folded word stands, from the left."""
        return _places(self.words, word)

    def _in_address(self, k: int) -> bool:
        before, after = self.text[self.starts[k] - 1 : self.starts[k]], self.text[self.ends[k] : self.ends[k] + 2]
        if before in _ADDRESS or (after[:1] in _ADDRESS and after[1:].isalnum()):
            return True
        return (before == "-" or after[:1] == "-") and "/" in self.run(k, k + 1)  # example.org/news/name-of-a-page

    def run(self, start: int, end: int) -> str:
        """The text of the words from *start* up to *end* with all that no white space parts from them."""
        begin, stop = self.starts[start], self.ends[end - 1]
        before, after = self.text[max(0, begin - _FAR) : begin], self.text[stop : stop + _FAR]
        left = before.split()[-1] if before and not before[-1].isspace() else ""
        right = after.split(maxsplit=1)[0] if after and not after[0].isspace() else ""
        return f"{left}{self.text[begin:stop]}{right}"

    def surface(self, start: int, end: int) -> str:
        """The text of the words from *start* up to *end*."""
        return self.text[self.starts[start] : self.ends[end - 1]]
