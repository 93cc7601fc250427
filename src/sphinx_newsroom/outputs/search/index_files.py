"""The search index: static scripts under ``_search/``.

A file calls ``newsroom.searchData(key, value)``, so that it loads with a plain ``<script>``:
under a strict Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format, the parts by group with a digest of each, what issuers are called;
``names``
    what facet values are called;
``facets``
    which releases have each value of a facet, by part: loaded after the hits, or where a query has filters;
``2011/h0``, …
    what a hit shows beside its excerpt, of :data:`HEADS` releases of a part;
``1984-2015/index``
    of a group: how the first word of each of its ``t`` files begins, the letters of each of its ``v`` files, and the
    releases of each of its parts in columns;
``1984-2015/t0``, …
    words in order, each with its postings, and stems, each with its words
    (see :mod:`~sphinx_newsroom.outputs.search.codec`): a text for each part of the group;
``1984-2015/p0``, …
    the places of the words of two ``t`` files (see below), loaded for phrases;
``1984-2015/v0``, …
    words by their first letter, loaded where a word is not found and may be mistyped.

A part is a year, several with few releases, or the newest releases.  Parts form groups, which share files; the newest
is a group of its own (see :mod:`~sphinx_newsroom.outputs.search.index_files`).  What a part says in the files of its
group depends on its releases alone, so a release that becomes another has its part indexed again and no other.  Whom
releases name is in ``names`` and ``facets`` alone, so if a record comes, goes or changes, no text is counted again.
Releases are numbered within a part from the oldest to the newest.  Excerpts are made from the release's Markdown.
"""

from __future__ import annotations

import datetime as dt
import json
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
from sphinx_newsroom.outputs.output import Before, Output
from sphinx_newsroom.outputs.search import codec, stems
from sphinx_newsroom.outputs.search.codec import ascending, column
from sphinx_newsroom.outputs.search.stems import LONGEST, seen, tokens

# The scripts that search in the browser, beside the index that they read.
#
# ``engine.js`` has what any page needs, ``page.js`` all of the search page, ``check.js`` that of the quote check,
# ``languages.js`` what search knows of the languages of the archive's releases and of no other.  One script each, since
# on a telephone each request costs as much as ten kilobytes.

ENGINE = tuple("words load text dates query data stems match fields understand excerpt engine suggest".split())
PAGE = (*ENGINE, "notes", "page")
CHECK = ("words", "load", "text", "check-match", "check-data", "check")
"""The files of ``theme/search``, in the order in which they need each other."""

_COMMENT = re.compile(r"^\s*/\*(?s:.*?)\*/[ \t]*\n|^\s*//.*\n|^[ \t]+|^\n", re.MULTILINE)
"""A comment that begins a line, and what indents one."""

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
"""Words that say nothing, beside those that Sphinx lists: what questions begin with, and verbs of saying."""


class Language(NamedTuple):
    """What Sphinx brings along for a language: the scripts of its stemmer, if any, and words that say nothing."""

    stemmer: tuple[str, ...]
    stop_words: Collection[str]


def script_outputs(languages: Mapping[str, Language]) -> Iterator[Output]:
    """The scripts, but that of languages, for which :func:`languages_file` has the text."""
    for name, names in (("engine", ENGINE), ("page", PAGE), ("check", CHECK)):
        text = joined(names)
        yield Output(f"search/{name}", fingerprint(text), partial(_file, name, text))
    text = languages_file(languages)
    yield Output("search/languages", fingerprint(text), partial(_file, "languages", text))


def _file(name: str, text: str) -> dict[str, bytes]:
    return {f"{SEARCH_FOLDER}/{name}.js": text.encode()}


@cache
def joined(names: tuple[str, ...]) -> str:
    """Files of ``theme/search`` as one script, without comments and indents, a fifth of what readers would load."""
    folder = files("sphinx_newsroom") / "theme" / "search"
    return "".join(_COMMENT.sub("", (folder / f"{name}.js").read_text(encoding="utf-8")) for name in names)


def languages_file(languages: Mapping[str, Language]) -> str:
    """The script that hands over what search knows of the *languages*, by their tags."""
    # All stemmers have one base.
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
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return "".join(f"{script.rstrip()}\n" for script in scripts) + f'newsroom.searchData("languages",{text});\n'


# Which releases are indexed together, and which files have the words of several such parts.
#
# A part is a stretch of years that begins at a multiple of its length, so that a release that is added, or becomes
# another, has its own part indexed again and no other.  Parts share files, so that a query loads a file for each word
# and not one for each word and part.  Most releases are added at the end, so the newest are a part of their own.

MOST_YEARS = 64
"""Years of a part, a power of two."""

LARGEST = 1_024
"""Releases of a part of several years: to index them takes about a second."""

STEP = 32
"""Releases of the newest part at most; each 32nd that is added goes with those before it into the part of its years."""

NEWEST = "-newest"
"""How the name of the newest part ends."""

TOGETHER = 16
"""Parts whose words stand in the same files: all of an archive, as a rule."""


class YearPart(NamedTuple):
    """A stretch of years, first and last, whether or not it has releases in all of them.

    *is_newest* tells the newest releases of the last part from the others.
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
    """The parts of an archive with so many releases in each year, from the oldest to the newest.

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
    """The releases that search may find (not the withdrawn ones), by part, each part from its oldest to its newest."""
    years: dict[int, list[PageName]] = {}
    # Translations have entries of their own here: they are found by their own words.
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
    """The parts whose words stand in the same files, with the name of their folder: that of the first of them."""
    found = list(parts)
    newest = [found.pop()] if found and found[-1].is_newest else []
    starts = range(0, len(found), TOGETHER)
    for some in (*(found[start : start + TOGETHER] for start in starts), newest):
        if some:
            yield some[0].name, tuple(some)


FACETS = "organization", "official", "topic", "type", "language"
"""What results are narrowed by, besides the year."""


class Document(NamedTuple):
    """A release as search sees it; *body* is its subtitle and its plain text without the title."""

    title: str
    date: dt.date
    language: str
    body: str
    number: str = ""


def document(entry: Entry) -> Document:
    """The search record of a release."""
    release = entry.release
    # The title stands in a field of its own, which counts more.
    _, _, body = entry.text.partition("\n\n")
    if release.subtitle:
        body = f"{release.subtitle}\n\n{body}"
    return Document(release.title, release.date, release.language, body, release.number or "")


# The words of a part's releases: where each stands, in how many releases, and how the files cut them.
#
# The words of a release have places: those of the title from 0, then a gap, then those of its
# number and a gap where it has one, then those of the text.
# Phrases are found by places alone, so what is found is the exact set.

CHUNK = 6_000
"""Characters of a ``t`` file, about: small, because a query loads one for each word."""

FEW = 9
"""``t`` files of the newest part, at least: all of them are written with each release that is added."""

PAIR = 2
"""``t`` files whose places are in one ``p`` file."""

LETTERS = 32_000
"""Characters of a ``v`` file, about."""

HEADS = 8
"""Releases of an ``h`` file."""

GAP = ""
"""Stands at the places between title, number and text, so that no phrase goes over the border."""

FREQUENT = 10
"""Releases of a part that hold a frequent word, at least; and at least half of the part's."""

STEPS = 5
"""From a length or weight to twice of it: so they take half the room, and differ by a fifteenth at most."""

SALIENT = 5
"""Words that say what a release is about."""

SHORTEST_CORRECTED = 3
"""Letters of the words that a mistyped one may stand for: shorter ones all resemble each other."""


NAMES = 5
"""Of so many releases that hold a name, fewer than one has it in small letters."""

_LETTERS = re.compile(r"[^\W\d_]+")
_ASCII_LETTERS = bytes(letter if chr(letter).isalpha() else 0x20 for letter in range(128)) + bytes(128)


class Section(NamedTuple):
    """What a part says in the files of its group: rows in the order of UTF-16, which is JavaScript's, and columns.

    A row is a word with its postings and places, or a stem and its language, ``harbour~en``, with its words (see
    :func:`~sphinx_newsroom.outputs.search.codec.forms`) and no places.  Where two frequent words follow each other they
    are one more row, ``of_the``: phrases then need not load all places of either.
    """

    words: Sequence[str]
    postings: Sequence[str]
    places: Sequence[str]
    letters: Mapping[str, str]
    columns: Mapping[str, Any]


def section(part: YearPart, found: Sequence[Document]) -> Section:
    """What a part says; *found* from the oldest to the newest."""
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
    salience: list[int] = []
    for number, (begin, words) in enumerate(releases):
        at = _places(words, often)
        salience.append(_salience(at, rarity))
        _grow(growing, number, begin, at)
    rows = {word: ("".join(parts[1::2]), "".join(parts[2::2])) for word, parts in growing.items()}
    languages = sorted(held, key=lambda language: (-len(held[language]), language))
    for language in languages:
        for stem, forms in stems.groups(language, held[language], accented[language]).items():
            # Half of all stems are their only word, which of the main language is looked for as a word itself.
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


def _vocabulary(counts: Mapping[str, int], small: Mapping[str, int]) -> dict[str, str]:
    """First character -> the words that begin with it and that a mistyped word may stand for; no numbers.

    The number of each is twice that of the releases that hold it, plus one where it is a name.
    """
    found: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for word, releases in counts.items():
        if len(word) >= SHORTEST_CORRECTED and "_" not in word and not word[0].isnumeric():
            is_name = small.get(word, 0) * NAMES < releases
            found[word[0]].append((word, 2 * releases + is_name))
    return {first: codec.words(rows) for first, rows in found.items()}


# What readers call the values of facets: for the facets themselves, for suggestions, and for ``official:fedotov``.


def names(index: ArchiveIndex, settings: Settings, pages: Sequence[PageName]) -> dict[str, dict[str, list[Any]]]:
    """Facet -> value -> its row, for all that the releases of some *pages* name or are.

    An organization's, official's or topic's row is: name, short name or "", how many of the
    releases name it, other names, ids of predecessors, ids of successors.  What is empty at a
    row's end is left out.  A type's row is its name.
    """
    counts: Counter[EntityKey] = Counter(chain.from_iterable(map(index.named, pages)))
    releases = [index.entries[page].release for page in pages]
    # An issuer is a facet also where no text names it, and then counts no release.
    issuers: set[EntityKey] = {("organization", id_) for release in releases for id_ in release.all_issuers}
    types = {release.type for release in releases}
    rows: dict[str, dict[str, list[Any]]] = {
        "type": {value: [settings.type_label(value, settings.interface)] for value in sorted(types)},
        "organization": {},
        "official": {},
        "topic": {},
    }
    known = {(kind, id_) for kind in ENTITY_KINDS for id_ in index.registry.of_kind(kind)}
    # Topics may be named without a record: what has no name is shown by its id, and needs no row.
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
        # Only bodies that the releases name: a search for the others would find nothing.
        for related in (registry.all_before(id_), registry.all_after(id_)):
            row.append([other for other in related if counts["organization", other]])
    # Most have no other names and no relatives, and a row is sent to every reader who searches.
    while not row[-1]:
        row.pop()
    return row


FORMAT = 13
"""Raised with every change of the files' form, so that older files are made again."""


def outputs(index: ArchiveIndex, settings: Settings, language: Callable[[str], Language]) -> Iterator[Output]:
    """The files of every part, the directory that names them, and the scripts.

    *language* gives what Sphinx brings along for a language.
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
        yield Output(f"search/words/{name}", _joined(digests), make, weight, first, parts=made, renew=make)
        groups.append([name, _version(digests), [[part.name, part.first, len(pages)] for part, pages in some.items()]])
    facets = fingerprint(FORMAT, [(part.name, [index.entries[page].gist for page in parts[part]]) for part in parts])
    yield Output("search/facets", facets, partial(_all_facets, index, parts))
    tags = sorted({stems.language_of(index.entries[page].release.language) for page in pages} - {""})
    yield from script_outputs({tag: language(tag) for tag in tags})
    known_names = names(index, settings, pages)
    yield Output("search/names", fingerprint(FORMAT, known_names), partial(_files, {"names": known_names}))
    issuers = {id_ for page in pages for id_ in index.entries[page].release.all_issuers}
    directory = {
        "format": FORMAT,
        "groups": groups,
        "facets": facets[:8],
        "issuers": {id_: row[:2] for id_, row in known_names["organization"].items() if id_ in issuers},
    }
    yield Output("search/index", fingerprint(directory), partial(_files, {"index": directory}))


def first_files(index: ArchiveIndex) -> tuple[str, ...]:
    """The addresses of what every query loads, from the site's root."""
    groups = [f"{name}/index.js?v={_version(digests)}" for name, digests in _groups(index, by_part(index))]
    return tuple(f"{SEARCH_FOLDER}/{file}" for file in ("index.js", "languages.js", *groups))


def _groups(
    index: ArchiveIndex, parts: Mapping[YearPart, Sequence[PageName]]
) -> Iterator[tuple[str, dict[YearPart, str]]]:
    """The name of each group, and its parts with a digest of what each says."""
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
    """The values of each facet with the releases that have them."""
    found: dict[str, defaultdict[str, list[int]]] = {facet: defaultdict(list) for facet in FACETS}
    for number, docname in enumerate(docnames):
        release = index.entries[docname].release
        for facet, value in (*index.named(docname), ("type", release.type), ("language", release.language)):
            found[facet][value].append(number)
    return {
        facet: {value: ascending(numbers) for value, numbers in sorted(values.items())}
        for facet, values in found.items()
    }


# The words of the parts of a group, in the files that they share.


def _words(
    index: ArchiveIndex,
    name: str,
    parts: Mapping[YearPart, Sequence[PageName]],
    digests: Mapping[str, str],
    before: Before | None = None,
) -> dict[str, bytes]:
    """The files of a group; what an unchanged part says is taken from the files *before*."""
    was = before.parts.items() if before else ()
    same = {part: at for at, (part, digest) in enumerate(was) if digests.get(part) == digest}
    read = sections(name, len(before.parts), before.read) if before and same else []
    found = [
        read[same[part.name]] if part.name in same else _section(index, part, docnames)
        for part, docnames in parts.items()
    ]
    return group_files(name, found)


def _section(index: ArchiveIndex, part: YearPart, docnames: Sequence[PageName]) -> Section:
    with without_collection():  # of a million lists that stay
        return section(part, [document(index.entries[docname]) for docname in docnames])


def group_files(name: str, parts: Sequence[Section]) -> dict[str, bytes]:
    """The files of a group of parts."""
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
    """The number of the file of each word, and how the first word of each file begins, as far as others do not."""
    number: dict[str, int] = {}
    first: list[str] = []
    size, before = limit, ""
    for word in _in_order(sizes):
        # Where a file may begin is told by the word alone, so that most begin where they did when others change.
        likely = size >= limit * 3 // 4 and crc32(word.encode("utf-8", "replace")) % 16 == 0
        if likely or size + sizes[word] > limit:
            first.append(word[: len(commonprefix((before, word))) + 1])  # noqa: RUF071  (of words)
            size = 0
        number[word] = len(first) - 1
        size += sizes[word]
        before = word
    return number, first


def sections(name: str, count: int, read: Callable[[str], bytes]) -> list[Section]:
    """What each of so many parts says in the files of their group; *read* gives the bytes of a file by its path."""

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
