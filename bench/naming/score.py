"""Precision and recall of predictions against labels, and the errors by kind; GUIDELINES.md says what counts."""

from __future__ import annotations

import collections
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from label import NEW, Label, Labelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence


class Span(NamedTuple):
    """A predicted mention; *office* where an office stands for its holder."""

    start: int
    end: int
    entity: str
    office: bool = False

    @property
    def place(self) -> tuple[int, int, str]:
        """What must be exact."""
        return self.start, self.end, self.entity


class Error(NamedTuple):
    """What went wrong at one place: *kind* in words, the entity, the other *label* there, and the text around it."""

    kind: str
    release: str
    entity: str
    label: str
    surface: str
    around: str


@dataclass
class Tally:
    """Right and predicted, found and sought."""

    right: int = 0
    predicted: int = 0
    found: int = 0
    sought: int = 0

    @property
    def precision(self) -> float:
        return self.right / self.predicted if self.predicted else 1.0

    @property
    def recall(self) -> float:
        return self.found / self.sought if self.sought else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def data(self) -> dict[str, float]:
        """The tally as data."""
        counts = {"right": self.right, "predicted": self.predicted, "found": self.found, "sought": self.sought}
        return counts | {"precision": round(self.precision, 4), "recall": round(self.recall, 4)}

    def __add__(self, other: Tally) -> Tally:
        return Tally(
            self.right + other.right,
            self.predicted + other.predicted,
            self.found + other.found,
            self.sought + other.sought,
        )


@dataclass
class Score:
    """The tallies of some releases, by entity, by mention and by mention of offices alone, and every error."""

    entities: Tally = field(default_factory=Tally)
    mentions: Tally = field(default_factory=Tally)
    offices: Tally = field(default_factory=Tally)
    errors: list[Error] = field(default_factory=list)

    def __add__(self, other: Score) -> Score:
        return Score(
            self.entities + other.entities,
            self.mentions + other.mentions,
            self.offices + other.offices,
            [*self.errors, *other.errors],
        )


Judge: TypeAlias = "Callable[[str, str, str], bool | None]"
"""Whether a prediction of a record outside the labelled registry is right, None if that is undecided: release,
surface, entity."""


def score(labelled: Labelled, spans: Sequence[Span], known: frozenset[str], judge: Judge | None = None) -> Score:
    """The score of one release; *known* are the ids of the labelled registry, *judge* decides on others."""
    sought = {label.entity for label in labelled.labels if _sought(label, known)}
    allowed = {label.entity for label in labelled.labels}
    predicted = {span.entity for span in spans if span.entity in known}
    found = _precision(labelled, [span for span in spans if span.entity in known])
    found += _recall(labelled, spans, known)
    found.entities = Tally(len(predicted & allowed), len(predicted), len(sought & predicted), len(sought))
    return found + _foreign(labelled, [span for span in spans if span.entity not in known], judge)


def _sought(label: Label, known: frozenset[str]) -> bool:
    return label.entity in known and "optional" not in label.flags


def _precision(labelled: Labelled, spans: Iterable[Span]) -> Score:
    """The predictions of labelled records: a span is right where a label has just this span and entity."""
    found, at = Score(), {(label.start, label.end): label for label in labelled.labels}
    for span in spans:
        label = at.get((span.start, span.end))
        if label is None or label.entity != span.entity:
            over = label or _over(span, labelled.labels)
            if over is None or over.entity != span.entity:
                found.errors.append(_error(_kind(over), labelled, span, over))
        if label is None or "optional" not in label.flags:
            for tally in (found.mentions, found.offices) if span.office else (found.mentions,):
                tally.predicted += 1
                tally.right += label is not None and label.entity == span.entity
    return found


def _recall(labelled: Labelled, spans: Sequence[Span], known: frozenset[str]) -> Score:
    """The labels that ask for a prediction."""
    found, predicted = Score(), {span.entity for span in spans}
    places = {span.place for span in spans}
    for label in labelled.labels:
        if _sought(label, known):
            there = (label.start, label.end, label.entity) in places
            for tally in (found.mentions, found.offices) if "office" in label.flags else (found.mentions,):
                tally.sought += 1
                tally.found += there
            if not there:
                kind = "missed office" if "office" in label.flags else "missed"
                kind += "" if label.entity in predicted else ", and with it the entity"
                found.errors.append(_error(kind, labelled, Span(label.start, label.end, label.entity), None))
    return found


def _foreign(labelled: Labelled, spans: Iterable[Span], judge: Judge | None) -> Score:
    """The predictions of other records; of one in one release all must be right, or the pair is wrong."""
    found, pairs = Score(), dict[str, bool]()
    for span in spans:
        surface = labelled.text.text[span.start : span.end]
        decided = judge(labelled.text.release.id, surface, span.entity) if judge else False
        pairs[span.entity] = bool(decided) and pairs.get(span.entity, True)
        for tally in (found.mentions, found.offices) if span.office else (found.mentions,):
            tally.predicted += 1
            tally.right += bool(decided)
        if not decided:
            kind = "undecided" if decided is None else "another record, not meant"
            found.errors.append(_error(kind, labelled, span, _over(span, labelled.labels)))
    found.entities = Tally(sum(pairs.values()), len(pairs))
    return found


def _over(span: Span, labels: Iterable[Label]) -> Label | None:
    return next((label for label in labels if label.start < span.end and span.start < label.end), None)


def _kind(over: Label | None) -> str:
    if over is None:
        return "nobody was named"
    return "somebody without a record" if over.entity == NEW else "somebody else"


def _error(kind: str, labelled: Labelled, span: Span, label: Label | None) -> Error:
    text = labelled.text.text
    around = " ".join(text[max(0, span.start - 60) : span.end + 60].split())
    said = f"{label.entity}: {label.surface}" if label else ""
    return Error(kind, labelled.text.release.id, span.entity, said, text[span.start : span.end], around)


def by_kind(errors: Iterable[Error]) -> dict[str, int]:
    """How many errors of each kind, the most frequent first."""
    return dict(collections.Counter(error.kind for error in errors).most_common())
