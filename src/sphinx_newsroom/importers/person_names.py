"""The names of people in lists of staff as texts name them: "Roe, Jane" is Jane Roe, and so is Dr. Jane Roe."""

from __future__ import annotations

import re
from typing import NamedTuple

from sphinx_newsroom.text.words.folding import folded
from sphinx_newsroom.text.words.word_lists import OFFICE_NOUNS, TITLES

_MOST_WORDS = 4
"""Words of a family name, or of given names."""

_PARTICLES = frozenset("al bin da de del della den der di do dos du el la le mac st ten ter van von zu".split())
""""García Márquez, Gabriel" is left as it is written: "Jane Roe, Vienna" looks the same."""

_BEHIND = re.compile(
    r"(?:jr|sr|esq|i{1,3}|iv|v|\d(?:st|nd|rd|th)|ph\.?\s?d|m\.?d|j\.?d|ed\.?d|d\.?d\.?s|ll\.?[bmd]|m\.?b\.?a|[a-z]{2,4}\.)\.?",
    re.IGNORECASE,
)
"""What stands behind a comma and is no given name: Jr., III, M.D., Ph.D."""


class PersonName(NamedTuple):
    """A name as a text has it, the *family* name where the list says it, and the name without its titles."""

    name: str
    family: str | None = None
    bare: str | None = None


def person_name(written: str) -> PersonName:
    """The name of a person as a list has it.

    >>> person_name("van der Berg, Anna")
    PersonName(name='Anna van der Berg', family='van der Berg', bare=None)
    >>> person_name("Dr. Jane Roe, M.D.")
    PersonName(name='Dr. Jane Roe, M.D.', family=None, bare='Jane Roe')
    """
    family, comma, given = (part.strip() for part in written.partition(","))
    behind = bool(comma) and _is_behind(given, family)
    if not comma or behind:
        return PersonName(written, None, _bare(family, written))
    if not _is_family(family) or not _is_name(given):
        return PersonName(written)
    name = f"{given} {family}"
    return PersonName(name, family if " " in family else None, _bare(name, name))


def _is_name(part: str) -> bool:
    words = part.split()
    return 0 < len(words) <= _MOST_WORDS and any(map(str.isupper, part)) and not re.search(r"[\d,()]", part)


def _is_family(part: str) -> bool:
    *first, _ = [folded(word.rstrip(".")) for word in part.split()] or [""]
    return _is_name(part) and _PARTICLES.issuperset(first)


def _is_behind(given: str, family: str) -> bool:
    # Letters of an order or degree: Roe, OBE; of a list all in capitals they are a name.
    letters = given.isupper() and len(given) <= _MOST_WORDS and not family.isupper()
    words = [folded(word.rstrip(".")) for word in given.split()]
    return letters or bool(_BEHIND.fullmatch(given)) or TITLES.issuperset(words) or not OFFICE_NOUNS.isdisjoint(words)


def _bare(name: str, written: str) -> str | None:
    words = name.split()
    while words and folded(words[0].rstrip(".")) in TITLES:
        del words[0]
    bare = " ".join(words)
    return bare if len(words) > 1 and bare != written else None
