"""Acronyms that a text introduces: "United Nations Office on Drugs and Crime (UNODC)"."""

from __future__ import annotations

import re

# Takes ' (UNODC)', ' (the "Agency")', ', (or DoD,'; not ' (see below)', which begins small, and not ' (A)'.
INTRODUCED = re.compile(
    r"""
    ,?[ ]? \( (?: ["“'] | the[ ] | or[ ] | hereinafter[ ] | collectively[ ] ){0,3}
    ( [^\W\d_a-z] [\w&.-]{1,11}? )
    (?:["”'])? [);,]
    """,
    re.VERBOSE,
)
"""An acronym in brackets, right behind the name that it is short for."""

_FEWEST_CAPITALS = 2
"""Of an acronym: the A in "vitamin A" is none."""

_LONGEST = 10
"""Characters of an acronym; longer ones are words in capitals: ORGANIZATIONS."""

_SHORT = 2
"""Letters of an acronym that nearly any words have: TV, EU."""


def is_acronym(text: str) -> bool:
    """Whether *text* is written as an acronym: two capitals at least, more of them than other letters.

    >>> [word for word in ("FinCEN", "U.S.", "Agency", "A", "ORGANIZATIONS") if is_acronym(word)]
    ['FinCEN', 'U.S.']
    """
    capitals = sum(letter.isupper() for letter in text)
    letters = sum(letter.isalpha() for letter in text)
    return capitals >= _FEWEST_CAPITALS and 2 * capitals > letters and len(text) <= _LONGEST


def long_form(acronym: str, text: str) -> int | None:
    """Where the name begins that *acronym* is short for and that *text* ends with; None where it ends with none.

    From the right, each letter or digit of the acronym must be found in the text, and the first one as a capital
    where a word begins (Schwartz and Hearst, "A Simple Algorithm for Identifying Abbreviation
    Definitions in Biomedical Text", Pacific Symposium on Biocomputing 2003).  A name has at most twice as
    many words as its acronym has letters, or five more; two letters are not both in a word before the last.

    This goes by letters, and so finds "Food and Agriculture Organization" for FAO, though also "Harbour Authority" for
    HAB.  Naming therefore first goes by words, and by letters only where no other body is known to be called so.

    >>> text = "staff of the Office of Management and Budget"
    >>> text[long_form("OMB", text) :]
    'Office of Management and Budget'
    """
    letters = [letter for letter in acronym.casefold() if letter.isalnum()]
    place = last = len(text)
    for index in range(len(letters) - 1, -1, -1):
        # The first letter must begin a word, so that the name begins where a word does.
        place -= 1
        while place >= 0 and (text[place].casefold() != letters[index] or (index == 0 and not _begins(text, place))):
            place -= 1
        if place < 0:
            return None
        if index == len(letters) - 1:
            last = place
    words = len(re.findall(r"[\w'&.-]+", text[place:]))
    if len(letters) == _SHORT and " " in text[last:] and " " not in text[place:last]:
        return None  # EU, for European Commission
    return place if words <= min(2 * len(letters), len(letters) + 5) else None


def _begins(text: str, place: int) -> bool:
    return not text[place].islower() and not text[place - 1 : place].isalnum()
