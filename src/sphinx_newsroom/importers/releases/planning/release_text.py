"""The file of a release: its header, written as all headers are, and its text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sphinx_newsroom.importers.releases.formats.plain import unlike_a_header
from sphinx_newsroom.sources.keys.header_keys import RELEASE
from sphinx_newsroom.sources.yaml_text import entry, plain

# What no XML, and so no feed, can carry; halves of characters, which are no text at all.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class File:
    """A file to be written: its path in the archive, and its text."""

    path: str
    text: str


def release_text(values: Mapping[str, object], body: str) -> str:
    """The file of a release; keys stand in the order in which the reference has them, those without a value nowhere."""
    header = "".join(entry(key, value) for key in RELEASE if (value := plain(values.get(key))) is not None)
    text = _UNFIT.sub("\ufffd", body.replace("\r\n", "\n").replace("\r", "\n")).strip()
    return f"---\n{header}---\n\n{unlike_a_header(text)}\n"
