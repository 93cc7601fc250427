"""The formats of the files that programs read, by number.

A number rises only where a field goes or comes to mean something else; a field that is added leaves it.  So whoever
reads a file of a number that it knows may ignore fields that it does not know, and must refuse a higher number.  A file
without a number is from before there were any, and reads as format 1.  The lines of the ledger have numbers of their
own, by the same rule (:data:`sphinx_newsroom.ledger.events.FORM`).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sphinx_newsroom.model.addresses import DATA, MANIFEST

FORMATS: Mapping[str, int] = MappingProxyType({DATA: 3, MANIFEST: 1})
"""The format in which each file is written now, which is also the newest that is read."""


UPGRADE = "pip install --upgrade sphinx-newsroom"
"""What reads a file that this version is too old for."""


def newer_format(path: str, value: Mapping[str, Any]) -> str:
    """What to say of a file that is of a newer format than this version reads; empty where it is not.

    >>> newer_format("releases/manifest.json", {"format": 2})
    'is of format 2, and this version of newsroom reads formats up to 1; run: pip install --upgrade sphinx-newsroom'
    >>> newer_format("releases/manifest.json", {})
    ''
    """
    found, known = value.get("format", 1), FORMATS[path]
    if isinstance(found, int) and found <= known:
        return ""
    return f"is of format {found}, and this version of newsroom reads formats up to {known}; run: {UPGRADE}"
