"""Files of records: written as a person would, and changed only where they must."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tests.conftest import ROOT

from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.model.ids import free_id
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Source
from sphinx_newsroom.sources.edits import record_text, with_values
from sphinx_newsroom.sources.header import body_of, parse_record
from sphinx_newsroom.sources.values import ID

UNODC = Organization(
    "unodc",
    "United Nations Office on Drugs and Crime",
    acronym="UNODC",
    other_names=(
        Name("UN Office on Drugs and Crime"),
        Name("United Nations Office for Drug Control and Crime Prevention", start_date="1997", end_date="2002-10"),
        Name("УНП ООН", language="ru"),
    ),
    classification="intergovernmental",
    parent="un",
    founding_date="1997",
    website="https://www.unodc.org",
    identifiers=(("wikidata", "Q1"),),
    sources=(Source("https://example.org/a", "the law"),),
)

UNODC_TEXT = """\
---
name: United Nations Office on Drugs and Crime
acronym: UNODC
other_names:
  - UN Office on Drugs and Crime
  - {name: United Nations Office for Drug Control and Crime Prevention, start_date: 1997, end_date: 2002-10}
  - {name: УНП ООН, language: ru}
classification: intergovernmental
parent: un
founding_date: 1997
website: https://www.unodc.org
identifiers: {wikidata: Q1}
sources:
  - {url: https://example.org/a, note: the law}
---

Fights crime.
"""


def test_a_record_is_written_as_the_archive_writes_it() -> None:
    assert record_text(UNODC, "Fights crime.\n\n") == UNODC_TEXT


def test_long_memberships_take_a_line_a_key() -> None:
    role = "Special Representative and Co-ordinator for Combating Trafficking in Human Beings"
    official = Official(
        "x",
        "X",
        other_names=(Name("Y"), Name("Z")),
        memberships=(Membership(role, "osce", "2010", "2014"), Membership("Head", "osce")),
    )
    assert (
        record_text(official)
        == f"""\
---
name: X
other_names: ["Y", Z]
memberships:
  - role: {role}
    organization: osce
    start_date: 2010
    end_date: 2014
  - {{role: Head, organization: osce}}
---
"""
    )


@pytest.mark.parametrize(
    "path", sorted([*ROOT.glob("organizations/*.md"), *ROOT.glob("officials/*.md")]), ids=lambda path: path.stem
)
def test_shipped_records_come_back_as_they_are(path: Path) -> None:
    """Line breaks of long memberships apart, our own records are what we would write."""
    text = path.read_text(encoding="utf-8")
    where = f"{path.parent.name}/{path.name}"
    record = parse_record(where, text).record
    assert record is not None
    written = record_text(record, body_of(text))
    if all(len(line) <= 120 for line in text.splitlines()):
        assert written == text
    assert yaml.safe_load(written.split("---\n")[1]) == yaml.safe_load(text.split("---\n")[1])


@pytest.mark.parametrize(
    "name",
    [
        "no",
        "Yes",
        "n",
        "ON",
        "null",
        "~",
        "true",
        "1984",
        "007",
        "1e5",
        "0x1F",
        "1_000",
        "12:30:45",
        "2011-06-21",
        ".5",
        "=",
        "<<",
        "- dash",
        "-dash",
        "? what",
        "#hash",
        "a #b",
        "a: b",
        "a:",
        ":a",
        "'quoted'",
        '"quoted"',
        'say "no"',
        "back\\slash",
        "[list]",
        "{map}",
        "a, b",
        "a]b",
        "&anchor",
        "*alias",
        "!tag",
        "%percent",
        "@at",
        "`tick`",
        "|",
        ">",
        "---",
        "....",
        "Marks & Spencer",
        "Conseil de l’Europe",
        "Jean\u00a0Dupont",
        "a\u2028b",
        "zero\u200bwidth",
        "🏛 Office",
        "a?b",
        "https://x.org/?a=[b]",
        "x:y",
        "x:'y",
        'x:"y',
        "é",
        "Ω",
        "日本",
        "١٢",
        "a\ufeffb",
        "\ue000",
        "Inf",
        "0o17",
    ],
)
def test_any_name_is_read_back(name: str) -> None:
    record = Organization(
        "x",
        name,
        acronym=name,
        other_names=(Name(name), Name(name, language="en")),
        identifiers=(("x", name),),
        sources=(Source("https://x.org", name),),
        path="organizations/x.md",
    )
    found = parse_record("organizations/x.md", record_text(record))
    assert found.problems == ()
    assert found.record == record
    strict = yaml.safe_load(record_text(record).split("---\n")[1])
    assert strict["name"] == strict["acronym"] == strict["identifiers"]["x"] == name  # so do other programs


OLD = """\
---
# who they are
name: Old Name  # as of 2011
other_names:
  # found in releases
  - One
  - {name: Two, language: fr}   # in French

  - Three
website: https://old.example.org
# where it is known
identifiers: {ror: 0abcdef12}
---

Body: with # signs
---
and lines.
"""


@pytest.mark.parametrize(
    ("changes", "before", "after"),
    [
        ({}, "", ""),
        ({"name": "Old Name"}, "", ""),
        ({"name": "New: Name"}, "name: Old Name  # as", 'name: "New: Name"  # as'),
        ({"acronym": "ON"}, "other_names:\n", 'acronym: "ON"\nother_names:\n'),
        ({"acronym": "ABC"}, "other_names:\n", "acronym: ABC\nother_names:\n"),
        ({"website": None}, "website: https://old.example.org\n", ""),
        ({"parent": None}, "", ""),
        ({"classification": "agency", "parent": "un"}, "website:", "classification: agency\nparent: un\nwebsite:"),
        ({"sources": [Source("https://x.org")]}, "0abcdef12}\n", "0abcdef12}\nsources:\n  - {url: https://x.org}\n"),
        (
            {"identifiers": (("ror", "0abcdef12"), ("wikidata", "Q1"))},
            "{ror: 0abcdef12}",
            "{ror: 0abcdef12, wikidata: Q1}",
        ),
        ({"other_names": ["One", Name("Two", "fr"), "Three", "Four"]}, "  - Three\n", "  - Three\n  - Four\n"),
        ({"other_names": ["Zero", "One", Name("Two", "fr"), "Three"]}, "  - One", "  - Zero\n  - One"),
        ({"other_names": ["One", "Three"]}, "  - {name: Two, language: fr}   # in French\n", ""),
        (
            {"other_names": ["One", Name("Two", "fr", end_date="1990"), "Three"]},
            "- {name: Two, language: fr}   # in French",
            "- {name: Two, language: fr, end_date: 1990}",
        ),
        ({"other_names": None}, OLD[OLD.index("other_names") : OLD.index("website")], ""),
    ],
)
def test_only_the_values_given_change(changes: dict[str, object], before: str, after: str) -> None:
    assert with_values(OLD, changes) == (OLD.replace(before, after, 1) if before else OLD)


@pytest.mark.parametrize(
    ("old", "changes", "new"),
    [
        ("---\n---\n", {"name": "X"}, "---\nname: X\n---\n"),
        ("---\nfoo: 1\n---\n", {"name": "X"}, "---\nfoo: 1\nname: X\n---\n"),
        (
            "---\n{name: A, website: https://a.org}\n---\n",
            {"name": "B, C", "acronym": "D"},
            '---\n{name: "B, C", website: https://a.org, acronym: D}\n---\n',
        ),
        ("---\n{name: A, parent: un}\n---\n", {"name": "B", "parent": None}, "---\n{name: B}\n---\n"),
        ("---\n  name: A\n  parent: un\n---\n", {"acronym": "B"}, "---\n  name: A\n  acronym: B\n  parent: un\n---\n"),
        (
            "---\nname: A\nother_names:\n- B\n# c\n---\n",
            {"other_names": ["B", "D"]},
            "---\nname: A\nother_names:\n- B\n- D\n# c\n---\n",
        ),
        (
            "---\nname: A\nother_names: [B] # c\n---\n",
            {"other_names": ["B", "D"]},
            "---\nname: A\nother_names: [B, D] # c\n---\n",
        ),
        (
            "---\nname: A\nother_names: [B]\nx: y\n---\n",
            {"other_names": ["B", Name("D", "fr")]},
            "---\nname: A\nother_names:\n  - B\n  - {name: D, language: fr}\nx: y\n---\n",
        ),
        ("---\nname: >\n  A\n  B\n\n# c\nparent: un\n---\n", {"name": "C"}, "---\nname: C\n\n# c\nparent: un\n---\n"),
        ("---\nname: A\n  B\nparent: un\n---\n", {"name": "C"}, "---\nname: C\nparent: un\n---\n"),
        ("---\nname: A\nparent:\n---\n", {"parent": "un"}, "---\nname: A\nparent: un\n---\n"),
        (
            "---\nname: A\nidentifiers:\n  ror: x # c\n\nparent: un\n---\n",
            {"identifiers": {"ror": "x", "isni": "z"}},
            "---\nname: A\nidentifiers: {ror: x, isni: z} # c\n\nparent: un\n---\n",
        ),
        ('---\n"name": A\n---\n', {"name": "B"}, '---\n"name": B\n---\n'),
        (
            "---\r\nname: A\r\nother_names:\r\n  - B\r\n---\r\nBody\r\n",
            {"acronym": "C", "other_names": ["B", "D"]},
            "---\r\nname: A\r\nacronym: C\r\nother_names:\r\n  - B\r\n  - D\r\n---\r\nBody\r\n",
        ),
        ("\ufeff---\nname: Ä 🏛\nparent: un\n---\n", {"parent": "eu"}, "\ufeff---\nname: Ä 🏛\nparent: eu\n---\n"),
    ],
)
def test_headers_of_every_style_are_changed(old: str, changes: dict[str, object], new: str) -> None:
    assert with_values(old, changes) == new


@pytest.mark.parametrize("text", ["no header", "---\nname: A\n", "---\nname: [\n---\n"])
def test_what_is_no_header_is_not_changed(text: str) -> None:
    with pytest.raises(HeaderError):
        with_values(text, {"name": "B", "parent": None})


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("United Nations Office on Drugs and Crime", "united-nations-office-on-drugs-and-crime"),
        ("Yury Fedotov", "yury-fedotov"),
        ("United Nations Children’s Fund", "united-nations-childrens-fund"),
        ("Marks & Spencer", "marks-and-spencer"),
        ("Ångström, Søren ß", "angstrom-soren-ss"),
        ("Юрий Федотов", "yury-fedotov"),
        ("Егор Андреевич Щербаков", "yegor-andreyevich-shcherbakov"),
        ("Володимир Зеленський", "volodymyr-zelenskyi"),
        ("Їжакевич Згурський", "yizhakevych-zghurskyi"),
        ("Σωκράτης", "sokratis"),
        ("Nguyễn Đức", "nguyen-duc"),
        ("  --A--  ", "a"),
        ("日本", "record"),
        ("", "record"),
        ("index", "index-2"),
        ("CON", "con-2"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 100, "x" * 60),
        ("word " * 30, "word-word-word-word-word-word-word-word-word-word-word-word"),
    ],
)
def test_ids_are_words_in_plain_letters(name: str, id_: str) -> None:
    assert free_id(name, ()) == id_
    assert ID.fullmatch(id_)


def test_a_taken_id_gets_a_number() -> None:
    assert free_id("A", {"a"}) == "a-2"
    assert free_id("A", {"a", "a-2"}) == "a-3"
