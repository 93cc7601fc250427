"""A use of a family name in a text, and whom the text has named up to there.

In a large registry dozens bear one family name, and what stands beside it in a text is the same for all of them.  So a
rule has that from :class:`Standing` and :class:`Beginning`, where it is worked out once, as soon as one of them gets so
far; and of the one who may be meant, in :class:`Use`, it asks only what depends on him.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import Method
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import Evidence
from sphinx_newsroom.text.naming.family_names.by_roll import Roll
from sphinx_newsroom.text.naming.fitting import misfit
from sphinx_newsroom.text.naming.fitting.persons import fits_alike
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.people import (
    CLOSING,
    Bearers,
    extended,
    first_initial,
    is_called,
    may_be_given,
    no_name,
    somebody_before,
)
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.office_words import IN_A_LIST, office_before, shared_office
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import PARTICLES, TITLES

_BETWEEN_PERSONS = 5
"""How many words may stand between two persons of a list: Draghi and with him | von der Leyen.

With three фон дер Ляєн is lost, with eight nothing changes.
"""

_AND = frozenset(["and", "та", "і", "й", "и"])
_IN_A_ROW = _AND | TITLES | {"with", "з", "із", "зі", "с", "со"} | PARTICLES
"""What may stand between two persons of a list."""

Bearer = tuple[int, int, str]
"""Where somebody's family name and given name stand, and the office before them."""


def with_offices(tokens: Tokens, family: str) -> tuple[Bearer, ...]:
    """Who has a family name, with a given name and an office before it: Governor Olene | Walker.

    >>> with_offices(Tokens("They met Governor Olene Walker"), "walker")
    ((4, 3, 'governor'),)
    """
    found = []
    for k in tokens.places(family):
        given = first_initial(tokens, k) - 1
        if tokens.close(given + 1) and tokens.capital(given) and not no_name(tokens.words[given]):
            office = office_before(tokens, given)
            if office:
                found.append((k, given, office[0]))
    return tuple(found)


@dataclass
class SoFar:
    """Whom a text has named up to where it is read: what alone changes during a reading."""

    introduced: set[str] = field(default_factory=set)
    """Who has been named: from there on his family name is his."""

    read: dict[tuple[int, int], str] = field(default_factory=dict)
    """Whom each stretch meant."""

    bearers: Bearers = field(default_factory=Bearers)
    with_offices: dict[str, tuple[Bearer, ...]] = field(default_factory=dict)
    """Of each family name who has an office, as far as that was asked: a text has one name at many places."""

    person_end: int = -1
    """Where the last official was named."""

    roll: Roll = field(default_factory=dict)
    """The family names in lists of who sponsors or signs something, by their first words."""


class Named(NamedTuple):
    """The stretch of a name, and by what it is known."""

    start: int
    end: int
    method: Method


Verdict = Named | Refusal
"""Who is named, or by which rule the official is not."""


class Standing:
    """A family name from word *start* to *end* of a text, whoever bears it."""

    def __init__(self, evidence: Evidence, so_far: SoFar, start: int, end: int) -> None:
        self.evidence, self.so_far, self.start, self.end = evidence, so_far, start, end
        self.tokens = evidence.seen.tokens
        member = so_far.roll.get(start)
        self.member = member if member is not None and member.end == end else None
        """The member of a list of who sponsors or signs something that it is."""
        self.near = 0 <= start - so_far.person_end <= _BETWEEN_PERSONS
        """Whether a person was named just before."""
        self._beginnings: dict[int, Beginning] = {}

    def beginning(self, begin: int) -> Beginning:
        """The same with what belongs to it from word *begin* on: initials, small words."""
        found = self._beginnings.get(begin)
        if found is None:
            found = self._beginnings[begin] = Beginning(self, begin)
        return found

    @kept_property
    def in_a_row(self) -> bool:
        """Whether it goes on with a list of persons: President Macron, | Scholz and | Rutte."""
        tokens, start, last = self.tokens, self.start, self.so_far.person_end
        # Where everybody has a record, the next family name is anybody's.
        if last < 0 or self.evidence.seen.many_people:
            return False
        # Only a comma or an "and" goes on with a list; what else stands between must belong to names.
        return (
            (tokens.gap(last) == ", " or tokens.words[last] in _AND)
            and all(tokens.words[k] in _IN_A_ROW for k in range(last, start))
            and all(tokens.close(k) for k in range(last + 1, start + 1))
        )

    @kept_property
    def heading(self) -> bool:
        """Whether it stands in a heading."""
        return self.tokens.heading(self.start)

    @kept_property
    def date_or_word(self) -> bool:
        """Whether it is a date or a word: May, in May."""
        return self.end - self.start == 1 and beside.is_date_or_word(self.tokens, self.start)

    @kept_property
    def bearers(self) -> frozenset[str]:
        """The officials whose family name is what stands there, word for word: of Hollerbachs none is called so."""
        said = " ".join(self.tokens.words[self.start : self.end])
        forms = self.evidence.seen.names.table.get(said, ())
        return frozenset([form.entity for form in forms if form.strength == "family"])

    @kept_property
    def with_offices(self) -> tuple[Bearer, ...]:
        """Who in the text has the family name with a given name and an office before it."""
        family, known = self.tokens.words[self.start], self.so_far.with_offices
        if family not in known:
            known[family] = with_offices(self.tokens, family)
        return known[family]

    @kept_property
    def shared(self) -> tuple[str, ...]:
        """The office that a list has before it: Senators Lee and | Ross."""
        return shared_office(self.tokens, self.start)

    def begin(self, person: Person) -> int | None:
        """Where the small words and initials before it begin; None where they are not this person's."""
        if self._bare and self.tokens.words[self.start - 1] not in person.middle:
            return self.start
        return extended(self.tokens, self.start, person)

    @kept_property
    def _bare(self) -> bool:
        """Whether no small word and no initial stands before it, but perhaps a middle name."""
        tokens, start = self.tokens, self.start
        if not tokens.close(start):
            return True
        return tokens.words[start - 1] not in PARTICLES and first_initial(tokens, start) == start

    # What a person's name has beside its family name

    def has_company(self, person: Person) -> bool:
        """Whether a given name, an initial or an office can stand beside it, of this person; cheap, asked often."""
        anybodys, places = self._company
        if anybodys:
            return True
        tokens = self.tokens
        for k in places:
            if is_called(tokens.words[k], person):
                return True
        if anybodys is not None:
            return False
        word, given = tokens.words[self.start - 1], person.given
        # A given name in another spelling begins with the same letter at least: Yuri for Iouri is the exception.
        if given and word[0] == given[0][0] and not tokens.raw[self.start - 1][0].islower():
            return True
        return word in person.roles or (word in PARTICLES and word in given)

    @kept_property
    def _company(self) -> tuple[bool | None, Sequence[int]]:
        """Whether what stands before it is beside names of persons, whoever that is; None where it matters who.

        With it which words beside it may be given names.
        """
        tokens, start, end = self.tokens, self.start, self.end
        behind = may_be_given(tokens, end) and (tokens.gap(end).strip() == "," or tokens.close(end))
        after = (end,) if behind else ()
        if not tokens.close(start):
            nickname = tokens.gap(start).strip() in CLOSING and tokens.capital(start - 1)
            return nickname or (tokens.gap(start) in IN_A_LIST and bool(self.shared)), after
        word = tokens.words[start - 1]
        listed = word in _AND and bool(self.shared)
        if listed or len(word) == 1 or "." in tokens.raw[start - 1] or no_name(word):
            return True, ()
        # Two words back, too, as an initial or a middle name may stand between.
        return None, (*after, *[k for k in (start - 1, start - 2) if may_be_given(tokens, k)])

    def may_have_given(self, person: Person) -> bool:
        """Whether a given name of this person stands where one belongs to a full name, as far as letters tell."""
        words = self.tokens.words
        return any(is_called(words[k], person) for k in self._given)

    @kept_property
    def _given(self) -> Sequence[int]:
        """Which words may be the given name of a full name: those before its initials, in marks, behind a comma."""
        tokens, start = self.tokens, self.start
        places = {first_initial(tokens, start) - 1, start - 1, start - 2, self.end}
        if tokens.gaps[start] != " " and tokens.gap(start).strip() in CLOSING:
            places.add(first_initial(tokens, start - 2) - 1)
        return [k for k in places if may_be_given(tokens, k)]


class Beginning:
    """A family name with what belongs to it from word *begin* on, whoever bears it: J. van | Berg."""

    def __init__(self, standing: Standing, begin: int) -> None:
        self.standing, self.begin = standing, begin
        self.office = office_before(standing.tokens, begin) or (
            standing.shared if begin == standing.start else shared_office(standing.tokens, begin)
        )
        """What stands before it."""
        self._held: dict[str, bool] = {}
        self._misfits: dict[str, Refusal | None] = {}

    def held(self, official: str) -> bool:
        """Whether an official holds the office before it, or has held one of a country."""
        found = self._held.get(official)
        if found is None:
            seen = self.standing.evidence.seen
            facts, asked = seen.names.facts, (official, self.office, seen.release.date)
            # Of most people of a large registry no office is known.
            known = bool(seen.names.registry.officials[official].memberships)
            found = self._held[official] = known and (facts.holds(*asked) or facts.presided(*asked))
        return found

    @kept_property
    def others_of_office(self) -> tuple[int, ...]:
        """Where the given names stand of those whom the text has elsewhere with this office and family name."""
        bearers, start = self.standing.with_offices, self.standing.start
        return tuple([given for k, given, office in bearers if office == self.office[0] and k != start])

    @kept_property
    def somebody(self) -> bool:
        """Whether a given name stands before it, of whoever is not called so."""
        return somebody_before(self.standing.tokens, self.begin, self.standing.evidence.seen.names.given_names)

    def misfit(self, form: Form) -> Refusal | None:
        """Why it is a part of another name: Anna | Berg-Smith; asked of each bearer only where that matters."""
        seen, start, end = self.standing.evidence.seen, self.begin, self.standing.end
        key = "" if self._fits_alike and form.entity not in seen.names.not_in else form.entity
        if key not in self._misfits:
            self._misfits[key] = misfit(seen, form, Place(start, end, ()))
        return self._misfits[key]

    @kept_property
    def _fits_alike(self) -> bool:
        return fits_alike(self.standing.evidence.seen, self.standing.end)


class Use:
    """A family name as that of one who bears it: the *person* whose *form* it is."""

    __slots__ = (
        *("at", "evidence", "so_far", "tokens", "start", "end", "begin", "office"),
        *("form", "person", "listed", "headline"),
    )

    def __init__(self, at: Beginning, form: Form, person: Person, *, listed: bool, headline: bool) -> None:
        self.at, self.form, self.person = at, form, person
        self.listed = listed
        """Whether it goes on with a list of persons."""
        self.headline = headline
        """Whether it stands in a heading, of a text that names the official in full."""
        standing = at.standing
        self.evidence, self.so_far, self.tokens = standing.evidence, standing.so_far, standing.tokens
        self.start, self.end, self.begin, self.office = standing.start, standing.end, at.begin, at.office

    @property
    def introduced(self) -> bool:
        """Whether the text has named the official before."""
        return self.form.entity in self.so_far.introduced

    def named(self) -> Named:
        """The verdict that it is the official's, with the initials before it."""
        initials = self.begin < self.start and not self.tokens.raw[self.begin].islower()
        return Named(self.begin, self.end, "initials" if initials else "family-name")
