"""A text as words: what the names of the registry are compared with, and where each word stands."""

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
    """Stretches in the order of their beginnings; they may overlap.

    >>> Stretches([(0, 9), (2, 4), (12, 15)]).first_over(5, 13)
    0
    """

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        begun = list(spans)
        self._starts = [start for start, _ in begun]
        # How far any has come so far: the first that comes beyond a place is the first that ends behind it.
        self._reached = list(accumulate((end for _, end in begun), max))

    def first_over(self, start: int, end: int) -> int | None:
        """The number of the first that shares something with what goes from *start* to *end*."""
        number = bisect_right(self._reached, start)
        return number if number < len(self._starts) and self._starts[number] < end else None


Where = Literal["heading", "link", "code", "preformatted", "role"]


class Mark(NamedTuple):
    """A stretch of a text that is not prose; in a "role" the author already said which *entity* is meant."""

    start: int
    end: int
    where: Where
    entity: str | None = None


# A word that a hyphen breaks at the end of a line: takes "develop-\nment", and not "UN-\nHabitat".
_BREAK = re.compile(r"(?<=[^\W\d_])-[ \t]*\n[ \t]*(?=[a-zа-яґєії])")
_ENDS = re.compile(r"[.!?…:;•·\n\r*|]")
_INSIDE = (" ", ", ")
"""What nearly always stands between the words of a sentence."""

_OPENING = tuple('“ « „ " ‘ ( – —'.split())

# What joins a word to an address: example.org, @UNODC, /srv/UN.
_ADDRESS = ("/", ".", "@", "_", "#")

_FAR = 200
"""How many characters an address is looked through.

Longer ones are cut, so that one word without blanks, of which a text may consist, is not read again for each word.
With 50 twenty names are lost that long addresses have in small letters, too; with 1,000 nothing changes.
"""

# The numbers of `titled` and `shouted` were set on headlines of the half dev of bench/naming; prose that lists names
# has capitals, too.  Each is a balance: one way words of headlines become names, the other way names in lists are lost.

_HEADING_WORDS = 20
"""Up to so many words a block can be a heading; with 12 there is one mention more, with 40 nothing changes."""

_AROUND = 6
"""How many words on either side show whether words have capitals for the look of it.

With four "Government" and "Congress" of headlines are bodies; with nine more are.
"""

_BESIDE = 3
"""The same where all letters are capitals, which is seldom for more than a line.

With two FSE and NYSE between stock symbols are lost, six times; with five NVIDIA is found seven times more.
"""

_SMALL = 3
"""Words of up to so many letters tell nothing: a heading has its "of" and "the" small.

With two twenty more names of headlines are found (Facebook) and three lost; with four seven are lost at scale.
"""

_FEWEST = 2
"""With fewer longer words around, nothing is said of a word; with one nine mentions are lost, with three five more."""

_MOST_LOWER = 0.25
"""The share of small words up to which words can have capitals for the look of it.

With .15 six more are found, Facebook and Twitter at the start of sentences; with .4 nothing changes.
"""

_FEWEST_CAPITALS = 0.75
"""The share of words with capitals from which on it is for the look of it.

With .6 four names are lost, and "Government" and "Congress" of headlines found; with .9 ten to eleven of each kind.
"""

_CAPITALS_OF_BLOCK = 0.5
"""The share of words with capitals from which on a block longer than a heading is set like one.

With .3 fourteen names of lists are lost; with .7 eleven words of headlines are names.
"""


class Lexicon(Protocol):
    """Words as they are written, each with its folded form."""

    @property
    def begun(self) -> Mapping[str, Any]:
        """What is known of those words, as they are written, of which anything is."""

    def __getitem__(self, raw: str) -> str: ...


def _places(words: list[str], word: str) -> Iterator[int]:
    """Where a word stands in a list, from the left."""
    place = -1
    try:  # a loop that looks at each word takes ten times as long
        while True:
            place = words.index(word, place + 1)
            yield place
    except ValueError:
        return


class Tokens:
    """The words of one text: *words* folded, *raw* as written, *starts* and *ends* as places in the text.

    *gaps* has what stands before each word, and after the last.  A *lexicon* has the folded form of each word, and
    *known* are the places of words of which it knows something.

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
        else:  # a quarter of the time of a reading goes here, so no loop of our own looks at each word
            self.words = list(map(lexicon.__getitem__, self.raw))
            begun = list(map(lexicon.begun.get, self.raw))
            self.known = list(compress(enumerate(begun), begun))
        self._shares: dict[int, float] = {}
        self._titled: dict[int, bool] = {}
        self._count = len(self.raw)

    def _join_broken(self) -> None:
        """Make one word of the two halves of a word that a hyphen breaks at the end of a line."""
        whole = [True]  # whether each word is one, and not the rest of the one before
        for before, start in zip(self.ends, self.starts[1:], strict=False):
            broken = _BREAK.match(self.text, before)
            whole.append(broken is None or broken.end() != start)
        if all(whole):
            return
        begun = [i for i, is_whole in enumerate(whole) if is_whole]
        ended = [*(i - 1 for i in begun[1:]), len(whole) - 1]
        self.raw = ["".join(self.raw[i : last + 1]) for i, last in zip(begun, ended, strict=True)]
        self.gaps = [*(self.gaps[i] for i in begun), self.gaps[-1]]
        self.starts = [self.starts[i] for i in begun]
        self.ends = [self.ends[i] for i in ended]

    def __len__(self) -> int:
        return self._count

    # What stands between words

    def gap(self, i: int) -> str:
        """What stands between word *i* and the one before it."""
        return self.gaps[i]

    def close(self, i: int) -> bool:
        """Whether only blanks stand between word *i* and the one before it, or the dot of an abbreviation.

        >>> tokens = Tokens("Dr. Berg, who")
        >>> tokens.close(1), tokens.close(2)
        (True, False)
        """
        if not 0 < i < self._count:
            return False
        gap = self.gaps[i]
        if gap == " ":  # nearly always
            return True
        if gap == ", ":  # and else mostly
            return False
        bare = gap.strip()
        return "\n\n" not in gap and (not bare or (bare == "." and self.abbreviated(i - 1)))

    def abbreviated(self, i: int) -> bool:
        """Whether a dot after word *i* belongs to it: an initial, or an abbreviation such as Dr."""
        return (len(self.words[i]) == 1 and self.words[i].isalpha()) or self.raw[i].lower() in ABBREVIATIONS

    def follows(self, i: int) -> bool:
        """Whether word *i* goes on with what stands before it, as far as a capital and a blank tell."""
        return self.close(i) and self.raw[i][0].isupper()

    def past_the(self, i: int) -> int:
        """Word *i*, or the next where that is an article."""
        return i + 1 if self.words[i : i + 1] == ["the"] else i

    def begins_sentence(self, i: int) -> bool:
        """Whether word *i* would have a capital letter in any case: at the start of a block, sentence or quotation."""
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
        """Whether word *i* exists and begins with a capital letter."""
        return 0 <= i < self._count and self.raw[i][0].isupper()

    def all_capitals(self, i: int) -> bool:
        """Whether word *i* exists and has two capital letters or more, and no others."""
        return 0 <= i < len(self.raw) and len(self.raw[i]) > 1 and self.raw[i].isupper()

    def heading(self, i: int) -> bool:
        """Whether word *i* stands in a heading."""
        if not self._headings:
            return False
        place = bisect_right(self._headings, (self.starts[i], len(self.text) + 1)) - 1
        return place >= 0 and self.starts[i] < self._headings[place][1]

    def titled(self, i: int) -> bool:
        """Whether the words around *i* have capitals for the look of it, as in many headings.

        >>> Tokens("Many Ministers Discuss Health Funding").titled(3)
        True
        >>> Tokens("Many ministers discuss Health funding").titled(3)
        False
        """
        known = self._titled.get(i)
        if known is None:  # kept, since all who may be meant ask for it
            known = self._titled[i] = self._is_titled(i)
        return known

    def _is_titled(self, i: int) -> bool:
        begin, end = self._block(i)
        first, last = max(begin, i - _AROUND), min(end, i + _AROUND + 1)
        longer = [raw for raw in self.raw[first:last] if len(raw) > _SMALL]
        if len([raw for raw in longer if raw[0].islower()]) > _MOST_LOWER * len(longer):
            return False  # whatever begins a sentence there; and the cheapest to ask
        around = [k for k in range(first, last) if k != i and len(self.raw[k]) > _SMALL and not self.begins_sentence(k)]
        with_capitals = len([k for k in around if self.raw[k][0].isupper()])
        if len(around) < _FEWEST or with_capitals < _FEWEST_CAPITALS * len(around):
            return False
        # A paragraph of prose may list names somewhere; it is no heading unless the whole of it looks like one.
        return end - begin <= _HEADING_WORDS or self._capitals(begin, end) >= _CAPITALS_OF_BLOCK

    def _capitals(self, begin: int, end: int) -> float:
        """The share of the words of a block that have capitals: low in a paragraph that lists names somewhere."""
        share = self._shares.get(begin)
        if share is None:  # kept, since a long block is asked about for each of its names
            words = [raw for raw in self.raw[begin:end] if len(raw) > _SMALL]
            capitals = [raw for raw in words if raw[0].isupper()]
            share = self._shares[begin] = len(capitals) / max(1, len(words))
        return share

    def shouted(self, start: int, end: int) -> bool:
        """Whether the words beside the words from *start* to *end* are all in capitals, as in some headlines."""
        first, last = self._block(start)
        around = (*self.raw[max(first, start - _BESIDE) : start], *self.raw[end : min(last, end + _BESIDE)])
        beside = [raw for raw in around if len(raw) > 1]
        return bool(beside) and all(raw.isupper() or not raw.isalpha() for raw in beside)

    def _block(self, i: int) -> tuple[int, int]:
        """The first word of the block that word *i* stands in, and the one after its last."""
        blocks = self._blocks
        place = bisect_right(blocks, i)
        return blocks[place - 1], blocks[place] if place < len(blocks) else len(self.raw)

    @kept_property
    def _blocks(self) -> list[int]:
        """The words that begin a block."""
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
        """Whether the text has a word in lower case, too, addresses aside."""
        return word in self.written and any(not self._in_address(k) for k in _places(self.raw, word))

    @kept_property
    def cyrillic(self) -> bool:
        """Whether there are Cyrillic letters."""
        return self._beyond_latin and CYRILLIC.search(self.text) is not None

    @kept_property
    def arabic(self) -> bool:
        """Whether there are Arabic letters."""
        return self._beyond_latin and ARABIC.search(self.text) is not None

    @kept_property
    def _beyond_latin(self) -> bool:
        """Whether there may be Cyrillic or Arabic letters; most texts have neither, and one search tells it."""
        return not self.text.isascii() and BEYOND_LATIN.search(self.text) is not None

    @kept_property
    def distinct(self) -> frozenset[str]:
        """All folded words, each once."""
        return frozenset(self.words)

    @kept_property
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
        """The text of the words from *start* up to *end* with all that no white space parts from them.

        >>> Tokens("see example.org/UN/2011 now").run(3, 4)
        'example.org/UN/2011'
        """
        begin, stop = self.starts[start], self.ends[end - 1]
        before, after = self.text[max(0, begin - _FAR) : begin], self.text[stop : stop + _FAR]
        left = before.split()[-1] if before and not before[-1].isspace() else ""
        right = after.split(maxsplit=1)[0] if after and not after[0].isspace() else ""
        return f"{left}{self.text[begin:stop]}{right}"

    def surface(self, start: int, end: int) -> str:
        """The text of the words from *start* up to *end*."""
        return self.text[self.starts[start] : self.ends[end - 1]]


_LEFT_OUT = CONNECTORS | COMPANY_FORMS
"""Words of a long name that have no letter in its short one: Berg and Sons Ltd is BS."""

_PLURAL = 2
"""From more letters than that on a small "s" behind capitals is a plural: the NGOs, but the Is are not.

Nothing changes with one or three.
"""

_WORDS_FOR_LETTER, _MORE_WORDS = 2, 2
"""A long name has at most so many words for each letter, and so many more.

With one word for each letter one short name is not explained any more; with three nothing changes.
"""


def where_initials_begin(tokens: Tokens, start: int, short: str) -> int | None:
    """The first word of the long name before "(ABC)", found by its initials; None where they do not fit.

    Each letter of the short form begins a word, in order; small words may be left out.

    >>> text = Tokens("the Bureau on Drugs and Crime (BDC)")
    >>> where_initials_begin(text, 6, "BDC"), where_initials_begin(text, 6, "BURDC")
    (1, None)
    """
    # Digits and signs of a short name have no word: G7, R&D.
    letters = [letter for letter in short.lower() if letter.isalpha()]
    if short.endswith("s") and len(letters) > _PLURAL and short[:-1].isupper():
        letters.pop()
    if not letters:
        return None
    most = _WORDS_FOR_LETTER * len(letters) + _MORE_WORDS
    place = start - 1
    for letter in reversed(letters):
        # A small word may have its letter in the short form (Bank *of* America is BoA), so that is looked at first.
        while place >= 0 and tokens.words[place][0] != letter and tokens.words[place] in _LEFT_OUT:
            place -= 1
        if place < 0 or tokens.words[place][0] != letter or start - place > most:
            return None
        place -= 1
    return place + 1
