"""The lists of words: each says what it is for, is used, and has each word once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sphinx_newsroom import text
from sphinx_newsroom.text.statements.word_files import read_words

SOURCE = Path(text.__file__).parent
PACKAGES = ("statements", "suggest")
FILES = [file for package in PACKAGES for file in sorted((SOURCE / package / "data").glob("*.txt"))]


def entries(file: Path) -> tuple[str, ...]:
    return read_words(f"sphinx_newsroom.text.{file.parts[-3]}", file.stem)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parts[-3]}-{file.stem}")
def test_a_list_says_what_it_is_for_and_has_each_word_once(file: Path) -> None:
    head = [line for line in file.read_text("utf-8").splitlines() if line.startswith("#")]
    words = entries(file)
    assert head
    assert re.search(r"By hand|Source:", head[-1])
    assert re.search(r"\b20\d\d\b", head[-1])
    assert words
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("package", PACKAGES)
def test_every_list_is_read_and_there_is_one_for_each_reader(package: str) -> None:
    source = "".join(file.read_text("utf-8") for file in (SOURCE / package).glob("*.py"))
    read = set(re.findall(r"""(?:_words\(|__package__, )["'](\w+)["']\)""", source))
    assert read == {file.stem for file in FILES if file.parts[-3] == package}


def test_entries_stand_in_the_order_of_the_file() -> None:
    assert read_words("sphinx_newsroom.text.suggest", "of_place")[:2] == ("across", "around")
    assert "Ho Chi Minh City" in read_words("sphinx_newsroom.text.suggest", "places")
    assert not any("#" in word or "," in word for file in FILES for word in entries(file))
