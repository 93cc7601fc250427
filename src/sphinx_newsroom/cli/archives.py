"""``newsroom archives``: what other newsrooms' archives have of the same organizations and officials."""

from __future__ import annotations

import argparse
import json
import sys
from typing import Any

from sphinx_newsroom.archive.others import load_others
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.importers.records.existing import load_records
from sphinx_newsroom.operations.others.fetching import Fetcher
from sphinx_newsroom.operations.others.update import Updated, update, wanted_of
from sphinx_newsroom.sources.keys.sheet import suggestion

EPILOG = """examples:
  newsroom archives                  what is kept of each
  newsroom archives update           ask all of them, and keep what they have in archives/
  newsroom archives update osce      ask one

The archives are those of newsroom_archives in conf.py, tied by Wikidata ids alone. Commit archives/: a build reads it
and asks no other host. Exits with 1 where an archive could not be had, or something of it is wrong; what was kept
before then stands."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument("act", nargs="?", choices=("list", "update"), default="list", help="what to do (default: list)")
    parser.add_argument("names", nargs="*", metavar="NAME", help="the archives (default: all)")
    parser.add_argument(
        "--local-network",
        action="store_true",
        help="with update: also by http, and from addresses of the own network, which are refused otherwise",
    )
    parser.add_argument("--json", action="store_true", help="print it as JSON")


def run(args: argparse.Namespace) -> int:
    """List or update; raises ConfigError where conf.py names no such archive."""
    settings = settings_of(args.root)
    if not settings.archives:
        raise ConfigError('newsroom_archives is not set; name one in conf.py: {"osce": "https://press.example.org/"}')
    for name in args.names:
        if name not in settings.archives:
            raise ConfigError(f"no archive is called {name!r}; {suggestion(name, settings.archives, 'see conf.py')}")
    wanted = {name: settings.archives[name] for name in args.names or settings.archives}
    return _update(args, wanted) if args.act == "update" else _list(args, wanted)


def _list(args: argparse.Namespace, wanted: dict[str, str]) -> int:
    others, problems = load_others(args.root, wanted)
    rows: list[dict[str, Any]] = [
        {"name": one.name, "url": one.url, "title": one.title, "entries": len(one.entries)} for one in others.archives
    ]
    if args.json:
        print(json.dumps({"archives": rows, "problems": [one.row() for one in problems]}, ensure_ascii=False))
        return 0
    for row in rows:
        print(f"{row['name']}: {row['title']}, {row['url']}: {_entries(row['entries'])}")
    for problem in problems:
        print(problem, file=sys.stderr)
    return 0


def _update(args: argparse.Namespace, wanted: dict[str, str]) -> int:
    records = wanted_of(load_records(args.root).records)
    rows: list[dict[str, Any]] = []
    for name, url in wanted.items():
        fetcher = Fetcher(local=args.local_network)
        try:
            row = _row(update(args.root, name, url, records, fetcher.fetch))
        except OSError as error:
            raise ConfigError(f"archives/ cannot be written: {error.strerror or error}") from None
        except Exception as error:  # whatever the data of one archive bring about, the others are still asked
            row = {"name": name, "url": url, "failed": f"{error}; what was kept before stands"}
        rows.append(row)
        if not args.json:
            _tell(row)
    if args.json:
        print(json.dumps(rows, ensure_ascii=False))
    return 1 if any(row.get("failed") or row.get("problems") for row in rows) else 0


def _row(done: Updated) -> dict[str, Any]:
    return {
        "name": done.archive.name,
        "url": done.archive.url,
        "title": done.archive.title,
        "entries": len(done.archive.entries),
        "written": done.written,
        "changes": list(done.changes),
        "problems": list(done.problems),
    }


def _tell(row: dict[str, Any]) -> None:
    if "failed" in row:
        print(f"{row['name']}: {row['failed']}", file=sys.stderr)
        return
    print(f"{row['name']}: {row['title']}, {_entries(row['entries'])}{'' if row['written'] else ', nothing changed'}")
    for change in row["changes"]:
        print(f"  {change}")
    for problem in row["problems"]:
        print(f"{row['name']}: {problem}", file=sys.stderr)


def _entries(count: int) -> str:
    return f"{count:,} entr{'y' if count == 1 else 'ies'} of the same Wikidata id"
