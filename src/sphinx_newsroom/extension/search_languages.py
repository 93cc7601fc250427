"""What Sphinx brings along for the search in a language: its stemmer as a script, and the words that say nothing."""

from __future__ import annotations

from importlib import import_module
from importlib.resources import files
from typing import Any

from sphinx.search import languages

from sphinx_newsroom.outputs.search.scripts import Language
from sphinx_newsroom.outputs.search.stems import ALGORITHMS

_SCRIPTS = files("sphinx.search") / "minified-js"
_BASE = "base-stemmer.js"


def language(tag: str) -> Language:
    """The stemmer and the stop words of a language; what Sphinx does not have is empty."""
    path = _SCRIPTS / f"{ALGORITHMS.get(tag, '')}-stemmer.js"
    paths = (_SCRIPTS / _BASE, path) if path.is_file() else ()
    return Language(
        tuple(one.read_text(encoding="utf-8") for one in paths), sorted(getattr(_search(tag), "stopwords", ()))
    )


def _search(tag: str) -> Any:
    found: Any = languages.get(tag)
    if isinstance(found, str):  # where its class stands, so that it is imported only where it is used
        module, _, name = found.rpartition(".")
        return getattr(import_module(module), name)
    return found
