"""The list of a site's files, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sphinx_newsroom.operations.site.files import row_of, write_list
from sphinx_newsroom.operations.site.seals import Seal


def list_files(site: Path, digests: Mapping[str, str]) -> None:
    """Have the list of a site name files with these digests."""
    folders: dict[str, dict[str, Seal]] = {}
    for path in sorted(digests):
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[name] = Seal(0, 0, digests[path])
    write_list(site, {folder: row_of(folder, files) for folder, files in sorted(folders.items())})
