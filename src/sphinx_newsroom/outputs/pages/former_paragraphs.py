"""Which paragraph took the place of one that is in a release no longer, so that a link to it still leads there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.outputs.differences.shortest_edits import Edit, edits_of
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids

_MANY = 2_000
"""Pairs of paragraphs in one stretch up to which words are compared; beyond, the place in the stretch decides."""


class Former(NamedTuple):
    """The *ids* of paragraphs that are gone, and the one, *now*, that took their place."""

    now: str
    ids: tuple[str, ...]


def former_paragraphs(texts: Sequence[str]) -> tuple[Former, ...]:
    """The ids that the texts of a release had, the first one first, and the last, which stands, has no longer.

    A paragraph that was changed leads to what it became; one that was taken out, to the one that follows its place.

    >>> former_paragraphs(["Title\\n\\nTen came.\\n\\nAll left.", "Title\\n\\nTwelve came.\\n\\nAll left."])
    (Former(now='p-306d448c', ids=('p-eab6cf5c',)),)
    """
    *before, last = texts
    if not before:
        return ()
    now = [id_ for _, id_ in paragraph_ids(last)]
    standing, found = frozenset(now), dict[str, list[str]]()
    waiting: dict[str, int] = {}  # the ids that were met so far, and the number of what stands for each by then
    for old, new in zip(before, texts[1:], strict=True):
        waiting |= {id_: number for number, (_, id_) in enumerate(paragraph_ids(old))}
        became = _became(_blocks(old), _blocks(new))
        waiting = {id_: became[number] for id_, number in waiting.items() if became}
    for id_, number in waiting.items():
        if id_ not in standing and now:
            found.setdefault(now[number], []).append(id_)
    return tuple(Former(id_, tuple(sorted(found[id_]))) for id_ in now if id_ in found)


def _blocks(text: str) -> list[str]:
    return text.split("\n\n")[1:]


def _became(old: Sequence[str], new: Sequence[str]) -> list[int]:
    """For each old paragraph the number of the new one that is it, or that took its place."""
    found, place, shift = [], 0, 0
    for edit in edits_of(old, new):
        found += [number + shift for number in range(place, edit.a)]
        found += _in_place(old, new, edit)
        place, shift = edit.b, edit.d - edit.b
    found += [number + shift for number in range(place, len(old))]
    return [max(0, min(number, len(new) - 1)) for number in found]


def _in_place(old: Sequence[str], new: Sequence[str], edit: Edit) -> Iterator[int]:
    """Where the paragraphs that an edit takes out went: to the one that has most of their words."""
    if not edit.replaces or edit.size > _MANY:
        yield from (min(edit.c + number, max(edit.c, edit.d - 1)) for number in range(edit.b - edit.a))
        return
    come = {number: Counter(new[number].split()) for number in range(edit.c, edit.d)}
    for number in range(edit.a, edit.b):
        words = Counter(old[number].split())
        # Where words do not tell, the place does.
        likely = edit.c + (number - edit.a) * (edit.d - edit.c) // (edit.b - edit.a)
        yield max(come, key=lambda other: ((words & come[other]).total(), -abs(other - likely)))
