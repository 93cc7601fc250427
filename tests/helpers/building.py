"""Run ``newsroom build`` as a user would, and change files between two builds."""

from __future__ import annotations

import resource
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.conftest import NOW, ArchiveOnDisk

from . import warm


def newsroom(
    root: Path, *options: str, env: Mapping[str, str] | None = None, limit: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Build the site of the archive in a folder; *limit* is the maximum size of a file."""
    limits = {resource.RLIMIT_FSIZE: limit} if limit else None
    moment = {"SOURCE_DATE_EPOCH": NOW, **(env or {})}
    return warm.run("sphinx_newsroom", ["build", *options], cwd=root, env=moment, limits=limits)


def edit(archive: ArchiveOnDisk, path: str, old: str, new: str) -> None:
    """Replace text that must be in a file."""
    file = archive.root / path
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
