"""What the checks have said of a text is not said once more by Sphinx, MyST and docutils when they come by it.

The checks (``archive.text_checks``, ``sources.texts.faults``) say it by file and line and with what to write instead,
and at each build, also where the text is not read again.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util.logging import WarningStreamHandler, get_node_location

from sphinx_newsroom.diagnostics import Code
from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.project import KEPT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sphinx.application import Sphinx

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
