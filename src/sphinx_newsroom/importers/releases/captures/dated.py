"""Pages in folders that are called after the moment when they were taken.

``20110620123456/https/www.example.org/news/1.html`` is how tools keep what they fetch from the Wayback Machine, and
``2011-06-20/news/1.html`` what people do by hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urljoin

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.captures.pages import Found, Pages, moment
from sphinx_newsroom.importers.releases.incoming import Incoming

# Fourteen digits, and what the Wayback Machine adds for a page as it was (`id_`), a picture (`im_`) and so on.
_STAMP = re.compile(r"(\d{14})(?:[a-z]{2}_)?")
_DAY = re.compile(r"(\d{4}-\d\d-\d\d)(?:[T_ ](\d\d)[-:.]?(\d\d)(?:[-:.]?(\d\d))?Z?)?")
_HOST = re.compile(r"(?:[\w-]+\.)+[a-z]{2,}(?::\d+)?", re.IGNORECASE)
_SCHEMES = {"http": "http", "https": "https", "http:": "http", "https:": "https"}
_NO_HOST = (".html", ".htm", ".php", ".asp", ".aspx", ".cfm", ".jsp")
"""What a name ends with that could be a host's and is a file's."""

# https://web.archive.org/web/20110620123456im_/http://www.example.org/x.jpg
_REWRITTEN = re.compile(rb"(?:(?:https?:)?//web\.archive\.org)?/web/\d{4,14}(?:[a-z]{2}_)?/(?=(?:https?:)?//)")
_TOOLBAR = re.compile(
    rb"<!-- BEGIN WAYBACK TOOLBAR INSERT -->.{0,100000}?<!-- END WAYBACK TOOLBAR INSERT -->", re.DOTALL
)
_SNIFFED = 1_024


class Capture(NamedTuple):
    """When a page was taken, and its address: *path* below *site*, or below the archive's base where that is empty."""

    at: datetime
    site: str
    path: str


def capture_of(name: str) -> Capture | None:
    """What the path of a file says, None where no folder in it is called after a moment.

    >>> capture = capture_of("saved/20110620123456id_/https/www.example.org/news/index.php%3Fid=3")
    >>> capture.site + capture.path, f"{capture.at:%Y-%m-%d %H:%M}"
    ('https://www.example.org/news/index.php?id=3', '2011-06-20 12:34')
    >>> capture_of("2011-06-20/news/1.html").path
    'news/1.html'
    """
    *folders, file = name.replace("\\", "/").split("/")
    for position, folder in enumerate(folders):
        at = _moment(folder)
        if at is not None:
            site, rest = _site([*folders[position + 1 :], file])
            return Capture(at, site, _asked("/".join(rest)))
    return None


def _moment(folder: str) -> datetime | None:
    if found := _STAMP.fullmatch(folder):
        return moment(f"{found[1][:8]}T{found[1][8:]}")
    if found := _DAY.fullmatch(folder):
        day, *clock = found.groups()
        return moment(f"{day}T{':'.join(part or '00' for part in clock)}")
    return None


def _site(parts: list[str]) -> tuple[str, list[str]]:
    """The site that folders begin with, and the rest."""
    scheme = _SCHEMES.get(parts[0].lower()) if len(parts) > 1 else None
    rest = [part for part in parts[1:] if part] if scheme else parts
    if len(rest) > 1 and _HOST.fullmatch(rest[0]) and not rest[0].lower().endswith(_NO_HOST):
        return f"{scheme or 'http'}://{rest[0]}/", rest[1:]
    return "", parts


def _asked(path: str) -> str:
    """A path with its query as an address has it; a file's name ends with the query, and often has a suffix more."""
    path = re.sub("%3f", "?", path, flags=re.IGNORECASE)
    return re.sub(r"\.html?$", "", path) if "?" in path else path


def address_of(capture: Capture, base: str) -> str:
    """Where what was captured stood; *base* is that of the archive, such as ``https://www.example.org``.

    >>> address_of(capture_of("2011-06-20/news/1.html"), "https://www.example.org/")
    'https://www.example.org/news/1.html'
    """
    return urljoin(capture.site or base, capture.path)


def is_page(data: bytes) -> bool:
    """Whether a file looks like HTML."""
    begin = data[:_SNIFFED].lower()
    return any(sign in begin for sign in (b"<!doctype html", b"<html", b"<head", b"<body", b"<title"))


def read(data: bytes, capture: Capture, pages: Pages) -> Iterator[Found | Problem]:
    """What the page says, with the links that it had and without what the Wayback Machine put into it."""
    base = pages.options.base
    url = address_of(capture, base)
    plain = _TOOLBAR.sub(b"", _REWRITTEN.sub(b"", data))
    for one in pages.read(plain, url if "://" in url else base, capture.at):
        if isinstance(one, Incoming) and "://" not in url:
            one = replace(one, url=capture.path)
        yield one
