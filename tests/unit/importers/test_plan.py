"""How drafts of any source find and change the archive's records."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from tests.conftest import ROOT

from sphinx_newsroom.diagnostics import ImportCode, Severity
from sphinx_newsroom.importers.documents import Document
from sphinx_newsroom.importers.drafts import Draft, Options
from sphinx_newsroom.importers.plan import Change, Plan
from sphinx_newsroom.importers.records import read
from sphinx_newsroom.importers.records.existing import Records, load_records, parse
from sphinx_newsroom.importers.records.plan import plan
from sphinx_newsroom.model.records import Official


def drafts(source: Any) -> list[Draft]:
    """The drafts of a file."""
    text = source if isinstance(source, str) else json.dumps(source)
    options = Options(language="en", languages=frozenset({"en", "ru"}))
    return [item for item in read(Document("f", text), options) if isinstance(item, Draft)]


def archive(root: Path, files: dict[str, str]) -> Records:
    for path, header in files.items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_text(f"---\n{header}---\n\nBody.\n", encoding="utf-8")
    return load_records(root)


def planned(root: Path, files: dict[str, str], source: Any, *, keep: bool = False) -> Plan:
    records = archive(root, files)
    assert records.problems == []
    return plan([drafts(source)], records, root, keep=keep)


def record_of(change: Change) -> Any:
    return parse(change.path, change.after).record


def outcome(made: Plan) -> tuple[list[str], list[str]]:
    """The files that would be written, new ones with a plus, and the codes of what is in the way."""
    return (
        [("+" if change.is_new else "") + change.path for change in made.changes],
        [problem.code.code for problem in made.problems],
    )


UN = {"organizations/un.md": "name: United Nations\nacronym: UN\nidentifiers: {wikidata: Q1065}\n"}
ROES = {"officials/jane-roe.md": 'name: Jane Roe\nother_names: [J. Roe]\nidentifiers: {popolo: "7"}\n'}


def person(**values: Any) -> dict[str, Any]:
    return {"persons": [{"name": "Jane Roe", "family_name": "Roe", **values}]}


def organization(**values: Any) -> dict[str, Any]:
    return {"organizations": [{"name": "World", "classification": "agency", **values}]}


WD_1065 = [{"scheme": "wikidata", "identifier": "Q1065"}]


@pytest.mark.parametrize(
    ("files", "source", "written", "problems"),
    [
        (UN, organization(identifiers=WD_1065), ["organizations/un.md"], []),
        (UN, person(identifiers=WD_1065), [], ["ambiguous-record"]),
        (
            {**UN, "organizations/x.md": "name: X\nidentifiers: {ror: x}\n"},
            organization(identifiers=[*WD_1065, {"scheme": "ror", "identifier": "x"}]),
            [],
            ["ambiguous-record"],
        ),
        (ROES, person(id="7"), ["officials/jane-roe.md"], []),
        (ROES, person(id="7", name="Other"), ["+officials/other.md"], []),
        (
            UN,
            organization(id="un", identifiers=[{"scheme": "wikidata", "identifier": "Q1"}]),
            ["+organizations/world.md"],
            [],
        ),
        (UN, "id,name,kind,wikidata\nun,World,organization,Q1\n", ["organizations/un.md"], []),
        (UN, organization(name="United Nations"), ["organizations/un.md"], []),
        (ROES, person(), ["officials/jane-roe.md"], []),
        (ROES, person(id="8"), ["+officials/jane-roe-2.md"], ["same-name"]),
        (
            {"officials/a.md": "name: Jane Roe\n", "officials/b.md": "name: Jane Roe\n"},
            person(),
            [],
            ["ambiguous-record"],
        ),
        ({}, {"persons": [{"name": "A"}, {"name": "A"}]}, [], ["duplicate-record"] * 2),
        (
            {},
            {"persons": [{"id": "1", "name": "A"}, {"id": "2", "name": "A"}]},
            ["+officials/a-2.md", "+officials/a.md"],
            [],
        ),
        (
            UN,
            {"organizations": [{"id": "un", "name": "A"}, {"name": "B", "identifiers": WD_1065}]},
            ["organizations/un.md"],
            ["duplicate-record"],
        ),
    ],
)
def test_a_record_is_found_or_new(
    tmp_path: Path, files: dict[str, str], source: Any, written: list[str], problems: list[str]
) -> None:
    assert outcome(planned(tmp_path, files, source)) == (written, problems)


def test_a_message_names_the_place_of_the_other_record(tmp_path: Path) -> None:
    problem, _ = planned(tmp_path, {}, {"persons": [{"name": "A"}, {"name": "A"}]}).problems
    assert problem.message == "'A' has the same name as f: persons[1], and nothing distinguishes them"


@pytest.mark.parametrize(
    ("source", "path"),
    [
        (organization(id="the-world", acronym="WLD"), "organizations/the-world.md"),
        (organization(name="日本"), "organizations/record.md"),
        (organization(name="日本", other_names=[{"name": "Japan"}]), "organizations/japan.md"),
        ("id,name,kind\nx-1,Y,official\n", "officials/x-1.md"),
    ],
)
def test_ids_of_new_records(tmp_path: Path, source: Any, path: str) -> None:
    assert outcome(planned(tmp_path, UN, source))[0] == [f"+{path}"]


@pytest.mark.parametrize(
    "id_",
    [
        "un",
        "index",
    ],
)
def test_an_id_that_is_given_is_not_changed(tmp_path: Path, id_: str) -> None:
    made = planned(tmp_path, UN, f"id,name,kind\n{id_},Y,official\n")
    assert outcome(made) == ([], ["duplicate-id"])


UN_FILE = """\
name: United Nations  # since 1945
acronym: UN
other_names:
  - The Nations
  - {name: ООН, language: ru}
classification: intergovernmental
founding_date: 1945-10-24
website: https://www.un.org
identifiers: {wikidata: Q1065}
"""


@pytest.mark.parametrize(
    ("said_", "keep", "old", "new"),
    [
        ({"classification": "Intergovernmental", "founding_date": "1945", "acronym": "UN"}, False, "", ""),
        ({"other_names": [{"name": "ООН"}, {"name": "The Nations", "lang": "ru"}, {"name": "UN"}]}, False, "", ""),
        ({"classification": "agency"}, False, "classification: intergovernmental", "classification: agency"),
        ({"founding_date": "1946"}, True, "", ""),
        (
            {"other_names": [{"name": "N: U", "end_date": "1950"}]},
            False,
            "language: ru}\n",
            'language: ru}\n  - {name: "N: U", end_date: 1950}\n',
        ),
        (
            {"other_names": [{"name": "The Nations", "end_date": "1950"}]},
            False,
            "- The Nations",
            "- {name: The Nations, end_date: 1950}",
        ),
        (
            {"identifiers": [*WD_1065, {"scheme": "ror", "identifier": "https://ror.org/0abcdef12/"}]},
            False,
            "Q1065}",
            "Q1065, ror: 0abcdef12}",
        ),
        ({"other_names": [{"name": "UN"}], "acronym": "UNO"}, False, "language: ru}\n", "language: ru}\n  - UNO\n"),
    ],
)
def test_records_are_completed(tmp_path: Path, said_: dict[str, Any], keep: bool, old: str, new: str) -> None:
    source = {"organizations": [{"id": "un", "name": "United Nations", **said_}]}
    made = planned(tmp_path, {"organizations/un.md": UN_FILE}, source, keep=keep)
    assert made.problems == ()
    before = f"---\n{UN_FILE}---\n\nBody.\n"
    if old == new:
        assert (made.changes, made.same) == ((), ("organizations/un.md",))
    else:
        assert made.changes[0].after == before.replace(old, new)


def test_what_gives_way_goes_on_as_a_name(tmp_path: Path) -> None:
    source = {"organizations": [{"id": "un", "name": "The Nations", "acronym": "TN"}]}
    (change,) = planned(tmp_path, {"organizations/un.md": UN_FILE}, source).changes
    assert record_of(change).name == "The Nations"
    assert [name.name for name in record_of(change).other_names] == ["ООН", "United Nations", "UN"]
    (change,) = planned(tmp_path, {"organizations/un.md": UN_FILE}, source, keep=True).changes
    assert record_of(change).name == "United Nations"
    assert [name.name for name in record_of(change).other_names] == ["The Nations", "ООН", "TN"]


HEAD = {**UN, "officials/jane-roe.md": "name: Jane Roe\nfamily_name: Roe\nmemberships:\n  - {OURS}\n"}


@pytest.mark.parametrize(
    ("ours", "theirs", "result"),
    [
        ("role: Head, organization: un, start_date: 2010-07", "Head 2010-07 2012", "Head 2010-07 2012"),
        ("role: Head, organization: un, start_date: 2010", "Head 2010-07-12 -", "Head 2010-07-12 -"),
        ("role: Head, organization: un, start_date: 2010-07-12", "Head 2010 -", "Head 2010-07-12 -"),
        ("role: Head, organization: un, end_date: 2005", "Head 2010 2012", "Head - 2005, Head 2010 2012"),
        (
            "role: Head, organization: un, start_date: 2010",
            "Head 2010-03 2010-05, Head 2010-07 -",
            "Head 2010 -, Head 2010-03 2010-05, Head 2010-07 -",
        ),
        ("role: Head, organization: un, start_date: 2010", "Head of UN 2010 -, Head 2010 -", "Head 2010 -"),
    ],
)
def test_offices_are_the_same_by_role_organization_and_start(
    tmp_path: Path, ours: str, theirs: str, result: str
) -> None:
    memberships = []
    for office in theirs.split(", "):
        role, start, end = office.rsplit(" ", 2)
        dates = {"start_date": start.strip("-"), "end_date": end.strip("-")}
        memberships.append({"role": role, "organization_id": "un", **dates})
    files = {path: header.replace("OURS", ours) for path, header in HEAD.items()}
    made = planned(tmp_path, files, person(memberships=memberships))
    assert made.problems == ()
    found = record_of(made.changes[0]) if made.changes else load_records(tmp_path).records["jane-roe"]
    assert isinstance(found, Official)
    assert ", ".join(f"{m.role} {m.start_date or '-'} {m.end_date or '-'}" for m in found.memberships) == result


@pytest.mark.parametrize(
    ("organization_", "id_"),
    [
        ("un", "un"),
        ("ООН", "un"),
        ("jane-roe", None),
        ("Twin", None),
    ],
)
def test_organizations_of_offices_are_found_exactly_or_left_out(
    tmp_path: Path, organization_: str, id_: str | None
) -> None:
    files = {"organizations/un.md": UN_FILE, "organizations/a.md": "name: Twin\n", "organizations/b.md": "name: Twin\n"}
    made = planned(tmp_path, files, f"name,role,organization\nJane Roe,Head,{organization_}\n")
    (change,) = made.changes
    assert [m.organization for m in record_of(change).memberships] == ([id_] if id_ else [])
    if id_ is None:
        (problem,) = made.problems
        assert str(problem).startswith("f:2: [")
        assert not problem.is_error


def test_files_of_one_import_complete_each_other_and_stay_the_same(tmp_path: Path) -> None:
    sources = [
        drafts(person(id="9", identifiers=WD_1065)),
        drafts("name,kind,wikidata,website\nJ,official,Q1065,https://j.org\n"),
        drafts("name,role,organization\nJane Roe,Head,World\n"),
        drafts(organization()),
    ]
    for names in (["officials/jane-roe.md", "organizations/world.md"], []):
        made = plan(sources, load_records(tmp_path), tmp_path)
        assert made.problems == ()
        assert [change.path for change in made.changes] == names
        for change in made.changes:
            (tmp_path / change.path).parent.mkdir()
            (tmp_path / change.path).write_text(change.after, encoding="utf-8")
    assert "website: https://j.org" in (tmp_path / "officials/jane-roe.md").read_text(encoding="utf-8")


def test_organizations_of_the_same_import_are_found(tmp_path: Path) -> None:
    records = archive(tmp_path, {})
    people = drafts(person(memberships=[{"role": "Head", "organization_id": "7"}]))
    bodies = drafts(organization(id="7", parent_id="8"))
    made = plan([people, bodies], records, tmp_path)
    assert [change.path for change in made.changes] == ["officials/jane-roe.md", "organizations/world.md"]
    assert "organization: world" in made.changes[0].after
    assert [str(problem) for problem in made.problems] == [
        "f: organizations[0].parent_id: [unknown-id] parent: the organization '8' has no record, and is left out; "
        "import it, too, or create organizations/8.md, and import again"
    ]


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (person(name="a\x00b"), "name contains a control character"),
        (organization(founding_date="2010-13"), "founding_date is '2010-13', a date that doesn't exist"),
        (organization(website="javascript:alert(1)"), "website is 'javascript:alert(1)', which isn't a web address"),
    ],
)
def test_what_a_header_cannot_hold_is_refused(tmp_path: Path, source: Any, reason: str) -> None:
    made = planned(tmp_path, {}, source)
    assert made.changes == ()
    (problem,) = made.problems
    assert problem.code is ImportCode.REFUSED
    assert reason in problem.message
    assert str(problem).isprintable()


def test_an_office_with_impossible_dates_is_left_out_alone(tmp_path: Path) -> None:
    source = person(
        memberships=[
            {"role": "Head", "organization_id": "un", "start_date": "2010-07-31", "end_date": "2009"},
            {"role": "Head", "organization_id": "un", "start_date": "2010-02-30"},
            {"role": "Head", "organization_id": "un", "start_date": "2012-02-29", "end_date": "2012"},
        ]
    )
    made = planned(tmp_path, UN, source)
    assert [change.path for change in made.changes] == ["officials/jane-roe.md"]
    assert made.changes[0].after.count("role: Head") == 1
    assert [str(problem).partition("; ")[0] for problem in made.problems] == [
        "f: persons[0].memberships[0]: [bad-date] a membership is left out: end_date 2009 is before start_date "
        "2010-07-31",
        "f: persons[0].memberships[1]: [bad-date] a membership is left out: memberships.start_date is '2010-02-30', a "
        "date that doesn't exist",
    ]


@pytest.mark.parametrize("key", ["parent_id", "successors"])
def test_nothing_becomes_part_or_successor_of_itself(tmp_path: Path, key: str) -> None:
    def to(id_: str) -> Any:
        return id_ if key == "parent_id" else [id_]

    source = {
        "organizations": [
            {"id": "aa", "name": "A", key: to("bb")},
            {"id": "bb", "name": "B", key: to("cc")},
            {"id": "cc", "name": "C", key: to("aa")},
            {"id": "dd", "name": "D", key: to("dd")},
        ]
    }
    made = planned(tmp_path, {"organizations/aa.md": "name: A\n"}, source)
    assert [problem.message.partition(" forms")[0] for problem in made.problems] == [
        f"{key.removesuffix('_id')} of organizations/aa.md"
    ]
    assert [change.path for change in made.changes] == [f"organizations/{id_}.md" for id_ in ("bb", "cc", "dd")]


def test_an_organization_succeeds_the_predecessor_that_it_names(tmp_path: Path) -> None:
    before = {"type": "Predecessor", "label": "Old", "id": "https://ror.org/01paren11"}
    old, new = (
        {"id": id_, "names": [{"value": name, "types": ["label"], "lang": "en"}], "relationships": relations}
        for id_, name, relations in ((before["id"], "Old", []), ("https://ror.org/0abcdef12", "New", [before, before]))
    )
    made = planned(tmp_path, {}, [old, new])
    assert made.problems == ()
    assert [record_of(change).successors for change in made.changes] == [(), ("new",)]
    assert planned(tmp_path, {}, [new]).problems == ()  # the predecessor need not be in the file


def test_a_record_whose_file_cannot_be_read_is_not_doubled(tmp_path: Path) -> None:
    records = archive(tmp_path, {"officials/jane-roe.md": "name: [\n", **UN})
    assert [problem.path for problem in records.problems] == ["officials/jane-roe.md"]
    made = plan([drafts(person())], records, tmp_path)
    assert outcome(made) == ([], ["ambiguous-record"])


def test_what_the_source_does_not_name_is_listed_by_kind(tmp_path: Path) -> None:
    made = planned(tmp_path, {**UN, **ROES}, person(name="New"))
    assert made.kept == ("officials/jane-roe.md",)


def test_the_guides_have_every_code_of_an_import() -> None:
    guides = [(ROOT / f"docs/guides/import-{what}.md").read_text(encoding="utf-8") for what in ("records", "releases")]
    parts = [guide.split("It also reports these, without failing:") for guide in guides]
    failing, others = ("".join(half) for half in zip(*parts, strict=True))
    for code in ImportCode:
        assert f"`{code.code}`" in (failing if code.severity is Severity.ERROR else others), code
