"""Readers of releases over broken and hostile bytes: only what is reported, nothing written, and in linear time."""

from __future__ import annotations

import importlib.util
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

from .fuzz_imports import SEEDS, Watch, judge

MUTANTS = 40
PIECES = [
    b"<",
    b">",
    b"[",
    b"]]>",
    b"{",
    b"{{<",
    b"\0",
    b"\xff",
    b"&",
    b"\n",
    b"---\n",
    b'"',
    b"<!--",
    b"\xf0\x9f",
    b"1e999",
]


@pytest.fixture(scope="module")
def watch() -> Iterator[Watch]:
    found = Watch()
    yield found
    found.on = False


def mutants(data: bytes, chance: random.Random) -> Iterator[bytes]:
    for _ in range(MUTANTS):
        mutant = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            at, end = sorted(chance.choices(range(len(mutant) + 1), k=2))
            end = min(end, at + 20)
            mutant[at:end] = chance.choice([b"", chance.choice(PIECES), chance.choice(PIECES) * 50, mutant[at:end] * 3])
        yield bytes(mutant)


@pytest.mark.parametrize("name", SEEDS)
def test_whatever_is_read_is_given_or_reported(name: str, watch: Watch) -> None:
    chance = random.Random(7)
    for file, seed in SEEDS[name]:
        judge(name, seed, file)  # what is imported late is imported before anybody listens
        watch.on = True
        for mutant in mutants(seed, chance):
            judge(name, mutant, file)
        watch.on = False


_RSS = "<rss xmlns:wp='http://wordpress.org/export/1.2/' xmlns:content='http://purl.org/rss/1.0/modules/content/'>"
GROWING = {
    "wordpress": (
        "a.xml",
        f"{_RSS}<channel><item><content:encoded><![CDATA[{{}}]]></content:encoded></item></channel></rss>",
    ),
    "markdown": ("a.md", "{}"),
    "text": ("a.txt", "T\n\n{}"),
    "table": ("a.csv", "title,body\nT,{}"),
}
REPEATED = (
    "[a](b)",
    "<pre>",
    "<!-- wp:",
    "[caption]",
    "[[",
    "{{<",
    "```\n",
    "![",
    "<b>",
    "- a\n",
    "a: b\n",
    "\\",
    "_a",
    "<a href=",
    "{a}`",
)


@pytest.mark.parametrize("name", GROWING)
def test_no_reader_takes_time_with_the_square(name: str) -> None:
    file, frame = GROWING[name]
    for piece in REPEATED:
        took = [
            _seconds(name, file, frame.replace("{}", piece * (size // len(piece))).encode()) for size in (2_000, 16_000)
        ]
        # Eight times as much: with the square it would be 64 times as long.
        assert took[1] < 0.1 or took[1] < 24 * took[0], (piece, took)


def _seconds(name: str, file: str, data: bytes) -> float:
    began = time.process_time()
    judge(name, data, file)
    return time.process_time() - began


@pytest.mark.skipif(importlib.util.find_spec("atheris") is None, reason="atheris is not installed")
@pytest.mark.parametrize("name", SEEDS)
def test_a_fuzzer_finds_nothing_in_a_thousand_runs(name: str, tmp_path: Path) -> None:
    for number, (_, seed) in enumerate(SEEDS[name]):
        (tmp_path / f"{number}").write_bytes(seed)
    call = [sys.executable, "-m", "tests.hostile.fuzz_imports", name, "-atheris_runs=1000", str(tmp_path)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
