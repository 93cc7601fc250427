"""What a text and its release say for an entity: who is named beyond doubt, and what that makes likely."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import Official
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.introductions import Introduction
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.naming.places import Place, Sightings, common
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import PRIVATE_OFFICES


class Short(NamedTuple):
    """A short name introduced at word *start*: for an *entity*, or for whomever the *long* name before it means."""

    start: int
    entity: str | None
    long: tuple[int, int] | None = None


def shorts_in(seen: Sightings) -> dict[str, list[Short]]:
    """What short names in parentheses mean here, in the order of the text: an entity, or what has no record (None)."""
    found: dict[str, list[Short]] = {}
    for short in seen.introductions:
        longest = _long_name(seen, short)
        if longest is not None or short.long_start is not None:
            if longest is not None and common(longest):
                longest = (
                    None  # of a Fund that has no record, whosever the Fund is elsewhere: the Growth Fund (“the Fund”)
                )
            long = (longest.start, longest.end) if longest else None
            entity = _sure_entity(longest) if longest else None
            found.setdefault(short.short, []).append(Short(short.start, entity, long))
    return {short: sorted(uses, key=lambda use: use.start) for short, uses in found.items()}


def _long_name(seen: Sightings, short: Introduction) -> Place | None:
    """The longest place that ends where the parentheses begin, if the short name is one for it."""
    # The longest, as the United Nations Office on Drugs and Crime (UNODC) ends with an Office as well.
    longest = min(seen.by_end.get(short.outer, ()), key=lambda place: place.start, default=None)
    if longest is None or not _organizations(longest):
        return None  # Sen. Anna Berg (D-Wis.), Karl Berg (EPP): a person has no acronym, and no name in parentheses
    return longest if any(fits(seen, short, longest) for fits in _FITTING) else None


# What stands in parentheses behind a name says most often something of it: a party, a state, an agency of news.  It is
# a name for it only where it is made of it; so one of the rules that follow has to say why it is.


def _by_words(seen: Sightings, short: Introduction, long: Place) -> bool:
    """Each of its letters begins a word of the name, in order: Caisse des dépôts (CDC), BillionDollarClub (BDC)."""
    if short.long_start is not None:
        return True
    raw, words = seen.tokens.raw, seen.tokens.words
    inside = (words[k][0] + re.sub("[^A-Z]", "", raw[k][1:]).lower() for k in range(long.start, long.end))
    initials = iter("".join(inside))
    # A search of the one in the other: each letter is sought behind the one before.
    return short.acronym and all(letter in initials for letter in short.short.lower() if letter.isalpha())


def _defined(seen: Sightings, short: Introduction, long: Place) -> bool:
    """The author says so, in quotation marks: the World Bank (“the Bank”)."""
    return not short.acronym


_FITTING: tuple[Callable[[Sightings, Introduction, Place], bool], ...] = (_by_words, _defined)
"""What may make a short name of the words in parentheses; one is enough."""


def _sure_entity(place: Place) -> str | None:
    """The one organization that a place can mean by more than an acronym."""
    forms = [form for form, _ in place.forms if form.kind == "organization" and form.strength != "acronym"]
    entities = {form.entity for form in forms}
    return entities.pop() if len(entities) == 1 else None


def _organizations(place: Place) -> frozenset[str]:
    return frozenset(form.entity for form, _ in place.forms if form.kind == "organization")


COMMON = 3
"""From how many officials of one family name on it is common."""


ANYBODY = 1000
"""With more officials a record without offices may be a namesake's as well; an archive's own are hundreds."""


@dataclass(frozen=True)
class Evidence:
    """Whom a text names beyond doubt, and what its short names mean; made from what was sighted in it.

    The second of the three values of a reading.  *present* is whom the text anywhere names beyond doubt, *certain* are
    the places of that, *told* are those with what the header names.  *shorts* are the short names that the text
    introduces.
    """

    seen: Sightings
    shorts: Mapping[str, list[Short]] = field(default_factory=dict)
    certain: frozenset[tuple[int, int]] = frozenset()
    present: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()

    def with_certain(self, places: Iterable[tuple[int, int]], entities: Iterable[str]) -> Evidence:
        """The same with more that the text names beyond doubt."""
        # The header counts from here on as well: what it names, the release is about.
        present = self.present.union(entities)
        return Evidence(self.seen, self.shorts, self.certain.union(places), present, present | self.seen.stated)

    @kept_property
    def circles(self) -> frozenset[str]:
        """The bodies that those who are told belong to."""
        return frozenset().union(*map(self.seen.names.facts.circle, self.told))

    def related(self, entity: str) -> bool:
        """Whether the release names or states something that the entity belongs to, or that belongs to it."""
        return not self.circles.isdisjoint(self.seen.names.facts.circle(entity))

    @kept_property
    def home_countries(self) -> frozenset[Country]:
        """The countries of what the header names; where it has none, that of all whom the text names, if one.

        A text of legislators is at home in their country, whatever else it names.
        """
        if self.seen.home_countries:
            return self.seen.home_countries
        if self.seen.of_legislators:
            return self.seen.of_legislators
        named = [found for entity in self.present if (found := self.seen.names.facts.country(entity))]
        return frozenset.intersection(*named) if named else frozenset()

    def at_home(self, entity: str) -> bool:
        """Whether the release is about the country or the family of bodies that an entity belongs to."""
        return self.related(entity) or not self.countries.isdisjoint(self.seen.names.facts.country(entity))

    @kept_property
    def countries(self) -> frozenset[Country]:
        """The countries that the text names, and those of all whom it names beyond doubt."""
        facts = self.seen.names.facts
        return self.seen.countries.union(*(facts.country(entity) for entity in self.present))

    @kept_property
    def families(self) -> Mapping[tuple[str, ...], Sequence[str]]:
        """The officials whom the text names in full, by their family names."""
        names, found = self.seen.names, dict[tuple[str, ...], list[str]]()
        for id_ in self.present:
            if id_ in names.registry.officials:
                found.setdefault(names.facts.person(id_).family, []).append(id_)
        return found


# Who bears a family name


def alone_in_full(evidence: Evidence, person: Person) -> bool:
    """Whether of those whom the text names in full one alone has a person's family name."""
    return len(bearers(evidence, person)) == 1


def bearers(evidence: Evidence, person: Person) -> Sequence[str]:
    """Those whom the text names in full, and who have a person's family name."""
    return evidence.families.get(person.family, ())


# Whether a full name is the official's, or a namesake's


@dataclass(frozen=True)
class Beside:
    """A full name from a *form*, with what stands beside it: each is looked at when first asked for, few are."""

    evidence: Evidence
    form: Form
    place: Place

    @property
    def tokens(self) -> Tokens:
        """The words of the text."""
        return self.evidence.seen.tokens

    @property
    def record(self) -> Official:
        """The record of the official whose name it may be."""
        return self.evidence.seen.names.registry.officials[self.form.entity]

    @kept_property
    def before(self) -> tuple[str, ...]:
        """The office before it."""
        tokens, start = self.tokens, self.place.start
        return office_words.office_before(tokens, start) or office_words.shared_office(tokens, start)

    @kept_property
    def after(self) -> tuple[str, ...]:
        """The office behind it."""
        return office_words.office_after(self.tokens, self.place.end)

    @property
    def elected(self) -> bool:
        """Whether a party and state, or a constituency, stands behind it."""
        return office_words.CONSTITUENCY.match(self.tokens.text, self.tokens.ends[self.place.end - 1]) is not None

    @property
    def private(self) -> bool:
        """Whether an office beside the name is one outside of public life."""
        return not PRIVATE_OFFICES.isdisjoint((*self.before, *self.after))

    @property
    def same_office(self) -> bool:
        """Whether an office beside the name is one that the official held."""
        return any(same_office(words, self.record) for words in (self.before, self.after) if words)


def by_nickname(evidence: Evidence, form: Form, place: Place, *, rare: bool) -> bool:
    """Whether a full name can be the official's by its given name: Jon Miller, CEO, is no John R. Miller, senator.

    A nickname that the record does not have is less than a name: with an office beside it that office decides, or party
    and state behind it; without one the family name has to be *rare*.
    """
    tokens, record = evidence.seen.tokens, evidence.seen.names.registry.officials[form.entity]
    person = evidence.seen.names.facts.person(form.entity)
    recorded = {*person.given, *(word for name in record.nicknames for word in words_of(name))}
    if (person.called - recorded).isdisjoint(tokens.words[place.start : place.end]):
        return True
    name = Beside(evidence, form, place)
    if name.before or name.after:
        return name.same_office or (name.elected and rare)
    return rare or evidence.related(form.entity)


def same_person(evidence: Evidence, form: Form, place: Place) -> bool:
    """Whether a full name is that of the official, and not of a namesake with an office of another kind.

    An office outside of public life, or of a body that no record has, is a namesake's, unless the record has it or
    knows no offices: Ron Wright, partner, is no Representative Ron Wright.
    """
    name = Beside(evidence, form, place)
    if not name.record.memberships and len(evidence.seen.names.registry.officials) <= ANYBODY:
        return True
    if name.elected or name.same_office or evidence.related(form.entity):
        return True
    if name.private:
        return False
    return not (name.after and office_words.of_unknown_body(name.tokens, place.end, evidence.seen.known))
