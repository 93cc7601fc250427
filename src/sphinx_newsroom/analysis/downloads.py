"""An archive's database from an address: downloaded once, and again when it has changed there."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException, HTTPMessage
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from sphinx_newsroom._version import __version__
from sphinx_newsroom.analysis.errors import ArchiveError
from sphinx_newsroom.files import write, write_parts
from sphinx_newsroom.model.addresses import DATABASE
from sphinx_newsroom.network import within
from sphinx_newsroom.pieces import PIECE

_PATIENCE = 30
"""Seconds that a server may be silent."""
_NOT_MODIFIED = 304


def cache_folder() -> Path:
    """Where the system keeps what programs can fetch again."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "sphinx-newsroom"


def downloaded(address: str, cache: Path | None, most: int, check: Callable[[Path], None]) -> Path:
    """The database behind an address, from the *cache* where the server says that it is as it was.

    The address is that of the site or of the file.  Of a file of more than *most* bytes nothing is kept, nor of one
    that *check* refuses.  Raises ArchiveError.  Source: RFC 9110, section 13.1 (conditional requests).
    """
    url = address if address.endswith(".sqlite") else address.removesuffix("index.html").rstrip("/") + "/" + DATABASE
    if not urlsplit(url).hostname:
        raise ArchiveError(f"{address} is no address; write one such as https://archive.example.org/")
    folder = cache or cache_folder()
    kept = folder / f"{hashlib.sha256(url.encode()).hexdigest()[:24]}.sqlite"
    note = kept.with_suffix(".json")
    headers = {"User-Agent": f"sphinx-newsroom/{__version__}", **(_told(note) if kept.is_file() else {})}
    opener = build_opener(_SameScheme())
    try:
        with within(_PATIENCE, lambda: opener.open(Request(url, headers=headers), timeout=_PATIENCE)) as answer:
            # Without the note a file is fetched again, so one that was cut off is never taken for whole.
            with suppress(OSError):
                note.unlink()
            fetched = kept.with_suffix(".new")
            write_parts(fetched, _pieces(answer, url, most))
            try:
                check(fetched)
            except ArchiveError as error:
                fetched.unlink()
                raise ArchiveError(str(error).replace(str(fetched), url)) from error
            os.replace(fetched, kept)
            said = {name: answer.headers[name] for name in ("ETag", "Last-Modified") if answer.headers[name]}
            write(note, json.dumps({"url": url, **said}))
    except HTTPError as error:
        if error.code != _NOT_MODIFIED:
            raise ArchiveError(f"{url}: the server answers {error.code} {error.reason}") from error
        check(kept)
    except (OSError, HTTPException, ValueError) as error:
        raise ArchiveError(f"{url} cannot be fetched: {error}") from error
    return kept


def _told(note: Path) -> dict[str, str]:
    """By what a server knows that a file is as it was."""
    with suppress(OSError, ValueError, AttributeError):
        said = json.loads(note.read_text(encoding="utf-8"))
        if said.get("ETag"):
            return {"If-None-Match": str(said["ETag"])}
        if said.get("Last-Modified"):
            return {"If-Modified-Since": str(said["Last-Modified"])}
    return {}


def _pieces(answer: IO[bytes], url: str, most: int) -> Iterator[bytes]:
    size = 0
    while piece := answer.read(PIECE):
        size += len(piece)
        if size > most:
            raise ArchiveError(f"{url} has more than {most:,} bytes; Archive(…, most=…) takes more")
        yield piece


class _SameScheme(HTTPRedirectHandler):
    """Follows no redirect from https:// to anything less."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        if urlsplit(newurl).scheme != "https" and req.type == "https":
            raise ArchiveError(f"{req.full_url} leads to {newurl}, which is not https://")
        found: Any = super().redirect_request(req, fp, code, msg, headers, newurl)
        return found if isinstance(found, Request) else None
