"""What the checks have said of a text is not said once more by Sphinx, MyST and docutils when they come by it.

The checks (``archive.text_checks``, ``text.checks``) say it by file and line and with what to write instead,
and at each build, also where the text is not read again.
"""

from __future__ import annotations

import logging
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.project import Project
from sphinx.util.logging import WarningStreamHandler, get_node_location

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from sphinx.application import Sphinx
    from sphinx.util._pathlib import _StrPath

    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.addresses import PageName
    from sphinx_newsroom.model.records import Entity

# Which documents there are for Sphinx, and where it finds their sources: in files, or where published texts stand.


class ArchiveProject(Project):
    """The sources of an archive, of which some stand elsewhere and some are no documents.

    *kept* are the sources of documents that stand elsewhere, by docname.  Their own files are not opened: somebody
    works on them, or put a pipe or nothing in their place.  Where texts are *compiled*, Sphinx does not look for
    releases and records: it is told the *documents* among them.  Both are paths from the archive's root, by docname.
    """

    def __init__(
        self,
        srcdir: str | os.PathLike[str],
        source_suffix: Iterable[str],
        kept: Mapping[PageName, Path],
        documents: Mapping[PageName, str],
        compiled: Mapping[PageName, str],
    ) -> None:
        super().__init__(srcdir, source_suffix)
        self.kept: dict[str, Path] = {str(docname): path for docname, path in kept.items()}
        self.documents: dict[str, str] = {str(docname): path for docname, path in documents.items()}
        self.compiled: dict[str, str] = {str(docname): path for docname, path in compiled.items()}

    def __getstate__(self) -> dict[str, Any]:
        """What Sphinx keeps of it from one build to the next: nothing that grows with the archive."""
        return {**self.__dict__, "kept": {}, "documents": {}, "compiled": {}}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Find all documents, those that are kept elsewhere as well."""
        if not self.compiled:
            found = super().discover(exclude_paths, include_paths) | self.kept.keys()
        else:
            others = super().discover((*exclude_paths, *(f"{folder}/**" for folder in SOURCE_FOLDERS)), include_paths)
            found = others | self.documents.keys() | (self.kept.keys() - self.compiled.keys())
        self.docnames = found
        return found

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """The file that Sphinx reads; its name within the archive where *absolute* is False."""
        path = self.kept.get(docname)
        if path is not None:
            inner = (self.srcdir / f"{docname}{path.suffix}").relative_to(self.srcdir)
            return self.srcdir / path if absolute else inner
        known = self.documents.get(docname) or self.compiled.get(docname)
        if known is None:
            return super().doc2path(docname, absolute)
        return self.srcdir / known if absolute else (self.srcdir / known).relative_to(self.srcdir)


KEPT = "newsroom-kept"
"""The folder, beside what Sphinx remembers of documents, with the texts that stand as they were published."""


def part(app: Sphinx, archive: Archive, records: Mapping[PageName, Entity], compiled: Collection[PageName]) -> None:
    """Have Sphinx read the archive's documents: not what is *compiled*, and published texts from where they are kept.

    What is kept is written beside what Sphinx remembers of documents.
    """
    folder = Path(app.doctreedir, KEPT)
    paths = {docname: folder / one.path for docname, one in archive.kept.items()}
    if folder.exists():
        for path in folder.rglob("*"):
            if path.is_file() and path not in paths.values():
                path.unlink()
    for docname, one in archive.kept.items():
        write(paths[docname], one.source)  # left alone where it is there, so that Sphinx does not read it again
    if not paths:
        shutil.rmtree(folder, ignore_errors=True)
    if not paths and not compiled:
        return
    files = {docname: release.path for docname, release in archive.releases.items()}
    files |= {docname: one.release.path for docname, one in archive.superseded.items()}
    files |= {docname: record.path or "" for docname, record in records.items()}
    there = set(compiled)
    documents = {docname: path for docname, path in files.items() if docname not in there}
    others = {docname: path for docname, path in files.items() if docname in there}
    app.project = app.env.project = ArchiveProject(app.srcdir, app.config.source_suffix, paths, documents, others)


_OF_OTHERS: Mapping[tuple[str, str], Code] = {
    ("docutils", ""): Code.DIRECTIVE_OPTION,
    ("image", "not_readable"): Code.BROKEN_LINK,
    ("misc", "highlighting_failure"): Code.DIRECTIVE_OPTION,
    ("myst", "directive_option"): Code.DIRECTIVE_OPTION,
    ("myst", "directive_parse"): Code.DIRECTIVE_OPTION,
    ("myst", "duplicate_def"): Code.BROKEN_LINK,
    ("myst", "header"): Code.HEADING,
    ("myst", "xref_missing"): Code.BROKEN_LINK,
    ("newsroom", "reference"): Code.REFERENCE,
    ("ref", "doc"): Code.BROKEN_LINK,
    ("ref", "footnote"): Code.FOOTNOTE,
    ("ref", "ref"): Code.BROKEN_LINK,
}
"""The types of warnings that Sphinx and others give of what a check has a code for."""

_BY_WORDS = (
    ("Unknown target name", Code.FOOTNOTE),
    ("Too many autonumbered footnote references", Code.FOOTNOTE),
    ("Duplicate explicit target name", Code.BROKEN_LINK),
)
"""What docutils says without a type of its own."""


class NotTwice(logging.Filter):
    """Lets no warning through of which a check has said what it is about."""

    def __init__(self, app: Sphinx) -> None:
        super().__init__()
        self.app = app

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a warning is to be shown."""
        place = getattr(record, "location", None)
        kind = str(getattr(record, "type", None) or ""), str(getattr(record, "subtype", None) or "")
        domain = domain_of(self.app.env)
        if isinstance(place, str) and kind[0] == "newsroom":
            return True  # it is the check's own
        path = self._path(place)
        if not path:
            return True
        words = str(record.msg)
        if kind == ("newsroom", Code.REFUSED.code):
            return not any(words.startswith(told) for told in domain.told.get(path, {}).get(Code.REFUSED, ()))
        code = next((code for begin, code in _BY_WORDS if words.startswith(begin)), _OF_OTHERS.get(kind))
        if code is None:
            return True
        if code is Code.BROKEN_LINK and Code.REFUSED in domain.told.get(path, {}):
            return False  # what a link may not lead to is in no path of the archive
        # A superseded text stays as it was published, and nobody can mend it.
        return code not in domain.told.get(path, {}) and os.path.splitext(path)[0] not in domain.archive.superseded

    def _path(self, place: Any) -> str | None:
        """The file that a warning is of, from the root of the archive."""
        if isinstance(place, tuple) and place[0]:
            return str(self.app.env.doc2path(place[0], base=False))
        if isinstance(place, nodes.Node):
            place = get_node_location(place)
        if not isinstance(place, str) or not place:
            return None
        name = place.rsplit(":", 1)[0] if ":" in place else str(self.app.env.doc2path(place))
        kept = os.path.join(self.app.doctreedir, KEPT)
        root = kept if name.startswith(kept + os.sep) else self.app.srcdir
        return os.path.relpath(name, root).replace(os.sep, "/")


def watch(app: Sphinx) -> None:
    """Look at all warnings of a build, before they are counted."""
    for handler in logging.getLogger("sphinx").handlers:
        if isinstance(handler, WarningStreamHandler):
            handler.filters.insert(0, NotTwice(app))
