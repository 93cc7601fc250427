"""The tree and its proofs: by the examples that everybody tests with, and by recursion as RFC 6962 has it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sphinx_newsroom.ledger.transparency_log import (
    EMPTY_ROOT,
    Tree,
    is_consistent,
    leaf_hash,
    node_hash,
    root_by_inclusion,
)

# The vectors of the reference implementation of RFC 6962 (google/certificate-transparency, merkle_tree_test).
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}


def tree_of(entries: list[bytes]) -> Tree:
    return Tree(map(leaf_hash, entries))


def by_recursion(entries: list[bytes]) -> bytes:
    """MTH of RFC 6962, section 2.1, word by word."""
    if not entries:
        return hashlib.sha256(b"").digest()
    if len(entries) == 1:
        return hashlib.sha256(b"\0" + entries[0]).digest()
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return hashlib.sha256(b"\1" + by_recursion(entries[:k]) + by_recursion(entries[k:])).digest()


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_the_reference_implementation(size: int) -> None:
    assert tree_of(ENTRIES[:size]).root().hex() == ROOTS[size]
    assert tree_of(ENTRIES).root(size).hex() == ROOTS[size]


@pytest.mark.parametrize(("place", "hashes"), INCLUSION.items())
def test_the_proofs_of_inclusion_are_those_of_the_reference_implementation(
    place: tuple[int, int], hashes: list[str]
) -> None:
    assert [each.hex() for each in tree_of(ENTRIES).inclusion(*place)] == hashes


@pytest.mark.parametrize(("sizes", "hashes"), CONSISTENCY.items())
def test_the_proofs_of_consistency_are_those_of_the_reference_implementation(
    sizes: tuple[int, int], hashes: list[str]
) -> None:
    assert [each.hex() for each in tree_of(ENTRIES).consistency(*sizes)] == hashes


def test_what_a_tree_never_had_is_refused() -> None:
    tree = tree_of(ENTRIES)
    for call in (
        lambda: tree.root(9),
        lambda: tree.root(-1),
        lambda: tree.inclusion(8),
        lambda: tree.inclusion(3, 3),
        lambda: tree.consistency(9),
        lambda: tree.consistency(-1),
    ):
        with pytest.raises(ValueError, match="tree of"):
            call()


SIZES = st.integers(1, 600)


@given(size=SIZES, data=st.data())
def test_every_leaf_is_proved_and_no_other_by_its_proof(size: int, data: st.DataObject) -> None:
    entries = [str(number).encode() for number in range(size)]
    tree = tree_of(entries)
    assert tree.root() == by_recursion(entries)
    index = data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    assert root_by_inclusion(leaf_hash(entries[index]), index, size, proof) == tree.root()
    assert tree.proof_at_end(index) == tree.inclusion(index, index + 1)
    assert root_by_inclusion(leaf_hash(b"forged"), index, size, proof) != tree.root()
    assert root_by_inclusion(leaf_hash(entries[index]), index, size, (*proof, EMPTY_ROOT)) is None
    assert size == 1 or root_by_inclusion(leaf_hash(entries[index]), index, size, proof[:-1]) is None
    other = data.draw(st.integers(-1, size))
    assume(other != index)
    assert root_by_inclusion(leaf_hash(entries[index]), other, size, proof) != tree.root()


@given(size=SIZES, data=st.data())
def test_a_tree_that_grew_is_consistent_and_no_other(size: int, data: st.DataObject) -> None:
    entries = [str(number).encode() for number in range(size)]
    tree = tree_of(entries)
    old = data.draw(st.integers(0, size))
    proof = tree.consistency(old)
    assert is_consistent(old, tree.root(old), size, tree.root(), proof)
    assert not is_consistent(old, node_hash(EMPTY_ROOT, EMPTY_ROOT), size, tree.root(), proof)
    assert not is_consistent(old, tree.root(old), size, tree.root(), (*proof, EMPTY_ROOT))
    if old < size:
        assert not is_consistent(size, tree.root(), old, tree.root(old), proof)
    if 0 < old < size:
        changed = data.draw(st.integers(0, old - 1))
        forged = tree_of([*entries[:changed], b"forged", *entries[changed + 1 :]])
        assert not is_consistent(old, tree.root(old), size, forged.root(), forged.consistency(old))
        dropped = tree_of([*entries[:changed], *entries[changed + 1 :]])
        assert not is_consistent(old, tree.root(old), size - 1, dropped.root(), dropped.consistency(old - 1))
        assert not is_consistent(old, tree.root(old), size, tree.root(), proof[:-1])
