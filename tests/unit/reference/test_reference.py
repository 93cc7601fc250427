"""The reference is what the code says, and says all of it."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path
from typing import get_type_hints

import click
import pytest
from tests.conftest import ROOT

from sphinx_newsroom import allowed, cli, reference
from sphinx_newsroom.analysis import Archive, Filters, Rows
from sphinx_newsroom.config import OPTIONS
from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.operations.link_sample import COLUMNS
from sphinx_newsroom.outputs.tables import columns as row_classes
from sphinx_newsroom.sources.header import KEYS, RECORDS
from sphinx_newsroom.text.naming.reasons import TAKEN, Refusal

FOLDER = ROOT / "docs" / "reference"
PAGES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}

DERIVED = {"id", "path", "moment", "zone"}
"""Fields of records that no key sets: they follow from the file's name or another key."""


@pytest.mark.parametrize("name", sorted(PAGES))
def test_committed_page_is_what_the_code_generates(name: str) -> None:
    made = reference.command_pages().get(name) or reference.filled(PAGES[name])
    assert made == PAGES[name], "run: python -m sphinx_newsroom.reference docs/reference"


def test_every_group_of_commands_has_a_page() -> None:
    assert {name for name in PAGES if name.startswith("command-")} == reference.command_pages().keys()


@pytest.mark.parametrize("kind", KEYS)
def test_keys_are_the_fields_of_records_and_documented(kind: str) -> None:
    assert set(KEYS[kind]) == {field.name for field in fields(RECORDS[kind])} - DERIVED
    inner = {name: one for key in KEYS[kind].values() for name, one in (key.kind.item or key.kind).keys.items()}
    for name, key in [*KEYS[kind].items(), *inner.items()]:
        line = f"| `{name}`{' (required)' if key.required else ''} | {key.takes} | {key.meaning} |"
        assert line in PAGES["header.md"] + PAGES["records.md"]


def test_every_directive_and_role_is_documented() -> None:
    for name in allowed.DIRECTIVES | allowed.ROLES:
        assert f"`{name}`" in PAGES["header.md"]


def test_every_setting_is_documented() -> None:
    for option in OPTIONS:
        assert f"## `{option.name}`" in PAGES["config.md"]
        assert option.meaning in PAGES["config.md"]


def test_every_code_is_documented_with_what_to_do() -> None:
    for code in Code:
        assert re.search(rf"\n\| `{code.code}` \| [^|]+\. \| [^|]+\. \|", PAGES["warnings.md"]), code


def test_every_member_of_the_python_api_is_documented() -> None:
    members = [
        name for cls in (Archive, Rows) for name, one in vars(cls).items() if callable(one) or hasattr(one, "fget")
    ]
    parts = (Filters, row_classes.Picture, row_classes.OfferedFile, row_classes.File)
    for name in [*members, *(name for cls in parts for name in get_type_hints(cls))]:
        assert name.startswith("_") or re.search(rf"\n\| `{name}[`(]", PAGES["python.md"]), name


def test_every_reason_of_naming_is_documented() -> None:
    assert all(f"\n| `{column}` | " in PAGES["naming.md"] for column in COLUMNS)
    unmarked = PAGES["naming.md"].replace("`", "")  # in which keys are code
    for refusal in Refusal:
        assert f"| {refusal.code} | {refusal.meaning} |" in unmarked
    for method in TAKEN:
        assert f"| {method} |" in unmarked


def test_every_command_and_argument_is_documented() -> None:
    commands = "".join(page for name, page in PAGES.items() if name.startswith("command-"))
    for name in cli.COMMANDS:
        section = commands.split(f"## `newsroom {name}`")[1].split("\n## ")[0]
        assert f"  newsroom {name}" in section, "a command shows an example"
        for param in reference.verb(name).params:
            assert param.opts[-1] in section or isinstance(param, click.Argument) or param.name == "root"


def test_writing_twice_writes_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.md"
    page.write_text("Own.\n\n<!-- made: codes fatal -->\n\nOld.\n\n<!-- end -->\n")
    for said in (f"{page}: written\n", ""):
        assert reference.main([str(tmp_path)]) == 0
        assert capsys.readouterr().out == said
    assert page.read_text().startswith("Own.\n\n<!-- made: codes fatal -->\n\n| Code | Meaning | What to do |")


def test_folder_has_to_be_given(capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main([]) == 2
    assert "usage" in capsys.readouterr().err
