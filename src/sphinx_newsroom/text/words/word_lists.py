"""The word lists in ``data/*.txt``, which describe the words next to names, as sets and mappings.

>>> "institute" in ORGANIZATION_NOUNS, "airport" in ORGANIZATION_NOUNS
(True, False)
>>> PLAIN_OFFICES["sen"]
'senator'
"""

from __future__ import annotations

from collections.abc import Mapping

from sphinx_newsroom.text.words.folding import is_cyrillic
from sphinx_newsroom.text.words.word_files import mapping, read_words, rows, several


def _words(name: str) -> frozenset[str]:
    return frozenset(read_words(name))


ORGANIZATION_NOUNS = _words("organization_nouns")
"""Head nouns of organizations' names: if one follows a name, the name is part of a longer one."""


GENERIC = ORGANIZATION_NOUNS | _words("portfolio_words")
"""Generic words in organizations' names: a name made only of these belongs to many organizations."""

PLURAL_HEADS = mapping("plural_heads")
"""Plural head nouns that several names in a list can share, with their singular: "offices"."""

LAWS = _words("laws")
"""After an organization's name: the law that created it."""

COMPANY_FORMS = _words("company_forms")
"""Legal forms of companies, folded: "inc", "gmbh"."""

PARTICLES = _words("particles")
"""Small words of family names: "van", "де"."""


THING_NOUNS = _words("thing_nouns")
"""Nouns after a person's name that make it the name of a thing or place: "airport"."""

GENERAL_ABBREVIATIONS = _words("general_abbreviations")
"""Abbreviations and words that usually mean something else: such an acronym needs an introduction."""

SHARED_ACRONYMS = _words("shared_acronyms")
"""Acronyms of organizations that as often mean something else: "nps", a score."""


STATES = frozenset(tuple(name.lower().split()) for name in _words("state_names"))
"""The US states as word tuples: ("new", "york")."""

COMMON = _words("common_words")
"""Words that are popular names of organizations and also start sentences: "apple"."""

_MONTHS, _WEEKDAYS = _words("months"), _words("weekdays")
MONTHS_AND_DAYS = _MONTHS | _WEEKDAYS
"""Words that are dates rather than names."""

WEEKDAYS = _WEEKDAYS | {"today", "yesterday"}
"""Words of time directly after a person's name: "Anna Berg Monday said"."""

SAYING = _words("saying")
"""Verbs that show that the word before them is a person: May | said."""

HEADLINE_VERBS = _words("headline_verbs")
"""Verbs before a name in a headline, capitalized like names: "urges"."""

SENTENCE_OPENERS = _words("sentence_openers")
"""Words that often start a sentence and are capitalized for that reason: "the"."""

SMALL_WORDS = SENTENCE_OPENERS | _words("small_words")
"""Words in sentences but not in names, for acronyms that are also words: WHO IS SHE?"""

LOCATIVE = _words("locative")
"""Words before a family name that suggest a place of the same name, as in "near Lincoln"."""

TIMES = _words("times")
"""Words before a month that show that it isn't a name."""

CONNECTORS = _words("connectors")
"""Small words inside names: "of", "der", "та"."""

ABBREVIATIONS = _words("abbreviations")
"""Lowercase abbreviations whose dot doesn't end a sentence."""

BEFORE_GENITIVES = _words("german_before_genitives")
"""German nouns before a name in the genitive: "einschatzung" Senkpiels."""

PATRONYMICS = tuple(row.word for row in rows("patronymics"))
"""Endings of patronymics, for ``str.endswith``."""

# Words with two spellings are looked up in one, so both columns are folded the same way. Plurals have a separate list,
# because in a short name the number distinguishes two organizations (see `spelling`).


# Titles and offices


def _marked(mark: str) -> frozenset[str]:
    return frozenset(row.word for row in rows("titles_and_offices") if mark in several(row.columns[0]))


TITLES = _marked("title")
"""Titles and forms of address before a name that aren't offices: "mr"."""

MEN, WOMEN = _marked("man"), _marked("woman")
"""Titles that show the person's gender: "mr", "пані"."""

OFFICE_NOUNS = _marked("office")
"""Head nouns of offices and positions: "minister"."""

RANKS = _marked("rank")
"""Ranks of an army or the police: "general"."""

FORMER = _marked("former")
"""Words before an office that mean a different or past one: "former", "deputy"."""

FORMER_BEHIND = _marked("behind")
"""Such words after the office: "elect", "adjoint"."""

PRIVATE_OFFICES = _words("private_offices")
"""Occupations outside public life: "ceo", "author"."""

ANYONE = _words("anyone")
"""Words before an office that mean any holder, or that address the holder."""

BECOMING = _words("becoming")
"""Words for entering an office: "nominated", "gewahlt"."""

PUBLIC_LIFE = _words("public_life")
"""Words that only occur in texts about public life: "senator", "parliament"."""

SUFFIXES = frozenset("jr sr ii iii iv".split())
"""Folded generational suffixes after a name."""

PLAIN_OFFICES: Mapping[str, str] = {
    row.word: row.columns[1] for row in rows("titles_and_offices") if row.columns[1:] and not row.word.endswith("*")
}
"""Spellings of offices, mapped to the form that is compared: "sen" is "senator"."""

OFFICE_STEMS = tuple((row.word[:-1], row.columns[1]) for row in rows("titles_and_offices") if row.word.endswith("*"))
"""Stems of Cyrillic offices with the English word; the first match wins."""


# Words written in lowercase or with a capital

_SMALL = _words("written_small")
_SMALL_STEMS = tuple(word[:-1] for word in _SMALL if word.endswith("*"))
_LONGEST_SMALL = 13
"""The longest case form of those stems.

A longer word is a different one: парламентаризм.
"""


def written_small(word: str) -> bool:
    """Whether texts often write this word of a name in lowercase: the U.S. government, the parliament of Iceland.

    >>> written_small("парламенту"), written_small("парламентаризму")
    (True, False)
    """
    return word in _SMALL or (is_cyrillic(word) and word.startswith(_SMALL_STEMS) and len(word) <= _LONGEST_SMALL)


_ENDINGS = tuple(row.word for row in rows("common_endings"))
_LONG_IN_LATIN, _LONG_IN_CYRILLIC = 5, 7
"""From this length on, a word is more likely a name; Cyrillic words need two more for case endings.

With four, "Army" at the start of a sentence would count.
"""


def looks_common(word: str) -> bool:
    """Whether a word at the start of a sentence may be an ordinary word.

    >>> looks_common("target"), looks_common("hope"), looks_common("siemens")
    (True, True, False)
    """
    if is_cyrillic(word):
        return len(word) < _LONG_IN_CYRILLIC
    return len(word) < _LONG_IN_LATIN or word in COMMON or word.endswith(_ENDINGS)


# Names without a record: words as English texts write them in names of organizations and officials.

HEADS_BEFORE = _words("heads_before")
"""Last words of a name's first part, before "of", "for" or "on": Office of …, Committee on …"""

# "Medical Centers" and "Technical Institutes" are several, so a plural ends a name only if "of" follows.
HEADS = HEADS_BEFORE - {"Centers", "Centres", "Institutes"} | _words("heads")
"""Last words of an organization's name: Northern Airlines."""

GENERIC_BODIES = _words("generic_bodies")
"""Units that many organizations have, capitalized or not: the Board of Directors."""

AFTER_COMMA = _words("after_comma")
"""Words after a comma that belong to the name: Acme, Inc.; John Roe, Jr."""

ABBREVIATIONS_WITH_PERIOD = read_words("abbreviations_with_period")
"""Abbreviations that keep their period inside a name: Inc., Dr."""

HONORIFICS = _words("capital_honorifics")
"""Words before a person's name that aren't an office: Mr, Venerable."""

OFFICE_ENDS = _words("titles")
"""Last words of an office's title: Executive Director."""

TITLE_PARTS = _words("title_parts")
"""Words that can precede the last word of a title: Acting Deputy Director."""

# Titles are also searched for in lowercase ("Jane Roe, director of …"). Short ones are then other words (head, lead),
# or abbreviations that are never lowercase (Gov, Sen).
_SHORTEST_SMALL_TITLE = 5
SMALL_TITLES = tuple(
    sorted(
        word.lower()
        for word in OFFICE_ENDS - _words("not_small_titles")
        if len(word) >= _SHORTEST_SMALL_TITLE and word.isalpha()
    )
)
"""Titles that are also titles in lowercase: director, minister."""

PORTFOLIOS = _words("portfolios")
"""Portfolios of ministries; a person's name may follow: Minister of Health Jane Roe."""

NO_GIVEN_NAMES = _words("no_given_names")
"""Capitalized words that no person's name contains, besides heads, titles and places: National, American."""

NOT_BODIES = _words("not_bodies")
"""Last words of names that are neither organizations nor people: laws, programs, events, documents, products."""

CAPITAL_WORDS = _words("capital_words")
"""Capitalized words that don't start a name: sentence openers, months and days."""

PLACES = _words("places")
"""Countries and well-known regions and cities, which many capitalized phrases are: Costa Rica."""

PLACE_WORDS = _words("place_words")
"""Last words of place names: Long Bay."""

POSSESSORS = _words("possessors")
"""Possessives inside a name (Women's Union); other possessives separate two names."""
