"""The pass through a text that decides what each candidate match means."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter, itemgetter
from typing import NamedTuple

from sphinx_newsroom.memory import kept_property
from sphinx_newsroom.model.records import Method
from sphinx_newsroom.text.naming import surroundings
from sphinx_newsroom.text.naming.forms import Form, Person
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.name_table import Likeness
from sphinx_newsroom.text.naming.people import (
    extended,
    first_initial,
    is_called,
    is_given,
    named_in_full,
    no_name,
    somebody_before,
)
from sphinx_newsroom.text.naming.places import Place, Sightings, places_of
from sphinx_newsroom.text.naming.reasons import Noted, Refusal
from sphinx_newsroom.text.naming.short_names import (
    COMMON,
    Evidence,
    Short,
    as_a_thing,
    by_nickname,
    distrust,
    same_person,
)
from sphinx_newsroom.text.naming.surroundings import MISFITS, misfit
from sphinx_newsroom.text.words import office_words
from sphinx_newsroom.text.words.office_words import (
    LEGISLATORS,
    office_before,
    office_word,
    shared_office,
)
from sphinx_newsroom.text.words.tokens import Tokens
from sphinx_newsroom.text.words.word_lists import COMPANY_FORMS, LOCATIVE, PARTICLES, SMALL_WORDS, TITLES

_AND = frozenset("and та і й и".split())

_LIST_WORDS = _AND | TITLES | set("with з із зі с со".split()) | PARTICLES
_BETWEEN_PERSONS = 5
"""Allowed words between two people in a list, and how many: Draghi and with him | von der Leyen."""

Bearer = tuple[int, int, str]
"""The positions of a person's family name and given name, and the office before them."""


def with_offices(tokens: Tokens, family: str) -> tuple[Bearer, ...]:
    """Return everyone with a family name who has a given name and an office before it: Governor Olene | Walker.

    >>> with_offices(Tokens("They met Governor Olene Walker"), "walker")
    ((4, 3, 'governor'),)
    """
    found = []
    for k in tokens.places(family):
        given = first_initial(tokens, k) - 1
        if tokens.close(given + 1) and tokens.capital(given) and not no_name(tokens.words[given]):
            office = office_before(tokens, given)
            if office:
                found.append((k, given, office[0]))
    return tuple(found)


# Lists of sponsors or signers by family name: Cosponsors: | Adams, D. | Davis (IL).

_ROLL_WORDS = frozenset("sponsors cosponsors signers cosigners signatories sponsored cosponsored signed".split())
_ROLL = re.compile(
    r"\b(?:[Cc]o-?)?(?:[Ss]ponsor(?:s|ed)|[Ss]igne(?:rs|d)|[Ss]ignatories)\b[^.:;\n]{0,80}"
    r"(?::\s*|\s(?=Sen|Rep))(Sen|Rep)?(?(1)[a-z]*\.?\s)"
)
"""The introduction of such a list: matches "Cosponsors Include (86):" and "signed by the following members: Sens. "."""

_MEMBER = re.compile(
    r"(?:and\s|&\s)?(?P<name>[^\W\d_][^\d,;:•|()*\n]{1,40}?)\*?(?:\s?\([^()\n]{1,30}\))?(?:, Jr\.)?"
    r"(?:\s?[,;•|]\s?|\s(?=and\s|&\s)|\n(?!\n)|(?=\.?(?:\n|\Z)))"
)
"""One member of the list and the separator: matches "D. Davis (IL), ", "and Payne, Jr., "."""

_FEWEST = 3
"""The number of members of a list that must be known; two family names can be next to each other by chance."""

Roll = Mapping[int, tuple[int, int, frozenset[str]]]
"""For each bare family name in such lists, by its first word: the member's span, and the possible officials.
"""


def enrolled(seen: Sightings) -> Roll:
    """Return the bare family names in a text's lists; at least half of a list's members must be known legislators."""
    tokens, found = seen.tokens, dict[int, tuple[int, int, frozenset[str]]]()
    if _ROLL_WORDS.isdisjoint(tokens.distinct) or not seen.of_legislators:  # true of most texts
        return found
    for begun in _ROLL.finditer(tokens.text):
        read = [_member(seen, start, end) for start, end in _members(tokens, begun.end())]
        known = [one for one in read if any(one[3].values())]
        sure = [next(iter(seats.values())) for *_, seats in known if len(seats) == 1]
        if len(known) < _FEWEST or 2 * len(known) < len(read):
            continue
        # If all unambiguous members hold the same office, so does everyone in the list.
        offices = frozenset[str].intersection(*sure) if sure else frozenset()
        offices = frozenset(one for one in LEGISLATORS if one.startswith(begun[1].lower())) if begun[1] else offices
        written = Counter(tokens.surface(start, end) for start, end, *_ in read)
        for start, end, family, seats in read:
            # Nobody is listed twice: D. Davis (IL) and D. Davis (NC) are two people.
            if family is not None and written[tokens.surface(start, end)] == 1:
                candidates = [
                    who
                    for who, offices_held in seats.items()
                    if not (offices and offices_held) or offices_held & offices
                ]
                if candidates:
                    found[family] = (start, end, frozenset(candidates))
    return found


def _members(tokens: Tokens, place: int) -> Iterator[tuple[int, int]]:
    """Yield the words of each member of a list that starts at a character."""
    while (one := _MEMBER.match(tokens.text, place)) and one["name"][0].isupper():
        yield bisect_left(tokens.starts, one.start("name")), bisect_left(tokens.starts, one.end("name"))
        place = one.end()


def _member(seen: Sightings, start: int, end: int) -> tuple[int, int, int | None, dict[str, frozenset[str]]]:
    """Return a member with the first word of its bare family name, and the seats that its namesakes hold."""
    facts, words = seen.names.facts, seen.tokens.words
    for place in sorted(seen.by_end.get(end, ()), key=lambda place: place.start):
        of_name = [form.entity for form, _ in place.forms if form.strength == "family" and place.start >= start]
        if of_name:
            before = words[start : place.start]
            holders = {
                who: frozenset(one for one in LEGISLATORS if facts.holds(who, (one,), seen.release.date))
                for who in of_name
                if not seen.of_legislators.isdisjoint(facts.country[who]) and _fits_name(before, facts.person[who])
            }
            bare = all(len(word) == 1 or any(word in facts.person[who].middle for who in holders) for word in before)
            seated = {who: seats for who, seats in holders.items() if seats}
            # If no namesake is known to hold office, it may be the only one whose offices are unknown.
            unknown = [who for who in of_name if not seen.names.registry.officials[who].memberships]
            alone = {who: frozenset[str]() for who in unknown} if len(unknown) == 1 and not seen.many_people else {}
            return start, end, place.start if bare else None, seated or alone
    return start, end, None, {}


def _fits_name(before: Sequence[str], person: Person) -> bool:
    """Whether everything before a family name fits the official: initials, given names, half a double name."""
    return all(
        any(name.startswith(word) for name in (*person.given, *person.called))
        if len(word) == 1
        else is_called(word, person)
        for word in before
    )


@dataclass
class SoFar:
    """The people named so far, the only state that changes during a pass."""

    introduced: set[str] = field(default_factory=set)
    """Entities already named; from there on, a family name alone can mean them."""

    bearers: dict[tuple[str, ...], str | None] = field(default_factory=dict)
    """The last person named with each family name, or None for one without a record: Anna Berg … her brother Tom."""

    roll: Roll = field(default_factory=dict)
    person_end: int = -1
    """The end of the last named official."""

    with_offices: dict[str, tuple[Bearer, ...]] = field(default_factory=dict)
    """A cache of the people with offices by family name, because texts repeat names."""

    named: dict[tuple[int, int], str] = field(default_factory=dict)
    """The entity named at each span."""


class Named(NamedTuple):
    """The span of a name, and the method that recognized it."""

    start: int
    end: int
    method: Method


Verdict = Named | Refusal
"""The person named, or the rule by which the official isn't."""


class Occurrence:
    """A family name from word *start* to *end* of a text, for all officials who have it."""

    def __init__(self, evidence: Evidence, so_far: SoFar, start: int, end: int) -> None:
        self.evidence, self.so_far, self.start, self.end = evidence, so_far, start, end
        self.seen, self.tokens = evidence.seen, evidence.seen.tokens
        self._uses: dict[int, Use] = {}

    def use(self, begin: int) -> Use:
        """Return the name with the initials and particles from word *begin* on."""
        found = self._uses.get(begin)
        if found is None:
            found = self._uses[begin] = Use(self, begin)
        return found

    @kept_property
    def in_a_row(self) -> bool:
        """Whether it continues a list of people: President Macron, | Scholz and | Rutte."""
        tokens, start, last = self.tokens, self.start, self.so_far.person_end
        # In a large registry, the next family name could be anyone's.
        if not 0 <= last <= start <= last + _BETWEEN_PERSONS or self.seen.many_people:
            return False
        begun = tokens.gap(last) == ", " or tokens.words[last] in _AND
        return begun and all(tokens.words[k] in _LIST_WORDS for k in range(last, start))

    @kept_property
    def is_date_or_word(self) -> bool:
        """Whether it is a date or an ordinary word: in May."""
        return self.end - self.start == 1 and surroundings.is_date_or_word(self.tokens, self.start)

    @kept_property
    def bearers(self) -> frozenset[str]:
        """The officials whose family name is exactly these words: none is called Hollerbachs."""
        key = " ".join(self.tokens.words[self.start : self.end])
        forms = self.seen.names.table.get(key, ())
        return frozenset([form.entity for form in forms if form.strength == "family"])

    @kept_property
    def with_offices(self) -> tuple[Bearer, ...]:
        """Everyone in the text with this family name who has a given name and an office before it."""
        family, known = self.tokens.words[self.start], self.so_far.with_offices
        if family not in known:
            known[family] = with_offices(self.tokens, family)
        return known[family]

    def begin(self, person: Person) -> int | None:
        """Return where the initials and particles before it start; None if they aren't this person's."""
        if self._bare and self.tokens.words[self.start - 1] not in person.middle:
            return self.start
        return extended(self.tokens, self.start, person)

    @kept_property
    def _bare(self) -> bool:
        """Whether no particle and no initial precedes it, except perhaps a middle name."""
        tokens, start = self.tokens, self.start
        particle = tokens.close(start) and tokens.words[start - 1] in PARTICLES
        return not particle and first_initial(tokens, start) == start


class Use:
    """A family name with its initials and particles from word *begin* on: J. van | Berg."""

    def __init__(self, occurrence: Occurrence, begin: int) -> None:
        self.occurrence, self.begin, self.start, self.end = occurrence, begin, occurrence.start, occurrence.end
        self.evidence, self.so_far, self.tokens = occurrence.evidence, occurrence.so_far, occurrence.tokens
        self.seen = occurrence.seen
        self.office = office_before(self.tokens, begin) or shared_office(self.tokens, begin)
        """The office before it."""
        self._misfits: dict[str, Refusal | None] = {}

    @kept_property
    def named(self) -> Named:
        """The verdict that it is the official's name, with any initials before it."""
        return Named(self.begin, self.end, "initials" if self.begin < self.start else "family-name")

    def holds_office(self, official: str) -> bool:
        """Whether an official holds the office before it, or once held it for a country."""
        facts, asked = self.seen.names.facts, (official, self.office, self.seen.release.date)
        return facts.holds(*asked) or facts.presided(*asked)

    @kept_property
    def somebody(self) -> bool:
        """Whether another person's given name precedes it."""
        return somebody_before(self.tokens, self.begin, self.seen.names.given_names)

    def misfit(self, form: Form) -> Refusal | None:
        """Return why it is part of another name, such as Anna | Berg-Smith; cached if equal for all officials."""
        alike = not surroundings.suffixed(self.tokens, self.end) and form.entity not in self.seen.names.not_in
        key = "" if alike else form.entity
        if key not in self._misfits:
            self._misfits[key] = misfit(self.seen, form, Place(self.begin, self.end, ()))
        return self._misfits[key]


# Whether the office before a family name is the official's: President | Reagan, Senators Lee and | Ross.

_LEADERS = frozenset("speaker leader whip member".split())
"""Offices that legislators elect among themselves: Majority Leader, Ranking Member."""


def _of_the_same_office(use: Use, form: Form, person: Person) -> Refusal | None:
    """The text has named someone else with this office: Governor Olene Walker … Governor | Walker."""
    if not use.office or form.entity in use.evidence.present:
        return None
    # Others with the office are different people if none has one of this person's given names.
    bearers = use.occurrence.with_offices
    others = [given for k, given, office in bearers if office == use.office[0] and k != use.start]
    apart = others and not any(is_given(use.tokens, given, person) for given in others)
    return Refusal.NAMED_IN_FULL if apart else None


def _in_office(use: Use, form: Form) -> Verdict | None:
    """The office before it is the official's, now or, for an office of a country, in the past: President | Reagan."""
    if not use.office:
        return None
    tokens, before = use.tokens, use.begin - 1
    if tokens.follows(use.begin) and tokens.capital(before) and not no_name(tokens.words[before]):
        return Refusal.ANOTHERS_GIVEN_NAME  # in a headline, where all words have capitals: Governor Olene | Walker
    entity, officials = form.entity, use.seen.names.registry.officials
    others = [official for official in use.occurrence.bearers if official != entity]
    if not use.holds_office(entity):
        return use.named if _a_legislator(use, entity, others) else None
    # Officials without recorded offices may hold a common one, too: Representative | Lee; Senators are few.
    unknown = sum(not officials[other].memberships for other in others)
    several = unknown > 1 and use.office[0] == "representative" and entity not in use.evidence.present
    return Refusal.UNDECIDED if several else use.named


def _a_legislator(use: Use, official: str, others: Sequence[str]) -> bool:
    """Whether only one official with a family name can be the legislator: Senator Kohl, Speaker Boehner."""
    seen = use.seen
    if not seen.of_legislators or seen.many_people:
        return False
    if use.office[0] in LEGISLATORS:
        return not others and not seen.names.registry.officials[official].memberships
    may = [one for one in (official, *others) if _may_legislate(seen, one)]
    leads = use.office[0] in _LEADERS and (use.office[0] != "member" or use.office[1:2] == ("ranking",))
    return leads and may == [official]  # a Council Member needn't be a legislator


def _may_legislate(seen: Sightings, official: str) -> bool:
    """Whether the record allows an official to be a member of a chamber on that day."""
    if not seen.names.registry.officials[official].memberships:
        return True
    return any(seen.names.facts.holds(official, (office,), seen.release.date) for office in LEGISLATORS)


_BEFORE_PERSONS = SMALL_WORDS | set("upon over against about versus like since until via".split())
"""Words that are capitalized in headlines but aren't given names."""


_NOT_INTRODUCED = Refusal.NOT_INTRODUCED
"""The result for nearly every family name in a large registry."""


def family_name(occurrence: Occurrence, form: Form) -> Verdict:
    """Decide whether a family name, with the words around it, means an official; return its span or the reason."""
    evidence, so_far, entity = occurrence.evidence, occurrence.so_far, form.entity
    seen, tokens, start, end = occurrence.seen, occurrence.tokens, occurrence.start, occurrence.end
    person = seen.names.facts.person[entity]
    first, stop, members = so_far.roll.get(start, (start, 0, frozenset[str]()))
    if stop == end:
        method: Method = "initials" if first < start else "family-name"
        return Named(first, end, method) if entity in members else _NOT_INTRODUCED
    # An unrecorded middle name makes John Q. Berg someone else if there are several Bergs.
    rare = seen.names.family_names[" ".join(person.family)] < COMMON
    full = named_in_full(tokens, start, end, person, middle=rare)
    if full is not None:
        return _in_full_of_family_names(evidence, form, Place(*full, ()), rare=rare) or Named(*full, "name")
    # Otherwise it is alone, or with its initials and particles: J. van | Berg.
    begin = occurrence.begin(person)
    if begin is None:
        return Refusal.MIDDLE_INITIALS
    use, introduced = occurrence.use(begin), entity in so_far.introduced
    headline = entity in evidence.present and tokens.heading(start)
    listed = occurrence.in_a_row and _in_any_office(seen, entity)
    if not (use.office or introduced or listed or headline):
        return _NOT_INTRODUCED
    # The first rule with an answer wins; without one, nobody is named.
    return (
        (use.named if headline and _in_headline(use) else None)
        or use.misfit(form)
        or _of_another(use, person)
        or _of_the_same_office(use, form, person)
        or (Refusal.DATE_OR_WORD if occurrence.is_date_or_word else None)
        or (use.named if introduced and _still_his(use, person) else None)
        # It continues a list of people; but an office before the list restricts who can be meant.
        or (use.named if listed and not any(map(office_word, use.office)) else None)
        or _in_office(use, form)
        or (Refusal.ANOTHERS_OFFICE if use.office else Refusal.BORNE_BY_ANOTHER)
    )


def _in_any_office(seen: Sightings, official: str) -> bool:
    """Whether an official holds an office, as people listed among office-holders by family name do."""
    return any(membership.on(seen.release.date) for membership in seen.names.registry.officials[official].memberships)


def _in_full_of_family_names(evidence: Evidence, form: Form, place: Place, *, rare: bool) -> Refusal | None:
    """Return why a full name isn't the official's, or None if it is."""
    refusal = misfit(evidence.seen, form._replace(strength="strong"), place)
    if refusal is not None:
        return refusal
    if not by_nickname(evidence, form, place, rare=rare):
        return Refusal.NICKNAME
    return None if same_person(evidence, form, place) else Refusal.NAMESAKE


def _of_another(use: Use, person: Person) -> Refusal | None:
    """Another given name precedes it: her brother Tom | Berg."""
    if not use.somebody:
        return None
    if person.family in use.so_far.bearers:
        use.so_far.bearers[person.family] = None  # from here on, the family name alone means nobody
    return Refusal.ANOTHERS_GIVEN_NAME


def _still_his(use: Use, person: Person) -> bool:
    """Whether a family name still means the official named before: in | Lincoln's view, but not in | Lincoln."""
    tokens = use.tokens
    genitive = tokens.text.startswith(("'s", "’s"), tokens.ends[use.end - 1])
    if not genitive and tokens.words[use.begin - 1] in LOCATIVE:
        return False
    return use.so_far.bearers.get(person.family, "") is not None or not person.roles.isdisjoint(use.office)


def _in_headline(use: Use) -> bool:
    """Whether a headline uses the family name of someone whom the text names in full: | Lee Votes No."""
    tokens, before, behind = use.tokens, use.begin - 1, use.end
    # Headlines capitalize verbs, too. So any word directly before may be another given name (Anna | Lee), but only a
    # noun directly after makes a longer name (| Lee County).
    word = tokens.words[before]
    if tokens.close(use.begin) and tokens.capital(before) and not no_name(word) and word not in _BEFORE_PERSONS:
        return False
    noun = tokens.close(behind) and tokens.words[behind] in surroundings.NAMED_AFTER
    longer = noun and LEGISLATORS.isdisjoint(use.office[:1])  # Sen. | Lee Bill Passes
    return not longer and not surroundings.hyphened(tokens, use.begin, behind, lambda _: False)


_DOTTED = frozenset("inc corp ltd co jr sr".split())
"""Abbreviations after names whose dot doesn't end a sentence: company forms, and Jr."""

_DOUBTED = ("strong", "generic")
"""Strengths worth a report if refused; other untrusted forms are ordinary words."""

_BEGIN = attrgetter("start")

Open = list[tuple[Form, Likeness]]
"""The forms that a place may mean, each with its likeness."""

Refusals = list[tuple[Form, Refusal]]
"""The forms that a place doesn't mean, each with the reason."""


class Reading:
    """The pass through a text from the left; only *so_far* changes while it runs.

    *evidence* is immutable, and made from the candidate matches before the pass. Whom a family name means depends on
    who was named before it, so the pass keeps that in *so_far*. If *noted* isn't None, refusals are added to it; that
    doesn't affect the result.
    """

    def __init__(self, evidence: Evidence, noted: list[Noted] | None = None) -> None:
        self.evidence, self.seen, self.noted = evidence, evidence.seen, noted
        self.names, self.tokens, self.release = evidence.seen.names, evidence.seen.tokens, evidence.seen.release
        self.so_far = SoFar(set(self.seen.presidents), roll=enrolled(self.seen))
        self.places = self._with_introduced()

    def _with_introduced(self) -> list[Place]:
        """Return the places in order, the longest first, with introduced short names that no form covers."""
        places, shorts = self.seen.places, self.evidence.shorts
        known = {(place.start, place.end) for place in places}
        added = [
            Place(start, end, ((Form(short, "", "organization", "introduced", "acronym"), Likeness.EXACT),))
            for start, end, short in places_of(self.tokens, shorts)
            if (start, end) not in known and not self.tokens.in_address(start, end)
        ]
        return _in_order((*places, *added))

    def meanings(self) -> Iterator[Meaning]:
        """Yield what the text names, from the left, longest first, without overlap."""
        end, part, last = 0, 0, None
        for place in self.places:
            if place.start < end or (place.end <= part and not place.fixed):
                continue
            meaning = self._meaning(place)
            if meaning is None or meaning.start < end:
                continue
            # A full name that doesn't fit is part of a longer one, and so are the shorter names inside it.
            if meaning.doubted and not meaning.forms:
                part = place.end
                continue
            meaning = self._whole(meaning, last)
            end = meaning.end
            if meaning.sure:
                self._note(meaning)
            if not meaning.forms:
                continue
            # Yield with a delay of one, because the next may extend back over it: White House | OSTP is one name.
            if last is not None and last.end <= meaning.start:
                yield last
            last = meaning
        if last is not None:
            yield last

    def _note(self, meaning: Meaning) -> None:
        """Record a named entity for the rest of the pass."""
        form, so_far = meaning.forms[0], self.so_far
        so_far.named[meaning.start, meaning.end] = form.entity
        so_far.introduced.add(form.entity)
        if form.kind == "official":
            so_far.person_end = meaning.end
            so_far.bearers[self.names.facts.person[form.entity].family] = form.entity

    def chars(self, meaning: Meaning) -> tuple[int, int]:
        """Return where a meaning starts and ends in the text."""
        if meaning.mark is not None:
            return meaning.mark.start, meaning.mark.end
        last, end = self.tokens.words[meaning.end - 1], self.tokens.ends[meaning.end - 1]
        dotted = last in _DOTTED and meaning.end - meaning.start > 1 and self.tokens.text.startswith(".", end)
        return self.tokens.starts[meaning.start], end + dotted

    # What a place means

    def _meaning(self, place: Place) -> Meaning | None:
        """Decide a place: first by the author, then by a short name that the text introduces, then by rules."""
        if place.fixed:
            return Meaning(place.start, place.end, tuple(form for form, _ in place.forms), place.mark)
        short = self._short(place)
        if short is not None:
            return self._introduced(place, short)
        if len(place.forms) == 1 and (place.start, place.end) in self.evidence.certain:
            return Meaning(place.start, place.end, (place.forms[0][0],))  # decided before the pass
        return self._judged(place)

    def _introduced(self, place: Place, short: Short) -> Meaning | None:
        """Return the meaning of an introduced short name; None if its entity has no record."""
        if self.noted is not None:
            others = (form for form, _ in place.forms if form.entity != short.entity)
            self._refuse(place, ((form, Refusal.INTRODUCED) for form in others))
        if short.entity is None:
            return None
        start, end = place.start, place.end
        form = next((form for form, _ in place.forms if form.entity == short.entity), None)
        form = form or Form(self.tokens.surface(start, end), short.entity, "organization", "introduced", "acronym")
        refusal = misfit(self.seen, form, Place(start, end, ()))
        if refusal is None:
            return Meaning(start, end, (form,))
        self._refuse(place, [(form, refusal)])
        return None

    def _judged(self, place: Place) -> Meaning | None:
        """Decide which form a place means, or return a doubted one."""
        open_: Open = []
        refused: Refusals = []
        widest = place.start, place.end
        occurrence: Occurrence | None = None
        for form, how in place.forms:
            if not form.entity:
                continue  # a short name before its introduction, for an undecided long name
            # Most candidates are family names that mean nobody, so they take the shortest path.
            if form.strength == "family":
                occurrence = occurrence or Occurrence(self.evidence, self.so_far, place.start, place.end)
                named = family_name(occurrence, form)
                if isinstance(named, Named):
                    open_.append((form._replace(method=named.method), how))
                    widest = min(widest[0], named.start), max(widest[1], named.end)
                elif self.noted is not None:
                    refused.append((form, named))
                continue
            refusal = self._verdict(form, place, how)
            if refusal is None:
                open_.append((form, how))
            else:
                refused.append((form, refusal))
        chosen = self._preferred(_in_full(open_) if len(open_) > 1 else open_, place) if open_ else []
        if self.noted is not None:
            self._refuse(place, [*self._exactly(place, refused), *_losing(open_, chosen)])
        if chosen:
            return Meaning(*widest, tuple(chosen))
        doubted = [form for form, why in refused if form.strength in _DOUBTED and self._doubted(form, why, place)]
        # A full name that doesn't fit is part of a longer one.
        whole = (why for form, why in refused if form.strength in ("strong", "unit"))
        part = place.end - place.start > 1 and any(why in MISFITS for why in whole)
        return Meaning(place.start, place.end, tuple(doubted), doubted=True) if doubted or part else None

    def _verdict(self, form: Form, place: Place, how: Likeness) -> Refusal | None:
        """Return why a form isn't meant at a place, or None if it may be."""
        if form.strength in ("strong", "unit"):
            return misfit(self.seen, form, place) or self._distrust(form, place, how)
        return self._distrust(form, place, how) or misfit(self.seen, form, place)  # the cheaper check first

    def _distrust(self, form: Form, place: Place, how: Likeness) -> Refusal | None:
        if form.entity in self.so_far.introduced:
            return None if form.strength != "generic" else as_a_thing(self.seen, place)
        return distrust(self.evidence, form, place, how)

    def _doubted(self, form: Form, why: Refusal, place: Place) -> bool:
        """Whether a refused form is worth a report: a full name that fits, or a name that every country has.

        A record's own generic name is reported if there are few records.
        """
        if form.strength == "strong":
            return why not in MISFITS
        own = form.strength == "generic" and form.method == "name" and place.end - place.start > 1
        return own and not self.seen.crowded and misfit(self.seen, form, place) is None

    def _exactly(self, place: Place, refused: Refusals) -> Iterator[tuple[Form, Refusal]]:
        """Yield the refused forms with their most specific reason; neighboring words come before missing evidence."""
        for form, why in refused:
            misfits = None if form.strength == "family" else misfit(self.seen, form, place)
            yield form, misfits or why

    def _refuse(self, place: Place, refused: Iterable[tuple[Form, Refusal]]) -> None:
        """Note refusals, if the caller wants them."""
        if self.noted is not None:
            self.noted += [Noted(place.start, place.end, form.entity, why) for form, why in refused if form.entity]

    def _whole(self, meaning: Meaning, last: Meaning | None) -> Meaning:
        """Extend an organization's name by its company form, or by the parent organization before it.

        SriLankan Airlines | Limited, White House | OSTP; the *last* meaning may be that parent, and nothing else.
        """
        tokens, start, end = self.tokens, meaning.start, meaning.end
        if meaning.mark or not meaning.sure:
            return meaning
        if meaning.forms[0].kind != "organization":
            # Donald Payne | Jr.
            return meaning._replace(end=end + 1) if surroundings.suffixed(tokens, end) else meaning
        if tokens.capital(end):
            end = self._past_company_form(meaning)
        # White House | OSTP is one name if the record says that OSTP belongs to the White House.
        ending = self.seen.by_end.get(start)
        if ending and tokens.gap(start) == " " and tokens.capital(start - 1):
            entity = meaning.forms[0].entity
            above = self.names.facts.circle[entity] - {entity}
            before = [place for place in ending if any(form.entity in above for form, _ in place.forms)]
            taken, same = (0, 0) if last is None else (last.end, last.start)
            start = min((p.start for p in before if p.start >= taken or p.start == same), default=start)
        return meaning._replace(start=start, end=end)

    def _past_company_form(self, meaning: Meaning) -> int:
        """Return where an organization's name ends with its company form; "Limited Edition" isn't one."""
        tokens, end = self.tokens, meaning.end
        while tokens.capital(end) and tokens.gap(end) in (" ", ", ") and tokens.words[end] in COMPANY_FORMS:
            end += 1
        return meaning.end if tokens.follows(end) else end

    def _short(self, place: Place) -> Short | None:
        """Return the meaning of an introduced short name, by the last introduction before it or the first after."""
        uses = self.evidence.shorts.get(self.tokens.surface(place.start, place.end))
        # A full name always means itself, even if a short name is spelled the same.
        if not uses or all(form.strength == "strong" for form, _ in place.forms):
            return None
        before = bisect_right(uses, place.start, key=_BEGIN)
        use = uses[before - 1] if before else uses[0]
        if use.entity is None and use.long is not None:
            # Several records have the long name; the pass has decided which one is meant, if it has come that far.
            entity = self.so_far.named.get(use.long)
            return use._replace(entity=entity) if entity is not None or before else None
        return use

    # Choosing between several forms

    def _preferred(self, open_: Open, place: Place) -> list[Form]:
        """Narrow forms down by spelling, release, date and language."""
        nearest = min(how for _, how in open_)
        forms = [form for form, how in open_ if how == nearest]
        if len(forms) == 1:
            return forms
        # The most reliable test first; a test that no form passes is ignored.
        tests: tuple[Callable[[Form], bool], ...] = (
            lambda form: form.entity in self.so_far.introduced,
            lambda form: form.entity in self.seen.stated,
            lambda form: self._by_office(form, place),
            lambda form: form.entity in self.evidence.present,
            lambda form: self.evidence.related(form.entity),
            lambda form: self.names.facts.in_time(form, self.release.date),
            lambda form: form.language is not None and form.language[:2] == self.release.language[:2],
        )
        for test in tests:
            narrowed = [form for form in forms if test(form)]
            if narrowed:
                forms = narrowed
            if len({form.entity for form in forms}) == 1:
                return forms[:1]
        return forms

    def _by_office(self, form: Form, place: Place) -> bool:
        """Whether the official holds the office next to the name."""
        if form.kind != "official":
            return False
        before = office_words.office_before(self.tokens, place.start)
        after = office_words.office_after(self.tokens, place.end)
        facts, date = self.names.facts, self.release.date
        return any(words and facts.holds(form.entity, words, date) for words in (before, after))


def _in_order(places: Iterable[Place]) -> list[Place]:
    """Sort places by their start, the longest first."""
    longest_first = sorted(places, key=itemgetter(1), reverse=True)
    return sorted(longest_first, key=itemgetter(0))  # stable, so equal starts keep their order


def _in_full(open_: Open) -> Open:
    """Keep only full names if there are any: Barbara Lee came. Lee, Barbara; | Lee, Summer."""
    full = [one for one in open_ if one[0].strength == "family" and one[0].method == "name"]
    return full or open_


def _losing(open_: Open, chosen: Sequence[Form]) -> Iterator[tuple[Form, Refusal]]:
    """Yield the forms of a place that weren't chosen; all of them if nothing decides."""
    entity = chosen[0].entity if len(chosen) == 1 else None
    why = Refusal.UNDECIDED if entity is None else Refusal.OUTWEIGHED
    return ((form, why) for form, _ in open_ if form.entity != entity)
