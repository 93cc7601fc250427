"""What a citation of a release says, whatever form it is written in."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx_newsroom.model.addresses import PageName, release_id, url_of
from sphinx_newsroom.model.days import day_in
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.outputs.feeds.content import clean

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.interface import Interface
    from sphinx_newsroom.ledger.events import Event, Record
    from sphinx_newsroom.model.records import Release, Withdrawal


@dataclass(frozen=True, slots=True)
class Citation:
    """A release, or a superseded text of one, as it is cited; each text is one line without control characters.

    *archive* publishes what has no issuer.  *kind* is what readers call its type, ``Press release``; *original* the
    title of what it translates; *revision* that of a superseded text, 0 for the text that stands.  *note* says what was
    corrected, that the text was superseded, or why the release was withdrawn.  *url* is empty where the archive does
    not know its own address.  *type* is its kind as conf.py has it, in the archive's words; all others are those of
    *interface*.
    """

    key: str
    institutions: tuple[str, ...]
    archive: str
    title: str
    kind: str
    type: str
    number: str
    date: dt.date
    place: str
    language: str
    url: str
    interface: Interface
    original: str = ""
    revision: int = 0
    note: str = ""
    withdrawn: dt.date | None = None

    @property
    def headline(self) -> str:
        """The title, which says of a withdrawn release that it is one: what styles print of a note is not known."""
        return titled(self.title, self.interface, withdrawn=self.withdrawn is not None)

    @property
    def institution(self) -> str:
        """All who issued it, in words, or the archive."""
        return self.interface.names(self.institutions) or self.archive

    @property
    def notes(self) -> str:
        """The note, and of a translation what it translates."""
        of = self.interface.say("Translation of “{title}”.", title=self.original) if self.original else ""
        return " ".join(filter(None, (of, self.note)))


def titled(title: str, interface: Interface, *, withdrawn: bool) -> str:
    """A title as it is told where no notice stands beside it: ``Withdrawn: Conference opens``."""
    return interface.say("Withdrawn: {title}", title=title) if withdrawn else title


def citation_of(page: PageName, index: ArchiveIndex, settings: Settings, versions: Versions) -> Citation:
    """The citation of the release that has a page."""
    release = index.entries[page].release
    original = index.original(page)
    record = versions.records.get(release.id)
    interface = settings.interface_of(release.language)
    # Once for the record of each release of an archive: what follows from the text alone is left to the forms.
    corrected = (
        ""
        if release.withdrawn
        else " ".join(
            interface.say("Corrected on {date}: {note}", date=interface.date(correction.date), note=correction.note)
            for correction in release.corrections_in_order
        )
    )
    if corrected and record is not None and record.current.revision > 1:
        corrected += " " + interface.say("This is revision {number}.", number=record.current.revision)
    title = index.entries[original].release.title if original else ""
    return _citation(page, release, release.withdrawn, index, settings, note=corrected, original=_line(title))


def superseded_citation(
    page: PageName,
    record: Record,
    event: Event,
    newer: Event,
    index: ArchiveIndex,
    settings: Settings,
    versions: Versions,
) -> Citation:
    """The citation of a text that *newer* took the place of, with its own header and address."""
    old = versions.texts[page]
    interface = settings.interface_of(old.release.language)
    note = interface.say(
        "Superseded on {date}: {note} This is revision {number} of {total}.",
        date=interface.date(day_in(old.release.zone, newer.at)),
        note=newer.note,
        number=event.revision,
        total=len(record.revisions),
    )
    return _citation(page, old.release, old.withdrawn, index, settings, note=note, revision=event.revision)


def _citation(
    page: PageName,
    release: Release,
    withdrawn: Withdrawal | None,
    index: ArchiveIndex,
    settings: Settings,
    *,
    note: str,
    original: str = "",
    revision: int = 0,
) -> Citation:
    interface = settings.interface_of(release.language)
    return Citation(
        key=release_id(page).replace("/", ":"),
        institutions=tuple(_line(record.name) for record in index.registry.issuers(release)),
        archive=_line(settings.project),
        title=_line(release.title),
        kind=_line(settings.type_label(release.type, interface)),
        type=_line(settings.types.get(release.type, release.type)),
        number=_line(release.number or ""),
        date=release.date,
        # Of a withdrawn release its page tells no more of the text than the title.
        place="" if withdrawn else _line(release.dateline or ""),
        language=release.language,
        url=settings.baseurl + quote(url_of(page)) if settings.baseurl else "",
        interface=interface,
        original=original,
        revision=revision,
        note=_line(withdrawal_words(withdrawn, interface) if withdrawn else note),
        withdrawn=withdrawn.date if withdrawn else None,
    )


def _line(text: str) -> str:
    """A text on one line: in RIS a line's end begins another field, and nobody cites a control character."""
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip(" ")
    return " ".join(clean(" ".join(text.split())).split())


def reference_parts(citation: Citation) -> tuple[str, ...]:
    """What a reference in a bibliography has between its commas: issuer, title, kind and number, date, address."""
    kind = f"{citation.kind} {citation.number}" if citation.number else citation.kind
    interface = citation.interface
    revision = interface.say("revision {number}", number=citation.revision) if citation.revision else ""
    title = interface.say("“{title}”", title=citation.headline)
    parts = (citation.institution, title, kind, interface.date(citation.date), revision, citation.url)
    return tuple(filter(None, parts))
