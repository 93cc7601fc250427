"""``newsroom build``: run Sphinx apart from the published site, publish what was verified, say what was left out."""

from __future__ import annotations

import argparse
import datetime as dt
import errno
import gc
import json
import logging
import os
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from sphinx_newsroom.archive.embargo import in_words, next_due, wait_until
from sphinx_newsroom.archive.loading import load
from sphinx_newsroom.config import ConfigError, settings_of
from sphinx_newsroom.diagnostics import Severity
from sphinx_newsroom.operations.deploy import (
    Places,
    Published,
    PublishError,
    check_place,
    check_work,
    locked,
    publish,
    recover,
)

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_newsroom.archive.loading import Archive

EPILOG = """examples:
  newsroom build                    the site in _build/html
  newsroom build -W                 for a machine: fail where anything is wrong, and keep the published site
  newsroom build --out /srv/www     somewhere else; --root names another archive
  newsroom build --wait-next        at the minute when the next embargo ends"""

DONE, FAILED, USAGE = 0, 1, 2

# In the words of the system, since Sphinx passes on the message alone.
_DISK_ERRORS = tuple(map(os.strerror, (errno.ENOSPC, errno.EFBIG, errno.EDQUOT, errno.EROFS, errno.EIO)))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--out", type=Path, metavar="DIR", help="where to publish the site (default: _build/html)")
    parser.add_argument(
        "-j",
        "--jobs",
        type=_jobs,
        default=1,
        metavar="N",
        help="how many processes to use (default: 1, which on two cores takes less time than 2); "
        "auto takes one a core, at most 4",
    )
    parser.add_argument(
        "-W",
        "--fail-on-warning",
        action="store_true",
        help="fail, and do not publish, where anything is warned about or left out by mistake",
    )
    parser.add_argument(
        "--wait-next", action="store_true", help="wait until the next release under embargo is due, then build"
    )
    parser.add_argument("--fresh", action="store_true", help="build everything again, not only what changed")
    parser.add_argument("--json", action="store_true", help="print the report as JSON; progress goes to standard error")
    parser.add_argument("-q", "--quiet", action="store_true", help="show no progress")


def _jobs(value: str) -> int:
    if value == "auto":
        return min(os.cpu_count() or 1, 4)
    if not value.isdecimal() or int(value) < 1:
        raise argparse.ArgumentTypeError(f"{value!r} is not a number of processes; write a number from 1 up, or auto")
    return int(value)


class BuildError(Exception):
    """The build ends without a new site: with *status*, and *text* for people."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def run(args: argparse.Namespace) -> int:
    """Build and publish; 0 when published, 1 when the build failed, 2 when it could not begin."""
    root = Path(args.root).resolve()
    places = Places((args.out or root / "_build" / "html").resolve())
    archive = None
    try:
        if not (root / "conf.py").is_file():
            raise BuildError(USAGE, f"{root} has no conf.py; run in an archive's folder, or give it with --root")
        _check(places, root)
        if args.wait_next:
            _wait(root)
        with locked(places):
            recover(places)
            app = _build(root, places, args)
            archive = _archive(app)
            done = _publish(app, archive, places, args.fail_on_warning)
    except BuildError as failure:
        return _report_failure(failure, archive, places, args.json)
    except (PublishError, OSError) as error:
        return _report_failure(BuildError(FAILED, str(error)), archive, places, args.json)
    _report(archive, places, done, args.json)
    return DONE


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
    due = next_due(load(root, settings))
    print(
        f"waiting for {in_words(due)}" if due else "nothing is under embargo, so there is nothing to wait for",
        file=sys.stderr,
        flush=True,
    )
    if due:
        wait_until(due.moment)


def _check(places: Places, root: Path) -> None:
    try:
        check_place(places.out, root)
        check_work(places)
    except PublishError as error:
        raise BuildError(USAGE, str(error)) from error


def _build(root: Path, places: Places, args: argparse.Namespace) -> Sphinx:
    """Run Sphinx in the work folder.

    What a killed build or a full disk left there may be torn where Sphinx would not look, so such a
    folder is built anew.  With ``-W`` so is one whose last build had warnings, since Sphinx warns only
    of what it reads.
    """
    from sphinx.application import Sphinx
    from sphinx.errors import ConfigError as SphinxConfigError
    from sphinx.util.console import color_terminal, nocolor
    from sphinx.util.docutils import docutils_namespace, patch_docutils

    # what Sphinx loads and makes stays until the end: looking for garbage in it so often took a tenth of a small build
    gc.set_threshold(100_000, 50, 100)
    unfinished, warned = places.note("unfinished"), places.note("warned")
    if args.fresh or unfinished.exists() or (args.fail_on_warning and warned.exists()):
        places.forget()
    if not color_terminal():
        nocolor()
    status: TextIO | None = None if args.quiet else sys.stderr if args.json else sys.stdout
    try:
        with patch_docutils(root), docutils_namespace():
            app = Sphinx(
                root,
                root,
                places.work,
                places.doctrees,
                "html",
                status=status,
                warning=sys.stderr,
                warningiserror=args.fail_on_warning,
                parallel=args.jobs,
            )
            if "sphinx_newsroom" not in app.extensions:
                raise BuildError(USAGE, 'conf.py does not load the extension; write extensions = ["sphinx_newsroom"]')
            app.builder.epilog = ""  # type: ignore[misc]  # it would send people to the work folder
            disk = _DiskWatch()
            logging.getLogger("sphinx").addHandler(disk)
            unfinished.touch()
            app.build()
    except BuildError:
        raise
    except SphinxConfigError as error:
        raise BuildError(USAGE, str(error)) from error
    except Exception as error:
        raise BuildError(FAILED, _what_failed(error)) from error
    if disk.seen:
        raise BuildError(FAILED, disk.seen)
    _set(warned, app._warncount > 0)
    unfinished.unlink()
    return app


def _set(note: Path, value: bool) -> None:
    if value:
        note.touch()
    else:
        note.unlink(missing_ok=True)


class _DiskWatch(logging.Handler):
    """Notices that a file could not be written, which to Sphinx is a warning and the end of one page alone."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.seen = ""

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if any(words in message for words in _DISK_ERRORS):
            self.seen = self.seen or message


def _what_failed(error: Exception) -> str:
    from sphinx.errors import SphinxError

    if isinstance(error, SphinxError):
        return f"{error.category}: {error}"
    return "".join(traceback.format_exception(error)).rstrip()


def _archive(app: Sphinx) -> Archive:
    from sphinx_newsroom.extension.domain import domain_of

    return domain_of(app.env).archive


def _publish(app: Sphinx, archive: Archive, places: Places, strict: bool) -> Published:
    mistakes = any(withheld.reason == "error" for withheld in archive.withheld.values())
    # Since 8.1 Sphinx builds to the end under -W, and tells by its status.
    if app.statuscode or (strict and mistakes):
        raise BuildError(FAILED, "there were warnings, and -W was given")
    try:
        return publish(places)
    except PublishError:
        places.note("unfinished").touch()  # what is torn must not be built upon
        raise


def _report_failure(failure: BuildError, archive: Archive | None, places: Places, as_json: bool) -> int:
    stands = places.out.is_dir()
    if as_json:
        left_out = _left_out(archive) if archive else []
        _print_json({"published": False, "error": failure.text, "left_out": left_out})
    if archive and not as_json:
        _print_left_out(archive, sys.stderr)
    kept = "; the site published before stands as it was" if stands else ""
    print(f"newsroom build: nothing was published: {failure.text}{kept}", file=sys.stderr)
    return failure.status


def _report(archive: Archive, places: Places, done: Published, as_json: bool) -> None:
    index = places.out / "index.html"
    registry = archive.registry
    counts = {
        "releases": len(archive.releases),
        "organizations": len(registry.organizations),
        "officials": len(registry.officials),
    }
    if as_json:
        _print_json(
            {
                "published": True,
                "index": str(index),
                **counts,
                "written": done.written,
                "removed": done.removed,
                "kept": done.kept,
                "put_aside": list(done.aside),
                "next_due": due.moment.isoformat() if (due := next_due(archive)) else None,
                "left_out": _left_out(archive),
            }
        )
        return
    words = ", ".join(f"{count:,} {name if count != 1 else name[:-1]}" for name, count in counts.items())
    _print_left_out(archive, sys.stdout)
    if done.aside:
        print(
            f"\nIn the site stood what no build made, in the place of files that were built; it is kept in "
            f"{places.aside}:"
        )
        print("\n".join(f"  {path}" for path in done.aside))
    if due := next_due(archive):
        print(f"\nThe next is due at {in_words(due)}: newsroom build --wait-next")
    print(f"\n{words}; {done.written:,} files written, {done.removed:,} removed, {done.kept:,} unchanged")
    print(f"The site is at {index}")


def _left_out(archive: Archive) -> list[dict[str, Any]]:
    """Every file that is not in the site, by path, with its reason."""
    return [
        {
            "path": withheld.path,
            "reason": withheld.reason,
            "until": withheld.until.isoformat() if withheld.until else None,
            "problems": [
                problem.row()
                for problem in archive.problems
                if problem.path == withheld.path and problem.code.severity is Severity.ERROR
            ],
        }
        for withheld in sorted(archive.withheld.values(), key=lambda withheld: withheld.path)
    ]


def _print_left_out(archive: Archive, stream: TextIO) -> None:
    rows = _left_out(archive)
    if not rows:
        return
    print(f"\nLEFT OUT of the site, {len(rows)} {'files' if len(rows) > 1 else 'file'}:", file=stream)
    for row in rows:
        if row["until"]:
            print(f"  {row['path']}: under embargo until {row['until']}", file=stream)
    left_out = {row["path"] for row in rows}
    for problem in archive.problems:
        if problem.code.severity is Severity.ERROR and problem.path in left_out:
            print(f"  {problem}", file=stream)


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
