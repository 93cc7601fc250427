"""Alerts at scale: what `newsroom alert` costs.

python bench/alerts/run.py                       # 1,000 queries over 200 new releases of 2,000
python bench/alerts/run.py --real                # the same over releases of ../shared/data
"""

from __future__ import annotations

import argparse
import datetime as dt
import gzip
import json
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from sphinx_newsroom.archive.entries import Entry
from sphinx_newsroom.archive.index import ArchiveIndex
from sphinx_newsroom.config import Settings
from sphinx_newsroom.extension.files_beside import language
from sphinx_newsroom.files import write
from sphinx_newsroom.model.addresses import ReleaseId
from sphinx_newsroom.model.records import Mention, Organization, Release
from sphinx_newsroom.model.registry import Registry
from sphinx_newsroom.outputs.data import bulk
from sphinx_newsroom.outputs.search import index_files
from sphinx_newsroom.text.words.tokens import Mark

BASE = "https://archive.example.org/"
CONF = (
    'project = "Bench"\nextensions = ["sphinx_newsroom"]\nhtml_theme = "sphinx_book_theme"\n'
    f'html_baseurl = "{BASE}"\nnewsroom_mail_from = "press@example.org"\n'
)
ORGANIZATIONS = {f"body-{n}": Organization(f"body-{n}", f"Body of Number {n}") for n in range(40)}
SYLLABLES = (
    "har bour rail way for est min ist er bud get tre aty con trol ves sel bri dge ri ver fer ry cus tom port".split()
)


# ---- an archive ---------------------------------------------------------------------------------------


def generated(count: int, drawn: random.Random) -> Iterator[Entry]:
    """Releases of ten years, of made-up words, the frequent ones far more frequent, as in any language."""
    words = sorted({"".join(drawn.choices(SYLLABLES, k=drawn.randint(1, 3))) for _ in range(6000)})
    drawn.shuffle(words)
    weights = [1 / (rank + 10) for rank in range(len(words))]
    for number in range(count):
        day = dt.date(2016, 1, 1) + dt.timedelta(days=number * 3650 // count)
        said = drawn.choices(words, weights, k=drawn.randint(120, 420))
        yield entry(f"{day.year}/release-{number}", day, " ".join(said[:7]).capitalize(), " ".join(said), drawn)


def real(count: int, drawn: random.Random) -> Iterator[Entry]:
    """Real releases, of which the project ships none."""
    place = Path(os.environ.get("NEWSROOM_SHARED", "../shared")) / "data/releases/congress-2024.jsonl.gz"
    with gzip.open(place, "rt", encoding="utf-8") as lines:
        rows = sorted(map(json.loads, islice(lines, count)), key=lambda row: row["date"])
    for number, row in enumerate(rows):
        day = dt.date.fromisoformat(row["date"][:10])
        yield entry(f"{day.year}/release-{number}", day, row["title"], row["body"], drawn)


def entry(id_: str, day: dt.date, title: str, text: str, drawn: random.Random) -> Entry:
    release = Release(ReleaseId(id_), title, day, f"releases/{id_}.md")
    named = drawn.sample(sorted(ORGANIZATIONS), 2)
    mentions = tuple(Mention(one, "organization", one, "header") for one in named)
    return Entry.of(release, f"{title}\n\n{text}", (Mark(0, len(title), "heading"),), mentions)


def write_site(folder: Path, entries: Sequence[Entry]) -> None:
    """What alerts read of a site, as a build writes it."""
    settings = Settings(project="Bench", baseurl=BASE)
    index = ArchiveIndex({one.release.docname: one for one in entries}, Registry(organizations=ORGANIZATIONS))
    data = (one for one in bulk.outputs(index, settings) if one.key in ("data/releases", "data/records"))
    for output in (*index_files.outputs(index, settings, language), *data):
        for path, content in output.make().items():
            write(folder / path, content)


def command(root: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "sphinx_newsroom", "alert", "--root", str(root), *words]


# ---- 1,000 queries ------------------------------------------------------------------------------------


def queries_of(entries: Sequence[Entry], count: int, drawn: random.Random) -> Iterator[str]:
    """Queries as readers save them: words, phrases, alternatives, exclusions, fields, of the texts of all releases."""
    for number in range(count):
        words = re.findall(r"\w{4,}", drawn.choice(entries).text) or ["nothing"]
        one, other = drawn.choice(words), drawn.choice(words)
        at = drawn.randrange(len(words))
        yield (
            f"{one} {other}",
            f'"{" ".join(words[at : at + 2])}"',
            f"{one} OR {other}",
            f"{one} -{other}",
            f"{one} organization:body-{number % 40}",
            f"{one[:4]}* {other}",
            f"{one} from:2016",
            f'{one} "{other}" type:press-release',
        )[number % 8]


def measure(args: argparse.Namespace, folder: Path) -> None:
    drawn = random.Random(args.seed)
    made = real if args.real else generated
    entries = sorted(made(args.releases, drawn), key=lambda one: (one.release.date, one.release.id))
    write(folder / "conf.py", CONF)
    for number, query in enumerate(queries_of(entries, args.queries, drawn)):
        text = f"name: Query {number}\nquery: {json.dumps(query)}\nmail: [reader-{number}@example.org]\n"
        write(folder / f"alerts/query-{number}.yaml", text)
    site = folder / "_build/html"
    write_site(site, entries[: -args.new])
    subprocess.run(command(folder), check=True, capture_output=True)
    write_site(site, entries)
    before, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(command(folder, "--dry-run"), capture_output=True, text=True, check=False)
    wall, after = time.monotonic() - wall, resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 0, done.stderr
    mails = sum(line.startswith("mail ") for line in done.stdout.splitlines())
    told = sum(line.startswith("  new:") for line in done.stdout.splitlines())
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(
        f"{args.queries} queries over {args.new} new releases of {len(entries)}: {cpu:.2f} s of CPU, {wall:.2f} s, "
        f"{after.ru_maxrss // 1024} MB; {mails} mails with {told} releases"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--releases", type=int, default=2000)
    parser.add_argument("--new", type=int, default=200)
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--seed", type=int, default=19)
    with tempfile.TemporaryDirectory() as place:
        measure(parser.parse_args(), Path(place))


if __name__ == "__main__":
    main()
