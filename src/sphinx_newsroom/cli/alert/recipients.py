"""Who is told: the addresses of alerts, wherever they stand, each with the place that a message can name.

No message names an address: what a job prints is often read by many.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from itertools import chain
from pathlib import Path
from typing import Literal, NamedTuple

from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import read_text, why_unread
from sphinx_newsroom.model.alerts import Alert, MailTo
from sphinx_newsroom.operations.alert_state import target_key
from sphinx_newsroom.outputs.alerts.webhook import SecretError, secret_of
from sphinx_newsroom.outputs.mail.news import checked

_LARGEST = 10_000_000
"""Bytes of a file with addresses."""
_PARTING = re.compile(r"[\s,;]+")


class Recipient(NamedTuple):
    """Who is told: a reader's *address*, or a program's with the *secret* that its messages are signed with."""

    key: str
    kind: Literal["mail", "webhook"]
    alert: Alert
    address: str
    place: str
    secret: bytes = b""


class Wrong(NamedTuple):
    """What keeps somebody from being told: where it stands, and why."""

    place: str
    why: str


class Subscribers(NamedTuple):
    """The file of an archive's subscribers: *rows* have an address and an alert each, *place* is what it is called.

    A reader who has left stands there by a digest, so that this holds wherever else the address stands.
    """

    place: str
    rows: list[list[str]]

    @classmethod
    def read(cls, path: Path, place: str) -> Subscribers:
        """What stands in the file, if there is one; raises ConfigError where it cannot be read."""
        try:
            return cls(place, [line.split() for line in read_text(path, _LARGEST, follow=True).splitlines()])
        except FileNotFoundError:
            return cls(place, [])
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path} cannot be read: {why_unread(error)}") from error

    def of(self) -> Iterator[tuple[int, str, str]]:
        """Line, address and alert of each."""
        for number, row in enumerate(self.rows, 1):
            match row:
                case [address, alert] if not address.startswith("#"):
                    yield number, address, alert

    def text(self, address: str, alerts: Collection[str], *, leaves: bool) -> str:
        """The file once a reader has subscribed to alerts, or has left them."""
        keys = {target_key(id_, "mail", address): id_ for id_ in alerts}
        gone = {number - 1 for number, one, id_ in self.of() if target_key(id_, "mail", one) in keys}
        rows = [" ".join(row) for number, row in enumerate(self.rows) if number not in gone]
        new = keys if leaves else [f"{address} {id_}" for id_ in alerts]
        return "".join(f"{row}\n" for row in (*(row for row in rows if row not in keys), *new))


def recipients_of(
    alert: Alert, root: Path, environment: Mapping[str, str], subscribers: Subscribers
) -> Iterator[Recipient | Wrong]:
    """Who is told of an alert, and what is wrong with who cannot be."""
    known = {" ".join(row) for row in subscribers.rows}
    for found in _all(alert, root, environment, subscribers):
        if isinstance(found, Wrong) or found.key not in known:
            yield found
        if isinstance(found, Recipient):
            known.add(found.key)


def _all(
    alert: Alert, root: Path, environment: Mapping[str, str], subscribers: Subscribers
) -> Iterator[Recipient | Wrong]:
    listed = ((one, _Place(f"{subscribers.place}:{line}")) for line, one, id_ in subscribers.of() if id_ == alert.id)
    for address, place in chain(*(_addresses(mail, alert, root, environment) for mail in alert.mail), listed):
        try:
            if place.wrong:
                yield Wrong(place.place, place.wrong)
                continue
            checked(address, place.place)
        except ConfigError:
            yield Wrong(place.place, "this is no mail address; write one such as ada@example.org")
            continue
        yield Recipient(target_key(alert.id, "mail", address), "mail", alert, address, place.place)
    if alert.webhook is not None:
        yield _webhook(alert, environment)


class _Place(NamedTuple):
    place: str
    wrong: str = ""


def _addresses(mail: MailTo, alert: Alert, root: Path, environment: Mapping[str, str]) -> Iterator[tuple[str, _Place]]:
    here = f"{alert.path}:{mail.line}"
    if mail.address:
        yield mail.address, _Place(here)
    elif mail.env:
        said = environment.get(mail.env, "")
        listed = [one for one in _PARTING.split(said) if one]
        if not listed:
            yield "", _Place(here, f"the variable {mail.env} is not set; set it where the command runs")
        for number, address in enumerate(listed, 1):
            yield address, _Place(f"{here} ({mail.env}, address {number})")
    else:
        yield from _listed(root / os.path.expanduser(mail.file), here)


def _listed(file: Path, here: str) -> Iterator[tuple[str, _Place]]:
    try:
        lines = read_text(file, _LARGEST, follow=True).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        yield "", _Place(here, f"{file} cannot be read: {why_unread(error)}; mend it, or remove the item")
        return
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if address and not address.startswith("#"):
            yield address, _Place(f"{file}:{number}")


def _webhook(alert: Alert, environment: Mapping[str, str]) -> Recipient | Wrong:
    hook = alert.webhook
    assert hook is not None  # as the caller asked
    place = f"{alert.path}:{alert.lines.get('webhook', 1)}"
    address = hook.url or environment.get(hook.url_env, "").strip()
    if not address:
        return Wrong(place, f"the variable {hook.url_env} is not set; set it where the command runs")
    try:
        secret = secret_of(environment.get(hook.secret_env, "").strip())
    except SecretError as error:
        return Wrong(place, f"{hook.secret_env} holds {error}")
    return Recipient(target_key(alert.id, "webhook", address), "webhook", alert, address, place, secret)
