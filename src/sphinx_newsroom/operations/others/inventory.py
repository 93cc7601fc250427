"""Inventories of other archives (Sphinx's ``objects.inv``, version 2): what ours can name in them, and nothing else."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from sphinx_newsroom.archive.others import WrongDataError, plain

_HEAD = b"# Sphinx inventory version 2"
_HEAD_LINES = 4
_LARGEST = 64 << 20
"""Bytes of an inventory when it is unpacked: 10,000 releases have 2 MB."""
_LINE = re.compile(r"(\S(?:.*?\S)?)\s+newsroom:(release|organization|official|topic)\s+(-?\d{1,4})\s+(\S+)\s+(.*)")
# A path below the archive's address: no scheme, no host, no way up.
_PATH = re.compile(r"[A-Za-z0-9._~%!$&'()*+,;=@-]+(?:/[A-Za-z0-9._~%!$&'()*+,;=@-]+)*(?:#[^\s\"<>]*)?")


class Named(NamedTuple):
    """An object of an inventory: its id, kind, and path below the archive's address, and what it is called."""

    id: str
    kind: str
    path: str
    name: str


def objects_of(data: bytes) -> list[Named]:
    """The releases and records of an inventory, in order; raises WrongDataError where it is none."""
    parts = data.split(b"\n", _HEAD_LINES)
    if len(parts) <= _HEAD_LINES or parts[0].rstrip() != _HEAD:
        raise WrongDataError("it is no inventory of Sphinx, version 2")
    unpacker = zlib.decompressobj()
    try:
        text = unpacker.decompress(parts[_HEAD_LINES], _LARGEST)
    except zlib.error:
        raise WrongDataError("it cannot be unpacked") from None
    if unpacker.unconsumed_tail:
        raise WrongDataError(f"it is larger than {_LARGEST:,} bytes when it is unpacked")
    return sorted(set(_objects(text.decode("utf-8", "replace"))))


def _objects(text: str) -> Iterator[Named]:
    for line in text.split("\n"):
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        id_, kind, _, path, name = found.groups()
        path = path.replace("$", id_) if path.endswith("$") else path
        if _PATH.fullmatch(path) and ".." not in path.split("/"):
            try:
                yield Named(id_, kind, path, id_ if name == "-" else plain(name, "name"))
            except WrongDataError:
                continue


def inventory(objects: list[Named], title: str) -> bytes:
    """An inventory of some objects, the same bytes for the same objects."""
    rows = "".join(f"{one.id} newsroom:{one.kind} 1 {one.path} {one.name}\n" for one in objects)
    # Stored and not packed: what zlib makes of a text differs between its versions, and git packs it all the same.
    packed = zlib.compress(rows.encode("utf-8", "replace"), 0)
    return b"".join((_HEAD, b"\n# Project: ", title.encode(), b"\n# Version: \n# The rest is zlib\n", packed))
