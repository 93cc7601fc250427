"""Import records of organizations and officials.

A format is a module with NAME, WORDS, ``knows`` and ``read``. It turns a document into drafts
(:mod:`sphinx_newsroom.importers.drafts`) without looking at the archive. :mod:`sphinx_newsroom.importers.records.plan`
then finds each draft's record, merges the two and lists the changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import Draft, Options, RefusedValueError, unreadable
from sphinx_newsroom.importers.records import csv_records, popolo
from sphinx_newsroom.importers.records.registries import ROR, WIKIDATA


class Format(Protocol):
    """The interface of a module that reads a format."""

    NAME: str
    WORDS: str

    def knows(self, document: Document) -> bool:
        """Whether a file looks like this format; never raises."""

    def read(self, document: Document, options: Options) -> Iterator[Draft | Problem]:
        """Yield a file's records and problems; may raise RefusedValueError for the file as a whole."""


FORMATS: tuple[Format, ...] = (WIKIDATA, ROR, popolo, csv_records)
"""The formats in the order in which they are tried; those recognized by a single key come first."""


def format_of(document: Document, name: str | None = None) -> Format:
    """Return the format *name*, or the one that the document looks like; raises RefusedValueError if there is none."""
    for known in FORMATS:
        if name == known.NAME or (name is None and known.knows(document)):
            return known
    if document.is_json:
        _ = document.values  # raises if it isn't valid JSON
    words = [known.WORDS for known in FORMATS]
    raise unreadable(document.place, "the file doesn't match any format", f"use {', '.join(words[:-1])} or {words[-1]}")


def read(document: Document, options: Options, name: str | None = None) -> Iterator[Draft | Problem]:
    """Yield everything in a file; a problem with the file as a whole is yielded, too."""
    try:
        yield from format_of(document, name).read(document, options)
    except RefusedValueError as refusal:
        yield refusal.problem
