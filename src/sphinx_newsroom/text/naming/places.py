"""A place where a name may stand, and what the letters of a text tell of all of them; :mod:`.sighting` finds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.introductions import Introduction
from sphinx_newsroom.text.naming.name_table import Names
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.naming.spelling import Likeness
from sphinx_newsroom.text.words.countries import countries_in, same_stem
from sphinx_newsroom.text.words.countries import places as first_words
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.office_words import LEGISLATORS, SEAT, of_congress, office_word
from sphinx_newsroom.text.words.tokens import Mark, Tokens

MANY = 1000
"""With more names of one word, one at the start of a sentence is as likely as not just that word.

Set between two registries: one of 523 organizations, where to ask more would lose names, and one of 53,000, where
Target and Vision are somebody's.  An archive's own records are hundreds.  With 5,000 there are 110 mentions more at
scale ("Breakthrough", "Providence", "Total"), a thirtieth of all.
"""

MANY_PEOPLE = 5000
"""With more officials, a full name of a common family name is as likely as not a namesake's; set as ``MANY`` is.

With 200 a registry of 231 officials loses eight mentions, all of them right (Шольцом, Rutte).
"""


_UNITED_STATES = ("united", "states")

_STEM = 4
"""Letters by which words in Cyrillic letters are gathered that may be cases of one, as :func:`same_stem` compares.

Nothing changes with three; with five the short ones would be parted that it takes for one.
"""


class Place(NamedTuple):
    """A stretch of words, and the forms that it can be, each with its likeness."""

    start: int
    end: int
    forms: tuple[tuple[Form, Likeness], ...]
    mark: Mark | None = None
    """The role in the text that says what is meant."""
    fixed: bool = False
    """Whether the author said what is meant; without forms, that nothing is."""


@dataclass(frozen=True)
class Sightings:
    """A text as its letters alone tell: where names and offices may stand.  What is meant is not asked yet.

    The first of the three values of a reading; :class:`~sphinx_newsroom.text.naming.evidence.Evidence` is made from it.
    """

    names: Names
    tokens: Tokens
    release: Release
    places: tuple[Place, ...]
    """Of organizations and officials, in no order."""
    offices: tuple[Place, ...]
    """Of roles."""
    introductions: tuple[Introduction, ...] = ()
    """The short names in parentheses."""
    used_as_names: dict[str, bool] = field(default_factory=dict, compare=False)
    """Whether words are used as names, as far as that was asked: to know it, each place of a word is looked at."""

    def known(self, place: int) -> bool:
        """Whether a name of the registry begins at a word, as far as its letters tell."""
        return place in self.beginnings

    def parts(self, place: int) -> bool:
        """Whether a name begins at a word that says that the one before ends there: NASA | UNODC.

        A family name does not: NASA Johnson Space Center is one body.
        """
        return place in self._parting

    @kept_property
    def _parting(self) -> frozenset[int]:
        """The words at which another name than a family name may begin, and all words of people's full ones."""
        found: set[int] = set()
        for place in self.places:
            strong = place.fixed or any(form.strength != "family" for form, _ in place.forms)
            if place.start in self.beginnings and strong:
                person = bool(place.forms) and place.forms[0][0].kind == "official"
                found.update(range(place.start, place.end if person else place.start + 1))
        return frozenset(found)

    @kept_property
    def entities(self) -> frozenset[str]:
        """All whose names may stand somewhere in the text."""
        return frozenset(form.entity for place in self.places for form, _ in place.forms)

    @kept_property
    def beginnings(self) -> frozenset[int]:
        """The words at which a name may begin."""
        # A common word does not end a longer name that has it: World Bank | Fund would be two names.
        return frozenset([place.start for place in self.places if not common(place)])

    @kept_property
    def acronyms(self) -> frozenset[int]:
        """Those of them that may be acronyms."""
        return frozenset([place.start for place in self.places if _is_acronym(place)])

    @kept_property
    def by_end(self) -> Mapping[int, list[Place]]:
        """The places by the word after them, but those that the author decided."""
        found: dict[int, list[Place]] = {}
        for place in self.places:
            if not place.fixed:
                found.setdefault(place.end, []).append(place)
        return found

    @kept_property
    def by_start(self) -> Mapping[int, list[Place]]:
        """The places by their first word, but those that the author decided; the longest first."""
        found: dict[int, list[Place]] = {}
        for place in self.places:
            if not place.fixed:
                found.setdefault(place.start, []).append(place)
        return found

    def cases_of(self, word: str) -> Iterator[int]:
        """Where a word in Cyrillic letters stands, in any case, as far as letters tell."""
        return (k for k in self._by_stem.get(word[:_STEM], ()) if same_stem(word, self.tokens.words[k]))

    @kept_property
    def _by_stem(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for k, word in enumerate(self.tokens.words):
            if is_cyrillic(word):
                found.setdefault(word[:_STEM], []).append(k)
        return found

    # How crowded the registry is

    @property
    def crowded(self) -> bool:
        """Whether so many names are known that two common words, or a common full name, are somebody's by chance."""
        return self.names.singles > MANY

    @property
    def many_people(self) -> bool:
        """Whether so many officials are known that a family name by itself, or a common full name, is also others'."""
        return self.crowded or len(self.names.registry.officials) > MANY_PEOPLE

    @kept_property
    def in_german(self) -> bool:
        """Whether the release is in German, which has capitals on all its nouns and joins them with hyphens."""
        return self.release.language.startswith("de")

    # Where the release is at home

    @kept_property
    def stated(self) -> frozenset[str]:
        """What the header names."""
        release = self.release
        return frozenset((*release.all_issuers, *release.organizations, *release.officials))

    @kept_property
    def home(self) -> frozenset[str]:
        """The bodies that what the header names belongs to."""
        return frozenset().union(*map(self.names.facts.circle, self.stated))

    @kept_property
    def home_countries(self) -> frozenset[Country]:
        """The countries of what the header names."""
        return frozenset(country for entity in self.stated for country in self.names.facts.country(entity))

    @kept_property
    def named_countries(self) -> frozenset[Country]:
        """The countries that the text names."""
        # With a capital, since turkey, china and jordan are words as well.
        tokens = self.tokens
        firsts = first_words() & tokens.distinct
        places = [k for word in firsts for k in tokens.places(word) if tokens.capital(k)]
        return frozenset(countries_in(tokens.words, places)) | self.of_legislators

    @kept_property
    def of_legislators(self) -> frozenset[Country]:
        """The country whose legislators the text names: Rep. Jane Roe (R-OH), Congresswoman Roe, Senator Jane Roe.

        By party and state, by an office that says the country, or by an office with the full name of who holds it.
        """
        text = self.tokens.text
        here = frozenset(countries_in(_UNITED_STATES))
        if SEAT.search(text):
            return here
        if self.stated and self.home_countries.isdisjoint(here):
            return frozenset()  # a guest from Congress: U.S. Senator Roe met the President
        if of_congress(text):
            return here
        return here & frozenset(country for held in self._legislators() for country in held)

    def _legislators(self) -> Iterator[frozenset[Country]]:
        """The countries of those whose full names stand behind a legislator's office."""
        for place in self.places:
            form = place.forms[0][0] if place.forms else None
            if form is None or form.kind != "official" or form.strength != "strong":
                continue
            office = office_word(self.tokens.words[place.start - 1]) if place.start else None
            if office in LEGISLATORS and self.names.facts.holds(form.entity, (office,), self.release.date):
                yield self.names.facts.country(form.entity)

    @kept_property
    def presidents(self) -> frozenset[str]:
        """Who presides over the country whose legislators the text names: to them "Obama" alone is he."""
        every = self.names.facts.presidents
        held = [row for word in every.keys() & self.tokens.distinct for row in every[word]]
        if not held or not self.of_legislators:  # which takes long to find
            return frozenset()
        date = self.release.date
        return frozenset(who.id for country, who, term in held if country in self.of_legislators and term.on(date))

    @kept_property
    def countries(self) -> frozenset[Country]:
        """The countries that the text names, and those of what the header names."""
        return self.named_countries | self.home_countries


def _is_acronym(place: Place) -> bool:
    forms = place.forms
    if len(forms) == 1:
        return forms[0][0].strength == "acronym"
    return any(form.strength == "acronym" for form, _ in forms)


def common(place: Place) -> bool:
    """Whether a place has only a common word that a record lists as a name: the Fund."""
    if place.end - place.start > 1:  # most that are asked about are names of people
        return False
    return all(form.strength == "generic" for form, _ in place.forms)
