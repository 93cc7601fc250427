"""A release whose records are called otherwise is known as if it had been read anew."""

from __future__ import annotations

import datetime as dt

import pytest

from sphinx_newsroom.archive.compiler import otherwise_called
from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Method, Release

RELEASE = Release(ReleaseId("2011/opening"), "Opening", dt.date(2011, 6, 21), "releases/2011/opening.md")
TEXTS = (
    "It rained.\n\nYury Fedotov said: “Crime is a threat to us.” Fedotov said that it was late.",
    "Yury Fedotov, CEO of BTCS, said that crime pays nobody.",
    "“It is late”, said Yury Fedotov, Director of UNODC.",
)


def mentions(text: str, method: Method, role: str | None = "Director, UNODC") -> tuple[Mention, ...]:
    at = text.index("Yury Fedotov")
    return (Mention("fedotov", "official", "Yury Fedotov", method, role, at, at + 12),)


@pytest.mark.parametrize("text", TEXTS)
def test_another_name_of_a_record_leaves_what_was_said(text: str) -> None:
    whole = f"Opening\n\n{text}"
    before = Entry.of(RELEASE, whole, (), mentions(whole, "name"), text)
    now = Entry.of(RELEASE, whole, (), mentions(whole, "other-name"), text)
    assert otherwise_called(before, now.mentions, text) == now
    assert otherwise_called(now, before.mentions, text) == before
    assert (now.gist, now.voices) == (before.gist, before.voices)
    assert now.digest != before.digest


def test_whoever_is_meant_otherwise_is_read_anew() -> None:
    whole = f"Opening\n\n{TEXTS[0]}"
    before = Entry.of(RELEASE, whole, (), mentions(whole, "name"), TEXTS[0])
    assert otherwise_called(before, mentions(whole, "office"), TEXTS[0]) is None
    assert otherwise_called(before, mentions(whole, "name", role=None), TEXTS[0]) is None
    assert otherwise_called(before, (), TEXTS[0]) is None
