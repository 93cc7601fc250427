"""Offices that a text names: "the Executive Director of UNODC" is who held that office on the release's date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from difflib import SequenceMatcher
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.offices.alone import Alone
from sphinx_newsroom.text.naming.offices.apposition import AND, also_his, person_beside
from sphinx_newsroom.text.naming.offices.holders import Holders
from sphinx_newsroom.text.naming.offices.holding import means_no_holder
from sphinx_newsroom.text.naming.offices.neighbours import (
    Outcome,
    anyone,
    country_before,
    country_behind,
    in_letter,
    is_former,
    organization_of,
    part_of_more,
)
from sphinx_newsroom.text.naming.offices.of_places import said_again
from sphinx_newsroom.text.naming.offices.roles import role_words
from sphinx_newsroom.text.naming.offices.told import untold
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.words.belonging import construct
from sphinx_newsroom.text.words.countries import is_place
from sphinx_newsroom.text.words.word_lists import CONNECTORS, OFFICE_NOUNS, ORGANIZATION_NOUNS, TITLES

_NO_PORTFOLIO = ORGANIZATION_NOUNS | OFFICE_NOUNS | TITLES
_NO_PART = _NO_PORTFOLIO | CONNECTORS

ALIKE = 0.85
"""How much of two spellings of a family name must agree: Harisan and Harison, Rajapakse and Rajapaksa.

With .75 also Gunawardane is Gunawardena, and Rathnayake Ratnayaka; with .95 Karunayake is not Karunanayake any more.
"""

LONG_FAMILY = 5
"""From how many letters on a family name is compared so; of shorter ones another is as near: Rees and Reed.

Nothing changes with four or six.
"""

_FULL_NAME = 2
"""Of how many words a name must be to be compared: the first letter of the given name has to agree, too."""


class Conflict(NamedTuple):
    """A text gives an official, named from word *start* on, an *office* that the record does not have on that date."""

    official: str
    office: Membership
    start: int


class Offices:
    """The offices of one text, read after its names: what those mean is fixed, and *named* tells it.

    *noted* takes the offices that stand for nobody, where somebody wants to know.
    """

    def __init__(self, named: Outcome, noted: list[Noted] | None = None) -> None:
        self.named, self.tokens, self.names, self.noted = named, named.tokens, named.evidence.seen.names, noted
        self.date = named.evidence.seen.release.date
        self.holders = Holders(named)

    def read(self, offices: Sequence[Place]) -> tuple[list[Meaning], list[Conflict]]:
        """The offices that stand for their holders, and the conflicts between text and records."""
        if not offices:  # two texts of five
            return list(said_again(self.named)), []
        covered = set(self.named.covered)
        found: list[Meaning] = []
        conflicts: list[Conflict] = []
        persons: dict[int, Meaning] = {}
        for place in sorted(offices, key=lambda place: (place.start, -place.end)):
            # A name goes before an office: the Office of the President is a body's, and "President" there nobody's.
            if not covered.isdisjoint(range(place.start, place.end)):
                continue
            roles = list(dict.fromkeys(form.entity for form, _ in place.forms if form.strength == "office"))
            person = person_beside(self.named, place) or self._joined_to(persons, place)
            # Whoever stands beside the office is meant by his name, and the office is checked against the record; only
            # an office alone stands for its holder.
            if person is None:
                found += self._holder(place, roles, covered)
            elif person.forms:
                conflicts += self._conflict(place, roles[0], person)
            elif spelt := list(self._spelt_otherwise(place, roles, person, covered)):
                found += spelt
            else:
                self._refuse(place, Refusal.STRANGERS_OFFICE)
            if person is not None:
                persons[place.end] = person
            # Two offices may overlap (Minister, Minister of Health); the first and longest of a place counts.
            covered.update(range(place.start, place.end), *(range(one.start, one.end) for one in found[-1:]))
        found += self.in_construct(covered)
        found += said_again(self.named, covered)
        return list(self._told(found)), conflicts

    def _told(self, found: Sequence[Meaning]) -> Iterator[Meaning]:
        """All but legislators' offices of whose holder the text tells nothing."""
        gone = untold(self.named, found)
        for meaning in found:
            official = meaning.forms[0].entity
            if official in gone:
                self._refuse(Place(meaning.start, meaning.end, ()), Refusal.OFFICE_ALONE, [official])
            else:
                yield meaning

    def _joined_to(self, persons: Mapping[int, Meaning], place: Place) -> Meaning | None:
        """Whoever the office before is beside, where "and" joins this one: Ann Berg, the Minister of X and | of Y."""
        before, tokens = place.start - 1, self.tokens
        joined = before > 0 and tokens.words[before] in AND and tokens.close(before) and tokens.close(place.start)
        person = persons.get(before) if joined else None
        return person._replace(forms=()) if person is not None else None

    def in_construct(self, taken: Set[int]) -> Iterator[Meaning]:
        """Arabic offices directly before the body that they are of: | رئيس | الهيئة الوطنية للنزاهة."""
        tokens, words = self.tokens, self.tokens.words
        for body in self.named.meanings:
            k = body.start - 1
            if not construct(tokens, body.start) or not body.sure or body.forms[0].kind != "organization":
                continue
            if k in taken or person_beside(self.named, Place(k, k + 1, ())) is not None:
                continue
            held = [
                (official, membership)
                for official, membership in self.names.registry.holders(body.forms[0].entity)
                if membership.on(self.date) and role_words(membership.role)[:1] in ((words[k],), (words[k][1:],))
            ]
            if len({official.id for official, _ in held}) == 1:
                official, membership = held[0]
                yield Meaning(k, k + 1, (Form(membership.role, official.id, "official", "office", "office"),))

    def _holder(self, place: Place, roles: Sequence[str], covered: Set[int]) -> Iterator[Meaning]:
        """Who held the office, where exactly one official did and the text says which office it is."""
        refusal = self._of_nobody(place)
        if refusal is not None:
            self._refuse(place, refusal)
            return
        officials = self.holders.now(place, roles)
        if len(officials) != 1:
            self._refuse(place, Refusal.SEVERAL_HOLDERS if officials else Refusal.NO_HOLDER, officials)
            return
        official = next(iter(officials))
        if also_his(self.named, place, official):
            return
        refusal = self._institution(place, roles, official)
        if refusal is not None:
            self._refuse(place, refusal, officials)
            return
        form = Form(roles[0], official, "official", "office", "office")
        self.holders.note(place, roles, official)
        start, end = place.start, self._end_of_portfolio(place, roles[0])
        if organization_of(self.named, place) is None:  # the country is a part of it: Russian President
            start, end = country_before(self.tokens, place)[0], max(end, country_behind(self.tokens, place)[0])
        # What was added may belong to another name already; the office by itself is never covered.
        free = covered.isdisjoint(range(start, end))
        yield Meaning(start, end, (form,)) if free else Meaning(place.start, place.end, (form,))

    def _refuse(self, place: Place, why: Refusal, officials: Iterable[str] = ()) -> None:
        # In small letters most are words: a member, the representative.
        if self.noted is not None and (officials or self.tokens.capital(place.start)):
            self.noted += [Noted(place.start, place.end, official, why) for official in sorted(officials) or ("",)]

    def _of_nobody(self, place: Place) -> Refusal | None:
        """Why an office stands for nobody who holds it, whoever that is."""
        if is_former(self.named, place):
            return Refusal.FORMER_OFFICE
        if part_of_more(self.named, place):
            return Refusal.LONGER_OFFICE
        addressed = in_letter(self.named, place.start)
        return Refusal.ANYONES_OFFICE if not addressed and anyone(self.tokens, place) else None

    def _institution(self, place: Place, roles: Sequence[str], official: str) -> Refusal | None:
        memberships = self.names.registry.officials[official].memberships
        held = tuple(held for held in memberships if any(held.role.startswith(role) for role in roles))
        # What is said of an office stands before its country: nominee for | U.S. | Attorney General.
        whole = place._replace(start=country_before(self.tokens, place)[0])
        return means_no_holder(Alone(self.tokens, whole, self.date, held))

    def _only_holder(self, place: Place, roles: Sequence[str]) -> str | None:
        officials = self.holders.now(place, roles)
        return next(iter(officials)) if len(officials) == 1 else None

    def _spelt_otherwise(
        self, place: Place, roles: Sequence[str], person: Meaning, covered: Set[int]
    ) -> Iterator[Meaning]:
        """The name beside an office that is nearly that of the one who holds it: Hon. P. Harisan, the Minister of Y."""
        start, end = self._whole_name(place, person)
        official = self._only_holder(place, roles)
        free = covered.isdisjoint(range(start, end))
        if official is None or end - start < _FULL_NAME or is_former(self.named, place) or not free:
            return
        known, words = self.names.facts.person(official), self.tokens.words
        family = known.family[-1] if known.family else ""
        alike = SequenceMatcher(None, family, words[end - 1]).ratio() >= ALIKE and len(family) >= LONG_FAMILY
        if alike and known.given and words[start][0] == known.given[0][0]:
            name = self.names.registry.officials[official].name
            yield Meaning(start, end, (Form(name, official, "official", "office", "office"),))

    def _whole_name(self, place: Place, person: Meaning) -> tuple[int, int]:
        """All words with capitals around a word of somebody's name, up to the office."""
        tokens, start, end = self.tokens, person.start, person.end
        while tokens.close(start) and tokens.capital(start - 1) and tokens.words[start - 1] not in _NO_PART:
            start -= 1
        while start >= place.end and tokens.follows(end) and tokens.words[end] not in _NO_PART:
            end += 1
        return start, end

    def _end_of_portfolio(self, place: Place, role: str) -> int:
        """Where an office ends that has more in its portfolio than the record says: Minister of Ports | and Tourism."""
        tokens, end, words = self.tokens, place.end, role_words(role)
        # Only a role with a portfolio goes on; with its body behind it, it is complete.
        if "of" not in words or organization_of(self.named, place) is not None or is_place(words[-1]):
            return end
        while end < len(tokens) and tokens.gap(end).strip() in ("", "&", ",") and "\n\n" not in tokens.gap(end):
            if self._in_portfolio(end) and end not in self.named.starts:
                end += 1
            elif tokens.words[end] == "and" and self._in_portfolio(end + 1):
                end += 2
            else:
                break
        return end

    def _in_portfolio(self, place: int) -> bool:
        tokens = self.tokens
        if not tokens.capital(place) or tokens.words[place] in _NO_PORTFOLIO:
            return False
        # What begins another office is none: Minister of Irrigation and | State | Minister of Home Affairs.
        return not (tokens.follows(place + 1) and tokens.words[place + 1] in OFFICE_NOUNS)

    def _conflict(self, place: Place, role: str, person: Meaning) -> Iterator[Conflict]:
        """An office in apposition to an official whose record does not have it on the release's date."""
        # Whoever is named by a decision or a role was looked at by the author; and who was in office, has been.
        if is_former(self.named, place) or person.forms[0].method in ("decided", "role"):
            return
        meant = self.holders.meant(place, role)
        official = self.names.registry.officials[person.forms[0].entity]
        wanted = {membership.organization for _, membership in meant}
        # Without memberships a record is a draft, and says nothing against the text.
        if not meant or not official.memberships or len(wanted) != 1:
            return
        # A record may say more than the text: Minister of Health and Nutrition holds the Minister of Health.
        held = any(
            set(role_words(role)) <= set(role_words(m.role)) and m.organization in wanted and m.on(self.date)
            for m in official.memberships
        )
        if not held:
            yield Conflict(official.id, meant[0][1], person.start)
