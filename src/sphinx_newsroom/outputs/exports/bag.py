"""Files with their digests as a bag, which tells whoever keeps it whether all is there and as it was.

A file is read once: its digests are taken while it is copied.  The library bagit makes a bag of a folder that is
there already, and reads all of it again.

Source: RFC 8493 (The BagIt File Packaging Format, 1.0).
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

ALGORITHMS = ("sha256", "sha512")
"""Section 2.4 wants SHA-512 from all who make bags, and most tools know SHA-256."""

_WIDTH = 79
"""Section 2.2.2: how long a line of bag-info.txt should be at most."""

_ESCAPED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
"""What section 2.1.3 has written otherwise in a manifest."""


class Payload(NamedTuple):
    """A file of a bag: its path below ``data/``, and what reads it, a piece at a time."""

    path: str
    read: Callable[[], Iterator[bytes]]


class Written(NamedTuple):
    """A file to write: its path in the bag, and its bytes, a piece at a time."""

    path: str
    pieces: Iterable[bytes]


def bag(payload: Iterable[Payload], info: Sequence[tuple[str, str]], keep: Keeper) -> Iterator[Written]:
    """The files of a bag, one after the other; each must be written whole before the next is asked for.

    *payload* comes in the order in which manifests list it, *info* are lines of bag-info.txt as labels and values, to
    which the size is added.  *keep* holds the lines of the manifests until they are written: an archive has more files
    than should be in memory.
    """
    size = number = 0
    for file in payload:
        path = f"data/{file.path}"
        hashing = _Hashing(file.read())
        yield Written(path, hashing)
        size, number = size + hashing.size, number + 1
        for name, digest in hashing.digests():
            keep.add(_manifest(name), f"{digest}  {path.translate(_ESCAPED)}\n".encode())
    tags: list[Written] = [Written("bagit.txt", [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])]
    tags.append(Written("bag-info.txt", ["".join(_info([*info, ("Payload-Oxum", f"{size}.{number}")])).encode()]))
    tags += [Written(_manifest(name), keep.read(_manifest(name))) for name in ALGORITHMS]
    lines: dict[str, list[str]] = {name: [] for name in ALGORITHMS}
    for tag in sorted(tags):
        hashing = _Hashing(iter(tag.pieces))
        yield Written(tag.path, hashing)
        for name, digest in hashing.digests():
            lines[name].append(f"{digest}  {tag.path}\n")
    for name, rows in lines.items():
        yield Written(f"tag{_manifest(name)}", ["".join(rows).encode()])


class Keeper(Protocol):
    """Where lines wait, by the file that they are for."""

    def add(self, name: str, line: bytes) -> None:
        """Put a line at the end."""

    def read(self, name: str) -> Iterator[bytes]:
        """All lines, in their order, a piece at a time."""


def _manifest(algorithm: str) -> str:
    return f"manifest-{algorithm}.txt"


class _Hashing:
    """The pieces of a file, whose digests are known once all have gone by."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._hashes = [(name, hashlib.new(name)) for name in ALGORITHMS]
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            for _, found in self._hashes:
                found.update(piece)
            yield piece

    def digests(self) -> Iterator[tuple[str, str]]:
        """Each algorithm with the digest."""
        return ((name, found.hexdigest()) for name, found in self._hashes)


def _info(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines of bag-info.txt: what is longer goes on in lines that begin with a blank."""
    for label, value in rows:
        words = " ".join(value.split())
        yield (
            textwrap.fill(
                f"{label}: {words}",
                _WIDTH,
                subsequent_indent=" ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
        )
