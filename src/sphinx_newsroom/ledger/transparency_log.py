"""The ledger as a transparency log: its Merkle tree and tiles, signed checkpoints, proofs, and times from outside.

``releases/ledger.timestamp`` keeps the checkpoint's text, which is what was stamped, with the answers.  One that is
older than the ledger's last lines says since when the lines before were there, so it is kept until the next.

Source: RFC 3161; the serialization of opentimestamps 0.4 (``core/timestamp.py``, ``core/op.py``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
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
        raise SigningError(f"{key} isn't a private key in PEM without a password") from error
    if not isinstance(private, ed25519.Ed25519PrivateKey):
        raise SigningError(f"{key} isn't an Ed25519 key; make one: openssl genpkey -algorithm ed25519 -out key.pem")
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
        raise SigningError("newsroom_public_key in conf.py isn't a public key; write what openssl prints") from error
    if not isinstance(found, ed25519.Ed25519PublicKey):
        raise SigningError("newsroom_public_key in conf.py isn't an Ed25519 key")
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


EMPTY_ROOT = hashlib.sha256().digest()
"""The root of a tree without leaves."""


def leaf_hash(entry: bytes) -> bytes:
    """The hash of an entry as a leaf."""
    return hashlib.sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above two others."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """The tree over leaf hashes; it answers for each size that it had, too.

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
        """The root over the first *size* leaves, all by default; raises ValueError where there are not so many."""
        size = len(self) if size is None else size
        if not 0 <= size <= len(self):
            raise ValueError(f"a tree of {len(self)} leaves never had {size}")
        return self._hash(0, size) if size else EMPTY_ROOT

    def proof_at_end(self, index: int) -> tuple[bytes, ...]:
        """The proof that a leaf is in the tree that ends with it: from its sibling up to the child of the root."""
        # All its siblings stand on the left: the complete subtrees over the leaves before it, the smallest first.
        heights = (height for height in range(index.bit_length()) if index >> height & 1)
        return tuple(self.levels[height][(index >> height) - 1] for height in heights)

    def _hash(self, start: int, end: int) -> bytes:
        """The root over the leaves from *start* to *end*, of which the first is one that a subtree begins with."""
        width = end - start
        if width & (width - 1) == 0:
            return self.levels[width.bit_length() - 1][start // width]
        # On the left stand as many as the largest power of two below.
        middle = start + (1 << (width - 1).bit_length() - 1)
        return node_hash(self._hash(start, middle), self._hash(middle, end))


WIDTH = 256
"""How many hashes or entries a full tile or bundle has."""
HEIGHT = 8
"""How many levels of the tree a tile stands for."""
HASH = 32
"""How many bytes a hash has."""
LONGEST_ENTRY = 0xFFFF
"""How many bytes an entry may have: its length is written in two."""
_LENGTH = 2


class Tile(NamedTuple):
    """A tile: its level, 0 for that of the leaves, its number in the level, and how many hashes it has."""

    level: int
    number: int
    width: int

    @property
    def path(self) -> str:
        """Its file below ``log/``, ``tile/0/x001/234.p/5``."""
        return f"tile/{self.level}/{numbered(self.number)}{_partial(self.width)}"

    @property
    def entries_path(self) -> str:
        """The file of the entries that a tile of leaves has the hashes of, ``tile/entries/x001/234.p/5``."""
        return f"tile/entries/{numbered(self.number)}{_partial(self.width)}"


def numbered(number: int) -> str:
    """A tile's number as a path.

    >>> numbered(1234067)
    'x001/x234/067'
    """
    *above, last = [f"{int(part):03}" for part in f"{number:,}".split(",")]
    return "/".join((*(f"x{part}" for part in above), last))


def _partial(width: int) -> str:
    return "" if width == WIDTH else f".p/{width}"


def tiles_of(size: int) -> Iterator[Tile]:
    """The tiles of a tree of *size*, level by level."""
    for level in count():
        full, rest = divmod(size, WIDTH)
        yield from (Tile(level, number, WIDTH) for number in range(full))
        if rest:
            yield Tile(level, full, rest)
        size = full
        if not size:
            return


def leaf_tiles(size: int) -> Iterator[Tile]:
    """The tiles of the leaves of a tree of *size*."""
    return (tile for tile in tiles_of(size) if tile.level == 0)


def tile_bytes(tree: Tree, tile: Tile) -> bytes:
    """The hashes of a tile, one after the other."""
    start = tile.number * WIDTH
    return b"".join(tree.levels[tile.level * HEIGHT][start : start + tile.width])


def hashes_in(data: bytes) -> list[bytes]:
    """The hashes of a tile's file; raises ValueError where it is cut off."""
    if len(data) % HASH:
        raise ValueError("it is cut off")
    return [data[start : start + HASH] for start in range(0, len(data), HASH)]


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries in a file, each after its length; raises ValueError for one that is too long."""
    parts = []
    for entry in entries:
        if len(entry) > LONGEST_ENTRY:
            raise ValueError(f"an entry has {len(entry)} bytes; at most {LONGEST_ENTRY} can be written")
        parts += [len(entry).to_bytes(_LENGTH, "big"), entry]
    return b"".join(parts)


def entries_in(data: bytes) -> list[bytes]:
    """The entries of a bundle's file; raises ValueError where it is cut off."""
    found, place = [], 0
    while place < len(data):
        start = place + _LENGTH
        place = start + int.from_bytes(data[place:start], "big")
        if start > len(data) or place > len(data):
            raise ValueError("it is cut off")
        found.append(data[start:place])
    return found


def of_tile(values: Sequence[bytes], tile: Tile) -> Sequence[bytes]:
    """Those of all leaves or entries that a tile of leaves is of."""
    return values[tile.number * WIDTH : tile.number * WIDTH + tile.width]


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
_CONTROL = late_pattern("[\x00-\x09\x0b-\x1f]")
_NAME = late_pattern(r"[^\s+]+")
_SIZE = late_pattern("0|[1-9][0-9]{0,18}", re.ASCII)


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
        raise NoteError(f"{text[:60]!r} isn't a verifier key; write name+id+key")
    found = VerifierKey(name, data[0], data[1:])
    if found.kind not in _KEY_SIZES or len(found.public) != _KEY_SIZES[found.kind]:
        raise NoteError(f"the key of {name} is of no kind that is known here: Ed25519 or ML-DSA-44")
    if key_id != found.key_id.hex():
        raise NoteError(f"the key of {name} does not have the id {key_id[:8]!r}; it wasn't copied completely")
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
        raise NoteError("it isn't a note: a text, an empty line, and lines of signatures")
    return Note(body + "\n", tuple(map(_signature, signed)))


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    data = _decoded(encoded, "a signature")
    if not line.startswith(_DASH) or not is_name(name) or len(data) <= _ID:
        raise NoteError(f"the line {line[:40]!r} isn't a signature")
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
        raise NoteError("it isn't a checkpoint: the log's name, its size, and its root")
    root = _decoded(lines[2], "the root")
    if len(root) != HASH:
        raise NoteError("the root isn't a SHA-256")
    return Checkpoint(lines[0], int(lines[1]), root)


def checkpoint_in(text: str) -> Checkpoint | None:
    """What a file says as a checkpoint; None where it is none."""
    try:
        return parse_checkpoint(parse_note(text))
    except NoteError:
        return None


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


_KEPT = 4
"""Of how many publications the files at the right edge are kept: a reader may hold an earlier checkpoint still."""


class SplitError(ValueError):
    """The ledger does not go on from what was signed before; the message says where."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That a line of the ledger is the one at *index*: *hashes* lead from it to the root over all lines up to it.

    *details* are what its commitment is of.
    """

    index: int
    entry: str
    hashes: tuple[bytes, ...]
    details: str = ""


@dataclass(frozen=True)
class Log:
    """A ledger's lines with the tree over them."""

    events: tuple[Event, ...]
    entries: tuple[bytes, ...]
    tree: Tree

    def proofs(self, record: Record) -> tuple[Proof, ...]:
        """The proof of each text of a release, and of its withdrawal, as far as the log has their lines."""
        events = [*record.revisions, *([record.withdrawn] if record.withdrawn else [])]
        # Nothing that readers get tells the headline that a withdrawn release had before.
        shown = {"", record.current.title} if record.withdrawn else {event.title for event in events}
        return tuple(
            self.proof(event.line - 1)
            for event in events
            if event.title in shown and self.has(event) and not event.leaf
        )

    def has(self, event: Event) -> bool:
        """Whether a line of the ledger is among those of the log."""
        return 0 < event.line <= len(self.events)

    def proof(self, index: int) -> Proof:
        """The proof of a line, counted from 0."""
        entry, details = parts_of(self.events[index])
        return Proof(index, entry, self.tree.proof_at_end(index), details)

    def tiles(self) -> list[Tile]:
        """The tiles of the tree, and those at the edge of the trees of the last publications."""
        return sorted({tile for size in self._sizes() for tile in tiles_of(size)})

    def _sizes(self) -> list[int]:
        """How many lines the log had after each of the last publications, now first."""
        moments = [event.recorded or event.at for event in self.events]
        ends = (place for place in range(len(moments) - 1, 0, -1) if moments[place] != moments[place - 1])
        return [len(moments), *(end for end, _ in zip(ends, range(_KEPT - 1), strict=False))]

    def checkpoint(self, origin: str) -> Checkpoint:
        """What the log is now."""
        return Checkpoint(origin, len(self.tree), self.tree.root())

    def goes_on_from(self, text: str) -> bool:
        """Whether the log begins with the lines whose checkpoint has a text; no text is no checkpoint."""
        before = checkpoint_in(text)
        return before is not None and before.size <= len(self.tree) and self.tree.root(before.size) == before.root


def without_words(event: Event, id_: ReleaseId) -> Event:
    """What is left of a line that is erased, under the release's id: its commitment, or if it has none its hashes.

    A line that gets another id is erased as a whole.
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
    """The log of a ledger's events; *lines* are these as they were read, and further ones, where somebody has them."""
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
    """The note of a checkpoint: *kept*, with its signatures, where that is of the same tree."""
    try:
        found = parse_note(kept)
    except NoteError:
        return Note(checkpoint.text())
    return found if found.text == checkpoint.text() else Note(checkpoint.text())


def signed(log: Log, origin: str, key: Path, kept: str) -> Note:
    """The checkpoint of a log, signed by the private key in a PEM file; what witnesses signed of *kept* stays.

    Raises SigningError where the key cannot be used, and SplitError where the log is no continuation of *kept*:
    whoever signs two histories has lost the trust in both.
    """
    private = private_key(key)
    checkpoint = log.checkpoint(origin)
    # Whatever either is called: another name in conf.py makes no other history of it.
    if (before := checkpoint_in(kept)) and not log.goes_on_from(kept):
        raise SplitError(
            f"the ledger does not begin with the {before.size} lines whose checkpoint was signed; after a merge "
            "check out the branch that was published and merge the other one into it"
        )
    own = log_key(origin, private.public_key().public_bytes_raw())
    note = note_of(checkpoint, kept)
    return note.with_signature(Signature(origin, own.key_id, private.sign(note.text.encode())))


def log_key(origin: str, public: bytes) -> VerifierKey:
    """The key of a log, which bears the log's name."""
    return VerifierKey(origin, ED25519, public)


def scripts(tree: Tree) -> Iterator[tuple[str, bytes]]:
    """All scripts of a tree, by their paths in the site."""
    yield LOG_SCRIPT, summit_script(tree)
    yield from ((script_path(tile), tile_script(tree, tile)) for tile in leaf_tiles(len(tree)) if tile.width == WIDTH)


def script_path(tile: Tile) -> str:
    """Where the script of a full tile of leaves stands in the site: ``log/hashes/0.js``."""
    return f"{LOG}/hashes/{tile.number}.js"


def summit_script(tree: Tree) -> bytes:
    """What a page needs to get from a line's tile to the root: the roots of all full tiles, and the last leaves."""
    full = len(tree) // WIDTH
    roots = tree.levels[HEIGHT][:full] if full else []
    last = tree.levels[0][full * WIDTH :]
    value = {"size": len(tree), "root": base64_of(tree.root()), "tiles": base64_of(b"".join(roots))}
    return _script("tree", value | {"last": base64_of(b"".join(last))})


def tile_script(tree: Tree, tile: Tile) -> bytes:
    """The hashes of a full tile of leaves."""
    return _script(tile.number, base64_of(tile_bytes(tree, tile)))


def _script(key: object, value: object) -> bytes:
    return f"newsroom.logData({json.dumps(key)}, {json.dumps(value)});\n".encode()


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
