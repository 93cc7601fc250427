"""How English says who said what."""

from __future__ import annotations

import re

from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, Patterns, any_of, choice
from sphinx_newsroom.text.statements.word_files import read_words

_HEARERS = read_words(__package__, "english_hearers")
_SAID = ("said", "says", *(f"told {hearer}" for hearer in _HEARERS))
_SAYING = (*read_words(__package__, "english_saying"), *(f"telling {hearer}" for hearer in _HEARERS))
_CALLED = ("called", "calls", "described", "describes")
_STATED = read_words(__package__, "english_stated")

_SHORT_TITLES = read_words(__package__, "english_short_titles")
_TITLES = choice((*read_words(__package__, "english_titles"), *map(str.lower, _SHORT_TITLES)))
_DAY = r"(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

# "said costs fell" is not told from "said yes" by a pattern; with an article or a pronoun it is sure to be a clause.
# "said the same" and "said the following" report none.
_CLAUSE = rf"""
    \s+ (?: (?:today|yesterday|{_DAY}) \s+ )?
    (?= (?: the\s+ (?!words?\b|following|same\b)
          | (?: an? | its? | he | she | they | we | his | her | their | this | these | those | there
              | all | some | many | most ) \s
        ) \S )
"""
# What follows "…, X said" where the clause came before: the end, or when and where, but no clause of its own.
_MOMENT = rf"""
    \s* (?: [.!?;] | $ )
  | \s+ (?: today | yesterday | earlier | recently | late | here | {_DAY}
          | (?: on | in | at | during | after | before | while | when | following | upon | through | via | last | this
            ) \s )
  | ,\s+ (?:adding|noting) \b
"""
_ADVERBS = rf"""
    (?: \s+ (?: also | has | have | had | then | further | furthermore | recently | later | today | yesterday | earlier
              | additionally | publicly | repeatedly | rightly | once | again | {_DAY} ) )*
    \s* \Z
"""
_HONORIFICS = choice((*read_words(__package__, "english_honorifics"), *_SHORT_TITLES, "U.S", "US"))
_HONORIFIC = rf"(?: (?: [Tt]he | {_HONORIFICS} ) \.? \s+ )*"
# An apposition says who somebody is: "X, a member of …", "X, who …", "X, Deputy Director …".
_APPOSITION = rf"""
    ,\s+ (?: a | an | the | The | who | whose | which | its | his | her | our | former | acting | then | founding
           | senior | also | currently
           | (?: \w[\w.-]*\s+ )? (?i: {_TITLES} ) )
    (?![\w-])
"""
# Participles and adverbs in front ("Speaking in Vienna", "Recently") are no clause, either.
_FRONTED = rf"""
    (?: {choice(read_words(__package__, "english_fronted"))}
      | [Aa]n?\s+ (?:year|month|week|day|decade) | This\s+ (?:week|month|year) | \w+ (?:ing|ed|ly) ) \b
"""

ENGLISH = Patterns(
    verbs=any_of(_SAID, _SAYING, _STATED, _CALLED),
    said=frozenset(_SAID),
    saying=frozenset(_SAYING),
    called=frozenset(_CALLED),
    that=re.compile(r"\s+that\s+(?=\S)"),
    clause=re.compile(_CLAUSE, re.VERBOSE),
    moment=re.compile(_MOMENT, re.VERBOSE),
    between=re.compile(_ADVERBS, re.VERBOSE),
    pronoun=re.compile(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>[Ss]he|[Hh]e)\Z"),
    joined=re.compile(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+and\Z"),
    as_said=frozenset({"As", "as"}),
    according=re.compile(r"ccording\s+to\b"),
    title=re.compile(rf"\b(?:{_TITLES}|m\.d|ph\.d)\b", re.IGNORECASE),
    honorific=re.compile(_HONORIFIC, re.VERBOSE),
    opens_apposition=re.compile(_APPOSITION, re.VERBOSE),
    not_before_name=frozenset(read_words(__package__, "english_before_no_subject")),
    fronted=re.compile(_FRONTED, re.VERBOSE),
    not_name=frozenset(read_words(__package__, "english_no_names")),
    oblique=lambda verb, name: False,  # English names have no cases
)
"""The patterns of English."""
