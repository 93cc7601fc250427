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


# Files beside the small archive's, and what their one problem says; "…" stands for any words.

A, ORGANIZATION = "releases/a.md", "organizations/a.md"
URLS = "former_urls: [press/1.html, {}]"
NOTEBOOK = """{"cells": [{"cell_type": "markdown", "source": "Text."}], "nbformat": 4, "nbformat_minor": 5,
    "metadata": {"newsroom": {"title": "T", "date": "2012-01-01"}}}"""
GONE = "withdrawn: {date: 2012-02-01, reason: R., replaced_by: 2012/%s}"


def release(*lines: str, path: str = A) -> dict[str, str]:
    """Releases whose headers have these lines: a.md, b.md …"""
    return {path.replace("a.md", f"{name}.md"): header(more) for name, more in zip("abcd", lines, strict=False)}


def organizations(*lines: str) -> dict[str, str]:
    return {f"organizations/{name}.md": record(more) for name, more in zip("abcd", lines, strict=False)}


WRONG = [
    (
        release("organizations: [osce, unodcc]"),
        f"{A}:4: [unknown-id] organizations names 'unodcc', which has no file; did you mean 'unodc'?",
    ),
    (release("officials: [yuri-fedotov]"), f"{A}:4: [unknown-id]…did you mean 'yury-fedotov'?"),
    (
        release("issuers: [unodc, oscee]"),
        f"{A}:4: [unknown-id] issuers names 'oscee', which has no file; did you mean 'osce'?",
    ),
    (
        release("boilerplate: [oscee]"),
        f"{A}:4: [unknown-id] boilerplate names 'oscee', which has no file; did you mean 'osce'?",
    ),
    (release("names: {Fedotov: yury-fedotof}"), f"{A}:4: [unknown-id]…did you mean 'yury-fedotov'?"),
    (
        release("names:\n  A: false\n  'B  C': zzz"),
        f"{A}:4: [unknown-id]…write the id of a file in organizations/ or officials/",
    ),
    (release("replaces: zzz"), f"{A}:4: [unknown-id]…write the id of a file in releases/"),
    (release("translation_of: 2011/opened"), f"{A}:4: [unknown-id]…did you mean '2011/opening'?"),
    (
        release("withdrawn:\n  date: 2012-01-02\n  reason: R\n  replaced_by: 2011/x"),
        f"{A}:7: [unknown-id] withdrawn.replaced_by names '2011/x'",
    ),
    (
        organizations("parent: osc"),
        f"{ORGANIZATION}:3: [unknown-id] parent names 'osc', which has no file; did you mean 'osce'?",
    ),
    (
        organizations("unit_of: osc"),
        f"{ORGANIZATION}:3: [unknown-id] unit_of names 'osc', which has no file; did you mean 'osce'?",
    ),
    (organizations("successors: [unod]"), f"{ORGANIZATION}:3: [unknown-id]…did you mean 'unodc'?"),
    (
        {"officials/a.md": record("memberships: [{role: R, organization: OSCE}]")},
        "officials/a.md:3: [unknown-id] memberships.organization names 'OSCE'",
    ),
    ({ORGANIZATION: "---\nname: Press Service\n---\n"}, f"{ORGANIZATION}:2: [unit-name] 'Press Service'…unit_of: <"),
    (release("follows: a"), f"{A}:4: [bad-value] follows refers to the release itself"),
    (
        {"officials/osce.md": record()},
        "officials/osce.md:1: [duplicate-id] organizations/osce.md has the same id, 'osce'; rename one of the files",
    ),
    ({"releases/a.ipynb": NOTEBOOK, A: header()}, f"{A}:1: [duplicate-id] releases/a.ipynb has the same id, 'a"),
    (
        {"releases/2011/openings.ru.md": header()},
        "releases/2011/openings.ru.md:1: [file-name]…did you mean '2011/opening'?",
    ),
    (
        {"releases/2011/opening.ru.md": header(), **release("translation_of: 2011/opening.ru")},
        f"{A}:4: [bad-value]…; write 2011/opening",
    ),
    *(
        (release(URLS.format(repr(url))), f"{A}:4: [duplicate-id]…{url!r}")
        for url in (
            "releases/2011/opening.html",
            "organizations/osce.html",
            "_static/newsroom/newsroom.js",
            "topics/human-trafficking.html",
            "search.html",
            "search.html?q=floods",
            "releases/2011/opening.html?print",
        )
    ),
    (
        {"docs/about.md": "# About\n", **release(URLS.format("'docs/about.html?id=1'"))},
        f"{A}:4: [duplicate-id]…'docs/about.html?id=1'",
    ),
    (
        release('former_urls: ["a?id=1&x=2"]', 'former_urls: ["/a?x=2&id=1"]'),
        "releases/b.md:4: [duplicate-id]…which releases/a.md also has",
    ),
    *(
        (
            release("former_urls: [press/1]", f"former_urls: [{url}]"),
            "releases/b.md:4: [duplicate-id]…which releases/a.md also has",
        )
        for url in ("press/1/", "press/1/index.html")
    ),
    (
        organizations("parent: b", "parent: c", "parent: a"),
        f"{ORGANIZATION}:3: [bad-value] parent forms a circle: a → b → c → a; correct one of these records",
    ),
    (
        organizations("parent: c", "parent: c", "classification: x\nparent: b"),
        "organizations/b.md:3: [bad-value] parent forms a circle: b → c → b;",
    ),
    (
        organizations("successors: [osce, b]", "successors: [unodc, a]"),
        f"{ORGANIZATION}:3: [bad-value] successors forms a circle: a → b → a;",
    ),
    (
        release("replaces: 2012/b", "replaces: 2012/a", path="releases/2012/a.md"),
        "releases/2012/a.md:4: [circle] replaces forms a circle: 2012/a → 2012/b → 2012/a; remove replaces "
        "here, or the key that points back from the header of 2012/b",
    ),
    (
        release("language: en\nfollows: 2012/b", "replaces: 2012/c", "follows: 2012/a", path="releases/2012/a.md"),
        "releases/2012/a.md:5: [circle] follows forms a circle: 2012/a → 2012/b → 2012/c → 2012/a; remove "
        "follows here, or the key that points back from the header of 2012/c",
    ),
    (
        release(GONE % "b", GONE % "a", path="releases/2012/a.md"),
        "releases/2012/a.md:4: [circle] withdrawn.replaced_by forms a circle: 2012/a → 2012/b → 2012/a",
    ),
]


@pytest.mark.parametrize(("files", "words"), WRONG)
def test_what_does_not_fit_other_files_is_a_problem(problems: Problems, files: dict[str, str], words: str) -> None:
    problem = only(problems(files))
    begin, *more = words.split("…")
    assert str(problem).startswith(begin)
    assert all(part in str(problem) for part in more)


FITS = [
    release(
        "issuer: osce\norganizations: [unodc]\nofficials: [yury-fedotov]\ntopics: [anything]\n"
        "names: {A: osce, B: yury-fedotov, C: false}\nrelated: [2011/opening]\nfollows: 2012/follow-up"
    )
    | organizations("parent: osce\nsuccessors: [unodc]"),
    *(
        release(f"former_urls: {json.dumps(urls)}")
        for urls in (
            ["?p=1164", "index.html?id=3", "details.cfm?id=3", "details.cfm?id=4", "details.cfm"],
            ["press/1?lang=en", "press/1?lang=fr"],
        )
    ),
    release(GONE % "b", "replaces: 2012/a\nfollows: 2012/a", path="releases/2012/a.md"),
    organizations("successors: [b, c]", "successors: [d]", "successors: [d]", "parent: a"),
]


@pytest.mark.parametrize("files", FITS)
def test_what_fits_other_files_is_no_problem(problems: Problems, files: dict[str, str]) -> None:
    assert problems(files) == ()


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


def test_two_files_of_one_name_are_both_withheld(archive: ArchiveOnDisk) -> None:
    archive.put({"releases/a.md": header(), "releases/a.ipynb": "{}"})
    found = open_archive(archive.root, Settings())
    assert "releases/a" not in found.releases
    assert "releases/a" in found.withheld


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
