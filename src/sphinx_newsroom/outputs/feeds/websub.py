"""Which feeds changed, and telling a WebSub hub so that it tells those who subscribed there.

What a publisher says to a hub is left open by WebSub; hubs take a form with ``hub.mode`` and
``hub.url``, as its forerunner PubSubHubbub had it.
Source: https://www.w3.org/TR/websub/, section 7; PubSubHubbub Core 0.4, section 7.1.
"""

from __future__ import annotations

import json
import urllib.request
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import FEED_FORMATS
from sphinx_newsroom.outputs.output import State

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

_TIMEOUT = 30
"""Seconds for a hub to answer; one that takes longer does not answer, and is told of the rest at the next call."""


def feed_digests(site: Path) -> dict[str, str]:
    """Every feed of a built site, by its path, with what changes when its content does."""
    # The fingerprints of the build say what changed: no feed has to be read or asked for.
    found = {}
    for key, (digest, paths) in State.load(site).made.items():
        if key.startswith("feeds/"):
            current = (path for path in paths if path.rpartition("/")[2] in FEED_FORMATS and "/atom/" not in path)
            found.update(dict.fromkeys(current, digest))
    return dict(sorted(found.items()))


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


class RefusedError(Exception):
    """The hub answered, and does not take the address of a feed."""


class NoAnswerError(Exception):
    """There is no hub to talk to at its address."""


def tell(hub: str, address: str) -> None:
    """Tell a hub that the feed at *address* changed; raises RefusedError or NoAnswerError."""
    form = urlencode({"hub.mode": "publish", "hub.url": address}).encode()
    request = urllib.request.Request(hub, form, {"User-Agent": "sphinx-newsroom"})
    try:
        with urllib.request.urlopen(request, timeout=_TIMEOUT) as answer:
            answer.read()
    except HTTPError as error:
        raise RefusedError(str(error)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(str(error) or repr(error)) from error


def feed_address(baseurl: str, path: str) -> str:
    """A feed's address as the feed itself names it."""
    return baseurl + quote(path)
