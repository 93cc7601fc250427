"""The past of an archive, from its git history or from captures of its pages: revisions with their dates.

The first text is as of the release's own date, which is assumed unless a capture of that day bears it out; a capture
from before that date shows that it was read already.  A text that a later capture shows stood from then on at the
latest, and its correction says between which two captures it came.
"""

from __future__ import annotations

import datetime as dt
import os
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
from sphinx_newsroom.model.addresses import NO_RELEASE, RELEASES, PageName, ReleaseId, release_id, release_page, url_of
from sphinx_newsroom.model.records import Correction, Release, begin_of_day, day_in
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.recording import Desk, Plan, PublicationError, superseded_path
from sphinx_newsroom.sources.edits import with_item
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.listing import name_problem


@dataclass(frozen=True, slots=True)
class PastText:
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


NoteOf = Callable[[PastText, int], str]
"""What the correction is to say that brought a text, which is the revision of this number."""


def text_of(desk: Desk, path: str, at: dt.datetime, said: str, source: str) -> PastText | None:
    """A text by its whole file, None if it would be held back, and so was never read here."""
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
    """The corrections that a text's header has and that of the text before had not."""
    # No line is there yet that could be paired with: what two headers say tells what came with the change.
    return [correction for correction in text.corrections if correction not in before.corrections]


def on_record(desk: Desk, texts: Sequence[PastText]) -> list[PastText]:
    """Texts with the moments under which they are recorded: to the second, and none that is still to come."""
    return [replace(text, at=min(text.at.astimezone(dt.UTC).replace(microsecond=0), desk.now)) for text in texts]


class Recording:
    """Releases on their way into the ledger: their events, the files that are to be written, and how much there is."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.files: dict[str, bytes] = {}
        self.lines: list[Event] = []
        self.corrected = self.moved = self.releases = 0

    def add(self, release: Release, texts: Sequence[PastText], notes: NoteOf) -> None:
        """Add a release with the texts that it had."""
        self.releases += 1
        self.lines += [replace(event, recorded=self.desk.now) for event in self.events(release, texts, notes)]

    def plan(self, *more: str) -> Plan:
        """All of it as a plan; *more* is what else there is to report."""
        moved = f" and {counted(self.moved, 'move')}" if self.moved else ""
        done = f"{counted(self.releases, 'release')} with {counted(self.corrected, 'correction')}{moved} recorded"
        events = sorted(self.lines, key=lambda event: event.at)  # those of one release are in order, and stay so
        return Plan(self.files, tuple(events), report=((done,) if self.releases else ()) + more)

    def events(self, release: Release, texts: Sequence[PastText], notes: NoteOf) -> Iterator[Event]:
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
                new = gained(text, before)
                newest = max(new, key=lambda correction: correction.date) if new else None
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
        if gone := release.withdrawn:
            # A withdrawal has a day and no time, and can't come before the text that it takes back.
            at = max(begin_of_day(gone.date, release.zone), texts[-1].at)
            target = gone.replaced_by or NO_RELEASE
            yield Event("withdrawn", at, release.id, form=FORM, note=gone.reason, target=target)


UNTOLD = "The text was changed."
"""The note of a correction whose commit says nothing but a file's name, as GitHub's own do."""
_UNTOLD = re.compile(r"(update|edit|create|rename)d? \S+\.(md|ipynb)( to \S+)?|", re.IGNORECASE)

Notes = Mapping[tuple[ReleaseId, int], str]
"""What corrections are to say, by the id and the number of the revision."""


def _chains(changes: Iterable[CommittedChange]) -> dict[str, list[CommittedChange]]:
    """All that happened to each file, by the path that it has now or had last."""
    found: dict[str, list[CommittedChange]] = {}
    for change in changes:
        before = found.pop(change.before, []) if change.before else found.get(change.path, [])
        found[change.path] = [*before, change]
    return found


class Import:
    """The releases that the ledger does not have, with the past that git knows of them."""

    def __init__(self, desk: Desk, read: Callable[[str], str | None], notes: Notes) -> None:
        self.desk, self.read, self.notes = desk, read, notes
        self.chains = _chains(history.changes(desk.root, RELEASES))
        self.taken = {release.id for release in desk.archive.releases.values()} | set(desk.ledger.records)
        self.taken |= {release_id(docname) for docname in desk.archive.withheld}

    def note(self, text: PastText, number: int) -> str:
        """What a correction says whose header says nothing."""
        given = self.notes.get((text.id, number), text.said).strip()
        return UNTOLD if _UNTOLD.fullmatch(given) else given

    def texts(self, release: Release) -> list[PastText]:
        """The texts of a release in the order in which they stood, one more for each move; the last is its file's."""
        begin = release.public_from
        found: list[PastText] = []
        current = text_of(self.desk, release.path, begin, "", self.desk.source(release))
        for text in self._known(release, current):
            if text.at <= begin:
                found = [replace(text, at=begin)]
            elif not found:  # what was committed later than it was published, as an old archive is, keeps its own date
                found = [replace(text, at=begin, assumed=True)]
            # By digest: a commit that wrapped lines anew corrected nothing.
            elif text.words != found[-1].words or text.id != found[-1].id:
                found.append(replace(text, at=max(text.at, found[-1].at)))
            else:
                found[-1] = replace(found[-1], source=text.source, corrections=text.corrections)
        if current is None or not found or found[-1].words != current.words:
            raise PublicationError(f"{release.path} has changes that are not committed; commit them first")
        found[-1] = replace(found[-1], release=current.release)  # what git has may differ in layout
        return on_record(self.desk, _of_their_dates(self._addressed(release, found)))

    def _addressed(self, release: Release, texts: list[PastText]) -> list[PastText]:
        """The texts under ids that may be recorded: not one that another release has, or had before."""
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
        """The texts that git has, or where it has none the current one."""
        none = True
        for change in self.chains.get(release.path, ()):
            text = self._of(change)
            if text is not None:
                none = False
                yield text
        if none and current is not None:
            yield replace(current, assumed=True)

    def _of(self, change: CommittedChange) -> PastText | None:
        source = self.read(change.blob) if change.blob else None
        if source is None or name_problem(change.path):
            return None
        text = text_of(self.desk, change.path, change.at, change.subject, source)
        if text and text.said.startswith("Merge "):
            return replace(text, said=history.merged_subject(self.desk.root, change))
        return text

    def lost(self) -> Iterator[str]:
        """What was published once and is gone: nobody answers at its address."""
        # A former address that some header has does answer.
        led_to = {url for release in self.desk.archive.releases.values() for url in release.former_urls}
        for path, chain in sorted(self.chains.items()):
            id_ = release_id(PageName(os.path.splitext(path)[0]))
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


def _of_their_dates(texts: Sequence[PastText]) -> list[PastText]:
    """Texts as of the corrections that their headers gained with them, where these are of earlier days."""
    found = list(texts[:1])
    for text, before in zip(texts[1:], texts, strict=False):
        dates = [correction.date for correction in gained(text, before)]
        # An old archive came to git when it had been corrected for long.
        if dates and max(dates) < day_in(text.release.zone, text.at):
            own = begin_of_day(max(dates), text.release.zone)
            text = replace(text, at=own, assumed=True)
        found.append(replace(text, at=max(text.at, found[-1].at)))
    return found


def plan(desk: Desk, notes: Notes | None = None, progress: Callable[[int, int], None] = lambda done, of: None) -> Plan:
    """Everything that is published and not in the ledger yet, with its revisions and moves."""
    desk.admit(None)
    desk.refuse_damage()
    if history.is_shallow(desk.root):
        raise PublicationError("this clone has only a part of the history; run: git fetch --unshallow")
    new = (release for release in desk.archive.releases.values() if release.id not in desk.ledger.records)
    releases = [release for release in new if not is_sample(desk.root / release.path)]
    work = Recording(desk)
    with history.blobs(desk.root) as read:
        past = Import(desk, read, notes or {})
        for number, release in enumerate(releases):
            progress(number, len(releases))
            work.add(release, past.texts(release), past.note)
        return work.plan(*past.lost())


_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Past:
    """A text that a release had: *source* is what its file would hold then, header and all.

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
    """Releases with the texts that they had, in the order in which these stood; the last is what the file holds.

    Releases that the ledger has are skipped, so that it can be run again.  One that can't be recorded is reported and
    left out.  Consecutive texts that say the same are one.  Raises PublicationError if the ledger is damaged.
    """
    desk.admit(None)
    desk.refuse_damage()
    work = Recording(desk)
    left_out: list[str] = []
    wanted = [(id_, past) for id_, past in pasts.items() if id_ not in desk.ledger.records]
    for number, (id_, past) in enumerate(wanted):
        progress(number, len(wanted))
        release = desk.archive.releases.get(release_page(id_))
        if release is None:
            left_out.append(f"{id_} is not recorded: {_reason(desk, id_)}")
            continue
        texts = list(_texts(desk, release, past, left_out))
        current = text_of(desk, release.path, release.public_from, "", desk.source(release))
        if not texts or current is None or texts[-1].words != current.words:
            left_out.append(
                f"{id_} is not recorded: {release.path} is not the text that was captured last; "
                f"put that back, then run this again, or without its past: newsroom publish {id_}"
            )
            continue
        texts[-1] = replace(texts[-1], release=current.release)
        work.add(release, on_record(desk, texts), lambda text, number: text.said)
    return work.plan(*left_out)


def _reason(desk: Desk, id_: ReleaseId) -> str:
    """Why a release is not among those that may be published."""
    withheld = desk.archive.withheld.get(release_page(id_))
    if withheld is None:
        return "it has no file"
    if withheld.reason == "draft":
        return "it is a draft, or translates one"
    if withheld.until:
        return f"it is under embargo until {withheld.until.isoformat()}"
    return next((str(problem) for problem in desk.archive.problems if problem.path == withheld.path), withheld.path)


def _texts(desk: Desk, release: Release, pasts: Sequence[Past], left_out: list[str]) -> Iterator[PastText]:
    """The texts of a release that differ from the one before, each with the moment from which it stood."""
    begin = release.public_from
    before: PastText | None = None
    seen: dt.datetime | None = None
    for past in pasts:
        text = text_of(desk, release.path, past.first or begin, "", past.source)
        if text is None:
            when = f" of {long_date(past.first.date())}" if past.first else ""
            left_out.append(f"{release.id}: the text{when} has an error and would be held back; it is left out")
            continue
        # A text's former addresses are those of the release, whatever a header of that time would have said.
        header = replace(text.release, former_urls=release.former_urls)
        text = replace(text, id=release.id, release=header, corrections=release.corrections)
        if before is None:
            borne_out = past.first is not None and past.first < begin + _DAY
            text = replace(text, at=min(past.first or begin, begin), assumed=not borne_out)
        elif text.words == before.words:
            seen = past.last or past.first or seen
            continue
        else:
            text = replace(text, at=max(text.at, before.at), said=_said(seen, past.first), assumed=past.first is None)
        before, seen = text, past.last or past.first
        yield text


def _said(before: dt.datetime | None, after: dt.datetime | None) -> str:
    """What a correction says of which nothing but captures tell.

    >>> _said(dt.datetime(2014, 5, 3), dt.datetime(2014, 6, 9))
    'The text was changed between 3 May 2014 and 9 June 2014.'
    """
    if after is None:
        return "The text was changed."
    if before is None or before >= after:
        return f"The text was changed by {long_date(after.date())}."
    if before.date() == after.date():
        return f"The text was changed on {long_date(after.date())}."
    return f"The text was changed between {long_date(before.date())} and {long_date(after.date())}."
