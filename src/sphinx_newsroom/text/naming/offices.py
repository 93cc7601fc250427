"""Offices that a text names: "the Executive Director of UNODC" is who held that office on the release's date."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from difflib import SequenceMatcher
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership, Official
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.countries import (
    countries_in,
    is_demonym,
    is_place,
    names_of,
    of_demonym,
    places,
    same_stem,
)
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reading import Meaning, Reading
from sphinx_newsroom.text.naming.tokens import words_of
from sphinx_newsroom.text.naming.word_lists import (
    CONNECTORS,
    FORMER,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    TITLES,
)

Holder = tuple[Official, Membership]

_BEFORE_OFFICE = TITLES | CONNECTORS | {"the"}
_NOUNS = ORGANIZATION_NOUNS | OFFICE_NOUNS
_NOUNS_AND_FORMER = _NOUNS | FORMER
_NO_PORTFOLIO = _NOUNS | TITLES
_NO_NAME = _NOUNS | MONTHS_AND_DAYS
_NO_FAMILY = MONTHS_AND_DAYS | ORGANIZATION_NOUNS
_NO_PART = TITLES | OFFICE_NOUNS | ORGANIZATION_NOUNS | CONNECTORS
_ANY = frozenset(["a", "an", "any", "another", "each", "every", "new", "no", "dear", "mr", "mrs", "ms", "madam"])
_APART = 6
_CAPACITIES = [["in", whose, "capacity", "as"] for whose in ("his", "her", "their")]
_ALIKE = 0.85
"""How much of two spellings of a family name must agree: Harisan and Harison, Rajapakse and Rajapaksa."""
_ADDRESSES = TITLES | {"h", "e", "he", "his", "excellency"}


class Conflict(NamedTuple):
    """A text gives an official, named from word *start* on, an *office* that the record does not have on that date."""

    official: str
    office: Membership
    start: int


class Offices:
    """The offices of one text, read after its names: *meanings* are what those were found to mean."""

    def __init__(self, reading: Reading, meanings: Sequence[Meaning]) -> None:
        self.reading, self.tokens, self.names = reading, reading.tokens, reading.names
        self.date = reading.release.date
        self.ends: Mapping[int, Meaning] = {meaning.end: meaning for meaning in meanings if meaning.sure}
        self.starts: Mapping[int, Meaning] = {meaning.start: meaning for meaning in meanings if meaning.sure}
        self.meanings = meanings
        self.several: dict[tuple[str, frozenset[str]], bool] = {}
        """What :meth:`_of_several` found: it reads the whole text, and a text may have the office a thousand times."""

    def read(self, offices: Sequence[Place]) -> tuple[list[Meaning], list[Conflict]]:
        """The offices that stand for their holders, and the conflicts between text and records."""
        covered = {word for meaning in self.meanings for word in range(meaning.start, meaning.end)}
        found: list[Meaning] = []
        conflicts: list[Conflict] = []
        for place in sorted(offices, key=lambda place: (place.start, -place.end)):
            if not covered.isdisjoint(range(place.start, place.end)):
                continue
            roles = list(dict.fromkeys(form.entity for form, _ in place.forms if form.strength == "office"))
            person = self._beside(place)
            if person is None:
                found += self._holder(place, roles, covered)
            elif person.forms:
                conflicts += self._conflict(place, roles[0], person)
            else:
                found += self._spelt_otherwise(place, roles, person, covered)
            covered.update(range(place.start, place.end), *(range(one.start, one.end) for one in found[-1:]))
        return found, conflicts

    def _holder(self, place: Place, roles: Sequence[str], covered: Set[int]) -> Iterator[Meaning]:
        """Who held the office, where exactly one official did and the text says which office it is."""
        if self._is_former(place) or self._part_of_more(place) or self._anyone(place):
            return
        officials = {official.id for role in roles for official, _ in self._meant(place, role, on_date=True)}
        if len(officials) == 1:
            form = Form(roles[0], officials.pop(), "official", "office", "office")
            start, end = place.start, self._end_of_portfolio(place, roles[0])
            if self._organization(place) is None:
                start, end = self._country(place)[0], max(end, self._country_behind(place)[0])
            free = covered.isdisjoint(range(start, end))
            yield Meaning(start, end, (form,)) if free else Meaning(place.start, place.end, (form,))

    def _spelt_otherwise(
        self, place: Place, roles: Sequence[str], person: Meaning, covered: Set[int]
    ) -> Iterator[Meaning]:
        """The name beside an office that is nearly that of the one who holds it: Hon. P. Harisan, the Minister of Y."""
        tokens, start, end = self.tokens, person.start, person.end
        while tokens.close(start) and tokens.capital(start - 1) and tokens.words[start - 1] not in _NO_PART:
            start -= 1
        while start >= place.end and tokens.follows(end) and tokens.words[end] not in _NO_PART:
            end += 1
        officials = {official.id for role in roles for official, _ in self._meant(place, role, on_date=True)}
        free = covered.isdisjoint(range(start, end))
        if len(officials) != 1 or end - start < 2 or self._is_former(place) or not free:
            return
        official = officials.pop()
        known = self.names.person(official)
        family = known.family[-1] if known.family else ""
        alike = SequenceMatcher(None, family, tokens.words[end - 1]).ratio() >= _ALIKE and len(family) > 4
        if alike and known.given and tokens.words[start][0] == known.given[0][0]:
            name = self.names.registry.officials[official].name
            yield Meaning(start, end, (Form(name, official, "official", "office", "office"),))

    def _is_former(self, place: Place) -> bool:
        """Whether the text says that the office is not held any more, or not quite: former UNODC Executive Director."""
        before = self.ends.get(place.start)
        return beside.is_former(self.tokens, place.start) or (
            before is not None and beside.is_former(self.tokens, before.start)
        )

    def _anyone(self, place: Place) -> bool:
        """Whether the text means whoever holds an office, or speaks to him: a new | Ambassador, Dear | Minister."""
        before = self._country(place)[0] - 1
        return before >= 0 and self.tokens.close(before + 1) and self.tokens.words[before] in _ANY

    def _end_of_portfolio(self, place: Place, role: str) -> int:
        """Where an office ends that has more in its portfolio than the record says: Minister of Ports | and Tourism."""
        tokens, end, words = self.tokens, place.end, _words(role)
        if "of" not in words or self._organization(place) is not None or is_place(words[-1]):
            return end
        while end < len(tokens) and tokens.gap(end).strip() in ("", "&", ",") and "\n\n" not in tokens.gap(end):
            if self._in_portfolio(end) and end not in self.starts:
                end += 1
            elif tokens.words[end] == "and" and self._in_portfolio(end + 1):
                end += 2
            else:
                break
        return end

    def _in_portfolio(self, place: int) -> bool:
        return self.tokens.capital(place) and self.tokens.words[place] not in _NO_PORTFOLIO

    def _part_of_more(self, place: Place) -> bool:
        """Whether the words are part of a longer office or body: Deputy | Director, Office of the | President."""
        tokens, before = self.tokens, place.start - 1
        if before >= 0 and tokens.close(place.start):
            if tokens.words[before] == "the" and before > 1 and tokens.words[before - 1] in ("of", "to", "for"):
                if tokens.words[before - 2] in _NOUNS:
                    return True
            elif self._country(place)[1]:
                pass
            elif tokens.capital(before) and place.start not in self.ends and tokens.words[before] not in _BEFORE_OFFICE:
                noun = tokens.words[before] in _NOUNS_AND_FORMER or beside.office_word(tokens.words[before]) is not None
                return noun or not tokens.begins_sentence(before)
        after = tokens.text[tokens.ends[place.end - 1] :][:3]
        if after[:2] in ("'s", "’s") and tokens.words[place.end + 1 : place.end + 2]:
            return tokens.capital(place.end + 1) and not tokens.titled(place.start)  # President's | Management Agenda
        return beside.hyphened(tokens, place.start, place.end, lambda _: False) or (
            tokens.follows(place.end) and tokens.words[place.end] in _NOUNS
        )

    def _meant(self, place: Place, role: str, *, on_date: bool) -> list[Holder]:
        """Who holds or held the office that the text means: that of the organization named with it, or the only one."""
        found = self._meant_ever(place, role)
        return [row for row in found if row[1].on(self.date)] if on_date else found

    def _meant_ever(self, place: Place, role: str) -> list[Holder]:
        holders = self.names.holders(role)
        organization = self._organization(place)
        if organization is not None:
            bodies = self.names.circle(organization) | {organization} if len(_words(role)) > 2 else {organization}
            return [
                (official, held) for body in sorted(bodies) for official, held in self.names.registry.holders(body)
                if held.role == role or held.role.startswith(f"{role} of ")
            ]
        countries = self._country(place)[1] or self._country_behind(place)[1]
        if countries:
            return [
                row for body, rows in holders.items() for row in rows
                if not countries.isdisjoint((*self.names.country(body), *countries_in(_words(row[1].role))))
            ]
        own = any(word in places() for word in _words(role))
        if not (own or self.tokens.capital(place.start)) or self._of_something(place):
            return []
        if len(_words(role)) > 2 or own:
            every = [(body, row) for body, rows in holders.items() if own or self.reading.at_home(body) for row in rows]
            ours = [row for body, row in every if not self.reading.home_countries.isdisjoint(self.names.country(body))]
            return ours if ours and not own else [row for _, row in every]
        if not self._definite(place.start):
            return []
        named, home = self._named_before(place), self.reading.home
        at_home: set[str] = set()
        if not home.isdisjoint(self.names.above(role)):
            at_home = {body for body in holders if not home.isdisjoint(self.names.circle(body))}
        found = [row for body in sorted(at_home) for row in holders[body]]
        found += [row for body in sorted(named & holders.keys()) for row in holders[body] if row[1].role == role]
        for country, rows in self.names.holders_of_countries(role).items():
            if country in self.reading.home_countries:
                found += rows
        if not found:
            return []
        key = role, frozenset(official.id for official, _ in found)
        if key not in self.several:
            self.several[key] = self._of_several(place, found)
        return [] if self.several[key] else found

    def _country(self, place: Place) -> tuple[int, frozenset[tuple[str, ...]]]:
        """Where a country before an office begins, and which it can be: Russian | President, британський | Прем'єр."""
        tokens, before = self.tokens, place.start - 1
        if before < 0 or not tokens.close(place.start):
            return place.start, frozenset()
        cyrillic = tokens.words[before] > "\u0400"
        if cyrillic or tokens.capital(before):
            for start in range(max(0, place.start - 3), place.start):
                named = tuple(tokens.words[start : place.start])
                if not cyrillic and tokens.capital(start) and named in countries_in(named):
                    return start, frozenset([named])
            if code := of_demonym(tokens.words[before]):
                return before, frozenset(names_of(code))
        return place.start, frozenset()

    def _country_behind(self, place: Place) -> tuple[int, frozenset[tuple[str, ...]]]:
        """Where a country behind an office ends, and which it is: President | of Sri Lanka."""
        tokens, after = self.tokens, place.end
        if not tokens.close(after) or tokens.words[after] != "of":
            return place.end, frozenset()
        after = tokens.past_the(after + 1)
        for size in (4, 3, 2, 1):
            named = tuple(tokens.words[after : after + size])
            if len(named) == size and tokens.capital(after) and named in countries_in(named):
                return after + size, frozenset([named])
        return place.end, frozenset()

    def _of_several(self, place: Place, holders: Sequence[Holder]) -> bool:
        """Whether the text also names such an office of somewhere or somebody else: the Prime Minister of Italy."""
        tokens, words = self.tokens, self.tokens.words
        first, size = words[place.start], place.end - place.start
        office = beside.office_word(first) or first
        own = {country for official, held in holders for country in self.names.country(held.organization)}
        own |= {country for _, held in holders for country in countries_in(_words(held.role))}
        people = {official.id for official, _ in holders}
        for k, word in enumerate(words):
            if word != first and beside.office_word(word) != office:
                continue
            after = k + size
            if tokens.close(after) and words[after] == "of":
                after = tokens.past_the(after + 1)
                if not any(words[after : after + len(country)] == list(country) for country in own):
                    return True
            elif tokens.follows(after):
                meaning = self.starts.get(after)
                if not (meaning and meaning.forms[0].entity in people) and not _is_one_of(words[after], own):
                    return True
        return False

    def _definite(self, start: int) -> bool:
        """Whether "the" stands before an office, or a form of address after "the": the Hon. | Prime Minister."""
        before = start - 1
        if self.tokens.words[start] > "\u0400":  # no articles: Звернення | Президента, but not Пане | Президенте
            word = self.tokens.words[before] if self.tokens.close(start) else ""
            return word not in TITLES and not is_demonym(word)  # російському | Президенту
        while before > 0 and self.tokens.words[before] in _ADDRESSES:
            if self.tokens.words[before] in ("hon", "he", "h", "honourable"):
                return True
            before -= 1
        if before >= 0 and self.tokens.words[before] == "the":
            return True
        return before >= 0 and self.tokens.words[start + 2 : start + 6] in _CAPACITIES  # by | Prime Minister in his …

    def _organization(self, place: Place) -> str | None:
        """The organization that is named with an office: UNODC | Executive Director, Executive Director | of UNODC."""
        tokens, after = self.tokens, place.end
        if tokens.close(after) and tokens.words[after] in ("of", "for", "at", "to"):
            after += 1
            if tokens.close(after) and tokens.words[after] == "the":
                after += 1
            meaning = self.starts.get(after)
            if meaning and tokens.close(after) and meaning.forms[0].kind == "organization":
                return meaning.forms[0].entity
        following = self.starts.get(place.end)
        genitive = following is not None and tokens.close(place.end) and tokens.words[place.end] > "\u0400"
        if following and genitive:  # Президент | Європейської ради
            return following.forms[0].entity if following.forms[0].kind == "organization" else None
        before = self.ends.get(place.start)
        if before is None and tokens.words[place.start - 1 : place.start] == ["s"]:
            before = self.ends.get(place.start - 1)
        if before and before.forms[0].kind == "organization" and tokens.gap(place.start) in (" ", "\n"):
            return before.forms[0].entity
        return None

    def _of_something(self, place: Place) -> bool:
        """Whether an office is said to be that of something that is not known: President | of Mexico."""
        tokens, after = self.tokens, place.end
        if tokens.words[place.start] > "\u0400":
            return tokens.follows(after)
        return tokens.close(after) and tokens.words[after] in ("of", "for", "at") and (
            tokens.capital(after + 1) or tokens.past_the(after + 1) > after + 1
        )

    def _named_before(self, place: Place) -> frozenset[str]:
        before = {m.forms[0].entity for m in self.meanings if m.end <= place.start and m.sure}
        return frozenset(before) | self.reading.stated

    def _beside(self, place: Place) -> Meaning | None:
        """The person in apposition to an office; one without forms where it is somebody without a record."""
        tokens = self.tokens
        after = place.end
        organization = self._organization(place)
        if organization is not None and place.start not in self.ends:
            while after < len(tokens) and after not in self.starts:
                after += 1
            after = self.starts[after].end if after in self.starts else after
        for k in (after, place.end):
            if k < len(tokens) and tokens.gap(k).strip() in ("", ",", ".", "(", "-") and "\n\n" not in tokens.gap(k):
                while k < len(tokens) and tokens.words[k] in TITLES:
                    k += 1
                meaning = self.starts.get(k)
                if meaning and meaning.forms[0].kind == "official":
                    return meaning
                if self._unknown_name(k):
                    return Meaning(k, k + 1, ())
        return self._before(place) or self._further(place)

    def _further(self, place: Place) -> Meaning | None:
        """The person in apposition a few small words behind an office: President of X, our friend | Ann Berg."""
        tokens, end = self.tokens, place.end
        organization = self._organization(place)
        while organization is not None and end < len(tokens) and end not in self.starts:
            end += 1
        end = self.starts[end].end if organization is not None and end in self.starts else end
        if end >= len(tokens) or tokens.gap(end) != ", ":
            return None
        for k in range(end, min(len(tokens), end + _APART)):
            meaning = self.starts.get(k)
            if k > end and not tokens.close(k):
                return None
            if meaning and meaning.forms[0].kind == "official":
                return meaning if k > end else None
            if tokens.capital(k):
                return None
        return None

    def _before(self, place: Place) -> Meaning | None:
        """The person before an office: Yury Fedotov, the | Executive Director."""
        tokens, before = self.tokens, self._country(place)[0]
        organization = self.ends.get(before)
        if organization is not None and organization.forms[0].kind == "organization":
            before = organization.start
        if before and tokens.words[before - 1] == "the" and tokens.close(before):
            before -= 1
        if tokens.words[max(0, before - 4) : before] in _CAPACITIES:  # Anna Berg, in her capacity as the | Minister
            named = self.ends.get(before - 4)
            return named if named and named.forms[0].kind == "official" else None
        if not before or tokens.gap(before).strip() not in (",", "(", "–", "—") or "\n\n" in tokens.gap(before):
            return None
        meaning = self.ends.get(before)
        if meaning:
            return meaning if meaning.forms[0].kind == "official" else None
        word = tokens.words[before - 1]
        if not tokens.capital(before - 1) or len(word) < 2 or word in _NO_FAMILY or word in places():
            return None
        return Meaning(before - 1, before, ()) if tokens.capital(before - 2) and tokens.close(before - 1) else None

    def _unknown_name(self, k: int) -> bool:
        """Whether two words with capitals that no record knows stand at a word: somebody's name."""
        tokens = self.tokens
        if not tokens.capital(k) or k in self.starts or tokens.words[k] in _NO_NAME:
            return False
        if tokens.gap(k).strip() == "":
            return True
        return tokens.follows(k + 1) and tokens.gap(k).strip() != "."

    def _conflict(self, place: Place, role: str, person: Meaning) -> Iterator[Conflict]:
        """An office in apposition to an official whose record does not have it on the release's date."""
        if self._is_former(place) or person.forms[0].method in ("decided", "role"):
            return
        meant = self._meant(place, role, on_date=False)
        official = self.names.registry.officials[person.forms[0].entity]
        wanted = {membership.organization for _, membership in meant}
        if not meant or not official.memberships or len(wanted) != 1:
            return
        held = any(
            set(_words(role)) <= set(_words(m.role)) and m.organization in wanted and m.on(self.date)
            for m in official.memberships
        )
        if not held:
            yield Conflict(official.id, meant[0][1], person.start)


@cache
def _words(role: str) -> tuple[str, ...]:
    """The words of a role, folded."""
    return tuple(words_of(role))


def _is_one_of(word: str, countries: Iterable[tuple[str, ...]]) -> bool:
    """Whether a word in Cyrillic letters is the first of a country's name, in any case."""
    return word > "\u0400" and any(same_stem(name[0], word) for name in countries)
