"""What a release itself introduces: "Office for Drugs (ABC)" makes ABC mean that office from there on."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import compress
from typing import NamedTuple

from sphinx_newsroom.text.words.folding import as_written
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, CONNECTORS

# Takes (UNODC), (the "Fund"), (hereinafter: the Office; Vienna), (далі – «Фонд») and not (2011), (see page 3, below,
# and the annex).
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

_LEFT_OUT = CONNECTORS | COMPANY_FORMS
"""Words of a long name that have no letter in its short one: Berg and Sons Ltd is BS."""

_PLURAL = 2
"""From more letters than that on a small "s" behind capitals is a plural: the NGOs, but the Is are not.

Nothing changes with one or three.
"""

_WORDS_FOR_LETTER, _MORE_WORDS = 2, 2
"""A long name has at most so many words for each letter, and so many more.

With one word for each letter one short name is not explained any more; with three nothing changes.
"""


class Introduction(NamedTuple):
    """A short name that a text introduces at word *start*.

    *outer* is the first word in the parentheses, *long_start* where the long name before them begins, if it shows.
    """

    short: str
    outer: int
    start: int
    long_start: int | None
    acronym: bool


def introductions(tokens: Tokens) -> Iterator[Introduction]:
    """The short names in parentheses that look introduced: in capitals or quotation marks.

    >>> [short[:4] for short in introductions(Tokens("the Bureau on Drugs and Crime (BDC), in Vienna (Austria)"))]
    [('BDC', 6, 6, 1)]
    """
    if "(" not in tokens.text:  # a third of all texts
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
        # The pattern may begin inside of what is one word for us: an apostrophe, a letter with a mark.
        if tokens.starts[start : start + 1] == [match.start("short")]:
            outer = bisect_left(tokens.starts, match.start())
            begin = where_initials_begin(tokens, outer, short) if acronym else None
            yield Introduction(short, outer, start, begin, acronym)


def where_initials_begin(tokens: Tokens, start: int, short: str) -> int | None:
    """The first word of the long name before "(ABC)", found by its initials; None where they do not fit.

    Each letter of the short form begins a word, in order; small words may be left out.  This is stricter than what
    Schwartz and Hearst (2003) do, who look for the letters inside words, too (``long_form`` in `text.suggest.signs`),
    and so it tells a long name that no record has.

    >>> text = Tokens("the Bureau on Drugs and Crime (BDC)")
    >>> where_initials_begin(text, 6, "BDC"), where_initials_begin(text, 6, "BURDC")
    (1, None)
    """
    # Digits and signs of a short name have no word: G7, R&D.
    letters = [letter for letter in short.lower() if letter.isalpha()]
    if short.endswith("s") and len(letters) > _PLURAL and short[:-1].isupper():
        letters.pop()
    most = _WORDS_FOR_LETTER * len(letters) + _MORE_WORDS
    place = start - 1
    for letter in reversed(letters):
        # A small word may have its letter in the short form (Bank *of* America is BoA), so that is looked at first.
        while place >= 0 and tokens.words[place][0] != letter and tokens.words[place] in _LEFT_OUT:
            place -= 1
        if place < 0 or tokens.words[place][0] != letter or start - place > most:
            return None
        place -= 1
    return place + 1


def places_of(tokens: Tokens, shorts: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Where each of some names stands word for word; a small word such as "the" may begin with a capital.

    >>> list(places_of(Tokens("The Fund met. the fund"), ["the Fund"]))
    [(0, 2, 'the Fund')]
    """
    if not shorts:
        return
    # By the first word and then by all of them: names may be many that begin alike.
    firsts: dict[str, dict[int, dict[tuple[str, ...], list[str]]]] = {}
    for short in shorts:
        raw = as_written(short)
        first = raw[0] if raw else ""
        # A short name with its article ("the Fund") begins a sentence at times.
        small = first.lower() in CONNECTORS
        for spelling in {first, first.lower(), first.capitalize(), first.upper()} if small else raw[:1]:
            firsts.setdefault(spelling, {}).setdefault(len(raw), {}).setdefault(tuple(raw[1:]), []).append(short)
    for place in list(compress(range(len(tokens.raw)), map(firsts.__contains__, tokens.raw))):
        for length, names in firsts[tokens.raw[place]].items():
            end = place + length
            # Word for word and as it is written: the author said what it means here, and no other spelling of it.
            same = names.get(tuple(tokens.raw[place + 1 : end]), ())
            if same and not any("\n\n" in tokens.gap(k) or "." in tokens.gap(k) for k in range(place + 1, end)):
                yield from ((place, end, short) for short in same)
