"""Which stems words have."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
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
    wanted = [one for one in map(Requirement, project["dependencies"]) if one.name in ("snowballstemmer", "pystemmer")]
    assert len(wanted) == 2
    for package in wanted:
        versions = [(one, two) for one in range(2, 6) for two in range(10)]
        allowed = {pair for pair in versions if package.specifier.contains("{}.{}.9".format(*pair))}
        assert allowed == {(int(found[1]), int(found[2]))}
    assert f"{found[1]}.{found[2]}." == stems.SNOWBALL


@pytest.mark.parametrize("in_c", ["3.0.0", "3.1.0"])
def test_the_stemmer_in_c_gives_the_same_stems_and_is_not_asked_in_another_version(
    monkeypatch: pytest.MonkeyPatch, in_c: str
) -> None:
    monkeypatch.setattr(snowballstemmer, "stemmer", refuse)  # which takes PyStemmer of any version
    monkeypatch.setattr(stems, "version", lambda package: in_c)
    stems._stemmer.cache_clear()
    assert [stems.stem.__wrapped__(tag, "organisation") for tag in ("de", "en", "fr")] == [
        "organisation",
        "organis",
        "organis",
    ]
    words = "a policies internationally укрепление bibliothèques häuser organización министров".split()
    for tag, name in stems.ALGORITHMS.items():
        in_python = getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()
        assert type(stems._stemmer(tag)) is type(in_python) or in_c == "3.0.0"
        assert [stems._stemmer(tag).stemWord(word) for word in words] == list(map(in_python.stemWord, words))
    stems._stemmer.cache_clear()
