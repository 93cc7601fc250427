"""Identifiers that records have elsewhere, in the one form in which they are kept, compared and followed."""

from __future__ import annotations

import re

# As an address, with a prefix, or bare: "https://www.wikidata.org/wiki/Q1065", "wd:Q1065", "Q1065".
_WIKIDATA = re.compile(r"(?:^|[/:])(Q[1-9]\d{0,14})$", re.IGNORECASE | re.ASCII)
# A zero, six signs and a checksum of two digits, as ROR describes its ids.
_ROR = re.compile(r"(?:^|/)(0[a-z0-9]{6}\d\d)/?$", re.IGNORECASE | re.ASCII)
_LAST_OF_ADDRESS = frozenset({"gnd", "lei", "orcid", "viaf"})


def bare(scheme: str, value: str) -> str:
    """An identifier without address, spaces and lower case, as far as its scheme is known.

    >>> bare("ror", "https://ror.org/04T5XT781"), bare("isni", "0000 0001 2097 4281")
    ('04t5xt781', '0000000120974281')
    >>> bare("orcid", "https://orcid.org/0000-0002-1825-0097"), bare("register", "https://example.org/7")
    ('0000-0002-1825-0097', 'https://example.org/7')
    """
    value = value.strip()
    if scheme == "wikidata" and (found := _WIKIDATA.search(value)):
        return found[1].upper()
    if scheme == "ror" and (found := _ROR.search(value)):
        return found[1].lower()
    # Printed in groups of four, "0000 0001 2097 4281"; sources differ in what stands between them.
    if scheme == "isni":
        return re.sub(r"[\s-]", "", value.rpartition("/")[2])
    return value.rstrip("/").rpartition("/")[2] if scheme in _LAST_OF_ADDRESS else value
