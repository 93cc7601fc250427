"""Work that is shared among processes, where the build has more than one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sphinx.util.parallel import ParallelTasks, parallel_available

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sphinx.application import Sphinx

    from sphinx_newsroom.archive.compiled.texts import Shared


def shared_by(app: Sphinx) -> Shared:
    """How a build shares its work: by forked processes, as Sphinx does, or not at all."""

    def share(work: Callable[[Sequence[Any]], Any], shards: Sequence[Sequence[Any]]) -> list[Any]:
        if len(shards) < 2 or app.parallel < 2 or not parallel_available:  # noqa: PLR2004 (alone)
            return list(map(work, shards))
        tasks, found = ParallelTasks(app.parallel), []
        for shard in shards:
            tasks.add_task(work, shard, lambda _, made: found.append(made))
        tasks.join()
        return found

    return share
