"""Where readers can look up the identifiers of a record, and what linked data leaves out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import quote

from sphinx_newsroom.model.ids import bare

# Things as JSON says them: mappings in which nothing stands that is not known.


Thing = dict[str, Any]


def known(found: Mapping[str, Any]) -> Thing:
    """A thing without what nothing is known of.

    >>> known({"name": "Harbour Board", "url": None, "sameAs": []})
    {'name': 'Harbour Board'}
    """
    return {name: value for name, value in found.items() if value}


WIKIDATA = "wikidata"

# Schemes that are not here are shown by their own names, without a link.
_KNOWN = {
    WIKIDATA: ("Wikidata", "https://www.wikidata.org/wiki/{}"),
    "ror": ("ROR", "https://ror.org/{}"),
    "isni": ("ISNI", "https://isni.org/isni/{}"),
    "viaf": ("VIAF", "https://viaf.org/viaf/{}"),
    "gnd": ("GND", "https://d-nb.info/gnd/{}"),
    "lei": ("LEI", "https://search.gleif.org/#/record/{}"),
    "orcid": ("ORCID", "https://orcid.org/{}"),
    "bioguide": ("Biographical Directory of the US Congress", "https://bioguide.congress.gov/search/bio/{}"),
}


class Identifier(NamedTuple):
    """An identifier as it is shown: what its scheme is called, and where it is explained, empty where nobody knows."""

    label: str
    url: str


def identifier(scheme: str, value: str) -> Identifier:
    """An identifier of a record, as whoever wrote it there may have copied it.

    >>> identifier("wikidata", "Q1065").url, identifier("isni", "0000 0001 2097 4281").url
    ('https://www.wikidata.org/wiki/Q1065', 'https://isni.org/isni/0000000120974281')
    >>> identifier("ror", "https://ror.org/04t5xt781").url
    'https://ror.org/04t5xt781'
    >>> identifier("open_states", "7").label
    'Open states'
    """
    label, url = _KNOWN.get(scheme, (f"{scheme[:1].upper()}{scheme[1:]}".replace("_", " "), ""))
    return Identifier(label, url.format(quote(bare(scheme, value), safe="")))
