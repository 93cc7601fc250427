"""What an import says: of each release that comes in or waits for somebody, and all in numbers."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from sphinx_newsroom.cli.import_releases.past import Recorded
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.planning.files_of_plan import Ready
from sphinx_newsroom.importers.releases.planning.making import LOOK, Entry, told
from sphinx_newsroom.importers.releases.planning.rows import ASK, CLOSED, NO_TEXT, THERE

_SHOWN = 20
"""How many rows of a kind are named."""


def print_rows(entries: Sequence[Entry], ready: Sequence[Ready]) -> None:
    """What is to be written, and what waits for somebody, by kind."""
    paths = {one.source: one.file.path for one in ready}
    shown: Counter[str] = Counter()
    for entry in entries:
        row = entry.row
        if row.source in paths:
            notes = [f"much like {row.duplicate_of}"] if row.duplicate_of else []
            notes += [f"{row.revisions} revisions"] if row.revisions else []
            notes += [row.status.partition("; ")[2]] if "; " in row.status else []
            print(f"new {paths[row.source]}: {row.title}" + (f" ({'; '.join(notes)})" if notes else ""))
        elif row.status != THERE:
            kind = row.status.partition(":")[0]
            shown[kind] += 1
            if shown[kind] <= _SHOWN:
                print(f"{row.status}: {row.source}: {row.title}")
    for kind, count in shown.items():
        if count > _SHOWN:
            print(f"{kind}: {count - _SHOWN:,} more")


def print_json(
    entries: Sequence[Entry], problems: Sequence[Problem], done: set[str], recorded: Recorded | None
) -> None:
    """The rows with all losses, what is wrong, and what was recorded."""
    rows = [
        {
            **{key: value for key, value in asdict(entry.row).items() if key != "line"},
            "losses": [told(loss) for loss in entry.release.losses] if entry.release else [],
            "written": entry.row.source in done,
        }
        for entry in entries
    ]
    events = recorded.events if recorded else ()
    found = {
        "rows": rows,
        "problems": [{**problem.row(), "pointer": problem.pointer or None} for problem in problems],
        "recorded": [{"event": event.kind, "id": event.id, "revision": event.revision or None} for event in events],
        "told": list(recorded.told) if recorded else [],
    }
    print(json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode())


def summary(entries: Sequence[Entry], ready: Sequence[Ready], done: set[str], args: argparse.Namespace) -> str:
    """All of it in numbers, and what to do next."""
    kinds = Counter(entry.row.status.partition(":")[0] for entry in entries)
    losses = sum(bool(entry.row.loss) for entry in entries)
    counts = [f"{len(done) if args.write else len(ready):,} {'written' if args.write else 'new'}"]
    counts += [
        f"{kinds[kind]:,} {words}"
        for kind, words in (
            (THERE, "there already"),
            (ASK, "asked for"),
            (LOOK, "to look at"),
            (CLOSED, "not for everybody"),
            (NO_TEXT, "without a text"),
            ("refused", "refused"),
        )
        if kinds[kind]
    ]
    skipped = sum(entry.row.skipped for entry in entries)
    counts += [f"{skipped:,} skipped"] if skipped else []
    counts += [f"{losses:,} with losses"] if losses else []
    if not entries:
        return f"{counts[0]}; nothing was found that is a release"
    end = "" if args.write else "; nothing is written: "
    if not args.write:
        end += f"look through {args.plan}, then add --write" if args.plan else "add --plan FILE, or --write to write it"
    return ", ".join(counts) + end
