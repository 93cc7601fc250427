#!/usr/bin/env python3
"""Measure `newsroom build`, Pelican and Hugo on generated archives, taking turns in one run."""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bars import bars, exponents
from changes import CHANGES, changed
from measure import CommandError, Run, differences, measure, middle, size_of, snapshot
from peers import PEERS, ROOT, MissingError, check_generator, corpus, lay_out, newsroom_command, peer_command, say
from report import write_report
from shown import table

DAY = ("check", "publish", "published")
"""The daily work of a newsroom with a ledger, for one new release: two commands, then the build."""
ROWS = ("clean", "unchanged", *CHANGES, *DAY)
COUNTED = 10_000
"""Up to this many releases, all files of the site are compared before and after a change, to count those written."""
# A fixed time, so that builds differ only in their input; and Python may keep what it compiled.
ENVIRON = {"SOURCE_DATE_EPOCH": "1767225600", "PYTHONDONTWRITEBYTECODE": ""}


@dataclass
class Measured:
    """All runs for one size: ours by number of processes and row, and each peer's clean build."""

    size: int
    ours: dict[str, dict[str, list[Run]]] = field(default_factory=dict)
    peers: dict[str, list[Run]] = field(default_factory=dict)
    files: dict[str, dict[str, int]] = field(default_factory=dict)
    output: dict[str, dict[str, float]] = field(default_factory=dict)

    def note(self, jobs: str, row: str, run: Run) -> None:
        """Record one of our runs."""
        self.ours.setdefault(jobs, {}).setdefault(row, []).append(run)


def run_ours(command: str, jobs: str, rows: list[str], site: Path, source: Path, log: Path, found: Measured) -> None:
    """Run a clean build, a build without changes, and one for each change; changes are undone in between."""
    build = [command, "build", "--jobs", *jobs.split()]
    output = site / "_build/html"
    put_aside(site / "_build")
    found.note(jobs, "clean", measure(build, site, log, ENVIRON))
    found.output["newsroom"] = size_of(output)
    if "unchanged" in rows:
        found.note(jobs, "unchanged", measure(build, site, log, ENVIRON))
    changes = [row for row in CHANGES if row in rows]
    for row in changes:
        before = snapshot(output) if found.size <= COUNTED else {}
        with changed(CHANGES[row], source, site):
            found.note(jobs, row, measure(build, site, log, ENVIRON))
            if found.size <= COUNTED:
                found.files[row] = differences(before, snapshot(output))
        if row != changes[-1]:
            measure(build, site, log, ENVIRON)
    if wanted := [row for row in DAY if row in rows]:
        if changes:
            measure(build, site, log, ENVIRON)
        for row, run in a_day(command, build, site, source, log):
            if row in wanted:
                found.note(jobs, row, run)


def a_day(command: str, build: list[str], site: Path, source: Path, log: Path) -> Iterator[tuple[str, Run]]:
    """Publish and build all releases, then check, publish and build one more."""
    try:
        for arguments in ([command, "publish"], build):
            measure(arguments, site, log, ENVIRON)
        with changed(CHANGES["added"], source, site):
            for row, arguments in zip(DAY, ([command, "check"], [command, "publish"], build), strict=True):
                yield row, measure(arguments, site, log, ENVIRON)
    finally:
        for path in (site / "releases").glob("ledger.*"):
            path.unlink()


def put_aside(folder: Path) -> None:
    """Move the output of an earlier build away; it is deleted after all measurements.

    After many deletions, some file systems (ext4 without a journal) need longer for new files for five minutes: 0.4 ms
    instead of 0.02.
    """
    if folder.exists():
        trash = folder.parent.with_name(f"{folder.parent.name}.trash")
        trash.mkdir(exist_ok=True)
        folder.rename(trash / f"{folder.name}-{len(list(trash.iterdir()))}")


def run_peer(tool: str, command: str, peer: Path, log: Path, found: Measured) -> None:
    """Run a clean build, the only kind that Pelican and Hugo have."""
    output = peer / {"pelican": "output", "hugo": "public"}[tool]
    arguments = {"pelican": ["-q", "content", "-o", "output", "-s", "pelicanconf.py"], "hugo": ["--quiet"]}[tool]
    for folder in (output, peer / "resources"):
        put_aside(folder)
    found.peers.setdefault(tool, []).append(measure([command, *arguments], peer, log, ENVIRON))
    found.output[tool] = size_of(output)


def run_all(args: argparse.Namespace) -> dict[int, Measured]:
    """Run all sizes and tools in turn, so that slow moments of the machine affect all."""
    work: Path = args.work
    work.mkdir(parents=True, exist_ok=True)
    commands = {tool: peer_command(tool, work) for tool in args.tools if tool in PEERS}
    if "newsroom" in args.tools:
        commands["newsroom"] = newsroom_command()
    sources = {size: corpus(args.shared, work, size) for size in args.sizes}
    sites = {
        (tool, size): lay_out(args.shared, tool, source, work / f"{tool}-{size}")
        for size, source in sources.items()
        for tool in args.tools
    }
    found = {size: Measured(size) for size in args.sizes}
    for number in range(1, args.runs + 1):
        for size, source in sources.items():
            for tool in args.tools:
                site, log = sites[tool, size], work / f"{tool}.log"
                if tool in PEERS:
                    say(f"run {number} of {args.runs}: {tool}, {size:,} releases")
                    run_peer(tool, commands[tool], site, log, found[size])
                    continue
                for jobs in args.jobs:
                    say(f"run {number} of {args.runs}: newsroom --jobs {jobs}, {size:,} releases")
                    run_ours(commands[tool], jobs, args.rows, site, source, log, found[size])
    for trash in work.glob("*.trash"):
        shutil.rmtree(trash, ignore_errors=True)
    return found


def result(found: dict[int, Measured], args: argparse.Namespace) -> dict[str, Any]:
    """Return all results as data."""
    sizes: dict[int, dict[str, Any]] = {}
    for size, measured in found.items():
        ours = {jobs: {row: middle(runs) for row, runs in rows.items()} for jobs, rows in measured.ours.items()}
        peers = {tool: middle(runs) for tool, runs in measured.peers.items()}
        sizes[size] = {"newsroom": ours, "peers": peers, "files": measured.files, "output": measured.output}
    return {
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        "peers": PEERS,
        "runs": args.runs,
        "sizes": sizes,
        "exponents": exponents(sizes),
        "bars": bars(sizes),
    }


def arguments() -> argparse.Namespace:
    """Parse the command line."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-newsroom-bench"
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python bench/build/run.py --sizes 1000 10000 --runs 3 --json build.json"
    )
    parser.add_argument("--shared", type=Path, default=ROOT / "bench/corpus", help="where gen.py stands")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000], metavar="N", help="releases (1000 3000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool and size (3); the table shows medians")
    parser.add_argument("--tools", nargs="+", choices=["newsroom", *PEERS], default=["newsroom", *PEERS])
    parser.add_argument(
        "--rows", nargs="+", choices=ROWS[1:], default=list(ROWS[1:]), help="what is built after the clean build (all)"
    )
    parser.add_argument(
        "--jobs",
        nargs="+",
        default=["1", "2"],
        metavar="N",
        help="processes of newsroom, one after the other (1 2); '2 --on' are those of a cluster",
    )
    parser.add_argument("--work", type=Path, default=cache, help=f"folder for corpora, sites and peers ({cache})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="write table and plot into a page, such as docs/performance.md"
    )
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a bar is missed")
    args = parser.parse_args()
    args.shared, args.work = args.shared.resolve(), args.work.resolve()
    return args


def main() -> int:
    """Measure and print; the exit status says whether everything succeeded."""
    args = arguments()
    try:
        check_generator(args.shared)
        data = result(run_all(args), args)
    except (CommandError, MissingError, subprocess.CalledProcessError) as error:
        raise SystemExit(f"bench/build/run.py: {error}") from error
    print(table(data))
    if args.json:
        args.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    if args.report:
        write_report(args.report, data)
    return int(args.check and not all(bar["held"] for bar in data["bars"]))


if __name__ == "__main__":
    raise SystemExit(main())
