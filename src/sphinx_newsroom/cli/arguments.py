"""Values that several verbs take: each is refused with what to write instead."""

from __future__ import annotations

import argparse
from urllib.parse import urlsplit

_PORTS = 65_535


def whole_number(value: str) -> int:
    """A number such as ``3``; raises ArgumentTypeError for what is none."""
    try:
        return int(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no number; write one such as 3") from None


def port(value: str) -> int:
    """A port, ``0`` for any that is free; raises ArgumentTypeError for what is none."""
    if not (value.isascii() and value.isdecimal()) or int(value) > _PORTS:
        raise argparse.ArgumentTypeError(f"{value!r} is no port; write a number from 0 to {_PORTS}")
    return int(value)


def address(value: str) -> str:
    """An address with its host, ``https://example.org/news/``, or an empty one; raises ArgumentTypeError for others."""
    try:
        parts = urlsplit(value)
        if not value or (parts.scheme in ("http", "https") and parts.hostname):
            return value
    except ValueError:  # as of [::1
        pass
    raise argparse.ArgumentTypeError(f"{value!r} is no address; write one such as https://example.org/news/")
