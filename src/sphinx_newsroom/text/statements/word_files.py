"""Lists of words that stand in files of their own, so that who knows the words need not read Python."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def read_words(package: str, name: str) -> tuple[str, ...]:
    """The entries of ``data/<name>.txt`` in a package: ``("abbreviation", "academy", …)``.

    Lines that begin with # say what the list is for, from where and since when.  Entries stand one a line, or several
    with commas between them.

    Args:
        package: where the file's folder is, such as ``sphinx_newsroom.text.statements``.
        name: the file without its suffix, such as ``english_titles``.

    >>> read_words("sphinx_newsroom.text.statements", "english_hearers")[:2]
    ('agency', 'assembly')
    """
    text = files(package).joinpath("data", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return tuple(entry for line in lines for piece in line.split(",") if (entry := piece.strip()))
