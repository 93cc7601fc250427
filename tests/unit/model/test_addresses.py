"""Where pages stand, which files a site has, and which former addresses are still free."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinx_newsroom.model.addresses import (
    DATA,
    FORMATS,
    MANIFEST,
    PageName,
    ReleaseId,
    SiteFiles,
    as_kept,
    canonical,
    moved_from,
    newer_format,
    parts,
    release_id,
    release_page,
    superseded_by_name,
    superseded_page,
    url_of,
)

OPENING = ReleaseId("2011/opening")
SITE = SiteFiles(
    texts=(release_page(OPENING), superseded_page(OPENING, 1)),
    entities=(PageName("organizations/unodc"),),
    years=(2011,),
    others=(PageName("docs/about"),),
)


def test_an_id_and_its_page_lead_to_each_other() -> None:
    assert release_page(OPENING) == "releases/2011/opening"
    assert release_id(release_page(OPENING)) == OPENING
    assert moved_from(url_of(release_page(OPENING))) == OPENING


@pytest.mark.parametrize(
    "url", ["press/12345.html", "releases/2011/opening.txt", "releases/.html", "organizations/x.html"]
)
def test_what_is_not_a_release_s_address(url: str) -> None:
    assert moved_from(url) is None


def test_a_superseded_text_is_known_by_its_name() -> None:
    page = superseded_page(OPENING, 12)
    assert page == "releases/2011/opening.r12"
    assert superseded_by_name(page) == ("releases/2011/opening", 12)
    assert superseded_by_name("releases/2011/opening.r0") is None
    assert superseded_by_name("releases/2011/opening.ru") is None


@pytest.mark.parametrize(
    "path",
    [
        "index.html",
        "search.html",
        "releases/index.html",
        "releases/2011/index.html",
        "releases/2011/opening.html",
        "releases/2011/opening.timemap/index.html",
        "releases/2011/opening.r1.html",
        "releases/2011/opening.r1.md/index.html",
        "releases/2011/index.ris",
        "releases/2011/opening.md/index.html",
        "data.html",
        "organizations/unodc.html",
        "organizations/unodc/page-2.html",
        "organizations/unodc/rss.xml/index.html",
        "corrections/rss.xml/index.html",
        "languages/en/index.html",
        "redirects.nginx/index.html",
        "_headers",
        "docs/about.html",
    ],
)
def test_a_former_address_takes_nothing_of_the_site(path: str) -> None:
    assert SITE.holder(path) is not None


@pytest.mark.parametrize(
    "path",
    ["press/12345.html", "releases/2012/index.html", "organizations/who.html", "datum.html", "press/data/x.html"],
)
def test_a_former_address_elsewhere_is_free(path: str) -> None:
    assert SITE.holder(path) is None


# Former addresses: whatever is pasted of one has one form, and nothing else comes through.


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("press/12345.html", "press/12345.html"),
        ("/news/1", "news/1"),
        ("https://www.example.org/news/1", "news/1"),
        ("HTTP://user@München.example:8080/news/1/", "news/1/"),
        ("https://xn--mnchen-3ya.example/?p=1164", "?p=1164"),
        ("https://www.example.org?p=1164", "?p=1164"),
        ("?p=1164", "?p=1164"),
        ("/?p=1164", "?p=1164"),
        ("index.php?lang=en&id=12", "index.php?id=12&lang=en"),
        ("index.php?id=12&&lang=en&", "index.php?id=12&lang=en"),
        ("index.php?id=1&id=2", "index.php?id=1&id=2"),
        ("index.php?tx_news[id]=3&a=x+y%2fz", "index.php?a=x%20y%2Fz&tx_news%5Bid%5D=3"),
        ("news/1?", "news/1"),
        ("news/1?print", "news/1?print"),
        ("news/1?print=", "news/1?print"),
        ("press/%D0%B6", "press/ж"),
        ("press/ж", "press/ж"),
        ("a/Press%20Release.htm", "a/Press%20Release.htm"),
        ("a/%41%2c.html", "a/A,.html"),
        ("press/100%", "press/100%25"),
        ("news/1?q=caf%E9", "news/1?q=caf%E9"),
        ("news/1?q=café", "news/1?q=caf%C3%A9"),
    ],
)
def test_the_one_form(value: str, kept: str) -> None:
    assert canonical(value) == kept
    assert canonical(kept) == kept == as_kept(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("", "an address below"),
        ("/", "an address below"),
        ("?", "an address below"),
        ("https://www.example.org", "an address below"),
        ("https:///news/1", "an address below"),
        ("//www.example.org/news/1", "an address below"),
        ("javascript:alert(1)", "an address below"),
        ("ftp://example.org/a", "an address below"),
        ("../x", "an address below"),
        ("a/../../x?id=1", "an address below"),
        ("a/%2E%2e/x", "an address below"),
        ("a%2f..%2fx", "an address below"),
        ("a%5cb", "an address below"),
        ("C%3A/x", "an address below"),
        ("a%3Fb", "an address below"),
        (".htaccess?id=1", "an address below"),
        ("a b?id=1", "an address below"),
        ("a?id=1\nreturn 301 /x;", "an address below"),
        ('a?id="', "an address below"),
        ("a?id=1#b", "after `#`"),
        ("a%0ab", "contains an invisible space or control character"),
        ("a%C2%A0b", "contains an invisible space or control character"),
        ("a%E2%80%A8b", "contains an invisible space or control character"),
        ("a?id=%00", "control character"),
        ("a?id=%7f", "control character"),
        ("a/%ff", "isn't in UTF-8"),
        ("a?id=\ud800", "an address below"),
        ("a?" + "&".join(f"a{number}=1" for number in range(21)), "more than 20"),
        (f"a?a={'1' * 500}", "more than 500"),
    ],
)
def test_what_is_refused(value: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        canonical(value)
    assert as_kept(value) == value


@example("a?=1")
@example("a?%3D=%26")
@given(
    st.text(st.sampled_from("aZ09/.%?&=+-_~#:\\\"'<>{}$^()[]*;| \t\n\r\0\x7f\u00a0éжقͅ\u202e\ud800") | st.characters())
)
def test_whatever_is_pasted_has_one_form_or_is_refused(value: str) -> None:
    try:
        kept = canonical(value)
    except ValueError:
        return
    assert canonical(kept) == kept
    former = parts(kept)
    segments = former.path.removesuffix("/").split("/")
    assert former.path == "" or not any(part in ("", ".", "..") or part.startswith(".") for part in segments)
    assert not set(former.path) & set('\\:?#"<>\n\r\t\0')
    assert former.path or former.query


@given(st.lists(st.tuples(st.text(min_size=1), st.text()), min_size=1, max_size=5))
def test_the_order_and_the_spelling_of_a_query_do_not_count(pairs: list[tuple[str, str]]) -> None:
    def written(pairs: list[tuple[str, str]], safe: str) -> str:
        return "a?" + "&".join(
            f"{quote(name, safe='', errors='replace')}={quote(value, safe=safe, errors='replace')}"
            for name, value in pairs
        )

    def found(value: str) -> str:
        try:
            return canonical(value)
        except ValueError as error:
            return str(error)

    assert found(written(pairs, "")) == found(written(pairs[::-1], "/:,;@!$"))


# Who meets a file of a format that is newer than the program says so.


@pytest.mark.parametrize("path", [DATA, MANIFEST])
def test_what_is_written_and_what_is_older_is_read(path: str) -> None:
    assert newer_format(path, {"format": FORMATS[path]}) == ""
    assert newer_format(path, {"title": "from before there were numbers"}) == ""


@pytest.mark.parametrize("found", [2, 99, "one", None])
def test_what_is_newer_is_refused(found: object) -> None:
    assert newer_format(MANIFEST, {"format": found}) == (
        f"is of format {found}, and this version of newsroom reads formats up to 1; "
        "install a newer one (see requirements.txt)"
    )
