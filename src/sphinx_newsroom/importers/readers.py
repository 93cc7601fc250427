"""The files that the sources of an import contain, and the reader for each format."""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, lru_cache, partial
from importlib.metadata import entry_points
from itertools import islice, takewhile
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import ImportCode
from sphinx_newsroom.files import TooLargeError, digest, read_plain
from sphinx_newsroom.importers import captures
from sphinx_newsroom.importers.captures.pages import address_in, address_of, capture_of
from sphinx_newsroom.importers.captures.warc import CapturedFile, CapturedFiles, suffix_of
from sphinx_newsroom.importers.drafts import (
    LARGEST_FILE,
    Found,
    Incoming,
    LocalFile,
    Options,
    Place,
)
from sphinx_newsroom.importers.formats import feeds, markdown_files, office, plain_text, tables, wordpress
from sphinx_newsroom.importers.formats.dates import LARGEST
from sphinx_newsroom.importers.pages import reader as pages
from sphinx_newsroom.importers.pages.document import words_of
from sphinx_newsroom.importers.releases import Beside
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.publishable import Publishable
from sphinx_newsroom.text.words.word_files import read_words


class Reader(Protocol):
    """The interface of a module that reads a format."""

    NAME: str
    WORDS: str

    def knows(self, name: str, data: bytes) -> bool:
        """Whether a file looks like this format; never raises."""

    def read(self, name: str, data: bytes, options: Options) -> Iterator[Found]:
        """Yield a file's releases, list entries and problems; never raises."""


READERS: tuple[Reader, ...] = (captures, office, wordpress, feeds, markdown_files, pages, tables, plain_text)
"""The readers in the order in which they are tried: formats recognized by content before those recognized by name."""


@cache
def others() -> tuple[Reader, ...]:
    """Return the readers of other packages (entry point group ``newsroom.readers``); they are tried first."""
    return tuple(entry.load() for entry in entry_points(group="newsroom.readers"))


_LONGEST = 200
"""The maximum number of characters quoted from a library's message."""


_SAVED_AS = {
    ".xlsx or .csv": (".xls", ".ods", ".numbers"),
    ".docx": (".doc", ".pages", ".wpd"),
    ".eml": (".msg",),
}


def advice_for(name: str) -> str:
    """Return what to do about a file in an unsupported format, or an empty text.

    >>> advice_for("releases-2011.xls")
    'save it as .xlsx or .csv'
    """
    end = "." + name.lower().rpartition(".")[2]
    if end == ".zip":
        return "unpack it, and give the folder"
    return next((f"save it as {form}" for form, ends in _SAVED_AS.items() if end in ends), "")


def format_of(name: str, data: bytes) -> Reader | None:
    """Return the reader whose format a file looks like, or None."""
    return next((one for one in (*others(), *READERS) if one.knows(name, data)), None)


def read(name: str, data: bytes, options: Options) -> Iterator[Found]:
    """Yield everything in a file; an unknown format, or a reader that fails, is a problem."""
    reader = format_of(name, data)
    if reader is None:
        words = [one.WORDS for one in READERS]
        yield Place(name).problem(
            "the file doesn't match any format",
            advice_for(name) or f"use {', '.join(words[:-1])} or {words[-1]}",
        )
        return
    try:
        for found in reader.read(name, data, options):
            if isinstance(found, Incoming) and found.format == pages.NAME and _is_error_page(found):
                fault = "the page is a server's error message, so it is left out"
                yield found.place.problem(fault, "save the page again", ImportCode.LEFT_OUT)
            else:
                yield found
    except RecursionError:
        yield Place(name).problem("the file is nested too deeply", "use text, Markdown or JSON Lines for the release")
    # Libraries do much of the reading; if one fails on an unusual file, the other files must still be read.
    except Exception as error:
        yield Place(name).problem(
            f"its reader failed, so the file was read only in part: {type(error).__name__}: {str(error)[:_LONGEST]}",
            "use text, Markdown or JSON Lines for the release; and report the error, with the file",
        )


_ERRORS = frozenset(read_words("error_titles", "sphinx_newsroom.importers"))


def _is_error_page(page: Incoming) -> bool:
    """Whether a page's title is that of an error, with or without its number, such as "Erreur 404 !"."""
    words = words_of(page.title.value) if page.title else ()
    rest = [word for word in words if not re.fullmatch("[45][0-9][0-9]", word)]
    is_error = " ".join(rest) in _ERRORS if rest else bool(words)
    return is_error and not (page.date and page.date.sure)


# Which files the sources consist of, and what is read from each.

_FOR_MACHINES = frozenset("robots.txt humans.txt ads.txt security.txt llms.txt readme.md readme.txt".split())
_OEMBED = re.compile(rb'\s*\{(?=.{0,1000}"version":\s*"1\.0")(?=.{0,3000}"type":\s*"(?:rich|link|photo|video)")')


_WP_JSON = re.compile(r"/wp-json/(?:(?!wp/v2/)|wp/v2/(?:categories|comments|media|tags|users)\b)")
"""The answers of WordPress that aren't posts or pages, in the copy of a site."""


def _is_for_machines(file: str, data: bytes) -> bool:
    """Whether a file of a site's folder is for programs or about the folder; such a text with a header is a release.

    >>> _is_for_machines("old/embed1.json", b'{"version":"1.0","title":"Opens","type":"rich"}')
    True
    >>> [_is_for_machines(f"old/wp-json/wp/v2/{name}/7.json", b"{}") for name in ("users", "posts")]
    [True, False]
    """
    named = posixpath.basename(file).lower() in _FOR_MACHINES and not data.startswith(b"---")
    return named or _OEMBED.match(data) is not None or _WP_JSON.search(file) is not None


_MOST_PAGES = 200
"""The maximum number of pages searched for the order of day and month; one day after the 12th settles it."""
# Files that belong to pages and texts but aren't releases; they are read when a release refers to them.
_DOCUMENTS = (".pdf", ".xlsx")
_BESIDE = (*IMAGES, *_DOCUMENTS, ".css", ".js", ".mp3", ".mp4", ".pptx", ".zip", ".ico", ".woff", ".woff2", ".map")


Note = tuple[str, dict[tuple[Any, ...], Any], list[Found]]
"""The digest of a file, the answers about other files that its reader used, and what the reader found."""


def read_all(
    sources: Sequence[Path], plan: Path | None, options: Options, progress: Progress, notes: dict[str, Note]
) -> Iterator[Found]:
    """Yield what all sources contain, with a problem for each file that can't be read, or that no release refers to.

    *notes* are those of an earlier run with the same options. A file is read if it isn't in them, or if it or a file
    beside it that matters has changed; then its note is replaced.
    """
    plan = plan and plan.resolve()
    every = [(file, source) for source in sources for file in files_of(source) if file.resolve() != plan]
    unused = {os.path.normpath(file) for file, source in every if file != source and file.suffix.lower() in _DOCUMENTS}
    for found in _read_each(every, sources, options, progress, notes):
        if isinstance(found, Incoming):
            place = os.path.dirname(found.place.file)
            unused -= {os.path.normpath(os.path.join(one.root or place, one.path)) for one in found.files}
        yield found
    for name in sorted(unused):
        if not capture_of(name):
            words, advice = "no release refers to the file, so it is left out", "to read its text, give the file itself"
            yield Place(name).problem(words, advice, ImportCode.LEFT_OUT)


def _read_each(
    every: Sequence[tuple[Path, Path]],
    sources: Sequence[Path],
    options: Options,
    progress: Progress,
    notes: dict[str, Note],
) -> Iterator[Found]:
    """Yield what the files contain; *every* has each file with its source."""
    tops = [
        (file, source if source.is_dir() else source.parent, file == source)
        for file, source in every
        if file == source or not file.name.lower().endswith(_BESIDE)
    ]
    files = [file for file, *_ in tops]
    base = options.base
    options = replace(options, captured=CapturedFiles(lambda: _captured(sources, base)))
    posts = _posts(files)
    pages_first = map(_bytes, islice(filter(is_page, files), _MOST_PAGES))
    of_pages = replace(options, order=options.order or pages.order_of_pages(pages_first))
    for number, (file, top, alone) in enumerate(tops):
        progress("read", number, len(files))
        if file.with_name(".".join(file.name.split(".")[:2])) in posts:
            continue  # part of an export, such as 101.we-open.opens.csv, which is read with its row
        name = str(file)
        try:
            data = read_plain(file, LARGEST, follow=alone)
        except TooLargeError:
            words = f"the file is larger than {LARGEST >> 20} MiB"
            yield Place(name).problem(words, "split it")
        except OSError as error:
            words = f"the file can't be read: {error.strerror}"
            yield Place(name).problem(words, "name existing files and folders")
        else:
            reader = format_of(name, data)
            if not alone and _is_for_machines(file.as_posix(), data):
                words = "the file is for programs, or about the folder, so it is left out"
                yield Place(name).problem(words, "to read it as a release, give the file itself", ImportCode.LEFT_OUT)
            elif not alone and reader is None:
                advice = advice_for(name) or "check it"
                yield Place(name).problem("the file has an unknown format", advice, ImportCode.LEFT_OUT)
            else:
                own = of_pages if is_page(file) else options
                own = replace(own, beside=partial(_beside, file.parent), file_at=partial(_near, top, file))
                mirrors = base and not alone and reader is pages
                if mirrors:  # a folder mirrors the site, so a page's path in it is its address
                    own = replace(own, base=address_in(file.relative_to(top).as_posix(), base))
                for found in _noted(name, data, own, notes):
                    yield replace(found, saved_at=own.base) if mirrors and isinstance(found, Incoming) else found


def _noted(name: str, data: bytes, options: Options, notes: dict[str, Note]) -> list[Found]:
    """Return what a file contains, from its note if nothing has changed since."""
    key = digest(repr((options.base, options.order)).encode() + data)
    asked: dict[tuple[Any, ...], Any] = {}

    def answer(question: str, *words: Any) -> Any:
        ask = getattr(options, question)
        return asked.setdefault((question, *words), ask(*words))

    note = notes.get(name)
    if note and note[0] == key and all(answer(*question) == said for question, said in note[1].items()):
        return note[2]
    asking: dict[str, Any] = {one: partial(answer, one) for one in ("captured", "file_at", "beside")}
    found = list(read(name, data, replace(options, **asking)))
    notes[name] = key, asked, found
    return found


def _posts(files: Sequence[Path]) -> set[Path]:
    """Return the posts of Substack exports, as the paths of their files without suffixes."""
    lists = [file for file in files if file.name == tables.FILE]
    return {file.parent / tables.FOLDER / post for file in lists for post in tables.posts_in(_bytes(file))}


def _bytes(file: Path, largest: int = LARGEST, *, follow: bool = True) -> bytes:
    """Return a file's bytes; none if it can't be read or is too large."""
    with suppress(OSError, TooLargeError):
        return read_plain(file, largest, follow=follow)
    return b""


def _beside(folder: Path, path: str) -> bytes:
    return _bytes(folder / path, follow=False)


def _near(top: Path, file: Path, address: str, base: str) -> LocalFile | None:
    """Return the saved copy of a picture or attachment below *top*, by its address, or None."""
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


def is_page(file: Path) -> bool:
    """Whether a file has the name of a saved page."""
    return file.suffix.lower() in (".html", ".htm", ".xhtml")


def files_of(source: Path) -> Iterator[Path]:
    """Yield a file, or all files in a folder, without hidden files and links."""
    if not source.is_dir():
        yield source
    for place, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if not name.startswith(".") and file.is_file() and not file.is_symlink():
                yield file


def _captured(sources: Sequence[Path], base: str) -> Iterator[CapturedFile]:
    """Yield the pictures and attachments in folders named after the time of capture."""
    for source in sources:
        for file in files_of(source):
            capture = capture_of(str(file))
            with suppress(ValueError):  # not a valid address
                url = address_of(capture, base) if capture else ""
                if capture and (suffix := suffix_of(url)):
                    yield CapturedFile(url, capture.at, suffix, partial(_bytes, file, LARGEST_FILE, follow=False))


def beside_sources(settings: Settings) -> Beside:
    """Return the function that says why a file next to a source can't be imported, or None if it can."""

    @lru_cache
    def folder(place: str) -> Publishable:
        return Publishable(Path(place), settings.allowed)

    def fault(release: Incoming, file: LocalFile) -> str | None:
        if file.data:
            return None  # checked by its reader
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
