"""``make fuzz``: hostile inputs nobody thought of, made of those that somebody did, and held against the same rules."""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.helpers.chromium import started

from . import judging
from .cases import KINDS, Case, load
from .mutations import Corpus, mutants

if TYPE_CHECKING:
    from playwright.sync_api import Browser

EPILOG = """examples:
  make fuzz                                  ten minutes, one batch at a time
  make fuzz OPTIONS="--minutes 60 --jobs 2"  an hour, two batches at a time
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
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="how many batches at a time (default: 1)")
    parser.add_argument("--seed", type=int, metavar="N", help="the seed of the first batch; the next ones count up")
    parser.add_argument("--size", type=int, default=60, metavar="N", help="how many inputs make a batch (default: 60)")
    parser.add_argument("--kinds", default=",".join(KINDS), metavar="A,B", help="what to begin from (default: all)")
    parser.add_argument("--finds", type=Path, default=Path("_build/fuzz/finds"), metavar="DIR", help="where finds go")
    parser.add_argument("--timeout", type=float, default=900, metavar="N", help="seconds that a batch may take")
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def main() -> int:
    """Run batches until the time is over; 1 where something was found."""
    args = arguments()
    if args.one is not None:
        return _one(args)
    seed = args.seed if args.seed is not None else random.randrange(10**6) * 1_000
    print(f"fuzz: the first seed is {seed}; what is found goes to {args.finds}", flush=True)
    end, told = time.monotonic() + args.minutes * 60, 0.0
    running: list[_Batch] = []
    finds: Counter[str] = Counter()
    done = begun = 0

    def more() -> bool:
        return time.monotonic() < end and (args.batches is None or begun < args.batches)

    try:
        while running or more():
            while len(running) < args.jobs and more():
                running.append(_Batch.begin(seed + begun, args))
                begun += 1
            time.sleep(0.2)
            for batch in [batch for batch in running if batch.ended(args.timeout)]:
                running.remove(batch)
                done += 1
                for find in batch.finds():
                    _keep(find, finds, args.finds)
            if time.monotonic() - told > 5:
                told = time.monotonic()
                minutes, seconds = divmod(max(0, int(end - told)), 60)
                print(
                    f"fuzz: {done} batches done, {done * args.size} inputs, {sum(finds.values())} finds "
                    f"({len(finds)} kinds), {minutes}:{seconds:02} left",
                    flush=True,
                )
    finally:
        for batch in running:
            batch.end()
    print(f"fuzz: {done} batches, {done * args.size} inputs, {sum(finds.values())} finds of {len(finds)} kinds")
    for signature, count in finds.most_common(40):
        print(f"  {count:4} {signature}")
    return 1 if finds else 0


@dataclass
class _Batch:
    """A batch that runs in a process of its own."""

    seed: int
    folder: Path
    process: subprocess.Popen[bytes]
    begun: float

    @classmethod
    def begin(cls, seed: int, args: argparse.Namespace) -> _Batch:
        folder = Path(tempfile.mkdtemp(prefix=f"newsroom-fuzz-{seed}-"))
        command = [
            sys.executable,
            "-m",
            "tests.hostile.fuzz",
            "--seed",
            str(seed),
            "--size",
            str(args.size),
            "--kinds",
            args.kinds,
            "--one",
            str(folder),
        ]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        return cls(seed, folder, process, time.monotonic())

    def ended(self, timeout: float) -> bool:
        """Whether it has come to its end, which is brought about where it takes too long."""
        if self.process.poll() is None and time.monotonic() - self.begun > timeout:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        return self.process.poll() is not None

    def finds(self) -> list[dict[str, Any]]:
        """What it found; the batch itself where it did not end well."""
        try:
            found: list[dict[str, Any]] = json.loads((self.folder / "finds.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            log = (self.folder / "log").read_text(encoding="utf-8", errors="replace")[-1500:]
            found = [{"name": f"fuzz-{self.seed}-batch", "faults": [f"the batch came to no end:\n{log}"], "files": {}}]
        shutil.rmtree(self.folder, ignore_errors=True)
        return [{**find, "seed": self.seed} for find in found]

    def end(self) -> None:
        """End it now."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def signature(fault: str) -> str:
    """A fault without what differs from one input to the next."""
    fault = re.sub(r"fuzz-\d+-\d+-zz|\b[0-9a-f]{24,}\b|\d+", "N", fault.split("\n")[0])
    fault = re.sub(r"releases/\S+|organizations/\S+|officials/\S+|topics/\S+|_downloads/\S+|_images/\S+", "FILE", fault)
    return re.sub(r"/tmp/\S+|<.*", "…", fault)[:140]


def _keep(find: dict[str, Any], finds: Counter[str], folder: Path) -> None:
    """Write a find, unless enough of the same have been."""
    said = signature(find["faults"][0])
    finds[said] += 1
    if finds[said] > KEPT:
        return
    folder.mkdir(parents=True, exist_ok=True)
    files = {path: _readable(bytes.fromhex(data)) for path, data in find["files"].items()}
    kept = {
        "why": f"Fuzzing found: {find['faults'][0][:300]} ({find.get('why', '')})",
        "seed": find["seed"],
        "files": files,
        **({"links": find["links"]} if find.get("links") else {}),
    }
    path = folder / f"{find['name']}.yaml"
    path.write_text(yaml.safe_dump(kept, sort_keys=False, width=118), encoding="utf-8")
    print(f"fuzz: FOUND {said}: {path}", flush=True)


def _readable(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def _one(args: argparse.Namespace) -> int:
    """One batch, in this process: what each input does wrong is written to a file."""
    corpus = Corpus([case for kind in args.kinds.split(",") for case in load(kind)])
    cases = mutants(args.seed, corpus, args.size)
    with started() as browser:
        found = _found(browser, args.one / "all", cases)
    rows = [
        {
            "name": case.name,
            "why": case.why,
            "faults": faults,
            "links": dict(case.links),
            "files": {path: data.hex() for path, data in case.files.items()},
        }
        for case, faults in found
    ]
    (args.one / "finds.json").write_text(json.dumps(rows), encoding="utf-8")
    return 0


def _found(browser: Browser, folder: Path, cases: Sequence[Case]) -> list[tuple[Case, list[str]]]:
    """The inputs that did wrong, each with what it does alone as well where it does."""
    faults = judging.judge(browser, folder, cases)
    by_slug = {case.slug: case for case in cases}
    found = [(by_slug[slug], wrong) for slug, wrong in faults.items() if slug]
    if faults.get(""):
        found.extend(_narrowed(browser, folder.with_name(f"{folder.name}-rest"), cases, faults[""]))
    return found


def _narrowed(browser: Browser, folder: Path, cases: Sequence[Case], said: list[str]) -> list[tuple[Case, list[str]]]:
    """The inputs without which all else would be as it should be, found by halving."""
    if len(cases) == 1:
        return [(cases[0], said)]
    half = len(cases) // 2
    found = []
    for number, part in enumerate((cases[:half], cases[half:])):
        wrong = judging.judge(browser, folder / str(number), part).get("", [])
        if wrong:
            found.extend(_narrowed(browser, folder.with_name(f"{folder.name}{number}"), part, wrong))
    return found or [(cases[0], [f"only together with others: {fault}" for fault in said])]


if __name__ == "__main__":
    sys.exit(main())
