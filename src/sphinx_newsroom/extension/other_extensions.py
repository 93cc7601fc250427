"""Extensions that conf.py names beside ours: what pages depend on for them, and the files that they add to pages."""

from __future__ import annotations

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

SCRIPTS_BELOW = ("documentation_options.js", "doctools.js")
"""Sphinx's own scripts, on which those of extensions stand (that of sphinx-copybutton, for one)."""

_STATIC = "_static/"
_OF_THEME = "DOCUMENTATION_OPTIONS."
"""How scripts within the page begin that pydata's theme adds, for its own scripts."""
_OF_NOTEBOOKS = "nbsphinx-"


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


def added_files(
    theme: Collection[str], own: Collection[str], files: Iterable[_CascadingStyleSheet | _JavaScript | str], guide: bool
) -> Iterator[_CascadingStyleSheet | _JavaScript | str]:
    """The style sheets or scripts of a page that extensions have added: not of the *theme*, conf.py's *own*, or ours.

    Those of nbsphinx are for notebooks under ``docs/`` alone, which are guides.  Sphinx's own come with scripts.
    """
    below: list[_CascadingStyleSheet | _JavaScript | str] = []
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
