"""The ledger's log in whole builds: proofs for programs, a line for readers, signatures, and what an addition costs."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest
from tests.conftest import CONF, ArchiveOnDisk, Built

from sphinx_newsroom.cli import main
from sphinx_newsroom.ledger.events import DETAILS, entry_of
from sphinx_newsroom.ledger.transparency_log import (
    COSIGNATURE,
    Note,
    Signature,
    VerifierKey,
    parse_note,
)

pytest.importorskip("cryptography")

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BASE = 'html_baseurl = "https://news.example.org/press/"\n'
NEW = "---\ntitle: New\ndate: 2013-01-01\n---\n\nNews.\n"
ORIGIN = "news.example.org/press/log"


def run(archive: ArchiveOnDisk, *arguments: str, hour: int = 0) -> int:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", str(1_767_225_600 + hour * 3600))
        return main([*arguments, "--root", str(archive.root)])


def build(archive: ArchiveOnDisk, out: str = "out", *options: str) -> Built:
    built = archive.build(out, *options, env={"SOURCE_DATE_EPOCH": "1800000000"})
    assert built.status == 0, built.log
    return built


@pytest.fixture
def key(archive: ArchiveOnDisk, tmp_path: Path) -> Path:
    """The file of the key that the archive is signed with."""
    private = Ed25519PrivateKey.generate()
    path = tmp_path / "key.pem"
    no = serialization.NoEncryption()
    path.write_bytes(private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, no))
    der = private.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    archive.put({"conf.py": f"{CONF}{BASE}newsroom_public_key = {base64.b64encode(der).decode()!r}\n"})
    return path


def test_each_release_carries_its_proof_and_later_lines_do_not_change_it(archive: ArchiveOnDisk) -> None:
    archive.put({"conf.py": CONF + BASE})
    run(archive, "publish")
    first = build(archive)
    before = first.tree()
    (proof,) = first.row("2011/opening")["log"]
    line = (archive.root / "releases/ledger.jsonl").read_text(encoding="utf-8").splitlines()[proof["index"]]
    assert (proof["entry"], proof["details"]) == (entry_of(line), line.partition(DETAILS)[2][:-1])
    assert len(proof["hashes"]) == proof["index"].bit_count()
    assert f"Line {proof['index'] + 1} of the <a" in first.read("releases/2011/opening.html")
    archive.put({"releases/2013/new.md": NEW})
    run(archive, "publish", hour=1)
    after = build(archive)
    assert after.tree()["data/releases/2011.jsonl"] == before["data/releases/2011.jsonl"]
    assert after.tree()["releases/2011/opening.html"] == before["releases/2011/opening.html"]
    assert after.tree() == build(archive, "clean").tree()
    # Who fetched the checkpoint a moment ago finds its tiles still.
    assert (after.out / "log/tile/0/000.p/2").is_file()
    assert run(archive, "verify", str(after.out)) == 0


def test_the_record_that_a_site_shows_is_verified_beside_its_pages(
    archive: ArchiveOnDisk, capsys: pytest.CaptureFixture[str]
) -> None:
    """By `releases/manifest.json` and the ledger beside it others verify their copies, so both have to be ours."""
    archive.put({"conf.py": CONF + BASE})
    run(archive, "publish")
    site = build(archive).out
    digest = json.loads((site / "releases/manifest.json").read_text(encoding="utf-8"))["releases"][0]["sha256"]
    for path, says in (
        ("releases/manifest.json", "is a text that the ledger does not have"),
        ("releases/ledger.jsonl", "that this ledger does not have there"),
    ):
        data = (site / path).read_text(encoding="utf-8")
        (site / path).write_text(data.replace(digest, digest[::-1]), encoding="utf-8")
        assert run(archive, "verify", str(site)) == 1
        assert says in capsys.readouterr().out
        (site / path).write_text(data, encoding="utf-8")
    (site / "releases/ledger.jsonl").unlink()
    assert run(archive, "verify", str(site)) == 1
    assert "releases/ledger.jsonl: is missing" in capsys.readouterr().out


def test_a_correction_and_a_withdrawal_are_proved_too(archive: ArchiveOnDisk) -> None:
    run(archive, "publish")
    path = archive.root / "releases/2012/follow-up.md"
    assert run(archive, "correct", "2012/follow-up", "--note", "A word.", hour=1) == 0
    path.write_text(path.read_text(encoding="utf-8").replace("followed up.\n", "followed.\n"), encoding="utf-8")
    assert run(archive, "publish", hour=1) == 0
    assert run(archive, "withdraw", "2012/follow-up", "--reason", "Wrong.", hour=2) == 0
    built = build(archive)
    proofs = built.row("2012/follow-up")["log"]
    events = [json.loads(proof["entry"])["event"] for proof in proofs]
    assert events == ["published", "corrected", "withdrawn"]
    assert run(archive, "verify", str(built.out)) == 0
    for left in ("follow-up.ipynb", "follow-up.r1.ipynb"):  # as in a copy in which files are never deleted
        (built.out / "releases/2012" / left).write_text("{}", encoding="utf-8")
        assert run(archive, "verify", str(built.out)) == 1
        (built.out / "releases/2012" / left).unlink()


def test_the_checkpoint_is_signed_where_the_head_is(
    archive: ArchiveOnDisk, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(archive, "publish", "--sign", str(key)) == 0
    built = build(archive)
    note = parse_note(built.read("log/checkpoint"))
    assert note.text.startswith(f"{ORIGIN}\n2\n")
    assert [each.name for each in note.signatures] == [ORIGIN]
    assert run(archive, "verify", str(built.out)) == 0
    (built.out / "log/checkpoint").write_text(note.text, encoding="utf-8")
    assert run(archive, "verify", str(built.out)) == 1
    conf = (archive.root / "conf.py").read_text(encoding="utf-8")
    archive.put({"conf.py": f"{conf}newsroom_log_name = 'other.example/log'\n"})
    capsys.readouterr()
    assert run(archive, "verify", str(built.out)) == 1
    assert (
        f"log/checkpoint: is from the log {ORIGIN}, but conf.py calls it other.example/log" in capsys.readouterr().out
    )


def cosign(path: Path, witness: Ed25519PrivateKey) -> str:
    """Have a witness sign the checkpoint in a file; the witness's key."""
    note = parse_note(path.read_text(encoding="utf-8"))
    key = VerifierKey("witness.example", COSIGNATURE, witness.public_key().public_bytes_raw())
    time = 1_767_300_000
    value = time.to_bytes(8, "big") + witness.sign(f"cosignature/v1\ntime {time}\n{note.text}".encode())
    signatures = (*note.signatures, Signature(key.name, key.key_id, value))
    path.write_text(Note(note.text, signatures).file(), encoding="utf-8")
    return key.text()


def test_witnesses_are_published_and_verified(
    archive: ArchiveOnDisk, key: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(archive, "publish", "--sign", str(key))
    witness = cosign(archive.root / "releases/ledger.checkpoint", Ed25519PrivateKey.generate())
    # Signing once more keeps what the witness said of the same tree.
    run(archive, "publish", "--sign", str(key))
    built = build(archive)
    assert run(archive, "verify", str(built.out), "--witness", witness) == 0
    stranger = VerifierKey(
        "stranger.example", COSIGNATURE, Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    )
    capsys.readouterr()
    assert run(archive, "verify", str(built.out), "--witness", stranger.text()) == 1
    assert "stranger.example" in capsys.readouterr().out
    conf = (archive.root / "conf.py").read_text(encoding="utf-8")
    archive.put({"conf.py": f"{conf}newsroom_witnesses = [{stranger.text()!r}]\n"})
    assert run(archive, "verify", str(built.out)) == 1
    # A further line is another tree, of which the witness has said nothing yet.
    archive.put({"releases/2013/new.md": NEW, "conf.py": f"{conf}newsroom_witnesses = [{witness!r}]\n"})
    run(archive, "publish", "--sign", str(key), hour=1)
    assert run(archive, "verify", str(build(archive).out)) == 1


def test_a_kept_checkpoint_tells_whether_the_record_only_grew(
    archive: ArchiveOnDisk, key: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(archive, "publish", "2011/opening", "--sign", str(key))
    one = (archive.root / "releases/ledger.checkpoint").read_text(encoding="utf-8")
    (tmp_path / "kept").write_text(one, encoding="utf-8")
    run(archive, "publish", "--sign", str(key), hour=1)
    built = build(archive)
    assert run(archive, "verify", str(built.out), "--since", str(tmp_path / "kept")) == 0
    assert run(archive, "verify", "--since", str(tmp_path / "kept")) == 0
    assert "since then it only grew, to 2" in capsys.readouterr().out
    # The record is begun anew, by who has the key: another history, which who kept a checkpoint sees.
    for name in ("ledger.jsonl", "ledger.head"):
        (archive.root / "releases" / name).unlink()
    assert run(archive, "publish", "2012/follow-up") == 1
    assert "the ledger is missing" in capsys.readouterr().err
    (archive.root / "releases/ledger.checkpoint").unlink()
    run(archive, "publish", "2012/follow-up", "--sign", str(key), hour=2)
    assert run(archive, "verify", "--since", str(tmp_path / "kept")) == 1
    assert "two histories of one size" in capsys.readouterr().out
