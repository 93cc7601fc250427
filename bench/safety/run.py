#!/usr/bin/env python3
"""Time every parser on inputs repeated to 3, 30 and 300 thousand characters, and report faster than linear growth."""

from __future__ import annotations

import argparse
import ctypes
import gc
import math
import os
import pickle
import random
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

from fragments import Input, fixed, made
from subjects import Prepared, all_subjects

SIZES = (3_000, 30_000, 300_000)
FURTHER = 900_000
"""A larger size for suspicious results, at which quadratic growth is obvious."""
NOISE = 0.1
"""Shorter times at the largest size, in seconds, aren't reported."""
STEEPEST, STEEPEST_STEP = 1.2, 1.4
"""The largest exponent that counts as linear, and the largest that CPU caches can cause in one step."""
TRIES, LIMIT, WALL = 3, 20, 8
"""Repetitions of suspicious runs; CPU seconds for one size; the allowed ratio of wall time to that."""
DEAR = {"build of": 40, "text.suggest": 3, "text.naming": 3, "entry": 3}
"""Slow subjects, which get a part of the inputs."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # in mallopt (glibc, malloc.h)


def exponent_of(last: float, before: float, growth: float) -> float:
    return math.log(last / max(before, 1e-4)) / math.log(growth)


class Timing(NamedTuple):
    """CPU seconds at each size that was fast enough, and the exception raised."""

    subject: str
    input: str
    seconds: dict[int, float]
    failure: str

    @property
    def exponent(self) -> float:
        """Return the exponent of the growth between the two largest sizes; 0 if the time is too short to tell."""
        before, last = (self.seconds.get(size, LIMIT) for size in SIZES[1:])
        return exponent_of(last, before, SIZES[2] / SIZES[1]) if last >= NOISE else 0

    @property
    def is_superlinear(self) -> bool:
        if self.failure or SIZES[2] not in self.seconds:
            return not self.failure
        further = self.seconds.get(FURTHER, math.inf)
        return self.exponent > STEEPEST_STEP or (
            self.exponent > STEEPEST and exponent_of(further, self.seconds[SIZES[2]], FURTHER / SIZES[2]) > STEEPEST
        )

    def __str__(self) -> str:
        seconds = self.failure or ", ".join(f"{one:.3f}" for one in self.seconds.values()) + " s"
        return f"n^{self.exponent:.2f}  {self.subject}: {self.input}: {seconds}"


def timed(subject: str, prepare: Prepared, one: Input) -> Timing:
    """Return the fastest of several runs at each size, in a child process, which is killed if it takes too long."""
    reading, writing = os.pipe()
    if not (child := os.fork()):
        os.close(reading)
        run_child(writing, prepare, one.make)
    os.close(writing)
    data, until = b"", time.monotonic() + LIMIT * WALL
    while (left := until - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        if not (piece := os.read(reading, 1 << 16)):
            break
        data += piece
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    seconds: dict[int, float] = {}
    failure = ""
    for size, value in (pickle.loads(bytes.fromhex(line.decode())) for line in data.split(b"\n")[:-1]):
        if isinstance(value, str):
            failure = value
        else:
            seconds[size] = min(value, seconds.get(size, value))
    return Timing(subject, one.name, seconds, failure)


def run_child(writing: int, prepare: Prepared, make: Callable[[int], str]) -> None:
    def measure(size: int) -> float:
        value = once(prepare, make(size), LIMIT * max(1, size / SIZES[2]))
        os.write(writing, pickle.dumps((size, value)).hex().encode() + b"\n")
        return value

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Keep freed memory, so that the second run of a size needs no new pages.
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for parameter in (_TRIM_THRESHOLD, _MMAP_THRESHOLD) if mallopt else ():
        mallopt(parameter, 1 << 30)
    for descriptor in (1, 2):
        os.dup2(os.open(os.devnull, os.O_WRONLY), descriptor)
    try:
        gc.freeze()
        least = {size: measure(size) for size in SIZES}
        for _ in range(TRIES - 1):
            if least[SIZES[2]] < NOISE or exponent_of(least[SIZES[2]], least[SIZES[1]], 10) <= STEEPEST:
                break
            least = {size: min(measure(size), least[size]) for size in SIZES[1:]}
        else:
            if exponent_of(least[SIZES[2]], least[SIZES[1]], 10) > STEEPEST:
                measure(FURTHER)
    except MemoryError:
        pass  # like a run that takes too long
    except BaseException as error:  # a parser may raise documented errors; anything else is a bug
        os.write(writing, pickle.dumps((0, f"{type(error).__name__}: {error}"[:200])).hex().encode() + b"\n")
    finally:
        os._exit(0)


def once(prepare: Prepared, text: str, limit: float) -> float:
    work = prepare(text)
    gc.collect()
    gc.disable()  # like timeit
    used = time.process_time()
    # The kernel kills the process, because C code can't be interrupted otherwise.
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + limit), resource.RLIM_INFINITY))
    sys.setrecursionlimit(1000)
    begin = time.process_time()
    work()
    spent = time.process_time() - begin
    gc.enable()
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="", metavar="WORDS", help="subjects whose name has one of these, by commas")
    parser.add_argument("--input", default="", metavar="WORDS", help="only inputs whose name has this")
    parser.add_argument("--seeds", type=int, default=60, metavar="N", help="how many inputs made by seeds (60)")
    parser.add_argument("--heldout", action="store_true", help="those of odd seeds alone, by which nothing was mended")
    parser.add_argument("--sample", type=int, default=1, metavar="N", help="every Nth input alone")
    parser.add_argument("--jobs", type=int, default=1, metavar="N", help="timings at a time (1)")
    parser.add_argument("--check", action="store_true", help="exit with 1 where a reader is superlinear or fails")
    args = parser.parse_args()
    seeds = (made(2 * number + args.heldout) for number in range(args.seeds))
    inputs = [one for one in (*(() if args.heldout else fixed()), *seeds) if args.input in one.name]
    work = []
    for number, (name, prepare) in enumerate(all_subjects()):
        if any(word in name for word in args.only.split(",")):
            step = args.sample * next((step for word, step in DEAR.items() if name.startswith(word)), 1)
            work += [(name, prepare, one) for one in inputs[number % step :: step]]
    random.Random(1).shuffle(work)
    done = []
    with ThreadPoolExecutor(args.jobs) as pool:
        for timing in pool.map(lambda row: timed(*row), work):
            done.append(timing)
            if timing.is_superlinear or timing.failure:
                print(timing, flush=True)
    steep = Counter(timing.subject for timing in done if timing.is_superlinear)
    failed = sum(bool(timing.failure) for timing in done)
    told = sum(timing.exponent > 0 for timing in done)
    print(f"{len(done):,} timings, {told:,} long enough to tell; {steep.total()} superlinear; {failed} failed")
    for name, count in steep.most_common():
        print(f"{count:5} superlinear: {name}")
    return int(args.check and (not done or bool(steep) or bool(failed)))


WARM = {
    "PYTHONMALLOC": "malloc",
    "MALLOC_TRIM_THRESHOLD_": "4000000000",
    "MALLOC_MMAP_THRESHOLD_": "33554432",
    "MALLOC_TOP_PAD_": "16777216",
}
"""Makes glibc keep memory after a first run, because new pages cost more than many a parser."""

if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", "1956528000")  # 2032, so that no example is in the future
    if any(os.environ.get(name) != value for name, value in WARM.items()):
        os.execve(sys.executable, [sys.executable, *sys.argv], {**os.environ, **WARM})
    raise SystemExit(main())
