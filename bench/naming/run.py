#!/usr/bin/env python3
"""Measure the naming and the statements: a row for each collection and half; README.md explains it."""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import Path

import texts
from registry import Decisions, build, enlarged
from score import KINDS, Score, interval, mentions, share, statements, total
from texts import Label, Text

from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.statements import statements as statements_in

BLIND = ("heldout7", "heldout8", "heldout9")
"""Halves that authors of rules don't read; only their scores count."""
_PROCLITICS = frozenset(f"{first}{second}" for first in ("", "و", "ف") for second in ("", "ب", "ك", "ل", "لل"))
"""Arabic prefixes: "and", "so"; "in", "as", "to"."""


def found_in(names: Names, text: Text) -> tuple[list[Label], list[Label]]:
    """Return the mentions and statements in a text that the product finds."""
    found = find(names, text.text, text.marks, text.release).mentions
    named = [
        Label(_word_start(text, one.start), one.end, one.entity, office=one.method == "office")
        for one in found
        if one.start is not None and one.end is not None
    ]
    if text.statements is None:
        return named, []
    said = statements_in(text.text, text.marks, found, text.release.language)
    return named, [Label(one.start, one.end, one.speaker, form=one.form) for one in said]


def _word_start(text: Text, start: int) -> int:
    """Return where a word with attached Arabic prefixes starts, as in the labels."""
    if text.release.language != "ar":
        return start
    before = "".join(takewhile(str.isalpha, reversed(text.text[:start])))[::-1]
    return start - len(before) if before in _PROCLITICS else start


def measured(half: str, registry: Registry, *, scale: bool) -> dict[tuple[str, str], Score]:
    """Return the scores of a half by collection; for the full registry, also print the CPU time."""
    known = frozenset((*registry.organizations, *registry.officials))
    every = texts.read_made(known) if half == "made" else texts.read(half, known)
    begin = time.process_time()
    names = Names(enlarged(registry) if scale else registry)
    judge, scores = Decisions(names.registry), dict[tuple[str, str], Score]()
    ready = time.process_time()
    for text in every:
        score = scores.setdefault((half, text.collection), Score())
        named, said = found_in(names, text)
        if text.mentions is not None:
            score += mentions(text, named, known, judge)
        if text.statements is not None:
            score += statements(text, said)
    read = time.process_time() - ready
    if scale:
        print(f"{half}: names ready in {ready - begin:.2f} s, {1000 * read / len(every):.2f} ms a text")
    return scores


def row(name: str, score: Score) -> str:
    """Return a table row: precision and recall of each kind, with the counts."""
    cells = []
    for kind in KINDS:
        right, predicted, found, sought = score[kind]
        shares = f"{share(right, predicted):.3f} {share(found, sought):.3f} {predicted:5}{sought:5}"
        cells.append(shares if predicted or sought else " " * len(shares))
    return f"{name:34}" + "  ".join(cells)


def intervals(name: str, score: Score) -> str:
    """Return the 95 per cent intervals of a row."""
    words = []
    for kind in KINDS:
        right, predicted, found, sought = score[kind]
        bounds = (*interval(right, predicted), *interval(found, sought))
        words.append("{} [{:.3f}, {:.3f}] [{:.3f}, {:.3f}]".format(kind, *bounds))
    return f"{name}: {'; '.join(words)}"


def rows(scores: dict[tuple[str, str], Score]) -> Iterable[str]:
    """Yield the table: each collection not known to authors of rules, then the totals."""
    yield f"{'precision, recall, found, sought of':34}" + "  ".join(f"{kind:21}" for kind in KINDS)
    blind = {key: score for key, score in scores.items() if key[0].startswith(BLIND)}
    collections = dict.fromkeys(collection for _, collection in scores)
    for name, some in (("blind", blind), ("all", scores)):
        for collection in collections:
            if of := [score for key, score in some.items() if key[1] == collection]:
                yield row(f"{name}, {collection}", total(of))
        yield row(name, total(some.values()))
    for half in dict.fromkeys(half for half, _ in scores):
        yield row(half, total(score for key, score in scores.items() if key[0] == half))
    for collection in collections:
        yield intervals(collection, total(score for key, score in scores.items() if key[1] == collection))
    yield intervals("blind", total(blind.values()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python bench/naming/run.py --half dev --errors"
    )
    parser.add_argument("--half", action="append", help="only this half; may be repeated (default: all)")
    parser.add_argument("--scale", action="store_true", help="with a record of everybody in the authority data")
    parser.add_argument("--errors", action="store_true", help="print every error; never of the blind halves")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the counts")
    args = parser.parse_args(arguments)
    scores: dict[tuple[str, str], Score] = {}
    for half in args.half or [*texts.halves(), "made"]:
        scores |= measured(half, build(half), scale=args.scale)
    print("\n".join(rows(scores)))
    for (half, _), score in scores.items():
        if args.errors and not half.startswith(BLIND):
            print("\n".join("\n  ".join(error) for error in sorted(score.errors)))
    if args.json:
        args.json.write_text(json.dumps({" ".join(key): score for key, score in scores.items()}, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
