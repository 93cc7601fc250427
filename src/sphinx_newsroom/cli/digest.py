"""``newsroom digest``: what is new and corrected as a mail, written or sent."""

from __future__ import annotations

import argparse
import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import as_text, why_unread
from sphinx_newsroom.operations.opened import opened_for_readers
from sphinx_newsroom.outputs.mail.news import Delivery, Server, checked, message, news, send, unsubscribing

if TYPE_CHECKING:
    from collections.abc import Iterator

EPILOG = """examples:
  newsroom digest --since 2026-03-02 > digest.eml                to look at
  newsroom digest --since 2026-03-02 --to ada@example.org --send mail.example.org:587 --tls starttls
  newsroom digest --since 2026-03-02 --to-file readers.txt --send localhost \\
      --unsubscribe 'https://example.org/leave?who={address}' --one-click

Each recipient gets a mail of their own. A server that wants a login gets NEWSROOM_SMTP_USER and
NEWSROOM_SMTP_PASSWORD of the environment, over TLS alone. Where nothing happened, nothing is sent.
Exits with 1 where a mail could not be sent, with 2 where the call or conf.py lacks something."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("--since", type=day, required=True, metavar="DATE", help="the first day")
    parser.add_argument("--until", type=day, metavar="DATE", help="the last day (default: today)")
    parser.add_argument(
        "--from", dest="sender", metavar="ADDRESS", help="who sends it (default: newsroom_mail_from in conf.py)"
    )
    parser.add_argument(
        "--unsubscribe",
        metavar="ADDRESS",
        help="where readers say that they want no more: a mail or https address, in which {address} "
        "becomes the reader's (default: a mail to the sender)",
    )
    parser.add_argument(
        "--one-click",
        action="store_true",
        help="say that a POST to that address is enough, so that the reader's program shows a button for it (RFC 8058)",
    )
    parser.add_argument("--to", action="append", default=[], metavar="ADDRESS", help="who gets it; may be given again")
    parser.add_argument("--to-file", type=Path, metavar="FILE", help="a file with an address on each line")
    parser.add_argument("--send", metavar="HOST[:PORT]", help="send it by this SMTP server; without, it is printed")
    parser.add_argument("--tls", choices=("starttls", "tls"), help="how the connection is made safe (default: not)")


def day(text: str) -> dt.date:
    """A day as it is given to the command."""
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is no day; write one such as 2026-03-02") from None


def run(args: argparse.Namespace) -> int:
    """Write or send; raises ConfigError where the call or conf.py lacks something."""
    settings = settings_of(args.root)
    sender = args.sender or settings.mail_from
    if not sender:
        raise ConfigError("a digest needs a sender; set newsroom_mail_from in conf.py, or give --from with an address")
    checked(sender, "--from" if args.sender else "newsroom_mail_from in conf.py")
    if not settings.baseurl:
        raise ConfigError("a digest needs the site's address, which its links begin with; set html_baseurl in conf.py")
    until = args.until or settings.today
    if until < args.since:
        raise ConfigError(f"--since is {args.since}, after the last day {until}; give an earlier day")
    recipients = list(dict.fromkeys([*(checked(address, "--to") for address in args.to), *_listed(args.to_file)]))
    if args.send and not recipients:
        raise ConfigError("nobody is named to send the digest to; give --to or --to-file")
    leaving = unsubscribing(args.unsubscribe, args.one_click, sender)
    server = Server.of(args.send, args.tls) if args.send else None
    found = news(opened_for_readers(args.root, settings), args.since, until)
    if not found.parts:
        print(f"nothing was published, corrected or withdrawn since {args.since}; no digest is made", file=sys.stderr)
        return 0
    if server is None:
        only = recipients[0] if len(recipients) == 1 else ""
        sys.stdout.buffer.write(message(found, settings, sender, leaving, only).as_bytes())
        return 0
    delivery = send([message(found, settings, sender, leaving, recipient) for recipient in recipients], server)
    _tell(delivery, server)
    print(f"{len(recipients) - delivery.missing} of {len(recipients)} mails sent", file=sys.stderr)
    return 1 if delivery.missing else 0


def _tell(delivery: Delivery, server: Server) -> None:
    """Say who got none, and why."""
    for recipient, reason in delivery.refused:
        print(f"newsroom: the mail to {recipient} was refused: {reason}", file=sys.stderr)
    if delivery.unsent:
        print(f"newsroom: {server.host} does not take the digest: {delivery.unreachable}", file=sys.stderr)
    for recipient in delivery.unsent:
        print(f"newsroom: no mail was sent to {recipient}", file=sys.stderr)


def _listed(file: Path | None) -> Iterator[str]:
    """The addresses in a file; raises ConfigError where it cannot be read or a line is none."""
    if file is None:
        return
    try:
        lines = as_text(file.read_bytes()).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {why_unread(error)}") from error
    for number, line in enumerate(lines, 1):
        address = line.strip()
        if address and not address.startswith("#"):
            yield checked(address, f"{file}:{number}")
