"""The ledger as a transparency log: Merkle tree and tiles, signed checkpoints, inclusion proofs, and timestamps.

``releases/ledger.timestamp`` contains the checkpoint that was stamped, with the responses. A stamp of an older
checkpoint proves when the lines up to it existed, so it is kept until the next one.

Sources: RFC 3161; the serialization of opentimestamps 0.4 (``core/timestamp.py``, ``core/op.py``).
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.ledger.events import DETAILS, FORM, Event, Ledger, Record, digest_of, parts_of, written
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import LEDGER_CHECKPOINT, LEDGER_HEAD, LOG, LOG_SCRIPT, ReleaseId

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey


_INSTALL = 'install the packages for signatures: pip install "sphinx-newsroom[signing]"'


class SigningError(ValueError):
    """A key can't be used; the message says what to do."""


def _message(head: str) -> bytes:
    """Return the message to sign: not a bare digest, which could be mistaken for something else."""
    return f"sphinx-newsroom ledger {head}\n".encode()


def sign(head: str, key: Path) -> str:
    """Sign a ledger's last line with the private key in a PEM file, and return it as base64; raises SigningError."""
    return base64.b64encode(private_key(key).sign(_message(head))).decode()


def private_key(key: Path) -> Ed25519PrivateKey:
    """Load the private key in a PEM file; raises SigningError."""
    serialization, ed25519 = _cryptography()
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
    except OSError as error:
        raise SigningError(f"the key {key} can't be read: {error.strerror}") from error
    except (TypeError, ValueError) as error:
        raise SigningError(f"{key} isn't a private key in PEM format without a password") from error
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise SigningError(f"{key} isn't an Ed25519 key; create one: openssl genpkey -algorithm ed25519 -out key.pem")
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
    except ValueError as error:
        raise SigningError(
            "newsroom_public_key in conf.py isn't a public key; write the line that openssl prints"
        ) from error
    if not isinstance(found, ed25519.Ed25519PublicKey):
        raise SigningError("newsroom_public_key in conf.py isn't an Ed25519 key")
    return cast("Ed25519PublicKey", found)


def public_bytes(public_key: str) -> bytes:
    """Return the 32 bytes of the public key in conf.py; raises SigningError."""
    return _public(public_key).public_bytes_raw()


def is_signed(head: str, signature: str, public_key: str) -> bool:
    """Whether the signature of a ledger's last line is valid for a public key; raises SigningError."""
    key = _public(public_key)
    # Imported late, because the package is optional.
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(base64.b64decode(signature), _message(head))
    except (InvalidSignature, ValueError):
        return False
    return True


def signature_problems(ledger: Ledger, public_key: str | None) -> Iterator[Problem]:
    """Report invalid signatures of a ledger if conf.py has a public key."""
    if public_key is None:
        return
    # After a merge there are two rows, each signed on its branch.
    for number, row in enumerate(ledger.head, 1):
        try:
            if is_signed(row["head"], row.get("signature", ""), public_key):
                continue
        except SigningError as error:
            message = "the signature of the ledger can't be checked"
            yield Problem(LEDGER_HEAD, number, Code.SIGNATURE, message, str(error))
            continue
        message = "the ledger's last line isn't signed with the key in conf.py"
        advice = "check the changes since it was signed, then run: newsroom publish --sign KEY"
        yield Problem(LEDGER_HEAD, number, Code.SIGNATURE, message, advice, pending=True)


def unsigned_log_problems(ledger: Ledger, public_key: str | None) -> Iterator[Problem]:
    """Report a missing checkpoint of a signed ledger, without which `newsroom verify` refuses the site."""
    if public_key is None or ledger.checkpoint or not any(row.get("signature") for row in ledger.head):
        return
    message = "the ledger is signed, but the checkpoint of its log is missing, so nobody can verify the site"
    advice = "restore the file from git, or create it: newsroom publish --sign KEY"
    yield Problem(LEDGER_CHECKPOINT, 1, Code.UNSIGNED_LOG, message, advice, pending=True)


def log_name_problems(ledger: Ledger, origin: str) -> Iterator[Problem]:
    """Report if the log's name differs from that in the signed checkpoint, ``example.org/log``."""
    signed = ledger.checkpoint.partition("\n")[0]  # https://c2sp.org/tlog-checkpoint: the first line is the name
    if not signed or signed == origin:
        return
    message = f"the log was signed as {signed}, but conf.py calls it {origin}, so the site shows no signature"
    advice = (
        f'keep the name that witnesses and saved checkpoints use: newsroom_log_name = "{signed}"; '
        "or use the new name from now on, and inform the witnesses: newsroom publish --sign KEY"
    )
    yield Problem(LEDGER_CHECKPOINT, 1, Code.LOG_NAME, message, advice, pending=True)


EMPTY_ROOT = hashlib.sha256().digest()
"""The root of an empty tree (RFC 6962)."""


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of the parent of two nodes."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A Merkle tree over leaf hashes, which can also answer for earlier sizes.

    ``levels[k][i]`` is the root of the complete subtree over the leaves ``i * 2**k`` to ``(i + 1) * 2**k``.
    """

    def __init__(self, leaves: Iterable[bytes]) -> None:
        self.levels: list[list[bytes]] = [list(leaves)]
        while (pairs := len(self.levels[-1]) // 2) > 0:
            below = self.levels[-1]
            self.levels.append([node_hash(below[2 * i], below[2 * i + 1]) for i in range(pairs)])

    def __len__(self) -> int:
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """Return the root over the first *size* leaves, or all; raises ValueError if there are fewer."""
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise ValueError(f"the tree with {len(self)} leaves never had {size}")
        return self._hash(0, size) if size else EMPTY_ROOT

    def proof_at_end(self, index: int) -> tuple[bytes, ...]:
        """Return the inclusion proof of a leaf in the tree that ends with it, from its sibling to the child of the
        root.
        """
        # All siblings are on the left: the complete subtrees over the leaves before it, the smallest first.
        heights = (height for height in range(index.bit_length()) if index >> height & 1)
        return tuple(self.levels[height][(index >> height) - 1] for height in heights)

    def _hash(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from *start* to *end*; *start* must be the first leaf of a subtree."""
        width = end - start
        if width & (width - 1) == 0:
            return self.levels[width.bit_length() - 1][start // width]
        # The left subtree has the largest power of two leaves below the width.
        middle = start + (1 << (width - 1).bit_length() - 1)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


WIDTH = 256
"""The number of hashes in a full tile, or entries in a full bundle."""
HEIGHT = 8
"""The number of tree levels that a tile covers."""
HASH = 32
"""The size of a hash in bytes."""
LONGEST_ENTRY = 0xFFFF
"""The maximum size of an entry in bytes: its length is stored in two bytes."""
_LENGTH = 2


class Tile(NamedTuple):
    """A tile: its level (0 for leaves), its number in the level, and its number of hashes."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """The path of its file below ``log/``, ``tile/0/x001/234.p/5``."""
        return f"tile/{self.level}/{numbered(self.number)}{_partial(self.width)}"

    @property
    def entries_path(self) -> str:
        """The path of the entries for a tile of leaves, ``tile/entries/x001/234.p/5``."""
        return f"tile/entries/{numbered(self.number)}{_partial(self.width)}"


def numbered(number: int) -> str:
    """Format a tile's number as a path.

    >>> numbered(1234067)
    'x001/x234/067'
    """
    *above, last = [f"{int(part):03}" for part in f"{number:,}".split(",")]
    return "/".join((*(f"x{part}" for part in above), last))


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def tiles_of(size: int) -> Iterator[Tile]:
    """Yield the tiles of a tree of *size*, level by level."""
    for level in count():
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, number, WIDTH) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        size = full
        if not size:
            return


def leaf_tiles(size: int) -> Iterator[Tile]:
    """Yield the leaf tiles of a tree of *size*."""
    return (tile for tile in tiles_of(size) if tile.level == 0)


def tile_bytes(tree: Tree, tile: Tile) -> bytes:
    """Return the concatenated hashes of a tile."""
    start = tile.number * WIDTH
    return b"".join(tree.levels[tile.level * HEIGHT][start : start + tile.width])


def hashes_in(data: bytes) -> list[bytes]:
    """Split the content of a tile's file into hashes; raises ValueError if it is truncated."""
    if len(data) % HASH:
        raise ValueError("it is cut off")
    return [data[start : start + HASH] for start in range(0, len(data), HASH)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Concatenate entries, each after its length; raises ValueError if one is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry has {len(entry)} bytes; the maximum is {LONGEST_ENTRY}")
        parts += [len(entry).to_bytes(_LENGTH, "big"), entry]
    return b"".join(parts)


def entries_in(data: bytes) -> list[bytes]:
    """Split the content of a bundle into entries; raises ValueError if it is truncated."""
    found, place = [], 0
    while place < len(data):
        start = place + _LENGTH
        place = start + int.from_bytes(data[place:start], "big")
        if start > len(data) or place > len(data):
            raise ValueError("it is cut off")
        found.append(data[start:place])
    return found


def of_tile(values: Sequence[bytes], tile: Tile) -> Sequence[bytes]:
    """Return the leaves or entries that belong to a leaf tile."""
    return values[tile.number * WIDTH : tile.number * WIDTH + tile.width]


ED25519, COSIGNATURE, COSIGNATURE_ML_DSA = 0x01, 0x04, 0x06
"""The types of signatures: of a log, and of witnesses with Ed25519 and with ML-DSA-44."""
_KEY_SIZES = {ED25519: 32, COSIGNATURE: 32, COSIGNATURE_ML_DSA: 1312}
_ID = 4
_TIME = 8
_LINES = 3
_DASH = "— "
_LONGEST_NAME = 255
_MANY = 100
"""The maximum number of signatures; the specification requires sixteen."""
_CONTROL = late_pattern("[\x00-\x09\x0b-\x1f]")
_NAME = late_pattern(r"[^\s+]+")
_SIZE = late_pattern("0|[1-9][0-9]{0,18}", re.ASCII)


class NoteError(ValueError):
    """A note, checkpoint or key can't be parsed; the message says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log: its name, its number of entries, and its root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """Return the text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64_of(self.root)}\n"


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature line of a note: the key's name, its id of four bytes, and the signature."""

    name: str
    key_id: bytes
    value: bytes

    def line(self) -> str:
        """Format the line as in the note."""
        return f"{_DASH}{self.name} {base64_of(self.key_id + self.value)}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text with its signatures, which may be empty."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def file(self) -> str:
        """Format the note as in its file."""
        lines = "".join(signature.line() for signature in self.signatures)
        return f"{self.text}\n{lines}" if lines else self.text

    def with_signature(self, signature: Signature) -> Note:
        """Return the note with a signature at the beginning, replacing one by the same key."""
        others = (each for each in self.signatures if (each.name, each.key_id) != (signature.name, signature.key_id))
        return Note(self.text, (signature, *others))


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key with the name used in signatures; *kind* is the type of its signatures."""

    name: str
    kind: int
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The id of four bytes that signatures contain."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:_ID]

    def text(self) -> str:
        """Format the key as one line."""
        return f"{self.name}+{self.key_id.hex()}+{base64_of(bytes([self.kind]) + self.public)}"

    def on(self, note: Note) -> list[Signature]:
        """Return the signatures on a note that claim to be by this key."""
        return [each for each in note.signatures if (each.name, each.key_id) == (self.name, self.key_id)]


def is_name(text: str) -> bool:
    """Whether a text is a valid name of a key or log."""
    return bool(_NAME.fullmatch(text)) and text.isprintable() and len(text.encode()) <= _LONGEST_NAME


def parse_key(text: str) -> VerifierKey:
    """Parse a public key, ``example.org/log+530d903a+AekyeR…``; raises NoteError."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    data = _decoded(encoded, "the key")
    if not is_name(name) or not data:
        raise NoteError(f"{text[:60]!r} isn't a verifier key; write name+id+key")
    found = VerifierKey(name, data[0], data[1:])
    if found.kind not in _KEY_SIZES or len(found.public) != _KEY_SIZES[found.kind]:
        raise NoteError(f"the key of {name} isn't of a supported type: Ed25519 or ML-DSA-44")
    if key_id != found.key_id.hex():
        raise NoteError(f"the key of {name} doesn't have the id {key_id[:8]!r}; it wasn't copied completely")
    return found


def parse_note(text: str) -> Note:
    """Parse a note, signed or not; raises NoteError."""
    if _CONTROL.search(text):
        raise NoteError("it contains control characters")
    body, found, lines = text.removesuffix("\n").rpartition("\n\n")
    if not found:  # unsigned
        body, lines = lines, ""
    signed = lines.split("\n") if found else []
    if not body or len(signed) > _MANY or not text.endswith("\n"):
        raise NoteError("it isn't a note: a text, an empty line, and lines of signatures")
    return Note(body + "\n", tuple(map(_signature, signed)))


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(encoded, "a signature")
    if not line.startswith(_DASH) or not is_name(name) or len(data) <= _ID:
        raise NoteError(f"the line {line[:40]!r} isn't a signature")
    return Signature(name, data[:_ID], data[_ID:])


def base64_of(data: bytes) -> str:
    """Encode bytes as base64 (RFC 4648, section 4)."""
    return base64.b64encode(data).decode()


def _decoded(text: str, what: str) -> bytes:
    data = b""
    with suppress(ValueError):
        data = base64.b64decode(text, validate=True)
    # Only the canonical encoding, so that each line has one spelling.
    if base64_of(data) != text:
        raise NoteError(f"{what} isn't in base64")
    return data


def parse_checkpoint(note: Note) -> Checkpoint:
    """Parse a note as a checkpoint, ignoring lines after the third. Raises NoteError."""
    lines = note.text.split("\n")[:-1]
    if len(lines) < _LINES or not all(lines) or not _SIZE.fullmatch(lines[1]) or len(lines[0].encode()) > _LONGEST_NAME:
        raise NoteError("it isn't a checkpoint: the log's name, its size, and its root")
    root = _decoded(lines[2], "the root")
    if len(root) != HASH:
        raise NoteError("the root isn't a SHA-256")
    return Checkpoint(lines[0], int(lines[1]), root)


def checkpoint_in(text: str) -> Checkpoint | None:
    """Parse a file as a checkpoint, or return None if it isn't one."""
    try:
        return parse_checkpoint(parse_note(text))
    except NoteError:
        return None


def signed_by(note: Note, key: VerifierKey) -> bool:
    """Whether a log's Ed25519 key signed a note; raises NoteError if *cryptography* isn't installed."""
    found = key.on(note)
    return bool(found) and all(_is_valid(key, each.value, note.text.encode()) for each in found)


def cosigned_at(note: Note, key: VerifierKey) -> int | None:
    """Return the time of a witness's cosignature, in seconds since 1970, or None if its key didn't sign.

    Raises NoteError if the cosignature is invalid or can't be checked.
    """
    times = []
    for signature in key.on(note):
        time = int.from_bytes(signature.value[:_TIME], "big")
        if time >> 63 or not _is_valid(key, signature.value[_TIME:], _cosigned(note, key, time)):
            raise NoteError(f"the cosignature of {key.name} wasn't made with its key")
        times.append(time)
    return min(times, default=None)


def _cosigned(note: Note, key: VerifierKey, time: int) -> bytes:
    """Return the message that a witness signs."""
    if key.kind == COSIGNATURE:
        return f"cosignature/v1\ntime {time}\n{note.text}".encode()
    found = parse_checkpoint(note)
    names = (key.name.encode(), found.origin.encode())
    cosigner, origin = (len(name).to_bytes(1, "big") + name for name in names)
    numbers = [number.to_bytes(_TIME, "big") for number in (time, 0, found.size)]
    return b"".join((b"subtree/v1\n\0", cosigner, numbers[0], origin, *numbers[1:], found.root))


def _is_valid(key: VerifierKey, signature: bytes, message: bytes) -> bool:
    # Imported late, because the package is optional.
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

        verify = _verifier(key)
    except ImportError as error:
        advice = 'pip install -U "sphinx-newsroom[signing]"'
        raise NoteError(f"the signature of {key.name} requires a newer version of cryptography: {advice}") from error
    try:
        verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    except UnsupportedAlgorithm as error:
        raise NoteError(f"the installed version of cryptography can't check the signature of {key.name}") from error
    return True


def _verifier(key: VerifierKey) -> Callable[[bytes, bytes], None]:
    if key.kind == COSIGNATURE_ML_DSA:
        from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

        return lambda signature, message: MLDSA44PublicKey.from_public_bytes(key.public).verify(signature, message)
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return lambda signature, message: Ed25519PublicKey.from_public_bytes(key.public).verify(signature, message)


def wanted_keys(texts: Iterable[str]) -> list[VerifierKey]:
    """Parse the keys of witnesses; raises NoteError if one is invalid."""
    keys = [parse_key(text) for text in texts]
    for key in keys:
        if key.kind == ED25519:
            raise NoteError(f"the key of {key.name} belongs to a log; a witness has a key of type 04 or 06")
    return keys


_KEPT = 4
"""For how many publications the partial tiles are kept, since readers may have an earlier checkpoint."""


class SplitError(ValueError):
    """The ledger isn't a continuation of what was signed before; the message says where."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The inclusion proof of a ledger line at *index*: *hashes* lead from it to the root over all lines up to it.

    *details* are the part covered by its commitment.
    """

    index: int
    entry: str
    hashes: tuple[bytes, ...]
    details: str = ""


@dataclass(frozen=True)
class Log:
    """A ledger's lines and the tree over them."""

    events: tuple[Event, ...]
    entries: tuple[bytes, ...]
    tree: Tree

    def proofs(self, record: Record) -> tuple[Proof, ...]:
        """Return the proofs of a release's texts and of its withdrawal, if their lines are in the log."""
        events = [*record.revisions, *([record.withdrawn] if record.withdrawn else [])]
        # The former headline of a withdrawn release must not be published.
        shown = {"", record.current.title} if record.withdrawn else {event.title for event in events}
        return tuple(
            self.proof(event.line - 1)
            for event in events
            if event.title in shown and self.has(event) and not event.leaf
        )

    def has(self, event: Event) -> bool:
        """Whether a ledger line is in the log."""
        return 0 < event.line <= len(self.events)

    def proof(self, index: int) -> Proof:
        """Return the proof of a line, counted from 0."""
        entry, details = parts_of(self.events[index])
        return Proof(index, entry, self.tree.proof_at_end(index), details)

    def tiles(self) -> list[Tile]:
        """Return the tiles of the tree, and the partial tiles of the last publications."""
        return sorted({tile for size in self._sizes() for tile in tiles_of(size)})

    def _sizes(self) -> list[int]:
        """Return the sizes of the log at the last publications, the current one first."""
        moments = [event.recorded or event.at for event in self.events]
        ends = (place for place in range(len(moments) - 1, 0, -1) if moments[place] != moments[place - 1])
        return [len(moments), *(end for end, _ in zip(ends, range(_KEPT - 1), strict=False))]

    def checkpoint(self, origin: str) -> Checkpoint:
        """Return the current checkpoint."""
        return Checkpoint(origin, len(self.tree), self.tree.root())

    def goes_on_from(self, text: str) -> bool:
        """Whether the log is a continuation of the checkpoint in *text*; False if it isn't a checkpoint."""
        before = checkpoint_in(text)
        return before is not None and before.size <= len(self.tree) and self.tree.root(before.size) == before.root


def without_words(event: Event, id_: ReleaseId) -> Event:
    """Return what is left of an erased line, under the release's id: its commitment, or its hashes if it has none.

    A line whose id changes is erased completely.
    """
    line, details = parts_of(event)
    left = Event(
        event.kind,
        event.at,
        id_,
        event.prev,
        event.revision,
        form=FORM,
        recorded=event.recorded,
        line=event.line,
        digest=event.digest,
    )
    if id_ == event.id and (details or event.commitment):
        return replace(left, form=event.form, commitment=digest_of(details) if details else event.commitment)
    return replace(left, id=id_, leaf=event.leaf or leaf_hash(line.encode()).hex())


def log_of(events: Sequence[Event], lines: Sequence[bytes] = ()) -> Log:
    """Return the log of a ledger's events; *lines* are their lines as read, which saves formatting them again."""
    read = lines[: len(events)] or (b"" for _ in events)
    entries = [_entry(event, line) for event, line in zip(events, read, strict=True)]
    leaves = [bytes.fromhex(event.leaf) or leaf_hash(entry) for event, entry in zip(events, entries, strict=True)]
    return Log(tuple(events), tuple(entries), Tree(leaves))


def _entry(event: Event, line: bytes) -> bytes:
    if event.leaf:
        return b""
    if not line:
        return written(event).encode()
    return line.partition(DETAILS.encode())[0] + b"}" if event.salt else line


def note_of(checkpoint: Checkpoint, kept: str) -> Note:
    """Return the note of a checkpoint: *kept* with its signatures if its text is the same, or an unsigned one."""
    try:
        found = parse_note(kept)
    except NoteError:
        return Note(checkpoint.text())
    return found if found.text == checkpoint.text() else Note(checkpoint.text())


def signed(log: Log, origin: str, key: Path, kept: str) -> Note:
    """Sign the checkpoint of a log with the private key in a PEM file, keeping the witnesses' signatures of *kept*.

    Raises SigningError if the key can't be used, and SplitError if the log isn't a continuation of *kept*: signing two
    histories would destroy the trust in both.
    """
    private = private_key(key)
    checkpoint = log.checkpoint(origin)
    # Compared without the names: a changed name in conf.py doesn't change the history.
    if (before := checkpoint_in(kept)) and not log.goes_on_from(kept):
        raise SplitError(
            f"the ledger doesn't begin with the {before.size} lines whose checkpoint was signed; after a merge, check "
            "out the published branch, and merge the other one into it"
        )
    own = log_key(origin, private.public_key().public_bytes_raw())
    note = note_of(checkpoint, kept)
    return note.with_signature(Signature(origin, own.key_id, private.sign(note.text.encode())))


def log_key(origin: str, public: bytes) -> VerifierKey:
    """Return the key of a log, which has the log's name."""
    return VerifierKey(origin, ED25519, public)


def scripts(tree: Tree) -> Iterator[tuple[str, bytes]]:
    """Yield the scripts with a tree's hashes, with their paths in the site."""
    yield LOG_SCRIPT, summit_script(tree)
    yield from ((script_path(tile), tile_script(tree, tile)) for tile in leaf_tiles(len(tree)) if tile.width == WIDTH)


def script_path(tile: Tile) -> str:
    """Return the path of the script for a full leaf tile: ``log/hashes/0.js``."""
    return f"{LOG}/hashes/{tile.number}.js"


def summit_script(tree: Tree) -> bytes:
    """Return a script with the roots of all full tiles and the remaining leaves, which lead from a tile to the root."""
    full = len(tree) // WIDTH
    roots = tree.levels[HEIGHT][:full] if full else []
    last = tree.levels[0][full * WIDTH :]
    value = {"size": len(tree), "root": base64_of(tree.root()), "tiles": base64_of(b"".join(roots))}
    return _script("tree", value | {"last": base64_of(b"".join(last))})


def tile_script(tree: Tree, tile: Tile) -> bytes:
    """Return a script with the hashes of a full leaf tile."""
    return _script(tile.number, base64_of(tile_bytes(tree, tile)))


def _script(key: object, value: object) -> bytes:
    return f"newsroom.logData({json.dumps(key)}, {json.dumps(value)});\n".encode()


_OTS_MAGIC = b"\x00OpenTimestamps\x00\x00Proof\x00\xbf\x89\xe2\xe8\x84\xe8\x92\x94\x01"
_SHA256, _APPEND = b"\x08", b"\xf0"
NONCE = 16
"""The number of random bytes that hide the stamped digest from a calendar."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """The timestamps of a checkpoint: its text, an RFC 3161 response and an OpenTimestamps file, if there are any."""

    text: str
    response: bytes = b""
    ots: bytes = b""

    def file(self) -> str:
        """Format the timestamps as in their file."""
        row = {"checkpoint": self.text, "opentimestamps": base64_of(self.ots), "rfc3161": base64_of(self.response)}
        return json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False, indent=1) + "\n"


def parse_stamp(text: str) -> Stamp | None:
    """Parse a timestamp file, or return None if it is invalid."""
    try:
        row = json.loads(text)
        values = [base64.b64decode(row.get(name, ""), validate=True) for name in ("rfc3161", "opentimestamps")]
        return Stamp(str(row["checkpoint"]), *values)
    except (ValueError, LookupError, TypeError, AttributeError):
        return None


def asked_of_calendar(text: str, nonce: bytes) -> bytes:
    """Return the digest that a calendar stamps for a text."""
    return hashlib.sha256(hashlib.sha256(text.encode()).digest() + nonce).digest()


def ots_file(text: str, nonce: bytes, answer: bytes) -> bytes:
    """Create the OpenTimestamps file of a text from a calendar's answer."""
    digest = hashlib.sha256(text.encode()).digest()
    return b"".join((_OTS_MAGIC, _SHA256, digest, _APPEND, bytes([len(nonce)]), nonce, _SHA256, answer))


def is_ots_of(text: str, data: bytes) -> bool:
    """Whether an OpenTimestamps file is about a text; only ``ots verify`` checks the Bitcoin block."""
    return data.startswith(_OTS_MAGIC + _SHA256 + hashlib.sha256(text.encode()).digest())
