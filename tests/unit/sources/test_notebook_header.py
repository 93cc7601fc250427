"""The header of a notebook, and what is wrong in one, with its line."""

from __future__ import annotations

import json

import pytest
from tests.unit.sources.test_header import SETTINGS, only

from sphinx_newsroom.archive.source_file import judged
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.sources.header import (
    parse_release,
)
from sphinx_newsroom.sources.listing import SourceFile, SourceText

NOTEBOOK = {
    "cells": [
        {"cell_type": "code", "source": "# no title", "outputs": []},
        {"cell_type": "markdown", "source": ['about "newsroom": {"date": 1}\n', "\n", "# The *survey*"]},
    ],
    "metadata": {"kernelspec": {"name": "python3"}, "newsroom": {"date": "2026-01-02", "topics": ["a", "b"]}},
    "nbformat": 4,
}


def notebook(**header: object) -> str:
    metadata = {**NOTEBOOK["metadata"], "newsroom": {"date": "2026-01-02", **header}}  # type: ignore[dict-item]
    return json.dumps({**NOTEBOOK, "metadata": metadata}, indent=1, ensure_ascii=False)


def test_notebook() -> None:
    found = parse_release("releases/2026/survey.ipynb", notebook(topics=["a"], number=5, names={"C": False}), SETTINGS)
    assert found.problems == ()
    assert found.record is not None
    assert (found.record.id, found.record.title, found.record.topics) == ("2026/survey", "The survey", ("a",))
    assert (found.record.number, found.record.names) == ("5", (("C", None),))


@pytest.mark.parametrize(
    ("header", "code", "words"),
    [
        ({"titel": "T"}, Code.UNKNOWN_KEY, '"titel"'),
        ({"topics": "a"}, Code.WRONG_TYPE, '"topics"'),
        ({"summary": None}, Code.BAD_VALUE, '"summary"'),
        ({"title": {"a": 1}}, Code.WRONG_TYPE, '"title"'),
        ({"topics": ["a", "Ä b"]}, Code.BAD_VALUE, '"Ä b"'),
        ({"embargo": 5}, Code.BAD_DATE, '"embargo"'),
    ],
)
def test_notebook_problem_is_on_the_line_of_its_key(header: dict[str, object], code: Code, words: str) -> None:
    text = notebook(**header)
    problem = only(parse_release("releases/2026/survey.ipynb", text, SETTINGS).problems)
    line = next(number for number, line in enumerate(text.split("\n"), 1) if words in line)
    assert (problem.code, problem.line) == (code, line)


KEPT = '{"title": "T", "date": "2026-01-02",\n"draft": true}'
OPEN = '{"title": "T", "date": "2026-01-02"}'
CELL = '{"cell_type": "markdown", "source": "Text."}'
TWICE, MOVED = Code.DUPLICATE_KEY, Code.UNREADABLE_HEADER


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        (f'{{"cells": [C], "metadata": {{"newsroom": {KEPT},\n"newsroom": {OPEN}}}}}', TWICE, 3, '"newsroom" stands'),
        (f'{{"cells": [C], "metadata": {{"newsroom": {OPEN},\n"newsroom": {KEPT}}}}}', TWICE, 2, '"newsroom" stands'),
        (
            f'{{"cells": [C], "metadata": {{"newsroom": {KEPT}}},\n"metadata": {{"newsroom": {OPEN}}}}}',
            TWICE,
            3,
            '"meta',
        ),
        (f'{{"cells": [C], "metadata": {{"newsroom": {KEPT},\n"newsroo\\u006d": {OPEN}}}}}', TWICE, 3, '"newsroom"'),
        (f'{{"cells": [],\n"cells": [C], "metadata": {{"newsroom": {OPEN}}}}}', TWICE, 2, '"cells" stands'),
        (
            f'{{"cells": [{{"source": "",\n{CELL[1:]}], "metadata": {{"newsroom": {OPEN}}}}}',
            TWICE,
            2,
            '"source" stands',
        ),
        (
            f'{{"cells": [C], "metadata": {{"embargo": "2031-01-01T00:00:00Z", "newsroom": {OPEN}}}}}',
            MOVED,
            1,
            '"embargo"',
        ),
        (f'{{"cells": [C], "metadata": {{"newsroom": {OPEN}}}, "draft": true}}', MOVED, 1, '"draft" stands'),
        (f'{{"cells": [C], "newsroom": {KEPT}, "metadata": {{"newsroom": {OPEN}}}}}', MOVED, 1, '"draft" stands'),
        (
            '{"cells": [{"cell_type": "markdown", "source": ["---\\n",\n"embargo: 2031-01-01\\n", "---\\n"]}, C], '
            f'"metadata": {{"newsroom": {OPEN}}}}}',
            MOVED,
            2,
            "`embargo:` stands in a cell",
        ),
        (
            '{"cells": [C,\n{"cell_type": "markdown", "source": "draft: true"}], '
            f'"metadata": {{"newsroom": {OPEN}}}}}',
            MOVED,
            2,
            "`draft:` stands in a cell",
        ),
    ],
)
def test_what_may_be_meant_for_the_header_keeps_a_notebook_back(text: str, code: Code, line: int, words: str) -> None:
    source = text.replace("[C", f"[{CELL}").replace(" C]", f" {CELL}]")
    file = SourceFile("releases/2026/survey.ipynb", PageName("releases/2026/survey"), "release")
    read = judged(file, SourceText(source.encode(), source), SETTINGS, {})
    problem = only(tuple(one for one in read.later if one.code is code))
    assert problem.line == line
    assert words in problem.message


def test_a_notebook_of_one_header_has_nothing_wrong() -> None:
    text = json.dumps({**NOTEBOOK, "metadata": {"newsroom": {"date": "2026-01-02", "draft": True}}})
    file = SourceFile("releases/2026/survey.ipynb", PageName("releases/2026/survey"), "release")
    assert judged(file, SourceText(text.encode(), text), SETTINGS, {}).later == ()


def test_notebook_with_a_key_twice() -> None:
    text = '{"cells": [], "metadata": {"newsroom": {"title": "T",\n"date": "2026-01-02",\n"title": "U"}}}'
    problem = only(parse_release("releases/2026/survey.ipynb", text, SETTINGS).problems)
    assert (problem.code, problem.line) == (Code.DUPLICATE_KEY, 3)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("{", 1, "is not JSON"),
        ("[]", 1, "no notebook"),
        ('{"metadata": {}}', 1, "no notebook"),
        ('{"cells": []}', 1, "no header"),
        ('{"cells": [],\n"a": }', 2, "is not JSON"),
        ('{"cells": [], "metadata": {"newsroom": []}}', 1, "no header"),
        ('{"a":' + "[" * 100_000, 1, "nested too deeply"),
    ],
)
def test_unreadable_notebook(text: str, line: int, words: str) -> None:
    problem = only(parse_release("releases/2026/survey.ipynb", text, SETTINGS).problems)
    assert (problem.line, problem.code) == (line, Code.UNREADABLE_HEADER)
    assert words in problem.message


def test_a_notebook_problem_is_on_its_line_however_its_letters_are_written() -> None:
    # As programs write JSON that keep to ASCII: the topic is not there letter for letter.
    text = (
        '{"cells": [], "metadata": {"newsroom": {"title": "T", "date": "2026-01-02", "topics": [\n"a",\n"\\u0416 b"]}}}'
    )
    problem = only(parse_release("releases/2026/survey.ipynb", text, SETTINGS).problems)
    assert (problem.code, problem.line) == (Code.BAD_VALUE, 3)
