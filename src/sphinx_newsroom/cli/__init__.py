"""The command ``newsroom``: one module a verb, each with NAME, HELP, add_arguments and run."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli import (
    build,
    check,
    correct,
    digest,
    import_,
    import_history,
    mentions,
    move,
    ping,
    publish,
    suggest,
    verify,
    withdraw,
)
from sphinx_newsroom.config import ConfigError


class Command(Protocol):
    """What a module of a verb offers."""

    NAME: str
    HELP: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Say what the verb takes, and in the parser's epilog show an example."""

    def run(self, args: argparse.Namespace) -> int:
        """Do it; ``args.root`` is the archive's folder. Returns the exit status."""


COMMANDS: tuple[Command, ...] = (
    build, check, publish, correct, withdraw, move, verify, import_, import_history, mentions, suggest, digest, ping,
)
"""The verbs, in the order in which help names them."""

_EPILOG = """examples:
  newsroom check      every header and record, without building
  newsroom build      the site in _build/html
  newsroom mentions releases/2011/conference-opens.md
  newsroom publish    record what is new in the ledger; for what changes later:
    newsroom correct, newsroom withdraw, newsroom move
  newsroom verify     whether all is as published
  newsroom import-history    begin the ledger with what git knows
  newsroom digest --since 2026-03-02      what is new, as a mail
  newsroom ping       the WebSub hub is told what changed
  newsroom suggest    names that have no record yet
  newsroom import people.json    records of organizations and officials from elsewhere

`newsroom COMMAND --help` shows what a command takes."""


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--root", type=Path, default=argparse.SUPPRESS, metavar="DIR",
        help="the archive's folder (default: this folder, or the nearest above it that has a conf.py)",
    )
    top = argparse.ArgumentParser(
        prog="newsroom",
        description="Check, build and keep the record of an archive of press releases and of whom they name, "
                    "and tell readers.",
        epilog=_EPILOG, parents=[shared],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"newsroom {__version__}")
    verbs = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for command in COMMANDS:
        verb = verbs.add_parser(
            command.NAME, help=command.HELP, description=f"{command.HELP[:1].upper()}{command.HELP[1:]}.",
            parents=[shared], formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.add_arguments(verb)
        verb.set_defaults(run=command.run, verb=command.NAME)
    return top


def root_of(start: Path) -> Path:
    """*start* or the nearest folder above it that has a conf.py; raises ConfigError where none has."""
    for folder in (start, *start.parents):
        if (folder / "conf.py").is_file():
            return folder
    raise ConfigError(f"{start} is in no archive; run the command in an archive's folder, or give it with --root")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; returns its exit status, 2 for a wrong call or a conf.py that cannot be used, 130 for Ctrl-C."""
    args = parser().parse_args(argv)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name can be no text; in JSON this is valid, too
    try:
        args.root = args.root.resolve() if "root" in args else root_of(Path.cwd())
        status: int = args.run(args)
    except ConfigError as error:
        print(f"newsroom: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("newsroom: interrupted; what was published before stands as it was", file=sys.stderr)
        return 130  # 128 and the signal's number, as a shell counts
    except BrokenPipeError:  # whoever read the output has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
