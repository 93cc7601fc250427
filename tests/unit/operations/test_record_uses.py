"""Where headers name records by their ids, as rename and merge know it: all keys that take such an id."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from sphinx_newsroom.model.records import EntityKind
from sphinx_newsroom.operations.records import WAYS
from sphinx_newsroom.sources.header import KEYS

OTHERS = {("release", "names"), ("release", "boilerplate")}
"""Keys that take other things, and ids as well."""


def taking(kind: str) -> Iterator[tuple[str, str]]:
    """The keys of all headers that take the id of a record of a kind."""
    for header, keys in KEYS.items():
        for name, key in keys.items():
            inner = (key.kind.item or key.kind).keys
            if any(f"{kind} id" in one.takes for one in (key, *inner.values())):
                yield header, name


@pytest.mark.parametrize("kind", ["organization", "official", "topic"])
def test_every_key_that_takes_an_id_is_changed_with_it(kind: EntityKind) -> None:
    known = {(header, way[0]) for header, ways in WAYS.items() for way in ways.get(kind, ())}
    assert known - OTHERS == set(taking(kind)) - OTHERS
