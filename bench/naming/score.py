"""Compare the results with the labels as precision and recall; GUIDELINES.md defines what counts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from texts import NEW, Label, Text

KINDS = ("entities", "mentions", "offices", "direct", "reported")
ALIKE = 0.5
"""A statement is found if it shares at least this part of all words with the label."""

Tally = tuple[int, int, int, int]
"""Right and predicted, found and sought."""

Judge = Callable[[str, str, str], bool]
"""Whether a prediction of a record outside the labelled registry is right: release, surface, entity."""


class Error(NamedTuple):
    """An error at one place: its *kind*, what was found or missed, and the words around it."""

    kind: str
    release: str
    entity: str
    words: str


class Score(dict[str, Tally]):
    """The counts by kind, and every error."""

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(KINDS, (0, 0, 0, 0)))
        self.errors: list[Error] = []

    def add(self, kind: str, right: int = 0, predicted: int = 0, found: int = 0, sought: int = 0) -> None:
        """Add counts for a kind."""
        tally = self[kind]
        self[kind] = (tally[0] + right, tally[1] + predicted, tally[2] + found, tally[3] + sought)

    def __iadd__(self, other: Score) -> Score:
        for kind, tally in other.items():
            self.add(kind, *tally)
        self.errors += other.errors
        return self


def mentions(text: Text, found: Sequence[Label], known: frozenset[str], judge: Judge | None = None) -> Score:
    """Score the mentions in one text; *known* are the labelled records, and *judge* decides on others."""
    score, labels = Score(), text.mentions or ()
    at, pairs = {(label.start, label.end): label for label in labels}, dict[str, bool]()
    named = {one.entity for one in found}
    for one in found:
        label = at.get((one.start, one.end))
        if one.entity in known:
            right = label is not None and label.entity == one.entity
            pairs[one.entity] = any(label.entity == one.entity for label in labels)
        else:  # every occurrence of another record must be right
            surface = " ".join(text.text[one.start : one.end].split())
            right = judge is not None and judge(text.release.id, surface, one.entity)
            pairs[one.entity] = right and pairs.get(one.entity, True)
        if label is None or not label.optional or one.entity not in known:
            for kind in ("mentions", "offices") if one.office else ("mentions",):
                score.add(kind, right=right, predicted=1)
            if not right:
                score.errors.append(_error("wrong", text, one))
    sought = [label for label in labels if label.entity in known and not label.optional]
    places = {(one.start, one.end, one.entity) for one in found}
    for label in sought:
        there = label[:3] in places
        for kind in ("mentions", "offices") if label.office else ("mentions",):
            score.add(kind, found=there, sought=1)
        if not there:
            score.errors.append(_error("missed" if label.entity in named else "missed, entity too", text, label))
    entities = {label.entity for label in sought}
    score.add("entities", sum(pairs.values()), len(pairs), len(entities & named), len(entities))
    return score


def statements(text: Text, found: Sequence[Label]) -> Score:
    """Score the statements in one text: form and speaker must match, the words nearly."""
    score, labels = Score(), text.statements or ()
    for one in found:
        same = [label for label in labels if _alike(label, one)]
        right = [label for label in same if (label.form, label.entity) == (one.form, one.entity)]
        if not (all(label.optional for label in same) if right else any(label.optional for label in same)):
            score.add(one.form, right=bool(right), predicted=1)
            if not right:
                score.errors.append(_error(f"wrong {one.form}", text, one))
    for label in labels:
        if label.entity != NEW and not label.optional:
            there = any(_alike(label, one) and (label.form, label.entity) == (one.form, one.entity) for one in found)
            score.add(label.form, found=there, sought=1)
            if not there:
                score.errors.append(_error(f"missed {label.form}", text, label))
    return score


def _alike(one: Label, other: Label) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared >= ALIKE * (max(one.end, other.end) - min(one.start, other.start))


def _error(kind: str, text: Text, one: Label) -> Error:
    before, after = text.text[max(0, one.start - 60) : one.start], text.text[one.end : one.end + 60]
    return Error(
        kind, text.release.id, one.entity, " ".join(f"{before}[{text.text[one.start : one.end]}]{after}".split())
    )


def interval(part: int, whole: int) -> tuple[float, float]:
    """Return the 95 per cent interval of a share, by Wilson's method."""
    if not whole:
        return 0.0, 1.0
    z, share = 1.96, part / whole
    middle, width = share + z * z / (2 * whole), z * (share * (1 - share) / whole + z * z / (4 * whole * whole)) ** 0.5
    return (middle - width) / (1 + z * z / whole), (middle + width) / (1 + z * z / whole)


def share(part: int, whole: int) -> float:
    """Return part / whole, or 1 if the whole is 0."""
    return part / whole if whole else 1.0


def total(scores: Iterable[Score]) -> Score:
    """Return the sum of some scores."""
    found = Score()
    for score in scores:
        found += score
    return found
