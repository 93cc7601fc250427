"""The formats that can be imported: what each says of organizations and officials."""

from __future__ import annotations

import json
from typing import Any

import pytest
from tests.conftest import ROOT

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import Draft, Options, Place, RefusedValueError
from sphinx_newsroom.importers.records import format_of, read
from sphinx_newsroom.model.records import Name

OPTIONS = Options(language="en", languages=frozenset({"en", "ru"}))


def drafts(source: Any, name: str | None = None, options: Options = OPTIONS) -> tuple[list[Draft], list[str]]:
    """The drafts and the problems of a file."""
    text = source if isinstance(source, str) else json.dumps(source)
    found = list(read(Document("f", text), options, name))
    problems = [str(item) for item in found if isinstance(item, Problem)]
    return [item for item in found if isinstance(item, Draft)], problems


def fixture(name: str) -> Any:
    return json.loads((ROOT / f"tests/fixtures/imports/{name}.json").read_text(encoding="utf-8"))


def one(source: Any, options: Options = OPTIONS) -> Draft:
    """The only draft of a file without problems."""
    found, problems = drafts(source, options=options)
    assert problems == []
    (draft,) = found
    return draft


# Which format

WIKIDATA = {
    "id": "Q1065",
    "type": "item",
    "labels": {"en": {"language": "en", "value": "United Nations"}},
    "claims": {},
}
ROR = {"id": "https://ror.org/0abcdef12", "names": [{"value": "X", "types": ["ror_display", "label"], "lang": "en"}]}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        (json.dumps(WIKIDATA), "wikidata"),
        (json.dumps({"number_of_results": 1, "items": [ROR]}), "ror"),
        (json.dumps({"persons": []}), "popolo"),
        (json.dumps([{"name": "X", "family_name": "X"}], indent=2), "popolo"),
        ("name,role\nX,Y\n", "csv"),
        ('"wikidata"\t"start date"\nQ5\t2010\n', "csv"),
    ],
)
def test_a_format_is_told_by_what_is_in_the_file(source: str, name: str) -> None:
    assert name == format_of(Document("f", source)).NAME


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("", "f: [unreadable-file] the file doesn't match any format"),
        ("role,organization\nX,Y\n", "doesn't match any"),
        ('{\n"persons": [\n}', "f:3: [unreadable-file] this isn't valid JSON: expecting value"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_format_is_refused(source: str, words: str) -> None:
    with pytest.raises(RefusedValueError) as refused:
        format_of(Document("f", source))
    assert words in str(refused.value)
    assert drafts(source) == ([], [str(refused.value)])


# Popolo


def person_of(**values: Any) -> dict[str, Any]:
    return {"persons": [{"name": "John F. Kennedy", **values}]}


def test_popolo_documents() -> None:
    (unodc, un, person), problems = drafts(fixture("popolo"))
    assert [problem.partition(";")[0] for problem in problems] == [
        "f: organizations[0]: [not-taken] the values of organizations under 'contact_details' (1) aren't imported"
    ]
    assert (unodc.kind, unodc.id, unodc.name, unodc.acronym) == ("organization", "unodc", "UN Office", "UNO")
    assert unodc.other_names == (Name("Old Office", None, "1990", "1997-10-01"), Name("УНП ООН", "ru"))
    assert (unodc.classification, unodc.founding_date, unodc.dissolution_date) == ("agency", "1997", None)
    assert unodc.parent is not None
    assert unodc.parent.key == "un"
    assert unodc.website == "https://unodc.org"
    assert [source.url for source in unodc.sources] == ["https://law.org"]
    assert un.identifiers == (("wikidata", "Q1065"), ("us-ein", "1"))
    assert (person.kind, person.id, person.name, person.family_name) == ("official", None, "Yury Fedotov", "Fedotov")
    assert person.own == ("popolo", "0f3c7a1e-0000-4000-8000-000000000001")
    assert [(o.role, o.organization.key, o.start_date, o.end_date) for o in person.offices] == [
        ("Executive Director", "unodc", "2010-07", None),
        ("Adviser", "un", None, "2009"),
    ]


def test_popolo_embedded() -> None:
    person = {
        "name": "A",
        "birth_date": "1950",
        "memberships": [
            {"role": "Chair", "organization": {"id": "x", "name": "X", "parent": {"name": "Y"}}},
            {"post": {"label": "Head", "organization": {"name": "Z"}}},
            {"role": "Member", "organization": "x"},
        ],
    }
    found, problems = drafts(person)
    assert [problem.partition(";")[0] for problem in problems] == [
        "f: [not-taken] the values of persons under 'birth_date' (1) aren't imported"
    ]
    assert [(draft.kind, draft.name) for draft in found] == [
        ("organization", "X"),
        ("organization", "Y"),
        ("organization", "Z"),
        ("official", "A"),
    ]
    assert found[0].parent is not None
    assert found[0].parent.key == found[1].key
    assert [office.organization.key for office in found[3].offices] == ["x", found[2].key, "x"]
    organization = {
        "name": "X",
        "posts": [{"role": "Head", "memberships": [{"person": {"name": "A"}}]}],
        "children": [{"id": "c", "name": "C"}],
    }
    (x, c, a), problems = drafts(organization)
    assert problems == []
    assert (x.name, c.name, a.name) == ("X", "C", "A")
    assert c.parent is not None
    assert c.parent.key == x.key == a.offices[0].organization.key


def test_popolo_nicknames_are_no_names_of_their_own() -> None:
    """As they are exported: looked for alone, a given name would be everybody's who has it."""
    found = one(person_of(other_names=[{"name": "Mari", "note": "Nickname"}, {"name": "M. Roe", "note": "short"}]))
    assert (found.nicknames, found.other_names) == (("Mari",), (Name("M. Roe"),))


def test_popolo_of_an_archive() -> None:
    """What ``data/`` of a site holds can be imported into another archive."""
    found, problems = drafts(fixture("archive_data"))
    assert problems == []
    un, jane = found
    assert (un.id, un.acronym, un.website, un.identifiers) == ("un", "UN", "https://un.org", (("wikidata", "Q1065"),))
    assert un.parent is not None
    assert (un.parent.key, un.successors[0].key, un.other_names) == ("x", "y", (Name("ООН", "ru"),))
    assert jane.offices[0].organization.key == "un"


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ({"persons": [{"id": "a"}]}, "f: persons[0]: [missing-key] name is missing"),
        ({"persons": [{"name": ["x"]}]}, "f: persons[0].name: [wrong-type] name is a list; write text"),
        (
            {"persons": [{"id": "a", "name": "x"}, {"id": "a", "name": "y"}]},
            "f: persons[1].id: [duplicate-record] persons[0] has the same id, 'a'",
        ),
        (
            {"persons": [{"id": "a", "name": "x"}], "memberships": [{"person_id": "a", "organization_id": "b"}]},
            "f: memberships[0]: [left-out] a membership without a role is left out",
        ),
        ([{"name": "x"}], "f: [0]: [bad-value] this could be a person or an organization"),
    ],
)
def test_popolo_that_is_broken(source: Any, problem: str) -> None:
    assert any(found.startswith(problem) for found in drafts(source, "popolo")[1]), drafts(source, "popolo")[1]


@pytest.mark.parametrize(
    ("given", "ours"),
    [
        ("yury-fedotov", "yury-fedotov"),
        ("committee-2011", "committee-2011"),
        ("12", None),
        ("../x", None),
        ("0f3c7a1e-0000-4000-8000-000000000001", None),
    ],
)
def test_ids_that_say_something_become_ours(given: str, ours: str | None) -> None:
    assert one({"persons": [{"id": given, "name": "X"}]}).id == ours


# ROR


def test_ror_organizations() -> None:
    draft = one(fixture("ror"))
    assert (draft.name, draft.acronym) == ("University of California", "UC")
    assert set(draft.other_names) == {Name("UCS"), Name("UC System"), Name("Университет", "ru")}
    assert (draft.classification, draft.founding_date, draft.website) == ("education", "1868", "http://uc.edu/")
    assert set(draft.identifiers) == {("ror", "00pjdza24"), ("isni", "0000000123480690"), ("wikidata", "Q1")}
    assert draft.parent is not None
    assert draft.parent.identifiers == (("ror", "01paren11"),)
    assert [ref.words for ref in draft.successors] == ["S"]


def test_ror_names_in_the_language_of_the_archive() -> None:
    draft = one(fixture("ror"), Options(language="fr", languages=frozenset({"fr"})))
    assert (draft.name, draft.acronym) == ("Université", "UCS")
    assert draft.other_names == (Name("University of California", "en"),)


@pytest.mark.parametrize(
    ("record", "problem"),
    [
        (
            {**fixture("ror"), "status": "withdrawn"},
            "f: [withdrawn] https://ror.org/00pjdza24 has been withdrawn from ROR, so it is left out; its successor "
            "is S",
        ),
        ({"id": "https://ror.org/00pjdza24", "names": []}, "f: [missing-key] the record has no name"),
        (
            {**ROR, "relationships": {"a": 1}},
            "f: relationships: [wrong-type] relationships is a mapping; write a list",
        ),
    ],
)
def test_ror_that_is_left_out(record: dict[str, Any], problem: str) -> None:
    found, problems = drafts(record, "ror")
    assert found == []
    assert problems[0].startswith(problem)


# CSV


@pytest.mark.parametrize(
    "source",
    [
        "name,role,organization,start_date,end_date,other_names\n"
        '"Roe, Jane",Head,un,2010,2012,J. Roe | Jane R.\nJohn Doe,,,,,\n"Roe, Jane",Chair,osce,2013,,Jane R.\n',
        "\ufeffName;Role;Organization;Start date;End-date;Other names\r\n"
        '"Roe, Jane";Head;un;2010;2012;"J. Roe;Jane R."\r\n;;;;;\r\n\r\nJohn Doe\r\n"Roe, Jane";Chair;osce;2013;;\r\n',
    ],
)
def test_csv_of_people_with_an_office_a_row(source: str) -> None:
    found, problems = drafts(source.removeprefix("\ufeff"))
    assert problems == []
    jane, john = found
    assert (jane.kind, jane.name, john.name, john.offices) == ("official", "Jane Roe", "John Doe", ())
    assert jane.other_names == (Name("J. Roe"), Name("Jane R."))
    assert [(o.role, o.organization.words, o.start_date, o.end_date) for o in jane.offices] == [
        ("Head", "un", "2010", "2012"),
        ("Chair", "osce", "2013", None),
    ]
    assert jane.place == Place("f", 2)


@pytest.mark.parametrize("cell", ["Director; Chair of the Board", "Director|Chair of the Board|Director"])
def test_a_cell_holds_several_offices_as_it_does_other_values(cell: str) -> None:
    draft = one(f'name,role,organization,start_date\nJane Roe,"{cell}",un,2010\n')
    assert [(o.role, o.organization.words, o.start_date) for o in draft.offices] == [
        ("Director", "un", "2010"),
        ("Chair of the Board", "un", "2010"),
    ]


@pytest.mark.parametrize(
    ("written", "name", "family", "others"),
    [
        ("van der Berg, Anna", "Anna van der Berg", "van der Berg", []),
        ("Roe, Dr. Jane", "Dr. Jane Roe", None, ["Jane Roe"]),
        ("Jane Roe, Jr.", "Jane Roe, Jr.", None, ["Jane Roe"]),
        ("Jane Roe, Director", "Jane Roe, Director", None, ["Jane Roe"]),
        ("García Márquez, Gabriel", "García Márquez, Gabriel", None, []),
        ("Jane Roe", "Jane Roe", None, []),
    ],
)
def test_a_name_of_a_list_of_staff_is_what_texts_call_a_person(
    written: str, name: str, family: str | None, others: list[str]
) -> None:
    draft = one(f'kind,name\nofficial,"{written}"\n')
    assert (draft.name, draft.family_name, [other.name for other in draft.other_names]) == (name, family, others)


def test_csv_of_organizations() -> None:
    draft = one(
        "id,name,acronym,parent,successors,classification,founding_date,wikidata,ror,website\n"
        "unodc,UN Office,UNODC,un,a|b,agency,1997,https://www.wikidata.org/wiki/Q834550,"
        "https://ror.org/04t5xt781,https://unodc.org\n"
    )
    assert (draft.kind, draft.id, draft.acronym) == ("organization", "unodc", "UNODC")
    assert draft.website == "https://unodc.org"
    assert draft.parent is not None
    assert (draft.parent.words, [ref.words for ref in draft.successors]) == ("un", ["a", "b"])
    assert draft.identifiers == (("wikidata", "Q834550"), ("ror", "04t5xt781"))


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        ("X,,ABC,", "organization"),
        ("X,Head,,un", "official"),
        ("X,Head,ABC,un", "error"),
    ],
)
def test_csv_kinds_are_told_by_the_cells(row: str, kind: str) -> None:
    found, problems = drafts(f"name,role,acronym,organization\n{row}\n")
    assert (found[0].kind if found else "error") == kind
    assert bool(problems) == (kind == "error")


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ("name,role,organization\nX,Head,\n", "f:2: [missing-key] the row has role, but no organization; fill in"),
        ("name\nX\n", "f:2: [missing-key] this could be an official or an organization"),
        ("id,name,kind\n../../x,X,official\n", "f:2: [bad-value] id is '../../x', which isn't an id"),
        (
            "name,kind,nmae\nX,official,y\n",
            "f:1: [unknown-key] the column 'nmae' is unknown, so it is left out; did you mean",
        ),
        ("name,kind,kind\nX,official,official\n", "f:1: [duplicate-key] the column 'kind' occurs twice"),
        ('name,kind\nA,official\n"X,official\nY,official\n', "f:3: [unreadable-file] the row isn't valid CSV"),
        ("name,family_name\nX,A\nX,B\n", "f:3: [bad-value] family_name is 'B', but 'A' on line 2; use the same"),
    ],
)
def test_csv_that_is_broken(source: str, problem: str) -> None:
    problems = drafts(source)[1]
    assert any(found.startswith(problem) for found in problems), problems


def test_csv_rows_are_of_one_record_by_id_identifier_or_name() -> None:
    found, _ = drafts(
        "id,name,kind,wikidata,website\na,X,official,Q1,\n,X,official,,https://x.org\nb,X,official,,\n"
        ",,official,Q1,https://y.org\n,Y,official,,\nc,Y,official,,\n"
    )
    assert [(draft.id, draft.name, draft.website) for draft in found] == [
        ("a", "X", "https://x.org"),
        ("b", "X", None),
        ("c", "Y", None),
    ]


def test_lines_of_csv_are_those_where_a_row_begins() -> None:
    found, _ = drafts('name,kind\n"A\nB",official\n\nC,official\n')
    assert [(draft.name, draft.place.line) for draft in found] == [("A B", 2), ("C", 5)]
