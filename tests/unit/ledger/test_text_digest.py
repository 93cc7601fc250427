"""What counts as a change of a published text, and what does not."""

from __future__ import annotations

import json

import pytest

from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.text_digest import text_digest
from sphinx_newsroom.sources.header import parse_release

TEXT = """---
title: Peak at Aldrum
date: 2021-09-16
issuer: vbc
topics: [floods]
---

The peak was 6.24 metres. It came
at night, after [rain](https://example.org/rain).

```text
a  b
c
```

Café closed.
"""


def digest(source: str, path: str = "releases/2021/x.md") -> str:
    record = parse_release(path, source, Settings()).record
    assert record is not None
    return text_digest(record, source)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("It came\nat night", "It came at night"),
        ("topics: [floods]\n", "topics: [floods, rivers]\nsummary: Short.\nnumber: 4\n"),
        ("topics: [floods]\n", "corrections: [{date: 2021-09-17, note: N}]\nformer_urls: [a.html]\n"),
        ("issuer: vbc\n", "issuer: 'vbc'\n"),
        ("\n", "\r\n"),
        ("Café", "Cafe\u0301"),
        ("metres. It", "metres.   It"),
        ("Café closed.\n", "Café closed.   \n\n\n"),
        ("---\n\nThe", "---\nThe"),
        ("---\n\nThe", "---\n\n# Peak at Aldrum\n\nThe"),
        ("title: Peak at Aldrum\n", "title: >-\n  Peak at\n  Aldrum\n"),
    ],
)
def test_layout_and_the_rest_of_the_header_do_not_count(old: str, new: str) -> None:
    assert old in TEXT
    changed = TEXT.replace(old, new)
    if "\r" in new:
        changed = changed.replace("\r\n", "\n")  # as the archive reads it
    assert digest(changed) == digest(TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("6.24", "6.42"),
        ("metres.", "metres"),
        ("Peak at", "Peak in"),
        ("2021-09-16", "2021-09-17"),
        ("2021-09-16", "2021-09-16T10:00:00+02:00"),
        ("issuer: vbc", "issuer: ewa"),
        ("issuer: vbc\n", ""),
        ("rain)", "snow)"),
        ("a  b", "a b"),
        ("Café", "**Café**"),
        ("Café", "CAFÉ"),
        ("after", "after\n\n"),
        ("Café closed.\n", ""),
        ("Café closed.\n", "Café closed.\n\nMore.\n"),
        ("6.24", "6.24\u200b"),
    ],
)
def test_title_text_date_and_issuer_count(old: str, new: str) -> None:
    assert old in TEXT
    assert digest(TEXT.replace(old, new)) != digest(TEXT)


@pytest.mark.parametrize("sign", ["%", "+++"])
def test_words_cannot_be_hidden_by_a_line_break(sign: str) -> None:
    """A line that begins so is no text to MyST: `12\\n% of adults` shows 12 alone."""
    flowing = TEXT.replace("The peak", f"For 12 {sign} of adults the peak")
    assert digest(flowing) != digest(flowing.replace(f"12 {sign}", f"12\n{sign}"))


def test_the_digest_is_the_same_for_ever() -> None:
    """The ledgers of archives hold it: if this fails, every archive's check fails."""
    assert digest(TEXT) == "760ac97c37e057d6e794b754aa8fccb31f0583b056faa5da7eafe37b6c003e2e"


def notebook(**changes: object) -> str:
    cell = {
        "cell_type": "code",
        "id": "a",
        "metadata": {},
        "execution_count": 1,
        "source": ["x = 1\n", "x"],
        "outputs": [
            {
                "output_type": "execute_result",
                "execution_count": 1,
                "metadata": {},
                "data": {"text/plain": ["1"], "text/html": ["<b>1</b>"]},
            }
        ],
    }
    cell.update(changes)
    return json.dumps(
        {
            "metadata": {"newsroom": {"title": "T", "date": "2021-01-01"}},
            "nbformat": 4,
            "nbformat_minor": 5,
            "cells": [cell],
        }
    )


@pytest.mark.parametrize(
    ("changes", "same"),
    [
        ({"execution_count": 7}, True),
        ({"metadata": {"tags": ["a"]}}, True),
        ({"id": "b"}, True),
        ({"source": "x = 1\nx"}, True),
        ({"source": "x = 2\nx"}, False),
        ({"outputs": []}, False),
        ({"cell_type": "markdown"}, False),
        ({"outputs": [{"data": {"text/plain": "1", "text/html": "<b>2</b>"}}]}, True),
        ({"outputs": [{"data": {"text/plain": "2"}}]}, False),
        ({"outputs": [{"output_type": "stream", "text": ["1"]}]}, False),
    ],
)
def test_of_a_notebook_what_readers_see_counts(changes: dict[str, object], same: bool) -> None:
    path = "releases/2021/x.ipynb"
    assert (digest(notebook(**changes), path) == digest(notebook(), path)) is same
