"""Whatever stands in an alert's query is read in time, and asks for something or for nothing; it never fails."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_newsroom.model.languages import months_by_name
from sphinx_newsroom.outputs.queries.built_index import Dates, first_day, is_date, last_day
from sphinx_newsroom.outputs.queries.finding import Query, parse
from sphinx_newsroom.outputs.search.tokens import tokens

DATES = Dates({tag: months_by_name(tag) for tag in ("en", "de", "ru", "fr", "ar", "ja")})
WORDS = ("OR", "NOT", "AND", "official:", "year:", "from:", "21 June 2011", "3/4/2011", "2011年6月", "co-op", "x*")
PIECES = st.sampled_from([*WORDS, "-", '"', "“", ",", ";", " "])
MIXED = st.lists(st.one_of(PIECES, st.text(max_size=4))).map(" ".join)
QUERIES = st.one_of(st.text(), MIXED, st.lists(PIECES).map("".join))


@given(QUERIES)
@example("from:")
@example("-")
@example('official:"')
@example("year:२०११")
def test_any_text_is_a_query(text: str) -> None:
    found = parse(text, DATES)
    assert all(found.groups), "no group is empty"
    for item in [*found.without, *(item for group in found.groups for item in group)]:
        assert item.token or item.tokens or item.kind == "field"
        if item.kind == "date" or item.key in ("date", "from", "to", "before", "after"):
            assert is_date(DATES.date_of(item.text))
    assert found.is_idle == (bool(text.strip()) and not found.groups and not found.without)


@given(st.lists(st.from_regex(r"[a-z]{1,9}", fullmatch=True), min_size=1, unique=True))
def test_plain_words_are_looked_for_each(words: list[str]) -> None:
    names = {"or", "and", "not"}
    found = parse(" ".join(words), Dates({}))
    assert [group[0].token for group in found.groups] == words or names & set(words)
    assert parse(f'"{" ".join(words)}"', Dates({})).groups[0][0].tokens in ((), tuple(tokens(" ".join(words))))


@given(st.dates())
def test_a_day_is_its_own_first_and_last(day: object) -> None:
    assert first_day(str(day)) == last_day(str(day))
    assert first_day(str(day)[:7]) <= first_day(str(day)) <= last_day(str(day)[:7]) <= last_day(str(day)[:4])


@pytest.mark.parametrize("piece", ['"', "official:", "-", "a,", "OR ", "1.", "2011-", "a-", "'s "])
def test_a_long_query_takes_no_time_with_its_square(piece: str) -> None:
    found = parse(piece * (100_000 // len(piece)), DATES)
    assert isinstance(found, Query)
