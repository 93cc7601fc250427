"""The forms that names take: from a record to all that a text may call it.

organizations  what bodies are called: without their country, turned, as acronyms
officials      what persons are called, and what their family name is
variants       Acme Robotics for … Corporation, UN for United Nations, des Bundesrats
pending        cases that wait until a text has their words
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from sphinx_newsroom.model.records import EntityKind, Method

Strength = Literal["strong", "unit", "generic", "single", "short", "acronym", "family", "office"]
"""How far a form can be trusted by itself.

strong   a name of several words, which others hardly bear: United Nations Office on Drugs and Crime
unit     what every body has, and so means nothing without the body that it is of: Criminal Division
generic  of words that bodies of every country have: Ministry of Health
single   of one word that is not generic: Google, Frontex
short    without its country, where that leaves more than generic words: Coast Guard
acronym  UNODC
family   an official's family name
office   a role as the records write it: Executive Director
"""


class Form(NamedTuple):
    """One form of one entity's name; of an office the *entity* is the role as the records write it."""

    text: str
    entity: str
    kind: EntityKind
    method: Method
    strength: Strength
    language: str | None = None
    name: int = 0
    """Which of the entity's other names it comes from, counted from 1; 0 for the name itself."""


class Person(NamedTuple):
    """An official's name in parts, folded; *given* has all given names, *middle* what stands between in the first.

    John F. Kennedy with the other name Jack Kennedy is ``Person(("john", "f", "jack"), ("f",), ("kennedy",))``.
    """

    given: tuple[str, ...]
    middle: tuple[str, ...]
    family: tuple[str, ...]
    roles: frozenset[str] = frozenset()
    latin: frozenset[str] = frozenset()
    """The given names of one who has a name in Cyrillic letters, as those are written in Latin ones."""
    called: frozenset[str] = frozenset()
    """What people of the first given name are called as well: Bob, for Robert."""


Forms = Iterator[tuple[list[str], Form]]
"""Forms, each with its folded words."""

# A hyphen before a small letter: takes that of "Co-operation", and not that of "Al-Jazeera".
_JOINED = re.compile(r"(?<=\w)-(?=[a-z])")
# Takes the "Co" of "Cooperation" and "coordination", and not that of "Corporation".
_TOGETHER = re.compile(r"\b([Cc]o)(?=operat|ordinat)")
# Between the dots of two initials: takes "S.B." and "S. B.", and not "Inc. B.".
_INITIALS = re.compile(r"(?<=\b[^\W\d_]\.) ?(?=[^\W\d_]\.)")
_TURNED_ROLE = 2
"""Of how many words at most a minister's portfolio stands before him: Health Minister, Foreign Affairs Minister.

With one the Foreign Minister is lost, four times; with three nothing changes.
"""


def spellings(text: str) -> Iterator[str]:
    """A form with its hyphens closed or opened, and its initials.

    >>> list(spellings("Co-operation")), list(spellings("S.B. Berg"))
    (['Cooperation'], ['S. B. Berg', 'S.B. Berg'])
    """
    if "-" in text:
        yield _JOINED.sub("", text)
    if opened := _TOGETHER.search(text):
        yield text[: opened.end()] + "-" + text[opened.end() :]
    if "." in text and _INITIALS.search(text):
        yield _INITIALS.sub(" ", text)
        yield _INITIALS.sub("", text)


def turned_role(role: str) -> Iterator[str]:
    """The Health Minister, for the Minister of Health; and the Foreign Minister.

    >>> list(turned_role("Minister of Foreign Affairs")), list(turned_role("Head of Office"))
    (['Foreign Affairs Minister', 'Foreign Minister'], [])
    """
    head, of, subject = role.partition(" of ")
    short = len(subject.split()) <= _TURNED_ROLE
    if of and head in ("Minister", "Secretary") and short and " of " not in subject:
        yield f"{subject.removeprefix('the ')} {head}"
        if subject == "Foreign Affairs":
            yield f"Foreign {head}"


def numbered_role(role: str) -> Iterator[str]:
    """The Minister of Sport, for the Minister of Sports, and the other way round.

    >>> list(numbered_role("Minister of Sports")), list(numbered_role("Head of Sports"))
    (['Minister of Sport'], [])
    """
    if role.startswith("Minister of ") and not role.endswith("ss"):
        yield role.removesuffix("s") if role.endswith("s") else f"{role}s"
