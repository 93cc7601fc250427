"""``newsroom mentions``: whom a text names, and why each name was taken for whom it was."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.archive import Archive, load
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.data import rows
from sphinx_newsroom.model import Release
from sphinx_newsroom.naming import Found, Mark, Names, find, reports

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME = "mentions"
HELP = "show whom a text names, and why"
EPILOG = """examples:
  newsroom mentions releases/2011/conference-opens.md
  newsroom mentions --json releases/2011/conference-opens.md       rows as in data/mentions.jsonl
  newsroom mentions --text wire.txt --date 2011-06-21 --issuer osce   any plain text

Exits with 1 where a name is ambiguous or an office was not held, with 2 where FILE cannot be read."""

WHY = {
    "name": "its name", "acronym": "its acronym", "other-name": "another of its names",
    "introduced": "a short name that the text introduces",
    "family-name": "family name, after the full name or an office",
    "initials": "initials and family name", "office": "who held this office then", "decided": "names: in the header",
    "role": "a role in the text", "header": "the header lists it", "issuer": "the issuer",
}
"""The methods of mentions, in words."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("file", type=Path, metavar="FILE", help="a release of the archive; with --text, any plain text")
    parser.add_argument("--json", action="store_true", help="print a row of JSON for each mention")
    parser.add_argument("--text", action="store_true", help="FILE is plain text and no release")
    parser.add_argument("--date", type=dt.date.fromisoformat, metavar="DATE",
                        help="with --text: the day that the text is of (default: today)")
    parser.add_argument("--language", metavar="TAG", help="with --text: its language (default: the archive's)")
    parser.add_argument("--issuer", metavar="ID", help="with --text: the organization that issued it")


def run(args: argparse.Namespace) -> int:
    """Find and show; raises ConfigError where conf.py or FILE cannot be used."""
    archive = load(args.root, settings_of(args.root))
    release, text, marks = _plain(args, archive) if args.text else _release(args.file, archive)
    found = find(Names(archive.registry), text, marks, release)
    _print_json(release, found) if args.json else _print(found, archive)
    for start, code, message, advice in reports(found, release, archive.registry):
        line = _line(text, start, _read(args.file))
        print(f"{args.file}:{line}: [{code.code}] {message}; {advice}", file=sys.stderr)
    return 1 if found.ambiguities or found.conflicts else 0


def _line(text: str, start: int, source: str) -> int:
    """The line in *source* of what stands at *start* of its plain text, found by the word there and its turn."""
    word = re.match(r"\w*", text[start:])
    sought = re.compile(rf"(?<!\w){re.escape(word[0] if word else '')}(?!\w)")
    turn = sum(1 for _ in sought.finditer(text, 0, start))
    places = [match.start() for match in sought.finditer(source)]
    return source.count("\n", 0, places[min(turn, len(places) - 1)]) + 1 if places else 1


def _release(file: Path, archive: Archive) -> tuple[Release, str, Sequence[Mark]]:
    """A published release of the archive, with its text read from its Markdown."""
    from sphinx_newsroom.markdown import release_text

    path = file.resolve()
    for release in archive.releases.values():
        if archive.root / release.path == path and release.path.endswith(".md"):
            return release, *release_text(archive, release)
    raise ConfigError(f"{file} is no published release in Markdown; see `newsroom check {file}`, or give --text")


def _plain(args: argparse.Namespace, archive: Archive) -> tuple[Release, str, Sequence[Mark]]:
    """A plain text, as if it were the text of a release."""
    settings = archive.settings
    if args.issuer and args.issuer not in archive.registry.organizations:
        raise ConfigError(f"--issuer {args.issuer} has no file; write the id of one in organizations/")
    release = Release(
        id="", title="", date=args.date or settings.now.date(), path=str(args.file),
        issuer=args.issuer, language=args.language or settings.language,
    )
    return release, _read(args.file), ()


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{file} cannot be read: {error}; give a file of UTF-8 text") from error


def _print_json(release: Release, found: Found) -> None:
    for mention in found.mentions:
        row: dict[str, Any] = {"release": release.id or None, **rows.mention(mention)}
        print(json.dumps(row, ensure_ascii=False))


def _print(found: Found, archive: Archive) -> None:
    """One line a mention: where, what stands there, whom it means, why, and the office held."""
    for mention in found.mentions:
        where = "header" if mention.start is None else f"{mention.start}–{mention.end}"
        record = archive.registry.entity(mention.entity)
        name = f" ({record.name})" if record and record.name != mention.surface else ""
        office = f"; at the time {mention.role}" if mention.role else ""
        surface = " ".join(mention.surface.split())
        print(f"{where:>11}  {surface}  →  {mention.kind} {mention.entity}{name}: {WHY[mention.method]}{office}")
