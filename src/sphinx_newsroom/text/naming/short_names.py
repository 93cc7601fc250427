"""Whether a form is enough to name its entity, or the release contains the evidence it needs."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import EntityKind
from sphinx_newsroom.text.naming import surroundings
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.name_table import Likeness
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.naming.places import Introduction, Place, Sightings, common
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.naming.surroundings import misfit
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.belonging import is_arabic
from sphinx_newsroom.text.words.countries import is_demonym
from sphinx_newsroom.text.words.folding import is_cyrillic, words_of
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    GENERAL_ABBREVIATIONS,
    PRIVATE_OFFICES,
    SHARED_ACRONYMS,
    WEEKDAYS,
    looks_common,
    written_small,
)


class Short(NamedTuple):
    """A short name introduced at word *start*, for an *entity*, or for what the *long* name before it means."""

    start: int
    entity: str | None
    long: tuple[int, int] | None


def shorts_in(seen: Sightings) -> dict[str, list[Short]]:
    """Return what short names in parentheses mean, in the order of the text: an entity, or None without a record."""
    found: dict[str, list[Short]] = {}
    for short in seen.introductions:
        longest = _long_name(seen, short)
        if longest is not None or short.long_start is not None:
            if longest is not None and common(longest):
                longest = None  # some Fund without a record: the Growth Fund (“the Fund”)
            long = (longest.start, longest.end) if longest else None
            entity = _sure_entity(longest) if longest else None
            found.setdefault(short.short, []).append(Short(short.start, entity, long))
    return {short: sorted(uses, key=lambda use: use.start) for short, uses in found.items()}


def _long_name(seen: Sightings, short: Introduction) -> Place | None:
    """Return the longest place before the parentheses, if they contain a short name for it."""
    # The longest, because the United Nations Office on Drugs and Crime (UNODC) also ends with a shorter name.
    longest = min(seen.by_end.get(short.outer, ()), key=lambda place: place.start, default=None)
    if longest is None or not _organizations(longest):
        return None  # Sen. Anna Berg (D-Wis.), Karl Berg (EPP): a person has neither acronym nor name in parentheses
    return longest if any(fits(seen, short, longest) for fits in _FITTING) else None


# Parentheses after a name usually add a fact: a party, a state, a news agency. They hold a short name only if one of
# the following rules says so.


def _by_words(seen: Sightings, short: Introduction, long: Place) -> bool:
    """Each letter starts a word of the name, in order: Caisse des dépôts (CDC), BillionDollarClub (BDC)."""
    if short.long_start is not None:
        return True
    raw, words = seen.tokens.raw, seen.tokens.words
    inside = (words[k][0] + re.sub("[^A-Z]", "", raw[k][1:]).lower() for k in range(long.start, long.end))
    initials = iter("".join(inside))
    # Each letter is searched for after the one before.
    return short.acronym and all(letter in initials for letter in short.short.lower() if letter.isalpha())


def _defined(seen: Sightings, short: Introduction, long: Place) -> bool:
    """The author defines it in quotation marks: the World Bank (“the Bank”)."""
    return not short.acronym


_FITTING: tuple[Callable[[Sightings, Introduction, Place], bool], ...] = (_by_words, _defined)
"""Rules that recognize a short name in parentheses; one is enough."""


def _sure_entity(place: Place) -> str | None:
    """Return the only organization that a place can mean by more than an acronym."""
    forms = [form for form, _ in place.forms if form.kind == "organization" and form.strength != "acronym"]
    entities = {form.entity for form in forms}
    return entities.pop() if len(entities) == 1 else None


def _organizations(place: Place) -> frozenset[str]:
    return frozenset(form.entity for form, _ in place.forms if form.kind == "organization")


COMMON = 3
"""From this many officials on, a family name is common."""


ANYBODY = 1000
"""With more officials than this, a record without offices may be a namesake's."""


@dataclass(frozen=True)
class Evidence:
    """The entities that a text names beyond doubt, and the meanings of its short names.

    This is the second of a reading's three values. *present* are the entities named beyond doubt, *certain* the places
    of those names, *relevant* the same entities with those in the header. *shorts* are the short names that the text
    introduces.
    """

    seen: Sightings
    shorts: Mapping[str, list[Short]] = field(default_factory=dict)
    certain: frozenset[tuple[int, int]] = frozenset()
    present: frozenset[str] = frozenset()
    relevant: frozenset[str] = frozenset()

    def with_certain(self, places: Sequence[Place], entities: Iterable[str] = ()) -> Evidence:
        """Return a copy with more entities named beyond doubt, at some places or anywhere."""
        # From here on the header counts as well, since the release is about the entities it names.
        present = self.present.union((place.forms[0][0].entity for place in places), entities)
        certain = self.certain.union((place.start, place.end) for place in places)
        return Evidence(self.seen, self.shorts, certain, present, present | self.seen.stated)

    @kept_property
    def circles(self) -> frozenset[str]:
        """The organizations that the entities in *relevant* belong to."""
        return frozenset().union(*map(self.seen.names.facts.circle.__getitem__, self.relevant))

    def related(self, entity: str) -> bool:
        """Whether the entity belongs to one that the release names, or the other way around."""
        return not self.circles.isdisjoint(self.seen.names.facts.circle[entity])

    @kept_property
    def home_countries(self) -> frozenset[Country]:
        """The countries of the entities in the header; without any, the one country that all named entities share.

        A text by legislators is at home in their country, whatever else it names.
        """
        if self.seen.home_countries:
            return self.seen.home_countries
        if self.seen.of_legislators:
            return self.seen.of_legislators
        named = [found for entity in self.present if (found := self.seen.names.facts.country[entity])]
        return frozenset.intersection(*named) if named else frozenset()

    def at_home(self, entity: str) -> bool:
        """Whether the release is about an entity's country or about organizations related to it."""
        return self.related(entity) or not self.countries.isdisjoint(self.seen.names.facts.country[entity])

    @kept_property
    def countries(self) -> frozenset[Country]:
        """The countries that the text names, and those of all entities named beyond doubt."""
        facts = self.seen.names.facts
        return self.seen.countries.union(*(facts.country[entity] for entity in self.present))


# Whether a full name is the official's or a namesake's


class Beside(NamedTuple):
    """The context of a full name: offices, a party and state, and whether the record has the office."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    elected: bool
    same_office: bool


def _beside(evidence: Evidence, form: Form, place: Place) -> Beside:
    tokens, record = evidence.seen.tokens, evidence.seen.names.registry.officials[form.entity]
    before = office_words.office_before(tokens, place.start) or office_words.shared_office(tokens, place.start)
    after = office_words.office_after(tokens, place.end)
    elected = office_words.CONSTITUENCY.match(tokens.text, tokens.ends[place.end - 1]) is not None
    return Beside(before, after, elected, any(same_office(words, record) for words in (before, after) if words))


def by_nickname(evidence: Evidence, form: Form, place: Place, *, rare: bool) -> bool:
    """Whether the given name fits the official: Jon Miller, CEO, isn't Senator John R. Miller.

    A nickname that the record doesn't list is weaker than a name. An office next to it decides, or a party and state
    after it; otherwise the family name must be *rare*.
    """
    tokens, record = evidence.seen.tokens, evidence.seen.names.registry.officials[form.entity]
    person = evidence.seen.names.facts.person[form.entity]
    recorded = {*person.given, *(word for name in record.nicknames for word in words_of(name))}
    if (person.called - recorded).isdisjoint(tokens.words[place.start : place.end]):
        return True
    name = _beside(evidence, form, place)
    return name.same_office or (rare and (name.elected or not (name.before or name.after)))


def same_person(evidence: Evidence, form: Form, place: Place) -> bool:
    """Whether a full name is the official's, not a namesake's with a different kind of office.

    An office outside public life, or in an unknown organization, is a namesake's, unless the record has it or lists no
    offices: Ron Wright, partner, isn't Representative Ron Wright.
    """
    seen, officials = evidence.seen, evidence.seen.names.registry.officials
    if not officials[form.entity].memberships and len(officials) <= ANYBODY:
        return True
    name = _beside(evidence, form, place)
    if name.elected or name.same_office or evidence.related(form.entity):
        return True
    if not PRIVATE_OFFICES.isdisjoint((*name.before, *name.after)):
        return False
    return not (name.after and office_words.of_unknown_body(seen.tokens, place.end, seen.known))


_CERTAIN = frozenset("the our s this federal us".split())

_LONG_SMALL = 5
"""The shortest lowercase name in a record that counts as a name: citybiz, but not a "mint"."""


def is_definite(seen: Sightings, start: int) -> bool:
    """Whether the text makes a common word specific: the | Government, Israel's | Government."""
    tokens = seen.tokens
    return tokens.close(start) and tokens.words[start - 1] in _CERTAIN


def is_second(seen: Sightings, start: int) -> bool:
    """Whether a one-word name ends a longer name: Randel | Mercer, but not German | Bundestag."""
    return surroundings.preceded(seen.tokens, start) and not is_demonym(seen.tokens.words[start - 1])


def goes_on(seen: Sightings, k: int) -> bool:
    """Whether word *k* continues a name with the word before it: Max | Benassi, Gen | Z."""
    return seen.tokens.follows(k)


def is_part(seen: Sightings, k: int) -> bool:
    """Whether word *k* continues a name, and isn't another name, a day or a company form."""
    words = seen.tokens.words
    if not goes_on(seen, k) or seen.known(k) or is_cyrillic(words[k]):
        return False
    return words[k] not in WEEKDAYS and words[k] not in COMPANY_FORMS


def is_proper(seen: Sightings, place: Place) -> bool:
    """Whether a text uses a one-word name as a name: capitalized inside a sentence, never in lowercase."""
    tokens, word = seen.tokens, seen.tokens.words[place.start]
    if is_arabic(word):
        return not seen.crowded  # without capitals, names and words look the same
    if tokens.raw[place.start].islower():
        return len(word) >= _LONG_SMALL and not seen.crowded
    # If the text contains "target", then "Target" at the start of a sentence isn't the company.
    if tokens.lower(word):
        return False
    if tokens.all_capitals(place.start):
        return True
    proper = seen.used_as_names.get(word)
    if proper is None:
        proper = seen.used_as_names[word] = _inside_sentences(seen, word)
    return proper


def _inside_sentences(seen: Sightings, word: str) -> bool:
    """Whether a word is capitalized inside a sentence, outside headlines."""
    tokens = seen.tokens
    return any(
        # Once is enough: a word capitalized inside a sentence is meant as a name.
        not _for_the_look(seen, k)
        and not tokens.shouted(k, k + 1)
        and (not tokens.begins_sentence(k) or not (looks_common(word) or seen.crowded))
        and not (seen.crowded and goes_on(seen, k + 1))
        for k in (seen.cases_of(word) if is_cyrillic(word) else tokens.places(word))
    )


def _for_the_look(seen: Sightings, k: int) -> bool:
    """Whether a word is capitalized like all words in a headline; not in Russian or Ukrainian, nor in German prose."""
    tokens = seen.tokens
    if is_cyrillic(tokens.words[k]) or (seen.in_german and not tokens.heading(k)):
        return False
    return tokens.titled(k)


Distrust = Callable[[Evidence, Form, Place, Likeness], Refusal | None]
"""A rule for the forms of one strength: returns the missing evidence, or None."""

CROWDED = {2: 150, 3: 2500, 4: 5000, 5: 3000, 6: 1500, 7: 1000}
"""The number of acronyms of the same length above which each needs more evidence, because chance matches are frequent.

Two letters have 676 combinations and three 17,576, so 150 and 2,500 records cover one in five and one in seven. Longer
ones are words less often, but more of those exist.
"""

_UNBOUNDED = 10**9


_TWO_WORDS = 2
"""In a large registry, two common words may be a name by chance; three hardly ever."""

_WITH_ARTICLE = frozenset(["government", "administration"])
"""Words that mean an organization only after an article or an owner: not in Innovation in Government."""


_UNCOUNTED = frozenset(["government", "administration", "police"])
"""Words for organizations that are also mass nouns."""

_CHAMBERS = frozenset(["house", "senate", "congress"])
"""Chambers whose members texts name with party and state: House of Representatives."""


def distrust(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """Return what a form lacks, or None if it is enough, alone or with the rest of the release."""
    seen = evidence.seen
    if form.entity in seen.stated:
        return None
    if form.entity in seen.names.contexts:  # the record's context: decides
        return None if _has_one_of(seen, seen.names.contexts[form.entity]) else Refusal.CONTEXT
    # Others also use a unit's acronym and short names; its full name has a rule of its own.
    if form.strength != "strong" and form.entity in seen.names.units and _unit(evidence, form, place, how):
        return Refusal.UNIT
    return _BY_STRENGTH[form.strength](evidence, form, place, how)


def _has_one_of(seen: Sightings, context: Sequence[str]) -> bool:
    """Whether the text has one of the words that a record requires."""
    text = f" {' '.join(seen.tokens.words)} "
    return any(f" {' '.join(words_of(phrase))} " in text for phrase in context)


# Rules by the strength of a form


def _strong(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """A name of several words suffices; in a large registry, not if they are also common words."""
    if form.kind == "official":
        return None if same_person(evidence, form, place) else Refusal.NAMESAKE
    seen, tokens = evidence.seen, evidence.seen.tokens
    # A single word with inner capitals is strong only as written; otherwise it is an ordinary word.
    words = tokens.words[place.start : place.end]
    if len(words) == 1 and how is not Likeness.EXACT:  # Dynamic for DynAMic, Emily for EMiLy
        return None if is_proper(seen, place) and not looks_common(words[0]) else Refusal.AS_A_WORD
    if len(words) != _TWO_WORDS:
        return None
    if not seen.crowded or form.entity in evidence.present or written_small(words[1]):
        return None
    # Global Health isn't a company if the text also has both words in lowercase, or in a headline.
    written = tokens.raw[place.start : place.end]
    common = all(map(tokens.lower, map(str.lower, written)))
    doubtful = common or tokens.titled(place.start) or is_second(seen, place.start)
    return Refusal.COMMON_WORDS if doubtful else None


def _unit(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """The Criminal Division belongs to an organization that the text names, or to a home organization."""
    seen = evidence.seen
    owner = seen.names.facts.owner(form.entity)
    known = form.entity in evidence.present or not seen.home.isdisjoint((form.entity, owner))
    return None if known or owner in seen.entities else Refusal.UNIT


def _generic(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """The Ministry of Health is the one that the release is about, if there is one."""
    if place.end - place.start > 1:
        known = form.entity in evidence.present or evidence.at_home(form.entity) or _of_no_country(evidence, form)
        return None if known or _committee_of_legislators(evidence, form) else Refusal.GENERIC
    seen = evidence.seen
    if goes_on(seen, place.end) and not seen.tokens.titled(place.end):
        return Refusal.BEGINNING  # Police | Stations
    if (thing := as_a_thing(seen, place)) is not None:
        return thing
    # "Parliament" alone means the home country's, or one whose usual name it is.
    circle = seen.names.facts.circle[form.entity]
    own = not seen.home or not seen.home.isdisjoint(circle)
    if not (own and evidence.at_home(form.entity)) and not _of_no_country(evidence, form):
        return Refusal.GENERIC
    # Mass nouns can start a sentence as ordinary words: Police came.
    word = seen.tokens.words[place.start]
    counted = word not in _UNCOUNTED and not seen.tokens.lower(word)
    return None if counted or is_proper(seen, place) else Refusal.AS_A_WORD


def _of_no_country(evidence: Evidence, form: Form) -> bool:
    """Whether a common name has no known owner, so that there is only one: Labor."""
    seen = evidence.seen
    record = seen.names.registry.organizations[form.entity]
    listed = not form.text.islower() and form.text in (record.name, *(name.name for name in record.other_names))
    alone = record.parent is None and not seen.names.facts.country[form.entity]
    return listed and alone and not seen.crowded and len(seen.names.table[" ".join(words_of(form.text))]) == 1


def _committee_of_legislators(evidence: Evidence, form: Form) -> bool:
    """Whether a committee of no country belongs to the named legislators: Senate Finance Committee, Sen. Roe (R-OH)."""
    seen, words = evidence.seen, words_of(form.text)
    own = "committee" in words and (form.method == "name" or words[0] in _CHAMBERS)
    return own and bool(seen.of_legislators) and not seen.names.facts.country[form.entity]


def as_a_thing(seen: Sightings, place: Place) -> Refusal | None:
    """Businesses and | Government, APIs in | Government: without an article it isn't an organization."""
    thing = place.end - place.start == 1 and seen.tokens.words[place.start] in _WITH_ARTICLE
    return Refusal.AS_A_WORD if thing and not is_definite(seen, place.start) else None


def _short(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """The Coast Guard is the United States' if the text also names the United States Coast Guard.

    The same holds if the release is about that country: the Air Force, Rep. Roe (R-OH).
    """
    return None if form.entity in evidence.present or evidence.at_home(form.entity) else Refusal.SHORT


def _single(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """A one-word name counts if the text never uses it as an ordinary word."""
    seen = evidence.seen
    if form.entity in evidence.present:
        return None
    if seen.crowded and _of_many(seen, form, place):
        return Refusal.OF_MANY
    if not is_proper(seen, place):
        return Refusal.AS_A_WORD
    if is_second(seen, place.start):
        return Refusal.SECOND_WORD
    # If another word always follows, it is part of a name: Pentagon | Games, Stanford | Continuing Studies.
    words = seen.tokens.words
    part = is_part(seen, place.end) and all(is_part(seen, k + 1) for k in seen.tokens.places(words[place.start]))
    return Refusal.BEGINNING if part else None


def _of_many(seen: Sightings, form: Form, place: Place) -> bool:
    """Whether a single word is more likely a person's name in a large registry: Ford."""
    tokens, word = seen.tokens, seen.tokens.words[place.start]
    if word in seen.names.given_names or seen.names.family_names[word] >= COMMON:
        return True
    # If the text has it in a person's name, it is that person from there on: Maurice Adler … Adler.
    return any(tokens.gap(k) == " " and is_second(seen, k) and not tokens.titled(k) for k in tokens.places(word))


def _acronym(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """An acronym counts if the release has other evidence for its organization, or nothing suggests another meaning."""
    seen, word = evidence.seen, evidence.seen.tokens.words[place.start]
    length = len(form.text)
    if word in GENERAL_ABBREVIATIONS or length == 1:
        return Refusal.COMMON_ACRONYM
    if form.entity in evidence.present or evidence.related(form.entity):
        return None
    if seen.names.facts.acronyms[length] >= CROWDED.get(length, _UNBOUNDED):
        return Refusal.MANY_ACRONYMS
    if word in SHARED_ACRONYMS:
        return Refusal.SHARED_ACRONYM
    # In a headline in capitals, WHO may be an ordinary word.
    if seen.tokens.shouted(place.start, place.end):
        return Refusal.IN_CAPITALS
    # Unicef for UNICEF may be a separate word, especially if there are many acronyms.
    own = how is not Likeness.CAPITALS or (not seen.crowded and is_proper(seen, place) and not looks_common(word))
    return None if own else Refusal.AS_A_WORD


_BY_STRENGTH: Mapping[str, Distrust] = {
    "strong": _strong,
    "unit": _unit,
    "generic": _generic,
    "short": _short,
    "single": _single,
    "acronym": _acronym,
}
"""Rules by strength. Family names and offices have rules of their own and never come here."""


# Entities named beyond doubt


def weighed(seen: Sightings) -> Evidence:
    """Find the entities named beyond doubt: by the author, or by a full name that nobody else has."""
    evidence = Evidence(seen, shorts_in(seen))
    unshared = [place for place in seen.places if _unshared(place)]
    # The organizations come first, because they help to tell people apart.
    bodies = _certain(evidence, unshared, "organization")
    introduced = [short.entity for uses in evidence.shorts.values() for short in uses if short.entity is not None]
    evidence = evidence.with_certain(bodies, introduced)
    people = _certain(evidence, unshared, "official")
    return evidence.with_certain(people)


def _certain(evidence: Evidence, places: Sequence[Place], kind: EntityKind) -> list[Place]:
    sure = []
    for place in places:
        form, how = place.forms[0]
        if form.kind == kind and (
            place.fixed or (misfit(evidence.seen, form, place) is None and distrust(evidence, form, place, how) is None)
        ):
            sure.append(place)
    return sure


def _unshared(place: Place) -> bool:
    """Whether the author decided the meaning, or the place is a full name of only one entity."""
    if not place.forms or not (place.fixed or place.forms[0][0].strength in ("strong", "unit")):
        return False
    return len({form.entity for form, _ in place.forms}) == 1
