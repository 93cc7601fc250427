"""Indexes of an archive by date, year, entity and relation, for lists and backlinks.

A build creates one :class:`ArchiveIndex` from the domain's entries. Lookups after that are dictionary lookups.
"""

from __future__ import annotations

import datetime as dt
import pickle
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple, Protocol

from sphinx_newsroom.archive.release_files import Placements
from sphinx_newsroom.config import ConfigError
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.interface import translatable
from sphinx_newsroom.ledger import git as history
from sphinx_newsroom.ledger.events import Ledger, Record, digest_of, entry_of
from sphinx_newsroom.ledger.transparency_log import Log, log_of
from sphinx_newsroom.memory import late_pattern
from sphinx_newsroom.model.addresses import (
    LEDGER,
    LONG_YEAR,
    EntityKey,
    PageName,
    ReleaseId,
    month_page,
    release_page,
    superseded_page,
)
from sphinx_newsroom.model.records import Mention, Release, Statement
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import LoadedArchive
    from sphinx_newsroom.model.records import Release, Withdrawal


class OldText(NamedTuple):
    """A superseded text: its header, its plain text, and the withdrawal of its release, if any."""

    release: Release
    text: str
    withdrawn: Withdrawal | None


@dataclass(frozen=True, slots=True)
class Edition:
    """The archive at a moment in the past: *records* are the ledger's records of that time, by the ids of that time."""

    name: str
    at: dt.datetime
    records: Mapping[ReleaseId, Record]


@dataclass(frozen=True)
class Versions:
    """The history of an archive: a record for each public release, by id, its superseded texts, and its editions.

    *texts* are keyed by docname; *editions* are sorted newest first. *log* ends at the time of the build. *placements*
    has the addresses of releases' files.
    """

    records: Mapping[ReleaseId, Record] = field(default_factory=dict)
    texts: Mapping[PageName, OldText] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    ledger: Ledger | None = None
    log: Log | None = None
    placements: Placements = field(default_factory=Placements)


NO_VERSIONS = Versions()
"""The history of an archive without a ledger."""


def versions_of(archive: LoadedArchive, texts: Mapping[PageName, OldText]) -> Versions:
    """Return the history of the releases that are shown; raises ConfigError if an edition has no date."""
    if archive.ledger is None:
        return replace(NO_VERSIONS, placements=archive.placements)
    records = {id_: record for id_, record in archive.ledger.records.items() if release_page(id_) in archive.releases}
    editions = sorted(_editions(archive, archive.ledger), key=lambda edition: edition.at, reverse=True)
    known = archive.ledger.until(archive.settings.now)
    log = log_of(known, archive.ledger.lines) if known else None
    return Versions(records, texts, tuple(editions), archive.ledger, log, archive.placements)


def texts_now(records: Mapping[ReleaseId, Record]) -> dict[str, tuple[PageName, PageName]]:
    """Map the digest of each text's ledger line to the release's page and the text's own page."""
    # The key is the digest because a release may have moved since, which changes its id.
    return {
        event.digest: (page, page if event is record.current else superseded_page(id_, event.revision))
        for id_, record in records.items()
        for page in (release_page(id_),)
        for event in record.revisions
    }


def _editions(archive: LoadedArchive, ledger: Ledger) -> Iterator[Edition]:
    for name, when in archive.settings.editions.items():
        moment = moment_of(when, archive.settings.zone)
        if moment is not None:
            if moment <= archive.settings.now:
                yield Edition(name, moment, ledger.as_of(moment))
            continue
        tagged = _of_tag(archive, name, when)
        lines = history.git(archive.root, "show", f"refs/tags/{when}:./{LEDGER}")
        # The tag's own ledger, not all lines up to its date: another branch may have been merged since.
        known = {digest_of(each) for line in (lines or "").splitlines() for each in (line, entry_of(line))}
        yield Edition(name, tagged, ledger.as_of(tagged) if lines is None else ledger.among(known))


def _of_tag(archive: LoadedArchive, name: str, when: str) -> dt.datetime:
    """Return the date of the commit with a tag; raises ConfigError if there is no such tag."""
    at = history.git(archive.root, "log", "-1", "--format=%cI", f"refs/tags/{when}")
    if not at:
        raise ConfigError(
            f"newsroom_editions: {name!r} contains {when!r}, which is neither a date nor a git tag in this repository"
        )
    return dt.datetime.fromisoformat(at.strip())


def refuse_editions_of_no_moment(archive: LoadedArchive) -> None:
    """Raise ConfigError if an edition names neither a date nor a git tag; without a ledger, nothing is checked."""
    for name, when in archive.settings.editions.items() if archive.ledger else ():
        if moment_of(when, archive.settings.zone) is None:
            _of_tag(archive, name, when)


def moment_of(when: str, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """Parse a date or date-time in a time zone; a date means its last second. Returns None if it is neither."""
    try:
        if len(when) == len("2023-12-31"):
            return dt.datetime.combine(dt.date.fromisoformat(when), dt.time(23, 59, 59), zone)
        found = dt.datetime.fromisoformat(when)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


class Spoken(NamedTuple):
    """A statement with its words, as pages show it; a quotation interrupted by an attribution has several parts.

    *paragraph* is the id of the paragraph that it begins in. *sentence* is the full sentence of a reported statement.
    """

    speaker: str
    kind: str
    form: str
    role: str | None
    parts: tuple[str, ...]
    paragraph: str = ""
    sentence: str = ""


_LONGEST_GAP = 200
"""The longest attribution, in characters, between two parts shown as one: "…," said X, Director of Y, in Vienna, "…".
"""

SENTENCE_END = late_pattern(
    r"""
    [.!?…] [”’»"'\])]* \s+     # what ends a sentence, with what closes
    (?= [“‘«„"'(\[]* [^\W\d_a-zа-яёіїєґ] )  # before a capital letter
    """,
    re.VERBOSE,
)

_NEW_PARAGRAPH = late_pattern('\n\n[“«„"]?')


def spoken(statements: Iterable[Statement], text: str) -> tuple[Spoken, ...]:
    """Return the *statements* of a text with their words, grouped by speaker.

    A sentence is listed once, however many clauses of it are reported.
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
            # A quotation that continues in the next paragraph has a second opening quote there, which one line doesn't
            # need.
            tuple(_NEW_PARAGRAPH.sub(" ", text[part.start : part.end]) for part in parts),
            id_at(ids, parts[0].start),
            _sentence(text, parts[0]) if parts[0].form == "reported" else "",
        )
        for (kind, speaker), said in by_speaker.items()
        for parts in _grouped(said, text)
    ]
    before: list[Spoken | None] = [None, *words]
    return tuple(
        one
        for one, last in zip(words, before, strict=False)
        if not (last and one.sentence and (last.sentence, last.speaker) == (one.sentence, one.speaker))
    )


def _sentence(text: str, said: Statement) -> str:
    """Return the sentence around a clause; if an abbreviation looks like its end, the result begins after it, at a
    name.
    """
    begin = text.rfind("\n\n", 0, said.start) + 1
    for found in SENTENCE_END.finditer(text, begin, said.start):
        begin = found.end()
    paragraph_end = text.find("\n\n", said.end)
    end = paragraph_end if paragraph_end >= 0 else len(text)
    found_end = SENTENCE_END.search(text, max(said.start, said.end - 1), end)
    return text[begin : found_end.end() if found_end else end].strip()


def _grouped(said: Sequence[Statement], text: str) -> Iterator[list[Statement]]:
    """Group quotations that only an attribution separates; every other statement is its own group."""
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
"""The entity that a mention refers to."""


class FoundHere(NamedTuple):
    """The mentions and statements in a release, unpacked."""

    mentions: tuple[Mention, ...] = ()
    statements: tuple[Statement, ...] = ()

    @property
    def named(self) -> tuple[EntityKey, ...]:
        """The entities that the release names, in the order of their first mention."""
        return tuple(dict.fromkeys(map(_KEY, self.mentions)))

    @property
    def counts(self) -> tuple[int, int]:
        """The number of mentions of organizations and officials, and the number of statements."""
        return sum(mention.kind != "topic" for mention in self.mentions), len(self.statements)


class FoundKept(NamedTuple):
    """The mentions and statements in a release, pickled: a build only unpacks those of releases that changed.

    Unpacked they would use two kilobytes per release and double the time to load it.
    """

    named: tuple[EntityKey, ...]
    counts: tuple[int, int]
    packed: bytes

    @classmethod
    def of(cls, found: Found) -> FoundKept:
        """Pack mentions and statements."""
        rows = tuple(map(tuple, found.mentions)), tuple(map(tuple, found.statements))
        return cls(found.named, found.counts, pickle.dumps(rows, pickle.HIGHEST_PROTOCOL))

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The mentions in the release, in order."""
        return _unpacked(self.packed).mentions

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in the release."""
        return _unpacked(self.packed).statements

    def at_hand(self) -> FoundKept:
        """Return a copy that shares the keys of entities with other releases, to save memory."""
        return self._replace(named=tuple(_NAMED.setdefault(key, key) for key in self.named))

    def __repr__(self) -> str:
        """Return the unpacked content as text, which is searched for withheld names."""
        return repr(_unpacked(self.packed))


Found = FoundHere | FoundKept
"""The mentions and statements in a release, possibly packed."""

_NAMED: dict[EntityKey, EntityKey] = {}


@lru_cache(maxsize=2048)  # 4 MB: writing many files asks for the releases of a year repeatedly
def _unpacked(packed: bytes) -> FoundHere:
    mentions, statements = pickle.loads(packed)
    return FoundHere(tuple(map(Mention._make, mentions)), tuple(map(Statement._make, statements)))


_SHORT = 80
"""The length from which a line counts as a sentence even without a full stop."""


class Plain(Protocol):
    """The plain text of a release with its marks; it may be loaded from the store on first use."""

    @property
    def text(self) -> str:
        """The title and the paragraphs, separated by blank lines."""

    @property
    def marks(self) -> tuple[Mark, ...]:
        """The spans of the text that aren't prose."""

    @property
    def size(self) -> int:
        """The size of the text in bytes."""


class PlainText(NamedTuple):
    """A plain text in memory."""

    text: str
    marks: tuple[Mark, ...] = ()

    @property
    def size(self) -> int:
        """The size of the text in bytes."""
        return len(self.text.encode("utf-8", "replace"))


class Entry(NamedTuple):
    """A release as it was read: its header, plain text, mentions and statements.

    The digests decide what a build writes again:

    *digest* covers everything here, and *markup_digest* the text's markup as well. *words* covers the header and the
    text, *gist* also the entities named, and *voices* the statements. *words*, *gist* and *voices* stay the same if a
    record's name changes.
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
        """The spans of the text that aren't prose."""
        return self.plain.marks

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """Every mention in the text; ``found.named`` is faster if only the entities are needed."""
        return self.found.mentions

    @property
    def statements(self) -> tuple[Statement, ...]:
        """The statements in the text."""
        return self.found.statements

    @property
    def paragraphs(self) -> list[str]:
        """The paragraphs of the text, without its title."""
        return self.text.split("\n\n")[1:]

    @property
    def size(self) -> int:
        """The size of the text in bytes, without loading the text."""
        return self.plain.size

    @classmethod
    def of(
        cls, release: Release, text: str, marks: tuple[Mark, ...], mentions: tuple[Mention, ...], body: str = ""
    ) -> Entry:
        """Create an entry, computing its summary, statements and digests; *body* is the text's source."""
        from sphinx_newsroom.text.statements import statements  # a slow import that `newsroom check` doesn't need

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


def first_paragraph(text: str, marks: tuple[Mark, ...]) -> str:
    """Return the first paragraph that is a summary, or any prose, cut at a word after 280 characters."""
    not_prose = {mark.start for mark in marks if mark.where in ("heading", "code", "preformatted")}
    prose, place = [], 0
    for block in text.split("\n\n"):
        if block and place not in not_prose:
            prose.append(block)
        place += len(block) + 2
    return shortened(next(filter(sums_up, prose), prose[0] if prose else ""), 280)


def sums_up(paragraph: str) -> bool:
    """Whether a paragraph is more than a date, a place or a greeting: ``September 9, 2005``."""
    return len(paragraph) >= _SHORT or paragraph.endswith((".", "。", "।"))


def shortened(text: str, limit: int) -> str:
    """Cut a text at a word if it is longer than *limit* characters, and add an ellipsis."""
    if len(text) <= limit:
        return text
    return text[:limit].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


class ReleaseFilter(NamedTuple):
    """The filters of a list of releases, which shows at most *limit*, newest first; None matches any."""

    organization: str | None = None
    official: str | None = None
    topic: str | None = None
    year: int | None = None
    type: str | None = None
    language: str | None = None
    limit: int = 20


def _sort_key(release: Release) -> tuple[dt.date, dt.datetime, str]:
    return release.date, release.begin, release.id


RELATED = "Related"
"""The relation that only a list's heading names."""


class ArchiveIndex:
    """All releases of a build, indexed. *entries* is keyed by docname (``releases/2011/conference-opens``)."""

    def __init__(self, entries: Mapping[PageName, Entry], registry: Registry) -> None:
        self.entries = entries
        self.registry = registry

    @cached_property
    def newest(self) -> tuple[PageName, ...]:
        """All releases and translations, newest first."""
        return tuple(sorted(self.entries, key=lambda docname: _sort_key(self.entries[docname].release), reverse=True))

    @cached_property
    def listed(self) -> tuple[PageName, ...]:
        """The releases that lists show, newest first, without translations."""
        return tuple(docname for docname in self.newest if docname not in self._originals)

    @cached_property
    def years(self) -> Mapping[int, tuple[PageName, ...]]:
        """The listed releases of each year, newest first; the newest year first."""
        years: dict[int, list[PageName]] = defaultdict(list)
        for (year, _), docnames in self.by_month.items():
            years[year] += docnames
        return {year: tuple(docnames) for year, docnames in years.items()}

    @cached_property
    def by_month(self) -> Mapping[tuple[int, int], tuple[PageName, ...]]:
        """The listed releases of each month (year and month), newest first."""
        months: dict[tuple[int, int], list[PageName]] = defaultdict(list)
        for docname in self.listed:
            date = self.entries[docname].release.date
            months[date.year, date.month].append(docname)
        return {key: tuple(docnames) for key, docnames in months.items()}

    @cached_property
    def markups(self) -> Mapping[PageName, str]:
        """The digest of each release, by page; it changes with the release's markup or id."""
        return {page: entry.markup_digest for page, entry in self.entries.items()}

    @cached_property
    def months(self) -> Mapping[tuple[int, int], tuple[PageName, ...]]:
        """The listed releases, newest first, of each month (year and month) that has its own page.

        Only years with very many releases have such pages. A release with the same address (``2021/05``) keeps it.
        """
        return {
            (year, month): docnames
            for (year, month), docnames in self.by_month.items()
            if len(self.years[year]) > LONG_YEAR and month_page(year, month) not in self.entries
        }

    @cached_property
    def by_type(self) -> tuple[Mapping[str, list[PageName]], Mapping[str, list[PageName]]]:
        """The listed releases of each type, newest first, and the translations of each type."""
        found: tuple[dict[str, list[PageName]], ...] = ({}, {})
        for docname in self.newest:
            found[docname in self._originals].setdefault(self.entries[docname].release.type, []).append(docname)
        return found[0], found[1]

    @cached_property
    def by_language(self) -> Mapping[str, list[PageName]]:
        """All releases and translations in each language, newest first."""
        found: dict[str, list[PageName]] = {}
        for docname in self.newest:
            found.setdefault(self.entries[docname].release.language, []).append(docname)
        return found

    @cached_property
    def naming(self) -> Mapping[EntityKey, tuple[PageName, ...]]:
        """The releases that name each entity, newest first; a translation is included only if its original isn't."""
        found: dict[EntityKey, list[PageName]] = defaultdict(list)
        for docname in self.newest:
            for key in self._named[docname]:
                found[key].append(docname)
        return {key: tuple(self._without_translations(docnames)) for key, docnames in found.items()}

    def _without_translations(self, docnames: Collection[PageName]) -> Collection[PageName]:
        """Leave out the releases that are translations of others in the list."""
        originals = self._originals
        if originals.keys().isdisjoint(docnames):  # like most archives
            return docnames
        some = frozenset(docnames)
        return [docname for docname in docnames if originals.get(docname) not in some]

    @cached_property
    def _named(self) -> Mapping[PageName, tuple[EntityKey, ...]]:
        named = {}
        for docname, entry in self.entries.items():
            keys, topics = entry.found.named, entry.release.topics
            # A header lists a topic only once, but the text may name it too.
            named[docname] = tuple(dict.fromkeys((*keys, *(("topic", topic) for topic in topics)))) if topics else keys
        return named

    def named(self, docname: PageName) -> tuple[EntityKey, ...]:
        """Return the entities that a release names, in order of first mention, then its topics."""
        return self._named[docname]

    def page(self, id_: ReleaseId | None) -> PageName | None:
        """Return the page of the release with this id, or None if it isn't shown."""
        page = release_page(id_) if id_ else None
        return page if page in self.entries else None

    def original(self, docname: PageName) -> PageName | None:
        """Return the page of this release's original, or None if it isn't a translation or the original isn't shown."""
        return self._originals.get(docname)

    @cached_property
    def _originals(self) -> Mapping[PageName, PageName]:
        """The pages of translations, mapped to those of their originals."""
        named = ((docname, entry.release.translation_of) for docname, entry in self.entries.items())
        return {docname: page for docname, id_ in named if id_ and (page := self.page(id_))}

    @cached_property
    def translations(self) -> Mapping[PageName, tuple[PageName, ...]]:
        """For each original, itself and its translations, by language."""
        groups: dict[PageName, list[PageName]] = defaultdict(list)
        for docname, original in self._originals.items():
            groups[original].append(docname)
        return {
            original: tuple(sorted([original, *docnames], key=lambda d: self.entries[d].release.language))
            for original, docnames in groups.items()
        }

    @cached_property
    def neighbours(self) -> Mapping[PageName, tuple[PageName | None, PageName | None]]:
        """For each listed release, the one before it and the one after it in time."""
        listed = self.listed
        return {
            docname: (listed[i + 1] if i + 1 < len(listed) else None, listed[i - 1] if i else None)
            for i, docname in enumerate(listed)
        }

    @cached_property
    def relations(self) -> Mapping[PageName, tuple[tuple[PageName, str], ...]]:
        """For each release, the releases related to it with a label; inverse relations are derived."""
        found: dict[PageName, dict[PageName, str]] = defaultdict(dict)
        replaces = translatable("Replaces"), translatable("Replaced by")
        follows = translatable("Follows"), translatable("Followed by")
        related = RELATED, translatable("Refers to this")
        for docname in self.newest:
            release = self.entries[docname].release
            for (word, inverse), targets in (
                (replaces, (release.replaces,)),
                (follows, (release.follows,)),
                (related, release.related),
            ):
                for target in targets:
                    if other := self.page(target):
                        found[docname].setdefault(other, word)
                        found[other].setdefault(docname, inverse)
        return {docname: tuple(others.items()) for docname, others in found.items()}

    def statements_of(self, key: EntityKey) -> tuple[tuple[PageName, Spoken], ...]:
        """Return the statements of an official or organization, each with its release, newest release first.

        A statement in a translation is left out if its original is included.
        """
        return self.statements.get(key, ())

    @cached_property
    def statements(self) -> Mapping[EntityKey, tuple[tuple[PageName, Spoken], ...]]:
        """The statements of each official and organization; see :meth:`statements_of`."""
        found: dict[EntityKey, dict[PageName, list[Spoken]]] = defaultdict(lambda: defaultdict(list))
        for docname in self.newest:
            for statement in self.entries[docname].spoken:
                found[statement.kind, statement.speaker][docname].append(statement)
        return {
            key: tuple(
                (docname, statement)
                for docname in self._without_translations(releases)
                for statement in releases[docname]
            )
            for key, releases in found.items()
        }

    def named_with(self, key: EntityKey) -> list[tuple[EntityKey, int]]:
        """Return the organizations and officials named in the same releases as *key*, most frequent first.

        Withdrawn releases don't count.
        """
        in_force = (page for page in self.naming.get(key, ()) if self.entries[page].release.withdrawn is None)
        counts = Counter(chain.from_iterable(map(self._named.__getitem__, in_force)))
        counts.pop(key, None)
        others = (item for item in counts.items() if item[0][0] != "topic")
        return sorted(others, key=lambda item: (-item[1], item[0]))

    def select(self, chosen_by: ReleaseFilter) -> tuple[PageName, ...]:
        """Return the releases that match a filter, newest first; it starts from the smallest matching index."""
        keys = [
            (kind, self.registry.current_id(kind, id_))
            for kind, id_ in (
                ("organization", chosen_by.organization),
                ("official", chosen_by.official),
                ("topic", chosen_by.topic),
            )
            if id_ is not None
        ]
        if keys:
            found = min((self.naming.get(key, ()) for key in keys), key=len)
        elif chosen_by.year is not None:
            found = self.years.get(chosen_by.year, ())
        else:
            found = self.newest if chosen_by.language else self.listed
        chosen = []
        for docname in found:
            release = self.entries[docname].release
            if (
                all(key in self.named(docname) for key in keys)
                and chosen_by.year in (None, release.date.year)
                and chosen_by.type in (None, release.type)
                and chosen_by.language in (None, release.language)
            ):
                chosen.append(docname)
                if len(chosen) == chosen_by.limit:
                    break
        return tuple(chosen)
