"""Writing releases where there are none: files first, and nothing over anything."""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import read_plain, sync_disk, write
from sphinx_newsroom.importers.drafts import Place
from sphinx_newsroom.importers.releases.incoming import LARGEST_FILE
from sphinx_newsroom.importers.releases.planning.files_of_plan import Copy, Ready
from sphinx_newsroom.progress import Progress

_FEW = 50
"""How many files are brought to the disk one by one."""


def write_releases(root: Path, ready: Sequence[Ready], progress: Progress, done: set[str]) -> list[Problem]:
    """Write each release, its files first, so that a release that is there is whole; notes the sources in *done*."""
    problems: list[Problem] = []
    durable = len(ready) <= _FEW
    for number, one in enumerate(ready):
        progress("written", number, len(ready))
        try:
            for copy in one.copies:
                _new(root, copy.path, _bytes_of(copy), durable)
            _new(root, one.file.path, one.file.text.encode(), durable)
        except FileExistsError:
            words = "the file, or one beside it, is there with other bytes, and nothing is overwritten"
            problems.append(Place(one.file.path).problem(ImportCode.UNWRITABLE, words, "give the release another id"))
        except OSError as error:
            words = f"the file could not be written: {error.strerror}"
            advice = f"make room, or the folder writable, and run again: {number:,} releases were written before"
            problems.append(Place(one.file.path).problem(ImportCode.UNWRITABLE, words, advice))
            break
        else:
            done.add(one.source)
    if not durable:
        sync_disk()
    return problems


def _bytes_of(copy: Copy) -> bytes:
    return copy.data or read_plain(copy.source, LARGEST_FILE, follow=True)


def _new(root: Path, path: str, data: bytes, durable: bool) -> None:
    """Write a file where there is none; raises FileExistsError where there is another, OSError."""
    target = root / path
    folder = _folder(root, target.parent)
    if os.path.lexists(folder / target.name):
        if target.is_symlink() or target.read_bytes() != data:
            raise FileExistsError(path)
        return
    write(target, data, durable=durable)


@lru_cache(maxsize=64)
def _folder(root: Path, folder: Path) -> Path:
    """A folder of the archive; raises OSError where a link leads out of it."""
    if not folder.resolve().is_relative_to(root):
        raise OSError(0, "the folder leads out of the archive", str(folder))
    return folder
