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
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.addresses import SEARCH_FOLDER, PageName, entity_page, superseded_page
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.batches import Known
from sphinx_newsroom.outputs.output import Output
from sphinx_newsroom.outputs.quotes.shingles import part_bits, parts
from sphinx_newsroom.outputs.search.year_parts import by_part
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.archive.entries import Entry
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import OldText, Versions
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.ledger.events import Event
    from sphinx_newsroom.model.records import Release

# What the quote check tells of a release: its texts, who says what in them, and until when each stood.

_NO_ID = "-"
"""Stands among the ids of paragraphs for what has none."""


@dataclass(frozen=True)
class Archive:
    """Where cards are made from."""

    index: ArchiveIndex
    versions: Versions
    interface: Interface

    def size(self, page: PageName) -> int:
        """About how many bytes the texts have, told without asking for those that stand."""
        entry = self.index.entries[page]
        if not self.versions.texts:
            return entry.size
        return entry.size + sum(len(old.text.encode("utf-8", "replace")) for _, _, old in self._old(page))

    def told(self, page: PageName) -> tuple[object, ...]:
        """What changes when the card of a release does, as values whose ``repr`` tells all."""
        entry, registry = self.index.entries[page], self.index.registry
        speakers = [(one.speaker, self._name(one.speaker)) for one in entry.statements]
        gist, voices, *others = self.unnamed(page)
        return gist, voices, registry.issuer_names(entry.release), speakers, *others

    def unnamed(self, page: PageName) -> tuple[object, ...]:
        """The same without how those who issue the release, and who say something in it, are called."""
        entry = self.index.entries[page]
        record = self.versions.records.get(entry.release.id)
        revisions = [(event.at, event.note, event.revision) for event in record.revisions] if record else []
        old = [text for _, _, text in self._old(page)]
        return entry.gist, entry.voices, revisions, old

    def words_told(self, page: PageName) -> tuple[object, ...]:
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
            "issuer": self._issuer(release),
            "texts": [*texts, current],
        }

    def called(self, page: PageName, card: dict[str, Any]) -> dict[str, Any]:
        """The *card* of a release with the names of today, where nothing else of it has changed."""
        entry = self.index.entries[page]
        *old, current = card["texts"]
        return card | {
            "issuer": self._issuer(entry.release),
            "texts": [*old, current | {"said": self._said(entry)}],
        }

    def _issuer(self, release: Release) -> str:
        return self.interface.names(self.index.registry.issuer_names(release))

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

    def _said(self, entry: Entry) -> list[list[object]]:
        """Where in the text which words are whose: start, end, name, page, office, form."""
        by = _shift(entry.release)
        return [
            [
                one.start + by,
                one.end + by,
                self._name(one.speaker),
                entity_page(one.kind, one.speaker),
                one.role or "",
                one.form,
            ]
            for one in entry.statements
        ]

    def _name(self, id_: str) -> str:
        record = self.index.registry.entity(id_)
        return record.name if record else id_


def _shown(release: Release, text: str) -> str:
    """A plain text with the subtitle that its page shows."""
    title, between, body = text.partition("\n\n")
    return f"{title}\n\n{release.subtitle}{between}{body}" if release.subtitle else text


def _shift(release: Release) -> int:
    """How much further on a place of the plain text is in what is shown."""
    return len(release.subtitle) + len("\n\n") if release.subtitle else 0


def _ids(release: Release, text: str) -> str:
    """The ids of the blocks of what is shown, as far as they have one."""
    found = [_NO_ID, *(id_ for _, id_ in paragraph_ids(text))]
    return " ".join([_NO_ID, *found] if release.subtitle else found)


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
