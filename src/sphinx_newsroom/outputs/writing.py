"""Write the outputs that changed, in several processes or machines, and leave the rest alone."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from functools import partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import CHUNK, put, remove, write_apart
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.outputs.output import Before, Data, Made, Output, Rows, State
from sphinx_newsroom.parallel import Shared, parts

# The folder of a site, for writers that don't read it.

_COLLECTED: ContextVar[dict[str, bytes] | None] = ContextVar("collected", default=None)


@contextmanager
def collected() -> Iterator[dict[str, bytes]]:
    """Collect the files that are written to a site in this thread, for another machine to write."""
    files: dict[str, bytes] = {}
    token = _COLLECTED.set(files)
    try:
        yield files
    finally:
        _COLLECTED.reset(token)


class SiteFolder(NamedTuple):
    """The folder *root* of a site that nothing reads until all is written."""

    root: str

    def put(self, path: str, data: bytes) -> None:
        """Write a file at its path in the site; raises OSError."""
        if (files := _COLLECTED.get()) is not None:
            files[path] = data
        else:
            put(f"{self.root}/{path}", data)

    def write(self, path: str, data: bytes) -> bool:
        """Write a file if its content changed, and return whether it did; raises OSError."""
        if (files := _COLLECTED.get()) is None:
            return write_apart(f"{self.root}/{path}", data)
        files[path] = data
        return True

    def write_any(self, path: str, data: Data) -> bool:
        """Write a file that may be too large for memory if its content changed, and return whether it did."""
        if isinstance(data, bytes):
            return self.write(path, data)
        if callable(data):
            return data(Path(self.root, path))
        return write_apart(f"{self.root}/{path}", data)


def write_outputs(outputs: Iterable[Output], before: State, after: State, outdir: Path, shared: Shared = map) -> int:
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


class Write(NamedTuple):
    """Makes outputs and writes their files into *folder*, updating existing files from *before* if possible."""

    folder: SiteFolder
    outdir: Path
    before: Rows

    def __call__(self, outputs: Sequence[Output]) -> Written:
        """Make some outputs; raises OSError."""
        made, written = Rows(), 0
        for output in outputs:
            was, checksum = self.before.get(output.key), hashlib.sha256(usedforsecurity=False)
            if output.parts and was and was.checksum and was.checksum == _checksum(was.files, self.outdir):
                files = output.make(Before(was.parts, self.outdir))
            else:
                files = output.make()
            for path, data in sorted(files.items()):
                written += self.folder.write_any(path, data)
                for piece in _pieces(data, self.outdir / path) if output.parts else ():
                    checksum.update(piece)
            known = (dict(output.parts), checksum.hexdigest()) if output.parts else ()
            made[output.key] = Made(output.fingerprint, tuple(sorted(files)), *known)
        return Written(written, made)

    def weight(self, output: Output) -> int:
        """Return the cost of an output, in texts."""
        return output.work(self.before)

    def abroad(
        self, shards: Sequence[Sequence[Output]]
    ) -> tuple[Callable[[int], Written], Sequence[int], list[Output]]:
        """Return the same work for another machine, which has no existing files; outputs that need them stay here."""
        left = {one.key: one for shard in shards for one in shard if one.here or one.key in self.before}
        away = [[output for output in shard if output.key not in left] for shard in shards]
        # By number, so that the data that outputs share is sent once.
        work = partial(_made_abroad, self._replace(before={}), away)
        return work, [number for number, shard in enumerate(away) if shard], [*left.values()]


def _made_abroad(work: Write, shards: Sequence[Sequence[Output]], number: int) -> Written:
    return work(shards[number])


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
