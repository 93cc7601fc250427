"""The archive by date, year, entity and relation: everything that lists and backlinks need.

Built once for a build from the domain's entries; every look-up after that is a dictionary's.
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
from sphinx_newsroom.text.statements import statements
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids
from sphinx_newsroom.text.words.tokens import Mark

if TYPE_CHECKING:
    from sphinx_newsroom.archive.loading import Archive
    from sphinx_newsroom.model.records import Release, Withdrawal


class OldText(NamedTuple):
    """A superseded text as it was read: its header, its plain text, and the withdrawal of its release, if any."""

    release: Release
    text: str
    withdrawn: Withdrawal | None


@dataclass(frozen=True, slots=True)
class Edition:
    """The archive as it stood at a moment: *records* as the ledger had them then, by the ids of then."""

    name: str
    at: dt.datetime
    records: Mapping[ReleaseId, Record]


@dataclass(frozen=True)
class Versions:
    """The record of each release that is shown, by id, superseded texts by docname, and the editions, newest first.

    *log* has the lines that are published: none of after the build's moment; *placements* say where the files of
    releases stand.
    """

    records: Mapping[ReleaseId, Record] = field(default_factory=dict)
    texts: Mapping[PageName, OldText] = field(default_factory=dict)
    editions: tuple[Edition, ...] = ()
    ledger: Ledger | None = None
    log: Log | None = None
    placements: Placements = field(default_factory=Placements)


NO_VERSIONS = Versions()
"""Those of an archive without a ledger."""


def versions_of(archive: Archive, texts: Mapping[PageName, OldText]) -> Versions:
    """What an archive's ledger says of the releases that are shown; raises ConfigError for an edition of no moment."""
    if archive.ledger is None:
        return replace(NO_VERSIONS, placements=archive.placements)
    records = {id_: record for id_, record in archive.ledger.records.items() if release_page(id_) in archive.releases}
    editions = sorted(_editions(archive, archive.ledger), key=lambda edition: edition.at, reverse=True)
    known = archive.ledger.until(archive.settings.now)
    log = log_of(known, archive.ledger.lines) if known else None
    return Versions(records, texts, tuple(editions), archive.ledger, log, archive.placements)


def texts_now(records: Mapping[ReleaseId, Record]) -> dict[str, tuple[PageName, PageName]]:
    """Where each text stands now, by the digest of its line: the release's page, and the text's own."""
    # By digest and not by id: a release may have moved since.
    return {
        event.digest: (page, page if event is record.current else superseded_page(id_, event.revision))
        for id_, record in records.items()
        for page in (release_page(id_),)
        for event in record.revisions
    }


def _editions(archive: Archive, ledger: Ledger) -> Iterator[Edition]:
    for name, when in archive.settings.editions.items():
        moment = moment_of(when, archive.settings.zone)
        if moment is not None:
            if moment <= archive.settings.now:
                yield Edition(name, moment, ledger.as_of(moment))
            continue
        tagged = _of_tag(archive, name, when)
        lines = history.git(archive.root, "show", f"refs/tags/{when}:./{LEDGER}")
        # the lines that the tag has, and not those of its time: another branch's may have been merged since
        known = {digest_of(each) for line in (lines or "").splitlines() for each in (line, entry_of(line))}
        yield Edition(name, tagged, ledger.as_of(tagged) if lines is None else ledger.among(known))


def _of_tag(archive: Archive, name: str, when: str) -> dt.datetime:
    """The moment of the commit that a tag names; raises ConfigError where there is no such tag."""
    at = history.git(archive.root, "log", "-1", "--format=%cI", f"refs/tags/{when}")
    if not at:
        raise ConfigError(f"newsroom_editions: {name!r} names {when!r}, which is neither a date nor a git tag here")
    return dt.datetime.fromisoformat(at.strip())


def refuse_editions_of_no_moment(archive: Archive) -> None:
    """Raise ConfigError for an edition that names neither a date nor a git tag; without a ledger there is none."""
    for name, when in archive.settings.editions.items() if archive.ledger else ():
        if moment_of(when, archive.settings.zone) is None:
            _of_tag(archive, name, when)


def moment_of(when: str, zone: dt.tzinfo = dt.UTC) -> dt.datetime | None:
    """The moment that a date or date-time means in a time zone, a date its last second; None where it is neither."""
    try:
        if len(when) == len("2023-12-31"):
            return dt.datetime.combine(dt.date.fromisoformat(when), dt.time(23, 59, 59), zone)
        found = dt.datetime.fromisoformat(when)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=zone)


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

SENTENCE_END = late_pattern(
    r"""
    [.!?…] [”’»"'\])]* \s+     # what ends a sentence, with what closes
    (?= [“‘«„"'(\[]* [^\W\d_a-zа-яёіїєґ] )  # before a capital letter
    """,
    re.VERBOSE,
)

_NEW_PARAGRAPH = late_pattern('\n\n[“«„"]?')


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


Found = FoundHere | FoundKept
"""What was found in the text of a release, which may be packed until somebody asks."""

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


class ReleaseFilter(NamedTuple):
    """Which releases a list shows: what is None does not matter; at most *limit*, newest first."""

    organization: str | None = None
    official: str | None = None
    topic: str | None = None
    year: int | None = None
    type: str | None = None
    language: str | None = None
    limit: int = 20


def _age(release: Release) -> tuple[dt.date, dt.datetime, str]:
    return release.date, release.begin, release.id


RELATED = "Related"
"""The relation that is told by a list's heading alone."""


class ArchiveIndex:
    """All releases of a build, indexed.  *entries* is by docname (``releases/2011/conference-opens``)."""

    def __init__(self, entries: Mapping[PageName, Entry], registry: Registry) -> None:
        self.entries = entries
        self.registry = registry

    @cached_property
    def newest(self) -> tuple[PageName, ...]:
        """All releases and translations, newest first."""
        return tuple(sorted(self.entries, key=lambda docname: _age(self.entries[docname].release), reverse=True))

    @cached_property
    def listed(self) -> tuple[PageName, ...]:
        """The releases that lists show, newest first: translations stand on their original's page."""
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
        """The same of each month (year and month)."""
        months: dict[tuple[int, int], list[PageName]] = defaultdict(list)
        for docname in self.listed:
            date = self.entries[docname].release.date
            months[date.year, date.month].append(docname)
        return {key: tuple(docnames) for key, docnames in months.items()}

    @cached_property
    def markups(self) -> Mapping[PageName, str]:
        """What changes when anything of a release does, its markup and its id included, by page."""
        return {page: entry.markup_digest for page, entry in self.entries.items()}

    @cached_property
    def months(self) -> Mapping[tuple[int, int], tuple[PageName, ...]]:
        """The listed releases, newest first, of each month (year and month) of a year with very many: it has a page.

        A release that is called like such a page (``2021/05``) keeps its address.
        """
        return {
            (year, month): docnames
            for (year, month), docnames in self.by_month.items()
            if len(self.years[year]) > LONG_YEAR and month_page(year, month) not in self.entries
        }

    @cached_property
    def by_type(self) -> tuple[Mapping[str, list[PageName]], Mapping[str, list[PageName]]]:
        """The releases that lists show of each type, newest first; and the translations of each."""
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
        """The releases that name each entity, newest first; a translation only where its original does not."""
        found: dict[EntityKey, list[PageName]] = defaultdict(list)
        for docname in self.newest:
            for key in self._named[docname]:
                found[key].append(docname)
        return {key: tuple(self._without_translations(docnames)) for key, docnames in found.items()}

    def _without_translations(self, docnames: Collection[PageName]) -> Collection[PageName]:
        """Those of some releases that translate none of the others."""
        originals = self._originals
        if originals.keys().isdisjoint(docnames):  # as in most archives
            return docnames
        some = frozenset(docnames)
        return [docname for docname in docnames if originals.get(docname) not in some]

    @cached_property
    def _named(self) -> Mapping[PageName, tuple[EntityKey, ...]]:
        named = {}
        for docname, entry in self.entries.items():
            keys, topics = entry.found.named, entry.release.topics
            # No topic stands twice in a header; a text can name one as well.
            named[docname] = tuple(dict.fromkeys((*keys, *(("topic", topic) for topic in topics)))) if topics else keys
        return named

    def named(self, docname: PageName) -> tuple[EntityKey, ...]:
        """The entities that a release names, in order of first mention, then its topics."""
        return self._named[docname]

    def page(self, id_: ReleaseId | None) -> PageName | None:
        """The page of the release of an id, None where there is none that may be shown."""
        page = release_page(id_) if id_ else None
        return page if page in self.entries else None

    def original(self, docname: PageName) -> PageName | None:
        """The page of the release that this one translates, where it is in the archive."""
        return self._originals.get(docname)

    @cached_property
    def _originals(self) -> Mapping[PageName, PageName]:
        """The pages of translations, with those of the releases that they translate."""
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
        """For each listed release the one before and the one after it in time."""
        listed = self.listed
        return {
            docname: (listed[i + 1] if i + 1 < len(listed) else None, listed[i - 1] if i else None)
            for i, docname in enumerate(listed)
        }

    @cached_property
    def relations(self) -> Mapping[PageName, tuple[tuple[PageName, str], ...]]:
        """For each release the releases related to it, with the relation in words; inverses are derived."""
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
        """What an official or organization says, with the release: newest first, within a release in its order.

        What a translation says too stands once, as its original has it.
        """
        return self.statements.get(key, ())

    @cached_property
    def statements(self) -> Mapping[EntityKey, tuple[tuple[PageName, Spoken], ...]]:
        """What each official and organization says, as :meth:`statements_of` has it."""
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
        """The organizations and officials named in the same releases as *key*, the most often named first.

        Withdrawn releases do not count: their texts say nothing any more, and no search finds them.
        """
        in_force = (page for page in self.naming.get(key, ()) if self.entries[page].release.withdrawn is None)
        counts = Counter(chain.from_iterable(map(self._named.__getitem__, in_force)))
        counts.pop(key, None)
        others = (item for item in counts.items() if item[0][0] != "topic")
        return sorted(others, key=lambda item: (-item[1], item[0]))

    def select(self, wanted: ReleaseFilter) -> tuple[PageName, ...]:
        """The releases that a filter lets through, newest first; narrowed by the smallest list there is."""
        keys = [
            (kind, self.registry.current_id(kind, id_))
            for kind, id_ in (
                ("organization", wanted.organization),
                ("official", wanted.official),
                ("topic", wanted.topic),
            )
            if id_ is not None
        ]
        if keys:
            found = min((self.naming.get(key, ()) for key in keys), key=len)
        elif wanted.year is not None:
            found = self.years.get(wanted.year, ())
        else:
            found = self.newest if wanted.language else self.listed
        chosen = []
        for docname in found:
            release = self.entries[docname].release
            if (
                all(key in self.named(docname) for key in keys)
                and wanted.year in (None, release.date.year)
                and wanted.type in (None, release.type)
                and wanted.language in (None, release.language)
            ):
                chosen.append(docname)
                if len(chosen) == wanted.limit:
                    break
        return tuple(chosen)
