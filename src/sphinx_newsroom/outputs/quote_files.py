"""The data of the quote check: static scripts in ``_search/quotes/``.

A file calls ``newsroom.quoteData(key, value)``, so that a plain ``<script>`` can load it: under a strict
Content-Security-Policy and from ``file://``. The keys:

``index``
    the format; the number of releases in a ``c`` file; the groups, each with its name, the number of bits that select
    a file of shingles, its digest, and its parts with their digests; the number of withdrawn releases, whose words
    are not searched;
``1984-2015/s0``, …
    the releases of a group that contain each sequence of four words (:func:`spread`): one text for each part;
``2011/c0``, …
    the cards of :data:`SHOWN` releases of a part, loaded for releases that may contain the quotation, and from
    ``file://`` for the excerpts of search.

Groups, parts and the numbers of releases are those of the search index
(:mod:`~sphinx_newsroom.outputs.search.index_files`). Speakers and issuers are given by id, so that a changed name
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
from sphinx_newsroom.outputs.output import Before, Output, ready
from sphinx_newsroom.outputs.search import codec
from sphinx_newsroom.outputs.search.index_files import by_part, grouped
from sphinx_newsroom.outputs.search.stems import tokens
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids

# The index of shingles: which releases contain a sequence of four words, split into files so that a reader loads few.
#
# Four consecutive words (a shingle) are hashed to :data:`BITS` bits. A file has the hashes with the same first bits, so
# the shingles of a release are spread over all files. ``check-match.js`` computes the same hashes of the pasted text.
#
# Sources: Broder, "On the resemblance and containment of documents" (1997). The hash is a multilinear one as in Lemire
# and Kaser, "Strongly universal string hashing is fast" (2014), of the words' checksums (CRC-32, RFC 1952).

FACTORS = (0x2545F491, 0x1B873593, 0x3C6EF372, 0x0D192ED3)
"""Multipliers of the four words' checksums: odd, and below 2^30, so that the sum of four products fits in 64 bits."""

WORDS = len(FACTORS)
"""Words in a shingle. If one word of nine is changed, the quotation still has an unchanged shingle."""

BITS = 26
"""Bits of a hash. With 450,000 shingles (1,000 releases), 1 in 150 absent shingles collides with one of them."""

_SUM_BITS = 32
"""Bits of a sum that count. The hash is the first of them, which depend on all bits of the words."""

_LANE = 64
_RELEASE_BITS = 32
_RELEASE_MASK = (1 << _RELEASE_BITS) - 1
"""Selects the release in a pair of shingle and release."""

_PART = 8_192
"""Approximate maximum of shingles in a part: 32 kB."""

_LETTERS = 6
"""Bytes per word, at most. Only the number of parts depends on it."""


class _Checksums(dict[str, int]):
    """Cached checksums of words; the cache is emptied when it is full."""

    def __missing__(self, word: str) -> int:
        if len(self) >= 200_000:  # noqa: PLR2004  (20 MB)
            self.clear()
        found = self[word] = crc32(word.encode("utf-8", "replace"))
        return found


_checksum = _Checksums().__getitem__


def shingles(text: str) -> set[int]:
    """Return the hashes of all shingles of a text.

    >>> sorted(shingles("Crime pays nobody at all."))
    [31971079, 49846021]
    """
    return {pair >> _RELEASE_BITS for pair in _pairs(text, 0)}


def _pairs(text: str, release: int) -> set[int]:
    """Return the shingles of a text as integers with the hash in the high and the release in the low bits."""
    words = tokens(text)
    count = len(words) - WORDS + 1
    if count < 1:
        return set()
    # One large integer has a lane for each word, so that Python multiplies and adds once per text, not per word.
    line = int.from_bytes(struct.pack(f"<{len(words)}Q", *map(_checksum, words)), "little")
    total = sum((line >> _LANE * place) * factor for place, factor in enumerate(FACTORS))
    ones = int.from_bytes(b"\x01\0\0\0\0\0\0\0" * count, "little")
    shingle = (total >> _SUM_BITS - BITS) & ones * ((1 << BITS) - 1)
    pairs = (shingle << _RELEASE_BITS) + ones * release
    return set(struct.unpack(f"<{count}Q", pairs.to_bytes(8 * count, "little")))


def spread(releases: Sequence[Iterable[str]], bits: int) -> list[str]:
    """Return the parts of the shingle index; *releases* are the texts of each release, oldest first.

    A part lists its hashes in order, each as the difference from the previous one, followed by a release. If several
    releases have the same hash, the next ones have the difference 0, and the release is the difference from the
    previous release. :mod:`~sphinx_newsroom.outputs.search.codec` encodes these numbers.
    """
    # Sorting combined integers takes a third of the time of a list per shingle.
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
    # This runs for half a million pairs a year, and a plain loop is faster than lists.
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


# The card of a release in the quote check: its texts, who says what in them, and until when each was current.

_NO_ID = "-"
"""Marks a paragraph without an id."""


@dataclass(frozen=True)
class QuoteArchive:
    """Builds the cards."""

    index: ArchiveIndex
    versions: Versions

    def size(self, page: PageName) -> int:
        """Return the approximate size of the texts in bytes, without loading the current ones."""
        entry = self.index.entries[page]
        if not self.versions.texts:
            return entry.size
        return entry.size + sum(len(old.text.encode("utf-8", "replace")) for _, _, old in self._old(page))

    def card_inputs(self, page: PageName) -> tuple[object, ...]:
        """Return the values that the card of a release depends on."""
        entry = self.index.entries[page]
        record = self.versions.records.get(entry.release.id)
        revisions = [(event.at, event.note, event.revision) for event in record.revisions] if record else []
        old = [text for _, _, text in self._old(page)]
        return entry.gist, entry.voices, revisions, old

    def word_inputs(self, page: PageName) -> tuple[object, ...]:
        """Return the values that the words of a release depend on."""
        return self.index.entries[page].words, [text for _, _, text in self._old(page)]

    def words(self, page: PageName) -> list[str]:
        """Return the texts of a release that its card has."""
        entry = self.index.entries[page]
        return [*(_shown(old.release, old.text) for _, _, old in self._old(page)), _shown(entry.release, entry.text)]

    def card(self, page: PageName) -> dict[str, Any]:
        """Return the card of a release, for ``check.js``."""
        entry = self.index.entries[page]
        release = entry.release
        record = self.versions.records.get(release.id)
        texts = [self._superseded(page, event, newer, old) for event, newer, old in self._old(page)]
        current: dict[str, Any] = {
            "text": _shown(release, entry.text),
            "ids": _ids(release, entry.text),
            "said": self._statements(entry),
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
        """Yield the superseded texts that were kept, each with its own event and the next one."""
        record = self.versions.records.get(self.index.entries[page].release.id)
        for event, newer in zip(record.superseded, record.corrected, strict=True) if record else ():
            old = self.versions.texts.get(superseded_page(record.id, event.revision)) if record else None
            # A withdrawn release has no text left.
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

    def _statements(self, entry: Entry) -> list[tuple[object, ...]]:
        """Return the statements in the text: start, end, kind, id of the speaker, office, form."""
        by = len(entry.release.subtitle) + len("\n\n") if entry.release.subtitle else 0
        return [
            (one.start + by, one.end + by, one.kind, one.speaker, one.role or "", one.form) for one in entry.statements
        ]


def _shown(release: Release, text: str) -> str:
    """Return a plain text with the subtitle that its page shows."""
    title, between, body = text.partition("\n\n")
    return f"{title}\n\n{release.subtitle}{between}{body}" if release.subtitle else text


def _ids(release: Release, text: str) -> str:
    """Return the ids of the text's blocks, with a placeholder for blocks without one."""
    found = [_NO_ID, *(id_ for _, id_ in paragraph_ids(text))]
    return " ".join([_NO_ID, *found] if release.subtitle else found)


FORMAT = 4
"""Increased when the format changes, so that existing files are made again."""

FOLDER = f"{SEARCH_FOLDER}/quotes"

SHOWN = 16
"""Releases in a ``c`` file. Usually one or two releases of a part are needed."""


def outputs(index: ArchiveIndex, versions: Versions) -> Iterator[Output]:
    """Yield the files of all parts, and the index of them."""
    archive, parts = QuoteArchive(index, versions), by_part(index)
    inputs = {part: tuple(_of_part(archive, pages)) for part, pages in parts.items()}
    for part, pages in parts.items():
        for number, digest in enumerate(inputs[part][2:]):
            name, some = f"{part.name}/c{number}", pages[number * SHOWN : (number + 1) * SHOWN]
            yield Output(f"quotes/{name}", digest, partial(_cards, archive, name, some), 1, part.first)
    groups = []
    for name, some_parts in grouped(parts):
        size = sum(int(inputs[part][0]) for part in some_parts)
        bits = (size // (_LETTERS * _PART)).bit_length()  # the bits of a hash that select a file
        made = {f"{part.name}/{bits}": parts[part] for part in some_parts}
        digests = {f"{part.name}/{bits}": inputs[part][1] for part in some_parts}
        digest, weight = " ".join(map("=".join, digests.items())), sum(map(len, made.values())) // 3
        make = partial(_words, archive, name, bits, made, digests)
        first = some_parts[0].first
        yield Output(f"quotes/words/{name}", digest, make, weight, first, parts=digests)
        rows = [[part.name, fingerprint(inputs[part])[:8]] for part in some_parts]
        groups.append([name, bits, fingerprint(digest)[:8], rows])
    gone = sum(entry.release.withdrawn is not None for entry in index.entries.values())
    directory = {"format": FORMAT, "shown": SHOWN, "groups": groups, "withdrawn": gone}
    yield ready("quotes/index", _files({"index": directory}))


def _of_part(archive: QuoteArchive, pages: Sequence[PageName]) -> Iterator[str]:
    """Yield the size of a part's texts in bytes, the fingerprint of its words, and that of each ``c`` file."""
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
    """Return the shingle files of a group; unchanged parts are copied from the files *before*."""
    keys = [f"{name}/s{number}" for number in range(1 << bits)]
    same = before.unchanged(digests) if before else {}
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
