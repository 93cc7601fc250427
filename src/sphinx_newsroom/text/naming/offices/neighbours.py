"""What stands beside an office: whose it is, and the person who is said to hold it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import Evidence
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words import belonging, office_words
from sphinx_newsroom.text.words.attached import with_article
from sphinx_newsroom.text.words.countries import countries_in, is_demonym, names_of, of_demonym, places
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    ANYONE,
    CONNECTORS,
    FORMER,
    FORMER_BEHIND,
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    TITLES,
)

_BEFORE_OFFICE = TITLES | CONNECTORS | belonging.DEFINITE
_HYPHENS = ("-", "\u2010", "\u2011")
_BEFORE_HOLDER = frozenset(["", ",", "،", ".", "(", "-", ")", "),"])
"""What may stand between an office, or its body, and the name of who holds it."""

_ALSO_OTHERWISE = frozenset(["for", "at", "to"])
"""Small words behind an office that seldom say whose it is."""

_BEHIND_BODY = (" ", "\n", "-", ") ")
"""What may stand between a body and an office of it: UNODC | Executive Director, OSZE-| Generalsekretärin."""

_NOUNS = ORGANIZATION_NOUNS | OFFICE_NOUNS
_NOUNS_AND_FORMER = _NOUNS | FORMER
_NO_NAME = _NOUNS | MONTHS_AND_DAYS
_NO_FAMILY = MONTHS_AND_DAYS | ORGANIZATION_NOUNS
_ADDRESSES = TITLES | {"h", "e", "he", "his", "excellency"}
_INDEFINITE = frozenset(["a", "an", "un", "une", "una", "ein", "eine", "einen", "einem", "einer"])
_COPULAS = frozenset(["is", "was", "est", "ist", "war", "es", "era"])
_AND = frozenset(["and", "et", "und", "y"])
_CAPACITIES = [["in", whose, "capacity", "as"] for whose in ("his", "her", "their")]
_CAPACITY_WORDS = 4

_APART = 6
"""Within how many words behind an office and a comma a person is in apposition to it: …, our friend | Ann Berg.

Nothing changes with four or nine.
"""

_COUNTRY_WORDS = (4, 3, 2, 1)
"""How many words the name of a country has, the longest first: Bosnia and Herzegovina has three."""

_ADJECTIVE_WORDS = 3
"""The same before an office: Sri Lankan has two, United Arab Emirates three; nothing changes with two or four."""

_OFFICE_WORDS = 4
"""How many words the first of two offices has: Vice Chairman and President has two."""

_GERMAN_PLURALS = ("innen", "ungen", "schaften", "keiten", "heiten")
"""Endings of German nouns that no name has: they begin with a capital as names do."""

_PORTFOLIO = 14
"""How many words behind an office say what it is of and for."""

_NAME_LETTERS = 2
"""From how many letters on a word is a name and no initial: Anna B., the Minister; nothing changes with three."""


@dataclass(frozen=True)
class Outcome:
    """What the names of a text were found to mean: the last of a reading's three values; offices are read from it."""

    evidence: Evidence
    tokens: Tokens
    meanings: Sequence[Meaning]

    @cached_property
    def starts(self) -> Mapping[int, Meaning]:
        """What is named beyond doubt, by its first word."""
        return {meaning.start: meaning for meaning in self.meanings if meaning.sure}

    @cached_property
    def ends(self) -> Mapping[int, Meaning]:
        """What is named beyond doubt, by the word behind it."""
        return {meaning.end: meaning for meaning in self.meanings if meaning.sure}


# Whose office it is


def organization_of(named: Outcome, place: Place) -> str | None:
    """The organization that is named with an office: UNODC | Executive Director, Executive Director | of UNODC."""
    tokens = named.tokens
    after = belonging.past_of(tokens, place.end)
    if after is not None:
        meaning = named.starts.get(after)
        if meaning and meaning.forms[0].kind == "organization":
            return meaning.forms[0].entity
    following = named.starts.get(place.end)
    genitive = following is not None and tokens.close(place.end) and is_cyrillic(tokens.words[place.end])
    # Президент | Європейської ради, الأمين العام | لجامعة الدول العربية
    if following and (genitive or belonging.construct(tokens, place.end)):
        return following.forms[0].entity if following.forms[0].kind == "organization" else None
    before = named.ends.get(place.start)
    # The apostrophe parts the "s" of a genitive from its word.
    if before is None and tokens.words[place.start - 1 : place.start] == ["s"]:  # UNODC's
        before = named.ends.get(place.start - 1)
    if before and before.forms[0].kind == "organization" and tokens.gap(place.start) in _BEHIND_BODY:
        return before.forms[0].entity
    return None


def country_before(tokens: Tokens, place: Place) -> tuple[int, frozenset[Country]]:
    """Where a country before an office begins, and which it can be: Russian | President, британський | Прем'єр."""
    before = place.start - 1
    # An African-American attorney general is no country's.
    if before < 0 or not tokens.close(place.start) or tokens.gap(before) in _HYPHENS:
        return place.start, frozenset()
    cyrillic = is_cyrillic(tokens.words[before])
    if cyrillic or tokens.capital(before):
        # The longest name first: United States, and not States.
        for start in range(max(0, place.start - _ADJECTIVE_WORDS), place.start):
            named = tuple(tokens.words[start : place.start])
            if not cyrillic and tokens.capital(start) and named in countries_in(named):
                return start, frozenset([named])
        # In Cyrillic letters adjectives are small, and tell the country by their stem alone.
        if code := of_demonym(tokens.words[before]):
            return before, frozenset(names_of(code))
    return place.start, frozenset()


def country_behind(tokens: Tokens, place: Place) -> tuple[int, frozenset[Country]]:
    """Where a country behind an office ends, and which it is: President | of Sri Lanka."""
    after = place.end
    if not tokens.close(after) or tokens.words[after] != "of":
        return place.end, frozenset()
    # President of the United States: the article is none of the name.
    after = tokens.past_the(after + 1)
    for size in _COUNTRY_WORDS:
        named = tuple(tokens.words[after : after + size])
        if len(named) == size and tokens.capital(after) and named in countries_in(named):
            return after + size, frozenset([named])
    return place.end, frozenset()


def of_something(tokens: Tokens, place: Place) -> bool:
    """Whether an office is said to be that of something that is not known: President | of Mexico."""
    after = place.end
    if is_cyrillic(tokens.words[place.start]):
        return tokens.follows(after)
    owner = belonging.past_of(tokens, after)
    if owner is None:
        return belonging.of_somebody_in_arabic(tokens, after)
    # The President of your country; but "thanked the President for the work", "told the President to go".
    word = tokens.words[after]
    return word not in _ALSO_OTHERWISE or (word != "to" and tokens.capital(owner))


def definite(tokens: Tokens, start: int) -> bool:
    """Whether "the" stands before an office, or a form of address after "the": the Hon. | Prime Minister.

    Arabic has its article on the word: الأمين العام.
    """
    before = start - 1
    if is_cyrillic(tokens.words[start]):  # no articles: Звернення | Президента, but not Пане | Президенте
        word = tokens.words[before] if tokens.close(start) else ""
        return word not in TITLES and not is_demonym(word)  # російському | Президенту
    # His Excellency the President, the Hon. Prime Minister: forms of address stand on either side of the article.
    while before > 0 and tokens.words[before] in _ADDRESSES:
        if tokens.words[before] in ("hon", "he", "h", "honourable"):
            return True
        before -= 1
    if before >= 0 and belonging.joined(tokens, start) and tokens.words[before] in belonging.DEFINITE:
        return True
    if with_article(tokens.words[start]):
        return True
    behind = tokens.words[start + 2 : start + 2 + _CAPACITY_WORDS]
    return before >= 0 and behind in _CAPACITIES  # by | Prime Minister in his …


# Whether it is an office by itself, and held


def is_former(named: Outcome, place: Place) -> bool:
    """Whether the text says that the office is not held any more, or not quite: former UNODC Executive Director."""
    tokens, before = named.tokens, named.ends.get(place.start)
    # What is held no more may be said before the body or the country: former | UNODC | Director, Deputy | U.S. | CTO.
    starts = {place.start, country_before(tokens, place)[0], *([before.start] if before else [])}
    return any(office_words.is_former(tokens, start) for start in starts)


def anyone(tokens: Tokens, place: Place) -> bool:
    """Whether the text means whoever holds an office, or speaks to him: a new | Ambassador, Dear | Minister."""
    before = country_before(tokens, place)[0] - 1
    # "un" is an article, the UN is none.
    if before < 0 or not tokens.close(before + 1) or tokens.all_capitals(before):
        return False
    if before and tokens.raw[before].islower() and tokens.close(before) and tokens.words[before - 1] in _INDEFINITE:
        return not tokens.all_capitals(before - 1)  # an excellent | Secretary of Labor
    return tokens.words[before] in ANYONE


def part_of_more(named: Outcome, place: Place) -> bool:
    """Whether the words are part of a longer office or body: Deputy | Director, Office of the | President."""
    tokens = named.tokens
    before = _more_before(named, place) if tokens.close(place.start) else None
    if before is not None:
        return before
    if followed_by_former(tokens, place.end):
        return True
    if tokens.text.startswith(("'s", "’s"), tokens.ends[place.end - 1]) and place.end + 1 < len(tokens):
        return tokens.capital(place.end + 1) and not tokens.titled(place.start)  # President's | Management Agenda
    # A body before it over a hyphen is whose office it is: OSZE-| Generalsekretärin.
    first = place.start if place.start not in named.ends else place.end
    return beside.hyphened(tokens, first, place.end, lambda _: False) or (
        tokens.follows(place.end) and tokens.words[place.end] in _NOUNS
    )


def followed_by_former(tokens: Tokens, end: int) -> bool:
    """Whether a word behind an office makes it another: President | -elect, Secretario General | Adjunto."""
    if end >= len(tokens) or tokens.words[end] not in FORMER_BEHIND:
        return False
    return tokens.close(end) or tokens.gap(end) == "-"


def _more_before(named: Outcome, place: Place) -> bool | None:
    """Whether what stands directly before makes it more; None where that decides nothing."""
    tokens, before = named.tokens, place.start - 1
    unit = _unit_before(tokens, before)
    if unit is not None:
        return True if tokens.words[unit] in _NOUNS else None
    # A country before an office is none of a longer office: Russian | President.
    if country_before(tokens, place)[1]:
        return None
    if tokens.capital(before) and place.start not in named.ends and tokens.words[before] not in _BEFORE_OFFICE:
        word = tokens.words[before]
        noun = word in _NOUNS_AND_FORMER or office_words.office_word(word) is not None
        return noun or not tokens.begins_sentence(before)
    return None


def _unit_before(tokens: Tokens, k: int) -> int | None:
    """The word before "of the" that ends with word *k*: | Office of the, | cabinet du; None where none stands there."""
    word = tokens.words[k]
    if word in belonging.ARTICLES and k > 1 and tokens.words[k - 1] in belonging.OF:
        return k - 2
    return k - 1 if k > 0 and word in belonging.OF and word in belonging.DEFINITE else None


# The person in apposition


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
    # Behind the body that the office is of, and directly behind the office, where no body comes between.
    for k in (after, place.end):
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
    return None


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
    if tokens.words[max(0, before - _CAPACITY_WORDS) : before] in _CAPACITIES:
        return _official_ending(named, before - _CAPACITY_WORDS)
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
    if not (k and tokens.words[k - 1] in _AND and tokens.close(k)) or _article(tokens, k):
        return None
    first = k = k - 1
    while k > 0 and first - k < _OFFICE_WORDS and k not in named.ends and office_words.office_word(tokens.words[k - 1]):
        k -= 1
    return _official_ending(named, k) if k < first and tokens.gap(k) == ", " else None


def _in_a_place(tokens: Tokens, k: int) -> bool:
    """Whether the words with capitals that end with word *k* are where something is: in New | York, the President …"""
    while tokens.capital(k) and tokens.close(k) and tokens.capital(k - 1) and tokens.words[k - 1] not in LOCATIVE:
        k -= 1
    return tokens.close(k) and tokens.words[k - 1] in LOCATIVE


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
    tokens, end = named.tokens, place.end
    if organization_of(named, place) is not None:
        end = _past_organization(named, end)
    if end >= len(tokens) or tokens.gap(end) != ", ":
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
