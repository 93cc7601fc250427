"""``newsroom match``: which records the names in a table mean, told in the same table; or a service for OpenRefine."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from pathlib import Path

from sphinx_newsroom.cli.arguments import port
from sphinx_newsroom.cli.match.server import PATH, Server
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.files import TooLargeError, read_plain, why_unread, write
from sphinx_newsroom.importers.existing import load_records
from sphinx_newsroom.importers.name_column import (
    Columns,
    MatchedRow,
    counted,
    match_table,
    row_for_programs,
    table_of,
    with_matches,
)
from sphinx_newsroom.importers.releases.formats.decoding import LARGEST
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.reconciliation.service import Service
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.reconciling import Reconciler

EPILOG = """examples:
  newsroom match guests.csv --column Name --output guests-matched.csv
  newsroom match votes.tsv --column member --date-column date --office-column office
  newsroom match bodies.csv --kind organization --json     for programs
  newsroom match --serve                 a reconciliation service for OpenRefine, at this computer alone

The table is printed, or written into --output, with columns that say which record each name means, how sure that is
and why, and which others fit. Exits with 1 where the table cannot be read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="a table whose first row names the columns: CSV with commas, semicolons or tabs",
    )
    parser.add_argument("--column", default="name", metavar="NAME", help="the column of names (default: name)")
    parser.add_argument("--date-column", metavar="NAME", help="the column with the day, month or year of each row")
    parser.add_argument("--office-column", metavar="NAME", help="the column with the office of each person")
    parser.add_argument(
        "--organization-column", metavar="NAME", help="the column with the organization of each person or body"
    )
    parser.add_argument("--kind", choices=("official", "organization"), help="what all names are of (default: either)")
    parser.add_argument("--output", type=Path, metavar="FILE", help="write into this file (default: print)")
    parser.add_argument("--json", action="store_true", help="a row of JSON for each row, with all reasons")
    parser.add_argument("--serve", action="store_true", help="answer the Reconciliation Service API 0.2 until Ctrl-C")
    parser.add_argument("--port", type=port, default=8001, metavar="N", help="with --serve: the port (default: 8001)")


def run(args: argparse.Namespace) -> int:
    """Match the table, or serve; raises ConfigError for a wrong call."""
    if args.serve == (args.file is not None):
        raise ConfigError("give the file of a table, or --serve")
    return _serve(args) if args.serve else _match(args)


def _registry(root: Path) -> Registry:
    records = load_records(root)
    for problem in records.problems:
        if problem.is_error:
            print(problem, file=sys.stderr)
    found = records.records.values()
    return Registry(
        {record.id: record for record in found if isinstance(record, Organization)},
        {record.id: record for record in found if isinstance(record, Official)},
    )


def _match(args: argparse.Namespace) -> int:
    settings_of(args.root)  # what is no archive has no records
    try:
        table, problems = table_of(str(args.file), read_plain(args.file, LARGEST, follow=True))
    except TooLargeError:
        raise ConfigError(f"{args.file} is larger than {LARGEST >> 20} MiB; split it") from None
    except OSError as error:
        raise ConfigError(f"{args.file} cannot be read: {why_unread(error)}") from None
    rows: list[MatchedRow] = []
    if table is not None:
        columns = Columns(args.column, args.date_column, args.office_column, args.organization_column, args.kind or "")
        for row in match_table(str(args.file), table, columns, Reconciler(Names(_registry(args.root)))):
            problems.append(row) if isinstance(row, Problem) else rows.append(row)
    if problems or table is None:
        for problem in problems:
            print(problem, file=sys.stderr)
        return 1
    if args.json:
        text = "".join(json.dumps(row_for_programs(row), ensure_ascii=False) + "\n" for row in rows)
    else:
        text = with_matches(table, rows)
    if args.output:
        try:
            write(args.output, text)
        except OSError as error:
            raise ConfigError(f"{args.output} cannot be written: {error.strerror or error}") from None
    else:
        sys.stdout.write(text)
    print(counted(rows), file=sys.stderr)
    return 0


def _serve(args: argparse.Namespace) -> int:
    settings, host = settings_of(args.root), "127.0.0.1"
    try:
        server = Server((host, args.port), host)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        print(f"newsroom match: nothing can listen at port {args.port}: {why}; --port takes another", file=sys.stderr)
        return 1
    address = f"http://{host}:{server.server_port}{PATH}"
    server.service = Service(_registry(args.root), settings, address)
    server.service.reconciler  # noqa: B018  # made before the first query waits for it
    print(f"give OpenRefine this address: {address}; Ctrl-C ends this", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("newsroom match: ended")
    finally:
        server.server_close()
    return 0
