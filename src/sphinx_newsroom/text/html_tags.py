"""HTML in which every `<` begins something that ends, so that Python's parser reads each character once.

`html.parser` looks for the end of each tag, comment and marked section from its beginning; where there is none it goes
on with the next sign, and looks again.
"""

from __future__ import annotations

import re

# A comment; else a `<` before the next of which no `>` stands, or a declaration that is no document type.
_UNENDED = re.compile(r"<!--.*?-->|<(?![^<>]*>)|<!(?!doctype\b)", re.DOTALL | re.IGNORECASE)
_AFTER_COMMENTS = re.compile(r"<(?![^<>]*>)|<!(?!doctype\b)", re.IGNORECASE)


def with_whole_tags(html: str) -> str:
    """*html* with `&lt;` for each `<` that begins no tag, no comment and no document type.

    A browser, too, shows such a sign as text, or leaves out all that follows it.

    >>> with_whole_tags("<p>1 < 2 <b>and</b> <!-- < --> <a href='")
    "<p>1 &lt; 2 <b>and</b> <!-- < --> &lt;a href='"
    """
    if "<" not in html:
        return html
    end = html.rfind("-->") + len("-->") if "-->" in html else 0
    return _UNENDED.sub(_escaped, html[:end]) + _AFTER_COMMENTS.sub(_escaped, html[end:])


def _escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("<!--") else found[0].replace("<", "&lt;", 1)
