"""Which of all offices of one role a text means, and who held it: that of the body named with it, or our own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.text.naming.offices.neighbours import (
    CAPACITIES,
    CAPACITY_WORDS,
    Outcome,
    country_before,
    country_behind,
    definite,
    followed_by_former,
    in_letter,
    is_former,
    of_something,
    organization_of,
)
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.record_facts import Country, Holder
from sphinx_newsroom.text.naming.surroundings import headline_verb
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.belonging import OF, past_of
from sphinx_newsroom.text.words.countries import countries_in, places
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import GENERIC, LAWS

# The words of roles, taken apart once.


@cache
def role_words(role: str) -> tuple[str, ...]:
    """The words of a role, folded.

    >>> role_words("Secretary-General")
    ('secretary', 'general')
    """
    return tuple(words_of(role))


@cache
def countries_of(role: str) -> frozenset[Country]:
    """The countries that a role has in it: President of Ukraine."""
    return frozenset(countries_in(role_words(role)))


@cache
def has_country(role: str) -> bool:
    """Whether a word of a role is a country's."""
    return any(word in places() for word in role_words(role))


# Whether a text has such an office of others as well: the Prime Minister of Italy, President Bashar al-Assad.


class _Own(NamedTuple):
    """Those who hold the office that a text may mean: their *people*, *bodies*, and the *countries* of these."""

    people: frozenset[str]
    bodies: frozenset[str]
    countries: frozenset[Country]


def of_another(named: Outcome, place: Place, holders: Sequence[Holder], read: Mapping[int, str]) -> bool:
    """Whether the text also names such an office of somewhere or somebody else: the Prime Minister of Italy.

    *read* are the officials that were read so far, by the first word of their offices.
    """
    facts = named.evidence.seen.names.facts
    own = _Own(
        frozenset(official.id for official, _ in holders),
        frozenset().union(*(facts.circle(held.organization) for _, held in holders)),
        frozenset().union(*(facts.country(held.organization) | countries_of(held.role) for _, held in holders)),
    )
    return any(
        _is_others(named, other, own)
        for other in places_of_office(named.tokens, place)
        if read.get(other.start) not in own.people and not _none_by_itself(named, other)
    )


def _none_by_itself(named: Outcome, other: Place) -> bool:
    """Whether the words are part of a name or of another office: the Deputy Secretary-General, a Fiscal | General."""
    longest = named.longest_offices.get(other.start, 0)
    longer = longest > other.end and named.tokens.words[other.end] not in OF and not named.tokens.cyrillic
    if longer or not named.covered.isdisjoint(range(other.start, other.end)):
        return True
    return is_former(named, other) or followed_by_former(named.tokens, other.end)


def _is_others(named: Outcome, other: Place, own: _Own) -> bool:
    """Whether an office of the same words is that of somewhere or somebody else, by what stands beside it."""
    tokens, after = named.tokens, other.end
    body = organization_of(named, other)
    if body is not None:
        return body not in own.bodies
    countries = country_behind(tokens, other)[1]
    # To legislators "the President" is their own, whom else they name: the President of Ukraine, President Assad.
    ours = not own.countries.isdisjoint(named.evidence.seen.of_legislators)
    if countries or of_something(tokens, other):
        return own.countries.isdisjoint(countries) and not (ours and countries)
    if not tokens.follows(after):
        return False
    if ours and tokens.words[after] not in LAWS:
        return False
    # Prime Minister Draghi, in a text of another Prime Minister; but one of our own holders is no other.
    meaning = named.starts.get(after)
    return not (meaning and meaning.forms[0].entity in own.people)


def places_of_office(tokens: Tokens, place: Place) -> Iterator[Place]:
    """Where else the text has an office: by all its words, in Cyrillic letters by the first in any case."""
    words, size = tokens.words, place.end - place.start
    own = words[place.start : place.end]
    office = office_words.office_word(own[0]) if is_cyrillic(own[0]) else None
    places = tokens.places(own[0]) if office is None else range(len(words))
    for k in places:
        if k != place.start and (
            words[k : k + size] == own or (office is not None and office_words.office_word(words[k]) == office)
        ):
            yield Place(k, min(k + size, len(tokens)), ())


_LONG_ROLE = 3
"""From how many words on a role says by itself which office it is: Minister of Health, but Executive Director.

With two "Prime Minister" alone says which, seven times more; with four fourteen ministers are lost.
"""


_DAYS = frozenset(["day", "weekend"])
"""Behind an office's apostrophe in a headline: President's | Day."""

_EVERY_BODYS = ("chief", "officer")
"""The first and the last word of offices that companies and agencies have alike."""

_OF_MANY = "member"

_SMALL = frozenset(["fr", "es", "pt", "it", "ca", "ar"])
"""Languages that write offices with small letters, or have no others: la ministre de la Justice."""


class Holders:
    """Who held the offices that one text names."""

    def __init__(self, named: Outcome) -> None:
        self.named = named
        self.several: dict[tuple[str, frozenset[str]], bool] = {}
        """What :func:`of_another` found: it reads the whole text, and a text may have the office a thousand times."""
        self.read: dict[int, str] = {}
        """The officials that were read so far, by the word at which each office begins."""

    def meant(self, place: Place, role: str) -> list[Holder]:
        """Who holds or ever held the office that the text means; nobody where the text does not say which it is."""
        asked = _Asked(self, self.named, place, role, role_words(role))
        for rule in _RULES:
            found = rule(asked)
            if found is not None:
                return found
        return []

    def now(self, place: Place, roles: Sequence[str]) -> frozenset[str]:
        """Who held one of some offices of the same words on the release's date."""
        rows = [row for role in roles for row in self.meant_now(place, role)]
        if _of_one_body(rows):  # nearly always
            return frozenset(official.id for official, _ in rows)
        seen = self.named.evidence.seen
        ours = [row for row in rows if not seen.home.isdisjoint(seen.names.facts.circle(row[1].organization))]
        return frozenset(official.id for official, _ in _nearest(rows, ours, _named_before(self.named, place)))

    def meant_now(self, place: Place, role: str) -> list[Holder]:
        """Who held the office that the text means on the release's date."""
        date = self.named.evidence.seen.release.date
        return [row for row in self.meant(place, role) if row[1].on(date)]


class _Asked(NamedTuple):
    """The question which office of a role is meant at a place."""

    holders: Holders
    named: Outcome
    place: Place
    role: str
    words: tuple[str, ...]

    @property
    def own_country(self) -> bool:
        """Whether the role itself has a country in it: President of Ukraine."""
        return has_country(self.role)

    @property
    def by_body(self) -> dict[str, list[Holder]]:
        """All who held an office of this role, by organization."""
        return self.named.evidence.seen.names.facts.holders(self.role)


def _of_a_body(asked: _Asked) -> list[Holder] | None:
    """The organization is named beside it: Executive Director of UNODC; of a long role one above it will do as well."""
    seen = asked.named.evidence.seen
    organization = organization_of(asked.named, asked.place)
    if organization is None:
        return None
    # "Minister of Health of the Government" is held in the ministry, whose parent the government is: with a role that
    # says enough by itself, the body named beside it may be any in the circle.  With a short one it is that body alone.
    bodies = {organization}
    if len(asked.words) >= _LONG_ROLE:
        bodies |= seen.names.facts.circle(organization)
    return [
        row
        for body in sorted(bodies)
        for row in seen.names.registry.holders(body)
        if role_words(row[1].role) == asked.words or row[1].role.startswith((f"{asked.role} of ", f"{asked.role} for "))
    ]


def _of_a_country(asked: _Asked) -> list[Holder] | None:
    """A country is named beside it: the Russian President, the President of Sri Lanka."""
    tokens, facts = asked.named.tokens, asked.named.evidence.seen.names.facts
    countries = country_before(tokens, asked.place)[1] or country_behind(tokens, asked.place)[1]
    # The country may be that of the body, or stand in the role: President, and President of Ukraine.
    if not countries:
        return None
    return [
        row
        for body, rows in asked.by_body.items()
        for row in rows
        if not (countries.isdisjoint(facts.country(body)) and countries.isdisjoint(countries_of(row[1].role)))
    ]


def _of_a_place(asked: _Asked) -> list[Holder] | None:
    """It is of a place by which its body is called, too: Fiscal General de Montarás, of the Fiscalía there."""
    tokens = asked.named.tokens
    owner = past_of(tokens, asked.place.end)
    if owner is None or not tokens.capital(owner) or not _written(asked):
        return None
    if tokens.words[asked.place.end] == "to":  # where somebody goes: the visit of the | President to Russia
        return None
    word = tokens.words[owner]
    if word in GENERIC or office_words.office_word(word) is not None:
        return None
    # Whose own a place is, an id says as well as a name.
    found = [row for body, rows in asked.by_body.items() if word in body.split("-") for row in rows]
    return found if found and not tokens.follows(owner + 1) else None


def _of_nobody(asked: _Asked) -> list[Holder] | None:
    """Small letters mean no office in particular, and what is "of" something unknown is that one's: Dean of Acme."""
    tokens = asked.named.tokens
    return None if _written(asked) and not of_something(tokens, asked.place) else []


def _written(asked: _Asked) -> bool:
    """Whether an office is written as one: "the president" in small letters is anybody's.

    "President of Ukraine" is written small at times as well, and so are all offices in some languages.
    """
    small = asked.named.evidence.seen.release.language.split("-")[0] in _SMALL
    return asked.own_country or small or asked.named.tokens.capital(asked.place.start)


def _of_long_role(asked: _Asked) -> list[Holder] | None:
    """A role of three words or with a country says enough; of several such offices it is the one of our country.

    Not one that every body has, such as a Chief Information Officer, nor one that many hold: Member of Parliament.
    """
    own, named = asked.own_country, asked.named
    of_many = (asked.words[0], asked.words[-1]) == _EVERY_BODYS or asked.words[0] == _OF_MANY
    if not own and (len(asked.words) < _LONG_ROLE or of_many):
        return None
    # Each country has a Minister of Health: without a country beside it, it is that of those the release is about.
    every = [(body, row) for body, rows in asked.by_body.items() if own or named.at_home(body) for row in rows]
    countries, facts = named.home_countries, named.evidence.seen.names.facts
    # The release may be about two countries; the one it is issued in goes first.
    ours = [row for body, row in every if not countries.isdisjoint(facts.country(body))]
    return ours if ours and not own else [row for _, row in every]


def _of_anyone(asked: _Asked) -> list[Holder] | None:
    """A short role without "the" is anybody's: Executive Director at Acme; in a headline "the" may be left out."""
    tokens, place = asked.named.tokens, asked.place
    certain = definite(tokens, place.start) or _in_headline(asked.named, place) or in_letter(asked.named, place.start)
    return None if certain else []


def _in_headline(named: Outcome, place: Place) -> bool:
    """Whether a headline has the office that the text has with "the": Lee Asks | President to Sign.

    That of legislators also where it says only there what is his: Bill Heads to | President's Desk.
    """
    tokens = named.tokens
    if not (tokens.heading(place.start) and tokens.capital(place.start)):
        return False
    before = place.start - 1
    if tokens.close(place.start) and tokens.capital(before) and not headline_verb(tokens, before):
        return False  # Bankers | President
    if tokens.close(place.end) and tokens.capital(place.end):
        return False  # a name, or more of the office
    his = tokens.text.startswith(("'s", "’s"), tokens.ends[place.end - 1]) and place.end + 1 < len(tokens)
    if his and named.evidence.seen.of_legislators and tokens.words[place.end + 1] not in _DAYS:
        return True
    return any(
        definite(tokens, other.start) and tokens.capital(other.start) for other in places_of_office(tokens, place)
    )


def _at_home(asked: _Asked) -> list[Holder] | None:
    """The Executive Director is that of a body of ours or named before, unless the text has others like it."""
    seen, by_body, facts = asked.named.evidence.seen, asked.by_body, asked.named.evidence.seen.names.facts
    at_home: set[str] = set()
    # First those of our own house: "the Executive Director" in a release of UNODC is that of UNODC.
    if not seen.home.isdisjoint(facts.above(asked.role)):  # to look at each body takes longer where many have such
        at_home = {body for body in by_body if not seen.home.isdisjoint(facts.circle(body))}
    ours = [row for body in sorted(at_home) for row in by_body[body]]
    # Then those of bodies that the text has named before, but only if the role is theirs to the letter.
    before = _named_before(asked.named, asked.place)
    named = sorted(before & by_body.keys())
    found = ours + [row for body in named for row in by_body[body] if role_words(row[1].role) == asked.words]
    # Then "the President", for the President of Ukraine in a release from Ukraine.
    of_countries = facts.holders_of_countries(asked.role)
    if not asked.named.home_countries.isdisjoint(of_countries):
        found += [
            row for country, rows in of_countries.items() if country in asked.named.home_countries for row in rows
        ]
    found = _nearest(found, ours, before) or _of_our_country(asked)
    return [] if _several(asked, found) else found


def _of_our_country(asked: _Asked) -> list[Holder]:
    """The one who holds it in the government of our country: the | Attorney General, to Rep. Roe (R-OH)."""
    seen, facts = asked.named.evidence.seen, asked.named.evidence.seen.names.facts
    home = seen.home_countries | seen.of_legislators
    if len(asked.words) == 1 or home.isdisjoint(asked.named.home_countries):
        return []
    return [
        row
        for body, rows in asked.by_body.items()
        if not home.isdisjoint(facts.country(body))
        and "government" in words_of(seen.names.registry.organizations[body].name)
        for row in rows
        if role_words(row[1].role) == asked.words
    ]


def _several(asked: _Asked, found: list[Holder]) -> bool:
    """Whether a text also has such an office of others, which leaves open whose "the Prime Minister" is.

    Not where he does something in a further office of ours: the | Prime Minister, in his capacity as the Minister of X.
    """
    end = asked.place.end
    if asked.named.tokens.words[end : end + CAPACITY_WORDS] in CAPACITIES:
        return False
    several, key = asked.holders.several, (asked.role, frozenset([official.id for official, _ in found]))
    if key not in several:
        several[key] = of_another(asked.named, asked.place, found, asked.holders.read)
    return several[key]


def _nearest(found: list[Holder], ours: list[Holder], before: frozenset[str]) -> list[Holder]:
    """Of such offices of several bodies, that whose holder alone the text has named before, or else our own."""
    if not _of_one_body(found):
        said = {held.organization for official, held in found if official.id in before}
        own = {held.organization for _, held in ours}
        for bodies in (said & own if said and own else said, own):
            if len(bodies) == 1 and not (said and said.isdisjoint(bodies)):
                return [row for row in found if row[1].organization in bodies]
    return found


def _of_one_body(rows: Sequence[Holder]) -> bool:
    return len({held.organization for _, held in rows}) <= 1


_RULES: tuple[Callable[[_Asked], list[Holder] | None], ...] = (
    _of_a_body,
    _of_a_country,
    _of_a_place,
    _of_nobody,
    _of_long_role,
    _of_anyone,
    _at_home,
)
"""The first that has an answer counts, and the answer may be nobody."""


def _named_before(named: Outcome, place: Place) -> frozenset[str]:
    before = {m.forms[0].entity for m in named.meanings if m.end <= place.start and m.sure}
    return frozenset(before) | named.evidence.seen.stated
