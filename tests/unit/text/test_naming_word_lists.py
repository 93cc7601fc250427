"""The lists of words of naming: what their files hold is what the code reads, each word once."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from babel import Locale

from sphinx_newsroom.text import naming
from sphinx_newsroom.text.naming import word_lists

FILES = sorted((Path(naming.__file__).parent / "data").glob("*"))
SOURCE = "\n".join(path.read_text(encoding="utf-8") for path in Path(naming.__file__).parent.glob("*.py"))


def test_each_list_is_read_and_each_that_is_read_is_there() -> None:
    read = re.findall(r'\b(?:rows|words|mapping|_table|_marked)\("([a-z_]+)"\)', SOURCE)
    marks = {mark for row in word_lists.rows("titles_and_offices") for mark in word_lists.several(row.columns[0])}
    assert {path.name for path in FILES} == {f"{name}.txt" for name in {*read} - marks}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_list_says_what_it_is_for_and_has_each_word_once(path: Path) -> None:
    first, *others = path.read_bytes().decode("utf-8").splitlines()
    assert first.startswith("# ")
    assert any("2026" in line for line in (first, *others) if line.startswith("#")), "when"
    found = [row.word for row in word_lists.rows(path.stem)]
    assert found
    assert sorted(found) == sorted(set(found))
    assert all(word == word.strip() and "|" not in word for word in found)


def test_one_line_comments_are_no_words_and_columns_are_kept() -> None:
    assert word_lists.rows("plurals")[0] == ("industries", ("industry",))
    assert not any(word.startswith("#") for path in FILES for word in word_lists.words(path.stem))


def test_the_calendar_is_that_of_cldr() -> None:
    calendar = Locale("en")
    assert {name.lower() for name in calendar.months["format"]["wide"].values()} == word_lists.words("months")
    assert {name.lower() for name in calendar.days["format"]["wide"].values()} == word_lists.words("weekdays")


def test_titles_and_offices_are_told_apart_by_marks() -> None:
    assert "judge" in word_lists.TITLES & word_lists.OFFICE_NOUNS
    assert word_lists.MEN | word_lists.WOMEN <= word_lists.TITLES
    assert word_lists.MEN.isdisjoint(word_lists.WOMEN)
    assert {"deputy", "vice"} == word_lists.FORMER & word_lists.OFFICE_NOUNS
    assert word_lists.PLAIN_OFFICES["pres"] == "president"
    assert "pres" not in word_lists.OFFICE_NOUNS | word_lists.TITLES | word_lists.RANKS
    assert word_lists.OFFICE_STEMS[0] == ("президент", "president")


def test_all_modules_of_the_package_can_be_imported_by_themselves() -> None:
    for module in pkgutil.iter_modules(naming.__path__):
        importlib.import_module(f"{naming.__name__}.{module.name}")
