"""``newsroom digest``: what is new and corrected as a mail, written or sent."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import smtplib
import ssl
import sys
from email.utils import parseaddr
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.archive import load
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.digest import addressed, message, news

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from email.message import EmailMessage

NAME = "digest"
HELP = "write a mail of what was published, corrected and withdrawn, and send it where told to"
EPILOG = """examples:
  newsroom digest --since 2026-03-02 > digest.eml                to look at
  newsroom digest --since 2026-03-02 --to ada@example.org --send mail.example.org:587 --tls starttls
  newsroom digest --since 2026-03-02 --to-file readers.txt --send localhost

Each recipient gets a mail of their own. A server that wants a login gets NEWSROOM_SMTP_USER and
NEWSROOM_SMTP_PASSWORD of the environment, over TLS alone. Where nothing happened, nothing is sent.
Exits with 1 where a mail could not be sent, with 2 where the call or conf.py lacks something."""

_TIMEOUT = 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("--since", type=dt.date.fromisoformat, required=True, metavar="DATE", help="the first day")
    parser.add_argument("--until", type=dt.date.fromisoformat, metavar="DATE", help="the last day (default: today)")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS",
                        help="who sends it (default: newsroom_mail_from in conf.py)")
    parser.add_argument("--unsubscribe", metavar="ADDRESS",
                        help="where readers say that they want no more: a mail or https address "
                             "(default: a mail to the sender)")
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="who gets it; may be given again")
    parser.add_argument("--to-file", type=Path, metavar="FILE", help="a file with an address on each line")
    parser.add_argument("--send", metavar="HOST[:PORT]", help="send it by this SMTP server; without, it is printed")
    parser.add_argument("--tls", choices=("starttls", "tls"), help="how the connection is made safe (default: not)")


def run(args: argparse.Namespace) -> int:
    """Write or send; raises ConfigError where the call or conf.py lacks something."""
    settings = settings_of(args.root)
    sender = args.sender or settings.mail_from
    if not sender or "@" not in parseaddr(sender)[1]:
        raise ConfigError("a digest needs a sender; set newsroom_mail_from in conf.py, or give --from with an address")
    if not settings.baseurl:
        raise ConfigError("a digest needs the site's address, which its links begin with; set html_baseurl in conf.py")
    recipients = list(dict.fromkeys([*args.to, *_listed(args.to_file)]))
    if args.send and not recipients:
        raise ConfigError("nobody is named to send the digest to; give --to or --to-file")
    unsubscribe = _unsubscribe(args.unsubscribe, sender)
    found = news(load(args.root, settings), args.since, args.until or settings.now.date())
    if not found.parts:
        print(f"nothing was published, corrected or withdrawn since {args.since}; no digest is made", file=sys.stderr)
        return 0
    mail = message(found, settings, sender, unsubscribe)
    if args.send:
        return _send([addressed(mail, recipient) for recipient in recipients], args.send, args.tls)
    for made in [addressed(mail, recipient) for recipient in recipients] or [mail]:
        sys.stdout.buffer.write(made.as_bytes())
    return 0


def _listed(file: Path | None) -> Iterator[str]:
    """The addresses in a file; raises ConfigError where it cannot be read or a line is none."""
    if file is None:
        return
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise ConfigError(f"{file} cannot be read: {error}") from error
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if address and not address.startswith("#"):
            if "@" not in parseaddr(address)[1]:
                raise ConfigError(f"{file}:{number}: {address!r} is no mail address; correct it, or begin it with #")
            yield address


def _unsubscribe(given: str | None, sender: str) -> str:
    """Where readers say that they want no more."""
    if given is None:
        return f"mailto:{parseaddr(sender)[1]}?subject=unsubscribe"
    if given.startswith(("mailto:", "https://")) and not any(c in given for c in "<> \r\n"):
        return given
    if "@" in given and "/" not in given and given.isprintable() and " " not in given:
        return f"mailto:{given}?subject=unsubscribe"
    raise ConfigError(f"--unsubscribe is {given!r}; give a mail address, or one that begins with https://")


def _send(mails: Sequence[EmailMessage], server: str, tls: str | None) -> int:
    """Send each mail; one that is refused does not stop the others."""
    host, _, port = server.partition(":")
    if port and not port.isdecimal():
        raise ConfigError(f"--send is {server!r}; give a host, or a host and the number of a port")
    failed = 0
    try:
        with _connected(host, int(port or 0), tls) as smtp:
            for mail in mails:
                try:
                    smtp.send_message(mail)
                except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
                    print(f"newsroom: the mail to {mail['To']} was refused: {error}", file=sys.stderr)
                    failed += 1
    except (OSError, smtplib.SMTPException) as error:
        print(f"newsroom: {server} does not take the digest: {error}", file=sys.stderr)
        return 1
    print(f"{len(mails) - failed} of {len(mails)} mails sent", file=sys.stderr)
    return 1 if failed else 0


def _connected(host: str, port: int, tls: str | None) -> smtplib.SMTP:
    context = ssl.create_default_context()
    smtp: smtplib.SMTP
    if tls == "tls":
        smtp = smtplib.SMTP_SSL(host, port, timeout=_TIMEOUT, context=context)
    else:
        smtp = smtplib.SMTP(host, port, timeout=_TIMEOUT)
        if tls == "starttls":
            smtp.starttls(context=context)
    user, password = os.environ.get("NEWSROOM_SMTP_USER"), os.environ.get("NEWSROOM_SMTP_PASSWORD")
    if user and password:
        if not tls:
            smtp.close()
            raise ConfigError("a login goes over a safe connection alone; add --tls starttls or --tls tls")
        smtp.login(user, password)
    return smtp
