"""The short names that a text introduces, with whom they mean in it: "Office for Drugs (ABC)", "ABC (Office …)"."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sphinx_newsroom.text.naming.introductions import Introduction
from sphinx_newsroom.text.naming.places import Place, Sightings, common


class Short(NamedTuple):
    """A short name introduced at word *start*: for an *entity*, or for whomever the *long* name before it means."""

    start: int
    entity: str | None
    long: tuple[int, int] | None = None


def shorts_in(seen: Sightings) -> dict[str, list[Short]]:
    """What short names in parentheses mean here, in the order of the text: an entity, or what has no record (None)."""
    found: dict[str, list[Short]] = {}
    if "(" not in seen.tokens.text:  # a third of all texts
        return found
    for short in seen.introductions:
        longest = _long_name(seen, short)
        if longest is not None or short.long_start is not None:
            if longest is not None and common(longest):
                longest = (
                    None  # of a Fund that has no record, whosever the Fund is elsewhere: the Growth Fund (“the Fund”)
                )
            long = (longest.start, longest.end) if longest else None
            entity = _sure_entity(longest) if longest else None
            found.setdefault(short.short, []).append(Short(short.start, entity, long))
    return {short: sorted(uses, key=lambda use: use.start) for short, uses in found.items()}


def _long_name(seen: Sightings, short: Introduction) -> Place | None:
    """The longest place that ends where the parentheses begin, if the short name is one for it."""
    # The longest, as the United Nations Office on Drugs and Crime (UNODC) ends with an Office as well.
    longest = min(seen.by_end.get(short.outer, ()), key=lambda place: place.start, default=None)
    if longest is None or not _organizations(longest):
        return None  # Sen. Anna Berg (D-Wis.), Karl Berg (EPP): a person has no acronym, and no name in parentheses
    return longest if any(fits(seen, short, longest) for fits in _FITTING) else None


# What stands in parentheses behind a name says most often something of it: a party, a state, an agency of news.  It is
# a name for it only where it is made of it; so one of the rules that follow has to say why it is.


def _by_words(seen: Sightings, short: Introduction, long: Place) -> bool:
    """Each of its letters begins a word of the name, in order: Caisse des dépôts (CDC), Centers for Disease … (CDC)."""
    if short.long_start is not None:
        return True
    initials = (word[0] for word in seen.tokens.words[long.start : long.end])
    # A search of the one in the other: each letter is sought behind the one before.
    return short.acronym and all(letter in initials for letter in short.short.lower() if letter.isalpha())


def _defined(seen: Sightings, short: Introduction, long: Place) -> bool:
    """The author says so, in quotation marks: the World Bank (“the Bank”)."""
    return not short.acronym


_FITTING: tuple[Callable[[Sightings, Introduction, Place], bool], ...] = (_by_words, _defined)
"""What may make a short name of the words in parentheses; one is enough."""


def _sure_entity(place: Place) -> str | None:
    """The one organization that a place can mean by more than an acronym."""
    forms = [form for form, _ in place.forms if form.kind == "organization" and form.strength != "acronym"]
    entities = {form.entity for form in forms}
    return entities.pop() if len(entities) == 1 else None


def _organizations(place: Place) -> frozenset[str]:
    return frozenset(form.entity for form, _ in place.forms if form.kind == "organization")
