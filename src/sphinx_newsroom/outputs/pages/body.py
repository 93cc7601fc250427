"""A text's HTML on a page that shows the title by itself."""

from __future__ import annotations

import re

_SECTION = re.compile(r'\s*<section id="([^"]*)">\n(?!<h[1-6])')
_END = "</section>"


def without_empty_section(html: str) -> tuple[str, str]:
    """The anchor and the content of a text's outermost section, which has no heading where its title was taken out.

    A section without a heading is none to who reads by headings, and checkers of HTML report it.  What stands after the
    section (footnotes) stays; a text that is no such section is given as it is, with no anchor.

    >>> without_empty_section('<section id="opening">\\n<p>Words.</p>\\n</section>\\n')
    ('opening', '<p>Words.</p>\\n\\n')
    """
    found = _SECTION.match(html)
    if found is None:
        return "", html
    inner, _, after = html[found.end() :].rpartition(_END)
    return found[1], inner + after
