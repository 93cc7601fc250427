"""Checkpoints of a log as signed notes, and the keys and signatures that are on them.

Source: https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sphinx_newsroom.ledger.log.tiles import HASH

ED25519, COSIGNATURE, COSIGNATURE_ML_DSA = 0x01, 0x04, 0x06
"""The types of signatures: of a log, and of witnesses by Ed25519 and by ML-DSA-44."""
_KEY_SIZES = {ED25519: 32, COSIGNATURE: 32, COSIGNATURE_ML_DSA: 1312}
_ID = 4
_TIME = 8
_LINES = 3
_DASH = "— "
_LONGEST_NAME = 255
_MANY = 100
"""More signatures than this are not read; sixteen have to be."""
_CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile("0|[1-9][0-9]{0,18}", re.ASCII)


class NoteError(ValueError):
    """A note, checkpoint or key cannot be read; the message says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log is at one size: who it is, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """A line of a note: the name of a key, its id in four bytes, and the signature's bytes."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """The line as it stands in the note."""
        return f"{_DASH}{self.name} {base64_of(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the signatures on it; none for a text alone."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def file(self) -> str:
        """The note as it stands in its file."""
        lines = "".join(signature.line() for signature in self.signatures)
        return f"{self.text}\n{lines}" if lines else self.text

    def with_signature(self, signature: Signature) -> Note:
        """The note with a signature in the first place, instead of one of the same key."""
        others = (each for each in self.signatures if (each.name, each.key_id) != (signature.name, signature.key_id))
        return Note(self.text, (signature, *others))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key by the name that signatures bear; *kind* is the type of its signatures."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The four bytes by which signatures name the key."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:_ID]

    def text(self) -> str:
        """The key in one line."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"

    def on(self, note: Note) -> list[Signature]:
        """The signatures on a note that say they are by this key."""
        return [each for each in note.signatures if (each.name, each.key_id) == (self.name, self.key_id)]


def is_name(text: str) -> bool:
    """Whether a text can name a key or a log."""
    return bool(_NAME.fullmatch(text)) and text.isprintable() and len(text.encode()) <= _LONGEST_NAME


def parse_key(text: str) -> VerifierKey:
    """A public key from its line, ``example.org/log+530d903a+AekyeR…``; raises NoteError."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    data = _decoded(encoded, "the key")
    if not is_name(name) or not data:
        raise NoteError(f"{text[:60]!r} is no verifier key; write name+id+key")
    found = VerifierKey(name, data[0], data[1:])
    if found.kind not in _KEY_SIZES or len(found.public) != _KEY_SIZES[found.kind]:
        raise NoteError(f"the key of {name} is of no kind that is known here: Ed25519 or ML-DSA-44")
    if key_id != found.key_id.hex():
        raise NoteError(f"the key of {name} does not have the id {key_id[:8]!r}; it was not copied whole")
    return found


def parse_note(text: str) -> Note:
    """A note from its file, signed or not; raises NoteError."""
    if _CONTROL.search(text):
        raise NoteError("it has control characters")
    body, found, lines = text.removesuffix("\n").rpartition("\n\n")
    if not found:  # nobody signed
        body, lines = lines, ""
    signed = lines.split("\n") if found else []
    if not body or len(signed) > _MANY or not text.endswith("\n"):
        raise NoteError("it is no note: a text, an empty line, and lines of signatures")
    return Note(body + "\n", tuple(map(_signature, signed)))


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(encoded, "a signature")
    if not line.startswith(_DASH) or not is_name(name) or len(data) <= _ID:
        raise NoteError(f"the line {line[:40]!r} is no signature")
    return Signature(name, data[:_ID], data[_ID:])


def base64_of(data: bytes) -> str:
    """Bytes as lines of a note hold them (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def _decoded(text: str, what: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        raise NoteError(f"{what} is not in base64") from None
    # One form only: what decodes to the same bytes in another spelling is not the same line.
    if base64_of(data) != text:
        raise NoteError(f"{what} is not in base64")
    return data


def parse_checkpoint(note: Note) -> Checkpoint:
    """What a note says as a checkpoint; lines beyond the third are left out.  Raises NoteError."""
    lines = note.text.split("\n")[:-1]
    if len(lines) < _LINES or not all(lines) or not _SIZE.fullmatch(lines[1]) or len(lines[0].encode()) > _LONGEST_NAME:
        raise NoteError("it is no checkpoint: the log's name, its size, and its root")
    root = _decoded(lines[2], "the root")
    if len(root) != HASH:
        raise NoteError("the root is no SHA-256")
    return Checkpoint(lines[0], int(lines[1]), root)


def signed_by(note: Note, key: VerifierKey) -> bool:
    """Whether a log's Ed25519 key signed a note; raises NoteError where *cryptography* is not installed."""
    found = key.on(note)
    return bool(found) and all(_is_valid(key, each.value, note.text.encode()) for each in found)


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """When a witness says that it saw a checkpoint, in seconds since 1970; None where its key did not sign.

    Raises NoteError where what says to be its signature is none, or cannot be checked here.
    """
    times = []
    for signature in key.on(note):
        time = int.from_bytes(signature.value[:_TIME], "big")
        if time >> 63 or not _is_valid(key, signature.value[_TIME:], _cosigned(note, key, time)):
            raise NoteError(f"the cosignature of {key.name} is not by its key")
        times.append(time)
    return min(times, default=None)


def _cosigned(note: Note, key: VerifierKey, time: int) -> bytes:
    """What a witness signs."""
    if key.kind == COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{note.text}".encode()
    found = parse_checkpoint(note)
    names = (key.name.encode(), found.origin.encode())
    cosigner, origin = (len(name).to_bytes(1, "big") + name for name in names)
    numbers = [number.to_bytes(_TIME, "big") for number in (time, 0, found.size)]
    return b"".join((b"subtree/v1\n\0", cosigner, numbers[0], origin, *numbers[1:], found.root))


def _is_valid(key: VerifierKey, signature: bytes, message: bytes) -> bool:
    # Late, like everywhere: who has no key need not have installed it.
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

        verify = _verifier(key)
    except ImportError as error:
        advice = 'pip install -U "sphinx-newsroom[signing]"'
        raise NoteError(f"the signature of {key.name} needs a newer cryptography: {advice}") from error
    try:
        verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    except UnsupportedAlgorithm as error:
        raise NoteError(f"the cryptography here cannot check the signature of {key.name}") from error
    return True


def _verifier(key: VerifierKey) -> Callable[[bytes, bytes], None]:
    if key.kind == COSIGNATURE_ML_DSA:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

        return lambda signature, message: MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return lambda signature, message: Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)


def wanted_keys(texts: Iterable[str]) -> list[VerifierKey]:
    """The keys of witnesses; raises NoteError for what is none."""
    keys = [parse_key(text) for text in texts]
    for key in keys:
        if key.kind == ED25519:
            raise NoteError(f"the key of {key.name} is that of a log; a witness has one of the type 04 or 06")
    return keys
