from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.archive import checks as rules
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Code, Problem

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


from sphinx_newsroom.archive.checks import Record, doubles
from sphinx_newsroom.model.records import Membership, Name, Official, Organization

Problems = Callable[..., tuple[Problem, ...]]


@pytest.fixture
def problems(archive: ArchiveOnDisk) -> Problems:
    """What is wrong with the small archive after some files more."""

    def find(files: dict[str, str], issuer: str | None = None) -> tuple[Problem, ...]:
        archive.put(files)
        return open_archive(archive.root, Settings(issuer=issuer, now=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))).problems

    return find


def header(lines: str = "") -> str:
    return f"---\ntitle: T\ndate: 2012-01-01\n{lines}\n---\nText.\n"


def record(lines: str = "") -> str:
    return f"---\nname: N\n{lines}\n---\n"


def only(found: tuple[Problem, ...]) -> Problem:
    assert len(found) == 1, [str(problem) for problem in found]
    return found[0]


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        ("organizations: [osce, unodcc]", 4, "organizations names 'unodcc', which has no file; did you mean 'unodc'?"),
        ("officials: [yuri-fedotov]", 4, "did you mean 'yury-fedotov'?"),
        ("issuers: [unodc, oscee]", 4, "issuers names 'oscee', which has no file; did you mean 'osce'?"),
        ("boilerplate: [oscee]", 4, "boilerplate names 'oscee', which has no file; did you mean 'osce'?"),
        ("names: {Fedotov: yury-fedotof}", 4, "did you mean 'yury-fedotov'?"),
        ("names:\n  A: false\n  'B  C': zzz", 4, "write the id of a file in organizations/ or officials/"),
        ("replaces: zzz", 4, "write the id of a file in releases/"),
        ("translation_of: 2011/opened", 4, "did you mean '2011/opening'?"),
        (
            "withdrawn:\n  date: 2012-01-02\n  reason: R\n  replaced_by: 2011/x",
            7,
            "withdrawn.replaced_by names '2011/x'",
        ),
    ],
)
def test_unknown_id_in_a_release(problems: Problems, lines: str, line: int, words: str) -> None:
    problem = only(problems({"releases/a.md": header(lines)}))
    assert (problem.path, problem.line, problem.code) == ("releases/a.md", line, Code.UNKNOWN_ID)
    assert words in f"{problem.message}; {problem.advice}"


@pytest.mark.parametrize(
    ("path", "lines", "words"),
    [
        ("organizations/a.md", "parent: osc", "parent names 'osc', which has no file; did you mean 'osce'?"),
        ("organizations/a.md", "unit_of: osc", "unit_of names 'osc', which has no file; did you mean 'osce'?"),
        ("organizations/a.md", "successors: [unod]", "did you mean 'unodc'?"),
        ("officials/a.md", "memberships: [{role: R, organization: OSCE}]", "memberships.organization names 'OSCE'"),
    ],
)
def test_unknown_id_in_a_record(problems: Problems, path: str, lines: str, words: str) -> None:
    problem = only(problems({path: record(lines)}))
    assert (problem.path, problem.line, problem.code) == (path, 3, Code.UNKNOWN_ID)
    assert words in f"{problem.message}; {problem.advice}"


def unit(name: str, lines: str = "") -> dict[str, str]:
    return {"organizations/a.md": f"---\nname: {name}\n{lines}\n---\n"}


@pytest.mark.parametrize("name", ["Criminal Division", "Press Service"])
def test_a_units_name_without_its_body(problems: Problems, name: str) -> None:
    problem = only(problems(unit(name)))
    assert (problem.path, problem.line, problem.code) == ("organizations/a.md", 2, Code.UNIT_NAME)
    assert name in problem.message
    assert "unit_of: <" in problem.advice


def test_known_ids(problems: Problems) -> None:
    assert (
        problems(
            {
                "releases/a.md": header(
                    "issuer: osce\norganizations: [unodc]\nofficials: [yury-fedotov]\ntopics: [anything]\n"
                    "names: {A: osce, B: yury-fedotov, C: false}\nrelated: [2011/opening]\nfollows: 2012/follow-up"
                ),
                "organizations/a.md": record("parent: osce\nsuccessors: [unodc]"),
            }
        )
        == ()
    )


def test_broken_record_does_not_take_others_down(problems: Problems) -> None:
    found = problems(
        {
            "organizations/broken.md": "No header.",
            "releases/a.md": header("organizations: [broken]\nissuer: broken"),
            "organizations/child.md": record("parent: broken"),
        }
    )
    assert [problem.path for problem in found] == ["organizations/broken.md"]


def test_unknown_issuer_in_the_settings(archive: ArchiveOnDisk, problems: Problems) -> None:
    problem = only(problems({"conf.py": "project = 'P'\n\nnewsroom_issuer = 'osze'\n"}, issuer="osze"))
    assert (
        str(problem) == "conf.py:3: [unknown-id] newsroom_issuer names 'osze', which has no file; did you mean 'osce'?"
    )


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("follows: a", "follows refers to the release itself"),
    ],
)
def test_release_that_names_itself(problems: Problems, lines: str, words: str) -> None:
    problem = only(problems({"releases/a.md": header(lines)}))
    assert (problem.line, problem.code) == (4, Code.BAD_VALUE)
    assert words in problem.message


@pytest.mark.parametrize(
    ("files", "path", "words"),
    [
        ({"officials/osce.md": record()}, "officials/osce.md", "organizations/osce.md has the same id, 'osce'"),
        (
            {
                "releases/a.ipynb": '{"cells": [{"cell_type": "markdown", "source": "Text."}], '
                '"metadata": {"newsroom": {"title": "T", "date": "2012-01-01"}}, '
                '"nbformat": 4, "nbformat_minor": 5}',
                "releases/a.md": header(),
            },
            "releases/a.md",
            "releases/a.ipynb has the same id, 'a'",
        ),
    ],
)
def test_duplicate_ids(problems: Problems, files: dict[str, str], path: str, words: str) -> None:
    problem = only(problems(files))
    assert (problem.path, problem.line, problem.code) == (path, 1, Code.DUPLICATE_ID)
    assert words in problem.message
    assert problem.advice == "rename one of the files"


def test_two_files_of_one_name_are_both_withheld(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/a.md": header(), "releases/a.ipynb": "{}"})
    found = open_archive(archive.root, Settings())
    assert "releases/a" not in found.releases
    assert "releases/a" in found.withheld


def test_translation_without_original(problems: Problems) -> None:
    problem = only(problems({"releases/2011/openings.ru.md": header()}))
    assert (problem.path, problem.line, problem.code) == ("releases/2011/openings.ru.md", 1, Code.FILE_NAME)
    assert problem.advice == "did you mean '2011/opening'?"


def test_translation_of_a_translation(problems: Problems) -> None:
    problem = only(
        problems({"releases/2011/opening.ru.md": header(), "releases/a.md": header("translation_of: 2011/opening.ru")})
    )
    assert (problem.path, problem.line, problem.code) == ("releases/a.md", 4, Code.BAD_VALUE)
    assert problem.advice == "write 2011/opening"


@pytest.mark.parametrize(
    "url",
    [
        "releases/2011/opening.html",
        "organizations/osce.html",
        "index.html",
        "_static/newsroom/newsroom.js",
        "data/x.html",
        "topics/human-trafficking.html",
        "search.html",
    ],
)
def test_former_address_where_something_stands(problems: Problems, url: str) -> None:
    problem = only(problems({"releases/2012/a.md": header(f"former_urls: [press/1.html, {url}]")}))
    assert (problem.line, problem.code) == (4, Code.DUPLICATE_ID)
    assert repr(url) in problem.message


@pytest.mark.parametrize(
    ("urls", "wrong"),
    [
        (["?p=1164", "index.html?id=3", "details.cfm?id=3", "details.cfm?id=4", "details.cfm"], None),
        (["press/1?lang=en", "press/1?lang=fr"], None),
        (["search.html?q=floods"], "search.html?q=floods"),
        (["releases/2011/opening.html?print"], "releases/2011/opening.html?print"),
        (["docs/about.html?id=1"], "docs/about.html?id=1"),
    ],
)
def test_former_addresses_with_queries(problems: Problems, urls: list[str], wrong: str | None) -> None:
    files = {"docs/about.md": "# About\n", "releases/2012/a.md": header(f"former_urls: {json.dumps(urls)}")}
    if wrong is None:
        assert problems(files) == ()
    else:
        problem = only(problems(files))
        assert (problem.line, problem.code) == (4, Code.DUPLICATE_ID)
        assert repr(wrong) in problem.message


def test_a_query_that_two_claim(problems: Problems) -> None:
    first, second = 'former_urls: ["a?id=1&x=2"]', 'former_urls: ["/a?x=2&id=1"]'
    problem = only(problems({"releases/a.md": header(first), "releases/b.md": header(second)}))
    assert (problem.path, problem.line) == ("releases/b.md", 4)
    assert "which releases/a.md has, too" in problem.message


@pytest.mark.parametrize("second", ["press/1", "press/1/", "press/1/index.html"])
def test_former_address_that_two_claim(problems: Problems, second: str) -> None:
    problem = only(
        problems(
            {"releases/a.md": header("former_urls: [press/1]"), "releases/b.md": header(f"former_urls: [{second}]")}
        )
    )
    assert (problem.path, problem.line, problem.code) == ("releases/b.md", 4, Code.DUPLICATE_ID)
    assert "which releases/a.md has, too" in problem.message


@pytest.mark.parametrize(("svg", "code"), [("<svg/>", None), ("<svg onload='x'/>", Code.DIRECTIVE)])
@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: T\ndate: 2012-01-01\nimage: {src: a.svg, alt: A}\n---\nText.\n",
        "---\ntitle: T\ndate: 2012-01-01\n---\n![A](a.svg)\n",
        "---\ntitle: T\ndate: 2012-01-01\n---\n[A](a.svg)\n",
    ],
)
def test_drawings_that_could_run(problems: Problems, svg: str, code: Code | None, text: str) -> None:
    found = problems({"releases/a.md": text, "releases/a.svg": svg})
    assert [problem.code for problem in found] == ([code] if code else [])


@pytest.mark.parametrize(
    ("files", "path", "line", "words"),
    [
        ({"a": "parent: b", "b": "parent: c", "c": "parent: a"}, "a", 3, "parent forms a circle: a → b → c → a"),
        (
            {"a": "parent: c", "b": "parent: c", "c": "classification: x\nparent: b"},
            "b",
            3,
            "parent forms a circle: b → c → b",
        ),
        (
            {"a": "successors: [osce, b]", "b": "successors: [unodc, a]"},
            "a",
            3,
            "successors forms a circle: a → b → a",
        ),
    ],
)
def test_circles(problems: Problems, files: dict[str, str], path: str, line: int, words: str) -> None:
    problem = only(problems({f"organizations/{id_}.md": record(lines) for id_, lines in files.items()}))
    assert (problem.path, problem.line, problem.code) == (f"organizations/{path}.md", line, Code.BAD_VALUE)
    assert problem.message == words
    assert problem.advice == "correct one of these records"


@pytest.mark.parametrize(
    ("headers", "line", "words"),
    [
        (
            ("replaces: 2012/b", "replaces: 2012/a"),
            4,
            "replaces forms a circle: 2012/a → 2012/b → 2012/a; "
            "remove replaces here, or the key that points back from the header of 2012/b",
        ),
        (
            ("language: en\nfollows: 2012/b", "replaces: 2012/c", "follows: 2012/a"),
            5,
            "follows forms a circle: 2012/a → 2012/b → 2012/c → 2012/a; "
            "remove follows here, or the key that points back from the header of 2012/c",
        ),
        (
            (
                "withdrawn: {date: 2012-02-01, reason: R., replaced_by: 2012/b}",
                "withdrawn: {date: 2012-02-01, reason: R., replaced_by: 2012/a}",
            ),
            4,
            "withdrawn.replaced_by forms a circle: 2012/a → 2012/b → 2012/a",
        ),
    ],
)
def test_releases_in_a_circle_are_told(problems: Problems, headers: tuple[str, ...], line: int, words: str) -> None:
    files = {f"releases/2012/{id_}.md": header(lines) for id_, lines in zip("abc", headers, strict=False)}
    found = only(problems(files))
    assert (found.path, found.line, found.code) == ("releases/2012/a.md", line, Code.CIRCLE)
    assert words in str(found)
    assert found.other == f"releases/2012/{'abc'[len(headers) - 1]}.md"


def test_a_release_in_the_place_of_a_withdrawn_one_is_no_circle(problems: Problems) -> None:
    files = {
        "releases/2012/a.md": header("withdrawn: {date: 2012-02-01, reason: R., replaced_by: 2012/b}"),
        "releases/2012/b.md": header("replaces: 2012/a\nfollows: 2012/a"),
    }
    assert problems(files) == ()


def test_diamond_is_no_circle(problems: Problems) -> None:
    files = {"a": "successors: [b, c]", "b": "successors: [d]", "c": "successors: [d]", "d": "parent: a"}
    assert problems({f"organizations/{id_}.md": record(lines) for id_, lines in files.items()}) == ()


def test_a_missing_dictionary_is_told_once(problems: Problems, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        f"organizations/o{n}.md": f"---\nname: N{n}\nother_names:\n- {{name: Имя{n}, language: {language}}}\n---\n"
        for n, language in enumerate(["ru", "ru", "uk", "fr"])
    }
    monkeypatch.setattr(rules, "installed", lambda language: language == "ru")
    problem = only(problems(files))
    assert (problem.path, problem.line, problem.code) == ("organizations/o2.md", 4, Code.NO_DICTIONARY)
    assert "sphinx-newsroom[ukrainian]" in problem.advice
    monkeypatch.setattr(rules, "installed", lambda language: True)
    assert problems(files) == ()


# Two records of one body or person: found by what they share, unless something tells them apart.

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
    "another name of the first": (body("un", "VRA", Name("Varn River Agency")), body("un-2", "Varn River Agency")),
    "an identifier": (body("un", "UN", identifiers=WIKIDATA), body("un-2", "United", identifiers=WIKIDATA)),
    "of one parent": (body("un", "Varn Lab One", parent="x"), body("un-2", "Varn Lab One", parent="x")),
    "a person's name": (person("un", "Anna Berg"), person("un-2", "Anna Berg")),
    "a middle name more": (person("un", "Anna Berg"), person("un-2", "Anna M. Berg")),
    "a nickname": (person("un", "Robert Casey", "senate"), person("un-2", "Bob Casey", "senate")),
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
    "context": (body("un", "Varn Lab One", context=("river",)), body("un-2", "Varn Lab One")),
    "another given name": (person("un", "Anna Berg"), person("un-2", "Karl Berg")),
    "another middle name": (person("un", "Anna K. Berg"), person("un-2", "Anna M. Berg")),
    "father and son": (person("un", "Karl Berg Sr."), person("un-2", "Karl Berg Jr.")),
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
