"""A file outside of releases/ that says that nobody may read it yet is told by its line."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from sphinx_newsroom.sources.listing import kept_back_by

NOW = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("header", "key"),
    [
        ("embargo: 2031-01-01T10:00:00+01:00", "embargo"),
        ("embargo: '2031-01-01T10:00'  # when they agree", "embargo"),
        ("Embargo: 2031-01-01", "embargo"),
        ('"draft": true', "draft"),
        ("draft: Yes", "draft"),
        ("embargo: 2025-12-31T23:59:59+00:00", None),
        ("embargo: null", None),
        ("draft: false", None),
        ("abstract: draft of 2031", None),
        ("  embargo: 2031-01-01T10:00:00Z", None),
    ],
)
def test_what_a_header_says(header: str, key: str | None) -> None:
    found = kept_back_by("docs/a.md", f"---\ntitle: A\n{header}\n---\n\nText.\n", NOW)
    assert found == (key and (3, key))


@pytest.mark.parametrize("text", ["", "# A\n\nembargo: 2031-01-01\n", "---\ndraft: true\n", "---\n---\ndraft: true\n"])
def test_what_is_no_header_says_nothing(text: str) -> None:
    assert kept_back_by("docs/a.md", text, NOW) is None


@pytest.mark.parametrize(
    ("header", "found"),
    [({"draft": True}, (1, "draft")), ({"embargo": "2031-01-01T10:00:00Z"}, (1, "embargo")), ({}, None), ([], None)],
)
def test_a_notebook_says_it_in_its_metadata(header: object, found: tuple[int, str] | None) -> None:
    book = {"cells": [], "metadata": {"newsroom": header}, "nbformat": 4, "nbformat_minor": 5}
    assert kept_back_by("docs/a.ipynb", json.dumps(book), NOW) == found
    assert kept_back_by("docs/a.ipynb", "no notebook", NOW) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"cells": [], "metadata": {"newsroom": {"draft": true}, "newsroom": {}}}', (1, "draft")),
        ('{"cells": [], "metadata": {"newsroom": {"draft": true}}, "metadata": {}}', (1, "draft")),
        ('{"cells": [], "metadata": {"draft": true, "newsroom": {}}}', (1, "draft")),
        ('{"cells": [], "newsroom": {"draft": true}, "metadata": {}}', (1, "draft")),
        ('{"cells": [{"cell_type": "raw",\n "source": "---\\ndraft: true\\n---"}]}', (2, "draft")),
        (
            '{"cells": [{"cell_type": "markdown", "source": ["---\\n",\n"embargo: 2031-01-01\\n", "---"]}]}',
            (2, "embargo"),
        ),
    ],
)
def test_a_notebook_says_it_wherever_somebody_may_have_written_it(text: str, found: tuple[int, str]) -> None:
    assert kept_back_by("docs/a.ipynb", text, NOW) == found
