"""Importing authority records: one module a format, one interface, and what turns drafts into files.

A format is a module with NAME, WORDS, ``knows`` and ``read``; it turns a document into drafts
(:mod:`sphinx_newsroom.importers.drafts`) and never looks at the archive.  :mod:`sphinx_newsroom.importers.records.plan`
finds each draft's record, merges the two, and says what would change.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import Protocol

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import Draft, Options, Ref, RefusedValueError, refuse
from sphinx_newsroom.importers.records import csv_records, popolo
from sphinx_newsroom.importers.records.registries import ROR, WIKIDATA

__all__ = ["FORMATS", "Format", "format_of", "read"]


class Format(Protocol):
    """What a module of a format offers."""

    NAME: str
    WORDS: str

    def knows(self, document: Document) -> bool:
        """Whether a file looks like this format; nothing is raised."""

    def read(self, document: Document, options: Options) -> Iterator[Draft | Problem]:
        """The records of a file and what is wrong in it; may raise RefusedValueError for the file as a whole."""


FORMATS: tuple[Format, ...] = (WIKIDATA, ROR, popolo, csv_records)
"""The formats, in the order in which a file is held against them: those that are told by one key come first."""


def format_of(document: Document, name: str | None = None) -> Format:
    """The format *name*, or the one that the document looks like; raises RefusedValueError where none does."""
    for known in FORMATS:
        if name == known.NAME or (name is None and known.knows(document)):
            return known
    if document.is_json:
        _ = document.values  # where it is no JSON, that is what is wrong
    words = [known.WORDS for known in FORMATS]
    raise refuse(
        document.place,
        "the file looks like none of the formats",
        f"give {', '.join(words[:-1])} or {words[-1]}",
        ImportCode.UNREADABLE_FILE,
    )


def read(document: Document, options: Options, name: str | None = None) -> Iterator[Draft | Problem]:
    """Everything in a file; what is wrong with the file as a whole is a problem, too."""
    found: list[Draft | Problem] = []
    try:
        found += format_of(document, name).read(document, options)
    except RefusedValueError as refusal:
        found.append(refusal.problem)
    yield from _with_successors(found)


def _with_successors(found: list[Draft | Problem]) -> Iterator[Draft | Problem]:
    """The same, with a successor in each organization that another draft says to be its predecessor."""
    successors: dict[str, dict[str | None, Ref]] = defaultdict(dict)
    for draft in (item for item in found if isinstance(item, Draft)):
        for key in draft.predecessors:
            successors[key][draft.key] = Ref(draft.place, draft.key, draft.identifiers[:1], draft.name)
    for item in found:
        if isinstance(item, Draft) and item.key in successors:
            more = {ref.key: ref for ref in item.successors} | successors[item.key]
            yield replace(item, successors=tuple(more.values()))
        else:
            yield item
