"""Whether an acronym stands for something else: a share, a degree, a number, a part of another's name."""

from __future__ import annotations

import re

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.introductions import where_initials_begin
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.naming.surroundings import headline_verb
from sphinx_newsroom.text.words.countries import places
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    CONNECTORS,
    ORGANIZATION_NOUNS,
    SMALL_WORDS,
    TITLES,
)

_SECTION = re.compile(r"\.\s{0,2}\d")
"""Behind what says of which kind a number is: takes ". 235B" of SEC. 235B."""

_NUMBERED = re.compile(r":? ?10\.\d{4}")
"""Behind what numbers texts: takes ": 10.1007" and " 10.1007", and not " 13485" of a standard."""

_EXCHANGE = re.compile(r"\( ?[A-Z][A-Za-z ]{1,15}: $")
"""Before the symbol of a share: takes "(NYSE: "."""

_TWO_LETTERS = 2
"""Of a degree or a chapter, behind other acronyms: AIA, LEED AP."""

_COMPANY_WORDS = 3
"""How many words behind an acronym a company's name has before its form."""

_TWO_WORDS = 2
"""How many of them in a headline."""

_KINDS_BEHIND = frozenset(["committee", "subcommittee", "commission", "council", "caucus"])
"""Kinds of bodies that texts put behind a body's short name."""

_LAW_LETTERS = 3
"""From how many letters on an acronym is compared with the names of laws; two are too easily found."""

_OF_NUMBERS = frozenset(["sec", "art", "no", "ch", "vol"])
"""What stands before the numbers of laws and journals, where no article stands before it: Sec. 12, and not the SEC."""

_QUESTIONS = frozenset(("who", "what", "when", "where", "why", "how"))


def label(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """WHO | : what a media advisory answers in a list of questions, and no health organization."""
    tokens = seen.tokens
    return tokens.words[start] in _QUESTIONS and tokens.text.startswith(":", tokens.ends[end - 1])


def symbol(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """What is traded: (NYSE: | AU); or a number's label: DOI | : 10.1007, (SEC | . 235B)."""
    tokens = seen.tokens
    number = _NUMBERED.match(tokens.text, tokens.ends[end - 1]) is not None
    if tokens.words[start] in _OF_NUMBERS and (start == 0 or tokens.words[start - 1] != "the"):
        number = number or _SECTION.match(tokens.text, tokens.ends[end - 1]) is not None
    return number or symbol_of_a_share(seen, form, start, end)


def symbol_of_a_share(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """What is traded under some letters: (NYSE: | AU), (NASDAQ: | META)."""
    tokens = seen.tokens
    if start == 0 or tokens.gaps[start] != ": " or not tokens.all_capitals(start):
        return False
    return _EXCHANGE.search(tokens.text, 0, tokens.starts[start]) is not None


def initials(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Hon. | A.P. Moe: letters with dots between a title and a name are somebody's initials; but the U.N. Secretary."""
    tokens = seen.tokens
    if "." not in tokens.raw[start] or start == 0 or not tokens.follows(end):
        return False
    return tokens.words[start - 1] in TITLES and tokens.capital(start - 1) and tokens.gap(start) in (" ", ". ")


def in_capitals_beside(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """LEED | AP, Michael | GAO: two letters behind an acronym, and any behind a given name."""
    tokens, before = seen.tokens, start - 1
    if not tokens.close(start) or not tokens.capital(before) or tokens.gap(start) != " ":
        return False
    if tokens.begins_sentence(before):
        return False
    if len(form.text) == _TWO_LETTERS and tokens.all_capitals(before):
        return not seen.known(before) and tokens.words[before] not in places()
    return tokens.words[before] in seen.names.given_names and not tokens.titled(before) and not seen.known(before)


def before_its_noun(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Export and Import (EXIM | ) Bank: what stands in parentheses in the middle of another's name."""
    tokens = seen.tokens
    if end >= len(tokens) or tokens.gap(end) != ") " or not tokens.gap(start).endswith("("):
        return False
    if start in seen.by_end or start - 1 in seen.by_end:  # the General Services Administration (GSA) Office
        return False
    return tokens.capital(end) and tokens.words[end] in ORGANIZATION_NOUNS


def of_longer_company(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """MCC | International Limited, CFC | Founding (Guarantee) Limited; there MCC | International alone is it, too.

    Also State Timber | Trading Corporation, where State Timber is short for State Timber Corporation.
    """
    tokens = seen.tokens
    if not tokens.follows(end) or tokens.words[end - 1] in COMPANY_FORMS:
        return False
    places = (k for k in tokens.places(tokens.words[start]) if tokens.words[k + 1 : k + 2] == [tokens.words[end]])
    return any(_begins_company(seen, k + 1) for k in places) if end - start == 1 else _begins_company(seen, end)


def _begins_company(seen: Sightings, end: int) -> bool:
    """Whether the words from *end* on go on with a company's name up to its form."""
    tokens, k = seen.tokens, end
    while (
        k < min(len(tokens), end + _COMPANY_WORDS)
        and _of_one_name(tokens, k, end)
        and tokens.words[k] not in COMPANY_FORMS
        and not seen.known(k)
    ):
        k += 1
    if not end < k < len(tokens) or not _of_one_name(tokens, k, end) or tokens.words[k] not in COMPANY_FORMS:
        return False
    # In a headline other words have capitals as well: IBM Partners With Acme Limited; but B.B.C. Lanka Limited.
    return not tokens.titled(end) or (k <= end + _TWO_WORDS and not any(_of_headline(tokens, j) for j in range(end, k)))


def _of_headline(tokens: Tokens, k: int) -> bool:
    """Whether a word has its capital from a headline alone."""
    return headline_verb(tokens, k) or tokens.words[k] in SMALL_WORDS


def _of_one_name(tokens: Tokens, k: int, end: int) -> bool:
    """Whether word *k* goes on with a company's name; a word may stand in parentheses, and a number behind one."""
    if tokens.follows(k) or k == end:
        return tokens.follows(k)
    return (tokens.gap(k) in (" (", ") ") and tokens.capital(k)) or (tokens.close(k) and tokens.words[k].isdecimal())


def of_a_law(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """The | SSA, where the text has a Smarter Sentencing Act, nowhere the body; | BBB, Build Back Better Act."""
    tokens, short = seen.tokens, seen.tokens.raw[start]
    if len(short) < _LAW_LETTERS or not short.isupper():
        return False
    ends = (k + own for k in seen.laws for own in (0, 1))
    if not any(_begins_with_capitals(tokens, where_initials_begin(tokens, k, short), k) for k in ends):
        return False
    names = (other for place in seen.places for other, _ in place.forms if other.entity == form.entity)
    return not any(len(words_of(name.text)) > 1 for name in names)


def _begins_with_capitals(tokens: Tokens, begin: int | None, end: int) -> bool:
    """Whether the words of a law's name have capitals, small words aside."""
    return begin is not None and all(tokens.capital(k) or tokens.words[k] in CONNECTORS for k in range(begin, end))


def before_list(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """SBA | List: who makes one is called by it; but the FDA List of Drugs."""
    tokens = seen.tokens
    listed = tokens.follows(end) and tokens.words[end] == "list" and not tokens.titled(end)
    return listed and tokens.words[end + 1 : end + 2] != ["of"]


def has_its_head_behind(seen: Sightings, form: Form, end: int) -> bool:
    """Whether a short name has the kind of body behind it that its record's name says: the HELP | Committee."""
    tokens = seen.tokens
    if (
        form.method not in ("acronym", "introduced")
        or not tokens.follows(end)
        or tokens.words[end] not in _KINDS_BEHIND
    ):
        return False
    record = seen.names.registry.organizations.get(form.entity)
    return record is not None and tokens.gap(end) == " " and tokens.words[end] in words_of(record.name)
