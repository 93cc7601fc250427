"""The steps of ``newsroom import-releases``: read sources, make or read the plan, write and record the releases."""

from __future__ import annotations

import pickle
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom._version import __version__
from sphinx_newsroom.cli.import_plans import carry_out, print_plan, rows_of, warned, with_lock
from sphinx_newsroom.cli.options import Given, print_json, warn
from sphinx_newsroom.cli.publish import against_build
from sphinx_newsroom.cli.site import carried_out
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import HeaderError, Problem
from sphinx_newsroom.files import digest, leave, read_plain, work_place, write
from sphinx_newsroom.importers.drafts import Found, Options, RefusedValueError
from sphinx_newsroom.importers.formats.dates import LARGEST, date_of
from sphinx_newsroom.importers.plan import (
    ASK,
    CHANGED,
    CLOSED,
    FURNITURE,
    LOOK,
    NO_TEXT,
    REFUSED,
    SKIP,
    THERE,
    Change,
    Plan,
    Row,
    read_plan,
    written,
)
from sphinx_newsroom.importers.readers import Note, beside_sources, others, read_all
from sphinx_newsroom.importers.releases import Stood, joined, known_archive, loss_text, plan_of, rule_of
from sphinx_newsroom.importers.releases import rows_of as rows_of_releases
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.ledger.transparency_log import SigningError
from sphinx_newsroom.model.addresses import LEDGER, RELEASES, ReleaseId, release_page
from sphinx_newsroom.operations.correct import correct
from sphinx_newsroom.operations.history import Past, plan_of_captures
from sphinx_newsroom.operations.recording import PublicationError, desk
from sphinx_newsroom.progress import Progress

# Recording the captured texts of releases as revisions in the ledger.

Texts = Mapping[ReleaseId, Sequence[Stood]]
"""The texts of each release, oldest first; the last is the file's current text."""


class Recorded(NamedTuple):
    """The recorded events, the lines to print about them, and the problems left for a build."""

    events: tuple[Event, ...] = ()
    messages: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def keeps_ledger(root: Path) -> bool:
    """Whether an archive has a ledger."""
    return (root / LEDGER).exists()


def record(args: Given, settings: Settings, texts: Texts, progress: Progress) -> Recorded:
    """Record the texts of releases that the ledger doesn't have yet; raises the errors of recording."""
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


def take_over(args: Given, settings: Settings, one: Change) -> None:
    """Record the changed text of a release as a revision; raises the errors of recording."""
    with desk(args.root, settings) as found:
        work = correct(found, one.id, one.note, text=one.after)
        carried_out(found, work, args.sign, ("import-releases", *map(str, args.sources), "--write"))


def _print_rows_json(found: _Found, problems: Sequence[Problem], recorded: Recorded | None) -> None:
    """Print the rows with all losses, the problems, and what was recorded."""
    done = {change.source for change in found.plan.changes if change.path in found.done}
    rows = [
        {
            **{key.replace(" ", "_"): value for key, value in row.cells.items()},
            "losses": [loss_text(loss) for loss in row.release.losses] if row.release else [],
            "written": row.source in done,
        }
        for row in found.plan.rows
    ]
    events = recorded.events if recorded else ()
    print_json(
        {
            "rows": rows,
            "problems": rows_of(problems),
            "recorded": [{"event": event.kind, "id": event.id, "revision": event.revision or None} for event in events],
            "told": list(recorded.messages) if recorded else [],
        }
    )


def summary(plan: Plan, done: set[str], args: Given) -> str:
    """Return the totals, and what to do next."""
    kinds = Counter(row.kind for row in plan.rows)
    losses = sum(bool(row.loss) for row in plan.rows)
    counts = [f"{len(done) if args.write else len(plan.changes):,} {'written' if args.write else 'new'}"]
    counts += [
        f"{kinds[kind]:,} {words}"
        for kind, words in (
            (THERE, "there already"),
            (CHANGED, "changed at the source"),
            (ASK, "asked for"),
            (LOOK, "to look at"),
            (CLOSED, "not public"),
            (NO_TEXT, "without a text"),
            (REFUSED, "refused"),
            (SKIP, "skipped"),
            (FURNITURE, "blocks of most pages left out"),
        )
        if kinds[kind]
    ]
    counts += [f"{losses:,} with losses"] if losses else []
    if not plan.rows:
        return f"{counts[0]}; nothing was found that is a release"
    guesses = Counter(
        rule_of(row.release.date)
        for row in plan.rows
        if row.kind == ASK and row.release and row.release.date and not row.date
    )
    found_by = ", ".join(f"{count:,} by {rule}" for rule, count in guesses.most_common())
    end = f"; one yes accepts all days found in the same way: {found_by}" if guesses else ""
    if not args.write:
        end += "; nothing is written: "
        end += f"look through {args.plan}, then add --write" if args.plan else "add --plan FILE, or --write to write it"
    elif args.plan and done:
        end += f"; to see the ids in {args.plan}, run it again without --write"
    return ", ".join(counts) + end


def run(args: Given) -> int:
    """Run ``newsroom import-releases``; raises ConfigError."""
    found = with_lock(args, (RELEASES,), _import)
    if not args.write:
        return _tell(args, found, None)
    root, settings, progress = args.root, settings_of(args.root), Progress("files")
    # Recording takes the lock itself, and must read the newly written releases.
    recorded = None
    if found.taken or (found.texts and (args.record or keeps_ledger(root))):
        try:
            for one in found.taken:
                take_over(args, settings, one)
            recorded = record(args, settings, found.texts, progress)
        except (PublicationError, SigningError, HeaderError, OSError) as error:
            words = (f"nothing was recorded: {error}",)
            return max(1, _tell(args, found, Recorded(messages=words)))
    return _tell(args, found, recorded)


class _Found(NamedTuple):
    """The result of an import: the plan, its problems, the paths written, and the captured texts of releases.

    *taken* holds changes of published texts, which must go through the ledger.
    """

    plan: Plan
    problems: list[Problem]
    done: set[str]
    taken: list[Change]
    texts: Texts


def _import(args: Given, root: Path, settings: Settings) -> _Found:
    progress = Progress("files")
    zone = args.timezone or settings.timezone or "UTC"
    options = Options(args.base, zone, args.date_order, settings.language, columns=args.map)
    before = _plan(args.plan)
    found = joined(_items(args, root, options, progress), options, before)
    known = known_archive(root, settings, lambda done, total: progress("of the archive read", done, total))
    rows, problems = rows_of_releases(
        found, known, options, before, _given(args.set, options), str(args.plan or "plan")
    )
    plan, texts = plan_of(rows, known, beside_sources(settings), (*found.problems, *problems))
    problems = list(plan.problems)
    done: set[str] = set()
    taken: list[Change] = []
    if args.write:
        recorded = [one for one in plan.changes if one.note and keeps_ledger(root)]
        done, failed = carry_out(root, plan.changes, progress, recorded)
        problems += failed
        taken = [one for one in recorded if one.path in done]
        failing = {one.path for one in plan.changes} - done
        texts = {id_: text for id_, text in texts.items() if f"{release_page(id_)}.md" not in failing}
    if args.plan and (not args.write or not args.plan.exists()):
        try:
            write(args.plan, written(rows, args.plan.name))
        except OSError as error:
            raise ConfigError(f"{args.plan} cannot be written: {error.strerror}") from error
    return _Found(plan, problems, done, taken, texts)


# What the run before has read, so that the next one reads only what has changed.

_CACHE = "import-releases"
_CLASSES = frozenset("Incoming Listed Problem Place Given Loss LocalFile Contact ImportCode Severity".split())
_TIMES = frozenset("datetime timezone timedelta".split())


class _Unpickler(pickle.Unpickler):
    """Loads what an import has read, and refuses all other classes, which could run code."""

    def find_class(self, module: str, name: str) -> Any:
        """Return a class; raises UnpicklingError for one that no item has."""
        if name in (_TIMES if module == "datetime" else _CLASSES if module.startswith("sphinx_newsroom.") else ()):
            return super().find_class(module, name)
        raise pickle.UnpicklingError(name)


def _items(args: Given, root: Path, options: Options, progress: Progress) -> list[Found]:
    """Return what the sources contain; with a plan, a file is read again only after a change."""
    if args.plan is None or others():  # what a reader of another package needs, or a new version changes, is unknown
        return list(read_all(args.sources, args.plan, options, progress, {}))
    said = options.base, options.timezone, options.order, options.language, options.columns
    key = digest(repr((__version__, date.today(), said, args.sources)).encode()).encode()
    before: dict[str, Note] = {}
    # A damaged pickle can raise almost anything.
    with suppress(Exception), work_place(root, _CACHE).open("rb") as stream:
        if stream.read(len(key)) == key:
            before = dict(_Unpickler(stream).load())
    notes = dict(before)
    found = list(read_all(args.sources, args.plan, options, progress, notes))
    if notes != before:
        with suppress(OSError):  # the archive may be read-only
            leave(root, _CACHE, (key, pickle.dumps(notes)))
    return found


def _tell(args: Given, found: _Found, recorded: Recorded | None) -> int:
    """Print the result; returns the exit status."""
    problems = [*found.problems, *(recorded.problems if recorded else ())]
    if args.as_json:
        _print_rows_json(found, problems, recorded)
    else:
        print_plan(found.plan)
        for line in recorded.messages if recorded else ():
            print(line)
    status = warned(problems, summary(found.plan, found.done, args))
    earlier = sum(len(texts) > 1 for texts in found.texts.values())
    if earlier and recorded is None and not keeps_ledger(args.root):
        releases = "release has" if earlier == 1 else "releases have"
        warn(f"{earlier:,} {releases} earlier texts; to keep them, use --write --record, which creates the ledger")
    return status


def _plan(path: Path | None) -> dict[str, Row]:
    """Return the rows of an existing plan, by source; raises ConfigError if the file isn't a plan."""
    if path is None or not path.exists():
        return {}
    try:
        return read_plan(read_plain(path, LARGEST, follow=True), str(path))
    except RefusedValueError as refusal:
        raise ConfigError(str(refusal.problem)) from refusal
    except OSError as error:
        raise ConfigError(f"{path} cannot be read: {error.strerror}") from error


def _given(pairs: Sequence[tuple[str, str]], options: Options) -> dict[str, str]:
    found = dict(pairs)
    if "date" in found:
        date = date_of(found["date"], options)
        if date is None:
            raise ConfigError(f"--set date={found['date']} isn't a date; write one such as 2011-06-21")
        found["date"] = date
    return found
