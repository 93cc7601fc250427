"""The store keeps rows and texts from one build to the next, and nothing of what is gone."""

from __future__ import annotations

import random
from collections.abc import Iterable
from pathlib import Path

from sphinx_newsroom.archive.source_file import Read
from sphinx_newsroom.archive.store import Basis, Packed, Store, StoredText, packed, repacked
from sphinx_newsroom.sources.header import Parsed
from sphinx_newsroom.text.compiled import CompiledText

PATHS = [f"releases/2011/release-{number}.md" for number in range(400)]
BASIS = Basis("reads", "texts")


def row(said: str) -> StoredText:
    return StoredText(Read(Parsed(None, (), {}), ()), None, (), frozenset(), said, None)


def anew(paths: Iterable[str], said: str) -> list[Packed]:
    return [repacked(path, row(said), None) for path in paths]


def test_what_is_gone_is_nowhere_however_the_pages_of_the_file_were_set_anew(tmp_path: Path) -> None:
    """SQLite leaves in a page what it moved there and then deleted."""
    drawn, made = random.Random(1), tmp_path / "newsroom.sqlite"
    Store(made, BASIS).keep(
        tmp_path, [packed(path, row("was"), None, CompiledText("text", (), ()), "source") for path in PATHS], ()
    )
    for _ in range(12):  # rows grow and shrink
        Store(made, BASIS).keep(tmp_path, anew(drawn.sample(PATHS, 30), "now" * drawn.randrange(300)), ())
    gone = drawn.sample(PATHS, 30)
    Store(made, BASIS).keep(tmp_path, (), gone)
    data = made.read_bytes()
    assert [path for path in gone if path.encode() in data] == []
