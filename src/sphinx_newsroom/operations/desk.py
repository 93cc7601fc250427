"""The operations that record, worked out as plans: publish, correct, withdraw; :mod:`moving` has the fourth.

Nothing is written here: a plan is whole or there is none, and :mod:`sphinx_newsroom.operations.plan` carries it out.
"""

from __future__ import annotations

import datetime as dt
import itertools
import posixpath
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive.journal import Journal, carry_on, clear_away, interrupted
from sphinx_newsroom.archive.loading import Archive, Read, load
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.files import digest as digest_of_bytes
from sphinx_newsroom.files import mended, read_exactly, read_plain
from sphinx_newsroom.ledger.checks import same_issuer
from sphinx_newsroom.ledger.events import FORM, Event, Ledger, Record
from sphinx_newsroom.ledger.paired import paired
from sphinx_newsroom.ledger.text_digest import Digests, digests
from sphinx_newsroom.model.addresses import (
    NO_RELEASE,
    PageName,
    ReleaseId,
    release_page,
    superseded_page,
    translation_id,
    url_of,
)
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.operations.plan import Plan, PublicationError, said
from sphinx_newsroom.sources.edits import with_item, with_key
from sphinx_newsroom.sources.header import parse_release
from sphinx_newsroom.sources.release_file import id_in, paths_of


class Desk:
    """An archive and its ledger, open for one operation; *now* is the moment that is recorded.

    *completed* is an operation that was stopped before its end, and that was completed when this was opened.
    """

    def __init__(self, root: Path, settings: Settings, completed: Journal | None = None) -> None:
        self.root = root
        self.completed = completed
        self.settings = settings
        self._reads: dict[str, Read] = {}
        self._sources: dict[str, str] = {}
        self.archive: Archive = load(root, settings, reads=self._reads)
        self.ledger: Ledger = self.archive.ledger or Ledger()

    @property
    def now(self) -> dt.datetime:
        """The moment of the operation, to the second."""
        return self.settings.now.astimezone(dt.UTC).replace(microsecond=0)

    def refuse_damage(self, *, joins: bool = False) -> None:
        """Refuse to add to a ledger that is damaged; two ends are let through where they are to be joined (*joins*)."""
        for problem in self.ledger.problems:
            if not problem.pending or (self.ledger.forked and not joins):
                raise PublicationError(str(problem))

    def release(self, name: str) -> Release:
        """A release that may be published now; raises PublicationError with why there is none."""
        id_ = id_in(name)
        release = self.archive.releases.get(release_page(id_))
        if release is not None:
            return release
        withheld = self.archive.withheld.get(release_page(id_))
        if withheld is None:
            now = self.archive.current_id(id_)
            meant = f"; it has moved to {now}" if now != id_ else "; give the path below releases/ without suffix"
            raise PublicationError(f"{id_} has no file{meant}")
        if withheld.until:
            raise PublicationError(f"{id_} is under embargo until {withheld.until.isoformat()}; publish it then")
        first = next((str(p) for p in self.archive.problems if p.path == withheld.path), withheld.path)
        raise PublicationError(f"{id_} has an error; mend it first: {first}")

    def record(self, release: Release) -> Record:
        """The record of a release; raises PublicationError where it was not published."""
        record = self.ledger.records.get(release.id)
        if record is None:
            raise PublicationError(f"{release.id} is not in the ledger; run: newsroom publish {release.id}")
        return record

    def source(self, release: Release) -> str:
        """The text of a release's file, to be written back but for what is added.

        Raises PublicationError where the file is not what it was when its header was read.
        """
        if release.path not in self._sources:
            data = read_plain(self.root / release.path)
            if digest_of_bytes(data) != self.archive.digests[release.docname]:
                raise PublicationError(f"{release.path} was changed in the meantime; run this again")
            self._sources[release.path] = data.decode()
        return self._sources[release.path]

    def digests(self, release: Release) -> Digests:
        """The digests of a release's text as it stands."""
        record = self.ledger.records.get(release.id)
        issuer = record.current.issuer if record else release.issuer
        return self._reads[release.path].digests or digests(release, self.source(release), issuer)

    def is_published(self, release: Release) -> bool:
        """Whether a release's text, as it stands, is the one that its record ends with."""
        return self.is_of(self.record(release).current, release, self.digests(release))

    def is_of(self, event: Event, release: Release, found: Digests) -> bool:
        """Whether a text is the one that a line records, under the same issuer."""
        return found.are_of(event) and same_issuer(event, release.issuer, self.archive.registry.organizations)

    def problems_after(self, plan: Plan) -> tuple[Problem, ...]:
        """What is wrong in the archive when a plan was carried out; only what that changed is read again."""
        for path in (*plan.files, *plan.gone):
            self._reads.pop(path, None)
        return load(self.root, self.settings, reads=self._reads).problems

    def event(self, release: Release, found: Digests | None = None, note: str = "", revision: int = 1) -> Event:
        """The line that records a release's text, as it stands or as the digests that were *found* say."""
        issuer = self.archive.registry.organizations.get(release.issuer) if release.issuer else None
        name = issuer.name if issuer else release.issuer
        return Event(
            "published" if revision == 1 else "corrected",
            self.now,
            release.id,
            revision=revision,
            form=FORM,
            text=(found or self.digests(release)).text(name),
            title=" ".join(release.title.split()),
            date=release.date.isoformat(),
            language=release.language,
            issuer=release.issuer,
            issuer_name=name,
            note=note,
            former_urls=release.former_urls,
        )

    # -- the operations

    def publish(self, ids: Sequence[str] = ()) -> Plan:
        """Record what is new: releases, finished corrections, withdrawals in headers; of *ids*, or of all."""
        self.refuse_damage(joins=True)
        chosen = [self.release(id_) for id_ in ids] or list(self.archive.releases.values())
        events: list[Event] = []
        told: list[str] = []
        for release in sorted(chosen, key=lambda release: (release.date, release.id)):
            for event in self._new(release, asked=bool(ids)):
                events.append(event)
                told.append(said(event))
        # Before all else, so that the lines that follow have one end to go on from.
        if self.ledger.forked:
            events.insert(0, Event("merged", self.now))
            told.insert(0, "joined the ledgers of two branches")
        return Plan({}, tuple(events), told=tuple(told))

    def _new(self, release: Release, asked: bool) -> Iterator[Event]:
        record = self.ledger.records.get(release.id)
        if record is None:
            if not asked and self._former(release.id):
                return  # which a check reports
            self.refuse_reuse(release.id)
            record = self._moved_by_hand(release)
            if record is None:
                yield self.event(release)
                if release.withdrawn:
                    yield self._withdrawn(release)
                return
            yield Event("moved", self.now, record.id, target=release.id, former_urls=release.former_urls)
        current = record.current
        kept = superseded_page(release.id, current.revision)
        corrected = bool(self._standing(kept))
        changed = not self.is_of(current, release, self.digests(release))
        if corrected and changed:
            yield self.event(release, note=_note(release, record), revision=current.revision + 1)
        elif corrected and asked:
            raise PublicationError(
                f"the text of {release.id} is still that of revision {current.revision}; "
                f"change it first, or delete {kept}.md and the new item under `corrections`"
            )
        elif changed and asked:
            raise PublicationError(
                f"{release.id} was published with another text; to keep that and record this one, "
                f"run: newsroom correct {release.id} --note …"
            )
        if release.withdrawn and not record.withdrawn:
            yield self._withdrawn(release)

    def _moved_by_hand(self, release: Release) -> Record | None:
        """The record of a release that was renamed, and says so by its former addresses."""
        for id_, record in self.ledger.records.items():
            if url_of(release_page(id_)) in release.former_urls and not self.files_of(id_):
                return record
        return None

    def refuse_reuse(self, id_: ReleaseId, back: Record | None = None) -> None:
        """Refuse an id that a release has moved away from; *back* may return to its own."""
        if (record := self._former(id_)) and record is not back:
            raise PublicationError(f"{id_} is the former address of {record.id}; give the new release another name")

    def _former(self, id_: ReleaseId) -> Record | None:
        """The record of a release that has moved away from an id."""
        return next(
            (record for record in self.ledger.records.values() if any(former.id == id_ for former in record.former)),
            None,
        )

    def _withdrawn(self, release: Release) -> Event:
        assert release.withdrawn is not None
        target = release.withdrawn.replaced_by or NO_RELEASE
        return Event("withdrawn", self.now, release.id, note=release.withdrawn.reason, target=target)

    def correct(self, id_: str, note: str, *, published: str | None = None, text: str | None = None) -> Plan:
        """Keep the published text, and record the one that takes its place where that is there already.

        *published* is the source of the published text where the release's file holds the new one by now;
        *text* the whole source of the new one where the file still holds the published one.
        """
        self.refuse_damage()
        _refuse_empty("--note", note)
        release = self.release(id_)
        record = self.record(release)
        if record.withdrawn:
            raise PublicationError(f"{release.id} is withdrawn; what nobody can read is not corrected")
        source = self.source(release)
        number = record.current.revision
        kept = superseded_path(release.path, number)
        if (self.root / kept).is_file():
            published = read_exactly(self.root / kept)
            if not self.is_published(release) or _unrecorded_notes(release, record):
                raise PublicationError(
                    f"{kept} is there, so a correction was begun; when the text is right, run: "
                    f"newsroom publish {release.id}"
                )
        elif self.is_published(release):
            published = source
        if published is None:
            raise PublicationError(
                f"{release.path} no longer holds the published text, and nothing else has it; put it back, run this "
                "again, and make the change then; or, where no reader has it yet: newsroom undo"
            )
        new = self.edited(
            release,
            source if text is None else text,
            "corrections",
            {"date": self.now.date().isoformat(), "note": note},
        )
        after = self.parsed(release.path, new)
        found = digests(after, new, record.current.issuer)
        same = self.is_of(record.current, after, found)
        files = {kept: published.encode(), release.path: new.encode()}
        told = f"{kept} keeps the published text"
        if same and text is not None:
            raise PublicationError(f"the text that is given is the one that is published as {release.id}")
        if same:  # what is to be done next, the archive's problems say from now on
            return Plan(files, told=(told,))
        event = self.event(after, found, note, number + 1)
        return Plan(files, (event,), told=(told, said(event)))

    def withdraw(self, id_: str, reason: str, replaced_by: str | None = None) -> Plan:
        """Put a notice with the reason in the place of a release and of its translations, which say the same."""
        self.refuse_damage()
        _refuse_empty("--reason", reason)
        release = self.release(id_)
        if self.record(release).withdrawn:
            raise PublicationError(f"{release.id} is withdrawn already")
        target = self.release(replaced_by).id if replaced_by else NO_RELEASE
        if target == release.id:
            raise PublicationError(f"{target} cannot take its own place; name another release, or correct this one")
        plan = self._withdrawal(release, reason, target)
        for tag, other in self.translations(release):
            record = self.ledger.records.get(other.id)
            if record and not record.withdrawn:
                translated = translation_id(target, tag)
                there = release_page(translated) in self.archive.releases
                plan = plan.joined(self._withdrawal(other, reason, translated if there else target))
        return plan

    def _withdrawal(self, release: Release, reason: str, target: ReleaseId) -> Plan:
        if not self.is_published(release):
            raise PublicationError(departed(release))
        value = {"date": self.now.date().isoformat(), "reason": reason}
        if target:
            value["replaced_by"] = target
        files = {} if release.withdrawn else {release.path: self._keyed(release, "withdrawn", value).encode()}
        event = Event("withdrawn", self.now, release.id, note=reason, target=target)
        return Plan(files, (event,), told=(said(event),))

    def translations(self, release: Release) -> list[tuple[str, Release]]:
        """The translations whose names follow from a release's, with the tags of their languages."""
        start = f"{release.docname}."
        return [
            (docname.removeprefix(start), other)
            for docname, other in self.archive.releases.items()
            if other.translation_of == release.id and docname.startswith(start)
        ]

    # -- pieces

    def files_of(self, id_: ReleaseId) -> list[str]:
        """The files of a release by its id, superseded texts included."""
        found = self._standing(release_page(id_))
        # Superseded texts are numbered without gaps.
        for number in itertools.count(1):
            superseded = self._standing(superseded_page(id_, number))
            if not superseded:
                break
            found += superseded
        return found

    def _standing(self, docname: PageName) -> list[str]:
        """The files that there are of a text."""
        return [path for path in paths_of(docname) if (self.root / path).is_file()]

    def parsed(self, path: str, source: str) -> Release:
        """The record that a file of this text would be; raises PublicationError where it is none."""
        found = parse_release(path, mended(source), self.settings)
        if found.record is None:
            raise PublicationError(f"the header cannot be added to; {next(iter(found.problems), path)}")
        return found.record

    def edited(self, release: Release, source: str, key: str, item: object) -> str:
        """*source* with an item more under *key*, and all else as it was; raises PublicationError."""
        edited = with_item(release.path, source, key, item, first=key == "corrections")
        before, after = self.parsed(release.path, source), self.parsed(release.path, edited)
        now = getattr(after, key)
        # Read back, since YAML by hand takes many forms: all else must be as it was.
        if len(now) != len(getattr(before, key)) + 1 or after != replace(before, **{key: now}):
            raise PublicationError(f"{release.path}: `{key}` cannot be added to; write it as a list, an item a line")
        return edited

    def _keyed(self, release: Release, key: str, value: object) -> str:
        source = self.source(release)
        edited = with_key(release.path, source, key, value)
        before, after = self.parsed(release.path, source), self.parsed(release.path, edited)
        if getattr(after, key) is None or after != replace(before, **{key: getattr(after, key)}):
            raise PublicationError(
                f"{release.path}: `{key}` cannot be added to the header; write it there yourself, "
                f"then run: newsroom publish {release.id}"
            )
        return edited


def departed(release: Release) -> str:
    """What is said of a release whose text is not the published one."""
    return (
        f"{release.path} no longer holds the published text; undo the change, or record it: "
        f"newsroom correct {release.id} --note …"
    )


def _refuse_empty(option: str, text: str) -> None:
    if not text.strip():
        raise PublicationError(f"{option} is empty; say what readers are to know")


def superseded_path(path: str, number: int) -> str:
    """Where the text of revision *number* of a release is kept, by the path of the release."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem}.r{number}{suffix}"


def _note(release: Release, record: Record) -> str:
    """The note of a correction that is to be recorded: the newest in the header that the ledger does not have."""
    notes = _unrecorded_notes(release, record)
    if not notes:
        raise PublicationError(f"{release.path} does not say what was corrected; add an item under `corrections`")
    return notes[0]


def _unrecorded_notes(release: Release, record: Record) -> list[str]:
    """The notes of corrections that came after the release's last text was recorded, the newest first.

    A note from before says nothing of the next text; it may stand in a header from a time without a ledger.
    """
    found = paired(release.corrections_in_order, record.corrected)
    since = record.current.at.date()
    return [correction.note for correction, event in found if event is None and correction.date >= since][::-1]


@contextmanager
def desk(root: Path, settings: Settings) -> Iterator[Desk]:
    """Open an archive for one operation, and complete one that was stopped; raises PublicationError, OSError."""
    with ExitStack() as stack:
        try:
            stack.enter_context(held_archive(root))
        except BusyError as error:
            raise PublicationError(str(error)) from error
        clear_away(root)
        stopped = interrupted(root)
        if stopped is not None:
            carry_on(root, stopped)
        yield Desk(root, settings, stopped)
