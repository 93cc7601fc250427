"""Writing and removing files of the output: whole files or nothing, and only where something changed."""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path

TEMPORARY = ".newsroom-*.tmp"
"""What the temporary files are called; one that a killed process left behind is no part of any output."""


def write(path: Path, data: bytes | str) -> bool:
    """Write *data* (text as UTF-8) to *path* where its bytes differ from what is there.

    The bytes go to a temporary name in the same folder and are renamed over *path*, so that a reader sees the
    old file or the new one, never a part.  A file that already holds these bytes is left alone, mtime included.
    Returns whether it wrote.  Raises OSError where that fails; then *path* is as it was and nothing else is left.
    """
    content = data.encode("utf-8") if isinstance(data, str) else data
    with suppress(OSError):
        if path.stat().st_size == len(content) and path.read_bytes() == content:
            return False
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.parent / TEMPORARY.replace("*", f"{os.getpid()}-{threading.get_ident()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    return True


def remove(outdir: Path, path: str) -> bool:
    """Delete ``outdir/path``, then the folders above it that are now empty, below *outdir*.

    Returns whether there was such a file.  Raises ValueError for a path that leaves *outdir*, so that a damaged
    list of outputs never deletes anything else.
    """
    base = outdir.resolve()
    target = base / path
    # Only the folder is resolved: an output that is a symbolic link is deleted itself, not what it points to.
    folder = target.parent.resolve()
    if target.name in ("", "..") or not folder.is_relative_to(base) or folder / target.name == base:
        raise ValueError(f"{path!r} is not a path inside the output folder")
    try:
        (folder / target.name).unlink()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        return False
    while folder != base:
        try:
            folder.rmdir()
        except OSError:
            break
        folder = folder.parent
    return True
