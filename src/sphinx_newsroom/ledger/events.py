"""The ledger: what was published, corrected, withdrawn and moved, each line bound to the one before.

``releases/ledger.jsonl`` holds one JSON object a line, in one form only (keys sorted, no spaces).
``prev`` is the SHA-256 of the line that it follows, so no line can be changed or taken out without
the next one telling.  ``releases/ledger.head`` names the last line, so that the last cannot be taken
out either; it also bears the signature, where there is one.

Git merges two branches' ledgers by keeping the lines of both.  The chain then has two ends, and a
line ``merged`` that names both joins them.  Nothing is ever rewritten for it.

From the fourth form on, a line is hashed without its last key, ``details``: words, names and digests, with a salt.  In
their place it has their ``commitment``, so that they can be erased and the chain and the log hold.
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
"""What the first line of a ledger follows."""

FORM = 4
"""The form in which lines are recorded now; lines of the first three hold for ever.

The second brought another digest (:mod:`~sphinx_newsroom.ledger.text_digest`), the third the files of the release, the
fourth the commitment and the lines ``erased``.
Whoever adds an event or a key that this version would not understand raises the number, and writes it in each line that
has one: by it alone a version says that it is too old, and not that the ledger is damaged.
"""
FORM_WITH_FILES = 3
"""The first form whose lines say which files a text has: without `files`, none."""

FORM_WITH_COMMITMENT = 4
"""The first form whose lines are hashed without their details."""
DETAILS = ',"details":'
"""What stands before the details of a line."""

Kind = Literal["published", "corrected", "attached", "withdrawn", "moved", "merged", "erased"]


@quickly_unpickled
@dataclass(frozen=True, slots=True)
class Event:
    """A line of the ledger.

    *at* is when it took effect, *recorded* when it was written, where that was later. *text* is the digest of the
    published text in its *form* (:mod:`~sphinx_newsroom.ledger.text_digest`), with title, date, language and issuer
    for lists; *assumed* where the moment is a date of the header and nothing else bears it out; *issuer_name* is the
    name of that day, which the second form holds; a joint release has *co_issuers* as well, with their names. *files*
    are those that the text shows or offers, each name below the release's address with its SHA-256; None where the line
    is of a form that knew of none. *note* says what was corrected or why it was withdrawn, *target* where it moved or
    what replaces it. *former_urls* are the addresses that lead to it. A merged line follows the end *prev* and the ends
    *also*. *salt* is that of the details. Where these were erased, *commitment* is what stands for them; a line that
    was erased as a whole has its hash as a *leaf* of the log. An erased line names those *lines* by the digests of what
    is left of them, and has *title*, *date* and *language* of the notice, and the reason as its *note*.
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
        """Whether its words are gone."""
        return bool(self.commitment or self.leaf)

    @property
    def issuers(self) -> tuple[tuple[str, str | None], ...]:
        """All who issued a text, each with its name of that day where the line says it."""
        if self.issuer is None:
            return ()
        return ((self.issuer, self.issuer_name), *zip(self.co_issuers, self.co_issuer_names, strict=True))

    def after(self, prev: str, line: int) -> Event:
        """The event as a line of its own after the line of digest *prev*."""
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
"""What a line of each kind says beside its kind, moment and predecessor."""
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
"""What may be left out of a line, with what it then is."""
_JSON = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


_CLEAR = ("id", "form", "revision")
"""What of a line with a commitment is not among its details."""


def written(event: Event) -> str:
    """The line of an event as it is hashed, without its end; where it was erased as a whole, what is left of it."""
    return parts_of(event)[0]


def line_of(event: Event) -> str:
    """The line of an event as the file has it, without its end."""
    line, details = parts_of(event)
    return f"{line[:-1]}{DETAILS}{details}}}" if details else line


def entry_of(line: str) -> str:
    """What is hashed of a line with a commitment, as the file has it."""
    clear, there, _ = line.partition(DETAILS)
    return clear + "}" if there else line


def parts_of(event: Event) -> tuple[str, str]:
    """A line without its details, and these, empty where it has none."""
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
        held = {name: row.pop(name) for name in FIELDS[event.kind] if name in row and name not in _CLEAR}
        if event.leaf:
            row.update(digest=event.digest, leaf=event.leaf)
        else:
            details = _text({**held, "salt": event.salt}) if event.salt else ""
            row["commitment"] = digest_of(details) if details else event.commitment
    return _text(row), details


def _text(row: Mapping[str, object]) -> str:
    return _JSON(row).encode("utf-8", "replace").decode()


def moment_text(moment: dt.datetime) -> str:
    """``2026-01-31T09:00:00Z``."""
    return moment.astimezone(dt.UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def digest_of(line: str) -> str:
    """The SHA-256 of a line, by which the next one names it."""
    return hashlib.sha256(line.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Former:
    """An id that a release had, and how many superseded texts had a page under it when it moved."""

    id: ReleaseId
    superseded: int


@dataclass(frozen=True, slots=True)
class Record:
    """A release as the ledger has it: its texts from the first to the current one, and what became of it."""

    id: ReleaseId
    revisions: tuple[Event, ...]
    withdrawn: Event | None = None
    former: tuple[Former, ...] = ()
    former_urls: tuple[str, ...] = ()
    erasures: tuple[Event, ...] = ()
    """What says of each text that was erased when and why."""

    @property
    def notices(self) -> Iterator[tuple[PageName, Event]]:
        """The pages of the texts that were erased, each with what says so."""
        for event in self.erasures:
            stands = event.revision == len(self.revisions)
            yield release_page(self.id) if stands else superseded_page(self.id, event.revision), event

    @property
    def current(self) -> Event:
        """The text that stands."""
        return self.revisions[-1]

    @property
    def corrected(self) -> tuple[Event, ...]:
        """The corrections, the first one first."""
        return self.revisions[1:]

    @property
    def superseded(self) -> tuple[Event, ...]:
        """The texts that no longer stand, the first one first."""
        return self.revisions[:-1]


class UnfitError(ValueError):
    """A line does not follow from those before it; the message says why."""


def fold(events: Iterable[Event], problems: list[tuple[Event, str]] | None = None) -> dict[ReleaseId, Record]:
    """What the events amount to, by id; what does not fit together goes to *problems*, with its event."""
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
        elif event.text != known.revisions[0].text:  # the same, twice: two branches recorded the same text
            raise UnfitError(f"{event.id} was published before, on line {known.revisions[0].line}, with another text")
        return
    if known is None:
        if event.kind == "moved" and _moved_alike(event, records):
            return  # on two branches
        raise UnfitError(f"{event.id} was not published before")
    if change := _CHANGES.get(event.kind):
        change(event, known, records)
    elif event.kind == "withdrawn":
        # Withdrawn on two branches: the first line tells since when.
        records[event.id] = replace(known, withdrawn=known.withdrawn or event)
    elif event.target in records:
        raise UnfitError(f"{event.id} cannot move to {event.target}, which is another release")
    else:
        del records[event.id]
        left = [former for former in known.former if former.id != event.target]  # it may move back
        former = (*left, Former(known.id, len(known.superseded)))
        records[event.target] = replace(
            known, id=event.target, former=former, former_urls=_union(known.former_urls, event.former_urls)
        )


def _moved_alike(event: Event, records: Mapping[ReleaseId, Record]) -> bool:
    target = records.get(event.target)
    return target is not None and any(former.id == event.id for former in target.former)


def _correct(event: Event, known: Record, records: dict[ReleaseId, Record]) -> None:
    if event.revision <= len(known.revisions):
        other = known.revisions[event.revision - 1]
        if other.text != event.text:
            raise UnfitError(f"{event.id} has its revision {event.revision} on line {other.line} already")
    # After a merge a line may repeat what the other branch recorded, but none may leave a revision out.
    elif event.revision > len(known.revisions) + 1:
        raise UnfitError(f"{event.id} has no revision {event.revision - 1}")
    else:
        former_urls = _union(known.former_urls, event.former_urls)
        records[event.id] = replace(known, revisions=(*known.revisions, event), former_urls=former_urls)


def _attach(event: Event, known: Record, records: dict[ReleaseId, Record]) -> None:
    """Note files of a text that was recorded before, by a form that knew of none or when they were not there yet."""
    if event.revision > len(known.revisions):
        raise UnfitError(f"{event.id} has no revision {event.revision}")
    text = known.revisions[event.revision - 1]
    files, new = dict(text.files or ()), dict(event.files or ())
    if other := next((name for name in new if files.get(name, new[name]) != new[name]), None):
        raise UnfitError(f"{event.id} has another file {other} already")
    noted = replace(text, files=tuple(sorted({**files, **new}.items())))
    revisions = (*known.revisions[: event.revision - 1], noted, *known.revisions[event.revision :])
    records[event.id] = replace(known, revisions=revisions)


def _erase(event: Event, known: Record, records: dict[ReleaseId, Record]) -> None:
    """Note that a text was erased, and why."""
    if event.revision > len(known.revisions) or not known.revisions[event.revision - 1].erased:
        raise UnfitError(f"{event.id} still has its revision {event.revision}, which was erased")
    former_urls = _union(known.former_urls, event.former_urls)
    withdrawn = known.withdrawn or (event if event.revision == len(known.revisions) else None)
    erasures = (*known.erasures, event)
    records[event.id] = replace(known, withdrawn=withdrawn, former_urls=former_urls, erasures=erasures)


_CHANGES = {"corrected": _correct, "attached": _attach, "erased": _erase}


def _union(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*first, *second)))


@dataclass(frozen=True)
class Ledger:
    """A ledger as it stands on disk: its events, the ends of its chain, what they amount to, what is wrong.

    *checkpoint* is the signed note of its tree (:mod:`sphinx_newsroom.ledger.log`), *stamp* the file of the time that
    somebody else gave it; both are empty where there is none.  *lines* are the events as the file has them, without
    their ends; none where that was not read, or has a line that is no event.
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
        """Whether branches were merged and their ends not yet joined."""
        return len(self.ends) > 1

    def as_of(self, moment: dt.datetime) -> dict[ReleaseId, Record]:
        """What stood at a moment."""
        return fold(event for event in self.events if event.at <= moment)

    def among(self, digests: Collection[str]) -> dict[ReleaseId, Record]:
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
                # Git has put the lines of both branches together, so neither end is the one to go on from.
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
        """The lines that were written by a moment, up to the first that was not."""
        # A branch may have brought later lines in between: what stands before them is what the log begins with.
        return tuple(takewhile(lambda event: (event.recorded or event.at) <= moment, self.events))

    def text(self) -> str:
        """The file."""
        return text_of(self.events)


def text_of(events: Iterable[Event]) -> str:
    """Lines as they stand in the file."""
    return "".join(f"{line_of(event)}\n" for event in events)


def head_text(digest: str, signature: str = "") -> str:
    """The file that names the last line, with its signature where there is one."""
    row = {"head": digest, **({"signature": signature} if signature else {})}
    return json.dumps(row, sort_keys=True, separators=(",", ":")) + "\n"


# The files of the ledger, read: every line held against the one form, the chain, and the head.

_LISTS = frozenset(["also", "former_urls", "co_issuers", "co_issuer_names", "lines"])
"""What is a list in a line."""
_SHA256 = late_pattern("[0-9a-f]{64}")
_MERGE_MARKS = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
"""How the lines begin by which git keeps the two sides of a merge apart."""
# As the ids of releases are; read again here, since whoever writes lines by hand writes ids, too.
_ID = late_pattern(r"[a-z0-9-]+(?:[/.][a-z0-9-]+)*")

_FILE = late_pattern(r"(?!/)(?!(?:.*/)?\.{1,2}(?:/|$))[^\0-\x1f\x7f\\]+(?<!/)")
"""The name of a file below a release's address: a path that goes down alone."""


def restore(*paths: str) -> str:
    """The advice to bring files back as they were."""
    files = " ".join(paths)
    return (
        f"restore it, with git: git checkout -- {files}, "
        f"or where that is committed, from the commit before it: git checkout COMMIT~1 -- {files}"
    )


def read(data: bytes, head: bytes | None = None, known: Sequence[Event] = ()) -> Ledger:
    """Read a ledger and follow its chain; *head* is the file that names its last line.

    *known* are the events of so many first lines, if somebody has read these before.  Nothing is raised: what is wrong
    is in the ledger's problems, with its line and what to do.
    """
    problems: list[Problem] = []
    events = tuple(_events(data, problems, known))
    if any(event.kind == "erased" or event.erased for event in events):
        gone = {event.digest for event in events if event.erased}
        back = [event.line for event in events if event.digest in gone and not event.erased]
        if back:  # a merge keeps the line of the branch that knew nothing of it, too
            rows = data.split(b"\n")
            found = read(b"\n".join(row for number, row in enumerate(rows, 1) if number not in back), head)
            again = _problem(back[0], "an erased text is back", "delete this line; it is not published")
            return replace(found, problems=found.problems or (again,), lines=())
        events = tuple(_noticed(events, problems))
    ends = _follow(events, problems)
    heads = _heads(head, problems)
    if not problems and len(ends) > 1:
        message = "the ledger has two ends, since two branches were merged"
        problems.append(replace(_problem(events[-1].line, message, "run: newsroom publish"), pending=True))
    if not problems:
        _compare_heads(events, ends, heads, head is not None, problems)
    unfit: list[tuple[Event, str]] = []
    records = fold(events, unfit)
    problems.extend(
        _problem(
            event.line,
            message,
            "two branches changed the same release; take one side's files whole and record the "
            "other side's change again, as the guide “Merge two ledgers” shows",
        )
        for event, message in unfit
    )
    lines = tuple(data.split(b"\n")[:-1])
    as_read = lines if len(lines) == len(events) else ()
    return Ledger(events, ends, records, tuple(problems), heads, lines=as_read)


def _noticed(events: Sequence[Event], problems: list[Problem]) -> Iterator[Event]:
    """The events, those of erased texts with the title, date and language of their notices.

    A line without its words that no other says to be erased is a problem, and so is one that was and is not there.
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
        message = "a line that was erased is not there as this line says it was left"
        problems.append(_problem(event.line, message, restore(LEDGER)))


def _problem(line: int, message: str, advice: str, path: str = LEDGER) -> Problem:
    return Problem(path, line, Code.LEDGER, message, advice)


def _events(data: bytes, problems: list[Problem], known: Sequence[Event]) -> Iterator[Event]:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        problems.append(_problem(line, "the ledger is not UTF-8", restore(LEDGER)))
        return
    if text and not text.endswith("\n"):
        problems.append(_problem(text.count("\n") + 1, "the last line has no end", restore(LEDGER)))
    yield from known
    for number, row in enumerate(text.split("\n")[len(known) : -1], len(known) + 1):
        try:
            yield _event(row, number)
        except ValueError as error:
            message, advice = (*error.args, restore(LEDGER))[:2]
            problems.append(_problem(number, message, advice))


def _follow(events: Iterable[Event], problems: list[Problem]) -> tuple[str, ...]:
    """The ends of the chain; a line that follows none is a problem."""
    known: set[str] = set()
    ends: dict[str, None] = {}
    for event in events:
        before = (event.prev, *event.also)
        lost = any(digest != GENESIS and digest not in known for digest in before)
        if lost and not problems:  # all that follows would be reported for the same reason
            message = "the line before this one was changed or removed"
            problems.append(_problem(event.line, message, restore(LEDGER)))
        for digest in before:
            # An end that a line follows is none any more; two lines that follow the same one make two.
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
            if not line.startswith(_MERGE_MARKS):
                message = "the line does not name a line of the ledger"
                problems.append(_problem(number, message, restore(LEDGER_HEAD), LEDGER_HEAD))
            continue
        rows.append({str(key): str(value) for key, value in row.items()})
    return tuple(rows)


def _compare_heads(
    events: tuple[Event, ...],
    ends: tuple[str, ...],
    heads: tuple[Mapping[str, str], ...],
    there: bool,
    problems: list[Problem],
) -> None:
    known = {event.digest for event in events}
    last = max(len(events), 1)
    if any(row["head"] not in known for row in heads):
        message = f"the last line is not the one that {LEDGER_HEAD} names: it was changed or removed"
        problems.append(_problem(last, message, restore(LEDGER, LEDGER_HEAD)))
    elif (events and not heads) or not there:  # a ledger begins with nothing in either file
        message = f"{LEDGER_HEAD} is missing, which names the ledger's last line"
        problems.append(_problem(1, message, restore(LEDGER_HEAD), LEDGER_HEAD))
    # The ledger is written before its head, so a recording that was stopped in between looks like this.
    elif [row["head"] for row in heads] != list(ends):
        message = f"a recording was interrupted: the ledger continues after the line that {LEDGER_HEAD} names"
        found = _problem(last, message, "look at what it adds, then run: newsroom publish")
        problems.append(replace(found, pending=True))


def _event(line: str, number: int) -> Event:
    """A line read; raises ValueError with what is wrong with it, and where it isn't to be restored what to do."""
    if line.startswith(_MERGE_MARKS):
        advice = "remove these marks and keep the lines of both sides, then run: newsroom publish"
        raise ValueError("git left a mark of a merge here", advice)
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise ValueError(f"the line is not JSON ({error})") from None
    # Before all else: whatever a later version writes that this one would not understand bears a higher number.
    if isinstance(row, dict) and type(row.get("form")) is int and row["form"] > FORM:
        message = f"the line is of form {row['form']}, and this version of newsroom reads forms up to {FORM}"
        raise ValueError(message, UPGRADE)
    if not isinstance(row, dict) or row.get("event") not in get_args(Kind):
        raise ValueError("the line isn't an event of a ledger")
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
        values.update(_files_of(values))
        event = Event(**values)
        # Written again it must be the same line: one form only, or a line could be changed and its meaning not.
        same = not row and _well_formed(event) and line_of(event) == line
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        same = False
    if not same:
        raise ValueError("the line is not as `newsroom` writes it")
    return event


def _files_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """The files of a line as pairs; a line of a form that knows of files and names none has none."""
    found = values.get("files")
    if found is not None:
        return {"files": tuple(sorted(found.items()))}
    return {"files": ()} if values.get("form", 1) >= FORM_WITH_FILES else {}


def _joined(row: dict[str, Any], values: dict[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    """Take the details of a line into it, or what stands in their place into *values*; returns the keys it has."""
    if "details" in row:
        del row["commitment"]
        row.update({**row.pop("details"), **row})
        values["salt"] = row.pop("salt")
        return names
    values.update((name, row.pop(name)) for name in ("commitment", "leaf") if name in row)
    return tuple(name for name in names if name in row)


def _well_formed(event: Event) -> bool:
    """Whether every value is of the kind that its name says: whoever writes lines by hand can chain them, too."""
    digests = (event.prev, *event.also, *event.lines)
    if type(event.form) is not int or not 1 <= event.form <= FORM:
        return False
    if "revision" in FIELDS[event.kind] and (type(event.revision) is not int or event.revision < 1):
        return False
    if event.erased:
        digests += (event.commitment or event.leaf, event.digest)
        return bool(_ID.fullmatch(event.id)) and all(map(_SHA256.fullmatch, digests))
    ids = [event.id, event.target] if event.kind == "moved" else [event.id] if event.kind != "merged" else []
    issuers = [value for value in (event.issuer, event.issuer_name) if value is not None]
    issuers += [*event.co_issuers, *event.co_issuer_names]
    joint = len(event.co_issuers) == len(event.co_issuer_names) and not (event.co_issuers and event.issuer_name is None)
    texts = (event.title, event.language, *issuers, event.note, event.target, *event.former_urls)
    if event.kind == "erased":
        dt.date.fromisoformat(event.date)
    if event.kind in ("published", "corrected"):
        dt.date.fromisoformat(event.date)
        # True would be an int for isinstance, and would be written as true.
        if type(event.assumed) is not bool:
            return False
        if not _SHA256.fullmatch(event.text) or (event.form < FORM_WITH_FILES and event.files is not None):
            return False
    if event.kind == "attached" and not event.files:
        return False
    if any(not _FILE.fullmatch(name) or not _SHA256.fullmatch(sha256) for name, sha256 in event.files or ()):
        return False
    return (
        joint
        and all(map(_ID.fullmatch, ids))
        and all(isinstance(text, str) for text in texts)
        and all(map(_SHA256.fullmatch, digests))
    )
