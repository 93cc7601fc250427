"""The short names that a text introduces, with whom they mean in it: "Office for Drugs (ABC)", "ABC (Office …)"."""

from __future__ import annotations

from typing import NamedTuple

from sphinx_newsroom.text.naming.introductions import Introduction, introductions, is_subsequence, spelled_out
from sphinx_newsroom.text.naming.places import Place, Sightings
from sphinx_newsroom.text.words.word_lists import CONNECTORS


class Short(NamedTuple):
    """A short name introduced at word *start*: for an *entity*, or for whomever the *long* name before it means."""

    start: int
    entity: str | None
    long: tuple[int, int] | None = None


def shorts_in(seen: Sightings) -> dict[str, list[Short]]:
    """What short names in parentheses mean here: an entity, or something that has no record (None)."""
    found: dict[str, list[Short]] = {}
    for short in introductions(seen.tokens):
        longest = _long_name(seen, short)
        if longest is not None or short.long_start is not None:
            long = (longest.start, longest.end) if longest else None
            entity = _sure_entity(longest) if longest else None
            found.setdefault(short.short, []).append(Short(short.start, entity, long))
    _introduced_before(seen, found)
    return found


def _long_name(seen: Sightings, short: Introduction) -> Place | None:
    """The longest place that ends where the parentheses begin, if it can be what the short name is short for."""
    # The longest, as the United Nations Office on Drugs and Crime (UNODC) ends with an Office as well.
    longest = min(seen.by_end.get(short.outer, ()), key=lambda place: place.start, default=None)
    if longest is None:
        return None
    if short.long_start is not None and short.long_start < longest.start:
        return None  # the end of a longer name: Free Application for | Federal Student Aid (FAFSA)
    if short.acronym and short.long_start is None and not _fits(seen, short, longest):
        return None  # likewise, of words that do not begin as the short name does: Energy | Fund (XLE)
    return longest


def _fits(seen: Sightings, short: Introduction, long: Place) -> bool:
    """Whether a short name can be that of a long one whose words do not begin with its letters: Cutoshi (CUTO)."""
    words = seen.tokens.words[long.start : long.end]
    strong = any(form.strength == "strong" for form, _ in long.forms)
    return strong or (len(words) == 1 and is_subsequence(short.short.lower(), words[0]))


def _introduced_before(seen: Sightings, found: dict[str, list[Short]]) -> None:
    """Add what is introduced the other way round: ABC (Office for X)."""
    tokens = seen.tokens
    places = [place for place in seen.places if not place.fixed]
    # Of two places with one beginning the first counts, as the dictionary keeps what comes last.
    starts = {place.start: place for place in reversed(places)}
    for place in places:
        if place.forms[0][0].strength != "acronym" or tokens.gap(place.end) != " (":
            continue
        following = starts.get(tokens.past_the(place.end))
        if following is None:
            if spelled_out(tokens, place.start):  # by a name that has no record: ISO (In Search Of)
                found.setdefault(tokens.raw[place.start], []).append(Short(place.start, None))
            continue
        entity = _sure_entity(following)
        if entity is not None and _its_own(seen, place, following, entity):
            found.setdefault(tokens.surface(place.start, place.end), []).append(Short(place.start, entity))


def _its_own(seen: Sightings, place: Place, following: Place, entity: str) -> bool:
    """Whether the long name that follows an acronym is alone in the parentheses, and the acronym its own."""
    tokens = seen.tokens
    letters = "".join(w[0] for w in tokens.words[following.start : following.end] if w not in CONNECTORS)
    # UN (Geneva Office) introduces nothing: neither letters nor a record say that the two are one.
    own = letters == tokens.words[place.start] or any(form.entity == entity for form, _ in place.forms)
    return own and tokens.text.startswith(")", tokens.ends[following.end - 1])


def _sure_entity(place: Place) -> str | None:
    """The one organization that a place can mean by more than an acronym."""
    forms = [form for form, _ in place.forms if form.kind == "organization" and form.strength != "acronym"]
    entities = {form.entity for form in forms}
    return entities.pop() if len(entities) == 1 else None
