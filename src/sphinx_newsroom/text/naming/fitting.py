"""Whether the words next to a match make it part of a longer name, or another entity's name.

The docstring of each rule is an example of a name that it refuses. Its result is a :class:`Refusal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming import surroundings
from sphinx_newsroom.text.naming.forms import Form, Strength
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import is_demonym, made_of
from sphinx_newsroom.text.words.folding import is_cyrillic
from sphinx_newsroom.text.words.office_words import REACH, office_word
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    FORMER,
    HEADLINE_VERBS,
    MONTHS_AND_DAYS,
    ORGANIZATION_NOUNS,
    PRIVATE_OFFICES,
    PUBLIC_LIFE,
    SENTENCE_OPENERS,
    STATES,
    SUFFIXES,
    TITLES,
)

_OWN_NOUNS = frozenset("conference expo fair hearing markup meeting newsroom sessions summit initiates updates".split())
"""What an organization holds, has or does without becoming another one: a NATO | Summit."""

_HARMLESS_AFTER = SENTENCE_OPENERS | MONTHS_AND_DAYS | HEADLINE_VERBS | COMPANY_FORMS | ORGANIZATION_NOUNS
"""Capitalized words after an organization's name that don't make it a thing; `goes_on` handles other nouns."""

_PEOPLE = (TITLES | FORMER | PUBLIC_LIFE | PRIVATE_OFFICES).union(
    "chief democratic republican majority minority agent contractor correspondent fellow volunteer".split()
)
"""After an organization's name: people who belong to it."""

_CHAMBERS = frozenset(["house", "senate"])
"""First words in the names of caucuses, committees, members and state legislatures."""

_EXCHANGE = re.compile(r"\( ?[A-Z][A-Za-z ]{1,15}: $")
"""Before a stock symbol: matches "(NYSE: "."""

_NUMBERED = re.compile(r":? ?10\.\d{4}")
"""After the label of a document number: matches ": 10.1007" and " 10.1007", but not " 13485" of a standard."""

_SECTION = re.compile(r"\.\s{0,2}\d")
"""After "Sec.": matches ". 235B"."""

_QUESTIONS = frozenset("who what when where why how".split())

_SHARED = frozenset("ministry department bureau office міністерство министерство".split())
"""First words of names that often continue with "and": Ministry of Health | and Nutrition."""

_PLACES = frozenset(["city", "county", "state"])
"""Last words of place names before a department: New York City | Department of Education."""

_Rule = Callable[[Sightings, Form, int, int], bool]


def misfit(seen: Sightings, form: Form, place: Place) -> Refusal | None:
    """Return why the neighboring words rule out a form at a place, or None if they don't."""
    start, end = place.start, place.end
    if seen.names.not_in and form.entity in seen.names.not_in and _excluded(seen, form, start, end):
        return Refusal.NOT_IN
    rules = _OF_PERSONS if form.kind == "official" else _BREAKING.get(form.strength, _ANY)
    return next((refusal for rule, refusal in rules if rule(seen, form, start, end)), None)


def _excluded(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether the record's ``not_in:`` excludes the phrase around the match: Ford | Theatre."""
    words = seen.tokens.words
    return any(
        tuple(words[first : first + len(phrase)]) == phrase
        for phrase in seen.names.not_in[form.entity]
        for first in range(max(0, end - len(phrase)), start + 1)
    )


# Organizations


def _hyphened(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """AFL | -CIO; but a German acronym joined to a noun is a name of its own: OSZE | -Chef."""
    tokens = seen.tokens
    joined = 0 < end < len(tokens) and tokens.gap(end) in surroundings.HYPHENS and tokens.raw[end][1:].islower()
    if joined and seen.in_german and form.strength == "acronym":
        end = start
    return surroundings.hyphened(tokens, start, end, seen.known)


def _goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute; but Department of State | Department of … are two items of a list."""
    words = seen.tokens.words
    return surroundings.goes_on(seen.tokens, end, seen.parts) and words[end : end + 2] != [words[start], "of"]


def _in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return start > 1 and belonging.in_organ(seen.tokens, start)


def _thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Google | Analytics, IFC | Norland; but House | Democrats, the NATO | Summit, FTC | Phone: 1.

    German is exempt because all its nouns are capitalized. In Cyrillic texts an office follows the organization it
    belongs to.
    """
    tokens, k = seen.tokens, end
    if not tokens.follows(k) or tokens.gaps[k] != " " or tokens.raw[k].removesuffix("s").isupper():
        return False
    word = tokens.words[k]
    if word in _HARMLESS_AFTER or seen.in_german or is_cyrillic(word):
        return False
    if tokens.titled(k) or tokens.heading(start) or tokens.shouted(start, end):
        return False
    return not _not_a_thing(seen, start, k)


def _not_a_thing(seen: Sightings, start: int, k: int) -> bool:
    """Whether the capitalized words from *k* on are people, an event, a known name or a label.

    A label ends with a colon (| World Bank | Loans: …), or fills a line with the name: | Federal Reserve | Actions.
    """
    tokens, last = seen.tokens, k + REACH
    while k < last and tokens.follows(k):
        word = tokens.words[k]
        one = word.removesuffix("s")
        if not _PEOPLE.isdisjoint((word, one)) or office_word(word) or office_word(one):
            return True
        if word in seen.names.given_names or word in _OWN_NOUNS or seen.known(k):
            return True
        if word in COMPANY_FORMS:
            return False  # Proactive | Australia Pty Ltd
        k += 1
    gap = tokens.gaps[k]
    return gap.lstrip().startswith(":") or (gap.startswith("\n") and "\n" in tokens.gaps[start])


def _first_word(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| House | Republicans, | Senate | President Roe, the | Senate | 's Health Committee.

    A chamber followed by a capitalized word is part of another name. Exceptions are headline verbs, days, known names
    and names of persons, and for other words also headlines and lists.
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
    return not surroundings.headline_verb(tokens, k)


def _label(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """WHO | : as a question in a media advisory; labels of numbers: DOI | : 10.1007, | SEC | . 235B."""
    tokens = seen.tokens
    question = tokens.words[start] in _QUESTIONS and tokens.text.startswith(":", tokens.ends[end - 1])
    section = tokens.words[start] == "sec" and (start == 0 or tokens.words[start - 1] != "the")
    numbered = _SECTION if section else _NUMBERED
    return question or numbered.match(tokens.text, tokens.ends[end - 1]) is not None


def _symbol(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """A stock symbol: (NYSE: | AU), (NASDAQ: | META)."""
    tokens = seen.tokens
    traded = start > 0 and tokens.gaps[start] == ": " and tokens.all_capitals(start)
    return traded and _EXCHANGE.search(tokens.text, 0, tokens.starts[start]) is not None


def _shared(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Health | and Nutrition; Ministry of Health | of Ukraine, if every country has one of that name."""
    # A strong name is complete, except for ministries, whose portfolios are combined in all ways.
    words = seen.tokens.words
    joined = words[start] in _SHARED and words[end : end + 1] == ["and"]
    return (form.strength == "generic" or joined) and surroundings.continues_with_place(seen.tokens, end, seen.known)


def _of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Iowa | Department of Education: the word before a generic name says that it is somebody else's."""
    if not surroundings.preceded(seen.tokens, start):
        return False
    # An id shows the owner as well as a name does: the OSCE Secretariat, of the organization "osce".
    own = {word for id_ in seen.names.facts.circle[form.entity] for word in id_.split("-")}
    own.update(word for country in seen.names.facts.country[form.entity] for word in country)
    word = seen.tokens.words[start - 1]
    return word not in own and not (is_demonym(word) and any(made_of(word, part) for part in own))


def _of_a_state(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Utah | Department of Education, New York City | Department of Education: a state's or a city's."""
    tokens, before = seen.tokens, start - 1
    if tokens.words[start] not in _SHARED or not (tokens.close(start) and tokens.capital(before)):
        return False
    word = tokens.words[before]
    if any(word in country for country in seen.names.facts.country[form.entity]):
        return False  # Georgia is a country, too
    return word in _PLACES or (word,) in STATES or tuple(tokens.words[max(0, before - 1) : start]) in STATES


def _in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Agriculture, | FDA, and Related Agencies: the portfolio of a subcommittee."""
    behind = seen.tokens.words[end : end + REACH]
    return seen.tokens.gap(start) == ", " and ("related" in behind or "subcommittee" in behind)


def _anothers_unit(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """New York's | Criminal Division: many organizations have such a unit, and the text says that this is another's."""
    tokens, owner = seen.tokens, seen.names.facts.owner(form.entity)
    last = start - (start > 1 and tokens.words[start - 1] == "s" and tokens.close(start))
    behind = belonging.past_of(tokens, end)
    beside_it = [*seen.by_end.get(last, ()), *(seen.by_start.get(behind, ()) if behind is not None else ())]
    bodies = {form.entity for place in beside_it for form, _ in place.forms if form.kind == "organization"}
    if owner in bodies:
        return False
    # Agency for Development, Office of the Inspector General
    listed = bool(bodies) and tokens.gap(start) == ", "
    before = listed or surroundings.preceded(tokens, start) or (last < start and tokens.capital(last - 1))
    # French and Spanish write the nouns of organizations in lowercase: du ministère de la Justice.
    small = not seen.release.language.startswith("en")
    return before or (behind is not None and (small or tokens.capital(behind)))


# Persons


def _double(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Anna Berg | -Smith: a double name is another person's, even if a known name follows the hyphen."""
    return surroundings.hyphened(seen.tokens, start, end, lambda _: False)


def _person_goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Yury Fedotov | Center; Don Payne | Sr., if the record has Jr."""
    if surroundings.suffixed(seen.tokens, end):
        own = SUFFIXES.intersection(seen.names.facts.person[form.entity].given)
        return bool(own) and seen.tokens.words[end] not in own
    return surroundings.followed_by_name(seen.tokens, end)


_Rules = tuple[tuple[_Rule, Refusal], ...]

_ANY: _Rules = (
    (_hyphened, Refusal.HYPHENED),
    (_goes_on, Refusal.BEGINNING),
    (_in_organ, Refusal.END),
    (_in_portfolio, Refusal.SHARED),
)
_UNIT: _Rules = (*_ANY, (_shared, Refusal.SHARED), (_anothers_unit, Refusal.ANOTHERS_UNIT))
_BREAKING: Mapping[Strength, _Rules] = {
    "strong": (
        *_ANY,
        (_shared, Refusal.SHARED),
        (_of_a_state, Refusal.OWNED),
        (_thing, Refusal.BEGINNING),
    ),
    "short": (
        *_ANY,
        (_shared, Refusal.SHARED),
        (_thing, Refusal.BEGINNING),
    ),
    "unit": _UNIT,
    "generic": (
        *_ANY,
        (_first_word, Refusal.BEGINNING),
        (_shared, Refusal.SHARED),
        (_of_another, Refusal.OWNED),
        (_of_a_state, Refusal.OWNED),
        (_thing, Refusal.BEGINNING),
    ),
    "single": (*_ANY, (_symbol, Refusal.SYMBOL), (_thing, Refusal.BEGINNING)),
    "acronym": (*_ANY, (_label, Refusal.LABEL), (_symbol, Refusal.SYMBOL), (_thing, Refusal.BEGINNING)),
}
"""Rules that make a match part of something else, by the strength of its form.

The rules most likely to pass come first.
"""

_OF_PERSONS: _Rules = ((_double, Refusal.HYPHENED), (_person_goes_on, Refusal.GOES_ON))

MISFITS = frozenset(refusal for rules in (*_BREAKING.values(), _OF_PERSONS) for _, refusal in rules) | {Refusal.NOT_IN}
"""All results of :func:`misfit`."""
