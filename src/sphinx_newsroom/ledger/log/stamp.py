"""A time from outside: which checkpoint was stamped, by a time-stamping authority or an OpenTimestamps calendar.

``releases/ledger.timestamp`` keeps the checkpoint's text, which is what was stamped, with the answers.  One that is
older than the ledger's last lines says since when the lines before were there, so it is kept until the next.

Source: RFC 3161; the serialization of opentimestamps 0.4 (``core/timestamp.py``, ``core/op.py``).
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass

from sphinx_newsroom.ledger.log.note import base64_of

_OTS_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01"
_SHA256, _APPEND = b"\x08", b"\xf0"
NONCE = 16
"""How many random bytes keep a calendar from knowing what it stamps."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The text of a checkpoint, the answer of a time-stamping authority, an OpenTimestamps file; either may lack."""

    text: str
    response: bytes = b""
    ots: bytes = b""

    def file(self) -> str:
        """The stamp as it is kept."""
        row = {"checkpoint": self.text, "opentimestamps": base64_of(self.ots), "rfc3161": base64_of(self.response)}
        return json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False, indent=1) + "\n"


def parse_stamp(text: str) -> Stamp | None:
    """A stamp from its file, None where that is none."""
    try:
        row = json.loads(text)
        values = [base64.b64decode(row.get(name, ""), validate=True) for name in ("rfc3161", "opentimestamps")]
        return Stamp(str(row["checkpoint"]), *values)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def asked_of_calendar(text: str, nonce: bytes) -> bytes:
    """The digest that a calendar stamps for a text."""
    return hashlib.sha256(hashlib.sha256(text.encode()).digest() + nonce).digest()


def ots_file(text: str, nonce: bytes, answer: bytes) -> bytes:
    """The OpenTimestamps file of a text, from what a calendar answered."""
    digest = hashlib.sha256(text.encode()).digest()
    return b"".join((_OTS_MAGIC, _SHA256, digest, _APPEND, bytes([len(nonce)]), nonce, _SHA256, answer))


def is_ots_of(text: str, data: bytes) -> bool:
    """Whether an OpenTimestamps file is of a text; whether Bitcoin has it, only ``ots verify`` can say."""
    return data.startswith(_OTS_MAGIC + _SHA256 + hashlib.sha256(text.encode()).digest())
