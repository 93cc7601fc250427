"""What a text and its release say for or against a form: what stands beside it, and what else is named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from sphinx_newsroom.model.records import Release, latest
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.countries import countries, countries_in, is_demonym, same_stem
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.naming.tokens import Tokens, words_of
from sphinx_newsroom.text.naming.translations import abroad
from sphinx_newsroom.text.naming.word_lists import (
    COMPANY_FORMS,
    GENERAL_ABBREVIATIONS,
    SMALL_WORDS,
    looks_common,
    written_small,
)

CROWDED = {2: 150, 3: 2500, 4: 5000, 5: 3000, 6: 1500, 7: 1000}
"""From how many acronyms of a length on one of them needs more than its letters: chance alone would hit too often."""

FEW = 50
"""Up to so many acronyms of a length, one may be written like a word (Unicef) without more to show for it."""

_SHARED = frozenset({"ministry", "department", "bureau", "office", "міністерство", "министерство"})
"""First words of names that go on with "and" in many variants."""

MANY = 1000
"""With so many names of one word, one at the start of a sentence is as likely as not just that word."""

MANY_PEOPLE = 5000
"""With so many officials, a full name of a common family name is as likely as not a namesake's."""

COMMON = 3
"""From how many officials of one family name on a full name alone does not say who is meant."""


@dataclass
class Evidence:
    """What is known of a text: *present* is whom it anywhere names beyond doubt, *introduced* whom it has named so far.

    *beginnings* are the words at which a name may begin, *acronyms* those of them that may be acronyms, *circles* the
    bodies that the present and stated belong to.
    """

    names: Names
    tokens: Tokens
    release: Release
    present: frozenset[str] = frozenset()
    circles: frozenset[str] = frozenset()
    introduced: dict[str, None] = field(default_factory=dict)
    beginnings: frozenset[int] = frozenset()
    acronyms: frozenset[int] = frozenset()

    def known(self, place: int) -> bool:
        """Whether a name of the registry begins at a word, as far as its letters tell."""
        return place in self.beginnings

    @cached_property
    def stated(self) -> frozenset[str]:
        """What the header names."""
        release = self.release
        return frozenset(filter(None, (release.issuer, *release.organizations, *release.officials)))

    def broken(self, form: Form, start: int, end: int) -> bool:
        """Whether what stands beside an organization's name makes it a part of something else."""
        tokens = self.tokens
        if beside.hyphened(tokens, start, end, self.known):
            return True
        if form.strength != "strong" and beside.inside_name(tokens, start, end):
            return True
        if beside.goes_on(tokens, end, self.known) or self._elsewhere(form, end) or self._foreign(form, start):
            return True
        if form.strength != "generic":
            shared = tokens.words[start] in _SHARED and tokens.words[end : end + 1] == ["and"]
            return shared and beside.continues_with_place(tokens, end, self.known)
        return beside.continues_with_place(tokens, end, self.known) or self._of_another(form, start)

    def _elsewhere(self, form: Form, end: int) -> bool:
        """Whether "of" and another country than its own follow a name: Securities Commission | of Ghana."""
        tokens = self.tokens
        if not tokens.close(end) or tokens.words[end] != "of":
            return False
        following = tokens.past_the(end + 1)
        found = next(iter(countries_in(tokens.words[following : following + 4])), None)
        if found is None or tokens.words[following] != found[0] or not tokens.capital(following):
            return False
        return found not in self.names.country(form.entity)

    def _foreign(self, form: Form, start: int) -> bool:
        """Whether the word before a shared name is made of another country's: the Greek | Ministry of Health."""
        if form.strength not in ("generic", "acronym") or not self.tokens.close(start):
            return False
        word, own = self.tokens.words[start - 1], self.names.country(form.entity)
        return bool(own) and is_demonym(word) and not any(part[:4] == word[:4] for country in own for part in country)

    def _of_another(self, form: Form, start: int) -> bool:
        """Whether the word before a generic name gives it to somebody else: Iowa | Department of Education."""
        if not beside.preceded(self.tokens, start):
            return False
        above = self.names.circle(form.entity)
        own = {word for id_ in above for word in id_.split("-")}
        own.update(word for country in self.names.country(form.entity) for word in country)
        word = self.tokens.words[start - 1]
        return word not in own and not (is_demonym(word) and any(part[:4] == word[:4] for part in own))

    def fits(self, form: Form, place: Place) -> bool:
        """Whether a form can be what stands at a place, by its neighbours alone."""
        if form.kind == "organization":
            return not self.broken(form, place.start, place.end)
        tokens, start, end = self.tokens, place.start, place.end
        return not (
            beside.hyphened(tokens, start, end, lambda _: False)
            or beside.followed_by_name(tokens, end)
            or (form.strength == "family" and self._given(start, end))
            or beside.somebody_else(tokens, start, self.names.given_names, self.known)
        )

    def _given(self, start: int, end: int) -> bool:
        """Whether a family name is rather a given name, with the family name behind it: Member | Peter | Gillin."""
        return self.tokens.follows(end) and end - start == 1 and self.tokens.words[start] in self.names.given_names

    def trusted(self, form: Form, place: Place, how: Likeness) -> bool:
        """Whether a form is enough by itself, or the release gives it what it lacks."""
        if form.entity in self.introduced or form.entity in self.stated:
            return True
        record = self.names.registry.entity(form.entity)
        if record is not None and record.context:
            return self._has_one_of(record.context)
        if form.strength == "strong":
            return self._strong(form, place, how) if form.kind == "organization" else self.same_person(form, place)
        if form.strength == "acronym":
            return self._acronym(form, place, how)
        if form.strength == "generic":
            several = place.end - place.start > 1
            if several:
                return form.entity in self.present or self.at_home(form.entity)
            if self._goes_on(place.end) and not self.tokens.titled(place.end):
                return False  # Police | Stations
            own = not self.home or not self.home.isdisjoint(self.names.circle(form.entity)) or self._abroad(form)
            return own and self.at_home(form.entity) and self._proper(place)
        if form.entity in self.present or form.strength == "short":
            return form.entity in self.present
        part = self.tokens.all_capitals(place.start) and self._in_capitals(place)
        if self.tokens.raw[place.start].islower() and form.name:
            return False  # a word that some language calls it: the decade, for the Group of Ten
        return self._proper(place) and not self._second(place.start) and not part

    def _strong(self, form: Form, place: Place, how: Likeness) -> bool:
        words = self.tokens.words[place.start : place.end]
        if len(words) == 1 and how is not Likeness.EXACT:  # Dynamic for DynAMic
            return self._proper(place) and not looks_common(words[0])
        if len(words) == 2 and words[1] in COMPANY_FORMS and self._second(place.start):
            return False  # Payment | Solutions Inc
        if not self.crowded or len(words) != 2 or form.entity in self.present or written_small(words[1]):
            return True
        written = self.tokens.raw[place.start : place.end]
        common = all(map(self.tokens.lower, map(str.lower, written)))
        return not (common or self.tokens.titled(place.start) or self._second(place.start))

    @property
    def crowded(self) -> bool:
        """Whether so many names are known that two common words, or a common full name, are somebody's by chance."""
        return self.names.singles > MANY

    @property
    def many_people(self) -> bool:
        """Whether so many officials are known that a family name by itself, or a common full name, is also others'."""
        return self.crowded or len(self.names.registry.officials) > MANY_PEOPLE

    def _acronym(self, form: Form, place: Place, how: Likeness) -> bool:
        general = self.tokens.words[place.start] in GENERAL_ABBREVIATIONS and not (
            len(form.text) == 2 and self._the(place)
        )
        if not general and (form.entity in self.present or self.related(form.entity)):
            return True
        length = len(form.text)
        if length < 2 or self.names.acronyms[length] >= CROWDED.get(length, 10**9):
            return False
        if self.tokens.shouted(place.start, place.end) or self.tokens.words[place.start] in GENERAL_ABBREVIATIONS:
            return False
        tokens, before = self.tokens, place.start - 1
        if len(form.text) == 2 and before >= 0 and tokens.gap(place.start).strip() == "," and tokens.capital(before):
            return before in self.acronyms and len(tokens.raw[before]) < 5  # McLean, VA is a place
        if self._in_capitals(place):
            return False
        goes_on = tokens.follows(place.end)
        if "." in tokens.raw[place.start] and how is not Likeness.EXACT and not goes_on and beside.preceded(
            tokens, place.start
        ):
            return False  # somebody's initials: Walker A.P. and others
        return how is not Likeness.CAPITALS or (self.names.acronyms[length] <= FEW and self._proper(place))

    def _the(self, place: Place) -> bool:
        """Whether an acronym has an article, as a body has and a state or a title has not: the VA."""
        tokens = self.tokens
        article = tokens.close(place.start) and tokens.words[place.start - 1] == "the"
        return article and not tokens.follows(place.end)

    def _has_one_of(self, context: Sequence[str]) -> bool:
        """Whether the text has one of the words that a record asks for."""
        text = f" {' '.join(self.tokens.words)} "
        return any(f" {' '.join(words_of(phrase))} " in text for phrase in context)

    def _in_capitals(self, place: Place) -> bool:
        """Whether a word beside one in capitals has them as well and is no acronym: FORT | LAUDERDALE, WHO | IS."""
        tokens = self.tokens
        beside_it = ([place.start - 1] if tokens.close(place.start) else []) + (
            [place.end] if tokens.close(place.end) else []
        )
        return any(
            tokens.all_capitals(k) and k not in self.acronyms
            and (len(tokens.raw[k]) > 4 or tokens.words[k] in SMALL_WORDS)
            for k in beside_it
        )

    def related(self, entity: str) -> bool:
        """Whether the release names or states something that the entity belongs to, or that belongs to it."""
        return not self.circles.isdisjoint(self.names.circle(entity))

    def at_home(self, entity: str) -> bool:
        """Whether the release is about the country or the family of bodies that an entity belongs to."""
        return self.related(entity) or not self.countries.isdisjoint(self.names.country(entity))

    def _abroad(self, form: Form) -> bool:
        """Whether the text names the country of an entity whose record has the word as a name: Congress, in America."""
        record = self.names.registry.entity(form.entity)
        other = record.other_names[form.name - 1].name if record is not None and form.name else ""
        listed = len(other.split()) == len(form.text.split())  # not cut out of a longer name
        named = not self.named_countries.isdisjoint(self.names.country(form.entity)) or self.related(form.entity)
        return listed and named

    def _second(self, start: int) -> bool:
        """Whether a name of one word is the second of a longer name: Randel | Mercer, but German | Bundestag."""
        return beside.preceded(self.tokens, start) and not is_demonym(self.tokens.words[start - 1])

    @cached_property
    def home(self) -> frozenset[str]:
        """The bodies that what the header names belongs to."""
        return frozenset().union(*map(self.names.circle, self.stated))

    @cached_property
    def home_countries(self) -> frozenset[tuple[str, ...]]:
        """The countries of what the header names."""
        return frozenset(country for entity in self.stated for country in self.names.country(entity))

    @cached_property
    def countries(self) -> frozenset[tuple[str, ...]]:
        """The countries that the text names, and those of what the header names."""
        return self.named_countries | self.home_countries

    @cached_property
    def named_countries(self) -> frozenset[tuple[str, ...]]:
        """The countries that the text names."""
        known = countries()
        places = [k for k, word in enumerate(self.tokens.words) if word in known and self.tokens.capital(k)]
        return frozenset(countries_in(self.tokens.words, places))

    def _proper(self, place: Place) -> bool:
        """Whether a name of one word is used as one in this text: with a capital inside a sentence, never without."""
        tokens, word = self.tokens, self.tokens.words[place.start]
        if tokens.raw[place.start].islower():
            return len(word) > 4 and len(self.names.uncapitalized) <= FEW and not self.crowded
        if tokens.lower(word):
            return False
        if tokens.all_capitals(place.start) and not tokens.shouted(place.start, place.end):
            return True
        proper = self._as_name.get(word)
        if proper is None:
            proper = self._as_name[word] = self._inside_sentences(word)
        return proper

    @cached_property
    def _as_name(self) -> dict[str, bool]:
        """What :meth:`_inside_sentences` found, as it looks at every place of a word."""
        return {}

    def _inside_sentences(self, word: str) -> bool:
        """Whether a word has a capital somewhere inside a sentence, where it is not for the look of it."""
        tokens = self.tokens
        return any(
            not tokens.titled(k) and not tokens.shouted(k, k + 1)
            and (not tokens.begins_sentence(k) or not (looks_common(word) or self.crowded))
            and not (self.crowded and self._goes_on(k + 1))
            for k in (tokens.places(word) if word < "\u0400" else self._in_cases(word))
        )

    def _in_cases(self, word: str) -> Iterator[int]:
        """Where a word in Cyrillic letters stands, in any case, as far as letters tell."""
        return (k for k in self._by_stem.get(word[:4], ()) if same_stem(word, self.tokens.words[k]))

    @cached_property
    def _by_stem(self) -> dict[str, list[int]]:
        """Where the words in Cyrillic letters stand that begin with some four letters."""
        found: dict[str, list[int]] = {}
        for k, word in enumerate(self.tokens.words):
            if word > "\u0400":
                found.setdefault(word[:4], []).append(k)
        return found

    def _goes_on(self, k: int) -> bool:
        """Whether word *k* makes one name of several words with the one before it: Max | Benassi, Gen | Z."""
        return self.tokens.follows(k) and beside.office_word(self.tokens.words[k]) is None

    def same_person(self, form: Form, place: Place) -> bool:
        """Whether a full name is that of the official; a common one next to another office is somebody else's.

        So is any full name next to an office of a body that no record has, in words that the official's has nothing of.
        """
        record = self.names.registry.officials[form.entity]
        family = " ".join(self.names.person(form.entity).family)
        written = [word for word in self.tokens.words[place.start : place.end] if len(word) > 1]
        common = self.names.family_names[family] >= COMMON and len(written) < 3  # Ketanji Brown Jackson is one
        if not record.memberships:
            return not (common and self.many_people)
        before, after = beside.office_before(self.tokens, place.start), beside.office_after(self.tokens, place.end)
        if not (before or after or self.many_people):
            return True
        if self.related(form.entity) or any(same_office(words, record) for words in (before, after) if words):
            return True
        if not common:
            return not (after and beside.of_unknown_body(self.tokens, place.end, self.known))
        return not (before or after or self.many_people)

    def presided(self, entity: str, office: Sequence[str]) -> bool:
        """Whether an official once held such an office of a country, which later times still call him by."""
        record = self.names.registry.officials[entity]
        return any(
            membership.end_date is not None and latest(membership.end_date) < self.release.date
            and abroad(membership.role) is not None and same_office(office, record, membership)
            for membership in record.memberships
        )

    def holds(self, entity: str, office: Sequence[str]) -> bool:
        """Whether an official held such an office on the release's date."""
        record = self.names.registry.officials[entity]
        held = [membership for membership in record.memberships if membership.on(self.release.date)]
        return any(same_office(office, record, membership) for membership in held)
