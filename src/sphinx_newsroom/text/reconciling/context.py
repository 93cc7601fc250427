"""What stands beside a name in a row, held against a record: the day, the office, the organization."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from sphinx_newsroom.model.dates import ENGLISH, years
from sphinx_newsroom.model.days import earliest, latest
from sphinx_newsroom.model.offices import office_text
from sphinx_newsroom.model.records import Membership, Official, Organization
from sphinx_newsroom.text.naming import Names
from sphinx_newsroom.text.naming.forms import Form
from sphinx_newsroom.text.naming.people import same_office
from sphinx_newsroom.text.reconciling.asked import Asked, Days
from sphinx_newsroom.text.words.countries import is_place
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.office_words import office_word
from sphinx_newsroom.text.words.word_lists import STATES

_STATE_WORDS = frozenset(word for name in STATES for word in name) - {"new", "north", "south", "west", "island"}
"""Words that tell the states of the US apart."""

_FAR = 40
"""Years between a row and the nearest office of a record from which on they are hardly of one person."""


class Told(NamedTuple):
    """What a row says of a record: *speaks* for it (1), against it (-1) or neither, *in_time* where there are dates."""

    speaks: int
    in_time: bool | None
    why: tuple[str, ...]


def told_of(names: Names, id_: str, form: Form | None, asked: Asked, bodies: Collection[str]) -> Told:
    """What the row says of a record beside its name; *bodies* are the organizations that its column may mean."""
    record = names.registry.entity(id_)
    if isinstance(record, Organization):
        return _of_body(names, record, form, asked, bodies)
    return _of_official(names, record, asked, bodies) if record else Told(0, None, ())


def _of_body(names: Names, record: Organization, form: Form | None, asked: Asked, bodies: Collection[str]) -> Told:
    why: list[str] = []
    speaks = 0
    if bodies:
        belongs = not names.facts.circle(record.id).isdisjoint(bodies)
        speaks = 1 if belongs else 0
        why += ["part of the organization given"] if belongs else []
    in_time = None
    if asked.days is not None:
        other = record.other_names[form.name - 1] if form is not None and form.name else None
        named = other is None or asked.days.within(other.start_date, other.end_date)
        in_time = named and asked.days.within(record.founding_date, record.dissolution_date)
        why += [_out_of_time(record, asked.days, named)] if not in_time else []
    return Told(speaks, in_time, tuple(why))


def _out_of_time(record: Organization, days: Days, named: bool) -> str:
    if record.founding_date and days.last < earliest(record.founding_date):
        return f"founded in {record.founding_date[:4]}, after the date"
    if record.dissolution_date and latest(record.dissolution_date) < days.first:
        return f"dissolved in {record.dissolution_date[:4]}, before the date"
    return "did not exist then" if named else "not called so on the date"


def _of_official(names: Names, record: Official, asked: Asked, bodies: Collection[str]) -> Told:
    days, held = asked.days, record.memberships
    heads = [word for word in asked.said_office if office_word(word)]
    asks = bool(heads), bool(bodies)
    fitting = [one for one in held if _fits(names, record, one, asked.said_office if heads else (), bodies)]
    then = fitting if days is None else [one for one in fitting if days.held(one)]
    dated = [one for one in held if one.start_date or one.end_date]
    in_time = None if days is None or not dated else any(days.held(one) for one in held)
    if any(asks) and held:
        if then:
            return Told(1, in_time, (f"held the office {_words(names, then)}",))
        if fitting:
            return Told(0, False, (f"held the office {_words(names, fitting)}, not on the date",))
        what = "office and organization" if all(asks) else "office" if asks[0] else "organization"
        return Told(-1, in_time, (f"the record has no such {what}",))
    if days is not None and dated and not in_time:
        far = min(days.years_from(one) for one in dated)
        if far >= _FAR:
            return Told(-1, False, (f"no office within {_FAR} years of the date",))
        return Told(0, False, ("no office on the date",))
    return Told(0, in_time, (f"in office then: {_words(names, _then(held, days))}",) if in_time and days else ())


def _then(held: Sequence[Membership], days: Days) -> list[Membership]:
    return [one for one in held if days.held(one)]


def _fits(names: Names, record: Official, held: Membership, office: Sequence[str], bodies: Collection[str]) -> bool:
    in_body = not bodies or not names.facts.circle(held.organization).isdisjoint(bodies)
    return in_body and (not office or (same_office(office, record, held) and _same_place(office, held.role)))


def _same_place(office: Sequence[str], role: str) -> bool:
    """Whether neither names a country or state that the other has not: members of two parliaments are two.

    >>> _same_place(["member", "of", "the", "ohio", "senate"], "Member of the Iowa Senate")
    False
    """
    said, own = _places(office), _places(words_of(role))
    return not said or not own or not said.isdisjoint(own)


def _places(words: Sequence[str]) -> set[str]:
    return {word for word in words if is_place(word) or word in _STATE_WORDS}


def _words(names: Names, held: Sequence[Membership]) -> str:
    """Offices in words, those of one role as one: ``Senator, United States Senate (2007–2025)``."""
    return "; ".join(dict.fromkeys(_joined_terms(names, held)))


def _joined_terms(names: Names, held: Sequence[Membership]) -> Iterator[str]:
    terms: dict[tuple[str, str], list[Membership]] = {}
    for one in held:
        terms.setdefault((one.role, one.organization), []).append(one)
    for several in terms.values():
        starts, ends = [one.start_date for one in several], [one.end_date for one in several]
        start = min(filter(None, starts), default=None) if all(starts) else None
        end = max(filter(None, ends), default=None) if all(ends) else None
        when = years(start, end, ENGLISH)
        yield office_text(several[0], names.registry) + (f" ({when})" if when else "")
