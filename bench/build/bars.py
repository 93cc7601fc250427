"""Bars that the build must meet compared with its peers, and how its cost grows, from the medians of one run."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

Sizes = dict[int, dict[str, Any]]
MEMORY_MB = {10_000: 1_000, 100_000: 4_000}
"""The most memory that all processes of a build may use together, by the number of releases."""
SMALLEST_GROWTH = 1_000
"""The fewest releases; with fewer, the fixed cost of a build would look like slow growth."""


def exponents(sizes: Sizes) -> dict[str, float]:
    """Return the exponent with which CPU grows from the smallest size to the largest, by row."""
    small, large = min(sizes), max(sizes)
    if small == large:
        return {}
    first, last = (dict(_cpu(sizes[size])) for size in (small, large))
    growth = math.log(large / small)
    return {name: round(math.log(last[name] / first[name]) / growth, 3) for name in first if name in last}


def _cpu(size: dict[str, Any]) -> Iterator[tuple[str, float]]:
    for jobs, rows in size["newsroom"].items():
        yield from ((f"newsroom {row}, --jobs {jobs}", run["cpu"]) for row, run in rows.items())
    yield from ((tool, run["cpu"]) for tool, run in size["peers"].items())


def bars(sizes: Sizes) -> list[dict[str, Any]]:
    """Return the result of each bar at the largest size: its text, the numbers, and whether it is met."""
    return [
        {"bar": words, "measured": round(measured, 3), "at_most": most, "held": measured <= most}
        for words, measured, most in _measured(sizes)
    ]


def _measured(sizes: Sizes) -> Iterator[tuple[str, float, float]]:
    large = max(sizes)
    ours, peers = sizes[large]["newsroom"], sizes[large]["peers"]
    one, two = ours.get("1", {}), ours.get("2", {})
    if one and "pelican" in peers:
        yield "clean: CPU beside Pelican's", one["clean"]["cpu"] / peers["pelican"]["cpu"], 1.0
    if two and "pelican" in peers:
        yield "clean, two processes: wall beside Pelican's", two["clean"]["wall"] / peers["pelican"]["wall"], 0.6
    if "hugo" in peers:
        for row, most in (("unchanged", 1 / 5), ("added", 1 / 3), ("edited", 1 / 3), ("renamed", 1 / 2)):
            if row in one:
                yield f"{row}: wall beside Hugo's clean build", one[row]["wall"] / peers["hugo"]["wall"], round(most, 3)
    if one and two:
        yield "clean: wall of two processes beside that of one", two["clean"]["wall"] / one["clean"]["wall"], 0.6
    for jobs, rows in ours.items():
        if large in MEMORY_MB and jobs.isdecimal():  # a cluster's machines each have their own memory
            peak = max(run["peak_mb"] for run in rows.values())
            yield f"--jobs {jobs}: MB of all processes together", peak, MEMORY_MB[large]
    if one and min(sizes) >= SMALLEST_GROWTH and min(sizes) != large:
        yield "clean: exponent of CPU", exponents(sizes)["newsroom clean, --jobs 1"], 1.05
    if "added" in one and "added" in sizes.get(10_000, {}).get("newsroom", {}).get("1", {}) and large == 100_000:
        before = sizes[10_000]["newsroom"]["1"]["added"]["wall"]
        yield "added: wall at 100,000 beside that at 10,000", one["added"]["wall"] / before, 5.0
