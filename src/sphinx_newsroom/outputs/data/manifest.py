"""``releases/manifest.json``: the digest of every published text, under the ledger's last line.

Whoever has it can tell whether a text is as published, and whoever trusts the signature of the
last line can trust all of it: each digest stands in a line that the last one is bound to.  The
ledger itself is published beside it, up to the build's moment: a site that is built as of an
earlier day must not tell what was published later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.events import moment_text, text_of
from sphinx_newsroom.model.addresses import FORMATS, LEDGER, MANIFEST, release_page, superseded_page, url_of
from sphinx_newsroom.outputs.output import Output

if TYPE_CHECKING:
    from sphinx_newsroom.archive.index import ArchiveIndex
    from sphinx_newsroom.archive.versions import Versions
    from sphinx_newsroom.config import Settings
    from sphinx_newsroom.ledger.events import Record


def outputs(index: ArchiveIndex, versions: Versions, settings: Settings) -> Iterator[Output]:
    """The manifest, and the ledger with it, where the archive keeps one."""
    if versions.ledger is None or versions.log is None:
        return
    known = versions.log.events
    shown = {id_: record for id_, record in sorted(versions.records.items()) if release_page(id_) in index.entries}
    # A signature is of one last line; where the site shows an earlier one, it shows no signature.
    head = next((row for row in versions.ledger.head if row["head"] == known[-1].digest), {"head": known[-1].digest})
    digest = fingerprint(FORMATS[MANIFEST], settings.baseurl, head, sorted(shown))

    lines = versions.ledger.lines[: len(known)] or tuple(text_of(known).encode().splitlines())
    yield Output("releases/manifest", digest, partial(_files, settings.baseurl, lines, head, list(shown.values())))


_JSON = json.JSONEncoder(ensure_ascii=False).encode


def _files(
    baseurl: str, lines: Sequence[bytes], head: Mapping[str, Any], records: Sequence[Record]
) -> dict[str, bytes]:
    ledger = _JSON({"url": f"{baseurl}{LEDGER}", "lines": len(lines), **head})
    # A line for each: to indent it, Python's encoder does without its fast half, a fourth of a second for 10,000.
    releases = ",\n  ".join(_JSON(_row(record, baseurl)) for record in records)
    told = f'"format": {FORMATS[MANIFEST]},\n "ledger": {ledger},\n "releases": [\n  {releases}\n ]'
    return {MANIFEST: f"{{\n {told}\n}}\n".encode(), LEDGER: b"".join(line + b"\n" for line in lines)}


def _row(record: Record, baseurl: str) -> dict[str, Any]:
    return {
        "id": record.id,
        "url": baseurl + quote(url_of(release_page(record.id))),
        "revision": record.current.revision,
        "sha256": record.current.text,
        "published": moment_text(record.revisions[0].at),
        "withdrawn": moment_text(record.withdrawn.at) if record.withdrawn else None,
        "superseded": [
            {
                "revision": event.revision,
                "url": baseurl + quote(url_of(superseded_page(record.id, event.revision))),
                "sha256": event.text,
                "published": moment_text(event.at),
            }
            for event in record.superseded
        ],
    }
