"""The files of the quote check: static scripts under ``_search/quotes/``, one set a year and one directory.

A file calls ``newsroom.quoteData(key, value)``, so that it loads with a plain ``<script>``: under a strict
Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format; how many releases a ``c`` file has; the years, each with its number of releases, the bits that tell a
    part, and its digest; how many releases were withdrawn, whose words are nowhere;
``2011/s0``, …
    which releases of the year hold which four words in a row (:mod:`.shingles`);
``2011/c0``, …
    what is told of the releases (:mod:`.cards`), :data:`SHOWN` a file: loaded for those that may hold what is asked.

A year's files depend on its releases alone.  Releases are numbered as in the search index.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.quotes.cards import Archive
from sphinx_newsroom.outputs.quotes.shingles import part_bits, parts
from sphinx_newsroom.outputs.search.documents import by_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.model.addresses import PageName

FORMAT = 1
"""Raised when the files change otherwise than with their texts, so that older files are made again."""

FOLDER = "_search/quotes"

SHOWN = 4
"""Releases in a ``c`` file: of the releases of a year one or two are asked for."""


def outputs(index: ArchiveIndex, versions: Versions, interface: Interface) -> Iterator[Output]:
    """The files of every year, and of the directory that names the years."""
    archive = Archive(index, versions, interface)
    years = []
    for year, pages in by_year(index).items():
        digest = fingerprint(FORMAT, interface, [archive.told(page) for page in pages])
        bits = part_bits(sum(map(archive.size, pages)))
        years.append([year, len(pages), bits, digest[:8]])
        yield Output(f"quotes/{year}", digest, partial(_year, archive, year, pages, bits), len(pages))
    gone = sum(entry.release.withdrawn is not None for entry in index.entries.values())
    directory = {"format": FORMAT, "shown": SHOWN, "years": years, "withdrawn": gone}
    yield Output("quotes/index", fingerprint(directory), partial(_files, {"index": directory}))


def _year(archive: Archive, year: int, pages: Sequence[PageName], bits: int) -> dict[str, bytes]:
    cards = [archive.card(page) for page in pages]
    data: dict[str, Any] = {
        f"{year}/c{start // SHOWN}": cards[start : start + SHOWN] for start in range(0, len(cards), SHOWN)
    }
    found = parts([[text["text"] for text in card["texts"]] for card in cards], bits)
    return _files(data | {f"{year}/s{number}": part for number, part in enumerate(found)})


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    return {f"{FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.quoteData("{key}",{text});\n'.encode("utf-8", "replace")
