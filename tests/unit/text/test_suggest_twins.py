"""Which names are shown together, since they may be of one body or person."""

from __future__ import annotations

import pytest
from tests.helpers.tables import rows

from sphinx_newsroom.text.suggest import key_of
from sphinx_newsroom.text.suggest.judging import Kind
from sphinx_newsroom.text.suggest.twins import KeyedName, twins


def grouped(kind: Kind, *names: str) -> list[list[str]]:
    """The names that are shown together; one with a slash has several forms."""
    groups = twins([KeyedName(kind, tuple(map(key_of, name.split("/")))) for name in names])
    return [[names[number] for number in group] for group in groups if len(group) > 1]


@pytest.mark.parametrize(
    "names",
    rows("""
        Ministry of Justice | The Ministry of Justice
        Ministry of Justice | MoJ
        Ministry of Justice | MOJ
        MJ of Kelmark | MJ of  Kelmark
        Ministry of Justice | Justice Ministry
        Department of Ports | U.S. Department of Ports
        United States Department of Ports | Ports Department
        Kelmark Harbour Company | Harbour Company of Kelmark
        Armed Forces | Armed Forces of Kelmark
        Procurement Committee | Standing Procurement Committee
        Harbour Authority | Harbor Authority
        Bureau of Fisheries and Harbours | Bureau of Fisheries and Harbors
        Port Office/PO Kelmark | Office of Kelmark Port/Port Office
        Ministry of Justice | The Ministry of Justice | MoJ | Justice Ministry
    """),
)
def test_bodies_that_may_be_one(names: tuple[str, ...]) -> None:
    assert grouped("organization", *names) == [[*names]]
    assert grouped("organization", *reversed(names)) == [[*reversed(names)]]


@pytest.mark.parametrize(
    "names",
    rows("""
        Ministry of Justice | Ministry of Ports
        Northern Board | Southern Board
        East Port | West Port
        Board | Harbour Board
        Education Board | Varn Education Board | Kelmark Education Board
        Armed Forces | Armed Forces of Kelmark | Armed Forces of Varn
        Health Services | Ministry of Health Services
        Department of Health | Department of Health and Ports
        Urban Development Authority/UDA | U.S. Department of Agriculture/USDA
        MoJ | Ministry of Justice | Museum of Jewels
        Group 24 Board | Group 25 Board
        EC | European Council
    """),
)
def test_bodies_that_have_nothing_to_do_with_one_another(names: tuple[str, ...]) -> None:
    assert grouped("organization", *names) == []


@pytest.mark.parametrize(
    ("names", "together"),
    [
        (("Jane Roe", "J. Roe"), True),
        (("Jane Roe", "Jane M. Roe"), True),
        (("J. M. Roe", "Jane Mary Roe"), True),
        (("Yury Fedotov", "Yuri Fedotov"), True),
        (("Jane Roe", "John Roe"), False),
        (("J. Roe", "Jane Roe", "John Roe"), False),
        (("Jane Roe", "Jane Doe"), False),
        (("Jane K. Roe", "Jane M. Roe"), False),
    ],
)
def test_people(names: tuple[str, ...], together: bool) -> None:
    assert grouped("official", *names) == ([[*names]] if together else [])


def test_a_person_is_no_body() -> None:
    assert twins([KeyedName("official", ("jane roe",)), KeyedName("organization", ("jane roe",))]) == [[0], [1]]


def test_groups_and_names_stand_in_their_order() -> None:
    names = ("justice ministry", "port office", "ministry of justice", "office of port", "varn board")
    assert twins([KeyedName("organization", (name,)) for name in names]) == [[0, 2], [1, 3], [4]]
