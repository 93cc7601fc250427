"""The words that search finds; the same fixture is read by the browser's test of ``search.js``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT

from sphinx_newsroom.outputs.search.stems import LONGEST, tokens

CASES = json.loads((ROOT / "tests/fixtures/tokens.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_the_shared_cases(case: dict[str, Any]) -> None:
    assert tokens(case["text"]) == case["tokens"]


@given(st.text())
def test_a_word_found_is_found_again_as_itself(text: str) -> None:
    for word in tokens(text):
        assert 0 < len(word) <= LONGEST
        assert tokens(word) == [word]


@given(st.text(alphabet=st.characters(max_codepoint=0x24F)))
def test_case_and_accents_do_not_matter(text: str) -> None:
    assert tokens(text.lower()) == tokens(text)
