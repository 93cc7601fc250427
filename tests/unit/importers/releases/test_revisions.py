"""Several captures of one address are one release, with the texts that it had."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.importers.captures.pages import key_of, revisions
from sphinx_newsroom.importers.drafts import Given, Incoming, Place

URL = "https://www.example.org/news/1"
SIX = "Six were there when the conference on floods opened in Vienna on Monday."
SEVEN = SIX.replace("Six", "Seven")


def taken(year: int, body: str, url: str = URL, title: str = "Conference opens") -> Incoming:
    when = datetime(year, 6, 20, tzinfo=UTC)
    return Incoming(Place("a.warc.gz"), "page", body, Given(title, "h1"), url=url, captured=when)


def years(*found: Incoming) -> list[list[tuple[str, int, int]]]:
    made = revisions(found).values()
    return [[(seen.incoming.body[:5], seen.first.year, seen.last.year) for seen in texts] for texts in made]


def test_equal_texts_one_after_the_other_are_one() -> None:
    found = [taken(2011, SIX), taken(2012, f"{SIX} \n"), taken(2013, SEVEN), taken(2014, SIX)]
    assert years(*found) == [[("Six w", 2011, 2012), ("Seven", 2013, 2013), ("Six w", 2014, 2014)]]
    assert years(*found[::-1]) == years(*found), "by date, in whatever order they come"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_another_page_at_the_address_is_no_text_of_the_release(place: int) -> None:
    found = [taken(2011, SIX), taken(2013, SEVEN)]
    found.insert(place, taken(2010 + place, "Nothing here: page not found.", title="404"))
    ((*_, last),) = revisions(found).values()
    assert years(*found) == [[("Six w", 2011, 2011), ("Seven", 2013, 2013)]]
    assert [loss.words for loss in last.incoming.losses] == [f"{2010 + place}-06-20"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (URL, f"{URL}?fbclid=x&utm_campaign=y", True),
        ("https://example.org/%D0%B6", "https://example.org/ж", True),
        (URL, f"{URL}?print", False),
        ("https://[", "https://[", True),
    ],
)
def test_which_addresses_are_one(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) is same


YEARS, TEXTS, URLS = (st.sampled_from(values) for values in ((2011, 2012, 2013), (SIX, SEVEN), (URL, f"{URL}/2")))


@given(st.lists(st.tuples(YEARS, TEXTS, URLS)))
def test_no_text_is_lost_and_none_comes_twice(drawn: list[tuple[int, str, str]]) -> None:
    found = [replace(taken(year, body), url=url) for year, body, url in drawn]
    made = list(revisions(found).values())
    assert {seen.incoming.body for texts in made for seen in texts} == {one.body for one in found}
    for texts in made:
        bodies = [seen.incoming.body for seen in texts]
        assert all(first != second for first, second in itertools.pairwise(bodies))
        moments = [seen.first for seen in texts]
        assert moments == sorted(moments)
