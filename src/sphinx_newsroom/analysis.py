"""The archive as data, for notebooks and scripts: one call, no Sphinx.

from sphinx_newsroom.analysis import load
archive = load("../..")
archive.releases, archive.mentions
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.archive.release_text import release_text
from sphinx_newsroom.archive.standing import load as load_archive
from sphinx_newsroom.config import settings_of
from sphinx_newsroom.text.naming import Names, find

if TYPE_CHECKING:
    from sphinx_newsroom.model.records import Mention, Release
    from sphinx_newsroom.model.registry import Registry


@dataclass(frozen=True)
class Loaded:
    """Published releases, oldest first; mentions with the id of their release; the records."""

    releases: list[Release]
    mentions: list[tuple[str, Mention]]
    registry: Registry


def load(root: str | Path) -> Loaded:
    """Read the archive in *root*: what is published, not what is under embargo or broken.

    Raises ConfigError where *root* holds no usable conf.py.
    """
    folder = Path(root).resolve()
    archive = load_archive(folder, settings_of(folder))
    # By date and id, so that a notebook's tables are the same with every run.
    releases = sorted(archive.releases.values(), key=lambda release: (release.date, release.id))
    # Made once: it prepares all forms of all names.
    names = Names(archive.registry)
    mentions: list[tuple[str, Mention]] = []
    for release in releases:
        text, marks = release_text(archive, release)
        mentions += [(release.id, mention) for mention in find(names, text, marks, release).mentions]
    return Loaded(releases, mentions, archive.registry)
