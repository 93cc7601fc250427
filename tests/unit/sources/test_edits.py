"""Additions to headers: what is added is read back, and nothing else of the file changes."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.sources.edits import with_item, with_key
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.sheet import HeaderError

PATH = "releases/2021/x.md"
HEADS = {
    "none": "",
    "flow": "corrections: [{date: 2021-01-02, note: First}]\n",
    "block": "corrections:\n  - date: 2021-01-02\n    note: First\n",
    "block without indent": "corrections:\n- date: 2021-01-02\n  note: First\n",
    "folded": "corrections:\n  - date: 2021-01-02\n    note: >-\n      First\ntopics: [a]\n",
    "comment": "corrections:  # all of them\n  - {date: 2021-01-02, note: First}  # the first\n",
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


@pytest.mark.parametrize(
    "head",
    [
        "",
        "former_urls: [a.html]\n",
        "former_urls:\n  - a.html\n",
        "former_urls:\n- a.html # old\n- 'b.html'\ntopics: [x]\n",
    ],
)
def test_a_former_address_comes_last(head: str) -> None:
    after = with_item(PATH, source(head), "former_urls", "releases/2021/x.html")
    assert record(after).former_urls == (*record(source(head)).former_urls, "releases/2021/x.html")


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1).filter(str.strip))
def test_any_note_is_read_back(note: str) -> None:
    after = with_key(PATH, source(""), "withdrawn", {"date": "2021-01-03", "reason": note, "replaced_by": "2021/other"})
    parsed = parse_release(PATH, after, Settings()).record
    if parsed is not None:  # a note of nothing but what the format refuses is refused
        assert parsed.withdrawn is not None
        assert " ".join(parsed.withdrawn.reason.split()) == " ".join(note.split())


@pytest.mark.parametrize(
    "word", ["true", "No", "null", "1", "2021", "~", "- a", "a: b", "a #b", "'", '"', "{", "@x", "%"]
)
def test_words_that_yaml_takes_for_something_else_stay_words(word: str) -> None:
    after = with_item(PATH, source(""), "corrections", {"date": "2021-01-03", "note": word})
    assert record(after).corrections[0].note == word


@pytest.mark.parametrize("text", ["No header.\n", "---\nnever: closed\n", source("corrections: many\n")])
def test_what_cannot_be_added_to_is_refused(text: str) -> None:
    with pytest.raises(HeaderError):
        with_item(PATH, text, "corrections", {"date": "2021-01-03", "note": "N"})


def test_a_key_is_not_added_twice() -> None:
    with pytest.raises(HeaderError):
        with_key(PATH, source("withdrawn: {date: 2021-01-02, reason: R}\n"), "withdrawn", {})


def test_a_notebook_is_added_to_as_well() -> None:
    path = "releases/2021/x.ipynb"
    text = json.dumps({"metadata": {"newsroom": {"title": "T", "date": "2021-01-01"}}, "nbformat": 4, "cells": []})
    text = with_item(path, text, "corrections", {"date": "2021-01-03", "note": "N"}, first=True)
    text = with_item(path, text, "corrections", {"date": "2021-01-04", "note": "M"}, first=True)
    text = with_key(path, text, "withdrawn", {"date": "2021-01-05", "reason": "R"})
    assert [c.note for c in record(text, path).corrections] == ["M", "N"]
    assert record(text, path).withdrawn is not None
