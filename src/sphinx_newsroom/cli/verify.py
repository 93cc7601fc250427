"""``newsroom verify``: whether the ledger, the sources, a file or a whole site are as published."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.archive.journal import bytes_of
from sphinx_newsroom.archive.loading import Archive, load
from sphinx_newsroom.config import ConfigError, Settings, names_in_conf, settings_of
from sphinx_newsroom.diagnostics import Code, Problem, Severity, counted
from sphinx_newsroom.files import as_text, read_text, why_unread
from sphinx_newsroom.ledger.events import Ledger, Record
from sphinx_newsroom.ledger.log.note import NoteError, wanted_keys
from sphinx_newsroom.ledger.log.record import Log, log_key, log_of
from sphinx_newsroom.ledger.signing import SigningError, public_bytes
from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    LEDGER,
    MANIFEST,
    RELEASES,
    PageName,
    release_page,
    rows_of_year,
)
from sphinx_newsroom.operations.site.losses import changed_around
from sphinx_newsroom.sources.header import SUFFIXES

if TYPE_CHECKING:
    from sphinx_newsroom.operations.verify import Finding, Fresh
    from sphinx_newsroom.operations.verify_log import Signers

_FEW = 3
"""Up to how many findings are told each by each: the files that one release has."""

EPILOG = """examples:
  newsroom verify                                     the ledger, and every source against it
  newsroom verify _build/html                         every file of a site, too
  newsroom verify _build/html --rebuild               the same, with a new build in the place of the list of the last
  newsroom verify releases/2011/conference-opens.md   one text, wherever it lies
  newsroom verify _build/html/releases/2011/conference-opens.html
  newsroom verify report.pdf                          a picture or attachment, wherever it lies
  newsroom verify _build/html --since checkpoint-of-may              and that the record only grew

Exits with 1 where something is not as published."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes."""
    parser.epilog = EPILOG
    parser.add_argument(
        "place",
        nargs="?",
        type=Path,
        metavar="SITE or FILE",
        help="a folder with a built site, any file of one, or a source file (default: the sources)",
    )
    parser.add_argument(
        "--since",
        action="append",
        type=Path,
        default=[],
        metavar="CHECKPOINT",
        help="a log/checkpoint that was kept: the record must go on from it",
    )
    parser.add_argument(
        "--witness",
        action="append",
        default=[],
        metavar="KEY",
        help="the key of a witness who must have cosigned the site's checkpoint, beside those of newsroom_witnesses",
    )
    parser.add_argument(
        "--authority",
        action="append",
        type=Path,
        default=[],
        metavar="PEM",
        help="the root certificate of the time-stamping authority that the log's timestamp must be by",
    )
    parser.add_argument(
        "--rebuild",
        action="store_true",
        help="build the archive anew and compare every file of the site with it, not with the list that its build left",
    )
    parser.add_argument("--json", action="store_true", help="print what was found as JSON")


def run(args: argparse.Namespace) -> int:
    """Verify; 0 where all is as published, 1 where something is not."""
    archive = load(args.root, settings_of(args.root), anew=True)
    if archive.ledger is None:
        raise ConfigError("this archive keeps no ledger, so there is nothing to verify against; run: newsroom publish")
    fatal = [problem for problem in archive.problems if problem.code.severity is Severity.FATAL]
    found: list[Finding] = []
    if not fatal:
        with tempfile.TemporaryDirectory() as folder:
            found += _found(args, archive, archive.ledger, cache(lambda: _fresh(args.root, Path(folder))))
    unsaid = [problem for problem in archive.problems if problem.code is Code.KEPT_AS_PUBLISHED]
    around = [*changed_around(archive, names_in_conf(args.root))]
    wrong = len(fatal) + len(unsaid) + sum(finding.ok is False for finding in found)
    if args.json:
        _print_json(archive.ledger, [*fatal, *unsaid, *around], found)
    else:
        for problem in (*fatal, *unsaid, *around):
            print(problem)
        for finding in found if len(found) <= _FEW else [finding for finding in found if not finding.ok]:
            print(f"{finding.path}: {finding.says}")
    print(_summary(archive, archive.ledger, len(found), wrong), file=sys.stderr)
    return 1 if wrong else 0


def _print_json(ledger: Ledger, problems: list[Problem], found: list[Finding]) -> None:
    row = {
        "lines": len(ledger.events),
        "head": ledger.ends,
        "problems": [problem.row() for problem in problems],
        "found": [{"path": finding.path, "as_published": finding.ok, "says": finding.says} for finding in found],
    }
    print(json.dumps(row, ensure_ascii=False, indent=1))


def _fresh(root: Path, folder: Path) -> Path | None:
    """The archive built anew into *folder*; a process of its own, since a build leaves much behind."""
    print("building the archive anew, to compare with", file=sys.stderr)
    site = folder / "html"
    command: list[str | Path] = [sys.executable, "-m", "sphinx_newsroom", "build", "-q", "--no-drafts", "--out", site]
    return (
        site if subprocess.run([*command, "--root", root], capture_output=True, check=False).returncode == 0 else None
    )


def _found(args: argparse.Namespace, archive: Archive, ledger: Ledger, fresh: Fresh) -> Iterator[Finding]:
    from sphinx_newsroom.operations.verify_log import grown

    place: Path | None = args.place
    signers = _signers(args, archive.settings)
    log = log_of(ledger.events)
    if place is not None and place.is_dir():
        yield from _of_site(args, archive, ledger, place, fresh)
        return
    for option in ("witness", "rebuild"):
        if getattr(args, option):
            raise ConfigError(f"--{option} is of a whole site; give the folder of the site, such as _build/html")
    yield from (grown(log.tree, log.checkpoint(archive.settings.log_origin), path, signers) for path in args.since)
    if place is not None:
        yield _of_file(archive, ledger, place, fresh)


def _of_site(args: argparse.Namespace, archive: Archive, ledger: Ledger, site: Path, fresh: Fresh) -> Iterator[Finding]:
    from sphinx_newsroom.operations.site.files import LIST
    from sphinx_newsroom.operations.verify import Finding, verify_site
    from sphinx_newsroom.operations.verify_built import verify_built
    from sphinx_newsroom.operations.verify_log import verify_log

    if not any((site / name).exists() for name in (MANIFEST, LIST, CHECKPOINT, "index.html")):
        raise ConfigError(f"{site} is no folder of a site; give the one that has its index.html, such as _build/html")
    if behind := _behind(ledger, site):
        yield Finding(LEDGER, False, behind)
        return
    signers, log = _signers(args, archive.settings), log_of(ledger.events)
    wrong: dict[str, bool] = {}
    for findings in (
        verify_site(archive, ledger, site, fresh),
        verify_log(site, log, signers, args.since),
        _proofs(archive, ledger, log, site),
    ):
        for finding in findings:
            wrong[finding.path] = wrong.get(finding.path, False) or finding.ok is False
            yield finding
    yield from verify_built(site, archive.root, fresh if args.rebuild else None, wrong)


def _behind(ledger: Ledger, site: Path) -> str:
    """What to do if a site was built before the last lines of the ledger were recorded; empty if it wasn't."""
    site_lines, lines = (bytes_of(site / LEDGER) or b"").splitlines(), ledger.text().encode().splitlines()
    missing = len(lines) - len(site_lines)
    if missing <= 0 or lines[: len(site_lines)] != site_lines or not (site / LEDGER).exists():
        return ""
    return f"is older than the ledger, which has {counted(missing, 'line')} more; build first: newsroom build"


def _of_file(archive: Archive, ledger: Ledger, place: Path, fresh: Fresh) -> Finding:
    from sphinx_newsroom.operations.verify import Finding, page_of, verify_file, verify_page, verify_source
    from sphinx_newsroom.operations.verify_built import site_of, verify_built_file

    path = place.resolve()
    page = page_of(ledger, path.as_posix()) if place.suffix == ".html" else None
    try:
        if page is None and (folder := site_of(place)):
            published = verify_file(ledger, place, archive.settings.zone)
            inner = path.relative_to(folder).as_posix()
            return published if published.ok else verify_built_file(folder, archive.root, inner)
        if place.suffix.lower() not in (*SUFFIXES, ".html"):
            return verify_file(ledger, place, archive.settings.zone)
        source = as_text(place.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        advice = "give a file, or the folder of a site"
        raise ConfigError(f"{place} cannot be read: {why_unread(error)}; {advice}") from error
    if place.suffix in SUFFIXES:
        return verify_source(archive, ledger, place.as_posix(), source)
    if page is None:
        return Finding(str(place), False, "is no page of a release that the ledger has")
    record, event = page
    site = Path(path.as_posix().rpartition(f"/{RELEASES}/")[0])
    return verify_page(archive, record, event, site, PageName(path.relative_to(site).with_suffix("").as_posix()), fresh)


def _signers(args: argparse.Namespace, settings: Settings) -> Signers:
    """Whose signatures are wanted; raises ConfigError for a key that is none."""
    from sphinx_newsroom.operations.verify_log import Signers

    try:
        key = log_key(settings.log_origin, public_bytes(settings.public_key)) if settings.public_key else None
        witnesses = tuple(wanted_keys((*settings.witnesses, *args.witness)))
    except (SigningError, NoteError) as error:
        raise ConfigError(str(error)) from error
    return Signers(key, witnesses, tuple(map(_certificate, args.authority)))


def _certificate(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        advice = "give the authority's root certificate, in PEM"
        raise ConfigError(f"{path} cannot be read: {why_unread(error)}; {advice}") from error


def _proofs(archive: Archive, ledger: Ledger, log: Log, site: Path) -> Iterator[Finding]:
    """The proofs in the data of every release that a site shows."""
    from sphinx_newsroom.operations.verify import Finding
    from sphinx_newsroom.operations.verify_log import verify_proofs

    years: dict[int, list[Record]] = defaultdict(list)
    for id_, record in sorted(ledger.records.items()):
        if release := archive.releases.get(release_page(id_)):
            years[release.date.year].append(record)
    for year, records in sorted(years.items()):
        path = rows_of_year(year)
        try:
            rows = {row["id"]: row for row in map(json.loads, read_text(site / path, follow=True).splitlines())}
        except (OSError, ValueError, LookupError, TypeError):
            yield Finding(path, False, "is missing or cannot be read")
            continue
        for record in records:
            lines = [(proof.entry, proof.details) for proof in log.proofs(record)]
            yield verify_proofs(f"{path}: {record.id}", rows.get(record.id), log.tree, lines)


def _summary(archive: Archive, ledger: Ledger, files: int, wrong: int) -> str:
    texts = sum(len(record.revisions) for record in ledger.records.values())
    end = ledger.ends[0][:12] if ledger.ends else "nothing"
    signed = "signed by the key in conf.py" if archive.settings.public_key else "not signed: conf.py names no key"
    state = f"{wrong} not as published" if wrong else "all as published"
    looked = f", {counted(files, 'file')} looked at" if files else ""
    lines = counted(len(ledger.events), "line")
    return f"{state}: {counted(texts, 'text')}{looked}, by the ledger of {lines} up to {end} ({signed})"
