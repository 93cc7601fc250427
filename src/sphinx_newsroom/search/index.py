"""The search index: static scripts under ``_search/``, one set a year and one directory.

A file calls ``newsroom.searchData(key, value)``, so that it loads with a plain ``<script>``:
under a strict Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format, the years with their digests, and the names of all facet values;
``2011/index``
    the releases of a year in columns, the releases of each facet value, the first word of each ``t`` file;
``2011/t0``, …
    words in order, each with its postings (see :mod:`~sphinx_newsroom.search.codec`);
``2011/d0``, …
    what the hits show, :data:`SHOWN` releases a file: they are loaded for hits alone.

A year's files depend on the year's releases alone, so an added release indexes its year again
and no other.  Releases are numbered within a year from the oldest to the newest.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.outputs import Output, fingerprint
from sphinx_newsroom.search.codec import ascending, column, postings
from sphinx_newsroom.search.documents import FACETS, Document, by_year, documents
from sphinx_newsroom.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.index import ArchiveIndex

FORMAT = 1
"""Raised with every change of the files' form, so that older files are made again."""

FOLDER = "_search"

CHUNK = 4_000
"""Characters of a ``t`` file: small, because a query loads one for each word and year."""

SHOWN = 4
"""Releases in a ``d`` file: ten hits far apart load ten of them."""

TITLE_WEIGHT = 4
"""How often a word of the title counts, beside once in the text."""

LENGTH_UNIT = 16
"""Words in one unit of a release's length; ranking needs it no finer, and it fits one character."""


def outputs(index: ArchiveIndex, settings: Settings) -> Iterator[Output]:
    """The files of every year, and of the directory that names the years."""
    years = by_year(index)
    digests = {
        year: fingerprint(FORMAT, [index.entries[docname].digest for docname in docnames])
        for year, docnames in years.items()
    }
    for year, docnames in years.items():
        yield Output(f"search/{year}", digests[year], partial(_year, index, year, docnames))
    directory = {
        "format": FORMAT,
        "years": [[year, len(docnames), digests[year][:8]] for year, docnames in years.items()],
        "names": _names(index, settings, [docname for docnames in years.values() for docname in docnames]),
    }
    yield Output("search/index", fingerprint(directory), partial(_files, {"index": directory}))


def _year(index: ArchiveIndex, year: int, docnames: Sequence[str]) -> dict[str, bytes]:
    return year_files(year, documents(index, docnames))


def year_files(year: int, found: Sequence[Document]) -> dict[str, bytes]:
    """The files of one year; *found* from the oldest to the newest."""
    words, lengths = _words(found)
    chunks = _chunks(words)
    first_day = dt.date(year, 1, 1)
    data: dict[str, Any] = {
        "index": {
            "dates": ascending((document.date - first_day).days for document in found),
            "lengths": column(-(-length // LENGTH_UNIT) for length in lengths),
            "facets": {facet: _values(found, facet) for facet in FACETS},
            "first": " ".join(first for first, _ in chunks),
        }
    }
    data.update((f"t{number}", text) for number, (_, text) in enumerate(chunks))
    for start in range(0, len(found), SHOWN):
        data[f"d{start // SHOWN}"] = [_shown(document) for document in found[start : start + SHOWN]]
    return _files({f"{year}/{name}": value for name, value in data.items()})


def _words(found: Sequence[Document]) -> tuple[dict[str, list[tuple[int, int]]], list[int]]:
    """Each word's releases with its weight there, and the number of words of each release."""
    words: dict[str, list[tuple[int, int]]] = {}
    lengths = []
    for number, document in enumerate(found):
        counts = Counter(tokens(document.body))
        length = counts.total()
        for word in tokens(document.title):
            counts[word] += TITLE_WEIGHT
            length += 1
        lengths.append(length)
        for word, weight in counts.items():
            words.setdefault(word, []).append((number, weight))
    return words, lengths


def _chunks(words: Mapping[str, Sequence[tuple[int, int]]]) -> list[tuple[str, str]]:
    """The first word and the text of each ``t`` file; words in the order of UTF-16, which is JavaScript's."""
    order = sorted(words)
    if order and max(order) >= "\ud800":
        order.sort(key=lambda word: word.encode("utf-16-be"))
    chunks: list[tuple[str, list[str]]] = []
    size = CHUNK
    for word in order:
        row = f"{word} {postings(words[word])}"
        # A word that fills a file has one of its own: its neighbours then load without it.
        if size + len(row) > CHUNK:
            chunks.append((word, []))
            size = 0
        chunks[-1][1].append(row)
        size += len(row) + 1
    return [(first, " ".join(rows)) for first, rows in chunks]


def _values(releases: Sequence[Document], facet: str) -> dict[str, str]:
    """The values of a facet with the releases that have them."""
    found: dict[str, list[int]] = {}
    for number, document in enumerate(releases):
        values = getattr(document, facet)
        for value in (values,) if isinstance(values, str) else values:
            found.setdefault(value, []).append(number)
    return {value: ascending(found[value]) for value in sorted(found)}


def _shown(document: Document) -> list[str]:
    return [
        document.id,
        document.title,
        document.date.isoformat(),
        document.issuer,
        document.language,
        document.summary,
        document.body,
    ]


def _names(index: ArchiveIndex, settings: Settings, docnames: Iterable[str]) -> dict[str, dict[str, list[str]]]:
    """What readers call the facet values: the name, and the short name of organizations that have one."""
    found: dict[str, set[str]] = {"organization": set(), "official": set(), "topic": set(), "type": set()}
    for docname in docnames:
        release = index.entries[docname].release
        for kind, id_ in index.named(docname):
            found[kind].add(id_)
        if release.issuer:
            found["organization"].add(release.issuer)
        found["type"].add(release.type)
    registry = index.registry
    names = {"type": {value: [settings.types.get(value, value)] for value in sorted(found["type"])}}
    for facet, records in (
        ("organization", registry.organizations),
        ("official", registry.officials),
        ("topic", registry.topics),
    ):
        known = [records[value] for value in sorted(found[facet] & records.keys())]
        names[facet] = {record.id: [record.name, *filter(None, [getattr(record, "acronym", None)])] for record in known}
    return names


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    """The scripts that hand *data* over, by their paths."""
    return {f"{FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.searchData("{key}",{text});\n'.encode()
