"""Whether a form is enough by itself to name its entity, or the release gives it what it lacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import EntityKind
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.fitting import misfit
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.name_table import Likeness
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.naming.places import Introduction, Place, Sightings, common
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.belonging import is_arabic
from sphinx_newsroom.text.words.countries import is_demonym
from sphinx_newsroom.text.words.folding import is_cyrillic, words_of
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    GENERAL_ABBREVIATIONS,
    MONTHS_AND_DAYS,
    PRIVATE_OFFICES,
    SHARED_ACRONYMS,
    WEEKDAYS,
    looks_common,
    written_small,
)


class Short(NamedTuple):
    """A short name introduced at word *start*, for an *entity* or for what has no record."""

    start: int
    entity: str | None


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
            entity = _sure_entity(longest) if longest else None
            found.setdefault(short.short, []).append(Short(short.start, entity))
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


class Beside(NamedTuple):
    """What stands beside a full name: offices, and whether a party and state does, or an office that its record has."""

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
    """Whether a full name can be the official's by its given name: Jon Miller, CEO, is no John R. Miller, senator.

    A nickname that the record does not have is less than a name: with an office beside it that office decides, or party
    and state behind it; without one the family name has to be *rare*.
    """
    tokens, record = evidence.seen.tokens, evidence.seen.names.registry.officials[form.entity]
    person = evidence.seen.names.facts.person(form.entity)
    recorded = {*person.given, *(word for name in record.nicknames for word in words_of(name))}
    if (person.called - recorded).isdisjoint(tokens.words[place.start : place.end]):
        return True
    name = _beside(evidence, form, place)
    if name.before or name.after:
        return name.same_office or (name.elected and rare)
    return rare or evidence.related(form.entity)


def same_person(evidence: Evidence, form: Form, place: Place) -> bool:
    """Whether a full name is that of the official, and not of a namesake with an office of another kind.

    An office outside of public life, or of a body that no record has, is a namesake's, unless the record has it or
    knows no offices: Ron Wright, partner, is no Representative Ron Wright.
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
"""From how many letters on a name that its record writes small is told from a word: citybiz, but not a "mint".

Nothing changes with four or six.
"""


def is_definite(seen: Sightings, start: int) -> bool:
    """Whether a common word is said to be a certain body's: the | Government, Israel's | Government."""
    tokens = seen.tokens
    return start > 0 and tokens.close(start) and tokens.words[start - 1] in _CERTAIN


def is_second(seen: Sightings, start: int) -> bool:
    """Whether a name of one word is the second of a longer name: Randel | Mercer, but German | Bundestag."""
    return beside.preceded(seen.tokens, start) and not is_demonym(seen.tokens.words[start - 1])


def goes_on(seen: Sightings, k: int) -> bool:
    """Whether word *k* makes one name of several words with the one before it: Max | Benassi, Gen | Z."""
    return seen.tokens.follows(k) and office_word(seen.tokens.words[k]) is None


def is_part(seen: Sightings, k: int) -> bool:
    """Whether word *k* goes on with a name, and is no other's name, no day and no form of a company."""
    words = seen.tokens.words
    if not goes_on(seen, k) or seen.known(k) or is_cyrillic(words[k]):
        return False
    return words[k] not in WEEKDAYS and words[k] not in MONTHS_AND_DAYS and words[k] not in COMPANY_FORMS


def is_proper(seen: Sightings, place: Place) -> bool:
    """Whether a name of one word is used as one in this text: with a capital inside a sentence, never without."""
    tokens, word = seen.tokens, seen.tokens.words[place.start]
    if is_arabic(word):
        return not seen.crowded  # without capitals nothing tells a name from a word
    if tokens.raw[place.start].islower():
        return len(word) >= _LONG_SMALL and not seen.crowded
    # A text that has "target" does not mean the company by "Target" at the start of a sentence.
    if tokens.lower(word):
        return False
    if tokens.all_capitals(place.start) and not tokens.shouted(place.start, place.end):
        return True
    proper = seen.used_as_names.get(word)
    if proper is None:
        proper = seen.used_as_names[word] = _inside_sentences(seen, word)
    return proper


def _inside_sentences(seen: Sightings, word: str) -> bool:
    """Whether a word has a capital somewhere inside a sentence, where it is not for the look of it."""
    tokens = seen.tokens
    return any(
        # Once is enough: a writer who gives a word its capital inside a sentence means a name.
        not _for_the_look(seen, k)
        and not tokens.shouted(k, k + 1)
        and (not tokens.begins_sentence(k) or not (looks_common(word) or seen.crowded))
        and not (seen.crowded and goes_on(seen, k + 1))
        for k in (seen.cases_of(word) if is_cyrillic(word) else tokens.places(word))
    )


def _for_the_look(seen: Sightings, k: int) -> bool:
    """Whether a word has a capital as all have in a headline; not in Russian and Ukrainian, nor in German prose."""
    tokens = seen.tokens
    if is_cyrillic(tokens.words[k]) or (seen.in_german and not tokens.heading(k)):
        return False
    return tokens.titled(k)


Distrust = Callable[[Evidence, Form, Place, Likeness], Refusal | None]
"""A rule for the forms of one strength: what is missing, None where nothing is."""

CROWDED = {2: 150, 3: 2500, 4: 5000, 5: 3000, 6: 1500, 7: 1000}
"""From how many acronyms of a length on one of them needs more than its letters: chance alone would hit too often.

Two letters have 676 combinations and three 17,576, so with 150 and 2,500 records one in five and one in seven hits
somebody; of longer ones fewer are words, but more of those that there are.
"""

_UNBOUNDED = 10**9


_TWO_WORDS = 2
"""Where everybody has a record, two words are somebody's name by chance; of three and more hardly ever."""

_WITH_ARTICLE = frozenset(["government", "administration"])
"""Words that are a body's with an article or an owner before them, and else a thing: Innovation in Government."""


_UNCOUNTED = frozenset(["government", "administration", "police"])
"""Words for bodies that are no less words for what one may have none of, or many."""

_CHAMBERS = frozenset(["house", "senate", "congress"])
"""What the chambers are called of whose members texts say party and state: House of Representatives."""


def distrust(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """Why a form is not enough; None where it is, by itself or as the release gives it what it lacks."""
    seen = evidence.seen
    if form.entity in seen.stated:
        return None
    if form.entity in seen.names.contexts:  # the record itself says when
        return None if _has_one_of(seen, seen.names.contexts[form.entity]) else Refusal.CONTEXT
    return _BY_STRENGTH[form.strength](evidence, form, place, how)


def _has_one_of(seen: Sightings, context: Sequence[str]) -> bool:
    """Whether the text has one of the words that a record asks for."""
    text = f" {' '.join(seen.tokens.words)} "
    return any(f" {' '.join(words_of(phrase))} " in text for phrase in context)


# Rules by the strength of a form


def _strong(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """A name of several words is somebody's; where everybody has a record, not if they are common words as well."""
    if form.kind == "official":
        return None if same_person(evidence, form, place) else Refusal.NAMESAKE
    seen, tokens = evidence.seen, evidence.seen.tokens
    # One word with capitals inside is strong as it is written; otherwise it is a word like others.
    words = tokens.words[place.start : place.end]
    if len(words) == 1 and how is not Likeness.EXACT:  # Dynamic for DynAMic, Emily for EMiLy
        return None if is_proper(seen, place) and not looks_common(words[0]) else Refusal.AS_A_WORD
    if len(words) != _TWO_WORDS:
        return None
    if not seen.crowded or form.entity in evidence.present or written_small(words[1]):
        return None
    # Global Health, where the text has both words small as well, or in a headline, is no company's name.
    written = tokens.raw[place.start : place.end]
    common = all(map(tokens.lower, map(str.lower, written)))
    doubtful = common or tokens.titled(place.start) or is_second(seen, place.start)
    return Refusal.COMMON_WORDS if doubtful else None


def _unit(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """The Criminal Division is that of a body that the text names, or of our own."""
    seen = evidence.seen
    owner = seen.names.facts.owner(form.entity)
    known = form.entity in evidence.present or not seen.home.isdisjoint((form.entity, owner))
    return None if known or owner in seen.entities else Refusal.UNIT


def _generic(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """The Ministry of Health is the one that the release is about, if it is about one."""
    if place.end - place.start > 1:
        known = form.entity in evidence.present or evidence.at_home(form.entity) or _of_no_country(evidence, form)
        return None if known or _committee_of_legislators(evidence, form) else Refusal.GENERIC
    seen = evidence.seen
    if goes_on(seen, place.end) and not seen.tokens.titled(place.end):
        return Refusal.BEGINNING  # Police | Stations
    if (thing := as_a_thing(seen, place)) is not None:
        return thing
    # "Parliament" alone is that of our own country, or of a country whose parliament is always called so.
    circle = seen.names.facts.circle(form.entity)
    own = not seen.home or not seen.home.isdisjoint(circle)
    if not (own and evidence.at_home(form.entity)) and not _of_no_country(evidence, form):
        return Refusal.GENERIC
    # What one may have none of, or many, begins sentences as a word: Police came.
    word = seen.tokens.words[place.start]
    counted = word not in _UNCOUNTED and not seen.tokens.lower(word)
    return None if counted or is_proper(seen, place) else Refusal.AS_A_WORD


def _of_no_country(evidence: Evidence, form: Form) -> bool:
    """Whether the record has a common name and says nowhere whose body it is, so that there is one: Labor."""
    seen = evidence.seen
    record = seen.names.registry.organizations[form.entity]
    listed = not form.text.islower() and form.text in (record.name, *(name.name for name in record.other_names))
    alone = record.parent is None and not seen.names.facts.country(form.entity)
    return listed and alone and not seen.crowded and len(seen.names.table[" ".join(words_of(form.text))]) == 1


def _committee_of_legislators(evidence: Evidence, form: Form) -> bool:
    """Whether a committee of no country is theirs whom the text names: Senate Finance Committee, Sen. Roe (R-OH)."""
    seen, words = evidence.seen, words_of(form.text)
    own = "committee" in words and (form.method == "name" or words[0] in _CHAMBERS)
    return own and bool(seen.of_legislators) and not seen.names.facts.country(form.entity)


def as_a_thing(seen: Sightings, place: Place) -> Refusal | None:
    """Businesses and | Government, APIs in | Government: without an article it is nobody's."""
    thing = place.end - place.start == 1 and seen.tokens.words[place.start] in _WITH_ARTICLE
    return Refusal.AS_A_WORD if thing and not is_definite(seen, place.start) else None


def _short(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """The Coast Guard is that of the United States where the text has the United States Coast Guard, too.

    So it is where the release is about that country: the Air Force, Rep. Roe (R-OH).
    """
    return None if form.entity in evidence.present or evidence.at_home(form.entity) else Refusal.SHORT


def _single(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """A name of one word is one where the text never has the word for itself."""
    seen = evidence.seen
    if form.entity in evidence.present:
        return None
    if seen.crowded and _of_many(seen, form, place):
        return Refusal.OF_MANY
    if not is_proper(seen, place):
        return Refusal.AS_A_WORD
    if is_second(seen, place.start):
        return Refusal.SECOND_WORD
    # Always with another word behind it, it is a part of a name: Pentagon | Games, Stanford | Continuing Studies.
    words = seen.tokens.words
    part = is_part(seen, place.end) and all(is_part(seen, k + 1) for k in seen.tokens.places(words[place.start]))
    return Refusal.BEGINNING if part else None


def _of_many(seen: Sightings, form: Form, place: Place) -> bool:
    """Whether a lone word is rather a person, where everybody has a record: Ford."""
    tokens, word = seen.tokens, seen.tokens.words[place.start]
    if word in seen.names.given_names or seen.names.family_names[word] >= COMMON:
        return True
    # Where the text has it as a part of somebody's name, it is that person's from there on: Maurice Adler … Adler.
    return any(tokens.gap(k) == " " and is_second(seen, k) and not tokens.titled(k) for k in tokens.places(word))


def _acronym(evidence: Evidence, form: Form, place: Place, how: Likeness) -> Refusal | None:
    """An acronym is its body's where the release has more of it, or where nothing speaks for something else."""
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
    # In a headline in capitals WHO is as likely a word.
    if seen.tokens.shouted(place.start, place.end):
        return Refusal.IN_CAPITALS
    # Unicef for UNICEF is as likely a word of its own, the more so the more acronyms there are.
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
"""By what else a form needs.  Family names, offices and heads are read by rules of their own and never come here."""


# Whom a text names beyond doubt


def weighed(seen: Sightings) -> Evidence:
    """Whom the text names beyond doubt: whom the author names, and whose full name nobody else has, wherever it is."""
    evidence = Evidence(seen, shorts_in(seen))
    unshared = [place for place in seen.places if _unshared(place)]
    # What bodies are named tells which of two persons is meant, so they go first.
    bodies = _certain(evidence, unshared, "organization")
    introduced = [short.entity for uses in evidence.shorts.values() for short in uses if short.entity is not None]
    evidence = _with_certain(evidence, bodies, introduced)
    people = _certain(evidence, unshared, "official")
    return _with_certain(evidence, people)


def _certain(evidence: Evidence, places: Sequence[Place], kind: EntityKind) -> list[Place]:
    sure = []
    for place in places:
        form, how = place.forms[0]
        if form.kind == kind and (
            place.fixed or (misfit(evidence.seen, form, place) is None and distrust(evidence, form, place, how) is None)
        ):
            sure.append(place)
    return sure


def _with_certain(evidence: Evidence, places: Sequence[Place], entities: Sequence[str] = ()) -> Evidence:
    named = [place.forms[0][0].entity for place in places]
    return evidence.with_certain([(place.start, place.end) for place in places], (*named, *entities))


def _unshared(place: Place) -> bool:
    """Whether the author said who is meant, or a full name stands here, and that of one entity alone."""
    if not place.forms or not (place.fixed or place.forms[0][0].strength in ("strong", "unit")):
        return False
    return len({form.entity for form, _ in place.forms}) == 1
