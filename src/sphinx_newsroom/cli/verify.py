"""``newsroom verify`` compares sources, files or a site with the ledger; ``newsroom show`` prints a published text."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click

from sphinx_newsroom.archive.loading import LoadedArchive
from sphinx_newsroom.archive.opening import open_archive, published_source
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import PATH, Given, argument, command, flag, option, print_json, warn, with_many
from sphinx_newsroom.config import ConfigError, Settings, names_in_conf
from sphinx_newsroom.diagnostics import Code, Severity, counted, suggestion
from sphinx_newsroom.files import as_text, bytes_of, read_text, why_unread
from sphinx_newsroom.ledger.events import Ledger, Record
from sphinx_newsroom.ledger.transparency_log import (
    Log,
    NoteError,
    SigningError,
    log_key,
    log_of,
    public_bytes,
    wanted_keys,
)
from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    LEDGER,
    MANIFEST,
    RELEASES,
    release_page,
    rows_of_year,
)
from sphinx_newsroom.operations import verify as verifying
from sphinx_newsroom.operations.losses import changed_around
from sphinx_newsroom.operations.site import LIST
from sphinx_newsroom.operations.verify import Finding, Fresh, Signers
from sphinx_newsroom.sources.header import SUFFIXES, id_in

_FEW = 3
"""Up to this many findings are printed one by one."""


@with_many("verify")
@argument("place", "[SITE or FILE]", required=False, type=PATH)
@option(
    "--since",
    multiple=True,
    type=PATH,
    metavar="CHECKPOINT",
    help="A saved log/checkpoint that the record must continue.",
)
@option(
    "--witness",
    multiple=True,
    metavar="KEY",
    help="The key of a witness who must have cosigned the site's checkpoint, in addition to those in "
    "newsroom_witnesses.",
)
@option(
    "--authority",
    multiple=True,
    type=PATH,
    metavar="PEM",
    help="The root certificate of the authority that issued the log's timestamp.",
)
@flag(
    "--rebuild",
    help="Build the archive again, and compare every file of the site with that build instead of with its list.",
)
@options.as_json("what was found")
def verify(args: Given) -> int:
    """Check whether the sources, a file or a complete site are as published.

    The argument is the folder of a built site, any file in one, or a source file. Without an argument, the sources are
    checked.

    \b
    examples:
      newsroom verify                                     check the ledger, and every source against it
      newsroom verify _build/html                         also check every file of a site
      newsroom verify _build/html --rebuild               compare the site with a new build
      newsroom verify releases/2011/conference-opens.md   check one text, from any folder
      newsroom verify _build/html/releases/2011/conference-opens.html
      newsroom verify report.pdf                          check an image or attachment, from any folder
      newsroom verify _build/html --since checkpoint-of-may              check that the record only grew

    Exits with 1 if anything isn't as published.
    """
    archive = open_archive(args.root, fresh=True)
    if archive.ledger is None:
        raise ConfigError("this archive has no ledger to verify against; run: newsroom publish")
    fatal = [problem for problem in archive.problems if problem.code.severity is Severity.FATAL]
    found: list[Finding] = []
    if not fatal:
        with tempfile.TemporaryDirectory() as folder:
            found += _found(args, archive, archive.ledger, cache(lambda: _fresh(args.root, Path(folder))))
    unsaid = [problem for problem in archive.problems if problem.code is Code.KEPT_AS_PUBLISHED]
    around = [*changed_around(archive, names_in_conf(args.root))]
    wrong = len(fatal) + len(unsaid) + sum(finding.ok is False for finding in found)
    problems = (*fatal, *unsaid, *around)
    if args.as_json:
        rows = [{"path": finding.path, "as_published": finding.ok, "says": finding.says} for finding in found]
        more = {"problems": [problem.row() for problem in problems], "found": rows}
        print_json({"lines": len(archive.ledger.events), "head": archive.ledger.ends, **more})
    else:
        for problem in problems:
            print(problem)
        for finding in found if len(found) <= _FEW else [finding for finding in found if not finding.ok]:
            print(f"{finding.path}: {finding.says}")
    warn(_summary(archive, archive.ledger, len(found), wrong))
    return 1 if wrong else 0


def _fresh(root: Path, folder: Path) -> Path | None:
    """Build the archive into *folder* in a separate process, which frees the build's memory."""
    warn("building the archive again to compare it with the site")
    site = folder / "html"
    command: list[str | Path] = [sys.executable, "-m", "sphinx_newsroom", "build", "-q", "--no-drafts", "--out", site]
    return (
        site if subprocess.run([*command, "--root", root], capture_output=True, check=False).returncode == 0 else None
    )


def _found(args: Given, archive: LoadedArchive, ledger: Ledger, fresh: Fresh) -> Iterator[Finding]:
    place: Path | None = args.place
    signers = _signers(args, archive.settings)
    log = log_of(ledger.events)
    if place is not None and place.is_dir():
        yield from _of_site(args, archive, ledger, place, fresh)
        return
    for name in ("witness", "rebuild"):
        if getattr(args, name):
            raise ConfigError(
                f"--{name} works only with a complete site; name the folder of the site, such as _build/html"
            )
    now = log.checkpoint(archive.settings.log_origin)
    yield from (verifying.grown(log.tree, now, path, signers) for path in args.since)
    if place is not None:
        yield _of_file(archive, ledger, place, fresh)


def _of_site(args: Given, archive: LoadedArchive, ledger: Ledger, site: Path, fresh: Fresh) -> Iterator[Finding]:
    if not any((site / name).exists() for name in (MANIFEST, LIST, CHECKPOINT, "index.html")):
        raise ConfigError(
            f"{site} isn't the folder of a site; name the one that contains its index.html, such as _build/html"
        )
    if behind := _behind(ledger, site):
        yield Finding(LEDGER, False, behind)
        return
    signers, log = _signers(args, archive.settings), log_of(ledger.events)
    wrong: dict[str, bool] = {}
    for findings in (
        verifying.verify_site(archive, ledger, site, fresh),
        verifying.verify_log(site, log, signers, args.since),
        _proofs(archive, ledger, log, site),
    ):
        for finding in findings:
            wrong[finding.path] = wrong.get(finding.path, False) or finding.ok is False
            yield finding
    yield from verifying.verify_built(site, archive.root, fresh if args.rebuild else None, wrong)


def _behind(ledger: Ledger, site: Path) -> str:
    """Return what to do if the site lacks the ledger's last lines; empty if it doesn't."""
    site_lines, lines = (bytes_of(site / LEDGER) or b"").splitlines(), ledger.text().encode().splitlines()
    missing = len(lines) - len(site_lines)
    if missing <= 0 or lines[: len(site_lines)] != site_lines or not (site / LEDGER).exists():
        return ""
    return f"is older than the ledger, which has {counted(missing, 'line')} more; build first: newsroom build"


def _of_file(archive: LoadedArchive, ledger: Ledger, place: Path, fresh: Fresh) -> Finding:
    path = place.resolve()
    page = verifying.page_of(ledger, path.as_posix()) if place.suffix == ".html" else None
    try:
        if page is None and (folder := verifying.site_of(place)):
            published = verifying.verify_file(ledger, place, archive.settings.zone)
            inner = path.relative_to(folder).as_posix()
            return published if published.ok else verifying.verify_built_file(folder, archive.root, inner)
        if place.suffix.lower() not in (*SUFFIXES, ".html"):
            return verifying.verify_file(ledger, place, archive.settings.zone)
        source = as_text(place.read_bytes())
    except (OSError, UnicodeDecodeError) as error:
        advice = "name a file, or the folder of a site"
        raise ConfigError(f"{place} cannot be read: {why_unread(error)}; {advice}") from error
    if place.suffix in SUFFIXES:
        return verifying.verify_source(archive, ledger, place.as_posix(), source)
    if page is None:
        return Finding(str(place), False, "isn't a page of a release that the ledger has")
    record, event = page
    return verifying.verify_page(archive, record, event, Path(path.as_posix().rpartition(f"/{RELEASES}/")[0]), fresh)


def _signers(args: Given, settings: Settings) -> Signers:
    """Return the keys and certificates to check signatures with; raises ConfigError for an invalid one."""
    try:
        key = log_key(settings.log_origin, public_bytes(settings.public_key)) if settings.public_key else None
        witnesses = tuple(wanted_keys((*settings.witnesses, *args.witness)))
        return Signers(key, witnesses, tuple(path.read_bytes() for path in args.authority))
    except (SigningError, NoteError) as error:
        raise ConfigError(str(error)) from error
    except OSError as error:
        advice = "name a file with the authority's root certificate in PEM format"
        raise ConfigError(f"{error.filename} cannot be read: {why_unread(error)}; {advice}") from error


def _proofs(archive: LoadedArchive, ledger: Ledger, log: Log, site: Path) -> Iterator[Finding]:
    """Yield a finding for the proofs in the data of every release on a site."""
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
            yield verifying.verify_proofs(f"{path}: {record.id}", rows.get(record.id), log.tree, lines)


def _summary(archive: LoadedArchive, ledger: Ledger, files: int, wrong: int) -> str:
    texts = sum(len(record.revisions) for record in ledger.records.values())
    end = ledger.ends[0][:12] if ledger.ends else "nothing"
    signed = "signed by the key in conf.py" if archive.settings.public_key else "not signed: conf.py names no key"
    state = f"{wrong} not as published" if wrong else "all as published"
    looked = f", {counted(files, 'file')} looked at" if files else ""
    lines = counted(len(ledger.events), "line")
    return f"{state}: {counted(texts, 'text')}{looked}, by the ledger of {lines} up to {end} ({signed})"


@command("show")
@argument("name", "ID")
@option("--revision", type=int, metavar="N", help="The number of the revision (default: the newest).")
def show(root: Path, name: str, revision: int | None) -> int:
    """Print the source of a published text.

    \b
    examples:
      newsroom show 2021/flood-review                  print the current text
      newsroom show 2021/flood-review --revision 1     print the first published text
      newsroom show 2021/flood-review > published.md   save it, to compare or restore
    """
    archive = open_archive(root)
    id_ = archive.current_id(id_in(name))
    record = archive.ledger.records.get(id_) if archive.ledger else None
    if record is None:
        known = archive.ledger.records if archive.ledger else ()
        advice = suggestion(id_, known, "give the id of a release that was published")
        raise click.ClickException(
            f"{id_} isn't in the ledger, so none of its texts is known to be published; {advice}"
        )
    number = revision or record.current.revision
    if not 1 <= number <= len(record.revisions):
        raise click.ClickException(f"{id_} has revisions 1 to {len(record.revisions)}; choose one of them")
    source = published_source(archive, record, record.revisions[number - 1])
    if source is None:
        raise click.ClickException(
            f"neither the archive nor git contains revision {number} of {id_} any more; restore it from a backup, or, "
            "if no reader has it yet, undo its publication: newsroom undo"
        )
    sys.stdout.buffer.write(source.encode()) if hasattr(sys.stdout, "buffer") else sys.stdout.write(source)
    return 0
