"""What ``newsroom import-releases`` does: read sources, make or read the plan, write and record what it says."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from sphinx_newsroom.cli.import_plans import held, rows_of, warned
from sphinx_newsroom.cli.options import Given, print_json, warn
from sphinx_newsroom.cli.publish import against_build
from sphinx_newsroom.cli.site import carried_out
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import HeaderError, ImportCode, Problem
from sphinx_newsroom.files import read_plain, sync_disk, write
from sphinx_newsroom.importers.drafts import LARGEST_FILE, Options, Place, RefusedValueError
from sphinx_newsroom.importers.formats.dates import LARGEST, date_of
from sphinx_newsroom.importers.plan import (
    ASK,
    CHANGED,
    CLOSED,
    LOOK,
    NO_TEXT,
    THERE,
    Entry,
    Row,
    entries_of,
    joined,
    known_archive,
    read_plan,
    told,
    written,
)
from sphinx_newsroom.importers.plan_files import (
    Copy,
    Ready,
    Stood,
    files_of,
    texts_of,
)
from sphinx_newsroom.importers.readers import beside_sources, read_all
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.transparency_log import SigningError
from sphinx_newsroom.model.addresses import LEDGER, RELEASES, ReleaseId
from sphinx_newsroom.operations.correct import correct
from sphinx_newsroom.operations.history import Past, plan_of_captures
from sphinx_newsroom.operations.recording import PublicationError, desk
from sphinx_newsroom.progress import Progress

# The texts that captures show of releases, as revisions in the ledger: where importers and operations meet.

Texts = Mapping[ReleaseId, Sequence[Stood]]
"""The texts of releases, the oldest first; the last is that of the file."""


class Recorded(NamedTuple):
    """What was recorded, what is to be told of it, and what stands against a build afterwards."""

    events: tuple[Event, ...] = ()
    told: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def keeps_ledger(root: Path) -> bool:
    """Whether an archive has a record of what is published."""
    return (root / LEDGER).exists()


def record(args: Given, settings: Settings, texts: Texts, progress: Progress) -> Recorded:
    """Record the texts of releases that the ledger does not have yet; raises what recording raises."""
    with desk(args.root, settings) as found:
        pasts = {
            id_: [Past(text.source, text.first, text.last) for text in stood]
            for id_, stood in texts.items()
            if id_ not in found.ledger.records
        }
        work = plan_of_captures(found, pasts, lambda done, total: progress("recorded", done, total))
        call = ("import-releases", *map(str, args.sources), "--write", "--record")
        carried_out(found, work, args.sign, call)
    return Recorded(work.events, work.report, tuple(against_build(found.problems_after(work))))


def take_over(args: Given, settings: Settings, one: Ready) -> None:
    """Record the changed text of a release as a revision; raises what recording raises."""
    with desk(args.root, settings) as found:
        id_ = one.file.path.removeprefix(f"{RELEASES}/").removesuffix(".md")
        work = correct(found, id_, one.note, text=one.file.text)
        carried_out(found, work, args.sign, ("import-releases", *map(str, args.sources), "--write"))


# Writing releases where there are none: files first, and nothing over anything.

_FEW = 50
"""How many files are brought to the disk one by one."""


def write_releases(root: Path, ready: Sequence[Ready], progress: Progress, done: set[str]) -> list[Problem]:
    """Write each release, its files first, so that a release that is there is whole; notes the sources in *done*."""
    problems: list[Problem] = []
    durable = len(ready) <= _FEW
    for number, one in enumerate(ready):
        progress("written", number, len(ready))
        try:
            for copy in one.copies:
                _new(root, copy.path, _bytes_of(copy), durable)
            if not one.note:
                _new(root, one.file.path, one.file.text.encode(), durable)
            elif not keeps_ledger(root):
                write(root / one.file.path, one.file.text.encode(), durable=durable)
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


# What an import says: of each release that comes in or waits for somebody, and all in numbers.

_SHOWN = 20
"""How many rows of a kind are named."""


def print_rows(entries: Sequence[Entry], ready: Sequence[Ready]) -> None:
    """What is to be written, and what waits for somebody, by kind."""
    paths = {one.source: one.file.path for one in ready}
    shown: Counter[str] = Counter()
    for entry in entries:
        row = entry.row
        if row.source in paths:
            notes = [f"much like {row.duplicate_of}"] if row.duplicate_of else []
            notes += [f"{row.revisions} revisions"] if row.revisions else []
            notes += [row.status.partition("; ")[2]] if "; " in row.status else []
            print(
                f"{'changed' if row.taken else 'new'} {paths[row.source]}: {row.title}"
                + (f" ({'; '.join(notes)})" if notes else "")
            )
        elif row.status != THERE:
            print(entry.difference, end="")
            kind = row.status.partition(":")[0]
            shown[kind] += 1
            if shown[kind] <= _SHOWN:
                print(f"{row.status}: {row.source}: {row.title}")
    for kind, count in shown.items():
        if count > _SHOWN:
            print(f"{kind}: {count - _SHOWN:,} more")


def _print_rows_json(
    entries: Sequence[Entry], problems: Sequence[Problem], done: set[str], recorded: Recorded | None
) -> None:
    """The rows with all losses, what is wrong, and what was recorded."""
    rows = [
        {
            **{key: value for key, value in asdict(entry.row).items() if key != "line"},
            "losses": [told(loss) for loss in entry.release.losses] if entry.release else [],
            "written": entry.row.source in done,
        }
        for entry in entries
    ]
    events = recorded.events if recorded else ()
    found = {
        "rows": rows,
        "problems": rows_of(problems),
        "recorded": [{"event": event.kind, "id": event.id, "revision": event.revision or None} for event in events],
        "told": list(recorded.told) if recorded else [],
    }
    print_json(found)


def summary(entries: Sequence[Entry], ready: Sequence[Ready], done: set[str], args: Given) -> str:
    """All of it in numbers, and what to do next."""
    kinds = Counter(entry.row.status.partition(":")[0] for entry in entries)
    losses = sum(bool(entry.row.loss) for entry in entries)
    counts = [f"{len(done) if args.write else len(ready):,} {'written' if args.write else 'new'}"]
    counts += [
        f"{kinds[kind]:,} {words}"
        for kind, words in (
            (THERE, "there already"),
            (CHANGED, "changed at the source"),
            (ASK, "asked for"),
            (LOOK, "to look at"),
            (CLOSED, "not for everybody"),
            (NO_TEXT, "without a text"),
            ("refused", "refused"),
        )
        if kinds[kind]
    ]
    skipped = sum(entry.row.skipped for entry in entries)
    counts += [f"{skipped:,} skipped"] if skipped else []
    counts += [f"{losses:,} with losses"] if losses else []
    if not entries:
        return f"{counts[0]}; nothing was found that is a release"
    end = "" if args.write else "; nothing is written: "
    if not args.write:
        end += f"look through {args.plan}, then add --write" if args.plan else "add --plan FILE, or --write to write it"
    return ", ".join(counts) + end


def run(args: Given) -> int:
    """Do what the arguments of :mod:`sphinx_newsroom.cli.import_releases` say; raises ConfigError."""
    found = held(args, (RELEASES,), _import)
    if not args.write:
        return _tell(args, found, None)
    root, settings, progress = args.root, settings_of(args.root), Progress("files")
    # Recording takes the lock itself, and reads the archive with the releases that are there now.
    recorded = None
    taken = [one for one in found.ready if one.note and one.source in found.done and keeps_ledger(root)]
    if taken or (found.texts and (args.record or keeps_ledger(root))):
        try:
            for one in taken:
                take_over(args, settings, one)
            recorded = record(args, settings, found.texts, progress)
        except (PublicationError, SigningError, HeaderError, OSError) as error:
            words = (f"nothing was recorded: {error}",)
            return max(1, _tell(args, found, Recorded(told=words)))
    return _tell(args, found, recorded)


class _Found(NamedTuple):
    """What came of reading and writing: the rows, what can be written, what was, and what captures show of releases."""

    entries: list[Entry]
    ready: list[Ready]
    problems: list[Problem]
    done: set[str]
    texts: Texts


def _import(args: Given, root: Path, settings: Settings) -> _Found:
    progress = Progress("files")
    zone = args.timezone or settings.timezone or "UTC"
    options = Options(args.base, zone, args.date_order, settings.language, columns=args.map)
    before = _plan(args.plan)
    found = joined(read_all(args.sources, args.plan, options, progress), options)
    known = known_archive(root, settings, lambda done, total: progress("of the archive read", done, total))
    given = _given(args.set, options)
    name = str(args.plan) if args.plan else "plan"
    entries, problems = entries_of(found, known, options, before, given, name)
    beside = beside_sources(settings)
    ready, entries, refused = files_of(entries, known, beside)
    problems = [*found.problems, *problems, *refused]
    done: set[str] = set()
    if args.write:
        problems += write_releases(root, ready, progress, done)
    if args.plan and (not args.write or not args.plan.exists()):
        _write_plan(args.plan, [entry.row for entry in entries])
    there = [one for one in ready if one.source in done] if args.write else ready
    return _Found(entries, ready, problems, done, texts_of(entries, there, known, beside))


def _tell(args: Given, found: _Found, recorded: Recorded | None) -> int:
    """Say what came of it; returns the exit status."""
    problems = [*found.problems, *(recorded.problems if recorded else ())]
    if args.as_json:
        _print_rows_json(found.entries, problems, found.done, recorded)
    else:
        print_rows(found.entries, found.ready)
        for line in recorded.told if recorded else ():
            print(line)
    status = warned(problems, summary(found.entries, found.ready, found.done, args))
    earlier = sum(len(texts) > 1 for texts in found.texts.values())
    if earlier and recorded is None and not keeps_ledger(args.root):
        warn(f"{earlier:,} with earlier texts, which --write --record keeps: that begins the ledger")
    return status


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
            raise ConfigError(f"--set date={found['date']} isn't a date; write one such as 2011-06-21")
        found["date"] = date
    return found
