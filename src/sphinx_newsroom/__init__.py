"""sphinx-newsroom: a press-release archive built by Sphinx, and read by :class:`Archive` without it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sphinx.application import Sphinx

    from sphinx_newsroom.analysis import Archive, ArchiveError

__all__ = ["Archive", "ArchiveError", "setup"]


def __getattr__(name: str) -> Any:
    """The public API, imported when it is asked for: Sphinx and the command load none of it."""
    if name in ("Archive", "ArchiveError"):
        from sphinx_newsroom import analysis

        return getattr(analysis, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register everything with Sphinx; the imports wait until here, so that ``newsroom check`` runs without it."""
    from sphinx_newsroom.memory import without_collection

    with without_collection():  # all that is imported stays
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
    # What another version of anything read, Sphinx reads again: a number that somebody raises is forgotten in time.
    made_by = 1 + int(maker()[:7], 16)
    return {"version": __version__, "env_version": made_by, "parallel_read_safe": True, "parallel_write_safe": True}
