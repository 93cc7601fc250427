"""One run of Sphinx for ``newsroom build``, on this machine or with the help of others."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TextIO, cast

from sphinx_newsroom.cli.build.failures import FAILED, USAGE, BuildError, DiskWatch
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.preview import mark
from sphinx_newsroom.parallel import UNTOLD, cores
from sphinx_newsroom.progress import ShortLog

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOCAL = "local"
"""What ``--on`` says without an address: a cluster of this machine."""


def jobs_of(args: argparse.Namespace) -> int:
    """How many processes a build has: as many as there are cores where nobody says a number."""
    return args.jobs or min(cores(), UNTOLD)


def run_sphinx(root: Path, places: Places, args: argparse.Namespace) -> Sphinx:
    """One run of Sphinx in the work folder; raises BuildError, or whatever Sphinx and its extensions raise."""
    from sphinx.application import Sphinx
    from sphinx.errors import ConfigError as SphinxConfigError
    from sphinx.util.console import color_terminal, nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    # It asks for standard output alone, and warnings go to the other, which may be a file.
    if not (color_terminal() and sys.stderr.isatty()):
        nocolor()
    status: TextIO | None = None if args.quiet else sys.stderr if args.json else sys.stdout
    jobs = jobs_of(args)
    unfinished = places.note("unfinished")
    try:
        with (
            _elsewhere(args.on, jobs),
            _short(places, status, sys.stderr) as (said, warned),
            patch_docutils(root),
            docutils_namespace(),
        ):
            app = Sphinx(
                root,
                root,
                places.work,
                places.doctrees,
                "html",
                status=said,
                warning=warned,
                warningiserror=args.fail_on_warning,
                parallel=1 if args.on else jobs,  # no process is forked while a cluster's threads run
                confoverrides={} if args.drafts is None else {"newsroom_drafts": args.drafts},
            )
            if "sphinx_newsroom" not in app.extensions:
                raise BuildError(USAGE, 'conf.py does not load the extension; write extensions = ["sphinx_newsroom"]')
            if args.jobs is None:  # Sphinx has no setting for this, and whoever gives a number is to be warned as ever
                app.is_parallel_allowed = partial(_declared, app)  # type: ignore[method-assign]
            app.builder.epilog = ""  # type: ignore[misc]  # it would send people to the work folder
            disk = DiskWatch()
            logging.getLogger("sphinx").addHandler(disk)
            unfinished.touch()
            app.build()
            if app.config.newsroom_drafts:
                mark(places.work)
    except SphinxConfigError as error:
        raise BuildError(USAGE, str(error)) from error
    if disk.seen:
        raise BuildError(FAILED, disk.seen)
    _set(places.note("warned"), app._warncount > 0)
    app.parallel = jobs
    return app


def _elsewhere(address: str | None, jobs: int) -> AbstractContextManager[object]:
    """The use of the cluster at an *address*, if one is given; raises Sphinx's ConfigError where that cannot be."""
    if address is None:
        return nullcontext()
    from sphinx_newsroom.extension.cluster import on

    return on(None if address == LOCAL else address, jobs)


def _declared(app: Sphinx, kind: str) -> bool:
    """Whether all extensions say that several processes may ``read`` or ``write`` documents.

    Sphinx asks the same, and warns of one that does not: of no concern to who asked for no processes, and with ``-W``
    no site would be published.
    """
    return all(getattr(one, f"parallel_{kind}_safe") for one in app.extensions.values())


@contextmanager
def _short(places: Places, *streams: TextIO | None) -> Iterator[list[TextIO | None]]:
    """The streams for Sphinx to write to: what people look at is short where it is a log, and the whole is kept."""
    place = places.note("log")
    whole = place.open("w", encoding="utf-8")
    logs = [ShortLog(stream, whole) if stream and not stream.isatty() else stream for stream in streams]
    try:
        yield cast("list[TextIO | None]", logs)
    finally:
        for log in logs:
            if isinstance(log, ShortLog):
                log.end(str(place))
        with suppress(OSError):
            whole.close()


def _set(note: Path, value: bool) -> None:
    if value:
        note.touch()
    else:
        note.unlink(missing_ok=True)
