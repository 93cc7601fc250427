"""A time from outside: asked for by publish, published with the log, and verified; openssl plays the authority."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from tests.conftest import ArchiveOnDisk
from tests.helpers.answering import answering

from sphinx_newsroom.cli import main
from sphinx_newsroom.ledger.transparency_log import Stamp, parse_stamp

pytest.importorskip("rfc3161_client")
if shutil.which("openssl") is None:
    pytest.skip("there is no openssl", allow_module_level=True)

CONF = """
[tsa]
default_tsa = me
[me]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""
EXTENSIONS = "extendedKeyUsage = critical,timeStamping\nkeyUsage = critical,digitalSignature\n"
ROOT_EXTENSIONS = "basicConstraints = critical,CA:true\nkeyUsage = critical,keyCertSign\n"
PENDING = bytes.fromhex("0083dfe30d2ef90c8e") + b"\x18\x17https://a.calendar.test"
"""What a calendar answers: a pending attestation with its address."""


def openssl(folder: Path, *arguments: str) -> None:
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an authority: its key and certificate, under a root."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "tsa.cnf").write_text(CONF, encoding="utf-8")
    (folder / "serial").write_text("01\n", encoding="utf-8")
    for name, subject, extensions in (("root", "/CN=Root", ROOT_EXTENSIONS), ("tsa", "/CN=TSA", EXTENSIONS)):
        (folder / f"{name}.ext").write_text(extensions, encoding="utf-8")
        request = ("req", "-new", "-newkey", "rsa:2048", "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.csr")
        openssl(folder, *request, "-subj", subject)
        by = ("-signkey", "root.key") if name == "root" else ("-CA", "root.pem", "-CAkey", "root.key")
        signing = ("x509", "-req", "-in", f"{name}.csr", "-out", f"{name}.pem", "-days", "30", *by)
        openssl(folder, *signing, "-extfile", f"{name}.ext")
    return folder


class Outside(HTTPServer):
    """An authority at ``/tsr`` and a calendar at ``/digest``; *asked* has what the calendar was to stamp."""

    folder: Path
    asked: bytes = b""


class _Handler(BaseHTTPRequestHandler):
    server: Outside

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path == "/tsr":
            (self.server.folder / "query").write_bytes(body)
            openssl(self.server.folder, "ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query", "-out", "reply")
            answer = (self.server.folder / "reply").read_bytes()
        elif self.path == "/digest":
            self.server.asked = body
            answer = PENDING
        else:
            answer = b"no timestamp"
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def outside(authority: Path) -> Iterator[tuple[str, Outside]]:
    server = Outside(("127.0.0.1", 0), _Handler)
    server.folder = authority
    with answering(server):
        yield f"http://127.0.0.1:{server.server_port}", server


def run(archive: ArchiveOnDisk, *arguments: str) -> int:
    return main([*arguments, "--root", str(archive.root)])


def kept(archive: ArchiveOnDisk) -> Stamp:
    stamp = parse_stamp((archive.root / "releases/ledger.timestamp").read_text(encoding="utf-8"))
    assert stamp
    return stamp


def test_an_authority_says_when_the_record_was_this(
    archive: ArchiveOnDisk, outside: tuple[str, Outside], authority: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(archive, "publish", "--timestamp", f"{outside[0]}/tsr") == 0
    assert "timestamped the ledger with its 2 lines" in capsys.readouterr().err
    site = archive.build(env={"SOURCE_DATE_EPOCH": "4000000000"}).out
    command = ["ts", "-verify", "-data", "log/stamped.txt", "-in", "log/stamped.txt.tsr"]
    openssl(site, *command, "-CAfile", str(authority / "root.pem"))
    assert run(archive, "verify", str(site), "--authority", str(authority / "root.pem")) == 0
    assert run(archive, "verify", str(site)) == 0
    # Whoever is no authority of ours stamps nothing for us.
    openssl(
        authority, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "k", "-out", "o.pem", "-subj", "/CN=O"
    )
    capsys.readouterr()
    assert run(archive, "verify", str(site), "--authority", str(authority / "o.pem")) == 1
    assert "it wasn't made by the authority" in capsys.readouterr().out
    # A stamp stays while the record grows, and is of another text where somebody wrote one.
    archive.put({"releases/2013/new.md": "---\ntitle: New\ndate: 2013-01-01\n---\n\nNews.\n"})
    assert run(archive, "publish") == 0
    site = archive.build(env={"SOURCE_DATE_EPOCH": "4000000000"}).out
    assert (site / "log/stamped.txt").read_text(encoding="utf-8").split("\n")[1] == "2"
    assert run(archive, "verify", str(site), "--authority", str(authority / "root.pem")) == 0
    (site / "log/stamped.txt").write_text((site / "log/checkpoint").read_text(encoding="utf-8"), encoding="utf-8")
    assert run(archive, "verify", str(site)) == 1
    assert "it is for another text" in capsys.readouterr().out


def test_a_calendar_gets_a_digest_and_the_file_is_as_ots_reads_it(
    archive: ArchiveOnDisk, outside: tuple[str, Outside]
) -> None:
    assert run(archive, "publish", "--opentimestamps", f"{outside[0]}/") == 0
    stamp = kept(archive)
    assert hashlib.sha256(stamp.text.encode()).digest() != outside[1].asked
    site = archive.build(env={"SOURCE_DATE_EPOCH": "4000000000"}).out
    assert (site / "log/stamped.txt.ots").read_bytes() == stamp.ots
    assert run(archive, "verify", str(site)) == 0
    timestamp = pytest.importorskip("opentimestamps.core.timestamp")
    serialize = pytest.importorskip("opentimestamps.core.serialize")
    found = timestamp.DetachedTimestampFile.deserialize(serialize.StreamDeserializationContext(io.BytesIO(stamp.ots)))
    assert found.file_digest == hashlib.sha256(stamp.text.encode()).digest()
    ((message, attestation),) = found.timestamp.all_attestations()
    assert (message, attestation.uri) == (outside[1].asked, "https://a.calendar.test")
