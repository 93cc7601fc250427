"""What stands beside an office: whose it is, and whether it is held."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.text.naming import surroundings as beside
from sphinx_newsroom.text.naming.evidence import Evidence
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.record_facts import Country
from sphinx_newsroom.text.words import belonging, office_words
from sphinx_newsroom.text.words.attached import with_article
from sphinx_newsroom.text.words.countries import is_country, is_demonym, names_of, of_demonym
from sphinx_newsroom.text.words.letters import is_cyrillic
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    ANYONE,
    CONNECTORS,
    FORMER,
    FORMER_BEHIND,
    LAWS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    TITLES,
)

_BEFORE_OFFICE = TITLES | CONNECTORS | belonging.DEFINITE
_HYPHENS = ("-", "\u2010", "\u2011")

_THEIR_OWN = frozenset(["своей", "вашей", "своєї", "вашої", "цієї", "этой", "твоей", "твоєї"])
"""Behind an office in Cyrillic letters: it is that of the country of those who are spoken to."""

_ALSO_OTHERWISE = frozenset(["for", "at", "to"])
"""Small words behind an office that seldom say whose it is."""

_BEHIND_BODY = (" ", "\n", "-", ") ")
"""What may stand between a body and an office of it: UNODC | Executive Director, OSZE-| Generalsekretärin."""

_NOUNS = ORGANIZATION_NOUNS | OFFICE_NOUNS
_UNITS = _NOUNS | {"buro", "kabinett", "kanzlei", "sekretariat", "gabinete", "despacho", "oficina", "secretaria"}
"""What an office has around it is none who holds it: Gabinete de la | Ministra."""

_NOUNS_AND_FORMER = _NOUNS | FORMER
ADDRESSES = TITLES | {"h", "e", "he", "his", "excellency"}
_INDEFINITE = frozenset(["a", "an", "un", "une", "una", "ein", "eine", "einen", "einem", "einer"])
_SALUTATIONS = (["dear", "mr"], ["dear", "madam"], ["dear", "ms"])
_FOR_NOW = {("en", "funciones"), ("par", "interim"), ("ad", "interim"), ("a", "interim")}
"""Behind an office: it is held for a while only."""

CAPACITIES = [["in", whose, "capacity", "as"] for whose in ("his", "her", "their")]
CAPACITY_WORDS = 4
"""What stands between a person and a further office, and of how many words that is."""

_COUNTRY_WORDS = (4, 3, 2, 1)
"""How many words the name of a country has, the longest first: Bosnia and Herzegovina has three."""

_ADJECTIVE_WORDS = 3
"""The same before an office: Sri Lankan has two, United Arab Emirates three; nothing changes with two or four."""


_THING_WORDS = 5
"""How many words the name of a law has at most behind whose it is."""


_CALLED_SO = frozenset(["award", "awards", "counsel", "cup", "fund"])
"""Behind an office's apostrophe: it is called so, whoever has the office: the President's | Fund, Counsel."""

_PAPERS = frozenset(["desk", "memorandum"])
_ORDERS = frozenset(["order", "orders"])
"""With capitals they are whoever's they are said to be: the President's | Desk, his | Executive Order."""

_PLANS = frozenset(["agenda", "plan", "plans", "proposal", "bill", "package", "order", "ban"])
"""Small words behind the name of such a thing: the President's Build Back Better | agenda."""


@dataclass(frozen=True)
class Outcome:
    """What the names of a text were found to mean: the last of a reading's three values; offices are read from it."""

    evidence: Evidence
    tokens: Tokens
    meanings: Sequence[Meaning]

    @kept_property
    def _sure(self) -> Sequence[Meaning]:
        return [meaning for meaning in self.meanings if meaning.sure]

    @kept_property
    def starts(self) -> Mapping[int, Meaning]:
        """What is named beyond doubt, by its first word."""
        return {meaning.start: meaning for meaning in self._sure}

    @kept_property
    def ends(self) -> Mapping[int, Meaning]:
        """What is named beyond doubt, by the word behind it."""
        return {meaning.end: meaning for meaning in self._sure}

    @kept_property
    def covered(self) -> frozenset[int]:
        """The words of all names."""
        return frozenset(word for meaning in self.meanings for word in range(meaning.start, meaning.end))

    @kept_property
    def longest_offices(self) -> Mapping[int, int]:
        """Where the longest office ends that begins at a word."""
        found: dict[int, int] = {}
        for place in self.evidence.seen.offices:
            found[place.start] = max(place.end, found.get(place.start, 0))
        return found

    @kept_property
    def named(self) -> frozenset[str]:
        """Whom the text names, also by an acronym, or a family name behind an office."""
        return frozenset(meaning.forms[0].entity for meaning in self._sure)

    @kept_property
    def home_countries(self) -> frozenset[Country]:
        """The countries that the release is at home in, else the one of all whom it names: Senator Lee, DHS."""
        if self.evidence.home_countries:
            return self.evidence.home_countries
        facts = self.evidence.seen.names.facts
        theirs = [found for entity in self.named if (found := facts.country(entity))]
        return frozenset.intersection(*theirs) if theirs else frozenset()

    def at_home(self, body: str) -> bool:
        """Whether the release is about the country or the family of bodies that a body belongs to."""
        if self.evidence.at_home(body):
            return True
        facts = self.evidence.seen.names.facts
        return not facts.circle(body).isdisjoint(self._circles)

    @kept_property
    def _circles(self) -> frozenset[str]:
        return frozenset().union(*map(self.evidence.seen.names.facts.circle, self.named))


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
            if not cyrillic and is_country(named) and tokens.capital(start):
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
        if len(named) == size and is_country(named) and tokens.capital(after):
            return after + size, frozenset([named])
    return place.end, frozenset()


def of_something(tokens: Tokens, place: Place) -> bool:
    """Whether an office is said to be that of something that is not known: President | of Mexico."""
    after = place.end
    if is_cyrillic(tokens.words[place.start]):
        return tokens.follows(after) or (tokens.close(after) and tokens.words[after] in _THEIR_OWN)
    owner = belonging.past_of(tokens, after)
    if owner is None:
        return belonging.of_somebody_in_arabic(tokens, after)
    # The President of your country; but "thanked the President for the work", "told the President to go".
    word = tokens.words[after]
    return word not in _ALSO_OTHERWISE or (word != "to" and tokens.capital(owner))


def in_letter(named: Outcome, start: int) -> bool:
    """Whether legislators address a letter to who holds an office: Dear Mr. | President."""
    if not named.evidence.seen.of_legislators:
        return False
    tokens = named.tokens
    said = tokens.words[max(0, start - 2) : start]
    return said in _SALUTATIONS and tokens.close(start) and tokens.begins_sentence(start - 2)


def definite(tokens: Tokens, start: int) -> bool:
    """Whether "the" or "this" stands before an office, or a form of address after "the": the Hon. | Prime Minister.

    Arabic has its article on the word: الأمين العام.
    """
    before = start - 1
    if is_cyrillic(tokens.words[start]):  # no articles: Звернення | Президента, but not Пане | Президенте
        word = tokens.words[before] if tokens.close(start) else ""
        return word not in TITLES and not is_demonym(word)  # російському | Президенту
    # His Excellency the President, the Hon. Prime Minister: forms of address stand on either side of the article.
    while before > 0 and tokens.words[before] in ADDRESSES:
        if tokens.words[before] in ("hon", "he", "h", "honourable"):
            return True
        before -= 1
    if (
        before >= 0
        and belonging.joined(tokens, start)
        and (tokens.words[before] in belonging.DEFINITE or tokens.words[before] == "this")
    ):
        return True
    if with_article(tokens.words[start]):
        return True
    behind = tokens.words[start + 2 : start + 2 + CAPACITY_WORDS]
    return before >= 0 and behind in CAPACITIES  # by | Prime Minister in his …


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
    if tokens.words[before] in belonging.DEFINITE:
        # À la | Secrétaire générale, where "à" is no "a"; die | Präsidenten are several.
        return tokens.words[before] == "die" and tokens.words[place.end - 1].endswith("en")
    if before and tokens.raw[before].islower() and tokens.close(before) and tokens.words[before - 1] in _INDEFINITE:
        return not tokens.all_capitals(before - 1)  # an excellent | Secretary of Labor
    return tokens.words[before] in ANYONE


def part_of_more(named: Outcome, place: Place) -> bool:
    """Whether the words are part of a longer office or body: Deputy | Director, Office of the | President."""
    tokens = named.tokens
    body = named.ends.get(place.start)
    if body is not None and _of_a_unit(tokens, body.start - 1):  # im Büro der | OSZE-Generalsekretärin
        return True
    before = _more_before(named, place) if tokens.close(place.start) else None
    if before is not None:
        return before
    if followed_by_former(tokens, place.end):
        return True
    if tokens.text.startswith(("'s", "’s"), tokens.ends[place.end - 1]) and place.end + 1 < len(tokens):
        if tokens.words[place.end + 1] in _CALLED_SO and tokens.capital(place.end + 1):
            return True
        # President's | Management Agenda, but the President's | State of the Union.
        thing = tokens.capital(place.end + 1) and not tokens.heading(place.start)
        return thing and not _named_by_itself(tokens, place.end + 1)
    # A body before it over a hyphen is whose office it is: OSZE-| Generalsekretärin.
    first = place.start if place.start not in named.ends else place.end
    return beside.hyphened(tokens, first, place.end, lambda _: False) or (
        tokens.follows(place.end) and tokens.words[place.end] in _NOUNS
    )


def _named_by_itself(tokens: Tokens, k: int) -> bool:
    """Whether a thing at word *k* is known by itself, whoever's it is: SAVE plan, Build Back Better Act, Desk."""
    if tokens.all_capitals(k) or tokens.words[k : k + 3] == ["state", "of", "the"] or tokens.words[k] in _PAPERS:
        return True
    end = k + 1
    while end < k + _THING_WORDS and tokens.follows(end):
        if tokens.words[end] in LAWS or tokens.words[end] in _ORDERS:
            return True
        end += 1
    return tokens.close(end) and tokens.words[end] in _PLANS


def followed_by_former(tokens: Tokens, end: int) -> bool:
    """Whether a word behind an office makes it another: President | -elect, Secretario General | Adjunto."""
    if tuple(tokens.words[end : end + 2]) in _FOR_NOW:
        return tokens.close(end)
    if end >= len(tokens) or tokens.words[end] not in FORMER_BEHIND:
        return False
    return tokens.close(end) or tokens.gap(end) == "-"


def _more_before(named: Outcome, place: Place) -> bool | None:
    """Whether what stands directly before makes it more; None where that decides nothing."""
    tokens, before = named.tokens, place.start - 1
    if (of_unit := _of_a_unit(tokens, before)) is not None:
        return True if of_unit else None
    # A country before an office is none of a longer office: Russian | President.
    start, countries = country_before(tokens, place)
    if countries:
        return _ends_body(tokens, start) or None
    if tokens.capital(before) and place.start not in named.ends and tokens.words[before] not in _BEFORE_OFFICE:
        word = tokens.words[before]
        noun = word in _NOUNS_AND_FORMER or office_words.office_word(word) is not None
        return noun or not (tokens.begins_sentence(before) or beside.headline_verb(tokens, before))
    return None


def _ends_body(tokens: Tokens, country: int) -> bool:
    """Whether a country is the last word of a body's name: Humane Society of the | United States president."""
    of = country - 1
    of -= tokens.words[of] in belonging.ARTICLES
    named = of > 0 and tokens.words[of] == "of" and tokens.capital(of - 1)
    return named and tokens.words[of - 1] in ORGANIZATION_NOUNS


def _of_a_unit(tokens: Tokens, k: int) -> bool | None:
    """Whether "of the" that ends with word *k* stands behind a body's head noun; None where there is no "of"."""
    unit = _unit_before(tokens, k) if k > 0 and tokens.close(k + 1) else None
    return None if unit is None else tokens.words[unit] in _UNITS


def _unit_before(tokens: Tokens, k: int) -> int | None:
    """The word before "of the" that ends with word *k*: | Office of the, | cabinet du; None where none stands there."""
    word = tokens.words[k]
    if word in belonging.ARTICLES and k > 1 and tokens.words[k - 1] in belonging.OF:
        return k - 2
    return k - 1 if k > 0 and word in belonging.OF and word in belonging.DEFINITE else None
