#!/usr/bin/env python3
"""Measure what all feeds of an archive of real releases cost, and how large they are beside its pages."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sphinx.application import Sphinx

from sphinx_newsroom.extension.domain import domain_of
from sphinx_newsroom.extension.files_beside import SiteTexts
from sphinx_newsroom.extension.writing import html_builder
from sphinx_newsroom.outputs import feeds
from sphinx_newsroom.outputs.output import State
from sphinx_newsroom.outputs.writing import write_outputs

ROOT = Path(__file__).resolve().parents[2]
BARS = {"ms_a_release": 1.5, "size": 1.0}
"""At most: milliseconds of CPU a release for all feeds; bytes of all feeds over bytes of all pages."""


def lay_out(shared: Path, size: int, records: int, target: Path) -> None:
    """The archive, kept from one run to the next."""
    if not (shared / "real.py").is_file():
        raise SystemExit(
            f"bench/feeds/run.py: no real.py at {shared}; it is in bench/corpus of the project; "
            "give its folder with --shared"
        )
    if not (target / "conf.py").is_file():
        subprocess.run([sys.executable, shared / "real.py", str(size), target, "--records", str(records)], check=True)


def build(root: Path) -> Sphinx:
    """The site, as Sphinx leaves it."""
    # After the newest release, or those to come would be left out; builds then differ in nothing but their input.
    os.environ["SOURCE_DATE_EPOCH"] = "1798761600"
    out = root / "_build/html"
    app = Sphinx(root, root, out, root / "_build/doctrees", "html", status=None, warning=None)
    app.build()
    return app


def measure(app: Sphinx, runs: int) -> tuple[list[float], dict[str, int]]:
    """Seconds of CPU for all feeds, made and written from nothing, in each run; how many bytes the feeds have."""
    builder, domain = html_builder(app), domain_of(app.env)
    assert builder is not None
    seconds = []
    sizes: dict[str, int] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            domain.site.before, domain.site.after = State(), State()
            start = time.process_time()
            outputs = feeds.outputs(domain.index, domain.archive.settings, SiteTexts(app, builder))
            write_outputs(outputs, State(), State(), Path(folder))
            seconds.append(time.process_time() - start)
            written = [path for path in Path(folder).rglob("*") if path.is_file()]
            sizes = {"files": len(written), "bytes": sum(path.stat().st_size for path in written)}
    return seconds, sizes


def main() -> int:
    """Measure, print, and say by the exit status whether all went well."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-newsroom-bench"
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: python bench/feeds/run.py --size 2000")
    parser.add_argument("--shared", type=Path, default=ROOT / "bench/corpus", help="where real.py stands")
    parser.add_argument("--size", type=int, default=10_000, metavar="N", help="releases (10000)")
    parser.add_argument("--records", type=int, default=500, metavar="N", help="organizations and officials (500)")
    parser.add_argument("--runs", type=int, default=3, help="how often the feeds are made (3); the least counts")
    parser.add_argument("--work", type=Path, default=cache, help=f"folder for archives ({cache})")
    parser.add_argument("--archive", type=Path, metavar="DIR", help="measure this archive and lay none out")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a bar is missed")
    args = parser.parse_args()
    root = args.archive or args.work.resolve() / f"real-{args.size}-{args.records}"
    if not args.archive:
        lay_out(args.shared.resolve(), args.size, args.records, root)
    app = build(root.resolve())
    seconds, sizes = measure(app, args.runs)
    releases = len(domain_of(app.env).releases)
    pages = sum(path.stat().st_size for path in Path(app.outdir).rglob("*.html"))
    result = {
        "releases": releases,
        "cpu_s": [round(one, 2) for one in seconds],
        "ms_a_release": round(min(seconds) / releases * 1000, 3),
        "files": sizes["files"],
        "feeds_mb": round(sizes["bytes"] / 1e6, 1),
        "pages_mb": round(pages / 1e6, 1),
        "size": round(sizes["bytes"] / pages, 3),
    }
    print(json.dumps(result, indent=1))
    held = all(float(str(result[name])) <= bar for name, bar in BARS.items())
    for name, bar in BARS.items():
        print(f"{'held  ' if float(str(result[name])) <= bar else 'MISSED'} {name}: {result[name]} (at most {bar})")
    return int(args.check and not held)


if __name__ == "__main__":
    raise SystemExit(main())
