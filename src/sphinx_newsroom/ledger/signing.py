"""The signature of the ledger's head: who holds the key says that this is the ledger, up to this line.

Ed25519 (RFC 8032), by the package ``cryptography`` (the extra ``signing``), which is imported only
where a key is used.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.ledger.events import Ledger
from sphinx_newsroom.model.addresses import LEDGER_CHECKPOINT, LEDGER_HEAD

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_INSTALL = 'install what signatures need: pip install "sphinx-newsroom[signing]"'


class SigningError(ValueError):
    """A key cannot be used; the message says what to do."""


def _message(head: str) -> bytes:
    """What is signed: never a bare digest, which could be given to sign as something else."""
    return f"sphinx-newsroom ledger {head}\n".encode()


def sign(head: str, key: Path) -> str:
    """The signature of a ledger's last line by the private key in a PEM file, in base64; raises SigningError."""
    return base64.b64encode(private_key(key).sign(_message(head))).decode()


def private_key(key: Path) -> Ed25519PrivateKey:
    """The private key in a PEM file; raises SigningError."""
    serialization, ed25519 = _cryptography()
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except OSError as error:
        raise SigningError(f"the key {key} cannot be read: {error.strerror}") from error
    except (TypeError, ValueError) as error:
        raise SigningError(f"{key} is no private key in PEM without a password") from error
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise SigningError(f"{key} is no Ed25519 key; make one: openssl genpkey -algorithm ed25519 -out key.pem")
    return cast("Ed25519PrivateKey", private)


def _cryptography() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        raise SigningError(_INSTALL) from error
    return serialization, ed25519


def _public(text: str) -> Ed25519PublicKey:
    serialization, ed25519 = _cryptography()
    words = "".join(line for line in text.split() if not line.startswith("-----"))
    try:
        found = serialization.load_der_public_key(base64.b64decode(words, validate=True))
    except (ValueError, binascii.Error) as error:
        raise SigningError("newsroom_public_key in conf.py is no public key; write what openssl prints") from error
    if not isinstance(found, ed25519.Ed25519PublicKey):
        raise SigningError("newsroom_public_key in conf.py is no Ed25519 key")
    return cast("Ed25519PublicKey", found)


def public_bytes(public_key: str) -> bytes:
    """The 32 bytes of the key that conf.py names; raises SigningError."""
    return _public(public_key).public_bytes_raw()


def is_signed(head: str, signature: str, public_key: str) -> bool:
    """Whether a signature of a ledger's last line is by the holder of a key; raises SigningError."""
    key = _public(public_key)
    # Late, like all of the package: who has no key need not have installed it.
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(base64.b64decode(signature), _message(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def signature_problems(ledger: Ledger, public_key: str | None) -> Iterator[Problem]:
    """What is wrong with the signatures of a ledger, where conf.py names the key that they must be by."""
    if public_key is None:
        return
    # Two rows after a merge, each signed on its branch.
    for number, row in enumerate(ledger.head, 1):
        try:
            if is_signed(row["head"], row.get("signature", ""), public_key):
                continue
        except SigningError as error:
            message = "the signature of the ledger cannot be checked"
            yield Problem(LEDGER_HEAD, number, Code.SIGNATURE, message, str(error))
            continue
        message = "the ledger's last line is not signed by the key that conf.py names"
        advice = "see what was changed since it was signed, then run: newsroom publish --sign KEY"
        yield Problem(LEDGER_HEAD, number, Code.SIGNATURE, message, advice, pending=True)


def unsigned_log_problems(ledger: Ledger, public_key: str | None) -> Iterator[Problem]:
    """Whether there is a checkpoint where the ledger is signed: without one `newsroom verify` refuses the site."""
    if public_key is None or ledger.checkpoint or not any(row.get("signature") for row in ledger.head):
        return
    message = "the ledger is signed and the checkpoint of its log is not there, so nobody can verify the site"
    advice = "bring the file back from git, or make it: newsroom publish --sign KEY"
    yield Problem(LEDGER_CHECKPOINT, 1, Code.UNSIGNED_LOG, message, advice, pending=True)


def log_name_problems(ledger: Ledger, origin: str) -> Iterator[Problem]:
    """Whether the log is called now what it is called in the checkpoint that was signed, ``example.org/log``."""
    signed = ledger.checkpoint.partition("\n")[0]  # https://c2sp.org/tlog-checkpoint: the first line is the name
    if not signed or signed == origin:
        return
    message = f"the log was signed as {signed} and is called {origin} by conf.py, so the site shows no signature"
    advice = (
        f'keep its name, by which witnesses and kept checkpoints know it: newsroom_log_name = "{signed}"; '
        "or have it another from now on, and tell the witnesses: newsroom publish --sign KEY"
    )
    yield Problem(LEDGER_CHECKPOINT, 1, Code.LOG_NAME, message, advice, pending=True)
