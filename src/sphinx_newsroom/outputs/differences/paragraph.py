"""A paragraph in words, with how well a change may begin or end at each place between them."""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from functools import cache, cached_property
from itertools import accumulate

from sphinx_newsroom.text.words.letters import SPACELESS

_BETWEEN, _CLAUSE, _SENTENCE, _EDGE = 1, 2, 3, 8
"""How well a change may begin or end at a place: between words, behind a clause or a sentence, at the paragraph's edge.

A change has two ends, so an edge with any other place must count more than two ends of sentences.
"""


@cache
def _word() -> re.Pattern[str]:
    """A word with what joins its parts (``6.24``, ``vice-president``); or any other character by itself.

    A full stop before a capital ends a sentence (``metres.The``), even where the space is missing; but not in ``U.S``.
    """
    signs = [chr(code) for code in range(0x10000)]
    marks = "".join(sign for sign in signs if unicodedata.category(sign).startswith("M"))  # which \w lacks
    capital = "".join(sign for sign in signs if sign.isupper())
    letter = rf"[^\W{SPACELESS}][{marks}]*"
    joint = rf"[-’',/:@\u00ad\u200c\u200d]|(?<=\b\w)\.|\.(?![{capital}])"
    return re.compile(rf"(?:{letter})+(?:(?:{joint})(?:{letter})+)*|[{SPACELESS}][{marks}]*|\S[{marks}]*")


class Words:
    """A paragraph in words, with the places between them: place *i* is before word *i*, the last after all words."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words: list[str] = []
        # A number for each word: as arrays a fifth of the memory of lists, which long paragraphs spend time on.
        self._starts, self._ends = array("L"), array("L", [0])
        for found in _word().finditer(text):
            self.words.append(found[0])
            self._starts.append(found.start())
            self._ends.append(found.end())
        self._starts.append(len(text))

    @cached_property
    def real(self) -> list[str]:
        """The words without other signs."""
        return [word for word in self.words if word[0].isalnum()]

    @cached_property
    def bag(self) -> Counter[str]:
        """How often each word is there."""
        return Counter(self.real)

    @cached_property
    def ranks(self) -> array[int]:
        """How well a change may begin or end at each place."""
        return array("B", [_EDGE, *map(self._rank, range(1, len(self.words))), _EDGE])

    @cached_property
    def _sentences(self) -> array[int]:
        """How many sentences have ended at each place."""
        return array("L", accumulate(int(rank >= _SENTENCE) for rank in self.ranks))

    @cached_property
    def _reals(self) -> array[int]:
        """How many words without other signs are before each place."""
        return array("L", accumulate((int(word[0].isalnum()) for word in self.words), initial=0))

    def _rank(self, place: int) -> int:
        if not self.spaced(place):
            return 0
        word, last = self.words[place], self.words[place - 1]
        if last in '"”’»)]' and place > 1:
            last = self.words[place - 2]
        if last in ".!?…" and not word[0].islower():
            return _SENTENCE
        return _CLAUSE if last in ",;:–—" or word in "–—(" else _BETWEEN

    def spaced(self, place: int) -> bool:
        """Whether there is a space."""
        return self._ends[place] < self._starts[place]

    def ends_sentence(self, number: int) -> bool:
        """Whether a word is the full stop of a sentence."""
        return self.words[number] in ".!?…" and self.ranks[number + 1] >= _SENTENCE

    def sentence_ends_within(self, a: int, b: int) -> bool:
        """Whether one of the words from *a* to *b* is the last of a sentence."""
        return self._sentences[b] > self._sentences[a]

    def real_within(self, a: int, b: int) -> int:
        """How many words are there from *a* to *b*, without other signs."""
        return self._reals[b] - self._reals[a]

    def between(self, a: int, b: int) -> str:
        """The words from *a* to *b* with the spaces around them."""
        return self.text[self._ends[a] : self._starts[b]]

    def alone(self, a: int, b: int) -> str:
        """The words from *a* to *b* without the spaces around them."""
        return self.text[self._starts[a] : self._ends[b]] if a < b else ""

    def length(self, a: int, b: int) -> int:
        """Of the words from *a* to *b*, without the spaces around them."""
        return self._ends[b] - self._starts[a] if a < b else 0
