"""The README as a package index shows it: rendered, and with links that lead somewhere from there."""

from __future__ import annotations

import io
import re
import tomllib

import pytest
from tests.conftest import ROOT

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli import parser

README = (ROOT / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SOURCE: str = PROJECT["urls"]["Source"]
_FILES = (f"{SOURCE}/blob/main/", f"{SOURCE.replace('//github.com', '//raw.githubusercontent.com')}/main/")


def test_every_link_is_whole_and_every_file_is_there() -> None:
    targets = [*re.findall(r"\]\(([^)\s]+)\)", README), *PROJECT["urls"].values()]
    assert len(targets) > 10
    for target in targets:
        assert target.startswith("https://"), target
        for begin in _FILES:
            if target.startswith(begin):
                assert (ROOT / target.removeprefix(begin)).is_file(), target


def test_five_commands_show_an_archive() -> None:
    block = README.partition("## Try it")[2].partition("```console\n")[2].partition("```")[0]
    commands = [line.removeprefix("$ ").split() for line in block.splitlines()]
    assert len(commands) <= 5
    ours = [words[1:] for words in commands if words[0].endswith("/newsroom")]
    assert [parser().parse_args(words).verb for words in ours] == ["init", "serve"]
    assert ["pip", "install", PROJECT["name"]] == [commands[1][0].rpartition("/")[2], *commands[1][1:]]


def test_it_renders() -> None:
    markdown = pytest.importorskip("readme_renderer.markdown", reason="readme_renderer is not installed")
    said = io.StringIO()
    html = markdown.render(README, stream=said)
    assert html, said.getvalue()
    assert re.search(r"<h1[^>]*>sphinx-newsroom<", html)
    assert 'src="https://' in html
    assert "<table>" in html


def test_the_changelog_has_the_version_with_its_day() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(rf"^## \[{re.escape(__version__)}\] - \d{{4}}-\d\d-\d\d$", changelog, re.MULTILINE)
