"""``newsroom undo`` as a plan: the last recorded operation taken back, as long as no reader has it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive.contents import alike, content_of, whole
from sphinx_newsroom.archive.journal import Change, Journal, bytes_of, last
from sphinx_newsroom.ledger.events import Event, Ledger, head_text, text_of
from sphinx_newsroom.model.addresses import FOLDERS, LEDGER, LEDGER_HEAD, superseded_page
from sphinx_newsroom.operations.plan import PublicationError, said
from sphinx_newsroom.sources.header import paths_of

CALL = ("undo",)
"""The words of the command, by which a stopped one is known."""
_ACT = re.compile(r"[a-z-]+: ")
"""How the line begins that says what was done: ``published: 2026/bridge-reopens``."""


def undo(root: Path, ledger: Ledger, site: Path) -> Journal:
    """What takes the last operation back; *site* is the folder of the site that readers have.

    Raises PublicationError where there is nothing to take back, where it is too late, or where a file was changed
    since.
    """
    journal = last(root)
    if journal is None or journal.call == CALL or not _is_last(journal, root):
        journal = _by_the_ledger(root, ledger, site)
    now = [content_of(root / one.path) for one in journal.changes]
    changed = next(
        (one.path for one, found in zip(journal.changes, now, strict=True) if not alike(found, one.after)), None
    )
    if changed:
        raise PublicationError(
            f"{changed} was changed since; keep that elsewhere and put the file back as it was, then run this again"
        )
    # Large files that it wrote are where it wrote them, and nowhere else.
    left = tuple(replace(one, after=found) for one, found in zip(journal.changes, now, strict=True))
    journal = replace(journal, changes=left)
    _refuse_late(journal, site)
    # What else was said of it, such as which file keeps the published text, is so no longer.
    acts = [line for line in journal.told if _ACT.match(line)] or journal.told
    told = tuple(f"taken back: {line}" for line in acts)
    return Journal(CALL, tuple(change.undone() for change in reversed(journal.changes)), told)


def _is_last(journal: Journal, root: Path) -> bool:
    """Whether nothing was recorded since: the ledger is as the operation left it."""
    return all(
        alike(content_of(root / change.path), change.after) for change in journal.changes if change.path == LEDGER
    )


def _by_the_ledger(root: Path, ledger: Ledger, site: Path) -> Journal:
    """The last operation where no note tells of it: texts that were published changed no file but the ledger."""
    if ledger.problems:
        raise PublicationError(str(ledger.problems[0]))
    if not ledger.events:
        raise PublicationError("nothing is recorded, so there is nothing to take back")
    _refuse_published({text_of(ledger.events[-1:]).encode().strip()}, site)
    moment = ledger.events[-1].at
    events = list(itertools.takewhile(lambda event: event.at == moment, reversed(ledger.events)))[::-1]
    if any(event.kind != "published" for event in events):
        raise PublicationError(
            "nothing tells what the files held before (the note in _build is gone); with git, go back to the commit "
            "before it"
        )
    _refuse_begun(root, events)
    rest = ledger.events[: len(ledger.events) - len(events)]
    # Without any ledger, all releases would be public.
    before = {LEDGER: text_of(rest).encode(), LEDGER_HEAD: head_text(rest[-1].digest).encode() if rest else b""}
    changes = [Change(path, before.get(path), bytes_of(root / path)) for path in (LEDGER, LEDGER_HEAD)]
    return Journal((), tuple(changes), tuple(said(event) for event in events))


def _refuse_begun(root: Path, events: Iterable[Event]) -> None:
    """Raise PublicationError where a correction was begun of what would not be published any more."""
    for event in events:
        for kept in paths_of(superseded_page(event.id, event.revision)):
            if (root / kept).exists():
                raise PublicationError(
                    f"{kept} is there, so a correction of {event.id} was begun; "
                    "delete that file and the new item under `corrections`, then run this again"
                )


def _refuse_late(journal: Journal, site: Path) -> None:
    """Raise PublicationError where the site has a line of the ledger, or a page of a record, that would be gone."""
    for change in journal.changes:
        if change.path == LEDGER:
            new = set(whole(change.after).split(b"\n")) - set(whole(change.before).split(b"\n"))
            _refuse_published(new, site)
    if journal.call[:1] == ("rename",):
        kind, old, new_id = journal.call[1:4]
        if (site / FOLDERS[kind] / f"{new_id}.html").exists():
            raise PublicationError(
                f"it is too late: the site in {site} has it, so readers may have it as well; to give it the former id "
                f"again: newsroom rename {kind} {new_id} {old}"
            )


def _refuse_published(lines: set[bytes], site: Path) -> None:
    """Raise PublicationError where the record in the site has one of these lines."""
    if lines & (set((bytes_of(site / LEDGER) or b"").split(b"\n")) - {b""}):
        raise PublicationError(
            f"it is too late: the site in {site} has it, so readers may have it as well; what was published "
            "by mistake is withdrawn (newsroom withdraw) or corrected (newsroom correct)"
        )
