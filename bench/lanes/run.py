#!/usr/bin/env python3
"""Compare what the two lanes make of real releases, and what they cost; README.md says how to read it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter, defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.helpers.lanes import Compared, compare, corpus, real_releases

from sphinx_newsroom.text.compiled import Reason

BATCH = 500


def lane(one: Compared) -> str:
    return one.fast.value if isinstance(one.fast, Reason) else "compiled"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split(";")[0])
    parser.add_argument("--sample", type=int, help="how many releases; all without it")
    parser.add_argument("--half", choices=("dev", "held"), help="one half of the releases, by their ids")
    parser.add_argument("--as-written", action="store_true", help="the bodies as they are, and not made plain")
    parser.add_argument("--collection", default="", help="one collection alone, such as digitalgov-news")
    args = parser.parse_args()
    found = real_releases(args.half, as_written=args.as_written)
    samples = [sample for sample in found if sample.id.startswith(args.collection)]
    samples = sorted(samples, key=lambda sample: sample.order)[: args.sample]
    records = corpus().records([sample.text for sample in samples[:2000]], 300)
    lanes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    seconds: Counter[str] = Counter()
    differ: list[str] = []
    for start in range(0, len(samples), BATCH):
        with tempfile.TemporaryDirectory() as folder:
            compared, spent = compare(samples[start : start + BATCH], Path(folder) / "archive", records)
        seconds.update(spent)
        differ += [one.sample.id for one in compared if lane(one) == "compiled" and one.fast != one.slow]
        for one in compared:
            lanes[one.sample.id.split("/")[0]][lane(one)] += 1
        print(f"\r{start + len(compared):,} of {len(samples):,}", end="", file=sys.stderr, flush=True)
    print(file=sys.stderr)
    whole = sum(lanes.values(), Counter())
    for name, count in [*sorted(lanes.items()), ("all", whole)]:
        others = ", ".join(f"{reason} {number}" for reason, number in count.most_common() if reason != "compiled")
        share = count["compiled"] / count.total()
        print(f"{name:18} {count['compiled']:6,} of {count.total():6,} compiled ({share:.4f})  {others}")
    print(f"compiled and not the same: {len(differ)}", *differ[:20])
    for name in ("slow", "fast"):
        print(f"CPU in the {name} lane: {seconds[name] / whole.total() * 1000:.2f} ms a release")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
