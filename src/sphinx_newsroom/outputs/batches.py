"""The releases of a month as one: where nothing changed of which their files are made, none of them is asked.

Of ten thousand releases all but a few stand as they were, and to work out for each what its page, its data and its
place in feeds depend on takes longer than to write what changed.  So a month has one digest of all that, its own
releases and those beside and around them.  Where it stands, what a build kept of the month stands as well.

That digest has all records, of which to tell one by one takes as long.  Where a record changes, which may be named in
every month, or a release, those of a month stand that by a digest of their own are what they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.model.addresses import superseded_page
from sphinx_newsroom.model.records import Official

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex, Versions
    from sphinx_newsroom.ledger.events import Record
    from sphinx_newsroom.model.addresses import EntityKey, PageName


# What was worked out of all releases of some years: it holds as long as nothing of these is known otherwise.
#
# Most outputs tell of many releases and are known by a digest of each.  To gather these of ten thousand, for each
# output anew, takes longer than to write what one release changes.  So what an output needs to know of a year is kept
# beside what the months of the year were made of, and worked out again only where one of these changed.


Kept = dict[str, tuple[str, tuple[str, ...]]]
"""What was told, by a name: of what, as a digest, and the texts."""


class ToldByYear:
    """*digests* change, by year, when anything of a release of that year does; *before* is what the last build kept.

    *after* gets what is to be kept of this build.  Of a year without a digest nothing is kept.
    """

    def __init__(
        self,
        digests: Mapping[int, str] = MappingProxyType({}),
        before: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({}),
        after: Kept | None = None,
    ) -> None:
        self._digests = dict(sorted(digests.items()))
        self._before, self._after = before, {} if after is None else after

    def told(self, name: str, first: int, last: int, make: Callable[[], Iterable[str]]) -> Sequence[str]:
        """What *make* gives, or gave when nothing of the releases of some years was known otherwise than now.

        Args:
            name: by which it is kept, such as ``search/2011``.
            first: the first of the years.
            last: the last of them.
            make: works it out of releases of these years, the records and settings alone.
        """
        some = [digest for year, digest in self._digests.items() if first <= year <= last]
        digest = fingerprint(some)
        known = self._before.get(name)
        if not some or known is None or known[0] != digest:
            known = digest, tuple(make())
        if some:
            self._after[name] = known
        return known[1]


def of_years(months: Iterable[tuple[int, str]]) -> dict[int, str]:
    """The digests of years, of those of their months, each given with its year."""
    found: dict[int, list[str]] = defaultdict(list)
    for year, digest in months:
        found[year].append(digest)
    return {year: fingerprint(digests) for year, digests in found.items()}


_FAR = 4
"""How many relations lead from a release to the farthest that its page tells of: from a translation to its original,
what that follows, the original of this, and that one's translations."""

_ROW = "\n"
"""Stands between what is told of releases: no ``repr`` has one."""

_LISTED = "*"
"""Stands among languages for the order of all releases that lists show."""

_Related = Mapping["PageName", set["PageName"]]
_Told = Mapping["PageName", str]


class Batch(NamedTuple):
    """Pages that stand or fall as one: those of the releases of a month (``2011-06``), or of a record.

    *digest* changes when anything does of which their files are made.
    """

    name: str
    digest: str
    pages: tuple[PageName, ...]
    each: Callable[[], dict[PageName, str]] = dict
    """The same of each page alone; of those of a record nothing is told apart."""
    year: int | None = None
    """The year of a month."""


class Digests(dict["PageName", str]):
    """Digests by page, each made by *make* when somebody asks for one that is not known."""

    def __init__(self, make: Callable[[PageName], str] | None = None) -> None:
        super().__init__()
        self.make = make

    def __missing__(self, page: PageName) -> str:
        if self.make is None:
            raise KeyError(page)
        found = self[page] = self.make(page)
        return found


class Known:
    """Digests of releases by what they are of: those of batches that stand as the last build kept them.

    *standing* are the releases and records whose own files stand, and *years* what was told of all releases of a year.
    """

    OF = ("page", "line", "data", "cited", "feed")
    """What they are of: all that a release's own files are made of, the release in lists, its data, its citation,
    its item in feeds."""

    def __init__(self) -> None:
        self.standing: set[PageName] = set()
        self.years = ToldByYear()
        self._found: dict[str, Digests] = {what: Digests() for what in self.OF}
        self._asked: list[PageName] = []

    def keep(self, batch: Batch, columns: Sequence[str]) -> None:
        """Take over a batch that stands, with its columns as :meth:`columns` gave them."""
        self.standing.update(batch.pages)
        for what, column in zip(self.OF, columns, strict=True):
            if column and not column.isspace():
                digests = column.split(" ")
                told = zip(batch.pages, digests, strict=True)
                self._found[what].update(told if all(digests) else ((page, digest) for page, digest in told if digest))

    def keep_some(self, batch: Batch, kept: Sequence[PageName], columns: Sequence[str]) -> frozenset[PageName]:
        """Take over, and give, those pages of a batch that stand although it does not.

        Args:
            batch: as it is now; it is noted of each page what it is made of.
            kept: the pages that the last build kept of it.
            columns: what it kept of them, as :meth:`columns` gave it; a build by another program kept other ones.
        """
        each = batch.each()
        self._asked += batch.pages if batch.year is not None else ()
        self._found["page"].update(each)
        if len(columns) != len(self.OF):
            return frozenset()
        was = zip(kept, columns[0].split(" "), strict=False)  # of the pages of a record there is none
        some = frozenset(page for page, digest in was if each.get(page) == digest)
        self._take(kept, columns, some)
        return some

    def _take(self, pages: Sequence[PageName], columns: Sequence[str], some: frozenset[PageName]) -> None:
        """Take over *some* of the pages that columns are of."""
        self.standing.update(some)
        for what, column in zip(self.OF, columns, strict=True):
            if column and not column.isspace():
                told = zip(pages, column.split(" "), strict=True)
                self._found[what].update((page, digest) for page, digest in told if digest and page in some)

    def page(self, page: PageName) -> str | None:
        """The digest of a release that does not stand; None of one that is a document."""
        return self._found["page"].get(page)

    def all_of(self, what: str, make: Callable[[PageName], str]) -> Digests:
        """The digests of releases; *make* gives one that is not known, when somebody asks for it.

        Of the batches that do not stand, all are asked for: what is kept of these depends on no one's asking.
        """
        found = self._found[what]
        found.make = make
        for page in self._asked:
            found[page]
        return found

    def columns(self, batch: Batch) -> list[str]:
        """What is to be kept of a batch."""
        return [" ".join([self._found[what].get(page, "") for page in batch.pages]) for what in self.OF]


def batches(
    index: ArchiveIndex,
    versions: Versions,
    beside: Callable[[PageName], object],
    salt: str,
    among: Container[PageName],
) -> Iterator[Batch]:
    """All releases by month, of each those *among* some; the digest of a month is of all of its releases.

    Args:
        index: the archive's releases.
        versions: what the ledger has of them.
        beside: what changes when the files of a release do, or whatever else is known of it alone.
        salt: what changes when anything does of which all of them are made, but for the records.
        among: those whose files are told by what is told here.
    """
    months: dict[tuple[int, int], list[PageName]] = {}
    for page in index.newest:
        date = index.entries[page].release.date
        months.setdefault((date.year, date.month), []).append(page)
    told = {page: _told(page, index, versions, beside) for page in index.newest}
    related = _relations(index)
    alone = _Alone(index, told, related, salt)
    newer = _nearest(months.values(), index)
    older = reversed(_nearest([pages[::-1] for pages in reversed(months.values())], index))
    for (year, month), pages, after, before in zip(months, months.values(), newer, older, strict=True):
        own = frozenset(pages)
        around = _within_reach({*own, *after, *before}, related) - own
        some = tuple(sorted(page for page in pages if page in among))
        # What becomes a document is told otherwise, although nothing of itself changed.
        documents = sorted(own.difference(some))
        of_pages, of_others = _ROW.join([told[page] for page in pages]), [told[page] for page in sorted(around)]
        digest = fingerprint(salt, index.registry.digest, documents, of_pages, of_others)
        each = partial(alone.digests, some, (*after, *pages, *before))
        yield Batch(f"{year:04}-{month:02}", digest, some, each, year)


class _Alone:
    """What releases are made of, each by itself: of the records, too, those alone that its files show.

    Of a release *told* says what is known of it alone, and *related* which ones its page may tell of.
    """

    def __init__(self, index: ArchiveIndex, told: _Told, related: _Related, salt: str) -> None:
        self.index, self.told, self.related = index, told, related
        # A role may name a topic of which nothing else of a release tells.
        self.salt = fingerprint(salt, sorted(index.registry.topics.items()))
        self._records: dict[EntityKey, str] = {}
        self._lines: dict[PageName, str] = {}

    def digests(self, pages: Iterable[PageName], among: Iterable[PageName]) -> dict[PageName, str]:
        """What changes when anything does of which the files of a page are made; next to each stand others *among*."""
        row = sorted(among, key=self._places.__getitem__)
        newer = dict(zip(row, _nearest([[page] for page in row], self.index), strict=True))
        row.reverse()
        older = dict(zip(row, _nearest([[page] for page in row], self.index), strict=True))
        return {page: self._digest(page, newer[page] | older[page]) for page in pages}

    def _digest(self, page: PageName, beside: set[PageName]) -> str:
        others = _within_reach({page, *beside}, self.related)
        others.discard(page)
        # One text, of which to tell takes half of the time that its parts do.
        return fingerprint(" ".join([self.salt, self.told[page], *self._shown(page), *map(self._line, sorted(others))]))

    @cached_property
    def _places(self) -> Mapping[PageName, int]:
        return {page: place for place, page in enumerate(self.index.newest)}

    def _shown(self, page: PageName) -> Iterator[str]:
        """Whom a text names, speakers included, who issued it, and whose boilerplate stands under it."""
        release = self.index.entries[page].release
        yield from map(self._record, self.index.named(page))
        yield from (self._record(("organization", id_)) for id_ in (*release.all_issuers, *release.about))

    def _line(self, page: PageName) -> str:
        """What changes when anything does that the page of another release shows of one."""
        if page not in self._lines:
            entry = self.index.entries[page]
            issuers = (self._record(("organization", id_)) for id_ in entry.release.all_issuers)
            self._lines[page] = " ".join([repr(page), entry.gist, *issuers])
        return self._lines[page]

    def _record(self, key: EntityKey) -> str:
        """What changes when anything does that is shown of a record: the bodies in which somebody held offices, too."""
        if key not in self._records:
            (kind, id_), registry = key, self.index.registry
            record = registry.topics.get(id_) if kind == "topic" else registry.entity(id_)
            held = record.memberships if isinstance(record, Official) else ()
            bodies = [registry.organizations.get(one.organization) for one in held]
            self._records[key] = fingerprint(record, bodies)
        return self._records[key]


def _told(page: PageName, index: ArchiveIndex, versions: Versions, beside: Callable[[PageName], object]) -> str:
    """What changes when a release does, or anything that is known of it alone."""
    entry = index.entries[page]
    record, placed = versions.records.get(entry.release.id), versions.placements
    files = placed.pages.get(page), placed.attachments.get(page)
    more = beside(page)
    told = f"{page!r} {entry.digest} {entry.markup_digest}"
    if record is None and more is None and not any(files):  # as of most
        return told
    recorded = _recorded(record, versions) if record else ""
    return f"{told} {recorded} {sorted((files[0] or {}).items())!r} {files[1]!r} {more!r}"


def _recorded(record: Record, versions: Versions) -> str:
    """What changes when anything does that the ledger says of a release, with the proofs, or its superseded texts."""
    # A line's digest tells of all of it but the files that were noted of its text later, and of its place.
    lines = [f"{event.digest} {event.line} {event.files!r}" for event in record.revisions]
    if record.withdrawn:
        lines.append(f"{record.withdrawn.digest} {record.withdrawn.line}")
    proofs = versions.log.proofs(record) if versions.log else ()
    lines += [b"".join(proof.hashes).hex() for proof in proofs]
    texts = [versions.texts.get(superseded_page(record.id, event.revision)) for event in record.superseded]
    return f"{' '.join(lines)} {record.former!r} {record.former_urls!r} {texts!r}"


def _relations(index: ArchiveIndex) -> _Related:
    """The releases that each one names in its header, and those that name it."""
    found: dict[PageName, set[PageName]] = defaultdict(set)
    for page, entry in index.entries.items():
        release = entry.release
        instead = release.withdrawn.replaced_by if release.withdrawn else None
        for id_ in (release.translation_of, release.replaces, release.follows, instead, *release.related):
            if id_ is not None and (other := index.page(id_)):
                found[page].add(other)
                found[other].add(page)
    return found


def _within_reach(pages: Iterable[PageName], related: _Related) -> set[PageName]:
    """Pages, and those to which at most :data:`_FAR` relations lead from them."""
    found, last = set(pages), set(pages)
    for _ in range(_FAR):
        last = {other for page in last for other in related.get(page, ())} - found
        if not last:
            break
        found |= last
    return found


def _nearest(months: Iterable[Sequence[PageName]], index: ArchiveIndex) -> list[set[PageName]]:
    """For each month, in the order given, the last release before it, and that in each language of its own."""
    found: list[set[PageName]] = []
    last: dict[str, PageName] = {}
    for pages in months:
        by_language = {index.entries[page].release.language: page for page in pages}  # of each the last
        found.append({last[which] for which in (_LISTED, *by_language) if which in last})
        last |= by_language
        listed = next((page for page in reversed(pages) if index.original(page) is None), None)
        if listed is not None:
            last[_LISTED] = listed
    return found
