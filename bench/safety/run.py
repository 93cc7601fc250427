#!/usr/bin/env python3
"""Time every reader of text over what is repeated to 3, 30 and 300 thousand characters; say where time grows faster."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from fragments import Input, fixed, made
from subjects import all_subjects
from timing import SIZES, STEEPEST, Prepared, Timing, timed

DEAR = ("build of", "text.suggest", "text.markdown", "text.naming.find", "archive.entries.Entry")
"""Subjects that take a second and more: each gets a share of the inputs by turns, unless --all asks for every one."""
DEAR_SHARE = 3
SEEDS = 60
"""Inputs made by seeds of each half."""
"""The half of odd seeds is never looked at while something is mended."""


def inputs(heldout: bool, seeds: int) -> list[Input]:
    """The fixed fragments and those of one half of the seeds; of the other half the seeds alone."""
    numbers = [2 * number + heldout for number in range(seeds)]
    return ([] if heldout else list(fixed())) + list(map(made, numbers))


def chosen(subject: str, every: list[Input], number: int, whole: bool, sample: int) -> list[Input]:
    """The inputs of one subject: a share of them for a dear one, another share for each."""
    step = 1 if whole or not subject.startswith(DEAR) else 40 if subject.startswith("build of") else DEAR_SHARE
    step *= sample
    return every[number % step :: step]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python bench/safety/run.py --only statements --seeds 10"
    )
    parser.add_argument(
        "--only", default="", metavar="WORDS", help="only subjects whose name has one of these, parted by commas"
    )
    parser.add_argument("--input", default="", metavar="WORDS", help="only inputs whose name has this")
    parser.add_argument("--seeds", type=int, default=SEEDS, metavar="N", help=f"how many made inputs ({SEEDS})")
    parser.add_argument("--heldout", action="store_true", help="the half of the seeds that nothing was mended by")
    parser.add_argument("--all", action="store_true", help="every input for the dear subjects, too")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth input alone")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="timings at a time (1)")
    parser.add_argument("--limit", type=float, default=20, metavar="S", help="seconds of CPU for one size (20)")
    parser.add_argument(
        "--tries", type=int, default=3, metavar="N", help="runs of what looks too steep (3); the least counts"
    )
    parser.add_argument("--minutes", type=float, default=0, metavar="M", help="begin no more timings after so long")
    parser.add_argument("--json", action="store_true", help="every timing as a line of JSON")
    parser.add_argument("--list", action="store_true", help="say the subjects and how many timings there are, and end")
    parser.add_argument(
        "--check", action="store_true", help="exit with status 1 where a reader is superlinear or fails"
    )
    args = parser.parse_args()
    every = [one for one in inputs(args.heldout, args.seeds) if args.input in one.name]
    subjects = [
        (name, prepare) for name, prepare in all_subjects() if any(word in name for word in args.only.split(","))
    ]
    work = [
        (name, prepare, one)
        for number, (name, prepare) in enumerate(subjects)
        for one in chosen(name, every, number, args.all, args.sample)
    ]
    random.Random(1).shuffle(work)  # so that what the time does not suffice for is not all of some subjects
    if args.list:
        for name, count in sorted(Counter(name for name, _, _ in work).items()):
            print(f"{count:5} {name}")
        print(f"{len(work):,} timings of {len(subjects)} subjects")
        return 0
    until = time.monotonic() + args.minutes * 60 if args.minutes else float("inf")
    one = partial(_timed, limit=args.limit, tries=args.tries, until=until)
    done: list[Timing] = []
    with ThreadPoolExecutor(args.jobs) as pool:
        for timing in pool.map(lambda row: one(*row), work):
            if timing is None:
                continue
            done.append(timing)
            if args.json:
                print(
                    json.dumps(
                        {**timing._asdict(), "exponent": timing.exponent, "superlinear": timing.superlinear},
                        default=str,
                    ),
                    flush=True,
                )
            elif timing.superlinear or timing.failure:
                print(_line(timing), flush=True)
    return _summary(done, len(work), args.check)


def _timed(name: str, prepare: Prepared, one: Input, *, limit: float, tries: int, until: float) -> Timing | None:
    return timed(name, prepare, one.name, one.make, limit, tries) if time.monotonic() < until else None


def _line(timing: Timing) -> str:
    if timing.failure:
        return f"FAILED  {timing.subject}: {timing.input}: {timing.failure}"
    seconds = ", ".join(f"{one:.3f}" for one in timing.seconds) + (
        f", over {timing.limit:g}" if len(timing.seconds) < len(SIZES) else ""
    )
    return f"n^{timing.exponent or 0:.2f}  {timing.subject}: {timing.input}: {seconds} s"


def _summary(done: list[Timing], planned: int, check: bool) -> int:
    steep = [timing for timing in done if timing.superlinear]
    failed = [timing for timing in done if timing.failure]
    told = [timing.exponent for timing in done if timing.exponent is not None]
    worst = max(done, key=lambda timing: (timing.superlinear, timing.exponent or 0), default=None)
    print(
        f"{len(done):,} of {planned:,} timings; {len(told):,} long enough to tell; "
        f"{len(steep)} superlinear (n^{STEEPEST} and more); {len(failed)} failed",
        file=sys.stderr,
    )
    if worst is not None:
        print(f"the steepest: {_line(worst)}", file=sys.stderr)
    for name, count in Counter(timing.subject for timing in steep).most_common():
        print(f"{count:5} superlinear: {name}", file=sys.stderr)
    held = bool(done) and not steep and not failed
    print("held" if held else "MISSED", file=sys.stderr)
    return int(check and not held)


WARM = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TOP_PAD_": "16777216",
}
"""Lets glibc keep what a first run took from the system: new pages cost more than many a reader."""


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1956528000")  # 2032, so that no example is a release to come
    if any(os.environ.get(name) != value for name, value in WARM.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **WARM})
    raise SystemExit(main())
