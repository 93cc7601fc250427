"""``newsroom new``: begin a release, as a draft."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shlex
import subprocess
import sys
from pathlib import Path

from sphinx_newsroom.archive.advice import missing_for
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import RefusedError as RefusedValueError
from sphinx_newsroom.files import write_new
from sphinx_newsroom.operations.begin.release import RefusedError, Wish, new_release, whole_archive
from sphinx_newsroom.sources.values import canonical_tag, day_of, moment_of

EPILOG = """examples:
  newsroom new "Bridge at Aldrum reopens to shipping"
  newsroom new "Statement on the flood" --type statement --date 2026-10-01T10:00
  newsroom new --translation-of 2026/bridge-at-aldrum-reopens-to-shipping --language de
  newsroom new "Labour survey" --notebook

The file gets the next number of the series where the archive's numbers show one, and the contacts that the issuer's
newest release has, where its record has none. It is a draft until you take `draft: true` out. On a terminal $VISUAL
or $EDITOR opens it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("title", nargs="?", metavar="TITLE", help="the headline, of which the file's name is made")
    parser.add_argument("--date", metavar="DATE", help="a day, or a date-time (default: today, in newsroom_timezone)")
    parser.add_argument("--issuer", metavar="ID", help="who issues it (default: newsroom_issuer)")
    parser.add_argument("--type", metavar="TYPE", help="one of newsroom_types (default: press-release)")
    parser.add_argument("--language", metavar="TAG", help="its language (default: that of conf.py)")
    parser.add_argument("--translation-of", metavar="ID", help="translate this release; needs --language")
    parser.add_argument("--notebook", action="store_true", help="write a Jupyter notebook and no Markdown")


def run(args: argparse.Namespace) -> int:
    """Write the file and print its path; 0 when it is there, 1 where it could not be."""
    settings = settings_of(args.root)
    try:
        day = _day(args.date, settings.timezone)
        said = _title(args.title), args.date, day, args.issuer, args.type, _language(args)
        wish = Wish(*said, args.translation_of, args.notebook)
        path, text = new_release(whole_archive(args.root, settings), wish, settings.today)
        place = args.root / path
        write_new(os.fspath(place), text.encode("utf-8"))  # where somebody was quicker, that file stays
    except (RefusedError, OSError) as error:
        print(f"newsroom new: nothing was written: {said_of(error)}", file=sys.stderr)
        return 1
    print(os.path.relpath(place), flush=True)
    if wish.notebook and (missing := missing_for(path)):
        print(f"newsroom new: {missing}", file=sys.stderr)
    _open(place)
    return 0


def _title(given: str | None) -> str | None:
    if given is None:
        return None
    title = " ".join(given.split())
    if not title or not title.isprintable():
        raise ConfigError(f"{given!r} is no title; write some words")
    return title


def _day(written: str | None, timezone: str | None) -> dt.date | None:
    if written is None:
        return None
    try:
        return moment_of(written, "--date", timezone).date() if ":" in written else day_of(written, "--date")
    except RefusedValueError as error:
        raise ConfigError(f"{error.message}; {error.advice}") from error


def _language(args: argparse.Namespace) -> str | None:
    if args.language is None:
        return None
    if (tag := canonical_tag(args.language)) is None:
        raise ConfigError(f"--language is {args.language!r}; write a tag such as en, de or pt-BR")
    return tag


def _open(place: Path) -> None:
    """Open a file in the editor that the environment names, where somebody sits at a terminal."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor or not (sys.stdin.isatty() and sys.stdout.isatty()):
        return
    try:
        subprocess.run([*shlex.split(editor), str(place)], check=False)
    except (OSError, ValueError) as error:
        print(f"newsroom new: {editor} could not be run: {error}; open the file yourself", file=sys.stderr)
