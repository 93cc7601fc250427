"""Which stems words have."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from importlib.metadata import PackageNotFoundError
from importlib.resources import files

import pytest
from packaging.requirements import Requirement
from tests.conftest import ROOT

from sphinx_newsroom.outputs.search import stems


def test_the_package_is_held_to_the_snowball_of_the_scripts_that_sphinx_brings_along() -> None:
    """Of another version some words have other stems: since 3.1 that of *international* is no longer *intern*."""
    script = files("sphinx.search") / "non-minified-js" / "english-stemmer.js"
    found = re.search(r"by Snowball (\d+)\.(\d+)", script.read_text(encoding="utf-8"))
    assert found
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (wanted,) = (one for one in map(Requirement, project["dependencies"]) if one.name == "snowballstemmer")
    allowed = {(one, two) for one in range(2, 6) for two in range(10) if wanted.specifier.contains(f"{one}.{two}.9")}
    assert allowed == {(int(found[1]), int(found[2]))}


WORDS = (
    "organisation international policies commissaires élus Behörden Schutzgebiete organización naciones ministères "
    "правительства международных організації κυβέρνησης الحكومة tillsynsmyndigheten ministeriön bakanlığının"
).lower()


@pytest.mark.parametrize("other", ["3.0.9", "2.2.0", ""], ids=["in C", "another version", "absent"])
def test_stems_are_those_of_the_browser_with_and_without_pystemmer(other: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if other == "3.0.9":
        pytest.importorskip("Stemmer")

    def version(name: str) -> str:
        if name == "PyStemmer" and not other:
            raise PackageNotFoundError(name)
        return other if name == "PyStemmer" else "3.0.1"

    monkeypatch.setattr("sphinx_newsroom.outputs.search.stems.version", version)
    stems._stemmer.cache_clear()
    for tag, name in stems.ALGORITHMS.items():
        wanted = getattr(import_module(f"snowballstemmer.{name}_stemmer"), f"{name.capitalize()}Stemmer")()
        is_plain = type(stems._stemmer(tag)) is type(wanted)
        assert is_plain == (other != "3.0.9")
        assert [stems._stemmer(tag).stemWord(word) for word in WORDS.split()] == [*map(wanted.stemWord, WORDS.split())]
    stems._stemmer.cache_clear()
