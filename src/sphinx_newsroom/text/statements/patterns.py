"""What a language reports speech with: one pattern or list of words for each thing that the rules ask of a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.text.words.word_files import read_words

# Characters for private use: no published text means anything by them, and Shape takes out those that stand in one.
PERSON, BODY, QUOTE, STOPPED = "\ue000", "\ue001", "\ue002", "\ue003"
"""What stands in a shape for an official, an organization, a quotation, and the end of one that ends a sentence."""


UPPER = "A-ZÀ-ÖØ-ÞĀĂĄĆČĎĐĒĖĘĚĞĢĪĮİĶĹĽŁŃŅŇŌŐŘŚŞŠŢŤŪŮŰŲŹŻŽА-ЯЁЄІЇҐ"
"""The capitals, for use in a set of characters."""


@dataclass(frozen=True, slots=True)
class Patterns:
    """What one language says that somebody spoke with, and what stands around it."""

    verbs: re.Pattern[str]
    """A verb of speech with the mark or space before it; its last group is the verb: "told" of "told reporters"."""

    said: frozenset[str]
    """The verbs that need neither a comma nor "that": "said"."""

    saying: frozenset[str]
    """The verbs whose subject came before: "stating"."""

    called: frozenset[str]
    """The verbs that only quote a name for something: "called"."""

    announcing: frozenset[str]
    """What leads to a quotation behind the end of its sentence, too: "issued the following statement"."""

    remarked: frozenset[str]
    """The verbs before a colon that say what is spoken of: "highlighted the role of the team:"."""

    wanting: frozenset[str]
    """The verbs behind which "that" begins what somebody wants, and not what he says: "urged that"."""

    thought: frozenset[str]
    """The verbs that report no clause, since what X hopes or asks nobody has said: "hopes that", "asked whether"."""

    that: re.Pattern[str]
    """What leads from a verb to the clause that it reports."""

    clauses: Mapping[str, re.Pattern[str]]
    """How a clause begins that a verb reports without "that": "said the costs", "announced it has"."""

    contrast: re.Pattern[str]
    """What begins a clause that is set against what somebody else said: ", but"."""

    moment: re.Pattern[str]
    """When and where it was said, or the end of the sentence: what may follow a verb whose clause came before."""

    between: re.Pattern[str]
    """Adverbs and auxiliaries between a speaker and the verb, up to the end: "has also"."""

    pronoun: re.Pattern[str]
    """"she" as the subject, up to the end; its group ``start`` is the word."""

    joined: re.Pattern[str]
    """"and" before a verb whose subject came before, up to the end: "X came and"."""

    as_said: frozenset[str]
    """"as" before "X said"."""

    according: re.Pattern[str]
    """"according to" without its first letter, so that it is found fast, and at the beginning of a sentence, too."""

    title: re.Pattern[str]
    """A word that makes what stands around it a title or an office."""

    body_kinds: frozenset[str]
    """Words for what a body is, which may stand before its name: the research organization Acme."""

    honorific: re.Pattern[str]
    """Nothing but "Mr", "Dr", "the"."""

    opens_apposition: re.Pattern[str]
    """How what stands behind a name, between commas, begins: ", who", ", the", ", Director"."""

    behind_name: re.Pattern[str]
    """What stands behind the name of one who speaks: a stop or comma, the end, when or where; not "said X had lost"."""

    not_before_name: frozenset[str]
    """Words after which a name is not the subject: "of Smith", "and Smith"."""

    fronted: re.Pattern[str]
    """How a sentence begins whose first part says when or why, and not what was said."""

    not_name: frozenset[str]
    """Words with a capital that are no part of a person's name."""


def choice(words: Iterable[str]) -> str:
    """The alternatives of a pattern, each letter for letter: ``co\\-chair|director``."""
    return "|".join(map(re.escape, words))


_BEFORE_VERB = rf"[\s,;:\"”’‘'()»—–{PERSON}{BODY}{QUOTE}{STOPPED}]"
"""What stands before a verb.  A pattern that begins with a set of characters is found in half the time that a word's
beginning takes, and verbs are sought at every place of a text."""


def any_of(*lists: Iterable[str], or_: str = "(?!)") -> re.Pattern[str]:
    r"""A pattern for each of these as a whole word, behind a space or mark: "said", but not in "unsaid" and "said-so".

    A capital behind it has only lost the space before it: saidRep. Roe. Its last group is the word. *or_* is one
    alternative more, with a group of its own.

    >>> any_of(("said", "says"), ("told reporters",)).findall("He said and told\nreporters: unsaid, said-so.")
    ['said', 'told\nreporters']
    """
    words = dict.fromkeys(word for words in lists for word in words)
    # A tree: one alternative after another takes five times as long.
    first = "".join(sorted({word[0] for word in words}))
    return late_pattern(rf"{_BEFORE_VERB}(?=[{first}])(?:({_tree(words)})(?!(?![A-Z])[\w'’ʼ-])|{or_})")


def _tree(words: Iterable[str]) -> str:
    """A pattern for *words* that looks at each letter once.

    >>> _tree(["said", "says", "say"])
    'sa(?:id|y(?:s)?)'
    """
    branches: dict[str, list[str]] = {}
    for word in words:
        branches.setdefault(word[:1], []).append(word[1:])
    # A space in "told reporters" may be a line's end in the text.
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


_TITLES_ENGLISH = choice((*_words("english_titles"), *map(str.lower, _SHORT_TITLES)))
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
_HONORIFICS_ENGLISH = choice((*_words("english_honorifics"), *_SHORT_TITLES, "U.S", "US"))
_HONORIFIC = rf"(?: (?: [Tt]he | {_HONORIFICS_ENGLISH} ) \.? \s+ )*"
# An apposition says who somebody is: "X, a member of …", "X, who …", "X, Deputy Director …".
_APPOSITION = rf"""
    ,\s+ (?: a | an | the | The | who | whose | which | its | his | her | our | former | acting | then | founding
           | one\s+of | senior | also | currently
           | (?: \w[\w.-]*\s+ )? (?i: {_TITLES_ENGLISH} ) )
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
    wanting=frozenset("urged urges recommended recommends".split()),
    thought=frozenset(_words("english_thought")),
    remarked=frozenset(_words("english_remarked")),
    # "UNODC reports that were published" report nothing: a clause has its subject first.
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


# Beginnings of words, since all cases of a title count; texts write three signs for the apostrophe of прем'єр.
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
    """The patterns that both languages share, with the words of one."""
    return Patterns(
        verbs=any_of(said, stated, saying),
        said=frozenset(said),
        saying=frozenset(saying),
        called=frozenset(),
        announcing=frozenset(),
        wanting=frozenset(),
        thought=frozenset(),
        remarked=frozenset(),
        # Always behind a comma; so no clause is reported without it.
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
