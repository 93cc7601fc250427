"""The tree and its proofs: by the examples that everybody tests with, and by recursion as RFC 6962 has it."""

from __future__ import annotations

import base64
import hashlib
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import tamperlog
from hypothesis import given
from hypothesis import strategies as st

from sphinx_newsroom.cli import main
from sphinx_newsroom.ledger.transparency_log import (
    COSIGNATURE,
    COSIGNATURE_ML_DSA,
    ED25519,
    WIDTH,
    Checkpoint,
    Note,
    NoteError,
    Signature,
    SigningError,
    Tree,
    VerifierKey,
    bundle,
    cosigned_at,
    entries_in,
    hashes_in,
    is_signed,
    leaf_hash,
    leaf_tiles,
    of_tile,
    parse_checkpoint,
    parse_key,
    parse_note,
    sign,
    signed_by,
    tile_bytes,
    tiles_of,
    wanted_keys,
)

pytest.importorskip("cryptography")

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk


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


def test_what_a_tree_never_had_is_refused() -> None:
    tree = tree_of([b"a", b"b"])
    for size in (3, -1):
        with pytest.raises(ValueError, match="tree with"):
            tree.root(size)


@given(size=st.integers(1, 600))
def test_the_root_is_that_of_the_standard(size: int) -> None:
    entries = [str(number).encode() for number in range(size)]
    assert tree_of(entries).root() == by_recursion(entries)


# Tiles and bundles of entries, as C2SP tlog-tiles has them.


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


def test_bundles_have_lengths_in_two_bytes() -> None:
    assert bundle([b"ab", b""]) == b"\0\x02ab\0\0"
    assert entries_in(bundle([b"x" * 65535])) == [b"x" * 65535]
    with pytest.raises(ValueError, match="65536 bytes"):
        bundle([b"x" * 65536])


@pytest.mark.parametrize("data", [b"\0", b"\0\x02a", b"\0\x01ab"])
def test_a_bundle_that_is_cut_off_is_noticed(data: bytes) -> None:
    with pytest.raises(ValueError, match="cut off"):
        entries_in(data)


# Signed notes, checkpoints and cosignatures: by the examples of the specifications, and by keys of ours.

KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
"""The example of https://c2sp.org/signed-note."""
SIGNED = (
    "This is an example message.\n\n"
    "— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
CHECKPOINT = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo"
    "+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe"
    "+mbIUBkBIfZ+qnA==\n"
)
"""The example of https://c2sp.org/tlog-cosignature."""


def key_of(private: Ed25519PrivateKey, name: str, kind: int = ED25519) -> VerifierKey:
    return VerifierKey(name, kind, private.public_key().public_bytes_raw())


def cosigned(note: Note, key: Ed25519PrivateKey, name: str, time: int) -> Note:
    """The note with a witness's line, as https://c2sp.org/tlog-cosignature says that it is made."""
    message = f"cosignature/v1\ntime {time}\n{note.text}".encode()
    value = time.to_bytes(8, "big") + key.sign(message)
    own = key_of(key, name, COSIGNATURE)
    return Note(note.text, (*note.signatures, Signature(name, own.key_id, value)))


def test_a_signature_takes_the_place_of_one_by_the_same_key_alone() -> None:
    mine, witness, other = (
        Signature(name, key_id, b"v") for name, key_id in (("log", b"1234"), ("log", b"5678"), ("w", b"1234"))
    )
    new = Signature("log", b"1234", b"new")
    assert Note("Text\n", (witness, mine, other)).with_signature(new) == Note("Text\n", (new, witness, other))


def test_the_example_of_a_note_is_signed_by_its_key() -> None:
    key, note = parse_key(KEY), parse_note(SIGNED)
    assert (key.name, key.kind, key.text()) == ("example.com/foo", ED25519, KEY)
    assert note.file() == SIGNED
    assert signed_by(note, key)
    assert not signed_by(Note("This is another message.\n", note.signatures), key)
    assert not signed_by(note, VerifierKey("example.com/bar", ED25519, key.public))
    assert not signed_by(Note(note.text), key)


def test_the_example_of_a_checkpoint_is_read() -> None:
    note = parse_note(CHECKPOINT)
    found = parse_checkpoint(note)
    assert (found.origin, found.size) == ("example.com/behind-the-sofa", 20852163)
    assert found.text() == note.text
    assert note.file() == CHECKPOINT
    assert [each.name for each in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    # The witness's time stands in the first eight bytes: the example says 1679315147.
    assert int.from_bytes(note.signatures[1].value[:8], "big") == 1679315147


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a",
        "a\n\n\n",
        "a\n\nb\n",
        "a\n\n— name\n",
        "a\n\n— name AAAA\n",
        "a\n\n— name AAAAAAA\n",
        "a\n\n— na me AAAAAAAA\n",
        "a\n\n— na+me AAAAAAAA\n",
        "a\n\n- name AAAAAAAA\n",
        "a\n\n— name AAAAAAAA",
        "a\t\n\n— name AAAAAAAA\n",
        "a\r\n\r\n— name AAAAAAAA\r\n",
        "a\n\n" + "— name AAAAAAAA\n" * 101,
    ],
)
def test_what_is_no_note_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_note(text)


ROOT = base64.b64encode(b"r" * 32).decode()


@pytest.mark.parametrize(
    "text",
    [
        f"log\n1{ROOT}\n",
        "log\n1\n",
        f"log\n01\n{ROOT}\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n+1\n{ROOT}\n",
        f"log\n١\n{ROOT}\n",
        f"log\n{'9' * 30}\n{ROOT}\n",
        f"log\n1\n{ROOT[:-4]}\n",
        f"log\n1\n{ROOT[:-2]}V=\n",
        f"\n1\n{ROOT}\n",
        f"{'l' * 300}\n1\n{ROOT}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_checkpoint(Note(text))


@pytest.mark.parametrize(
    "text",
    ["", "name", "name+530d903a", KEY[:-4], KEY.replace("530d", "530e"), KEY.replace("Aeky", "Beky"), f"a {KEY}"],
)
def test_what_is_no_key_is_refused(text: str) -> None:
    with pytest.raises(NoteError):
        parse_key(text)


def test_a_witness_says_when_it_saw_a_checkpoint() -> None:
    key = Ed25519PrivateKey.generate()
    note = cosigned(Note(Checkpoint("log", 3, b"r" * 32).text()), key, "w.example", 1_700_000_000)
    own = key_of(key, "w.example", COSIGNATURE)
    assert cosigned_at(parse_note(note.file()), own) == 1_700_000_000
    assert cosigned_at(note, key_of(key, "v.example", COSIGNATURE)) is None
    assert cosigned_at(Note(note.text), own) is None
    forged = Note(Checkpoint("log", 4, b"r" * 32).text(), note.signatures)
    with pytest.raises(NoteError, match=r"w\.example wasn't made with its key"):
        cosigned_at(forged, own)
    # The time is signed, too.
    (line,) = note.signatures
    later = Signature(line.name, line.key_id, (1_800_000_000).to_bytes(8, "big") + line.value[8:])
    with pytest.raises(NoteError):
        cosigned_at(Note(note.text, (later,)), own)


def test_a_witness_may_sign_by_ml_dsa() -> None:
    mldsa = pytest.importorskip("cryptography.hazmat.primitives.asymmetric.mldsa")
    try:
        private = mldsa.MLDSA44PrivateKey.generate()
    except UnsupportedAlgorithm:
        pytest.skip("the OpenSSL here has no ML-DSA")
    key = VerifierKey("w.example", COSIGNATURE_ML_DSA, private.public_key().public_bytes_raw())
    checkpoint = Checkpoint("example.org/log", 3, b"r" * 32)
    time = 1_700_000_000
    message = b"subtree/v1\n\0\x09w.example" + time.to_bytes(8, "big") + b"\x0fexample.org/log"
    message += (0).to_bytes(8, "big") + (3).to_bytes(8, "big") + checkpoint.root
    signature = Signature(key.name, key.key_id, time.to_bytes(8, "big") + private.sign(message))
    assert parse_key(key.text()) == key
    assert cosigned_at(Note(checkpoint.text(), (signature,)), key) == time
    with pytest.raises(NoteError):
        cosigned_at(Note(Checkpoint("example.org/log", 4, b"r" * 32).text(), (signature,)), key)


def test_the_key_of_a_log_is_none_of_a_witness() -> None:
    with pytest.raises(NoteError, match="belongs to a log"):
        wanted_keys([KEY])


# Our tree, proofs, tiles and notes, held against implementations that are not ours.

SIZES_LOG_OTHERS = st.integers(1, 300)


def entries_of(size: int) -> list[bytes]:
    return [f'{{"line":{number}}}'.encode() for number in range(size)]


@given(size=SIZES_LOG_OTHERS, data=st.data())
def test_tamperlog_verifies_our_proofs(size: int, data: st.DataObject) -> None:
    entries = entries_of(size)
    tree = Tree(map(leaf_hash, entries))
    index = data.draw(st.integers(0, size - 1))
    proof, root = list(tree.proof_at_end(index)), tree.root(index + 1)
    tamperlog.verify_inclusion(index, index + 1, leaf_hash(entries[index]), proof, root)
    with pytest.raises(tamperlog.ProofError):
        tamperlog.verify_inclusion(index, index + 1, leaf_hash(b"forged"), proof, root)


# The signature of the ledger's last line.


HEAD = "ab" * 32


def write_key(path: Path, key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey, password: bytes = b"") -> Path:
    protection = serialization.BestAvailableEncryption(password) if password else serialization.NoEncryption()
    path.write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, protection))
    return path


def public(key: ed25519.Ed25519PrivateKey) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(der).decode()


@pytest.fixture
def key() -> ed25519.Ed25519PrivateKey:
    return ed25519.Ed25519PrivateKey.generate()


def test_what_was_signed_is_known_as_signed(tmp_path: Path, key: ed25519.Ed25519PrivateKey) -> None:
    signature = sign(HEAD, write_key(tmp_path / "key.pem", key))
    assert is_signed(HEAD, signature, public(key))
    assert is_signed(HEAD, signature, f"\n{public(key)}\n\n")
    other = public(ed25519.Ed25519PrivateKey.generate())
    for head, text, by in (
        ("cd" * 32, signature, public(key)),
        (HEAD, signature, other),
        (HEAD, "", public(key)),
        (HEAD, "nonsense", public(key)),
        (HEAD, base64.b64encode(b"x" * 64).decode(), public(key)),
    ):
        assert not is_signed(head, text, by)


def test_what_is_no_key_is_refused_of_signing(tmp_path: Path, key: ed25519.Ed25519PrivateKey) -> None:
    (tmp_path / "text.pem").write_text("no key", encoding="utf-8")
    write_key(tmp_path / "other.pem", ec.generate_private_key(ec.SECP256R1()))
    write_key(tmp_path / "locked.pem", key, b"password")
    for name in ("text.pem", "other.pem", "locked.pem", "none.pem"):
        with pytest.raises(SigningError, match=name):
            sign(HEAD, tmp_path / name)
    for text in ("", "no key", "AAAA", public(key)[:-8]):
        with pytest.raises(SigningError, match="newsroom_public_key"):
            is_signed(HEAD, "", text)


def test_a_ledger_is_signed_and_held_to_it(
    archive: ArchiveOnDisk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    key: ed25519.Ed25519PrivateKey,
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    root = ["--root", str(archive.root)]
    path = str(write_key(tmp_path / "key.pem", key))
    conf = (archive.root / "conf.py").read_text(encoding="utf-8")
    archive.put({"conf.py": conf + f"newsroom_public_key = {public(key)!r}\n"})
    main(["publish", *root])
    assert "[signature]" in capsys.readouterr().err
    assert main(["publish", "--sign", path, *root]) == 0
    assert capsys.readouterr().out == "signed the ledger's last line\n"
    assert main(["verify", *root]) == 0
    assert "signed by the key" in capsys.readouterr().err
    assert "signature" in json.loads((archive.root / "releases/ledger.head").read_text(encoding="utf-8"))
    archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\nText.\n"})
    main(["publish", *root])
    assert main(["check", *root]) == 1
    assert "[signature]" in capsys.readouterr().out
    other = str(write_key(tmp_path / "other.pem", ed25519.Ed25519PrivateKey.generate()))
    main(["publish", "--sign", other, *root])
    assert main(["check", *root]) == 1
    assert main(["publish", "--sign", path, *root]) == 0
    assert main(["check", *root]) == 0


def test_a_signature_can_be_checked_by_openssl(tmp_path: Path, key: ed25519.Ed25519PrivateKey) -> None:
    signature = sign(HEAD, write_key(tmp_path / "key.pem", key))
    (tmp_path / "signature").write_bytes(base64.b64decode(signature))
    (tmp_path / "message").write_text(f"sphinx-newsroom ledger {HEAD}\n", encoding="utf-8")
    command = "openssl pkeyutl -verify -inkey key.pem -rawin -in message -sigfile signature".split()
    try:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no openssl")
    if "rawin" in done.stderr:
        pytest.skip("this openssl does not know Ed25519")
    assert done.returncode == 0, done.stderr


def test_another_name_of_the_log_is_told_and_hides_no_second_history(
    archive: ArchiveOnDisk, tmp_path: Path, key: ed25519.Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(verb: str, *words: str) -> int:
        return main([verb, *words, "--root", str(archive.root)])

    file = str(write_key(tmp_path / "key.pem", key))
    conf = (archive.root / "conf.py").read_text(encoding="utf-8") + f"newsroom_public_key = {public(key)!r}\n"
    archive.put({"conf.py": f"{conf}newsroom_log_name = 'old.example.org/log'\n"})
    assert run("publish", "--sign", file) == 0
    checkpoint = (archive.root / "releases/ledger.checkpoint").read_text(encoding="utf-8")
    capsys.readouterr()
    run("check")
    assert "log-name" not in capsys.readouterr().out
    archive.put({"conf.py": f"{conf}newsroom_log_name = 'new.example.org/log'\n"})
    run("check")
    out = capsys.readouterr().out
    assert "releases/ledger.checkpoint:1: [log-name] the log was signed as old.example.org/log, but conf.py" in out
    assert 'newsroom_log_name = "old.example.org/log"; or' in out
    # The new name is taken by signing, and what was signed under the other one still holds.
    assert run("publish", "--sign", file) == 0
    run("check")
    assert "log-name" not in capsys.readouterr().out
    two = checkpoint.replace("\n2\n", "\n3\n")
    assert two != checkpoint
    (archive.root / "releases/ledger.checkpoint").write_text(two, encoding="utf-8")
    assert run("publish", "--sign", file) == 1
    assert "doesn't begin with the 3 lines whose checkpoint was signed" in capsys.readouterr().err


def test_a_signed_ledger_without_the_checkpoint_of_its_log_is_told(
    archive: ArchiveOnDisk, tmp_path: Path, key: ed25519.Ed25519PrivateKey, capsys: pytest.CaptureFixture[str]
) -> None:
    def checked() -> str:
        main(["check", "--root", str(archive.root)])
        return capsys.readouterr().out

    sign = ["publish", "--sign", str(write_key(tmp_path / "key.pem", key)), "--root", str(archive.root)]
    conf = (archive.root / "conf.py").read_text(encoding="utf-8")
    archive.put({"conf.py": f"{conf}newsroom_public_key = {public(key)!r}\n"})
    assert main(sign) == 0
    capsys.readouterr()
    assert "unsigned-log" not in checked()
    (archive.root / "releases/ledger.checkpoint").unlink()  # never committed, or of a version that made none
    assert "releases/ledger.checkpoint:1: [unsigned-log] the ledger is signed, but the checkpoint" in checked()
    assert main(sign) == 0
    capsys.readouterr()
    assert "unsigned-log" not in checked()
