"""A release as it was read, with what its text says: what all lists, pages, feeds and the search are made of."""

from __future__ import annotations

import pickle
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import NamedTuple, Protocol

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import EntityKey
from sphinx_newsroom.model.records import Mention, Release, Statement
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids
from sphinx_newsroom.text.words.tokens import Mark


class Spoken(NamedTuple):
    """A statement with its words, as pages show it: a quotation that an attribution interrupts has several parts.

    *paragraph* is the id of the paragraph that it begins in; *sentence* is that of a reported one, its verb included.
    """

    speaker: str
    kind: str
    form: str
    role: str | None
    parts: tuple[str, ...]
    paragraph: str = ""
    sentence: str = ""


_LONGEST_GAP = 200
"""Characters of the attribution between two parts that are shown as one: "…," said X, Director of Y, in Vienna, "…"."""

SENTENCE_END = re.compile(
    r"""
    [.!?…] [”’»"'\])]* \s+     # what ends a sentence, with what closes
    (?= [“‘«„"'(\[]* [^\W\d_a-zа-яёіїєґ] )  # before a capital letter
    """,
    re.VERBOSE,
)

_NEW_PARAGRAPH = re.compile('\n\n[“«„"]?')


def spoken(statements: Iterable[Statement], text: str) -> tuple[Spoken, ...]:
    """The *statements* of a text with their words, in the order of the text, speaker by speaker.

    What one sentence reports stands once, however many clauses it has.
    """
    by_speaker: dict[EntityKey, list[Statement]] = {}
    found = tuple(statements)
    ids = paragraph_ids(text) if found else ()
    for statement in found:
        by_speaker.setdefault((statement.kind, statement.speaker), []).append(statement)
    words = [
        Spoken(
            speaker,
            kind,
            parts[0].form,
            parts[0].role,
            # A quotation that goes on in the next paragraph is opened anew there; on one line it is not.
            tuple(_NEW_PARAGRAPH.sub(" ", text[part.start : part.end]) for part in parts),
            id_at(ids, parts[0].start),
            _sentence(text, parts[0]) if parts[0].form == "reported" else "",
        )
        for (kind, speaker), said in by_speaker.items()
        for parts in _together(said, text)
    ]
    before: list[Spoken | None] = [None, *words]
    return tuple(
        one
        for one, last in zip(words, before, strict=False)
        if not (last and one.sentence and (last.sentence, last.speaker) == (one.sentence, one.speaker))
    )


def _sentence(text: str, said: Statement) -> str:
    """The sentence that a clause stands in; one that an abbreviation seems to end begins later, at a name."""
    begin = text.rfind("\n\n", 0, said.start) + 1
    for found in SENTENCE_END.finditer(text, begin, said.start):
        begin = found.end()
    paragraph_end = text.find("\n\n", said.end)
    end = paragraph_end if paragraph_end >= 0 else len(text)
    found_end = SENTENCE_END.search(text, max(said.start, said.end - 1), end)
    return text[begin : found_end.end() if found_end else end].strip()


def _together(said: Sequence[Statement], text: str) -> Iterator[list[Statement]]:
    """Quotations with no more than an attribution between them as one, all else one by one."""
    parts: list[Statement] = []
    for statement in said:
        gap = text[parts[-1].end : statement.start] if parts else ""
        if parts and ("reported" in (statement.form, parts[-1].form) or "\n\n" in gap or len(gap) > _LONGEST_GAP):
            yield parts
            parts = []
        parts.append(statement)
    if parts:
        yield parts


_KEY = attrgetter("kind", "entity")
"""Whom a mention is of."""


class Found(Protocol):
    """What was found in the text of a release, which may be packed until somebody asks."""

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Whom it names, mention by mention."""

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who says what."""

    @property
    def named(self) -> tuple[EntityKey, ...]:
        """Whom it names, each once, in the order of the mentions."""

    @property
    def counts(self) -> tuple[int, int]:
        """How many mentions of organizations and officials there are, and how many statements."""


class FoundHere(NamedTuple):
    """What was found, at hand."""

    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def named(self) -> tuple[EntityKey, ...]:
        """Whom the release names, each once, in the order of the mentions."""
        return tuple(dict.fromkeys(map(_KEY, self.mentions)))

    @property
    def counts(self) -> tuple[int, int]:
        """How many mentions of organizations and officials there are, and how many statements."""
        return sum(mention.kind != "topic" for mention in self.mentions), len(self.statements)


class FoundKept(NamedTuple):
    """What was found, packed: a release has some ten mentions, which a build needs of the few that changed.

    As they are they take two kilobytes of memory and half of the time of all that is unpickled of a release.
    """

    named: tuple[EntityKey, ...]
    counts: tuple[int, int]
    packed: bytes

    @classmethod
    def of(cls, found: Found) -> FoundKept:
        """The same packed."""
        rows = tuple(map(tuple, found.mentions)), tuple(map(tuple, found.statements))
        return cls(found.named, found.counts, pickle.dumps(rows, pickle.HIGHEST_PROTOCOL))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Whom the release names, mention by mention."""
        return _unpacked(self.packed).mentions

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Who says what."""
        return _unpacked(self.packed).statements

    def at_hand(self) -> FoundKept:
        """The same, with whom it names as those that many releases name have it in memory already."""
        return self._replace(named=tuple(_NAMED.setdefault(key, key) for key in self.named))

    def __repr__(self) -> str:
        """All that is in it, in words: what must not be told of yet is looked for in what a row says."""
        return repr(_unpacked(self.packed))


_NAMED: dict[EntityKey, EntityKey] = {}


@lru_cache(maxsize=2048)  # 4 MB: whoever writes many files asks for it of the releases of a year, in turn
def _unpacked(packed: bytes) -> FoundHere:
    """What was packed."""
    mentions, statements = pickle.loads(packed)
    return FoundHere(tuple(map(Mention._make, mentions)), tuple(map(Statement._make, statements)))


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
