"""The writing of outputs: what changed is made, in any process and on any machine, and what stands is left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.files import CHUNK, digest, put, remove, write_apart, write_parts, write_parts_apart
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.outputs.output import AnyOutput, Copied, Joined, Output, Refreshed, Rows, State
from sphinx_newsroom.outputs.search import stems
from sphinx_newsroom.parallel import Abroad, Shared, in_words, one_by_one, parts

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

    def write_parts(self, path: str, parts: Iterable[bytes]) -> bool:
        """The same of a file of which only a part is in memory at a time."""
        return write_parts_apart(f"{self.root}/{path}", parts)


def write_outputs(
    outputs: Iterable[AnyOutput],
    before: State,
    after: State,
    outdir: Path,
    shared: Shared = one_by_one,
    begun: Iterable[Written] = (),
) -> int:
    """Make what changed, note everything in *after*, and return how many files were written.

    Args:
        outputs: all that there are to be.
        before: what the site was made of.
        after: what it is made of now.
        outdir: where it stands.
        shared: has the work done, a part at a time.
        begun: what comes of other outputs, which somebody has begun to make; asked for when these are made.
    """
    wanted = wanted_of(outputs, before, after, outdir)
    work = Write(SiteFolder(str(outdir)), outdir, before)
    number = 0
    for one in chain(shared(work, parts(wanted, work.weight)), begun):
        number += one.files
        after.made.update(one.rows)
        stems.keep(one.learnt)
    return number


def wanted_of(outputs: Iterable[AnyOutput], before: State, after: State, outdir: Path) -> list[AnyOutput]:
    """The outputs that do not stand, in the order in which they are to be made; what stands is noted in *after*."""
    wanted = []
    with without_collection():  # of what is known of all releases, which stays
        for output in outputs:
            if before.stands(output.key, output.fingerprint, outdir):
                after.made[output.key] = before.made[output.key]
                _note_parts(output, before, after)
            else:
                wanted.append(output)
    return sorted(wanted, key=lambda output: output.turn)


class Written(NamedTuple):
    """How many *files* were written, what is to be noted of them, and the stems *learnt* with it, by part of search."""

    files: int
    rows: Rows
    learnt: Mapping[str, bytes]


@dataclass(frozen=True)
class Write:
    """Makes outputs, and writes their files into *folder*; what stands there as it was made *before* is of use."""

    folder: SiteFolder
    outdir: Path
    before: State

    def __call__(self, outputs: Sequence[AnyOutput]) -> Written:
        """Make some of them; raises OSError."""
        made, written = State(), 0
        for output in outputs:
            if isinstance(output, Joined):
                written += _write_joined(output, self.before, made, self.outdir)
            elif isinstance(output, Copied):
                written += self.folder.write_parts(output.path, output.pieces())
                made.made[output.key] = (output.fingerprint, (output.path,))
            elif isinstance(output, Refreshed):
                written += _refresh(output, self.before, made, self.outdir)
            else:
                files = _renewed(output, self.before, self.outdir) or output.make()
                written += sum(self.folder.write(path, data) for path, data in files.items())
                made.made[output.key] = (output.fingerprint, tuple(sorted(files)))
                if output.sum_key:
                    made.made[output.sum_key] = (_sum(files), ())
        return Written(written, made.made, stems.learnt())

    def weight(self, output: AnyOutput) -> int:
        """How much work an output is, in texts."""
        return output.weight if isinstance(output, Output) else output.work(self.before.made)

    def abroad(self, shards: Sequence[Sequence[AnyOutput]]) -> Abroad:
        """The same for another machine, which has no files of before: what is to be made of such is left here."""
        away = [[output for output in shard if self._can_go(output)] for shard in shards]
        gone = [shard for shard in away if shard]
        left = [output for shard in shards for output in shard if not self._can_go(output)]
        called = [in_words([output.key for output in shard]) for shard in gone]
        return Abroad(_WriteAbroad(self.folder, gone), list(range(len(gone))), called, left)

    def _can_go(self, output: AnyOutput) -> bool:
        return isinstance(output, Output) and not output.here and output.key not in self.before.made


@dataclass(frozen=True)
class _WriteAbroad:
    """Outputs of which all files are to be made, in parts that are asked for by number: what they know is the same."""

    folder: SiteFolder
    parts: Sequence[Sequence[AnyOutput]]

    def __call__(self, number: int) -> Written:
        """Make the outputs of a part."""
        return Write(self.folder, Path(self.folder.root), State())(self.parts[number])


def _renewed(output: Output, before: State, outdir: Path) -> Mapping[str, bytes] | None:
    """The files of an output, made of those that are there, where these are as they were made; else None."""
    was, paths = before.made.get(output.key, ("", ()))
    if not was or output.sum_key not in before.made:
        return None
    try:
        there = {path: (outdir / path).read_bytes() for path in paths}
    except OSError:
        return None
    return output.renew(was, there) if before.made[output.sum_key][0] == _sum(there) else None


def _sum(files: Mapping[str, bytes]) -> str:
    return digest(b"".join(files[path] for path in sorted(files)))


def _note_parts(output: AnyOutput, before: State, after: State) -> None:
    """Note of what stands what is known beside its fingerprint."""
    if isinstance(output, Copied):
        return
    if isinstance(output, Output):
        keys = iter((output.sum_key,))
    else:
        names = output.parts if isinstance(output, Refreshed) else (part.name for part in output.parts)
        keys = map(output.part_key, names)
    after.made.update({key: before.made[key] for key in keys if key in before.made})


def _refresh(output: Refreshed, before: State, after: State, outdir: Path) -> bool:
    """Write a file in which what stands is taken from the file as it was."""
    target = outdir / output.path
    known = output.key in before.made and target.is_file()
    keys = {name: output.part_key(name) for name in output.parts}
    there = {name: before.made[key][0] for name, key in keys.items() if key in before.made}
    written = output.write(target, target if known else None, there if known else {})
    after.made[output.key] = (output.fingerprint, (output.path,))
    after.made.update({keys[name]: (made, ()) for name, made in output.parts.items()})
    return written


def _write_joined(output: Joined, before: State, after: State, outdir: Path) -> bool:
    """Write a file of parts, those that stand as they were in the file before."""
    known = _stretches(output, before, outdir)
    sizes: dict[str, int] = {}

    def pieces() -> Iterator[bytes]:
        for part in output.parts:
            if stretch := known.get((part.name, part.fingerprint)):
                found = _copied(outdir / output.path, stretch)
            else:
                found = part.make()
            sizes[part.name] = 0
            for piece in found:
                sizes[part.name] += len(piece)
                yield piece

    written = write_parts(f"{outdir}/{output.path}", pieces())
    after.made[output.key] = (output.fingerprint, (output.path,))
    for part in output.parts:
        after.made[output.part_key(part.name)] = (f"{part.fingerprint} {sizes[part.name]}", ())
    return written


def _stretches(output: Joined, before: State, outdir: Path) -> dict[tuple[str, str], slice]:
    """Where each part stands in the file of the last build, by name and fingerprint; nothing where it is another."""
    prefix = output.part_key("")
    rows = sorted((key.removeprefix(prefix), made[0]) for key, made in before.made.items() if key.startswith(prefix))
    try:
        told = [(name, *made.split(" ")) for name, made in rows]
        ends = list(accumulate(int(size) for _, _, size in told))
        if not ends or (outdir / output.path).stat().st_size != ends[-1]:
            return {}
    except (OSError, ValueError):
        return {}
    return {(name, made): slice(end - int(size), end) for (name, made, size), end in zip(told, ends, strict=True)}


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


def remove_stale(before: State, after: State, outdir: Path) -> int:
    """Remove the files that *before* made and *after* no longer wants; return how many."""
    wanted = {path for _, paths in after.made.values() for path in paths}
    stale = {path for _, paths in before.made.values() for path in paths} - wanted
    return sum(remove(outdir, path) for path in sorted(stale))
