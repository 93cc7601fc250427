"""Readers of text look at each part of it a bounded number of times: twice the text, twice the steps.

Steps are lines of Python, counted and not timed.  What is slow within a pattern `bench/safety` tells, by times.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest

from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Membership, Mention, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.differences import differences
from sphinx_newsroom.sources import edits
from sphinx_newsroom.sources.header import parse_record
from sphinx_newsroom.text.naming import Names, find, to_link
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.words.tokens import Mark

RELEASE = Release(ReleaseId("2031/a"), "A", dt.date(2031, 1, 1), "releases/2031/a.md")
NAMES = Names(
    Registry(
        {"khc": Organization("khc", "Kelmark Harbour Company", "KHC")},
        {"jane-roe": Official("jane-roe", "Jane Roe", memberships=(Membership("Director", "khc"),))},
        {},
    )
)


def mentions(text: str) -> list[Mention]:
    return [
        Mention("jane-roe", "official", "Jane Roe", "name", "Director", *found.span())
        for found in re.finditer("Jane Roe", text)
    ]


def marks(text: str) -> list[Mark]:
    return [Mark(place, place + 9, "code") for place in range(0, len(text), 20)]


def names(count: int) -> list[str]:
    return [f"Name {number}" for number in range(count)]


def listed(count: int) -> str:
    items = "".join(f"  - {name}\n" for name in names(count))
    return f"---\ntitle: A\ndate: 2031-01-01\nother_names:\n{items}---\n"


READERS: dict[str, tuple[Callable[[str], Any], str]] = {
    "statements, a verb and a name": (lambda text: statements(text, (), mentions(text), "en"), "said Jane Roe, "),
    "naming, short names": (lambda text: find(NAMES, text, (), RELEASE), "Kelmark Harbour Company (KHC) "),
    "naming, marks": (lambda text: find(NAMES, text, marks(text), RELEASE), "Jane Roe "),
    "links": (lambda text: to_link(text, marks(text), mentions(text), "all"), "Jane Roe and "),
    "a list in a header": (
        lambda text: edits.with_values(listed(len(text) // 8), {"other_names": names(len(text) // 8)[::-1]}),
        "12345678",
    ),
    "a list of names": (
        lambda text: parse_record("organizations/a.md", listed(len(text) // 8)),
        "12345678",
    ),
    "differences of a paragraph and its lines": (
        lambda text: differences(" ".join(names(len(text) // 8)), "\n\n".join(names(len(text) // 8))),
        "12345678",
    ),
    "many bearers of a name": (
        lambda text: Names(Registry({}, {str(n): Official(str(n), "Jane Roe") for n in range(len(text) // 8)}, {})),
        "12345678",
    ),
}


def steps(work: Callable[[], object]) -> int:
    """How many lines of Python some work takes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize(("read", "fragment"), READERS.values(), ids=READERS)
def test_twice_the_text_takes_twice_the_steps(read: Callable[[str], Any], fragment: str) -> None:
    once, twice = (fragment * (size // len(fragment)) for size in (3_000, 6_000))
    read(once)  # what is made once, such as tables of words
    assert steps(lambda: read(twice)) < 2.5 * steps(lambda: read(once)) + 1000
