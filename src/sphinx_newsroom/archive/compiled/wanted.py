"""The compiling of texts as work in parts, in any process and on any machine."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sphinx_newsroom.archive.compiled.rows import Packed
from sphinx_newsroom.archive.one_file import Read
from sphinx_newsroom.model.addresses import PageName
from sphinx_newsroom.shares import Abroad, in_words
from sphinx_newsroom.sources.header import Parsed

if TYPE_CHECKING:
    from sphinx_newsroom.text.naming.found import Report


class Told(NamedTuple):
    """What the reading of a text reports, and the place of it: docname and line."""

    report: Report
    place: tuple[PageName, int | None]


class Wanted(NamedTuple):
    """A text to be compiled: its page, what it is called, and its file."""

    page: PageName
    title: str
    path: str


UNREAD = Read(Parsed(None, (), {}), ())
"""What stands for what a file says where another text stands for the file: such a row is not kept."""


Made = list[tuple[PageName, Packed, list[Told]]]
"""What comes of texts: those that are no documents, with what was found in each and what is to be told."""


class Compiles(Protocol):
    """What compiles texts; see ``texts.Compiler``."""

    @property
    def reads(self) -> dict[str, Read]:
        """What each file says by itself, by path."""

    def source(self, page: PageName, path: str) -> str | None:
        """The source of a text, where it is to be had."""

    def make(self, wanted: Sequence[Wanted]) -> Made:
        """Some of the texts compiled."""

    def given(self, sources: dict[PageName, str], reads: dict[str, Read]) -> Compiles:
        """The same that has these texts and what their files say, and no store."""


@dataclass(frozen=True)
class Make:
    """Compiles texts, some at a time."""

    compiler: Compiles

    def __call__(self, wanted: Sequence[Wanted]) -> Made:
        """Some of the texts compiled, without those that are to be documents."""
        return self.compiler.make(wanted)

    def abroad(self, shards: Sequence[Sequence[Wanted]]) -> Abroad:
        """The same for another machine, which has no store: it is sent the texts, and compiles them from there on."""
        here = self.compiler
        away = [
            [
                _Sent(one, source, here.reads.get(one.path, UNREAD))
                for one in shard
                if (source := here.source(one.page, one.path)) is not None
            ]
            for shard in shards
        ]
        gone = [shard for shard in away if shard]
        called = [in_words([sent.wanted.path for sent in shard]) for shard in gone]
        return Abroad(_MakeSent(here.given({}, {})), gone, called)


class _Sent(NamedTuple):
    """A text to be compiled elsewhere, with its source and what its file says by itself."""

    wanted: Wanted
    source: str
    read: Read


@dataclass(frozen=True)
class _MakeSent:
    """Compiles texts that are sent."""

    compiler: Compiles

    def __call__(self, sent: Sequence[_Sent]) -> Made:
        """Those that are no documents."""
        sources = {one.wanted.page: one.source for one in sent}
        reads = {one.wanted.path: one.read for one in sent}
        return self.compiler.given(sources, reads).make([one.wanted for one in sent])
