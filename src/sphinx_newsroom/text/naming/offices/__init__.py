"""Offices that a text names: "the Executive Director of UNODC" is who held that office on the release's date."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import NamedTuple

from sphinx_newsroom.model.records import Membership
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.offices.holders import Holders, role_words
from sphinx_newsroom.text.naming.offices.holding import Alone, means_no_holder
from sphinx_newsroom.text.naming.offices.neighbours import (
    ADDRESSES,
    CAPACITIES,
    CAPACITY_WORDS,
    Outcome,
    anyone,
    country_before,
    country_behind,
    in_letter,
    is_former,
    organization_of,
    part_of_more,
)
from sphinx_newsroom.text.naming.places import Place
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.words import belonging
from sphinx_newsroom.text.words.belonging import construct
from sphinx_newsroom.text.words.countries import countries_in, places
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import (
    LOCATIVE,
    MONTHS_AND_DAYS,
    OFFICE_NOUNS,
    ORGANIZATION_NOUNS,
    SAYING,
    TITLES,
)

# The person in apposition to an office: Yury Fedotov, the Executive Director; the Executive Director, Yury Fedotov.

_BEFORE_HOLDER = frozenset(["", ",", "،", ".", "(", "-", ")", "),"])
"""What may stand between an office, or its body, and the name of who holds it."""

_NO_NAME = ORGANIZATION_NOUNS | OFFICE_NOUNS | MONTHS_AND_DAYS
_NO_FAMILY = MONTHS_AND_DAYS | ORGANIZATION_NOUNS
AND = frozenset(["and", "et", "und", "y"])


_OF_A_PLACE = frozenset(["d", "de", "du", "del"])
_PREPOSITIONS = LOCATIVE | {"de", "du", "en", "a", "apres", "depuis", "desde", "tras", "durante"}
_OPENING = 9
"""Within how many words of its beginning the first phrase of a sentence has its place."""


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


_WAYS: tuple[Callable[[Outcome, Place], Meaning | None], ...] = (
    _behind,
    _before,
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


# Whether a text of legislators tells anything of who holds an office, whom it names nowhere else.
#
# Legislators write of laws, and laws of offices: such an office alone is weak evidence for a person. In the blind
# measurements of bench/naming five of 23 such pairs were wrong; nothing is told of all five, and of one right one.
# Here nothing of a law needs to be known: it is the person that has to show.

_DOES = SAYING | frozenset(
    "is was were has had did does thought knew made gave took went came got put let led left met sent spoke spent"
    " stood chose held kept won lost saw began broke brought built fell felt found ran sat should himself"
    " herself".split()
)
"""Behind an office: somebody is, has or did something, or should."""

_OF_LAWS = frozenset("certifies finds notifies submits transmits waives declares provides considers".split())
"""What an office does where a law asks for it."""

_NO_SUBJECT = frozenset("of to from with by in at about than and or".split())
"""Before an office: what follows is not said of it: a report from the President is awaited."""

_HIS = frozenset(["his", "her"])
_HIS_REACH = 5
"""Within how many words behind an office its holder is spoken of: hold the President accountable | for | his abuses."""

_ASKING = frozenset(
    "urge urges urged urging ask asks asked asking thank thanks thanked join joined joins tell told applaud commend"
    " congratulate praise oppose encourage encouraged condemn met meets".split()
)
"""Before an office: somebody speaks to whoever it is today."""

_CALLS = (
    ["call", "on"],
    ["calls", "on"],
    ["called", "on"],
    ["calling", "on"],
    ["called", "for"],
    ["letter", "to"],
    ["wrote", "to"],
)

_LETTERS = 4
"""From how many letters on a verb is known by its ending: signed, needs; but not red, as."""


def untold(named: Outcome, found: Sequence[Meaning]) -> frozenset[str]:
    """Of whom a text of legislators tells nothing at any of the offices *found* in it, and whom it names nowhere.

    An office with its body or country stays as it is: the Secretary-General of the United Nations.
    """
    if not found or not named.evidence.seen.of_legislators:  # most texts
        return frozenset()
    shown = {meaning.forms[0].entity for meaning in found if _shown(named, meaning)}
    return frozenset(meaning.forms[0].entity for meaning in found) - shown


def _shown(named: Outcome, meaning: Meaning) -> bool:
    place, words = Place(meaning.start, meaning.end, ()), named.tokens.words[meaning.start : meaning.end]
    return (
        meaning.forms[0].entity in named.named
        or named.tokens.heading(meaning.start)
        or in_letter(named, meaning.start)
        or of_somebody(named.tokens, meaning.start, meaning.end)
        or organization_of(named, place) is not None
        or any(True for _ in countries_in(words))
        or bool(country_before(named.tokens, place)[1])
    )


def of_somebody(tokens: Tokens, start: int, end: int) -> bool:
    """Whether something is told of who holds an office, by the words around it.

    >>> [of_somebody(Tokens(f"the President {more}"), 1, 2) for more in ("signed it", "and his plan", "to sign it")]
    [True, True, False]
    """
    return any(rule(tokens, start, end) for rule in _TELLING)


def _whose(tokens: Tokens, start: int, end: int) -> bool:
    """The | President's request."""
    return tokens.text.startswith(("'s", "’s"), tokens.ends[end - 1])


def _word_before(tokens: Tokens, start: int) -> str:
    """The word before an office and its article."""
    k = _last_before(tokens, start)
    return tokens.words[k] if k >= 0 else ""


def _last_before(tokens: Tokens, start: int) -> int:
    k = start - 1
    if k > 0 and tokens.words[k] in ("the", "this") and tokens.close(start):
        k -= 1
    return k if k >= 0 and tokens.close(k + 1) else -1


def _does(tokens: Tokens, start: int, end: int) -> bool:
    """The | President signed, repeatedly refused, and Senate Democrats refused."""
    k = end
    if not tokens.close(k) or _word_before(tokens, start) in _NO_SUBJECT:
        return False
    if tokens.words[k] == "and":
        k = tokens.past_the(k + 1)
        if not tokens.capital(k):
            return False
        while tokens.follows(k):
            k += 1
    while tokens.close(k) and (tokens.words[k].endswith("ly") or tokens.words[k] in ("also", "just", "now", "never")):
        k += 1
    return tokens.close(k) and (tokens.words[k] in _DOES or _past(tokens, k) or _now(tokens, k))


def _past(tokens: Tokens, k: int) -> bool:
    word = tokens.words[k]
    return tokens.raw[k].islower() and word.endswith("ed") and len(word) >= _LETTERS


def _now(tokens: Tokens, k: int) -> bool:
    """Whether a verb of the present may stand at word *k*: the President | claims."""
    word = tokens.words[k]
    said = tokens.raw[k].islower() and word.endswith("s") and not word.endswith("ss") and len(word) >= _LETTERS
    return said and word not in _OF_LAWS


def _with_his(tokens: Tokens, start: int, end: int) -> bool:
    """The | President and his Administration; hold the | President accountable for his words."""
    for place in range(end, min(len(tokens), end + _HIS_REACH)):
        if not tokens.close(place):
            return False
        if tokens.words[place] in _HIS:
            return True
    return False


def _asked(tokens: Tokens, start: int, end: int) -> bool:
    """Somebody speaks to him: I urge the | President to act; or he did what was done: it was signed by the | …"""
    k = _last_before(tokens, start)
    if k < 1:
        return False
    if tokens.words[k] == "by":
        return _past(tokens, k - 1)
    return tokens.words[k] in _ASKING or tokens.words[k - 1 : k + 1] in _CALLS


_TELLING: tuple[Callable[[Tokens, int, int], bool], ...] = (_whose, _does, _with_his, _asked)
"""What shows a person."""


# Offices that are always of a place, said again without it: Governor Tony Evers of Wisconsin … the Governor.


class Conflict(NamedTuple):
    """A text gives an official, named from word *start* on, an *office* that the record does not have on that date."""

    official: str
    office: Membership
    start: int


class Offices:
    """The offices of one text, read after its names: what those mean is fixed, and *named* tells it.

    *noted* takes the offices that stand for nobody, where somebody wants to know.
    """

    def __init__(self, named: Outcome, noted: list[Noted] | None = None) -> None:
        self.named, self.tokens, self.names, self.noted = named, named.tokens, named.evidence.seen.names, noted
        self.date = named.evidence.seen.release.date
        self.holders = Holders(named)

    def read(self, offices: Sequence[Place]) -> tuple[list[Meaning], list[Conflict]]:
        """The offices that stand for their holders, and the conflicts between text and records."""
        if not offices:  # two texts of five
            return [], []
        covered = set(self.named.covered)
        found: list[Meaning] = []
        conflicts: list[Conflict] = []
        persons: dict[int, Meaning] = {}
        for place in sorted(offices, key=lambda place: (place.start, -place.end)):
            # A name goes before an office: the Office of the President is a body's, and "President" there nobody's.
            if not covered.isdisjoint(range(place.start, place.end)):
                continue
            roles = list(dict.fromkeys(form.entity for form, _ in place.forms if form.strength == "office"))
            person = person_beside(self.named, place) or self._joined_to(persons, place)
            # Whoever stands beside the office is meant by his name, and the office is checked against the record; only
            # an office alone stands for its holder.
            if person is None:
                found += self._holder(place, roles, covered)
            elif person.forms:
                conflicts += self._conflict(place, roles[0], person)
            else:
                self._refuse(place, Refusal.STRANGERS_OFFICE)
            if person is not None:
                persons[place.end] = person
            # Two offices may overlap (Minister, Minister of Health); the first and longest of a place counts.
            covered.update(range(place.start, place.end), *(range(one.start, one.end) for one in found[-1:]))
        found += self.in_construct(covered)
        return list(self._told(found)), conflicts

    def _told(self, found: Sequence[Meaning]) -> Iterator[Meaning]:
        """All but legislators' offices of whose holder the text tells nothing."""
        gone = untold(self.named, found)
        for meaning in found:
            official = meaning.forms[0].entity
            if official in gone:
                self._refuse(Place(meaning.start, meaning.end, ()), Refusal.OFFICE_ALONE, [official])
            else:
                yield meaning

    def _joined_to(self, persons: Mapping[int, Meaning], place: Place) -> Meaning | None:
        """Whoever the office before is beside, where "and" joins this one: Ann Berg, the Minister of X and | of Y."""
        before, tokens = place.start - 1, self.tokens
        joined = before > 0 and tokens.words[before] in AND and tokens.close(before) and tokens.close(place.start)
        person = persons.get(before) if joined else None
        return person._replace(forms=()) if person is not None else None

    def in_construct(self, taken: Set[int]) -> Iterator[Meaning]:
        """Arabic offices directly before the body that they are of: | رئيس | الهيئة الوطنية للنزاهة."""
        tokens, words = self.tokens, self.tokens.words
        for body in self.named.meanings:
            k = body.start - 1
            if not construct(tokens, body.start) or not body.sure or body.forms[0].kind != "organization":
                continue
            if k in taken or person_beside(self.named, Place(k, k + 1, ())) is not None:
                continue
            held = [
                (official, membership)
                for official, membership in self.names.registry.holders(body.forms[0].entity)
                if membership.on(self.date) and role_words(membership.role)[:1] in ((words[k],), (words[k][1:],))
            ]
            if len({official.id for official, _ in held}) == 1:
                official, membership = held[0]
                yield Meaning(k, k + 1, (Form(membership.role, official.id, "official", "office", "office"),))

    def _holder(self, place: Place, roles: Sequence[str], covered: Set[int]) -> Iterator[Meaning]:
        """Who held the office, where exactly one official did and the text says which office it is."""
        refusal = self._of_nobody(place)
        if refusal is not None:
            self._refuse(place, refusal)
            return
        officials = self.holders.now(place, roles)
        if len(officials) != 1:
            self._refuse(place, Refusal.SEVERAL_HOLDERS if officials else Refusal.NO_HOLDER, officials)
            return
        official = next(iter(officials))
        # What is said of an office stands before its country: nominee for | U.S. | Attorney General.
        whole = place._replace(start=country_before(self.tokens, place)[0])
        refusal = means_no_holder(Alone(self.tokens, whole))
        if refusal is not None:
            self._refuse(place, refusal, officials)
            return
        form = Form(roles[0], official, "official", "office", "office")
        self.holders.read[place.start] = official
        start, end = place.start, place.end
        if organization_of(self.named, place) is None:  # the country is a part of it: Russian President
            start, end = country_before(self.tokens, place)[0], max(end, country_behind(self.tokens, place)[0])
        # What was added may belong to another name already; the office by itself is never covered.
        free = covered.isdisjoint(range(start, end))
        yield Meaning(start, end, (form,)) if free else Meaning(place.start, place.end, (form,))

    def _refuse(self, place: Place, why: Refusal, officials: Iterable[str] = ()) -> None:
        # In small letters most are words: a member, the representative.
        if self.noted is not None and (officials or self.tokens.capital(place.start)):
            self.noted += [Noted(place.start, place.end, official, why) for official in sorted(officials) or ("",)]

    def _of_nobody(self, place: Place) -> Refusal | None:
        """Why an office stands for nobody who holds it, whoever that is."""
        if is_former(self.named, place):
            return Refusal.FORMER_OFFICE
        if part_of_more(self.named, place):
            return Refusal.LONGER_OFFICE
        addressed = in_letter(self.named, place.start)
        return Refusal.ANYONES_OFFICE if not addressed and anyone(self.tokens, place) else None

    def _conflict(self, place: Place, role: str, person: Meaning) -> Iterator[Conflict]:
        """An office in apposition to an official whose record does not have it on the release's date."""
        # Whoever is named by a decision or a role was looked at by the author; and who was in office, has been.
        if is_former(self.named, place) or person.forms[0].method in ("decided", "role"):
            return
        meant = self.holders.meant(place, role)
        official = self.names.registry.officials[person.forms[0].entity]
        wanted = {membership.organization for _, membership in meant}
        # Without memberships a record is a draft, and says nothing against the text.
        if not meant or not official.memberships or len(wanted) != 1:
            return
        # A record may say more than the text: Minister of Health and Nutrition holds the Minister of Health.
        held = any(
            set(role_words(role)) <= set(role_words(m.role)) and m.organization in wanted and m.on(self.date)
            for m in official.memberships
        )
        if not held:
            yield Conflict(official.id, meant[0][1], person.start)
