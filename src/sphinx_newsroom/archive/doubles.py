"""Two records that look to be of one body or person: each silences the names of the other, as nothing decides them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.model.days import PartialDate, earliest, latest
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.sources.keys.sheet import shortened
from sphinx_newsroom.text.naming.forms.officials import family_name_of
from sphinx_newsroom.text.words.folding import words_of
from sphinx_newsroom.text.words.nicknames import nicknames_of
from sphinx_newsroom.text.words.unit_names import is_unit
from sphinx_newsroom.text.words.word_lists import SUFFIXES

Record = Organization | Official

_FULL_NAME = 2
"""Of how many words a name must be: of one word others have the same as often as not."""


def doubles(records: Iterable[tuple[Record, Mapping[str, int]]]) -> Iterator[Problem]:
    """The records that share an identifier or a full name with an earlier one, and that nothing tells apart."""
    known: dict[Hashable, list[Record]] = {}
    for record, lines in records:
        keys = [*_keys(record)]
        other = next(
            (o for key in keys for o in known.get(key, ()) if _same_identifier(record, o) or _alike(record, o)), None
        )
        if other is not None:
            yield Problem(
                record.path,
                lines["name"],
                Code.DOUBLE_RECORD,
                f"{shortened(record.name)!r} looks to be the same as {other.path}: a name of both is linked to neither",
                f"if they are one, make them one: newsroom merge {record.kind} {record.id} {other.id}; "
                "if they are two, say in both what tells them apart: context: [<words>]",
                other=other.path,
            )
        for key in keys:
            known.setdefault(key, []).append(record)


def _keys(record: Record) -> Iterator[Hashable]:
    """What two records of one body or person have in common: an identifier, or a full name."""
    yield from record.identifiers
    if isinstance(record, Official):
        words, _ = _parts(record)
        # Of a person the family name and the given name, by whichever of its short forms.
        if len(words) >= _FULL_NAME:
            family = words_of(family_name_of(record) or record.name)
            yield from (("person", name, *family) for name in sorted({words[0], *nicknames_of(words[0])}))
        return
    # A name with dates is a former one, which a successor may bear.
    others = [other.name for other in record.other_names if other.start_date is None and other.end_date is None]
    for words in map(words_of, (record.name, *others)):
        if len(words) >= _FULL_NAME and not is_unit(words):
            yield ("body", *words)


def _parts(official: Official) -> tuple[list[str], frozenset[str]]:
    """The words of a person's name, and what tells father and son apart: Robert P. Casey | Jr."""
    words = words_of(official.name)
    return [word for word in words if word not in SUFFIXES], SUFFIXES.intersection(words)


def _same_identifier(one: Record, other: Record) -> bool:
    return not set(one.identifiers).isdisjoint(other.identifiers)


def _alike(one: Record, other: Record) -> bool:
    """Whether nothing in two records of one name tells them apart."""
    if one.context or other.context:
        return False
    if isinstance(one, Official) and isinstance(other, Official):
        return _one_person(one, other)
    return isinstance(one, Organization) and isinstance(other, Organization) and _one_body(one, other)


def _one_body(one: Organization, other: Organization) -> bool:
    """Bodies of one name are two where they belong to others, follow one another, or are of different kinds."""
    named = {one.id, other.id}
    related = {one.parent, other.parent, one.unit_of, other.unit_of, *one.successors, *other.successors}
    if not named.isdisjoint(related):
        return False
    for mine, theirs in ((one.parent, other.parent), (one.classification, other.classification)):
        if mine is not None and theirs is not None and mine != theirs:
            return False
    return not (
        _before(one.dissolution_date, other.founding_date) or _before(other.dissolution_date, one.founding_date)
    )


def _one_person(one: Official, other: Official) -> bool:
    """Persons of one name are two where middle names or Jr. differ, or they held offices in different bodies."""
    (mine, suffix), (theirs, another) = _parts(one), _parts(other)
    if len(mine) > _FULL_NAME and len(theirs) > _FULL_NAME and mine[1][0] != theirs[1][0]:
        return False
    if suffix != another:
        return False
    bodies = [{membership.organization for membership in record.memberships} for record in (one, other)]
    return not all(bodies) or not bodies[0].isdisjoint(bodies[1])


def _before(end: PartialDate | None, start: PartialDate | None) -> bool:
    return end is not None and start is not None and earliest(end) <= latest(start)
