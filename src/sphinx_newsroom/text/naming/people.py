"""Persons in a text: given names and initials beside a family name, offices, and who bears a family name just now."""

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
    WEEKDAYS,
)

OPENING, CLOSING = ("“", '"', "‘", "'", "«"), ("”", '"', "’", "'", "»")
"""The marks in which a nickname stands between given and family name."""

_OFFICES = OFFICE_NOUNS | RANKS
_BETWEEN = _OFFICES | TITLES | CONNECTORS
_PORTFOLIOS = GENERIC - CONNECTORS - TITLES

_DECLINED = 4
"""From how many letters on a given name in Cyrillic letters is known in other cases: Юрій, but Лев is only Лев.

With three Джилл Байден is Joe Biden, by "Джо" in another case; with five nothing changes.
"""

_FIRST_CYRILLIC = "\u0400"

_CASE_LETTERS = 2
"""By how many letters at most a case is longer than the name: Юрієві; nothing changes with one or three."""

_ROMANIZED = 3
"""From how many letters on a given name is compared in Latin letters; initials and "Li" would fit too many.

Nothing changes with two or four.
"""

Stretch = tuple[int, int]
"""The first word, and the one after the last."""


# Whole names


def named_in_full(tokens: Tokens, start: int, end: int, person: Person, *, middle: bool) -> Stretch | None:
    """The stretch of a full name around the family name from *start* to *end*.

    With *middle* any middle name may stand between given and family name, else only a patronymic or those of the
    record: of a family name that many officials bear, John Q. Berg may be one without a record.

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
    beside = tokens.close(start) and tokens.capital(before) and tokens.close(before)
    if not beside or not is_given(tokens, before - 1, person):
        return None
    name, others = tokens.words[before], person.middle
    if name.endswith(PATRONYMICS) or name in others:
        return before - 1, end
    # Where the record has a middle name, another one is another person's; an initial of it is his.
    known = initials_fit([name], others) if others else middle and name not in _BETWEEN
    return (before - 1, end) if known else None


def _with_initials(tokens: Tokens, start: int, end: int, person: Person) -> Stretch | None:
    """John F. | Kennedy, for John Kennedy, and John | Kennedy itself."""
    place = first_initial(tokens, start)
    if not tokens.close(place) or not is_given(tokens, place - 1, person):
        return None
    initials = [tokens.words[k] for k in range(place, start)]
    given = tokens.words[place - 1]
    # Without initials between, only the first given name: Fitzgerald Kennedy would be another.
    known = initials or given == person.given[0] or given not in person.given
    return (place - 1, end) if known and initials_fit(initials, person.middle) else None


def _with_nickname(tokens: Tokens, start: int, end: int, person: Person) -> Stretch | None:
    """Robert C. “Bobby” | Scott, for Robert Scott or for Bobby Scott."""
    nickname = start - 1
    if nickname < 1 or tokens.gap(start).strip() not in CLOSING or not tokens.capital(nickname):
        return None
    if tokens.gap(nickname).lstrip(".").strip() not in OPENING or "\n\n" in tokens.gap(nickname):
        return None
    place = first_initial(tokens, nickname) - 1
    known = is_given(tokens, place, person) or (is_given(tokens, nickname, person) and tokens.capital(place))
    return (place, end) if known else None


def _inverted(tokens: Tokens, start: int, end: int, person: Person) -> Stretch | None:
    """Kennedy, | John F., and in Cyrillic letters also without the comma: Терехов Ігор Олександрович."""
    if end >= len(tokens) or not (tokens.capital(end) or tokens.arabic):
        return None
    slavic = is_cyrillic(tokens.raw[start]) or (end + 1 < len(tokens) and tokens.words[end + 1].endswith(PATRONYMICS))
    beside = tokens.gap(end).strip() == "," or (slavic and tokens.close(end))
    if not beside or not is_given(tokens, end, person):
        return None
    # By a middle name nobody is listed: Senators Udall, Lee and others are two, whoever Stewart Lee Udall is.
    if tokens.words[end] in person.middle and len(person.given[0]) > 1:
        return None
    stop = end + 1
    while tokens.close(stop) and (
        _initial(tokens, stop) or is_given(tokens, stop, person) or tokens.words[stop].endswith(PATRONYMICS)
    ):
        stop += 1
    if tokens.follows(stop):
        return None  # Kennedy, John Smith and others: a list
    while tokens.close(start) and _middle(tokens, start - 1, person):  # Blunt | Rochester, Lisa
        start -= 1
    another = not slavic and tokens.close(start) and tokens.capital(start - 1)  # Martin Luther | King, Jr.
    return None if another else (start, stop)


def extended(tokens: Tokens, start: int, person: Person) -> int | None:
    """Where the small words and initials before a family name begin; None where they are not this person's.

    >>> extended(Tokens("met J. van Berg"), 3, Person(("jan", "van"), (), ("berg",)))
    1
    """
    # Small words belong to the name where the record has them: van der Berg, for Jan van der Berg.
    # So does a middle name, which may be the first of two family names: Cortez | Masto.
    while tokens.close(start) and (_particle(tokens.words[start - 1], person) or _middle(tokens, start - 1, person)):
        start -= 1
    place = first_initial(tokens, start)
    if place == start:
        return start
    initials = [letter for k in range(place, start) for letter in tokens.words[k]]
    if not person.given or initials[0] != person.given[0][0]:
        return None
    return place if initials_fit(initials[1:], person.middle) else None


def _particle(word: str, person: Person) -> bool:
    return word in PARTICLES and word in person.given


def _middle(tokens: Tokens, place: int, person: Person) -> bool:
    """Whether a word is a middle name of a person, written out."""
    return tokens.capital(place) and len(tokens.words[place]) > 1 and tokens.words[place] in person.middle


def first_initial(tokens: Tokens, start: int) -> int:
    """Where the initials directly before a word begin; the word itself where it has none."""
    while start and tokens.close(start) and _initial(tokens, start - 1):
        start -= 1
    return start


def _initial(tokens: Tokens, place: int) -> bool:
    """Whether a word is an initial: J., or J.F. written together."""
    raw = tokens.raw[place]
    if len(raw) == 1 < len(tokens.words[place]):  # M. | Tessier
        return False
    after = tokens.text[tokens.ends[place] : tokens.ends[place] + 1]
    if len(raw) == 1:
        # Without its dot a Cyrillic letter is a word (а, і, у), and so are two Latin ones.
        return raw.isupper() and (after == "." or (not is_cyrillic(raw) and raw not in "AI"))
    return "." in raw and raw.replace(".", "").isupper() and after != "."


def is_given(tokens: Tokens, place: int, person: Person) -> bool:
    """Whether a word exists and is a given name of a person, in Cyrillic letters in any case.

    >>> yury = Person(("юрій",), (), ("федотов",), latin=frozenset({romanized("юрій")}))
    >>> [is_given(Tokens(text), 0, yury) for text in ("Юрієм", "Yuriy", "Yulia")]
    [True, True, False]
    """
    return may_be_given(tokens, place) and is_called(tokens.words[place], person)


def is_called(word: str, person: Person) -> bool:
    """Whether a word, which has its capital, is a given name of a person, in Cyrillic letters in any case."""
    if word in person.given or word in person.called:
        return True
    if not person.latin and word < _FIRST_CYRILLIC:  # most words, of most people
        return False
    if person.latin and len(word) >= _ROMANIZED and romanized(word) in person.latin:
        return True
    return is_cyrillic(word) and any(
        len(name) >= _DECLINED and word[: len(name) - 1] == name[:-1] and len(word) <= len(name) + _CASE_LETTERS
        for name in person.given
    )


def may_be_given(tokens: Tokens, place: int) -> bool:
    """Whether a word exists and may be anybody's given name, by its capital; Arabic has none."""
    return 0 <= place < len(tokens.raw) and (tokens.raw[place][0].isupper() or is_arabic(tokens.words[place]))


def initials_fit(initials: Sequence[str], middle: Sequence[str]) -> bool:
    """Whether middle initials are those of the record, where it has any.

    >>> initials_fit(["f"], ["fitzgerald"]), initials_fit(["q"], ["fitzgerald"]), initials_fit(["q"], [])
    (True, False, True)
    """
    if not middle:
        return True
    letters = {name[0] for name in middle}
    return all(initial[0] in letters for initial in initials)


# Offices


def same_office(words: Sequence[str], record: Official, membership: Membership | None = None) -> bool:
    """Whether the words of a title or office beside a name are those of an office that the official held.

    >>> anna = Official("x", "Anna Berg", memberships=(Membership("Minister of Finance", "gov"),))
    >>> same_office(("minister",), anna), same_office(("minister", "health"), anna), same_office(("mayor",), anna)
    (True, False, False)
    """
    # The nearest word that is an office decides: of (minister, prime) it is the minister.
    heads = [word for word in words if word in _OFFICES]
    if not heads:
        return False
    for held in (membership,) if membership else record.memberships:
        role, offices = _words_of_role(held.role)
        if heads[0] in offices and _rest_fits(words, role):
            return True
    return False


@cache
def _words_of_role(role: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a role in all their ways, and those that can be the office itself; records have few roles."""
    words = words_of(role)
    every = {*words, *(office_word(word) or word for word in words)}
    return frozenset(every | _synonyms(role)), frozenset(_offices_of(words) | _synonyms(role))


def _offices_of(role: Sequence[str]) -> set[str]:
    """The words of a role that can be the office itself: of Senior Advisor | to the President the first two."""
    end = next((k for k, word in enumerate(role) if k and word in OF), len(role))
    return {*role[:end], *(office_word(word) or word for word in role[:end])}


def _rest_fits(words: Sequence[str], role: frozenset[str]) -> bool:
    """Whether nothing generic beside the office contradicts it: Health Minister is no Minister of Finance."""
    said = {word for word in words if word in _PORTFOLIOS}
    # A role without such words (Ambassador) contradicts nothing: Ambassador for Health.
    return not said or not said.isdisjoint(role) or not (role & GENERIC)


# What a role of a record has in it, and by which words such people are addressed.
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
    """Whether a word with a capital before a family name is part of a title or office: Minister of Health | Berg."""
    # A portfolio or a country directly before a family name ends an office: Minister of Health | Berg.
    place = is_place(word) or in_country(word)
    return place or office_word(word) is not None or word in TITLES or word in GENERIC or word in WEEKDAYS


# Who is who


def called_by(tokens: Tokens, begin: int, person: Person) -> bool:
    """Whether the word before a family name is one that a person has before it: a given name, a word of his offices."""
    word = tokens.words[begin - 1]
    own = word in person.given or word in person.called or word in person.roles
    return own and not is_arabic(tokens.words[begin])


def somebody_before(tokens: Tokens, begin: int, given_names: Container[str]) -> bool:
    """Whether a given name stands before a family name, of whoever is not called so."""
    before = begin - 1
    if tokens.close(begin) and is_arabic(tokens.words[begin]):  # no capitals: a verb is told by what it is
        word = tokens.words[before]
        return word not in TITLES and not no_given_name(word, tokens.words[before - 1] if before else "")
    # An acronym before a family name is a party or a body (UNODC Berg), never a given name.
    if not tokens.close(begin) or not tokens.capital(before) or tokens.all_capitals(before):
        return False
    word = tokens.words[before]
    if word in CONNECTORS or no_name(word) or word in BEFORE_GENITIVES:
        return False
    # What no record has as a given name may begin a sentence ("Yesterday Berg"), or have its capital from a headline.
    return word in given_names or not (tokens.begins_sentence(before) or tokens.titled(before))
