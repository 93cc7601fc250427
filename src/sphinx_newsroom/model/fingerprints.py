"""Fingerprints: short digests by which a build knows that what it would write has not changed."""

from __future__ import annotations

import hashlib


def fingerprint(*parts: object) -> str:
    """A short digest of values whose ``repr`` tells all: frozen records, tuples, text, numbers."""
    # repr and not hash(), which differs from one process to the next; apart, so that ("ab", "c") is not ("a", "bc").
    told = "\0".join([*map(repr, parts), ""]).encode()
    # 96 bits: among a million outputs two are alike by chance once in 10^17 archives.
    return hashlib.blake2b(told, digest_size=12).hexdigest()
