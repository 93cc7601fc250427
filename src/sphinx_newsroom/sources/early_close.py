"""A header that was closed too early: keys that stand below its closing ``---``, where nothing reads them.

An ``embargo:`` there would be a line of the text, and the text be published at once.  In 22,414 real releases no
text begins with a key of ours in lower case and a colon, so whatever does so is taken for a key.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from sphinx_newsroom.diagnostics import Code, Problem
from sphinx_newsroom.sources.keys.sheet import closest
from sphinx_newsroom.sources.notebooks.header import cells_of, header_of, kept_back_beside, tree_of
from sphinx_newsroom.sources.outline import Lines
from sphinx_newsroom.sources.release_file import bounds

# `embargo: …`, `"embargo": …`, `embargo:2031-01-01`; not `https://…`, nor a sentence with a colon in it
_KEY = re.compile(r"""[ \t]*["']?(?P<key>[A-Za-z][A-Za-z_]*)["']?[ \t]*:(?=[\s\d]|$)(?P<value>.*)""")
# What can stand between a header's keys: nothing, a comment, the rest of a list or of a longer value, a second end
_BETWEEN = re.compile(r"\s*$|#|[ \t]*-(?:[ \t]|$)|[ \t]|(?:---|\.\.\.)[ \t]*$")
_END = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_VALUE = re.compile(r"""\s*(?:$|["']?\d{4}-\d\d|[\[{])""")
_EMBARGO = re.compile(r"""^[ \t]*["']?embargo["']?[ \t]*:[ \t]*["']?\d{4}-\d\d""", re.MULTILINE | re.IGNORECASE)
_DRAFT = re.compile(r"""^[ \t]*["']?draft["']?[ \t]*:[ \t]*["']?true["']?[ \t]*$""", re.MULTILINE | re.IGNORECASE)
_MOVE_IT = 'move it into "newsroom" in the notebook\'s metadata; if it is text, begin the line with another word'
_FENCE = re.compile(r"^[ \t]*(?:`{3,}|~{3,}|:{3,})", re.MULTILINE)


def problem(path: str, text: str, keys: Collection[str]) -> Problem | None:
    """The problem that *text* has where keys of its header stand below the header's end."""
    end = bounds(text)[2]
    found = stray_key(text[end:], keys)
    if found is None:
        return None
    line, key = found
    closed = text.count("\n", 0, end) + 1
    return Problem(
        path,
        text.count("\n", 0, end) + line,
        Code.UNREADABLE_HEADER,
        f"`{key}:` stands below the header, which is closed on line {closed}, and would be text",
        f"move the `---` of line {closed} below the last key; where it is text, begin the line otherwise",
    )


def notebook_problems(path: str, text: str, keys: Collection[str]) -> Iterator[Problem]:
    """What in a notebook may be meant for its header, or is there twice, so that nobody knows what it says.

    Raises HeaderError.
    """
    for number, cell in enumerate(one for one in cells_of(text) if one.kind == "markdown"):
        if found := stray_key(cell.source, () if number else keys):
            message = f"`{found[1]}:` stands in a cell, and would be text"
            yield Problem(path, cell.line(found[0]), Code.UNREADABLE_HEADER, message, _MOVE_IT)
    doubled, lines = [*tree_of(text).doubled()], Lines(text)
    for one in doubled:
        yield Problem(
            path,
            lines.at(one.place),
            Code.DUPLICATE_KEY,
            f'"{one.key}" stands here a second time',
            "keep one of the two",
        )
    read = {one.key for one in header_of(text).parts}
    for key in () if doubled else sorted({key for key, _ in kept_back_beside(text)} - read):
        message = f'"{key}" stands beside the notebook\'s header, where nothing reads it'
        yield Problem(path, 1, Code.UNREADABLE_HEADER, message, _MOVE_IT)


def stray_key(body: str, keys: Collection[str]) -> tuple[int, str] | None:
    """The line (from 1) and the word of the first of *keys* that stands where a text begins.

    One that is misspelt counts where its value is a date, a list or nothing, or a second end follows; an embargo
    with a date, or `draft: true`, wherever it stands, unless in a block of code.
    """
    misspelt: tuple[int, str] | None = None
    for number, line in enumerate(body.split("\n"), 1):
        if found := _KEY.match(line):
            word = found["key"]
            near = word not in keys and word.islower() and closest(word, keys) is not None
            if word in keys or (near and _VALUE.match(found["value"])):
                return number, word
            misspelt = misspelt or ((number, word) if near else None)
        elif misspelt and _END.match(line):
            return misspelt
        elif not _BETWEEN.match(line):
            break
    # A look is quicker than a search.
    return _withholding(body) if any(word in body for word in ("mbargo", "MBARGO", "raft", "RAFT")) else None


def _withholding(body: str) -> tuple[int, str] | None:
    """The line and the word of what would keep a release back if it stood in the header."""
    for key, pattern in (("embargo", _EMBARGO), ("draft", _DRAFT)):
        for match in pattern.finditer(body):
            if len(_FENCE.findall(body, 0, match.start())) % 2 == 0:
                return body.count("\n", 0, match.end()) + 1, key
    return None
