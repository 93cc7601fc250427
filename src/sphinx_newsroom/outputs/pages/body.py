"""A text's HTML on its page: without the heading that the page shows itself, each paragraph running as its words do."""

from __future__ import annotations

import html
import re
import unicodedata

from sphinx_newsroom.model.languages import direction_in

_SECTION = re.compile(r'\s*<section id="([^"]*)">\n(?!<h[1-6])')
_END = "</section>"
_FROM_RIGHT = bytes((*range(0xD6, 0xE1), 0xEF, 0xF0))
"""What letters written from right to left begin with in UTF-8, and few others: a look takes 8 µs a text, a regex 44."""
_BLOCK = re.compile(
    r"<(?P<tag>p|h[1-6]|dt|figcaption|caption)(?P<said>(?: [^>]*)?)>(?P<words>.*?)</(?P=tag)>", re.DOTALL
)
_WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}
_TAG = re.compile("<[^>]*>")
_PHONE = re.compile(r"\+\d(?:[ \u00a0()./-]{0,2}\d){6,14}(?![^<]*>)")
"""A telephone number, not within a tag: ``+20 2 1234 5678``, which would be ``5678 1234 2 20+`` among Arabic words."""


def without_empty_section(body: str) -> tuple[str, str]:
    """The anchor and the content of a text's outermost section, which has no heading where its title was taken out.

    A section without a heading is none to who reads by headings, and checkers of HTML report it.  What stands after the
    section (footnotes) stays; a text that is no such section is given as it is, with no anchor.

    >>> without_empty_section('<section id="opening">\\n<p>Words.</p>\\n</section>\\n')
    ('opening', '<p>Words.</p>\\n\\n')
    """
    found = _SECTION.match(body)
    if found is None:
        return "", body
    inner, _, after = body[found.end() :].rpartition(_END)
    return found[1], inner + after


def with_directions(body: str, way: str) -> str:
    """A text's HTML in which each paragraph and heading that runs the other way than *way* says so.

    One does where both its first letter and most of its letters do. A cell of a table stays with its column, so only
    what stands in it as a paragraph says anything. The groups of a telephone number stand as they are dialled.

    Args:
        body: HTML as the build makes it.
        way: ``ltr`` or ``rtl``, as the text as a whole is written.

    >>> with_directions("<p>He said:</p><p>«الماء حق».</p>", "ltr")
    '<p>He said:</p><p dir="rtl">«الماء حق».</p>'
    """
    if way == "ltr":
        written = body.encode()
        if len(written.translate(None, _FROM_RIGHT)) == len(written):
            return body  # as in most texts
    directed = _BLOCK.sub(lambda found: _directed(found, way), body)
    return _PHONE.sub(r'<bdi dir="ltr">\g<0></bdi>', directed)


def _directed(found: re.Match[str], way: str) -> str:
    words = html.unescape(_TAG.sub("", found["words"]))
    own = direction_in(words)
    # An Arabic paragraph with a long address has more Latin letters than Arabic ones: so its first letter counts, too.
    if (
        own in ("", way)
        or own != next((_WAYS[sign] for sign in map(unicodedata.bidirectional, words) if sign in _WAYS), "")
        or " dir=" in found["said"]
    ):
        return found[0]
    return f'<{found["tag"]}{found["said"]} dir="{own}">{found["words"]}</{found["tag"]}>'
