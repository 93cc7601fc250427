"""What a document takes in of a release that is kept back or withdrawn: nothing, however it asks for it.

Guides are trusted, and may include files (``{include}``, ``{literalinclude}``, ``:file:`` of a table).  A release under
embargo, and what bears its name, is no such file until its moment; an alert, which has a reader's address, and what
builds keep are none ever.  What came out of it cannot be told from the rest of the page, so of such a page its title
alone is left.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx.transforms import SphinxTransform

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.problem_log import warn
from sphinx_newsroom.extension.to_come import is_closed
from sphinx_newsroom.model.addresses import PageName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment


def empty(app: Sphinx, path: Path, document: str, text: list[str]) -> None:
    """Put nothing in the place of the *text* of an included file that nobody may read: it may have the only title."""
    if _is_closed(app.env, path.as_posix()):
        text[0] = ""


class TitleAlone(SphinxTransform):
    """Leave the title alone of a document that takes in a file that nobody may read.

    Priority 0: before any transform makes a heading, a link or an index of it.
    """

    default_priority = 0

    def apply(self, **kwargs: object) -> None:
        """Take out all but the title, and report it."""
        places = dict.fromkeys(_places(self.env, self.document))
        closed = [place for place in places if _is_closed(self.env, place)]
        if closed:
            text = _source(self.env)
            # A file that is parsed by itself may have brought the title.
            own = [title for title in self.document.findall(nodes.title) if title.astext() in text]
            self.document.children = []
            if own:
                self.document += nodes.section("", own[0], ids=["text"])
            message = (
                "a file that nobody may read (of a release that is kept back or withdrawn, of an alert, of a build) is "
                "included, so the page's title alone is shown"
            )
            where = self.env.docname, _line(text, closed[0])
            warn(Code.REFUSED, message, "include what is published", where)


def _is_closed(env: BuildEnvironment, place: str) -> bool:
    """Whether a file is one that nobody may read now; the document is read again when that changes."""
    domain, closed = domain_of(env), False
    for one in domain.publishable.places(place):
        closed |= is_closed(one)
        kept_back = domain.note_file(env.docname, one)
        release = domain.archive.releases.get(PageName(os.path.splitext(one)[0]))
        # Whoever withdraws a release changes its file, by which Sphinx knows.
        closed |= kept_back or bool(release and release.path == one and release.withdrawn)
    return closed


def _places(env: BuildEnvironment, document: nodes.document) -> Iterator[str]:
    """The files that a document was made of, beside its own, by their paths in the archive."""
    root = os.path.realpath(env.srcdir)
    for path in document.settings.record_dependencies.list:  # from the folder where Sphinx runs
        yield Path(os.path.relpath(os.path.realpath(path), root)).as_posix()
        yield Path(os.path.relpath(os.path.abspath(path), os.path.abspath(env.srcdir))).as_posix()
    yield from (Path(path).as_posix() for path in env.dependencies.get(env.docname, ()))


def _source(env: BuildEnvironment) -> str:
    return Path(env.doc2path(env.docname)).read_text("utf-8", "replace")


def _line(text: str, place: str) -> int:
    """Where a document names a file, or a file at all where it names a link to it; 1 where neither is found."""
    lines = text.split("\n")
    signs = place.rpartition("/")[2], "include", ":file:"
    return next((number for sign in signs for number, line in enumerate(lines, 1) if sign in line), 1)


def setup(app: Sphinx) -> None:
    """Register both."""
    app.connect("include-read", empty, priority=0)
    app.add_transform(TitleAlone)
