"""Whether a form can be what stands at a place, by its neighbours: no part of a longer name, nobody else's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form, Strength
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.naming.units import of_another as of_another_body
from sphinx_newsroom.text.words.countries import countries_in, is_demonym, town_at
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.word_lists import (
    COMMON,
    COMPANY_FORMS,
    FORMER,
    ORGANIZATION_NOUNS,
    SCHOOLS,
    TITLES,
    looks_common,
)

_SHARED = frozenset({"ministry", "department", "bureau", "office", "міністерство", "министерство"})
"""First words of names that go on with "and" in many variants: Ministry of Health | and Nutrition."""

_BEFORE_ANY = FORMER | {"standing", "new", "current", "incoming", "outgoing", "late", "special", "dear"}
"""Before a body's name: it is that body's still."""

_COUNTRY_WORDS = 4
"""How many words behind "of" are looked through for a country; nothing changes with two or six."""

_LEGAL = {"corporation": "inc", "corp": "inc", "incorporated": "inc", "co": "inc", "limited": "ltd"}
"""Legal forms that are written for one another, by one of them."""

_STEM = 4
"""Letters that a country's name shares with the words made of it; see :mod:`countries`.

Nothing changes with three or five here.
"""


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


def _label(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """WHO | : what a media advisory answers in a list of questions, and no health organization."""
    tokens = seen.tokens
    return tokens.words[start] in _QUESTIONS and tokens.text.startswith(":", tokens.ends[end - 1])


def _goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute."""
    return beside.goes_on(seen.tokens, end, seen.known)


def _elsewhere(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Securities Commission | of Ghana, for that of another country."""
    tokens = seen.tokens
    if not tokens.close(end) or tokens.words[end] != "of":
        return False
    # Only a country tells whose a body is: "of" and a town is as often where it sits.
    following = tokens.past_the(end + 1)
    found = next(iter(countries_in(tokens.words[following : following + _COUNTRY_WORDS])), None)
    if found is None or tokens.words[following] != found[0] or not tokens.capital(following):
        return False
    return found not in seen.names.facts.country(form.entity)


def _foreign(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The Greek | Ministry of Health, for that of another country."""
    if not seen.tokens.close(start):
        return False
    # A body whose names have no country may be anybody's, so nothing is foreign to it.
    own = seen.names.facts.country(form.entity)
    return bool(own) and is_demonym(seen.tokens.words[start - 1]) and not _of_own_country(seen, form, start - 1)


def _of_own_country(seen: Sightings, form: Form, place: int) -> bool:
    """Whether a word is of the country that a body is in: Sri Lanka, Sri Lankan."""
    word = seen.tokens.words[place]
    return any(part[:_STEM] == word[:_STEM] for name in seen.names.facts.country(form.entity) for part in name)


def _shared(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Ministry of Health | and Nutrition; Ministry of Health | of Ukraine, where the name is every country's."""
    # A strong name is whole by itself, but for ministries, whose portfolios are joined in all combinations.
    generic = form.strength == "generic"
    if not generic:
        tokens = seen.tokens
        generic = tokens.words[start] in _SHARED and tokens.words[end : end + 1] == ["and"]
    return generic and beside.continues_with_place(seen.tokens, end, seen.known)


def _of_another(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Iowa | Department of Education: the word before a generic name gives it to somebody else."""
    if not beside.preceded(seen.tokens, start):
        return False
    # Whose own it may be, an id says as well as a name: the OSCE Secretariat, of the body "osce".
    own = {word for id_ in seen.names.facts.circle(form.entity) for word in id_.split("-")}
    own.update(word for country in seen.names.facts.country(form.entity) for word in country)
    word = seen.tokens.words[start - 1]
    return word not in own and not (is_demonym(word) and any(part[:_STEM] == word[:_STEM] for part in own))


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
        return other and not _of_own_country(seen, form, place)
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
    return not is_cyrillic(word) and not _of_own_country(seen, form, before)


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


_QUESTIONS = frozenset(("who", "what", "when", "where", "why", "how"))
_Rule = Callable[[Sightings, Form, int, int], bool]

_ANY: tuple[_Rule, ...] = (_hyphened, _goes_on, _elsewhere)
_BREAKING: Mapping[Strength, tuple[_Rule, ...]] = {
    "strong": (*_ANY, _shared, _campus, _end_of_longer, _another_company),
    "short": (*_ANY, _inside, _shared, _campus, of_another_body, _end_of_longer, _another_company),
    "unit": (*_ANY, _inside, _shared, of_another_body),
    "generic": (*_ANY, _inside, _foreign, _shared, _campus, _of_another, of_another_body),
    "single": (*_ANY, _inside, _joint, _persons, of_another_body),
    "acronym": (*_ANY, _label, _inside, _foreign, of_another_body),
}
"""What makes a name a part of something else, by how far its form can be trusted; each rule says by an example what.

Those that most names pass at once come first.
"""

_OF_PERSONS: tuple[_Rule, ...] = (_double, _slashed, _person_goes_on, _given, _of_another_person)

_REFUSALS: Mapping[_Rule, Refusal] = {
    _double: Refusal.HYPHENED,
    _slashed: Refusal.SLASHED,
    _person_goes_on: Refusal.GOES_ON,
    _given: Refusal.GIVEN_NAME,
    _of_another_person: Refusal.ANOTHERS_GIVEN_NAME,
    _hyphened: Refusal.HYPHENED,
    _goes_on: Refusal.BEGINNING,
    _elsewhere: Refusal.ELSEWHERE,
    _shared: Refusal.SHARED,
    _campus: Refusal.CAMPUS,
    _end_of_longer: Refusal.END,
    _another_company: Refusal.COMPANY,
    _inside: Refusal.MIDDLE,
    _foreign: Refusal.FOREIGN,
    _of_another: Refusal.OWNED,
    of_another_body: Refusal.ANOTHERS_UNIT,
    _joint: Refusal.SLASHED,
    _persons: Refusal.PERSONS,
    _label: Refusal.LABEL,
}
"""What is told of a rule that refuses a name."""

MISFITS = frozenset(_REFUSALS.values()) | {Refusal.NOT_IN}
"""What :func:`misfit` tells."""
