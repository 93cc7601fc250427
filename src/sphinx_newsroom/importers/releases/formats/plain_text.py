"""A release as a plain text: the headline first, then its paragraphs."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.releases.formats.decoding import decoded
from sphinx_newsroom.importers.releases.formats.plain import markdown
from sphinx_newsroom.importers.releases.incoming import Incoming, Listed, Options
from sphinx_newsroom.importers.releases.recognizing import recognized

NAME = "text"
WORDS = "plain text"

_SUFFIXES = (".txt", ".text")


def knows(name: str, data: bytes) -> bool:
    """Whether a file is called as texts are; whatever has a format of its own is told by that before."""
    return name.lower().endswith(_SUFFIXES)


def read(name: str, data: bytes, options: Options) -> Iterator[Incoming | Listed | Problem]:
    """The one release of a text; a text without words is a problem."""
    place = Place(name)
    try:
        text, losses = decoded(data, place)
    except RefusedValueError as refusal:
        yield refusal.problem
        return
    if not any(char.isalnum() for char in text):
        yield place.problem(ImportCode.UNREADABLE_FILE, "the file has no words", "give the text of a release")
        return
    found = Incoming(place, NAME, markdown(text), losses=losses, words=len(text.split()))
    yield recognized(found, options, titled=True)
