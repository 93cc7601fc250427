"""``newsroom import-releases``: take over releases from elsewhere, by a plan that people can edit."""

from __future__ import annotations

import argparse
from pathlib import Path

from sphinx_newsroom.cli.arguments import address
from sphinx_newsroom.config import ConfigError

EPILOG = """examples:
  newsroom import-releases export.xml --plan plan.tsv            read, and write a plan; nothing else
  newsroom import-releases export.xml --plan plan.tsv --write    write the releases that the plan has
  newsroom import-releases saved-pages/ feed.xml --base https://example.org --timezone Europe/Vienna --date-order dmy
  newsroom import-releases old.csv --map title=Headline,date=Published
  newsroom import-releases release.txt --set date=2011-06-21 --write
  newsroom import-releases crawl.warc.gz --plan plan.tsv --write --record     with the texts that pages had before

The plan is a table for a spreadsheet: titles, dates and ids in it can be changed, what its status asks for is filled
in, and a release whose status is skip stays out. Nothing is overwritten; run again, what is there is left as it is.
Exits with 1 where something was refused or cannot be read, with 2 where the import could not be made."""

ORDERS = ("dmy", "mdy", "ymd")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "sources",
        nargs="+",
        type=Path,
        metavar="SOURCE",
        help="files and folders: pages, captures, feeds, exports of WordPress, Word files, Markdown, tables, texts",
    )
    parser.add_argument(
        "--base", type=address, default="", metavar="URL", help="where releases stood, for addresses without a host"
    )
    parser.add_argument(
        "--timezone",
        type=_timezone,
        metavar="TZ",
        help="the zone of times without an offset, such as Europe/Vienna (default: that of conf.py, or UTC)",
    )
    parser.add_argument(
        "--date-order",
        choices=ORDERS,
        help="how 03/04/2011 is read: day, month, year, or month first (default: as the dates of a source show it)",
    )
    parser.add_argument(
        "--map",
        action="append",
        type=_pairs,
        default=[],
        metavar="KEY=COLUMN,…",
        help="which column of a table or key of a header is which key of a release, such as title=Headline",
    )
    parser.add_argument(
        "--set",
        action="append",
        type=_given,
        default=[],
        metavar="KEY=VALUE",
        help="the date, dateline or issuer of releases whose source does not say it",
    )
    parser.add_argument("--format", metavar="NAME", help="the format of the sources (default: by what is in them)")
    parser.add_argument(
        "--plan", type=Path, metavar="FILE", help="the plan: written, or, where it is there, read and completed"
    )
    parser.add_argument("--write", action="store_true", help="write the releases; else only the plan is made")
    parser.add_argument(
        "--record",
        action="store_true",
        help="with --write, begin the ledger with the texts that captures show (one that is there gets them anyway)",
    )
    parser.add_argument(
        "--sign", type=Path, metavar="KEY", help="sign the ledger's last line with the Ed25519 key in this PEM file"
    )
    parser.add_argument("--json", action="store_true", help="print the plan as JSON, with every loss")


def _timezone(value: str) -> str:
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(value)
    except (OSError, ValueError) as error:  # ZoneInfoNotFoundError is a KeyError where there are no zones at all
        raise argparse.ArgumentTypeError(f"{value!r} is no time zone; write one such as Europe/Vienna") from error
    except KeyError as error:
        raise argparse.ArgumentTypeError(f"{value!r} is no time zone; write one such as Europe/Vienna") from error
    return value


def _pairs(value: str) -> tuple[tuple[str, str], ...]:
    from sphinx_newsroom.importers.formats.fields import MEANINGS

    pairs = tuple(
        (key.strip(), column.strip()) for key, _, column in (part.partition("=") for part in value.split(","))
    )
    for key, column in pairs:
        if key not in MEANINGS or not column:
            raise argparse.ArgumentTypeError(
                f"{key!r} is no key with a column; write KEY=COLUMN, where KEY is one of {', '.join(MEANINGS)}"
            )
    return pairs


def _given(value: str) -> tuple[str, str]:
    key, _, words = value.partition("=")
    if key not in ("date", "dateline", "issuer") or not words.strip():
        raise argparse.ArgumentTypeError(
            f"{value!r} sets nothing; write date=2011-06-21, dateline=Vienna or issuer=osce"
        )
    return key, words.strip()


def run(args: argparse.Namespace) -> int:
    """Read, plan, and with --write write; raises ConfigError where that cannot be done at all."""
    try:
        # What reads pages and documents takes a while to load, and no other command needs it.
        from sphinx_newsroom.cli.import_releases import work

        return work.run(args)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("sphinx_newsroom"):
            raise
        raise ConfigError(
            f'this needs {error.name}, which is not installed; run: pip install "sphinx-newsroom[import]"'
        ) from error
