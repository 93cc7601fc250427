"""A release as it was read, with what its text says: what all lists, pages, feeds and the search are made of."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from sphinx_newsroom.archive.entries.found import Found, FoundHere
from sphinx_newsroom.archive.entries.spoken import Spoken, spoken
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.records import Mention, Release, Statement
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.words.tokens import Mark

_SHORT = 80
"""How many characters a line has that says something even without a full stop."""


class Plain(Protocol):
    """The plain text of a release with its marks, which may stand in a store until somebody asks."""

    @property
    def text(self) -> str:
        """The title and the paragraphs, separated by blank lines."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What of the text is no prose."""

    @property
    def size(self) -> int:
        """How many bytes the text has."""


class PlainText(NamedTuple):
    """A plain text that is at hand."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def size(self) -> int:
        """How many bytes the text has."""
        return len(self.text.encode("utf-8", "replace"))


class Entry(NamedTuple):
    """A release as it was read: header, plain text with its marks, what it names, and who says what in it.

    *digest* changes when anything here does, *markup_digest* also when only the text's markup does.  *words* is of the
    header and the text, *gist* also of whom it names, by whatever form of a name, and *voices* of who says what: so a
    record that gets another name leaves these three as they are.
    """

    release: Release
    plain: Plain
    summary: str
    found: Found
    digest: str
    markup_digest: str = ""
    spoken: tuple[Spoken, ...] = ()
    words: str = ""
    gist: str = ""
    voices: str = ""

    @property
    def text(self) -> str:
        """The title and the paragraphs, separated by blank lines."""
        return self.plain.text

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What of the text is no prose."""
        return self.plain.marks

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Whom it names, mention by mention; who needs to know only whom asks *found*."""
        return self.found.mentions

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who says what in it."""
        return self.found.statements

    @property
    def paragraphs(self) -> list[str]:
        """The words of the text, paragraph by paragraph, without its title."""
        return self.text.split("\n\n")[1:]

    @property
    def size(self) -> int:
        """How many bytes the text has: for who weighs many texts, and need not have them."""
        return self.plain.size

    @classmethod
    def of(
        cls, release: Release, text: str, marks: tuple[Mark, ...], mentions: tuple[Mention, ...], body: str = ""
    ) -> Entry:
        """An entry with its summary, statements and digests worked out; *body* is the text as it was written."""
        summary = release.summary or first_paragraph(text, marks)
        said = () if release.withdrawn else statements(text, marks, mentions, release.language)
        found = FoundHere(mentions, said)
        words = fingerprint(release, text)
        gist = fingerprint(words, summary, [*found.named])
        digest = fingerprint(gist, mentions)
        return cls(
            release,
            PlainText(text, marks),
            summary,
            found,
            digest,
            fingerprint(digest, body),
            spoken(said, text),
            words,
            gist,
            fingerprint(said),
        )


def first_paragraph(text: str, marks: tuple[Mark, ...], limit: int = 280) -> str:
    """The first paragraph that sums a text up, else any but headings and code, cut at a word after *limit* signs."""
    not_prose = {mark.start for mark in marks if mark.where in ("heading", "code", "preformatted")}
    prose, place = [], 0
    for block in text.split("\n\n"):
        if block and place not in not_prose:
            prose.append(block)
        place += len(block) + 2
    return shortened(next(filter(sums_up, prose), prose[0] if prose else ""), limit)


def sums_up(paragraph: str) -> bool:
    """Whether a paragraph is more than a date, a place or a greeting: ``September 9, 2005``."""
    return len(paragraph) >= _SHORT or paragraph.endswith((".", "。", "।"))


def shortened(text: str, limit: int) -> str:
    """A text that is longer than *limit* characters cut at a word, with an ellipsis."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"
