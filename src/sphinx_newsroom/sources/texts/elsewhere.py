"""Files outside of ``releases/`` that say that nobody may read them yet, such as a copy of a release.

``embargo`` and ``draft`` count in ``releases/`` alone.  Elsewhere Sphinx would show such a file as a guide, at once.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from sphinx_newsroom.diagnostics import HeaderError, RefusedError
from sphinx_newsroom.sources.header import bounds, is_notebook
from sphinx_newsroom.sources.notebooks.header import cells_of, kept_back_beside
from sphinx_newsroom.sources.values import moment_of

# `draft: true`, `"embargo": 2031-01-01T10:00 # when they agree`
_SAID = re.compile(r"""^["']?(embargo|draft)["']?[ \t]*:[ \t]*["']?([^\s"'#]+)""", re.MULTILINE | re.IGNORECASE)


def kept_back_by(path: str, text: str, now: dt.datetime, timezone: str | None = None) -> tuple[int, str] | None:
    """The line and the key by which a file says that nobody may read it yet; None where it does not.

    >>> kept_back_by("docs/a.md", "---\\ntitle: A\\ndraft: true\\n---\\n", dt.datetime.now(dt.UTC))
    (3, 'draft')
    """
    said = _of_notebook(text) if is_notebook(path) else _of_text(text)
    return next(((line, key) for line, key, value in said if _holds(key, value, now, timezone)), None)


def _of_text(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        start, end, _ = bounds(text)
    except HeaderError:
        return
    for found in _SAID.finditer(text, start, end):
        yield text.count("\n", 0, found.start()) + 1, found[1].lower(), found[2]


def _of_notebook(text: str) -> Iterator[tuple[int, str, str]]:
    try:
        cells = cells_of(text)
    except HeaderError:
        return
    yield from ((1, key, value) for key, value in kept_back_beside(text))
    for cell in cells[:1]:
        yield from ((cell.line(line), key, value) for line, key, value in _of_text(cell.source))


def _holds(key: str, value: str, now: dt.datetime, timezone: str | None) -> bool:
    if key == "draft":
        return value.lower() in {"true", "yes", "on"}
    try:
        return moment_of(value, key, timezone or "UTC") > now
    except RefusedError:
        return any(map(str.isdigit, value))  # a day, or a moment that is mistyped: nobody knows that it is over
