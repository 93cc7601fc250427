"""Citations as RIS, which reference managers import.

``RPRT`` is the type that readers know for what an institution issues under a number: it goes in ``SN``, the kind of
release in ``M3``, and the institution in ``PB``.

Source: Research Information Systems, RIS Format Specifications (2011), "Report".
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sphinx_newsroom.outputs.citations.citation import Citation


def ris(citations: Iterable[Citation]) -> str:
    """References, one after the other; lines end as the format has it."""
    return "".join(f"{tag}  - {value}\r\n" for citation in citations for tag, value in _fields(citation))


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "TY", "RPRT"
    # What stands before a comma is taken for a family name, and there is no way to say that it is none.
    yield from (("AU", name) for name in citation.institutions if "," not in name)
    found = (
        ("TI", citation.headline),
        ("PB", citation.institution),
        ("M3", citation.kind),
        ("SN", citation.number),
        ("CY", citation.place),
        ("DA", f"{citation.date.year:04}/{citation.date:%m/%d}/"),
        ("PY", f"{citation.date.year:04}"),
        ("LA", citation.language),
        ("UR", citation.url),
        ("N1", citation.notes),
        ("ID", citation.key),
    )
    yield from (row for row in found if row[1])
    yield "ER", ""
