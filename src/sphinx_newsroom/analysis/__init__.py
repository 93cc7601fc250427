"""Read an archive in scripts and notebooks, without Sphinx.

Start with :class:`~sphinx_newsroom.analysis.archive.Archive`.
"""

from __future__ import annotations

from sphinx_newsroom.analysis.archive import Archive, Rows
from sphinx_newsroom.analysis.filters import ArchiveError, Filters

__all__ = ["Archive", "ArchiveError", "Filters", "Rows"]
