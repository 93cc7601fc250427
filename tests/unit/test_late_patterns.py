"""Patterns that are compiled when they are first asked for."""

from __future__ import annotations

import copy
import re

import pytest

from sphinx_newsroom.memory import late_pattern


def test_it_does_what_the_pattern_does() -> None:
    pattern = late_pattern(r"(?P<word>[a-z]+)!", re.IGNORECASE)
    found = pattern.search("Say Hey!")
    assert found is not None
    assert found["word"] == "Hey"
    assert pattern.sub("X", "hey! ho!") == "X X"
    assert (pattern.pattern, pattern.groups) == (r"(?P<word>[a-z]+)!", 1)
    assert copy.deepcopy(pattern).findall("a! b!") == ["a", "b"]


def test_it_is_compiled_when_it_is_asked_for() -> None:
    """A mistake in it shows then, as it would without."""
    pattern = late_pattern("(")
    with pytest.raises(re.error):
        pattern.match("x")
