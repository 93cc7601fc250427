"""What ``newsroom check`` prints for GitHub, SARIF and pre-commit is as their own rules have it."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import ROOT, ArchiveOnDisk

from sphinx_newsroom.cli import main
from sphinx_newsroom.cli.check import github_lines, sarif_lines
from sphinx_newsroom.diagnostics import Code, Problem

BAD = "---\ntitel: T\ndate: 2011-06-21\n---\nText with <br>.\n"


def command(line: str) -> tuple[str, dict[str, str], str]:
    """A command of a workflow as the runner reads it."""
    found = re.fullmatch(r"::(\w+) ([^\n]*?)::([^\n]*)", line)
    assert found, line
    properties = dict(part.split("=", 1) for part in found[2].split(","))
    return found[1], {name: unquote(value) for name, value in properties.items()}, unquote(found[3])


@given(st.text(max_size=30), st.text(st.characters(exclude_characters="\0/"), min_size=1, max_size=20))
def test_annotations_can_be_read_back(words: str, name: str) -> None:
    problem = Problem(f"releases/x{name}.md", 3, Code.BROKEN_LINK, words, "write another")
    kind, properties, message = command("\n".join(github_lines([problem], Path.cwd())))
    assert (kind, properties["line"], properties["title"]) == ("warning", "3", "broken-link")
    assert properties["file"] == problem.path
    assert message == f"{words}; write another"


def test_github(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(archive.root)
    archive.put({"releases/b.md": BAD})
    assert main(["check", "--format", "github"]) == 1
    assert capsys.readouterr().out.splitlines() == [
        "::error file=releases/b.md,line=2,title=unknown-key::there is no key 'titel'; did you mean 'title'?",
        "::warning file=releases/b.md,line=5,title=raw-html::raw HTML (<br>) is left out; "
        "end the line with a backslash",
    ]


def test_sarif(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(archive.root)
    archive.put({"releases/b.md": BAD})
    assert main(["check", "--format", "sarif"]) == 1
    log: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["unknown-key", "raw-html"]
    assert all(rule["shortDescription"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("error", "warning", "note")
        (place,) = result["locations"]
        assert place["physicalLocation"]["artifactLocation"]["uri"] == "releases/b.md"
        assert place["physicalLocation"]["region"]["startLine"] >= 1
    assert [result["message"]["text"] for result in run["results"]] == [
        "there is no key 'titel'; did you mean 'title'?",
        "raw HTML (<br>) is left out; end the line with a backslash",
    ]


def test_sarif_of_nothing_and_of_no_line() -> None:
    assert json.loads("".join(sarif_lines([], Path.cwd())))["runs"][0]["results"] == []
    (result,) = json.loads("".join(sarif_lines([Problem("a b:c.md", 0, Code.LEDGER, "m", "a")], Path.cwd())))["runs"][
        0
    ]["results"]
    assert result["locations"] == [{"physicalLocation": {"artifactLocation": {"uri": "a%20b%3Ac.md"}}}]


def test_json_is_one_format(archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]) -> None:
    archive.put({"releases/b.md": BAD})
    said = []
    for option in (["--json"], ["--format", "json"]):
        assert main(["check", "--root", str(archive.root), *option]) == 1
        said.append(json.loads(capsys.readouterr().out))
    assert said[0] == said[1]
    assert said[0][0].keys() == {"path", "line", "code", "severity", "message", "advice"}


def test_the_hook_for_other_archives(archive: ArchiveOnDisk) -> None:
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    assert (hook["id"], hook["language"]) == ("newsroom-check", "python")
    archive.put({"releases/b.md": BAD, "docs/c.md": "# C\n"})
    sources = ("releases/b.md", "releases/2011/opening.md", "organizations/osce.md", "conf.py", "docs/c.md", "index.md")
    changed = [path for path in sources if re.search(hook["files"], path)]
    assert changed == list(sources[:4])
    program, *arguments = shlex.split(hook["entry"])
    assert program == "newsroom"

    def run(*files: str) -> subprocess.CompletedProcess[str]:
        call = [sys.executable, "-m", "sphinx_newsroom", *arguments, *files]
        return subprocess.run(call, cwd=archive.root, capture_output=True, text=True, check=False)

    failed = run(*changed)
    assert failed.returncode == 1
    assert failed.stdout.startswith("releases/b.md:2: [unknown-key]")
