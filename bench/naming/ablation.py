#!/usr/bin/env python3
"""Take out each rule of naming and of statements, one at a time, and count the cases of the tests' tables that fail.

`ablation.py [--rule WORD] [--cases]` finds the rules where the code has them: in tuples and mappings of functions, and
in the functions of COMPOSED, which ask one after another.  A rule that is taken out finds nothing and refuses nothing.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import pkgutil
import sys
from collections import defaultdict
from functools import partial
from pathlib import Path
from types import FunctionType, ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from sphinx_newsroom.text import naming, statements
from sphinx_newsroom.text.naming import family_names, lists, people, short_names, surroundings, trust
from sphinx_newsroom.text.naming.family_names import by_roll
from sphinx_newsroom.text.naming.forms import officials, organizations
from sphinx_newsroom.text.naming.offices import untold
from sphinx_newsroom.text.statements import direct, quotations, reported

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

TESTS = Path(__file__).resolve().parents[2] / "tests" / "unit" / "text"
TABLES = "test_naming*.py", "test_statement*.py"

COMPOSED: tuple[FunctionType, ...] = (
    *(short_names.shorts_in, lists.listed),
    *(organizations.organization_forms, officials.official_forms, organizations.variants, people.named_in_full),
    *(by_roll.rolls, by_roll.enrolled),
    *(direct.Bylines.speaker, direct.Direct._cue_of, reported.Reported.spans),
)
"""Functions that ask their rules one after another, without a tuple of them."""

SINGLE: tuple[FunctionType, ...] = (
    *(surroundings.suffixed, family_names._before_a_given_name),
    *(quotations._is_within, quotations._opened_anew),
    *(trust._of_another_here, trust._behind_any),
    untold,
)
"""Rules that a function asks that does much besides."""

KINDS: Mapping[str, str] = {
    "naming.short_names": "1 parentheses",
    "naming.introductions": "1 parentheses",
    "naming.fitting.units": "2 units",
    "naming.fitting": "3 longer names",
    "naming.offices": "4 offices",
    **dict.fromkeys(
        ("naming.forms", "naming.lists", "naming.people", "naming.surroundings"),
        "5 called otherwise",
    ),
    "naming": "5 namesakes, and what a name needs beside it",
    "statements": "6 speakers",
}
"""The kind of fault that the rules of a module are against, by the longest beginning of its name."""


class Rule(NamedTuple):
    """A function that is asked among others."""

    name: str
    function: FunctionType

    @property
    def kind(self) -> str:
        """What it is against."""
        return KINDS[max((start for start in KINDS if self.name.startswith(start)), key=len)]

    def says(self, value: Any) -> bool:
        """Whether what it returned is an answer; "no" is one only where it could have said nothing, too."""
        said = self.function.__annotations__["return"]
        return said == "None" or (value is not None and (value is not False or "None" in said))


def modules(package: ModuleType) -> Iterator[ModuleType]:
    """A package with all in it."""
    yield package
    for found in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
        yield importlib.import_module(found.name)


def functions(value: Any) -> Iterator[FunctionType]:
    """The functions in a tuple or mapping, however deep."""
    if isinstance(value, FunctionType):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from functions(part)
    elif isinstance(value, dict):
        for part in value.values():
            yield from functions(part)


def asked_by(function: FunctionType) -> Iterator[FunctionType]:
    """The functions of its module, or its class, that a function names."""
    space: Any = sys.modules[function.__module__]
    owner = function.__qualname__.rpartition(".")[0]
    names = vars(getattr(space, owner) if owner else space)
    yield from (names[name] for name in function.__code__.co_names if isinstance(names.get(name), FunctionType))


def rules() -> list[Rule]:
    """All rules, in the order of their modules."""
    ours = ("sphinx_newsroom.text.naming", "sphinx_newsroom.text.statements")
    found: dict[FunctionType, None] = {}
    for module in (*modules(naming), *modules(statements)):
        for value in vars(module).values():
            if isinstance(value, tuple | dict):
                found.update(dict.fromkeys(functions(value)))
    found.update(dict.fromkeys(SINGLE))
    for function in COMPOSED:
        found.update(dict.fromkeys(asked_by(function)))
    named = (
        Rule(f"{f.__module__.removeprefix('sphinx_newsroom.text.')}.{f.__qualname__}", f)
        for f in found
        if f.__module__.startswith(ours)
        and f.__name__ != "<lambda>"
        and f is not organizations._as_recorded  # the names as such
    )
    return sorted(named)


# ---- taking out ----------------------------------------------------------------------------------


def _finds_nothing(*_: Any, **__: Any) -> Any:
    return None


def _yields_nothing(*_: Any, **__: Any) -> Any:
    return iter(())


def _lists_nothing(*_: Any, **__: Any) -> Any:
    return []


@contextlib.contextmanager
def without(function: FunctionType) -> Iterator[None]:
    """A rule taken out, wherever it is known by its name: its code is that of one that finds nothing."""
    said = function.__annotations__["return"]
    empty = _finds_nothing
    if said.startswith(("Iterator", "Forms")):
        empty = _yields_nothing
    elif "None" not in said and said.startswith(("list", "tuple", "frozenset", "dict")):
        empty = _lists_nothing
    code, defaults, named = function.__code__, function.__defaults__, function.__kwdefaults__
    function.__code__, function.__defaults__, function.__kwdefaults__ = empty.__code__, None, None
    try:
        yield
    finally:
        function.__code__, function.__defaults__, function.__kwdefaults__ = code, defaults, named


# ---- the tables ----------------------------------------------------------------------------------


class Cases:
    """The cases of the tables as functions to call, taken over from pytest."""

    def __init__(self) -> None:
        self.found: dict[str, Callable[[], Any]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Keep the cases that need no fixture."""
        for item in items:
            if not isinstance(item, pytest.Function) or item.get_closest_marker("skipif"):
                continue
            given = item.callspec.params if hasattr(item, "callspec") else {}
            if set(item._fixtureinfo.argnames) <= given.keys():
                self.found[item.name] = partial(item.obj, **given)


def tables() -> Mapping[str, Callable[[], Any]]:
    """The cases that hold, by name."""
    cases = Cases()
    files = [str(file) for pattern in TABLES for file in sorted(TESTS.glob(pattern))]
    with contextlib.redirect_stdout(io.StringIO()):
        pytest.main(["--collect-only", "-q", "-p", "no:cacheprovider", *files], plugins=[cases])
    return {name: case for name, case in cases.found.items() if holds(case)}


def holds(case: Callable[[], Any]) -> bool:
    """Whether a case passes."""
    try:
        case()
    except (Exception, pytest.fail.Exception, pytest.skip.Exception):  # whatever goes wrong without a rule is noticed
        return False
    return True


def asked_in(cases: Mapping[str, Callable[[], Any]], every: list[Rule]) -> dict[FunctionType, list[str]]:
    """The cases in which each rule says anything; without it no others can change."""
    by_code = {rule.function.__code__: rule for rule in every}
    spoke: dict[FunctionType, dict[str, None]] = defaultdict(dict)
    for name, case in cases.items():

        def note(frame: Any, event: str, value: Any, name: str = name) -> None:
            rule = by_code.get(frame.f_code) if event == "return" else None
            if rule is not None and rule.says(value):
                spoke[rule.function][name] = None

        sys.setprofile(note)
        try:
            holds(case)
        finally:
            sys.setprofile(None)
    return {function: list(names) for function, names in spoke.items()}


def main() -> int:
    """Print how many cases fail without each rule; the status is 1 where none does."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--rule", default="", help="only rules that have this word in their names")
    parser.add_argument("--cases", action="store_true", help="also name the cases that fail")
    args = parser.parse_args()
    every = [rule for rule in rules() if args.rule in rule.name]
    cases = tables()
    asked = asked_in(cases, every)
    print(f"{len(every)} rules, {len(cases)} cases")
    unnoticed = 0
    by_kind: dict[str, list[Rule]] = defaultdict(list)
    for rule in every:
        by_kind[rule.kind].append(rule)
    for kind, those in sorted(by_kind.items()):
        with contextlib.ExitStack() as stack:
            for rule in those:
                stack.enter_context(without(rule.function))
            of_kind = dict.fromkeys(name for rule in those for name in asked.get(rule.function, ()))
            failing = sum(not holds(cases[name]) for name in of_kind)
        print(f"\n{kind}: {len(those)} rules; without all of them {failing} cases fail")
        for rule in those:
            with without(rule.function):
                failed = [name for name in asked.get(rule.function, ()) if not holds(cases[name])]
            unnoticed += not failed
            print(f"{len(failed):5} {rule.name}", *(failed if args.cases else ()), sep="\n      ")
    print(f"\n{unnoticed} rules without which no case fails")
    return int(unnoticed > 0)


if __name__ == "__main__":
    raise SystemExit(main())
