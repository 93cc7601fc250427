"""Whether the words next to a match make it part of a longer name, a thing named after someone, or another's name.

The docstring of each rule is an example of a name that it refuses. Its result is a :class:`Refusal`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming.forms import GERMAN_BODIES, Form, Strength
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import is_demonym, is_place, made_of, places
from sphinx_newsroom.text.words.folding import is_cyrillic
from sphinx_newsroom.text.words.office_words import REACH, Known, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    CONNECTORS,
    FORMER,
    HEADLINE_VERBS,
    LAWS,
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    PLURAL_HEADS,
    PRIVATE_OFFICES,
    PUBLIC_LIFE,
    SAYING,
    SENTENCE_OPENERS,
    STATES,
    SUFFIXES,
    THING_NOUNS,
    TIMES,
    TITLES,
    WEEKDAYS,
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
    """AFL | -CIO; but a German name joined to a noun is a name of its own: OSZE | -Chef, not Nordmark | -Stiftung."""
    tokens = seen.tokens
    joined = 0 < end < len(tokens) and tokens.gap(end) in HYPHENS and tokens.raw[end][1:].islower()
    if joined and seen.in_german and (form.strength == "acronym" or not tokens.words[end].endswith(GERMAN_BODIES)):
        end = start
    return hyphened(tokens, start, end, seen.known)


def _goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute; but Department of State | Department of … are two items of a list."""
    words = seen.tokens.words
    return goes_on(seen.tokens, end, seen.parts) and words[end : end + 2] != [words[start], "of"]


def _in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return start > 1 and belonging.in_organ(seen.tokens, start)


def _thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Google | Analytics, DEA | 360 Strategy; but House | Democrats, the NATO | Summit, FTC | Phone: 1.

    German is exempt because all its nouns are capitalized. In Cyrillic texts an office follows the organization it
    belongs to.
    """
    tokens, k = seen.tokens, end
    if end - start == 1 and tokens.close(k) and tokens.words[k].isdecimal():
        k += 1
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
    if tokens.close(k) and (tokens.words[k] in _PEOPLE or office_word(tokens.words[k])):
        return True  # Greens | Immigration spokesperson Nick McKim
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
    return not headline_verb(tokens, k)


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


def _portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Agriculture | , Lands and Irrigation; but Ministry of Health, Customs Department and Police are 3."""
    tokens = seen.tokens
    if tokens.words[start] != "ministry" or end >= len(tokens) or tokens.gaps[end] != ", ":
        return False
    if not tokens.capital(end) or "and" in tokens.words[start:end]:  # a complete portfolio, before the next of a list
        return False
    stop = next((k for k in range(end, min(len(tokens), end + REACH)) if tokens.words[k] == "and"), end)
    charges = tokens.words[end:stop] + tokens.words[stop + 1 : stop + 2]
    bodies = any(word in ORGANIZATION_NOUNS or office_word(word) for word in charges)
    return stop > end and not bodies and not any(seen.parts(k) for k in range(end, stop + 2))


def _shared(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Health | and Nutrition; Ministry of Health | of Ukraine, if every country has one of that name."""
    # A strong name is complete, except for ministries, whose portfolios are combined in all ways.
    words = seen.tokens.words
    joined = words[start] in _SHARED and words[end : end + 1] == ["and"]
    return (form.strength == "generic" or joined) and continues_with_place(seen.tokens, end, seen.known)


def _of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Iowa | Department of Education: the word before a generic name says that it is somebody else's."""
    if not preceded(seen.tokens, start):
        return False
    # An id shows the owner as well as a name does: the OSCE Secretariat, of the organization "osce".
    own = {word for id_ in seen.names.facts.circle[form.entity] for word in id_.split("-")}
    # A record without a country is of the issuer's or the legislators': U.S. | Department of Education.
    countries = seen.names.facts.country[form.entity] or seen.of_legislators | seen.home_countries
    own.update(word for country in countries for word in country)
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
    before = listed or preceded(tokens, start) or (last < start and tokens.capital(last - 1))
    # French and Spanish write the nouns of organizations in lowercase: du ministère de la Justice.
    small = not seen.release.language.startswith("en")
    return before or (behind is not None and (small or tokens.capital(behind)))


# Persons


def _double(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Anna Berg | -Smith: a double name is another person's, even if a known name follows the hyphen."""
    return hyphened(seen.tokens, start, end, lambda _: False)


def _person_goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Yury Fedotov | Center; Don Payne | Sr., if the record has Jr."""
    if suffixed(seen.tokens, end):
        own = SUFFIXES.intersection(seen.names.facts.person[form.entity].given)
        return bool(own) and seen.tokens.words[end] not in own
    return followed_by_name(seen.tokens, end)


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
        (_portfolio, Refusal.SHARED),
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
        (_portfolio, Refusal.SHARED),
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


_OF_THINGS = LAWS | set("award building prize base region watch caucus".split())
_HEADS = (ORGANIZATION_NOUNS | _OF_THINGS) - {"government", "headquarters"}
"""After an organization's name, these make it another name; but White House Open Government Toolkit is an exception."""


NAMED_AFTER = ORGANIZATION_NOUNS | THING_NOUNS

_MODIFIERS = frozenset("executive deputy vice head principal founder member".split())
"""Words of offices that also start an organization's name: Executive Board."""

_NO_PART = TITLES | OFFICE_NOUNS | CONNECTORS | MONTHS_AND_DAYS
HYPHENS = ("-", "\u2010", "\u2011", "–")


def suffixed(tokens: Tokens, end: int) -> bool:
    """Whether a generational suffix follows a person's name: Donald Payne | Jr.

    >>> suffixed(Tokens("Donald Payne, Jr. spoke"), 2), suffixed(Tokens("Donald Payne (Jr.)"), 2)
    (True, False)
    """
    following = tokens.words[end : end + 1]  # called for every person, so exit early
    if not following or following[0] not in SUFFIXES:
        return False
    return tokens.capital(end) and tokens.gap(end) in (" ", ", ")


# Longer names


def goes_on(tokens: Tokens, end: int, known: Known, nouns: frozenset[str] = _HEADS) -> bool:
    """Whether the name that ends before word *end* is the beginning of a longer one.

    >>> [goes_on(Tokens(f"the World Bank {more}"), 3, lambda _: False) for more in ("Institute", "said", "Director")]
    [True, False, False]
    """
    place = end
    while place < min(len(tokens), end + REACH) and tokens.close(place):
        word = tokens.words[place]
        if not tokens.capital(place):
            if word not in CONNECTORS or place == end or not tokens.capital(place + 1):
                return False
        elif word in COMPANY_FORMS or (place > end and known(place)) or headline_verb(tokens, place):
            return False
        elif word in nouns or (place == end and word in PLURAL_HEADS and not tokens.all_capitals(place - 1)):
            return True
        elif (word in OFFICE_NOUNS and word not in _MODIFIERS) or word in TITLES:
            body = place + 1  # Journal | CEO Council
            return tokens.follows(body) and tokens.words[body] in nouns
        place += 1
    return False


def continues_with_place(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether a name that many countries have continues with another country: Ministry of Health | of Ukraine."""
    if not tokens.close(end):
        return False
    if tokens.words[end] not in ("of", "for", "and", "in"):
        return tokens.capital(end) and is_place(tokens.words[end])
    following = end + 1
    if tokens.close(following) and tokens.words[following] == "the":
        if tokens.words[end] == "and":
            return False  # the National Police and the State Service
        following += 1
    if not tokens.close(following) or not tokens.capital(following) or known(following):
        return False
    if tokens.words[end] == "and":
        word = tokens.words[following]
        return not (tokens.all_capitals(following) or is_place(word) or word in ORGANIZATION_NOUNS)
    # After "in" comes a location more often than an owner: the Ministry of Health in Geneva.
    return tokens.words[end] != "in" or tokens.words[following] in places()


def preceded(tokens: Tokens, start: int) -> bool:
    """Whether a capitalized word comes directly before, other than a sentence's first word or a title.

    >>> preceded(Tokens("the Iowa Department"), 2), preceded(Tokens("The Department"), 1)
    (True, False)
    """
    before = start - 1
    return (
        tokens.close(start)
        and tokens.capital(before)
        and tokens.words[before] not in _NO_PART
        and office_word(tokens.words[before]) is None
        and not (tokens.begins_sentence(before) and _opens(tokens, before))
        and not headline_verb(tokens, before)
    )


def headline_verb(tokens: Tokens, place: int) -> bool:
    """Whether a word is capitalized as a headline's verb, and isn't part of a name: Lee | Urges Senate to Act.

    >>> headline_verb(Tokens("Lee Urges Senate to Pass Budget"), 1), headline_verb(Tokens("we met Urges Senate"), 2)
    (True, False)
    """
    if place < 0 or tokens.words[place] not in HEADLINE_VERBS:
        return False
    return tokens.heading(place) or tokens.titled(place)


def _opens(tokens: Tokens, place: int) -> bool:
    """Whether a word is capitalized only because it starts a sentence."""
    word = tokens.words[place]
    # There is no list of Cyrillic words, as each has a dozen forms.
    return is_cyrillic(word) or word in SENTENCE_OPENERS or tokens.lower(word)


def hyphened(tokens: Tokens, start: int, end: int, known: Known) -> bool:
    """Whether a hyphen joins a name to something that makes it another name: AFL-CIO, UN-Habitat, Fedotov-Smith."""
    left = start > 0 and tokens.gap(start) in HYPHENS and tokens.capital(start - 1)
    right = end < len(tokens) and tokens.gap(end) in HYPHENS and (tokens.capital(end) or tokens.raw[end].isdigit())
    # EU-Ukraine is a pair.
    return any(one and not (tokens.words[k] in places() or known(k)) for one, k in ((left, start - 1), (right, end)))


# Persons


def followed_by_name(tokens: Tokens, end: int) -> bool:
    """Whether a person's name continues at *end* (Yury Fedotov | Petrov), or names a thing (| Center)."""
    if not tokens.close(end) or not tokens.capital(end):
        return False
    word = tokens.words[end]
    if word in THING_NOUNS:
        return True
    if word == "administration":  # under a Trump | Administration
        return False
    if word in WEEKDAYS or word in OFFICE_NOUNS or word in TITLES or word in CONNECTORS or headline_verb(tokens, end):
        return False
    if is_cyrillic(word) and word in ORGANIZATION_NOUNS:
        return False  # in Cyrillic the thing comes before its name-giver: Володимира Зеленського | Уряд
    if goes_on(tokens, end, lambda place: False, NAMED_AFTER):
        return True
    for_looks = tokens.heading(end) or tokens.titled(end) or tokens.shouted(end, end + 1)
    # I isn't a name, nor is an abbreviation in capitals.
    return not for_looks and len(word) > 1 and not tokens.all_capitals(end)


def is_date_or_word(tokens: Tokens, place: int) -> bool:
    """Whether a family name is used as a month, a weekday, or a word that the text also has in lowercase.

    >>> [is_date_or_word(Tokens(text), 1) for text in ("in May", "Mrs May", "Ms Berg")]
    [True, False, False]
    """
    word = tokens.words[place]
    if word not in MONTHS_AND_DAYS:
        return tokens.lower(word) and (tokens.begins_sentence(place) or tokens.titled(place))
    before, after = (tokens.words[k] if 0 <= k < len(tokens) else "" for k in (place - 1, place + 1))
    dated = before.isdigit() or after.isdigit() or before in LOCATIVE or before in TIMES
    return dated or (tokens.begins_sentence(place) and after not in SAYING)
