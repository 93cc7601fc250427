"""Where the values of a JSON text stand in it, which Python's reader does not tell; that it is JSON is known here."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

_TOKEN = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"|[{}\[\],:]|[^\s"{}\[\],:]++', re.DOTALL)


class Written(NamedTuple):
    """A text value as it is written, with its quotation marks, and where it begins."""

    start: int
    raw: str


class JsonPlaces:
    """The places in one text; it is gone through once, and only if somebody asks.

    >>> JsonPlaces('{"cells": [{"source": ["a\\\\n",\\n "b"]}]}').source_lines
    [[1, 2]]
    """

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def _ends(self) -> list[int]:
        return [match.start() for match in re.finditer("\n", self.text)]

    def line(self, place: int) -> int:
        """The number of the line of a place, from 1."""
        return bisect_left(self._ends, place) + 1

    def values_from(self, start: int) -> Iterator[int]:
        """Where each key, value, list and mapping begins from *start* on, in the order of the text."""
        return (match.start() for match in _TOKEN.finditer(self.text, start) if match[0] not in (",", ":", "]", "}"))

    @cached_property
    def source_lines(self) -> list[list[int]]:
        """For each cell of a notebook, the line of the file in which each line of its source stands."""
        return [list(self._lines(pieces)) for pieces in self._sources()]

    def _lines(self, pieces: list[Written]) -> Iterator[int]:
        begins = True
        for piece in pieces:
            here = self.line(piece.start)
            words = json.loads(piece.raw)
            if not words:
                continue
            if begins:
                yield here
            begins = words.endswith("\n")
            yield from [here] * (words.count("\n") - begins)
        if begins and pieces:
            yield self.line(pieces[-1].start)

    def _sources(self) -> list[list[Written]]:
        """The texts that the source of each cell is made of."""
        cells: list[list[Written]] = []
        # What is open, the innermost last: its bracket, and the key whose value comes.
        open_: list[tuple[str, str | None]] = []
        for match in _TOKEN.finditer(self.text):
            token = match[0]
            inside = open_[-1] if open_ else ("", None)
            in_cell = len(open_) > 2 and open_[0][1] == "cells" and open_[1][0] == "["  # noqa: PLR2004 (root, list, cell)
            if token in ("{", "["):
                if token == "{" and [bracket for bracket, _ in open_] == ["{", "["] and open_[0][1] == "cells":
                    cells.append([])
                open_.append((token, None))
            elif token in ("}", "]"):
                open_.pop()
            elif token == "," and inside[0] == "{":
                open_[-1] = "{", None
            elif token[0] == '"' and inside == ("{", None):
                key = str(json.loads(token))
                open_[-1] = "{", key
                # Of a key that stands twice readers of JSON take the last.
                if key == "cells" and len(open_) == 1:
                    cells.clear()
                elif key == "source" and in_cell and len(open_) == 3:  # noqa: PLR2004
                    cells[-1].clear()
            elif token[0] == '"' and in_cell and open_[2][1] == "source":
                cells[-1].append(Written(match.start(), token))
        return cells
