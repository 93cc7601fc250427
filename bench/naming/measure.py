"""Finders over the same texts in one run: what each finds, and the CPU that it takes."""

from __future__ import annotations

import gc
import time
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from score import Score, Span, by_kind, score

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from label import Labelled
    from score import Judge

Finder: TypeAlias = "Callable[[Labelled], list[Span]]"
"""Whom one text names."""


LONG = 5.0
"""Seconds."""


class Result(NamedTuple):
    """What a finder made of the texts: the score of each collection, and CPU.

    *ready* are the seconds to make it ready, *first* those that the first reading of all texts took beyond a later one
    (what it prepares only when a text asks for it), *match* the milliseconds a release, *spread* how far from
    that a reading was at most.
    """

    scores: dict[str, Score]
    ready: float
    first: float
    match: float
    spread: float

    @property
    def total(self) -> Score:
        """The score of all collections."""
        return sum(self.scores.values(), Score())

    def data(self) -> dict[str, Any]:
        """The result as data."""
        rows = {**self.scores, "all": self.total}
        return {
            "ready_s": round(self.ready, 3),
            "first_s": round(self.first, 3),
            "match_ms": round(self.match, 3),
            "entities": {name: one.entities.data() for name, one in rows.items()},
            "mentions": {name: one.mentions.data() for name, one in rows.items()},
            "offices": {name: one.offices.data() for name, one in rows.items()},
            "errors": by_kind(self.total.errors),
        }


def measure(
    makers: Mapping[str, Callable[[], Finder]],
    sets: Mapping[str, list[Labelled]],
    known: frozenset[str],
    judge: Judge | None = None,
    *,
    passes: int = 5,
    makes: int = 3,
) -> dict[str, Result]:
    """Make each finder ready, and have all read all texts in turn, so that a slow moment of the machine hits all.

    All seconds are CPU of this process; the median counts. One that takes long to make is made once.
    """
    made = {name: _made(make, makes) for name, make in makers.items()}
    gc.collect()
    readings: dict[str, list[float]] = {name: [] for name in makers}
    spans: dict[str, dict[str, list[list[Span]]]] = {}
    for _ in range(1 + passes):
        for name, (finder, _) in made.items():
            begin = time.process_time()
            spans[name] = {group: [finder(labelled) for labelled in texts] for group, texts in sets.items()}
            readings[name].append(time.process_time() - begin)
    number = sum(map(len, sets.values()))
    results = {}
    for name, (first, *later) in readings.items():
        middle = median(later)
        scores = {
            group: sum((score(*row, known, judge) for row in zip(texts, spans[name][group], strict=True)), Score())
            for group, texts in sets.items()
        }
        spread = max(abs(one - middle) for one in later) / middle
        results[name] = Result(scores, made[name][1], max(0.0, first - middle), 1000 * middle / number, spread)
    return results


def _made(make: Callable[[], Finder], makes: int) -> tuple[Finder, float]:
    """A finder, and the seconds that it took to make."""
    times: list[float] = []
    while len(times) < makes and not (times and times[0] > LONG):
        # The one before must not stand in memory beside the next.
        finder: Finder | None = None
        gc.collect()
        begin = time.process_time()
        finder = make()
        times.append(time.process_time() - begin)
    assert finder is not None
    return finder, median(times)
