"""The words of a release's page, as a browser would show them: what `newsroom verify` holds against the source."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import NamedTuple

from sphinx_newsroom.text.html_tags import with_whole_tags

# Elements without an end tag (HTML, section 13.1.2).
_VOID = frozenset(("area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"))
_BESIDE = frozenset(("newsroom-dateline", "headerlink", "footnote-reference", "label", "backrefs", "fn-backref"))
"""Classes of what the page adds to the text."""
_HEADS = frozenset(
    (
        "Note",
        "Tip",
        "Important",
        "Warning",
        "Attention",
        "Caution",
        "Danger",
        "Error",
        "Hint",
        "See also",
    )
)
"""Headings that Sphinx puts over a box, where the text gives none."""


class Shown(NamedTuple):
    """A page's headline and text, without spaces; *text* is None where it has none, as that of a withdrawn release."""

    title: str
    text: str | None


def shown_on(html: str) -> Shown:
    """What a release's page shows."""
    reader = _Reader()
    reader.feed(with_whole_tags(html))
    reader.close()
    text = without_spaces("".join(reader.words)) if reader.found else None
    return Shown(without_spaces("".join(reader.title)), text)


def without_spaces(text: str) -> str:
    """*text* without white space: where lines and blocks end is the page's affair."""
    return "".join(text.split())


class _Reader(HTMLParser):
    """Collects text; *stack* holds for each open element whether its text counts."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.title: list[str] = []
        self.found = False
        self.stack: list[tuple[str, bool]] = []
        self.heading: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            return
        classes = set((dict(attrs).get("class") or "").split())
        counts = bool(self.stack) and self.stack[-1][1]
        if tag == "div" and "prose" in classes:
            counts = self.found = True
        elif classes & _BESIDE:
            counts = False
        elif "admonition-title" in classes and counts:
            self.heading = []
        self.stack.append((tag, counts))

    def handle_endtag(self, tag: str) -> None:
        if tag == "p" and self.heading is not None:
            if (heading := "".join(self.heading)) not in _HEADS:
                self.words.append(heading)
            self.heading = None
        # HTML may leave the ends of p and li out, so what is still open inside ends as well.
        while self.stack:
            if self.stack.pop()[0] == tag:
                break

    def handle_data(self, data: str) -> None:
        if self.stack and self.stack[-1][0] == "h1" and not self.stack[-1][1]:
            self.title.append(data)
        elif self.stack and self.stack[-1][1]:
            (self.words if self.heading is None else self.heading).append(data)
