"""An archive that is opened to be exported: what was chosen of it, and what reads a text when it is its turn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.archive.release_text import release_text
from sphinx_newsroom.archive.versions import OldText, Versions, versions_of
from sphinx_newsroom.operations.opened import opened_as_published
from sphinx_newsroom.outputs.exports.chosen import Chosen, Wanted, chosen
from sphinx_newsroom.outputs.exports.news_items import NewsItem, Read, news_item
from sphinx_newsroom.outputs.feeds.items import changed
from sphinx_newsroom.progress import Progress
from sphinx_newsroom.text.naming import Names, find

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.config import Settings

T = TypeVar("T")


@dataclass(frozen=True)
class Opened:
    """An *archive* as readers have it, and the *texts* that were *wanted* of it; *site* is where it was built."""

    archive: Archive
    versions: Versions
    wanted: Wanted
    texts: tuple[Chosen, ...]
    site: Path

    @property
    def settings(self) -> Settings:
        """What conf.py says."""
        return self.archive.settings

    @cached_property
    def names(self) -> Names:
        """All forms of all names, which take a while to prepare."""
        return Names(self.archive.registry)

    @cached_property
    def index(self) -> ArchiveIndex:
        """The headers of all releases; their texts are not in it."""
        entries = {page: Entry.of(release, "", (), ()) for page, release in self.archive.releases.items()}
        return ArchiveIndex(entries, self.archive.registry)

    @property
    def newest(self) -> dt.datetime:
        """When the newest of the texts changed last: what an export bears in the place of the moment it is made at."""
        return max(changed(one.release) for one in self.texts)

    def read(self, one: Chosen) -> Read:
        """A text and whom it names; nothing of one that was withdrawn."""
        if one.withdrawn:
            return Read("", (), ())
        text, marks = release_text(self.archive, one.release)
        mentions = () if one.is_superseded else find(self.names, text, marks, one.release).mentions
        return Read(text, marks, mentions)

    def items(self) -> Iterator[NewsItem]:
        """What news formats tell of each text, one at a time."""
        for one in watched(self.texts, "releases", len(self.texts)):
            yield news_item(one, self.read(one), self.archive.registry, self.settings)


def watched(found: Iterable[T], things: str, total: int) -> Iterator[T]:
    """Each of them in turn, with a word now and then on how many of the *total* are done."""
    progress = Progress(things)
    try:
        for number, one in enumerate(found, 1):
            yield one
            progress("exported", number, total)
    finally:
        progress.end()


def opened(root: Path, settings: Settings, wanted: Wanted, site: Path | None) -> Opened:
    """Load the archive in *root* and choose; raises ConfigError for a release or edition that there is not."""
    archive = opened_as_published(root, settings)
    old = {page: OldText(one.release, "", one.release.withdrawn) for page, one in archive.superseded.items()}
    versions = versions_of(archive, old)
    texts = chosen(archive, versions, wanted)
    return Opened(archive, versions, wanted, texts, site or root / "_build" / "html")
