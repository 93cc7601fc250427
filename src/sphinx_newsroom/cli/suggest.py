"""``newsroom suggest``: list names of organizations and officials without a record, and record decisions about them.

Suggestions are printed, written to a table, or reviewed one by one on a terminal.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
from collections import deque
from collections.abc import Callable, Container, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import click

from sphinx_newsroom.archive.journal import BusyError
from sphinx_newsroom.archive.opening import last_build, open_archive
from sphinx_newsroom.cli import options
from sphinx_newsroom.cli.options import (
    END,
    PATH,
    Given,
    by_key,
    by_line,
    flag,
    option,
    print_json,
    read_line,
    said_of,
    warn,
    with_many,
)
from sphinx_newsroom.config import ConfigError, Settings, settings_of
from sphinx_newsroom.diagnostics import Problem, counted, nearest, shown
from sphinx_newsroom.files import write
from sphinx_newsroom.importers.records.existing import load_records
from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.operations.suggestions import (
    DecisionError,
    Decisions,
    Pool,
    Sentence,
    Sentences,
    groups,
    near_records,
    pool_of,
    read_sheet,
    sheet,
    sources_of,
    take,
    text_of,
    title,
)
from sphinx_newsroom.operations.suggestions import decide as decide_by
from sphinx_newsroom.operations.suggestions import look as look_through
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.sources.edits import record_text
from sphinx_newsroom.sources.table_cells import read_table
from sphinx_newsroom.text.suggest import Suggestion, drafted, key_of
from sphinx_newsroom.text.suggest.model_names import ANY_LANGUAGE, ModelError, SpacyModel

LISTED, LEAST, LEAST_ACCEPTED = 50, 2, 5
"""Defaults: how many names to list, and in how many releases a name must occur to be listed or accepted unseen."""


_COUNT = click.IntRange(0)


@with_many("suggest")
@option(
    "--limit",
    type=_COUNT,
    metavar="N",
    help=f"The number of names to list (default: {LISTED}, or all with --list, --review and --accept-all); 0 lists "
    "all.",
)
@option(
    "--min",
    "least",
    type=_COUNT,
    metavar="N",
    help=f"Leave out names that occur in fewer releases (default: {LEAST}, or {LEAST_ACCEPTED} with --accept-all).",
)
@option("--since", type=_COUNT, default=0, metavar="YEAR", help="Read only releases from YEAR or later.")
@option(
    "--ner",
    metavar="MODEL",
    help="Add names found by this spaCy model: a package or a folder (needs the extra `ner`).",
)
@flag("--draft", help="Show a draft record for each name.")
@options.as_json("the suggestions")
@flag("--review", help="Decide one by one on a terminal; each decision is saved immediately.")
@option(
    "--list",
    "sheet",
    type=PATH,
    metavar="FILE",
    help="Write the suggestions to FILE, a table in which you enter your decisions.",
)
@option("--decided", type=PATH, metavar="FILE", help="Carry out the decisions in FILE, a table made with --list.")
@flag("--accept-all", help="Accept all suggestions, except those that may be other names of existing records.")
@option(
    "--accept",
    multiple=True,
    metavar="NAME",
    help="Write the draft record of NAME to a new file; can be repeated.",
)
@option(
    "--reject",
    multiple=True,
    metavar="NAME",
    help="Never suggest NAME again, and add it to names-rejected.txt; can be repeated.",
)
@option(
    "--join",
    multiple=True,
    nargs=2,
    metavar="NAME ID",
    help="Add NAME to the record ID, which can be one written by --accept; can be repeated.",
)
@option("--id", metavar="ID", help="With --accept: the id of the new record (default: based on the name).")
@option(
    "--kind",
    type=click.Choice(("organization", "official")),
    help="With --accept: the kind of NAME, which then needn't be among the suggestions.",
)
@options.dry_run("Show what decisions would write, and write nothing.")
def suggest(args: Given) -> int:
    """List names of likely organizations and officials that have no record, and save decisions about them.

    \b
    examples:
      newsroom suggest                                          list the 50 most frequent, each with one mention
      newsroom suggest --limit 0 --json                         list all, with draft records, for a program
      newsroom suggest --review                                 decide one by one, with one key for each
      newsroom suggest --list names.tsv                         write all to a table, to decide in a spreadsheet
      newsroom suggest --decided names.tsv                      carry out the decisions in the table
      newsroom suggest --accept-all --min 10 --dry-run          show the records of names in at least ten releases
      newsroom suggest --accept "Kelmark Harbour Company"       write its draft record
      newsroom suggest --join "Harbour Company of Kelmark" khc  add another name to an existing record
      newsroom suggest --reject "Open Doors Network"            never suggest it again
      newsroom suggest --ner fr_core_news_sm                  add names that a spaCy model finds in French texts

    The command searches English texts for organizations and officials, and Ukrainian and Russian texts for officials.
    With --ner, it also searches texts in the model's language. If one decision fails, none in that call is carried out.
    Exits with 1 if a file can't be read or written, and with 2 if a decision can't be carried out.
    """
    named = bool(args.accept or args.reject or args.join)
    _refuse(args, named)
    if args.review:
        return review(args)
    return decide(args) if named or args.accept_all or args.decided else show(args)


def _refuse(args: Given, named: bool) -> None:
    """Raise ConfigError if arguments contradict each other."""
    if (args.id or args.kind) and not args.accept:
        raise ConfigError("--id and --kind work only with --accept; add --accept NAME")
    if args.id and len(args.accept) > 1:
        raise ConfigError("--id is the id of a single record; use --accept only once with it")
    ways = {
        "--accept, --reject or --join": named,
        "--accept-all": args.accept_all,
        "--decided": args.decided,
        "--review": args.review,
        "--list": args.sheet,
    }
    given = [way for way, is_given in ways.items() if is_given]
    if len(given) > 1:
        raise ConfigError(f"{given[0]} and {given[1]} can't be used together; use one of them")
    if args.dry_run and given not in (["--accept, --reject or --join"], ["--accept-all"], ["--decided"]):
        raise ConfigError("--dry-run shows what decisions would write; add --accept, --accept-all or --decided")
    if args.ner and (args.decided or (named and not args.accept)):
        raise ConfigError("--ner works only with lists and --accept; leave it out")
    if args.review and not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise ConfigError(
            "--review needs a terminal. Write a table with --list FILE, enter your decisions in it, and carry them "
            "out with --decided FILE; or use --accept, --reject and --join"
        )


# Finding the suggestions.


@contextmanager
def refusals() -> Iterator[None]:
    """Turn decisions that can't be taken into ConfigError, and file errors into ClickException."""
    try:
        yield
    except (BusyError, DecisionError) as error:
        raise ConfigError(str(error)) from error
    except OSError as error:
        raise click.ClickException(f"{said_of(error)}; nothing was changed") from error


def look(args: Given, settings: Settings) -> tuple[Pool, Sentences]:
    """Search all texts for names; raises OSError, DecisionError, and ConfigError if the model is missing."""
    model = _model(args.ner)  # before the texts are read, so that a missing model is reported at once
    progress = Progress("releases")
    try:
        built = last_build(args.root, settings)
        archive = open_archive(args.root, settings, admitted=None, cache=built)
        sources = sources_of(archive, args.since, progress, built)
        if model is not None and not any(model.language in (source.spoken, ANY_LANGUAGE) for source in sources):
            warn(f"the model {model.name} is for texts in {model.language!r}, but there are no such releases")
        return look_through(archive, sources, progress, model), Sentences(archive)
    finally:
        progress.end()


def _with_present_names(root: Path, pool: Pool) -> Pool:
    """Update a pool with the names that have records now; reads only the records, so each decision is quick."""
    return pool_of(load_records(root).registry, pool.suggestions, pool.count)


def _model(name: str | None) -> SpacyModel | None:
    if name is None:
        return None
    try:
        return SpacyModel(name)
    except ModelError as error:
        raise ConfigError(str(error)) from error


# Decisions: named on the command line, read from a table, or accepted in bulk.


class _WrongSheetError(Exception):
    """The table has errors, so no decision in it is carried out."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__()
        self.problems = problems


def decide(args: Given) -> int:
    """Carry out all the decisions on the command line, or none, and print what was written."""
    settings = settings_of(args.root)
    try:
        with refusals():
            act = _act(args)
            # Rejecting or joining needs only the records, not a search of the texts.
            records = partial(_with_present_names, args.root, Pool((), 0, {}, {}))
            suggested = bool(args.accept or args.accept_all)
            taken = take(args.root, act, lambda: look(args, settings)[0] if suggested else records(), dry=args.dry_run)
    except _WrongSheetError as error:
        warn(*(*error.problems, f"nothing was written: {counted(len(error.problems), 'row')} cannot be taken"))
        return 2
    for outcome in taken.outcomes:
        print(outcome.planned if args.dry_run else outcome)
    if args.decided and not taken.outcomes:
        warn(f"{args.decided} contains no decisions")
    if args.dry_run:
        warn("nothing was written, because this was a dry run")
    return 0


def _act(args: Given) -> Callable[[Decisions], None]:
    """Return the function that takes the call's decisions.

    Raises ConfigError if the table can't be read, and _WrongSheetError if it has errors.
    """
    if args.decided:
        path = str(args.decided)
        rows, problems = read_sheet(path, read_table(args.decided, "list", "--list"))
        if problems:
            raise _WrongSheetError(problems)

        def by_sheet(decisions: Decisions) -> None:
            if wrong := decide_by(path, rows, decisions):
                raise _WrongSheetError(wrong)

        return by_sheet
    if args.accept_all:
        return lambda decisions: _accept_all(args, decisions)
    return lambda decisions: _named(args, decisions)


def _named(args: Given, decisions: Decisions) -> None:
    for name in args.accept:
        decisions.accept(name, args.kind, args.id)
    for name, id_ in args.join:
        decisions.join(name, id_)
    for name in args.reject:
        decisions.reject(name)


def _accept_all(args: Given, decisions: Decisions) -> None:
    """Accept the names in enough releases; list possible duplicates for a person to decide."""
    pool = decisions.pool
    least = LEAST_ACCEPTED if args.least is None else args.least
    chosen = pool.at_least(least)[: args.limit or None]
    if not chosen:
        warn(f"there are no names without a record in {counted(least, 'release')}")
    near = near_records(chosen, pool)
    left: list[str] = []
    for group in groups(chosen):
        first, *others = group
        record = next((near[one.name] for one in group if one.name in near), None)
        if record is None:
            decisions.write(first)
        left += (f"{one.name} may be {record or first.name}" for one in (others if record is None else group))
    if left:
        warn(f"left to decide, with --review or --join: {'; '.join(left)}")


# Without decisions: print the suggestions as text or JSON, or write a table.


def show(args: Given) -> int:
    """Print the suggestions, or write them to a file."""
    settings = settings_of(args.root)
    if args.sheet and args.sheet.exists():
        raise ConfigError(
            f"{args.sheet} already exists, and may contain decisions; use another name, or delete the file"
        )
    least = LEAST if args.least is None else args.least
    with refusals():
        pool, sentences = look(args, settings)
        found = pool.at_least(least)
        every = args.sheet is not None and args.limit is None
        listed = found if every else found[: (LISTED if args.limit is None else args.limit) or None]
        if args.sheet:
            write(args.sheet, _sheet(listed, pool, args.root, sentences))
    if args.sheet:
        warn(f"enter your decisions in {args.sheet}, then run: newsroom suggest --decided {args.sheet}")
    elif args.as_json:
        _print_rows(listed, pool, args)
    else:
        _print(listed, pool, args)
    more = "" if len(listed) == len(found) else f"; {len(listed):,} are shown, --limit 0 shows all"
    warn(f"{counted(len(found), 'name')} without a record in {counted(pool.count, 'release')}{more}")
    return 0


def _sheet(listed: Sequence[Suggestion], pool: Pool, root: Path, sentences: Sentences) -> str:
    def where(one: Suggestion) -> tuple[str, str]:
        found = next(filter(None, map(sentences.of, one.places)), None)
        return (found.place, str(found)) if found else (one.example, one.context)

    taken = pool.taken(root)
    ids = {}
    for one in listed:
        ids[one.name] = drafted(one, taken).id
        taken.add(ids[one.name])
    return sheet(groups(listed), near_records(listed, pool), ids, where)


def _print(listed: Sequence[Suggestion], pool: Pool, args: Given) -> None:
    """Print two lines for each suggestion: count, kind, name and notes, then an example."""
    taken = pool.taken(args.root)
    near, like = near_records(listed, pool), _twins(listed)
    for suggestion in listed:
        record = near.get(suggestion.name)
        join = f"perhaps one of {record}'s names (--join)" if record else None
        twin = f"perhaps the same as {' and '.join(like[suggestion.name])}" if like[suggestion.name] else None
        notes = (suggestion.role, join, twin, _of_model(suggestion, _model_name(args)))
        about = "".join(f"; {words}" for words in notes if words)
        print(f"{suggestion.releases:>6,}  {suggestion.kind:<12}  {title(suggestion)}{about}")
        print(f"{'':22}{suggestion.example}: {suggestion.context}")
        if args.draft:
            print(_drafted(suggestion, taken))


def _twins(listed: Sequence[Suggestion]) -> dict[str, list[str]]:
    """Return the names that each suggestion may duplicate, by its own name."""
    return {one.name: [other.name for other in group if other is not one] for group in groups(listed) for one in group}


def _drafted(suggestion: Suggestion, taken: Container[str]) -> str:
    record = drafted(suggestion, taken)
    return f"\n{record.path}\n{record_text(record)}"


def _model_name(args: Given) -> str | None:
    return None if args.ner is None else Path(args.ner).name


def _of_model(suggestion: Suggestion, model: str | None) -> str | None:
    """Describe how often the model found a name, or return None if it didn't."""
    if not suggestion.in_model:
        return None
    places = counted(suggestion.in_model, "place")
    return f"{model} alone, in {places}" if suggestion.by_model else f"{model} too, in {places}"


def _print_rows(listed: Sequence[Suggestion], pool: Pool, args: Given) -> None:
    taken, model = pool.taken(args.root), _model_name(args)
    near, like = near_records(listed, pool), _twins(listed)
    rows: list[dict[str, Any]] = []
    for suggestion in listed:
        record = drafted(suggestion, taken)
        of_model = {"model": model, "places": suggestion.in_model, "alone": suggestion.by_model}
        rows.append(
            {
                "name": suggestion.name,
                "kind": suggestion.kind,
                "releases": suggestion.releases,
                "acronym": suggestion.acronym,
                "role": suggestion.role,
                "other_names": list(suggestion.other_names),
                "join": near.get(suggestion.name),
                "like": like[suggestion.name],
                "example": {"release": suggestion.example, "text": suggestion.context},
                "path": record.path,
                "draft": record_text(record),
                **({"ner": of_model} if model is not None else {}),
            }
        )
    print_json(rows)


# The review: one suggestion after another, each with its sentences, decided by a key.


def matches(pool: Pool, typed: str, but: set[str]) -> tuple[list[str | Suggestion], bool]:
    """Return the record ids and suggestions that somebody may mean by typing *typed*, and whether the first is certain.

    An id, or a full name that only one has, is certain. Otherwise names that contain the words match, or the nearest
    name. Suggestions with a name in *but* are skipped.
    """
    if typed in pool.records:
        return [typed], True
    key = key_of(typed) or typed.casefold()
    keys: dict[str, list[str | Suggestion]] = {}
    for name, id_ in pool.known.items():
        keys.setdefault(name, []).append(id_)
    for one in pool.suggestions:
        if one.name not in but:
            for name in map(key_of, one.every_name):
                keys.setdefault(name, []).append(one)
    full_matches = _matching_rows(keys.get(key, []))
    if len(full_matches) == 1:
        return full_matches, True
    pattern = re.compile(rf"\b{re.escape(key.casefold())}")
    parts = [one for name, found in keys.items() if pattern.search(name.casefold()) for one in found]
    near = nearest(key, keys) if not full_matches and not parts else None
    return _matching_rows([*full_matches, *parts, *(keys[near] if near else [])]), False


def _matching_rows(found: list[str | Suggestion]) -> list[str | Suggestion]:
    return list(dict.fromkeys(found))


Group = list[Suggestion]

_KEYS = {
    "a": "accept: write its record",
    "r": "reject: never suggest it again",
    "j": "join: it is another name of a record, or of another suggestion",
    "k": "kind: an official and no organization, or the other way around",
    "s": "split: the names of this group one by one",
    "l": "later: it stays in the list",
    "u": "undo: take the last decision back",
    "q": "quit: all that is decided is written",
}
_LONGEST = 1_000
_NARROWEST = 40
"""The minimum width of a line, in characters."""
_CHOICES = 9
"""The maximum number of matches offered, since each has a digit."""


def review(args: Given) -> int:
    """Ask about one suggestion after another, and write each decision at once."""
    settings = settings_of(args.root)
    least = LEAST if args.least is None else args.least
    with refusals():
        pool, sentences = look(args, settings)
        listed = pool.at_least(least)[: args.limit or None]
        asking = _Review(args, sentences, pool, listed)
        try:
            with by_key() as read_key:
                return asking.run(read_key)
        except KeyboardInterrupt:
            print(f"\n{counted(asking.decided, 'name')} decided, and written")
            raise


@dataclass
class _Step:
    """A decision that was taken: its group, the pool before it, and the changed files before and after."""

    group: Group
    pool: Pool
    before: dict[str, str] = field(default_factory=dict)
    written: dict[str, str] = field(default_factory=dict)


@dataclass
class _Review:
    """A review in progress: *pool* holds the current suggestions and names, *waiting* the groups not yet decided."""

    args: Given
    sentences: Sentences
    pool: Pool
    listed: Sequence[Suggestion]
    waiting: deque[Group] = field(default_factory=deque)
    decided: int = 0
    done: list[_Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.waiting.extend(groups(self.listed))
        self.near = near_records(self.listed, self.pool)
        self.steps: dict[str, Callable[[Group], bool]] = {
            "a": self.accept,
            "r": self.reject,
            "j": self.join,
            "k": self.turn,
            "s": self.split,
            "l": lambda group: True,
            "u": self.undo,
        }

    def run(self, read_key: Callable[[], str]) -> int:
        """Ask about each group until none is left or the user quits."""
        while self.waiting:
            group = [one for one in self.waiting.popleft() if key_of(one.name) not in self.pool.known]
            if group and not self.ask(group, read_key):
                self.waiting.appendleft(group)
                break
        left = sum(map(len, self.waiting))
        print(f"{counted(self.decided, 'name')} decided; {f'{left:,} not looked at' if left else 'that was all'}")
        return 0

    def ask(self, group: Group, read_key: Callable[[], str]) -> bool:
        """Show a group, and do what the key says; returns whether to go on."""
        self.show(group)
        while True:
            print(_prompt(group, self.done), end=" ", flush=True)
            key = read_key().casefold()
            if key in ("q", END):
                print()
                return False
            step = self.steps.get(key)
            if step is None or (key == "s" and len(group) == 1) or (key == "u" and not self.done):
                print()
                for known, words in _KEYS.items():
                    print(f"  {known}  {words}")
                continue
            print(_KEYS[key].partition(":")[0])
            try:
                if step(group):
                    return True
            except (DecisionError, BusyError) as error:
                print(f"  {error}")
            except OSError as error:
                print(f"  {said_of(error)}; nothing was changed")

    # --- one method for each key; it returns whether the group is decided ---

    def accept(self, group: Group) -> bool:
        """Write one record for all names in the group, with an official's office."""
        return self.take(group, lambda decisions: self.accepted(group, decisions))

    def accepted(self, group: Group, decisions: Decisions) -> None:
        """Decide to write the record of a group."""
        first, *others = group
        also = [name for one in others for name in one.every_name]
        decisions.accept_once(first, also=also, offices=self.offices(first))

    def offices(self, one: Suggestion) -> tuple[Membership, ...]:
        """Return an official's office if one sentence names exactly one organization with a record."""
        if one.role is None or one.kind != "official":
            return ()
        for sentence in filter(None, map(self.sentences.of, one.places)):
            text = f"{sentence.ahead}{sentence.words}{sentence.behind}"
            named = (name for name in self.pool.known if name in text and re.search(rf"\b{re.escape(name)}\b", text))
            found = {self.pool.known[name] for name in named}
            bodies = [id_ for id_ in found if self.pool.records[id_].startswith("organizations/")]
            if len(bodies) == 1:
                return (Membership(one.role, bodies[0]),)
        return ()

    def reject(self, group: Group) -> bool:
        """Reject all names in the group."""
        return self.take(group, lambda decisions: _each(decisions.reject, [(one.name,) for one in group]))

    def join(self, group: Group) -> bool:
        """Add the names to a record, or to another suggestion, which is then accepted with them."""
        target = self.target(group)
        if target is None:
            return False
        names = [name for one in group for name in one.every_name]
        if isinstance(target, Suggestion):
            return self.take([*group, target], lambda decisions: _join_suggested(decisions, names, target))
        return self.take(group, lambda decisions: _each(decisions.join, [(name, target) for name in names]))

    def turn(self, group: Group) -> bool:
        """Switch the group's kind between organization and official."""
        self.waiting.appendleft(
            [replace(one, kind="official" if one.kind == "organization" else "organization") for one in group]
        )
        return True

    def undo(self, group: Group) -> bool:
        """Undo the last decision, unless its files have changed since, and ask about it again."""
        last = self.done[-1]
        for path, text in last.written.items():
            if text_of(self.args.root, path) != text:
                raise DecisionError(f"{path} has changed since", "edit it yourself")
        for path, before in last.before.items():
            if before:
                write(self.args.root / path, before)
            else:
                (self.args.root / path).unlink()
            print(f"  {path} is {'as it was' if before else 'deleted'}")
        self.done.pop()
        self.pool, self.waiting = last.pool, deque([last.group, group, *self.waiting])
        self.decided -= len(last.group)
        return True

    def split(self, group: Group) -> bool:
        """Ask about each name of a group separately."""
        self.waiting.extendleft([one] for one in reversed(group))
        return True

    def take(self, group: Group, act: Callable[[Decisions], object]) -> bool:
        """Write a decision about a group, taking into account what others have decided in the meantime."""
        args = self.args
        step = _Step(group, self.pool)

        def noted(decisions: Decisions) -> None:
            act(decisions)
            step.written.update(decisions.files)
            step.before.update({path: text_of(args.root, path) for path in decisions.files})

        taken = take(args.root, noted, lambda: _with_present_names(args.root, self.pool))
        self.pool = taken.pool
        self.done.append(step)
        self.decided += len(group)
        for outcome in taken.outcomes:
            print(f"  {shown(outcome, _LONGEST)}")
        gone = {one.name for one in group}
        self.waiting = deque(left for rest in self.waiting if (left := [one for one in rest if one.name not in gone]))
        return True

    def target(self, group: Group) -> Suggestion | str | None:
        """Ask which suggestion or record id to join; returns None if nothing is chosen."""
        near = next((self.near[one.name] for one in group if one.name in self.near), None)
        empty = f"Enter: {near}" if near else "Enter: back"
        typed = _line(f"  to which record or suggestion? An id, a name or a part of one ({empty}): ")
        if not typed:
            return near
        found, sure = matches(self.pool, typed, {one.name for one in group})
        if not found:
            print(f"  nothing is called {shown(typed)!r}")
            return None
        if sure:
            return found[0]
        for number, one in enumerate(found[:_CHOICES], 1):
            print(f"  {number}  {shown(title(one) + ', without a record' if isinstance(one, Suggestion) else one)}")
        digit = _line("  its number (Enter: back): ")
        return found[int(digit) - 1] if digit.isdecimal() and 0 < int(digit) <= len(found[:_CHOICES]) else None

    # --- showing ---

    def show(self, group: Group) -> None:
        """Print a group: how often and what, then each name with its sentences and the drafted record."""
        left = sum(map(len, self.waiting)) + len(group)
        kinds = " or ".join(dict.fromkeys(one.kind for one in group))
        print(f"\n{left:,} left  {kinds}{', perhaps one under several names' if len(group) > 1 else ''}")
        for one in group:
            about = [one.role, f"perhaps one of {self.near[one.name]}'s names" if one.name in self.near else None]
            notes = "".join(f"; {words}" for words in about if words)
            print(f"{_strong(title(one))}, in {counted(one.releases, 'release')}{notes}")
            others = [name for name in one.other_names if name != one.acronym]
            if others:
                print(f"  also: {shown(', '.join(others), _LONGEST)}")
            for sentence in filter(None, map(self.sentences.of, one.places)):
                print(_wrapped(f"{sentence.place}: {_marked(sentence)}"))
        drafts = Decisions(self.args.root, self.pool)
        with suppress(DecisionError, OSError):  # accepting will report it
            self.accepted(group, drafts)
        for path, text in drafts.files.items():
            print(f"  {path} would be:")
            lines = [line for line in text.splitlines() if line not in ("", "---")]
            print(textwrap.indent("\n".join(lines), "    "))


def _join_suggested(decisions: Decisions, names: Sequence[str], target: Suggestion) -> None:
    """Write the record of a suggestion with more names, or add the names if it has a record by now."""
    known = decisions.id_of(target.name)
    if known is None:
        decisions.write(target, also=names)
    else:
        _each(decisions.join, [(name, known) for name in names])


def _each(act: Callable[..., None], of: Sequence[tuple[str, ...]]) -> None:
    for one in of:
        act(*one)


def _prompt(group: Group, done: Sequence[_Step]) -> str:
    keys = [f"[{word[0]}]{word[1:]}" for word in (words.partition(":")[0] for words in _KEYS.values())]
    if len(group) == 1:
        keys.remove("[s]plit")
    if not done:
        keys.remove("[u]ndo")
    return f"{' '.join(keys)}?"


def _line(prompt: str) -> str:
    with by_line():
        try:
            return " ".join(read_line(prompt).split())
        except EOFError:
            print()
            return ""


# --- on the terminal ---


def _wrapped(words: str) -> str:
    width = max(_NARROWEST, shutil.get_terminal_size().columns - 1)
    return textwrap.fill(words, width, initial_indent="  ", subsequent_indent="    ", break_on_hyphens=False)


def _coloured() -> bool:
    return "NO_COLOR" not in os.environ and os.environ.get("TERM", "dumb") != "dumb"


def _strong(words: str) -> str:
    words = shown(words, _LONGEST)
    return f"\x1b[1m{words}\x1b[0m" if _coloured() else words


def _marked(sentence: Sentence) -> str:
    words = _strong(sentence.words) if _coloured() else f"[[{shown(sentence.words, _LONGEST)}]]"
    return f"{shown(sentence.ahead, _LONGEST)}{words}{shown(sentence.behind, _LONGEST)}"
