"""The person in apposition to an office: Yury Fedotov, the Executive Director; the Executive Director, Yury Fedotov."""

from __future__ import annotations

from collections.abc import Callable

from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.offices.neighbours import (
    ADDRESSES,
    CAPACITIES,
    CAPACITY_WORDS,
    Outcome,
    country_before,
    country_behind,
    organization_of,
)
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.words import belonging, office_words
from sphinx_newsroom.text.words.countries import places
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    CONNECTORS,
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    TITLES,
)

_BEFORE_HOLDER = frozenset(["", ",", "،", ".", "(", "-", ")", "),"])
"""What may stand between an office, or its body, and the name of who holds it."""

_NO_NAME = ORGANIZATION_NOUNS | OFFICE_NOUNS | MONTHS_AND_DAYS
_NO_FAMILY = MONTHS_AND_DAYS | ORGANIZATION_NOUNS
_COPULAS = frozenset(["is", "was", "est", "ist", "war", "es", "era"])
AND = frozenset(["and", "et", "und", "y"])

_APART = 6
"""Within how many words behind an office and a comma a person is in apposition to it: …, our friend | Ann Berg.

Nothing changes with four or nine.
"""

_DESCRIBED = 7
"""How many words may say what else a person is: the great friend of Ukraine, | Ann Berg."""

_SENTENCES = frozenset(["but", "while", "whereas", "although", "though", "because", "so", "yet", "or", "nor"])
"""Behind an office and a comma: a sentence of its own begins, and no apposition."""

_OF_SOMETHING = frozenset(["of", "to", "for"])

_OF_A_PLACE = frozenset(["d", "de", "du", "del"])
_PREPOSITIONS = LOCATIVE | {"de", "du", "en", "a", "apres", "depuis", "desde", "tras", "durante"}
_OPENING = 9
"""Within how many words of its beginning the first phrase of a sentence has its place."""

_OFFICE_WORDS = 4
"""How many words the first of two offices has: Vice Chairman and President has two."""

_GERMAN_PLURALS = ("innen", "ungen", "schaften", "keiten", "heiten")
"""Endings of German nouns that no name has: they begin with a capital as names do."""

_PORTFOLIO = 14
"""How many words behind an office say what it is of and for."""

_NAME_LETTERS = 2
"""From how many letters on a word is a name and no initial: Anna B., the Minister; nothing changes with three."""


def person_beside(named: Outcome, place: Place) -> Meaning | None:
    """The person in apposition to an office; one without forms where it is somebody without a record."""
    for way in _WAYS:
        found = way(named, place)
        if found is not None:
            return found
    return None


def _behind(named: Outcome, place: Place) -> Meaning | None:
    """The Executive Director of UNODC, Yury | Fedotov; Executive Director | Fedotov."""
    tokens, starts, after = named.tokens, named.starts, place.end
    if place.start not in named.ends and organization_of(named, place) is not None:
        after = _past_parentheses(tokens, _past_organization(named, place.end))
    elif belonging.of_somebody_in_arabic(tokens, place.end):  # المديرة التنفيذية للمكتب | لوسيا فيرير
        after += 1
    # Behind the body that the office is of, and directly behind the office, where no body comes between; also behind
    # the short name of the office: Chief Technology Officer (CTO) | Todd Park.
    for k in (after, place.end, _past_parentheses(tokens, place.end)):
        if k < len(tokens) and tokens.gap(k).strip() in _BEFORE_HOLDER and "\n\n" not in tokens.gap(k):
            # President of X, Mr | Berg.
            while k < len(tokens) and tokens.words[k] in TITLES:
                k += 1
            meaning = starts.get(k)
            if tokens.gap(k).strip() == "." and tokens.begins_sentence(k):
                continue  # … of the Council. Rosa Tapia …
            if meaning and meaning.forms[0].kind == "official":
                return meaning
            if _unknown_name(named, k):
                return Meaning(k, k + 1, ())
    return _behind_country(named, place)


def _behind_country(named: Outcome, place: Place) -> Meaning | None:
    """The First Lady of the United States, Ann | Berg; the First Lady of the United States Ann | Berg."""
    end, countries = country_behind(named.tokens, place)
    meaning = named.starts.get(end) if countries else None
    beside = meaning is not None and named.tokens.gap(end) in (" ", ", ") and meaning.forms[0].kind == "official"
    return meaning if beside else None


def _past_organization(named: Outcome, end: int) -> int:
    """The word behind what is named next."""
    while end < len(named.tokens) and end not in named.starts:
        end += 1
    return named.starts[end].end if end in named.starts else end


def _past_parentheses(tokens: Tokens, k: int) -> int:
    """The word behind the short name in parentheses of a body's long one: … and Crime (UNODC), | Yury."""
    if k >= len(tokens) or tokens.gap(k).strip() != "(" or "\n\n" in tokens.gap(k):
        return k
    following = k + 1
    return following if following < len(tokens) and tokens.gap(following).strip() in (")", "),") else k


def _begin(named: Outcome, place: Place) -> int:
    """Where an office begins with its article, country and body: | the | UNODC | Executive Director."""
    tokens, begin = named.tokens, country_before(named.tokens, place)[0]
    organization = named.ends.get(begin)
    if organization is not None and organization.forms[0].kind == "organization":
        begin = organization.start
    return begin - 1 if _article(tokens, begin - 1) and belonging.joined(tokens, begin) else begin


def _article(tokens: Tokens, k: int) -> bool:
    return k >= 0 and tokens.words[k] in belonging.ARTICLES


def _before(named: Outcome, place: Place) -> Meaning | None:
    """Yury Fedotov, the | Executive Director; Anna Berg, in her capacity as the | Minister."""
    tokens, before = named.tokens, _begin(named, place)
    if tokens.words[max(0, before - CAPACITY_WORDS) : before] in CAPACITIES:
        return _of_capacity(named, before - CAPACITY_WORDS)
    if _on_its_own_line(tokens, before, place.end):
        return _official_ending(named, before) or _official_ending(named, before - 1)  # …, Jr.
    before = _before_address(tokens, before)
    if not before or tokens.gap(before).strip() not in (",", "،", "(", "–", "—") or "\n\n" in tokens.gap(before):
        return None
    if before in named.ends:
        return _official_ending(named, before)
    # Nobody whom a record knows: two words with capitals are somebody else's name, and the office his.
    if _in_a_place(tokens, before - 1):
        return None
    word = tokens.words[before - 1]
    if not tokens.capital(before - 1) or len(word) < _NAME_LETTERS or word in _NO_FAMILY or word in places():
        return None
    return Meaning(before - 1, before, ()) if tokens.capital(before - 2) and tokens.close(before - 1) else None


def _on_its_own_line(tokens: Tokens, begin: int, end: int) -> bool:
    """Whether an office is a line by itself, as in the head of a letter: Eric Holder / The | Attorney General /."""
    return "\n" in tokens.gap(begin) and (end == len(tokens) or "\n" in tokens.gap(end))


def _of_capacity(named: Outcome, end: int) -> Meaning | None:
    """Ann | Berg in her capacity as …; Ann | Berg, the Prime Minister in her capacity as …"""
    tokens, k = named.tokens, end
    while k > 0 and k not in named.ends and end - k < _PORTFOLIO and (tokens.close(k) or tokens.gap(k) == ", "):
        k -= 1
        if tokens.gap(k) == ", " and k in named.ends:
            return _official_ending(named, k)
    return _official_ending(named, end)


def _before_address(tokens: Tokens, k: int) -> int:
    """The word at which the forms of address before an office begin: Ann Berg, | H. E. the President."""
    while k > 0 and tokens.words[k - 1] in ADDRESSES and (tokens.close(k) or tokens.gap(k) in (".", ". ")):
        k -= 1
    return k


def _said_of(named: Outcome, place: Place) -> Meaning | None:
    """Yury Fedotov is the | Executive Director; Yury Fedotov | executive director, where a comma is missing."""
    tokens, begin = named.tokens, _begin(named, place)
    if not tokens.close(begin):
        return None
    copula = tokens.words[begin - 1] in _COPULAS and tokens.close(begin - 1)
    return _official_ending(named, begin - 1 if copula else begin)


def _also(named: Outcome, place: Place) -> Meaning | None:
    """Yury Fedotov, Chairman and | Executive Director: the second of his offices; one with an article is another's."""
    tokens, k = named.tokens, _begin(named, place)
    if not (k and tokens.words[k - 1] in AND and tokens.close(k)) or _article(tokens, k):
        return None
    first = k = k - 1
    while k > 0 and first - k < _OFFICE_WORDS and k not in named.ends and office_words.office_word(tokens.words[k - 1]):
        k -= 1
    return _official_ending(named, k) if k < first and tokens.gap(k) == ", " else None


def also_his(named: Outcome, place: Place, official: str) -> bool:
    """Whether an office with an article is one more of its holder, named before: Ann Berg, the X of Y and the | Z."""
    tokens = named.tokens
    if AND.isdisjoint(tokens.words[max(0, place.start - _OFFICE_WORDS) : place.start]):
        return False  # nearly always
    k = _begin(named, place)
    if not (k and tokens.words[k - 1] in AND and tokens.close(k)) or not _article(tokens, k):
        return False
    first = k = k - 1
    while k > 0 and first - k < _PORTFOLIO and k not in named.ends and _of_portfolio(tokens, k - 1):
        k -= 1
    holder = _official_ending(named, k) if tokens.gap(k) == ", " else None
    return (
        holder is not None and holder.forms[0].entity == official and not OFFICE_NOUNS.isdisjoint(tokens.words[k:first])
    )


def _of_portfolio(tokens: Tokens, k: int) -> bool:
    """Whether a word can belong to an office with what it is for."""
    return tokens.capital(k) or tokens.words[k] in CONNECTORS


def _in_a_place(tokens: Tokens, k: int) -> bool:
    """Whether the words with capitals that end with word *k* are where something is: in New | York, the President …"""
    while tokens.capital(k) and tokens.close(k) and tokens.capital(k - 1) and tokens.words[k - 1] not in LOCATIVE:
        k -= 1
    if belonging.joined(tokens, k) and tokens.words[k - 1] in _OF_A_PLACE:
        return _opens_with_preposition(tokens, k)
    return tokens.close(k) and tokens.words[k - 1] in LOCATIVE


def _opens_with_preposition(tokens: Tokens, k: int) -> bool:
    """Whether word *k* stands in the phrase that opens its sentence: De retour du camp d' | Oum Leïla, le …"""
    for first in range(k, max(-1, k - _OPENING), -1):
        if tokens.begins_sentence(first):
            return tokens.words[first] in _PREPOSITIONS
        if not belonging.joined(tokens, first):
            return False
    return False


def _official_ending(named: Outcome, end: int) -> Meaning | None:
    meaning = named.ends.get(end)
    return meaning if meaning and meaning.forms[0].kind == "official" else None


def _behind_portfolio(named: Outcome, place: Place) -> Meaning | None:
    """Die Sonderbeauftragte der OSZE für die Bekämpfung des Menschenhandels, | Mirela Kovačić: behind all it is for."""
    tokens, k = named.tokens, place.end
    if belonging.past_of(tokens, k) is None:
        return None
    while k < min(len(tokens), place.end + _PORTFOLIO) and belonging.joined(tokens, k):
        k += 1
    meaning = named.starts.get(k)
    apposition = meaning is not None and tokens.gap(k) == ", " and meaning.forms[0].kind == "official"
    return meaning if apposition else None


def _further(named: Outcome, place: Place) -> Meaning | None:
    """President of X, our friend | Ann Berg: a few small words further on."""
    tokens, end = named.tokens, country_behind(named.tokens, place)[0]
    if organization_of(named, place) is not None:
        end = _past_organization(named, place.end)
    if end < len(tokens) and tokens.words[end] in AND and tokens.close(end):
        return _described(named, end + 1)
    if end >= len(tokens) or tokens.gap(end) != ", " or tokens.words[end] in _SENTENCES:
        return None
    for k in range(end, min(len(tokens), end + _APART)):
        meaning = named.starts.get(k)
        # Another comma ends the apposition, and so does a name that is no person's.
        if k > end and not tokens.close(k):
            return None
        if meaning and meaning.forms[0].kind == "official":
            return meaning if k > end else None
        if tokens.capital(k):
            return None
    return None


def _described(named: Outcome, k: int) -> Meaning | None:
    """Whoever is said to be something more: President of X and friend of our country | Ann Berg."""
    tokens = named.tokens
    first = k = tokens.past_the(k)
    if k >= len(tokens) or tokens.capital(k) or office_words.office_word(tokens.words[k]) is not None:
        return None  # the President of X and the Minister
    while k < min(len(tokens), first + _DESCRIBED) and (tokens.close(k) or k in named.starts):
        meaning = named.starts.get(k)
        if meaning and meaning.forms[0].kind == "official":
            return (
                meaning if _OF_SOMETHING.intersection(tokens.words[first:k]) and tokens.gap(k) in (" ", ", ") else None
            )
        k += 1
    return None


_WAYS: tuple[Callable[[Outcome, Place], Meaning | None], ...] = (
    _behind,
    _before,
    _said_of,
    _also,
    _behind_portfolio,
    _further,
)
"""Where the person of an office stands, the nearest first."""


def _unknown_name(named: Outcome, k: int) -> bool:
    """Whether two words with capitals that no record knows stand at a word: somebody's name."""
    tokens = named.tokens
    if not tokens.capital(k) or k in named.starts or tokens.words[k] in _NO_NAME:
        return False
    # Directly behind the office one word is enough (President Smith), behind a comma it takes two.
    if tokens.gap(k).strip() == "":
        return not (named.evidence.seen.in_german and tokens.words[k].endswith(_GERMAN_PLURALS))
    return tokens.follows(k + 1) and tokens.gap(k).strip() != "."
