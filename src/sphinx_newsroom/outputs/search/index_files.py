"""The search index: static scripts in ``_search/``.

A file calls ``newsroom.searchData(key, value)``, so that a plain ``<script>`` can load it: under a strict
Content-Security-Policy and from ``file://``. The keys:

``index``
    the format, the parts by group with a digest of each, the names of issuers;
``names``
    the labels of facet values;
``facets``
    the releases with each value of a facet, by part: loaded after the hits, or if a query has filters;
``2011/h0``, …
    the data shown with a hit beside its excerpt, for :data:`HEADS` releases of a part;
``1984-2015/index``
    of a group: the prefix of the first word of each of its ``t`` files, the letters of each of its ``v`` files, and
    the releases of each of its parts in columns;
``1984-2015/t0``, …
    words in order, each with its postings, and stems, each with its words
    (see :mod:`~sphinx_newsroom.outputs.search.codec`): a text for each part of the group;
``1984-2015/p0``, …
    the positions of the words of two ``t`` files (see below), loaded for phrases;
``1984-2015/v0``, …
    words by their first letter, loaded if a word isn't found and may be mistyped.

A part is a year, several years with few releases, or the newest releases. Parts form groups, which share files; the
newest part is its own group. The data of a part depends only on its own releases, so a new or changed release causes
only its own part to be indexed again. Named entities are only in ``names`` and ``facets``, so changes to records don't
affect the index of texts. Releases are numbered within a part from oldest to newest. Excerpts are made from the
release's Markdown.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from bisect import bisect
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache, partial
from importlib.resources import files
from itertools import chain, compress, count, repeat
from operator import and_, mul
from os.path import commonprefix
from typing import Any, NamedTuple
from zlib import crc32

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.memory import without_collection
from sphinx_newsroom.model.addresses import SEARCH_FOLDER, EntityKey, PageName
from sphinx_newsroom.model.records import ENTITY_KINDS, Release
from sphinx_newsroom.model.wording import months_by_name
from sphinx_newsroom.outputs.output import Before, Output, compact_json, ready
from sphinx_newsroom.outputs.search import codec, stems
from sphinx_newsroom.outputs.search.codec import ascending, column
from sphinx_newsroom.outputs.search.stems import LONGEST, seen, tokens

# The scripts that search in the browser.
#
# ``engine.js`` has the functions for any page, ``page.js`` the search page, ``check.js`` the quote check, and
# ``languages.js`` the rules for the languages of the archive's releases. Each is one script, because on a phone each
# request costs as much as ten kilobytes.

ENGINE = tuple("words load text dates query data stems match fields understand excerpt engine suggest".split())
PAGE = (*ENGINE, "notes", "page")
CHECK = ("words", "load", "text", "check-match", "check-data", "check")
"""The files of ``theme/search`` in order of dependency."""

_COMMENT = re.compile(r"^\s*/\*(?s:.*?)\*/[ \t]*\n|^\s*//.*\n|^[ \t]+|^\n", re.MULTILINE)
"""Matches comments at the start of a line, indentation and empty lines."""

STOP_WORDS = {
    "ar": "من في على الى عن مع هذا هذه ذلك التي الذي ما هو هي او ان كان كم كثير قال قالت ماذا متى كيف لماذا",
    "de": "sagen sagt sagte gesagt wann warum wer wieviel viele bekommen gibt",
    "en": "can will say says said saying tell tells told get gets got getting much many happen happens happened",
    "es": "cuánto cuánta cuántos cuántas dónde cuándo cómo decir dice dijo dicen",
    "fr": "combien comment quand où pourquoi dire dit beaucoup",
    "ru": "сколько говорит сказали почему",
    "uk": "а або але без був була були було в вже від він вона воно вони все для до є же з за зі і із й його її їх "
    "ми на над не ні о об от по при про та так також те ти то у цей ця це ці чи що щоб як який яка яке які я "
    "сказав сказала говорив скільки багато коли де чому хто",
}
"""Stop words in addition to Sphinx's: words that begin questions, and verbs of saying."""


class Language(NamedTuple):
    """Sphinx's search data for a language: the scripts of its stemmer, if any, and stop words."""

    stemmer: tuple[str, ...]
    stop_words: Collection[str]


def script_outputs(languages: Mapping[str, Language]) -> Iterator[Output]:
    """Yield the scripts."""
    scripts = {"engine": joined(ENGINE), "page": joined(PAGE), "check": joined(CHECK)}
    for name, text in {**scripts, "languages": languages_file(languages)}.items():
        yield ready(f"search/{name}", {f"{SEARCH_FOLDER}/{name}.js": text})


@cache
def joined(names: tuple[str, ...]) -> str:
    """Return files of ``theme/search`` as one script, a fifth smaller without comments and indentation."""
    folder = files("sphinx_newsroom") / "theme" / "search"
    return "".join(_COMMENT.sub("", (folder / f"{name}.js").read_text(encoding="utf-8")) for name in names)


def languages_file(languages: Mapping[str, Language]) -> str:
    """Return the script with the search rules of *languages*, by language tag."""
    # All stemmers share a base script.
    scripts = dict.fromkeys(script for _, language in sorted(languages.items()) for script in language.stemmer)
    data = {
        "stemmers": {tag: stems.ALGORITHMS[tag].capitalize() for tag in sorted(languages) if languages[tag].stemmer},
        "light": stems.rules(languages),
        "kin": stems.kin(languages),
        "stop": {
            tag: sorted({*languages[tag].stop_words, *STOP_WORDS.get(tag, "").split()}) for tag in sorted(languages)
        },
        "months": {tag: dict(sorted(months_by_name(tag).items())) for tag in sorted({"en", *languages})},
    }
    text = compact_json(data)
    return "".join(f"{script.rstrip()}\n" for script in scripts) + f'newsroom.searchData("languages",{text});\n'


# Parts, the units of indexing, and groups of parts that share files.
#
# A part covers a range of years that starts at a multiple of its length, so that a new or changed release affects only
# its own part. Parts share files, so that a query loads one file per word, not one per word and part. Most releases are
# added at the end, so the newest ones are a part of their own.

MOST_YEARS = 64
"""The most years in a part, a power of two."""

LARGEST = 1_024
"""The most releases in a part of several years; indexing them takes about a second."""

STEP = 32
"""The most releases in the newest part; each 32nd release moves it into the part of its years."""

NEWEST = "-newest"
"""The suffix of the newest part's name."""

TOGETHER = 16
"""The number of parts in a group: usually all of an archive."""


class YearPart(NamedTuple):
    """A range of years, first and last, which may include years without releases.

    *is_newest* marks the part with the newest releases.
    """

    first: int
    last: int
    is_newest: bool = False

    @property
    def name(self) -> str:
        """The part's folder: ``2011``, ``1984-1999``, ``2024-newest``."""
        years = str(self.first) if self.first == self.last else f"{self.first}-{self.last}"
        return years + NEWEST if self.is_newest else years


def year_parts(counts: Mapping[int, int]) -> Iterator[YearPart]:
    """Yield the parts of an archive, oldest first; *counts* are the releases of each year.

    >>> [part.name for part in year_parts({1994: 5, 2011: 600, 2012: 700})]
    ['1984-1999', '2008-2011', '2012-2015']
    """
    for first in sorted({year - year % MOST_YEARS for year in counts}):
        yield from _halved(counts, first, MOST_YEARS)


def _halved(counts: Mapping[int, int], first: int, length: int) -> Iterator[YearPart]:
    total = sum(counts.get(year, 0) for year in range(first, first + length))
    if total and (length == 1 or total <= LARGEST):
        yield YearPart(first, first + length - 1)
    elif total:
        half = length // 2
        yield from _halved(counts, first, half)
        yield from _halved(counts, first + half, half)


def by_part(index: ArchiveIndex) -> dict[YearPart, tuple[PageName, ...]]:
    """Return the searchable releases (all but withdrawn ones) by part, oldest first."""
    years: dict[int, list[PageName]] = {}
    # Translations have their own entries, so that they are found by their own words.
    for docname in reversed(index.newest):
        release = index.entries[docname].release
        if release.withdrawn is None:
            years.setdefault(release.date.year, []).append(docname)
    parts = {
        part: tuple(docname for year in sorted(years) if part.first <= year <= part.last for docname in years[year])
        for part in year_parts({year: len(docnames) for year, docnames in years.items()})
    }
    *others, (last, docnames) = parts.items() or [(YearPart(0, 0), ())]
    at = max(0, len(docnames) - 1) // STEP * STEP
    halves = (last, docnames[:at]), (last._replace(is_newest=True), docnames[at:])
    return dict(part for part in (*others, *halves) if part[1])


def grouped(parts: Iterable[YearPart]) -> Iterator[tuple[str, tuple[YearPart, ...]]]:
    """Yield the groups of parts that share files, each with its folder's name, which is the name of its first part."""
    found = list(parts)
    newest = [found.pop()] if found and found[-1].is_newest else []
    starts = range(0, len(found), TOGETHER)
    for some in (*(found[start : start + TOGETHER] for start in starts), newest):
        if some:
            yield some[0].name, tuple(some)


FACETS = "organization", "official", "topic", "type", "language"
"""The filters of results, in addition to the year."""


class Document(NamedTuple):
    """A release in the index; *body* is its subtitle and its plain text without the title."""

    title: str
    date: dt.date
    language: str
    body: str
    number: str = ""


def document(entry: Entry) -> Document:
    """Return the index record of a release."""
    release = entry.release
    # The title is a separate field with a higher weight.
    _, _, body = entry.text.partition("\n\n")
    if release.subtitle:
        body = f"{release.subtitle}\n\n{body}"
    return Document(release.title, release.date, release.language, body, release.number or "")


# The words of a part's releases: their positions, document frequencies, and the split into files.
#
# The words of a release have positions: first the title from 0, then a gap, then its number and a gap, if it has one,
# then the text. Phrases are found by positions alone, so the result is exact.

CHUNK = 6_000
"""Approximate characters of a ``t`` file; small, because a query loads one per word."""

FEW = 9
"""The fewest ``t`` files of the newest part, all of which are written with each new release."""

PAIR = 2
"""The number of ``t`` files whose positions share a ``p`` file."""

LETTERS = 32_000
"""Approximate characters of a ``v`` file."""

HEADS = 8
"""Releases in an ``h`` file."""

GAP = ""
"""The word at positions between title, number and text, so that no phrase crosses the boundary."""

FREQUENT = 10
"""The fewest releases with a frequent word, which must also be in half of the part's releases."""

STEPS = 5
"""Steps per doubling of a length or weight. Rounding halves the size and is off by a fifteenth at most."""

SALIENT = 5
"""The number of words that represent a release."""

SHORTEST_CORRECTED = 3
"""The fewest letters of a suggested spelling: shorter words all resemble each other."""


NAMES = 5
"""A word is a name if fewer than one in this number of its releases has it in lower case."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = bytes(letter if chr(letter).isalpha() else 0x20 for letter in range(128)) + bytes(128)


class Section(NamedTuple):
    """The data of a part in the files of its group: rows in the order of UTF-16, as JavaScript sorts, and columns.

    A row is a word with its postings and positions, or a stem with its language, ``harbour~en``, and its words (see
    :func:`~sphinx_newsroom.outputs.search.codec.forms`). Two frequent words in sequence have an additional row,
    ``of_the``, so that phrases need not load all positions of either.
    """

    words: Sequence[str]
    postings: Sequence[str]
    places: Sequence[str]
    letters: Mapping[str, str]
    columns: Mapping[str, Any]


def section(part: YearPart, found: Sequence[Document]) -> Section:
    """Return the data of a part; *found* are its documents, oldest first."""
    one: dict[str, str] = {}  # interned words
    releases, sizes = [], []
    words_by_language: defaultdict[str, set[str]] = defaultdict(set)
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
            words_by_language[language].update(words)
            accented[language] |= stems.accented(document.title) | stems.accented(document.body)
    frequent = max(FREQUENT, (len(found) + 1) // 2)
    holding = Counter(chain.from_iterable(set(words) for _, words in releases))
    often = {word for word, count in holding.items() if count >= frequent and word != GAP}
    # Each word has the last release that contains it, then alternating postings and positions. One list per word keeps
    # this cheap.
    growing: defaultdict[str, list[Any]] = defaultdict(lambda: [-1])
    rarity = {word: math.log((len(found) + 1) / count, len(found) + 1) for word, count in holding.items()}
    salience: list[int] = []
    for number, (begin, words) in enumerate(releases):
        at = _places(words, often)
        salience.append(_salience(at, rarity))
        _grow(growing, number, begin, at)
    rows = {word: ("".join(parts[1::2]), "".join(parts[2::2])) for word, parts in growing.items()}
    languages = sorted(words_by_language, key=lambda language: (-len(words_by_language[language]), language))
    for language in languages:
        for stem, forms in stems.groups(language, words_by_language[language], accented[language]).items():
            # Half of all stems are equal to their only word, which needs no row in the main language.
            if language != languages[0] or forms != (stem,):
                rows[f"{stem}{stems.MARK}{language}"] = codec.forms(stem, forms), ""
    first_day = dt.date(max(dt.MINYEAR, part.first), 1, 1)
    titles, numbers, texts = zip(*sizes, strict=True) if sizes else ((), (), ())
    columns = {
        "dates": ascending([(document.date - first_day).days for document in found]),
        "titles": column(titles),
        # Few archives number their releases.
        "numbers": column(numbers) if any(numbers) else "",
        "texts": column(round(STEPS * math.log2(1 + length)) for length in texts),
        "salience": column(round(STEPS * math.log2(twice)) for twice in salience),
        "frequent": frequent,
        "languages": languages,
    }
    order = _in_order(rows)
    postings, places = zip(*map(rows.get, order), strict=True) if order else ((), ())
    counts = {word: len(growing[word]) // 2 for word in order if word in growing}
    return Section(order, postings, places, _vocabulary(counts, small), columns)


def _places(words: Sequence[str], often: AbstractSet[str]) -> dict[str, list[int]]:
    """Return the positions of each word of a release, and of each pair of words in *often*."""
    at: defaultdict[str, list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        at[word].append(place)
    del at[GAP]
    # Finds adjacent frequent words without a Python step for each other word.
    frequent = list(map(often.__contains__, words))
    for place in compress(count(), map(and_, frequent, frequent[1:])):
        at[f"{words[place]}_{words[place + 1]}"].append(place)
    return at


def _salience(at: Mapping[str, Sequence[int]], rarity: Mapping[str, float]) -> int:
    """Return twice the weight of the :data:`SALIENT` heaviest words, a word's count times its rarity."""
    weights: list[float] = list(map(mul, map(len, at.values()), map(rarity.get, at, repeat(0.0))))
    weights.sort(reverse=True)  # twice as fast as a heap for a few hundred
    return max(1, round(2 * sum(weights[:SALIENT])))


def _grow(growing: Mapping[str, list[Any]], number: int, begin: int, at: Mapping[str, list[int]]) -> None:
    """Add a release to the rows of its words; positions up to *begin* belong to the title."""
    # A year of 1,000 releases has 300,000 words here. Nine of ten occur once or twice in a text, so these are handled
    # inline.
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
        elif count == 2:  # noqa: PLR2004  # see above
            row.append(more(step) + codec.TWICE)
            row.append(followed(first) + single(places[1] - first))
        else:
            row.append(codec.posting(step, count, False))
            row.append(codec.places(places))


@lru_cache(maxsize=100_000)
def _folded(word: str) -> str:
    return " ".join(tokens(word))


def _small(text: str) -> set[str]:
    """Return the words that occur in lower case in *text*, and so aren't names."""
    if text.isascii():  # most English texts, in a third of the time
        found = set(text.encode().translate(_ASCII_LETTERS).decode().split())
        return {word.lower()[:LONGEST] for word in found if word >= "a"}
    return {_folded(word) for word in set(_LETTERS.findall(seen(text))) if not word[0].isupper()}


def _in_order(words: Mapping[str, object]) -> list[str]:
    # The orders differ only beyond U+D7FF, which few texts contain.
    order = sorted(words)
    if order and max(order) >= "\ud800":
        order.sort(key=lambda word: word.encode("utf-16-be"))
    return order


def _vocabulary(counts: Mapping[str, int], small: Mapping[str, int]) -> dict[str, str]:
    """Return suggestions for misspelled words, by first character, without numbers.

    The number of each is twice its document frequency, plus one if it is a name.
    """
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, releases in counts.items():
        if len(word) >= SHORTEST_CORRECTED and "_" not in word and not word[0].isnumeric():
            is_name = small.get(word, 0) * NAMES < releases
            found[word[0]].append((word, 2 * releases + is_name))
    return {first: codec.words(rows) for first, rows in found.items()}


# The labels of facet values: for facets, suggestions, and queries such as ``official:fedotov``.


def names(index: ArchiveIndex, settings: Settings, pages: Sequence[PageName]) -> dict[str, dict[str, list[Any]]]:
    """Return rows by facet and value, for the types and entities of the releases on some *pages*.

    The row of an organization, official or topic has: name, short name or "", number of releases, other names, ids of
    predecessors, ids of successors. Empty values at the end are left out. The row of a type is its name.
    """
    counts: Counter[EntityKey] = Counter(chain.from_iterable(map(index.named, pages)))
    releases = [index.entries[page].release for page in pages]
    # An issuer is a facet even if no text names it; its count is then 0.
    issuers: set[EntityKey] = {("organization", id_) for release in releases for id_ in release.all_issuers}
    types = {release.type for release in releases}
    rows: dict[str, dict[str, list[Any]]] = {
        "type": {value: [settings.type_label(value, settings.interface)] for value in sorted(types)},
        "organization": {},
        "official": {},
        "topic": {},
    }
    known = {(kind, id_) for kind in ENTITY_KINDS for id_ in index.registry.of_kind(kind)}
    # Topics may be used without a record; those are shown by id and need no row.
    for kind, id_ in sorted((counts.keys() | issuers) & known):
        rows[kind][id_] = _row(index, (kind, id_), counts)
    return rows


def _row(index: ArchiveIndex, key: EntityKey, counts: Mapping[EntityKey, int]) -> list[Any]:
    kind, id_ = key
    registry = index.registry
    record: Any = registry.of_kind(kind)[id_]
    row = [
        record.name,
        getattr(record, "acronym", None) or "",
        counts[key],
        list(dict.fromkeys(other.name for other in getattr(record, "other_names", ()) if other.name != record.name)),
    ]
    if kind == "organization":
        # Only organizations that releases name: a search for the others would find nothing.
        for related in (registry.all_before(id_), registry.all_after(id_)):
            row.append([other for other in related if counts["organization", other]])
    # Most entities have no other names or relatives, and every searcher downloads all rows.
    while not row[-1]:
        row.pop()
    return row


FORMAT = 13
"""Increased when the format changes, so that existing files are made again."""


def outputs(index: ArchiveIndex, settings: Settings, language: Callable[[str], Language]) -> Iterator[Output]:
    """Yield the files of every part, their index, and the scripts.

    *language* returns Sphinx's search data for a language.
    """
    parts = by_part(index)
    pages = list(chain.from_iterable(parts.values()))
    groups = []
    for name, digests in _groups(index, parts):
        some = {part: parts[part] for part in digests}
        for part, docnames in some.items():
            yield Output(f"search/{part.name}", digests[part], partial(_heads, index, part, docnames), 1, part.first)
        made = {part.name: digest for part, digest in digests.items()}
        make, weight, first = partial(_words, index, name, some, made), sum(map(len, some.values())), min(some).first
        yield Output(f"search/words/{name}", _joined(digests), make, weight, first, parts=made)
        groups.append([name, _version(digests), [[part.name, part.first, len(pages)] for part, pages in some.items()]])
    facets = fingerprint(FORMAT, [(part.name, [index.entries[page].gist for page in parts[part]]) for part in parts])
    yield Output("search/facets", facets, partial(_all_facets, index, parts))
    tags = sorted({stems.language_of(index.entries[page].release.language) for page in pages} - {""})
    yield from script_outputs({tag: language(tag) for tag in tags})
    known_names = names(index, settings, pages)
    yield ready("search/names", _files({"names": known_names}))
    issuers = {id_ for page in pages for id_ in index.entries[page].release.all_issuers}
    directory = {
        "format": FORMAT,
        "groups": groups,
        "facets": facets[:8],
        "issuers": {id_: row[:2] for id_, row in known_names["organization"].items() if id_ in issuers},
    }
    yield ready("search/index", _files({"index": directory}))


def first_files(index: ArchiveIndex) -> tuple[str, ...]:
    """Return the addresses of the files that every query loads, relative to the site's root."""
    groups = [f"{name}/index.js?v={_version(digests)}" for name, digests in _groups(index, by_part(index))]
    return tuple(f"{SEARCH_FOLDER}/{file}" for file in ("index.js", "languages.js", *groups))


def _groups(
    index: ArchiveIndex, parts: Mapping[YearPart, Sequence[PageName]]
) -> Iterator[tuple[str, dict[YearPart, str]]]:
    """Yield the name of each group, and its parts with a digest of each."""
    made_with = FORMAT, CHUNK, FEW, stems.made_with(), stems.own_rules()
    for name, some in grouped(parts):
        yield name, {part: fingerprint(made_with, [index.entries[page].words for page in parts[part]]) for part in some}


def _joined(digests: Mapping[YearPart, str]) -> str:
    return " ".join(f"{part.name}={digest}" for part, digest in digests.items())


def _version(digests: Mapping[YearPart, str]) -> str:
    return fingerprint(_joined(digests))[:8]


def _heads(index: ArchiveIndex, part: YearPart, docnames: Sequence[PageName]) -> dict[str, bytes]:
    rows = [_head(index.entries[docname].release) for docname in docnames]
    starts = range(0, len(rows), HEADS)
    return _files({f"{part.name}/h{start // HEADS}": rows[start : start + HEADS] for start in starts})


def _head(release: Release) -> list[str]:
    issuers, number = " ".join(release.all_issuers), release.number or ""
    row = [release.id, release.title, issuers, release.language, release.summary or "", number]
    while not row[-1]:
        row.pop()
    return row


def _all_facets(index: ArchiveIndex, parts: Mapping[YearPart, Sequence[PageName]]) -> dict[str, bytes]:
    return _files({"facets": [_facets(index, docnames) for docnames in parts.values()]})


def _facets(index: ArchiveIndex, docnames: Sequence[PageName]) -> dict[str, dict[str, str]]:
    """Return the values of each facet, with their releases."""
    found: dict[str, defaultdict[str, list[int]]] = {facet: defaultdict(list) for facet in FACETS}
    for number, docname in enumerate(docnames):
        release = index.entries[docname].release
        for facet, value in (*index.named(docname), ("type", release.type), ("language", release.language)):
            found[facet][value].append(number)
    return {
        facet: {value: ascending(numbers) for value, numbers in sorted(values.items())}
        for facet, values in found.items()
    }


# The words of a group's parts, in shared files.


def _words(
    index: ArchiveIndex,
    name: str,
    parts: Mapping[YearPart, Sequence[PageName]],
    digests: Mapping[str, str],
    before: Before | None = None,
) -> dict[str, bytes]:
    """Return the files of a group; unchanged parts are copied from the files *before*."""
    same = before.unchanged(digests) if before else {}
    read = sections(name, len(before.parts), before.read) if before and same else []
    found = [
        read[same[part.name]] if part.name in same else _section(index, part, docnames)
        for part, docnames in parts.items()
    ]
    return group_files(name, found)


def _section(index: ArchiveIndex, part: YearPart, docnames: Sequence[PageName]) -> Section:
    with without_collection():  # keeps the garbage collector from scanning a million lists
        return section(part, [document(index.entries[docname]) for docname in docnames])


def group_files(name: str, parts: Sequence[Section]) -> dict[str, bytes]:
    """Return the files of a group of parts."""
    sizes: Counter[str] = Counter()
    for part in parts:
        for word, postings in zip(part.words, part.postings, strict=True):
            sizes[word] += len(word) + len(postings) + 2
    number, first = _cut(sizes, max(1_000, sizes.total() // FEW) if name.endswith(NEWEST) else CHUNK)
    rows: list[list[list[str]]] = [[[] for _ in parts] for _ in first]
    places: list[list[list[str]]] = [[[] for _ in parts] for _ in first]
    before = ""
    for at, part in enumerate(parts):
        for word, postings, stand in zip(part.words, part.postings, part.places, strict=True):
            file = number[word]
            cell = rows[file][at]
            cell += codec.follows(before if cell else "", word), postings
            places[file][at].append(stand)
            before = word
    made = _files({f"{name}/t{file}": [*map(" ".join, found)] for file, found in enumerate(rows)})
    joined = [[*map(" ".join, found)] for found in places]
    made |= _files({f"{name}/p{file // PAIR}": joined[file : file + PAIR] for file in range(0, len(joined), PAIR)})
    vocabularies: list[dict[str, list[str]]] = [{}]
    size = 0
    for letter in sorted({letter for part in parts for letter in part.letters}):
        found = [part.letters.get(letter, "") for part in parts]
        if size and size + sum(map(len, found)) > LETTERS:
            vocabularies.append({})
            size = 0
        vocabularies[-1][letter] = found
        size += sum(map(len, found))
    made |= _files({f"{name}/v{file}": letters for file, letters in enumerate(vocabularies)})
    columns = [part.columns for part in parts]
    index = {"first": " ".join(first), "letters": [*map("".join, vocabularies)], "parts": columns}
    return made | _files({f"{name}/index": index})


def _cut(sizes: Mapping[str, int], limit: int) -> tuple[dict[str, int], list[str]]:
    """Return the file number of each word, and the shortest distinct prefix of each file's first word."""
    number: dict[str, int] = {}
    first: list[str] = []
    size, before = limit, ""
    for word in _in_order(sizes):
        # The word alone decides whether a file may begin there, so that most boundaries stay when other words change.
        likely = size >= limit * 3 // 4 and crc32(word.encode("utf-8", "replace")) % 16 == 0
        if likely or size + sizes[word] > limit:
            first.append(word[: len(commonprefix((before, word))) + 1])  # noqa: RUF071  (of words)
            size = 0
        number[word] = len(first) - 1
        size += sizes[word]
        before = word
    return number, first


def sections(name: str, count: int, read: Callable[[str], bytes]) -> list[Section]:
    """Return the data of *count* parts in a group's files; *read* returns a file by its path."""

    def value(file: str) -> Any:
        return codec.handed_over(read(f"{SEARCH_FOLDER}/{name}/{file}.js"))

    index = value("index")
    files_of_words = range(len(index["first"].split()))
    texts = [(value(f"t{file}"), value(f"p{file // PAIR}")[file % PAIR]) for file in files_of_words]
    letters: dict[str, list[str]] = {}
    for file in range(len(index["letters"])):
        letters |= value(f"v{file}")
    found = []
    for at in range(count):
        words: list[str] = []
        postings: list[str] = []
        places: list[str] = []
        for rows, stand in texts:
            if rows[at]:
                fields = rows[at].split(" ")
                words += codec.followed(fields[::2])
                postings += fields[1::2]
                places += stand[at].split(" ")
        own = {letter: texts[at] for letter, texts in letters.items() if texts[at]}
        found.append(Section(words, postings, places, own, index["parts"][at]))
    return found


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    return codec.scripts(SEARCH_FOLDER, "searchData", data)
