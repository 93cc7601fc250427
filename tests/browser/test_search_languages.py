"""Search in languages whose words change more than those of English do, in a real Chromium."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.search.stems import groups

from .search_site import PAGE, STATIC, ask, entry, ids, write_index

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CASES = json.loads((Path(__file__).parents[1] / "fixtures/search_languages.json").read_text(encoding="utf-8"))
RIGHT = 9
"""Of ten queries in a language, at least so many find their release first, and with all words."""


def opened(browser: Browser, root: Path, index: ArchiveIndex) -> Page:
    write_index(root, index)
    shutil.copytree(STATIC, root / "_static/newsroom")
    write(root / "other.html", PAGE.format(root="./", title="Other", body=""))
    page = browser.new_page()
    page.goto(f"{root.as_uri()}/other.html")
    return page


@pytest.mark.parametrize("tag", CASES)
def test_words_are_found_in_the_forms_of_their_language(browser: Browser, tmp_path: Path, tag: str) -> None:
    found = []
    for number, (title, body) in enumerate(CASES[tag]["texts"]):
        day = dt.date(2020, 1, 1 + number)
        id_ = f"2020/{number}"
        found.append(entry(Release(ReleaseId(id_), title, day, f"releases/{id_}.md", language=tag), body))
    page = opened(browser, tmp_path, ArchiveIndex({one.release.docname: one for one in found}, Registry()))
    wrong = []
    for query, number in CASES[tag]["queries"]:
        answer: Any = ask(page, query)
        if ids(answer)[:1] != [f"2020/{number}"] or answer["understood"]["near"] == answer["total"]:
            wrong.append((query, ids(answer)))
    page.close()
    assert len(CASES[tag]["queries"]) - len(wrong) >= RIGHT, wrong


def test_a_compound_is_a_form_of_its_parts() -> None:
    known = {"haushalt", "haushaltsausschuss", "ausschuss", "ausschusse", "tagt"}
    found = groups("de", known, ["ausschüsse"])
    assert found["ausschuss"] == ("ausschuss", "ausschusse", "haushaltsausschuss")
    assert found["haushalt"] == ("haushalt", "haushaltsausschuss")
    assert "haushaltsausschuss" not in groups("en", known, ())["ausschuss"]
