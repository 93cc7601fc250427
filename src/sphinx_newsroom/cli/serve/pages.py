"""Which file an address asks for, and what is added to a page on its way to the browser: never in the file."""

from __future__ import annotations

import hashlib
import posixpath
import re
from html import escape
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

Folders = tuple[Path, ...]
"""Where the site is looked for, in this order."""
OURS = "/_newsroom/"
"""Below this the server's own addresses are, where no page of an archive is."""
FOLLOW = ("follow.js", "follow.css")
"""What a page needs to follow, in the folder ``static`` beside this module."""

_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_LOADED = re.compile(rb"""\ssrc=["']([^"'#?]+)""")


def file_of(folders: Folders, target: str) -> Path | None:
    """The file that an address asks for, of the first folder that has it; None where none may be shown.

    Args:
        folders: Where the built site is.
        target: What a request asks for: a path, perhaps with a query.
    """
    try:
        path = unquote_to_bytes(target.partition("?")[0].partition("#")[0]).decode("utf-8")
    except UnicodeDecodeError:
        return None
    parts = path.split("/")[1:]
    # Hidden files are the builds' own; a backslash or a colon is a path of its own on some systems.
    if not path.startswith("/") or any(part.startswith(".") or set(part) & set("\\:\0") for part in parts):
        return None
    names = [*filter(None, parts), *(["index.html"] if path.endswith("/") else [])]
    return next((found for folder in folders if (found := _file_in(folder, names))), None)


def _file_in(folder: Path, names: list[str]) -> Path | None:
    try:
        place = folder.joinpath(*names)
        # What leads out of the folder by a link is not followed.
        return place if place.is_file() and place.resolve().is_relative_to(folder.resolve()) else None
    except (OSError, ValueError):
        return None


def digest_of(folders: Folders, target: str) -> str:
    """What changes when a page does, or a picture or script that it loads; empty where there is no such page.

    Args:
        folders: Where the built site is.
        target: What a request for the page asks for.
    """
    try:
        page = file_of(folders, target)
        content = page.read_bytes() if page else b""
        return digest_with(folders, target, content) if content else ""
    except OSError:  # it went while it was looked at
        return ""


def digest_with(folders: Folders, target: str, content: bytes) -> str:
    """The digest of a page of which the content is known, as above.

    Args:
        folders: Where the built site is.
        target: What a request for the page asks for.
        content: The page.
    """
    found = hashlib.sha256(content)
    for name in sorted(set(_LOADED.findall(content))):
        if place := file_of(folders, _absolute(target.partition("?")[0], name.decode("utf-8", "replace"))):
            status = place.stat()
            found.update(f"{name!r} {status.st_size} {status.st_mtime_ns}".encode())
    return found.hexdigest()[:16]


def _absolute(page: str, address: str) -> str:
    """The path on the site that a page means by an address; one that is on another host finds no file."""
    if address.startswith("//") or urlsplit(address).scheme:
        return ""
    return posixpath.normpath(posixpath.join(page.rpartition("/")[0] or "/", address))


def following(content: bytes, digest: str) -> bytes:
    """A page that follows: with the script and style sheet for that in its head.

    Args:
        content: The page as it was built.
        digest: What the script compares with what it is told later.
    """
    added = (
        f'<link rel="stylesheet" href="{OURS}follow.css">'
        f'<script defer src="{OURS}follow.js" data-page="{escape(digest)}"></script>'
    ).encode()
    end = _HEAD_END.search(content)
    at = end.start() if end else 0
    return content[:at] + added + content[at:]


def page_saying(title: str, text: str) -> bytes:
    """A page of the server's own, in plain words."""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width"></head>'
        f"<body><main><h1>{escape(title)}</h1><p>{escape(text)}</p></main></body></html>"
    ).encode()
