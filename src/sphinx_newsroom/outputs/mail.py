"""Mails of digests and alerts, and their delivery to an SMTP server."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import smtplib
import ssl
import textwrap
from collections.abc import Iterable, Sequence
from contextlib import suppress
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, getaddresses, parseaddr
from html import escape
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.model.wording import direction, direction_in
from sphinx_newsroom.outputs.alert_matching import BuiltSite, Happening
from sphinx_newsroom.outputs.feeds.items import language_tag, plain
from sphinx_newsroom.outputs.templates import rendered

if TYPE_CHECKING:
    from sphinx_newsroom.interface import Interface


# Mail addresses, and the delivery to an SMTP server.


_TIMEOUT = 60
# Plain mailboxes of RFC 5321: no quoted local parts, and only DNS domains.
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)


class Unsubscribing(NamedTuple):
    """The unsubscribe address, with ``{address}`` for the reader's, and whether a POST to it is enough."""

    address: str
    one_click: bool = False

    def of(self, recipient: str) -> str:
        """Return the unsubscribe address for one reader."""
        # Quotes the @ as well, and a & that would start another parameter.
        return self.address.replace("{address}", quote(parseaddr(recipient)[1], safe=""))

    def of_alert(self, alert: str) -> Unsubscribing:
        """Return the address to unsubscribe from one alert."""
        return self._replace(address=self.address.replace("{alert}", quote(alert, safe="")))


def checked(text: str, where: str) -> str:
    """Return a valid email address with or without a name; raises ConfigError that names *where* it is invalid."""
    found = getaddresses([text])
    if not text.isprintable() or len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]):
        advice = (
            "write one such as press@example.org or Press <press@example.org>, with a non-ASCII domain encoded as xn--…"
        )
        raise ConfigError(f"{where}: {text!r} isn't an email address; {advice}")
    return text


def sender_of(given: str | None, settings: Settings, whose: str) -> str:
    """Return the valid sender, of ``--from`` or conf.py; raises ConfigError, which begins with the words *whose*."""
    sender = given or settings.mail_from
    if not sender:
        raise ConfigError(f"{whose} a sender; set newsroom_mail_from in conf.py, or use --from with an address")
    return checked(sender, "--from" if given else "newsroom_mail_from in conf.py")


def unsubscribing(given: str | None, one_click: bool, sender: str, subject: str = "unsubscribe") -> Unsubscribing:
    """Return the unsubscribe settings of the command line; the default is an email to the sender."""
    address = given or parseaddr(sender)[1]
    if _ADDRESS.fullmatch(address):
        address = f"mailto:{address}?subject={subject}"
    if not re.fullmatch(r"(mailto:|https://)[!-;=?-~]+", address):
        raise ConfigError(f"--unsubscribe is {given!r}; use an email address, or one that begins with https://")
    if one_click and not (address.startswith("https://") and "{address}" in address):
        raise ConfigError(
            "--one-click needs --unsubscribe with an https:// address that contains {address}, which is replaced by "
            "the reader's address"
        )
    return Unsubscribing(address, one_click)


class MailServer(NamedTuple):
    """An SMTP server; *tls* is ``tls``, ``starttls`` or None."""

    host: str
    port: int
    tls: str | None

    @classmethod
    def of(cls, text: str, tls: str | None) -> MailServer:
        """Parse ``HOST`` or ``HOST:PORT``; raises ConfigError if it is invalid or a login would be sent unencrypted."""
        try:
            parts = urlsplit(f"//{text}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.netloc != text:
            raise ConfigError(f"--send is {text!r}; use a host, or a host and a port number")
        if _login() and not tls:
            raise ConfigError("a login requires an encrypted connection; add --tls starttls or --tls tls")
        # Port 0 makes smtplib use the default of the connection: 25 or 465.
        return cls(host, port or 0, tls)

    def connected(self) -> smtplib.SMTP:
        """Connect to the server; raises OSError or SMTPException."""
        context = ssl.create_default_context()
        smtp: smtplib.SMTP
        if self.tls == "tls":
            smtp = _SmtpTls(self.host, self.port, timeout=_TIMEOUT, context=context)
        else:
            smtp = _Smtp(self.host, self.port, timeout=_TIMEOUT)
        try:
            if self.tls == "starttls":
                smtp.starttls(context=context)
            if login := _login():
                smtp.login(*login)
        except BaseException:
            smtp.close()
            raise
        return smtp


def _login() -> tuple[str, str] | None:
    user, password = os.environ.get("NEWSROOM_SMTP_USER"), os.environ.get("NEWSROOM_SMTP_PASSWORD")
    return (user, password) if user and password else None


class UnreachableError(Exception):
    """The server can't be reached."""


class DoubtError(Exception):
    """The connection was lost while the server was accepting an email, so it may or may not have it."""


class _Smtp(smtplib.SMTP):
    """An SMTP connection that reports if it is lost during an email. Before that, the email can be sent again."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Send the content of an email; raises DoubtError if the connection is lost meanwhile."""
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:  # the server refused the email, so it hasn't accepted anything
            raise
        except OSError as error:
            raise DoubtError(str(error)) from error


class _SmtpTls(_Smtp, smtplib.SMTP_SSL):
    """The same connection with TLS from the start."""


class Connection:
    """A connection that opens when needed, and again if the server closed it, as many do after some emails."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.smtp: smtplib.SMTP | None = None

    @property
    def stands(self) -> bool:
        """Whether the connection is open."""
        return self.smtp is not None and self.smtp.sock is not None

    def send(self, mail: EmailMessage) -> None:
        """Send an email.

        Raises UnreachableError; DoubtError; OSError or SMTPException if the server refuses the email.
        """
        if self.smtp is not None and self.stands:
            try:
                self.smtp.send_message(mail)
                return
            except smtplib.SMTPException:
                if self.stands:
                    raise
        try:
            self.smtp = self.server.connected()
        except (OSError, smtplib.SMTPException) as error:
            raise UnreachableError(str(error)) from error
        self.smtp.send_message(mail)

    def close(self) -> None:
        """Close the connection."""
        if self.smtp is not None and self.stands:
            with suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()


class Delivery(NamedTuple):
    """The emails that were not delivered.

    *refused* are the recipients whose email the server refused, each with the reason. If the connection failed,
    *unreachable* is the reason, and *unsent* are the recipients whose emails were not attempted.
    """

    refused: tuple[tuple[str, str], ...] = ()
    unreachable: str = ""
    unsent: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """The number of recipients without an email."""
        return len(self.refused) + len(self.unsent)


def send(mails: Sequence[EmailMessage], server: MailServer) -> Delivery:
    """Send emails and return who got none and why.

    A refused email doesn't stop the others; an unreachable server does.
    """
    refused: list[tuple[str, str]] = []
    connection = Connection(server)
    for number, mail in enumerate(mails):
        try:
            connection.send(mail)
        except UnreachableError as error:
            # Trying the rest would mean waiting for the same error once per reader.
            return Delivery(tuple(refused), str(error), tuple(str(other["To"]) for other in mails[number:]))
        except DoubtError as error:
            refused.append(
                (str(mail["To"]), f"the server ended the connection while it was accepting the email: {error}")
            )
        except (OSError, smtplib.SMTPException) as error:
            refused.append((str(mail["To"]), str(error)))
    connection.close()
    return Delivery(tuple(refused))


# A digest: the releases published, corrected and withdrawn in a period, as an email in plain text and equivalent HTML.
#
# Source: RFC 5322 (Internet Message Format); RFC 2046, section 5.1.4 (multipart/alternative); RFC 2369
# (List-Unsubscribe); RFC 8058 (List-Unsubscribe-Post); RFC 3834 (Auto-Submitted).


# RFC 5322, section 2.1.1, allows 78; the rest is room for quote marks in replies.
_WIDTH = 72
_WHOLE = ("List-Unsubscribe", "Message-ID")


class Line(NamedTuple):
    """A release in the email; *words* are its summary, its correction or the reason of its withdrawal."""

    date: dt.date
    title: str
    url: str
    issuer: str
    words: str
    language: str


class MailPart(NamedTuple):
    """A heading and its lines, newest first."""

    heading: str
    lines: tuple[Line, ...]


class News(NamedTuple):
    """The events from *since* to *until*, both included, in the language of *interface*."""

    since: dt.date
    until: dt.date
    published: tuple[Line, ...]
    corrected: tuple[Line, ...]
    withdrawn: tuple[Line, ...]
    interface: Interface
    about: str = ""
    """The topic of the reader's alert; empty in a digest of everything."""
    key: str = ""
    """Distinguishes this email from others with the same text."""

    @property
    def parts(self) -> tuple[MailPart, ...]:
        """The sections that have lines."""
        say = self.interface.say
        found = (
            MailPart(say("New"), self.published),
            MailPart(say("Corrected"), self.corrected),
            MailPart(say("Withdrawn"), self.withdrawn),
        )
        return tuple(part for part in found if part.lines)

    @property
    def words(self) -> str:
        """A short summary: ``2 new, 1 corrected``."""
        plural = self.interface.plural
        counts = (
            (self.published, plural("{number} new", "{number} new", len(self.published))),
            (self.corrected, plural("{number} corrected", "{number} corrected", len(self.corrected))),
            (self.withdrawn, plural("{number} withdrawn", "{number} withdrawn", len(self.withdrawn))),
        )
        return self.interface.with_commas(words for lines, words in counts if lines)


def newest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    """Sort lines by date, newest first, and by title within a day."""
    # Two sorts, since dates are descending and titles ascending; Python's sort is stable.
    return tuple(sorted(sorted(lines), key=lambda line: line.date, reverse=True))


class _Policy(EmailPolicy):
    """Keeps addresses in one piece: by default Python encodes long ones, and mail programs don't decode them."""

    def fold(self, name: str, value: str) -> str:
        """Return a header's lines."""
        return f"{name}: {value}{self.linesep}" if name in _WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header's lines as bytes."""
        return self.fold(name, value).encode() if name in _WHOLE else super().fold_binary(name, value)


def message(found: News, settings: Settings, sender: str, leaving: Unsubscribing, recipient: str = "") -> EmailMessage:
    """Build the email to one recipient, or, without one, a preview.

    *sender* and *recipient* are addresses with or without a name. The same news always gives the same bytes: the date
    is the build's.
    """
    made = EmailMessage(policy=_Policy(linesep="\r\n"))
    project = plain(settings.project)
    unsubscribe = leaving.of(recipient)
    about = f"{plain(found.about)} – " if found.about else ""
    made["Subject"] = f"{project}: {about}{found.words}"
    made["From"] = sender
    if recipient:
        made["To"] = recipient
    made["Date"] = format_datetime(settings.now)
    text = _text(found, project, unsubscribe)
    digest = hashlib.blake2b(f"{sender}\n{recipient}\n{text}".encode(), digest_size=12).hexdigest()
    made["Message-ID"] = message_id(found.key or f"{found.until.isoformat()}.{digest}", sender)
    made["List-Unsubscribe"] = f"<{unsubscribe}>"
    if leaving.one_click:
        made["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    # Prevents out-of-office replies; RFC 3834, section 5.
    made["Auto-Submitted"] = "auto-generated"
    # SMTP limits lines to 998 bytes, and a paragraph may be longer (RFC 5321, section 4.5.3.1.6).
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(_html(found, settings, unsubscribe), subtype="html", cte="quoted-printable")
    # Python's boundary is random, and the email must be reproducible.
    made.set_boundary(f"=_{digest}")
    return made


def message_id(key: str, sender: str) -> str:
    """Return the Message-ID of the email that *key* identifies among those of a sender."""
    return f"<{key}@{parseaddr(sender)[1].rpartition('@')[2]}>"


def _period(found: News) -> str:
    if found.about:
        return plain(found.about)
    interface = found.interface
    if found.since == found.until:
        return interface.date(found.since)
    return interface.say("{since} to {until}", since=interface.date(found.since), until=interface.date(found.until))


def _text(found: News, project: str, unsubscribe: str) -> str:
    blocks = [f"{project}\n{_period(found)}"]
    for part in found.parts:
        blocks.append(f"{part.heading.upper()}\n{'-' * len(part.heading)}")
        for line in part.lines:
            blocks.append("\n".join([*_wrapped(line.title), _origin(line, found), *_wrapped(line.words), line.url]))
    # Two hyphens and a space start the signature, which replies don't quote (RFC 3676, section 4.3).
    blocks.append("-- \n" + found.interface.say("To unsubscribe: {address}", address=unsubscribe))
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str) -> list[str]:
    """Wrap a text into lines; an address, or a text without spaces, is never broken."""
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _origin(line: Line, found: News) -> str:
    day = found.interface.date(line.date)
    return found.interface.say("{date}, {issuer}", date=day, issuer=line.issuer) if line.issuer else day


def _html(found: News, settings: Settings, unsubscribe: str) -> str:
    values = {
        "news": found,
        "language": language_tag(settings.language),
        "project": plain(settings.project),
        "period": _period(found),
        "leave": found.interface.say("Unsubscribe"),
        "unsubscribe": unsubscribe,
        "origin": _origin,
        "escape": escape,
        "direction": direction,
        "direction_in": direction_in,
    }
    return rendered("mail.html", values).decode()


def news_of(site: BuiltSite, happened: Iterable[Happening], alert: Alert, settings: Settings, key: str = "") -> News:
    """Return the email content of some events, newest first."""
    lines: dict[str, list[Line]] = {"new": [], "corrected": [], "withdrawn": []}
    for one in happened:
        row = site.rows[one.id]
        issuer = plain(settings.interface.names(site.issuers(one.id)))
        tag = language_tag(row["language"])
        lines[one.kind].append(Line(one.date, plain(row["title"]), row["url"], issuer, plain(one.words), tag))
    new, corrected, withdrawn = map(newest_first, lines.values())
    today = settings.today
    return News(today, today, new, corrected, withdrawn, settings.interface, alert.name, key)
