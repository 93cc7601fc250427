"""What the system refuses, in words and not in Python's."""

from __future__ import annotations

import os

from sphinx_newsroom.files import is_temporary


def said_of(error: Exception) -> str:
    """What an error says; one of the system with its file, where that is known: of a full disk it is not.

    >>> said_of(PermissionError(13, "Permission denied", "releases/a.md"))
    'releases/a.md: Permission denied'
    >>> said_of(OSError(28, "No space left on device"))
    'No space left on device'
    """
    if not isinstance(error, OSError) or not error.strerror:
        return str(error)
    place = error.filename if error.filename2 is None else error.filename2
    if place is None or isinstance(place, int):
        return error.strerror
    path = os.fsdecode(place)
    folder, name = os.path.split(path)
    # A temporary name tells nobody anything: it was to be put into that folder.
    return f"{(folder or os.curdir) if is_temporary(name) else path}: {error.strerror}"
