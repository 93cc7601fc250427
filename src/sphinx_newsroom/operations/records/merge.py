"""``newsroom merge`` as a plan: two records of one body, person or topic made one."""

from __future__ import annotations

from collections.abc import Collection

from sphinx_newsroom.model.records import Entity, EntityKind, Organization
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError
from sphinx_newsroom.operations.records.joining import joined
from sphinx_newsroom.operations.records.subject import (
    Subject,
    id_of_record,
    new_former_ids,
    path_of,
    record_of,
    with_changes,
)
from sphinx_newsroom.operations.records.uses import in_words, with_uses
from sphinx_newsroom.sources.keys.header_keys import KEYS
from sphinx_newsroom.sources.keys.sheet import closest
from sphinx_newsroom.sources.release_file import bounds

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
