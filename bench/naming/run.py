#!/usr/bin/env python3
"""Measure the naming: `run.py [--half HALF] [--scale [--ror]] [--errors]`; README.md explains it."""

from __future__ import annotations

import argparse
import gc
import itertools
import json
import platform
import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import label
import made_set
from decisions import Decisions
from measure import Result, measure
from registry import build
from scale import SHARED_ROR, count, enlarged
from score import Span, by_kind
from statements import in_all, show_statements
from statements import measured as measured_statements
from texts import DATA, FIRST, HALVES, collections_of, drawing_of

from sphinx_newsroom.text.naming import Names, find

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from label import Labelled
    from measure import Finder
    from score import Error
    from texts import Text

    from sphinx_newsroom.model.records import Release
    from sphinx_newsroom.model.registry import Registry

OURS = "newsroom"
ISSUERS = {
    "lk-cabinet": "cabinet-of-ministers-of-sri-lanka",
    "digitalgov-news": "general-services-administration",
    "ua-president": "president-of-ukraine",
    "fomc": "federal-reserve",
}
"""Whose archive each collection is, as `newsroom_issuer` in conf.py would say; the wire has many issuers."""

_PARTY_AND_STATE = re.compile(r"\(?[DRI]-(?:[A-Z]{2}|[A-Z][a-z]+\.?|[A-Z]\.[A-Z]\.)\)?")

AT_LEAST = {"precision": 0.99, "recall": 0.95, "scale precision": 0.98}
AT_MOST = {"scale build s": 3.0, "scale match ms": 1.0}


def as_issued(text: Text) -> Release:
    """A release as its archive has it, with its issuer."""
    return replace(text.release, issuer=ISSUERS.get(text.collection, text.release.issuer))


def newsroom(registry: Registry) -> Finder:
    """Our own naming, as the build uses it."""
    names = Names(registry)

    def spans(labelled: Labelled) -> list[Span]:
        text = labelled.text
        found = find(names, text.text, text.marks, as_issued(text)).mentions
        placed = [
            Span(m.start, m.end, m.entity, m.method == "office")
            for m in found
            if m.start is not None and m.end is not None
        ]
        return made_set.whole_words(text, placed)

    return spans


def load(data: Path, halves: Sequence[str], known: frozenset[str]) -> dict[str, list[Labelled]]:
    """The labelled releases by collection; says where a file of labels is wrong."""
    sets: dict[str, list[Labelled]] = {}
    for half in halves:
        for collection in collections_of(half):
            found, problems = label.read(data, collection, half, known)
            for problem in problems:
                print(f"{label.path_of(collection, half)}:{problem.number}: {problem.words}", file=sys.stderr)
            sets.setdefault(collection, []).extend(found)
    return sets


# ---- what is measured ---------------------------------------------------------------------------


# ---- the result ----------------------------------------------------------------------------------


def unlikely(sets: Mapping[str, list[Labelled]], registry: Registry) -> list[str]:
    """The surfaces of mentions that there must never be: a party and state ("D-Wis."), an entity without a record.

    What a label has at that very place is neither: a company may be called so.
    """
    find_in, found = newsroom(registry), []
    for labelled in itertools.chain.from_iterable(sets.values()):
        right = {(label.start, label.end, label.entity) for label in labelled.labels}
        for span in find_in(labelled):
            surface = labelled.text.text[span.start : span.end]
            unknown = not span.entity or registry.entity(span.entity) is None
            if unknown or (_PARTY_AND_STATE.fullmatch(surface) and span.place not in right):
                found.append(surface)
    return found


class Bar(NamedTuple):
    """What must hold, and whether it does."""

    name: str
    measured: float
    words: str
    bar: float
    held: bool


def bars(results: Mapping[str, Result], large: Mapping[str, Result]) -> list[Bar]:
    """The bars of what was measured."""
    ours = results[OURS]
    mine = ours.total.entities
    least, most = {"precision": mine.precision, "recall": mine.recall}, {}
    if large:
        at_scale = large[OURS]
        least["scale precision"] = at_scale.total.entities.precision
        most = {"scale build s": at_scale.ready + at_scale.first, "scale match ms": at_scale.match}
    rows = [Bar(name, value, "at least", AT_LEAST[name], value >= AT_LEAST[name]) for name, value in least.items()]
    rows += [Bar(name, value, "at most", AT_MOST[name], value <= AT_MOST[name]) for name, value in most.items()]
    return rows


HEAD = (
    f"{'':66}{'get ready':>14}{'match':>11}   {'entities':>22}   {'mentions':>22}   {'offices':>22}\n"
    f"{'':66}{'s':>7}{'+ lazy':>7}{'ms each':>8}{'±':>3}" + f"   {'sought':>6}{'precis.':>8}{'recall':>8}" * 3
)


def table(results: Mapping[str, Result]) -> str:
    """The results for people: a line a finder, below ours one a collection."""
    lines = [HEAD]
    for name, result in results.items():
        cpu = f"{result.ready:7.2f}{result.first:7.2f}{result.match:8.2f}{result.spread:5.0%}"
        lines.append(f"{name:66}{cpu} {_numbers(result.total)}")
        if name == OURS:
            lines += [f"  {collection:91} {_numbers(score)}" for collection, score in result.scores.items()]
    return "\n".join(lines)


def _numbers(score: Any) -> str:
    tallies = (score.entities, score.mentions, score.offices)
    return "   ".join(f"{each.sought:6}{each.precision:8.4f}{each.recall:8.4f}" for each in tallies)


def data_of(results: Mapping[str, Result]) -> dict[str, Any]:
    """The results as data."""
    return {name: result.data() for name, result in results.items()}


def show_errors(errors: Iterable[Error]) -> None:
    """Every error by kind, with the words around it."""
    for error in sorted(errors):
        print(
            f"{error.kind:34} {error.release[-40:]:40} {error.surface!r} {error.entity}"
            f"{f' [label {error.label}]' if error.label else ''}\n{'':34} … {error.around} …"
        )


def show_counts(name: str, result: Result) -> None:
    """How many errors of each kind."""
    kinds = by_kind(result.total.errors)
    print(f"errors of {name}:", ", ".join(f"{kind}: {number}" for kind, number in kinds.items()) or "none")


# ---- the command line ----------------------------------------------------------------------------


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__.split(":")[0] if __doc__ else "",
        epilog="example: python bench/naming/run.py --scale --json naming.json --check",
    )
    parser.add_argument("--data", type=Path, default=DATA, help="the folder of releases/ and authority/ (%(default)s)")
    parser.add_argument(
        "--half",
        choices=(*HALVES, *made_set.HALVES),
        help="only this half (default: dev and heldout, of the first drawing)",
    )
    parser.add_argument("--scale", action="store_true", help="also with 38,000 people and 53,000 organizations")
    parser.add_argument(
        "--ror",
        type=Path,
        nargs="?",
        const=SHARED_ROR,
        metavar="FILE",
        help="as --scale, with every record of this file of ROR (a dump as it publishes it, schema 2); "
        "without FILE every one of the shared data",
    )
    parser.add_argument("--passes", type=int, default=5, help="readings of all texts (%(default)s); the median counts")
    parser.add_argument("--errors", action="store_true", help="print every error of ours")
    parser.add_argument("--undecided", action="store_true", help="print what at scale nobody has decided on yet")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the numbers")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a bar is missed")
    args = parser.parse_args()
    if args.half in made_set.HALVES and (args.scale or args.undecided):
        parser.error(f"--half {args.half}: measured with its own registry alone; leave out --scale and --undecided")
    if args.half and _of_statements(args.half) and (args.scale or args.ror or args.undecided):
        parser.error(f"--half {args.half}: only statements are labelled; leave out --scale and --undecided")
    return args


def _of_statements(half: str) -> bool:
    """Whether only the statements of a half are labelled."""
    made = half in made_set.HALVES
    return not made and not any(label.path_of(collection, half).is_file() for collection in collections_of(half))


def statements_alone(args: argparse.Namespace, registry: Registry) -> int:
    """Measure and print the statements of a half of which nothing else is labelled, by collection and in all."""
    by_collection = measured_statements(args.data, [args.half], registry, as_issued)
    count = f"{len(registry.organizations)} organizations, {len(registry.officials)} officials"
    print(f"{count}; only statements are labelled")
    for collection, said in by_collection.items():
        print(f"\n{collection}")
        show_statements(said, errors=args.errors)
    total = in_all(by_collection)
    print("\nall")
    show_statements(total, errors=False)
    if args.json:
        rows = {**{name: said.data() for name, said in by_collection.items()}, "all": total.data()}
        report = {"python": platform.python_version(), "half": args.half, "statements": rows}
        args.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return 0


def main() -> int:
    """Measure, print, and say by the exit status whether all went well."""
    args = arguments()
    # As the command does; the same for all.
    gc.set_threshold(100_000, 50, 100)
    halves = [args.half] if args.half else list(FIRST.halves)
    made = args.half in made_set.HALVES
    labelled = made_set.registry() if made else build(args.data, drawing_of(halves[0]))
    if args.half and _of_statements(args.half):
        return statements_alone(args, labelled)
    known = frozenset((*labelled.organizations, *labelled.officials))
    sets = made_set.load(args.half, known) if made else load(args.data, halves, known)
    results = measure({OURS: lambda: newsroom(labelled)}, sets, known, passes=args.passes)
    print(
        f"{sum(map(len, sets.values()))} releases, {len(labelled.organizations)} organizations, "
        f"{len(labelled.officials)} officials\n\n{table(results)}\n"
    )
    show_counts(OURS, results[OURS])
    if args.errors:
        show_errors(results[OURS].total.errors)
    never = unlikely(sets, labelled)
    print(f"mentions of a party and state, or of nobody: {len(never)}")
    said = in_all(measured_statements(args.data, halves, labelled, as_issued))
    show_statements(said, errors=args.errors)
    large = at_scale(args, sets, known, labelled) if args.scale or args.undecided or args.ror else {}
    held = bars(results, large)
    print()
    for bar in held:
        print(f"{'held  ' if bar.held else 'MISSED'} {bar.name}: {bar.measured:.4g} ({bar.words} {bar.bar:.4g})")
    if args.json:
        report = {
            "python": platform.python_version(),
            "half": args.half or "both",
            "releases": sum(map(len, sets.values())),
            "results": data_of(results),
            "scale": data_of(large),
            "statements": said.data(),
            "never": len(never),
            "bars": [bar._asdict() for bar in held],
        }
        args.json.write_text(json.dumps(report, indent=2) + "\n", encoding="utf-8")
    return int(args.check and not all(bar.held for bar in held))


def at_scale(
    args: argparse.Namespace,
    sets: dict[str, list[Labelled]],
    known: frozenset[str],
    labelled: Registry,
) -> dict[str, Result]:
    """The same texts, searched for the names of everybody."""
    registry = enlarged(labelled, args.data, args.ror)
    judge = Decisions(registry)
    results = measure({OURS: lambda: newsroom(registry)}, sets, known, judge, passes=args.passes)
    print(f"\nat scale: {count(registry, labelled)}\n\n{table(results)}\n")
    for name, result in results.items():
        show_counts(name, result)
    if args.errors:
        show_errors(results[OURS].total.errors)
    if args.undecided:
        print("\n".join(judge.lines(error for result in results.values() for error in result.total.errors)))
    return results


if __name__ == "__main__":
    raise SystemExit(main())
