#!/usr/bin/env python3
"""Measure the import of saved pages: compare title, date and text with labels made by people."""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from sphinx_newsroom.diagnostics import Problem
from sphinx_newsroom.importers.drafts import Incoming, Options
from sphinx_newsroom.importers.pages import reader
from sphinx_newsroom.text.compiled import plain_text

WORST = 0.9
"""The lowest recall and precision of a page without a warning that the result is uncertain."""

BARS = {"titles": 28 / 30, "wrong dates": 0.0, "recall": 0.98, "precision": 0.95, "silently wrong": 0.0}


class Read(NamedTuple):
    """How one page was read."""

    name: str
    title: str
    date: str
    recall: float
    precision: float
    asked: bool
    seconds: float


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.replace("\u00ad", "").casefold())


def measured(name: str, data: bytes, label: Mapping[str, Any]) -> Read:
    began = time.process_time()
    found = next(iter(reader.read(name, data, Options())))
    seconds = time.process_time() - began
    if not isinstance(found, Incoming):
        # A rejected page is reported; one read as a list of rows isn't.
        verdict = "asked" if isinstance(found, Problem) else "wrong"
        return Read(name, verdict, verdict, 0.0, 0.0, isinstance(found, Problem), seconds)
    shown = plain_text(found.body, "T").text.removeprefix("T")
    contacts = " ".join(f"{contact.name} {contact.email or ''} {contact.phone or ''}" for contact in found.contacts)
    got = Counter(words(f"{shown} {found.dateline or ''} {found.issuer or ''} {contacts}"))
    want = Counter(word for block in label["body"] for word in words(block))
    optional = Counter(word for block in label["optional"] for word in words(block))
    hits = (got & want).total()
    # Optional text counts neither way; the dateline is part of the text if the page has it there.
    extra = (got - want - optional - Counter(words(f"{found.dateline or ''} {contacts}"))).total()
    doubts = [loss for loss in found.losses if "certain" in loss.what]
    return Read(
        name,
        _title(found, label),
        _date(found, label),
        hits / max(1, want.total()),
        1 - extra / max(1, got.total()),
        bool(doubts),
        seconds,
    )


def _title(found: Incoming, label: Mapping[str, Any]) -> str:
    if found.title is None:
        return "asked"
    if any(words(found.title.value) == words(title) for title in label["title"]):
        return "right"
    return "wrong" if found.title.sure else "asked"


def _date(found: Incoming, label: Mapping[str, Any]) -> str:
    if found.date is None or not found.date.sure:
        return "asked"
    return "right" if found.date.value[:10] in label["date"] else "wrong"


def summary(reads: Sequence[Read]) -> dict[str, float]:
    n = len(reads)
    return {
        "pages": n,
        "titles": sum(read.title == "right" for read in reads) / n,
        "dates": sum(read.date == "right" for read in reads) / n,
        "wrong dates": sum(read.date == "wrong" for read in reads),
        "recall": sum(read.recall for read in reads) / n,
        "precision": sum(read.precision for read in reads) / n,
        "silently wrong": sum(
            read.title == "wrong"
            or read.date == "wrong"
            or (min(read.recall, read.precision) < WORST and not read.asked)
            for read in reads
        ),
        "seconds a page": sum(read.seconds for read in reads) / n,
    }


def within(name: str, value: float) -> bool:
    most = name in ("wrong dates", "silently wrong")
    return name not in BARS or (value <= BARS[name] if most else value >= BARS[name])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="labels.json, and the pages that it names in pages/")
    parser.add_argument("--half", choices=("dev", "held-out"), help="the pages whose label says so")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--check", action="store_true", help="fail where a figure misses its bar")
    options = parser.parse_args()
    labels = sorted(json.loads((options.folder / "labels.json").read_text(encoding="utf-8")).items())
    labels = [(name, label) for name, label in labels if options.half in (None, label.get("half"))]
    reads = [
        measured(f"{name}.html", (options.folder / "pages" / f"{name}.html").read_bytes(), label)
        for name, label in labels
    ]
    figures = summary(reads)
    if options.json:
        print(json.dumps(figures, indent=2))
    else:
        for read in reads:
            print(
                f"{read.name[:44]:44} title {read.title:6} date {read.date:6} recall {read.recall:.3f} "
                f"precision {read.precision:.3f} {'said to be uncertain' if read.asked else ''}"
            )
        for name, value in figures.items():
            print(f"{name:16} {value:.3f}{'' if within(name, value) else '  misses ' + str(BARS[name])}")
    return int(options.check and not all(within(name, value) for name, value in figures.items()))


if __name__ == "__main__":
    sys.exit(main())
