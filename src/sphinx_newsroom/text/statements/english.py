"""How English says who said what."""

from __future__ import annotations

import re
from functools import partial

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.statements.patterns import BODY, PERSON, QUOTE, STOPPED, Patterns, any_of, choice
from sphinx_newsroom.text.statements.shape import UPPER
from sphinx_newsroom.text.words.word_files import read_words

_words = partial(read_words, __package__)

_SAID = ("said", "says")
_SAYING = _words("english_saying")
_CALLED = ("called", "calls", "described", "describes")
_STATED = _words("english_stated")
_ANNOUNCED = (
    "said the following",
    "stated the following",
    "wrote the following",
    "had this to say",
    *(
        f"{verb} {this} {noun}"
        for verb in _words("english_issued")
        for this in ("the following", "the following joint", "this")
        for noun in _words("english_announced")
    ),
)

_SHORT_TITLES = _words("english_short_titles")
# Whom somebody tells: reporters, the local newspaper, Afro News, Sens. Roe and Berg; not "the truth".
_CUT_SHORT = choice([word for word in _SHORT_TITLES if len(word) <= len("Supt")])
_CAPITAL = rf"(?: (?: [{UPPER}] | {_CUT_SHORT} )\. | [{UPPER}][\w&’'-]* | [{PERSON}{BODY}]+ (?:[’']s)? )"
_HEARER = rf"""
    (?: (?: the | an? | his | her | their | its | our ) \s+ )?
    (?: (?: [a-z]+ \s+ ){{0,2}}? (?: {choice(_words("english_hearers"))} ) \b
      | {_CAPITAL} (?: (?: \s+ (?: and | at | for | of | on ) (?: \s+ the )? )? \s+ {_CAPITAL} ){{0,6}}
      | me \b | us \b )
"""
_TOLD = rf"({choice((*_words('english_telling'), 'telling'))}) \s+ {_HEARER}"


def _compact(pattern: str) -> str:
    """A verbose pattern without its spaces, to be a part of one that is none."""
    return re.sub(r"\s+", "", pattern)


_TITLES = choice((*_words("english_titles"), *map(str.lower, _SHORT_TITLES)))
_DAY = r"(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

# A verb by which a clause is known: "the plan will".
_FINITE = r"(?: is|are|was|were|will|would|has|have|had|can|cannot|could|may|might|must|should|does|do|did ) \b"
_NO_SUBJECT = rf"(?! (?: {choice(_words('english_no_subject'))} ) \b )"
_NOUN = rf"{_NO_SUBJECT} [^\s.,;:?!“”\"{QUOTE}{STOPPED}]+ \s+"
_PRONOUN = r"(?: he | it | she | they | we | there )"
# "said costs fell" is not told from "said yes" by a pattern; with an article or a pronoun it is sure to be a clause,
# and so with a few words before a finite verb. "said the same" and "said the following" report none.
_CLAUSE = rf"""
    \s+ (?: (?:today|yesterday|{_DAY}) \s+ )?
    (?= (?: the\s+ (?!words?\b|following|same\b)
          | (?: an? | its? | he | she | they | we | his | her | their | this | these | those | there
              | all | some | many | most ) \s
        ) \S
      | (?: {_NOUN} ){{1,6}}? {_FINITE} )
"""
# Behind "announced" a thing may follow as well: a clause is what begins with a pronoun, or has its verb at once.
_BARE_CLAUSE = rf"""
    \s+ (?: (?:today|yesterday|{_DAY}) \s+ )?
    (?= {_PRONOUN} \s+ (?: also \s+ )? (?: {_FINITE} | \w\w+(?:ed|[^s]s) \b )
      | (?: (?: the | an? | its? | his | her | their | this | these | those | all | some | many | most ) \s+ )?
        (?: {_NOUN} ){{1,3}}? {_FINITE} )
"""
# Behind a "that" that stands for its noun a verb comes at once: responded to an address that | singled out the Senator.
_VERB_BEHIND = (
    rf"\w+ed\s+(?:the|an?|his|her|their|its|our|out|up|down|in|on|to|for|by|and|from|with|[{UPPER}{PERSON}])\b"
)
# What follows "…, X said" where the clause came before: the end, or when and where, but no clause of its own.
_MOMENT = rf"""
    \s* (?: [.!?;] | $ )
  | \s+ (?: today | yesterday | earlier | recently | late | here | {_DAY}
          | (?: about | after | as | at | before | by | concerning | during | following | from | in | last | of | on
              | regarding | this | through | upon | via | when | while ) \s
          | to \s+ {_HEARER} )
  | ,\s+ (?:adding|noting) \b
"""
_ADVERBS = rf"(?:(?:\s+|(?<=\)))(?:{choice(_words('english_adverbs'))}|{_DAY}))*\s*\Z"
_HONORIFICS = choice((*_words("english_honorifics"), *_SHORT_TITLES, "U.S", "US"))
_HONORIFIC = rf"(?: (?: [Tt]he | {_HONORIFICS} ) \.? \s+ )*"
# An apposition says who somebody is: "X, a member of …", "X, who …", "X, Deputy Director …".
_APPOSITION = rf"""
    ,\s+ (?: a | an | the | The | who | whose | which | its | his | her | our | former | acting | then | founding
           | one\s+of | senior | also | currently
           | (?: \w[\w.-]*\s+ )? (?i: {_TITLES} ) )
    (?![\w-])
"""
_BEHIND_NAME = rf"\s*(?:[^\w\s]|\Z)|\s+(?:[^a-z]|(?:{choice(_words('english_behind_name'))}|{_DAY})\b)"
# Participles and adverbs in front ("Speaking in Vienna", "Recently") are no clause, either.
_FRONTED = rf"""
    (?: {choice(_words("english_fronted"))}
      | [Aa]n?\s+ (?:year|month|week|day|decade) | This\s+ (?:week|month|year) | \w+ (?:ing|ed|ly) ) \b
"""

ENGLISH = Patterns(
    verbs=any_of(_SAID, _SAYING, _STATED, _CALLED, _ANNOUNCED, or_=_compact(_TOLD)),
    said=frozenset((*_SAID, "told", "tells")),
    saying=frozenset((*_SAYING, "telling")),
    called=frozenset(_CALLED),
    announcing=frozenset(_ANNOUNCED),
    wanting=frozenset({"urged", "urges", "recommended", "recommends"}),
    thought=frozenset(_words("english_thought")),
    remarked=frozenset(_words("english_remarked")),
    # "UNODC reports that were published" report nothing: a clause has its subject first.
    that=late_pattern(rf"\s+that\s+(?!(?:{_compact(_FINITE)})|show|{_VERB_BEHIND})(?=\S)"),
    clauses={
        **dict.fromkeys(_words("english_bare"), late_pattern(_BARE_CLAUSE, re.VERBOSE)),
        **dict.fromkeys((*_SAID, "told", "tells", "telling"), late_pattern(_CLAUSE, re.VERBOSE)),
    },
    relative=late_pattern(r"(?:which|who|whom|whose|where)(?!\w)"),
    contrast=late_pattern(r",\s+(?:but|while|whereas|although|though)\b"),
    moment=late_pattern(_MOMENT, re.VERBOSE),
    between=late_pattern(_ADVERBS, re.VERBOSE),
    before_verb=frozenset((*_words("english_adverbs"), "and", "as", "by", "he", "she", "who")),
    pronouns=(" he ", " she ", "He ", "She "),
    pronoun=late_pattern(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>[Ss]he|[Hh]e)\Z"),
    joined=late_pattern(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+and\Z"),
    as_said=frozenset({"As", "as"}),
    according=late_pattern(r"ccording\s+to\b"),
    title=late_pattern(rf"\b(?:{_TITLES}|m\.d|ph\.d)\b", re.IGNORECASE),
    body_kinds=frozenset(_words("english_body_kinds")),
    honorific=late_pattern(_HONORIFIC, re.VERBOSE),
    opens_apposition=late_pattern(_APPOSITION, re.VERBOSE),
    behind_name=late_pattern(_BEHIND_NAME),
    not_before_name=frozenset(_words("english_before_no_subject")),
    fronted=late_pattern(_FRONTED, re.VERBOSE),
    not_name=frozenset(_words("english_no_names")),
    oblique=lambda verb, name: False,  # English names have no cases
)
"""The patterns of English."""
