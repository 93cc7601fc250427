"""``newsroom suggest``: names that look like organizations or officials without a record, and what becomes of them."""

from __future__ import annotations

import argparse

from sphinx_newsroom.config import ConfigError

EPILOG = """examples:
  newsroom suggest                                         the 50 most frequent, each with one place
  newsroom suggest --limit 0 --json                        all of them, with drafted records, for a program
  newsroom suggest --accept "Harbour Company" --id khc     write the drafted record
  newsroom suggest --join "Harbour Company" khc            one more name of a record that there is
  newsroom suggest --reject "Open Doors Network"           never again; kept in names-rejected.txt
  newsroom suggest --ner fr_core_news_sm                   also the names that this spaCy model finds in French texts

Names are looked for in English texts, and officials also in Ukrainian and Russian ones; with --ner, in those of the
model's language as well.
Exits with 1 where a file cannot be read or written, with 2 where a decision cannot be taken."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--limit", type=_number, default=50, metavar="N", help="how many to list (default: 50); 0 lists all"
    )
    parser.add_argument(
        "--min",
        type=_number,
        default=2,
        metavar="N",
        dest="least",
        help="leave out what fewer releases name (default: 2)",
    )
    parser.add_argument("--since", type=_number, default=0, metavar="YEAR", help="read the releases from this year on")
    parser.add_argument(
        "--ner",
        metavar="MODEL",
        help="suggest the names, too, that this spaCy model finds: its package or folder; needs the extra `ner`",
    )
    parser.add_argument("--draft", action="store_true", help="show the drafted record of each")
    parser.add_argument("--json", action="store_true", help="print the suggestions as JSON")
    decision = parser.add_mutually_exclusive_group()
    decision.add_argument(
        "--accept",
        action="append",
        metavar="NAME",
        help="write the drafted record of NAME as a new file; may be given several times",
    )
    decision.add_argument("--reject", metavar="NAME", help="never suggest NAME again: keep it in names-rejected.txt")
    decision.add_argument("--join", nargs=2, metavar=("NAME", "ID"), help="add NAME to the record ID")
    parser.add_argument("--id", metavar="ID", help="with --accept: the id of the new record (default: from the name)")
    parser.add_argument(
        "--kind",
        choices=("organization", "official"),
        help="with --accept: what NAME is, also where it is not suggested",
    )


def _number(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no number; write one from 0 up")
    return int(value)


def run(args: argparse.Namespace) -> int:
    """List, or take a decision; raises ConfigError where that cannot be done as asked."""
    if (args.id or args.kind) and args.accept is None:
        raise ConfigError("--id and --kind say what --accept writes; give --accept NAME with them")
    if args.ner and (args.reject is not None or args.join):
        raise ConfigError("--ner is for what is listed or accepted; leave it out")
    if args.id and len(args.accept) > 1:
        raise ConfigError("--id names one record; give --accept once with it")
    from sphinx_newsroom.cli import (
        suggest_run as suggesting,  # what it needs takes a while to load, and no other command needs it
    )

    return suggesting.run(args)
