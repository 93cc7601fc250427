"""Which stems words have."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import NoReturn

import pytest
import snowballstemmer
from packaging.requirements import Requirement
from tests.conftest import ROOT

from sphinx_newsroom.outputs.search import stems


def refuse(language: str) -> NoReturn:
    raise AssertionError(language)


def test_the_package_is_held_to_the_snowball_of_the_scripts_that_sphinx_brings_along() -> None:
    """Of another version some words have other stems: since 3.1 that of *international* is no longer *intern*."""
    script = files("sphinx.search") / "non-minified-js" / "english-stemmer.js"
    found = re.search(r"by Snowball (\d+)\.(\d+)", script.read_text(encoding="utf-8"))
    assert found
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = (one for one in map(Requirement, project["dependencies"]) if one.name == "snowballstemmer")
    allowed = {(one, two) for one in range(2, 6) for two in range(10) if wanted.specifier.contains(f"{one}.{two}.9")}
    assert allowed == {(int(found[1]), int(found[2]))}


def test_a_stemmer_that_is_installed_beside_it_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(snowballstemmer, "stemmer", refuse)  # which takes PyStemmer where that is there
    stems._stemmer.cache_clear()
    assert [stems.stem.__wrapped__(tag, "organisation") for tag in ("de", "en", "fr")] == [
        "organisation",
        "organis",
        "organis",
    ]
    for tag in stems.ALGORITHMS:
        assert stems._stemmer(tag).stemWord("a")
