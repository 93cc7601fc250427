"""The words of one year's releases: where each stands, in how many releases, and how the files cut them.

The words of a release have places: those of the title from 0, then a gap, then those of the
text.  Phrases are found by places alone, so what is found is the exact set.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.search import codec
from sphinx_newsroom.search.tokens import tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sphinx_newsroom.search.documents import Document

CHUNK = 800, 4_000
"""Characters of a ``t`` file, at least and at most: small, because a query loads one for each word and year."""

CHUNK_OF_RELEASE = 8
"""Characters in a ``t`` file for each release of its year: an archive of many small years would load much otherwise."""

GAP = 1
"""Places left empty between title and text, so that no phrase goes over the border."""

SHORTEST_CORRECTED = 3
"""Letters of the words that a mistyped one may stand for: shorter ones all resemble each other."""


@dataclass(frozen=True, slots=True)
class Row:
    """A word with the text of its postings and of its places, and how many releases hold it."""

    word: str
    postings: str
    places: str
    releases: int


@dataclass(frozen=True, slots=True)
class YearWords:
    """All words of a year in the order of UTF-16, which is JavaScript's, and each release's words in title and text."""

    rows: tuple[Row, ...]
    titles: tuple[int, ...]
    texts: tuple[int, ...]


def year_words(found: Sequence[Document]) -> YearWords:
    """The words of *found*, one year's releases from the oldest to the newest."""
    # Word -> the last release that holds it, then by turns a posting and places: a list for each word and no
    # other object, which is what made this cheap.
    growing: dict[str, list[Any]] = {}
    titles, texts = [], []
    for number, document in enumerate(found):
        title, text = tokens(document.title), tokens(document.body)
        titles.append(len(title))
        texts.append(len(text))
        begin = len(title) + GAP
        at: defaultdict[str, list[int]] = defaultdict(list)
        for place, word in enumerate(title):
            at[word].append(place)
        for place, word in enumerate(text, begin):
            at[word].append(place)
        for word, places in at.items():
            row = growing.get(word)
            if row is None:
                row = growing[word] = [-1]
            step = number - row[0] - 1
            row[0] = number
            if places[0] < begin:
                row += (codec.posting(step, len(places) - title.count(word), True), codec.places(places))
            elif len(places) == 1:
                row += (codec.once_in_text(step), codec.single_place(places[0]))
            else:
                row += (codec.posting(step, len(places), False), codec.places(places))
    rows = []
    for word in _in_order(growing):
        parts = growing[word]
        rows.append(Row(word, "".join(parts[1::2]), "".join(parts[2::2]), len(parts) // 2))
    return YearWords(tuple(rows), tuple(titles), tuple(texts))


def _in_order(words: Mapping[str, object]) -> list[str]:
    order = sorted(words)
    if order and max(order) >= "\ud800":
        order.sort(key=lambda word: word.encode("utf-16-be"))
    return order


def chunks(words: YearWords) -> Iterator[list[Row]]:
    """The rows of each pair of files, ``t`` and ``p``."""
    least, most = CHUNK
    limit = min(most, max(least, CHUNK_OF_RELEASE * len(words.texts)))
    chunk: list[Row] = []
    size = 0
    for row in words.rows:
        length = len(row.word) + len(row.postings) + 2
        # A word that fills a file has one of its own: its neighbours then load without it.
        if chunk and size + length > limit:
            yield chunk
            chunk, size = [], 0
        chunk.append(row)
        size += length
    if chunk:
        yield chunk


def vocabulary(rows: Sequence[Row]) -> dict[str, str]:
    """First character -> the words that begin with it and that a mistyped word may stand for; no numbers."""
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        if len(row.word) >= SHORTEST_CORRECTED and not row.word[0].isnumeric():
            found[row.word[0]].append((row.word, row.releases))
    return {first: codec.words(words) for first, words in found.items()}
