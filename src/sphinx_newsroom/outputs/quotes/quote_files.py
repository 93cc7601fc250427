"""The files of the quote check: static scripts under ``_search/quotes/``, a set for each part, and a directory.

A file calls ``newsroom.quoteData(key, value)``, so that it loads with a plain ``<script>``: under a strict
Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format; how many releases a ``c`` file has; the parts of the years, each with its name, the bits that tell a
    file of shingles, and its digest; how many releases were withdrawn, whose words are nowhere;
``2011/s0``, …
    which releases of the part hold which four words in a row (:mod:`.shingles`);
``2011/c0``, …
    what is told of the releases (:mod:`.cards`), :data:`SHOWN` a file: loaded for those that may hold what is asked.

The parts are those of the search index (:mod:`~sphinx_newsroom.outputs.search.year_parts`), and so are the numbers of
releases.  The files of a part depend on its releases alone.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.quotes.cards import Archive
from sphinx_newsroom.outputs.quotes.shingles import part_bits, parts
from sphinx_newsroom.outputs.search.year_parts import by_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.model.addresses import PageName

FORMAT = 2
"""Raised when the files change otherwise than with their texts, so that older files are made again."""

FOLDER = f"{SEARCH_FOLDER}/quotes"

SHOWN = 8
"""Releases in a ``c`` file: of the releases of a part one or two are asked for."""


def outputs(index: ArchiveIndex, versions: Versions, interface: Interface) -> Iterator[Output]:
    """The files of every part, and of the directory that names the parts."""
    archive = Archive(index, versions, interface)
    known = []
    for part, pages in by_part(index).items():
        digest = fingerprint(FORMAT, interface, [archive.told(page) for page in pages])
        bits = part_bits(sum(map(archive.size, pages)))
        known.append([part.name, bits, digest[:8]])
        make = partial(_part, archive, part.name, pages, bits)
        yield Output(f"quotes/{part.name}", digest, make, len(pages), part.first)
    gone = sum(entry.release.withdrawn is not None for entry in index.entries.values())
    directory = {"format": FORMAT, "shown": SHOWN, "parts": known, "withdrawn": gone}
    yield Output("quotes/index", fingerprint(directory), partial(_files, {"index": directory}))


def _part(archive: Archive, name: str, pages: Sequence[PageName], bits: int) -> dict[str, bytes]:
    cards = [archive.card(page) for page in pages]
    data: dict[str, Any] = {
        f"{name}/c{start // SHOWN}": cards[start : start + SHOWN] for start in range(0, len(cards), SHOWN)
    }
    found = parts([[text["text"] for text in card["texts"]] for card in cards], bits)
    return _files(data | {f"{name}/s{number}": part for number, part in enumerate(found)})


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    return {f"{FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.quoteData("{key}",{text});\n'.encode("utf-8", "replace")
