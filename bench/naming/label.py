#!/usr/bin/env python3
"""Labels from the shorthand that a labeller writes: `label.py show|check|print COLLECTION HALF`.

A file `labels/COLLECTION.HALF.txt` has a line `# RELEASE-ID` for each release of the sample, then a line for each
distinct mention: `surface | entity | flags`. GUIDELINES.md has the rules and the shorthand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import texts as sample_texts
from registry import build
from texts import COLLECTIONS, DATA, HALVES, HERE, Text, collections_of, drawing_of, recorded, texts

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

NEW = "new"
NONE = "-"
FLAGS = ("office", "optional")

_ADDRESS = re.compile(
    r"https?://\S+|www\.\S+|[\w.+-]+@[\w.-]+\w|(?<!\w)[@#]\w+"
    r"|(?<!\w)[\w-]+(?:\.[\w-]+)*\.(?:gov|com|org|net|int|mil|edu|info|io|lk|ua)(?!\w)(?:/\S*)?",
    re.IGNORECASE,
)


class Line(NamedTuple):
    """A line of shorthand."""

    number: int
    surface: str
    entity: str
    flags: frozenset[str]
    which: tuple[int, ...]


class Label(NamedTuple):
    """A labelled mention: its place in the text, a registry id or "new", and flags."""

    start: int
    end: int
    entity: str
    surface: str
    flags: frozenset[str]


@dataclass(frozen=True)
class Labelled:
    """A text with its labels, by place."""

    text: Text
    labels: tuple[Label, ...]


class Problem(NamedTuple):
    """What is wrong in a file of labels."""

    number: int
    words: str


def path_of(collection: str, half: str) -> Path:
    """The file of a half's labels."""
    return HERE / "labels" / f"{collection}.{half}.txt"


def parse(source: str) -> tuple[dict[str, list[Line]], list[Problem]]:
    """The lines of a file by release."""
    blocks: dict[str, list[Line]] = {}
    problems: list[Problem] = []
    block: list[Line] | None = None
    for number, raw in enumerate(source.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith(";"):
            continue
        if line.startswith("# "):
            id_ = line[2:].strip()
            if id_ in blocks:
                problems.append(Problem(number, f"a second block of {id_}; join the two"))
            block = blocks.setdefault(id_, [])
            continue
        made = _line(number, line)
        if isinstance(made, Problem):
            problems.append(made)
        elif block is None:
            problems.append(Problem(number, "a mention before the first release; begin with `# RELEASE-ID`"))
        else:
            block.append(made)
    return blocks, problems


def _line(number: int, line: str) -> Line | Problem:
    surface, *rest = (part.strip() for part in line.split("|"))
    if not surface or not rest or not rest[0] or len(rest) > 2:
        return Problem(number, "not `surface | entity | flags`")
    flags, which = set(), []
    for word in re.findall(r"[^\s,@]+|@[\d,]+", rest[1] if len(rest) > 1 else ""):
        if re.fullmatch(r"@\d+(?:,\d+)*,?", word):
            which += [int(part) for part in word[1:].split(",") if part]
        elif word in FLAGS:
            flags.add(word)
        else:
            return Problem(number, f"{word}: no such flag; write office, optional or @1,3")
    return Line(number, " ".join(surface.split()), rest[0], frozenset(flags), tuple(which))


def occurrences(text: str, surface: str) -> list[tuple[int, int]]:
    """Where a surface stands as whole words; any white space and either apostrophe will do."""
    words = r"\s+".join(re.sub("['’ʼ]", "['’ʼ]", re.escape(word)) for word in surface.split())
    return [match.span() for match in re.finditer(rf"(?<!\w){words}(?!\w)", text)]


def place(text: str, lines: Sequence[Line], known: Collection[str]) -> tuple[list[Label], list[Problem]]:
    """The labels of a text, longer surfaces first, and what cannot be placed."""
    labels: list[Label] = []
    problems: list[Problem] = []
    addresses = [match.span() for match in _ADDRESS.finditer(text)]
    for line in sorted(lines, key=lambda line: (-len(line.surface), not line.which)):
        if line.entity not in (NEW, NONE) and line.entity not in known:
            wrong = f"{line.entity}: no such record; see `registry.py --list`, or write new"
            problems.append(Problem(line.number, wrong))
        found = occurrences(text, line.surface)
        if not found:
            problems.append(Problem(line.number, f"“{line.surface}” does not stand in the text"))
        if beyond := [which for which in line.which if not 1 <= which <= len(found)]:
            wrong = f"“{line.surface}” stands {len(found)} times; there is no @{beyond[0]}"
            problems.append(Problem(line.number, wrong))
        free = [span for span in found if not _inside(span, addresses) and not _over(span, labels)]
        spans = [found[which - 1] for which in line.which if 1 <= which <= len(found)] if line.which else free
        if found and not spans and not line.which:
            problems.append(Problem(line.number, f"“{line.surface}” stands only inside longer surfaces or addresses"))
        for start, end in spans:
            if over := _over((start, end), labels):
                problems.append(Problem(line.number, f"“{line.surface}” overlaps “{over.surface}”"))
            else:
                labels.append(Label(start, end, line.entity, text[start:end], line.flags))
    return sorted(label for label in labels if label.entity != NONE), problems


def _inside(span: tuple[int, int], larger: Sequence[tuple[int, int]]) -> bool:
    return any(start <= span[0] and span[1] <= end and (start, end) != span for start, end in larger)


def _over(span: tuple[int, int], labels: Sequence[Label]) -> Label | None:
    return next((label for label in labels if label.start < span[1] and span[0] < label.end), None)


def read(data: Path, collection: str, half: str, known: Collection[str]) -> tuple[list[Labelled], list[Problem]]:
    """The labelled texts of a half, and every problem of its file."""
    path = path_of(collection, half)
    if not path.is_file():
        return [], [Problem(0, "no such file")]
    blocks, problems = parse(path.read_text(encoding="utf-8"))
    labelled = []
    every = texts(data, collection, half)
    for id_ in blocks.keys() - {text.release.id for text in every}:
        problems.append(Problem(0, f"{id_}: no release of this half"))
    for text in every:
        if text.sha256 != recorded().get(text.release.id):
            changed = f"{text.release.id}: its text changed; look at its labels, then `texts.py --record`"
            problems.append(Problem(0, changed))
        if text.release.id not in blocks:
            none = f"{text.release.id}: no block; write `# {text.release.id}` even without mentions"
            problems.append(Problem(0, none))
            continue
        labels, wrong = place(text.text, blocks[text.release.id], known)
        labelled.append(Labelled(text, tuple(labels)))
        problems += wrong
    return labelled, sorted(problems)


def show(every: Sequence[Text], first: int, last: int) -> Iterator[str]:
    """Texts to read, numbered in the order of the sample."""
    for number, text in enumerate(every, 1):
        if first <= number <= last:
            yield f"{'=' * 100}\n{number}/{len(every)}  date {text.release.date}, language {text.release.language}"
            yield f"# {text.release.id}\n{'-' * 100}\n{text.text}\n"


def listing(labelled: Sequence[Labelled], around: int = 40) -> Iterator[str]:
    """Every label in its words, to look over."""
    for text, labels in ((row.text.text, row.labels) for row in labelled):
        for label in labels:
            before, after = text[max(0, label.start - around) : label.start], text[label.end : label.end + around]
            words = " ".join(f"{before}[{label.surface}]{after}".split())
            yield f"  {label.entity:45} {','.join(sorted(label.flags)):9} {words}"
        yield ""


def jsonl(labelled: Sequence[Labelled]) -> Iterator[str]:
    """The labels of each text as a line of JSON."""
    for row in labelled:
        mentions = [[*label[:4], sorted(label.flags)] for label in row.labels]
        made = {"id": row.text.release.id, "sha256": row.text.sha256, "mentions": mentions}
        yield json.dumps(made, ensure_ascii=False)


def main() -> int:
    """Show texts to a labeller, or check and print labels."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("verb", choices=["show", "check", "print", "jsonl"])
    parser.add_argument("collection", choices=COLLECTIONS)
    parser.add_argument("half", choices=HALVES)
    parser.add_argument("--only", metavar="N-M", default="", help="show: the Nth to Mth release of the half")
    parser.add_argument("--data", type=Path, default=DATA)
    args = parser.parse_args()
    if args.collection not in collections_of(args.half):
        parser.error(f"{args.half} has no releases of {args.collection}")
    if args.verb == "show":
        first, _, last = args.only.partition("-")
        every = sample_texts.texts(args.data, args.collection, args.half)
        print("\n".join(show(every, int(first or 1), int(last or first or len(every)))))
        return 0
    registry = build(args.data, drawing_of(args.half))
    known = registry.organizations.keys() | registry.officials.keys()
    labelled, problems = read(args.data, args.collection, args.half, known)
    for problem in problems:
        place_ = f"{path_of(args.collection, args.half).relative_to(HERE)}:{problem.number}"
        print(f"{place_}: {problem.words}", file=sys.stderr)
    if args.verb != "check":
        print("\n".join(listing(labelled) if args.verb == "print" else jsonl(labelled)))
    count = sum(len(row.labels) for row in labelled)
    print(f"{len(labelled)} releases, {count} mentions, {len(problems)} problems", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
