"""Outputs that another process begins to make as soon as it is known which, while this one writes pages.

These are the ones that take time: the search index of a year, its quotes, the database.  They stand where no extension
writes, and nothing else of the build asks for them before all are there.  Where so many pages are written that
processes share them, it is once these are.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.util.parallel import parallel_available

from sphinx_newsroom.extension.compiled import helpers
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.files_beside import whatever_pages_say
from sphinx_newsroom.extension.in_place import others_write
from sphinx_newsroom.model.addresses import (
    DATABASE,
    MENTION_ROWS,
    RELEASE_ROWS,
    RELEASES,
    SEARCH_FOLDER,
    STATEMENT_ROWS,
    rows_of_year,
)
from sphinx_newsroom.outputs import copies
from sphinx_newsroom.outputs.data.redirects import RedirectError
from sphinx_newsroom.outputs.output import AnyOutput, Copied, Output, State
from sphinx_newsroom.outputs.search import stems
from sphinx_newsroom.outputs.writing import SiteFolder, Write, wanted_of
from sphinx_newsroom.shares import ELSEWHERE, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sphinx.application import Sphinx

    from sphinx_newsroom.outputs.output import Rows
    from sphinx_newsroom.outputs.writing import Written

_ROWS = (RELEASE_ROWS, MENTION_ROWS, STATEMENT_ROWS, rows_of_year("").removesuffix(".jsonl"))
OURS_ALONE = (f"{RELEASES}/", f"{SEARCH_FOLDER}/", DATABASE, *_ROWS)
"""At these no extension writes files of its own, or over ours; elsewhere one may, such as over ``sitemap.xml``."""

_PART = "search/"
_OF_SEARCH = (_PART, "quotes/")
"""Begins of the keys of outputs whose files are all in the folder of the search."""

ENOUGH = 60
"""So much work, in texts, is worth a process: to begin one takes as long as ten where there are ten thousand, and what
it copies of the memory takes more."""

_HEAVY = 20
"""So much work is a part of its own."""


@dataclass
class EarlyOutputs:
    """What other processes have begun to make, as :class:`.plan.Early` says."""

    standing: Rows
    begun: helpers.Begun | None = None

    def results(self) -> Iterator[Written]:
        """What comes of each part; what nobody has begun is made here.  Raises as :meth:`.helpers.Begun.results`."""
        return self.begun.results() if self.begun else iter(())

    def end(self) -> None:
        """Have nobody make anything any longer."""
        if self.begun:
            self.begun.end()


def begin_outputs(app: Sphinx) -> None:
    """Have other processes begin to make what takes long of the outputs beside pages, where this build has some."""
    site, outdir = domain_of(app.env).site, Path(app.outdir)
    if others_write(app):  # what stands now they may yet write over
        return
    if app.parallel < 2 or site.early is not None:  # noqa: PLR2004 (alone)
        return
    if site.listed is None:
        list_outputs(app)
    if site.listed is None or not parallel_available or ELSEWHERE.get():
        return
    _, extra = site.after.made[copies.EXTRA]
    if any(path.startswith(OURS_ALONE) for path in extra):  # Sphinx is yet to write over ours, and we over that
        return
    noted = State()
    wanted = wanted_of(site.listed, site.before, noted, outdir)
    site.early = EarlyOutputs(noted.made)
    work = Write(SiteFolder(str(outdir)), outdir, site.before)
    apart = [output for output in wanted if _is_apart(output)]
    # Where there is more, all is shared in the end, by as many processes as the build has.
    if len(parts(wanted, work.weight)) > 1 or sum(map(work.weight, apart)) < ENOUGH:
        site.listed = tuple(wanted)
        return
    site.listed = tuple(output for output in wanted if not _is_apart(output))
    site.early.begun = helpers.begin(
        work, _by_weight(apart, work.weight), app.parallel - 1, around=partial(stems.kept_at, _stems_of(app))
    )


def list_outputs(app: Sphinx) -> None:
    """Work out the outputs of which most is asked; what is wrong with one is told where it is written."""
    with suppress(RedirectError):
        domain_of(app.env).site.listed = tuple(whatever_pages_say(app))


@contextmanager
def stems_at(app: Sphinx) -> Iterator[None]:
    """Have the stems at hand that builds keep, and keep those of this one."""
    site = domain_of(app.env).site
    with stems.kept_at(_stems_of(app)):
        yield
    stems.forget_others(_stems_of(app), {key.removeprefix(_PART) for key in site.after.made})


def _stems_of(app: Sphinx) -> Path:
    return Path(app.doctreedir, "newsroom-stems")


def _is_apart(output: AnyOutput) -> bool:
    """Whether all files of an output stand where nobody else writes."""
    return (
        output.key.startswith(_OF_SEARCH)
        if isinstance(output, (Output, Copied))
        else output.path.startswith(OURS_ALONE)
    )


def _by_weight(outputs: Sequence[AnyOutput], weight: Callable[[AnyOutput], int]) -> list[list[AnyOutput]]:
    """Outputs as parts, the heaviest last, those that are light together with others."""
    light = [output for output in outputs if weight(output) < _HEAVY]
    heavy = [[output] for output in outputs if weight(output) >= _HEAVY]
    together = [light[at : at + _HEAVY] for at in range(0, len(light), _HEAVY)]
    return sorted([*together, *heavy], key=lambda part: sum(map(weight, part)))
