"""What stands beside a short name decides whether it is one: other capitals, initials, an introduction, a hyphen."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.model import Organization, Release
from sphinx_newsroom.naming import Names, find
from sphinx_newsroom.registry import Registry

ORGANIZATIONS = [
    Organization("who", "World Health Organization", "WHO"),
    Organization("iso", "International Organization for Standardization", "ISO"),
    Organization("ap", "Associated Press", "AP"),
    Organization("un", "United Nations", "UN"),
    Organization("osce", "Organization for Security and Co-operation in Europe", "OSCE"),
    Organization("odihr", "Office for Democratic Institutions and Human Rights", "ODIHR", parent="osce"),
    Organization("fund", "Kuwait Fund", "KF"),
    Organization("cabinet", "Cabinet of Ministers"),
    Organization("eden", "Eden University", None),
    Organization("cutoshi", "Cutoshi"),
]
NAMES = Names(Registry({organization.id: organization for organization in ORGANIZATIONS}, {}))


def named(text: str, **header: object) -> list[str]:
    release = Release("2024/x", "T", dt.date(2024, 3, 1), "releases/2024/x.md", **header)  # type: ignore[arg-type]
    return [mention.entity for mention in find(NAMES, text, (), release).mentions if mention.start is not None]


@pytest.mark.parametrize(("text", "expected"), [
    ("Officials of WHO said so.", ["who"]),
    ("She wrote to WHO about it.", ["who"]),
    ("The OSCE ODIHR mission left.", ["osce", "odihr"]),
    ("Thanks to all of you.\nWHO IS SHE? A founder.", []),
    ("And WHO ARE they?", []),
    ("8.5 million\nWHO PRAIRIE, Minn., a town", []),
])
def test_an_acronym_beside_other_words_in_capitals(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("as the A.P. reported", ["ap"]),
    ("The A.P. said", ["ap"]),
    ("a Vienna U.N. Conference Room", ["un"]),
    ("guidelines (Walker A.P. et al., 1996)", []),
    ("by Walker A.P. and others", []),
])
def test_an_acronym_with_dots_or_somebodys_initials(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("ISO (International Organization for Standardization) and ISO", ["iso", "iso", "iso"]),
    ("ISO (in Geneva) said", ["iso"]),
    ("Cutoshi (CUTO) rises. CUTO rises.", ["cutoshi", "cutoshi", "cutoshi"]),
    ("ISO (In Search Of): say what you look for. ISO helps.", []),
    ("Energy Select Sector Fund (XLE), and XLE again", []),
    ("the Ministers' Plan for Work (CUTO), then CUTO", []),
])
def test_what_a_text_spells_out(text: str, expected: list[str]) -> None:
    assert named(text, issuer="fund") == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("a decision of the Cabinet of Ministers", ["cabinet"]),
    ("the Cabinet of Ministers Sub-Committee", []),
    ("the Cabinet of Ministers Joint Sub-Committee", []),
    ("the United Nations Population Fund", []),
])
def test_a_longer_name_goes_on_over_a_hyphen_and_over_common_words(text: str, expected: list[str]) -> None:
    assert named(text, issuer="cabinet") == expected
