"""Revisions from git: how each release's text changed since it was published, before there was a ledger.

A text that a commit replaced before the release's date or embargo was a draft and is no revision;
the one that stood then is the first.  Every later change of it is a correction, of the day of its
commit; its note is the one that the header gained with it, else the commit's subject.  A file that
was renamed after that has moved.  A release that git does not know is taken as published on its own
date.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from sphinx_newsroom.archive.one_file import scan_body
from sphinx_newsroom.diagnostics import Severity
from sphinx_newsroom.files import mended
from sphinx_newsroom.ledger import git as history
from sphinx_newsroom.ledger.events import FORM_WITH_FILES, Event
from sphinx_newsroom.ledger.git import Change
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.model.addresses import NO_RELEASE, RELEASES, PageName, ReleaseId, release_id, release_page, url_of
from sphinx_newsroom.model.records import Correction, Release
from sphinx_newsroom.operations.desk import Desk, superseded_path
from sphinx_newsroom.operations.plan import Plan, PublicationError
from sphinx_newsroom.sources.edits import with_item
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.listing import name_problem
from sphinx_newsroom.sources.sheet import HeaderError

UNTOLD = "The text was changed."
"""The note of a correction whose commit says nothing but a file's name, as GitHub's own do."""
_UNTOLD = re.compile(r"(update|edit|create|rename)d? \S+\.(md|ipynb)( to \S+)?|", re.IGNORECASE)
_EPOCH = dt.datetime.min.replace(tzinfo=dt.UTC)

Notes = Mapping[tuple[ReleaseId, int], str]
"""What corrections are to say, by the id and the number of the revision."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text that stood under an id: since when, its source, header and digests, the commit's subject.

    *corrections* are those of its header when it was replaced; *assumed* where its date is its own word alone.
    """

    id: ReleaseId
    at: dt.datetime
    subject: str
    source: str
    release: Release
    digests: Digests
    corrections: tuple[Correction, ...] = ()
    assumed: bool = False

    @property
    def words(self) -> tuple[str, str | None]:
        """What tells it from another text that readers saw: all that it showed, and who issued it."""
        return self.digests.second, self.release.issuer


@dataclass
class _Past:
    """What git has of the files of releases: for each path there is now or was last, all that happened to the file."""

    chains: dict[str, list[Change]] = field(default_factory=dict)

    @classmethod
    def of(cls, changes: Iterable[Change]) -> _Past:
        past = cls()
        for change in changes:
            if change.before:
                past.chains[change.path] = [*past.chains.pop(change.before, []), change]
            else:
                past.chains.setdefault(change.path, []).append(change)
        return past


class Import:
    """The releases that the ledger does not have, with the past that git knows of them."""

    def __init__(self, desk: Desk, read: Callable[[str], str | None], notes: Notes) -> None:
        self.desk, self.read, self.notes = desk, read, notes
        self.past = _Past.of(history.changes(desk.root, RELEASES))
        self.taken = {release.id for release in desk.archive.releases.values()} | set(desk.ledger.records)
        self.taken |= {release_id(docname) for docname in desk.archive.withheld}
        self.files: dict[str, bytes] = {}
        self.corrected = self.moved = 0

    def events(self, release: Release) -> Iterator[Event]:
        """The lines of one release, in their order; its files are put among those to be written."""
        texts = self._texts(release)
        source, number = self.desk.source(release), 0
        for position, text in enumerate(texts):
            before = texts[position - 1] if position else None
            if before and before.id != text.id:
                self.moved += 1
                url = url_of(release_page(before.id))
                if url not in self.desk.parsed(release.path, source).former_urls:
                    source = with_item(release.path, source, "former_urls", url)
                yield Event("moved", text.at, before.id, target=text.id, former_urls=(url,))
            if before and before.words == text.words:
                continue
            note = ""
            if before:
                self.corrected += 1
                self.files[superseded_path(release.path, number)] = before.source.encode()
                note, told = self._note(text, before, number + 1)
                if not told:
                    item = {"date": text.at.date().isoformat(), "note": note}
                    source = with_item(release.path, source, "corrections", item, first=True)
            number += 1
            event = self.desk.event(text.release, text.digests, note, number, self.desk.files(release))
            if position < len(texts) - 1:  # git may have its files; what is not looked at is not vouched for
                event = replace(event, form=FORM_WITH_FILES - 1, files=None)
            yield replace(event, id=text.id, at=text.at, assumed=text.assumed and number == 1)
        if source != self.desk.source(release):
            self.files[release.path] = source.encode()
        if release.withdrawn:
            when = dt.datetime.combine(release.withdrawn.date, dt.time(), dt.UTC)
            yield Event(
                "withdrawn",
                # A withdrawal has a day and no time, and cannot come before the text that it takes back.
                max(when, texts[-1].at),
                release.id,
                note=release.withdrawn.reason,
                target=release.withdrawn.replaced_by or NO_RELEASE,
            )

    def _note(self, text: Text, before: Text, number: int) -> tuple[str, bool]:
        """What a correction says, and whether the header says it already."""
        # No line is there yet that could be paired with: what two headers say tells what came with the change.
        gained = [correction for correction in text.corrections if correction not in before.corrections]
        if gained:
            return max(gained, key=lambda correction: correction.date).note, True
        given = self.notes.get((text.id, number), text.subject).strip()
        return (UNTOLD if _UNTOLD.fullmatch(given) else given), False

    def _texts(self, release: Release) -> list[Text]:
        """The texts of a release in the order in which they stood, one more for each move; the last is its file's."""
        begin = _begin(release)
        found: list[Text] = []
        current = self._text(release.path, begin, "", self.desk.source(release))
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
        return [
            replace(text, at=min(text.at.astimezone(dt.UTC).replace(microsecond=0), self.desk.now))
            for text in self._addressed(release, found)
        ]

    def _addressed(self, release: Release, texts: list[Text]) -> list[Text]:
        """The texts under ids that may be recorded: not one that another release has, or had before."""
        ids = [text.id if text.id not in self.taken else release.id for text in texts]
        for place in range(len(ids) - 2, -1, -1):
            if ids[place] in ids[place + 2 :] and ids[place] != ids[place + 1]:
                ids[place] = ids[place + 1]  # it moved there and back
        self.taken.update(ids)
        found: list[Text] = []
        for text, id_ in zip(texts, ids, strict=True):
            if not found or (id_, text.words) != (found[-1].id, found[-1].words):
                found.append(replace(text, id=id_))
            else:
                found[-1] = replace(found[-1], source=text.source, corrections=text.corrections)
        return found

    def _known(self, release: Release, current: Text | None) -> Iterator[Text]:
        """The texts that git has, or where it has none the current one."""
        none = True
        for change in self.past.chains.get(release.path, ()):
            text = self._of(change)
            if text is not None:
                none = False
                yield text
        if none and current is not None:
            yield replace(current, assumed=True)

    def _of(self, change: Change) -> Text | None:
        source = self.read(change.blob) if change.blob else None
        if source is None or name_problem(change.path):
            return None
        text = self._text(change.path, change.at, change.subject, source)
        if text and text.subject.startswith("Merge "):
            return replace(text, subject=history.merged_subject(self.desk.root, change))
        return text

    def _text(self, path: str, at: dt.datetime, subject: str, source: str) -> Text | None:
        plain = mended(source)
        record = parse_release(path, plain, self.desk.settings).record
        try:
            found_digests = digests(record, plain, record.issuer) if record else None
        except HeaderError:
            return None
        found = scan_body(path, plain, self.desk.settings.allowed).problems
        if record is None or found_digests is None or any(problem.code.severity is Severity.ERROR for problem in found):
            return None  # it would be held back, and so was never read here
        return Text(record.id, at, subject, source, record, found_digests, record.corrections)

    def lost(self) -> Iterator[str]:
        """What was published once and is gone: nobody answers at its address."""
        # A former address that some header has does answer.
        led_to = {url for release in self.desk.archive.releases.values() for url in release.former_urls}
        for path, chain in sorted(self.past.chains.items()):
            id_ = release_id(PageName(os.path.splitext(path)[0]))
            last = chain[-1]
            if last.blob or not chain[1:] or id_ in self.taken or url_of(release_page(id_)) in led_to:
                continue
            text = self._of(chain[-2])
            if text and _begin(text.release) < last.at:
                yield (
                    f"{id_} was deleted on {last.at.date()} and its address is dead; to bring it back: "
                    f"git checkout {last.commit[:12]}~1 -- {path}, commit it, run this again, "
                    f"then newsroom withdraw {id_} --reason …"
                )


def _begin(release: Release) -> dt.datetime:
    """The moment from which a release may have been read."""
    return max(release.moment or dt.datetime.combine(release.date, dt.time(), dt.UTC), release.embargo or _EPOCH)


def plan(desk: Desk, notes: Notes | None = None, progress: Callable[[int, int], None] = lambda done, of: None) -> Plan:
    """Everything that is published and not in the ledger yet, with its revisions and moves."""
    desk.refuse_damage()
    if history.is_shallow(desk.root):
        raise PublicationError("this clone has only a part of the history; run: git fetch --unshallow")
    releases = [release for release in desk.archive.releases.values() if release.id not in desk.ledger.records]
    events: list[Event] = []
    with history.blobs(desk.root) as read:
        work = Import(desk, read, notes or {})
        for number, release in enumerate(releases):
            progress(number, len(releases))
            events += [replace(event, recorded=desk.now) for event in work.events(release)]
        lost = tuple(work.lost())
    events.sort(key=lambda event: event.at)  # those of one release are in order, and stay so
    moved = f" and {work.moved} moves" if work.moved else ""
    told = f"{len(releases)} releases with {work.corrected} corrections{moved} recorded"
    return Plan(work.files, tuple(events), told=(told, *lost))
