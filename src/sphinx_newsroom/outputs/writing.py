"""The writing of outputs: what changed is made, in any process and on any machine, and the rest is left alone."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import CHUNK, put, remove, write_apart
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.outputs.output import Before, Data, Made, Output, Rows, State
from sphinx_newsroom.parallel import Abroad, Shared, one_by_one, parts

# The folder in which a site is made, for who writes files there without looking at what it holds.


@dataclass(frozen=True)
class SiteFolder:
    """The folder *root*, in which nobody reads before all is written."""

    root: str

    def put(self, path: str, data: bytes) -> None:
        """Write a file in its place, by its path in the site; raises OSError."""
        put(f"{self.root}/{path}", data)

    def write(self, path: str, data: bytes) -> bool:
        """Write a file where its bytes are others than those that are there, and say whether; raises OSError."""
        return write_apart(f"{self.root}/{path}", data)

    def write_any(self, path: str, data: Data) -> bool:
        """Write a file of which not all need be in memory, likewise."""
        if isinstance(data, bytes):
            return self.write(path, data)
        if callable(data):
            return data(Path(self.root, path))
        return write_apart(f"{self.root}/{path}", data)


def write_outputs(
    outputs: Iterable[Output], before: State, after: State, outdir: Path, shared: Shared = one_by_one
) -> int:
    """Make what changed, note everything in *after*, and return how many files were written.

    Args:
        outputs: all that there are to be.
        before: what the site was made of.
        after: what it is made of now.
        outdir: where it stands.
        shared: has the work done, a part at a time.
    """
    wanted = []
    with without_collection():  # of what is known of all releases, which stays
        for output in outputs:
            if before.has(output.key, output.fingerprint, outdir):
                after.made[output.key] = before.made[output.key]
            else:
                wanted.append(output)
    wanted.sort(key=lambda output: output.turn)
    work = Write(SiteFolder(str(outdir)), outdir, before.made)
    number = 0
    for one in shared(work, parts(wanted, work.weight)):
        number += one.files
        after.made.update(one.rows)
    return number


class Written(NamedTuple):
    """How many *files* were written, and what is to be noted of them."""

    files: int
    rows: Rows


@dataclass(frozen=True)
class Write:
    """Makes outputs, and writes their files into *folder*; what is there as it was made *before* is of use."""

    folder: SiteFolder
    outdir: Path
    before: Rows

    def __call__(self, outputs: Sequence[Output]) -> Written:
        """Make some of them; raises OSError."""
        made, written = Rows(), 0
        for output in outputs:
            was, checksum = self.before.get(output.key), hashlib.sha256(usedforsecurity=False)
            if output.renew and was and was.checksum and was.checksum == _checksum(was.files, self.outdir):
                files = output.renew(Before(was.parts, self.outdir))
            else:
                files = output.make()
            for path, data in sorted(files.items()):
                written += self.folder.write_any(path, data)
                for piece in _pieces(data, self.outdir / path) if output.renew else ():
                    checksum.update(piece)
            known = (dict(output.parts), checksum.hexdigest()) if output.renew else ()
            made[output.key] = Made(output.fingerprint, tuple(sorted(files)), *known)
        return Written(written, made)

    def weight(self, output: Output) -> int:
        """How much work an output is, in texts."""
        return output.work(self.before)

    def abroad(self, shards: Sequence[Sequence[Output]]) -> Abroad:
        """The same for another machine, which has no files of before: what is to be made of such is left here."""
        away = [[output for output in shard if self._can_go(output)] for shard in shards]
        left = [output for shard in shards for output in shard if not self._can_go(output)]
        return Abroad(_WriteAbroad(self.folder, away), [number for number, shard in enumerate(away) if shard], left)

    def _can_go(self, output: Output) -> bool:
        return not output.here and output.key not in self.before


@dataclass(frozen=True)
class _WriteAbroad:
    """Outputs of which all files are to be made, in parts that are asked for by number: what they know is the same."""

    folder: SiteFolder
    parts: Sequence[Sequence[Output]]

    def __call__(self, number: int) -> Written:
        """Make the outputs of a part."""
        return Write(self.folder, Path(self.folder.root), {})(self.parts[number])


def _checksum(files: Iterable[str], outdir: Path) -> str:
    """The checksum of some files; nothing if one of them cannot be read."""
    made = hashlib.sha256(usedforsecurity=False)
    with suppress(OSError):
        for piece in chain.from_iterable(chunks(outdir / path) for path in files):
            made.update(piece)
        return made.hexdigest()
    return ""


def _pieces(data: Data, path: Path) -> Iterable[bytes]:
    return (data,) if isinstance(data, bytes) else chunks(path)


def chunks(path: Path) -> Iterator[bytes]:
    """The bytes of a file, one chunk after the other."""
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def remove_stale(before: State, after: State, outdir: Path) -> int:
    """Remove the files that *before* made and *after* no longer wants; return how many."""
    wanted = {path for made in after.made.values() for path in made.files}
    stale = {path for made in before.made.values() for path in made.files} - wanted
    return sum(remove(outdir, path) for path in sorted(stale))
