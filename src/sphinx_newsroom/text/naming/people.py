"""Persons in a text: given names and initials beside a family name, offices, and who bears a family name just now."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from sphinx_newsroom.model.records import Membership, Official
from sphinx_newsroom.text.naming.countries import in_country, is_place
from sphinx_newsroom.text.naming.forms import Person
from sphinx_newsroom.text.naming.romanization import romanized
from sphinx_newsroom.text.naming.surroundings import office_before, office_word
from sphinx_newsroom.text.naming.tokens import Tokens, words_of
from sphinx_newsroom.text.naming.word_lists import CONNECTORS, GENERIC, OFFICE_NOUNS, PARTICLES, RANKS, TITLES, WEEKDAYS

_PATRONYMICS = (
    "ovych", "evych", "yovych", "ovich", "evich", "ivna", "ovna", "evna", "yivna", "ович", "евич", "йович", "івна",
    "ївна", "овна", "евна", "овича", "овичу", "овичем", "йовича", "йовичу", "йовичем", "івни", "івні", "івну", "івною",
)
_OFFICES = OFFICE_NOUNS | RANKS
_BETWEEN = _OFFICES | TITLES | CONNECTORS
_PORTFOLIOS = GENERIC - CONNECTORS - TITLES
_HIS = ("пан", "пана", "пану", "паном", "пане", "господин", "господина", "господину", "господином")
_HERS = ("пані", "госпожа", "госпожи", "госпоже", "госпожу", "госпожой")
_MALE = frozenset(["mr", "sir", "lord", *_HIS])
_FEMALE = frozenset(["mrs", "ms", "miss", "dame", "lady", *_HERS])


def named_in_full(tokens: Tokens, start: int, end: int, person: Person, *, middle: bool) -> tuple[int, int] | None:
    """The stretch of a full name around the family name from *start* to *end*.

    John F. Kennedy for John Kennedy, Ihor Oleksandrovych Terekhov for Ihor Terekhov, and inverted: Kennedy,
    John F., in Cyrillic also without the comma.  With *middle* any middle name may stand between, else only a
    patronymic.
    """
    before = start - 1
    beside = tokens.close(start) and tokens.capital(before) and tokens.close(before)
    if beside and is_given(tokens, before - 1, person):
        patronymic = tokens.words[before].endswith(_PATRONYMICS)
        name, others = tokens.words[before], person.middle
        known = name in others or (_fit([name], others) if others else middle and not _taken(tokens, before))
        if patronymic or known:
            return before - 1, end
    place = start
    while place and tokens.close(place) and _initial(tokens, place - 1):
        place -= 1
    if tokens.close(place) and is_given(tokens, place - 1, person):
        initials = [tokens.words[k] for k in range(place, start)]
        given = tokens.words[place - 1]
        if _fit(initials, person.middle) and (initials or given == person.given[0] or given not in person.given):
            return place - 1, end
    slavic = tokens.raw[start] > "\u0400" or (end + 1 < len(tokens) and tokens.words[end + 1].endswith(_PATRONYMICS))
    inverted = end < len(tokens) and (tokens.gap(end).strip() == "," or (slavic and tokens.close(end)))
    if inverted and is_given(tokens, end, person):
        stop = end + 1
        while tokens.close(stop) and (
            _initial(tokens, stop) or is_given(tokens, stop, person) or tokens.words[stop].endswith(_PATRONYMICS)
        ):
            stop += 1
        if not tokens.follows(stop):
            return start, stop
    return None


def extended(tokens: Tokens, start: int, person: Person) -> int | None:
    """Where the small words and initials before a family name begin; None where they are not this person's."""
    particles = PARTICLES.intersection(person.given)
    while start and tokens.close(start) and tokens.words[start - 1] in particles:
        start -= 1
    place = start
    while place and tokens.close(place) and _initial(tokens, place - 1):
        place -= 1
    if place == start:
        return start
    initials = [letter for k in range(place, start) for letter in tokens.words[k]]
    if not person.given or initials[0] != person.given[0][0]:
        return None
    return place if _fit(initials[1:], person.middle) else None


def _taken(tokens: Tokens, place: int) -> bool:
    """Whether a word between a given name and a family name is none of the name: a title, an office, a small word."""
    return tokens.words[place] in _BETWEEN


def _initial(tokens: Tokens, place: int) -> bool:
    """Whether a word is an initial: J., or J.F. written together."""
    raw = tokens.raw[place]
    after = tokens.text[tokens.ends[place] : tokens.ends[place] + 1]
    if len(raw) == 1:
        return raw.isupper() and (after == "." or (raw < "\u0400" and raw not in "AI"))
    return "." in raw and raw.replace(".", "").isupper() and after != "."


def is_given(tokens: Tokens, place: int, person: Person) -> bool:
    """Whether a word exists and is a given name of a person, in Cyrillic letters in any case."""
    if not tokens.capital(place):
        return False
    word = tokens.words[place]
    if word in person.given or (person.latin and len(word) > 2 and romanized(word) in person.latin):
        return True
    return word > "\u0400" and any(
        len(name) > 3 and word[: len(name) - 1] == name[:-1] and len(word) < len(name) + 3 for name in person.given
    )


def _fit(initials: Sequence[str], middle: Sequence[str]) -> bool:
    """Whether middle initials are those of the record, where it has any."""
    if not middle:
        return True
    letters = {name[0] for name in middle}
    return all(initial[0] in letters for initial in initials)


def same_office(words: Sequence[str], record: Official, membership: Membership | None = None) -> bool:
    """Whether the words of a title or office beside a name are those of an office that the official held."""
    heads = [word for word in words if word in _OFFICES]
    if not heads:
        return False
    for held in (membership,) if membership else record.memberships:
        words_held = words_of(held.role)
        role = {*words_held, *(office_word(word) or word for word in words_held)} | _synonyms(held.role)
        if heads[0] == "member":  # of what: a Board Member is no Member of the Senate
            role |= {*held.organization.split("-")}
        if heads[0] in role and _rest_fits(words, role):
            return True
    return False


def _rest_fits(words: Sequence[str], role: set[str]) -> bool:
    """Whether nothing generic beside the office contradicts it: Health Minister is no Minister of Finance."""
    said = {word for word in words if word in _PORTFOLIOS}
    return not said or not said.isdisjoint(role) or not (role & GENERIC)


def _synonyms(role: str) -> set[str]:
    low = role.lower()
    found: set[str] = set()
    if "house of representatives" in low or "congress" in low:
        found.update(("representative", "congressman", "congresswoman", "member"))
    if "prime minister" in low:
        found.update(("premier", "pm"))
    if "senat" in low:
        found.add("senator")
    return found


def no_name(word: str) -> bool:
    """Whether a word with a capital before a family name is part of a title or office: Minister of Health | Berg."""
    place = is_place(word) or in_country(word)
    return place or office_word(word) is not None or word in TITLES or word in GENERIC or word in WEEKDAYS


@dataclass
class Bearers:
    """Who bore each family name last, and how the text addressed him or her."""

    last: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    titles: dict[str, frozenset[str]] = field(default_factory=dict)

    def note(self, tokens: Tokens, start: int, entity: str, person: Person) -> None:
        """Take note of who was named, and of the title before the name."""
        self.last[person.family] = entity
        said = frozenset(office_before(tokens, start))
        self.titles[entity] = self.titles.get(entity, frozenset()) | said

    def lose(self, person: Person) -> None:
        """Take note that somebody else bears this family name."""
        if person.family in self.last:
            self.last[person.family] = None

    def still(self, entity: str, person: Person) -> bool:
        """Whether the family name has not gone to somebody without a record since."""
        return self.last.get(person.family, entity) is not None

    def another(self, tokens: Tokens, begin: int, person: Person, given_names: Set[str]) -> bool:
        """Whether a name before the family name shows that somebody else is meant: her brother Tom | Berg."""
        before = begin - 1
        if not tokens.close(begin) or not tokens.capital(before) or tokens.all_capitals(before):
            return False
        word = tokens.words[before]
        if word in person.given or word in CONNECTORS or word in person.roles or no_name(word):
            return False
        return word in given_names or not (tokens.begins_sentence(before) or tokens.titled(before))

    def addressed(self, tokens: Tokens, start: int, entity: str) -> bool:
        """Whether the title before a family name is one by which the text has addressed this official."""
        said = frozenset(office_before(tokens, start))
        own = self.titles.get(entity, frozenset())
        if said & _FEMALE:
            return bool(own & _FEMALE) or (not own & _MALE and self._others(entity, _MALE))
        if said & _MALE:
            return bool(own & _MALE) or (not own & _FEMALE and self._others(entity, _FEMALE))
        return bool(said & own)

    def _others(self, entity: str, titles: frozenset[str]) -> bool:
        return any(own & titles for other, own in self.titles.items() if other != entity)
