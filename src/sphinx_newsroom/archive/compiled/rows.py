"""What the store has of a text: its row, and the text with its source, as bytes that a process can hand to another."""

from __future__ import annotations

import pickle
import zlib
from typing import NamedTuple

from sphinx_newsroom.archive.entries import Entry, Plain
from sphinx_newsroom.archive.entries.found import FoundKept
from sphinx_newsroom.archive.entries.spoken import Spoken
from sphinx_newsroom.archive.one_file import Read
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.compiled import Address, CompiledText, RoleUse
from sphinx_newsroom.text.naming.places import Vocabulary

PROTOCOL = pickle.HIGHEST_PROTOCOL
_QUICKLY = 1
"""How hard texts are compressed: to a fifth, in a tenth of a millisecond; any harder takes longer than it saves."""


class Named(NamedTuple):
    """What was found in a release: the release as it was, and what came out; the store says with which records.

    All else is as the release's entry in the index has it.
    """

    release: Release
    found: FoundKept
    summary: str
    digest: str
    spoken: tuple[Spoken, ...]
    size: int
    words: str
    gist: str
    voices: str


class Row(NamedTuple):
    """What is known of a text before it is looked at.

    Attributes:
        read: what its file says by itself.
        issuer: the issuer by which its digest was taken, as the ledger has it; see ``one_file.read_file``.
        roles: what its roles named, and what they showed by themselves.
        addresses: the paths that it names.
        markup: what changes when its markup does.
        named: what was found in it, if it is a release.
    """

    read: Read
    issuer: object
    roles: tuple[RoleUse, ...]
    addresses: frozenset[Address]
    markup: str
    named: Named | None


def named_of(entry: Entry) -> Named:
    """What the store has of what was found in a release."""
    digests = entry.words, entry.gist, entry.voices
    found = FoundKept.of(entry.found)
    return Named(entry.release, found, entry.summary, entry.digest, entry.spoken, entry.size, *digests)


def entities_of(row: Row) -> set[str]:
    """Whom a release names, in its text, its header and its roles."""
    assert row.named is not None
    release = row.named.release
    said = {entity for _, entity in row.named.found.named}.union(use.id for use in row.roles)
    decided = (entity for _, entity in release.names)
    return said.union(filter(None, (*release.all_issuers, *release.organizations, *release.officials, *decided)))


def entry_of(named: Named, markup: str, plain: Plain) -> Entry:
    """A release's entry in the index, of what the store has of it."""
    release, found, summary, digest, spoken, _, *digests = named
    return Entry(release, plain, summary, found, digest, markup, spoken, *digests)


class Packed(NamedTuple):
    """A row, and a text with its source, as they stand in the store; see :func:`packed`.

    *text* is empty where the store has it already; *words* are those by which names were looked up in a release.
    """

    path: str
    row: bytes
    text: bytes
    words: bytes


def packed(path: str, row: Row, words: Vocabulary | None, text: CompiledText, source: str) -> Packed:
    """What is known of a text as bytes, which a process can hand to another."""
    return repacked(path, row, words)._replace(text=compressed((text, source)))


def repacked(path: str, row: Row, words: Vocabulary | None) -> Packed:
    """What is known anew of a text that stands in the store."""
    # As they are: to compress them took as long as to sort them, for 1.3 kB a text.
    said = b"" if words is None else words.packed()
    return Packed(path, pickle.dumps(row, PROTOCOL), b"", said)


def compressed(value: object) -> bytes:
    """Anything as few bytes, made quickly."""
    return zlib.compress(pickle.dumps(value, PROTOCOL), _QUICKLY)


def unpacked(one: Packed) -> CompiledText:
    """The text."""
    text: CompiledText = pickle.loads(zlib.decompress(one.text))[0]
    return text
