"""Where the paths that a text names lead."""

from __future__ import annotations

import os
import posixpath
from typing import TYPE_CHECKING

from sphinx_newsroom.model.addresses import PageName, url_of

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.text.compiled import Address


def leads_to(archive: Archive, docname: PageName, address: Address) -> str | None:
    """Where a path in a text leads, from the site's root; None for what is no other release's page and no file."""
    folder = "" if address.path.startswith("/") else posixpath.dirname(docname)  # from the root, as Sphinx has it
    path = posixpath.normpath(posixpath.join(folder, address.path.lstrip("/")))
    root = os.path.realpath(archive.root)
    if os.path.realpath(os.path.join(root, path)) != os.path.join(root, *path.split("/")):
        return None  # by a symbolic link, of which Sphinx takes the file that it leads to
    if address.use == "page":
        page = PageName(path.removesuffix(".md"))
        return url_of(page) if page in archive.releases and page != docname else None
    placed = archive.placements.pages.get(docname, {}).get(path)
    return placed.address if placed else None
