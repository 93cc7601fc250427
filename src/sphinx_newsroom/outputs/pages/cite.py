"""What a page says of how its text is cited."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import year_page
from sphinx_newsroom.outputs.citations.citation import reference_parts
from sphinx_newsroom.outputs.citations.csl import csl_item
from sphinx_newsroom.outputs.citations.wikipedia import wikipedia
from sphinx_newsroom.outputs.pages.views import CiteView

if TYPE_CHECKING:
    from sphinx_newsroom.outputs.citations.citation import Citation


def cite_view(citation: Citation, year: int) -> CiteView:
    """The part of a page that a citation is; *year* is that of the release as it stands."""
    return CiteView(
        reference_parts(citation),
        wikipedia(citation),
        citation.headline,
        citation.institution,
        citation.number,
        # As Google Scholar asks, which Zotero reads as well.
        f"{citation.date.year:04}/{citation.date:%m/%d}",
        json.dumps(csl_item(citation), ensure_ascii=False, separators=(",", ":")),
        year_page(year),
    )
