"""Where pages stand, which files a site has, and which former addresses are still free."""

from __future__ import annotations

import pytest

from sphinx_newsroom.model.addresses import (
    PageName,
    ReleaseId,
    SiteFiles,
    moved_from,
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
