"""The archive for scripts and notebooks: :class:`~sphinx_newsroom.analysis.archive.Archive` and its rows, no Sphinx."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from sphinx_newsroom.analysis.archive import Archive, Rows
from sphinx_newsroom.analysis.filters import ArchiveError, Filters

__all__ = ["Archive", "ArchiveError", "Filters", "Rows"]

if not TYPE_CHECKING:  # for whom other names stay unknown

    def __getattr__(name: str) -> NoReturn:
        """Say what took the place of ``load``, which notebooks of 0.2.0 begin with."""
        if name == "load":
            msg = "`load` is gone; write `from sphinx_newsroom import Archive` and `archive = Archive(folder)`"
            raise ImportError(msg, name=__name__)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
