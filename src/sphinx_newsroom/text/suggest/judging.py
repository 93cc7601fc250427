"""Whether what the texts say of a name makes it an organization's or official's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from sphinx_newsroom.text.naming.countries import is_demonym
from sphinx_newsroom.text.suggest.acronyms import is_acronym
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

Kind = Literal["organization", "official"]

_NO_NAMES = PLACES | COMPANY | HEADS | TITLES | PORTFOLIOS | NOT_BODIES | GENERIC_BODIES
_NEVER = frozenset(map(key_of, _NO_NAMES))
_QUALIFIERS, _KINDS = (frozenset(map(str.casefold, words)) for words in (QUALIFIERS, KINDS))


def worth_a_look(name: str, group: Group) -> bool:
    """Whether anything speaks for a name; cheap, and leaves out most of what texts write with capitals."""
    signs = group.tally.signs
    *qualifiers, kind = name.split() or [""]
    if qualifiers and kind in _KINDS and _QUALIFIERS.issuperset(qualifiers):
        return False
    return name not in _NEVER and bool(
        group.tally.joins
        or signs["acronym"]
        or signs["body"]
        or signs["weak-body"]
        or signs["title"]
        or signs["initial"]
        or signs["owner"] + signs["speaks"] > 1
    )


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
                if text.startswith(name, start) and not text[end : end + 2].removeprefix("s")[:1].isalnum():
                    found[name] += 1
    return found


_SMALL = re.compile(r"(?<![\w'’.@/-])[^\W\d_A-Z]{2,}")


def kind_of(name: str, group: Group, small: Mapping[str, int], groups: Mapping[str, Group]) -> Kind | None:
    """What a name is: an organization, an official, or neither; *small* is what :func:`common` counted.

    *groups* are those of all names.
    """
    tally = group.tally
    shouted = all(form.isupper() and " " in form for form in tally.forms)
    if small[name] > 0.3 * tally.count or shouted or _is_glued(name):
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
    return any(20 * plural.tally.count > tallies[-1].count for plural in plurals if plural)


def _is_person(tally: Tally) -> bool:
    return 2 * tally.persons > tally.count and tally.share("the") < 0.3


def is_official(tally: Tally) -> bool:
    """Whether a name is that of a person, who is given a title or nearly always an initial."""
    return _is_person(tally) and (tally.share("title") >= 0.1 or tally.share("initial") >= 0.3)


def _is_glued(name: str) -> bool:
    """Whether a name runs into itself, as scraped texts have it: Car Museum Car Museum Town, AcmeAcme Capital."""
    words = name.split()
    sizes = range(2, len(words) // 2 + 1)
    if any(words[:size] in (words[place : place + size] for place in range(size, len(words))) for size in sizes):
        return True
    first = words[0]
    if len(words) > 1 and first == words[-1]:
        return True
    return len(first) > 7 and 2 * first[: len(first) // 2] == first


def _is_body(name: str, group: Group) -> bool:
    """Whether the signs of a name that is no person's are those of an organization."""
    tally = group.tally
    signs, share, acronym = tally.signs, tally.share, tally.signs["acronym"]
    if signs["one"] > max(0.1 * tally.count, 1 if acronym else 0) or share("tail") > 0.6:
        return False
    if share("place") > 0.25 or share("first") > 0.95:
        return False
    if share("body") > 0.4 or (acronym and signs["body"]):
        return True
    acts = signs["speaks"] + signs["owner"]
    if group.acronym:
        acts += group.acronym.signs["speaks"] + group.acronym.signs["owner"]
    if share("weak-body") > 0.4 or (acronym and signs["weak-body"]):
        if share("thing") > 0.5:
            return False
        return acronym > 0 or acts > 1 or share("the") >= 0.4
    if share("thing", "title-first") > 0.25:
        return False
    if acronym and (" " in name or any(_CAMEL.search(form) for form in tally.forms)):
        return acts > 0 and share("the") > 0
    return _acts(name, tally, acts)


def _acts(name: str, tally: Tally, acts: int) -> bool:
    """Whether a name that says nothing itself is used as an organization's: it announces, and has a spokesman."""
    the, often = tally.share("the"), acts / tally.count
    if " " in name:
        return acts > 1 and (often >= 0.05 or the >= 0.5)
    if name.casefold() in ABBREVIATIONS:
        return False
    if is_acronym(name):
        if tally.count > 2 and the >= 0.4 and not tally.signs["one"]:
            return True
        return often >= 0.02 and (acts > 1 or (acts > 0 and the >= 0.15))
    return acts > 2 and tally.signs["owner"] > 0 and often >= 0.1


_CAMEL = re.compile("[a-z][A-Z]")
_DEMONYM = re.compile("(?:an|ch|ese|i|ine|ish)$")
