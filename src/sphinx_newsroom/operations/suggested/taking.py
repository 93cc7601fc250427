"""Taking decisions: under the lock of the archive, on what it has by then, and written at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from sphinx_newsroom.archive.journal import clear_away
from sphinx_newsroom.config import Settings
from sphinx_newsroom.operations.lock import held_archive
from sphinx_newsroom.operations.suggested.deciding import Decisions, carry_out
from sphinx_newsroom.operations.suggested.kept import Kept, after, keep, kept_pool
from sphinx_newsroom.operations.suggested.pool import Pool


def take(
    root: Path,
    settings: Settings,
    since: int | None,
    act: Callable[[Decisions], object],
    look: Callable[[], tuple[Pool, Kept | None]],
    *,
    as_good: Callable[[Kept], bool] = lambda _: True,
    dry: bool = False,
) -> Decisions:
    """Let *act* take decisions on the archive in *root*, and write what they come to, unless it is *dry*.

    What was kept of the last look is taken where :func:`~.kept.kept_pool` gives it for *since*, and it is *as_good* as
    another look.  Else *look* gives the pool of
    the archive as it is now, and what to keep of it.  Nothing is written where *act* raises.  Raises BusyError and
    OSError as well.
    """
    with held_archive(root):  # read under the lock: two decisions at once change one file after the other
        clear_away(root)
        kept = kept_pool(root, settings, since)
        pool, kept = (kept.pool, kept) if kept and as_good(kept) else look()
        decisions = Decisions(root, pool)
        act(decisions)
        if not dry and decisions.files:
            carry_out(decisions)
            if kept:
                keep(root, after(kept, decisions.pool, decisions.files))
    return decisions
