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
from sphinx_newsroom.text.words.countries import is_place, made_of, places
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
    if _excluded(seen, form, start, end):
        return Refusal.NOT_IN
    rules = _OF_PERSONS if form.kind == "official" else _BREAKING.get(form.strength, _ANY)
    return next((refusal for rule, refusal in rules if rule(seen, form, start, end)), None)


def _excluded(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether the record's ``not_in:`` excludes the phrase around the match: Ford | Theatre."""
    words = seen.tokens.words
    return any(
        tuple(words[first : first + len(phrase)]) == phrase
        for phrase in seen.names.not_in.get(form.entity, ())
        for first in range(max(0, end - len(phrase)), start + 1)
    )


# Organizations


def _hyphened(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """AFL | -CIO; but a German name joined to a noun is a name of its own: OSZE | -Chef, not Nordmark | -Stiftung."""
    tokens = seen.tokens
    behind = tokens.words[end] if end < len(tokens) else ""
    if seen.in_german and (form.strength == "acronym" or not behind.endswith(GERMAN_BODIES)):
        end = start
    return hyphened(tokens, start, end, seen.known)


def _goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute."""
    return goes_on(seen.tokens, end, seen.parts)


def _in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return belonging.in_organ(seen.tokens, start)


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
    return not (tokens.titled(k) or tokens.heading(start) or _not_a_thing(seen, start, k))


def _not_a_thing(seen: Sightings, start: int, k: int) -> bool:
    """Whether the capitalized words from *k* on are people, an event, a known name or a label.

    A label ends with a colon (| World Bank | Loans: …), or fills a line with the name: | Federal Reserve | Actions.
    """
    tokens, last = seen.tokens, k + REACH
    while k < last and tokens.follows(k):
        word = tokens.words[k]
        one = word.removesuffix("s")
        if not _PEOPLE.isdisjoint((word, one)) or office_word(one):
            return True
        if word in seen.names.given_names or word in _OWN_NOUNS or seen.known(k):
            return True
        k += 1
    if tokens.close(k) and (tokens.words[k] in _PEOPLE or office_word(tokens.words[k])):
        return True  # Greens | Immigration spokesperson Nick McKim
    gap = tokens.gaps[k]
    return gap.lstrip().startswith(":") or (gap.startswith("\n") and "\n" in tokens.gaps[start])


def _first_word(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| House | Republicans, | Senate | President Roe, the | Senate | 's Health Committee.

    A chamber followed by a capitalized word is part of another name. Exceptions are headline verbs and known names, and
    for other words also headlines and lists.
    """
    tokens, k = seen.tokens, end
    chamber = tokens.words[start] in _CHAMBERS
    if chamber and tokens.words[k : k + 1] == ["s"]:
        k += 1
    if end - start > 1 or not tokens.capital(k) or tokens.gap(k) != " ":
        return False
    two_names = len(tokens.words[k]) == 1 or seen.known(k)
    return not (two_names or headline_verb(tokens, k) or (not chamber and tokens.titled(k)))


def _label(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """WHO | : as a question in a media advisory; labels of numbers: DOI | : 10.1007, | SEC | . 235B."""
    tokens = seen.tokens
    question = tokens.words[start] in _QUESTIONS and tokens.text.startswith(":", tokens.ends[end - 1])
    numbered = _SECTION if tokens.words[start] == "sec" else _NUMBERED
    return question or numbered.match(tokens.text, tokens.ends[end - 1]) is not None


def _symbol(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """A stock symbol: (NYSE: | AU), (NASDAQ: | META)."""
    tokens = seen.tokens
    return tokens.gaps[start] == ": " and _EXCHANGE.search(tokens.text, 0, tokens.starts[start]) is not None


def _portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Agriculture | , Lands and Irrigation; but a portfolio with "and" is complete."""
    tokens, words = seen.tokens, seen.tokens.words
    ministry = words[start] == "ministry" and "and" not in words[start:end]
    return ministry and tokens.gaps[end] == ", " and tokens.capital(end) and "and" in words[end : end + REACH]


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
    return word not in own and not any(made_of(word, part) for part in own)


def _of_a_state(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Utah | Department of Education, New York City | Department of Education: a state's or a city's."""
    tokens, before = seen.tokens, start - 1
    if tokens.words[start] not in _SHARED or not (tokens.close(start) and tokens.capital(before)):
        return False
    word, own = tokens.words[before], seen.names.facts.country[form.entity]
    if any(word in country for country in own):
        return False  # Georgia is a country, too
    return word in _PLACES or not STATES.isdisjoint([(word,), tuple(tokens.words[before - 1 : start])])


def _in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Agriculture, | FDA, and Related Agencies: the portfolio of a subcommittee."""
    behind = seen.tokens.words[end : end + REACH]
    return seen.tokens.gap(start) == ", " and ("related" in behind or "subcommittee" in behind)


def _anothers_unit(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """New York's | Criminal Division: many organizations have such a unit, and the text says that this is another's."""
    tokens, behind = seen.tokens, belonging.past_of(seen.tokens, end)
    last = start - (tokens.words[start - 1 : start] == ["s"])
    beside_it = [*seen.by_end.get(last, ()), *(seen.by_start.get(behind, ()) if behind is not None else ())]
    bodies = {form.entity for place in beside_it for form, _ in place.forms}
    if seen.names.facts.owner(form.entity) in bodies:
        return False
    return bool(bodies) or last < start or behind is not None or preceded(tokens, start)


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


_NO_PART = TITLES | OFFICE_NOUNS | CONNECTORS | MONTHS_AND_DAYS
HYPHENS = ("-", "\u2010", "\u2011", "–")


def suffixed(tokens: Tokens, end: int) -> bool:
    """Whether a generational suffix follows a person's name: Donald Payne | Jr.

    >>> suffixed(Tokens("Donald Payne, Jr. spoke"), 2), suffixed(Tokens("Donald Payne (Jr.)"), 2)
    (True, False)
    """
    return end < len(tokens) and tokens.words[end] in SUFFIXES and tokens.gap(end) in (" ", ", ")


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
        elif word in nouns or (place == end and word in PLURAL_HEADS):
            return True
        elif word in OFFICE_NOUNS:  # Journal | CEO Council
            return tokens.follows(place + 1) and tokens.words[place + 1] in nouns
        place += 1
    return False


def continues_with_place(tokens: Tokens, end: int, known: Known) -> bool:
    """Whether a name that many countries have continues with another country: Ministry of Health | of Ukraine."""
    if not tokens.close(end):
        return False
    joint, following = tokens.words[end], tokens.past_the(end + 1)
    if joint not in ("of", "for", "and", "in"):
        return tokens.capital(end) and is_place(joint)
    if not tokens.capital(following) or known(following):
        return False
    word = tokens.words[following]
    if joint == "and":  # but the National Police and the State Service are two
        return following == end + 1 and word not in ORGANIZATION_NOUNS
    # After "in" comes a location more often than an owner: the Ministry of Health in Geneva.
    return joint != "in" or word in places()


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
    return tokens.words[place] in HEADLINE_VERBS and (tokens.heading(place) or tokens.titled(place))


def _opens(tokens: Tokens, place: int) -> bool:
    """Whether a word is capitalized only because it starts a sentence."""
    word = tokens.words[place]
    # There is no list of Cyrillic words, as each has a dozen forms.
    return is_cyrillic(word) or word in SENTENCE_OPENERS or tokens.lower(word)


def hyphened(tokens: Tokens, start: int, end: int, known: Known) -> bool:
    """Whether a hyphen joins a name to something that makes it another name: AFL-CIO, UN-Habitat, Fedotov-Smith."""
    left = tokens.gap(start) in HYPHENS and tokens.capital(start - 1)
    right = end < len(tokens) and tokens.gap(end) in HYPHENS and (tokens.capital(end) or tokens.raw[end].isdigit())
    # EU-Ukraine is a pair.
    return any(one and not (tokens.words[k] in places() or known(k)) for one, k in ((left, start - 1), (right, end)))


# Persons


def followed_by_name(tokens: Tokens, end: int) -> bool:
    """Whether a person's name continues at *end* (Yury Fedotov | Petrov), or names a thing (| Center)."""
    if not tokens.close(end) or not tokens.capital(end):
        return False
    word = tokens.words[end]
    # Under a Trump | Administration. In Cyrillic the thing comes before its name-giver: Володимира Зеленського | Уряд
    if word == "administration" or is_cyrillic(word):
        return False
    if word in WEEKDAYS or word in OFFICE_NOUNS or word in TITLES or word in CONNECTORS or headline_verb(tokens, end):
        return False
    if goes_on(tokens, end, lambda place: False, NAMED_AFTER):
        return True
    # I isn't a name, nor is an abbreviation in capitals.
    return not (tokens.heading(end) or tokens.titled(end) or len(word) == 1 or tokens.all_capitals(end))


def is_date_or_word(tokens: Tokens, place: int) -> bool:
    """Whether a family name is used as a month, a weekday, or a word that the text also has in lowercase.

    >>> [is_date_or_word(Tokens(text), 1) for text in ("in May", "Mrs May", "Ms Berg")]
    [True, False, False]
    """
    word = tokens.words[place]
    if word not in MONTHS_AND_DAYS:
        return tokens.lower(word) and (tokens.begins_sentence(place) or tokens.titled(place))
    around = tokens.words[max(0, place - 1) : place + 2]
    dated = any(word.isdigit() or word in LOCATIVE or word in TIMES for word in around)
    return dated or (tokens.begins_sentence(place) and SAYING.isdisjoint(around))
