"""The texts of a release in the order in which they stood, as lines of the ledger and superseded texts.

Wherever a past is known from, it comes to this: a sequence of texts, each with the moment from which it stood.  A text
is recorded as of its own date, whatever was committed or captured when; where nothing but a header says that date, its
line says that it is assumed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from sphinx_newsroom.archive.one_file import parts_of, unsafe
from sphinx_newsroom.diagnostics import Severity
from sphinx_newsroom.files import mended
from sphinx_newsroom.ledger.events import FORM, FORM_WITH_FILES, Event
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.model.addresses import NO_RELEASE, ReleaseId, release_page, url_of
from sphinx_newsroom.model.days import begin_of_day, day_in
from sphinx_newsroom.model.records import Correction, Release
from sphinx_newsroom.operations.desk import Desk, superseded_path
from sphinx_newsroom.sources.edits import with_item
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.keys.sheet import HeaderError


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stood under an id: since when, its source, header and digests, and what is said of the change to it.

    *corrections* are those of its header when it was replaced; *assumed* where its date is its own word alone.
    """

    id: ReleaseId
    at: dt.datetime
    said: str
    source: str
    release: Release
    digests: Digests
    corrections: tuple[Correction, ...] = ()
    assumed: bool = False

    @property
    def words(self) -> tuple[str, tuple[str, ...]]:
        """What tells it from another text that readers saw: all that it showed, and who issued it."""
        return self.digests.second, self.release.all_issuers


Notes = Callable[[Text, int], str]
"""What the correction is to say that brought a text, which is the revision of this number."""


def text_of(desk: Desk, path: str, at: dt.datetime, said: str, source: str) -> Text | None:
    """A text by its whole file, None where it would be held back, and so was never read here."""
    plain = mended(source)
    record = parse_release(path, plain, desk.settings).record
    try:
        found_digests = digests(record, plain, record.issuer) if record else None
    except HeaderError:
        return None
    found = unsafe(path, parts_of(path, plain), desk.settings.allowed)
    if record is None or record.draft or found_digests is None:
        return None
    if any(problem.code.severity is Severity.ERROR for problem in found):
        return None
    return Text(record.id, at, said, source, record, found_digests, record.corrections)


def gained(text: Text, before: Text) -> list[Correction]:
    """The corrections that a text's header has and that of the text before had not."""
    # No line is there yet that could be paired with: what two headers say tells what came with the change.
    return [correction for correction in text.corrections if correction not in before.corrections]


def on_record(desk: Desk, texts: Sequence[Text]) -> list[Text]:
    """Texts with the moments under which they are recorded: to the second, and none that is still to come."""
    return [replace(text, at=min(text.at.astimezone(dt.UTC).replace(microsecond=0), desk.now)) for text in texts]


class Recording:
    """Releases on their way into the ledger: the files that are to be written for them, and how much there was."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files: dict[str, bytes] = {}
        self.corrected = self.moved = 0

    def events(self, release: Release, texts: Sequence[Text], notes: Notes) -> Iterator[Event]:
        """The lines of one release, in their order; its files are put among those to be written.

        *texts* are in the order in which they stood, each unlike the one before, in words or in id; the last is that of
        the release's file.
        """
        source, number = self.desk.source(release), 0
        for position, text in enumerate(texts):
            before = texts[position - 1] if position else None
            if before and before.id != text.id:
                self.moved += 1
                url = url_of(release_page(before.id))
                if url not in self.desk.parsed(release.path, source).former_urls:
                    source = with_item(release.path, source, "former_urls", url)
                yield Event("moved", text.at, before.id, form=FORM, target=text.id, former_urls=(url,))
            if before and before.words == text.words:
                continue
            note = ""
            if before:
                self.corrected += 1
                self.files[superseded_path(release.path, number)] = before.source.encode()
                told = gained(text, before)
                newest = max(told, key=lambda correction: correction.date) if told else None
                note = newest.note if newest else notes(text, number + 1)
                if newest is None or note.split() not in [one.note.split() for one in release.corrections]:
                    # Of what is recorded a header goes on telling, also where a later one had it no more.
                    day = newest.date if newest else day_in(release.zone, text.at)
                    item = {"date": day.isoformat(), "note": note}
                    source = with_item(release.path, source, "corrections", item, first=True)
            number += 1
            event = self.desk.event(text.release, text.digests, note, number, self.desk.files(release))
            if position < len(texts) - 1:  # what it showed may be somewhere; what is not looked at is not vouched for
                event = replace(event, form=FORM_WITH_FILES - 1, files=None)
            yield replace(event, id=text.id, at=text.at, assumed=text.assumed)
        if source != self.desk.source(release):
            self.files[release.path] = source.encode()
        if release.withdrawn:
            yield self._withdrawal(release, texts[-1])

    def _withdrawal(self, release: Release, last: Text) -> Event:
        assert release.withdrawn is not None
        # A withdrawal has a day and no time, and cannot come before the text that it takes back.
        at = max(begin_of_day(release.withdrawn.date, release.zone), last.at)
        target = release.withdrawn.replaced_by or NO_RELEASE
        return Event("withdrawn", at, release.id, form=FORM, note=release.withdrawn.reason, target=target)
