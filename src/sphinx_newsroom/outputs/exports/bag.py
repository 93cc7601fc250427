"""Files with their digests as a bag, which tells whoever keeps it whether all is there and as it was.

A file is read once: its digests are taken while it is copied.  The library bagit makes a bag of a folder that is
there already, and reads all of it again.

Source: RFC 8493 (The BagIt File Packaging Format, 1.0).
"""

from __future__ import annotations

import hashlib
import textwrap
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    LEDGER,
    LEDGER_CHECKPOINT,
    LEDGER_HEAD,
    LEDGER_STAMP,
    LOG,
    MANIFEST,
    SEARCH_FOLDER,
    PageName,
    edition_page,
    superseded_by_name,
    year_page,
)

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.exports.chosen import Chosen, Wanted


# Which files of a built site belong to what was chosen: the pages of texts, all that stands beside and below them.


_ALWAYS = ("_static/", f"{SEARCH_FOLDER}/feed-", f"{LOG}/")
"""What pages need to look as they do, and the tree of the record."""
_CHARTS = "_images/"
"""Where charts of notebooks stand, by their page's name: ``releases_2026_survey_3_0.png``."""
_RECORD = (LEDGER, LEDGER_HEAD, LEDGER_CHECKPOINT, LEDGER_STAMP, MANIFEST, CHECKPOINT)
_OF_SERVERS = (".nginx", ".apache", ".caddy")


def is_page(path: str) -> bool:
    """Whether a file is one that readers open."""
    return path.endswith(".html")


def published_files(paths: Iterable[str]) -> list[str]:
    """The files of a site that readers can ask for, in the order of their names; hidden ones are its makers' own."""
    return sorted(path for path in paths if not any(part.startswith(".") for part in path.split("/")))


def files_of(
    paths: Sequence[str], texts: Iterable[Chosen], wanted: Wanted, known: Collection[PageName]
) -> Iterator[str]:
    """Those of a site's *paths* that belong to the *texts* that were *wanted*: all, where everything was.

    A text's page goes with what has its name and another end, with its folder, and with the texts that it superseded;
    *known* are all pages of texts, so that ``opens.ru.html`` is not taken for a file of ``opens``.  With them come what
    pages look like, and the whole record: a part of its chain would prove nothing.
    """
    if wanted.everything:
        yield from (path for path in paths if not path.endswith(_OF_SERVERS))
        return
    lists = {*map(year_page, wanted.years), *([edition_page(wanted.edition)] if wanted.edition else ())}
    pages = {one.page for one in texts} | lists
    owners = {*known, *pages}
    charts = {f"{_CHARTS}{page.replace('/', '_')}" for page in pages}
    for path in paths:
        owner = _owner(path, owners, "./")
        superseded = superseded_by_name(owner)
        if (
            owner in pages
            or (superseded and superseded[0] in pages)
            or path in _RECORD
            or path.startswith(_ALWAYS)
            or (path.startswith(_CHARTS) and _owner(path, charts, "_"))
        ):
            yield path


def _owner(path: str, pages: Collection[str], ends: str) -> str:
    """The page that a file stands beside or below, ``releases/2011/opens`` of its PDF or .json; empty where none is.

    What follows a page's name in its files begins with one of the signs *ends*.
    """
    places = [place for place, sign in enumerate(path) if sign in ends]
    return next((path[:place] for place in reversed(places) if path[:place] in pages), "")


ALGORITHMS = ("sha256", "sha512")
"""Section 2.4 wants SHA-512 from all who make bags, and most tools know SHA-256."""

_WIDTH = 79
"""Section 2.2.2: how long a line of bag-info.txt should be at most."""

_ESCAPED = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
"""What section 2.1.3 has written otherwise in a manifest."""


class Payload(NamedTuple):
    """A file of a bag: its path below ``data/``, and what reads it, a piece at a time."""

    path: str
    read: Callable[[], Iterator[bytes]]


class Written(NamedTuple):
    """A file to write: its path in the bag, and its bytes, a piece at a time."""

    path: str
    pieces: Iterable[bytes]


def bag(payload: Iterable[Payload], info: Sequence[tuple[str, str]], keep: Keeper) -> Iterator[Written]:
    """The files of a bag, one after the other; each must be written whole before the next is asked for.

    *payload* comes in the order in which manifests list it, *info* are lines of bag-info.txt as labels and values, to
    which the size is added.  *keep* holds the lines of the manifests until they are written: an archive has more files
    than should be in memory.
    """
    size = number = 0
    for file in payload:
        path = f"data/{file.path}"
        hashing = _Hashing(file.read())
        yield Written(path, hashing)
        size, number = size + hashing.size, number + 1
        for name, digest in hashing.digests():
            keep.add(_manifest(name), f"{digest}  {path.translate(_ESCAPED)}\n".encode())
    tags: list[Written] = [Written("bagit.txt", [b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"])]
    tags.append(Written("bag-info.txt", ["".join(_info([*info, ("Payload-Oxum", f"{size}.{number}")])).encode()]))
    tags += [Written(_manifest(name), keep.read(_manifest(name))) for name in ALGORITHMS]
    lines: dict[str, list[str]] = {name: [] for name in ALGORITHMS}
    for tag in sorted(tags):
        hashing = _Hashing(iter(tag.pieces))
        yield Written(tag.path, hashing)
        for name, digest in hashing.digests():
            lines[name].append(f"{digest}  {tag.path}\n")
    for name, rows in lines.items():
        yield Written(f"tag{_manifest(name)}", ["".join(rows).encode()])


class Keeper(Protocol):
    """Where lines wait, by the file that they are for."""

    def add(self, name: str, line: bytes) -> None:
        """Put a line at the end."""

    def read(self, name: str) -> Iterator[bytes]:
        """All lines, in their order, a piece at a time."""


def _manifest(algorithm: str) -> str:
    return f"manifest-{algorithm}.txt"


class _Hashing:
    """The pieces of a file, whose digests are known once all have gone by."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._hashes = [(name, hashlib.new(name)) for name in ALGORITHMS]
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self.size += len(piece)
            for _, found in self._hashes:
                found.update(piece)
            yield piece

    def digests(self) -> Iterator[tuple[str, str]]:
        """Each algorithm with the digest."""
        return ((name, found.hexdigest()) for name, found in self._hashes)


def _info(rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Lines of bag-info.txt: what is longer goes on in lines that begin with a blank."""
    for label, value in rows:
        words = " ".join(value.split())
        yield (
            textwrap.fill(
                f"{label}: {words}",
                _WIDTH,
                subsequent_indent=" ",
                break_long_words=False,
                break_on_hyphens=False,
            )
            + "\n"
        )
