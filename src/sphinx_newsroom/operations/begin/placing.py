"""A new archive on the disk: whole or not there."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

_MARK = ".newsroom-init-"
"""What the name of a folder begins with in which an archive is being made."""
_PASSED_OVER = (".git", ".DS_Store")
"""What a folder may hold that is to become an archive: a repository that has nothing yet is as good as none."""


class OccupiedError(Exception):
    """The folder holds something; the message says what, and what to do."""


def refuse_occupied(folder: Path) -> None:
    """Raise OccupiedError where *folder* is no place for a new archive."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise OccupiedError(f"{folder} is no folder; give another name")
    if (folder / "conf.py").exists():
        raise OccupiedError(f"{folder} has a conf.py already, and so is an archive; give the name of a new folder")
    there = sorted(_holds(folder))
    if there:
        more = f" and {len(there) - 1:,} more" if len(there) > 1 else ""
        raise OccupiedError(f"{folder} is not empty: it holds {there[0]}{more}; give the name of a new folder")


def _holds(folder: Path) -> Iterable[str]:
    if not folder.is_dir():
        return []
    return [name for name in os.listdir(folder) if name not in _PASSED_OVER and not name.startswith(_MARK)]


def place(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write *files* below *folder*, which is new or empty, so that it has all of them or none.

    Raises OccupiedError, and OSError where the disk refuses; then nothing is left of it.
    """
    refuse_occupied(folder)
    there = folder.is_dir()
    home = folder if there else folder.parent
    home.mkdir(parents=True, exist_ok=True)
    made = home / f"{_MARK}{secrets.token_hex(4)}"
    try:
        for path, data in files.items():
            target = made / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        if there:
            _move_in(made, folder)
        else:
            os.rename(made, folder)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _move_in(made: Path, folder: Path) -> None:
    """Move all that was made into a folder that is there, in which somebody's shell may be; conf.py at the end.

    Without a conf.py it is no archive yet.
    """
    moved: list[Path] = []
    try:
        for name in sorted(os.listdir(made), key=lambda name: (name == "conf.py", name)):
            target = folder / name
            os.rename(made / name, target)
            moved.append(target)
    except OSError:
        for path in moved:
            with suppress(OSError):
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
