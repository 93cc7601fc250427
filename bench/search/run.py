#!/usr/bin/env python3
"""Measure search over a built archive of 10,000 releases, in a real Chromium under a strict Content-Security-Policy."""

from __future__ import annotations

import argparse
import hashlib
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

from questions import KEYS, Truth, answer, known_items, narrowed, phrases, telling
from served import Asker, chromium, served

if TYPE_CHECKING:
    from playwright.sync_api import Browser
    from served import Counted

ROOT = Path(__file__).resolve().parents[2]
SEED = 4
AT_LEAST = {
    "four salient words": 0.93,
    "title less a word": 0.985,
    "a word cut to a prefix": 0.80,
    "one transposed letter": 0.88,
    "a word in another form": 0.88,
}
FEW = 2_000
"""Releases of an archive that a first query should cost little for."""
NONSENSE = (
    "qwzxqwzx",
    "zzyzxqj",
    "vbnmqqtrw",
    "xkcdqzzp",
    "jjqwkkzv",
    "wqxzptlk",
    "hgqzxvvk",
    "pqxjzzwy",
    "kzqvxxjw",
    "yyqpzxkg",
)


def say(text: str) -> None:
    """Progress, apart from the result."""
    print(text, file=sys.stderr, flush=True)


def built(args: argparse.Namespace) -> Path:
    """The site of the archive: generated and laid out once, built as far as it is not up to date."""
    tool = args.shared / ("real.py" if args.real else "gen.py")
    digest = hashlib.sha256(tool.read_bytes()).hexdigest()[:8]
    name = "real" if args.real else "generated"
    archive = args.work / f"search-{name}-{args.size}-{digest}"
    if not (archive / "conf.py").is_file():
        say(f"laying out {args.size} releases")
        if args.real:
            subprocess.run([sys.executable, args.shared / "real.py", str(args.size), archive], check=True)
        else:
            with tempfile.TemporaryDirectory() as corpus:
                subprocess.run([sys.executable, args.shared / "gen.py", str(args.size), corpus], check=True)
                subprocess.run([sys.executable, args.shared / "lay_out.py", "newsroom", corpus, archive], check=True)
    say("building it (minutes, the first time)")
    subprocess.run(
        [sys.executable, "-m", "sphinx_newsroom", "build", "--quiet"],
        cwd=archive,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return archive / "_build/html"


# ---- what is found --------------------------------------------------------------------------------


def ranks(asker: Asker, truth: Truth, count: int) -> dict[str, Any]:
    """The mean of 1/rank of the release looked for, 0 where it is not among the first ten."""
    found = {}
    for kind, questions in known_items(truth, count, SEED).items():
        worth = []
        for query, wanted in questions:
            ids = asker.ask(query)["ids"]
            worth.append(1 / (ids.index(wanted) + 1) if wanted in ids else 0)
        found[kind] = {"mrr": round(mean(worth), 4), "not_found": worth.count(0)}
        say(f"  {kind}: {found[kind]}")
    return found


def exact(asker: Asker, truth: Truth, count: int) -> dict[str, Any]:
    """Phrases, filters with counts, order by date, nonsense: how many answers equal the truth."""
    everything = {"limit": len(truth.releases)}
    asked_phrases = phrases(truth, count, SEED)
    right = [set(asker.ask(f'"{phrase}"', **everything)["ids"]) == holding for phrase, holding in asked_phrases]
    facets = newest = 0
    asked = narrowed(truth, count, SEED)
    dates = {row["id"]: row["date"] for row in truth.releases}
    forms_counted = [forms_are_true(asker, truth, question["word"]) for question in asked if question["word"]]
    for question in asked:
        ids, counts = answer(truth, question)
        options = {key: question[key] for key in ("filters", "from", "to")}
        # In quotation marks, since the truth is of a word as it stands, and search finds other forms of it.
        got = asker.ask(question["word"] and f'"{question["word"]}"', sort="date", **options, **everything)
        given = {key: {row["value"]: row["count"] for row in got["facets"][key] if row["count"]} for key in KEYS}
        facets += got["total"] == len(ids) and set(got["ids"]) == set(ids) and given == counts
        newest += [dates[id_] for id_ in got["ids"]] == sorted((dates[id_] for id_ in ids), reverse=True)
    nothing = sum(asker.ask(word)["total"] == 0 for word in NONSENSE)
    return {
        "phrases": [sum(right), len(right)],
        "facets": [facets, len(asked)],
        "newest_first": [newest, len(asked)],
        "forms_counted": [sum(forms_counted), len(forms_counted)],
        "nonsense": [nothing, len(NONSENSE)],
    }


def forms_are_true(asker: Asker, truth: Truth, word: str) -> bool:
    """Whether a word finds exactly what holds it or a form that the answer names, and counts those as typed."""
    got = asker.ask(word, limit=len(truth.releases))
    understood = got["understood"]
    others = {form for one in understood["forms"] for form in one["forms"]}
    forms = {word, *others}
    holding = {row["id"] for row, words in zip(truth.releases, truth.words, strict=True) if forms & set(words)}
    return set(got["ids"]) == holding and understood["typed"] == truth.holding[word]


# ---- what it costs --------------------------------------------------------------------------------


def first_query(browser: Browser, server: Counted, address: str) -> dict[str, Any]:
    """A fresh reader opens *address*; bytes by gzip, requests, and seconds until hits stand there."""
    server.reset()
    asker = Asker(browser, server)
    start = asker.page.evaluate("Date.now()")
    asker.open(address)
    asker.page.wait_for_selector("#newsroom-results li.hit, #newsroom-search-status:not(:empty)")
    took = asker.page.evaluate("Date.now()") - start
    asker.page.wait_for_load_state("networkidle")
    found = {"kb": round(server.bytes / 1000, 1), "requests": server.answers, "ms": took, "faults": asker.faults}
    asker.close()
    return found


def costs(browser: Browser, server: Counted, truth: Truth, count: int) -> dict[str, Any]:
    """First queries of ordinary words and of the words that stand in most releases, and warm ones."""
    rng = random.Random(f"{SEED} costs")
    often = [word for word, _ in truth.holding.most_common(40)]
    kinds = {
        "ordinary words": [" ".join(telling(truth, rng.randrange(len(truth.releases)), rng, 3)) for _ in range(count)],
        "words everywhere": [" ".join(rng.sample(often, 3)) for _ in range(count)],
        "a phrase": [f'"{phrase}"' for phrase, _ in phrases(truth, count, SEED)],
        "a transposed letter": [query for query, _ in known_items(truth, count, SEED)["one transposed letter"]],
    }
    found: dict[str, Any] = {}
    for kind, queries in kinds.items():
        runs = [first_query(browser, server, f"search.html?q={query}") for query in queries]
        found[kind] = {
            "kb_max": max(run["kb"] for run in runs),
            "kb_median": median(run["kb"] for run in runs),
            "requests": median(run["requests"] for run in runs),
            "ms": median(run["ms"] for run in runs),
            "faults": sorted({fault for run in runs for fault in run["faults"]}),
        }
        say(f"  first query, {kind}: {found[kind]}")
    asker = Asker(browser, server)
    asker.open()
    warm = []
    for query in [query for queries in kinds.values() for query in queries]:
        asker.ask(query)
        warm.append(asker.ask(query)["ms"])
    asker.close()
    return found | {"warm_ms": {"median": round(median(warm), 1), "max": round(max(warm), 1)}}


def indexing(site: Path) -> dict[str, Any]:
    """See ``indexing.py``."""
    with tempfile.TemporaryDirectory() as out:
        done = subprocess.run(
            [sys.executable, Path(__file__).parent / "indexing.py", site, out],
            check=True,
            capture_output=True,
            text=True,
        )
    return dict(json.loads(done.stdout))


# ---- the result -----------------------------------------------------------------------------------


def bars(data: dict[str, Any]) -> list[tuple[str, Any, str, bool]]:
    """What was promised, what was measured, and whether it held."""
    found: list[tuple[str, Any, str, bool]] = []
    for kind, least in AT_LEAST.items():
        value = data["ranks"][kind]["mrr"]
        found.append((f"MRR@10, {kind}", value, f"at least {least}", value >= least))
    right, asked = data["exact"]["phrases"]
    found.append(("phrases, set equal", f"{right} of {asked}", "at least 99 of 100", right >= 0.99 * asked))
    for name in ("facets", "newest_first", "forms_counted", "nonsense"):
        right, asked = data["exact"][name]
        found.append((f"{name.replace('_', ' ')}, right", f"{right} of {asked}", "all", right == asked))
    for kind, most in (("ordinary words", 350), ("words everywhere", 700)):
        value = data["costs"][kind]["kb_max"]
        found.append((f"first query, kB by gzip, {kind}", value, f"under {most}", value < most))
    if data["releases"] <= FEW:
        for what, most in (("kb_median", 100), ("requests", 30)):
            value = data["costs"]["ordinary words"][what]
            name = f"first query, median of {what.removesuffix('_median')}"
            found.append((name, value, f"under {most}", value < most))
    warm = data["costs"]["warm_ms"]["max"]
    found.append(("warm query, ms", warm, "under 100", warm < 100))
    made = data["indexing"]
    found += [
        ("indexing, ms of CPU a release", round(made["cpu_ms"], 3), "under 3", made["cpu_ms"] < 3),
        ("indexing, peak MB", round(made["peak_mb"]), "under 1000", made["peak_mb"] < 1000),
        ("one added, seconds", round(made["added"]["wall"], 2), "under 3", made["added"]["wall"] < 3),
        ("one added, files written", made["added"]["files"], "at most 25", made["added"]["files"] <= 25),
        ("same input, same bytes", made["same_bytes"], "yes", made["same_bytes"]),
        ("faults, foreign requests, breaches of the policy", len(data["faults"]), "none", not data["faults"]),
    ]
    return found


def main() -> int:
    """Measure, print, and say by the exit status whether all bars held."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "sphinx-newsroom-bench"
    parser = argparse.ArgumentParser(description=__doc__, epilog="example: python bench/search/run.py --real --check")
    parser.add_argument("--shared", type=Path, default=ROOT / "bench/corpus", help="where gen.py stands")
    parser.add_argument("--size", type=int, default=10_000, metavar="N", help="releases (10000)")
    parser.add_argument("--real", action="store_true", help="real releases (real.py) instead of generated ones")
    parser.add_argument("--site", type=Path, metavar="DIR", help="a site that is already built, instead of either")
    parser.add_argument("--queries", type=int, default=200, metavar="N", help="queries a kind (200)")
    parser.add_argument("--work", type=Path, default=cache, help=f"folder for archives and sites ({cache})")
    parser.add_argument("--chromium", default=shutil.which("chromium") or "chromium", help="path of Chromium")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result as JSON, too")
    parser.add_argument("--check", action="store_true", help="exit with status 1 where a bar is missed")
    args = parser.parse_args()
    args.shared, args.work = args.shared.resolve(), args.work.resolve()
    site = args.site or built(args)
    truth = Truth.of(site)
    with served(site) as server, chromium(args.chromium) as browser:
        asker = Asker(browser, server)
        asker.open()
        data: dict[str, Any] = {
            "releases": len(truth.releases),
            "ranks": ranks(asker, truth, args.queries),
            "exact": exact(asker, truth, args.queries),
        }
        asker.close()
        data["costs"] = costs(browser, server, truth, max(5, args.queries // 10))
        faults = {fault for kind in data["costs"].values() for fault in kind.get("faults", ())}
        data["faults"] = sorted({*asker.faults, *faults})
    data["indexing"] = indexing(site)
    held = bars(data)
    for name, value, wanted, holds in held:
        print(f"{'held  ' if holds else 'MISSED'} {name}: {value} ({wanted})")
    if args.json:
        args.json.write_text(json.dumps(data, indent=2) + "\n", encoding="utf-8")
    return int(args.check and not all(holds for *_, holds in held))


if __name__ == "__main__":
    raise SystemExit(main())
