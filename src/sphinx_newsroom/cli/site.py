"""``newsroom build``: run Sphinx in a work folder, verify the result and publish it into the site's folder.

Reports what was published and what was left out, and why.
"""

from __future__ import annotations

import datetime as dt
import errno
import gc
import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TextIO, cast

import click

from sphinx_newsroom.api import has_plugins
from sphinx_newsroom.archive.opening import keep_files, keep_recorded, keep_sources, open_archive
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.check import pages_of_documents
from sphinx_newsroom.cli.last_build import (
    Stats,
    Summary,
    changed_since,
    inputs_of,
    keep,
    shows_drafts,
    tell,
    tell_failure,
    unchanged_report,
)
from sphinx_newsroom.cli.options import command, flag, option, said_of, warn
from sphinx_newsroom.config import ConfigError, names_in_conf, now_of, settings_of
from sphinx_newsroom.diagnostics import some
from sphinx_newsroom.files import write
from sphinx_newsroom.ledger.checks import clock_behind
from sphinx_newsroom.ledger.transparency_log import SigningError
from sphinx_newsroom.model.addresses import ADDRESSES, LEDGER
from sphinx_newsroom.operations.losses import (
    around_texts,
    changed_around,
    forgotten,
    is_owed,
    kept_addresses,
    lost_addresses,
    lost_events,
    of_topics,
    promised_addresses,
    withheld_on_purpose,
    without_items,
)
from sphinx_newsroom.operations.publish import NONE_WAITS, in_words, next_due, wait_until
from sphinx_newsroom.operations.publish import due as publish_due
from sphinx_newsroom.operations.recording import (
    Desk,
    Plan,
    PublicationError,
    carry_out,
    desk,
    end_with_this_process,
    said,
)
from sphinx_newsroom.operations.site import (
    PREVIEW_FOLDER,
    Manifest,
    Places,
    Published,
    PublishError,
    as_published,
    check_places,
    locked,
    make_ready,
    manifest_at,
    mark_preview,
    note_built,
    publish,
    recover,
)
from sphinx_newsroom.progress import PAGES_WRITTEN, ShortLog

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.extension.domain import NewsroomDomain

_MYST = "sphinx.myst_parser.sphinx_ext.main"
"""The logger that prints all MyST settings at each build, on a line of 700 characters."""
LOCAL = "local"
"""The value of ``--on`` without an address: a cluster on this machine."""


@dataclass(frozen=True, slots=True)
class Build:
    """The options of a build; *for_readers* is False for previews, which can't lose readers anything."""

    out: Path | None = None
    jobs: int | None = None
    on: str | None = None
    fail_on_warning: bool = False
    wait_next: bool = False
    sign: Path | None = None
    drafts: bool | None = None
    fresh: bool = False
    verify: bool = False
    accept_loss: bool = False
    as_json: bool = False
    quiet: bool = False
    for_readers: bool = True
    status: TextIO | None = None  # receives progress messages


DEFAULT_JOBS, MOST_JOBS = 3, 4
"""The maximum number of processes by default, and with ``--jobs auto``; each further one needs more memory."""


def cores() -> int:
    """Return the number of cores that this process may use (``taskset``, a container's cpuset)."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _jobs(_: click.Context, __: click.Parameter, value: str | None) -> int | None:
    """Return the number of processes; raises BadParameter."""
    if value == "auto":
        return min(cores(), MOST_JOBS)
    if value is not None and (not value.isdecimal() or int(value) < 1):
        raise click.BadParameter(f"{value!r} isn't a number of processes; write 1 or more, or auto")
    return None if value is None else int(value)


@command("build")
@options.out("Where to publish the site")
@option(
    "-j",
    "--jobs",
    callback=_jobs,
    metavar="N",
    help="The number of processes (default: one per core, at most 3). Two processes take less than two thirds of the "
    "time of one, and a quarter more memory. With auto, there is one per core, at most 4.",
)
@option(
    "--on",
    is_flag=False,
    flag_value=LOCAL,
    metavar="[ADDRESS]",
    help="Build on a Dask cluster: with the scheduler at ADDRESS, or on this machine with --jobs processes. Workers "
    "need the same version of the program, but no files from the archive.",
)
@flag(
    "-W",
    "--fail-on-warning",
    "--strict",
    "fail_on_warning",
    help="Fail and publish nothing if there is a warning, a file with an error, or a change to a published text.",
)
@flag(
    "--wait-next",
    help="Wait until the next signed-off release is due, publish it as `newsroom publish --due` does, and build. "
    "Without a ledger, wait until the next embargo ends, and build.",
)
@options.sign
@option(
    "--drafts/--no-drafts",
    default=None,
    help="Show drafts and unpublished releases, marked as such, in a private preview (default folder: _build/preview). "
    "--no-drafts shows none, regardless of newsroom_drafts.",
)
@flag("--fresh", help="Build everything again, not only changed parts.")
@flag("--verify", help="Read every published file, and repair damaged ones.")
@flag("--accept-loss", help="Publish even if the site loses published addresses or records.")
@options.as_json("the report")
@flag("-q", "--quiet", help="Don't show progress.")
def build(root: Path, **given: Any) -> int:
    """Build the site, and publish it to a folder once the build is complete.

    \b
    examples:
      newsroom build                    build the site in _build/html
      newsroom build -W                 in a script: if anything is wrong, fail and keep the published site
      newsroom build --out /srv/www     build in another folder
      newsroom build --drafts           build a preview in _build/preview
      newsroom build --wait-next        build when the next embargo ends
      newsroom build --on tcp://10.0.0.5:8786    build on other machines, with the Dask scheduler there
    """
    return build_site(root, Build(**given))


def build_site(root: Path, wish: Build) -> int:
    """Build and publish; returns 0 if published, 1 if the build failed, 2 if it could not begin."""
    drafts = shows_drafts(root) if wish.drafts is None else wish.drafts
    places = Places((wish.out or root / "_build" / (PREVIEW_FOLDER if drafts else "html")).resolve())
    summary = None
    try:
        if not (root / "conf.py").is_file():
            raise ConfigError(f"no conf.py in {root}; create an archive with `newsroom init`, or name one with --root")
        check_places(places, root, drafts=drafts)
        now_of("newsroom_now", None)  # check SOURCE_DATE_EPOCH here, since Sphinx reads it before any setting
        if wish.wait_next:
            _wait(root)
            _publish_due(root, wish.sign)
        with locked(places):
            recover(places)
            inputs, seen = inputs_of(root, places, drafts=drafts)
            summary, done = _standing(root, places, inputs, wish)
            if done is None:
                built = _build(root, places, wish)
                archive = _domain(built.app).archive
                summary = Summary.of(archive)
                _refuse_changes(built.app, root, places, seen)
                done = _publish(built, archive, places, wish)
                if not drafts and wish.for_readers:
                    with suppress(OSError):  # the site is published; sources that aren't stored may be in git
                        _keep(built.app, places.out)
                # Sphinx must run again to repeat warnings other than those in the summary.
                inputs = inputs if built.app._warncount == len(summary.warnings) and not has_plugins() else None
                keep(root, places, inputs, summary, _until(archive))
    except (ConfigError, BuildError, PublishError, OSError) as error:
        tell_failure(said_of(error), summary, places, wish.as_json)
        return USAGE if isinstance(error, ConfigError) else FAILED
    assert summary is not None
    tell(summary, places, done, wish.as_json)
    return DONE


def _standing(root: Path, places: Places, inputs: str | None, wish: Build) -> tuple[Summary | None, Published | None]:
    """Return the last build's report and publication result, or two Nones if anything changed since."""
    if wish.fresh or wish.verify or places.note("unfinished").exists():
        return None, None
    summary = unchanged_report(root, places, inputs)
    if summary is None or (wish.fail_on_warning and summary.warnings):
        return None, None
    done = as_published(places)
    if done is None:
        return None, None
    warn(*summary.warnings)
    return summary, done


def _until(archive: LoadedArchive) -> float | None:
    """Return when the next embargo ends or the next future event takes effect, in seconds since 1970."""
    due = [found.until for found in archive.withheld.values() if found.until is not None]
    now = archive.settings.now
    upcoming = [event.at for event in archive.ledger.events if event.at > now] if archive.ledger else []
    return min((moment.timestamp() for moment in due + upcoming), default=None)


def _wait(root: Path) -> None:
    """Wait for the end of the next embargo; raises ConfigError if the clock is fixed by a setting."""
    started = dt.datetime.now(dt.UTC)
    settings = settings_of(root)
    # If "now" isn't between two readings of the clock, a setting fixes it and waiting would never end.
    if not started <= settings.now <= dt.datetime.now(dt.UTC):
        raise ConfigError("newsroom_now or SOURCE_DATE_EPOCH sets the time; unset it to wait")
    due = next_due(open_archive(root, settings))
    print(
        f"waiting for {in_words(due)}" if due else f"{NONE_WAITS}, so there is nothing to wait for",
        file=sys.stderr,
        flush=True,
    )
    if due:
        wait_until(due.moment)


def _publish_due(root: Path, key: Path | None) -> None:
    """Publish the releases that are signed off and due; raises BuildError if that fails."""
    try:
        with desk(root, settings_of(root)) as found:
            plan = publish_due(found) if found.settings.gate else Plan()
            carried_out(found, plan, key, ("publish", "--due"))
    except (PublicationError, SigningError, OSError) as error:
        raise BuildError(said_of(error)) from error
    warn(*plan.report)


def addresses_now(archive: LoadedArchive) -> set[str]:
    """Return the archive's addresses: those recorded before, those it has now, and those of other documents."""
    names = names_in_conf(archive.root)
    warn(*changed_around(archive, names))
    known = {*kept_addresses(archive), *promised_addresses(archive)}
    return known.union(pages_of_documents(archive.root, names, known), around_texts(archive, names))


def carried_out(found: Desk, plan: Plan, key: Path | None, call: tuple[str, ...]) -> int:
    """Carry out a plan and store the texts that it records; returns the ledger's new number of lines.

    Raises PublicationError or SigningError before anything is done, and OSError if the disk fails.
    """
    addresses = addresses_now(found.archive) if plan.events else ()
    recorded = carry_out(found, plan, key, call, addresses).events
    with suppress(OSError):  # it is recorded; a build or git keeps texts that can't be stored here
        keep_recorded(found.archive, recorded[len(found.ledger.events) :])
    return len(recorded)


class _Built(NamedTuple):
    """The result of a build."""

    app: Sphinx
    files: Manifest
    """The files in the work folder."""
    anew: bool
    """Whether everything was rebuilt."""


def _build(root: Path, places: Places, wish: Build) -> _Built:
    """Run Sphinx in the work folder, and record the files that it leaves there.

    A folder that a killed build, a full disk or another program may have damaged is rebuilt, since Sphinx wouldn't
    notice. With ``-W``, a folder whose last build had warnings is rebuilt, too: Sphinx warns only about files that it
    reads.
    """
    # Sphinx's objects stay alive until the end; frequent collections took a tenth of a small build's time.
    gc.set_threshold(100_000, 50, 100)
    end_with_this_process()
    unfinished, warned = places.note("unfinished"), places.note("warned")
    places.begun.touch()
    # Without this note, no build has ever finished here.
    begun = unfinished.exists() or not places.built.exists()
    if wish.fresh or begun or (wish.fail_on_warning and warned.exists()):
        places.forget()
    elif damaged := make_ready(places, reread=wish.verify):
        # After an upgrade, don't suggest that something is damaged.
        unread = damaged == str(places.built)
        why = (
            "is damaged, or was written by another version of newsroom"
            if unread
            else "was changed after the last build"
        )
        warn(f"{damaged} {why}, so everything is built again")
        places.forget()
    anew = not places.doctrees.exists()
    while True:
        try:
            return _Built(run_sphinx(root, places, wish), note_built(places), anew)
        except (ConfigError, BuildError):
            raise
        except Exception as error:
            if anew or of_the_disk(error) or not is_unexpected(error):
                raise BuildError(what_failed(error, places)) from error
            what = f"{type(error).__name__}: {error}"
            warn(f"the last build can't be reused ({what}), so everything is built again")
        places.forget()
        anew = True  # also if a folder can't be deleted


def _keep(app: Sphinx, site: Path) -> None:
    """Store the published sources, files and notebook results, to restore from later; raises OSError."""
    keep_sources(_domain(app).archive)
    keep_files(_domain(app).archive, site)
    if "nbsphinx" in app.extensions:
        from sphinx_newsroom.extension.notebooks.analyses import keep_results

        keep_results(app.env)


def _domain(app: Sphinx) -> NewsroomDomain:
    from sphinx_newsroom.extension.domain import domain_of

    return domain_of(app.env)


def _refuse_changes(app: Sphinx, root: Path, places: Places, seen: Stats) -> None:
    """Raise BuildError if a source changed during the build, since the site could mix two versions.

    The note ``unfinished`` stays, so the next build reuses nothing of this one.
    """
    if changed := changed_since(seen, root, places, app.config.extensions):
        raise BuildError(f"changed while the site was being built: {some(changed)}; build again")


def _publish(built: _Built, archive: LoadedArchive, places: Places, wish: Build) -> Published:
    app = built.app
    mistakes = any(withheld.reason == "error" for withheld in archive.withheld.values())
    places.note("unfinished").unlink()
    # Since version 8.1, Sphinx finishes the build under -W and reports warnings by its status.
    if app.statuscode or (wish.fail_on_warning and mistakes):
        raise BuildError("there were warnings, and -W was given")
    # Previews may lose addresses: readers don't see them.
    for_readers = wish.for_readers and not archive.settings.drafts
    if for_readers and (archive.ledger is not None or (places.out / LEDGER).exists()):
        _refuse_losses(archive, places, built.files, wish.accept_loss)
    documents = frozenset(f"{name}.html" for name in app.env.found_docs)
    try:
        return publish(places, built.files, documents=documents, reread=wish.verify or built.anew)
    except PublishError:
        places.note("unfinished").touch()  # never build upon torn files
        raise


def _refuse_losses(archive: LoadedArchive, places: Places, built: Manifest, accepted: bool) -> None:
    """Raise BuildError if the site would lose published addresses or records; report the losses if *accepted*."""
    events = [f"the record of {said(event)}" for event in lost_events(places.out, places.work)]
    withdrawn = (page for page in (*archive.releases, *archive.superseded) if archive.withdrawal(page))
    had = manifest_at(places.out) or {}
    gone = [path for path in had if path not in built]
    found = lost_addresses(gone, had, (*withheld_on_purpose(archive), *withdrawn))
    pages = [page for page in found if is_owed(archive, places.out, page)]
    waiting = of_topics(pages) if archive.withheld else []
    if waiting:  # one waiting release must not block the others
        warn(f"omitted until their releases are published: {some(waiting)}")
    empty = without_items(pages, places.out, places.work)
    if empty:
        warn(f"omitted because they are empty: {some(empty)}")
    listed = forgotten(archive, built)
    lost = [*events, *(page for page in dict.fromkeys((*pages, *listed)) if page not in (*waiting, *empty))]
    if not lost:
        return
    named = some(lost)
    if any(one.reason == "unpublished" for one in archive.withheld.values()):
        named += "; if one of these was never published: newsroom publish"
    if not accepted:
        raise BuildError(
            f"the published site would lose: {named}; "
            + (
                clock_behind(archive.ledger.events if archive.ledger else (), archive.settings.now)
                or "restore it, or accept the loss with: newsroom build --accept-loss"
            ),
        )
    if listed:
        lines = (archive.root / ADDRESSES).read_text(encoding="utf-8").splitlines(keepends=True)
        write(archive.root / ADDRESSES, "".join(line for line in lines if line.rstrip() not in listed))
    warn(f"removed from the site, as accepted: {named}")


DONE, FAILED, USAGE = 0, 1, 2

_DISK = (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EIO)
# As messages, since Sphinx passes on only the message.
_DISK_ERRORS = tuple(map(os.strerror, _DISK))


class BuildError(Exception):
    """The build failed, and nothing was published; the message says why."""


class DiskWatch(logging.Handler):
    """A log handler that notices disk errors, which Sphinx reports only as warnings about one page."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = ""

    def emit(self, record: logging.LogRecord) -> None:
        """Remember the first message that reports a disk error."""
        message = record.getMessage()
        if any(words in message for words in _DISK_ERRORS):
            self.seen = self.seen or message


def of_the_disk(error: BaseException | None) -> BaseException | None:
    """Return the disk error that caused an error, or None."""
    while error is not None and not (isinstance(error, OSError) and error.errno in _DISK):
        error = error.__cause__ or error.__context__
    return error


def is_unexpected(error: Exception) -> bool:
    """Whether an error isn't one of the errors that Sphinx and its extensions raise on purpose."""
    from sphinx.errors import SphinxError

    return not isinstance(error, SphinxError)


def what_failed(error: Exception, places: Places) -> str:
    """Return the message for an error; for an unexpected one, it names the file with the traceback."""
    if disk := of_the_disk(error):
        return f"the disk refuses: {disk}"
    if not is_unexpected(error):
        return f"{error.category}: {error}"  # type: ignore[attr-defined]  # a SphinxError, not imported here
    frame = traceback.extract_tb(error.__traceback__)[-1]
    said = f"{type(error).__name__} at {frame.filename}:{frame.lineno}: {error}"
    details = places.note("error")
    with suppress(OSError):
        details.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        said += f"; {details} has the details"
    return said


# Running Sphinx, on this machine or on a cluster.


def run_sphinx(root: Path, places: Places, wish: Build) -> Sphinx:
    """Run Sphinx in the work folder; raises BuildError, or any error of Sphinx and its extensions."""
    from sphinx.application import Sphinx
    from sphinx.errors import ConfigError as SphinxConfigError
    from sphinx.util.console import color_terminal, nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    # Sphinx checks only standard output for colours, but warnings go to standard error, which may be a file.
    if not (color_terminal() and sys.stderr.isatty()):
        nocolor()
    status = wish.status or (None if wish.quiet else sys.stderr if wish.as_json else sys.stdout)
    jobs = wish.jobs or min(cores(), DEFAULT_JOBS)
    unfinished = places.note("unfinished")
    logging.getLogger(_MYST).setLevel(logging.WARNING)
    try:
        with (
            _cluster(wish.on, jobs),
            _short_logs(places, status, sys.stderr) as (said, warned),
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
                warningiserror=wish.fail_on_warning,
                parallel=1 if wish.on else jobs,  # forking a process while a cluster's threads run is unsafe
                confoverrides={} if wish.drafts is None else {"newsroom_drafts": wish.drafts},
            )
            if "sphinx_newsroom" not in app.extensions:
                raise ConfigError('conf.py does not load the extension; write extensions = ["sphinx_newsroom"]')
            if wish.jobs is None:  # Sphinx has no setting for this; with an explicit number, its warning stays
                app.is_parallel_allowed = partial(_all_parallel_safe, app)  # type: ignore[method-assign]
            if wish.status:
                app.connect("build-finished", lambda *_: print(PAGES_WRITTEN, file=said), priority=0)
            app.builder.epilog = ""  # type: ignore[misc]  # it would point people to the work folder
            disk = DiskWatch()
            logging.getLogger("sphinx").addHandler(disk)
            unfinished.touch()
            app.build()
            if app.config.newsroom_drafts:
                mark_preview(places.work)
    except SphinxConfigError as error:
        raise ConfigError(str(error)) from error
    if disk.seen:
        raise BuildError(disk.seen)
    warned_of = places.note("warned")
    warned_of.touch() if app._warncount else warned_of.unlink(missing_ok=True)
    app.parallel = jobs
    return app


def _cluster(address: str | None, jobs: int) -> AbstractContextManager[object]:
    """Return a context that uses the Dask cluster at *address*, if given; raises Sphinx's ConfigError."""
    if address is None:
        return nullcontext()
    from sphinx_newsroom.extension.workers import on

    return on(None if address == LOCAL else address, jobs)


def _all_parallel_safe(app: Sphinx, kind: str) -> bool:
    """Whether every extension declares that it can ``read`` or ``write`` in parallel.

    Sphinx's own check warns about extensions that don't. The user didn't ask for parallelism, and with ``-W`` the
    warning would fail the build.
    """
    return all(getattr(one, f"parallel_{kind}_safe") for one in app.extensions.values())


@contextmanager
def _short_logs(places: Places, *streams: TextIO | None) -> Iterator[list[TextIO | None]]:
    """Return the streams for Sphinx: a stream that isn't a terminal gets a short log, and the full log is saved."""
    place = places.note("log")
    full_log = place.open("w", encoding="utf-8")
    logs = [ShortLog(stream, full_log) if stream and not stream.isatty() else stream for stream in streams]
    try:
        yield cast("list[TextIO | None]", logs)
    finally:
        if omitted := sum(log.end() for log in logs if isinstance(log, ShortLog)):
            print(f"{omitted:,} more problems like those above are in {place}", file=streams[-1], flush=True)
        with suppress(OSError):
            full_log.close()
