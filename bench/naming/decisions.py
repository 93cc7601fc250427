"""What a person decided about the predictions of records outside the labelled registry."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from scale import key
from texts import HERE

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from score import Error

    from sphinx_newsroom.model.registry import Registry

_FILES = (
    "",
    ".heldout2",
    ".heldout3",
    ".heldout4",
    ".heldout5",
    ".heldout5-offices",
    ".heldout6",
    ".heldout6-offices",
    ".heldout7",
    ".heldout7-offices",
    ".heldout8",
    ".heldout8-offices",
)
DECISIONS = tuple(HERE / f"scale-decisions{half}.jsonl" for half in _FILES)
"""All but the first are about releases that whoever makes rules does not look at."""


class Decision(NamedTuple):
    """What was predicted: the release's id, the words, and the record by its authority's id, else by its name."""

    release: str
    surface: str
    entity: str


class Decisions:
    """Whether a prediction is right; None where nobody has decided yet."""

    def __init__(self, registry: Registry, paths: Iterable[Path] = DECISIONS) -> None:
        self.registry = registry
        self.made = {decision: right for path in paths if path.is_file() for decision, right in _read(path)}

    def __call__(self, release: str, surface: str, entity: str) -> bool | None:
        return self.made.get(self._decision(release, surface, entity))

    def _decision(self, release: str, surface: str, entity: str) -> Decision:
        return Decision(release, " ".join(surface.split()), key(entity, self.registry))

    def lines(self, errors: Iterable[Error]) -> Iterator[str]:
        """For each undecided prediction the words around it, and the line of the file to complete."""
        seen: set[Decision] = set()
        for error in errors:
            decision = self._decision(error.release, error.surface, error.entity)
            if error.kind == "undecided" and decision not in seen:
                seen.add(decision)
                record = self.registry.entity(error.entity)
                row = {**decision._asdict(), "name": record.name if record else "", "right": None}
                yield f"\n… {error.around} …{f'  [{error.label}]' if error.label else ''}"
                yield json.dumps(row, ensure_ascii=False)


def _read(path: Path) -> Iterator[tuple[Decision, bool]]:
    """The lines of the file; exits where one is not as it should be."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = json.loads(line)
            decision, right = Decision(row["release"], row["surface"], row["entity"]), row["right"]
        except (ValueError, KeyError, TypeError) as error:
            raise SystemExit(f"{path}:{number}: not a decision ({error}); see `run.py --undecided`") from error
        if not isinstance(right, bool):
            raise SystemExit(f"{path}:{number}: “right” is {right}; write true or false")
        yield decision, right
