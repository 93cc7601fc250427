"""Suggest names found by a trained model, in addition to those found by rules.

The model is the user's; it reads the same paragraphs as the rules.
"""

from __future__ import annotations

import importlib
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sphinx_newsroom.text.suggest.judging import MOSTLY_SMALL, Tally, common, key_of, never
from sphinx_newsroom.text.suggest.signs import Sign, bare, plain, prose_blocks
from sphinx_newsroom.text.words.tokens import Mark
from sphinx_newsroom.text.words.word_lists import HONORIFICS, OFFICE_ENDS, TITLE_PARTS

# The texts to search for names without records, and the names already found in them.


class Named(NamedTuple):
    """A span of a text that already means an entity, or is ambiguous (*entity* is None)."""

    start: int
    end: int
    entity: str | None


class Source(NamedTuple):
    """The text of a release, with its marks and the names found in it, in order."""

    release: str
    language: str
    text: str
    marks: Sequence[Mark] = ()
    named: Sequence[Named] = ()

    @property
    def spoken(self) -> str:
        """The language without its region: "pt" for pt-BR."""
        return self.language.split("-")[0]

    def within(self, start: int, end: int) -> list[Named]:
        """Return the known names that overlap *start* to *end*."""
        # Mentions don't overlap, so once one ends too early, no earlier one reaches into the span.
        before = self.named[: bisect_left(self.named, end, key=attrgetter("start"))]
        return list(takewhile(lambda one: one.end > start, reversed(before)))

    def covering(self, start: int, end: int) -> list[Named]:
        """Return the known names that overlap at least half of a span, leaving no other name there.

        Ministry of Health of Kelmark is a new name even if Kelmark has a record; Kelmark's mayor isn't.
        """
        return [one for one in self.within(start, end) if one[:2] == (start, end) or one.start < start or end < one.end]


class Entity(NamedTuple):
    """A name that a model finds in a block of text, of a *person* or an organization."""

    start: int
    end: int
    person: bool


class ProseBlock(NamedTuple):
    """A paragraph of the text *number* that starts at *offset*."""

    number: int
    offset: int
    text: str


class Model(Protocol):
    """A trained model for texts in one *language*, or in all ("xx")."""

    name: str
    language: str

    def entities(self, blocks: Iterable[ProseBlock]) -> Iterator[tuple[ProseBlock, Sequence[Entity]]]:
        """Yield each block with the persons and organizations that the model finds in it."""


ANY_LANGUAGE = "xx"

MOSTLY = 0.5
"""The lowest share of occurrences of capitalized words that a model must take for a name.

Without it, en_core_web_sm 3.8 adds 256 names instead of 235 in 935 real texts. Of 40 checked names, ten deserved a
record, so small models need doubt.
"""


def model_tallies(model: Model, sources: Sequence[Source], progress: Callable[[int], object]) -> dict[str, Tally]:
    """Count the names without records that the model finds in texts of its language."""
    tallies: dict[str, Tally] = {}
    for block, found in model.entities(_blocks(model, sources, progress)):
        for entity in found:
            sign = _sign(block.text, entity)
            known = sign and sources[block.number].covering(block.offset + sign.start, block.offset + sign.end)
            if sign is not None and not known:
                tally = tallies.setdefault(key_of(sign.name, person=sign.person), Tally())
                tally.add(block.number, block.offset, sign)
    return {name: tally for name, tally in tallies.items() if name and not never(name)}


def mostly_names(
    found: Mapping[str, Tally], by_words: Mapping[str, Tally], sources: Sequence[Source]
) -> dict[str, Tally]:
    """Drop names that a model finds in too few of their occurrences.

    *by_words* are the tallies of capitalized words, which only English texts have.
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


# Around a name: matches "the " in "the Harbour Board", "'s" in "Kelmark's", " (HB" in "Harbour Board (HB", and
# punctuation.
_AHEAD = re.compile(r"\W*(?:[Tt]he\s+)?\W*")
_BEHIND = re.compile(r"\s+\(.*|(?:['’]s|(?<=s)['’])?[^\w.)]*$", re.DOTALL)


_WORD = re.compile(r"(\S+)\s*")
_TITLES = OFFICE_ENDS | TITLE_PARTS | HONORIFICS


def _sign(text: str, entity: Entity) -> Sign | None:
    """Return a name without the words around it; None if it isn't usable, such as "he", or a family name alone."""
    start, end = entity.start, entity.end
    ahead = _AHEAD.match(text, start, end)
    start = ahead.end() if ahead else start
    behind = _BEHIND.search(text[start:end])
    end = start + behind.start() if behind else end
    # Representative Roe is a family name alone, and Minister of Health isn't an organization.
    while entity.person and (word := _WORD.match(text, start, end)) and bare(word[1]) in _TITLES:
        start = word.end()
    name = " ".join(plain(text[start:end]).split())
    if not entity.person and bare(name.split(" ")[0]) in OFFICE_ENDS:
        return None
    # Letters without case count as capitals: 聯合國.
    if not any(letter.isalpha() and not letter.islower() for letter in name):
        return None
    # A family name alone can't become a record; the full name is suggested elsewhere.
    if entity.person and " " not in name:
        return None
    return Sign(name, start, end, entity.person, frozenset({"model"}))


# A spaCy pipeline as a model: spaCy comes with the extra ``ner``, and the pipeline from the user.

# https://spacy.io/models lists the labels of each pipeline: OntoNotes has PERSON and ORG, WikiNER and others PER, the
# Polish corpus persName and orgName, the Swedish one PRS.
_PERSON: Mapping[str, bool] = {
    "PERSON": True,
    "PER": True,
    "PRS": True,
    "persName": True,
    "ORG": False,
    "ORGANIZATION": False,
    "orgName": False,
}
"""The labels of people and organizations, and whether they are a person's; places, events and laws have no records."""

_NOT_NEEDED = tuple("parser senter tagger morphologizer attribute_ruler lemmatizer textcat".split())
"""Components that don't find names; they are kept if rules need them."""

_RULERS = ("entity_ruler", "span_ruler")


class ModelError(Exception):
    """A model can't be used; the message says what to install or use instead."""


class SpacyModel:
    """The names that a spaCy pipeline finds.

    *name* is an installed package, such as ``en_core_web_sm``, or a folder. Raises ModelError if spaCy or the pipeline
    is missing, or the pipeline doesn't find names.
    """

    def __init__(self, name: str) -> None:
        self.name = Path(name).name
        self._pipeline = _loaded(name)
        self.language: str = self._pipeline.lang

    def entities(self, blocks: Iterable[ProseBlock]) -> Iterator[tuple[ProseBlock, Sequence[Entity]]]:
        """Yield each block with the persons and organizations in it."""
        short = ((block.text, block) for block in blocks if len(block.text) <= self._pipeline.max_length)
        for found, block in self._pipeline.pipe(short, as_tuples=True):
            yield (
                block,
                [Entity(e.start_char, e.end_char, _PERSON[e.label_]) for e in found.ents if e.label_ in _PERSON],
            )


def _loaded(name: str) -> Any:
    try:
        spacy = importlib.import_module("spacy")
    except ImportError as error:
        raise ModelError("--ner requires spaCy, which isn't installed: pip install 'sphinx-newsroom[ner]'") from error
    try:
        pipeline = spacy.load(name)
    except (OSError, ImportError, ValueError) as error:
        if Path(name).exists():
            raise ModelError(f"{name} isn't a spaCy pipeline that can be loaded: {error}") from error
        if len(Path(name).parts) > 1:
            raise ModelError(f"{name} doesn't exist; use the folder of a pipeline, or an installed model") from error
        raise ModelError(f"the model {name} isn't installed: python -m spacy download {name}") from error
    if not any("doc.ents" in pipeline.get_pipe_meta(pipe).assigns for pipe in pipeline.pipe_names):
        raise ModelError(f"the model {name} doesn't find names; use one that does, such as en_core_web_sm")
    if not any(ruler in pipeline.pipe_names for ruler in _RULERS):
        pipeline.disable_pipes(*(pipe for pipe in _NOT_NEEDED if pipe in pipeline.pipe_names))
    return pipeline
