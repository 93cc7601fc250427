"""Work that is shared among processes, where the build has more than one."""

from __future__ import annotations

import gc
from functools import partial
from typing import TYPE_CHECKING, Any

from sphinx.errors import SphinxError
from sphinx.util.parallel import ParallelTasks, parallel_available

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx

    from sphinx_newsroom.archive.compiled.shares import Shared


def shared_by(app: Sphinx) -> Shared:
    """How a build shares its work: by forked processes, as Sphinx does, or not at all."""

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> list[Any]:
        if len(shards) < 2 or app.parallel < 2 or not parallel_available:  # noqa: PLR2004 (alone)
            return list(map(work, shards))
        tasks, found = ParallelTasks(app.parallel), list[Any]()
        # What there is by now no process looks through, so that it stays memory of them all.
        gc.freeze()
        try:
            for shard in shards:
                tasks.add_task(partial(_told, work), shard, lambda _, made: found.append(made))
            tasks.join()
        finally:
            gc.unfreeze()
        for made in found:
            if isinstance(made, Exception):
                raise made
        return found

    return share


def _told(work: Callable[[Sequence[Any]], Any], shard: Sequence[Any]) -> Any:
    """What comes of a part, or what it failed at, as the error that it is: a full disk is no fault of Sphinx."""
    try:
        return work(shard)
    except (OSError, SphinxError) as error:
        return error
