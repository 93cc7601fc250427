"""The list of a site's files, written by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sphinx_newsroom.operations.site.files import row_of, write_list


def list_files(site: Path, digests: Mapping[str, str]) -> None:
    """Have the list of a site name files with these digests."""
    folders: dict[str, dict[str, str]] = {}
    for path in sorted(digests):
        folder, _, name = path.rpartition("/")
        folders.setdefault(folder, {})[name] = digests[path]
    rows = {
        folder: row_of(folder, "/".join(files), " ".join(files.values())) for folder, files in sorted(folders.items())
    }
    write_list(site, rows)
