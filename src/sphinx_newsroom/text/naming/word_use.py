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

FEW_SMALL = 50
"""Up to so many names without a capital, one of them may be found in small letters; nothing changes with 10 or 200."""


_SHOUTED = 5
"""From how many letters on a word in capitals is a headline's rather than an acronym: FORT | LAUDERDALE.

With four W3C is lost beside HTML; with six nothing changes.
"""


_UNCOUNTED = frozenset(["government", "administration", "police"])
"""Words for bodies that are no less words for what one may have none of, or many."""

_FINITE = frozenset(
    ["has", "had", "is", "was", "does", "did", "can", "cannot", "could", "will", "would", "may", "must"]
)
_FINITE |= {"should", "ought", "needs", "failed", "passed"}
"""Verbs that need their subject before them."""

_MEMBERS = frozenset(["member", "members"])
_CERTAIN = frozenset(["the", "our", "s", "this", "federal", "us"])

_LONG_SMALL = 5
"""From how many letters on a name that its record writes small is told from a word: citybiz, but not a "mint".

Nothing changes with four or six.
"""


def is_definite(seen: Sightings, start: int) -> bool:
    """Whether a common word is said to be a certain body's: the | Government, Israel's | Government."""
    tokens = seen.tokens
    return start > 0 and tokens.close(start) and tokens.words[start - 1] in _CERTAIN


def has_article(seen: Sightings, place: Place) -> bool:
    """Whether an acronym has an article, as a body has and a state or a title has not: the VA."""
    tokens = seen.tokens
    article = tokens.close(place.start) and tokens.words[place.start - 1] == "the"
    return article and not tokens.follows(place.end)


def as_a_state(seen: Sightings, place: Place) -> bool:
    """Whether two letters stand as a state's do: McLean, VA; Goodlatte (VA); (R-VA); VA 22202; Arlington VA."""
    tokens, start, end = seen.tokens, place.start, place.end
    if not tokens.all_capitals(start) or (end < len(tokens) and tokens.raw[end].isdecimal()):
        return True
    if start == 0 or "(" in tokens.gap(start):
        return start > 0
    if tokens.begins_sentence(start):
        return False
    named = tokens.capital(start - 1) and not tokens.titled(start - 1)
    return tokens.gap(start) not in (" ", ", ", " – ", " — ") or (named and not tokens.begins_sentence(start - 1))


def behind_comma(seen: Sightings, place: Place) -> bool:
    """Whether a comma stands between two letters and a word with a capital: McLean, VA."""
    before = place.start - 1
    return before >= 0 and seen.tokens.gap(place.start).strip() == "," and seen.tokens.capital(before)


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
        return len(word) >= _LONG_SMALL and len(seen.names.uncapitalized) <= FEW_SMALL and not seen.crowded
    # A text that has "target" does not mean the company by "Target" at the start of a sentence.
    if tokens.lower(word):
        return False
    if tokens.all_capitals(place.start) and not tokens.shouted(place.start, place.end):
        return True
    proper = seen.used_as_names.get(word)
    if proper is None:
        proper = seen.used_as_names[word] = _inside_sentences(seen, word)
    return proper


def subject_of_its_own(seen: Sightings, place: Place) -> bool:
    """Whether a noun that may be counted begins a sentence without an article, with its verb behind: | Congress must.

    What one may have none of or many (police, government) can begin a sentence as a word.
    """
    tokens, start = seen.tokens, place.start
    counted = tokens.words[start] not in _UNCOUNTED and place.end - start == 1
    following = counted and tokens.close(place.end) and tokens.words[place.end] in _FINITE
    return following and tokens.begins_sentence(start) and not tokens.titled(start) and not tokens.heading(start)


def of_its_members(seen: Sightings, start: int) -> bool:
    """Whether a word is what somebody is a member of, also where all words have capitals: Member of | Congress."""
    tokens = seen.tokens
    of = tokens.close(start) and tokens.close(start - 1) and tokens.words[start - 1] == "of"
    return of and tokens.words[start - 2] in _MEMBERS and tokens.capital(start) and not tokens.all_capitals(start)


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
