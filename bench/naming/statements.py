#!/usr/bin/env python3
"""Who says what: the labels of the statements, and precision and recall of what is found; GUIDELINES.md has the format.

`statements.py HALF` says what is wrong in `labels/statements.HALF.txt`, and prints every statement in its words.
"""

from __future__ import annotations

import argparse
import itertools
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from label import NEW, Problem
from registry import build
from score import Tally
from texts import DATA, HALVES, HERE, SAID, Text, collections_of, drawing_of, texts

from sphinx_newsroom.archive.link_sample import wilson
from sphinx_newsroom.text.naming import Names, find
from sphinx_newsroom.text.statements import statements

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

    from sphinx_newsroom.model.records import Release, Statement
    from sphinx_newsroom.model.registry import Registry

FORMS = ("direct", "reported")
TO = "…"
"""Stands between the first and the last words of a statement."""
ALIKE = 0.5
"""A statement is found where it shares at least this part of the words of both with the label."""


class Line(NamedTuple):
    """A line of labels; *optional* is neither asked for nor counted against."""

    number: int
    form: str
    speaker: str
    words: str
    optional: bool


class Label(NamedTuple):
    """A statement of a text."""

    start: int
    end: int
    form: str
    speaker: str
    optional: bool


class Error(NamedTuple):
    """What went wrong: "missed", "nobody's" or "somebody else's" in words, and the statement."""

    kind: str
    form: str
    release: str
    speaker: str
    words: str


@dataclass
class Said:
    """The tallies of each form, and every error; of how many releases."""

    releases: int = 0
    tallies: dict[str, Tally] = field(default_factory=lambda: {form: Tally() for form in FORMS})
    errors: list[Error] = field(default_factory=list)

    def __iadd__(self, other: Said) -> Said:
        self.releases += other.releases
        self.errors += other.errors
        for form in FORMS:
            self.tallies[form] += other.tallies[form]
        return self

    def data(self) -> dict[str, Any]:
        """The result as data."""
        forms = {form: tally.data() for form, tally in self.tallies.items()}
        return {"releases": self.releases, **forms} if self.releases else {}


def path_of(half: str) -> Path:
    """The file of a half's statements; those of the first drawing have none."""
    return HERE / "labels" / f"statements.{half}.txt"


def parse(source: str) -> tuple[dict[str, list[Line]], list[Problem]]:
    """The lines of a file by release."""
    blocks: dict[str, list[Line]] = {}
    problems: list[Problem] = []
    block: list[Line] = []
    for number, raw in enumerate(source.splitlines(), 1):
        line = raw.strip()
        if line.startswith("# "):
            if line[2:] in blocks:
                problems.append(Problem(number, f"a second block of {line[2:]}; join the two"))
            block = blocks.setdefault(line[2:], [])
        elif line and not line.startswith(";"):
            form, speaker, words, flag = ([part.strip() for part in line.split("|")] + [""] * 4)[:4]
            if form not in FORMS or not speaker or not words or flag not in ("", "optional"):
                problems.append(Problem(number, f"not `direct | speaker | first words {TO} last words | optional`"))
            else:
                block.append(Line(number, form, speaker, words, flag == "optional"))
    return blocks, problems


def place(text: str, lines: Iterable[Line], known: Collection[str]) -> tuple[list[Label], list[Problem]]:
    """The statements of a text, wherever their words stand, and what cannot be placed."""
    labels: list[Label] = []
    problems: list[Problem] = []
    for line in lines:
        if line.speaker != NEW and line.speaker not in known:
            problems.append(Problem(line.number, f"{line.speaker}: no such record; write new"))
        first, _, last = (_pattern(part) for part in line.words.partition(TO))
        spans = [match.span() for match in re.finditer(f"{first}(?s:.*?){last}" if last else first, text)]
        if not spans:
            problems.append(Problem(line.number, f"“{line.words}” does not stand in the text"))
        labels += [Label(*span, line.form, line.speaker, line.optional) for span in spans]
    # What stands in another's words is optional, and lies in them.
    for one, other in itertools.pairwise(sorted(labels)):
        if other.start < one.end and not (one.optional or other.optional):
            problems.append(Problem(0, f"“{text[one.start : one.end]}” overlaps “{text[other.start : other.end]}”"))
    return sorted(labels), problems


def _pattern(words: str) -> str:
    """Words as they may stand: any white space, straight apostrophes for curly ones."""
    return r"\s+".join(re.sub("['’ʼ]", "['’ʼ‘]", re.escape(word)) for word in words.split())


def read(data: Path, half: str, known: Collection[str]) -> tuple[list[tuple[Text, list[Label]]], list[Problem]]:
    """The releases of a half whose statements are labelled, and every problem of the file."""
    if not path_of(half).is_file():
        return [], []
    blocks, problems = parse(path_of(half).read_text(encoding="utf-8"))
    every = {
        str(text.release.id): text
        for one in (half, SAID.get(half))
        if one
        for collection in collections_of(one)
        for text in texts(data, collection, one)
    }
    labelled = []
    for id_, lines in blocks.items():
        if id_ not in every:
            problems.append(Problem(0, f"{id_}: no release of this half"))
            continue
        labels, wrong = place(every[id_].text, lines, known)
        labelled.append((every[id_], labels))
        problems += wrong
    return labelled, problems


def score(text: Text, labels: Sequence[Label], found: Sequence[Statement]) -> Said:
    """The score of one release: form and speaker must be the label's, the words nearly so."""
    said = Said(1)
    for statement in found:
        same = [label for label in labels if alike((label.start, label.end), (statement.start, statement.end))]
        right = any((label.form, label.speaker) == (statement.form, statement.speaker) for label in same)
        if right or not any(label.optional for label in same):
            optional = right and all(label.optional for label in same)
            said.tallies[statement.form].predicted += not optional
            said.tallies[statement.form].right += right and not optional
        if not right and not any(label.optional for label in same):
            kind = "somebody else's" if same else "nobody's"
            words = text.text[statement.start : statement.end]
            said.errors.append(Error(kind, statement.form, text.release.id, statement.speaker, words))
    for label in labels:
        if label.speaker == NEW or label.optional:
            continue
        there = any(
            (label.form, label.speaker) == (one.form, one.speaker)
            and alike((label.start, label.end), (one.start, one.end))
            for one in found
        )
        said.tallies[label.form].sought += 1
        said.tallies[label.form].found += there
        if not there:
            words = text.text[label.start : label.end]
            said.errors.append(Error("missed", label.form, text.release.id, label.speaker, words))
    return said


def alike(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two stretches are the same words, or nearly so."""
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common >= ALIKE * (max(one[1], other[1]) - min(one[0], other[0]))


def measured(
    data: Path,
    halves: Iterable[str],
    registry: Registry,
    as_issued: Callable[[Text], Release],
) -> dict[str, Said]:
    """The score of every release of the halves whose statements are labelled, by collection."""
    names, by_collection = Names(registry), dict[str, Said]()
    for half in halves:
        rows, problems = read(data, half, registry.organizations.keys() | registry.officials.keys())
        for problem in problems:
            print(f"{path_of(half)}:{problem.number}: {problem.words}", file=sys.stderr)
        for text, labels in rows:
            release = as_issued(text)
            mentions = find(names, text.text, text.marks, release).mentions
            said = by_collection.setdefault(text.collection, Said())
            said += score(text, labels, statements(text.text, text.marks, mentions, release.language))
    return by_collection


def in_all(by_collection: Mapping[str, Said]) -> Said:
    """The score of all collections."""
    total = Said()
    for said in by_collection.values():
        total += said
    return total


def show_statements(said: Said, *, errors: bool) -> None:
    """A line a form, and every error if *errors*."""
    for form, tally in said.tallies.items() if said.releases else ():
        print(
            f"statements {form:9} {said.releases} releases, {tally.sought} sought, {tally.predicted} found: "
            f"precision {tally.precision:.4f}{_within(tally.right, tally.predicted)}, "
            f"recall {tally.recall:.4f}{_within(tally.found, tally.sought)}"
        )
    for error in said.errors if errors else ():
        words = " ".join(error.words.split())
        print(f"{error.kind:16} {error.form:9} {error.release[-40:]:40} {error.speaker}\n{'':26} {words[:160]}")


def _within(right: int, count: int) -> str:
    """A share's counts and its 95 per cent interval, by Wilson's score."""
    if not count:
        return ""
    low, high = wilson(right, count)
    return f" ({right} of {count}, {low:.2f} to {high:.2f})"


def listing(rows: Iterable[tuple[Text, list[Label]]]) -> Iterator[str]:
    """Every statement in its words."""
    for text, labels in rows:
        yield f"# {text.release.id}"
        for label in labels:
            words = " ".join(text.text[label.start : label.end].split())
            yield f"  {label.form:9} {label.speaker:28} {words}"


def main() -> int:
    """Check and print the statements of a half."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("half", choices=[half for half in HALVES if path_of(half).is_file()])
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    registry = build(args.data, drawing_of(args.half))
    rows, problems = read(args.data, args.half, registry.organizations.keys() | registry.officials.keys())
    print("\n".join(listing(rows)))
    for problem in problems:
        print(f"{path_of(args.half)}:{problem.number}: {problem.words}", file=sys.stderr)
    print(
        f"{len(rows)} releases, {sum(len(labels) for _, labels in rows)} statements, {len(problems)} problems",
        file=sys.stderr,
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
