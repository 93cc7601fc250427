"""Which alerts a release is for: a query as search understands it, and what the alert asks for beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sphinx_newsroom.model.alerts import Alert
from sphinx_newsroom.outputs.alerts.built_site import BuiltSite
from sphinx_newsroom.outputs.queries.finding import Finder

_FACETS = {"organization": "organizations", "official": "officials", "topic": "topics"}


class Matcher:
    """Holds alerts against the releases *ids* of a site; readers search it in *language*."""

    def __init__(self, site: BuiltSite, ids: Iterable[str], language: str) -> None:
        self.site = site
        found = {id_: site.number_of(id_) for id_ in ids}
        self._numbers = {number: id_ for id_, number in found.items() if number is not None}
        self._gone = [id_ for id_, number in found.items() if number is None]
        # Originals, too: their translations are told to those alone who did not get these.
        originals = {self.site.rows[id_]["translation_of"] for id_ in self._numbers.values()} & site.rows.keys()
        self._originals = {id_: number for id_ in originals if (number := site.number_of(id_)) is not None}
        self._finder = Finder(site.index, language, {*self._numbers, *self._originals.values()})

    def ids_for(self, alert: Alert) -> frozenset[str]:
        """The releases that an alert is for.

        A withdrawn one has no text any more, so no query finds it.  A translation is not told where its original is
        for the alert as well.
        """
        within = self._numbers.keys() | set(self._originals.values())
        numbers = self._finder.find(alert.query) if alert.query else within
        found = {id_ for number, id_ in self._numbers.items() if number in numbers}
        found |= {id_ for id_, number in self._originals.items() if number in numbers}
        if not alert.query:
            found.update(self._gone)
        fitting = frozenset(id_ for id_ in found if _fits(self.site.rows[id_], alert))
        wanted = fitting & {*self._numbers.values(), *self._gone}
        return frozenset(id_ for id_ in wanted if self.site.rows[id_]["translation_of"] not in fitting)


def _fits(row: Mapping[str, Any], alert: Alert) -> bool:
    """Whether a release is what an alert asks for beside its query: any of each, all across."""
    for facet, values in alert.facets:
        own = row[_FACETS[facet]] if facet in _FACETS else (row[facet],)
        if not set(own) & set(values):
            return False
    return True
