"""The formats that releases are read from, in the order in which a file is held against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers import captures
from sphinx_newsroom.importers.drafts import UNFIT, Place, clean
from sphinx_newsroom.importers.formats import feeds, markdown_files, office, plain_text, tables, wordpress
from sphinx_newsroom.importers.incoming import Incoming, Listed, Loss, Options
from sphinx_newsroom.importers.pages import reader as pages


class Reader(Protocol):
    """What a module of a format offers."""

    NAME: str
    WORDS: str

    def knows(self, name: str, data: bytes) -> bool:
        """Whether a file looks like this format; nothing is raised."""

    def read(self, name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
        """The releases of a file, lines of lists, and what is wrong in it; nothing is raised."""


READERS: tuple[Reader, ...] = (
    captures,
    office,
    wordpress,
    feeds,
    pages,
    markdown_files,
    tables,
    plain_text,
)
"""The formats; those that are told by what is in a file come before those that its name tells."""


_LONGEST = 200
"""How many characters of a library's words are repeated."""


_SAVED_AS = {
    ".csv, UTF-8": (".xlsx", ".xls", ".xlsm", ".ods", ".numbers"),
    ".docx": (".doc", ".pages", ".wpd"),
    ".txt, without its head": (".eml", ".msg"),
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


def format_of(name: str, data: bytes, format_: str | None = None) -> Reader | None:
    """The format *format_*, or the one that a file looks like; None where it looks like none."""
    return next((one for one in READERS if (one.knows(name, data) if format_ is None else format_ == one.NAME)), None)


def _without_controls(found: Incoming | Listed | Problem) -> Incoming | Listed | Problem:
    """A release without control characters in its title, which no header can have."""
    if not isinstance(found, Incoming) or found.title is None or not UNFIT.search(found.title.value):
        return found
    title = replace(found.title, value=clean(UNFIT.sub("", found.title.value)))
    return replace(found, title=title, losses=(*found.losses, Loss("control characters of the title", title.value)))


def read(name: str, data: bytes, options: Options, format_: str | None = None) -> Iterator[Incoming | Listed | Problem]:
    """Everything in a file; one that looks like no format, or at which its reader fails, is a problem."""
    reader = format_of(name, data, format_)
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
