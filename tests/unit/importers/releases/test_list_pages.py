"""Pages that list releases: told from releases, and read as their rows."""

from __future__ import annotations

import pytest
from tests.unit.importers.releases.test_pages import LONG, PARAGRAPHS, ROW, SAVED, TEXT, each, page, release

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Listed, Options
from sphinx_newsroom.importers.pages.reader import read


@pytest.mark.parametrize(
    "list_",
    [
        "<table>" + each("<tr><td>06/{0}/11</td><td><a href='{0}'>Title of the release {0}</a></td></tr>") + "</table>",
        each(
            "<hr><span>2011-06-{0}</span><h2><a href='{0}'>Title of the release {0}</a></h2>"
            "<p>{1} <a href='{0}'>Continue reading</a></p>"
        ),
        each(
            "<div class='row-{0}'><h3><a href='{0}'>Title of release {0}</a></h3>"
            "<p>{0} June 2011 <a href='/topic/{0}'>Water and its levels</a></p></div>"
        ),
        each("<div><div>Jun</div><div>{0}</div><div>2011</div><h3><a href='{0}'>Title of release {0}</a></h3></div>"),
        each("<article><h3>Title of release {0}</h3><p>{0} June 2011</p><a href='{0}'>Read more</a></article>"),
    ],
)
def test_a_list_page_is_its_rows(list_: str) -> None:
    found = list(read("news.html", page(under="", text=list_).encode(), Options(base="https://vbc.example.org/")))
    assert all(isinstance(row, Listed) for row in found)
    assert len(found) == 10
    for row in found:
        assert isinstance(row, Listed)
        assert row.date is not None
        assert row.date.startswith("2011-06-")
        assert row.url.startswith("https://vbc.example.org/")
        assert "elease" in row.title


def test_a_page_of_several_texts_is_a_list_without_days() -> None:
    texts = each(
        "<div class='post-{0} tag-a{0}'><h2><a href='{0}'>Title of release {0}</a></h2><p>{1}</p><p>{1}</p></div>"
    )
    found = list(read("news.html", page(title="", under="", text=texts).encode(), Options()))
    assert [(row.title, row.date) for row in found if isinstance(row, Listed)] == [
        (f"Title of release {number}", None) for number in range(10, 20)
    ]


@pytest.mark.parametrize(
    "after",
    [
        "<h2>Latest</h2><ul>" + each(ROW) + "</ul>",
        "<ul>" + each("<li><a href='{0}'>{0} June 2011</a>") + "</ul>",
        "<ul>" + each("<li><a href='{0}'>A topic of many words {0}</a>") + "</ul>",
    ],
)
def test_a_release_with_a_list_beside_it_is_a_release(after: str) -> None:
    assert release(page(after=after)).body.startswith(PARAGRAPHS[0])


ROWS = {
    "bill_nelson_press-coldfusion": 26,
    "bill_nelson_press": 10,
    "cowan_press": 15,
    "drupal_press": 10,
    "ed_perlmutter_press": 445,
}
"""Rows by the markup of each page: 15 cells of class date, 223 and 222 rows of classes cat-list-row0 and -row1…"""


@pytest.mark.skipif(not SAVED.is_dir(), reason="needs ../shared")
@pytest.mark.parametrize(("name", "rows"), ROWS.items())
def test_real_list_pages_are_told_and_read_whole(name: str, rows: int) -> None:
    data = (SAVED / f"upshot-{name}.html").read_bytes()
    found = list(read(name, data, Options(base="https://example.org/")))
    assert all(isinstance(row, Listed) and row.date for row in found)
    assert len(found) == rows


@pytest.mark.parametrize("count", [1, 3])
def test_a_short_archive_of_an_author_is_no_release(count: int) -> None:
    teasers = each(
        "<article><h2><a href='{0}'>Title of release {0}</a></h2><p>{1}</p><p>{1}</p></article>", 11, 10 + count
    )
    html = page(title="<h1>Posts | Jane Doe</h1>", under="", text=teasers).replace(
        "<body>", "<body class='archive author'>"
    )
    (found,) = read("author/jane-doe/index.html", html.encode(), Options())
    assert isinstance(found, Problem)
    assert found.message == "the page is a list of others, too short to be read"


def test_an_article_with_dated_links_below_it_in_one_element_is_a_release() -> None:
    found = release(page(title="<p>Rivers rise before the week ends</p>", text=f"{TEXT}{LONG}{each(ROW)}"))
    assert found.body.startswith(PARAGRAPHS[0])
