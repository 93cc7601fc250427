"""Which of a text's mentions become links."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

from sphinx_newsroom.config import LinkScope
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.text.naming.tokens import Mark


def to_link(text: str, marks: Sequence[Mark], mentions: Iterable[Mention], scope: LinkScope) -> list[Mention]:
    """The mentions that become links: in prose, and as *scope* says, all or the first of each entity.

    A mention that already stands in a role counts as the first, since it is a link.
    """
    # Blocks and sections are known by where they begin; how many began before a mention is the number of its own.
    block_starts = [match.end() for match in re.finditer("\n\n", text)]
    section_starts = [mark.start for mark in marks if mark.where == "heading"]
    taken: set[tuple[int, str]] = set()
    chosen = []
    for mention in mentions:
        if mention.start is None or mention.end is None:
            continue
        places: Mapping[str, int] = {
            "all": mention.start,
            "page": 0,
            "paragraph": bisect_right(block_starts, mention.start),
            "section": bisect_right(section_starts, mention.start),
        }
        place = (places[scope], mention.entity)
        # In a heading, a link or code a mention stays without a link, and the next in prose counts as the first.
        where = next((m.where for m in marks if m.start < mention.end and mention.start < m.end), None)
        if place in taken or where in ("heading", "link", "code", "preformatted"):
            continue
        taken.add(place)
        if where is None:
            chosen.append(mention)
    return chosen
