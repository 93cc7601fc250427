"""A small archive's index, and texts for it, that the tests of feeds share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from sphinx_newsroom.archive.index import ArchiveIndex, Entry
from sphinx_newsroom.config import Settings
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Organization, Release, Topic
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs import feeds
from sphinx_newsroom.outputs.feeds.items import Enclosure
from sphinx_newsroom.text.words.tokens import Mark
from tests.helpers.outputs import files_of

BASE = "https://archive.example.org/"
SETTINGS = Settings(project="Archive", description="What was said.", baseurl=BASE, tag="example.org,2026")
REGISTRY = Registry(
    {"osce": Organization("osce", "Organization for Security & Co-operation in Europe", "OSCE")},
    {},
    {"labour": Topic("labour", "Labour rights")},
)
OPENING = Release(
    ReleaseId("2011/opening"),
    "Conference opens",
    dt.date(2011, 6, 21),
    "releases/2011/opening.md",
    issuer="osce",
    topics=("labour",),
)


@dataclass(frozen=True)
class SampleTexts:
    """Texts that are there without a site; *html* stands for every text where it is given."""

    text: str | None = None
    files: Mapping[str, tuple[Enclosure, ...]] = field(default_factory=dict)

    def html(self, docname: str) -> str:
        if self.text is not None:
            return self.text
        return f'<p>Text of {docname} on the <a href="../../organizations/osce.html">OSCE</a>.</p>'

    def digest(self, docname: str) -> str:
        return self.html(docname)

    def enclosures(self, docname: str) -> tuple[Enclosure, ...]:
        return self.files.get(docname, ())


def index_of(*releases: Release, registry: Registry = REGISTRY) -> ArchiveIndex:
    """An index of releases, each of which names its issuer."""
    entries = []
    for release in releases:
        named = [Mention(release.issuer, "organization", "", "issuer")] if release.issuer else []
        text = f"{release.title}\n\nThe first paragraph.\n\nMore."
        entries.append(Entry.of(release, text, (Mark(0, 1, "heading"),), tuple(named)))
    return ArchiveIndex({entry.release.docname: entry for entry in entries}, registry)


def files(
    *releases: Release, settings: Settings = SETTINGS, texts: SampleTexts | None = None, registry: Registry = REGISTRY
) -> dict[str, bytes]:
    """All files of all feeds."""
    found: dict[str, bytes] = {}
    for output in feeds.outputs(index_of(*releases, registry=registry), settings, texts or SampleTexts()):
        found.update(files_of(output))
    return found


def days(count: int, **changes: object) -> list[Release]:
    """Releases of so many days, the oldest first."""
    first = dt.date(2010, 1, 1)
    return [
        Release(
            ReleaseId(f"2010/r{n:03}"),
            f"Release {n}",
            first + dt.timedelta(n),
            f"releases/2010/r{n:03}.md",
            issuer="osce",
            **changes,  # type: ignore[arg-type]
        )
        for n in range(count)
    ]
