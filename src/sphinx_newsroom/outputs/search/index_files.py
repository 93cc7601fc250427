"""The search index: static scripts under ``_search/``, one set for each part of the years and one directory.

A file calls ``newsroom.searchData(key, value)``, so that it loads with a plain ``<script>``:
under a strict Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format, the parts with their digests, what facet values are called, and which kinds of them have feeds;
``2011/index``
    the releases of a part in columns, the releases of each facet value, the first word of each ``t`` file;
``2011/t0``, …
    words in order, each with its postings, and stems, each with its words
    (see :mod:`~sphinx_newsroom.outputs.search.codec`);
``2011/p0``, …
    the places of the same words in the part (see :mod:`~sphinx_newsroom.outputs.search.postings`), loaded for phrases;
``2011/v61``, …
    words by the code of their first letter, loaded where a word is not found and may be mistyped;
``2011/d0``, …
    what a hit shows, one file a release: title, date and the first passage of its text;
``2011/e0``, …
    the other passages of the texts that have any, of :data:`TOGETHER` releases a file: they are loaded where the first
    has nothing of what was asked for.

A part is a year, several with few releases, or the newest of a year that has many (see
:mod:`~sphinx_newsroom.outputs.search.year_parts`).  Its files depend on its releases alone, so an added release indexes
its part again and no other.  Whom releases name stands in ``index`` alone, so where a record comes, goes or is changed
no text is counted again.  Releases are numbered within a
part from the oldest to the newest.
"""

from __future__ import annotations

import datetime as dt
import json
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import SEARCH_FOLDER, PageName
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.search import scripts, stems
from sphinx_newsroom.outputs.search.codec import ascending, column
from sphinx_newsroom.outputs.search.documents import FACETS, Document, Faceted, documents, faceted
from sphinx_newsroom.outputs.search.facet_names import Counted, counted, names
from sphinx_newsroom.outputs.search.postings import CHUNK, chunks, part_words, vocabulary
from sphinx_newsroom.outputs.search.scripts import Language
from sphinx_newsroom.outputs.search.year_parts import YearPart, by_part
from sphinx_newsroom.outputs.told_by_year import ToldByYear

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings

FORMAT = 10
"""Raised with every change of the files' form, so that older files are made again."""

FEEDS = ("organization", "official", "topic", "type", "language")
"""The facets whose values have a feed of their own, which a search for one of them offers."""

PASSAGE = 3_000
"""Characters of a passage, at most; most releases have one."""

TOGETHER = 8
"""Releases of an ``e`` file, which is seldom loaded; a ``d`` file has one, since each hit loads it."""


def outputs(
    index: ArchiveIndex, settings: Settings, language: Callable[[str], Language], years: ToldByYear | None = None
) -> Iterator[Output]:
    """The files of every part, the directory that names them, and the scripts.

    *language* gives what Sphinx brings along for a language, *years* is what is known of all releases of a year.
    """
    years = years or ToldByYear()
    parts, named = [], []
    for part, docnames in by_part(index).items():
        words, digest, counts = part.told(years, "search", docnames, partial(_told, index, part, docnames))
        make, renew = partial(_part, index, part, docnames), partial(_renewed, index, part, docnames, words)
        kept = f"{SEARCH_FOLDER}/{part.name}/index.js"
        yield Output(f"search/{part.name}", f"{words} {digest}", make, len(docnames), part.first, renew, kept)
        parts.append([part.name, part.first, len(docnames), digest[:8]])
        named.append(Counted.read(counts))
    tags = {tag for counts in named for tag in counts.languages}
    known = sorted({stems.language_of(tag) for tag in tags} - {""})
    found = {output.key: output for output in scripts.outputs({tag: language(tag) for tag in known})}
    yield from found.values()
    directory = {
        "format": FORMAT,
        "parts": parts,
        "languages": found["search/languages"].fingerprint[:8],
        "names": names(index, settings, named),
        "feeds": FEEDS,
    }
    yield Output("search/index", fingerprint(directory), partial(_files, {"index": directory}))


def _told(index: ArchiveIndex, part: YearPart, docnames: Sequence[PageName]) -> Iterator[str]:
    """What changes when the words of a part's releases do, when anything else that its files hold does; and counts."""
    # By the words and the gist of a part's releases: nothing else may decide what the part's files hold.
    entries = [index.entries[docname] for docname in docnames]
    made_with = stems.made_with(), stems.own_rules()
    words = fingerprint(FORMAT, made_with, [(entry.words, entry.summary) for entry in entries], *_few_files(part))
    yield words
    yield fingerprint(words, [entry.gist for entry in entries])
    yield counted(index, docnames).told()


def _few_files(part: YearPart) -> tuple[object, ...]:
    """What tells a part with few files, which are written anew with each release that is added, from any other."""
    return (CHUNK,) if part.is_newest else ()


def _part(index: ArchiveIndex, part: YearPart, docnames: Sequence[PageName]) -> dict[str, bytes]:
    with stems.of_part(part.name):
        return part_files(part, documents(index, docnames))


def _renewed(
    index: ArchiveIndex, part: YearPart, docnames: Sequence[PageName], words: str, was: str, there: bytes
) -> dict[str, bytes] | None:
    """The file of a part that says whom its releases name, where their words are as they were; else None."""
    if was.partition(" ")[0] != words:
        return None
    key, script = f"{part.name}/index", there.decode()
    columns = json.loads(script[script.index(",") + 1 : script.rindex(")")])
    return _files({key: columns | {"facets": _facets([faceted(index, docname) for docname in docnames])}})


def part_files(part: YearPart, found: Sequence[Document]) -> dict[str, bytes]:
    """The files of one part; *found* from the oldest to the newest."""
    with without_collection():  # of a million lists that stay
        words = part_words(found)
    first_day = dt.date(max(dt.MINYEAR, part.first), 1, 1)
    letters = vocabulary(words)
    # As bytes at once: as text and as bytes, the files of a large year would be in memory twice.
    made = _files({f"{part.name}/v{ord(letter):x}": text for letter, text in letters.items()})
    # The first word of each file lets a query find the file of any word by halving, without loading one.
    first = []
    for number, rows in enumerate(chunks(words, few=part.is_newest)):
        first.append(rows[0].word)
        postings = " ".join([f"{row.word} {row.postings}" for row in rows])
        places = " ".join([row.places for row in rows])
        made |= _files({f"{part.name}/t{number}": postings, f"{part.name}/p{number}": places})
    others: list[list[str]] = []
    for number, document in enumerate(found):
        shown, *more = passages(document.body)
        made |= _files({f"{part.name}/d{number}": _shown(document, shown, bool(more))})
        others.append(more)
    for start in range(0, len(others), TOGETHER):
        if any(some := others[start : start + TOGETHER]):
            made |= _files({f"{part.name}/e{start // TOGETHER}": some})
    index = {
        "dates": ascending([(document.date - first_day).days for document in found]),
        "titles": column(words.titles),
        # Few archives number their releases.
        "numbers": column(words.numbers) if any(words.numbers) else "",
        "texts": column(words.texts),
        "salience": column(words.salience),
        "frequent": words.frequent,
        "languages": words.languages,
        "facets": _facets(found),
        "first": " ".join(first),
        "letters": "".join(letters),
    }
    return made | _files({f"{part.name}/index": index})


def passages(text: str) -> list[str]:
    """A text cut into passages, where a paragraph ends if one ends in the latter half of what a passage may have."""
    found = []
    while len(text) > PASSAGE:
        at = text.rfind("\n\n", PASSAGE // 2, PASSAGE)
        at = at if at > 0 else text.rfind(" ", PASSAGE // 2, PASSAGE)
        at = at if at > 0 else PASSAGE
        found.append(text[:at])
        text = text[at:].lstrip()
    return [*found, text]


def _facets(releases: Sequence[Document | Faceted]) -> dict[str, dict[str, str]]:
    """The values of each facet."""
    return {facet: _values(releases, facet) for facet in FACETS}


def _values(releases: Sequence[Document | Faceted], facet: str) -> dict[str, str]:
    """The values of a facet with the releases that have them."""
    found: dict[str, list[int]] = {}
    for number, document in enumerate(releases):
        values = getattr(document, facet)
        # A release has one type and one language, and any number of the others.
        for value in (values,) if isinstance(values, str) else values:
            found.setdefault(value, []).append(number)
    return {value: ascending(found[value]) for value in sorted(found)}


def _shown(document: Document, passage: str, has_more: bool) -> list[str | int]:
    return [
        document.id,
        document.title,
        document.date.isoformat(),
        document.issuer,
        document.language,
        document.summary,
        passage,
        *([document.number] if document.number or has_more else []),
        *([1] if has_more else []),
    ]


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    """The scripts that hand *data* over, by their paths."""
    return {f"{SEARCH_FOLDER}/{key}.js": _script(key, value) for key, value in data.items()}


def _script(key: str, value: Any) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return f'newsroom.searchData("{key}",{text});\n'.encode()
