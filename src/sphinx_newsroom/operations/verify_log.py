"""Whether a log is what its checkpoint says, has the ledger's lines, and only grew; and who else says so.

What is read is what anybody can read: the files below ``log/`` of a site.  The tree is built anew from the hashes of
the leaves, so that no file is taken at its word.
"""

from __future__ import annotations

import base64
import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from sphinx_newsroom.archive.journal import bytes_of
from sphinx_newsroom.files import read_plain, read_text, why_unread
from sphinx_newsroom.ledger.log.merkle import Tree, is_consistent, leaf_hash, root_by_inclusion
from sphinx_newsroom.ledger.log.note import (
    Checkpoint,
    Note,
    NoteError,
    VerifierKey,
    cosigned_at,
    parse_checkpoint,
    parse_note,
    signed_by,
)
from sphinx_newsroom.ledger.log.record import Log
from sphinx_newsroom.ledger.log.scripts import scripts
from sphinx_newsroom.ledger.log.stamp import is_ots_of
from sphinx_newsroom.ledger.log.tiles import entries_in, hashes_in, leaf_tiles, of_tile, tile_bytes, tiles_of
from sphinx_newsroom.model.addresses import CHECKPOINT, LOG, OPEN_TIMESTAMPS, RFC_3161, STAMPED
from sphinx_newsroom.operations.timestamps import NotInstalledError, TimestampError, moment, refuse_stranger
from sphinx_newsroom.operations.verify import Finding

_Reader = Callable[[bytes], list[bytes]]


@dataclass(frozen=True, slots=True)
class Signers:
    """Whose signatures a checkpoint must bear: the log's own key, where one is known, and those of witnesses.

    *authorities* are the certificates (PEM) under which a time-stamping authority must stand.
    """

    log: VerifierKey | None = None
    witnesses: tuple[VerifierKey, ...] = ()
    authorities: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class PublishedLog:
    """A log as it was read: its checkpoint, and the tree over the hashes that its tiles have of the lines."""

    note: Note
    checkpoint: Checkpoint
    tree: Tree


class LogError(ValueError):
    """A log or checkpoint is not whole; *path* says which file, the message what is wrong with it."""

    def __init__(self, path: str, says: str) -> None:
        super().__init__(says)
        self.path = path


def read_checkpoint(path: Path, name: str) -> tuple[Note, Checkpoint]:
    """The checkpoint in a file; raises LogError under its *name*."""
    try:
        note = parse_note(read_plain(path, follow=True).decode())
        return note, parse_checkpoint(note)
    except OSError as error:
        raise LogError(name, "is missing or cannot be read") from error
    except UnicodeDecodeError as error:
        raise LogError(name, f"is no checkpoint: {why_unread(error)}") from error
    except ValueError as error:
        raise LogError(name, f"is no checkpoint: {error}") from error


def read_log(site: Path) -> PublishedLog:
    """The log of a site, by its checkpoint and the hashes of the leaves; raises LogError."""
    note, checkpoint = read_checkpoint(site / CHECKPOINT, CHECKPOINT)
    leaves: list[bytes] = []
    for tile in leaf_tiles(checkpoint.size):
        found = _read(site, tile.path, hashes_in)
        if len(found) != tile.width:
            raise LogError(f"{LOG}/{tile.path}", f"has {len(found)} hashes, not {tile.width}")
        leaves += found
    tree = Tree(leaves)
    if tree.root() != checkpoint.root:
        raise LogError(CHECKPOINT, "has a root that the tiles do not have: a line was changed, added or dropped")
    return PublishedLog(note, checkpoint, tree)


def _read(site: Path, path: str, reader: _Reader) -> list[bytes]:
    try:
        return reader(read_plain(site / LOG / path, follow=True))
    except OSError as error:
        raise LogError(f"{LOG}/{path}", "is missing or cannot be read") from error
    except ValueError as error:
        raise LogError(f"{LOG}/{path}", str(error)) from error


def verify_log(site: Path, ours: Log, signers: Signers, since: Sequence[Path] = ()) -> Iterator[Finding]:
    """Everything of a site's log: against itself, the ledger's (*ours*), earlier checkpoints, and keys."""
    try:
        log = read_log(site)
        yield from _files(site, log, ours.entries)
    except LogError as error:
        yield Finding(error.path, False, str(error))
        return
    yield _against(ours.tree.levels[0], log.tree)
    yield from signatures(log.note, signers)
    for path in since:
        yield grown(log.tree, log.checkpoint, path, signers)
    if (site / STAMPED).exists():
        yield grown(log.tree, log.checkpoint, site / STAMPED, Signers())
        yield from _stamps(site, signers.authorities)


def _stamps(site: Path, authorities: Sequence[bytes]) -> Iterator[Finding]:
    """The times that others gave the checkpoint that was stamped."""
    text = read_text(site / STAMPED, follow=True)
    if (site / (STAMPED + RFC_3161)).exists():
        yield _stamp(text, read_plain(site / (STAMPED + RFC_3161), follow=True), authorities)
    if (site / (STAMPED + OPEN_TIMESTAMPS)).exists():
        ok = is_ots_of(text, read_plain(site / (STAMPED + OPEN_TIMESTAMPS), follow=True))
        says = "is of the stamped checkpoint; since when, `ots verify` says" if ok else "is of another text"
        yield Finding(STAMPED + OPEN_TIMESTAMPS, None if ok else False, says)


def _stamp(text: str, response: bytes, authorities: Sequence[bytes]) -> Finding:
    path = STAMPED + RFC_3161
    try:
        at = moment(text, response)
        if authorities:
            refuse_stranger(text, response, authorities)
    except NotInstalledError as error:
        return Finding(path, None, f"was not checked; {error}")
    except TimestampError as error:
        return Finding(path, False, f"does not hold: {error}")
    says = f"says that the checkpoint was there at {at.isoformat().replace('+00:00', 'Z')}"
    trusted = "" if authorities else "; whose word that is, was not checked: name the authority by --authority"
    return Finding(path, True if authorities else None, says + trusted)


def _files(site: Path, log: PublishedLog, ours: Sequence[bytes]) -> Iterator[Finding]:
    """The tiles above the leaves, the entries, what is left of the right edges of before, and the scripts.

    An entry is empty only where that of *ours* is. Raises LogError.
    """
    for tile in tiles_of(len(log.tree)):
        if b"".join(_read(site, tile.path, hashes_in)) != tile_bytes(log.tree, tile):
            yield Finding(f"{LOG}/{tile.path}", False, "does not have the hashes that follow from the lines")
        yield from _edges(site, tile.path)
        if tile.level == 0:
            entries = _read(site, tile.entries_path, entries_in)
            leaves = of_tile(log.tree.levels[0], tile)
            there = zip_longest(entries, leaves, of_tile(ours, tile))
            if any(entry != own if not own else leaf_hash(entry or b"") != leaf for entry, leaf, own in there):
                yield Finding(f"{LOG}/{tile.entries_path}", False, "has a line that the tree does not have")
            yield from _edges(site, tile.entries_path)
    for path, script in scripts(log.tree):
        if (data := bytes_of(site / path)) != script and data is not None:
            yield Finding(path, False, "does not have the hashes that follow from the lines")


def _edges(site: Path, path: str) -> Iterator[Finding]:
    """The partial files of before that stand beside a tile or bundle, of which each is the beginning."""
    base = f"{LOG}/{path.partition('.p/')[0]}.p"
    whole = bytes_of(site / LOG / path) or b""
    for edge in sorted((site / base).glob("*")):
        if not whole.startswith(edge.read_bytes()):
            yield Finding(f"{base}/{edge.name}", False, "is not what the log was when it had fewer lines")


def _against(leaves: Sequence[bytes], tree: Tree) -> Finding:
    """Whether a tree is over the ledger's lines, the first ones at least."""
    # An earlier moment's site has fewer lines, none of which may be another.
    for number, (leaf, own) in enumerate(zip_longest(tree.levels[0], leaves[: len(tree)]), 1):
        if leaf != own:
            return Finding(CHECKPOINT, False, f"has a line {number} that is not the ledger's")
    if len(tree) < len(leaves):
        return Finding(CHECKPOINT, None, "is from before the ledger's last lines; build the site again")
    return Finding(CHECKPOINT, True, f"is of the ledger's {len(tree)} lines, root {tree.root().hex()[:12]}")


def signatures(note: Note, signers: Signers) -> Iterator[Finding]:
    """Whether the log's key and the witnesses signed a checkpoint."""
    try:
        if signers.log and (signed_as := note.text.partition("\n")[0]) != signers.log.name:
            says = f"is of the log {signed_as}, and conf.py calls it {signers.log.name}: newsroom_log_name keeps a name"
            yield Finding(CHECKPOINT, False, says)
        elif signers.log:
            ok = signed_by(note, signers.log)
            yield Finding(CHECKPOINT, ok, f"is {'' if ok else 'not '}signed by the key of {signers.log.name}")
        for key in signers.witnesses:
            seen = cosigned_at(note, key)
            says = f"was cosigned by {key.name} at {_moment(seen)}" if seen is not None else f"lacks that of {key.name}"
            yield Finding(CHECKPOINT, seen is not None, says)
    except NoteError as error:
        yield Finding(CHECKPOINT, False, str(error))


def _moment(seconds: int) -> str:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, ValueError, OSError):
        return f"{seconds} seconds after 1970"


def grown(tree: Tree, now: Checkpoint, path: Path, signers: Signers) -> Finding:
    """Whether a log is a continuation of the checkpoint in a file, which must bear the log's signature where one is."""
    name = str(path)
    try:
        note, before = read_checkpoint(path, name)
        signed = signers.log is None or signed_by(note, signers.log)
    except (LogError, NoteError) as error:
        return Finding(name, False, str(error))
    if not signed:
        return Finding(name, False, "is not signed by the key of the log")
    if before.origin != now.origin:
        return Finding(name, False, f"is of another log, {before.origin}, and not of {now.origin}")
    if before.size > now.size:
        return Finding(
            name, False, f"has {before.size} lines, of which the log has only {now.size}: lines were dropped"
        )
    proof = tree.consistency(before.size, now.size)
    if not is_consistent(before.size, before.root, now.size, now.root, proof):
        split = "two histories of one size" if before.size == now.size else "a line of then was changed since"
        return Finding(name, False, f"is not of the history that the log has now: {split}")
    return Finding(name, True, f"is what the log was at {before.size} lines; it only grew since, to {now.size}")


def verify_proofs(path: str, data: object, tree: Tree, lines: Sequence[tuple[str, str]]) -> Finding:
    """Whether a release's data names its *lines* of the ledger and their details, with proofs that hold in a tree."""
    try:
        if not isinstance(data, dict):
            raise TypeError(data)
        rows = data["log"]
        places = [_place(row, tree) for row in rows]
        named = [(row["entry"], row.get("details", "")) for row in rows]
    except (ValueError, LookupError, TypeError, AttributeError):
        return Finding(path, False, "has no proof that can be read")
    if None in places:
        return Finding(path, False, "has a proof that does not lead to the log's root")
    if named != list(lines):
        return Finding(path, False, "does not name the lines that the ledger has of the release")
    if not places:
        return Finding(path, None, "names no line of the ledger; the release is not recorded yet")
    numbers = " and ".join(f"{place:,}" for place in places)
    return Finding(
        path, True, f"is proved: line {numbers} of the {len(tree):,} of the log, root {tree.root().hex()[:12]}"
    )


def _place(row: Mapping[str, object], tree: Tree) -> int | None:
    """Which line of the log a proof is of, counted from 1; None where it is of none."""
    index, entry, hashes = row["index"], row["entry"], row["hashes"]
    if type(index) is not int or not isinstance(entry, str) or not isinstance(hashes, list):
        raise ValueError("not as a build writes it")
    size = index + 1
    if not 0 < size <= len(tree):
        return None
    # A proof is for the tree that ends with its line.  The log's tree says what the root of that one was.
    path = [base64.b64decode(each, validate=True) for each in hashes]
    root = root_by_inclusion(leaf_hash(entry.encode()), index, size, path)
    return size if root == tree.root(size) else None
