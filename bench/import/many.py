"""Measure the import of many releases, and check that a killed import ends like an undisturbed one.

``python bench/import/many.py`` generates 10,000 releases (``bench/corpus/gen.py``) as JSON lines, imports them into an
empty archive, and prints the CPU for each release. Then it imports them into a second archive, killing the import ten
times at random moments before a last run, and compares the archives. The exit status is 1 if they differ or a bar is
missed.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONF = 'project = "T"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
BAR = 1.5
"""Milliseconds of CPU for a release."""


def made(count: int, folder: Path) -> Path:
    """Write a file of releases, one a line, with title, date, topics, address and text."""
    subprocess.run([sys.executable, HERE.parent / "corpus" / "gen.py", str(count), folder / "corpus"], check=True)
    meta = json.loads((folder / "corpus" / "meta.json").read_text(encoding="utf-8"))
    path = folder / "old.jsonl"
    with path.open("w", encoding="utf-8") as lines:
        for release in meta["releases"]:
            file = folder / "corpus" / "releases" / str(release["year"]) / f"{release['slug']}.md"
            body = file.read_text(encoding="utf-8").split("\n---\n", 1)[1].lstrip().split("\n", 1)[1].lstrip()
            row = {
                "title": release["title"],
                "date": release["date"],
                "tags": release["topics"],
                "url": f"https://old.example.org/press/{release['year']}/{release['slug']}.html",
                "body": body,
            }
            lines.write(f"{json.dumps(row, ensure_ascii=False)}\n")
    return path


def archive(folder: Path) -> Path:
    """Create an empty archive."""
    folder.mkdir()
    (folder / "conf.py").write_text(CONF, encoding="utf-8")
    return folder


def begun(root: Path, old: Path) -> subprocess.Popen[bytes]:
    """Start an import."""
    call = [sys.executable, "-m", "sphinx_newsroom", "--root", root, "import-releases", old, "--write"]
    return subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def texts(root: Path) -> dict[str, bytes]:
    """Return the files written, including temporary ones."""
    files = (path for path in (root / "releases").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def names(root: Path) -> list[Path]:
    """Return the releases written."""
    return list(root.glob("releases/*/*.md"))


def spent() -> float:
    """Return the CPU seconds of all finished children."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> int:
    """Measure, kill and compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=10_000, metavar="N", help="how many releases (10,000)")
    parser.add_argument("--kills", type=int, default=10, metavar="N", help="how often the import is killed (10)")
    parser.add_argument("--seed", type=int, default=int(time.time()), metavar="N", help="the seed of the moments")
    parser.add_argument("--source", type=Path, metavar="FILE", help="lines of JSON to import, and not made ones")
    args = parser.parse_args()
    chance = random.Random(args.seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        old = args.source.resolve() if args.source else made(args.releases, folder)
        count = sum(1 for _ in old.open("rb"))
        whole, before, began = archive(folder / "whole"), spent(), time.monotonic()
        status = begun(whole, old).wait()
        each, took = (spent() - before) / count * 1000, time.monotonic() - began
        print(f"{count:,} releases: {each:.2f} ms of CPU each (bar {BAR}), {took:.0f} s, exit {status}", flush=True)
        killed = archive(folder / "killed")
        for number in range(args.kills):
            # Most of a run is reading and checking, so every other kill waits for a number of files.
            wanted, late = chance.randrange(count), time.monotonic() + chance.uniform(0, took)
            process = begun(killed, old)
            while process.poll() is None and (len(names(killed)) < wanted if number % 2 else time.monotonic() < late):
                time.sleep(0.01)
            process.kill()
            process.wait()
            print(f"killed {number + 1}: {len(names(killed)):,} files", flush=True)
        begun(killed, old).wait()
        same = texts(killed) == texts(whole)
        print(f"seed {args.seed}: {len(texts(killed)):,} files, {'the same' if same else 'NOT the same'} as of one run")
    return 0 if same and each <= BAR else 1


if __name__ == "__main__":
    sys.exit(main())
