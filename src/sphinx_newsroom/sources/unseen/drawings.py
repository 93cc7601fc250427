"""Drawings: layers that are switched off, and paths of whoever drew them, which Inkscape leaves in an SVG."""

from __future__ import annotations

import re
from collections.abc import Iterator

SUFFIXES = (".svg",)

_GROUP = re.compile(rb"<(?:svg:)?g\s[^<>]*>")
_LAYER = re.compile(rb"""\binkscape:groupmode=["']layer["']""")
_OFF = re.compile(rb"""\bdisplay\s{0,9}[:=]\s{0,9}["']?\s{0,9}none""")
_PATH = re.compile(rb"""\s(?:inkscape:export-filename|sodipodi:absref)=["'][^"'<>]*[/\\]""")
assert _PATH.search(b' inkscape:export-filename="/home/eva/merger/logo.png"')


def unseen(data: bytes) -> Iterator[str]:
    """What stands in a drawing and is not seen: ``layers``, ``paths``."""
    if any(_LAYER.search(group[0]) and _OFF.search(group[0]) for group in _GROUP.finditer(data)):
        yield "layers"
    if _PATH.search(data):
        yield "paths"
