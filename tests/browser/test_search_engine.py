"""``newsroom.search()`` in a real Chromium, over file:// and over http with a strict policy."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .search_site import KEYS, VISIBLE, ask, ids, newest, passes, values

if TYPE_CHECKING:
    from playwright.sync_api import Page

FIXTURES = Path(__file__).parents[1] / "fixtures"


def test_words_are_cut_as_in_python(page: Page) -> None:
    cases = json.loads((FIXTURES / "tokens.json").read_text(encoding="utf-8"))
    found = page.evaluate("async texts => (await newsroom.search(), texts.map(newsroom.searchWords))", [case["text"] for case in cases])
    assert dict(zip((case["why"] for case in cases), found, strict=True)) == {c["why"]: c["tokens"] for c in cases}


def test_nothing_is_loaded_before_a_search(page: Page, base: str, requests: list[str]) -> None:
    requests.clear()
    page.goto(f"{base}releases/2011/seed.html")
    assert not [url for url in requests if "_search/" in url or "/search-" in url]
    assert ids(ask(page, "exploitation")) == ["2011/seed"]
    assert ask(page, "exploitation")["results"][0]["url"] == "../../releases/2011/seed.html"
    assert [url for url in requests if "_search/" in url]


def test_a_result_says_what_section_6_promises(page: Page) -> None:
    answer = ask(page, "exploitation")
    assert answer["total"] == 1
    result = answer["results"][0]
    assert result["url"] == "releases/2011/seed.html"
    assert result["title"] == "Conference on trafficking opens in Vienna"
    assert result["date"] == "2011-06-21"
    assert "Labour exploitation is the subject." in result["excerpt"]


def test_the_title_weighs_more_than_a_word_in_passing(page: Page) -> None:
    assert ids(ask(page, "trafficking")) == ["2011/seed", "2010/passing"]


def test_all_words_are_required(page: Page) -> None:
    assert ids(ask(page, "trafficking vienna")) == ["2011/seed"]
    assert ask(page, "vienna xylograph")["total"] == 0


FOUND = {
    "traffick": ["2011/seed", "2010/passing"],  # the last word may be a beginning
    "exploitation traff": ["2011/seed"],
    "exploit trafficking": ["2011/seed"],  # and so may one that stands nowhere as it is
    "somavia": ["2011/seed"],
    "SOMAVÍA’s": ["2011/seed"],
    "конференция": ["2012/ru"],
    "еще": ["2012/ru"],
    "zeppelin": [],  # stands in a withdrawn release
    "qwzxqwzx": [],
    "vienna qwzxqwzx": [],
}


def test_what_is_found(page: Page) -> None:
    for query, expected in FOUND.items():
        answer = ask(page, query)
        assert ids(answer) == expected, query
        assert answer["total"] == len(expected), query


def test_a_word_before_the_last_is_no_prefix_where_it_stands_as_it_is(page: Page) -> None:
    # "report" stands in titles; "reports" nowhere, and "regular" must not be widened by "regul".
    assert ask(page, "report 7")["total"] >= 1
    assert ids(ask(page, "report 47")) == ["2013/regular-47"]


def test_the_excerpt_stands_where_the_words_are(page: Page) -> None:
    excerpt = ask(page, "coercion safeguards")["results"][0]["excerpt"]
    assert "safeguards against coercion" in excerpt
    assert excerpt.startswith("… ")
    assert len(excerpt) < 260


FILTERS: tuple[dict[str, list[str]], ...] = (
    {},
    {"year": ["2010"]},
    {"year": ["2010", "2012"], "organization": ["osce"]},
    {"organization": ["osce", "ilo"], "topic": ["labour"], "type": ["press-release"]},
    {"official": ["fedotov"], "language": ["en"]},
    {"language": ["ru"]},
    {"organization": ["nobody"]},
)


@pytest.mark.parametrize("query", ["", "ministers", "harbour"], ids=["all", "most", "some"])
def test_filters_and_counts_equal_truth(page: Page, query: str) -> None:
    matching = [found for found in VISIBLE if query in found.text]
    for filters in FILTERS:
        answer = ask(page, query, filters=filters, sort="date", limit=100)
        expected = [found for found in matching if passes(found, filters)]
        assert ids(answer) == newest(expected), filters
        assert answer["total"] == len(expected), filters
        for key in KEYS:
            others = [found for found in matching if passes(found, filters, but=key)]
            truth = Counter(value for found in others for value in values(found, key))
            counts = {facet["value"]: facet["count"] for facet in answer["facets"][key] if facet["count"]}
            assert counts == truth, (filters, key)


def test_facets_carry_names(page: Page) -> None:
    facets = ask(page)["facets"]
    officials = {facet["value"]: facet["name"] for facet in facets["official"]}
    assert officials == {"fedotov": "Yury Fedotov", "somavia": "Juan Somavía"}
    assert [facet["name"] for facet in facets["year"]] == ["2013", "2012", "2011", "2010", "2009"]
    assert {facet["name"] for facet in facets["type"]} == {"Press release", "Statement"}


def test_a_chosen_value_keeps_its_name_where_nothing_is_left(page: Page) -> None:
    facets = ask(page, "xylograph", filters={"official": ["fedotov"]})["facets"]
    assert facets["official"] == [{"value": "fedotov", "name": "Yury Fedotov", "count": 0}]


def test_dates_are_both_within(page: Page) -> None:
    for start, end in (("2010-06-05", ""), ("", "2010-06-05"), ("2010-06-05", "2011-03-01"), ("2030-01-01", "")):
        found = [e for e in VISIBLE if (start or "0") <= e.release.date.isoformat() <= (end or "9")]
        within: dict[str, Any] = {"from": start, "to": end, "limit": 100}
        answer = ask(page, **within)
        assert ids(answer) == newest(found)
        assert sum(facet["count"] for facet in answer["facets"]["year"]) == len(found)


def test_pages_of_an_answer_join(page: Page) -> None:
    whole = ids(ask(page, "ministers", limit=100))
    parts = [ids(ask(page, "ministers", offset=offset, limit=7)) for offset in range(0, len(whole), 7)]
    assert [id_ for part in parts for id_ in part] == whole
    assert len(set(whole)) == 48
