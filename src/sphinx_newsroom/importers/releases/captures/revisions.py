"""Captures of one address as the texts that one release had, in the order in which they were taken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import urlsplit

from sphinx_newsroom.importers.releases.incoming import Incoming, Loss
from sphinx_newsroom.model.former_addresses import as_kept

LEAST_SHARED = 0.7
"""Which part of the words of the shorter text two texts of one release share at least.

What shares less is another page at the same address, most often one that says that there is none.  Of 789 real edits
one shared less; of 3,000 pairs of releases none shared more, of 2,364 pairs of a release and such a page four."""

_LATE = datetime.max.replace(tzinfo=UTC)
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|mc_cid|mc_eid|_ga)(?:=|$)", re.IGNORECASE)
"""Parameters of those who share links; no page is told by them."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A text that was captured: as it was first, and when it was seen first and last; None where nothing says it."""

    incoming: Incoming
    first: datetime | None
    last: datetime | None


def without_tracking(url: str) -> str:
    """An address without what was added for sharing it.

    >>> without_tracking("https://un.org/1.html?utm_source=x&id=3")
    'https://un.org/1.html?id=3'
    """
    path, mark, query = url.partition("?")
    kept = "&".join(one for one in query.split("&") if not _TRACKING.match(one))
    return f"{path}?{kept}" if mark and kept else path


def key_of(url: str) -> str:
    """What an address is compared by: without scheme, ``www.``, the last slash, and what was added for sharing it.

    >>> key_of("https://www.Example.org:443/news/1/?utm_source=x") == key_of("http://example.org/news/1")
    True
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").removeprefix("www."), parts.port
    except ValueError:
        return url
    where = f"{host}:{port}" if port and port not in (80, 443) else host
    query = urlsplit(without_tracking(url)).query
    below = f"{parts.path.lstrip('/')}?{query}" if query else parts.path.lstrip("/")
    path, mark, asked = as_kept(below).partition("?") if below else ("", "", "")
    return f"{where}/{re.sub(r'(?:^|/)index[.]html?$', '', path).rstrip('/')}{mark}{asked}"


def revisions(found: Iterable[Incoming]) -> Iterator[tuple[Seen, ...]]:
    """The texts of each address, the oldest first; the last is what stands.  Equal ones one after the other are one.

    What was not captured at a moment comes last: it is as it is now.  What has no address stands alone.
    """
    by_address: dict[str, list[Incoming]] = {}
    for number, incoming in enumerate(found):
        key = key_of(incoming.url) if incoming.url else f" {number}"
        by_address.setdefault(key, []).append(incoming)
    for captures in by_address.values():
        yield _texts(sorted(captures, key=lambda one: one.captured or _LATE))


def _texts(captures: list[Incoming]) -> tuple[Seen, ...]:
    texts: list[Seen] = []
    losses: list[Loss] = []
    # A page that says that there is none is short, so the longest text is one of the release.
    longest = max(captures, key=lambda one: len(one.body))
    for incoming in captures:
        before = texts[-1] if texts else None
        if shared(incoming, longest) < LEAST_SHARED:
            when = f"{incoming.captured:%Y-%m-%d}" if incoming.captured else ""
            losses.append(Loss("capture: it is another page at the same address, and no text of this release", when))
        elif before and _said(incoming) == _said(before.incoming):
            texts[-1] = replace(before, last=incoming.captured)
        else:
            texts.append(Seen(incoming, incoming.captured, incoming.captured))
    last = texts[-1]  # there is one: a text shares all its words with itself
    texts[-1] = replace(last, incoming=replace(last.incoming, losses=(*last.incoming.losses, *losses)))
    return tuple(texts)


def _said(incoming: Incoming) -> tuple[str, str]:
    """What readers saw of a text: its title and body, however lines are wrapped."""
    title = incoming.title.value if incoming.title else ""
    return " ".join(title.split()), " ".join(incoming.body.split())


def shared(one: Incoming, other: Incoming) -> float:
    """Which part of the words of the shorter text the other has, too."""
    first, second = (set(re.findall(r"\w+", " ".join(_said(each)).lower())) for each in (one, other))
    least = min(len(first), len(second))
    return len(first & second) / least if least else 1.0
