"""The reference is what the code says, and says all of it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import click
import pytest
from tests.conftest import ROOT

from sphinx_newsroom import allowed, cli, reference
from sphinx_newsroom.archive.link_sample import COLUMNS
from sphinx_newsroom.config import OPTIONS
from sphinx_newsroom.diagnostics import Code, Severity
from sphinx_newsroom.model.records import (
    Attachment,
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
from sphinx_newsroom.sources.keys import header_keys
from sphinx_newsroom.sources.keys.sheet import Key
from sphinx_newsroom.text.naming.reasons import TAKEN, Refusal

FOLDER = ROOT / "docs" / "reference"
PAGES = reference.pages()

DERIVED = {"id", "path", "moment", "zone"}
"""Fields of records that no key sets: they follow from the file's name or another key."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_committed_page_is_what_the_code_generates(name: str) -> None:
    committed = (FOLDER / name).read_text(encoding="utf-8")
    assert committed == PAGES[name], "run: python -m sphinx_newsroom.reference docs/reference"


def test_no_other_page_is_in_the_folder() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(PAGES)


def names_of(record: type) -> set[str]:
    return {field.name for field in fields(record)} - DERIVED


@pytest.mark.parametrize(
    ("table", "record"),
    [
        (header_keys.RELEASE, Release),
        (header_keys.CONTACT.keys, Contact),
        (header_keys.IMAGE.keys, Image),
        (header_keys.ATTACHMENT.keys, Attachment),
        (header_keys.CORRECTION.keys, Correction),
        (header_keys.WITHDRAWAL.keys, Withdrawal),
        (header_keys.ORGANIZATION, Organization),
        (header_keys.OFFICIAL, Official),
        (header_keys.TOPIC, Topic),
        (header_keys.NAME.keys, Name),
        (header_keys.MEMBERSHIP.keys, Membership),
        (header_keys.SOURCE.keys, Source),
    ],
)
def test_keys_are_the_fields_of_records_and_documented(table: dict[str, Key], record: type) -> None:
    assert set(table) == names_of(record)
    for name, key in table.items():
        line = f"| `{name}`{' (required)' if key.required else ''} | {key.form.takes} | {key.meaning} |"
        assert line in PAGES["header.md"] + PAGES["records.md"]


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


def test_every_reason_of_naming_is_documented() -> None:
    assert set(words.SHEET) == set(COLUMNS)
    unmarked = PAGES["naming.md"].replace("`", "")  # in which keys are code
    for refusal in Refusal:
        assert f"| {refusal.code} | {refusal.meaning} |" in unmarked
    for method in TAKEN:
        assert f"| {method} |" in unmarked


def test_every_command_and_argument_is_documented() -> None:
    for name in cli.COMMANDS:
        section = re.split("\n###? ", PAGES["command.md"].split(f"### `newsroom {name}`")[1])[0]
        assert f"  newsroom {name}" in section, "a command shows an example"
        for param in reference.verb(name).params:
            assert param.opts[-1] in section or isinstance(param, click.Argument) or param.name == "root"


def test_writing_twice_writes_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out.count("written") == len(PAGES)
    assert reference.main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == ""


def test_folder_has_to_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main([]) == 2
    assert "usage" in capsys.readouterr().err
