"""What somebody says in a release, with its words, as pages and quote cards show it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.model.addresses import EntityKey
from sphinx_newsroom.model.records import Statement
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids


class Spoken(NamedTuple):
    """A statement with its words, as pages show it: a quotation that an attribution interrupts has several parts.

    *paragraph* is the id of the paragraph that it begins in; *sentence* is that of a reported one, its verb included.
    """

    speaker: str
    kind: str
    form: str
    role: str | None
    parts: tuple[str, ...]
    paragraph: str = ""
    sentence: str = ""


_LONGEST_GAP = 200
"""Characters of the attribution between two parts that are shown as one: "…," said X, Director of Y, in Vienna, "…"."""

SENTENCE_END = re.compile(
    r"""
    [.!?…] [”’»"'\])]* \s+     # what ends a sentence, with what closes
    (?= [“‘«„"'(\[]* [^\W\d_a-zа-яёіїєґ] )  # before a capital letter
    """,
    re.VERBOSE,
)

_NEW_PARAGRAPH = re.compile('\n\n[“«„"]?')


def spoken(statements: Iterable[Statement], text: str) -> tuple[Spoken, ...]:
    """The *statements* of a text with their words, in the order of the text, speaker by speaker.

    What one sentence reports stands once, however many clauses it has.
    """
    by_speaker: dict[EntityKey, list[Statement]] = {}
    found = tuple(statements)
    ids = paragraph_ids(text) if found else ()
    for statement in found:
        by_speaker.setdefault((statement.kind, statement.speaker), []).append(statement)
    words = [
        Spoken(
            speaker,
            kind,
            parts[0].form,
            parts[0].role,
            # A quotation that goes on in the next paragraph is opened anew there; on one line it is not.
            tuple(_NEW_PARAGRAPH.sub(" ", text[part.start : part.end]) for part in parts),
            id_at(ids, parts[0].start),
            _sentence(text, parts[0]) if parts[0].form == "reported" else "",
        )
        for (kind, speaker), said in by_speaker.items()
        for parts in _together(said, text)
    ]
    before: list[Spoken | None] = [None, *words]
    return tuple(
        one
        for one, last in zip(words, before, strict=False)
        if not (last and one.sentence and (last.sentence, last.speaker) == (one.sentence, one.speaker))
    )


def _sentence(text: str, said: Statement) -> str:
    """The sentence that a clause stands in; one that an abbreviation seems to end begins later, at a name."""
    begin = text.rfind("\n\n", 0, said.start) + 1
    for found in SENTENCE_END.finditer(text, begin, said.start):
        begin = found.end()
    paragraph_end = text.find("\n\n", said.end)
    end = paragraph_end if paragraph_end >= 0 else len(text)
    found_end = SENTENCE_END.search(text, max(said.start, said.end - 1), end)
    return text[begin : found_end.end() if found_end else end].strip()


def _together(said: Sequence[Statement], text: str) -> Iterator[list[Statement]]:
    """Quotations with no more than an attribution between them as one, all else one by one."""
    parts: list[Statement] = []
    for statement in said:
        gap = text[parts[-1].end : statement.start] if parts else ""
        if parts and ("reported" in (statement.form, parts[-1].form) or "\n\n" in gap or len(gap) > _LONGEST_GAP):
            yield parts
            parts = []
        parts.append(statement)
    if parts:
        yield parts
