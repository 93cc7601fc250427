"""What is written beside the documents, and when it need not be written again.

Every module that makes files (feeds, search, data) offers :class:`Output` records: a key, a fingerprint of all that the
files show, and a function that makes them.  Fingerprints are computed of plain values at every build.  :class:`State`
remembers the fingerprint and the files of each key from one build to the next, so an output whose fingerprint is the
same is not made again, and files that nothing makes any more are removed.

A file about the whole archive has parts, each with a fingerprint of its own.  Those that are the same are taken from
the file as it was: one changed release costs the making of one part.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import (
    CHUNK,
    ChangedError,
    chunks_of,
    digest,
    digest_of_built,
    files_below,
    fingerprint,
    write,
)
from sphinx_newsroom.model.addresses import STATE

Data = bytes | Iterable[bytes] | Callable[[Path], bool]
"""What a file is to have: all of it, one piece after the other, or what writes it in its place and says whether."""


_NO_PARTS: dict[str, str] = {}


class Made(NamedTuple):
    """An output as a build made it: of what, as a fingerprint, its files, and what is known of its *parts*, by name.

    *checksum* is that of the files, by which changed ones are recognized; of an output without parts there is none.
    """

    fingerprint: str
    files: tuple[str, ...] = ()
    parts: Mapping[str, str] = _NO_PARTS
    checksum: str = ""


Rows = dict[str, Made]
"""What was made, by key."""


class Before(NamedTuple):
    """An output of which files are there as the last build made them: what it knew of the parts, and the site."""

    parts: Mapping[str, str]
    outdir: Path

    def read(self, path: str) -> bytes:
        """The bytes of a file of the site."""
        return (self.outdir / path).read_bytes()


LAST_TURN = 10_000
"""After all years: that of what is made of rows that others have made by then."""


@dataclass(frozen=True, slots=True)
class Output:
    """Files made together: *make* returns path (relative to the site) -> bytes, from the content alone."""

    key: str
    fingerprint: str
    make: Callable[[], Mapping[str, Data]]
    weight: int = 1
    """How much work it is, in texts, where nothing of it can be taken from what is there."""
    turn: int = 0
    """The year whose texts it is made of: those of one year are made together, so that a text is read once for all."""
    here: bool = False
    """Whether it is made of files that this machine alone has."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """The fingerprints of the parts, by name; or more of them, if *renew* needs that."""
    renew: Callable[[Before], Mapping[str, Data]] | None = None
    """Makes the files of what is there, if that is as the last build made it."""

    def work(self, made: Rows) -> int:
        """How much work it is, in texts, with the parts that were *made* before."""
        if self.renew is None or self.key not in made:
            return self.weight
        was = made[self.key].parts
        same = sum(was.get(name, "").startswith(now) for name, now in self.parts.items())
        return 1 + len(self.parts) // 10 + self.weight * (len(self.parts) - same) // max(1, len(self.parts))


class Part(NamedTuple):
    """A stretch of a file; *name* is unique among the others of the file."""

    name: str
    fingerprint: str
    make: Callable[[], Iterator[bytes]]


def joined(key: str, path: str, parts: Sequence[Part], turn: int = LAST_TURN) -> Output:
    """A file of parts, one after the other, of which only a piece is in memory at a time.

    Of each part the state keeps the fingerprint and, once it is written, how many bytes it has.
    """
    known = {part.name: part.fingerprint for part in parts}
    digest = fingerprint(list(known.items()))
    write = partial(_joined, path, parts, known)
    return Output(key, digest, write, 1 + 2 * len(known), turn, here=True, parts=known, renew=write)


def _joined(
    path: str, parts: Sequence[Part], known: dict[str, str], before: Before | None = None
) -> Mapping[str, Data]:
    there: dict[str, slice] = {}
    end = 0
    for name, part in before.parts.items() if before else ():
        made, _, size = part.partition(" ")
        begin, end = end, end + int(size)
        if known.get(name) == made:
            there[name] = slice(begin, end)

    def pieces() -> Iterator[bytes]:
        for part in parts:
            same = there.get(part.name) if before else None
            size = 0
            for piece in _copied(before.outdir / path, same) if before and same else part.make():
                size += len(piece)
                yield piece
            known[part.name] = f"{part.fingerprint} {size}"

    return {path: pieces()}


def _copied(path: Path, stretch: slice) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(stretch.start)
        left = stretch.stop - stretch.start
        while left:
            piece = stream.read(min(left, CHUNK))
            if not piece:
                raise OSError(f"{path} was cut short while it was read")
            left -= len(piece)
            yield piece


def copied(key: str, path: str, sha256: str, source: Path, named: str) -> Output:
    """A file that is copied as it is, a piece at a time; *named* is what to call it if it changed while it was read."""
    return Output(key, sha256, partial(_of_file, path, sha256, source, named), here=True)


def _of_file(path: str, sha256: str, source: Path, named: str) -> Mapping[str, Data]:
    def pieces() -> Iterator[bytes]:
        try:
            yield from chunks_of(source, sha256)
        except ChangedError as error:
            raise OSError(f"{named} was changed while the site was built; build it again") from error

    return {path: pieces()}


# -- what the site was made of

_DIGEST = "state"
"""The key of the digest in the site's own mark."""


def state_file(outdir: Path, keeping: Path) -> Path:
    """The file of the state of a site in *outdir*, in the folder *keeping* where Sphinx has its doctrees."""
    # Several sites may be made with one such folder; by the way there it is found again where both were moved.
    try:
        way = Path(os.path.relpath(outdir, keeping)).as_posix()
    except ValueError:  # on another drive
        way = outdir.as_posix()
    return keeping / f"newsroom-{digest(way.encode())[:12]}.state"


@dataclass
class State:
    """What the site in one output folder was made of, by the key of each output."""

    made: Rows = field(default_factory=dict)
    _missing: set[str] | None = field(default=None, compare=False, repr=False)
    """The files that were not there when the first was asked for."""

    @classmethod
    def load(cls, outdir: Path, keeping: Path, maker: str) -> State:
        """The state of *outdir*, kept in the folder *keeping*.

        It is empty if it is absent, damaged or of another build than the one that wrote the site, so that all is made
        again.  If another *maker* (a version of the program or of a package) made the site, nothing counts as made.
        """
        with suppress(OSError, ValueError, TypeError, AttributeError):
            mark = json.loads((outdir / STATE).read_text(encoding="utf-8"))
            made_by, _, data = state_file(outdir, keeping).read_bytes().partition(b"\n")
            if digest_of_built(data) == mark[_DIGEST]:
                state = cls({key: Made(row[0], tuple(row[1]), *row[2:]) for key, row in json.loads(data).items()})
                if made_by.decode() != maker:
                    state.forget()
                return state
        return cls()

    def without(self, paths: Iterable[str], but: str) -> State:
        """The state without what was made at *paths*, except under the key *but*, whose files are there now."""
        gone = frozenset(paths)
        return State({key: made for key, made in self.made.items() if key == but or gone.isdisjoint(made.files)})

    def forget(self) -> None:
        """Take nothing for made, and remember which files there are."""
        self.made = {key: Made("", made.files) for key, made in self.made.items()}

    def save(self, outdir: Path, keeping: Path, maker: str) -> None:
        """Keep the state, in an order that depends on the content alone; the site gets its digest alone.

        So nothing that no reader wants is uploaded with the site, and a site is never taken for that of another state.
        """
        rows = {key: [*made[:2], *(made[2:] if made.parts else ())] for key, made in sorted(self.made.items())}
        data = json.dumps(rows, separators=(",", ":")).encode()
        write(state_file(outdir, keeping), maker.encode() + b"\n" + data)
        write(outdir / STATE, json.dumps({_DIGEST: digest_of_built(data)}) + "\n")

    def has(self, key: str, fingerprint: str, outdir: Path) -> bool:
        """Whether *key* was made of the same content and its files were there when this was first asked."""
        if self._missing is None:  # to list all takes half of the time that asking for each does
            self._missing = set(chain.from_iterable(made.files for made in self.made.values()))
            self._missing -= files_below(str(outdir))
        made = self.made.get(key)
        if made is None or made.fingerprint != fingerprint:
            return False
        return not self._missing or self._missing.isdisjoint(made.files)
