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
