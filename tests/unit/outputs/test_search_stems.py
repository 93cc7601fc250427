"""Stems are worked out once, and kept from one build to the next."""

from __future__ import annotations

import json
import re
import tomllib
from importlib.resources import files
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NoReturn

import pytest
import snowballstemmer
from packaging.requirements import Requirement
from tests.conftest import ROOT

from sphinx_newsroom.outputs.search import stems


def refuse(language: str) -> NoReturn:
    raise AssertionError(language)


def made(folder: Path, part: str, *words: str) -> dict[str, tuple[str, ...]]:
    with stems.kept_at(folder):
        with stems.of_part(part):
            found = stems.groups("en", set(words), ())
        stems.keep(stems.learnt())
    return found


def test_a_stem_that_an_earlier_build_worked_out_is_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "stems"
    assert made(folder, "2011", "harbours", "harboured") == {"harbour": ("harboured", "harbours")}
    monkeypatch.setattr(stems, "_stemmer", refuse)
    assert made(folder, "2011", "harbours", "harboured") == {"harbour": ("harboured", "harbours")}


def test_a_part_made_again_keeps_no_word_that_it_has_no_more(tmp_path: Path) -> None:
    folder = tmp_path / "stems"
    made(folder, "2011", "harbours", "villages")
    made(folder, "2012", "villages")
    made(folder, "2011", "harbours")
    kept = {path.name: path.read_text(encoding="utf-8") for path in folder.iterdir()}
    assert sorted(kept) == ["2011.json", "2012.json"]
    assert "villages" not in kept["2011.json"]
    assert "villages" in kept["2012.json"]


def test_what_is_kept_of_parts_that_are_gone_goes(tmp_path: Path) -> None:
    folder = tmp_path / "stems"
    made(folder, "2011", "harbours")
    made(folder, "2012-newest", "villages")
    (tmp_path / "stems.json").write_text("of a former version")
    stems.forget_others(folder, {"2012-newest", "page/2011"})
    assert [path.name for path in tmp_path.rglob("*.json")] == ["2012-newest.json"]
    stems.forget_others(tmp_path / "none", set())


def test_what_another_process_works_out_is_kept_as_well(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "stems"
    with stems.kept_at(folder):
        with get_context("fork").Pool(1) as pool:
            told = pool.apply(worked_out, ("harboured", "villages"))
        assert stems.learnt() == {}
        stems.keep(told)
    monkeypatch.setattr(stems, "_stemmer", refuse)
    assert made(folder, "2011", "harboured", "villages") == {"harbour": ("harboured",), "villag": ("villages",)}


def worked_out(*words: str) -> dict[str, bytes]:
    with stems.of_part("2011"):
        for word in words:
            stems.stem("en", word)
    return stems.learnt()


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
    assert [stems._stem(tag, "organisation") for tag in ("de", "en", "fr")] == ["organisation", "organis", "organis"]
    for tag in stems.ALGORITHMS:
        assert stems._stemmer(tag).stemWord("a")


@pytest.mark.parametrize(
    "kept",
    [
        *("{", "[]", '{"by": 1}', ""),
        '{"by": ["other"], "stems": {"en": ["harbours", "x"]}}',
        '{"by": BY, "stems": {"en": ["harbours", "x y"]}}',
        '{"by": BY, "stems": {"en": {"harbours": "x"}}}',
        '{"by": BY, "stems": ["en"]}',
    ],
)
def test_what_was_kept_by_others_or_is_damaged_counts_for_nothing(tmp_path: Path, kept: str) -> None:
    place = tmp_path / "stems/2011.json"
    place.parent.mkdir()
    place.write_text(kept.replace("BY", json.dumps(stems.made_with())))
    assert made(place.parent, "2011", "harbours") == {"harbour": ("harbours",)}
    rows: Any = json.loads(place.read_bytes())
    assert rows["stems"] == {"en": ["harbours", "harbour"]}


@pytest.mark.parametrize(
    ("language", "forms"),
    [
        ("ar", "بضاعه بضاعته"),
        ("ar", "جبهه وجبهه الجبهه"),
        ("ar", "حكومه وحكومته"),
        ("es", "línea líneas"),
        ("es", "voz voces"),
        ("fr", "conseiller conseillers"),
        ("fr", "élu élus"),
        ("fr", "travail travaux"),
        ("ru", "киев киеве"),
        ("ru", "лужков лужкова лужковым"),
        ("ru", "скандал скандала скандалов"),
        ("ru", "экран экраны экрану"),
        ("ru", "музей музея"),
        ("uk", "твір твору"),
        ("uk", "львів львова"),
        ("uk", "киів києва києві"),
        ("uk", "школа школу школі"),
        ("uk", "область області"),
        ("uk", "рішення рішень"),
        ("uk", "протести протестом"),
        ("uk", "бібліотека бібліотеці"),
        ("uk", "киянин кияни"),
    ],
)
def test_forms_that_a_rule_for_endings_parts_meet(language: str, forms: str) -> None:
    first, *others = (stems.stems_of(language, word) for word in forms.split())
    assert all(first & other for other in others)


def test_words_that_only_look_alike_stay_apart() -> None:
    for language, one, other in [
        ("ar", "لجنه", "جنه"),
        ("fr", "mois", "moi"),
        ("fr", "fois", "foi"),
        ("uk", "рік", "рак"),
    ]:
        assert not stems.stems_of(language, one) & stems.stems_of(language, other)
