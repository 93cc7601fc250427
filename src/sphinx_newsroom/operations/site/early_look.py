"""Files of the work folder asked for their size and time by another process, while the build begins.

To ask 100,000 files takes three seconds, at the end of a build, when nothing else is left to do.  Those of a folder in
which the build writes nothing are what they were when it began, so they can be asked at any time: here, while the first
process imports and reads.  What something else changes there once they were asked is not published, for no build of
ours wrote it, and the next build finds it; what stands in the folder is asked again at the end where the build wrote,
and so is a folder in which any name came, went or became another file's, as its own state says.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_newsroom.folder_names import state_of
from sphinx_newsroom.operations.site.seals import Seals, moved

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from pathlib import Path

Seen = Mapping[str, Sequence[str]]
"""Of each folder that was looked at, by its path: the names of the files that had another size or time."""

LEAST = 2_000
"""So many files or more are looked at early: to ask them takes 6 ms, about as long as to begin a process."""


@contextmanager
def looking(folder: Path, seals: Seals, prefixes: tuple[str, ...]) -> Iterator[Callable[[], Seen]]:
    """Have another process look at the files whose paths begin with one of *prefixes*; gives what waits for its end.

    Where nothing forks, or there is little to look at, nothing was seen.
    """
    chosen = {path: one for path, one in seals.folders.items() if one.state and f"{path}/".startswith(prefixes)}
    if os.name != "posix" or sum(one.count for one in chosen.values()) < LEAST:
        yield dict
        return
    from multiprocessing import get_context  # which a build of one process does without

    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_tell, args=(folder, Seals(chosen), sending), daemon=True)
    process.start()
    sending.close()

    def seen() -> Seen:
        try:
            told: Seen = receiving.recv()
        except (EOFError, OSError):  # somebody ended it: all is asked at the end
            return {}
        return told

    try:
        yield seen
    finally:
        process.terminate()
        process.join()
        receiving.close()


def _tell(folder: Path, seals: Seals, sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    sending.send(seen_in(str(folder), seals))


def seen_in(folder: str, seals: Seals) -> Seen:
    """What is seen now of those folders that are at rest since they were sealed, and can be read."""
    found: dict[str, Sequence[str]] = {}
    for path, known in seals.folders.items():
        place = f"{folder}/{path}" if path else folder
        try:
            # First its state: where a name changes while its files are asked, the state is another at the end.
            if state_of(os.stat(place)) == known.state:
                found[path] = moved(place, known)
        except OSError:
            continue
    return found
