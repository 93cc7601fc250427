"""The signature of the ledger's last line."""

from __future__ import annotations

import base64
import json
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sphinx_newsroom.cli import main
from sphinx_newsroom.ledger import transparency_log
from sphinx_newsroom.ledger.transparency_log import SigningError, is_signed, sign

if TYPE_CHECKING:
    from tests.conftest import ArchiveOnDisk

pytest.importorskip("cryptography")

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519

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
    assert is_signed(
        HEAD,
        signature,
        f"-----BEGIN PUBLIC KEY-----\n{public(key)}\n-----END PUBLIC KEY-----\n".replace(
            "-----BEGIN PUBLIC KEY-----", ""
        ).replace("-----END PUBLIC KEY-----", ""),
    )
    other = public(ed25519.Ed25519PrivateKey.generate())
    for head, text, by in (
        ("cd" * 32, signature, public(key)),
        (HEAD, signature, other),
        (HEAD, "", public(key)),
        (HEAD, "nonsense", public(key)),
        (HEAD, base64.b64encode(b"x" * 64).decode(), public(key)),
    ):
        assert not is_signed(head, text, by)


def test_what_is_no_key_is_refused(tmp_path: Path, key: ed25519.Ed25519PrivateKey) -> None:
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
    command = [
        "openssl",
        "pkeyutl",
        "-verify",
        "-inkey",
        "key.pem",
        "-rawin",
        "-in",
        "message",
        "-sigfile",
        "signature",
    ]
    try:
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no openssl")
    if "rawin" in done.stderr:
        pytest.skip("this openssl does not know Ed25519")
    assert done.returncode == 0, done.stderr


def test_without_cryptography_it_is_said_what_to_install(
    tmp_path: Path, key: ed25519.Ed25519PrivateKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_key(tmp_path / "key.pem", key)

    def missing() -> None:
        raise SigningError(transparency_log._INSTALL)

    monkeypatch.setattr(transparency_log, "_cryptography", missing)
    with pytest.raises(SigningError, match=r"sphinx-newsroom\[signing\]"):
        sign(HEAD, path)


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
    assert "releases/ledger.checkpoint:1: [log-name] the log was signed as old.example.org/log and is called" in out
    assert 'newsroom_log_name = "old.example.org/log"; or' in out
    # The new name is taken by signing, and what was signed under the other one still holds.
    assert run("publish", "--sign", file) == 0
    run("check")
    assert "log-name" not in capsys.readouterr().out
    two = checkpoint.replace("\n2\n", "\n3\n")
    assert two != checkpoint
    (archive.root / "releases/ledger.checkpoint").write_text(two, encoding="utf-8")
    assert run("publish", "--sign", file) == 1
    assert "does not begin with the 3 lines whose checkpoint was signed" in capsys.readouterr().err


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
    assert "releases/ledger.checkpoint:1: [unsigned-log] the ledger is signed and the checkpoint" in checked()
    assert main(sign) == 0
    capsys.readouterr()
    assert "unsigned-log" not in checked()
