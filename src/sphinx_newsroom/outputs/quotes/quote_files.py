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
releases.  The files of a part depend on its releases alone: those of shingles on their words, and a ``c`` file on what
is told of its own releases, so that who is called otherwise leaves the words as they are.
"""

from __future__ import annotations

import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.addresses import SEARCH_FOLDER
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.batches import Known
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


def outputs(
    index: ArchiveIndex, versions: Versions, interface: Interface, kept: Known | None = None
) -> Iterator[Output]:
    """The files of every part, and of the directory that names the parts; *kept* is what is known of releases."""
    archive, kept = Archive(index, versions, interface), kept or Known()
    known = []
    for part, pages in by_part(index).items():
        cards = kept.all_of("quote", pages, lambda page: fingerprint(*archive.told(page)))
        bits = part_bits(sum(map(archive.size, pages)))
        words = fingerprint(FORMAT, [archive.words_told(page) for page in pages])
        make = partial(_words, archive, part.name, pages, bits)
        yield Output(f"quotes/{part.name}", words, make, len(pages) // 3, part.first)
        told = [words]
        for number, start in enumerate(range(0, len(pages), SHOWN)):
            some = pages[start : start + SHOWN]
            told.append(fingerprint(FORMAT, interface, [cards[page] for page in some]))
            name = f"{part.name}/c{number}"
            yield Output(f"quotes/{name}", told[-1], partial(_cards, archive, name, some), turn=part.first)
        known.append([part.name, bits, fingerprint(told)[:8]])
    gone = sum(entry.release.withdrawn is not None for entry in index.entries.values())
    directory = {"format": FORMAT, "shown": SHOWN, "parts": known, "withdrawn": gone}
    yield Output("quotes/index", fingerprint(directory), partial(_files, {"index": directory}))


def _words(archive: Archive, name: str, pages: Sequence[PageName], bits: int) -> dict[str, bytes]:
    found = parts([archive.words(page) for page in pages], bits)
    return _files({f"{name}/s{number}": part for number, part in enumerate(found)})


def _cards(archive: Archive, name: str, pages: Sequence[PageName]) -> dict[str, bytes]:
    return _files({name: [archive.card(page) for page in pages]})


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    return {f"{FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.quoteData("{key}",{text});\n'.encode("utf-8", "replace")
