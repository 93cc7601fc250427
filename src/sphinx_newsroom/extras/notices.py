"""Notifications after a build: ``newsroom digest`` emails readers, ``newsroom ping`` notifies the WebSub hub."""

from __future__ import annotations

import datetime as dt
import json
import sys
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlencode

from sphinx_newsroom.api import Archive, open_archive
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, Given, command, flag, option, site_of, warn, with_many
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.files import as_text, why_unread, write
from sphinx_newsroom.files import digest as digest_of
from sphinx_newsroom.model.addresses import CORRECTIONS, FEED_FORMATS, FOLDERS, url_of
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.model.records import Release, day_in
from sphinx_newsroom.network import going_nowhere_else, within
from sphinx_newsroom.operations.site import Places, listed
from sphinx_newsroom.outputs.feeds.items import known_since, language_tag, plain
from sphinx_newsroom.outputs.mail import (
    Delivery,
    Line,
    MailServer,
    News,
    checked,
    message,
    newest_first,
    send,
    sender_of,
    unsubscribing,
)

_FOLDERS = frozenset(("", *FOLDERS.values(), CORRECTIONS, ALERTS, "types", "languages"))
"""The folders of feeds: the root for the archive's own, and those of its parts."""

_TIMEOUT = 30
"""Timeout for a hub's response, in seconds; after it, the rest is left for the next call."""


def is_feed(path: str) -> bool:
    """Whether a file is a feed, and not a history page or an attachment of that name."""
    folder, _, name = path.rpartition("/")
    return name in FEED_FORMATS and folder.partition("/")[0] in _FOLDERS


def announced_digests(note: Path) -> dict[str, str]:
    """Return the digests last sent to the hub; empty if the file *note* is missing or damaged."""
    try:
        rows = json.loads(note.read_text(encoding="utf-8"))
        return {str(path): str(digest) for path, digest in rows.items()}
    except (OSError, ValueError, AttributeError):
        return {}


TOGETHER = 100
"""The most addresses in a request: a few kilobytes, which every server accepts."""


class HubRefusedError(Exception):
    """The hub answered and refused the addresses."""


class NoAnswerError(Exception):
    """The hub can't be reached."""


def tell(hub: str, addresses: Sequence[str]) -> None:
    """Tell a hub in one request that the feeds at *addresses* changed.

    Args:
        hub: its address.
        addresses: at most TOGETHER.

    Raises:
        HubRefusedError: it refused the request.
        NoAnswerError: it can't be reached.
    """
    form = urlencode({"hub.mode": "publish", "hub.url": addresses}, doseq=True).encode()
    request = urllib.request.Request(hub, form, {"User-Agent": "sphinx-newsroom"})
    try:
        # Only the status matters, and the body may be endless.
        within(_TIMEOUT, lambda: going_nowhere_else().open(request, timeout=_TIMEOUT).close())
    except HTTPError as error:
        leads = error.headers.get("Location")
        there = f"; it leads to {leads[:200]}: name that in newsroom_websub_hub where it is the hub's" if leads else ""
        raise HubRefusedError(f"{error}{there}") from error
    except (OSError, HTTPException, ValueError) as error:
        raise NoAnswerError(str(error) or repr(error)) from error


def news(archive: Archive, since: dt.date, until: dt.date) -> News:
    """Return the events of a period, without translations, which are on their original's page."""
    new, corrected, withdrawn = [], [], []
    for page, release in archive.releases.items():
        line = _line(archive, release)
        if release.translation_of:
            continue
        if release.withdrawn:
            withdrawn.append(line._replace(date=release.withdrawn.date, words=plain(release.withdrawn.reason)))
            continue
        if since <= day_in(release.zone, known_since(release, archive.records.get(release.id))) <= until:
            new.append(line._replace(words=plain(release.summary or archive.entries[page].summary)))
        corrected += [line._replace(date=one.date, words=plain(one.note)) for one in release.corrections]
    return News(
        since,
        until,
        newest_first(new),
        newest_first(line for line in corrected if since <= line.date <= until),
        newest_first(line for line in withdrawn if since <= line.date <= until),
        archive.settings.interface,
    )


def _line(archive: Archive, release: Release) -> Line:
    settings = archive.settings
    issuers = settings.interface.names([record.name for record in archive.registry.issuers(release)])
    url = settings.baseurl + quote(url_of(release.docname))
    return Line(release.date, plain(release.title), url, plain(issuers), "", language_tag(release.language))


@with_many("digest")
@option("--since", callback=options.day, required=True, metavar="DATE", help="The first day.")
@option("--until", callback=options.day, metavar="DATE", help="The last day (default: today).")
@option("--to", multiple=True, metavar="ADDRESS", help="A recipient; can be repeated.")
@option("--to-file", type=PATH, metavar="FILE", help="A file with an address on each line.")
@options.mail()
def digest(args: Given) -> int:
    """Write or send an email that lists published, corrected and withdrawn releases.

    \b
    examples:
      newsroom digest --since 2026-03-02 > digest.eml                write it to a file
      newsroom digest --since 2026-03-02 --to ada@example.org --send mail.example.org:587 --tls starttls
      newsroom digest --since 2026-03-02 --to-file readers.txt --send localhost \\
          --unsubscribe 'https://example.org/leave?who={address}' --one-click

    Each recipient gets a separate email. If the server requires a login, set NEWSROOM_SMTP_USER and
    NEWSROOM_SMTP_PASSWORD; they are sent only over TLS. If there is no news, nothing is sent. Exits with 1 if an email
    couldn't be sent, and with 2 if an option or a setting in conf.py is missing.
    """
    settings = settings_of(args.root)
    sender = sender_of(args.sender, settings, "a digest needs")
    if not settings.baseurl:
        raise ConfigError("a digest needs the site's address for its links; set html_baseurl in conf.py")
    until = args.until or settings.today
    if until < args.since:
        raise ConfigError(f"--since is {args.since}, after the last day, {until}; use an earlier date")
    recipients = list(dict.fromkeys([*(checked(address, "--to") for address in args.to), *_listed(args.to_file)]))
    if args.send and not recipients:
        raise ConfigError("there are no recipients; add --to or --to-file")
    leaving = unsubscribing(args.unsubscribe, args.one_click, sender)
    server = MailServer.of(args.send, args.tls) if args.send else None
    found = news(open_archive(args.root), args.since, until)
    if not found.parts:
        warn(f"nothing was published, corrected or withdrawn since {args.since}; no digest is written")
        return 0
    if server is None:
        only = recipients[0] if len(recipients) == 1 else ""
        sys.stdout.buffer.write(message(found, settings, sender, leaving, only).as_bytes())
        return 0
    delivery = send([message(found, settings, sender, leaving, recipient) for recipient in recipients], server)
    _tell_missing(delivery, server)
    warn(f"{len(recipients) - delivery.missing} of {len(recipients)} emails sent")
    return 1 if delivery.missing else 0


def _tell_missing(delivery: Delivery, server: MailServer) -> None:
    """Print the recipients who got no email, with the reasons."""
    for recipient, reason in delivery.refused:
        warn(f"newsroom: the email to {recipient} was refused: {reason}")
    if delivery.unsent:
        warn(f"newsroom: {server.host} doesn't accept the digest: {delivery.unreachable}")
    for recipient in delivery.unsent:
        warn(f"newsroom: no email was sent to {recipient}")


def _listed(file: Path | None) -> Iterator[str]:
    """Yield the addresses in a file; raises ConfigError if it can't be read or a line isn't an address."""
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


@command("ping")
@options.out()
@flag("--all", "every", help="Notify the hub about every feed, even if it hasn't changed.")
@flag("--one-by-one", help="Send one request for each feed, for hubs that read only one address.")
def ping(root: Path, out: Path | None, every: bool, one_by_one: bool) -> int:
    """Notify the WebSub hub about changed feeds.

    \b
    examples:
      newsroom ping            after an upload: report feeds changed since the last time
      newsroom ping --all      report every feed

    The setting newsroom_websub_hub in conf.py names the hub. Exits with 1 if the hub refused an address; the next call
    sends it again.
    """
    settings = settings_of(root)
    if not settings.websub_hub or not settings.baseurl:
        missing = "newsroom_websub_hub" if not settings.websub_hub else "html_baseurl"
        raise ConfigError(f"{missing} isn't set; set it in conf.py, build and publish the site, then notify the hub")
    places = Places(site_of(out, root))
    feeds = {path: digest for path, digest in sorted(_files(places.out).items()) if is_feed(path)}
    if not feeds:
        raise ConfigError(
            f"{places.out} doesn't contain a built site; run `newsroom build` first, or name its folder with --out"
        )
    note = places.note("pinged")
    known = {} if every else announced_digests(note)
    changed = [path for path, digest in feeds.items() if known.get(path) != digest]
    # Removed feeds are forgotten, so that they are announced again if they come back.
    done = {path: digest for path, digest in known.items() if path in feeds}
    batch = 1 if one_by_one else TOGETHER
    # As each feed states its own address.
    took, refused = _tell_all(settings.websub_hub, {settings.baseurl + quote(path): path for path in changed}, batch)
    for address, why in refused.items():
        warn(f"newsroom: the hub refused {address}: {why}")
    write(note, json.dumps(done | {path: feeds[path] for path in took}, indent=1, sort_keys=True) + "\n")
    warn(f"the hub was notified of {len(took)} feeds; {len(changed)} changed")
    return 0 if len(took) == len(changed) else 1


def _tell_all(hub: str, paths: Mapping[str, str], batch: int) -> tuple[list[str], dict[str, str]]:
    """Announce feeds (*paths* by address) in batches; return the accepted addresses, and the refused ones with reasons.

    If a batch is refused, its addresses are sent one by one: one may be invalid, or the hub accepts only one per
    request.
    """
    took: list[str] = []
    refused: dict[str, str] = {}
    waiting = [tuple(paths)[at : at + batch] for at in range(0, len(paths), batch)]
    while waiting:
        addresses = waiting.pop(0)
        try:
            tell(hub, addresses)
        except HubRefusedError as error:
            if len(addresses) == 1:
                refused[addresses[0]] = str(error)
            else:
                waiting[:0] = [(address,) for address in addresses]
        except NoAnswerError as error:  # it won't answer for the remaining hundreds either
            warn(f"newsroom: {hub} doesn't answer: {error}")
            break
        else:
            took += [paths[address] for address in addresses]
    return took, refused


def _files(site: Path) -> Mapping[str, str]:
    """Return the files of a site with their digests, from its list of files or else computed from its feeds."""
    found = listed(site)
    if found is None:  # built by Sphinx directly
        paths = (path for name in FEED_FORMATS for path in site.rglob(name))
        found = {path.relative_to(site).as_posix(): digest_of(path.read_bytes()) for path in paths if path.is_file()}
    return found
