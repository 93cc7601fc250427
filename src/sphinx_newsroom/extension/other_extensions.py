"""Extensions that conf.py names beside ours: what pages depend on for them, and the files that they add to pages."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from sphinx.application import builtin_extensions

from sphinx_newsroom.extension.compiled.lane import is_known
from sphinx_newsroom.files import digest
from sphinx_newsroom.outputs.copies import MADE_BY_SPHINX, OURS, made_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from types import ModuleType

    from sphinx.application import Sphinx
    from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript

    File = _CascadingStyleSheet | _JavaScript | str
    """A style sheet or script of a page, as Sphinx has it."""

SCRIPTS_BELOW = ("documentation_options.js", "doctools.js")
"""Sphinx's own scripts, on which those of extensions stand (that of sphinx-copybutton, for one)."""

_STATIC = "_static/"
_OF_THEME = "DOCUMENTATION_OPTIONS."
"""How scripts within the page begin that pydata's theme adds, for its own scripts."""
_OF_NOTEBOOKS = "nbsphinx-"
_ELSEWHERE = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_RUN = re.compile(r"|module|importmap|(?:text|application)/(?:x-)?(?:java|ecma)script", re.IGNORECASE)
"""The types of scripts that a browser runs or is told by; others are data, which no policy stops."""
_SHOWN = 60
"""How many signs of a script that stands in a page are said of it."""


def told_of_extensions(app: Sphinx) -> list[tuple[str, str, str]]:
    """What changes when another extension comes or goes: its name, its version and what its module's file holds.

    What an extension does with a page Sphinx asks it only when it writes that page.
    """
    names = [name for name in app.extensions if name not in builtin_extensions and not is_known(name)]
    told = [(name, app.extensions[name].version, _digest_of(app.extensions[name].module)) for name in sorted(names)]
    if app.config.setup is not None:  # conf.py is one itself
        told.append(("conf.py", "", digest(Path(app.confdir, "conf.py").read_bytes())))
    return told


def _digest_of(module: ModuleType) -> str:
    path = Path(module.__file__ or "")
    return digest(path.read_bytes()) if path.is_file() else ""


def added_files(theme: Collection[str], own: Collection[str], files: Iterable[File], guide: bool) -> Iterator[File]:
    """The style sheets or scripts of a page that extensions have added: not of the *theme*, conf.py's *own*, or ours.

    Those of nbsphinx are for notebooks under ``docs/`` alone, which are guides.  Sphinx's own come with scripts.
    """
    below: list[File] = []
    for file in files:
        name = str(getattr(file, "filename", file) or "")
        path = made_from(name.removeprefix(_STATIC))
        body = str(getattr(file, "attributes", {}).get("body") or "")
        ours = path.startswith(OURS) or path in theme or path in MADE_BY_SPHINX
        if not (ours or name in own or body.startswith(_OF_THEME) or (path.startswith(_OF_NOTEBOOKS) and not guide)):
            yield from below
            below = []
            yield file
        elif path in SCRIPTS_BELOW:
            below.append(file)


def stopped_by_policy(files: Iterable[File]) -> Iterator[str]:
    """Which of the files of a page the archive's own policy keeps it from loading, in words.

    What a script of the archive's own host does, and the policy stops then, nobody knows before.
    """
    for file in files:
        name = str(getattr(file, "filename", file) or "")
        attributes = getattr(file, "attributes", {})
        body = " ".join(str(attributes.get("body") or "").split())
        if _ELSEWHERE.match(name):
            yield f"{name}, which is of another host"
        elif body and not name and _RUN.fullmatch(str(attributes.get("type") or "")):
            yield f"the script {body[:_SHOWN]}{'…' * (len(body) > _SHOWN)}, which stands in the page"
