"""``newsroom import-releases``: take over releases from elsewhere, by a plan that people can edit."""

from __future__ import annotations

import click

from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, Given, address, argument, flag, option, with_many
from sphinx_newsroom.config import ConfigError

ORDERS = ("dmy", "mdy", "ymd")


def _timezone(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    from zoneinfo import ZoneInfo

    try:
        if value is not None:
            ZoneInfo(value)
    except (OSError, ValueError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise click.BadParameter(f"{value!r} is no time zone; write one such as Europe/Vienna") from error
    return value


def _pairs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    from sphinx_newsroom.importers.formats.fields import MEANINGS

    parts = [part.partition("=") for value in values for part in value.split(",")]
    pairs = tuple((key.strip(), column.strip()) for key, _, column in parts)
    for key, column in pairs:
        if key not in MEANINGS or not column:
            raise click.BadParameter(
                f"{key!r} is no key with a column; write KEY=COLUMN, where KEY is one of {', '.join(MEANINGS)}"
            )
    return pairs


def _given(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(map(_pair, values))


def _pair(value: str) -> tuple[str, str]:
    key, _, words = value.partition("=")
    if key not in ("date", "dateline", "issuer") or not words.strip():
        raise click.BadParameter(f"{value!r} sets nothing; write date=2011-06-21, dateline=Vienna or issuer=osce")
    return key, words.strip()


@with_many("import-releases")
@argument("sources", "SOURCE...", nargs=-1, required=True, type=PATH)
@option(
    "--base",
    callback=address,
    default="",
    metavar="URL",
    help="The address of the former site, for links without a host.",
)
@option(
    "--timezone",
    callback=_timezone,
    metavar="TZ",
    help="The zone of times without an offset, such as Europe/Vienna (default: that of conf.py, or UTC).",
)
@option(
    "--date-order",
    type=click.Choice(ORDERS),
    help="How 03/04/2011 is read: day, month, year, or month first (default: as the dates of a source show it).",
)
@option(
    "--map",
    multiple=True,
    callback=_pairs,
    metavar="KEY=COLUMN,…",
    help="Which column of a table or key of a header is which key of a release, such as title=Headline.",
)
@option(
    "--set",
    multiple=True,
    callback=_given,
    metavar="KEY=VALUE",
    help="The date, dateline or issuer of releases whose source does not say it.",
)
@option("--format", metavar="NAME", help="The format of the sources (default: by what is in them).")
@option("--plan", type=PATH, metavar="FILE", help="The plan: written, or, if it exists, read and completed.")
@flag("--write", help="Write the releases; else only the plan is made.")
@flag(
    "--record",
    help="With --write, begin the ledger with the texts that captures show (one that is there gets them anyway).",
)
@options.sign
@options.as_json("the plan, with every loss,")
def import_releases(args: Given) -> int:
    """Import releases from pages, feeds, exports and files, by a plan that you can edit.

    A SOURCE is a file or folder: pages, captures, feeds, WordPress exports, Word files, Markdown, tables, texts.

    \b
    examples:
      newsroom import-releases export.xml --plan plan.tsv            read, and write a plan; nothing else
      newsroom import-releases export.xml --plan plan.tsv --write    write the releases that the plan has
      newsroom import-releases pages/ feed.xml --base https://example.org --timezone Europe/Vienna --date-order dmy
      newsroom import-releases old.csv --map title=Headline,date=Published
      newsroom import-releases release.txt --set date=2011-06-21 --write
      newsroom import-releases crawl.warc.gz --plan plan.tsv --write --record     with the texts that pages had before

    The plan is a table for a spreadsheet. In it you can change titles, dates and ids, and fill in what a status asks
    for. A release with the status skip is left out. Nothing is overwritten: if you run it again, existing files stay.
    Exits with 1 if something was refused or can't be read, with 2 if the import failed.
    """
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
