"""Where Sphinx finds the sources of documents: in their files, or where published texts stand in their place."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.project import Project

from sphinx_newsroom.files import write

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.util._pathlib import _StrPath

    from sphinx_newsroom.archive.loading import Kept
    from sphinx_newsroom.model.addresses import PageName


class StandingProject(Project):
    """The sources of an archive, of which some stand elsewhere (*kept*, by docname).

    Their own files are not opened: somebody works on them, or put a pipe or nothing in their place.
    """

    def __init__(
        self, srcdir: str | os.PathLike[str], source_suffix: Iterable[str], kept: Mapping[PageName, Path]
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.kept: dict[str, Path] = {str(docname): path for docname, path in kept.items()}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents, those that are kept elsewhere as well."""
        self.docnames = super().discover(exclude_paths, include_paths) | self.kept.keys()
        return self.docnames

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """The file that Sphinx reads; its name within the archive where *absolute* is False."""
        path = self.kept.get(docname)
        if path is None:
            return super().doc2path(docname, absolute)
        return self.srcdir / path if absolute else (self.srcdir / f"{docname}{path.suffix}").relative_to(self.srcdir)


def keep_standing(app: Sphinx, kept: Mapping[PageName, Kept]) -> None:
    """Have Sphinx read the texts that are *kept* from files of their own, beside what it remembers of documents."""
    folder = Path(app.doctreedir, "newsroom-kept")
    paths = {docname: folder / one.path for docname, one in kept.items()}
    if folder.exists():
        for path in folder.rglob("*"):
            if path.is_file() and path not in paths.values():
                path.unlink()
    for docname, one in kept.items():
        write(paths[docname], one.source)  # left alone where it is there, so that Sphinx does not read it again
    if not paths:
        shutil.rmtree(folder, ignore_errors=True)
        return
    app.project = app.env.project = StandingProject(app.srcdir, app.config.source_suffix, paths)
