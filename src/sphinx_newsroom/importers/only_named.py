"""Of what an import would add, the records that texts name, with those that these need."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from sphinx_newsroom.importers.existing import Record
from sphinx_newsroom.importers.plan import Plan
from sphinx_newsroom.model.records import Official


def only_named(plan: Plan, named: Collection[str]) -> Plan:
    """A plan without the new records whose ids are not among those *named*, and which no other record in it names.

    Records that are there already change as before. An organization stays for an officer of it who is named, and for
    one that is a part of it or became of it: a record that refers to none would be an error.
    """
    new = {change.record.id: change.record for change in plan.changes if change.is_new}
    waiting = [change.record for change in plan.changes if not change.is_new or change.record.id in named]
    needed: set[str] = set()
    while waiting:
        record = waiting.pop()
        if record.id in new:
            needed.add(record.id)
        waiting += [new[id_] for id_ in _referred(record) if id_ in new and id_ not in needed]
    return replace(plan, changes=tuple(one for one in plan.changes if not one.is_new or one.record.id in needed))


def _referred(record: Record) -> Iterator[str]:
    """The ids of the organizations that a record names in its header."""
    if isinstance(record, Official):
        yield from (membership.organization for membership in record.memberships)
    else:
        yield from record.successors
        yield from filter(None, (record.parent, record.unit_of))
