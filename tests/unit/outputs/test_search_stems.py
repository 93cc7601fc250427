"""Stems are worked out once, and kept from one build to the next."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NoReturn

import pytest

from sphinx_newsroom.outputs.search import stems


def refuse(language: str) -> NoReturn:
    raise AssertionError(language)


def test_a_stem_that_an_earlier_build_worked_out_is_at_hand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "stems.json"
    with stems.kept_at(place):
        assert stems.groups("en", {"harbours", "harboured"}, ()) == {"harbour": ("harboured", "harbours")}
    before = place.stat().st_mtime_ns
    monkeypatch.setattr(stems, "_stemmer", refuse)
    with stems.kept_at(place):
        assert stems.groups("en", {"harbours", "harboured"}, ()) == {"harbour": ("harboured", "harbours")}
    assert place.stat().st_mtime_ns == before


@pytest.mark.parametrize("kept", ["{", "[]", '{"by": ["other"], "stems": {"en": {"harbours": "x"}}}', '{"by": 1}', ""])
def test_what_was_kept_by_others_or_is_damaged_counts_for_nothing(tmp_path: Path, kept: str) -> None:
    place = tmp_path / "stems.json"
    place.write_text(kept)
    with stems.kept_at(place):
        assert stems.stem("en", "harbours") == "harbour"
    rows: Any = json.loads(place.read_bytes())
    assert rows["stems"] == {"en": {"harbours": "harbour"}}


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
