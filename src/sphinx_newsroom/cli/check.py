"""``newsroom check``: every header and record, without Sphinx, so that it is quick enough for a hook."""

from __future__ import annotations

import argparse
import difflib
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.advice import undecided
from sphinx_newsroom.archive.alerts import addresses_in_git, alerts_of
from sphinx_newsroom.archive.embargo import waiting
from sphinx_newsroom.archive.loading import Archive
from sphinx_newsroom.archive.versions import refuse_editions_of_no_moment
from sphinx_newsroom.archive.withheld import drafts_in_words
from sphinx_newsroom.cli.check_documents import refused_documents, unseen_beside
from sphinx_newsroom.conf_file import names_in_conf, settings_in
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.diagnostics import AnyCode, Code, Problem, Severity, counted
from sphinx_newsroom.files import read_exactly, read_plain, write
from sphinx_newsroom.model.addresses import PageName, release_id, superseded_by_name
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.operations.opened import opened_as_published
from sphinx_newsroom.operations.site.early_look import early_records
from sphinx_newsroom.operations.site.files import is_ours
from sphinx_newsroom.operations.site.losses import changed_around, losses_of
from sphinx_newsroom.outputs.cards import font_of
from sphinx_newsroom.outputs.tables.parquet import refuse_missing
from sphinx_newsroom.sources.hidden_data import is_large, smaller
from sphinx_newsroom.sources.keys.header_keys import KEYS, release_keys
from sphinx_newsroom.sources.listing import source_file
from sphinx_newsroom.sources.mending import mended
from sphinx_newsroom.sources.picture_data import CHANGEABLE, CannotError, has_position, without_position
from sphinx_newsroom.sources.release_file import MARKDOWN

# How `newsroom check` prints what it found: for people, for GitHub, for programs that read SARIF or JSON.

Format = Callable[[Sequence[Problem], Path], Iterator[str]]


def _place(problem: Problem, root: Path) -> str:
    """The problem's path as seen from the current folder."""
    return os.path.relpath(root / problem.path)


def text_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """A line each: ``file:line: [code] what is wrong; what to write instead``."""
    for problem in problems:
        yield f"{_place(problem, root)}:{problem.line}: {problem.text}"


_COMMANDS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}


def github_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """Commands of a workflow, which GitHub shows at their lines.

    Source: GitHub Docs, "Workflow commands for GitHub Actions"; what is escaped is as in actions/toolkit, command.ts.
    """
    for problem in problems:
        said = {"file": _place(problem, root), "line": str(problem.line or 1), "title": problem.code.code}
        properties = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in said.items())
        words = _escaped(f"{problem.message}; {problem.advice}")
        yield f"::{_COMMANDS[problem.code.severity]} {properties}::{words}"


def _escaped(value: str, more: str = "") -> str:
    """A value of a command with the signs that end it as their numbers; the per cent sign first, which begins these."""
    for sign in f"%\r\n{more}":
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value


_LEVELS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def sarif_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """One log of SARIF 2.1.0 (OASIS), with a rule for each code that occurs."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    driver = {"name": "newsroom", "version": __version__, "rules": [_rule(code) for code in codes]}
    results = [_result(problem, codes.index(problem.code), root) for problem in problems]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "results": results}],
    }
    yield json.dumps(log, ensure_ascii=False, indent=1)


def _rule(code: AnyCode) -> dict[str, Any]:
    return {
        "id": code.code,
        "shortDescription": {"text": code.meaning},
        "defaultConfiguration": {"level": _LEVELS[code.severity]},
    }


def _result(problem: Problem, rule: int, root: Path) -> dict[str, Any]:
    # A path as a relative reference: what is no letter of an address as its number, and never taken for a scheme.
    uri = quote(Path(_place(problem, root)).as_posix(), safe="/")
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    if problem.line:
        place["region"] = {"startLine": problem.line}
    return {
        "ruleId": problem.code.code,
        "ruleIndex": rule,
        "level": _LEVELS[problem.code.severity],
        "message": {"text": f"{problem.message}; {problem.advice}"},
        "locations": [{"physicalLocation": place}],
    }


def json_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """One list of JSON, with the paths as the archive names them."""
    yield json.dumps([problem.row() for problem in problems], ensure_ascii=False, indent=1)


FORMATS: Mapping[str, Format] = {
    "text": text_lines,
    "github": github_lines,
    "sarif": sarif_lines,
    "json": json_lines,
}
"""The formats by name."""


# `newsroom check --strip` and `--resize`: pictures that nothing published shows lose their place or size.


class Way(NamedTuple):
    """How pictures are changed: the *word* for it, the code of what is mended, which are *meant*, and how."""

    word: str
    code: Code
    meant: Callable[[bytes], bool]
    change: Callable[[bytes], bytes]


STRIP = Way("stripped", Code.HIDDEN_DATA, has_position, without_position)
RESIZE = Way("resized", Code.UNLIKELY, is_large, smaller)


def change_pictures(archive: Archive, beside: Iterable[Problem], wanted: Sequence[str], way: Way, *, dry: bool) -> bool:
    """Take the position out of pictures, or make large ones smaller; whether any was written.

    What else tells of who took one goes with it, such as serial numbers, and nothing of what it shows.  Those that an
    unpublished text shows are looked at, and those that the problems *beside* the archive's name; or of these the
    *wanted*, by their own paths, those of texts, or of folders; a picture that is asked for by its path need not be
    shown by anything.  With *dry* nothing is written.  Raises ConfigError where the archive cannot be written to.
    """
    done = 0
    word = f"would be {way.word}" if dry else way.word
    for path, before, after in _changed(archive, _pictures(archive, beside, wanted, way.code), way):  # they are large
        if not dry:
            _put(archive, path, before, after)
        print(f"{path}: {word}", file=sys.stderr)
        done += 1
    print(f"{counted(done, 'picture')} {word}", file=sys.stderr)
    return bool(done) and not dry


def _put(archive: Archive, path: str, before: bytes, after: bytes) -> None:
    try:
        with held_archive(archive.root):
            if read_plain(archive.root / path) != before:
                raise ConfigError(f"{path} was changed in the meantime; run this again")
            write(archive.root / path, after)
    except (BusyError, OSError) as error:
        raise ConfigError(f"no more pictures were changed: {error}") from error


def _pictures(archive: Archive, beside: Iterable[Problem], wanted: Sequence[str], code: Code) -> Iterator[str]:
    """The pictures that are wanted."""
    shown = [one for one in (*archive.problems, *beside) if one.code is code and one.other]
    asked = [one.other for one in shown if not wanted or any(_is_in(place, one.path, one.other) for place in wanted)]
    for path in dict.fromkeys((*asked, *wanted)):
        if not path.lower().endswith(CHANGEABLE) or not os.path.isfile(archive.root / path):
            continue
        if os.path.islink(archive.root / path):
            print(f"{path}: left as it is: it is a symbolic link; give the file", file=sys.stderr)
        else:
            yield path


def _is_in(place: str, *paths: str) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for path in paths)


def _published(archive: Archive) -> Iterator[str]:
    """The digests of all files that were published."""
    for record in archive.ledger.records.values() if archive.ledger else ():
        for event in record.revisions:
            yield from (sha256 for _, sha256 in event.files or ())


def _changed(archive: Archive, paths: Iterable[str], way: Way) -> Iterator[tuple[str, bytes, bytes]]:
    """The pictures that are meant, as they are and as they would be."""
    published = set(_published(archive))
    for path in paths:
        try:
            before = read_plain(archive.root / path)
            if not way.meant(before):
                continue
            if hashlib.sha256(before).hexdigest() in published:
                words = "it is published; newsroom correct puts another in its place"
                print(f"{path}: left as it is: {words}", file=sys.stderr)
            else:
                yield path, before, way.change(before)
        except CannotError as error:
            print(f"{path}: left as it is: {error}; save it anew by hand", file=sys.stderr)
        except OSError as error:
            print(f"{path}: cannot be read: {error.strerror}", file=sys.stderr)


# `newsroom check --fix`: what is mechanical in headers is mended, in files that nothing published stands in.


class Mended(NamedTuple):
    """A file as it is and as it would be."""

    path: str
    before: str
    after: str


def mend(archive: Archive, is_wanted: Callable[[str], bool], *, dry: bool) -> bool:
    """Mend the headers of the files that are wanted; whether any was written.

    Differences are shown on the standard error stream, since the other is for the problems.  With *dry* nothing is
    written.  Raises ConfigError where the archive cannot be written to.
    """
    found = [one for one in _mended(archive) if is_wanted(one.path)]
    for one in found:
        before, after = one.before.splitlines(keepends=True), one.after.splitlines(keepends=True)
        sys.stderr.writelines(difflib.unified_diff(before, after, one.path, one.path, n=0))
    if found and not dry:
        try:
            with held_archive(archive.root):
                for one in found:
                    if read_exactly(archive.root / one.path) != one.before:
                        raise ConfigError(f"{one.path} was changed in the meantime; run this again")
                    write(archive.root / one.path, one.after)
        except (BusyError, OSError) as error:
            raise ConfigError(f"nothing more was mended: {error}") from error
    count = counted(len(found), "file")
    print(f"{count} {'would be mended' if dry else 'mended'}", file=sys.stderr)
    return bool(found) and not dry


def _mended(archive: Archive) -> Iterator[Mended]:
    """The files with an error in which something is mechanical, those of published texts left alone."""
    paths = dict.fromkeys(problem.path for problem in archive.problems if _may_be_mended(archive, problem))
    releases = {release.id for release in archive.releases.values()} | archive.moved.keys()
    releases |= {release_id(page) for page in archive.withheld if page.startswith("releases/")}
    for path in paths:
        kind = source_file(path).kind
        keys = release_keys(archive.settings.types, archive.settings.timezone) if kind == "release" else KEYS[kind]
        try:
            before = read_exactly(archive.root / path)
        except (OSError, UnicodeDecodeError):
            continue
        after = mended(before, keys, releases, archive.settings.types)
        if after != before:
            yield Mended(path, before, after)


def _may_be_mended(archive: Archive, problem: Problem) -> bool:
    stem, suffix = os.path.splitext(problem.path)
    if not problem.is_error or suffix != MARKDOWN or "/" not in stem or superseded_by_name(stem):
        return False
    return archive.ledger is None or release_id(PageName(stem)) not in archive.ledger.records


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
