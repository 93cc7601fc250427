"""Offices in a text: "the Executive Director of UNODC" means whoever held that office on the release's date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from functools import cache
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.text.naming import surroundings
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.record_facts import Country, Holder
from sphinx_newsroom.text.naming.short_names import Evidence
from sphinx_newsroom.text.words import belonging, office_words
from sphinx_newsroom.text.words.belonging import with_article
from sphinx_newsroom.text.words.countries import is_country, names_of, of_demonym, places
from sphinx_newsroom.text.words.folding import is_cyrillic, words_of
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    ANYONE,
    BECOMING,
    CONNECTORS,
    FORMER_BEHIND,
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    TITLES,
)

_BEFORE_OFFICE = TITLES | CONNECTORS | belonging.DEFINITE
_HYPHENS = ("-", "\u2010", "\u2011")

_POSSESSIVES = frozenset("своей вашей своєї вашої цієї этой твоей твоєї".split())
"""After a Cyrillic office: "your" or "our", so the office belongs to the country of the people addressed."""

_UNCERTAIN_PREPOSITIONS = frozenset(["for", "at", "to"])
"""Small words after an office that seldom introduce its organization."""

_BODY_SEPARATORS = (" ", "\n", "-", ") ")
"""Allowed separators between an organization and its office: UNODC | Executive Director, OSZE-| Generalsekretärin."""

_NOUNS = ORGANIZATION_NOUNS | OFFICE_NOUNS
_UNITS = _NOUNS | set("buro kabinett kanzlei sekretariat gabinete despacho oficina secretaria".split())
"""Words around an office that show that its holder isn't meant: Gabinete de la | Ministra."""

_ADDRESSES = TITLES | set("h e he his excellency".split())
_INDEFINITE = frozenset("a an un une una ein eine einen einem einer".split())

_COUNTRY_WORDS = (4, 3, 2, 1)
"""Possible lengths of a country's name in words, the longest first: Bosnia and Herzegovina has three."""

_ADJECTIVE_WORDS = 3
"""The longest country before an office, in words: Sri Lankan has two, United Arab Emirates three."""

_HOLDER_SEPARATORS = frozenset(["", ",", "،", ".", "(", "-", ")", "),"])
"""Allowed separators between an office, or its organization, and the name of its holder."""

_NOT_NAMES = ORGANIZATION_NOUNS | OFFICE_NOUNS | MONTHS_AND_DAYS

_GERMAN_PLURALS = ("innen", "ungen", "schaften", "keiten", "heiten")
"""Endings of German nouns that names don't have; German capitalizes all nouns."""

_CAPACITY_REACH = 14
"""The maximum distance in words from the holder to a second office: Ann Berg, the Prime Minister in her capacity as."""

_YEAR = re.compile(r"(?:19|20)\d\d")
_IN = frozenset(["in", "im", "en"])

_BECOME = BECOMING | set("be become becomes becoming became being devenir devient werden ser".split())
_AS = frozenset("as comme como als zum zur".split())
"""Words between such a word and an office: to serve | as | Attorney General."""

_SENTENCE = 14
"""The most words around an office in which a year is looked for."""

_LONG_ROLE = 3
"""The shortest role, in words, that identifies an office without its organization: Minister of Health."""

_COMMON_OFFICE_ENDS = ("chief", "officer")
"""The first and last words of offices that any company or agency has."""

_LOWERCASE_LANGUAGES = frozenset("fr es pt it ca ar".split())
"""Languages that write offices in lowercase, or have no capitals: la ministre de la Justice."""


class Conflict(NamedTuple):
    """A text gives an official, named from word *start* on, an *office* that the record doesn't have on that date."""

    official: str
    office: Membership
    start: int


def country_before(tokens: Tokens, place: Place) -> tuple[int, frozenset[Country]]:
    """Return the start of a country before an office, and the country: Russian | President, британський | Прем'єр."""
    before = place.start - 1
    # An African-American attorney general isn't an office of a country.
    joined = not tokens.close(place.start) or tokens.gap(before) in _HYPHENS
    if joined or not (tokens.capital(before) or is_cyrillic(tokens.words[before])):
        return place.start, frozenset()
    # The longest name first: United States before States.
    for start in range(max(0, place.start - _ADJECTIVE_WORDS), place.start):
        named = tuple(tokens.words[start : place.start])
        if is_country(named):
            return start, frozenset([named])
    # Cyrillic adjectives are lowercase, and only their stem shows the country.
    code = of_demonym(tokens.words[before])
    return (before, frozenset(names_of(code))) if code else (place.start, frozenset())


def _of_a_unit(tokens: Tokens, k: int) -> bool | None:
    """Whether "of the", ending with word *k*, follows an organization's head noun; None if there is no "of"."""
    if tokens.words[k] in belonging.ARTICLES:
        k -= 1
    return tokens.words[k - 1] in _UNITS if tokens.words[k] in belonging.OF else None


def _genitive(tokens: Tokens, end: int) -> bool:
    return tokens.text.startswith(("'s", "’s"), tokens.ends[end - 1])


def _of_something(tokens: Tokens, place: Place) -> bool:
    """Whether an office belongs to something that no record has: President | of Mexico."""
    after = place.end
    if is_cyrillic(tokens.words[place.start]):
        return tokens.follows(after) or not _POSSESSIVES.isdisjoint(tokens.words[after : after + 1])
    owner = belonging.past_of(tokens, after)
    if owner is None:
        return belonging.of_somebody_in_arabic(tokens, after)
    # "The President of your country" counts; "thanked the President for the work" and "told the President to go" don't.
    word = tokens.words[after]
    return word not in _UNCERTAIN_PREPOSITIONS or (word != "to" and tokens.capital(owner))


def _definite(tokens: Tokens, start: int) -> bool:
    """Whether "the" or "this", or "the" and a form of address, precedes an office: the Hon. | Prime Minister.

    In Arabic the article is attached to the word: الأمين العام.
    """
    before = start - 1
    if is_cyrillic(tokens.words[start]):  # has no articles: Звернення | Президента, but not Пане | Президенте
        return tokens.words[before] not in TITLES
    # Forms of address come before or after the article: His Excellency the President, the Hon. Prime Minister.
    while before > 0 and tokens.words[before] in _ADDRESSES:
        if tokens.words[before] in ("hon", "he", "h", "honourable"):
            return True
        before -= 1
    return tokens.words[before] in belonging.DEFINITE | {"this"} or with_article(tokens.words[start])


def _is_future(tokens: Tokens, start: int) -> bool:
    """Whether somebody is to get the office: nominated to serve as | Attorney General, elected | President."""
    k = start - 1
    article = tokens.words[k] in belonging.DEFINITE - _AS
    k -= article
    said_as = tokens.words[k] in _AS
    # With an article alone, the holder is the object: they nominated the President for a prize.
    become = _BECOME if said_as or not article else _BECOME - BECOMING
    return k >= said_as and tokens.words[k - said_as] in become


_POSTS = frozenset("position positions post fonction fonctions poste puesto cargo".split())
"""Words for an office itself, of which anybody may be the holder: the position of Chief Justice."""


def _means_anyone(tokens: Tokens, place: Place) -> bool:
    """Whether any holder of the office is meant, or the holder is addressed: a new | Ambassador, Dear | Minister."""
    before = country_before(tokens, place)[0] - 1
    # "un" is an article, UN isn't.
    if not tokens.close(before + 1) or tokens.all_capitals(before):
        return False
    if tokens.words[before] in belonging.DEFINITE:
        # The "à" in "À la | Secrétaire générale" isn't the article "a"; "die | Präsidenten" are several people.
        return tokens.words[before] == "die" and tokens.words[place.end - 1].endswith("en")
    # an excellent | Secretary of Labor
    adjective = tokens.words[before - 1] in _INDEFINITE and not tokens.all_capitals(before - 1)
    of_a_post = tokens.words[before] in belonging.OF and tokens.words[before - 1] in _POSTS
    return adjective or of_a_post or tokens.words[before] in ANYONE


@cache
def role_words(role: str) -> tuple[str, ...]:
    """Return the folded words of a role.

    >>> role_words("Secretary-General")
    ('secretary', 'general')
    """
    return tuple(words_of(role))


class Offices:
    """Read the offices of one text, after its names, whose *meanings* are known.

    Offices that mean nobody are added to *noted*, unless it is None.
    """

    def __init__(self, evidence: Evidence, meanings: Sequence[Meaning], noted: list[Noted] | None = None) -> None:
        self.evidence, self.meanings, self.noted = evidence, meanings, noted
        self.seen, self.tokens = evidence.seen, evidence.seen.tokens
        self.facts, self.date = self.seen.names.facts, self.seen.release.date

    def read(self, offices: Sequence[Place]) -> tuple[list[Meaning], list[Conflict]]:
        """Return the offices that mean their holders, and the conflicts between text and records."""
        found: list[Meaning] = []
        conflicts: list[Conflict] = []
        covered = set(self.covered)
        for place in sorted(offices, key=lambda place: (place.start, -place.end)):
            # Names take precedence: the Office of the President is an organization, so its "President" is nobody.
            if not covered.isdisjoint(range(place.start, place.end)):
                continue
            roles = list(dict.fromkeys(form.entity for form, _ in place.forms))
            person = self.person(place)
            # A person next to the office is linked by name, and the office is checked against the record. Only an
            # office alone means its holder.
            if person is None:
                found += self._holder(place, roles, covered)
            elif person.forms:
                conflicts += self._conflict(place, roles[0], person)
            else:
                self._refuse(place, Refusal.STRANGERS_OFFICE)
            # Two offices may overlap (Minister, Minister of Health); the first and longest wins.
            covered.update(range(place.start, place.end), *(range(one.start, one.end) for one in found[-1:]))
        return found, conflicts

    def _holder(self, place: Place, roles: Sequence[str], covered: Set[int]) -> Iterator[Meaning]:
        """Yield the official who held the office, if there is exactly one and the text says which office it is."""
        tokens, (begin, _) = self.tokens, country_before(self.tokens, place)
        refusal = (
            (self.is_former(place) and Refusal.FORMER_OFFICE)
            or (self.part_of_more(place) and Refusal.LONGER_OFFICE)
            or (_means_anyone(tokens, place) and Refusal.ANYONES_OFFICE)
            or (_is_future(tokens, country_before(tokens, place)[0]) and Refusal.TO_BE)
        )
        if refusal:
            self._refuse(place, refusal)
            return
        officials = self._now(place, roles)
        if len(officials) != 1:
            self._refuse(place, Refusal.SEVERAL_HOLDERS if officials else Refusal.NO_HOLDER, officials)
            return
        form = Form(roles[0], next(iter(officials)), "official", "office", "office")
        start, end = place.start, place.end
        if self.organization(place) is None:  # the country is part of it: Russian President
            start, end = begin, self.country_behind(place)[0]
        if covered.isdisjoint(range(start, end)):  # the added words may belong to another name
            yield Meaning(start, end, (form,))

    def _refuse(self, place: Place, why: Refusal, officials: Iterable[str] = ()) -> None:
        # In lowercase most are ordinary words: a member, the representative.
        if self.noted is not None and (officials or self.tokens.capital(place.start)):
            self.noted += [Noted(place.start, place.end, official, why) for official in sorted(officials) or ("",)]

    def _conflict(self, place: Place, role: str, person: Meaning) -> Iterator[Conflict]:
        """Yield a conflict if the record of the official next to an office lacks that office on the release's date."""
        # The author has checked names set by a decision or a role, and a former holder needs no membership today.
        if self.is_former(place) or person.forms[0].method in ("decided", "role"):
            return
        holders = self._meant(place, role)
        official = self.seen.names.registry.officials[person.forms[0].entity]
        bodies = {membership.organization for _, membership in holders}
        # A record without memberships is a draft, which can't contradict the text.
        if not holders or not official.memberships or len(bodies) != 1:
            return
        # A record may be more specific than the text: a Minister of Health and Nutrition is a Minister of Health.
        has_office = any(
            set(role_words(role)) <= set(role_words(m.role)) and m.organization in bodies and m.on(self.date)
            for m in official.memberships
        )
        if not has_office:
            yield Conflict(official.id, holders[0][1], person.start)

    # Finding the office and its holder

    def _now(self, place: Place, roles: Sequence[str]) -> frozenset[str]:
        """Return who held one of some offices with the same words on the release's date."""
        rows = [row for role in roles for row in self._meant(place, role) if row[1].on(self.date)]
        rows = [row for row in rows if not self._is_of_an_earlier_year(place, row[1])]
        return frozenset(official.id for official, _ in self._nearest(rows, place))

    def _is_of_an_earlier_year(self, place: Place, held: Membership) -> bool:
        """Whether the sentence names a year before the term: in 2009, a letter from the | Attorney General."""
        tokens, first, last = self.tokens, place.start, place.end
        while not tokens.begins_sentence(first) and place.start - first < _SENTENCE:
            first -= 1
        while last < len(tokens) and not tokens.begins_sentence(last) and last - place.end < _SENTENCE:
            last += 1
        years = [k for k in range(first + 1, last) if _YEAR.fullmatch(tokens.raw[k]) and tokens.words[k - 1] in _IN]
        return any(tokens.raw[k] < (held.start_date or "") for k in years)

    def _meant(self, place: Place, role: str) -> list[Holder]:
        """Return past and present holders of the office that the text means; none if it doesn't say which office."""
        # The first rule with an answer wins; the answer may be nobody.
        rules = (self._of_a_body, self._of_a_country, self._of_nobody, self._of_long_role, self._at_home)
        return next((found for rule in rules if (found := rule(place, role)) is not None), [])

    def _of_a_body(self, place: Place, role: str) -> list[Holder] | None:
        """The organization is next to it: Executive Director of UNODC; for a long role, one above it suffices."""
        organization, words = self.organization(place), role_words(role)
        if organization is None:
            return None
        # "Minister of Health of the Government" is recorded in the ministry, below the government. So for a specific
        # role, any organization in the circle may be named.
        bodies = {organization}
        if len(words) >= _LONG_ROLE:
            bodies |= self.facts.circle[organization]
        return [
            row
            for body in sorted(bodies)
            for row in self.seen.names.registry.holders(body)
            if role_words(row[1].role) == words or row[1].role.startswith((f"{role} of ", f"{role} for "))
        ]

    def _of_a_country(self, place: Place, role: str) -> list[Holder] | None:
        """A country is next to it: the Russian President, the President of Sri Lanka."""
        countries = country_before(self.tokens, place)[1] or self.country_behind(place)[1]
        # The country may be the organization's, or part of the role: President, and President of Ukraine.
        if not countries:
            return None
        of_countries = self.facts.holders_of_countries[role]
        by_body = self.facts.holders[role].items()
        rows = [row for body, rows in by_body if not countries.isdisjoint(self.facts.country[body]) for row in rows]
        return rows + [row for country in countries for row in of_countries.get(country, ())]

    def _of_nobody(self, place: Place, role: str) -> list[Holder] | None:
        """Lowercase means no particular office, and "of" something unknown means that thing's: Dean of Acme.

        "President of Ukraine" may also be in lowercase, and so are all offices in some languages.
        """
        small = self.seen.release.language.split("-")[0] in _LOWERCASE_LANGUAGES
        written = small or self.tokens.capital(place.start) or not places().isdisjoint(role_words(role))
        return None if written and not _of_something(self.tokens, place) else []

    def _of_long_role(self, place: Place, role: str) -> list[Holder] | None:
        """A role of three words, or with a country, is specific; of several such offices, take the home country's.

        Offices that any organization has, such as Chief Information Officer, are excluded.
        """
        words = role_words(role)
        own = not places().isdisjoint(words)
        if (len(words) < _LONG_ROLE and not own) or (words[0], words[-1]) == _COMMON_OFFICE_ENDS:
            return None
        # Each country has a Minister of Health: if no country is next to it, take those that the release is about.
        by_body = self.facts.holders[role]
        every = [(body, row) for body, rows in by_body.items() if own or self.evidence.at_home(body) for row in rows]
        # The release may be about two countries; the issuer's country comes first.
        at_home = [row for body, row in every if not self.home_countries.isdisjoint(self.facts.country[body])]
        return at_home if at_home and not own else [row for _, row in every]

    def _at_home(self, place: Place, role: str) -> list[Holder] | None:
        """The Executive Director of a home organization, or of one named before; without "the" it is anyone."""
        if not (_definite(self.tokens, place.start) or self._his_in_headline(place)):
            return []
        words, facts, by_body = role_words(role), self.facts, self.facts.holders[role]
        # First try home organizations: "the Executive Director" in a release of UNODC is UNODC's.
        found = self._ours(row for body in sorted(by_body) for row in by_body[body])
        # Then try organizations named before, but only if their role is exactly this one.
        before = self.named_before(place.start)
        found += [
            row for body in sorted(before & by_body.keys()) for row in by_body[body] if role_words(row[1].role) == words
        ]
        # Then try "the President" for the President of Ukraine in a release from Ukraine, and holders named before.
        of_countries = facts.holders_of_countries[role]
        found += [row for country in self.home_countries for row in of_countries.get(country, ())]
        found = found or [
            row
            for rows in by_body.values()
            for row in rows
            if row[0].id in before
            and len({official.id for official, membership in rows if membership.on(self.date)}) == 1
        ]
        return [] if self._of_others(place, found) else found

    def _his_in_headline(self, place: Place) -> bool:
        """Whether a headline by legislators leaves out "the" before the office: Bill Heads to | President's Desk."""
        tokens, before = self.tokens, place.start - 1
        if not (tokens.heading(place.start) and _genitive(tokens, place.end) and self.seen.of_legislators):
            return False
        return not (tokens.close(place.start) and tokens.capital(before)) or surroundings.headline_verb(tokens, before)

    def _of_others(self, place: Place, holders: Sequence[Holder]) -> bool:
        """Whether the text also names such an office elsewhere: the Prime Minister of Italy."""
        words, bodies = self.tokens.words, {membership.organization for _, membership in holders}
        circles = frozenset[str]().union(*map(self.facts.circle.__getitem__, bodies))
        own = frozenset[Country]().union(*map(self.facts.country.__getitem__, bodies))
        for k in self.tokens.places(words[place.start]):
            other = Place(k, k + place.end - place.start, ())
            if k == place.start or words[k : other.end] != words[place.start : place.end]:
                continue
            countries = country_before(self.tokens, other)[1] or self.country_behind(other)[1]
            # To legislators "the President" is their own, whoever else they name.
            abroad = bool(countries) and countries.isdisjoint(own | self.seen.of_legislators)
            if abroad or self.organization(other) not in (None, *circles):
                return True
        return False

    def _ours(self, rows: Iterable[Holder]) -> list[Holder]:
        """Return the holders whose organizations are at home in the release."""
        home = self.seen.home
        return [row for row in rows if not home.isdisjoint(self.facts.circle[row[1].organization])] if home else []

    def _nearest(self, rows: list[Holder], place: Place) -> list[Holder]:
        """From similar offices of several organizations, return the holder named before, or the home organization's."""
        if len({membership.organization for _, membership in rows}) > 1:
            before = self.named_before(place.start)
            named_before = [row for row in rows if row[0].id in before]
            for candidates in (named_before, self._ours(rows)):
                if len({membership.organization for _, membership in candidates}) == 1:
                    return candidates
        return rows

    # The text's names, and the words next to an office

    @kept_property
    def _sure(self) -> Sequence[Meaning]:
        return [meaning for meaning in self.meanings if meaning.sure]

    @kept_property
    def starts(self) -> Mapping[int, Meaning]:
        """Map the first word of each certain name to its meaning."""
        return {meaning.start: meaning for meaning in self._sure}

    @kept_property
    def ends(self) -> Mapping[int, Meaning]:
        """Map the word after each certain name to its meaning."""
        return {meaning.end: meaning for meaning in self._sure}

    @kept_property
    def covered(self) -> frozenset[int]:
        """The words of all names."""
        return frozenset(word for meaning in self.meanings for word in range(meaning.start, meaning.end))

    @kept_property
    def home_countries(self) -> frozenset[Country]:
        """The release's home countries; without any, the country that all its entities share: Senator Lee, DHS."""
        if self.evidence.home_countries:
            return self.evidence.home_countries
        country_sets = [found for one in self._sure if (found := self.facts.country[one.forms[0].entity])]
        return frozenset.intersection(*country_sets) if country_sets else frozenset()

    def named_before(self, k: int) -> frozenset[str]:
        """Return the entities that the header names, or the text before word *k*."""
        return self.seen.stated.union(one.forms[0].entity for one in self._sure if one.end <= k)

    def organization(self, place: Place) -> str | None:
        """Return the organization named with an office: UNODC | Executive Director, Executive Director | of UNODC."""
        tokens = self.tokens
        after = belonging.past_of(tokens, place.end)
        if after is not None:
            meaning = self.starts.get(after)
            if meaning and meaning.forms[0].kind == "organization":
                return meaning.forms[0].entity
        following = self.starts.get(place.end)
        genitive = following is not None and tokens.close(place.end) and is_cyrillic(tokens.words[place.end])
        # Президент | Європейської ради, الأمين العام | لجامعة الدول العربية
        if following and (genitive or belonging.construct(tokens, place.end)):
            return following.forms[0].entity if following.forms[0].kind == "organization" else None
        before = self._body_before(place.start)
        return before.forms[0].entity if before and tokens.gap(place.start) in _BODY_SEPARATORS else None

    def _body_before(self, k: int) -> Meaning | None:
        """Return the organization that ends before a word, also in the genitive: UNODC's | Executive Director."""
        genitive = self.tokens.words[k - 1 : k] == ["s"]  # the apostrophe separates it from its word
        before = self.ends.get(k) or (self.ends.get(k - 1) if genitive else None)
        return before if before and before.forms[0].kind == "organization" else None

    def country_behind(self, place: Place) -> tuple[int, frozenset[Country]]:
        """Return the end of a country after an office, and which it is: President | of Sri Lanka."""
        tokens, after = self.tokens, place.end
        if not tokens.close(after) or tokens.words[after] != "of":
            return place.end, frozenset()
        after = tokens.past_the(after + 1)  # the article isn't part of the name
        for size in _COUNTRY_WORDS:
            end, named = after + size, tuple(tokens.words[after : after + size])
            if is_country(named) and not (tokens.follows(end) and end not in self.starts):
                return end, frozenset([named])
        return place.end, frozenset()

    def person(self, place: Place) -> Meaning | None:
        """Return the person in apposition to an office; a meaning without forms if the person has no record."""
        return self._person_behind(place) or self._person_before(place)

    def _person_behind(self, place: Place) -> Meaning | None:
        """The Executive Director of UNODC, Yury | Fedotov; Executive Director | Fedotov."""
        tokens, after = self.tokens, place.end
        if place.start not in self.ends and self.organization(place) is not None:
            while after < len(tokens) and after not in self.starts:
                after += 1
            after = self._past_parentheses(self.starts[after].end if after in self.starts else after)
        elif belonging.of_somebody_in_arabic(tokens, place.end):  # المديرة التنفيذية للمكتب | لوسيا فيرير
            after += 1
        # The holder follows the organization, the office itself, or its abbreviation: Chief Technology Officer (CTO) |
        # Todd Park.
        for k in (after, place.end, self._past_parentheses(place.end)):
            if k < len(tokens) and tokens.gap(k).strip() in _HOLDER_SEPARATORS and "\n\n" not in tokens.gap(k):
                while k < len(tokens) and tokens.words[k] in TITLES:  # President of X, Mr | Berg.
                    k += 1
                meaning = self.starts.get(k)
                if tokens.gap(k).strip() == "." and tokens.begins_sentence(k):
                    continue  # … of the Council. Rosa Tapia …
                if meaning and meaning.forms[0].kind == "official":
                    return meaning
                if self._unknown_name(k):
                    return Meaning(k, k + 1, ())
        return None

    def _past_parentheses(self, k: int) -> int:
        """Return the word after an acronym in parentheses that follows an organization: … and Crime (UNODC), | Yury."""
        tokens = self.tokens
        inside = tokens.gap(k).strip() == "(" and k < len(tokens)
        return k + 1 if inside and tokens.gap(k + 1).strip() in (")", "),") else k

    def _unknown_name(self, k: int) -> bool:
        """Whether two capitalized words that no record has are at a word: an unknown person's name."""
        tokens = self.tokens
        if not tokens.capital(k) or k in self.starts or tokens.words[k] in _NOT_NAMES:
            return False
        # Directly after the office one word is enough (President Smith); after a comma two are needed.
        if tokens.gap(k).strip() == "":
            return not (self.seen.in_german and tokens.words[k].endswith(_GERMAN_PLURALS))
        return tokens.follows(k + 1) and tokens.gap(k).strip() != "."

    def _person_before(self, place: Place) -> Meaning | None:
        """Yury Fedotov, the | Executive Director."""
        tokens, before = self.tokens, country_before(self.tokens, place)[0]
        organization = self._body_before(before)
        if organization is not None:
            before = organization.start
        if before and tokens.words[before - 1] in belonging.DEFINITE:
            before -= 1
        if tokens.words[max(0, before - 2) : before] == ["capacity", "as"]:
            # Ann | Berg in her capacity as the Minister
            near = [k for k in self.ends if before - _CAPACITY_REACH < k < before]
            return self._official_ending(max(near, default=0))
        while before > 0 and tokens.words[before - 1] in _ADDRESSES:  # Ann Berg, | H. E. the President.
            before -= 1
        if tokens.gap(before).strip() not in (",", "،", "(", "–", "—"):
            return None
        if before in self.ends:
            return self._official_ending(before)
        # No record matches: two capitalized words are the name of someone else, who holds the office.
        name = tokens.follows(before - 1) and tokens.capital(before - 2)
        located = not LOCATIVE.isdisjoint(tokens.words[max(0, before - 3) : before])  # In New York, the | Governor
        no_name = located or tokens.words[before - 1] in _NOT_NAMES
        return Meaning(before - 1, before, ()) if name and not no_name else None

    def _official_ending(self, end: int) -> Meaning | None:
        meaning = self.ends.get(end)
        return meaning if meaning and meaning.forms[0].kind == "official" else None

    # Whether it is an office on its own, and held

    def is_former(self, place: Place) -> bool:
        """Whether the text says that the office is past, or held only in part: former UNODC Executive Director."""
        return office_words.is_former(self.tokens, country_before(self.tokens, place)[0])

    def part_of_more(self, place: Place) -> bool:
        """Whether the words are part of something longer: Deputy | Director, Office of the | President."""
        tokens = self.tokens
        if tokens.close(place.start) and (before := self._continues_before(place)) is not None:
            return before
        end = place.end
        if end < len(tokens) and tokens.words[end] in FORMER_BEHIND and tokens.gap(end) in (" ", "-"):
            return True  # President | -elect, Secretario General | Adjunto
        if _genitive(tokens, end):
            # President's | Management Agenda
            return tokens.capital(end + 1) and not (tokens.heading(place.start) or tokens.all_capitals(end + 1))
        # An organization and a hyphen before an office identify it: OSZE-| Generalsekretärin.
        first = place.start if place.start not in self.ends else end
        hyphened = surroundings.hyphened(tokens, first, end, lambda _: False)
        return hyphened or (tokens.follows(end) and tokens.words[end] in _NOUNS)

    def _continues_before(self, place: Place) -> bool | None:
        """Whether the words before make the office part of something longer; None if they don't decide that."""
        tokens, before = self.tokens, place.start - 1
        if (of_unit := _of_a_unit(tokens, before)) is not None:
            return True if of_unit else None
        if country_before(tokens, place)[1]:  # not a longer office: Russian | President
            return None
        if tokens.capital(before) and place.start not in self.ends and tokens.words[before] not in _BEFORE_OFFICE:
            return not (tokens.begins_sentence(before) or surroundings.headline_verb(tokens, before))
        return None
