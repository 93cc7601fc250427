"""Names that a trained model finds in texts: one more source of suggestions, which adds and takes nothing away.

The model is the user's; it is shown the same paragraphs in which names are looked for by their words.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple, Protocol

from sphinx_newsroom.text.suggest.capitals import plain, prose_blocks
from sphinx_newsroom.text.suggest.judging import MOSTLY_SMALL, Tally, common, key_of, never
from sphinx_newsroom.text.suggest.signs import Sign, bare
from sphinx_newsroom.text.suggest.word_lists import HONORIFICS, TITLE_PARTS, TITLES
from sphinx_newsroom.text.words.tokens import Mark

# The texts in which names without records are looked for, and what stands in them already.


class Named(NamedTuple):
    """A stretch of a text that already means somebody, or is known to be ambiguous (*entity* is None)."""

    start: int
    end: int
    entity: str | None


class Source(NamedTuple):
    """The text of a release, with what is not prose in it and what was found in it, in order."""

    release: str
    language: str
    text: str
    marks: Sequence[Mark] = ()
    named: Sequence[Named] = ()

    @property
    def spoken(self) -> str:
        """The language without its country: "pt", of pt-BR."""
        return self.language.split("-")[0]

    def within(self, start: int, end: int) -> list[Named]:
        """What means somebody already and overlaps a stretch from *start* to *end*."""
        return list(_overlapping(self.named, start, end))


def covering(named: Sequence[Named], start: int, end: int) -> list[Named]:
    """Of what overlaps a stretch what is no smaller part of it, and so leaves no other name there.

    Ministry of Health of Kelmark is a name, although Kelmark has a record; Kelmark's mayor is not.
    """
    whole = (start, end)
    return [one for one in named if not (start <= one.start and one.end <= end and (one.start, one.end) != whole)]


def _overlapping(named: Sequence[Named], start: int, end: int) -> Iterator[Named]:
    place = bisect_left(named, end, key=attrgetter("start")) - 1
    # Mentions of a text do not overlap, so before one that ends too early none reaches in.
    while place >= 0 and named[place].end > start:
        yield named[place]
        place -= 1


class Entity(NamedTuple):
    """What a model takes for a name in a block of text: that of a *person*, or of an organization."""

    start: int
    end: int
    person: bool


class ProseBlock(NamedTuple):
    """A paragraph of the text *number*, which begins there at *offset*."""

    number: int
    offset: int
    text: str


class Model(Protocol):
    """A trained model for texts of one *language*, or of all ("xx")."""

    name: str
    language: str

    def entities(self, blocks: Iterable[ProseBlock]) -> Iterator[tuple[ProseBlock, Sequence[Entity]]]:
        """Each block with the persons and organizations that the model finds in it."""


ANY_LANGUAGE = "xx"

MOSTLY = 0.5
"""In which part of the places of words with capitals a model must take them for a name.

In 935 real texts en_core_web_sm 3.8 adds 235 names so, and 256 without.  Of 40 of them ten were worth a record: a model
so small is read with doubt.
"""


def model_tallies(model: Model, sources: Sequence[Source], progress: Callable[[int], object]) -> dict[str, Tally]:
    """What the model finds in texts of its language and no record has, counted by name."""
    tallies: dict[str, Tally] = {}
    for block, found in model.entities(_blocks(model, sources, progress)):
        for entity in found:
            sign = _sign(block.text, entity)
            if sign is not None and not _known(sources[block.number], block.offset, sign):
                tallies.setdefault(key_of(sign.name, person=sign.person), Tally()).add(block.number, block.offset, sign)
    return {name: tally for name, tally in tallies.items() if name and not never(name)}


def mostly_names(
    found: Mapping[str, Tally], by_words: Mapping[str, Tally], sources: Sequence[Source]
) -> dict[str, Tally]:
    """What was found by a model, without the words that it takes for a name in few of their places.

    *by_words* are the tallies of words with capitals, which English texts alone have.
    """
    small = common(found, (source.text for source in sources))
    return {
        name: tally
        for name, tally in found.items()
        if small[name] <= MOSTLY_SMALL * tally.count
        and (name not in by_words or tally.count >= MOSTLY * by_words[name].count)
    }


def _blocks(model: Model, sources: Sequence[Source], progress: Callable[[int], object]) -> Iterator[ProseBlock]:
    for number, source in enumerate(sources):
        progress(number)
        if model.language in (source.spoken, ANY_LANGUAGE):
            for offset, prose in prose_blocks(source.text, source.marks):
                yield ProseBlock(number, offset, prose.replace("\0", " "))


def _known(source: Source, offset: int, sign: Sign) -> bool:
    """Whether the place means somebody already."""
    start, end = offset + sign.start, offset + sign.end
    return bool(covering(source.within(start, end), start, end))


# Around a name: takes "the " of "the Harbour Board", "'s" of "Kelmark's", " (HB" of "Harbour Board (HB", and marks.
_AHEAD = re.compile(r"\W*(?:[Tt]he\s+)?\W*")
_BEHIND = re.compile(r"\s+\(.*|(?:['’]s|(?<=s)['’])?[^\w.)]*$", re.DOTALL)


_WORD = re.compile(r"(\S+)\s*")
_TITLES = TITLES | TITLE_PARTS | HONORIFICS


def _sign(text: str, entity: Entity) -> Sign | None:
    """A name without what stands around it; None where it is no name, such as "he", or a family name alone."""
    start, end = entity.start, entity.end
    ahead = _AHEAD.match(text, start, end)
    start = ahead.end() if ahead else start
    behind = _BEHIND.search(text[start:end])
    end = start + behind.start() if behind else end
    # Representative Roe is a family name alone, and a Minister of Health no body.
    while entity.person and (word := _WORD.match(text, start, end)) and bare(word[1]) in _TITLES:
        start = word.end()
    name = " ".join(plain(text[start:end]).split())
    if not entity.person and bare(name.split(" ")[0]) in TITLES:
        return None
    # Letters that know no capitals count as such: 聯合國.
    if not any(letter.isalpha() and not letter.islower() for letter in name):
        return None
    # Of a family name alone no record can be made, and whose it is the full name tells.
    if entity.person and " " not in name:
        return None
    return Sign(name, start, end, entity.person, frozenset({"model"}))
