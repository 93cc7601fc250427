"""Split a text into words, with the position of each, to compare them with the names in a registry."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate, compress
from typing import Any, Literal, NamedTuple, Protocol

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.text.words.folding import ARABIC, BEYOND_LATIN, CYRILLIC, folded, parted
from sphinx_newsroom.text.words.word_lists import ABBREVIATIONS, COMPANY_FORMS, CONNECTORS


class Stretches:
    """Spans sorted by their start; they may overlap.

    >>> Stretches([(0, 9), (2, 4), (12, 15)]).first_over(5, 13)
    0
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        begun = list(spans)
        self._starts = [start for start, _ in begun]
        # The furthest end so far: the first one beyond a place belongs to the first span that ends after it.
        self._reached = list(accumulate((end for _, end in begun), max))

    def first_over(self, start: int, end: int) -> int | None:
        """Return the index of the first span that overlaps *start* to *end*."""
        number = bisect_right(self._reached, start)
        return number if number < len(self._starts) and self._starts[number] < end else None


Where = Literal["heading", "link", "code", "preformatted", "role"]


class Mark(NamedTuple):
    """A span of text that isn't prose; a "role" already says which *entity* is meant."""

    start: int
    end: int
    where: Where
    entity: str | None = None


def prose(text: str, marks: Iterable[Mark], *more: Where) -> Iterator[tuple[int, int]]:
    """Yield the span of each block of a text that isn't a heading or code, nor anything *more*."""
    others = [mark for mark in marks if mark.where in ("heading", "code", *more)]
    stretches, start = Stretches((mark.start, mark.end) for mark in others), 0
    for block in text.split("\n\n"):
        end = start + len(block)
        over = stretches.first_over(start, end)
        if block and (over is None or others[over].start > start or others[over].end < end):
            yield start, end
        start = end + len("\n\n")


def painted(text: str, spans: Iterable[tuple[int, int, str]]) -> str:
    """Replace the characters of *text* in *spans*, which are in order and keep their length."""
    parts: list[str] = []
    place = 0
    for start, end, new in spans:
        parts += (text[place:start], new)
        place = end
    return "".join((*parts, text[place:]))


# A word hyphenated at the end of a line: matches "develop-\nment", but not "UN-\nHabitat".
_BREAK = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[a-zа-яґєії])")
_ENDS = re.compile(r"[.!?…:;•·\n\r*|]")
_INSIDE = (" ", ", ")
"""The most frequent separators between the words of a sentence."""

_OPENING = tuple('“ « „ " ‘ ( – —'.split())

# Addresses: example.org, @UNODC, /srv/UN, example.org/news/name-of-a-page.

_HANDLE, _QUERY = frozenset("@_#"), frozenset("=&")
_IN_RUNS = _QUERY | {"/", "-"}
_IN_ADDRESSES = ".:@_#?=&%\\~0123456789"
_BEHIND_WORDS = ("", " ", ",", "’", "'", "\n", "\xa0")
_DOMAINS = frozenset("com org net gov edu info int".split())
_SENTENCE_WORD = 3
"""The shortest word that starts a sentence if it follows a full stop without a space."""

_FAR = 200
"""The longest address, in characters, that is examined.

Longer ones are cut, so that a text that is one endless word isn't scanned again for each part. With 50, names would be
lost that also occur in long addresses.
"""

# The thresholds of `titled` and `shouted` were tuned on headlines in half of the development set of bench/naming. Each
# is a compromise: one side links words in headlines, the other loses names in lists.

_HEADING_WORDS = 20
"""The longest block, in words, that can be a heading."""

_AROUND = 6
"""The number of words on either side that show whether a heading capitalizes all words.

With four, "Government" and "Congress" in headlines would be linked; with nine, more.
"""

_BESIDE = 3
"""The number of words on either side that show whether a line is all in capitals.

With two, FSE and NYSE between stock symbols would be lost.
"""

_SMALL = 3
"""Words up to this length don't count, because headings have "of" and "the" in lowercase.

With two, Facebook and others in headlines would be linked.
"""

_FEWEST = 2
"""The fewest longer words needed around a word for a decision."""

_MOST_LOWER = 0.25
"""The highest share of lowercase words in a heading that capitalizes words.

With .15, Facebook and Twitter at the start of sentences would be linked.
"""

_FEWEST_CAPITALS = 0.75
"""The lowest share of capitalized words in a heading that capitalizes words.

With .6, names would be lost, and "Government" and "Congress" in headlines linked.
"""

_CAPITALS_OF_BLOCK = 0.5
"""The lowest share of capitalized words for a block longer than a heading to count as one.

With .3, names in lists would be lost; with .7, words in headlines would be linked.
"""


class Lexicon(Protocol):
    """A mapping of words as written to their folded form."""

    @property
    def begun(self) -> Mapping[str, Any]:
        """The information about each written word, if there is any."""

    def __getitem__(self, raw: str) -> str: ...


def _places(words: list[str], word: str) -> Iterator[int]:
    """Yield the positions of a word in a list, from the left."""
    place = -1
    try:  # a loop over all words takes ten times as long
        while True:
            place = words.index(word, place + 1)
            yield place
    except ValueError:
        return


class Tokens:
    """The words of one text: folded *words*, *raw* words, and where they start (*starts*) and end (*ends*).

    *gaps* are the separators before each word, and after the last. A *lexicon* folds words, and *known* are the
    positions of the words that it knows something about.

    >>> tokens = Tokens("The U.N. met.")
    >>> tokens.words, tokens.raw, tokens.gaps
    (['the', 'un', 'met'], ['The', 'U.N.', 'met'], ['', ' ', ' ', '.'])
    """

    def __init__(self, text: str, marks: Sequence[Mark] = (), lexicon: Lexicon | None = None) -> None:
        self.text, self.marks = text, marks
        parts = parted(text)
        places = list(accumulate(map(len, parts)))
        self.gaps: list[str] = parts[::2]
        self.raw: list[str] = parts[1::2]
        self.starts: list[int] = places[:-1:2]
        self.ends: list[int] = places[1::2]
        if "-\n" in text or "- \n" in text:
            self._join_broken()
        self.known: list[tuple[int, Any]] = []
        self.lexicon = lexicon
        if lexicon is None:
            self.words: list[str] = list(map(folded, self.raw))
        else:  # a quarter of the reading time is spent here, so there is no Python loop over the words
            self.words = list(map(lexicon.__getitem__, self.raw))
            begun = list(map(lexicon.begun.get, self.raw))
            self.known = list(compress(enumerate(begun), begun))
        self._shares: dict[int, float] = {}
        self._titled: dict[int, bool] = {}
        self._count = len(self.raw)

    def _join_broken(self) -> None:
        """Rejoin words that were hyphenated at the end of a line."""
        complete = [True]  # whether each word is complete, not the rest of the one before
        for before, start in zip(self.ends, self.starts[1:], strict=False):
            broken = _BREAK.match(self.text, before)
            complete.append(broken is None or broken.end() != start)
        if all(complete):
            return
        begun = [i for i, is_whole in enumerate(complete) if is_whole]
        ended = [*(i - 1 for i in begun[1:]), len(complete) - 1]
        self.raw = ["".join(self.raw[i : last + 1]) for i, last in zip(begun, ended, strict=True)]
        self.gaps = [*(self.gaps[i] for i in begun), self.gaps[-1]]
        self.starts = [self.starts[i] for i in begun]
        self.ends = [self.ends[i] for i in ended]

    def __len__(self) -> int:
        return self._count

    # Separators

    def gap(self, i: int) -> str:
        """Return the separator before word *i*."""
        return self.gaps[i]

    def close(self, i: int) -> bool:
        """Whether only spaces, or the dot of an abbreviation, separate word *i* from the one before.

        >>> tokens = Tokens("Dr. Berg, who")
        >>> tokens.close(1), tokens.close(2)
        (True, False)
        """
        if not 0 < i < self._count:
            return False
        gap = self.gaps[i]
        if gap == " ":  # nearly always
            return True
        if gap == ", ":  # mostly, otherwise
            return False
        bare = gap.strip()
        return "\n\n" not in gap and (not bare or (bare == "." and self.abbreviated(i - 1)))

    def abbreviated(self, i: int) -> bool:
        """Whether a dot after word *i* belongs to it: an initial, or an abbreviation such as Dr."""
        return (len(self.words[i]) == 1 and self.words[i].isalpha()) or self.raw[i].lower() in ABBREVIATIONS

    def follows(self, i: int) -> bool:
        """Whether word *i* continues the words before it, judged by its capital and the space."""
        return self.close(i) and self.raw[i][0].isupper()

    def past_the(self, i: int) -> int:
        """Return *i*, or the next position if word *i* is "the"."""
        return i + 1 if self.words[i : i + 1] == ["the"] else i

    def begins_sentence(self, i: int) -> bool:
        """Whether word *i* would be capitalized anyway, at the start of a block, sentence or quotation."""
        if i == 0:
            return True
        gap = self.gaps[i]
        if gap in _INSIDE:  # nearly always
            return False
        if _ENDS.search(gap):
            return "\n\n" in gap or not (gap.strip() == "." and self.abbreviated(i - 1))
        return gap.rstrip(" ").endswith(_OPENING)

    # Capitals

    def capital(self, i: int) -> bool:
        """Whether word *i* exists and starts with a capital."""
        return 0 <= i < self._count and self.raw[i][0].isupper()

    def all_capitals(self, i: int) -> bool:
        """Whether word *i* exists and consists of two or more capitals."""
        return 0 <= i < len(self.raw) and len(self.raw[i]) > 1 and self.raw[i].isupper()

    def heading(self, i: int) -> bool:
        """Whether word *i* is in a heading."""
        if not self._headings:
            return False
        place = bisect_right(self._headings, (self.starts[i], len(self.text) + 1)) - 1
        return place >= 0 and self.starts[i] < self._headings[place][1]

    def titled(self, i: int) -> bool:
        """Whether the words around *i* are capitalized for style, as in many headings.

        >>> Tokens("Many Ministers Discuss Health Funding").titled(3)
        True
        >>> Tokens("Many ministers discuss Health funding").titled(3)
        False
        """
        known = self._titled.get(i)
        if known is None:  # cached, because it is called for each candidate
            known = self._titled[i] = self._is_titled(i)
        return known

    def _is_titled(self, i: int) -> bool:
        begin, end = self._block(i)
        first, last = max(begin, i - _AROUND), min(end, i + _AROUND + 1)
        longer = [raw for raw in self.raw[first:last] if len(raw) > _SMALL]
        if len([raw for raw in longer if raw[0].islower()]) > _MOST_LOWER * len(longer):
            return False  # also starts a sentence; the cheapest check
        around = [k for k in range(first, last) if k != i and len(self.raw[k]) > _SMALL and not self.begins_sentence(k)]
        with_capitals = len([k for k in around if self.raw[k][0].isupper()])
        if len(around) < _FEWEST or with_capitals < _FEWEST_CAPITALS * len(around):
            return False
        # A paragraph may contain a list of names; it is a heading only if most of it looks like one.
        return end - begin <= _HEADING_WORDS or self._capitals(begin, end) >= _CAPITALS_OF_BLOCK

    def _capitals(self, begin: int, end: int) -> float:
        """Return the share of capitalized words in a block: low in a paragraph that contains a list of names."""
        share = self._shares.get(begin)
        if share is None:  # cached, because it is called for each name in a long block
            words = [raw for raw in self.raw[begin:end] if len(raw) > _SMALL]
            capitals = [raw for raw in words if raw[0].isupper()]
            share = self._shares[begin] = len(capitals) / max(1, len(words))
        return share

    def shouted(self, start: int, end: int) -> bool:
        """Whether the words next to *start* and *end* are all in capitals, as in some headlines."""
        first, last = self._block(start)
        around = (*self.raw[max(first, start - _BESIDE) : start], *self.raw[end : min(last, end + _BESIDE)])
        neighbors = [raw for raw in around if len(raw) > 1]
        return bool(neighbors) and all(raw.isupper() or not raw.isalpha() for raw in neighbors)

    def _block(self, i: int) -> tuple[int, int]:
        """Return the first word of the block with word *i*, and the word after its last."""
        blocks = self._blocks
        place = bisect_right(blocks, i)
        return blocks[place - 1], blocks[place] if place < len(blocks) else len(self.raw)

    @kept_property
    def _blocks(self) -> list[int]:
        """The first words of blocks."""
        found, place = [0], self.text.find("\n\n")
        while place >= 0:
            word = bisect_left(self.starts, place)
            if word > found[-1]:
                found.append(word)
            place = self.text.find("\n\n", place + 2)
        return found

    @kept_property
    def _headings(self) -> list[tuple[int, int]]:
        return [(mark.start, mark.end) for mark in self.marks if mark.where == "heading"]

    # The whole text

    def lower(self, word: str) -> bool:
        """Whether the text also contains a word in lowercase, outside addresses.

        >>> [Tokens(text).lower("gov") for text in ("see GSA.gov", "see Data.gov", "a gov site")]
        [False, False, True]
        """
        return word in self.written and any(not self.in_address(k, k + 1) for k in _places(self.raw, word))

    @kept_property
    def cyrillic(self) -> bool:
        """Whether the text contains Cyrillic letters."""
        return self._beyond_latin and CYRILLIC.search(self.text) is not None

    @kept_property
    def arabic(self) -> bool:
        """Whether the text contains Arabic letters."""
        return self._beyond_latin and ARABIC.search(self.text) is not None

    @kept_property
    def _beyond_latin(self) -> bool:
        """Whether the text may contain Cyrillic or Arabic letters; one search rules out most texts."""
        return not self.text.isascii() and BEYOND_LATIN.search(self.text) is not None

    @kept_property
    def distinct(self) -> frozenset[str]:
        """All different folded words."""
        return frozenset(self.words)

    @kept_property
    def written(self) -> frozenset[str]:
        """All different words as they are written."""
        return frozenset(self.raw)

    def places(self, word: str) -> Iterator[int]:
        """Yield the positions of a folded word, from the left."""
        return _places(self.words, word)

    def in_address(self, start: int, end: int) -> bool:
        """Whether some words are part of an address, a path, a number or a handle, but not of a pair.

        >>> [Tokens(text).in_address(1, 2) for text in ("see UN", "OSCE/ODIHR", "srv/un/2011", "at @UN", "a UN.org")]
        [False, False, True, True, True]
        >>> [Tokens(text).in_address(1, 2) for text in ("?body=UN&more", "R&UN")]
        [True, False]
        """
        if self.gaps[start] == self.gaps[end] == " ":  # most are between spaces
            return False
        text, begin, stop = self.text, self.starts[start], self.ends[end - 1]
        before, after = text[begin - 1 : begin], text[stop : stop + 1]
        if before in _HANDLE or after in _HANDLE:
            return True
        if after == "." and text[stop + 1 : stop + 2].isalnum() and not self._lost_blank(end):
            return True
        if before == "." and text[begin - 2 : begin - 1].isalnum() and not self.abbreviated(start - 1):
            # example.UN is an address, but a space may be missing after a sentence: 2011.UNODC, it ended.United
            # Nations, Americans.Sanders’ remarks
            if self._lost_blank(start) and len(self.raw[start - 1]) >= _SENTENCE_WORD and after in _BEHIND_WORDS:
                return False
            return text[begin].islower() or (text[begin - 2 : begin - 1].islower() and " " not in text[begin:stop])
        if _IN_RUNS.isdisjoint((before, after)):
            return False
        run = self.run(start, end).rstrip(".,;:!?)\"'")
        if "=" in run and not _QUERY.isdisjoint((before, after)):  # ?agency=UN&more
            return True
        # A dateline of a news wire isn't an address: July 30 /PRNewswire/.
        if "/" not in run or (before == after == "/" and run == f"/{text[begin:stop]}/"):
            return False
        return run.startswith("/") or any(sign in run for sign in _IN_ADDRESSES)

    def _lost_blank(self, k: int) -> bool:
        """Whether a sentence starts with word *k*, directly after the previous full stop: Nations.Therefore."""
        raw = self.raw[k] if k < len(self) else ""
        # Lee.Senate.gov is an address, even with capitals.
        return len(raw) >= _SENTENCE_WORD and raw.istitle() and _DOMAINS.isdisjoint(self.words[k : k + 2])

    def run(self, start: int, end: int) -> str:
        """Return the text of the words from *start* to *end*, extended to the nearest white space.

        >>> Tokens("see example.org/UN/2011 now").run(3, 4)
        'example.org/UN/2011'
        """
        begin, stop = self.starts[start], self.ends[end - 1]
        before, after = self.text[max(0, begin - _FAR) : begin], self.text[stop : stop + _FAR]
        left = before.split()[-1] if before and not before[-1].isspace() else ""
        right = after.split(maxsplit=1)[0] if after and not after[0].isspace() else ""
        return f"{left}{self.text[begin:stop]}{right}"

    def surface(self, start: int, end: int) -> str:
        """Return the text of the words from *start* to *end*."""
        return self.text[self.starts[start] : self.ends[end - 1]]


_LEFT_OUT = CONNECTORS | COMPANY_FORMS
"""Words of a long name without a letter in its acronym: Berg and Sons Ltd is BS."""

_PLURAL = 2
"""With more letters than this, a lowercase "s" after capitals is a plural: NGOs, but not Is."""

_WORDS_FOR_LETTER, _MORE_WORDS = 2, 2
"""The longest name, in words: a maximum per letter of the acronym, plus a constant."""


def where_initials_begin(tokens: Tokens, start: int, short: str) -> int | None:
    """Return the first word of the long name before "(ABC)", found by its initials; None if they don't match.

    Each letter of the acronym starts a word, in order; small words may be skipped.

    >>> text = Tokens("the Bureau on Drugs and Crime (BDC)")
    >>> where_initials_begin(text, 6, "BDC"), where_initials_begin(text, 6, "BURDC")
    (1, None)
    """
    # Digits and signs in an acronym match no word: G7, R&D.
    letters = [letter for letter in short.lower() if letter.isalpha()]
    if short.endswith("s") and len(letters) > _PLURAL and short[:-1].isupper():
        letters.pop()
    if not letters:
        return None
    most = _WORDS_FOR_LETTER * len(letters) + _MORE_WORDS
    place = start - 1
    for letter in reversed(letters):
        # A small word may have a letter in the acronym (Bank *of* America is BoA), so try that first.
        while place >= 0 and tokens.words[place][0] != letter and tokens.words[place] in _LEFT_OUT:
            place -= 1
        if place < 0 or tokens.words[place][0] != letter or start - place > most:
            return None
        place -= 1
    return place + 1
