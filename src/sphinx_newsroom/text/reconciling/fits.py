"""How well a name in a table fits the name of an official: in full, by initials, by the family name alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from sphinx_newsroom.text.naming.forms import Person
from sphinx_newsroom.text.naming.people import extended, initials_fit, named_in_full
from sphinx_newsroom.text.words.letters import romanized
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import PARTICLES, SUFFIXES, TITLES


class Fit(IntEnum):
    """How well words fit a record's name, the better the higher."""

    NEAR = 1
    """All but a letter or two of one word is the same."""
    PART = 2
    """A family name alone, or a middle name in the place of the first; of a body its name without its country."""
    INITIALS = 3
    """The given names are initials: J. Roe."""
    FULL = 4
    """The same name in other words: a short form of the given name, more or fewer middle names, an acronym."""
    EXACT = 5
    """A name as the record has it, but for capitals, accents and dots."""


class Fitted(NamedTuple):
    """How well a name fits, and why, as a part of a sentence."""

    fit: Fit
    why: str


def starts_of(tokens: Tokens) -> Iterator[int]:
    """The words at which a name may begin: the first, and those behind titles and offices.

    >>> list(starts_of(Tokens("Senator Dr. Jane Roe")))
    [0, 1, 2]
    """
    yield 0
    for place, word in enumerate(tokens.words[:-1]):
        if word not in TITLES and office_word(word) is None:
            return
        yield place + 1


def end_of(tokens: Tokens) -> int:
    """The word behind the name: what makes a son or a father of its bearer is no part of it."""
    end = len(tokens)
    while end > 1 and tokens.words[end - 1] in SUFFIXES:
        end -= 1
    return end


def fitted(tokens: Tokens, start: int, family: int, end: int, person: Person) -> Fitted | None:
    """How well the words from *start* to *end* fit a person whose family name begins at word *family*.

    >>> robert = Person(("robert", "c"), ("c",), ("roe",), called=frozenset({"bob"}))
    >>> for name in ("Bob Roe", "R. C. Roe", "Robert James Roe", "Roe"):
    ...     print(fitted(tokens := Tokens(name), 0, len(tokens) - 1, len(tokens), robert))
    Fitted(fit=<Fit.FULL: 4>, why='Bob and Robert are forms of one given name')
    Fitted(fit=<Fit.INITIALS: 3>, why='initials and the family name')
    None
    Fitted(fit=<Fit.PART: 2>, why='the family name alone')
    """
    while family > start and tokens.words[family - 1] in PARTICLES and tokens.words[family - 1] in person.given:
        family -= 1  # those of Ursula von der | Leyen are no middle names
    if family == start:
        return Fitted(Fit.PART, "the family name alone")
    if not person.given:
        return None
    said = tokens.words[start:family]
    if all(len(word) == 1 for word in said) or _are_initials(tokens, start, family):
        letters = [letter for word in said for letter in word]
        fits = letters[0] == person.given[0][0] and initials_fit(letters[1:], _middle(person))
        return Fitted(Fit.INITIALS, "initials and the family name") if fits else None
    whole = named_in_full(tokens, family, end, person, middle=True)
    if (whole is not None and whole[0] == start) or _by_given_and_middle(tokens, start, family, person):
        return Fitted(Fit.FULL, _how(tokens, start, person))
    if said[0] in person.middle and len(said[0]) > 1 and len(said) == 1:
        return Fitted(Fit.PART, "a middle name and the family name")
    place = extended(tokens, family, person)
    if place == start:
        return Fitted(Fit.INITIALS, "initials and the family name")
    if len(said) > 1 and len(said[0]) == 1 and said[0] == person.given[0][0] and said[1] in person.given[1:]:
        return Fitted(Fit.FULL, "an initial, the middle name and the family name")
    return None


def _are_initials(tokens: Tokens, start: int, family: int) -> bool:
    """J.D. and JD, but no word: Jo."""
    return all(
        ("." in raw or (raw.isupper() and len(raw) == len("JD"))) and raw.replace(".", "").isupper()
        for raw in tokens.raw[start:family]
    )


def _middle(person: Person) -> tuple[str, ...]:
    return tuple(word for word in person.middle if word not in PARTICLES)


def _by_given_and_middle(tokens: Tokens, start: int, family: int, person: Person) -> bool:
    """Jane Ann M. Roe, for Jane Ann Mary Roe: the first given name, and middle names of which none is another's."""
    first, *rest = tokens.words[start:family]
    if first != person.given[0] and first not in person.called:
        return False
    middle, said = _middle(person), [word for word in rest if word not in PARTICLES]
    if not middle:
        return len(said) <= 1
    return all(
        any(word == known or (1 in (len(word), len(known)) and word[0] == known[0]) for known in middle)
        for word in said
    )


def _how(tokens: Tokens, start: int, person: Person) -> str:
    first, given = tokens.words[start], person.given[0]
    if first not in person.given and first in person.called:
        return f"{first.capitalize()} and {given.capitalize()} are forms of one given name"
    return "the same given and family name"


def in_latin(person: Person) -> Person:
    """A person's names in the spelling that romanizations share (:func:`~..words.letters.romanized`)."""
    given, middle, family = (tuple(map(romanized, names)) for names in person[:3])
    return Person(given, middle, family, person.roles, frozenset(), frozenset(map(romanized, person.called)))


def latin(words: Sequence[str]) -> list[str]:
    """Folded words in that spelling, each with a capital.

    >>> latin(["юрій", "федотов"])
    ['Iuri', 'Fedotov']
    """
    return [spelt.capitalize() for word in words if (spelt := romanized(word))]
