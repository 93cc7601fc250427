"""The archive for scripts and notebooks: :class:`~sphinx_newsroom.analysis.archive.Archive` and its rows, no Sphinx."""

from __future__ import annotations

from sphinx_newsroom.analysis.archive import Archive, Rows
from sphinx_newsroom.analysis.filters import ArchiveError, Filters

__all__ = ["Archive", "ArchiveError", "Filters", "Rows"]
