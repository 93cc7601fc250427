"""The words of a part's releases: where each stands, in how many releases, and how the files cut them.

The words of a release have places: those of the title from 0, then a gap, then those of its
number and a gap where it has one, then those of the text.
Phrases are found by places alone, so what is found is the exact set.
"""

from __future__ import annotations

import math
import re
from bisect import bisect
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, compress, count, repeat
from operator import and_, mul
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from sphinx_newsroom.outputs.search import codec, stems
from sphinx_newsroom.outputs.search.tokens import LONGEST, seen, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sphinx_newsroom.outputs.search.documents import Document

CHUNK = 800, 4_000
"""Characters of a ``t`` file, at least and at most: small, because a query loads one for each word and year."""

CHUNK_OF_RELEASE = 8
"""Characters in a ``t`` file for each release of its part: an archive of many small years would load much otherwise."""

GAP = ""
"""Stands at the places between title, number and text, so that no phrase goes over the border."""

FREQUENT = 10
"""Releases of a part that hold a frequent word, at least; and at least half of the part's."""

SALIENT = 5
"""Words that say what a release is about."""

SHORTEST_CORRECTED = 3
"""Letters of the words that a mistyped one may stand for: shorter ones all resemble each other."""


NAMES = 5
"""Of so many releases that hold a name, fewer than one has it in small letters."""

T = TypeVar("T")

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = bytes(code if chr(code).isalpha() else 0x20 for code in range(128)) + bytes(128)


class Row(NamedTuple):
    """A word with the text of its postings and of its places, and how many releases hold it.

    Or a stem and its language, ``harbour~en``, with its words (see :func:`~sphinx_newsroom.outputs.search.codec.forms`)
    and neither places nor releases.
    """

    word: str
    postings: str
    places: str
    releases: int


@dataclass(frozen=True, slots=True)
class PartWords:
    """All words of a part in the order of UTF-16, which is JavaScript's.

    Each release's words are counted apart in title, number and text.  A word that *frequent*
    releases or more hold is frequent.  Where two such words follow each other they are one more
    row, ``of_the``: phrases then need not load all places of either.  *salience* is that of
    each release, see :func:`_salience`.  *languages* are those of which there are stems, that of most words first;
    *small* counts the releases in whose text a word stands in small letters.
    """

    rows: tuple[Row, ...]
    titles: tuple[int, ...]
    numbers: tuple[int, ...]
    texts: tuple[int, ...]
    salience: tuple[int, ...]
    frequent: int
    languages: tuple[str, ...]
    small: Counter[str]


def part_words(found: Sequence[Document]) -> PartWords:
    """The words of *found*, a part's releases from the oldest to the newest."""
    one: dict[str, str] = {}  # each word once in memory
    releases, sizes = [], []
    held: defaultdict[str, set[str]] = defaultdict(set)
    accented: defaultdict[str, set[str]] = defaultdict(set)
    small: Counter[str] = Counter()
    for document in found:
        title, text = tokens(document.title), tokens(document.body)
        reference = tokens(document.number)
        sizes.append((len(title), len(reference), len(text)))
        head = (*title, GAP, *reference) if reference else title
        words = [*head, GAP, *text]
        words = list(map(one.setdefault, words, words))
        releases.append((len(head), words))
        small.update(_small(document.body))
        if language := stems.language_of(document.language):
            held[language].update(words)
            accented[language] |= stems.accented(document.title) | stems.accented(document.body)
    frequent = max(FREQUENT, (len(found) + 1) // 2)
    holding = Counter(chain.from_iterable(set(words) for _, words in releases))
    often = {word for word, count in holding.items() if count >= frequent and word != GAP}
    # Word -> the last release that holds it, then by turns a posting and places: a list for each word and no
    # other object, which is what made this cheap.
    growing: defaultdict[str, list[Any]] = defaultdict(lambda: [-1])
    rarity = {word: math.log((len(found) + 1) / count, len(found) + 1) for word, count in holding.items()}
    salience = []
    for number, (begin, words) in enumerate(_taken(releases)):
        at = _places(words, often)
        salience.append(_salience(at, rarity))
        _grow(growing, number, begin, at)
    rows = {}
    for word in tuple(growing):
        parts = growing.pop(word)
        rows[word] = Row(word, "".join(parts[1::2]), "".join(parts[2::2]), len(parts) // 2)
    languages = tuple(sorted(held, key=lambda language: (-len(held[language]), language)))
    for language in languages:
        found_stems = stems.groups(language, held[language], accented[language])
        rows.update((row.word, row) for row in _stem_rows(language, found_stems, language == languages[0]))
    titles, numbers, texts = zip(*sizes, strict=True) if sizes else ((), (), ())
    ordered = tuple(rows[word] for word in _in_order(rows))
    return PartWords(ordered, titles, numbers, texts, tuple(salience), frequent, languages, small)


def _taken(things: list[T]) -> Iterator[T]:
    """Things in turn, each of which the list then has no more: a year may have ten thousand."""
    things.reverse()
    while things:
        yield things.pop()


def _stem_rows(language: str, found: Mapping[str, Sequence[str]], is_main: bool) -> Iterator[Row]:
    """A row for each stem.

    In the main language of a part there is none for a stem that is its only word, as half of all are: it is looked for
    as a word itself.
    """
    for stem, forms in found.items():
        if not (is_main and forms == (stem,)):
            yield Row(f"{stem}{stems.MARK}{language}", codec.forms(stem, forms), "", 0)


def _places(words: Sequence[str], often: AbstractSet[str]) -> dict[str, list[int]]:
    """Where each word of a release stands, and each pair of words that are there *often*."""
    at: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        at[word].append(place)
    del at[GAP]
    # Frequent words beside each other are found without a step of Python for each of the others.
    frequent = list(map(often.__contains__, words))
    for place in compress(count(), map(and_, frequent, frequent[1:])):
        at[f"{words[place]}_{words[place + 1]}"].append(place)
    return at


def _salience(at: Mapping[str, Sequence[int]], rarity: Mapping[str, float]) -> int:
    """Twice the weight of the :data:`SALIENT` heaviest words: how often a word stands there times how rare it is."""
    weights: list[float] = list(map(mul, map(len, at.values()), map(rarity.get, at, repeat(0.0))))
    weights.sort(reverse=True)  # in half the time that a heap takes for a few hundred
    return max(1, round(2 * sum(weights[:SALIENT])))


def _grow(growing: Mapping[str, list[Any]], number: int, begin: int, at: Mapping[str, list[int]]) -> None:
    """Add a release to the rows of its words; its text begins after *begin*, what is before counts as title."""
    # A year of 1,000 releases comes here with 300,000 words and places, so there is no call for those that stand once
    # or twice in a text, which are nine of ten.
    once, more, single, followed = codec.once_in_text, codec.more_in_text, codec.single_place, codec.followed_place
    before = number - 1
    for word, places in at.items():
        row = growing[word]
        step = before - row[0]
        row[0] = number
        count, first = len(places), places[0]
        if first < begin:
            row.append(codec.posting(step, count - bisect(places, begin), True))
            row.append(codec.places(places))
        elif count == 1:
            row.append(once(step))
            row.append(single(first))
        elif count == 2:  # noqa: PLR2004  # as the sentence above says
            row.append(more(step) + codec.TWICE)
            row.append(followed(first) + single(places[1] - first))
        else:
            row.append(codec.posting(step, count, False))
            row.append(codec.places(places))


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return " ".join(tokens(word))


def _small(text: str) -> set[str]:
    """The words of *text* that stand there with a small letter, as those do that are no names."""
    if text.isascii():  # most English ones, in a third of the time
        found = set(text.encode().translate(_ASCII_LETTERS).decode().split())
        return {word.lower()[:LONGEST] for word in found if word >= "a"}
    return {_folded(word) for word in set(_LETTERS.findall(seen(text))) if not word[0].isupper()}


def _in_order(words: Mapping[str, object]) -> list[str]:
    # Only beyond U+D7FF do both orders differ, and hardly any text goes there.
    order = sorted(words)
    if order and max(order) >= "\ud800":
        order.sort(key=lambda word: word.encode("utf-16-be"))
    return order


def chunks(words: PartWords, *, few: bool = False) -> Iterator[list[Row]]:
    """The rows of each pair of files, ``t`` and ``p``; where there are to be *few* files, as long as any may be."""
    # A year of few releases has small files, as it has few words; one of many must not have thousands of files.
    least, most = CHUNK
    limit = most if few else min(most, max(least, CHUNK_OF_RELEASE * len(words.texts)))
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


def vocabulary(words: PartWords) -> dict[str, str]:
    """First character -> the words that begin with it and that a mistyped word may stand for; no numbers.

    The number of each is twice that of the releases that hold it, plus one where it is a name.
    """
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, _, _, releases in words.rows:
        if releases and len(word) >= SHORTEST_CORRECTED and "_" not in word and not word[0].isnumeric():
            is_name = words.small.get(word, 0) * NAMES < releases
            found[word[0]].append((word, 2 * releases + is_name))
    return {first: codec.words(rows) for first, rows in found.items()}
