"""Whom a release names and who says what in it: all of it, or packed, with what is asked of all releases beside it."""

from __future__ import annotations

import pickle
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, Protocol

from sphinx_newsroom.model.addresses import EntityKey
from sphinx_newsroom.model.records import Mention, Statement

_KEY = attrgetter("kind", "entity")
"""Whom a mention is of."""


class Found(Protocol):
    """What was found in the text of a release, which may be packed until somebody asks."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Whom it names, mention by mention."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who says what."""

    @property
    def named(self) -> tuple[EntityKey, ...]:
        """Whom it names, each once, in the order of the mentions."""

    @property
    def counts(self) -> tuple[int, int]:
        """How many mentions of organizations and officials there are, and how many statements."""


class FoundHere(NamedTuple):
    """What was found, at hand."""

    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def named(self) -> tuple[EntityKey, ...]:
        """Whom the release names, each once, in the order of the mentions."""
        return tuple(dict.fromkeys(map(_KEY, self.mentions)))

    @property
    def counts(self) -> tuple[int, int]:
        """How many mentions of organizations and officials there are, and how many statements."""
        return sum(mention.kind != "topic" for mention in self.mentions), len(self.statements)


class FoundKept(NamedTuple):
    """What was found, packed: a release has some ten mentions, which a build needs of the few that changed.

    As they are they take two kilobytes of memory and half of the time of all that is unpickled of a release.
    """

    named: tuple[EntityKey, ...]
    counts: tuple[int, int]
    packed: bytes

    @classmethod
    def of(cls, found: Found) -> FoundKept:
        """The same packed."""
        rows = tuple(map(tuple, found.mentions)), tuple(map(tuple, found.statements))
        return cls(found.named, found.counts, pickle.dumps(rows, pickle.HIGHEST_PROTOCOL))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Whom the release names, mention by mention."""
        return _unpacked(self.packed).mentions

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who says what."""
        return _unpacked(self.packed).statements

    def at_hand(self) -> FoundKept:
        """The same, with whom it names as those that many releases name have it in memory already."""
        return self._replace(named=tuple(_NAMED.setdefault(key, key) for key in self.named))

    def __repr__(self) -> str:
        """All that is in it, in words: what must not be told of yet is looked for in what a row says."""
        return repr(_unpacked(self.packed))


_NAMED: dict[EntityKey, EntityKey] = {}


@lru_cache(maxsize=2048)  # 4 MB: whoever writes many files asks for it of the releases of a year, in turn
def _unpacked(packed: bytes) -> FoundHere:
    """What was packed."""
    mentions, statements = pickle.loads(packed)
    return FoundHere(tuple(map(Mention._make, mentions)), tuple(map(Statement._make, statements)))
