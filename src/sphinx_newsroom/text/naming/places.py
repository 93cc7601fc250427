"""Candidate matches in a text: known forms of names and offices, and names that the author decided."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import compress
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.name_table import Likeness, Names
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words.belonging import is_arabic, without_attached
from sphinx_newsroom.text.words.countries import countries_in, same_stem
from sphinx_newsroom.text.words.countries import places as first_words
from sphinx_newsroom.text.words.folding import as_written, folded, is_cyrillic
from sphinx_newsroom.text.words.office_words import LEGISLATORS, SEAT, of_congress, office_word
from sphinx_newsroom.text.words.tokens import Mark, Stretches, Tokens, where_initials_begin
from sphinx_newsroom.text.words.word_lists import CONNECTORS, ORGANIZATION_NOUNS

# Matches (UNODC), (the "Fund"), (hereinafter: the Office; Vienna) and (далі – «Фонд»), but not (2011) or (see page 3,
# below, and the annex).
_SHORT = re.compile(
    r"""
    \( \s*
    (?: (?: hereinafter | hereafter | or | also\ known\ as | далі | далее ) [\s,–—-]* )?
    ["“«']? (?:the\ )? ["“«']?
    (?P<short> [^\W\d_] [\w.&’'-]*                 # a word that begins with a letter
               (?: [ ] [^\W\d_] [\w.&’'-]* ){0,2}  # and up to two more
    )
    ["”»']? \s*
    (?: [,;] [^()]{0,40} )?                        # what else the parentheses say: a place, a number
    \)
    """,
    re.VERBOSE,
)


class Introduction(NamedTuple):
    """A short name that a text introduces at word *start*.

    *outer* is the first word in the parentheses; *long_start* is where the long name before them starts, if known.
    """

    short: str
    outer: int
    start: int
    long_start: int | None
    acronym: bool


def introductions(tokens: Tokens) -> Iterator[Introduction]:
    """Yield the short names in parentheses that look introduced: in capitals or quotation marks.

    >>> [short[:4] for short in introductions(Tokens("the Bureau on Drugs and Crime (BDC), in Vienna (Austria)"))]
    [('BDC', 6, 6, 1)]
    """
    if "(" not in tokens.text:  # true of a third of all texts
        return
    for match in _SHORT.finditer(tokens.text):
        short = match["short"].rstrip(".")
        if not short[0].isupper():
            continue
        acronym = " " not in short and len([letter for letter in short if letter.isupper()]) > 1
        quoted = any(mark in "\"“«'" for mark in tokens.text[match.start() : match.start("short")])
        if not acronym and not quoted:
            continue
        start = bisect_left(tokens.starts, match.start("short"))
        # The pattern may start inside a token, at an apostrophe or a letter with a mark.
        if tokens.starts[start : start + 1] == [match.start("short")]:
            outer = bisect_left(tokens.starts, match.start())
            begin = where_initials_begin(tokens, outer, short) if acronym else None
            yield Introduction(short, outer, start, begin, acronym)


def places_of(tokens: Tokens, shorts: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield the exact occurrences of some names; a leading small word such as "the" may be capitalized.

    >>> list(places_of(Tokens("The Fund met. the fund"), ["the Fund"]))
    [(0, 2, 'the Fund')]
    """
    known: dict[tuple[str, ...], list[str]] = {}
    for short in shorts:
        first, *rest = as_written(short) or [""]
        # A short name with its article ("the Fund") may start a sentence.
        small = first.lower() in CONNECTORS
        for spelling in {first, first.lower(), first.capitalize(), first.upper()} if small else [first]:
            known.setdefault((spelling, *rest), []).append(short)
    firsts, lengths = {name[0] for name in known}, sorted({len(name) for name in known})
    for place in list(compress(range(len(tokens.raw)), map(firsts.__contains__, tokens.raw))):
        for end in (place + length for length in lengths):
            # Exact matches only: the author decided what this spelling means, and no other.
            same = known.get(tuple(tokens.raw[place:end]), ())
            if same and not any("\n\n" in tokens.gap(k) or "." in tokens.gap(k) for k in range(place + 1, end)):
                yield from ((place, end, short) for short in same)


MANY = 1000
"""With more one-word names than this, a word at the start of a sentence may well be just that word.

Chosen between a registry of 523 organizations, which needs no such caution, and one of 53,000, in which Target and
Vision are organizations. With 5,000, the large one has false mentions such as "Breakthrough" and "Total".
"""

MANY_PEOPLE = 5000
"""With more officials than this, a full name with a common family name may well be a namesake's.

With 200, a registry of 231 officials would lose correct mentions (Шольцом, Rutte).
"""


_UNITED_STATES = ("united", "states")

_STEM = 4
"""How many first letters group the possible cases of a Cyrillic word, before :func:`same_stem` compares them.

Five would separate short words that :func:`same_stem` considers equal.
"""


class Place(NamedTuple):
    """A span of words, and the forms that it may be, each with its likeness."""

    start: int
    end: int
    forms: tuple[tuple[Form, Likeness], ...]
    mark: Mark | None = None
    """The role in the text that decides the meaning."""
    fixed: bool = False
    """Whether the author decided the meaning; without forms, nothing is meant."""


@dataclass(frozen=True)
class Sightings:
    """A text's candidate matches of names and offices, found by their letters alone.

    This is the first of a reading's three values; `short_names.Evidence` is made from it.
    """

    names: Names
    tokens: Tokens
    release: Release
    places: tuple[Place, ...]
    """Candidates for organizations and officials, in no order."""
    offices: tuple[Place, ...]
    """Candidates for roles."""
    introductions: tuple[Introduction, ...] = ()
    """The short names in parentheses."""
    used_as_names: dict[str, bool] = field(default_factory=dict, compare=False)
    """A cache of whether words are used as names, since answering means checking every occurrence of a word."""

    def known(self, place: int) -> bool:
        """Whether a candidate for a name starts at a word."""
        return place in self.beginnings

    def parts(self, place: int) -> bool:
        """Whether a name that ends the preceding one starts at a word: NASA | UNODC.

        A family name doesn't: NASA Johnson Space Center is one organization.
        """
        return place in self._parting

    @kept_property
    def _parting(self) -> frozenset[int]:
        """The first words of names other than family names, and all words of people's full names."""
        found: set[int] = set()
        for place in self.places:
            if place.fixed or any(form.strength != "family" for form, _ in place.forms):
                person = bool(place.forms) and place.forms[0][0].kind == "official"
                found.update(range(place.start, place.end if person else place.start + 1))
        return frozenset(found)

    @kept_property
    def entities(self) -> frozenset[str]:
        """All entities that may be named somewhere in the text."""
        return frozenset(form.entity for place in self.places for form, _ in place.forms)

    @kept_property
    def beginnings(self) -> frozenset[int]:
        """The first words of candidate names."""
        # A common word doesn't end a longer name: World Bank | Fund would become two names.
        return frozenset([place.start for place in self.places if not common(place)])

    @kept_property
    def by_end(self) -> Mapping[int, list[Place]]:
        """The places by the word after them, without those that the author decided."""
        found: dict[int, list[Place]] = {}
        for place in self.places:
            if not place.fixed:
                found.setdefault(place.end, []).append(place)
        return found

    @kept_property
    def by_start(self) -> Mapping[int, list[Place]]:
        """The places by their first word, the longest first, without those that the author decided."""
        found: dict[int, list[Place]] = {}
        for place in self.places:
            if not place.fixed:
                found.setdefault(place.start, []).append(place)
        return found

    def cases_of(self, word: str) -> Iterator[int]:
        """Yield the positions of a Cyrillic word in any case, as far as letters tell."""
        return (k for k in self._by_stem.get(word[:_STEM], ()) if same_stem(word, self.tokens.words[k]))

    @kept_property
    def _by_stem(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for k, word in enumerate(self.tokens.words):
            if is_cyrillic(word):
                found.setdefault(word[:_STEM], []).append(k)
        return found

    # How large the registry is

    @property
    def crowded(self) -> bool:
        """Whether the registry is so large that common words, or a common full name, match by chance."""
        return self.names.singles > MANY

    @property
    def many_people(self) -> bool:
        """Whether there are so many officials that a family name alone, or a common full name, may be a namesake's."""
        return self.crowded or len(self.names.registry.officials) > MANY_PEOPLE

    @kept_property
    def in_german(self) -> bool:
        """Whether the release is in German, which capitalizes all nouns and joins them with hyphens."""
        return self.release.language.startswith("de")

    # What the release is about

    @kept_property
    def stated(self) -> frozenset[str]:
        """The entities that the header names."""
        release = self.release
        return frozenset((*release.all_issuers, *release.organizations, *release.officials))

    @kept_property
    def home(self) -> frozenset[str]:
        """The organizations that the entities in the header belong to."""
        return frozenset().union(*map(self.names.facts.circle.__getitem__, self.stated))

    @kept_property
    def home_countries(self) -> frozenset[Country]:
        """The countries of the entities in the header."""
        return frozenset(country for entity in self.stated for country in self.names.facts.country[entity])

    @kept_property
    def named_countries(self) -> frozenset[Country]:
        """The countries that the text names."""
        # Capitals are required, because turkey, china and jordan are also words.
        tokens = self.tokens
        firsts = first_words() & tokens.distinct
        places = [k for word in firsts for k in tokens.places(word) if tokens.capital(k)]
        return frozenset(countries_in(tokens.words, places)) | self.of_legislators

    @kept_property
    def of_legislators(self) -> frozenset[Country]:
        """The country whose legislators the text names: Rep. Jane Roe (R-OH), Congresswoman Roe, Senator Jane Roe.

        Recognized by party and state, an office that implies the country, or an office with its holder's full name.
        """
        text = self.tokens.text
        here = frozenset(countries_in(_UNITED_STATES))
        if SEAT.search(text):
            return here
        if self.stated and self.home_countries.isdisjoint(here):
            return frozenset()  # a guest from Congress: U.S. Senator Roe met the President
        if of_congress(text):
            return here
        return here & frozenset(country for countries in self._legislators() for country in countries)

    def _legislators(self) -> Iterator[frozenset[Country]]:
        """Yield the countries of officials whose full names follow a legislator's office."""
        for place in self.places:
            form = place.forms[0][0] if place.forms else None
            if form is None or form.kind != "official" or form.strength != "strong":
                continue
            office = office_word(self.tokens.words[place.start - 1]) if place.start else None
            if office in LEGISLATORS and self.names.facts.holds(form.entity, (office,), self.release.date):
                yield self.names.facts.country[form.entity]

    @kept_property
    def presidents(self) -> frozenset[str]:
        """The presidents of the country whose legislators the text names: to them "Obama" alone is the President."""
        every = self.names.facts.presidents
        terms = [row for word in every.keys() & self.tokens.distinct for row in every[word]]
        if not terms or not self.of_legislators:  # the second check is slow
            return frozenset()
        date = self.release.date
        return frozenset(who.id for country, who, term in terms if country in self.of_legislators and term.on(date))

    @kept_property
    def countries(self) -> frozenset[Country]:
        """The countries that the text names, and those of the entities in the header."""
        return self.named_countries | self.home_countries


def common(place: Place) -> bool:
    """Whether the only candidate is a common word that a record lists as a name: the Fund."""
    return place.end - place.start == 1 and all(form.strength == "generic" for form, _ in place.forms)


_BETWEEN_WORDS, _BETWEEN_SETS = " ", "\n"


class Vocabulary(NamedTuple):
    """The folded *words* of a text; *bares* are words with something attached, and what remains without it."""

    words: frozenset[str] = frozenset()
    bares: frozenset[str] = frozenset()

    def packed(self) -> bytes:
        """Return the vocabulary as bytes, sorted so that equal vocabularies are equal bytes."""
        return _BETWEEN_SETS.join(_BETWEEN_WORDS.join(sorted(part)) for part in self).encode("utf-8", "surrogatepass")

    @classmethod
    def unpacked(cls, data: bytes) -> Vocabulary:
        """Read a vocabulary from the bytes of :meth:`packed`.

        >>> some = Vocabulary(frozenset(["the", "un"]))
        >>> some.packed(), Vocabulary.unpacked(some.packed()) == some
        (b'the un\\n', True)
        """
        words, bares = data.decode("utf-8", "surrogatepass").split(_BETWEEN_SETS)
        return cls(*(frozenset(part.split(_BETWEEN_WORDS)) if part else frozenset() for part in (words, bares)))


NO_WORDS = Vocabulary()


def has_bares(packed: bytes) -> bool:
    """Whether a packed vocabulary has bares.

    >>> has_bares(Vocabulary(frozenset(["the"])).packed()), has_bares(Vocabulary(bares=frozenset(["und"])).packed())
    (False, True)
    """
    return not packed.endswith(_BETWEEN_SETS.encode())


def vocabulary(seen: Sightings) -> Vocabulary:
    """Return all words that were looked up for a text, or would be with other records."""
    tokens, language = seen.tokens, seen.release.language.split("-")[0]
    additional = {"the"}  # lists leave out the article of a name
    for short in seen.introductions:  # looked up as one word, even if it has several
        additional.update(folded(short.short).split())
    words = tokens.distinct if additional <= tokens.distinct else tokens.distinct | additional
    bares: set[str] = set()
    if language == "de" or tokens.arabic:
        for word in words:
            if bare := {*without_attached(word, language)}:  # looked up if no name starts with the word
                bares |= bare | {word}
        # An Arabic office can have a one-letter "and" attached.
        bares.update(word[1:] for word in words if word and is_arabic(word) and len(word) > 1)
    return Vocabulary(words, frozenset(bares))


# Long names with their short name in parentheses inside.

Long = tuple[int, int, tuple[tuple[Form, Likeness], ...]]
"""Start and end of a long name, and the forms that it may be, each with its likeness."""

_INSIDE = 9
"""The maximum number of words in a name before the short name inside it."""


def with_short_inside(names: Names, short: Introduction, tokens: Tokens) -> Iterator[Long]:
    """Yield a name with its own short name inside: Health, Education, Labor, and Pensions | (HELP) | Committee."""
    head = short.start + 1
    if head >= len(tokens) or tokens.gap(head) != ") " or tokens.words[head] not in ORGANIZATION_NOUNS:
        return
    for start in range(max(0, short.outer - _INSIDE), short.outer):
        if tokens.capital(start):
            forms = names.table.get(" ".join((*tokens.words[start : short.outer], tokens.words[head])), ())
            bodies = tuple((form, Likeness.SPELLING) for form in forms if form.kind == "organization")
            if bodies:
                yield start, head + 1, bodies
                return


def sighted(names: Names, tokens: Tokens, release: Release) -> Sightings:
    """Find the candidate matches of names and offices in a text."""
    places, offices = _places_in(names, tokens, release)
    introduced = tuple(introductions(tokens))
    if introduced:
        places = _without_parts(places, introduced, tokens)
        places += [Place(*row) for short in introduced for row in with_short_inside(names, short, tokens)]
    return Sightings(names, tokens, release, tuple(places), tuple(offices), introduced)


def _without_parts(places: list[Place], introduced: Sequence[Introduction], tokens: Tokens) -> list[Place]:
    """Drop the places inside a longer name that has no record: Free Application for | Student Aid (FASA)."""
    shown = [
        (short.long_start, short.outer)
        for short in introduced
        if short.long_start is not None and tokens.capital(short.long_start)
    ]
    if not shown:
        return places
    by_start, by_end = defaultdict(list), defaultdict(list)
    for number, place in enumerate(places):
        by_start[place.start].append(number)
        by_end[place.end].append(number)
    gone: set[int] = set()
    for begin, end in shown:
        if any(places[number].start <= begin and number not in gone for number in by_end.get(end, ())):
            continue
        # With its country before it a body is itself: United States | Department of Energy (USDOE).
        own = begin + max((len(name) for name in countries_in(tokens.words[begin:end], (0,))), default=0)
        for start in range(begin + 1, end):
            if start != own:
                gone.update(number for number in by_start.get(start, ()) if not places[number].fixed)
    return [place for number, place in enumerate(places) if number not in gone]


def _places_in(names: Names, tokens: Tokens, release: Release) -> tuple[list[Place], list[Place]]:
    """Return the candidates for organizations and officials, in no order, and the candidates for offices."""
    unread = [_words_in(mark, tokens) for mark in tokens.marks if mark.where in ("code", "role")]
    closed = Stretches(unread) if unread else None

    def readable(start: int, end: int) -> bool:
        if closed is None and tokens.gaps[start] == tokens.gaps[end] == " ":  # true of most
            return True
        free = closed is None or closed.first_over(start, end) is None
        return free and not tokens.in_address(start, end)

    # The author's decisions come first, and replace candidates at the same place.
    found = [place for place in _decided(names, tokens, release) if readable(place.start, place.end)]
    found += _in_roles(names, tokens)
    taken = {(place.start, place.end) for place in found}
    offices: list[Place] = []
    for start, end, like in names.hits(tokens):
        if (start, end) in taken or not readable(start, end):
            continue
        # Roles are kept apart, because their meaning depends on all other names in the text.
        for places, of_office in ((offices, True), (found, False)):
            if rows := tuple([row for row in like if (row[0].strength == "office") is of_office]):
                places.append(Place(start, end, rows))
    return found, offices


def _decided(names: Names, tokens: Tokens, release: Release) -> Iterator[Place]:
    """Yield the names that the header decides; without forms if it says "never link"."""
    # An unknown id was reported when the header was read, and links nothing here.
    decided: dict[str, tuple[tuple[Form, Likeness], ...]] = {}
    for surface, entity in release.names:
        record = names.registry.entity(entity) if entity is not None else None
        form = None if record is None else Form(surface, record.id, record.kind, "decided", "strong")
        decided.setdefault(surface, () if form is None else ((form, Likeness.EXACT),))
    for start, end, surface in places_of(tokens, decided):
        yield Place(start, end, decided[surface], fixed=True)


def _in_roles(names: Names, tokens: Tokens) -> Iterator[Place]:
    """Yield the places where a role in the text names an entity."""
    for mark in tokens.marks:
        record = names.registry.entity(mark.entity) if mark.where == "role" and mark.entity else None
        if record is not None:
            form = Form(record.name, record.id, record.kind, "role", "strong")
            yield Place(*_words_in(mark, tokens), ((form, Likeness.EXACT),), mark, fixed=True)


def unread(seen: Sightings) -> Iterator[Noted]:
    """Yield names in a text that weren't candidates because of where they are, and why."""
    tokens = seen.tokens
    fixed = {(place.start, place.end) for place in seen.places if place.fixed}
    candidates = {(place.start, place.end) for place in seen.places}
    in_roles, in_code = (
        Stretches(_words_in(mark, tokens) for mark in tokens.marks if mark.where == where) for where in ("role", "code")
    )
    for start, end, like in seen.names.hits(tokens):
        if (start, end) in fixed or in_roles.first_over(start, end) is not None:
            why = Refusal.DECIDED
        elif (start, end) in candidates:
            continue
        elif in_code.first_over(start, end) is not None:
            why = Refusal.IN_CODE
        elif tokens.in_address(start, end):
            why = Refusal.IN_ADDRESS
        else:
            why = Refusal.IN_UNKNOWN
        yield from (Noted(start, end, form.entity, why) for form, _ in like if form.strength != "office")


def _words_in(mark: Mark, tokens: Tokens) -> tuple[int, int]:
    return bisect_left(tokens.starts, mark.start), bisect_left(tokens.starts, mark.end)
