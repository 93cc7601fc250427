"""The words that tell what stands beside a name, as ``data/*.txt`` hold them; here stands what a rule makes of a list.

>>> "institute" in ORGANIZATION_NOUNS, "airport" in ORGANIZATION_NOUNS
(True, False)
>>> PLAIN_OFFICES["sen"]
'senator'
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from sphinx_newsroom.text.words.folding import is_cyrillic
from sphinx_newsroom.text.words.word_files import mapping, read_words, rows, several

_rows, _mapping = partial(rows, __package__), partial(mapping, __package__)


def _words(name: str) -> frozenset[str]:
    return frozenset(read_words(__package__, name))


ORGANIZATION_NOUNS = _words("organization_nouns")
"""Head nouns of organizations' names: one of them after a name makes it part of a longer name."""


GENERIC = ORGANIZATION_NOUNS | _words("portfolio_words")
"""Words that many organizations' names are made of, in every country: a name of nothing else is many bodies'."""

PLURAL_HEADS = _mapping("plural_heads")
"""Head nouns of bodies in the plural, which a list may share, with the singular: "offices"."""

LAWS = _words("laws")
"""After an organization's name: the law that it stands on."""

COMPANY_FORMS = _words("company_forms")
"""Legal forms of companies, folded: "inc", "gmbh"."""

PARTICLES = _words("particles")
"""Small words of family names: "van", "де"."""


THING_NOUNS = _words("thing_nouns")
"""Nouns after a person's name that make it the name of a thing or place: "airport"."""

GENERAL_ABBREVIATIONS = _words("general_abbreviations")
"""Abbreviations and words that mean something else nearly everywhere: an acronym like these needs an introduction."""

SHARED_ACRONYMS = _words("shared_acronyms")
"""Acronyms of bodies that in releases as often are something else: "nps", a score."""


STATES = frozenset(tuple(name.lower().split()) for name in _words("state_names"))
"""The states of the US by their words: ("new", "york")."""

COMMON = _words("common_words")
"""Words that organizations like to call themselves and that begin sentences, too: "apple"."""

_MONTHS, _WEEKDAYS = _words("months"), _words("weekdays")
MONTHS_AND_DAYS = _MONTHS | _WEEKDAYS
"""Words that are dates rather than names."""

WEEKDAYS = _WEEKDAYS | {"today", "yesterday"}
"""Words that say when, directly behind a person's name: "Anna Berg Monday said"."""

SAYING = _words("saying")
"""Verbs that make the word before them a person: May | said."""

HEADLINE_VERBS = _words("headline_verbs")
"""Verbs before a name in a headline, which have a capital there as names have: "urges"."""

SENTENCE_OPENERS = _words("sentence_openers")
"""Words that often begin a sentence and have their capital from that: "the"."""

SMALL_WORDS = SENTENCE_OPENERS | _words("small_words")
"""Words that a sentence has and a name has not, for acronyms that are words as well: WHO IS SHE?"""

LOCATIVE = _words("locative")
"""Before a family name: rather a place of the same name, as in "near Lincoln"."""

TIMES = _words("times")
"""Before a month: it is no name."""

CONNECTORS = _words("connectors")
"""Small words inside names: "of", "der", "та"."""

ABBREVIATIONS = _words("abbreviations")
"""Abbreviations whose dot ends no sentence, in small letters."""

BEFORE_GENITIVES = _words("german_before_genitives")
"""German nouns before a name in the genitive: "einschatzung" Senkpiels."""

PATRONYMICS = tuple(row.word for row in _rows("patronymics"))
"""Endings of patronymics, for ``str.endswith``."""

# A word that is written in two ways is looked up in one, so both columns of the two lists are folded alike; plurals
# have a list of their own since in a short name the number tells two bodies apart (see `spelling`).


# Titles and offices


def _marked(mark: str) -> frozenset[str]:
    return frozenset(row.word for row in _rows("titles_and_offices") if mark in several(row.columns[0]))


TITLES = _marked("title")
"""Titles and forms of address before a name, which are no office: "mr"."""

MEN, WOMEN = _marked("man"), _marked("woman")
"""The titles of those that show who is addressed: "mr", "пані"."""

OFFICE_NOUNS = _marked("office")
"""Head nouns of offices and positions: "minister"."""

RANKS = _marked("rank")
"""Ranks of an army or the police: "general"."""

FORMER = _marked("former")
"""Before an office: it is not, or not quite, the office itself; "former", "deputy"."""

FORMER_BEHIND = _marked("behind")
"""Those of them that stand behind it: "elect", "adjoint"."""

PRIVATE_OFFICES = _words("private_offices")
"""What people are outside of public life: "ceo", "author"."""

ANYONE = _words("anyone")
"""Before an office: whoever holds it is meant, or he is spoken to."""

BECOMING = _words("becoming")
"""By which somebody comes into an office: "nominated", "gewahlt"."""

PUBLIC_LIFE = _words("public_life")
"""Words that only texts about public life have: "senator", "parliament"."""

SUFFIXES = frozenset("jr sr ii iii iv".split())
"""What stands behind a name and tells father and son apart, folded."""

PLAIN_OFFICES: Mapping[str, str] = {
    row.word: row.columns[1] for row in _rows("titles_and_offices") if row.columns[1:] and not row.word.endswith("*")
}
"""Offices that are written in several ways, by the way in which they are compared: "sen" is "senator"."""

OFFICE_STEMS = tuple((row.word[:-1], row.columns[1]) for row in _rows("titles_and_offices") if row.word.endswith("*"))
"""Beginnings of offices in Cyrillic letters with the English word; the first that fits counts."""


# Words that are written in two ways

_SMALL = _words("written_small")
_SMALL_STEMS = tuple(word[:-1] for word in _SMALL if word.endswith("*"))
_LONGEST_SMALL = 13
"""Letters of the longest case of those stems that texts have; nothing changes with 12 or 15.

A longer word is another one: парламентаризм.
"""


def written_small(word: str) -> bool:
    """Whether running text often writes a word of names small: the U.S. government, the parliament of Iceland.

    >>> written_small("парламенту"), written_small("парламентаризму")
    (True, False)
    """
    return word in _SMALL or (is_cyrillic(word) and word.startswith(_SMALL_STEMS) and len(word) <= _LONGEST_SMALL)


_ENDINGS = tuple(row.word for row in _rows("common_endings"))
_LONG_IN_LATIN, _LONG_IN_CYRILLIC = 5, 7
"""From how many letters on a word is rather a name; Cyrillic words, which carry a case ending, two more.

With four "Army" at the start of a sentence is one; nothing else changes with one less or more.
"""


def looks_common(word: str) -> bool:
    """Whether a word at the start of a sentence may as well be a common one, in this language or that.

    >>> looks_common("target"), looks_common("hope"), looks_common("siemens")
    (True, True, False)
    """
    if is_cyrillic(word):
        return len(word) < _LONG_IN_CYRILLIC
    return len(word) < _LONG_IN_LATIN or word in COMMON or word.endswith(_ENDINGS)
