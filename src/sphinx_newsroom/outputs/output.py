"""Generated files, and the decision whether they must be written again.

Every module that makes files (feeds, search, data) yields :class:`Output` records: a key, a fingerprint of all that the
files show, and a function that makes them. Fingerprints are computed from plain values at every build. :class:`State`
keeps the fingerprint and the files of each key between builds. An output with the same fingerprint isn't made again,
and files without an output are removed.

A file about the whole archive has parts, each with its own fingerprint. Unchanged parts are copied from the existing
file, so that one changed release costs one part.
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
"""The content of a file, its chunks in order, or a function that writes it and returns whether it changed."""


compact_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Encode a value as JSON on one short line."""

_NO_PARTS: dict[str, str] = {}


class Made(NamedTuple):
    """The state of an output in a build: its fingerprint, its files, and the state of its *parts* by name.

    *checksum* covers the files, to detect changed ones; outputs without parts have none.
    """

    fingerprint: str
    files: tuple[str, ...] = ()
    parts: Mapping[str, str] = _NO_PARTS
    checksum: str = ""


Rows = dict[str, Made]
"""The state of all outputs, by key."""


class Before(NamedTuple):
    """The state of an output whose files are unchanged since the last build: its parts, and the site."""

    parts: Mapping[str, str]
    outdir: Path

    def read(self, path: str) -> bytes:
        """Return the content of a file in the site."""
        return (self.outdir / path).read_bytes()

    def unchanged(self, parts: Mapping[str, str]) -> dict[str, int]:
        """Return which of the current *parts* are unchanged, each with its position in the files."""
        return {name: at for at, (name, was) in enumerate(self.parts.items()) if parts.get(name) == was}


LAST_TURN = 10_000
"""The turn after all years, for outputs built from rows that other outputs have made."""


@dataclass(frozen=True, slots=True)
class Output:
    """Files made together; *make* returns their content by path in the site, from the archive alone."""

    key: str
    fingerprint: str
    make: Callable[..., Mapping[str, Data]]
    """If the output has parts, it gets the existing files, unless they changed since the last build."""
    weight: int = 1
    """The cost of a full rebuild, in texts."""
    turn: int = 0
    """The year of the texts that it uses. Outputs of one year are made together, so that each text is read once."""
    here: bool = False
    """Whether it needs files that only this machine has."""
    parts: Mapping[str, str] = field(default_factory=dict)
    """The fingerprints of the parts, by name, or further values that *make* needs to update the files."""

    def work(self, made: Rows) -> int:
        """Return the cost in texts, given the parts *made* before."""
        if not self.parts or self.key not in made:
            return self.weight
        was = made[self.key].parts
        same = sum(was.get(name, "").startswith(now) for name, now in self.parts.items())
        return 1 + len(self.parts) // 10 + self.weight * (len(self.parts) - same) // len(self.parts)


def ready(key: str, files: Mapping[str, str | bytes]) -> Output:
    """Return an output whose *files* cost so little that each build makes them, by path.

    Lone surrogates in a text, which a YAML escape can contain, become question marks.
    """
    data = {path: text.encode("utf-8", "replace") if isinstance(text, str) else text for path, text in files.items()}
    return Output(key, fingerprint(data), partial(dict, data))


class Part(NamedTuple):
    """A section of a file; *name* is unique within the file."""

    name: str
    fingerprint: str
    make: Callable[[], Iterator[bytes]]


def joined(key: str, path: str, parts: Sequence[Part], turn: int = LAST_TURN) -> Output:
    """Return a file built from parts in order, with only one chunk in memory at a time.

    For each part, the state has the fingerprint and, once written, the size in bytes.
    """
    known = {part.name: part.fingerprint for part in parts}
    digest = fingerprint(list(known.items()))
    return Output(key, digest, partial(_joined, path, parts, known), 1 + 2 * len(known), turn, here=True, parts=known)


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
                raise OSError(f"{path} was cut short while it was being read")
            left -= len(piece)
            yield piece


def copied(key: str, path: str, sha256: str, source: Path, named: str) -> Output:
    """Return a file that is copied in chunks; errors call it *named* if it changes while it is read."""
    return Output(key, sha256, partial(_of_file, path, sha256, source, named), here=True)


def _of_file(path: str, sha256: str, source: Path, named: str) -> Mapping[str, Data]:
    def pieces() -> Iterator[bytes]:
        try:
            yield from chunks_of(source, sha256)
        except ChangedError as error:
            raise OSError(f"{named} changed while the site was being built; build it again") from error

    return {path: pieces()}


# -- the state of a site

_DIGEST = "state"
"""The key of the state's digest in the site's marker file."""


def state_file(outdir: Path, keeping: Path) -> Path:
    """Return the state file of the site in *outdir*; the folder *keeping* is where Sphinx has its doctrees."""
    # Several sites may share this folder. The relative path still identifies the site if both folders are moved.
    try:
        way = Path(os.path.relpath(outdir, keeping)).as_posix()
    except ValueError:  # on another drive
        way = outdir.as_posix()
    return keeping / f"newsroom-{digest(way.encode())[:12]}.state"


@dataclass
class State:
    """The outputs of a site in one folder, by key."""

    made: Rows = field(default_factory=dict)
    _missing: set[str] | None = field(default=None, compare=False, repr=False)
    """The files that were missing at the first query."""

    @classmethod
    def load(cls, outdir: Path, keeping: Path, maker: str) -> State:
        """Load the state of *outdir* from the folder *keeping*.

        The state is empty if it is missing, damaged or of another build than the site. If another *maker* (a version of
        the program or of a package) made the site, all outputs are outdated.
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
        """Return the state without the outputs at *paths*, except the key *but*, whose files exist now."""
        gone = frozenset(paths)
        return State({key: made for key, made in self.made.items() if key == but or gone.isdisjoint(made.files)})

    def forget(self) -> None:
        """Mark all outputs as outdated, but remember their files."""
        self.made = {key: Made("", made.files) for key, made in self.made.items()}

    def save(self, outdir: Path, keeping: Path, maker: str) -> None:
        """Save the state in a deterministic order, and only its digest in the site.

        So readers don't get build data, and a site is never paired with another state.
        """
        rows = {key: [*made[:2], *(made[2:] if made.parts else ())] for key, made in sorted(self.made.items())}
        data = json.dumps(rows, separators=(",", ":")).encode()
        write(state_file(outdir, keeping), maker.encode() + b"\n" + data)
        write(outdir / STATE, json.dumps({_DIGEST: digest_of_built(data)}) + "\n")

    def has(self, key: str, fingerprint: str, outdir: Path) -> bool:
        """Whether *key* was made from the same content and its files existed at the first query."""
        if self._missing is None:  # listing all files is twice as fast as checking each one
            self._missing = set(chain.from_iterable(made.files for made in self.made.values()))
            self._missing -= files_below(str(outdir))
        made = self.made.get(key)
        if made is None or made.fingerprint != fingerprint:
            return False
        return not self._missing or self._missing.isdisjoint(made.files)
