"""What readers that follow pages make of a release and of the front page (microformats2), as mf2py parses them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.build.test_citations import BASE, build
from tests.build.test_machines import written

mf2py = pytest.importorskip("mf2py")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(written(tmp_path_factory.mktemp("marked"))).out


def parsed(site: Path, path: str) -> dict[str, Any]:
    """The one thing that a page is, to such a reader."""
    (item,) = mf2py.parse(doc=(site / path).read_text(encoding="utf-8"), url=BASE + path)["items"]
    assert isinstance(item, dict)
    return item


def test_a_release_is_an_entry(site: Path) -> None:
    item = parsed(site, "releases/2013/counted.html")
    told = item["properties"]
    assert item["type"] == ["h-entry"]
    assert {name: told[name] for name in ("name", "url", "published", "updated", "summary")} == {
        "name": ["Counted"],
        "url": [f"{BASE}releases/2013/counted.html"],
        "published": ["2013-03-01"],
        "updated": ["2026-02-25"],
        "summary": ["There were 12, see the opening."],
    }
    (author,) = told["author"]
    assert (author["type"], author["properties"]) == (
        ["h-card"],
        {"name": ["United Nations Office on Drugs and Crime"], "url": [f"{BASE}organizations/unodc.html"]},
    )
    (content,) = told["content"]
    assert content["value"].split() == ["There", "were", "12,", "see", "the", "opening.", "a", "b"]
    assert f'<a href="{BASE}releases/2011/opening.html">' in content["html"]


def test_a_withdrawn_release_is_an_entry_without_a_text(site: Path) -> None:
    told = parsed(site, "releases/2013/gone.html")["properties"]
    assert told["updated"] == ["2026-02-25"]
    assert not {"content", "summary"} & told.keys()


def test_the_front_page_is_a_feed(site: Path) -> None:
    item = parsed(site, "index.html")
    assert (item["type"], item["properties"]["name"]) == (["h-feed"], ["Test archive"])
    first, *_ = item["children"]
    assert (first["type"], first["properties"]) == (
        ["h-entry"],
        {
            "name": ["By a directive"],
            "url": [f"{BASE}releases/2013/directed.html"],
            "published": ["2013-04-01"],
            "summary": ["UNODC notes."],
        },
    )
    assert len(item["children"]) == 5
