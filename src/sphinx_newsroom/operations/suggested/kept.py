"""The pool of the last look at an archive, kept for as long as nothing changed of which it was made.

To look for names all texts are read; a decision about one of them needs the list alone.  So the list is kept in
``_build``, with every file from which it was made by size, times and inode, as git tells its own.  What a decision
changes is noted with it: the next one is taken on the same list, less what is decided.  A list that is shown is made
anew after a decision, since a record has names found that were none before.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import digest, fingerprint, leave, read_plain, state_at_rest, work_place
from sphinx_newsroom.model.addresses import FOLDERS, SOURCE_FOLDERS
from sphinx_newsroom.operations.suggested.pool import Pool
from sphinx_newsroom.text.suggest import REJECTED, Place, Suggestion

_NOTE = "suggestions.json"
_BESIDE = ("conf.py", REJECTED)
"""What counts beside the folders of sources."""

_BYTES, _ABSENT = "=", "-"
"""How a state begins that is a digest, and the one of a file that is not there."""

States = dict[str, str]
"""What tells each file from any other that may take its place, by path: its status, or a digest of its bytes."""


@dataclass(frozen=True)
class Kept:
    """A pool with what it was made of: program and settings as *made*, the year *since*, and the *files*.

    Time alone changes nothing from *begin* until *end*, in seconds since 1970.  *decided* says that the pool is less
    what was decided since it was made.
    """

    made: str
    since: int
    files: States
    begin: float
    end: float | None
    pool: Pool
    decided: bool = False


def made_by(settings: Settings) -> str:
    """What changes when the program does, or a setting."""
    return fingerprint(_program(), _told(settings))


def kept_pool(root: Path, settings: Settings, since: int | None) -> Kept | None:
    """The pool that was kept, if all of which it was made is as it was; else None.

    *since* is the year from which on releases are to have been read; None where what releases say does not matter, and
    so may have changed: to reject a name, or to join it to a record, it need not be suggested.
    """
    try:
        check, _, content = work_place(root, _NOTE).read_text(encoding="utf-8").partition("\n")
        row = json.loads(content) if digest(content.encode()) == check else {}
        if since not in (row.get("since"), None) or row.get("made") != made_by(settings):
            return None
        found = _from(row)
        now = settings.now.timestamp()
        in_time = found.begin <= now and (found.end is None or now < found.end)
        if not (in_time or since is None) or not _unchanged(root, found.files, releases=since is not None):
            return None
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return found


def keep(root: Path, kept: Kept) -> None:
    """Leave a pool for the next decision; a disk that refuses costs that one some time."""
    row = {**asdict(replace(kept, pool=None)), "pool": _row(kept.pool)}  # type: ignore[arg-type]
    content = json.dumps(row)  # in ASCII, since the name of a file may be no text
    with suppress(OSError):
        leave(root, _NOTE, f"{digest(content.encode())}\n{content}")


def after(kept: Kept, pool: Pool, written: Mapping[str, str]) -> Kept:
    """What is kept once a decision has *written* files, by path, and left a *pool*."""
    files = {**kept.files, **{path: _digested(text.encode()) for path, text in written.items()}}
    return replace(kept, files=files, pool=pool, decided=True)


def states(root: Path, others: Iterable[str] = ()) -> States | None:
    """The states of all files from which names are looked for, and of *others*; None where they cannot be told.

    To be asked before the files are read: what is changed in between is other than it says, and so is seen.
    """
    found: States = {}
    try:
        for path, status in _files(root, others):
            found[path] = _state(status) or _digested(read_plain(root / path, follow=True))
    except (OSError, ValueError):
        return None
    return found


def _unchanged(root: Path, files: States, *, releases: bool) -> bool:
    """Whether the files are those that they were, with or without *releases*; raises OSError where none can tell."""
    folders = SOURCE_FOLDERS if releases else tuple(FOLDERS.values())
    left = {path for path in files if releases or path.split("/")[0] in folders or path in _BESIDE}
    for path, status in _files(root, left, folders):
        was = files.get(path)
        if was is None:
            return False
        by_bytes = status is not None and was.startswith(_BYTES)
        if was != (_digested(read_plain(root / path, follow=True)) if by_bytes else _state(status)):
            return False
        left.discard(path)
    return not left


def _state(status: os.stat_result | None) -> str | None:
    """What a file's status tells; None where only its bytes do, since it was changed just now."""
    return _ABSENT if status is None else state_at_rest(status)


def _digested(data: bytes) -> str:
    return f"{_BYTES}{digest(data)}"


def _files(
    root: Path, others: Iterable[str], folders: Sequence[str] = SOURCE_FOLDERS
) -> Iterator[tuple[str, os.stat_result | None]]:
    """Every file below *folders* of sources, what is beside them, and *others* that are not below any."""
    waiting = list(folders)
    for path in sorted({*_BESIDE, *(path for path in others if path.split("/")[0] not in SOURCE_FOLDERS)}):
        try:
            yield path, os.stat(root / path)
        except FileNotFoundError:
            yield path, None
    while waiting:
        folder = waiting.pop()
        with suppress(FileNotFoundError), os.scandir(root / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}"
                status = entry.stat()
                if not stat.S_ISDIR(status.st_mode):
                    yield path, status
                elif entry.is_symlink():
                    raise ValueError(path)  # what is in it is looked for nowhere else
                else:
                    waiting.append(path)


# --- a pool as JSON ---


def _row(pool: Pool) -> dict[str, Any]:
    suggestions = [asdict(suggestion) for suggestion in pool.suggestions]
    return {"suggestions": suggestions, "count": pool.count, "records": pool.records, "known": pool.known}


def _from(row: dict[str, Any]) -> Kept:
    told = row.pop("pool")
    suggestions = []
    for one in told.pop("suggestions"):
        one["other_names"] = tuple(one["other_names"])
        one["places"] = tuple(Place(*place) for place in one["places"])
        suggestions.append(Suggestion(**one))
    return Kept(**row, pool=Pool(tuple(suggestions), **told))


# --- what a pool is made by ---


def _program() -> str:
    """What changes when the program does, told by its files, and the folders of packages, which it may use."""
    ours = Path(__file__).parents[2]
    found: list[tuple[str, int, int]] = []
    for folder, below, names in os.walk(ours):
        below[:] = sorted(name for name in below if name not in ("__pycache__", "theme"))
        for name in sorted(names):
            status = os.stat(os.path.join(folder, name))
            found.append((os.path.join(folder, name), status.st_size, status.st_mtime_ns))
    return fingerprint(found)


def _told(value: object) -> object:
    """A value of settings so that its ``repr`` is the same in any process, but for the moment that it is."""
    if is_dataclass(value):
        return [(field.name, _told(getattr(value, field.name))) for field in fields(value) if field.name != "now"]
    if isinstance(value, set | frozenset):
        return sorted(map(repr, value))
    if isinstance(value, Mapping):
        return [(name, _told(one)) for name, one in value.items()]
    return value if isinstance(value, dt.datetime) else repr(value)
