"""The operations that record, worked out as plans: publish, correct, withdraw, move.

Nothing is written here: a plan is whole or there is none, and :mod:`sphinx_newsroom.recording` carries it out.
"""

from __future__ import annotations

import datetime as dt
import posixpath
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive import Archive, load
from sphinx_newsroom.config import Settings
from sphinx_newsroom.header import original_of, parse_release
from sphinx_newsroom.header_edits import with_item, with_key
from sphinx_newsroom.ledger import FORKED, INTERRUPTED, Event, Ledger, Record
from sphinx_newsroom.model import Release
from sphinx_newsroom.published_text import text_digest
from sphinx_newsroom.recording import Plan, PublicationError, said
from sphinx_newsroom.sources import name_problem


class Desk:
    """An archive and its ledger, open for one operation; *now* is the moment that is recorded."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self.root = root
        self.settings = settings
        self.archive: Archive = load(root, settings)
        self.ledger: Ledger = self.archive.ledger or Ledger()

    @property
    def now(self) -> dt.datetime:
        """The moment of the operation, to the second."""
        return self.settings.now.astimezone(dt.UTC).replace(microsecond=0)

    def refuse_damage(self, *, joins: bool = False) -> None:
        """Refuse to add to a ledger that is damaged; two ends are let through where they are to be joined (*joins*)."""
        for problem in self.ledger.problems:
            if problem.message != INTERRUPTED and not (joins and problem.message == FORKED):
                raise PublicationError(str(problem))

    def release(self, id_: str) -> Release:
        """A release that may be published now; raises PublicationError with why there is none."""
        id_ = id_.removeprefix("releases/").removesuffix(".md").removesuffix(".ipynb")
        release = self.archive.releases.get(f"releases/{id_}")
        if release is not None:
            return release
        withheld = self.archive.withheld.get(f"releases/{id_}")
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
        """The text of a release's file."""
        return (self.root / release.path).read_bytes().decode("utf-8-sig")

    def digest(self, release: Release) -> str:
        """The digest of a release's text as it stands."""
        return text_digest(release, self.source(release).replace("\r\n", "\n").replace("\r", "\n"))

    def event(self, release: Release, digest: str | None = None, note: str = "", revision: int = 1) -> Event:
        """The line that records a release's text, as it stands or as *digest* says."""
        return Event(
            "published" if revision == 1 else "corrected", self.now, release.id, revision=revision,
            text=digest or self.digest(release), title=" ".join(release.title.split()),
            date=release.date.isoformat(), language=release.language, issuer=release.issuer, note=note,
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
        if self.ledger.forked:
            events.insert(0, Event("merged", self.now))
            told.insert(0, "joined the ledgers of two branches")
        return Plan({}, tuple(events), told=tuple(told))

    def _new(self, release: Release, asked: bool) -> Iterator[Event]:
        record = self.ledger.records.get(release.id)
        if record is None:
            if not asked and self._former(release.id):
                return  # which a check reports
            self._refuse_reuse(release.id)
            record = self._moved_by_hand(release)
            if record is None:
                yield self.event(release)
                if release.withdrawn:
                    yield self._withdrawn(release)
                return
            yield Event("moved", self.now, record.id, target=release.id, former_urls=release.former_urls)
        current = record.current
        kept = f"{release.docname}.r{current.revision}"
        corrected = any((self.root / f"{kept}{suffix}").is_file() for suffix in (".md", ".ipynb"))
        changed = self.digest(release) != current.text
        if corrected and changed:
            yield self.event(release, note=_note(release, record), revision=current.revision + 1)
        elif corrected and asked:
            raise PublicationError(f"the text of {release.id} is still that of revision {current.revision}; "
                                   f"change it first, or delete {kept}.md and the new item under `corrections`")
        elif changed and asked:
            raise PublicationError(f"{release.id} was published with another text; to keep that and record this one, "
                                   f"run: newsroom correct {release.id} --note …")
        if release.withdrawn and not record.withdrawn:
            yield self._withdrawn(release)

    def _moved_by_hand(self, release: Release) -> Record | None:
        """The record of a release that was renamed, and says so by its former addresses."""
        for id_, record in self.ledger.records.items():
            if f"releases/{id_}.html" in release.former_urls and not self._files_of(id_):
                return record
        return None

    def _refuse_reuse(self, id_: str) -> None:
        if record := self._former(id_):
            raise PublicationError(f"{id_} is the former address of {record.id}; give the new release another name")

    def _former(self, id_: str) -> Record | None:
        """The record of a release that has moved away from an id."""
        return next((record for record in self.ledger.records.values()
                     if any(former.id == id_ for former in record.former)), None)

    def _withdrawn(self, release: Release) -> Event:
        assert release.withdrawn is not None
        return Event("withdrawn", self.now, release.id, note=release.withdrawn.reason,
                     target=release.withdrawn.replaced_by or "")

    def correct(self, id_: str, note: str, *, published: str | None = None, text: str | None = None) -> Plan:
        """Keep the published text, and record the one that takes its place where that is there already.

        *published* is the source of the published text where the release's file holds the new one by now;
        *text* the whole source of the new one where the file still holds the published one.
        """
        self.refuse_damage()
        release = self.release(id_)
        record = self.record(release)
        if record.withdrawn:
            raise PublicationError(f"{release.id} is withdrawn; what nobody can read is not corrected")
        source = self.source(release)
        number = record.current.revision
        kept = superseded_path(release.path, number)
        if (self.root / kept).is_file():
            published = (self.root / kept).read_bytes().decode("utf-8-sig")
            if self.digest(release) != record.current.text or _unrecorded_notes(release, record):
                raise PublicationError(f"{kept} is there, so a correction was begun; when the text is right, run: "
                                       f"newsroom publish {release.id}")
        elif self.digest(release) == record.current.text:
            published = source
        if published is None:
            raise PublicationError(f"{release.path} no longer holds the published text, and git does not have it; "
                                   "undo your change, run this again, and make the change then")
        new = self._edited(release, source if text is None else text, "corrections",
                           {"date": self.now.date().isoformat(), "note": note})
        after = self._parsed(release.path, new)
        digest = text_digest(after, new)
        files = {kept: published.encode(), release.path: new.encode()}
        told = f"{kept} keeps the published text"
        if digest == record.current.text and text is not None:
            raise PublicationError(f"the text that is given is the one that is published as {release.id}")
        if digest == record.current.text:
            told += f"; change {release.path}, then run: newsroom publish {release.id}"
            return Plan(files, told=(told,))
        event = self.event(after, digest, note, number + 1)
        return Plan(files, (event,), told=(told, said(event)))

    def withdraw(self, id_: str, reason: str, replaced_by: str | None = None) -> Plan:
        """Put a notice with the reason in the place of a release."""
        self.refuse_damage()
        release = self.release(id_)
        record = self.record(release)
        if record.withdrawn:
            raise PublicationError(f"{release.id} is withdrawn already")
        if self.digest(release) != record.current.text:
            raise PublicationError(_departed(release))
        value = {"date": self.now.date().isoformat(), "reason": reason}
        if replaced_by:
            value["replaced_by"] = self.release(replaced_by).id
        files = {}
        if not release.withdrawn:
            files[release.path] = self._keyed(release, "withdrawn", value).encode()
        event = Event("withdrawn", self.now, release.id, note=reason, target=value.get("replaced_by", ""))
        return Plan(files, (event,), told=(said(event),))

    def move(self, id_: str, new: str) -> Plan:
        """Give a release, its superseded texts and its translations another address, and leave a redirect."""
        self.refuse_damage()
        new = new.removeprefix("releases/").removesuffix(".md").removesuffix(".ipynb")
        finished = self._finish_move(id_, new)
        if finished is not None:
            return finished
        release = self.release(id_)
        self._refuse_other_language(release, new)
        plan = self._moved(release, new)
        for docname, other in self.archive.releases.items():
            tag = docname.removeprefix(f"{release.docname}.")
            if other.translation_of == release.id and tag != docname:
                also = self._moved(other, f"{new}.{tag}")
                plan = Plan({**plan.files, **also.files}, plan.events + also.events, plan.gone + also.gone,
                            plan.told + also.told)
        return plan

    def _finish_move(self, id_: str, new: str) -> Plan | None:
        """What is left of a move that was stopped after it was recorded: the old files."""
        record = self.ledger.records.get(new)
        if record is None or id_ not in [former.id for former in record.former]:
            return None
        gone = tuple(path for path in self._files_of(id_))
        if not gone:
            raise PublicationError(f"{id_} has moved to {new} already")
        return Plan({}, gone=gone, told=(f"{id_} had moved to {new}; its old files are gone now",))

    def _files_of(self, id_: str) -> list[str]:
        folder, name = posixpath.split(f"releases/{id_}")
        names = [f"{name}{suffix}" for suffix in (".md", ".ipynb")]
        number = 1
        while any((self.root / folder / f"{name}.r{number}{suffix}").is_file() for suffix in (".md", ".ipynb")):
            names += [f"{name}.r{number}{suffix}" for suffix in (".md", ".ipynb")]
            number += 1
        return [f"{folder}/{name}" for name in names if (self.root / folder / name).is_file()]

    def _moved(self, release: Release, new: str) -> Plan:
        record = self.record(release)
        if self.digest(release) != record.current.text:
            raise PublicationError(_departed(release))
        self._refuse_reuse(new)
        if problem := name_problem(f"releases/{new}{posixpath.splitext(release.path)[1]}"):
            raise PublicationError(f"{new} is no id: {problem.message}; {problem.advice}")
        if new in self.ledger.records:
            raise PublicationError(f"{new} is another release; choose another id")
        if posixpath.dirname(new) != posixpath.dirname(release.id):
            self._refuse_relative(release)
        suffix = posixpath.splitext(release.path)[1]
        source = self._edited(release, self.source(release), "former_urls", f"{release.docname}.html")
        target = f"releases/{new}{suffix}"
        files = {target: source.encode()}
        for path in self._files_of(release.id)[1:]:
            tail = path.removeprefix(release.docname)
            files[f"releases/{new}{tail}"] = (self.root / path).read_bytes()
        for path, data in files.items():
            there = self.root / path
            if there.exists() and there.read_bytes() != data:
                raise PublicationError(f"{path} exists; choose another id, or take that file away")
        after = self._parsed(target, source)
        event = Event("moved", self.now, release.id, target=new, former_urls=after.former_urls)
        return Plan(files, (event,), tuple(self._files_of(release.id)), (said(event),))

    def _refuse_other_language(self, release: Release, new: str) -> None:
        """Refuse an id that would make a translation of a release, or of a translation one by itself."""
        old, implied = original_of(release.id), original_of(new)
        original = self.archive.releases.get(f"releases/{implied[0]}") if implied else None
        if (old[1] if old else None) != (implied[1] if implied else None):
            raise PublicationError(f"{release.id} and {new} differ in the language that their names say; a translation "
                                   "moves with its original")
        if implied and (original is None or original.translation_of):
            raise PublicationError(f"{new} would be a translation of {implied[0]}, which cannot have one")

    def _refuse_relative(self, release: Release) -> None:
        """Refuse to take a text away from the files that it names by relative paths: its words stay as they are."""
        from sphinx_newsroom.bodies import scan
        from sphinx_newsroom.header import body_of

        if release.path.endswith(".ipynb"):
            return
        targets = [target.path for target in scan(release.path, body_of(self.source(release))).targets]
        if release.image:
            targets.append(release.image.src)
        if targets:
            folder = posixpath.dirname(release.id)
            raise PublicationError(f"{release.path} names {targets[0]} by a path from its own folder; "
                                   f"keep the release in releases/{folder}/ and change the last part of its id alone")

    # -- pieces

    def _parsed(self, path: str, source: str) -> Release:
        parsed = parse_release(path, source, self.settings)
        if parsed.record is None:
            raise PublicationError(f"the header cannot be added to; {next(iter(parsed.problems), path)}")
        return parsed.record

    def _edited(self, release: Release, source: str, key: str, item: object) -> str:
        edited = with_item(release.path, source, key, item, first=key == "corrections")
        before, after = self._parsed(release.path, source), self._parsed(release.path, edited)
        now = getattr(after, key)
        if len(now) != len(getattr(before, key)) + 1 or after != replace(before, **{key: now}):
            raise PublicationError(f"{release.path}: `{key}` cannot be added to; write it as a list, an item a line")
        return edited

    def _keyed(self, release: Release, key: str, value: object) -> str:
        source = self.source(release)
        edited = with_key(release.path, source, key, value)
        before, after = self._parsed(release.path, source), self._parsed(release.path, edited)
        if getattr(after, key) is None or after != replace(before, **{key: getattr(after, key)}):
            raise PublicationError(f"{release.path}: `{key}` cannot be added to the header; write it there yourself, "
                                   f"then run: newsroom publish {release.id}")
        return edited


def _departed(release: Release) -> str:
    return (f"{release.path} no longer holds the published text; undo the change, or record it: "
            f"newsroom correct {release.id} --note …")


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
    known = Counter(event.note for event in record.revisions)
    found = []
    for correction in sorted(release.corrections, key=lambda correction: correction.date):
        if known[correction.note]:
            known[correction.note] -= 1
        elif correction.date >= record.current.at.date():
            found.append(correction.note)
    return found[::-1]


@contextmanager
def desk(root: Path, settings: Settings) -> Iterator[Desk]:
    """Open an archive for one operation; raises PublicationError where another one is at it."""
    import fcntl
    import os

    folder = root / "releases"
    folder.mkdir(exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise PublicationError("another command is recording in this archive; wait for it to end") from error
        yield Desk(root, settings)
    finally:
        os.close(handle)
