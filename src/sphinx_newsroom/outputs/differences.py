"""The difference between two plain texts, word by word, in the paragraphs where there is one.

Pure.  A text is paragraphs separated by blank lines.  Paragraphs are matched first, so that one
that was put in does not shift the rest; within those that changed words are compared.

The comparison is exact: as many words stay as can.  That alone reads badly, since any "the" of a
sentence that went agrees with any of the one that came.  So what was found is made readable: words
that stay between larger changes become part of them, and a change that could begin at several words
begins where a sentence or a clause does.  diff-match-patch does the same and calls it semantic cleanup.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from itertools import accumulate
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

Change = Literal["same", "deleted", "inserted"]

_ALIKE = 0.25
"""How much of the words of two paragraphs must agree, in order, for one to be taken for the other's new text.

Of pairs of paragraphs that have nothing to do with each other, 3,000 drawn from each of three collections of English
releases, 99 in 100 are under 0.18.  Statements by formula (a central bank's, a cabinet's) can be above it.
"""
_KEPT = 0.2
"""How much of two paragraphs must be shown as having stayed for a change within one paragraph and not two paragraphs.

The same unrelated pairs have less than 0.09 in 99 of 100.  In 1,261 real edits four pairs of paragraphs are from 0.1
to 0.2, which read better apart, and ten from 0.2 to 0.3, most of which read better as one.
"""
_NEAR = 8
"""How many paragraphs are looked through for the one that another came in the place of.

Twice as many would change one of the real edits.
"""
_LARGE = 20_000 * 20_000
"""Words (or paragraphs) of one text times those of the other up to which they are compared: 50 MB and 0.2 to 0.4 s.

Both grow with the product.  Beyond it, what stands between the same beginning and the same end is shown as gone and
come.  The longest paragraph of 22,000 real releases has 4,388 words, so none comes near.
"""
_BETWEEN, _CLAUSE, _SENTENCE, _EDGE = 1, 2, 3, 8
"""How well a change may begin or end at a place: between words, behind a clause or a sentence, at the paragraph's edge.

A change has two ends, so an edge with any other place must count more than two ends of sentences.
"""
_CHANCE = 2
"""Words in a row that may have stayed by chance.

In real edits 81 runs between two changes were no longer than those.  80 had two words or fewer; the one with three
had been left as it was on purpose.
"""
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, kana and Han, which have no spaces: one "word" would be a whole sentence."""


class Part(NamedTuple):
    """A run of words that stayed, went or came."""

    change: Change
    text: str


class Block(NamedTuple):
    """A paragraph with a change in it, or (*parts* empty) a number of paragraphs without one."""

    parts: tuple[Part, ...]
    unchanged: int = 0


def differences(before: str, after: str) -> tuple[Block, ...]:
    """The paragraphs in which the texts differ, in order, with the number of those between that do not.

    One white space is as good as another, since no reader sees a difference.
    """
    old, new = (list(filter(None, map(_folded, text.split("\n\n")))) for text in (before, after))
    return tuple(_blocks(old, new))


def _folded(text: str) -> str:
    return " ".join(text.split())


class _Edit(NamedTuple):
    """The items from *a* to *b* of the old sequence went, those from *c* to *d* of the new came in their place."""

    a: int
    b: int
    c: int
    d: int

    @property
    def replaces(self) -> bool:
        return self.a < self.b and self.c < self.d

    @property
    def size(self) -> int:
        """How much work it is to compare the items."""
        return (self.b - self.a) * (self.d - self.c)

    def moved(self, by: int) -> _Edit:
        return _Edit(self.a + by, self.b + by, self.c + by, self.d + by)

    def to(self, other: _Edit) -> _Edit:
        """Both, and what is between them."""
        return _Edit(self.a, other.b, self.c, other.d)


def _edits(old: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    """The fewest items that must go and come for *old* to become *new*; no two edits touch."""
    # Items are compared by their hashes.  Those of numbers are the numbers, so no two items are taken for one.
    numbers: dict[str, int] = {}
    before, after = ([numbers.setdefault(item, len(numbers)) for item in items] for items in (old, new))
    start = _agreeing(before, after)
    end = _agreeing(before[start:][::-1], after[start:][::-1])
    whole = _Edit(start, len(before) - end, start, len(after) - end)
    if not whole.replaces or whole.size > _LARGE:
        return _apart([whole])
    changes = Indel.opcodes(before[whole.a : whole.b], after[whole.c : whole.d])
    return _apart(
        _Edit(change.src_start, change.src_end, change.dest_start, change.dest_end).moved(start)
        for change in changes
        if change.tag != "equal"
    )


def _agreeing(one: Sequence[int], other: Sequence[int]) -> int:
    """How many items the two begin with alike."""
    return next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _apart(edits: Iterable[_Edit]) -> list[_Edit]:
    """Edits that touch as one; none that changes nothing."""
    found: list[_Edit] = []
    for edit in edits:
        if edit.a < edit.b or edit.c < edit.d:
            _add(found, edit)
    return found


def _add(edits: list[_Edit], edit: _Edit) -> None:
    """Put an edit behind the others, or into the last where they touch."""
    if edits and (edits[-1].b, edits[-1].d) == (edit.a, edit.c):
        edit = edits.pop().to(edit)
    edits.append(edit)


# Paragraphs


def _blocks(before: Sequence[str], after: Sequence[str]) -> Iterator[Block]:
    place = 0
    for edit in _edits(before, after):
        if edit.a > place:
            yield Block((), edit.a - place)
        gone, come = before[edit.a : edit.b], after[edit.c : edit.d]
        yield from _whole(gone, come) if edit.size > _LARGE else _Stretch(gone, come).blocks()
        place = edit.b
    if len(before) > place:
        yield Block((), len(before) - place)


def _whole(gone: Sequence[str], come: Sequence[str]) -> Iterator[Block]:
    """Paragraphs that went or came as a whole."""
    yield from (Block((Part("deleted", text),)) for text in gone)
    yield from (Block((Part("inserted", text),)) for text in come)


class _Stretch:
    """Paragraphs that came in the place of others: each is shown beside the one that it most likely was."""

    def __init__(self, before: Sequence[str], after: Sequence[str]) -> None:
        self._before, self._after = before, after
        self._old, self._new = [_Words(text) for text in before], [_Words(text) for text in after]
        self._ratios: dict[tuple[int, int], float] = {}

    def blocks(self) -> Iterator[Block]:
        """What changed, in the order of the new text."""
        done, waiting = 0, 0
        for number in range(len(self._new)):
            place = self._what_it_was(number, done)
            if place is None:
                continue
            parts = _changes(self._old[place], self._new[number])
            if not _worth_showing(parts):
                continue
            yield from _whole(self._before[done:place], self._after[waiting:number])
            yield Block(tuple(parts))
            done, waiting = place + 1, number + 1
        yield from _whole(self._before[done:], self._after[waiting:])

    def _what_it_was(self, number: int, done: int) -> int | None:
        """The old paragraph that this one was, unless it was rather one that follows."""
        place = self._most_alike(number, done)
        if place is None:
            return None
        for later in range(number + 1, min(number + _NEAR, len(self._new))):
            # a paragraph that was parted in two: the larger part is what it became
            if self._ratio(place, later) > self._ratio(place, number) and self._most_alike(later, done) == place:
                return None
        return place

    def _most_alike(self, number: int, done: int) -> int | None:
        places = range(done, min(done + _NEAR, len(self._old)))
        best = max(places, key=lambda place: self._ratio(place, number), default=None)
        return best if best is not None and self._ratio(best, number) > _ALIKE else None

    def _ratio(self, place: int, number: int) -> float:
        if (place, number) not in self._ratios:
            self._ratios[place, number] = _ratio(self._old[place], self._new[number])
        return self._ratios[place, number]


def _ratio(old: _Words, new: _Words) -> float:
    """How much of the words agrees, in order; 0 where it is not enough."""
    total = len(old.real) + len(new.real)
    ratio = 2 * (old.bag & new.bag).total() / total if total else 0.0
    if ratio <= _ALIKE:  # in any order, which is quick to tell
        return 0.0
    if len(old.real) * len(new.real) > _LARGE:
        return ratio
    return Indel.normalized_similarity(old.real, new.real, score_cutoff=_ALIKE)


def _worth_showing(parts: Sequence[Part]) -> bool:
    kept = sum(len(part.text) for part in parts if part.change == "same")
    changed = sum(len(part.text) for part in parts if part.change != "same")
    return 2 * kept >= _KEPT * (2 * kept + changed)


# Words


@cache
def _word() -> re.Pattern[str]:
    """A word with what joins its parts (``6.24``, ``vice-president``); or any other character by itself.

    A full stop before a capital ends a sentence (``metres.The``), even where the space is missing; but not in ``U.S``.
    """
    signs = [chr(code) for code in range(0x10000)]
    marks = "".join(sign for sign in signs if unicodedata.category(sign).startswith("M"))  # which \w lacks
    capital = "".join(sign for sign in signs if sign.isupper())
    letter = rf"[^\W{_SINGLE}][{marks}]*"
    joint = rf"[-’',/:@\u00ad\u200c\u200d]|(?<=\b\w)\.|\.(?![{capital}])"
    return re.compile(rf"(?:{letter})+(?:(?:{joint})(?:{letter})+)*|[{_SINGLE}][{marks}]*|\S[{marks}]*")


class _Words:
    """A paragraph in words, with the places between them: place *i* is before word *i*, the last after all words."""

    def __init__(self, text: str) -> None:
        spans = [found.span() for found in _word().finditer(text)]
        self.text = text
        self.words = [text[start:end] for start, end in spans]
        self._starts = [*(start for start, _ in spans), len(text)]
        self._ends = [0, *(end for _, end in spans)]

    @cached_property
    def real(self) -> list[str]:
        """The words without other signs."""
        return [word for word in self.words if word[0].isalnum()]

    @cached_property
    def bag(self) -> Counter[str]:
        """How often each word is there."""
        return Counter(self.real)

    @cached_property
    def ranks(self) -> list[int]:
        """How well a change may begin or end at each place."""
        return [_EDGE, *map(self._rank, range(1, len(self.words))), _EDGE]

    @cached_property
    def _sentences(self) -> list[int]:
        """How many sentences have ended at each place."""
        return list(accumulate(int(rank >= _SENTENCE) for rank in self.ranks))

    @cached_property
    def _reals(self) -> list[int]:
        """How many words without other signs are before each place."""
        return [0, *accumulate(int(word[0].isalnum()) for word in self.words)]

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


def _changes(old: _Words, new: _Words) -> list[Part]:
    """One paragraph's change, word by word; what was deleted stands before what was inserted for it."""
    edits = _edits(old.words, new.words)
    edits = _at_ends(edits, old, new)
    edits = _with_spaces(edits, old, new)
    edits = _without_confetti(edits, old, new)
    edits = _by_sentences(edits, old, new)
    return _parts(edits, old, new)


def _at_ends(edits: Sequence[_Edit], old: _Words, new: _Words) -> list[_Edit]:
    """Each deletion or insertion where it reads best: ``a [b a] c`` is as true as ``[a b] a c``."""
    found: list[_Edit] = []
    for number, edit in enumerate(edits):
        if not edit.replaces:
            before = found[-1] if found else _Edit(0, 0, 0, 0)
            after = edits[number + 1].a if number + 1 < len(edits) else len(old.words)
            edit = edit.moved(_best_shift(edit, before, after - edit.b, old if edit.a < edit.b else new))
        _add(found, edit)
    return found


def _best_shift(edit: _Edit, before: _Edit, room: int, text: _Words) -> int:
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


def _with_spaces(edits: Sequence[_Edit], old: _Words, new: _Words) -> list[_Edit]:
    """The edits, and one without words wherever a space alone went or came between words that stay."""
    found: list[_Edit] = []
    place = _Edit(0, 0, 0, 0)
    for edit in [*edits, _Edit(len(old.words), len(old.words), len(new.words), len(new.words))]:
        for number in range(1, edit.a - place.b):
            a, c = place.b + number, place.d + number
            if old.spaced(a) != new.spaced(c):
                found.append(_Edit(a, a, c, c))
        found.append(edit)
        place = edit
    return found[:-1]


def _without_confetti(edits: Sequence[_Edit], old: _Words, new: _Words) -> list[_Edit]:
    """Where words stay only by chance between two changes, one change."""
    found: list[_Edit] = []
    for edit in edits:
        # What has grown may now be larger than the words before it, so those are weighed again.
        while found and _by_chance(found[-1], edit, old, new):
            edit = found.pop().to(edit)
        found.append(edit)
    return found


def _by_chance(before: _Edit, after: _Edit, old: _Words, new: _Words) -> bool:
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


def _by_sentences(edits: Sequence[_Edit], old: _Words, new: _Words) -> list[_Edit]:
    """Words replaced up to a full stop, and sentences that went or came behind it, as two changes.

    ``[b. C]{d}.`` is as true as ``[b]{d}.[ C.]``, and looks as if d had come in the place of C as well.
    """
    found: list[_Edit] = []
    for number, edit in enumerate(edits):
        after = edits[number + 1].a if number + 1 < len(edits) else len(old.words)
        for part in _parted(edit, old, new) if edit.replaces and after > edit.b else [edit]:
            _add(found, part)
    return found


def _parted(edit: _Edit, old: _Words, new: _Words) -> list[_Edit]:
    stop = old.words[edit.b]
    if not (old.ends_sentence(edit.b) and new.ends_sentence(edit.d)):
        return [edit]
    gone, come = _first(stop, old, edit.a, edit.b), _first(stop, new, edit.c, edit.d)
    if (gone is None) == (come is None):
        return [edit]
    a, c = edit.b if gone is None else gone, edit.d if come is None else come
    return [_Edit(edit.a, a, edit.c, c), _Edit(a + 1, edit.b + 1, c + 1, edit.d + 1)]


def _first(stop: str, text: _Words, start: int, end: int) -> int | None:
    """The first such full stop behind a word."""
    places = range(start + 1, end)
    return next((place for place in places if text.words[place] == stop and text.ends_sentence(place)), None)


def _parts(edits: Sequence[_Edit], old: _Words, new: _Words) -> list[Part]:
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
