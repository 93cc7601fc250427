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
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from sphinx_newsroom.files import ChangedError, chunks_of, digest, digest_of_built, files_below, fingerprint, write
from sphinx_newsroom.model.addresses import STATE
from sphinx_newsroom.outputs.batches import Kept

# Rows of a build's state that stand or fall together, as text that is seldom taken apart.

Rows = dict[str, tuple[str, tuple[str, ...]]]
"""What was made, by key: of what, as a fingerprint, and its files."""

_APART = "\n"
"""Stands between pages, and between fingerprints."""


class _Column(NamedTuple):
    """The rows whose keys begin alike (``data/``), one for each page: their *fingerprints*, empty where there is none.

    The files of each are called like its page, with the same *endings*.
    """

    kind: str
    endings: tuple[str, ...]
    fingerprints: str


@dataclass(frozen=True, slots=True)
class Packed:
    """The rows of what stands or falls together, as text that is seldom taken apart.

    *digest* is of all that they are made of, *told* what was kept beside them.  The key of a row is its kind and its
    page (``data/releases/2011/x``), and most have files of the same endings, so that *pages* and *columns* have a fifth
    of the bytes of all paths; *others* have other ones, as JSON.  *line* is all of it as it was read.
    """

    digest: str
    told: tuple[str, ...]
    pages: str
    columns: tuple[_Column, ...]
    others: str
    line: bytes = field(default=b"", compare=False, repr=False)

    @classmethod
    def of(cls, digest: str, told: Iterable[str], made: Rows) -> Packed:
        """Rows as text, in the order of their pages; raises ValueError where a page has a line's end in it."""
        pages: dict[str, None] = {}
        kinds: dict[str, tuple[str, ...]] = {}
        fingerprints: dict[tuple[str, str], str] = {}
        others: Rows = {}
        for key, (made_of, paths) in made.items():
            kind, _, page = key.partition("/")
            pages[page] = None
            if kind not in kinds:
                kinds[kind] = tuple(path.removeprefix(page) for path in paths)
            if made_of and paths == tuple([page + ending for ending in kinds[kind]]):
                fingerprints[kind, page] = made_of
            else:
                others[key] = made_of, paths
        columns = tuple(
            _Column(kind, endings, _in_lines([fingerprints.get((kind, page), "") for page in pages]))
            for kind, endings in kinds.items()
        )
        return cls(digest, tuple(told), _in_lines([*pages]), columns, _json(others))

    @classmethod
    def read(cls, line: bytes) -> tuple[str, Packed]:
        """Rows by their name, of the line that :meth:`written` gave; raises ValueError, TypeError."""
        name, digest, told, pages, columns, others = json.loads(line)
        found = tuple(_Column(kind, tuple(endings), fingerprints) for kind, endings, fingerprints in columns)
        return name, cls(digest, tuple(told), pages, found, others, line)

    def written(self, name: str) -> bytes:
        """The rows as a line, with their name; one that was read stays as it is."""
        return self.line or _json([name, self.digest, self.told, self.pages, self.columns, self.others]).encode()

    def all_paths(self) -> list[str]:
        """The paths of all files."""
        pages, paths = self.pages.split(_APART), list[str]()
        for _, endings, fingerprints in self.columns:
            there = fingerprints.split(_APART)
            some = pages if all(there) else [page for page, found in zip(pages, there, strict=True) if found]
            for ending in endings:
                paths += [page + ending for page in some]
        paths += chain.from_iterable(own for _, own in json.loads(self.others).values())
        return paths

    def unpacked(self) -> Rows:
        """The rows."""
        others = {key: (made, tuple(paths)) for key, (made, paths) in json.loads(self.others).items()}
        columns = [(kind, endings, fingerprints.split(_APART)) for kind, endings, fingerprints in self.columns]
        found: Rows = {}
        for number, page in enumerate(self.pages.split(_APART)):
            for kind, endings, fingerprints in columns:
                key = f"{kind}/{page}"
                if key in others:
                    found[key] = others[key]
                elif fingerprints[number]:
                    found[key] = fingerprints[number], tuple(page + ending for ending in endings)
        return found


def _in_lines(texts: Sequence[str]) -> str:
    found = _APART.join(texts)
    if found.count(_APART) > max(0, len(texts) - 1):
        raise ValueError("a text has several lines")
    return found


def _json(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


def made_anew(was: str, there: Mapping[str, bytes]) -> None:
    """What makes nothing of the files as they were."""


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
    renew: Callable[[str, Mapping[str, bytes]], Mapping[str, bytes] | None] = made_anew
    """Makes the files of those that are *there*, which were made with the fingerprint *was*; None where it can't."""
    here: bool = False
    """Whether it is made of files that this machine alone has."""

    @property
    def sum_key(self) -> str:
        """Under what a build's state has the digest of files that may be renewed, by which changed ones are told."""
        return "" if self.renew is made_anew else f"{self.key}#sum"


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

        To make the rows of some sixty releases takes as long as two, to copy them a twentieth of that.
        """
        there = (made.get(self.part_key(part.name), ("",))[0].partition(" ")[0] for part in self.parts)
        return (
            1
            + len(self.parts) // 10
            + 2 * sum(was != part.fingerprint for was, part in zip(there, self.parts, strict=True))
        )

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
        """The same: the rows of some hundred releases, two parts, take as long as fourteen; as they stand, as two."""
        there = (made.get(self.part_key(name), ("",))[0] for name in self.parts)
        return 1 + len(self.parts) + 6 * sum(was != now for was, now in zip(there, self.parts.values(), strict=True))

    def part_key(self, part: str) -> str:
        """Under what a build's state has the fingerprint of a part."""
        return f"{self.key}#{part}"


_OBJECT = b"{"
"""How a line begins that is no row of packed ones."""


def _as_line(rows: Rows) -> bytes:
    """Rows in an order that depends on them alone."""
    return json.dumps(dict(sorted(rows.items())), separators=(",", ":")).encode()


def _as_read(rows: Mapping[str, Sequence[Any]]) -> Rows:
    """Rows of a line; raises ValueError, TypeError, AttributeError where it is another one."""
    return {key: (made, tuple(paths)) for key, (made, paths) in rows.items()}


class Copied(NamedTuple):
    """A file that is copied as it is, by its SHA-256: a piece at a time, whatever its size."""

    key: str
    path: str
    fingerprint: str
    source: Path
    named: str
    """What it is called where it has changed since its digest was taken."""
    turn: int = 0

    def make(self) -> Mapping[str, bytes]:
        """The whole file, for who wants it in memory."""
        return {self.path: b"".join(self.pieces())}

    def pieces(self) -> Iterator[bytes]:
        """The bytes; raises OSError, after the last of them where they are others by now."""
        try:
            yield from chunks_of(self.source, self.fingerprint)
        except ChangedError as error:
            raise OSError(f"{self.named} was changed while the site was built; build it again") from error

    def work(self, _: Rows) -> int:
        """A file is as much work as a text."""
        return 1


AnyOutput = Output | Joined | Refreshed | Copied
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
    """Where it stands, beside the state of a site, by what and of what all of the site was made."""
    return state_file(outdir, keeping).with_suffix(".key")


def _noted(outdir: Path, keeping: Path) -> tuple[str, str]:
    """By what and of what a site was made, where that was noted of its state as it is; else nothing."""
    try:
        mark = (outdir / STATE).read_text(encoding="utf-8")
        maker, whole, noted = key_file(outdir, keeping).read_text(encoding="utf-8").split(" ", 2)
    except (OSError, ValueError):
        return "", ""
    return (maker, whole) if noted == mark else ("", "")


@dataclass
class State:
    """What the site in one output folder was made from: key -> (fingerprint, its files).

    *packed* has rows of many keys as one, by a name, which are not in *made*; *told* is what was worked out of years.
    """

    made: Rows = field(default_factory=dict)
    packed: dict[str, Packed] = field(default_factory=dict)
    told: Kept = field(default_factory=dict)
    forgotten: bool = False
    """Whether nothing counts as made, and it is only known which files there are."""
    _there: dict[Path, set[str]] = field(default_factory=dict, compare=False, repr=False)
    """The files of a folder as they were when the first was asked for."""

    @classmethod
    def load(cls, outdir: Path, keeping: Path) -> State:
        """The state of *outdir*, kept in the folder *keeping*.

        Where it is absent, damaged or of another build than the one that wrote the site, it is empty, so that all is
        made again.
        """
        packed: dict[str, Packed] = {}
        told: Kept = {}
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
                if lines[:1] and lines[0].startswith(_OBJECT):
                    told = _as_read(json.loads(lines.pop(0)))
                packed = dict(map(Packed.read, lines))
            return cls(_as_read(rows), packed, told)
        except (OSError, ValueError, TypeError, AttributeError):
            return cls()

    def is_of(self, whole: str, outdir: Path, keeping: Path) -> bool:
        """Whether the site was made of what has the key *whole*, and all its files are there.

        The key is no part of the state, whose digest is in the site: it tells of what is kept back, too.
        """
        if self.forgotten or _noted(outdir, keeping)[1] != whole:
            return False
        packed = (packed.all_paths() for packed in self.packed.values())
        return self._has(chain.from_iterable(chain((own for _, own in self.made.values()), packed)), outdir)

    def note_whole(self, maker: str, whole: str, outdir: Path, keeping: Path) -> None:
        """Note by what, and of what, all of the site was made, once its state is saved."""
        mark = (outdir / STATE).read_text(encoding="utf-8")
        write(key_file(outdir, keeping), f"{maker} {whole} {mark}")

    def made_by(self, maker: str, outdir: Path, keeping: Path) -> State:
        """The state; where another *maker* made the site, nothing stands by it, and it knows what may have to go.

        Of the same content another version of the program, or of a package, may make other files.
        """
        if _noted(outdir, keeping)[0] != maker:
            self.forget()
        return self

    def without(self, paths: Iterable[str], but: str) -> State:
        """The state without what was made at *paths* under any key *but* one, where its files now stand instead."""
        gone = frozenset(paths)
        if not gone:
            return self
        self.unpack(frozenset(self.packed))
        made = {key: made for key, made in self.made.items() if key == but or gone.isdisjoint(made[1])}
        return State(made, forgotten=self.forgotten)

    def forget(self) -> None:
        """Take nothing for made by now, and remember which files there are."""
        self.unpack(frozenset(self.packed))
        self.made = {key: ("", paths) for key, (_, paths) in self.made.items()}
        self.told = {}
        self.forgotten = True

    def save(self, outdir: Path, keeping: Path) -> None:
        """Keep the state, in an order that depends on the content alone; the site gets its digest alone.

        So nothing that no reader wants is uploaded with the site, and a site is never taken for that of another state.
        """
        first, told = _as_line(self.made), _as_line(self.told)
        data = b"\n".join([first, told, *(packed.written(name) for name, packed in sorted(self.packed.items())), b""])
        write(state_file(outdir, keeping), data)
        write(outdir / STATE, json.dumps({_DIGEST: digest_of_built(data)}) + "\n")

    def stands(self, key: str, digest: str, outdir: Path) -> bool:
        """Whether *key* was made from the same content and its files were there when this was first asked."""
        known = self.made.get(key)
        return known is not None and known[0] == digest and self._has(known[1], outdir)

    def stands_packed(self, name: str, digest: str, outdir: Path) -> bool:
        """The same of the rows of a name, all of them."""
        known = self.packed.get(name)
        return known is not None and known.digest == digest and self._has(known.all_paths(), outdir)

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

    def _has(self, paths: Iterable[str], outdir: Path) -> bool:
        if outdir not in self._there:  # to list all takes half of the time that asking for each does
            self._there[outdir] = files_below(str(outdir))
        return self._there[outdir].issuperset(paths)
