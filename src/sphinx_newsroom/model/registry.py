"""The authority records of an archive, indexed by id, office and relation."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import FOLDERS, PageName, entity_page
from sphinx_newsroom.model.records import Entity, Membership, Official, Organization, Release, Topic


@dataclass(frozen=True)
class Registry:
    """All records by id, with cached indexes."""

    organizations: Mapping[str, Organization] = field(default_factory=dict)
    officials: Mapping[str, Official] = field(default_factory=dict)
    topics: Mapping[str, Topic] = field(default_factory=dict)

    def of_kind(self, kind: str) -> Mapping[str, Organization] | Mapping[str, Official] | Mapping[str, Topic]:
        """Return all records of "organization", "official" or "topic", by id."""
        if kind == "topic":
            return self.topics
        return self.organizations if kind == "organization" else self.officials

    @cached_property
    def digest(self) -> str:
        """A digest of all records."""
        return fingerprint(*(sorted(self.of_kind(kind).items()) for kind in FOLDERS))

    @cached_property
    def naming(self) -> str:
        """A digest of all that affects how names are found in texts; websites and identifiers don't.

        Former ids are included, because roles in published texts may still use them.
        """
        known = self.for_naming
        bodies, people = (sorted(records.items()) for records in (known.organizations, known.officials))
        return fingerprint([record for _, record in bodies], [record for _, record in people])

    @property
    def for_naming(self) -> Registry:
        """The records without the fields that don't affect how names are found."""
        apart: dict[str, Any] = {"website": None, "identifiers": (), "sources": ()}
        return Registry(
            {id_: replace(record, **apart, contacts=(), boilerplate="") for id_, record in self.organizations.items()},
            {id_: replace(record, **apart) for id_, record in self.officials.items()},
        )

    def entity(self, id_: str) -> Organization | Official | None:
        """Return the organization or official with an id or a former id; ids are unique across both."""
        found = self.organizations.get(id_) or self.officials.get(id_)
        if found is not None:
            return found
        by_kind = self.organizations.get(self.current_id("organization", id_))
        return by_kind or self.officials.get(self.current_id("official", id_))

    def current_id(self, kind: str, id_: str) -> str:
        """Return the current id of a record, given any of its ids."""
        return self.former.get(kind, {}).get(id_, id_)

    @cached_property
    def former_pages(self) -> Mapping[PageName, PageName]:
        """The former pages of records, mapped to the current ones."""
        rows = ((kind, old, now) for kind, ids in self.former.items() for old, now in ids.items())
        return {entity_page(kind, old): entity_page(kind, now) for kind, old, now in rows}

    @cached_property
    def former(self) -> Mapping[str, Mapping[str, str]]:
        """The former ids of records by kind, mapped to the current ones."""
        return former_ids([*self.organizations.values(), *self.officials.values(), *self.topics.values()])

    def issuer_names(self, release: Release) -> tuple[str, ...]:
        """Return the names of a release's issuers, or the id of one without a record."""
        found = self.organizations
        return tuple(found[id_].name if id_ in found else id_ for id_ in release.all_issuers)

    def issuers(self, release: Release) -> tuple[Organization, ...]:
        """Return the records of a release's issuers."""
        return tuple(self.organizations[id_] for id_ in release.all_issuers if id_ in self.organizations)

    def offices(self, official: str, date: dt.date) -> tuple[Membership, ...]:
        """Return the offices that an official held on *date*, the most recent first."""
        record = self.officials.get(official)
        if record is None:
            return ()
        held = [membership for membership in record.memberships if membership.on(date)]
        # As text, in which 2010 sorts before 2010-07-12, so a more precise date counts as later.
        return tuple(sorted(held, key=lambda membership: membership.start_date or "", reverse=True))

    def holders(self, organization: str) -> tuple[tuple[Official, Membership], ...]:
        """Return those who hold or held office in an organization, the most recent first."""
        return self._holders.get(organization, ())

    def children(self, organization: str) -> tuple[Organization, ...]:
        """Return the organizations that are part of this one, by name."""
        return self._children.get(organization, ())

    def predecessors(self, organization: str) -> tuple[Organization, ...]:
        """Return the organizations that this one succeeded, by name."""
        return self._predecessors.get(organization, ())

    def all_before(self, organization: str) -> tuple[str, ...]:
        """Return the ids of all predecessors, direct and indirect."""
        return _reachable(organization, lambda id_: tuple(earlier.id for earlier in self.predecessors(id_)))

    def all_after(self, organization: str) -> tuple[str, ...]:
        """Return the ids of all successors, direct and indirect."""
        return _reachable(
            organization, lambda id_: self.organizations[id_].successors if id_ in self.organizations else ()
        )

    @cached_property
    def _holders(self) -> Mapping[str, tuple[tuple[Official, Membership], ...]]:
        found: dict[str, list[tuple[Official, Membership]]] = defaultdict(list)
        for official in sorted(self.officials.values(), key=lambda official: official.id):
            for membership in official.memberships:
                found[membership.organization].append((official, membership))
        return {
            organization: tuple(sorted(rows, key=lambda row: row[1].start_date or "", reverse=True))
            for organization, rows in found.items()
        }

    @cached_property
    def _children(self) -> Mapping[str | None, tuple[Organization, ...]]:
        return self._by(lambda record: [record.parent])

    @cached_property
    def _predecessors(self) -> Mapping[str | None, tuple[Organization, ...]]:
        return self._by(lambda record: record.successors)

    def _by(
        self, others: Callable[[Organization], Iterable[str | None]]
    ) -> Mapping[str | None, tuple[Organization, ...]]:
        """Group the organizations, sorted by name, by the ids that *others* returns."""
        found: dict[str | None, list[Organization]] = defaultdict(list)
        for record in sorted(self.organizations.values(), key=lambda record: (record.name, record.id)):
            for other in others(record):
                found[other].append(record)
        return {other: tuple(records) for other, records in found.items()}


def former_ids(records: Iterable[Entity]) -> Mapping[str, Mapping[str, str]]:
    """Map the former ids of records to the current ones, by kind; ids in use aren't former ids."""
    known = list(records)
    used = {(record.kind, record.id) for record in known}
    found: dict[str, dict[str, str]] = {}
    for record in known:
        for id_ in record.former_ids:
            if (record.kind, id_) not in used:
                found.setdefault(record.kind, {}).setdefault(id_, record.id)
    return found


def with_present_ids(release: Release, former: Mapping[str, Mapping[str, str]]) -> Release:
    """Replace former ids of records in a release's header by the current ones."""
    if not former:
        return release
    bodies, people, topics = (former.get(kind, {}) for kind in ("organization", "official", "topic"))

    def present(ids: Iterable[str], now: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(now.get(id_, id_) for id_ in ids))

    about = release.boilerplate
    found = replace(
        release,
        issuer=bodies.get(release.issuer, release.issuer) if release.issuer else None,
        issuers=present(release.issuers, bodies),
        organizations=present(release.organizations, bodies),
        officials=present(release.officials, people),
        topics=present(release.topics, topics),
        boilerplate=present(about, bodies) if isinstance(about, tuple) else about,
        names=tuple((form, id_ and bodies.get(id_, people.get(id_, id_))) for form, id_ in release.names),
    )
    return release if found == release else found


def _reachable(start: str, step: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
    """Return everything reachable from *start*, the nearest first, without *start* itself."""
    found: dict[str, None] = {start: None}
    waiting = [start]
    # The list grows while iterating: breadth first, and cycles end because nothing is added twice.
    for id_ in waiting:
        for other in step(id_):
            if other not in found:
                found[other] = None
                waiting.append(other)
    return tuple(found)[1:]
