"""Whether what the texts say of a name makes it an organization's or official's.

Where a number says what another one would cost, that was counted on 5,373 real releases (November 2026), for which
1,278 names are suggested.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from sphinx_newsroom.text.suggest.joining import Group
from sphinx_newsroom.text.suggest.tally import Tally, key_of
from sphinx_newsroom.text.suggest.word_lists import (
    ABBREVIATIONS,
    COMPANY,
    GENERIC_BODIES,
    HEADS,
    KINDS,
    NOT_BODIES,
    PLACES,
    PORTFOLIOS,
    QUALIFIERS,
    TITLES,
)
from sphinx_newsroom.text.words.acronyms import is_acronym
from sphinx_newsroom.text.words.countries import is_demonym

Kind = Literal["organization", "official"]

# What no name is, however often texts have it: a place, a word of companies' names, a title by itself.
_NO_NAMES = PLACES | COMPANY | HEADS | TITLES | PORTFOLIOS | NOT_BODIES | GENERIC_BODIES
_NEVER = frozenset(map(key_of, _NO_NAMES))
_QUALIFIERS, _KINDS = (frozenset(map(str.casefold, words)) for words in (QUALIFIERS, KINDS))

# Shares of the places of a name, and counts of its signs.

MOSTLY_SMALL = 0.3
"""Places in small letters, over those with capitals, from which on words are a thing: a data safety monitoring board.
Twice as much lets 7 such things in, half as much costs 2 names."""

PERSON_WITH_THE = 0.3
"""Share of "the" from which on words of a person's shape are none: the Marshall Plan.  Twice as much makes 2 officials
of what is none."""

TITLED = 0.1
"""Share of titles that makes a name an official's: texts give a title at first, and the family name alone later.
Twice as much costs 52 members of a parliament; half as much adds 20 names."""

WITH_INITIAL = 0.3
"""Share of initials that does: who is mostly written Jane M. Roe is a person, though nobody says of what office.
Twice as much costs 17."""

INDEFINITE = 0.1
"""Share of "an X" from which on X is a kind of thing; where an acronym is introduced, one such place is let pass."""

TAIL = 0.6
"""Share of places behind an "and" from which on words are the second half of another name: Trade and (Investment Fund).
0.4 costs 14 names, 0.8 adds 3 that are halves."""

PLACED = 0.25
"""Share of "in X", "across X" from which on X is a place.  Twice as much lets 5 in."""

ALWAYS_FIRST = 0.95
"""Share of beginnings of sentences from which on a capital says nothing.  Were it 1, 12 would come, were it 0.7, 16
go."""

HEADED = 0.4
"""Share of signs of a body (its last word is Ministry, Center) that counts: in fewer they belong to a longer name.
Half as much adds 9, twice as much costs 10."""

THING = 0.5
"""Share of "the X app" from which on a weak head (Help Center) ends the name of a thing."""

THING_WITHOUT_HEAD = 0.25
"""The same where no word says that it is a body.  Half as much costs 5, twice as much adds 2, of things."""

WITH_THE = 0.4
"""Share of "the" from which on an acronym or weak head is a body's, though nothing says what it does.  Half as much
adds 6, twice as much costs 17."""

ACTS = 0.05
"""Share of "X announced", "X's board" that makes several words a body's name; or every other place has "the"."""

WITH_THE_OR_ACTS = 0.5

ACTS_OF_ACRONYM = 0.02
"""The same for an acronym, which says more than a word with a capital."""

ACRONYM_WITH_THE = 0.15
"""Share of "the" that makes up for an act: an acronym that acts once may be anything."""

FEWEST_OF_ACRONYM = 3
"""Places of an acronym from which on its "the" says something."""

ACTS_OF_WORD = 0.1
"""The same for one word with a capital, which may be anything.  Half as much adds 6, twice as much costs 11."""

FEWEST_ACTS_OF_WORD = 3
"""Acts of such a word: two would add 16 brands and companies, four cost 8 companies."""

PLURAL = 20
"""How many times rarer the plural (DAOs) may be where it still shows that an acronym is a common noun (a DAO)."""

LONGEST_TWIN = 7
"""Letters up to which a word may repeat itself by nature: Tartar does; AcmeAcme is scraped."""


def worth_a_look(name: str, group: Group) -> bool:
    """Whether anything speaks for a name; cheap, and leaves out most of what texts write with capitals."""
    signs = group.tally.signs
    *qualifiers, kind = name.split() or [""]
    if qualifiers and kind in _KINDS and _QUALIFIERS.issuperset(qualifiers):
        return False  # District General Hospital, whatever district it is in
    return not never(name) and bool(
        group.tally.joins
        or signs["acronym"]
        or signs["body"]
        or signs["weak-body"]
        or signs["title"]
        or signs["initial"]
        or signs["owner"] + signs["speaks"] > 1
    )


def never(name: str) -> bool:
    """Whether a name is none, however often texts have it: a place, a title, a word such as Ministry."""
    return name in _NEVER


def common(names: Iterable[str], texts: Iterable[str]) -> Counter[str]:
    """How often each of *names* stands in *texts* in small letters, as a thing and no name."""
    by_first: dict[str, list[str]] = {}
    for name in names:
        by_first.setdefault(name.split(" ", 1)[0], []).append(name)
    found: Counter[str] = Counter()
    for text in texts:
        for match in _SMALL.finditer(text):
            for name in by_first.get(match[0], ()):
                start = match.start()
                end = start + len(name)
                # "supreme courts" are the supreme court, too.
                if text.startswith(name, start) and not text[end : end + 2].removeprefix("s")[:1].isalnum():
                    found[name] += 1
    return found


_SMALL = re.compile(r"(?<![\w'’.@/-])[^\W\d_A-Z]{2,}")


def kind_of(name: str, group: Group, small: Mapping[str, int], groups: Mapping[str, Group]) -> Kind | None:
    """What a name is: an organization, an official, or neither.

    Args:
        name: by its key, such as ``ministry of health``.
        group: what the texts say of it and of its acronym.
        small: how often names stand in small letters, as :func:`common` counts.
        groups: those of all names.
    """
    tally = group.tally
    shouted = all(form.isupper() and " " in form for form in tally.forms)
    if small[name] > MOSTLY_SMALL * tally.count or shouted or _is_glued(name):
        return None
    if _is_person(tally):
        return "official" if is_official(tally) else None
    if tally.joins:
        return "organization"
    if not _is_body(name, group) or _is_of_a_country(name) or _is_kind(name, group, small, groups):
        return None
    return "organization"


def _is_of_a_country(name: str) -> bool:
    """Whether a name is a word such as Argentine."""
    return " " not in name and is_demonym(name) and _DEMONYM.search(name) is not None


def _is_kind(name: str, group: Group, small: Mapping[str, int], groups: Mapping[str, Group]) -> bool:
    """Whether a name with an acronym is a common noun: the texts have "a DAO" and "DAOs" as well."""
    tallies = [tally for tally in (group.tally, group.acronym) if tally]
    if not small[name] and not any(tally.signs["one"] for tally in tallies):
        return False
    plurals = (groups.get(f"{acronym}s") for acronym in group.tally.acronyms)
    return any(PLURAL * plural.tally.count > tallies[-1].count for plural in plurals if plural)


def _is_person(tally: Tally) -> bool:
    """Whether a name has a person's shape in most of its places."""
    return 2 * tally.persons > tally.count and tally.share("the") < PERSON_WITH_THE


def is_official(tally: Tally) -> bool:
    """Whether a name is that of a person, who is given a title or nearly always an initial."""
    return _is_person(tally) and (tally.share("title") >= TITLED or tally.share("initial") >= WITH_INITIAL)


def _is_glued(name: str) -> bool:
    """Whether a name runs into itself, as scraped texts have it: Car Museum Car Museum Town, AcmeAcme Capital."""
    words = name.split()
    sizes = range(2, len(words) // 2 + 1)
    if any(words[:size] in (words[place : place + size] for place in range(size, len(words))) for size in sizes):
        return True
    first = words[0]
    if len(words) > 1 and first == words[-1]:
        return True
    return len(first) > LONGEST_TWIN and 2 * first[: len(first) // 2] == first


# --- the signs of a body: each rule answers, or leaves the answer to the next ---


class _Candidate(NamedTuple):
    """A name that is no person's; *acts* counts where it or its acronym announces, or has a spokesman or board."""

    name: str
    tally: Tally
    acts: int

    @property
    def introduced(self) -> int:
        """How often an acronym is introduced for it."""
        return self.tally.signs["acronym"]


def _is_body(name: str, group: Group) -> bool:
    """Whether the signs of a name that is no person's are those of an organization: what the first rule answers."""
    told = [tally.signs for tally in (group.tally, group.acronym) if tally]
    candidate = _Candidate(name, group.tally, sum(signs["speaks"] + signs["owner"] for signs in told))
    answers = (rule(candidate) for rule in _RULES)
    return next((answer for answer in answers if answer is not None), False)


def _kind_of_thing(one: _Candidate) -> bool | None:
    """An X, any X: what has an indefinite article is one of many."""
    indefinite = one.tally.signs["one"]
    return False if indefinite > max(INDEFINITE * one.tally.count, 1 if one.introduced else 0) else None


def _elsewhere(one: _Candidate) -> bool | None:
    """Half of a longer name, a place, or a word that only begins sentences."""
    share = one.tally.share
    return False if share("tail") > TAIL or share("place") > PLACED or share("first") > ALWAYS_FIRST else None


def _with_head(one: _Candidate) -> bool | None:
    """Ministry of Health: its head says what it is."""
    return True if one.tally.share("body") > HEADED or (one.introduced and one.tally.signs["body"]) else None


def _with_weak_head(one: _Candidate) -> bool | None:
    """Kelmark Center: a body where it acts, has an acronym or mostly "the"; Help Center is none."""
    tally = one.tally
    if tally.share("weak-body") <= HEADED and not (one.introduced and tally.signs["weak-body"]):
        return None
    if tally.share("thing") > THING:
        return False
    return one.introduced > 0 or one.acts > 1 or tally.share("the") >= WITH_THE


def _thing(one: _Candidate) -> bool | None:
    """The Acme app; President's Acme."""
    return False if one.tally.share("thing", "title-first") > THING_WITHOUT_HEAD else None


def _with_acronym(one: _Candidate) -> bool | None:
    """Artificial General Intelligence (AGI): an acronym alone makes no body, since much has one."""
    if one.introduced and (" " in one.name or any(_CAMEL.search(form) for form in one.tally.forms)):
        return one.acts > 0 and one.tally.share("the") > 0
    return None


def _several_words(one: _Candidate) -> bool | None:
    """Open Doors: nothing in the name tells, so it must act, and not once only."""
    if " " not in one.name:
        return None
    often = one.acts / one.tally.count
    return one.acts > 1 and (often >= ACTS or one.tally.share("the") >= WITH_THE_OR_ACTS)


def _common_abbreviation(one: _Candidate) -> bool | None:
    """AI, CEO: anybody's."""
    return False if one.name.casefold() in ABBREVIATIONS else None


def _acronym(one: _Candidate) -> bool | None:
    """The OSCE; OSCE said."""
    if not is_acronym(one.name):
        return None
    tally, the = one.tally, one.tally.share("the")
    if tally.count >= FEWEST_OF_ACRONYM and the >= WITH_THE and not tally.signs["one"]:
        return True
    acts = one.acts > 1 or (one.acts > 0 and the >= ACRONYM_WITH_THE)
    return acts and one.acts / tally.count >= ACTS_OF_ACRONYM


def _one_word(one: _Candidate) -> bool | None:
    """Kelmark: it must act often, and own something."""
    often = one.acts / one.tally.count
    return one.acts >= FEWEST_ACTS_OF_WORD and one.tally.signs["owner"] > 0 and often >= ACTS_OF_WORD


# What speaks against a name comes first; then what its own words say, which is surer than what stands around it.
_RULES: tuple[Callable[[_Candidate], bool | None], ...] = (
    _kind_of_thing,
    _elsewhere,
    _with_head,
    _with_weak_head,
    _thing,
    _with_acronym,
    _several_words,
    _common_abbreviation,
    _acronym,
    _one_word,
)

_CAMEL = re.compile("[a-z][A-Z]")
_DEMONYM = re.compile("(?:an|ch|ese|i|ine|ish)$")
