"""The texts that captures show of releases, as revisions in the ledger: where importers and operations meet."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.cli import ledger_commands as recording
from sphinx_newsroom.config import Settings
from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.releases.planning.files_of_plan import Stood
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.model.addresses import LEDGER, ReleaseId
from sphinx_newsroom.operations.desk import desk
from sphinx_newsroom.operations.past.captures import Past, plan
from sphinx_newsroom.progress import Progress

Texts = Mapping[ReleaseId, Sequence[Stood]]
"""The texts of releases, the oldest first; the last is that of the file."""


class Recorded(NamedTuple):
    """What was recorded, what is to be told of it, and what stands against a build afterwards."""

    events: tuple[Event, ...] = ()
    told: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def keeps_ledger(root: Path) -> bool:
    """Whether an archive has a record of what is published."""
    return (root / LEDGER).exists()


def record(args: argparse.Namespace, settings: Settings, texts: Texts, progress: Progress) -> Recorded:
    """Record the texts of releases that the ledger does not have yet; raises what recording raises."""
    with desk(args.root, settings) as found:
        pasts = {
            id_: [Past(text.source, text.first, text.last) for text in stood]
            for id_, stood in texts.items()
            if id_ not in found.ledger.records
        }
        work = plan(found, pasts, lambda done, total: progress("recorded", done, total))
        call = (str(args.verb), *map(str, args.sources), "--write", "--record")
        recording.carried_out(args, found, work, call)
    return Recorded(work.events, work.told, tuple(recording.against_build(found.problems_after(work))))
