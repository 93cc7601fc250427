"""The lists of words: each says what it is for, is read, and has each word once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel import Locale

from sphinx_newsroom import text
from sphinx_newsroom.text.words.word_files import read_words

SOURCE = Path(text.__file__).parent
FILES = sorted((SOURCE / "words" / "data").iterdir())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_list_says_what_it_is_for_and_has_each_word_once(file: Path) -> None:
    head = [line for line in file.read_bytes().decode("utf-8").splitlines() if line.startswith("#")]
    assert file.suffix == ".txt"
    assert head[0].startswith("# ")
    assert any(re.search(r"By hand|Source:|CLDR|After the ", line) for line in head), "from where"
    assert any(re.search(r"\b20\d\d\b", line) for line in head), "when"
    words = read_words(file.stem)
    assert words
    assert sorted(words) == sorted(set(words))
    assert not any("#" in word or "," in word or "|" in word or word != word.strip() for word in words)


def test_every_list_is_read_and_there_is_one_for_each_reader() -> None:
    source = "".join(file.read_text("utf-8") for file in SOURCE.rglob("*.py"))
    read = re.findall(r"""\b(?:rows|_words|read_words|mapping|_table)\(["'](\w+)["']\)""", source)
    read += re.findall(r"@(\w+)", (SOURCE / "statements" / "patterns.toml").read_text("utf-8"))
    assert set(read) == {file.stem for file in FILES}


def test_the_calendar_is_that_of_cldr() -> None:
    calendar = Locale("en")
    assert {name.lower() for name in calendar.months["format"]["wide"].values()} == set(read_words("months"))
    assert {name.lower() for name in calendar.days["format"]["wide"].values()} == set(read_words("weekdays"))
