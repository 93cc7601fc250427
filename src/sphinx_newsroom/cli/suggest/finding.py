"""The suggestions that a call of ``newsroom suggest`` is about."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.operations.opened import BusyError
from sphinx_newsroom.operations.suggestions import DecisionError, KeptPool, Pool, kept_pool
from sphinx_newsroom.progress import Progress

if TYPE_CHECKING:
    from sphinx_newsroom.text.suggest.spacy_model import SpacyModel

DONE, FAILED, REFUSED = 0, 1, 2


@contextmanager
def refusals() -> Iterator[None]:
    """Raise what cannot be done as asked as ConfigError, as the command tells it."""
    try:
        yield
    except (BusyError, DecisionError) as error:
        raise ConfigError(str(error)) from error


def failed(error: OSError) -> int:
    """Say which file could not be read or written; returns the exit status."""
    print(f"newsroom: {said_of(error)}; nothing was changed", file=sys.stderr)
    return FAILED


def to_show(args: argparse.Namespace, settings: Settings, least: int) -> tuple[Pool, KeptPool | None]:
    """The suggestions as they are now: those of the last look, where nothing was changed or decided since."""
    kept = None if args.ner else kept_pool(args.root, settings, args.since)
    return (kept.pool, kept) if kept and not kept.decided else look(args, settings, least)


def look(args: argparse.Namespace, settings: Settings, least: int) -> tuple[Pool, KeptPool | None]:
    """Look for names in all texts; raises OSError, DecisionError, and ConfigError for a model that is not there."""
    from sphinx_newsroom.operations import suggestions

    model = _model(args.ner)  # before the texts are read: a model that is not there is told at once
    progress = Progress("releases")
    try:
        if model is None:
            return suggestions.look(args.root, settings, args.since, progress)
        return _with_model(args, settings, least, model, progress), None
    finally:
        progress.end()


def _with_model(
    args: argparse.Namespace, settings: Settings, least: int, model: SpacyModel, progress: Progress
) -> Pool:
    from sphinx_newsroom.operations.opened import opened
    from sphinx_newsroom.operations.suggestions import look_with_model, sources_of
    from sphinx_newsroom.text.suggest.model_names import ANY_LANGUAGE

    archive = opened(args.root, settings, admitted=None)
    sources = sources_of(archive, args.since, progress)
    if not any(model.language in (source.spoken, ANY_LANGUAGE) for source in sources):
        print(f"the model {model.name} is for texts in {model.language!r}, and no release is", file=sys.stderr)
    return look_with_model(archive, sources, least, model, progress)


def _model(name: str | None) -> SpacyModel | None:
    if name is None:
        return None
    from sphinx_newsroom.text.suggest.spacy_model import ModelError, SpacyModel

    try:
        return SpacyModel(name)
    except ModelError as error:
        raise ConfigError(str(error)) from error
