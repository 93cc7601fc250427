"""The reference is what the code says, and says all of it."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from tests.conftest import ROOT

from sphinx_newsroom import allowed, cli, reference
from sphinx_newsroom.config import OPTIONS
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.model.records import (
    Contact,
    Correction,
    Image,
    Membership,
    Name,
    Official,
    Organization,
    Release,
    Source,
    Topic,
    Withdrawal,
)
from sphinx_newsroom.reference import words
from sphinx_newsroom.sources import header
from sphinx_newsroom.sources.sheet import Field

FOLDER = ROOT / "docs" / "reference"
PAGES = reference.pages()

DERIVED = {"id", "path", "moment"}
"""Fields of records that no key sets: they follow from the file's name or another key."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_committed_page_is_what_the_code_generates(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == PAGES[name], "run: python -m sphinx_newsroom.reference docs/reference"


def test_no_other_page_is_in_the_folder() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def names_of(record: type) -> set[str]:
    return {field.name for field in fields(record)} - DERIVED


@pytest.mark.parametrize(("keys", "record"), [
    (words.RELEASE, Release),
    (words.RELEASE_PARTS["contacts"], Contact),
    (words.RELEASE_PARTS["image"], Image),
    (words.RELEASE_PARTS["corrections"], Correction),
    (words.RELEASE_PARTS["withdrawn"], Withdrawal),
    (words.RECORDS["Organization"], Organization),
    (words.RECORDS["Official"], Official),
    (words.RECORDS["Topic"], Topic),
    (words.RECORD_PARTS["other_names"], Name),
    (words.RECORD_PARTS["memberships"], Membership),
    (words.RECORD_PARTS["sources"], Source),
])
def test_every_key_is_documented(keys: dict[str, words.Key], record: type) -> None:
    assert set(keys) == names_of(record)


@pytest.mark.parametrize(("keys", "fields_read"), [
    (words.RELEASE, header.RELEASE),
    (words.RELEASE_PARTS["contacts"], header._CONTACT),
    (words.RELEASE_PARTS["image"], header._IMAGE),
    (words.RELEASE_PARTS["corrections"], header._CORRECTION),
    (words.RELEASE_PARTS["withdrawn"], header._WITHDRAWAL),
    (words.RECORDS["Organization"], header.ORGANIZATION),
    (words.RECORDS["Official"], header.OFFICIAL),
    (words.RECORDS["Topic"], header.TOPIC),
    (words.RECORD_PARTS["other_names"], header._NAME),
    (words.RECORD_PARTS["memberships"], header._MEMBERSHIP),
    (words.RECORD_PARTS["sources"], header._SOURCE),
])
def test_keys_are_those_that_are_read(keys: dict[str, words.Key], fields_read: dict[str, Field]) -> None:
    assert {name: key.required for name, key in keys.items()} == {
        name: field.required for name, field in fields_read.items()
    }


def test_every_directive_and_role_is_documented() -> None:
    for name in allowed.DIRECTIVES | allowed.ROLES:
        assert f"`{name}`" in PAGES["header.md"]


def test_every_setting_is_documented() -> None:
    for option in OPTIONS:
        assert f"## `{option.name}`" in PAGES["config.md"]
        assert option.meaning in PAGES["config.md"]


def test_every_code_is_documented_with_what_to_do() -> None:
    assert set(words.REMEDIES) == set(Code)
    assert set(words.SEVERITIES) == set(Severity)
    for code in Code:
        assert f"| `{code.code}` | {code.meaning} | {words.REMEDIES[code]} |" in PAGES["warnings.md"]


def test_every_command_and_argument_is_documented() -> None:
    commands = reference.commands(cli.parser())
    assert commands
    for name, command in commands.items():
        section = PAGES["command.md"].split(f"## `newsroom {name}`")[1].split("\n## ")[0]
        assert command.epilog, "a command shows an example"
        for option in command._option_string_actions:
            assert option in section


def test_writing_twice_writes_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("written") == len(PAGES)
    assert reference.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_folder_has_to_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main([]) == 2
    assert "usage" in capsys.readouterr().err
