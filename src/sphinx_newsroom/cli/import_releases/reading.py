"""Which files the sources of an import are, and what is read of each."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import TooLargeError, read_plain
from sphinx_newsroom.importers.drafts import Place
from sphinx_newsroom.importers.releases.formats.decoding import LARGEST
from sphinx_newsroom.importers.releases.incoming import DateOrder, Incoming, Listed, LocalFile, Options
from sphinx_newsroom.importers.releases.pages.reader import order_of_pages
from sphinx_newsroom.importers.releases.planning.files_of_plan import Beside
from sphinx_newsroom.importers.releases.planning.local_files import LARGEST_FILE
from sphinx_newsroom.importers.releases.readers import format_of, read
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.publishable import Publishable

_MOST_PAGES = 200
"""How many pages are looked at for the order of day and month: one date after the 12th of a month shows it."""
# What stands beside pages and texts and is no release itself; looked for where a release names it.
_BESIDE = (*IMAGES, ".css", ".js", ".pdf", ".mp3", ".mp4", ".xlsx", ".pptx", ".zip", ".ico", ".woff", ".woff2", ".map")


def read_all(args: argparse.Namespace, options: Options, progress: Progress) -> Iterator[Incoming | Listed | Problem]:
    """What all sources have; a file that cannot be read is a problem."""
    plan = args.plan.resolve() if args.plan else None
    files = [(file, alone) for source in args.sources for file, alone in _files(source) if file.resolve() != plan]
    of_pages = options if options.order else replace(options, order=_order([file for file, _ in files]))
    for number, (file, alone) in enumerate(files):
        progress("read", number, len(files))
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
                yield Place(name).problem(ImportCode.LEFT_OUT, "the file is of no format that is read", "look at it")
            else:
                yield from read(name, data, of_pages if is_page(file) else options, args.format)


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
    """The files of a source, and whether it is one itself; what is hidden in a folder, or a link, is passed over."""
    if not source.is_dir():
        yield source, True
        return
    for place, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if (
                not name.startswith(".")
                and not name.lower().endswith(_BESIDE)
                and file.is_file()
                and not file.is_symlink()
            ):
                yield file, False


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
