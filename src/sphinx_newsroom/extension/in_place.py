"""Into which files of the site a build may have written, rather than put another in their place.

Sphinx writes pages in place, as we do; everything else of ours takes the place of what was there.  So where no page
was written, a folder whose names are as they were holds the files that it held.
"""

from __future__ import annotations

import os
import posixpath
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx_newsroom.extension.compiled.lane import KNOWN, module_of
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.outputs import copies

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sphinx.application import Sphinx

_EVENTS = ("html-collect-pages", "build-finished")
"""When extensions write files of their own."""

_COPIED = (copies.EXTRA, "linked/", "notebook/")
"""Begins of the keys of what is copied over what is there."""


def others_write(app: Sphinx) -> bool:
    """Whether an extension may write files of its own, of which it is not known what it does."""
    listeners = chain.from_iterable(app.events.listeners.get(event, ()) for event in _EVENTS)
    return any(module_of(one.handler).partition(".")[0] not in KNOWN for one in listeners)


def at_root(outdir: Path) -> dict[str, tuple[int, int, int]]:
    """The files in the site's own folder, as they are: there stands what other extensions make, too (a sitemap)."""
    with os.scandir(outdir) as entries:
        found = {entry.name: entry.stat() for entry in entries if entry.is_file()}
    return {name: (state.st_mtime_ns, state.st_size, state.st_ino) for name, state in found.items()}


def left_alone(app: Sphinx, seen: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """What was *seen* of folders, by their paths in the site, but not of those into whose files the build has written.

    Nothing is left where an extension takes part of which it is not known what it does.
    """
    if not seen or others_write(app):
        return {}
    domain, outdir = domain_of(app.env), Path(app.outdir)
    site, made = domain.site, domain.site.after.made
    # Sphinx writes documents whenever it holds that they changed, whatever we hold.
    written = {*app.env.found_docs, *(name for name in site.digests if not site.has(name, outdir))}
    copied = (paths for key, (_, paths) in made.items() if key.startswith(_COPIED))
    folders = set(map(posixpath.dirname, chain(written, chain.from_iterable(copied))))
    return {path: names for path, names in seen.items() if path not in folders}
