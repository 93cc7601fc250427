"""What stands beside a short name decides whether it is one: other capitals, initials, an introduction, a hyphen."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.inflection import installed
from sphinx_newsroom.text.naming import Names, find

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


def named(text: str, names: Names = NAMES, **header: object) -> list[str]:
    release = Release("2024/x", "T", dt.date(2024, 3, 1), "releases/2024/x.md", **header)  # type: ignore[arg-type]
    return [mention.entity for mention in find(names, text, (), release).mentions if mention.start is not None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Officials of WHO said so.", ["who"]),
        ("She wrote to WHO about it.", ["who"]),
        # one name: the part, with the whole before it
        ("Thanks to all of you.\nWHO IS SHE? A founder.", []),
    ],
)
def test_an_acronym_beside_other_words_in_capitals(text: str, expected: list[str]) -> None:
    assert named(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ISO (International Organization for Standardization) and ISO", ["iso", "iso", "iso"]),
        ("ISO (in Geneva) said", ["iso"]),
        ("Cutoshi (CUTO) rises. CUTO rises.", ["cutoshi", "cutoshi", "cutoshi"]),
    ],
)
def test_what_a_text_spells_out(text: str, expected: list[str]) -> None:
    assert named(text, issuer="fund") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a decision of the Cabinet of Ministers", ["cabinet"]),
        ("the Cabinet of Ministers Sub-Committee", []),
        ("the Cabinet of Ministers Joint Sub-Committee", []),
    ],
)
def test_a_longer_name_goes_on_over_a_hyphen_and_over_common_words(text: str, expected: list[str]) -> None:
    assert named(text, issuer="cabinet") == expected


EVERYBODY = Registry(
    {
        organization.id: organization
        for organization in (
            *(Organization(f"firm-{number}", f"Zu{number}x") for number in range(1001)),
            Organization("max", "Max"),
            Organization("sony", "Sony"),
            Organization("frontier", "New Frontier"),
            Organization("castle", "Crown Castle"),
            Organization("knowledge", "Knowledge Foundation"),
            Organization("group", "Group of Ten", None, (Name("decade", "fr"),)),
            Organization("statistics", "UK Authority for Statistics", "Statistics"),
            Organization("bank", "Norges Bank", "NB"),
            Organization("solutions", "Solutions Inc"),
        )
    },
    {
        official.id: official
        for official in (
            Official("ford", "William Ford", (), None, (Membership("Member of the Senate", "bank"),)),
            *(Official(f"ford-{given}", f"{given} Ford") for given in ("Ada", "Bo", "Cy")),
        )
    },
)
"""More names than words have room for: chance alone would find one in every text."""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It belongs to Crown Castle today.", ["castle"]),
        ("for more than a decade", []),
        ("of Vision Payment Solutions Inc. in May", []),
    ],
)
def test_where_everybody_is_known_a_name_needs_more(text: str, expected: list[str]) -> None:
    assert named(text, Names(EVERYBODY)) == expected


CYRILLIC = Registry(
    {
        organization.id: organization
        for organization in (
            Organization(
                "defence",
                "Ministry of Defence",
                None,
                (
                    Name("Міністерство оборони України", "uk"),
                    Name("Міністерство оборони", "uk"),
                    Name("Міноборони України", "uk"),
                ),
            ),
            Organization("council", "Council", None, (Name("Рада безпеки", "uk"), Name("Рада Безпеки ООН", "uk"))),
            Organization("other", "Other Council", None, (Name("Рада безпеки", "uk"),)),
        )
    },
    {"berg": Official("berg", "Анна Берг", (Name("Ганна Берг", "uk"),))},
)


@pytest.mark.skipif(not installed("uk"), reason="the dictionary of Ukrainian is an extra")
def test_what_a_text_names_does_not_depend_on_the_texts_read_before() -> None:
    texts = [
        "Заява Ради безпеки та Ради Безпеки ООН.",
        "У Міністерстві оборони.",
        "Міністерством оборони України.",
        "Розмова з Ганною Берг. Берг відповіла.",
        "Розмова з Анною Берг і Міноборони України.",
    ]
    release = Release(ReleaseId("2024/x"), "T", dt.date(2024, 3, 1), "releases/2024/x.md", language="uk")
    readings = []
    for order in itertools.permutations(texts):
        names = Names(CYRILLIC)
        found = {text: find(names, text, (), release) for text in order}
        readings.append([found[text] for text in texts])
    assert readings[0][1].mentions
    assert all(reading == readings[0] for reading in readings)


INITIALS = Names(
    Registry(
        {"bank": Organization("bank", "Reserve Bank"), "usda": Organization("usda", "U.S. Farm Agency")},
        {
            "dot": Official("dot", "S.B. Dalsund"),
            "space": Official("space", "K. L. Arenfeld"),
            **{f"berg-{given}": Official(f"berg-{given}", f"{given} Berg") for given in ("Ada", "Bo")},
            "anna": Official("anna", "Anna Berg", (), None, (Membership("Chair", "bank", "2020"),)),
        },
    )
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Then S.B. Dalsund spoke.", ["dot"]),
        ("Then S. B. Dalsund spoke.", ["dot"]),
        ("Then K. M. Arenfeld spoke.", []),
    ],
)
def test_initials_together_or_apart_and_chairs(text: str, expected: list[str]) -> None:
    assert named(text, INITIALS) == expected
