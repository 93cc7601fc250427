"""``newsroom build``: run Sphinx apart from the published site, publish what was verified, say what was left out."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.archive.embargo import NONE_WAITS, in_words, next_due, wait_until
from sphinx_newsroom.archive.kept_sources import keep_files, keep_sources
from sphinx_newsroom.cli.build.failures import (
    DONE,
    FAILED,
    USAGE,
    BuildError,
    ended_by_the_system,
    is_unexpected,
    of_the_disk,
    what_failed,
)
from sphinx_newsroom.cli.build.inputs import Stats, changed_since, inputs_of, keep, shows_drafts, standing
from sphinx_newsroom.cli.build.report import Summary, tell, tell_failure
from sphinx_newsroom.cli.build.running import LOCAL, jobs_of, run_sphinx
from sphinx_newsroom.cli.ledger_commands import carried_out
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.config import ConfigError, now_of, settings_of
from sphinx_newsroom.files import known_states, write
from sphinx_newsroom.ledger.clock import clock_behind
from sphinx_newsroom.ledger.signing import SigningError
from sphinx_newsroom.model.addresses import ADDRESSES, LEDGER
from sphinx_newsroom.operations.desk import desk
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.operations.plan import Plan, PublicationError, said
from sphinx_newsroom.operations.publish import due as publish_due
from sphinx_newsroom.operations.site.deploy import PublishError, check_place, check_work, locked, publish, recover
from sphinx_newsroom.operations.site.deploy import standing as as_published
from sphinx_newsroom.operations.site.held import Published, gone_from
from sphinx_newsroom.operations.site.losses import (
    forgotten,
    is_owed,
    kept_back,
    lost_addresses,
    lost_events,
    of_topics,
    without_items,
)
from sphinx_newsroom.operations.site.places import Places
from sphinx_newsroom.operations.site.preview import PREVIEW_FOLDER, refuse_other_kind
from sphinx_newsroom.operations.site.seals import DepartedError
from sphinx_newsroom.operations.site.work import begin_work, damaged_work, look_early, seal_work
from sphinx_newsroom.operations.workers import end_with_this_process
from sphinx_newsroom.parallel import MOST, cores
from sphinx_newsroom.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable, Set

    from sphinx.application import Sphinx

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.extension.domain import NewsroomDomain
    from sphinx_newsroom.operations.site.early_look import Seen
    from sphinx_newsroom.operations.site.seals import Seals
    from sphinx_newsroom.parallel import Shared

EPILOG = """examples:
  newsroom build                    the site in _build/html
  newsroom build -W                 for a machine: fail where anything is wrong, and keep the published site
  newsroom build --out /srv/www     somewhere else; --root names another archive
  newsroom build --drafts           a preview in _build/preview
  newsroom build --wait-next        at the minute when the next embargo ends
  newsroom build --on tcp://10.0.0.5:8786    on other machines, whose Dask scheduler is there"""


_NAMED = 10
"""How many of what would be lost a message names: enough to know the kind, few enough to read."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to publish the site (default: _build/html)")
    parser.add_argument(
        "-j",
        "--jobs",
        type=_jobs,
        metavar="N",
        help="how many processes to use (default: one a core, at most 3; two take less than two thirds of the time "
        "of one for a large archive, and a quarter more memory); auto takes one a core, at most 4",
    )
    parser.add_argument(
        "--on",
        nargs="?",
        const=LOCAL,
        metavar="ADDRESS",
        help="have a cluster of Dask compile, render and write: the one whose scheduler is at ADDRESS, or one of this "
        "machine, of as many processes as --jobs says; its workers need the same program and no folder of the archive",
    )
    parser.add_argument(
        "-W",
        "--fail-on-warning",
        "--strict",
        action="store_true",
        help="fail, and do not publish, where anything is warned about, left out by mistake, or kept as it was "
        "published since its file departs from that",
    )
    parser.add_argument(
        "--wait-next",
        action="store_true",
        help="wait until the next release that is signed off is due, publish it as `newsroom publish --due` does, and "
        "build; without a ledger, until the next embargo ends",
    )
    parser.add_argument(
        "--sign", type=Path, metavar="KEY", help="with --wait-next: sign the ledger with the Ed25519 key in this file"
    )
    parser.add_argument(
        "--drafts",
        action="store_true",
        default=None,
        help="show drafts and unpublished releases, marked as such, in a preview for the newsroom alone (default "
        "place: _build/preview)",
    )
    parser.add_argument(
        "--no-drafts", dest="drafts", action="store_false", help="show none, whatever newsroom_drafts says"
    )
    parser.add_argument("--fresh", action="store_true", help="build everything again, not only what changed")
    parser.add_argument(
        "--verify",
        action="store_true",
        help="read every published file again, not only a sample, and publish anew what was damaged",
    )
    parser.add_argument(
        "--accept-loss",
        action="store_true",
        help="publish although addresses or records that the published site has would be gone",
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON; progress goes to standard error")
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")
    parser.set_defaults(for_readers=True)  # `newsroom serve` says otherwise: readers never have what it shows


def _jobs(value: str) -> int:
    if value == "auto":
        return min(cores(), MOST)
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of processes; write a number from 1 up, or auto")
    return int(value)


def run(args: argparse.Namespace) -> int:
    """Build and publish; 0 when published, 1 when the build failed, 2 when it could not begin."""
    root = Path(args.root).resolve()
    drafts = shows_drafts(root) if args.drafts is None else args.drafts
    places = Places((args.out or root / "_build" / (PREVIEW_FOLDER if drafts else "html")).resolve())
    summary = None
    try:
        if not (root / "conf.py").is_file():
            raise BuildError(
                USAGE, f"no conf.py in {root}; `newsroom init` begins an archive, --root names one that is elsewhere"
            )
        _check(places, root, drafts)
        _refuse_no_moment()
        if args.wait_next:
            _wait(root)
            _publish_due(root, args.sign)
        with locked(places):
            recover(places)
            told, states, seen = inputs_of(root, places, drafts=drafts)
            summary, done = _standing(root, places, told, args)
            if done is None:
                with known_states(states):
                    built = _build(root, places, args)
                archive = _domain(built.app).archive
                summary = Summary.of(archive)
                _refuse_changes(built.app, root, places, seen)
                done = _publish(built, archive, places, args)
                if not drafts and args.for_readers:
                    with suppress(OSError):  # what is published is published; what is not kept may be in git
                        _keep(built.app, places.out)
                # What else Sphinx warned of, it looks for again.
                told = told if built.app._warncount == len(summary.warnings) else None
                keep(root, places, told, summary, _until(archive))
    except BuildError as failure:
        tell_failure(failure.text, summary, places, args.json)
        return failure.status
    except (PublishError, OSError) as error:
        tell_failure(said_of(error), summary, places, args.json)
        return FAILED
    assert summary is not None
    tell(summary, places, done, args.json)
    return DONE


def _standing(
    root: Path, places: Places, told: str | None, args: argparse.Namespace
) -> tuple[Summary | None, Published | None]:
    """What the last build told, and what publishing comes to, where nothing changed since; else nothing."""
    if args.fresh or args.verify or places.note("unfinished").exists():
        return None, None
    summary = standing(root, places, told)
    if summary is None or (args.fail_on_warning and summary.warnings):
        return None, None
    done = as_published(places)
    if done is None:
        return None, None
    for warning in summary.warnings:
        print(warning, file=sys.stderr)
    return summary, done


def _until(archive: Archive) -> float | None:
    """The moment from which the archive is another although nothing changed, in seconds since 1970."""
    due = [found.until for found in archive.withheld.values() if found.until is not None]
    now = archive.settings.now
    to_come = [event.at for event in archive.ledger.events if event.at > now] if archive.ledger else []
    return min((moment.timestamp() for moment in due + to_come), default=None)


def _wait(root: Path) -> None:
    """Wait for the end of the next embargo, which only passes where the clock decides."""
    try:
        started = dt.datetime.now(dt.UTC)
        settings = settings_of(root)
    except ConfigError as error:
        raise BuildError(USAGE, str(error)) from error
    # Between two looks at the clock it can only be the clock's own; else it was set, and no waiting moves it.
    if not started <= settings.now <= dt.datetime.now(dt.UTC):
        raise BuildError(USAGE, "newsroom_now or SOURCE_DATE_EPOCH holds the time still; take it away to wait")
    due = next_due(opened(root, settings))
    print(
        f"waiting for {in_words(due)}" if due else f"{NONE_WAITS}, so there is nothing to wait for",
        file=sys.stderr,
        flush=True,
    )
    if due:
        wait_until(due.moment)


def _publish_due(root: Path, key: Path | None) -> None:
    """Record what is signed off and due; raises BuildError if that can't be."""
    try:
        with desk(root, settings_of(root)) as found:
            plan = publish_due(found) if found.settings.gate else Plan({})
            carried_out(found, plan, key, ("publish", "--due"))
    except (PublicationError, SigningError, OSError) as error:
        raise BuildError(FAILED, said_of(error)) from error
    for line in plan.told:
        print(line, file=sys.stderr)


def _refuse_no_moment() -> None:
    """Raise BuildError where SOURCE_DATE_EPOCH is no moment, which Sphinx would meet before any setting is read."""
    try:
        now_of("newsroom_now", None)
    except ConfigError as error:
        raise BuildError(USAGE, str(error)) from error


def _check(places: Places, root: Path, drafts: bool) -> None:
    try:
        check_place(places.out, root)
        refuse_other_kind(places.out, drafts)
        check_work(places)
    except PublishError as error:
        raise BuildError(USAGE, str(error)) from error


class _Built(NamedTuple):
    """What was built."""

    app: Sphinx
    seals: Seals
    """Those of the work folder."""
    anew: bool
    """Whether everything was built."""
    lost: Set[str] | None = None
    """What :func:`look_early` found of the published site, where it looked."""


def _build(root: Path, places: Places, args: argparse.Namespace) -> _Built:
    """Run Sphinx in the work folder, and seal what it leaves there.

    What a killed build or a full disk left there may be torn where Sphinx would not look, and what something else
    changed there Sphinx takes for its own, so such a folder is built anew.  With ``-W`` so is one whose last build
    had warnings, since Sphinx warns only of what it reads.
    """
    # what Sphinx loads and makes stays until the end: looking for garbage in it so often took a tenth of a small build
    gc.set_threshold(100_000, 50, 100)
    end_with_this_process()
    unfinished, warned = places.note("unfinished"), places.note("warned")
    since = begin_work(places)
    # Without seals no build has ever come to its end here.
    begun = unfinished.exists() or not places.seals.exists()
    if args.fresh or begun or (args.fail_on_warning and warned.exists()):
        places.forget()
    elif damaged := damaged_work(places):
        _say_damaged(damaged, unread=damaged == str(places.seals))
        places.forget()
    anew = not places.doctrees.exists()
    try:
        with look_early(places, alone=jobs_of(args) == 1) as early:
            app, seals = _run_and_seal(root, places, args, since, early.seen)
            return _Built(app, seals, anew, early.lost())
    except BuildError:
        raise
    except DepartedError as error:
        _say_damaged(str(error))
    except Exception as error:
        if anew or of_the_disk(error) or not is_unexpected(error):
            raise BuildError(FAILED, what_failed(error, places)) from error
        what = f"{type(error).__name__}: {error}"
        print(f"what the last build left cannot be built upon ({what}), so everything is built again", file=sys.stderr)
    places.forget()
    try:
        return _Built(*_run_and_seal(root, places, args), anew=True)
    except BuildError:
        raise
    except Exception as error:
        raise BuildError(FAILED, what_failed(error, places)) from error


def _run_and_seal(
    root: Path, places: Places, args: argparse.Namespace, since: int = 0, seen: Callable[[], Seen] = dict
) -> tuple[Sphinx, Seals]:
    app = run_sphinx(root, places, args)
    from sphinx_newsroom.extension.in_place import left_alone

    return app, seal_work(places, since, _shared(app), left_alone(app, seen()))


def _shared(app: Sphinx) -> Shared:
    from sphinx_newsroom.extension.compiled.workers import shared_by

    return shared_by(app)


def _say_damaged(path: str, *, unread: bool = False) -> None:
    # Who has just installed another version need not look for what went wrong.
    why = "is damaged, or of another version of newsroom" if unread else "is not as the last build left it"
    print(f"{path} {why}, so everything is built again", file=sys.stderr)


def _keep(app: Sphinx, site: Path) -> None:
    """Keep what was published, for the time when a file departs from it or a notebook fails; raises OSError."""
    keep_sources(_domain(app).archive)
    keep_files(_domain(app).archive, site)
    if "nbsphinx" in app.extensions:
        from sphinx_newsroom.extension.notebooks.analyses import keep_results

        keep_results(app.env)


def _domain(app: Sphinx) -> NewsroomDomain:
    from sphinx_newsroom.extension.domain import domain_of

    return domain_of(app.env)


def _refuse_changes(app: Sphinx, root: Path, places: Places, seen: Stats) -> None:
    """Raise BuildError where a source is not what it was when the build began: half of the site could be of another.

    The next build builds upon nothing that this one left, since its note ``unfinished`` stays.
    """
    if changed := changed_since(seen, root, places, app.config.extensions):
        raise BuildError(FAILED, f"changed while the site was built: {_few(changed)}; build again")


def _publish(built: _Built, archive: Archive, places: Places, args: argparse.Namespace) -> Published:
    app = built.app
    mistakes = any(withheld.reason == "error" for withheld in archive.withheld.values())
    places.note("unfinished").unlink()
    # Since 8.1 Sphinx builds to the end under -W, and tells by its status.
    if app.statuscode or (args.fail_on_warning and mistakes):
        raise BuildError(FAILED, "there were warnings, and -W was given")
    # Nobody but the newsroom has a preview, in which drafts come and go.
    for_readers = args.for_readers and not archive.settings.drafts
    if for_readers and (archive.ledger is not None or (places.out / LEDGER).exists()):
        _refuse_losses(archive, places, built.seals, args.accept_loss)
    progress, replaced = Progress("files"), _domain(app).site.replaced
    try:
        tell = None if args.quiet else progress
        shared = ended_by_the_system(_shared(app))
        reread = args.verify or built.anew
        return publish(places, built.seals, replaced=replaced, reread=reread, lost=built.lost, tell=tell, shared=shared)
    except PublishError:
        places.note("unfinished").touch()  # what is torn must not be built upon
        raise
    finally:
        progress.end()


def _refuse_losses(archive: Archive, places: Places, built: Seals, accepted: bool) -> None:
    """Raise BuildError where readers would no longer find what the published site has, or say so where that is so."""
    events = [f"the record of {said(event)}" for event in lost_events(places.out, places.work)]
    withdrawn = (page for page in (*archive.releases, *archive.superseded) if archive.withdrawal(page))
    gone = gone_from(places.out, built)
    found = lost_addresses(gone.paths, gone.had, (*kept_back(archive), *withdrawn))
    pages = [page for page in found if is_owed(archive, places.out, page)]
    waiting = of_topics(pages) if archive.withheld else []
    if waiting:  # nobody else's release is to wait for the one that has the topic
        print(f"not in the site while releases are kept back: {_few(waiting)}", file=sys.stderr)
    empty = without_items(pages, places.out, places.work)
    if empty:
        print(f"not in the site until there is a release to put into them: {_few(empty)}", file=sys.stderr)
    listed = forgotten(archive, built)
    lost = [*events, *(page for page in dict.fromkeys((*pages, *listed)) if page not in (*waiting, *empty))]
    if not lost:
        return
    named = _few(lost)
    if any(one.reason == "unpublished" for one in archive.withheld.values()):
        named += "; if one of these was never published: newsroom publish"
    if not accepted:
        raise BuildError(
            FAILED,
            f"the published site has what would be gone: {named}; "
            + (
                clock_behind(archive.ledger.events if archive.ledger else (), archive.settings.now)
                or "bring it back, or say that it is to go: newsroom build --accept-loss"
            ),
        )
    if listed:
        lines = (archive.root / ADDRESSES).read_text(encoding="utf-8").splitlines(keepends=True)
        write(archive.root / ADDRESSES, "".join(line for line in lines if line.rstrip() not in listed))
    print(f"gone from the site, as accepted: {named}", file=sys.stderr)


def _few(paths: list[str]) -> str:
    more = f" and {len(paths) - _NAMED:,} more" if len(paths) > _NAMED else ""
    return f"{', '.join(paths[:_NAMED])}{more}"
