"""Readers of releases over broken and hostile bytes: they report what is wrong, and write nothing."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from .import_readers import SEEDS, Watch, judge

MUTANTS = 20
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
    b"<table><tr><td>",
    b"<b><a href='https://[1'>",
    b"<script type='application/ld+json'>",
    b"<svg><template><plaintext>",
    b"<base href='//['>",
    b"<time datetime='2011-99-99'>03/04/2011",
    b"\n\nENDS\nContact: a@b.org",
    b"\\\nEmbargo ",
    b"\xed\xa0\x80",
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
