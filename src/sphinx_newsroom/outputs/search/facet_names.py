"""What readers call the values of facets: for the facets themselves, for suggestions, and for ``official:fedotov``."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Set
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from sphinx_newsroom.model.addresses import EntityKey, PageName
from sphinx_newsroom.model.records import ENTITY_KINDS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.config import Settings


class Counted(NamedTuple):
    """How many of some releases name each entity; who issued them, of which types and in which languages they are."""

    named: Counter[EntityKey]
    issuers: Set[str]
    types: Set[str]
    languages: Set[str]

    def told(self) -> str:
        """The same as text, in an order that depends on it alone."""
        rows = [[kind, id_, count] for (kind, id_), count in sorted(self.named.items())]
        return json.dumps([rows, *map(sorted, self[1:])])

    @classmethod
    def read(cls, told: str) -> Counted:
        """What :meth:`told` gave."""
        rows, *others = json.loads(told)
        return cls(Counter({(kind, id_): count for kind, id_, count in rows}), *map(frozenset, others))


def counted(index: ArchiveIndex, pages: Collection[PageName]) -> Counted:
    """The counts of some releases."""
    releases = [index.entries[page].release for page in pages]
    return Counted(
        Counter(chain.from_iterable(map(index.named, pages))),
        frozenset(chain.from_iterable(release.all_issuers for release in releases)),
        frozenset(release.type for release in releases),
        frozenset(release.language for release in releases),
    )


def names(index: ArchiveIndex, settings: Settings, parts: Iterable[Counted]) -> dict[str, dict[str, list[Any]]]:
    """Facet -> value -> its row, for all that the releases of some *parts* name or are.

    An organization's, official's or topic's row is: name, short name or "", how many of the
    releases name it, other names, ids of predecessors, ids of successors.  What is empty at a
    row's end is left out.  A type's row is its name.
    """
    counts: Counter[EntityKey] = Counter()
    issuers: set[EntityKey] = set()
    types: set[str] = set()
    # An issuer is a facet also where no text names it, and then counts no release.
    for part in parts:
        counts.update(part.named)
        issuers.update(("organization", id_) for id_ in part.issuers)
        types.update(part.types)
    rows: dict[str, dict[str, list[Any]]] = {
        "type": {value: [settings.type_label(value, settings.interface)] for value in sorted(types)},
        "organization": {},
        "official": {},
        "topic": {},
    }
    known = {(kind, id_) for kind in ENTITY_KINDS for id_ in index.registry.of_kind(kind)}
    # Topics may be named without a record: what has no name is shown by its id, and needs no row.
    for kind, id_ in sorted((counts.keys() | issuers) & known):
        rows[kind][id_] = _row(index, (kind, id_), counts)
    return rows


def _row(index: ArchiveIndex, key: EntityKey, counts: Mapping[EntityKey, int]) -> list[Any]:
    kind, id_ = key
    registry = index.registry
    record: Any = registry.of_kind(kind)[id_]
    row = [
        record.name,
        getattr(record, "acronym", None) or "",
        counts[key],
        list(dict.fromkeys(other.name for other in getattr(record, "other_names", ()) if other.name != record.name)),
    ]
    if kind == "organization":
        # Only bodies that the releases name: a search for the others would find nothing.
        for related in (registry.all_before(id_), registry.all_after(id_)):
            row.append([other for other in related if counts["organization", other]])
    # Most have no other names and no relatives, and a row is sent to every reader who searches.
    while not row[-1]:
        row.pop()
    return row
