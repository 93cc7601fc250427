"""Which keys of Popolo are taken over; the others are named, so that nobody believes that all came along."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Literal

from sphinx_newsroom.diagnostics import ImportCode, Problem
from sphinx_newsroom.importers.drafts import Place, quoted

Thing = Literal["organization", "person"]

_BOTH = frozenset(("name", "other_names", "website", "links", "identifiers", "sources", "memberships"))
_TAKEN: Mapping[Thing, frozenset[str]] = {
    "person": _BOTH | {"family_name", "given_name", "additional_name"},  # parts of the name
    "organization": _BOTH
    | {"acronym", "classification", "founding_date", "dissolution_date", "parent", "parent_id", "successors"}
    | {"posts", "children"},
}
_NOTHING_TO_SAY = frozenset(
    ("id", "type", "@type", "@id", "@context", "url", "created_at", "updated_at", "sort_name", "releases")
)
"""Keys of every kind that are for programs, or follow from a name or from the releases of an archive."""

_EMPTY: tuple[object, ...] = (None, "", [], {})


def not_taken(kind: Thing, things: Iterable[tuple[Place, Mapping[str, Any]]]) -> Problem | None:
    """What things of a *kind* say, each given with its place, that no record gets: one problem, at the first."""
    told: Counter[str] = Counter()
    first: Place | None = None
    for place, value in things:
        left = [key for key in value.keys() - _TAKEN[kind] - _NOTHING_TO_SAY if value[key] not in _EMPTY]
        told.update(left)
        if left and first is None:
            first = place
    if first is None:
        return None
    keys = ", ".join(f"{quoted(key)} ({count:,})" for key, count in sorted(told.items()))
    message = f"what {kind}s say under {keys} is not taken over"
    return first.problem(ImportCode.NOT_TAKEN, message, "write what readers are to know into the records")
