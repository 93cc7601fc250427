"""What counts as a change of a published text, and what does not."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from sphinx_newsroom.config import Settings
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.sources.header import parse_release

NOW = dt.datetime(2021, 9, 16, tzinfo=dt.UTC)
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


def both(source: str, path: str = "releases/2021/x.md", issuer: str | None = "") -> Digests:
    record = parse_release(path, source, Settings()).record
    assert record is not None
    return digests(record, source, record.issuer if issuer == "" else issuer)


def digest(source: str, path: str = "releases/2021/x.md") -> str:
    return both(source, path).first


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
    if "number" not in new:
        assert both(changed).second == both(TEXT).second


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
    if "issuer" not in old:
        assert both(TEXT.replace(old, new)).second != both(TEXT).second


@pytest.mark.parametrize("sign", ["%", "+++"])
def test_words_cannot_be_hidden_by_a_line_break(sign: str) -> None:
    """A line that begins so is no text to MyST: `12\\n% of adults` shows 12 alone."""
    flowing = TEXT.replace("The peak", f"For 12 {sign} of adults the peak")
    assert digest(flowing) != digest(flowing.replace(f"12 {sign}", f"12\n{sign}"))


def test_the_digests_are_the_same_for_ever() -> None:
    """The ledgers of archives hold them: if this fails, every archive's check fails."""
    assert both(TEXT).text("Vale Basin Commission") == (
        "b4a8842f97d5e7774c131cd049635de35641fa39ebc5efc7bfcb033b2ae00ffa"
    )
    assert digest(TEXT) == "760ac97c37e057d6e794b754aa8fccb31f0583b056faa5da7eafe37b6c003e2e"


def test_names_of_joint_issuers_count_in_their_order() -> None:
    found = both(TEXT)
    said = [found.text(*names) for names in (("A",), ("B",), ("A", "B"), ("B", "A"), ("A", "B", "C"), (), ("A and B",))]
    assert len(set(said)) == len(said)
    assert found.text() == found.text(None)


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


# -- the second form


STRUCTURE = """---
title: Peak at Aldrum
date: 2021-09-16
image: {src: map.png, alt: A map, caption: The river}
---

Before:

| Gauge | Metres |
|-------|--------|
| Aldrum | 6.24 |

- one
- two
  goes on

First line\\
second line of it.

Term
: what it means

1. number

> said the Commission

A loss of
\\- 5 metres.

    as it stands
    here
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("|\n| Aldrum", "| | Aldrum"),
        ("- one\n- two", "- one - two"),
        ("  goes on", "  - goes on"),
        ("line\\\nsecond", "line\nsecond"),
        ("Term\n: what", "Term : what"),
        ("1. number", "1 number"),
        ("> said", "said"),
        ("\\- 5", "- 5"),
        ("    as it stands", "as it stands"),
        ("stands\n    here", "stands here"),
        ("Before:", "# Before:"),
        ("date: 2021-09-16\n", "date: 2021-09-16\ndateline: Aldrum\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\ntype: statement\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nlanguage: fr\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nnumber: 2021/7\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nsubtitle: At night\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nattachments: [{src: a.pdf, title: The report}]\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nevent: {start: 2021-09-20}\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nboilerplate: About us.\n"),
        ("alt: A map", "alt: A chart"),
        ("caption: The river", "caption: The sea"),
    ],
)
def test_structure_and_what_the_page_prints_beside_the_text_count(old: str, new: str) -> None:
    assert old in STRUCTURE
    assert both(STRUCTURE.replace(old, new)).second != both(STRUCTURE).second


@pytest.mark.parametrize(
    "more", ["end: 2021-09-21", "name: A hearing", "place: A hall", "url: https://example.org/", "cancelled: true"]
)
def test_everything_that_a_header_says_of_an_event_counts(more: str) -> None:
    def second(event: str) -> str:
        header = f"date: 2021-09-16\nevent: {{{event}}}\n"
        return both(STRUCTURE.replace("date: 2021-09-16\n", header)).second

    assert second(f"start: 2021-09-20, {more}") != second("start: 2021-09-20")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("- two\n  goes on", "- two goes on"),
        ("second line of it.", "second line\nof it."),
        ("A loss of\n", "A loss\nof\n"),
        ("said the Commission", "said the\n> Commission".replace("\n> ", " ")),
        ("Before:", "Before:   "),
        ("map.png", "plan.png"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nattachments: [a.pdf]\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nboilerplate: [osce]\n"),
        ("date: 2021-09-16\n", "date: 2021-09-16\nboilerplate: false\n"),
    ],
)
def test_lines_may_be_wrapped_anew(old: str, new: str) -> None:
    assert old in STRUCTURE
    assert both(STRUCTURE.replace(old, new)).second == both(STRUCTURE).second


@pytest.mark.parametrize(
    "begin", ["[a link](x.html)", "*emphasis*", "**bold**", "`code`", "“quoted”", "(aside)", "2021", "—", "№ 5"]
)
def test_a_line_may_begin_with_whatever_goes_on_with_a_paragraph(begin: str) -> None:
    text = TEXT.replace("It came\nat night", f"It came\n{begin} at night")
    assert both(text).second == both(text.replace(f"came\n{begin}", f"came {begin}")).second


def test_a_text_of_the_first_form_stands_when_its_issuer_gets_another_id() -> None:
    event = Event("published", NOW, text=digest(TEXT), issuer="vbc")
    renamed = TEXT.replace("issuer: vbc", "issuer: vale-basin")
    assert not both(renamed).are_of(event)
    assert both(renamed, issuer="vbc").are_of(event)


def test_a_text_of_the_second_form_stands_whatever_its_issuers_id() -> None:
    event = Event(
        "published", NOW, form=2, text=both(TEXT).text("Vale Basin Commission"), issuer_name="Vale Basin Commission"
    )
    assert both(TEXT.replace("issuer: vbc", "issuer: vale-basin")).are_of(event)
    assert not both(TEXT.replace("6.24", "6.42")).are_of(event)


@pytest.mark.parametrize(
    ("outputs", "same"),
    [
        ([{"data": {"text/plain": "1", "text/html": "<b>1</b>"}}], True),
        ([{"data": {"text/plain": "1", "text/html": "<b>2</b>"}}], False),
        ([{"data": {"text/plain": "1", "text/html": "<b>1</b>", "application/json": {}}}], True),
        ([{"data": {"text/plain": "1", "text/html": "<b>1</b>", "image/svg+xml": "<svg/>"}}], False),
    ],
)
def test_every_output_that_can_be_shown_counts(outputs: list[object], same: bool) -> None:
    path = "releases/2021/x.ipynb"
    assert (both(notebook(outputs=outputs), path).second == both(notebook(), path).second) is same
