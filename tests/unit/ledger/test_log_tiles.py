"""Tiles and bundles of entries, as C2SP tlog-tiles has them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.ledger.transparency_log import (
    WIDTH,
    Tile,
    Tree,
    bundle,
    entries_in,
    hashes_in,
    leaf_hash,
    leaf_tiles,
    numbered,
    of_tile,
    tile_bytes,
    tiles_of,
)


@pytest.mark.parametrize(
    ("number", "path"), [(0, "000"), (67, "067"), (1000, "x001/000"), (1234067, "x001/x234/067"), (999999, "x999/999")]
)
def test_a_number_is_written_in_threes(number: int, path: str) -> None:
    assert numbered(number) == path


def test_the_sizes_of_the_specification_have_its_tiles() -> None:
    counted = Counter((tile.level, tile.width) for tile in tiles_of(70_000))
    assert counted == {(0, 256): 273, (0, 112): 1, (1, 256): 1, (1, 17): 1, (2, 1): 1}
    assert [tile.path for tile in tiles_of(256)] == ["tile/0/000", "tile/1/000.p/1"]
    assert [tile.path for tile in tiles_of(0)] == []
    assert Tile(0, 273, 112).entries_path == "tile/entries/273.p/112"


@given(st.integers(0, 1500))
def test_the_tiles_of_a_tree_tell_all_of_it(size: int) -> None:
    entries = [str(number).encode() for number in range(size)]
    tree = Tree(map(leaf_hash, entries))
    leaves = [each for tile in leaf_tiles(size) for each in hashes_in(tile_bytes(tree, tile))]
    assert leaves == tree.levels[0]
    for tile in tiles_of(size):
        hashes = hashes_in(tile_bytes(tree, tile))
        assert len(hashes) == tile.width
        for place, found in enumerate(hashes):
            # The formula of the specification.
            width = WIDTH**tile.level
            start = (tile.number * WIDTH + place) * width
            assert found == Tree(leaves[start : start + width]).root()
    bundled = [entry for tile in leaf_tiles(size) for entry in entries_in(bundle(of_tile(entries, tile)))]
    assert bundled == entries


@given(st.integers(1, 1500), st.integers(1, 300))
def test_a_full_tile_never_changes(size: int, more: int) -> None:
    tree = Tree(leaf_hash(str(number).encode()) for number in range(size + more))
    before = Tree(tree.levels[0][:size])
    for tile in tiles_of(size):
        assert tile_bytes(before, tile) == tile_bytes(tree, tile)
        assert tile.width < WIDTH or tile in set(tiles_of(size + more))


def test_bundles_have_lengths_in_two_bytes() -> None:
    assert bundle([b"ab", b""]) == b"\0\x02ab\0\0"
    assert entries_in(bundle([b"x" * 65535])) == [b"x" * 65535]
    with pytest.raises(ValueError, match="65536 bytes"):
        bundle([b"x" * 65536])


@pytest.mark.parametrize("data", [b"\0", b"\0\x02a", b"\0\x01ab"])
def test_a_bundle_that_is_cut_off_is_noticed(data: bytes) -> None:
    with pytest.raises(ValueError, match="cut off"):
        entries_in(data)


def test_a_tile_that_is_cut_off_is_noticed() -> None:
    with pytest.raises(ValueError, match="cut off"):
        hashes_in(b"x" * 33)
