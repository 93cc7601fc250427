"""What goes wrong where an archive is opened."""

from __future__ import annotations


class ArchiveError(Exception):
    """An archive cannot be opened; the message says why, and what to do."""
