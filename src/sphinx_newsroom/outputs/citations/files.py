"""The files that say how the releases of a year are cited, beside its page: ``.bib``, ``.ris`` and ``.csl.json``.

The citation of one release is made in its page, by ``newsroom.js``, from the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import BIBTEX, CSL_JSON, RIS, PageName, year_page
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.citations.bibtex import bibtex
from sphinx_newsroom.outputs.citations.citation import Citation, citation_of
from sphinx_newsroom.outputs.citations.csl import csl_json
from sphinx_newsroom.outputs.citations.ris import ris
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings

_FORMS: Mapping[str, Callable[[Sequence[Citation]], str]] = MappingProxyType(
    {BIBTEX: bibtex, RIS: ris, CSL_JSON: csl_json}
)


def outputs(
    digests: Mapping[PageName, str], index: ArchiveIndex, settings: Settings, versions: Versions
) -> Iterator[Output]:
    """The files of each year; *digests* tell by page when the citation of a release changes."""
    for year, docnames in index.years.items():
        digest = fingerprint([digests[docname] for docname in docnames])
        yield Output(f"citations/{year}", digest, partial(_of_year, year, index, settings, versions))


def _of_year(year: int, index: ArchiveIndex, settings: Settings, versions: Versions) -> Mapping[str, bytes]:
    found = [citation_of(docname, index, settings, versions) for docname in index.years[year]]
    page = year_page(year)
    # Halves of surrogate pairs become question marks.
    return {page + suffix: form(found).encode("utf-8", "replace") for suffix, form in _FORMS.items()}
