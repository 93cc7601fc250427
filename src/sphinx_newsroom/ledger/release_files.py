"""The files of recorded texts: whether each is still the one that was published, and where its bytes are kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from sphinx_newsroom.ledger.events import Event, Record
from sphinx_newsroom.model.addresses import ReleaseId, file_address, superseded_page


class ReleaseFile(NamedTuple):
    """A file that a text names: its *path* in the archive, its *name* below the release's address, and its line.

    *image* says that it is shown and not offered.
    """

    path: str
    name: str
    image: bool
    line: int


Files = Mapping[str, str]
"""Files by name, each with its SHA-256 in hexadecimal digits."""


def files_now(files: Iterable[ReleaseFile], digests: Mapping[str, str]) -> Files:
    """The files that a text has now; *digests* are those of the archive's files, by path."""
    return {file.name: digests[file.path] for file in files if file.path in digests}


def departed_files(event: Event, now: Files) -> Iterator[str]:
    """The names of files that were published with a text and are others by now, or gone."""
    for name, sha256 in event.files or ():
        if now.get(name) != sha256:
            yield name


def new_files(event: Event, now: Files) -> Files:
    """The files of a text that its line does not have: it is of an early form, or they were missing then."""
    known = dict(event.files or ())
    return {name: sha256 for name, sha256 in now.items() if name not in known}


def kept_path(id_: ReleaseId, revision: int, name: str) -> str:
    """Where the archive keeps a file of a superseded text when another takes its place: where the site has it."""
    return file_address(superseded_page(id_, revision), name)


def source_of(file: ReleaseFile, event: Event, record: Record, digests: Mapping[str, str]) -> str | None:
    """The file of the archive that has the bytes with which a text was published; None where none has them.

    That is the file which the text names as long as nothing took its place, and else the one that was kept.
    """
    wanted = dict(event.files or ()).get(file.name)
    if wanted is None:  # recorded by a form that knew of no files
        return file.path if file.path in digests else None
    # A file that stood unchanged through several revisions is kept with the last of them.
    later = [kept_path(record.id, number, file.name) for number in range(event.revision, record.current.revision)]
    return next((place for place in (file.path, *later) if digests.get(place) == wanted), None)
