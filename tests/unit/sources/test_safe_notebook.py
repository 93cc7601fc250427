"""What of an executed notebook is published: nothing that differs from one run, or one machine, to the next."""

from __future__ import annotations

import json

from sphinx_newsroom.sources.notebooks.safe_notebook import without_times


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


def test_a_notebook_that_names_no_language_is_as_it_was() -> None:
    text = json.dumps({"metadata": {}, "cells": [], "nbformat": 4, "nbformat_minor": 5})
    assert json.loads(without_times(text)) == json.loads(text)
