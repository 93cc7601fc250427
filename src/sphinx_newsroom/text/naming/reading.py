"""One reading of one text: the places where a name may stand, and what each of them means."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.model.records import EntityKind, Method
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import COMMON, Evidence
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.introductions import (
    Introduction,
    introductions,
    is_subsequence,
    places_of,
    spelled_out,
)
from sphinx_newsroom.text.naming.people import Bearers, extended, is_given, named_in_full, no_name
from sphinx_newsroom.text.naming.places import Place, places_in
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.naming.tokens import Mark
from sphinx_newsroom.text.naming.word_lists import COMPANY_FORMS, CONNECTORS, LOCATIVE, PARTICLES, TITLES

_DOTTED = frozenset(["inc", "corp", "ltd", "co"])
_BETWEEN_PERSONS = 5
_AND = frozenset(["and", "та", "і", "й", "и"])
_IN_A_ROW = _AND | TITLES | {"with", "з", "із", "зі", "с", "со"} | PARTICLES
"""What may stand between two persons of a list."""


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


class Short(NamedTuple):
    """A short name introduced at word *start*: for an *entity*, or for whomever the *long* name before it means."""

    start: int
    entity: str | None
    long: tuple[int, int] | None = None


@dataclass
class Reading(Evidence):
    """The pass through a text from the left, with all that it has found so far.

    *places* are those where a name may stand, *ends* the same by where they end, *certain* those that name somebody
    beyond doubt; *offices* are those where the role of an office stands; *shorts* are the short names that the text
    introduces, and *read* says whom each stretch that was read so far means.
    """

    places: list[Place] = field(default_factory=list)
    offices: list[Place] = field(default_factory=list)
    certain: set[tuple[int, int]] = field(default_factory=set)
    ends: dict[int, list[Place]] = field(default_factory=lambda: defaultdict(list))
    shorts: dict[str, list[Short]] = field(default_factory=dict)
    read: dict[tuple[int, int], str] = field(default_factory=dict)
    bearers: Bearers = field(default_factory=Bearers)
    person_end: int = -1
    """Where the last official was named."""

    def meanings(self) -> Iterator[Meaning]:
        """What the text names, from the left, longest first, without overlap."""
        places, self.offices = places_in(self.names, self.tokens, self.release)
        self.beginnings = frozenset(place.start for place in places if not _common(place))
        self.acronyms = frozenset(place.start for place in places if _is_acronym(place))
        self._introduce(places)
        unshared = [place for place in places if _unshared(place)]
        for kind in ("organization", "official"):  # what bodies are named tells which of two persons is meant
            self.present |= frozenset(self._certain(unshared, kind))
            self.circles = frozenset().union(*map(self.names.circle, (*self.present, *self.stated)))
        self.places = self._with_introduced(places)
        end, last = 0, None
        for place in self.places:
            if place.start < end:
                continue
            meaning = self._meaning(place)
            if meaning is None or meaning.start < end:
                continue
            meaning = self._whole(meaning, last)
            end = meaning.end
            if meaning.sure:
                self._note(meaning)
            if not meaning.forms:
                continue
            if last is not None and last.end <= meaning.start:
                yield last
            last = meaning
        if last is not None:
            yield last

    def named_by_office(self, holders: Mapping[str, int], taken: Set[int]) -> Iterator[Meaning]:
        """Family names of officials after the office by which alone the text names each first, up to some word."""
        end = 0
        for place in self.places:
            if place.start < end or not taken.isdisjoint(range(place.start, place.end)):
                continue
            for form, _ in place.forms:
                if form.strength == "family" and place.start >= holders.get(form.entity, place.end):
                    self.introduced.setdefault(form.entity)
                    wide = self._family(form, place.start, place.end)
                    if wide is not None and taken.isdisjoint(range(wide[0], wide[1])):
                        end = wide[1]
                        yield Meaning(wide[0], end, (form._replace(method=wide[2]),))
                        break

    def _note(self, meaning: Meaning) -> None:
        """Take what was named into account from here on."""
        form = meaning.forms[0]
        self.introduced[form.entity] = None
        self.read[meaning.start, meaning.end] = form.entity
        if form.kind == "official":
            self.person_end = meaning.end
            self.bearers.note(self.tokens, meaning.start, form.entity, self.names.person(form.entity))

    def chars(self, meaning: Meaning) -> tuple[int, int]:
        """Where a meaning begins and ends in the text."""
        if meaning.mark is not None:
            return meaning.mark.start, meaning.mark.end
        last, end = self.tokens.words[meaning.end - 1], self.tokens.ends[meaning.end - 1]
        dotted = last in _DOTTED and meaning.end - meaning.start > 1 and self.tokens.text.startswith(".", end)
        return self.tokens.starts[meaning.start], end + dotted

    # -- what the text introduces, and whom it names beyond doubt

    def _introduce(self, places: Sequence[Place]) -> None:
        """Note what short names in parentheses mean here: an entity, or something that has no record (None)."""
        places = [place for place in places if not place.fixed]
        for place in places:
            self.ends[place.end].append(place)
        for short in introductions(self.tokens):
            longest = min(self.ends.get(short.outer, ()), key=lambda place: place.start, default=None)
            if longest and short.long_start is not None and short.long_start < longest.start:
                longest = None  # the end of a longer name: Free Application for | Federal Student Aid (FAFSA)
            if longest is not None and short.acronym and short.long_start is None and not self._fits(short, longest):
                longest = None  # likewise, of words that do not begin as the short name does: Energy | Fund (XLE)
            if longest is not None or short.long_start is not None:
                long = (longest.start, longest.end) if longest else None
                entity = self._sure_entity(longest) if longest else None
                self.shorts.setdefault(short.short, []).append(Short(short.start, entity, long))
        starts = {place.start: place for place in reversed(places)}
        for place in places:  # the other way round: ABC (Office for X)
            if place.forms[0][0].strength == "acronym" and self.tokens.gap(place.end) == " (":
                following = starts.get(self.tokens.past_the(place.end))
                if following:
                    self._introduce_before(place, following)
                elif spelled_out(self.tokens, place.start):  # by a name that has no record: ISO (In Search Of)
                    self.shorts.setdefault(self.tokens.raw[place.start], []).append(Short(place.start, None))

    def _fits(self, short: Introduction, long: Place) -> bool:
        """Whether a short name can be that of a long one whose words do not begin with its letters: Cutoshi (CUTO)."""
        words = self.tokens.words[long.start : long.end]
        strong = any(form.strength == "strong" for form, _ in long.forms)
        return strong or (len(words) == 1 and is_subsequence(short.short.lower(), words[0]))

    def _introduce_before(self, place: Place, following: Place) -> None:
        entity = self._sure_entity(following)
        letters = "".join(w[0] for w in self.tokens.words[following.start : following.end] if w not in CONNECTORS)
        own = letters == self.tokens.words[place.start] or any(form.entity == entity for form, _ in place.forms)
        if entity is not None and own and self.tokens.text[self.tokens.ends[following.end - 1] :].startswith(")"):
            short_name = self.tokens.surface(place.start, place.end)
            self.shorts.setdefault(short_name, []).append(Short(place.start, entity))

    def _sure_entity(self, place: Place) -> str | None:
        forms = [form for form, _ in place.forms if form.kind == "organization" and form.strength != "acronym"]
        entities = {form.entity for form in forms}
        return entities.pop() if len(entities) == 1 else None

    def _certain(self, places: Sequence[Place], kind: EntityKind) -> Iterator[str]:
        """Whom the author or an unshared full name names beyond doubt, wherever it stands."""
        for place in places:
            (form, how), start, end = place.forms[0], place.start, place.end
            if form.kind == kind and (place.fixed or (self.fits(form, place) and self.trusted(form, place, how))):
                self.certain.add((start, end))
                yield form.entity
        if kind == "organization":
            yield from (use.entity for uses in self.shorts.values() for use in uses if use.entity is not None)

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
            if short.entity is None:
                return None
            form = next((form for form, _ in place.forms if form.entity == short.entity), None)
            form = form or Form(self.tokens.surface(start, end), short.entity, "organization", "introduced", "acronym")
            return None if self.broken(form, start, end) else Meaning(start, end, (form,))
        if len(place.forms) == 1 and (start, end) in self.certain:
            return Meaning(start, end, (place.forms[0][0],))
        open_: list[tuple[Form, Likeness]] = []
        doubted: list[Form] = []
        widest = start, end
        for form, how in place.forms:
            if form.strength == "family":
                wide = self._family(form, start, end)
                if wide is not None:
                    open_.append((form._replace(method=wide[2]), how))
                    widest = min(widest[0], wide[0]), max(widest[1], wide[1])
            elif form.strength != "strong":
                if self.trusted(form, place, how) and self.fits(form, place):  # the cheaper first
                    open_.append((form, how))
            elif self.fits(form, place):
                if self.trusted(form, place, how):
                    open_.append((form, how))
                else:
                    doubted.append(form)
        chosen = self._preferred(open_, place)
        if chosen or not doubted:
            return Meaning(*widest, tuple(chosen)) if chosen else None
        return Meaning(start, end, tuple(doubted), doubted=True)

    def _whole(self, meaning: Meaning, last: Meaning | None) -> Meaning:
        """An organization's name with the form of a company behind it, or the body it belongs to before it.

        SriLankan Airlines | Limited, White House | OSTP; the *last* one may be that body itself, and nothing else.
        """
        tokens, start, end = self.tokens, meaning.start, meaning.end
        if meaning.mark or not meaning.sure or meaning.forms[0].kind != "organization":
            return meaning
        while tokens.capital(end) and tokens.gap(end) in (" ", ", ") and tokens.words[end] in COMPANY_FORMS:
            end += 1
        if tokens.follows(end):
            end = meaning.end
        if tokens.capital(start - 1) and tokens.gap(start) == " ":
            entity = meaning.forms[0].entity
            above = self.names.circle(entity) - {entity}
            before = [place for place in self.ends.get(start, ()) if any(f.entity in above for f, _ in place.forms)]
            taken, same = (0, 0) if last is None else (last.end, last.start)
            start = min((p.start for p in before if p.start >= taken or p.start == same), default=start)
        return meaning._replace(start=start, end=end)

    def _short(self, place: Place) -> Short | None:
        """What an introduced short name means at a place: by the last introduction before it, else the first after."""
        uses = self.shorts.get(self.tokens.surface(place.start, place.end))
        if not uses or all(form.strength == "strong" for form, _ in place.forms):
            return None
        before = [use for use in uses if use.start <= place.start]
        use = before[-1] if before else uses[0]
        if use.entity is None and use.long is not None:
            entity = self.read.get(use.long)
            return use._replace(entity=entity) if entity is not None or before else None
        return use

    def _family(self, form: Form, start: int, end: int) -> tuple[int, int, Method] | None:
        """The stretch and the method where a family name, with given names or initials beside it, means an official."""
        tokens, entity = self.tokens, form.entity
        person = self.names.person(entity)
        follows = 0 <= start - self.person_end <= _BETWEEN_PERSONS and self._in_a_row(entity, start)
        if entity not in self.introduced and not follows and not self._has_company(start, end, person):
            return None
        rare = self.names.family_names[" ".join(person.family)] < COMMON
        full = named_in_full(tokens, start, end, person, middle=rare)
        if full is not None:
            fits = self.fits(form._replace(strength="strong"), Place(*full, ()))
            return (*full, "name") if fits and self.same_person(form, Place(*full, ())) else None
        begin = extended(tokens, start, person)
        if begin is None:
            return None
        office = beside.office_before(tokens, begin)
        if not office and entity not in self.introduced and not follows:
            return None
        if not self.fits(form, Place(begin, end, ())):
            return None
        if self.bearers.another(tokens, begin, person, self.names.given_names):
            before = beside.office_before(tokens, begin - 1)
            alike = person.given and tokens.words[begin - 1][0] == person.given[0][0]
            if before and alike and self.holds(entity, before):
                return begin - 1, end, "family-name"  # the given name in another spelling, beside the office
            self.bearers.lose(person)
            return None
        if end - start == 1 and beside.is_date_or_word(tokens, start):
            return None
        known = entity in self.introduced and self.bearers.still(entity, person)
        if known and tokens.close(begin) and tokens.words[begin - 1] in LOCATIVE and begin == start:
            known = tokens.text[tokens.ends[end - 1] :][:2] in ("'s", "’s")
        if known or follows or (office and (self.holds(entity, office) or self.presided(entity, office))):
            initials = begin < start and not tokens.raw[begin].islower()
            return begin, end, "initials" if initials else "family-name"
        return None

    def _in_a_row(self, entity: str, start: int) -> bool:
        """Whether a family name goes on with a list of persons: President Macron, | Scholz and | Rutte."""
        if self.person_end < 0 or self.many_people:
            return False
        tokens = self.tokens
        between = range(self.person_end, start)
        listed = tokens.gap(self.person_end) == ", " or tokens.words[self.person_end] in _AND
        return (
            listed
            and all(tokens.words[k] in _IN_A_ROW for k in between)
            and all(tokens.close(k) for k in range(self.person_end + 1, start + 1))
            and any(held.on(self.release.date) for held in self.names.registry.officials[entity].memberships)
        )

    def _has_company(self, start: int, end: int, person: Person) -> bool:
        """Whether a given name, an initial or an office can stand beside a family name at all; cheap, asked often."""
        tokens = self.tokens
        if is_given(tokens, end, person) and (tokens.gap(end).strip() == "," or tokens.close(end)):
            return True
        if not tokens.close(start):
            return False
        word, given = tokens.words[start - 1], person.given
        if is_given(tokens, start - 1, person) or is_given(tokens, start - 2, person):
            return True
        small = word in PARTICLES and word in given
        if small or len(word) == 1 or "." in tokens.raw[start - 1] or word in person.roles or no_name(word):
            return True
        return bool(given) and word[0] == given[0][0]

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
        return any(words and self.holds(form.entity, words) for words in (before, after))


def _unshared(place: Place) -> bool:
    """Whether the author said who is meant, or a full name stands here, and that of one entity alone."""
    if not place.forms or not (place.fixed or place.forms[0][0].strength == "strong"):
        return False
    return len(place.forms) == 1 or len({form.entity for form, _ in place.forms}) == 1


def _is_acronym(place: Place) -> bool:
    return any(form.strength == "acronym" for form, _ in place.forms)


def _common(place: Place) -> bool:
    """Whether a place has only a common word that a record lists as a name: the Fund."""
    return place.end - place.start == 1 and all(form.strength == "generic" for form, _ in place.forms)


def _same_language(one: str | None, other: str) -> bool:
    return one is not None and one.split("-")[0] == other.split("-")[0]
