"""Defaults for the settings that a short conf.py leaves out.

They cover Sphinx's own settings, nbsphinx and the inventories of other archives.
"""

from __future__ import annotations

import os
import pickle
from functools import partial
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
    from sphinx.environment import BuildEnvironment

THEME = "sphinx_newsroom"
"""The site's theme, which inherits from sphinx_book_theme."""

DEFAULTS: dict[str, Any] = {
    # README.md and CHANGELOG.md are for the archive's editors, not for its readers.
    "include_patterns": ["[!A-Z]*.*", *(f"{folder}/**" for folder in (*SOURCE_FOLDERS, "docs"))],
    "primary_domain": "newsroom",
    "smartquotes": False,  # texts are published exactly as written
    "html_copy_source": False,  # each release is published as Markdown instead
    "html_show_sourcelink": False,
    "html_use_index": False,
    "html_domain_indices": False,
    "html_math_renderer": guard.NAME,
    "myst_enable_extensions": set(EXTENSIONS),
    "nbsphinx_requirejs_path": "",  # pages load nothing from other hosts
    "nbsphinx_widgets_path": "",
    "nbsphinx_execute_arguments": ["--log-level=ERROR"],  # the kernel warns about its transport at every start
}
"""The archive's defaults for Sphinx settings, which conf.py can override."""

_SUFFIX = ".html"
EXCLUDED = [f"{ALERTS}/**", "_build", "**/_build", "**/.*", "**.ipynb_checkpoints"]


def set_defaults(app: Sphinx, config: Config) -> None:
    """Set the defaults that conf.py doesn't override, before anything is built from the configuration."""
    try:
        refuse_no_texts(lambda name, default: getattr(config, name, default))
    except OurConfigError as error:
        raise ConfigError(str(error)) from error
    # Only this shows which values conf.py sets; tests/build/test_defaults.py
    explicit = config._raw_config
    for name, value in DEFAULTS.items():
        if name not in explicit and name not in config.overrides and name in config:
            setattr(config, name, value)
    for name in ("html_file_suffix", "html_link_suffix"):
        if getattr(config, name) not in (None, _SUFFIX):
            msg = (
                f"{name} is {getattr(config, name)!r}; addresses in an archive end in {_SUFFIX}; leave the setting out"
            )
            raise ConfigError(msg)
    # As in config.site_of: "/" means that the site has no address of its own.
    if config.html_baseurl == "/":
        config.html_baseurl = ""
    if "html_title" not in explicit:
        config.html_title = config.project
    config.exclude_patterns = [*config.exclude_patterns, *EXCLUDED]
    # The theme appends to this list. Without a copy it would change Sphinx's own default for a second run in this
    # process.
    config.templates_path = [*config.templates_path]
    # pydata's theme accepts an empty list here, but not the empty string that a theme file could set.
    config.html_theme_options = {"secondary_sidebar_items": [], **config.html_theme_options}
    # Alabaster is Sphinx's default if conf.py names no theme.
    if config.html_theme in ("sphinx_book_theme", "alabaster"):
        config.html_theme = THEME
    elif config.html_theme != THEME:
        msg = f'html_theme is {config.html_theme!r}; the pages of an archive need "sphinx_book_theme"'
        raise ConfigError(msg)


def first_notebook(app: Sphinx) -> str | None:
    """Return the path of a notebook that Sphinx will read, None if there is none.

    Notebooks under embargo are skipped, since nothing on the site may reveal them.
    """
    root = Path(app.srcdir)
    for folder, folders, files in os.walk(root / "docs"):
        # Changed in place, so that os.walk skips the other folders.
        folders[:] = [name for name in folders if not name.startswith(".")]
        if found := next(filter(is_notebook, sorted(files)), None):
            return Path(folder, found).relative_to(root).as_posix()
    # Nothing more is available before extensions are set up.
    values = {**app.config._raw_config, **app.config.overrides}
    if kept := next(filter(is_notebook, kept_texts(root).values()), None):
        return str(kept)  # it may replace a deleted file
    try:
        return notebook_to_show(root, settings_from(values.get))
    except OurConfigError:
        return None  # the error is reported when the configuration is read


def set_up_notebooks(app: Sphinx) -> None:
    """Load nbsphinx if the archive has notebooks, since importing it is slow.

    Raises ExtensionError, with what to install, if it is missing.
    """
    notebook = first_notebook(app)
    if notebook is None:
        return
    if missing := missing_for(notebook):
        raise ExtensionError(missing)
    # nbsphinx looks for pandoc only on the PATH.
    if find_spec("pypandoc"):
        import pypandoc

        os.environ["PATH"] = os.pathsep.join((os.path.dirname(pypandoc.get_pandoc_path()), os.environ.get("PATH", "")))
    app.setup_extension("nbsphinx")
    from sphinx_newsroom.extension.notebooks.parser import NotebookParser

    app.add_source_parser(NotebookParser, override=True)


def know_other_archives(app: Sphinx, config: Config) -> None:
    """Let roles refer to objects in other newsrooms' archives, using the saved inventories; nothing is fetched."""
    try:
        archives = archives_of("newsroom_archives", config.newsroom_archives)
    except (OurConfigError, AttributeError):  # not a dictionary
        return  # the error is reported when the configuration is read
    others, _ = load_others(Path(app.srcdir), archives)
    # Relative to the sources, so that moving the archive to another folder doesn't change the configuration.
    kept = {name: (archives[name], (inventory_path(name),)) for name in others.inventories}
    config.intersphinx_mapping = {**kept, **config.intersphinx_mapping}


def save_as_given(app: Sphinx, config: Config) -> None:
    """Save the configuration as it is now with the environment.

    Themes and nbsphinx change it later, so Sphinx would report at each build that it has changed.
    """
    given = pickle.loads(pickle.dumps(config))

    def state(env: BuildEnvironment) -> dict[str, Any]:
        found = type(env).__getstate__(env)
        del found["__getstate__"]
        return {**found, "config": given}

    def save(app: Sphinx) -> None:
        app.env.__getstate__ = partial(state, app.env)  # type: ignore[method-assign]

    app.connect("builder-inited", save)


def setup(app: Sphinx) -> None:
    """Register the theme, and set the defaults before other extensions read the configuration."""
    app.add_html_theme(THEME, str(PACKAGE / "theme"))
    app.connect("config-inited", set_defaults, priority=1)
    app.connect("config-inited", save_as_given, priority=10_000)  # after all changes that each build makes
    if {**app.config._raw_config, **app.config.overrides}.get("newsroom_archives"):
        app.setup_extension("sphinx.ext.intersphinx")
        app.connect("config-inited", know_other_archives, priority=2)  # before intersphinx looks at its mapping
