#!/usr/bin/env python3
"""Run Lighthouse, as on a slow phone, on seven kinds of pages from an archive of real releases."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "search"))
from served import served  # in the neighboring folder

ROOT = Path(__file__).resolve().parents[2]
LIGHTHOUSE = "12.2.3"
CATEGORIES = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
"""Lighthouse's categories, with the lowest acceptable score out of 100."""
KINDS = "front", "release", "translated release", "entry", "A–Z", "guide", "search"
TRANSLATED = "translated"
GUIDES = "write-a-release", "search-and-cite"


def say(text: str) -> None:
    """Print progress to stderr, separate from the result."""
    print(text, file=sys.stderr, flush=True)


def archive(args: argparse.Namespace) -> Path:
    """Build an archive of real releases, with a translation and two guides."""
    root: Path = args.work / f"lighthouse-{args.size}"
    if not (root / "docs").is_dir():
        say(f"laying out {args.size:,} releases")
        subprocess.run([sys.executable, args.shared / "real.py", str(args.size), root], check=True)
        _more(root)
    say("building it")
    subprocess.run(
        [sys.executable, "-m", "sphinx_newsroom", "build", "--quiet"], cwd=root, check=True, stdout=subprocess.DEVNULL
    )
    return root / "_build/html"


def _more(root: Path) -> None:
    """Add what the collections lack: a release in two languages, and guides."""
    year = sorted((root / "releases").iterdir())[-1]
    header = f"date: {year.name}-06-01\n---\n\n"
    text = "The commission met in Vienna on Monday, and agreed on a plan for the coming year.\n\n" * 8
    (year / f"{TRANSLATED}.md").write_text(f"---\ntitle: The commission met\n{header}{text}", encoding="utf-8")
    text = "La commission s’est réunie à Vienne lundi et s’est accordée sur un plan pour l’année à venir.\n\n" * 8
    french = f"---\ntitle: La commission s’est réunie\n{header}{text}"
    (year / f"{TRANSLATED}.fr.md").write_text(french, encoding="utf-8")
    (root / "docs").mkdir()
    names = "\n".join(GUIDES)
    (root / "docs/index.md").write_text(f"# Guides\n\n```{{toctree}}\n{names}\n```\n", encoding="utf-8")
    for name in GUIDES:
        guide = (ROOT / f"docs/guides/{name}.md").read_text(encoding="utf-8")
        # Remove links and roles that point into the shipped archive.
        plain = re.sub(r"\]\([^)]*\)", "](https://example.org/)", re.sub(r"\{(release|org|official)\}", "", guide))
        plain = re.sub(r"```\{image\}.*?```\n", "", plain, flags=re.DOTALL)
        (root / f"docs/{name}.md").write_text(plain, encoding="utf-8")


def kinds(site: Path) -> dict[str, str]:
    """Return a page of each kind: the longest entry, a release in the middle."""
    releases = sorted(path for path in (site / "releases").glob("*/*.html") if path.stem != "index")
    entry = max((site / "organizations").glob("*.html"), key=lambda path: (path.stem != "index", path.stat().st_size))
    translated = next(path for path in releases if path.stem == TRANSLATED)
    files = (
        site / "index.html",
        releases[len(releases) // 2],
        translated,
        entry,
        site / "organizations/index.html",
        site / f"docs/{GUIDES[0]}.html",
        site / "search.html",
    )
    places = {kind: path.relative_to(site).as_posix() for kind, path in zip(KINDS, files, strict=True)}
    return {**places, "search": f"{places['search']}?q=vaccinations+covid-19"}


def asked(program: Path, address: str, chromium: str, target: Path) -> dict[str, Any]:
    """Return Lighthouse's report on an address."""
    flags = "--headless --no-sandbox --disable-gpu"
    command = [
        "node",
        str(program),
        address,
        "--quiet",
        "--output=json",
        f"--output-path={target}",
        f"--chrome-flags={flags}",
        f"--only-categories={','.join(CATEGORIES)}",
    ]
    subprocess.run(command, check=True, env=os.environ | {"CHROME_PATH": chromium})
    found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


def lighthouse(work: Path) -> Path:
    """Return Lighthouse's program, installed by npm once."""
    program = work / f"lighthouse-{LIGHTHOUSE}/node_modules/lighthouse/cli/index.js"
    if not program.is_file():
        say(f"fetching Lighthouse {LIGHTHOUSE}")
        folder = str(program.parents[3])
        command = ["npm", "install", "--silent", "--no-save", "--prefix", folder, f"lighthouse@{LIGHTHOUSE}"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return program


def told(kind: str, report: dict[str, Any]) -> dict[str, Any]:
    """Return a page's scores, and the reason for each lost point."""
    points = {name: round(100 * (report["categories"][name]["score"] or 0)) for name in CATEGORIES}
    lost = sorted(
        f"{name}: {ref['id']}"
        for name, wanted in CATEGORIES.items()
        if points[name] < wanted
        for ref in report["categories"][name]["auditRefs"]
        if ref["weight"]
        and (report["audits"][ref["id"]]["score"] or 0) < 1 - 1e-9
        and report["audits"][ref["id"]]["scoreDisplayMode"] != "notApplicable"
    )
    for audit in ("errors-in-console", "inspector-issues"):
        for item in report["audits"].get(audit, {}).get("details", {}).get("items", ()):
            lost.append(f"{audit}: {json.dumps(item)[:300]}")
    say(f"  {kind}: {'/'.join(map(str, points.values()))} {' '.join(lost)}")
    return {"page": kind, **points, "lost": lost}


def main() -> int:
    """Check each page, and print a JSON line for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=2_000, help="how many releases (2,000)")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "newsroom-bench")
    shared = Path(os.environ.get("NEWSROOM_SHARED", ROOT / "../shared")) / "bench"
    parser.add_argument("--shared", type=Path, default=shared, help="where real.py is, beside the data")
    parser.add_argument("--only", choices=KINDS, action="append", help="this kind of page alone")
    parser.add_argument("--chromium", default=os.environ.get("CHROMIUM") or shutil.which("chromium"))
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a page has too few points")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    site, program = archive(args), lighthouse(args.work)
    rows = []
    with served(site) as server:
        for kind, place in kinds(site).items():
            if kind not in (args.only or KINDS):
                continue
            report = asked(program, server.base + place, args.chromium, args.work / "lighthouse.json")
            rows.append(told(kind, report))
            print(json.dumps(rows[-1]), flush=True)
    return int(args.check and any(row[name] < wanted for row in rows for name, wanted in CATEGORIES.items()))


if __name__ == "__main__":
    raise SystemExit(main())
