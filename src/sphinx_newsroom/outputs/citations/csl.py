"""Citations as CSL-JSON, from which citation processors make references in any style.

Who issued a release is its author, as style guides have it, and not its publisher as well: styles print both, and APA
and Chicago leave out a publisher that is the author.  The archive is the publisher of a release without an issuer.

Source: the CSL 1.0.2 specification, appendices III and IV, and ``csl-data.json`` of its schema.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sphinx_newsroom.outputs.things import known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_newsroom.outputs.citations.citation import Citation


def csl_json(citations: Iterable[Citation]) -> str:
    """A list of items, one a line."""
    rows = (json.dumps(csl_item(citation), ensure_ascii=False) for citation in citations)
    return "[\n" + ",\n".join(rows) + "\n]\n"


def csl_item(citation: Citation) -> dict[str, Any]:
    """One item, without the keys that it has nothing for."""
    date = citation.date
    found: dict[str, Any] = {
        "id": citation.key,
        "type": "report",
        "author": [{"literal": name} for name in citation.institutions],
        "title": citation.headline,
        "original-title": citation.original,
        "genre": citation.kind,
        "number": citation.number,
        "publisher": "" if citation.institutions else citation.archive,
        "publisher-place": citation.place,
        "issued": {"date-parts": [[date.year, date.month, date.day]]},
        "language": citation.language,
        "URL": citation.url,
        "status": "withdrawn" if citation.withdrawn else "",
        "note": citation.notes,
    }
    return known(found)
