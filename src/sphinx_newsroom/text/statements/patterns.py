"""The words and patterns by which each language reports speech, one for each question that the rules ask."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.words.word_files import read_words

# Private-use characters, which published texts don't use; Shape removes any that a text contains.
PERSON, BODY, QUOTE, STOPPED = "\ue000", "\ue001", "\ue002", "\ue003"
"""The characters in a shape for an official, an organization, a quotation, and the end of a quoted sentence."""


UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐ"
"""Capital letters, for use in a character class."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """The patterns of reported speech in a language."""

    verbs: re.Pattern[str]
    """A verb of speech with the character before it; its last group is the verb, such as "told" in "told reporters"."""

    said: frozenset[str]
    """Verbs that need neither a comma nor "that": "said"."""

    saying: frozenset[str]
    """Verbs whose subject came before: "stating"."""

    called: frozenset[str]
    """Verbs that quote only a name for something: "called"."""

    announcing: frozenset[str]
    """Verbs that introduce a quotation in the next sentence: "issued the following statement"."""

    remarked: frozenset[str]
    """Verbs before a colon that give the subject of a quotation: "highlighted the role of the team:"."""

    wanting: frozenset[str]
    """Verbs after which "that" starts a request, not a statement: "urged that"."""

    thought: frozenset[str]
    """Verbs that don't report a statement, but a hope or a question: "hopes that", "asked whether"."""

    that: re.Pattern[str]
    """The words between a verb and the clause that it reports."""

    clauses: Mapping[str, re.Pattern[str]]
    """How a clause starts that a verb reports without "that": "said the costs", "announced it has"."""

    contrast: re.Pattern[str]
    """The start of a clause that contrasts with what someone else said: ", but"."""

    moment: re.Pattern[str]
    """A time or place, or the end of the sentence: what may follow a verb whose clause came before."""

    between: re.Pattern[str]
    """Adverbs and auxiliaries between a speaker and the verb, up to the end: "has also"."""

    pronoun: re.Pattern[str]
    """"she" as the subject, up to the end; its group ``start`` is the word."""

    joined: re.Pattern[str]
    """"and" before a verb whose subject came before, up to the end: "X came and"."""

    as_said: frozenset[str]
    """"as" before "X said"."""

    according: re.Pattern[str]
    """"according to" without its first letter, which makes it fast to find and matches the start of a sentence."""

    title: re.Pattern[str]
    """A word that makes a phrase a title or an office."""

    body_kinds: frozenset[str]
    """Words for the kind of an organization, before its name: the research organization Acme."""

    honorific: re.Pattern[str]
    """Only "Mr", "Dr" or "the"."""

    opens_apposition: re.Pattern[str]
    """The start of an apposition after a name and a comma: ", who", ", the", ", Director"."""

    behind_name: re.Pattern[str]
    """After a speaker's name: punctuation, the end, a time or place; not "said X had lost"."""

    not_before_name: frozenset[str]
    """Words after which a name isn't the subject: "of Smith", "and Smith"."""

    fronted: re.Pattern[str]
    """The start of a sentence that begins with a time or reason, not with the statement."""

    not_name: frozenset[str]
    """Capitalized words that aren't part of a person's name."""


def choice(words: Iterable[str]) -> str:
    """Return a pattern of literal alternatives: ``co\\-chair|director``."""
    return "|".join(map(re.escape, words))


_BEFORE_VERB = rf"[\s,;:\"”’‘'()»—–{PERSON}{BODY}{QUOTE}{STOPPED}]"
"""Before a verb.

A pattern that starts with a character class is found twice as fast as a word boundary, and verbs are searched for at
every position in a text.
"""


def any_of(*lists: Iterable[str], or_: str = "(?!)") -> re.Pattern[str]:
    r"""Compile whole words after a space or punctuation: "said", but not in "unsaid" or "said-so".

    A capital may follow directly if the text lost a space: saidRep. Roe. The last group is the word. *or_* is an
    additional alternative, with a group of its own.

    >>> any_of(("said", "says"), ("told reporters",)).findall("He said and told\nreporters: unsaid, said-so.")
    ['said', 'told\nreporters']
    """
    words = dict.fromkeys(word for words in lists for word in words)
    # A tree of letters is five times as fast as a list of alternatives.
    first = "".join(sorted({word[0] for word in words}))
    return late_pattern(rf"{_BEFORE_VERB}(?=[{first}])(?:({_tree(words)})(?!(?![A-Z])[\w'’ʼ-])|{or_})")


def _tree(words: Iterable[str]) -> str:
    """Return a pattern for *words* that examines each letter once.

    >>> _tree(["said", "says", "say"])
    'sa(?:id|y(?:s)?)'
    """
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    # The space in "told reporters" may be a line break in the text.
    parts = [
        (r"\s+" if letter == " " else re.escape(letter)) + _tree(rest) for letter, rest in branches.items() if letter
    ]
    pattern = parts[0] if len(parts) == 1 and "" not in branches else f"(?:{'|'.join(parts)})" if parts else ""
    return f"{pattern}?" if parts and "" in branches else pattern


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
# The people told: reporters, the local newspaper, Afro News, Sens. Roe and Berg; not "the truth".
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
    """Remove the spaces from a verbose pattern, so that it can be part of a plain one."""
    return re.sub(r"\s+", "", pattern)


_TITLES_ENGLISH = choice((*_words("english_titles"), *map(str.lower, _SHORT_TITLES)))
_DAY = r"(?:on\s+)?(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"

# A verb that marks a clause: "the plan will".
_FINITE = r"(?: is|are|was|were|will|would|has|have|had|can|cannot|could|may|might|must|should|does|do|did ) \b"
_NO_SUBJECT = rf"(?! (?: {choice(_words('english_no_subject'))} ) \b )"
_NOUN = rf"{_NO_SUBJECT} [^\s.,;:?!“”\"{QUOTE}{STOPPED}]+ \s+"
_PRONOUN = r"(?: he | it | she | they | we | there )"
# A pattern can't distinguish "said costs fell" from "said yes". A clause is certain with an article or a pronoun, or
# with a few words before a finite verb. "Said the same" and "said the following" report none.
_CLAUSE = rf"""
    \s+ (?: (?:today|yesterday|{_DAY}) \s+ )?
    (?= (?: the\s+ (?!words?\b|following|same\b)
          | (?: an? | its? | he | she | they | we | his | her | their | this | these | those | there
              | all | some | many | most ) \s
        ) \S
      | (?: {_NOUN} ){{1,6}}? {_FINITE} )
"""
# "Announced" may also have an object: a clause starts with a pronoun, or has its verb soon.
_BARE_CLAUSE = rf"""
    \s+ (?: (?:today|yesterday|{_DAY}) \s+ )?
    (?= {_PRONOUN} \s+ (?: also \s+ )? (?: {_FINITE} | \w\w+(?:ed|[^s]s) \b )
      | (?: (?: the | an? | its? | his | her | their | this | these | those | all | some | many | most ) \s+ )?
        (?: {_NOUN} ){{1,3}}? {_FINITE} )
"""
# A relative "that" is followed directly by a verb: responded to an address that | singled out the Senator.
_VERB_BEHIND = (
    rf"\w+ed\s+(?:the|an?|his|her|their|its|our|out|up|down|in|on|to|for|by|and|from|with|[{UPPER}{PERSON}])\b"
)
# After "…, X said" with the clause before it: the end, or a time and place, but no further clause.
_MOMENT = rf"""
    \s* (?: [.!?;] | $ )
  | \s+ (?: today | yesterday | earlier | recently | late | here | {_DAY}
          | (?: about | after | as | at | before | by | concerning | during | following | from | in | last | of | on
              | regarding | this | through | upon | via | when | while ) \s
          | to \s+ {_HEARER} )
  | ,\s+ (?:adding|noting) \b
"""
_ADVERBS = rf"(?:(?:\s+|(?<=\)))(?:{choice(_words('english_adverbs'))}|{_DAY}))*\s*\Z"
_HONORIFICS_ENGLISH = choice((*_words("english_honorifics"), *_SHORT_TITLES, "U.S", "US"))
_HONORIFIC = rf"(?: (?: [Tt]he | {_HONORIFICS_ENGLISH} ) \.? \s+ )*"
# An apposition describes a person: "X, a member of …", "X, who …", "X, Deputy Director …".
_APPOSITION = rf"""
    ,\s+ (?: a | an | the | The | who | whose | which | its | his | her | our | former | acting | then | founding
           | one\s+of | senior | also | currently
           | (?: \w[\w.-]*\s+ )? (?i: {_TITLES_ENGLISH} ) )
    (?![\w-])
"""
_BEHIND_NAME = rf"\s*(?:[^\w\s]|\Z)|\s+(?:[^a-z]|(?:{choice(_words('english_behind_name'))}|{_DAY})\b)"
# Leading participles and adverbs ("Speaking in Vienna", "Recently") aren't clauses either.
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
    wanting=frozenset("urged urges recommended recommends".split()),
    thought=frozenset(_words("english_thought")),
    remarked=frozenset(_words("english_remarked")),
    # "UNODC reports that were published" reports nothing: a clause starts with its subject.
    that=late_pattern(rf"\s+that\s+(?!(?:{_compact(_FINITE)})|show|{_VERB_BEHIND})(?=\S)"),
    clauses={
        **dict.fromkeys(_words("english_bare"), late_pattern(_BARE_CLAUSE, re.VERBOSE)),
        **dict.fromkeys((*_SAID, "told", "tells", "telling"), late_pattern(_CLAUSE, re.VERBOSE)),
    },
    contrast=late_pattern(r",\s+(?:but|while|whereas|although|though)\b"),
    moment=late_pattern(_MOMENT, re.VERBOSE),
    between=late_pattern(_ADVERBS, re.VERBOSE),
    pronoun=late_pattern(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>[Ss]he|[Hh]e)\Z"),
    joined=late_pattern(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+and\Z"),
    as_said=frozenset({"As", "as"}),
    according=late_pattern(r"ccording\s+to\b"),
    title=late_pattern(rf"\b(?:{_TITLES_ENGLISH}|m\.d|ph\.d)\b", re.IGNORECASE),
    body_kinds=frozenset(_words("english_body_kinds")),
    honorific=late_pattern(_HONORIFIC, re.VERBOSE),
    opens_apposition=late_pattern(_APPOSITION, re.VERBOSE),
    behind_name=late_pattern(_BEHIND_NAME),
    not_before_name=frozenset(_words("english_before_no_subject")),
    fronted=late_pattern(_FRONTED, re.VERBOSE),
    not_name=frozenset(_words("english_no_names")),
)
"""The patterns of English."""


# Beginnings of words, to match all cases of a title; texts use three characters for the apostrophe of прем'єр.
_TITLES = choice(read_words(__package__, "east_slavic_titles")).replace("'", ".")
_NO_NAMES = frozenset(read_words(__package__, "east_slavic_no_names"))
_AIDES = read_words(__package__, "east_slavic_aides")
_HONORIFICS = "пан|пані|господин|госпожа|д-р|проф"

_ANYTHING = late_pattern(r"")
_NEVER = late_pattern(r"(?!)")


def _patterns(
    *,
    said: Iterable[str],
    stated: Iterable[str],
    saying: Iterable[str],
    that: str,
    adverbs: Iterable[str],
    pronouns: Iterable[str],
    and_: Iterable[str],
    as_: str,
    according: str,
    not_before: Iterable[str],
    moments: Iterable[str],
    fronted: Iterable[str],
) -> Patterns:
    """Return the patterns of a language, from the part that both share and its own words."""
    return Patterns(
        verbs=any_of(said, stated, saying),
        said=frozenset(said),
        saying=frozenset(saying),
        called=frozenset(),
        announcing=frozenset(),
        wanting=frozenset(),
        thought=frozenset(),
        remarked=frozenset(),
        # Always after a comma, so no clause is reported without it.
        that=late_pattern(rf",\s+{that}\s+(?=\S)"),
        clauses={},
        contrast=late_pattern(r",\s+(?:але|проте|однак|тоді\s+як|но|однако|хотя)(?!\w)"),
        moment=late_pattern(rf"\s*(?:[.!?;]|$)|\s+(?:{choice(moments)})(?!\w)"),
        between=late_pattern(rf"(?:\s+(?:{choice(adverbs)}))*\s*\Z"),
        pronoun=late_pattern(rf"(?:^|[\s,;–—{QUOTE}{STOPPED}])(?P<start>(?i:{choice(pronouns)}))\Z"),
        joined=late_pattern(rf"[\w{PERSON}{BODY}{QUOTE}{STOPPED},)]\s+(?:{choice(and_)})\Z"),
        as_said=frozenset({as_, as_.capitalize()}),
        according=late_pattern(rf"{according}(?!\w)"),
        title=late_pattern(rf"(?<!\w)(?:{_TITLES})\w*", re.IGNORECASE),
        body_kinds=frozenset(),
        honorific=late_pattern(rf"(?:(?:{_HONORIFICS})\.?\s+)*"),
        opens_apposition=late_pattern(rf",\s+(?:який|яка|который|которая|(?:[\w-]+\s+)?(?i:{_TITLES}))"),
        behind_name=_ANYTHING,
        not_before_name=frozenset((*not_before, *_AIDES)),
        fronted=late_pattern(rf"(?:{choice(fronted)})(?!\w)"),
        not_name=_NO_NAMES,
    )


UKRAINIAN = _patterns(
    said=("сказав", "сказала", "каже", "говорить"),
    stated=_words("ukrainian_stated"),
    saying=_words("ukrainian_saying"),
    that="що",
    adverbs=("також", "потім", "далі", "сьогодні", "вчора", "раніше", "окремо", "ще"),
    pronouns=("він", "вона"),
    and_=("і", "й", "та"),
    as_="як",
    according="а словами",  # За словами X, …
    moments=("сьогодні", "вчора", "під", "у", "в", "на", "після", "за"),
    not_before=_words("ukrainian_before_no_subject"),
    fronted=_words("ukrainian_fronted"),
)
"""The patterns of Ukrainian."""

RUSSIAN = _patterns(
    said=("сказал", "сказала", "говорит"),
    stated=_words("russian_stated"),
    saying=_words("russian_saying"),
    that="что",
    adverbs=("также", "затем", "далее", "сегодня", "вчера", "ранее", "отдельно", "ещё", "еще"),
    pronouns=("он", "она"),
    and_=("и",),
    as_="как",
    according="о словам",  # По словам X, …
    moments=("сегодня", "вчера", "во", "в", "на", "после", "по"),
    not_before=_words("russian_before_no_subject"),
    fronted=_words("russian_fronted"),
)
"""The patterns of Russian."""
