"""Whether a form can be what stands at a place, by its neighbours: no part of a longer name, nobody else's name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.forms import Form, Strength
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.units import of_another as of_another_body
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import HALVES, countries_in, is_demonym, made_of, places, town_at
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.word_lists import (
    COMMON,
    COMPANY_FORMS,
    FORMER,
    GENERIC,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    SCHOOLS,
    TITLES,
    WEEKDAYS,
    looks_common,
)

_SHARED = frozenset({"ministry", "department", "bureau", "office", "міністерство", "министерство"})
"""First words of names that go on with "and" in many variants: Ministry of Health | and Nutrition."""

_BEFORE_ANY = FORMER | {"standing", "new", "current", "incoming", "outgoing", "late", "special", "dear"}
"""Before a body's name: it is that body's still."""

_COUNTRY_WORDS = 4
"""How many words behind "of" are looked through for a country; nothing changes with two or six."""

_ADJECTIVES = ("ale", "ales", "ienne", "iennes", "ien", "iens", "aise", "aises", "ile", "iles")
_ADJECTIVE = 5
"""Endings of French adjectives that verbs and adverbs hardly have, and the letters of such a word."""

_NUMBERED = re.compile(r":? ?10\.\d{4}")
"""Behind what numbers texts: takes ": 10.1007" and " 10.1007", and not " 13485" of a standard."""

_EXCHANGE = re.compile(r"\( ?[A-Z][A-Za-z ]{1,15}: $")
"""Before the symbol of a share: takes "(NYSE: "."""

_TWO_LETTERS, _COMPANY_WORDS = 2, 3

_KINDS_BEHIND = frozenset(["committee", "subcommittee", "commission", "council", "caucus"])
"""Kinds of bodies that texts put behind a body's short name."""

_PREFIXES = FORMER | {"anti", "non", "pro"}
"""Before a body's name with a hyphen: it is that body's still."""

_COMMITTEES = frozenset(["committee", "committees", "subcommittee", "subcommittees"])
_HEADS_OF_NAMES = ORGANIZATION_NOUNS - {"services", "service", "women", "police", "system"}
_PORTFOLIO = 12
"""How many words of a committee's portfolio are looked through."""

_STYLES = frozenset(["islamic", "socialist", "democratic", "federal", "peoples", "republic", "kingdom", "state", "of"])
"""What a country calls itself before its name."""

_LEGAL = {"corporation": "inc", "corp": "inc", "incorporated": "inc", "co": "inc", "limited": "ltd"}
"""Legal forms that are written for one another, by one of them."""


def fits(seen: Sightings, form: Form, place: Place) -> bool:
    """Whether a form can be what stands at a place, by its neighbours alone."""
    if seen.names.not_in and form.entity in seen.names.not_in and _never(seen, form, place.start, place.end):
        return False
    if form.kind == "organization":
        return not broken(seen, form, place.start, place.end)
    # A person's name goes on over a hyphen whatever stands there: no record's name is a part of a double name.
    tokens, start, end = seen.tokens, place.start, place.end
    return not (
        beside.hyphened(tokens, start, end, lambda _: False)
        or beside.slashed(tokens, start, end, seen.known)
        or _byline(seen, start, end)
        or (beside.followed_by_name(tokens, end) and not _genitive(seen, form, end))
        or (form.strength == "family" and _given(seen, start, end))
        or beside.somebody_else(tokens, start, seen.names.given_names, seen.known)
    )


def _byline(seen: Sightings, start: int, end: int) -> bool:
    """| William Ford/Maryland Matters: a sentence that is a byline names who writes, and no official of the news."""
    if end >= len(seen.tokens) or seen.tokens.gap(end) != "/" or not seen.tokens.begins_sentence(start):
        return False
    return any(form.kind == "organization" for place in seen.by_start.get(end, ()) for form, _ in place.forms)


def _never(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether the record says that it is not meant in the phrase around: Ford | Theatre."""
    words = seen.tokens.words
    return any(
        tuple(words[first : first + len(phrase)]) == phrase
        for phrase in seen.names.not_in[form.entity]
        for first in range(max(0, end - len(phrase)), start + 1)
    )


def _given(seen: Sightings, start: int, end: int) -> bool:
    """Whether a family name is rather a given name, with the family name behind it: Member | Peter | Gillin."""
    return seen.tokens.follows(end) and end - start == 1 and seen.tokens.words[start] in seen.names.given_names


def _genitive(seen: Sightings, form: Form, end: int) -> bool:
    """Whether a family name has its German "s", behind which a noun with its capital is no name: Senkpiels | Worten."""
    return seen.in_german and seen.tokens.words[end - 1].endswith("s") and not form.text.endswith("s")


def broken(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Whether what stands beside an organization's name makes it a part of something else."""
    # Asked of every name of a body, so a rule that most names pass at once stands before one that reads on.
    for rule in _BREAKING.get(form.strength, _ANY):  # noqa: SIM110 (a generator would be entered seven times for each name)
        if rule(seen, form, start, end):
            return True
    return False


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


def _symbol(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """What is traded: (NYSE: | AU); or a number's label: DOI | : 10.1007, DOI | 10.1007."""
    tokens = seen.tokens
    number = _NUMBERED.match(tokens.text, tokens.ends[end - 1]) is not None
    return number or (start > 0 and tokens.gap(start) == ": " and _EXCHANGE.search(tokens.text, 0, tokens.starts[start]) is not None)


def _in_capitals_beside(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """LEED | AP, Michael | GAO: two letters behind an acronym are a degree's, and any behind a given name are a name."""
    tokens, before = seen.tokens, start - 1
    if not tokens.close(start) or not tokens.capital(before) or tokens.gap(start) != " ":
        return False
    if tokens.begins_sentence(before):
        return False
    if len(form.text) == _TWO_LETTERS and tokens.all_capitals(before):
        return not seen.known(before) and tokens.words[before] not in places()
    return tokens.words[before] in seen.names.given_names and not tokens.titled(before) and not seen.known(before)


def _before_its_noun(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Export and Import (EXIM | ) Bank: what stands in parentheses in the middle of another's name."""
    tokens = seen.tokens
    if end >= len(tokens) or tokens.gap(end) != ") " or not tokens.gap(start).endswith("("):
        return False
    if start in seen.by_end or start - 1 in seen.by_end:  # the General Services Administration (GSA) Office
        return False
    return tokens.capital(end) and tokens.words[end] in ORGANIZATION_NOUNS


def _of_longer_company(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """MCC | International Limited."""
    tokens, k = seen.tokens, end
    while tokens.follows(k) and k < end + _COMPANY_WORDS and tokens.words[k] not in COMPANY_FORMS and not seen.known(k):
        k += 1
    return end < k < len(tokens) and tokens.follows(k) and tokens.words[k] in COMPANY_FORMS and not tokens.titled(end)


def has_its_head_behind(seen: Sightings, form: Form, end: int) -> bool:
    """Whether a short name has the kind of body behind it that its record's name says: the HELP | Committee."""
    tokens, record = seen.tokens, seen.names.registry.organizations.get(form.entity)
    if form.method not in ("acronym", "introduced") or record is None or not tokens.follows(end):
        return False
    return tokens.gap(end) == " " and tokens.words[end] in _KINDS_BEHIND and tokens.words[end] in words_of(record.name)


def _goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute; but the next of a list begins with the same word: Department of State | Department of …."""
    words = seen.tokens.words
    if words[end : end + 2] == [words[start], "of"] or has_its_head_behind(seen, form, end):
        return False
    return beside.goes_on(seen.tokens, end, seen.known)


def _elsewhere(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Securities Commission | of Ghana, for that of another country."""
    tokens = seen.tokens
    if not tokens.close(end) or tokens.words[end] != "of":
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


def _foreign(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The Greek | Ministry of Health, for that of another country."""
    if not seen.tokens.close(start):
        return False
    # A body whose names have no country may be anybody's, so nothing is foreign to it.
    own, word = seen.names.facts.country(form.entity), seen.tokens.words[start - 1]
    if not own or not is_demonym(word) or not (seen.tokens.capital(start - 1) or is_cyrillic(word)):
        return False
    return not _of_own_country(seen, form, start - 1)


def _of_own_country(seen: Sightings, form: Form, place: int) -> bool:
    """Whether a word is of the country that a body is in: Sri Lanka, Sri Lankan."""
    word = seen.tokens.words[place]
    return any(made_of(word, part) for name in seen.names.facts.country(form.entity) for part in name)


def _in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return start > 1 and belonging.in_organ(seen.tokens, start)


def _adjective_behind(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Conseil de sécurité | civile: French adjectives are small and stand behind."""
    tokens = seen.tokens
    if not seen.release.language.startswith("fr") or not tokens.close(end) or tokens.capital(end):
        return False
    word = tokens.words[end]
    return len(word) >= _ADJECTIVE and word.endswith(_ADJECTIVES)


def _other_half(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The North | Korean government: of a country in two the other half."""
    tokens = seen.tokens
    if not tokens.close(start) or tokens.words[start - 1] not in HALVES or not tokens.capital(start - 1):
        return False
    of_country = is_demonym(tokens.words[start]) or tokens.words[start] in places()
    return of_country and not _of_own_country(seen, form, start - 1)


def _kind_of_thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """General | Government, State | House: a word before a common one makes it another kind of thing."""
    tokens, before = seen.tokens, start - 1
    if end - start == 1 and start and tokens.gap(start) in beside.HYPHENS and tokens.raw[before].islower():
        return tokens.words[before] not in _PREFIXES  # e- | Government
    if end - start > 1 or not tokens.close(start) or not tokens.capital(before):
        return False
    return tokens.words[before] in GENERIC and not tokens.begins_sentence(before) and not tokens.titled(before)


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
    return word not in own and not (is_demonym(word) and any(made_of(word, part) for part in own))


def _of_a_place(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Nova Scotia's | Department of Energy: a name that many bodies have is that of the place before it."""
    tokens = seen.tokens
    if end - start == 1 or start < 2 or tokens.words[start - 1] != "s" or not tokens.close(start):
        return False
    word, last = tokens.words[start - 2], start - 1
    if not tokens.capital(start - 2) or word in WEEKDAYS:
        return False
    # What is known is a body or person, of which the name may be a part: Biden's Department of Justice.
    if last in seen.by_end or word in ORGANIZATION_NOUNS or word in OFFICE_NOUNS or word in seen.names.family_names:
        return _of_other_country(seen, form, start - 2)
    return not _of_own_country(seen, form, start - 2) and not tokens.begins_sentence(start - 2)


def _of_other_country(seen: Sightings, form: Form, place: int) -> bool:
    word = seen.tokens.words[place]
    return word in places() and not _of_own_country(seen, form, place)


def _in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Subcommittee on Labor, | Health and Human Services: a part of what a committee is for."""
    tokens, k = seen.tokens, start - 1
    if not _HEADS_OF_NAMES.isdisjoint(tokens.words[start:end]):
        return False
    while k > max(1, start - _PORTFOLIO) and (tokens.capital(k) or tokens.words[k] == "and"):
        k -= 1
    return k > 0 and tokens.words[k] == "on" and tokens.words[k - 1] in _COMMITTEES


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
    return seen.crowded and beside.slashed(seen.tokens, start, end, seen.known)


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

_ANY: tuple[_Rule, ...] = (_hyphened, _goes_on, _elsewhere, _in_organ, _other_half, _adjective_behind)
_BREAKING: Mapping[Strength, tuple[_Rule, ...]] = {
    "strong": (*_ANY, _shared, _campus, _end_of_longer, _another_company),
    "short": (*_ANY, _inside, _shared, _campus, of_another_body, _end_of_longer, _another_company),
    "unit": (*_ANY, _inside, _shared, of_another_body),
    "generic": (*_ANY, _kind_of_thing, _in_portfolio, _of_a_place, _inside, _foreign, _shared, _campus, _of_another, of_another_body),
    "single": (*_ANY, _inside, _joint, _persons, of_another_body),
    "acronym": (
        *_ANY,
        _label,
        _symbol,
        _in_capitals_beside,
        _before_its_noun,
        _of_longer_company,
        _inside,
        _foreign,
        of_another_body,
    ),
}
"""What makes a name a part of something else, by how far its form can be trusted; each rule says by an example what.

Those that most names pass at once come first.
"""
