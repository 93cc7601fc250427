"""What a picture or attachment says beside what readers see of it, and nobody may have meant to publish.

Few things, and each for certain: where a photograph or film was taken, changes and comments in a text, hidden sheets,
slides and layers, a speaker's notes, paths of whoever drew something.  Who wrote it, and with what, nearly every file
says, and is nothing to warn of.

exif        the data that cameras write
pictures    their files, read and blanked
documents   files of office programs
films       where one was taken
drawings    what Inkscape leaves in one
contents    files that are empty, too large, or not what their name says
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

from sphinx_newsroom.sources.unseen import documents, drawings, pictures
from sphinx_newsroom.sources.unseen.contents import contents

# Films: whether one says where it was taken, as telephones write it (ISO 6709, in a box of the MP4's index).

SUFFIXES = (".mp4",)

_BOXES = 10_000
_INDEX = 64 << 20
"""Boxes that are passed over, and bytes of an index that are read; it has some 10 KB for a minute."""
_KEY = b"com.apple.quicktime.location.ISO6709"
_PLACE = re.compile(rb"\xa9xyz....[+-]\d{1,3}(?:\.\d+)?[+-]\d{1,3}", re.DOTALL)
_VALUE = re.compile(rb"[+-]\d{2,3}\.\d+[+-]\d{2,3}\.\d+")


def has_position(stream: BinaryIO) -> bool:
    """Whether a film says where it was taken; raises ValueError where its boxes cannot be."""
    index = _index(stream)
    return _PLACE.search(index) is not None or (_KEY in index and _VALUE.search(index) is not None)


def _index(stream: BinaryIO) -> bytes:
    """What stands in the box ``moov`` (ISO/IEC 14496-12, 8.2.1); nothing where there is none."""
    place, whole = 0, os.fstat(stream.fileno()).st_size
    for _ in range(_BOXES):
        stream.seek(place)
        head = stream.read(16)
        if len(head) < 8:  # noqa: PLR2004
            return b""
        size, first = int.from_bytes(head[:4]), 8
        if size == 1:  # a long box has its size behind its name
            size, first = int.from_bytes(head[8:16]), 16
        if 0 < size < first:
            raise ValueError("a box is smaller than its head")
        if head[4:8] == b"moov":
            stream.seek(place + first)
            return stream.read(min(_INDEX, size - first) if size else _INDEX)
        place += size
        if size == 0 or place > whole:  # 0: to the end of the file
            return b""
    return b""


VERSION = 4
"""Of the rules here: with another, every file is looked at once more."""

WORDS: Mapping[str, str] = {
    "position": "says where it was taken",
    "pictures": "holds a picture that says where it was taken",
    "changes": "holds tracked changes",
    "comments": "holds comments",
    "notes": "holds a speaker's notes",
    "sheets": "holds hidden sheets",
    "slides": "holds hidden slides",
    "layers": "holds hidden layers",
    "paths": "holds the path of a file where it was drawn",
    "damaged": "cannot be read: it is damaged or protected",
    "empty": "is empty",
    "content": "does not hold what its name says, as a file has that was renamed, or saved in place of an error page",
    "cut": "is cut off before its end, as a download or upload that broke off leaves it",
    "large": "has more than 2 MB or 4,000 pixels, which every reader of the page must load",
}
"""The kinds of what is not seen, with the words that follow a file's name; ``newsroom_allow`` names them."""

_LARGEST = 64 << 20
"""Bytes of a picture that are looked at; what is not seen stands before what is."""


def unseen(path: Path, name: str) -> tuple[str, ...]:
    """The kinds of what is not seen in a file, in the order of :data:`WORDS`; nothing of one that cannot be opened.

    Args:
        path: Where its bytes are.
        name: What it is called, which may be otherwise: its suffix says how it is read.
    """
    found = set(contents(path, name))
    try:
        with path.open("rb") as stream:
            if found.isdisjoint(("empty", "content", "cut")):
                found.update(_found(stream, os.path.splitext(name)[1].lower()))
    except OSError:
        return ()
    return tuple(kind for kind in WORDS if kind in found)


def _found(stream: BinaryIO, suffix: str) -> Iterable[str]:
    try:
        if suffix in pictures.SUFFIXES:
            return {"position"} if pictures.has_position(stream.read(_LARGEST)) else ()
        if suffix in drawings.SUFFIXES:
            return set(drawings.unseen(stream.read(_LARGEST)))
        if suffix in documents.SUFFIXES:
            return set(documents.unseen(stream))
        return {"position"} if suffix in SUFFIXES and has_position(stream) else ()
    except Exception:  # libraries raise whatever they like for a damaged file, and the archive has others
        return {"damaged"}
