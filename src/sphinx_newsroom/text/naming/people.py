"""Names of persons in a text: given names, initials and offices next to a family name."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import cache

from sphinx_newsroom.model.records import Membership, Official
from sphinx_newsroom.text.naming.forms import Person
from sphinx_newsroom.text.words.belonging import OF, is_arabic, no_given_name
from sphinx_newsroom.text.words.countries import in_country, is_place
from sphinx_newsroom.text.words.folding import is_cyrillic, romanized, words_of
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    BEFORE_GENITIVES,
    CONNECTORS,
    GENERIC,
    OFFICE_NOUNS,
    PARTICLES,
    PATRONYMICS,
    RANKS,
    TITLES,
)

OPENING, CLOSING = ("“", '"', "‘", "'", "«"), ("”", '"', "’", "'", "»")
"""The quotation marks around a nickname between given and family name."""

_OFFICES = OFFICE_NOUNS | RANKS
_PORTFOLIOS = GENERIC - CONNECTORS - TITLES

_DECLINED = 4
"""The shortest Cyrillic given name that is recognized in other cases: Юрій, but not Лев.

With three, "Джо" in another case would make Джилл Байден match Joe Biden.
"""

_ONE_LETTER_WORDS = "AIАБВЖЗИІЙКОСУЯ"
"""Latin and Cyrillic letters that are words unless a dot follows."""

Stretch = tuple[int, int]
"""The first word, and the one after the last."""


# Full names


def named_in_full(tokens: Tokens, start: int, end: int, person: Person, *, middle: bool) -> Stretch | None:
    """Return the span of a full name around the family name from *start* to *end*.

    With *middle*, any middle name may come between given and family name. Otherwise only a patronymic or the record's
    own may: for a common family name, John Q. Berg may be someone without a record.

    >>> john = Person(("john",), (), ("kennedy",))
    >>> named_in_full(Tokens("Then John F. Kennedy spoke"), 3, 4, john, middle=True)
    (1, 4)
    """
    return (
        _with_middle_name(tokens, start, end, person, middle=middle)
        or _with_initials(tokens, start, end, person)
        or _with_nickname(tokens, start, end, person)
        or _inverted(tokens, start, end, person)
    )


def _with_middle_name(tokens: Tokens, start: int, end: int, person: Person, *, middle: bool) -> Stretch | None:
    """Ihor Oleksandrovych | Terekhov, for Ihor Terekhov."""
    before = start - 1
    if not (tokens.close(start) and tokens.follows(before) and is_given(tokens, before - 1, person)):
        return None
    # If the record has a middle name, a different one means another person; an initial must match it.
    name = tokens.words[before]
    known = initials_fit([name], person.middle) if person.middle else middle
    return (before - 1, end) if known or name.endswith(PATRONYMICS) else None


def _with_initials(tokens: Tokens, start: int, end: int, person: Person) -> Stretch | None:
    """John F. | Kennedy, for John Kennedy, and John | Kennedy itself."""
    place = first_initial(tokens, start)
    if not tokens.close(place) or not is_given(tokens, place - 1, person):
        return None
    initials = [tokens.words[k] for k in range(place, start)]
    given = tokens.words[place - 1]
    # Without initials, only the first given name counts: Fitzgerald Kennedy would be someone else.
    known = initials or given == person.given[0] or given not in person.given
    return (place - 1, end) if known and initials_fit(initials, person.middle) else None


def _with_nickname(tokens: Tokens, start: int, end: int, person: Person) -> Stretch | None:
    """Robert C. “Bobby” | Scott, for Robert Scott or for Bobby Scott."""
    nickname = start - 1
    if tokens.gap(start).strip() not in CLOSING or tokens.gap(nickname).lstrip(".").strip() not in OPENING:
        return None
    place = first_initial(tokens, nickname) - 1
    known = is_given(tokens, place, person) or (is_given(tokens, nickname, person) and tokens.capital(place))
    return (place, end) if known else None


def _inverted(tokens: Tokens, start: int, end: int, person: Person) -> Stretch | None:
    """Kennedy, | John F., and in Cyrillic also without the comma: Терехов Ігор Олександрович."""
    if not is_given(tokens, end, person) or tokens.words[end] in person.middle:
        return None
    stop = end + 1
    while tokens.close(stop) and (_initial(tokens, stop) or tokens.words[stop].endswith(PATRONYMICS)):
        stop += 1
    slavic = is_cyrillic(tokens.raw[start]) or tokens.words[stop - 1].endswith(PATRONYMICS)
    adjacent = tokens.gap(end).strip() == "," or (slavic and tokens.close(end))
    if not adjacent or tokens.follows(stop):
        return None  # Kennedy, John Smith and others: a list
    while tokens.close(start) and tokens.words[start - 1] in person.middle:  # Blunt | Rochester, Lisa
        start -= 1
    another = not slavic and tokens.close(start) and tokens.capital(start - 1)  # Martin Luther | King, Jr.
    return None if another else (start, stop)


def extended(tokens: Tokens, start: int, person: Person) -> int | None:
    """Return where the initials and particles before a family name start; None if they aren't this person's.

    >>> extended(Tokens("met J. van Berg"), 3, Person(("jan", "van"), (), ("berg",)))
    1
    """
    # Particles belong to the name if the record has them: van der Berg, for Jan van der Berg. So does a middle name,
    # which may be the first of two family names: Cortez | Masto.
    own = PARTICLES.intersection(person.given).union(person.middle)
    while tokens.close(start) and tokens.words[start - 1] in own:
        start -= 1
    place = first_initial(tokens, start)
    if place == start:
        return start
    initials = [letter for k in range(place, start) for letter in tokens.words[k]]
    if not person.given or initials[0] != person.given[0][0]:
        return None
    return place if initials_fit(initials[1:], person.middle) else None


def first_initial(tokens: Tokens, start: int) -> int:
    """Return where the initials directly before a word start, or the word itself if it has none."""
    while start and tokens.close(start) and _initial(tokens, start - 1):
        start -= 1
    return start


def _initial(tokens: Tokens, place: int) -> bool:
    """Whether a word is an initial: J., or J.F. written together."""
    raw = tokens.raw[place]
    if not raw.isupper():
        return False
    if len(raw) > 1:
        return "." in raw
    return raw not in _ONE_LETTER_WORDS or tokens.text.startswith(".", tokens.ends[place])


def is_given(tokens: Tokens, place: int, person: Person) -> bool:
    """Whether a word exists and is a given name of a person, in any Cyrillic case.

    >>> yury = Person(("юрій",), (), ("федотов",), latin=frozenset({romanized("юрій")}))
    >>> [is_given(Tokens(text), 0, yury) for text in ("Юрієм", "Yuriy", "Yulia")]
    [True, True, False]
    """
    return tokens.capital(place) and is_called(tokens.words[place], person)


def is_called(word: str, person: Person) -> bool:
    """Whether a capitalized word is a given name of a person, in any Cyrillic case."""
    if word in person.given or word in person.called or (person.latin and romanized(word) in person.latin):
        return True
    return is_cyrillic(word) and any(
        len(name) >= _DECLINED and word[: len(name) - 1] == name[:-1] for name in person.given
    )


def initials_fit(initials: Sequence[str], middle: Sequence[str]) -> bool:
    """Whether middle initials match those of the record, if it has any.

    >>> initials_fit(["f"], ["fitzgerald"]), initials_fit(["q"], ["fitzgerald"]), initials_fit(["q"], [])
    (True, False, True)
    """
    if not middle:
        return True
    letters = {name[0] for name in middle}
    return all(initial[0] in letters for initial in initials)


# Offices


def same_office(words: Sequence[str], record: Official, membership: Membership | None = None) -> bool:
    """Whether the words of a title or office next to a name match an office that the official held.

    >>> anna = Official("x", "Anna Berg", memberships=(Membership("Minister of Finance", "gov"),))
    >>> same_office(("minister",), anna), same_office(("minister", "health"), anna), same_office(("mayor",), anna)
    (True, False, False)
    """
    # The nearest office word decides: for (minister, prime) it is the minister.
    heads = [word for word in words if word in _OFFICES]
    if not heads:
        return False
    for office in (membership,) if membership else record.memberships:
        role, offices = _words_of_role(office.role)
        if heads[0] in offices and _rest_fits(words, role):
            return True
    return False


@cache
def _words_of_role(role: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return all words of a role, and those that can be the office itself; cached, as records have few roles."""
    words = words_of(role)
    every = {*words, *(office_word(word) or word for word in words)}
    return frozenset(every | _synonyms(role)), frozenset(_offices_of(words) | _synonyms(role))


def _offices_of(role: Sequence[str]) -> set[str]:
    """Return the words that can be the office itself: the first two of Senior Advisor | to the President."""
    end = next((k for k, word in enumerate(role) if k and word in OF), len(role))
    return {*role[:end], *(office_word(word) or word for word in role[:end])}


def _rest_fits(words: Sequence[str], role: frozenset[str]) -> bool:
    """Whether no generic word next to the office contradicts it: a Health Minister isn't a Minister of Finance."""
    portfolios = {word for word in words if word in _PORTFOLIOS}
    # A role without such words (Ambassador) contradicts nothing: Ambassador for Health.
    return not portfolios or not portfolios.isdisjoint(role) or not (role & GENERIC)


# Words in a recorded role, and the words by which its holders are addressed.
_ADDRESSED = (
    ("house of representatives", ("representative", "congressman", "congresswoman", "member")),
    ("congress", ("representative", "congressman", "congresswoman", "member")),
    ("prime minister", ("premier", "pm")),
    ("senat", ("senator",)),
)


def _synonyms(role: str) -> set[str]:
    low = role.lower()
    return {word for part, words in _ADDRESSED if part in low for word in words}


@cache
def no_name(word: str) -> bool:
    """Whether a capitalized word before a family name is part of a title or office: Minister of Health | Berg."""
    # A portfolio or a country directly before a family name ends an office: Minister of Health | Berg.
    place = is_place(word) or in_country(word)
    return place or office_word(word) is not None or word in TITLES or word in GENERIC


# Telling people apart


def somebody_before(tokens: Tokens, begin: int, given_names: Container[str]) -> bool:
    """Whether another person's given name precedes a family name."""
    if not tokens.close(begin):
        return False
    before, word = begin - 1, tokens.words[begin - 1]
    if is_arabic(tokens.words[begin]):  # no capitals; verbs are recognized by their letters
        return not no_given_name(word, tokens.words[before - 1])
    # An acronym before a family name is a party or an organization (UNODC Berg), never a given name.
    if not tokens.capital(before) or tokens.all_capitals(before):
        return False
    if word in CONNECTORS or no_name(word) or word in BEFORE_GENITIVES:
        return False
    # An unknown word may start a sentence ("Yesterday Berg"), or be capitalized only because it is in a headline.
    return word in given_names or not (tokens.begins_sentence(before) or tokens.titled(before))
