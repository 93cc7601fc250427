"""The rules for servers: what a server that takes them answers, and that nothing else can come in by an address."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import quote

import html5lib
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tests.helpers.outputs import files_of
from tests.helpers.servers import RULES, SERVERS, serving
from tests.unit.outputs.test_data_bulk import SETTINGS, files, index_of

from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId, canonical, parts, release_page, superseded_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.outputs.data import server_rules

PRESS = replace(SETTINGS, baseurl="https://www.example.org/press/")


def release(number: int, *urls: str) -> Release:
    return Release(
        ReleaseId(f"2011/r{number}"),
        f"Release {number} & <more>",
        dt.date(2011, 6, 21),
        f"releases/2011/r{number}.md",
        former_urls=tuple(map(canonical, urls)),
    )


def rules_of(urls: Iterable[str], where: Settings = SETTINGS) -> dict[str, bytes]:
    made = files(index_of(*(release(number, url) for number, url in enumerate(urls))), where)
    return {name: data for name, data in made.items() if "redirects" in name}


URLS = (
    "?p=1164",
    "?p=1165",
    "?page_id=7&lang=fr",
    "details.cfm?id=3",
    "details.cfm?id=3&lang=en",
    "details.cfm?id=33",
    "details.cfm",
    "index.php?lang=en&id=12",
    "index.php?tx_news_pi1[news]=5&cHash=ab",
    "news/1?print",
    "news/1",
    "news/A%20B.aspx?q=a+b%26c=d",
    "search?q=caf%E9$1%25{x}",
    "x.html?a='1';`ls`&b=(2|3)*[4]^\\.".replace("\\", "%5C"),
    "пресса/1?id=ж",
    "a.b?c.d=e.f",
    "old/${x}{y}?z=%22",
    "index.html?id=9",
    "?p=default",
    "?p=-",
    "?q=default&p=1",
)
ASKED = [
    ("/?p=1164", 0),
    ("/?p=1165&utm_source=mail", 1),
    ("/?lang=fr&page_id=7", 2),
    ("/details.cfm?id=3", 3),
    ("/details.cfm/?id=3", 3),
    ("/details.cfm?lang=en&x=y&id=3", 4),
    ("/details.cfm?id=33", 5),
    ("/details.cfm", 6),
    ("/details.cfm?id=333", 6),
    ("/index.php?id=12&lang=en", 7),
    ("/index.php?cHash=ab&tx_news_pi1%5Bnews%5D=5", 8),
    ("/index.php?cHash=ab&tx_news_pi1[news]=5", 8),
    ("/index.php?cHash=ab&tx_news_pi1%5bnews%5d=5", 8),
    ("/news/1?print", 9),
    ("/news/1?print=", 9),
    ("/news/1", 10),
    ("/news/1?printed", 10),
    ("/news/A%20B.aspx?q=a+b%26c=d", 11),
    ("/news/A%20B.aspx?q=a%20b%26c%3Dd", 11),
    ("/search?q=caf%e9$1%25{x}".replace("{", "%7B").replace("}", "%7d"), 12),
    ("/x.html?b=(2%7C3)*%5B4%5D%5E%5C.&a='1';%60ls%60", 13),
    ("/%D0%BF%D1%80%D0%B5%D1%81%D1%81%D0%B0/1?id=%d0%b6", 14),
    ("/a.b?c.d=e.f", 15),
    ("/old/$%7Bx%7D%7By%7D?z=%22", 16),
    ("/index.html?id=9", 17),
    ("/?p=default", 18),
    ("/?p=-", 19),
    ("/?p=1&q=default", 20),
    ("/?p=x", None),
    ("/", None),
    ("/?p=116", None),
    ("/?xp=1164", None),
    ("/?page_id=7", None),
    ("/index.php?id=12", None),
    ("/index.php?id=12&lang=en2", None),
    ("/a.b?cxd=exf", None),
    ("/old/x?z=%22", None),
]


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_leads_each_former_address_to_its_release(server: str) -> None:
    with serving(server, rules_of(URLS)[RULES[server]]) as ask:
        for target, number in ASKED:
            status, location = ask(target)
            if number is None:
                assert status in (200, 404), (target, location)
            else:
                if not parts(canonical(URLS[number])).query:  # what Apache's mod_alias adds is no matter
                    location = location.partition("?")[0]
                assert (status, location) == (301, f"/releases/2011/r{number}.html"), target


@pytest.mark.parametrize("server", SERVERS)
def test_an_archive_in_a_folder(server: str) -> None:
    with serving(server, rules_of(("?p=1", "a.php?id=1"), PRESS)[RULES[server]]) as ask:
        if server != "htaccess":  # that would stand in the folder itself
            assert ask("/press/?p=1") == (301, "/press/releases/2011/r0.html")
        assert ask("/press/a.php?id=1") == (301, "/press/releases/2011/r1.html")
        assert ask("/a.php?id=1")[0] == 404


@pytest.mark.parametrize("server", SERVERS)
def test_a_server_answers_410_with_the_notice_of_what_was_erased(server: str) -> None:
    pages = [release_page(ReleaseId("2011/gone")), superseded_page(ReleaseId("2012/kept"), 1)]
    rules = {
        name: data for each in server_rules.outputs((), Settings(), (), pages) for name, data in files_of(each).items()
    }
    with serving(server, rules[RULES[server]], [f"{page}.html" for page in pages]) as ask:
        assert [ask(f"/{page}.html") for page in pages] == [(410, "A notice.")] * 2
        assert ask("/releases/2012/kept.html")[0] == 404
        assert ask("/")[0] == 200


SIGNS = "a1Z.%?&=+-_~/:;,@!$'()*[]{}|^` éж\\\"<>#\n\r"
PARAMETER = st.tuples(st.text(SIGNS, min_size=1, max_size=6), st.text(SIGNS, max_size=8))
Drawn = tuple[str, list[tuple[str, str]]]
ADDRESS = st.tuples(st.text("ab1$'(){}*;.,~@!=ж ", max_size=6), st.lists(PARAMETER, max_size=3))

WITHOUT_SHRINKING = (Phase.explicit, Phase.generate)
"""A server a try: what fails is told as it is."""


def addresses(drawn: list[Drawn]) -> list[str]:
    found: dict[str, None] = {}
    for number, (path, query) in enumerate(drawn):
        pairs = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)
        # Each at a place of its own: what two claim is another test.
        value = f"n{number}/x{quote(path)}" + (f"?{pairs}" if pairs else "")
        try:
            found[canonical(value)] = None
        except ValueError:
            continue
    return list(found)


@pytest.mark.parametrize("server", SERVERS)
@settings(max_examples=6, deadline=None, phases=WITHOUT_SHRINKING)
@given(drawn=st.lists(ADDRESS, min_size=12, max_size=20))
def test_whatever_an_address_holds_its_server_answers(server: str, drawn: list[Drawn]) -> None:
    urls = addresses(drawn)
    with serving(server, rules_of(urls)[RULES[server]]) as ask:
        for number, url in enumerate(urls):
            path, query = parts(url)
            for pairs in (query, query[::-1]):
                sent = "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in pairs)
                target = f"/{quote(path)}" + (f"?{sent}&ref=x" if sent else "")
                assert ask(target) == (301, f"/releases/2011/r{number}.html"), (url, target)
        assert ask("/nothing")[0] == 404


# What each line may be, whatever an address holds: a value cannot end a text or a line, nor begin a directive.
_TEXT, _TARGET = r'"[^"\n\r]*"', r"/[A-Za-z0-9/._~%-]*"
_SIGNS = r"[A-Za-z0-9%\[\](|:?)=\\.~_-]+"
GRAMMAR = {
    "redirects.nginx": [
        rf"location = {_TEXT} {{( return 301 {_TARGET}; }})?",
        rf'    if \(\$args ~ "\^(\(\?=\(\?:\.\*&\)\?{_SIGNS}\(\?:&\|\$\)\))+"\) {{ return 301 {_TARGET}; }}',
        rf"    return 301 {_TARGET};",
        r"}",
    ],
    "redirects.apache": [
        r"<IfModule mod_rewrite\.c>|RewriteEngine On|</IfModule>",
        rf'RewriteCond "%{{REQUEST_URI}}" {_TEXT}',
        rf'RewriteCond "%{{QUERY_STRING}}" "\(\?:\^\|&\){_SIGNS}\(\?:&\|\$\)"',
        r'RewriteCond "%\{QUERY_STRING\}" "\^\$"|RewriteRule "\^" "-" \[S=\d+\]',
        r'RewriteRule "\^" "/[A-Za-z0-9/._~%\\-]*" \[R=301,L,NE,QSD\]',
        rf'RedirectMatch 301 {_TEXT} "{_TARGET}"',
    ],
    "_redirects": [rf"/[^\s]*( [A-Za-z0-9%._~-]+=[A-Za-z0-9%._~-]*)* {_TARGET} 301!?"],
    "redirects.caddy": [
        r"@former\d+ {|}",
        r"    path(_regexp)? \^?/[^\s{}`\"]*\$?",
        rf'    expression `({{http\.request\.uri\.query}}\.matches\(r"\(\?:\^\|&\){_SIGNS}\(\?:&\|\$\)"\)( && )?)+`',
        r"map {http\.request\.uri\.query\.[A-Za-z0-9_-]+} {former\d+} {",
        rf"    [A-Za-z0-9_-]+ {_TARGET}|    default -",
        r'    expression `{former\d+} != "-"`|redir @former\d+ {former\d+} 301',
        rf"redir (@former\d+|/[^\s{{}}`\"]*) {_TARGET} 301",
    ],
}


@given(st.lists(ADDRESS, min_size=1, max_size=6))
def test_no_address_brings_a_rule_of_its_own(drawn: list[Drawn]) -> None:
    constant = {name: data.decode().splitlines() for name, data in rules_of(()).items()}
    for name, data in rules_of(addresses(drawn)).items():
        for line in data.decode().split("\n"):
            known = line in constant[name] or any(re.fullmatch(each, line) for each in GRAMMAR[name])
            assert known or not line, (name, line)


def test_no_word_is_longer_than_nginx_reads() -> None:
    """It refuses its whole configuration for one of 4,096 bytes."""
    value = "x?" + "&".join(f"{number:02}=*%2A(" + "*" * 4 for number in range(20))
    rules = rules_of([value[:180], "y?a=" + "*" * 160])["redirects.nginx"].decode()
    assert max(len(word) for word in re.findall(r'"[^"]*"', rules)) < 4_000


# -- where no server takes rules


def test_one_release_at_a_path_with_a_query_has_a_page_there() -> None:
    made = files(index_of(release(1, "news/7?lang=en", "news/7?print")))
    assert b'content="0; url=../../releases/2011/r1.html"' in made["news/7/index.html"]


def test_several_at_one_path_are_named_there() -> None:
    made = files(index_of(release(1, "details.cfm?id=3"), release(2, "details.cfm?id=4", "details.cfm?ID=4")))
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(made["details.cfm/index.html"].decode())
    found = [(link.attrib["href"], link.text) for link in page.iter("a")]
    assert found == [
        ("../releases/2011/r1.html", "Release 1 & <more>"),
        ("../releases/2011/r2.html", "Release 2 & <more>"),
    ]
    assert b"refresh" not in made["details.cfm/index.html"]


def test_at_the_front_page_servers_alone_lead_on() -> None:
    before, made = files(index_of(release(1))), files(index_of(release(1, "?p=1", "index.html?p=2")))
    assert set(made) == set(before)
    assert b"301!" in made["_redirects"]


@pytest.mark.parametrize("url", ["search.html?q=x", "releases/2011/r2.html?a=1", "rss.xml?a=1", "_static/x?a=1"])
def test_a_query_takes_no_page_s_place(url: str) -> None:
    with pytest.raises(server_rules.RedirectError, match=r"2011/r1\.md"):
        files(index_of(release(1, url), release(2)))


def test_two_releases_cannot_have_had_one_query() -> None:
    with pytest.raises(server_rules.RedirectError, match=r"r2\.md: .*releases/2011/r1\.md is there"):
        files(index_of(release(1, "a?x=1&y=2"), release(2, "a?y=2&x=1")))
