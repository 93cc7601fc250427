"""Whether a word for a chamber or a force is the beginning of another name: the House Republican Conference."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.word_lists import MONTHS_AND_DAYS

_CHAMBERS = frozenset(["house", "senate"])
"""Words that caucuses, committees, members and the legislatures of states begin their names with."""


def first_word(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| House | Republicans, | Senate | President Roe, the | Senate | 's Health Committee: no word to trust by itself.

    What goes on with a capital is called by the chamber, and is not the chamber.  Left alone are verbs of headlines,
    days, and names that are known or a person's; of other words what stands in headlines and lists, too.  In German all
    nouns have capitals, and in Cyrillic letters whose a body is stands behind it.
    """
    tokens, k = seen.tokens, end
    if end - start > 1 or k >= len(tokens):
        return False
    chamber = tokens.words[start] in _CHAMBERS
    if chamber and tokens.words[k] == "s" and tokens.gap(k) in ("'", "’"):
        k += 1
    if not tokens.capital(k) or tokens.gap(k) != " ":
        return False
    word = tokens.words[k]
    if seen.in_german or is_cyrillic(word):
        return False
    if len(word) == 1 or word in MONTHS_AND_DAYS or word in seen.names.given_names or seen.known(k):
        return False
    if not chamber and (tokens.heading(start) or tokens.titled(k) or tokens.shouted(start, k)):
        return False
    return not beside.headline_verb(tokens, k)
