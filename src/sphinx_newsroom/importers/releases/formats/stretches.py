"""Stretches of a text between an opening and its close, found in one walk however many are never closed."""

from __future__ import annotations

import re
from collections.abc import Callable


def replaced(
    text: str, opens: re.Pattern[str], close: Callable[[re.Match[str]], str], put: Callable[[str], str]
) -> str:
    """The text with something else for each stretch; what is never closed stays.

    Args:
        text: what is read.
        opens: what begins a stretch.
        close: what ends the one that an opening begins, in small letters; ``</pre`` goes on to the next ``>``.
        put: what stands in the place of a stretch, its opening and close included.
    """
    folded = text.lower()
    if len(folded) != len(text):  # İ becomes two characters, and places would be off
        folded = "".join(char.lower() if len(char.lower()) == 1 else char for char in text)
    found: list[str] = []
    at = 0
    missing: set[str] = set()  # looked for once, or each opening would be a walk to the end
    for opening in opens.finditer(text):
        wanted = close(opening)
        if opening.start() < at or wanted in missing:
            continue
        end = folded.find(wanted, opening.end())
        if end < 0:
            missing.add(wanted)
            continue
        end = end + len(wanted) if wanted.endswith(">") else folded.find(">", end) + 1 or len(text)
        found += [text[at : opening.start()], put(text[opening.start() : end])]
        at = end
    return "".join([*found, text[at:]])
