"""The files of the ledger, read: every line held against the one form, the chain, and the head."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.ledger.events import (
    FIELDS,
    FORM,
    FORM_WITH_COMMITMENT,
    FORM_WITH_FILES,
    GENESIS,
    OPTIONAL,
    Event,
    Kind,
    Ledger,
    digest_of,
    entry_of,
    fold,
    line_of,
    written,
)
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import LEDGER, LEDGER_HEAD, UPGRADE

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
            again = _problem(back[0], "what was erased is back", "delete this line; it is not published")
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
            message = "its words are gone, and no line says that they were erased"
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
            message = "the line before this one was changed or taken out"
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
        message = f"the last line is not the one that {LEDGER_HEAD} names: it was changed or taken out"
        problems.append(_problem(last, message, restore(LEDGER, LEDGER_HEAD)))
    elif (events and not heads) or not there:  # a ledger begins with nothing in either file
        message = f"{LEDGER_HEAD} is missing, which names the ledger's last line"
        problems.append(_problem(1, message, restore(LEDGER_HEAD), LEDGER_HEAD))
    # The ledger is written before its head, so a recording that was stopped in between looks like this.
    elif [row["head"] for row in heads] != list(ends):
        message = f"a recording was interrupted: the ledger goes on after the line that {LEDGER_HEAD} names"
        found = _problem(last, message, "look at what it adds, then run: newsroom publish")
        problems.append(replace(found, pending=True))


def _event(line: str, number: int) -> Event:
    """A line read; raises ValueError with what is wrong with it, and where it isn't to be restored what to do."""
    if line.startswith(_MERGE_MARKS):
        advice = "take these marks out and keep the lines of both sides, then run: newsroom publish"
        raise ValueError("git left a mark of a merge here", advice)
    try:
        row: Any = json.loads(line)
    except ValueError as error:
        raise ValueError(f"the line is not JSON ({error})") from None
    # Before all else: whatever a later version writes that this one would not understand bears a higher number.
    if isinstance(row, dict) and type(row.get("form")) is int and row["form"] > FORM:
        message = f"the line is of form {row['form']}, and this version of newsroom reads forms up to {FORM}"
        raise ValueError(message, f"run: {UPGRADE}")
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
