"""``newsroom suggest``: names that look like organizations or officials without a record, and what becomes of them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sphinx_newsroom.config import ConfigError

EPILOG = """examples:
  newsroom suggest                                          the 50 most frequent, each with one place
  newsroom suggest --limit 0 --json                         all of them, with drafted records, for a program
  newsroom suggest --review                                 one by one on a terminal, a key each
  newsroom suggest --list names.tsv                         all in a table, to decide in an editor or spreadsheet
  newsroom suggest --decided names.tsv                      take what was decided there
  newsroom suggest --accept-all --min 10 --dry-run          the records of all that ten releases name
  newsroom suggest --accept "Kelmark Harbour Company"       write the drafted record
  newsroom suggest --join "Harbour Company of Kelmark" khc  one more name of a record that there is
  newsroom suggest --reject "Open Doors Network"            never again; kept in names-rejected.txt
  newsroom suggest --ner fr_core_news_sm                    also the names that this spaCy model finds in French texts

Names are looked for in English texts, and officials also in Ukrainian and Russian ones; with --ner, in those of the
model's language as well. Decisions of one call are written together, or none where one cannot be taken.
Exits with 1 where a file cannot be read or written, with 2 where a decision cannot be taken."""

LISTED, LEAST, LEAST_ACCEPTED = 50, 2, 5
"""How many names a list on a terminal has, how many releases name each, and each that is accepted unseen."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--limit",
        type=_number,
        metavar="N",
        help=f"how many to list (default: {LISTED}, all with --list, --review and --accept-all); 0 lists all",
    )
    parser.add_argument(
        "--min",
        type=_number,
        metavar="N",
        dest="least",
        help=f"leave out what fewer releases name (default: {LEAST}, with --accept-all {LEAST_ACCEPTED})",
    )
    parser.add_argument("--since", type=_number, default=0, metavar="YEAR", help="read the releases from this year on")
    parser.add_argument(
        "--ner",
        metavar="MODEL",
        help="suggest the names, too, that this spaCy model finds: its package or folder; needs the extra `ner`",
    )
    parser.add_argument("--draft", action="store_true", help="show the drafted record of each")
    parser.add_argument("--json", action="store_true", help="print the suggestions as JSON")
    parser.add_argument(
        "--review", action="store_true", help="decide one by one on a terminal; each decision is written at once"
    )
    parser.add_argument(
        "--list", type=Path, metavar="FILE", dest="sheet", help="write the suggestions to FILE, a table to decide in"
    )
    parser.add_argument("--decided", type=Path, metavar="FILE", help="take what was decided in FILE, a list of --list")
    parser.add_argument(
        "--accept-all", action="store_true", help="accept all suggestions, but for what may be a name of another"
    )
    parser.add_argument(
        "--accept",
        action="append",
        metavar="NAME",
        default=[],
        help="write the drafted record of NAME as a new file; may be given several times",
    )
    parser.add_argument(
        "--reject",
        action="append",
        metavar="NAME",
        default=[],
        help="never suggest NAME again: keep it in names-rejected.txt; may be given several times",
    )
    parser.add_argument(
        "--join",
        action="append",
        nargs=2,
        metavar=("NAME", "ID"),
        default=[],
        help="add NAME to the record ID, also to one that --accept writes; may be given several times",
    )
    parser.add_argument("--id", metavar="ID", help="with --accept: the id of the new record (default: from the name)")
    parser.add_argument(
        "--kind",
        choices=("organization", "official"),
        help="with --accept: what NAME is, also where it is not suggested",
    )
    parser.add_argument("--dry-run", action="store_true", help="say what decisions would write, and write nothing")


def _number(value: str) -> int:
    if not value.isdecimal():
        raise argparse.ArgumentTypeError(f"{value!r} is no number; write one from 0 up")
    return int(value)


def run(args: argparse.Namespace) -> int:
    """List, or take decisions; raises ConfigError where that cannot be done as asked."""
    named = bool(args.accept or args.reject or args.join)
    _refuse(args, named)
    # What each needs takes a while to load, and no other needs it.
    if args.review:
        from sphinx_newsroom.cli.suggest.review import review

        return review(args)
    if named or args.accept_all or args.decided:
        from sphinx_newsroom.cli.suggest.decisions import decide

        return decide(args)
    from sphinx_newsroom.cli.suggest.listing import show

    return show(args)


def _refuse(args: argparse.Namespace, named: bool) -> None:
    """Raise ConfigError where arguments contradict each other."""
    if (args.id or args.kind) and not args.accept:
        raise ConfigError("--id and --kind say what --accept writes; give --accept NAME with them")
    if args.id and len(args.accept) > 1:
        raise ConfigError("--id names one record; give --accept once with it")
    ways = {
        "--accept, --reject or --join": named,
        "--accept-all": args.accept_all,
        "--decided": args.decided,
        "--review": args.review,
        "--list": args.sheet,
    }
    given = [way for way, is_given in ways.items() if is_given]
    if len(given) > 1:
        raise ConfigError(f"{given[0]} and {given[1]} are two ways to decide; give one of them")
    if args.dry_run and given not in (["--accept, --reject or --join"], ["--accept-all"], ["--decided"]):
        raise ConfigError("--dry-run says what decisions would write; give --accept, --accept-all or --decided with it")
    if args.ner and (args.decided or (named and not args.accept)):
        raise ConfigError("--ner is for what is listed or accepted; leave it out")
    if args.review and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError(
            "--review asks on a terminal, and this is none; write a list with --list FILE, decide in it, and give it "
            "back with --decided FILE, or name what you decide with --accept, --reject and --join"
        )
