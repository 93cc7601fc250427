"""What ``newsroom import-releases`` does: read sources, make or read the plan, and write what it says."""

from __future__ import annotations

import argparse
import gc
import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from functools import lru_cache
from pathlib import Path

from sphinx_newsroom.allowed import IMAGES
from sphinx_newsroom.archive.journal import clear_away
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.files import TooLargeError, read_plain, sync_disk, write
from sphinx_newsroom.importers.drafts import Place, RefusedValueError
from sphinx_newsroom.importers.plan import grouped
from sphinx_newsroom.importers.releases.formats.dates import date_of
from sphinx_newsroom.importers.releases.formats.decoding import LARGEST
from sphinx_newsroom.importers.releases.incoming import DateOrder, Incoming, Listed, LocalFile, Options
from sphinx_newsroom.importers.releases.pages.reader import order_of_pages
from sphinx_newsroom.importers.releases.planning.files_of_plan import Beside, Copy, Ready, files_of
from sphinx_newsroom.importers.releases.planning.joining import joined
from sphinx_newsroom.importers.releases.planning.known_archive import known_archive
from sphinx_newsroom.importers.releases.planning.local_files import LARGEST_FILE
from sphinx_newsroom.importers.releases.planning.making import LOOK, Entry, entries_of, told
from sphinx_newsroom.importers.releases.planning.rows import ASK, NO_TEXT, THERE, Row, read_plan, written
from sphinx_newsroom.importers.releases.readers import READERS, format_of, read
from sphinx_newsroom.model.addresses import RELEASES
from sphinx_newsroom.operations.lock import BusyError, held_archive
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.publishable import Publishable

_FEW = 50
"""How many files are brought to the disk one by one."""
_MOST_PAGES = 200
"""How many pages are looked at for the order of day and month: one date after the 12th of a month shows it."""
_SHOWN = 20
"""How many rows of a kind are named."""
# What stands beside pages and texts and is no release itself; looked for where a release names it.
_BESIDE = (*IMAGES, ".css", ".js", ".pdf", ".mp3", ".mp4", ".xlsx", ".pptx", ".zip", ".ico", ".woff", ".woff2", ".map")


def run(args: argparse.Namespace) -> int:
    """Do what the arguments of :mod:`sphinx_newsroom.cli.import_releases` say; raises ConfigError."""
    # what is read stays until the end: looking for garbage in it took a fifth of a large import
    gc.set_threshold(100_000, 50, 100)
    root = args.root.resolve()
    settings = settings_of(root)
    if args.format is not None and args.format not in {known.NAME for known in READERS}:
        raise ConfigError(f"{args.format!r} is no format; formats are {', '.join(known.NAME for known in READERS)}")
    if not (root / RELEASES).resolve().is_relative_to(root):
        raise ConfigError(f"{root / RELEASES} leads out of the archive; put the folder itself there")
    try:
        if not args.write:
            return _import(args, root, settings)
        with held_archive(root):
            clear_away(root)
            return _import(args, root, settings)
    except BusyError as error:
        raise ConfigError(str(error)) from error


def _import(args: argparse.Namespace, root: Path, settings: Settings) -> int:
    progress = Progress("files")
    columns = tuple(pair for pairs in args.map for pair in pairs)
    options = Options(args.base, args.timezone, args.date_order, settings.language, columns)
    before = _plan(args.plan)
    found = joined(_read_all(args, options, progress), options)
    known = known_archive(root, settings, lambda done, total: progress("of the archive read", done, total))
    given = _given(args.set, options)
    name = str(args.plan) if args.plan else "plan"
    entries, problems = entries_of(found, known, options, before, given, name)
    ready, entries, refused = files_of(entries, known, _beside(settings))
    problems = [*found.problems, *problems, *refused]
    done: set[str] = set()
    if args.write:
        problems += _write(root, ready, progress, done)
    if args.plan and (not args.write or not args.plan.exists()):
        _write_plan(args.plan, [entry.row for entry in entries])
    progress.end()
    if args.json:
        _print_json(entries, problems, done)
    else:
        _print(entries, ready)
    for problem, count in grouped(problems):
        more = f" (and {count - 1:,} more like it)" if count > 1 else ""
        print(f"{problem}{more}", file=sys.stderr)
    print(_summary(entries, ready, done, args), file=sys.stderr)
    return 1 if any(problem.is_error for problem in problems) else 0


def _plan(path: Path | None) -> dict[str, Row]:
    """The rows of a plan that is there, by source; raises ConfigError for a file that is none."""
    if path is None or not path.exists():
        return {}
    try:
        return {row.source: row for row in read_plan(read_plain(path, LARGEST, follow=True), str(path))}
    except RefusedValueError as refusal:
        raise ConfigError(str(refusal.problem)) from refusal
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _write_plan(path: Path, rows: list[Row]) -> None:
    try:
        write(path, written(rows))
    except OSError as error:
        raise ConfigError(f"{path} cannot be written: {error.strerror}") from error


def _given(pairs: Sequence[tuple[str, str]], options: Options) -> dict[str, str]:
    found = dict(pairs)
    if "date" in found:
        date = date_of(found["date"], options)
        if date is None:
            raise ConfigError(f"--set date={found['date']} is no date; write one such as 2011-06-21")
        found["date"] = date
    return found


# --- reading ---


def _read_all(args: argparse.Namespace, options: Options, progress: Progress) -> Iterator[Incoming | Listed | Problem]:
    """What all sources have; a file that cannot be read is a problem."""
    plan = args.plan.resolve() if args.plan else None
    files = [(file, alone) for source in args.sources for file, alone in _files(source) if file.resolve() != plan]
    of_pages = options if options.order else replace(options, order=_order([file for file, _ in files]))
    for number, (file, alone) in enumerate(files):
        progress("read", number, len(files))
        name = str(file)
        try:
            data = read_plain(file, LARGEST, follow=alone)
        except TooLargeError:
            words = f"the file is larger than {LARGEST >> 20} MiB"
            yield Place(name).problem(ImportCode.UNREADABLE_FILE, words, "split it")
        except OSError as error:
            words = f"the file cannot be read: {error.strerror}"
            yield Place(name).problem(ImportCode.UNREADABLE_FILE, words, "give files and folders that are there")
        else:
            if not alone and args.format is None and format_of(name, data) is None:
                yield Place(name).problem(ImportCode.LEFT_OUT, "the file is of no format that is read", "look at it")
            else:
                yield from read(name, data, of_pages if is_page(file) else options, args.format)


def _order(files: Sequence[Path]) -> DateOrder | None:
    """The order of day and month that the pages of a batch show together."""

    def pages() -> Iterator[bytes]:
        for file in [file for file in files if is_page(file)][:_MOST_PAGES]:
            with suppress(OSError):
                yield read_plain(file, LARGEST, follow=True)

    return order_of_pages(pages())


def is_page(file: Path) -> bool:
    """Whether a file is called as saved pages are."""
    return file.suffix.lower() in (".html", ".htm", ".xhtml")


def _files(source: Path) -> Iterator[tuple[Path, bool]]:
    """The files of a source, and whether it is one itself; what is hidden in a folder, or a link, is passed over."""
    if not source.is_dir():
        yield source, True
        return
    for place, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            file = Path(place, name)
            if (
                not name.startswith(".")
                and not name.lower().endswith(_BESIDE)
                and file.is_file()
                and not file.is_symlink()
            ):
                yield file, False


def _beside(settings: Settings) -> Beside:
    """What tells why a file beside a source cannot be taken."""

    @lru_cache
    def folder(place: str) -> Publishable:
        return Publishable(Path(place), settings.allowed)

    def fault(release: Incoming, file: LocalFile) -> str | None:
        if file.data:
            return None  # its reader has looked at it
        place = os.path.dirname(release.place.file) or "."
        full = os.path.join(place, file.path)
        wrong = folder(place).fault(file.path, "image" if file.path.lower().endswith(IMAGES) else "download")
        if wrong is not None:
            return f"that {wrong.words}"
        try:
            size = os.stat(full).st_size
        except (OSError, ValueError):
            return "that is not beside the source"
        return f"that is larger than {LARGEST_FILE >> 20} MiB" if size > LARGEST_FILE else None

    return fault


# --- writing ---


def _write(root: Path, ready: Sequence[Ready], progress: Progress, done: set[str]) -> list[Problem]:
    """Write each release, its files first, so that a release that is there is whole; notes the sources in *done*."""
    problems: list[Problem] = []
    durable = len(ready) <= _FEW
    for number, one in enumerate(ready):
        progress("written", number, len(ready))
        try:
            for copy in one.copies:
                _new(root, copy.path, _bytes_of(copy), durable)
            _new(root, one.file.path, one.file.text.encode(), durable)
        except FileExistsError:
            words = "the file, or one beside it, is there with other bytes, and nothing is overwritten"
            problems.append(Place(one.file.path).problem(ImportCode.UNWRITABLE, words, "give the release another id"))
        except OSError as error:
            words = f"the file could not be written: {error.strerror}"
            advice = f"make room, or the folder writable, and run again: {number:,} releases were written before"
            problems.append(Place(one.file.path).problem(ImportCode.UNWRITABLE, words, advice))
            break
        else:
            done.add(one.source)
    if not durable:
        sync_disk()
    return problems


def _bytes_of(copy: Copy) -> bytes:
    return copy.data or read_plain(copy.source, LARGEST_FILE, follow=True)


def _new(root: Path, path: str, data: bytes, durable: bool) -> None:
    """Write a file where there is none; raises FileExistsError where there is another, OSError."""
    target = root / path
    folder = _folder(root, target.parent)
    if os.path.lexists(folder / target.name):
        if target.is_symlink() or target.read_bytes() != data:
            raise FileExistsError(path)
        return
    write(target, data, durable=durable)


@lru_cache(maxsize=64)
def _folder(root: Path, folder: Path) -> Path:
    """A folder of the archive; raises OSError where a link leads out of it."""
    if not folder.resolve().is_relative_to(root):
        raise OSError(0, "the folder leads out of the archive", str(folder))
    return folder


# --- telling ---


def _print(entries: Sequence[Entry], ready: Sequence[Ready]) -> None:
    """What is to be written, and what waits for somebody, by kind."""
    paths = {one.source: one.file.path for one in ready}
    shown: Counter[str] = Counter()
    for entry in entries:
        row = entry.row
        if row.source in paths:
            notes = [f"much like {row.duplicate_of}"] if row.duplicate_of else []
            notes += [row.status.partition("; ")[2]] if "; " in row.status else []
            print(f"new {paths[row.source]}: {row.title}" + (f" ({'; '.join(notes)})" if notes else ""))
        elif row.status != THERE:
            kind = row.status.partition(":")[0]
            shown[kind] += 1
            if shown[kind] <= _SHOWN:
                print(f"{row.status}: {row.source}: {row.title}")
    for kind, count in shown.items():
        if count > _SHOWN:
            print(f"{kind}: {count - _SHOWN:,} more")


def _print_json(entries: Sequence[Entry], problems: Sequence[Problem], done: set[str]) -> None:
    rows = [
        {
            **{key: value for key, value in asdict(entry.row).items() if key != "line"},
            "losses": [told(loss) for loss in entry.release.losses] if entry.release else [],
            "written": entry.row.source in done,
        }
        for entry in entries
    ]
    found = {"rows": rows, "problems": [{**problem.row(), "pointer": problem.pointer or None} for problem in problems]}
    print(json.dumps(found, ensure_ascii=False, indent=1).encode("utf-8", "replace").decode())


def _summary(entries: Sequence[Entry], ready: Sequence[Ready], done: set[str], args: argparse.Namespace) -> str:
    kinds = Counter(entry.row.status.partition(":")[0] for entry in entries)
    losses = sum(bool(entry.row.loss) for entry in entries)
    counts = [f"{len(done) if args.write else len(ready):,} {'written' if args.write else 'new'}"]
    counts += [
        f"{kinds[kind]:,} {words}"
        for kind, words in (
            (THERE, "there already"),
            (ASK, "asked for"),
            (LOOK, "to look at"),
            (NO_TEXT, "without a text"),
            ("refused", "refused"),
        )
        if kinds[kind]
    ]
    skipped = sum(entry.row.skipped for entry in entries)
    counts += [f"{skipped:,} skipped"] if skipped else []
    counts += [f"{losses:,} with losses"] if losses else []
    end = "" if args.write else "; nothing is written: "
    if not args.write:
        end += f"look through {args.plan}, then add --write" if args.plan else "add --plan FILE, or --write to write it"
    return ", ".join(counts) + end
