"""The small pieces that every page is made of: a release or statement in a list, a link to an entity, a row
of years.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import islice
from typing import Any, TypeVar, overload

from sphinx_newsroom.archive.index import NO_VERSIONS, SENTENCE_END, ArchiveIndex, Spoken, Versions
from sphinx_newsroom.archive.other_archives import NO_OTHERS, Others
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import Interface
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import EntityKey, PageName, entity_page, year_page
from sphinx_newsroom.model.records import Entity, Official, Organization, Release, Topic
from sphinx_newsroom.model.wording import office_on
from sphinx_newsroom.outputs.feeds.content import clean
from sphinx_newsroom.outputs.pages.views import Counted, EntityRef, ReleaseLine, StatementLine, YearBar

T = TypeVar("T")


class Lazy(Sequence[T]):
    """A list of which each item is made, of its source, when somebody asks for it: most lists stand as they were.

    Its ``repr``, by which a page is written again or not, is what is *told* of the sources.
    """

    __slots__ = ("_make", "_sources", "_told")

    def __init__(self, sources: Sequence[Any], make: Callable[[Any], T], told: Callable[[Sequence[Any]], str]) -> None:
        self._sources, self._make, self._told = sources, make, told

    @overload
    def __getitem__(self, place: int) -> T: ...

    @overload
    def __getitem__(self, place: slice) -> Lazy[T]: ...

    def __getitem__(self, place: int | slice) -> T | Lazy[T]:
        if isinstance(place, slice):
            return Lazy(self._sources[place], self._make, self._told)
        return self._make(self._sources[place])

    def __len__(self) -> int:
        return len(self._sources)

    def __radd__(self, others: tuple[T, ...]) -> tuple[T, ...]:
        """The lines of several lists, as templates add them."""
        return (*others, *self)

    def __repr__(self) -> str:
        return self._told(self._sources)


class Lines:
    """Makes the pieces from an index, each once."""

    def __init__(
        self,
        index: ArchiveIndex,
        settings: Settings,
        versions: Versions = NO_VERSIONS,
        interface: Interface | None = None,
        others: Others = NO_OTHERS,
    ) -> None:
        self.index = index
        self.settings = settings
        self.versions = versions
        self.others = others
        self.interface = interface or settings.interface
        """What the archive itself says on the pages that these pieces are for."""
        self._others: dict[str, Lines] = {self.interface.language: self}
        self.in_turn: dict[str, Mapping[PageName, tuple[PageName | None, PageName | None]]] = {}
        """Which texts stand before and after each in its language (``own_language``)."""
        self._lines = Memo(self._release)
        self._entities = Memo(self._entity)
        self._fingerprints = Memo(self._entity_fingerprint)
        self.told = Memo(self._tell)
        """What changes when what a release shows in a list does, without its line, of which to make all takes long."""

    def around(self, language: str) -> Lines:
        """The pieces for the page of a text in *language*."""
        interface = self.settings.interface_of(language)
        if interface.language not in self._others:
            other = self._others[interface.language] = Lines(
                self.index, self.settings, self.versions, interface, self.others
            )
            other._others = self._others
        return self._others[interface.language]

    def release(self, docname: PageName, relation: str = "") -> ReleaseLine:
        """A release as a line of a list; with *relation*, of a list of related releases."""
        line = self._lines[docname]
        return line._replace(relation=relation) if relation else line

    def _release(self, docname: PageName) -> ReleaseLine:
        entry = self.index.entries[docname]
        release = entry.release
        issuers = self.entities(("organization", id_) for id_ in release.all_issuers)
        return ReleaseLine(
            page=docname,
            title=release.title,
            date=release.date.isoformat(),
            date_text=self.interface.date(release.date),
            type_label=self.settings.type_label(release.type, self.interface),
            language=release.language,
            summary="" if release.withdrawn else clean(entry.summary),
            issuers=issuers,
            issued_by=self.interface.names([ref.short or ref.name for ref in issuers]),
            status=self._status(release),
        )

    def releases(self, docnames: Iterable[PageName]) -> Lazy[ReleaseLine]:
        """Releases as lines, in the order given, each made when somebody asks for it."""
        return Lazy(tuple(docnames), self.release, self._tell_all)

    def _tell_all(self, docnames: Iterable[PageName]) -> str:
        return " ".join(map(self.told.__getitem__, docnames))

    def _tell(self, docname: PageName) -> str:
        entry = self.index.entries[docname]
        release = entry.release
        # A line adds what follows from the program and the settings: dates in words, addresses.
        return fingerprint(
            docname,
            release.title,
            release.date.isoformat(),
            self.settings.type_label(release.type, self.interface),
            release.language,
            None if release.withdrawn else entry.summary,
            [self._fingerprints["organization", id_] for id_ in release.all_issuers],
            self._status(release),
        )

    def _status(self, release: Release) -> str:
        """What a list says beside a release, and its page above the text."""
        if release.draft:
            return "draft"
        gate = self.settings.drafts and self.settings.gate and self.versions.ledger is not None
        if gate and release.id not in self.versions.records:
            return "unpublished"
        # Whoever was corrected and withdrawn is withdrawn.
        return "withdrawn" if release.withdrawn else "corrected" if release.corrections else ""

    def _entity_fingerprint(self, key: EntityKey) -> str:
        return fingerprint(self.entity(key))

    def _on(self, key: EntityKey, date: dt.date | None) -> tuple[EntityKey, dt.date | None]:
        """An entity on a date, if something beside its name depends on the day."""
        record = self.record(key) if date else None
        return key, date if isinstance(record, Official) and record.memberships else None

    def record(self, key: EntityKey) -> Entity | None:
        """The record behind a key."""
        kind, id_ = key
        registry = self.index.registry
        if kind == "topic":
            return registry.topics.get(id_)
        return registry.entity(id_)

    def entity(self, key: EntityKey, date: dt.date | None = None) -> EntityRef | None:
        """A link to an entity, None where it has no record; for officials with the office held on *date*."""
        return self._entities[self._on(key, date)]

    def _entity(self, on: tuple[EntityKey, dt.date | None]) -> EntityRef | None:
        key, date = on
        # Offices are told of officials; beside a body's name nothing stands but its name.
        record = self.record(key)
        if record is None:
            return None
        note = ""
        if isinstance(record, Official) and date:
            note = office_on(record.id, date, self.index.registry, self.interface)
        page = entity_page(record.kind, record.id)
        language = self.interface.language
        elsewhere = language != self.settings.interface.language
        if elsewhere and (named := name_in(record, language)):
            return EntityRef(record.kind, record.id, page, *named, note, language)
        short = record.acronym or record.name if isinstance(record, Organization) else record.name
        own = self.settings.language if elsewhere else ""
        return EntityRef(record.kind, record.id, page, record.name, short, note, own)

    def entities(self, keys: Iterable[EntityKey], date: dt.date | None = None) -> tuple[EntityRef, ...]:
        """Links to the entities that have a record, in the order given."""
        return tuple(ref for key in keys if (ref := self.entity(key, date)) is not None)

    def counted(self, counts: Iterable[tuple[EntityKey, int]], most: int | None = None) -> tuple[Counted, ...]:
        """Entities with their counts, at most *most*."""
        found = (Counted(ref, count) for key, count in counts if (ref := self.entity(key)) is not None)
        return tuple(islice(found, most))

    @cached_property
    def day(self) -> dt.date:
        """The day of the newest release, by which pages tell what is over: no page may change with the clock."""
        listed = self.index.listed
        return self.index.entries[listed[0]].release.date if listed else dt.date.min

    @cached_property
    def years(self) -> tuple[YearBar, ...]:
        """All years of the archive, newest first, each leading to its own page."""
        counts = {year: len(docnames) for year, docnames in self.index.years.items()}
        return year_bars(counts, {year: (year_page(year), "") for year in counts})


def name_in(record: Entity, language: str) -> tuple[str, str] | None:
    """The name and short name that a record has in a language, None where it has none that is still in use.

    Of several the first counts that is no acronym, and the first that is: names in capitals alone.
    """
    if isinstance(record, Topic):
        return None
    spoken = language.partition("-")[0]
    names = [
        other.name
        for other in record.other_names
        if other.language and other.language.partition("-")[0] == spoken and not other.end_date
    ]
    full = next((name for name in names if not name.isupper()), "")
    short = next((name for name in names if name.isupper()), "")
    if not isinstance(record, Organization):
        return (full, full) if full else None
    return (full or short, short or full) if names else None


def year_bars(counts: Mapping[int, int], places: Mapping[int, tuple[PageName, str]]) -> tuple[YearBar, ...]:
    """A bar for each year, newest first; *places* says the page and anchor that each leads to."""
    # A year with one release beside one with thousands is still to be seen: no bar is shorter than one per cent.
    most = max(counts.values(), default=1)
    return tuple(
        YearBar(year, counts[year], max(1, round(100 * counts[year] / most)), *places[year])
        for year in sorted(counts, reverse=True)
    )


# What an official or organization says, as its page shows it.


MOST = 20
"""How many statements a page shows."""

LONGEST = 300
"""How many characters of a statement a page shows, of whole sentences."""

# Elsewhere the marks of English, in which the page around them is.
_MARKS = {"ru": ("«", "»"), "uk": ("«", "»")}


def statement_lines(key: EntityKey, lines: Lines) -> tuple[tuple[StatementLine, ...], bool]:
    """The newest statements, at most :data:`MOST`, and whether there are more.

    The parts of an interrupted quotation are shown together.
    """
    # One more than is shown tells whether there are more, without making them all.
    found = tuple(islice(_lines(key, lines), MOST + 1))
    return found[:MOST], len(found) > MOST


def _lines(key: EntityKey, lines: Lines) -> Iterator[StatementLine]:
    return (statement_line(docname, said, lines) for docname, said in lines.index.statements_of(key))


def statements_in_short(said: Iterable[tuple[PageName, Spoken]], lines: Lines) -> Lazy[StatementLine]:
    """What was said, as pages show it.  A statement is told by its release, the words of that and who says what in it,
    and which of that it is.
    """
    return Lazy(tuple(said), partial(_statement, lines), partial(_statement_inputs, lines))


def _statement(lines: Lines, said: tuple[PageName, Spoken]) -> StatementLine:
    return statement_line(*said, lines)


def _statement_inputs(lines: Lines, said: Iterable[tuple[PageName, Spoken]]) -> str:
    found = ((page, lines.index.entries[page], one) for page, one in said)
    return " ".join(
        [f"{lines.told[page]} {entry.words} {entry.voices} {entry.spoken.index(one)}" for page, entry, one in found]
    )


def statement_line(docname: PageName, said: Spoken, lines: Lines) -> StatementLine:
    """A statement as pages show it."""
    release = lines.release(docname)
    reported = said.form == "reported"
    shown, cut = _reported(said) if reported else _quoted(said.parts, release.language)
    return StatementLine(shown, reported, said.role or "", release, said.paragraph, cut)


def opening(text: str, limit: int) -> str:
    """The sentences of a text that *limit* characters have room for, and at least one.

    >>> opening("It rained. It snowed. It thawed.", 22)
    'It rained. It snowed.'
    """
    if len(text) <= limit:
        return text
    ends = [match.end() for match in SENTENCE_END.finditer(text)]
    return text[: max([end for end in ends if end <= limit + 1] or ends[:1] or [len(text)])].rstrip()


def _reported(said: Spoken) -> tuple[str, bool]:
    """The sentence with its verb; of one that is too long, the clause."""
    if 0 < len(said.sentence) <= LONGEST:
        return said.sentence, False
    shown = opening(said.parts[0], LONGEST)
    return shown, shown != said.parts[0]


def _quoted(parts: Sequence[str], language: str) -> tuple[str, bool]:
    """The parts of a quotation in the marks of their language, as many as fit, and whether more follows."""
    before, after = _MARKS.get(language.split("-")[0], ("“", "”"))
    shown = [opening(parts[0], LONGEST)]
    for part in parts[1:]:
        words = opening(part, room := LONGEST - sum(map(len, shown)))
        if shown[-1] not in parts or len(words) > room:
            break
        shown.append(words)
    return " … ".join(f"{before}{words}{after}" for words in shown), tuple(shown) != tuple(parts)
