"""The archive by date, year, entity and relation: everything that lists and backlinks need.

Built once for a build from the domain's entries; every look-up after that is a dictionary's.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from sphinx_newsroom.archive.entries import Entry, Spoken
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.model.addresses import LONG_YEAR, EntityKey, PageName, ReleaseId, month_page, release_page
from sphinx_newsroom.model.records import Release
from sphinx_newsroom.model.registry import Registry


class ReleaseFilter(NamedTuple):
    """Which releases a list shows: what is None does not matter; at most *limit*, newest first."""

    organization: str | None = None
    official: str | None = None
    topic: str | None = None
    year: int | None = None
    type: str | None = None
    language: str | None = None
    limit: int = 20


def _age(release: Release) -> tuple[dt.date, dt.datetime, str]:
    return release.date, release.begin, release.id


RELATED = "Related"
"""The relation that is told by a list's heading alone."""


class ArchiveIndex:
    """All releases of a build, indexed.  *entries* is by docname (``releases/2011/conference-opens``)."""

    def __init__(self, entries: Mapping[PageName, Entry], registry: Registry) -> None:
        self.entries = entries
        self.registry = registry

    @cached_property
    def newest(self) -> tuple[PageName, ...]:
        """All releases and translations, newest first."""
        return tuple(sorted(self.entries, key=lambda docname: _age(self.entries[docname].release), reverse=True))

    @cached_property
    def listed(self) -> tuple[PageName, ...]:
        """The releases that lists show, newest first: translations stand on their original's page."""
        return tuple(docname for docname in self.newest if docname not in self._originals)

    @cached_property
    def years(self) -> Mapping[int, tuple[PageName, ...]]:
        """The listed releases of each year, newest first; the newest year first."""
        years: dict[int, list[PageName]] = defaultdict(list)
        for (year, _), docnames in self.by_month.items():
            years[year] += docnames
        return {year: tuple(docnames) for year, docnames in years.items()}

    @cached_property
    def by_month(self) -> Mapping[tuple[int, int], tuple[PageName, ...]]:
        """The same of each month (year and month)."""
        months: dict[tuple[int, int], list[PageName]] = defaultdict(list)
        for docname in self.listed:
            date = self.entries[docname].release.date
            months[date.year, date.month].append(docname)
        return {key: tuple(docnames) for key, docnames in months.items()}

    @cached_property
    def markups(self) -> Mapping[PageName, str]:
        """What changes when anything of a release does, its markup and its id included, by page."""
        return {page: entry.markup_digest for page, entry in self.entries.items()}

    @cached_property
    def months(self) -> Mapping[tuple[int, int], tuple[PageName, ...]]:
        """The listed releases, newest first, of each month (year and month) of a year with very many: it has a page.

        A release that is called like such a page (``2021/05``) keeps its address.
        """
        return {
            (year, month): docnames
            for (year, month), docnames in self.by_month.items()
            if len(self.years[year]) > LONG_YEAR and month_page(year, month) not in self.entries
        }

    @cached_property
    def by_type(self) -> tuple[Mapping[str, list[PageName]], Mapping[str, list[PageName]]]:
        """The releases that lists show of each type, newest first; and the translations of each."""
        found: tuple[dict[str, list[PageName]], ...] = ({}, {})
        for docname in self.newest:
            found[docname in self._originals].setdefault(self.entries[docname].release.type, []).append(docname)
        return found[0], found[1]

    @cached_property
    def by_language(self) -> Mapping[str, list[PageName]]:
        """All releases and translations in each language, newest first."""
        found: dict[str, list[PageName]] = {}
        for docname in self.newest:
            found.setdefault(self.entries[docname].release.language, []).append(docname)
        return found

    @cached_property
    def naming(self) -> Mapping[EntityKey, tuple[PageName, ...]]:
        """The releases that name each entity, newest first; a translation only where its original does not."""
        found: dict[EntityKey, list[PageName]] = defaultdict(list)
        for docname in self.newest:
            for key in self._named[docname]:
                found[key].append(docname)
        return {key: tuple(self._without_translations(docnames)) for key, docnames in found.items()}

    def _without_translations(self, docnames: Collection[PageName]) -> Collection[PageName]:
        """Those of some releases that translate none of the others."""
        originals = self._originals
        if originals.keys().isdisjoint(docnames):  # as in most archives
            return docnames
        some = frozenset(docnames)
        return [docname for docname in docnames if originals.get(docname) not in some]

    @cached_property
    def _named(self) -> Mapping[PageName, tuple[EntityKey, ...]]:
        named = {}
        for docname, entry in self.entries.items():
            keys, topics = entry.found.named, entry.release.topics
            # No topic stands twice in a header; a text can name one as well.
            named[docname] = tuple(dict.fromkeys((*keys, *(("topic", topic) for topic in topics)))) if topics else keys
        return named

    def named(self, docname: PageName) -> tuple[EntityKey, ...]:
        """The entities that a release names, in order of first mention, then its topics."""
        return self._named[docname]

    def page(self, id_: ReleaseId | None) -> PageName | None:
        """The page of the release of an id, None where there is none that may be shown."""
        page = release_page(id_) if id_ else None
        return page if page in self.entries else None

    def original(self, docname: PageName) -> PageName | None:
        """The page of the release that this one translates, where it is in the archive."""
        return self._originals.get(docname)

    @cached_property
    def _originals(self) -> Mapping[PageName, PageName]:
        """The pages of translations, with those of the releases that they translate."""
        named = ((docname, entry.release.translation_of) for docname, entry in self.entries.items())
        return {docname: page for docname, id_ in named if id_ and (page := self.page(id_))}

    @cached_property
    def translations(self) -> Mapping[PageName, tuple[PageName, ...]]:
        """For each original, itself and its translations, by language."""
        groups: dict[PageName, list[PageName]] = defaultdict(list)
        for docname, original in self._originals.items():
            groups[original].append(docname)
        return {
            original: tuple(sorted([original, *docnames], key=lambda d: self.entries[d].release.language))
            for original, docnames in groups.items()
        }

    @cached_property
    def neighbours(self) -> Mapping[PageName, tuple[PageName | None, PageName | None]]:
        """For each listed release the one before and the one after it in time."""
        listed = self.listed
        return {
            docname: (listed[i + 1] if i + 1 < len(listed) else None, listed[i - 1] if i else None)
            for i, docname in enumerate(listed)
        }

    @cached_property
    def relations(self) -> Mapping[PageName, tuple[tuple[PageName, str], ...]]:
        """For each release the releases related to it, with the relation in words; inverses are derived."""
        found: dict[PageName, dict[PageName, str]] = defaultdict(dict)
        replaces = translatable("Replaces"), translatable("Replaced by")
        follows = translatable("Follows"), translatable("Followed by")
        related = RELATED, translatable("Refers to this")
        for docname in self.newest:
            release = self.entries[docname].release
            for (word, inverse), targets in (
                (replaces, (release.replaces,)),
                (follows, (release.follows,)),
                (related, release.related),
            ):
                for target in targets:
                    if other := self.page(target):
                        found[docname].setdefault(other, word)
                        found[other].setdefault(docname, inverse)
        return {docname: tuple(others.items()) for docname, others in found.items()}

    @property
    def statements(self) -> Mapping[EntityKey, tuple[tuple[PageName, Spoken], ...]]:
        """What each official and organization says, as :meth:`statements_of` has it."""
        return self._statements

    def statements_of(self, key: EntityKey) -> tuple[tuple[PageName, Spoken], ...]:
        """What an official or organization says, with the release: newest first, within a release in its order.

        What a translation says too stands once, as its original has it.
        """
        return self._statements.get(key, ())

    @cached_property
    def _statements(self) -> Mapping[EntityKey, tuple[tuple[PageName, Spoken], ...]]:
        found: dict[EntityKey, dict[PageName, list[Spoken]]] = defaultdict(lambda: defaultdict(list))
        for docname in self.newest:
            for statement in self.entries[docname].spoken:
                found[statement.kind, statement.speaker][docname].append(statement)
        return {
            key: tuple(
                (docname, statement)
                for docname in self._without_translations(releases)
                for statement in releases[docname]
            )
            for key, releases in found.items()
        }

    def named_with(self, key: EntityKey) -> list[tuple[EntityKey, int]]:
        """The organizations and officials named in the same releases as *key*, the most often named first.

        Withdrawn releases do not count: their texts say nothing any more, and no search finds them.
        """
        in_force = (page for page in self.naming.get(key, ()) if self.entries[page].release.withdrawn is None)
        counts = Counter(chain.from_iterable(map(self._named.__getitem__, in_force)))
        counts.pop(key, None)
        others = (item for item in counts.items() if item[0][0] != "topic")
        return sorted(others, key=lambda item: (-item[1], item[0]))

    def select(self, wanted: ReleaseFilter) -> tuple[PageName, ...]:
        """The releases that a filter lets through, newest first; narrowed by the smallest list there is."""
        keys = [
            (kind, self.registry.current_id(kind, id_))
            for kind, id_ in (
                ("organization", wanted.organization),
                ("official", wanted.official),
                ("topic", wanted.topic),
            )
            if id_ is not None
        ]
        if keys:
            found = min((self.naming.get(key, ()) for key in keys), key=len)
        elif wanted.year is not None:
            found = self.years.get(wanted.year, ())
        else:
            found = self.newest if wanted.language else self.listed
        chosen = []
        for docname in found:
            release = self.entries[docname].release
            if (
                all(key in self.named(docname) for key in keys)
                and wanted.year in (None, release.date.year)
                and wanted.type in (None, release.type)
                and wanted.language in (None, release.language)
            ):
                chosen.append(docname)
                if len(chosen) == wanted.limit:
                    break
        return tuple(chosen)
