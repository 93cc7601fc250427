"""``make fuzz``: hostile inputs nobody thought of, made of those that somebody did, and held against the same rules."""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.helpers.chromium import started

from . import judging
from .cases import KINDS, Case, load
from .mutations import Corpus, mutants

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EPILOG = """examples:
  make fuzz                                  ten minutes
  make fuzz OPTIONS="--minutes 60"           an hour
  make fuzz OPTIONS="--seed 7 --batches 1"   the batch of one seed again

What is found is written as an input of its own into _build/fuzz/finds/, with the seed of its batch. When it
has become an input's file below tests/hostile/inputs/, the tests try it for ever. Exit status 1: something
was found."""

KEPT = 3
"""How many finds are written that say the same."""


def arguments() -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="fuzz", description=__doc__, epilog=EPILOG, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10, metavar="N", help="how long to go on (default: 10)")
    parser.add_argument("--batches", type=int, metavar="N", help="stop after so many batches")
    parser.add_argument("--seed", type=int, metavar="N", help="the seed of the first batch; the next ones count up")
    parser.add_argument("--size", type=int, default=60, metavar="N", help="how many inputs make a batch (default: 60)")
    parser.add_argument("--kinds", default=",".join(KINDS), metavar="A,B", help="what to begin from (default: all)")
    parser.add_argument("--finds", type=Path, default=Path("_build/fuzz/finds"), metavar="DIR", help="where finds go")
    return parser.parse_args()


def main() -> int:
    """Run batches until the time is over; 1 where something was found."""
    args = arguments()
    seed = args.seed if args.seed is not None else random.randrange(10**6) * 1_000
    corpus = Corpus([case for kind in args.kinds.split(",") for case in load(kind)])
    end, begun = time.monotonic() + args.minutes * 60, 0
    finds: Counter[str] = Counter()
    with started() as browser:
        while time.monotonic() < end and (args.batches is None or begun < args.batches):
            print(f"fuzz: the batch of the seed {seed + begun}; {sum(finds.values())} finds so far", flush=True)
            with tempfile.TemporaryDirectory(prefix="newsroom-fuzz-") as folder:
                for case, faults in _found(browser, Path(folder), mutants(seed + begun, corpus, args.size)):
                    _keep(case, faults, seed + begun, finds, args.finds)
            begun += 1
    print(f"fuzz: {begun} batches, {begun * args.size} inputs, {sum(finds.values())} finds of {len(finds)} kinds")
    for signature, count in finds.most_common(40):
        print(f"  {count:4} {signature}")
    return 1 if finds else 0


def signature(fault: str) -> str:
    """A fault without what differs from one input to the next."""
    fault = re.sub(r"fuzz-\d+-\d+-zz|\b[0-9a-f]{24,}\b|\d+", "N", fault.split("\n")[0])
    fault = re.sub(r"releases/\S+|organizations/\S+|officials/\S+|topics/\S+|_downloads/\S+|_images/\S+", "FILE", fault)
    return re.sub(r"/tmp/\S+|<.*", "…", fault)[:140]


def _keep(case: Case, faults: Sequence[str], seed: int, finds: Counter[str], folder: Path) -> None:
    """Write a find, unless enough of the same have been."""
    said = signature(faults[0])
    finds[said] += 1
    if finds[said] > KEPT:
        return
    folder.mkdir(parents=True, exist_ok=True)
    why = f"Fuzzing found: {faults[0][:300]} ({case.why})"
    files = {path: _readable(data) for path, data in case.files.items()}
    kept = {"why": why, "seed": seed, "files": files, **({"links": dict(case.links)} if case.links else {})}
    path = folder / f"{case.name}.yaml"
    path.write_text(yaml.safe_dump(kept, sort_keys=False, width=118), encoding="utf-8")
    print(f"fuzz: FOUND {said}: {path}", flush=True)


def _readable(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _found(browser: Browser, folder: Path, cases: Sequence[Case]) -> Iterator[tuple[Case, list[str]]]:
    """The inputs that did wrong; what none of them did is looked for by halving."""
    faults = judging.judge(browser, folder / "all", cases)
    yield from ((case, faults[case.slug]) for case in cases if faults.get(case.slug))
    if not faults.get(""):
        return
    if len(cases) == 1:
        yield cases[0], faults[""]
        return
    half = len(cases) // 2
    for number, part in enumerate((cases[:half], cases[half:])):
        yield from _found(browser, folder / str(number), part)


if __name__ == "__main__":
    sys.exit(main())
