"""``newsroom suggest --review``: the suggestions one after the other, each with its sentences, and a key for each."""

from __future__ import annotations

import argparse
import os
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from sphinx_newsroom.cli.keys import END, by_key, by_line, read_line
from sphinx_newsroom.cli.refusals import said_of
from sphinx_newsroom.cli.suggest import LEAST
from sphinx_newsroom.cli.suggest.finding import DONE, failed, refusals, to_show
from sphinx_newsroom.config import Settings, settings_of
from sphinx_newsroom.diagnostics import counted, nearest, shown
from sphinx_newsroom.operations.lock import BusyError
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.operations.suggested.deciding import Decisions, title
from sphinx_newsroom.operations.suggested.looking import Sentence, Sentences, with_present_names
from sphinx_newsroom.operations.suggested.pool import DecisionError, Pool, groups, near_records
from sphinx_newsroom.operations.suggested.taking import take
from sphinx_newsroom.text.suggest import Suggestion, key_of

# Which records and suggestions somebody means who types an id, a name, or a part of one.


def matches(pool: Pool, typed: str, but: set[str]) -> tuple[list[str | Suggestion], bool]:
    """The ids of records and the suggestions that are meant, and whether the first is so beyond doubt.

    An id, and what is a whole name of one alone, are.  Else these have the words in a name, or are called nearly so.
    Suggestions with the names *but* are passed over.
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
    whole = _matching_rows(keys.get(key, []))
    if len(whole) == 1:
        return whole, True
    begins = re.compile(rf"\b{re.escape(key.casefold())}")
    parts = [one for name, found in keys.items() if begins.search(name.casefold()) for one in found]
    near = nearest(key, keys) if not whole and not parts else None
    return _matching_rows([*whole, *parts, *(keys[near] if near else [])]), False


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
    "q": "quit: all that is decided is written",
}
_LONGEST = 1_000
_CHOICES = 9
"""How many records and suggestions are offered for a part of a name: each has a digit."""


def review(args: argparse.Namespace) -> int:
    """Ask about one suggestion after the other; each decision is written before the next is asked."""
    settings = settings_of(args.root)
    least = LEAST if args.least is None else args.least
    try:
        with refusals():
            pool, _ = to_show(args, settings, least)
            listed = pool.at_least(least)[: args.limit or None]
            asking = _Review(args, settings, pool, listed)
            try:
                with by_key() as read_key:
                    return asking.run(read_key)
            except KeyboardInterrupt:
                print(f"\n{counted(asking.decided, 'name')} decided, and written")
                raise
    except OSError as error:
        return failed(error)


@dataclass
class _Review:
    """A review that is under way: *pool* is what is known by now, *waiting* what is still to be asked."""

    args: argparse.Namespace
    settings: Settings
    pool: Pool
    listed: Sequence[Suggestion]
    waiting: deque[Group] = field(default_factory=deque)
    decided: int = 0
    number: int = 0

    def __post_init__(self) -> None:
        self.waiting.extend(groups(self.listed))
        self.sentences = Sentences(opened(self.args.root, self.settings, admitted=None))
        self.near = near_records(self.listed, self.pool)
        self.steps: dict[str, Callable[[Group], bool]] = {
            "a": self.accept,
            "r": self.reject,
            "j": self.join,
            "k": self.turn,
            "s": self.split,
            "l": lambda group: True,
        }

    def run(self, read_key: Callable[[], str]) -> int:
        """Ask about each group until all are through, or somebody has had enough."""
        while self.waiting:
            group = [one for one in self.waiting.popleft() if key_of(one.name) not in self.pool.known]
            if group and not self.ask(group, read_key):
                self.waiting.appendleft(group)
                break
        left = sum(map(len, self.waiting))
        print(f"{counted(self.decided, 'name')} decided; {f'{left:,} not looked at' if left else 'that was all'}")
        return DONE

    def ask(self, group: Group, read_key: Callable[[], str]) -> bool:
        """Show a group and do what is asked for; returns whether to go on."""
        self.number += 1
        self.show(group)
        while True:
            print(_prompt(group), end=" ", flush=True)
            key = read_key().casefold()
            if key in ("q", END):
                print()
                return False
            step = self.steps.get(key)
            if step is None or (key == "s" and len(group) == 1):
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

    # --- one key each: whether the group is through with ---

    def accept(self, group: Group) -> bool:
        """Write one record, with the names of all that stand in the group."""
        first, *others = group
        also = [name for one in others for name in one.every_name]
        return self.take(group, lambda decisions: decisions.accept_once(first, also=also))

    def reject(self, group: Group) -> bool:
        """Have none of them suggested again."""
        return self.take(group, lambda decisions: _each(decisions.reject, [(one.name,) for one in group]))

    def join(self, group: Group) -> bool:
        """Add the names to a record, or to the one of another suggestion, which is accepted with them."""
        target = self.target(group)
        if target is None:
            return False
        names = [name for one in group for name in one.every_name]
        if isinstance(target, Suggestion):
            return self.take([*group, target], lambda decisions: _join_suggested(decisions, names, target))
        return self.take(group, lambda decisions: _each(decisions.join, [(name, target) for name in names]))

    def turn(self, group: Group) -> bool:
        """Take organizations for officials, or the other way around."""
        self.waiting.appendleft(
            [replace(one, kind="official" if one.kind == "organization" else "organization") for one in group]
        )
        self.number -= 1
        return True

    def split(self, group: Group) -> bool:
        """Ask about each name of a group by itself."""
        self.waiting.extendleft([one] for one in reversed(group))
        return True

    def take(self, group: Group, act: Callable[[Decisions], object]) -> bool:
        """Take a decision about a group and write it; what others have decided in between counts."""
        args = self.args
        taken = take(
            args.root,
            self.settings,
            None,  # the suggestion is in hand, whatever the releases say by now
            act,
            lambda: (with_present_names(args.root, self.settings, self.pool), None),
            as_good=lambda _: not args.ner,
        )
        self.pool = taken.pool
        self.decided += len(group)
        for outcome in taken.outcomes:
            print(f"  {shown(outcome, _LONGEST)}")
        gone = {one.name for one in group}
        self.waiting = deque(left for rest in self.waiting if (left := [one for one in rest if one.name not in gone]))
        return True

    def target(self, group: Group) -> Suggestion | str | None:
        """What a group is joined to: a suggestion, or the id of a record; None where nothing is chosen."""
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
        """A group: how often and what, then each name with its sentences."""
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
                print(f"  {sentence.place}: {_marked(sentence)}")


def _join_suggested(decisions: Decisions, names: Sequence[str], target: Suggestion) -> None:
    """Write the record of a suggestion with more names, or add them where it has one by now."""
    known = decisions.id_of(target.name)
    if known is None:
        decisions.write(target, also=names)
    else:
        _each(decisions.join, [(name, known) for name in names])


def _each(act: Callable[..., None], of: Sequence[tuple[str, ...]]) -> None:
    for one in of:
        act(*one)


def _prompt(group: Group) -> str:
    keys = [f"[{word[0]}]{word[1:]}" for word in (words.partition(":")[0] for words in _KEYS.values())]
    if len(group) == 1:
        keys.remove("[s]plit")
    return f"{' '.join(keys)}?"


def _line(prompt: str) -> str:
    with by_line():
        try:
            return " ".join(read_line(prompt).split())
        except EOFError:
            print()
            return ""


# --- on the terminal ---


def _coloured() -> bool:
    return "NO_COLOR" not in os.environ and os.environ.get("TERM", "dumb") != "dumb"


def _strong(words: str) -> str:
    words = shown(words, _LONGEST)
    return f"\x1b[1m{words}\x1b[0m" if _coloured() else words


def _marked(sentence: Sentence) -> str:
    words = _strong(sentence.words) if _coloured() else f"[[{shown(sentence.words, _LONGEST)}]]"
    return f"{shown(sentence.ahead, _LONGEST)}{words}{shown(sentence.behind, _LONGEST)}"
