"""What of an executed notebook is published: nothing that differs from one run, or one machine, to the next."""

from __future__ import annotations

import json

import pytest
from tests.build.test_to_come import WAYS, name_of
from tests.build.test_to_come import text as pointing

from sphinx_newsroom.sources.notebook import without_links_to, without_times


def executed(version: str, moment: str) -> str:
    cell = {
        "cell_type": "code",
        "source": "1",
        "outputs": [],
        "metadata": {"execution": {"iopub.execute_input": moment}, "tags": ["kept"]},
    }
    language = {"name": "python", "version": version, "file_extension": ".py"}
    return json.dumps({"metadata": {"language_info": language}, "cells": [cell], "nbformat": 4, "nbformat_minor": 5})


def test_two_pythons_on_two_days_give_the_same_bytes() -> None:
    one, other = executed("3.11.7", "2026-01-01T00:00:00Z"), executed("3.13.1", "2026-02-02T00:00:00Z")
    assert without_times(one) == without_times(other)
    notebook = json.loads(without_times(one))
    assert notebook["metadata"]["language_info"] == {"name": "python", "file_extension": ".py"}
    assert notebook["cells"][0]["metadata"] == {"tags": ["kept"]}


def test_who_ran_a_notebook_is_nobody_s_to_read() -> None:
    cell = {"executionInfo": {"user": {"displayName": "CANARY", "userId": "1"}}, "papermill": {"start_time": "CANARY"}}
    of_all = {"papermill": {"input_path": "/home/CANARY/book.ipynb"}, "colab": {"name": "CANARY"}, "title": "Book"}
    after = without_times(book("# Book", **of_all))
    assert json.loads(after)["metadata"] == {"title": "Book"}
    assert "CANARY" not in after
    assert "CANARY" not in without_times(book("# Book", **cell))


def test_a_notebook_that_names_no_language_is_as_it_was() -> None:
    text = json.dumps({"metadata": {}, "cells": [], "nbformat": 4, "nbformat_minor": 5})
    assert json.loads(without_times(text)) == json.loads(text)


def book(*sources: str, **metadata: object) -> str:
    cells = [{"cell_type": "markdown", "metadata": metadata, "source": source.splitlines(True)} for source in sources]
    return json.dumps({"metadata": metadata, "cells": cells, "nbformat": 4, "nbformat_minor": 5})


@pytest.mark.parametrize("way", range(len(WAYS)))
def test_the_copy_of_a_notebook_names_no_release_to_come(way: int) -> None:
    name = name_of(way)
    before = book(f"Before, {pointing(way, '../releases/2031')} after", related=[f"2031/{name}"], tags=["kept"])
    after = without_links_to(before, [f"releases/2031/{name}"])
    assert name not in after
    notebook = json.loads(after)
    assert notebook["metadata"] == {"related": [], "tags": ["kept"]}
    assert notebook["cells"][0]["source"].startswith("Before, ")
    assert without_links_to(before, ["releases/2031/other"]) == before
    assert without_links_to(before, []) == before


def test_a_word_that_is_a_release_s_name_too_stays_in_sentences() -> None:
    after = json.loads(
        without_links_to(book("The budget: [it](../2031/budget.md), `2031/budget`."), ["releases/2031/budget"])
    )
    assert after["cells"][0]["source"] == "The budget: [it](#), `#`."


def test_it_takes_no_time_with_the_square_of_its_length() -> None:
    for part in ("[a](secret-1 ", "`secret-1 ", "secret-1", "]: secret-1", "<a", "](x"):
        without_links_to(book(part * 100_000 + " secret-1"), ["releases/2031/secret-1"])
