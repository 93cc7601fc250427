"""What indexing costs, in a process of its own: CPU, memory, bytes, and what one added release writes again.

Run as ``python indexing.py SITE OUT``: the releases come from the bulk data of the built SITE, the
index goes to OUT; the result is one line of JSON.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import resource
import sys
import time
from pathlib import Path
from typing import Any

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extension.files_beside import language
from sphinx_newsroom.model.records import Mention, Official, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.outputs.search.index_files import outputs
from sphinx_newsroom.outputs.writing import write_outputs
from sphinx_newsroom.text.words.tokens import Mark


def entry(row: dict[str, Any], text: str = "") -> Entry:
    """A release of the bulk data as the build knows it."""
    release = Release(
        row["id"],
        row["title"],
        dt.date.fromisoformat(row["date"]),
        f"releases/{row['id']}.md",
        type=row["type"],
        issuer=row["issuer"],
        language=row["language"],
        topics=tuple(row["topics"]),
    )
    mentions = tuple(
        Mention(id_, kind, id_, "header") for kind in ("organization", "official") for id_ in row[f"{kind}s"]
    )
    return Entry.of(release, text or row["text"], (Mark(0, len(row["title"]), "heading"),), mentions)


def registry(site: Path) -> Registry:
    """The records that the bulk data tells of."""

    def records(name: str) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = json.loads((site / f"data/{name}.json").read_text(encoding="utf-8"))
        return rows

    return Registry(
        organizations={row["id"]: Organization(row["id"], row["name"]) for row in records("organizations")},
        officials={row["id"]: Official(row["id"], row["name"]) for row in records("officials")},
    )


def written(entries: dict[str, Entry], known: Registry, before: State, out: Path) -> tuple[State, dict[str, float]]:
    """Write the index as a build does; its state, and seconds of CPU and of the clock."""
    after = State()
    cpu, clock = time.process_time(), time.monotonic()
    index = ArchiveIndex(entries, known)
    count = write_outputs(outputs(index, Settings(project="Benchmark"), language), before, after, out)
    return after, {"cpu": time.process_time() - cpu, "wall": time.monotonic() - clock, "files": count}


def digest(out: Path) -> str:
    """One digest of all files below a folder."""
    found = hashlib.blake2b(digest_size=16)
    for path in sorted(out.rglob("*.js")):
        found.update(path.relative_to(out).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def main(site: Path, out: Path) -> dict[str, Any]:
    """Index everything, index it elsewhere in another order, add one release."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((site / "data/releases").glob("*.jsonl"))]
    lines = "".join(texts).rstrip("\n").split("\n")
    rows = [json.loads(line) for line in lines]
    entries = {found.release.docname: found for found in map(entry, rows)}
    known = registry(site)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    state, whole = written(entries, known, State(), out / "one")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    written(dict(reversed(entries.items())), known, State(), out / "two")
    same = digest(out / "one") == digest(out / "two")
    size = sum(path.stat().st_size for path in (out / "one").rglob("*.js"))
    last = max(rows, key=lambda row: row["date"])
    row = last | {"id": f"{last['date'][:4]}/added-by-the-benchmark"}
    added = entry(row, f"{last['title']}\n\nOne more zebra release.")
    _, one = written({**entries, added.release.docname: added}, known, state, out / "one")
    return {
        "releases": len(rows),
        "cpu_ms": whole["cpu"] / len(rows) * 1000,
        "wall_s": whole["wall"],
        "files": whole["files"],
        "megabytes": size / 1e6,
        "peak_mb": peak / 1024,
        "peak_before_mb": before / 1024,
        "same_bytes": same,
        "added": one,
    }


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), Path(sys.argv[2]))))
