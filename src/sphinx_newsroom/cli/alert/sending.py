"""Sending what waits: each message is noted before it goes and after; what goes wrong with one stops no other."""

from __future__ import annotations

import datetime as dt
import smtplib
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sphinx_newsroom.cli.alert.collecting import is_due, to_tell
from sphinx_newsroom.cli.alert.recipients import Recipient, Wrong
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.operations.alert_state import AlertState, Journal, Target, delivery_id
from sphinx_newsroom.outputs.alerts import webhook
from sphinx_newsroom.outputs.alerts.matching import BuiltSite, Happening
from sphinx_newsroom.outputs.mail.news import (
    Connection,
    DoubtError,
    Server,
    UnreachableError,
    Unsubscribing,
    mail_to,
    news_of,
)

_AT_ONCE = 8
"""Receivers that are told at the same time: one that is slow keeps seven others from waiting."""


class Message(NamedTuple):
    """What is to go to somebody: *id* names it, *events* are what it tells, *happened* the same in full."""

    recipient: Recipient
    id: str
    events: Sequence[str]
    happened: Sequence[Happening]


@dataclass
class Outcome:
    """What became of all messages."""

    sent: dict[str, int] = field(default_factory=lambda: {"mail": 0, "webhook": 0})
    wrong: list[Wrong] = field(default_factory=list)
    doubtful: list[tuple[Recipient | None, str]] = field(default_factory=list)
    """Mails of which nobody here can tell whether they went, by their ids."""
    fault: ConfigError | None = None
    """What the call lacks to send mails by."""
    waiting: int = 0
    """Messages that are to go later: their day has not come, or what refused them is given time."""


def messages(
    state: AlertState, site: BuiltSite, recipients: Sequence[Recipient], settings: Settings, outcome: Outcome
) -> list[Message]:
    """What is to go now; what waits, or ended, is told in the *outcome*."""
    found: list[Message] = []
    for recipient in recipients:
        target = state.targets.get(recipient.key)
        if target is None:
            continue
        again = list(target.open.items()) if recipient.kind == "webhook" else []
        happened = to_tell(target.pending, site)
        # What is off the site for a while, as a release with an error may be, waits until it is there again.
        away = [event for event in target.pending if event not in site.happenings]
        target.pending = [*away, *(one.key for one in happened)]
        if target.ended:
            if happened or again:
                outcome.wrong.append(
                    Wrong(recipient.place, f"nothing is sent any more: {target.ended}{_again(recipient)}")
                )
        elif target.after and dt.datetime.fromisoformat(target.after) > settings.now:
            outcome.waiting += bool(happened) + len(again)
        else:
            # Under the same name, by which a receiver that has it already knows it.
            found += [Message(recipient, id_, events, to_tell(events, site)) for id_, events in again]
            if happened and is_due(recipient.alert, target.last, settings):
                events = [one.key for one in happened]
                found.append(Message(recipient, delivery_id(recipient.key, events), events, happened))
            else:
                outcome.waiting += bool(happened)
    return found


def _again(recipient: Recipient) -> str:
    return f"; where it is to be tried again: newsroom alert --again {recipient.key.rpartition(' ')[2]}"


class Sender:
    """Sends messages, and notes of each in the *journal* what became of it."""

    def __init__(self, site: BuiltSite, settings: Settings, journal: Journal, outcome: Outcome) -> None:
        self.site, self.settings, self.journal, self.outcome = site, settings, journal, outcome

    def _note(self, what: str, message: Message, **more: Any) -> None:
        self.journal.note(what, message.recipient.key, message.id, self.settings.now, **more)

    def _begin(self, message: Message) -> None:
        self._note("begun", message, events=list(message.events))

    def _refused(self, what: str, message: Message, why: str, *, final: bool = False) -> None:
        """Note that a message was not taken, and when it is tried again."""
        target = self.journal.state.targets[message.recipient.key]
        failures = target.failures + 1
        given_up = final or failures > len(webhook.WAITS)
        after = "" if given_up else (self.settings.now + webhook.WAITS[failures - 1]).isoformat(timespec="seconds")
        self._note(what, message, failures=failures, after=after, ended=why if given_up else "")
        later = (
            f"; {_again(message.recipient).removeprefix('; ')}" if given_up else f"; it is tried again after {after}"
        )
        self.outcome.wrong.append(Wrong(message.recipient.place, f"not taken: {why}{later}"))

    # -- mails

    def mails(self, found: Sequence[Message], server: Server, sender: str, leaving: Unsubscribing) -> None:
        """Send mails, one after the other; raises OSError where the journal cannot be written."""
        connection = Connection(server)
        for number, message in enumerate(found):
            recipient = message.recipient
            news = news_of(self.site, message.happened, recipient.alert, self.settings, message.id)
            mail = mail_to(recipient.address, news, recipient.alert, self.settings, sender, leaving)
            self._begin(message)
            try:
                connection.send(mail)
            except UnreachableError as error:
                target = self.journal.state.targets[recipient.key]
                self._note("not sent", message, failures=target.failures, after="", ended="")
                left = len(found) - number
                self.outcome.wrong.append(Wrong(server.host, f"takes no mail: {error}; {left} wait for the next time"))
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
        """Tell programs, some at a time; raises OSError where the journal cannot be written."""
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for _ in pool.map(lambda message: self._post(message, private, deadline), found):
                pass

    def _post(self, message: Message, private: Collection[str], deadline: float) -> None:
        recipient = message.recipient
        # The moment itself, whatever the archive's is: receivers refuse what is old.
        moment = dt.datetime.now(dt.UTC)
        body = webhook.body_of(self.site, message.happened, recipient.alert, self.settings.now)
        headers = webhook.headers_of(message.id, body, recipient.secret, moment)
        self._begin(message)
        try:
            if message.happened:  # else all of it was withdrawn since
                webhook.post(recipient.address, headers, body, private, deadline)
        except webhook.RefusedError as error:
            self._refused("failed", message, str(error), final=error.final)
        else:
            self._note("sent", message)
            self.outcome.sent["webhook"] += bool(message.happened)


def _without_address(error: Exception, address: str) -> str:
    """Why a mail was refused, without who was to get it: what a job prints is read by many."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    else:
        words = str(error)
    return words.replace(address, "…")


def answered(state: AlertState, sent: Sequence[str], again: Sequence[str], moment: dt.datetime) -> list[str]:
    """Take what somebody says became of mails in doubt; returns the ids that nothing is known of."""
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


def _answer(state: AlertState, key: str, target: Target, id_: str, what: str, moment: dt.datetime) -> None:
    target.failures, target.after, target.ended = 0, "", ""
    # A program's message stays as it is, and goes again by itself.
    if id_ in target.open and (what == "sent" or " mail " in key):
        more = {"failures": 0, "after": "", "ended": ""}
        state.apply({"what": what, "to": key, "id": id_, "at": moment.isoformat(timespec="seconds"), **more})
