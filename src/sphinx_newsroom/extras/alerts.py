"""``newsroom alert``: notify subscribers of new, corrected and withdrawn releases since the last run."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import http.client
import os
import re
import smtplib
import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePath
from typing import Any, Literal, NamedTuple
from urllib.parse import quote, urlsplit

import click

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, Given, argument, flag, option, site_of, warn, with_many
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import Problem, counted, suggestion
from sphinx_newsroom.files import read_text, why_unread, write
from sphinx_newsroom.model.alerts import ALERTS, Alert, MailTo
from sphinx_newsroom.network import addresses_of, connection_to, is_public, within
from sphinx_newsroom.operations.alerts import (
    AlertState,
    AlertTarget,
    Journal,
    StateError,
    alerts_of,
    delivery_id,
    loaded,
    release_of,
    sending,
    target_key,
)
from sphinx_newsroom.operations.site import PREVIEW
from sphinx_newsroom.outputs.alert_matching import BuiltSite, Happening, Matcher, QueryError
from sphinx_newsroom.outputs.mail import (
    Connection,
    DoubtError,
    MailServer,
    UnreachableError,
    Unsubscribing,
    checked,
    message_id,
    news_of,
    sender_of,
    unsubscribing,
)
from sphinx_newsroom.outputs.mail import message as email
from sphinx_newsroom.outputs.output import compact_json

VERSION = 1
"""The version of messages, increased when a field is removed or changes its meaning."""

DEADLINE = 15.0
"""Timeout for a receiver's response, in seconds; the specification recommends 15 to 30."""

WAITS = tuple(dt.timedelta(seconds=seconds) for seconds in (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400))
"""The waiting time after each failure in turn; after the last one the message is dropped."""

_SECRET = "whsec_"
_SHORTEST, _LONGEST = 24, 64
_OK, _REDIRECT, _GONE, _NO_MORE = 200, 300, 410, 400


class SecretError(ValueError):
    """The secret can't sign messages."""


class WebhookRefusedError(Exception):
    """The receiver refused a message; *final* if it wants no further ones."""

    def __init__(self, why: str, *, final: bool = False) -> None:
        super().__init__(why)
        self.final = final


def secret_of(text: str) -> bytes:
    """Decode a secret, ``whsec_`` and Base64 of 24 to 64 bytes; raises SecretError."""
    try:
        found = base64.b64decode(text.removeprefix(_SECRET), validate=True)
    except (binascii.Error, ValueError):
        found = b""
    if not (text.startswith(_SECRET) and _SHORTEST <= len(found) <= _LONGEST):
        raise SecretError("isn't a secret: it must begin with whsec_, followed by the Base64 of 24 to 64 bytes")
    return found


def body_of(site: BuiltSite, happened: Iterable[Happening], alert: Alert, moment: dt.datetime) -> bytes:
    """Return a message as JSON; the fields of a release are those of ``data/releases.jsonl``."""
    items = []
    for one in happened:
        row = site.rows[one.id]
        item: dict[str, Any] = {"event": one.kind, "date": one.date.isoformat()}
        if one.kind != "new":
            item["note"] = one.words
        fields = ("id", "url", "title", "date", "type", "language", "issuers", "summary", "topics")
        items.append(item | {"release": {name: row[name] for name in fields}})
    found = {
        "type": "alert.releases",
        "version": VERSION,
        "timestamp": moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        "data": {"alert": alert.id, "name": alert.name, "items": items},
    }
    return compact_json(found).encode()


def headers_of(key: str, body: bytes, secret: bytes, moment: dt.datetime) -> dict[str, str]:
    """Return the headers of a message; *key* identifies it and stays the same if it is sent again."""
    stamp = str(int(moment.timestamp()))
    signed = hmac.new(secret, f"{key}.{stamp}.".encode() + body, hashlib.sha256).digest()
    return {
        "Content-Type": "application/json",
        "User-Agent": f"sphinx-newsroom/{__version__}",
        "webhook-id": key,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(signed).decode()}",
    }


_AS_IT_IS = "/%?:@!$&'()*+,;=~-._"
"""Characters of an address that aren't escaped; others except letters and digits are, as in RFC 3986."""


def _opened(url: str, private: Collection[str], deadline: float) -> tuple[http.client.HTTPConnection, str]:
    """Return an unopened connection for a message, and its target; raises WebhookRefusedError.

    The addresses of the host are checked, and used even if the name later resolves differently.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        host, port, parts = "", 0, urlsplit("")
    ours = f"{host}:{port}" in private or host in private
    if not host or parts.username or parts.scheme not in ("https", *(["http"] if ours else [])):
        raise WebhookRefusedError("the address doesn't begin with https://, or contains a name and password")
    try:
        found = addresses_of(host, port)
    except (OSError, UnicodeError) as error:  # UnicodeError for an invalid name
        raise WebhookRefusedError(f"the host can't be found: {_why(error)}") from error
    if not ours and (inside := sorted(one for one in found if not is_public(one))):
        raise WebhookRefusedError(
            f"its host is {inside[0]}, in a private network; allow it with --private {host}:{port}"
        )
    target = quote(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}", safe=_AS_IT_IS)
    return connection_to(host, port, found, secure=parts.scheme == "https", timeout=deadline), target


def post(
    url: str, headers: Mapping[str, str], body: bytes, private: Collection[str] = (), deadline: float = DEADLINE
) -> None:
    """Send a message; raises WebhookRefusedError with the reason if it was refused, or not accepted in time.

    Hosts in a private network are allowed only if *private* contains them, as ``host`` or ``host:port``. Redirects are
    never followed.
    """
    connection, target = _opened(url, private, deadline)
    end = time.monotonic() + deadline

    def ask() -> tuple[int, str]:
        try:
            connection.connect()
            if time.monotonic() > end:  # it counts as failed by now, and is sent again later
                raise TimeoutError
            connection.request("POST", target, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.headers.get("Location", "")
        finally:
            connection.close()

    try:
        status, leads = within(deadline, ask)
    except TimeoutError as error:
        raise WebhookRefusedError(f"no answer in {deadline:g} seconds") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise WebhookRefusedError(_why(error)) from error
    if _OK <= status < _REDIRECT:
        return
    if _REDIRECT <= status < _NO_MORE:
        raise WebhookRefusedError(f"it responds with {status} and redirects to {leads[:200]!r}, which isn't followed")
    raise WebhookRefusedError(f"it answers {status}", final=status == _GONE)


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error) or type(error).__name__


STATE = f"{ALERTS}/state.jsonl"
SUBSCRIBERS = f"{ALERTS}/subscribers"


# Recipients.

_LARGEST = 10_000_000
"""The largest file with addresses, in bytes."""
_PARTING = re.compile(r"[\s,;]+")


class Recipient(NamedTuple):
    """A recipient: a reader's *address*, or a program's with the *secret* to sign its messages."""

    key: str
    kind: Literal["mail", "webhook"]
    alert: Alert
    address: str
    place: str
    secret: bytes = b""


class Wrong(NamedTuple):
    """Why a recipient can't be notified, with the place of the mistake."""

    place: str
    why: str


class Subscribers(NamedTuple):
    """The file of an archive's subscribers: *rows* have an address and an alert, *place* is its name in messages.

    Readers who unsubscribed are in the file by digest, so that they aren't notified even if other lists have their
    address.
    """

    place: str
    rows: list[list[str]]

    @classmethod
    def read(cls, path: Path, place: str) -> Subscribers:
        """Read the file, if there is one; raises ConfigError if it can't be read."""
        try:
            return cls(place, [line.split() for line in read_text(path, _LARGEST, follow=True).splitlines()])
        except FileNotFoundError:
            return cls(place, [])
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} cannot be read: {why_unread(error)}") from error

    def of(self) -> Iterator[tuple[int, str, str]]:
        """Yield line, address and alert of each subscription."""
        for number, row in enumerate(self.rows, 1):
            match row:
                case [address, alert] if not address.startswith("#"):
                    yield number, address, alert

    def text(self, address: str, alerts: Collection[str], *, leaves: bool) -> str:
        """Return the file's new text after a reader subscribed to alerts or unsubscribed from them."""
        keys = {target_key(id_, "mail", address): id_ for id_ in alerts}
        gone = {number - 1 for number, one, id_ in self.of() if target_key(id_, "mail", one) in keys}
        rows = [" ".join(row) for number, row in enumerate(self.rows) if number not in gone]
        new = keys if leaves else [f"{address} {id_}" for id_ in alerts]
        return "".join(f"{row}\n" for row in (*(row for row in rows if row not in keys), *new))


def recipients_of(
    alert: Alert, root: Path, environment: Mapping[str, str], subscribers: Subscribers
) -> Iterator[Recipient | Wrong]:
    """Yield the recipients of an alert, and the problems of those who can't get it."""
    known = {" ".join(row) for row in subscribers.rows}
    for found in _everybody(alert, root, environment, subscribers):
        if isinstance(found, Wrong) or found.key not in known:
            yield found
        if isinstance(found, Recipient):
            known.add(found.key)


def _everybody(
    alert: Alert, root: Path, environment: Mapping[str, str], subscribers: Subscribers
) -> Iterator[Recipient | Wrong]:
    listed = ((one, f"{subscribers.place}:{line}") for line, one, id_ in subscribers.of() if id_ == alert.id)
    for found in chain(*(_addresses(mail, alert, root, environment) for mail in alert.mail), listed):
        if isinstance(found, Wrong):
            yield found
            continue
        address, place = found
        try:
            checked(address, place)
        except ConfigError:
            yield Wrong(place, "this isn't an email address; write one such as ada@example.org")
            continue
        yield Recipient(target_key(alert.id, "mail", address), "mail", alert, address, place)
    if alert.webhook is not None:
        yield _webhook(alert, environment)


def _addresses(
    mail: MailTo, alert: Alert, root: Path, environment: Mapping[str, str]
) -> Iterator[tuple[str, str] | Wrong]:
    """Yield each address with its place."""
    here = f"{alert.path}:{mail.line}"
    if mail.address:
        yield mail.address, here
    elif mail.env:
        listed = [one for one in _PARTING.split(environment.get(mail.env, "")) if one]
        if not listed:
            yield Wrong(here, f"the variable {mail.env} isn't set; set it where the command runs")
        for number, address in enumerate(listed, 1):
            yield address, f"{here} ({mail.env}, address {number})"
    else:
        file = root / os.path.expanduser(mail.file)
        try:
            lines = read_text(file, _LARGEST, follow=True).splitlines()
        except (OSError, UnicodeDecodeError) as error:
            yield Wrong(here, f"{file} can't be read: {why_unread(error)}; correct it, or remove the item")
            return
        for number, line in enumerate(lines, 1):
            if line.strip() and not line.strip().startswith("#"):
                yield line.strip(), f"{file}:{number}"


def _webhook(alert: Alert, environment: Mapping[str, str]) -> Recipient | Wrong:
    hook = alert.webhook
    assert hook is not None  # checked by the caller
    place = f"{alert.path}:{alert.lines.get('webhook', 1)}"
    address = hook.url or environment.get(hook.url_env, "").strip()
    if not address:
        return Wrong(place, f"the variable {hook.url_env} isn't set; set it where the command runs")
    try:
        secret = secret_of(environment.get(hook.secret_env, "").strip())
    except SecretError as error:
        return Wrong(place, f"{hook.secret_env} holds {error}")
    return Recipient(target_key(alert.id, "webhook", address), "webhook", alert, address, place, secret)


# The events since the last run, and their recipients.


def collect(
    state: AlertState,
    site: BuiltSite,
    audience: Mapping[Alert, Sequence[Recipient]],
    unclear: Set[str],
    settings: Settings,
) -> Iterator[Problem]:
    """Queue a site's new events for subscribers and mark the whole site as known; yield problems.

    If an alert's query can't be answered, its events are kept for later.

    Args:
        state: the state to update.
        site: the built site.
        audience: the recipients of each alert.
        unclear: the ids of alerts with an incomplete list of recipients; earlier recipients stay queued.
        settings: the settings of conf.py.
    """
    _rename(state, site)
    new = _new(state, site)
    state.known = (state.known or set()) | site.happenings.keys()
    missed = {
        id_: [site.happenings[one] for one in keys if one in site.happenings] for id_, keys in state.missed.items()
    }
    unread = unclear - {alert.id for alert in audience}
    for id_ in unread:
        if state.of_alert(id_):
            state.missed[id_] = [*state.missed.get(id_, ()), *(one.key for one in new)]
    if not new and not any(missed.values()):
        return
    matcher = Matcher(site, {one.id for one in chain(new, *missed.values())}, settings.language)
    for alert, recipients in audience.items():
        happened = [*missed.get(alert.id, ()), *new]
        try:
            matching = matcher.ids_for(alert)
        except QueryError as error:
            state.missed[alert.id] = [one.key for one in happened]
            for recipient in recipients:
                state.targets.setdefault(recipient.key, AlertTarget())
            yield error.problem(alert)
            continue
        state.missed.pop(alert.id, None)
        before = state.of_alert(alert.id) if alert.id in unclear else {}
        for key in {**before, **dict.fromkeys(recipient.key for recipient in recipients)}:
            _wait(state.targets.setdefault(key, AlertTarget()), happened, matching)


def _new(state: AlertState, site: BuiltSite) -> list[Happening]:
    """Return the site's events that the state doesn't know.

    A release unknown to readers is announced in its current form, or not at all if it was withdrawn.
    """
    known = state.known or set()
    new = [one for key, one in site.happenings.items() if key not in known]
    fresh = {one.id for one in new if one.kind == "new"}
    return [one for one in new if one.id not in fresh or (one.kind == "new" and not site.rows[one.id]["withdrawn"])]


def _wait(target: AlertTarget, happened: Iterable[Happening], matching: Collection[str]) -> None:
    """Queue the *matching* events, and events of releases that were sent before."""
    events = chain(target.pending, *target.open.values())
    before = {*target.told, *map(release_of, events)}
    target.add(one.key for one in happened if one.id in matching or (one.kind != "new" and one.id in before))


def begin(state: AlertState, site: BuiltSite, since: dt.date | None) -> None:
    """Mark the site's events as sent: all of them, or those before a day."""
    found = site.happenings
    state.known = {key for key, one in found.items() if since is None or one.date < since}


def _rename(state: AlertState, site: BuiltSite) -> None:
    """Apply changed ids of releases to the state, so that they count as sent."""
    former = site.former
    if not former or state.known is None:
        return

    def now(event: str) -> str:
        return _moved(event, former)

    state.known = set(map(now, state.known))
    state.missed = {alert: list(map(now, events)) for alert, events in state.missed.items()}
    for target in state.targets.values():
        target.pending = list(map(now, target.pending))
        target.told = [former.get(id_, id_) for id_ in target.told]
        target.open = {id_: list(map(now, events)) for id_, events in target.open.items()}


def _moved(event: str, former: Mapping[str, str]) -> str:
    kind, id_, *rest = event.split(" ")
    return " ".join((kind, former.get(id_, id_), *rest))


def to_tell(events: Iterable[str], site: BuiltSite) -> list[Happening]:
    """Return the events to report, by day, without withdrawn texts and their corrections.

    Readers who learn of a release in its current form need not learn of its earlier corrections.
    """
    found = [site.happenings[event] for event in events if event in site.happenings]
    gone = {one.id for one in found if one.kind != "withdrawn" and site.rows[one.id]["withdrawn"]}
    new = {one.id for one in found if one.kind == "new"}
    kept = [
        one
        for one in found
        if not (one.kind == "withdrawn" and one.id in new)  # they never knew the release
        and not (one.kind != "withdrawn" and one.id in gone)
        and not (one.kind == "corrected" and one.id in new)
    ]
    return sorted(kept, key=lambda one: (one.date, one.key))


def is_due(alert: Alert, last: str, settings: Settings) -> bool:
    """Whether an alert is due, given when it was *last* sent, with days and weeks in the archive's time zone."""
    if not last or alert.rate == "at-once":
        return True
    before, today = dt.datetime.fromisoformat(last).astimezone(settings.zone).date(), settings.today
    if alert.rate == "daily":
        return before < today
    return before.isocalendar()[:2] < today.isocalendar()[:2]


# Sending the queue: each message is recorded before and after sending, and a failure doesn't stop the others.

_AT_ONCE = 8
"""Receivers that are called at the same time, so that a slow one doesn't delay the others."""


class Message(NamedTuple):
    """A message to a recipient: its *id*, and its events, by key in *events* and in full in *happened*."""

    recipient: Recipient
    id: str
    events: Sequence[str]
    happened: Sequence[Happening]


@dataclass
class AlertOutcome:
    """The results of all messages."""

    sent: dict[str, int] = field(default_factory=lambda: {"mail": 0, "webhook": 0})
    wrong: list[Wrong] = field(default_factory=list)
    doubtful: list[tuple[Recipient | None, str]] = field(default_factory=list)
    """Mails that may or may not have been delivered, by id."""
    fault: ConfigError | None = None
    """The missing option for sending emails."""
    waiting: int = 0
    """Messages for later: they aren't due yet, or the receiver refused them recently."""


def messages(
    state: AlertState, site: BuiltSite, recipients: Sequence[Recipient], settings: Settings, outcome: AlertOutcome
) -> list[Message]:
    """Return the messages to send now; *outcome* counts waiting ones and lists ended recipients."""
    found: list[Message] = []
    for recipient in recipients:
        target = state.targets.get(recipient.key)
        if target is None:
            continue
        again = list(target.open.items()) if recipient.kind == "webhook" else []
        happened = to_tell(target.pending, site)
        # A release that is temporarily missing, for example because of an error, waits until it is back.
        away = [event for event in target.pending if event not in site.happenings]
        target.pending = [*away, *(one.key for one in happened)]
        if target.ended:
            if happened or again:
                outcome.wrong.append(Wrong(recipient.place, f"sending has ended: {target.ended}{_again(recipient)}"))
        elif target.after and dt.datetime.fromisoformat(target.after) > settings.now:
            outcome.waiting += bool(happened) + len(again)
        else:
            # With the same id, by which a receiver recognizes a message that it has.
            found += [Message(recipient, id_, events, to_tell(events, site)) for id_, events in again]
            if happened and is_due(recipient.alert, target.last, settings):
                events = [one.key for one in happened]
                found.append(Message(recipient, delivery_id(recipient.key, events), events, happened))
            else:
                outcome.waiting += bool(happened)
    return found


def _again(recipient: Recipient) -> str:
    return f"; to try it again: newsroom alert --again {recipient.key.rpartition(' ')[2]}"


class Sender:
    """Sends messages and records the results in the *journal*."""

    def __init__(self, site: BuiltSite, settings: Settings, journal: Journal, outcome: AlertOutcome) -> None:
        self.site, self.settings, self.journal, self.outcome = site, settings, journal, outcome

    def _note(self, what: str, message: Message, **more: Any) -> None:
        self.journal.note(what, message.recipient.key, message.id, self.settings.now, **more)

    def _begin(self, message: Message) -> None:
        self._note("begun", message, events=list(message.events))

    def _refused(self, what: str, message: Message, why: str, *, final: bool = False) -> None:
        """Record that a message was refused, and when to try again."""
        target = self.journal.state.targets[message.recipient.key]
        failures = target.failures + 1
        given_up = final or failures > len(WAITS)
        after = "" if given_up else (self.settings.now + WAITS[failures - 1]).isoformat(timespec="seconds")
        self._note(what, message, failures=failures, after=after, ended=why if given_up else "")
        later = (
            f"; {_again(message.recipient).removeprefix('; ')}" if given_up else f"; it is tried again after {after}"
        )
        self.outcome.wrong.append(Wrong(message.recipient.place, f"not taken: {why}{later}"))

    # -- emails

    def mails(self, found: Sequence[Message], server: MailServer, sender: str, leaving: Unsubscribing) -> None:
        """Send emails one after the other; raises OSError if the journal can't be written."""
        connection = Connection(server)
        for number, message in enumerate(found):
            recipient = message.recipient
            news = news_of(self.site, message.happened, recipient.alert, self.settings, message.id)
            # The alert's placeholder is filled in here, because the code that sends digests doesn't know it.
            mail = email(news, self.settings, sender, leaving.of_alert(recipient.alert.id), recipient.address)
            self._begin(message)
            try:
                connection.send(mail)
            except UnreachableError as error:
                target = self.journal.state.targets[recipient.key]
                self._note("not sent", message, failures=target.failures, after="", ended="")
                left = len(found) - number
                self.outcome.wrong.append(
                    Wrong(server.host, f"doesn't accept email: {error}; {left} wait for the next run")
                )
                break
            except DoubtError:
                self.outcome.doubtful.append((recipient, message.id))
            except (OSError, smtplib.SMTPException) as error:
                self._refused("not sent", message, _without_address(error, recipient.address))
            else:
                self._note("sent", message)
                self.outcome.sent["mail"] += 1
        connection.close()

    # -- webhooks

    def webhooks(self, found: Sequence[Message], private: Collection[str], deadline: float) -> None:
        """Send messages to programs, several at a time; raises OSError if the journal can't be written."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(lambda message: self._post(message, private, deadline), found):
                pass

    def _post(self, message: Message, private: Collection[str], deadline: float) -> None:
        recipient = message.recipient
        # The current time, even if the archive's clock is fixed: receivers reject old messages.
        moment = dt.datetime.now(dt.UTC)
        body = body_of(self.site, message.happened, recipient.alert, self.settings.now)
        headers = headers_of(message.id, body, recipient.secret, moment)
        self._begin(message)
        try:
            if message.happened:  # otherwise all its releases were withdrawn
                post(recipient.address, headers, body, private, deadline)
        except WebhookRefusedError as error:
            self._refused("failed", message, str(error), final=error.final)
        else:
            self._note("sent", message)
            self.outcome.sent["webhook"] += bool(message.happened)


def _without_address(error: Exception, address: str) -> str:
    """Return the error of a refused email without its address, because many people can read job logs."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    else:
        words = str(error)
    return words.replace(address, "…")


def answered(state: AlertState, sent: Sequence[str], again: Sequence[str], moment: dt.datetime) -> list[str]:
    """Record the user's answers about emails in doubt; return the unknown ids."""
    unknown = []
    for what, ids in (("sent", sent), ("not sent", again)):
        for id_ in ids:
            hits = [
                (key, target)
                for key, target in state.targets.items()
                if id_ in target.open or (what == "not sent" and key.endswith(f" {id_}"))
            ]
            if not hits:
                unknown.append(id_)
            for key, target in hits:
                _answer(state, key, target, id_, what, moment)
    return unknown


def _answer(state: AlertState, key: str, target: AlertTarget, id_: str, what: str, moment: dt.datetime) -> None:
    target.failures, target.after, target.ended = 0, "", ""
    # A program's message is unchanged and is sent again automatically.
    if id_ in target.open and (what == "sent" or " mail " in key):
        state.apply({"what": what, "to": key, "id": id_, "at": moment.isoformat(timespec="seconds")})


# The command.


ACTS = ("send", "subscribe", "unsubscribe")


def _seconds(_: click.Context, __: click.Parameter, value: float) -> float:
    if not 0 < value <= threading.TIMEOUT_MAX:
        raise click.BadParameter(f"{value!r} isn't a time; write a number of seconds such as 15")
    return value


@with_many("alert")
@argument("act", "[send|subscribe|unsubscribe]", type=click.Choice(ACTS), default="send")
@argument("address", "[ADDRESS]", required=False)
@argument("alerts", "[ALERT]...", nargs=-1)
@option(
    "--subscribers",
    type=PATH,
    metavar="FILE",
    help=f"The file with readers' addresses, which nobody else should read (default: {SUBSCRIBERS}, which git "
    "ignores).",
)
@options.out()
@option(
    "--state",
    type=PATH,
    metavar="FILE",
    help=f"The record of what was sent; keep it (default: {STATE} in the archive).",
)
@options.dry_run("Show what would be sent, without sending or recording it.")
@option("--since", callback=options.day, metavar="DATE", help="On the first run, send news since this date.")
@flag("--skip", help="Treat all new releases as sent, for example after an import.")
@options.mail(" and {alert} by the alert's name")
@option(
    "--private",
    multiple=True,
    metavar="HOST[:PORT]",
    help="A webhook host that may be in a private network and may be called without TLS; can be repeated.",
)
@option(
    "--timeout",
    callback=_seconds,
    type=float,
    default=DEADLINE,
    metavar="SECONDS",
    help=f"The time in which a webhook must answer (default: {DEADLINE:g}).",
)
@option("--sent", multiple=True, metavar="ID", help="This doubtful email has arrived; can be repeated.")
@option(
    "--again",
    multiple=True,
    metavar="ID",
    help="This doubtful email hasn't arrived, so send it again; can be repeated.",
)
def alert(args: Given) -> int:
    """Notify subscribers, by email or webhook, of releases that are new, corrected or withdrawn since the last run.

    `subscribe` subscribes ADDRESS to ALERT (default: the only alert); `unsubscribe` removes it (default: from all
    alerts).

    \b
    examples:
      newsroom alert subscribe ada@example.org ferries   subscribe a reader to alerts/ferries.yaml
      newsroom alert unsubscribe ada@example.org         unsubscribe a reader from all alerts
      newsroom alert --dry-run                           show what would be sent, and to whom
      newsroom alert --send localhost                    after each build and upload: send what is new
      newsroom alert --send mail.example.org:587 --tls starttls \\
          --unsubscribe 'https://example.org/leave?who={address}&what={alert}' --one-click
      newsroom alert --skip                              after an import: everything so far counts as sent
      newsroom alert --send localhost --sent 4f3c…       an email was on its way when the last run ended; it arrived

    Each file alerts/*.yaml is an alert. The first run sends nothing and counts all releases on the site as sent, unless
    you use --since. If the server requires a login, set NEWSROOM_SMTP_USER and NEWSROOM_SMTP_PASSWORD; they are sent
    only over TLS. Exits with 1 if something couldn't be sent or needs your decision, and with 2 if an option, a setting
    or the state is missing or wrong.
    """
    settings = settings_of(args.root)
    if not settings.baseurl and args.act == "send":
        raise ConfigError("alerts need the site's address for their links; set html_baseurl in conf.py")
    try:
        with sending(args.root):
            return _alert_readers(args, settings) if args.act == "send" else _subscribe(args, settings)
    except StateError as error:
        raise ConfigError(str(error)) from error
    except OSError as error:
        raise ConfigError(f"the state can't be saved: {error}; nothing more was sent") from error


def _subscribe(args: Given, settings: Settings) -> int:
    """Record a subscription or cancellation; raises ConfigError if the address or the alert is missing."""
    leaves = args.act == "unsubscribe"
    if not args.address:
        raise ConfigError(f"add the reader's address: newsroom alert {args.act} ada@example.org")
    checked(args.address, "the address")
    path = args.subscribers or args.root / SUBSCRIBERS
    found = Subscribers.read(path, str(path))
    known = {alert.id for alert in alerts_of(args.root, settings).alerts}
    if leaves:
        known.update(id_ for _, _, id_ in found.of())
    for id_ in args.alerts:
        if id_ not in known:
            raise ConfigError(f"no alert is called {id_!r}; {suggestion(id_, known, f'see {ALERTS}/')}")
    if not (args.alerts or leaves or len(known) == 1):
        raise ConfigError(f"say which alerts: {', '.join(sorted(known)) or f'there is none in {ALERTS}/'}")
    alerts = args.alerts or sorted(known)
    if args.subscribers is None:
        path.parent.mkdir(exist_ok=True)
        with path.with_name(".gitignore").open("a+", encoding="utf-8") as ignored:
            ignored.seek(0)
            if f"/{path.name}" not in ignored.read().splitlines():
                ignored.write(f"/{path.name}\n")
    write(path, found.text(args.address, alerts, leaves=leaves))
    print(f"{'left' if leaves else 'subscribed to'}: {', '.join(alerts)}")
    return 0


def _site(folder: Path) -> BuiltSite:
    if (folder / PREVIEW).exists():
        raise ConfigError(f"{folder} is a preview with drafts; build the site, and name its folder with --out")
    try:
        return BuiltSite.read(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{folder} doesn't contain a complete site; run `newsroom build` first, or name its folder with --out"
        raise ConfigError(message) from error


def _alert_readers(args: Given, settings: Settings) -> int:
    site = _site(site_of(args.out, args.root))
    outcome = AlertOutcome()
    readers = Subscribers.read(args.subscribers or args.root / SUBSCRIBERS, str(args.subscribers or SUBSCRIBERS))
    audience, unclear = _recipients(args.root, settings, site, readers, outcome)
    everybody = [recipient for found in audience.values() for recipient in found]
    path = args.state or args.root / STATE
    state = loaded(path)
    if unknown := answered(state, args.sent, args.again, settings.now):
        raise ConfigError(
            f"there is no message {unknown[0]!r} in {path}; `newsroom alert --dry-run` lists the open ones"
        )
    state.keep_only({recipient.key for recipient in everybody}, unclear)
    if args.skip or state.known is None:
        first = state.known is None and not args.skip
        begin(state, site, args.since if first else None)
        if first and args.since is None:
            there = counted(len(site.rows), "release")
            warn(f"this is the first run: everything on the site counts as sent ({there})")
    try:
        problems = collect(state, site, audience, unclear, settings)
        outcome.wrong += [Wrong(f"{problem.path}:{problem.line}", problem.text) for problem in problems]
    except ConfigError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{site.root} isn't a complete site: {error}; build it again") from error
    found = messages(state, site, everybody, settings, outcome)
    outcome.doubtful += [
        (next((recipient for recipient in everybody if recipient.key == key), None), id_)
        for key, target in state.targets.items()
        if " mail " in key
        for id_ in target.open
    ]
    if args.dry_run:
        _show(found, site, settings)
    else:
        _send(args, settings, site, Journal(path, state), found, outcome)
    status = _tell(outcome, args.sender or settings.mail_from or "", dry=args.dry_run)
    if outcome.fault is not None:
        raise outcome.fault
    return status


def _recipients(
    root: Path, settings: Settings, site: BuiltSite, readers: Subscribers, outcome: AlertOutcome
) -> tuple[dict[Alert, list[Recipient]], frozenset[str]]:
    """Return the recipients of each alert, and the ids of alerts with problems; adds the problems to *outcome*."""
    files = alerts_of(root, settings)
    outcome.wrong += [Wrong(f"{problem.path}:{problem.line}", problem.text) for problem in files.problems]
    unclear = {PurePath(problem.path).stem for problem in files.problems}
    audience: dict[Alert, list[Recipient]] = {}
    for alert in files.alerts:
        audience[alert] = []
        for found in recipients_of(alert, root, os.environ, readers):
            if isinstance(found, Wrong):
                outcome.wrong.append(found)
                unclear.add(alert.id)
            else:
                audience[alert].append(found)
        if unknown := [*(set(alert.organizations) - site.organizations), *(set(alert.officials) - site.officials)]:
            advice = f"the site has no record {min(unknown)!r}; `newsroom check` shows how to correct it"
            outcome.wrong.append(Wrong(f"{alert.path}:1", advice))
    return audience, frozenset(unclear)


def _send(
    args: Given,
    settings: Settings,
    site: BuiltSite,
    journal: Journal,
    found: Sequence[Message],
    outcome: AlertOutcome,
) -> None:
    try:
        mails = [message for message in found if message.recipient.kind == "mail"]
        sender = Sender(site, settings, journal, outcome)
        try:
            way = _way(args, settings) if mails else None
        except ConfigError as error:  # reported at the end: programs need no mail server
            outcome.fault, way = error, None
        if way is not None:
            sender.mails(mails, *way)
        hooks = [message for message in found if message.recipient.kind == "webhook"]
        sender.webhooks(hooks, frozenset(args.private), args.timeout)
    finally:
        journal.close()


def _way(args: Given, settings: Settings) -> tuple[MailServer, str, Unsubscribing]:
    """Return the email settings; raises ConfigError if one is missing."""
    by = sender_of(args.sender, settings, "emails need")
    if not args.send:
        raise ConfigError("emails are ready, but no server is set; add --send, or use --dry-run to look at them")
    leaving = unsubscribing(args.unsubscribe, args.one_click, by, "unsubscribe%20{alert}")
    return MailServer.of(args.send, args.tls), by, leaving


def _show(found: Sequence[Message], site: BuiltSite, settings: Settings) -> None:
    for message in found:
        recipient = message.recipient
        news = news_of(site, message.happened, recipient.alert, settings)
        print(f"{recipient.kind} of {recipient.alert.path} to {recipient.place}: {news.words}")
        for one in message.happened:
            print(f"  {one.kind}: {site.rows[one.id]['title']} ({one.date})")


def _tell(outcome: AlertOutcome, sender: str, *, dry: bool) -> int:
    """Print the result; return the exit status."""
    warn(*(f"{wrong.place}: {wrong.why}" for wrong in outcome.wrong))
    for recipient, id_ in outcome.doubtful:
        whose = f"{recipient.place}: the email" if recipient else "an email to a former subscriber"
        warn(
            f"{whose} {message_id(id_, sender or '…')} was on its way when a run ended; look for it in the mail "
            f"server's log, then run: newsroom alert --sent {id_}, or --again {id_}"
        )
    if not dry:
        sent = outcome.sent
        waiting = f", {outcome.waiting:,} wait for their time" if outcome.waiting else ""
        warn(f"{counted(sent['mail'], 'email')} and {counted(sent['webhook'], 'webhook')} sent{waiting}")
    return 1 if outcome.wrong or outcome.doubtful else 0
