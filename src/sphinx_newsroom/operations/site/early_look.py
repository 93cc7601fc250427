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

from sphinx_newsroom.files import FolderState
from sphinx_newsroom.operations.site.seals import Seals, moved

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


import re
from pathlib import Path

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.diagnostics import Code, Problem, cut
from sphinx_newsroom.files import read_text
from sphinx_newsroom.model.addresses import entity_page, url_of
from sphinx_newsroom.model.days import earliest
from sphinx_newsroom.model.records import Official, Organization

# Records that tell what a release under embargo is to tell: no record is kept back, which not everybody knows.

_MANY = 100
"""New records from which they are an import, and none of one release."""
_LATER = "put that in when the embargo ends, or say nothing of it there until then"


def early_records(archive: Archive, site: Path) -> Iterator[Problem]:
    """The records that a release names whose embargo is still to end, and that the next build shows for the first time.

    An office of one counts as well that begins after today.  Nothing is told of the first where *site* has none yet.
    """
    texts = dict(_under_embargo(archive))
    if not texts:
        return
    records: list[Organization | Official] = [*archive.registry.organizations.values()]
    records += archive.registry.officials.values()
    new = [one for one in records if not _is_on(site, one)] if (site / "index.html").is_file() else []
    for record in new if len(new) <= _MANY else ():
        for path in _naming(record, texts):
            message = f"{cut(record.name)!r} is public with the next build, and {path} names it, which is kept back"
            yield Problem(record.path, 1, Code.EARLY_RECORD, message, "add it when the embargo ends", other=path)
    today = archive.settings.today
    for official in archive.registry.officials.values():
        coming = [one for one in official.memberships if one.start_date and earliest(one.start_date) > today]
        for path in _naming(official, texts) if coming and official not in new else ():
            office = f"an office of {cut(official.name)!r} from {coming[0].start_date} on"
            message = f"{office} is public with the next build, and {path} names the official, which is kept back"
            yield Problem(official.path, 1, Code.EARLY_RECORD, message, _LATER, other=path)


def _under_embargo(archive: Archive) -> Iterator[tuple[str, str]]:
    for found in archive.withheld.values():
        if found.until is not None:
            try:
                yield found.path, read_text(archive.root / found.path)
            except (OSError, UnicodeDecodeError):
                continue


def _is_on(site: Path, record: Organization | Official) -> bool:
    """Whether a record has a page on the site, by its id or one that it had."""
    ids = (record.id, *record.former_ids)
    return any((site / url_of(entity_page(record.kind, id_))).is_file() for id_ in ids)


def _naming(record: Organization | Official, texts: dict[str, str]) -> Iterator[str]:
    """The texts that have one of a record's names as it is written, or its id in a role or header."""
    names = [record.name, record.id, *(one.name for one in record.other_names)]
    words = re.compile(rf"(?<![\w/-])(?:{'|'.join(map(re.escape, names))})(?![\w-])")
    yield from (path for path, text in texts.items() if words.search(text))


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
            if FolderState.of(os.stat(place)) == known.state:
                found[path] = moved(place, known)
        except OSError:
            continue
    return found
