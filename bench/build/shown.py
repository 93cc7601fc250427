"""Show the results as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

HEAD = ("", "releases", "CPU s", "(spread)", "ms each", "wall s", "peak MB", "files", "MB")
LABELS = {
    "clean": "clean",
    "unchanged": "nothing changed",
    "added": "one added",
    "edited": "one edited",
    "renamed": "one official renamed",
    "check": "check, with a ledger",
    "publish": "publish of one, with a ledger",
    "published": "one added, with a ledger",
}


def table(data: dict[str, Any]) -> str:
    """Return all measurements, their growth, and the bars that are met."""
    lines = [*_rows(HEAD, list(_runs(data["sizes"])))]
    files = [
        (LABELS[row], f"{size:,}", *(f"{count:,}" for count in counts.values()))
        for size, found in data["sizes"].items()
        for row, counts in found["files"].items()
    ]
    if files:
        lines += ["", *_rows(("", "releases", "files new", "gone", "written again", "with other bytes"), files)]
    if data["exponents"]:
        lines += ["", *_rows(("CPU grows with the power", ""), [(*row,) for row in data["exponents"].items()])]
    if data["bars"]:
        rows = [(bar["bar"], bar["measured"], bar["at_most"], "yes" if bar["held"] else "NO") for bar in data["bars"]]
        lines += ["", *_rows(("at the largest size", "measured", "at most", "held"), rows)]
    return "\n".join(lines)


def _runs(sizes: dict[int, dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    for size, found in sizes.items():
        for jobs, rows in found["newsroom"].items():
            for row, run in rows.items():
                output = found["output"]["newsroom"] if row == "clean" else {}
                yield _run(f"newsroom, {LABELS[row]}, --jobs {jobs}", size, run, output)
        for tool, run in found["peers"].items():
            yield _run(tool, size, run, found["output"][tool])


def _run(name: str, size: int, run: dict[str, float], output: dict[str, float]) -> tuple[str, ...]:
    # Later builds concern a single release, so a value per release would mean nothing.
    each = f"{run['cpu'] / size * 1000:.2f}" if output else ""
    made = (f"{output['files']:,.0f}", f"{output['mb']:.1f}") if output else ("", "")
    spread = f"{run['cpu_min']:.2f}–{run['cpu_max']:.2f}"
    return name, f"{size:,}", f"{run['cpu']:.2f}", spread, each, f"{run['wall']:.2f}", f"{run['peak_mb']:.0f}", *made


def _rows(head: Sequence[object], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return a Markdown table with aligned columns."""
    cells = [[str(cell) for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "| " + " | ".join(f"{cell:{'<' if n == 0 else '>'}{widths[n]}}" for n, cell in enumerate(row)) + " |"
        for row in cells
    ]
    rule = "|" + "|".join("-" * (width + 1) + ("-" if n == 0 else ":") for n, width in enumerate(widths)) + "|"
    return [lines[0], rule, *lines[1:]]
