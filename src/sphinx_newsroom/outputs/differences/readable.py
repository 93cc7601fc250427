"""What changed in one paragraph, word by word, made readable.

The fewest words that changed are not what reads best, since any "the" of a sentence that went agrees with any of the
one that came.  So words that stay between larger changes become part of them, and a change that could begin at several
words begins where a sentence or a clause does.  diff-match-patch does the same and calls it semantic cleanup.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from sphinx_newsroom.outputs.differences.paragraph import Words
from sphinx_newsroom.outputs.differences.shortest_edits import Edit, add, edits_of

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
