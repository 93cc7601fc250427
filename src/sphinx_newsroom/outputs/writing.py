"""Write the outputs that changed, in several processes or machines, and leave the rest alone."""

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

# The folder of a site, for writers that don't read it.


@dataclass(frozen=True)
class SiteFolder:
    """The folder *root* of a site that nothing reads until all is written."""

    root: str

    def put(self, path: str, data: bytes) -> None:
        """Write a file at its path in the site; raises OSError."""
        put(f"{self.root}/{path}", data)

    def write(self, path: str, data: bytes) -> bool:
        """Write a file if its content changed, and return whether it did; raises OSError."""
        return write_apart(f"{self.root}/{path}", data)

    def write_any(self, path: str, data: Data) -> bool:
        """Write a file that may be too large for memory if its content changed, and return whether it did."""
        if isinstance(data, bytes):
            return self.write(path, data)
        if callable(data):
            return data(Path(self.root, path))
        return write_apart(f"{self.root}/{path}", data)


def write_outputs(
    outputs: Iterable[Output], before: State, after: State, outdir: Path, shared: Shared = one_by_one
) -> int:
    """Make the outputs that changed, record all of them in *after*, and return how many files were written.

    Args:
        outputs: all outputs of the site.
        before: the state of the last build.
        after: the state of this build.
        outdir: the folder of the site.
        shared: runs the work, a shard at a time.
    """
    outdated = []
    with without_collection():  # keeps the garbage collector from scanning the archive
        for output in outputs:
            if before.has(output.key, output.fingerprint, outdir):
                after.made[output.key] = before.made[output.key]
            else:
                outdated.append(output)
    outdated.sort(key=lambda output: output.turn)
    work = Write(SiteFolder(str(outdir)), outdir, before.made)
    number = 0
    for one in shared(work, parts(outdated, work.weight)):
        number += one.files
        after.made.update(one.rows)
    return number


class Written(NamedTuple):
    """The number of written *files*, and the rows for the state."""

    files: int
    rows: Rows


@dataclass(frozen=True)
class Write:
    """Makes outputs and writes their files into *folder*, updating existing files from *before* if possible."""

    folder: SiteFolder
    outdir: Path
    before: Rows

    def __call__(self, outputs: Sequence[Output]) -> Written:
        """Make some outputs; raises OSError."""
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
        """Return the cost of an output, in texts."""
        return output.work(self.before)

    def abroad(self, shards: Sequence[Sequence[Output]]) -> Abroad:
        """Return the same work for another machine, which has no existing files; outputs that need them stay here."""
        away = [[output for output in shard if self._can_go(output)] for shard in shards]
        left = [output for shard in shards for output in shard if not self._can_go(output)]
        return Abroad(_WriteAbroad(self.folder, away), [number for number, shard in enumerate(away) if shard], left)

    def _can_go(self, output: Output) -> bool:
        return not output.here and output.key not in self.before


@dataclass(frozen=True)
class _WriteAbroad:
    """Makes outputs from scratch, in shards that are requested by number so that shared data is sent once."""

    folder: SiteFolder
    parts: Sequence[Sequence[Output]]

    def __call__(self, number: int) -> Written:
        """Make the outputs of a shard."""
        return Write(self.folder, Path(self.folder.root), {})(self.parts[number])


def _checksum(files: Iterable[str], outdir: Path) -> str:
    """Return the checksum of some files; empty if one cannot be read."""
    made = hashlib.sha256(usedforsecurity=False)
    with suppress(OSError):
        for piece in chain.from_iterable(chunks(outdir / path) for path in files):
            made.update(piece)
        return made.hexdigest()
    return ""


def _pieces(data: Data, path: Path) -> Iterable[bytes]:
    return (data,) if isinstance(data, bytes) else chunks(path)


def chunks(path: Path) -> Iterator[bytes]:
    """Yield a file's content in chunks."""
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece


def remove_stale(before: State, after: State, outdir: Path) -> int:
    """Remove files of *before* that are not in *after*; return how many."""
    current = {path for made in after.made.values() for path in made.files}
    stale = {path for made in before.made.values() for path in made.files} - current
    return sum(remove(outdir, path) for path in sorted(stale))
