"""Our tree, proofs, tiles and notes, held against implementations that are not ours."""

from __future__ import annotations

from pathlib import Path

import pytest
import tamperlog
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.ledger.transparency_log import (
    COSIGNATURE,
    ED25519,
    Checkpoint,
    Note,
    Signature,
    Tree,
    VerifierKey,
    bundle,
    cosigned_at,
    leaf_hash,
    leaf_tiles,
    of_tile,
    parse_note,
    signed_by,
    tile_bytes,
    tiles_of,
)

SIZES = st.integers(1, 300)


def entries_of(size: int) -> list[bytes]:
    return [f'{{"line":{number}}}'.encode() for number in range(size)]


@given(size=SIZES, data=st.data())
def test_tamperlog_verifies_our_proofs(size: int, data: st.DataObject) -> None:
    entries = entries_of(size)
    tree = Tree(map(leaf_hash, entries))
    index = data.draw(st.integers(0, size - 1))
    tamperlog.verify_inclusion(index, size, leaf_hash(entries[index]), list(tree.inclusion(index)), tree.root())
    tamperlog.verify_inclusion(
        index, index + 1, leaf_hash(entries[index]), list(tree.proof_at_end(index)), tree.root(index + 1)
    )
    with pytest.raises(tamperlog.ProofError):
        tamperlog.verify_inclusion(index, size, leaf_hash(b"forged"), list(tree.inclusion(index)), tree.root())
    old = data.draw(st.integers(1, size))
    tamperlog.verify_consistency(old, tree.root(old), size, tree.root(), list(tree.consistency(old)))


@given(size=SIZES, data=st.data())
def test_aics_tlog_verifies_our_proofs(size: int, data: st.DataObject) -> None:
    aics = pytest.importorskip("aics_tlog", reason="needs Python 3.12")
    entries = entries_of(size)
    tree = Tree(map(leaf_hash, entries))
    index = data.draw(st.integers(0, size - 1))
    assert aics.verify_leaf_inclusion(entries[index], index, size, list(tree.inclusion(index)), tree.root())
    assert aics.verify_leaf_inclusion(
        entries[index], index, index + 1, list(tree.proof_at_end(index)), tree.root(index + 1)
    )
    assert not aics.verify_leaf_inclusion(b"forged", index, size, list(tree.inclusion(index)), tree.root())
    old = data.draw(st.integers(1, size))
    assert aics.verify_consistency(old, size, tree.root(old), tree.root(), list(tree.consistency(old)))


@pytest.mark.parametrize("size", [1, 255, 256, 257, 1000, 66_000])
def test_aics_tlog_audits_our_tiles(size: int, tmp_path: Path) -> None:
    aics = pytest.importorskip("aics_tlog", reason="needs Python 3.12")
    entries = entries_of(size)
    tree = Tree(map(leaf_hash, entries))
    files = {tile.path: tile_bytes(tree, tile) for tile in tiles_of(size)}
    files |= {tile.entries_path: bundle(of_tile(entries, tile)) for tile in leaf_tiles(size)}
    for path, content in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    reader = aics.FileSystemTileReader(tmp_path)
    report = aics.audit_tiles(reader, size, tree.root())
    assert report.tiles == len(list(tiles_of(size)))
    assert aics.inclusion_proof_from_tiles(reader, size // 2, size) == list(tree.inclusion(size // 2))


def test_aics_tlog_accepts_our_checkpoint_and_we_its_cosignature() -> None:
    aics = pytest.importorskip("aics_tlog", reason="needs Python 3.12")
    ed25519 = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.ed25519")
    log, witness = ed25519.Ed25519PrivateKey.generate(), ed25519.Ed25519PrivateKey.generate()
    checkpoint = Checkpoint("example.org/log", 7, b"r" * 32)
    key = VerifierKey("example.org/log", ED25519, log.public_key().public_bytes_raw())
    note = Note(checkpoint.text()).with_signature(Signature(key.name, key.key_id, log.sign(checkpoint.text().encode())))
    _, line = aics.sign_cosignature(witness, "w.example", 1_700_000_000, checkpoint.origin, 7, checkpoint.root)
    seen = VerifierKey("w.example", COSIGNATURE, witness.public_key().public_bytes_raw())
    own = aics.parse_note(note.file())
    both = aics.Note(own.text, (*own.signatures, line))
    result = aics.verify_checkpoint(both, aics.parse_vkey(key.text()), [aics.parse_vkey(seen.text())], 1)
    assert (result.ok, result.cosignature_count, result.origin, result.size) == (True, 1, "example.org/log", 7)
    ours = parse_note(both.serialise())
    assert signed_by(ours, key)
    assert cosigned_at(ours, seen) == 1_700_000_000
