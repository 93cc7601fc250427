"""What ``newsroom import-releases`` does: read sources, make or read the plan, write and record what it says."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.archive.journal import clear_away
from sphinx_newsroom.cli.import_releases.past import Recorded, Texts, keeps_ledger, record
from sphinx_newsroom.cli.import_releases.reading import beside_sources, read_all
from sphinx_newsroom.cli.import_releases.telling import print_json, print_rows, summary
from sphinx_newsroom.cli.import_releases.writing import write_releases
from sphinx_newsroom.conf_file import settings_of
from sphinx_newsroom.config import ConfigError, Settings
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.files import read_plain, write
from sphinx_newsroom.importers.drafts import RefusedValueError
from sphinx_newsroom.importers.plan import grouped
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.formats.decoding import LARGEST
from sphinx_newsroom.importers.releases.incoming import Options
from sphinx_newsroom.importers.releases.planning.files_of_plan import Ready, files_of, texts_of
from sphinx_newsroom.importers.releases.planning.joining import joined
from sphinx_newsroom.importers.releases.planning.known_archive import known_archive
from sphinx_newsroom.importers.releases.planning.making import Entry, entries_of
from sphinx_newsroom.importers.releases.planning.rows import Row, read_plan, written
from sphinx_newsroom.importers.releases.readers import READERS
from sphinx_newsroom.ledger.signing import SigningError
from sphinx_newsroom.memory import collect_seldom
from sphinx_newsroom.model.addresses import RELEASES
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.operations.plan import PublicationError
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.keys.sheet import HeaderError


def run(args: argparse.Namespace) -> int:
    """Do what the arguments of :mod:`sphinx_newsroom.cli.import_releases` say; raises ConfigError."""
    collect_seldom()
    root = args.root.resolve()
    settings = settings_of(root)
    if args.format is not None and args.format not in {known.NAME for known in READERS}:
        raise ConfigError(f"{args.format!r} is no format; formats are {', '.join(known.NAME for known in READERS)}")
    if not (root / RELEASES).resolve().is_relative_to(root):
        raise ConfigError(f"{root / RELEASES} leads out of the archive; put the folder itself there")
    progress = Progress("files")
    try:
        if not args.write:
            return _tell(args, _import(args, root, settings, progress), None)
        with held_archive(root):
            clear_away(root)
            found = _import(args, root, settings, progress)
    except BusyError as error:
        raise ConfigError(str(error)) from error
    # Recording takes the lock itself, and reads the archive with the releases that are there now.
    recorded = None
    if found.texts and (args.record or keeps_ledger(root)):
        try:
            recorded = record(args, settings, found.texts, progress)
        except (PublicationError, SigningError, HeaderError, OSError) as error:
            words = (f"nothing was recorded: {error}",)
            return max(1, _tell(args, found, Recorded(told=words)))
    return _tell(args, found, recorded)


class _Found(NamedTuple):
    """What came of reading and writing: the rows, what can be written, what was, and what captures show of releases."""

    entries: list[Entry]
    ready: list[Ready]
    problems: list[Problem]
    done: set[str]
    texts: Texts


def _import(args: argparse.Namespace, root: Path, settings: Settings, progress: Progress) -> _Found:
    columns = tuple(pair for pairs in args.map for pair in pairs)
    options = Options(
        args.base, args.timezone or settings.timezone or "UTC", args.date_order, settings.language, columns
    )
    before = _plan(args.plan)
    found = joined(read_all(args, options, progress), options)
    known = known_archive(root, settings, lambda done, total: progress("of the archive read", done, total))
    given = _given(args.set, options)
    name = str(args.plan) if args.plan else "plan"
    entries, problems = entries_of(found, known, options, before, given, name)
    beside = beside_sources(settings)
    ready, entries, refused = files_of(entries, known, beside)
    problems = [*found.problems, *problems, *refused]
    done: set[str] = set()
    if args.write:
        problems += write_releases(root, ready, progress, done)
    if args.plan and (not args.write or not args.plan.exists()):
        _write_plan(args.plan, [entry.row for entry in entries])
    there = [one for one in ready if one.source in done] if args.write else ready
    return _Found(entries, ready, problems, done, texts_of(entries, there, known, beside))


def _tell(args: argparse.Namespace, found: _Found, recorded: Recorded | None) -> int:
    """Say what came of it; returns the exit status."""
    problems = [*found.problems, *(recorded.problems if recorded else ())]
    if args.json:
        print_json(found.entries, problems, found.done, recorded)
    else:
        print_rows(found.entries, found.ready)
        for line in recorded.told if recorded else ():
            print(line)
    for problem, count in grouped(problems):
        more = f" (and {count - 1:,} more like it)" if count > 1 else ""
        print(f"{problem}{more}", file=sys.stderr)
    print(summary(found.entries, found.ready, found.done, args), file=sys.stderr)
    earlier = sum(len(texts) > 1 for texts in found.texts.values())
    if earlier and recorded is None and not keeps_ledger(args.root):
        words = f"{earlier:,} with earlier texts, which --write --record keeps: that begins the ledger"
        print(words, file=sys.stderr)
    return 1 if any(problem.is_error for problem in problems) else 0


def _plan(path: Path | None) -> dict[str, Row]:
    """The rows of a plan that is there, by source; raises ConfigError for a file that is none."""
    if path is None or not path.exists():
        return {}
    try:
        return {row.source: row for row in read_plan(read_plain(path, LARGEST, follow=True), str(path))}
    except RefusedValueError as refusal:
        raise ConfigError(str(refusal.problem)) from refusal
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _write_plan(path: Path, rows: list[Row]) -> None:
    try:
        write(path, written(rows))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error


def _given(pairs: Sequence[tuple[str, str]], options: Options) -> dict[str, str]:
    found = dict(pairs)
    if "date" in found:
        date = date_of(found["date"], options)
        if date is None:
            raise ConfigError(f"--set date={found['date']} is no date; write one such as 2011-06-21")
        found["date"] = date
    return found
