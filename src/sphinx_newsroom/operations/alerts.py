"""The alerts of an archive: problems in their files, and a journal of the messages sent to each recipient.

The journal is synced to disk before a message is sent and again afterwards. If the process is killed, the outcome of
at most one message is unknown; it is never sent again automatically.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import threading
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.journal import BusyError, lock
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import Code, Problem, suggestion
from sphinx_newsroom.files import read_plain, work_place, write
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.sources.alert_file import AlertFiles, read_alerts


@contextmanager
def sending(root: Path) -> Iterator[None]:
    """Send messages of the archive in *root*; raises ConfigError while another process does, and OSError."""
    try:
        with lock(work_place(root, "alerts.lock")):
            yield
    except BusyError:
        raise ConfigError("another `newsroom alert` is running in this archive; wait until it finishes") from None


def alerts_of(root: Path, settings: Settings, registry: Registry | None = None) -> AlertFiles:
    """Return the alerts of the archive in *root*.

    With a *registry*, only those that can run: their records are known, and QuickJS is installed.
    """
    found = read_alerts(root, settings)
    if registry is None:
        return found
    problems = [problem for alert in found.alerts for problem in (*_unknown(alert, registry), *_unsearchable(alert))]
    wrong = {problem.path for problem in problems}
    alerts = tuple(alert for alert in found.alerts if alert.path not in wrong)
    return AlertFiles(alerts, tuple(sorted((*found.problems, *problems), key=lambda one: (one.path, one.line))))


def _unknown(alert: Alert, registry: Registry) -> Iterator[Problem]:
    for kind, key, ids in (
        ("organization", "organizations", alert.organizations),
        ("official", "officials", alert.officials),
    ):
        known = registry.of_kind(kind)
        for position, id_ in enumerate(ids):
            if id_ not in known:
                now = registry.current_id(kind, id_)
                absent = suggestion(id_, known, f"add {kind}s/{id_}.md, or remove it")
                advice = f"write {now!r}, its current id" if now in known else absent
                line = alert.lines.get(f"{key}.{position}", 1)
                yield Problem(alert.path, line, Code.UNKNOWN_ID, f"{key} names {id_!r}, which has no file", advice)


def _unsearchable(alert: Alert) -> Iterator[Problem]:
    if alert.feed and alert.query and find_spec("quickjs") is None:
        message, advice = "its feed requires QuickJS, which is missing", "run: pip install 'sphinx-newsroom[alerts]'"
        yield Problem(alert.path, alert.lines.get("query", 1), Code.NO_SEARCH_ENGINE, message, advice)


def addresses_in_git(root: Path, alerts: Iterable[Alert]) -> Iterator[Problem]:
    """Report each reader's address in a file that git tracks, since it stays readable in the history."""
    for alert in alerts:
        line = next((one.line for one in alert.mail if one.address), 0)
        if line and git(root, "ls-files", "--", alert.path):
            advice = f"remove it, and run: newsroom alert subscribe ADDRESS {alert.id}"
            yield Problem(alert.path, line, Code.READER_IN_GIT, "git contains the address of a reader", advice)


FORMAT = 1


class StateError(ValueError):
    """The state file isn't in a supported format."""


def target_key(alert: str, kind: str, address: str) -> str:
    """Return the hashed key of a recipient, so that the state file isn't a list of addresses.

    >>> target_key("ports", "mail", "Ada@example.org") == target_key("ports", "mail", "ada@example.org")
    True
    """
    return f"{alert} {kind} {hashlib.sha256(f'newsroom alert {address.lower()}'.encode()).hexdigest()[:16]}"


def alert_of(key: str) -> str:
    """The alert that a target belongs to."""
    return key.partition(" ")[0]


def delivery_id(key: str, events: Iterable[str]) -> str:
    """Return the id of a message, which depends only on the recipient and the events."""
    return hashlib.sha256("\n".join((key, *sorted(events))).encode()).hexdigest()[:20]


@dataclass(slots=True)
class AlertTarget:
    """The state of one recipient: waiting events, events already sent, and messages that may be in transit."""

    pending: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    """Ids of releases already sent, so that notices of their correction or withdrawal follow."""
    last: str = ""
    """The time when the last message was sent (RFC 3339)."""
    failures: int = 0
    after: str = ""
    """No retry before this moment."""
    ended: str = ""
    """Why sending has ended: the recipient unsubscribed, or there were too many failures."""
    open: dict[str, list[str]] = field(default_factory=dict)
    """Messages whose outcome is unknown, with their events."""

    def add(self, events: Iterable[str]) -> None:
        """Queue events, each once."""
        self.pending += [event for event in events if event not in self.pending]


def release_of(event: str) -> str:
    """Return the id of the release that an event is about."""
    return event.split(" ")[1]


@dataclass
class AlertState:
    """The state of all alerts; *known* are the events that a run has seen, None before the first run."""

    known: set[str] | None = None
    targets: dict[str, AlertTarget] = field(default_factory=dict)
    missed: dict[str, list[str]] = field(default_factory=dict)
    """The events, by alert, that happened while its file could not be read, for recipients of earlier messages."""

    def apply(self, line: Mapping[str, Any]) -> None:
        """Apply a line of the journal to the state."""
        target = self.targets.setdefault(line["to"], AlertTarget())
        id_, events = line["id"], line.get("events", [])
        if line["what"] == "begun":
            target.open[id_] = events
            target.pending = [event for event in target.pending if event not in events]
            return
        target.failures, target.after = line.get("failures", 0), line.get("after", "")
        target.ended = line.get("ended", "")
        if line["what"] == "failed":  # and will be retried under the same id
            return
        was = target.open.pop(id_, [])
        if line["what"] == "sent":
            target.told = sorted({*target.told, *map(release_of, was)})
            target.last = line["at"]
        else:
            target.pending = [*was, *(event for event in target.pending if event not in was)]

    def keep_only(self, keys: Collection[str], unclear: Collection[str]) -> None:
        """Remove the targets that are no longer needed.

        The targets of an alert in *unclear* stay, because its file or an address in it can't be read today. Targets
        with unresolved messages stay as well, until somebody has resolved them.
        """
        for key, target in list(self.targets.items()):
            if key not in keys and alert_of(key) not in unclear and not target.open:
                del self.targets[key]
        self.missed = {alert: events for alert, events in self.missed.items() if self.of_alert(alert)}

    def of_alert(self, alert: str) -> dict[str, AlertTarget]:
        """The targets of an alert."""
        return {key: target for key, target in self.targets.items() if alert_of(key) == alert}

    def snapshot(self) -> dict[str, Any]:
        """Return the state as JSON data."""
        rows = {
            key: {name: value for name in AlertTarget.__slots__ if (value := getattr(target, name))}
            for key, target in sorted(self.targets.items())
        }
        missed = {"missed": self.missed} if self.missed else {}
        return {"format": FORMAT, "known": sorted(self.known or ()), "targets": rows, **missed}


def loaded(path: Path) -> AlertState:
    """Load the state from a file; raises OSError, and StateError if it is damaged."""
    try:
        data = read_plain(path, follow=True)
    except FileNotFoundError:
        return AlertState()
    lines = data.split(b"\n")  # as bytes, because the truncated end may split a character
    # A last line without a line end was truncated by a crash: its action was either not begun, or its outcome is
    # unknown.
    try:
        first, *others = [json.loads(line) for line in lines[:-1]]
        if first["format"] != FORMAT:
            raise StateError(f"{path} is from another version of the program")
        targets = {key: AlertTarget(**row) for key, row in first["targets"].items()}
        found = AlertState(set(first["known"]), targets, first.get("missed", {}))
        for line in others:
            found.apply(line)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        if isinstance(error, StateError):
            raise
        raise StateError(f"{path} is damaged; restore it from a backup, or delete it to start again") from error
    return found


class Journal:
    """The state file while messages are sent; several threads may append lines."""

    def __init__(self, path: Path, state: AlertState) -> None:
        """Write the complete state; raises OSError."""
        self.path, self.state = path, state
        path.parent.mkdir(parents=True, exist_ok=True)
        write(path, json.dumps(state.snapshot(), ensure_ascii=False) + "\n", durable=True)
        self._lock = threading.Lock()
        self._stream = path.open("ab", buffering=0)

    def note(self, what: str, to: str, id_: str, moment: dt.datetime, **more: Any) -> None:
        """Append a line and sync it to disk; raises OSError."""
        line = {"what": what, "to": to, "id": id_, "at": moment.isoformat(timespec="seconds"), **more}
        with self._lock:
            self._stream.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            os.fsync(self._stream.fileno())
            self.state.apply(line)

    def close(self) -> None:
        """Write the complete state again, and close the file."""
        self._stream.close()
        write(self.path, json.dumps(self.state.snapshot(), ensure_ascii=False) + "\n", durable=True)
