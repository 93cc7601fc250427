"""What a file of an archive holds: its bytes, or of a large one, such as a film, its digest and where it is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sphinx_newsroom.files import chunks_of, sha256_of_file

LARGE = 8 << 20
"""Bytes of which more are never in memory at once."""


@dataclass(frozen=True, slots=True)
class Held:
    """What a large file holds, by its SHA-256, and a *place* that has it."""

    sha256: str
    place: Path


Content = bytes | Held


def content_of(path: Path) -> Content | None:
    """What a file holds; None where there is none that can be read."""
    try:
        return Held(sha256_of_file(path), path) if path.stat().st_size > LARGE else path.read_bytes()
    except OSError:
        return None


def sha256_of(content: Content) -> str:
    """The SHA-256 of what a file holds, in hexadecimal digits."""
    return content.sha256 if isinstance(content, Held) else hashlib.sha256(content).hexdigest()


def alike(one: Content | None, other: Content | None) -> bool:
    """Whether two files hold the same, or neither is there."""
    if one is None or other is None or type(one) is type(other) is bytes:
        return one == other
    return sha256_of(one) == sha256_of(other)


def size_of(content: Content) -> int:
    """How many bytes a file has; raises OSError."""
    return content.place.stat().st_size if isinstance(content, Held) else len(content)


def whole(content: Content | None) -> bytes:
    """All bytes, for who reads them as a text: none where there is no file; raises OSError."""
    return b"".join(pieces(content)) if content is not None else b""


def pieces(content: Content) -> Iterator[bytes]:
    """The bytes, one piece after the other; raises OSError, after the last where a large file has others by now."""
    if isinstance(content, Held):
        yield from chunks_of(content.place, content.sha256)
    else:
        yield content
