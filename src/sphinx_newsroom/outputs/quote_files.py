"""The files of the quote check: static scripts under ``_search/quotes/``.

A file calls ``newsroom.quoteData(key, value)``, so that it loads with a plain ``<script>``: under a strict
Content-Security-Policy and from ``file://``.  The keys:

``index``
    the format; how many releases a ``c`` file has; the groups of parts, each with its name, the bits that tell a file
    of shingles, its digest, and its parts with theirs; how many releases were withdrawn, whose words are nowhere;
``1984-2015/s0``, …
    which releases of a group hold which four words in a row (:func:`spread`): a text for each of its parts;
``2011/c0``, …
    what is told of the releases of a part, :data:`SHOWN` a file: loaded for those that may hold what is asked, and from
    ``file://`` for the excerpts of search.

Groups, parts and the numbers of releases are those of the search index
(:mod:`~sphinx_newsroom.outputs.search.index_files`).  Speakers and issuers are there by their ids, so that another name
changes no file.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zlib import crc32

from sphinx_newsroom.archive.index import ArchiveIndex, Entry, OldText, Versions
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.addresses import SEARCH_FOLDER, PageName, superseded_page
from sphinx_newsroom.model.records import Release, day_in
from sphinx_newsroom.outputs.output import Before, Output
from sphinx_newsroom.outputs.search import codec
from sphinx_newsroom.outputs.search.index_files import by_part, grouped
from sphinx_newsroom.outputs.search.stems import tokens
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids

# Which releases of some years hold which four words in a row, in files of which a reader loads a few.
#
# Four words in a row (a shingle) are a number of :data:`BITS` bits.  A file has the numbers with one beginning, so
# those of a release are spread over the files.  ``check-match.js`` makes the same numbers of what was pasted.
# Sources: Broder, "On the resemblance and containment of documents" (1997); the number is a multilinear hash as in
# Lemire and Kaser, "Strongly universal string hashing is fast" (2014), of the words' checksums (CRC-32, RFC 1952).

FACTORS = (0x2545F491, 0x1B873593, 0x3C6EF372, 0x0D192ED3)
"""What the checksums of the first to the fourth word are multiplied by: odd, and below 2^30, so that in 64 bits the sum
of four products overflows into nothing else."""

WORDS = len(FACTORS)
"""Words in a row: with one word of nine changed, four others in a row are still there."""

BITS = 26
"""Of a number: with 450,000 shingles (1,000 releases), 1 in 150 that nobody wrote has the number of one."""

_SUM_BITS = 32
"""Of a sum of products, those that count; its number are the first of them, which depend on all bits of the words."""

_LANE = 64
_RELEASE_BITS = 32
_RELEASE_MASK = (1 << _RELEASE_BITS) - 1
"""Of a pair of shingle and release, the release."""

_PART = 8_192
"""Shingles of a part, at most, about: 32 kB."""

_LETTERS = 6
"""Bytes of a text for each of its words, at most: only how many parts there are depends on it."""


class _Checksums(dict[str, int]):
    """The checksums of words, each worked out once; forgotten if there are too many to keep."""

    def __missing__(self, word: str) -> int:
        if len(self) >= 200_000:  # noqa: PLR2004  (20 MB)
            self.clear()
        found = self[word] = crc32(word.encode("utf-8", "replace"))
        return found


_checksum = _Checksums().__getitem__


def shingles(text: str) -> set[int]:
    """The numbers of all four words in a row of a text.

    >>> sorted(shingles("Crime pays nobody at all."))
    [31971079, 49846021]
    """
    return {pair >> _RELEASE_BITS for pair in _pairs(text, 0)}


def _pairs(text: str, release: int) -> set[int]:
    """The shingles of a text, each with the number of its release after it, as one number."""
    words = tokens(text)
    count = len(words) - WORDS + 1
    if count < 1:
        return set()
    # All words in the lanes of one large number, so that Python multiplies and adds once for a text, not for a word.
    line = int.from_bytes(struct.pack(f"<{len(words)}Q", *map(_checksum, words)), "little")
    total = sum((line >> _LANE * place) * factor for place, factor in enumerate(FACTORS))
    ones = int.from_bytes(b"\x01\0\0\0\0\0\0\0" * count, "little")
    shingle = (total >> _SUM_BITS - BITS) & ones * ((1 << BITS) - 1)
    pairs = (shingle << _RELEASE_BITS) + ones * release
    return set(struct.unpack(f"<{count}Q", pairs.to_bytes(8 * count, "little")))


def part_bits(size: int) -> int:
    """How many bits of a number tell its part where the texts have *size* bytes."""
    return (size // (_LETTERS * _PART)).bit_length()


def spread(releases: Sequence[Iterable[str]], bits: int) -> list[str]:
    """The parts; *releases* are the texts of each, from the oldest release to the newest.

    In a part stand its numbers in order, each as the step from the one before, with the release that holds it.  Another
    release with the same number has the step 0, and stands as the step from the release before.
    :mod:`~sphinx_newsroom.outputs.search.codec` says how.
    """
    # Shingle and release as one number: to sort these is a third of the work that a list for each shingle was.
    pairs: list[int] = []
    for number, texts in enumerate(releases):
        found = [_pairs(text, number) for text in texts]
        pairs += found[0] if len(found) == 1 else set().union(*found)
    pairs.sort()
    made, begin = [], 0
    for part in range(1 << bits):
        base = part << BITS - bits
        end = bisect_left(pairs, base + (1 << BITS - bits) << _RELEASE_BITS, begin)
        made.append(_part(pairs[begin:end], base))
        begin = end
    return made


def _part(pairs: Sequence[int], base: int) -> str:
    # Half a million pairs a year come here: a plain loop is quicker than lists of steps and releases.
    found: list[str] = []
    add, number = found.append, codec.number
    known, before = base, 0
    for pair in pairs:
        step, release = (pair >> _RELEASE_BITS) - known, pair & _RELEASE_MASK
        known += step
        add(number(step))
        add(number(release if step else release - before))
        before = release
    return "".join(found)


# What the quote check tells of a release: its texts, who says what in them, and until when each stood.

_NO_ID = "-"
"""Stands among the ids of paragraphs for what has none."""


@dataclass(frozen=True)
class QuoteArchive:
    """Where cards are made from."""

    index: ArchiveIndex
    versions: Versions

    def size(self, page: PageName) -> int:
        """About how many bytes the texts have, told without asking for those that stand."""
        entry = self.index.entries[page]
        if not self.versions.texts:
            return entry.size
        return entry.size + sum(len(old.text.encode("utf-8", "replace")) for _, _, old in self._old(page))

    def card_inputs(self, page: PageName) -> tuple[object, ...]:
        """What changes when the card of a release does."""
        entry = self.index.entries[page]
        record = self.versions.records.get(entry.release.id)
        revisions = [(event.at, event.note, event.revision) for event in record.revisions] if record else []
        old = [text for _, _, text in self._old(page)]
        return entry.gist, entry.voices, revisions, old

    def word_inputs(self, page: PageName) -> tuple[object, ...]:
        """What changes when the words of a release's texts do, likewise."""
        return self.index.entries[page].words, [text for _, _, text in self._old(page)]

    def words(self, page: PageName) -> list[str]:
        """The texts of a release, as its card has them."""
        entry = self.index.entries[page]
        return [*(_shown(old.release, old.text) for _, _, old in self._old(page)), _shown(entry.release, entry.text)]

    def card(self, page: PageName) -> dict[str, Any]:
        """What is told of a release, for ``check.js``."""
        entry = self.index.entries[page]
        release = entry.release
        record = self.versions.records.get(release.id)
        texts = [self._superseded(page, event, newer, old) for event, newer, old in self._old(page)]
        current: dict[str, Any] = {
            "text": _shown(release, entry.text),
            "ids": _ids(release, entry.text),
            "said": self._said(entry),
        }
        if record:
            published = day_in(release.zone, record.current.at).isoformat()
            current |= {"revision": record.current.revision, "published": published}
        return {
            "page": page,
            "title": release.title,
            "date": release.date.isoformat(),
            "language": release.language,
            "issuers": release.all_issuers,
            "texts": [*texts, current],
        }

    def _old(self, page: PageName) -> Iterator[tuple[Event, Event, OldText]]:
        """The superseded texts that were kept, each with its event and that of the text that came."""
        record = self.versions.records.get(self.index.entries[page].release.id)
        for event, newer in zip(record.superseded, record.corrected, strict=True) if record else ():
            old = self.versions.texts.get(superseded_page(record.id, event.revision)) if record else None
            # Of a withdrawn release no text is left.
            if old is not None and old.withdrawn is None:
                yield event, newer, old

    def _superseded(self, page: PageName, event: Event, newer: Event, old: OldText) -> dict[str, Any]:
        release = self.index.entries[page].release
        return {
            "page": superseded_page(release.id, event.revision),
            "revision": event.revision,
            "published": day_in(release.zone, event.at).isoformat(),
            "until": day_in(release.zone, newer.at).isoformat(),
            "note": newer.note,
            "text": _shown(old.release, old.text),
            "ids": _ids(old.release, old.text),
            "said": [],
        }

    def _said(self, entry: Entry) -> list[tuple[object, ...]]:
        """Where in the text which words are whose: start, end, kind and id of the speaker, office, form."""
        by = len(entry.release.subtitle) + len("\n\n") if entry.release.subtitle else 0
        return [
            (one.start + by, one.end + by, one.kind, one.speaker, one.role or "", one.form) for one in entry.statements
        ]


def _shown(release: Release, text: str) -> str:
    """A plain text with the subtitle that its page shows."""
    title, between, body = text.partition("\n\n")
    return f"{title}\n\n{release.subtitle}{between}{body}" if release.subtitle else text


def _ids(release: Release, text: str) -> str:
    """The ids of the blocks of what is shown, as far as they have one."""
    found = [_NO_ID, *(id_ for _, id_ in paragraph_ids(text))]
    return " ".join([_NO_ID, *found] if release.subtitle else found)


FORMAT = 4
"""Raised when the files change otherwise than with their texts, so that older files are made again."""

FOLDER = f"{SEARCH_FOLDER}/quotes"

SHOWN = 16
"""Releases in a ``c`` file: of the releases of a part one or two are asked for."""


def outputs(index: ArchiveIndex, versions: Versions) -> Iterator[Output]:
    """The files of all parts, and the directory that names them."""
    archive, parts = QuoteArchive(index, versions), by_part(index)
    told = {part: tuple(_of_part(archive, pages)) for part, pages in parts.items()}
    for part, pages in parts.items():
        for number, digest in enumerate(told[part][2:]):
            name, some = f"{part.name}/c{number}", pages[number * SHOWN : (number + 1) * SHOWN]
            yield Output(f"quotes/{name}", digest, partial(_cards, archive, name, some), 1, part.first)
    groups = []
    for name, some_parts in grouped(parts):
        bits = part_bits(sum(int(told[part][0]) for part in some_parts))
        made = {f"{part.name}/{bits}": parts[part] for part in some_parts}
        digests = {f"{part.name}/{bits}": told[part][1] for part in some_parts}
        digest, weight = " ".join(map("=".join, digests.items())), sum(map(len, made.values())) // 3
        make = partial(_words, archive, name, bits, made, digests)
        first = some_parts[0].first
        yield Output(f"quotes/words/{name}", digest, make, weight, first, parts=digests, renew=make)
        rows = [[part.name, fingerprint(told[part])[:8]] for part in some_parts]
        groups.append([name, bits, fingerprint(digest)[:8], rows])
    gone = sum(entry.release.withdrawn is not None for entry in index.entries.values())
    directory = {"format": FORMAT, "shown": SHOWN, "groups": groups, "withdrawn": gone}
    yield Output("quotes/index", fingerprint(directory), partial(_files, {"index": directory}))


def _of_part(archive: QuoteArchive, pages: Sequence[PageName]) -> Iterator[str]:
    """How many bytes the texts have, what changes when any word does, and when what a ``c`` file holds does."""
    yield str(sum(map(archive.size, pages)))
    yield fingerprint(FORMAT, [archive.word_inputs(page) for page in pages])
    for start in range(0, len(pages), SHOWN):
        yield fingerprint(FORMAT, [archive.card_inputs(page) for page in pages[start : start + SHOWN]])


def _words(
    archive: QuoteArchive,
    name: str,
    bits: int,
    parts: Mapping[str, Sequence[PageName]],
    digests: Mapping[str, str],
    before: Before | None = None,
) -> dict[str, bytes]:
    """The files of shingles of a group; what an unchanged part says is taken from the files *before*."""
    keys = [f"{name}/s{number}" for number in range(1 << bits)]
    was = before.parts.items() if before else ()
    same = {part: at for at, (part, digest) in enumerate(was) if digests.get(part) == digest}
    there = [codec.handed_over(before.read(f"{FOLDER}/{key}.js")) for key in keys] if before and same else []
    texts = [
        [value[same[part]] for value in there]
        if part in same
        else spread([archive.words(page) for page in pages], bits)
        for part, pages in parts.items()
    ]
    return _files(dict(zip(keys, zip(*texts, strict=True), strict=True)))


def _cards(archive: QuoteArchive, name: str, pages: Sequence[PageName]) -> dict[str, bytes]:
    return _files({name: [archive.card(page) for page in pages]})


def _files(data: Mapping[str, Any]) -> dict[str, bytes]:
    return codec.scripts(FOLDER, "quoteData", data)
