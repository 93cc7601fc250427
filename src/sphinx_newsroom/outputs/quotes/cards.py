"""What the quote check tells of a release: its texts, who says what in them, and until when each stood."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.model.addresses import PageName, entity_page, superseded_page
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.text.words.paragraph_ids import paragraph_ids

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx_newsroom.archive.entries import Entry
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import OldText, Versions
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.ledger.events import Event
    from sphinx_newsroom.model.records import Release

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
