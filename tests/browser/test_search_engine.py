"""``newsroom.search()`` in a real Chromium, over http with a strict policy; over file:// in test_search_page."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from .conftest import opened
from .search_site import KEYS, VISIBLE, ask, ids, newest, passes, values

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

FIXTURES = Path(__file__).parents[1] / "fixtures"


@pytest.fixture(scope="module")
def base(site: Path) -> Iterator[str]:
    with opened(site, "http") as address:
        yield address


def test_words_are_cut_as_in_python(page: Page) -> None:
    cases = json.loads((FIXTURES / "tokens.json").read_text(encoding="utf-8"))
    page.evaluate("newsroom.search()")
    found = page.evaluate("texts => texts.map(newsroom.searchWords)", [case["text"] for case in cases])
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
    assert result["issuer"] == "OSCE, UNODC and Fund for Drug Abuse Control", "a joint release"
    assert "Labour exploitation is the subject." in result["excerpt"]


MARKDOWN = """---
title: "Opening"
---

# Opening

*Below*

A [**body** *named*](<https://example.org/a_(b).html>) said 5 \\* 3 and snake_case.[^1]

## Part \\[two\\]

> - first `code`
> 2. second ![a map](map.png)

| a | b |
| --- | --- |
| c | d |

## [About it](https://example.org/organizations/it.html)

It is old.
"""


def test_markdown_is_read_without_its_signs_and_what_stands_about_issuers(page: Page) -> None:
    page.evaluate("newsroom.search()")
    words = page.evaluate("text => newsroom.parts.plain(text).split(/\\s+/).filter(Boolean).join(' ')", MARKDOWN)
    assert words == "Below A body named said 5 * 3 and snake_case. Part [two] first code second a b c d"


def test_all_words_are_required_where_they_stand_together(page: Page) -> None:
    answer = ask(page, "trafficking vienna")
    assert ids(answer) == ["2011/seed"]
    assert answer["understood"]["near"] == 0, "the other lacks the rarer word"


def test_where_few_releases_have_all_words_those_that_lack_little_follow(page: Page) -> None:
    answer = ask(page, "vienna trafficking xylograph")
    assert ids(answer) == ["2011/seed"]
    assert answer["results"][0]["without"] == ["xylograph"]
    assert (answer["understood"]["near"], answer["understood"]["absent"]) == (1, [])
    answer = ask(page, "vienna trafficking conference labour")
    assert [result["without"] for result in answer["results"]] == [[]], "the others have less than half"
    # after those that have all, whatever the order
    newest, oldest = ["2011/seed", "2009/fund"], ["2009/fund", "2011/seed"]
    for order, near in (("relevance", oldest), ("date", newest), ("oldest", oldest)):
        answer = ask(page, "trafficking named", sort=order)
        assert (ids(answer), answer["understood"]["near"]) == (["2010/passing", *near], 2), order
    assert {one["id"]: one["without"] for one in answer["results"]} == {
        "2010/passing": [], "2009/fund": ["trafficking"], "2011/seed": ["named"]
    }  # fmt: skip
    # of three words the one release that lacks two comes last, however often it has the third
    lacking = [len(result["without"]) for result in ask(page, "regular harbour budget", limit=20)["results"]]
    assert lacking == [1] * (len(lacking) - 1) + [2]
    # a word that stands nowhere is named as such
    for query in ("vienna qwzxqwzx", "vienna qwzxqwzx zzyzxqj hgqzxvvk"):
        assert ids(ask(page, query)) == ["2011/seed"]
    assert ask(page, query)["understood"]["absent"] == ["qwzxqwzx", "zzyzxqj", "hgqzxvvk"]
    # and the facets count what is shown
    answer = ask(page, "vienna xylograph")
    assert sum(year["count"] for year in answer["facets"]["year"]) == answer["total"] == 2


def test_words_that_say_nothing_need_not_be_there(page: Page) -> None:
    answer = ask(page, "what about the exploitation from vienna")
    assert ids(answer) == ["2011/seed"]
    assert answer["understood"]["optional"] == ["what", "about", "the", "from"]
    assert ask(page, "the")["total"] > 40, "alone they are all there is to look for"
    assert ids(ask(page, "what did they say about exploitation and how much")) == ["2011/seed"]
    assert ids(ask(page, '"what" exploitation')) == ids(ask(page, "exploitation")), "no release holds it"
    assert ask(page, '"what" exploitation')["understood"]["near"] == 1


def test_a_known_word_is_never_replaced(page: Page) -> None:
    # "words" and "word" are alike, and "word" stands nowhere; "budget" stands beside no xylograph.
    for query in ("budget xylograph", "harbour coercion", "precursors vienna"):
        assert ask(page, query)["understood"]["corrected"] is None, query


STEMS = {
    "harbours": "harbour",
    "budgets": "budget",
    "safeguarding": "safeguard",
    "treaties": "treat",
    "remarked": "remark",
}


def test_a_word_in_another_form_finds_its_release(page: Page) -> None:
    for query, stem in STEMS.items():
        holding = [e.release.id for e in VISIBLE if stem in e.text.lower()]
        answer = ask(page, query, limit=100)
        assert sorted(ids(answer)) == sorted(holding)
        exact = [e.release.id for e in VISIBLE if re.search(rf"\b{query}\b", e.text.lower())]
        assert answer["understood"]["typed"] == len(exact)
        assert ids(answer)[: len(exact)] == exact, "as it was typed first"
        assert answer["understood"]["forms"][0]["word"] == query
        assert ask(page, f'"{query}"', limit=100)["total"] == len(exact), "a quotation is exact"


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
    "vienna qwzxqwzx": ["2011/seed"],  # in part
}


def test_what_is_found(page: Page) -> None:
    for query, expected in FOUND.items():
        answer = ask(page, query)
        assert ids(answer) == expected, query
        assert answer["total"] == len(expected), query


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
    matching = [found for found in VISIBLE if query in found.text.lower()]  # "harbours", too
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


def test_all_values_of_a_facet_may_be_asked_for(page: Page) -> None:
    chosen = ["osce", "unodc"]
    answer = ask(page, filters={"organization": chosen}, all=["organization"], limit=100)
    expected = [found for found in VISIBLE if set(chosen) <= values(found, "organization")]
    assert ids(answer) == newest(expected) != []
    counts = {facet["value"]: facet["count"] for facet in answer["facets"]["organization"]}
    assert counts == Counter(value for found in expected for value in values(found, "organization"))


def test_dates_are_both_within(page: Page) -> None:
    for start, end in (("2010-06-05", ""), ("", "2010-06-05"), ("2010-06-05", "2011-03-01"), ("2030-01-01", "")):
        found = [e for e in VISIBLE if (start or "0") <= e.release.date.isoformat() <= (end or "9")]
        within: dict[str, Any] = {"from": start, "to": end, "limit": 100}
        answer = ask(page, **within)
        assert ids(answer) == newest(found)
        assert sum(facet["count"] for facet in answer["facets"]["year"]) == len(found)


def test_what_would_be_passed_over_is_an_error(page: Page) -> None:
    for call, advice in (
        ("newsroom.search('', { filters: { organisation: ['osce'] } })", "write one of year, organization"),
        ("newsroom.search('', { all: ['year'] })", "write a list of some of organization"),
        ("newsroom.search('', { filter: {} })", "write one of filters, all, from, to"),
        ("newsroom.search('', { sort: 'newest' })", "write one of relevance, date, oldest"),
        ("newsroom.search('', { from: 'yesterday' })", 'write a date such as "2011-06-21"'),
        ("newsroom.search('', { to: '2011-13' })", 'write a date such as "2011-06-21"'),
        ("newsroom.search('', { limit: -1 })", "write a whole number"),
        ("newsroom.search('', { offset: '5' })", "write a whole number"),
        ("newsroom.search({ q: 'x' })", "write words"),
    ):
        said = page.evaluate(f"{call}.catch((error) => `${{error.name}}: ${{error.message}}`)")
        assert said.startswith("TypeError: newsroom.search(): ")
        assert advice in said


def test_what_is_left_out_has_a_default(page: Page) -> None:
    everything = newest(VISIBLE)
    for call in ("newsroom.search()", "newsroom.search(null, null)", "newsroom.search('', { filters: null })"):
        assert ids(page.evaluate(call)) == everything[:10]
    assert ids(page.evaluate("newsroom.search('', { limit: Infinity })")) == everything
    assert ids(page.evaluate("newsroom.search('', { limit: 0 })")) == []


def test_pages_of_an_answer_join(page: Page) -> None:
    whole = ids(ask(page, "ministers", limit=100))
    parts = [ids(ask(page, "ministers", offset=offset, limit=7)) for offset in range(0, len(whole), 7)]
    assert [id_ for part in parts for id_ in part] == whole
    assert len(set(whole)) == 48


# ---- the query language -------------------------------------------------------------------------

QUERIES = {
    '"chemical precursors"': ["2009/fund"],
    '"precursors chemical"': [],
    'treaty "chemical trade"': ["2009/fund"],  # anywhere in the query
    '"chemical trade" treaty': ["2009/fund"],
    "“chemical trade”": ["2009/fund"],
    '"chemical trade': ["2009/fund"],  # still being typed
    '"Okafor\'s remarks"': ["2009/fund"],
    '"okafor remarks"': [],  # exact: there is an s between them
    "okafor’s": ["2009/fund"],
    '"precursors ms okafor"': [],  # not over the border of the title
    '"traffick"': [],  # a quotation is no beginning
    "trafficking -vienna": ["2010/passing"],
    "trafficking -passing": ["2011/seed"],
    'trafficking -"labour exploitation"': ["2010/passing"],
    "trafficking - vienna": ["2011/seed"],  # a dash between words is none
    "chem*": ["2009/fund"],
    "trafficking official:somavia": ["2011/seed"],
    "official:SOMAVÍA": ["2011/seed"],
    "official:giammarinaro conference": ["2011/seed"],
    'official:"Maria Grazia Giammarinaro"': ["2011/seed"],
    "official: giamm": ["2011/seed"],  # the end may be missing
    'organization:"fonds antidrogue"': ["2009/fund"],  # by another name
    "organisation:unfdac": ["2009/fund"],
    "trafficking year:2010": ["2010/passing"],
    "trafficking year:2009-2010": ["2010/passing"],
    "trafficking -year:2010": ["2011/seed"],
    "trafficking -official:somavia": ["2010/passing"],
    "language:russian": ["2012/ru"],
    "language:ru": ["2012/ru"],
    "official:nobody": [],
    "trafficking organization:nobody": [],
    "note: trafficking": ["2011/seed", "2010/passing"],  # no field, so a word, which stands nowhere: in part
    "PR/2011/40": ["2011/seed", "2009/fund"],  # its number before a mention of it
    "pr/2011/40 vienna": ["2011/seed"],
    '"PR/2011/40"': ["2011/seed", "2009/fund"],
    '"vienna pr"': [],  # not over the border of title and number
    "co-operation": ["2012/plan"],  # the words stand together
    "3.5": ["2012/plan"],
    "5/3": ["2012/apart", "2012/plan"],  # as it is written nowhere, so its words
    "3.5 -co-operation": [],
    "operation -co-operation": ["2012/apart"],
    "cooperation": ["2012/plan"],
    "traf-ficking vienna": ["2011/seed"],
    "vienna,trafficking": ["2011/seed"],
    "国際会議": ["2012/ja"],
    "会議東京": ["2012/ja"],  # two words, which stand apart
    "会国人": ["2012/ja"],  # one of them stands nowhere: in part
    "人": [],
    "official:": [],  # nothing to look for yet
    "xylograph OR precursors": ["2012/markup", "2009/fund"],
    '"annual budget" OR xylograph': ["2012/markup", "2010/passing"],
    "trafficking vienna OR budget": ["2011/seed", "2010/passing"],
    "xylograph OR official:somavia": ["2012/markup", "2011/seed"],
    "OR xylograph": ["2012/markup"],
    "xylograph OR": ["2012/markup"],
    "xylograph AND markup": ["2012/markup"],
    "trafficking NOT vienna": ["2010/passing"],
    'trafficking NOT "annual budget"': ["2011/seed"],
    "trafficking from:2011": ["2011/seed"],
    "conference to: vienna": ["2011/seed"],  # no date, so a word
    "trafficking since:2010-02-02": ["2011/seed"],
    "trafficking to:2010": ["2010/passing"],
    "trafficking until:2010-02": ["2010/passing"],
    "trafficking before:2010-02-01": [],
    "trafficking before:2011": ["2010/passing"],
    "trafficking after:2010-02-01": ["2011/seed"],
    'trafficking after:"1 February 2010"': ["2011/seed"],
    "trafficking after: 1 February 2010": ["2011/seed"],
    "trafficking -before:2011": ["2011/seed"],
    "trafficking month:june": ["2011/seed"],
    "trafficking month:2": ["2010/passing"],
    "trafficking month:2010-02": ["2010/passing"],
    "trafficking date:2011-06-21": ["2011/seed"],
    "trafficking year:2009-10": ["2010/passing"],
    "trafficking year:2011-": ["2011/seed"],
    "21 June 2011": ["2011/seed"],
    "June 21, 2011": ["2011/seed"],
    "june 21st 2011": ["2011/seed"],
    "2011-06-21 vienna": ["2011/seed"],
    "21.6.2011": ["2011/seed"],
    "21/6/2011": ["2011/seed"],
    "21 июня 2011": ["2011/seed"],  # Russian is a language of the archive
    "2011年6月21日": ["2011/seed"],
    "trafficking June 2011": ["2011/seed"],
    "trafficking 2010-02": ["2010/passing"],
    "...": [],
    "😀": [],
    "-": [],
}


def test_the_query_language(page: Page) -> None:
    for query, expected in QUERIES.items():
        # which of two alternatives ranks first is no matter of the language
        order = sorted if " OR " in query else list
        results = ask(page, query)["results"]
        full = [result["id"] for result in results if not result["without"]]
        assert order(full or [result["id"] for result in results]) == order(expected), query


def test_phrases_of_frequent_words_equal_truth(page: Page) -> None:
    for phrase in (
        "discussed by ministers",
        "by ministers",
        "was discussed",
        "ministers the",
        "the harbour was discussed by",
        "harbour was discussed",
        "regular report 7",
        "closes the",
        "discussed discussed",
    ):
        holding = [e for e in VISIBLE if f" {phrase} " in f" {' '.join(re.findall('[a-z0-9]+', e.text.lower()))} "]
        assert ids(ask(page, f'"{phrase}"', sort="date", limit=100)) == newest(holding), phrase


MISTYPED = {
    "trafficknig": "trafficking",  # swapped
    "exploittation": "exploitation",  # one too many
    "explotation": "exploitation",  # one missing
    "vianna trafficking": "vienna trafficking",
    "vienna traficing": "vienna trafficking",  # two mistakes in a long word
    "Official:somavia explotation": "Official:somavia exploitation",
    "rtafficking -vienna": "trafficking -vienna",  # the first two letters
    "watr": "water",  # one missing, not one too many: war, in more releases
    "warr": "war",  # one doubled
    "cooperation": "co-operation",
    "traf-ficking": "trafficking",
    "vianna-traficking": "vienna trafficking",
}


def test_a_mistyped_word_is_answered_as_it_was_meant(page: Page) -> None:
    for query, meant in MISTYPED.items():
        answer = ask(page, query)
        assert answer["understood"]["corrected"] == meant, query
        assert ids(answer) == ids(ask(page, meant)) != [], query


def test_nothing_is_corrected_without_need_or_hope(page: Page) -> None:
    for query in ("trafficking", "ru 2012", "conf", '"trafficknig"', "2O11", "qwzxqwzx", "xylograph qwzxqwzx"):
        assert ask(page, query)["understood"]["corrected"] is None, query


def test_the_excerpt_of_a_long_text_comes_from_where_the_words_are(page: Page) -> None:
    result = ask(page, "zygote")["results"][0]
    assert result["id"] == "2012/long"
    assert "zygote" in result["excerpt"]
    assert "long text" in ask(page, "long")["results"][0]["excerpt"]


def test_a_phrase_is_marked_whole_and_its_words_alone_are_not(page: Page) -> None:
    marks = ask(page, '"chemical trade"')["results"][0]["marks"]["excerpt"]
    assert [text for text, marked in marks if marked] == ["chemical trade"]
