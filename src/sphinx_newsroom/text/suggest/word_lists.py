"""English words that distinguish names of organizations and officials from other capitalized words.

Each list is a file in ``data/`` that starts with its purpose; this module makes sets from them.
"""

from __future__ import annotations

from sphinx_newsroom.text.words.word_files import read_words
from sphinx_newsroom.text.words.word_lists import GENERAL_ABBREVIATIONS


def _words(name: str) -> frozenset[str]:
    return frozenset(read_words(__package__, name))


# --- names of organizations ---

HEADS_BEFORE = _words("heads_before")
"""Last words of a name's first part, before "of", "for" or "on": Office of …, Committee on …"""

# "Medical Centers" and "Technical Institutes" are several, so a plural ends a name only if "of" follows.
HEADS = HEADS_BEFORE - {"Centers", "Centres", "Institutes"} | _words("heads")
"""Last words of an organization's name: Northern Airlines."""

GENERIC_BODIES = _words("generic_bodies")
"""Units that many organizations have, capitalized or not: the Board of Directors."""

COMPANY = _words("company_forms")
"""Optional last words of a company's name: Acme Inc, Acme."""

AFTER_COMMA = _words("after_comma")
"""Words after a comma that belong to the name: Acme, Inc.; John Roe, Jr."""

ABBREVIATIONS = GENERAL_ABBREVIATIONS | _words("abbreviations")
"""Lowercase abbreviations that mean an organization only if a text introduces them."""

ABBREVIATIONS_WITH_PERIOD = read_words(__package__, "abbreviations_with_period")
"""Abbreviations that keep their period inside a name: Inc., Dr."""

# --- persons and their offices ---

HONORIFICS = _words("honorifics")
"""Words before a person's name that aren't an office: Mr, Venerable."""

TITLES = _words("titles")
"""Last words of an office's title: Executive Director."""

TITLE_PARTS = _words("title_parts")
"""Words that can precede the last word of a title: Acting Deputy Director."""

# Titles are also searched for in lowercase ("Jane Roe, director of …"). Short ones are then other words (head, lead),
# or abbreviations that are never lowercase (Gov, Sen).
_SHORTEST_SMALL_TITLE = 5
SMALL_TITLES = tuple(
    sorted(
        word.lower()
        for word in TITLES - _words("not_small_titles")
        if len(word) >= _SHORTEST_SMALL_TITLE and word.isalpha()
    )
)
"""Titles that are also titles in lowercase: director, minister."""

PORTFOLIOS = _words("portfolios")
"""Portfolios of ministries; a person's name may follow: Minister of Health Jane Roe."""

NO_GIVEN_NAMES = _words("no_given_names")
"""Capitalized words that no person's name contains, besides heads, titles and places: National, American."""

# --- neither ---

NOT_BODIES = _words("not_bodies")
"""Last words of names that are neither organizations nor people: laws, programs, events, documents, products."""

GENERIC = _words("generic")
"""Capitalized words that don't start a name: sentence openers, months and days."""

PLACES = _words("places")
"""Countries and well-known regions and cities, which many capitalized phrases are: Costa Rica."""

PLACE_WORDS = _words("place_words")
"""Last words of place names: Long Bay."""

POSSESSORS = _words("possessors")
"""Possessives inside a name (Women's Union); other possessives separate two names."""
