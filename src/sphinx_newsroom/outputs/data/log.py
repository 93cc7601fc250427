"""``log/``: the ledger's Merkle tree as files, with which anybody can check that the ledger is append-only.

The checkpoint, the tiles and the bundles of entries follow C2SP tlog-tiles. The hashes are also available as scripts,
because a page opened as a file can't load anything else: :file:`theme/static/newsroom/log.js` reads them. A full tile
or bundle never changes, so a new release rewrites only the files at the right edge.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from urllib.parse import quote

from sphinx_newsroom.archive.index import ArchiveIndex, Versions
from sphinx_newsroom.config import Settings
from sphinx_newsroom.files import fingerprint
from sphinx_newsroom.ledger.events import Record, moment_text, text_of
from sphinx_newsroom.ledger.transparency_log import (
    WIDTH,
    Log,
    Proof,
    Tile,
    base64_of,
    bundle,
    note_of,
    of_tile,
    parse_stamp,
    script_path,
    summit_script,
    tile_bytes,
    tile_script,
)
from sphinx_newsroom.model.addresses import (
    CHECKPOINT,
    FORMATS,
    LEDGER,
    LOG,
    LOG_SCRIPT,
    MANIFEST,
    OPEN_TIMESTAMPS,
    RFC_3161,
    STAMPED,
    release_page,
    superseded_page,
    url_of,
)
from sphinx_newsroom.outputs.output import Output, ready

# ``releases/manifest.json``: the digest of every published text and the ledger's last line.
#
# The manifest proves that a text is as published: each digest is in a line of the ledger, and the signature of the last
# line covers all lines. The ledger itself is published up to the build's moment, because a site built as of an earlier
# day must not reveal later releases.


def manifest_outputs(index: ArchiveIndex, versions: Versions, settings: Settings) -> Iterator[Output]:
    """Yield the manifest and the ledger, if the archive has one."""
    if versions.ledger is None or versions.log is None:
        return
    known = versions.log.events
    records = {id_: record for id_, record in sorted(versions.records.items()) if release_page(id_) in index.entries}
    # A signature belongs to one last line; a site that shows an earlier line has no signature.
    head = next((row for row in versions.ledger.head if row["head"] == known[-1].digest), {"head": known[-1].digest})
    digest = fingerprint(FORMATS[MANIFEST], settings.baseurl, head, sorted(records))

    lines = versions.ledger.lines[: len(known)] or tuple(text_of(known).encode().splitlines())
    yield Output("releases/manifest", digest, partial(_files, settings.baseurl, lines, head, list(records.values())))


_JSON = json.JSONEncoder(ensure_ascii=False).encode


def _files(
    baseurl: str, lines: Sequence[bytes], head: Mapping[str, Any], records: Sequence[Record]
) -> dict[str, bytes]:
    ledger = _JSON({"url": f"{baseurl}{LEDGER}", "lines": len(lines), **head})
    # Formatted by hand, since an indent makes Python's encoder a fourth of a second slower for 10,000 releases.
    releases = ",\n  ".join(_JSON(_row(record, baseurl)) for record in records)
    fields = f'"format": {FORMATS[MANIFEST]},\n "ledger": {ledger},\n "releases": [\n  {releases}\n ]'
    return {MANIFEST: f"{{\n {fields}\n}}\n".encode(), LEDGER: b"".join(line + b"\n" for line in lines)}


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


_FORMAT = 1
"""The version of the bundles of entries, which have the format of C2SP."""


def outputs(versions: Versions, settings: Settings) -> Iterator[Output]:
    """Yield the files of the log, if the archive has a ledger."""
    log = versions.log
    if log is None:
        return
    note = note_of(log.checkpoint(settings.log_origin), versions.ledger.checkpoint if versions.ledger else "").file()
    yield ready(CHECKPOINT, {CHECKPOINT: note, LOG_SCRIPT: summit_script(log.tree)})
    yield from _stamped(log, versions.ledger.stamp if versions.ledger else "")
    for tile in log.tiles():
        hashes = tile_bytes(log.tree, tile)
        yield ready(f"{LOG}/{tile.path}", {f"{LOG}/{tile.path}": hashes})
        if tile.level:
            continue
        erased = [place for place, entry in enumerate(of_tile(log.entries, tile)) if not entry]
        # The hashes represent the entries, except the erased ones.
        digest = fingerprint(_FORMAT, hashes.hex(), erased)
        yield Output(f"{LOG}/{tile.entries_path}", digest, partial(_entries, log, tile))
        if tile.width == WIDTH:
            path = script_path(tile)
            yield ready(path, {path: tile_script(log.tree, tile)})


def _stamped(log: Log, kept: str) -> Iterator[Output]:
    """Yield the checkpoint that was last timestamped, with its timestamps: of the current tree or an earlier one."""
    stamp = parse_stamp(kept)
    if stamp is None or not log.goes_on_from(stamp.text):
        return
    made = {STAMPED: stamp.text.encode(), STAMPED + RFC_3161: stamp.response, STAMPED + OPEN_TIMESTAMPS: stamp.ots}
    yield ready(STAMPED, {path: data for path, data in made.items() if data})


def _entries(log: Log, tile: Tile) -> Mapping[str, bytes]:
    try:
        return {f"{LOG}/{tile.entries_path}": bundle(of_tile(log.entries, tile))}
    except ValueError:
        # Lines of 64 kB are rejected now, but an older ledger may have one: then this file is left out.
        return {}


def proof_rows(proofs: Sequence[Proof]) -> list[dict[str, Any]]:
    """Return the proofs of a release's lines, as in its data."""
    return [
        {
            "index": proof.index,
            "entry": proof.entry,
            **({"details": proof.details} if proof.details else {}),
            "hashes": [base64_of(each) for each in proof.hashes],
        }
        for proof in proofs
    ]
