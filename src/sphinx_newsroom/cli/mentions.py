"""``newsroom mentions``: whom a text names, and why each name was taken for whom it was."""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.archive.loading import Archive, load
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import Problem, nearest
from sphinx_newsroom.files import as_text
from sphinx_newsroom.model.addresses import NO_RELEASE
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.outputs.data import rows
from sphinx_newsroom.sources.values import canonical_tag
from sphinx_newsroom.text.naming import Found, Names, find, reports
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = """examples:
  newsroom mentions releases/2011/conference-opens.md
  newsroom mentions --json releases/2011/conference-opens.md       rows as in data/mentions.jsonl
  newsroom mentions --text wire.txt --date 2011-06-21 --issuer osce   any plain text
  pbpaste | newsroom mentions --text -                                the same, as it comes

A release may still be under embargo. Its text is that of its .txt on the site, whose characters are counted.
Exits with 1 where a name is ambiguous or an office was not held, with 2 where FILE cannot be read."""

WHY = {
    "name": "its name",
    "acronym": "its acronym",
    "other-name": "another of its names",
    "introduced": "a short name that the text introduces",
    "family-name": "family name, after the full name or an office",
    "initials": "initials and family name",
    "office": "who held this office then",
    "decided": "names: in the header",
    "role": "a role in the text",
    "header": "the header lists it",
    "issuer": "the issuer",
}
"""The methods of mentions, in words."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a release of the archive; with --text, any plain text, - for standard input",
    )
    parser.add_argument("--json", action="store_true", help="print a row of JSON for each mention")
    parser.add_argument("--text", action="store_true", help="FILE is plain text and no release")
    parser.add_argument(
        "--date", type=_date, metavar="DATE", help="with --text: the day that the text is of (default: today)"
    )
    parser.add_argument(
        "--language", type=_language, metavar="TAG", help="with --text: its language (default: the archive's)"
    )
    parser.add_argument("--issuer", metavar="ID", help="with --text: the organization that issued it")


def _date(value: str) -> dt.date:
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{value!r} is no date; write one such as 2011-06-21") from None


def _language(value: str) -> str:
    tag = canonical_tag(value)
    if tag is None:
        raise argparse.ArgumentTypeError(f"{value!r} is no language tag; write one such as en, ru or pt-BR")
    return tag


def run(args: argparse.Namespace) -> int:
    """Find and show; raises ConfigError where conf.py or FILE cannot be used."""
    only = next((option for option in ("date", "language", "issuer") if getattr(args, option)), None)
    if only and not args.text:
        raise ConfigError(f"--{only} is for plain text, and a release says its own; give --text with it")
    archive = load(args.root, settings_of(args.root))
    source = _read(args.file, args.text)
    release, text, marks = _plain(args, archive, source) if args.text else _release(args.file, archive)
    found = find(Names(archive.registry), text, marks, release)
    _print_json(release, found) if args.json else _print(found, archive)
    for start, code, message, advice in reports(found, release, archive.registry):
        print(Problem(str(args.file), _line(text, start, source), code, message, advice), file=sys.stderr)
    if not found.mentions:
        print("nobody is named who has a record; `newsroom suggest` lists names without one", file=sys.stderr)
    return 1 if found.ambiguities or found.conflicts else 0


def _line(text: str, start: int, source: str) -> int:
    """The line in *source* of what stands at *start* of its plain text, found by the word there and its turn."""
    word = re.match(r"\w*", text[start:])
    sought = re.compile(rf"(?<!\w){re.escape(word[0] if word else '')}(?!\w)")
    # Markup between words differs in the source, so it is counted by words and not by characters.
    turn = sum(1 for _ in sought.finditer(text, 0, start))
    places = [match.start() for match in sought.finditer(source)]
    return source.count("\n", 0, places[min(turn, len(places) - 1)]) + 1 if places else 1


def _release(file: Path, archive: Archive) -> tuple[Release, str, Sequence[Mark]]:
    """A release of the archive, with its text; one under embargo as it will be."""
    from sphinx_newsroom.archive.release_text import release_text

    path = file.resolve()
    withheld = next((found for found in archive.withheld.values() if archive.root / found.path == path), None)
    if withheld is not None and withheld.until is not None:
        archive = load(archive.root, replace(archive.settings, now=withheld.until))
    for release in archive.releases.values():
        if archive.root / release.path == path:
            return release, *release_text(archive, release)
    problem = next((found for found in archive.problems if archive.root / found.path == path), None)
    if problem is not None:
        raise ConfigError(f"{file}:{problem.line}: {problem.text}")
    raise ConfigError(f"{file} is no release of the archive {archive.root}; give one, or --text for any plain text")


def _plain(args: argparse.Namespace, archive: Archive, text: str) -> tuple[Release, str, Sequence[Mark]]:
    """A plain text, as if it were the text of a release."""
    settings = archive.settings
    if args.issuer and args.issuer not in archive.registry.organizations:
        near = nearest(args.issuer, archive.registry.organizations)
        advice = f"did you mean {near}?" if near else "write the id of one in organizations/"
        raise ConfigError(f"--issuer {args.issuer} has no file; {advice}")
    release = Release(
        id=NO_RELEASE,
        title="",
        date=args.date or settings.now.date(),
        path=str(args.file),
        issuer=args.issuer,
        language=args.language or settings.language,
    )
    return release, text, ()


def _read(file: Path, is_text: bool) -> str:
    try:
        source = sys.stdin.buffer.read() if is_text and str(file) == "-" else file.read_bytes()
        return as_text(source)
    except OSError as error:
        raise ConfigError(f"{file} cannot be read: {error.strerror}; give a file of UTF-8 text") from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigError(f"{file}:{line}: the text is not UTF-8; save it as UTF-8") from error


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
