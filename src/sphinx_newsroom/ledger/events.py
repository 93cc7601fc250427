"""The ledger: a hash chain of what was published, corrected, withdrawn, moved and erased.

``releases/ledger.jsonl`` has one JSON object per line, in canonical form (sorted keys, no spaces). ``prev`` is the
SHA-256 of the previous line, so that changing or removing a line breaks the chain. ``releases/ledger.head`` contains
the hash of the last line, which protects that line too, and the signature if there is one.

Git merges the ledgers of two branches by keeping the lines of both. The chain then has two ends, which a line
``merged`` joins; existing lines are never rewritten.

From form 4 on, a line is hashed without its last key, ``details``, which has text, names, digests and a salt. The
hashed part has their ``commitment`` instead, so that the details can be erased without breaking the chain or the log.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Literal, get_args

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    LEDGER,
    LEDGER_HEAD,
    NO_RELEASE,
    UPGRADE,
    PageName,
    ReleaseId,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import quickly_unpickled

# As long as any other digest, so that every line has the same keys.
GENESIS = "0" * 64
"""The previous hash of the first line."""

FORM = 4
"""The form of new lines; lines of the first three forms stay valid forever.

Form 2 has another digest (:mod:`~sphinx_newsroom.ledger.text_digest`), form 3 the files of the release, form 4 the
commitment and lines ``erased``.

A change that this version wouldn't understand needs a higher number in each line that has a form. Older versions then
report that they are too old, and not that the ledger is damaged.
"""
FORM_WITH_FILES = 3
"""The first form whose lines list the files of a text; no key `files` means none."""

FORM_WITH_COMMITMENT = 4
"""The first form whose lines are hashed without their details."""
DETAILS = ',"details":'
"""The text before the details of a line."""

Kind = Literal["published", "corrected", "attached", "withdrawn", "moved", "merged", "erased"]


@quickly_unpickled
@dataclass(frozen=True, slots=True)
class Event:
    """A line of the ledger.

    - *at*: when it took effect.
    - *recorded*: when it was written, if later.
    - *text*: the digest of the text in its *form* (:mod:`~sphinx_newsroom.ledger.text_digest`).
    - *title*, *date*, *language*, *issuer*: the header's values at that time, for lists.
    - *issuer_name*: the issuer's name at that time, from form 2 on.
    - *co_issuers*, *co_issuer_names*: the other issuers of a joint release.
    - *files*: the text's files, each by name and SHA-256; None if the line's form has no files.
    - *note*: what was corrected, or the reason of a withdrawal or erasure.
    - *target*: the new id of a moved release, or the release that replaces a withdrawn one.
    - *former_urls*: the addresses that redirect to it.
    - *prev*, *also*: the previous line; a merged line also follows the other ends.
    - *assumed*: whether the time is only the header's date, with no other evidence.
    - *salt*: the salt of the details.
    - *commitment*: the hash of erased details.
    - *leaf*: the hash in the log of a line that was erased completely.
    - *lines*: in an erased line, the digests of what is left of the erased lines.
    """

    kind: Kind
    at: dt.datetime
    id: ReleaseId = NO_RELEASE
    prev: str = GENESIS
    revision: int = 0
    text: str = ""
    title: str = ""
    date: str = ""
    language: str = ""
    issuer: str | None = None
    issuer_name: str | None = None
    co_issuers: tuple[str, ...] = ()
    co_issuer_names: tuple[str, ...] = ()
    form: int = 1
    note: str = ""
    target: ReleaseId = NO_RELEASE
    former_urls: tuple[str, ...] = ()
    files: tuple[tuple[str, str], ...] | None = None
    also: tuple[str, ...] = ()
    recorded: dt.datetime | None = None
    assumed: bool = False
    line: int = 0
    digest: str = ""
    salt: str = ""
    commitment: str = ""
    leaf: str = ""
    lines: tuple[str, ...] = ()

    @property
    def erased(self) -> bool:
        """Whether its details were erased."""
        return bool(self.commitment or self.leaf)

    @property
    def issuers(self) -> tuple[tuple[str, str | None], ...]:
        """All issuers of a text, each with its name at that time if the line has it."""
        if self.issuer is None:
            return ()
        return ((self.issuer, self.issuer_name), *zip(self.co_issuers, self.co_issuer_names, strict=True))

    def after(self, prev: str, line: int) -> Event:
        """Return the event as a line that follows the line with digest *prev*."""
        salt = secrets.token_hex(16) if self.form >= FORM_WITH_COMMITMENT and self.kind != "erased" else ""
        event = replace(self, prev=prev, line=line, salt=salt)
        return replace(event, digest=digest_of(written(event)))


_ISSUERS = ("issuer", "issuer_name", "co_issuers", "co_issuer_names")
_TEXT = ("revision", "form", "text", "title", "date", "language", *_ISSUERS, "former_urls", "files")
FIELDS: Mapping[str, tuple[str, ...]] = {
    "published": ("id", *_TEXT, "assumed"),
    "corrected": ("id", *_TEXT, "assumed", "note"),
    "attached": ("id", "form", "revision", "files"),
    "withdrawn": ("id", "form", "note", "target"),
    "moved": ("id", "form", "target", "former_urls"),
    "merged": ("also",),
    "erased": ("id", "form", "revision", "title", "date", "language", "note", "former_urls", "lines"),
}
"""The keys of a line of each kind, besides its kind, time and predecessor."""
OPTIONAL: Mapping[str, object] = {
    "form": 1,
    "assumed": False,
    "issuer": None,
    "issuer_name": None,
    "co_issuers": (),
    "co_issuer_names": (),
    "former_urls": (),
    "files": None,
    "target": "",
    "note": "",
}
"""The keys that may be omitted in a line, with their default."""
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


_CLEAR = ("id", "form", "revision")
"""The keys of a line with a commitment that aren't part of its details."""


def written(event: Event) -> str:
    """Return the part of an event's line that is hashed, without the line ending; if it was erased, what is left."""
    return parts_of(event)[0]


def line_of(event: Event) -> str:
    """Return an event's line as in the file, without the line ending."""
    line, details = parts_of(event)
    return f"{line[:-1]}{DETAILS}{details}}}" if details else line


def entry_of(line: str) -> str:
    """Return the part of a line in the file that is hashed, if it has a commitment."""
    clear, found, _ = line.partition(DETAILS)
    return clear + "}" if found else line


def parts_of(event: Event) -> tuple[str, str]:
    """Return a line without its details, and the details, empty if there are none."""
    row: dict[str, object] = {"event": event.kind, "at": moment_text(event.at), "prev": event.prev}
    if event.recorded is not None:
        row["recorded"] = moment_text(event.recorded)
    for name in FIELDS[event.kind]:
        value = getattr(event, name)
        if name == "files":
            if value:
                row[name] = dict(value)
        elif name not in OPTIONAL or value != OPTIONAL[name]:
            row[name] = list(value) if isinstance(value, tuple) else value
    details = ""
    if event.salt or event.erased:
        hidden = {name: row.pop(name) for name in FIELDS[event.kind] if name in row and name not in _CLEAR}
        if event.leaf:
            row.update(digest=event.digest, leaf=event.leaf)
        else:
            details = _text({**hidden, "salt": event.salt}) if event.salt else ""
            row["commitment"] = digest_of(details) if details else event.commitment
    return _text(row), details


def _text(row: Mapping[str, object]) -> str:
    return _JSON(row).encode("utf-8", "replace").decode()


def moment_text(moment: dt.datetime) -> str:
    """Format a time as ``2026-01-31T09:00:00Z``."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def digest_of(line: str) -> str:
    """Return the SHA-256 of a line, which is the next line's ``prev``."""
    return hashlib.sha256(line.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Former:
    """An id that a release had, and how many superseded texts it had when it moved."""

    id: ReleaseId
    superseded: int


@dataclass(frozen=True, slots=True)
class Record:
    """A release in the ledger: its texts from the first to the current one, its withdrawal, and its former ids."""

    id: ReleaseId
    revisions: tuple[Event, ...]
    withdrawn: Event | None = None
    former: tuple[Former, ...] = ()
    former_urls: tuple[str, ...] = ()
    erasures: tuple[Event, ...] = ()
    """The lines about erased texts, with date and reason."""

    @property
    def notices(self) -> Iterator[tuple[PageName, Event]]:
        """Yield the pages of erased texts, each with the line about the erasure."""
        for event in self.erasures:
            is_current = event.revision == len(self.revisions)
            yield release_page(self.id) if is_current else superseded_page(self.id, event.revision), event

    @property
    def current(self) -> Event:
        """The current text."""
        return self.revisions[-1]

    @property
    def corrected(self) -> tuple[Event, ...]:
        """The corrections, the oldest first."""
        return self.revisions[1:]

    @property
    def superseded(self) -> tuple[Event, ...]:
        """The texts that were superseded, the oldest first."""
        return self.revisions[:-1]


class UnfitError(ValueError):
    """A line contradicts those before it; the message says why."""


def fold(events: Iterable[Event], problems: list[tuple[Event, str]] | None = None) -> dict[ReleaseId, Record]:
    """Apply events in order and return the resulting records, by id; contradictions are added to *problems*."""
    records: dict[ReleaseId, Record] = {}
    for event in events:
        try:
            _apply(event, records)
        except UnfitError as error:
            if problems is not None:
                problems.append((event, str(error)))
    return records


def _apply(event: Event, records: dict[ReleaseId, Record]) -> None:
    if event.kind == "merged" or (event.erased and event.kind in ("attached", "moved", "erased")):
        return
    known = records.get(event.id)
    if event.kind == "published":
        if known is None:
            records[event.id] = Record(event.id, (event,), None, (), event.former_urls)
        elif event.text != known.revisions[0].text:  # the same text twice means that two branches recorded it
            raise UnfitError(f"{event.id} was already published, on line {known.revisions[0].line}, with another text")
        return
    if known is None:
        target = records.get(event.target) if event.kind == "moved" else None
        if target and any(former.id == event.id for former in target.former):
            return  # two branches moved it
        raise UnfitError(f"{event.id} hasn't been published before")
    if change := _CHANGES.get(event.kind):
        records[event.id] = change(event, known)
    elif event.target in records:
        raise UnfitError(f"{event.id} cannot move to {event.target}, which is another release")
    else:
        del records[event.id]
        left = [former for former in known.former if former.id != event.target]  # it may move back
        former = (*left, Former(known.id, len(known.superseded)))
        records[event.target] = replace(
            known, id=event.target, former=former, former_urls=_union(known.former_urls, event.former_urls)
        )


def _correct(event: Event, known: Record) -> Record:
    if event.revision <= len(known.revisions):
        other = known.revisions[event.revision - 1]
        if other.text != event.text:
            raise UnfitError(f"{event.id} already has revision {event.revision}, on line {other.line}")
        return known
    # After a merge, a line may repeat what the other branch recorded, but revisions can't be skipped.
    if event.revision > len(known.revisions) + 1:
        raise UnfitError(f"{event.id} has no revision {event.revision - 1}; the newest is {len(known.revisions)}")
    former_urls = _union(known.former_urls, event.former_urls)
    return replace(known, revisions=(*known.revisions, event), former_urls=former_urls)


def _withdraw(event: Event, known: Record) -> Record:
    # If two branches withdrew it, the first line counts.
    return replace(known, withdrawn=known.withdrawn or event)


def _attach(event: Event, known: Record) -> Record:
    """Add files to a recorded text whose form had none, or whose files were missing."""
    if event.revision > len(known.revisions):
        raise UnfitError(f"{event.id} has no revision {event.revision}; the newest is {len(known.revisions)}")
    text = known.revisions[event.revision - 1]
    files, new = dict(text.files or ()), dict(event.files or ())
    if other := next((name for name in new if files.get(name, new[name]) != new[name]), None):
        raise UnfitError(f"{event.id} already has a different file {other}")
    noted = replace(text, files=tuple(sorted({**files, **new}.items())))
    revisions = (*known.revisions[: event.revision - 1], noted, *known.revisions[event.revision :])
    return replace(known, revisions=revisions)


def _erase(event: Event, known: Record) -> Record:
    """Mark a text as erased, with the reason."""
    if event.revision > len(known.revisions) or not known.revisions[event.revision - 1].erased:
        raise UnfitError(f"{event.id} still has revision {event.revision}, which was erased")
    former_urls = _union(known.former_urls, event.former_urls)
    withdrawn = known.withdrawn or (event if event.revision == len(known.revisions) else None)
    return replace(known, withdrawn=withdrawn, former_urls=former_urls, erasures=(*known.erasures, event))


_CHANGES = {"corrected": _correct, "attached": _attach, "erased": _erase, "withdrawn": _withdraw}


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


@dataclass(frozen=True)
class Ledger:
    """A ledger as read from disk: its events, the ends of its chain, the resulting records, and problems.

    *checkpoint* is the signed checkpoint of its tree (:mod:`sphinx_newsroom.ledger.transparency_log`), and *stamp* its
    timestamp file; both are empty if there is none. *lines* are the lines of the file; empty if it wasn't read, or if a
    line isn't an event.
    """

    events: tuple[Event, ...] = ()
    ends: tuple[str, ...] = ()
    records: Mapping[ReleaseId, Record] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    head: tuple[Mapping[str, str], ...] = ()
    checkpoint: str = ""
    stamp: str = ""
    lines: tuple[bytes, ...] = field(default=(), compare=False, repr=False)

    @property
    def forked(self) -> bool:
        """Whether branches were merged and the ends of the chain not joined yet."""
        return len(self.ends) > 1

    def as_of(self, moment: dt.datetime) -> dict[ReleaseId, Record]:
        """Return the records as of a moment."""
        return fold(event for event in self.events if event.at <= moment)

    def among(self, digests: Collection[str]) -> dict[ReleaseId, Record]:
        """Return the records when the ledger had only the lines with these digests."""
        return fold(event for event in self.events if event.digest in digests)

    def with_events(self, events: Iterable[Event]) -> Ledger:
        """Append lines, after joining the ends of the chain if there are several.

        Raises UnfitError if a line contradicts those before it.
        """
        lines = list(self.events)
        ends = self.ends
        for event in events:
            if len(ends) > 1:
                # Git has combined the lines of both branches, so the chain can't continue from either end.
                joint = Event("merged", event.at, also=ends[1:]).after(ends[0], len(lines) + 1)
                lines.append(joint)
                ends = (joint.digest,)
            if event.kind != "merged":
                lines.append(event.after(ends[0] if ends else GENESIS, len(lines) + 1))
                ends = (lines[-1].digest,)
        unfit: list[tuple[Event, str]] = []
        records = fold(lines, unfit)
        if unfit:
            raise UnfitError(f"line {unfit[0][0].line}: {unfit[0][1]}")
        return Ledger(tuple(lines), ends, records)

    def until(self, moment: dt.datetime) -> tuple[Event, ...]:
        """Return the lines that were written by a moment, up to the first later one."""
        # A merge may have inserted later lines in between: the log consists of the lines before them.
        return tuple(takewhile(lambda event: (event.recorded or event.at) <= moment, self.events))

    def text(self) -> str:
        """Return the content of the file."""
        return text_of(self.events)


def text_of(events: Iterable[Event]) -> str:
    """Return the lines of events as in the file."""
    return "".join(f"{line_of(event)}\n" for event in events)


def head_text(digest: str, signature: str = "") -> str:
    """Return the content of the file with the last line's hash, with its signature if there is one."""
    row = {"head": digest, **({"signature": signature} if signature else {})}
    return json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n"


# Reading the files: every line is checked against the canonical form, the chain, and the head.

_LISTS = frozenset(["also", "former_urls", "co_issuers", "co_issuer_names", "lines"])
"""The keys with lists as values."""
_SHA256 = late_pattern("[0-9a-f]{64}")
_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
"""The beginnings of lines that are Git's conflict markers."""
# The same as ids of releases; checked here because lines may be written by hand.
_ID = late_pattern(r"[a-z0-9-]+(?:[/.][a-z0-9-]+)*")

_FILE = late_pattern(r"(?!/)(?!(?:.*/)?\.{1,2}(?:/|$))[^\0-\x1f\x7f\\]+(?<!/)")
"""Matches a file's name below a release's address: a relative path without `.` and `..`."""


def restore(*paths: str) -> str:
    """Return the advice to restore files with git."""
    files = " ".join(paths)
    return (
        f"restore it, with git: git checkout -- {files}, "
        f"or where that is committed, from the commit before it: git checkout COMMIT~1 -- {files}"
    )


def read(data: bytes, head: bytes | None = None, known: Sequence[Event] = ()) -> Ledger:
    """Read a ledger and check its chain; *head* is the content of the file with the last line's hash.

    *known* are cached events of its first lines. Nothing is raised: the ledger's problems have the line and the advice.
    """
    problems: list[Problem] = []
    events = tuple(_events(data, problems, known))
    if any(event.kind == "erased" or event.erased for event in events):
        gone = {event.digest for event in events if event.erased}
        back = [event.line for event in events if event.digest in gone and not event.erased]
        if back:  # a merge also keeps the line from a branch without the erasure
            rows = data.split(b"\n")
            found = read(b"\n".join(row for number, row in enumerate(rows, 1) if number not in back), head)
            again = _problem(back[0], "an erased text is back", "delete this line; it isn't published")
            return replace(found, problems=found.problems or (again,), lines=())
        events = tuple(_noticed(events, problems))
    ends = _follow(events, problems)
    heads = _heads(head, problems)
    if not problems and len(ends) > 1:
        message = "the ledger has two ends, because two branches were merged"
        problems.append(replace(_problem(events[-1].line, message, "run: newsroom publish"), pending=True))
    if not problems:
        _compare_heads(events, ends, heads, head is not None, problems)
    unfit: list[tuple[Event, str]] = []
    records = fold(events, unfit)
    problems.extend(
        _problem(
            event.line,
            message,
            "two branches changed the same release; keep all files of one branch, and record the other branch's "
            "change again, as the guide *Keep the record, and verify it* explains",
        )
        for event, message in unfit
    )
    lines = tuple(data.split(b"\n")[:-1])
    as_read = lines if len(lines) == len(events) else ()
    return Ledger(events, ends, records, tuple(problems), heads, lines=as_read)


def _noticed(events: Sequence[Event], problems: list[Problem]) -> Iterator[Event]:
    """Yield the events, with the title, date and language of the notice for erased texts.

    Reports lines without details that no line declares erased, and erased lines that are missing.
    """
    named = {digest: event for event in events if event.kind == "erased" for digest in event.lines}
    for event in events:
        found = named.pop(digest_of(written(event)), None) if event.erased else None
        if found is not None:
            event = replace(event, title=found.title, date=found.date, language=found.language)
        elif event.erased:
            message = "its words are missing, but no line says that they were erased"
            problems.append(_problem(event.line, message, restore(LEDGER)))
        yield event
    for event in named.values():
        message = "an erased line isn't in the state described by this line"
        problems.append(_problem(event.line, message, restore(LEDGER)))


def _problem(line: int, message: str, advice: str, path: str = LEDGER) -> Problem:
    return Problem(path, line, Code.LEDGER, message, advice)


def _events(data: bytes, problems: list[Problem], known: Sequence[Event]) -> Iterator[Event]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(_problem(line, "the ledger isn't UTF-8", restore(LEDGER)))
        return
    if text and not text.endswith("\n"):
        problems.append(_problem(text.count("\n") + 1, "the last line is incomplete", restore(LEDGER)))
    yield from known
    for number, row in enumerate(text.split("\n")[len(known) : -1], len(known) + 1):
        try:
            yield _event(row, number)
        except ValueError as error:
            message, advice = (*error.args, restore(LEDGER))[:2]
            problems.append(_problem(number, message, advice))


def _follow(events: Iterable[Event], problems: list[Problem]) -> tuple[str, ...]:
    """Return the ends of the chain, and report a line whose predecessor is missing."""
    known: set[str] = set()
    ends: dict[str, None] = {}
    for event in events:
        before = (event.prev, *event.also)
        lost = any(digest != GENESIS and digest not in known for digest in before)
        if lost and not problems:  # only the first one, since all later lines would be reported for the same reason
            message = "the line before this one was changed or removed"
            problems.append(_problem(event.line, message, restore(LEDGER)))
        for digest in before:
            # A line that is followed is no longer an end; two lines with the same predecessor make two ends.
            ends.pop(digest, None)
        known.add(event.digest)
        ends[event.digest] = None
    return tuple(ends)


def _heads(data: bytes | None, problems: list[Problem]) -> tuple[Mapping[str, str], ...]:
    """Parse the head file: one row, or one for each merged branch."""
    rows: list[Mapping[str, str]] = []
    for number, line in enumerate((data or b"").decode("utf-8", "replace").splitlines(), 1):
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not _SHA256.fullmatch(str(row.get("head"))):
                raise ValueError
        except (ValueError, RecursionError):
            if not line.startswith(_MERGE_MARKS):
                message = "the line doesn't refer to a line of the ledger"
                problems.append(_problem(number, message, restore(LEDGER_HEAD), LEDGER_HEAD))
            continue
        rows.append({str(key): str(value) for key, value in row.items()})
    return tuple(rows)


def _compare_heads(
    events: tuple[Event, ...],
    ends: tuple[str, ...],
    heads: tuple[Mapping[str, str], ...],
    has_head: bool,
    problems: list[Problem],
) -> None:
    known = {event.digest for event in events}
    last = max(len(events), 1)
    if any(row["head"] not in known for row in heads):
        message = f"the last line isn't the one named in {LEDGER_HEAD}: it was changed or removed"
        problems.append(_problem(last, message, restore(LEDGER, LEDGER_HEAD)))
    elif (events and not heads) or not has_head:  # both files of an empty ledger are empty
        message = f"{LEDGER_HEAD} is missing; it names the ledger's last line"
        problems.append(_problem(1, message, restore(LEDGER_HEAD), LEDGER_HEAD))
    # The ledger is written before its head, so an interrupted recording looks like this.
    elif [row["head"] for row in heads] != list(ends):
        message = f"a recording was interrupted: the ledger continues after the line named in {LEDGER_HEAD}"
        found = _problem(last, message, "check the added lines, then run: newsroom publish")
        problems.append(replace(found, pending=True))


def _event(line: str, number: int) -> Event:
    """Parse a line; raises ValueError with a message and, unless the line should be restored, the advice."""
    if line.startswith(_MERGE_MARKS):
        advice = "remove the markers, keep the lines of both sides, and run: newsroom publish"
        raise ValueError("git left a conflict marker here", advice)
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"the line isn't JSON ({error})") from None
    # Tested first, because lines of later versions may not be valid here.
    if isinstance(row, dict) and type(row.get("form")) is int and row["form"] > FORM:
        message = f"the line has form {row['form']}, but this version of newsroom reads only forms up to {FORM}"
        raise ValueError(message, UPGRADE)
    if not isinstance(row, dict) or row.get("event") not in get_args(Kind):
        raise ValueError("the line isn't a ledger event")
    kind = row.pop("event")
    values: dict[str, Any] = {"kind": kind, "line": number, "digest": digest_of(line)}
    try:
        names = FIELDS[kind]
        if "leaf" in row or (kind != "erased" and row.get("form", 1) >= FORM_WITH_COMMITMENT):
            names = _joined(row, values, names)
            values["digest"] = row.pop("digest") if "leaf" in values else digest_of(entry_of(line))
        values["at"] = dt.datetime.fromisoformat(row.pop("at"))
        values["prev"] = row.pop("prev")
        if "recorded" in row:
            values["recorded"] = dt.datetime.fromisoformat(row.pop("recorded"))
        for name in names:
            value = row.pop(name, OPTIONAL[name]) if name in OPTIONAL else row.pop(name)
            values[name] = tuple(value) if name in _LISTS else value
        values["files"] = _files_of(values.get("files"), values.get("form", 1))
        event = Event(**values)
        # Formatted again, it must be the same line. Otherwise a line could be changed without changing its meaning.
        same = not row and _well_formed(event) and line_of(event) == line
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        same = False
    if not same:
        raise ValueError("the line isn't in the form that `newsroom` writes")
    return event


def _files_of(found: Any, form: int) -> tuple[tuple[str, str], ...] | None:
    """Return the files of a line as pairs, none for a line without them; None if the line's form has no files."""
    return tuple(sorted((found or {}).items())) if found is not None or form >= FORM_WITH_FILES else None


def _joined(row: dict[str, Any], values: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Merge a line's details into it, or move their replacements into *values*; returns the names of its keys."""
    if "details" in row:
        del row["commitment"]
        row.update({**row.pop("details"), **row})
        values["salt"] = row.pop("salt")
        return names
    values.update((name, row.pop(name)) for name in ("commitment", "leaf") if name in row)
    return tuple(name for name in names if name in row)


def _well_formed(event: Event) -> bool:
    """Whether every value has a valid type and form, since lines written by hand can be part of the chain.

    For some that have not, it raises TypeError or ValueError.
    """
    fields = FIELDS[event.kind]
    numbers = [event.form, event.revision if "revision" in fields else 1]
    digests = [event.prev, *event.also, *event.lines]
    ids, texts = [event.id] * (event.erased or "id" in fields), list[str]()
    sound = event.form <= FORM and type(event.assumed) is bool
    if event.erased:
        digests += [event.commitment or event.leaf, event.digest]
    else:
        ids += [event.target] * (event.kind == "moved")
        texts += [event.title, event.language, event.note, event.target, *event.former_urls, *event.co_issuers]
        texts += [*event.co_issuer_names, *(one for one in (event.issuer, event.issuer_name) if one is not None)]
        sound &= len(event.co_issuers) == len(event.co_issuer_names)
        sound &= not (event.co_issuers and event.issuer_name is None)
        sound &= all(_FILE.fullmatch(name) for name, _ in event.files or ())
        digests += [sha256 for _, sha256 in event.files or ()]
        if "text" in fields:
            digests.append(event.text)
            sound &= event.form >= FORM_WITH_FILES or event.files is None
        if "date" in fields:
            dt.date.fromisoformat(event.date)
        sound &= event.kind != "attached" or bool(event.files)
    return (
        sound
        and all(type(number) is int and number >= 1 for number in numbers)  # isinstance takes True for a number
        and all(map(_ID.fullmatch, ids))
        and all(isinstance(text, str) for text in texts)
        and all(map(_SHA256.fullmatch, digests))
    )
