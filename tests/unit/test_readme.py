"""The README renders, its links lead to files of the repository, and its commands and extras exist."""

from __future__ import annotations

import io
import re
import tomllib

import pytest
from tests.conftest import ROOT

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def test_every_file_that_is_linked_is_there() -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", README)
    assert len(targets) > 10
    for target in targets:  # relative, so that they work wherever the repository is
        assert target.startswith("https://www.sphinx-doc.org/") or (ROOT / target.partition("#")[0]).is_file(), target


def test_commands_and_extras_exist() -> None:
    blocks = re.findall(r"```console\n(.+?)```", README, re.DOTALL)
    commands = [line.removeprefix("$ ").split() for block in blocks for line in block.splitlines()]
    assert commands[:3] == [["make", "html"], ["make", "serve"], ["make", "test"]]
    ours = [words[1:] for words in commands if words[0] == "newsroom"]
    assert [words[0] for words in ours] == ["init", "serve"]
    assert {"init", "serve"} <= COMMANDS.keys()
    extras = re.findall(r"`(\w+)`", "".join(re.findall(r"^\|([^|]+)\|", README.partition("| Extra")[2], re.MULTILINE)))
    assert len(extras) > 5
    assert set(extras) <= PROJECT["optional-dependencies"].keys()


def test_it_renders() -> None:
    markdown = pytest.importorskip("readme_renderer.markdown", reason="readme_renderer is not installed")
    said = io.StringIO()
    html = markdown.render(README, stream=said)
    assert html, said.getvalue()
    assert re.search(r"<h1[^>]*>sphinx-newsroom<", html)
    assert "<table>" in html


def test_the_changelog_has_the_version_with_its_day() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)
