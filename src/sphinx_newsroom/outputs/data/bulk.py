"""The archive as data: bulk files, each release as JSON and plain text, sitemap and redirects.

Everything is sorted, holds no date but those of the content, and ends with a newline: the same
archive gives the same bytes.  ``fields.py`` says what each field means.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sphinx_newsroom._version import __version__
from sphinx_newsroom.archive.versions import NO_VERSIONS, Versions
from sphinx_newsroom.model.addresses import (
    DATA,
    JSON,
    MENTION_ROWS,
    OFFICIAL_RECORDS,
    ORGANIZATION_RECORDS,
    RELEASE_ROWS,
    STATEMENT_ROWS,
    TEXT,
    PageName,
    ReleaseId,
)
from sphinx_newsroom.model.fingerprints import fingerprint
from sphinx_newsroom.model.formats import FORMATS
from sphinx_newsroom.outputs.data import log, redirects, rows, server_rules, sitemap
from sphinx_newsroom.outputs.data.field_meanings import ANY_RELEASE, DESCRIPTIONS, FIELDS
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.release_files import Placed
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.log.record import Proof

_MEDIA_TYPES = {"json": "application/json", "jsonl": "application/jsonl"}


def outputs(
    index: ArchiveIndex, settings: Settings, pages: Iterable[PageName] = (), versions: Versions = NO_VERSIONS
) -> Iterator[Output]:
    """All data, the sitemap and the redirects.

    *pages* names the pages of the site beside those that follow from the archive, such as
    guides: the sitemap lists them, and no redirect may take their place.
    Raises :class:`~sphinx_newsroom.outputs.data.redirects.RedirectError` as that module says.
    """
    make = _Export(index, settings, versions)
    yield from make.bulk()
    for docname in sorted(index.entries):
        yield make.release(docname)
    others = tuple(sorted(pages))
    yield from sitemap.outputs(index, settings, others)
    # Once for the pages and once for the rules of servers, which so cannot lead to different places.
    leading = tuple(redirects.redirects_of(index, versions, settings.language))
    yield from redirects.outputs(leading, index, settings, others, versions)
    yield from server_rules.outputs(leading, settings.baseurl, versions.placements.gone)


class _Export:
    """Makes the outputs of one archive; *salt* is what all of them depend on."""

    def __init__(self, index: ArchiveIndex, settings: Settings, versions: Versions) -> None:
        self.index = index
        self.settings = settings
        self.versions = versions
        self.salt = (__version__, settings.baseurl)
        self.docnames = sorted(index.entries)

    def bulk(self) -> Iterator[Output]:
        """The files under ``data/``."""
        entries = [self.index.entries[docname] for docname in self.docnames]
        # Which releases there are decides which relations are told, so the ids are part of it all.
        releases = fingerprint(
            self.salt,
            *(
                (entry.release.id, entry.digest, entry.summary, self._files(docname))
                for docname, entry in zip(self.docnames, entries, strict=True)
            ),
        )
        records = fingerprint(releases, self.index.registry.digest)
        said = self.settings.project, self.settings.description, self.settings.language
        index = fingerprint(records, FORMATS[DATA], *said)
        yield Output("data/releases", releases, lambda: {RELEASE_ROWS: _lines(self._release_rows())})
        yield Output("data/mentions", releases, lambda: {MENTION_ROWS: _lines(self._mention_rows())})
        yield Output("data/statements", releases, lambda: {STATEMENT_ROWS: _lines(self._statement_rows())})
        yield Output("data/records", records, self._records)
        yield Output("data/index", index, lambda: {DATA: _document(self._index())})

    def release(self, docname: PageName) -> Output:
        """One release as JSON and as plain text."""
        entry = self.index.entries[docname]
        # What a release says of others changes when those come, move or are withdrawn, and its own text does not.
        told = (rows.relations(entry.release, self.index), rows.withdrawn(entry.release, self.index))
        proofs = self._proofs(entry.release.id)
        digest = fingerprint(self.salt, entry.digest, entry.summary, told, proofs, self._files(docname))

        def make() -> Mapping[str, bytes]:
            # Made late: of ten thousand releases all but a few stand as they are.
            row = self._row(docname)
            row["mentions"] = [rows.mention(mention) for mention in rows.mentions(entry)]
            row["log"] = log.proof_rows(proofs)
            return {docname + JSON: _lines([row]), docname + TEXT: _bytes(entry.text + "\n")}

        return Output(f"data/{docname}", digest, make)

    def _row(self, docname: PageName) -> dict[str, Any]:
        return rows.release(self.index.entries[docname], self.index, self.settings, self._files(docname))

    def _files(self, docname: PageName) -> list[Placed]:
        return sorted(self.versions.placements.pages.get(docname, {}).values())

    def _proofs(self, id_: ReleaseId) -> Sequence[Proof]:
        record = self.versions.records.get(id_)
        return self.versions.log.proofs(record) if self.versions.log and record else ()

    def _release_rows(self) -> Iterator[dict[str, Any]]:
        return map(self._row, self.docnames)

    def _mention_rows(self) -> Iterator[dict[str, Any]]:
        for docname in self.docnames:
            entry = self.index.entries[docname]
            for mention in rows.mentions(entry):
                yield {"release": entry.release.id, **rows.mention(mention)}

    def _statement_rows(self) -> Iterator[dict[str, Any]]:
        for docname in self.docnames:
            entry = self.index.entries[docname]
            yield from (rows.statement(statement, entry) for statement in entry.statements)

    def _records(self) -> Mapping[str, bytes]:
        index, settings = self.index, self.settings
        organizations = sorted(index.registry.organizations.items())
        officials = sorted(index.registry.officials.items())
        return {
            ORGANIZATION_RECORDS: _document([rows.organization(o, index, settings) for _, o in organizations]),
            OFFICIAL_RECORDS: _document([rows.official(o, index, settings) for _, o in officials]),
        }

    def _index(self) -> dict[str, Any]:
        registry = self.index.registry
        counts = {
            RELEASE_ROWS: len(self.docnames),
            MENTION_ROWS: sum(len(rows.mentions(entry)) for entry in self.index.entries.values()),
            STATEMENT_ROWS: sum(len(entry.statements) for entry in self.index.entries.values()),
            ORGANIZATION_RECORDS: len(registry.organizations),
            OFFICIAL_RECORDS: len(registry.officials),
            ANY_RELEASE: len(self.docnames),
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
                    "fields": [{"name": name, "meaning": meaning} for name, meaning in FIELDS[path].items()],
                }
                for path, count in counts.items()
            ],
        }


def _bytes(text: str) -> bytes:
    """UTF-8; half of a surrogate pair, which a YAML escape can smuggle in, becomes one question mark."""
    return text.encode("utf-8", "replace")


def _lines(values: Iterable[Mapping[str, Any]]) -> bytes:
    """Each on one line, compact: programs read these row by row."""
    return _bytes("".join(json.dumps(value, ensure_ascii=False, separators=(",", ":")) + "\n" for value in values))


def _document(value: object) -> bytes:
    """Laid out, since people look into it."""
    return _bytes(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
