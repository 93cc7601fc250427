"""Names in texts: what is found, what is not, and what becomes a link."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Found, Names, find, to_link
from sphinx_newsroom.text.words.tokens import Mark


def registry() -> Registry:
    organizations = [
        Organization("un", "United Nations", "UN"),
        Organization("unicef", "United Nations Children's Fund", "UNICEF"),
        Organization("osce", "Organization for Security and Co-operation in Europe", "OSCE"),
        Organization("odihr", "OSCE Office for Democratic Institutions and Human Rights", "ODIHR"),
        Organization(
            "unodc",
            "United Nations Office on Drugs and Crime",
            "UNODC",
            (Name("UN Office on Drugs and Crime"), Name("Office pour le contrôle des drogues", "fr")),
        ),
        Organization("cdc-us", "Centers for Disease Control", "CDC"),
        Organization("cdc-fr", "Caisse des dépôts", "CDC"),
    ]
    officials = [
        Official(
            "yury-fedotov",
            "Yury Fedotov",
            (Name("Yuri Fedotov"),),
            "Fedotov",
            (Membership("Executive Director", "unodc", "2010-07", "2020-01"),),
        ),
        Official("anna-berg", "Anna Berg"),
        Official("karl-berg", "Karl Berg"),
    ]
    return Registry({o.id: o for o in organizations}, {o.id: o for o in officials}, {})


NAMES = Names(registry())


def release(**values: object) -> Release:
    return Release("2011/x", "Title", dt.date(2011, 6, 21), "releases/2011/x.md", **values)  # type: ignore[arg-type]


def named(text: str, *marks: Mark, **values: object) -> list[tuple[str, str, str]]:
    found = find(NAMES, text, marks, release(**values))
    for mention in found.mentions:
        if mention.start is not None:
            assert text[mention.start : mention.end] == mention.surface
    return [(m.surface, m.entity, m.method) for m in found.mentions]


def test_two_officials_of_one_family_name_are_ambiguous_once_both_are_introduced() -> None:
    found = find(NAMES, "Anna Berg and Karl Berg. Berg spoke.", (), release())
    assert [m.entity for m in found.mentions] == ["anna-berg", "karl-berg"]
    assert [(a.surface, set(a.candidates)) for a in found.ambiguities] == [("Berg", {"anna-berg", "karl-berg"})]


def test_shared_acronym_is_reported_not_linked() -> None:
    found = find(NAMES, "The CDC said.", (), release())
    assert found.mentions == ()
    assert set(found.ambiguities[0].candidates) == {"cdc-us", "cdc-fr"}


@pytest.mark.parametrize(
    ("text", "issuer", "entities"),
    [
        ("They met the U.S. Department of Education today.", "senate", ["ed"]),
        ("They met the U.S. Department of Education today.", "osce", []),
        ("They met the Iowa Department of Education today.", "senate", []),
    ],
)
def test_a_body_without_a_country_is_of_the_issuers(text: str, issuer: str, entities: list[str]) -> None:
    bodies = {"ed": "Department of Education", "senate": "United States Senate", "osce": "OSCE"}
    names = Names(Registry({id_: Organization(id_, name) for id_, name in bodies.items()}))
    assert [m.entity for m in find(names, text, (), release(issuer=issuer)).mentions if m.start is not None] == entities


def test_never_link_holds_for_the_form_alone_not_for_longer_names() -> None:
    text = "The United Nations and the United Nations Children's Fund"
    assert [entity for _, entity, _ in named(text, names=(("United Nations", None),))] == ["unicef"]


def test_code_is_not_read_and_roles_say_what_they_mean() -> None:
    assert named("see UNODC", Mark(4, 9, "code")) == []
    assert named("the Office said", Mark(4, 10, "role", "unodc")) == [("Office", "unodc", "role")]


def test_header_adds_what_the_text_does_not_name() -> None:
    assert named("Nothing.", organizations=("osce",), officials=("yury-fedotov",), issuer="un") == [
        ("United Nations", "un", "issuer"),
        ("Organization for Security and Co-operation in Europe", "osce", "header"),
        ("Yury Fedotov", "yury-fedotov", "header"),
    ]
    assert [method for _, _, method in named("OSCE", organizations=("osce",))] == ["acronym"]


@pytest.mark.parametrize(
    ("date", "role"),
    [
        (dt.date(2011, 6, 21), "Executive Director, UNODC"),
        (dt.date(2010, 7, 1), "Executive Director, UNODC"),
        (dt.date(2010, 6, 30), None),
        (dt.date(2021, 1, 1), None),
    ],
)
def test_office_is_the_one_held_on_the_date(date: dt.date, role: str | None) -> None:
    found = find(NAMES, "Yury Fedotov", (), Release(ReleaseId("2011/x"), "T", date, "x.md"))
    assert found.mentions[0].role == role


TEXT = "UNODC title\n\nUNODC and UNODC.\n\nSection\n\nUNODC here.\n\nUNODC there."
MARKS = (Mark(0, 11, "heading"), Mark(31, 38, "heading"))


@pytest.mark.parametrize(
    ("scope", "places"),
    [
        ("all", [13, 23, 40, 53]),
        ("paragraph", [13, 40, 53]),
        ("section", [13, 40]),
        ("page", [13]),
    ],
)
def test_scope_of_links(scope: str, places: list[int]) -> None:
    found = find(NAMES, TEXT, MARKS, release())
    assert [m.start for m in found.mentions] == [0, 13, 23, 40, 53]
    assert [m.start for m in to_link(TEXT, MARKS, found.mentions, scope)] == places  # type: ignore[arg-type]


def test_headings_links_and_code_are_not_linked_but_named() -> None:
    text = "UNODC and OSCE"
    found = find(NAMES, text, (Mark(0, 5, "link"),), release())
    assert [m.entity for m in found.mentions] == ["unodc", "osce"]
    assert [m.entity for m in to_link(text, (Mark(0, 5, "link"),), found.mentions, "all")] == ["osce"]


def test_a_role_counts_as_the_first_link_of_its_paragraph() -> None:
    text = "the Office, then UNODC"
    marks = (Mark(4, 10, "role", "unodc"),)
    found = find(NAMES, text, marks, release())
    assert to_link(text, marks, found.mentions, "paragraph") == []


def test_an_empty_registry_names_nobody() -> None:
    assert find(Names(Registry({}, {}, {})), "UNODC", (), release()) == Found((), ())
