"""``newsroom check``: every header and record, without Sphinx, so that it is quick enough for a hook."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from sphinx_newsroom.archive.advice import undecided
from sphinx_newsroom.archive.alerts import addresses_in_git, alerts_of
from sphinx_newsroom.archive.embargo import waiting
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.versions import refuse_editions_of_no_moment
from sphinx_newsroom.archive.withheld import drafts_in_words
from sphinx_newsroom.cli.check_documents import refused_documents, unseen_beside
from sphinx_newsroom.cli.check_fix import mend
from sphinx_newsroom.cli.check_formats import FORMATS
from sphinx_newsroom.cli.check_strip import RESIZE, STRIP, change_pictures
from sphinx_newsroom.conf_file import names_in_conf, settings_in
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import Code, Problem, Severity, counted
from sphinx_newsroom.operations.opened import opened_as_published
from sphinx_newsroom.operations.site.early_records import early_records
from sphinx_newsroom.operations.site.files import is_ours
from sphinx_newsroom.operations.site.losses import changed_around, losses_of
from sphinx_newsroom.outputs.cards import font_of
from sphinx_newsroom.outputs.tables.parquet import refuse_missing

EPILOG = """examples:
  newsroom check                                 the whole archive
  newsroom check releases/2011/conference-opens.md
  newsroom check --strict --json                 for a machine: warnings fail, too
  newsroom check --format github                 in a workflow: annotations at their lines
  newsroom check --site /srv/www/archive         against a site that stands elsewhere
  newsroom check --fix --dry-run                 what would be mended in headers, as a difference
  newsroom check --fix                           mend it: dates, quotation marks, tabs, capitals, ids
  newsroom check --strip releases/2026/          take the place out of the photographs of unpublished releases
  newsroom check --resize releases/2026/         make the large pictures of unpublished releases smaller

Exits with 1 where there is an error (with --strict, or a warning), with 2 where the check itself could not be made."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help="report on these files or folders alone; they are checked against the whole archive",
    )
    parser.add_argument(
        "--site",
        type=Path,
        metavar="DIR",
        help="the folder of the site that readers have, whose addresses and record must not be lost "
        "(default: _build/html, where that is there)",
    )
    parser.add_argument(
        "--format",
        choices=tuple(FORMATS),
        default="text",
        help="how the problems are printed: as text, as annotations of GitHub, as SARIF 2.1.0, as JSON (default: text)",
    )
    parser.add_argument(
        "--json", action="store_const", const="json", dest="format", help="print the problems as JSON; as --format json"
    )
    parser.add_argument(
        "--fix",
        action="store_true",
        help="mend what is mechanical in headers, and then check; no published text is touched",
    )
    parser.add_argument(
        "--strip",
        action="store_true",
        help="take out of pictures where they were taken, by whose camera, and their small pictures, and then check; "
        "a FILE may be a picture, and no published one is touched",
    )
    parser.add_argument(
        "--resize",
        action="store_true",
        help="make pictures of more than 2 MB or 4,000 pixels smaller, and then check (needs the extra `cards`); "
        "a FILE may be a picture, and no published one is touched",
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="with --fix, --strip or --resize: show what would be done, change nothing",
    )
    parser.add_argument("--strict", action="store_true", help="fail on warnings, too")


def run(args: argparse.Namespace) -> int:
    """Check and report; raises ConfigError where conf.py or FILE cannot be used."""
    root = args.root.resolve()
    names = names_in_conf(root)
    settings = settings_in(names, root)
    # Before the archive is read: a mistyped name is told at once.
    wanted = [_within(root, file) for file in args.files]
    archive = opened_as_published(root, settings)
    refuse_editions_of_no_moment(archive)
    font_of(root, settings)
    refuse_missing(wanted=settings.parquet)
    if args.dry_run and not (args.fix or args.strip or args.resize):
        raise ConfigError("--dry-run shows what --fix, --strip or --resize would do; give one of them, too")
    if args.fix and mend(archive, lambda path: not wanted or _is_wanted(path, wanted), dry=args.dry_run):
        archive = opened_as_published(root, settings)
    unseen = unseen_beside(root, settings, names)
    ways = [way for way, asked in ((STRIP, args.strip), (RESIZE, args.resize)) if asked]
    changed = [change_pictures(archive, unseen, wanted, way, dry=args.dry_run) for way in ways]
    if any(changed):
        archive = opened_as_published(root, settings)
        unseen = unseen_beside(root, settings, names)
    found = (
        *archive.problems,
        *refused_documents(root, settings, names),
        *unseen,
        *(alerts := alerts_of(root, settings, archive.registry)).problems,
        *addresses_in_git(root, alerts.alerts),
        *losses_of(archive, _site(args.site, root)),
        *changed_around(archive, names),
        *early_records(archive, _site(args.site, root)),
        *undecided(root),
        *_without_extension(names),
        *waiting(archive),
    )
    problems = [problem for problem in found if not wanted or _concerns(problem, wanted)]
    for line in FORMATS[args.format](problems, root):
        print(line)
    counts = Counter(problem.code.severity for problem in problems)
    checked = [path for path in _paths(archive) if not wanted or _is_wanted(path, wanted)]
    # Apart from the problems, so that JSON stays JSON.
    print(_summary(len(checked), counts), file=sys.stderr)
    if drafts := drafts_in_words(archive.withheld):
        print(drafts, file=sys.stderr)
    failing = [Severity.FATAL, Severity.ERROR, *([Severity.WARNING] if args.strict else [])]
    return 1 if any(counts[severity] for severity in failing) else 0


def _without_extension(names: Mapping[str, object]) -> Iterator[Problem]:
    """A conf.py by which Sphinx would build no archive."""
    if "sphinx_newsroom" not in str(names.get("extensions")):
        message = "conf.py does not name the extension, so a build makes neither releases nor records"
        yield Problem("conf.py", 1, Code.BAD_VALUE, message, 'write extensions = ["sphinx_newsroom"]')


def _site(given: Path | None, root: Path) -> Path:
    """The published site; raises ConfigError where what was *given* is none."""
    if given is not None and not is_ours(given):
        raise ConfigError(f"{given} is no site that newsroom built; give the folder that has its index.html")
    return given or root / "_build" / "html"


def _within(root: Path, file: Path) -> str:
    """A file or folder as the archive names it; raises ConfigError for what is not there."""
    place = file.absolute()
    if not place.exists():
        raise ConfigError(f"{file} does not exist; give files or folders of the archive {root}")
    folder = place.parent.resolve() / place.name  # a file that is a symbolic link is meant by its own name
    if not folder.is_relative_to(root):
        raise ConfigError(f"{file} is not in the archive {root}; give files or folders of it, or another --root")
    return folder.relative_to(root).as_posix()


def _concerns(problem: Problem, wanted: Sequence[str]) -> bool:
    return any(path and _is_wanted(path, wanted) for path in (problem.path, problem.other))


def _is_wanted(path: str, wanted: Sequence[str]) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for place in wanted)


def _paths(archive: Archive) -> set[str]:
    """The files that were read."""
    registry = archive.registry
    records = (registry.organizations, registry.officials, registry.topics, archive.releases, archive.withheld)
    return {record.path for kind in records for record in kind.values() if record.path}


def _summary(checked: int, counts: Counter[Severity]) -> str:
    words = {severity: severity.value for severity in Severity} | {Severity.FATAL: "fatal error"}
    found = [counted(counts[severity], words[severity]) for severity in Severity if counts[severity]]
    return f"{counted(checked, 'file')} checked: {', '.join(found) or 'nothing wrong'}"
