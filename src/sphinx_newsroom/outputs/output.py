"""What is written beside the documents, and when it need not be written again.

Every module that makes files (feeds, search, data) offers :class:`Output` records: a key, a
fingerprint of what the files show, and a function that makes them.  :class:`State` remembers
the fingerprint and the files of each key from one build to the next, so an output whose
fingerprint stands is not made again, and files that nothing makes any more are removed.

A file that tells of the whole archive is :class:`Joined` from parts, of which those that stand are copied from the
file as it was: what one release changes costs the making of one part.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate, chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sphinx_newsroom.files import digest, digest_of_built, remove, write, write_apart, write_parts
from sphinx_newsroom.folder_names import files_below
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import STATE
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.packed_rows import Packed, Rows
from sphinx_newsroom.shares import Shared, one_by_one, parts


@dataclass(frozen=True, slots=True)
class Output:
    """Files made together: *make* returns path (relative to the site) -> bytes, from the content alone."""

    key: str
    fingerprint: str
    make: Callable[[], Mapping[str, bytes]]
    weight: int = 1
    """How much work it is, in texts."""
    turn: int = 0
    """The year whose texts it is made of: those of one year are made together, so that a text is read once for all."""
    renew: Callable[[str, bytes], Mapping[str, bytes] | None] = lambda was, there: None
    """Of files that were made with the fingerprint *was*: those that are others now, where that can be told without
    making all; else None.  *there* is the file :attr:`kept` as it was made, and empty where it asks for none."""
    kept: str = ""
    """The file, one of those that :attr:`renew` makes, of which it makes another."""

    @property
    def sum_key(self) -> str:
        """Under what a build's state has the digest of the file :attr:`kept`: whoever changed it changes no more."""
        return f"{self.key}#sum"


class Part(NamedTuple):
    """A stretch of a file; *name* is its place among the others, which are in the order of their names."""

    name: str
    fingerprint: str
    make: Callable[[], Iterator[bytes]]


LAST_TURN = 10_000
"""After all years: that of what is made of rows that others have made by then."""


class Joined(NamedTuple):
    """A file of parts, one after the other, of which only a piece is in memory at a time."""

    key: str
    path: str
    parts: Sequence[Part]
    turn: int = LAST_TURN
    """As an :class:`Output` has it."""

    @property
    def fingerprint(self) -> str:
        """What changes when any part does."""
        return fingerprint([part[:2] for part in self.parts])

    def make(self) -> Mapping[str, bytes]:
        """The whole file, for who wants it in memory."""
        return {self.path: b"".join(piece for part in self.parts for piece in part.make())}

    def work(self, made: Rows) -> int:
        """How much work it is, in texts, where the parts that were *made* so are copied.

        To make the rows of some sixty releases takes as long as two.
        """
        there = (made.get(self.part_key(part.name), ("",))[0].partition(" ")[0] for part in self.parts)
        return 1 + 2 * sum(was != part.fingerprint for was, part in zip(there, self.parts, strict=True))

    def part_key(self, part: str) -> str:
        """Under what a build's state has a part: its fingerprint, and how many bytes it has."""
        return f"{self.key}#{part}"


class Refreshed(NamedTuple):
    """A file in which what changed is put in the place of what was: *write* gets where it is to be, the file as it was,
    if it is there, and the fingerprints of the parts in it, by name; it returns whether it wrote.
    """

    key: str
    path: str
    parts: Mapping[str, str]
    """The fingerprint of each part."""
    write: Callable[[Path, Path | None, Mapping[str, str]], bool]
    turn: int = LAST_TURN

    @property
    def fingerprint(self) -> str:
        """What changes when any part does."""
        return fingerprint(list(self.parts.items()))

    def make(self) -> Mapping[str, bytes]:
        """The whole file, for who wants it in memory."""
        with TemporaryDirectory() as folder:
            made = Path(folder, "made")
            self.write(made, None, {})
            return {self.path: made.read_bytes()}

    def work(self, made: Rows) -> int:
        """The same: the rows of some hundred releases, two parts, take as long as fourteen."""
        there = (made.get(self.part_key(name), ("",))[0] for name in self.parts)
        return 1 + 7 * sum(was != now for was, now in zip(there, self.parts.values(), strict=True))

    def part_key(self, part: str) -> str:
        """Under what a build's state has the fingerprint of a part."""
        return f"{self.key}#{part}"


AnyOutput = Output | Joined | Refreshed
"""What a build can write beside its pages."""

_DIGEST = "state"
"""The key of the digest in the mark that a site bears."""


def state_file(outdir: Path, keeping: Path) -> Path:
    """Where the state of a site in *outdir* stands among what Sphinx keeps in the folder *keeping*."""
    # Several sites may be made with one such folder; by the way there it is found again where both were moved.
    try:
        way = Path(os.path.relpath(outdir, keeping)).as_posix()
    except ValueError:  # on another drive
        way = outdir.as_posix()
    return keeping / f"newsroom-{digest(way.encode())[:12]}.json"


def key_file(outdir: Path, keeping: Path) -> Path:
    """Where it stands, beside the state of a site, what all of the site was made of."""
    return state_file(outdir, keeping).with_suffix(".key")


@dataclass
class State:
    """What the site in one output folder was made from: key -> (fingerprint, its files).

    *packed* has rows of many keys as one, by a name, which are not in *made*.
    """

    made: Rows = field(default_factory=dict)
    packed: dict[str, Packed] = field(default_factory=dict)
    _there: dict[Path, set[str]] = field(default_factory=dict, compare=False, repr=False)
    """The files of a folder as they were when the first was asked for."""

    @classmethod
    def load(cls, outdir: Path, keeping: Path) -> State:
        """The state of *outdir*, kept in the folder *keeping*.

        Where it is absent, damaged or of another build than the one that wrote the site, it is empty, so that all is
        made again.
        """
        packed: dict[str, Packed] = {}
        try:
            mark = json.loads((outdir / STATE).read_text(encoding="utf-8"))
            rows = mark
            if isinstance(mark.get(_DIGEST), str):  # else it has all of it, as sites had until version 0.2
                data = state_file(outdir, keeping).read_bytes()
                # As it was until version 0.2, too: what was made then may have to go.
                if digest_of_built(data) != mark[_DIGEST] != digest(data):
                    return cls()
                first, *lines = data.splitlines()
                rows = json.loads(first)
                packed = dict(map(Packed.read, lines))
            return cls({key: (made, tuple(paths)) for key, (made, paths) in rows.items()}, packed)
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def is_of(self, whole: str, outdir: Path, keeping: Path) -> bool:
        """Whether the site was made of what has the key *whole*, and all its files are there.

        The key is no part of the state, whose digest is in the site: it tells of what is kept back, too.
        """
        try:
            mark = (outdir / STATE).read_text(encoding="utf-8")
            known = key_file(outdir, keeping).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return False
        paths = chain.from_iterable((*(own for _, own in self.made.values()), *self._packed_paths()))
        return known == f"{whole} {mark}" and all(os.path.isfile(f"{outdir}/{path}") for path in paths)

    def note_whole(self, whole: str, outdir: Path, keeping: Path) -> None:
        """Note what all of the site was made of, once its state is saved."""
        mark = (outdir / STATE).read_text(encoding="utf-8")
        write(key_file(outdir, keeping), f"{whole} {mark}")

    def without(self, paths: Iterable[str], but: str) -> State:
        """The state without what was made at *paths* under any key *but* one, where its files now stand instead."""
        gone = frozenset(paths)
        if not gone:
            return self
        self.unpack(frozenset(self.packed))
        return State({key: made for key, made in self.made.items() if key == but or gone.isdisjoint(made[1])})

    def save(self, outdir: Path, keeping: Path) -> None:
        """Keep the state, in an order that depends on the content alone; the site gets its digest alone.

        So nothing that no reader wants is uploaded with the site, and a site is never taken for that of another state.
        """
        rows = {key: [made, list(paths)] for key, (made, paths) in sorted(self.made.items())}
        first = json.dumps(rows, separators=(",", ":")).encode()
        data = b"\n".join([first, *(packed.written(name) for name, packed in sorted(self.packed.items())), b""])
        write(state_file(outdir, keeping), data)
        write(outdir / STATE, json.dumps({_DIGEST: digest_of_built(data)}) + "\n")

    def stands(self, key: str, digest: str, outdir: Path) -> bool:
        """Whether *key* was made from the same content and its files were there when this was first asked."""
        known = self.made.get(key)
        return known is not None and known[0] == digest and self._has(known[1], outdir)

    def stands_packed(self, name: str, digest: str, outdir: Path) -> bool:
        """The same of the rows of a name, all of them."""
        known = self.packed.get(name)
        return known is not None and known.digest == digest and self._has(known.all_paths, outdir)

    def unpack(self, names: Iterable[str]) -> None:
        """Have the rows of some names among all others, to be looked at one by one."""
        for name in names:
            self.made.update(self.packed.pop(name).unpacked())

    def pack(self, name: str, digest: str, told: Iterable[str], keys: Iterable[str]) -> None:
        """Have the rows of some keys, of those that there are, stand as one from now on."""
        found = {key: self.made[key] for key in keys if key in self.made}
        with suppress(ValueError):
            self.packed[name] = Packed.of(digest, told, found)
            for key in found:
                del self.made[key]

    def _packed_paths(self) -> Iterator[list[str]]:
        return (packed.all_paths for packed in self.packed.values())

    def _has(self, paths: Iterable[str], outdir: Path) -> bool:
        if outdir not in self._there:  # to list all takes half of the time that asking for each does
            self._there[outdir] = files_below(str(outdir))
        return self._there[outdir].issuperset(paths)


def write_outputs(
    outputs: Iterable[AnyOutput], before: State, after: State, outdir: Path, shared: Shared = one_by_one
) -> int:
    """Make what changed, note everything in *after*, and return how many files were written.

    *shared* has the work done, a part at a time.
    """
    wanted = []
    with without_collection():  # of what is known of all releases, which stays
        for output in outputs:
            if before.stands(output.key, output.fingerprint, outdir):
                after.made[output.key] = before.made[output.key]
                _note_parts(output, before, after)
            else:
                wanted.append(output)

    def write_some(some: Sequence[AnyOutput]) -> tuple[int, dict[str, tuple[str, tuple[str, ...]]]]:
        made, written = State(), 0
        for output in some:
            if isinstance(output, Joined):
                written += _write_joined(output, before, made, outdir)
            elif isinstance(output, Refreshed):
                written += _refresh(output, before, made, outdir)
            else:
                was, there = before.made.get(output.key, ("", ()))
                renewed = _renewed(output, was, before, outdir)
                files = output.make() if renewed is None else renewed
                written += sum(write_apart(f"{outdir}/{path}", data) for path, data in files.items())
                made.made[output.key] = (output.fingerprint, tuple(sorted(files)) if renewed is None else there)
                if output.kept:
                    made.made[output.sum_key] = (digest(files[output.kept]), ())
        return written, made.made

    wanted.sort(key=lambda output: output.turn)

    def work(output: AnyOutput) -> int:
        return output.weight if isinstance(output, Output) else output.work(before.made)

    number = 0
    for written, made in shared(write_some, parts(wanted, work)):
        number += written
        after.made.update(made)
    return number


def _renewed(output: Output, was: str, before: State, outdir: Path) -> Mapping[str, bytes] | None:
    """The files of an output that are others now, where all were made with the fingerprint *was*; else None."""
    if not before.stands(output.key, was, outdir):
        return None
    if not output.kept:
        return output.renew(was, b"")
    try:
        there = (outdir / output.kept).read_bytes()
    except OSError:
        return None
    known = before.made.get(output.sum_key)
    return output.renew(was, there) if known and known[0] == digest(there) else None


def _note_parts(output: AnyOutput, before: State, after: State) -> None:
    """Note of what stands what is known beside its fingerprint."""
    if isinstance(output, Output):
        keys = iter((output.sum_key,) if output.kept else ())
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


_PIECE = 1 << 20
"""Bytes that are copied at a time."""


def _copied(path: Path, stretch: slice) -> Iterator[bytes]:
    with path.open("rb") as stream:
        stream.seek(stretch.start)
        left = stretch.stop - stretch.start
        while left:
            piece = stream.read(min(left, _PIECE))
            if not piece:
                raise OSError(f"{path} was cut short while it was read")
            left -= len(piece)
            yield piece


def remove_stale(before: State, after: State, outdir: Path) -> int:
    """Remove the files that *before* made and *after* no longer wants; return how many."""
    wanted = {path for _, paths in after.made.values() for path in paths}
    stale = {path for _, paths in before.made.values() for path in paths} - wanted
    return sum(remove(outdir, path) for path in sorted(stale))
