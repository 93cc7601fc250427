"""``newsroom alert``: tell those who asked what is new, corrected or withdrawn on the site since the last time."""

from __future__ import annotations

import argparse
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

from sphinx_newsroom.cli.alert.collecting import begin, collect
from sphinx_newsroom.cli.alert.recipients import Recipient, Subscribers, Wrong, recipients_of
from sphinx_newsroom.cli.alert.sending import Message, Outcome, Sender, answered, messages
from sphinx_newsroom.cli.digest import day
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import counted
from sphinx_newsroom.files import work_place, write
from sphinx_newsroom.ledger.git import git
from sphinx_newsroom.model.alerts import ALERTS, Alert
from sphinx_newsroom.operations.alert_state import Journal, StateError, loaded
from sphinx_newsroom.operations.lock import BusyError, held
from sphinx_newsroom.operations.site.files import PREVIEW
from sphinx_newsroom.outputs.alerts.matching import BuiltSite
from sphinx_newsroom.outputs.alerts.webhook import DEADLINE
from sphinx_newsroom.outputs.mail.news import Server, Unsubscribing, checked, message_id, news_of, unsubscribing
from sphinx_newsroom.sources.alert_file import SUFFIX, read_alerts
from sphinx_newsroom.sources.keys.sheet import suggestion

STATE = f"{ALERTS}/state.jsonl"
SUBSCRIBERS = f"{ALERTS}/subscribers"

EPILOG = """examples:
  newsroom alert subscribe ada@example.org ferries   a reader asks for the alert alerts/ferries.yaml
  newsroom alert unsubscribe ada@example.org         a reader wants no more of any
  newsroom alert --dry-run                           what would be sent, and to whom
  newsroom alert --send localhost                    after each build and upload: what is new since the last time
  newsroom alert --send mail.example.org:587 --tls starttls \\
      --unsubscribe 'https://example.org/leave?who={address}&what={alert}' --one-click
  newsroom alert --skip                              after an import: all that is there counts as told
  newsroom alert --send localhost --sent 4f3c…       a mail that was on its way when the last run ended has arrived

Alerts are the files alerts/*.yaml. The first run sends nothing and takes what is there for told; --since begins
earlier. A server that wants a login gets NEWSROOM_SMTP_USER and NEWSROOM_SMTP_PASSWORD of the environment, over
TLS alone. Exits with 1 where something could not be sent or has to be asked about, with 2 where the call, conf.py
or the state lacks something."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    acts = ("send", "subscribe", "unsubscribe")
    parser.add_argument("act", nargs="?", choices=acts, default="send", help="what to do (default: send)")
    parser.add_argument("address", nargs="?", metavar="ADDRESS", help="who subscribes or leaves")
    parser.add_argument("alerts", nargs="*", metavar="ALERT", help="the alerts (default: the only one; all are left)")
    parser.add_argument(
        "--subscribers",
        type=Path,
        metavar="FILE",
        help=f"the addresses of readers, which no one else should read (default: {SUBSCRIBERS}, which git ignores)",
    )
    parser.add_argument("--out", type=Path, metavar="DIR", help="the built site (default: _build/html)")
    parser.add_argument(
        "--state", type=Path, metavar="FILE", help=f"what was told whom; keep it (default: {STATE} in the archive)"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would be sent, and neither send nor note it")
    parser.add_argument("--since", type=day, metavar="DATE", help="on the first run, tell what happened since this day")
    parser.add_argument("--skip", action="store_true", help="take all that is new for told, such as what was imported")
    parser.add_argument("--from", dest="sender", metavar="ADDRESS", help="who sends it (default: newsroom_mail_from)")
    parser.add_argument("--send", metavar="HOST[:PORT]", help="the SMTP server that mails go by")
    parser.add_argument("--tls", choices=("starttls", "tls"), help="how the connection is made safe (default: not)")
    parser.add_argument(
        "--unsubscribe",
        metavar="ADDRESS",
        help="where readers say that they want no more: a mail or https address, in which {address} becomes the "
        "reader's and {alert} the alert's name (default: a mail to the sender)",
    )
    parser.add_argument(
        "--one-click",
        action="store_true",
        help="say that a POST to that address is enough, so that the reader's program shows a button for it (RFC 8058)",
    )
    parser.add_argument(
        "--private",
        action="append",
        default=[],
        metavar="HOST[:PORT]",
        help="a host of webhooks that may be in a private network, and may be told without TLS; may be given again",
    )
    parser.add_argument(
        "--timeout",
        type=_seconds,
        default=DEADLINE,
        metavar="SECONDS",
        help=f"how long a webhook may take to answer (default: {DEADLINE:g})",
    )
    parser.add_argument(
        "--sent", action="append", default=[], metavar="ID", help="this mail in doubt has arrived; may be given again"
    )
    parser.add_argument(
        "--again", action="append", default=[], metavar="ID", help="this one has not, or is to be tried again; likewise"
    )


def _seconds(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        found = 0
    if not 0 < found <= threading.TIMEOUT_MAX:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write a number of seconds such as 15")
    return found


def run(args: argparse.Namespace) -> int:
    """Tell whoever is to be told; raises ConfigError where the call, conf.py, the site or the state lacks something."""
    settings = settings_of(args.root)
    if not settings.baseurl and args.act == "send":
        raise ConfigError("alerts need the site's address, which links begin with; set html_baseurl in conf.py")
    try:
        with held(work_place(args.root, "alerts.lock")):
            return _told(args, settings) if args.act == "send" else _subscribe(args, settings)
    except BusyError:
        raise ConfigError("another `newsroom alert` is at work in this archive; wait for it to end") from None
    except StateError as error:
        raise ConfigError(str(error)) from error
    except OSError as error:
        raise ConfigError(f"it cannot be noted: {error}; nothing more was sent") from error


def _subscribe(args: argparse.Namespace, settings: Settings) -> int:
    """Write down that a reader subscribes or leaves; raises ConfigError where it is not said who or what."""
    leaves = args.act == "unsubscribe"
    if not args.address:
        raise ConfigError(f"give the reader's address: newsroom alert {args.act} ada@example.org")
    checked(args.address, "the address")
    path = args.subscribers or args.root / SUBSCRIBERS
    found = Subscribers.read(path, str(path))
    known = {alert.id for alert in read_alerts(args.root, settings).alerts}
    if leaves:
        known.update(id_ for _, _, id_ in found.of())
    for id_ in args.alerts:
        if id_ not in known:
            raise ConfigError(f"no alert is called {id_!r}; {suggestion(id_, known, f'see {ALERTS}/')}")
    if not (args.alerts or leaves or len(known) == 1):
        raise ConfigError(f"say which alerts: {', '.join(sorted(known)) or f'there is none in {ALERTS}/'}")
    alerts = args.alerts or sorted(known)
    if args.subscribers is None and git(args.root, "check-ignore", SUBSCRIBERS) is None:
        path.parent.mkdir(exist_ok=True)
        with path.with_name(".gitignore").open("a", encoding="utf-8") as ignored:
            ignored.write(f"/{path.name}\n")
    write(path, found.text(args.address, alerts, leaves=leaves))
    print(f"{'left' if leaves else 'subscribed to'}: {', '.join(alerts)}")
    return 0


def _site(folder: Path) -> BuiltSite:
    if (folder / PREVIEW).exists():
        raise ConfigError(f"{folder} is a preview with drafts; build the site, and give its folder with --out")
    try:
        return BuiltSite.read(folder)
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{folder} holds no whole site; run `newsroom build` first, or give --out its folder"
        raise ConfigError(message) from error


def _told(args: argparse.Namespace, settings: Settings) -> int:
    site = _site((args.out or args.root / "_build" / "html").resolve())
    outcome = Outcome()
    readers = Subscribers.read(args.subscribers or args.root / SUBSCRIBERS, str(args.subscribers or SUBSCRIBERS))
    told, unclear = _recipients(args.root, settings, site, readers, outcome)
    everybody = [recipient for found in told.values() for recipient in found]
    path = args.state or args.root / STATE
    state = loaded(path)
    if unknown := answered(state, args.sent, args.again, settings.now):
        raise ConfigError(
            f"there is no message {unknown[0]!r} in {path}; `newsroom alert --dry-run` lists what is open"
        )
    state.keep_only({recipient.key for recipient in everybody}, unclear)
    if args.skip or state.known is None:
        first = state.known is None and not args.skip
        begin(state, site, args.since if first else None)
        if first and args.since is None:
            there = counted(len(site.rows), "release")
            print(f"this is the first run: what the site has by now counts as told ({there})", file=sys.stderr)
    try:
        problems = collect(state, site, told, unclear, settings)
        outcome.wrong += [Wrong(f"{problem.path}:{problem.line}", problem.text) for problem in problems]
    except ConfigError:
        raise
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{site.root} is no whole site: {error}; build it again") from error
    found = messages(state, site, everybody, settings, outcome)
    outcome.doubtful += [
        (_who(key, everybody), id_) for key, target in state.targets.items() if " mail " in key for id_ in target.open
    ]
    if args.dry_run:
        _show(found, site, settings)
    else:
        _send(args, settings, site, Journal(path, state), found, outcome)
    status = _tell(outcome, _sender(args, settings) or "", dry=args.dry_run)
    if outcome.fault is not None:
        raise outcome.fault
    return status


def _who(key: str, everybody: Sequence[Recipient]) -> Recipient | None:
    return next((recipient for recipient in everybody if recipient.key == key), None)


def _recipients(
    root: Path, settings: Settings, site: BuiltSite, readers: Subscribers, outcome: Outcome
) -> tuple[dict[Alert, list[Recipient]], frozenset[str]]:
    """Who is told of each alert, and the ids of those of which that is not clear; the *outcome* tells what is wrong."""
    files = read_alerts(root, settings)
    outcome.wrong += [Wrong(f"{problem.path}:{problem.line}", problem.text) for problem in files.problems]
    unclear = {problem.path.removeprefix(f"{ALERTS}/").removesuffix(SUFFIX) for problem in files.problems}
    told: dict[Alert, list[Recipient]] = {}
    for alert in files.alerts:
        told[alert] = []
        for found in recipients_of(alert, root, os.environ, readers):
            if isinstance(found, Wrong):
                outcome.wrong.append(found)
                unclear.add(alert.id)
            else:
                told[alert].append(found)
        if unknown := [*(set(alert.organizations) - site.organizations), *(set(alert.officials) - site.officials)]:
            advice = f"the site has no record {min(unknown)!r}; `newsroom check` says what to write"
            outcome.wrong.append(Wrong(f"{alert.path}:1", advice))
    return told, frozenset(unclear)


def _sender(args: argparse.Namespace, settings: Settings) -> str | None:
    found: str | None = args.sender or settings.mail_from
    return found


def _send(
    args: argparse.Namespace,
    settings: Settings,
    site: BuiltSite,
    journal: Journal,
    found: Sequence[Message],
    outcome: Outcome,
) -> None:
    try:
        mails = [message for message in found if message.recipient.kind == "mail"]
        sender = Sender(site, settings, journal, outcome)
        try:
            way = _way(args, settings) if mails else None
        except ConfigError as error:  # told in the end: programs need no mail server
            outcome.fault, way = error, None
        if way is not None:
            sender.mails(mails, *way)
        hooks = [message for message in found if message.recipient.kind == "webhook"]
        sender.webhooks(hooks, frozenset(args.private), args.timeout)
    finally:
        journal.close()


def _way(args: argparse.Namespace, settings: Settings) -> tuple[Server, str, Unsubscribing]:
    """How mails go; raises ConfigError where something of it is missing."""
    by = _sender(args, settings)
    if not by:
        raise ConfigError("a mail needs a sender; set newsroom_mail_from in conf.py, or give --from with an address")
    checked(by, "--from" if args.sender else "newsroom_mail_from in conf.py")
    if not args.send:
        raise ConfigError("mails wait to be sent, and no server is named; give --send, or --dry-run to look at them")
    leaving = unsubscribing(args.unsubscribe, args.one_click, by, "unsubscribe%20{alert}")
    return Server.of(args.send, args.tls), by, leaving


def _show(found: Sequence[Message], site: BuiltSite, settings: Settings) -> None:
    for message in found:
        recipient = message.recipient
        news = news_of(site, message.happened, recipient.alert, settings)
        print(f"{recipient.kind} of {recipient.alert.path} to {recipient.place}: {news.words}")
        for one in message.happened:
            print(f"  {one.kind}: {site.rows[one.id]['title']} ({one.date})")


def _tell(outcome: Outcome, sender: str, *, dry: bool) -> int:
    """Say what became of it; returns the exit status."""
    for wrong in outcome.wrong:
        print(f"{wrong.place}: {wrong.why}", file=sys.stderr)
    for recipient, id_ in outcome.doubtful:
        whose = f"{recipient.place}: the mail" if recipient else "a mail to somebody who is told no more"
        print(
            f"{whose} {message_id(id_, sender or '…')} was on its way when a run ended; look it up in the mail "
            f"server's log, then: newsroom alert --sent {id_}, or --again {id_}",
            file=sys.stderr,
        )
    if not dry:
        sent = outcome.sent
        waiting = f", {outcome.waiting:,} wait for their time" if outcome.waiting else ""
        print(
            f"{counted(sent['mail'], 'mail')} and {counted(sent['webhook'], 'webhook')} sent{waiting}", file=sys.stderr
        )
    return 1 if outcome.wrong or outcome.doubtful else 0
