"""An export of Substack: ``posts.csv`` with a row a post, and ``posts/101.we-open.html`` with the text of each."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping
from typing import Any

from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.releases.formats.decoding import decoded

FILE, FOLDER = "posts.csv", "posts"
_ID, _PUBLISHED = "post_id", "is_published"
_POST = re.compile(r"(?P<number>\d+)\.(?P<slug>[\w-]+)")
"""A post's id, ``101.we-open``: what its files are called, and behind the point its address."""


def is_post(values: Mapping[str, Any]) -> bool:
    """Whether a row is one of an export's: it has the id of a post, says whether that is public, and has no text."""
    return {_ID, _PUBLISHED} <= values.keys() and _POST.fullmatch(str(values[_ID])) is not None


def text_at(values: Mapping[str, Any]) -> str:
    """Where the text of a post stands, by its row, from the folder of ``posts.csv``."""
    return f"{FOLDER}/{values[_ID]}.html"


def with_text(values: Mapping[str, Any], beside: Callable[[str], bytes | None]) -> dict[str, Any] | None:
    """A row with the text of its post and the address that it had; None where *beside* has no text.

    >>> with_text({"post_id": "101.we-open", "is_published": "true"}, lambda path: b"<p>We open.</p>")["url"]
    '/p/we-open'
    """
    try:
        text, _ = decoded(beside(text_at(values)) or b"", Place(text_at(values)))
    except RefusedValueError:
        return None
    slug = str(values[_ID]).partition(".")[2]
    return {**values, "html": text, "url": f"/p/{slug}"} if text.strip() else None


def posts_in(data: bytes) -> frozenset[str]:
    """The ids of the posts of an export, by its ``posts.csv``: files that are called after them are parts of it."""
    rows = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    return frozenset(row[_ID] for row in rows if is_post(row))
