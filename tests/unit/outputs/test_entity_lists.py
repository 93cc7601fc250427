"""The list of officials: by family name, each with the office that tells readers who it is."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.pages.listing import entities_view
from sphinx_newsroom.outputs.pages.views import Lines

BODY = Organization("unodc", "United Nations Office on Drugs and Crime", acronym="UNODC")
NEWEST = Release(ReleaseId("2026/newest"), "T", dt.date(2026, 6, 30), "releases/2026/newest.md")


def listed(*officials: Official) -> list[tuple[str, str, str]]:
    """Letter, name and office of each, in the order of the page."""
    registry = Registry({"unodc": BODY}, {record.id: record for record in officials})
    index = ArchiveIndex({NEWEST.docname: Entry.of(NEWEST, "T", (), ())}, registry)
    view = entities_view("official", Lines(index, Settings()))
    return [(group["label"], row.entity.name, row.entity.note) for group in view["groups"] for row in group["entities"]]


def test_officials_stand_by_family_name() -> None:
    found = listed(
        Official("a", "Zoe Adler"),
        Official("b", "Maria Grazia Giammarinaro", family_name="Giammarinaro"),
        Official("c", "Kim Jong Un", family_name="Kim"),
        Official("d", "Martin Luther King Jr."),
        Official("e", "Pelé"),
        Official("f", "Anna von Berg", family_name="Berg"),
        Official("g", "Olha Вerg", family_name="Berg"),  # written otherwise in the name, with a Cyrillic letter
    )
    assert [(letter, name) for letter, name, _ in found] == [
        ("A", "Adler, Zoe"),
        ("B", "Berg, Anna von"),
        ("B", "Olha Вerg"),
        ("G", "Giammarinaro, Maria Grazia"),
        ("K", "Kim Jong Un"),
        ("K", "King, Martin Luther Jr."),
        ("P", "Pelé"),
    ]


def test_names_stand_under_the_letter_where_they_are_looked_for() -> None:
    found = listed(
        Official("a", "Łukasz Łódzki"),
        Official("b", "Anna Lund"),
        Official("c", "“Ali” Maru", family_name="Maru"),
        Official("d", "(Lady) Adana"),
        Official("e", "Đorđe Đukić"),
    )
    assert [(letter, name) for letter, name, _ in found] == [
        ("A", "Adana, (Lady)"),
        ("D", "Đukić, Đorđe"),
        ("L", "Łódzki, Łukasz"),
        ("L", "Lund, Anna"),
        ("M", "Maru, “Ali”"),
    ]


def held(role: str, start: str | None = None, end: str | None = None) -> Membership:
    return Membership(role, "unodc", start, end)


ADVISER = held("Adviser", "2012")


@pytest.mark.parametrize(
    ("offices", "shown"),
    [
        ((), ""),
        ((ADVISER, held("Director", "2020", "2021")), "Adviser, UNODC (since 2012)"),
        ((ADVISER, held("Director", "2020", "2026")), "Director, UNODC (2020–2026)"),
        ((ADVISER, held("Director", "2020", "2026-05")), "Adviser, UNODC (since 2012)"),
        ((held("Adviser", None, "2012"), held("Director")), "Director, UNODC"),
    ],
)
def test_an_official_has_the_office_of_today_or_the_last_known(offices: tuple[Membership, ...], shown: str) -> None:
    assert listed(Official("a", "Zoe Adler", memberships=offices)) == [("A", "Adler, Zoe", shown)]
