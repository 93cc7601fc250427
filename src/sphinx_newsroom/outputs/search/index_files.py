"""The search index: static scripts under ``_search/``, one set a year and one directory.

A file calls ``newsroom.searchData(key, value)``, so that it loads with a plain ``<script>``:
under a strict Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format, the years with their digests, what facet values are called, and which kinds of them have feeds;
``2011/index``
    the releases of a year in columns, the releases of each facet value, the first word of each ``t`` file;
``2011/t0``, …
    words in order, each with its postings (see :mod:`~sphinx_newsroom.outputs.search.codec`);
``2011/p0``, …
    the places of the same words in the year (see :mod:`~sphinx_newsroom.outputs.search.postings`), loaded for phrases;
``2011/v61``, …
    words by the code of their first letter, loaded where a word is not found and may be mistyped;
``2011/d0``, …
    what the hits show, :data:`SHOWN` releases a file: they are loaded for hits alone.

A year's files depend on the year's releases alone, so an added release indexes its year again
and no other.  Releases are numbered within a year from the oldest to the newest.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.search.codec import ascending, column
from sphinx_newsroom.outputs.search.documents import FACETS, Document, by_year, documents
from sphinx_newsroom.outputs.search.facet_names import names
from sphinx_newsroom.outputs.search.postings import chunks, vocabulary, year_words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings

FORMAT = 6
"""Raised with every change of the files' form, so that older files are made again."""

FOLDER = "_search"

FEEDS = ("organization", "official", "topic", "type", "language")
"""The facets whose values have a feed of their own, which a search for one of them offers."""

SHOWN = 4
"""Releases in a ``d`` file: ten hits far apart load ten of them."""


def outputs(index: ArchiveIndex, settings: Settings) -> Iterator[Output]:
    """The files of every year, and of the directory that names the years."""
    # By the digests of a year's releases: nothing else may decide what the year's files hold.
    years = by_year(index)
    digests = {
        year: fingerprint(FORMAT, [index.entries[docname].digest for docname in docnames])
        for year, docnames in years.items()
    }
    for year, docnames in years.items():
        yield Output(f"search/{year}", digests[year], partial(_year, index, year, docnames), len(docnames))
    directory = {
        "format": FORMAT,
        "years": [[year, len(docnames), digests[year][:8]] for year, docnames in years.items()],
        "names": names(index, settings, [docname for docnames in years.values() for docname in docnames]),
        "feeds": FEEDS,
    }
    yield Output("search/index", fingerprint(directory), partial(_files, {"index": directory}))


def _year(index: ArchiveIndex, year: int, docnames: Sequence[PageName]) -> dict[str, bytes]:
    return year_files(year, documents(index, docnames))


def year_files(year: int, found: Sequence[Document]) -> dict[str, bytes]:
    """The files of one year; *found* from the oldest to the newest."""
    words = year_words(found)
    first_day = dt.date(year, 1, 1)
    letters = vocabulary(words.rows)
    data: dict[str, Any] = {f"v{ord(letter):x}": text for letter, text in letters.items()}
    # The first word of each file lets a query find the file of any word by halving, without loading one.
    first = []
    for number, rows in enumerate(chunks(words)):
        first.append(rows[0].word)
        data[f"t{number}"] = " ".join([f"{row.word} {row.postings}" for row in rows])
        data[f"p{number}"] = " ".join([row.places for row in rows])
    for start in range(0, len(found), SHOWN):
        data[f"d{start // SHOWN}"] = [_shown(document) for document in found[start : start + SHOWN]]
    data["index"] = {
        "dates": ascending([(document.date - first_day).days for document in found]),
        "titles": column(words.titles),
        # Few archives number their releases.
        "numbers": column(words.numbers) if any(words.numbers) else "",
        "texts": column(words.texts),
        "salience": column(words.salience),
        "frequent": words.frequent,
        "facets": {facet: _values(found, facet) for facet in FACETS},
        "first": " ".join(first),
        "letters": "".join(letters),
    }
    return _files({f"{year}/{name}": value for name, value in data.items()})


def _values(releases: Sequence[Document], facet: str) -> dict[str, str]:
    """The values of a facet with the releases that have them."""
    found: dict[str, list[int]] = {}
    for number, document in enumerate(releases):
        values = getattr(document, facet)
        # A release has one type and one language, and any number of the others.
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
        *([document.number] if document.number else []),
    ]


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    """The scripts that hand *data* over, by their paths."""
    return {f"{FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.searchData("{key}",{text});\n'.encode()
