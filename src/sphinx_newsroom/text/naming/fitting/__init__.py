"""Whether a form can be what stands at a place, by its neighbours: no part of a longer name, nobody else's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.fitting import acronyms, owners
from sphinx_newsroom.text.naming.fitting.acronyms import has_its_head_behind
from sphinx_newsroom.text.naming.fitting.units import of_another as of_another_body
from sphinx_newsroom.text.naming.forms import Form, Strength
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import town_at
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    COMMON,
    COMPANY_FORMS,
    CONNECTORS,
    FORMER,
    GENERIC,
    LANDSCAPES,
    ORGANIZATION_NOUNS,
    REGIONS,
    SCHOOLS,
    SMALL_WORDS,
    TITLES,
    looks_common,
)

_BEFORE_ANY = FORMER | {"standing", "new", "current", "incoming", "outgoing", "late", "special", "dear"}
"""Before a body's name: it is that body's still."""

_ADJECTIVES = ("ale", "ales", "ienne", "iennes", "ien", "iens", "aise", "aises", "ile", "iles")
_ADJECTIVE = 5
"""Endings of French adjectives that verbs and adverbs hardly have, and the letters of such a word."""

_PREFIXES = FORMER | {"anti", "non", "pro"}
"""Before a body's name with a hyphen: it is that body's still."""

_COMMITTEES = frozenset(["committee", "committees", "subcommittee", "subcommittees"])
_HEADS_OF_NAMES = ORGANIZATION_NOUNS - {"services", "service", "women", "police", "system"}
_PORTFOLIO = 12
"""How many words of a committee's portfolio are looked through."""

_ENDS_PORTFOLIO = frozenset(["subcommittee", "subcommittees", "appropriations"])

_SENT = frozenset(["mission", "delegation", "embassy", "representation"])
_DELEGATION = 9
"""How many words stand between a mission and whom it is sent to: its country with all its words."""

_AND = ("and", "&")
_LISTED = (" ", ", ")
"""What parts the words of a portfolio."""

_LONGEST_BYLINE = 40
"""Characters behind a name in a byline: two more names."""

_IN_BYLINE = (" ", ", ")

_LEGAL = {"corporation": "inc", "corp": "inc", "incorporated": "inc", "co": "inc", "limited": "ltd"}
"""Legal forms that are written for one another, by one of them."""


def misfit(seen: Sightings, form: Form, place: Place) -> Refusal | None:
    """Why a form cannot be what stands at a place, by its neighbours alone; None where it can."""
    start, end = place.start, place.end
    if seen.names.not_in and form.entity in seen.names.not_in and _never(seen, form, start, end):
        return Refusal.NOT_IN
    rules = _BREAKING.get(form.strength, _ANY) if form.kind == "organization" else _OF_PERSONS
    # Asked of every name, so a rule that most names pass at once stands before one that reads on.
    for rule in rules:
        if rule(seen, form, start, end):
            return _REFUSALS[rule]
    return None


def _byline(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| William Ford/Maryland Matters: a sentence that is a byline names who writes, and no official of the news.

    Also one of several: Bryan Sears and | William Ford/Maryland Matters.
    """
    tokens = seen.tokens
    if tokens.text.find("/", tokens.ends[end - 1], tokens.ends[end - 1] + _LONGEST_BYLINE) < 0:
        return False
    while end < len(tokens) and tokens.gap(end) in _IN_BYLINE and _of_byline(tokens, end):
        end += 1
    if end >= len(tokens) or tokens.gap(end) != "/":
        return False
    while not tokens.begins_sentence(start) and _of_byline(tokens, start - 1):
        start -= 1
    bodies = (other.kind == "organization" for place in seen.by_start.get(end, ()) for other, _ in place.forms)
    return tokens.begins_sentence(start) and any(bodies)


def _of_byline(tokens: Tokens, k: int) -> bool:
    return tokens.capital(k) or tokens.words[k] == "and"


def _never(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether the record says that it is not meant in the phrase around: Ford | Theatre."""
    words = seen.tokens.words
    return any(
        tuple(words[first : first + len(phrase)]) == phrase
        for phrase in seen.names.not_in[form.entity]
        for first in range(max(0, end - len(phrase)), start + 1)
    )


# Persons


def _double(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Anna Berg | -Smith: no record's name is a part of a double name, whatever stands behind the hyphen."""
    return beside.hyphened(seen.tokens, start, end, lambda _: False)


def _slashed(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Moss | /Dragoti."""
    return beside.slashed(seen.tokens, start, end, seen.known)


def _person_goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Yury Fedotov | Center."""
    return beside.followed_by_name(seen.tokens, end) and not _genitive(seen, form, end)


def _given(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """A family name that is rather a given name, with the family name behind it: Member | Peter | Gillin."""
    if form.strength != "family" or end - start > 1 or not seen.tokens.follows(end):
        return False
    tokens = seen.tokens
    # In a headline: Senator | Lee Releases Plan, | Lee Statement, where the text has the statement as a word.
    if beside.headline_verb(tokens, end) or (tokens.heading(end) and tokens.lower(tokens.words[end])):
        return False
    return seen.tokens.words[start] in seen.names.given_names


def _of_another_person(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Mary | Anna Berg, T. | Anna Berg."""
    return beside.somebody_else(seen.tokens, start, seen.names.given_names, seen.known)


def _genitive(seen: Sightings, form: Form, end: int) -> bool:
    """Whether a family name has its German "s", behind which a noun with its capital is no name: Senkpiels | Worten."""
    return seen.in_german and seen.tokens.words[end - 1].endswith("s") and not form.text.endswith("s")


# Bodies


def _hyphened(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """AFL | -CIO; but a German acronym joined to a noun is a name by itself: OSZE | -Chef."""
    tokens = seen.tokens
    if seen.in_german and form.strength == "acronym" and _compound(seen, end):
        return beside.hyphened(tokens, start, start, seen.known)
    return beside.hyphened(tokens, start, end, seen.known)


def _compound(seen: Sightings, end: int) -> bool:
    """Whether a hyphen and a German noun stand behind an acronym."""
    tokens = seen.tokens
    return 0 < end < len(tokens) and tokens.gap(end) in beside.HYPHENS and tokens.raw[end][1:].islower()


def _inside(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Department of | Treasury | Operations; a long name is not cut so."""
    return beside.inside_name(seen.tokens, start, end)


def _goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute; but Department of State | Department of … are two of a list."""
    if not beside.goes_on(seen.tokens, end, seen.known):
        return False
    words = seen.tokens.words
    return words[end : end + 2] != [words[start], "of"] and not has_its_head_behind(seen, form, end)


def _in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return start > 1 and belonging.in_organ(seen.tokens, start)


def _delegation(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The Permanent Mission of Estmark to the | United Nations: a body of its own by those whom it is sent to."""
    tokens, k = seen.tokens, start - 1
    if k > 0 and tokens.words[k] == "the" and tokens.close(start):
        k -= 1
    if k < 1 or tokens.words[k] != "to" or not tokens.close(k + 1):
        return False
    first = k
    while k > max(0, first - _DELEGATION) and tokens.close(k):
        k -= 1
        if tokens.words[k] in _SENT:
            return tokens.capital(k)
        if not tokens.capital(k) and tokens.words[k] not in CONNECTORS:
            return False
    return False


def _adjective_behind(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Conseil de sécurité | civile: French adjectives are small and stand behind."""
    tokens = seen.tokens
    if not seen.release.language.startswith("fr") or not tokens.close(end) or tokens.capital(end):
        return False
    word = tokens.words[end]
    return len(word) >= _ADJECTIVE and word.endswith(_ADJECTIVES)


def _kind_of_thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """General | Government, State | House, | House 88: a word before a common one makes it another kind of thing."""
    tokens, before = seen.tokens, start - 1
    if end - start == 1 and start and tokens.gap(start) in beside.HYPHENS and tokens.raw[before].islower():
        return tokens.words[before] not in _PREFIXES  # e- | Government
    if end - start == 1 and _numbered(tokens, start, end):
        return True
    if end - start > 1 or not tokens.close(start) or not tokens.capital(before):
        return False
    return tokens.words[before] in GENERIC and not tokens.begins_sentence(before) and not tokens.titled(before)


def _of_two_committees(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The | House and Senate Budget Committees: the first word of the names of two committees."""
    tokens, k = seen.tokens, end
    if end - start > 1 or not tokens.close(end) or tokens.words[end] not in _AND or not tokens.follows(end + 1):
        return False
    while k < min(len(tokens), end + _PORTFOLIO) and tokens.gap(k) in _LISTED:
        if tokens.words[k] in ("committees", "subcommittees"):
            return tokens.capital(k) and k > end + 1
        if not tokens.capital(k) and tokens.words[k] not in _AND:
            return False
        k += 1
    return False


def _numbered(tokens: Tokens, start: int, end: int) -> bool:
    """At | House | 88, a house; but the Senate 52, told Congress 30 days before, and passes House 218-210."""
    if end >= len(tokens) or tokens.gap(end) != " " or not tokens.words[end].isdecimal():
        return False
    if tokens.words[max(0, start - 1)] in belonging.DEFINITE:
        return False
    return end + 1 == len(tokens) or tokens.gap(end + 1).strip() not in ("", "-", "–")


def _in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Subcommittee on Labor, | Health and Human Services: a part of what a committee is for."""
    tokens, k = seen.tokens, start - 1
    if _before_portfolio(tokens, start, end):
        return True
    if not _HEADS_OF_NAMES.isdisjoint(tokens.words[start:end]):
        return False
    while k > max(1, start - _PORTFOLIO) and (tokens.capital(k) or tokens.words[k] == "and"):
        k -= 1
    return k > 0 and tokens.words[k] == "on" and tokens.words[k - 1] in _COMMITTEES


def _before_portfolio(tokens: Tokens, start: int, end: int) -> bool:
    """Agriculture, | FDA, and Related Agencies; Labor, | Health and Human Services, and Education Subcommittee."""
    if tokens.gap(start) != ", " or not tokens.capital(start - 1):
        return False
    k = end
    while k < min(len(tokens), end + _PORTFOLIO) and tokens.gap(k) in _LISTED:
        if tokens.words[k : k + 2] == ["related", "agencies"] or tokens.words[k] in _ENDS_PORTFOLIO:
            return True
        if not tokens.capital(k) and tokens.words[k] != "and":
            return False
        k += 1
    return False


def _listed_in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Rural Development, | Food and Drug Administration, and Related Agencies."""
    return _before_portfolio(seen.tokens, start, end)


def _another_company(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Acme Robotics | GmbH, for Acme Robotics Inc.: a company in one country is not that of another."""
    tokens = seen.tokens
    if end >= len(tokens.words) or tokens.words[end] not in COMPANY_FORMS:
        return False
    if not tokens.capital(end) or tokens.gap(end) not in (" ", ", "):
        return False
    record = seen.names.registry.organizations.get(form.entity)
    own = words_of(record.name)[-1] if record else ""
    return own in COMPANY_FORMS and _LEGAL.get(own, own) != _LEGAL.get(tokens.words[end], tokens.words[end])


def _campus(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """University of Alabama | at Birmingham, Trinity College, | Dublin; but Harvard University, Cambridge, UK."""
    tokens = seen.tokens
    if end >= len(tokens) or SCHOOLS.isdisjoint(tokens.words[start:end]):
        return False
    if tokens.close(end) and tokens.words[end] in ("at", "of"):
        place = tokens.past_the(end + 1)
        other = tokens.close(place) and tokens.capital(place) and not seen.known(place)
        return other and not owners.of_own_country(seen, form, place)
    if tokens.gap(end) not in (" ", ", ", "–") or not tokens.capital(end):
        return False
    # Behind a comma a town is the campus, and one with its state or country an address.
    after = end + town_at(tokens.words, end)
    address = after < len(tokens) and tokens.gap(after) == ", " and tokens.capital(after)
    return after > end and not (tokens.gap(end) == ", " and address)


def _end_of_longer(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ulster | Unionist Party, New York City | Department of Transportation, the North | Korean government."""
    tokens, before = seen.tokens, start - 1
    # What no blank joins to it is the last word of a headline, or of a list's item above.
    if end - start == 1 or tokens.gaps[start] != " " or tokens.raw[before][0].islower():
        return False  # most names stand behind a small word, or begin a sentence
    if not beside.preceded(tokens, start):
        return False
    word = tokens.words[before]
    # Words with a capital for another reason, and the kind of body: the Charitable Foundation | Come Back Alive.
    kind = word in ORGANIZATION_NOUNS and ORGANIZATION_NOUNS.isdisjoint(tokens.words[start:end])
    if kind or word in _BEFORE_ANY or word in COMMON or (tokens.begins_sentence(before) and looks_common(word)):
        return False
    # In a headline verbs have capitals as well, and a name that is known ends there: the Biden | Commerce Department.
    if tokens.titled(before) or tokens.heading(start) or tokens.shouted(before, start) or start in seen.by_end:
        return False
    # In Cyrillic letters what is another's stands in the genitive: Генерального штабу | Збройних Сил.
    return not is_cyrillic(word) and not owners.of_own_country(seen, form, before)


def _joint(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Moss | /Dragoti, a firm of two; where few bodies have records, a word beside a slash is rather a second body."""
    return seen.crowded and _slashed(seen, form, start, end)


def _persons(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Gerald R. | Ford, Betty | Ford, Dr. | Ford: a lone word is nothing behind a given name, an initial or a title."""
    tokens, before = seen.tokens, start - 1
    if end - start > 1 or not tokens.close(start) or not tokens.capital(before):
        return False
    word = tokens.words[before]
    if word in TITLES:
        return True
    if len(word) == 1:
        return tokens.gap(start).startswith(".") or word not in "ai"
    return word in seen.names.given_names and not tokens.titled(before) and before not in seen.beginnings


def _region(seen: Sightings, form: Form, start: int, end: int) -> bool:
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


_Rule = Callable[[Sightings, Form, int, int], bool]

_ANY: tuple[_Rule, ...] = (
    _hyphened,
    _goes_on,
    owners.elsewhere,
    _in_organ,
    _delegation,
    owners.other_half,
    _adjective_behind,
)
_BREAKING: Mapping[Strength, tuple[_Rule, ...]] = {
    "strong": (
        *_ANY,
        _listed_in_portfolio,
        owners.of_a_place,
        owners.shared,
        _campus,
        _end_of_longer,
        _another_company,
    ),
    "short": (*_ANY, _inside, owners.shared, _campus, of_another_body, _end_of_longer, _another_company),
    "unit": (*_ANY, _inside, owners.shared, of_another_body),
    "generic": (
        *_ANY,
        _kind_of_thing,
        _of_two_committees,
        _in_portfolio,
        owners.of_a_place,
        _inside,
        owners.foreign,
        owners.shared,
        _campus,
        owners.of_another,
        of_another_body,
    ),
    "single": (*_ANY, _inside, _joint, _region, _persons, of_another_body),
    "acronym": (
        *_ANY,
        _listed_in_portfolio,
        acronyms.of_a_law,
        acronyms.label,
        acronyms.symbol,
        acronyms.in_capitals_beside,
        acronyms.before_its_noun,
        acronyms.of_longer_company,
        _inside,
        owners.foreign,
        of_another_body,
    ),
}
"""What makes a name a part of something else, by how far its form can be trusted; each rule says by an example what.

Those that most names pass at once come first.
"""

_OF_PERSONS: tuple[_Rule, ...] = (_double, _slashed, _byline, _person_goes_on, _given, _of_another_person)

_REFUSALS: Mapping[_Rule, Refusal] = {
    _double: Refusal.HYPHENED,
    _slashed: Refusal.SLASHED,
    _byline: Refusal.BYLINE,
    _person_goes_on: Refusal.GOES_ON,
    _given: Refusal.GIVEN_NAME,
    _of_another_person: Refusal.ANOTHERS_GIVEN_NAME,
    _hyphened: Refusal.HYPHENED,
    _goes_on: Refusal.BEGINNING,
    _of_two_committees: Refusal.BEGINNING,
    _delegation: Refusal.END,
    _adjective_behind: Refusal.BEGINNING,
    _inside: Refusal.MIDDLE,
    _in_portfolio: Refusal.MIDDLE,
    _listed_in_portfolio: Refusal.MIDDLE,
    _region: Refusal.REGION,
    _in_organ: Refusal.END,
    _kind_of_thing: Refusal.END,
    _end_of_longer: Refusal.END,
    _campus: Refusal.CAMPUS,
    _another_company: Refusal.COMPANY,
    _joint: Refusal.SLASHED,
    _persons: Refusal.PERSONS,
    of_another_body: Refusal.ANOTHERS_UNIT,
    owners.elsewhere: Refusal.ELSEWHERE,
    owners.foreign: Refusal.FOREIGN,
    owners.other_half: Refusal.FOREIGN,
    owners.shared: Refusal.SHARED,
    owners.of_another: Refusal.OWNED,
    owners.of_a_place: Refusal.OWNED,
    acronyms.label: Refusal.LABEL,
    acronyms.of_a_law: Refusal.LAWS,
    acronyms.symbol: Refusal.SYMBOL,
    acronyms.in_capitals_beside: Refusal.IN_CAPITALS,
    acronyms.before_its_noun: Refusal.MIDDLE,
    acronyms.of_longer_company: Refusal.BEGINNING,
}
"""What is told of a rule that refuses a name."""

MISFITS = frozenset(_REFUSALS.values()) | {Refusal.NOT_IN}
"""What :func:`misfit` tells."""
