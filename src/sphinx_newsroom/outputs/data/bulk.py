"""The archive as data: bulk files, sitemap and redirects, and optionally each release as JSON.

Everything is sorted, has only dates from the content, and ends with a newline: the same archive gives the same bytes.
``outputs.tables.columns`` defines the fields.

Texts are loaded only to make the lines of a year and its statements.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice, pairwise
from typing import Any, NamedTuple
from zlib import crc32

from sphinx_newsroom.archive.index import NO_VERSIONS, ArchiveIndex, Versions
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.transparency_log import Proof
from sphinx_newsroom.memory import Memo
from sphinx_newsroom.model.addresses import (
    DATA,
    FORMATS,
    JSON,
    MENTION_ROWS,
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RELEASE_ROWS,
    STATEMENT_ROWS,
    PageName,
    ReleaseId,
    rows_of_year,
)
from sphinx_newsroom.outputs import citations as citations
from sphinx_newsroom.outputs.citations import Citation, citation_of, csl_item
from sphinx_newsroom.outputs.data import crawlers, log, server_rules
from sphinx_newsroom.outputs.output import Output, Part, joined
from sphinx_newsroom.outputs.tables import database
from sphinx_newsroom.outputs.tables import files as tables
from sphinx_newsroom.outputs.tables.columns import ANY_RELEASE, ANY_YEAR, DESCRIPTIONS, FILES
from sphinx_newsroom.text.words.paragraph_ids import id_at, paragraph_ids

STRETCH = 64
"""The approximate number of releases whose lines are made again if one of them changes."""
_AT_ONCE = 256
"""Lines of a file in memory at a time."""
_MEDIA_TYPES = {"json": "application/json", "jsonl": "application/jsonl"}


def outputs(
    index: ArchiveIndex,
    settings: Settings,
    pages: Iterable[PageName] = (),
    versions: Versions = NO_VERSIONS,
) -> Iterator[Output]:
    """Yield all data, the sitemap and the redirects.

    *pages* names the site's other pages, such as guides: the sitemap lists them, and no redirect may replace them.
    Raises :class:`~sphinx_newsroom.outputs.data.server_rules.RedirectError` for invalid former addresses.
    """
    make = _Export(index, settings, versions)
    yield from make.all()
    yield from tables.outputs(index, settings, versions, make.stamps)
    yield from citations.outputs(make.cited, index, settings, versions)
    yield from crawlers.llms_outputs(make.cited, index, settings, versions)
    others = tuple(sorted(pages))
    yield from crawlers.outputs(index, settings, others)
    # Shared by the redirect pages and the server rules, so that they agree.
    leading = tuple(server_rules.redirects_of(index, versions, settings.language))
    yield from server_rules.redirect_outputs(leading, index, settings, others, versions)
    erased = sorted(page for record in versions.records.values() for page, _ in record.notices)
    yield from server_rules.outputs(leading, settings, versions.placements.gone, erased)
    yield from server_rules.host_outputs(settings)


_ROW, _MENTIONS, _STATEMENTS = range(3)
"""Indexes of a stretch's digests: of its releases' rows, of their mentions, and of their statements."""


class _Stretch(NamedTuple):
    """Consecutive releases of a year, and the digests of their lines in each file."""

    year: int
    pages: Sequence[PageName]
    digests: Sequence[str]


class _Export:
    """Makes the outputs of an archive; *salt* is what all of them depend on."""

    def __init__(self, index: ArchiveIndex, settings: Settings, versions: Versions) -> None:
        self.index = index
        self.settings = settings
        self.versions = versions
        self.salt = settings.baseurl
        self.rows = database.TableRows(index, settings, versions)
        settings_used = settings.project, settings.baseurl, settings.language, settings.interfaces, dict(settings.types)
        self.cited_with = fingerprint(settings_used)
        self.docnames = sorted(index.entries)
        self.years = self.rows.pages
        self.stamps, self.cited = Memo(self._stamp), Memo(self._cited)

    def _stamp(self, docname: PageName) -> str:
        """Return a fingerprint of a release's row; of mentions only the entities count."""
        entry = self.index.entries[docname]
        release = entry.release
        others: object = ""
        attachments = self.versions.placements.attachments.get(docname, ())
        # References to other releases change if those are added, moved or withdrawn.
        if release.related or release.replaces or release.follows or release.translation_of or release.withdrawn:
            others = database.relations_of(release, self.index), database.withdrawal_of(release, self.index)
        return f"{self.salt} {entry.gist} {others!r} {self.rows.files(docname)!r} {attachments!r}"

    def all(self) -> Iterator[Output]:
        """Yield the files in ``data/`` and those of releases, year by year."""
        made = {year: [*self._stretches(year)] for year in self.years}
        for year, names in self.years.items():
            parts = self._parts(made[year], partial(self._release_lines, with_text=True), _ROW)
            yield joined(f"data/year/{year}", rows_of_year(year), parts, year)
            if "json" in self.settings.beside:
                yield from map(self.release, names)
        everything = [*chain.from_iterable(made.values())]
        releases = joined("data/releases", RELEASE_ROWS, self._parts(everything, self._release_lines, _ROW))
        yield releases
        yield joined("data/mentions", MENTION_ROWS, self._parts(everything, self._mention_lines, _MENTIONS))
        yield joined("data/statements", STATEMENT_ROWS, self._parts(everything, self._statement_lines, _STATEMENTS))
        found = [entry.found.counts for entry in self.index.entries.values()]
        counts = sum(mentions for mentions, _ in found), sum(statements for _, statements in found)
        # The counts of records depend on all releases.
        records = fingerprint(releases.fingerprint, counts, self.index.registry.digest)
        header = self.settings.project, self.settings.description, self.settings.language, sorted(self.settings.beside)
        index = fingerprint(records, FORMATS[DATA], *header)
        yield Output("data/records", records, self._records)
        yield Output("data/index", index, partial(self._index_file, *counts))

    def _stretches(self, year: int) -> Iterator[_Stretch]:
        for some in stretches(self.years[year]):
            of = (self._of_row, self._of_mentions, self._of_statements)
            yield _Stretch(year, some, [fingerprint([*map(one, some)]) for one in of])

    def _index_file(self, mentions: int, statements: int) -> Mapping[str, bytes]:
        return {DATA: _document(self._index(mentions, statements))}

    @staticmethod
    def _parts(some: Iterable[_Stretch], make: Callable[[Sequence[PageName]], Iterator[str]], lines: int) -> list[Part]:
        """Return stretches as parts of a file, using one of their digests."""
        return [
            Part(f"{one.year:04}/{one.pages[0]}", one.digests[lines], partial(_lines, partial(make, one.pages)))
            for one in some
        ]

    def _of_row(self, docname: PageName) -> object:
        proofs = [
            (proof.index, proof.entry, proof.details) for proof in self._proofs(self.index.entries[docname].release.id)
        ]
        return self.stamps[docname], self.cited[docname], proofs

    def _of_mentions(self, docname: PageName) -> object:
        return self.salt, self.index.entries[docname].digest

    def _of_statements(self, docname: PageName) -> object:
        entry = self.index.entries[docname]
        return self.salt, entry.gist, entry.voices

    def release(self, docname: PageName) -> Output:
        """Return a release as JSON: its row and its mentions."""
        entry = self.index.entries[docname]
        digest = fingerprint(self.salt, self._of_row(docname), entry.words, entry.digest)
        make = partial(self._as_json, docname)
        return Output(f"data/{docname}", digest, make, turn=entry.release.date.year)

    def _as_json(self, docname: PageName) -> Mapping[str, bytes]:
        mentions = ",".join(self._mentions(docname))
        return {docname + JSON: _bytes(f'{self._whole_row(docname)[:-1]},"mentions":[{mentions}]}}\n')}

    def _whole_row(self, docname: PageName) -> str:
        """Return a release's row with its text, its citation, and the proofs of its ledger lines."""
        entry = self.index.entries[docname]
        cited = csl_item(self._citation(docname))
        more = {"text": entry.text, "citation": cited, "log": log.proof_rows(self._proofs(entry.release.id))}
        return f"{self._row(docname)[:-1]},{_line(more)[1:]}"

    def _citation(self, docname: PageName) -> Citation:
        return citation_of(docname, self.index, self.settings, self.versions)

    def _cited(self, docname: PageName) -> str:
        """Return a fingerprint of a release's citation."""
        entry, original = self.index.entries[docname], self.index.original(docname)
        title = self.index.entries[original].release.title if original else ""
        issuers = [record.name for record in self.index.registry.issuers(entry.release)]
        record = self.versions.records.get(entry.release.id)
        revision = record.current.revision if record else 0
        return f"{self.cited_with} {entry.words} {title!r} {issuers!r} {revision}"

    def _row(self, docname: PageName) -> str:
        return _line(self.rows.release(docname))

    def _mentions(self, docname: PageName) -> Iterator[str]:
        """Yield the rows of a release's mentions, without the release's id."""
        return (_line(one._asdict()) for one in database.mentions_of(self.index.entries[docname]))

    def _proofs(self, id_: ReleaseId) -> Sequence[Proof]:
        record = self.versions.records.get(id_)
        return self.versions.log.proofs(record) if self.versions.log and record else ()

    def _release_lines(self, names: Sequence[PageName], *, with_text: bool = False) -> Iterator[str]:
        for docname in names:
            yield self._whole_row(docname) if with_text else self._row(docname)

    def _mention_lines(self, names: Sequence[PageName]) -> Iterator[str]:
        for docname in names:
            release = f'{{"release":{_line(self.index.entries[docname].release.id)},'
            yield from (release + mention[1:] for mention in self._mentions(docname))

    def _statement_lines(self, names: Sequence[PageName]) -> Iterator[str]:
        for entry in map(self.index.entries.__getitem__, names):
            # The ids need the text.
            ids = paragraph_ids(entry.text) if entry.statements else ()
            for statement in entry.statements:
                yield _line(database.statement_row(statement, entry, id_at(ids, statement.start)))

    def _records(self) -> Mapping[str, bytes]:
        index, settings, registry = self.index, self.settings, self.index.registry
        bodies, people = sorted(registry.organizations.items()), sorted(registry.officials.items())
        made = {
            ORGANIZATION_RECORDS: [database.record_row("organizations", one, index, settings) for _, one in bodies],
            OFFICIAL_RECORDS: [database.record_row("officials", one, index, settings) for _, one in people],
        }
        return {path: _document(records) for path, records in made.items()}

    def _index(self, mentions: int, statements: int) -> dict[str, Any]:
        registry = self.index.registry
        counts = {
            RELEASE_ROWS: len(self.docnames),
            ANY_YEAR: len(self.docnames),
            MENTION_ROWS: mentions,
            STATEMENT_ROWS: statements,
            ORGANIZATION_RECORDS: len(registry.organizations),
            OFFICIAL_RECORDS: len(registry.officials),
            **({ANY_RELEASE: len(self.docnames)} if "json" in self.settings.beside else {}),
        }
        return {
            "format": FORMATS[DATA],
            "title": self.settings.project,
            "description": self.settings.description,
            "url": self.settings.baseurl,
            "language": self.settings.language,
            "files": [
                {
                    "path": path,
                    "media_type": _MEDIA_TYPES[path.rsplit(".", 1)[1]],
                    "count": count,
                    "description": DESCRIPTIONS[path],
                    "fields": [{"name": field.name, "meaning": field.meaning} for field in FILES[path]],
                    **({"years": self._years()} if path == ANY_YEAR else {}),
                }
                for path, count in counts.items()
            ],
        }

    def _years(self) -> list[dict[str, Any]]:
        return [{"path": rows_of_year(year), "count": len(docnames)} for year, docnames in self.years.items()]


def stretches(names: Sequence[PageName]) -> Iterator[Sequence[PageName]]:
    """Split names into stretches of about :data:`STRETCH`, so that an added or removed name changes only its own.

    Whether a stretch begins at a name depends only on that name.
    """
    starts = [number for number, name in enumerate(names) if not number or crc32(name.encode()) % STRETCH == 0]
    for start, end in pairwise([*starts, len(names)]):
        yield names[start:end]


def _bytes(text: str) -> bytes:
    """Encode as UTF-8; a lone surrogate, which a YAML escape can contain, becomes one question mark."""
    return text.encode("utf-8", "replace")


_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
"""Encode a value on one compact line: programs read these files row by row."""


def _lines(make: Callable[[], Iterator[str]]) -> Iterator[bytes]:
    """Yield lines as chunks of a file."""
    found = make()
    while some := list(islice(found, _AT_ONCE)):
        yield _bytes("\n".join(some) + "\n")


def _document(value: object) -> bytes:
    """Format JSON with indentation for human readers."""
    return _bytes(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
