"""``newsroom rename`` as a plan: a record under another id, and whoever named it by the old one names it by that."""

from __future__ import annotations

from sphinx_newsroom.model.records import EntityKind
from sphinx_newsroom.operations.desk import Desk
from sphinx_newsroom.operations.plan import Plan, PublicationError
from sphinx_newsroom.operations.records.subject import (
    id_of_record,
    new_former_ids,
    path_of,
    record_of,
    refuse_taken,
    with_changes,
)
from sphinx_newsroom.operations.records.uses import in_words, with_uses


def rename(desk: Desk, kind: EntityKind, name: str, new_name: str) -> Plan:
    """Give a record another id; the one that it had leads there, for readers of its page and its feeds."""
    desk.refuse_damage()
    old, new = id_of_record(kind, name), id_of_record(kind, new_name)
    if old == new:
        raise PublicationError(f"{new} is its id already")
    found = record_of(desk, kind, old)
    refuse_taken(desk, kind, new, found.record)
    former = new_former_ids(new, *found.record.former_ids, old)
    path, target = found.record.path, path_of(kind, new)
    files = with_uses(desk, kind, old, new, (path,))
    told = (f"renamed: {kind} {old} to {new}", *in_words(desk, kind, old, files))
    files[target] = with_changes(found, {"former_ids": former})
    return Plan(files, gone=(path,) if path else (), told=told)
