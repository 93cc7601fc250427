"""One timing: a reader over one input at three sizes, in a child process that ends where it takes too long."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import pickle
import resource
import select
import signal
import sys
import time
from collections.abc import Callable
from typing import NamedTuple

SIZES = (3_000, 30_000, 300_000)
FURTHER = 900_000
"""What looks too steep is timed at this size as well."""
NOISE = 0.1
"""Seconds at the largest size below which nothing is said: to fetch so much memory takes some hundredths by itself."""
STEEPEST = 1.2
"""The exponent up to which growth counts as linear."""
STEEPEST_STEP = 1.4
"""The exponent of one step between sizes that a processor's caches can make of a linear reader (25 times for 10)."""
_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3
"""Parameters of ``mallopt`` (glibc, malloc.h): how much free memory is given back, what is fetched by itself."""
_WALL = 8
"""How many times the limit of CPU the clock on the wall may show before a child is given up."""


def _exponent(last: float, before: float, growth: float) -> float:
    return math.log(last / max(before, 1e-4)) / math.log(growth)


class Timing(NamedTuple):
    """Seconds of CPU at each size; one that is missing took longer than the limit; *failure* is what was raised."""

    subject: str
    input: str
    seconds: tuple[float, ...]
    limit: float
    failure: str = ""
    further: float | None = None
    """Seconds at the further size, where the others look too steep."""

    @property
    def exponent(self) -> float | None:
        """By what power of the size the time grew between the two largest sizes; None where it is too short to tell."""
        whole = len(self.seconds) == len(SIZES)
        last = self.seconds[-1] if whole else self.limit
        if self.failure or last < NOISE:
            return None
        before = self.seconds[len(SIZES) - 2] if len(self.seconds) >= len(SIZES) - 1 else self.limit
        if len(self.seconds) < len(SIZES) - 1:
            return math.inf
        return _exponent(last, before, SIZES[-1] / SIZES[-2])

    @property
    def superlinear(self) -> bool:
        """Whether the reader is too slow on long inputs of this kind, or did not come to an end."""
        if self.failure:
            return False
        steep = self.exponent or 0
        if len(self.seconds) < len(SIZES) or steep > STEEPEST_STEP:
            return True
        if steep <= STEEPEST:
            return False
        # What grows faster goes on to do so; what no longer finds its data in the nearer caches does it once.
        return self.further is None or _exponent(self.further, self.seconds[-1], FURTHER / SIZES[-1]) > STEEPEST


Prepared = Callable[[str], Callable[[], object]]
"""Takes a text and gives what is timed."""


def timed(subject: str, prepare: Prepared, name: str, make: Callable[[int], str], limit: float, tries: int) -> Timing:
    """The least of some runs at each size; more are made only where one alone looks too steep."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _run(writing, prepare, make, limit, tries)
    os.close(writing)
    said = _said(reading, limit * _WALL)
    os.close(reading)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    seconds: dict[int, float] = {}
    failure = ""
    for size, value in said:
        if isinstance(value, str):
            failure = value
        else:
            seconds[size] = min(value, seconds.get(size, value))
    told = tuple(seconds[size] for size in SIZES if size in seconds)
    return Timing(subject, name, told, limit, failure, seconds.get(FURTHER))


def _said(reading: int, wall: float) -> list[tuple[int, float | str]]:
    """What a child says until it ends or the time is over."""
    data, until = b"", time.monotonic() + wall
    while (left := until - time.monotonic()) > 0 and select.select([reading], [], [], left)[0]:
        piece = os.read(reading, 1 << 16)
        if not piece:
            break
        data += piece
    return [pickle.loads(bytes.fromhex(line.decode())) for line in data.split(b"\n")[:-1]]


def _run(writing: int, prepare: Prepared, make: Callable[[int], str], limit: float, tries: int) -> None:
    """In the child: time each size, say it, and end."""

    def say(size: int, value: object) -> None:
        os.write(writing, pickle.dumps((size, value)).hex().encode() + b"\n")

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _keep_memory()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    try:
        gc.freeze()
        inputs = {size: make(size) for size in SIZES}
        first: dict[int, float] = {}
        for size in SIZES:
            first[size] = _once(prepare, inputs[size], limit)
            say(size, first[size])
        for _ in range(tries - 1):
            grown = first[SIZES[-1]] / max(first[SIZES[-2]], 1e-4)
            if first[SIZES[-1]] < NOISE or grown <= (SIZES[-1] / SIZES[-2]) ** STEEPEST:
                break
            for size in SIZES[1:]:
                first[size] = min(first[size], _once(prepare, inputs[size], limit))
                say(size, first[size])
        else:
            if first[SIZES[-1]] > (SIZES[-1] / SIZES[-2]) ** STEEPEST * first[SIZES[-2]]:
                text = make(FURTHER)
                for _ in range(tries - 1):
                    say(FURTHER, _once(prepare, text, limit * FURTHER / SIZES[-1]))
    except MemoryError:
        pass  # as one that takes too long
    except BaseException as error:  # a reader may raise what it says it raises; anything else is a fault to look at
        say(0, f"{type(error).__name__}: {error}"[:200])
    finally:
        os._exit(0)


def _keep_memory() -> None:
    """Have the C library keep what is freed, where it can, so that the second run of a size fetches no pages anew."""
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    for parameter in (_TRIM_THRESHOLD, _MMAP_THRESHOLD) if mallopt else ():
        mallopt(parameter, 1 << 30)


def _once(prepare: Prepared, text: str, limit: float) -> float:
    work = prepare(text)
    gc.collect()
    # As timeit does: how often the collector walks over what a process holds is not the reader's affair.
    gc.disable()
    used = time.process_time()
    # The kernel ends the process by a signal: nothing that runs in C could be interrupted otherwise.
    resource.setrlimit(resource.RLIMIT_CPU, (math.ceil(used + limit), resource.RLIM_INFINITY))
    sys.setrecursionlimit(1000)
    begin = time.process_time()
    work()
    spent = time.process_time() - begin
    gc.enable()
    resource.setrlimit(resource.RLIMIT_CPU, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    return spent
