"""The English words that tell a name of an organization or official from other words with capitals.

Each list is a file under ``data/`` whose first lines say what it is for; here stands what a rule makes of it.
"""

from __future__ import annotations

from sphinx_newsroom.text.words.word_files import read_words
from sphinx_newsroom.text.words.word_lists import GENERAL_ABBREVIATIONS


def _words(name: str) -> frozenset[str]:
    return frozenset(read_words(__package__, name))


# --- names of bodies ---

HEADS_BEFORE = _words("heads_before")
"""What a name's first part can end with before "of", "for" or "on": Office of …, Committee on …"""

# "Medical Centers" and "Technical Institutes" are several, so a plural ends a name only where an "of" follows.
HEADS = HEADS_BEFORE - {"Centers", "Centres", "Institutes"} | _words("heads")
"""What the name of an organization can end with: Northern Airlines."""

GENERIC_BODIES = _words("generic_bodies")
"""What many organizations have, written with capitals or not: the Board of Directors."""

COMPANY = _words("company_forms")
"""What a company's name can end with and be left out: Acme Inc, Acme."""

AFTER_COMMA = _words("after_comma")
"""What belongs to the name before a comma: Acme, Inc.; John Roe, Jr."""

ABBREVIATIONS = GENERAL_ABBREVIATIONS | _words("abbreviations")
"""Abbreviations in small letters that are no body's unless a text introduces them."""

ABBREVIATIONS_WITH_PERIOD = read_words(__package__, "abbreviations_with_period")
"""Abbreviations that keep their period inside a name: Inc., Dr."""

# --- persons and their offices ---

HONORIFICS = _words("honorifics")
"""What stands before a person's name and says no office: Mr, Venerable."""

TITLES = _words("titles")
"""What the title of an office ends with: Executive Director."""

TITLE_PARTS = _words("title_parts")
"""What can stand before the end of a title and belongs to it: Acting Deputy Director."""

# A title is also looked for in small letters ("Jane Roe, director of …"). Short ones are then other words (head, lead),
# or abbreviations that nobody writes small (Gov, Sen).
_SHORTEST_SMALL_TITLE = 5
SMALL_TITLES = tuple(
    sorted(
        word.lower()
        for word in TITLES - _words("not_small_titles")
        if len(word) >= _SHORTEST_SMALL_TITLE and word.isalpha()
    )
)
"""Titles that are titles in small letters, too: director, minister."""

PORTFOLIOS = _words("portfolios")
"""What a ministry can be for; a person's name may follow: Minister of Health Jane Roe."""

NO_GIVEN_NAMES = _words("no_given_names")
"""Words with a capital that no person's name has, beside heads, titles and sides: National, American."""

# --- neither ---

NOT_BODIES = _words("not_bodies")
"""What a name that is not that of a body or person ends with: laws, programmes, events, documents, products."""

GENERIC = _words("generic")
"""Words with a capital that begin no name: those of sentence beginnings, months and days."""

PLACES = _words("places")
"""Countries and well-known regions and cities, which many sequences with capitals are: Costa Rica."""

PLACE_WORDS = _words("place_words")
"""What the name of a place ends with: Long Bay."""

POSSESSORS = _words("possessors")
"""Possessives that stand inside a name (Women's Union); elsewhere the possessor and the possessed are two."""

# --- what stands around a name ---
