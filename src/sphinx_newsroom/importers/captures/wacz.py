"""WACZ files: WARC files in a ZIP archive, with a list of the pages that were meant to be kept.

Source: Web Archive Collection Zipped (WACZ) 1.1.1, sections 5 and 6.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterator

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.captures import warc
from sphinx_newsroom.importers.captures.pages import Found, Pages, key_of
from sphinx_newsroom.importers.captures.warc import CapturedFile
from sphinx_newsroom.importers.drafts import Incoming

LARGEST_FILE = 1 << 30
"""How many bytes a file in the archive may become."""
EXPANSION = 100
"""How many times its size such a file may become: WARC files are compressed before they come in."""
MOST_FILES = 10_000
"""How many files there may be in the archive."""
LARGEST_LIST = 64 << 20
"""How many bytes a list of pages may have."""

_ZIP = b"PK\x03\x04"
_STEP = 1 << 20
_NAMED = 3
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Those that unpack piece by piece; no WACZ file has another."""


def knows(data: bytes) -> bool:
    """Whether a file is a WACZ file, told by the names of what is in it."""
    if not data.startswith(_ZIP):
        return False
    try:
        names = [one.filename for one in _files(data)]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return b"datapackage.json" in data and b"archive/" in data
    return any(name.startswith("archive/") for name in names) and "datapackage.json" in names


def read(data: bytes, pages: Pages) -> Iterator[Found | Problem]:
    """All pages of all its WARC files, and which of its list have no capture."""
    try:
        files = _files(data)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        yield pages.problem(f"the file cannot be opened: {error}", "get the file again")
        return
    if len(files) > MOST_FILES:
        yield pages.problem(f"there are more than {MOST_FILES:,} files in it", "give the WARC files in it")
        return
    captured: set[str] = set()
    for info in files:
        if not _is_crawl(info):
            continue
        found = _unpacked(data, info, LARGEST_FILE)
        if isinstance(found, str):
            yield pages.problem(found, "get the file again, or give the WARC files in it", where=info.filename)
            continue
        if not warc.knows(found):
            yield pages.problem("this is no WARC file", "get the file again", where=info.filename)
            continue
        for one in warc.read(found, pages, info.filename):
            if isinstance(one, Incoming) and one.url:
                captured.add(key_of(one.url))
            yield one
    yield from _missing(data, files, pages, captured)


def files(data: bytes) -> Iterator[CapturedFile]:
    """The pictures and attachments of all its WARC files, as far as these can be held at once."""
    left = LARGEST_FILE
    try:
        infos = _files(data)[:MOST_FILES]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return
    for info in infos:
        if _is_crawl(info) and not isinstance(found := _unpacked(data, info, left), str):
            left -= len(found)
            yield from warc.files(found)


def _is_crawl(info: zipfile.ZipInfo) -> bool:
    return info.filename.startswith("archive/") and info.filename.endswith((".warc", ".warc.gz"))


def _files(data: bytes) -> list[zipfile.ZipInfo]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.infolist()


def _unpacked(data: bytes, info: zipfile.ZipInfo, largest: int) -> bytes | str:
    """A file in the archive, or what is wrong with it."""
    if info.file_size > min(largest, EXPANSION * info.compress_size + _STEP):
        return "the file becomes too large"
    if info.compress_type not in _METHODS or info.flag_bits & 1:
        return "the file is encrypted, or packed in a way that is not read"
    found = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive, archive.open(info) as stream:
            # What a file says of its size need not be so.
            while (piece := stream.read(_STEP)) and found.tell() <= largest:
                found.write(piece)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, RuntimeError, NotImplementedError) as error:
        return f"the file cannot be unpacked: {error}"
    return found.getvalue() if found.tell() <= largest else "the file becomes too large"


def _missing(data: bytes, files: list[zipfile.ZipInfo], pages: Pages, captured: set[str]) -> Iterator[Problem]:
    """Pages that the list has and that gave no release."""
    listed: dict[str, str] = {}
    for info in files:
        if info.filename.startswith("pages/") and info.filename.endswith(".jsonl"):
            found = _unpacked(data, info, LARGEST_LIST)
            if isinstance(found, str):
                yield pages.problem(found, "get the file again", where=info.filename)
            else:
                listed.update((key_of(url), url) for url in _listed(found))
    missing = [url for key, url in listed.items() if key not in captured]
    if missing:
        some = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        message = f"{len(missing):,} of the {len(listed):,} pages that the file lists gave no release ({some})"
        yield pages.problem(
            message, "look whether they are releases, and save those by themselves", ImportCode.LEFT_OUT
        )


def _listed(data: bytes) -> Iterator[str]:
    for line in data.splitlines():
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            continue
        # The first line is about the list itself.
        if isinstance(row, dict) and isinstance(row.get("url"), str):
            yield row["url"]
