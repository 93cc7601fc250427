"""Which files the sources of an import are, and what is read of each."""

from __future__ import annotations

import argparse
import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial
from pathlib import Path

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import TooLargeError, read_plain
from sphinx_newsroom.importers.drafts import Place
from sphinx_newsroom.importers.releases.captures.dated import address_of, capture_of
from sphinx_newsroom.importers.releases.captures.warc import CapturedFile, CapturedFiles, suffix_of
from sphinx_newsroom.importers.releases.formats import tables
from sphinx_newsroom.importers.releases.formats.decoding import LARGEST
from sphinx_newsroom.importers.releases.incoming import LARGEST_FILE, Incoming, Listed, LocalFile, Options
from sphinx_newsroom.importers.releases.pages.reader import order_of_pages
from sphinx_newsroom.importers.releases.planning.files_of_plan import Beside
from sphinx_newsroom.importers.releases.readers import advice_for, format_of, read
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.words.text_dates import DateOrder

_MOST_PAGES = 200
"""How many pages are looked at for the order of day and month: one date after the 12th of a month shows it."""
# What stands beside pages and texts and is no release itself; looked for where a release names it.
_BESIDE = (*IMAGES, ".css", ".js", ".pdf", ".mp3", ".mp4", ".xlsx", ".pptx", ".zip", ".ico", ".woff", ".woff2", ".map")


def read_all(args: argparse.Namespace, options: Options, progress: Progress) -> Iterator[Incoming | Listed | Problem]:
    """What all sources have; a file that cannot be read is a problem."""
    plan = args.plan.resolve() if args.plan else None
    files = [(file, alone) for source in args.sources for file, alone in _files(source) if file.resolve() != plan]
    base = options.base
    options = replace(options, captured=CapturedFiles(lambda: _captured(args.sources, base)))
    posts = _posts([file for file, _ in files])
    of_pages = options if options.order else replace(options, order=_order([file for file, _ in files]))
    for number, (file, alone) in enumerate(files):
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
            yield Place(name).problem(ImportCode.UNREADABLE_FILE, words, "give files and folders that are there")
        else:
            if not alone and args.format is None and format_of(name, data) is None:
                advice = advice_for(name) or "look at it"
                yield Place(name).problem(ImportCode.LEFT_OUT, "the file is of no format that is read", advice)
            else:
                own = of_pages if is_page(file) else replace(options, beside=partial(_beside, file.parent))
                yield from read(name, data, own, args.format)


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


def _order(files: Sequence[Path]) -> DateOrder | None:
    """The order of day and month that the pages of a batch show together."""

    def pages() -> Iterator[bytes]:
        for file in [file for file in files if is_page(file)][:_MOST_PAGES]:
            with suppress(OSError):
                yield read_plain(file, LARGEST, follow=True)

    return order_of_pages(pages())


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
        place = os.path.dirname(release.place.file) or "."
        full = os.path.join(place, file.path)
        wrong = folder(place).fault(file.path, "image" if file.path.lower().endswith(IMAGES) else "download")
        if wrong is not None:
            return f"that {wrong.words}"
        try:
            size = os.stat(full).st_size
        except (OSError, ValueError):
            return "that is not beside the source"
        return f"that is larger than {LARGEST_FILE >> 20} MiB" if size > LARGEST_FILE else None

    return fault
