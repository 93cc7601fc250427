"""Feed readers that people use, driven from a test: newsboat and SimplePie of the system, ``reader`` of PyPI."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

needs_newsboat = pytest.mark.skipif(
    shutil.which("newsboat") is None, reason="newsboat is not installed (Debian: apt-get install newsboat)"
)
needs_simplepie = pytest.mark.skipif(
    shutil.which("php") is None or not Path("/usr/share/php/simplepie/autoloader.php").is_file(),
    reason="SimplePie is not installed (Debian: apt-get install php-cli libphp-simplepie)",
)


class Row(NamedTuple):
    """An item as newsboat keeps it."""

    feed: str
    guid: str
    title: str
    content: str
    unread: bool


class Newsboat:
    """A newsboat of its own in *folder*, subscribed to *feeds*; what is changed there becomes unread again."""

    def __init__(self, folder: Path, feeds: Iterable[Path]) -> None:
        self.folder = folder
        folder.mkdir()
        urls = [f"file://{path}" for path in feeds]
        (folder / "urls").write_text("".join(f"{url}\n" for url in urls))
        changing = "".join(f'reset-unread-on-update "{url}"\n' for url in urls)
        (folder / "config").write_text(f"auto-reload no\n{changing}")

    def reload(self) -> list[Row]:
        """Read all feeds, and say what is kept."""
        command = ["newsboat", "-q", "-u", "urls", "-c", "cache.db", "-C", "config", "-x", "reload"]
        subprocess.run(
            command, cwd=self.folder, check=True, env={**os.environ, "HOME": str(self.folder)}, capture_output=True
        )
        with sqlite3.connect(self.folder / "cache.db") as cache:
            rows = cache.execute("SELECT feedurl, guid, title, content, unread FROM rss_item ORDER BY feedurl, guid")
            return [
                Row(url.removeprefix("file://"), guid, title, content, bool(unread))
                for url, guid, title, content, unread in rows
            ]

    def read_all(self) -> None:
        """Mark everything as read."""
        with sqlite3.connect(self.folder / "cache.db") as cache:
            cache.execute("UPDATE rss_item SET unread = 0")


def simplepie(paths: Iterable[Path]) -> dict[str, Any]:
    """What SimplePie makes of feeds: by path, ``error`` and ``items``."""
    done = subprocess.run(
        ["php", "-d", "memory_limit=1G", str(Path(__file__).with_name("simplepie.php"))],
        input="\n".join(map(str, paths)),
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
