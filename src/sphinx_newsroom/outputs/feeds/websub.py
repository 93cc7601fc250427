"""Which feeds changed, and telling a WebSub hub so that it tells those who subscribed there.

What a publisher says to a hub is left open by WebSub; hubs take a form with ``hub.mode`` and
``hub.url``, as its forerunner PubSubHubbub had it, where ``hub.url`` may be repeated.
Source: https://www.w3.org/TR/websub/, section 7; PubSubHubbub Core 0.3, section 7.1.
"""

from __future__ import annotations

import json
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import CORRECTIONS, FEED_FORMATS, FOLDERS
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.network import going_nowhere_else, within

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_FOLDERS = frozenset(("", *FOLDERS.values(), CORRECTIONS, ALERTS, "types", "languages"))
"""Where feeds are: the archive's own at the root, and those of its parts."""

_TIMEOUT = 30
"""Seconds for a hub to answer; one that takes longer does not answer, and is told of the rest at the next call."""


def feed_digests(files: Mapping[str, str]) -> dict[str, str]:
    """The feeds among the files of a site, each a path with what changes when its bytes do; in order."""
    return {path: digest for path, digest in sorted(files.items()) if is_feed(path)}


def is_feed(path: str) -> bool:
    """Whether a file of a site is a feed, and not a page of one's history, or an attachment that is called so."""
    folder, _, name = path.rpartition("/")
    return name in FEED_FORMATS and folder.partition("/")[0] in _FOLDERS


def told(note: Path) -> dict[str, str]:
    """What the hub was told last; nothing where *note* is not there or damaged."""
    try:
        rows = json.loads(note.read_text(encoding="utf-8"))
        return {str(path): str(digest) for path, digest in rows.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def note_told(note: Path, digests: Mapping[str, str]) -> None:
    """Remember what the hub was told."""
    write(note, json.dumps(digests, indent=1, sort_keys=True) + "\n")


TOGETHER = 100
"""Addresses of one request at most: some kilobytes, which every server takes."""


class RefusedError(Exception):
    """The hub answered, and does not take the addresses."""


class NoAnswerError(Exception):
    """There is no hub to talk to at its address."""


def tell(hub: str, addresses: Sequence[str]) -> None:
    """Tell a hub in one request that the feeds at *addresses* changed.

    Args:
        hub: its address.
        addresses: at most TOGETHER.

    Raises:
        RefusedError: it took none of them.
        NoAnswerError: there is none.
    """
    form = urlencode({"hub.mode": "publish", "hub.url": addresses}, doseq=True).encode()
    request = urllib.request.Request(hub, form, {"User-Agent": "sphinx-newsroom"})
    try:
        # What it says beside the status is nobody's to read, and need have no end.
        within(_TIMEOUT, lambda: going_nowhere_else().open(request, timeout=_TIMEOUT).close())
    except HTTPError as error:
        leads = error.headers.get("Location")
        there = f"; it leads to {leads[:200]}: name that in newsroom_websub_hub where it is the hub's" if leads else ""
        raise RefusedError(f"{error}{there}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(str(error) or repr(error)) from error


def feed_address(baseurl: str, path: str) -> str:
    """A feed's address as the feed itself names it."""
    return baseurl + quote(path)
