"""What the charts of the notebooks beside it share: how they look in light and in dark, and tables.

Copy it with the notebook that you begin from.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
from IPython.display import SVG, Markdown, display
from matplotlib.axes import Axes

INK, MUTED, LINE, ACCENT = "#1c1b19", "#605d57", "#dbd7ce", "#2f6690"
SERIES = ("#2f6690", "#b5592a", "#4b7f52", "#8a5a83", "#8c7a2e", "#5d6d7e")
"""Colours for series, told apart by those who see no red or green as well."""

_DARK = {INK: "#e9e6df", MUTED: "#a9a59c", LINE: "#4a4c4e"} | dict(
    zip(SERIES, ("#7fb2d9", "#e09a6e", "#8fc397", "#cf9cc6", "#d0bd6c", "#a5b4c4"), strict=True)
)
_ID = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<\?xml.*?\?>|<!DOCTYPE.*?>", re.DOTALL)

mpl.rcParams.update(
    {
        "svg.hashsalt": "newsroom",  # the same chart has the same bytes
        "font.size": 10,
        "text.color": INK,
        "axes.labelcolor": MUTED,
        "axes.edgecolor": LINE,
        "axes.titlelocation": "left",
        "axes.titlecolor": INK,
        "xtick.color": MUTED,
        "ytick.color": MUTED,
        "axes.spines.top": False,
        "axes.spines.right": False,
    }
)


def chart(height: float = 2.8) -> Axes:
    """An empty chart, whose words can be read on a telephone, too; *height* is in inches."""
    _, axes = plt.subplots(figsize=(4.6, height), layout="constrained")
    return axes


def show(axes: Axes) -> None:
    """Show a chart as a drawing, which takes the colours of the reader's light or dark."""
    written = io.StringIO()
    axes.figure.savefig(written, format="svg", transparent=True, metadata={"Date": None})
    plt.close(axes.figure)
    drawing = _ID.sub("", written.getvalue()).strip()
    # Single quotes: IPython has Python write the drawing anew, and from 3.13 on that escapes double ones no more.
    rules = "".join(
        f"[style*='{kind}: {light}']{{{kind}:{dark}!important}}"
        for light, dark in _DARK.items()
        for kind in ("fill", "stroke")
    )
    style = f"<style>@media (prefers-color-scheme:dark){{{rules}}}</style>"
    display(SVG(re.sub(r"(<svg[^>]*>)", rf"\1{style}", drawing, count=1)))


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Show a table; columns of numbers stand at the right."""
    cells = [[str(cell).replace("|", "\\|") for cell in row] for row in rows]
    numbers = [all(row[at].replace(",", "").isdigit() for row in cells) for at in range(len(head))]
    rule = "|".join("---:" if number else "---" for number in numbers)
    lines = [" | ".join(head), rule, *(" | ".join(row) for row in cells)]
    display(Markdown("\n".join(f"| {line} |" for line in lines)))


def short(name: str, most: int = 28) -> str:
    """A name that fits beside a chart."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"
