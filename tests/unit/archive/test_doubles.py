"""Two records of one body or person: found by what they share, unless something tells them apart."""

from __future__ import annotations

import pytest

from sphinx_newsroom.archive.checks import Record, doubles
from sphinx_newsroom.model.records import Membership, Name, Official, Organization

WIKIDATA = (("wikidata", "Q1065"),)


def person(id_: str, name: str, *bodies: str, **more: object) -> Official:
    memberships = tuple(Membership("Member", body) for body in bodies)
    return Official(id_, name, memberships=memberships, path=f"officials/{id_}.md", **more)  # type: ignore[arg-type]


def body(id_: str, name: str, *others: Name, **more: object) -> Organization:
    return Organization(id_, name, None, others, path=f"organizations/{id_}.md", **more)  # type: ignore[arg-type]


def found(*records: Record) -> list[str]:
    return [problem.path for problem in doubles((record, {"name": 2}) for record in records)]


SAME: dict[str, tuple[Record, ...]] = {
    "the same name": (body("un", "Varn River Agency"), body("un-2", "Varn River Agency")),
    "in other capitals": (body("un", "Varn River Agency"), body("un-2", "VARN RIVER AGENCY")),
    "another name of the first": (body("un", "VRA", Name("Varn River Agency")), body("un-2", "Varn River Agency")),
    "another name of the second": (body("un", "Varn River Agency"), body("un-2", "Rivers", Name("Varn River Agency"))),
    "an identifier": (body("un", "UN", identifiers=WIKIDATA), body("un-2", "United", identifiers=WIKIDATA)),
    "of one parent": (body("un", "Varn Lab One", parent="x"), body("un-2", "Varn Lab One", parent="x")),
    "a person's name": (person("un", "Anna Berg"), person("un-2", "Anna Berg")),
    "a middle name more": (person("un", "Anna Berg"), person("un-2", "Anna M. Berg")),
    "a nickname": (person("un", "Robert Casey", "senate"), person("un-2", "Bob Casey", "senate")),
    "what tells a son": (person("un", "Karl M. Berg, Jr."), person("un-2", "Karl Berg Jr.")),
    "a person's identifier": (person("un", "A", identifiers=WIKIDATA), person("un-2", "B", identifiers=WIKIDATA)),
    "one body": (person("un", "Anna Berg", "senate", "house"), person("un-2", "Anna Berg", "senate")),
}

TWO: dict[str, tuple[Record, ...]] = {
    "one word": (body("un", "Varn"), body("un-2", "Varn")),
    "a unit": (body("un", "Criminal Division"), body("un-2", "Criminal Division")),
    "other parents": (body("un", "Ministry of Health", parent="a"), body("un-2", "Ministry of Health", parent="b")),
    "a successor": (body("un", "Varn Lab One", successors=("un-2",)), body("un-2", "Varn Lab One")),
    "a part": (body("un", "Varn Lab One"), body("un-2", "Varn Lab One", parent="un")),
    "another time": (
        body("un", "Varn Lab One", dissolution_date="1990"),
        body("un-2", "Varn Lab One", founding_date="1995"),
    ),
    "a former name": (body("un", "Varn Lab One"), body("un-2", "Lab Two", Name("Varn Lab One", end_date="1990"))),
    "context": (body("un", "Varn Lab One", context=("river",)), body("un-2", "Varn Lab One")),
    "another kind": (
        body("un", "Varn Lab One", classification="company"),
        body("un-2", "Varn Lab One", classification="club"),
    ),
    "another given name": (person("un", "Anna Berg"), person("un-2", "Karl Berg")),
    "another middle name": (person("un", "Anna K. Berg"), person("un-2", "Anna M. Berg")),
    "father and son": (person("un", "Karl Berg Sr."), person("un-2", "Karl Berg Jr.")),
    "grandfather and grandson": (person("un", "Karl Berg"), person("un-2", "Karl Berg III")),
    "sons of other families": (person("un", "Karl M. Berg Jr."), person("un-2", "Karl M. Holt Jr.")),
    "sons with other middle names": (person("un", "Karl K. Berg III"), person("un-2", "Karl M. Berg III")),
    "other bodies": (person("un", "Anna Berg", "senate"), person("un-2", "Anna Berg", "acme")),
}


@pytest.mark.parametrize("records", SAME.values(), ids=SAME)
def test_two_records_of_one_are_found(records: tuple[Record, ...]) -> None:
    folder = "officials" if isinstance(records[0], Official) else "organizations"
    assert found(*records) == [f"{folder}/un-2.md"]


@pytest.mark.parametrize("records", TWO.values(), ids=TWO)
def test_two_of_one_name_are_left_alone(records: tuple[Record, ...]) -> None:
    assert not found(*records)


def test_merging_is_offered() -> None:
    records: tuple[Record, ...] = SAME["the same name"]
    problem = next(doubles((record, {"name": 2}) for record in records))
    assert problem.line == 2
    assert "organizations/un.md" in problem.message
    assert "merge" in problem.advice
    assert "newsroom merge organization un-2 un;" in problem.advice
