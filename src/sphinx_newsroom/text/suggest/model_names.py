"""Names that a trained model finds in texts: one more source of suggestions, which adds and takes nothing away.

The model is the user's; it is shown the same paragraphs in which names are looked for by their words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from sphinx_newsroom.text.suggest.capitals import plain, prose_blocks
from sphinx_newsroom.text.suggest.judging import never
from sphinx_newsroom.text.suggest.signs import Sign
from sphinx_newsroom.text.suggest.sources import Source, covering
from sphinx_newsroom.text.suggest.tally import Tally, key_of


class Entity(NamedTuple):
    """What a model takes for a name in a block of text: that of a *person*, or of an organization."""

    start: int
    end: int
    person: bool


class Block(NamedTuple):
    """A paragraph of the text *number*, which begins there at *offset*."""

    number: int
    offset: int
    text: str


class Model(Protocol):
    """A trained model for texts of one *language*, or of all ("xx")."""

    name: str
    language: str

    def entities(self, blocks: Iterable[Block]) -> Iterator[tuple[Block, Sequence[Entity]]]:
        """Each block with the persons and organizations that the model finds in it."""


ANY_LANGUAGE = "xx"


def model_tallies(model: Model, sources: Sequence[Source], progress: Callable[[int], object]) -> dict[str, Tally]:
    """What the model finds in texts of its language and no record has, counted by name."""
    tallies: dict[str, Tally] = {}
    for block, found in model.entities(_blocks(model, sources, progress)):
        for entity in found:
            sign = _sign(block.text, entity)
            if sign is not None and not _known(sources[block.number], block.offset, sign):
                tallies.setdefault(key_of(sign.name), Tally()).add(block.number, block.offset, sign)
    return {name: tally for name, tally in tallies.items() if name and not never(name)}


def _blocks(model: Model, sources: Sequence[Source], progress: Callable[[int], object]) -> Iterator[Block]:
    for number, source in enumerate(sources):
        progress(number)
        if model.language in (source.spoken, ANY_LANGUAGE):
            for offset, prose in prose_blocks(source.text, source.marks):
                yield Block(number, offset, prose.replace("\0", " "))


def _known(source: Source, offset: int, sign: Sign) -> bool:
    """Whether the place means somebody already."""
    start, end = offset + sign.start, offset + sign.end
    return bool(covering(source.within(start, end), start, end))


# Around a name: takes "the " of "the Harbour Board", "'s" of "Kelmark's", and marks.
_AHEAD = re.compile(r"\W*(?:[Tt]he\s+)?\W*")
_BEHIND = re.compile(r"(?:['’]s|(?<=s)['’])?[^\w.)]*$")


def _sign(text: str, entity: Entity) -> Sign | None:
    """A name without what stands around it; None where it is no name, such as "he", or a family name alone."""
    start, end = entity.start, entity.end
    ahead = _AHEAD.match(text, start, end)
    start = ahead.end() if ahead else start
    behind = _BEHIND.search(text[start:end])
    end = start + behind.start() if behind else end
    name = " ".join(plain(text[start:end]).split())
    # Letters that know no capitals count as such: 聯合國.
    if not any(letter.isalpha() and not letter.islower() for letter in name):
        return None
    # Of a family name alone no record can be made, and whose it is the full name tells.
    if entity.person and " " not in name:
        return None
    return Sign(name, start, end, entity.person, frozenset({"model"}))
