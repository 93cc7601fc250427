"""Measure a command with all its processes, and compare folders."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median

MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024
EVERY, SHARE = 0.1, 0.02
"""The shortest interval between two memory checks in seconds, and the largest share of time they may take.

Checking three processes of 1,000 MB takes 20 ms of a core, and blocks their memory allocation. Ten checks a second cost
a tenth of two busy cores, and nothing with a single process.
"""


@dataclass(frozen=True)
class Run:
    """What a command used: CPU seconds with its children, wall time, and the peak memory of all processes."""

    cpu: float
    wall: float
    peak_mb: float


class CommandError(RuntimeError):
    """A measured command failed; the message has the end of its log."""


def measure(command: Sequence[str], cwd: Path, log: Path, environ: Mapping[str, str]) -> Run:
    """Run *command* and return what it used. Raises :class:`CommandError`."""
    with log.open("wb") as out:
        start = time.monotonic()
        process = subprocess.Popen(command, cwd=cwd, stdout=out, stderr=out, env={**os.environ, **environ})
        watch = Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        watch.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-25:])
        ended = f"{' '.join(command)} in {cwd} ended with status {process.returncode}"
        raise CommandError(f"{ended}; the end of its log:\n{tail}")
    # The kernel knows the exact peak of the largest process; for several, only sampling works.
    peak = max(usage.ru_maxrss * MAXRSS_UNIT, watch.peak)
    return Run(usage.ru_utime + usage.ru_stime, wall, peak / 1e6)


class Watch(threading.Thread):
    """Samples the total memory of a process and its descendants; always zero without /proc."""

    def __init__(self, root: int) -> None:
        super().__init__(daemon=True)
        self.root = root
        self.peak = 0
        self.ended = threading.Event()

    def run(self) -> None:
        """Sample until stopped."""
        pause = EVERY
        while not self.ended.wait(pause):
            began = time.thread_time()
            family = list(family_of(self.root))
            if len(family) > 1:
                self.peak = max(self.peak, sum(map(memory_of, family)))
            pause = max(EVERY, (time.thread_time() - began) / SHARE)

    def stop(self) -> None:
        """Stop sampling."""
        self.ended.set()
        self.join()


def family_of(process: int) -> Iterator[int]:
    """Yield a process and all its descendants."""
    yield process
    for tasks in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            children = tasks.read_text().split()
        except OSError:
            continue
        for child in children:
            yield from family_of(int(child))


def memory_of(process: int) -> int:
    """Return the memory of a process, with its share of shared pages (Pss in proc(5))."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def middle(runs: Sequence[Run]) -> dict[str, float]:
    """Return the median of each measure, and the spread of CPU seconds."""
    rows = [asdict(run) for run in runs]
    found = {key: round(median(row[key] for row in rows), 3) for key in rows[0]}
    spread = sorted(run.cpu for run in runs)
    return found | {"cpu_min": round(spread[0], 3), "cpu_max": round(spread[-1], 3)}


Snapshot = dict[str, tuple[int, str]]


def snapshot(folder: Path) -> Snapshot:
    """Return the modification time in nanoseconds and the digest of every file below *folder*.

    Each build publishes the other of two trees, so inodes always differ.
    """
    found: Snapshot = {}
    for path in files_of(folder):
        with open(path, "rb") as file:
            digest = hashlib.blake2b(file.read(), digest_size=16).hexdigest()
        found[os.path.relpath(path, folder)] = (os.stat(path).st_mtime_ns, digest)
    return found


def differences(before: Snapshot, after: Snapshot) -> dict[str, int]:
    """Count the files that are new, deleted, rewritten, and changed."""
    both = before.keys() & after.keys()
    return {
        "new": len(after.keys() - both),
        "gone": len(before.keys() - both),
        "written": sum(before[path][0] != after[path][0] for path in both),
        "changed": sum(before[path][1] != after[path][1] for path in both),
    }


def size_of(folder: Path) -> dict[str, float]:
    """Return the number and total size of the files below *folder*."""
    sizes = [os.stat(path).st_size for path in files_of(folder)]
    return {"files": len(sizes), "mb": round(sum(sizes) / 1e6, 1)}


def files_of(folder: Path) -> Iterator[str]:
    """Yield the path of every file below a folder."""
    for parent, _, names in os.walk(folder):
        yield from (os.path.join(parent, name) for name in names)
