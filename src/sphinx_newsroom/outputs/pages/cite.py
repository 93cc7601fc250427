"""What a page says of how its text is cited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import year_page
from sphinx_newsroom.model.wording import long_date
from sphinx_newsroom.outputs.citations.citation import reference_parts
from sphinx_newsroom.outputs.citations.csl import csl_item
from sphinx_newsroom.outputs.pages.views import CiteView

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.citations.citation import Citation

_IN_HEAD = frozenset(("id", "type", "title", "number", "publisher", "issued", "language", "URL", "note"))
"""The keys of an item of CSL-JSON whose values the page's address and head have."""


def cite_view(citation: Citation, year: int) -> CiteView:
    """The part of a page that a citation is; *year* is that of the release as it stands."""
    rest = {key: value for key, value in csl_item(citation).items() if key not in _IN_HEAD}
    if (kind := _wikipedia_type(citation)) != "Press release":  # as the template says by itself
        rest["wikipedia"] = kind
    return CiteView(
        reference_parts(citation),
        citation.headline,
        citation.institution,
        citation.number,
        # As Google Scholar asks, which Zotero reads as well.
        f"{citation.date.year:04}/{citation.date:%m/%d}",
        citation.notes,
        json.dumps(rest, ensure_ascii=False, separators=(",", ":")),
        year_page(year),
    )


def _wikipedia_type(citation: Citation) -> str:
    """The type of a release as the template of the English Wikipedia has it."""
    if citation.withdrawn:
        return f"{citation.type}, withdrawn {long_date(citation.withdrawn)}"
    return f"{citation.type}, revision {citation.revision}, superseded since" if citation.revision else citation.type
