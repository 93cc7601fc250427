"""The lists of words: each says what it is for, is read, and has each word once."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from babel import Locale
from tests.helpers.tables import lines

from sphinx_newsroom import text
from sphinx_newsroom.text.words import word_lists
from sphinx_newsroom.text.words.word_files import read_words, rows, several

SOURCE = Path(text.__file__).parent
WORDS, STATEMENTS, SUGGEST = (f"sphinx_newsroom.text.{name}" for name in ("words", "statements", "suggest"))
FILES = [
    file for package in ("words", "statements", "suggest") for file in sorted((SOURCE / package / "data").iterdir())
]


def package_of(file: Path) -> str:
    return f"sphinx_newsroom.text.{file.parts[-3]}"


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_a_list_says_what_it_is_for_and_has_each_word_once(file: Path) -> None:
    head = [line for line in file.read_bytes().decode("utf-8").splitlines() if line.startswith("#")]
    assert file.suffix == ".txt"
    assert head[0].startswith("# ")
    assert any(re.search(r"By hand|Source:|CLDR|After the ", line) for line in head), "from where"
    assert any(re.search(r"\b20\d\d\b", line) for line in head), "when"
    words = read_words(package_of(file), file.stem)
    assert words
    assert sorted(words) == sorted(set(words))
    assert not any("#" in word or "," in word or "|" in word or word != word.strip() for word in words)


@pytest.mark.parametrize("package", [WORDS, STATEMENTS, SUGGEST])
def test_every_list_is_read_and_there_is_one_for_each_reader(package: str) -> None:
    source = "".join(file.read_text("utf-8") for file in (SOURCE / package.rpartition(".")[2]).glob("*.py"))
    calls = r"""\b(?:_rows|_words|_mapping|_table)\(["'](\w+)["']\)|__package__, ["'](\w+)["']\)"""
    read = {one or other for one, other in re.findall(calls, source)}
    assert read == {file.stem for file in FILES if package_of(file) == package}


def test_entries_stand_in_the_order_of_the_file_with_their_columns() -> None:
    assert "Ho Chi Minh City" in read_words(SUGGEST, "places")
    assert rows(WORDS, "plurals")[0] == ("industries", ("industry",))


def test_the_calendar_is_that_of_cldr() -> None:
    calendar = Locale("en")
    assert {name.lower() for name in calendar.months["format"]["wide"].values()} == set(read_words(WORDS, "months"))
    assert {name.lower() for name in calendar.days["format"]["wide"].values()} == set(read_words(WORDS, "weekdays"))


def test_titles_and_offices_are_told_apart_by_marks() -> None:
    marks = {mark for row in rows(WORDS, "titles_and_offices") for mark in several(row.columns[0])}
    assert marks == {"title", "man", "woman", "office", "rank", "former", "behind", "short", "stem"}
    assert "judge" in word_lists.TITLES & word_lists.OFFICE_NOUNS
    assert word_lists.MEN | word_lists.WOMEN <= word_lists.TITLES
    assert word_lists.MEN.isdisjoint(word_lists.WOMEN)
    assert {"deputy", "vice"} == word_lists.FORMER & word_lists.OFFICE_NOUNS
    assert word_lists.PLAIN_OFFICES["pres"] == "president"
    assert "pres" not in word_lists.OFFICE_NOUNS | word_lists.TITLES | word_lists.RANKS
    assert word_lists.OFFICE_STEMS[0] == ("президент", "president")


@pytest.mark.parametrize(
    "package",
    lines("""
    naming
    words
    statements
    suggest
"""),
)
def test_all_modules_of_a_package_can_be_imported_by_themselves(package: str) -> None:
    path = str(SOURCE / package)
    for module in pkgutil.walk_packages([path], f"sphinx_newsroom.text.{package}."):
        importlib.import_module(module.name)
