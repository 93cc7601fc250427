"""Signed notes, checkpoints and cosignatures: by the examples of the specifications, and by keys of ours."""

from __future__ import annotations

import base64

import pytest

pytest.importorskip("cryptography")

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sphinx_newsroom.ledger.transparency_log import (
    COSIGNATURE,
    COSIGNATURE_ML_DSA,
    ED25519,
    Checkpoint,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    cosigned_at,
    parse_checkpoint,
    parse_key,
    parse_note,
    signed_by,
    wanted_keys,
)

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
    with pytest.raises(NoteError, match=r"w\.example is not by its key"):
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


def test_a_signature_takes_the_place_of_the_same_key() -> None:
    first, second, other = (Signature(name, b"1234", value) for name, value in (("a", b"1"), ("a", b"2"), ("b", b"3")))
    assert Note("t\n", (other, first)).with_signature(second).signatures == (second, other)


def test_the_key_of_a_log_is_none_of_a_witness() -> None:
    with pytest.raises(NoteError, match="that of a log"):
        wanted_keys([KEY])
