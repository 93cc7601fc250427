"""Mails go over safe connections where they should, and a login goes over nothing else."""

from __future__ import annotations

import datetime as dt
import ipaddress
import ssl
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.helpers.inbox import serving

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.outputs.mail import Delivery, MailServer, send


def mail() -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@example.org", "b@example.org", "News"
    made.set_content("Text.")
    return made


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now - dt.timedelta(1), now + dt.timedelta(1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


def options(tls: str, certificate: Path, **others: Any) -> dict[str, Any]:
    """What a server is started with, so that it speaks TLS at once or when it is asked to."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    if tls == "tls":
        return {"ssl_context": context, **others}
    return {"tls_context": context, "require_starttls": True, **others}


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_safe_connection(tls: str, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(**options(tls, certificate)) as (inbox, address):
        assert send([mail()], MailServer.of(address, tls)) == Delivery()
        assert len(inbox.got) == 1


@pytest.mark.parametrize("tls", ["starttls", "tls"])
def test_a_server_that_nobody_vouches_for_gets_nothing(tls: str, certificate: Path) -> None:
    with serving(**options(tls, certificate)) as (inbox, address):
        delivery = send([mail()], MailServer.of(address, tls))
        assert delivery.missing == 1
        assert inbox.got == []
    assert "certificate" in delivery.unreachable


@pytest.mark.parametrize(("password", "unsent"), [(b"right", 0), (b"wrong", 2)])
def test_a_login(password: bytes, unsent: int, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setenv("NEWSROOM_SMTP_USER", "press")
    monkeypatch.setenv("NEWSROOM_SMTP_PASSWORD", "right")

    def authenticator(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        return AuthResult(success=data == LoginPassword(b"press", password), handled=False)

    asked = options("starttls", certificate, auth_required=True, authenticator=authenticator)
    with serving(**asked) as (inbox, address):
        delivery = send([mail(), mail()], MailServer.of(address, "starttls"))
        assert delivery.missing == len(delivery.unsent) == unsent
        assert len(inbox.got) == 2 - unsent
    assert bool(delivery.unreachable) == bool(unsent)
    with pytest.raises(ConfigError, match="an encrypted connection"):
        MailServer.of(address, None)
