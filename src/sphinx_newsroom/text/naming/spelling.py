"""Whether the words of a text are a form of a name, or only look like one: capitals, accents, what stands between."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import IntEnum
from functools import lru_cache

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import CONNECTORS, PLURALS, SUFFIXES, written_small

_LONG_NAME = 4
"""Of how many words a name is known by the others where one has lost its capital: Sri lanka Ports Authority.

With three "Agriculture and food" is a body at scale, with five two names are lost.
"""

_SHORT_NAME = 2
"""Up to how many words singular and plural are two names: Energy Resource and Energy Resources.

With one "Emerging Technology" is the Emerging Technologies Corporation; with three 14 mentions are lost, those of the
"General Service Administration" among them.
"""

_LONG_ACRONYM = 5
"""From how many letters on an acronym may be written like a name: Unicef, but never Nato or Who.

With four "Tron" is TRON; with six nothing changes.
"""

_HEADLINE = 3
"""From how many letters on a word in capitals can be a name's in a headline; two are initials, or a state.

Nothing changes with two or four.
"""

_CASE_ENDING = re.compile("[а-яёіїє]{1,3}")
"""The ending of a Latin acronym in a Cyrillic text: SWIFTу."""

_DASH = "\u2013"
"""What a text has for a hyphen, where no blank stands beside it: Asia–Pacific."""

_PLAIN = str.maketrans(
    {
        "‘": "'",
        "’": "'",
        "ʼ": "'",
        "`": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "\u2010": "-",
        "\u2011": "-",
        "\u2012": "-",
        "\u00ad": None,
        "\u200b": None,
    }
)
"""Quotation marks, apostrophes and hyphens in all their forms; soft hyphens and blanks without width are nothing."""


_READ_AGAIN = 40
"""Words of a name up to which it is compared wherever it stands; real names have 30 at most."""


class Likeness(IntEnum):
    """How near a text is to a form, the nearest first; where several entities' forms fit, the nearest counts."""

    EXACT = 0
    SPELLING = 1
    """Accents, hyphens, quotes or dots differ."""
    CAPITALS = 2
    """Also its capitals: a headline in capitals, or "Office On Drugs And Crime"."""


@lru_cache(maxsize=65536)
def _parts(text: str) -> Tokens:
    """The words of a form; kept, since a text that names an entity once names it again."""
    return Tokens(text)


def like(forms: Iterable[Form], tokens: Tokens, start: int, end: int) -> tuple[tuple[Form, Likeness], ...]:
    """Those of some forms that the words from *start* to *end* are, which fold to theirs, each with its likeness."""
    surface = tokens.surface(start, end)
    return tuple([(form, how) for form in forms if (how := likeness(form, surface, tokens, start, end)) is not None])


def likeness(form: Form, surface: str, tokens: Tokens, start: int, end: int) -> Likeness | None:
    """How the words from *start* to *end*, which fold to those of *form*, are written; None where they are not it.

    *surface* is their text.

    >>> form = Form("Office on Drugs", "unodc", "organization", "name", "strong")
    >>> for surface in "Office on Drugs", "Office On Drugs", "office on drugs":
    ...     print(likeness(form, surface, Tokens(surface), 0, 3))
    0
    2
    None
    """
    # Seven of eight stretches are written as the record has it, and done with here.
    if surface == form.text:
        return Likeness.EXACT
    if "\n\n" in surface:
        return None
    if form.strength == "acronym":
        return _acronym(form.text, surface)
    if end - start > _READ_AGAIN:
        return _of_long(form, surface)
    return _word_by_word(form, tokens, start, end)


@lru_cache(maxsize=1024)
def _of_long(form: Form, surface: str) -> Likeness | None:
    """The same of a long name; kept, since a text of nothing but one word has such a name at each of its words."""
    tokens = Tokens(surface)
    return _word_by_word(form, tokens, 0, len(tokens))


def _word_by_word(form: Form, tokens: Tokens, start: int, end: int) -> Likeness | None:
    """How the words from *start* to *end* are written, each held against that of the form."""
    parts = _parts(form.text)
    slips = 1 if end - start >= _LONG_NAME else 0
    offset = max(0, len(parts) - (end - start))  # a leading "The" that the text may leave out
    worst = Likeness.SPELLING
    for k in range(start, end):
        other = offset + k - start
        if k > start and not _same_gap(tokens, k, parts, other):
            return None
        if end - start <= _SHORT_NAME and (tokens.raw[k].lower() in PLURALS) != (parts.raw[other].lower() in PLURALS):
            return None
        found = _same_case(tokens.raw[k], parts.raw[other], form, first=k == start)
        if found is None:
            slips -= 1  # a long name is known by its other words: Sri lanka Ports Authority
            if slips < 0 or k == start:
                return None
            found = Likeness.CAPITALS
        worst = max(worst, found)
    return worst


def _acronym(form: str, surface: str) -> Likeness | None:
    """An acronym keeps its capitals; dots do not matter, and a long one may be written like a name (Unicef)."""
    bare = surface.replace(".", "").replace("\u00ad", "")
    if form.isascii() and bare.startswith(form) and _CASE_ENDING.fullmatch(bare, len(form)):
        return Likeness.SPELLING
    if bare == form.replace(".", ""):
        return Likeness.SPELLING
    return Likeness.CAPITALS if len(form) >= _LONG_ACRONYM and form.isupper() and bare == form.capitalize() else None


def _same_case(raw: str, known: str, form: Form, *, first: bool) -> Likeness | None:
    """How the capitals of a word agree with those of the form's word; None where they do not."""
    if raw == known or raw == "&" or known == "&":
        return Likeness.SPELLING
    if len(raw) >= _HEADLINE and raw.isupper():
        return Likeness.SPELLING if known.isupper() else Likeness.CAPITALS
    # A name that begins with a small letter is one in running text only where it is long enough to be nothing else.
    if first:
        lower_in_text = written_small(raw) and form.strength == "strong"
    else:
        lower_in_text = written_small(raw) or (form.kind == "organization" and is_cyrillic(raw))
    small = lower_in_text or raw.lower() in CONNECTORS
    # What stands behind the first letter may differ as well: McDonald and Mcdonald.
    if raw[0].isupper() == known[0].isupper():
        return Likeness.SPELLING if raw[1:].islower() == known[1:].islower() else Likeness.CAPITALS
    if small or form.strength == "office":
        return Likeness.CAPITALS
    return None


def _same_gap(tokens: Tokens, k: int, parts: Tokens, other: int) -> bool:
    """Whether what stands before word *k* can stand there in the name."""
    if tokens.gap(k) == "." and parts.gap(other) == "-":  # TSX.V
        return True
    written = tokens.gap(k)
    gap = "-" if written == _DASH else written.strip().translate(_PLAIN)
    known = parts.gap(other).strip().translate(_PLAIN)
    if gap == known:
        return True
    if gap in ("", "-") and known in ("", "-"):
        return True
    if {gap, known} == {"", "."}:
        return tokens.abbreviated(k - 1)
    if {gap, known} == {"", "'"}:  # Veterans Affairs for Veterans' Affairs
        return tokens.words[k - 1].endswith("s")
    if {gap, known} == {"", ","}:  # a list in a name, with its last comma or without; Payne Jr. for Payne, Jr.
        return (tokens.words[k] == "and" and "," in parts.text) or tokens.words[k] in SUFFIXES
    return False
