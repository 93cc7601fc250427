"""Additions to headers: what is added is read back, and nothing else of the file changes."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import HeaderError
from sphinx_newsroom.files import mended
from sphinx_newsroom.model.ids import free_id
from sphinx_newsroom.model.records import Name, Organization, Release, Source
from sphinx_newsroom.sources.edits import record_text, with_id, with_item, with_key, with_values
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.values import ID

PATH = "releases/2021/x.md"
NOTEBOOK = "releases/2021/x.ipynb"
HEADS = {
    "none": "",
    "flow": "corrections: [{date: 2021-01-02, note: First}]\n",
    "block": "corrections:\n  - date: 2021-01-02\n    note: First\n",
    "folded": "corrections:\n  - date: 2021-01-02\n    note: >-\n      First\ntopics: [a]\n",
    "empty": "corrections: []\n",
    "umlauts before": "dateline: Kühlungsborn – Tromsø\ncorrections:\n  - {date: 2021-01-02, note: First}\n",
}


def source(head: str) -> str:
    return f"---\ntitle: T\ndate: 2021-01-01\n{head}---\n\nThe text — as it is.\n"


def record(text: str, path: str = PATH) -> Release:
    found = parse_release(path, text, Settings())
    assert found.record is not None, found.problems
    return found.record


@pytest.mark.parametrize("head", HEADS.values(), ids=list(HEADS))
def test_a_correction_is_added(head: str) -> None:
    before = source(head)
    after = with_item(PATH, before, "corrections", {"date": "2021-01-03", "note": "Second: 'a' \"b\" #c"}, first=True)
    notes = [(c.date, c.note) for c in record(after).corrections]
    assert notes[0] == (dt.date(2021, 1, 3), "Second: 'a' \"b\" #c")
    assert len(notes) == len(record(before).corrections) + 1
    assert after.endswith("---\n\nThe text — as it is.\n")
    for line in before.splitlines():
        assert line.removesuffix("]").removeprefix("corrections: [").strip("- ") in after


# What no header may hold, whatever its quotation marks: controls, halves of pairs, and what is no character.
REFUSED = st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters="\ufffe\uffff")


@given(st.text(REFUSED, min_size=1).filter(str.strip))
def test_any_note_is_read_back(note: str) -> None:
    after = with_key(PATH, source(""), "withdrawn", {"date": "2021-01-03", "reason": note, "replaced_by": "2021/other"})
    withdrawn = record(after).withdrawn
    assert withdrawn is not None
    assert " ".join(withdrawn.reason.split()) == " ".join(note.split())
    assert (withdrawn.date, withdrawn.replaced_by) == (dt.date(2021, 1, 3), "2021/other")


@pytest.mark.parametrize("text", ["No header.\n", "---\nnever: closed\n", source("corrections: many\n")])
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(HeaderError):
        with_item(PATH, text, "corrections", {"date": "2021-01-03", "note": "N"})


def test_a_key_is_not_added_twice() -> None:
    with pytest.raises(HeaderError):
        with_key(PATH, source("withdrawn: {date: 2021-01-02, reason: R}\n"), "withdrawn", {})


def notebook(**layout: Any) -> str:
    header = {"title": "T", "date": "2021-01-01", "former_urls": []}
    cell = {"cell_type": "markdown", "source": '"newsroom": {"title"', "metadata": {}}
    return json.dumps({"cells": [cell], "metadata": {"newsroom": header, "n": 1e5}, "nbformat": 4}, **layout)


@pytest.mark.parametrize("layout", [{}, {"indent": 1}, {"indent": 4}, {"separators": (",", ":")}], ids=str)
@pytest.mark.parametrize(("mark", "newline"), [("", "\n"), ("\ufeff", "\r\n")])
def test_a_notebook_is_added_to_as_well(layout: dict[str, Any], mark: str, newline: str) -> None:
    before = text = mark + notebook(**layout).replace("\n", newline)
    text = with_item(NOTEBOOK, text, "corrections", {"date": "2021-01-03", "note": "N"}, first=True)
    text = with_item(NOTEBOOK, text, "corrections", {"date": "2021-01-04", "note": "M"}, first=True)
    text = with_item(NOTEBOOK, text, "former_urls", "a.html")
    text = with_item(NOTEBOOK, text, "former_urls", "b.html")
    text = with_key(NOTEBOOK, text, "withdrawn", {"date": "2021-01-05", "reason": "R"})
    found = record(mended(text), NOTEBOOK)
    assert [c.note for c in found.corrections] == ["M", "N"]
    assert found.former_urls == ("a.html", "b.html")
    assert found.withdrawn is not None
    place = before.index('"former_urls"')
    assert text[:place] == before[:place]
    assert text.endswith(before[before.index('"n"') :])
    assert text.count("\n") == text.count(newline)
    if layout == {"indent": 1}:  # nbformat's own form, of which nothing differs when an editor saves it
        assert mended(text) == json.dumps(json.loads(mended(text)), indent=1)


def test_an_id_that_a_notebook_names_twice_is_replaced() -> None:
    text = json.dumps({"cells": [], "metadata": {"newsroom": {"topics": ["a", "b", "b"]}}, "nbformat": 4})
    assert with_id("x.ipynb", text, [("topics", "*")], "b", "a") == text.replace(', "b", "b"', "")


def test_a_key_of_a_notebook_is_not_added_twice() -> None:
    with pytest.raises(HeaderError, match="already contains title"):
        with_key(NOTEBOOK, notebook(), "title", "U")
    with pytest.raises(HeaderError, match="isn't a list"):
        with_item(NOTEBOOK, notebook(), "title", "U")


# Lines that a header may have, with what can shift a place: other than ASCII, comments, values of several lines.
LINES = st.lists(
    st.sampled_from(
        [
            "# ü\n",
            "\n",
            "dateline: Kühlungsborn – 🏛\n",
            'subtitle: "ü \\u00fc # x"  # y\n',
            "language: en\n",
            "names: {Ä: false}\n",
            "topics: [a, b]  # ü\n",
            "related:\n- 2020/a\n\n# ü\n- 2020/b # x\n",
            "lead: >-\n  one\n  two\n\n",
            "contacts:\n  - name: ü\n    email: a@example.org\n",
            "issuer:   osce\n",
        ]
    ),
    unique=True,
)
LISTS = st.sampled_from(list(HEADS.values()))


@given(LINES, LISTS, LINES, st.booleans(), st.sampled_from(["\n", "\r\n"]), st.sampled_from(["", "\ufeff"]))
def test_nothing_but_the_addition_differs(
    above: list[str], listed: str, below: list[str], first: bool, newline: str, mark: str
) -> None:
    keys = [line.split(":")[0] for line in (*above, *below) if ":" in line]
    assume(len(keys) == len(set(keys)) and not (above.count("topics: [a, b]  # ü\n") and "topics" in listed))
    head = "".join([*above, listed, *below])
    before = mark + source(head).replace("\n", newline)
    after = with_item(PATH, before, "corrections", {"date": "2021-01-03", "note": "ü: x"}, first=first)
    keyed = with_key(PATH, before, "withdrawn", {"date": "2021-01-03", "reason": "ü"})
    for edited in (after, keyed):
        same = next(place for place, signs in enumerate(zip(before, edited, strict=False)) if signs[0] != signs[1])
        assert edited.endswith(before[same:]), "one thing is put in, and nothing else"
        assert edited.count("\n") == edited.count(newline)
    assert keyed.replace(f"withdrawn: {{date: 2021-01-03, reason: ü}}{newline}", "") == before
    corrections = yaml.safe_load(mended(after).split("---\n")[1])["corrections"]
    assert corrections[0 if first else -1]["note"] == "ü: x"


def test_a_byte_order_mark_below_the_first_line_shifts_nothing() -> None:
    before = "---\n\ufefftitle: T\ndate: 2021-01-01\nformer_urls: [a.html]\n---\n"
    after = with_item(PATH, before, "former_urls", "b.html")
    assert after == before.replace("a.html]", "a.html, b.html]")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("{title: T, date: 2021-01-01}  # c", "{title: T, date: 2021-01-01, former_urls: [a.html]}  # c"),
        (
            "{\n  title: T, # c\n  date: 2021-01-01\n}",
            "{\n  title: T, # c\n  date: 2021-01-01, former_urls: [a.html]\n}",
        ),
    ],
)
def test_a_header_in_braces_is_added_to(old: str, new: str) -> None:
    assert with_item(PATH, f"---\n{old}\n---\n", "former_urls", "a.html") == f"---\n{new}\n---\n"


# Files of records: written as a person would, and changed only where they must.

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
    assert record_text(UNODC) == UNODC_TEXT.removesuffix("\nFights crime.\n")


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
        ({"name": "New: Name"}, "name: Old Name  # as", 'name: "New: Name"  # as'),
        ({"acronym": "ON"}, "other_names:\n", 'acronym: "ON"\nother_names:\n'),
        ({"website": None}, "website: https://old.example.org\n", ""),
        ({"classification": "agency", "parent": "un"}, "website:", "classification: agency\nparent: un\nwebsite:"),
        ({"sources": [Source("https://x.org")]}, "0abcdef12}\n", "0abcdef12}\nsources:\n  - {url: https://x.org}\n"),
        (
            {"identifiers": (("ror", "0abcdef12"), ("wikidata", "Q1"))},
            "{ror: 0abcdef12}",
            "{ror: 0abcdef12, wikidata: Q1}",
        ),
        ({"other_names": ["One", Name("Two", "fr"), "Three", "Four"]}, "  - Three\n", "  - Three\n  - Four\n"),
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
            "---\nname: A\nother_names: [B]\nx: y\n---\n",
            {"other_names": ["B", Name("D", "fr")]},
            "---\nname: A\nother_names:\n  - B\n  - {name: D, language: fr}\nx: y\n---\n",
        ),
        ("---\nname: >\n  A\n  B\n\n# c\nparent: un\n---\n", {"name": "C"}, "---\nname: C\n\n# c\nparent: un\n---\n"),
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


@pytest.mark.parametrize(
    ("name", "id_"),
    [
        ("United Nations Office on Drugs and Crime", "united-nations-office-on-drugs-and-crime"),
        ("Marks & Spencer", "marks-and-spencer"),
        ("Юрий Федотов", "yury-fedotov"),
        ("Егор Андреевич Щербаков", "yegor-andreyevich-shcherbakov"),
        ("Володимир Зеленський", "volodymyr-zelenskyi"),
        ("Σωκράτης", "sokratis"),
        ("日本", "record"),
        ("index", "index-2"),
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
