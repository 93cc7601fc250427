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
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.model.addresses import PageName

FORMAT = 3
"""Raised when the files change otherwise than with their texts, so that older files are made again."""

FOLDER = f"{SEARCH_FOLDER}/quotes"

_APART = "-"
"""Stands between what tells a card without the names in it, and what tells all of it."""

SHOWN = 8
"""Releases in a ``c`` file: of the releases of a part one or two are asked for."""


def outputs(
    index: ArchiveIndex, versions: Versions, interface: Interface, kept: Known | None = None
) -> Iterator[Output]:
    """The files of every part, and of the directory that names the parts; *kept* is what is known of releases."""
    archive, kept = Archive(index, versions, interface), kept or Known()
    cards = kept.all_of("quote", partial(_told, archive))
    known = []
    for part, pages in by_part(index).items():
        size, words, *others = part.told(kept.years, "quotes", pages, partial(_of_part, archive, pages, cards))
        bits = int(size)
        make = partial(_words, archive, part.name, pages, bits)
        yield Output(f"quotes/{part.name}", words, make, len(pages) // 3, part.first)
        told = [words]
        for number, digests in enumerate(others):
            some = pages[number * SHOWN : (number + 1) * SHOWN]
            unnamed, named = digests.split(_APART)
            told.append(named)
            name = f"{part.name}/c{number}"
            make, renew = partial(_cards, archive, name, some), partial(_renewed, archive, name, some, unnamed)
            path = f"{FOLDER}/{name}.js"
            yield Output(f"quotes/{name}", f"{unnamed} {named}", make, 1, part.first, renew, path)
        known.append([part.name, bits, fingerprint(told)[:8]])
    gone = sum(entry.release.withdrawn is not None for entry in index.entries.values())
    directory = {"format": FORMAT, "shown": SHOWN, "parts": known, "withdrawn": gone}
    yield Output("quotes/index", fingerprint(directory), partial(_files, {"index": directory}))


def _of_part(archive: Archive, pages: Sequence[PageName], cards: Mapping[PageName, str]) -> Iterator[str]:
    """How many bits tell a file of shingles, what changes when any word does, and when what a ``c`` file holds does."""
    yield str(part_bits(sum(map(archive.size, pages))))
    yield fingerprint(FORMAT, [archive.words_told(page) for page in pages])
    for start in range(0, len(pages), SHOWN):
        digests = _apart(cards, pages[start : start + SHOWN])
        yield _APART.join(fingerprint(FORMAT, archive.interface, some) for some in digests)


def _told(archive: Archive, page: PageName) -> str:
    """What changes when the card of a release does, but for the names in it; and what changes when these do."""
    return f"{fingerprint(*archive.unnamed(page))}{_APART}{fingerprint(*archive.told(page))}"


def _apart(cards: Mapping[PageName, str], pages: Iterable[PageName]) -> tuple[list[str], list[str]]:
    """Of some pages what tells all but names, and what tells all."""
    found = [cards[page].split(_APART) for page in pages]
    return [unnamed for unnamed, _ in found], [named for _, named in found]


def _words(archive: Archive, name: str, pages: Sequence[PageName], bits: int) -> dict[str, bytes]:
    found = parts([archive.words(page) for page in pages], bits)
    return _files({f"{name}/s{number}": part for number, part in enumerate(found)})


def _cards(archive: Archive, name: str, pages: Sequence[PageName]) -> dict[str, bytes]:
    return _files({name: [archive.card(page) for page in pages]})


def _renewed(
    archive: Archive, name: str, pages: Sequence[PageName], unnamed: str, was: str, there: bytes
) -> dict[str, bytes] | None:
    """A ``c`` file whose releases are as they were, and name or are issued by others, so called; else None."""
    if was.partition(" ")[0] != unnamed:
        return None
    script = there.decode()
    cards = json.loads(script[script.index(",") + 1 : script.rindex(")")])
    return _files({name: [archive.called(page, card) for page, card in zip(pages, cards, strict=True)]})


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    return {f"{FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.quoteData("{key}",{text});\n'.encode("utf-8", "replace")
