"""Compile the texts of an archive, and find the mentions and statements in releases."""

from __future__ import annotations

import os
import pickle
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.archive.index import Entry, FoundHere, FoundKept, PlainText
from sphinx_newsroom.archive.loading import FORTHCOMING, issuer_of
from sphinx_newsroom.archive.source_file import Read
from sphinx_newsroom.archive.store import (
    DamagedError,
    Packed,
    Store,
    StoredPlain,
    StoredText,
    entities_of,
    packed,
    repacked,
    unpacked,
)
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import as_text, fingerprint, mended, read_plain, read_text
from sphinx_newsroom.files import digest as digest_of
from sphinx_newsroom.ledger.checks import events_of
from sphinx_newsroom.ledger.events import Event
from sphinx_newsroom.memory import give_back, without_collection
from sphinx_newsroom.model.addresses import PageName, ReleaseId, page_of, release_page, url_of
from sphinx_newsroom.model.records import Mention
from sphinx_newsroom.model.wording import withdrawal_words
from sphinx_newsroom.parallel import Shared, parts
from sphinx_newsroom.sources.header import NOTEBOOK, Parsed, body_of, cells
from sphinx_newsroom.sources.notebook import Cell
from sphinx_newsroom.text import naming
from sphinx_newsroom.text.compiled import CompiledText, Conventions, compile_text, plain_text
from sphinx_newsroom.text.naming import changes
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from sphinx_newsroom.allowed import RoleKind
    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.model.records import Entity, Release
    from sphinx_newsroom.text.compiled import Address
    from sphinx_newsroom.text.naming.changes import Known
    from sphinx_newsroom.text.naming.found import Report


def release_text(archive: LoadedArchive, release: Release) -> PlainText:
    """Return the plain text of a release of *archive*, or of its notice if it is withdrawn.

    *release* may be the header of a superseded text. Raises OSError if its file can't be read.
    """
    if release.withdrawn:
        return _plain(notice(release, archive.settings))

    def shown(kind: RoleKind, id_: str) -> str | None:
        if kind == "release" and release_page(archive.current_id(ReleaseId(id_))) in archive.withheld:
            return archive.settings.interface.say(FORTHCOMING)
        return archive.name_of(kind, id_)

    kept = archive.kept.get(page_of(release.path))  # a superseded text has a file of its own
    source = mended(kept.source) if kept else read_text(archive.root / release.path)
    return _plain(plain_text(_body(cells(release.path, source)), release.title, shown))


def _plain(text: CompiledText) -> PlainText:
    return PlainText(text.text, text.marks)


def line_of(text: str, start: int, source: str) -> int:
    """Return the line in *source* of the word at *start* in the plain text, by counting occurrences of the word."""
    word = re.match(r"\w*", text[start:])
    sought = re.compile(rf"(?<!\w){re.escape(word[0] if word else '')}(?!\w)")
    # Occurrences and not characters are counted because the source also contains markup.
    turn = sum(1 for _ in sought.finditer(text, 0, start))
    places = [match.start() for match in sought.finditer(source)]
    return source.count("\n", 0, places[min(turn, len(places) - 1)]) + 1 if places else 1


def _body(cells: Sequence[Cell]) -> str:
    """Return cells as one Markdown text, with code as code blocks and without outputs."""
    parts = []
    for cell in cells:
        if cell.kind == "markdown":
            parts.append(cell.source)
        elif cell.kind == "code" and cell.source.strip():
            parts.append(_fenced(cell.source, "ipython3"))
    return "\n\n".join(parts)


def _fenced(code: str, language: str) -> str:
    """Return a code block with a fence longer than any in the code."""
    fence = "~" * max(6, *(len(run) + 1 for run in re.findall("~+", code)), 0)
    return f"{fence} {language}\n{code}\n{fence}"


# Compiling texts.


class ReadingProblem(NamedTuple):
    """A report from reading a text, and its place: docname and line."""

    report: Report
    place: tuple[PageName, int | None]


class TextToCompile(NamedTuple):
    """A text to compile: its page, its title, and its file."""

    page: PageName
    title: str
    path: str


UNREAD = Read(Parsed(None, (), {}), ())
"""The parsed content of a file that another text replaces; such a row isn't cached."""


Made = list[tuple[PageName, Packed, list[ReadingProblem]]]
"""Compiled texts: the page, row and problems of each."""

_Sent = Sequence[tuple[TextToCompile, str, Read]]
"""Texts for another machine, each with its source and its parsed file."""


# Updating an entry after records were renamed.


def otherwise_called(entry: Entry, mentions: tuple[Mention, ...], body: str) -> Entry | None:
    """Return an entry with other *mentions* if they name the same records, possibly by other names; otherwise None.

    Renaming a record changes every text that has the former name, but not who says what. So the entry needn't be
    created anew.

    Args:
        entry: The release as it was read.
        mentions: The mentions that were found now.
        body: The source of the text, see :meth:`Entry.of`.
    """
    if entry.mentions == mentions:
        return entry
    if list(map(_ignoring_name_kind, entry.mentions)) != list(map(_ignoring_name_kind, mentions)):
        return None
    digest = fingerprint(entry.gist, mentions)
    found = FoundHere(mentions, entry.statements)
    return entry._replace(found=found, digest=digest, markup_digest=fingerprint(digest, body))


def _ignoring_name_kind(mention: Mention) -> Mention:
    """Return a mention without the distinction between a record's names."""
    return mention._replace(method="name") if mention.method == "other-name" else mention


# Resolving the paths in a text.


def leads_to(archive: LoadedArchive, docname: PageName, address: Address) -> str | None:
    """Return the site-relative address of a path in a text, or None if it is neither another release nor a file."""
    # An absolute path is relative to the archive, as in Sphinx
    folder = "" if address.path.startswith("/") else posixpath.dirname(docname)
    path = posixpath.normpath(posixpath.join(folder, address.path.lstrip("/")))
    root = os.path.realpath(archive.root)
    if os.path.realpath(os.path.join(root, path)) != os.path.join(root, *path.split("/")):
        return None  # a symbolic link, which Sphinx resolves
    if address.use == "page":
        page = PageName(path.removesuffix(".md"))
        return url_of(page) if page in archive.releases and page != docname else None
    placed = archive.placements.pages.get(docname, {}).get(path)
    return placed.address if placed else None


@dataclass(frozen=True)
class Compiled:
    """The releases and records that aren't Sphinx documents, by docname.

    Attributes:
        texts: the compiled texts.
        titles: the titles.
        digests: digests of the texts, their markup, and the text that roles show.
        entries: the entries of releases.
        moved: the current ids of records that a text's roles name by a former id.
    """

    texts: Mapping[PageName, CompiledText] = field(default_factory=dict)
    titles: Mapping[PageName, str] = field(default_factory=dict)
    digests: Mapping[PageName, str] = field(default_factory=dict)
    entries: Mapping[PageName, Entry] = field(default_factory=dict)
    moved: Mapping[PageName, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Compiler:
    """Compiles the texts of an archive, using those in the *store* that are still valid.

    Attributes:
        records: the records that have a file, by docname.
        sources: the source of each text that was read, by docname; the store has the others. Cleared at the end.
        reads: the parsed content of each file, by path; cleared at the end.
        names: returns all names of the registry; only called if names must be found.
    """

    archive: LoadedArchive
    records: Mapping[PageName, Entity]
    sources: dict[PageName, str]
    reads: dict[str, Read]
    names: Callable[[], naming.Names]
    conventions: Conventions
    store: Store | None = None

    def compiled(self, shared: Shared = map) -> tuple[Compiled, list[ReadingProblem]]:
        """Compile the texts that don't need Sphinx, and save them in the store.

        *shared* distributes the work.
        """
        archive = self.archive
        releases = [*archive.releases.items(), *((page, old.release) for page, old in archive.superseded.items())]
        found = {
            page: TextToCompile(page, one.title, one.path) for page, one in releases if not one.path.endswith(NOTEBOOK)
        }
        found |= {page: TextToCompile(page, one.name, one.path) for page, one in self.records.items() if one.path}
        rows = {page: row for page, one in found.items() if (row := self._stored(page, one.path))}
        missing = [one for page, one in found.items() if page not in rows]
        texts, problems = _Texts(self), []
        texts.stored.update({page: found[page].path for page in rows})
        if missing:
            _ = self.names(), self._events, self._records  # computed before the work is distributed
        new: list[Packed] = []
        filled = self.store if self.store is not None and self.store.is_empty else None
        for made in shared(self, parts(missing)):
            taken: list[Packed] = []
            for page, one, reports in made:
                rows[page] = self._at_hand(page, one.path, pickle.loads(one.row))
                problems += reports
                if self.store is None or not self._may_be_kept(page, one.path):
                    texts.made[page] = unpacked(one)
                else:
                    taken.append(one)
                    texts.stored[page] = one.path
            if filled is not None:
                filled.take(archive.root, taken)
            else:
                new += taken
        rows = {page: rows[page] for page in found if page in rows}  # shards come in any order
        if self.store is not None:
            paths = {found[page].path for page in rows if page not in texts.made}
            events = archive.ledger.events if archive.ledger else ()
            self.store.keep(archive.root, new, self.store.rows.keys() - paths, self._records, events)
            self._let_go(texts)
        with without_collection():
            entries = {
                page: row.named._replace(plain=StoredPlain(row.named.size, page, texts))
                for page, row in rows.items()
                if row.named
            }
            titles = {page: found[page].title for page in rows}
            digests = {page: row.markup for page, row in rows.items()}
            moved = {page: ids for page, row in rows.items() if row.roles and (ids := tuple(self._moved_to(row)))}
        return Compiled(texts, titles, digests, entries, moved), sorted(problems, key=lambda one: one.place[0])

    def _at_hand(self, page: PageName, path: str, row: StoredText) -> StoredText:
        """Replace objects of an unpickled row by equal ones in memory: the header, and entity keys."""
        if named := row.named:
            assert isinstance(named.found, FoundKept)
            named = named._replace(release=self.archive.releases[page], found=named.found.at_hand())
        return row._replace(read=self.reads.get(path, UNREAD), named=named)

    def _let_go(self, texts: _Texts) -> None:
        """Free what is in the store or no longer needed, since forked processes would share that memory."""
        assert self.store is not None
        self.store.let_go()
        self.reads.clear()
        for page in [page for page in self.sources if page in texts.stored]:
            del self.sources[page]
        give_back()

    def _moved_to(self, row: StoredText) -> Iterator[str]:
        for use in row.roles:
            if now := self.archive.former_of(use.kind, use.id):
                yield now

    def _is_notice(self, page: PageName) -> bool:
        """Whether a withdrawal notice replaces a superseded text; the text's own file doesn't show this."""
        old = self.archive.superseded.get(page)
        return old is not None and old.release.withdrawn is not None

    def _may_be_kept(self, page: PageName, path: str) -> bool:
        """Whether a text may be saved in the store, because it comes from its own file."""
        return page not in self.archive.kept and path in self.reads and not self._is_notice(page)

    def __call__(self, texts: Sequence[TextToCompile]) -> Made:
        """Compile texts; those that must be Sphinx documents aren't among the results."""
        return [made for one in texts if (made := self._made(*one))]

    def abroad(
        self, shards: Sequence[Sequence[TextToCompile]]
    ) -> tuple[Callable[..., Made], list[_Sent], list[TextToCompile]]:
        """Prepare work for another machine, which has no store and gets each text with its parsed file."""
        sent = [
            [
                (one, source, self.reads.get(one.path, UNREAD))
                for one in shard
                if (source := self.source(one.page, one.path)) is not None
            ]
            for shard in shards
        ]
        away = replace(self, sources={}, reads={}, names=_Same(self.names()), store=None)
        return away.compile_sent, [*filter(None, sent)], []

    def compile_sent(self, sent: _Sent) -> Made:
        """Compile texts that another machine sent."""
        sources = {one.page: source for one, source, _ in sent}
        reads = {one.path: read for one, _, read in sent}
        return replace(self, sources=sources, reads=reads)([one for one, *_ in sent])

    def _stored(self, page: PageName, path: str) -> StoredText | None:
        """Return the stored row of a text if it is still valid."""
        row = self.store.rows.get(path) if self.store else None
        if row is None or row.read.source != self.archive.digests.get(page):
            return None
        if self._is_notice(page):
            return None
        # Otherwise every later build would read the file again.
        if row.issuer != issuer_of(page, self._events):
            return None
        release = self.archive.releases.get(page)
        known = row.named.release if row.named else None
        # Usually it is the same object: comparing two headers takes longer than the other checks together.
        if (known is not release and known != release) or (row.named and self._unread and self._unread(path, row)):
            return None
        return row if self._leads_where_it_did(page, row) else None

    @cached_property
    def _records(self) -> tuple[str, Known] | None:
        """The digest and the records that names are found by, if they differ from those used for the store."""
        digest = self.archive.registry.naming
        return None if self.store is None or self.store.records == digest else (digest, changes.known(self.names()))

    @cached_property
    def _unread(self) -> Callable[[str, StoredText], bool] | None:
        """A predicate: whether names must be found again in a stored text; None if the records are unchanged."""
        if self._records is None or self.store is None:
            return None
        before = self.store.known_records()
        if before is None:
            return lambda path, row: True
        changed, rows = changes.changes(before, self.names(), self._records[1]), self.store.rows
        # One text at a time, because the vocabularies of ten thousand texts take 300 MB.
        as_before = {
            path
            for path, words in self.store.vocabularies()
            if (row := rows.get(path)) and row.named and not changed.meet(words, entities_of(row))
        }
        return lambda path, row: path not in as_before

    def _leads_where_it_did(self, page: PageName, row: StoredText) -> bool:
        """Whether a text's roles show the same text, and its links have targets, as when it was compiled."""
        if not (row.roles or row.addresses):  # like most texts
            return True
        if any(self.archive.name_of(use.kind, use.id) != use.name for use in row.roles):
            return False
        return all(leads_to(self.archive, page, address) for address in row.addresses)

    def _kept(self, page: PageName, path: str) -> tuple[CompiledText, str] | None:
        """Return the compiled text and source in the store if the text is unchanged, even if its mentions may have
        changed.
        """
        row = self.store.rows.get(path) if self.store else None
        release = self.archive.releases.get(page)
        if row is None or row.named is None or release is None or row.read.source != self.archive.digests.get(page):
            return None
        # The title is the first line of a text, and a notice replaces a withdrawn one.
        if release.withdrawn or row.named.release.withdrawn or release.title != row.named.release.title:
            return None
        if not self._leads_where_it_did(page, row):
            return None
        assert self.store is not None
        with suppress(DamagedError):
            return self.store.text(path)
        return None

    def _made(self, page: PageName, title: str, path: str) -> tuple[PageName, Packed, list[ReadingProblem]] | None:
        """Compile a text; None if it must be a Sphinx document."""
        kept = self._kept(page, path)
        source = kept[1] if kept else self.source(page, path)
        if source is None:
            return None
        body = body_of(source)
        of_page = self.archive.release_of(page)
        if of_page is not None and of_page.withdrawn:
            text: CompiledText | None = notice(of_page, self.archive.settings)
        else:
            text = kept[0] if kept else self.text(page, title, body)
        if text is None:
            return None
        roles, addresses = text.roles, text.addresses
        markup = "\n".join((body.strip(), *(use.name for use in roles)))  # includes the text that roles show
        release, named, words, problems = self.archive.releases.get(page), None, None, []
        if release is None:
            digest = fingerprint(text.text if of_page else "", markup)
        else:
            found = naming.find(self.names(), text.text, text.marks, release)
            words, known = found.words, self.store.rows[path] if kept and self.store else None
            entry = None
            if known and known.named and known.named.release == release:
                before = known.named._replace(plain=PlainText(text.text, text.marks))
                entry = otherwise_called(before, found.mentions, markup)
            entry = entry or Entry.of(release, text.text, text.marks, found.mentions, markup)
            digest = entry.markup_digest
            named = entry._replace(plain=StoredPlain(entry.size), found=FoundKept.of(entry.found))
            reports = naming.reports(found, release, self.archive.registry)
            problems = [ReadingProblem(report, (page, text.line_at(report.start))) for report in reports]
        read = self.reads.get(path, UNREAD)
        if named is not None and named.release == read.parsed.record:  # use the same object, to save memory and space
            named = named._replace(release=read.parsed.record)
        row = StoredText(read, issuer_of(page, self._events), roles, addresses, digest, named)
        # The store has the text already.
        if kept and self._may_be_kept(page, path):
            return page, repacked(path, row, words), problems
        return page, packed(path, row, words, text, source), problems

    def text(self, page: PageName, title: str, body: str) -> CompiledText | None:
        """Compile a text's source; None if it must be a Sphinx document."""
        addressed = self.archive.release_of(page) is not None
        text = compile_text(body, title, self.archive.name_of, self.conventions, addressed=addressed)
        if text is None or not all(leads_to(self.archive, page, address) for address in text.addresses):
            return None
        return text

    def again(self, page: PageName, path: str) -> CompiledText:
        """Compile a text again that the store has lost; raises OSError if its source is lost too."""
        release = self.archive.release_of(page)
        if release is not None and release.withdrawn:
            return notice(release, self.archive.settings)
        source = self.source(page, path)
        title = release.title if release else self.records[page].name
        text = self.text(page, title, body_of(source)) if source else None
        if text is None:
            raise OSError(f"{path} changed while the site was being built, and its copy is lost; build again")
        return text

    @cached_property
    def _events(self) -> Mapping[PageName, Event]:
        return events_of(self.archive.ledger) if self.archive.ledger else {}

    def source(self, page: PageName, path: str) -> str | None:
        """Return the source of a text, from memory, the store, or its unchanged file."""
        if page in self.sources or self.store is None:
            return self.sources.get(page)
        with suppress(DamagedError):
            return self.store.text(path)[1]
        with suppress(OSError, UnicodeDecodeError):
            data = read_plain(self.archive.root / path)
            if digest_of(data) == self.archive.digests[page]:
                return as_text(data)
        return None


@dataclass(frozen=True)
class _Same:
    """A function that returns the given names, which can be pickled."""

    names: naming.Names

    def __call__(self) -> naming.Names:
        """Return all names of the registry."""
        return self.names


_AT_HAND = 2_000
"""The number of texts from the store to cache (20 MB).

Search, data and feeds read each year in turn.
"""


@dataclass
class _Texts(Mapping[PageName, CompiledText]):
    """The compiled texts by docname, from memory (*made*) or from the store (*stored* maps them to paths)."""

    compiler: Compiler
    made: dict[PageName, CompiledText] = field(default_factory=dict)
    stored: dict[PageName, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cached = lru_cache(_AT_HAND)(self._from_store)

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle for another machine, which has a copy of the store; damaged texts are compiled again first."""
        sound = self.compiler.store.sound() if self.compiler.store else frozenset[str]()
        for page, path in self.stored.items():
            if path not in sound:
                _ = self[page]
        names = _Same(self.compiler.names())
        return _Texts, (replace(self.compiler, names=names, reads={}), self.made, self.stored)

    def __getitem__(self, page: PageName) -> CompiledText:
        return self.made.get(page) or self._cached(page, self.stored[page])

    def _from_store(self, page: PageName, path: str) -> CompiledText:
        assert self.compiler.store is not None
        with suppress(DamagedError):
            return self.compiler.store.text(path)[0]
        made = self.compiler.again(page, path)
        self.made[page] = made
        return made

    def __iter__(self) -> Iterator[PageName]:
        return iter(self.stored | self.made)

    def __len__(self) -> int:
        return len(self.stored | self.made)

    def __contains__(self, page: object) -> bool:
        return page in self.stored or page in self.made


def notice(release: Release, settings: Settings) -> CompiledText:
    """Return a notice of withdrawal as a compiled text, which replaces the text in all outputs."""
    assert release.withdrawn is not None
    interface = settings.interface_of(release.language)
    title, words = " ".join(release.title.split()), withdrawal_words(release.withdrawn, interface)
    return CompiledText(
        f"{title}\n\n{words}", (Mark(0, len(title), "heading"),), (f"<p>{escape(words, quote=False)}</p>\n",)
    )
