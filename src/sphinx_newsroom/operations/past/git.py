"""Revisions from git: how each release's text changed since it was published, before there was a ledger.

A text that a commit replaced before the release's date or embargo was a draft and is no revision;
the one that stood then is the first.  Every later change of it is a correction, of the day of its
commit; its note is the one that the header gained with it, else the commit's subject.  A file that
was renamed after that has moved.  A release that git does not know is taken as published on its own
date.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.ledger import git as history
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.git import Change
from sphinx_newsroom.model.addresses import RELEASES, PageName, ReleaseId, release_id, release_page, url_of
from sphinx_newsroom.model.days import begin_of_day, day_in
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.begin import is_sample
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.past.texts import Recording, Text, gained, on_record, text_of
from sphinx_newsroom.operations.plan import Plan, PublicationError
from sphinx_newsroom.sources.listing import name_problem

UNTOLD = "The text was changed."
"""The note of a correction whose commit says nothing but a file's name, as GitHub's own do."""
_UNTOLD = re.compile(r"(update|edit|create|rename)d? \S+\.(md|ipynb)( to \S+)?|", re.IGNORECASE)

Notes = Mapping[tuple[ReleaseId, int], str]
"""What corrections are to say, by the id and the number of the revision."""


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
        self.recording = Recording(desk)

    def events(self, release: Release) -> Iterator[Event]:
        """The lines of one release, in their order; its files are put among those to be written."""
        return self.recording.events(release, self._texts(release), self._note)

    def _note(self, text: Text, number: int) -> str:
        """What a correction says whose header says nothing."""
        given = self.notes.get((text.id, number), text.said).strip()
        return UNTOLD if _UNTOLD.fullmatch(given) else given

    def _texts(self, release: Release) -> list[Text]:
        """The texts of a release in the order in which they stood, one more for each move; the last is its file's."""
        begin = release.public_from
        found: list[Text] = []
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
        text = text_of(self.desk, change.path, change.at, change.subject, source)
        if text and text.said.startswith("Merge "):
            return replace(text, said=history.merged_subject(self.desk.root, change))
        return text

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
            if text and text.release.public_from < last.at:
                yield (
                    f"{id_} was deleted on {last.at.date()} and its address is dead; to bring it back: "
                    f"git checkout {last.commit[:12]}~1 -- {path}, commit it, run this again, "
                    f"then newsroom withdraw {id_} --reason …"
                )


def _of_their_dates(texts: Sequence[Text]) -> list[Text]:
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
    events: list[Event] = []
    with history.blobs(desk.root) as read:
        work = Import(desk, read, notes or {})
        for number, release in enumerate(releases):
            progress(number, len(releases))
            events += [replace(event, recorded=desk.now) for event in work.events(release)]
        lost = tuple(work.lost())
    events.sort(key=lambda event: event.at)  # those of one release are in order, and stay so
    moved = f" and {counted(work.recording.moved, 'move')}" if work.recording.moved else ""
    told = f"{counted(len(releases), 'release')} with {counted(work.recording.corrected, 'correction')}{moved} recorded"
    return Plan(work.recording.files, tuple(events), told=(told, *lost))
