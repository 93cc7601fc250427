"""What the lines of a release say of it, put where it belongs in the record of one."""

from __future__ import annotations

from dataclasses import replace

from sphinx_newsroom.importers.releases.incoming import Incoming, Loss, Options
from sphinx_newsroom.importers.releases.press_lines import recognize


def recognized(found: Incoming, options: Options, *, titled: bool = False) -> Incoming:
    """A release with what its text says of itself; what its source says beside the text comes first.

    *titled* says that a text whose source has no other title begins with it.
    """
    title = found.title.value if found.title else None if titled else ""
    said = recognize(found.body, options, title)
    losses = (*found.losses, *said.losses)
    if found.date and said.date and found.date.value[:10] != said.date.value[:10]:
        losses += (Loss("another date in the text", said.date.value),)
    said_first = {
        "title": found.title or said.title,
        "date": found.date or said.date,
        "dateline": found.dateline or said.dateline,
        "issuer": found.issuer or said.issuer,
        "embargo": found.embargo or said.embargo,
        "number": found.number or said.number,
    }
    questions = dict.fromkeys((*found.questions, *said.questions))
    return replace(
        found,
        body=said.body,
        contacts=found.contacts or said.contacts,
        losses=losses,
        questions=tuple(key for key in questions if said_first.get(key) is None),
        **said_first,  # type: ignore[arg-type]
    )
