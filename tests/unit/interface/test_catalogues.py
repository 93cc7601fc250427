"""Our catalogues are whole: each has every message that the program has, translated, with the same braces and tags."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from tests.conftest import ROOT

from sphinx_newsroom.interface import LOCALES

LANGUAGES = ("ar", "de", "es", "fr", "ru")
PROGRAM = ROOT / "src" / "sphinx_newsroom"
KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("say", "pieces", "translatable")),
    **dict.fromkeys(("say_as", "sayAs"), ((1, "c"), 2)),
    **dict.fromkeys(("plural", "unnumbered", "pluralPieces"), (1, 2)),
}
"""The functions that say a message, as ``make words`` has them."""

Key = tuple[str, str | tuple[str, ...]]


def key(message: Message) -> Key:
    return message.context or "", tuple(message.id) if isinstance(message.id, tuple | list) else message.id


def messages(path: str) -> dict[Key, Message]:
    with (LOCALES / path).open("rb") as file:
        catalogue: Catalog = read_po(file, abort_invalid=True)
    return {key(message): message for message in catalogue if message.id}


def said() -> Iterator[Key]:
    """Every message that the program says."""
    mappings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["babel"]["mappings"]
    methods, options = [], {}
    for mapping in mappings:
        patterns = mapping["pattern"] if isinstance(mapping["pattern"], list) else [mapping["pattern"]]
        for pattern in patterns:
            methods.append((pattern, mapping["method"]))
            options[pattern] = {
                name: str(value) for name, value in mapping.items() if name not in ("method", "pattern")
            }
    for _, _, message, _, context in extract_from_dir(PROGRAM, methods, options, KEYWORDS):
        yield context or "", message


def test_the_list_has_all_that_the_program_says() -> None:
    found = set(said())
    assert len(found) > 300
    listed = set(messages("newsroom.pot"))
    assert found - listed == set(), "run make words"
    assert listed - found == set(), "run make words"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_catalogue_has_every_message(language: str) -> None:
    found = messages(f"{language}/LC_MESSAGES/newsroom.po")
    assert found.keys() == messages("newsroom.pot").keys()
    for message in found.values():
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        assert all(forms), f"not translated: {message.id}"
        assert not message.fuzzy, f"to be looked at: {message.id}"


_BRACES = re.compile(r"\{\w+\}")
_TAGS = re.compile(r"<[^>]*>")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_has_the_braces_and_tags_of_its_message(language: str) -> None:
    for message in messages(f"{language}/LC_MESSAGES/newsroom.po").values():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        several = isinstance(message.id, tuple | list)
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        wanted = set(_BRACES.findall(ids[-1]))
        for form in forms:
            braces = set(_BRACES.findall(form or ""))
            # A form for one or two may say the number in words; languages differ in which forms name what else.
            assert braces <= wanted, form
            assert several or braces == wanted, form
            assert wanted - braces <= {"{number}", "{pages}", "{page}"} or not several, form
            assert sorted(_TAGS.findall(form or "")) == sorted(_TAGS.findall(ids[-1])), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_ends_an_attribute(language: str) -> None:
    """Messages without tags stand in attributes and titles as they are."""
    for message in messages(f"{language}/LC_MESSAGES/newsroom.po").values():
        forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
        for form in forms:
            assert "&" not in (form or "")
            assert "<" in (form or "") or not re.search(r'[<>"]', form or ""), form
