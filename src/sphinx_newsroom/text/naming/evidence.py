"""What a text and its release say for an entity: who is named beyond doubt, and what that makes likely."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.naming.short_names import Short
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.folding import words_of

COMMON = 3
"""From how many officials of one family name on a full name alone does not say who is meant.

With two Michelle Obama, Jill Biden and Justin Trudeau are lost; with five there are 21 mentions more at scale, such as
"D-Mass" for a senator.
"""

_FULL_NAME = 3
"""From how many words on a name is hardly borne twice, however common its last one: Ketanji Brown Jackson.

With two there are 60 mentions more at scale, Larry Taylor among them; with four Donald M. Payne, Jr is lost.
"""


@dataclass(frozen=True)
class Evidence:
    """Whom a text names beyond doubt, and what its short names mean; made from what was sighted in it.

    The second of the three values of a reading.  *present* is whom the text anywhere names beyond doubt, *certain* are
    the places of that, *circles* the bodies that they and what the header names belong to.  *shorts* are the short
    names that the text introduces.
    """

    seen: Sightings
    shorts: Mapping[str, list[Short]] = field(default_factory=dict)
    certain: frozenset[tuple[int, int]] = frozenset()
    present: frozenset[str] = frozenset()
    circles: frozenset[str] = frozenset()

    def with_certain(self, places: Iterable[tuple[int, int]], entities: Iterable[str]) -> Evidence:
        """The same with more that the text names beyond doubt."""
        # The header counts from here on as well: what it names, the release is about.
        present = self.present.union(entities)
        circles = frozenset().union(*map(self.seen.names.facts.circle, (*present, *self.seen.stated)))
        return Evidence(self.seen, self.shorts, self.certain.union(places), present, circles)

    def related(self, entity: str) -> bool:
        """Whether the release names or states something that the entity belongs to, or that belongs to it."""
        return not self.circles.isdisjoint(self.seen.names.facts.circle(entity))

    @cached_property
    def home_countries(self) -> frozenset[Country]:
        """The countries of what the header names; where it names nothing, that of all whom the text names, if one."""
        if self.seen.stated:
            return self.seen.home_countries
        named = [found for entity in self.present if (found := self.seen.names.facts.country(entity))]
        return frozenset.intersection(*named) if named else frozenset()

    def at_home(self, entity: str) -> bool:
        """Whether the release is about the country or the family of bodies that an entity belongs to."""
        return self.related(entity) or not self.seen.countries.isdisjoint(self.seen.names.facts.country(entity))

    def abroad(self, form: Form) -> bool:
        """Whether the text names the country of an entity whose record has the word as a name: Congress, in America."""
        facts = self.seen.names.facts
        record = self.seen.names.registry.entity(form.entity)
        other = record.other_names[form.name - 1].name if record is not None and form.name else ""
        listed = len(other.split()) == len(form.text.split())  # not cut out of a longer name
        named = not self.seen.named_countries.isdisjoint(facts.country(form.entity)) or self.related(form.entity)
        return listed and named

    def by_nickname(self, form: Form, place: Place, *, rare: bool) -> bool:
        """Whether a full name can be the official's by its given name: Jon Miller, CEO, is no John R. Miller, senator.

        A nickname that the record does not have is less than a name: with an office beside it that office decides,
        without one the family name has to be *rare*.
        """
        tokens, record = self.seen.tokens, self.seen.names.registry.officials[form.entity]
        person = self.seen.names.facts.person(form.entity)
        recorded = {*person.given, *(word for name in record.nicknames for word in words_of(name))}
        if (person.called - recorded).isdisjoint(tokens.words[place.start : place.end]):
            return True
        before = office_words.office_before(tokens, place.start)
        after = office_words.office_after(tokens, place.end)
        if before or after:
            return any(same_office(words, record) for words in (before, after) if words)
        return rare or self.related(form.entity)

    def same_person(self, form: Form, place: Place) -> bool:
        """Whether a full name is that of the official; a common one next to another office is somebody else's.

        So is any full name next to an office of a body that no record has, in words that the official's has nothing of.
        """
        seen, tokens = self.seen, self.seen.tokens
        record = seen.names.registry.officials[form.entity]
        family = " ".join(seen.names.facts.person(form.entity).family)
        # Initials do not count: John F. Kennedy is as common a name as John Kennedy.
        written = [word for word in tokens.words[place.start : place.end] if len(word) > 1]
        common = seen.names.family_names[family] >= COMMON and len(written) < _FULL_NAME
        if not record.memberships:  # nothing to compare with
            return not (common and seen.many_people)
        before = office_words.office_before(tokens, place.start)
        after = office_words.office_after(tokens, place.end)
        # Nothing stands beside the name that could contradict, as in most texts; that is the cheapest to see.
        if not (before or after or seen.many_people):
            return True
        # The text speaks for this official: by the body he belongs to, or by an office that he held.
        if self.related(form.entity) or any(same_office(words, record) for words in (before, after) if words):
            return True
        if not common:
            return not (after and office_words.of_unknown_body(tokens, place.end, seen.known))
        return not (before or after or seen.many_people)
