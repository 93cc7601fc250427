"""Rows of a build's state that stand or fall together, as text that is seldom taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice

Rows = dict[str, tuple[str, tuple[str, ...]]]
"""What was made, by key: of what, as a fingerprint, and its files."""


@dataclass(frozen=True, slots=True)
class Packed:
    """The rows of what stands or falls together, as text that is seldom taken apart.

    *digest* is of all that they are made of, *told* what was kept beside them; *paths* are all files, a line each, and
    *rows* has of each key its fingerprint and how many of these are its own.  *line* is all of it as it was read.
    """

    digest: str
    told: tuple[str, ...]
    paths: str
    rows: str
    line: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, digest: str, told: Iterable[str], made: Rows) -> Packed:
        """Rows as text; raises ValueError where a path has a line's end in it."""
        paths = [path for _, own in made.values() for path in own]
        text = "\n".join(paths)
        if text.count("\n") != max(0, len(paths) - 1):
            raise ValueError("a path has several lines")
        rows = [[key, fingerprint, len(own)] for key, (fingerprint, own) in made.items()]
        return cls(digest, tuple(told), text, json.dumps(rows, separators=(",", ":")))

    @classmethod
    def read(cls, line: bytes) -> tuple[str, Packed]:
        """Rows by their name, of the line that :meth:`written` gave; raises ValueError, TypeError."""
        name, digest, told, paths, rows = json.loads(line)
        return name, cls(digest, tuple(told), paths, rows, line)

    def written(self, name: str) -> bytes:
        """The rows as a line, with their name; one that was read stays as it is."""
        row = [name, self.digest, self.told, self.paths, self.rows]
        return self.line or json.dumps(row, separators=(",", ":")).encode()

    @property
    def all_paths(self) -> list[str]:
        """The paths of all files."""
        return self.paths.split("\n") if self.paths else []

    def unpacked(self) -> Rows:
        """The rows."""
        paths = iter(self.all_paths)
        return {key: (made, tuple(islice(paths, count))) for key, made, count in json.loads(self.rows)}
