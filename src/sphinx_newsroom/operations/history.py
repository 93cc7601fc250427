"""Rebuild the past of an archive, from its git history or from captures of its pages, as dated revisions.

The first text has the release's own date, which is marked as assumed unless a capture of that day confirms it. If a
capture is older than that date, the text was already public then. A text in a later capture was public from that
moment at the latest, and its correction names the two captures between which it appeared.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sphinx_newsroom.archive.source_file import parts_of, unsafe
from sphinx_newsroom.diagnostics import HeaderError, Severity, counted
from sphinx_newsroom.files import mended
from sphinx_newsroom.ledger import git as history
from sphinx_newsroom.ledger.events import FORM, FORM_WITH_FILES, Event
from sphinx_newsroom.ledger.git import CommittedChange
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import NO_RELEASE, RELEASES, ReleaseId, page_of, release_id, release_page, url_of
from sphinx_newsroom.model.records import Correction, Release, begin_of_day, day_in
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.recording import Desk, Plan, PublicationError, superseded_path
from sphinx_newsroom.sources.edits import with_item
from sphinx_newsroom.sources.header import SUFFIXES, parse_release
from sphinx_newsroom.sources.listing import name_problem


@dataclass(frozen=True, slots=True)
class PastText:
    """A former text of a release: when it appeared, its source, header and digests, and the note on its change.

    *corrections* are those in its header when it was replaced; *assumed* is set if only its own date supports the
    moment.
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
        """The visible content that distinguishes it from other texts: its words, and its issuers."""
        return self.digests.second, self.release.all_issuers


NoteOf = Callable[[PastText, int], str]
"""Returns the note of the correction that introduced a text, from the text and the number of the revision."""


def text_of(desk: Desk, path: str, at: dt.datetime, said: str, source: str) -> PastText | None:
    """Return a text from the source of its file, None if it would be held back and so was never public."""
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
    return PastText(record.id, at, said, source, record, found_digests, record.corrections)


def gained(text: PastText, before: PastText) -> list[Correction]:
    """Return the corrections in a text's header that the header of the text before lacked."""
    # No ledger lines exist yet, so the two headers alone show what the change added.
    return [correction for correction in text.corrections if correction not in before.corrections]


def on_record(desk: Desk, texts: Sequence[PastText]) -> list[PastText]:
    """Return the texts with the moments to record: in whole seconds, and never in the future."""
    return [replace(text, at=min(text.at.astimezone(dt.UTC).replace(microsecond=0), desk.now)) for text in texts]


class Recording:
    """Releases to add to the ledger: their events, the files to write, and the totals."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files: dict[str, bytes] = {}
        self.lines: list[Event] = []
        self.corrected = self.moved = self.releases = 0

    def add(self, release: Release, texts: Sequence[PastText], notes: NoteOf) -> None:
        """Add a release with its former texts."""
        self.releases += 1
        self.lines += [replace(event, recorded=self.desk.now) for event in self.events(release, texts, notes)]

    def plan(self, *more: str) -> Plan:
        """Return everything as a plan; *more* are further lines of its report."""
        moved = f" and {counted(self.moved, 'move')}" if self.moved else ""
        done = f"{counted(self.releases, 'release')} with {counted(self.corrected, 'correction')}{moved} recorded"
        events = sorted(self.lines, key=lambda event: event.at)  # a stable sort keeps the order within each release
        return Plan(self.files, tuple(events), report=((done,) if self.releases else ()) + more)

    def events(self, release: Release, texts: Sequence[PastText], notes: NoteOf) -> Iterator[Event]:
        """Yield the ledger lines of one release in order, and add its files to those to write.

        *texts* are in chronological order, each different from the one before in words or id; the last is in the
        release's file.
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
                new = gained(text, before)
                newest = max(new, key=lambda correction: correction.date) if new else None
                note = newest.note if newest else notes(text, number + 1)
                if newest is None or note.split() not in [one.note.split() for one in release.corrections]:
                    # A header must keep a recorded correction, even if a later version of the header dropped it.
                    day = newest.date if newest else day_in(release.zone, text.at)
                    item = {"date": day.isoformat(), "note": note}
                    source = with_item(release.path, source, "corrections", item, first=True)
            number += 1
            event = self.desk.event(text.release, text.digests, note, number, self.desk.files(release))
            # The files of a former text may survive, but nothing checks them, so the line doesn't list them.
            if position < len(texts) - 1:
                event = replace(event, form=FORM_WITH_FILES - 1, files=None)
            yield replace(event, id=text.id, at=text.at, assumed=text.assumed)
        if source != self.desk.source(release):
            self.files[release.path] = source.encode()
        if gone := release.withdrawn:
            # A withdrawal has a date without a time, and can't precede the text that it withdraws.
            at = max(begin_of_day(gone.date, release.zone), texts[-1].at)
            target = gone.replaced_by or NO_RELEASE
            yield Event("withdrawn", at, release.id, form=FORM, note=gone.reason, target=target)


UNTOLD = "The text was changed."
"""The note of a correction if its commit message is only a file name, like GitHub's default messages."""
_UNTOLD = late_pattern(r"(update|edit|create|rename)d? \S+\.(md|ipynb)( to \S+)?|", re.IGNORECASE)

Notes = Mapping[tuple[ReleaseId, int], str]
"""The notes of corrections, by the id and the number of the revision."""


def _chains(changes: Iterable[CommittedChange]) -> dict[str, list[CommittedChange]]:
    """Group the changes of each file, by the path that it has now or had last."""
    found: dict[str, list[CommittedChange]] = {}
    for change in changes:
        before = found.pop(change.before, []) if change.before else found.get(change.path, [])
        found[change.path] = [*before, change]
    return found


class Import:
    """The releases that aren't in the ledger, with their past from git."""

    def __init__(self, desk: Desk, notes: Notes) -> None:
        self.desk, self.notes = desk, notes
        self.chains = _chains(history.changes(desk.root, RELEASES))
        chains = (chain for path, chain in self.chains.items() if path.endswith(SUFFIXES))
        self.sources = history.texts(desk.root, (change.blob for chain in chains for change in chain if change.blob))
        self.taken = {release.id for release in desk.archive.releases.values()} | set(desk.ledger.records)
        self.taken |= {release_id(docname) for docname in desk.archive.withheld}

    def note(self, text: PastText, number: int) -> str:
        """Return the note of a correction whose header has none."""
        given = self.notes.get((text.id, number), text.said).strip()
        return UNTOLD if _UNTOLD.fullmatch(given) else given

    def texts(self, release: Release) -> list[PastText]:
        """Return the texts of a release in chronological order, one more for each move; the last is its file's."""
        begin = release.public_from
        found: list[PastText] = []
        current = text_of(self.desk, release.path, begin, "", self.desk.source(release))
        for text in self._known(release, current):
            if text.at <= begin:
                found = [replace(text, at=begin)]
            elif not found:  # committed after publication, as in an old archive, so its own date counts
                found = [replace(text, at=begin, assumed=True)]
            # Compared by digest: a commit that only rewrapped lines corrected nothing.
            elif text.words != found[-1].words or text.id != found[-1].id:
                found.append(replace(text, at=max(text.at, found[-1].at)))
            else:
                found[-1] = replace(found[-1], source=text.source, corrections=text.corrections)
        if current is None or not found or found[-1].words != current.words:
            raise PublicationError(f"{release.path} has uncommitted changes; commit them first")
        found[-1] = replace(found[-1], release=current.release)  # the version in git may differ in layout
        return on_record(self.desk, _dated_by_corrections(self._with_valid_ids(release, found)))

    def _with_valid_ids(self, release: Release, texts: list[PastText]) -> list[PastText]:
        """Return the texts with ids that may be recorded: never the id that another release has or had before."""
        ids = [text.id if text.id not in self.taken else release.id for text in texts]
        for place in range(len(ids) - 2, -1, -1):
            if ids[place] in ids[place + 2 :] and ids[place] != ids[place + 1]:
                ids[place] = ids[place + 1]  # it moved there and back
        self.taken.update(ids)
        found: list[PastText] = []
        for text, id_ in zip(texts, ids, strict=True):
            if not found or (id_, text.words) != (found[-1].id, found[-1].words):
                found.append(replace(text, id=id_))
            else:
                found[-1] = replace(found[-1], source=text.source, corrections=text.corrections)
        return found

    def _known(self, release: Release, current: PastText | None) -> Iterator[PastText]:
        """Yield the texts in git, or the current one if git has none."""
        none = True
        for change in self.chains.get(release.path, ()):
            text = self._of(change)
            if text is not None:
                none = False
                yield text
        if none and current is not None:
            yield replace(current, assumed=True)

    def _of(self, change: CommittedChange) -> PastText | None:
        source = self.sources.get(change.blob)
        if source is None or name_problem(change.path):
            return None
        text = text_of(self.desk, change.path, change.at, change.subject, source)
        if text and text.said.startswith("Merge "):
            return replace(text, said=history.merged_subject(self.desk.root, change))
        return text

    def lost(self) -> Iterator[str]:
        """Yield releases that were published once and are gone, with no answer at their address."""
        # The former addresses in headers still answer.
        led_to = {url for release in self.desk.archive.releases.values() for url in release.former_urls}
        for path, chain in sorted(self.chains.items()):
            id_ = release_id(page_of(path))
            last = chain[-1]
            if last.blob or not chain[1:] or id_ in self.taken or url_of(release_page(id_)) in led_to:
                continue
            text = self._of(chain[-2])
            if text and text.release.public_from < last.at:
                yield (
                    f"{id_} was deleted on {last.at.date()} and its address is dead; to bring it back: "
                    f"git checkout {last.commit[:12]}~1 -- {path}, commit it, run this again, "
                    f"then newsroom withdraw {id_} --reason …"
                )


def _dated_by_corrections(texts: Sequence[PastText]) -> list[PastText]:
    """Date texts by the corrections that their headers gained, if these are from earlier days."""
    found = list(texts[:1])
    for text, before in zip(texts[1:], texts, strict=False):
        dates = [correction.date for correction in gained(text, before)]
        # An old archive was added to git long after its corrections.
        if dates and max(dates) < day_in(text.release.zone, text.at):
            own = begin_of_day(max(dates), text.release.zone)
            text = replace(text, at=own, assumed=True)
        found.append(replace(text, at=max(text.at, found[-1].at)))
    return found


def plan(desk: Desk, notes: Notes, progress: Callable[[int, int], None]) -> Plan:
    """Plan the ledger lines for everything that is published but not recorded yet, with its revisions and moves."""
    desk.admit(None)
    desk.refuse_damage()
    if history.is_shallow(desk.root):
        raise PublicationError("this clone contains only part of the history; run: git fetch --unshallow")
    new = (release for release in desk.archive.releases.values() if release.id not in desk.ledger.records)
    releases = [release for release in new if not is_sample(desk.root / release.path)]
    work = Recording(desk)
    past = Import(desk, notes)
    for number, release in enumerate(releases):
        progress(number, len(releases))
        work.add(release, past.texts(release), past.note)
    return work.plan(*past.lost())


_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Past:
    """A former text of a release: *source* is the complete content that its file would have had.

    *first* and *last* are the first and the last capture of it, None if there is none.
    """

    source: str
    first: dt.datetime | None = None
    last: dt.datetime | None = None


def plan_of_captures(
    desk: Desk,
    pasts: Mapping[ReleaseId, Sequence[Past]],
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Plan:
    """Plan the ledger lines of releases from their former texts, in chronological order; the last is in the file.

    Releases in the ledger are skipped, so that it can run again. A release that can't be recorded is reported and left
    out. Consecutive texts with the same words are merged. Raises PublicationError if the ledger is damaged.
    """
    desk.admit(None)
    desk.refuse_damage()
    work = Recording(desk)
    left_out: list[str] = []
    unrecorded = [(id_, past) for id_, past in pasts.items() if id_ not in desk.ledger.records]
    for number, (id_, past) in enumerate(unrecorded):
        progress(number, len(unrecorded))
        try:
            release = desk.release(id_)
        except PublicationError as error:
            left_out.append(f"not recorded: {error}")
            continue
        texts = list(_texts(desk, release, past, left_out))
        current = text_of(desk, release.path, release.public_from, "", desk.source(release))
        if not texts or current is None or texts[-1].words != current.words:
            left_out.append(
                f"not recorded: {release.path} is not the text that was captured last; put that back, then run this "
                f"again, or without its past: newsroom publish {id_}"
            )
            continue
        texts[-1] = replace(texts[-1], release=current.release)
        work.add(release, on_record(desk, texts), lambda text, number: text.said)
    return work.plan(*left_out)


def _texts(desk: Desk, release: Release, pasts: Sequence[Past], left_out: list[str]) -> Iterator[PastText]:
    """Yield each text of a release that differs from the one before, with the moment when it appeared."""
    begin = release.public_from
    before: PastText | None = None
    seen: dt.datetime | None = None
    for past in pasts:
        text = text_of(desk, release.path, past.first or begin, "", past.source)
        if text is None:
            when = f" of {long_date(past.first.date())}" if past.first else ""
            left_out.append(f"{release.id}: the text{when} has an error and would be held back; it is left out")
            continue
        # The former addresses belong to the release, whatever the header said at that time.
        header = replace(text.release, former_urls=release.former_urls)
        text = replace(text, id=release.id, release=header, corrections=release.corrections)
        if before is None:
            borne_out = past.first is not None and past.first < begin + _DAY
            text = replace(text, at=min(past.first or begin, begin), assumed=not borne_out)
        elif text.words == before.words:
            seen = past.last or past.first or seen
            continue
        else:
            text = replace(
                text, at=max(text.at, before.at), said=_capture_note(seen, past.first), assumed=past.first is None
            )
        before, seen = text, past.last or past.first
        yield text


def _capture_note(before: dt.datetime | None, after: dt.datetime | None) -> str:
    """Return the note of a correction that is known only from captures.

    >>> _capture_note(dt.datetime(2014, 5, 3), dt.datetime(2014, 6, 9))
    'The text was changed between 3 May 2014 and 9 June 2014.'
    """
    if after is None:
        return "The text was changed."
    if before is None or before >= after:
        return f"The text was changed by {long_date(after.date())}."
    if before.date() == after.date():
        return f"The text was changed on {long_date(after.date())}."
    return f"The text was changed between {long_date(before.date())} and {long_date(after.date())}."
