"""Files asked for their size, time and bytes by another process, while the build begins.

To ask 100,000 files takes three seconds, at the end of a build, when nothing else is left to do.  Those of a folder in
which the build writes nothing are what they were when it began, so they can be asked at any time: here, while the first
process imports and reads.  What something else changes in the work folder once they were asked is not published, for no
build of ours wrote it, and the next build finds it; what stands in the folder is asked again at the end where the build
wrote, and so is a folder in which any name came, went or became another file's, as its own state says.
"""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.folder_names import state_of
from sphinx_newsroom.operations.site.seals import Seals, moved

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Seen = Mapping[str, Sequence[str]]
"""Of each folder that was looked at, by its path: the names of the files that had another size or time."""

LEAST = 2_000
"""So many files or more are looked at early: to ask them takes 6 ms, about as long as to begin a process."""


class NobodyError(Exception):
    """The process that was to answer has ended."""


@contextmanager
def answering(questions: Sequence[Callable[[], object]]) -> Iterator[Callable[[int], Any]]:
    """Have another process answer some questions in their order; gives what waits for an answer, by its number.

    That raises NobodyError where somebody ended the process.
    """
    from multiprocessing import get_context  # which a build of one process does without

    context = get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_answer, args=(questions, sending), daemon=True)
    process.start()
    sending.close()
    told: list[object] = []

    def answer(number: int) -> object:
        try:
            while len(told) <= number:
                told.append(receiving.recv())
        except (EOFError, OSError) as error:
            raise NobodyError from error
        return told[number]

    try:
        yield answer
    finally:
        process.terminate()
        process.join()
        receiving.close()


def _answer(questions: Sequence[Callable[[], object]], sending: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the first process, which ends this one
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.disable()
    for question in questions:
        sending.send(question())


def below(seals: Seals, prefixes: tuple[str, ...]) -> Seals:
    """Those of the folders whose paths begin with one of *prefixes* and that were at rest when they were sealed."""
    chosen = {path: one for path, one in seals.folders.items() if one.state and f"{path}/".startswith(prefixes)}
    return Seals(chosen)


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
