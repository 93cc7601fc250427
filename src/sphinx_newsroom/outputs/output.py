"""What is written beside the documents, and when it need not be written again.

Every module that makes files (feeds, search, data) offers :class:`Output` records: a key, a
fingerprint of what the files show, and a function that makes them.  :class:`State` remembers
the fingerprint and the files of each key from one build to the next, so an output whose
fingerprint stands is not made again, and files that nothing makes any more are removed.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sphinx_newsroom.files import remove, write
from sphinx_newsroom.model.addresses import STATE


@dataclass(frozen=True, slots=True)
class Output:
    """Files made together: *make* returns path (relative to the site) -> bytes, from the content alone."""

    key: str
    fingerprint: str
    make: Callable[[], Mapping[str, bytes]]


@dataclass
class State:
    """What the site in one output folder was made from: key -> (fingerprint, its files)."""

    made: dict[str, tuple[str, tuple[str, ...]]] = field(default_factory=dict)

    @classmethod
    def load(cls, outdir: Path) -> State:
        """The state of *outdir*; an absent or damaged file is an empty state, so that all is made again."""
        try:
            rows = json.loads((outdir / STATE).read_text(encoding="utf-8"))
            return cls({key: (digest, tuple(paths)) for key, (digest, paths) in rows.items()})
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def without(self, paths: Iterable[str], but: str) -> State:
        """The state without what was made at *paths* under any key *but* one, where its files now stand instead."""
        gone = frozenset(paths)
        return State({key: made for key, made in self.made.items() if key == but or gone.isdisjoint(made[1])})

    def save(self, outdir: Path) -> None:
        """Write the state, in an order that depends on the content alone."""
        rows = {key: [digest, list(paths)] for key, (digest, paths) in sorted(self.made.items())}
        write(outdir / STATE, json.dumps(rows, separators=(",", ":")) + "\n")

    def stands(self, key: str, digest: str, outdir: Path) -> bool:
        """Whether *key* was made from the same content and its files are still there."""
        known = self.made.get(key)
        # text, not Path: this is asked for each of thousands of files at every build
        return known is not None and known[0] == digest and all(os.path.isfile(f"{outdir}/{path}") for path in known[1])


def write_outputs(outputs: Iterable[Output], before: State, after: State, outdir: Path) -> int:
    """Make what changed, note everything in *after*, and return how many files were written."""
    written = 0
    for output in outputs:
        if before.stands(output.key, output.fingerprint, outdir):
            after.made[output.key] = before.made[output.key]
            continue
        files = output.make()
        written += sum(write(outdir / path, data) for path, data in files.items())
        after.made[output.key] = (output.fingerprint, tuple(sorted(files)))
    return written


def remove_stale(before: State, after: State, outdir: Path) -> int:
    """Remove the files that *before* made and *after* no longer wants; return how many."""
    wanted = {path for _, paths in after.made.values() for path in paths}
    stale = {path for _, paths in before.made.values() for path in paths} - wanted
    return sum(remove(outdir, path) for path in sorted(stale))
