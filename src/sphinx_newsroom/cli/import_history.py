"""``newsroom import-history``: begin the ledger with what git knows of an archive that was published without one."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.files import as_text, why_unread
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.operations.desk import desk
from sphinx_newsroom.operations.past import git as importing_history
from sphinx_newsroom.operations.plan import PublicationError

EPILOG = """examples:
  newsroom import-history --list > notes.tsv     what the corrections would say; nothing is recorded
  newsroom import-history --notes notes.tsv      record, with the notes as you rewrote them
  newsroom import-history                        record, with the commits' subjects as notes

For an archive that was online before it had a ledger. A text that was changed before its date was a
draft. Each later change of it that git has becomes a correction of that day, each later change of
the file's name a move. Readers see the notes, and they stay: look through them first. Releases in
the ledger are passed over, so it can be run again."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "--list",
        action="store_true",
        dest="listed",
        help="print the corrections that would be recorded, a line each: id, revision, date, note",
    )
    parser.add_argument("--notes", type=Path, metavar="FILE", help="take the notes from such a list")
    recording.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Import; 0 when done, 1 where it could not be."""
    notes = _notes(args.notes) if args.notes else {}
    if args.listed:
        return _list(args.root, notes)
    return recording.record(args, lambda desk: importing_history.plan(desk, notes, _progress))


def _list(root: Path, notes: importing_history.Notes) -> int:
    try:
        with desk(root, settings_of(root)) as found:
            plan = importing_history.plan(found, notes, _progress)
    except PublicationError as error:
        print(f"newsroom import-history: {error}", file=sys.stderr)
        return 1
    for event in plan.events:
        if event.kind == "corrected":
            print(event.id, event.revision, event.at.date(), " ".join(event.note.split()), sep="\t")
    return 0


def _notes(path: Path) -> importing_history.Notes:
    """The notes of a list, by id and revision; raises ConfigError where it is none."""
    found: dict[tuple[ReleaseId, int], str] = {}
    try:
        rows = as_text(path.read_bytes()).splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path} cannot be read: {why_unread(error)}") from error
    for number, row in enumerate(rows, 1):
        match row.split("\t"):
            case [id_, revision, _, note] if revision.isdecimal() and note.strip():
                found[ReleaseId(id_), int(revision)] = note
            case [_, *_] if row.strip():
                raise ConfigError(
                    f"{path}:{number}: this is no line of `newsroom import-history --list`; "
                    "write id, revision, date and note, with tabs between"
                )
    return found


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() and done % 20 == 0:
        print(f"\r{done:,} of {of:,} releases", end="", file=sys.stderr, flush=True)
