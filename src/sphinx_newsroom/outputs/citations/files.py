"""The files that say how the releases of a year are cited, beside its page: ``.bib``, ``.ris`` and ``.csl.json``.

The citation of one release is made in its page, by ``newsroom.js``, from the same values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import BIBTEX, CSL_JSON, RIS, PageName, year_page
from sphinx_newsroom.outputs.citations.bibtex import bibtex
from sphinx_newsroom.outputs.citations.citation import Citation, citation_of
from sphinx_newsroom.outputs.citations.csl import csl_json
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings

# Citations as RIS, which reference managers import.
#
# ``RPRT`` is the type that readers know for what an institution issues under a number: it goes in ``SN``, the kind of
# release in ``M3``, and the institution in ``PB``.
#
# Source: Research Information Systems, RIS Format Specifications (2011), "Report".


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


def of_unapi(citations: Iterable[Citation]) -> str:
    """BibTeX that is at the same time the list of formats that unAPI begins with.

    Zotero asks a page's unAPI server for both, and a server of files answers any query with the whole file: so Zotero
    offers all releases of a year to pick from.  BibTeX reads nothing outside of entries, and XML nothing in them.

    Source: the unAPI specification, revision 3 (2006); BibTeXing, section 4.
    """
    entries = bibtex(citations).replace("]]>", "]]{}>")
    return f'<formats><format name="bibtex" type="application/x-bibtex"/><![CDATA[\n{entries}]]></formats>\n'


_FORMS: Mapping[str, Callable[[Sequence[Citation]], str]] = MappingProxyType(
    {BIBTEX: of_unapi, RIS: ris, CSL_JSON: csl_json}
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
