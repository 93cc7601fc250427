"""How a text uses a word that may be a name: with a capital of its own, as a part of another's name, as initials."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.words.attached import is_arabic
from sphinx_newsroom.text.words.countries import is_demonym
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    MONTHS_AND_DAYS,
    SMALL_WORDS,
    WEEKDAYS,
    looks_common,
)

_SHOUTED = 5
"""From how many letters on a word in capitals is a headline's rather than an acronym: FORT | LAUDERDALE.

With four W3C is lost beside HTML; with six nothing changes.
"""


_CERTAIN = frozenset(["the", "our", "s", "this", "federal", "us"])

_LONG_SMALL = 5
"""From how many letters on a name that its record writes small is told from a word: citybiz, but not a "mint".

Nothing changes with four or six.
"""


def is_definite(seen: Sightings, start: int) -> bool:
    """Whether a common word is said to be a certain body's: the | Government, Israel's | Government."""
    tokens = seen.tokens
    return start > 0 and tokens.close(start) and tokens.words[start - 1] in _CERTAIN


def in_capitals(seen: Sightings, place: Place) -> bool:
    """Whether a word beside one in capitals has them as well and is no acronym: FORT | LAUDERDALE, WHO | IS."""
    tokens = seen.tokens
    return any(
        tokens.all_capitals(k)
        and k not in seen.acronyms
        and (len(tokens.raw[k]) >= _SHOUTED or tokens.words[k] in SMALL_WORDS)
        for k, joint in ((place.start - 1, place.start), (place.end, place.end))
        if tokens.close(joint)
    )


def is_second(seen: Sightings, start: int) -> bool:
    """Whether a name of one word is the second of a longer name: Randel | Mercer, but German | Bundestag."""
    return beside.preceded(seen.tokens, start) and not is_demonym(seen.tokens.words[start - 1])


def goes_on(seen: Sightings, k: int) -> bool:
    """Whether word *k* makes one name of several words with the one before it: Max | Benassi, Gen | Z."""
    return seen.tokens.follows(k) and office_word(seen.tokens.words[k]) is None


def is_part(seen: Sightings, k: int) -> bool:
    """Whether word *k* goes on with a name, and is no other's name, no day and no form of a company."""
    words = seen.tokens.words
    if not goes_on(seen, k) or seen.known(k) or is_cyrillic(words[k]):
        return False
    return words[k] not in WEEKDAYS and words[k] not in MONTHS_AND_DAYS and words[k] not in COMPANY_FORMS


def is_proper(seen: Sightings, place: Place) -> bool:
    """Whether a name of one word is used as one in this text: with a capital inside a sentence, never without."""
    tokens, word = seen.tokens, seen.tokens.words[place.start]
    if is_arabic(word):
        return not seen.crowded  # without capitals nothing tells a name from a word
    if tokens.raw[place.start].islower():
        return len(word) >= _LONG_SMALL and not seen.crowded
    # A text that has "target" does not mean the company by "Target" at the start of a sentence.
    if tokens.lower(word):
        return False
    if tokens.all_capitals(place.start) and not tokens.shouted(place.start, place.end):
        return True
    proper = seen.used_as_names.get(word)
    if proper is None:
        proper = seen.used_as_names[word] = _inside_sentences(seen, word)
    return proper


def _inside_sentences(seen: Sightings, word: str) -> bool:
    """Whether a word has a capital somewhere inside a sentence, where it is not for the look of it."""
    tokens = seen.tokens
    return any(
        # Once is enough: a writer who gives a word its capital inside a sentence means a name.
        not _for_the_look(seen, k)
        and not tokens.shouted(k, k + 1)
        and (not tokens.begins_sentence(k) or not (looks_common(word) or seen.crowded))
        and not (seen.crowded and goes_on(seen, k + 1))
        for k in (seen.cases_of(word) if is_cyrillic(word) else tokens.places(word))
    )


def _for_the_look(seen: Sightings, k: int) -> bool:
    """Whether a word has a capital as all have in a headline; not in Russian and Ukrainian, nor in German prose."""
    tokens = seen.tokens
    if is_cyrillic(tokens.words[k]) or (seen.in_german and not tokens.heading(k)):
        return False
    return tokens.titled(k)
