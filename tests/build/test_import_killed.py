"""An import that is killed and run again ends as one that was left alone."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.conftest import CONF

from sphinx_newsroom.cli import main

RELEASES, KILLS = 80, 1
WORDS = (
    "harbour council budget minister vessel inquiry tender bridge school winter election border treaty grain".split()
)


def source(folder: Path) -> Path:
    """Releases of which several have the same title, as those of a day have."""
    chance = random.Random(7)
    rows = (
        {
            "title": f"Briefing {number % 40}",
            "date": f"2011-06-{number % 3 + 10}",
            "url": f"https://example.org/press/{number}" if number % 5 else "",
            "body": " ".join(chance.choices(WORDS, k=80)) + ".",
        }
        for number in range(RELEASES)
    )
    path = folder / "old.jsonl"
    path.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    return path


def texts(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in (root / "releases").rglob("*")
        if path.is_file()
    }


def call(root: Path, old: Path) -> list[str]:
    return ["--root", str(root), "import-releases", str(old), "--write"]


def test_killed_and_run_again_it_is_as_if_nothing_had_been(tmp_path: Path) -> None:
    old = source(tmp_path)
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "conf.py").write_text(CONF, encoding="utf-8")
    assert main(call(tmp_path / "whole", old)) == 0
    root = tmp_path / "killed"
    for kill in range(1, KILLS + 1):
        process = subprocess.Popen(
            [sys.executable, "-m", "sphinx_newsroom", *call(root, old)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        # in the middle of what it writes, each time further on
        while process.poll() is None and sum(1 for _ in root.glob("releases/*/*.md")) < kill * RELEASES // (KILLS + 2):
            time.sleep(0.005)
        process.kill()
        process.wait()
    assert main(call(root, old)) == 0
    assert texts(root) == texts(tmp_path / "whole")
    assert len(texts(root)) == RELEASES
