"""What an operation is about to do, noted before it does it: so that a killed one is completed, and the last undone.

The note holds each file as it was and as it is to be.  It stands beside what builds keep for one another, is no part
of the archive, and is worth nothing as soon as the files are neither the ones nor the others.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from sphinx_newsroom.files import TEMPORARY, leave, remove, sync_disk, work_place, write
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS

_BEGUN, _LAST = "begun", "last"
_FEW = 50
"""How many files are brought to the disk one by one: each takes milliseconds, and an import has thousands."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file as it was and as it is to be; None where there is none."""

    path: str
    before: bytes | None
    after: bytes | None

    def undone(self) -> Change:
        """The change that takes this one back."""
        return Change(self.path, self.after, self.before)


@dataclass(frozen=True, slots=True)
class Journal:
    """An operation: the *call* that asked for it, its changes in their order, and what is *told* when it is done."""

    call: tuple[str, ...]
    changes: tuple[Change, ...]
    told: tuple[str, ...] = ()

    def stands(self, root: Path) -> bool:
        """Whether every file is as the operation leaves it."""
        return all(bytes_of(root / change.path) == change.after for change in self.changes)


def begin(root: Path, journal: Journal) -> None:
    """Note an operation that is about to be carried out; raises OSError."""
    leave(root, _named(_BEGUN), _text(journal), durable=True, most=_readers(root, journal.changes))


def _readers(root: Path, changes: Iterable[Change]) -> int:
    """The permissions that all files have together: the note holds what is in each of them."""
    found = 0o666
    for change in changes:
        with suppress(OSError):
            found &= os.stat(root / change.path).st_mode
    return found | 0o600


def carry_on(root: Path, journal: Journal) -> None:
    """Carry out what is left of an operation, and keep its note as that of the last one; raises OSError."""
    few = len(journal.changes) <= _FEW
    for change in journal.changes:
        if change.after is not None:
            write(root / change.path, change.after, durable=few)
    if not few:
        sync_disk()
    for change in journal.changes:
        if change.after is None:
            remove(root, change.path)
    _place(root, _BEGUN).replace(_place(root, _LAST))


def interrupted(root: Path) -> Journal | None:
    """The operation that was stopped in the middle: some of its changes were made, some not, and no other since."""
    journal = _read(_place(root, _BEGUN))
    if journal is None:
        return None
    now = [bytes_of(root / change.path) for change in journal.changes]
    rows = list(zip(journal.changes, now, strict=True))
    if any(found not in (change.before, change.after) for change, found in rows):
        return None  # somebody went on by hand, and knows what to do
    # where no change was made, it was not begun, and whoever calls again begins anew
    return journal if any(found == change.after for change, found in rows if change.before != change.after) else None


def last(root: Path) -> Journal | None:
    """The last operation that was carried out, None where nothing tells."""
    return _read(_place(root, _LAST))


def forget(root: Path, *, begun: bool = True) -> None:
    """Forget the operation that was begun, or the last one."""
    _place(root, _BEGUN if begun else _LAST).unlink(missing_ok=True)


def clear_away(root: Path) -> None:
    """Remove the temporary files that a killed process left among the sources; for who holds the archive's lock."""
    for folder in SOURCE_FOLDERS:
        for place, _, names in os.walk(root / folder):
            for name in names:
                if fnmatch(name, TEMPORARY):
                    with suppress(OSError):
                        os.unlink(os.path.join(place, name))
    for path in root.glob(TEMPORARY):
        with suppress(OSError):
            path.unlink()


def changes_of(root: Path, files: Mapping[str, bytes], gone: Iterable[str]) -> tuple[Change, ...]:
    """What it changes in *root* to write *files* and to delete those that are *gone*."""
    changes = [Change(path, bytes_of(root / path), data) for path, data in files.items()]
    changes += [Change(path, bytes_of(root / path), None) for path in gone]
    return tuple(change for change in changes if change.before != change.after)


def _named(which: str) -> str:
    return f"operation.{which}"


def _place(root: Path, which: str) -> Path:
    return work_place(root, _named(which))


def bytes_of(path: Path) -> bytes | None:
    """What a file holds; None where there is none that can be read."""
    try:
        return path.read_bytes()
    except OSError:
        return None


def _text(journal: Journal) -> str:
    rows = [[change.path, _coded(change.before), _coded(change.after)] for change in journal.changes]
    return json.dumps({"call": journal.call, "told": journal.told, "changes": rows}) + "\n"


def _coded(data: bytes | None) -> str | None:
    return None if data is None else base64.b64encode(data).decode()


def _decoded(data: str | None) -> bytes | None:
    return None if data is None else base64.b64decode(data)


def _read(path: Path) -> Journal | None:
    """A note; None where there is none, or it is damaged."""
    try:
        row: Mapping[str, Any] = json.loads(path.read_bytes())
        rows: Sequence[Sequence[Any]] = row["changes"]
        changes = tuple(Change(str(name), _decoded(before), _decoded(after)) for name, before, after in rows)
        return Journal(tuple(row["call"]), changes, tuple(row["told"]))
    except (OSError, ValueError, TypeError, KeyError, binascii.Error):
        return None
