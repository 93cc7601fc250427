"""Fingerprints: short digests by which a build knows that what it would write has not changed."""

from __future__ import annotations

import hashlib


def fingerprint(*parts: object) -> str:
    """A short digest of values whose ``repr`` tells all: frozen records, tuples, text, numbers."""
    digest = hashlib.blake2b(digest_size=12)
    for part in parts:
        digest.update(repr(part).encode())
        digest.update(b"\0")
    return digest.hexdigest()
