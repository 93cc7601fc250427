"""Films: whether one says where it was taken, as telephones write it (ISO 6709, in a box of the MP4's index)."""

from __future__ import annotations

import os
import re
from typing import BinaryIO

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
