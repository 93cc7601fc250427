"""What must never be published: laid around and into an archive before a build, looked for in all that it left.

Every secret bears the slug of the input that it was laid for, so that a find tells whose doing it is.
"""

from __future__ import annotations

import gzip
import os
import re
import struct
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from .cases import SLUG, Case

SECRET = re.compile(rb"CANARY(OUTSIDE|EMBARGO|CONF|COMMENT|BROKEN|README|HIDDEN|VENV|BUILD)(?:-([a-z0-9-]+?-zz))?")

SECRET_NAME = re.compile(r"(?:^|/)(?:secret|\.git|\.hidden|\.venv|pyvenv|conf\.py|README)[^/]*$")


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(words: str) -> bytes:
    """A picture of one dot that bears *words*."""
    parts = (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)), (b"tEXt", b"Comment\0" + words.encode())
    ends = (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in (*parts, *ends))


def secrets(words: str) -> Iterator[tuple[str, bytes]]:
    """Files of each kind that could be asked for, by name; each is sound, so that nothing but its place refuses it."""
    yield "secret.txt", f"{words}\n".encode()
    yield "secret.md", f"---\ntitle: {words}\ndate: 2020-01-01\n---\n\n{words}\n".encode()
    yield "secret.html", f"<!DOCTYPE html><title>{words}</title><p>{words}".encode()
    yield "secret.csv", f"a,b\n{words},1\n".encode()
    yield "secret.pdf", f"%PDF-1.4\n% {words}\n".encode()
    yield "secret.png", png(words)
    yield "secret.svg", f"<svg xmlns='http://www.w3.org/2000/svg'><title>{words}</title></svg>".encode()


_HELD = ("embargo: 2031-01-01T00:00:00Z", "draft: true")
"""The two ways in which a release is kept back, in turn."""


def lay(root: Path, cases: Iterable[Case]) -> None:
    """Lay the secrets of *cases* into the archive at *root* and beside it, and those that all share."""
    for number, case in enumerate(cases):
        folder = outside(root, case.slug)
        folder.mkdir(parents=True)
        for name, data in secrets(f"CANARYOUTSIDE-{case.slug}"):
            (folder / name).write_bytes(data)
        embargoed = f"CANARYEMBARGO-{case.slug}"
        text = (
            f"---\ntitle: {embargoed}\ndate: 2025-01-01\n{_HELD[number % 2]}\n---\n\n{embargoed} "
            f"[a](secret-{case.slug}.pdf) ![b](secret-{case.slug}.png)\n"
        )
        write(root / f"releases/2031/secret-{case.slug}.md", text.encode())
        write(root / f"releases/2031/secret-{case.slug}.pdf", f"%PDF-1.4\n% {embargoed}\n".encode())
        write(root / f"releases/2031/secret-{case.slug}.png", png(embargoed))
    write(root / "releases/2012/broken.md", b"---\ntitle: CANARYBROKEN\ndaet: 2012-01-01\n---\n\nCANARYBROKEN\n")
    write(root / "README.md", b"# CANARYREADME\n\nCANARYREADME\n")
    write(root / ".git/config", b"[core] CANARYHIDDEN\n")
    write(root / ".hidden/x.png", png("CANARYHIDDEN"))
    write(root / ".venv/pyvenv.cfg", b"home = CANARYVENV\n")
    write(root / "_build/secret.png", png("CANARYBUILD"))


def outside(root: Path, slug: str) -> Path:
    """The folder outside of the archive that belongs to an input."""
    return root.parent / "outside" / slug


def write(path: Path, data: bytes) -> None:
    """Write a file and the folders that it needs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def found(folder: Path, slugs: Iterable[str]) -> Mapping[str, list[str]]:
    """The secrets below *folder*, in names and bytes, by the slug of the input that brought each out.

    What cannot be laid at anybody's door is under "".
    """
    known = set(slugs)
    leaks: defaultdict[str, list[str]] = defaultdict(list)
    seen: set[int] = set()
    for path in files_below(folder):
        place = path.relative_to(folder).as_posix()
        owner = slug_of(place, known)
        if SECRET_NAME.search(place) and not place.startswith(".newsroom-work/html/"):
            leaks[owner].append(f"the name of a secret is published: {place}")
        inode = path.stat().st_ino
        if inode in seen:
            continue  # the site's files are those of the work folder
        seen.add(inode)
        for kind, slug in {match.groups() for match in SECRET.finditer(readable(path))}:
            if kind == b"COMMENT" and path.suffix in (".doctree", ".pickle"):
                continue  # a release's own comment stands in what Sphinx keeps of it, and nowhere else
            name = slug.decode() if slug else ""
            leaks[name if name in known else owner].append(f"CANARY{kind.decode()} is in {place}")
    return leaks


def readable(path: Path) -> bytes:
    """The bytes of a file, unpacked where it is packed."""
    data = path.read_bytes()
    if path.suffix == ".gz" or data[:2] == b"\x1f\x8b":
        try:
            return data + gzip.decompress(data)
        except (OSError, EOFError, zlib.error):
            return data
    if path.name == "objects.inv":
        return data + zlib.decompress(data.split(b"\n", 4)[4])
    return data


def files_below(folder: Path) -> Iterator[Path]:
    """The files below a folder, without following links."""
    for base, _, names in os.walk(folder):
        for name in names:
            path = Path(base, name)
            if path.is_file():
                yield path


def slug_of(place: str, known: set[str]) -> str:
    """The slug of the input whose file stands at *place*, or ""; a name may go on before it, as in ``a-CASE.png``."""
    for match in SLUG.finditer(place):
        slug = match[0]
        while slug not in known and "-" in slug:
            slug = slug.split("-", 1)[1]
        if slug in known:
            return slug
    return ""
