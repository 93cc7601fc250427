"""A spaCy pipeline as a model of names; spaCy comes with the extra ``ner``, and the pipeline from the user."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sphinx_newsroom.text.suggest.model_names import Entity, ProseBlock

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
