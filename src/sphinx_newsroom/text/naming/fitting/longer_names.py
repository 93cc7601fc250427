"""Whether a body's name or acronym is a part of a longer name, or stands for something else."""

from __future__ import annotations

import re

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.fitting import owners
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.places import Sightings
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.countries import town_at
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.office_words import REACH, office_word
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    COMPANY_FORMS,
    FORMER,
    HEADLINE_VERBS,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    PRIVATE_OFFICES,
    PUBLIC_LIFE,
    SCHOOLS,
    SENTENCE_OPENERS,
    TITLES,
)

_ADJECTIVES = ("ale", "ales", "ienne", "iennes", "ien", "iens", "aise", "aises", "ile", "iles")

_ADJECTIVE = 5
"""Endings of French adjectives that verbs and adverbs hardly have, and the letters of such a word."""


_ITS_OWN = frozenset(
    "conference expo fair hearing markup meeting newsroom sessions summit initiates updates".split(),
)
"""What a body holds, has and does by itself."""

_STILL_ITSELF = SENTENCE_OPENERS | MONTHS_AND_DAYS | HEADLINE_VERBS | COMPANY_FORMS | ORGANIZATION_NOUNS
"""With a capital behind a body's name, and no thing that is called by it; of nouns of bodies `goes_on` tells."""

_PEOPLE = (TITLES | FORMER | PUBLIC_LIFE | PRIVATE_OFFICES).union(
    "chief democratic republican majority minority agent contractor correspondent fellow volunteer".split()
)
"""Behind a body's name: who belongs to it."""

_LOOKED_AT_BEFORE = belonging.OF | belonging.DEFINITE | {"s"}
_LOOKED_AT_BEHIND = frozenset(["of", "at", "for", "in", "and"])
"""Small words beside a name that may say that it is a part of another, or whose it is."""


def stands_free(seen: Sightings, start: int, end: int) -> bool:
    """Whether nothing is joined to a name but small words that say nothing of it: asked the | World Bank about it.

    Most names stand so, and a rule about what is joined to a name has nothing to look at there.
    """
    tokens = seen.tokens
    return _free_behind(seen, end) and _free_before(tokens, start)


def _free_behind(seen: Sightings, end: int) -> bool:
    tokens = seen.tokens
    if tokens.close(end):
        small = tokens.raw[end][0].islower() and tokens.words[end] not in _LOOKED_AT_BEHIND
        return small and not seen.release.language.startswith("fr")
    gap = tokens.gaps[end]
    return gap not in beside.HYPHENS and not (gap == ", " and tokens.capital(end))


def _free_before(tokens: Tokens, start: int) -> bool:
    if tokens.close(start) and tokens.words[start - 1] == "the":
        return start == 1 or tokens.words[start - 2] not in _LOOKED_AT_BEFORE
    if tokens.close(start):
        return tokens.raw[start - 1][0].islower() and tokens.words[start - 1] not in _LOOKED_AT_BEFORE
    gap = tokens.gaps[start]
    return gap not in beside.HYPHENS and gap.strip() not in ("'", "’", ",")


def hyphened(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """AFL | -CIO; but a German acronym joined to a noun is a name by itself: OSZE | -Chef."""
    tokens = seen.tokens
    if seen.in_german and form.strength == "acronym" and _compound(seen, end):
        return beside.hyphened(tokens, start, start, seen.known)
    return beside.hyphened(tokens, start, end, seen.known)


def _compound(seen: Sightings, end: int) -> bool:
    """Whether a hyphen and a German noun stand behind an acronym."""
    tokens = seen.tokens
    return 0 < end < len(tokens) and tokens.gap(end) in beside.HYPHENS and tokens.raw[end][1:].islower()


def goes_on(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """World Bank | Institute; but Department of State | Department of … are two of a list."""
    if not beside.goes_on(seen.tokens, end, seen.parts):
        return False
    words = seen.tokens.words
    return words[end : end + 2] != [words[start], "of"]


def in_organ(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Cour de justice de l' | Union européenne, Charter of the | United Nations."""
    return start > 1 and belonging.in_organ(seen.tokens, start)


def adjective_behind(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Conseil de sécurité | civile: French adjectives are small and stand behind."""
    tokens = seen.tokens
    if not seen.release.language.startswith("fr") or not tokens.close(end) or tokens.capital(end):
        return False
    word = tokens.words[end]
    return len(word) >= _ADJECTIVE and word.endswith(_ADJECTIVES)


def thing(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Google | Analytics, IFC | Norland, DEA | 360 Strategy; but House | Democrats, the NATO | Summit, FTC | Phone: 1.

    In German all nouns have capitals, and in Cyrillic letters who holds an office stands behind the body that it is of.
    """
    tokens, k = seen.tokens, end
    if end - start == 1 and tokens.close(k) and tokens.words[k].isdecimal():
        k += 1
    if not tokens.follows(k) or tokens.gaps[k] != " " or tokens.raw[k].removesuffix("s").isupper():
        return False
    word = tokens.words[k]
    if word in _STILL_ITSELF or seen.in_german or is_cyrillic(word):
        return False
    if tokens.titled(k) or tokens.heading(start) or tokens.shouted(start, end):
        return False
    return not (_of_an_office(tokens, start) or _no_thing(seen, form, start, k))


def _no_thing(seen: Sightings, form: Form, start: int, k: int) -> bool:
    """Whether the words with capitals from *k* on tell of people, an event or a known name, or are a label.

    A label ends with a colon (| World Bank | Loans: …), or is a line with the name: | Federal Reserve | Actions.
    """
    tokens, last = seen.tokens, k + REACH
    lone = form.strength == "single"  # of two plain words the second says no more than the first: McCormick | Place
    while k < last and tokens.follows(k):
        word = tokens.words[k]
        one = word.removesuffix("s")
        if not _PEOPLE.isdisjoint((word, one)) or office_word(word) or office_word(one):
            return True
        if word in seen.names.given_names or word in _ITS_OWN:
            return True
        if seen.parts(k, lone=False) if lone and seen.crowded else seen.known(k):
            return True
        if word in COMPANY_FORMS:
            return False  # Proactive | Australia Pty Ltd
        k += 1
    gap = tokens.gaps[k]
    return gap.lstrip().startswith(":") or (gap.startswith("\n") and "\n" in tokens.gaps[start])


def _of_an_office(tokens: Tokens, start: int) -> bool:
    """Whether an office of the body stands before it, behind which its holder does: Director of the | CDC Ann Lee."""
    k = start - 1
    while k > 0 and tokens.words[k] in _LOOKED_AT_BEFORE and tokens.close(k + 1):
        k -= 1
    return 0 <= k < start - 1 and office_word(tokens.words[k]) is not None


def campus(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """University of Alabama | at Birmingham, Trinity College, | Dublin; but Harvard University, Cambridge, UK."""
    tokens = seen.tokens
    if end >= len(tokens) or SCHOOLS.isdisjoint(tokens.words[start:end]):
        return False
    if tokens.close(end) and tokens.words[end] in ("at", "of"):
        place = tokens.past_the(end + 1)
        other = tokens.close(place) and tokens.capital(place) and not seen.known(place)
        return other and not owners.of_own_country(seen, form, place)
    if tokens.gap(end) not in (" ", ", ", "–") or not tokens.capital(end):
        return False
    # Behind a comma a town is the campus, and one with its state or country an address.
    after = end + town_at(tokens.words, end)
    address = after < len(tokens) and tokens.gap(after) == ", " and tokens.capital(after)
    return after > end and not (tokens.gap(end) == ", " and address)


# A chamber's word before a name that goes on

_CHAMBERS = frozenset(["house", "senate"])
"""Words that caucuses, committees, members and the legislatures of states begin their names with."""


def first_word(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """| House | Republicans, | Senate | President Roe, the | Senate | 's Health Committee: no word to trust by itself.

    What goes on with a capital is called by the chamber, and is not the chamber.  Left alone are verbs of headlines,
    days, and names that are known or a person's; of other words what stands in headlines and lists, too.  In German all
    nouns have capitals, and in Cyrillic letters whose a body is stands behind it.
    """
    tokens, k = seen.tokens, end
    if end - start > 1 or k >= len(tokens):
        return False
    chamber = tokens.words[start] in _CHAMBERS
    if chamber and tokens.words[k] == "s" and tokens.gap(k) in ("'", "’"):
        k += 1
    if not tokens.capital(k) or tokens.gap(k) != " ":
        return False
    word = tokens.words[k]
    if seen.in_german or is_cyrillic(word):
        return False
    if len(word) == 1 or word in MONTHS_AND_DAYS or word in seen.names.given_names or seen.known(k):
        return False
    if not chamber and (tokens.heading(start) or tokens.titled(k) or tokens.shouted(start, k)):
        return False
    return not beside.headline_verb(tokens, k)


# Letters that are a share, a number, a question

_SECTION = re.compile(r"\.\s{0,2}\d")
"""Behind what says of which kind a number is: takes ". 235B" of SEC. 235B."""

_NUMBERED = re.compile(r":? ?10\.\d{4}")
"""Behind what numbers texts: takes ": 10.1007" and " 10.1007", and not " 13485" of a standard."""

_EXCHANGE = re.compile(r"\( ?[A-Z][A-Za-z ]{1,15}: $")
"""Before the symbol of a share: takes "(NYSE: "."""


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


# What a committee or an office is for

_COMMITTEES = frozenset(["committee", "committees", "subcommittee", "subcommittees"])

_HEADS_OF_NAMES = ORGANIZATION_NOUNS - {"services", "service", "women", "police", "system"}

_PORTFOLIO = 12
"""How many words of a committee's portfolio are looked through."""

_ENDS_PORTFOLIO = frozenset(["subcommittee", "subcommittees", "appropriations"])

_LISTED = (" ", ", ")
"""What parts the words of a portfolio."""


def in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Subcommittee on Labor, | Health and Human Services: a part of what a committee is for."""
    tokens, k = seen.tokens, start - 1
    if _before_portfolio(tokens, start, end):
        return True
    if not _HEADS_OF_NAMES.isdisjoint(tokens.words[start:end]):
        return False
    while k > max(1, start - _PORTFOLIO) and (tokens.capital(k) or tokens.words[k] == "and"):
        k -= 1
    return k > 0 and tokens.words[k] == "on" and tokens.words[k - 1] in _COMMITTEES


def listed_in_portfolio(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Rural Development, | Food and Drug Administration, and Related Agencies."""
    return _before_portfolio(seen.tokens, start, end)


def _before_portfolio(tokens: Tokens, start: int, end: int) -> bool:
    """Agriculture, | FDA, and Related Agencies; Labor, | Health and Human Services, and Education Subcommittee."""
    if tokens.gap(start) != ", " or not tokens.capital(start - 1):
        return False
    k = end
    while k < min(len(tokens), end + _PORTFOLIO) and tokens.gap(k) in _LISTED:
        if tokens.words[k : k + 2] == ["related", "agencies"] or tokens.words[k] in _ENDS_PORTFOLIO:
            return True
        if not tokens.capital(k) and tokens.words[k] != "and":
            return False
        k += 1
    return False


def charge(seen: Sightings, form: Form, start: int, end: int) -> bool:
    """Secretary of the | Treasury: what an office is for, which by itself is a department's name."""
    tokens, k = seen.tokens, start - 1
    k -= k > 0 and tokens.words[k] == "the"
    if end - start > 1 or k < 1 or tokens.words[k] != "of" or tokens.words[k - 1] not in OFFICE_NOUNS:
        return False
    record = seen.names.registry.organizations.get(form.entity)
    return record is not None and record.name == f"Department of the {form.text}"
