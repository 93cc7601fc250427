#!/usr/bin/env python3
"""Ask the data of a built site: Datasette in a real Chromium, DuckDB, pandas and polars, and what ``Archive`` costs."""

from __future__ import annotations

import argparse
import json
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.request import urlopen

if TYPE_CHECKING:
    from collections.abc import Iterator

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
LINES = {"releases": "releases.jsonl", "mentions": "mentions.jsonl", "statements": "statements.jsonl"}
RECORDS = {"organizations": "organizations.json", "officials": "officials.json"}
MEASURED = """
import re, sys, time
begin = time.process_time()
from sphinx_newsroom import Archive
archive = Archive(sys.argv[1])
assert len(archive.releases()) == archive.counts["releases"]
opened = time.process_time()
rows = archive.releases(**eval(sys.argv[2]))
frame = getattr(rows, sys.argv[3])()
done = time.process_time()
# Of this process alone: what getrusage says, a process has from the one that began it.
memory = int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) // 1024
print(len(frame), round(opened - begin, 3), round(done - opened, 3), memory)
"""


def counted(data: Path) -> dict[str, Any]:
    """How many rows each table has, and whether files, Parquet and the site say the same."""
    import duckdb
    import pandas as pd
    import polars as pl

    with closing(sqlite3.connect(data / "archive.sqlite")) as database:
        tables = {name: _one(database, f"SELECT count(*) FROM {name}") for name in _tables(database)}
        broken = database.execute("PRAGMA foreign_key_check").fetchall()
        whole = _one(database, "PRAGMA integrity_check")
    for name, file in LINES.items():
        with (data / file).open("rb") as lines:
            assert sum(1 for _ in lines) == tables[name], file
        assert pl.read_ndjson(data / file, infer_schema_length=None).height == tables[name], file
        assert len(pd.read_json(data / file, lines=True)) == tables[name], file
        assert duckdb.sql(f"SELECT count(*) FROM '{data / file}'").fetchall() == [(tables[name],)], file
    for name, file in RECORDS.items():
        assert len(json.loads((data / file).read_bytes())) == tables[name], file
    parquet = sorted(data.glob("*.parquet"))
    for file in parquet:
        for found in (
            duckdb.sql(f"SELECT count(*) FROM '{file}'").fetchall()[0][0],
            len(pd.read_parquet(file)),
            pl.read_parquet(file).height,
        ):
            assert found == tables[file.stem], file
    said = {file["path"]: file["count"] for file in json.loads((data / "index.json").read_bytes())["files"]}
    for name, file in {**LINES, **RECORDS}.items():
        assert said[f"data/{file}"] == tables[name], file
    pages = sum(path.name != "index.md" for path in (data.parent / "releases").rglob("*.md"))
    return {
        "tables": tables,
        "bytes": (data / "archive.sqlite").stat().st_size,
        "parquet": len(parquet),
        "whole": whole,
        "references that lead nowhere": len(broken),
        "releases with a page": pages,
    }


def _one(database: sqlite3.Connection, query: str) -> Any:
    return database.execute(query).fetchone()[0]


def _tables(database: sqlite3.Connection) -> list[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE '%fts%'")
    return [name for (name,) in found if not name.startswith("_")]


@contextmanager
def served(data: Path, datasette: str) -> Iterator[str]:
    """Datasette over the database, at an address."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    arguments = ["archive.sqlite", "--metadata", "metadata.yaml", "--port", str(port)]
    with subprocess.Popen([datasette, "serve", *arguments], cwd=data, stderr=subprocess.DEVNULL) as running:
        address = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(300):
                try:
                    urlopen(address).close()
                    break
                except OSError:
                    time.sleep(0.2)
            yield address
        finally:
            running.terminate()


def browsed(address: str, word: str, chromium: str | None, pictures: Path | None) -> dict[str, Any]:
    """What a reader does in Datasette: counts by facet, and searches."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        page.set_default_timeout(120_000)

        def seen(name: str) -> None:
            if pictures:
                page.screenshot(path=str(pictures / f"{name}.png"))

        page.goto(f"{address}archive/releases")
        facets = page.locator(".facet-info-name strong").all_inner_texts()
        seen("facets")
        value = page.locator('.facet-info[data-column="type"] li a, .facet-info[data-column="language"] li a').first
        chosen = value.inner_text()
        value.click()
        page.wait_for_load_state()
        filtered = page.locator("h3").first.inner_text()
        page.goto(f"{address}archive/releases?_search={word}")
        found = page.locator("h3").first.inner_text()
        seen("search")
        page.goto(f"{address}archive/mentions?_facet_size=5&organization__notnull=1")
        named = page.locator('.facet-info[data-column="organization"] li').all_inner_texts()
        seen("mentions")
        browser.close()
    return {
        "facets": facets,
        "by facet": [chosen, filtered],
        "search": [word, found],
        "named most": named,
    }


def measured(site: Path, filters: str, kind: str) -> dict[str, Any]:
    """What it costs to open a site and to have some releases as a frame."""
    done = subprocess.run(
        [sys.executable, "-c", MEASURED, site, filters, kind], capture_output=True, text=True, check=True
    )
    rows, opened, framed, memory = done.stdout.split()
    return {"rows": int(rows), "opened (s of CPU)": float(opened), "frame (s)": float(framed), "MB": int(memory)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("site", type=Path, help="the folder of a built site, such as _build/html")
    parser.add_argument("--word", default="water", help="the word to look for")
    parser.add_argument("--filters", default="{'since': '2020'}", help="which releases become a frame")
    parser.add_argument("--datasette", default=shutil.which("datasette"), help="the command datasette")
    parser.add_argument("--chromium", default=None, help="the Chromium to use")
    parser.add_argument("--pictures", type=Path, help="a folder for pictures of what was seen")
    args = parser.parse_args()
    data = args.site / "data"
    result: dict[str, Any] = {"counts": counted(data)}
    result["Archive"] = {kind: measured(args.site, args.filters, kind) for kind in ("pandas", "polars")}
    if args.datasette:
        with served(data, args.datasette) as address:
            result["Datasette"] = browsed(address, args.word, args.chromium, args.pictures)
    print(json.dumps(result, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()
