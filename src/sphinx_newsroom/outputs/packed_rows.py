"""Rows of a build's state that stand or fall together, as text that is seldom taken apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

Rows = dict[str, tuple[str, tuple[str, ...]]]
"""What was made, by key: of what, as a fingerprint, and its files."""

_APART = "\n"
"""Stands between pages, and between fingerprints."""


class _Column(NamedTuple):
    """The rows whose keys begin alike (``data/``), one for each page: their *fingerprints*, empty where there is none.

    The files of each are called like its page, with the same *endings*.
    """

    kind: str
    endings: tuple[str, ...]
    fingerprints: str


@dataclass(frozen=True, slots=True)
class Packed:
    """The rows of what stands or falls together, as text that is seldom taken apart.

    *digest* is of all that they are made of, *told* what was kept beside them.  The key of a row is its kind and its
    page (``data/releases/2011/x``), and most have files of the same endings, so that *pages* and *columns* have a fifth
    of the bytes of all paths; *others* have other ones, as JSON.  *line* is all of it as it was read.
    """

    digest: str
    told: tuple[str, ...]
    pages: str
    columns: tuple[_Column, ...]
    others: str
    line: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, digest: str, told: Iterable[str], made: Rows) -> Packed:
        """Rows as text, in the order of their pages; raises ValueError where a page has a line's end in it."""
        pages: dict[str, None] = {}
        kinds: dict[str, tuple[str, ...]] = {}
        fingerprints: dict[tuple[str, str], str] = {}
        others: Rows = {}
        for key, (fingerprint, paths) in made.items():
            kind, _, page = key.partition("/")
            pages[page] = None
            if kind not in kinds:
                kinds[kind] = tuple(path.removeprefix(page) for path in paths)
            if fingerprint and paths == tuple([page + ending for ending in kinds[kind]]):
                fingerprints[kind, page] = fingerprint
            else:
                others[key] = fingerprint, paths
        columns = tuple(
            _Column(kind, endings, _in_lines([fingerprints.get((kind, page), "") for page in pages]))
            for kind, endings in kinds.items()
        )
        return cls(digest, tuple(told), _in_lines([*pages]), columns, _json(others))

    @classmethod
    def read(cls, line: bytes) -> tuple[str, Packed]:
        """Rows by their name, of the line that :meth:`written` gave; raises ValueError, TypeError."""
        name, digest, told, pages, columns, others = json.loads(line)
        found = tuple(_Column(kind, tuple(endings), fingerprints) for kind, endings, fingerprints in columns)
        return name, cls(digest, tuple(told), pages, found, others, line)

    def written(self, name: str) -> bytes:
        """The rows as a line, with their name; one that was read stays as it is."""
        return self.line or _json([name, self.digest, self.told, self.pages, self.columns, self.others]).encode()

    def all_paths(self) -> list[str]:
        """The paths of all files."""
        pages, paths = self.pages.split(_APART), list[str]()
        for _, endings, fingerprints in self.columns:
            there = fingerprints.split(_APART)
            some = pages if all(there) else [page for page, found in zip(pages, there, strict=True) if found]
            for ending in endings:
                paths += [page + ending for page in some]
        paths += chain.from_iterable(own for _, own in json.loads(self.others).values())
        return paths

    def unpacked(self) -> Rows:
        """The rows."""
        others = {key: (made, tuple(paths)) for key, (made, paths) in json.loads(self.others).items()}
        columns = [(kind, endings, fingerprints.split(_APART)) for kind, endings, fingerprints in self.columns]
        found: Rows = {}
        for number, page in enumerate(self.pages.split(_APART)):
            for kind, endings, fingerprints in columns:
                key = f"{kind}/{page}"
                if key in others:
                    found[key] = others[key]
                elif fingerprints[number]:
                    found[key] = fingerprints[number], tuple(page + ending for ending in endings)
        return found


def _in_lines(texts: Sequence[str]) -> str:
    found = _APART.join(texts)
    if found.count(_APART) > max(0, len(texts) - 1):
        raise ValueError("a text has several lines")
    return found


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
