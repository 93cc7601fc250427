"""Which lines of a text stand in a fenced block."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

Fenced = Literal["not", "opens", "within"]
"""Where a line stands: outside of every block; where one opens; in a block, as the line that closes it does, too."""


def fenced(
    text: str, fence: re.Pattern[str], opens: Callable[[str], bool] = lambda info: True
) -> Iterator[tuple[str, Fenced]]:
    """The lines of a text, each with where it stands: a block ends with as many of its marks or more, and nothing else.

    A block that is never closed goes on to the text's end (CommonMark 0.31, section 4.5).

    Args:
        text: what is read, such as ``"~~~\\n# no heading\\n~~~"``.
        fence: what a fence begins with, its marks in a group ``marks``: callers differ in what they count as one.
        opens: whether a block opens by what stands behind the marks, such as ``python``.
    """
    open_ = ""
    for line in text.split("\n"):
        found = fence.match(line)
        if open_:
            yield line, "within"
            if found and found["marks"].startswith(open_) and not line[found.end("marks") :].strip():
                open_ = ""
        elif found and opens(line[found.end("marks") :]):
            open_ = found["marks"]
            yield line, "opens"
        else:
            yield line, "not"
