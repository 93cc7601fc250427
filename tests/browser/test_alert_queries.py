"""What alerts find, held against ``newsroom.search()`` in a real Chromium: the same index, the same queries."""

from __future__ import annotations

import itertools
import random
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.outputs.queries.built_index import BuiltIndex
from sphinx_newsroom.outputs.queries.finding import Finder

from .conftest import opened
from .search_site import ENTRIES, VISIBLE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TABLE = """
exploitation
trafficking vienna
Trafficking OR budget
trafficking -vienna
trafficking NOT vienna
-trafficking
harbours
harbour
harbo*
"harbours"
"labour exploitation"
“Labour exploitation”
"exploitation labour"
somavia
Somavía's
treaty's
what about the exploitation from vienna
the
the of
co-operation
co-operation plan
PR/2011/40
3.5
3,5
5 and 3
国際会議
東京
国際
会議が
органiзацiя
конференция
конференции
OSCE
organization:osce
organization:osce organization:unodc
org:osce,unodc
organization:"drugs and crime"
organization:"Fonds antidrogue"
organization:unfdac
official:giammarinaro
Official: Somavía
official:maria
official:nobody
topic:labour -topic:trade
topic:labour OR topic:trade
type:statement
type:press
language:russian
language:ru
language:日本語
language:japanese
year:2011
year:2009-11
year:2010..
year:abc
year:"2010 - 2011"
month:march
month:3
month:2012-06
month:foo
date:2011-06-21
date:21/06/2011
date:03/04/2011
from:2011-06 to:2012
since:2012 until:2012-06-10
before:2011
after:"21 June 2011"
after:nonsense
to:9999
from:0000
21 June 2011
June 21, 2011
21. Juni 2011
21.6.2011
June 2012
2012-06
2012-06-31
2012年6月
ministers discussed
ministers discusssed
zeppelin
qwzxqwzx vienna
vienna qwzxqwzx OR budget
budget OR
OR budget
AND budget
-
"
"budget
foo:bar
(budget OR treaty)
<script> markup
Brown & Co
one operation
oneoperation
cooperation
remarks trade
remarks of okafor
OKAFOR remarks
IT
"words and crime" OR organization:ilo
second paragraph closes type:statement year:2010 -topic:labour
regular-12
regular*
r*
reg-ular*
-"second paragraph" -year:2012
""".strip().splitlines()

WORDS = (
    "harbour harbours Harbours railway railways vaccine vaccines forest census ministers minister discussed discuss "
    "trafficking vienna Vienna exploitation labour budget adopted co-operation operation 3.5 million treaty control "
    'the of was PR/2011/40 "second paragraph" "was discussed" "of chemical" organization:osce organization:unodc '
    "org:ilo official:fedotov topic:labour topic:trade type:statement language:en year:2010 year:2009-2011 "
    'month:march from:2010-06 to:2011 before:2012 after:2010 rail* reg* "regular report" 7 12 report'
)


def _generated() -> list[str]:
    drawn = random.Random(19)
    words = [word for part in WORDS.split('"')[::2] for word in part.split()]
    phrases = [f'"{part}"' for part in WORDS.split('"')[1::2]]
    found = []
    for _ in range(400):
        chosen = drawn.choices([*words, *phrases], k=drawn.randint(1, 4))
        joins = drawn.choices([" ", " ", " ", " OR ", " -", " NOT "], k=len(chosen))
        found.append("".join(itertools.chain.from_iterable(zip(["", *joins[1:]], chosen, strict=True))))
    return found


# All that holds everything is what an alert waits for: no other words put in, none left away.
ASK = """async (queries) => {
  const { parse, evaluate, openArchive } = newsroom.parts;
  const archive = await openArchive();
  const found = [];
  for (const query of queries) {
    const { partial, changes } = await evaluate(archive, parse(query));
    const isStrict = !partial && changes.every(({ whole }) => whole);
    const { results } = await newsroom.search(query, { limit: Infinity });
    found.push(isStrict ? results.map(({ id }) => id).sort() : []);
  }
  return found;
}"""


@pytest.fixture(scope="module")
def index(site: Path) -> BuiltIndex:
    return BuiltIndex(lambda key: (site / f"_search/{key}.js").read_bytes())


def test_an_alert_finds_what_the_search_page_finds(browser: Browser, site: Path, index: BuiltIndex) -> None:
    queries = [*TABLE, *_generated()]
    with opened(site, "file") as address:
        page = browser.new_page()
        page.goto(f"{address}search.html")
        there = page.evaluate("newsroom.search().then(() => null)") or page.evaluate(ASK, queries)
        page.close()
    finder = Finder(index, "en")
    here = [sorted(map(index.id_of, finder.find(query))) for query in queries]
    differing = {
        query: (sorted(set(js) - set(py)), sorted(set(py) - set(js)))
        for query, js, py in zip(queries, there, here, strict=True)
        if js != py
    }
    assert differing == {}, "only in the browser, only here"
    assert sum(map(bool, here)) > 250, "most of them find something, else nothing is compared"


def test_looking_within_some_releases_finds_those_of_all_that_are_among_them(index: BuiltIndex) -> None:
    whole = Finder(index, "en")
    some = frozenset(range(0, index.total, 7))
    part = Finder(index, "en", some)
    for query in [*TABLE, *_generated()[:100]]:
        assert part.find(query) == whole.find(query) & some, query


def test_the_index_of_a_site_has_its_releases(index: BuiltIndex) -> None:
    assert sorted(map(index.id_of, range(index.total))) == sorted(one.release.id for one in VISIBLE)
    assert len(VISIBLE) < len(ENTRIES)
