"""A site manifest, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sphinx_newsroom.operations.site import FileState, write_manifest


def list_files(site: Path, digests: Mapping[str, str]) -> None:
    """Write a manifest that lists files with these digests."""
    write_manifest(site, {path: FileState(0, 0, digest) for path, digest in digests.items()})
