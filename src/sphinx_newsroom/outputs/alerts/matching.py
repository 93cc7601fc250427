"""Which alerts a release is for: a query as search understands it, and what the alert asks for beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.outputs.alerts.built_site import BuiltSite
from sphinx_newsroom.outputs.search.engine import Engine

_FACETS = {"organization": "organizations", "official": "officials", "topic": "topics"}


class Matcher:
    """Holds alerts against the releases *ids* of a site; readers search it in *language*."""

    def __init__(self, site: BuiltSite, ids: Iterable[str], language: str) -> None:
        self.site = site
        self._language = language
        self._asked = frozenset(ids)
        searched = self._standing(self._asked)
        # Originals, too: their translations are told to those alone who did not get these.
        self._searched = searched | self._standing({site.rows[id_]["translation_of"] for id_ in searched})

    def _standing(self, ids: Iterable[str]) -> frozenset[str]:
        """Those that search can find: a withdrawn release has no text any more."""
        rows = self.site.rows
        return frozenset(id_ for id_ in ids if id_ in rows and not rows[id_]["withdrawn"])

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.site.search_file, self._language)

    @cached_property
    def _numbers(self) -> Mapping[int, str]:
        released = self._engine.released_on({self.site.rows[id_]["date"] for id_ in self._searched})
        return {number: id_ for id_, number in released.items() if id_ in self._searched}

    def ids_for(self, alert: Alert) -> frozenset[str]:
        """The releases that an alert is for; raises QueryError, and as :class:`.Engine` does.

        A translation is not told where its original is for the alert as well.
        """
        found = self._searched | self._asked
        if alert.query:
            found = frozenset(map(self._numbers.__getitem__, self._engine.holding(alert.query, self._numbers)))
        fitting = frozenset(id_ for id_ in found if _fits(self.site.rows[id_], alert))
        return frozenset(id_ for id_ in fitting & self._asked if self.site.rows[id_]["translation_of"] not in fitting)


def _fits(row: Mapping[str, Any], alert: Alert) -> bool:
    """Whether a release is what an alert asks for beside its query: any of each, all across."""
    for facet, values in alert.facets:
        own = row[_FACETS[facet]] if facet in _FACETS else (row[facet],)
        if not set(own) & set(values):
            return False
    return True
