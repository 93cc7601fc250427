"""The documents of an archive beside its releases and records, as far as checks ask for what stands in them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sphinx_newsroom.files import is_aside
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS


def documents(root: Path) -> Iterator[str]:
    """The words of each Markdown file that is no release and no record; what cannot be read is passed over."""
    yield from (text for _, text in documents_by_path(root))


def documents_by_path(root: Path) -> Iterator[tuple[str, str]]:
    """Each of these files by its path, with its words."""
    for folder, folders, names in os.walk(root):
        apart = SOURCE_FOLDERS if Path(folder) == root else ()
        folders[:] = sorted(
            name
            for name in folders
            if name[0] not in "._" and name not in apart and not is_aside(os.path.join(folder, name))
        )
        for name in sorted(names):
            if name.endswith(".md"):
                try:
                    path = Path(folder, name)
                    # As it is written, line ends included, for who writes it back.
                    yield path.relative_to(root).as_posix(), path.read_bytes().decode("utf-8")
                except (OSError, UnicodeDecodeError):
                    continue
