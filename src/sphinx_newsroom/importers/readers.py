"""The sources of an import: which files they are, and the readers of their formats, one interface for all."""

from __future__ import annotations

import csv
import os
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache, partial
from importlib.metadata import entry_points
from itertools import takewhile
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import TooLargeError, read_plain
from sphinx_newsroom.importers import captures
from sphinx_newsroom.importers.captures.pages import address_of, capture_of
from sphinx_newsroom.importers.captures.warc import CapturedFile, CapturedFiles, suffix_of
from sphinx_newsroom.importers.drafts import (
    LARGEST_FILE,
    UNFIT,
    Incoming,
    Listed,
    LocalFile,
    Loss,
    Options,
    Place,
    clean,
)
from sphinx_newsroom.importers.formats import feeds, markdown_files, office, plain_text, tables, wordpress
from sphinx_newsroom.importers.formats.dates import LARGEST
from sphinx_newsroom.importers.pages import reader as pages
from sphinx_newsroom.importers.releases import Beside
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.words.text_dates import DateOrder


class Reader(Protocol):
    """What a module of a format offers."""

    NAME: str
    WORDS: str

    def knows(self, name: str, data: bytes) -> bool:
        """Whether a file looks like this format; nothing is raised."""

    def read(self, name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
        """The releases of a file, lines of lists, and what is wrong in it; nothing is raised."""


READERS: tuple[Reader, ...] = (captures, office, wordpress, feeds, pages, markdown_files, tables, plain_text)
"""The formats; those that are told by what is in a file come before those that its name tells."""


@cache
def others() -> tuple[Reader, ...]:
    """The readers that other packages add, by entry points of the group ``newsroom.readers``; they are asked first."""
    return tuple(entry.load() for entry in entry_points(group="newsroom.readers"))


_LONGEST = 200
"""How many characters of a library's words are repeated."""


_SAVED_AS = {
    ".csv, UTF-8": (".xlsx", ".xls", ".xlsm", ".ods", ".numbers"),
    ".docx": (".doc", ".pages", ".wpd"),
    ".eml": (".msg",),
    ".docx or .txt": (".pdf",),
}


def advice_for(name: str) -> str:
    """What to do about a file of no format that is read; empty where its name does not tell.

    >>> advice_for("releases-2011.xlsx")
    'save it as .csv, UTF-8'
    """
    end = "." + name.lower().rpartition(".")[2]
    if end == ".zip":
        return "unpack it, and give the folder"
    return next((f"save it as {form}" for form, ends in _SAVED_AS.items() if end in ends), "")


def format_of(name: str, data: bytes) -> Reader | None:
    """The format that a file looks like; None where it looks like none."""
    return next((one for one in (*others(), *READERS) if one.knows(name, data)), None)


def _without_controls(found: Incoming | Listed | Problem) -> Incoming | Listed | Problem:
    """A release without control characters in its title, which no header can have."""
    if not isinstance(found, Incoming) or found.title is None or not UNFIT.search(found.title.value):
        return found
    title = replace(found.title, value=clean(UNFIT.sub("", found.title.value)))
    return replace(found, title=title, losses=(*found.losses, Loss("control characters of the title", title.value)))


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """Everything in a file; one that looks like no format, or at which its reader fails, is a problem."""
    reader = format_of(name, data)
    if reader is None:
        words = [one.WORDS for one in READERS]
        yield Place(name).problem(
            ImportCode.UNREADABLE_FILE,
            "the file looks like none of the formats",
            advice_for(name) or f"give {', '.join(words[:-1])} or {words[-1]}",
        )
        return
    try:
        yield from map(_without_controls, reader.read(name, data, options))
    # Much of the reading is done by libraries, of files that nobody has seen: one such file must not cost all others.
    except Exception as error:
        yield Place(name).problem(
            ImportCode.UNREADABLE_FILE,
            f"its reader failed, so not all of the file was read: {type(error).__name__}: {str(error)[:_LONGEST]}",
            "give the release as text, Markdown or JSON lines; and report it, with the file",
        )


# Which files the sources of an import are, and what is read of each.

_MOST_PAGES = 200
"""How many pages are looked at for the order of day and month: one date after the 12th of a month shows it."""
# What stands beside pages and texts and is no release itself; looked for where a release names it.
_BESIDE = (*IMAGES, ".css", ".js", ".pdf", ".mp3", ".mp4", ".xlsx", ".pptx", ".zip", ".ico", ".woff", ".woff2", ".map")


def read_all(
    sources: Sequence[Path], plan: Path | None, options: Options, progress: Progress
) -> Iterator[Incoming | Listed | Problem]:
    """What all sources have; a file that cannot be read is a problem."""
    plan = plan and plan.resolve()
    files = [
        (file, alone, source if source.is_dir() else source.parent)
        for source in sources
        for file, alone in _files(source)
        if file.resolve() != plan
    ]
    base = options.base
    options = replace(options, captured=CapturedFiles(lambda: _captured(sources, base)))
    posts = _posts([file for file, _, _ in files])
    of_pages = options if options.order else replace(options, order=_order([file for file, _, _ in files]))
    for number, (file, alone, top) in enumerate(files):
        progress("read", number, len(files))
        if _stem(file) in posts:
            continue  # a part of an export, which is read with its row
        name = str(file)
        try:
            data = read_plain(file, LARGEST, follow=alone)
        except TooLargeError:
            words = f"the file is larger than {LARGEST >> 20} MiB"
            yield Place(name).problem(ImportCode.UNREADABLE_FILE, words, "split it")
        except OSError as error:
            words = f"the file cannot be read: {error.strerror}"
            yield Place(name).problem(ImportCode.UNREADABLE_FILE, words, "give files and folders that exist")
        else:
            if not alone and format_of(name, data) is None:
                advice = advice_for(name) or "look at it"
                yield Place(name).problem(ImportCode.LEFT_OUT, "the file has an unknown format", advice)
            else:
                own = of_pages if is_page(file) else replace(options, beside=partial(_beside, file.parent))
                yield from read(name, data, replace(own, near=partial(_near, top, file)))


def _posts(files: Sequence[Path]) -> frozenset[Path]:
    """The posts of exports of Substack, each as its text and what is counted of it are called, without their ends."""
    found: set[Path] = set()
    for file in [file for file in files if file.name == tables.FILE]:
        with suppress(OSError, TooLargeError, csv.Error):
            folder = file.parent / tables.FOLDER
            found |= {folder / post for post in tables.posts_in(read_plain(file, LARGEST, follow=True))}
    return frozenset(found)


def _stem(file: Path) -> Path:
    """What a file of a post is called by: ``posts/101.we-open`` of ``posts/101.we-open.opens.csv``."""
    return file.with_name(".".join(file.name.split(".")[:2]))


def _beside(folder: Path, path: str) -> bytes | None:
    with suppress(OSError, TooLargeError):
        return read_plain(folder / path, LARGEST)
    return None


def _near(top: Path, file: Path, address: str, base: str) -> LocalFile | None:
    """The picture or attachment below *top*, the given folder, that stood at an address of a file's site or another."""
    try:
        parts = urlsplit(address)
        own = not parts.netloc or parts.netloc == urlsplit(base).netloc
    except ValueError:
        return None
    path = posixpath.normpath(unquote(parts.path)).lstrip("/")
    if parts.scheme not in ("", "http", "https") or suffix_of(address) is None or path.startswith(".."):
        return None
    below = (f"{parts.netloc}/{path}", *((path, f"static/{path}") if own else ()))
    for folder in takewhile(lambda folder: folder.is_relative_to(top), file.parents):
        for name in below if parts.netloc else below[1:]:
            with suppress(OSError, ValueError):
                if (folder / name).is_file():
                    return LocalFile((folder / name).relative_to(top).as_posix(), root=str(top))
    return None


def _order(files: Sequence[Path]) -> DateOrder | None:
    """The order of day and month that the pages of a batch show together."""

    def batch() -> Iterator[bytes]:
        for file in [file for file in files if is_page(file)][:_MOST_PAGES]:
            with suppress(OSError):
                yield read_plain(file, LARGEST, follow=True)

    return pages.order_of_pages(batch())


def is_page(file: Path) -> bool:
    """Whether a file is called as saved pages are."""
    return file.suffix.lower() in (".html", ".htm", ".xhtml")


def _files(source: Path) -> Iterator[tuple[Path, bool]]:
    """The files of a source, and whether it is one itself; what stands beside others in a folder is passed over."""
    if not source.is_dir():
        yield source, True
        return
    for file in _within(source):
        if not file.name.lower().endswith(_BESIDE):
            yield file, False


def _within(folder: Path) -> Iterator[Path]:
    """The files in a folder, without what is hidden and without links."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if not name.startswith(".") and file.is_file() and not file.is_symlink():
                yield file


def _captured(sources: Sequence[Path], base: str) -> Iterator[CapturedFile]:
    """The pictures and attachments in folders that are called after the moment when they were taken."""
    for source in sources:
        for file in _within(source) if source.is_dir() else ():
            capture = capture_of(str(file))
            with suppress(ValueError):  # what is no address
                url = address_of(capture, base) if capture else ""
                if capture and (suffix := suffix_of(url)):
                    yield CapturedFile(url, capture.at, suffix, partial(_data, file))


def _data(file: Path) -> bytes:
    """What is in a file; nothing where it cannot be read or is too large: the picture is then told as missing."""
    with suppress(OSError, TooLargeError):
        return read_plain(file, LARGEST_FILE)
    return b""


def beside_sources(settings: Settings) -> Beside:
    """What tells why a file beside a source cannot be taken."""

    @lru_cache
    def folder(place: str) -> Publishable:
        return Publishable(Path(place), settings.allowed)

    def fault(release: Incoming, file: LocalFile) -> str | None:
        if file.data:
            return None  # its reader has looked at it
        place = file.root or os.path.dirname(release.place.file) or "."
        full = os.path.join(place, file.path)
        wrong = folder(place).fault(file.path, "image" if file.path.lower().endswith(IMAGES) else "download")
        if wrong is not None:
            return f"that {wrong.words}"
        try:
            size = os.stat(full).st_size
        except (OSError, ValueError):
            return "that isn't beside the source"
        return f"that is larger than {LARGEST_FILE >> 20} MiB" if size > LARGEST_FILE else None

    return fault
