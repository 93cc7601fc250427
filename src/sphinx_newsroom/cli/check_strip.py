"""``newsroom check --strip`` and ``--resize``: pictures that nothing published shows lose their place or size."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Code, Problem, counted
from sphinx_newsroom.files import read_plain, write
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.sources.unseen.contents import is_large, smaller
from sphinx_newsroom.sources.unseen.pictures import CHANGEABLE, CannotError, has_position, without_position


class Way(NamedTuple):
    """How pictures are changed: the *word* for it, the code of what is mended, which are *meant*, and how."""

    word: str
    code: Code
    meant: Callable[[bytes], bool]
    change: Callable[[bytes], bytes]


STRIP = Way("stripped", Code.HIDDEN_DATA, has_position, without_position)
RESIZE = Way("resized", Code.UNLIKELY, is_large, smaller)


def change_pictures(archive: Archive, beside: Iterable[Problem], wanted: Sequence[str], way: Way, *, dry: bool) -> bool:
    """Take the position out of pictures, or make large ones smaller; whether any was written.

    What else tells of who took one goes with it, such as serial numbers, and nothing of what it shows.  Those that an
    unpublished text shows are looked at, and those that the problems *beside* the archive's name; or of these the
    *wanted*, by their own paths, those of texts, or of folders; a picture that is asked for by its path need not be
    shown by anything.  With *dry* nothing is written.  Raises ConfigError where the archive cannot be written to.
    """
    done = 0
    word = f"would be {way.word}" if dry else way.word
    for path, before, after in _changed(archive, _pictures(archive, beside, wanted, way.code), way):  # they are large
        if not dry:
            _put(archive, path, before, after)
        print(f"{path}: {word}", file=sys.stderr)
        done += 1
    print(f"{counted(done, 'picture')} {word}", file=sys.stderr)
    return bool(done) and not dry


def _put(archive: Archive, path: str, before: bytes, after: bytes) -> None:
    try:
        with held_archive(archive.root):
            if read_plain(archive.root / path) != before:
                raise ConfigError(f"{path} was changed in the meantime; run this again")
            write(archive.root / path, after)
    except (BusyError, OSError) as error:
        raise ConfigError(f"no more pictures were changed: {error}") from error


def _pictures(archive: Archive, beside: Iterable[Problem], wanted: Sequence[str], code: Code) -> Iterator[str]:
    """The pictures that are wanted."""
    shown = [one for one in (*archive.problems, *beside) if one.code is code and one.other]
    asked = [one.other for one in shown if not wanted or any(_is_in(place, one.path, one.other) for place in wanted)]
    for path in dict.fromkeys((*asked, *wanted)):
        if not path.lower().endswith(CHANGEABLE) or not os.path.isfile(archive.root / path):
            continue
        if os.path.islink(archive.root / path):
            print(f"{path}: left as it is: it is a symbolic link; give the file", file=sys.stderr)
        else:
            yield path


def _is_in(place: str, *paths: str) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for path in paths)


def _published(archive: Archive) -> Iterator[str]:
    """The digests of all files that were published."""
    for record in archive.ledger.records.values() if archive.ledger else ():
        for event in record.revisions:
            yield from (sha256 for _, sha256 in event.files or ())


def _changed(archive: Archive, paths: Iterable[str], way: Way) -> Iterator[tuple[str, bytes, bytes]]:
    """The pictures that are meant, as they are and as they would be."""
    published = set(_published(archive))
    for path in paths:
        try:
            before = read_plain(archive.root / path)
            if not way.meant(before):
                continue
            if hashlib.sha256(before).hexdigest() in published:
                words = "it is published; newsroom correct puts another in its place"
                print(f"{path}: left as it is: {words}", file=sys.stderr)
            else:
                yield path, before, way.change(before)
        except CannotError as error:
            print(f"{path}: left as it is: {error}; save it anew by hand", file=sys.stderr)
        except OSError as error:
            print(f"{path}: cannot be read: {error.strerror}", file=sys.stderr)
