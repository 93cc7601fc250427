"""Addresses at which releases stood: when two are one, and how a header has them."""

from __future__ import annotations

from urllib.parse import urljoin

import yaml

from sphinx_newsroom.importers.releases.captures.revisions import key_of
from sphinx_newsroom.importers.releases.incoming import Incoming
from sphinx_newsroom.sources.keys.sheet import RefusedError, Sheet
from sphinx_newsroom.sources.keys.values import former_url


def address_key(url: str, base: str = "") -> str:
    """What is the same in two writings of one address; *base* is that of addresses without a host.

    >>> address_key("https://www.example.org/news/1/") == address_key("/news/1", "http://example.org")
    True
    """
    try:
        return key_of(urljoin(base, url.strip()))
    except ValueError:
        return url.strip()


def former_path(url: str) -> str | None:
    """An address as ``former_urls`` has it, its path with its query; None where that is the root or cannot be one.

    >>> former_path("https://example.org/press/1.html#top")
    'press/1.html'
    """
    # What stands behind "#" no server hears.
    node = yaml.ScalarNode("tag:yaml.org,2002:str", url.strip().partition("#")[0])
    try:
        found: str = former_url(Sheet(""), "former_urls", node)
    except RefusedError:
        return None
    return found


def own_addresses(found: Incoming) -> tuple[str, ...]:
    """Every address at which a release stood, its own first."""
    return tuple(dict.fromkeys(url for url in (found.url, *found.former_urls) if url))
