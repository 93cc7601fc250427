"""What a conf.py of three lines leaves unsaid."""

from __future__ import annotations

import os
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.errors import ConfigError, ExtensionError

from sphinx_newsroom.archive.loading import missing_for, notebook_to_show
from sphinx_newsroom.archive.opening import kept_texts
from sphinx_newsroom.archive.other_archives import inventory_path, load_others
from sphinx_newsroom.config import ConfigError as OurConfigError
from sphinx_newsroom.config import archives_of, refuse_no_texts, settings_from
from sphinx_newsroom.extension import guard
from sphinx_newsroom.files import PACKAGE
from sphinx_newsroom.model.addresses import SOURCE_FOLDERS
from sphinx_newsroom.model.alerts import ALERTS
from sphinx_newsroom.sources.header import is_notebook
from sphinx_newsroom.text.markdown_parser import EXTENSIONS

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

THEME = "sphinx_newsroom"
"""Our pages, as a theme that inherits from sphinx_book_theme."""

DEFAULTS: dict[str, Any] = {
    # README.md and CHANGELOG.md are for those who work on the archive, not for its readers.
    "include_patterns": ["[!A-Z]*.*", *(f"{folder}/**" for folder in (*SOURCE_FOLDERS, "docs"))],
    "primary_domain": "newsroom",
    "smartquotes": False,  # a text is published as it was written
    "html_copy_source": False,  # every release is published as Markdown instead
    "html_show_sourcelink": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_math_renderer": guard.NAME,
    "myst_enable_extensions": set(EXTENSIONS),
    "nbsphinx_requirejs_path": "",  # nothing on a page comes from another host
    "nbsphinx_widgets_path": "",
    "nbsphinx_execute_arguments": ["--log-level=ERROR"],  # the kernel warns of its transport at every start
}
"""Defaults of an archive for settings of Sphinx; conf.py can set others."""

_SUFFIX = ".html"
EXCLUDED = [f"{ALERTS}/**", "_build", "**/_build", "**/.*", "**.ipynb_checkpoints"]


def set_defaults(app: Sphinx, config: Config) -> None:
    """Fill in what conf.py does not say, before anything is built from it."""
    try:
        refuse_no_texts(lambda name, default: getattr(config, name, default))
    except OurConfigError as error:
        raise ConfigError(str(error)) from error
    said = config._raw_config  # the only place that tells a value set from a default; tests/build/test_defaults.py
    for name, value in DEFAULTS.items():
        if name not in said and name not in config.overrides and name in config:
            setattr(config, name, value)
    for name in ("html_file_suffix", "html_link_suffix"):
        if getattr(config, name) not in (None, _SUFFIX):
            msg = f"{name} is {getattr(config, name)!r}; the addresses of an archive end in {_SUFFIX}, leave it out"
            raise ConfigError(msg)
    # As config.site_of has it: a page that leads to "/" has no address of its own.
    if config.html_baseurl == "/":
        config.html_baseurl = ""
    if "html_title" not in said:
        config.html_title = config.project
    config.exclude_patterns = [*config.exclude_patterns, *EXCLUDED]
    # The theme adds to it, and would add to Sphinx's own default, which a second run in this process would find.
    config.templates_path = [*config.templates_path]
    # pydata's theme takes an empty list here, but not the empty text that a theme's own file could say
    config.html_theme_options = {"secondary_sidebar_items": [], **config.html_theme_options}
    # Alabaster is what Sphinx takes where conf.py names none.
    if config.html_theme in ("sphinx_book_theme", "alabaster"):
        config.html_theme = THEME
    elif config.html_theme != THEME:
        msg = f'html_theme is {config.html_theme!r}; the archive\'s pages are made for "sphinx_book_theme", write that'
        raise ConfigError(msg)


def first_notebook(app: Sphinx) -> str | None:
    """A notebook that is to be read, by its path: nothing on the site may tell of one that is under embargo."""
    root = Path(app.srcdir)
    for folder, folders, files in os.walk(root / "docs"):
        # In place, by which os.walk knows what to leave out.
        folders[:] = [name for name in folders if not name.startswith(".")]
        if found := next(filter(is_notebook, sorted(files)), None):
            return Path(folder, found).relative_to(root).as_posix()
    said = {**app.config._raw_config, **app.config.overrides}  # nothing else is there before extensions are set up
    if kept := next(filter(is_notebook, kept_texts(root).values()), None):
        return str(kept)  # it may replace a file that is gone
    try:
        return notebook_to_show(root, settings_from(said.get))
    except OurConfigError:
        return None  # which is reported when the configuration is read


def set_up_notebooks(app: Sphinx) -> None:
    """Load nbsphinx where there are notebooks: its import alone takes as long as reading a hundred releases.

    Raises ExtensionError with what to install where it is missing.
    """
    notebook = first_notebook(app)
    if notebook is None:
        return
    if missing := missing_for(notebook):
        raise ExtensionError(missing)
    # nbsphinx looks for pandoc on the PATH alone.
    if find_spec("pypandoc"):
        import pypandoc

        os.environ["PATH"] = os.pathsep.join((os.path.dirname(pypandoc.get_pandoc_path()), os.environ.get("PATH", "")))
    app.setup_extension("nbsphinx")
    from sphinx_newsroom.extension.notebooks.parser import NotebookParser

    app.add_source_parser(NotebookParser, override=True)


def know_other_archives(app: Sphinx, config: Config) -> None:
    """Let roles name what other newsrooms' archives have, by the inventories that are kept: nothing is fetched."""
    try:
        archives = archives_of("newsroom_archives", config.newsroom_archives)
    except (OurConfigError, AttributeError):  # no dictionary
        return  # which is reported when the configuration is read
    others, _ = load_others(Path(app.srcdir), archives)
    # Relative to the sources, so that the same archive in another folder has the same configuration.
    kept = {name: (archives[name], (inventory_path(name),)) for name in others.inventories}
    config.intersphinx_mapping = {**kept, **config.intersphinx_mapping}


def setup(app: Sphinx) -> None:
    """Register the theme, and the defaults ahead of every other extension's look at the configuration."""
    app.add_html_theme(THEME, str(PACKAGE / "theme"))
    app.connect("config-inited", set_defaults, priority=1)
    if {**app.config._raw_config, **app.config.overrides}.get("newsroom_archives"):
        app.setup_extension("sphinx.ext.intersphinx")
        app.connect("config-inited", know_other_archives, priority=2)  # before intersphinx looks at its mapping
