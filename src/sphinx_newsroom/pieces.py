"""Files of which only a piece is in memory at a time: attachments, some of which are films."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

PIECE = 1 << 20
"""Bytes that are in memory at a time."""


class ChangedError(OSError):
    """A file has other bytes than it had when its digest was taken."""


def sha256_of_file(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits; raises OSError."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def pieces_of(path: Path, sha256: str) -> Iterator[bytes]:
    """The bytes of a file with this SHA-256, one piece after the other.

    Raises ChangedError after the last piece where they are others: whoever writes them leaves nothing of them then.
    """
    made = hashlib.sha256()
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            made.update(piece)
            yield piece
    if made.hexdigest() != sha256:
        raise ChangedError(f"{path} was changed while it was read")
