"""An archive that ``newsroom init`` made builds at once, without a warning, and can be published."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import NOW
from tests.helpers import warm


def newsroom(root: Path, *arguments: str) -> str:
    done = warm.run("sphinx_newsroom", arguments, cwd=root, env={"SOURCE_DATE_EPOCH": NOW})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "options",
    [
        ["--issuer", "Harbour & *Ferry* Authority", "--acronym", "HFA", "--url", "https://news.example.org/"],
        ["--name", "Новости", "--issuer", "Портовое управление", "--language", "ru"],
    ],
)
def test_it_builds_without_a_warning_and_links_whom_it_names(tmp_path: Path, options: list[str]) -> None:
    newsroom(tmp_path, "init", "x", "--yes", *options)
    root = tmp_path / "x"
    assert "1 notice" in newsroom(root, "check", "--strict")
    assert "WARNING" not in newsroom(root, "build", "-W")
    assert not (root / "_build/html/releases/2026/our-archive-opens.html").exists()
    assert "nothing to record" in newsroom(root, "publish", "--yes"), "a sample is published by its name alone"
    published = newsroom(root, "publish", "2026/our-archive-opens", "--yes")
    assert "published: 2026/our-archive-opens" in published
    assert "WARNING" not in published
    page = (root / "_build/html/releases/2026/our-archive-opens.html").read_text(encoding="utf-8")
    assert "../../officials/jo-exampleton.html" in page
    assert "../../organizations/" in page
    assert "nothing wrong" in newsroom(root, "check", "--strict")
    newsroom(root, "build", "-W")
