"""The examples in the docstrings of model and text hold."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import pytest

from sphinx_newsroom import model, text
from sphinx_newsroom.text.inflection import installed

MODULES = [
    module.name
    for package in (model, text)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]


@pytest.mark.skipif(not installed("uk") or not installed("ru"), reason="needs pymorphy3 and its two dictionaries")
@pytest.mark.parametrize("module", MODULES)
def test_examples_hold(module: str) -> None:
    assert doctest.testmod(importlib.import_module(module)).failed == 0


def test_there_are_examples() -> None:
    finder = doctest.DocTestFinder()
    found = [test for module in MODULES for test in finder.find(importlib.import_module(module)) if test.examples]
    assert len(found) > 10
