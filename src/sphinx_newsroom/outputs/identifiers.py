"""Where readers can look up the identifiers that a record has elsewhere."""

from __future__ import annotations

from typing import NamedTuple

WIKIDATA = "wikidata"

# Schemes that are not here are shown without a link.
_KNOWN = {
    WIKIDATA: ("Wikidata", "https://www.wikidata.org/wiki/{}"),
    "ror": ("ROR", "https://ror.org/{}"),
    "isni": ("ISNI", "https://isni.org/isni/{}"),
    "viaf": ("VIAF", "https://viaf.org/viaf/{}"),
    "gnd": ("GND", "https://d-nb.info/gnd/{}"),
    "lei": ("LEI", "https://search.gleif.org/#/record/{}"),
    "orcid": ("ORCID", "https://orcid.org/{}"),
}


class Identifier(NamedTuple):
    """An identifier as it is shown: what its scheme is called, and where it is explained, empty where nobody knows."""

    label: str
    url: str


def identifier(scheme: str, value: str) -> Identifier:
    """An identifier of a record.

    >>> identifier("wikidata", "Q1065").url
    'https://www.wikidata.org/wiki/Q1065'
    """
    label, url = _KNOWN.get(scheme, (scheme, ""))
    return Identifier(label, url.format(value))
