"""Whether the office before a family name is the official's: President | Reagan, Senators Lee and | Ross."""

from __future__ import annotations

from collections.abc import Iterator

from sphinx_newsroom.text.naming.family_names.use import Use, Verdict
from sphinx_newsroom.text.naming.people import OPENING, is_given
from sphinx_newsroom.text.naming.reasons import Refusal
from sphinx_newsroom.text.words.office_words import LEGISLATORS, among_governors, office_word

_OF_PRESIDENTS = frozenset(["president", "candidate"])
_LEADERS = frozenset(["speaker", "leader", "whip", "member"])
"""What legislators choose among themselves: Majority Leader, Ranking Member."""


def of_the_same_office(use: Use) -> Verdict | None:
    """The text has named another with such an office: Governor Olene Walker … Governor | Walker."""
    if not use.office or use.form.entity in use.evidence.present:
        return None
    # Others of the office are other people, if none of them has a given name of this one.
    others = use.at.others_of_office
    apart = others and any(not is_given(use.tokens, given, use.person) for given in others)
    return Refusal.NAMED_IN_FULL if apart else None


def in_another_office(use: Use) -> Verdict | None:
    """The office before it is that of another of the family name alone: President | Trump's daughter, Ivanka Trump."""
    if not use.office or may_hold(use, use.form.entity):
        return None
    # A president whom the text does not name in full is so called alone, and not with another's office: Speaker Boss.
    seen = use.evidence.seen
    other = office_word(use.office[0]) is not None and use.office[0] not in _OF_PRESIDENTS
    only_presides = use.form.entity in seen.presidents - use.evidence.present
    others = (other and only_presides) or not use.at.who_held <= {use.form.entity}
    return Refusal.ANOTHERS_OFFICE if others else None


def in_office(use: Use) -> Verdict | None:
    """The office before it is the official's, now or, where it was a country's, once: President | Reagan."""
    if not use.office:
        return None
    ranking = use.office[:2] == ("member", "ranking")  # of a committee, whoever is a member of something
    if ranking or not use.at.held(use.form.entity):
        return use.named() if _a_legislator_alone(use) or _a_leader(use) else None
    # Those whose records have no offices may have an office of many, too: Representative | Lee.  As many of them have
    # it as among those whose offices are known: of a Senator there is seldom another.
    seen = use.evidence.seen
    unknown = sum(not seen.names.registry.officials[other].memberships for other in _namesakes(use))
    of_whom = use.form.entity, use.office, seen.release.date
    several = unknown > 1 and seen.names.facts.of_several(*of_whom) and unknown * seen.names.facts.share(*of_whom) >= 1
    return Refusal.UNDECIDED if several and use.form.entity not in use.evidence.present else use.named()


def _a_legislator_alone(use: Use) -> bool:
    """Whether the only one of a family name, whose record has no offices, is a legislator: Senator Kohl."""
    seen = use.evidence.seen
    if use.office[0] not in LEGISLATORS or not seen.of_legislators or seen.many_people:
        return False
    alone = not _a_given_name(use) and next(_namesakes(use), None) is None
    return alone and not seen.names.registry.officials[use.form.entity].memberships


def _a_given_name(use: Use) -> bool:
    """Whether a name goes on behind it: Rep. | Glenn Roe, Rep. | Glenn “GT” Roe."""
    tokens, end = use.tokens, use.end
    return tokens.capital(end) and (tokens.close(end) or tokens.gap(end).strip() in OPENING)


def _a_leader(use: Use) -> bool:
    """Whether one legislator alone can have the office of a leader, which records seldom have: Speaker Boehner."""
    seen = use.evidence.seen
    if use.office[0] not in _LEADERS or not seen.of_legislators or seen.many_people or _a_given_name(use):
        return False
    if use.office[0] == "member" and use.office[1:2] != ("ranking",):
        return False
    if among_governors(use.tokens, use.start):  # of a state's chamber
        return False
    return _may_legislate(use, use.form.entity) and not any(_may_legislate(use, other) for other in _namesakes(use))


def _may_legislate(use: Use, official: str) -> bool:
    """Whether an official belongs to a chamber on that day, as far as the record tells."""
    seen = use.evidence.seen
    if not seen.names.registry.officials[official].memberships:
        return True
    return any(seen.names.facts.holds(official, (office,), seen.release.date) for office in LEGISLATORS)


def may_hold(use: Use, official: str) -> bool:
    """Whether an official holds the office before the name, as far as the record tells."""
    record = use.evidence.seen.names.registry.officials[official]
    return not record.memberships or use.at.held(official)


def _namesakes(use: Use) -> Iterator[str]:
    """The other officials of the family name."""
    return (official for official in use.at.standing.bearers if official != use.form.entity)
