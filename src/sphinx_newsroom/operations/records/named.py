"""Which of some records the texts of an archive would name, were they in it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from sphinx_newsroom.archive.release_text import release_text
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.records import Official, Organization
from sphinx_newsroom.operations.opened import opened
from sphinx_newsroom.text.naming import Names, find

Progress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and of how much."""


def named_in_texts(
    root: Path, settings: Settings, records: Iterable[Organization | Official], progress: Progress
) -> frozenset[str]:
    """The ids of the organizations and officials that releases of the archive in *root* name, with *records* in it.

    Drafts and releases under embargo count. Of a name that may mean several, each is named; issuers and those whom a
    header names count as well. Raises OSError where a text cannot be read.
    """
    archive = opened(root, replace(settings, drafts=True, now=dt.datetime.max.replace(tzinfo=dt.UTC)))
    registry = archive.registry
    added = list(records)
    registry = replace(
        registry,
        organizations={**registry.organizations, **{one.id: one for one in added if isinstance(one, Organization)}},
        officials={**registry.officials, **{one.id: one for one in added if isinstance(one, Official)}},
    )
    names = Names(registry)
    named: set[str] = set()
    for number, release in enumerate(archive.releases.values()):
        progress("releases looked through", number, len(archive.releases))
        text, marks = release_text(archive, release)
        found = find(names, text, marks, release)
        named.update(mention.entity for mention in found.mentions if mention.entity)
        named.update(entity for ambiguity in found.ambiguities for entity in ambiguity.candidates)
        named.update(release.all_issuers)
    return frozenset(named)
