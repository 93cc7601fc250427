"""Whether a body's name of one word is a person's, a river's or a half of a firm's."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.word_lists import (
    LANDSCAPES,
    OFFICE_NOUNS,
    REGIONS,
    SMALL_WORDS,
    STATE_CODES,
    TITLES,
)

_LONGEST_ABBREVIATION = 3
"""Letters of a word that may be cut short: Fed."""


def joint(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Moss | /Dragoti, a firm of two; where few bodies have records, a word beside a slash is rather a second body."""
    return seen.crowded and beside.slashed(seen.tokens, start, end, seen.known)


def town(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| Stanford, CA: a state behind a word makes it a town."""
    tokens = seen.tokens
    if end - start > 1 or end >= len(tokens) or tokens.gap(end) != ", ":
        return False
    return tokens.words[end] in STATE_CODES and tokens.all_capitals(end)


def abbreviation(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """83 | Fed. Reg. 7852: a short word with its stop, and no article before it, is the beginning of a title."""
    tokens = seen.tokens
    if end - start > 1 or len(form.text) > _LONGEST_ABBREVIATION or end >= len(tokens) or tokens.gap(end) != ". ":
        return False
    return tokens.capital(end) and not (start and tokens.words[start - 1] == "the")


def persons(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Gerald R. | Ford, Betty | Ford, Dr. | Ford: a lone word is nothing behind a given name, an initial or a title.

    Nor behind an office, where many bodies have records: Majority Leader | Ford.
    """
    tokens, before = seen.tokens, start - 1
    if end - start > 1 or not tokens.close(start) or not tokens.capital(before):
        return False
    word = tokens.words[before]
    if word in TITLES or (seen.crowded and not is_cyrillic(word) and office_word(word) is not None):
        return True
    if len(word) == 1:
        return tokens.gap(start).startswith(".") or word not in "ai"
    return word in seen.names.given_names and not tokens.titled(before) and before not in seen.beginnings


def charge(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Secretary of the | Treasury: what an office is for, which by itself is a department's name."""
    tokens, k = seen.tokens, start - 1
    k -= k > 0 and tokens.words[k] == "the"
    if end - start > 1 or k < 1 or tokens.words[k] != "of" or tokens.words[k - 1] not in OFFICE_NOUNS:
        return False
    record = seen.names.registry.organizations.get(form.entity)
    return record is not None and record.name == f"Department of the {form.text}"


def region(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Forests of the | Amazon, as in Kenya: a river has its article also where no noun follows; the Amazon app.

    | Amazon Rainforest, the | Amazon region: where a noun of the land follows it needs none.
    """
    tokens = seen.tokens
    if end - start > 1 or tokens.words[start] not in REGIONS:
        return False
    if tokens.close(end) and tokens.words[end] in LANDSCAPES:
        return True
    if not tokens.close(start) or tokens.words[start - 1] != "the":
        return False
    return not tokens.close(end) or tokens.words[end] in SMALL_WORDS
