"""``newsroom match``: match the names in a table to records, in a copy of the table or as a service for OpenRefine."""

from __future__ import annotations

import csv
import io
import json
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, cast, get_args
from urllib.parse import parse_qsl, urlsplit

import click

from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, PORT, Given, argument, flag, option, warn, with_many
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import ImportCode, Problem, closest, shown
from sphinx_newsroom.extras.preview import Answer, LocalHandler, LocalServer, is_meant
from sphinx_newsroom.files import TooLargeError, read_plain, why_unread, write
from sphinx_newsroom.importers.documents import rows_of
from sphinx_newsroom.importers.drafts import Options, Place, RefusedValueError
from sphinx_newsroom.importers.formats.dates import LARGEST, date_of, decoded
from sphinx_newsroom.importers.records.existing import load_records
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.model.written_dates import order_of
from sphinx_newsroom.network import is_public
from sphinx_newsroom.outputs.reconciliation import Reply, Service, wrong
from sphinx_newsroom.sources.table_cells import SEPARATORS, cell, defused
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.reconciling import Candidate, Confidence, Days, Matched, Query, Reconciler

ADDED = (
    "newsroom_id",
    "newsroom_kind",
    "newsroom_name",
    "newsroom_confidence",
    "newsroom_why",
    "newsroom_candidates",
)
"""The columns that are added, or replaced if the table was matched before."""

_BETWEEN = "; "
_PARTIAL = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2]))?")


@dataclass(frozen=True)
class Columns:
    """The names of a table's columns, from the command line; the default of *name* is ``name``."""

    name: str = "name"
    date: str | None = None
    office: str | None = None
    organization: str | None = None
    kind: str = ""
    """``official`` or ``organization`` if all names are of one kind."""


@dataclass(frozen=True)
class Table:
    """A parsed table: its rows with their line numbers; the first one has the names of columns."""

    head: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    separator: str
    line_end: str = "\n"
    marked: bool = False
    """Whether it began with a byte-order mark, which lets spreadsheets detect UTF-8."""


@dataclass(frozen=True)
class MatchedRow:
    """A row and its match."""

    line: int
    cells: tuple[str, ...]
    query: Query
    found: Matched


def table_of(name: str, data: bytes) -> tuple[Table | None, list[Problem]]:
    """Parse the bytes of a file as a table; return it or None, and the problems found.

    Delimiter and encoding (UTF-8, UTF-16 with its mark, otherwise Windows-1252) are detected.
    """
    try:
        text, _ = decoded(data, Place(name))
    except RefusedValueError as refusal:
        return None, [refusal.problem]
    separator = max((",", *SEPARATORS), key=text.lstrip().partition("\n")[0].count)
    rows: list[tuple[int, tuple[str, ...]]] = []
    problems: list[Problem] = []
    for row in rows_of(text, name, separator):
        if isinstance(row, Problem):
            problems.append(row)
        else:
            rows.append((row.place.line or 0, tuple(row.cells)))
    if problems or not rows:
        return None, problems or [Place(name, 1).problem(*_EMPTY)]
    (_, head), *others = rows
    ends, mark = ("\r\n" if b"\r\n" in data else "\n"), data.startswith(b"\xef\xbb\xbf")
    return Table(tuple(column.strip() for column in head), tuple(others), separator, ends, mark), []


_EMPTY = "the table is empty", "use one whose first row names the columns"


def match_table(name: str, table: Table, columns: Columns, reconciler: Reconciler) -> Iterator[MatchedRow | Problem]:
    """Yield the match of each row's name, or a problem for each missing column."""
    places: dict[str, int] = {}
    known = {column.casefold(): number for number, column in reversed(list(enumerate(table.head)))}
    missing = False
    for what, heading in vars(columns).items():
        if what == "kind" or heading is None:
            continue
        number = known.get(heading.strip().casefold())
        if number is None:
            missing = True
            yield _no_column(name, what, heading, table.head)
        else:
            places[what] = number
    if missing:
        return
    at = places.get("date")
    options = Options(order=order_of(cells[at] for _, cells in table.rows if at is not None and at < len(cells)))
    for line, cells in table.rows:
        values = {what: cells[number].strip() if number < len(cells) else "" for what, number in places.items()}
        days, wrong = _days(values.get("date", ""), options)
        query = Query(values["name"], days, values.get("office", ""), values.get("organization", ""), columns.kind)
        found = reconciler.match(query)
        yield MatchedRow(line, cells, query, found._replace(why=f"{found.why}; {wrong}") if wrong else found)


def _no_column(name: str, what: str, heading: str, head: Sequence[str]) -> Problem:
    option = "--column" if what == "name" else f"--{what}-column"
    columns = ", ".join(shown(column) for column in head[:12])
    meant = closest(heading, head)
    advice = f"did you mean {option} {shown(meant)!r}?" if meant else f"set {option} to one of: {columns}"
    return Place(name, 1).problem(f"there is no column {shown(heading)!r}", advice, ImportCode.MISSING_KEY)


def _days(text: str, options: Options) -> tuple[Days | None, str]:
    """Return the days of a cell, and a remark if it isn't a date."""
    if not text:
        return None, ""
    if _PARTIAL.fullmatch(text):
        return (Days.of(text), "") if text[:4] > "0000" else (None, _unread(text))
    found = date_of(text, options)
    return (Days.of(found[:10]), "") if found else (None, _unread(text))


def _unread(text: str) -> str:
    return f"the date {shown(text)!r} is not read"


# Output


def with_matches(table: Table, rows: Sequence[MatchedRow]) -> str:
    """Return the table with the columns of :data:`ADDED`, without cells that a spreadsheet would run as formulas."""
    kept = [number for number, column in enumerate(table.head) if column not in ADDED]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=table.separator, lineterminator=table.line_end)
    writer.writerow([*(defused(table.head[number]) for number in kept), *ADDED])
    for row in rows:
        cells = [defused(row.cells[number]) if number < len(row.cells) else "" for number in kept]
        writer.writerow([*cells, *(cell(value) for value in _added(row.found))])
    return ("\ufeff" if table.marked else "") + out.getvalue()


def _added(found: Matched) -> tuple[str, ...]:
    record = found.record
    match = (record.id, record.kind, record.name) if record else ("", "", "")
    others = _BETWEEN.join(f"{one.id} ({one.name})" for one in found.others)
    return *match, found.confidence, found.why, others


def row_for_programs(row: MatchedRow) -> dict[str, Any]:
    """Return a row as JSON."""
    query, found = row.query, row.found
    return {
        "line": row.line,
        "name": query.name,
        "date": _date(query.days),
        "office": query.office or None,
        "organization": query.organization or None,
        "confidence": found.confidence,
        "record": _candidate(found.record) if found.record else None,
        "why": found.why,
        "candidates": [_candidate(one) for one in found.others],
    }


def _date(days: Days | None) -> str | None:
    if days is None:
        return None
    return days.first.isoformat() if days.first == days.last else f"{days.first}/{days.last}"


def _candidate(one: Candidate) -> dict[str, Any]:
    return {"id": one.id, "kind": one.kind, "name": one.name, "score": one.score, "why": list(one.why)}


def counted(rows: Sequence[MatchedRow]) -> str:
    """Return a summary of the results: ``12 rows: 8 sure, 2 likely, 2 none``."""
    counts = Counter(row.found.confidence for row in rows)
    words = ", ".join(f"{counts[key]:,} {key}" for key in get_args(Confidence) if counts[key])
    return f"{len(rows):,} rows: {words}" if rows else "the table has no rows"


# The web server of `newsroom match --serve`, which passes requests to the reconciliation service.

ADDRESS = "/reconcile"
_LARGEST = 8_000_000
"""The largest request, in bytes: OpenRefine sends ten queries at a time, and extends a hundred ids at a time."""
_TIMEOUT = 30
"""The timeout of an idle client, in seconds."""
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    # The protocol requires these at every address (section 3.2).
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Allow-Private-Network": "true",
}


class Server(LocalServer):
    """A server of one service; *host* is the name or address to serve at."""

    def __init__(self, address: tuple[str, int], host: str) -> None:
        super().__init__(address, _Handler)
        self.host = host
        self.at_once = threading.Lock()
        """Held for each request: the service extends its table of names during use."""
        self.service: Service


class _Handler(LocalHandler, BaseHTTPRequestHandler):
    timeout = _TIMEOUT

    def do_GET(self) -> None:
        self._send(self._reply(""))

    def do_HEAD(self) -> None:
        self._send(self._reply(""), with_content=False)

    def do_OPTIONS(self) -> None:
        self._send(self._refusal() or Reply(204, "", b""))

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length") or ""
        if not length.isdecimal() or len(length) > len(str(_LARGEST)) or int(length) > _LARGEST:
            self.close_connection = True  # an unread body would be taken for the next request
            status = 413 if length.isdecimal() else 411
            self._send(Reply(status, "text/plain", f"send at most {_LARGEST:,} bytes, and how many\n".encode()))
            return
        body = self.rfile.read(int(length)).decode("utf-8", "replace")
        form = (self.headers.get("Content-Type") or "").partition(";")[0].strip()
        if form != "application/x-www-form-urlencoded":
            self._send(Reply(415, "text/plain", b"send a form: queries=... or extend=...\n"))
            return
        self._send(self._reply(body))

    def _reply(self, body: str) -> Reply:
        server = cast("Server", self.server)
        if refusal := self._refusal():
            return refusal
        try:
            address = urlsplit(self.path)
            said = dict(parse_qsl(body, keep_blank_values=True) or parse_qsl(address.query, keep_blank_values=True))
        except ValueError:
            return wrong("this isn't an address, or there are too many fields")
        if address.path != ADDRESS and not address.path.startswith(f"{ADDRESS}/"):
            return Reply(404, "text/plain", f"the service is at {ADDRESS}\n".encode())
        with server.at_once:
            return server.service.reply(address.path.removeprefix(ADDRESS), said)

    def _refusal(self) -> Reply | None:
        """Return the refusal of a request for another host name, or from a web page of a public host."""
        host = cast("Server", self.server).host
        if not is_meant(self.headers.get("Host") or "", host):
            # A web page can resolve its own host name to this computer's address (DNS rebinding).
            return Reply(421, "text/plain", b"this server answers to localhost and to the --host it was given\n")
        page = (self.headers.get("Origin") or "").partition("://")[2]
        # OpenRefine itself sends no Origin, and its pages are on this computer or in this network.
        if "Origin" in self.headers and (not is_meant(page, host) or is_public(urlsplit(f"//{page}").hostname or "")):
            return Reply(403, "text/plain", b"this server answers to no web page but those of localhost and --host\n")
        return None

    def _send(self, reply: Reply, *, with_content: bool = True) -> None:
        leads = (("Location", reply.location),) if reply.location else ()
        kind = f"{reply.kind}; charset=utf-8" if reply.kind else ""
        self.send(Answer(reply.status, kind, reply.content, leads), _HEADERS, with_content=with_content)


@with_many("match")
@argument("file", "[FILE]", required=False, type=PATH)
@option("--column", default="name", metavar="NAME", help="The column with the names (default: name).")
@option("--date-column", metavar="NAME", help="The column with the day, month or year of each row.")
@option("--office-column", metavar="NAME", help="The column with the office of each person.")
@option("--organization-column", metavar="NAME", help="The column with the organization of each person or body.")
@option("--kind", type=click.Choice(("official", "organization")), help="The kind of all names (default: either).")
@option("--output", type=PATH, metavar="FILE", help="Write to this file (default: print the table).")
@options.as_json("each row with all reasons")
@flag("--serve", help="Run a service for OpenRefine (Reconciliation Service API 0.2) until Ctrl-C.")
@option("--port", type=PORT, default=8001, metavar="N", help="With --serve: the port (default: 8001).")
def match(args: Given) -> int:
    """Find the records that the names in a spreadsheet mean, and explain why; with --serve, do this for OpenRefine.

    FILE is a CSV table, separated by commas, semicolons or tabs, whose first row names the columns.

    \b
    examples:
      newsroom match guests.csv --column Name --output guests-matched.csv
      newsroom match votes.tsv --column member --date-column date --office-column office
      newsroom match bodies.csv --kind organization --json     for programs
      newsroom match --serve                 run a service for OpenRefine, on this computer only

    The command prints the table, or writes it to --output. It adds columns for the record that each name means, how
    certain the match is, why, and which other records fit. Exits with 1 if the table can't be read.
    """
    if args.serve == (args.file is not None):
        raise ConfigError("name the file of a table, or use --serve")
    return _serve(args) if args.serve else _match(args)


def _registry(root: Path) -> Registry:
    records = load_records(root)
    warn(*(problem for problem in records.problems if problem.is_error))
    return records.registry


def _match(args: Given) -> int:
    settings_of(args.root)  # fails if the folder isn't an archive
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
        warn(*problems)
        return 1
    if args.as_json:
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
    warn(counted(rows))
    return 0


def _serve(args: Given) -> int:
    settings, host = settings_of(args.root), "127.0.0.1"
    try:
        server = Server((host, args.port), host)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or error
        raise click.ClickException(f"port {args.port} can't be used: {why}; choose another with --port") from error
    address = f"http://{host}:{server.server_port}{ADDRESS}"
    server.service = Service(_registry(args.root), settings, address)
    server.service.reconciler  # noqa: B018  # built before the first query
    print(f"enter this address in OpenRefine: {address}; press Ctrl-C to stop", flush=True)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print("newsroom match: ended")
    finally:
        server.server_close()
    return 0
