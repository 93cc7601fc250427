"""Mails of digests and alerts, and their way to an SMTP server."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import smtplib
import ssl
import textwrap
from collections.abc import Iterable, Iterator, Sequence
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

if TYPE_CHECKING:
    from sphinx_newsroom.interface import Interface


# Mail addresses, and mails on their way to an SMTP server.


_TIMEOUT = 60
# RFC 5321's plain mailboxes: no quotation marks, and domains as DNS has them.
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*", re.ASCII)


class Unsubscribing(NamedTuple):
    """Where readers say that they want no more, with ``{address}`` for theirs, and whether a POST to it is enough."""

    address: str
    one_click: bool = False

    def of(self, recipient: str) -> str:
        """The address for one reader."""
        # The @ as well, and a & that would begin another parameter.
        return self.address.replace("{address}", quote(parseaddr(recipient)[1], safe=""))

    def of_alert(self, alert: str) -> Unsubscribing:
        """How a reader leaves one alert."""
        return self._replace(address=self.address.replace("{alert}", quote(alert, safe="")))


def checked(text: str, where: str) -> str:
    """A mail address with or without a name; raises ConfigError, with *where* it stands, for anything else."""
    found = getaddresses([text])
    if not text.isprintable() or len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]):
        advice = "write one such as press@example.org or Press <press@example.org>, a domain beyond ASCII as xn--…"
        raise ConfigError(f"{where}: {text!r} isn't a mail address; {advice}")
    return text


def unsubscribing(given: str | None, one_click: bool, sender: str, subject: str = "unsubscribe") -> Unsubscribing:
    """What the command line says of it; without *given* it is a mail to the sender."""
    address = given or parseaddr(sender)[1]
    if _ADDRESS.fullmatch(address):
        address = f"mailto:{address}?subject={subject}"
    if not re.fullmatch(r"(mailto:|https://)[!-;=?-~]+", address):
        raise ConfigError(f"--unsubscribe is {given!r}; give a mail address, or one that begins with https://")
    if one_click and not (address.startswith("https://") and "{address}" in address):
        raise ConfigError(
            "--one-click needs --unsubscribe with an address that begins with https:// and has "
            "{address} where the reader's belongs"
        )
    return Unsubscribing(address, one_click)


class MailServer(NamedTuple):
    """An SMTP server: *tls* is ``tls``, ``starttls`` or None."""

    host: str
    port: int
    tls: str | None

    @classmethod
    def of(cls, text: str, tls: str | None) -> MailServer:
        """``HOST`` or ``HOST:PORT``; raises ConfigError for anything else, and where a login would go in the open."""
        try:
            parts = urlsplit(f"//{text}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.netloc != text:
            raise ConfigError(f"--send is {text!r}; give a host, or a host and the number of a port")
        if _login() and not tls:
            raise ConfigError("a login needs an encrypted connection; add --tls starttls or --tls tls")
        # 0 is smtplib's own for the kind of connection: 25 or 465.
        return cls(host, port or 0, tls)

    def connected(self) -> smtplib.SMTP:
        """A connection that mails can be sent by; raises OSError or SMTPException."""
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
    """No connection to the server could be made."""


class DoubtError(Exception):
    """The server was lost after it began to take a mail: whether it has it, nobody here can tell."""


class _Smtp(smtplib.SMTP):
    """Tells of a connection that ends while a mail is handed over; before that, the mail can be sent again."""

    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand a mail over; raises DoubtError where the server is lost meanwhile."""
        try:
            return super().data(msg)
        except smtplib.SMTPDataError:  # an answer: it does not begin to take it
            raise
        except OSError as error:
            raise DoubtError(str(error)) from error


class _SmtpTls(_Smtp, smtplib.SMTP_SSL):
    """The same over TLS from the beginning."""


class Connection:
    """A connection that is made when it is needed, and anew where the server ended it, as many do after some mails."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self.smtp: smtplib.SMTP | None = None

    @property
    def stands(self) -> bool:
        """Whether there is a connection."""
        return self.smtp is not None and self.smtp.sock is not None

    def send(self, mail: EmailMessage) -> None:
        """Hand a mail over.

        Raises UnreachableError; DoubtError; OSError or SMTPException where the server does not take this mail.
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
        """Say good-bye."""
        if self.smtp is not None and self.stands:
            with suppress(OSError, smtplib.SMTPException):
                self.smtp.quit()


class Delivery(NamedTuple):
    """What did not go out.

    *refused* are recipients whose mail the server did not take, each with its reason.  Where the server could not be
    reached any more, *unreachable* says why, and *unsent* are those whose mails were left.
    """

    refused: tuple[tuple[str, str], ...] = ()
    unreachable: str = ""
    unsent: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        """How many got no mail."""
        return len(self.refused) + len(self.unsent)


def send(mails: Sequence[EmailMessage], server: MailServer) -> Delivery:
    """Send each mail, and tell who got none and why.

    One that is refused does not stop the others; a server that cannot be reached does.
    """
    refused: list[tuple[str, str]] = []
    connection = Connection(server)
    for number, mail in enumerate(mails):
        try:
            connection.send(mail)
        except UnreachableError as error:
            # To try the rest would be to wait for the same answer once for each reader.
            return Delivery(tuple(refused), str(error), tuple(str(other["To"]) for other in mails[number:]))
        except DoubtError as error:
            refused.append((str(mail["To"]), f"the server ended the connection while it took the mail: {error}"))
        except (OSError, smtplib.SMTPException) as error:
            refused.append((str(mail["To"]), str(error)))
    connection.close()
    return Delivery(tuple(refused))


# What was published, corrected and withdrawn in some days, as a mail: plain text, and simple HTML that says the same.
#
# Source: RFC 5322 (Internet Message Format); RFC 2046, section 5.1.4 (multipart/alternative); RFC 2369
# (List-Unsubscribe); RFC 8058 (List-Unsubscribe-Post); RFC 3834 (Auto-Submitted).


# RFC 5322, section 2.1.1, asks for at most 78; the rest is for the marks of quotations.
_WIDTH = 72
_WHOLE = ("List-Unsubscribe", "Message-ID")


class Line(NamedTuple):
    """A release in the mail: *words* are its summary, or what was corrected or why it was withdrawn."""

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
    """What happened from *since* to *until*, both included, told in the words of *interface*."""

    since: dt.date
    until: dt.date
    published: tuple[Line, ...]
    corrected: tuple[Line, ...]
    withdrawn: tuple[Line, ...]
    interface: Interface
    about: str = ""
    """What the reader asked to be told of, where that is not everything."""
    key: str = ""
    """What tells this mail from all others, where its words do not."""

    @property
    def parts(self) -> tuple[MailPart, ...]:
        """What there is to tell."""
        say = self.interface.say
        found = (
            MailPart(say("New"), self.published),
            MailPart(say("Corrected"), self.corrected),
            MailPart(say("Withdrawn"), self.withdrawn),
        )
        return tuple(part for part in found if part.lines)

    @property
    def words(self) -> str:
        """The same in a few words: ``2 new, 1 corrected``."""
        plural = self.interface.plural
        told = (
            (self.published, plural("{number} new", "{number} new", len(self.published))),
            (self.corrected, plural("{number} corrected", "{number} corrected", len(self.corrected))),
            (self.withdrawn, plural("{number} withdrawn", "{number} withdrawn", len(self.withdrawn))),
        )
        return self.interface.with_commas(words for lines, words in told if lines)


def newest_first(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines by date, those of a day by title."""
    # Two sorts, since dates go backwards and titles don't; Python's keep the order of equals.
    return tuple(sorted(sorted(lines), key=lambda line: line.date, reverse=True))


class _Policy(EmailPolicy):
    """Leaves addresses whole: an encoded word, as long ones would become by default, is none to any mail program."""

    def fold(self, name: str, value: str) -> str:
        """The lines of a header."""
        return f"{name}: {value}{self.linesep}" if name in _WHOLE else super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The same in bytes."""
        return self.fold(name, value).encode() if name in _WHOLE else super().fold_binary(name, value)


def message(found: News, settings: Settings, sender: str, leaving: Unsubscribing, recipient: str = "") -> EmailMessage:
    """The mail to one recipient, who learns of no other; without one, as it is looked at.

    *sender* and *recipient* are addresses with or without a name.  The same news give the same bytes: the
    date is the build's moment.
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
    # So that nobody's notice of absence comes back; RFC 3834, section 5.
    made["Auto-Submitted"] = "auto-generated"
    # SMTP takes no line beyond 998 bytes, and a paragraph may be longer (RFC 5321, section 4.5.3.1.6).
    made.set_content(text, cte="quoted-printable")
    made.add_alternative(_html(found, settings, unsubscribe), subtype="html", cte="quoted-printable")
    # Python makes one at random, and the same news are to give the same bytes.
    made.set_boundary(f"=_{digest}")
    return made


def message_id(key: str, sender: str) -> str:
    """The Message-ID of a mail that *key* tells from all others of a sender."""
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
    # Two hyphens and a blank: what follows is a signature, and is not quoted in replies (RFC 3676, section 4.3).
    blocks.append("-- \n" + found.interface.say("To unsubscribe: {address}", address=unsubscribe))
    return "\n\n".join(blocks) + "\n"


def _wrapped(text: str) -> list[str]:
    """Lines that fit; an address, or a text without spaces, stays whole."""
    return textwrap.wrap(text, _WIDTH, break_long_words=False, break_on_hyphens=False)


def _origin(line: Line, found: News) -> str:
    day = found.interface.date(line.date)
    return found.interface.say("{date}, {issuer}", date=day, issuer=line.issuer) if line.issuer else day


def _html(found: News, settings: Settings, unsubscribe: str) -> str:
    project = escape(plain(settings.project))
    turned = f' dir="{direction(settings.language)}"' if direction(settings.language) == "rtl" else ""
    leave = found.interface.say("Unsubscribe")
    body = "\n".join([f"<h1>{project}</h1>", f"<p>{escape(_period(found))}</p>", *_html_parts(found)])
    return (
        f'<!DOCTYPE html>\n<html lang="{language_tag(settings.language)}"{turned}>\n<head><meta charset="utf-8">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{project}</title></head>\n"
        f'<body style="max-width: 40em; margin: 0 auto; padding: 0 1em; font: 16px/1.5 sans-serif">\n{body}\n'
        f'<hr>\n<p><a href="{escape(unsubscribe)}">{leave}</a></p>\n</body>\n</html>\n'
    )


def _html_parts(found: News) -> Iterator[str]:
    for part in found.parts:
        yield f"<h2>{part.heading}</h2>"
        for line in part.lines:
            turned = f' lang="{line.language}" dir="{direction(line.language)}"'
            words = f"<br>\n{_words(line, found.interface)}" if line.words else ""
            yield (
                f'<p><a href="{escape(line.url)}"{turned}><strong>{escape(line.title)}</strong></a><br>\n'
                f"<small>{escape(_origin(line, found))}</small>{words}</p>"
            )


def _words(line: Line, interface: Interface) -> str:
    """The words of a line, which may run the other way than the mail, and than the release that they tell of."""
    way = direction_in(line.words)
    turned = way and way != direction(interface.language)
    return f'<span dir="{way}">{escape(line.words)}</span>' if turned else escape(line.words)


def news_of(site: BuiltSite, happened: Iterable[Happening], alert: Alert, settings: Settings, key: str = "") -> News:
    """What happened, as a mail has it, newest first."""
    lines: dict[str, list[Line]] = {"new": [], "corrected": [], "withdrawn": []}
    for one in happened:
        row = site.rows[one.id]
        issuer = plain(settings.interface.names(site.issuers(one.id)))
        tag = language_tag(row["language"])
        lines[one.kind].append(Line(one.date, plain(row["title"]), row["url"], issuer, plain(one.words), tag))
    new, corrected, withdrawn = map(newest_first, lines.values())
    today = settings.today
    return News(today, today, new, corrected, withdrawn, settings.interface, alert.name, key)


def mail_to(
    recipient: str, news: News, alert: Alert, settings: Settings, sender: str, leaving: Unsubscribing
) -> EmailMessage:
    """The mail to one reader."""
    # What stands for the alert is filled in here, since to whoever sends a digest it means nothing.
    return message(news, settings, sender, leaving.of_alert(alert.id), recipient)
