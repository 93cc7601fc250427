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
SOME, OTHERS = PATHS[:80], PATHS[80:160]


def row(said: str) -> StoredText:
    return StoredText(Read(Parsed(None, (), {}), ()), None, (), frozenset(), said, None)


def known(place: Path) -> dict[str, str]:
    return {path: found.markup for path, found in Store(place, BASIS).rows.items()}


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


def texts(paths: Iterable[str]) -> list[Packed]:
    return [packed(path, row("new"), None, CompiledText(path, (), ()), "source") for path in paths]


def test_texts_that_an_empty_store_takes_count_once_their_rows_are_put_in(tmp_path: Path) -> None:
    place = tmp_path / "newsroom.sqlite"
    store = Store(place, BASIS)
    assert store.is_empty
    for some in (SOME, OTHERS):
        store.take(tmp_path, texts(some))
    store.keep(tmp_path, (), ())
    assert known(place) == dict.fromkeys((*SOME, *OTHERS), "new")
    again = Store(place, BASIS)
    assert not again.is_empty
    assert again.text(SOME[0]) == (CompiledText(SOME[0], (), ()), "source")


def test_a_build_that_is_ended_while_an_empty_store_takes_texts_leaves_none(tmp_path: Path) -> None:
    place = tmp_path / "newsroom.sqlite"
    Store(place, BASIS).take(tmp_path, texts(SOME[:1]))
    assert Store(place, BASIS).is_empty
    assert SOME[0].encode() not in place.read_bytes()
