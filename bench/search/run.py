#!/usr/bin/env python3
"""Measure search in a built archive of real or generated releases, in a real Chromium under a strict policy."""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import mean, median
from typing import TYPE_CHECKING, Any

from questions import Truth, known_items, phrases, telling
from served import Asker, built, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from served import Counted

SEED = 4
NATURAL = Path(__file__).with_name("natural_questions.tsv")
AT_LEAST = {
    "four salient words": 0.93,
    "four telling words": 0.90,
    "title less a word": 0.985,
    "a word cut to a prefix": 0.80,
    "one transposed letter": 0.88,
    "a word in another form": 0.88,
}
MOST = {2_000: {"kb": 98, "requests": 23}, 10_000: {"kb": 130, "requests": 30}}
"""The most that a first query of three words may load (median), by the largest number of releases."""


def laid_out(args: argparse.Namespace) -> Path:
    """Create the archive, real or generated, once."""
    archive: Path = args.work / f"search-{'real' if args.real else 'generated'}-{args.size}"
    if not (archive / "conf.py").is_file():
        tools = args.shared.resolve()
        if args.real:
            subprocess.run([sys.executable, tools / "real.py", str(args.size), archive], check=True)
        else:
            with tempfile.TemporaryDirectory() as corpus:
                subprocess.run([sys.executable, tools / "gen.py", str(args.size), corpus], check=True)
                subprocess.run([sys.executable, tools / "lay_out.py", "newsroom", corpus, archive], check=True)
    return archive


def ranks(asker: Asker, truth: Truth, count: int) -> dict[str, float]:
    """Return the mean of 1/rank of the expected release, 0 if it isn't among the first ten."""

    def worth(query: str, wanted: str) -> float:
        ids = asker.ask(query)["ids"]
        return 1 / (ids.index(wanted) + 1) if wanted in ids else 0

    kinds = known_items(truth, count, SEED).items()
    return {kind: round(mean(worth(*question) for question in asked), 4) for kind, asked in kinds}


def exact(asker: Asker, truth: Truth, count: int) -> float:
    """Return the share of phrases for which exactly the releases that contain them are found."""
    asked = phrases(truth, count, SEED)
    return mean(set(asker.ask(f'"{one}"', limit=len(truth.releases))["ids"]) == holding for one, holding in asked)


def natural(asker: Asker) -> int:
    """Count the natural questions with an expected answer among the first five, if the table names one."""
    rows = [line.split("\t") for line in NATURAL.read_text(encoding="utf-8").splitlines()]
    return sum(any(id_ in wanted for id_ in asker.ask(query)["ids"][:5]) for query, wanted in rows)


def first_query(browser: Browser, server: Counted, query: str) -> dict[str, Any]:
    """Open the search page with a query in a fresh browser; return gzipped bytes and requests until loading ends."""
    server.reset()
    asker = Asker(browser, server)
    asker.open(f"search.html?q={query}")
    asker.page.wait_for_selector("#newsroom-results li.hit")
    asker.page.wait_for_load_state("networkidle")
    asker.close()
    return {"kb": server.bytes / 1000, "requests": server.answers, "faults": asker.faults}


def bars(data: dict[str, Any]) -> list[tuple[str, Any, str, bool]]:
    """Return the bars, the measured values, and whether each is met."""
    found = [
        (f"MRR@10, {kind}", value, f"at least {AT_LEAST.get(kind, 0)}", value >= AT_LEAST.get(kind, 0))
        for kind, value in data["ranks"].items()
    ]
    found.append(("phrases, set equal", data["phrases"], "at least 0.99", data["phrases"] >= 0.99))
    most = next((bar for size, bar in MOST.items() if data["releases"] <= size), {})
    found += [(f"first query, {what}", data[what], f"at most {bar}", data[what] <= bar) for what, bar in most.items()]
    found.append(("faults, foreign requests, breaches of the policy", data["faults"], "none", not data["faults"]))
    return found


def main() -> int:
    """Measure and print; the status says whether all bars are met."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-newsroom-bench"
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: python bench/search/run.py --real --check")
    corpus = Path(__file__).resolve().parents[1] / "corpus"
    parser.add_argument("--shared", type=Path, default=corpus, help="where gen.py stands")
    parser.add_argument("--size", type=int, default=10_000, metavar="N", help="releases (10000)")
    parser.add_argument("--real", action="store_true", help="real releases (real.py) instead of generated ones")
    parser.add_argument("--site", type=Path, metavar="DIR", help="a site that is already built, instead of either")
    parser.add_argument("--queries", type=int, default=200, metavar="N", help="queries a kind (200)")
    parser.add_argument("--work", type=Path, default=cache, help=f"folder for archives and sites ({cache})")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="path of Chromium")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a bar is missed")
    args = parser.parse_args()
    site = args.site or built(laid_out(args))
    truth = Truth.of(site)
    rng = random.Random(f"{SEED} costs")
    words = [telling(truth, rng.randrange(len(truth.releases)), rng, 3) for _ in range(max(5, args.queries // 10))]
    with served(site) as server, chromium(args.chromium) as browser:
        first = [first_query(browser, server, " ".join(some)) for some in words]
        asker = Asker(browser, server)
        asker.open()
        data = {
            "releases": len(truth.releases),
            "ranks": ranks(asker, truth, args.queries),
            "phrases": exact(asker, truth, args.queries),
            "natural": natural(asker),
            "kb": round(median(one["kb"] for one in first), 1),
            "requests": median(one["requests"] for one in first),
        }
        data["faults"] = sorted({*asker.faults, *(fault for one in first for fault in one["faults"])})
        asker.close()
    held = bars(data)
    for name, value, wanted, holds in held:
        print(f"{'held  ' if holds else 'MISSED'} {name}: {value} ({wanted})")
    print(f"natural questions, of real.py 2000: {data['natural']} of 60 by their addresses; read the others")
    if args.json:
        args.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    return int(args.check and not all(holds for *_, holds in held))


if __name__ == "__main__":
    raise SystemExit(main())
