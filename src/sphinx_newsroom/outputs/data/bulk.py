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
from sphinx_newsroom.outputs import citations
from sphinx_newsroom.outputs.citations import citation_of, csl_item
from sphinx_newsroom.outputs.data import crawlers, log, server_rules
from sphinx_newsroom.outputs.output import Output, Part, compact_json, joined
from sphinx_newsroom.outputs.tables import database
from sphinx_newsroom.outputs.tables import files as tables
from sphinx_newsroom.outputs.tables.columns import ANY_RELEASE, ANY_YEAR, DESCRIPTIONS, FILES
from sphinx_newsroom.outputs.tables.database import Row, TableRows

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


class _Export:
    """Makes the outputs of an archive; *salt* is what all of them depend on."""

    def __init__(self, index: ArchiveIndex, settings: Settings, versions: Versions) -> None:
        self.index = index
        self.settings = settings
        self.versions = versions
        self.salt = settings.baseurl
        self.rows = TableRows(index, settings, versions)
        settings_used = settings.project, settings.baseurl, settings.language, settings.interfaces, dict(settings.types)
        self.cited_with = fingerprint(settings_used)
        self.years = self.rows.pages
        self.stamps, self.cited, self.inputs = Memo(self._stamp), Memo(self._cited), Memo(self._inputs)

    def _stamp(self, docname: PageName) -> str:
        """Return a fingerprint of a release's row; of mentions only the entities count."""
        entry = self.index.entries[docname]
        release = entry.release
        others: object = ""
        attachments = self.versions.placements.attachments.get(docname, ())
        # References to other releases change if those are added, moved or withdrawn.
        if release.related or release.replaces or release.follows or release.translation_of or release.withdrawn:
            others = self.rows.relations(release), self.rows.withdrawal(release)
        return f"{self.salt} {entry.gist} {others!r} {self.rows.files(docname)!r} {attachments!r}"

    def _inputs(self, docname: PageName) -> object:
        """Return the values that a release's row with its text depends on."""
        proofs = [
            (proof.index, proof.entry, proof.details) for proof in self._proofs(self.index.entries[docname].release.id)
        ]
        return self.stamps[docname], self.cited[docname], proofs

    def all(self) -> Iterator[Output]:
        """Yield the files in ``data/`` and those of releases, year by year."""
        for year, names in self.years.items():
            parts = self._parts([year], self._with_text, self.inputs.__getitem__)
            yield joined(f"data/year/{year}", rows_of_year(year), parts, year)
            if "json" in self.settings.beside:
                yield from map(self.release, names)
        releases = joined(
            "data/releases", RELEASE_ROWS, self._parts(self.years, self._without_text, self.inputs.__getitem__)
        )
        yield releases
        for table, path, inputs in (
            ("mentions", MENTION_ROWS, self._of_mentions),
            ("statements", STATEMENT_ROWS, self._of_statements),
        ):
            yield joined(f"data/{table}", path, self._parts(self.years, partial(self._of_table, table, path), inputs))
        found = [entry.found.counts for entry in self.index.entries.values()]
        counts = sum(mentions for mentions, _ in found), sum(statements for _, statements in found)
        # The counts of records depend on all releases.
        records = fingerprint(releases.fingerprint, counts, self.index.registry.digest)
        header = self.settings.project, self.settings.description, self.settings.language, sorted(self.settings.beside)
        index = fingerprint(records, FORMATS[DATA], *header)
        yield Output("data/records", records, self._records)
        yield Output("data/index", index, partial(self._index_file, *counts))

    def _parts(
        self,
        years: Iterable[int],
        make: Callable[[PageName], Iterator[Row]],
        inputs: Callable[[PageName], object],
    ) -> list[Part]:
        """Return the stretches of some years as parts of a file; *inputs* are the values that its rows depend on."""
        return [
            Part(f"{year:04}/{pages[0]}", fingerprint([*map(inputs, pages)]), partial(_lines, make, pages))
            for year in years
            for pages in stretches(self.years[year])
        ]

    def _of_mentions(self, docname: PageName) -> object:
        return self.salt, self.index.entries[docname].digest

    def _of_statements(self, docname: PageName) -> object:
        entry = self.index.entries[docname]
        return self.salt, entry.gist, entry.voices

    def release(self, docname: PageName) -> Output:
        """Return a release as JSON: its row and its mentions."""
        entry = self.index.entries[docname]
        digest = fingerprint(self.salt, self.inputs[docname], entry.words, entry.digest)
        make = partial(self._as_json, docname)
        return Output(f"data/{docname}", digest, make, turn=entry.release.date.year)

    def _as_json(self, docname: PageName) -> Mapping[str, bytes]:
        (row,) = self._with_text(docname)
        mentions = [*self._of_table("mentions", MENTION_ROWS, docname)]
        for mention in mentions:
            del mention["release"]
        return {docname + JSON: _bytes(f"{compact_json({**row, 'mentions': mentions})}\n")}

    def _with_text(self, docname: PageName) -> Iterator[Row]:
        """Yield a release's row with its text, its citation, and the proofs of its ledger lines."""
        entry = self.index.entries[docname]
        cited = csl_item(citation_of(docname, self.index, self.settings, self.versions))
        more = {"text": entry.text, "citation": cited, "log": log.proof_rows(self._proofs(entry.release.id))}
        yield self.rows.release(docname) | more

    def _without_text(self, docname: PageName) -> Iterator[Row]:
        yield self.rows.release(docname)

    def _of_table(self, table: str, path: str, docname: PageName) -> Iterator[Row]:
        """Yield a release's rows in a table, with the fields of the file at *path*."""
        for row in self.rows.of_release(self.index.entries[docname], table):
            yield {field.name: row[field.name] for field in FILES[path]}

    def _cited(self, docname: PageName) -> str:
        """Return a fingerprint of a release's citation."""
        entry, original = self.index.entries[docname], self.index.original(docname)
        title = self.index.entries[original].release.title if original else ""
        issuers = [record.name for record in self.index.registry.issuers(entry.release)]
        record = self.versions.records.get(entry.release.id)
        revision = record.current.revision if record else 0
        return f"{self.cited_with} {entry.words} {title!r} {issuers!r} {revision}"

    def _proofs(self, id_: ReleaseId) -> Sequence[Proof]:
        record = self.versions.records.get(id_)
        return self.versions.log.proofs(record) if self.versions.log and record else ()

    def _records(self) -> Mapping[str, bytes]:
        found = database.by_table(self.rows.of_records())
        paths = {"organizations": ORGANIZATION_RECORDS, "officials": OFFICIAL_RECORDS}
        return {path: _document(found[table]) for table, path in paths.items()}

    def _index_file(self, mentions: int, statements: int) -> Mapping[str, bytes]:
        registry, releases = self.index.registry, len(self.index.entries)
        counts = {
            RELEASE_ROWS: releases,
            ANY_YEAR: releases,
            MENTION_ROWS: mentions,
            STATEMENT_ROWS: statements,
            ORGANIZATION_RECORDS: len(registry.organizations),
            OFFICIAL_RECORDS: len(registry.officials),
            **({ANY_RELEASE: releases} if "json" in self.settings.beside else {}),
        }
        years = [{"path": rows_of_year(year), "count": len(docnames)} for year, docnames in self.years.items()]
        found = {
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
                    **({"years": years} if path == ANY_YEAR else {}),
                }
                for path, count in counts.items()
            ],
        }
        return {DATA: _document(found)}


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


def _lines(make: Callable[[PageName], Iterator[Row]], pages: Iterable[PageName]) -> Iterator[bytes]:
    """Yield the rows of some releases, one a line, as chunks of a file."""
    found = map(compact_json, chain.from_iterable(map(make, pages)))
    while some := list(islice(found, _AT_ONCE)):
        yield _bytes("\n".join(some) + "\n")


def _document(value: object) -> bytes:
    """Format JSON with indentation for human readers."""
    return _bytes(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
