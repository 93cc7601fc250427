#!/usr/bin/env python3
"""Measure `newsroom build` against Pelican over generated archives, in turn, in one run."""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from measure import CommandError, Run, differences, measure, middle, size_of, snapshot

ROOT = Path(__file__).resolve().parents[2]
PELICAN = "pelican[markdown]==4.12.0"
WORDS = ("/usr/share/dict/american-english", "/usr/share/dict/words")
ADDED = "releases/{year}/added-by-the-benchmark.md"
BARS = {"ratio": 4.0, "no_change_wall": 3.0, "linear": 1.15}
"""At most, at the largest size: times Pelican's CPU, seconds without changes, CPU a release over the smallest's."""


@dataclass
class Measured:
    """All runs over one size."""

    ours: list[Run] = field(default_factory=list)
    no_change: list[Run] = field(default_factory=list)
    added: list[Run] = field(default_factory=list)
    pelican: list[Run] = field(default_factory=list)
    files: dict[str, int] = field(default_factory=dict)
    output: dict[str, dict[str, float]] = field(default_factory=dict)


def say(text: str) -> None:
    """Progress, apart from the result."""
    print(text, file=sys.stderr, flush=True)


def stop(text: str) -> None:
    """End with a message."""
    raise SystemExit(f"bench/build/run.py: {text}")


# ---- what is measured ---------------------------------------------------------------------------


def check_tools(shared: Path) -> None:
    """The generator and its word list, or what to do."""
    if not (shared / "gen.py").is_file() or not (shared / "lay_out.py").is_file():
        stop(f"no generator at {shared}; it is the folder bench/corpus of the project (gen.py, lay_out.py): "
             "give its path with --shared")
    if not any(os.path.exists(path) for path in WORDS):
        stop("the generator needs a word list, and there is none in /usr/share/dict; `apt-get install wamerican`")


def corpus(shared: Path, work: Path, size: int) -> Path:
    """The generated releases, kept from one run to the next while the generator stays the same."""
    digest = hashlib.sha256((shared / "gen.py").read_bytes()).hexdigest()[:8]
    target = work / f"corpus-{size}-{digest}"
    if not (target / "meta.json").is_file():
        say(f"generating {size} releases")
        shutil.rmtree(target, ignore_errors=True)
        subprocess.run([sys.executable, shared / "gen.py", str(size), target], check=True)
    return target


def lay_out(shared: Path, tool: str, source: Path, target: Path) -> Path:
    """The generated releases the way that *tool* wants them."""
    subprocess.run([sys.executable, shared / "lay_out.py", tool, source, target], check=True)
    return target


def pelican_command(work: Path) -> str:
    """Pelican from an environment of its own, made once."""
    venv = work / "pelican-venv"
    command = venv / "bin/pelican"
    wanted = venv / "wanted.txt"
    if not command.is_file() or not wanted.is_file() or wanted.read_text() != PELICAN:
        say(f"installing {PELICAN} into {venv}")
        shutil.rmtree(venv, ignore_errors=True)
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
        subprocess.run([venv / "bin/pip", "install", "--quiet", PELICAN], check=True)
        wanted.write_text(PELICAN)
    return str(command)


def newsroom_command() -> str:
    """The command `newsroom` of the environment that runs this file."""
    beside = Path(sys.executable).parent / "newsroom"
    found = str(beside) if beside.is_file() else shutil.which("newsroom")
    if found is None:
        stop(f"the command newsroom is not installed for {sys.executable}; `pip install -e {ROOT}` into it first")
    return str(found)


def added_release(source: Path) -> tuple[str, str]:
    """Path and text of one release more, on the archive's last day, with known names."""
    meta = json.loads((source / "meta.json").read_text())
    last = meta["releases"][-1]
    text = (
        f'---\ntitle: "Added by the benchmark"\ndate: {last["date"]}\ntopics: [{last["topics"][0]}]\n---\n\n'
        f"The {last['organizations'][0]} and {last['officials'][0]} add one release to a finished archive.\n"
    )
    return ADDED.format(year=last["year"]), text


# ---- the runs ------------------------------------------------------------------------------------

# A fixed moment: builds then differ in nothing but their input.
ENVIRON = {"SOURCE_DATE_EPOCH": "1767225600"}


def run_ours(command: list[str], site: Path, source: Path, log: Path, found: Measured) -> None:
    """A clean build, one with nothing changed, and one with a release added."""
    path, text = added_release(source)
    output = site / "_build/html"
    (site / path).unlink(missing_ok=True)
    shutil.rmtree(site / "_build", ignore_errors=True)
    found.ours.append(measure(command, site, log, ENVIRON))
    found.output["newsroom"] = size_of(output)
    found.no_change.append(measure(command, site, log, ENVIRON))
    before = snapshot(output)
    (site / path).write_text(text, encoding="utf-8")
    found.added.append(measure(command, site, log, ENVIRON))
    found.files = differences(before, snapshot(output))


def run_pelican(command: str, peer: Path, log: Path, found: Measured) -> None:
    """A clean build; Pelican has no other kind."""
    shutil.rmtree(peer / "output", ignore_errors=True)
    arguments = ["-q", "content", "-o", "output", "-s", "pelicanconf.py"]
    found.pelican.append(measure([command, *arguments], peer, log, ENVIRON))
    found.output["pelican"] = size_of(peer / "output")


def run_all(args: argparse.Namespace) -> dict[int, Measured]:
    """All sizes and tools, one run of each after the other, so that a slow moment of the machine hits all."""
    work: Path = args.work
    work.mkdir(parents=True, exist_ok=True)
    newsroom = newsroom_command() if "newsroom" in args.tools else ""
    pelican = pelican_command(work) if "pelican" in args.tools else ""
    sources = {size: corpus(args.shared, work, size) for size in args.sizes}
    sites = {
        (tool, size): lay_out(args.shared, tool, source, work / f"{tool}-{size}")
        for size, source in sources.items() for tool in args.tools
    }
    found = {size: Measured() for size in args.sizes}
    for number in range(1, args.runs + 1):
        for size, source in sources.items():
            if newsroom:
                say(f"run {number} of {args.runs}: newsroom, {size} releases")
                command = [newsroom, "build", "--jobs", args.jobs]
                run_ours(command, sites["newsroom", size], source, work / "newsroom.log", found[size])
            if pelican:
                say(f"run {number} of {args.runs}: pelican, {size} releases")
                run_pelican(pelican, sites["pelican", size], work / "pelican.log", found[size])
    return found


# ---- the result ----------------------------------------------------------------------------------


def result(found: dict[int, Measured], args: argparse.Namespace) -> dict[str, Any]:
    """Everything as data."""
    sizes: dict[int, dict[str, Any]] = {}
    for size, measured in found.items():
        row: dict[str, Any] = {"output": measured.output}
        for name in ("ours", "no_change", "added", "pelican"):
            if runs := getattr(measured, name):
                row[name] = middle(runs)
        if measured.added:
            row["added"]["files"] = measured.files
        if measured.ours and measured.pelican:
            row["ratio"] = round(row["ours"]["cpu"] / row["pelican"]["cpu"], 2)
        sizes[size] = row
    small, large = min(sizes), max(sizes)
    linear = {
        name: round((sizes[large][name]["cpu"] / large) / (sizes[small][name]["cpu"] / small), 3)
        for name in ("ours", "pelican") if small != large and name in sizes[large]
    }
    return {
        "python": platform.python_version(), "pelican": PELICAN, "runs": args.runs, "jobs": args.jobs,
        "sizes": sizes, "linear": linear, "bars": bars(sizes[large], linear.get("ours")),
    }


def bars(row: dict[str, Any], linear: float | None) -> dict[str, dict[str, Any]]:
    """What the build must hold, and whether it does; what was not measured is not among them."""
    values = {"ratio": row.get("ratio"), "no_change_wall": row.get("no_change", {}).get("wall"), "linear": linear}
    return {
        name: {"measured": value, "at_most": BARS[name], "held": value <= BARS[name]}
        for name, value in values.items() if value is not None
    }


LABELS = {
    "ours": "newsroom",
    "pelican": "pelican",
    "no_change": "newsroom, nothing changed",
    "added": "newsroom, one added",
}
HEAD = (("", 28), ("releases", 9), ("CPU s", 9), ("(spread)", 16), ("ms each", 9), ("wall s", 8), ("peak MB", 9),
        ("files", 8), ("MB", 8))


def table(data: dict[str, Any]) -> str:
    """The result for people."""
    lines = ["".join(f"{head:>{width}}" for head, width in HEAD)]
    for name, label in LABELS.items():
        for size, row in data["sizes"].items():
            if name not in row:
                continue
            run = row[name]
            spread = f"({run['cpu_min']:.2f}–{run['cpu_max']:.2f})"
            each = f"{run['cpu'] / size * 1000:9.2f}" if name in ("ours", "pelican") else f"{'':9}"
            output = row["output"].get({"ours": "newsroom"}.get(name, name))
            made = f"{output['files']:8.0f}{output['mb']:8.1f}" if output else ""
            used = f"{run['cpu']:9.2f}{spread:>16}{each}{run['wall']:8.2f}{run['peak_mb']:9.0f}"
            lines.append(f"{label:28}{size:9}{used}{made}")
    lines.append("")
    for size, row in data["sizes"].items():
        if "ratio" in row:
            lines.append(f"newsroom / pelican, CPU at {size}: {row['ratio']:.2f}")
        if files := row.get("added", {}).get("files"):
            lines.append(f"one release added at {size}: {files['new']} files new, {files['changed']} changed, "
                         f"{files['written']} written again")
    for name, value in data["linear"].items():
        lines.append(f"{LABELS[name]}, CPU a release at {max(data['sizes'])} / at {min(data['sizes'])}: {value:.3f}")
    for name, bar in data["bars"].items():
        lines.append(f"{'held  ' if bar['held'] else 'MISSED'} {name}: {bar['measured']} (at most {bar['at_most']})")
    return "\n".join(lines)


def arguments() -> argparse.Namespace:
    """The command line."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-newsroom-bench"
    parser = argparse.ArgumentParser(
        description=__doc__, epilog="example: python bench/build/run.py --sizes 1000 3000 --runs 3 --json build.json")
    parser.add_argument("--shared", type=Path, default=ROOT / "bench/corpus", help="where gen.py stands")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 3000], metavar="N", help="releases (1000 3000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of each tool and size (3); the table shows medians")
    parser.add_argument("--tools", nargs="+", choices=["newsroom", "pelican"], default=["newsroom", "pelican"])
    parser.add_argument("--jobs", default="1", metavar="N",
                        help="processes of newsroom (1, as Pelican has); auto is what a user gets")
    parser.add_argument("--work", type=Path, default=cache, help=f"folder for corpora, sites and Pelican ({cache})")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a bar is missed")
    args = parser.parse_args()
    args.shared, args.work = args.shared.resolve(), args.work.resolve()
    return args


def main() -> int:
    """Measure, print, and say by the exit status whether all went well."""
    args = arguments()
    check_tools(args.shared)
    try:
        data = result(run_all(args), args)
    except (CommandError, subprocess.CalledProcessError) as error:
        stop(str(error))
    print(table(data))
    if args.json:
        args.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    return int(args.check and not all(bar["held"] for bar in data["bars"].values()))


if __name__ == "__main__":
    raise SystemExit(main())
