"""Whose body a name says: that of another country or place, by what stands beside it."""

from __future__ import annotations

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words.countries import HALVES, countries_in, is_demonym, made_of, places, town_at
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS, ORGANIZATION_NOUNS, STATES, WEEKDAYS

_SHARED = frozenset({"ministry", "department", "bureau", "office", "міністерство", "министерство"})
"""First words of names that go on with "and" in many variants: Ministry of Health | and Nutrition."""


_PLACES = frozenset(["city", "county", "state"])
"""Last words of places before a department of theirs."""


_MINISTRIES = frozenset(["ministry", "ministries"])
_LISTED = (" ", ", ")
_PORTFOLIO = 10
"""How many words of what a ministry is for are looked through."""


_COUNTRY_WORDS = 4
"""How many words behind "of" are looked through for a country; nothing changes with two or six."""

_STYLES = frozenset(["islamic", "socialist", "democratic", "federal", "peoples", "republic", "kingdom", "state", "of"])
"""What a country calls itself before its name."""


def elsewhere(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Securities Commission | of Ghana, for that of another country."""
    tokens = seen.tokens
    if end >= len(tokens.words) or tokens.words[end] != "of" or not tokens.close(end):
        return False
    # Only a country tells whose a body is: "of" and a town is as often where it sits.
    following = tokens.past_the(end + 1)
    while tokens.words[following : following + 1] and tokens.words[following] in _STYLES:
        following += 1  # the Islamic Republic of | Pakistan
    if following >= len(tokens):
        return False
    found = next(iter(countries_in(tokens.words[following : following + _COUNTRY_WORDS])), None)
    if found is None or tokens.words[following] != found[0] or not tokens.capital(following):
        return False
    return found not in seen.names.facts.country(form.entity)


def portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Agriculture | , Lands and Irrigation: the commas of what a ministry is for do not end its name.

    The Ministry of Health, Customs Department and Police is one of three.
    """
    tokens, k = seen.tokens, end
    if tokens.words[start] not in _MINISTRIES or end >= len(tokens) or tokens.gaps[end] != ", ":
        return False
    if "and" in tokens.words[start:end]:  # a whole portfolio, behind which the next of a list stands
        return False
    last = min(len(tokens), end + _PORTFOLIO)
    while k < last and tokens.capital(k) and tokens.gap(k) in _LISTED and _may_be_a_charge(seen, k):
        k += 1
    if k == end or k + 1 >= last or tokens.words[k] not in ("and", "&") or not tokens.capital(k + 1):
        return False
    k += 1
    while tokens.follows(k) or tokens.words[k - 1] in ("and", "&"):
        if not _may_be_a_charge(seen, k):
            return False
        k += 1
        if k >= len(tokens):
            break
    return True


def _may_be_a_charge(seen: Sightings, k: int) -> bool:
    """Whether a word can be of what a ministry is for: no body, no place, no letters of either."""
    tokens, word = seen.tokens, seen.tokens.words[k]
    body = word in ORGANIZATION_NOUNS or seen.parts(k) or tokens.all_capitals(k)
    return not (body or word in places() or office_word(word) is not None or town_at(tokens.words, k))


def foreign(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The Greek | Ministry of Health, for that of another country."""
    if not seen.tokens.close(start):
        return False
    # A body whose names have no country may be anybody's, so nothing is foreign to it.
    own, word = seen.names.facts.country(form.entity), seen.tokens.words[start - 1]
    if not own or not is_demonym(word) or not (seen.tokens.capital(start - 1) or is_cyrillic(word)):
        return False
    return not of_own_country(seen, form, start - 1)


def of_own_country(seen: Sightings, form: Form, place: int) -> bool:
    """Whether a word is of the country that a body is in: Sri Lanka, Sri Lankan."""
    word = seen.tokens.words[place]
    return any(made_of(word, part) for name in seen.names.facts.country(form.entity) for part in name)


def other_half(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The North | Korean government: of a country in two the other half."""
    tokens = seen.tokens
    if tokens.words[start - 1] not in HALVES or not tokens.close(start) or not tokens.capital(start - 1):
        return False
    of_country = is_demonym(tokens.words[start]) or tokens.words[start] in places()
    return of_country and not of_own_country(seen, form, start - 1)


def shared(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Health | and Nutrition; Ministry of Health | of Ukraine, where the name is every country's."""
    # A strong name is whole by itself, but for ministries, whose portfolios are joined in all combinations.
    generic = form.strength == "generic"
    if not generic:
        tokens = seen.tokens
        generic = tokens.words[start] in _SHARED and tokens.words[end : end + 1] == ["and"]
    return generic and beside.continues_with_place(seen.tokens, end, seen.known)


def of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Iowa | Department of Education: the word before a generic name gives it to somebody else."""
    if not beside.preceded(seen.tokens, start):
        return False
    # Whose own it may be, an id says as well as a name: the OSCE Secretariat, of the body "osce".
    own = {word for id_ in seen.names.facts.circle(form.entity) for word in id_.split("-")}
    own.update(word for country in seen.names.facts.country(form.entity) for word in country)
    word = seen.tokens.words[start - 1]
    return word not in own and not (is_demonym(word) and any(made_of(word, part) for part in own))


def of_a_place(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Nova Scotia's | Department of Energy: a name that many bodies have is that of the place before it."""
    tokens = seen.tokens
    if end - start == 1 or tokens.words[max(0, start - 1)] != "s" or not tokens.close(start):
        return False
    if form.strength == "strong" and tokens.words[start] not in _SHARED:
        return False  # Lancaster's World Bank has no other
    word, last = tokens.words[start - 2], start - 1
    if not tokens.capital(start - 2) or word in WEEKDAYS:
        return False
    # What is known is a body or person, of which the name may be a part: Biden's Department of Justice.
    person = last in seen.by_end or word in seen.names.family_names
    if person or word in ORGANIZATION_NOUNS or word in OFFICE_NOUNS:
        return False
    return not of_own_country(seen, form, start - 2) and not tokens.begins_sentence(start - 2)


def of_a_state(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Utah | Department of Education, New York City | Department of Education: a place's, in a headline, too."""
    tokens, before = seen.tokens, start - 1
    if tokens.words[start] not in _SHARED or not tokens.close(start) or not tokens.capital(before):
        return False
    # What has the place in its name is that very body: Central Bank of Utah.
    own = {word for country in seen.names.facts.country(form.entity) for word in country}
    word = tokens.words[before]
    if word in own or before in seen.beginnings:
        return False
    return word in _PLACES or (word,) in STATES or tuple(tokens.words[max(0, before - 1) : start]) in STATES
