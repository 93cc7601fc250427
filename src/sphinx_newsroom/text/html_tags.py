"""Escape each stray `<` in HTML, so that Python's parser takes linear time.

`html.parser` searches for the end of each tag, comment and marked section from its start.  If there is none, it repeats
the search from the next character.
"""

from __future__ import annotations

import re

# A comment; or a `<` without a `>` before the next `<`; or a declaration other than a document type.
_UNENDED = re.compile(r"<!--.*?-->|<(?![^<>]*>)|<!(?!doctype\b)", re.DOTALL | re.IGNORECASE)
_AFTER_COMMENTS = re.compile(r"<(?![^<>]*>)|<!(?!doctype\b)", re.IGNORECASE)


def with_whole_tags(html: str) -> str:
    """Return *html* with `&lt;` for each `<` that doesn't begin a tag, a comment or a document type.

    Browsers, too, show such a character as text, or omit everything after it.

    >>> with_whole_tags("<p>1 < 2 <b>and</b> <!-- < --> <a href='")
    "<p>1 &lt; 2 <b>and</b> <!-- < --> &lt;a href='"
    """
    if "<" not in html:
        return html
    end = html.rfind("-->") + len("-->") if "-->" in html else 0
    return _UNENDED.sub(_escaped, html[:end]) + _AFTER_COMMENTS.sub(_escaped, html[end:])


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<!--") else found[0].replace("<", "&lt;", 1)
