"""``newsroom check``: check every header, record and text without Sphinx, quickly enough for a commit hook.

Prints the problems as text, GitHub annotations, SARIF or JSON; can also fix headers and shrink or strip pictures.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple, TypeVar
from urllib.parse import quote

import click

from sphinx_newsroom import api
from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.embargo import drafts_in_words
from sphinx_newsroom.archive.index import refuse_editions_of_no_moment
from sphinx_newsroom.archive.journal import BusyError, archive_lock
from sphinx_newsroom.archive.loading import LoadedArchive, undecided
from sphinx_newsroom.archive.opening import open_archive
from sphinx_newsroom.archive.release_files import of_conf, of_guides
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, argument, command, dry_run, flag, option, warn
from sphinx_newsroom.config import ConfigError, Settings, names_in_conf, settings_in
from sphinx_newsroom.diagnostics import Code, Problem, Severity, counted, explanations
from sphinx_newsroom.files import read_exactly, read_plain, read_text, write
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS, PageName, release_id, superseded_by_name
from sphinx_newsroom.operations.alerts import addresses_in_git, alerts_of
from sphinx_newsroom.operations.losses import changed_around, early_records, losses_of
from sphinx_newsroom.operations.publish import waiting
from sphinx_newsroom.operations.site import is_ours
from sphinx_newsroom.sources.header import KEYS, MARKDOWN, SUFFIXES
from sphinx_newsroom.sources.header_checks import mended
from sphinx_newsroom.sources.hidden_data import (
    CHANGEABLE,
    CannotError,
    has_position,
    is_large,
    smaller,
    without_position,
)
from sphinx_newsroom.sources.listing import documents_by_path, no_front_page, public_at_once, source_file

# Output formats: for people, for GitHub, and for programs that read SARIF or JSON.

Item = TypeVar("Item")
Format = Callable[[Sequence[Problem], Path], Iterator[str]]


_LEVELS = {Severity.FATAL: "error", Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}


def _place(problem: Problem, root: Path) -> str:
    """Return the problem's path relative to the current folder."""
    return os.path.relpath(root / problem.path)


def text_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """Yield a line for each problem: ``file:line: [code] what is wrong; what to write instead``."""
    for problem in problems:
        yield f"{_place(problem, root)}:{problem.line}: {problem.text}"


def github_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """Yield GitHub workflow commands, which GitHub shows as annotations of the lines.

    Source: GitHub Docs, "Workflow commands for GitHub Actions"; escaping as in actions/toolkit, command.ts.
    """
    for problem in problems:
        said = {"file": _place(problem, root), "line": str(problem.line or 1), "title": problem.code.code}
        properties = ",".join(f"{name}={_escaped(value, ':,')}" for name, value in said.items())
        words = _escaped(f"{problem.message}; {problem.advice}")
        level = _LEVELS[problem.code.severity].replace("note", "notice")
        yield f"::{level} {properties}::{words}"


def _escaped(value: str, more: str = "") -> str:
    """Percent-encode the characters that would end a command's value; the percent sign comes first."""
    for sign in f"%\r\n{more}":
        value = value.replace(sign, f"%{ord(sign):02X}")
    return value


def sarif_lines(problems: Sequence[Problem], root: Path) -> Iterator[str]:
    """Yield one SARIF 2.1.0 log (OASIS), with a rule for each code that occurs."""
    codes = list(dict.fromkeys(problem.code for problem in problems))
    rules = [
        {
            "id": code.code,
            "shortDescription": {"text": code.meaning or explanations()[code.code]["meaning"]},
            "defaultConfiguration": {"level": _LEVELS[code.severity]},
        }
        for code in codes
    ]
    tool = {"driver": {"name": "newsroom", "version": __version__, "rules": rules}}
    results = [_result(problem, codes.index(problem.code), root) for problem in problems]
    schema = "https://json.schemastore.org/sarif-2.1.0.json"
    log = {"$schema": schema, "version": "2.1.0", "runs": [{"tool": tool, "results": results}]}
    yield json.dumps(log, ensure_ascii=False, indent=1)


def _result(problem: Problem, rule: int, root: Path) -> dict[str, Any]:
    # A percent-encoded relative reference, so that nothing in the path can be read as a URI scheme.
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
    """Yield one JSON list; paths are relative to the archive."""
    yield json.dumps([problem.row() for problem in problems], ensure_ascii=False, indent=1)


FORMATS: Mapping[str, Format] = {
    "text": text_lines,
    "github": github_lines,
    "sarif": sarif_lines,
    "json": json_lines,
}
"""The output formats by name."""


# `newsroom check --strip` and `--resize`: change pictures that aren't published yet.


class Way(NamedTuple):
    """A way to change pictures.

    *word* describes the result and *code* is the problem that it fixes; *meant* tests whether a picture needs the
    change.
    """

    word: str
    code: Code
    meant: Callable[[bytes], bool]
    change: Callable[[bytes], bytes]


STRIP = Way("stripped", Code.HIDDEN_DATA, has_position, without_position)
RESIZE = Way("resized", Code.UNLIKELY, is_large, smaller)


def change_pictures(
    archive: LoadedArchive, extra: Iterable[Problem], chosen: Sequence[str], way: Way, *, dry: bool
) -> bool:
    """Strip location data from pictures, or make large ones smaller; returns whether any file was written.

    Stripping also removes other identifying data, such as serial numbers, but changes nothing visible. Published
    pictures aren't changed. Raises ConfigError if the archive can't be written to.

    Args:
        archive: The archive.
        extra: Further problems, of pictures in guides and conf.py.
        chosen: Paths of pictures, texts or folders to limit the change to. A picture named here needn't be used
            anywhere.
        way: The change to make.
        dry: Report the changes, but write nothing.
    """
    done = 0
    word = f"would be {way.word}" if dry else way.word
    for path, before, after in _changed(archive, _pictures(archive, extra, chosen, way.code), way):  # they are large
        if not dry:
            _put(archive, path, before, after)
        warn(f"{path}: {word}")
        done += 1
    warn(f"{counted(done, 'picture')} {word}")
    return bool(done) and not dry


def _put(archive: LoadedArchive, path: str, before: bytes, after: bytes) -> None:
    """Write a file unless it changed since it was read; raises ConfigError."""
    try:
        with archive_lock(archive.root):
            if read_plain(archive.root / path) != before:
                raise ConfigError(f"{path} has changed in the meantime; run the command again")
            write(archive.root / path, after)
    except (BusyError, OSError) as error:
        raise ConfigError(f"no more files were changed: {error}") from error


def _pictures(archive: LoadedArchive, extra: Iterable[Problem], chosen: Sequence[str], code: Code) -> Iterator[str]:
    """Yield the paths of the pictures to look at."""
    matching = [one for one in (*archive.problems, *extra) if one.code is code and one.other]
    asked = [one.other for one in matching if not chosen or _concerns(one, chosen)]
    for path in dict.fromkeys((*asked, *chosen)):
        if not path.lower().endswith(CHANGEABLE) or not os.path.isfile(archive.root / path):
            continue
        if os.path.islink(archive.root / path):
            warn(f"{path}: not changed, because it is a symbolic link; name the file itself")
        else:
            yield path


def _changed(archive: LoadedArchive, paths: Iterable[str], way: Way) -> Iterator[tuple[str, bytes, bytes]]:
    """Yield the path of each picture that needs the change, with its bytes before and after."""
    records = archive.ledger.records.values() if archive.ledger else ()
    published = {sha256 for record in records for event in record.revisions for _, sha256 in event.files or ()}
    for path in paths:
        try:
            before = read_plain(archive.root / path)
            if not way.meant(before):
                continue
            if hashlib.sha256(before).hexdigest() in published:
                warn(f"{path}: not changed, because it is published; use newsroom correct to replace it")
            else:
                yield path, before, way.change(before)
        except CannotError as error:
            warn(f"{path}: not changed, because {error}; save it again yourself")
        except OSError as error:
            warn(f"{path}: cannot be read: {error.strerror}")


# `newsroom check --fix`: fix headers mechanically in files with nothing published.


def mend(archive: LoadedArchive, is_wanted: Callable[[str], bool], *, dry: bool) -> bool:
    """Fix the headers of the files that *is_wanted* accepts; returns whether any file was written.

    Diffs go to standard error, since standard output is for the problems. With *dry*, nothing is written. Raises
    ConfigError if the archive can't be written to.
    """
    found = [(path, before, after) for path, before, after in _mended(archive) if is_wanted(path)]
    for path, before, after in found:
        old, new = before.splitlines(keepends=True), after.splitlines(keepends=True)
        sys.stderr.writelines(difflib.unified_diff(old, new, path, path, n=0))
    for path, before, after in found if not dry else ():
        _put(archive, path, before.encode(), after.encode())
    warn(f"{counted(len(found), 'file')} {'would be mended' if dry else 'mended'}")
    return bool(found) and not dry


def _mended(archive: LoadedArchive) -> Iterator[tuple[str, str, str]]:
    """Yield the path and the text before and after, for unpublished files with a mechanically fixable error."""
    paths = dict.fromkeys(problem.path for problem in archive.problems if _may_be_mended(archive, problem))
    releases = {release.id for release in archive.releases.values()} | archive.moved.keys()
    releases |= {release_id(page) for page in archive.withheld if page.startswith("releases/")}
    for path in paths:
        kind = source_file(path).kind
        try:
            before = read_exactly(archive.root / path)
        except (OSError, UnicodeDecodeError):
            continue
        after = mended(before, KEYS[kind], releases, archive.settings.types)
        if after != before:
            yield path, before, after


def _may_be_mended(archive: LoadedArchive, problem: Problem) -> bool:
    stem, suffix = os.path.splitext(problem.path)
    if not problem.is_error or suffix != MARKDOWN or "/" not in stem or superseded_by_name(stem):
        return False
    return archive.ledger is None or release_id(PageName(stem)) not in archive.ledger.records


# Problems of other documents that would stop a build, found without Sphinx unless there are any.


def refused_documents(root: Path, settings: Settings, names: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield a problem for a missing front page, and for documents that would be public despite their header.

    Args:
        root: The archive's folder.
        settings: The extension's settings in conf.py.
        names: All names defined in conf.py.
    """
    front = str(names.get("root_doc", names.get("master_doc", "index")))
    if not any((root / (front + suffix)).is_file() for suffix in (*SUFFIXES, ".rst", *names.get("source_suffix", ()))):
        yield no_front_page(front)
    found = (public_at_once(path, text, settings.now, settings.timezone) for path, text in _documents(root, names))
    yield from _seen(names, ((problem.path, problem) for problem in found if problem))


def unseen_beside(root: Path, settings: Settings, names: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return problems of hidden data in files that guides use or conf.py copies into the site.

    *settings* are the extension's settings, *names* all names defined in conf.py.
    """
    found = of_guides(root, settings, _documents(root, names))
    return (*of_conf(root, settings, names.get), *_seen(names, ((problem.path, problem) for problem in found)))


def pages_of_documents(root: Path, names: Mapping[str, Any], known: Container[str]) -> Iterator[str]:
    """Yield the addresses of documents that a build would show, except those that are *known*."""
    pages = ((path, f"{os.path.splitext(path)[0]}.html") for path, _ in _documents(root, names))
    yield from _seen(names, ((path, page) for path, page in pages if page not in known))


def _documents(root: Path, names: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    if "include_patterns" in names:
        yield from documents_by_path(root, "", SUFFIXES)
        return
    # Look only in the archive's folders, so as to skip virtual environments and files of other tools.
    for path in sorted(path for path in root.iterdir() if path.suffix in SUFFIXES):
        with suppress(OSError, UnicodeDecodeError):
            yield path.name, read_text(path, follow=True)
    yield from documents_by_path(root, "docs", SUFFIXES)


def _seen(names: Mapping[str, Any], found: Iterable[tuple[str, Item]]) -> Iterator[Item]:
    """Yield the items found in documents that Sphinx reads; Sphinx's patterns are loaded only if there are items."""
    if not (rows := list(found)):
        return
    from sphinx_newsroom.extension.config_defaults import DEFAULTS, EXCLUDED
    from sphinx_newsroom.extension.inspection import VisibleFiles

    excluded = (*names.get("exclude_patterns", ()), *names.get("templates_path", ()), *EXCLUDED)
    visible = VisibleFiles.through(names.get("include_patterns", DEFAULTS["include_patterns"]), excluded)
    yield from (one for path, one in rows if visible.has(path))


@command("check")
@argument("files", "[FILE]...", nargs=-1, type=PATH)
@option(
    "--site",
    type=PATH,
    metavar="DIR",
    help="The folder of the published site, whose addresses and record must not be lost (default: _build/html, if it "
    "exists).",
)
@option(
    "--format",
    "form",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    help="The output format: text, GitHub annotations, SARIF 2.1.0 or JSON (default: text).",
)
@options.as_json("the problems")
@flag("--fix", help="Fix mechanical mistakes in headers, then check; published texts aren't changed.")
@flag(
    "--strip",
    help="Strip location, camera and thumbnail data from images, then check. FILE can be an image. Published images "
    "aren't changed.",
)
@flag(
    "--resize",
    help="Shrink images larger than 2 MB or 4,000 pixels, then check (needs the extra `cards`). FILE can be an image. "
    "Published images aren't changed.",
)
@dry_run("With --fix, --strip or --resize: show what would be done, change nothing.")
@flag("--strict", help="Fail on warnings, too.")
def check(
    root: Path,
    files: tuple[Path, ...],
    site: Path | None,
    form: str,
    as_json: bool,
    fix: bool,
    strip: bool,
    resize: bool,
    dry_run: bool,
    strict: bool,
) -> int:
    """Check every header, record and text without building the site.

    With FILE, report only problems in these files or folders; they are checked against the complete archive.

    \b
    examples:
      newsroom check                                 the complete archive
      newsroom check releases/2011/conference-opens.md
      newsroom check --strict --json                 in a script: fail on warnings, too
      newsroom check --format github                 in a workflow: annotate the lines
      newsroom check --site /srv/www/archive         compare with a site in another folder
      newsroom check --fix --dry-run                 show the fixes to headers as a diff
      newsroom check --fix                           fix dates, quotation marks, tabs, capitals and ids
      newsroom check --strip releases/2026/          strip the location from images in unpublished releases
      newsroom check --resize releases/2026/         shrink large images in unpublished releases

    Exits with 1 if there is an error (or, with --strict, a warning), and with 2 if the check itself failed.
    """
    names = names_in_conf(root)
    settings = settings_in(names, root)
    # Before the archive is read, so that a mistyped name is reported at once.
    chosen = [_within(root, file) for file in files]
    archive = open_archive(root, settings, as_published=True)
    refuse_editions_of_no_moment(archive)
    _refuse_missing(root, settings)
    if dry_run and not (fix or strip or resize):
        raise ConfigError("--dry-run shows what --fix, --strip or --resize would do; add one of them")
    if fix and mend(archive, lambda path: not chosen or _is_chosen(path, chosen), dry=dry_run):
        archive = open_archive(root, settings, as_published=True)
    # Files shown by guides can matter only to guides and pictures.
    around = not all(path.endswith(SUFFIXES) and path.partition("/")[0] in SOURCE_FOLDERS for path in chosen or (".",))
    hidden = unseen_beside(root, settings, names) if around else ()
    ways = [way for way, given in ((STRIP, strip), (RESIZE, resize)) if given]
    changed = [change_pictures(archive, hidden, chosen, way, dry=dry_run) for way in ways]
    if any(changed):
        archive = open_archive(root, settings, as_published=True)
        hidden = unseen_beside(root, settings, names) if around else ()
    place = _site(site, root)
    found = (
        *archive.problems,
        *refused_documents(root, settings, names),
        *hidden,
        *(alerts := alerts_of(root, settings, archive.registry)).problems,
        *addresses_in_git(root, alerts.alerts),
        *losses_of(archive, place),
        *changed_around(archive, names),
        *early_records(archive, place),
        *undecided(root),
        *([] if "sphinx_newsroom" in str(names.get("extensions")) else [_NO_EXTENSION]),
        *waiting(archive),
        *api.problems(root),
    )
    problems = [problem for problem in found if not chosen or _concerns(problem, chosen)]
    for line in FORMATS["json" if as_json else form](problems, root):
        print(line)
    counts = Counter(problem.code.severity for problem in problems)
    registry = archive.registry
    records = (registry.organizations, registry.officials, registry.topics, archive.releases, archive.withheld)
    paths = {record.path for kind in records for record in kind.values() if record.path}
    checked = [path for path in paths if not chosen or _is_chosen(path, chosen)]
    # On standard error, so that the JSON stays valid.
    warn(*(_summary(len(checked), counts), *filter(None, [drafts_in_words(archive.withheld)])))
    failing = [Severity.FATAL, Severity.ERROR, *([Severity.WARNING] if strict else [])]
    return 1 if any(counts[severity] for severity in failing) else 0


def _refuse_missing(root: Path, settings: Settings) -> None:
    """Raise ConfigError if a setting needs a package or a font that is missing."""
    if settings.card_font:
        from sphinx_newsroom.outputs.cards import font_of

        font_of(root, settings)
    if settings.parquet:
        from sphinx_newsroom.outputs.tables.files import refuse_missing

        refuse_missing(required=True)


_NO_EXTENSION = Problem(
    "conf.py",
    1,
    Code.BAD_VALUE,
    "conf.py doesn't load the extension, so a build includes neither releases nor records",
    'write extensions = ["sphinx_newsroom"]',
)


def _site(given: Path | None, root: Path) -> Path:
    """Return the published site's folder; raises ConfigError if *given* isn't one."""
    if given is not None and not is_ours(given):
        raise ConfigError(f"{given} isn't a site built by newsroom; name the folder that contains its index.html")
    return given or root / "_build" / "html"


def _within(root: Path, file: Path) -> str:
    """Return a path relative to the archive; raises ConfigError if it doesn't exist or lies outside."""
    place = file.absolute()
    if not place.exists():
        raise ConfigError(f"{file} doesn't exist; name files or folders in the archive {root}")
    folder = place.parent.resolve() / place.name  # keeps the name of a symbolic link
    if not folder.is_relative_to(root):
        raise ConfigError(
            f"{file} isn't in the archive {root}; name files or folders in the archive, or use another --root"
        )
    return folder.relative_to(root).as_posix()


def _concerns(problem: Problem, chosen: Sequence[str]) -> bool:
    return any(path and _is_chosen(path, chosen) for path in (problem.path, problem.other))


def _is_chosen(path: str, chosen: Sequence[str]) -> bool:
    return any(place in (".", path) or path.startswith(f"{place}/") for place in chosen)


def _summary(checked: int, counts: Counter[Severity]) -> str:
    words = {severity: severity.value for severity in Severity} | {Severity.FATAL: "fatal error"}
    found = [counted(counts[severity], words[severity]) for severity in Severity if counts[severity]]
    return f"{counted(checked, 'file')} checked: {', '.join(found) or 'nothing wrong'}"
