"""A record and what a source says of it, made one: nothing of the record is lost, lists grow, the source wins.

With *keep* the record's own single values win.  Merging the same draft again changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from sphinx_newsroom.importers.drafts import Draft, identifier
from sphinx_newsroom.importers.existing import Record
from sphinx_newsroom.model.records import Membership, Name, Official, Organization, Source


def with_values(record: Record, draft: Draft, keep: bool = False) -> Record:
    """The record with the draft's values that need no other record."""
    name, acronym = record.name, record.acronym if isinstance(record, Organization) else None
    new_name = name if keep else draft.name or name
    new_acronym = _acronym(acronym, draft, keep) if isinstance(record, Organization) else None
    # What gives way goes on being a name, or old releases would lose their links.
    others = [*draft.other_names, *(Name(old) for old in (name, acronym, draft.name, draft.acronym) if old)]
    changes: dict[str, Any] = {
        "name": new_name,
        "other_names": _names(record.other_names, others, (new_name, new_acronym), keep),
        "website": _website(record.website, draft.website, keep),
        "identifiers": _identifiers(record, draft, keep),
        "sources": _sources(record.sources, draft.sources),
    }
    if isinstance(record, Official):
        nicknames = tuple(dict.fromkeys((*record.nicknames, *draft.nicknames)))
        family_name = _one(record.family_name, draft.family_name, keep)
        return replace(record, **changes, family_name=family_name, nicknames=nicknames)
    return replace(
        record,
        **changes,
        acronym=new_acronym,
        classification=_one(record.classification, draft.classification, keep),
        founding_date=_date(record.founding_date, draft.founding_date, keep),
        dissolution_date=_date(record.dissolution_date, draft.dissolution_date, keep),
    )


def with_relations(record: Organization, parent: str | None, successors: Iterable[str], keep: bool) -> Organization:
    """The organization with its parent and successors; it is neither of its own."""
    parent = _one(record.parent, parent if parent != record.id else None, keep)
    added = (id_ for id_ in successors if id_ != record.id)
    return replace(record, parent=parent, successors=tuple(dict.fromkeys((*record.successors, *added))))


def with_memberships(record: Official, offices: Sequence[Membership], keep: bool = False) -> Official:
    """The official with the offices that a source gives.

    An office is the same where role, organization and start agree; where one start is only less precise than the
    other, or missing, the two are the same if nothing else could be meant.  Each office stands for one of the other
    side, so that terms which follow each other stay apart.
    """
    known: list[Membership] = list(record.memberships)
    free = set(range(len(known)))
    rest: list[Membership] = []
    for office in dict.fromkeys(offices):
        exact = next((number for number in sorted(free) if known[number] == office), None)
        if exact is None:
            rest.append(office)
        else:
            free.discard(exact)
    for office, number in [*_pairs(known, free, rest, _same_start), *_pairs(known, free, rest, _near_start, sure=True)]:
        known[number] = _office(known[number], office, keep)
    # Where there are some, their editors have chosen an order, and new ones go behind.
    if not record.memberships:
        rest.sort(key=lambda office: office.start_date or "")
    return replace(record, memberships=tuple(dict.fromkeys((*known, *rest))))


def _pairs(
    known: Sequence[Membership],
    free: set[int],
    rest: list[Membership],
    same: Callable[[Membership, Membership], bool],
    sure: bool = False,
) -> Iterator[tuple[Membership, int]]:
    """Offices of *rest* with the places of those that they are; both are taken out of what is left to pair."""
    for office in list(rest):
        alike = [number for number in sorted(free) if same(known[number], office)]
        if alike and not (sure and (len(alike) > 1 or sum(same(known[alike[0]], other) for other in rest) > 1)):
            free.discard(alike[0])
            rest.remove(office)
            yield office, alike[0]


def _same_start(one: Membership, other: Membership) -> bool:
    return (one.role, one.organization, one.start_date) == (other.role, other.organization, other.start_date)


def _near_start(one: Membership, other: Membership) -> bool:
    office = (one.role, one.organization) == (other.role, other.organization)
    return office and _spans(one.start_date, other.start_date) and _spans(one.end_date, other.end_date)


def _spans(one: str | None, other: str | None) -> bool:
    """Whether two partial dates agree as far as both go."""
    length = min(len(one or ""), len(other or ""))
    return (one or "")[:length] == (other or "")[:length]


def _office(ours: Membership, theirs: Membership, keep: bool) -> Membership:
    start, end = (_date(getattr(ours, key), getattr(theirs, key), keep) for key in ("start_date", "end_date"))
    return replace(ours, start_date=start, end_date=end)


def _one(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    """A single value: the source's, unless it has none or ours is kept or says the same in other capitals."""
    # "Ministry" and "ministry" are the same word; a file that differs in nothing else is not written.
    if theirs is None or (ours is not None and (keep or ours.casefold() == theirs.casefold())):
        return ours
    return theirs


def _date(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    """A date: the source's, unless it only says the same less precisely."""
    # The source's "2010" must not take the place of the "2010-07-12" that somebody has looked up.
    if ours and theirs and len(theirs) <= len(ours) and _spans(ours, theirs):
        return ours
    return _one(ours, theirs, keep)


def _website(ours: str | None, theirs: str | None, keep: bool) -> str | None:
    if ours and theirs and ours.rstrip("/") == theirs.rstrip("/"):
        return ours
    return _one(ours, theirs, keep)


def _acronym(ours: str | None, draft: Draft, keep: bool) -> str | None:
    """The acronym; where the source knows several and ours is one of them, ours stays."""
    if ours and ours in {name.name for name in draft.other_names}:
        return ours
    return ours if keep and ours else draft.acronym or ours


def _names(ours: Sequence[Name], theirs: Iterable[Name], main: Iterable[str | None], keep: bool) -> tuple[Name, ...]:
    """The other names: ours, completed with what the source knows of them, then those that are new."""
    shown = {name.casefold() for name in main if name}
    # The name itself is no other name, unless in another language or of another time, which it then says.
    names = [name for name in ours if name.name.casefold() not in shown or name.language or _dated(name)]
    given = [name for name in dict.fromkeys(theirs) if name.name.casefold() not in shown]
    free = {number for number, name in enumerate(names) if name not in given}
    for name in given:
        alike = [number for number, known in enumerate(names) if _same_name(known, name)]
        same = next((number for number in alike if number in free), None)
        if name in names:
            continue
        if same is not None:
            free.discard(same)
            start, end = (
                _date(getattr(names[same], key), getattr(name, key), keep) for key in ("start_date", "end_date")
            )
            names[same] = replace(names[same], start_date=start, end_date=end)
        elif not alike or _dated(name):
            names.append(name)
    return tuple(dict.fromkeys(names))


def _same_name(one: Name, other: Name) -> bool:
    return one.name == other.name and (one.language == other.language or None in (one.language, other.language))


def _dated(name: Name) -> bool:
    return bool(name.start_date or name.end_date)


def _identifiers(record: Record, draft: Draft, keep: bool) -> tuple[tuple[str, str], ...]:
    """Ours by scheme with the source's; its own id only where nothing else would tell the record again."""
    found = dict(record.identifiers)
    for scheme, value in draft.identifiers:
        if scheme not in found or (identifier(scheme, found[scheme]) != (scheme, value) and not keep):
            found[scheme] = value
    if draft.own and not found and draft.own[1] != record.id:
        found[draft.own[0]] = draft.own[1]
    return tuple(found.items())


def _sources(ours: Sequence[Source], theirs: Iterable[Source]) -> tuple[Source, ...]:
    known = {source.url for source in ours}
    # Backwards twice, so that of two with one address the first stays, with its note.
    new = {source.url: source for source in reversed(list(theirs)) if source.url not in known}
    return (*ours, *reversed(new.values()))
