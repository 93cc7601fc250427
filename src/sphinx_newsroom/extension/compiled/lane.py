"""Whether the releases of an archive may be compiled, or something asks that all be documents.

What is compiled is the same as what Sphinx would write, for our defaults of what shows in a text
(:mod:`sphinx_newsroom.text.compiled`).  Whatever conf.py has otherwise, and whatever an extension does with documents,
counts for all releases alike: then each passes through docutils.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.locale import _

from sphinx_newsroom.extension.config_defaults import DEFAULTS
from sphinx_newsroom.interface import DOMAIN
from sphinx_newsroom.model.addresses import RELEASES
from sphinx_newsroom.text.compiled import Conventions

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

_SHOWN = (
    "default_role",
    "figure_language_filename",
    "highlight_language",
    "highlight_options",
    "html_codeblock_linenos_style",
    "html_compact_lists",
    "html_scaled_image_link",
    "keep_warnings",
    "smartquotes",
    "trim_footnote_reference_space",
)
"""Values of conf.py, besides MyST's, that show in the HTML of a text, other than by what a style sheet says."""

KNOWN = frozenset(
    (
        "sphinx",
        "docutils",
        "myst_parser",
        "pydata_sphinx_theme",
        "sphinx_book_theme",
        "alabaster",
        "nbsphinx",
        "sphinx_newsroom",
    )
)
"""Packages of which it is known what they do with the document of a plain text: what is compiled has it."""

_EVENTS = ("source-read", "doctree-read", "doctree-resolved", "html-page-context")
"""Where an extension can change the document of a release, or its page."""

_TOCTREE = re.compile(
    r"^(?P<fence>[ \t]*(?:`{3,}|:{3,}|~{3,}))\{toctree\}.*\n(?P<fenced>(?:.*\n)*?)(?P=fence)"
    r"|^(?P<indent>[ \t]*)\.\. toctree::.*\n(?P<indented>(?:(?P=indent)[ \t]+.*\n|[ \t]*\n)*)",
    re.MULTILINE,
)
"""A list of pages in Markdown, fenced, or in reStructuredText, indented."""
_TARGET = re.compile(r"<([^<>]+)>\s*$")


def conventions_of(config: Config) -> Conventions:
    """What of conf.py shows in the HTML of texts."""
    icon = config.html_permalinks_icon if config.html_permalinks else ""
    return Conventions(_("Link to this heading"), icon, config.html_baseurl)


def closed_by(app: Sphinx, documents: Iterable[str]) -> str:
    """Why all releases are to be documents, in words; nothing where plain ones may be compiled.

    *documents* are the files of other documents, by path from the root of the archive.
    """
    if app.config.newsroom_lane == "documents":
        return "newsroom_lane is set so"
    return next(_reasons(app, documents), "")


def _reasons(app: Sphinx, documents: Iterable[str]) -> Iterator[str]:
    if app.builder.name != "html":
        yield f"the builder {app.builder.name} wants documents"
    yield from (f"conf.py sets {name}" for name in _set_otherwise(app))
    if app.config.html_theme_options.get("use_sidenotes"):
        yield "the theme sets footnotes as sidenotes"
    if Path(app.confdir, "docutils.conf").is_file():
        yield "docutils has a configuration of its own"
    folders = [Path(app.srcdir, folder, app.config.language) for folder in app.config.locale_dirs]
    if any(path.stem != DOMAIN for folder in folders for path in folder.rglob("*.[pm]o")):
        yield "texts may be translated by Sphinx"
    yield from (f"{module} takes part in the reading or writing of documents" for module in _strangers(app))
    for path in documents:
        if lists_releases(Path(app.srcdir, path), path):
            yield f"a toctree in {path} lists releases"


def _set_otherwise(app: Sphinx) -> Iterator[str]:
    config = app.config
    for name in (*_SHOWN, *(name for name in config.values if name.startswith("myst_"))):
        if name in config and getattr(config, name) != DEFAULTS.get(name, _default(app, name)):
            yield name


def _default(app: Sphinx, name: str) -> Any:
    default = app.config.values[name].default
    return default(app.config) if callable(default) else default


def _strangers(app: Sphinx) -> Iterator[str]:
    """Modules that do something to documents of which it is not known what."""
    registry, listeners = app.registry, app.events.listeners
    handlers: list[Any] = [listener.handler for event in _EVENTS for listener in listeners.get(event, ())]
    handlers += [*registry.transforms, *registry.post_transforms, *registry.translators.values()]
    for visitors in registry.translation_handlers.values():
        handlers += [visit for pair in visitors.values() for visit in pair if visit is not None]
    handlers += registry.source_parsers.values()
    # A domain is asked for what it wants of each document that is read.
    handlers += [domain.process_doc for domain in registry.domains.values()]
    for handler in handlers:
        module = module_of(handler)
        if not is_known(module):
            yield module


def is_known(module: str) -> bool:
    """Whether it is known what a module does with the document of a plain text."""
    # Of Sphinx's own extensions this one is always there.
    return module == "sphinx.ext.mathjax" or (
        module.partition(".")[0] in KNOWN and not module.startswith("sphinx.ext.")
    )


def module_of(handler: Any) -> str:
    """The module of a handler, whatever it is: ``sphinx.ext.mathjax``."""
    module = str(getattr(handler, "__module__", None) or type(handler).__module__)
    if module == "types":  # a class that was put together of others, as pydata's theme does with Sphinx's writer
        return module_of(handler.__mro__[1])
    return module


def lists_releases(file: Path, path: str) -> bool:
    """Whether a document has a ``toctree`` in which releases stand, or may: these must be documents, too."""
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):  # which is told where the document is read
        return False
    if "toctree" not in text:
        return False
    for found in _TOCTREE.finditer(text):
        for line in (found["fenced"] or found["indented"] or "").splitlines():
            written = line.strip()
            target = _TARGET.search(written)
            written = target[1] if target else written
            place = posixpath.normpath(posixpath.join("/", posixpath.dirname(path), written)).lstrip("/")
            first = place.partition("/")[0]
            if first == RELEASES or (not written.startswith(":") and re.search(r"[*?\[]", first)):
                return True
    return False
