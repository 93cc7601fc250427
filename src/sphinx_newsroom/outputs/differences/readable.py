"""What changed in one paragraph, word by word, made readable.

The fewest words that changed are not what reads best, since any "the" of a sentence that went agrees with any of the
one that came.  So words that stay between larger changes become part of them, and a change that could begin at several
words begins where a sentence or a clause does.  diff-match-patch does the same and calls it semantic cleanup.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections import Counter
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from sphinx_newsroom.outputs.differences.shortest_edits import Edit, add, edits_of
from sphinx_newsroom.text.words.folding import SPACELESS

# A paragraph in words, with how well a change may begin or end at each place between them.

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


Change = Literal["same", "deleted", "inserted"]

_CHANCE = 2
"""Words in a row that may have stayed by chance.

In real edits 81 runs between two changes were no longer than those.  80 had two words or fewer; the one with three
had been left as it was on purpose.
"""


class Part(NamedTuple):
    """A run of words that stayed, went or came."""

    change: Change
    text: str


def changes(old: Words, new: Words) -> list[Part]:
    """One paragraph's change, word by word; what was deleted stands before what was inserted for it."""
    edits = edits_of(old.words, new.words)
    edits = _at_ends(edits, old, new)
    edits = _with_spaces(edits, old, new)
    edits = _without_confetti(edits, old, new)
    edits = _by_sentences(edits, old, new)
    return _parts(edits, old, new)


def _at_ends(edits: Sequence[Edit], old: Words, new: Words) -> list[Edit]:
    """Each deletion or insertion where it reads best: ``a [b a] c`` is as true as ``[a b] a c``."""
    found: list[Edit] = []
    for number, edit in enumerate(edits):
        if not edit.replaces:
            before = found[-1] if found else Edit(0, 0, 0, 0)
            after = edits[number + 1].a if number + 1 < len(edits) else len(old.words)
            edit = edit.moved(_best_shift(edit, before, after - edit.b, old if edit.a < edit.b else new))
        add(found, edit)
    return found


def _best_shift(edit: Edit, before: Edit, room: int, text: Words) -> int:
    """By how many words a deletion from or an insertion into *text* is best moved."""
    start, end = (edit.a, edit.b) if edit.a < edit.b else (edit.c, edit.d)
    same_kind = not before.replaces and (before.a < before.b) == (edit.a < edit.b)
    shift = 0
    while shift > before.b - edit.a and text.words[start + shift - 1] == text.words[end + shift - 1]:
        shift -= 1
    if shift == before.b - edit.a and same_kind:
        return shift  # one change instead of two
    best, rank = shift, -1
    while True:
        here = text.ranks[start + shift] + text.ranks[end + shift]
        if here >= rank:  # of two places as good the later, so that the space after a word goes with it
            best, rank = shift, here
        if shift >= room or text.words[start + shift] != text.words[end + shift]:
            return best
        shift += 1


def _with_spaces(edits: Sequence[Edit], old: Words, new: Words) -> list[Edit]:
    """The edits, and one without words wherever a space alone went or came between words that stay."""
    found: list[Edit] = []
    place = Edit(0, 0, 0, 0)
    for edit in [*edits, Edit(len(old.words), len(old.words), len(new.words), len(new.words))]:
        for number in range(1, edit.a - place.b):
            a, c = place.b + number, place.d + number
            if old.spaced(a) != new.spaced(c):
                found.append(Edit(a, a, c, c))
        found.append(edit)
        place = edit
    return found[:-1]


def _without_confetti(edits: Sequence[Edit], old: Words, new: Words) -> list[Edit]:
    """Where words stay only by chance between two changes, one change."""
    found: list[Edit] = []
    for edit in edits:
        # What has grown may now be larger than the words before it, so those are weighed again.
        while found and _by_chance(found[-1], edit, old, new):
            edit = found.pop().to(edit)
        found.append(edit)
    return found


def _by_chance(before: Edit, after: Edit, old: Words, new: Words) -> bool:
    """Whether what stays between two changes is no longer than either, and so would only break up a phrase.

    Not so between two that only take out or put in, which are read past; and not where a sentence ends, since readers
    compare sentences.
    """
    if not (before.replaces or after.replaces) or old.sentence_ends_within(before.b, after.a):
        return False
    # The half of what went and came: words that were only put in are no phrase for another.
    sizes = [(old.length(edit.a, edit.b) + new.length(edit.c, edit.d)) / 2 for edit in (before, after)]
    shorter = len(old.between(before.b, after.a)) <= min(sizes)
    return shorter and old.real_within(before.b, after.a) <= _CHANCE


def _by_sentences(edits: Sequence[Edit], old: Words, new: Words) -> list[Edit]:
    """Words replaced up to a full stop, and sentences that went or came behind it, as two changes.

    ``[b. C]{d}.`` is as true as ``[b]{d}.[ C.]``, and looks as if d had come in the place of C as well.
    """
    found: list[Edit] = []
    for number, edit in enumerate(edits):
        after = edits[number + 1].a if number + 1 < len(edits) else len(old.words)
        for part in _parted(edit, old, new) if edit.replaces and after > edit.b else [edit]:
            add(found, part)
    return found


def _parted(edit: Edit, old: Words, new: Words) -> list[Edit]:
    stop = old.words[edit.b]
    if not (old.ends_sentence(edit.b) and new.ends_sentence(edit.d)):
        return [edit]
    gone, come = _first(stop, old, edit.a, edit.b), _first(stop, new, edit.c, edit.d)
    if (gone is None) == (come is None):
        return [edit]
    a, c = edit.b if gone is None else gone, edit.d if come is None else come
    return [Edit(edit.a, a, edit.c, c), Edit(a + 1, edit.b + 1, c + 1, edit.d + 1)]


def _first(stop: str, text: Words, start: int, end: int) -> int | None:
    """The first such full stop behind a word."""
    places = range(start + 1, end)
    return next((place for place in places if text.words[place] == stop and text.ends_sentence(place)), None)


def _parts(edits: Sequence[Edit], old: Words, new: Words) -> list[Part]:
    parts: list[Part] = []
    place = 0
    for edit in edits:
        gone, come = old.between(edit.a, edit.b), new.between(edit.c, edit.d)
        head = " " if gone[:1] == come[:1] == " " else ""
        gone, come = gone[len(head) :], come[len(head) :]
        tail = " " if gone[-1:] == come[-1:] == " " else ""
        gone, come = gone.removesuffix(tail), come.removesuffix(tail)
        _join(parts, "same", old.alone(place, edit.a) + head)
        _join(parts, "deleted", gone)
        _join(parts, "inserted", come)
        _join(parts, "same", tail)
        place = edit.b
    _join(parts, "same", old.alone(place, len(old.words)))
    return parts


def _join(parts: list[Part], change: Change, text: str) -> None:
    if parts and parts[-1].change == change:
        text = parts.pop().text + text
    if text:
        parts.append(Part(change, text))
