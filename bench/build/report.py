"""Write the measurements and a plot into a page of the documentation, between two markers."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from shown import LABELS, table

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PLOT = "_static/performance.svg"
_STYLES = {"newsroom": "o-", "pelican": "s--", "hugo": "^:"}


def write_report(page: Path, data: dict[str, Any]) -> None:
    """Insert the table between the markers in *page*, and save the plot next to it.

    Raises ValueError if the page lacks the markers.
    """
    before, begun, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not begun or not ended:
        raise ValueError(f"{page} has no {BEGIN} and {END}; write both, with a line between")
    today = dt.date.today()
    peers = ", ".join(data["peers"].values())
    said = (
        f"Measured on {today.day} {today:%B %Y} with Python {data['python']} on {data['cores']} cores, "
        f"{data['runs']} {'run' if data['runs'] == 1 else 'runs'} of each, beside {peers}."
    )
    plot = f"```{{image}} {PLOT}\n:alt: {_in_words(data)}\n```"
    content = f"{BEGIN}\n{said}\n\n{plot}\n\n{table(_for_page(data))}\n{END}"
    draw(page.parent / PLOT, data)
    page.write_text(before + content + after, encoding="utf-8")


def _for_page(data: dict[str, Any]) -> dict[str, Any]:
    """Return the largest size, without a cluster, which is enough for the page."""
    size, found = max(data["sizes"].items())
    jobs = {name: rows for name, rows in found["newsroom"].items() if "--on" not in name}
    return {**data, "sizes": {size: {**found, "newsroom": jobs}}, "exponents": {}, "bars": []}


def _in_words(data: dict[str, Any]) -> str:
    """Describe the plot, for people who can't see it."""
    size, found = max(data["sizes"].items())
    one = found["newsroom"]["1"]
    changes = ", ".join(f"{LABELS[row]} {run['wall']:.1f}" for row, run in one.items() if row != "clean")
    peers = ", ".join(f"{tool} {run['wall']:.0f}" for tool, run in found["peers"].items())
    return (
        f"Two charts. Left, CPU of a clean build grows in step with the number of releases. Right, seconds "
        f"at {size:,} releases: clean {one['clean']['wall']:.0f} ({peers}); {changes}."
    )


def draw(file: Path, data: dict[str, Any]) -> None:
    """Draw two charts: how clean builds grow, and the cost of a change at the largest size."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams.update({"svg.hashsalt": "performance", "svg.fonttype": "none", "font.size": 10})
    from matplotlib import pyplot as plt
    from matplotlib.ticker import FuncFormatter, NullFormatter

    sizes = sorted(data["sizes"])
    figure, (growth, cost) = plt.subplots(1, 2, figsize=(9, 3.6), constrained_layout=True)
    rows = {"newsroom": [data["sizes"][size]["newsroom"]["1"]["clean"]["cpu"] for size in sizes]}
    for tool in data["sizes"][sizes[0]]["peers"]:
        rows[tool] = [data["sizes"][size]["peers"][tool]["cpu"] for size in sizes]
    for tool, seconds in rows.items():
        growth.loglog(sizes, seconds, _STYLES[tool], color="#333", label=tool)
    growth.set(title="A clean build", xlabel="releases", ylabel="seconds of CPU")
    growth.legend(frameon=False)
    plain = FuncFormatter(lambda value, _: f"{value:,.0f}")
    growth.set_xticks(sizes, minor=False)
    for axis in (growth.xaxis, growth.yaxis):
        axis.set_major_formatter(plain)
        axis.set_minor_formatter(NullFormatter())
    largest = data["sizes"][sizes[-1]]
    bars = {LABELS[row]: run["wall"] for row, run in largest["newsroom"]["1"].items()}
    bars |= {f"{tool}, clean": run["wall"] for tool, run in largest["peers"].items()}
    shades = ["#333" if name in LABELS.values() else "#aaa" for name in bars]
    cost.barh(list(bars)[::-1], list(bars.values())[::-1], color=shades[::-1])
    cost.set(title=f"{sizes[-1]:,} releases", xlabel="seconds")
    for axis in (growth, cost):
        axis.spines[["top", "right"]].set_visible(False)
    file.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(file, metadata={"Date": None})
    plt.close(figure)
