"""The ledger: what was published, corrected, withdrawn and moved, each line bound to the one before.

``releases/ledger.jsonl`` holds one JSON object a line, in one form only (keys sorted, no spaces).
``prev`` is the SHA-256 of the line that it follows, so no line can be changed or taken out without
the next one telling.  ``releases/ledger.head`` names the last line, so that the last cannot be taken
out either; it also bears the signature, where there is one.

Git merges two branches' ledgers by keeping the lines of both.  The chain then has two ends, and a
line ``merged`` that names both joins them.  Nothing is ever rewritten for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

from sphinx_newsroom.diagnostics import Code, Problem

PATH = "releases/ledger.jsonl"
HEAD_PATH = "releases/ledger.head"
GENESIS = "0" * 64
"""What the first line of a ledger follows."""

Kind = Literal["published", "corrected", "withdrawn", "moved", "merged"]

FORKED = "the ledger has two ends, since two branches were merged"
INTERRUPTED = "a recording was interrupted: the ledger goes on after the line that releases/ledger.head names"
"""Problems that are the way to something: the next ``newsroom publish`` ends them."""

_RESTORE = "restore the file, with git: git checkout -- releases/"
_SHA256 = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the ledger.

    *at* is when it took effect, *recorded* when it was written, where that was later.  *text* is the digest of the
    published text (:mod:`sphinx_newsroom.published_text`), with the title, date, language and issuer that lists show.
    *note* says what was corrected or why it was withdrawn, *target* where it moved or what replaces it.  *former_urls*
    are the addresses that lead to it.  A merged line follows the end *prev* and the ends *also*.
    """

    kind: Kind
    at: dt.datetime
    id: str = ""
    prev: str = GENESIS
    revision: int = 0
    text: str = ""
    title: str = ""
    date: str = ""
    language: str = ""
    issuer: str | None = None
    note: str = ""
    target: str = ""
    former_urls: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    recorded: dt.datetime | None = None
    line: int = 0
    digest: str = ""

    def after(self, prev: str, line: int) -> Event:
        """The event as a line of its own after the line of digest *prev*."""
        event = replace(self, prev=prev, line=line)
        return replace(event, digest=digest_of(written(event)))


_TEXT = ("revision", "text", "title", "date", "language", "issuer", "former_urls")
_FIELDS: Mapping[str, tuple[str, ...]] = {
    "published": ("id", *_TEXT),
    "corrected": ("id", *_TEXT, "note"),
    "withdrawn": ("id", "note", "target"),
    "moved": ("id", "target", "former_urls"),
    "merged": ("also",),
}
"""What a line of each kind says beside its kind, moment and predecessor."""
_OPTIONAL: Mapping[str, object] = {"issuer": None, "former_urls": (), "target": "", "note": ""}


def written(event: Event) -> str:
    """The line of an event, without its end."""
    row: dict[str, object] = {"event": event.kind, "at": moment_text(event.at), "prev": event.prev}
    if event.recorded is not None:
        row["recorded"] = moment_text(event.recorded)
    for name in _FIELDS[event.kind]:
        value = getattr(event, name)
        if name not in _OPTIONAL or value != _OPTIONAL[name]:
            row[name] = list(value) if isinstance(value, tuple) else value
    text = json.dumps(row, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode("utf-8", "replace").decode()


def moment_text(moment: dt.datetime) -> str:
    """``2026-01-31T09:00:00Z``."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def digest_of(line: str) -> str:
    """The SHA-256 of a line, by which the next one names it."""
    return hashlib.sha256(line.encode()).hexdigest()


def _event(line: str, number: int) -> Event:
    """A line read; raises ValueError with what is wrong with it."""
    if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
        raise ValueError("git left a mark of a merge here")
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise ValueError(f"the line is not JSON ({error})") from None
    if not isinstance(row, dict) or row.get("event") not in get_args(Kind):
        raise ValueError("the line is no event of a ledger")
    kind = row.pop("event")
    values: dict[str, Any] = {"kind": kind, "line": number, "digest": digest_of(line)}
    try:
        values["at"] = dt.datetime.fromisoformat(row.pop("at"))
        values["prev"] = row.pop("prev")
        if "recorded" in row:
            values["recorded"] = dt.datetime.fromisoformat(row.pop("recorded"))
        for name in _FIELDS[kind]:
            value = row.pop(name, _OPTIONAL[name]) if name in _OPTIONAL else row.pop(name)
            values[name] = tuple(value) if name in ("also", "former_urls") else value
        event = Event(**values)
        same = not row and written(event) == line
    except (KeyError, TypeError, ValueError, AttributeError):
        same = False
    if not same:
        raise ValueError("the line is not as `newsroom` writes it")
    return event


@dataclass(frozen=True, slots=True)
class Former:
    """An id that a release had, and how many superseded texts had a page under it when it moved."""

    id: str
    superseded: int


@dataclass(frozen=True, slots=True)
class Record:
    """A release as the ledger has it: its texts from the first to the current one, and what became of it."""

    id: str
    revisions: tuple[Event, ...]
    withdrawn: Event | None = None
    former: tuple[Former, ...] = ()
    former_urls: tuple[str, ...] = ()

    @property
    def current(self) -> Event:
        """The text that stands."""
        return self.revisions[-1]

    @property
    def superseded(self) -> tuple[Event, ...]:
        """The texts that no longer stand, the first one first."""
        return self.revisions[:-1]


class UnfitError(ValueError):
    """A line does not follow from those before it; the message says why."""


def fold(events: Iterable[Event], problems: list[tuple[Event, str]] | None = None) -> dict[str, Record]:
    """What the events amount to, by id; what does not fit together goes to *problems*, with its event."""
    records: dict[str, Record] = {}
    for event in events:
        try:
            _apply(event, records)
        except UnfitError as error:
            if problems is not None:
                problems.append((event, str(error)))
    return records


def _apply(event: Event, records: dict[str, Record]) -> None:
    if event.kind == "merged":
        return
    known = records.get(event.id)
    if event.kind == "published":
        if known is None:
            records[event.id] = Record(event.id, (event,), None, (), event.former_urls)
        elif event.text != known.revisions[0].text:  # the same, twice: two branches recorded the same text
            raise UnfitError(f"{event.id} was published before, on line {known.revisions[0].line}, with another text")
        return
    if known is None:
        if event.kind == "moved" and _moved_alike(event, records):
            return  # on two branches
        raise UnfitError(f"{event.id} was not published before")
    if event.kind == "corrected":
        _correct(event, known, records)
    elif event.kind == "withdrawn":
        records[event.id] = replace(known, withdrawn=known.withdrawn or event)
    elif event.target in records:
        raise UnfitError(f"{event.id} cannot move to {event.target}, which is another release")
    else:
        del records[event.id]
        former = (*known.former, Former(known.id, len(known.superseded)))
        records[event.target] = replace(
            known, id=event.target, former=former, former_urls=_union(known.former_urls, event.former_urls)
        )


def _moved_alike(event: Event, records: Mapping[str, Record]) -> bool:
    target = records.get(event.target)
    return target is not None and any(former.id == event.id for former in target.former)


def _correct(event: Event, known: Record, records: dict[str, Record]) -> None:
    if event.revision <= len(known.revisions):
        other = known.revisions[event.revision - 1]
        if other.text != event.text:
            raise UnfitError(f"{event.id} has its revision {event.revision} on line {other.line} already")
    elif event.revision > len(known.revisions) + 1:
        raise UnfitError(f"{event.id} has no revision {event.revision - 1}")
    else:
        former_urls = _union(known.former_urls, event.former_urls)
        records[event.id] = replace(known, revisions=(*known.revisions, event), former_urls=former_urls)


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


@dataclass(frozen=True)
class Ledger:
    """A ledger as it stands on disk: its events, the ends of its chain, what they amount to, what is wrong."""

    events: tuple[Event, ...] = ()
    ends: tuple[str, ...] = ()
    records: Mapping[str, Record] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    head: tuple[Mapping[str, str], ...] = ()

    @property
    def forked(self) -> bool:
        """Whether branches were merged and their ends not yet joined."""
        return len(self.ends) > 1

    def as_of(self, moment: dt.datetime) -> dict[str, Record]:
        """What stood at a moment."""
        return fold(event for event in self.events if event.at <= moment)

    def among(self, digests: Collection[str]) -> dict[str, Record]:
        """What stood when the ledger had the lines of these digests."""
        return fold(event for event in self.events if event.digest in digests)

    def with_events(self, events: Iterable[Event]) -> Ledger:
        """The ledger with further lines, which join its ends first where it has several.

        Raises UnfitError where one does not follow from those before it.
        """
        lines = list(self.events)
        ends = self.ends
        for event in events:
            if len(ends) > 1:
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
        """The lines that were written by a moment."""
        return tuple(event for event in self.events if (event.recorded or event.at) <= moment)

    def text(self) -> str:
        """The file."""
        return text_of(self.events)


def text_of(events: Iterable[Event]) -> str:
    """Lines as they stand in the file."""
    return "".join(f"{written(event)}\n" for event in events)


def read(data: bytes, head: bytes | None = None) -> Ledger:
    """Read a ledger and follow its chain; *head* is the file that names its last line.

    Nothing is raised: what is wrong is in the ledger's problems, with its line and what to do.
    """
    problems: list[Problem] = []
    events = tuple(_events(data, problems))
    ends = _follow(events, problems)
    heads = _heads(head, problems)
    if not problems and len(ends) > 1:
        problems.append(_problem(events[-1].line, FORKED, "run: newsroom publish"))
    if not problems:
        _compare_heads(events, ends, heads, head is not None, problems)
    unfit: list[tuple[Event, str]] = []
    records = fold(events, unfit)
    problems.extend(_problem(
        event.line, message, "two branches changed the same release; take one side's files whole and record the "
        "other side's change again (docs/guides/merge-two-ledgers.md)",
    ) for event, message in unfit)
    return Ledger(events, ends, records, tuple(problems), heads)


def _problem(line: int, message: str, advice: str, path: str = PATH) -> Problem:
    return Problem(path, line, Code.LEDGER, message, advice)


def _events(data: bytes, problems: list[Problem]) -> Iterator[Event]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(_problem(line, "the ledger is not UTF-8", _RESTORE + "ledger.jsonl"))
        return
    if text and not text.endswith("\n"):
        problems.append(_problem(text.count("\n") + 1, "the last line has no end", _RESTORE + "ledger.jsonl"))
    for number, row in enumerate(text.split("\n")[:-1], 1):
        try:
            yield _event(row, number)
        except ValueError as error:
            advice = "take these marks out and keep the lines of both sides, then run: newsroom publish"
            advice = advice if "git" in str(error) else _RESTORE + "ledger.jsonl"
            problems.append(_problem(number, str(error), advice))


def _follow(events: Iterable[Event], problems: list[Problem]) -> tuple[str, ...]:
    """The ends of the chain; a line that follows none is a problem."""
    known: set[str] = set()
    ends: dict[str, None] = {}
    for event in events:
        before = (event.prev, *event.also)
        lost = any(digest != GENESIS and digest not in known for digest in before)
        if lost and not problems:  # all that follows would be reported for the same reason
            message = "the line before this one was changed or taken out"
            problems.append(_problem(event.line, message, _RESTORE + "ledger.jsonl"))
        for digest in before:
            ends.pop(digest, None)
        known.add(event.digest)
        ends[event.digest] = None
    return tuple(ends)


def _heads(data: bytes | None, problems: list[Problem]) -> tuple[Mapping[str, str], ...]:
    """What the file of the head says: one row, or one for each branch that was merged."""
    rows: list[Mapping[str, str]] = []
    for number, line in enumerate((data or b"").decode("utf-8", "replace").splitlines(), 1):
        try:
            row = json.loads(line)
            if not isinstance(row, dict) or not _SHA256.fullmatch(str(row.get("head"))):
                raise ValueError
        except ValueError:
            if not line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
                message = "the line does not name a line of the ledger"
                problems.append(_problem(number, message, _RESTORE + "ledger.head", HEAD_PATH))
            continue
        rows.append({str(key): str(value) for key, value in row.items()})
    return tuple(rows)


def _compare_heads(
    events: tuple[Event, ...], ends: tuple[str, ...], heads: tuple[Mapping[str, str], ...], there: bool,
    problems: list[Problem],
) -> None:
    known = {event.digest for event in events}
    last = max(len(events), 1)
    if any(row["head"] not in known for row in heads):
        message = "the last line is not the one that releases/ledger.head names: it was changed or taken out"
        problems.append(_problem(last, message, _RESTORE + "ledger.jsonl releases/ledger.head"))
    elif not heads or not there:
        message = "releases/ledger.head is missing, which names the ledger's last line"
        problems.append(_problem(1, message, _RESTORE + "ledger.head", HEAD_PATH))
    elif [row["head"] for row in heads] != list(ends):
        problems.append(_problem(last, INTERRUPTED, "look at what it adds, then run: newsroom publish"))


def head_text(digest: str, signature: str = "") -> str:
    """The file that names the last line, with its signature where there is one."""
    row = {"head": digest, **({"signature": signature} if signature else {})}
    return json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n"
