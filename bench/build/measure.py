"""One process, measured; one folder, looked at."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True)
class Run:
    """What one process used, with the children that it waited for: seconds, and the largest one's peak memory."""

    cpu: float
    wall: float
    peak_mb: float


class CommandError(RuntimeError):
    """A measured command did not end well; the message holds the end of its log."""


def measure(command: Sequence[str], cwd: Path, log: Path, environ: Mapping[str, str]) -> Run:
    """Run *command* to its end and say what it used.  Raises :class:`CommandError`."""
    with log.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=out, env={**os.environ, **environ})
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
        ended = f"{' '.join(command)} in {cwd} ended with status {process.returncode}"
        raise CommandError(f"{ended}; the end of its log:\n{tail}")
    return Run(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * MAXRSS_UNIT / 1e6)


def middle(runs: Sequence[Run]) -> dict[str, float]:
    """The median of each measure, and the spread of CPU seconds over the runs."""
    rows = [asdict(run) for run in runs]
    found = {key: round(median(row[key] for row in rows), 3) for key in rows[0]}
    spread = sorted(run.cpu for run in runs)
    return found | {"cpu_min": round(spread[0], 3), "cpu_max": round(spread[-1], 3)}


Snapshot = dict[str, tuple[int, int, str]]


def snapshot(folder: Path) -> Snapshot:
    """Every file below *folder*: its inode, its time of writing in nanoseconds, and a digest of its bytes."""
    found: Snapshot = {}
    for parent, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(parent, name)
            state = os.stat(path)
            with open(path, "rb") as file:
                digest = hashlib.blake2b(file.read(), digest_size=16).hexdigest()
            found[os.path.relpath(path, folder)] = (state.st_ino, state.st_mtime_ns, digest)
    return found


def differences(before: Snapshot, after: Snapshot) -> dict[str, int]:
    """How many files are new, gone, written again, and written with other bytes."""
    both = before.keys() & after.keys()
    return {
        "new": len(after.keys() - both),
        "gone": len(before.keys() - both),
        "written": sum(before[path][:2] != after[path][:2] for path in both),
        "changed": sum(before[path][2] != after[path][2] for path in both),
    }


def size_of(folder: Path) -> dict[str, float]:
    """The files below *folder* and their bytes together."""
    sizes = [os.stat(os.path.join(parent, name)).st_size for parent, _, names in os.walk(folder) for name in names]
    return {"files": len(sizes), "mb": round(sum(sizes) / 1e6, 1)}
