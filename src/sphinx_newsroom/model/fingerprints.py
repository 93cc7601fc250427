"""Fingerprints: short digests by which a build knows that what it would write has not changed."""

from __future__ import annotations

import hashlib


def fingerprint(*parts: object) -> str:
    """A short digest of values whose ``repr`` tells all: frozen records, tuples, text, numbers."""
    # 96 bits: among a million outputs two are alike by chance once in 10^17 archives.
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        # repr and not hash(), which differs from one process to the next.
        digest.update(repr(part).encode())
        # So that ("ab", "c") and ("a", "bc") differ.
        digest.update(b"\0")
    return digest.hexdigest()
