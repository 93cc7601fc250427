"""Mail addresses, and mails on their way to an SMTP server."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from contextlib import suppress
from email.utils import getaddresses, parseaddr
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from sphinx_newsroom.config import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from email.message import EmailMessage

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
        """The same for who wants no more of one alert."""
        return self._replace(address=self.address.replace("{alert}", quote(alert, safe="")))


def checked(text: str, where: str) -> str:
    """A mail address with or without a name; raises ConfigError, with *where* it stands, for anything else."""
    found = getaddresses([text])
    if not text.isprintable() or len(found) != 1 or not _ADDRESS.fullmatch(found[0][1]):
        advice = "write one such as press@example.org or Press <press@example.org>, a domain beyond ASCII as xn--…"
        raise ConfigError(f"{where}: {text!r} is no mail address; {advice}")
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


class Server(NamedTuple):
    """An SMTP server: *tls* is ``tls``, ``starttls`` or None."""

    host: str
    port: int
    tls: str | None

    @classmethod
    def of(cls, text: str, tls: str | None) -> Server:
        """``HOST`` or ``HOST:PORT``; raises ConfigError for anything else, and where a login would go in the open."""
        try:
            parts = urlsplit(f"//{text}")
            host, port = parts.hostname, parts.port
        except ValueError:
            host, port = None, None
        if not host or parts.netloc != text:
            raise ConfigError(f"--send is {text!r}; give a host, or a host and the number of a port")
        if _login() and not tls:
            raise ConfigError("a login goes over a safe connection alone; add --tls starttls or --tls tls")
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

    def __init__(self, server: Server) -> None:
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


def send(mails: Sequence[EmailMessage], server: Server) -> Delivery:
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
