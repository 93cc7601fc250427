"""A release as a plain text: the headline first, then its paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.importers.releases.incoming import Given, Incoming, Listed, Options
from sphinx_newsroom.importers.releases.formats.plain import markdown, paragraphs
from sphinx_newsroom.importers.releases.recognizing import cleaned, recognized

NAME = "text"
WORDS = "plain text"

_LONGEST_TITLE = 300
_LINES = 3
"""How many lines a headline may have that was broken at a width."""
_SUFFIXES = (".txt", ".text")


def knows(name: str, data: bytes) -> bool:
    """Whether a file is called as texts are, and none of the other formats by what is in it."""
    return name.lower().endswith(_SUFFIXES)


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a text; a text without words is a problem."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    whole = Incoming(place, NAME, text, losses=losses, words=len(text.split()))
    # First what is no part of any release, since a headline is the first thing of what is left.
    bare = cleaned(whole, options)
    title, rest = headline(bare.body)
    if not rest and not title:
        yield place.problem(ImportCode.UNREADABLE_FILE, "the file has no words", "give the text of a release")
        return
    given = Given(title, "first line") if title else None
    found = Incoming(place, NAME, markdown(rest), given, words=whole.words, losses=bare.losses)
    yield recognized(found, options)


def headline(text: str) -> tuple[str, str]:
    """The title that a text begins with, empty where it begins with a sentence, and what follows it."""
    parts = paragraphs(text)
    if not parts:
        return "", ""
    first = parts[0].strip()
    short = len(first) <= _LONGEST_TITLE and first.count("\n") < _LINES
    # An abbreviation ends in a full stop as well; a headline that asks or cries out is one.
    if len(parts) > 1 and short and not (first.endswith(".") and not re.search(r"\b\w\.\w?\.$", first)):
        return " ".join(first.split()), "\n\n".join(parts[1:])
    return "", "\n\n".join(parts)
