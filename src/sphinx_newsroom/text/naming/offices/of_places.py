"""Offices that are always of a place, said again without it: Governor Tony Evers of Wisconsin … the Governor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set

from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.found import Meaning
from sphinx_newsroom.text.naming.offices.alone import Alone
from sphinx_newsroom.text.naming.offices.holding import means_no_holder
from sphinx_newsroom.text.naming.offices.neighbours import Outcome, definite, is_former, of_something, part_of_more
from sphinx_newsroom.text.naming.offices.roles import role_words
from sphinx_newsroom.text.naming.places import Place

_HEADS = frozenset(["governor", "mayor"])
"""Words of offices that no text has of anything but a place, and that it need not repeat."""


def said_again(named: Outcome, taken: Set[int] = frozenset()) -> Iterator[Meaning]:
    """The office of the only one whom the text names that holds such an office: the | Governor."""
    tokens = named.tokens
    if _HEADS.isdisjoint(tokens.distinct):  # nearly always
        return
    for head in sorted(_HEADS):
        places = [k for k in tokens.places(head) if tokens.capital(k)]
        holders = _holders(named, head) if places else {}
        if len(holders) != 1 or any(_of_another(named, k, holders) for k in places):
            continue
        official, role = next(iter(holders.items()))
        held = tuple(m for m in named.evidence.seen.names.registry.officials[official].memberships if m.role == role)
        for k in places:
            place = Place(k, k + 1, ())
            if k in taken or k in named.covered or not _alone(named, place):
                continue
            if means_no_holder(Alone(tokens, place, named.evidence.seen.release.date, held)) is None:
                yield Meaning(k, k + 1, (Form(role, official, "official", "office", "office"),))


def _alone(named: Outcome, place: Place) -> bool:
    """Whether an article stands before the word and no more of an office: not the former | Governor, nor of Utah."""
    tokens = named.tokens
    if not definite(tokens, place.start) or tokens.capital(place.end):
        return False
    return not (is_former(named, place) or part_of_more(named, place) or of_something(tokens, place))


def _holders(named: Outcome, head: str) -> Mapping[str, str]:
    """Who of those that the text names holds such an office on the day of the release, with the role."""
    officials, date = named.evidence.seen.names.registry.officials, named.evidence.seen.release.date
    return {
        id_: held.role
        for id_ in named.named
        if id_ in officials
        for held in officials[id_].memberships
        if held.on(date) and role_words(held.role)[:2] in ((head,), (head, "of"))
    }


def _of_another(named: Outcome, k: int, holders: Mapping[str, str]) -> bool:
    """Whether the office stands before somebody else's name, or with another place: Governor | Jane Roe."""
    tokens = named.tokens
    if tokens.follows(k + 1):
        meaning = named.starts.get(k + 1)
        return meaning is None or meaning.forms[0].entity not in holders
    owner = tokens.past_the(k + 2)
    if tokens.words[k + 1 : k + 2] != ["of"] or not tokens.capital(owner):
        return False
    return tokens.words[owner] not in role_words(next(iter(holders.values())))
