"""The lists of words: each says what it is for, is read, and has each word once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale

from sphinx_newsroom import text
from sphinx_newsroom.text.words.word_files import read_words

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


def test_the_calendar_is_that_of_cldr() -> None:
    calendar = Locale("en")
    assert {name.lower() for name in calendar.months["format"]["wide"].values()} == set(read_words(WORDS, "months"))
    assert {name.lower() for name in calendar.days["format"]["wide"].values()} == set(read_words(WORDS, "weekdays"))
