"""``newsroom merge`` as a plan: two records of one body, person or topic made one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sphinx_newsroom.model.records import Entity, EntityKind, Membership, Name, Official, Organization, Topic
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError
from sphinx_newsroom.operations.records.subject import (
    Subject,
    id_of_record,
    new_former_ids,
    path_of,
    record_of,
    with_changes,
)
from sphinx_newsroom.operations.records.uses import in_words, with_uses
from sphinx_newsroom.sources.header import bounds
from sphinx_newsroom.sources.header_keys import KEYS
from sphinx_newsroom.sources.values import closest

# Two records of one body made one: what the one lacks comes from the other, and where they differ somebody decides.

_SINGLE = (
    "classification",
    "parent",
    "unit_of",
    "founding_date",
    "dissolution_date",
    "website",
    "contacts",
    "boilerplate",
    "family_name",
)
"""The keys of which a record has one value."""
_LISTS = ("successors", "not_in", "nicknames")
"""The keys whose values stand side by side."""


@dataclass
class Joined:
    """The values of a record that change as another is joined to it, by key, and where the two contradict each other.

    *keep* and *take* are the keys that were decided: for the record's own value, or for the other's.
    """

    keep: Collection[str] = ()
    take: Collection[str] = ()
    changes: dict[str, object] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)

    def decide(self, key: str, ours: Any, theirs: Any) -> Any:
        """Ours or theirs, where one of them is empty, they are the same, or it was decided; else ours, a conflict."""
        if key in self.take:
            return theirs or ours
        if not theirs or ours == theirs or key in self.keep:
            return ours
        if ours:
            self.conflicts.append(f"{key} ({_shown(ours)}, or {_shown(theirs)})")
        return ours or theirs

    def put(self, key: str, before: object, after: object) -> None:
        """Note a value that changes."""
        if before != after:
            self.changes[key] = after


def joined(into: Entity, other: Entity, keep: Collection[str] = (), take: Collection[str] = ()) -> Joined:
    """What changes in the record *into* when *other*, which is of its kind, turns out to be the same."""
    found = Joined(keep, take)
    if isinstance(into, Topic):
        return found
    for key in _SINGLE:
        if hasattr(into, key):
            found.put(key, getattr(into, key), found.decide(key, getattr(into, key), getattr(other, key)))
    for key in _LISTS:
        if hasattr(into, key):
            found.put(key, getattr(into, key), tuple(dict.fromkeys((*getattr(into, key), *getattr(other, key)))))
    _join_names(found, into, other)
    _join_context(found, into, other)
    _join_identifiers(found, into, other)
    _join_image(found, into, other)
    urls = {source.url for source in into.sources}
    sources = [source for source in getattr(other, "sources", ()) if source.url not in urls]
    found.put("sources", into.sources, (*into.sources, *sources))
    if isinstance(into, Official) and isinstance(other, Official):
        found.put("memberships", into.memberships, _offices(found, into.memberships, other.memberships))
    return found


def _join_names(found: Joined, into: Organization | Official, other: Any) -> None:
    """All names of both: texts that use any of them go on leading to the record."""
    acronym = getattr(into, "acronym", None)
    theirs = getattr(other, "acronym", None)
    if theirs and not acronym:
        acronym = theirs
        found.put("acronym", None, theirs)
    known = {name for name in (into.name, acronym, *(one.name for one in into.other_names)) if name}
    names = [Name(name) for name in (other.name, theirs) if name]
    added = []
    for name in (*names, *other.other_names):
        says_more = name.language or name.start_date or name.end_date
        if name.name not in known or (says_more and name not in into.other_names):
            known.add(name.name)
            added.append(name)
    found.put("other_names", into.other_names, (*into.other_names, *dict.fromkeys(added)))


def _join_context(found: Joined, into: Organization | Official, other: Any) -> None:
    """The words without which a name does not count: none at all says something, too."""
    ours, theirs = into.context, other.context
    if "context" in found.take:
        found.put("context", ours, theirs)
    elif "context" not in found.keep and set(ours) != set(theirs):
        found.conflicts.append(f"context ({_shown(ours)}, or {_shown(theirs)})")


def _join_identifiers(found: Joined, into: Organization | Official, other: Any) -> None:
    ours = dict(into.identifiers)
    for scheme, value in other.identifiers:
        ours[scheme] = found.decide(f"identifiers.{scheme}", ours.get(scheme, ""), value)
    found.put("identifiers", into.identifiers, tuple(ours.items()))


def _join_image(found: Joined, into: Organization | Official, other: Any) -> None:
    """The logo or portrait of either; the other's by its path from the root, since it may be in another folder."""
    ours, theirs = into.image, other.image
    chosen = found.decide("image", ours.src if ours else "", theirs.src if theirs else "")
    if theirs and chosen == theirs.src and (ours is None or ours.src != theirs.src):
        found.put("image", ours, replace(theirs, src=f"/{theirs.src}"))


def _offices(found: Joined, ours: Iterable[Membership], theirs: Iterable[Membership]) -> tuple[Membership, ...]:
    """The offices of both; one whose beginning both know and whose end they tell otherwise is a conflict."""
    kept = {_office(one): one for one in ours}
    rest = list(ours)
    for one in theirs:
        known = kept.get(_office(one))
        if known is None:
            rest.append(one)
        elif known != one:
            if "memberships" in found.take:
                rest[rest.index(known)] = one
            elif "memberships" not in found.keep:
                found.conflicts.append(f"memberships ({one.role} until {known.end_date}, or until {one.end_date})")
    return tuple(dict.fromkeys(rest))


def _office(one: Membership) -> tuple[object, ...]:
    """By what an office of one person is the same in two records."""
    return one.role, one.organization, one.start_date


def _shown(value: object) -> str:
    words = ", ".join(getattr(one, "name", str(one)) for one in value) if isinstance(value, tuple) else str(value)
    return repr(words if len(words) <= 60 else words[:60] + " …") if words else "none"  # noqa: PLR2004


_TEXT = "text"
"""What the description of a record is called where somebody decides between two."""


def merge(
    desk: Desk,
    kind: EntityKind,
    name: str,
    into_name: str,
    keep: Collection[str] = (),
    take: Collection[str] = (),
) -> Plan:
    """Make a record part of another: its names, offices and uses go over, and its id becomes a former one.

    *keep* and *take* decide the keys in which the two contradict each other.  Raises PublicationError where that is
    not decided of each.
    """
    desk.refuse_damage()
    old, new = id_of_record(kind, name), id_of_record(kind, into_name)
    if old == new:
        raise PublicationError(f"{old} is {new} already")
    if both := sorted({*keep} & {*take}):
        raise PublicationError(f"{both[0]} cannot be both kept and taken")
    _refuse_unknown(kind, (*keep, *take))
    other, into = record_of(desk, kind, old), record_of(desk, kind, new)
    _refuse_related(desk, other.record, into.record)
    found = joined(into.record, other.record, keep, take)
    description = _description(other, into, keep, take)
    conflicts = [*found.conflicts, *([f"{_TEXT} (both are described)"] if description is None else [])]
    if conflicts:
        raise PublicationError(
            f"the two differ in {'; '.join(conflicts)}; for each say --keep KEY for what {new} has, or --take KEY for "
            f"what {old} has"
        )
    former = new_former_ids(new, *into.record.former_ids, *other.record.former_ids, old)
    own = tuple(path for path in (other.record.path, into.record.path) if path)
    files = with_uses(desk, kind, old, new, own)
    told = (f"merged: {kind} {old} into {new}", *in_words(desk, kind, old, files))
    text = with_changes(into, {**found.changes, "former_ids": former})
    files[into.record.path or path_of(kind, new)] = text + (description or "").encode()
    return Plan(files, gone=(other.record.path,) if other.record.path else (), told=told)


def _refuse_unknown(kind: EntityKind, keys: Collection[str]) -> None:
    """Refuse to decide a key that records do not have."""
    for key in keys:
        if key != _TEXT and key.partition(".")[0] not in KEYS[kind]:
            meant = closest(key, [*KEYS[kind], _TEXT])
            advice = f"did you mean {meant!r}?" if meant else f"write one of {', '.join([*KEYS[kind], _TEXT])}"
            raise PublicationError(f"{key!r} is no key of a record; {advice}")


def _refuse_related(desk: Desk, other: Entity, into: Entity) -> None:
    """Refuse to make one of two that an archive says are two: one part of the other, or both issuers of a text."""
    for one, two in ((other, into), (into, other)):
        if isinstance(one, Organization):
            key = next((key for key in ("parent", "unit_of") if getattr(one, key) == two.id), None)
            key = "successors" if two.id in one.successors else key
            if key:
                raise PublicationError(f"{one.path} has {two.id} under {key}, so they are two; take that out first")
    for release in desk.archive.releases.values():
        if {other.id, into.id} <= {*release.all_issuers} and other.kind == "organization":
            raise PublicationError(f"{other.id} and {into.id} both issued {release.id}, so they are two")


def _description(other: Subject, into: Subject, keep: Collection[str], take: Collection[str]) -> str | None:
    """The words to be added below the header; None where both have some and nothing was decided."""
    theirs, ours = (one.text[bounds(one.text)[2] :].strip() if one.has_file else "" for one in (other, into))
    if not theirs or theirs == ours or _TEXT in keep:
        return ""
    if ours and _TEXT not in take:
        return None
    if ours:
        paths = f"{other.record.path} into {into.record.path}"
        raise PublicationError(f"write the text of {paths} yourself, then give --keep {_TEXT}")
    return f"\n{theirs}\n"
