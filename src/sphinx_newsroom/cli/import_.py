"""``newsroom import`` and ``import-releases``: import records and releases, after showing the changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.import_plans import carry_out, print_plan, rows_of, warned, with_lock
from sphinx_newsroom.cli.options import PATH, Given, address, argument, flag, option, print_json, with_many
from sphinx_newsroom.config import ConfigError, Settings, timezone_of
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers import documents
from sphinx_newsroom.importers.drafts import Draft, Options, RefusedValueError, scheme_of
from sphinx_newsroom.importers.plan import Plan
from sphinx_newsroom.importers.records import FORMATS, read
from sphinx_newsroom.importers.records.existing import Records, languages_of, load_records
from sphinx_newsroom.importers.records.plan import new_records, only_named, plan
from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.operations.records import named_in_texts
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.values import canonical_tag


@contextmanager
def _libraries() -> Iterator[None]:
    """Raise ConfigError if a library of the extra ``import`` isn't installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("sphinx_newsroom"):
            raise
        raise ConfigError(
            f'this needs {error.name}, which is not installed; run: pip install "sphinx-newsroom[import]"'
        ) from error


def _languages(_: click.Context, __: click.Parameter, value: str | None) -> frozenset[str] | None:
    if value is None:
        return None
    tags = {part.strip(): canonical_tag(part.strip()) for part in value.split(",") if part.strip()}
    wrong = next((part for part, tag in tags.items() if tag is None), None)
    if wrong is not None or not tags:
        raise click.BadParameter(f"{wrong or value!r} isn't a language tag; write tags such as en,ru,pt-BR")
    return frozenset(tag.lower() for tag in tags.values() if tag)


def _scheme(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    if value is not None and scheme_of(value) != value:
        raise click.BadParameter(f"{value!r} isn't a scheme; write lower-case letters, digits and hyphens")
    return value


@with_many("import")
@argument("files", "FILE...", nargs=-1, required=True, type=PATH)
@option(
    "--format",
    type=click.Choice([known.NAME for known in FORMATS]),
    help="The format of the files (default: detected from their content).",
)
@flag("--write", help="Write the changes. Without this option, they are only shown.")
@flag("--keep", help="Keep the archive's value if the source has a different one.")
@flag(
    "--only-named",
    help="Add only records that releases in the archive name, and the organizations that these records refer to.",
)
@option(
    "--languages",
    callback=_languages,
    metavar="TAGS",
    help="Import names in these languages, such as en,ru,uk (default: the languages of the archive and its releases).",
)
@option(
    "--scheme",
    callback=_scheme,
    metavar="NAME",
    help="Store the source's own ids under this name in `identifiers` if it contains no others (default: popolo).",
)
@options.as_json("the difference")
def import_(args: Given) -> int:
    """Import organizations and officials from a file, after showing what would change.

    A FILE is in the format CSV, .xlsx, Popolo, Wikidata or ROR, and can be compressed (.gz).

    \b
    examples:
      newsroom import people.json                    show new records and changes, and write nothing
      newsroom import people.json --write            write the changes
      newsroom import Q1065.json Q464429.json        import entities from Wikidata
      newsroom import ror.json.gz --only-named       import only organizations that the releases name
      newsroom import ror.json --keep --write        if the values differ, keep the archive's

    Exits with 1 if a record was left out because of an error, and with 2 if the import failed.
    """
    with _libraries():
        return with_lock(args, tuple(FOLDERS.values()), _import)


def _import(args: Given, root: Path, settings: Settings) -> int:
    progress = Progress("records")
    records = load_records(root, lambda done, total: progress("read", done, total))
    options = _options_of(args, root, settings)
    sources, problems = _read(args.files, options, args.format)
    problems += records.problems
    made = plan(sources, records, root, keep=args.keep, trusted=args.scheme is not None, progress=progress)
    every = len(made.changes)
    if args.only_named:
        new = new_records(made, records).values()
        made = only_named(made, records, named_in_texts(root, settings, new, progress))
    progress.end()
    problems += made.problems
    failed: list[Problem] = []
    if args.write:
        _, failed = carry_out(root, made.changes, progress)
    problems += failed
    if args.as_json:
        _print_rows(made, records, problems, args.write and not failed)
    else:
        print_plan(made)
    return warned(problems, _summary(made, args.write, problems, every - len(made.changes)))


def _options_of(args: Given, root: Path, settings: Settings) -> Options:
    languages = args.languages
    if languages is None:
        languages = frozenset(tag.lower() for tag in languages_of(root, settings))
    return Options(language=settings.language, languages=languages, scheme=args.scheme or "popolo")


def _read(files: Sequence[Path], options: Options, name: str | None) -> tuple[list[list[Draft]], list[Problem]]:
    """Return the drafts of each file, and the problems of the files."""
    sources: list[list[Draft]] = []
    problems: list[Problem] = []
    for file in files:
        try:
            found = list(read(documents.read(file, str(file)), options, name))
        except RefusedValueError as refusal:
            problems.append(refusal.problem)
            continue
        sources.append([item for item in found if isinstance(item, Draft)])
        problems += [item for item in found if isinstance(item, Problem)]
    return sources, problems


def _print_rows(made: Plan, records: Records, problems: Sequence[Problem], written: bool) -> None:
    found: dict[str, Any] = {
        "written": written,
        "new": [
            {"path": change.path, "name": records.records[change.id].name, "text": change.after}
            for change in made.changes
            if change.is_new
        ],
        "changed": [
            {
                "path": change.path,
                "name": records.records[change.id].name,
                "difference": change.difference,
            }
            for change in made.changes
            if not change.is_new
        ],
        "same": list(made.same),
        "kept": list(made.kept),
        "problems": rows_of(problems),
    }
    print_json(found)


def _summary(made: Plan, written: bool, problems: Sequence[Problem], unnamed: int) -> str:
    new = sum(change.is_new for change in made.changes)
    errors = sum(problem.is_error for problem in problems)
    counts = f"{new:,} new, {len(made.changes) - new:,} changed, {len(made.same):,} the same"
    if unnamed:
        counts += f", {unnamed:,} that no release names"
    wrong = f"; {errors:,} left out for an error" if errors else ""
    if not made.changes:
        return f"{counts}{wrong}"
    return f"{counts}{wrong}; " + ("written" if written else "nothing is written: add --write to write it")


ORDERS = ("dmy", "mdy", "ymd")


def _timezone(_: click.Context, __: click.Parameter, value: str | None) -> str | None:
    return timezone_of("--timezone", value)


def _pairs(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    from sphinx_newsroom.importers.formats.fields import MEANINGS

    parts = [part.partition("=") for value in values for part in value.split(",")]
    pairs = tuple((key.strip(), column.strip()) for key, _, column in parts)
    for key, column in pairs:
        if key not in MEANINGS or not column:
            raise click.BadParameter(
                f"{key!r} isn't a key with a column; write KEY=COLUMN, where KEY is one of {', '.join(MEANINGS)}"
            )
    return pairs


def _given(_: click.Context, __: click.Parameter, values: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple(map(_pair, values))


def _pair(value: str) -> tuple[str, str]:
    key, _, words = value.partition("=")
    if key not in ("date", "dateline", "issuer") or not words.strip():
        raise click.BadParameter(
            f"{value!r} doesn't set a value; write date=2011-06-21, dateline=Vienna or issuer=osce"
        )
    return key, words.strip()


@with_many("import-releases")
@argument("sources", "SOURCE...", nargs=-1, required=True, type=PATH)
@option(
    "--base",
    callback=address,
    default="",
    metavar="URL",
    help="The address of the former site, used for links without a host.",
)
@option(
    "--timezone",
    callback=_timezone,
    metavar="TZ",
    help="The time zone of times without an offset, such as Europe/Vienna (default: the one in conf.py, or UTC).",
)
@option(
    "--date-order",
    type=click.Choice(ORDERS),
    help="How to read dates such as 03/04/2011: day, month or year first (default: inferred from the dates in a "
    "source).",
)
@option(
    "--map",
    multiple=True,
    callback=_pairs,
    metavar="KEY=COLUMN,…",
    help="Use a column of a table, or a key of a header, for a key of the release, such as title=Headline.",
)
@option(
    "--set",
    multiple=True,
    callback=_given,
    metavar="KEY=VALUE",
    help="The date, dateline or issuer for releases whose source doesn't have it.",
)
@option("--plan", type=PATH, metavar="FILE", help="The file for the plan. If it exists, it is read and completed.")
@flag("--write", help="Write the releases. Without this option, only the plan is written.")
@flag(
    "--record",
    help="With --write: start a ledger with the texts found in captures (if there is a ledger, they are always added).",
)
@options.sign
@options.as_json("the plan, with every loss,")
def import_releases(args: Given) -> int:
    """Import releases from pages, feeds, exports and files, with a plan that you can edit.

    A SOURCE is a file or folder: pages, captures, feeds, WordPress exports, documents, Markdown, tables or texts.

    \b
    examples:
      newsroom import-releases export.xml --plan plan.tsv            only read, and write a plan
      newsroom import-releases export.xml --plan plan.tsv --write    write the releases in the plan
      newsroom import-releases pages/ feed.xml --base https://example.org --timezone Europe/Vienna --date-order dmy
      newsroom import-releases old.csv --map title=Headline,date=Published
      newsroom import-releases release.txt --set date=2011-06-21 --write
      newsroom import-releases crawl.warc.gz --plan plan.tsv --write --record     record earlier texts of pages, too

    The plan is a table for a spreadsheet (.tsv or .xlsx). You can change titles, dates and ids in it, and fill in the
    missing values named in the column `status`. A release with the status skip is left out. Nothing is overwritten: if
    you run the command again, existing files stay. Exits with 1 if a source was refused or can't be read, and with 2 if
    the import failed.
    """
    with _libraries():
        # The readers of pages and documents are slow to import, and only this command needs them.
        from sphinx_newsroom.cli.import_releases import run

        return run(args)
