"""Tables and sentences of Markdown, as all pages of the reference have them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Rows = Iterable[Sequence[str]]


def table(head: Sequence[str], rows: Rows) -> str:
    """A table of Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def sentence(text: str | None) -> str:
    """Help text as a sentence of its own."""
    line = " ".join((text or "").split())
    line = line[:1].upper() + line[1:]
    return line if not line or line.endswith((".", "?")) else line + "."
