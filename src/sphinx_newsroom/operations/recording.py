"""An archive and its ledger, open for one of the operations that record, and their shared functions.

Each operation is a module that computes a plan without writing anything. Carrying out a plan is recorded in a journal
first (:mod:`sphinx_newsroom.archive.journal`). Files are written under temporary names and renamed: the sources, then
the ledger, then its head; deletions come last. If that is interrupted, ``newsroom check`` reports it, and running the
same command again completes it.
"""

from __future__ import annotations

import datetime as dt
import os
import posixpath
import shlex
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from pathlib import Path

from sphinx_newsroom.archive.journal import (
    BusyError,
    Content,
    FileChange,
    Journal,
    archive_lock,
    begin,
    carry_on,
    changes_of,
    clear_away,
    interrupted,
)
from sphinx_newsroom.archive.loading import ATTRIBUTE_LINES, ATTRIBUTES, LoadedArchive
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.release_files import files_named, publishable, sha256_of
from sphinx_newsroom.archive.source_file import Read, targets_of
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Problem, suggestion
from sphinx_newsroom.files import bytes_of, digest, mended, read_plain
from sphinx_newsroom.ledger.checks import clock_behind, same_issuers
from sphinx_newsroom.ledger.events import FORM, Event, Ledger, Record, UnfitError, head_text, written
from sphinx_newsroom.ledger.text_digest import Digests, Files, departed_files, digests, files_now
from sphinx_newsroom.ledger.transparency_log import LONGEST_ENTRY, SplitError, log_of, sign, signed
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    ADDRESSES,
    APPROVALS,
    LEDGER,
    LEDGER_CHECKPOINT,
    LEDGER_HEAD,
    RELEASES,
    PageName,
    ReleaseId,
    page_of,
    release_id,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import Entity, Release
from sphinx_newsroom.sources.edits import with_item
from sphinx_newsroom.sources.header import id_in, parse_release, paths_of
from sphinx_newsroom.sources.publishable import Publishable


@cache
@cache
def end_with_this_process() -> None:
    """Make all processes forked from now on end with this one; no-op on systems without fork.

    Each child holds the reading end of a pipe, and only its parent keeps the writing end open. When the system closes
    that end, the child ends. This also works for grandchildren.  (PR_SET_PDEATHSIG would do it, but only on Linux.)
    """
    if not hasattr(os, "register_at_fork"):  # Windows
        return
    reading, writing = os.pipe()

    def watch() -> None:
        nonlocal reading, writing
        os.close(writing)
        threading.Thread(target=_end_after, args=(reading,), daemon=True).start()
        # A new pipe for each child, because the number of a closed descriptor may be reused before the next fork.
        reading, writing = os.pipe()

    os.register_at_fork(after_in_child=watch)


def _end_after(reading: int) -> None:
    os.read(reading, 1)
    os._exit(1)


class PublicationError(ValueError):
    """Nothing was recorded; the message says why and what to do."""


@dataclass(frozen=True)
class Plan:
    """The effect of an operation: files to write and to remove, by path, new lines of the ledger, and a report.

    *erased* are existing lines with their words removed.
    """

    writes: Mapping[str, Content] = field(default_factory=dict)
    events: tuple[Event, ...] = ()
    removes: tuple[str, ...] = ()
    report: tuple[str, ...] = ()
    erased: tuple[Event, ...] = ()

    def __add__(self, other: Plan) -> Plan:
        """Combine this plan with *other*."""
        return Plan(
            {**self.writes, **other.writes},
            self.events + other.events,
            self.removes + other.removes,
            self.report + other.report,
            self.erased + other.erased,
        )


def said(event: Event) -> str:
    """Describe in words what a line of the ledger records."""
    if event.kind == "merged":
        return "joined the ledgers of two branches"
    more = {
        "corrected": f", revision {event.revision}",
        "erased": f", revision {event.revision}",
        "attached": f", {', '.join(name for name, _ in event.files or ())}",
        "moved": f" to {event.target}",
    }
    return f"{event.kind}: {event.id}{more.get(event.kind, '')}"


def carry_out(
    desk: Desk, plan: Plan, key: Path | None = None, call: tuple[str, ...] = ("publish",), addresses: Iterable[str] = ()
) -> Ledger:
    """Carry out a plan; *call* are the words of the command, which identify it when it runs again.

    Raises the errors of :func:`changes_by` before anything is written, and OSError if the disk refuses.
    """
    ledger, changes = changes_by(desk, plan, key, addresses)
    if changes:
        carry_on(desk.root, begin(desk.root, Journal(call, changes, plan.report)))
    return ledger


def changes_by(
    desk: Desk, plan: Plan, key: Path | None = None, addresses: Iterable[str] = ()
) -> tuple[Ledger, tuple[FileChange, ...]]:
    """Return the ledger after a plan, and every change of a file, without writing anything.

    *key* signs the last line, and the checkpoint of the log. *addresses* are the site's addresses other than those of
    releases, which are added to the archive's list. Raises PublicationError or SigningError.
    """
    erased = {event.line: event for event in plan.erased}
    before = replace(desk.ledger, events=tuple(erased.get(event.line, event) for event in desk.ledger.events))
    files: dict[str, Content] = dict(plan.writes)
    try:
        ledger = before.with_events(plan.events)
        for event in ledger.events[len(before.events) :]:
            if len(written(event).encode()) > LONGEST_ENTRY:
                limit = f"a line of the ledger may have {LONGEST_ENTRY:,} bytes"
                raise PublicationError(
                    f"the record of {event.id} would be too long, because {limit}; shorten the reason"
                )
        end = ledger.ends[0] if ledger.ends else ""
        if APPROVALS in files or (plan.events and not (before.events and (desk.root / ADDRESSES).exists())):
            files.update(_attributes(desk.root))
        if plan.events:
            if listed := sorted(addresses):
                files[ADDRESSES] = ("\n".join(listed) + "\n").encode()
            files[LEDGER] = ledger.text().encode()
        if end and (key or [row["head"] for row in before.head] != [end]):
            files[LEDGER_HEAD] = head_text(end, sign(end, key) if key else "").encode()
        if end and key:
            checkpoint = signed(log_of(ledger.events), desk.settings.log_origin, key, before.checkpoint)
            files[LEDGER_CHECKPOINT] = checkpoint.file().encode()
    except (UnfitError, SplitError) as error:
        raise PublicationError(str(error)) from error
    return ledger, changes_of(desk.root, files, plan.removes)


def _attributes(root: Path) -> dict[str, bytes]:
    """Return the .gitattributes file with the lines for the ledger added."""
    text = (bytes_of(root / ATTRIBUTES) or b"").decode()
    missing = [line for line in ATTRIBUTE_LINES if line not in text.splitlines()]
    begin = text + ("\n" if text and not text.endswith("\n") else "")
    return {ATTRIBUTES: (begin + "\n".join(missing) + "\n").encode()} if missing else {}


ACT = late_pattern(r"\A(?!next)[a-z-]+: ")
"""The beginning of a report line about a completed act: ``published: 2026/bridge-reopens``."""
CONF = "conf.py"
DRAFT_ADVICE = "or translates one; when it is final, remove `draft` from the header, and run: newsroom publish"


class Desk:
    """An archive and its ledger, open for one operation; *now* is the moment that is recorded.

    *completed* is an interrupted operation that was completed when this one began.
    """

    def __init__(self, root: Path, settings: Settings, completed: Journal | None = None) -> None:
        self.root = root
        self.completed = completed
        self.settings = settings
        self._reads: Mapping[str, Read] = {}
        self._sources: dict[str, str] = {}
        self._admitted: Collection[ReleaseId] | None = ()

    @cached_property
    def archive(self) -> LoadedArchive:
        """The archive in its current files."""
        return open_archive(self.root, self.settings, reads=self._reads, admitted=self._admitted)

    @property
    def ledger(self) -> Ledger:
        """The archive's ledger, empty if there is none."""
        return self.archive.ledger or Ledger()

    def admit(self, ids: Collection[ReleaseId] | None) -> None:
        """Treat unpublished releases as published: those of *ids*, or all with None."""
        self._admitted = ids
        if archive := self.__dict__.pop("archive", None):
            self._reads = archive.reads

    @property
    def now(self) -> dt.datetime:
        """The moment of the operation, in whole seconds."""
        return self.settings.now.astimezone(dt.UTC).replace(microsecond=0)

    def refuse_damage(self, *, joins: bool = False) -> None:
        """Refuse to add to a damaged ledger; a fork is accepted if the operation *joins* its ends.

        Also refuses if the clock must be wrong, because a line keeps its moment forever.
        """
        if wrong := clock_behind(self.ledger.events, self.settings.now):
            raise PublicationError(wrong)
        for problem in self.ledger.problems:
            if not problem.pending or (self.ledger.forked and not joins):
                raise PublicationError(str(problem))

    def release(self, name: str) -> Release:
        """Return a release that may be published now; raises PublicationError that says why not."""
        id_ = id_in(name)
        release = self.archive.releases.get(release_page(id_))
        if release is not None:
            return release
        withheld = self.archive.withheld.get(release_page(id_))
        if withheld is None:
            why = f"has no file; {self._suggested_id(id_)}"
        elif withheld.reason == "draft":
            why = f"is a draft, {DRAFT_ADVICE}"
        elif withheld.reason == "unpublished":
            why = f"isn't published yet; change its file, or run: newsroom publish {id_}"
        elif withheld.until:
            why = f"is under embargo until {withheld.until.isoformat()}; publish it then"
        else:
            first = next((str(p) for p in self.archive.problems if p.path == withheld.path), withheld.path)
            why = f"has an error; correct it first: {first}"
        raise PublicationError(f"{id_} {why}")

    def _suggested_id(self, id_: ReleaseId) -> str:
        """Suggest an id instead of one without a file."""
        now = self.archive.current_id(id_)
        if now != id_:
            return f"it has moved to {now}"
        pages = {*self.archive.releases, *self.archive.withheld}
        known = {release_id(page) for page in pages if page.startswith(f"{RELEASES}/")}
        return suggestion(id_, known, "give its path below releases/ without suffix, such as 2011/conference-opens")

    def record(self, release: Release) -> Record:
        """Return the record of a release; raises PublicationError if it wasn't published."""
        record = self.ledger.records.get(release.id)
        if record is None:
            raise PublicationError(f"{release.id} isn't in the ledger; run: newsroom publish {release.id}")
        if record.current.erased:
            raise PublicationError(f"{release.id} was erased; its notice can't be changed")
        return record

    def source(self, record: Release | Entity) -> str:
        """Return the source of a release or record, to be written back with additions.

        Raises PublicationError if the file has changed since its header was read.
        """
        if record.path not in self._sources:
            data = read_plain(self.root / record.path)
            if digest(data) != self.archive.digests[page_of(record.path)]:
                raise PublicationError(f"{record.path} was changed in the meantime; run this again")
            self._sources[record.path] = data.decode()
        return self._sources[record.path]

    def digests(self, release: Release) -> Digests:
        """Return the digests of a release's current text."""
        record = self.ledger.records.get(release.id)
        issuer = record.current.issuer if record else release.issuer
        return self.archive.reads[release.path].digests or digests(release, self.source(release), issuer)

    def files(self, release: Release) -> Files:
        """Return the current files that a release's text shows and offers."""
        return files_now(self.archive.files.get(release.docname, ()), self.archive.file_digests)

    def files_in(self, release: Release, source: str) -> Files:
        """Return the current files that another text of a release would show and offer."""
        targets = targets_of(release.path, mended(source), self.settings.allowed)
        allowed = Publishable(self.root, self.settings.allowed, withheld=self.archive.withheld)
        named = files_named(release, targets, release.own_pages, self.root, self.settings.language)
        files = publishable(named, allowed)
        return files_now(files, sha256_of(self.root, (file.path for file in files)))

    def is_published(self, release: Release) -> bool:
        """Whether a release's current text and files match the last text in its record."""
        return self.has_published(self.record(release).current, release)

    def has_published(self, event: Event, release: Release) -> bool:
        """Whether a line records a release's current text and files."""
        same = self.is_of(event, release, self.digests(release))
        return same and not any(departed_files(event, self.files(release)))

    def is_of(self, event: Event, release: Release, found: Digests) -> bool:
        """Whether a line records a text with the digests *found*, under the same issuers."""
        return found.are_of(event) and same_issuers(event, release.all_issuers, self.archive.registry.organizations)

    def problems_after(self, plan: Plan) -> tuple[Problem, ...]:
        """Return the archive's problems after a plan; reads only changed files again."""
        if CONF in plan.writes:  # it affects how every header is read
            return open_archive(self.root).problems
        changed = {*plan.writes, *plan.removes}
        reads = {path: read for path, read in self.archive.reads.items() if path not in changed}
        return open_archive(self.root, self.settings, reads=reads).problems

    def event(
        self,
        release: Release,
        found: Digests | None = None,
        note: str = "",
        revision: int = 1,
        files: Files | None = None,
    ) -> Event:
        """Return the line that records a release's current text, or the text with the digests *found*.

        *files* are those that the text will have, if they differ from the current ones.
        """
        names = self.archive.registry.issuer_names(release)
        return Event(
            "published" if revision == 1 else "corrected",
            self.now,
            release.id,
            revision=revision,
            form=FORM,
            text=(found or self.digests(release)).text(*names),
            title=" ".join(release.title.split()),
            date=release.date.isoformat(),
            language=release.language,
            issuer=release.issuer,
            issuer_name=names[0] if names else None,
            co_issuers=release.all_issuers[1:],
            co_issuer_names=names[1:],
            note=note,
            former_urls=release.former_urls,
            files=tuple(sorted((self.files(release) if files is None else files).items())),
        )

    def refuse_reuse(self, id_: ReleaseId, back: Record | None = None) -> None:
        """Refuse an id that a release has moved away from; *back* may return to its own."""
        if (record := self.former(id_)) and record is not back:
            raise PublicationError(f"{id_} is the former address of {record.id}; give the new release another name")

    def former(self, id_: ReleaseId) -> Record | None:
        """Return the record of a release that has moved away from an id."""
        return next(
            (record for record in self.ledger.records.values() if any(former.id == id_ for former in record.former)),
            None,
        )

    def translations(self, release: Release) -> list[tuple[str, Release]]:
        """Return the translations of a release, found by their file names, with their language tags."""
        start = f"{release.docname}."
        return [
            (docname.removeprefix(start), other)
            for docname, other in self.archive.releases.items()
            if other.translation_of == release.id and docname.startswith(start)
        ]

    # -- helpers

    def files_of(self, id_: ReleaseId) -> list[str]:
        """Return the files of a release by its id, including superseded texts and files stored for them."""
        found = self.existing_files(release_page(id_))
        record = self.ledger.records.get(id_) or self.former(id_)
        for number in range(1, len(record.revisions) + 1 if record else 2):
            found += self.existing_files(superseded_page(id_, number))
            kept = self.root / superseded_page(id_, number)
            found += sorted(path.relative_to(self.root).as_posix() for path in kept.rglob("*") if path.is_file())
        return found

    def existing_files(self, docname: PageName) -> list[str]:
        """Return the existing files of a text."""
        return [path for path in paths_of(docname) if (self.root / path).is_file()]

    def parsed(self, path: str, source: str) -> Release:
        """Parse the source of a file; raises PublicationError if it isn't a release."""
        found = parse_release(path, mended(source), self.settings)
        if found.record is None:
            raise PublicationError(f"the header can't be changed; {next(iter(found.problems), path)}")
        return found.record

    def edited(self, release: Release, source: str, edited: str, key: str, advice: str) -> str:
        """Return *edited* if it differs from *source* only in the value of *key*; else raise PublicationError."""
        before, after = self.parsed(release.path, source), self.parsed(release.path, edited)
        # Parsed again, because YAML edited as text takes many forms: everything else must be unchanged.
        if after == before or after != replace(before, **{key: getattr(after, key)}):
            raise PublicationError(f"{release.path}: `{key}` {advice}")
        return edited

    def added(self, release: Release, source: str, key: str, item: object) -> str:
        """Return *source* with another item under *key* and nothing else changed; raises PublicationError."""
        new = with_item(release.path, source, key, item, first=key == "corrections")
        return self.edited(release, source, new, key, "cannot be added to; write it as a list, an item a line")


def superseded_path(path: str, number: int) -> str:
    """Return the path at which the text of revision *number* is stored, from the path of the release."""
    stem, suffix = posixpath.splitext(path)
    return f"{stem}.r{number}{suffix}"


@contextmanager
def read_only_desk(root: Path, settings: Settings) -> Iterator[Desk]:
    """Open an archive to plan an operation: nothing is locked, completed or written."""
    journal = interrupted(root)
    if journal is not None:
        call = shlex.join(journal.call)
        raise PublicationError(f"`newsroom {call}` was interrupted; run that command again, then this one")
    yield Desk(root, settings)


@contextmanager
def desk(root: Path, settings: Settings) -> Iterator[Desk]:
    """Open an archive for one operation, and complete an interrupted one; raises PublicationError, OSError."""
    with ExitStack() as stack:
        try:
            stack.enter_context(archive_lock(root))
        except BusyError as error:
            raise PublicationError(str(error)) from error
        clear_away(root)
        journal = interrupted(root)
        if journal is not None:
            carry_on(root, journal)
        yield Desk(root, settings, journal)
