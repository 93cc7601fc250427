"""An id in the place of another in a text: in roles, in the options of lists, and in links to the record's page."""

from __future__ import annotations

import posixpath
import re

from sphinx_newsroom.model.addresses import FOLDERS
from sphinx_newsroom.sources.header import MARKDOWN
from sphinx_newsroom.sources.texts.pointers import place_of, role_spans
from sphinx_newsroom.sources.texts.safety import without_code

_DESTINATION = re.compile(r"\]\(\s*<?([^\s()<>#]+)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s<>#]+)", re.MULTILINE)


def text_with_id(path: str, body: str, kind: str, old: str, new: str) -> str:
    """The text of a file that names a record by another id; all else stays, and so does what stands in code."""
    seen = without_code(body)
    spans = {(begin, end, new) for begin, end in role_spans(body, seen, kind, old)}
    spans |= {(match.start(1), match.end(1), new) for match in _list_option(kind, old).finditer(body)}
    page = f"{FOLDERS[kind]}/{old}"
    for match in _DESTINATION.finditer(body):
        group = 1 if match[1] else 2
        written = match[group]
        if seen[match.start()] == body[match.start()] and place_of(path, written) in (page + MARKDOWN, f"{page}.html"):
            begin = match.start(group) + len(posixpath.dirname(written)) + ("/" in written)
            spans.add((begin, begin + len(old), new))
    for begin, end, written in sorted(spans, reverse=True):
        body = body[:begin] + written + body[end:]
    return body


def _list_option(kind: str, old: str) -> re.Pattern[str]:
    """What finds the option of a ``{releases}`` list that names a record."""
    others = r"(?:[ \t]*:[a-z]+:[^\n]*\n)*?"
    before = rf"(?:`{{3,}}|:{{3,}})\{{releases\}}[^\n]*\n{others}[ \t]*:{kind}:[ \t]*"
    return re.compile(rf"{before}({re.escape(old)})(?=\s*$)", re.MULTILINE)
