"""What stands in a folder, and git in one."""

from __future__ import annotations

import subprocess
from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder as somebody who has a name."""
    name = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(["git", "-C", str(root), *name, *arguments], check=True, capture_output=True)
