"""The ledger's lines as the entries of a log, the proof of each, and the checkpoint that is signed.

An entry is a line as it is hashed, without its end; of a line that was erased as a whole it is empty.
The proof of a line is for the tree that ends with it: later
lines do not change it, so a release's data is written once, and the tiles show that this tree only grew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sphinx_newsroom.ledger.events import DETAILS, FORM, Event, Record, digest_of, parts_of, written
from sphinx_newsroom.ledger.log.merkle import Tree, leaf_hash
from sphinx_newsroom.ledger.log.note import (
    ED25519,
    Checkpoint,
    Note,
    NoteError,
    Signature,
    VerifierKey,
    parse_checkpoint,
    parse_note,
)
from sphinx_newsroom.ledger.log.tiles import Tile, tiles_of
from sphinx_newsroom.ledger.signing import private_key
from sphinx_newsroom.model.addresses import ReleaseId

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
        try:
            before = parse_checkpoint(parse_note(text))
        except NoteError:
            return False
        return before.size <= len(self.tree) and self.tree.root(before.size) == before.root


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
    _refuse_split(log, kept)
    own = log_key(origin, private.public_key().public_bytes_raw())
    note = note_of(checkpoint, kept)
    return note.with_signature(Signature(origin, own.key_id, private.sign(note.text.encode())))


def _refuse_split(log: Log, kept: str) -> None:
    try:
        before = parse_checkpoint(parse_note(kept))
    except NoteError:
        return
    # Whatever either is called: another name in conf.py makes no other history of it.
    if before.size > len(log.tree) or log.tree.root(before.size) != before.root:
        raise SplitError(
            f"the ledger does not begin with the {before.size} lines whose checkpoint was signed; after a merge "
            "check out the branch that was published and merge the other one into it"
        )


def log_key(origin: str, public: bytes) -> VerifierKey:
    """The key of a log, which bears the log's name."""
    return VerifierKey(origin, ED25519, public)
