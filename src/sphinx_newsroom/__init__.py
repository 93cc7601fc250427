"""sphinx-newsroom: build a press-release archive with Sphinx, and read one from Python with :class:`Archive`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_newsroom.analysis import Archive, ArchiveError

__all__ = ["Archive", "ArchiveError", "setup"]


def __getattr__(name: str) -> Any:
    """Import the public API on first use, since neither Sphinx nor the command needs it."""
    if name in ("Archive", "ArchiveError"):
        from sphinx_newsroom import analysis

        return getattr(analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension with Sphinx. Imports happen here so that ``newsroom check`` doesn't load them."""
    from sphinx_newsroom.memory import without_collection

    with without_collection():  # nothing that is imported is freed
        from sphinx_newsroom import config
        from sphinx_newsroom._version import __version__
        from sphinx_newsroom.archive.store import maker
        from sphinx_newsroom.extension import (
            builder,
            compiled_pages,
            domain,
            guard,
            page_contexts,
            parser,
            reading,
            transforms,
            writing,
        )
        from sphinx_newsroom.extension import config_defaults as defaults

    app.setup_extension("myst_parser")
    app.add_source_parser(parser.MarkdownParser, override=True)
    defaults.set_up_notebooks(app)
    for option in config.OPTIONS:
        app.add_config_value(option.name, option.default, option.rebuild, option.types)
    app.add_domain(domain.NewsroomDomain)
    for module in (defaults, domain, guard, page_contexts, transforms):
        module.setup(app)
    for module in (compiled_pages, reading, writing, builder):
        module.setup(app)
    # The version of the environment is a hash of our code and its dependencies, so any upgrade makes Sphinx read again.
    made_by = 1 + int(maker()[:7], 16)
    return {"version": __version__, "env_version": made_by, "parallel_read_safe": True, "parallel_write_safe": True}
