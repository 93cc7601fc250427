"""Facts from the records for reading texts: who belongs to whom, which country, who held which office."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.records import Membership, Official, Organization, latest, overlaps
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.naming.forms import Form, Person, family_in, family_name_of
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.words.countries import abroad, countries_in
from sphinx_newsroom.text.words.folding import is_cyrillic, romanized, words_of
from sphinx_newsroom.text.words.office_words import nicknames_of

Country = tuple[str, ...]
"""The name of a country in folded words: ("sri", "lanka")."""

Holder = tuple[Official, Membership]
"""An official, and the office held."""

_OF = re.compile(r" (?:of|for) ")


class RecordFacts:
    """Facts from the records, computed on demand and cached, because an archive names the same few entities often."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.circle = Memo(self._circle)
        self.country = Memo(self._country)
        self.person = Memo(self._person)
        self.holders = Memo(self._holders)
        self.holders_of_countries = Memo(self._holders_of_countries)

    # Organizations

    def _circle(self, entity: str) -> frozenset[str]:
        """Return an entity's organizations: itself and those above it; for an official, those of the offices held.

        Those of UNODC, and of its Executive Director, are UNODC and the United Nations.
        """
        organizations = self.registry.organizations
        official = self.registry.officials.get(entity)
        way = [entity] if official is None else [membership.organization for membership in official.memberships]
        found: set[str] = set()
        while way:
            id_ = way.pop()
            if id_ not in found and id_ in organizations:  # a parent may have no record, or be part of a cycle
                found.add(id_)
                record = organizations[id_]
                way += [id_ for id_ in (record.parent, record.unit_of) if id_]
        return frozenset(found)

    def owner(self, entity: str) -> str | None:
        """Return the organization that another one is a unit or part of."""
        record = self.registry.organizations.get(entity)
        return record.unit_of or record.parent if record else None

    def _country(self, entity: str) -> frozenset[Country]:
        """Return the countries in the names of an entity and of the organizations above it, as words.

        For the Central Bank of Sri Lanka it is ``{("sri", "lanka")}``, so records don't need a country.
        """
        return frozenset(
            country
            for id_ in self.circle[entity]
            for record in (self.registry.organizations[id_],)
            for name in (record.name, *(other.name for other in record.other_names))
            for country in countries_in(words_of(name))
        )

    @cached_property
    def acronyms(self) -> Counter[int]:
        """The number of acronyms of each length; if there are very many, one alone proves little."""
        return Counter(len(record.acronym) for record in self.registry.organizations.values() if record.acronym)

    def in_time(self, form: Form, date: dt.date) -> bool:
        """Whether the entity existed, or held office, and had the name of *form* on *date*."""
        record = self.registry.entity(form.entity)
        if record is None:
            return False
        if form.name:
            other = record.other_names[form.name - 1]
            if not overlaps(other.start_date, other.end_date, date, date):
                return False
        # An organization must exist; a person must hold some office, since records have no dates of life.
        if isinstance(record, Organization):
            return overlaps(record.founding_date, record.dissolution_date, date, date)
        return not record.memberships or any(membership.on(date) for membership in record.memberships)

    # Officials

    def _person(self, official: str) -> Person:
        """Return the parts of an official's name."""
        record = self.registry.officials[official]
        own = family_name_of(record)
        family = words_of(own or "")
        given: list[str] = []
        # Given names in all spellings count, without each spelling's family name.
        for number, name in enumerate((record.name, *(other.name for other in record.other_names))):
            family_words = words_of(family_in(name, number, own, record.name) or "")
            given += [word for word in words_of(name) if word not in (*family, *family_words, *given)]
        roles = frozenset(word for membership in record.memberships for word in words_of(membership.role))
        middle = [word for word in words_of(record.name)[1:] if word not in family]
        # Andriy and Andrij for Андрій; a record with only Latin names lists the spellings that count.
        latin = frozenset(map(romanized, given)) if any(map(is_cyrillic, given)) else frozenset()
        called = nicknames_of(given[0]) if given else frozenset[str]()
        called = called.union(*map(words_of, record.nicknames))
        return Person(tuple(given), tuple(middle), tuple(family), roles, latin, called)

    @cached_property
    def offices(self) -> dict[str, tuple[Holder, ...]]:
        """The holders of each office, by its recorded role."""
        found: dict[str, list[Holder]] = defaultdict(list)
        for official in self.registry.officials.values():
            for membership in official.memberships:
                found[membership.role].append((official, membership))
        return {role: tuple(holders) for role, holders in found.items()}

    @cached_property
    def short_offices(self) -> dict[str, tuple[Holder, ...]]:
        """The holders of each office, by the beginning of its role: Secretary-General for Secretary-General of NATO.

        A single word counts only for a country's office: President for President of Ukraine.
        """
        found: dict[str, list[Holder]] = defaultdict(list)
        for role, holders in self.offices.items():
            # For a country's office, cut the country (Prime Minister of Sri Lanka). For others cut from the first "of"
            # on: Director of the Division of Operations becomes a single word, which is too short.
            short = role.rpartition(" of ")[0] if abroad(role) else _OF.split(role, maxsplit=1)[0]
            if short != role and (abroad(role) or (short not in self.offices and len(words_of(short)) > 1)):
                found[short] += holders
        return {role: tuple(holders) for role, holders in found.items()}

    def _holders(self, role: str) -> dict[str, list[Holder]]:
        """Return the holders of a role's office, by organization."""
        found: dict[str, list[Holder]] = {}
        for row in (*self.offices.get(role, ()), *self.short_offices.get(role, ())):
            found.setdefault(row[1].organization, []).append(row)
        return found

    def _holders_of_countries(self, role: str) -> dict[Country, list[Holder]]:
        """Return the holders of a country's office, by country: President for President of Ukraine."""
        found: dict[Country, list[Holder]] = {}
        for row in self.short_offices.get(role, ()):
            for country in countries_in(words_of(row[1].role)):
                found.setdefault(country, []).append(row)
        return found

    @cached_property
    def presidents(self) -> dict[str, list[tuple[Country, Official, Membership]]]:
        """All presidents of countries with their country, by the last word of their name."""
        found: dict[str, list[tuple[Country, Official, Membership]]] = defaultdict(list)
        for country, rows in self.holders_of_countries["President"].items():
            for official, membership in rows:
                for word in self.person[official.id].family[-1:]:
                    found[word].append((country, official, membership))
        return found

    def holds(self, official: str, office: Sequence[str], date: dt.date) -> bool:
        """Whether an official held an office with these words on *date*."""
        record = self.registry.officials[official]
        return any(same_office(office, record, membership) for membership in record.memberships if membership.on(date))

    def presided(self, official: str, office: Sequence[str], date: dt.date) -> bool:
        """Whether an official once held such an office of a country and may still be addressed by it."""
        record = self.registry.officials[official]
        # President Reagan keeps the title for life, as do kings and ministers of countries; a director doesn't.
        return any(
            membership.end_date is not None
            and latest(membership.end_date) < date
            and self._of_a_country(membership)
            and same_office(office, record, membership)
            for membership in record.memberships
        )

    def _of_a_country(self, membership: Membership) -> bool:
        """Whether an office belongs to a country: President of Ukraine, President in the Government of Ukraine."""
        if abroad(membership.role) is not None:
            return True
        body = self.registry.organizations.get(membership.organization)
        return membership.role == "President" and body is not None and "government" in words_of(body.name)
