"""What a family name by itself, or with given names and initials beside it, means: Mr | Fedotov, Y. | Fedotov."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.model.records import Method
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import COMMON, Evidence, bearers, by_nickname, in_headline, same_person
from sphinx_newsroom.text.naming.fitting import misfit
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.people import (
    CLOSING,
    OPENING,
    Bearer,
    Bearers,
    another,
    extended,
    is_given,
    named_in_full,
    no_name,
    others_of_office,
    with_offices,
)
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.office_words import office_before, office_word, shared_office
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import LOCATIVE, PARTICLES, SMALL_WORDS, TITLES

_BETWEEN_PERSONS = 5
"""How many words may stand between two persons of a list: Draghi and with him | von der Leyen.

With three фон дер Ляєн is lost, with eight nothing changes.
"""

_AND = frozenset(["and", "та", "і", "й", "и"])
_IN_A_ROW = _AND | TITLES | {"with", "з", "із", "зі", "с", "со"} | PARTICLES
"""What may stand between two persons of a list."""

_BEFORE_PERSONS = SMALL_WORDS | {"upon", "over", "against", "about", "versus", "like", "since", "until", "via"}
"""Words with a capital in a headline that are no given names."""

_LEGISLATORS = frozenset(["senator", "representative"])
_GENITIVE = ("'s", "’s")


@dataclass
class SoFar:
    """Whom a text has named up to where it is read: what alone changes during a reading."""

    introduced: set[str] = field(default_factory=set)
    """Who has been named: from there on his family name is his."""

    read: dict[tuple[int, int], str] = field(default_factory=dict)
    """Whom each stretch meant."""

    bearers: Bearers = field(default_factory=Bearers)
    with_offices: dict[str, tuple[Bearer, ...]] = field(default_factory=dict)
    """Of each family name who has an office, as far as that was asked."""

    offices: dict[int, tuple[str, ...]] = field(default_factory=dict)
    """The office before some words, as far as that was asked."""

    person_end: int = -1
    """Where the last official was named."""


class Named(NamedTuple):
    """The stretch of a name, and by what it is known."""

    start: int
    end: int
    method: Method


class _Use(NamedTuple):
    """A family name from *start* to *end* that may be an official's; with small words and initials from *begin* on."""

    evidence: Evidence
    so_far: SoFar
    form: Form
    person: Person
    start: int
    end: int
    begin: int
    office: tuple[str, ...]
    """What stands before it."""
    listed: bool
    """Whether it goes on with a list of persons."""
    headline: bool
    """Whether it stands in a heading, of a text that names the official in full."""

    @property
    def tokens(self) -> Tokens:
        return self.evidence.seen.tokens

    @property
    def introduced(self) -> bool:
        return self.form.entity in self.so_far.introduced

    def named(self) -> Named:
        initials = self.begin < self.start and not self.tokens.raw[self.begin].islower()
        return Named(self.begin, self.end, "initials" if initials else "family-name")


Verdict = Named | Refusal
"""Who is named, or by which rule the official is not."""

_NOT_INTRODUCED = Refusal.NOT_INTRODUCED
"""Said of nearly every family name of a large registry, and a member of an enumeration takes long to look up."""


def family_name(evidence: Evidence, so_far: SoFar, form: Form, start: int, end: int) -> Verdict:
    """The stretch and the method where a family name, with what stands beside it, means an official; else why not."""
    seen, entity = evidence.seen, form.entity
    person = seen.names.facts.person(entity)
    listed = 0 <= start - so_far.person_end <= _BETWEEN_PERSONS and _in_a_row(evidence, so_far, entity, start)
    headline = entity in evidence.present and in_headline(evidence, person, start)
    # A list is asked for first, since it needs neither a given name nor an office beside the family name.
    # Most family names of a large registry are common words or somebody else's, and end here.
    expected = entity in so_far.introduced or listed or headline
    if not expected and not _has_company(seen.tokens, start, end, person):
        return _NOT_INTRODUCED
    # A middle name that the record lacks makes John Q. Berg another, where there are several Bergs to begin with.
    rare = seen.names.family_names[" ".join(person.family)] < COMMON
    full = named_in_full(seen.tokens, start, end, person, middle=rare)
    if full is not None:
        return _in_full(evidence, form, Place(*full, ()), rare=rare) or Named(*full, "name")
    # Else it stands by itself, or with initials and small words that belong to it: J. van | Berg.
    begin = extended(seen.tokens, start, person)
    if begin is None:
        return Refusal.MIDDLE_INITIALS
    office = so_far.offices.get(begin)
    if office is None:  # of all who have the family name the same is asked
        office = so_far.offices[begin] = office_before(seen.tokens, begin) or shared_office(seen.tokens, begin)
    use = _Use(evidence, so_far, form, person, start, end, begin, office, listed, headline)
    for rule in _RULES:
        verdict = rule(use)
        if verdict is not None:
            return verdict
    return Refusal.ANOTHERS_OFFICE if use.office else Refusal.BORNE_BY_ANOTHER


def _in_full(evidence: Evidence, form: Form, place: Place, *, rare: bool) -> Refusal | None:
    """Why a full name is not the official's; None where it is."""
    refusal = misfit(evidence.seen, form._replace(strength="strong"), place)
    if refusal is not None:
        return refusal
    if not by_nickname(evidence, form, place, rare=rare):
        return Refusal.NICKNAME
    return None if same_person(evidence, form, place) else Refusal.NAMESAKE


# The rules, in their order


def _nothing_for_it(use: _Use) -> Verdict | None:
    """Nobody has been introduced, no office stands before it, no list goes on, and it is in no headline."""
    return None if use.office or use.introduced or use.listed or use.headline else _NOT_INTRODUCED


def _misfit(use: _Use) -> Verdict | None:
    """It is a part of another name: Anna | Berg-Smith."""
    return misfit(use.evidence.seen, use.form, Place(use.begin, use.end, ()))


def _of_another(use: _Use) -> Verdict | None:
    """Another given name stands before it: her brother Tom | Berg; unless the office says that it is a spelling."""
    seen, tokens, person = use.evidence.seen, use.tokens, use.person
    if not another(tokens, use.begin, person, seen.names.given_names):
        return None
    before = office_before(tokens, use.begin - 1)
    # Hon. Hariny Amarasuriya, Prime Minister, where the record has Harini: the office and the first letter agree.
    alike = person.given and tokens.words[use.begin - 1][0] == person.given[0][0]
    if before and alike and seen.names.facts.holds(use.form.entity, before, seen.release.date):
        return Named(use.begin - 1, use.end, "family-name")
    use.so_far.bearers.lose(person)  # from here on the family name alone is nobody's
    return Refusal.ANOTHERS_GIVEN_NAME


def _behind_a_nickname(use: _Use) -> Verdict | None:
    """Another's given name and nickname stand before it: Jesús “Chuy” | García."""
    tokens, nickname = use.tokens, use.begin - 1
    if nickname < 1 or tokens.gap(use.begin).strip() not in CLOSING or tokens.gap(nickname).strip() not in OPENING:
        return None
    if not tokens.capital(nickname) or not tokens.capital(nickname - 1):
        return None
    return None if tokens.words[nickname - 1] in use.person.given else Refusal.ANOTHERS_GIVEN_NAME


def _of_the_same_office(use: _Use) -> Verdict | None:
    """The text has named another with such an office: Governor Olene Walker … Governor | Walker."""
    if not use.office or use.form.entity in use.evidence.present:
        return None
    others = others_of_office(use.tokens, use.start, use.person, use.office[0], _with_offices(use))
    return Refusal.NAMED_IN_FULL if others else None


def _with_offices(use: _Use) -> tuple[Bearer, ...]:
    """Who else has the family name with an office before it; kept, since a text has it at many places."""
    family, known = use.tokens.words[use.start], use.so_far.with_offices
    if family not in known:
        known[family] = with_offices(use.tokens, family)
    return known[family]


def _in_another_office(use: _Use) -> Verdict | None:
    """The office before it is that of another of the family name alone: President | Trump's daughter, Ivanka Trump."""
    if not use.office or _may_hold(use, use.form.entity):
        return None
    return Refusal.ANOTHERS_OFFICE if any(_ever_held(use, other) for other in _namesakes(use)) else None


def _date_or_word(use: _Use) -> Verdict | None:
    """May, in May."""
    date_or_word = use.end - use.start == 1 and beside.is_date_or_word(use.tokens, use.start)
    return Refusal.DATE_OR_WORD if date_or_word else None


def _known(use: _Use) -> Verdict | None:
    """The text has named the official: Yury Fedotov … | Fedotov; but "in Lincoln" is a place, unless "in Lincoln's"."""
    if not use.introduced or not use.so_far.bearers.still(use.form.entity, use.person):
        return None
    # Behind "in" or "near" places outnumber persons; only the genitive is a person's, "in Fedotov's view".
    tokens, begin = use.tokens, use.begin
    if tokens.close(begin) and tokens.words[begin - 1] in LOCATIVE and begin == use.start:
        return use.named() if tokens.text.startswith(_GENITIVE, tokens.ends[use.end - 1]) else None
    return use.named()


def _listed(use: _Use) -> Verdict | None:
    """It goes on with a list of persons: President Macron, | Scholz and | Rutte."""
    # An office before the list says who can be meant.
    if not use.listed or any(map(office_word, use.office)):
        return None
    return Refusal.NAMED_IN_FULL if _of_another_elsewhere(use) else use.named()


def _of_another_elsewhere(use: _Use) -> bool:
    """Whether the text has the family name behind another's given name: named by President Biden, | Davids (Yvette)."""
    if use.form.entity in use.evidence.present:
        return False
    given = use.evidence.seen.names.given_names
    last = use.end - 1
    places = (k - last + use.start for k in use.tokens.places(use.tokens.words[last]) if k != last)
    return any(k > 0 and another(use.tokens, k, use.person, given) for k in places)


def _in_headline_of(use: _Use) -> Verdict | None:
    """A headline is written last, and names by the family name alone whom the text names in full: | Lee Votes No."""
    tokens, before = use.tokens, use.begin - 1
    if not use.headline:
        return None
    # Verbs have capitals there as well: any word directly before may be another's given name (Anna | Lee), and only a
    # noun directly behind makes it a longer name (| Lee County).
    word = tokens.words[before]
    if tokens.close(use.begin) and tokens.capital(before) and not no_name(word) and word not in _BEFORE_PERSONS:
        return None
    behind = use.end
    if tokens.follows(behind) and tokens.words[behind] == "family":  # Sturgeon Family Foundation
        behind += 1
    longer = tokens.close(behind) and (tokens.words[behind] in beside.NAMED_AFTER or _a_name_in_prose(use))
    hyphened = beside.hyphened(tokens, use.begin, use.end, lambda _: False)
    return None if longer or hyphened else use.named()


def _a_name_in_prose(use: _Use) -> bool:
    """Whether the text has the name and the word behind it as another's name: Lee | Lonsberry, who is …."""
    tokens, end = use.tokens, use.end
    last, following = tokens.words[end - 1], tokens.words[end]
    return not tokens.lower(following) and any(
        tokens.words[k + 1 : k + 2] == [following]
        and tokens.follows(k + 1)
        and not tokens.heading(k)
        and tokens.close(k + 2)
        and tokens.raw[k + 2].islower()
        and tokens.words[k + 2 : k + 3] != tokens.words[end + 1 : end + 2]  # no headline over again
        for k in tokens.places(last)
    )


def _of_one_in_full(use: _Use) -> Verdict | None:
    """The text names another of this family name in full, and this one nowhere: Rep. | Bishop is Rob Bishop there."""
    evidence = use.evidence
    if use.form.entity in evidence.present:
        return None
    others = [*bearers(evidence, use.person)]
    if use.office and _ever_held(use, use.form.entity) and not any(_may_hold(use, other) for other in others):
        return None  # President | Trump, in a text of Ivanka Trump
    return Refusal.NAMED_IN_FULL if others else None


def _in_office(use: _Use) -> Verdict | None:
    """The office before it is the official's, now or, where it was a country's, once: President | Reagan."""
    if not use.office:
        return None
    if not _ever_held(use, use.form.entity):
        return use.named() if _a_legislator_alone(use) else None
    # Those whose records have no offices may have an office of many, too: Representative | Lee.  As many of them have
    # it as among those whose offices are known: of a Senator there is seldom another.
    seen = use.evidence.seen
    unknown = sum(not seen.names.registry.officials[other].memberships for other in _namesakes(use))
    of_whom = use.form.entity, use.office, seen.release.date
    several = unknown > 1 and seen.names.facts.of_several(*of_whom) and unknown * seen.names.facts.share(*of_whom) >= 1
    return Refusal.UNDECIDED if several and use.form.entity not in use.evidence.present else use.named()


def _a_legislator_alone(use: _Use) -> bool:
    """Whether the only one of a family name, whose record has no offices, is a legislator: Senator Kohl."""
    seen = use.evidence.seen
    if use.office[0] not in _LEGISLATORS or not seen.of_legislators or seen.many_people:
        return False
    tokens, end = use.tokens, use.end
    given = tokens.capital(end) and (tokens.close(end) or tokens.gap(end).strip() in OPENING)  # Rep. | Glenn “GT” Roe
    alone = not given and next(_namesakes(use), None) is None
    return alone and not seen.names.registry.officials[use.form.entity].memberships


def _ever_held(use: _Use, official: str) -> bool:
    """Whether an official holds the office before the name, or has held one of a country."""
    facts, date = use.evidence.seen.names.facts, use.evidence.seen.release.date
    return facts.holds(official, use.office, date) or facts.presided(official, use.office, date)


def _may_hold(use: _Use, official: str) -> bool:
    """Whether an official holds the office before the name, as far as the record tells."""
    record = use.evidence.seen.names.registry.officials[official]
    return not record.memberships or _ever_held(use, official)


def _namesakes(use: _Use) -> Iterator[str]:
    """The other officials of the family name."""
    own = " ".join(use.tokens.words[use.start : use.end])
    for form in use.evidence.seen.names.table.get(own, ()):
        if form.strength == "family" and form.entity != use.form.entity:
            yield form.entity


_RULES: tuple[Callable[[_Use], Verdict | None], ...] = (
    _nothing_for_it,
    _in_headline_of,
    _misfit,
    _of_another,
    _behind_a_nickname,
    _of_the_same_office,
    _in_another_office,
    _date_or_word,
    _known,
    _of_one_in_full,
    _listed,
    _in_office,
)
"""The first that says something counts; where none does, nobody is named."""


# What is asked before


def _in_a_row(evidence: Evidence, so_far: SoFar, entity: str, start: int) -> bool:
    """Whether a family name goes on with a list of persons: President Macron, | Scholz and | Rutte."""
    seen, end = evidence.seen, so_far.person_end
    if end < 0 or seen.many_people:  # where everybody has a record, the next family name is anybody's
        return False
    tokens = seen.tokens
    # Only a comma or an "and" goes on with a list; what else stands between must belong to names.
    listed = tokens.gap(end) == ", " or tokens.words[end] in _AND
    return (
        listed
        and all(tokens.words[k] in _IN_A_ROW for k in range(end, start))
        and all(tokens.close(k) for k in range(end + 1, start + 1))
        # Whoever is listed among office-holders by a family name alone holds an office.
        and any(held.on(seen.release.date) for held in seen.names.registry.officials[entity].memberships)
    )


def _has_company(tokens: Tokens, start: int, end: int, person: Person) -> bool:
    """Whether a given name, an initial or an office can stand beside a family name at all; cheap, asked often."""
    if is_given(tokens, end, person) and (tokens.gap(end).strip() == "," or tokens.close(end)):
        return True
    if not tokens.close(start):
        nickname = tokens.gap(start).strip() in CLOSING and tokens.capital(start - 1)
        return nickname or (tokens.gap(start) == ", " and bool(shared_office(tokens, start)))
    word, given = tokens.words[start - 1], person.given
    # Two words back, too, as an initial or a middle name may stand between.
    if is_given(tokens, start - 1, person) or is_given(tokens, start - 2, person):
        return True
    small = word in PARTICLES and word in given
    if word in _AND and shared_office(tokens, start):
        return True
    if small or len(word) == 1 or "." in tokens.raw[start - 1] or word in person.roles or no_name(word):
        return True
    # A given name in another spelling begins with the same letter at least: Yuri for Iouri is the exception.
    return bool(given) and word[0] == given[0][0] and not tokens.raw[start - 1][0].islower()
