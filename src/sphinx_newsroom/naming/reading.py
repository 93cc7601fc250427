"""One reading of one text: the places where a name may stand, and what each of them means."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sphinx_newsroom.model import EntityKind, Method, Release
from sphinx_newsroom.naming import surroundings as beside
from sphinx_newsroom.naming.forms import Form, Names
from sphinx_newsroom.naming.introductions import introductions, places_of
from sphinx_newsroom.naming.people import Bearers, extended, named_in_full, same_office
from sphinx_newsroom.naming.spelling import Likeness, likeness
from sphinx_newsroom.naming.tokens import Mark, Tokens, words_of
from sphinx_newsroom.naming.words import GENERAL_ABBREVIATIONS, LOCATIVE, countries_in, looks_common

CROWDED = {2: 150, 3: 2500, 4: 40000}
"""From how many acronyms of a length on one of them needs more than its letters: chance alone would hit too often."""

FEW = 50
"""Up to so many acronyms of a length, one may be written like a word (Unicef) without more to show for it."""

COMMON = 3
"""From how many officials of one family name on a full name alone does not say who is meant."""


class Place(NamedTuple):
    """A stretch of words, and the forms that it can be, each with its likeness."""

    start: int
    end: int
    forms: tuple[tuple[Form, Likeness], ...]
    mark: Mark | None = None
    """The role in the text that says what is meant."""
    fixed: bool = False
    """Whether the author said what is meant; without forms, that nothing is."""


class Meaning(NamedTuple):
    """What a stretch of words means: one form, or several that nothing decides between."""

    start: int
    end: int
    forms: tuple[Form, ...]
    mark: Mark | None = None
    doubted: bool = False
    """Whether the text speaks against what there is."""

    @property
    def sure(self) -> bool:
        """Whether exactly one thing is meant."""
        return len(self.forms) == 1 and not self.doubted


@dataclass
class Reading:
    """What is known of a text while it is read from the left.

    *present* is whom the text anywhere names beyond doubt, *introduced* whom it has named so far;
    *offices* are the places where the role of an office stands.
    """

    names: Names
    tokens: Tokens
    release: Release
    offices: list[Place] = field(default_factory=list)
    present: frozenset[str] = frozenset()
    introduced: dict[str, None] = field(default_factory=dict)
    shorts: dict[str, list[tuple[int, str | None]]] = field(default_factory=dict)
    bearers: Bearers = field(default_factory=Bearers)

    def known(self, place: int) -> bool:
        """Whether a name of the registry begins at a word, as far as its letters tell."""
        return place in self._starts

    @cached_property
    def stated(self) -> frozenset[str]:
        """What the header names."""
        release = self.release
        return frozenset(filter(None, (release.issuer, *release.organizations, *release.officials)))

    def meanings(self) -> Iterator[Meaning]:
        """What the text names, from the left, longest first, without overlap."""
        places = self._places()
        self._starts = frozenset(place.start for place in places)
        self._introduce(places)
        for kind in ("organization", "official"):  # what bodies are named tells which of two persons is meant
            self.present |= frozenset(self._certain(places, kind))
            self.circles = frozenset().union(*map(self.names.circle, (*self.present, *self.stated)))
        end = 0
        for place in self._with_introduced(places):
            if place.start < end:
                continue
            meaning = self._meaning(place)
            if meaning is None or meaning.start < end:
                continue
            end = meaning.end
            if meaning.sure:
                self._note(meaning)
            if meaning.forms:
                yield meaning

    _starts: frozenset[int] = frozenset()
    circles: frozenset[str] = frozenset()

    def _note(self, meaning: Meaning) -> None:
        """Take what was named into account from here on."""
        form = meaning.forms[0]
        self.introduced[form.entity] = None
        if form.kind == "official":
            self.bearers.note(self.tokens, meaning.start, form.entity, self.names.person(form.entity))

    def chars(self, meaning: Meaning) -> tuple[int, int]:
        """Where a meaning begins and ends in the text."""
        if meaning.mark is not None:
            return meaning.mark.start, meaning.mark.end
        return self.tokens.starts[meaning.start], self.tokens.ends[meaning.end - 1]

    # -- where something may be named

    def _places(self) -> list[Place]:
        """Where a form of the registry stands, and where the author said what is meant."""
        tokens = self.tokens
        fixed = [*self._decided(), *self._in_roles()]
        taken = {(place.start, place.end) for place in fixed}
        found = fixed
        for start, end, forms in self.names.hits(tokens):
            if (start, end) in taken or self._in_code(start, end):
                continue
            like = [(form, how) for form in forms if (how := likeness(form, tokens, start, end)) is not None]
            if not like or beside.inside_address(tokens, start, end):
                continue
            place = Place(start, end, tuple((form, how) for form, how in like if form.strength != "office"))
            if place.forms:
                found.append(place)
            if len(place.forms) < len(like):
                offices = tuple((form, how) for form, how in like if form.strength == "office")
                self.offices.append(Place(start, end, offices))
        return found

    def _decided(self) -> Iterator[Place]:
        """The places of the names that the release's header decides; without a form where it says "never link"."""
        tokens, registry = self.tokens, self.names.registry
        for surface, entity in self.release.names:
            record = registry.entity(entity) if entity is not None else None
            forms = () if record is None else (
                (Form(surface, record.id, record.kind, "decided", "strong"), Likeness.EXACT),
            )
            for start, end, _ in places_of(tokens, (surface,)):
                if not self._in_code(start, end) and not beside.inside_address(tokens, start, end):
                    yield Place(start, end, forms, fixed=True)

    def _in_roles(self) -> Iterator[Place]:
        """The places where a role in the text names an entity."""
        for mark in self.tokens.marks:
            record = self.names.registry.entity(mark.entity) if mark.where == "role" and mark.entity else None
            if record is not None:
                form = Form(record.name, record.id, record.kind, "role", "strong")
                yield Place(*self._words_in(mark), ((form, Likeness.EXACT),), mark, fixed=True)

    def _words_in(self, mark: Mark) -> tuple[int, int]:
        return bisect_left(self.tokens.starts, mark.start), bisect_left(self.tokens.starts, mark.end)

    @cached_property
    def _closed(self) -> list[tuple[int, int]]:
        """The words in code and roles, which are not read."""
        return [self._words_in(mark) for mark in self.tokens.marks if mark.where in ("code", "role")]

    def _in_code(self, start: int, end: int) -> bool:
        return any(begin < end and start < stop for begin, stop in self._closed)

    def _introduce(self, places: Sequence[Place]) -> None:
        """Note what short names in parentheses mean here: an entity, or something that has no record (None)."""
        places = [place for place in places if not place.fixed]
        ends: dict[int, list[Place]] = defaultdict(list)
        for place in places:
            ends[place.end].append(place)
        for short in introductions(self.tokens):
            longs = ends[short.outer]
            longest = min(longs, key=lambda place: place.start, default=None)
            entity = self._sure_entity(longest) if longest else None
            if longest and short.long_start is not None and short.long_start < longest.start:
                entity = None  # the name is the end of a longer one: Free Application for | Federal Student Aid (FAFSA)
            if entity is not None or short.long_start is not None:
                self.shorts.setdefault(short.short, []).append((short.start, entity))
        starts = {place.start: place for place in reversed(places)}
        for place in places:  # the other way round: ABC (Office for X)
            following = starts.get(place.end)
            if following and place.forms[0][0].strength == "acronym" and self.tokens.gap(place.end) == " (":
                entity = self._sure_entity(following)
                if entity is not None and self.tokens.text[self.tokens.ends[following.end - 1] :].startswith(")"):
                    short_name = self.tokens.surface(place.start, place.end)
                    self.shorts.setdefault(short_name, []).append((place.start, entity))

    def _sure_entity(self, place: Place) -> str | None:
        forms = [form for form, _ in place.forms if form.kind == "organization" and form.strength != "acronym"]
        entities = {form.entity for form in forms}
        return entities.pop() if len(entities) == 1 else None

    def _certain(self, places: Sequence[Place], kind: EntityKind) -> Iterator[str]:
        """Whom the author or a full name of several words names, wherever it stands, that no other record has."""
        for place in places:
            entities = {form.entity for form, _ in place.forms}
            if len(entities) != 1 or place.forms[0][0].kind != kind:
                continue
            form, how = place.forms[0]
            strong = form.strength == "strong" and self._fits(form, place) and self._trusted(form, place, how)
            if place.fixed or strong:
                yield form.entity
        if kind == "organization":
            yield from (entity for uses in self.shorts.values() for _, entity in uses if entity is not None)

    def _with_introduced(self, places: list[Place]) -> list[Place]:
        """Places by where they begin, the longest first, with those of introduced short names that no form covers."""
        known = {(place.start, place.end) for place in places}
        added = [
            Place(start, end, ((Form(short, "", "organization", "introduced", "acronym"), Likeness.EXACT),))
            for start, end, short in places_of(self.tokens, self.shorts)
            if (start, end) not in known and not beside.inside_address(self.tokens, start, end)
        ]
        return sorted((*places, *added), key=lambda place: (place.start, -place.end))

    # -- what it means

    def _meaning(self, place: Place) -> Meaning | None:
        start, end = place.start, place.end
        if place.fixed:
            return Meaning(start, end, tuple(form for form, _ in place.forms), place.mark)
        short = self._short(place)
        if short is not None:
            if short[1] is None:
                return None
            form = next((form for form, _ in place.forms if form.entity == short[1]), None)
            form = form or Form(self.tokens.surface(start, end), short[1], "organization", "introduced", "acronym")
            return None if self._broken(form, start, end) else Meaning(start, end, (form,))
        open_: list[tuple[Form, Likeness]] = []
        doubted: list[Form] = []
        widest = start, end
        for form, how in place.forms:
            if form.strength == "family":
                wide = self._family(form, start, end)
                if wide is not None:
                    open_.append((form._replace(method=wide[2]), how))
                    widest = min(widest[0], wide[0]), max(widest[1], wide[1])
            elif self._fits(form, place):
                if self._trusted(form, place, how):
                    open_.append((form, how))
                elif form.strength == "strong":
                    doubted.append(form)
        chosen = self._preferred(open_, place)
        if chosen or not doubted:
            return Meaning(*widest, tuple(chosen)) if chosen else None
        return Meaning(start, end, tuple(doubted), doubted=True)

    def _short(self, place: Place) -> tuple[int, str | None] | None:
        """What an introduced short name means at a place; the last introduction before it, else the first after."""
        uses = self.shorts.get(self.tokens.surface(place.start, place.end))
        if not uses or all(form.strength == "strong" for form, _ in place.forms):
            return None
        at = bisect_left(uses, (place.start + 1, ""))
        if at:
            return uses[at - 1]
        return uses[0]

    def _broken(self, form: Form, start: int, end: int) -> bool:
        """Whether what stands beside an organization's name makes it a part of something else."""
        tokens = self.tokens
        if beside.hyphened(tokens, start, end, self.known):
            return True
        if beside.goes_on(tokens, end, self.known):
            return True
        if form.strength != "generic":
            return False
        return beside.continues_with_place(tokens, end, self.known) or self._of_another(form, start)

    def _of_another(self, form: Form, start: int) -> bool:
        """Whether the word before a generic name gives it to somebody else: Iowa | Department of Education."""
        if not beside.preceded(self.tokens, start):
            return False
        above = self.names.circle(form.entity)
        own = {word for id_ in above for word in id_.split("-")}
        own.update(word for country in self.names.country(form.entity) for word in country)
        return self.tokens.words[start - 1] not in own

    def _fits(self, form: Form, place: Place) -> bool:
        """Whether a form can be what stands at a place, by its neighbours alone."""
        if form.kind == "organization":
            return not self._broken(form, place.start, place.end)
        tokens, start, end = self.tokens, place.start, place.end
        return not (
            beside.hyphened(tokens, start, end, lambda _: False)
            or beside.followed_by_name(tokens, end)
            or beside.somebody_else(tokens, start, self.names.given_names)
        )

    def _trusted(self, form: Form, place: Place, how: Likeness) -> bool:
        """Whether a form is enough by itself, or the release gives it what it lacks."""
        if form.entity in self.introduced or form.entity in self.stated:
            return True
        record = self.names.registry.entity(form.entity)
        if record is not None and record.context:
            return self._has_one_of(record.context)
        if form.strength == "strong":
            return form.kind == "organization" or self._same_person(form, place)
        if form.strength == "acronym":
            return self._acronym(form, place, how)
        if form.strength == "generic":
            several = place.end - place.start > 1
            if several:
                return form.entity in self.present or self.at_home(form.entity)
            own = not self.home or not self.home.isdisjoint(self.names.circle(form.entity))
            return own and self.at_home(form.entity) and self._proper(place)
        return form.entity in self.present or self._proper(place)

    def _acronym(self, form: Form, place: Place, how: Likeness) -> bool:
        if form.entity in self.present or self.related(form.entity):
            return True
        if self.tokens.shouted(place.start, place.end) or self.tokens.words[place.start] in GENERAL_ABBREVIATIONS:
            return False
        length = len(form.text)
        if how is Likeness.CAPITALS and (self.names.acronyms[length] > FEW or not self._proper(place)):
            return False
        return length > 1 and self.names.acronyms[length] < CROWDED.get(length, 10**9)

    def _has_one_of(self, context: Sequence[str]) -> bool:
        """Whether the text has one of the words that a record asks for."""
        text = f" {' '.join(self.tokens.words)} "
        return any(f" {' '.join(words_of(phrase))} " in text for phrase in context)

    def related(self, entity: str) -> bool:
        """Whether the release names or states something that the entity belongs to, or that belongs to it."""
        return not self.circles.isdisjoint(self.names.circle(entity))

    def at_home(self, entity: str) -> bool:
        """Whether the release is about the country or the family of bodies that an entity belongs to."""
        return self.related(entity) or not self.countries.isdisjoint(self.names.country(entity))

    @cached_property
    def home(self) -> frozenset[str]:
        """The bodies that what the header names belongs to."""
        return frozenset().union(*map(self.names.circle, self.stated))

    @cached_property
    def countries(self) -> frozenset[tuple[str, ...]]:
        """The countries that the text names."""
        tokens = self.tokens
        words = [word if tokens.raw[k][0].isupper() else "" for k, word in enumerate(tokens.words)]
        return frozenset(countries_in(words))

    def _proper(self, place: Place) -> bool:
        """Whether a name of one word is used as one in this text: with a capital inside a sentence, never without."""
        tokens, word = self.tokens, self.tokens.words[place.start]
        if tokens.raw[place.start].islower():
            return len(word) > 4 and len(self.names.uncapitalized) <= FEW
        if word in tokens.lower:
            return False
        if tokens.all_capitals(place.start) and not tokens.shouted(place.start, place.end):
            return True
        return any(
            tokens.words[k] == word and not tokens.titled(k) and not tokens.shouted(k, k + 1)
            and (not tokens.begins_sentence(k) or not looks_common(word))
            for k in range(len(tokens))
        )

    def _same_person(self, form: Form, place: Place) -> bool:
        """Whether a full name is that of the official; a common one next to another office is somebody else's."""
        record = self.names.registry.officials[form.entity]
        family = " ".join(self.names.person(form.entity).family)
        if not record.memberships or self.names.family_names[family] < COMMON or self.related(form.entity):
            return True
        said = (beside.office_before(self.tokens, place.start), beside.office_after(self.tokens, place.end))
        return not any(said) or any(same_office(words, record) for words in said if words)

    def _family(self, form: Form, start: int, end: int) -> tuple[int, int, Method] | None:
        """The stretch and the method where a family name, with given names or initials beside it, means an official."""
        tokens, entity = self.tokens, form.entity
        person = self.names.person(entity)
        rare = self.names.family_names[" ".join(person.family)] < COMMON
        full = named_in_full(tokens, start, end, person, middle=rare)
        if full is not None:
            fits = self._fits(form._replace(strength="strong"), Place(*full, ()))
            return (*full, "name") if fits and self._same_person(form, Place(*full, ())) else None
        begin = extended(tokens, start, person)
        if begin is None or not self._fits(form, Place(begin, end, ())):
            return None
        if self.bearers.another(tokens, begin, person, self.names.given_names):
            before = beside.office_before(tokens, begin - 1)
            alike = person.given and tokens.words[begin - 1][0] == person.given[0][0]
            if before and alike and self._holds(entity, before):
                return begin - 1, end, "family-name"  # the given name in another spelling, beside the office
            self.bearers.lose(person)
            return None
        if end - start == 1 and beside.is_date_or_word(tokens, start):
            return None
        office = beside.office_before(tokens, begin)
        known = entity in self.introduced and self.bearers.still(entity, person)
        if known and tokens.close(begin) and tokens.words[begin - 1] in LOCATIVE and begin == start:
            known = tokens.text[tokens.ends[end - 1] :][:2] in ("'s", "’s")
        if known or (office and self._holds(entity, office)):
            return begin, end, "family-name" if begin == start else "initials"
        return None

    def _holds(self, entity: str, office: Sequence[str]) -> bool:
        """Whether an official held such an office on the release's date."""
        record = self.names.registry.officials[entity]
        held = [membership for membership in record.memberships if membership.on(self.release.date)]
        return any(same_office(office, record, membership) for membership in held)

    # -- which of several

    def _preferred(self, open_: list[tuple[Form, Likeness]], place: Place) -> list[Form]:
        """The forms that are left when the spelling, the release, the date and the language have had their say."""
        if not open_:
            return []
        nearest = min(how for _, how in open_)
        forms = [form for form, how in open_ if how == nearest]
        tests: tuple[Callable[[Form], bool], ...] = (
            lambda form: form.entity in self.introduced,
            lambda form: form.entity in self.stated,
            lambda form: self._by_office(form, place),
            lambda form: self.bearers.addressed(self.tokens, place.start, form.entity),
            lambda form: form.entity in self.present,
            lambda form: self.related(form.entity),
            lambda form: self.names.in_time(form, self.release.date),
            lambda form: _same_language(form.language, self.release.language),
        )
        for test in tests:
            narrowed = [form for form in forms if test(form)]
            if narrowed:
                forms = narrowed
            if len({form.entity for form in forms}) == 1:
                return forms[:1]
        return forms

    def _by_office(self, form: Form, place: Place) -> bool:
        if form.kind != "official":
            return False
        before = beside.office_before(self.tokens, place.start)
        after = beside.office_after(self.tokens, place.end)
        return any(words and self._holds(form.entity, words) for words in (before, after))


def _same_language(one: str | None, other: str) -> bool:
    return one is not None and one.split("-")[0] == other.split("-")[0]
