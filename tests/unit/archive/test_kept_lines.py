"""A ledger of which some lines are known is the one that all of its lines make."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.archive import store
from sphinx_newsroom.archive.store import KeptLines
from sphinx_newsroom.ledger.events import Event, Ledger, read
from sphinx_newsroom.model.addresses import ReleaseId

PART = 10
AT = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


def event(number: int) -> Event:
    id_ = ReleaseId(f"2026/e-{number}")
    return Event("published", AT, id_, revision=1, text=f"{number:064x}", title="É", date="2026-01-01", language="en")


@cache
def ledger(lines: int) -> bytes:
    return Ledger().with_events([event(number) for number in range(lines)]).text().encode()


@pytest.fixture(autouse=True, scope="module")
def small_parts() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "_LINES", PART)
        yield


def database() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    made.execute(store.LINES)
    return made


def kept(data: bytes, there: sqlite3.Connection) -> KeptLines:
    """What stands in a database once a build has read a ledger."""
    lines = KeptLines()
    lines.load(there)
    found = read(data, known=lines.of(data))
    if lines.wants(found.events):
        lines.keep(there, found.events)
    again = KeptLines()
    again.load(there)
    return again


@given(lengths=st.lists(st.integers(0, 45), min_size=1, max_size=4), last=st.integers(0, 45))
def test_a_ledger_of_any_length_is_read_the_same(lengths: list[int], last: int) -> None:
    there = database()
    for length in lengths:
        lines = kept(ledger(length), there)
        assert len(lines.of(ledger(length))) == length // PART * PART
    known = lines.of(ledger(last))
    assert read(ledger(last), known=known) == read(ledger(last))


@given(at=st.integers(0, 30 * 200), byte=st.sampled_from([b"x", b"\n", b"\xff", b"<<<<<<< ours\n", b""]))
def test_a_line_that_was_changed_is_seen(at: int, byte: bytes) -> None:
    whole = ledger(35)
    at = min(at, len(whole))
    changed = whole[:at] + byte + whole[at + 1 :]
    lines = kept(whole, database())
    assert read(changed, known=lines.of(changed)) == read(changed)
