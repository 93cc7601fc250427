"""Which record or suggestion somebody means who types a part of its name."""

from __future__ import annotations

import pytest

from sphinx_newsroom.cli.suggest import matches
from sphinx_newsroom.operations.suggestions import Pool
from sphinx_newsroom.text.suggest import Suggestion

SUGGESTED = [Suggestion(name, "organization", 2, "", "") for name in ("Harbour Authority", "Harbour Company of Varn")]
POOL = Pool(
    tuple(SUGGESTED),
    4,
    {"khc": "organizations/khc.md", "hb": "organizations/hb.md"},
    {"kelmark harbour company": "khc", "KHC": "khc", "harbour board": "hb"},
)


@pytest.mark.parametrize(
    ("typed", "found", "sure"),
    [
        ("khc", ["khc"], True),
        ("KHC", ["khc"], True),
        ("the Harbour Board", ["hb"], True),
        ("Harbour Authority", ["Harbour Authority"], True),
        ("harbour", ["khc", "hb", "Harbour Authority", "Harbour Company of Varn"], False),
        ("varn", ["Harbour Company of Varn"], False),
        ("Harbor Authority", ["Harbour Authority"], False),
        ("zzz", [], False),
        ("(", [], False),
    ],
)
def test_what_is_meant(typed: str, found: list[str], sure: bool) -> None:
    got, beyond_doubt = matches(POOL, typed, set())
    assert ([one if isinstance(one, str) else one.name for one in got], beyond_doubt) == (found, sure)


def test_nothing_is_joined_to_itself() -> None:
    assert matches(POOL, "Harbour Authority", {"Harbour Authority"})[1] is False
