"""What one build writes: all pages with their fingerprints, beside what the output folder held before."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.outputs.output import State

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from sphinx.environment import BuildEnvironment

    from sphinx_newsroom.extension.domain import NewsroomDomain
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.outputs.pages import Page


@dataclass
class Site:
    """One build's plan: all pages with their fingerprints, and what the output folder held before."""

    all_pages: Callable[[], Mapping[PageName, Page]]
    digests: Mapping[PageName, str]
    before: State
    started: float
    whole: str
    """What changes when anything does that the site is made of."""
    after: State = field(default_factory=State)
    texts: dict[PageName, str] = field(default_factory=dict)
    """What changes when the text of a page does, of the pages that this build has written in shells."""
    stands: bool = False
    """Whether all that the output folder holds is what this build would write."""

    @cached_property
    def pages(self) -> Mapping[PageName, Page]:
        """All pages; where the site stands, they are made only if Sphinx writes a document all the same."""
        return self.all_pages()


def everything(domain: NewsroomDomain, env: BuildEnvironment, salt: str) -> str:
    """What changes when anything does that a site is made of; *salt* stands for the program, conf.py and the theme.

    All else that pages, feeds, search and data show follows from these: the sources, which of them may be shown, the
    ledger as far as it is known by now, the files of releases and all that is copied.
    """
    archive, ledger = domain.archive, domain.archive.ledger
    lines = [event.digest for event in ledger.events if event.at <= archive.settings.now] if ledger else []
    recorded = (len(lines), lines[-1:], ledger.ends, ledger.checkpoint, ledger.stamp) if ledger else ()
    editions = [
        (edition.name, edition.at, sorted(record.current.digest for record in edition.records.values()))
        for edition in (domain.versions.editions if archive.settings.editions else ())
    ]
    return fingerprint(
        salt,
        sorted(archive.digests.items()),
        sorted(archive.releases),
        sorted(archive.superseded),
        sorted((docname, one.reason) for docname, one in archive.withheld.items()),
        archive.registry.digest,
        recorded,
        editions,
        list(archive.placements),
        sorted(domain.digests.items()),
        sorted(domain.failed.items()),
        sorted(env.found_docs | domain.compiled.texts.keys()),
        domain.copied,
    )
