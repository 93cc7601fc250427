"""The folder in which a site is made, for who writes files there without looking at what it holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sphinx_newsroom.files import put, write_apart, write_parts_apart


@dataclass(frozen=True)
class SiteFolder:
    """The folder *root*, in which nobody reads before all is written."""

    root: str

    def put(self, path: str, data: bytes) -> None:
        """Write a file in its place, by its path in the site; raises OSError."""
        put(f"{self.root}/{path}", data)

    def write(self, path: str, data: bytes) -> bool:
        """Write a file where its bytes are others than those that are there, and say whether; raises OSError."""
        return write_apart(f"{self.root}/{path}", data)

    def write_parts(self, path: str, parts: Iterable[bytes]) -> bool:
        """The same of a file of which only a part is in memory at a time."""
        return write_parts_apart(f"{self.root}/{path}", parts)
