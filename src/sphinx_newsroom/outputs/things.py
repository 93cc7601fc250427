"""Things as JSON says them: mappings in which nothing stands that is not known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

Thing = dict[str, Any]


def known(found: Mapping[str, Any]) -> Thing:
    """A thing without what nothing is known of.

    >>> known({"name": "Harbour Board", "url": None, "sameAs": []})
    {'name': 'Harbour Board'}
    """
    return {name: value for name, value in found.items() if value}
